/* What the tests of rooms that stand on a database share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "db_for_test.h"

#include <ftw.h>
#include <unistd.h>

bool test_db_on_server(void) {
  const char *address = getenv("ANSINH_TEST_DB");
  return address != NULL && *address != 0;
}

void test_db_place(const char *name, char ret_path[TEST_PATH_MAX]) {
  int n;
  if (test_db_on_server())
    n = snprintf(ret_path, TEST_PATH_MAX, "%s#test_%s_%d", getenv("ANSINH_TEST_DB"), name, (int)getpid());
  else
    n = snprintf(ret_path, TEST_PATH_MAX, "test_%s_%d.db", name, (int)getpid());
  assert_true(n > 0 && n < TEST_PATH_MAX);
  enum err e = db_remove(ret_path);
  if (e != OK) fail_msg("error %d: %s", e, db_message(NULL));
}

enum err test_db_new(const char *name, struct test_db *ret_t) {
  test_db_place(name, ret_t->path);
  ret_t->db = NULL;
  enum err e = db_open(ret_t->path, DB_CREATE, &ret_t->db);
  if (e == OK) e = db_migrate(ret_t->db);
  if (e != OK) print_error("%s\n", db_message(ret_t->db));
  return e;
}

void test_db_end(struct test_db *t) {
  db_close(t->db);
  t->db = NULL;
  enum err e = db_remove(t->path);
  if (e != OK) fail_msg("error %d: %s", e, db_message(NULL));
}

static int remove_one(const char *path, const struct stat *there, int kind, struct FTW *at) {
  (void)there;
  (void)kind;
  (void)at;
  return remove(path);
}

void test_folder_remove(const char *folder) {
  if (access(folder, F_OK) == 0) assert_int_equal(nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

int64_t test_int(struct db *db, const char *sql, int n, const int64_t *args) {
  int64_t value = -1;
  enum err e = db_int(db, sql, n, args, &value);
  if (e != OK && e != NOT_FOUND) fail_msg("error %d: %s; %s", e, sql, db_message(db));
  return value;
}
