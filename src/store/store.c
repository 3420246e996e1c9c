/* The seam: what both engines do alike. Statements are found by their literal, faults spoil the transaction
 * they happen in, and every call ends in one engine's function. */
#include "store/driver.h"

/* ---- statements ---- */

static enum err find(struct db *db, const char *sql, struct stmt **ret_s) {
  assert(sql != NULL && ret_s != NULL);
  uint64_t at = hash64(sql, strlen(sql), 0) % STATEMENTS_MAX;
  while (db->table[at] != NULL && db->table[at]->sql != sql && strcmp(db->table[at]->sql, sql) != 0)
    at = (at + 1) % STATEMENTS_MAX;
  struct stmt *s = db->table[at];
  if (s == NULL) {
    if (db->used >= STATEMENTS_MAX - 64) return store_fault(db, LIMIT, STORE_SAYS_limit, "statements");
    s = arena_alloc(db->arena, db->driver->stmt_size);
    s->db = db;
    s->sql = sql;
    enum err e = db->driver->prepare(s);
    if (e != OK) return e;
    db->table[at] = s;
    db->used++;
  } else {
    db_reset(s);
    db->driver->clear(s);
  }
  s->failed = OK;
  db->asked++;
  *ret_s = s;
  return OK;
}

int64_t db_statements(const struct db *db) { return db->asked; }

/* After a failure nothing of this transaction, or this part of it, may be kept. */
static enum err spoil(struct db *db, enum err e) {
  assert(e != OK && e != NOT_FOUND);
  if (db->depth == 0) return e;
  if (db->spoiled == OK) db->spoiled = e;
  /* A full disk, for one: the engine has undone everything, and what came now would be written at once. */
  if (!db->driver->in_transaction(db)) db->lost = true;
  return e;
}

enum err db_query(struct db *db, const char *sql, struct stmt **ret_s) {
  assert(db != NULL && sql != NULL && ret_s != NULL);
  if (!db->tidying && db->spoiled == OK) store_no_fault(db);
  enum err e = find(db, sql, ret_s);
  if (e != OK) return spoil(db, e);
  (*ret_s)->streaming = false;
  return OK;
}

enum err db_scan(struct db *db, const char *sql, struct stmt **ret_s) {
  assert(db->scan == NULL);
  enum err e = db_query(db, sql, ret_s);
  if (e == OK) (*ret_s)->streaming = true;
  return e;
}

void bind_int(struct stmt *s, int at, int64_t v) {
  assert(!s->at_row && at >= 1 && at <= PARAMS_MAX);
  s->db->driver->bind_int(s, at, v);
}

void bind_text(struct stmt *s, int at, struct str v) {
  assert(!s->at_row && at >= 1 && at <= PARAMS_MAX);
  if (v.n > TEXT_BYTES_MAX)
    s->failed = LIMIT;
  else
    s->db->driver->bind_text(s, at, v.p == NULL ? S("") : v);
}

void bind_blob(struct stmt *s, int at, struct str v) {
  assert(!s->at_row && at >= 1 && at <= PARAMS_MAX);
  if (v.n > TEXT_BYTES_MAX)
    s->failed = LIMIT;
  else
    s->db->driver->bind_blob(s, at, v.p == NULL ? S("") : v);
}

void bind_null(struct stmt *s, int at) {
  assert(s != NULL);
  assert(!s->at_row && at >= 1 && at <= PARAMS_MAX);
  s->db->driver->bind_null(s, at);
}

/* A parameter that could not be taken, or a column that was read as what it is not. */
static enum err tell_unfit(struct stmt *s) {
  assert(s->failed != OK);
  if (s->failed == BUG) {
    fprintf(stderr, "store: a column is not what it was read as\n  in: %s\n", s->sql);
    return store_fault(s->db, BUG, STORE_SAYS_bug, "a column is not what it was read as");
  }
  if (s->failed == IO)
    return store_fault(s->db, IO, STORE_SAYS_damaged, "a column holds what is none of its kind");
  return store_fault(s->db, s->failed, STORE_SAYS_limit, "a text above 16 MiB or a number beyond 64 bits");
}

/* May this statement run now? */
static enum err may_step(struct stmt *s) {
  struct db *db = s->db;
  assert((db->scan == NULL || db->scan == s) && "rows of another statement are being streamed");
  if (s->failed != OK) return tell_unfit(s);
  if (db->lost) return store_fault(db, IO, STORE_SAYS_rolled_back, db->problem.engine);
  return OK;
}

enum err db_step(struct stmt *s) {
  assert(s != NULL);
  enum err e = may_step(s);
  if (e == OK) e = s->db->driver->step(s);
  s->at_row = e == OK;
  s->db->scan = s->at_row && s->streaming ? s : NULL;
  if (e == OK) {
    s->columns = s->db->driver->columns(s);
    return OK;
  }
  s->db->driver->reset(s);
  return e == NOT_FOUND ? e : spoil(s->db, e);
}

/* Leaves a statement that stands at a row. */
static enum err finish(struct stmt *s) {
  assert(s->at_row);
  enum err e = s->db->driver->finish(s);
  s->at_row = false;
  if (s->db->scan == s) s->db->scan = NULL;
  return e == OK ? OK : spoil(s->db, e);
}

void db_scan_leave(struct db *db) {
  assert(db != NULL);
  if (db->scan != NULL) (void)finish(db->scan);
}

enum err db_run(struct stmt *s) {
  enum err e = s->at_row ? OK : db_step(s);
  while (e == OK)
    e = db_step(s);
  return e == NOT_FOUND ? OK : e;
}

void db_reset(struct stmt *s) {
  assert(s != NULL);
  if (s->at_row) (void)finish(s);
}

static void at_column(const struct stmt *s, int at) {
  assert(s != NULL);
  assert(s->at_row && "no row at hand");
  assert(at >= 0 && at < s->columns);
}

int64_t col_int(struct stmt *s, int at) {
  at_column(s, at);
  return s->db->driver->col_int(s, at);
}

bool col_row(struct stmt *s, const char *letters, int64_t *ret_numbers) {
  assert(s->at_row && letters != NULL && ret_numbers != NULL);
  assert((int)strlen(letters) <= s->columns);
  return s->db->driver->col_row(s, letters, ret_numbers);
}

struct str col_text(struct stmt *s, int at) {
  at_column(s, at);
  return s->db->driver->col_text(s, at);
}

struct str col_blob(struct stmt *s, int at) {
  at_column(s, at);
  return s->db->driver->col_blob(s, at);
}

bool col_null(struct stmt *s, int at) {
  at_column(s, at);
  return s->db->driver->col_null(s, at);
}

enum db_kind col_kind(struct stmt *s, int at) {
  assert(s != NULL && s->db->driver->col_kind != NULL);
  at_column(s, at);
  return s->db->driver->col_kind(s, at);
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
  int64_t value = null ? 0 : col_int(s, 0);
  bool unfit = s->failed != OK;
  e = finish(s);
  if (e != OK) return e;
  if (unfit) return spoil(db, tell_unfit(s));
  if (null) return NOT_FOUND;
  *ret_value = value;
  return OK;
}

enum err db_script(struct db *db, const char *sql) {
  assert(db != NULL && sql != NULL);
  assert(db->scan == NULL && "rows of a statement are being streamed");
  if (db->lost) return store_fault(db, IO, STORE_SAYS_rolled_back, db->problem.engine);
  enum err e = db->driver->script(db, sql);
  return e == OK ? OK : spoil(db, e);
}

enum err store_quick(struct db *db, const char *sql) {
  assert(db->scan == NULL);
  struct stmt *s;
  enum err e = find(db, sql, &s);
  return e == OK ? db_run(s) : e;
}

/* ---- many rows ---- */

enum err db_derived(struct db *db, bool on) {
  assert(db->mode != DB_READ && db->depth == 0);
  return db->driver->derived(db, on);
}

static struct db_load *free_load(struct db *db) {
  for (int i = 0; i < LOADS_MAX; i++) {
    if (db->load[i] == NULL) db->load[i] = arena_alloc(db->arena, db->driver->load_size);
    if (!db->load[i]->taken) return db->load[i];
  }
  return NULL;
}

enum err db_load_begin(struct db *db, const struct db_load_plan *plan, struct db_load **ret_load) {
  assert(db != NULL && plan != NULL && ret_load != NULL);
  assert(plan->columns >= 1 && plan->columns <= PARAMS_MAX);
  assert(db->mode != DB_READ);
  assert(db->depth > 0 && "a load is a part of a transaction");
  struct db_load *l = free_load(db);
  if (l == NULL) return spoil(db, store_fault(db, LIMIT, STORE_SAYS_limit, "loads at once"));
  l->db = db;
  l->depth = db->depth;
  l->columns = plan->columns;
  l->at = 0;
  l->failed = OK;
  enum err e = db->driver->load_begin(l, plan);
  if (e != OK) return spoil(db, e);
  l->taken = true;
  *ret_load = l;
  return OK;
}

void store_loads_forget(struct db *db, int depth) {
  assert(depth >= 0);
  for (int i = 0; i < LOADS_MAX; i++) {
    struct db_load *l = db->load[i];
    if (l == NULL || !l->taken || l->depth < depth) continue;
    db->driver->load_forget(l);
    l->taken = false;
  }
}

static bool takes(struct db_load *l) {
  assert(l->at < l->columns && "more columns than the load has");
  l->at++;
  return l->failed == OK;
}

void db_load_int(struct db_load *l, int64_t v) {
  if (takes(l)) l->db->driver->load_int(l, v);
}

void db_load_text(struct db_load *l, struct str v) {
  if (!takes(l)) return;
  if (v.n > TEXT_BYTES_MAX)
    l->failed = store_fault(l->db, LIMIT, STORE_SAYS_limit, "a text above 16 MiB");
  else
    l->db->driver->load_text(l, v.p == NULL ? S("") : v);
}

void db_load_null(struct db_load *l) {
  if (takes(l)) l->db->driver->load_null(l);
}

enum err db_load_row(struct db_load *l) {
  assert(l != NULL && l->taken);
  assert(l->at == l->columns && "every column is given");
  l->at = 0;
  if (l->failed == OK) l->failed = l->db->driver->load_row(l);
  return l->failed == OK ? OK : spoil(l->db, l->failed);
}

enum err db_load_end(struct db_load *l) {
  assert(l != NULL && l->taken);
  assert((l->at == 0 || l->failed != OK) && "the last row is finished");
  enum err e = l->failed == OK ? l->db->driver->load_end(l) : l->failed;
  if (e != OK) l->db->driver->load_forget(l);
  l->taken = false;
  return e == OK ? OK : spoil(l->db, e);
}

/* ---- for rooms above ---- */

enum err db_engine_check(struct db *db, const struct db_engine_watch *watch) {
  assert(db != NULL && watch != NULL);
  return db->driver->check(db, watch);
}

enum err db_unmapped(struct db *db) {
  return db_engine(db) == DB_SQLITE ? db_script(db, "PRAGMA mmap_size = 0") : OK;
}

enum db_engine db_engine(const struct db *db) {
  assert(db != NULL);
  return db->driver->engine;
}

enum err db_row_damaged(struct db *db, const char *words) {
  assert(db != NULL && words != NULL);
  for (int i = 0; i < STATEMENTS_MAX; i++)
    if (db->table[i] != NULL && !db->table[i]->outside) db_reset(db->table[i]);
  return store_fault(db, IO, STORE_SAYS_damaged, words);
}
