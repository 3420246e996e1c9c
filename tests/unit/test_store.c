#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "store/store.h"
#include "db_for_test.h"

#include <unistd.h>

/* Every test has a file of its own, brought to the newest schema. */

struct world {
  struct db *db;
  char path[64];
};

static struct world world;

static int setup(void **state) {
  struct world *w = &world;
  snprintf(w->path, sizeof w->path, "test_store_%d.db", (int)getpid());
  unlink(w->path);
  *state = w;
  return db_open(w->path, DB_CREATE, &w->db) == OK && db_migrate(w->db) == OK ? 0 : -1;
}

static int teardown(void **state) {
  struct world *w = *state;
  char side[80];
  db_close(w->db);
  unlink(w->path);
  snprintf(side, sizeof side, "%s-wal", w->path);
  unlink(side);
  snprintf(side, sizeof side, "%s-shm", w->path);
  unlink(side);
  return 0;
}

#define ok(call) assert_int_equal((call), OK)

static int64_t count(struct world *w, const char *sql) { return test_int(w->db, sql, 0, NULL); }

static void migrating_twice_changes_nothing(void **state) {
  struct world *w = *state;
  ok(db_migrate(w->db));
  ok(db_script(w->db, "UPDATE schema_migration SET sha256 = 'x' WHERE name = '0001_register'"));
  assert_int_equal(db_migrate(w->db), CONFLICT);
}

static enum err write_and_fail(struct db *db, void *context) {
  (void)context;
  ok(db_script(db, "INSERT INTO symbol(name) VALUES ('inner')"));
  return INVALID;
}

static enum err outer(struct db *db, void *context) {
  ok(db_script(db, "INSERT INTO symbol(name) VALUES ('outer')"));
  assert_int_equal(db_transaction(db, write_and_fail, context), INVALID);
  return OK;
}

static void an_inner_failure_undoes_the_inner_part_only(void **state) {
  struct world *w = *state;
  ok(db_transaction(w->db, outer, NULL));
  assert_int_equal(count(w, "SELECT count(*) FROM symbol WHERE name = 'outer'"), 1);
  assert_int_equal(count(w, "SELECT count(*) FROM symbol WHERE name = 'inner'"), 0);
  assert_int_equal(db_transaction(w->db, write_and_fail, NULL), INVALID);
  assert_int_equal(count(w, "SELECT count(*) FROM symbol WHERE name = 'inner'"), 0);
}

static void parameters_are_found_by_their_number(void **state) {
  struct world *w = *state;
  struct stmt *s;
  ok(db_query(w->db, "SELECT $2 - $1, $3", &s));
  bind_int(s, 1, 4);
  bind_int(s, 2, 10);
  bind_text(s, 3, S("a'b"));
  ok(db_step(s));
  assert_int_equal(col_int(s, 0), 6);
  assert_true(str_is(col_text(s, 1), "a'b"));
  assert_int_equal(db_step(s), NOT_FOUND);
  struct db *none;
  assert_int_equal(db_open("no_such_file.db", DB_READ, &none), NOT_FOUND);
  assert_true(strlen(db_message(NULL)) > 0);
}

static void a_broken_constraint_is_a_conflict(void **state) {
  struct world *w = *state;
  assert_int_equal(db_script(w->db, "INSERT INTO membership VALUES (999, 999, 'head', 0, 1, 0, 1)"),
                   CONFLICT);
}

static enum err write_one(struct db *db, void *context) {
  int *calls = context;
  ++*calls;
  ok(db_script(db, "INSERT INTO symbol(name) VALUES ('one')"));
  return *calls < 3 ? RETRY : OK;
}

static enum err always_busy(struct db *db, void *context) {
  (void)db;
  ++*(int *)context;
  return RETRY;
}

static void a_busy_transaction_is_tried_again(void **state) {
  struct world *w = *state;
  int calls = 0;
  ok(db_transaction(w->db, write_one, &calls));
  assert_int_equal(calls, 3);
  assert_int_equal(count(w, "SELECT count(*) FROM symbol"), 1);
  calls = 0;
  assert_int_equal(db_transaction(w->db, always_busy, &calls), RETRY);
  assert_int_equal(calls, 8);
}

static void a_literal_is_prepared_once(void **state) {
  struct world *w = *state;
  static const char sql[] = "SELECT $1";
  struct stmt *a, *b;
  ok(db_query(w->db, sql, &a));
  bind_int(a, 1, 7);
  ok(db_step(a));
  ok(db_query(w->db, sql, &b));
  assert_ptr_equal(a, b);
  ok(db_step(b));
  assert_true(col_null(b, 0));
  const int64_t args[] = { 5, 6 };
  assert_int_equal(test_int(w->db, "SELECT $2 * 10 + $1", 2, args), 65);
  assert_int_equal(test_int(w->db, "SELECT id FROM symbol", 0, NULL), -1);
}

static void a_reader_does_not_write(void **state) {
  struct world *w = *state;
  struct db *r;
  ok(db_open(w->path, DB_READ, &r));
  assert_int_equal(db_script(r, "INSERT INTO symbol(name) VALUES ('x')"), DENIED);
  assert_int_equal(test_int(r, "SELECT count(*) FROM person", 0, NULL), 0);
  db_close(r);
}

static void a_bulk_load_is_kept(void **state) {
  struct world *w = *state;
  ok(db_bulk(w->db, true));
  ok(db_begin(w->db));
  ok(db_script(w->db, "INSERT INTO symbol(name) VALUES ('x')"));
  ok(db_commit(w->db));
  ok(db_begin(w->db));
  ok(db_script(w->db, "INSERT INTO symbol(name) VALUES ('y')"));
  db_rollback(w->db);
  ok(db_bulk(w->db, false));
  assert_int_equal(count(w, "SELECT count(*) FROM symbol"), 1);
}

static enum err leave_open_and_fail(struct db *db, void *context) {
  (void)context;
  struct stmt *s;
  ok(db_query(db, "SELECT id FROM symbol ORDER BY id DESC", &s));
  ok(db_step(s));
  return INVALID;
}

static void a_refused_act_does_not_stop_the_reader_around_it(void **state) {
  struct world *w = *state;
  ok(db_script(w->db, "INSERT INTO symbol(name) VALUES ('a'), ('b'), ('c')"));
  struct stmt *s;
  int rows = 0;
  ok(db_query(w->db, "SELECT id FROM symbol ORDER BY id", &s));
  while (db_step(s) == OK && rows < 10) {
    assert_int_equal(col_int(s, 0), ++rows);
    assert_int_equal(db_transaction(w->db, leave_open_and_fail, NULL), INVALID);
  }
  assert_int_equal(rows, 3);
  /* Nothing is left open: the log can be emptied. */
  ok(db_script(w->db, "PRAGMA wal_checkpoint(TRUNCATE)"));
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
  const struct CMUnitTest tests[] = {
    T(migrating_twice_changes_nothing),
    T(an_inner_failure_undoes_the_inner_part_only),
    T(parameters_are_found_by_their_number),
    T(a_broken_constraint_is_a_conflict),
    T(a_busy_transaction_is_tried_again),
    T(a_literal_is_prepared_once),
    T(a_reader_does_not_write),
    T(a_bulk_load_is_kept),
    T(a_refused_act_does_not_stop_the_reader_around_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
