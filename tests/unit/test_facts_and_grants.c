/* Facts and grants of the register in both times: what may be said of whom from which day, and what becomes
 * of a grant. */
#include "world_for_test.h"

#define vocabulary test_vocabulary

/* ---- facts ---- */

static int64_t fact_value(struct world *w, int64_t subject, enum reg_kind kind, const char *name, date valid,
                          date recorded) {
  int64_t id;
  struct reg_fact f;
  ok(reg_symbol_find(w->db, str_of(name), &id));
  enum err e = reg_fact_get(w->me, w->a, w->db, (struct reg_fact_ask) { kind, subject, id },
                            at(w, valid, recorded), &f);
  return e == NOT_FOUND ? -1 : f.known ? f.value : -2;
}

static void a_fact_has_two_dates(void **state) {
  struct world *w = *state;
  on(w, 2025, 12, 20);
  int64_t h = household(w, "A Lưới 2", day(2025, 12, 1));
  const char *name = "household.poor";
  struct reg_fact_input in = { REG_HOUSEHOLD, h, str_of(name), true, 1, S(""), day(2026, 1, 1),
                               DATE_MAX,      0, false };
  ok(reg_fact_change(w->me, w->db, &w->act, &vocabulary, &in, &w->no));
  assert_int_equal(fact_value(w, h, REG_HOUSEHOLD, name, day(2025, 12, 31), day(2026, 9, 9)), -1);
  assert_int_equal(fact_value(w, h, REG_HOUSEHOLD, name, day(2026, 1, 1), day(2025, 12, 19)), -1);
  assert_int_equal(fact_value(w, h, REG_HOUSEHOLD, name, day(2026, 1, 1), day(2025, 12, 20)), 1);
  int64_t id;
  struct reg_fact f;
  struct reg_fact_list list;
  ok(reg_symbol_find(w->db, str_of(name), &id));
  ok(reg_fact_get(w->me, w->a, w->db, (struct reg_fact_ask) { REG_HOUSEHOLD, h, id },
                  at(w, day(2026, 2, 1), day(2026, 2, 1)), &f));
  /* Found wrong on 10 May and struck as of January: February known 9 May poor, known 10 May not. */
  on(w, 2026, 5, 10);
  ok(reg_fact_correct(w->me, w->db, &w->act, &vocabulary,
                      &(struct reg_fact_input) { .row = f.id, .strike = true }, &w->no));
  assert_int_equal(fact_value(w, h, REG_HOUSEHOLD, name, day(2026, 2, 1), day(2026, 5, 9)), 1);
  assert_int_equal(fact_value(w, h, REG_HOUSEHOLD, name, day(2026, 2, 1), day(2026, 5, 10)), -1);
  refused(w, "row",
          reg_fact_correct(w->me, w->db, &w->act, &vocabulary,
                           &(struct reg_fact_input) { .row = f.id, .strike = true }, &w->no));
  /* A change leaves February alone. */
  ok(reg_fact_change(w->me, w->db, &w->act, &vocabulary, &in, &w->no));
  in.value = 0;
  in.valid_from = day(2026, 4, 1);
  on(w, 2026, 5, 20);
  ok(reg_fact_change(w->me, w->db, &w->act, &vocabulary, &in, &w->no));
  assert_int_equal(fact_value(w, h, REG_HOUSEHOLD, name, day(2026, 2, 1), day(2026, 5, 20)), 1);
  assert_int_equal(fact_value(w, h, REG_HOUSEHOLD, name, day(2026, 4, 1), day(2026, 5, 20)), 0);
  assert_int_equal(fact_value(w, h, REG_HOUSEHOLD, name, day(2026, 4, 1), day(2026, 5, 19)), 1);
  ok(reg_fact_history(w->me, w->a, w->db, (struct reg_fact_ask) { REG_HOUSEHOLD, h, 0 },
                      at(w, day(2026, 6, 1), day(2026, 12, 31)), &list));
  assert_int_equal(list.n, 4);
  ok(reg_facts_of(w->me, w->a, w->db, (struct reg_fact_ask) { REG_HOUSEHOLD, h, 0 },
                  at(w, day(2026, 4, 1), day(2026, 5, 20)), &list));
  assert_int_equal(list.n, 1);
}

static void a_change_fits_between_others(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Trần Thị Hoa", 1940, 1, 1, REG_FEMALE);
  const char *name = "person.disability";
  struct reg_fact_input in = { REG_PERSON, p, str_of(name), true, 0, S("mild"), day(2026, 1, 1),
                               DATE_MAX,   0, false };
  ok(reg_fact_change(w->me, w->db, &w->act, &vocabulary, &in, &w->no));
  in.value_name = S("severe");
  in.valid_from = day(2026, 9, 1);
  ok(reg_fact_change(w->me, w->db, &w->act, &vocabulary, &in, &w->no));
  in.known = false;
  in.valid_from = day(2026, 3, 1);
  in.valid_to = day(2026, 4, 1);
  ok(reg_fact_change(w->me, w->db, &w->act, &vocabulary, &in, &w->no));
  struct reg_symbols *names;
  ok(reg_symbols_load(w->a, w->db, &names));
  int64_t mild = reg_symbol(names, S("disability_degree.mild")),
          severe = reg_symbol(names, S("disability_degree.severe"));
  assert_true(mild > 0 && severe > 0);
  assert_true(str_is(reg_symbol_name(names, mild), "disability_degree.mild"));
  assert_int_equal(reg_symbol(names, S("nothing")), 0);
  date k = day(2026, 6, 1);
  assert_int_equal(fact_value(w, p, REG_PERSON, name, day(2026, 2, 28), k), mild);
  assert_int_equal(fact_value(w, p, REG_PERSON, name, day(2026, 3, 31), k), -2);
  assert_int_equal(fact_value(w, p, REG_PERSON, name, day(2026, 4, 1), k), mild);
  assert_int_equal(fact_value(w, p, REG_PERSON, name, day(2026, 9, 1), k), severe);
  /* Without an end the new spell stops where the next begins. */
  in.known = true;
  in.value_name = S("none");
  in.valid_from = day(2026, 7, 1);
  in.valid_to = DATE_MAX;
  ok(reg_fact_change(w->me, w->db, &w->act, &vocabulary, &in, &w->no));
  assert_int_equal(fact_value(w, p, REG_PERSON, name, day(2026, 8, 31), k),
                   reg_symbol(names, S("disability_degree.none")));
  assert_int_equal(fact_value(w, p, REG_PERSON, name, day(2026, 9, 1), k), severe);
  in.valid_from = day(2026, 8, 1);
  in.valid_to = day(2026, 10, 1);
  refused(w, "valid_to", reg_fact_change(w->me, w->db, &w->act, &vocabulary, &in, &w->no));
  in.valid_from = day(2026, 9, 1);
  refused(w, "valid_from", reg_fact_change(w->me, w->db, &w->act, &vocabulary, &in, &w->no));
  in.valid_from = day(2026, 11, 1);
  refused(w, "valid_to", reg_fact_change(w->me, w->db, &w->act, &vocabulary, &in, &w->no));
}

static void facts_are_those_of_the_packs(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Trần Thị Hoa", 1940, 1, 1, REG_FEMALE),
          h = household(w, "A Lưới 2", day(2026, 1, 1));
  struct reg_fact_input in = { REG_PERSON, p,           S("person.disabilty"), true,
                               0,          S("severe"), day(2026, 1, 1),       DATE_MAX,
                               0,          false };
  refused(w, "fact", reg_fact_change(w->me, w->db, &w->act, &vocabulary, &in, &w->no));
  assert_non_null(strstr(w->no.vi, "person.disability"));
  in.fact = S("xyz");
  refused(w, "fact", reg_fact_change(w->me, w->db, &w->act, &vocabulary, &in, &w->no));
  in.fact = S("person.disability");
  in.value_name = S("sever");
  refused(w, "value_name", reg_fact_change(w->me, w->db, &w->act, &vocabulary, &in, &w->no));
  in.fact = S("person.pregnant");
  in.value = 2;
  refused(w, "value", reg_fact_change(w->me, w->db, &w->act, &vocabulary, &in, &w->no));
  in.fact = S("person.heard");
  in.value = 99999999;
  refused(w, "value", reg_fact_change(w->me, w->db, &w->act, &vocabulary, &in, &w->no));
  in.fact = S("household.children");
  refused(w, "kind", reg_fact_change(w->me, w->db, &w->act, &vocabulary, &in, &w->no));
  in.kind = REG_HOUSEHOLD;
  in.subject = h;
  in.value = 21;
  refused(w, "value", reg_fact_change(w->me, w->db, &w->act, &vocabulary, &in, &w->no));
  in.subject = 999;
  refused(w, "subject", reg_fact_change(w->me, w->db, &w->act, &vocabulary, &in, &w->no));
  in.subject = h;
  in.value = 3;
  ok(reg_fact_change(w->me, w->db, &w->act, &vocabulary, &in, &w->no));
  int64_t row = count(w, "SELECT max(id) FROM fact");
  in.valid_from = day(2027, 1, 1);
  ok(reg_fact_change(w->me, w->db, &w->act, &vocabulary, &in, &w->no));
  row = count(w, "SELECT max(id) FROM fact");
  in.valid_from = day(2026, 6, 1);
  refused(w, "valid_from", reg_fact_correct(w->me, w->db, &w->act, &vocabulary, (in.row = row, &in), &w->no));
  in.fact = S("household.poor");
  in.value = 1;
  refused(w, "fact", reg_fact_correct(w->me, w->db, &w->act, &vocabulary, (in.row = row, &in), &w->no));
}

/* ---- grants ---- */

static struct reg_grant grant(int64_t p) {
  return (struct reg_grant) { .person = p,
                              .cases = S("k6a"),
                              .amount = 1000000,
                              .decision_no = S("QĐ 12/QĐ-UBND"),
                              .signer = S("Lê Văn A"),
                              .payee = S(""),
                              .decided = day(2025, 2, 1),
                              .first_month = mon(2025, 2),
                              .running = true };
}

static void a_grant_is_suspended_resumed_paid_and_ended(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Trần Thị Hoa", 1940, 1, 1, REG_FEMALE), id = 0;
  struct reg_grant g = grant(p);
  struct reg_grant_list list;
  ok(reg_grant_add(w->me, w->db, &w->act, &(struct reg_grant_input) { S("assistance.monthly"), &g, NULL },
                   &id, &w->no));
  ok(reg_grant_paid(
      w->me, w->db, &w->act,
      &(struct reg_months_input) { .grant = id, .from = mon(2025, 2), .to = mon(2026, 5), .amount = 1000000 },
      &w->no));
  refused(w, "from",
          reg_grant_paid(w->me, w->db, &w->act,
                         &(struct reg_months_input) {
                             .grant = id, .from = mon(2026, 5), .to = mon(2026, 5), .amount = 1000000 },
                         &w->no));
  refused(w, "amount",
          reg_grant_paid(w->me, w->db, &w->act,
                         &(struct reg_months_input) {
                             .grant = id, .from = mon(2026, 6), .to = mon(2026, 6), .amount = -1 },
                         &w->no));
  refused(w, "to",
          reg_grant_paid(w->me, w->db, &w->act,
                         &(struct reg_months_input) {
                             .grant = id, .from = mon(2026, 6), .to = mon(2026, 5), .amount = 1 },
                         &w->no));
  on(w, 2026, 7, 1);
  ok(reg_grant_suspend(
      w->me, w->db, &w->act,
      &(struct reg_months_input) { .grant = id, .from = mon(2026, 7), .reason = S("chưa xác minh") },
      &w->no));
  refused(w, "from",
          reg_grant_suspend(
              w->me, w->db, &w->act,
              &(struct reg_months_input) { .grant = id, .from = mon(2026, 8), .reason = S("x") }, &w->no));
  refused(w, "reason",
          reg_grant_suspend(w->me, w->db, &w->act,
                            &(struct reg_months_input) { .grant = id, .from = mon(2026, 8), .reason = S("") },
                            &w->no));
  on(w, 2026, 9, 15);
  refused(w, "from",
          reg_grant_resume(w->me, w->db, &w->act,
                           &(struct reg_months_input) { .grant = id, .from = mon(2026, 6) }, &w->no));
  ok(reg_grant_resume(w->me, w->db, &w->act, &(struct reg_months_input) { .grant = id, .from = mon(2026, 7) },
                      &w->no));
  ok(reg_grants_of(w->me, w->a, w->db, p, at(w, day(2026, 6, 1), day(2026, 9, 14)), &list));
  assert_int_equal(list.at[0].suspension_count, 1);
  assert_true(list.at[0].suspensions[0].open);
  ok(reg_grants_of(w->me, w->a, w->db, p, at(w, day(2026, 6, 1), day(2026, 9, 15)), &list));
  assert_int_equal(list.at[0].suspension_count, 0);
  assert_int_equal(list.at[0].paid_count, 1);
  assert_int_equal(list.at[0].paid[0].amount, 1000000);
  on(w, 2026, 10, 1);
  ok(reg_grant_end(w->me, w->db, &w->act, &(struct reg_months_input) { .grant = id, .to = mon(2026, 10) },
                   &w->no));
  ok(reg_grants_of(w->me, w->a, w->db, p, at(w, day(2026, 6, 1), day(2026, 10, 1)), &list));
  assert_int_equal(list.n, 1);
  assert_int_equal(list.at[0].id, id);
  assert_false(list.at[0].running);
  assert_int_equal(list.at[0].paid_count, 1);
  ok(reg_grants_of(w->me, w->a, w->db, p, at(w, day(2026, 6, 1), day(2026, 9, 30)), &list));
  assert_true(list.at[0].running);
  refused(w, "from",
          reg_grant_suspend(
              w->me, w->db, &w->act,
              &(struct reg_months_input) { .grant = id, .from = mon(2026, 11), .reason = S("x") }, &w->no));
  ok(reg_grant_suspend(w->me, w->db, &w->act,
                       &(struct reg_months_input) { .grant = id, .from = mon(2026, 8), .reason = S("x") },
                       &w->no));
  ok(reg_grant_resume(w->me, w->db, &w->act,
                      &(struct reg_months_input) { .grant = id, .from = mon(2026, 10) }, &w->no));
  ok(reg_grants_of(w->me, w->a, w->db, p, at(w, day(2026, 6, 1), day(2026, 10, 1)), &list));
  assert_int_equal(list.at[0].suspensions[0].to, mon(2026, 9));
}

/* A suspension that has ended is not resumed again; its months are suspended already, and those after it not.
 */
static void a_suspension_that_ended_holds_its_months_only(void **state) {
  struct world *w = *state;
  int64_t id;
  struct reg_grant g = grant(person(w, "Trần Thị Hoa", 1940, 1, 1, REG_FEMALE));
  struct reg_grant_input in = { S("assistance.monthly"), &g, NULL };
  ok(reg_grant_add(w->me, w->db, &w->act, &in, &id, &w->no));
  on(w, 2026, 10, 1);
  struct reg_months_input months = { .grant = id, .from = mon(2026, 8), .reason = S("x") };
  ok(reg_grant_suspend(w->me, w->db, &w->act, &months, &w->no));
  months.from = mon(2026, 10);
  ok(reg_grant_resume(w->me, w->db, &w->act, &months, &w->no));
  refused_as(w, "not_suspended", reg_grant_resume(w->me, w->db, &w->act, &months, &w->no));
  months.from = mon(2026, 9);
  refused_as(w, "suspended_already", reg_grant_suspend(w->me, w->db, &w->act, &months, &w->no));
  months.from = mon(2026, 10);
  ok(reg_grant_suspend(w->me, w->db, &w->act, &months, &w->no));
}

static void grants_are_guarded(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Trần Thị Hoa", 1940, 1, 1, REG_FEMALE), id = 0, other = 0;
  struct reg_grant g = grant(p);
  refused(
      w, "benefit",
      reg_grant_add(w->me, w->db, &w->act, &(struct reg_grant_input) { S("gift"), &g, NULL }, &id, &w->no));
  g.amount = -1;
  refused(w, "amount",
          reg_grant_add(w->me, w->db, &w->act,
                        &(struct reg_grant_input) { S("assistance.monthly"), &g, NULL }, &id, &w->no));
  g = grant(99);
  refused(w, "person",
          reg_grant_add(w->me, w->db, &w->act,
                        &(struct reg_grant_input) { S("assistance.monthly"), &g, NULL }, &id, &w->no));
  g = grant(p);
  g.running = false;
  g.last_month = mon(2025, 1);
  refused(w, "last_month",
          reg_grant_add(w->me, w->db, &w->act,
                        &(struct reg_grant_input) { S("assistance.monthly"), &g, NULL }, &id, &w->no));
  g = grant(p);
  g.decided = day(2026, 6, 2);
  refused(w, "decided",
          reg_grant_add(w->me, w->db, &w->act,
                        &(struct reg_grant_input) { S("assistance.monthly"), &g, NULL }, &id, &w->no));
  g = grant(p);
  g.filed_known = true;
  g.filed = day(2025, 3, 1);
  refused(w, "filed",
          reg_grant_add(w->me, w->db, &w->act,
                        &(struct reg_grant_input) { S("assistance.monthly"), &g, NULL }, &id, &w->no));
  g = grant(p);
  g.paying_point = 99999;
  refused(w, "paying_point",
          reg_grant_add(w->me, w->db, &w->act,
                        &(struct reg_grant_input) { S("assistance.monthly"), &g, NULL }, &id, &w->no));
  g = grant(p);
  ok(reg_grant_add(w->me, w->db, &w->act, &(struct reg_grant_input) { S("assistance.monthly"), &g, NULL },
                   &id, &w->no));
  g.first_month = mon(2026, 1);
  refused(w, "first_month",
          reg_grant_add(w->me, w->db, &w->act,
                        &(struct reg_grant_input) { S("assistance.monthly"), &g, NULL }, &other, &w->no));
  ok(reg_grant_add(w->me, w->db, &w->act, &(struct reg_grant_input) { S("social_pension"), &g, NULL }, &other,
                   &w->no));
  refused(w, "to",
          reg_grant_end(w->me, w->db, &w->act, &(struct reg_months_input) { .grant = id, .to = mon(2025, 1) },
                        &w->no));
  refused(w, "grant",
          reg_grant_end(w->me, w->db, &w->act,
                        &(struct reg_months_input) { .grant = 999, .to = mon(2026, 1) }, &w->no));
}

static enum err granted(struct world *w, struct reg_grant g, month first, month last, int64_t *ret_id) {
  g.first_month = first;
  g.last_month = last;
  g.running = last == 0;
  return reg_grant_add(w->me, w->db, &w->act, &(struct reg_grant_input) { S("assistance.monthly"), &g, NULL },
                       ret_id, &w->no);
}

static struct reg_months_input months(int64_t id, month from, month to) {
  return (
      struct reg_months_input) { .grant = id, .from = from, .to = to, .amount = 1000000, .reason = S("x") };
}

/* One shared month is enough, at either end. */
static void no_month_is_granted_twice(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Trần Thị Hoa", 1940, 1, 1, REG_FEMALE), a = 0, b = 0;
  struct reg_grant g = grant(p);
  ok(granted(w, g, mon(2026, 4), mon(2026, 6), &a));
  refused_as(w, "grant_overlap", granted(w, g, mon(2026, 6), mon(2026, 8), &b));
  refused_as(w, "grant_overlap", granted(w, g, mon(2026, 6), 0, &b));
  refused_as(w, "grant_overlap", granted(w, g, mon(2026, 1), mon(2026, 4), &b));
  refused_as(w, "grant_overlap", granted(w, g, mon(2026, 5), mon(2026, 5), &b));
  ok(granted(w, g, mon(2026, 1), mon(2026, 3), &b));
  ok(granted(w, g, mon(2026, 7), 0, &b));
}

/* An end that is later than the old one takes months in: not those of another grant. */
static void an_end_put_off_asks_for_other_grants(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Trần Thị Hoa", 1940, 1, 1, REG_FEMALE), a = 0, b = 0;
  struct reg_grant g = grant(p);
  ok(granted(w, g, mon(2026, 1), mon(2026, 3), &a));
  ok(granted(w, g, mon(2026, 6), 0, &b));
  struct reg_months_input in = months(a, 0, mon(2027, 12));
  refused_as(w, "grant_overlap", reg_grant_end(w->me, w->db, &w->act, &in, &w->no));
  assert_string_equal(w->no.field, "to");
  in.to = mon(2026, 6);
  refused_as(w, "grant_overlap", reg_grant_end(w->me, w->db, &w->act, &in, &w->no));
  in.to = mon(2026, 5);
  ok(reg_grant_end(w->me, w->db, &w->act, &in, &w->no));
}

/* What is paid and what is not to be paid do not pass one another in silence, whichever is said first. */
static void a_paid_month_is_not_suspended_unasked(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Trần Thị Hoa", 1940, 1, 1, REG_FEMALE), id = 0;
  ok(granted(w, grant(p), mon(2026, 1), 0, &id));
  struct reg_months_input pays = months(id, mon(2026, 1), mon(2026, 4)), stops = months(id, mon(2026, 4), 0);
  ok(reg_grant_paid(w->me, w->db, &w->act, &pays, &w->no));
  refused_as(w, "paid_suspended", reg_grant_suspend(w->me, w->db, &w->act, &stops, &w->no));
  assert_true(w->no.held);
  stops.from = mon(2026, 5);
  ok(reg_grant_suspend(w->me, w->db, &w->act, &stops, &w->no));
  pays = months(id, mon(2026, 5), mon(2026, 5));
  refused_as(w, "suspended_paid", reg_grant_paid(w->me, w->db, &w->act, &pays, &w->no));
  assert_true(w->no.held);
  struct reg_act sure = w->act;
  sure.confirmed = S("suspended_paid");
  ok(reg_grant_paid(w->me, w->db, &sure, &pays, &w->no));
  stops.from = mon(2026, 6);
  ok(reg_grant_resume(w->me, w->db, &w->act, &stops, &w->no));
  pays = months(id, mon(2026, 6), mon(2026, 6));
  ok(reg_grant_paid(w->me, w->db, &w->act, &pays, &w->no));
  stops.from = mon(2026, 6);
  sure.confirmed = S("paid_suspended");
  ok(reg_grant_suspend(w->me, w->db, &sure, &stops, &w->no));
}

static void what_is_paid_is_of_its_time(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Trần Thị Hoa", 1940, 1, 1, REG_FEMALE), id = 0;
  date today = (date)(w->act.instant / INT64_C(86400000000));
  month next = month_of(today) + 1;
  ok(granted(w, grant(p), mon(2026, 1), 0, &id));
  struct reg_months_input pays = months(id, next, next);
  pays.amount = 0;
  refused_as(w, "paid_nothing", reg_grant_paid(w->me, w->db, &w->act, &pays, &w->no));
  pays.amount = 500000;
  ok(reg_grant_paid(w->me, w->db, &w->act, &pays, &w->no)); /* its list is drawn before its time */
  pays.from = next + 1;
  pays.to = next + 48;
  refused_as(w, "paid_ahead", reg_grant_paid(w->me, w->db, &w->act, &pays, &w->no));
  assert_true(w->no.held);
  struct reg_act sure = w->act;
  sure.confirmed = S("paid_ahead");
  ok(reg_grant_paid(w->me, w->db, &sure, &pays, &w->no));
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)
  const struct CMUnitTest tests[] = {
    T(a_fact_has_two_dates),
    T(a_change_fits_between_others),
    T(facts_are_those_of_the_packs),
    T(a_grant_is_suspended_resumed_paid_and_ended),
    T(a_suspension_that_ended_holds_its_months_only),
    T(grants_are_guarded),
    T(no_month_is_granted_twice),
    T(an_end_put_off_asks_for_other_grants),
    T(a_paid_month_is_not_suspended_unasked),
    T(what_is_paid_is_of_its_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
