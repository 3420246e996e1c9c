/* Many rows into PostgreSQL: COPY in binary, and what a whole load may do without. A COPY has the connection
 * to itself, so it is ended whenever another load or statement wants to speak, and begun again for the next
 * rows. */
#include <endian.h>

#include "store/postgres.h"

enum { BUFFER_BYTES = 1 << 20, HEADER_BYTES = 19 };

static const char HEADER[HEADER_BYTES + 1] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0";

static struct pg_db *db_of(const struct db_load *l) {
  assert(l->db->driver->load_size == sizeof(struct pg_load));
  return (struct pg_db *)l->db;
}

static struct pg_load *own_of(struct db_load *l) { return (struct pg_load *)l; }

/* ---- the buffer ---- */

static bool room(struct pg_load *own, size_t more) {
  assert(own->n <= own->cap);
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
  assert(own->n + n <= own->cap);
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
  assert(own->load.taken);
  if (own->load.failed != OK || !room(own, bytes + 8)) return false;
  if (!own->row_begun) put_two(own, own->load.columns);
  own->row_begun = true;
  return true;
}

void pg_load_int(struct db_load *l, int64_t v) {
  assert(l->at >= 1 && l->at <= l->columns);
  struct pg_load *own = own_of(l);
  char wire[8];
  if (!begin_column(own, 8)) return;
  pg_put_int(wire, v);
  put_four(own, 8);
  put(own, wire, 8);
}

void pg_load_text(struct db_load *l, struct str v) {
  assert(v.p != NULL && v.n <= TEXT_BYTES_MAX);
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
  assert(((struct pg_db *)db)->copying == NULL);
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
  assert(own->load.failed == OK);
  assert(own->copy_sql != NULL);
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
  assert(own->n <= own->cap);
  struct pg_db *pg = db_of(&own->load);
  if (own->n == 0) return OK;
  enum err e = open_copy(own);
  if (e != OK) return e;
  int sent = PQputCopyData(pg->raw, own->buffer, (int)own->n);
  own->n = 0;
  return sent == 1 ? OK : pg_complain(&pg->db, own->copy_sql, NULL);
}

enum err pg_load_row(struct db_load *l) {
  assert(l->at == 0);
  assert(l->failed == OK);
  struct pg_load *own = own_of(l);
  own->row_begun = false;
  return own->n < BUFFER_BYTES / 2 ? OK : send(own);
}

enum err pg_load_begin(struct db_load *l, const struct db_load_plan *plan) {
  assert(plan->copy_sql != NULL && own_of(l) != db_of(l)->copying);
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
  assert(l->taken && l->failed == OK);
  enum err e = send(own_of(l));
  return e == OK && db_of(l)->copying == own_of(l) ? pg_load_pause(l->db) : e;
}

void pg_load_forget(struct db_load *l) {
  own_of(l)->n = 0;
  /* The transaction is rolled back or has failed: what was sent goes with it. */
  if (db_of(l)->copying == own_of(l)) (void)pg_load_pause(l->db);
}
