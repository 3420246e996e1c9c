/* What is sent with an act: what is kept of it, and what no form would send. */
#include "world_for_test.h"

#include "registry/correct.h"

/* What stands in the act row is the same whatever the text was, so nothing can be tried against it. */
static void an_erased_text_cannot_be_guessed(void **state) {
  struct world *w = *state;
  struct reg_person_input in = someone("Lê Thị Mai", 1960, 5, 2, REG_FEMALE);
  int64_t one = 0, two = 0, act = 0;
  w->act.client_key = S("khóa-1");
  w->act.text = S("bị HIV");
  w->act.ret_act = &act;
  ok(reg_person_add(w->me, w->db, &w->act, &in, &one, &w->no));
  w->act.text = S("bị lao");
  refused_as(w, "key_other", reg_person_add(w->me, w->db, &w->act, &in, &two, &w->no));
  w->act.text = S("bị HIV");
  ok(reg_person_add(w->me, w->db, &w->act, &in, &two, &w->no));
  assert_int_equal(one, two);
  struct reg_act other = w->act;
  other.client_key = S("khóa-2");
  other.text = S("không sao");
  other.confirmed = S("person_again");
  ok(reg_person_add(w->me, w->db, &other, &in, &two, &w->no));
  assert_int_equal(count(w, "SELECT count(DISTINCT content) FROM act WHERE client_key IS NOT NULL"), 1);
  struct reg_act erasing = { .arena = w->a, .instant = w->act.instant };
  ok(reg_text_erase(w->me, w->db, &erasing, act, &w->no));
  /* Nobody can say any more whether it is the same: the rest decides, and none is not some. */
  ok(reg_person_add(w->me, w->db, &w->act, &in, &two, &w->no));
  assert_int_equal(one, two);
  w->act.text = S("");
  refused_as(w, "key_other", reg_person_add(w->me, w->db, &w->act, &in, &two, &w->no));
  w->act.text = S("bị HIV");
  in.phone = S("0900000001");
  refused_as(w, "key_other", reg_person_add(w->me, w->db, &w->act, &in, &two, &w->no));
}

/* Where one thing sent ends and the next begins is part of what was sent. */
static void what_was_sent_is_not_run_together(void **state) {
  struct world *w = *state;
  struct reg_person_input in = someone("Lê Thị Mai", 1960, 5, 2, REG_FEMALE);
  int64_t one = 0, two = 0;
  w->act.client_key = S("khóa-1");
  w->act.paper = S("12/QĐ");
  w->act.text = S("con gái\073bố đi");
  ok(reg_person_add(w->me, w->db, &w->act, &in, &one, &w->no));
  w->act.paper = S("12/QĐ\073con gái");
  w->act.text = S("bố đi");
  refused_as(w, "key_other", reg_person_add(w->me, w->db, &w->act, &in, &two, &w->no));
}

/* ---- what no form would send ---- */

static struct str letters(struct world *w, size_t n) {
  char *p = arena_alloc(w->a, n + 1);
  memset(p, 'a', n);
  return (struct str) { p, n };
}

static void endless_texts_are_refused(void **state) {
  struct world *w = *state;
  int64_t id;
  struct str text = letters(w, 70000);
  struct reg_person_input in = someone("Lê Thị Mai", 1960, 5, 2, REG_FEMALE);
  struct reg_person_input name = in, ethnic = in, phone = in, number_given = in;
  name.full_name = text;
  ethnic.ethnic = text;
  phone.phone = text;
  number_given.citizen_no = text;
  refused(w, "full_name", reg_person_add(w->me, w->db, &w->act, &name, &id, &w->no));
  refused(w, "ethnic", reg_person_add(w->me, w->db, &w->act, &ethnic, &id, &w->no));
  refused(w, "phone", reg_person_add(w->me, w->db, &w->act, &phone, &id, &w->no));
  refused(w, "citizen_no", reg_person_add(w->me, w->db, &w->act, &number_given, &id, &w->no));
  int64_t p = person(w, "Lê Thị Mơ", 1960, 5, 2, REG_FEMALE);
  struct reg_membership_input member = { p, 1, text, day(2026, 1, 1), DATE_MAX };
  refused(w, "role", reg_membership_add(w->me, w->db, &w->act, &member, &w->no));
  struct reg_home_input home = { .area = 1, .address = text, .from = day(2026, 1, 1) };
  refused(w, "address", reg_household_add(w->me, w->db, &w->act, &home, &id, &w->no));
  struct reg_months_input months = { .grant = 1, .from = mon(2026, 1), .to = mon(2026, 1), .reason = text };
  refused(w, "reason", reg_grant_suspend(w->me, w->db, &w->act, &months, &w->no));
  assert_int_equal(reg_grant_end(w->me, w->db, &w->act, &months, &w->no), INVALID);
  assert_int_equal(reg_grant_paid(w->me, w->db, &w->act, &months, &w->no), INVALID);
}

static void letters_nobody_sees_are_refused(void **state) {
  struct world *w = *state;
  static const char *const names[] = { "Lê\u202ETh\u1ecb Mai", "Lê\tMai",      "Lê\nMai",     "Lê\u200BMai",
                                       "Lê\u2066Mai",          "\uFEFFLê Mai", "Lê\u00ADMai", "Lê\u2028Mai" };
  int64_t id;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    struct reg_person_input in = someone(names[i], 1960, 5, 2, REG_FEMALE);
    refused_as(w, "control", reg_person_add(w->me, w->db, &w->act, &in, &id, &w->no));
  }
  struct reg_person_input in = someone("Lê Thị Mai", 1960, 5, 2, REG_FEMALE);
  in.sex = (enum reg_sex)99;
  refused_as(w, "sex_unknown", reg_person_add(w->me, w->db, &w->act, &in, &id, &w->no));
}

static void days_beyond_the_calendar_are_refused(void **state) {
  struct world *w = *state;
  static const date beyond[] = { DATE_MIN - 1, DATE_MAX + 1, INT32_MIN, INT32_MAX };
  int64_t p = person(w, "Lê Thị Mai", 1960, 5, 2, REG_FEMALE), h = household(w, "Phú Xuân", day(2026, 1, 1)),
          id;
  for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++) {
    date d = beyond[i];
    struct reg_person_input in = someone("Lê Thị Mai", 1960, 5, 2, REG_FEMALE);
    in.person = p;
    in.day = d;
    refused_as(w, "day_beyond", reg_person_change(w->me, w->db, &w->act, &in, &w->no));
    refused_as(w, "day_beyond", reg_person_correct(w->me, w->db, &w->act, &in, &w->no));
    refused_as(w, "day_beyond", reg_death(w->me, w->db, &w->act, p, d, &w->no));
    struct reg_membership_input member = { p, h, S("head"), d, DATE_MAX };
    refused_as(w, "day_beyond", reg_membership_change(w->me, w->db, &w->act, &member, &w->no));
    refused_as(w, "day_beyond", reg_membership_correct(w->me, w->db, &w->act, &member, &w->no));
    assert_int_equal(reg_membership_add(w->me, w->db, &w->act, &member, &w->no), INVALID);
    struct reg_home_input home = { .household = h, .area = 1, .address = S("tổ 1"), .from = d };
    assert_int_equal(reg_move(w->me, w->db, &w->act, &home, &w->no), INVALID);
    struct reg_link_input link = { S("person.parent"), p, p + 1, d, d, &test_vocabulary };
    assert_int_equal(reg_link_add(w->me, w->db, &w->act, &link, &w->no), INVALID);
    assert_int_equal(reg_link_end(w->me, w->db, &w->act, &link, &w->no), INVALID);
    struct reg_link_correction kin = { .wrong = link, .other = p + 1, .from = d, .to = DATE_MAX };
    assert_int_equal(reg_link_correct(w->me, w->db, &w->act, &kin, &w->no), INVALID);
    kin.wrong.from = day(2026, 1, 1);
    assert_int_equal(reg_link_correct(w->me, w->db, &w->act, &kin, &w->no), INVALID);
    struct reg_home_correction lived = { .right = home, .day = day(2026, 1, 1) };
    assert_int_equal(reg_home_correct(w->me, w->db, &w->act, &lived, &w->no), INVALID);
    lived.right.from = day(2026, 1, 1);
    lived.day = d;
    refused_as(w, "day_beyond", reg_home_correct(w->me, w->db, &w->act, &lived, &w->no));
    in.household = h;
    in.role = S("head");
    in.from = d;
    assert_int_equal(reg_person_add(w->me, w->db, &w->act, &in, &id, &w->no), INVALID);
    struct reg_grant g = {
      .person = p, .decided = d, .filed_known = true, .filed = d, .first_month = mon(2026, 1)
    };
    struct reg_grant_input grant = { S("care.monthly"), &g, &test_vocabulary };
    refused_as(w, "day_beyond", reg_grant_add(w->me, w->db, &w->act, &grant, &id, &w->no));
    refused_as(w, "day_beyond", reg_grant_correct(w->me, w->db, &w->act, 1, &grant, &w->no));
    struct reg_months_input months = { .grant = 1, .from = d, .to = d, .reason = S("x") };
    assert_int_equal(reg_grant_suspend(w->me, w->db, &w->act, &months, &w->no), INVALID);
    assert_int_equal(reg_grant_resume(w->me, w->db, &w->act, &months, &w->no), INVALID);
    assert_int_equal(reg_grant_paid(w->me, w->db, &w->act, &months, &w->no), INVALID);
    assert_int_equal(reg_grant_end(w->me, w->db, &w->act, &months, &w->no), INVALID);
  }
  static const int64_t instants[] = { INT64_MIN, INT64_MIN + 1, INT64_MAX, INT64_C(-99999999999999999) };
  for (size_t i = 0; i < sizeof instants / sizeof *instants; i++) {
    struct reg_person_input in = someone("Lê Thị Mận", 1961, 5, 2, REG_FEMALE);
    w->act.instant = instants[i];
    refused_as(w, "day_beyond", reg_person_add(w->me, w->db, &w->act, &in, &id, &w->no));
  }
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)
  const struct CMUnitTest tests[] = {
    T(an_erased_text_cannot_be_guessed),
    T(what_was_sent_is_not_run_together),
    T(endless_texts_are_refused),
    T(letters_nobody_sees_are_refused),
    T(days_beyond_the_calendar_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
