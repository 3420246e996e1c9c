/* The SQLite engine of the store: a register is one file with its journal beside it. */
#include <errno.h>
#include <limits.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "store/sqlite.h"

enum { BUSY_MS = 10000, WAIT_US = 2000 };

struct sqlite_stmt {
  struct stmt stmt; /* first: the common part */
  sqlite3_stmt *raw;
  int at_of[PARAMS_MAX + 1]; /* $n -> the engine's own number; 0 = not in the text */
};

struct sqlite_load {
  struct db_load load; /* first: the common part */
  struct stmt *insert;
};

static sqlite3 *raw_of(const struct db *db) {
  assert(db->driver == &store_sqlite);
  return ((const struct sqlite_db *)db)->raw;
}

static sqlite3_stmt *stmt_of(const struct stmt *s) { return ((const struct sqlite_stmt *)s)->raw; }

static enum err script(struct db *db, const char *sql) {
  int rc = sqlite3_exec(raw_of(db), sql, NULL, NULL, NULL);
  return rc == SQLITE_OK ? OK : store_file_complain(db, sql, rc);
}

/* ---- opening ---- */

static int64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* The engine's own waiting sleeps longer each time, so that the newest comer is served first and one may wait
 * seconds among many; here all wait alike. */
static int wait_for_lock(void *context, int waited) {
  assert(context != NULL && waited >= 0);
  struct sqlite_db *own = context;
  if (waited == 0) own->waiting_since_ns = now_ns();
  if (now_ns() - own->waiting_since_ns > (int64_t)BUSY_MS * 1000000) return 0;
  struct timespec pause = { .tv_nsec = (long)(WAIT_US * 500 + 1000 * rng_below(&own->rng, WAIT_US)) };
  nanosleep(&pause, NULL);
  return 1;
}

static enum err settle(struct db *db) {
  ((struct sqlite_db *)db)->rng.s = (uint64_t)now_ns() ^ (uint64_t)getpid();
  sqlite3_busy_handler(raw_of(db), wait_for_lock, db);
  sqlite3_extended_result_codes(raw_of(db), 1);
  /* Nothing in a file may run by itself: it has no views and triggers of ours. */
  static const int never[] = { SQLITE_DBCONFIG_ENABLE_TRIGGER, SQLITE_DBCONFIG_ENABLE_VIEW,
                               SQLITE_DBCONFIG_TRUSTED_SCHEMA };
  for (size_t i = 0; i < sizeof never / sizeof *never; i++)
    sqlite3_db_config(raw_of(db), never[i], 0, NULL);
  sqlite3_db_config(raw_of(db), SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  /* Opening is lazy: without reading a page a file that is no database would pass, and would be written to.
   */
  enum err e = script(db, "SELECT count(*) FROM sqlite_schema");
  if (e == OK) e = script(db, "PRAGMA foreign_keys = ON");
  if (e == OK) e = script(db, "PRAGMA secure_delete = ON"); /* what is erased leaves the pages, too */
  if (e == OK) e = script(db, "PRAGMA temp_store = MEMORY");
  if (e == OK) e = script(db, "PRAGMA cache_size = -65536");
  /* Shared by all connections, though each is told it as its own; a file beyond it is read, not mapped. */
  return e == OK ? script(db, "PRAGMA mmap_size = 1073741824") : e;
}

static enum err connect(struct db *db, const char *name, int flags) {
  assert(db->used == 0 && db->depth == 0);
  struct sqlite_db *own = (struct sqlite_db *)db;
  if (own->raw != NULL) sqlite3_close(own->raw);
  own->raw = NULL;
  int rc = sqlite3_open_v2(name, &own->raw, flags | SQLITE_OPEN_NOMUTEX, NULL);
  if (own->raw == NULL) return store_fault(db, NOMEM, STORE_SAYS_no_memory, "");
  return rc == SQLITE_OK ? settle(db) : store_file_complain(db, name, rc);
}

/* A reader needs a side file for the log, which a read-only place or a full disk does not let it make. A file
 * whose log was written back is whole by itself: it is read as it lies, and before each question it is looked
 * whether it still lies so. */
static enum err connect_unchanging(struct db *db, const char *path, const struct sqlite_place *place) {
  assert(db->mode == DB_READ && !place->journal);
  struct sqlite_db *own = (struct sqlite_db *)db;
  own->unchanging = arena_text(db->arena, path, strlen(path));
  own->size = place->size;
  own->changed_ns = place->changed_ns;
  struct buf name = buf_growing(db->arena);
  buf_z(&name, "file:");
  for (const char *p = path; *p != 0; p++) {
    if (*p == '%' || *p == '?' || *p == '#')
      buf_print(&name, "%%%02x", (unsigned)(unsigned char)*p);
    else
      buf_c(&name, *p);
  }
  buf_z(&name, "?immutable=1");
  return connect(db, name.p, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
}

static enum err open_reader(struct db *db, const char *path, const struct sqlite_place *place) {
  assert(db->mode == DB_READ);
  assert(place->there);
  if (place->names) /* whoever writes by another name keeps its locks beside that one */
    return place->journal ? store_fault(db, CONFLICT, STORE_SAYS_two_names, "")
                          : connect_unchanging(db, path, place);
  enum err e = connect(db, path, SQLITE_OPEN_READONLY);
  if (e == OK) return e;
  int rc = sqlite3_errcode(raw_of(db)) & 0xff;
  bool may_not = !place->place_writable && (rc == SQLITE_CANTOPEN || rc == SQLITE_READONLY);
  if (!may_not && db->problem.says != STORE_SAYS_full) return e;
  if (place->journal) return may_not ? store_fault(db, DENIED, STORE_SAYS_read_only_place, "") : e;
  return connect_unchanging(db, path, place);
}

/* Shorter than its own first page says: a copy that was cut off. */
static enum err check_length(struct db *db, const char *path) {
  assert(db->depth == 0);
  int64_t pages = 0, page_size = 0;
  enum err e = db_int(db, "PRAGMA page_count", 0, NULL, &pages);
  if (e == OK) e = db_int(db, "PRAGMA page_size", 0, NULL, &page_size);
  if (e != OK) return e;
  struct sqlite_place now = store_file_look_at(path);
  if (now.journal || now.size >= pages * page_size) return OK;
  return store_fault(db, IO, STORE_SAYS_damaged, "shorter than it should be");
}

static enum err open_writer(struct db *db, const char *path) {
  assert(db->mode != DB_READ);
  enum err e = db->mode == DB_CREATE ? store_file_make_file(db, path) : OK;
  if (e == OK && store_file_look_at(path).names) e = store_fault(db, CONFLICT, STORE_SAYS_two_names, "");
  return e == OK ? connect(db, path, SQLITE_OPEN_READWRITE) : e;
}

static enum err sqlite_open(struct db *db, const char *path) {
  char own[PATH_MAX]; /* by whatever link it was named: logs and locks lie beside the file itself */
  if (db->mode != DB_CREATE && realpath(path, own)) path = own;
  struct sqlite_place place = store_file_look_at(path);
  if (strlen(path) > PATH_BYTES_MAX - 8) return store_fault(db, INVALID, STORE_SAYS_missing, "");
  if (!place.there && db->mode != DB_CREATE) {
    /* A folder that may not be looked into hides what is there. */
    bool hidden = errno == EACCES;
    return hidden ? store_fault(db, DENIED, STORE_SAYS_no_rights, "")
                  : store_fault(db, NOT_FOUND, STORE_SAYS_missing, "");
  }
  if (place.there && !place.regular) return store_fault(db, CONFLICT, STORE_SAYS_foreign, "");
  if (place.there && !place.readable) return store_fault(db, DENIED, STORE_SAYS_no_rights, "");
  enum err e = db->mode == DB_READ ? open_reader(db, path, &place) : open_writer(db, path);
  if (e == OK && place.size > 0) e = check_length(db, path);
  struct stat file;
  if (e == OK && stat(path, &file) == 0)
    db->identity = (uint64_t)file.st_ino * 0x9e3779b97f4a7c15 + (uint64_t)file.st_dev;
  return e;
}

static enum err sqlite_ready(struct db *db) {
  assert(db->depth == 0);
  if (db->mode == DB_READ) return OK;
  /* The engine falls back to reading where it may not write. */
  if (sqlite3_db_readonly(raw_of(db), "main") != 0)
    return store_fault(db, DENIED, STORE_SAYS_read_only, "the file may not be written");
  enum err e = script(db, "PRAGMA journal_mode = WAL");
  return e == OK ? script(db, "PRAGMA synchronous = FULL") : e;
}

static void sqlite_close(struct db *db) {
  for (int i = 0; i < STATEMENTS_MAX; i++)
    if (db->table[i] != NULL) sqlite3_finalize(stmt_of(db->table[i]));
  int rc = sqlite3_close(raw_of(db));
  assert(rc == SQLITE_OK && "every statement is known");
  (void)rc;
  store_file_let_go(&((struct sqlite_db *)db)->claim);
}

static enum err sqlite_look(struct db *db, struct store_found *ret_found) {
  assert(ret_found != NULL);
  int64_t tables, history, id;
  enum err e = db_int(db, "SELECT count(*) FROM sqlite_schema", 0, NULL, &tables);
  if (e == OK)
    e = db_int(db, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migration'", 0,
               NULL, &history);
  if (e == OK) e = db_int(db, "PRAGMA application_id", 0, NULL, &id);
  if (e != OK) return e;
  *ret_found = (struct store_found) {
    .empty = tables == 0 && id == 0,
    .history = history > 0 && (id == 0 || id == STORE_SQLITE_MARK),
    .marked = id == STORE_SQLITE_MARK,
  };
  return OK;
}

static enum err sqlite_mark(struct db *db) {
  assert(db->depth > 0);
  assert(db->mode != DB_READ);
  return script(db, "PRAGMA application_id = 1097749352");
}

static enum err sqlite_claim(struct db *db, const char *path) {
  struct sqlite_db *own = (struct sqlite_db *)db;
  assert(own->claim.name == NULL && db->mode != DB_READ);
  return store_file_claim_path(db, path, &own->claim);
}

/* Statements of the connection that was looked through belong to the file that goes. */
static void forget_statements(struct db *db) {
  assert(db->depth == 0);
  for (int i = 0; i < STATEMENTS_MAX; i++) {
    if (db->table[i] != NULL) sqlite3_finalize(stmt_of(db->table[i]));
    db->table[i] = NULL;
  }
  db->used = 0;
}

static enum err sqlite_remove(struct db *held, const char *path) {
  assert(held->driver == &store_sqlite && path != NULL);
  enum err e = store_file_remove(path);
  return e == OK ? OK : store_fault(held, e, STORE_SAYS_io, strerror(errno));
}

/* There is nothing to connect to. */
static enum err sqlite_reach(struct db *db, const char *path) {
  assert(db->mode != DB_READ && path != NULL);
  (void)db;
  (void)path;
  return OK;
}

static enum err sqlite_unmake(struct db *db) {
  assert(db->mode == DB_CREATE && db->depth == 0);
  struct sqlite_db *own = (struct sqlite_db *)db;
  char path[PATH_BYTES_MAX];
  const char *file = sqlite3_db_filename(own->raw, "main");
  assert(own->claim.name != NULL && "only what is claimed");
  snprintf(path, sizeof path, "%s", file);
  forget_statements(db);
  sqlite3_close(own->raw);
  own->raw = NULL;
  return store_file_remove(path);
}

static enum err sqlite_wipe(struct db *db, const char *path) {
  struct sqlite_db *own = (struct sqlite_db *)db;
  assert(own->claim.name != NULL && "only what is claimed");
  forget_statements(db);
  assert(db->used == 0);
  sqlite3_close(own->raw);
  own->raw = NULL;
  enum err e = store_file_remove(path);
  if (e != OK) return store_fault(db, e, STORE_SAYS_io, "");
  return open_writer(db, path);
}

static enum err sqlite_check(struct db *db, const struct db_engine_watch *watch) {
  assert(watch->fault != NULL);
  struct stmt *s;
  enum err e = db_query(db, "PRAGMA integrity_check(100)", &s);
  while (e == OK && (e = db_step(s)) == OK) {
    struct str said = col_text(s, 0);
    if (!str_is(said, "ok")) watch->fault(watch->context, said.p);
  }
  return e == NOT_FOUND ? OK : e;
}

/* ---- statements ---- */

static enum err sqlite_prepare(struct stmt *s) {
  assert(s->sql != NULL && stmt_of(s) == NULL);
  struct sqlite_stmt *own = (struct sqlite_stmt *)s;
  const char *tail = NULL;
  int rc = sqlite3_prepare_v3(raw_of(s->db), s->sql, -1, SQLITE_PREPARE_PERSISTENT, &own->raw, &tail);
  if (rc != SQLITE_OK) return store_file_complain(s->db, s->sql, rc);
  while (*tail == ' ' || *tail == '\n' || *tail == ';')
    tail++;
  assert(*tail == 0 && "one statement a literal");
  /* The engine numbers $n by first appearance, so names are looked up once here. */
  int count = sqlite3_bind_parameter_count(own->raw);
  assert(count <= PARAMS_MAX);
  for (int i = 1; i <= count; i++) {
    const char *name = sqlite3_bind_parameter_name(own->raw, i);
    int64_t n = 0;
    enum err e = name == NULL || name[0] != '$' ? INVALID : parse_int(str_of(name + 1), &n);
    assert(e == OK && n >= 1 && n <= PARAMS_MAX && "parameters are written $1, $2 ...");
    (void)e;
    own->at_of[n] = i;
  }
  return OK;
}

static void sqlite_reset(struct stmt *s) { sqlite3_reset(stmt_of(s)); }

static void sqlite_clear(struct stmt *s) { sqlite3_clear_bindings(stmt_of(s)); }

static int place_of(const struct stmt *s, int at) {
  assert(at >= 1 && at <= PARAMS_MAX);
  int place = ((const struct sqlite_stmt *)s)->at_of[at];
  assert(place != 0 && "no such parameter in the SQL");
  return place;
}

/* Only memory can be wanting here; the step then answers. */
static void bound(struct stmt *s, int rc) {
  assert(!s->at_row);
  if (rc != SQLITE_OK) s->failed = LIMIT;
}

static void sqlite_bind_int(struct stmt *s, int at, int64_t v) {
  assert(stmt_of(s) != NULL);
  bound(s, sqlite3_bind_int64(stmt_of(s), place_of(s, at), v));
}

static void sqlite_bind_text(struct stmt *s, int at, struct str v) {
  assert(v.p != NULL && v.n <= TEXT_BYTES_MAX);
  bound(s, sqlite3_bind_text64(stmt_of(s), place_of(s, at), v.p, v.n, SQLITE_TRANSIENT, SQLITE_UTF8));
}

static void sqlite_bind_blob(struct stmt *s, int at, struct str v) {
  assert(v.p != NULL && v.n <= TEXT_BYTES_MAX);
  bound(s, sqlite3_bind_blob64(stmt_of(s), place_of(s, at), v.p, v.n, SQLITE_TRANSIENT));
}

static void sqlite_bind_null(struct stmt *s, int at) {
  bound(s, sqlite3_bind_null(stmt_of(s), place_of(s, at)));
}

static enum err sqlite_step(struct stmt *s) {
  assert(stmt_of(s) != NULL);
  int rc = sqlite3_step(stmt_of(s));
  if (rc == SQLITE_ROW) return OK;
  return rc == SQLITE_DONE ? NOT_FOUND : store_file_complain(s->db, s->sql, rc);
}

/* What INSERT … RETURNING wrote is committed here, and may be refused here. */
static enum err sqlite_finish(struct stmt *s) {
  assert(s->at_row);
  int rc = sqlite3_reset(stmt_of(s));
  return rc == SQLITE_OK ? OK : store_file_complain(s->db, s->sql, rc);
}

static int sqlite_columns(const struct stmt *s) {
  assert(stmt_of(s) != NULL);
  return sqlite3_column_count(stmt_of(s));
}

/* Is it NULL? Else it is of another kind than was asked for, which the next step tells. */
static void other_kind(struct stmt *s, int type) {
  if (type != SQLITE_NULL) s->failed = IO;
}

static int64_t sqlite_col_int(struct stmt *s, int at) {
  assert(s->at_row);
  int type = sqlite3_column_type(stmt_of(s), at);
  if (type == SQLITE_INTEGER) return sqlite3_column_int64(stmt_of(s), at);
  other_kind(s, type);
  return 0;
}

/* Each column's value is fetched once: a pass over everybody comes by here for every row. */
static bool sqlite_col_row(struct stmt *s, const char *letters, int64_t *ret_numbers) {
  assert(s->at_row && letters[0] != 0);
  sqlite3_stmt *raw = stmt_of(s);
  bool fits = true;
  for (int i = 0; letters[i] != 0; i++) {
    sqlite3_value *value = sqlite3_column_value(raw, i);
    int type = sqlite3_value_type(value);
    bool text = letters[i] == 't' || letters[i] == 'T', may_be_null = letters[i] < 'a';
    fits &= type == (text ? SQLITE_TEXT : SQLITE_INTEGER) || (may_be_null && type == SQLITE_NULL);
    if (!text) ret_numbers[i] = type == SQLITE_INTEGER ? sqlite3_value_int64(value) : 0;
  }
  return fits;
}

static struct str sqlite_col_text(struct stmt *s, int at) {
  assert(s->at_row);
  int type = sqlite3_column_type(stmt_of(s), at);
  if (type != SQLITE_TEXT) {
    other_kind(s, type);
    return S("");
  }
  const char *p = (const char *)sqlite3_column_text(stmt_of(s), at);
  if (p == NULL) return S("");
  return (struct str) { p, (size_t)sqlite3_column_bytes(stmt_of(s), at) };
}

static struct str sqlite_col_blob(struct stmt *s, int at) {
  assert(s->at_row);
  const char *p = sqlite3_column_blob(stmt_of(s), at);
  if (p == NULL) return S("");
  return (struct str) { p, (size_t)sqlite3_column_bytes(stmt_of(s), at) };
}

static bool sqlite_col_null(struct stmt *s, int at) {
  assert(s->at_row);
  return sqlite3_column_type(stmt_of(s), at) == SQLITE_NULL;
}

static enum db_kind sqlite_col_kind(struct stmt *s, int at) {
  assert(s->at_row);
  switch (sqlite3_column_type(stmt_of(s), at)) {
  case SQLITE_NULL: return DB_NULL;
  case SQLITE_INTEGER: return DB_INT;
  case SQLITE_TEXT: return DB_TEXT;
  case SQLITE_BLOB: return DB_BLOB;
  default: return DB_OTHER;
  }
}

/* ---- transactions ---- */

static bool sqlite_in_transaction(const struct db *db) { return sqlite3_get_autocommit(raw_of(db)) == 0; }

/* Is what was opened still what stands there? */
static enum err same_file(struct db *db) {
  struct sqlite_db *own = (struct sqlite_db *)db;
  int moved = 0;
  assert(own->raw != NULL);
  if (own->unchanging != NULL) {
    struct sqlite_place now = store_file_look_at(own->unchanging);
    bool same = now.there && !now.journal && now.size == own->size && now.changed_ns == own->changed_ns;
    return same ? OK : store_fault(db, IO, STORE_SAYS_changed, "");
  }
  (void)sqlite3_file_control(own->raw, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  if (moved == 0) return OK;
  db->replaced = true;
  return store_fault(db, CONFLICT, STORE_SAYS_replaced, "");
}

static enum err sqlite_begin(struct db *db, bool reads) {
  assert(sqlite3_get_autocommit(raw_of(db)) != 0);
  enum err same = same_file(db);
  if (same != OK) return same;
  if (reads && db->mode != DB_READ) {
    enum err e = store_quick(db, "PRAGMA query_only = 1");
    if (e != OK) return e;
  }
  /* IMMEDIATE: a writer that begins as a reader can be refused half-way. */
  return store_quick(db, reads ? "BEGIN" : "BEGIN IMMEDIATE");
}

static void sqlite_read_ended(struct db *db) {
  assert(db->depth == 0);
  if (db->mode != DB_READ) (void)store_quick(db, "PRAGMA query_only = 0");
}

static enum err sqlite_derived(struct db *db, bool on) {
  assert(db->depth == 0);
  return script(db, on ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL");
}

static enum err sqlite_bulk(struct db *db, bool on) {
  assert(db->depth == 0 && db->mode != DB_READ);
  if (on) { /* a new file that is thrown away when anything goes wrong: no rollback journal, no foreign keys
               checked row by row */
    sqlite3_db_config(raw_of(db), SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
    enum err e = script(db, "PRAGMA synchronous = OFF");
    if (e == OK) e = script(db, "PRAGMA journal_mode = OFF");
    if (e == OK) e = script(db, "PRAGMA foreign_keys = OFF");
    return e == OK ? script(db, "PRAGMA cache_size = -262144") : e;
  }
  sqlite3_db_config(raw_of(db), SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  /* Back to WAL: switching syncs what was written, and the foreign keys of later writes are checked again. */
  enum err e = script(db, "PRAGMA synchronous = FULL");
  if (e == OK) e = script(db, "PRAGMA journal_mode = WAL");
  if (e == OK) e = script(db, "PRAGMA foreign_keys = ON");
  if (e == OK) e = script(db, "PRAGMA cache_size = -65536");
  return e == OK ? script(db, "PRAGMA wal_checkpoint(TRUNCATE)") : e;
}

/* ---- loads: the prepared INSERT ---- */

static enum err sqlite_load_begin(struct db_load *l, const struct db_load_plan *plan) {
  assert(plan->insert_sql != NULL);
  return db_query(l->db, plan->insert_sql, &((struct sqlite_load *)l)->insert);
}

static struct stmt *insert_of(struct db_load *l) { return ((struct sqlite_load *)l)->insert; }

static void sqlite_load_int(struct db_load *l, int64_t v) {
  assert(l->at >= 1 && l->at <= l->columns);
  sqlite_bind_int(insert_of(l), l->at, v);
}

/* The row is stored before the text's owner may change it. */
static void sqlite_load_text(struct db_load *l, struct str v) {
  assert(l->at >= 1 && l->at <= l->columns);
  struct stmt *s = insert_of(l);
  bound(s, sqlite3_bind_text64(stmt_of(s), place_of(s, l->at), v.p, v.n, SQLITE_STATIC, SQLITE_UTF8));
}

static void sqlite_load_null(struct db_load *l) {
  assert(l->at >= 1 && l->at <= l->columns);
  sqlite_bind_null(insert_of(l), l->at);
}

static enum err sqlite_load_row(struct db_load *l) {
  assert(l->at == 0);
  assert(l->failed == OK);
  return db_run(insert_of(l));
}

static void sqlite_load_forget(struct db_load *l) {
  sqlite_reset(insert_of(l));
  sqlite_clear(insert_of(l));
}

static enum err sqlite_load_end(struct db_load *l) {
  sqlite_load_forget(l);
  return OK;
}

const struct driver store_sqlite = {
  .name = "sqlite",
  .engine = DB_SQLITE,
  .db_size = sizeof(struct sqlite_db),
  .stmt_size = sizeof(struct sqlite_stmt),
  .load_size = sizeof(struct sqlite_load),
  .open = sqlite_open,
  .ready = sqlite_ready,
  .close = sqlite_close,
  .look = sqlite_look,
  .mark = sqlite_mark,
  .remove = sqlite_remove,
  .claim = sqlite_claim,
  .wipe = sqlite_wipe,
  .unmake = sqlite_unmake,
  .name_free = store_file_name_free,
  .reach = sqlite_reach,
  .rename = store_file_rename,
  .check = sqlite_check,
  .prepare = sqlite_prepare,
  .reset = sqlite_reset,
  .clear = sqlite_clear,
  .bind_int = sqlite_bind_int,
  .bind_text = sqlite_bind_text,
  .bind_blob = sqlite_bind_blob,
  .bind_null = sqlite_bind_null,
  .step = sqlite_step,
  .finish = sqlite_finish,
  .columns = sqlite_columns,
  .col_int = sqlite_col_int,
  .col_row = sqlite_col_row,
  .col_text = sqlite_col_text,
  .col_blob = sqlite_col_blob,
  .col_null = sqlite_col_null,
  .col_kind = sqlite_col_kind,
  .script = script,
  .in_transaction = sqlite_in_transaction,
  .begin = sqlite_begin,
  .read_ended = sqlite_read_ended,
  .derived = sqlite_derived,
  .bulk = sqlite_bulk,
  .load_begin = sqlite_load_begin,
  .load_row = sqlite_load_row,
  .load_int = sqlite_load_int,
  .load_text = sqlite_load_text,
  .load_null = sqlite_load_null,
  .load_end = sqlite_load_end,
  .load_forget = sqlite_load_forget,
};
