/* A household's benefit is granted to the household: what becomes of it when its holder moves, dies or comes
 * back, or the household is no more. Under a law of its own; a list, the check, everybody's month and one
 * person's answer are asked alike, of a few by name and of many by chance. All people are invented. */
#include "small_for_test.h"

/* Benefits in the order of the law. */
enum { HOME, MINE, GETS, WAS, BENEFITS };

static const char pack_text[] =
    "language 1\n"
    "document d \"D\" issued 2019-01-01 in_force 2020-01-01\n"
    "document decree \"R\" issued 2025-09-01 in_force 2025-10-01 amends d\n"
    "fact person.birth : date \"x\" required\nfact person.death : date \"x\" absent never\n"
    "fact person.k : integer 0..9 \"x\" absent 0\nfact household.poor : bool \"x\" absent no\n"
    "parameter level : money \"x\"\n  from 2020-01-01 = 500 [d 1]\n  from 2025-08-01 = 600 [decree 1]\n"
    "benefit home for household \"B\"\n  amount level [d 1]\n  when poor [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit mine for person \"B\"\n  amount 30 [d 1]\n  when k = 3 [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit gets for person \"B\"\n  amount 7 [d 1]\n  when receives home [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit was for person \"B\"\n  amount 3 [d 1]\n  when granted home before 2025-09-01 [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "concurrency one per household \"x\"\n  at most 1 of (home, mine) keeping highest [d 1]\n";

static int setup(void **state) {
  struct small *x;
  small_open(&x, "home_grants", pack_text);
  on(x->w, 2026, 11, 2);
  *state = x;
  return 0;
}

static int teardown(void **state) {
  small_close(*state);
  return 0;
}

/* ---- writing ---- */

static void moves(struct small *x, int64_t who, int64_t home, date from) {
  struct world *w = x->w;
  struct reg_membership_input in = { who, home, home ? S("other") : S(""), from, DATE_MAX };
  ok(reg_membership_change(w->me, w->db, &w->act, &in, &w->no));
}

/* Two households, both poor unless `fares_well`; the holder of the first one's grant moves to the second one
 * on 25/11/2025. */
struct two {
  int64_t left, joined, holder, stays, child, other, grant, beside;
};

static struct two two(struct small *x, bool fares_well) {
  struct world *w = x->w;
  struct two t = { .left = household(w, "Phú Xuân", day(2024, 1, 1)),
                   .joined = household(w, "An Cựu", day(2024, 1, 1)),
                   .stays = small_person(x, "Trần Thị Hai", day(1950, 1, 1), 0),
                   .holder = small_person(x, "Trần Thị Chủ", day(1940, 1, 1), 0),
                   .child = small_person(x, "Trần Thị Con", day(1980, 1, 1), 0),
                   .other = small_person(x, "Lê Thị Khác", day(1970, 1, 1), 3) };
  belongs(w, t.holder, t.left, S("head"), day(2024, 1, 1));
  belongs(w, t.stays, t.left, S("spouse"), day(2024, 1, 1));
  belongs(w, t.child, t.left, S("child"), day(2024, 1, 1));
  belongs(w, t.other, t.joined, S("head"), day(2024, 1, 1));
  small_poor(x, t.left);
  if (!fares_well) small_poor(x, t.joined);
  t.grant = small_grant(x, t.holder, "home", day(2025, 1, 5), mon(2025, 1));
  t.beside = small_grant(x, t.other, "mine", day(2025, 1, 5), mon(2025, 1));
  moves(x, t.holder, t.joined, day(2025, 11, 25));
  return t;
}

/* ---- asking ---- */

static struct office_when december(struct small *x) {
  return small_when(x, mon(2025, 12), day(2025, 12, 31));
}

/* The line of a grant on a month's list. */
static const struct office_due_line *line_of(struct small *x, struct office_when when, int64_t grant) {
  struct world *w = x->w;
  struct office_determination d, before;
  struct office_when last = when;
  struct office_due_line *line;
  const struct people_grant *grants;
  int64_t n;
  last.for_month--;
  small_determined(x, when, &d);
  small_determined(x, last, &before);
  ok(office_due_lines(w->a, &(struct office_due_ask) { &d, &before, x->areas, 1 }, &line, &n));
  people_grants(d.c, &grants);
  for (int64_t i = 0; i < n; i++)
    if (grants[line[i].grant].id == grant) return &line[i];
  return NULL;
}

/* The one finding of a kind; fails where there are several. NULL: none. */
static const struct office_finding *found(struct small *x, struct office_when when,
                                          enum office_finding_kind kind) {
  struct world *w = x->w;
  struct office_determination d;
  struct office_finding *f;
  const struct office_finding *only = NULL;
  int64_t n, counts[FIND_KINDS];
  small_determined(x, when, &d);
  ok(office_check(w->a, &d, &f, &n, counts));
  for (int64_t i = 0; i < n; i++) {
    if (f[i].kind != kind) continue;
    assert_null(only);
    only = &f[i];
  }
  return only;
}

static void tells(void *context, const struct reg_audit_finding *finding) {
  assert_string_equal(finding->code, context);
}

/* What the check of the register itself finds is so much of one code. */
static void audited(struct small *x, const char *code, int64_t found) {
  struct world *w = x->w;
  const struct reg_audit_watch watch = { (void *)(uintptr_t)code, NULL, tells };
  int64_t n;
  ok(reg_audit(w->me, w->db, &x->v, &watch, &n));
  assert_int_equal(n, found);
}

static int64_t commune_of(struct small *x, int64_t area) { return reg_area_commune(x->areas, area)->id; }

static const struct small_comes pays_600 = { LAW_VALUE, LAW_VALUE, 600, 600 },
                                stands_600 = { LAW_VALUE, LAW_NOT_ENTITLED, 600, 0 },
                                gets_nothing = { LAW_NOT_ENTITLED, LAW_NOT_ENTITLED, 0, 0 };

#define LEFT                                                                                                 \
  "the holder of the decision has left the household; due to the household, paid to nobody: grant it to "    \
  "one "                                                                                                     \
  "of its members"

/* ---- by name ---- */

/* What the holder left behind is due to the household he left, and paid to nobody; the one he joined is
 * granted nothing by it. */
static void a_grant_stays_with_the_household_its_holder_left(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  struct two t = two(x, false);
  struct office_when when = december(x), november = when;
  struct office_determination d;
  struct office_totals sum;
  november.for_month--;
  small_both_say(x, november, t.holder, HOME, pays_600);
  small_both_say(x, november, t.stays, HOME, stands_600);
  small_both_say(x, november, t.holder, GETS, (struct small_comes) { LAW_VALUE, LAW_NOT_ENTITLED, 7, 0 });
  small_both_say(x, when, t.holder, HOME, stands_600);
  small_both_say(x, when, t.other, HOME, stands_600);
  small_both_say(x, when, t.stays, HOME, pays_600); /* of the household the lowest number */
  small_both_say(x, when, t.child, HOME, stands_600);
  small_both_say(x, when, t.holder, GETS, gets_nothing);
  small_both_say(x, when, t.holder, WAS, gets_nothing);
  assert_int_equal(small_replayed(x, when, t.child).item[HOME].held_by, t.holder);
  assert_int_equal(small_replayed(x, when, t.stays).item[HOME].paid_to, 0);
  assert_int_equal(small_replayed(x, when, t.holder).item[HOME].held_by, 0);
  assert_null(small_replayed(x, when, t.holder).item[HOME].grant);
  small_determined(x, when, &d);
  ok(office_sum(w->a, &d, x->areas, &sum));
  assert_int_equal(sum.to_nobody.sum, 600);
  assert_int_equal(sum.due.sum, 630); /* his new household's other benefit gives way to nothing */
  const struct office_due_line *l = line_of(x, when, t.grant);
  assert_int_equal(l->now, 600);
  assert_int_equal(l->person, t.stays);
  assert_int_equal(commune_of(x, l->area), commune_of(x, commune(w, "Phú Xuân", day(2024, 1, 1))));
  assert_int_equal(l->change, OFFICE_TO_NOBODY);
  assert_string_equal(l->why[EN].p, LEFT);
}

static void the_check_says_so(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  struct two t = two(x, false);
  small_pays(x, t.beside, mon(2025, 12), 30);
  const struct office_finding *f = found(x, december(x), FIND_LAW_HIGHER);
  assert_int_equal(f->person, t.stays);
  assert_int_equal(f->law, 600);
  assert_string_equal(f->detail[EN].p, LEFT);
  assert_int_equal(commune_of(x, f->area), commune_of(x, commune(w, "Phú Xuân", day(2024, 1, 1))));
  small_pays(x, t.grant, mon(2025, 12), 600);
  f = found(x, december(x), FIND_LEFT_PAID);
  assert_int_equal(f->person, t.stays);
  assert_int_equal(f->law, 600);
  assert_int_equal(f->paid, 600);
  assert_null(found(x, december(x), FIND_LAW_HIGHER));
  assert_int_equal(small_replayed(x, december(x), t.holder).item[HOME].paid, 0);
  assert_int_equal(small_replayed(x, december(x), t.stays).item[HOME].paid, 600);
}

/* Where the household he joined meets nothing, the other is no less entitled; and where he joins none. */
static void wherever_he_goes(void **state) {
  struct small *x = *state;
  struct two t = two(x, true);
  small_both_say(x, december(x), t.stays, HOME, pays_600);
  small_both_say(x, december(x), t.holder, HOME, gets_nothing);
  moves(x, t.holder, 0, day(2026, 1, 10));
  struct office_when when = small_when(x, mon(2026, 3), day(2026, 3, 31));
  small_both_say(x, when, t.stays, HOME, pays_600);
  small_both_say(x, when, t.holder, HOME, gets_nothing);
  assert_int_equal(line_of(x, when, t.grant)->change, OFFICE_TO_NOBODY);
  belongs(x->w, t.holder, t.left, S("other"), day(2026, 4, 10)); /* he comes back */
  when = small_when(x, mon(2026, 5), day(2026, 5, 31));
  small_both_say(x, when, t.stays, HOME, stands_600);
  small_both_say(x, when, t.holder, HOME, pays_600);
  small_both_say(x, when, t.holder, GETS, (struct small_comes) { LAW_VALUE, LAW_NOT_ENTITLED, 7, 0 });
}

/* Another decision is made for either household: each is paid by its own. */
static void each_household_by_its_own_decision(void **state) {
  struct small *x = *state;
  struct two t = two(x, false);
  int64_t again = small_grant(x, t.child, "home", day(2025, 12, 5), mon(2025, 12)),
          theirs = small_grant(x, t.other, "home", day(2025, 12, 6), mon(2025, 12));
  struct office_when when = december(x);
  small_both_say(x, when, t.child, HOME, pays_600);
  small_both_say(x, when, t.stays, HOME, stands_600);
  small_both_say(x, when, t.other, HOME, pays_600);
  small_both_say(x, when, t.holder, HOME, stands_600);
  assert_int_equal(line_of(x, when, again)->now, 600);
  assert_int_equal(line_of(x, when, theirs)->now, 600);
  assert_null(found(x, when, FIND_TWIN_GRANTS)); /* his is no member's of either */
  audited(x, "", 0);
  small_pays(x, t.grant, mon(2025, 12), 600);
  const struct office_finding *f = found(x, december(x), FIND_LEFT_PAID);
  assert_int_equal(f->law, 0);
  assert_int_equal(f->paid, 600);
}

/* He comes back where another has been granted it since. */
static void two_decisions_of_one_household_are_told(void **state) {
  struct small *x = *state;
  struct two t = two(x, true);
  int64_t again = small_grant(x, t.child, "home", day(2025, 12, 5), mon(2025, 12));
  audited(x, "", 0);
  moves(x, t.holder, t.left, day(2026, 1, 10));
  audited(x, "home_again", 1);
  struct office_when when = small_when(x, mon(2026, 2), day(2026, 2, 28));
  small_both_say(x, when, t.holder, HOME, pays_600);
  small_both_say(x, when, t.child, HOME, stands_600);
  const struct office_finding *f = found(x, when, FIND_TWIN_GRANTS);
  assert_non_null(f);
  assert_int_equal(f->person, t.child);
  assert_string_equal(f->detail[EN].p,
                      "another member of the household holds a decision too; the household is paid once");
  small_pays(x, again, mon(2026, 2), 600);
  small_pays(x, t.grant, mon(2026, 2), 600);
  when = small_when(x, mon(2026, 2), day(2026, 2, 28));
  assert_null(found(x, when, FIND_TWIN_GRANTS)); /* it is told where the payment is */
  assert_int_equal(found(x, when, FIND_LAW_LOWER)->person, t.child);
}

/* Nobody is left: nothing is due, and the check names the grant. */
static void a_household_that_is_no_more(void **state) {
  struct small *x = *state;
  struct two t = two(x, false);
  moves(x, t.stays, t.joined, day(2025, 11, 26));
  moves(x, t.child, 0, day(2025, 11, 26));
  struct office_when when = december(x);
  const int64_t all[] = { t.holder, t.stays, t.other };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    small_both_say(x, when, all[i], HOME, stands_600);
  const struct office_finding *f = found(x, when, FIND_HOME_GONE);
  assert_int_equal(f->person, t.holder);
  assert_int_equal(f->benefit, HOME);
  small_pays(x, t.grant, mon(2025, 11), 600);
  const struct office_due_line *l = line_of(x, december(x), t.grant);
  assert_non_null(l);
  assert_int_equal(l->now, 0);
  assert_int_equal(l->change, OFFICE_GONE);
  assert_string_equal(l->why[EN].p,
                      "nobody is in the household it was granted to: the decision pays no other household");
  assert_null(line_of(x, small_when(x, mon(2026, 1), day(2026, 1, 31)), t.grant));
  small_pays(x, t.grant, mon(2025, 12), 600);
  assert_null(found(x, december(x), FIND_HOME_GONE));
  f = found(x, december(x), FIND_LEFT_PAID);
  assert_int_equal(f->person, t.holder);
  assert_int_equal(f->law, 0);
  assert_int_equal(small_replayed(x, december(x), t.holder).item[HOME].paid, 600);
}

/* A decision of a day from which nobody knows of a household: the first one known of after it. */
static void granted_before_the_household_was_known(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  int64_t who = small_person(x, "Trần Thị Cũ", day(1940, 1, 1), 0),
          home = household(w, "Phú Xuân", day(2024, 1, 1));
  belongs(w, who, home, S("head"), day(2024, 1, 1));
  small_poor(x, home);
  small_grant(x, who, "home", day(2023, 1, 5), mon(2023, 1));
  small_both_say(x, december(x), who, HOME, pays_600);
}

/* Who died and was let go still held it for them. */
static void the_dead_who_are_let_go(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  int64_t dead = small_person(x, "Trần Thị Mất", day(1940, 1, 1), 0),
          lives = small_person(x, "Trần Thị Sống", day(1970, 1, 1), 0),
          home = household(w, "Phú Xuân", day(2024, 1, 1));
  belongs(w, dead, home, S("head"), day(2024, 1, 1));
  belongs(w, lives, home, S("child"), day(2024, 1, 1));
  small_poor(x, home);
  int64_t grant = small_grant(x, dead, "home", day(2025, 1, 5), mon(2025, 1));
  ok(reg_death(w->me, w->db, &w->act, dead, day(2025, 11, 20), &w->no));
  moves(x, dead, 0, day(2025, 11, 21));
  small_both_say(x, december(x), lives, HOME, pays_600);
  assert_int_equal(small_replayed(x, december(x), lives).item[HOME].holder_died, day(2025, 11, 20));
  const struct office_due_line *l = line_of(x, december(x), grant);
  assert_int_equal(l->person, lives);
  assert_int_equal(l->now, 600);
  assert_non_null(strstr(l->why[EN].p, "died on 2025-11-20"));
}

/* ---- by chance ---- */

enum { TOWNS = 14, PEOPLE = 34, HOMES = 9, ACTS = 90 };

struct chance {
  struct small *x;
  struct rng r;
  int64_t person[PEOPLE], home[HOMES], grant[ACTS], holder[ACTS];
  int grants, lines, left, dead, paid, adopted;
};

static int below(struct chance *c, int n) { return (int)rng_below(&c->r, (uint64_t)n); }

static void one_grant(struct chance *c, date on_day) {
  struct world *w = c->x->w;
  struct reg_grant g = { .person = c->person[below(c, PEOPLE)],
                         .cases = S(""),
                         .amount = 100,
                         .decision_no = S("1/QĐ"),
                         .signer = S("Chủ tịch"),
                         .payee = S("x"),
                         .decided = on_day,
                         .first_month = month_of(on_day) + below(c, 2),
                         .running = true };
  struct reg_grant_input in = { below(c, 5) ? S("home") : S("mine"), &g, &c->x->v };
  if (reg_grant_add(w->me, w->db, &w->act, &in, &c->grant[c->grants], &w->no) != OK) return;
  c->holder[c->grants++] = g.person;
}

/* One of what may happen; what the register refuses does not. */
static void happens(struct chance *c, date on_day) {
  struct world *w = c->x->w;
  struct reg_membership_input moved = { c->person[below(c, PEOPLE)], 0, S(""), on_day, DATE_MAX };
  int which = c->grants ? below(c, c->grants) : 0;
  int64_t grant = c->grants ? c->grant[which] : 0;
  month m = month_of(on_day);
  struct reg_months_input months = {
    .grant = grant, .from = m, .to = m, .amount = 500, .reason = S("x"), .v = &c->x->v
  };
  switch (grant ? below(c, 9) : 0) {
  case 0:
  case 1: one_grant(c, on_day); return;
  case 2: (void)reg_grant_paid(w->me, w->db, &w->act, &months, &w->no); return;
  case 3:
    if (below(c, 2)) (void)reg_grant_suspend(w->me, w->db, &w->act, &months, &w->no);
    return;
  case 4:
    if (below(c, 2)) (void)reg_grant_end(w->me, w->db, &w->act, &months, &w->no);
    return;
  case 5: (void)reg_death(w->me, w->db, &w->act, c->holder[which], on_day, &w->no); return;
  default:
    if (grant && below(c, 2)) moved.person = c->holder[which];
    if (below(c, 5)) moved.household = c->home[below(c, HOMES)];
    if (moved.household) moved.role = S("other");
    (void)reg_membership_change(w->me, w->db, &w->act, &moved, &w->no);
  }
}

static void town(struct chance *c) {
  struct world *w = c->x->w;
  for (int i = 0; i < HOMES; i++) {
    c->home[i] = household(w, i % 2 ? "Phú Xuân" : "An Cựu", day(2024, 1, 1));
    if (below(c, 4)) small_poor(c->x, c->home[i]);
  }
  for (int i = 0; i < PEOPLE; i++) {
    c->person[i] = small_person(c->x, arena_print(w->a, "Nguyễn Thị Thử %d", i), day(1950 + i, 1, 1),
                                below(c, 3) ? 0 : 3);
    if (below(c, 8)) belongs(w, c->person[i], c->home[below(c, HOMES)], S("other"), day(2024, 1, 1));
  }
  for (int i = 0; i < ACTS; i++)
    happens(c, day(2025, 5, 1) + i * 3);
}

static void same_item(const struct office_item *one, const struct office_item *all) {
  assert_int_equal(one->eligible, all->eligible);
  assert_int_equal(one->eligible_amount, all->eligible_amount);
  assert_int_equal(one->grant ? one->grant->id : 0, all->grant ? all->grant->id : 0);
  assert_int_equal(one->suspended, all->suspended);
  assert_int_equal(one->due, all->due);
  assert_int_equal(one->due_amount, all->due_amount);
  assert_int_equal(one->paid_to, all->paid_to);
  assert_int_equal(one->held_by, all->held_by);
  assert_int_equal(one->any_paid, all->any_paid);
  assert_int_equal(one->paid, all->paid);
  assert_int_equal(one->arrears.open, all->arrears.open);
  assert_int_equal(one->arrears.cause[CAUSE_LAW], all->arrears.cause[CAUSE_LAW]);
  assert_int_equal(one->arrears.cause[CAUSE_FACTS], all->arrears.cause[CAUSE_FACTS]);
}

/* What the list has for somebody under a grant; 0 nothing. */
static money listed(const struct office_due_line *line, int64_t n, int32_t grant, int64_t person) {
  for (int64_t i = 0; i < n; i++)
    if (line[i].grant == grant && line[i].person == person) return line[i].now;
  return 0;
}

/* One month: whoever is asked, and however. */
static void month_agrees(struct chance *c, month m) {
  struct world *w = c->x->w;
  struct office_when when = small_when(c->x, m, day(2026, 6, 1));
  struct office_determination d, payment;
  struct office_due_line *line;
  struct office_totals sum;
  const struct people_grant *grants;
  money due = 0, paid = 0, recorded = 0;
  int64_t n;
  small_determined(c->x, when, &d);
  ok(office_determine_payment(w->a, c->x->p, d.c, when, 1, &payment));
  ok(office_due_lines(w->a, &(struct office_due_ask) { &d, NULL, NULL, 1 }, &line, &n));
  ok(office_sum(w->a, &d, c->x->areas, &sum));
  int64_t n_grants = people_grants(d.c, &grants);
  for (int32_t at = 0; at < d.m.people; at++) {
    struct office_answer all, one = small_replayed(c->x, when, d.m.person[at]);
    office_answer_of(w->a, &d, &payment, at, &all);
    for (int b = 0; b < BENEFITS; b++) {
      same_item(&one.item[b], &all.item[b]);
      due += one.item[b].due_amount;
      paid += one.item[b].paid;
      if (!one.item[b].due_amount) continue;
      int32_t grant = (int32_t)(all.item[b].grant - grants);
      assert_int_equal(listed(line, n, grant, one.person), one.item[b].due_amount);
      c->left += one.item[b].held_by && one.item[b].holder_died == DATE_MAX;
      c->dead += one.item[b].held_by && one.item[b].holder_died < DATE_MAX;
    }
  }
  for (int64_t g = 0; g < n_grants; g++)
    recorded += office_paid(&grants[g], m);
  for (int64_t i = 0; i < n; i++)
    due -= line[i].now;
  assert_int_equal(due, 0);
  assert_int_equal(paid, recorded); /* each payment is told of one person */
  money nobody = 0;
  for (int64_t i = 0; i < n; i++)
    nobody += line[i].change == OFFICE_TO_NOBODY ? line[i].now : 0;
  assert_int_equal(sum.to_nobody.sum, nobody);
  c->lines += (int)n;
  c->paid += recorded > 0;
}

/* What a document that comes later makes owed: the adoption adds up what the answers say. */
static void adoption_agrees(struct chance *c) {
  struct world *w = c->x->w;
  struct office_adoption x;
  struct office_when when = small_when(c->x, mon(2026, 1), law_document_in_force(c->x->p, S("decree")));
  money owed = 0;
  when.facts = day(2026, 6, 1);
  struct people *all = small_everybody(c->x, when);
  ok(office_adopt(w->a, c->x->p, all, c->x->areas, S("decree"), when, 1, &x));
  for (month m = x.from; m <= x.to; m++) {
    struct office_determination d, payment;
    when.for_month = m;
    ok(office_determine(w->a, c->x->p, all, when, NULL, 1, &d));
    ok(office_determine_payment(w->a, c->x->p, all, when, 1, &payment));
    for (int32_t at = 0; at < d.m.people; at++) {
      struct office_answer one;
      office_answer_of(w->a, &d, &payment, at, &one);
      for (int b = 0; b < BENEFITS; b++)
        owed += one.item[b].arrears.cause[CAUSE_LAW];
    }
  }
  for (int64_t i = 0; i < x.n; i++) {
    owed -= x.at[i].law + x.at[i].back[CAUSE_LAW];
    c->adopted += x.at[i].law > 0;
  }
  assert_int_equal(owed, 0);
}

static void whoever_moves_and_however_it_is_asked(void **state) {
  struct small *first = *state;
  struct chance all = { 0 };
  for (int i = 0; i < TOWNS; i++) {
    struct chance c = { .r = { 1000 + (uint64_t)i } };
    small_open(&c.x, arena_print(first->w->a, "home_grants_%d", i), pack_text);
    on(c.x->w, 2026, 6, 1);
    town(&c);
    for (month m = mon(2025, 6); m <= mon(2026, 2); m += 2)
      month_agrees(&c, m);
    adoption_agrees(&c);
    all.lines += c.lines;
    all.left += c.left;
    all.dead += c.dead;
    all.paid += c.paid;
    all.adopted += c.adopted;
    small_close(c.x);
  }
  fprintf(stderr, "# %d lines, %d due by who left, %d by the dead, %d months with payments, %d adopted\n",
          all.lines, all.left, all.dead, all.paid, all.adopted);
  assert_true(all.lines > 100 && all.left > 20 && all.dead > 3 && all.paid > 5 && all.adopted > 10);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
  const struct CMUnitTest tests[] = {
    T(a_grant_stays_with_the_household_its_holder_left),
    T(the_check_says_so),
    T(wherever_he_goes),
    T(each_household_by_its_own_decision),
    T(two_decisions_of_one_household_are_told),
    T(a_household_that_is_no_more),
    T(granted_before_the_household_was_known),
    T(the_dead_who_are_let_go),
    T(whoever_moves_and_however_it_is_asked),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
