/* Numbers the law has no value for: acts refuse them, and a row that holds one all the same ends itself in
 * both readings. All people are invented. */
#include "awkward_for_test.h"

/* A day that is none of the calendar can only come from a damaged file; it is not known, either way. */
static void a_day_of_no_calendar(void **state) {
  struct world *w = *state;
  date from = date_of(2025, 7, 1);
  int64_t p = person(w, "Lê Thị Mười", 1990, 2, 2);
  lives(w, p, home_at(w, commune(w, "Phú Xuân"), "none", from), "head", from);
  severe(w, p);
  says(w, REG_PERSON, p, "person.declared_missing", date_of(2026, 11, 1), "", from);
  assert_int_equal(ask(w, p, "assistance.monthly", 2026, 6).eligible, 750000);
  ok(db_script(w->db, "UPDATE fact SET value = -9999999 WHERE value = 20758"));
  assert_int_equal(test_int(w->db, "SELECT count(*) FROM fact WHERE value = -9999999", 0, NULL), 1);
  struct people_ask how = { .viewer = &w->viewer, .db = w->db, .names = w->names };
  struct people *alone, *all = columns(w, date_of(2026, 11, 20));
  const struct reg_bad *bad;
  int named;
  how.act = people_act(all);
  assert_int_equal(people_load_one(w->a, &how, p, &alone, NULL), INVALID);
  assert_int_equal(people_bad(all, &bad, &named), 1);
  assert_int_equal(bad[0].subject, p);
}

static void an_act_refuses_what_the_law_does(void **state) {
  static const struct {
    enum reg_kind kind;
    const char *fact;
    int64_t value;
    const char *code;
  } no[] = { { REG_PERSON, "person.pension", -5, "value_range" },
             { REG_PERSON, "person.pension", 9000000000000000000, "value_range" },
             { REG_HOUSEHOLD, "household.deprivations", 13, "value_range" },
             { REG_HOUSEHOLD, "household.deprivations", -1, "value_range" },
             { REG_PERSON, "person.declared_missing", 3000000, "value_date" },
             { REG_PERSON, "person.foreigner", 2, "value_bool" } };
  struct world *w = *state;
  date from = date_of(2025, 7, 1);
  int64_t p = person(w, "Lê Thị Mười", 1990, 2, 2), home = home_at(w, commune(w, "Phú Xuân"), "none", from);
  for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
    struct reg_fact_input f = { .kind = no[i].kind,
                                .subject = no[i].kind == REG_PERSON ? p : home,
                                .fact = str_of(no[i].fact),
                                .known = true,
                                .value = no[i].value,
                                .valid_from = from,
                                .valid_to = DATE_MAX };
    assert_int_equal(reg_fact_change(&w->viewer, w->db, &w->act, &w->v, &f, &w->no), INVALID);
    assert_string_equal(w->no.code, no[i].code);
  }
  says(w, REG_HOUSEHOLD, home, "household.deprivations", 12, "", from);
}

/* A row that says such a number all the same is of somebody who is not answered; nobody else is touched. */
static void a_number_of_no_value_ends_its_row(void **state) {
#define OF(name)    " WHERE fact = (SELECT id FROM symbol WHERE name = '" name "') AND subject = "
#define LAST(table) "(SELECT max(id) FROM " table ")"
  static const char *const rows[] = {
    "UPDATE fact SET value = 7" OF("person.foreigner") LAST("person"),
    "UPDATE fact SET value = -5" OF("person.pension") LAST("person"),
    "UPDATE fact SET value = 9000000000000000000" OF("person.pension") LAST("person"),
    "UPDATE fact SET value = 13" OF("household.deprivations") LAST("household"),
    "UPDATE fact SET value = (SELECT id FROM symbol WHERE name = 'poverty_class.none')" OF(
        "person.disability") LAST("person"),
    "UPDATE fact SET value = fact" OF("person.disability") LAST("person"),
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    if (i) awkward_setup(state);
    struct world *w = *state;
    date from = date_of(2025, 7, 1);
    int64_t other = person(w, "Lê Thị Một", 1991, 2, 2), p = person(w, "Lê Thị Mười", 1990, 2, 2),
            home = home_at(w, commune(w, "Phú Xuân"), "none", from);
    severe(w, other);
    lives(w, p, home, "head", from);
    severe(w, p);
    says(w, REG_PERSON, p, "person.foreigner", 1, "", from);
    says(w, REG_HOUSEHOLD, home, "household.deprivations", 11, "", from);
    ok(db_script(w->db, rows[i]));
    const struct reg_bad *bad;
    int named;
    struct people *alone, *all = columns(w, date_of(2026, 11, 20));
    struct people_ask how = { .viewer = &w->viewer, .db = w->db, .names = w->names, .act = people_act(all) };
    if (people_bad(all, &bad, &named) < 1) fail_msg("not named: %s", rows[i]);
    assert_string_equal(bad[0].word, "value");
    assert_int_equal(people_load_one(w->a, &how, p, &alone, NULL), INVALID);
    assert_int_equal(ask(w, other, "assistance.monthly", 2026, 6).eligible, 750000);
    if (i + 1 < sizeof rows / sizeof *rows) awkward_teardown(state);
  }
}

/* Of an area it is not known in either reading, and named. */
static void a_number_of_no_value_of_an_area(void **state) {
  struct world *w = *state;
  date from = date_of(2025, 7, 1);
  int64_t area = commune(w, "A Lưới 2"), p = person(w, "Lê Thị Ba", 2024, 3, 3);
  lives(w, p, home_at(w, area, "poor", from), "child", from);
  says(w, REG_AREA, area, "area.specially_difficult", 1, "", from);
  assert_int_equal(ask(w, p, "assistance.monthly", 2026, 6).eligible, 750000);
  ok(db_script(w->db,
               "UPDATE fact SET value = 9 WHERE kind = 3 AND value = 1 AND fact = (SELECT id FROM symbol"
               " WHERE name = 'area.specially_difficult')"));
  assert_int_equal(ask(w, p, "assistance.monthly", 2026, 6).eligible, OPEN);
  const struct reg_bad *bad;
  int named;
  assert_int_equal(people_bad(columns(w, date_of(2026, 11, 20)), &bad, &named), 1);
  assert_int_equal(bad[0].subject, area);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, awkward_setup, awkward_teardown)
  const struct CMUnitTest tests[] = {
    T(a_day_of_no_calendar),
    T(an_act_refuses_what_the_law_does),
    T(a_number_of_no_value_ends_its_row),
    T(a_number_of_no_value_of_an_area),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
