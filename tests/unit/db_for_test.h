/* What the tests of rooms that stand on a database share. */
#ifndef ANSINH_TESTS_DB_FOR_TEST_H
#define ANSINH_TESTS_DB_FOR_TEST_H

#include "store/store.h"

/* One whole number as db_int reads it, -1 where there is no row or a NULL. A fault fails the test. */
int64_t test_int(struct db *db, const char *sql, int n, const int64_t *args);

#endif
