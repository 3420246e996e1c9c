/* What happens where an invariant does not hold, and which one a test build breaks. */
#include "base/base.h"

static const char *last_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

void invariant_failed(const char *file, int line, int n, const char *condition) {
  fprintf(stderr, "%s invariant %d: %s (line %d)\n", last_name(file), n, condition, line);
  abort();
}

bool invariant_broken(const char *file, int n) {
  char wanted[128];
  const char *asked = getenv("ANSINH_BREAK");
  int length = snprintf(wanted, sizeof wanted, "%s:%d", last_name(file), n);
  assert(length > 0 && (size_t)length < sizeof wanted);
  return asked && strcmp(asked, wanted) == 0;
}
