/* What is believed again by an undo passes the checks of the act that wrote it, against all that was written
 * since; what no act leaves standing is named by the audit. People are invented. */
#include "world_for_test.h"

#include "registry/correct.h"
#include "registry/whole.h"

struct home {
  struct world *w;
  struct reg_vocabulary v; /* the pension is a household's here */
  int64_t house, p, spouse, grant;
};

static const struct str of_household[] = { S("social_pension") };

static enum err granted(struct home *t, int64_t p, const char *benefit, month first, int64_t *ret_grant) {
  struct world *w = t->w;
  struct reg_grant g = { .person = p,
                         .cases = S(""),
                         .amount = 540000,
                         .decision_no = S("12/QĐ"),
                         .decided = day(2026, 1, 5),
                         .first_month = first,
                         .running = true };
  if (str_is(str_of(benefit), "funeral.support")) g.decided = day(2026, 5, 20);
  struct reg_grant_input in = { str_of(benefit), &g, &t->v };
  return reg_grant_add(w->me, w->db, &w->act, &in, ret_grant, &w->no);
}

static struct home set_up(struct world *w) {
  struct home t = { .w = w, .v = test_vocabulary };
  date from = day(2025, 7, 1);
  t.v.of_household = of_household;
  t.v.of_household_count = 1;
  t.house = household(w, "A Lưới 1", from);
  t.p = person(w, "Hồ Văn Lợi", 1940, 3, 4, REG_MALE);
  t.spouse = person(w, "Hồ Thị Na", 1945, 9, 10, REG_FEMALE);
  belongs(w, t.p, t.house, S("head"), from);
  belongs(w, t.spouse, t.house, S("spouse"), from);
  ok(granted(&t, t.p, "social_pension", mon(2026, 1), &t.grant));
  return t;
}

static int64_t last(struct world *w) {
  struct reg_clock clock;
  ok(reg_clock_read(w->db, &clock));
  return clock.act;
}

static enum err undo(struct home *t, int64_t act) {
  return reg_undo(t->w->me, t->w->db, &t->w->act, &t->v, act, &t->w->no);
}

static enum err pay(struct home *t, month from, month to, bool strike) {
  struct reg_months_input in = {
    .grant = t->grant, .from = from, .to = to, .amount = 540000, .strike = strike
  };
  struct world *w = t->w;
  return strike ? reg_paid_correct(w->me, w->db, &w->act, &in, &w->no)
                : reg_grant_paid(w->me, w->db, &w->act, &in, &w->no);
}

static enum err grant_ends(struct home *t, month to) {
  struct reg_months_input in = { .grant = t->grant, .to = to, .v = &t->v };
  return reg_grant_end(t->w->me, t->w->db, &t->w->act, &in, &t->w->no);
}

static enum err grant_struck(struct home *t) {
  return reg_grant_strike(t->w->me, t->w->db, &t->w->act, t->grant, &t->w->no);
}

/* The undo is refused, and names the act that stands in the way. */
static void in_the_way(struct home *t, int64_t undone, int64_t later) {
  struct world *w = t->w;
  int64_t before = last(w);
  refused_as(w, "moved_since", undo(t, undone));
  assert_int_equal(w->no.act, later);
  assert_int_equal(last(w), before);
}

struct told {
  const char *code;
  int n;
};

static void tell(void *context, const struct reg_audit_finding *finding) {
  struct told *told = context;
  if (told->code == NULL || strcmp(finding->code, told->code) != 0)
    print_message("%s: %s row %lld\n", finding->code, finding->table, (long long)finding->row);
  else
    told->n++;
}

/* The audit finds nothing but so many of one code. */
static void audited(struct home *t, const char *code, int n) {
  struct world *w = t->w;
  struct told told = { code, 0 };
  int64_t found = 0;
  const struct reg_audit_watch watch = { &told, NULL, tell };
  ok(reg_audit(w->me, w->db, &t->v, &watch, &found));
  assert_int_equal(found, n);
  assert_int_equal(told.n, n);
}

/* ---- what is paid and suspended ---- */

static void no_payment_comes_back_under_a_struck_grant(void **state) {
  struct home t = set_up(*state);
  struct world *w = t.w;
  ok(pay(&t, mon(2026, 1), mon(2026, 4), false));
  ok(pay(&t, mon(2026, 1), mon(2026, 4), true));
  int64_t struck = last(w);
  ok(grant_struck(&t));
  in_the_way(&t, struck, struck + 1);
  ok(undo(&t, struck + 1));
  ok(undo(&t, struck));
  audited(&t, NULL, 0);
  ok(db_script(w->db, "UPDATE grant_version SET act_to = act_from + 1 WHERE act_to = 9223372036854775807"));
  audited(&t, "grant_gone", 1);
}

static void no_payment_comes_back_outside_the_months(void **state) {
  struct home t = set_up(*state);
  struct world *w = t.w;
  ok(pay(&t, mon(2026, 1), mon(2026, 4), false));
  ok(pay(&t, mon(2026, 1), mon(2026, 4), true));
  int64_t struck = last(w);
  ok(grant_ends(&t, mon(2026, 2)));
  in_the_way(&t, struck, struck + 1);
  ok(undo(&t, struck + 1));
  ok(undo(&t, struck));
  /* What somebody confirmed before may stand so again. */
  refused_as(w, "paid_after_end", grant_ends(&t, mon(2026, 2)));
  w->act.confirmed = S("paid_after_end");
  ok(grant_ends(&t, mon(2026, 2)));
  w->act.confirmed = S("");
  audited(&t, NULL, 0);
  ok(pay(&t, mon(2026, 3), mon(2026, 4), true));
  ok(undo(&t, last(w)));
  audited(&t, NULL, 0);
  ok(db_script(w->db, "UPDATE act SET confirmed = ''"));
  audited(&t, "paid_outside", 1);
}

static enum err suspended(struct home *t, month from, bool strike) {
  struct world *w = t->w;
  struct reg_months_input in = { .grant = t->grant, .from = from, .wrong = from, .reason = S("x") };
  in.strike = strike;
  return strike ? reg_suspension_correct(w->me, w->db, &w->act, &in, &w->no)
                : reg_grant_suspend(w->me, w->db, &w->act, &in, &w->no);
}

static void no_suspension_comes_back_after_the_end_or_over_payments(void **state) {
  struct home t = set_up(*state);
  struct world *w = t.w;
  ok(suspended(&t, mon(2026, 5), false));
  ok(suspended(&t, mon(2026, 5), true));
  int64_t struck = last(w);
  ok(grant_ends(&t, mon(2026, 3)));
  in_the_way(&t, struck, struck + 1);
  ok(undo(&t, struck + 1));
  ok(pay(&t, mon(2026, 4), mon(2026, 6), false));
  refused_as(w, "paid_suspended", undo(&t, struck));
  assert_true(w->no.held);
  w->act.confirmed = S("paid_suspended");
  ok(undo(&t, struck));
  audited(&t, NULL, 0);
}

static void no_payment_comes_back_under_a_suspension(void **state) {
  struct home t = set_up(*state);
  struct world *w = t.w;
  ok(pay(&t, mon(2026, 1), mon(2026, 4), false));
  ok(pay(&t, mon(2026, 1), mon(2026, 4), true));
  int64_t struck = last(w);
  ok(suspended(&t, mon(2026, 3), false));
  refused_as(w, "suspended_paid", undo(&t, struck));
  assert_true(w->no.held);
  audited(&t, NULL, 0);
  ok(db_script(w->db, "UPDATE grant_suspension SET from_month = from_month - 12"));
  audited(&t, "suspended_outside", 1);
}

/* ---- decisions ---- */

static void no_grant_comes_back_after_a_death(void **state) {
  struct home t = set_up(*state);
  struct world *w = t.w;
  ok(granted(&t, t.spouse, "assistance.monthly", mon(2026, 6), &t.grant));
  ok(grant_struck(&t));
  int64_t struck = last(w);
  ok(reg_death(w->me, w->db, &w->act, t.spouse, day(2026, 5, 10), &w->no));
  in_the_way(&t, struck, struck + 1);
  ok(undo(&t, struck + 1));
  ok(undo(&t, struck));
  w->act.confirmed = S("stands_after_death");
  ok(reg_death(w->me, w->db, &w->act, t.spouse, day(2026, 5, 10), &w->no));
  audited(&t, NULL, 0);
  ok(db_script(w->db, "UPDATE act SET confirmed = ''"));
  audited(&t, "after_death", 1);
}

static void no_grant_for_a_death_comes_back_to_the_living(void **state) {
  struct home t = set_up(*state);
  struct world *w = t.w;
  ok(reg_death(w->me, w->db, &w->act, t.spouse, day(2026, 5, 10), &w->no));
  ok(granted(&t, t.spouse, "funeral.support", mon(2026, 5), &t.grant));
  ok(grant_struck(&t));
  int64_t struck = last(w);
  ok(reg_death_reverse(w->me, w->db, &w->act, t.spouse, &w->no));
  in_the_way(&t, struck, struck + 1);
  ok(undo(&t, struck + 1));
  ok(undo(&t, struck));
  audited(&t, NULL, 0);
  ok(db_script(w->db, "UPDATE person_version SET death = NULL"));
  audited(&t, "living", 1);
}

/* What no act leaves standing is named: two of what is paid once, another month than that of the death. */
static void what_is_paid_once_is_looked_after(void **state) {
  struct home t = set_up(*state);
  struct world *w = t.w;
  int64_t other = 0;
  ok(reg_death(w->me, w->db, &w->act, t.spouse, day(2026, 5, 10), &w->no));
  ok(granted(&t, t.spouse, "funeral.support", mon(2026, 5), &t.grant));
  ok(grant_ends(&t, mon(2026, 5)));
  ok(pay(&t, mon(2026, 5), mon(2026, 5), false));
  refused_as(w, "granted_once", granted(&t, t.spouse, "funeral.support", mon(2026, 5), &other));
  t.v.once_count = 0; /* packs by which it is not paid once */
  ok(granted(&t, t.spouse, "funeral.support", mon(2026, 6), &other));
  audited(&t, NULL, 0);
  t.v.once_count = 1;
  ok(db_script(w->db, "UPDATE grant_version SET first_month = first_month - 1 WHERE first_month = 24317"));
  audited(&t, "once_twice", 1);
  t.grant = other;
  ok(grant_struck(&t));
  audited(&t, NULL, 0);
  ok(db_script(w->db, "UPDATE grant_version SET last_month = NULL"));
  ok(db_script(w->db, "UPDATE grant_paid SET to_month = to_month + 1"));
  audited(&t, "death_month", 1);
  ok(db_script(w->db, "UPDATE person_version SET death = death - 30 WHERE death IS NOT NULL"));
  audited(&t, "death_month", 2);
}

static void no_second_grant_of_the_household_comes_back(void **state) {
  struct home t = set_up(*state);
  struct world *w = t.w;
  int64_t other = 0;
  refused_as(w, "grant_overlap_home", granted(&t, t.spouse, "social_pension", mon(2026, 3), &other));
  ok(grant_ends(&t, mon(2026, 2)));
  int64_t ended = last(w);
  ok(granted(&t, t.spouse, "social_pension", mon(2026, 3), &other));
  audited(&t, NULL, 0);
  in_the_way(&t, ended, ended + 1);
  ok(db_script(w->db, "UPDATE grant_version SET last_month = NULL"));
  audited(&t, "home_twice", 1);
}

static void no_grant_comes_back_for_a_struck_record(void **state) {
  struct home t = set_up(*state);
  struct world *w = t.w;
  const struct reg_item_input rooms = { S("rooms"), true, 4, S("") };
  struct reg_record_input in = { .v = &t.v,
                                 .kind = REG_HOUSEHOLD,
                                 .subject = t.house,
                                 .record = S("form"),
                                 .items = &rooms,
                                 .item_count = 1,
                                 .valid_from = day(2026, 1, 1),
                                 .valid_to = DATE_MAX };
  struct reg_grant g = {
    .person = t.p, .amount = 1000, .decided = day(2026, 1, 5), .first_month = mon(2026, 1), .running = true
  };
  struct reg_grant_input granted_for = { S("assistance.monthly"), &g, &t.v };
  ok(reg_record_add(w->me, w->db, &w->act, &in, &g.record, &w->no));
  ok(reg_grant_add(w->me, w->db, &w->act, &granted_for, &t.grant, &w->no));
  in.row = g.record;
  in.strike = true;
  int64_t none = 0;
  refused_as(w, "record_granted", reg_record_correct(w->me, w->db, &w->act, &in, &none, &w->no));
  ok(grant_struck(&t));
  int64_t struck = last(w);
  ok(reg_record_correct(w->me, w->db, &w->act, &in, &none, &w->no));
  in_the_way(&t, struck, struck + 1);
  ok(undo(&t, struck + 1));
  ok(undo(&t, struck));
  audited(&t, NULL, 0);
}

/* ---- places ---- */

static void no_home_comes_back_in_a_place_that_is_not_there(void **state) {
  struct home t = set_up(*state);
  struct world *w = t.w;
  int64_t village = 0, xa = commune(w, "A Lưới 1", day(2025, 7, 1));
  const struct reg_area_new new = { S("M1"), S("Thôn Mẫu"), REG_VILLAGE, xa, day(2025, 7, 1) };
  ok(reg_area_add(w->me, w->db, &w->act, &new, &village, &w->no));
  int64_t added = last(w);
  struct reg_home_correction home = { .right = { t.house, village, S(""), day(2025, 7, 1) },
                                      .day = day(2025, 8, 1) };
  ok(reg_home_correct(w->me, w->db, &w->act, &home, &w->no));
  home.right.area = xa;
  ok(reg_home_correct(w->me, w->db, &w->act, &home, &w->no));
  int64_t away = last(w);
  ok(undo(&t, added));
  in_the_way(&t, away, away + 1);
  ok(undo(&t, away + 1));
  ok(undo(&t, away));
  audited(&t, NULL, 0);
  ok(db_script(w->db, "UPDATE area_version SET valid_from = valid_from + 9 WHERE code = 'M1'"));
  audited(&t, "place", 1);
}

/* The second home's time is the first one's only where its place was there. */
static void a_struck_home_puts_nobody_in_a_place_before_it_was(void **state) {
  struct home t = set_up(*state);
  struct world *w = t.w;
  int64_t village = 0, xa = commune(w, "A Lưới 1", day(2025, 7, 1));
  const struct reg_area_new new = { S("M1"), S("Thôn Mẫu"), REG_VILLAGE, xa, day(2026, 1, 1) };
  ok(reg_area_add(w->me, w->db, &w->act, &new, &village, &w->no));
  struct reg_home_input to = { t.house, village, S(""), day(2026, 2, 1) };
  ok(reg_move(w->me, w->db, &w->act, &to, &w->no));
  struct reg_home_correction first = { .right = { .household = t.house },
                                       .strike = true,
                                       .day = day(2025, 8, 1) };
  refused_as(w, "area_not_there", reg_home_correct(w->me, w->db, &w->act, &first, &w->no));
  audited(&t, NULL, 0);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)
  const struct CMUnitTest tests[] = {
    T(no_payment_comes_back_under_a_struck_grant),
    T(no_payment_comes_back_outside_the_months),
    T(no_suspension_comes_back_after_the_end_or_over_payments),
    T(no_payment_comes_back_under_a_suspension),
    T(no_grant_comes_back_after_a_death),
    T(no_grant_for_a_death_comes_back_to_the_living),
    T(what_is_paid_once_is_looked_after),
    T(no_second_grant_of_the_household_comes_back),
    T(no_grant_comes_back_for_a_struck_record),
    T(no_home_comes_back_in_a_place_that_is_not_there),
    T(a_struck_home_puts_nobody_in_a_place_before_it_was),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
