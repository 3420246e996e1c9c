/* People, households and areas in both times. */
#include "world_for_test.h"

#include "registry/area_rule.h"

#define vocabulary test_vocabulary

static enum err household_of(struct world *w, int64_t p, month m, date recorded, struct reg_membership *ret_m,
                             bool *ret_several) {
  struct reg_household_found found = { 0 };
  enum err e = reg_household_of(w->me, w->a, w->db, p, in_month(w, m, recorded), &found);
  if (e == OK) *ret_m = found.membership;
  if (e == OK && ret_several != NULL) *ret_several = found.several;
  return e;
}

static enum err households_in(struct world *w, struct reg_areas *t, int64_t area, struct reg_at at_,
                              struct reg_id_list *ret_list) {
  struct reg_household_ask ask = { t, area, 0, 10 };
  return reg_households_in(w->me, w->a, w->db, &ask, at_, ret_list);
}

static struct reg_person_input of(struct reg_person_input in, int64_t p, date from) {
  in.person = p;
  in.day = from;
  return in;
}

static int64_t last_act(struct world *w) { return at(w, 0, DATE_MAX - 1).act; }

/* ---- areas ---- */

/* A village of area 1 until day 100, of 2 until 200, of 3 since; a commune of 1 that was followed by area 7,
 * of area 2, on day 100. */
enum { VILLAGE = 5, COMMUNE = 6, HEIR = 7 };
static const struct area_version rule_version[] = {
  { 1, 1, 0, 0, 1000, 0 },      { 2, 2, 0, 0, 1000, 0 },        { 3, 3, 0, 0, 1000, 0 },
  { 4, VILLAGE, 1, 0, 100, 0 }, { 5, VILLAGE, 2, 100, 200, 0 }, { 6, VILLAGE, 3, 200, 1000, 0 },
  { 7, COMMUNE, 1, 0, 100, 0 }, { 8, HEIR, 2, 100, 1000, 0 },
};

static bool rule_version_of(const void *context, int64_t area, int i, struct area_version *ret_version) {
  (void)context;
  for (size_t k = 0; k < sizeof rule_version / sizeof *rule_version; k++) {
    if (rule_version[k].area != area || i-- > 0) continue;
    *ret_version = rule_version[k];
    return true;
  }
  return false;
}

static bool rule_heir_of(const void *context, int64_t area, int i, struct area_heir *ret_heir) {
  (void)context;
  if (area != COMMUNE || i > 0) return false;
  *ret_heir = (struct area_heir) { HEIR, 100, 1000000 };
  return true;
}

/* Who had an area a place lay in before the day sees nothing of it that day; who has it then or later does.
 */
static void who_answered_for_a_place_once_sees_it_no_more(void **state) {
  (void)state;
  const struct area_reader reader = { NULL, rule_version_of, rule_heir_of };
  static const struct {
    int64_t area;
    date day;
    bool by[4]; /* of the areas 1, 2, 3 and the heir */
  } of[] = {
    { VILLAGE, 50, { true, true, true, false } },   { VILLAGE, 99, { true, true, true, false } },
    { VILLAGE, 100, { false, true, true, false } }, { VILLAGE, 200, { false, false, true, false } },
    { COMMUNE, 99, { true, true, false, true } },   { COMMUNE, 100, { false, true, false, true } },
  };
  static const int64_t mine[] = { 1, 2, 3, HEIR };
  struct area_version v;
  for (size_t i = 0; i < sizeof of / sizeof *of; i++)
    for (int k = 0; k < 4; k++)
      if (reg_rule_sees(&reader, of[i].area, mine[k], of[i].day) != of[i].by[k])
        fail_msg("area %d by %d on day %d", (int)of[i].area, (int)mine[k], (int)of[i].day);
  assert_true(reg_rule_in_force(&reader, COMMUNE, 99, &v) && v.area == COMMUNE && v.parent == 1);
  assert_true(reg_rule_in_force(&reader, COMMUNE, 100, &v) && v.area == HEIR && v.parent == 2);
  assert_false(reg_rule_in_force(&reader, VILLAGE, 1000, &v));
}

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
  struct reg_succession_list list;
  ok(reg_area_successors(w->me, w->a, w->db, reg_area_by_code(tree(w, d19), S("19744"))->id, last_act(w),
                         &list));
  assert_int_equal(list.n, 2);
  assert_int_equal(list.at[0].share_ppm + list.at[1].share_ppm, 1000000);
  assert_int_equal(list.at[0].share_ppm == 605100 || list.at[1].share_ppm == 605100, true);
  assert_true(str_is(list.at[0].basis, "NQ 1264/NQ-UBTVQH14"));
  assert_true(leads(w, "19744", d19, "Phường Tây Lộc", day(2021, 7, 1)));
  ok(db_script(
      w->db,
      "UPDATE area_succession SET share_ppm = 1000000 - share_ppm WHERE share_ppm BETWEEN 1 AND 999999"));
  assert_true(leads(w, "19744", d19, "Phường Thuận Hòa", day(2021, 7, 1)));
  ok(reg_area_predecessors(w->me, w->a, w->db, reg_area_by_code(tree(w, now), S("19753"))->id, last_act(w),
                           &list));
  assert_int_equal(list.n, 6);
  assert_int_equal(list.at[0].day, day(2025, 7, 1));
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
  /* Before the act that told of them there were none. */
  struct reg_areas *before_all;
  ok(reg_areas_load(w->me, w->a, w->db, (struct reg_at) { day(2026, 1, 1), 0 }, &before_all));
  assert_int_equal(reg_commune_count(before_all), 0);
  assert_null(reg_area_parent(tree(w, day(2025, 7, 1)), reg_area_by_code(tree(w, day(2025, 7, 1)), S("46"))));
}

static void a_village_goes_on_through_a_merger(void **state) {
  struct world *w = *state;
  on(w, 2024, 1, 1);
  int64_t xa = commune(w, "Phú Dương", day(2024, 1, 1)), village = 0;
  struct reg_area_new n = { S(""), S("Thôn Mậu Tài"), REG_VILLAGE, xa, day(2024, 1, 1) };
  ok(reg_area_add(w->me, w->db, &w->act, &n, &village, &w->no));
  assert_true(str_is(reg_area_commune(tree(w, day(2024, 6, 1)), village)->name, "Xã Phú Dương"));
  assert_true(str_is(reg_area_commune(tree(w, day(2025, 2, 1)), village)->name, "Phường Dương Nỗ"));
  on(w, 2026, 1, 1);
  n.valid_from = day(2026, 1, 1);
  refused(w, "parent", reg_area_add(w->me, w->db, &w->act, &n, &village, &w->no));
  n.parent = 99999;
  refused(w, "parent", reg_area_add(w->me, w->db, &w->act, &n, &village, &w->no));
  assert_int_equal(reg_areas_import(w->me, w->db, &w->act, "data/hue", &w->no), CONFLICT);
}

/* ---- people ---- */

static void a_change_keeps_the_past_a_correction_rewrites_it(void **state) {
  struct world *w = *state;
  on(w, 2025, 1, 10);
  int64_t p = person(w, "Lê Thị Mai", 1960, 5, 2, REG_FEMALE);
  struct reg_person_input in = someone("Lê Thị Mây", 1960, 5, 2, REG_FEMALE);
  on(w, 2025, 6, 1);
  ok(reg_person_change(w->me, w->db, &w->act, (struct reg_person_input[]) { of(in, p, day(2025, 5, 1)) },
                       &w->no));
  struct reg_person got;
  ok(reg_person_get(w->me, w->a, w->db, p, at(w, day(2025, 4, 30), day(2025, 6, 1)), &got));
  assert_true(str_is(got.full_name, "Lê Thị Mai"));
  ok(reg_person_get(w->me, w->a, w->db, p, at(w, day(2025, 5, 1), day(2025, 6, 1)), &got));
  assert_true(str_is(got.full_name, "Lê Thị Mây"));
  ok(reg_person_get(w->me, w->a, w->db, p, at(w, day(2025, 5, 1), day(2025, 5, 31)), &got));
  assert_true(str_is(got.full_name, "Lê Thị Mai"));
  on(w, 2025, 7, 1);
  in.birth_year = 1955;
  ok(reg_person_correct(w->me, w->db, &w->act, (struct reg_person_input[]) { of(in, p, day(2025, 7, 1)) },
                        &w->no));
  ok(reg_person_get(w->me, w->a, w->db, p, at(w, day(2025, 1, 1), day(2025, 7, 1)), &got));
  assert_int_equal(got.birth, day(1955, 5, 2));
  assert_true(str_is(got.full_name, "Lê Thị Mai"));
  ok(reg_person_get(w->me, w->a, w->db, p, at(w, day(1956, 1, 1), day(2025, 7, 1)), &got));
  ok(reg_person_get(w->me, w->a, w->db, p, at(w, day(2025, 1, 1), day(2025, 6, 30)), &got));
  assert_int_equal(got.birth, day(1960, 5, 2));
  assert_int_equal(reg_person_get(w->me, w->a, w->db, p, at(w, day(2025, 1, 1), day(2025, 1, 9)), &got),
                   NOT_FOUND);
  struct reg_person_list list;
  ok(reg_person_history(w->me, w->a, w->db, p, at(w, day(2026, 6, 1), day(2026, 12, 31)), &list));
  assert_int_equal(list.n, 5);
  assert_int_equal(count(w, "SELECT count(*) FROM act WHERE kind LIKE 'person.%' AND account = 1"), 3);
}

static void birth_is_corrected_not_changed(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Lê Thị Mai", 1960, 5, 2, REG_FEMALE);
  struct reg_person_input in = someone("Lê Thị Mai", 1961, 5, 2, REG_FEMALE);
  refused(w, "birth",
          reg_person_change(w->me, w->db, &w->act, (struct reg_person_input[]) { of(in, p, day(2026, 1, 1)) },
                            &w->no));
  in.birth_year = 1960;
  refused(w, "day",
          reg_person_change(w->me, w->db, &w->act, (struct reg_person_input[]) { of(in, p, day(1960, 5, 2)) },
                            &w->no));
  refused(w, "day",
          reg_person_change(w->me, w->db, &w->act, (struct reg_person_input[]) { of(in, p, day(1950, 5, 2)) },
                            &w->no));
  refused(w, "day",
          reg_person_correct(w->me, w->db, &w->act,
                             (struct reg_person_input[]) { of(in, p, day(1950, 5, 2)) }, &w->no));
  on(w, 2026, 5, 31);
  refused(w, "instant",
          reg_person_change(w->me, w->db, &w->act, (struct reg_person_input[]) { of(in, p, day(2026, 1, 1)) },
                            &w->no));
}

static void impossible_people_are_refused(void **state) {
  struct world *w = *state;
  int64_t p = 0;
  struct reg_person_input in = someone("Trần Văn Bình", 1990, 2, 30, REG_MALE);
  refused(w, "birth", reg_person_add(w->me, w->db, &w->act, &in, &p, &w->no));
  in = someone("Trần Văn Bình", 2026, 6, 2, REG_MALE);
  refused(w, "birth", reg_person_add(w->me, w->db, &w->act, &in, &p, &w->no));
  in = someone("Trần Văn Bình", 1990, 0, 5, REG_MALE);
  refused(w, "birth", reg_person_add(w->me, w->db, &w->act, &in, &p, &w->no));
  in = someone("  ", 1990, 1, 1, REG_MALE);
  refused(w, "full_name", reg_person_add(w->me, w->db, &w->act, &in, &p, &w->no));
  in = someone("Tr\xff", 1990, 1, 1, REG_MALE);
  refused(w, "full_name", reg_person_add(w->me, w->db, &w->act, &in, &p, &w->no));
  in = someone("Trần Văn Bình", 1990, 1, 1, REG_MALE);
  in.ethnic = (struct str) { arena_alloc(w->a, 500), 401 };
  refused(w, "ethnic", reg_person_add(w->me, w->db, &w->act, &in, &p, &w->no));
  w->act.paper = (struct str) { in.ethnic.p, 401 };
  in.ethnic = S("Kinh");
  refused(w, "paper", reg_person_add(w->me, w->db, &w->act, &in, &p, &w->no));
  assert_int_equal(p, 0);
  assert_int_equal(count(w, "SELECT count(*) FROM person"), 0);
}

static void days_are_read_as_typed(void **state) {
  struct world *w = *state;
  date d = 0;
  refused(w, "death", reg_day_typed(S("30/02/2026"), "death", 0, &d, &w->no));
  assert_non_null(strstr(w->no.vi, "28 ngày"));
  refused(w, "death", reg_day_typed(S("2026-02-30"), "death", 0, &d, &w->no));
  assert_non_null(strstr(w->no.en, "2026-02 has 28"));
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
  ok(reg_person_add(w->me, w->db, &w->act, &in, &p, &w->no));
  refused(w, "citizen_no", reg_person_add(w->me, w->db, &w->act, &in, &q, &w->no));
  assert_non_null(strstr(w->no.vi, "Lê Thị Mai"));
}

static void death_is_recorded_and_taken_back(void **state) {
  struct world *w = *state;
  on(w, 2025, 1, 1);
  int64_t p = person(w, "Hồ Văn Lợi", 1940, 3, 4, REG_MALE);
  refused(w, "person", reg_death_reverse(w->me, w->db, &w->act, p, &w->no));
  refused(w, "death", reg_death(w->me, w->db, &w->act, p, day(1939, 1, 1), &w->no));
  refused(w, "death", reg_death(w->me, w->db, &w->act, p, day(2025, 1, 2), &w->no));
  on(w, 2026, 4, 20);
  ok(reg_death(w->me, w->db, &w->act, p, day(2026, 2, 28), &w->no));
  refused(w, "death", reg_death(w->me, w->db, &w->act, p, day(2026, 3, 1), &w->no));
  struct reg_person got;
  ok(reg_person_get(w->me, w->a, w->db, p, at(w, day(2026, 3, 1), day(2026, 4, 10)), &got));
  assert_false(got.dead);
  ok(reg_person_get(w->me, w->a, w->db, p, at(w, day(2026, 3, 1), day(2026, 4, 20)), &got));
  assert_true(got.dead && got.death == day(2026, 2, 28));
  on(w, 2026, 5, 5);
  ok(reg_death_reverse(w->me, w->db, &w->act, p, &w->no));
  ok(reg_person_get(w->me, w->a, w->db, p, at(w, day(2026, 3, 1), day(2026, 5, 5)), &got));
  assert_false(got.dead);
  ok(reg_person_get(w->me, w->a, w->db, p, at(w, day(2026, 3, 1), day(2026, 5, 4)), &got));
  assert_true(got.dead);
  struct reg_person_input in = someone("Hồ Văn Lợi", 2026, 3, 4, REG_MALE);
  ok(reg_death(w->me, w->db, &w->act, p, day(2026, 2, 28), &w->no));
  refused(w, "birth",
          reg_person_correct(w->me, w->db, &w->act,
                             (struct reg_person_input[]) { of(in, p, day(2026, 4, 1)) }, &w->no));
  refused(w, "person", reg_death(w->me, w->db, &w->act, 777, day(2026, 2, 28), &w->no));
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
  assert_int_equal(household_of(w, p, mon(2025, 12), day(2026, 2, 1), &m, NULL), NOT_FOUND);
  on(w, 2026, 6, 20);
  ok(reg_membership_change(w->me, w->db, &w->act,
                           &(struct reg_membership_input) { p, b, S("head"), day(2026, 6, 12), 0 }, &w->no));
  ok(household_of(w, p, mon(2026, 6), day(2026, 7, 1), &m, &several));
  assert_int_equal(m.household, a);
  assert_false(several);
  ok(household_of(w, p, mon(2026, 7), day(2026, 7, 1), &m, NULL));
  assert_int_equal(m.household, b);
  ok(household_of(w, p, mon(2026, 7), day(2026, 6, 19), &m, NULL));
  assert_int_equal(m.household, a);
  struct reg_membership_list list;
  ok(reg_household_members(w->me, w->a, w->db, a, in_month(w, mon(2026, 6), day(2026, 7, 1)), &list));
  assert_int_equal(list.n, 2);
  assert_int_equal(list.at[0].person, q);
  ok(reg_household_members(w->me, w->a, w->db, b, in_month(w, mon(2026, 6), day(2026, 7, 1)), &list));
  assert_int_equal(list.n, 0);
  ok(reg_household_members(w->me, w->a, w->db, b, in_month(w, mon(2026, 7), day(2026, 7, 1)), &list));
  assert_int_equal(list.n, 1);
  /* Someone who arrives within the month: the first household. */
  int64_t r = person(w, "Trần Thị Na", 2020, 1, 1, REG_FEMALE);
  ok(reg_membership_add(
      w->me, w->db, &w->act,
      &(struct reg_membership_input) { r, b, S("child"), day(2026, 5, 20), day(2026, 5, 25) }, &w->no));
  ok(reg_membership_add(w->me, w->db, &w->act,
                        &(struct reg_membership_input) { r, a, S("child"), day(2026, 5, 25), DATE_MAX },
                        &w->no));
  ok(household_of(w, r, mon(2026, 5), day(2026, 7, 1), &m, &several));
  assert_int_equal(m.household, b);
  assert_false(several);
  /* Two rows by mistake: the earlier, and it is said. */
  ok(db_script(w->db,
               "INSERT INTO membership(person, household, role, valid_from, valid_to, act_from, act_to)"
               " SELECT person, 2, role, valid_from + 1, valid_to, act_from, act_to FROM membership"
               " WHERE person = 2 AND act_to = 9223372036854775807"));
  ok(household_of(w, q, mon(2026, 5), day(2026, 7, 1), &m, &several));
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
          reg_membership_add(w->me, w->db, &w->act,
                             &(struct reg_membership_input) { q, b, S("other"), day(2026, 3, 1), DATE_MAX },
                             &w->no));
  refused(w, "role",
          reg_membership_add(w->me, w->db, &w->act,
                             &(struct reg_membership_input) { p, a, S("head"), from, DATE_MAX }, &w->no));
  assert_non_null(strstr(w->no.vi, "Trần Văn Nam"));
  refused(w, "role",
          reg_membership_add(w->me, w->db, &w->act,
                             &(struct reg_membership_input) { p, a, S("boss"), from, DATE_MAX }, &w->no));
  refused(w, "valid_to",
          reg_membership_add(w->me, w->db, &w->act,
                             &(struct reg_membership_input) { p, a, S("spouse"), from, from }, &w->no));
  refused(w, "household",
          reg_membership_add(w->me, w->db, &w->act,
                             &(struct reg_membership_input) { p, 99, S("spouse"), from, DATE_MAX }, &w->no));
  refused(w, "person",
          reg_membership_add(w->me, w->db, &w->act,
                             &(struct reg_membership_input) { 99, a, S("spouse"), from, DATE_MAX }, &w->no));
  refused(w, "from",
          reg_membership_change(w->me, w->db, &w->act,
                                &(struct reg_membership_input) { q, b, S("head"), from, 0 }, &w->no));
  refused(w, "from",
          reg_membership_change(w->me, w->db, &w->act,
                                &(struct reg_membership_input) { p, b, S("head"), from, 0 }, &w->no));
  on(w, 2026, 7, 1);
  ok(reg_membership_correct(w->me, w->db, &w->act,
                            &(struct reg_membership_input) { q, b, S("head"), day(2026, 2, 1), 0 }, &w->no));
  struct reg_membership m;
  ok(household_of(w, q, mon(2026, 2), day(2026, 7, 1), &m, NULL));
  assert_int_equal(m.household, b);
  ok(household_of(w, q, mon(2026, 2), day(2026, 6, 30), &m, NULL));
  assert_int_equal(m.household, a);
  ok(reg_membership_correct(w->me, w->db, &w->act,
                            &(struct reg_membership_input) { q, 0, S(""), day(2026, 2, 1), 0 }, &w->no));
  assert_int_equal(household_of(w, q, mon(2026, 2), day(2026, 7, 1), &m, NULL), NOT_FOUND);
  refused(w, "from",
          reg_membership_correct(w->me, w->db, &w->act,
                                 &(struct reg_membership_input) { q, 0, S(""), day(2026, 2, 1), 0 }, &w->no));
}

static void a_household_moves(void **state) {
  struct world *w = *state;
  on(w, 2025, 3, 1);
  int64_t h = household(w, "Phú Dương", day(2024, 1, 1));
  on(w, 2026, 6, 15);
  int64_t to = commune(w, "A Lưới 2", day(2026, 6, 12));
  refused(w, "area",
          reg_move(w->me, w->db, &w->act,
                   &(struct reg_home_input) { h, reg_area_by_code(tree(w, day(2024, 6, 1)), S("19906"))->id,
                                              S("x"), day(2026, 6, 12) },
                   &w->no));
  refused(
      w, "from",
      reg_move(w->me, w->db, &w->act,
               &(struct reg_home_input) { h, commune(w, "Vỹ Dạ", day(2024, 1, 1)), S("x"), day(2024, 1, 1) },
               &w->no));
  refused(
      w, "household",
      reg_move(w->me, w->db, &w->act, &(struct reg_home_input) { 99, to, S("x"), day(2026, 6, 12) }, &w->no));
  ok(reg_move(w->me, w->db, &w->act, &(struct reg_home_input) { h, to, S("thôn 3"), day(2026, 6, 12) },
              &w->no));
  refused(w, "area",
          reg_move(w->me, w->db, &w->act, &(struct reg_home_input) { h, to, S("thôn 3"), day(2026, 6, 14) },
                   &w->no));
  struct reg_residence r;
  ok(reg_residence_get(w->me, w->a, w->db, h, at(w, day(2026, 6, 1), day(2026, 6, 15)), &r));
  /* The address was never touched by the merger; the tree of the day leads on. */
  assert_true(str_is(reg_area_commune(tree(w, day(2026, 6, 1)), r.area)->name, "Phường Mỹ Thượng") ||
              str_is(reg_area_commune(tree(w, day(2026, 6, 1)), r.area)->name, "Phường Dương Nỗ"));
  struct reg_id_list list;
  int64_t old_now = reg_area_commune(tree(w, day(2026, 6, 1)), r.area)->id;
  ok(households_in(w, tree(w, day(2026, 6, 1)), old_now, at(w, day(2026, 6, 1), day(2026, 6, 15)), &list));
  assert_int_equal(list.n, 1);
  ok(households_in(w, tree(w, day(2026, 7, 1)), to, at(w, day(2026, 7, 1), day(2026, 6, 15)), &list));
  assert_int_equal(list.n, 1);
  assert_int_equal(list.at[0], h);
  ok(households_in(w, tree(w, day(2026, 7, 1)), to, at(w, day(2026, 7, 1), day(2026, 6, 14)), &list));
  assert_int_equal(list.n, 0);
}

static void nobody_supports_himself(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Trần Thị Hoa", 1940, 1, 1, REG_FEMALE),
          q = person(w, "Trần Văn Nam", 1970, 1, 1, REG_MALE);
  date from = day(2026, 1, 1);
  refused(w, "other",
          reg_link_add(w->me, w->db, &w->act,
                       &(struct reg_link_input) { S("link.supporter"), p, p, from, DATE_MAX, NULL }, &w->no));
  refused(w, "kind",
          reg_link_add(w->me, w->db, &w->act,
                       &(struct reg_link_input) { S("link.friend"), p, q, from, DATE_MAX, NULL }, &w->no));
  refused(w, "valid_to",
          reg_link_add(w->me, w->db, &w->act,
                       &(struct reg_link_input) { S("link.supporter"), p, q, from, from, NULL }, &w->no));
  refused(w, "other",
          reg_link_add(w->me, w->db, &w->act,
                       &(struct reg_link_input) { S("link.supporter"), p, 99, from, DATE_MAX, NULL },
                       &w->no));
  ok(reg_link_add(w->me, w->db, &w->act,
                  &(struct reg_link_input) { S("link.supporter"), p, q, from, DATE_MAX, NULL }, &w->no));
  refused(
      w, "other",
      reg_link_add(w->me, w->db, &w->act,
                   &(struct reg_link_input) { S("link.supporter"), p, q, day(2026, 5, 1), DATE_MAX, NULL },
                   &w->no));
  struct reg_link_list list;
  ok(reg_links_of(w->me, w->a, w->db, q, at(w, from, day(2026, 6, 1)), &list));
  assert_int_equal(list.n, 1);
  assert_int_equal(list.at[0].person, p);
  refused(w, "from",
          reg_link_end(w->me, w->db, &w->act,
                       &(struct reg_link_input) { S("link.supporter"), q, p, day(2026, 5, 1), 0, NULL },
                       &w->no));
  ok(reg_link_end(w->me, w->db, &w->act,
                  &(struct reg_link_input) { S("link.supporter"), p, q, day(2026, 5, 1), 0, NULL }, &w->no));
  ok(reg_links_of(w->me, w->a, w->db, q, at(w, day(2026, 5, 1), day(2026, 6, 1)), &list));
  assert_int_equal(list.n, 0);
  ok(reg_links_of(w->me, w->a, w->db, q, at(w, day(2026, 4, 30), day(2026, 6, 1)), &list));
  assert_int_equal(list.n, 1);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(who_answered_for_a_place_once_sees_it_no_more),
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
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
