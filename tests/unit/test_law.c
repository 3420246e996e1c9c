/* The law language: what is refused, and what is read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <unistd.h>

#include "law/law.h"
#include "law/form/program.h"
#include "law/tools/tools.h"

#define CEILING ((size_t)1 << 30)

static int arena_setup(void **state) {
  *state = arena_new("test", CEILING);
  return *state ? 0 : -1;
}

static int arena_teardown(void **state) {
  arena_free(*state);
  return 0;
}

static struct law_program *load(struct arena *a, struct str text, enum err *ret_e) {
  struct law_program *p = NULL;
  struct str name = S("t.luat");
  *ret_e = law_load_text(a, 1, &name, &text, &p);
  assert_non_null(p);
  return p;
}

static struct str repeated(struct arena *a, const char *before, const char *part, int times,
                           const char *after) {
  struct buf b = buf_new(a, (size_t)32 << 20);
  buf_z(&b, before);
  for (int i = 0; i < times; i++)
    buf_z(&b, part);
  buf_z(&b, after);
  assert_false(b.full);
  return buf_view(&b);
}

/* ---- every message, at its place ---- */

static const struct {
  const char *vi, *en;
} messages[] = {
#define X(id, vi, en) { vi, en },
#include "law/form/law_messages.def"
#undef X
};

/* Does the text hold the pattern's words in order, whatever stands in the places of {0} {1} {2}? */
static bool fits(struct str text, const char *pattern) {
  size_t at = 0;
  bool free_before = false;
  while (*pattern) {
    if (pattern[0] == '{' && pattern[1] >= '0' && pattern[1] <= '9' && pattern[2] == '}') {
      free_before = true;
      pattern += 3;
      continue;
    }
    size_t n = 1;
    while (pattern[n] && pattern[n] != '{')
      n++;
    size_t found = at;
    while (found + n <= text.n && memcmp(text.p + found, pattern, n) != 0)
      found++;
    if (found + n > text.n || (!free_before && found != at)) return false;
    at = found + n;
    free_before = false;
    pattern += n;
  }
  return free_before || at == text.n;
}

#define D "document d \"D\" issued 2020-01-01 in_force 2020-01-01 articles 1, 2\n"
#define F D "fact person.n : integer 0..9 \"N\"\nfact household.h : bool \"H\"\nenum c (red, blue)\n"
#define B                                                                                                    \
  "benefit b for person \"B\"\n amount 1 [d 1] starts month_of_decision [d 1] changes same_month [d 1] "     \
  "stops "                                                                                                   \
  "month_after [d 1]\n"
#define T D "fact person.n : integer \"N\"\nrule person.r : integer = n\n"

static const struct {
  enum message m;
  int line, col;
  const char *text;
} mistakes[] = {
  { M_UTF8, 1, 1,
    "\xff\xfe"
    "f\0a\0" },
  { M_UTF8, 1, 1, "fact person.x : bool \"Gi\xe1 tr\xec\"\n" },
  { M_BAD_CHAR, 1, 26, "fact person.x : bool \"x\" ? required\n" },
  { M_BAD_CHAR, 1, 1,
    "\xef\xbb\xbf\xef\xbb\xbf"
    "fact person.x : bool \"x\"\n" },
  { M_STRING_OPEN, 1, 22, "fact person.x : bool \"x\n" },
  { M_NUMBER, 2, 27, D "parameter p : money \"P\" = 99999999999999999999 [d 1]\n" },
  { M_NUMBER, 2, 27, D "parameter p : money \"P\" = 12a [d 1]\n" },
  { M_DATE, 1, 25, "document e \"E\" issued   2021-02-30 in_force 2021-03-01\n" },
  { M_DATE, 1, 23, "document e \"E\" issued 2021-13-01 in_force 2021-03-01\n" },
  { M_EXPECTED, 1, 13, "fact person x : bool \"x\"\n" },
  { M_EXPECTED, 2, 1, "fact person.x : bool\nfact person.y : bool \"y\"\n" },
  { M_EXPECTED, 2, 1, "rule person.x : bool = (yes\n" },
  { M_EXPECTED_DECLARATION, 1, 1, "facts person.x : bool \"x\"\n" },
  { M_INDENT, 1, 3, "  fact person.x : bool \"x\"\n" },
  { M_TWICE, 2, 6, "fact person.x : bool \"x\"\nfact person.x : bool \"x\"\n" },
  { M_TWICE, 3, 6, D "fact person.x : bool \"x\"\nrule person.x : bool = yes\n" },
  { M_UNKNOWN_NAME, 5, 27, F "rule person.r : integer = m\n" },
  { M_UNKNOWN_NAME, 1, 6, "fact person.x : colour \"x\"\n" },
  { M_UNKNOWN_DOCUMENT, 2, 32, D "parameter p : money \"P\" = 1_0 [e 1]\n" },
  { M_UNKNOWN_ARTICLE, 2, 35, D "parameter p : money \"P\" = 1_0 [d  3]\n" },
  { M_TYPE, 5, 24, F "rule person.r : bool = n\n" },
  { M_UNITS, 5, 28, F "rule person.r : bool = n = day\n" },
  { M_MONEY_MONEY, 3, 27, D "parameter p : money \"P\" = 10 [d 1]\nrule person.r : money = p * p\n" },
  { M_ROUND, 3, 27, D "parameter p : money \"P\" = 10 [d 1]\nrule person.r : money = p * 30% [d 1]\n" },
  { M_UNCITED, 5, 31, F "rule person.r : integer = n + 5\n" },
  { M_CIRCLE, 1, 6,
    "rule person.a : bool = b\nrule person.b : bool = not c\nrule person.c : bool = a or b\n" },
  { M_CASE_UNUSED, 3, 40,
    D "rule person.r : cases of integer choose first of (a) [d 1]\n  case a when yes then 1 [d 1]         "
      "case b when yes then 2 [d 1]\n" },
  { M_CASE_TWICE, 2, 41,
    D "rule person.r : cases of integer choose all of (a, a) [d 1]\n  case a when yes then 1 [d 1]\n" },
  { M_CASE_NEVER, 6, 3, F "rule person.r : cases of integer\n  case a when n > 5 and n < 5 then 1 [d 1]\n" },
  { M_CASE_NEVER, 3, 3, D "rule person.r : cases of integer\n  case a when no then 1 [d 1]\n" },
  { M_NO_CHOOSE, 3, 3,
    D "rule person.r : cases of integer\n  case a when yes then 1 [d 1]\n  case b when yes then 2 [d 1]\n" },
  { M_NO_VERSION, 1, 11, "parameter p : money \"P\"\n" },
  { M_OVERLAP, 4, 3,
    D "parameter p : money \"P\"\n  from 2021-01-01 = 1 [d 1]\n  from 2021-01-01 = 2 [d 1]\n" },
  { M_GAP, 4, 3,
    D "parameter p : money \"P\"\n  from 2021-01-01 until 2022-01-01 = 1 [d 1]\n  from 2023-01-01 = 2 [d "
      "1]\n" },
  { M_REVIEW, 2, 25, D "parameter p : money \"P\" review 2001-01-01 = 2 [d 1]\n" },
  { M_PERIOD, 2, 25, D "parameter p : money \"P\" from 2022-01-01 until 2021-01-01 = 2 [d 1]\n" },
  { M_ABSENT, 1, 6, "fact person.x : bool \"x\" absent 5\n" },
  { M_RANGE, 1, 43, "fact person.x : integer 0..9 \"x\"   absent 10\n" },
  { M_RANGE, 1, 30, "fact person.x : integer 9..0 \"x\"\n" },
  { M_SUBJECT, 5, 24, F "rule person.r : bool = h\n" },
  { M_OUTER, 5, 27, F "rule person.r : integer = outer.n\n" },
  { M_NOT_CASES, 5, 26, F "rule person.r : bool = n by (a)\n" },
  { M_AT, 5, 29, F "rule person.r : integer = n at day\n" },
  { M_TABLE_FILE, 3, 2, D "table t (k : integer) : integer \"T\"\n file \"none.csv\" [d 1]\n" },
  { M_TABLE_FILE, 3, 2, D "table t (k : integer) : integer \"T\"\n file \"../t.csv\" [d 1]\n" },
  { M_TABLE_FILE, 3, 2, D "table t (k : integer) : integer \"T\"\n file \"/dev/zero\" [d 1]\n" },
  { M_KEYS, 3, 27,
    D "table t (k : integer) : integer \"T\" rows (1) = 2 [d 1]\nrule person.r : integer = t(1, 2) [d 1]\n" },
  { M_NO_AMOUNT, 2, 9,
    D "benefit b for person \"B\"\n starts month_of_decision [d 1] changes same_month [d 1] stops "
      "month_after [d 1]\n" },
  { M_NO_CLAUSE, 2, 9,
    D
    "benefit b for person \"B\"\n amount 1 [d 1] starts month_of_decision [d 1] changes same_month [d 1]\n" },
  { M_WORD, 3, 25, D "benefit b for person \"B\"\n amount 1 [d 1] starts  soon [d 1]\n" },
  { M_WORD, 1, 6, "fact person.x : rate \"x\"\n" },
  { M_TEST_EMPTY, 4, 6, T "test \"t\" [d 1] source \"s\" for 2026-01 person a n = 1\n" },
  { M_TEST_SOURCE, 4, 6, T "test \"t\" [d 1] for 2026-01 person a n = 1 expect a r = 1\n" },
  { M_TEST_MONTH, 4, 6, T "test \"t\" [d 1] source \"s\" person a n = 1 expect a r = 1\n" },
  { M_GROUP_NEEDS, 2, 13, D "concurrency g per couple \"g\" at most 1 of (b) keeping highest [d 1]\n" B },
  { M_GROUP_NEEDS, 2, 13, D "concurrency g per deceased \"g\" at most 1 of (b) keeping highest [d 1]\n" B },
  { M_GROUP_NEEDS, 2, 13,
    D "concurrency g per cared_for through l \"g\" at most 1 of (b) keeping highest [d 1]\nlink l : person "
      "\"l\"\n" B },
  { M_UNKNOWN_NAME, 2, 13,
    D "concurrency g per cared_for through l \"g\" at most 1 of (b) keeping highest [d 1]\n" B },
  { M_EXPIRED_ORDER, 1, 10, "document e \"E\" issued 2021-02-02 in_force 2021-02-01\n" },
};

static const struct diagnostic *find(const struct law_program *p, enum message m, int line, int col) {
  for (size_t i = 0; i < p->diagnostic.n; i++) {
    const struct diagnostic *d = &p->diagnostic.at[i];
    if (fits(d->vi, messages[m].vi) && fits(d->en, messages[m].en) && d->at.line == line &&
        (!col || d->at.col == col))
      return d;
  }
  return NULL;
}

static int wrong_places; /* all of a table are told, not only the first */

static void expect_message(struct arena *a, struct str text, enum message m, int line, int col) {
  enum err e;
  struct law_program *p = load(a, text, &e);
  struct buf out = buf_new(a, 1 << 20);
  law_print_diagnostics(p, &out, EN);
  if (!find(p, m, line, col))
    print_error("«%s» at %d:%d was not given for\n%.*s\nbut\n%s\n", messages[m].en, line, col,
                text.n > 400 ? 400 : (int)text.n, text.p, out.p),
        wrong_places++;
  assert_int_equal(e, p->errors ? INVALID : OK);
}

static bool provoked[MESSAGES];

static void every_mistake_has_its_message(void **state) {
  struct arena *a = *state;
  for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
    arena_reset(a);
    expect_message(a, str_of(mistakes[i].text), mistakes[i].m, mistakes[i].line, mistakes[i].col);
    provoked[mistakes[i].m] = true;
  }
  assert_int_equal(wrong_places, 0);
}

/* A rule with one case more than a rule may have, each on a line of its own. */
static struct str too_many_cases(struct arena *a) {
  struct buf b = buf_new(a, 2 << 20);
  buf_z(&b, D "rule person.r : cases of integer \"r\"\n choose first of (k*) [d 1]\n");
  for (int i = 0; i <= LAW_CASES_MAX; i++)
    buf_print(&b, " case k%d when yes then 1 [d 1]\n", i);
  return buf_view(&b);
}

static void large_mistakes_have_theirs(void **state) {
  struct arena *a = *state;
  expect_message(a, repeated(a, "", " ", LAW_FILE_BYTES_MAX + 1, ""), M_TOO_LARGE, 1, 1);
  expect_message(a, repeated(a, "rule person.r : bool = ", "(", 10000, "yes"), M_DEEP, 1, 0);
  expect_message(a, repeated(a, "rule person.r : bool = ", "not ", 10000, "yes\n"), M_DEEP, 1, 0);
  expect_message(a, repeated(a, "rule person.r : bool = yes", " and yes", 10000, "\n"), M_DEEP, 1, 0);
  expect_message(a, repeated(a, D "rule person.r : cases of integer choose ", "highest of (", 10000, ""),
                 M_DEEP, 2, 0);
  expect_message(a, repeated(a, D "rule person.r : cases of integer choose a", " except a", 10000, ""),
                 M_DEEP, 2, 0);
  expect_message(a, repeated(a, "enum c (", "x, ", LAW_ENUM_MAX, "y)\n"), M_TOO_MANY, 1, 0);
  expect_message(a, too_many_cases(a), M_TOO_MANY, LAW_CASES_MAX + 4, 0);
  expect_message(a, repeated(a, "", "? ", 60, ""), M_STOPPED, 1, 1);
  assert_int_equal(wrong_places, 0);
  provoked[M_TOO_LARGE] = provoked[M_DEEP] = provoked[M_TOO_MANY] = provoked[M_STOPPED] = true;
}

static void a_table_beside_the_pack(void **state) {
  struct arena *a = *state;
  const char *somewhere = getenv("TMPDIR");
  char *folder = arena_print(a, "%s/ansinh-law-XXXXXX", somewhere ? somewhere : P_tmpdir);
  assert_non_null(mkdtemp(folder));
  const char *pack = arena_print(a, "%s/p.luat", folder), *good = arena_print(a, "%s/good.csv", folder),
             *bad = arena_print(a, "%s/bad.csv", folder);
  assert_int_equal(file_write(good, S("k,v\n1,10\n2,20\n")), OK);
  assert_int_equal(file_write(bad, S("k,v\n1,10,3\n")), OK);
  assert_int_equal(
      file_write(pack, S(D "table t (k : integer) : integer \"T\"\n  file \"good.csv\" [d 1]\n")), OK);
  struct law_program *p;
  const char *path = folder;
  assert_int_equal(law_load(a, 1, &path, &p), OK);
  assert_int_equal(p->table.at[0].at[0].n_row, 2);
  assert_int_equal(p->table.at[0].at[0].row[1].value.num, 20);
  assert_int_equal(file_write(pack, S(D "table t (k : integer) : integer \"T\"\n  file \"bad.csv\" [d 1]\n")),
                   OK);
  assert_int_equal(law_load(a, 1, &path, &p), INVALID);
  assert_non_null(find(p, M_TABLE_ROW, 3, 0));
  provoked[M_TABLE_ROW] = true;
  unlink(pack);
  unlink(good);
  unlink(bad);
  assert_int_equal(law_load(a, 1, &path, &p), NOT_FOUND);
  rmdir(folder);
}

static void no_message_is_left_out(void **state) {
  (void)state;
  for (int m = 0; m < MESSAGES; m++)
    if (!provoked[m]) fail_msg("no file of this test provokes: %s", messages[m].en);
}

/* ---- going on after a mistake ---- */

static void all_mistakes_of_a_file_are_shown(void **state) {
  struct arena *a = *state;
  enum err e;
  struct law_program *p = load(a,
                               S("fact person.a : bool\n"
                                 "fact person.b : bool \"b\"\n"
                                 "  oops\n"
                                 "fact person.c : integer \"c\" absent\n"
                                 "facts x\n"
                                 "fact person.d : bool \"d\"\n"
                                 "rule person.r : bool = d and\n"
                                 "rule person.q : bool = d or e\n"),
                               &e);
  assert_int_equal(e, INVALID);
  assert_non_null(find(p, M_EXPECTED, 2, 1));
  assert_non_null(find(p, M_EXPECTED, 3, 3));
  assert_non_null(find(p, M_EXPECTED, 5, 1));
  assert_non_null(find(p, M_EXPECTED_DECLARATION, 5, 1));
  assert_non_null(find(p, M_EXPECTED, 8, 1));
  assert_non_null(find(p, M_UNKNOWN_NAME, 8, 29));
  assert_int_equal(p->errors, 6);
  assert_true(law_find_fact(p, E_PERSON, S("d")) >= 0);
}

static const char whole[] = F
    "parameter p : money \"P\" | \"P\"\n  from 2021-01-01 = 10 [d 1]\n  from 2022-01-01 only granted before "
    "2022-06-01 = 12 [d 2]\n"
    "table t (k : c, l : integer) : integer \"T\" rows (red, 1) = 2, (blue, 2) = 3 [d 1]\n"
    "link child : person \"C\" absent none\nrecord loan of person \"L\" (owes : money, on : date)\n"
    "rule person.x : cases of rate \"X\"\n  choose highest of (a, b*) except all of (e) [d 1]\n  case a when "
    "n > 3 then 1.5 [d 1]\n  case b1 \"b\" from 2021-01-01 when household.h then 2 [d 1]\n"
    "  case e when any child where (n in (1, 2)) then 30% [d 2] status unverified \"?\"\n"
    "benefit b.c for person \"B\"\n  amount p * x rounded down to 1000 [d 1]\n  when n != 5 or x by (a, e) "
    "[d 1]\n  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "  apply form \"1\" within 5 working_days decided_by commune [d 1]\n"
    "concurrency g per person \"G\" at most 1 of (b.c) keeping highest [d 1]\n"
    "interpretation i \"I\" question \"?\" choices (u \"u\", v \"v\") default u author \"w\" [d 1]\n"
    "test \"t\" [d 1] source \"s\"\n  for 2026-01 known 2026-02-01\n  person a n = 4\n  household h of (a) h "
    "= no\n  expect a b.c = 0\n";

static void half_files_are_refused_or_read_but_never_break(void **state) {
  struct arena *a = *state;
  enum err e;
  load(a, str_of(whole), &e);
  assert_int_equal(e, OK);
  for (size_t n = 0; n < sizeof whole; n++) {
    arena_reset(a);
    struct law_program *p = load(a, (struct str) { whole, n }, &e);
    struct buf out = buf_new(a, 1 << 20);
    assert_int_equal(law_print_diagnostics(p, &out, VI), p->errors);
    assert_true(utf8_valid(buf_view(&out), NULL));
    assert_int_equal(e, p->errors ? INVALID : OK);
  }
}

static void any_one_byte_changed_does_not_break(void **state) {
  struct arena *a = *state;
  static const char bytes[] = { '\0', '\n', ' ', '(', ')', '"', '[', '9', 'a', '\x80', '\xff' };
  char text[sizeof whole];
  enum err e;
  for (size_t i = 0; i < sizeof whole - 1; i++) {
    arena_reset(a);
    memcpy(text, whole, sizeof whole);
    text[i] = bytes[i % sizeof bytes];
    struct law_program *p = load(a, (struct str) { text, sizeof whole - 1 }, &e);
    assert_int_equal(e, p->errors ? INVALID : OK);
  }
}

static void noise_ends_soon(void **state) {
  struct arena *a = *state;
  struct rng r = { 7 };
  static const char letters[] = "abc(){}[]=<>,.:;| \n\n\"#0123 rule fact then \xc3\xa9";
  size_t n = (size_t)10 << 20;
  char *noise = arena_alloc(a, n);
  enum err e;
  for (size_t i = 0; i < n; i++)
    noise[i] = (char)rng_next(&r);
  double start = clock_seconds();
  load(a, (struct str) { noise, n }, &e);
  assert_int_equal(e, INVALID);
  for (size_t i = 0; i < n; i++)
    noise[i] = letters[rng_below(&r, sizeof letters - 2)];
  for (size_t from = 0; from + LAW_FILE_BYTES_MAX <= n; from += LAW_FILE_BYTES_MAX) {
    load(a, (struct str) { noise + from, LAW_FILE_BYTES_MAX }, &e);
    assert_int_equal(e, INVALID);
  }
  assert_true(clock_seconds() - start < 20);
}

/* Many names and many uses: neither finding nor failing to find may take time with their product. */
static void large_packs_are_checked_soon(void **state) {
  struct arena *a = *state;
  for (int wrong = 0; wrong < 2; wrong++) {
    struct buf b = buf_new(a, LAW_FILE_BYTES_MAX);
    struct rng r = { 3 };
    enum err e;
    for (int i = 0; i < 19000; i++)
      buf_print(&b, "fact person.%snumber%d : bool \"x\"\n", wrong ? "a" : "", i);
    for (int i = 0; i < 300; i++) {
      buf_print(&b, "rule person.r%d : bool = yes", i);
      for (int k = 0; k < 500; k++)
        buf_print(&b, " and number%d", (int)rng_below(&r, 19000));
      buf_c(&b, '\n');
    }
    double start = clock_seconds();
    load(a, buf_view(&b), &e);
    assert_int_equal(e, wrong ? INVALID : OK);
    assert_true(clock_seconds() - start < 20);
    arena_reset(a);
  }
}

static void long_chains_of_rules_are_refused_before_they_run(void **state) {
  struct arena *a = *state;
  struct buf up = buf_new(a, 4 << 20), down = buf_new(a, 4 << 20);
  enum err e;
  for (int i = 0; i < 5000; i++) {
    buf_print(&up, "rule person.x%d : bool = %s%d\n", i, i ? "not x" : "", i ? i - 1 : 0);
    buf_print(&down, "rule person.x%d : bool = not x%d\n", i, i + 1);
  }
  buf_z(&down, "rule person.x5000 : bool = yes\n");
  struct law_program *p = load(a, buf_view(&down), &e);
  assert_int_equal(e, INVALID);
  bool deep = false;
  for (size_t i = 0; i < p->diagnostic.n; i++)
    deep = deep || fits(p->diagnostic.at[i].en, messages[M_DEEP].en);
  assert_true(deep);
  load(a, buf_view(&up), &e);
  assert_int_equal(e, INVALID);
}

static void a_circle_is_told_with_its_path(void **state) {
  struct arena *a = *state;
  enum err e;
  struct law_program *p = load(
      a, S("rule person.a : bool = b\nrule person.b : bool = c\nrule person.c : bool = a\n"), &e);
  const struct diagnostic *d = find(p, M_CIRCLE, 1, 6);
  assert_non_null(d);
  assert_non_null(strstr(arena_text(a, d->en.p, d->en.n), "person.a → person.b → person.c → person.a"));
}

static void an_empty_file_holds_nothing(void **state) {
  struct arena *a = *state;
  enum err e;
  static const char *const empty[] = { "", "\n\n", "# words\n", "   \n\r\n" };
  for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
    struct law_program *p = load(a, str_of(empty[i]), &e);
    assert_int_equal(e, OK);
    assert_int_equal(law_benefit_count(p), 0);
    assert_int_equal(strlen(law_hash(p)), 64);
  }
}

static void suggestions_name_what_was_meant(void **state) {
  struct arena *a = *state;
  static const struct {
    const char *text, *vi, *en;
  } rows[] = {
    { "fact person.disability : bool \"D\"\nrule person.r : bool = disabilty\n", "Có phải là «disability»?",
      "Did you mean «disability»?" },
    { "enum colour (red, blue)\nfact person.x : color \"x\"\n", "«colour»", "Did you mean «colour»?" },
    { "enum colour (red, blue)\nfact person.x : colour \"x\" absent bleu\n", "«blue»",
      "Did you mean «blue»?" },
    { "link child : person \"c\"\nrule person.r : integer = count chid\n", "«child»",
      "Did you mean «child»?" },
    { "rule person.r : integer = count member\n", "«members»", "Did you mean «members»?" },
    { D "parameter pq : money \"P\" = 1 [dd 1]\n", "Văn bản dd", "The document dd is not declared" },
    { D "table points (k : integer) : integer \"T\" rows (1) = 2 [d 1]\nrule person.r : integer = point(1)\n",
      "«points»", "Did you mean «points»?" },
    { D "rule person.r : cases of integer choose first of (k1a, k1c) [d 1] case k1a when yes then 1 [d 1] "
        "case k1b when yes then 1 [d 1]\n",
      "«k1a»", "Did you mean «k1a»?" },
    { "rule person.r : bool = receives help.monthly\nbenefit help.monthy for person \"H\"\n", "«help.monthy»",
      "Did you mean «help.monthy»?" },
    { T "test \"t\" [d 1] source \"s\" for 2026-01 person a m = 1 expect a r = 1\n", "dữ kiện",
      "There is no fact named m" },
    { T "rule person.result : integer = n\ntest \"t\" [d 1] source \"s\" for 2026-01 person a n = 1 expect a "
        "reslt = 1\n",
      "«result»", "Did you mean «result»?" },
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    enum err e;
    struct buf vi = buf_new(a, 1 << 20), en = buf_new(a, 1 << 20);
    struct law_program *p = load(a, str_of(rows[i].text), &e);
    law_print_diagnostics(p, &vi, VI);
    law_print_diagnostics(p, &en, EN);
    if (!strstr(vi.p, rows[i].vi) || !strstr(en.p, rows[i].en))
      fail_msg("%s\nmisses %s in\n%s%s", rows[i].text, rows[i].en, vi.p, en.p);
    if (strstr(vi.p, "Did you") || strstr(en.p, "Có phải"))
      fail_msg("both languages in one message:\n%s%s", vi.p, en.p);
  }
}

/* ---- situations ---- */

static const char pack[] = D
    "enum sex \"Giới tính\" (male, female)\nfact person.birth : date \"B\" required\nfact person.sex : sex "
    "\"S\"\nfact person.income : money \"I\"\nfact person.level : integer 0..9 \"L\"\n"
    "fact household.poor : bool \"P\"\nfact area.urban : bool \"U\"\nlink child : person \"C\" absent "
    "none\nrecord loan of person \"R\" (owes : money)\n"
    "interpretation i \"I\" question \"?\" choices (u \"u\", v \"v\") default u author \"w\" [d 1]\n"
    "rule person.age : integer = years from birth to day\nrule household.size : integer = count members\n"
    "benefit help for person \"H\"\n amount 100 [d 1]\n when age >= 60 or (household.poor and income < 5) [d "
    "1]\n starts month_of_decision [d 1]\n changes same_month [d 1]\n stops month_after [d 1]\n"
    "parameter seven : money \"S\" = 7 [d 1]\nbenefit home for household \"H\"\n amount seven * size [d 1]\n "
    "starts month_of_decision [d 1]\n changes same_month [d 1]\n stops month_after [d 1]\n";

static const char *answer(struct arena *a, const char *json, enum err *ret_e) {
  enum err e;
  struct law_program *p = load(a, str_of(pack), &e);
  struct buf out = buf_new(a, (size_t)16 << 20);
  if (law_print_diagnostics(p, &out, EN)) fail_msg("%s", out.p);
  *ret_e = law_tool_eval(a, p, str_of(json), EN, &out);
  return out.p;
}

static void situations_are_answered(void **state) {
  struct arena *a = *state;
  static const struct {
    const char *json, *holds;
  } good[] = {
    { "{\"for\":\"2026-08\",\"persons\":{\"a\":{\"birth\":\"1950-01-01\"}}}",
      "\"status\":\"value\",\"value\":100" },
    { "{\"for\":\"2026-08\",\"persons\":{\"a\":{\"birth\":\"1990-01-01\",\"income\":9}}}",
      "\"status\":\"not_entitled\"" },
    { "{\"for\":\"2026-08\",\"persons\":{\"a\":{\"birth\":\"1990-01-01\",\"income\":1}}}",
      "\"fact\":\"household.poor\"" },
    { "{\"for\":\"2026-08\",\"persons\":{\"a\":{\"birth\":\"1990\",\"income\":null}},\"households\":{\"h\":{"
      "\"members\":[\"a\"],\"head\":\"a\",\"poor\":true}}}",
      "\"fact\":\"person.income\"" },
    { "{\"for\":\"2026-08\",\"persons\":{\"a\":{\"birth\":\"1966-08\"}},\"ask\":[{\"person\":\"a\",\"rule\":"
      "\"age\"}],\"explain\":false}",
      "\"status\":\"value\",\"value\":60" },
    { "{\"for\":\"2026-08\",\"persons\":{\"a\":{},\"b\":{}},\"households\":{\"h\":{\"members\":[\"a\",\"b\"]}"
      "},\"ask\":[{\"household\":\"h\",\"benefit\":\"home\"}]}",
      "\"value\":14" },
    { "{\"for\":\"2026-08\",\"persons\":{\"a\":{\"birth\":\"1990-01-01\"}},\"households\":{\"h\":{"
      "\"members\":[\"a\"]}}}",
      "\"path\":\"households.h\"" },
    { "{\"for\":\"2026-08\",\"known\":\"2026-08-31\",\"persons\":{\"a\":{\"birth\":[{\"value\":\"1950-01-"
      "01\",\"recorded_from\":\"2026-09-01\"}],\"income\":9}},\"ask\":[{\"person\":\"a\",\"rule\":\"age\"}]}",
      "\"status\":\"unknown\"" },
    { "{\"for\":\"2026-08\",\"persons\":{\"a\":{\"level\":[{\"value\":1,\"from\":\"2026-01-01\",\"to\":"
      "\"2026-08-15\"},{\"value\":2,\"from\":\"2026-08-15\"}]}},\"ask\":[]}",
      "\"answers\":[]" },
  };
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    enum err e;
    const char *out = answer(a, good[i].json, &e);
    if (e != OK || !strstr(out, good[i].holds))
      fail_msg("%s\nmisses %s in\n%s", good[i].json, good[i].holds, out);
  }
}

#define P(facts) "{\"for\":\"2026-08\",\"persons\":{\"a\":{" facts "},\"b\":{}}"

static void bad_situations_are_named(void **state) {
  struct arena *a = *state;
  static const struct {
    const char *json, *holds;
  } bad[] = {
    { "", "Not JSON" },
    { "[]", "Expected an object" },
    { "{\"for\":", "Mend line 1" },
    { "{\"for\":\"2026-08\",\"for\":\"2026-09\"}", "stands twice" },
    { "\xff", "Not UTF-8" },
    { "{}", "«for» is missing" },
    { "{\"for\":\"2026-08\"}", "nobody to ask about" },
    { "[[[[[[[[[[[[[[[[", "Nested more than 12" },
    { P("\"birht\":\"1990-01-01\"") "}",
      "persons.a.birht: There is no fact of a person «birht». Did you mean «birth»?" },
    { P("\"birth\":\"2026-02-30\"") "}", "persons.a.birth: The day «2026-02-30» is not in the calendar" },
    { P("\"birth\":\"2026-09-01\"") "}",
      "persons.a.birth: Born on 2026-09-01, after the day the facts are known, 2026-08-31" },
    { P("\"birth\":19900101") "}", "persons.a.birth: Expected a day" },
    { P("\"income\":\"5\"") "}", "persons.a.income: Expected whole đồng" },
    { P("\"income\":1.5") "}", "has decimals" },
    { P("\"income\":-1") "}", "is outside 0.." },
    { P("\"level\":10") "}", "10 is outside 0..9" },
    { P("\"sex\":\"mael\"") "}", "Use: male, female" },
    { P("\"sex\":true") "}", "Expected one of: male, female, found true" },
    { P("\"poor\":true") "}", "That is a fact of a household" },
    { P("\"level\":[1]") "}", "persons.a.level[0]" },
    { P("\"level\":[{\"value\":1,\"from\":\"2026-02-01\",\"to\":\"2026-01-01\"}]") "}", "An empty period" },
    { P("\"level\":[{\"from\":\"2026-02-01\"}]") "}", "«value» is missing" },
    { P("\"level\":[{\"value\":1,\"form\":\"x\"}]") "}", "There is no key «form»" },
    { P("\"citizen_number\":\"12\"") "}", "is not 12 digits" },
    { P("\"sex\":\"male\",\"citizen_number\":\"046149001234\"") "}",
      "says female (digit 4), but sex is male" },
    { P("\"birth\":\"1950-01-01\",\"citizen_number\":\"046049001234\"") "}",
      "says born in 1949 (digits 4 to 6), but birth is in 1950" },
    { P("") ",\"households\":{\"h\":{\"members\":[\"a\"]},\"k\":{\"members\":[\"a\"]}}}",
      "households.k.members[0]: a is already in the household «h»" },
    { P("") ",\"households\":{\"h\":{\"members\":[\"c\"]}}}", "There is no person «c»" },
    { P("") ",\"households\":{\"a\":{}}}", "«a» is already a person" },
    { P("") ",\"households\":{\"h\":{\"members\":[\"a\"],\"head\":\"b\"}}}",
      "The head «b» is not among the members" },
    { P("") ",\"links\":[{\"from\":\"a\",\"link\":\"child\",\"to\":\"a\"}]}",
      "links[0]: «a» has the link child to themselves" },
    { P("") ",\"links\":[{\"from\":\"a\",\"link\":\"chlid\",\"to\":\"b\"}]}", "Did you mean «child»?" },
    { P("") ",\"links\":[{\"from\":\"a\",\"to\":\"b\"}]}", "«link» is missing" },
    { P("") ",\"links\":{}}", "Expected a list" },
    { P("") ",\"records\":[{\"of\":\"a\",\"record\":\"loan\",\"fields\":{\"ows\":1}}]}",
      "Did you mean «owes»?" },
    { P("") ",\"grants\":[{\"person\":\"a\",\"benefit\":\"hepl\",\"decided\":\"2026-01-01\"}]}",
      "Did you mean «help»?" },
    { P("") ",\"grants\":[{\"person\":\"a\",\"benefit\":\"help\",\"decided\":\"2026-01-01\",\"until\":\"2025-"
            "01\"}]}",
      "An empty period" },
    { P("") ",\"interpretations\":{\"i\":\"w\"}}", "Use: u, v" },
    { P("") ",\"interpretations\":{\"j\":\"u\"}}", "There is no interpretation «j»" },
    { P("") ",\"ask\":[{\"person\":\"a\",\"benefit\":\"home\"}]}", "home is for a household" },
    { P("") ",\"ask\":[{\"person\":\"a\"}]}", "exactly one benefit or rule" },
    { P("") ",\"ask\":[{\"person\":\"a\",\"rule\":\"ages\"}]}", "Did you mean «age»?" },
    { P("") ",\"ask\":\"some\"}", "Expected \"all\" or a list" },
    { P("") ",\"foo\":1}", "There is no key «foo» here" },
    { P("") ",\"known\":\"2026-01-01\",\"law\":\"2026-01-01\"}", "«known» sets both" },
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    enum err e;
    arena_reset(a);
    const char *out = answer(a, bad[i].json, &e);
    if (e != INVALID || !strstr(out, bad[i].holds))
      fail_msg("%s\nmisses «%s» in\n%s", bad[i].json, bad[i].holds, out);
  }
}

static void too_much_of_a_situation_is_refused(void **state) {
  struct arena *a = *state;
  enum err e;
  struct buf many = buf_new(a, 4 << 20);
  buf_z(&many, "{\"for\":\"2026-08\",\"persons\":{");
  for (int i = 0; i < 300; i++)
    buf_print(&many, "%s\"p%d\":{}", i ? "," : "", i);
  buf_z(&many, "}}");
  assert_non_null(strstr(answer(a, many.p, &e), "the limit is 200"));
  assert_int_equal(e, INVALID);
  struct str links = repeated(a, P("") ",\"links\":[", "{\"from\":\"a\",\"link\":\"child\",\"to\":\"b\"},",
                              6000, "{\"from\":\"a\",\"link\":\"child\",\"to\":\"b\"}]}");
  assert_non_null(strstr(answer(a, links.p, &e), "the limit is 5000"));
  struct str large = repeated(a, "", "          ", (int)(LAW_EVAL_BYTES_MAX / 10) + 1, "");
  assert_non_null(strstr(answer(a, large.p, &e), "Larger than"));
  assert_int_equal(e, INVALID);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_mistake_has_its_message),
    cmocka_unit_test(large_mistakes_have_theirs),
    cmocka_unit_test(a_table_beside_the_pack),
    cmocka_unit_test(no_message_is_left_out),
    cmocka_unit_test(all_mistakes_of_a_file_are_shown),
    cmocka_unit_test(half_files_are_refused_or_read_but_never_break),
    cmocka_unit_test(any_one_byte_changed_does_not_break),
    cmocka_unit_test(noise_ends_soon),
    cmocka_unit_test(large_packs_are_checked_soon),
    cmocka_unit_test(long_chains_of_rules_are_refused_before_they_run),
    cmocka_unit_test(a_circle_is_told_with_its_path),
    cmocka_unit_test(an_empty_file_holds_nothing),
    cmocka_unit_test(suggestions_name_what_was_meant),
    cmocka_unit_test(situations_are_answered),
    cmocka_unit_test(bad_situations_are_named),
    cmocka_unit_test(too_much_of_a_situation_is_refused),
  };
  return cmocka_run_group_tests_name("law", tests, arena_setup, arena_teardown);
}
