/* What SQLite, and the system for its files, answer, in the common words. */
#include <errno.h>
#include <sys/statvfs.h>

#include "store/sqlite.h"

enum { SMALLEST_FILE = 32768 }; /* the engine's index of a log */

struct word {
  int rc;
  enum err e;
  enum store_says says;
};

static const struct word words[] = {
  { SQLITE_BUSY, RETRY, STORE_SAYS_busy },
  { SQLITE_LOCKED, RETRY, STORE_SAYS_busy },
  { SQLITE_CONSTRAINT, CONFLICT, STORE_SAYS_contradicts },
  { SQLITE_NOMEM, NOMEM, STORE_SAYS_no_memory },
  { SQLITE_READONLY, DENIED, STORE_SAYS_read_only },
  { SQLITE_PERM, DENIED, STORE_SAYS_no_rights },
  { SQLITE_AUTH, DENIED, STORE_SAYS_no_rights },
  { SQLITE_TOOBIG, LIMIT, STORE_SAYS_limit },
  { SQLITE_CORRUPT, IO, STORE_SAYS_damaged },
  { SQLITE_NOTADB, CONFLICT, STORE_SAYS_foreign },
  { SQLITE_FULL, IO, STORE_SAYS_full },
  { SQLITE_ERROR, BUG, STORE_SAYS_bug },
  { SQLITE_MISUSE, BUG, STORE_SAYS_bug },
  { SQLITE_RANGE, BUG, STORE_SAYS_bug },
  { SQLITE_MISMATCH, BUG, STORE_SAYS_bug },
};

/* The engine has one word for every fault of the disk. */
static bool no_room_left(struct db *db) {
  assert(((struct sqlite_db *)db)->raw != NULL);
  assert(db->problem.says <= STORE_SAYS_COUNT);
  int number = sqlite3_system_errno(((struct sqlite_db *)db)->raw);
  const char *file = sqlite3_db_filename(((struct sqlite_db *)db)->raw, "main");
  struct statvfs disk;
  if (file_no_room(number)) return true;
  if (file == NULL || *file == 0 || statvfs(file, &disk) != 0) return false;
  return disk.f_bavail * disk.f_frsize < SMALLEST_FILE;
}

bool store_is_no_memory(const char *engine) {
  assert(engine != NULL);
  return strcmp(engine, sqlite3_errstr(SQLITE_NOMEM)) == 0;
}

enum err store_file_complain(struct db *db, const char *sql, int rc) {
  assert(sql != NULL);
  assert(rc != SQLITE_OK && rc != SQLITE_ROW && rc != SQLITE_DONE);
  struct word found = { rc, IO, STORE_SAYS_io };
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (words[i].rc == (rc & 0xff)) found = words[i];
  const char *engine = sqlite3_errmsg(((struct sqlite_db *)db)->raw);
  if (found.says == STORE_SAYS_io && no_room_left(db)) found.says = STORE_SAYS_full;
  /* A number that does not fit 64 bits and memory that ran out are the SQLITE_ERRORs that are not ours. */
  if (found.e == BUG && strcmp(engine, "integer overflow") == 0) {
    found.e = LIMIT;
    found.says = STORE_SAYS_limit;
  }
  if (found.e == BUG && store_is_no_memory(engine)) {
    found.e = NOMEM;
    found.says = STORE_SAYS_no_memory;
  }
  if (found.e == BUG) fprintf(stderr, "store: %s\n  in: %s\n", engine, sql);
  return store_fault(db, found.e, found.says, engine);
}

enum err store_file_told(struct db *db, int number) {
  assert(db != NULL);
  const char *why = strerror(number);
  assert(number != 0);
  if (number == ENOENT || number == ENOTDIR) return store_fault(db, NOT_FOUND, STORE_SAYS_no_folder, why);
  if (number == EACCES || number == EPERM) return store_fault(db, DENIED, STORE_SAYS_no_rights, why);
  if (number == EROFS) return store_fault(db, DENIED, STORE_SAYS_read_only, why);
  if (file_no_room(number)) return store_fault(db, IO, STORE_SAYS_full, why);
  return store_fault(db, IO, STORE_SAYS_io, why);
}
