/* store: the one low seam to a database (connect, prepare, bind, step, transaction, bulk load). Two engines:
 * SQLite (a file) and PostgreSQL (one schema a province). SQL is shared literal text with parameters $1, $2
 * ...; bound by position. The module knows no law and no people. It owns the migrations. It never builds SQL.
 *
 * What text both engines take: booleans are 0/1 in BIGINT; every whole number is bound as 64 bits and every
 * text as text, so that a parameter's type is never guessed; text compares as bytes (the schema says so); a
 * new key comes back by INSERT ... RETURNING through db_int.
 *
 * A connection belongs to one thread. Statements are prepared once per SQL literal and kept by the
 * connection: db_query with the same literal again reuses it. Text read is valid until the next step of the
 * same statement.
 *
 * A fault in a transaction ends it: after any answer but OK and NOT_FOUND from db_step, db_run, db_int,
 * db_script or a load, `work` must return; the transaction (or its part) is rolled back and cannot be
 * committed, on both engines. */
#ifndef ANSINH_STORE_H
#define ANSINH_STORE_H

#include "base/base.h"

struct db;
struct stmt;

/* CREATE makes the file or the schema when it is missing; CHECK reads a register whatever other objects are
 * in it, for who tells what is wrong (db_objects_check). */
enum db_mode { DB_READ, DB_WRITE, DB_CREATE, DB_CHECK };

/* ---- opening ---- */

/* Opens `path`: postgresql://user@host:port/database#schema (or postgres://; `ansinh` where no schema is
 * named; small letters, digits, underscores) or else a SQLite file. Waits at most 10 s for another's lock.
 * READ and WRITE take only a register of this program: CONFLICT when the place is empty, foreign, older,
 * newer, its making was cut short, or it holds objects (a trigger, a view, a table) that are not the
 * program's, or lacks one; IO when it is damaged or the server can't be reached, NOT_FOUND when it
 * is missing, DENIED without the right to it, INVALID for an address that cannot be read. CREATE takes an
 * empty place as well. WRITE may be given a register that db_migrate can bring up to date. db_message of a
 * NULL db is the reason of the last failed open in this thread, with what to do. */
enum err db_open(const char *path, enum db_mode mode, struct db **ret_db);
void db_close(struct db *db); /* NULL allowed; statements are finished */
/* Why the last call failed, as a sentence that says what to do; "" when the database had no part in it. It
 * stays until the next db_query, db_scan, db_transaction or db_read. For a person in their language;
 * db_message is the English. */
const char *db_message_in(const struct db *db, enum lang lang);
const char *db_message(const struct db *db);
/* Was it that the file or the server's data are damaged (IO)? Then nothing but a backup helps. */
bool db_damaged(const struct db *db);
/* For rooms above: a row that no act of theirs would have written was read. Keeps `words` (English, which row
 * of which table) as the fault of the connection, with what to do; db_damaged is true then. The statement
 * that gave the row is reset: the connection goes on. Returns IO. */
enum err db_row_damaged(struct db *db, const char *words);
/* Another register was put in the place of this one: every further db_read and db_transaction is CONFLICT; it
 * is to be closed and opened anew. */
bool db_replaced(const struct db *db);
/* Tells one register at a place from another that took it: what was kept from one is nothing to the other. */
uint64_t db_identity(const struct db *db);
/* This connection will read whole tables: what it has read does not stay in this process's memory (SQLite:
 * the file is read, not mapped). Slower for single rows. */
enum err db_unmapped(struct db *db);
/* Which engine: for the few texts that stand side by side because the engines differ. */
enum db_engine { DB_SQLITE, DB_POSTGRES };
/* The engine of an open database. */
enum db_engine db_engine(const struct db *db);
/* Brings the schema to the newest migration, each in a transaction, with its checksum kept in
 * schema_migration. CONFLICT when an applied migration's text has changed or one is not known here. Running
 * it twice changes nothing. */
enum err db_migrate(struct db *db);
/* Takes a whole register away: the file with its journal, or the schema with all in it. Nobody may have it
 * open. OK when it is not there. */
enum err db_remove(const char *path);
/* Makes the place of a new register, for this maker alone until db_close: opened for writing, brought to the
 * newest schema, marked as unfinished until db_made or db_bulk(false). What an earlier making that was cut
 * short left there is taken away, and `ret_cut` says so. CONFLICT where anything else is, RETRY while another
 * is making it; else as db_open. */
enum err db_make(const char *path, struct db **ret_db, bool *ret_cut);
/* The register is whole: the mark goes. */
enum err db_made(struct db *db);
/* Gives up what db_make began: closes it and takes away what was written. */
void db_unmake(struct db *db);
/* Does the place hold a register? false: nothing, an empty place, or what a making that was cut short left.
 * What is anything else (foreign, older, newer, damaged, the journal of a file that is gone) is the error of
 * db_open. */
enum err db_holds(const char *path, bool *ret_holds);

/* A register that is made beside the place it shall have (FILE.part, or a schema named after it), and gets it
 * in one step when it is whole. */
struct db_beside;
struct db_copy_watch;
/* For one at a time at a place, until db_beside_end: RETRY while another is at it. CONFLICT when nothing may
 * get that name. The place itself is not touched. */
enum err db_beside_begin(const char *place, struct db_beside **ret_beside);
/* Where it is made; lives as long as `b`. */
const char *db_beside_path(const struct db_beside *b);
/* As db_make at that path; a register or the beginning of one that an earlier run left there is taken away,
 * CONFLICT where anything else is. */
enum err db_beside_make(struct db_beside *b, struct db **ret_db);
/* The same from a SQLite register that is open for reading: its pages as they are, from one snapshot, while
 * others write (mode 0600, synced). `step` of the watch is told of pages; the fault is told by `db`. */
enum err db_beside_snapshot(struct db_beside *b, struct db *db, const struct db_copy_watch *watch);
/* What was made gets the place; what was there is taken away. It must be closed. RETRY when somebody has
 * either open: nobody finds another register under an open connection. The reason is told by
 * db_message(NULL). */
enum err db_beside_take_place(struct db_beside *b);
/* Takes away what did not get its place. NULL allowed. */
void db_beside_end(struct db_beside *b);
/* Is `path` a PostgreSQL address (a server's, not a file)? */
bool db_is_server(const char *path);

/* ---- statements ---- */

/* A statement for this SQL literal, reset and with parameters cleared. BUG when the SQL is wrong (a message
 * goes to stderr; PostgreSQL says so at the first step). On PostgreSQL its whole result is held in memory, so
 * statements may be read side by side. LIMIT above a thousand literals on one connection. */
enum err db_query(struct db *db, const char *sql, struct stmt **ret_s);
/* Statements asked for on this connection so far: what an answer costs, for tests and measuring. */
int64_t db_statements(const struct db *db);
/* The same for reading whole tables: rows are streamed and never held, and from the first step to the last
 * (or db_reset) no other statement may run on this connection (asserted). */
enum err db_scan(struct db *db, const char *sql, struct stmt **ret_s);
/* Ends the scan whose reader was jumped over (an arena's guard), if there is one: the connection may be used
 * again. */
void db_scan_leave(struct db *db);
/* Parameter numbers from 1, matching $1, $2 ... in the text. Texts are copied; above 16 MiB the step answers
 * LIMIT. */
void bind_int(struct stmt *s, int at, int64_t v);
void bind_text(struct stmt *s, int at, struct str v);
void bind_blob(struct stmt *s, int at, struct str v); /* bytes */
void bind_null(struct stmt *s, int at);
/* OK with a row at hand, NOT_FOUND when there are no more (statement reset), RETRY busy, CONFLICT a
 * constraint, INVALID a text that is not UTF-8, LIMIT a number beyond 64 bits or a size, DENIED, IO, NOMEM,
 * BUG. */
enum err db_step(struct stmt *s);
/* Runs a statement whose rows, if any, are not wanted. */
enum err db_run(struct stmt *s);
/* Forgets the rows not read yet: a statement left at a row pins the snapshot it reads (SQLite) or its result.
 */
void db_reset(struct stmt *s);
/* Columns from 0; NULL reads as 0 or "". What is neither it nor of the kind asked for (the file is damaged)
 * reads so too, and the next step of the statement answers IO, as db_row_damaged; BUG where the column of the
 * statement is of another type (PostgreSQL). */
int64_t col_int(struct stmt *s, int at);
struct str col_text(struct stmt *s, int at);
struct str col_blob(struct stmt *s, int at);
bool col_null(struct stmt *s, int at);

enum db_kind { DB_NULL, DB_INT, DB_TEXT, DB_BLOB, DB_OTHER };
/* What a column holds in this row, whatever it was declared as (SQLite takes anything anywhere). */
enum db_kind col_kind(struct stmt *s, int at);
/* Takes the row at hand apart, a letter for each column from the first: i a whole number, t a text, I and T
 * the same or NULL. Whole numbers go to the place of their column, 0 for NULL; of texts the place stays as it
 * was. False when a column holds something else: a number's place is 0 then, and the statement goes on. */
bool col_row(struct stmt *s, const char *letters, int64_t *ret_numbers);

/* One whole number with up to 4 whole-number parameters ($1..$4): the first column of the first row.
 * NOT_FOUND when there is no row or the column is NULL; a fault is a fault and never a value. */
enum err db_int(struct db *db, const char *sql, int n, const int64_t *args, int64_t *ret_value);
/* SQL of several statements without parameters, literal text only. */
enum err db_script(struct db *db, const char *sql);

/* What was deleted from a table leaves the database's files, as soon as nobody reads what was before it:
 * others at work are waited for, up to 10 s. OK: it is out (SQLite: of the file and its journal; PostgreSQL:
 * of the table, by its own count of what is dead; the server's write-ahead log is the administrator's to turn
 * over, doc/operations.md). RETRY: it is deleted and lies there still, because a reader kept it or the
 * account may not vacuum the table; db_message says what to do, and the next call does it. On PostgreSQL
 * `vacuum_sql` is run, a literal that names `table`. Does nothing inside a transaction. */
enum err db_scrub(struct db *db, const char *vacuum_sql, const char *table);

/* ---- transactions ---- */

/* Runs `work` in a transaction, again when the engine says RETRY (at most 8 times, after a short random wait,
 * and not once 10 s have gone). `work` must touch nothing but the database and must not write to a client.
 * Anything but OK rolls back. Called inside another transaction it is a part of it (a savepoint, at most 7
 * deep): a failure undoes the part only, and RETRY goes to the outermost. OK means synced: it survives a loss
 * of power. IO from the end of a transaction may leave it unknown whether it stands (the disk or
 * the connection failed just then): ask again by the act's key. SQLite lets one writer in at a time.
 * PostgreSQL lets them all in, each statement seeing what is committed (READ COMMITTED): whoever checks and
 * then writes locks a row first, after which it sees all that others did under that lock. */
enum err db_transaction(struct db *db, enum err (*work)(struct db *db, void *context), void *context);
/* Runs `work` on one snapshot: all its statements see the same state, however long others write. It ends with
 * the answer: statements left at a row are reset. Inside a transaction or another db_read it is simply a part
 * of it. BUG, with the statement named, when one was left at a row before. Writing inside is DENIED. */
enum err db_read(struct db *db, enum err (*work)(struct db *db, void *context), void *context);
/* Plain begin/commit for bulk loads by one writer into a new place. */
enum err db_begin(struct db *db);
enum err db_commit(struct db *db);
void db_rollback(struct db *db);
/* For tables that can be made again from the register: until it is turned off, an OK need not survive a loss
 * of power (whole it stays). Not inside a transaction. */
enum err db_derived(struct db *db, bool on);

struct db_engine_watch {
  void *context;
  void (*fault)(void *context, const char *words);
};
/* The engine's own check of its file, whole: pages, indexes, what columns may hold. Each fault is said in the
 * engine's words (English), at most a hundred; OK however many. PostgreSQL has none to give here: it checks
 * when it writes, and pages when it reads. */
enum err db_engine_check(struct db *db, const struct db_engine_watch *watch);

enum db_object_fault { DB_OBJECT_MISSING, DB_OBJECT_EXTRA, DB_OBJECT_CHANGED };
struct db_object_watch {
  void *context;
  /* `object`: "trigger evil", "table finding"; `table`: one of the register's own tables, so that its rows
   * mean nothing any more. */
  void (*fault)(void *context, enum db_object_fault what, const char *object, bool table);
};
/* Sets tables, indexes, keys and whatever else the database consists of against what the migrations make.
 * OK however much is told. */
enum err db_objects_check(struct db *db, const struct db_object_watch *watch);

/* ---- many rows ---- */

/* Until db_bulk(false), db_bulk(true) gives up what costs time in a load: syncing, the rollback journal, the
 * check of foreign keys (SQLite); foreign keys and further indexes, which db_bulk(false) makes again and so
 * checks (PostgreSQL; it also sets the counters of identities past the keys loaded). A load that fails or is
 * killed leaves a place to be thrown away, which opening names. */
enum err db_bulk(struct db *db, bool on);

struct db_load;
/* Both texts are literals that name the same columns in the same order: "INSERT INTO t(a, b) VALUES ($1, $2)"
 * and "COPY t(a, b) FROM STDIN BINARY". For db_load_int a column must be BIGINT, for db_load_text TEXT or
 * BLOB. */
struct db_load_plan {
  const char *insert_sql, *copy_sql;
  int columns; /* at most 32 */
};
/* The fastest way to put rows into one table; only inside a transaction, and it ends in the one it was begun
 * in (a rollback ends it). Several loads and other statements may be at work side by side; rows may be
 * written in pieces, and are all there only after db_load_end. At most 16 at once. */
enum err db_load_begin(struct db *db, const struct db_load_plan *plan, struct db_load **ret_load);
/* One call for each column in order, then db_load_row, until when a text must stay as it is. A failure is
 * told by db_load_row or db_load_end; on PostgreSQL for a row long before. */
void db_load_int(struct db_load *l, int64_t v);
void db_load_text(struct db_load *l, struct str v);
void db_load_null(struct db_load *l);
enum err db_load_row(struct db_load *l);
/* Writes what is left; the load is free again whatever the answer. */
enum err db_load_end(struct db_load *l);

/* ---- a register to another place ---- */

/* A table as it is moved. Made by DB_TABLE, one literal beside the other:
 *   DB_TABLE("household", "id", "id, public_id", "$1, $2", "it")
 * name, the columns of its key (which no two rows share), all its columns, their parameters, and a letter for
 * each: i a whole number, t a text. */
struct db_table {
  const char *name, *any_sql, *select_sql;
  struct db_load_plan load;
  const char *kinds;
};
#define DB_TABLE(table, key, all, values, letters)                                                           \
  {                                                                                                          \
    .name = table, .any_sql = "SELECT 1 FROM " table " LIMIT 1",                                             \
    .select_sql = "SELECT " all " FROM " table " ORDER BY " key,                                             \
    .load = { "INSERT INTO " table "(" all ") VALUES (" values ")",                                          \
              "COPY " table "(" all ") FROM STDIN BINARY", sizeof letters - 1 },                             \
    .kinds = letters                                                                                         \
  }

/* What is being done to which table, every 20,000 rows or so. */
enum db_copy_step { DB_COPYING, DB_COMPARING, DB_INDEXING };
struct db_copy_watch {
  void *context;
  void (*step)(void *context, enum db_copy_step step, const char *table, int64_t rows);
};
struct db_copy {
  struct db *from,
      *to; /* `to`: opened by db_make; of a `from` opened by DB_CHECK the tables must be as made */
  const struct db_table *tables;
  int count;
  const struct db_copy_watch *watch; /* NULL allowed */
};
struct db_copied {
  int64_t rows;
  uint64_t
      hash; /* over all rows, each table in the order of its key: the same for the same rows on any engine */
};
/* Copies all rows of one snapshot of `from`, reads both sides again in the order of the keys and compares
 * them row by row. Until all are found equal and indexes and foreign keys stand, `to` is marked as
 * unfinished. CONFLICT when it holds rows already, IO (db_row_damaged) for a row that cannot be moved as it
 * is or does not come out as it went in: `db_message` of the side that is at fault says which. */
enum err db_copy(const struct db_copy *copy, struct db_copied *ret_copied);

#endif
