/* The PostgreSQL engine of the store: a register is one schema of a database. Values go over the wire in
 * binary, with their types said: a parameter is int8, text or bytea, never guessed from its place in the SQL.
 */
#include "store/postgres.h"

static PGconn *raw_of(const struct db *db) {
  assert(db->driver == &store_postgres);
  return ((const struct pg_db *)db)->raw;
}

static struct pg_stmt *own_of(struct stmt *s) {
  assert(s->db->driver == &store_postgres);
  return (struct pg_stmt *)s;
}

/* ---- running ---- */

static bool is_good(const PGresult *result) {
  ExecStatusType status = PQresultStatus(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

static enum err alive(struct db *db);

/* The connection is there and nobody else is speaking. */
static enum err speak(struct db *db) {
  enum err e = alive(db);
  if (e != OK) return e;
  e = pg_load_pause(db);
  return db->tidying ? OK : e;
}

static enum err pg_script(struct db *db, const char *sql) {
  assert(sql != NULL);
  enum err e = speak(db);
  if (e != OK) return e;
  PGresult *result = PQexec(raw_of(db), sql);
  if (!is_good(result)) return pg_complain(db, sql, result);
  PQclear(result);
  return OK;
}

/* ---- opening ---- */

static void be_silent(void *context, const PGresult *notice) {
  (void)context;
  (void)notice;
}

/* The schema after '#', small letters, digits and underscores: it needs no quoting anywhere. */
static bool read_schema(const char *fragment, char schema[SCHEMA_MAX]) {
  assert(fragment == NULL || *fragment == '#');
  if (fragment == NULL) fragment = "#ansinh";
  const char *name = fragment + 1;
  size_t n = strlen(name);
  if (n == 0 || n >= SCHEMA_MAX || (name[0] >= '0' && name[0] <= '9') || strncmp(name, "pg_", 3) == 0)
    return false;
  for (size_t i = 0; i < n; i++) {
    char c = name[i];
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return false;
  }
  memcpy(schema, name, n + 1);
  return true;
}

static const char *value_of(const PQconninfoOption *options, const char *keyword) {
  for (; options != NULL && options->keyword != NULL; options++)
    if (strcmp(options->keyword, keyword) == 0) return options->val != NULL ? options->val : "";
  return "";
}

/* The address as it may be shown and logged: without a password. */
static void name_place(struct pg_db *pg, const PQconninfoOption *options) {
  assert(*pg->schema != 0);
  const char *host = value_of(options, "host"), *port = value_of(options, "port");
  snprintf(pg->db.place, sizeof pg->db.place, "postgresql://%s%s%s/%s#%s", host, *port != 0 ? ":" : "", port,
           value_of(options, "dbname"), pg->schema);
}

static enum err read_address(struct pg_db *pg, const char *path, char *ret_url, size_t size) {
  assert(path != NULL && size > 0);
  const char *fragment = strchr(path, '#');
  size_t n = fragment == NULL ? strlen(path) : (size_t)(fragment - path);
  snprintf(pg->db.place, sizeof pg->db.place, "postgresql://…");
  if (n >= size) return store_fault(&pg->db, INVALID, STORE_SAYS_address, "too long");
  if (!read_schema(fragment, pg->schema)) return store_fault(&pg->db, INVALID, STORE_SAYS_address, "schema");
  snprintf(ret_url, size, "%.*s", (int)n, path);
  char *why = NULL;
  PQconninfoOption *options = PQconninfoParse(ret_url, &why);
  enum err e = options == NULL ? store_fault(&pg->db, INVALID, STORE_SAYS_address, why ? why : "") : OK;
  if (options != NULL) name_place(pg, options);
  PQconninfoFree(options);
  if (why != NULL) PQfreemem(why);
  return e;
}

static enum err connect(struct pg_db *pg, const char *path) {
  assert(pg->raw == NULL);
  char url[PATH_BYTES_MAX];
  enum err e = read_address(pg, path, url, sizeof url);
  if (e != OK) return e;
  const char *const keywords[] = { "connect_timeout", "fallback_application_name", "dbname",
                                   "client_encoding", NULL };
  const char *const values[] = { "10", "ansinh", url, "UTF8", NULL };
  pg->raw = PQconnectdbParams(keywords, values, 1);
  if (pg->raw == NULL) return store_fault(&pg->db, NOMEM, STORE_SAYS_no_memory, "");
  return PQstatus(pg->raw) == CONNECTION_OK ? OK : pg_refused(pg);
}

static const char SETTINGS[] = "SET standard_conforming_strings = on; SET client_min_messages = error;"
                               "SET lock_timeout = '10s'; SET synchronous_commit = on; SET jit = off";

/* That it is open is seen by who would take the register away, or put another in its place; he is waited for
 * where he is at it. A connection made anew must find the schema it had. */
static enum err be_seen(struct pg_db *pg) {
  assert(pg->db.depth == 0 && *pg->schema != 0);
  struct db *db = &pg->db;
  int64_t schema = 0, held;
  enum err e = db_int(db,
                      "SELECT CASE WHEN pg_advisory_lock_shared(" PG_OPEN_LOCK ") IS NULL THEN 0 ELSE 1 END",
                      0, NULL, &held);
  if (e == OK)
    e = db_int(db,
               "SELECT CAST(coalesce((SELECT oid FROM pg_namespace WHERE nspname ="
               " current_setting('ansinh.schema')), 0) AS BIGINT)",
               0, NULL, &schema);
  if (e != OK) return e;
  db->replaced = db->identity != 0 && db->identity != (uint64_t)schema;
  db->identity = (uint64_t)schema;
  return db->replaced ? store_fault(db, CONFLICT, STORE_SAYS_replaced, "") : OK;
}

/* Everything that holds for the connection; also after a new one was made in its place. */
static enum err settle(struct pg_db *pg) {
  assert(PQstatus(pg->raw) == CONNECTION_OK);
  assert(pg->db.depth == 0);
  struct db *db = &pg->db;
  const char *encoding = PQparameterStatus(pg->raw, "server_encoding");
  if (encoding == NULL || strcmp(encoding, "UTF8") != 0)
    return store_fault(db, CONFLICT, STORE_SAYS_encoding, encoding == NULL ? "" : encoding);
  pg->connection++;
  PQsetNoticeReceiver(pg->raw, be_silent, NULL);
  enum err e = pg_script(db, SETTINGS);
  struct stmt *s;
  if (e == OK)
    e = db_query(db, "SELECT set_config('search_path', $1, false), set_config('ansinh.schema', $1, false)",
                 &s);
  if (e != OK) return e;
  bind_text(s, 1, str_of(pg->schema));
  e = db_run(s);
  if (e == OK && db->mode == DB_READ) e = pg_script(db, "SET default_transaction_read_only = on");
  if (e == OK && !pg->holder) e = be_seen(pg);
  return e;
}

/* A connection the server has ended (it was started again) is made anew, but never inside a transaction: what
 * was done in it is gone. */
static enum err alive(struct db *db) {
  struct pg_db *pg = (struct pg_db *)db;
  if (PQstatus(pg->raw) == CONNECTION_OK) return OK;
  if (db->depth > 0) return pg_complain(db, "", NULL);
  PQreset(pg->raw);
  if (PQstatus(pg->raw) != CONNECTION_OK) return pg_complain(db, "", NULL);
  return settle(pg);
}

static const char MAKE_SCHEMA[] =
    "DO $$ BEGIN"
    /* One at a time: two would both find none. */
    " PERFORM pg_advisory_xact_lock(hashtextextended('An Sinh makes a schema', 0));"
    " EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I', current_setting('ansinh.schema'));"
    " END $$";

static enum err pg_open(struct db *db, const char *path) {
  struct pg_db *pg = (struct pg_db *)db;
  enum err e = connect(pg, path);
  if (e == OK) e = settle(pg);
  if (e == OK && db->mode == DB_CREATE) e = pg_script(db, MAKE_SCHEMA);
  if (e == OK && db->mode == DB_CREATE) db->identity = 0; /* told by the next connection, if ever */
  return e;
}

/* A name of PostgreSQL carries nothing with it. */
static enum err pg_name_free(struct db *fault, const char *path) {
  assert(fault->driver == &store_postgres && path != NULL);
  (void)path;
  return OK;
}

static enum err pg_reach(struct db *db, const char *path) {
  assert(db->used == 0 && path != NULL);
  struct pg_db *pg = (struct pg_db *)db;
  pg->holder = true;
  enum err e = connect(pg, path);
  return e == OK ? settle(pg) : e;
}

static enum err pg_ready(struct db *db) {
  assert(PQstatus(raw_of(db)) == CONNECTION_OK);
  (void)db;
  return OK;
}

static void pg_close(struct db *db) {
  for (int i = 0; i < STATEMENTS_MAX; i++)
    if (db->table[i] != NULL) PQclear(own_of(db->table[i])->result);
  PQfinish(raw_of(db));
}

static enum err pg_look(struct db *db, struct store_found *ret_found) {
  assert(ret_found != NULL);
  struct stmt *s;
  enum err e = db_query(db,
                        "SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = n.oid),"
                        " to_regclass('schema_migration') IS NOT NULL,"
                        " coalesce(obj_description(n.oid, 'pg_namespace'), '') = 'An Sinh',"
                        " has_schema_privilege(n.oid, 'USAGE')"
                        " FROM pg_namespace n WHERE n.nspname = current_setting('ansinh.schema')",
                        &s);
  if (e != OK) return e;
  e = db_step(s);
  if (e == NOT_FOUND) return store_fault(db, NOT_FOUND, STORE_SAYS_missing, "");
  if (e != OK) return e;
  /* Without it the tables are there and nobody finds them. */
  if (col_int(s, 3) == 0) return store_fault(db, DENIED, STORE_SAYS_server_rights, "USAGE");
  *ret_found = (struct store_found) {
    .empty = col_int(s, 0) == 0,
    .history = col_int(s, 1) != 0,
    .marked = col_int(s, 2) != 0,
  };
  return db_run(s);
}

static enum err pg_mark(struct db *db) {
  assert(db->depth > 0 && db->mode != DB_READ);
  return pg_script(
      db, "DO $$ BEGIN"
          " EXECUTE format('COMMENT ON SCHEMA %I IS %L', current_setting('ansinh.schema'), 'An Sinh');"
          " END $$");
}

/* The lock of that name on a schema, until let_go or the end of the session. RETRY: somebody has it, which is
 * said with `says`. A connection that was just closed is waited for: the server lets go of its locks a little
 * later. */
static enum err hold(struct db *db, const char *sql, const char *schema, enum store_says says) {
  assert(schema != NULL && *schema != 0);
  struct stmt *s;
  enum err e = pg_script(db, "SET lock_timeout = '1s'");
  if (e == OK) e = db_query(db, sql, &s);
  if (e != OK) return e;
  bind_text(s, 1, str_of(schema));
  e = db_run(s);
  db->tidying = true;
  (void)pg_script(db, "SET lock_timeout = '10s'");
  db->tidying = false;
  return e == RETRY ? store_fault(db, RETRY, says, "") : e;
}

/* Nobody has the schema open. */
static enum err hold_alone(struct db *db, const char *schema) {
  return hold(db,
              "SELECT CASE WHEN pg_advisory_lock(hashtextextended('An Sinh has open ' || $1, 0)) IS NULL"
              " THEN 0 ELSE 1 END",
              schema, STORE_SAYS_in_use);
}

static enum err let_go(struct db *db, const char *schema) {
  assert(db->tidying && *schema != 0);
  struct stmt *s;
  enum err e = db_query(db,
                        "SELECT CASE WHEN pg_advisory_unlock(hashtextextended('An Sinh has open ' || $1, 0))"
                        " THEN 1 ELSE 0 END",
                        &s);
  if (e != OK) return e;
  bind_text(s, 1, str_of(schema));
  return db_run(s);
}

static const char DROP_SCHEMA[] =
    "DO $$ BEGIN"
    " EXECUTE format('DROP SCHEMA IF EXISTS %I CASCADE', current_setting('ansinh.schema'));"
    " END $$";

static enum err pg_remove(struct db *held, const char *path) {
  assert(held->mode != DB_READ && held->depth == 0);
  enum err e = pg_reach(held, path);
  if (e == OK) e = hold_alone(held, ((struct pg_db *)held)->schema);
  return e == OK ? pg_script(held, DROP_SCHEMA) : e;
}

static enum err pg_unmake(struct db *db) {
  assert(db->mode == DB_CREATE && db->depth == 0);
  return pg_script(db, DROP_SCHEMA);
}

/* Held by the session, so that it ends with the program however that ends. */
static enum err pg_claim(struct db *db, const char *path) {
  assert(db->depth == 0 && path != NULL);
  (void)path;
  return hold(db,
              "SELECT CASE WHEN pg_advisory_lock(hashtextextended('An Sinh makes ' || $1, 0)) IS NULL"
              " THEN 0 ELSE 1 END",
              ((struct pg_db *)db)->schema, STORE_SAYS_making);
}

static enum err pg_wipe(struct db *db, const char *path) {
  assert(db->mode == DB_CREATE && path != NULL);
  (void)path;
  return pg_script(db,
                   "DO $$ BEGIN"
                   " EXECUTE format('DROP SCHEMA IF EXISTS %I CASCADE', current_setting('ansinh.schema'));"
                   " EXECUTE format('CREATE SCHEMA %I', current_setting('ansinh.schema'));"
                   " END $$");
}

static const char RENAME[] =
    "DO $$ BEGIN"
    " EXECUTE format('DROP SCHEMA IF EXISTS %I CASCADE', current_setting('ansinh.schema'));"
    " EXECUTE format('ALTER SCHEMA %I RENAME TO %I', current_setting('ansinh.from'),"
    "   current_setting('ansinh.schema'));"
    " END $$";

static enum err rename_alone(struct db *held, const char *schema) {
  struct stmt *s;
  assert(strcmp(schema, ((struct pg_db *)held)->schema) != 0);
  enum err e = db_query(held, "SELECT set_config('ansinh.from', $1, false)", &s);
  if (e != OK) return e;
  bind_text(s, 1, str_of(schema));
  e = db_run(s);
  return e == OK ? pg_script(held, RENAME) : e;
}

static enum err pg_rename(struct db *held, const char *from, const char *to) {
  assert(held->mode != DB_READ && to != NULL);
  struct pg_db *pg = (struct pg_db *)held;
  char schema[SCHEMA_MAX];
  if (!read_schema(strchr(from, '#'), schema))
    return store_fault(held, INVALID, STORE_SAYS_address, "schema");
  enum err e = hold_alone(held, pg->schema);
  if (e != OK) return e;
  e = hold_alone(held, schema);
  if (e == OK) {
    e = rename_alone(held, schema);
    held->tidying = true;
    (void)let_go(held, schema);
  }
  held->tidying = true;
  (void)let_go(held, pg->schema);
  held->tidying = false;
  return e;
}

static enum err pg_check(struct db *db, const struct db_engine_watch *watch) {
  assert(db != NULL && watch != NULL);
  return OK;
}

/* ---- statements ---- */

static enum err pg_prepare(struct stmt *s) {
  assert(s->sql != NULL);
  struct pg_stmt *own = own_of(s);
  for (const char *p = strchr(s->sql, '$'); p != NULL; p = strchr(p + 1, '$')) {
    int n = 0;
    for (const char *digit = p + 1; *digit >= '0' && *digit <= '9' && n <= PARAMS_MAX; digit++)
      n = n * 10 + (*digit - '0');
    assert(n >= 1 && n <= PARAMS_MAX && "parameters are written $1, $2 ...");
    if (n > own->params) own->params = n;
  }
  for (int i = 1; i <= own->params; i++)
    own->param[i].null = true;
  return OK;
}

static void pg_clear(struct stmt *s) {
  for (int i = 1; i <= own_of(s)->params; i++)
    own_of(s)->param[i].null = true;
}

static struct pg_param *param_of(struct stmt *s, int at) {
  assert(at >= 1 && at <= PARAMS_MAX);
  assert(at <= own_of(s)->params && "no such parameter in the SQL");
  return &own_of(s)->param[at];
}

static void pg_bind_int(struct stmt *s, int at, int64_t v) {
  struct pg_param *p = param_of(s, at);
  pg_put_int(p->number, v);
  p->null = false;
  p->type = PG_INT8;
}

static void bind_bytes(struct stmt *s, int at, struct str v, Oid type) {
  assert(v.p != NULL && v.n <= TEXT_BYTES_MAX);
  struct pg_param *p = param_of(s, at);
  if (v.n + 1 > p->cap) {
    size_t want = 64;
    while (want < v.n + 1)
      want *= 2;
    if (arena_used(s->db->arena) + want > CONNECTION_BYTES_MAX - TEXT_BYTES_MAX / 16) {
      s->failed = LIMIT;
      return;
    }
    p->text = arena_alloc(s->db->arena, want);
    p->cap = want;
  }
  memcpy(p->text, v.p, v.n);
  p->n = v.n;
  p->null = false;
  p->type = type;
}

static void pg_bind_text(struct stmt *s, int at, struct str v) { bind_bytes(s, at, v, PG_TEXT); }

static void pg_bind_blob(struct stmt *s, int at, struct str v) { bind_bytes(s, at, v, PG_BYTEA); }

static void pg_bind_null(struct stmt *s, int at) { param_of(s, at)->null = true; }

static bool is_prepared(const struct pg_stmt *own, int64_t connection) {
  assert(connection > 0);
  if (own->connection != connection) return false;
  for (int i = 1; i <= own->params; i++)
    if (own->prepared[i] != own->param[i].type) return false;
  return true;
}

/* Only now are the types of the parameters known. */
static enum err prepare_now(struct stmt *s) {
  assert(s->db->depth >= 0 && own_of(s)->params <= PARAMS_MAX);
  struct pg_db *pg = (struct pg_db *)s->db;
  struct pg_stmt *own = own_of(s);
  if (is_prepared(own, pg->connection)) return OK;
  own->variant = own->connection == pg->connection ? own->variant + 1 : 1;
  if (own->variant > VARIANTS_MAX) {
    fprintf(stderr, "store: the types of parameters change with every call\n  in: %s\n", s->sql);
    return store_fault(s->db, BUG, STORE_SAYS_bug, "parameter types");
  }
  own->connection = 0;
  snprintf(own->name, sizeof own->name, "s%lld", (long long)++pg->names);
  Oid types[PARAMS_MAX];
  for (int i = 1; i <= own->params; i++)
    types[i - 1] = own->prepared[i] = own->param[i].type;
  PGresult *result = PQprepare(pg->raw, own->name, s->sql, own->params, types);
  if (!is_good(result)) return pg_complain(s->db, s->sql, result);
  PQclear(result);
  own->connection = pg->connection;
  return OK;
}

struct wire {
  const char *values[PARAMS_MAX];
  int lengths[PARAMS_MAX], formats[PARAMS_MAX];
};

static void lay_out(struct pg_stmt *own, struct wire *w) {
  assert(own->params <= PARAMS_MAX);
  for (int i = 1; i <= own->params; i++) {
    const struct pg_param *p = &own->param[i];
    bool number = p->type == PG_INT8;
    w->values[i - 1] = p->null ? NULL : number ? p->number : p->text;
    w->lengths[i - 1] = number ? 8 : (int)p->n;
    w->formats[i - 1] = 1;
  }
}

/* The next row of a stream into `result`. */
static enum err next_of_stream(struct stmt *s) {
  assert(s->streaming);
  struct pg_stmt *own = own_of(s);
  PQclear(own->result);
  own->result = PQgetResult(raw_of(s->db));
  ExecStatusType status = PQresultStatus(own->result);
  own->row = 0;
  if (status == PGRES_SINGLE_TUPLE) return OK;
  PGresult *last = own->result;
  own->result = NULL;
  bool good = last != NULL && is_good(last);
  for (PGresult *rest; (rest = PQgetResult(raw_of(s->db))) != NULL;)
    PQclear(rest);
  if (!good) return pg_complain(s->db, s->sql, last);
  PQclear(last);
  return NOT_FOUND;
}

static enum err run(struct stmt *s) {
  assert(own_of(s)->result == NULL);
  assert(!s->at_row);
  struct pg_stmt *own = own_of(s);
  struct wire w;
  enum err e = speak(s->db);
  if (e == OK) e = prepare_now(s);
  if (e != OK) return e;
  lay_out(own, &w);
  PGconn *raw = raw_of(s->db);
  if (s->streaming) {
    if (PQsendQueryPrepared(raw, own->name, own->params, w.values, w.lengths, w.formats, 1) != 1)
      return pg_complain(s->db, s->sql, NULL);
    (void)PQsetSingleRowMode(raw);
    return next_of_stream(s);
  }
  PGresult *result = PQexecPrepared(raw, own->name, own->params, w.values, w.lengths, w.formats, 1);
  if (!is_good(result)) return pg_complain(s->db, s->sql, result);
  own->result = result;
  own->row = 0;
  return PQntuples(result) > 0 ? OK : NOT_FOUND;
}

static enum err pg_step(struct stmt *s) {
  assert((own_of(s)->result != NULL) == s->at_row);
  struct pg_stmt *own = own_of(s);
  if (own->result == NULL) return run(s);
  if (s->streaming) return next_of_stream(s);
  return ++own->row < PQntuples(own->result) ? OK : NOT_FOUND;
}

static void pg_reset(struct stmt *s) {
  struct pg_stmt *own = own_of(s);
  /* Rows of a stream that nobody took are still on the wire. */
  for (PGresult *rest; s->streaming && own->result != NULL && (rest = PQgetResult(raw_of(s->db))) != NULL;)
    PQclear(rest);
  PQclear(own->result);
  own->result = NULL;
}

static enum err pg_finish(struct stmt *s) {
  assert(s->at_row && own_of(s)->result != NULL);
  enum err e = OK;
  /* The rest of a stream must be taken off the wire; stopping the server would end the transaction. */
  while (s->streaming && e == OK)
    e = next_of_stream(s);
  pg_reset(s);
  return e == NOT_FOUND ? OK : e;
}

static int pg_columns(const struct stmt *s) {
  assert(s->at_row);
  return PQnfields(((const struct pg_stmt *)s)->result);
}

static bool pg_col_null(struct stmt *s, int at) {
  assert(s->at_row && own_of(s)->result != NULL);
  return PQgetisnull(own_of(s)->result, own_of(s)->row, at) != 0;
}

static struct str bytes_of(struct stmt *s, int at) {
  assert(s->at_row);
  assert(own_of(s)->row < PQntuples(own_of(s)->result));
  struct pg_stmt *own = own_of(s);
  return (struct str) { PQgetvalue(own->result, own->row, at),
                        (size_t)PQgetlength(own->result, own->row, at) };
}

static int64_t pg_col_int(struct stmt *s, int at) {
  assert(s->at_row);
  struct str bytes = bytes_of(s, at);
  int64_t v = 0;
  if (pg_col_null(s, at)) return 0;
  enum err e = pg_get_int(PQftype(own_of(s)->result, at), bytes.p, (int)bytes.n, &v);
  if (e != OK) s->failed = e;
  return v;
}

static struct str pg_col_text(struct stmt *s, int at) {
  assert(s->at_row);
  if (pg_col_null(s, at)) return S("");
  if (!pg_is_text(PQftype(own_of(s)->result, at))) {
    s->failed = BUG;
    return S("");
  }
  return bytes_of(s, at);
}

static struct str pg_col_blob(struct stmt *s, int at) { return pg_col_null(s, at) ? S("") : bytes_of(s, at); }

static enum db_kind pg_col_kind(struct stmt *s, int at) {
  assert(s->at_row && own_of(s)->result != NULL);
  Oid type = PQftype(own_of(s)->result, at);
  if (pg_col_null(s, at)) return DB_NULL;
  if (type == PG_INT8 || type == PG_INT4 || type == PG_INT2) return DB_INT;
  if (type == PG_BYTEA) return DB_BLOB;
  return pg_is_text(type) ? DB_TEXT : DB_OTHER;
}

static bool pg_col_row(struct stmt *s, const char *letters, int64_t *ret_numbers) {
  assert(s->at_row && letters[0] != 0);
  bool fits = true;
  for (int i = 0; letters[i] != 0; i++) {
    enum db_kind kind = pg_col_kind(s, i);
    bool text = letters[i] == 't' || letters[i] == 'T', may_be_null = letters[i] < 'a';
    fits &= kind == (text ? DB_TEXT : DB_INT) || (may_be_null && kind == DB_NULL);
    if (!text) ret_numbers[i] = kind == DB_INT ? pg_col_int(s, i) : 0;
  }
  return fits;
}

/* ---- transactions ---- */

static bool pg_in_transaction(const struct db *db) {
  PGTransactionStatusType status = PQtransactionStatus(raw_of(db));
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}

static enum err pg_begin(struct db *db, bool reads) {
  assert(!pg_in_transaction(db));
  assert(db->depth == 0);
  const char *sql = reads ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                          : "BEGIN ISOLATION LEVEL READ COMMITTED";
  enum err e = pg_script(db, sql);
  /* Nothing has been done yet: on a connection found broken it may simply be tried on a new one. */
  if (e == IO && PQstatus(raw_of(db)) != CONNECTION_OK) e = pg_script(db, sql);
  return e;
}

static void pg_read_ended(struct db *db) {
  assert(db->depth == 0);
  (void)db;
}

static enum err pg_derived(struct db *db, bool on) {
  assert(db->depth == 0);
  return pg_script(db, on ? "SET synchronous_commit = off" : "SET synchronous_commit = on");
}

const struct driver store_postgres = {
  .name = "postgres",
  .engine = DB_POSTGRES,
  .db_size = sizeof(struct pg_db),
  .stmt_size = sizeof(struct pg_stmt),
  .load_size = sizeof(struct pg_load),
  .open = pg_open,
  .ready = pg_ready,
  .close = pg_close,
  .look = pg_look,
  .mark = pg_mark,
  .remove = pg_remove,
  .claim = pg_claim,
  .wipe = pg_wipe,
  .unmake = pg_unmake,
  .name_free = pg_name_free,
  .reach = pg_reach,
  .rename = pg_rename,
  .check = pg_check,
  .prepare = pg_prepare,
  .reset = pg_reset,
  .clear = pg_clear,
  .bind_int = pg_bind_int,
  .bind_text = pg_bind_text,
  .bind_blob = pg_bind_blob,
  .bind_null = pg_bind_null,
  .step = pg_step,
  .finish = pg_finish,
  .columns = pg_columns,
  .col_int = pg_col_int,
  .col_row = pg_col_row,
  .col_text = pg_col_text,
  .col_blob = pg_col_blob,
  .col_null = pg_col_null,
  .col_kind = pg_col_kind,
  .script = pg_script,
  .in_transaction = pg_in_transaction,
  .begin = pg_begin,
  .read_ended = pg_read_ended,
  .derived = pg_derived,
  .bulk = pg_bulk,
  .load_begin = pg_load_begin,
  .load_row = pg_load_row,
  .load_int = pg_load_int,
  .load_text = pg_load_text,
  .load_null = pg_load_null,
  .load_end = pg_load_end,
  .load_forget = pg_load_forget,
};
