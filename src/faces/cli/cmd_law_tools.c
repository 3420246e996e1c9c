/* law show, diff, vocabulary, eval: the law read and asked. */
#include "faces/cli/law_commands.h"

#define EQUIVALENT_BYTES_MAX ((size_t)4 << 20)

static void progress(void *context, int done, int all) {
  const struct cli_call *call = context;
  if (call->terminal && (done % 50 == 0 || done == all))
    fprintf(stderr, "\r%d/%d%s", done, all, done == all ? "\r\033[K" : "");
}

int cli_law_mutate(struct cli_call *call) {
  struct law_program *p;
  int code = cli_law_load(call, &p), mutants = 0;
  if (code) return code;
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  int64_t threads = cli_int(&call->args, "threads", cores < 1 ? 1 : cores > 16 ? 16 : cores);
  if (threads < 1 || threads > 64) return cli_law_refuse(call, 2, CW_BOTH(from_1_64), "--threads");
  struct str path = cli_text(&call->args, "equivalent"), text = S("");
  bool named = path.n > 0;
  if (!named) path = S("law/equivalent-mutants.txt");
  enum err e = file_read(call->a, path.p, EQUIVALENT_BYTES_MAX, &text);
  if (e != OK && (named || e != NOT_FOUND)) return cli_law_refuse(call, 2, CW_BOTH(cannot_read), path.p);
  struct buf b = cli_law_out(call);
  double start = clock_seconds();
  const struct law_mutating how = { text, (int)threads, call->lang, progress, call };
  int left = law_tool_mutate(p, &how, &b, &mutants);
  buf_z(&b, CLI_FILL(call->a, call->lang, CW_seconds, arena_print(call->a, "%.1f", clock_seconds() - start)));
  return cli_law_print(call, stdout, &b, left ? 3 : 0);
}

int cli_law_coverage(struct cli_call *call) {
  struct law_program *p;
  int code = cli_law_load(call, &p);
  if (code) return code;
  struct buf b = cli_law_out(call);
  int left = law_tool_coverage(p, call->lang, &b);
  return cli_law_print(call, stdout, &b, left ? 3 : 0);
}

int cli_law_show(struct cli_call *call) {
  struct law_program *p;
  int code = cli_law_load(call, &p);
  if (code) return code;
  struct buf b = cli_law_out(call);
  enum err e = law_tool_show(p, cli_text(&call->args, "name"), cli_date(&call->args, "on", clock_today()),
                             call->lang, &b);
  return cli_law_print(call, e == OK ? stdout : stderr, &b, e == OK ? 0 : 2);
}

/* "    poor, 3: 500,000 đồng → 540,000 đồng" */
static void rows_text(struct arena *a, const struct law_change *c, enum lang lang, struct buf *b) {
  int shown = c->n_rows < LAW_ROWS_SHOWN ? c->n_rows : LAW_ROWS_SHOWN;
  for (int i = 0; i < shown; i++) {
    struct str key = c->row[i].key[lang], before = c->row[i].before[lang], after = c->row[i].after[lang];
    if (!before.n) before = S("—");
    if (!after.n) after = S("—");
    buf_print(b, "    %.*s: %.*s → %.*s\n", (int)key.n, key.p, (int)before.n, before.p, (int)after.n,
              after.p);
  }
  if (shown < c->n_rows) buf_z(b, CLI_FILL(a, lang, CW_rows_more, arena_print(a, "%d", c->n_rows - shown)));
}

static void change_text(struct arena *a, const struct law_change *c, enum lang lang, struct buf *b) {
  buf_print(b, "%s %.*s — %.*s\n", c->kind, (int)c->name.n, c->name.p, (int)c->title[lang].n,
            c->title[lang].p ? c->title[lang].p : "");
  for (int side = 0; side < 2; side++) {
    struct str text = side ? c->after[lang] : c->before[lang];
    struct str cite = side ? c->cite_after.text[lang] : c->cite_before.text[lang];
    buf_print(b, "  %s %.*s", side ? "+" : "-", text.n ? (int)text.n : (int)strlen("—"),
              text.n ? text.p : "—");
    if (cite.n) buf_print(b, "  [%.*s]", (int)cite.n, cite.p);
    buf_c(b, '\n');
  }
  rows_text(a, c, lang, b);
}

static void rows_json(const struct law_change *c, struct json *j) {
  static const char *const keys[2][3] = { { "key_vi", "before_vi", "after_vi" },
                                          { "key_en", "before_en", "after_en" } };
  json_key(j, "rows_changed");
  json_int(j, c->n_rows);
  json_key(j, "rows");
  json_list(j);
  for (int i = 0; i < c->n_rows && i < LAW_ROWS_SHOWN; i++) {
    json_open(j);
    for (int lang = 0; lang < 2; lang++) {
      json_key(j, keys[lang][0]);
      json_str(j, c->row[i].key[lang]);
      json_key(j, keys[lang][1]);
      json_str(j, c->row[i].before[lang]);
      json_key(j, keys[lang][2]);
      json_str(j, c->row[i].after[lang]);
    }
    json_close(j);
  }
  json_end(j);
}

static void change_json(const struct law_change *c, struct json *j) {
  json_open(j);
  json_key(j, "kind");
  json_z(j, c->kind);
  json_key(j, "name");
  json_str(j, c->name);
  static const char *const keys[2][3] = { { "title_vi", "before_vi", "after_vi" },
                                          { "title_en", "before_en", "after_en" } };
  for (int lang = 0; lang < 2; lang++) {
    json_key(j, keys[lang][0]);
    json_str(j, c->title[lang]);
    json_key(j, keys[lang][1]);
    json_str(j, c->before[lang]);
    json_key(j, keys[lang][2]);
    json_str(j, c->after[lang]);
  }
  json_key(j, "cite_before");
  json_str(j, c->cite_before.ids);
  json_key(j, "cite_after");
  json_str(j, c->cite_after.ids);
  if (c->n_rows) rows_json(c, j);
  json_close(j);
}

int cli_law_diff(struct cli_call *call) {
  struct law_program *p;
  int code = cli_law_load(call, &p);
  if (code) return code;
  date before = cli_date(&call->args, "before", 0), after = cli_date(&call->args, "after", 0);
  if (before == after) {
    char day[11];
    fputs(CLI_FILL(call->a, call->lang, CW_same_day_twice, date_text(before, call->lang, day)), stderr);
    return 2;
  }
  if (before > after) return cli_law_refuse(call, 2, CW_BOTH(first_day_must_earlier), "");
  struct law_change *changes;
  int n = law_tool_diff(call->a, p, before, after, &changes);
  struct buf b = cli_law_out(call);
  if (cli_given(&call->args, "json")) {
    struct json j = json_new(&b);
    json_list(&j);
    for (int i = 0; i < n; i++)
      change_json(&changes[i], &j);
    json_end(&j);
    buf_c(&b, '\n');
  } else {
    for (int i = 0; i < n; i++)
      change_text(call->a, &changes[i], call->lang, &b);
    char x[11], y[11];
    buf_z(&b, CLI_FILL(call->a, call->lang, CW_differences, arena_print(call->a, "%d", n),
                       date_text(before, call->lang, x), date_text(after, call->lang, y)));
  }
  return cli_law_print(call, stdout, &b, 0);
}

int cli_law_vocabulary(struct cli_call *call) {
  struct law_program *p;
  int code = cli_law_load(call, &p);
  if (code) return code;
  struct buf b = cli_law_out(call);
  law_tool_vocabulary(p, call->lang, cli_given(&call->args, "json"), &b);
  return cli_law_print(call, stdout, &b, 0);
}
