/* The store's promises, the same on both engines: run once without and once with ANSINH_TEST_DB. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "store/driver.h"
#include "db_for_test.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A small schema in the dialect of the migrations. */
#define FIRST                                                                                                \
  "-- a TEXT in a comment, an INTEGER too\n"                                                                 \
  "CREATE TABLE word (\n"                                                                                    \
  "  id INTEGER PRIMARY KEY,\n"                                                                              \
  "  name TEXT NOT NULL UNIQUE, note TEXT DEFAULT 'TEXT', bytes BLOB,\n"                                     \
  "  size BIGINT CHECK (size >= 0)\n"                                                                        \
  ");\n"                                                                                                     \
  "CREATE TABLE leaf ( id INTEGER  PRIMARY KEY, word BIGINT NOT NULL REFERENCES word(id), n BIGINT );\n"     \
  "CREATE INDEX leaf_word ON leaf(word);\n"                                                                  \
  "CREATE TABLE pair ( a TEXT NOT NULL, b BIGINT NOT NULL, PRIMARY KEY (a, b) ) WITHOUT ROWID;\n"            \
  "--sqlite: CREATE TABLE only_sqlite ( id INTEGER PRIMARY KEY );\n"                                         \
  "--postgres: CREATE TABLE only_postgres ( id BIGINT PRIMARY KEY );\n"
#define SECOND "ALTER TABLE word ADD COLUMN added BIGINT;\nCREATE INDEX word_size ON word(size);\n"

static const struct migration list[] = {
  { "0001_first", FIRST, sizeof FIRST - 1 },
  { "0002_second", SECOND, sizeof SECOND - 1 },
};
static const struct migration other_list[] = { { "0001_first", SECOND, sizeof SECOND - 1 } };
static const struct migrations ours = { list, 2 }, earlier = { list, 1 }, edited = { other_list, 1 };

struct world {
  struct db *db;
  char path[TEST_PATH_MAX];
};

static struct world world;

static int setup(void **state) {
  struct world *w = &world;
  test_db_place("store", w->path);
  *state = w;
  return store_open(w->path, DB_CREATE, &ours, &w->db) == OK && db_migrate(w->db) == OK ? 0 : -1;
}

static int teardown(void **state) {
  struct world *w = *state;
  db_close(w->db);
  return db_remove(w->path) == OK ? 0 : -1;
}

#define ok(call) assert_int_equal((call), OK)

static int64_t count(struct world *w, const char *sql) { return test_int(w->db, sql, 0, NULL); }

/* ---- statements ---- */

static void migrating_twice_changes_nothing(void **state) {
  struct world *w = *state;
  ok(db_migrate(w->db));
  assert_int_equal(count(w, "SELECT count(*) FROM schema_migration"), 2);
  ok(db_script(w->db, "UPDATE schema_migration SET sha256 = 'x' WHERE name = '0001_first'"));
  assert_int_equal(db_migrate(w->db), CONFLICT);
}

static void parameters_are_found_by_their_number(void **state) {
  struct world *w = *state;
  struct stmt *s;
  ok(db_query(w->db, "SELECT $2 - $1, $3, $4 || 'c'", &s));
  bind_int(s, 1, 4);
  bind_int(s, 2, INT64_MIN + 10);
  bind_text(s, 3, S("a'b"));
  bind_text(s, 4, S("Lài"));
  ok(db_step(s));
  assert_true(col_int(s, 0) == INT64_MIN + 6);
  assert_true(str_is(col_text(s, 1), "a'b"));
  assert_true(str_is(col_text(s, 2), "Làic"));
  assert_int_equal(db_step(s), NOT_FOUND);
}

static void a_parameter_may_be_null_before_and_after_a_value(void **state) {
  struct world *w = *state;
  struct stmt *s;
  for (int i = 0; i < 6; i++) {
    ok(db_query(w->db, "INSERT INTO word(name, note, size) VALUES ($1, $2, $3)", &s));
    const char name[2] = { (char)('a' + i), 0 };
    bind_text(s, 1, str_of(name));
    if (i % 2 == 0)
      bind_null(s, 2);
    else
      bind_text(s, 2, S(""));
    if (i % 3 != 0) bind_int(s, 3, i);
    ok(db_run(s));
  }
  assert_int_equal(count(w, "SELECT count(*) FROM word WHERE note IS NULL"), 3);
  assert_int_equal(count(w, "SELECT count(*) FROM word WHERE note = ''"), 3);
  assert_int_equal(count(w, "SELECT sum(size) FROM word"), 1 + 2 + 4 + 5);
}

static void a_new_key_comes_back_and_bytes_stay_bytes(void **state) {
  struct world *w = *state;
  struct stmt *s;
  ok(db_query(w->db, "INSERT INTO word(name, bytes) VALUES ($1, $2) RETURNING id", &s));
  bind_text(s, 1, S("a"));
  bind_blob(s, 2, (struct str) { "\0\377'\\", 4 });
  ok(db_step(s));
  int64_t id = col_int(s, 0);
  ok(db_run(s));
  int64_t next;
  ok(db_int(w->db, "INSERT INTO word(name) VALUES ('b') RETURNING id", 0, NULL, &next));
  assert_true(next == id + 1);
  ok(db_query(w->db, "SELECT bytes FROM word WHERE id = $1", &s));
  bind_int(s, 1, id);
  ok(db_step(s));
  assert_true(str_eq(col_blob(s, 0), (struct str) { "\0\377'\\", 4 }));
  db_reset(s);
  assert_int_equal(count(w, "SELECT count(*) FROM word"), 2);
}

static void db_int_tells_nothing_from_a_fault(void **state) {
  struct world *w = *state;
  int64_t v = 77;
  const int64_t args[] = { 5, 6 };
  ok(db_int(w->db, "SELECT $2 * 10 + $1", 2, args, &v));
  assert_int_equal(v, 65);
  assert_int_equal(db_int(w->db, "SELECT id FROM word", 0, NULL, &v), NOT_FOUND);
  assert_int_equal(db_int(w->db, "SELECT max(id) FROM word", 0, NULL, &v), NOT_FOUND);
  assert_int_equal(db_int(w->db, "SELECT id FROM no_such_table", 0, NULL, &v), BUG);
  assert_non_null(strstr(db_message(w->db), "report it"));
  assert_int_equal(v, 65);
  ok(db_script(w->db, "INSERT INTO word(name, size) VALUES ('a', 9223372036854775807), ('b', 1)"));
  assert_int_equal(db_int(w->db, "SELECT sum(size) FROM word WHERE id > $1", 1, (int64_t[]) { 0 }, &v),
                   LIMIT);
}

static void text_compares_as_bytes(void **state) {
  struct world *w = *state;
  ok(db_script(w->db, "INSERT INTO word(name) VALUES ('b'), ('â'), ('B'), ('a')"));
  struct stmt *s;
  char all[32] = "";
  ok(db_query(w->db, "SELECT name FROM word ORDER BY name", &s));
  for (size_t n = 0; db_step(s) == OK; n += col_text(s, 0).n)
    memcpy(all + n, col_text(s, 0).p, col_text(s, 0).n);
  assert_string_equal(all, "Babâ");
  ok(db_query(w->db, "SELECT count(*) FROM word WHERE name > $1", &s));
  bind_text(s, 1, S("a"));
  ok(db_step(s));
  assert_int_equal(col_int(s, 0), 2);
}

static void a_broken_constraint_is_a_conflict(void **state) {
  struct world *w = *state;
  assert_int_equal(db_script(w->db, "INSERT INTO leaf(word, n) VALUES (999, 1)"), CONFLICT);
  assert_non_null(strstr(db_message(w->db), "contradicts"));
  assert_int_equal(db_script(w->db, "INSERT INTO word(name, size) VALUES ('x', -1)"), CONFLICT);
  ok(db_script(w->db, "INSERT INTO word(name) VALUES ('x')"));
  assert_int_equal(db_script(w->db, "INSERT INTO word(name) VALUES ('x')"), CONFLICT);
  assert_non_null(strstr(db_message_in(w->db, VI), "mâu thuẫn"));
}

static void a_literal_is_prepared_once(void **state) {
  struct world *w = *state;
  struct stmt *a, *b;
  ok(db_query(w->db, "SELECT 1", &a));
  ok(db_query(w->db, "SELECT 1", &b));
  assert_ptr_equal(a, b);
}

static void statements_are_read_side_by_side(void **state) {
  struct world *w = *state;
  ok(db_script(w->db, "INSERT INTO word(name, size) VALUES ('a', 1), ('b', 2), ('c', 3)"));
  struct stmt *outer_s, *inner_s;
  int64_t sum = 0;
  ok(db_query(w->db, "SELECT id FROM word ORDER BY id", &outer_s));
  while (db_step(outer_s) == OK) {
    ok(db_query(w->db, "SELECT size FROM word WHERE id <= $1 ORDER BY id", &inner_s));
    bind_int(inner_s, 1, col_int(outer_s, 0));
    while (db_step(inner_s) == OK)
      sum += col_int(inner_s, 0);
  }
  assert_int_equal(sum, 1 + 3 + 6);
}

/* ---- transactions ---- */

static enum err write_and_fail(struct db *db, void *context) {
  (void)context;
  ok(db_script(db, "INSERT INTO word(name) VALUES ('inner')"));
  return INVALID;
}

static enum err outer(struct db *db, void *context) {
  ok(db_script(db, "INSERT INTO word(name) VALUES ('outer')"));
  assert_int_equal(db_transaction(db, write_and_fail, context), INVALID);
  return OK;
}

static void an_inner_failure_undoes_the_inner_part_only(void **state) {
  struct world *w = *state;
  ok(db_transaction(w->db, outer, NULL));
  assert_int_equal(count(w, "SELECT count(*) FROM word WHERE name = 'outer'"), 1);
  assert_int_equal(count(w, "SELECT count(*) FROM word WHERE name = 'inner'"), 0);
  assert_int_equal(db_transaction(w->db, write_and_fail, NULL), INVALID);
  assert_int_equal(count(w, "SELECT count(*) FROM word WHERE name = 'inner'"), 0);
}

static enum err break_a_rule(struct db *db, void *context) {
  (void)context;
  ok(db_script(db, "INSERT INTO word(name) VALUES ('part')"));
  return db_script(db, "INSERT INTO word(name) VALUES ('outer')");
}

static enum err outer_with_a_broken_part(struct db *db, void *context) {
  ok(db_script(db, "INSERT INTO word(name) VALUES ('outer')"));
  assert_int_equal(db_transaction(db, break_a_rule, context), CONFLICT);
  assert_int_equal(test_int(db, "SELECT count(*) FROM word", 0, NULL), 1);
  return db_script(db, "INSERT INTO word(name) VALUES ('after')");
}

static void after_a_broken_part_the_rest_goes_on(void **state) {
  struct world *w = *state;
  ok(db_transaction(w->db, outer_with_a_broken_part, NULL));
  assert_int_equal(count(w, "SELECT count(*) FROM word"), 2);
}

static enum err look_away(struct db *db, void *context) {
  (void)context;
  ok(db_script(db, "INSERT INTO word(name) VALUES ('first')"));
  assert_int_equal(db_script(db, "INSERT INTO word(name) VALUES ('first')"), CONFLICT);
  return OK;
}

static void a_failure_that_was_looked_away_from_is_not_committed(void **state) {
  struct world *w = *state;
  assert_int_equal(db_transaction(w->db, look_away, NULL), CONFLICT);
  assert_int_equal(count(w, "SELECT count(*) FROM word"), 0);
}

static enum err write_one(struct db *db, void *context) {
  int *calls = context;
  ++*calls;
  ok(db_script(db, "INSERT INTO word(name) VALUES ('one')"));
  return *calls < 3 ? RETRY : OK;
}

static void a_busy_transaction_is_tried_again(void **state) {
  struct world *w = *state;
  int calls = 0;
  ok(db_transaction(w->db, write_one, &calls));
  assert_int_equal(calls, 3);
  assert_int_equal(count(w, "SELECT count(*) FROM word"), 1);
}

static void a_reader_does_not_write(void **state) {
  struct world *w = *state;
  struct db *r;
  ok(store_open(w->path, DB_READ, &ours, &r));
  assert_int_equal(db_script(r, "INSERT INTO word(name) VALUES ('x')"), DENIED);
  assert_non_null(strstr(db_message(r), "only be read"));
  assert_int_equal(test_int(r, "SELECT count(*) FROM word", 0, NULL), 0);
  db_close(r);
}

static enum err leave_open_and_fail(struct db *db, void *context) {
  (void)context;
  struct stmt *s;
  ok(db_query(db, "SELECT id FROM word ORDER BY id DESC", &s));
  ok(db_step(s));
  return INVALID;
}

static void a_refused_act_does_not_stop_the_reader_around_it(void **state) {
  struct world *w = *state;
  ok(db_script(w->db, "INSERT INTO word(id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c')"));
  struct stmt *s;
  int rows = 0;
  ok(db_query(w->db, "SELECT id FROM word ORDER BY id", &s));
  while (db_step(s) == OK && rows < 10) {
    assert_int_equal(col_int(s, 0), ++rows);
    assert_int_equal(db_transaction(w->db, leave_open_and_fail, NULL), INVALID);
  }
  assert_int_equal(rows, 3);
  /* Nothing is left open: the log can be emptied. */
  if (!test_db_on_server()) ok(db_script(w->db, "PRAGMA wal_checkpoint(TRUNCATE)"));
}

/* ---- questions ---- */

static enum err ask_twice(struct db *reader, void *context) {
  struct world *w = context;
  struct stmt *s;
  assert_int_equal(test_int(reader, "SELECT count(*) FROM word", 0, NULL), 0);
  ok(db_script(w->db, "INSERT INTO word(name) VALUES ('meanwhile')"));
  assert_int_equal(test_int(reader, "SELECT count(*) FROM word", 0, NULL), 0);
  ok(db_query(reader, "SELECT name FROM schema_migration", &s));
  /* Left at a row, as a forgetful question would. */
  return db_step(s);
}

static void a_question_reads_one_snapshot_and_ends_with_its_answer(void **state) {
  struct world *w = *state;
  struct db *r;
  ok(store_open(w->path, DB_READ, &ours, &r));
  ok(db_read(r, ask_twice, w));
  assert_int_equal(test_int(r, "SELECT count(*) FROM word", 0, NULL), 1);
  if (!test_db_on_server()) {
    assert_int_equal(test_int(w->db, "PRAGMA wal_checkpoint(TRUNCATE)", 0, NULL), 0);
  }
  db_close(r);
}

static enum err write_a_word(struct db *db, void *context) {
  (void)context;
  return db_script(db, "INSERT INTO word(name) VALUES ('x')");
}

static enum err act_inside(struct db *db, void *context) { return db_transaction(db, write_a_word, context); }

static enum err just_count(struct db *db, void *context) {
  return db_int(db, "SELECT count(*) FROM word", 0, NULL, context);
}

static void a_question_does_not_write_and_begins_with_nothing_open(void **state) {
  struct world *w = *state;
  struct stmt *s;
  int64_t n = -1;
  assert_int_equal(db_read(w->db, write_a_word, NULL), DENIED);
  assert_int_equal(db_read(w->db, act_inside, NULL), BUG);
  ok(db_transaction(w->db, write_a_word, NULL));
  ok(db_query(w->db, "SELECT name FROM schema_migration", &s));
  ok(db_step(s));
  assert_int_equal(db_read(w->db, just_count, &n), BUG);
  ok(db_read(w->db, just_count, &n));
  assert_int_equal(n, 1);
}

/* ---- many rows ---- */

static const struct db_load_plan word_plan = {
  .insert_sql = "INSERT INTO word(id, name, note, size) VALUES ($1, $2, $3, $4)",
  .copy_sql = "COPY word(id, name, note, size) FROM STDIN BINARY",
  .columns = 4,
};
static const struct db_load_plan leaf_plan = {
  .insert_sql = "INSERT INTO leaf(word, n) VALUES ($1, $2)",
  .copy_sql = "COPY leaf(word, n) FROM STDIN BINARY",
  .columns = 2,
};

enum { WORDS = 20000 };

static void load_word(struct db_load *l, int64_t id) {
  char name[32];
  snprintf(name, sizeof name, "từ %lld", (long long)id);
  db_load_int(l, id);
  db_load_text(l, str_of(name));
  if (id % 2 == 0)
    db_load_null(l);
  else
    db_load_text(l, S("tờ khai"));
  db_load_int(l, id * 3);
  ok(db_load_row(l));
}

static void a_bulk_load_is_kept_and_checked(void **state) {
  struct world *w = *state;
  struct db_load *words, *leaves;
  ok(db_bulk(w->db, true));
  ok(db_begin(w->db));
  ok(db_load_begin(w->db, &word_plan, &words));
  ok(db_load_begin(w->db, &leaf_plan, &leaves));
  for (int64_t id = 1; id <= WORDS; id++) {
    load_word(words, id);
    db_load_int(leaves, id);
    db_load_int(leaves, 1);
    ok(db_load_row(leaves));
    if (id % 5000 == 0) assert_true(count(w, "SELECT count(*) FROM word") <= id);
  }
  ok(db_load_end(words));
  ok(db_load_end(leaves));
  ok(db_commit(w->db));
  ok(db_bulk(w->db, false));
  assert_int_equal(count(w, "SELECT count(*) FROM word WHERE note IS NULL"), WORDS / 2);
  assert_int_equal(count(w, "SELECT sum(size) FROM word"), (int64_t)WORDS * (WORDS + 1) / 2 * 3);
  assert_int_equal(count(w, "SELECT sum(n) FROM leaf"), WORDS);
  /* What was given up is back: keys go on, foreign keys are checked. */
  assert_int_equal(count(w, "INSERT INTO word(name) VALUES ('next') RETURNING id"), WORDS + 1);
  assert_int_equal(db_script(w->db, "INSERT INTO leaf(word, n) VALUES (0, 1)"), CONFLICT);
}

static enum err load_the_same_twice(struct db *db, void *context) {
  struct db_load *l;
  ok(db_load_begin(db, &word_plan, &l));
  for (int i = 0; i < 2; i++) {
    db_load_int(l, 1 + i);
    db_load_text(l, S("same"));
    db_load_null(l);
    db_load_int(l, 0);
    enum err e = db_load_row(l);
    if (e != OK) return e;
  }
  *(int *)context = 1;
  return db_load_end(l);
}

static void a_failed_load_leaves_nothing_and_nothing_open(void **state) {
  struct world *w = *state;
  int ended = 0;
  for (int i = 0; i < 40; i++)
    assert_int_equal(db_transaction(w->db, load_the_same_twice, &ended), CONFLICT);
  assert_int_equal(count(w, "SELECT count(*) FROM word"), 0);
  ok(db_script(w->db, "INSERT INTO word(name) VALUES ('same')"));
}

static void a_scan_streams_every_row(void **state) {
  struct world *w = *state;
  struct db_load *words;
  struct stmt *s;
  ok(db_load_begin(w->db, &word_plan, &words));
  for (int64_t id = 1; id <= WORDS; id++)
    load_word(words, id);
  ok(db_load_end(words));
  int64_t rows = 0, sum = 0;
  enum err e;
  ok(db_scan(w->db, "SELECT id, name, note, size FROM word WHERE id > $1", &s));
  bind_int(s, 1, 100);
  while ((e = db_step(s)) == OK) {
    sum += col_int(s, 3) - 3 * col_int(s, 0);
    rows += col_null(s, 2) || str_is(col_text(s, 2), "tờ khai");
  }
  assert_int_equal(e, NOT_FOUND);
  assert_int_equal(rows, WORDS - 100);
  assert_int_equal(sum, 0);
  /* Left half-way, the connection is free again. */
  ok(db_scan(w->db, "SELECT id, name, note, size FROM word WHERE id > $1", &s));
  bind_int(s, 1, 0);
  ok(db_step(s));
  db_reset(s);
  assert_int_equal(count(w, "SELECT count(*) FROM word"), WORDS);
}

/* ---- opening ---- */

static void refused(const char *path, enum db_mode mode, const struct migrations *known, enum err e,
                    const char *vi, const char *en) {
  struct db *db = NULL;
  assert_int_equal(store_open(path, mode, known, &db), e);
  assert_null(db);
  if (strstr(db_message_in(NULL, VI), vi) == NULL || strstr(db_message_in(NULL, EN), en) == NULL)
    fail_msg("%s\n%s", db_message_in(NULL, VI), db_message_in(NULL, EN));
  assert_null(strstr(db_message(NULL), "not an error"));
  assert_null(strstr(db_message(NULL), "another row"));
}

static void every_reader_refuses_by_name(void **state) {
  struct world *w = *state;
  char path[TEST_PATH_MAX];
  refused(w->path, DB_READ, &earlier, CONFLICT, "phiên bản mới hơn", "newer version");
  refused(w->path, DB_WRITE, &earlier, CONFLICT, "phiên bản mới hơn", "newer version");
  refused(w->path, DB_READ, &edited, CONFLICT, "phiên bản cũ", "earlier version");
  test_db_place("other", path);
  refused(path, DB_READ, &ours, NOT_FOUND, "không có", "no such database");
  refused(path, DB_WRITE, &ours, NOT_FOUND, "không có", "no such database");
  struct db *db;
  ok(store_open(path, DB_CREATE, &earlier, &db));
  refused(path, DB_READ, &ours, CONFLICT, "trống", "empty");
  ok(db_migrate(db));
  refused(path, DB_READ, &ours, CONFLICT, "chưa được nâng cấp", "not brought up");
  ok(db_bulk(db, true));
  refused(path, DB_READ, &earlier, CONFLICT, "giữa chừng", "cut short");
  ok(db_bulk(db, false));
  db_close(db);
  ok(store_open(path, DB_WRITE, &ours, &db));
  ok(db_migrate(db));
  db_close(db);
  ok(store_open(path, DB_READ, &ours, &db));
  db_close(db);
  ok(db_remove(path));
}

static void another_programs_database_is_refused_and_not_touched(void **state) {
  struct world *w = *state;
  struct db *db;
  /* Ours in everything but its history. */
  ok(db_script(w->db, "DROP TABLE schema_migration"));
  refused(w->path, DB_READ, &ours, CONFLICT, "không phải", "no database of An Sinh");
  refused(w->path, DB_WRITE, &ours, CONFLICT, "không phải", "no database of An Sinh");
  refused(w->path, DB_CREATE, &ours, CONFLICT, "không phải", "no database of An Sinh");
  (void)db;
}

static void an_address_is_read_strictly(void **state) {
  (void)state;
  refused("postgresql://h/d#Bad", DB_READ, &ours, INVALID, "địa chỉ", "address");
  refused("postgresql://h/d#", DB_READ, &ours, INVALID, "địa chỉ", "address");
  refused("postgresql://h/d?no_such=1#a", DB_READ, &ours, INVALID, "địa chỉ", "address");
  refused("postgresql://u:secret@127.0.0.1:1/d#a", DB_READ, &ours, IO, "máy chủ", "server");
  assert_null(strstr(db_message(NULL), "secret"));
  assert_true(db_is_server("postgres://h/d") && !db_is_server("var/ansinh.db"));
}

static void a_connection_the_server_ended_is_made_anew(void **state) {
  struct world *w = *state;
  if (!test_db_on_server()) return;
  struct db *other;
  ok(store_open(w->path, DB_READ, &ours, &other));
  ok(db_transaction(w->db, write_a_word, NULL));
  int64_t backend = test_int(w->db, "SELECT pg_backend_pid()", 0, NULL);
  assert_int_equal(test_int(other, "SELECT pg_terminate_backend($1::int)", 1, &backend), 1);
  int64_t n = 0;
  ok(db_read(w->db, just_count, &n));
  assert_int_equal(n, 1);
  ok(db_script(w->db, "INSERT INTO word(name) VALUES ('again')"));
  db_close(other);
}

/* ---- files ---- */

static void write_file(const char *path, const char *text, size_t n) {
  ok(file_write(path, (struct str) { text, n }));
}

/* Runs `look` in a process without the rights of an administrator. */
static void as_nobody(void (*look)(const char *path), const char *path) {
  pid_t child = fork();
  if (child == 0) {
    if (getuid() == 0 && setuid(65534) != 0) _exit(9);
    look(path);
    _exit(0);
  }
  int status = -1;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_int_equal(status, 0);
}

static void look_at_hidden(const char *path) {
  struct db *db;
  if (store_open(path, DB_READ, &ours, &db) != DENIED) _exit(1);
  if (strstr(db_message(NULL), "not permitted") == NULL) _exit(2);
  if (strstr(db_message_in(NULL, VI), "không được phép") == NULL) _exit(3);
}

static void look_at_read_only(const char *path) {
  struct db *db;
  int64_t n;
  if (store_open(path, DB_READ, &ours, &db) != OK) _exit(1);
  if (db_int(db, "SELECT count(*) FROM word", 0, NULL, &n) != OK || n != 1) _exit(2);
  db_close(db);
  if (store_open(path, DB_WRITE, &ours, &db) != DENIED) _exit(3);
}

static void look_at_unfinished_journal(const char *path) {
  struct db *db;
  if (store_open(path, DB_READ, &ours, &db) != DENIED) _exit(1);
  if (strstr(db_message(NULL), "Copy both files") == NULL) _exit(2);
}

static void rights_and_read_only_places(void **state) {
  struct world *w = *state;
  if (test_db_on_server()) return;
  char folder[] = "test_store_XXXXXX", path[64], side[80];
  assert_non_null(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/a.db", folder);
  struct db *db;
  ok(store_open(path, DB_CREATE, &ours, &db));
  ok(db_migrate(db));
  ok(db_script(db, "INSERT INTO word(name) VALUES ('x')"));
  db_close(db);
  assert_int_equal(chmod(path, 0), 0);
  assert_int_equal(chmod(folder, 0555), 0);
  as_nobody(look_at_hidden, path);
  assert_int_equal(chmod(path, 0444), 0);
  as_nobody(look_at_read_only, path);
  snprintf(side, sizeof side, "%s-wal", path);
  assert_int_equal(chmod(folder, 0755), 0);
  write_file(side, "not empty", 9);
  assert_int_equal(chmod(folder, 0555), 0);
  as_nobody(look_at_unfinished_journal, path);
  assert_int_equal(chmod(folder, 0755), 0);
  ok(db_remove(path));
  assert_int_equal(rmdir(folder), 0);
  (void)w;
}

static void files_that_are_none_of_ours(void **state) {
  struct world *w = *state;
  if (test_db_on_server()) return;
  char path[TEST_PATH_MAX];
  test_db_place("file", path);
  write_file(path, "", 0);
  refused(path, DB_READ, &ours, CONFLICT, "trống", "empty");
  write_file(path, "Họ tên,Năm sinh\n", 18);
  refused(path, DB_READ, &ours, CONFLICT, "không phải", "no database of An Sinh");
  refused(path, DB_WRITE, &ours, CONFLICT, "không phải", "no database of An Sinh");
  /* Made before there was a mark. */
  ok(db_script(w->db, "PRAGMA application_id = 0"));
  refused(w->path, DB_READ, &ours, CONFLICT, "phiên bản cũ", "earlier version");
  ok(db_script(w->db, "PRAGMA application_id = 7"));
  refused(w->path, DB_READ, &ours, CONFLICT, "không phải", "no database of An Sinh");
  ok(db_script(w->db, "PRAGMA application_id = 1097749352; PRAGMA wal_checkpoint(TRUNCATE)"));
  struct arena *a = arena_new("file", 16 << 20);
  struct str whole;
  ok(file_read(a, w->path, 8 << 20, &whole));
  write_file(path, whole.p, whole.n - 4096);
  refused(path, DB_READ, &ours, IO, "bị hỏng", "damaged");
  /* A page that was written over in the middle. */
  char *torn = arena_text(a, whole.p, whole.n);
  memset(torn + 4096, 0xa5, whole.n - 4096);
  write_file(path, torn, whole.n);
  struct db *db;
  enum err e = store_open(path, DB_READ, &ours, &db);
  int64_t n;
  if (e == OK) {
    e = db_int(db, "SELECT count(*) FROM word", 0, NULL, &n);
    assert_non_null(strstr(db_message(db), "damaged"));
    db_close(db);
  }
  assert_int_equal(e, IO);
  arena_free(a);
  ok(db_remove(path));
}

/* ---- the dialect ---- */

static void the_dialect_is_exchanged_word_by_word(void **state) {
  (void)state;
  struct arena *a = arena_new("dialect", 1 << 20);
  struct str sql;
  ok(store_dialect(a, "sqlite", S(FIRST), &sql));
  assert_non_null(strstr(sql.p, "\nCREATE TABLE only_sqlite ("));
  assert_non_null(strstr(sql.p, "\n--postgres: CREATE"));
  ok(store_dialect(a, "postgres", S(FIRST), &sql));
  assert_non_null(strstr(sql.p, "-- a TEXT in a comment, an INTEGER too\n"));
  assert_non_null(strstr(sql.p, "  id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,\n"));
  assert_non_null(strstr(sql.p,
                         "name TEXT COLLATE \"C\" NOT NULL UNIQUE, note TEXT COLLATE \"C\" DEFAULT 'TEXT', "
                         "bytes BYTEA,"));
  assert_null(strstr(sql.p, "ROWID"));
  assert_non_null(strstr(sql.p, "\nCREATE TABLE only_postgres ("));
  assert_int_equal(store_dialect(a, "postgres", S("CREATE TABLE t ( n INTEGER )"), &sql), BUG);
  arena_free(a);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
  const struct CMUnitTest tests[] = {
    T(migrating_twice_changes_nothing),
    T(parameters_are_found_by_their_number),
    T(a_parameter_may_be_null_before_and_after_a_value),
    T(a_new_key_comes_back_and_bytes_stay_bytes),
    T(db_int_tells_nothing_from_a_fault),
    T(text_compares_as_bytes),
    T(a_broken_constraint_is_a_conflict),
    T(a_literal_is_prepared_once),
    T(statements_are_read_side_by_side),
    T(an_inner_failure_undoes_the_inner_part_only),
    T(after_a_broken_part_the_rest_goes_on),
    T(a_failure_that_was_looked_away_from_is_not_committed),
    T(a_busy_transaction_is_tried_again),
    T(a_reader_does_not_write),
    T(a_refused_act_does_not_stop_the_reader_around_it),
    T(a_question_reads_one_snapshot_and_ends_with_its_answer),
    T(a_question_does_not_write_and_begins_with_nothing_open),
    T(a_bulk_load_is_kept_and_checked),
    T(a_failed_load_leaves_nothing_and_nothing_open),
    T(a_scan_streams_every_row),
    T(every_reader_refuses_by_name),
    T(another_programs_database_is_refused_and_not_touched),
    T(an_address_is_read_strictly),
    T(a_connection_the_server_ended_is_made_anew),
    T(rights_and_read_only_places),
    T(files_that_are_none_of_ours),
    T(the_dialect_is_exchanged_word_by_word),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
