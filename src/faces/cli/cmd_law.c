/* law check, test, mutate, coverage: what is asked of packs alone. */
#include "faces/cli/law_commands.h"

#define OUT_BYTES_MAX ((size_t)256 << 20)

int cli_law_refuse(const struct cli_call *call, int code, const char *vi, const char *en, const char *what) {
  fprintf(stderr, "ansinh %s: %s%s%s\n", call->entry->name, what, *what ? ": " : "",
          call->lang == EN ? en : vi);
  return code;
}

struct buf cli_law_out(struct cli_call *call) {
  return buf_new(call->a, OUT_BYTES_MAX);
}

int cli_law_print(struct cli_call *call, FILE *to, const struct buf *b, int code) {
  if (b->full) return cli_law_refuse(call, 1, CW_BOTH(answer_too_long_more), "");
  fwrite(b->p, 1, b->n, to);
  return code;
}

/* "a,b" as two paths; more than `max` are counted and not kept. */
static int split(struct arena *a, struct str list, const char **paths, int max) {
  int n = 0;
  for (size_t from = 0; from <= list.n;) {
    size_t to = from;
    while (to < list.n && list.p[to] != ',')
      to++;
    if (to > from && n < max) paths[n] = arena_text(a, list.p + from, to - from);
    n += to > from;
    from = to + 1;
  }
  return n;
}

static int standard(const char **paths) {
  static const char *const usual[] = { "law/vn", "law/vn-hue" };
  int n = 0;
  for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
    if (access(usual[i], F_OK) == 0) paths[n++] = usual[i];
  return n;
}

int cli_law_read(struct cli_call *call, struct law_program **ret_p) {
  const char *paths[CLI_REST_MAX];
  int n = 0;
  bool may_list = false;
  for (size_t i = 0; i < call->entry->arg_count; i++)
    may_list = may_list || strcmp(call->entry->args[i].name, "law") == 0;
  for (; n < call->args.rest_count; n++)
    paths[n] = arena_text(call->a, call->args.rest[n].p, call->args.rest[n].n);
  if (!n && may_list) n = split(call->a, cli_text(&call->args, "law"), paths, CLI_REST_MAX);
  if (n > CLI_REST_MAX) return cli_law_refuse(call, 2, CW_BOTH(too_many_packs), "--law");
  if (!n) n = standard(paths);
  if (!n) return cli_law_refuse(call, 2, CW_BOTH(there_no_law_vn), "");
  for (int i = 0; i < n; i++)
    if (access(paths[i], F_OK) != 0) return cli_law_refuse(call, 2, CW_BOTH(no_such_file_folder), paths[i]);
  enum err e = law_load(call->a, n, paths, ret_p);
  if (e == OK || e == INVALID) return 0;
  if (e == NOT_FOUND) return cli_law_refuse(call, 2, CW_BOTH(no_luat_file_there), paths[0]);
  if (e == LIMIT) return cli_law_refuse(call, 2, CW_BOTH(too_many_files_at), paths[0]);
  return cli_law_refuse(call, 1, CW_BOTH(cannot_read), paths[0]);
}

int cli_law_load(struct cli_call *call, struct law_program **ret_p) {
  struct law_program *p = NULL;
  int code = cli_law_read(call, &p);
  if (code) return code;
  struct buf b = cli_law_out(call);
  if (law_print_diagnostics(p, &b, call->lang) > 0) return cli_law_print(call, stderr, &b, 2);
  *ret_p = p;
  return 0;
}

int cli_law_check(struct cli_call *call) {
  struct law_program *p;
  int code = cli_law_read(call, &p);
  if (code) return code;
  struct buf b = cli_law_out(call);
  int errors = law_tool_check(p, call->lang, &b);
  struct str only = call->args.rest_count == 1 ? call->args.rest[0] : S("");
  if (errors > 0 && only.n > 5 && memcmp(only.p + only.n - 5, ".luat", 5) == 0)
    buf_z(&b, cli_word(CW_one_file_of_pack, call->lang));
  return cli_law_print(call, errors ? stderr : stdout, &b, errors ? 2 : 0);
}

int cli_law_test(struct cli_call *call) {
  struct law_program *p;
  int code = cli_law_load(call, &p), all = 0;
  if (code) return code;
  struct buf b = cli_law_out(call);
  double start = clock_seconds();
  struct str filter = cli_text(&call->args, "filter");
  int failed = law_tool_test(p, filter, call->lang, &b, &all);
  if (!all && filter.n)
    return cli_law_refuse(call, 2, CW_BOTH(no_test_holds_its), arena_text(call->a, filter.p, filter.n));
  if (!all) return cli_law_refuse(call, 2, CW_BOTH(these_packs_have_no), "");
  buf_z(&b,
        CLI_FILL(call->a, call->lang, CW_expectations_failed, arena_print(call->a, "%d", all),
                 arena_print(call->a, "%d", failed), arena_print(call->a, "%.2f", clock_seconds() - start)));
  return cli_law_print(call, stdout, &b, failed ? 3 : 0);
}

/* A whole file, or standard input for "-". */
static enum err read_input(struct arena *a, const char *path, size_t max, struct str *ret_text) {
  if (strcmp(path, "-") != 0) return file_read(a, path, max, ret_text);
  struct buf b = buf_new(a, max);
  char piece[65536];
  for (size_t n; (n = fread(piece, 1, sizeof piece, stdin)) > 0;)
    buf_add(&b, piece, n);
  if (ferror(stdin)) return IO;
  *ret_text = buf_view(&b);
  return b.full ? LIMIT : OK;
}

int cli_law_eval(struct cli_call *call) {
  struct law_program *p;
  struct str text, path = cli_text(&call->args, "file");
  int code = cli_law_load(call, &p);
  if (code) return code;
  enum err e = read_input(call->a, path.p, LAW_EVAL_BYTES_MAX, &text);
  if (e == NOT_FOUND) return cli_law_refuse(call, 2, CW_BOTH(no_such_file), path.p);
  if (e == LIMIT) return cli_law_refuse(call, 2, CW_BOTH(larger_than_8_mib), path.p);
  if (e != OK) return cli_law_refuse(call, 1, CW_BOTH(cannot_read), path.p);
  struct buf b = cli_law_out(call);
  e = law_tool_eval(call->a, p, text, call->lang, &b);
  return cli_law_print(call, e == OK ? stdout : stderr, &b, e == OK ? 0 : e == INVALID ? 2 : 1);
}
