/* The list of a month where somebody has died: whom a household's sum is paid to, where the dead stand, and
 * on which list what is paid once does. Under a law of its own; the list, the check, everybody's month and
 * one person's answer are asked alike. All people are invented. */
#include "small_for_test.h"

/* Benefits in the order of the law. */
enum { FRAIL, HOME, BURIAL };

static int setup(void **state) {
  struct small *x;
  small_open(&x, "dead_list", small_of_the_dead);
  on(x->w, 2026, 11, 2);
  *state = x;
  return 0;
}

static int teardown(void **state) {
  small_close(*state);
  return 0;
}

/* How often a finding of a kind says so of somebody; `law` and `paid` of the last. */
static int found_of(struct small *x, struct office_when when, int64_t who, enum office_finding_kind kind,
                    const char *detail, const struct office_finding **ret_last) {
  struct world *w = x->w;
  struct office_determination d;
  struct office_finding *f;
  int64_t n, counts[FIND_KINDS];
  int found = 0;
  small_determined(x, when, &d);
  ok(office_check(w->a, &d, &f, &n, counts));
  for (int64_t i = 0; i < n; i++) {
    if (f[i].person != who || f[i].kind != kind || strcmp(f[i].detail[EN].p, detail) != 0) continue;
    *ret_last = &f[i];
    found++;
  }
  return found;
}

static const struct office_due_line *line_of(struct small *x, struct office_when when, int64_t who) {
  struct world *w = x->w;
  struct office_determination d, before;
  struct office_when last = when;
  struct office_due_line *line;
  int64_t n;
  last.for_month--;
  small_determined(x, when, &d);
  small_determined(x, last, &before);
  ok(office_due_lines(w->a, &(struct office_due_ask) { &d, &before, NULL, 1 }, &line, &n));
  for (int64_t i = 0; i < n; i++)
    if (line[i].person == who) return &line[i];
  return NULL;
}

#define HOLDER_DIED                                                                                          \
  "the holder of the decision died on 2025-11-25; due to the household, paid to nobody: grant it to "        \
  "a "                                                                                                       \
  "living member"
#define HOLDER_PAID                                                                                          \
  "died on 2025-11-25, still paid this month; it is due to the household: grant it to a living member"

/* The dead whose household let them go are on the lists of where they lived, in the month after and long
 * after; so is what the check finds of them. */
static void the_dead_stand_where_they_lived(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  int64_t dead = small_person(x, "Trần Thị Xa", day(1940, 1, 1), 3);
  const struct office_finding *f;
  belongs(w, dead, household(w, "Phú Xuân", day(2024, 1, 1)), S("head"), day(2024, 1, 1));
  int64_t grant = small_grant(x, dead, "frail", day(2025, 1, 5), mon(2025, 1));
  ok(reg_death(w->me, w->db, &w->act, dead, day(2025, 11, 25), &w->no));
  struct reg_membership_input leaves = { dead, 0, S(""), day(2025, 11, 26), DATE_MAX };
  ok(reg_membership_change(w->me, w->db, &w->act, &leaves, &w->no));
  struct reg_months_input paid = { .grant = grant, .from = mon(2025, 12), .to = mon(2026, 4), .amount = 30 };
  ok(reg_grant_paid(w->me, w->db, &w->act, &paid, &w->no));
  int64_t here = reg_area_commune(x->areas, commune(w, "Phú Xuân", day(2024, 1, 1)))->id;
  for (month m = mon(2025, 12); m <= mon(2026, 4); m++) {
    struct office_when when = small_when(x, m, day(2026, 6, 1));
    const struct office_due_line *l = line_of(x, when, dead);
    assert_non_null(l);
    assert_int_equal(reg_area_commune(x->areas, l->area)->id, here);
    assert_int_equal(found_of(x, when, dead, FIND_DEAD_PAID, "died on 2025-11-25, still paid this month", &f),
                     1);
    assert_int_equal(reg_area_commune(x->areas, f->area)->id, here);
  }
}

/* What is paid once for a death in November and decided in December is on the list of January, once, unless
 * it is recorded as paid; the list of February says that it was there, and nothing is said to have ended. */
static void what_is_paid_once_is_on_one_list(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  on(w, 2025, 11, 10);
  int64_t late = small_person(x, "Trần Thị Muộn", day(1940, 1, 1), 0),
          soon = small_person(x, "Trần Thị Sớm", day(1941, 1, 1), 0),
          home = household(w, "Phú Xuân", day(2024, 1, 1));
  belongs(w, late, home, S("head"), day(2024, 1, 1));
  belongs(w, soon, home, S("other"), day(2024, 1, 1));
  ok(reg_death(w->me, w->db, &w->act, soon, day(2025, 11, 3), &w->no));
  small_grant(x, soon, "burial", day(2025, 11, 10), mon(2025, 11));
  on(w, 2025, 12, 3);
  ok(reg_death(w->me, w->db, &w->act, late, day(2025, 11, 25), &w->no));
  int64_t grant = small_grant(x, late, "burial", day(2025, 12, 3), mon(2025, 11));
  on(w, 2025, 12, 20);
  date known = day(2025, 12, 31);
  const struct office_due_line *l = line_of(x, small_when(x, mon(2025, 12), known), late);
  assert_int_equal(l->now, 0);
  assert_int_equal(l->before, 0);
  assert_int_equal(l->change, OFFICE_ONCE);
  assert_string_equal(l->why[EN].p, "paid once, for 2025-11: on the list of 2026-01");
  l = line_of(x, small_when(x, mon(2025, 12), known), soon);
  assert_int_equal(l->now, 900);
  assert_int_equal(l->change, OFFICE_NEW);
  l = line_of(x, small_when(x, mon(2026, 1), known), soon);
  assert_int_equal(l->now, 0);
  assert_int_equal(l->before, 900);
  assert_int_equal(l->change, OFFICE_ONCE);
  assert_string_equal(l->why[EN].p, "paid once, for 2025-11: on the list of 2025-12");
  assert_null(line_of(x, small_when(x, mon(2026, 2), known), soon));
  l = line_of(x, small_when(x, mon(2026, 1), known), late);
  assert_int_equal(l->now, 900);
  assert_int_equal(l->before, 0);
  assert_int_equal(l->change, OFFICE_NEW);
  assert_string_equal(l->why[EN].p, "paid once, for 2025-11, by the decision of 2025-12-03");
  l = line_of(x, small_when(x, mon(2026, 2), known), late);
  assert_int_equal(l->now, 0);
  assert_int_equal(l->before, 900);
  assert_int_equal(l->change, OFFICE_ONCE);
  assert_null(line_of(x, small_when(x, mon(2026, 3), known), late));
  struct reg_months_input paid = {
    .grant = grant, .from = mon(2025, 11), .to = mon(2025, 11), .amount = 900
  };
  ok(reg_grant_paid(w->me, w->db, &w->act, &paid, &w->no));
  assert_null(line_of(x, small_when(x, mon(2026, 1), known), late));
  l = line_of(x, small_when(x, mon(2025, 12), known), late);
  assert_int_equal(l->before, 900);
  assert_int_equal(l->change, OFFICE_ONCE);
  assert_string_equal(l->why[EN].p, "paid once, for 2025-11: recorded as paid");
}

/* A poor household whose head, granted its benefit, died on 25/11/2025; and somebody paid for December. */
struct bereft {
  int64_t dead, living, other, grant, beside;
};

static struct bereft bereft(struct small *x) {
  struct world *w = x->w;
  struct bereft b = { .dead = small_person(x, "Trần Thị Chủ", day(1940, 1, 1), 0),
                      .living = small_person(x, "Trần Thị Con", day(1970, 1, 1), 0),
                      .other = small_person(x, "Lê Thị Khác", day(1970, 1, 1), 3) };
  int64_t home = household(w, "Phú Xuân", day(2024, 1, 1));
  belongs(w, b.dead, home, S("head"), day(2024, 1, 1));
  belongs(w, b.living, home, S("child"), day(2024, 1, 1));
  belongs(w, b.other, household(w, "Phú Xuân", day(2024, 1, 1)), S("head"), day(2024, 1, 1));
  small_poor(x, home);
  b.grant = small_grant(x, b.dead, "home", day(2025, 1, 5), mon(2025, 1));
  b.beside = small_grant(x, b.other, "frail", day(2025, 1, 5), mon(2025, 1));
  ok(reg_death(w->me, w->db, &w->act, b.dead, day(2025, 11, 25), &w->no));
  return b;
}

static void pays_december(struct small *x, int64_t grant, money amount) {
  small_pays(x, grant, mon(2025, 12), amount);
}

static struct office_when december(struct small *x) {
  return small_when(x, mon(2025, 12), day(2025, 12, 31));
}

static const struct small_comes home_pays = { LAW_VALUE, LAW_VALUE, 500, 500 },
                                home_stands = { LAW_VALUE, LAW_NOT_ENTITLED, 500, 0 };

/* What a dead member was granted for the household is due to it and paid to nobody, in list, page, totals and
 * check alike. */
static void a_household_is_not_paid_through_the_dead(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  struct bereft b = bereft(x);
  struct office_when november = small_when(x, mon(2025, 11), day(2025, 12, 31)), when = december(x);
  const struct office_finding *f;
  struct office_determination d;
  struct office_totals t;
  small_both_say(x, november, b.dead, HOME, home_pays);
  assert_int_equal(small_replayed(x, november, b.dead).item[HOME].paid_to, b.dead);
  small_both_say(x, when, b.dead, HOME, home_pays);
  small_both_say(x, when, b.living, HOME, home_stands);
  small_determined(x, when, &d);
  ok(office_sum(w->a, &d, x->areas, &t));
  assert_int_equal(t.to_nobody.sum, 500);
  for (int32_t at = 0; at < d.m.people; at++) {
    struct office_answer all, one = small_replayed(x, when, d.m.person[at]);
    int64_t held = d.m.person[at] == b.other ? 0 : b.dead;
    office_answer_of(w->a, &d, NULL, at, &all);
    assert_int_equal(all.item[HOME].paid_to, 0);
    assert_int_equal(one.item[HOME].paid_to, 0);
    assert_int_equal(all.item[HOME].held_by, held);
    assert_int_equal(one.item[HOME].held_by, held);
    assert_int_equal(one.item[HOME].holder_died, held ? day(2025, 11, 25) : 0);
  }
  const struct office_due_line *l = line_of(x, when, b.dead);
  assert_int_equal(l->now, 500);
  assert_int_equal(l->change, OFFICE_TO_NOBODY);
  assert_string_equal(l->why[EN].p, HOLDER_DIED);
  pays_december(x, b.beside, 30);
  assert_int_equal(found_of(x, december(x), b.dead, FIND_LAW_HIGHER, HOLDER_DIED, &f), 1);
  assert_int_equal(f->law, 500);
  pays_december(x, b.grant, 500);
  assert_int_equal(found_of(x, december(x), b.dead, FIND_DEAD_PAID, HOLDER_PAID, &f), 1);
  assert_int_equal(f->law, 500);
  assert_int_equal(f->paid, 500);
}

/* Once a living member is granted it, it is his, though the dead one's grant is the earlier and his own
 * stands suspended. */
static void the_living_are_paid_before_the_dead(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  struct bereft b = bereft(x);
  const struct office_finding *f;
  int64_t grant = small_grant(x, b.living, "home", day(2025, 12, 5), mon(2025, 12));
  pays_december(x, b.grant, 500);
  struct office_when when = december(x);
  small_both_say(x, when, b.living, HOME, home_pays);
  small_both_say(x, when, b.dead, HOME, home_stands);
  assert_int_equal(small_replayed(x, when, b.dead).item[HOME].paid_to, b.living);
  assert_int_equal(small_replayed(x, when, b.dead).item[HOME].held_by, 0);
  assert_int_equal(line_of(x, when, b.living)->now, 500);
  assert_int_equal(found_of(x, when, b.living, FIND_LAW_HIGHER, "granted and not paid this month", &f), 0);
  struct office_when over = small_when(x, mon(2025, 12), day(2027, 2, 1)); /* recorded in November */
  assert_int_equal(found_of(x, over, b.living, FIND_LAW_HIGHER, "granted and not paid this month", &f), 1);
  assert_int_equal(found_of(x, when, b.dead, FIND_DEAD_PAID, "died on 2025-11-25, still paid this month", &f),
                   1);
  assert_int_equal(f->law, 0);
  struct reg_months_input held = { .grant = grant, .from = mon(2025, 12), .to = INT32_MAX, .reason = S("x") };
  ok(reg_grant_suspend(w->me, w->db, &w->act, &held, &w->no));
  small_both_say(x, december(x), b.dead, HOME, home_stands);
  small_both_say(x, december(x), b.living, HOME, home_stands);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
  const struct CMUnitTest tests[] = {
    T(a_household_is_not_paid_through_the_dead),
    T(the_living_are_paid_before_the_dead),
    T(the_dead_stand_where_they_lived),
    T(what_is_paid_once_is_on_one_list),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
