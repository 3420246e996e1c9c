/* The invented register of the act log's tests. */
#include "world_for_test.h"

static const struct str degrees[] = { S("none"), S("mild"), S("severe"), S("extreme") };
static const struct str links[] = { S("link.supporter"), S("person.parent"), S("person.child") };
static const struct str benefits[] = { S("assistance.monthly"), S("social_pension"), S("funeral.support") };
static const struct str of_dead[] = { S("funeral.support") };
static const struct str sexes[] = { S("male"), S("female") };
static const struct reg_fact_type facts[] = {
  { .name = S("person.disability"),
    .kind = REG_PERSON,
    .type = REG_ENUM,
    .enumeration = S("disability_degree"),
    .values = degrees,
    .value_count = 4,
    .sensitive = true },
  { .name = S("person.pregnant"), .kind = REG_PERSON, .type = REG_BOOL },
  { .name = S("household.poor"), .kind = REG_HOUSEHOLD, .type = REG_BOOL },
  { .name = S("household.children"), .kind = REG_HOUSEHOLD, .type = REG_INTEGER, .max = 20 },
  { .name = S("person.heard"), .kind = REG_PERSON, .type = REG_DATE },
  { .name = S("person.grave_illness"), .kind = REG_PERSON, .type = REG_BOOL, .secret = true },
  { .name = S("person.funeral_asked"), .kind = REG_PERSON, .type = REG_BOOL, .of_dead = true },
  { .name = S("person.birth"), .kind = REG_PERSON, .type = REG_DATE, .held = REG_HELD_BIRTH },
  { .name = S("person.death"),
    .kind = REG_PERSON,
    .type = REG_DATE,
    .of_dead = true,
    .held = REG_HELD_DEATH },
  { .name = S("person.sex"),
    .kind = REG_PERSON,
    .type = REG_ENUM,
    .enumeration = S("sex"),
    .values = sexes,
    .value_count = 2,
    .held = REG_HELD_SEX },
  { .name = S("area.hard"), .kind = REG_AREA, .type = REG_BOOL },
};
static const struct reg_fact_type form_items[] = {
  { .name = S("rooms"), .type = REG_INTEGER, .max = 20 },
  { .name = S("worst"),
    .type = REG_ENUM,
    .enumeration = S("disability_degree"),
    .values = degrees,
    .value_count = 4 },
  { .name = S("water"), .type = REG_BOOL },
};
static const struct reg_fact_type service_items[] = { { .name = S("until"), .type = REG_DATE } };
static const struct reg_record_type records[] = { { S("form"), REG_HOUSEHOLD, form_items, 3 },
                                                  { S("service"), REG_PERSON, service_items, 1 } };
const struct reg_vocabulary test_vocabulary = { .facts = facts,
                                                .fact_count = 11,
                                                .links = links,
                                                .link_count = 3,
                                                .benefits = benefits,
                                                .benefit_count = 3,
                                                .of_dead = of_dead,
                                                .of_dead_count = 1,
                                                .once = of_dead,
                                                .once_count = 1,
                                                .records = records,
                                                .record_count = 2 };

date day(int y, int m, int d) { return date_of(y, m, d); }
month mon(int y, int m) { return y * 12 + m - 1; }

void on(struct world *w, int y, int m, int d) {
  /* Noon in Việt Nam is 05:00 UTC. */
  w->act.instant = ((int64_t)day(y, m, d) * 24 + 5) * INT64_C(3600000000);
}

void world_open(struct world **ret_w, const char *name, bool invented, bool areas) {
  struct arena *a = arena_new("test", (size_t)512 << 20);
  struct world *w = NEW(a, struct world);
  int64_t account;
  w->a = a;
  assert_int_equal(test_db_new(name, &w->place), OK);
  w->db = w->place.db;
  ok(reg_register_new(w->db, S("Tỉnh mẫu"), invented, S("can_bo_a"), &account));
  assert_int_equal(reg_register_new(w->db, S("Tỉnh mẫu"), true, S("can_bo_b"), &account), CONFLICT);
  ok(reg_vocabulary_import(w->db, a, &test_vocabulary));
  w->viewer = viewer_all(account);
  w->me = &w->viewer;
  w->act = (struct reg_act) { .arena = a, .paper = S("tờ khai 01/06/2026") };
  if (invented) on(w, 2018, 1, 1);
  if (areas) ok(reg_areas_import(w->me, w->db, &w->act, SOURCE_ROOT "/data/hue", &w->no));
  if (invented) on(w, 2026, 6, 1);
  *ret_w = w;
}

void world_end(struct world *w) {
  test_db_end(&w->place);
  arena_free(w->a);
}

int world_setup(void **state) {
  struct world *w;
  world_open(&w, "registry", true, true);
  *state = w;
  return 0;
}

int world_teardown(void **state) {
  world_end(*state);
  return 0;
}

struct reg_at at(struct world *w, date valid, date recorded) {
  struct reg_at x = { .valid = valid };
  ok(reg_known(w->db, recorded, &x.act));
  return x;
}

struct reg_month_at in_month(struct world *w, month m, date recorded) {
  return (struct reg_month_at) { m, at(w, 0, recorded).act };
}

struct reg_person_input someone(const char *name, int y, int m, int d, enum reg_sex sex) {
  return (struct reg_person_input) { .full_name = str_of(name),
                                     .ethnic = S("Kinh"),
                                     .citizen_no = S(""),
                                     .phone = S(""),
                                     .birth_year = y,
                                     .birth_month = m,
                                     .birth_day = d,
                                     .sex = sex };
}

int64_t person(struct world *w, const char *name, int y, int m, int d, enum reg_sex sex) {
  struct reg_person_input in = someone(name, y, m, d, sex);
  int64_t id = 0;
  ok(reg_person_add(w->me, w->db, &w->act, &in, &id, &w->no));
  assert_true(id > 0);
  return id;
}

struct reg_areas *tree(struct world *w, date valid) {
  struct reg_areas *t;
  ok(reg_areas_load(w->me, w->a, w->db, at(w, valid, day(2026, 12, 31)), &t));
  return t;
}

int64_t commune(struct world *w, const char *name, date d) {
  const struct reg_area *a = reg_commune_by_name(tree(w, d), str_of(name));
  assert_non_null(a);
  return a->id;
}

int64_t household(struct world *w, const char *commune_name, date from) {
  int64_t id = 0;
  struct reg_home_input in = { .area = commune(w, commune_name, from), .address = S("thôn 1"), .from = from };
  ok(reg_household_add(w->me, w->db, &w->act, &in, &id, &w->no));
  return id;
}

void belongs(struct world *w, int64_t p, int64_t h, struct str role, date from) {
  struct reg_membership_input in = { p, h, role, from, DATE_MAX };
  ok(reg_membership_add(w->me, w->db, &w->act, &in, &w->no));
}

int64_t count(struct world *w, const char *sql) { return test_int(w->db, sql, 0, NULL); }
