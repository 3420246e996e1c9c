/* A register as a whole, for tests: places, copies, a dozen acts, the audit. */
#include "whole_for_test.h"

#include <sqlite3.h>

#include <unistd.h>

int all_tables(struct db_table tables[TABLES_MAX]) {
  int own, derived;
  const struct db_table *first = reg_tables(&own), *second = office_tables(&derived);
  assert_true(own + derived <= TABLES_MAX);
  memcpy(tables, first, (size_t)own * sizeof *tables);
  memcpy(tables + own, second, (size_t)derived * sizeof *tables);
  return own + derived;
}

enum err copy_with(struct db *from, struct db *to, const struct db_copy_watch *watch,
                   struct db_copied *ret_copied) {
  struct db_table tables[TABLES_MAX];
  struct db_copy copy = { .from = from, .to = to, .tables = tables, .watch = watch };
  copy.count = all_tables(tables);
  return db_copy(&copy, ret_copied);
}

/* A second place, always a file: on PostgreSQL the copy crosses engines. */
const char *second_place(struct world *w, const char *name) {
  const char *path = arena_print(w->a, "test_%s_%d.db", name, (int)getpid());
  ok(db_remove(path));
  return path;
}

/* A third, on the engine that is being tested. */
const char *third_place(struct world *w, const char *name) {
  char path[TEST_PATH_MAX];
  test_db_place(name, path);
  return arena_text(w->a, path, strlen(path));
}

int64_t last_act(struct db *db) { return test_int(db, "SELECT last_act FROM register", 0, NULL); }

/* A dozen acts with everything an act may carry. */
void live(struct world *w) {
  int64_t home = household(w, "Phường Thuận Hóa", day(2026, 1, 1));
  int64_t mother = person(w, "Nguyễn Thị Đào", 1980, 5, 1, REG_FEMALE);
  int64_t child = person(w, "Nguyễn Ánh Ửng", 2015, 0, 0, REG_MALE);
  belongs(w, mother, home, S("head"), day(2026, 1, 1));
  belongs(w, child, home, S("child"), day(2026, 1, 1));
  w->act.text = S("lời kể: \"chữ\", dòng\nmới");
  struct reg_link_input link = { S("person.parent"), child, mother, day(2015, 12, 31), DATE_MAX, NULL };
  ok(reg_link_add(w->me, w->db, &w->act, &link, &w->no));
  w->act.text = S("");
  on(w, 2026, 6, 2);
  ok(reg_death(w->me, w->db, &w->act, mother, day(2026, 5, 30), &w->no));
}

/* By a connection of its own, which may do what the program's own may not. */
static void raw(struct world *w, const char *sql) {
  sqlite3 *db;
  char *why = NULL;
  assert_int_equal(sqlite3_open(w->place.path, &db), SQLITE_OK);
  if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK) fail_msg("%s: %s", sql, why);
  assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

void past_types(struct world *w, const char *sql) {
  if (test_db_on_server()) {
    ok(db_script(w->db, sql));
    return;
  }
  raw(w,
      arena_print(
          w->a,
          "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF; PRAGMA writable_schema = ON;"
          "CREATE TEMP TABLE was AS SELECT name, sql FROM main.sqlite_schema;"
          "UPDATE main.sqlite_schema SET sql = replace(replace(sql, ', STRICT', ''), ') STRICT', ')');"
          "PRAGMA writable_schema = RESET; %s; PRAGMA writable_schema = ON;"
          "UPDATE main.sqlite_master SET sql = (SELECT x.sql FROM was x WHERE x.name = main.sqlite_master.name)",
          sql));
}

void count_finding(void *context, const struct reg_audit_finding *finding) {
  (void)finding;
  ++*(int *)context;
}

int64_t audited(struct world *w, struct db *db) {
  int told = 0;
  int64_t found = -1;
  struct reg_audit_watch watch = { &told, NULL, count_finding };
  ok(reg_audit(w->me, db, &test_vocabulary, &watch, &found));
  return found;
}
