/* A table without a row says of everybody what a table with rows of others says of him: where nothing is on
 * record there is none, or it is not known, whoever else has something, and whether the last row is struck.
 * The list of everybody and the replay say the same. People are invented. */
#include "small_for_test.h"

/* Benefits in the order of the law, each of another table. */
enum { SPELL, FORM, FRIEND, PARENT, ILL, ASKED, POOR, NO_SPELL, BENEFITS };

#define AID(id, when)                                                                                        \
  "benefit " id " for person \"B\"\n  amount 10 [d 1]\n  when " when                                         \
  " [d 1]\n  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"

static const char pack_text[] =
    "language 1\n"
    "document d \"D\" issued 2019-01-01 in_force 2020-01-01\n"
    "fact person.birth : date \"x\" required\nfact person.death : date \"x\" absent never\n"
    "fact person.k : integer 0..11 \"x\" absent 0\nfact household.poor : bool \"x\" absent no\n"
    "fact person.ill : bool \"x\" absent no\nfact person.asked : bool \"x\"\n"
    "link friend : person \"x\"\n"
    "link parent : person \"x\" inverse child absent none\n"
    "link child : person \"x\" inverse parent absent none\n"
    "record form of household \"x\" (rooms : integer)\nrecord spell of person \"x\" (n : integer)\n"
    "rule household.forms : integer \"x\" = count form where (rooms > 2) [d 1]\n" AID("spell_aid",
                                                                                      "count spell >= 1")
        AID("form_aid", "household.forms >= 1") AID("friend_aid", "count friend >= 1")
            AID("parent_aid", "count parent >= 1") AID("ill_aid", "ill") AID("asked_aid", "asked")
                AID("poor_aid", "household.poor") AID("none_aid", "(sum n over spell) = 0");

static void all_say(struct small *x, int64_t who, const enum law_status want[BENEFITS]) {
  struct office_when when = small_when(x, mon(2026, 11), day(2026, 11, 20));
  for (int b = 0; b < BENEFITS; b++) {
    enum law_status s = want[b];
    small_both_say(x, when, who, b, (struct small_comes) { s, LAW_NOT_ENTITLED, s == LAW_VALUE ? 10 : 0, 0 });
  }
}

static int64_t put_record(struct small *x, enum reg_kind kind, int64_t subject) {
  bool form = kind == REG_HOUSEHOLD;
  struct reg_item_input item = { form ? S("rooms") : S("n"), true, 7, S("") };
  struct reg_record_input in = { .v = &x->v,
                                 .kind = kind,
                                 .subject = subject,
                                 .record = form ? S("form") : S("spell"),
                                 .items = &item,
                                 .item_count = 1,
                                 .valid_from = day(2026, 1, 1),
                                 .valid_to = DATE_MAX };
  struct world *w = x->w;
  int64_t id;
  ok(reg_record_add(w->me, w->db, &w->act, &in, &id, &w->no));
  return id;
}

static void strike_record(struct small *x, int64_t row) {
  struct reg_record_input in = { .v = &x->v, .row = row, .strike = true };
  struct world *w = x->w;
  int64_t none;
  ok(reg_record_correct(w->me, w->db, &w->act, &in, &none, &w->no));
}

/* Another one of whom every table says something. */
static void fill_the_rest(struct small *x, int64_t other, int64_t home) {
  static const struct str facts[] = { S("person.ill"), S("person.asked") };
  struct world *w = x->w;
  for (int i = 0; i < 2; i++) {
    struct reg_fact_input f = { .kind = REG_PERSON,
                                .subject = other,
                                .fact = facts[i],
                                .known = true,
                                .value = 1,
                                .valid_from = day(2026, 1, 1),
                                .valid_to = DATE_MAX };
    ok(reg_fact_change(w->me, w->db, &w->act, &x->v, &f, &w->no));
  }
  small_poor(x, home);
  int64_t third = small_person(x, "Trần Thị Ba", day(1950, 1, 1), 1);
  static const struct str kinds[] = { S("person.friend"), S("person.parent") };
  for (int i = 0; i < 2; i++) {
    struct reg_link_input in = { kinds[i], other, third, day(1980, 2, 1), DATE_MAX, NULL };
    ok(reg_link_add(w->me, w->db, &w->act, &in, &w->no));
  }
}

static void no_row_says_what_other_rows_leave_unsaid(void **state) {
  static const enum law_status nothing[BENEFITS] = {
    LAW_NOT_ENTITLED, LAW_NOT_ENTITLED, LAW_UNKNOWN,      LAW_NOT_ENTITLED,
    LAW_NOT_ENTITLED, LAW_UNKNOWN,      LAW_NOT_ENTITLED, LAW_VALUE,
  };
  static const enum law_status everything[BENEFITS] = {
    LAW_VALUE, LAW_VALUE, LAW_VALUE, LAW_VALUE, LAW_VALUE, LAW_VALUE, LAW_VALUE, LAW_NOT_ENTITLED,
  };
  enum law_status struck[BENEFITS];
  struct small *x;
  small_open(&x, "no_rows", pack_text);
  struct world *w = x->w;
  int64_t home = household(w, "Vỹ Dạ", day(2024, 1, 1)), his = household(w, "Vỹ Dạ", day(2024, 1, 1));
  int64_t who = small_person(x, "Trần Thị Một", day(1980, 2, 1), 1);
  int64_t other = small_person(x, "Trần Thị Hai", day(1980, 2, 1), 1);
  belongs(w, who, his, S("head"), day(2024, 1, 1));
  belongs(w, other, home, S("head"), day(2024, 1, 1));
  all_say(x, who, nothing); /* no row of anything but the people and their homes */
  int64_t spell = put_record(x, REG_PERSON, other);
  all_say(x, who, nothing);
  strike_record(x, spell); /* the last one believed */
  all_say(x, who, nothing);
  all_say(x, other, nothing);
  int64_t rows[] = { put_record(x, REG_PERSON, other), put_record(x, REG_HOUSEHOLD, home) };
  fill_the_rest(x, other, home);
  all_say(x, who, nothing);
  all_say(x, other, everything);
  for (int i = 0; i < 2; i++)
    strike_record(x, rows[i]);
  memcpy(struck, everything, sizeof struck);
  struck[SPELL] = struck[FORM] = LAW_NOT_ENTITLED;
  struck[NO_SPELL] = LAW_VALUE;
  all_say(x, other, struck);
  all_say(x, who, nothing);
  small_close(x);
  (void)state;
}

int main(void) {
  const struct CMUnitTest tests[] = { cmocka_unit_test(no_row_says_what_other_rows_leave_unsaid) };
  return cmocka_run_group_tests_name("no rows", tests, NULL, NULL);
}
