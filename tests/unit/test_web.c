/* The registry's argument reader and the writers of HTML. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "faces/table/cli_words.h"
#include "faces/table/table.h"
#include "faces/web/html.h"
#include "faces/web/parts.h"

static int nothing(struct cli_call *call) {
  (void)call;
  return 0;
}
static enum err no_page(struct web_request *r) {
  (void)r;
  return OK;
}

static const struct cli_arg args[] = {
  { "person", CLI_INT, CLI_PLACE, NULL, { "mã", "number" } },
  { "for", CLI_MONTH, CLI_OPTION, NULL, { "tháng", "month" } },
  { "known", CLI_DATE, CLI_REQUIRED, NULL, { "ngày", "day" } },
  { "format", CLI_CHOICE, CLI_OPTION, "csv|json", { "dạng", "format" } },
  { "full", CLI_FLAG, CLI_OPTION, NULL, { "đầy đủ", "full" } },
};
static const struct cli_entry table[] = {
  { .name = "explain",
    .kind = CLI_COMMAND,
    .permission = CLI_MAY_READ_PERSON,
    .args = args,
    .arg_count = 5,
    .title = { "a", "b" },
    .command = nothing },
  { .name = "law check",
    .kind = CLI_COMMAND,
    .permission = CLI_MAY_READ_LAW,
    .title = { "a", "b" },
    .command = nothing },
  { .name = "law",
    .kind = CLI_COMMAND,
    .permission = CLI_MAY_READ_LAW,
    .title = { "a", "b" },
    .command = nothing },
  { .name = "person",
    .kind = CLI_PAGE,
    .method = CLI_GET,
    .path = "/person/{person}/why",
    .permission = CLI_MAY_READ_PERSON,
    .args = args,
    .arg_count = 5,
    .title = { "a", "b" },
    .page = no_page },
};

static struct arena *a;

static enum err read_words(int n, const char *const *words, struct cli_args *ret, struct str *message) {
  char *copy[16];
  for (int i = 0; i < n; i++)
    copy[i] = arena_text(a, words[i], strlen(words[i]));
  return cli_args_read(a, &table[0], n, copy, EN, ret, message);
}
#define READ(ret, message, ...)                                                                              \
  read_words((int)(sizeof((const char *[]) { __VA_ARGS__ }) / sizeof(char *)),                               \
             (const char *const[]) { __VA_ARGS__ }, ret, message)

static void arguments_are_read(void **state) {
  (void)state;
  struct cli_args v;
  struct str m;
  assert_int_equal(READ(&v, &m, "12", "--for", "2026-08", "--known=2026-10-05", "--full"), OK);
  assert_int_equal(cli_int(&v, "person", 0), 12);
  assert_int_equal(cli_month(&v, "for", 0), 2026 * 12 + 7);
  assert_int_equal(cli_date(&v, "known", 0), date_of(2026, 10, 5));
  assert_true(cli_given(&v, "full"));
  assert_false(cli_given(&v, "format"));
}

static void refused(const char *part, struct str message, enum err err) {
  assert_int_equal(err, INVALID);
  assert_non_null(strstr(arena_text(a, message.p, message.n), part));
}

static void arguments_are_refused_in_words(void **state) {
  (void)state;
  struct cli_args v;
  struct str m = S("");
  enum err e;
  e = READ(&v, &m, "12", "--knwon", "2026-10-05");
  refused("Did you mean --known", m, e);
  e = READ(&v, &m, "12", "--known", "2026-02-30");
  refused("not a day of the calendar", m, e);
  e = READ(&v, &m, "12");
  refused("--known is missing", m, e);
  e = READ(&v, &m, "twelve", "--known", "2026-10-05");
  refused("whole number", m, e);
  e = READ(&v, &m, "12", "13", "--known", "2026-10-05");
  refused("one too many", m, e);
  e = READ(&v, &m, "12", "--format", "xml", "--known", "2026-10-05");
  refused("csv|json", m, e);
  e = READ(&v, &m, "12", "--known");
  refused("needs a value", m, e);
  e = READ(&v, &m, "12", "--known", "\xff");
  refused("UTF-8", m, e);
}

static void commands_are_found_by_their_longest_name(void **state) {
  (void)state;
  int used = 0;
  char law[] = "law", check[] = "check", other[] = "file.luat";
  assert_ptr_equal(cli_find(table, 4, 2, (char *[]) { law, check }, &used), &table[1]);
  assert_int_equal(used, 2);
  assert_ptr_equal(cli_find(table, 4, 2, (char *[]) { law, other }, &used), &table[2]);
  assert_int_equal(used, 1);
  assert_null(cli_find(table, 4, 1, (char *[]) { check }, &used));
  assert_string_equal(cli_nearest(table, 4, "explian"), "explain");
  assert_null(cli_nearest(table, 4, "zzzzzz"));
}

static void paths_are_taken_apart(void **state) {
  (void)state;
  struct str part[CLI_ARGS_MAX];
  assert_true(cli_path_fits(&table[3], S("/person/12/why"), part));
  assert_true(str_is(part[0], "12"));
  assert_false(cli_path_fits(&table[3], S("/person//why"), part));
  assert_false(cli_path_fits(&table[3], S("/person/12/why/more"), part));
  assert_false(cli_path_fits(&table[3], S("/person/12"), part));
}

static void a_broken_table_is_told(void **state) {
  (void)state;
  const char *what = NULL;
  struct cli_entry copy[4];
  assert_true(cli_table_sound(table, 4, &what));
  memcpy(copy, table, sizeof copy);
  copy[1].permission = (enum cli_permission)0;
  assert_false(cli_table_sound(copy, 4, &what));
  memcpy(copy, table, sizeof copy);
  copy[1].name = "law";
  assert_false(cli_table_sound(copy, 4, &what));
  memcpy(copy, table, sizeof copy);
  copy[3].page = NULL;
  assert_false(cli_table_sound(copy, 4, &what));
}

static struct web_request *request(void) {
  struct web_request *r = NEW(a, struct web_request);
  r->a = a;
  r->out = buf_new(a, 10000);
  return r;
}
#define WRITES(call, text)                                                                                   \
  do {                                                                                                       \
    struct web_request *r = request();                                                                       \
    call;                                                                                                    \
    assert_string_equal(r->out.p, text);                                                                     \
  } while (0)

static void text_is_escaped_where_it_lands(void **state) {
  (void)state;
  WRITES(h_text(r, S("<b>&\"'")), "&lt;b&gt;&amp;&quot;&#39;");
  WRITES(h_text(r, S("Ngữ Ỷ Ằ")), "Ngữ Ỷ Ằ");
  WRITES(h_text(r, S("a\x01"
                     "b")),
         "a\xEF\xBF\xBD"
         "b");
  WRITES(h_text(r, S("\xC3(")), "\xEF\xBF\xBD");
  WRITES(h_attr(r, "title", S("\" onclick=\"x")), " title=\"&quot; onclick=&quot;x\"");
  WRITES(h_url(r, S("a/b?c=d&é")), "a%2Fb%3Fc%3Dd%26%C3%A9");
  WRITES(h_fill(r, W_band, "<script>", "x"), "Đang xem: tháng &lt;script&gt;, theo những gì đã biết đến x");
}

static void figures_are_written_the_vietnamese_way(void **state) {
  (void)state;
  WRITES(h_money(r, 1350000), "1.350.000\xC2\xA0"
                              "đ");
  WRITES(h_birth(r, date_of(1949, 4, 12), 3), "12/04/1949");
  WRITES(h_birth(r, date_of(1949, 4, 1), 2), "04/1949");
  WRITES(h_birth(r, date_of(1949, 1, 1), 1), "1949");
  WRITES(h_z(r, t_big_money(r, 71640000000)), "71,6 tỷ đồng");
  WRITES(h_z(r, t_big_money(r, 38100000)), "38,1 triệu đồng");
  WRITES(h_z(r, t_big_money(r, 540000)), "540.000 đồng");
  WRITES(part_difference(r, 10, 1210, false), "\xE2\x88\x92"
                                              "1.200");
}

/* To a tenth, half of one away from 0; what a sum below 0 is stays below 0. */
static void big_sums_are_rounded(void **state) {
  static const struct {
    money vnd;
    const char *text;
  } sums[] = {
    { 36093250000, "36,1 tỷ đồng" },   { 5670000, "5,7 triệu đồng" },
    { 36050000000, "36,1 tỷ đồng" },   { 36049999999, "36,0 tỷ đồng" },
    { -36050000000, "-36,1 tỷ đồng" }, { -500000000, "-500,0 triệu đồng" },
    { -1040000, "-1,0 triệu đồng" },   { -540000, "-540.000 đồng" },
    { 999950000, "1,0 tỷ đồng" },      { -999950000, "-1,0 tỷ đồng" },
    { 999949999, "999,9 triệu đồng" }, { INT64_MIN, "-9.223.372.036,9 tỷ đồng" },
  };
  (void)state;
  for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
    WRITES(h_z(r, t_big_money(r, sums[i].vnd)), sums[i].text);
}

/* A stored figure that may be another now is marked, and what is to be run is for its month and this day. */
static void what_is_stale_is_marked(void **state) {
  (void)state;
  const struct web_made fresh = { .there = true,
                                  .m = 2026 * 12 + 10,
                                  .act = 102,
                                  .act_day = date_of(2026, 11, 28),
                                  .facts_day = date_of(2026, 12, 1),
                                  .law_day = date_of(2026, 12, 1),
                                  .packs = S("aaaaaaaaaaaaaaaa") };
  struct web_made old = fresh, other = fresh;
  const struct web_config config = { .commands = { .db = " --db x.db" } };
  const struct part_stored stored[] = { { &fresh, "determine" },
                                        { &old, "determine" },
                                        { &other, "check caseload" } };
  WRITES(part_stale(r, &fresh), "");
  WRITES(part_stale_note(r, stored, 1), "");
  old.m = 2026 * 12 + 9;
  old.acts_since = other.other_packs = other.law_since = true;
  WRITES(part_stale(r, &old), " <span class=\"stale\">cũ</span>");
  struct web_request *r = request();
  r->config = &config;
  r->when = (struct web_when) { 2026 * 12 + 10, date_of(2026, 12, 3) };
  r->packs.served = S("bbbbbbbbbbbbbbbb");
  part_stale_note(r, stored, 3);
  assert_null(strstr(r->out.p, "Xét tháng 11/2026"));
  assert_non_null(strstr(r->out.p, "Xét tháng 10/2026: sổ đã ghi thêm sau đó (thao tác số 102, ngày "
                                   "28/11/2026). Tính lại: <code>ansinh determine --for 2026-10 --known "
                                   "2026-12-03 --db x.db</code>"));
  assert_non_null(strstr(r->out.p,
                         "Rà soát tháng 11/2026: tính bằng bộ gói luật aaaaaaaaaaaa…, các trang này "
                         "theo bộ bbbbbbbbbbbb…; sau ngày 01/12/2026 có văn bản mới"));
  assert_non_null(strstr(r->out.p, "<code>ansinh check caseload --for 2026-11 --known 2026-12-03"));
  r = request();
  part_made_by(r, stored, 1);
  assert_non_null(strstr(r->out.p, "dữ liệu đến 01/12/2026 (thao tác số 102, ngày 28/11/2026), gói luật "
                                   "aaaaaaaaaaaa…."));
}

static void a_chosen_time_goes_along(void **state) {
  (void)state;
  struct web_request *r = request();
  r->when = (struct web_when) { 2026 * 12 + 7, date_of(2026, 9, 30) };
  h_when(r, '?');
  assert_string_equal(r->out.p, "");
  r->other_month = r->other_known = true;
  h_when(r, '?');
  assert_string_equal(r->out.p, "?for=2026-08&amp;known=2026-09-30");
}

static void secrets_stay_hidden(void **state) {
  (void)state;
  struct web_reason kid = {
    .mark = WEB_MARK_YES, .text = S("nhiễm HIV"), .value = S("có"), .origin = S("phiếu 7"), .secret = true
  };
  struct web_reason top = { .mark = WEB_MARK_YES, .text = S("trường hợp"), .kids = &kid, .kid_count = 1 };
  struct web_why w = { .answer = S("x"), .reasons = &kid, .reason_count = 1 };
  for (int share = 0; share < 2; share++) {
    struct web_request *r = request();
    part_why(r, &w, share);
    part_why_tree(r, &top, 1, share, 0);
    assert_null(strstr(r->out.p, "phiếu 7"));
    assert_null(strstr(r->out.p, "<b>có</b>"));
    assert_true((strstr(r->out.p, "HIV") == NULL) == (share == 1));
  }
}

static void a_sentence_too_long_says_so(void **state) {
  (void)state;
  char *path = arena_array(a, CLI_FILLED_MAX + 2, 1);
  memset(path, 'x', CLI_FILLED_MAX + 1);
  const char *said = CLI_FILL(a, EN, CW_no_such_command, path);
  assert_non_null(strstr(said, "…"));
  assert_null(strstr(CLI_FILL(a, EN, CW_no_such_command, "x"), "…"));
  struct web_request *r = request();
  r->out = buf_new(a, 1 << 20);
  h_fill(r, W_search_for, path);
  assert_true(r->out.full);
}

static void every_word_is_there_twice(void **state) {
  (void)state;
  for (int i = 0; i < WEB_WORDS; i++)
    for (int l = 0; l < 2; l++) {
      const char *z = web_word((enum web_word)i, (enum lang)l);
      size_t bad;
      assert_true(z && *z && utf8_valid(str_of(z), &bad));
      /* A text that is filled in one language is filled in the other. */
      assert_int_equal(strstr(z, "{0}") != NULL,
                       strstr(web_word((enum web_word)i, (enum lang) !l), "{0}") != NULL);
    }
}

int main(void) {
  a = arena_new("test", 16 << 20);
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(arguments_are_read),
    cmocka_unit_test(arguments_are_refused_in_words),
    cmocka_unit_test(commands_are_found_by_their_longest_name),
    cmocka_unit_test(paths_are_taken_apart),
    cmocka_unit_test(a_broken_table_is_told),
    cmocka_unit_test(text_is_escaped_where_it_lands),
    cmocka_unit_test(figures_are_written_the_vietnamese_way),
    cmocka_unit_test(big_sums_are_rounded),
    cmocka_unit_test(what_is_stale_is_marked),
    cmocka_unit_test(a_chosen_time_goes_along),
    cmocka_unit_test(secrets_stay_hidden),
    cmocka_unit_test(a_sentence_too_long_says_so),
    cmocka_unit_test(every_word_is_there_twice),
  };
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  arena_free(a);
  return failed;
}
