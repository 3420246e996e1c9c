/* Many rows into PostgreSQL: COPY in binary, and what a whole load may do without. A COPY has the connection
 * to itself, so it is ended whenever another load or statement wants to speak, and begun again for the next
 * rows. */
#include <endian.h>

#include "store/postgres.h"

enum { BUFFER_BYTES = 1 << 20, HEADER_BYTES = 19 };

static const char HEADER[HEADER_BYTES + 1] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0";

static struct pg_db *db_of(const struct db_load *l) { return (struct pg_db *)l->db; }

static struct pg_load *own_of(struct db_load *l) { return (struct pg_load *)l; }

/* ---- the buffer ---- */

static bool room(struct pg_load *own, size_t more) {
  if (own->n + more <= own->cap) return true;
  struct arena *a = own->load.db->arena;
  size_t want = own->cap;
  while (want < own->n + more)
    want *= 2;
  if (arena_used(a) + want > CONNECTION_BYTES_MAX) {
    own->load.failed = store_fault(own->load.db, LIMIT, STORE_SAYS_limit, "one row of a load");
    return false;
  }
  own->buffer = arena_grow(a, own->buffer, own->cap, want);
  own->cap = want;
  return true;
}

static void put(struct pg_load *own, const void *p, size_t n) {
  memcpy(own->buffer + own->n, p, n);
  own->n += n;
}

static void put_two(struct pg_load *own, int v) {
  uint16_t wire = htobe16((uint16_t)v);
  put(own, &wire, sizeof wire);
}

static void put_four(struct pg_load *own, int64_t v) {
  uint32_t wire = htobe32((uint32_t)v);
  put(own, &wire, sizeof wire);
}

/* Room for the next column, and the count of columns before the first. */
static bool begin_column(struct pg_load *own, size_t bytes) {
  if (own->load.failed != OK || !room(own, bytes + 8)) return false;
  if (!own->row_begun) put_two(own, own->load.columns);
  own->row_begun = true;
  return true;
}

void pg_load_int(struct db_load *l, int64_t v) {
  struct pg_load *own = own_of(l);
  char wire[8];
  if (!begin_column(own, 8)) return;
  pg_put_int(wire, v);
  put_four(own, 8);
  put(own, wire, 8);
}

void pg_load_text(struct db_load *l, struct str v) {
  struct pg_load *own = own_of(l);
  if (!begin_column(own, v.n)) return;
  put_four(own, (int64_t)v.n);
  put(own, v.p, v.n);
}

void pg_load_null(struct db_load *l) {
  struct pg_load *own = own_of(l);
  if (begin_column(own, 0)) put_four(own, -1);
}

/* ---- the wire ---- */

/* The server's answer to a COPY that was ended. */
static enum err answer(struct db *db, const char *sql) {
  enum err e = OK;
  for (PGresult *result; (result = PQgetResult(((struct pg_db *)db)->raw)) != NULL;) {
    if (PQresultStatus(result) == PGRES_COMMAND_OK)
      PQclear(result);
    else if (e == OK)
      e = pg_complain(db, sql, result);
    else
      PQclear(result);
  }
  return e;
}

enum err pg_load_pause(struct db *db) {
  struct pg_db *pg = (struct pg_db *)db;
  struct pg_load *own = pg->copying;
  if (own == NULL) return OK;
  pg->copying = NULL;
  if (PQputCopyData(pg->raw, "\377\377", 2) != 1 || PQputCopyEnd(pg->raw, NULL) != 1)
    own->load.failed = pg_complain(db, own->copy_sql, NULL);
  enum err e = answer(db, own->copy_sql);
  if (own->load.failed == OK) own->load.failed = e;
  return own->load.failed;
}

static enum err open_copy(struct pg_load *own) {
  struct pg_db *pg = db_of(&own->load);
  if (pg->copying == own) return OK;
  enum err e = pg_load_pause(&pg->db);
  if (e != OK) return e;
  PGresult *result = PQexec(pg->raw, own->copy_sql);
  if (PQresultStatus(result) != PGRES_COPY_IN) return pg_complain(&pg->db, own->copy_sql, result);
  PQclear(result);
  pg->copying = own;
  if (PQputCopyData(pg->raw, HEADER, HEADER_BYTES) == 1) return OK;
  pg->copying = NULL;
  return pg_complain(&pg->db, own->copy_sql, NULL);
}

static enum err send(struct pg_load *own) {
  struct pg_db *pg = db_of(&own->load);
  if (own->n == 0) return OK;
  enum err e = open_copy(own);
  if (e != OK) return e;
  int sent = PQputCopyData(pg->raw, own->buffer, (int)own->n);
  own->n = 0;
  return sent == 1 ? OK : pg_complain(&pg->db, own->copy_sql, NULL);
}

enum err pg_load_row(struct db_load *l) {
  struct pg_load *own = own_of(l);
  own->row_begun = false;
  return own->n < BUFFER_BYTES / 2 ? OK : send(own);
}

enum err pg_load_begin(struct db_load *l, const struct db_load_plan *plan) {
  struct pg_load *own = own_of(l);
  if (own->buffer == NULL) {
    own->buffer = arena_alloc(l->db->arena, BUFFER_BYTES);
    own->cap = BUFFER_BYTES;
  }
  own->copy_sql = plan->copy_sql;
  own->row_begun = false;
  own->n = 0;
  return OK;
}

enum err pg_load_end(struct db_load *l) {
  enum err e = send(own_of(l));
  return e == OK && db_of(l)->copying == own_of(l) ? pg_load_pause(l->db) : e;
}

void pg_load_forget(struct db_load *l) {
  own_of(l)->n = 0;
  /* The transaction is rolled back or has failed: what was sent goes with it. */
  if (db_of(l)->copying == own_of(l)) (void)pg_load_pause(l->db);
}

/* ---- a whole province at once ---- */

/* What checks or sorts row by row is written down and dropped, and made again over the finished tables. */
static const char DROP[] =
    "SET synchronous_commit = off; SET maintenance_work_mem = '256MB';"
    "DO $$ DECLARE r record; BEGIN"
    " CREATE TABLE schema_bulk(id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, command TEXT NOT "
    "NULL);"
    " FOR r IN SELECT i.indexrelid::regclass AS name, pg_get_indexdef(i.indexrelid) AS command"
    "   FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid"
    "   WHERE t.relnamespace = current_schema()::regnamespace AND NOT EXISTS"
    "   (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')) LOOP"
    "  INSERT INTO schema_bulk(command) VALUES (r.command); EXECUTE 'DROP INDEX ' || r.name; END LOOP;"
    " FOR r IN SELECT k.conrelid::regclass AS name, k.conname, pg_get_constraintdef(k.oid) AS command"
    "   FROM pg_constraint k WHERE k.connamespace = current_schema()::regnamespace AND k.contype = 'f' LOOP"
    "  INSERT INTO schema_bulk(command)"
    "   VALUES (format('ALTER TABLE %s ADD CONSTRAINT %I %s', r.name, r.conname, r.command));"
    "  EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', r.name, r.conname); END LOOP;"
    " END $$";

static const char MAKE_AGAIN[] =
    "DO $$ DECLARE r record; BEGIN"
    " FOR r IN SELECT command FROM schema_bulk ORDER BY id LOOP EXECUTE r.command; END LOOP;"
    " DROP TABLE schema_bulk;"
    /* An identity goes on after the highest key that was loaded. */
    " FOR r IN SELECT a.attrelid::regclass AS name, a.attname FROM pg_attribute a JOIN pg_class t ON t.oid = "
    "a.attrelid"
    "   WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind = 'r' AND a.attidentity <> '' "
    "LOOP"
    "  EXECUTE format('SELECT setval(pg_get_serial_sequence(%L, %L), coalesce(max(%I), 0) + 1, false) FROM "
    "%s',"
    "   r.name, r.attname, r.attname, r.name); END LOOP;"
    " FOR r IN SELECT oid::regclass AS name FROM pg_class"
    "   WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' LOOP"
    "  EXECUTE format('ANALYZE %s', r.name); END LOOP;"
    " END $$;"
    "SET synchronous_commit = on; RESET maintenance_work_mem";

enum err pg_bulk(struct db *db, bool on) { return pg_script(db, on ? DROP : MAKE_AGAIN); }
