/* May what a command writes have the place it was told? */
#include "faces/cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "faces/cli/folder.h"
#include "faces/table/cli_words.h"
#include "store/store.h"

enum { HEADER_BYTES = 16, FIRST_LINE_MAX = 400, CODE_REFUSED = 2, CODE_WORLD = 1 };

static int refuse(const struct cli_call *call, const struct cli_output *out, enum cli_word why) {
  fprintf(stderr, "ansinh %s: %s%s%s: %s\n", call->entry->name, out->option, *out->option ? " " : "",
          out->path, cli_word(why, call->lang));
  return CODE_REFUSED;
}

/* ---- names ---- */

/* The one name a place has, links followed, also where nothing is yet: the folder's and the last part. */
static const char *one_name(struct arena *a, const char *path) {
  char real[PATH_MAX];
  if (realpath(path, real)) return arena_text(a, real, strlen(real));
  size_t n = strlen(path);
  while (n > 1 && path[n - 1] == '/')
    n--;
  char *own = arena_text(a, path, n), *slash = strrchr(own, '/');
  const char *last = slash ? slash + 1 : own;
  if (slash) *slash = 0;
  if (!realpath(slash == own ? "/" : slash ? own : ".", real)) return arena_text(a, path, n);
  return arena_print(a, "%s/%s", real, last);
}

static bool ends(struct str s, struct str with) {
  return s.n > with.n && memcmp(s.p + s.n - with.n, with.p, with.n) == 0;
}

/* Is it a name that belongs to a register, or to one that is about to be made? */
static bool lies_beside(struct arena *a, const char *name, const char *database) {
  static const char *const ending[] = { "-wal", "-shm", "-journal", ".lock", ".part", ".kept" };
  struct str s = str_of(name);
  struct stat there;
  for (size_t i = 0; i < sizeof ending / sizeof *ending; i++) {
    if (!ends(s, str_of(ending[i]))) continue;
    const char *of = arena_text(a, s.p, s.n - strlen(ending[i]));
    if ((database && strcmp(of, database) == 0) || (stat(of, &there) == 0 && S_ISREG(there.st_mode)))
      return true;
  }
  return false;
}

/* The place itself, or a folder above it. */
static bool belongs_to_register(struct arena *a, const char *name, const char *database) {
  char *at = arena_text(a, name, strlen(name)), *slash;
  do {
    if (lies_beside(a, at, database)) return true;
    slash = strrchr(at, '/');
    if (slash) *slash = 0;
  } while (slash && slash != at);
  return false;
}

/* Rule 1 for what may be no more than a name yet. */
static int names(const struct cli_call *call, const struct cli_output *out) {
  const char *name = one_name(call->a, out->path);
  const char *database = out->database && !db_is_server(out->database) ? one_name(call->a, out->database)
                                                                       : NULL;
  if (database && strcmp(name, database) == 0) return refuse(call, out, CW_output_is_database);
  return belongs_to_register(call->a, name, database) ? refuse(call, out, CW_output_beside_database) : 0;
}

/* ---- what is there ---- */

struct beginning {
  char bytes[FIRST_LINE_MAX];
  size_t n;
};

static bool read_beginning(const char *path, struct beginning *ret_b) {
  int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return false;
  ssize_t n = read(fd, ret_b->bytes, sizeof ret_b->bytes);
  close(fd);
  ret_b->n = n > 0 ? (size_t)n : 0;
  return n >= 0;
}

static bool is_database(const struct beginning *b) {
  return b->n >= HEADER_BYTES && memcmp(b->bytes, "SQLite format 3", HEADER_BYTES) == 0;
}

static bool begins(const struct beginning *b, struct str line) {
  return line.n > 0 && b->n > line.n && memcmp(b->bytes, line.p, line.n) == 0 &&
         (b->bytes[line.n] == '\n' || b->bytes[line.n] == '\r');
}

int cli_output_file(const struct cli_call *call, const struct cli_output *out) {
  assert(call && out && out->option && out->path);
  struct stat there;
  struct beginning b;
  if (*out->path == 0) return 0;
  int code = names(call, out);
  if (code) return code;
  if (lstat(out->path, &there) != 0) return errno == ENOENT || errno == ENOTDIR ? 0 : CODE_WORLD;
  if (file_place(out->path) == INVALID) return refuse(call, out, CW_no_regular_file_folder);
  if (!read_beginning(out->path, &b)) return refuse(call, out, CW_output_exists);
  if (is_database(&b)) return refuse(call, out, CW_output_is_database);
  return begins(&b, out->first_line) ? 0 : refuse(call, out, CW_output_exists);
}

int cli_output_folder(const struct cli_call *call, const struct cli_output *out, const char *listed) {
  assert(call && out && out->option && out->path);
  struct stat there;
  struct beginning b;
  if (*out->path == 0) return 0;
  int code = names(call, out);
  if (code || lstat(out->path, &there) != 0) return code;
  if (file_place(out->path) == OK && read_beginning(out->path, &b) && is_database(&b))
    return refuse(call, out, CW_output_is_database);
  if (listed == NULL) return refuse(call, out, CW_output_exists);
  return cli_folder_free(call->a, out->path, listed) == CONFLICT ? refuse(call, out, CW_folder_of_others) : 0;
}

int cli_output_failed(const struct cli_call *call, const char *path) {
  enum cli_word why = file_no_room(errno) ? CW_no_room : CW_cannot_written;
  fprintf(stderr, "ansinh %s: %s: %s\n", call->entry->name, path, cli_word(why, call->lang));
  return CODE_WORLD;
}

int cli_output_register(const struct cli_call *call, const struct cli_output *out) {
  assert(call && out && out->option && out->path);
  if (db_is_server(out->path)) return 0;
  return belongs_to_register(call->a, one_name(call->a, out->path), NULL)
             ? refuse(call, out, CW_output_beside_database)
             : 0;
}
