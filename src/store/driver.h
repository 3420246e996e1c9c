/* What the files of the store share: a connection, a statement, and the table of functions an engine gives.
 * Not for other rooms. What both engines do alike (statements by literal, transactions, faults, opening)
 * stands once, in store.c, transaction.c, problem.c and opening.c; an engine knows only its own library.
 *
 * Invariants:
 *  1. A statement is `at_row` exactly between a step that gave a row and the step, reset or new db_query
 * after it.
 *  2. `depth` counts the transactions this room has opened; when it is above 0 the engine is in a
 * transaction, or the connection is `lost`.
 *  3. After a statement has failed in a transaction (`spoiled`), that transaction, or the part of it, is
 * never committed. */
#ifndef ANSINH_STORE_DRIVER_H
#define ANSINH_STORE_DRIVER_H

#include "store/migrations.h"
#include "store/store.h"

enum {
  STATEMENTS_MAX = 1024,
  PARAMS_MAX = 120,
  NEST_MAX = 8,
  ENGINE_WORDS_MAX = 400,
  PLACE_MAX = 200,
  PATH_BYTES_MAX = 4096,
  LOADS_MAX = 16,
  TEXT_BYTES_MAX = 16 << 20,       /* one parameter */
  CONNECTION_BYTES_MAX = 128 << 20 /* statements, parameters and load buffers of one connection */
};

/* The sentences of store_messages.def. */
enum store_says {
  STORE_SAYS_nothing,
#define SAY(id, vi, en) STORE_SAYS_##id,
#include "store/store_messages.def"
#undef SAY
  STORE_SAYS_COUNT
};

/* What went wrong last on a connection, ready to be told in both languages. */
struct problem {
  enum store_says says;
  char engine[ENGINE_WORDS_MAX]; /* the engine's own words, "" when there are none worth showing */
  char text[2][PLACE_MAX + ENGINE_WORDS_MAX + 600];
};

struct driver;

struct db {
  const struct driver *driver;
  const struct migrations *migrations; /* what this program knows */
  struct arena *arena;                 /* ends with the connection */
  enum db_mode mode;
  char place[PLACE_MAX]; /* the file or the address, without a password */
  int depth;
  bool reading;                    /* the open transaction is db_read's */
  bool lost;                       /* the engine rolled the whole transaction back by itself */
  enum err spoiled;                /* the first failure in the innermost transaction that is open */
  uint64_t identity;               /* of what was opened: the file, or the schema, itself */
  bool replaced;                   /* another register stands at the place now: nothing more is answered */
  bool any_objects;                /* opened to be checked: whatever objects are in it */
  bool tidying;                    /* cleaning up after a fault: a further fault does not take its place */
  struct stmt *scan;               /* the statement whose rows are streamed, NULL when none is */
  struct db_load *load[LOADS_MAX]; /* made when first needed, then used again */
  int used;
  int64_t asked;                      /* statements asked for so far */
  struct stmt *table[STATEMENTS_MAX]; /* open addressing by the literal's text */
  struct problem problem;
};

struct stmt {
  struct db *db;
  const char *sql;
  bool at_row;
  int columns;     /* of the row at hand */
  bool outside;    /* was at a row already when the transaction began: not ours to stop */
  bool streaming;  /* rows come one by one and are not held */
  enum err failed; /* a parameter that could not be taken, or a column that was read as what it is not: told
                      by the next step */
};

/* What an engine sees at a place before it is read as a register. */
struct store_found {
  bool empty;   /* no table at all */
  bool marked;  /* carries the mark of this program */
  bool history; /* has the table schema_migration */
};

/* One engine. A function answers with the common words, and has then called store_fault. */
struct driver {
  const char *name; /* "sqlite", "postgres": the marker of lines of a migration that are for one engine */
  enum db_engine engine;
  size_t db_size, stmt_size, load_size;
  /* Connects db->place's `path`, sets everything that holds for the connection. With DB_CREATE the file or
   * schema is there afterwards. NOT_FOUND, DENIED, IO, CONFLICT as db_open. */
  enum err (*open)(struct db *db, const char *path);
  /* After the place was found to be a register, or empty: what changes it (the way of writing) is set only
   * now. */
  enum err (*ready)(struct db *db);
  void (*close)(struct db *db); /* also after an open that failed half-way; statements are finished here */
  /* Makes `s` ready: its db and sql are set. */
  enum err (*prepare)(struct stmt *s);
  void (*reset)(struct stmt *s); /* forgets rows, keeps parameters; never fails */
  void (*clear)(struct stmt *s); /* all parameters NULL */
  void (*bind_int)(struct stmt *s, int at, int64_t v);
  void (*bind_text)(struct stmt *s, int at, struct str v);
  void (*bind_blob)(struct stmt *s, int at, struct str v);
  void (*bind_null)(struct stmt *s, int at);
  enum err (*step)(struct stmt *s);
  /* Ends a statement that has given its row; what it wrote may be refused only here. */
  enum err (*finish)(struct stmt *s);
  int (*columns)(const struct stmt *s);
  int64_t (*col_int)(struct stmt *s, int at);
  bool (*col_row)(struct stmt *s, const char *letters, int64_t *ret_numbers);
  struct str (*col_text)(struct stmt *s, int at);
  struct str (*col_blob)(struct stmt *s, int at);
  bool (*col_null)(struct stmt *s, int at);
  enum err (*script)(struct db *db, const char *sql);
  bool (*in_transaction)(const struct db *db);
  /* BEGIN of an outermost transaction; `reads` for one that only reads. May mend a broken connection first.
   */
  enum err (*begin)(struct db *db, bool reads);
  void (*read_ended)(struct db *db); /* after a transaction that only read */
  enum err (*derived)(struct db *db, bool on);
  enum err (*bulk)(struct db *db, bool on);
  enum err (*load_begin)(struct db_load *l,
                         const struct db_load_plan *plan); /* the common part is filled in */
  enum err (*load_row)(struct db_load *l);
  void (*load_int)(struct db_load *l, int64_t v);
  void (*load_text)(struct db_load *l, struct str v);
  void (*load_null)(struct db_load *l);
  enum err (*load_end)(struct db_load *l);
  void (*load_forget)(struct db_load *l); /* rows not written yet are dropped; never fails */
  /* Fills `ret_found` for opening.c, without changing anything. */
  enum err (*look)(struct db *db, struct store_found *ret_found);
  /* Marks the place as ours, inside the transaction of the first migration. */
  enum err (*mark)(struct db *db);
  enum err (*remove)(struct db *held, const char *path); /* as db_remove; `held` has not been opened */
  /* May a new register get this name? CONFLICT. No connection is there. */
  enum err (*name_free)(struct db *fault, const char *path);
  /* Connects only as far as claim and rename need: the place may hold anything, or nothing. */
  enum err (*reach)(struct db *db, const char *path);
  /* Nobody else makes a register at this place from here until the connection is closed; RETRY when somebody
   * does. After open. */
  enum err (*claim)(struct db *db, const char *path);
  /* Takes away all that lies at the place that is claimed; it is empty afterwards. */
  enum err (*wipe)(struct db *db, const char *path);
  /* Takes away what lies at the place that this connection made, which then only can be closed. */
  enum err (*unmake)(struct db *db);
  /* Gives the register at `from` the place `to` of the same kind, in one step, in place of what is there:
   * that is taken away. RETRY when somebody has either open, CONFLICT when a journal that belongs to neither
   * lies beside the new name. */
  enum err (*rename)(struct db *held, const char *from, const char *to); /* `held` has claimed `to` */
  enum db_kind (*col_kind)(struct stmt *s, int at);
  /* As db_engine_check. */
  enum err (*check)(struct db *db, const struct db_engine_watch *watch);
};
extern const struct driver store_sqlite, store_postgres;

/* ---- sqlite_snapshot.c ---- */

/* Copies a SQLite register that is open for reading, pages and all, from one snapshot, while others write,
 * into a new file (mode 0600, synced). What an earlier run left at `file` is taken away; CONFLICT for
 * anything else there. The file is removed on failure. `step` of the watch is told of pages. */
enum err store_snapshot(struct db *db, const char *file, const struct db_copy_watch *watch);

/* ---- connect.c ---- */

/* db_open with another list of migrations than the program's; for tests of the store itself. */
enum err store_open(const char *path, enum db_mode mode, const struct migrations *migrations,
                    struct db **ret_db);

/* What one connection begins with; ended by db_close. NULL without memory. */
struct db *store_new(const char *path, enum db_mode mode, const struct migrations *migrations);
/* Ends an opening: hands the connection out, or closes it and keeps its fault for db_message(NULL). Returns
 * `e`. */
enum err store_hand_out(enum err e, struct db *db, struct db **ret_db);

/* ---- store.c ---- */

/* Runs one of the room's own statements without parameters. */
enum err store_quick(struct db *db, const char *sql);

/* ---- problem.c ---- */

/* Notes what went wrong; `engine_words` are copied. */
void store_note_fault(struct db *db, enum err e, enum store_says says, const char *engine_words);
/* The same, and gives `e` back. */
static inline enum err store_fault(struct db *db, enum err e, enum store_says says,
                                   const char *engine_words) {
  store_note_fault(db, e, says, engine_words);
  return e;
}
void store_no_fault(struct db *db);
/* Keeps the fault of a connection that is about to be thrown away for db_message(NULL) of this thread. */
void store_keep_open_fault(const struct db *db);
/* Was the last place that could not be opened empty, or its making cut short? */
bool store_open_vacant(void);

/* ---- objects.c ---- */

/* The table of migrations, in the dialect of a migration. */
extern const char store_history[];
/* db_objects_check against what the first `applied` migrations make. */
enum err store_objects(struct db *db, size_t applied, const struct db_object_watch *watch);

/* ---- opening.c ---- */

/* Creates the table of migrations and puts the mark, where they are missing; writes nothing where they are
 * not. In a transaction. */
enum err store_history_make(struct db *db);
/* Notes in the table of migrations that a load is under way, or that it is done; twice changes nothing. */
enum err store_mark_unfinished(struct db *db, bool on);
/* Is what has been opened a register of this program, for this mode? CONFLICT, IO or DENIED with the reason
 * noted. */
enum err store_check(struct db *db);
/* CONFLICT, or IO, when the place holds objects that the migrations it has had do not make. */
enum err store_check_objects(struct db *db, size_t applied);
/* CONFLICT when one of the register's own tables is not as it was made: its rows mean nothing then. */
enum err store_check_tables(struct db *db);
/* Was it the making of it that was cut short, as store_check has just said? */
bool store_was_cut(const struct db *db);

/* ---- dialect.c ---- */

/* A migration's text for one engine ("sqlite" or "postgres"; "postgres in sqlite" is the model of objects.c:
 * PostgreSQL's lines in SQLite's words), from the one dialect of src/store/migrations:
 * lines that begin with "--sqlite: " or "--postgres: " belong to that engine only; for PostgreSQL INTEGER
 * PRIMARY KEY, TEXT, BLOB and WITHOUT ROWID are exchanged outside comments and quotes. BUG with a message on
 * stderr when the text holds an INTEGER that is no primary key (BIGINT is meant). */
enum err store_dialect(struct arena *a, const char *engine, struct str text, struct str *ret_sql);

/* Ends, without writing more, the loads begun in a transaction at least `depth` deep. */
void store_loads_forget(struct db *db, int depth);

/* A load into one table; engines put their own part behind it. */
struct db_load {
  struct db *db;
  bool taken;
  int depth;       /* of the transaction it was begun in */
  int columns, at; /* how many a row has, which comes next */
  enum err failed; /* the first failure: later rows are not taken */
};

#endif
