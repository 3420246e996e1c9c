/* What was deleted leaves the files, or it is said that it has not yet.
 *
 * Neither engine fails where somebody still reads the state of before: SQLite's checkpoint answers a row that
 * says so, and VACUUM leaves the row lying. So each is asked afterwards whether it is gone. */
#include "store/driver.h"

#include <time.h>

#define WAIT_SECONDS 10.0

static enum err still_there(struct db *db, const char *words) {
  assert(words != NULL && db->depth == 0);
  return store_fault(db, RETRY, STORE_SAYS_scrub_waits, words);
}

/* The engine's busy handler waits. */
static enum err file_scrubbed(struct db *db) {
  int64_t busy;
  enum err e = db_int(db, "PRAGMA wal_checkpoint(TRUNCATE)", 0, NULL, &busy);
  if (e == OK && busy != 0) e = still_there(db, "");
  return e;
}

/* Rows of the table, or of its long texts, that are deleted and not removed, as the last VACUUM counted them;
 * where nothing is counted nobody can say that there are none. */
static enum err count_dead(struct db *db, const char *table, int64_t *ret_dead) {
  struct stmt *s;
  assert(table[0] != 0 && ret_dead != NULL);
  enum err e = db_query(
      db,
      "SELECT CASE WHEN current_setting('track_counts') <> 'on' THEN 1 ELSE (SELECT"
      " CAST(sum(pg_stat_get_dead_tuples(c.oid)) AS BIGINT) FROM pg_class c, pg_class t WHERE t.oid ="
      " to_regclass($1) AND c.oid IN (t.oid, t.reltoastrelid)) END",
      &s);
  if (e != OK) return e;
  bind_text(s, 1, str_of(table));
  e = db_step(s);
  if (e != OK) return e == NOT_FOUND ? BUG : e;
  int64_t dead = col_null(s, 0) ? 1 : col_int(s, 0);
  db_reset(s);
  *ret_dead = dead;
  return OK;
}

/* The sessions that hold an old state, for whoever looks for them. */
static enum err name_holders(struct db *db) {
  struct stmt *s;
  char words[200];
  enum err e = db_query(db,
                        "SELECT coalesce('pg_stat_activity.pid: ' || string_agg(CAST(pid AS TEXT), ', ' ORDER"
                        " BY pid), '') FROM pg_stat_activity WHERE backend_xmin IS NOT NULL AND pid <>"
                        " pg_backend_pid()",
                        &s);
  if (e == OK) e = db_step(s);
  if (e != OK) return e == NOT_FOUND ? BUG : e;
  snprintf(words, sizeof words, "%.*s", (int)col_text(s, 0).n, col_text(s, 0).p);
  db_reset(s);
  return still_there(db, words);
}

static enum err server_scrubbed(struct db *db, const char *vacuum_sql, const char *table) {
  assert(db->depth == 0 && "VACUUM is none of a transaction");
  double until = clock_seconds() + WAIT_SECONDS;
  for (;;) {
    int64_t dead = 1;
    /* Else what this connection has counted would be added to what VACUUM counts. */
    enum err e = db_script(db, "SELECT pg_stat_force_next_flush()");
    if (e == OK) e = db_script(db, vacuum_sql);
    if (e == OK) e = count_dead(db, table, &dead);
    if (e != OK || dead == 0) return e;
    if (clock_seconds() >= until) return name_holders(db);
    nanosleep(&(struct timespec) { .tv_nsec = 100000000 }, NULL);
  }
}

enum err db_scrub(struct db *db, const char *vacuum_sql, const char *table) {
  assert(db->mode != DB_READ && vacuum_sql != NULL && table != NULL);
  assert(strstr(vacuum_sql, table) != NULL);
  if (db->depth > 0) return OK;
  return db_engine(db) == DB_POSTGRES ? server_scrubbed(db, vacuum_sql, table) : file_scrubbed(db);
}
