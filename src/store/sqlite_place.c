/* A SQLite register as the system sees it: a file, the log beside it, the name it has.
 *
 * Invariants:
 *  1. A file gets its name only where no log of another file lies beside that name: the engine would take the
 *     log for its own and write it over the pages.
 *  2. Whoever gives a name away holds the file that had it alone until it is done.
 *  3. A file of two names is not written to: each name has a log of its own, and what one log brings the
 * other would write over. */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/sqlite.h"

static bool beside(const char *path, const char *ending, struct stat *ret_file) {
  assert(path != NULL && *path != 0);
  assert(*ending == '-');
  char name[PATH_BYTES_MAX];
  int n = snprintf(name, sizeof name, "%s%s", path, ending);
  return n > 0 && (size_t)n < sizeof name && stat(name, ret_file) == 0;
}

/* Does a log or journal with something in it lie beside the name? */
static bool has_journal(const char *path) {
  assert(path != NULL && *path != 0);
  struct stat file;
  return (beside(path, "-wal", &file) && file.st_size > 0) ||
         (beside(path, "-journal", &file) && file.st_size > 0);
}

static void folder_of(const char *path, char ret_folder[PATH_BYTES_MAX]) {
  assert(path != NULL);
  snprintf(ret_folder, PATH_BYTES_MAX, "%s", path);
  char *slash = strrchr(ret_folder, '/');
  if (slash == NULL)
    snprintf(ret_folder, PATH_BYTES_MAX, ".");
  else
    slash[slash == ret_folder ? 1 : 0] = 0;
}

struct sqlite_place store_file_look_at(const char *path) {
  assert(path != NULL && *path != 0);
  struct sqlite_place p = { 0 };
  struct stat file, journal;
  char folder[PATH_BYTES_MAX];
  p.there = stat(path, &file) == 0;
  if (!p.there) return p;
  p.regular = S_ISREG(file.st_mode);
  p.size = file.st_size;
  p.changed_ns = (int64_t)file.st_mtim.tv_sec * 1000000000 + file.st_mtim.tv_nsec;
  p.names = file.st_nlink > 1;
  p.readable = access(path, R_OK) == 0;
  p.journal = beside(path, "-wal", &journal) && journal.st_size > 0;
  folder_of(path, folder);
  p.place_writable = access(folder, W_OK) == 0;
  return p;
}

enum err store_file_name_free(struct db *db, const char *path) {
  assert(db != NULL && path != NULL);
  struct stat file;
  bool there = lstat(path, &file) == 0;
  if (there && S_ISLNK(file.st_mode)) return store_fault(db, CONFLICT, STORE_SAYS_link, "");
  if (there || !has_journal(path)) return OK;
  return store_fault(db, CONFLICT, STORE_SAYS_journal_left, "");
}

/* The people in it are the business of its owner alone; the engine gives its side files the same rights. */
enum err store_file_make_file(struct db *db, const char *path) {
  assert(db != NULL && path != NULL);
  enum err e = store_file_name_free(db, path);
  if (e != OK) return e;
  int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0 && errno != EEXIST) return store_file_told(db, errno);
  if (file >= 0) close(file);
  return OK;
}

enum err store_file_claim_path(struct db *db, const char *path, struct sqlite_claim *ret_claim) {
  assert(path != NULL && *path != 0);
  assert(ret_claim != NULL && ret_claim->name == NULL);
  const char *name = arena_print(db->arena, "%s.lock", path);
  struct stat here, there;
  int file = open(name, O_CREAT | O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) return store_file_told(db, errno);
  /* Who held it before takes the name away when he is done: then this is the lock of nobody. */
  bool mine = flock(file, LOCK_EX | LOCK_NB) == 0 && fstat(file, &here) == 0 && stat(name, &there) == 0 &&
              here.st_ino == there.st_ino;
  if (!mine) {
    close(file);
    return store_fault(db, RETRY, STORE_SAYS_making, "");
  }
  *ret_claim = (struct sqlite_claim) { name, file };
  return OK;
}

void store_file_let_go(struct sqlite_claim *claim) {
  assert(claim != NULL);
  if (claim->name == NULL) return;
  unlink(claim->name);
  close(claim->file);
  claim->name = NULL;
}

/* The file last: what lies beside it must not be left without it. */
enum err store_file_remove(const char *path) {
  assert(path != NULL && *path != 0);
  static const char *const side[] = { "-wal", "-shm", "-journal", "" };
  char name[PATH_BYTES_MAX];
  for (size_t i = 0; i < sizeof side / sizeof *side; i++) {
    int n = snprintf(name, sizeof name, "%s%s", path, side[i]);
    if (n < 0 || (size_t)n >= sizeof name) return INVALID;
    if (unlink(name) != 0 && errno != ENOENT) return errno == EACCES || errno == EPERM ? DENIED : IO;
  }
  return OK;
}

/* ---- another name ---- */

/* Alone with it: what its log holds is written back, the log goes, and nobody reads or writes until it is
 * closed. */
static enum err hold_alone(struct sqlite_db *one, const char *path) {
  assert(one->raw == NULL && path != NULL);
  int rc = sqlite3_open_v2(path, &one->raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
  if (rc == SQLITE_OK) rc = sqlite3_exec(one->raw, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
  if (rc == SQLITE_OK) rc = sqlite3_exec(one->raw, "BEGIN EXCLUSIVE", NULL, NULL, NULL);
  if (rc == SQLITE_OK) return OK;
  if (one->raw == NULL) return store_fault(&one->db, NOMEM, STORE_SAYS_no_memory, "");
  bool busy = (rc & 0xff) == SQLITE_BUSY || (rc & 0xff) == SQLITE_LOCKED;
  return busy ? store_fault(&one->db, RETRY, STORE_SAYS_in_use, "") : store_file_complain(&one->db, path, rc);
}

/* The name is on the disk only with its folder. */
static enum err sync_folder(struct db *fault, const char *path) {
  assert(path != NULL && *path != 0);
  char folder[PATH_BYTES_MAX];
  folder_of(path, folder);
  int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  bool synced = file >= 0 && fsync(file) == 0;
  int number = errno;
  if (file >= 0) close(file);
  return synced ? OK : store_fault(fault, IO, STORE_SAYS_io, strerror(number));
}

static enum err take_name(struct db *fault, const char *from, const char *to) {
  assert(from != NULL && to != NULL);
  struct stat file;
  bool there = lstat(to, &file) == 0;
  if (there && !S_ISREG(file.st_mode)) return store_fault(fault, CONFLICT, STORE_SAYS_link, "");
  if (has_journal(to)) return store_fault(fault, CONFLICT, STORE_SAYS_journal_left, "");
  assert(strcmp(from, to) != 0);
  if (rename(from, to) != 0) return store_file_told(fault, errno);
  /* An index of a log that is gone with its file. */
  char index[PATH_BYTES_MAX];
  int n = snprintf(index, sizeof index, "%s-shm", to);
  if (n > 0 && (size_t)n < sizeof index) (void)unlink(index);
  return sync_folder(fault, to);
}

enum err store_file_rename(struct db *fault, const char *from, const char *to) {
  assert(fault->driver->engine == DB_SQLITE && ((struct sqlite_db *)fault)->claim.name != NULL);
  struct sqlite_db moved = { .db = *fault }, replaced = { .db = *fault };
  struct sqlite_place place = store_file_look_at(to);
  enum err e = place.there ? hold_alone(&replaced, to) : OK;
  fault->problem = replaced.db.problem;
  if (e == OK) {
    e = hold_alone(&moved, from);
    fault->problem = moved.db.problem;
  }
  if (e == OK) e = take_name(fault, from, to);
  /* Both are closed only now, so that nobody came to the old one in between. */
  sqlite3_close(moved.raw);
  sqlite3_close(replaced.raw);
  return e;
}
