/* The SQLite driver of the store seam. */
#include "store/store.h"
#include <sqlite3.h>

enum { STATEMENTS_MAX = 1024, PARAMS_MAX = 32, TRIES_MAX = 8, BUSY_MS = 10000, NEST_MAX = 8 };

struct stmt {
  sqlite3_stmt *raw;
  struct db *db;
  const char *sql;
  bool outside; /* was at a row already when the transaction began: its reader is not ours to stop */
  int at_of[PARAMS_MAX + 1]; /* $n -> the engine's own number; 0 = not in the text */
};

struct db {
  struct arena *arena;
  sqlite3 *raw;
  enum db_mode mode;
  int depth; /* transactions open, one inside the other */
  int used;
  struct stmt table[STATEMENTS_MAX]; /* open addressing by the literal's text */
};

static _Thread_local char open_message[256];

static enum err err_of(int rc) {
  switch (rc & 0xff) {
  case SQLITE_OK:
  case SQLITE_ROW: return OK;
  case SQLITE_DONE: return NOT_FOUND;
  case SQLITE_BUSY:
  case SQLITE_LOCKED: return RETRY;
  case SQLITE_CONSTRAINT: return CONFLICT;
  case SQLITE_NOMEM: return NOMEM;
  case SQLITE_READONLY:
  case SQLITE_PERM:
  case SQLITE_AUTH: return DENIED;
  case SQLITE_TOOBIG: return LIMIT;
  case SQLITE_ERROR:
  case SQLITE_MISUSE:
  case SQLITE_RANGE:
  case SQLITE_MISMATCH: return BUG;
  default: return IO;
  }
}

static enum err complain(const struct db *db, const char *sql, int rc) {
  enum err e = err_of(rc);
  if (e == BUG) fprintf(stderr, "store: %s\n  in: %s\n", sqlite3_errmsg(db->raw), sql);
  return e;
}

static enum err pragma(struct db *db, const char *sql) {
  int rc = sqlite3_exec(db->raw, sql, NULL, NULL, NULL);
  return rc == SQLITE_OK ? OK : complain(db, sql, rc);
}

static enum err settle(struct db *db) {
  sqlite3_busy_timeout(db->raw, BUSY_MS);
  enum err e = pragma(db, "PRAGMA foreign_keys = ON");
  /* A reader cannot change the journal mode; it takes what the file has. */
  if (e == OK && db->mode != DB_READ) e = pragma(db, "PRAGMA journal_mode = WAL");
  if (e == OK && db->mode != DB_READ) e = pragma(db, "PRAGMA synchronous = NORMAL");
  if (e == OK) e = pragma(db, "PRAGMA temp_store = MEMORY");
  if (e == OK) e = pragma(db, "PRAGMA cache_size = -65536");
  if (e == OK) e = pragma(db, "PRAGMA mmap_size = 4294967296");
  /* Opening is lazy: without reading a page a file that is no database would pass. */
  if (e == OK) e = pragma(db, "SELECT count(*) FROM sqlite_schema");
  return e;
}

enum err db_open(const char *path, enum db_mode mode, struct db **ret_db) {
  assert(path != NULL);
  assert(ret_db != NULL);
  struct arena *a = arena_new("store connection", sizeof(struct db) + 65536);
  if (a == NULL) return NOMEM;
  struct db *db = NEW(a, struct db);
  db->arena = a;
  db->mode = mode;
  int flags = mode == DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (mode == DB_CREATE) flags |= SQLITE_OPEN_CREATE;
  int rc = sqlite3_open_v2(path, &db->raw, flags | SQLITE_OPEN_NOMUTEX, NULL);
  enum err e = rc == SQLITE_OK                                       ? settle(db)
               : (rc & 0xff) == SQLITE_CANTOPEN && mode != DB_CREATE ? NOT_FOUND
                                                                     : IO;
  if (e != OK) {
    snprintf(open_message, sizeof open_message, "%s: %s", path,
             db->raw ? sqlite3_errmsg(db->raw) : "no memory");
    sqlite3_close(db->raw);
    arena_free(a);
    return e == NOT_FOUND || e == NOMEM ? e : IO;
  }
  *ret_db = db;
  return OK;
}

void db_close(struct db *db) {
  if (db == NULL) return;
  for (int i = 0; i < STATEMENTS_MAX; i++)
    sqlite3_finalize(db->table[i].raw);
  int rc = sqlite3_close(db->raw);
  assert(rc == SQLITE_OK);
  (void)rc;
  arena_free(db->arena);
}

const char *db_message(const struct db *db) { return db == NULL ? open_message : sqlite3_errmsg(db->raw); }

/* ---- statements ---- */

static enum err prepare(struct db *db, const char *sql, struct stmt *s) {
  const char *tail = NULL;
  int rc = sqlite3_prepare_v3(db->raw, sql, -1, SQLITE_PREPARE_PERSISTENT, &s->raw, &tail);
  if (rc != SQLITE_OK) return complain(db, sql, rc);
  while (*tail == ' ' || *tail == '\n' || *tail == ';')
    tail++;
  assert(*tail == 0 && "one statement a literal");
  /* The engine numbers $n by first appearance, so names are looked up once here. */
  int count = sqlite3_bind_parameter_count(s->raw);
  assert(count <= PARAMS_MAX);
  for (int i = 1; i <= count; i++) {
    const char *name = sqlite3_bind_parameter_name(s->raw, i);
    int64_t n = 0;
    enum err e = name == NULL || name[0] != '$' ? INVALID : parse_int(str_of(name + 1), &n);
    assert(e == OK && n >= 1 && n <= PARAMS_MAX && "parameters are written $1, $2 ...");
    (void)e;
    s->at_of[n] = i;
  }
  s->sql = sql;
  s->db = db;
  db->used++;
  return OK;
}

enum err db_query(struct db *db, const char *sql, struct stmt **ret_s) {
  assert(db != NULL && sql != NULL);
  uint64_t at = hash64(sql, strlen(sql), 0) % STATEMENTS_MAX;
  while (db->table[at].raw != NULL && db->table[at].sql != sql && strcmp(db->table[at].sql, sql) != 0)
    at = (at + 1) % STATEMENTS_MAX;
  struct stmt *s = &db->table[at];
  if (s->raw == NULL) {
    if (db->used >= STATEMENTS_MAX - 64) return LIMIT;
    enum err e = prepare(db, sql, s);
    if (e != OK) return e;
  } else {
    sqlite3_reset(s->raw);
    sqlite3_clear_bindings(s->raw);
  }
  *ret_s = s;
  return OK;
}

static int place(const struct stmt *s, int at) {
  assert(at >= 1 && at <= PARAMS_MAX);
  assert(s->at_of[at] != 0 && "no such parameter in the SQL");
  return s->at_of[at];
}

void bind_int(struct stmt *s, int at, int64_t v) {
  int rc = sqlite3_bind_int64(s->raw, place(s, at), v);
  assert(rc == SQLITE_OK);
  (void)rc;
}

void bind_text(struct stmt *s, int at, struct str v) {
  int rc = sqlite3_bind_text64(s->raw, place(s, at), v.p == NULL ? "" : v.p, v.n, SQLITE_TRANSIENT,
                               SQLITE_UTF8);
  assert(rc == SQLITE_OK);
  (void)rc;
}

void bind_null(struct stmt *s, int at) {
  int rc = sqlite3_bind_null(s->raw, place(s, at));
  assert(rc == SQLITE_OK);
  (void)rc;
}

enum err db_step(struct stmt *s) {
  assert(s != NULL && s->raw != NULL);
  int rc = sqlite3_step(s->raw);
  if (rc == SQLITE_ROW) return OK;
  enum err e = rc == SQLITE_DONE ? NOT_FOUND : complain(s->db, s->sql, rc);
  sqlite3_reset(s->raw);
  return e;
}

enum err db_run(struct stmt *s) {
  enum err e = db_step(s);
  while (e == OK)
    e = db_step(s);
  return e == NOT_FOUND ? OK : e;
}

int64_t col_int(struct stmt *s, int at) {
  assert(at >= 0 && at < sqlite3_column_count(s->raw));
  return sqlite3_column_int64(s->raw, at);
}

struct str col_text(struct stmt *s, int at) {
  assert(at >= 0 && at < sqlite3_column_count(s->raw));
  const char *p = (const char *)sqlite3_column_text(s->raw, at);
  if (p == NULL) return S("");
  return (struct str) { p, (size_t)sqlite3_column_bytes(s->raw, at) };
}

bool col_null(struct stmt *s, int at) {
  assert(at >= 0 && at < sqlite3_column_count(s->raw));
  return sqlite3_column_type(s->raw, at) == SQLITE_NULL;
}

enum err db_int(struct db *db, const char *sql, int n, const int64_t *args, int64_t *ret_value) {
  assert(n >= 0 && n <= 4);
  assert(ret_value != NULL);
  struct stmt *s;
  enum err e = db_query(db, sql, &s);
  if (e != OK) return e;
  for (int i = 0; i < n; i++)
    bind_int(s, i + 1, args[i]);
  e = db_step(s);
  if (e != OK) return e;
  bool null = col_null(s, 0);
  int64_t value = col_int(s, 0);
  /* What INSERT … RETURNING wrote is committed here, and may be refused here. */
  int rc = sqlite3_reset(s->raw);
  if (rc != SQLITE_OK) return complain(db, sql, rc);
  if (null) return NOT_FOUND;
  *ret_value = value;
  return OK;
}

/* ---- transactions ---- */

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

static enum err quick(struct db *db, const char *sql) {
  struct stmt *s;
  enum err e = db_query(db, sql, &s);
  return e == OK ? db_run(s) : e;
}

static void note_outside(struct db *db) {
  for (int i = 0; i < STATEMENTS_MAX; i++)
    db->table[i].outside = db->table[i].raw != NULL && sqlite3_stmt_busy(db->table[i].raw);
}

/* A statement left at a row would keep its read lock past the transaction. */
static void reset_inside(struct db *db) {
  for (int i = 0; i < STATEMENTS_MAX; i++)
    if (db->table[i].raw != NULL && !db->table[i].outside && sqlite3_stmt_busy(db->table[i].raw))
      sqlite3_reset(db->table[i].raw);
}

static enum err nested(struct db *db, enum err (*work)(struct db *, void *), void *context) {
  assert(db->depth < NEST_MAX);
  int d = db->depth;
  enum err e = quick(db, save_sql[d]);
  if (e != OK) return e;
  db->depth++;
  e = work(db, context);
  db->depth--;
  assert(db->depth == d);
  if (e != OK) (void)quick(db, undo_sql[d]);
  enum err r = quick(db, release_sql[d]);
  return e != OK ? e : r;
}

enum err db_transaction(struct db *db, enum err (*work)(struct db *db, void *context), void *context) {
  assert(db != NULL && work != NULL);
  if (db->depth > 0) return nested(db, work, context);
  enum err e = RETRY;
  for (int i = 0; i < TRIES_MAX && e == RETRY; i++) {
    e = db_begin(db);
    if (e == OK) e = work(db, context);
    if (e == OK) e = db_commit(db);
    if (e != OK) db_rollback(db);
  }
  assert(db->depth == 0);
  return e;
}

enum err db_begin(struct db *db) {
  assert(db->depth == 0);
  note_outside(db);
  /* IMMEDIATE: a writer that begins as a reader can be refused half-way. */
  enum err e = quick(db, db->mode == DB_READ ? "BEGIN" : "BEGIN IMMEDIATE");
  if (e == OK) db->depth = 1;
  return e;
}

enum err db_commit(struct db *db) {
  assert(db->depth == 1);
  reset_inside(db);
  enum err e = quick(db, "COMMIT");
  if (e == OK) db->depth = 0;
  return e;
}

void db_rollback(struct db *db) {
  reset_inside(db);
  /* Some failures (disk full) have rolled back already. */
  if (sqlite3_get_autocommit(db->raw) == 0) (void)quick(db, "ROLLBACK");
  db->depth = 0;
}

enum err db_bulk(struct db *db, bool on) {
  assert(db->mode != DB_READ);
  assert(db->depth == 0);
  if (on) { /* a new file that is thrown away when anything goes wrong: no rollback journal, no foreign keys
               checked row by row */
    enum err e = pragma(db, "PRAGMA synchronous = OFF");
    if (e == OK) e = pragma(db, "PRAGMA journal_mode = OFF");
    if (e == OK) e = pragma(db, "PRAGMA foreign_keys = OFF");
    return e == OK ? pragma(db, "PRAGMA cache_size = -262144") : e;
  }
  /* Back to WAL: switching syncs what was written, and the foreign keys of later writes are checked again. */
  enum err e = pragma(db, "PRAGMA synchronous = NORMAL");
  if (e == OK) e = pragma(db, "PRAGMA journal_mode = WAL");
  if (e == OK) e = pragma(db, "PRAGMA foreign_keys = ON");
  if (e == OK) e = pragma(db, "PRAGMA cache_size = -65536");
  return e == OK ? pragma(db, "PRAGMA wal_checkpoint(TRUNCATE)") : e;
}

enum err db_script(struct db *db, const char *sql) {
  assert(db != NULL && sql != NULL);
  int rc = sqlite3_exec(db->raw, sql, NULL, NULL, NULL);
  return rc == SQLITE_OK ? OK : complain(db, sql, rc);
}
