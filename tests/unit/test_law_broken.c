/* Files cut, damaged, made of noise or very large: refused soon, and nothing breaks. */
#include "law_for_test.h"

#include "law/form/program.h"
#include "law/tools/tools.h"

#define D "document d \"D\" issued 2020-01-01 in_force 2020-01-01 articles 1, 2\n"
#define F D "fact person.n : integer 0..9 \"N\"\nfact household.h : bool \"H\"\nenum c (red, blue)\n"

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
    "concurrency g per household \"G\" at most 1 of (b.c) keeping highest [d 1]\n"
    "interpretation i \"I\" question \"?\" choices (u \"u\", v \"v\") default u author \"w\" [d 1]\n"
    "test \"t\" [d 1] source \"s\"\n  for 2026-01 known 2026-02-01\n  person a n = 4\n  household h of (a) h "
    "= no\n  expect a b.c = 0\n";

static void half_files_are_refused_or_read_but_never_break(void **state) {
  struct arena *a = *state;
  enum err e;
  try_load(a, str_of(whole), &e);
  assert_int_equal(e, OK);
  for (size_t n = 0; n < sizeof whole; n++) {
    arena_reset(a);
    struct law_program *p = try_load(a, (struct str) { whole, n }, &e);
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
    struct law_program *p = try_load(a, (struct str) { text, sizeof whole - 1 }, &e);
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
  try_load(a, (struct str) { noise, n }, &e);
  assert_int_equal(e, INVALID);
  for (size_t i = 0; i < n; i++)
    noise[i] = letters[rng_below(&r, sizeof letters - 2)];
  size_t part = LAW_FILE_BYTES_MAX - 20;
  for (size_t from = 0; from + part <= n; from += part) {
    try_load(a, (struct str) { noise + from, part }, &e);
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
    try_load(a, buf_view(&b), &e);
    assert_int_equal(e, wrong ? INVALID : OK);
    assert_true(clock_seconds() - start < 20);
    arena_reset(a);
  }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
    cmocka_unit_test(half_files_are_refused_or_read_but_never_break),
    cmocka_unit_test(any_one_byte_changed_does_not_break),
    cmocka_unit_test(noise_ends_soon),
    cmocka_unit_test(large_packs_are_checked_soon),
  };
  return cmocka_run_group_tests_name("law broken", tests, arena_setup, arena_teardown);
}
