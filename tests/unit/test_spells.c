/* The rules of decision 0001 at the days where one spell ends and another begins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "people/gather.h"

enum { OLD, NEW, ROWS };

static date day(int m, int d) { return date_of(2023, m, d); }

/* Two spells of one subject; where they overlap both hold. */
struct two {
  int32_t key[ROWS], what[ROWS], from[ROWS], until[ROWS];
  struct spells s;
};
static void lay(struct two *t, date moved, date ended) {
  *t = (struct two) {
    .key = { 7, 7 }, .what = { 100, 200 }, .from = { day(1, 1), moved }, .until = { ended, DATE_MAX }
  };
  t->s = (struct spells) { .n = ROWS, .key = t->key, .what = t->what, .from = t->from, .until = t->until };
}

static int32_t in_june(const struct two *t) { return spell_of_month(&t->s, 0, ROWS, day(6, 1), day(6, 30)); }

static void who_moved_on_the_first_is_where_he_moved_to(void **state) {
  (void)state;
  struct two t;
  lay(&t, day(6, 1), day(6, 1));
  assert_int_equal(in_june(&t), NEW);
  lay(&t, day(6, 2), day(6, 2));
  assert_int_equal(in_june(&t), OLD);
  lay(&t, day(6, 30), day(5, 31)); /* nowhere on the first: where he first comes to */
  assert_int_equal(in_june(&t), NEW);
  lay(&t, day(7, 1), day(6, 1));
  assert_int_equal(in_june(&t), -1);
}

static void of_two_that_hold_the_last_written_counts(void **state) {
  (void)state;
  struct two t;
  lay(&t, day(3, 1), day(12, 31));
  assert_int_equal(spell_on(&t.s, 0, ROWS, day(6, 1)), NEW);
  assert_int_equal(spell_on(&t.s, 0, ROWS, day(2, 28)), OLD);
  lay(&t, day(7, 1), day(6, 1)); /* until is the first day without it */
  assert_int_equal(spell_on(&t.s, 0, ROWS, day(5, 31)), OLD);
  assert_int_equal(spell_on(&t.s, 0, ROWS, day(6, 1)), -1);
}

static void both_ends_of_a_suspension_are_suspended(void **state) {
  (void)state;
  const struct people_months held = { .from = 24310, .to = 24312 };
  const struct people_grant g = { .suspended = &held, .n_suspended = 1 };
  assert_false(people_grant_suspended(&g, 24309));
  assert_true(people_grant_suspended(&g, 24310) && people_grant_suspended(&g, 24312));
  assert_false(people_grant_suspended(&g, 24313));
}

/* Offsets of texts are numbers of 32 bits: what would not end within them is refused, and nothing is kept. */
static void a_text_beyond_the_pool_is_refused(void **state) {
  (void)state;
  struct arena *a = arena_new("pool", 1 << 20);
  struct gather g = { .a = a };
  int32_t at = 7;
  assert_int_equal(people_gather_text(&g, S("x"), &at), OK);
  assert_int_equal(at, 0);
  assert_int_equal(people_gather_text(&g, S(""), &at), OK);
  assert_int_equal(at, -1);
  g.pool.n = INT32_MAX - 2; /* as if so much were there */
  assert_int_equal(people_gather_text(&g, S("xyz"), &at), LIMIT);
  assert_int_equal(at, -1);
  assert_int_equal(g.pool.n, INT32_MAX - 2);
  arena_free(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(who_moved_on_the_first_is_where_he_moved_to),
    cmocka_unit_test(of_two_that_hold_the_last_written_counts),
    cmocka_unit_test(both_ends_of_a_suspension_are_suspended),
    cmocka_unit_test(a_text_beyond_the_pool_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
