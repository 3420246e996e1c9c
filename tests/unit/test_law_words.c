/* What `law check` says of mistakes that look right, and what it must not say. */
#include "law_for_test.h"

#include "law/form/program.h"
#include "law/tools/tools.h"

#define D                                                                                                    \
  "document d \"D\" issued 2020-01-01 in_force 2020-01-01\nfact person.birth : date \"B\" required\n"        \
  "fact person.n : integer 0..9 \"N\" absent 0\nparameter unit : money \"U\" = 1_500 [d 1]\n"                \
  "parameter right : rate \"R\" = 0.5 [d 1]\n"
#define CLAUSES " starts month_of_decision [d 1]\n changes same_month [d 1]\n stops month_after [d 1]\n"

static const char *said(struct arena *a, const char *text, enum err want) {
  enum err e;
  struct law_program *p = try_load(a, str_of(arena_print(a, D "%s", text)), &e);
  struct buf out = buf_new(a, 1 << 20);
  law_print_diagnostics(p, &out, EN);
  if (e != want) fail_msg("%d, not %d: %s\n%s", (int)e, (int)want, text, out.p);
  return out.n ? out.p : "";
}

static void has(const char *text, const char *want) {
  if (!strstr(text, want)) fail_msg("no %s in\n%s", want, text);
}

/* One citation behind a rounding cites what is rounded, too. */
static void a_citation_behind_a_rounding(void **state) {
  struct arena *a = *state;
  static const char *const right[] = {
    "benefit b.b for person \"B\"\n amount unit * right rounded up to 1000 [d 1]\n" CLAUSES,
    "benefit b.b for person \"B\"\n amount unit * 0.5 rounded up to 1000 [d 1]\n" CLAUSES,
    "benefit b.b for person \"B\"\n amount unit * 0.5 rounded up to 1000 [d 1] [d 2]\n" CLAUSES,
    "rule person.r : money = unit * 0.5 rounded up to 1000 [d 1]\n",
    "rule person.r : cases of money case k when n > 1 then unit * 0.5 rounded up to 1000 [d 1]\n",
  };
  for (size_t i = 0; i < sizeof right / sizeof *right; i++)
    assert_string_equal(said(a, right[i], OK), "");
  has(said(a, "rule person.r : money = unit * 0.5 rounded up to 1000\n", INVALID), "not cited");
  has(said(a, "rule person.r : money = (unit * 0.5 rounded up to 1000 [d 1]) + 5\n", INVALID), "not cited");
}

static void mistakes_that_look_right(void **state) {
  struct arena *a = *state;
  has(said(a, "document e \"E\"\nissued 2020-01-01 in_force 2020-01-01\n", INVALID),
      "«issued» stands in column 1");
  has(said(a,
           "benefit b.b for person \"B\"\n amount 5 [d 1]\n" CLAUSES
           " apply form \"1\" within 0 working_days decided_by commune [d 1]\n",
           INVALID),
      "outside 1..10000");
  has(said(a,
           "document e \"E\" issued 2025-01-01 in_force 2026-01-01 amends d\ntable t (c : integer) : money "
           "\"T\"\n rows (1) = 5 [d 1]\n from 2025-07-01 rows (1) = 6 [e 1]\nrule person.r : money = t(n) [d "
           "1]\n",
           OK),
      "before e is in force");
}

/* Amending and repealing make one chain: a document comes after what it touches. */
static void circles_of_both_kinds(void **state) {
  struct arena *a = *state;
#define E(id, does) "document " id " \"E\" issued 2020-01-01 in_force 2020-01-01 " does "\n"
  has(said(a, E("e", "amends f") E("f", "repeals e"), INVALID),
      "amend and repeal each other in a circle: e ← f");
  has(said(a, E("e", "amends f") E("f", "repeals g") E("g", "amends e"), INVALID), "amend and repeal");
  has(said(a, E("e", "amends f") E("f", "amends e"), INVALID), "Documents amend each other");
  has(said(a, E("e", "repeals f") E("f", "repeals e"), INVALID), "Documents repeal each other");
  assert_null(strstr(said(a, E("e", "amends f") E("f", "amends e"), INVALID), "amend and repeal"));
  assert_string_equal(said(a, E("e", "amends d repeals f") E("f", "amends d"), OK), "");
}

/* A file of headings only, and truths as spreadsheets write them. */
static void files_of_tables(void **state) {
  struct arena *a = *state;
  static const struct {
    const char *csv, *says;
    enum err e;
  } rows[] = { { "n,t\n", "headings and no row", OK },
               { "n,t\n1,TRUE\n", "«TRUE» cannot stand here. Use: yes, no", INVALID },
               { "n,t\n1,yes\n2,no\n", "", OK } };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct str names[] = { S("p/t.luat"), S("p/t.csv") };
    struct str texts[] = { S("language 1\n" D "table t (n : integer) : bool \"T\" file \"t.csv\" [d 1]\n"
                             "rule person.r : bool = t(n) [d 1]\n"),
                           str_of(rows[i].csv) };
    struct law_program *p;
    struct buf out = buf_new(a, 1 << 16);
    assert_int_equal(law_load_text(a, 2, names, texts, &p), rows[i].e);
    law_print_diagnostics(p, &out, EN);
    has(out.n ? out.p : "", rows[i].says);
  }
}

/* Nobody is asked whether he meant what he wrote. */
static void itself_is_not_what_was_meant(void **state) {
  struct arena *a = *state;
  struct str texts[] = { S("language 1\npack mau \"Q\" | \"Q\" uses mau\n") };
  enum err e;
  struct law_program *p = try_load_files(a, 1, texts, &e);
  struct buf out = buf_new(a, 1 << 16);
  assert_int_equal(e, INVALID);
  law_print_diagnostics(p, &out, EN);
  has(out.p, "The pack mau says that it uses itself");
  assert_null(strstr(out.p, "Did you mean"));
}

/* Which row is missing, but where its key is nobody else's business. */
static void a_missing_row_says_its_key(void **state) {
  struct arena *a = *state;
  static const char *const packs[] = { "n", "s" };
  static const char *const says[] = { "table T: no row for (7)", "table T: a missing row" };
  for (int i = 0; i < 2; i++) {
    enum err e;
    struct law_program *p = try_load(
        a,
        str_of(arena_print(a,
                           D "fact person.s : integer 0..9 \"S\" absent 7 secret\n"
                             "table t (k : integer) : money \"T\" rows (1) = 5 [d 1]\n"
                             "benefit b.b for person \"B\"\n amount t(%s) [d 1]\n" CLAUSES,
                           packs[i])),
        &e);
    struct buf out = buf_new(a, 1 << 20);
    assert_int_equal(e, OK);
    assert_int_equal(law_tool_eval(a, p,
                                   S("{\"for\":\"2026-03\",\"persons\":{\"a\":{\"birth\":\"1990-01-01\","
                                     "\"n\":7}},\"ask\":[{\"person\":\"a\",\"benefit\":\"b.b\"}]}"),
                                   EN, &out),
                     OK);
    has(out.p, says[i]);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_citation_behind_a_rounding), cmocka_unit_test(mistakes_that_look_right),
    cmocka_unit_test(circles_of_both_kinds),        cmocka_unit_test(files_of_tables),
    cmocka_unit_test(itself_is_not_what_was_meant), cmocka_unit_test(a_missing_row_says_its_key),
  };
  return cmocka_run_group_tests_name("law_words", tests, arena_setup, arena_teardown);
}
