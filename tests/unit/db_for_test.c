/* What the tests of rooms that stand on a database share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "db_for_test.h"

int64_t test_int(struct db *db, const char *sql, int n, const int64_t *args) {
  int64_t value = -1;
  enum err e = db_int(db, sql, n, args, &value);
  if (e != OK && e != NOT_FOUND) fail_msg("error %d: %s; %s", e, sql, db_message(db));
  return value;
}
