/* What lies at a place is told by name before it is used, on both engines: run once without and once with
 * ANSINH_TEST_DB. */
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
  test_db_place("opening", w->path);
  *state = w;
  return store_open(w->path, DB_CREATE, &ours, &w->db) == OK && db_migrate(w->db) == OK ? 0 : -1;
}

static int teardown(void **state) {
  struct world *w = *state;
  db_close(w->db);
  return db_remove(w->path) == OK ? 0 : -1;
}

#define ok(call) assert_int_equal((call), OK)

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
  refused(".", DB_WRITE, &ours, CONFLICT, "không phải", "no database of An Sinh");
  refused("no_such_folder/a.db", DB_CREATE, &ours, NOT_FOUND, "không có thư mục", "no such folder");
  struct stat made;
  assert_int_equal(stat(w->path, &made), 0);
  assert_int_equal(made.st_mode & 0777, 0600);
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
  const char *strict = "CREATE TABLE t ( n INT ) STRICT; CREATE TABLE u ( n INT ) WITHOUT ROWID, STRICT;";
  ok(store_dialect(a, "sqlite", str_of(strict), &sql));
  assert_string_equal(sql.p, strict);
  ok(store_dialect(a, "postgres", str_of(strict), &sql));
  assert_string_equal(sql.p, "CREATE TABLE t ( n BIGINT ) ; CREATE TABLE u ( n BIGINT ) ;");
  arena_free(a);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
  const struct CMUnitTest tests[] = {
    T(every_reader_refuses_by_name), T(another_programs_database_is_refused_and_not_touched),
    T(an_address_is_read_strictly),  T(rights_and_read_only_places),
    T(files_that_are_none_of_ours),  T(the_dialect_is_exchanged_word_by_word),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
