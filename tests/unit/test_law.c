/* The law language: what is refused, and what is read. */
#include "law_for_test.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "law/form/program.h"
#include "law/tools/tools.h"

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
  "stops month_after [d 1]\n"
#define TWO D "document e \"E\" issued 2020-01-01 in_force 2020-01-01 articles 1\n"
#define T   D "fact person.n : integer \"N\"\nrule person.r : integer = n\n"

static const struct {
  enum message m;
  int line, col;
  const char *text;
} mistakes[] = {
  { M_UTF8, 1, 1,
    "\xff\xfe"
    "f\0a\0" },
  { M_UTF8, 1, 25, "fact person.x : bool \"Gi\xe1 tr\xec\"\n" },
  { M_UTF8, 3, 10, "# ok\n# ok\n# đây: \xff\n" },
  { M_BAD_CHAR, 1, 24, "fact person.x : bool \"a\x1b[31m\"\n" },
  { M_TURNS, 1, 24, "fact person.x : bool \"a\xe2\x80\xae\"\n" },
  { M_TURNS, 1, 3, "# \xe2\x81\xa6\n" },
  { M_HEAD_PLACE, 2, 10, "fact person.x : bool \"x\"\nlanguage 1\n" },
  { M_HEAD_PLACE, 2, 6, "fact person.x : bool \"x\"\npack a \"A\"\n" },
  { M_DECLARED_DOTTED, 1, 11, "parameter a.b : money \"P\"\n" },
  { M_NAME_LONG, 1, 6,
    "enum abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabc (a)\n" },
  { M_THOUSANDS, 2, 27, D "parameter p : money \"P\" = 360.000 [d 1]\n" },
  { M_THOUSANDS, 2, 27, D "parameter p : money \"P\" = 1.360.000 [d 1]\n" },
  { M_THOUSANDS, 2, 29, D "parameter p : integer \"P\" = 2.000 [d 1]\n" },
  { M_THOUSANDS, 3, 29, D "parameter p : money \"P\" = 5 [d 1]\nrule person.r : money = p + 10.000 [d 1]\n" },
  { M_NEGATIVE, 2, 27, D "parameter p : money \"P\" = -5 [d 1]\n" },
  { M_NEGATIVE, 3, 13, D "table t (k : integer) : money \"T\"\n rows (1) = -2 [d 1]\n" },
  { M_DIVIDE_ZERO, 2, 26, D "rule person.r : rate = 1 / 0 [d 1]\n" },
  { M_DIVIDE_ZERO, 3, 26,
    D "parameter p : money \"P\" = 5 [d 1]\nrule person.r : rate = p / (2 * 3 - 6) / 2 [d 1]\n" },
  { M_DOCUMENT_SELF, 1, 10, "document e \"E\" issued 2021-01-01 in_force 2021-02-01 repeals e\n" },
  { M_DOCUMENT_SELF, 1, 10, "document e \"E\" issued 2021-01-01 in_force 2021-02-01 amends e\n" },
  { M_DOCUMENT_CIRCLE, 1, 10,
    "document e \"E\" issued 2021-01-01 in_force 2021-02-01 repeals f\n"
    "document f \"F\" issued 2021-01-01 in_force 2021-02-01 repeals g\n"
    "document g \"G\" issued 2021-01-01 in_force 2021-02-01 repeals f, e\n" },
  { M_DOCUMENTS_MIXED, 1, 10,
    "document e \"E\" issued 2021-01-01 in_force 2021-02-01 amends f\n"
    "document f \"F\" issued 2021-01-01 in_force 2021-02-01 repeals e\n" },
  { M_NOT_INDENTED, 2, 1, "document e \"E\"\nissued 2021-01-01 in_force 2021-02-01\n" },
  { M_DOCUMENT_LIFE, 1, 10, "document e \"E\" issued 2021-01-01 in_force 2021-02-01 expires 2021-02-01\n" },
  { M_TWICE, 1, 6, "enum c (red, blue, red)\n" },
  { M_TWICE, 2, 16,
    D "interpretation i \"I\" question \"?\" choices (u \"u\", u \"v\") default u author \"w\" [d 1]\n" },
  { M_TWICE, 1, 8, "record r of person \"R\" (a : bool, a : money)\n" },
  { M_TWICE, 2, 7, D "table t (k : integer, k : integer) : money \"T\" rows (1, 1) = 2 [d 1]\n" },
  { M_SAME_DAY, 5, 3, TWO "parameter p : money \"P\"\n  = 1 [d 1]\n  = 2 [e 1]\n" },
  { M_SAME_DAY, 4, 22, TWO "rule person.r : integer\n  under d = 1 [d 1]  under e = 2 [e 1]\n" },
  { M_SAME_DAY, 5, 2,
    TWO "table t (k : integer) : integer \"T\"\n rows (1) = 1 [d 1]\n rows (1) = 2 [e 1]\n" },
  { M_SAME_DAY, 5, 19,
    TWO "benefit b for person \"B\" amount 1 [d 1]\n starts month_of_decision [d 1] changes same_month [d 1] "
        "stops "
        "month_after [d 1]\n stops same_month [e 1]\n" },
  { M_SAME_DAY, 5, 3,
    TWO "parameter p : money \"P\"\n  only granted before 2022-06-01 = 1 [d 1]\n"
        "  only granted before 2022-07-01 = 2 [e 1]\n" },
  { M_SAME_DAY, 5, 2,
    TWO "rule person.r : integer\n under d only granted before 2022-06-01 = 1 [d 1]\n"
        " under e only granted before 2022-07-01 = 2 [e 1]\n" },
  { M_OVERLAP, 4, 3,
    D "parameter p : money \"P\"\n  only granted before 2022-06-01 = 1 [d 1]\n"
      "  only granted before 2022-07-01 = 2 [d 1]\n" },
  { M_SAME_DAY, 5, 3,
    "document d \"D\" issued 2021-01-01 in_force 2021-02-01 amends e\n"
    "document e \"E\" issued 2021-01-01 in_force 2021-02-01 amends d\n"
    "parameter p : money \"P\"\n  = 1 [d 1]\n  = 2 [e 1]\n" },
  { M_ROW_TWICE, 3, 26, D "table t (k : integer) : integer \"T\"\n rows (1) = 1, (2) = 2, (1) = 3 [d 1]\n" },
  { M_DOCUMENT_BEFORE, 2, 10,
    "document e \"E\" issued 2021-01-01 in_force 2021-02-01 repeals f\n"
    "document f \"F\" issued 2021-01-01 in_force 2021-06-01\n" },
  { M_NEVER, 3, 25,
    "document e \"E\" issued 2021-01-01 in_force 2021-02-01 repeals f\n"
    "document f \"F\" issued 2021-01-01 in_force 2021-06-01\nparameter p : money \"P\" = 1 [f 1]\n" },
  { M_NEVER, 2, 25,
    "document e \"E\" issued 2021-01-01 in_force 2021-02-01 expires 2022-01-01\n"
    "parameter p : money \"P\" from 2022-01-01 = 1 [e 1]\n" },
  { M_NEVER_NOW, 3, 25,
    "document e \"E\" issued 2021-01-01 in_force 2021-02-01\n"
    "document f \"F\" issued 2021-01-01 in_force 2021-06-01 repeals e\n"
    "parameter p : money \"P\" from 2021-06-01 = 1 [e 1]\n" },
  { M_REVERSED, 3, 32,
    "fact person.birth : date \"B\" required\nfact person.out : date \"O\" absent never\n"
    "rule person.r : bool = yes and not (years from out to day >= 1)\n" },
  { M_REVERSED, 3, 48,
    "fact person.birth : date \"B\" required\nfact person.out : date \"O\" absent never\n"
    "rule person.r : bool = years from birth to day != 1\n" },
  { M_REVERSED, 2, 24,
    "fact person.out : date \"O\" absent never\n"
    "rule person.r : bool = not (days from day to out <= 1)\n" },
  { M_REVERSED, 4, 24,
    "document d \"D\" issued 2021-01-01 in_force 2021-02-01\nfact person.birth : date \"B\" required\n"
    "rule person.c : bool = years from birth to day < 16 [d 1]\nrule person.r : bool = not c\n" },
  { M_RENAME_LIVES, 2, 14,
    "fact person.a : bool \"A\"\nrenamed fact person.a to person.a from 2026-01-01 \"w\"\n" },
  { M_RENAME_CIRCLE, 1, 14,
    "renamed fact person.a to person.b from 2026-01-01 \"w\"\nrenamed fact person.b to person.a from "
    "2026-01-01 "
    "\"w\"\n" },
  { M_RENAME_KIND, 2, 14, "link c : person \"C\"\nrenamed fact person.a to c from 2026-01-01 \"w\"\n" },
  { M_RENAME_NOWHERE, 1, 14, "renamed link a to b from 2026-01-01 \"w\"\n" },
  { M_TWICE, 3, 14,
    "link c : person \"C\"\nrenamed link a to c from 2026-01-01 \"w\"\nrenamed link a to c from 2026-02-01 "
    "\"w\"\n" },
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
  { M_EXPECTED, 2, 28, D "parameter p : money \"P\" = 1\nparameter q : money \"Q\" = 1 [d 1]\n" },
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
  { M_EARLY, 2, 25, D "parameter p : money \"P\" from 2019-12-31 = 2 [d 1]\n" },
  { M_REVIEW, 2, 25, D "parameter p : money \"P\" review 2001-01-01 = 2 [d 1]\n" },
  { M_PERIOD, 2, 25, D "parameter p : money \"P\" from 2022-01-01 until 2021-01-01 = 2 [d 1]\n" },
  { M_PERIOD, 2, 25,
    "document e \"E\" issued 2020-01-01 in_force 2020-02-01\nparameter p : money \"P\" until 2020-01-01 = 2 "
    "[e "
    "1]\n" },
  { M_PERIOD, 2, 25,
    "document e \"E\" issued 2020-01-01 in_force 2020-02-01\nparameter p : money \"P\" until 2020-02-01 = 2 "
    "[e "
    "1]\n" },
  { M_PERIOD, 3, 11,
    "document e \"E\" issued 2020-01-01 in_force 2020-02-01\nrule person.r : cases of integer under e from "
    "2021-01-01\n   case k until 2020-06-01 when yes then 1 [e 1]\n" },
  { M_PERIOD, 3, 11,
    "document e \"E\" issued 2020-01-01 in_force 2020-02-01\nrule person.r : cases of integer under e until "
    "2021-01-01\n   case k from 2021-01-01 when yes then 1 [e 1]\n" },
  { M_AMENDS_CIRCLE, 1, 10,
    "document e \"E\" issued 2021-01-01 in_force 2021-02-01 amends f\ndocument f \"F\" issued 2021-01-01 "
    "in_force "
    "2021-02-01 amends e\n" },
  { M_CLAUSE_ENDS, 3, 9,
    D "document e \"E\" issued 2020-01-01 in_force 2021-02-01 expires 2021-03-01\n"
      "benefit b for person \"B\"\n amount 1 [d 1] starts month_of_decision [d 1] changes same_month [d 1] "
      "stops month_after [e 1]\n" },
  { M_CLAUSE_ENDS, 3, 9,
    D "document e \"E\" issued 2020-01-01 in_force 2021-02-01 expires 2021-03-01\n"
      "benefit b for person \"B\"\n amount 1 [d 1] when yes [e 1] starts month_of_decision [d 1] changes "
      "same_month [d 1] stops month_after [d 1]\n" },
  { M_ABSENT, 1, 6, "fact person.x : bool \"x\" absent 5\n" },
  { M_RANGE, 1, 43, "fact person.x : integer 0..9 \"x\"   absent 10\n" },
  { M_RANGE, 1, 30, "fact person.x : integer 9..0 \"x\"\n" },
  { M_SUBJECT, 5, 24, F "rule person.r : bool = h\n" },
  { M_OUTER, 5, 27, F "rule person.r : integer = outer.n\n" },
  { M_NOT_CASES, 5, 26, F "rule person.r : bool = n by (a)\n" },
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
  { M_GROUP_TWICE, 2, 13, D "concurrency g per person \"g\" at most 1 of (b, b) keeping highest [d 1]\n" B },
  { M_GROUP_IDLE, 2, 13, D "concurrency g per person \"g\" at most 3 of (b) keeping highest [d 1]\n" B },
  { M_COUNTS_DEAD, 3, 9, D "fact person.death : date \"D\" absent never\n" B },
  { M_EXPIRED_ORDER, 1, 10, "document e \"E\" issued 2021-02-02 in_force 2021-02-01\n" },
};

/* `line` counts the declarations' lines, below the head. */
static const struct diagnostic *find(const struct law_program *p, enum message m, int line, int col) {
  struct str text = p->file.at[0]->text;
  if (text.n >= 11 && memcmp(text.p, "language 1\n", 11) == 0 && line) line++;
  for (size_t i = 0; i < p->diagnostic.n; i++) {
    const struct diagnostic *d = &p->diagnostic.at[i];
    if (fits(d->vi, messages[m].vi) && fits(d->en, messages[m].en) && (!line || d->at.line == line) &&
        (!col || d->at.col == col))
      return d;
  }
  return NULL;
}

static int wrong_places; /* all of a table are told, not only the first */

static void expect_message(struct arena *a, struct str text, enum message m, int line, int col) {
  enum err e;
  struct law_program *p = try_load(a, text, &e);
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
  expect_message(a, repeated(a, "", " ", LAW_FILE_BYTES_MAX + 1, ""), M_TOO_LARGE, 0, 1);
  expect_message(a, repeated(a, "rule person.r : bool = ", "(", 10000, "yes"), M_DEEP, 1, 0);
  expect_message(a, repeated(a, "rule person.r : bool = ", "not ", 10000, "yes\n"), M_DEEP, 1, 0);
  expect_message(a, repeated(a, "rule person.r : bool = yes", " and yes", 10000, "\n"), M_DEEP, 1, 0);
  expect_message(a, repeated(a, D "rule person.r : cases of integer choose ", "highest of (", 10000, ""),
                 M_DEEP, 2, 0);
  expect_message(a, repeated(a, D "rule person.r : cases of integer choose a", " except a", 10000, ""),
                 M_DEEP, 2, 0);
  expect_message(a, repeated(a, "enum c (", "x, ", LAW_ENUM_MAX, "y)\n"), M_TOO_MANY, 1, 0);
  expect_message(a, too_many_cases(a), M_TOO_MANY, LAW_CASES_MAX + 4, 0);
  expect_message(a, repeated(a, "", "? ", 60, ""), M_STOPPED, 0, 1);
  assert_int_equal(wrong_places, 0);
  provoked[M_TOO_LARGE] = provoked[M_DEEP] = provoked[M_TOO_MANY] = provoked[M_STOPPED] = true;
}

/* Whole files, head and all. */
static const struct {
  enum message m;
  int line, col;
  const char *text[3];
} heads[] = {
  { M_LANGUAGE_MISSING, 1, 1, { "fact person.x : bool \"x\"\n" } },
  { M_LANGUAGE_MISSING, 1, 1, { "\nlanguage 1\n" } },
  { M_LANGUAGE_MISSING, 1, 1, { " language 1\n" } },
  { M_LANGUAGE_MISSING, 1, 1, { "" } },
  { M_LANGUAGE_NEWER, 1, 10, { "language 2\nwhatever it may say\n" } },
  { M_LANGUAGE_NEWER, 1, 10, { "language 0\n" } },
  { M_EXPECTED, 1, 10, { "language one\n" } },
  { M_EXPECTED, 1, 12, { "language 1 fact person.x : bool \"x\"\n" } },
  { M_PACK_WORD, 2, 6, { "language 1\npack person \"P\"\n" } },
  { M_PACK_TWICE, 2, 8, { "language 1\npack a \"A\"\n", "language 1\npack a \"A\"\n" } },
  { M_PACK_UNSTATED, 2, 6, { "language 1\npack a\n" } },
  { M_PACK_SHARED_TWICE, 2, 8, { "language 1\npack a \"A\" shared\n", "language 1\npack b \"B\" shared\n" } },
  { M_PACK_SELF, 2, 8, { "language 1\npack a \"A\" uses a\n" } },
  { M_PACK_NEEDED, 1, 1, { "language 1\npack a \"A\"\n", "language 1\n" } },
  { M_UNKNOWN_NAME, 2, 8, { "language 1\npack a \"A\" uses b\n" } },
  { M_NAMED_TWICE,
    3,
    24,
    { "language 1\npack a \"A\"\nparameter p : integer \"P\" = 1 [nd 1]\ndocument nd \"N\" issued 2020-01-01 "
      "in_force 2020-01-01\n",
      "language 1\npack b \"B\"\nparameter p : integer \"P\" = 1 [nd 1]\ndocument nd \"N\" issued 2020-01-01 "
      "in_force 2020-01-01\n",
      "language 1\npack c \"C\" uses a, b\nrule person.r : bool = p = 1\n" } },
  { M_DECLARED_DOTTED, 3, 9, { "language 1\npack a \"A\"\nbenefit a.b for person \"B\"\n" } },
};

static void every_head_has_its_message(void **state) {
  struct arena *a = *state;
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
    struct str texts[3];
    int n = 0;
    enum err e;
    while (n < 3 && heads[i].text[n])
      texts[n] = str_of(heads[i].text[n]), n++;
    struct law_program *p = try_load_files(a, n, texts, &e);
    struct buf out = buf_new(a, 1 << 20);
    law_print_diagnostics(p, &out, EN);
    bool found = false;
    for (size_t k = 0; k < p->diagnostic.n; k++) {
      const struct diagnostic *d = &p->diagnostic.at[k];
      found = found || (fits(d->en, messages[heads[i].m].en) && d->at.line == heads[i].line &&
                        d->at.col == heads[i].col);
    }
    if (!found)
      fail_msg("«%s» was not given for\n%s\nbut\n%s", messages[heads[i].m].en, heads[i].text[0], out.p);
    assert_int_equal(e, INVALID);
    provoked[heads[i].m] = true;
  }
}

static void a_nul_is_named_and_placed(void **state) {
  struct arena *a = *state;
  static const char text[] = "fact person.x : bool \"x\"\n# \0\n";
  expect_message(a, (struct str) { text, sizeof text - 1 }, M_NUL, 2, 3);
  assert_int_equal(wrong_places, 0);
  provoked[M_NUL] = true;
}

static void a_byte_order_mark_is_accepted(void **state) {
  struct arena *a = *state;
  enum err e;
  struct str text = S("\xef\xbb\xbflanguage 1\nfact person.x : bool \"x\"\nfact person.y : bol \"y\"\n");
  struct law_program *p = try_load_files(a, 1, &text, &e);
  assert_int_equal(p->errors, 1);
  assert_int_equal(p->diagnostic.at[0].at.line, 3);
}

/* One slip is one error: what the rest of the file says of the document still finds it. */
static void one_slip_is_one_error(void **state) {
  struct arena *a = *state;
  static const char *const slips[] = {
    "document d \"D\" issued 2020-02-30 in_force 2020-03-01 articles 1\nparameter p : money \"P\" = 1 [d 1]\n"
    "parameter q : money \"P\" = 1 [d 1]\nrule person.r : money under d = p + q [d 1]\n",
    "document d \"D\" issued 2020-02-03 in_force soon articles 1\nparameter p : money \"P\" = 1 [d 1]\n"
    "rule person.r : money under d = p [d 1]\n",
    D "parameter p : money \"P\" = 3__60_000_ [d 1]\nrule person.r : money = p [d 1]\n",
    D "fact person.n : integer \"n\" absnt 1\nrule person.r : integer = n\nrule person.q : integer = n\n",
  };
  for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) {
    enum err e;
    struct law_program *p = try_load(a, str_of(slips[i]), &e);
    struct buf out = buf_new(a, 1 << 20);
    law_print_diagnostics(p, &out, EN);
    if (p->errors != 1) fail_msg("%d errors for\n%s\n%s", p->errors, slips[i], out.p);
    if (i == 2) assert_non_null(strstr(out.p, "The number 3__60_000_ "));
  }
}

static void english_holds_no_vietnamese(void **state) {
  struct arena *a = *state;
  static const struct {
    const char *text, *holds, *lacks;
  } rows[] = {
    { "fact person.x : bool \"x\" absent 5\n", "the type yes/no", "đúng/sai" },
    { F "rule person.r : bool = n = day\n", "cannot be combined by «=»", "<, +" },
    { F "rule person.r : bool = h = n\n", "a household", "hộ" },
    { F "rule person.r : bool = household.h < yes\n", "cannot be combined by «<»", "đúng/sai" },
    { F "rule person.r : integer = n otherwise household.h\n", "cannot be combined by «otherwise»",
      "đúng/sai" },
    { "fact person.x : bool \"a\x07\"\n", "U+0007", "\\x" },
    { "fact person.age : integer \"a\"\nrule person.r : integer = base\n", "no fact or rule",
      "Did you mean" },
    { "enum c (sick, well)\nfact person.x : c \"a\"\nrule person.r : bool = x = rich\n",
      "no value of c named rich", "Did you mean" },
    { "rule household.total : integer = count members\nrule household.r : integer = household.totl\n",
      "Did you mean «total»?", "named household" },
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    enum err e;
    struct law_program *p = try_load(a, str_of(rows[i].text), &e);
    struct buf out = buf_new(a, 1 << 20);
    law_print_diagnostics(p, &out, EN);
    if (!strstr(out.p, rows[i].holds) || strstr(out.p, rows[i].lacks))
      fail_msg("%s\nmisses %s or holds %s:\n%s", rows[i].text, rows[i].holds, rows[i].lacks, out.p);
  }
}

/* What the record could not tell apart. */
static void two_of_one_name(struct arena *a, const char *folder) {
  struct law_program *p;
  const char *twice[2], *inner[2];
  for (int i = 0; i < 2; i++) {
    inner[i] = arena_print(a, "%s/%d/in", folder, i);
    twice[i] = arena_print(a, "%s/x.luat", inner[i]);
    assert_int_equal(mkdir(arena_print(a, "%s/%d", folder, i), 0700) | mkdir(inner[i], 0700), 0);
    assert_int_equal(file_write(twice[i], S("language 1\n")), OK);
  }
  assert_int_equal(law_load(a, 1, &folder, &p), INVALID);
  assert_non_null(find(p, M_SAME_FILE_NAME, 0, 1));
  provoked[M_SAME_FILE_NAME] = true;
  for (int i = 0; i < 2; i++) {
    unlink(twice[i]);
    rmdir(inner[i]);
    rmdir(arena_print(a, "%s/%d", folder, i));
  }
}

static void a_table_beside_the_pack(void **state) {
  struct arena *a = *state;
  const char *somewhere = getenv("TMPDIR");
  char *folder = arena_print(a, "%s/ansinh-law-XXXXXX", somewhere ? somewhere : P_tmpdir);
  assert_non_null(mkdtemp(folder));
  const char *pack = arena_print(a, "%s/p.luat", folder), *good = arena_print(a, "%s/good.csv", folder),
             *bad = arena_print(a, "%s/bad.csv", folder);
  assert_int_equal(file_write(good, S("k,t\n1,10\n2,20\n")), OK);
  assert_int_equal(file_write(bad, S("k,t\n1,10\n\n1,10,3\n")), OK);
  assert_int_equal(file_write(pack, S("language 1\n" D
                                      "table t (k : integer) : integer \"T\"\n  file \"good.csv\" [d 1]\n")),
                   OK);
  struct law_program *p;
  const char *path = folder;
  assert_int_equal(law_load(a, 1, &path, &p), OK);
  assert_int_equal(p->table.at[0].at[0].n_row, 2);
  assert_int_equal(p->table.at[0].at[0].row[1].value.num, 20);
  assert_int_equal(file_write(pack, S("language 1\n" D
                                      "table t (k : integer) : integer \"T\"\n  file \"bad.csv\" [d 1]\n")),
                   OK);
  assert_int_equal(law_load(a, 1, &path, &p), INVALID);
  assert_non_null(find(p, M_TABLE_COLUMNS, 3, 1)); /* at its own line */
  provoked[M_TABLE_COLUMNS] = true;
  assert_int_equal(file_write(bad, S("t,k\n10,1\n")), OK);
  assert_int_equal(law_load(a, 1, &path, &p), INVALID);
  assert_non_null(find(p, M_TABLE_HEAD, 0, 1));
  provoked[M_TABLE_HEAD] = true;
  assert_int_equal(file_write(bad, S("k,t\n")), OK);
  assert_int_equal(law_load(a, 1, &path, &p), OK);
  provoked[M_TABLE_NO_ROWS] = p->diagnostic.n > 0 && p->errors == 0;
  unlink(pack);
  unlink(good);
  unlink(bad);
  const char *pipe = arena_print(a, "%s/pipe.luat", folder);
  assert_int_equal(mkfifo(pipe, 0600), 0);
  assert_int_equal(law_load(a, 1, &path, &p), INVALID); /* and comes back */
  assert_non_null(find(p, M_FILE_KIND, 1, 1));
  provoked[M_FILE_KIND] = true;
  unlink(pipe);
  assert_int_equal(symlink("/nowhere", pipe), 0); /* unreadable to root too */
  assert_int_equal(law_load(a, 1, &path, &p), INVALID);
  assert_non_null(find(p, M_FILE_UNREAD, 1, 1));
  assert_non_null(strstr(p->diagnostic.at[0].at.file->name.p, "pipe.luat"));
  unlink(pipe);
  provoked[M_FILE_UNREAD] = true;
  two_of_one_name(a, folder);
  assert_int_equal(law_load(a, 1, &path, &p), NOT_FOUND);
  rmdir(folder);
}

static void a_file_of_tests_holds_only_tests(void **state) {
  static const struct {
    enum message m;
    int line, col;
    struct str text;
  } rows[] = {
    { M_TEST_FILE_PACK, 1, 8, S("language 1\npack q \"Q\"\n") },
    { M_TEST_FILE, 2, 1, S("language 1\npack q\nparameter n : integer \"N\" = 1 [d 1]\n") },
    { M_TEST_FILE, 3, 1,
      S("language 1\npack q\n\nrenamed rule person.q.a to person.q.b from 2026-01-01 \"w\"\n") },
  };
  struct arena *a = *state;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct str names[] = { S("q/p.luat"), S("q/p_test.luat") },
               texts[] = { S("language 1\npack q \"Q\"\n" D), rows[i].text };
    struct law_program *p;
    assert_int_equal(law_load_text(a, 2, names, texts, &p), INVALID);
    assert_non_null(find(p, rows[i].m, rows[i].line, rows[i].col));
    assert_int_equal(p->errors, 1);
    provoked[rows[i].m] = true;
  }
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
  struct law_program *p = try_load(a,
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

static void long_chains_of_rules_are_refused_before_they_run(void **state) {
  struct arena *a = *state;
  struct buf up = buf_new(a, 4 << 20), down = buf_new(a, 4 << 20);
  enum err e;
  for (int i = 0; i < 5000; i++) {
    buf_print(&up, "rule person.x%d : bool = %s%d\n", i, i ? "not x" : "", i ? i - 1 : 0);
    buf_print(&down, "rule person.x%d : bool = not x%d\n", i, i + 1);
  }
  buf_z(&down, "rule person.x5000 : bool = yes\n");
  struct law_program *p = try_load(a, buf_view(&down), &e);
  assert_int_equal(e, INVALID);
  bool deep = false;
  for (size_t i = 0; i < p->diagnostic.n; i++)
    deep = deep || fits(p->diagnostic.at[i].en, messages[M_DEEP].en);
  assert_true(deep);
  try_load(a, buf_view(&up), &e);
  assert_int_equal(e, INVALID);
}

static void a_circle_is_told_with_its_path(void **state) {
  struct arena *a = *state;
  enum err e;
  struct law_program *p = try_load(
      a, S("rule person.a : bool = b\nrule person.b : bool = c\nrule person.c : bool = a\n"), &e);
  const struct diagnostic *d = find(p, M_CIRCLE, 1, 6);
  assert_non_null(d);
  assert_non_null(strstr(arena_text(a, d->en.p, d->en.n), "person.a → person.b → person.c → person.a"));
}

static void a_long_circle_is_a_circle(void **state) {
  struct arena *a = *state;
  struct buf b = buf_new(a, 1 << 20);
  enum err e;
  for (int i = 0; i < 300; i++)
    buf_print(&b, "rule person.x%d : bool = not x%d\n", i, (i + 1) % 300);
  struct law_program *p = try_load(a, buf_view(&b), &e);
  assert_int_equal(p->errors, 1);
  assert_non_null(find(p, M_CIRCLE, 1, 6));
}

static void an_empty_file_holds_nothing(void **state) {
  struct arena *a = *state;
  enum err e;
  static const char *const empty[] = { "", "\n\n", "# words\n", "   \n\r\n" };
  for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
    struct law_program *p = try_load(a, str_of(empty[i]), &e);
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
    { "enum colour (red, blue)\nfact person.x : colour \"x\" absent blu\n", "«blue»",
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
    struct law_program *p = try_load(a, str_of(rows[i].text), &e);
    law_print_diagnostics(p, &vi, VI);
    law_print_diagnostics(p, &en, EN);
    if (!strstr(vi.p, rows[i].vi) || !strstr(en.p, rows[i].en))
      fail_msg("%s\nmisses %s in\n%s%s", rows[i].text, rows[i].en, vi.p, en.p);
    if (strstr(vi.p, "Did you") || strstr(en.p, "Có phải"))
      fail_msg("both languages in one message:\n%s%s", vi.p, en.p);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_mistake_has_its_message),
    cmocka_unit_test(large_mistakes_have_theirs),
    cmocka_unit_test(a_table_beside_the_pack),
    cmocka_unit_test(every_head_has_its_message),
    cmocka_unit_test(a_nul_is_named_and_placed),
    cmocka_unit_test(a_file_of_tests_holds_only_tests),
    cmocka_unit_test(no_message_is_left_out),
    cmocka_unit_test(a_byte_order_mark_is_accepted),
    cmocka_unit_test(one_slip_is_one_error),
    cmocka_unit_test(english_holds_no_vietnamese),
    cmocka_unit_test(a_long_circle_is_a_circle),
    cmocka_unit_test(all_mistakes_of_a_file_are_shown),
    cmocka_unit_test(long_chains_of_rules_are_refused_before_they_run),
    cmocka_unit_test(a_circle_is_told_with_its_path),
    cmocka_unit_test(an_empty_file_holds_nothing),
    cmocka_unit_test(suggestions_name_what_was_meant),
  };
  return cmocka_run_group_tests_name("law", tests, arena_setup, arena_teardown);
}
