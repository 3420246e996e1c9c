#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "registry/registry.h"
#include "db_for_test.h"

#include <unistd.h>

/* Every test has a register of its own with the areas of Huế. All people are invented. */

struct world {
  struct arena *a;
  struct db *db;
  struct reg_refusal no;
  struct reg_act act;
  char path[64];
};

static const struct str degrees[] = { S("none"), S("mild"), S("severe"), S("extreme") };
static const struct str links[] = { S("link.supporter"), S("link.parent") };
static const struct str benefits[] = { S("assistance.monthly"), S("social_pension") };
static const struct reg_fact_type facts[] = {
  { S("person.disability"), REG_PERSON, REG_ENUM, 0, 0, S("disability_degree"), degrees, 4 },
  { S("person.pregnant"), REG_PERSON, REG_BOOL, 0, 0, S(""), NULL, 0 },
  { S("household.poor"), REG_HOUSEHOLD, REG_BOOL, 0, 0, S(""), NULL, 0 },
  { S("household.children"), REG_HOUSEHOLD, REG_INTEGER, 0, 20, S(""), NULL, 0 },
  { S("person.heard"), REG_PERSON, REG_DATE, 0, 0, S(""), NULL, 0 },
};
static const struct reg_vocabulary vocabulary = { facts, 5, links, 2, benefits, 2 };

static date day(int y, int m, int d) { return date_of(y, m, d); }
static month mon(int y, int m) { return y * 12 + m - 1; }

static int setup(void **state) {
  struct arena *a = arena_new("test", (size_t)256 << 20);
  struct world *w = NEW(a, struct world);
  w->a = a;
  snprintf(w->path, sizeof w->path, "test_registry_%d.db", (int)getpid());
  unlink(w->path);
  if (db_open(w->path, DB_CREATE, &w->db) != OK || db_migrate(w->db) != OK) return -1;
  const char *dir = getenv("HUE_DIR");
  if (reg_areas_import(w->db, dir != NULL ? dir : "data/hue") != OK) return -1;
  if (reg_vocabulary_import(w->db, a, &vocabulary) != OK) return -1;
  w->act = (struct reg_act) { a, S("can_bo_a"), day(2026, 6, 1), S("tờ khai 01/06/2026") };
  *state = w;
  return 0;
}

static int teardown(void **state) {
  struct world *w = *state;
  db_close(w->db);
  unlink(w->path);
  char side[80];
  snprintf(side, sizeof side, "%s-wal", w->path);
  unlink(side);
  snprintf(side, sizeof side, "%s-shm", w->path);
  unlink(side);
  arena_free(w->a);
  return 0;
}

#define ok(call) assert_int_equal((call), OK)
/* Refused, at that field, and both languages say something. */
#define refused(w, at_field, call)                                                                           \
  do {                                                                                                       \
    memset(&(w)->no, 0, sizeof(w)->no);                                                                      \
    assert_int_equal((call), INVALID);                                                                       \
    assert_string_equal((w)->no.field, at_field);                                                            \
    assert_true(strlen((w)->no.vi) > 10 && strlen((w)->no.en) > 10);                                         \
    assert_null(strstr((w)->no.vi, "{"));                                                                    \
  } while (0)

static void on(struct world *w, int y, int m, int d) { w->act.today = day(y, m, d); }
static struct reg_at at(date valid, date recorded) { return (struct reg_at) { valid, recorded }; }

static struct reg_areas *tree(struct world *w, date valid) {
  struct reg_areas *t;
  ok(reg_areas_load(w->a, w->db, at(valid, day(2026, 12, 31)), &t));
  return t;
}

static struct reg_person_input someone(const char *name, int y, int m, int d, enum reg_sex sex) {
  return (struct reg_person_input) { str_of(name), S("Kinh"), S(""), S(""), y, m, d, sex };
}

static int64_t person(struct world *w, const char *name, int y, int m, int d, enum reg_sex sex) {
  struct reg_person_input in = someone(name, y, m, d, sex);
  int64_t id = 0;
  ok(reg_person_add(w->db, &w->act, &in, &id, &w->no));
  assert_true(id > 0);
  return id;
}

static int64_t commune(struct world *w, const char *name, date d) {
  const struct reg_area *a = reg_commune_by_name(tree(w, d), str_of(name));
  assert_non_null(a);
  return a->id;
}

static int64_t household(struct world *w, const char *name, date from) {
  int64_t id = 0;
  ok(reg_household_add(w->db, &w->act, commune(w, name, from), S("thôn 1"), from, &id, &w->no));
  return id;
}

static void belongs(struct world *w, int64_t p, int64_t h, struct str role, date from) {
  ok(reg_membership_add(w->db, &w->act, p, h, role, from, DATE_MAX, &w->no));
}

static int64_t count(struct world *w, const char *sql) { return test_int(w->db, sql, 0, NULL); }

/* ---- areas ---- */

static void each_list_has_its_communes(void **state) {
  struct world *w = *state;
  assert_int_equal(reg_commune_count(tree(w, day(2019, 10, 1))), 152);
  assert_int_equal(reg_commune_count(tree(w, day(2019, 12, 31))), 152);
  assert_int_equal(reg_commune_count(tree(w, day(2020, 1, 1))), 145);
  assert_int_equal(reg_commune_count(tree(w, day(2021, 6, 30))), 145);
  assert_int_equal(reg_commune_count(tree(w, day(2021, 7, 1))), 141);
  assert_int_equal(reg_commune_count(tree(w, day(2024, 12, 31))), 141);
  assert_int_equal(reg_commune_count(tree(w, day(2025, 1, 1))), 133);
  assert_int_equal(reg_commune_count(tree(w, day(2025, 6, 30))), 133);
  assert_int_equal(reg_commune_count(tree(w, day(2025, 7, 1))), 40);
  assert_int_equal(reg_commune_count(tree(w, day(2026, 11, 23))), 40);
  assert_int_equal(reg_commune_count(tree(w, day(2018, 1, 1))), 0);
}

static void every_unit_of_2019_leads_to_one_of_2025(void **state) {
  struct world *w = *state;
  struct reg_areas *old = tree(w, day(2019, 10, 1)), *now = tree(w, day(2025, 7, 1));
  for (int i = 0; i < reg_commune_count(old); i++) {
    const struct reg_area *o = reg_commune_nth(old, i), *n = reg_area_commune(now, o->id);
    if (n == NULL) fail_msg("%s leads nowhere", o->name.p);
  }
}

static bool leads(struct world *w, const char *old, date from, const char *new, date to) {
  const struct reg_area *o = reg_area_by_code(tree(w, from), str_of(old));
  assert_non_null(o);
  const struct reg_area *n = reg_area(tree(w, to), o->id);
  return n != NULL && str_is(n->name, new);
}

static void mergers_and_splits_are_followed(void **state) {
  struct world *w = *state;
  date d19 = day(2019, 10, 1), now = day(2026, 1, 1);
  assert_true(leads(w, "19744", d19, "Phường Phú Xuân", now));
  assert_true(leads(w, "20176", d19, "Xã Nam Đông", now));
  assert_true(leads(w, "20176", d19, "Xã Hương Xuân", day(2020, 1, 1)));
  assert_true(leads(w, "20095", d19, "Xã A Roàng", day(2021, 7, 1)));
  /* One code, three units. */
  assert_true(leads(w, "19819", d19, "Thị trấn Phong Điền", day(2024, 12, 31)));
  assert_true(leads(w, "19819", d19, "Phường Phong Thu", day(2025, 1, 1)));
  assert_true(leads(w, "19819", d19, "Phường Phong Điền", now));
  int64_t a = reg_area_by_code(tree(w, d19), S("19909"))->id,
          b = reg_area_by_code(tree(w, now), S("19909"))->id;
  assert_true(a != b);
  /* A merged unit is new in 2025 whatever its name; one that alone goes on is not. */
  assert_true(commune(w, "Vỹ Dạ", day(2025, 6, 30)) != commune(w, "Vỹ Dạ", now));
  assert_true(commune(w, "Thuận Hòa", d19) == commune(w, "Thuận Hòa", day(2025, 6, 30)));
  /* The divided ward: 6,051 of ten thousand went to Tây Lộc. */
  struct reg_succession *list;
  int n;
  ok(reg_area_successors(w->a, w->db, reg_area_by_code(tree(w, d19), S("19744"))->id, &list, &n));
  assert_int_equal(n, 2);
  assert_int_equal(list[0].share_ppm + list[1].share_ppm, 1000000);
  assert_int_equal(list[0].share_ppm == 605100 || list[1].share_ppm == 605100, true);
  assert_true(str_is(list[0].basis, "NQ 1264/NQ-UBTVQH14"));
  assert_true(leads(w, "19744", d19, "Phường Tây Lộc", day(2021, 7, 1)));
  ok(db_script(
      w->db,
      "UPDATE area_succession SET share_ppm = 1000000 - share_ppm WHERE share_ppm BETWEEN 1 AND 999999"));
  assert_true(leads(w, "19744", d19, "Phường Thuận Hòa", day(2021, 7, 1)));
  ok(reg_area_predecessors(w->a, w->db, reg_area_by_code(tree(w, now), S("19753"))->id, &list, &n));
  assert_int_equal(n, 6);
  assert_int_equal(list[0].day, day(2025, 7, 1));
}

static void the_tree_is_that_of_the_day(void **state) {
  struct world *w = *state;
  struct reg_areas *before = tree(w, day(2021, 6, 30)), *after = tree(w, day(2021, 7, 1));
  const struct reg_area *u = reg_commune_by_name(before, S("Hương Vinh")),
                        *v = reg_commune_by_name(after, S("huong vinh"));
  assert_non_null(u);
  assert_non_null(v);
  assert_int_equal(u->id, v->id);
  assert_int_equal(u->type, REG_XA);
  assert_int_equal(v->type, REG_PHUONG);
  assert_true(str_is(reg_area_parent(before, u)->name, "Thị xã Hương Trà"));
  assert_true(str_is(reg_area_parent(after, v)->name, "Thành phố Huế"));
  const struct reg_area *top = reg_area_parent(after, reg_area_parent(after, v));
  assert_int_equal(top->type, REG_PROVINCE);
  assert_true(reg_area_within(after, v->id, top->id));
  assert_false(reg_area_within(before, u->id, reg_area_by_code(before, S("474"))->id));
  /* What the office could not know: on 2024-12-31 the tree of 2026 is still that of 2024. */
  struct reg_areas *foreseen;
  ok(reg_areas_load(w->a, w->db, at(day(2026, 1, 1), day(2024, 12, 31)), &foreseen));
  assert_int_equal(reg_commune_count(foreseen), 141);
  assert_null(reg_area_parent(tree(w, day(2025, 7, 1)), reg_area_by_code(tree(w, day(2025, 7, 1)), S("46"))));
}

static void a_village_goes_on_through_a_merger(void **state) {
  struct world *w = *state;
  on(w, 2024, 1, 1);
  int64_t xa = commune(w, "Phú Dương", day(2024, 1, 1)), village = 0;
  struct reg_area_new n = { S(""), S("Thôn Mậu Tài"), REG_VILLAGE, xa, day(2024, 1, 1) };
  ok(reg_area_add(w->db, &w->act, &n, &village, &w->no));
  assert_true(str_is(reg_area_commune(tree(w, day(2024, 6, 1)), village)->name, "Xã Phú Dương"));
  assert_true(str_is(reg_area_commune(tree(w, day(2025, 2, 1)), village)->name, "Phường Dương Nỗ"));
  on(w, 2026, 1, 1);
  n.valid_from = day(2026, 1, 1);
  refused(w, "parent", reg_area_add(w->db, &w->act, &n, &village, &w->no));
  n.parent = 99999;
  refused(w, "parent", reg_area_add(w->db, &w->act, &n, &village, &w->no));
  assert_int_equal(reg_areas_import(w->db, "data/hue"), CONFLICT);
}

/* ---- people ---- */

static void a_change_keeps_the_past_a_correction_rewrites_it(void **state) {
  struct world *w = *state;
  on(w, 2025, 1, 10);
  int64_t p = person(w, "Lê Thị Mai", 1960, 5, 2, REG_FEMALE);
  struct reg_person_input in = someone("Lê Thị Mây", 1960, 5, 2, REG_FEMALE);
  on(w, 2025, 6, 1);
  ok(reg_person_change(w->db, &w->act, p, day(2025, 5, 1), &in, &w->no));
  struct reg_person got;
  ok(reg_person_get(w->a, w->db, p, at(day(2025, 4, 30), day(2025, 6, 1)), &got));
  assert_true(str_is(got.full_name, "Lê Thị Mai"));
  ok(reg_person_get(w->a, w->db, p, at(day(2025, 5, 1), day(2025, 6, 1)), &got));
  assert_true(str_is(got.full_name, "Lê Thị Mây"));
  ok(reg_person_get(w->a, w->db, p, at(day(2025, 5, 1), day(2025, 5, 31)), &got));
  assert_true(str_is(got.full_name, "Lê Thị Mai"));
  on(w, 2025, 7, 1);
  in.birth_year = 1955;
  ok(reg_person_correct(w->db, &w->act, p, day(2025, 7, 1), &in, &w->no));
  ok(reg_person_get(w->a, w->db, p, at(day(2025, 1, 1), day(2025, 7, 1)), &got));
  assert_int_equal(got.birth, day(1955, 5, 2));
  assert_true(str_is(got.full_name, "Lê Thị Mai"));
  ok(reg_person_get(w->a, w->db, p, at(day(1956, 1, 1), day(2025, 7, 1)), &got));
  ok(reg_person_get(w->a, w->db, p, at(day(2025, 1, 1), day(2025, 6, 30)), &got));
  assert_int_equal(got.birth, day(1960, 5, 2));
  assert_int_equal(reg_person_get(w->a, w->db, p, at(day(2025, 1, 1), day(2025, 1, 9)), &got), NOT_FOUND);
  struct reg_person *list;
  int n;
  ok(reg_person_history(w->a, w->db, p, &list, &n));
  assert_int_equal(n, 5);
  assert_int_equal(
      count(w, "SELECT count(*) FROM audit_log WHERE object LIKE 'person %' AND actor = 'can_bo_a'"), 3);
}

static void birth_is_corrected_not_changed(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Lê Thị Mai", 1960, 5, 2, REG_FEMALE);
  struct reg_person_input in = someone("Lê Thị Mai", 1961, 5, 2, REG_FEMALE);
  refused(w, "birth", reg_person_change(w->db, &w->act, p, day(2026, 1, 1), &in, &w->no));
  in.birth_year = 1960;
  refused(w, "from", reg_person_change(w->db, &w->act, p, day(1960, 5, 2), &in, &w->no));
  refused(w, "from", reg_person_change(w->db, &w->act, p, day(1950, 5, 2), &in, &w->no));
  refused(w, "on", reg_person_correct(w->db, &w->act, p, day(1950, 5, 2), &in, &w->no));
  on(w, 2026, 5, 31);
  refused(w, "today", reg_person_change(w->db, &w->act, p, day(2026, 1, 1), &in, &w->no));
}

static void impossible_people_are_refused(void **state) {
  struct world *w = *state;
  int64_t p = 0;
  struct reg_person_input in = someone("Trần Văn Bình", 1990, 2, 30, REG_MALE);
  refused(w, "birth", reg_person_add(w->db, &w->act, &in, &p, &w->no));
  in = someone("Trần Văn Bình", 2026, 6, 2, REG_MALE);
  refused(w, "birth", reg_person_add(w->db, &w->act, &in, &p, &w->no));
  in = someone("Trần Văn Bình", 1990, 0, 5, REG_MALE);
  refused(w, "birth", reg_person_add(w->db, &w->act, &in, &p, &w->no));
  in = someone("  ", 1990, 1, 1, REG_MALE);
  refused(w, "full_name", reg_person_add(w->db, &w->act, &in, &p, &w->no));
  in = someone("Tr\xff", 1990, 1, 1, REG_MALE);
  refused(w, "full_name", reg_person_add(w->db, &w->act, &in, &p, &w->no));
  in = someone("Trần Văn Bình", 1990, 1, 1, REG_MALE);
  in.ethnic = (struct str) { arena_alloc(w->a, 500), 401 };
  refused(w, "ethnic", reg_person_add(w->db, &w->act, &in, &p, &w->no));
  w->act.actor = S("");
  in.ethnic = S("Kinh");
  refused(w, "actor", reg_person_add(w->db, &w->act, &in, &p, &w->no));
  assert_int_equal(p, 0);
  assert_int_equal(count(w, "SELECT count(*) FROM person"), 0);
}

static void days_are_read_as_typed(void **state) {
  struct world *w = *state;
  date d = 0;
  refused(w, "death", reg_day_typed(S("30/02/2026"), "death", 0, &d, &w->no));
  assert_non_null(strstr(w->no.vi, "28 ngày"));
  refused(w, "death", reg_day_typed(S("2026-02-30"), "death", 0, &d, &w->no));
  assert_non_null(strstr(w->no.en, "02/2026 has 28"));
  refused(w, "death", reg_day_typed(S("hôm qua"), "death", 0, &d, &w->no));
  refused(w, "death", reg_day_typed(S("01/13/2026"), "death", 0, &d, &w->no));
  ok(reg_day_typed(S(" 29/02/2024 "), "death", 0, &d, &w->no));
  assert_int_equal(d, day(2024, 2, 29));
  ok(reg_day_typed(S(""), "valid_to", DATE_MAX, &d, &w->no));
  assert_int_equal(d, DATE_MAX);
}

static void citizen_numbers_agree_with_birth_and_sex(void **state) {
  struct world *w = *state;
  ok(reg_citizen_no_check(S("046149001234"), 1949, REG_FEMALE, &w->no));
  ok(reg_citizen_no_check(S("046049001234"), 1949, REG_MALE, &w->no));
  ok(reg_citizen_no_check(S("046305001234"), 2005, REG_FEMALE, &w->no));
  ok(reg_citizen_no_check(S("046205001234"), 2005, REG_MALE, &w->no));
  ok(reg_citizen_no_check(S("191234567"), 1949, REG_FEMALE, &w->no));
  ok(reg_citizen_no_check(S(""), 1949, REG_FEMALE, &w->no));
  refused(w, "citizen_no", reg_citizen_no_check(S("046149001234"), 1949, REG_MALE, &w->no));
  assert_non_null(strstr(w->no.vi, "giới tính"));
  refused(w, "citizen_no", reg_citizen_no_check(S("046349001234"), 1949, REG_FEMALE, &w->no));
  assert_non_null(strstr(w->no.vi, "sinh năm 1949 phải là 1"));
  refused(w, "citizen_no", reg_citizen_no_check(S("046150001234"), 1949, REG_FEMALE, &w->no));
  assert_non_null(strstr(w->no.en, "year"));
  refused(w, "citizen_no", reg_citizen_no_check(S("04614900123"), 1949, REG_FEMALE, &w->no));
  refused(w, "citizen_no", reg_citizen_no_check(S("04614900123x"), 1949, REG_FEMALE, &w->no));
  struct reg_person_input in = someone("Lê Thị Mai", 1949, 0, 0, REG_FEMALE);
  in.citizen_no = S("046149001234");
  int64_t p = 0, q = 0;
  ok(reg_person_add(w->db, &w->act, &in, &p, &w->no));
  refused(w, "citizen_no", reg_person_add(w->db, &w->act, &in, &q, &w->no));
  assert_non_null(strstr(w->no.vi, "Lê Thị Mai"));
}

static void death_is_recorded_and_taken_back(void **state) {
  struct world *w = *state;
  on(w, 2025, 1, 1);
  int64_t p = person(w, "Hồ Văn Lợi", 1940, 3, 4, REG_MALE);
  refused(w, "person", reg_death_reverse(w->db, &w->act, p, &w->no));
  refused(w, "death", reg_death(w->db, &w->act, p, day(1939, 1, 1), &w->no));
  refused(w, "death", reg_death(w->db, &w->act, p, day(2025, 1, 2), &w->no));
  on(w, 2026, 4, 20);
  ok(reg_death(w->db, &w->act, p, day(2026, 2, 28), &w->no));
  refused(w, "death", reg_death(w->db, &w->act, p, day(2026, 3, 1), &w->no));
  struct reg_person got;
  ok(reg_person_get(w->a, w->db, p, at(day(2026, 3, 1), day(2026, 4, 10)), &got));
  assert_false(got.dead);
  ok(reg_person_get(w->a, w->db, p, at(day(2026, 3, 1), day(2026, 4, 20)), &got));
  assert_true(got.dead && got.death == day(2026, 2, 28));
  on(w, 2026, 5, 5);
  ok(reg_death_reverse(w->db, &w->act, p, &w->no));
  ok(reg_person_get(w->a, w->db, p, at(day(2026, 3, 1), day(2026, 5, 5)), &got));
  assert_false(got.dead);
  ok(reg_person_get(w->a, w->db, p, at(day(2026, 3, 1), day(2026, 5, 4)), &got));
  assert_true(got.dead);
  struct reg_person_input in = someone("Hồ Văn Lợi", 2026, 3, 4, REG_MALE);
  ok(reg_death(w->db, &w->act, p, day(2026, 2, 28), &w->no));
  refused(w, "birth", reg_person_correct(w->db, &w->act, p, day(2026, 4, 1), &in, &w->no));
  refused(w, "person", reg_death(w->db, &w->act, 777, day(2026, 2, 28), &w->no));
}

/* ---- households ---- */

static void a_month_counts_in_one_household(void **state) {
  struct world *w = *state;
  on(w, 2026, 1, 5);
  date from = day(2026, 1, 1);
  int64_t p = person(w, "Trần Thị Hoa", 1980, 1, 1, REG_FEMALE),
          q = person(w, "Trần Văn Nam", 1970, 1, 1, REG_MALE);
  int64_t a = household(w, "A Lưới 1", from), b = household(w, "A Lưới 2", from);
  belongs(w, p, a, S("spouse"), from);
  belongs(w, q, a, S("head"), from);
  struct reg_membership m;
  bool several = true;
  assert_int_equal(reg_household_of(w->a, w->db, p, mon(2025, 12), day(2026, 2, 1), &m, NULL), NOT_FOUND);
  on(w, 2026, 6, 20);
  ok(reg_membership_change(w->db, &w->act, p, b, S("head"), day(2026, 6, 12), &w->no));
  ok(reg_household_of(w->a, w->db, p, mon(2026, 6), day(2026, 7, 1), &m, &several));
  assert_int_equal(m.household, a);
  assert_false(several);
  ok(reg_household_of(w->a, w->db, p, mon(2026, 7), day(2026, 7, 1), &m, NULL));
  assert_int_equal(m.household, b);
  ok(reg_household_of(w->a, w->db, p, mon(2026, 7), day(2026, 6, 19), &m, NULL));
  assert_int_equal(m.household, a);
  struct reg_membership *list;
  int n;
  ok(reg_household_members(w->a, w->db, a, mon(2026, 6), day(2026, 7, 1), &list, &n));
  assert_int_equal(n, 2);
  assert_int_equal(list[0].person, q);
  ok(reg_household_members(w->a, w->db, b, mon(2026, 6), day(2026, 7, 1), &list, &n));
  assert_int_equal(n, 0);
  ok(reg_household_members(w->a, w->db, b, mon(2026, 7), day(2026, 7, 1), &list, &n));
  assert_int_equal(n, 1);
  /* Someone who arrives within the month: the first household. */
  int64_t r = person(w, "Trần Thị Na", 2020, 1, 1, REG_FEMALE);
  ok(reg_membership_add(w->db, &w->act, r, b, S("child"), day(2026, 5, 20), day(2026, 5, 25), &w->no));
  ok(reg_membership_add(w->db, &w->act, r, a, S("child"), day(2026, 5, 25), DATE_MAX, &w->no));
  ok(reg_household_of(w->a, w->db, r, mon(2026, 5), day(2026, 7, 1), &m, &several));
  assert_int_equal(m.household, b);
  assert_false(several);
  /* Two rows by mistake: the earlier, and it is said. */
  ok(db_script(w->db, "INSERT INTO membership SELECT person, 2, role, valid_from + 1, valid_to, rec_from, "
                      "rec_to FROM membership"
                      " WHERE person = 2 AND rec_to = 2932896"));
  ok(reg_household_of(w->a, w->db, q, mon(2026, 5), day(2026, 7, 1), &m, &several));
  assert_int_equal(m.household, a);
  assert_true(several);
}

static void memberships_are_guarded(void **state) {
  struct world *w = *state;
  date from = day(2026, 1, 1);
  int64_t p = person(w, "Trần Thị Hoa", 1980, 1, 1, REG_FEMALE),
          q = person(w, "Trần Văn Nam", 1970, 1, 1, REG_MALE);
  int64_t a = household(w, "A Lưới 1", from), b = household(w, "A Lưới 2", from);
  belongs(w, q, a, S("head"), from);
  refused(w, "household",
          reg_membership_add(w->db, &w->act, q, b, S("other"), day(2026, 3, 1), DATE_MAX, &w->no));
  refused(w, "role", reg_membership_add(w->db, &w->act, p, a, S("head"), from, DATE_MAX, &w->no));
  assert_non_null(strstr(w->no.vi, "Trần Văn Nam"));
  refused(w, "role", reg_membership_add(w->db, &w->act, p, a, S("boss"), from, DATE_MAX, &w->no));
  refused(w, "valid_to", reg_membership_add(w->db, &w->act, p, a, S("spouse"), from, from, &w->no));
  refused(w, "household", reg_membership_add(w->db, &w->act, p, 99, S("spouse"), from, DATE_MAX, &w->no));
  refused(w, "person", reg_membership_add(w->db, &w->act, 99, a, S("spouse"), from, DATE_MAX, &w->no));
  refused(w, "from", reg_membership_change(w->db, &w->act, q, b, S("head"), from, &w->no));
  refused(w, "from", reg_membership_change(w->db, &w->act, p, b, S("head"), from, &w->no));
  on(w, 2026, 7, 1);
  ok(reg_membership_correct(w->db, &w->act, q, day(2026, 2, 1), b, S("head"), &w->no));
  struct reg_membership m;
  ok(reg_household_of(w->a, w->db, q, mon(2026, 2), day(2026, 7, 1), &m, NULL));
  assert_int_equal(m.household, b);
  ok(reg_household_of(w->a, w->db, q, mon(2026, 2), day(2026, 6, 30), &m, NULL));
  assert_int_equal(m.household, a);
  ok(reg_membership_correct(w->db, &w->act, q, day(2026, 2, 1), 0, S(""), &w->no));
  assert_int_equal(reg_household_of(w->a, w->db, q, mon(2026, 2), day(2026, 7, 1), &m, NULL), NOT_FOUND);
  refused(w, "on", reg_membership_correct(w->db, &w->act, q, day(2026, 2, 1), 0, S(""), &w->no));
}

static void a_household_moves(void **state) {
  struct world *w = *state;
  on(w, 2025, 3, 1);
  int64_t h = household(w, "Phú Dương", day(2024, 1, 1));
  on(w, 2026, 6, 15);
  int64_t to = commune(w, "A Lưới 2", day(2026, 6, 12));
  refused(w, "area",
          reg_move(w->db, &w->act, h, reg_area_by_code(tree(w, day(2024, 6, 1)), S("19906"))->id, S("x"),
                   day(2026, 6, 12), &w->no));
  refused(w, "from",
          reg_move(w->db, &w->act, h, commune(w, "Vỹ Dạ", day(2024, 1, 1)), S("x"), day(2024, 1, 1), &w->no));
  refused(w, "household", reg_move(w->db, &w->act, 99, to, S("x"), day(2026, 6, 12), &w->no));
  ok(reg_move(w->db, &w->act, h, to, S("thôn 3"), day(2026, 6, 12), &w->no));
  refused(w, "area", reg_move(w->db, &w->act, h, to, S("thôn 3"), day(2026, 6, 14), &w->no));
  struct reg_residence r;
  ok(reg_residence_get(w->a, w->db, h, at(day(2026, 6, 1), day(2026, 6, 15)), &r));
  /* The address was never touched by the merger; the tree of the day leads on. */
  assert_true(str_is(reg_area_commune(tree(w, day(2026, 6, 1)), r.area)->name, "Phường Mỹ Thượng") ||
              str_is(reg_area_commune(tree(w, day(2026, 6, 1)), r.area)->name, "Phường Dương Nỗ"));
  int64_t *list;
  int n;
  int64_t old_now = reg_area_commune(tree(w, day(2026, 6, 1)), r.area)->id;
  ok(reg_households_in(w->a, w->db, tree(w, day(2026, 6, 1)), old_now, at(day(2026, 6, 1), day(2026, 6, 15)),
                       0, 10, &list, &n));
  assert_int_equal(n, 1);
  ok(reg_households_in(w->a, w->db, tree(w, day(2026, 7, 1)), to, at(day(2026, 7, 1), day(2026, 6, 15)), 0,
                       10, &list, &n));
  assert_int_equal(n, 1);
  assert_int_equal(list[0], h);
  ok(reg_households_in(w->a, w->db, tree(w, day(2026, 7, 1)), to, at(day(2026, 7, 1), day(2026, 6, 14)), 0,
                       10, &list, &n));
  assert_int_equal(n, 0);
}

static void nobody_supports_himself(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Trần Thị Hoa", 1940, 1, 1, REG_FEMALE),
          q = person(w, "Trần Văn Nam", 1970, 1, 1, REG_MALE);
  date from = day(2026, 1, 1);
  refused(w, "other", reg_link_add(w->db, &w->act, S("link.supporter"), p, p, from, DATE_MAX, &w->no));
  refused(w, "kind", reg_link_add(w->db, &w->act, S("link.friend"), p, q, from, DATE_MAX, &w->no));
  refused(w, "valid_to", reg_link_add(w->db, &w->act, S("link.supporter"), p, q, from, from, &w->no));
  refused(w, "other", reg_link_add(w->db, &w->act, S("link.supporter"), p, 99, from, DATE_MAX, &w->no));
  ok(reg_link_add(w->db, &w->act, S("link.supporter"), p, q, from, DATE_MAX, &w->no));
  refused(w, "other",
          reg_link_add(w->db, &w->act, S("link.supporter"), p, q, day(2026, 5, 1), DATE_MAX, &w->no));
  struct reg_link *list;
  int n;
  ok(reg_links_of(w->a, w->db, q, at(from, day(2026, 6, 1)), &list, &n));
  assert_int_equal(n, 1);
  assert_int_equal(list[0].person, p);
  refused(w, "day", reg_link_end(w->db, &w->act, S("link.supporter"), q, p, day(2026, 5, 1), &w->no));
  ok(reg_link_end(w->db, &w->act, S("link.supporter"), p, q, day(2026, 5, 1), &w->no));
  ok(reg_links_of(w->a, w->db, q, at(day(2026, 5, 1), day(2026, 6, 1)), &list, &n));
  assert_int_equal(n, 0);
  ok(reg_links_of(w->a, w->db, q, at(day(2026, 4, 30), day(2026, 6, 1)), &list, &n));
  assert_int_equal(n, 1);
}

/* ---- facts ---- */

static int64_t fact_value(struct world *w, int64_t subject, enum reg_kind kind, const char *name, date valid,
                          date recorded) {
  int64_t id;
  struct reg_fact f;
  ok(reg_symbol_find(w->db, str_of(name), &id));
  enum err e = reg_fact_get(w->a, w->db, kind, subject, id, at(valid, recorded), &f);
  return e == NOT_FOUND ? -1 : f.known ? f.value : -2;
}

static void a_fact_has_two_dates(void **state) {
  struct world *w = *state;
  int64_t h = household(w, "A Lưới 2", day(2025, 12, 1));
  const char *name = "household.poor";
  struct reg_fact_input in = { REG_HOUSEHOLD, h, str_of(name), true, 1, S(""), day(2026, 1, 1), DATE_MAX };
  on(w, 2025, 12, 20);
  ok(reg_fact_change(w->db, &w->act, &vocabulary, &in, &w->no));
  assert_int_equal(fact_value(w, h, REG_HOUSEHOLD, name, day(2025, 12, 31), day(2026, 9, 9)), -1);
  assert_int_equal(fact_value(w, h, REG_HOUSEHOLD, name, day(2026, 1, 1), day(2025, 12, 19)), -1);
  assert_int_equal(fact_value(w, h, REG_HOUSEHOLD, name, day(2026, 1, 1), day(2025, 12, 20)), 1);
  int64_t id;
  struct reg_fact f, *list;
  int n;
  ok(reg_symbol_find(w->db, str_of(name), &id));
  ok(reg_fact_get(w->a, w->db, REG_HOUSEHOLD, h, id, at(day(2026, 2, 1), day(2026, 2, 1)), &f));
  /* Found wrong on 10 May and struck as of January: February known 9 May poor, known 10 May not. */
  on(w, 2026, 5, 10);
  ok(reg_fact_correct(w->db, &w->act, &vocabulary, f.id, NULL, &w->no));
  assert_int_equal(fact_value(w, h, REG_HOUSEHOLD, name, day(2026, 2, 1), day(2026, 5, 9)), 1);
  assert_int_equal(fact_value(w, h, REG_HOUSEHOLD, name, day(2026, 2, 1), day(2026, 5, 10)), -1);
  refused(w, "row", reg_fact_correct(w->db, &w->act, &vocabulary, f.id, NULL, &w->no));
  /* A change leaves February alone. */
  ok(reg_fact_change(w->db, &w->act, &vocabulary, &in, &w->no));
  in.value = 0;
  in.valid_from = day(2026, 4, 1);
  on(w, 2026, 5, 20);
  ok(reg_fact_change(w->db, &w->act, &vocabulary, &in, &w->no));
  assert_int_equal(fact_value(w, h, REG_HOUSEHOLD, name, day(2026, 2, 1), day(2026, 5, 20)), 1);
  assert_int_equal(fact_value(w, h, REG_HOUSEHOLD, name, day(2026, 4, 1), day(2026, 5, 20)), 0);
  assert_int_equal(fact_value(w, h, REG_HOUSEHOLD, name, day(2026, 4, 1), day(2026, 5, 19)), 1);
  ok(reg_fact_history(w->a, w->db, REG_HOUSEHOLD, h, 0, &list, &n));
  assert_int_equal(n, 4);
  ok(reg_facts_of(w->a, w->db, REG_HOUSEHOLD, h, at(day(2026, 4, 1), day(2026, 5, 20)), &list, &n));
  assert_int_equal(n, 1);
}

static void a_change_fits_between_others(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Trần Thị Hoa", 1940, 1, 1, REG_FEMALE);
  const char *name = "person.disability";
  struct reg_fact_input in = { REG_PERSON, p, str_of(name), true, 0, S("mild"), day(2026, 1, 1), DATE_MAX };
  ok(reg_fact_change(w->db, &w->act, &vocabulary, &in, &w->no));
  in.value_name = S("severe");
  in.valid_from = day(2026, 9, 1);
  ok(reg_fact_change(w->db, &w->act, &vocabulary, &in, &w->no));
  in.known = false;
  in.valid_from = day(2026, 3, 1);
  in.valid_to = day(2026, 4, 1);
  ok(reg_fact_change(w->db, &w->act, &vocabulary, &in, &w->no));
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
  ok(reg_fact_change(w->db, &w->act, &vocabulary, &in, &w->no));
  assert_int_equal(fact_value(w, p, REG_PERSON, name, day(2026, 8, 31), k),
                   reg_symbol(names, S("disability_degree.none")));
  assert_int_equal(fact_value(w, p, REG_PERSON, name, day(2026, 9, 1), k), severe);
  in.valid_from = day(2026, 8, 1);
  in.valid_to = day(2026, 10, 1);
  refused(w, "valid_to", reg_fact_change(w->db, &w->act, &vocabulary, &in, &w->no));
  in.valid_from = day(2026, 9, 1);
  refused(w, "valid_from", reg_fact_change(w->db, &w->act, &vocabulary, &in, &w->no));
  in.valid_from = day(2026, 11, 1);
  refused(w, "valid_to", reg_fact_change(w->db, &w->act, &vocabulary, &in, &w->no));
}

static void facts_are_those_of_the_packs(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Trần Thị Hoa", 1940, 1, 1, REG_FEMALE),
          h = household(w, "A Lưới 2", day(2026, 1, 1));
  struct reg_fact_input in = { REG_PERSON, p,           S("person.disabilty"), true,
                               0,          S("severe"), day(2026, 1, 1),       DATE_MAX };
  refused(w, "fact", reg_fact_change(w->db, &w->act, &vocabulary, &in, &w->no));
  assert_non_null(strstr(w->no.vi, "person.disability"));
  in.fact = S("xyz");
  refused(w, "fact", reg_fact_change(w->db, &w->act, &vocabulary, &in, &w->no));
  in.fact = S("person.disability");
  in.value_name = S("sever");
  refused(w, "value_name", reg_fact_change(w->db, &w->act, &vocabulary, &in, &w->no));
  in.fact = S("person.pregnant");
  in.value = 2;
  refused(w, "value", reg_fact_change(w->db, &w->act, &vocabulary, &in, &w->no));
  in.fact = S("person.heard");
  in.value = 99999999;
  refused(w, "value", reg_fact_change(w->db, &w->act, &vocabulary, &in, &w->no));
  in.fact = S("household.children");
  refused(w, "kind", reg_fact_change(w->db, &w->act, &vocabulary, &in, &w->no));
  in.kind = REG_HOUSEHOLD;
  in.subject = h;
  in.value = 21;
  refused(w, "value", reg_fact_change(w->db, &w->act, &vocabulary, &in, &w->no));
  in.subject = 999;
  refused(w, "subject", reg_fact_change(w->db, &w->act, &vocabulary, &in, &w->no));
  in.subject = h;
  in.value = 3;
  ok(reg_fact_change(w->db, &w->act, &vocabulary, &in, &w->no));
  int64_t row = count(w, "SELECT max(id) FROM fact");
  in.valid_from = day(2027, 1, 1);
  ok(reg_fact_change(w->db, &w->act, &vocabulary, &in, &w->no));
  row = count(w, "SELECT max(id) FROM fact");
  in.valid_from = day(2026, 6, 1);
  refused(w, "valid_from", reg_fact_correct(w->db, &w->act, &vocabulary, row, &in, &w->no));
  in.fact = S("household.poor");
  in.value = 1;
  refused(w, "fact", reg_fact_correct(w->db, &w->act, &vocabulary, row, &in, &w->no));
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
  struct reg_grant g = grant(p), *list;
  int n;
  ok(reg_grant_add(w->db, &w->act, S("assistance.monthly"), &g, &id, &w->no));
  ok(reg_grant_paid(w->db, &w->act, id, mon(2025, 2), mon(2026, 5), 1000000, &w->no));
  refused(w, "from", reg_grant_paid(w->db, &w->act, id, mon(2026, 5), mon(2026, 5), 1000000, &w->no));
  refused(w, "amount", reg_grant_paid(w->db, &w->act, id, mon(2026, 6), mon(2026, 6), -1, &w->no));
  refused(w, "to", reg_grant_paid(w->db, &w->act, id, mon(2026, 6), mon(2026, 5), 1, &w->no));
  on(w, 2026, 7, 1);
  ok(reg_grant_suspend(w->db, &w->act, id, mon(2026, 7), S("chưa xác minh"), &w->no));
  refused(w, "from", reg_grant_suspend(w->db, &w->act, id, mon(2026, 8), S("x"), &w->no));
  refused(w, "reason", reg_grant_suspend(w->db, &w->act, id, mon(2026, 8), S(""), &w->no));
  on(w, 2026, 9, 15);
  refused(w, "from", reg_grant_resume(w->db, &w->act, id, mon(2026, 6), &w->no));
  ok(reg_grant_resume(w->db, &w->act, id, mon(2026, 7), &w->no));
  ok(reg_grants_of(w->a, w->db, p, day(2026, 9, 14), &list, &n));
  assert_int_equal(list[0].suspension_count, 1);
  assert_true(list[0].suspensions[0].open);
  ok(reg_grants_of(w->a, w->db, p, day(2026, 9, 15), &list, &n));
  assert_int_equal(list[0].suspension_count, 0);
  assert_int_equal(list[0].paid_count, 1);
  assert_int_equal(list[0].paid[0].amount, 1000000);
  on(w, 2026, 10, 1);
  ok(reg_grant_end(w->db, &w->act, id, mon(2026, 10), &w->no));
  ok(reg_grants_of(w->a, w->db, p, day(2026, 10, 1), &list, &n));
  assert_int_equal(n, 1);
  assert_int_equal(list[0].id, id);
  assert_false(list[0].running);
  assert_int_equal(list[0].paid_count, 1);
  ok(reg_grants_of(w->a, w->db, p, day(2026, 9, 30), &list, &n));
  assert_true(list[0].running);
  refused(w, "from", reg_grant_suspend(w->db, &w->act, id, mon(2026, 11), S("x"), &w->no));
  ok(reg_grant_suspend(w->db, &w->act, id, mon(2026, 8), S("x"), &w->no));
  ok(reg_grant_resume(w->db, &w->act, id, mon(2026, 10), &w->no));
  ok(reg_grants_of(w->a, w->db, p, day(2026, 10, 1), &list, &n));
  assert_int_equal(list[0].suspensions[0].to, mon(2026, 9));
}

static void grants_are_guarded(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Trần Thị Hoa", 1940, 1, 1, REG_FEMALE), id = 0, other = 0;
  struct reg_grant g = grant(p);
  refused(w, "benefit", reg_grant_add(w->db, &w->act, S("gift"), &g, &id, &w->no));
  g.amount = -1;
  refused(w, "amount", reg_grant_add(w->db, &w->act, S("assistance.monthly"), &g, &id, &w->no));
  g = grant(99);
  refused(w, "person", reg_grant_add(w->db, &w->act, S("assistance.monthly"), &g, &id, &w->no));
  g = grant(p);
  g.running = false;
  g.last_month = mon(2025, 1);
  refused(w, "last_month", reg_grant_add(w->db, &w->act, S("assistance.monthly"), &g, &id, &w->no));
  g = grant(p);
  g.decided = day(2026, 6, 2);
  refused(w, "decided", reg_grant_add(w->db, &w->act, S("assistance.monthly"), &g, &id, &w->no));
  g = grant(p);
  g.filed_known = true;
  g.filed = day(2025, 3, 1);
  refused(w, "filed", reg_grant_add(w->db, &w->act, S("assistance.monthly"), &g, &id, &w->no));
  g = grant(p);
  g.paying_point = 99999;
  refused(w, "paying_point", reg_grant_add(w->db, &w->act, S("assistance.monthly"), &g, &id, &w->no));
  g = grant(p);
  ok(reg_grant_add(w->db, &w->act, S("assistance.monthly"), &g, &id, &w->no));
  g.first_month = mon(2026, 1);
  refused(w, "first_month", reg_grant_add(w->db, &w->act, S("assistance.monthly"), &g, &other, &w->no));
  ok(reg_grant_add(w->db, &w->act, S("social_pension"), &g, &other, &w->no));
  refused(w, "last", reg_grant_end(w->db, &w->act, id, mon(2025, 1), &w->no));
  refused(w, "grant", reg_grant_end(w->db, &w->act, 999, mon(2026, 1), &w->no));
}

/* ---- search ---- */

static struct reg_found *found;
static int found_n;

static void look(struct world *w, const char *query) {
  ok(reg_search(w->a, w->db, str_of(query), NULL, 0, 20, &found, &found_n));
}

static int place_of(int64_t p) {
  for (int i = 0; i < found_n; i++)
    if (found[i].person == p) return i;
  return -1;
}

static void people_are_found_as_typed(void **state) {
  struct world *w = *state;
  setenv("ANSINH_TODAY", "2026-06-01", 1);
  date from = day(2026, 1, 1);
  int64_t a = household(w, "A Lưới 2", from), b = household(w, "Vỹ Dạ", from);
  struct reg_person_input in = someone("Nguyễn Thị Lài", 1949, 8, 1, REG_FEMALE);
  in.citizen_no = S("046149001234");
  in.phone = S("0905 123 456");
  int64_t lai = 0;
  ok(reg_person_add(w->db, &w->act, &in, &lai, &w->no));
  int64_t lan = person(w, "Nguyễn Thị Lan", 1950, 1, 1, REG_FEMALE),
          lai2 = person(w, "Lê Văn Lại", 1949, 1, 1, REG_MALE);
  int64_t minh = person(w, "Đặng Văn Minh", 1945, 1, 1, REG_MALE),
          ho = person(w, "Hồ Thị Đào", 1990, 1, 1, REG_FEMALE);
  belongs(w, minh, a, S("head"), from);
  belongs(w, lai, a, S("spouse"), from);
  belongs(w, lan, b, S("head"), from);
  look(w, "lai");
  assert_int_equal(found_n, 0);
  ok(reg_search_rebuild(w->db, w->a, w->act.today));
  look(w, "nguyen thi lai");
  assert_int_equal(place_of(lai), 0);
  assert_int_equal(found[0].matched, 7);
  assert_int_equal(found_n, 1);
  assert_true(str_is(found[0].head, "Đặng Văn Minh"));
  look(w, "lai nguyen");
  assert_int_equal(place_of(lai), 0);
  look(w, "Lài");
  assert_int_equal(place_of(lai), 0);
  assert_int_equal(place_of(lai2), 1);
  look(w, "Lại");
  assert_int_equal(place_of(lai2), 0);
  look(w, "lai 1949");
  assert_true(place_of(lai) >= 0 && place_of(lai2) >= 0);
  assert_int_equal(found_n, 2);
  look(w, "nguyen la");
  assert_true(place_of(lai) >= 0 && place_of(lan) >= 0);
  look(w, "ng");
  assert_true(place_of(lai) >= 0 && place_of(lan) >= 0);
  look(w, "046149001234");
  assert_int_equal(place_of(lai), 0);
  assert_true(found[0].by_number && found_n == 1);
  look(w, "046149");
  assert_int_equal(place_of(lai), 0);
  look(w, "0905123");
  assert_int_equal(place_of(lai), 0);
  look(w, "dang van minh");
  assert_int_equal(place_of(minh), 0);
  look(w, "dao");
  assert_int_equal(place_of(ho), 0);
  assert_int_equal(found[0].household, 0);
  look(w, "lai minh");
  assert_int_equal(place_of(lai), 0);
  assert_true(found[0].by_head);
  look(w, "lai ho dang van minh");
  assert_int_equal(place_of(lai), 0);
  look(w, "");
  assert_int_equal(found_n, 0);
  look(w, "\" OR * ( ' -- zzz");
  assert_int_equal(found_n, 0);
  look(w, "le thi lai");
  assert_int_equal(found_n, 0);
  /* Words so common that the index is not asked for them are looked for in what it finds. */
  ok(db_script(w->db, "UPDATE search_word SET documents = documents + 100000"));
  look(w, "le thi lai");
  assert_int_equal(found_n, 0);
  look(w, "Nguyễn thị la");
  assert_int_equal(found_n, 2);
  look(w, "lai nguyen thi 1949");
  assert_int_equal(found_n, 1);
  struct reg_areas *t = tree(w, from);
  ok(reg_search(w->a, w->db, S("nguyen"), t, commune(w, "Vỹ Dạ", from), 20, &found, &found_n));
  assert_int_equal(found_n, 1);
  assert_int_equal(place_of(lan), 0);
  ok(reg_search(w->a, w->db, S("046"), t, commune(w, "Vỹ Dạ", from), 20, &found, &found_n));
  assert_int_equal(found_n, 0);
}

static void acts_keep_the_index_right(void **state) {
  struct world *w = *state;
  setenv("ANSINH_TODAY", "2026-06-01", 1);
  date from = day(2026, 1, 1);
  ok(reg_search_rebuild(w->db, w->a, w->act.today));
  int64_t a = household(w, "A Lưới 2", from), p = person(w, "Trần Thị Hoa", 1940, 1, 1, REG_FEMALE);
  int64_t q = person(w, "Trần Văn Nam", 1970, 1, 1, REG_MALE);
  belongs(w, p, a, S("spouse"), from);
  look(w, "hoa");
  assert_int_equal(place_of(p), 0);
  belongs(w, q, a, S("head"), from);
  look(w, "hoa nam");
  assert_int_equal(place_of(p), 0);
  struct reg_person_input in = someone("Trần Thị Huệ", 1940, 1, 1, REG_FEMALE);
  ok(reg_person_correct(w->db, &w->act, p, from, &in, &w->no));
  look(w, "hoa");
  assert_int_equal(found_n, 0);
  look(w, "hue tran");
  assert_int_equal(place_of(p), 0);
  int64_t r = person(w, "Trần Văn Tư", 1970, 1, 1, REG_MALE);
  ok(reg_death(w->db, &w->act, p, day(2026, 5, 1), &w->no));
  look(w, "tran");
  assert_int_equal(place_of(q), 0);
  assert_int_equal(place_of(r), 1);
  assert_int_equal(place_of(p), 2);
  assert_true(found[2].dead);
  ok(db_script(w->db, "INSERT INTO search_index(search_index) VALUES ('integrity-check')"));
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
  const struct CMUnitTest tests[] = {
    T(each_list_has_its_communes),
    T(every_unit_of_2019_leads_to_one_of_2025),
    T(mergers_and_splits_are_followed),
    T(the_tree_is_that_of_the_day),
    T(a_village_goes_on_through_a_merger),
    T(a_change_keeps_the_past_a_correction_rewrites_it),
    T(birth_is_corrected_not_changed),
    T(impossible_people_are_refused),
    T(days_are_read_as_typed),
    T(citizen_numbers_agree_with_birth_and_sex),
    T(death_is_recorded_and_taken_back),
    T(a_month_counts_in_one_household),
    T(memberships_are_guarded),
    T(a_household_moves),
    T(nobody_supports_himself),
    T(a_fact_has_two_dates),
    T(a_change_fits_between_others),
    T(facts_are_those_of_the_packs),
    T(a_grant_is_suspended_resumed_paid_and_ended),
    T(grants_are_guarded),
    T(people_are_found_as_typed),
    T(acts_keep_the_index_right),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
