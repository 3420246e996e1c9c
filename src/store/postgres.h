/* What the files of the PostgreSQL engine share. Not for others. */
#ifndef ANSINH_STORE_POSTGRES_H
#define ANSINH_STORE_POSTGRES_H

#include <libpq-fe.h>

#include "store/driver.h"

enum {
  PG_BOOL = 16,
  PG_BYTEA = 17,
  PG_NAME = 19,
  PG_INT8 = 20,
  PG_INT2 = 21,
  PG_INT4 = 23,
  PG_TEXT = 25,
  PG_NUMERIC = 1700
};
/* Held shared by every connection to a register for its life, alone by who puts another in its place. */
#define PG_OPEN_LOCK "hashtextextended('An Sinh has open ' || current_setting('ansinh.schema'), 0)"
enum { SCHEMA_MAX = 64, VARIANTS_MAX = 16 };

struct pg_param {
  Oid type; /* 0 until a value has been bound once; a NULL keeps the last */
  bool null;
  char number[8]; /* an int8 on the wire */
  char *text;     /* grows, in the connection's arena */
  size_t n, cap;
};

struct pg_stmt {
  struct stmt stmt; /* first: the common part */
  int params;       /* the highest $n in the text */
  struct pg_param param[PARAMS_MAX + 1];
  Oid prepared[PARAMS_MAX + 1]; /* the types it is prepared with */
  int variant;                  /* how often it was prepared */
  int64_t connection;           /* for which connection, 0 none */
  char name[24];
  PGresult *result; /* all rows, or the one row of a stream; NULL when nothing runs */
  int row;
};

struct pg_load {
  struct db_load load; /* first: the common part */
  const char *copy_sql;
  bool row_begun;
  char *buffer;
  size_t n, cap;
};

struct pg_db {
  struct db db; /* first: the common part */
  PGconn *raw;
  char schema[SCHEMA_MAX];
  bool holder;        /* only claims, renames and removes: it does not count as having the register open */
  int64_t connection; /* counts connections: what was prepared on an earlier one is gone */
  int64_t names;
  struct pg_load *copying; /* the load whose COPY is open on the wire */
};

/* ---- postgres_fault.c ---- */

/* Notes what `result` says (NULL: the connection itself failed) and clears it; the word for it. */
enum err pg_complain(struct db *db, const char *sql, PGresult *result);

/* Why a connection that was just tried was not made, by the server's own code: the account (DENIED), the
 * database (NOT_FOUND), else IO. It is tried once more for that: OK where it then succeeds. */
enum err pg_refused(struct pg_db *pg);

/* ---- postgres_value.c: what comes over the wire, in network byte order ---- */

/* `v` as an int8 on the wire. */
void pg_put_int(char to[8], int64_t v);
/* A whole number of any numeric type, yes/no as 1 and 0, or a text of digits; BUG when it is none, LIMIT when
 * it does not fit 64 bits. */
enum err pg_get_int(Oid type, const char *p, int n, int64_t *ret_v);
/* Are the bytes of this type a text as they stand? */
bool pg_is_text(Oid type);

/* ---- postgres_bulk.c ---- */

/* As driver.h: further indexes and foreign keys are written down and dropped, and made again. */
enum err pg_bulk(struct db *db, bool on);

/* ---- postgres_load.c ---- */

/* The load of driver.h: rows are gathered in a buffer of 1 MiB and sent when it is half full. */
enum err pg_load_begin(struct db_load *l, const struct db_load_plan *plan);
/* The next column of the row; LIMIT is kept in the load. */
void pg_load_int(struct db_load *l, int64_t v);
void pg_load_text(struct db_load *l, struct str v);
void pg_load_null(struct db_load *l);
/* The row is whole; what the server refuses of earlier ones may be told here. */
enum err pg_load_row(struct db_load *l);
/* Sends what is left and hears the answer; forgetting drops it. */
enum err pg_load_end(struct db_load *l);
void pg_load_forget(struct db_load *l);
/* Ends the COPY that is open, so that another statement may run; what it was refused is also kept in the
 * load. */
enum err pg_load_pause(struct db *db);

#endif
