/* Transactions on both engines: work that may be run again, parts of it that may fail alone, questions on one
 * snapshot, and the bulk load with its mark. */
#include <time.h>

#include "store/driver.h"

enum { TRIES_MAX = 8, TRIES_MS = 10000, WAIT_FIRST_US = 2000 };

/* One literal a depth: savepoint names are part of the SQL text and SQL is never put together. */
static const char *const save_sql[NEST_MAX] = { "",
                                                "SAVEPOINT s1",
                                                "SAVEPOINT s2",
                                                "SAVEPOINT s3",
                                                "SAVEPOINT s4",
                                                "SAVEPOINT s5",
                                                "SAVEPOINT s6",
                                                "SAVEPOINT s7" };
static const char *const release_sql[NEST_MAX] = { "",           "RELEASE s1", "RELEASE s2", "RELEASE s3",
                                                   "RELEASE s4", "RELEASE s5", "RELEASE s6", "RELEASE s7" };
static const char *const undo_sql[NEST_MAX] = { "",
                                                "ROLLBACK TO s1",
                                                "ROLLBACK TO s2",
                                                "ROLLBACK TO s3",
                                                "ROLLBACK TO s4",
                                                "ROLLBACK TO s5",
                                                "ROLLBACK TO s6",
                                                "ROLLBACK TO s7" };

static void note_outside(struct db *db) {
  for (int i = 0; i < STATEMENTS_MAX; i++)
    if (db->table[i] != NULL) db->table[i]->outside = db->table[i]->at_row;
}

/* A statement left at a row would keep its snapshot past the transaction. */
static void reset_inside(struct db *db) {
  for (int i = 0; i < STATEMENTS_MAX; i++)
    if (db->table[i] != NULL && !db->table[i]->outside) db_reset(db->table[i]);
}

/* ---- parts ---- */

/* Undoes a part; the fault that made it fail stays the one to tell. */
static enum err undo_part(struct db *db, int depth) {
  assert(depth >= 1 && depth < NEST_MAX);
  db->tidying = true;
  reset_inside(db);
  store_loads_forget(db, depth + 1);
  enum err e = db->lost ? IO : store_quick(db, undo_sql[depth]);
  if (e == OK) e = store_quick(db, release_sql[depth]);
  db->tidying = false;
  return e;
}

static enum err nested(struct db *db, enum err (*work)(struct db *, void *), void *context) {
  assert(db->depth >= 1);
  assert(db->depth < NEST_MAX);
  int depth = db->depth;
  enum err e = store_quick(db, save_sql[depth]);
  if (e != OK) return e;
  db->depth++;
  e = work(db, context);
  db->depth--;
  assert(db->depth == depth);
  if (e == OK) e = db->spoiled;
  if (e == OK) return store_quick(db, release_sql[depth]);
  enum err undone = undo_part(db, depth);
  /* What cannot be undone alone is undone with the whole. */
  db->spoiled = undone == OK ? OK : e;
  return e;
}

/* ---- the outermost ---- */

static enum err begin(struct db *db, bool reads) {
  assert(db->depth == 0 && db->scan == NULL);
  note_outside(db);
  db->spoiled = OK;
  db->lost = false;
  if (db->replaced) return store_fault(db, CONFLICT, STORE_SAYS_replaced, "");
  enum err e = db->driver->begin(db, reads);
  if (e == OK) db->depth = 1;
  assert(e != OK || db->driver->in_transaction(db));
  return e;
}

enum err db_begin(struct db *db) {
  assert(db != NULL);
  store_no_fault(db);
  return begin(db, db->mode == DB_READ);
}

enum err db_commit(struct db *db) {
  assert(db->depth == 1);
  for (int i = 0; i < LOADS_MAX; i++)
    assert(db->load[i] == NULL || !db->load[i]->taken || db->load[i]->depth == 0);
  reset_inside(db);
  if (db->spoiled != OK) {
    fprintf(stderr, "store: a transaction with a failed statement was to be committed: %s\n", db_message(db));
    return db->spoiled;
  }
  enum err e = store_quick(db, "COMMIT");
  if (e == OK) db->depth = 0;
  return e;
}

void db_rollback(struct db *db) {
  assert(db->depth <= 1);
  db->tidying = true;
  reset_inside(db);
  store_loads_forget(db, 1);
  db->lost = false;
  /* Some failures (disk full) have rolled back already. */
  if (db->driver->in_transaction(db)) (void)store_quick(db, "ROLLBACK");
  db->tidying = false;
  db->depth = 0;
  db->spoiled = OK;
  db->reading = false;
}

static int64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* May it be tried again? Waits a little first: those who met once would meet again if they all waited alike.
 * One who has waited long for a lock is told so, and not made to wait for it eight times. */
static bool again(int tried, int64_t since_ns) {
  assert(tried >= 0);
  if (tried == 0) return true;
  if (tried >= TRIES_MAX || now_ns() - since_ns > (int64_t)TRIES_MS * 1000000) return false;
  struct rng r = { (uint64_t)now_ns() };
  uint64_t longest_us = (uint64_t)WAIT_FIRST_US << tried;
  struct timespec pause = { .tv_nsec = (long)(1000 * (longest_us / 2 + rng_below(&r, longest_us))) };
  nanosleep(&pause, NULL);
  return true;
}

enum err db_transaction(struct db *db, enum err (*work)(struct db *db, void *context), void *context) {
  assert(db != NULL && work != NULL);
  if (db->reading) return store_fault(db, BUG, STORE_SAYS_bug, "an act inside a question");
  if (db->depth > 0) return nested(db, work, context);
  enum err e = RETRY;
  int64_t since_ns = now_ns();
  for (int tried = 0; e == RETRY && again(tried, since_ns); tried++) {
    e = db_begin(db);
    if (e == OK) e = work(db, context);
    if (e == OK) e = db_commit(db);
    if (e != OK) db_rollback(db);
  }
  assert(db->depth == 0);
  return e;
}

/* ---- questions ---- */

/* A statement still at a row holds an older snapshot, which this question would then read. */
static enum err nothing_open(struct db *db) {
  enum err e = OK;
  for (int i = 0; i < STATEMENTS_MAX; i++) {
    struct stmt *s = db->table[i];
    if (s == NULL || !s->at_row) continue;
    fprintf(stderr, "store: a statement was left at a row before a question: %s\n", s->sql);
    db_reset(s);
    e = store_fault(db, BUG, STORE_SAYS_bug, s->sql);
  }
  return e;
}

enum err db_read(struct db *db, enum err (*work)(struct db *db, void *context), void *context) {
  assert(db != NULL && work != NULL);
  if (db->depth > 0) return work(db, context);
  store_no_fault(db);
  enum err e = nothing_open(db);
  if (e != OK) return e;
  e = RETRY;
  int64_t since_ns = now_ns();
  for (int tried = 0; e == RETRY && again(tried, since_ns); tried++) {
    e = begin(db, true);
    if (e == OK) {
      db->reading = true;
      e = work(db, context);
    }
    /* Nothing was written: undoing is the same as keeping, and always goes. */
    db_rollback(db);
    db->driver->read_ended(db);
  }
  assert(db->depth == 0 && !db->reading);
  return e;
}

/* ---- bulk ---- */

enum err db_bulk(struct db *db, bool on) {
  assert(db->mode != DB_READ);
  assert(db->depth == 0);
  enum err e = OK;
  if (on) e = store_mark_unfinished(db, true);
  if (e == OK) e = db->driver->bulk(db, on);
  if (e == OK && !on) e = store_mark_unfinished(db, false);
  return e;
}
