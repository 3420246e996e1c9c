/* One number no act would have given: it is one row that cannot be read, the audit names it, and everybody
 * else goes on, also with new acts. And whatever a reader refuses the audit finds. */
#include "whole_for_test.h"
#include "kept_for_test.h"

#include "people/people.h"
#include "registry/packs.h"
#include "search/search_register.h"

#include <unistd.h>

/* Is the person found among all, by search, and does the tree of areas stand? */
static void goes_on(struct world *w, int64_t p, const char *typed) {
  struct search_register *r;
  struct search_page page;
  struct reg_areas *areas;
  struct reg_clock clock;
  struct str id;
  const struct search_ask ask = { .typed = str_of(typed), .max = 20 };
  setenv("ANSINH_KEPT", "test_absurd.kept", 1);
  ok(reg_keep_id(w->a, w->db, &id));
  ok(search_register_open(w->a, w->db, w->place.path, &r));
  ok(search_register_find(w->me, w->a, r, &ask, &page));
  assert_int_equal(page.total, 1);
  assert_int_equal(page.list[0].person, p);
  search_register_close(r);
  remove_kept(w->a, w->place.path, id.p);
  ok(reg_clock_read(w->db, &clock));
  ok(reg_areas_load(w->me, w->a, w->db, (struct reg_at) { day(2026, 6, 1), clock.act }, &areas));
  assert_true(reg_area_count(areas) > 30);
}

/* Of the register's own tables and of the derived ones. */
static int64_t all_found(struct world *w) {
  int told = 0;
  int64_t derived = 0;
  struct reg_audit_watch watch = { &told, NULL, count_finding };
  ok(office_audit(w->me, w->db, &watch, &derived));
  return audited(w, w->db) + derived;
}

static const char *const absurd[] = {
  "INSERT INTO household(id, public_id) VALUES (3000000000, '00000000000000000')",
  "INSERT INTO household(id, public_id) VALUES (9223372036854775806, '00000000000000000')",
  "INSERT INTO person(id, public_id) VALUES (100000000, '00000000000000000')",
  "INSERT INTO person(id, public_id) VALUES (-7, '00000000000000000')",
  "INSERT INTO area(id) VALUES (3000000000)",
  "INSERT INTO area(id) VALUES (100001)",
  "UPDATE area_succession SET to_area = 9223372036854775807 WHERE id = (SELECT max(id) FROM area_succession)",
  "UPDATE area_succession SET from_area = 200000 WHERE id = (SELECT max(id) FROM area_succession)",
  "INSERT INTO area_version(area, code, name, type, parent, valid_from, valid_to, act_from, act_to)"
  " VALUES (2000000000, 'x', 'x', 'village', NULL, 0, 2932896, 1, 9223372036854775807)",
};

static void one_number_stops_nobody(void **state) {
  struct world *w = *state;
  if (test_db_on_server()) return; /* the server's own keys refuse most of these */
  int64_t h = household(w, "Phường Thuận Hóa", day(2025, 8, 1)),
          p = person(w, "Trần Thị Hoa", 1940, 1, 1, REG_FEMALE);
  belongs(w, p, h, S("head"), day(2025, 8, 1));
  ok(db_script(w->db, "PRAGMA foreign_keys = OFF"));
  for (size_t i = 0; i < sizeof absurd / sizeof *absurd; i++) {
    ok(db_begin(w->db));
    int64_t before = all_found(w);
    ok(db_script(w->db, absurd[i]));
    if (all_found(w) <= before) fail_msg("not found: %s", absurd[i]);
    goes_on(w, p, "hoa");
    /* What is new gets a number that can be read. */
    int64_t q = person(w, "Lê Văn Nam", 1970, 1, 1, REG_MALE),
            g = household(w, "Phường Thuận Hóa", day(2025, 8, 1));
    assert_true(q == p + 1 && g == h + 1);
    goes_on(w, q, "nam");
    db_rollback(w->db);
  }
  rmdir("test_absurd.kept");
}

/* What each reader refuses is found by the audit. */
static const char *const refused_rows[] = {
  "UPDATE pack_adoption SET language = 0",
  "UPDATE pack_adoption SET meaning = -1",
  "UPDATE symbol SET id = -7 WHERE id = 1",
  "UPDATE symbol SET id = 3000000000 WHERE id = 1",
  "UPDATE pack_set SET place = place + 1",
  "UPDATE act SET instant = instant + 9000000000000000000 WHERE act = (SELECT max(act) FROM act)",
  "UPDATE act SET client_key = 'k', content = 'c', answer = 'x' WHERE act = 1",
  "UPDATE residence SET address = CAST(x'ff' AS TEXT)",
  "UPDATE area_version SET name = CAST(x'ff' AS TEXT) WHERE id = 1",
  "UPDATE area_version SET id = 5000000000 WHERE id = 1",
  "UPDATE person_version SET id = -1",
  "INSERT INTO finding_run(for_month, law_day, facts_act, facts_day, packs, language, meaning) SELECT 24000,"
  " 1000000000, 1, 0, packs, 1, 1 FROM pack_set",
  "INSERT INTO determination(for_month, law_day, facts_act, facts_day, packs, language, meaning, people, "
  "faults)"
  " SELECT 24000, 0, 1, 1000000000, packs, 1, 1, 0, 0 FROM pack_set",
};

static void whatever_is_refused_is_found(void **state) {
  struct world *w = *state;
  struct reg_pack_text text = { S("a/b.luat"), S("x") };
  const struct reg_pack_set set = { 1, &text };
  const struct reg_adopt_input in = { &set, 1, 1 };
  if (test_db_on_server()) return;
  belongs(w, person(w, "Trần Thị Hoa", 1940, 1, 1, REG_FEMALE),
          household(w, "Phường Thuận Hóa", day(2025, 8, 1)), S("head"), day(2025, 8, 1));
  ok(reg_packs_adopt(w->me, w->db, &w->act, &in, &w->no));
  ok(db_script(w->db, "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON"));
  for (size_t i = 0; i < sizeof refused_rows / sizeof *refused_rows; i++) {
    ok(db_begin(w->db));
    int64_t before = all_found(w);
    ok(db_script(w->db, refused_rows[i]));
    if (all_found(w) <= before) fail_msg("not found: %s", refused_rows[i]);
    db_rollback(w->db);
  }
}

/* What nothing can be read without says which row is in the way, and that it is the register's. */
static void what_stops_all_says_which_row(void **state) {
  struct world *w = *state;
  struct reg_symbols *symbols;
  if (test_db_on_server()) return;
  ok(db_script(w->db, "PRAGMA foreign_keys = OFF"));
  static const char *const numbers[] = { "100001", "3000000000" };
  for (int i = 0; i < 2; i++) {
    ok(db_begin(w->db));
    ok(db_script(w->db, arena_print(w->a, "INSERT INTO symbol(id, name) VALUES (%s, 'x.y')", numbers[i])));
    assert_int_equal(reg_symbols_load(w->a, w->db, &symbols), IO);
    assert_true(db_damaged(w->db));
    assert_non_null(strstr(db_message(w->db), arena_print(w->a, "row %s of symbol", numbers[i])));
    db_rollback(w->db);
  }
  ok(reg_symbols_load(w->a, w->db, &symbols));
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)
  const struct CMUnitTest tests[] = { T(one_number_stops_nobody), T(whatever_is_refused_is_found),
                                      T(what_stops_all_says_which_row) };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
