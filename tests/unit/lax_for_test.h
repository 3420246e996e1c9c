/* Rows a SQLite file holds after damage or by another hand: what its tables would refuse. */
#ifndef ANSINH_TESTS_LAX_FOR_TEST_H
#define ANSINH_TESTS_LAX_FOR_TEST_H

#include "db_for_test.h"

/* Runs statements on a file's register whose tables take any kind of thing in any column, unchecked; the
 * schema is as before. Fails the test where it cannot. Not for a server. */
void test_lax(const char *path, const char *sql);

#endif
