/* A SQLite register copied page by page while others write: the copy is one moment of it, whole. */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/driver.h"

enum { PAGES_A_STEP = 64 };

struct snapshot {
  sqlite3 *to;
  const char *file;
  const struct db_copy_watch *watch;
};

static enum err told(struct db *db, sqlite3 *raw, int rc) {
  assert(raw != NULL && rc != SQLITE_ROW);
  if (rc == SQLITE_OK || rc == SQLITE_DONE) return OK;
  if (rc == SQLITE_FULL) return store_fault(db, IO, STORE_SAYS_full, sqlite3_errmsg(raw));
  return store_fault(db, IO, STORE_SAYS_io, sqlite3_errmsg(raw));
}

/* In pieces only to be able to say how far it is: the question it is a part of holds the snapshot. */
static enum err copy_pages(struct db *db, void *context) {
  struct snapshot *x = context;
  assert(db->depth > 0 && x->to != NULL);
  int64_t any;
  /* The first reading fixes the moment. */
  enum err e = db_int(db, "SELECT count(*) FROM schema_migration", 0, NULL, &any);
  if (e != OK) return e;
  sqlite3_backup *backup = sqlite3_backup_init(x->to, "main", store_sqlite_raw(db), "main");
  if (backup == NULL) return told(db, x->to, sqlite3_errcode(x->to));
  int rc = SQLITE_OK;
  while (rc == SQLITE_OK) {
    rc = sqlite3_backup_step(backup, PAGES_A_STEP);
    int pages = sqlite3_backup_pagecount(backup), left = sqlite3_backup_remaining(backup);
    if (x->watch != NULL) x->watch->step(x->watch->context, DB_COPYING, "", pages - left);
  }
  int ended = sqlite3_backup_finish(backup);
  return told(db, x->to, rc == SQLITE_DONE ? ended : rc);
}

/* One lone file: without a log beside it. */
static enum err settle(struct db *db, struct snapshot *x) {
  assert(db->depth == 0 && x->to != NULL);
  return told(db, x->to, sqlite3_exec(x->to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL));
}

/* An empty file that is ours: the system's lock tells a run at work from one that was killed. */
static enum err make_file(struct db *db, const char *file, int *ret_lock) {
  assert(file != NULL && ret_lock != NULL);
  int lock = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return store_fault(db, errno == EACCES ? DENIED : IO, STORE_SAYS_io, strerror(errno));
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    close(lock);
    return store_fault(db, RETRY, STORE_SAYS_making, "");
  }
  if (ftruncate(lock, 0) == 0 && fchmod(lock, 0600) == 0) {
    *ret_lock = lock;
    return OK;
  }
  close(lock);
  return store_fault(db, IO, STORE_SAYS_io, strerror(errno));
}

enum err db_snapshot(struct db *db, const char *file, const struct db_copy_watch *watch) {
  assert(db != NULL && file != NULL);
  assert(db_engine(db) == DB_SQLITE && db->depth == 0);
  struct snapshot x = { .file = file, .watch = watch };
  int lock = -1;
  enum err e = make_file(db, file, &lock);
  if (e != OK) return e;
  int rc = sqlite3_open_v2(file, &x.to, SQLITE_OPEN_READWRITE, NULL);
  e = x.to == NULL ? NOMEM : told(db, x.to, rc);
  if (e == OK) e = told(db, x.to, sqlite3_exec(x.to, "PRAGMA synchronous = FULL", NULL, NULL, NULL));
  if (e == OK) e = db_read(db, copy_pages, &x);
  if (e == OK) e = settle(db, &x);
  sqlite3_close(x.to);
  if (e != OK) (void)store_sqlite.remove(file);
  close(lock);
  return e;
}
