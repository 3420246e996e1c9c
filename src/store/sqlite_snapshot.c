/* A SQLite register copied page by page while others write: the copy is one moment of it, whole. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/sqlite.h"

enum { PAGES_A_STEP = 64, HEADER_BYTES = 100, MARK_AT = 68 };

struct snapshot {
  struct db *db;        /* what is copied */
  struct sqlite_db *to; /* only its claim, its faults and its raw handle */
  const char *file;
  const struct db_copy_watch *watch;
};

static enum err told(struct snapshot *x, int rc) {
  assert(x->to != NULL && x->file != NULL);
  assert(rc != SQLITE_ROW);
  return rc == SQLITE_OK || rc == SQLITE_DONE ? OK : store_file_complain(&x->to->db, x->file, rc);
}

static enum err script(struct snapshot *x, const char *sql) {
  return told(x, sqlite3_exec(x->to->raw, sql, NULL, NULL, NULL));
}

/* In pieces only to be able to say how far it is: the question it is a part of holds the snapshot. */
static enum err copy_pages(struct db *db, void *context) {
  struct snapshot *x = context;
  assert(db->depth > 0 && x->to->raw != NULL);
  int64_t any;
  /* The first reading fixes the moment. */
  enum err e = db_int(db, "SELECT count(*) FROM schema_migration", 0, NULL, &any);
  if (e != OK) return e;
  sqlite3_backup *backup = sqlite3_backup_init(x->to->raw, "main", ((struct sqlite_db *)db)->raw, "main");
  if (backup == NULL) return told(x, sqlite3_errcode(x->to->raw));
  int rc = SQLITE_OK;
  while (rc == SQLITE_OK) {
    rc = sqlite3_backup_step(backup, PAGES_A_STEP);
    int pages = sqlite3_backup_pagecount(backup), left = sqlite3_backup_remaining(backup);
    if (x->watch != NULL) x->watch->step(x->watch->context, DB_COPYING, "", pages - left);
  }
  int ended = sqlite3_backup_finish(backup);
  return told(x, rc == SQLITE_DONE ? ended : rc);
}

/* Does it carry the mark of this program? Only such a file is what an earlier run left. */
static bool is_ours(const char *file, const struct stat *about) {
  assert(file != NULL && about != NULL);
  unsigned char header[HEADER_BYTES];
  if (!S_ISREG(about->st_mode)) return false;
  if (about->st_size == 0) return true;
  int from = open(file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (from < 0) return false;
  bool whole = read(from, header, sizeof header) == (ssize_t)sizeof header;
  close(from);
  uint32_t mark = 0;
  for (int i = 0; whole && i < 4; i++)
    mark = mark << 8 | header[MARK_AT + i];
  return whole && mark == STORE_SQLITE_MARK;
}

/* An empty file of this run's own, and nobody else's at that name. */
static enum err make_room(struct snapshot *x) {
  struct db *fault = &x->to->db;
  struct stat about;
  assert(x->to->claim.name != NULL);
  if (lstat(x->file, &about) == 0) {
    if (!is_ours(x->file, &about)) return store_fault(fault, CONFLICT, STORE_SAYS_part_foreign, "");
    if (store_file_remove(x->file) != OK) return store_fault(fault, IO, STORE_SAYS_io, strerror(errno));
  }
  enum err e = store_file_name_free(fault, x->file);
  if (e != OK) return e;
  int file = open(x->file, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) return store_file_told(fault, errno);
  close(file);
  return OK;
}

/* Marked before the first page comes, so that a run that was killed is known by it. */
static enum err begin(struct snapshot *x) {
  assert(x->to->raw == NULL);
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX;
  int rc = sqlite3_open_v2(x->file, &x->to->raw, flags, NULL);
  if (x->to->raw == NULL) return store_fault(&x->to->db, NOMEM, STORE_SAYS_no_memory, "");
  enum err e = told(x, rc);
  if (e == OK) e = script(x, "PRAGMA synchronous = FULL");
  return e == OK ? script(x, "PRAGMA application_id = 1097749352") : e;
}

static enum err take(struct snapshot *x) {
  assert(x->db->depth == 0);
  enum err e = store_file_claim_path(&x->to->db, x->file, &x->to->claim);
  if (e == OK) e = make_room(x);
  if (e != OK) return e;
  e = begin(x);
  if (e == OK) e = db_read(x->db, copy_pages, x);
  /* One lone file: without a log beside it. */
  if (e == OK) e = script(x, "PRAGMA journal_mode = DELETE");
  sqlite3_close(x->to->raw);
  x->to->raw = NULL;
  if (e != OK) (void)store_file_remove(x->file);
  return e;
}

enum err store_snapshot(struct db *db, const char *file, const struct db_copy_watch *watch) {
  assert(db != NULL && file != NULL);
  assert(db_engine(db) == DB_SQLITE && db->depth == 0);
  struct db *to = store_new(file, DB_CREATE, db->migrations);
  if (to == NULL) return NOMEM;
  struct snapshot x = { .db = db, .to = (struct sqlite_db *)to, .file = file, .watch = watch };
  enum err e = take(&x);
  if (e != OK && to->problem.says != STORE_SAYS_nothing) db->problem = to->problem;
  db_close(to);
  return e;
}
