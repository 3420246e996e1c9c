/* Which list a grant stands on, and what the list of a month says of the list before it. Under a law of its
 * own; all people are invented. */
#include "small_for_test.h"

static const char pack_text[] =
    "language 1\n"
    "document d \"D\" issued 2019-01-01 in_force 2020-01-01\n"
    "fact person.birth : date \"x\" required\nfact person.death : date \"x\" absent never\n"
    "fact person.k : integer 0..9 \"x\" absent 0\nfact household.poor : bool \"x\" absent no\n"
    "rule person.died_now : bool \"x\" = death <= day and death plus 1 months > day [d 1]\n"
    "benefit frail for person \"B\"\n  amount 30 [d 1]\n  when k = 3 [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit home for household \"B\"\n  amount 500 [d 1]\n  when poor [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit burial for person \"B\" once deceased\n  amount 900 [d 1]\n  when died_now [d 1]\n"
    "  starts month_of_conditions [d 1]\n  changes same_month [d 1]\n  stops same_month [d 1]\n";

static int setup(void **state) {
  struct small *x;
  small_open(&x, "lists", pack_text);
  *state = x;
  return 0;
}

static int teardown(void **state) {
  small_close(*state);
  return 0;
}

/* ---- the first list ---- */

/* A list is drawn before the 25th of the month before: what is signed and recorded on the 24th is on it, what
 * is either on the 25th is on the next. */
static void a_list_is_drawn_before_the_25th(void **state) {
  static const struct {
    int decided[3], recorded[3], first, list;
  } of[] = {
    { { 2026, 10, 24 }, { 2026, 10, 24 }, 10, 11 }, { { 2026, 10, 25 }, { 2026, 10, 25 }, 10, 12 },
    { { 2026, 10, 31 }, { 2026, 10, 31 }, 10, 12 }, { { 2026, 10, 20 }, { 2026, 11, 3 }, 10, 12 },
    { { 2026, 11, 3 }, { 2026, 10, 20 }, 10, 12 },  { { 2026, 10, 20 }, { 2026, 10, 26 }, 10, 12 },
    { { 2026, 11, 1 }, { 2026, 11, 1 }, 10, 12 },   { { 2026, 11, 25 }, { 2026, 11, 25 }, 10, 13 },
    { { 2026, 10, 20 }, { 2026, 10, 20 }, 15, 15 },
  };
  (void)state;
  for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
    struct people_grant g = { .decided = day(of[i].decided[0], of[i].decided[1], of[i].decided[2]),
                              .recorded = day(of[i].recorded[0], of[i].recorded[1], of[i].recorded[2]),
                              .first = mon(2026, of[i].first) };
    assert_int_equal(office_first_list(&g), mon(2026, of[i].list));
  }
}

/* The day a grant was recorded is that of its first act, read of everybody and of one, whatever was written
 * of it since; midnight is that of Việt Nam. */
static void a_grant_is_recorded_by_its_first_act(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  const struct people_grant *all, *own;
  struct people *one;
  on(w, 2026, 10, 20);
  int64_t who = small_person(x, "Trần Thị Ghi", day(1970, 1, 1), 3);
  w->act.instant = ((int64_t)day(2026, 10, 24) * 24 + 17) * INT64_C(3600000000);
  int64_t grant = small_grant(x, who, "frail", day(2026, 10, 20), mon(2026, 10));
  on(w, 2026, 11, 20);
  struct reg_months_input last = { .grant = grant, .to = mon(2026, 12), .reason = S("x") };
  ok(reg_grant_end(w->me, w->db, &w->act, &last, &w->no));
  struct office_when when = small_when(x, mon(2026, 12), day(2026, 12, 1));
  struct people_ask ask = { .viewer = w->me, .db = w->db, .names = x->names, .act = when.act };
  assert_int_equal(people_grants(small_everybody(x, when), &all), 1);
  assert_int_equal(all->recorded, day(2026, 10, 25));
  assert_int_equal(all->last, mon(2026, 12));
  ok(people_load_one(w->a, &ask, who, &one, NULL));
  assert_int_equal(people_grants_of(one, who, &own), 1);
  assert_int_equal(own->recorded, day(2026, 10, 25));
  assert_int_equal(office_first_list(own), mon(2026, 12));
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
  const struct CMUnitTest tests[] = {
    T(a_list_is_drawn_before_the_25th),
    T(a_grant_is_recorded_by_its_first_act),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
