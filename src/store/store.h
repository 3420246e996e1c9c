/* store: the one low seam to a database (connect, prepare, bind, step, transaction, bulk). Two drivers are
 * meant: SQLite now, PostgreSQL later; SQL is shared literal text with parameters $1, $2 ...; bound by
 * position. The module knows no law and no people. It owns the migrations. It never builds SQL.
 *
 * A connection belongs to one thread. Statements are prepared once per SQL literal and kept by the
 * connection: db_query with the same literal again reuses it. Text read is valid until the next step of the
 * same statement. */
#ifndef ANSINH_STORE_H
#define ANSINH_STORE_H

#include "base/base.h"

struct db;
struct stmt;

enum db_mode { DB_READ, DB_WRITE, DB_CREATE }; /* CREATE makes the file when it is missing */

/* Opens `path` (SQLite: a file; WAL, foreign keys on, busy timeout 10 s). NOT_FOUND when it is missing, IO
 * otherwise; db_message of a NULL db is the text of the last failed open in this thread. */
enum err db_open(const char *path, enum db_mode mode, struct db **ret_db);
void db_close(struct db *db); /* NULL allowed; open statements are finalised */
/* What the engine said last, for logs and messages. */
const char *db_message(const struct db *db);
/* Brings the schema to the newest migration, each in a transaction, with its checksum kept in
 * schema_migration. CONFLICT when an applied migration's text has changed. Running it twice changes nothing.
 */
enum err db_migrate(struct db *db);

/* A prepared statement for this SQL literal, reset and with parameters cleared. BUG when the SQL is wrong (a
 * message goes to stderr). */
enum err db_query(struct db *db, const char *sql, struct stmt **ret_s);
/* Parameter numbers from 1, matching $1, $2 ... in the text. */
void bind_int(struct stmt *s, int at, int64_t v);
void bind_text(struct stmt *s, int at, struct str v); /* copied */
void bind_null(struct stmt *s, int at);
/* OK with a row at hand, NOT_FOUND when there are no more (statement reset), RETRY busy, CONFLICT a
 * constraint, IO, ... */
enum err db_step(struct stmt *s);
/* Runs a statement that returns nothing. */
enum err db_run(struct stmt *s);
/* Columns from 0. */
int64_t col_int(struct stmt *s, int at);
struct str col_text(struct stmt *s, int at);
bool col_null(struct stmt *s, int at);

/* One whole number with up to 4 whole-number parameters ($1..$4): the first column of the first row.
 * NOT_FOUND when there is no row or the column is NULL; a fault is a fault and never a value. */
enum err db_int(struct db *db, const char *sql, int n, const int64_t *args, int64_t *ret_value);

/* Runs `work` in a transaction, again when the engine says RETRY (at most 8 times). `work` must touch nothing
 * but the database and must not write to a client. Anything but OK rolls back. Called inside another
 * transaction it is a part of it (a savepoint, at most 7 deep): a failure undoes the part only, and RETRY
 * goes to the outermost. */
enum err db_transaction(struct db *db, enum err (*work)(struct db *db, void *context), void *context);
/* Plain begin/commit for bulk loads by one writer into a new file. Until db_bulk(false), db_bulk(true) turns
 * off syncing, the rollback journal and the check of foreign keys: a load that fails or is killed leaves a
 * file to be thrown away. */
enum err db_begin(struct db *db);
enum err db_commit(struct db *db);
void db_rollback(struct db *db);
enum err db_bulk(struct db *db, bool on);
/* SQL of several statements without parameters, literal text only. */
enum err db_script(struct db *db, const char *sql);

#endif
