#include "cli/law.h"

#define EQUIVALENT_BYTES_MAX ((size_t)4 << 20)

static void progress(void *context, int done, int all) {
  const struct cli_call *call = context;
  if (call->terminal && (done % 50 == 0 || done == all))
    fprintf(stderr, "\r%d/%d%s", done, all, done == all ? "\r\033[K" : "");
}

int cli_law_mutate(struct cli_call *call) {
  struct law_program *p;
  int code = cli_law_load(call, &p), mutants = 0;
  if (code)
    return code;
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  int64_t threads = cli_int(&call->args, "threads", cores < 1 ? 1 : cores > 16 ? 16 : cores);
  if (threads < 1 || threads > 64)
    return cli_law_refuse(call, 2, "từ 1 đến 64", "from 1 to 64", "--threads");
  struct str path = cli_text(&call->args, "equivalent"), text = S("");
  bool named = path.n > 0;
  if (!named)
    path = S("law/equivalent-mutants.txt");
  enum err e = file_read(call->a, path.p, EQUIVALENT_BYTES_MAX, &text);
  if (e != OK && (named || e != NOT_FOUND))
    return cli_law_refuse(call, 2, "không đọc được", "cannot be read", path.p);
  struct buf b = cli_law_out(call);
  double start = clock_seconds();
  int left = law_tool_mutate(p, text, (int)threads, call->lang, &b, &mutants, progress, call);
  buf_print(&b, call->lang == EN ? "%.1f s\n" : "%.1f giây\n", clock_seconds() - start);
  return cli_law_print(call, stdout, &b, left ? 3 : 0);
}

int cli_law_vocabulary(struct cli_call *call) {
  struct law_program *p;
  int code = cli_law_load(call, &p);
  if (code)
    return code;
  struct buf b = cli_law_out(call);
  law_tool_vocabulary(p, call->lang, cli_given(&call->args, "json"), &b);
  return cli_law_print(call, stdout, &b, 0);
}
