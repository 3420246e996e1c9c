/* What the tests of rooms that stand on a database share: a fresh database on the engine that is being
 * tested. Without ANSINH_TEST_DB that is a SQLite file in the working folder; with it (the address of a
 * PostgreSQL database) a schema of its own. */
#ifndef ANSINH_TESTS_DB_FOR_TEST_H
#define ANSINH_TESTS_DB_FOR_TEST_H

#include "store/store.h"

enum { TEST_PATH_MAX = 256 };

struct test_db {
  struct db *db;
  char path[TEST_PATH_MAX]; /* to open it a second time */
};

/* Is it PostgreSQL that is being tested? */
bool test_db_on_server(void);
/* A place of this name (small letters, digits, underscores) and process where nothing is, for db_open with
 * DB_CREATE. */
void test_db_place(const char *name, char ret_path[TEST_PATH_MAX]);
/* A fresh register there, brought to the newest schema and open for writing. */
enum err test_db_new(const char *name, struct test_db *ret_t);
/* Closes it and takes it away. */
void test_db_end(struct test_db *t);

/* Takes a folder away with all that is in it; nothing where it is not there. */
void test_folder_remove(const char *folder);

/* One whole number as db_int reads it, -1 where there is no row or a NULL. A fault fails the test. */
int64_t test_int(struct db *db, const char *sql, int n, const int64_t *args);

#endif
