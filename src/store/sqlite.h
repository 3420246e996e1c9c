/* What the files of the SQLite engine share. Not for others. */
#ifndef ANSINH_STORE_SQLITE_H
#define ANSINH_STORE_SQLITE_H

#include <sqlite3.h>

#include "store/driver.h"

enum { STORE_SQLITE_MARK = 1097749352 /* "AnSh": the application_id of a register */ };

/* A lock of the system's on the file beside a place where something is made, so that it ends with the program
 * however that ends. */
struct sqlite_claim {
  const char *name; /* NULL: none is held */
  int file;
};

struct sqlite_db {
  struct db db; /* first: the common part */
  sqlite3 *raw;
  struct rng rng;
  int64_t waiting_since_ns; /* for another's lock */
  struct sqlite_claim claim;
  const char *unchanging;   /* the file, when it is read without locks as it lies; NULL otherwise */
  int64_t size, changed_ns; /* of that file as it was opened */
};

/* ---- sqlite_fault.c ---- */

/* Its db part is set. Notes the engine's answer `rc` to `sql`; the engine's own words are right only directly
 * after the call that failed. */
enum err store_file_complain(struct db *db, const char *sql, int rc);
/* Do the engine's words say that memory ran out? It says so even where its code is that of any error. */
bool store_is_no_memory(const char *engine);
/* Notes what the system said (an errno) when a file could not be made or named. */
enum err store_file_told(struct db *db, int number);

/* ---- sqlite_place.c: the file as the system sees it ---- */

/* The file with its journal, looked at before the engine touches it. */
struct sqlite_place {
  bool there, regular, readable, place_writable;
  bool journal; /* a log with something in it lies beside it */
  bool names;   /* the file has more than one name (hard links) */
  int64_t size, changed_ns;
};
/* What lies at `path` now; all false where nothing is. */
struct sqlite_place store_file_look_at(const char *path);
/* CONFLICT, told, when no file is there but the log or journal of one that is gone: whatever took the name
 * would be read with it. */
enum err store_file_name_free(struct db *db, const char *path);
/* An empty file, mode 0600, where none is; OK where one is. A link is CONFLICT. */
enum err store_file_make_file(struct db *db, const char *path);
/* Nobody else makes anything at `path` until it is let go; RETRY when somebody does. The name is kept in the
 * arena. */
enum err store_file_claim_path(struct db *db, const char *path, struct sqlite_claim *ret_claim);
void store_file_let_go(struct sqlite_claim *claim); /* held or not */
/* Takes the file away with what lies beside it; OK when nothing is there. INVALID, DENIED, IO. */
enum err store_file_remove(const char *path);
/* As driver.h. */
enum err store_file_rename(struct db *fault, const char *from, const char *to);

#endif
