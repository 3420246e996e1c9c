/* What was recorded under one pack and is read under a later one: items of forms inserted, dropped,
 * reordered, renamed; facts, links, values, records and benefits renamed. Recorded by acts, read by the
 * replay and in bulk alike. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "db_for_test.h"
#include "office/office.h"

#define ok(call)                                                                                             \
  do {                                                                                                       \
    enum err ok_e_ = (call);                                                                                 \
    if (ok_e_ != OK) fail_msg("%s: error %d, %s; %s", #call, ok_e_, w->no.en, db_message(w->db));            \
  } while (0)

enum { NO = -1, OPEN = -2 };

#define HEAD                                                                                                 \
  "language 1\ndocument d \"D\" issued 2019-12-01 in_force 2020-01-01\n  articles 1-9\n"                     \
  "fact person.birth : date \"Ngày sinh\" required\nfact person.death : date \"Ngày chết\" absent never\n"
#define BENEFIT(name, amount, when)                                                                          \
  "benefit " name " for person \"Trợ cấp\"\n  amount " amount " [d 2]\n  when " when " [d 3]\n"              \
  "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
#define FITS(what)                                                                                           \
  "rule household.fits : bool \"Đúng\" = " what " [d 3]\n" BENEFIT("points.aid", "1", "household.fits")
#define LEVELS "enum level \"Mức\" (low \"thấp\", high \"cao\")\n"

/* A point of `rooms` is 1, one of `doors` 100; the worst level 10,000. */
static const char form_then[] = HEAD LEVELS
    "record sheet of household \"Phiếu\" (rooms : integer, doors : integer, worst : level)\n" FITS(
        "any sheet where (rooms = 2 and doors = 3 and worst = high)");
static const char form_reordered[] = HEAD
    "enum level \"Mức\" (none \"không\", low \"thấp\", high \"cao\")\n"
    "record sheet of household \"Phiếu\" (worst : level, floors : integer, doors : integer, rooms : "
    "integer)\n" FITS("any sheet where (rooms = 2 and doors = 3 and worst = high)");
static const char form_dropped[] = HEAD LEVELS
    "record sheet of household \"Phiếu\" (doors : integer)\n" FITS("any sheet where (doors = 3)");
static const char form_renamed[] = HEAD LEVELS
    "record survey of household \"Phiếu\" (chambers : integer, doors : integer, worst : level)\n"
    "renamed record sheet to survey from 2026-01-01 \"rõ hơn\"\n"
    "renamed item survey.rooms to survey.chambers from 2026-01-01 \"rõ hơn\"\n" FITS(
        "any survey where (chambers = 2 and doors = 3 and worst = high)");
static const char form_inserted[] = HEAD LEVELS
    "record sheet of household \"Phiếu\" (rooms : integer, floors : integer, doors : integer, worst : "
    "level)\n" FITS("any sheet where (floors = 1)");

static const char words_then[] = HEAD
    "enum state \"Tình trạng\" (well \"khỏe\", unwell \"ốm\")\n"
    "fact person.health : state \"Sức khỏe\" absent well\nlink helper : person \"Người giúp\" absent "
    "none\n" BENEFIT("sick.aid", "1", "health = unwell and any helper where (health = well)");
static const char words_now[] = HEAD
    "enum condition \"Tình trạng\" (well \"khỏe\", ill \"ốm\")\n"
    "fact person.fitness : condition \"Sức khỏe\" absent well\nlink assistant : person \"Người giúp\" absent "
    "none\n"
    "renamed enum state to condition from 2026-01-01 \"rõ hơn\"\n"
    "renamed value condition.unwell to condition.ill from 2026-01-01 \"rõ hơn\"\n"
    "renamed fact person.health to person.fitness from 2026-01-01 \"rõ hơn\"\n"
    "renamed link helper to assistant from 2026-01-01 \"rõ hơn\"\n"
    "renamed benefit sick.aid to ill.aid from 2026-01-01 \"rõ hơn\"\n" BENEFIT(
        "ill.aid", "1", "fitness = ill and any assistant where (fitness = well)");

struct world {
  struct arena *a;
  struct test_db place;
  struct db *db;
  struct viewer viewer;
  struct reg_act act;
  struct reg_refusal no;
  int64_t person, helper, home;
};

static struct law_program *load(struct world *w, const char *text) {
  struct str name = S("own/a.luat"), body = str_of(text);
  struct law_program *p;
  struct buf b = buf_new(w->a, 1 << 16);
  enum err e = law_load_text(w->a, 1, &name, &body, &p);
  if (law_print_diagnostics(p, &b, EN) || e != OK) fail_msg("%s", b.p);
  return p;
}

/* The vocabulary of a pack, imported. */
static struct reg_vocabulary speak(struct world *w, const char *text) {
  struct reg_vocabulary v = people_vocabulary(w->a, load(w, text));
  ok(reg_vocabulary_import(w->db, w->a, &v));
  return v;
}

static int64_t add_person(struct world *w, const char *name) {
  struct reg_person_input in = {
    .full_name = str_of(name), .ethnic = S("Kinh"), .birth_year = 1970, .sex = REG_FEMALE
  };
  int64_t id = 0;
  ok(reg_person_add(&w->viewer, w->db, &w->act, &in, &id, &w->no));
  return id;
}

static int setup(void **state) {
  struct arena *a = arena_new("test", (size_t)512 << 20);
  struct world *w = NEW(a, struct world);
  int64_t account, area = 0;
  w->a = a;
  ok(test_db_new("renamed", &w->place));
  w->db = w->place.db;
  ok(reg_register_new(w->db, S("Tỉnh mẫu"), true, S("can_bo_a"), &account));
  w->viewer = viewer_all(account);
  w->act = (struct reg_act) { .arena = a,
                              .paper = S("hồ sơ"),
                              .instant = ((int64_t)date_of(2026, 1, 5) * 24 + 5) * INT64_C(3600000000) };
  ok(db_script(w->db,
               "INSERT INTO area(id) VALUES (1); INSERT INTO area_version(area, code, name, type, valid_from,"
               " valid_to, act_from, act_to) VALUES (1, '46', 'Huế', 'province', -719162, 2932896, 1, "
               "9223372036854775807)"));
  area = 1;
  w->person = add_person(w, "Nguyễn Thị Mẫu");
  w->helper = add_person(w, "Nguyễn Thị Mận");
  struct reg_home_input home = { .area = area, .address = S("tổ 1"), .from = date_of(2026, 1, 1) };
  ok(reg_household_add(&w->viewer, w->db, &w->act, &home, &w->home, &w->no));
  struct reg_membership_input lives = { w->person, w->home, S("head"), date_of(2026, 1, 1), DATE_MAX };
  ok(reg_membership_add(&w->viewer, w->db, &w->act, &lives, &w->no));
  *state = w;
  return 0;
}

static int teardown(void **state) {
  struct world *w = *state;
  if (w == NULL) return 0;
  test_db_end(&w->place);
  arena_free(w->a);
  return 0;
}

/* ---- asking ---- */

static money told(enum law_status s, money amount) {
  return s == LAW_VALUE ? amount : s == LAW_NOT_ENTITLED ? NO : OPEN;
}

/* What the first benefit of a pack comes to in October, both ways; they must agree. */
static money ask(struct world *w, const char *text, const struct people_grant **ret_grant) {
  struct law_program *p = load(w, text);
  struct people_names *names;
  struct people *all, *one;
  struct office_determination d;
  struct law_result r;
  struct office_when when = { month_of(date_of(2026, 10, 1)), date_of(2026, 10, 31), date_of(2026, 10, 31),
                              0 };
  ok(reg_known(w->db, when.facts, &when.act));
  ok(people_names_load(w->a, w->db, p, &names));
  struct people_ask how = { .viewer = &w->viewer, .db = w->db, .names = names, .act = when.act };
  ok(people_load_all(w->a, &how, &all));
  ok(people_load_one(w->a, &how, w->person, &one, NULL));
  ok(office_determine(w->a, p, all, when, NULL, 1, &d));
  struct law_source s = people_source(people_source_new(w->a, one));
  struct law_session *session = law_session_new(w->a, p, &s,
                                                (struct law_question) { when.for_month, when.law });
  law_ask(session, 0, w->person, &r);
  money bulk = NO, replay = told(r.status, r.amount);
  for (int64_t i = 0; i < d.n; i++)
    if (d.m.person[d.row[i].at] == w->person)
      bulk = told((enum law_status)d.row[i].eligible, d.row[i].eligible_amount);
  law_session_free(session);
  assert_int_equal(bulk, replay);
  if (ret_grant) *ret_grant = people_grant_of(all, w->person, 0, when.for_month);
  return bulk;
}

/* ---- forms ---- */

static void fill_in(struct world *w, const char *text) {
  const struct reg_item_input items[] = { { S("rooms"), true, 2, S("") },
                                          { S("doors"), true, 3, S("") },
                                          { S("worst"), true, 0, S("high") } };
  struct reg_vocabulary v = speak(w, text);
  struct reg_record_input in = { .v = &v,
                                 .kind = REG_HOUSEHOLD,
                                 .subject = w->home,
                                 .record = S("sheet"),
                                 .items = items,
                                 .item_count = 3,
                                 .valid_from = date_of(2026, 1, 1),
                                 .valid_to = DATE_MAX };
  int64_t id;
  ok(reg_record_add(&w->viewer, w->db, &w->act, &in, &id, &w->no));
}

static void an_old_form_is_read_by_the_items_it_names(void **state) {
  struct world *w = *state;
  fill_in(w, form_then);
  assert_int_equal(ask(w, form_then, NULL), 1);
  (void)speak(w, form_reordered);
  assert_int_equal(ask(w, form_reordered, NULL),
                   1); /* also where the enumeration got a value before the others */
  assert_int_equal(ask(w, form_dropped, NULL), 1);
  assert_int_equal(ask(w, form_renamed, NULL), 1);
  assert_int_equal(ask(w, form_inserted, NULL), OPEN); /* nobody was asked for it then */
  assert_int_equal(ask(w, form_then, NULL), 1);
}

static void forms_of_two_layouts_stand_side_by_side(void **state) {
  struct world *w = *state;
  fill_in(w, form_then);
  fill_in(w, form_reordered);
  assert_int_equal(test_int(w->db, "SELECT count(*) FROM record_layout", 0, NULL), 2);
  assert_int_equal(ask(w, form_then, NULL), 1);
  assert_int_equal(ask(w, form_reordered, NULL), 1);
  assert_int_equal(ask(w, form_renamed, NULL), 1);
}

/* ---- words ---- */

static void is_in(struct world *w, const struct reg_vocabulary *v, const char *fact, const char *value,
                  date from) {
  struct reg_fact_input f = { .kind = REG_PERSON,
                              .subject = w->person,
                              .fact = str_of(fact),
                              .known = true,
                              .value_name = str_of(value),
                              .valid_from = from,
                              .valid_to = DATE_MAX };
  ok(reg_fact_change(&w->viewer, w->db, &w->act, v, &f, &w->no));
}

static void is_helped(struct world *w, const struct reg_vocabulary *v, const char *link, date from) {
  struct reg_link_input in = { str_of(link), w->person, w->helper, from, DATE_MAX, v };
  ok(reg_link_add(&w->viewer, w->db, &w->act, &in, &w->no));
}

static void has_a_grant(struct world *w, const struct reg_vocabulary *v, const char *benefit) {
  struct reg_grant g = { .person = w->person,
                         .amount = 1,
                         .decided = date_of(2026, 1, 5),
                         .first_month = month_of(date_of(2026, 1, 1)),
                         .running = true };
  struct reg_grant_input in = { str_of(benefit), &g, v };
  int64_t id;
  ok(reg_grant_add(&w->viewer, w->db, &w->act, &in, &id, &w->no));
}

static void what_was_recorded_under_old_names_is_read_under_the_present(void **state) {
  struct world *w = *state;
  const struct people_grant *g;
  struct reg_vocabulary v = speak(w, words_then);
  is_in(w, &v, "person.health", "unwell", date_of(2026, 1, 1));
  is_helped(w, &v, "person.helper", date_of(2026, 1, 1));
  has_a_grant(w, &v, "sick.aid");
  assert_int_equal(ask(w, words_now, &g), 1);
  assert_non_null(g);
}

static void old_and_new_names_of_one_thing_are_read_as_one(void **state) {
  struct world *w = *state;
  const struct people_grant *g;
  struct reg_vocabulary then = speak(w, words_then), now = speak(w, words_now);
  is_in(w, &then, "person.health", "unwell", date_of(2026, 1, 1));
  is_helped(w, &then, "person.helper", date_of(2026, 1, 1));
  has_a_grant(w, &then, "sick.aid");
  assert_int_equal(ask(w, words_now, &g), 1); /* the new names have numbers, and nothing stands under them */
  assert_non_null(g);
  is_in(w, &now, "person.fitness", "well", date_of(2026, 9, 1)); /* what was written later holds */
  assert_int_equal(ask(w, words_now, NULL), NO);
  is_in(w, &now, "person.fitness", "ill", date_of(2026, 9, 2));
  assert_int_equal(ask(w, words_now, NULL), 1);
}

/* The new name was given a number of its own before the packs said that it is a new name: what is written now
 * is written under the older number all the same. */
static void a_thing_of_two_numbers_is_written_under_the_first(void **state) {
  struct world *w = *state;
  int64_t newer;
  struct reg_vocabulary then = speak(w, words_then);
  is_in(w, &then, "person.health", "unwell", date_of(2026, 1, 1));
  ok(reg_number_make(w->db, NULL, REG_NAMED_FACT, S("person.fitness"), &newer));
  struct reg_vocabulary now = speak(w, words_now);
  is_in(w, &now, "person.fitness", "well", date_of(2026, 9, 1));
  assert_int_equal(test_int(w->db, "SELECT count(*) FROM fact WHERE fact = $1", 1, &newer), 0);
  assert_int_equal(test_int(w->db, "SELECT count(*) FROM fact WHERE act_to = 9223372036854775807", 0, NULL),
                   2);
}

/* ---- acts ---- */

/* Acts that say an old name are acts on the present thing. */
static void acts_take_an_old_name_for_the_present_one(void **state) {
  struct world *w = *state;
  const struct people_grant *g;
  struct reg_vocabulary now = speak(w, words_now);
  is_in(w, &now, "person.health", "unwell", date_of(2026, 1, 1));
  is_helped(w, &now, "person.helper", date_of(2026, 1, 1));
  has_a_grant(w, &now, "sick.aid");
  assert_int_equal(ask(w, words_now, &g), 1);
  assert_non_null(g);
  assert_int_equal(test_int(w->db,
                            "SELECT count(*) FROM symbol WHERE name IN ('person.health', 'sick.aid',"
                            " 'person.helper', 'condition.unwell', 'state.unwell')",
                            0, NULL),
                   0);
}

/* Written before, spoken of under either name after: one spell of one fact, one link, one grant. */
static void what_stands_under_an_old_name_is_in_the_way_of_the_new(void **state) {
  struct world *w = *state;
  struct reg_vocabulary then = speak(w, words_then);
  is_in(w, &then, "person.health", "unwell", date_of(2026, 1, 1));
  is_helped(w, &then, "person.helper", date_of(2026, 1, 1));
  has_a_grant(w, &then, "sick.aid");
  struct reg_vocabulary now = speak(w, words_now);
  is_in(w, &now, "person.fitness", "well", date_of(2026, 9, 1));
  assert_int_equal(test_int(w->db,
                            "SELECT count(*) FROM fact WHERE act_to = 9223372036854775807 AND"
                            " valid_from <= 20727 AND valid_to > 20727", /* 2026-10-01 */
                            0, NULL),
                   1);
  struct reg_link_input twice = { S("person.assistant"), w->person, w->helper,
                                  date_of(2026, 2, 1),   DATE_MAX,  &now };
  assert_int_equal(reg_link_add(&w->viewer, w->db, &w->act, &twice, &w->no), INVALID);
  assert_string_equal(w->no.code, "link_twice");
  twice.from = date_of(2026, 6, 1);
  ok(reg_link_end(&w->viewer, w->db, &w->act, &twice, &w->no));
  struct reg_grant again = { .person = w->person,
                             .amount = 1,
                             .decided = date_of(2026, 1, 5),
                             .first_month = month_of(date_of(2026, 3, 1)),
                             .running = true };
  struct reg_grant_input in = { S("ill.aid"), &again, &now };
  int64_t id;
  assert_int_equal(reg_grant_add(&w->viewer, w->db, &w->act, &in, &id, &w->no), INVALID);
  assert_string_equal(w->no.code, "grant_overlap");
}

/* What is written after the rename is read by the packs of before it too: an office that goes back to them,
 * a stored answer that is worked out again. */
static void the_packs_of_before_read_what_was_written_after(void **state) {
  struct world *w = *state;
  const struct people_grant *g;
  struct reg_vocabulary then = speak(w, words_then);
  is_in(w, &then, "person.health", "well", date_of(2026, 1, 1));
  struct reg_vocabulary now = speak(w, words_now);
  is_in(w, &now, "person.fitness", "ill", date_of(2026, 9, 1));
  is_helped(w, &now, "person.assistant", date_of(2026, 1, 1));
  has_a_grant(w, &now, "ill.aid");
  assert_int_equal(ask(w, words_now, &g), 1);
  assert_non_null(g);
  struct reg_fact_ask all = { REG_PERSON, w->person, 0 };
  struct reg_fact_list list;
  ok(reg_facts_of(&w->viewer, w->a, w->db, all, (struct reg_at) { date_of(2026, 10, 1), REG_ACT_OPEN - 1 },
                  &list));
  assert_int_equal(list.n, 1);
  struct reg_symbols *symbols;
  ok(reg_symbols_load(w->a, w->db, &symbols));
  assert_int_equal(list.at[0].fact, reg_symbol(symbols, S("person.health")));
}

static struct office_determination determined(struct world *w, struct law_program *p) {
  struct office_when when = { month_of(date_of(2026, 10, 1)), date_of(2026, 10, 31), date_of(2026, 10, 31),
                              0 };
  struct office_determination d;
  struct people_names *names;
  struct people *all;
  ok(reg_known(w->db, when.facts, &when.act));
  ok(people_names_load(w->a, w->db, p, &names));
  struct people_ask how = { .viewer = &w->viewer, .db = w->db, .names = names, .act = when.act };
  ok(people_load_all(w->a, &how, &all));
  ok(office_determine(w->a, p, all, when, NULL, 1, &d));
  return d;
}

static bool has_number(struct world *w, const char *name) {
  int64_t id;
  return reg_symbol_find(w->db, str_of(name), &id) == OK;
}

/* What is worked out and stored goes under the number first given, too: with a second one nothing that is
 * kept by numbers could be used again. */
static void what_is_stored_after_a_rename_gives_no_second_number(void **state) {
  struct world *w = *state;
  struct people_names *names;
  struct str two[2];
  int64_t id, counts[FIND_KINDS];
  struct reg_vocabulary then = speak(w, words_then);
  is_in(w, &then, "person.health", "unwell", date_of(2026, 1, 1));
  is_helped(w, &then, "person.helper", date_of(2026, 1, 1));
  has_a_grant(w, &then, "sick.aid");
  (void)speak(w, words_now);
  struct law_program *p = load(w, words_now);
  struct office_determination d = determined(w, p);
  const struct office_finding found = {
    .kind = FIND_LAW_HIGHER, .person = w->person, .benefit = 0, .grant = -1
  };
  memset(counts, 0, sizeof counts);
  ok(office_store_findings(w->db, &d, &found, 1, counts));
  assert_int_equal(
      test_int(w->db, "SELECT count(*) FROM finding_run r JOIN pack_set s ON s.packs = r.packs", 0, NULL), 1);
  ok(office_store(w->db, w->a, &d, &id));
  assert_false(has_number(w, "ill.aid"));
  int64_t first;
  ok(reg_symbol_find(w->db, S("sick.aid"), &first));
  assert_int_equal(test_int(w->db, "SELECT count(*) FROM determination_result WHERE benefit = $1", 1, &first),
                   1);
  assert_int_equal(test_int(w->db, "SELECT count(*) FROM finding WHERE benefit = $1", 1, &first), 1);
  ok(people_names_load(w->a, w->db, p, &names));
  assert_false(people_names_joined(names, two));
  ok(db_script(w->db, "INSERT INTO symbol(name) VALUES ('ill.aid')"));
  ok(people_names_load(w->a, w->db, p, &names));
  assert_true(people_names_joined(names, two));
  assert_true(str_is(two[0], "ill.aid") && str_is(two[1], "sick.aid"));
}

/* The class of a thing is the class of what was written under every name it had. */
static void a_class_given_later_reaches_the_old_name(void **state) {
  struct world *w = *state;
  struct reg_vocabulary then = speak(w, words_then);
  is_in(w, &then, "person.health", "unwell", date_of(2026, 1, 1));
  struct reg_fact_type secret = {
    .name = S("person.fitness"), .kind = REG_PERSON, .type = REG_BOOL, .secret = true
  };
  const struct reg_rename renamed = { REG_NAMED_FACT, S("person.health"), S("person.fitness") };
  struct reg_vocabulary now = { .facts = &secret, .fact_count = 1, .renames = &renamed, .rename_count = 1 };
  ok(reg_vocabulary_import(w->db, w->a, &now));
  struct viewer pages = viewer_pages();
  struct reg_fact_list list;
  ok(reg_facts_of(&pages, w->a, w->db, (struct reg_fact_ask) { REG_PERSON, w->person, 0 },
                  (struct reg_at) { date_of(2026, 10, 1), REG_ACT_OPEN - 1 }, &list));
  assert_int_equal(list.n, 0);
}

/* A form is filled in by whichever names the office's paper still bears. */
static void a_form_with_old_names_is_the_present_form(void **state) {
  struct world *w = *state;
  const struct reg_item_input items[] = { { S("rooms"), true, 2, S("") },
                                          { S("doors"), true, 3, S("") },
                                          { S("worst"), true, 0, S("high") } };
  struct reg_vocabulary then = speak(w, form_then), now = speak(w, form_renamed);
  struct reg_record_input in = { .v = &now,
                                 .kind = REG_HOUSEHOLD,
                                 .subject = w->home,
                                 .record = S("sheet"),
                                 .items = items,
                                 .item_count = 3,
                                 .valid_from = date_of(2026, 1, 1),
                                 .valid_to = DATE_MAX };
  int64_t id;
  ok(reg_record_add(&w->viewer, w->db, &w->act, &in, &id, &w->no));
  assert_int_equal(ask(w, form_renamed, NULL), 1);
  in.record = S("survey");
  in.row = id;
  ok(reg_record_correct(&w->viewer, w->db, &w->act, &in, &id, &w->no));
  assert_int_equal(ask(w, form_renamed, NULL), 1);
  assert_int_equal(then.rename_count, 0);
}

#define each(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
int main(void) {
  const struct CMUnitTest tests[] = {
    each(an_old_form_is_read_by_the_items_it_names),
    each(forms_of_two_layouts_stand_side_by_side),
    each(what_was_recorded_under_old_names_is_read_under_the_present),
    each(old_and_new_names_of_one_thing_are_read_as_one),
    each(a_thing_of_two_numbers_is_written_under_the_first),
    each(acts_take_an_old_name_for_the_present_one),
    each(what_stands_under_an_old_name_is_in_the_way_of_the_new),
    each(the_packs_of_before_read_what_was_written_after),
    each(what_is_stored_after_a_rename_gives_no_second_number),
    each(a_class_given_later_reaches_the_old_name),
    each(a_form_with_old_names_is_the_present_form),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
