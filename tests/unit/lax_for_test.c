/* Writes what STRICT tables refuse: by a connection that was told of tables that are not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lax_for_test.h"

#include <sqlite3.h>

static void run(sqlite3 *raw, const char *sql) {
  char *words = NULL;
  if (sqlite3_exec(raw, sql, NULL, NULL, &words) != SQLITE_OK) fail_msg("%s: %s", words, sql);
}

void test_lax(const char *path, const char *sql) {
  sqlite3 *raw;
  assert_int_equal(sqlite3_open(path, &raw), SQLITE_OK);
  sqlite3_busy_timeout(raw, 2000);
  run(raw, "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;"
           "PRAGMA writable_schema = ON;"
           "CREATE TEMP TABLE as_made AS SELECT name AS table_name, sql AS text FROM main.sqlite_schema;"
           "UPDATE main.sqlite_schema SET sql = replace(replace(sql, ', STRICT', ''), ') STRICT', ')')"
           " WHERE type = 'table'");
  /* What it was told first is what it goes by; the file has its own text again. */
  run(raw, "PRAGMA writable_schema = RESET");
  run(raw, "PRAGMA writable_schema = ON;"
           "UPDATE main.sqlite_schema SET sql = (SELECT text FROM as_made WHERE table_name = name)"
           " WHERE type = 'table'");
  run(raw, sql);
  assert_int_equal(sqlite3_close(raw), SQLITE_OK);
}
