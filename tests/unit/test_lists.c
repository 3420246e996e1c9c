/* Which list a grant stands on, and what the list of a month says of the list before it. Under a law of its
 * own; all people are invented. */
#include "small_for_test.h"

static int setup(void **state) {
  struct small *x;
  small_open(&x, "lists", small_of_the_dead);
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

/* ---- the list of a month ---- */

struct list {
  struct office_determination d;
  struct office_due_line *line;
  int64_t n;
  money now, before, carried, later;
};

/* The list as known at the end of a day. */
static struct list listed(struct small *x, month m, date known) {
  struct world *w = x->w;
  struct list l = { .n = 0 };
  struct office_determination last;
  struct office_when when = small_when(x, m, known), before;
  ok(reg_known(w->db, known, &when.act));
  before = when;
  before.for_month--;
  struct people *c = small_everybody(x, when);
  ok(office_determine(w->a, x->p, c, when, NULL, 1, &l.d));
  ok(office_determine_payment(w->a, x->p, c, before, 1, &last));
  const struct office_due_ask ask = { &l.d, &last, x->areas, 1 };
  ok(office_due_lines(w->a, &ask, &l.line, &l.n));
  for (int64_t i = 0; i < l.n; i++) {
    l.now += l.line[i].now;
    l.before += l.line[i].before;
    l.carried += l.line[i].carried;
    l.later += l.line[i].later;
  }
  return l;
}

/* The only line of somebody; NULL none. */
static const struct office_due_line *own(const struct list *l, int64_t who) {
  const struct office_due_line *found = NULL;
  for (int64_t i = 0; i < l->n; i++) {
    if (l->line[i].person != who) continue;
    assert_null(found);
    found = &l->line[i];
  }
  return found;
}

static int64_t in_home(struct small *x, const char *name, date birth, int k) {
  struct world *w = x->w;
  int64_t who = small_person(x, name, birth, k);
  belongs(w, who, household(w, "Phú Xuân", day(2026, 1, 1)), S("head"), day(2026, 1, 1));
  return who;
}

static void adds_up(struct small *x, const struct list *l) {
  struct world *w = x->w;
  struct office_totals t;
  ok(office_sum(w->a, &l->d, x->areas, &t));
  assert_int_equal(l->now - l->carried + l->later, t.due.sum);
}

/* Whenever in October or November a funeral is decided or recorded, and whenever the lists are made, its sum
 * is on one month's list: on that which is drawn in time once it is known. */
static void a_funeral_is_on_one_list(void **state) {
  static const struct {
    int decided[2], recorded[2], list;
  } of[] = { { { 10, 21 }, { 10, 21 }, 11 }, { { 10, 24 }, { 10, 24 }, 11 }, { { 10, 20 }, { 10, 25 }, 12 },
             { { 10, 26 }, { 10, 26 }, 12 }, { { 10, 20 }, { 11, 3 }, 12 },  { { 11, 9 }, { 11, 24 }, 12 },
             { { 11, 25 }, { 11, 25 }, 13 } };
  enum { N = sizeof of / sizeof *of };
  struct small *x = *state;
  struct world *w = x->w;
  int64_t dead[N];
  on(w, 2026, 10, 20);
  for (int i = 0; i < N; i++) {
    dead[i] = in_home(x, "Trần Thị Mất", day(1940, 1, 1 + i), 0);
    ok(reg_death(w->me, w->db, &w->act, dead[i], day(2026, 10, 8), &w->no));
  }
  for (date on_day = day(2026, 10, 20); on_day <= day(2026, 11, 25); on_day++)
    for (int i = 0; i < N; i++) {
      if (day(2026, of[i].recorded[0], of[i].recorded[1]) != on_day) continue;
      on(w, 2026, of[i].recorded[0], of[i].recorded[1]);
      small_grant(x, dead[i], "burial", day(2026, of[i].decided[0], of[i].decided[1]), mon(2026, 10));
    }
  for (int i = 0; i < N; i++)
    for (month m = mon(2026, 10); m <= mon(2027, 2); m++)
      for (int late = 0; late < 2; late++) {
        date drawn = month_first(m - 1) + OFFICE_LIST_DAY - 2;
        struct list l = listed(x, m, late ? day(2026, 12, 31) : drawn);
        const struct office_due_line *own_line = own(&l, dead[i]);
        assert_int_equal(own_line ? own_line->now : 0, m == mon(2026, of[i].list) ? 900 : 0);
        adds_up(x, &l);
      }
}

/* Decided on the 20th from that month on: the next list has him as new, beside nothing, with what the month
 * before is still owed; the list after it as one like the others. */
static void who_is_granted_within_a_month_is_new(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  on(w, 2026, 11, 20);
  int64_t who = in_home(x, "Trần Thị Mới", day(1970, 1, 1), 3);
  int64_t grant = small_grant(x, who, "frail", day(2026, 11, 20), mon(2026, 11));
  struct list l = listed(x, mon(2026, 12), day(2026, 11, 24));
  const struct office_due_line *line = own(&l, who);
  assert_int_equal(line->now, 30);
  assert_int_equal(line->before, 0);
  assert_int_equal(line->arrears, 30);
  assert_int_equal(line->change, OFFICE_NEW);
  assert_false(line->expected);
  assert_string_equal(line->why[EN].p, "new decision of 2026-11-20, from 2026-11 on: 30 đ of the months "
                                       "before is to be paid with it");
  struct list next = listed(x, mon(2027, 1), day(2026, 12, 24));
  line = own(&next, who);
  assert_int_equal(line->before, l.now);
  assert_int_equal(line->arrears, 0);
  assert_int_equal(line->change, OFFICE_SAME);
  on(w, 2026, 12, 28);
  small_pays(x, grant, mon(2026, 11), 30);
  l = listed(x, mon(2026, 12), day(2026, 12, 31));
  line = own(&l, who);
  assert_int_equal(line->before, 0); /* it was paid with December's list, not by November's */
  assert_int_equal(line->arrears, 0);
  assert_int_equal(line->change, OFFICE_NEW);
}

/* Nothing is due any more by the first list that can have him: it says what the month before is owed. */
static void what_no_list_had_is_owed_all_the_same(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  on(w, 2026, 11, 20);
  int64_t who = in_home(x, "Trần Thị Thôi", day(1970, 1, 1), 3);
  int64_t grant = small_grant(x, who, "frail", day(2026, 11, 20), mon(2026, 11));
  struct reg_months_input last = { .grant = grant, .to = mon(2026, 11), .reason = S("x") };
  ok(reg_grant_end(w->me, w->db, &w->act, &last, &w->no));
  struct list l = listed(x, mon(2026, 12), day(2026, 11, 24));
  const struct office_due_line *line = own(&l, who);
  assert_int_equal(line->now, 0);
  assert_int_equal(line->before, 0);
  assert_int_equal(line->arrears, 30);
  assert_int_equal(line->change, OFFICE_NEW);
  l = listed(x, mon(2027, 1), day(2026, 12, 24));
  assert_null(own(&l, who));
  on(w, 2026, 11, 23);
  ok(reg_death(w->me, w->db, &w->act, who, day(2026, 11, 22), &w->no));
  l = listed(x, mon(2026, 12), day(2026, 11, 24));
  assert_int_equal(own(&l, who)->arrears, 30);
  assert_string_equal(own(&l, who)->why[EN].p, "died on 2026-11-22");
}

/* Decided on the 28th: January's list is the first that could have it, with both months before. December's,
 * made after its day, says so. */
static void what_is_decided_late_is_on_the_list_after(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  on(w, 2026, 11, 28);
  int64_t who = in_home(x, "Trần Thị Muộn", day(1970, 1, 1), 3);
  small_grant(x, who, "frail", day(2026, 11, 28), mon(2026, 11));
  struct list l = listed(x, mon(2026, 12), day(2026, 11, 30));
  const struct office_due_line *line = own(&l, who);
  assert_int_equal(line->now, 30);
  assert_int_equal(line->change, OFFICE_NEW);
  assert_int_equal(line->arrears, 0);
  assert_string_equal(line->why[EN].p,
                      "decision of 2026-11-28, recorded on 2026-11-28, after this list was to "
                      "be drawn: drawn in time, it is on the list of 2027-01");
  l = listed(x, mon(2027, 1), day(2026, 12, 24));
  line = own(&l, who);
  assert_int_equal(line->before, 0);
  assert_int_equal(line->arrears, 60);
  assert_int_equal(line->change, OFFICE_NEW);
}

/* A new decision in the place of one that ended the month before, its last month paid, or the new one's first
 * month not recorded yet: one line, and nobody is new or gone. After a gap he is new. */
static void a_decision_replaced_without_a_gap_is_one_line(void **state) {
  static const struct {
    int last, signed_in, first, list; /* months of 2026 */
    bool paid, one;
  } of[] = { { 7, 6, 8, 8, true, true }, { 5, 6, 6, 7, false, true }, { 5, 7, 7, 8, false, false } };
  struct small *x = *state;
  struct world *w = x->w;
  int64_t who[3], old[3];
  on(w, 2026, 3, 2);
  for (int i = 0; i < 3; i++) {
    who[i] = in_home(x, "Trần Thị Thay", day(1970, 1, 1 + i), 3);
    old[i] = small_grant(x, who[i], "frail", day(2026, 1, 5), mon(2026, 1));
  }
  for (int i = 0; i < 3; i++) {
    on(w, 2026, of[i].signed_in, 10 + i);
    if (of[i].paid) small_pays(x, old[i], mon(2026, of[i].last), 30);
    small_ends(x, old[i], mon(2026, of[i].last));
    small_grant(x, who[i], "frail", day(2026, of[i].signed_in, 10), mon(2026, of[i].first));
  }
  for (int i = 0; i < 3; i++) {
    struct list l = listed(x, mon(2026, of[i].list), day(2026, 7, 24));
    const struct office_due_line *line = own(&l, who[i]);
    assert_int_equal(line->now, 30);
    assert_int_equal(line->before, of[i].one ? 30 : 0);
    assert_int_equal(line->change, of[i].one ? OFFICE_SAME : OFFICE_NEW);
    assert_int_equal(line->recorded, of[i].paid);
    assert_int_equal(line->arrears, of[i].one ? 0 : 30);
    if (of[i].paid)
      assert_string_equal(line->why[EN].p,
                          "the decision of 2026-06-10 took the place of the one before without a gap");
  }
}

static void moves(struct small *x, int64_t who, const char *to, date from) {
  struct world *w = x->w;
  struct reg_membership_input in = { who, household(w, to, from), S("head"), from, DATE_MAX };
  ok(reg_membership_change(w->me, w->db, &w->act, &in, &w->no));
}

/* Who moved within November stands on December's list of both communes: gone from the one, with what he was
 * paid there, come to the other. What the list says of a commune is what its month is determined to be. */
static void who_moved_is_on_both_lists(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  on(w, 2026, 10, 1);
  int64_t who = in_home(x, "Trần Thị Dời", day(1970, 1, 1), 3),
          stays = in_home(x, "Trần Thị Ở", day(1970, 1, 2), 3);
  int64_t grant = small_grant(x, who, "frail", day(2026, 9, 5), mon(2026, 10));
  small_grant(x, stays, "frail", day(2026, 9, 5), mon(2026, 10));
  on(w, 2026, 11, 13);
  moves(x, who, "A Lưới 2", day(2026, 11, 12));
  int64_t here = reg_area_commune(x->areas, commune(w, "Phú Xuân", day(2026, 11, 1)))->id,
          there = reg_area_commune(x->areas, commune(w, "A Lưới 2", day(2026, 11, 1)))->id;
  for (int paid = 0; paid < 2; paid++) {
    on(w, 2026, 11, 20);
    if (paid) small_pays(x, grant, mon(2026, 11), 20);
    struct list l = listed(x, mon(2026, 12), day(2026, 11, 24));
    const struct office_due_line *gone = NULL, *come = NULL;
    assert_int_equal(l.n, 3);
    for (int64_t i = 0; i < l.n; i++) {
      int64_t in = reg_area_commune(x->areas, l.line[i].area)->id;
      if (l.line[i].person == stays) assert_int_equal(in, here);
      if (l.line[i].person == stays) continue;
      if (in == here) gone = &l.line[i];
      if (in == there) come = &l.line[i];
    }
    assert_int_equal(gone->now, 0);
    assert_int_equal(gone->before, paid ? 20 : 30);
    assert_int_equal(gone->change, OFFICE_GONE);
    assert_int_equal(gone->recorded, paid);
    assert_int_equal(gone->unrecorded, !paid);
    assert_string_equal(gone->why[EN].p, "moved away, to Xã A Lưới 2");
    assert_int_equal(come->now, 30);
    assert_int_equal(come->before, 0);
    assert_int_equal(come->change, OFFICE_NEW);
    assert_false(come->expected);
    assert_string_equal(come->why[EN].p, "moved here from Phường Phú Xuân");
    adds_up(x, &l);
    l = listed(x, mon(2027, 1), day(2026, 12, 24));
    assert_int_equal(own(&l, who)->change, OFFICE_SAME);
  }
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
  const struct CMUnitTest tests[] = {
    T(a_list_is_drawn_before_the_25th),
    T(a_grant_is_recorded_by_its_first_act),
    T(a_funeral_is_on_one_list),
    T(who_is_granted_within_a_month_is_new),
    T(what_is_decided_late_is_on_the_list_after),
    T(what_no_list_had_is_owed_all_the_same),
    T(a_decision_replaced_without_a_gap_is_one_line),
    T(who_moved_is_on_both_lists),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
