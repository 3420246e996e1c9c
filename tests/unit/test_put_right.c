/* What was recorded wrongly is put right or struck, and an act is taken back while other acts go on: links,
 * homes, grants, sums paid, suspensions. People are invented. */
#include "world_for_test.h"

#include "registry/correct.h"

struct home {
  struct world *w;
  int64_t house, p, child, grant;
};

static int64_t grant_to(struct world *w, int64_t p, const char *benefit, month first) {
  int64_t id = 0;
  struct reg_grant g = { .person = p,
                         .cases = S("k6a"),
                         .amount = 540000,
                         .decision_no = S("12/QĐ"),
                         .decided = day(2026, 1, 5),
                         .first_month = first,
                         .running = true };
  struct reg_grant_input in = { str_of(benefit), &g, NULL };
  ok(reg_grant_add(w->me, w->db, &w->act, &in, &id, &w->no));
  return id;
}

static struct home set_up(struct world *w) {
  struct home t = { .w = w };
  date from = day(2025, 7, 1);
  t.house = household(w, "A Lưới 1", from);
  t.p = person(w, "Hồ Văn Lợi", 1940, 3, 4, REG_MALE);
  t.child = person(w, "Hồ Thị Na", 1985, 9, 10, REG_FEMALE);
  belongs(w, t.p, t.house, S("head"), from);
  belongs(w, t.child, t.house, S("child"), from);
  t.grant = grant_to(w, t.p, "social_pension", mon(2026, 1));
  return t;
}

/* The number of what is done next, and the last one. */
static int64_t last(struct world *w) {
  struct reg_clock clock;
  ok(reg_clock_read(w->db, &clock));
  return clock.act;
}

static enum err pay(struct home *t, month from, month to, money amount) {
  struct reg_months_input in = { .grant = t->grant, .from = from, .to = to, .amount = amount };
  return reg_grant_paid(t->w->me, t->w->db, &t->w->act, &in, &t->w->no);
}

static enum err pay_right(struct home *t, month from, month to, money amount) {
  struct reg_months_input in = { .grant = t->grant, .from = from, .to = to, .amount = amount };
  in.strike = amount < 0;
  return reg_paid_correct(t->w->me, t->w->db, &t->w->act, &in, &t->w->no);
}

static struct reg_grant grant_at(struct home *t, int64_t act) {
  struct world *w = t->w;
  struct reg_grant_list all;
  ok(reg_grants_of(w->me, w->a, w->db, t->p, (struct reg_at) { day(2026, 6, 1), act }, &all));
  for (int i = 0; i < all.n; i++)
    if (all.at[i].id == t->grant) return all.at[i];
  return (struct reg_grant) { 0 };
}

/* What is recorded as paid for a month, -1 nothing. */
static money paid_in(struct home *t, month m, int64_t act) {
  struct reg_grant g = grant_at(t, act);
  for (int i = 0; i < g.paid_count; i++)
    if (g.paid[i].from <= m && m <= g.paid[i].to) return g.paid[i].amount;
  return -1;
}

static enum err undo(struct world *w, int64_t act) {
  return reg_undo(w->me, w->db, &w->act, &test_vocabulary, act, &w->no);
}

/* ---- corrections ---- */

static void a_wrong_sum_is_put_right(void **state) {
  struct home t = set_up(*state);
  struct world *w = t.w;
  ok(pay(&t, mon(2026, 1), mon(2026, 4), 3000));
  ok(pay(&t, mon(2026, 5), mon(2026, 5), 30));
  int64_t before = last(w);
  ok(pay_right(&t, mon(2026, 2), mon(2026, 3), 30));
  int64_t right = last(w);
  static const money sums[] = { 3000, 30, 30, 3000, 30 };
  for (int k = 0; k < 5; k++) {
    assert_int_equal(paid_in(&t, mon(2026, 1 + k), right), sums[k]);
    assert_int_equal(paid_in(&t, mon(2026, 1 + k), before), k < 4 ? 3000 : 30);
  }
  ok(pay_right(&t, mon(2026, 4), mon(2026, 5), -1)); /* nothing was paid */
  assert_int_equal(paid_in(&t, mon(2026, 4), last(w)), -1);
  assert_int_equal(paid_in(&t, mon(2026, 5), last(w)), -1);
  assert_int_equal(paid_in(&t, mon(2026, 1), last(w)), 3000);
  refused_as(w, "paid_not_there", pay_right(&t, mon(2026, 5), mon(2026, 6), 30));
  refused_as(w, "month_outside", pay_right(&t, mon(2025, 12), mon(2026, 1), 30));
  refused_as(w, "money_large", pay_right(&t, mon(2026, 1), mon(2026, 1), REG_MONEY_MAX + 1));
  ok(undo(w, last(w)));
  assert_int_equal(paid_in(&t, mon(2026, 5), last(w)), 30);
  assert_int_equal(paid_in(&t, mon(2026, 4), last(w)), 3000);
}

static enum err right_grant(struct home *t, const struct reg_grant *g) {
  struct reg_grant_input in = { S(""), g, NULL };
  return reg_grant_correct(t->w->me, t->w->db, &t->w->act, t->grant, &in, &t->w->no);
}

static void a_wrong_grant_is_put_right_or_struck(void **state) {
  struct home t = set_up(*state);
  struct world *w = t.w;
  struct reg_grant right = grant_at(&t, last(w));
  int64_t before = last(w);
  right.amount = 500000;
  right.first_month = mon(2026, 3);
  right.decision_no = S("21/QĐ");
  ok(right_grant(&t, &right));
  struct reg_grant now = grant_at(&t, last(w)), then = grant_at(&t, before);
  assert_true(now.amount == 500000 && now.first_month == mon(2026, 3) && str_is(now.decision_no, "21/QĐ"));
  assert_true(then.amount == 540000 && then.first_month == mon(2026, 1) && now.id == then.id);
  ok(pay(&t, mon(2026, 3), mon(2026, 4), 500000));
  right.first_month = mon(2026, 4);
  refused_as(w, "paid_outside", right_grant(&t, &right));
  assert_true(w->no.held);
  right.first_month = mon(1940, 2);
  refused_as(w, "month_before_birth", right_grant(&t, &right));
  right.first_month = mon(2026, 3);
  right.running = false;
  right.last_month = mon(2026, 4);
  ok(right_grant(&t, &right));
  int64_t second = grant_to(w, t.p, "social_pension", mon(2026, 5));
  right.last_month = mon(2026, 5);
  refused_as(w, "grant_overlap", right_grant(&t, &right));
  refused_as(w, "paid_stands", reg_grant_strike(w->me, w->db, &w->act, t.grant, &w->no));
  ok(pay_right(&t, mon(2026, 3), mon(2026, 4), -1));
  ok(reg_grant_strike(w->me, w->db, &w->act, t.grant, &w->no));
  assert_int_equal(grant_at(&t, last(w)).id, 0);
  assert_int_equal(grant_at(&t, last(w) - 1).id, t.grant);
  refused_as(w, "no_grant", reg_grant_strike(w->me, w->db, &w->act, t.grant, &w->no));
  refused_as(w, "no_grant", right_grant(&t, &right));
  ok(undo(w, last(w)));
  assert_int_equal(grant_at(&t, last(w)).id, t.grant);
  ok(reg_grant_strike(w->me, w->db, &w->act, second, &w->no));
}

static enum err suspend(struct home *t, month from) {
  struct reg_months_input in = { .grant = t->grant, .from = from, .reason = S("vắng mặt") };
  return reg_grant_suspend(t->w->me, t->w->db, &t->w->act, &in, &t->w->no);
}

static void a_wrong_suspension_is_put_right_or_struck(void **state) {
  struct home t = set_up(*state);
  struct world *w = t.w;
  struct reg_months_input in = { .grant = t.grant, .wrong = mon(2026, 4), .strike = true };
  refused_as(w, "not_suspended", reg_suspension_correct(w->me, w->db, &w->act, &in, &w->no));
  ok(suspend(&t, mon(2026, 4)));
  in = (struct reg_months_input) { .grant = t.grant, .wrong = mon(2026, 5), .from = mon(2026, 2) };
  in.to = mon(2026, 3);
  in.reason = S("đi xa");
  ok(reg_suspension_correct(w->me, w->db, &w->act, &in, &w->no));
  struct reg_grant g = grant_at(&t, last(w));
  assert_int_equal(g.suspension_count, 1);
  assert_true(g.suspensions[0].from == mon(2026, 2) && g.suspensions[0].to == mon(2026, 3) &&
              !g.suspensions[0].open);
  ok(suspend(&t, mon(2026, 6)));
  in.wrong = mon(2026, 6);
  refused_as(w, "suspended_already", reg_suspension_correct(w->me, w->db, &w->act, &in, &w->no));
  in.open = true;
  in.from = mon(2025, 12);
  refused_as(w, "month_outside", reg_suspension_correct(w->me, w->db, &w->act, &in, &w->no));
  in.from = mon(2026, 4);
  ok(pay(&t, mon(2026, 4), mon(2026, 4), 1000));
  refused_as(w, "paid_suspended", reg_suspension_correct(w->me, w->db, &w->act, &in, &w->no));
  in.strike = true;
  ok(reg_suspension_correct(w->me, w->db, &w->act, &in, &w->no));
  assert_int_equal(grant_at(&t, last(w)).suspension_count, 1);
  ok(undo(w, last(w)));
  assert_int_equal(grant_at(&t, last(w)).suspension_count, 2);
}

static void a_payment_for_a_suspended_month_is_told_what_it_does(void **state) {
  struct home t = set_up(*state);
  struct world *w = t.w;
  ok(suspend(&t, mon(2026, 2)));
  refused_as(w, "suspended_paid", pay(&t, mon(2026, 1), mon(2026, 2), 1000));
  assert_non_null(strstr(w->no.en, "recover"));
  assert_null(strstr(w->no.en, "good"));
  struct reg_months_input in = { .grant = t.grant, .from = mon(2026, 4) };
  ok(reg_grant_resume(w->me, w->db, &w->act, &in, &w->no));
  refused_as(w, "suspended_paid", pay(&t, mon(2026, 1), mon(2026, 2), 1000));
  assert_true(w->no.held);
  assert_non_null(strstr(w->no.en, "nothing is to recover"));
  assert_non_null(strstr(w->no.vi, "03/2026"));
  w->act.confirmed = S("suspended_paid");
  ok(pay(&t, mon(2026, 1), mon(2026, 2), 1000));
  w->act.confirmed = S("");
}

/* Nor is a sum put right into one unasked. */
static void a_payment_put_right_into_a_suspension_is_asked_back(void **state) {
  struct home t = set_up(*state);
  struct world *w = t.w;
  ok(pay(&t, mon(2026, 1), mon(2026, 1), 1000));
  ok(suspend(&t, mon(2026, 2)));
  refused_as(w, "suspended_paid", pay_right(&t, mon(2026, 1), mon(2026, 2), 900));
  assert_true(w->no.held);
  ok(pay_right(&t, mon(2026, 1), mon(2026, 1), 900));
  w->act.confirmed = S("suspended_paid");
  ok(pay_right(&t, mon(2026, 1), mon(2026, 2), 800));
  w->act.confirmed = S("");
  assert_int_equal(paid_in(&t, mon(2026, 2), last(w)), 800);
}

static int links_of(struct home *t, int64_t p, date on_day, int64_t *ret_other) {
  struct world *w = t->w;
  struct reg_link_list all;
  ok(reg_links_of(w->me, w->a, w->db, p, (struct reg_at) { on_day, last(w) }, &all));
  if (all.n > 0) *ret_other = all.at[0].other;
  return all.n;
}

static void a_wrong_link_is_put_right_or_struck(void **state) {
  struct home t = set_up(*state);
  struct world *w = t.w;
  int64_t other = 0, father = person(w, "Hồ Văn Cha", 1950, 1, 1, REG_MALE),
          young = person(w, "Hồ Văn Út", 1980, 1, 1, REG_MALE);
  date born = day(1985, 9, 10);
  struct reg_link_input link = { S("person.parent"), t.child, t.p, born, DATE_MAX, NULL };
  ok(reg_link_add(w->me, w->db, &w->act, &link, &w->no));
  int64_t before = last(w);
  struct reg_link_correction in = { .wrong = link, .other = father, .from = born, .to = DATE_MAX };
  in.wrong.from = day(2020, 1, 1);
  in.other = young;
  refused_as(w, "parent_age", reg_link_correct(w->me, w->db, &w->act, &in, &w->no));
  in.other = t.child;
  refused_as(w, "self", reg_link_correct(w->me, w->db, &w->act, &in, &w->no));
  in.other = father;
  in.from = day(1985, 9, 9);
  refused_as(w, "before_birth", reg_link_correct(w->me, w->db, &w->act, &in, &w->no));
  assert_int_equal(links_of(&t, t.child, day(2026, 1, 1), &other), 1);
  in.from = born;
  in.wrong.from = day(1985, 9, 9);
  refused_as(w, "not_on_day", reg_link_correct(w->me, w->db, &w->act, &in, &w->no));
  in.wrong.from = day(2020, 1, 1);
  ok(reg_link_correct(w->me, w->db, &w->act, &in, &w->no));
  assert_int_equal(links_of(&t, t.child, day(2026, 1, 1), &other), 1);
  assert_int_equal(other, father);
  assert_int_equal(links_of(&t, t.p, day(2026, 1, 1), &other), 0);
  struct reg_link_list then;
  ok(reg_links_of(w->me, w->a, w->db, t.child, (struct reg_at) { day(2026, 1, 1), before }, &then));
  assert_int_equal(then.at[0].other, t.p);
  in.wrong.other = father;
  in.strike = true;
  ok(reg_link_correct(w->me, w->db, &w->act, &in, &w->no));
  assert_int_equal(links_of(&t, t.child, day(2026, 1, 1), &other), 0);
  int64_t struck = last(w);
  ok(undo(w, struck));
  assert_int_equal(links_of(&t, t.child, day(2026, 1, 1), &other), 1);
}

static const struct reg_residence *home_on(struct home *t, date on_day) {
  static struct reg_residence r;
  struct world *w = t->w;
  ok(reg_residence_get(w->me, w->a, w->db, t->house, (struct reg_at) { on_day, last(w) }, &r));
  return &r;
}

static void a_wrong_home_is_put_right_or_struck(void **state) {
  struct home t = set_up(*state);
  struct world *w = t.w;
  int64_t first = home_on(&t, day(2025, 8, 1))->area, second = commune(w, "A Lưới 2", day(2026, 1, 1)),
          third = commune(w, "A Lưới 3", day(2026, 1, 1));
  struct reg_home_correction in = { .right = { .household = t.house }, .day = day(2026, 5, 1) };
  in.strike = true;
  refused_as(w, "only_home", reg_home_correct(w->me, w->db, &w->act, &in, &w->no));
  struct reg_home_input move = { t.house, second, S("thôn 2"), day(2026, 3, 1) };
  ok(reg_move(w->me, w->db, &w->act, &move, &w->no));
  /* The day and the place of the move were wrong. */
  in.strike = false;
  in.right = (struct reg_home_input) { t.house, third, S("thôn 3"), day(2026, 2, 1) };
  ok(reg_home_correct(w->me, w->db, &w->act, &in, &w->no));
  assert_int_equal(home_on(&t, day(2026, 1, 31))->area, first);
  assert_int_equal(home_on(&t, day(2026, 2, 1))->area, third);
  in.right.from = day(2026, 4, 1);
  ok(reg_home_correct(w->me, w->db, &w->act, &in, &w->no));
  assert_int_equal(home_on(&t, day(2026, 3, 31))->area, first);
  assert_int_equal(home_on(&t, day(2026, 4, 1))->area, third);
  refused_as(w, "same_place", reg_home_correct(w->me, w->db, &w->act, &in, &w->no));
  in.right.from = day(2025, 7, 1);
  refused_as(w, "overlap", reg_home_correct(w->me, w->db, &w->act, &in, &w->no));
  in.day = day(2024, 1, 1);
  refused_as(w, "not_on_day", reg_home_correct(w->me, w->db, &w->act, &in, &w->no));
  in.day = day(2025, 8, 1); /* the first one: before the household is there */
  in.right.from = day(2026, 4, 1);
  refused_as(w, "span", reg_home_correct(w->me, w->db, &w->act, &in, &w->no));
  in.day = day(2026, 5, 1);
  in.strike = true;
  ok(reg_home_correct(w->me, w->db, &w->act, &in, &w->no));
  assert_int_equal(home_on(&t, day(2026, 5, 1))->area, first);
  assert_true(home_on(&t, day(2026, 5, 1))->period.valid_to == DATE_MAX);
  ok(undo(w, last(w)));
  assert_int_equal(home_on(&t, day(2026, 5, 1))->area, third);
  assert_int_equal(home_on(&t, day(2026, 3, 31))->area, first);
}

/* Between two homes an import left days on which the household lived nowhere: the later one, put right to
 * begin before them, takes its days from the one before. */
static void a_home_put_right_over_a_gap_meets_no_other(void **state) {
  struct home t = set_up(*state);
  struct world *w = t.w;
  int64_t first = home_on(&t, day(2025, 8, 1))->area, second = commune(w, "A Lưới 2", day(2026, 1, 1));
  struct reg_home_input move = { t.house, second, S("thôn 2"), day(2026, 3, 1) };
  ok(reg_move(w->me, w->db, &w->act, &move, &w->no));
  const int64_t gap[] = { day(2026, 1, 15), day(2026, 3, 1) };
  ok(db_int(w->db,
            "UPDATE residence SET valid_to = $1 WHERE valid_to = $2 AND act_to = 9223372036854775807"
            " RETURNING 1",
            2, gap, &(int64_t) { 0 }));
  struct reg_home_correction in = { .right = { t.house, second, S("thôn 2"), day(2026, 1, 1) },
                                    .day = day(2026, 5, 1) };
  ok(reg_home_correct(w->me, w->db, &w->act, &in, &w->no));
  assert_int_equal(home_on(&t, day(2025, 12, 31))->area, first);
  assert_int_equal(home_on(&t, day(2026, 1, 1))->area, second);
  assert_true(home_on(&t, day(2025, 12, 31))->period.valid_to == day(2026, 1, 1));
}

/* ---- taking back ---- */

static void only_what_wrote_in_the_way_stands_in_the_way(void **state) {
  struct home t = set_up(*state);
  struct world *w = t.w;
  ok(pay(&t, mon(2026, 1), mon(2026, 1), 3000));
  int64_t wrong = last(w);
  struct reg_link_input link = { S("person.parent"), t.child, t.p, day(1985, 9, 10), DATE_MAX, NULL };
  ok(reg_link_add(w->me, w->db, &w->act, &link, &w->no));
  int64_t linked = last(w);
  ok(pay(&t, mon(2026, 2), mon(2026, 2), 30)); /* another month, another thing */
  ok(suspend(&t, mon(2026, 4)));
  ok(undo(w, wrong));
  ok(undo(w, linked));
  assert_int_equal(paid_in(&t, mon(2026, 1), last(w)), -1);
  assert_int_equal(paid_in(&t, mon(2026, 2), last(w)), 30);
  /* The same months again: the undo of the undo would pay them twice. */
  int64_t taken = last(w) - 1;
  ok(pay(&t, mon(2026, 1), mon(2026, 1), 30));
  int64_t again = last(w);
  refused_as(w, "moved_since", undo(w, taken));
  assert_int_equal(w->no.act, again);
  assert_int_equal(w->no.seen, taken);
  assert_null(strstr(w->no.en, "What was seen"));
  assert_null(strstr(w->no.vi, "được xem"));
}

static void what_rests_on_it_keeps_an_act(void **state) {
  struct home t = set_up(*state);
  struct world *w = t.w;
  int64_t granted = last(w), p = person(w, "Hồ Thị Tám", 1950, 3, 4, REG_FEMALE), added = last(w);
  ok(pay(&t, mon(2026, 1), mon(2026, 1), 30));
  refused_as(w, "moved_since", undo(w, granted)); /* money of no grant */
  assert_int_equal(w->no.act, last(w));
  belongs(w, p, t.house, S("other"), day(2026, 1, 1));
  refused_as(w, "moved_since", undo(w, added)); /* a member who is nobody */
  assert_int_equal(w->no.act, last(w));
  /* A grant ended, another given: the end stays. */
  struct reg_months_input end = { .grant = t.grant, .to = mon(2026, 3) };
  ok(reg_grant_end(w->me, w->db, &w->act, &end, &w->no));
  int64_t ended = last(w);
  int64_t next = grant_to(w, t.p, "social_pension", mon(2026, 4));
  refused_as(w, "moved_since", undo(w, ended));
  ok(reg_grant_strike(w->me, w->db, &w->act, next, &w->no));
  ok(undo(w, ended));
  /* A fact struck, and a death recorded that it would begin after. */
  struct reg_fact_input fact = { .kind = REG_PERSON,
                                 .subject = p,
                                 .fact = S("person.pregnant"),
                                 .known = true,
                                 .value = 1,
                                 .valid_from = day(2026, 5, 1),
                                 .valid_to = DATE_MAX };
  ok(reg_fact_change(w->me, w->db, &w->act, &test_vocabulary, &fact, &w->no));
  fact.row = count(w, "SELECT max(id) FROM fact");
  fact.strike = true;
  ok(reg_fact_correct(w->me, w->db, &w->act, &test_vocabulary, &fact, &w->no));
  int64_t struck = last(w);
  ok(reg_death(w->me, w->db, &w->act, p, day(2026, 3, 1), &w->no));
  int64_t died = last(w);
  refused_as(w, "moved_since", undo(w, struck));
  assert_int_equal(w->no.act, died);
  ok(undo(w, died));
  ok(undo(w, struck));
  /* A head again, and another since. */
  struct reg_membership_input role = { t.p, t.house, S("other"), day(2025, 9, 1), DATE_MAX };
  ok(reg_membership_change(w->me, w->db, &w->act, &role, &w->no));
  int64_t stepped = last(w);
  role = (struct reg_membership_input) { p, t.house, S("head"), day(2026, 2, 1), DATE_MAX };
  ok(reg_membership_change(w->me, w->db, &w->act, &role, &w->no));
  refused_as(w, "moved_since", undo(w, stepped));
  assert_int_equal(w->no.act, last(w));
}

static void a_place_and_a_record_stay_while_something_rests_on_them(void **state) {
  struct home t = set_up(*state);
  struct world *w = t.w;
  int64_t added, id = 0, row = 0, h;
  h = household(w, "A Lưới 1", day(2026, 1, 1));
  added = last(w);
  int64_t p = person(w, "Hồ Văn Tám", 1950, 3, 4, REG_MALE);
  belongs(w, p, h, S("head"), day(2026, 1, 1));
  refused_as(w, "moved_since", undo(w, added));
  ok(undo(w, last(w)));
  ok(undo(w, added)); /* an act that was taken back is in nobody's way */
  struct reg_area_new thon = { S("9"), S("Thôn Mới"), REG_VILLAGE, commune(w, "A Lưới 1", day(2026, 1, 1)),
                               day(2026, 1, 1) };
  ok(reg_area_add(w->me, w->db, &w->act, &thon, &id, &w->no));
  added = last(w);
  struct reg_fact_input fact = { .kind = REG_AREA,
                                 .subject = id,
                                 .fact = S("area.hard"),
                                 .known = true,
                                 .value = 1,
                                 .valid_from = day(2026, 5, 1),
                                 .valid_to = DATE_MAX };
  ok(reg_fact_change(w->me, w->db, &w->act, &test_vocabulary, &fact, &w->no));
  refused_as(w, "moved_since", undo(w, added));
  struct reg_record_input spell = { .v = &test_vocabulary,
                                    .kind = REG_PERSON,
                                    .subject = t.p,
                                    .record = S("service"),
                                    .valid_from = day(2025, 8, 1),
                                    .valid_to = DATE_MAX };
  ok(reg_record_add(w->me, w->db, &w->act, &spell, &row, &w->no));
  added = last(w);
  struct reg_grant g = {
    .person = t.p, .record = row, .decided = day(2026, 1, 5), .first_month = mon(2026, 1), .running = true
  };
  struct reg_grant_input in = { S("assistance.monthly"), &g, NULL };
  ok(reg_grant_add(w->me, w->db, &w->act, &in, &id, &w->no));
  refused_as(w, "moved_since", undo(w, added));
  ok(reg_grant_strike(w->me, w->db, &w->act, id, &w->no));
  ok(undo(w, added));
}

/* Nothing the act touched has moved, and all the same it cannot come back: the number is another's, the area
 * is lived in or has areas of its own. */
static void what_was_taken_meanwhile_keeps_an_act(void **state) {
  struct home t = set_up(*state);
  struct world *w = t.w;
  struct reg_person_input one = someone("Hồ Văn Một", 1950, 3, 4, REG_MALE),
                          other = someone("Hồ Văn Hai", 1951, 3, 4, REG_MALE);
  one.citizen_no = other.citizen_no = S("123456789");
  ok(reg_person_add(w->me, w->db, &w->act, &one, &one.person, &w->no));
  one.citizen_no = S("");
  one.day = day(2026, 5, 1);
  ok(reg_person_correct(w->me, w->db, &w->act, &one, &w->no));
  int64_t act = last(w), village = 0, xa = 0, home = 0, inner = 0;
  ok(reg_person_add(w->me, w->db, &w->act, &other, &other.person, &w->no));
  refused_as(w, "citizen_taken", undo(w, act));
  ok(undo(w, last(w)));
  ok(undo(w, act));
  int64_t commune_id = commune(w, "A Lưới 1", day(2026, 1, 1));
  const struct reg_area_new thon = { S("91"), S("Thôn Mới"), REG_VILLAGE, commune_id, day(2026, 1, 1) };
  ok(reg_area_add(w->me, w->db, &w->act, &thon, &village, &w->no));
  act = last(w);
  struct reg_home_input in = { .area = village, .address = S("x"), .from = day(2026, 2, 1) };
  ok(reg_household_add(w->me, w->db, &w->act, &in, &home, &w->no));
  refused_as(w, "area_in_use", undo(w, act));
  ok(undo(w, last(w)));
  ok(undo(w, act));
  const struct reg_area_new new_xa = { S("92"), S("Xã Mới"), REG_XA,
                                       reg_area(tree(w, day(2026, 1, 1)), commune_id)->parent,
                                       day(2026, 1, 1) };
  ok(reg_area_add(w->me, w->db, &w->act, &new_xa, &xa, &w->no));
  act = last(w);
  const struct reg_area_new within = { S("93"), S("Thôn Trong"), REG_VILLAGE, xa, day(2026, 1, 1) };
  ok(reg_area_add(w->me, w->db, &w->act, &within, &inner, &w->no));
  refused_as(w, "area_in_use", undo(w, act));
}

/* The birth was put right to after the decision of a grant that was struck: it does not come back. */
static void no_grant_comes_back_from_before_the_right_birth(void **state) {
  struct world *w = *state;
  int64_t child = person(w, "Hồ Thị Na", 2025, 9, 10, REG_FEMALE),
          grant = grant_to(w, child, "assistance.monthly", mon(2026, 1));
  ok(reg_grant_strike(w->me, w->db, &w->act, grant, &w->no));
  int64_t struck = last(w);
  struct reg_person_input in = someone("Hồ Thị Na", 2026, 2, 10, REG_FEMALE);
  in.person = child;
  in.day = day(2026, 6, 1);
  ok(reg_person_correct(w->me, w->db, &w->act, &in, &w->no));
  assert_int_equal(undo(w, struck), INVALID);
  ok(undo(w, last(w)));
  ok(undo(w, struck));
}

static void nobody_becomes_his_own_ancestor_by_an_undo(void **state) {
  struct home t = set_up(*state);
  struct world *w = t.w;
  int64_t middle = person(w, "Hồ Thị Giữa", 1962, 1, 1, REG_FEMALE);
  struct reg_link_input link = { S("person.parent"), middle, t.p, day(1962, 1, 1), DATE_MAX, NULL };
  struct reg_link_correction strike = { .strike = true };
  ok(reg_link_add(w->me, w->db, &w->act, &link, &w->no));
  strike.wrong = link;
  ok(reg_link_correct(w->me, w->db, &w->act, &strike, &w->no));
  int64_t struck = last(w);
  /* The ages are put right, and it is the other way round. */
  struct reg_person_input older = someone("Hồ Thị Giữa", 1915, 1, 1, REG_FEMALE);
  older.person = middle;
  older.day = day(2026, 1, 1);
  ok(reg_person_correct(w->me, w->db, &w->act, &older, &w->no));
  link = (struct reg_link_input) { S("person.parent"), t.p, middle, day(1940, 3, 4), DATE_MAX, NULL };
  ok(reg_link_add(w->me, w->db, &w->act, &link, &w->no));
  refused_as(w, "moved_since", undo(w, struck));
  assert_int_equal(count(w, "SELECT count(*) FROM link WHERE act_to = 9223372036854775807"), 1);
}

/* ---- a day of death ---- */

static enum err died_on(struct home *t, date d) {
  const struct reg_death_correction in = { t->p, d };
  return reg_death_correct(t->w->me, t->w->db, &t->w->act, &test_vocabulary, &in, &t->w->no);
}

/* First month granted and month paid of the funeral, as known at an act; 0 where it is not there. */
static void funeral_is(struct home *t, int64_t funeral, int64_t act, month first, month paid) {
  struct world *w = t->w;
  struct reg_grant_list all;
  const struct reg_grant *g = NULL;
  ok(reg_grants_of(w->me, w->a, w->db, t->p, (struct reg_at) { day(2026, 6, 1), act }, &all));
  for (int i = 0; i < all.n; i++)
    if (all.at[i].id == funeral) g = &all.at[i];
  assert_non_null(g);
  assert_int_equal(g->first_month, first);
  assert_int_equal(g->paid_count, 1);
  assert_int_equal(g->paid[0].from, paid);
  assert_int_equal(g->paid[0].to, paid);
  assert_int_equal(g->paid[0].amount, 10000000);
}

/* A wrong day of a death for which all is decided and paid, months later, and what was paid too long. */
static struct home dead_and_paid(struct world *w, int64_t *ret_funeral) {
  struct home t = set_up(w);
  struct reg_grant g = { .person = t.p,
                         .cases = S("m1"),
                         .amount = 10000000,
                         .decision_no = S("40/QĐ"),
                         .decided = day(2026, 5, 10),
                         .first_month = mon(2026, 5),
                         .last_month = mon(2026, 5) };
  struct reg_grant_input in = { S("funeral.support"), &g, &test_vocabulary };
  ok(pay(&t, mon(2026, 1), mon(2026, 6), 540000));
  ok(reg_death(w->me, w->db, &w->act, t.p, day(2026, 5, 4), &w->no));
  ok(reg_grant_add(w->me, w->db, &w->act, &in, ret_funeral, &w->no));
  struct home funeral = t;
  funeral.grant = *ret_funeral;
  ok(pay(&funeral, mon(2026, 5), mon(2026, 5), 10000000));
  return t;
}

static void a_wrong_day_of_death_is_put_right_after_all_is_paid(void **state) {
  int64_t funeral = 0;
  struct home t = dead_and_paid(*state, &funeral);
  struct world *w = t.w;
  int64_t before = last(w);
  ok(died_on(&t, day(2026, 5, 5)));
  funeral_is(&t, funeral, last(w), mon(2026, 5), mon(2026, 5));
  /* In another month: what is paid once goes along, and comes back with the act. */
  ok(died_on(&t, day(2026, 4, 28)));
  int64_t moved = last(w);
  funeral_is(&t, funeral, moved, mon(2026, 4), mon(2026, 4));
  funeral_is(&t, funeral, before, mon(2026, 5), mon(2026, 5));
  struct reg_person p;
  ok(reg_person_get(w->me, w->a, w->db, t.p, (struct reg_at) { day(2026, 6, 1), moved }, &p));
  assert_int_equal(p.death, day(2026, 4, 28));
  assert_int_equal(count(w, "SELECT count(*) FROM grant_paid WHERE act_to = 9223372036854775807"), 2);
  ok(undo(w, moved));
  funeral_is(&t, funeral, last(w), mon(2026, 5), mon(2026, 5));
  ok(died_on(&t, day(2026, 4, 28)));
  ok(died_on(&t, day(2026, 5, 6)));
  funeral_is(&t, funeral, last(w), mon(2026, 5), mon(2026, 5));
}

static void a_day_of_death_is_put_right_only_where_it_can_be(void **state) {
  int64_t funeral = 0;
  struct home t = dead_and_paid(*state, &funeral);
  struct world *w = t.w;
  refused_as(w, "decided_before_death", died_on(&t, day(2026, 5, 11)));
  assert_string_equal(w->no.field, "death");
  refused_as(w, "dead_already", died_on(&t, day(2026, 5, 4)));
  refused_as(w, "death_before_birth", died_on(&t, day(1940, 3, 3)));
  refused_as(w, "death_later", died_on(&t, day(2026, 6, 2)));
  struct home child = t;
  child.p = t.child;
  refused_as(w, "not_dead", died_on(&child, day(2026, 5, 4)));
  /* As the death itself: what would begin after it is asked back. */
  struct reg_membership_input role = { t.p, t.house, S("other"), day(2026, 5, 1), DATE_MAX };
  ok(reg_membership_change(w->me, w->db, &w->act, &role, &w->no));
  refused_as(w, "stands_after_death", died_on(&t, day(2026, 4, 30)));
  assert_true(w->no.held);
  ok(died_on(&t, day(2026, 5, 5)));
  w->act.confirmed = S("stands_after_death");
  ok(died_on(&t, day(2026, 4, 30)));
  w->act.confirmed = S("");
  ok(died_on(&t, day(2026, 5, 1)));
}

/* A refusal to take the report of a death back says what can be done all the same. */
static void who_may_not_undo_a_death_is_told_what_helps(void **state) {
  int64_t funeral = 0;
  struct home t = dead_and_paid(*state, &funeral);
  struct world *w = t.w;
  int64_t death = count(w, "SELECT act FROM act WHERE kind = 'person.death'");
  refused_as(w, "moved_since", undo(w, death));
  assert_non_null(strstr(w->no.en, "correct the day of death"));
  assert_non_null(strstr(w->no.vi, "sửa ngày chết"));
  refused_as(w, "death_granted", reg_death_reverse(w->me, w->db, &w->act, t.p, &w->no));
  assert_non_null(strstr(w->no.vi, "sửa ngày chết"));
  refused_as(w, "dead_already", reg_death(w->me, w->db, &w->act, t.p, day(2026, 5, 5), &w->no));
  assert_non_null(strstr(w->no.vi, "sửa ngày chết"));
  ok(died_on(&t, day(2026, 5, 5)));
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)
  const struct CMUnitTest tests[] = {
    T(a_wrong_sum_is_put_right),
    T(a_wrong_grant_is_put_right_or_struck),
    T(a_wrong_suspension_is_put_right_or_struck),
    T(a_payment_for_a_suspended_month_is_told_what_it_does),
    T(a_payment_put_right_into_a_suspension_is_asked_back),
    T(a_wrong_link_is_put_right_or_struck),
    T(a_wrong_home_is_put_right_or_struck),
    T(a_home_put_right_over_a_gap_meets_no_other),
    T(only_what_wrote_in_the_way_stands_in_the_way),
    T(what_rests_on_it_keeps_an_act),
    T(a_place_and_a_record_stay_while_something_rests_on_them),
    T(what_was_taken_meanwhile_keeps_an_act),
    T(no_grant_comes_back_from_before_the_right_birth),
    T(nobody_becomes_his_own_ancestor_by_an_undo),
    T(a_wrong_day_of_death_is_put_right_after_all_is_paid),
    T(a_day_of_death_is_put_right_only_where_it_can_be),
    T(who_may_not_undo_a_death_is_told_what_helps),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
