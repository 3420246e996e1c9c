/* Of an act that was taken back: it is not taken back again, and what later acts and their own undoing left
 * of it decides whether it can be taken back at all. People are invented. */
#include "world_for_test.h"

#include "registry/correct.h"

static int64_t last(struct world *w) {
  struct reg_clock clock;
  ok(reg_clock_read(w->db, &clock));
  return clock.act;
}

static enum err undo(struct world *w, int64_t act) {
  return reg_undo(w->me, w->db, &w->act, &test_vocabulary, act, &w->no);
}

/* The undo is refused by that code, naming that act. */
static void not_undone(struct world *w, const char *code, int64_t act, int64_t named) {
  char number[24];
  int64_t before = last(w);
  snprintf(number, sizeof number, " %lld", (long long)named);
  refused_as(w, code, undo(w, act));
  assert_int_equal(w->no.act, named);
  assert_non_null(strstr(w->no.en, number));
  assert_non_null(strstr(w->no.vi, number));
  assert_int_equal(last(w), before);
}

#define BELIEVED(table) "SELECT count(*) FROM " table " WHERE act_to = 9223372036854775807"

static int64_t believed_fact(struct world *w) {
  return count(w, "SELECT coalesce(max(id), 0) FROM fact WHERE act_to = 9223372036854775807");
}

static void fact(struct world *w, int64_t p, int year, int64_t row, bool strike) {
  struct reg_fact_input in = { .kind = REG_PERSON,
                               .subject = p,
                               .fact = S("person.disability"),
                               .known = true,
                               .value_name = S("severe"),
                               .valid_from = day(year, 1, 1),
                               .valid_to = day(year + 1, 1, 1),
                               .row = row,
                               .strike = strike };
  if (row == 0)
    ok(reg_fact_change(w->me, w->db, &w->act, &test_vocabulary, &in, &w->no));
  else
    ok(reg_fact_correct(w->me, w->db, &w->act, &test_vocabulary, &in, &w->no));
}

/* Struck, the strike taken back, corrected: the strike is not taken back again. */
static void a_fact_is_not_revived(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Hồ Văn Lại", 1960, 5, 6, REG_MALE);
  fact(w, p, 2024, 0, false);
  fact(w, p, 2024, believed_fact(w), true);
  int64_t strike = last(w);
  ok(undo(w, strike));
  not_undone(w, "undone_already", strike, strike + 1);
  fact(w, p, 2025, believed_fact(w), false);
  not_undone(w, "undone_already", strike, strike + 1);
  assert_int_equal(count(w, BELIEVED("fact")), 1);
}

/* Struck, and the very same recorded again, which was put right: what is struck is wrong by that too. */
static void what_was_recorded_again_and_put_right_is_not_revived(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Hồ Văn Lại", 1960, 5, 6, REG_MALE);
  fact(w, p, 2024, 0, false);
  fact(w, p, 2024, believed_fact(w), true);
  int64_t strike = last(w);
  fact(w, p, 2024, 0, false);
  fact(w, p, 2025, believed_fact(w), false);
  not_undone(w, "moved_since", strike, strike + 2);
  /* Without what came after it can: recorded again and that taken back is nothing. */
  ok(undo(w, strike + 2));
  ok(undo(w, strike + 1));
  ok(undo(w, strike));
  assert_int_equal(count(w, BELIEVED("fact")), 1);
}

static struct reg_link_correction parent(struct world *w, int64_t child, int64_t of) {
  struct reg_link_correction in = { .wrong = { S("person.parent"), child, of, day(2010, 1, 1), DATE_MAX,
                                               &test_vocabulary },
                                    .from = day(2010, 1, 1),
                                    .to = DATE_MAX };
  (void)w;
  return in;
}

static void parent_struck(struct world *w, int64_t child, int64_t of) {
  struct reg_link_correction in = parent(w, child, of);
  in.strike = true;
  ok(reg_link_correct(w->me, w->db, &w->act, &in, &w->no));
}

static void no_third_parent_comes_back_unasked(void **state) {
  struct world *w = *state;
  int64_t child = person(w, "Hồ Văn Con", 2010, 1, 1, REG_MALE), of[3];
  for (int i = 0; i < 3; i++) {
    of[i] = person(w, i == 0 ? "Hồ Văn Một" : i == 1 ? "Hồ Văn Hai" : "Hồ Văn Ba", 1970 + i, 1, 1, REG_MALE);
    if (i == 2) break;
    struct reg_link_correction in = parent(w, child, of[i]);
    ok(reg_link_add(w->me, w->db, &w->act, &in.wrong, &w->no));
  }
  parent_struck(w, child, of[0]);
  int64_t strike = last(w);
  ok(undo(w, strike));
  struct reg_link_correction right = parent(w, child, of[0]);
  right.other = of[2];
  ok(reg_link_correct(w->me, w->db, &w->act, &right, &w->no));
  not_undone(w, "undone_already", strike, strike + 1);
  parent_struck(w, child, of[1]);
  strike = last(w);
  struct reg_link_correction other = parent(w, child, of[0]);
  ok(reg_link_add(w->me, w->db, &w->act, &other.wrong, &w->no));
  refused_as(w, "parent_third", undo(w, strike));
  assert_true(w->no.held);
  assert_int_equal(count(w, BELIEVED("link")), 2);
}

struct granted {
  int64_t p, grant;
};

static struct granted granted(struct world *w) {
  struct granted t = { .p = person(w, "Hồ Thị Na", 1945, 9, 10, REG_FEMALE) };
  struct reg_grant g = { .person = t.p,
                         .amount = 540000,
                         .decision_no = S("12/QĐ"),
                         .decided = day(2025, 1, 5),
                         .first_month = mon(2025, 1),
                         .running = true };
  struct reg_grant_input in = { S("assistance.monthly"), &g, &test_vocabulary };
  ok(reg_grant_add(w->me, w->db, &w->act, &in, &t.grant, &w->no));
  return t;
}

static void a_suspension_is_not_revived(void **state) {
  struct world *w = *state;
  struct reg_months_input in = { .grant = granted(w).grant, .from = mon(2025, 2), .reason = S("vắng") };
  ok(reg_grant_suspend(w->me, w->db, &w->act, &in, &w->no));
  in.from = mon(2025, 4);
  ok(reg_grant_resume(w->me, w->db, &w->act, &in, &w->no));
  in.wrong = mon(2025, 2);
  in.strike = true;
  ok(reg_suspension_correct(w->me, w->db, &w->act, &in, &w->no));
  int64_t strike = last(w);
  ok(undo(w, strike));
  in.strike = false;
  in.from = mon(2025, 8);
  in.to = mon(2025, 9);
  ok(reg_suspension_correct(w->me, w->db, &w->act, &in, &w->no));
  not_undone(w, "undone_already", strike, strike + 1);
  assert_int_equal(count(w, BELIEVED("grant_suspension")), 1);
}

static void a_payment_is_not_revived(void **state) {
  struct world *w = *state;
  struct reg_months_input in = {
    .grant = granted(w).grant, .from = mon(2025, 1), .to = mon(2025, 3), .amount = 540000
  };
  ok(reg_grant_paid(w->me, w->db, &w->act, &in, &w->no));
  in.strike = true;
  ok(reg_paid_correct(w->me, w->db, &w->act, &in, &w->no));
  int64_t strike = last(w);
  ok(undo(w, strike));
  ok(reg_paid_correct(w->me, w->db, &w->act, &in, &w->no));
  not_undone(w, "undone_already", strike, strike + 1);
  assert_int_equal(count(w, BELIEVED("grant_paid")), 0);
  ok(undo(w, strike + 2));
  assert_int_equal(count(w, BELIEVED("grant_paid")), 1);
}

/* ---- records ---- */

static int64_t form(struct world *w, int64_t house, int rooms, int64_t row, bool strike) {
  const struct reg_item_input item = { S("rooms"), true, rooms, S("") };
  struct reg_record_input in = { .v = &test_vocabulary,
                                 .kind = REG_HOUSEHOLD,
                                 .subject = house,
                                 .record = S("form"),
                                 .items = &item,
                                 .item_count = 1,
                                 .valid_from = day(2026, 1, 1),
                                 .valid_to = DATE_MAX,
                                 .row = row,
                                 .strike = strike };
  int64_t id;
  if (row == 0)
    ok(reg_record_add(w->me, w->db, &w->act, &in, &id, &w->no));
  else
    ok(reg_record_correct(w->me, w->db, &w->act, &in, &id, &w->no));
  return count(w, "SELECT coalesce(max(id), 0) FROM record WHERE act_to = 9223372036854775807");
}

static void a_record_has_one_row(void **state) {
  struct world *w = *state;
  int64_t house = household(w, "Phường Phú Xuân", day(2025, 7, 1));
  int64_t row = form(w, house, 3, 0, false);
  int64_t added = last(w);
  ok(undo(w, added));
  ok(undo(w, added + 1));
  not_undone(w, "undone_already", added + 1, added + 2);
  not_undone(w, "undone_again", added, added + 2); /* which would take it back */
  ok(undo(w, added + 2));
  not_undone(w, "undone_already", added, added + 3);
  assert_int_equal(count(w, BELIEVED("record")), 0);

  row = form(w, house, 4, 0, false);
  form(w, house, 0, row, true);
  int64_t strike = last(w);
  ok(undo(w, strike));
  row = count(w, "SELECT max(id) FROM record WHERE act_to = 9223372036854775807");
  form(w, house, 5, row, false);
  not_undone(w, "undone_already", strike, strike + 1);
  assert_int_equal(count(w, BELIEVED("record")), 1);
}

/* Struck and added again: taking the strike back asks as adding it a second time does. */
static void the_same_record_is_asked_after(void **state) {
  struct world *w = *state;
  int64_t house = household(w, "Phường Phú Xuân", day(2025, 7, 1));
  form(w, house, 0, form(w, house, 3, 0, false), true);
  int64_t strike = last(w);
  form(w, house, 3, 0, false);
  refused_as(w, "record_again", undo(w, strike));
  assert_true(w->no.held);
  assert_int_equal(count(w, BELIEVED("record")), 1);
  w->act.confirmed = S("record_again");
  ok(undo(w, strike));
  w->act.confirmed = S("");
  assert_int_equal(count(w, BELIEVED("record")), 2);
}

/* ---- people ---- */

/* Added, taken back, added again: the first is not there again unasked, nor among those he lives with. */
static void the_same_person_is_asked_after(void **state) {
  struct world *w = *state;
  int64_t house = household(w, "Phường Phú Xuân", day(2025, 7, 1)), p, twin;
  p = person(w, "Hồ Văn Lại", 1960, 5, 6, REG_MALE);
  int64_t added = last(w);
  ok(undo(w, added));
  twin = person(w, "Hồ Văn Lại", 1960, 5, 6, REG_MALE);
  refused_as(w, "person_again", undo(w, added + 1));
  assert_true(w->no.held);
  w->act.confirmed = S("person_again");
  ok(undo(w, added + 1));
  w->act.confirmed = S("");
  belongs(w, p, house, S("head"), day(2025, 8, 1));
  struct reg_membership_input never = { p, 0, S(""), day(2025, 9, 1), DATE_MAX };
  ok(reg_membership_correct(w->me, w->db, &w->act, &never, &w->no));
  int64_t struck = last(w);
  belongs(w, twin, house, S("child"), day(2025, 8, 1));
  refused_as(w, "person_again", undo(w, struck));
  w->act.confirmed = S("person_again");
  ok(undo(w, struck));
}

/* ---- what really helps ---- */

/* What a refusal says to take back first is taken back, and then it can be. */
static void the_advice_leads_out(void **state) {
  struct world *w = *state;
  struct granted t = granted(w);
  struct reg_months_input end = { .grant = t.grant, .to = mon(2026, 3) };
  ok(reg_grant_end(w->me, w->db, &w->act, &end, &w->no));
  int64_t first = last(w);
  end.to = mon(2026, 4);
  ok(reg_grant_end(w->me, w->db, &w->act, &end, &w->no));
  not_undone(w, "moved_since", first, first + 1);
  ok(undo(w, first + 1));
  ok(undo(w, first));
  assert_int_equal(count(w, BELIEVED("grant_version") " AND last_month IS NULL"), 1);
  assert_int_equal(count(w, BELIEVED("grant_version")), 1);
}

static void an_act_that_was_taken_back_touches_nothing(void **state) {
  struct world *w = *state;
  struct granted t = granted(w);
  ok(reg_death(w->me, w->db, &w->act, t.p, day(2026, 5, 10), &w->no));
  int64_t death = last(w);
  struct reg_months_input end = { .grant = t.grant, .to = mon(2026, 5) };
  ok(reg_grant_end(w->me, w->db, &w->act, &end, &w->no));
  not_undone(w, "moved_since", death, death + 1);
  ok(undo(w, death + 1));
  ok(undo(w, death + 2)); /* ended once more, by this */
  not_undone(w, "moved_since", death, death + 3);
  ok(undo(w, death + 3));
  ok(undo(w, death));
  assert_int_equal(count(w, BELIEVED("person_version") " AND death IS NOT NULL"), 0);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)
  const struct CMUnitTest tests[] = {
    T(a_fact_is_not_revived),
    T(what_was_recorded_again_and_put_right_is_not_revived),
    T(no_third_parent_comes_back_unasked),
    T(a_suspension_is_not_revived),
    T(a_payment_is_not_revived),
    T(a_record_has_one_row),
    T(the_same_record_is_asked_after),
    T(the_same_person_is_asked_after),
    T(the_advice_leads_out),
    T(an_act_that_was_taken_back_touches_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
