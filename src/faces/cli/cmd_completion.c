/* completion, version: what is made from the table alone. */
#include "faces/cli/commands.h"

int cli_completion(struct cli_call *call) {
  struct buf b = buf_new(call->a, 64 << 10);
  cli_completion_bash(&b, call->table, call->table_count);
  assert(!b.full);
  fwrite(b.p, 1, b.n, stdout);
  return 0;
}

int cli_version(struct cli_call *call) {
  assert(call);
  printf("ansinh %s\n", ANSINH_VERSION);
  return 0;
}
