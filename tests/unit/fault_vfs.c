/* A disk that fails. Each file that matters (the database, its log, its journal) has the bytes as last synced
 * and the list of what was done to it since; the real file always has what the program sees. */
#include <sqlite3.h>
#include <unistd.h>

#include "fault_vfs.h"

enum { FILES_MAX = 8, NAME_MAX_BYTES = 256, SECTOR = 512 };

struct change {
  int64_t at;
  size_t n;
  const char *bytes; /* NULL: cut to the length `at` */
};

struct file {
  char name[NAME_MAX_BYTES];
  bool durable; /* its name is on the disk */
  bool deleted; /* but that is not synced */
  char *synced;
  size_t n;
  VEC(struct change) changes;
};

struct opened {
  sqlite3_file base; /* first */
  struct file *file; /* NULL: not one that is followed */
  sqlite3_file *real;
};

static struct {
  sqlite3_vfs vfs, *real;
  struct arena *a;
  struct rng rng;
  struct file files[FILES_MAX];
  int count;
  int64_t calls, fail_at;
  bool for_ever, failed, off;
  enum fault_kind kind;
} disk;

/* ---- faults ---- */

/* Does this call go through? */
static int answer(int error) {
  disk.calls++;
  if (disk.off) return error;
  bool now = disk.fail_at != 0 &&
             (disk.calls == disk.fail_at || (disk.for_ever && disk.calls > disk.fail_at));
  if (!now) return SQLITE_OK;
  disk.failed = true;
  return disk.kind == FAULT_FULL && error == SQLITE_IOERR_WRITE ? SQLITE_FULL : error;
}

void fault_vfs_fail(int64_t at, bool for_ever, enum fault_kind kind) {
  disk.fail_at = at;
  disk.for_ever = for_ever;
  disk.kind = kind;
  disk.failed = false;
}

int64_t fault_vfs_calls(void) { return disk.calls; }
bool fault_vfs_failed(void) { return disk.failed; }
void fault_vfs_power_off(void) { disk.off = true; }

/* ---- files ---- */

static struct file *file_of(const char *name) {
  for (int i = 0; i < disk.count; i++)
    if (strcmp(disk.files[i].name, name) == 0) return &disk.files[i];
  assert(disk.count < FILES_MAX);
  struct file *f = &disk.files[disk.count++];
  snprintf(f->name, sizeof f->name, "%s", name);
  return f;
}

static struct opened *opened_of(sqlite3_file *f) { return (struct opened *)f; }
static sqlite3_file *real_of(sqlite3_file *f) { return ((struct opened *)f)->real; }

static int f_close(sqlite3_file *f) { return real_of(f)->pMethods->xClose(real_of(f)); }

static int f_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at) {
  int rc = opened_of(f)->file ? answer(SQLITE_IOERR_READ) : SQLITE_OK;
  return rc == SQLITE_OK ? real_of(f)->pMethods->xRead(real_of(f), p, n, at) : rc;
}

static void note(struct file *file, int64_t at, const void *p, size_t n) {
  *VEC_PUSH(disk.a, &file->changes) = (struct change) { at, n, p == NULL ? NULL : arena_text(disk.a, p, n) };
}

static int f_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at) {
  struct file *file = opened_of(f)->file;
  int rc = file ? answer(SQLITE_IOERR_WRITE) : SQLITE_OK;
  if (rc != SQLITE_OK) return rc;
  if (file) note(file, at, p, (size_t)n);
  return real_of(f)->pMethods->xWrite(real_of(f), p, n, at);
}

static int f_truncate(sqlite3_file *f, sqlite3_int64 n) {
  struct file *file = opened_of(f)->file;
  int rc = file ? answer(SQLITE_IOERR_TRUNCATE) : SQLITE_OK;
  if (rc != SQLITE_OK) return rc;
  if (file) note(file, n, NULL, 0);
  return real_of(f)->pMethods->xTruncate(real_of(f), n);
}

/* Puts a change on bytes that grow as needed; only the sectors chosen when `torn`. */
static void put(char **bytes, size_t *n, const struct change *c, bool torn) {
  size_t want = (size_t)c->at + c->n;
  if (c->bytes == NULL) {
    if (*n > want) *n = want;
    return;
  }
  if (want > *n) {
    *bytes = *bytes == NULL ? arena_alloc(disk.a, want) : arena_grow(disk.a, *bytes, *n, want);
    *n = want;
  }
  size_t upto = torn ? (size_t)rng_below(&disk.rng, c->n + 1) : c->n;
  for (size_t i = 0; i < upto; i += SECTOR) {
    size_t piece = upto - i < SECTOR ? upto - i : SECTOR;
    if (!torn || rng_below(&disk.rng, 4) != 0) memcpy(*bytes + c->at + i, c->bytes + i, piece);
  }
}

static int f_sync(sqlite3_file *f, int flags) {
  (void)flags;
  struct file *file = opened_of(f)->file;
  int rc = file ? answer(SQLITE_IOERR_FSYNC) : SQLITE_OK;
  if (rc != SQLITE_OK || file == NULL) return rc;
  for (size_t i = 0; i < file->changes.n; i++)
    put(&file->synced, &file->n, &file->changes.at[i], false);
  file->changes.n = 0;
  file->durable = true;
  file->deleted = false;
  return SQLITE_OK;
}

static int f_size(sqlite3_file *f, sqlite3_int64 *n) {
  return real_of(f)->pMethods->xFileSize(real_of(f), n);
}
static int f_lock(sqlite3_file *f, int how) { return real_of(f)->pMethods->xLock(real_of(f), how); }
static int f_unlock(sqlite3_file *f, int how) { return real_of(f)->pMethods->xUnlock(real_of(f), how); }
static int f_locked(sqlite3_file *f, int *r) {
  return real_of(f)->pMethods->xCheckReservedLock(real_of(f), r);
}
static int f_control(sqlite3_file *f, int op, void *p) {
  return real_of(f)->pMethods->xFileControl(real_of(f), op, p);
}
static int f_sector(sqlite3_file *f) {
  (void)f;
  return SECTOR;
}
/* A disk that promises nothing. */
static int f_kind(sqlite3_file *f) {
  (void)f;
  return 0;
}
static int f_shm_map(sqlite3_file *f, int at, int n, int extend, void volatile **p) {
  return real_of(f)->pMethods->xShmMap(real_of(f), at, n, extend, p);
}
static int f_shm_lock(sqlite3_file *f, int at, int n, int flags) {
  return real_of(f)->pMethods->xShmLock(real_of(f), at, n, flags);
}
static void f_shm_barrier(sqlite3_file *f) { real_of(f)->pMethods->xShmBarrier(real_of(f)); }
static int f_shm_unmap(sqlite3_file *f, int gone) {
  return real_of(f)->pMethods->xShmUnmap(real_of(f), gone);
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = f_close,
  .xRead = f_read,
  .xWrite = f_write,
  .xTruncate = f_truncate,
  .xSync = f_sync,
  .xFileSize = f_size,
  .xLock = f_lock,
  .xUnlock = f_unlock,
  .xCheckReservedLock = f_locked,
  .xFileControl = f_control,
  .xSectorSize = f_sector,
  .xDeviceCharacteristics = f_kind,
  .xShmMap = f_shm_map,
  .xShmLock = f_shm_lock,
  .xShmBarrier = f_shm_barrier,
  .xShmUnmap = f_shm_unmap,
};

static int v_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *ret_flags) {
  (void)vfs;
  struct opened *o = opened_of(f);
  bool followed = (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
  o->base.pMethods = NULL;
  o->real = (sqlite3_file *)(o + 1);
  o->file = followed ? file_of(name) : NULL;
  if (disk.off) return SQLITE_CANTOPEN;
  int rc = disk.real->xOpen(disk.real, name, o->real, flags, ret_flags);
  if (rc == SQLITE_OK) o->base.pMethods = &methods;
  return rc;
}

static int v_delete(sqlite3_vfs *vfs, const char *name, int sync) {
  (void)vfs;
  struct file *file = file_of(name);
  int rc = answer(SQLITE_IOERR_DELETE);
  if (rc != SQLITE_OK) return rc;
  if (sync) file->durable = false;
  file->deleted = true;
  note(file, 0, NULL, 0); /* one of the same name begins empty */
  return disk.real->xDelete(disk.real, name, 0);
}

void fault_vfs_install(void) {
  disk.real = sqlite3_vfs_find(NULL);
  disk.vfs = *disk.real;
  disk.vfs.zName = "fault";
  disk.vfs.szOsFile = (int)sizeof(struct opened) + disk.real->szOsFile;
  disk.vfs.xOpen = v_open;
  disk.vfs.xDelete = v_delete;
  sqlite3_vfs_register(&disk.vfs, 1);
}

void fault_vfs_begin(uint64_t seed) {
  if (disk.a != NULL) arena_free(disk.a);
  disk.a = arena_new("fault vfs", (size_t)1 << 30);
  disk.rng.s = seed;
  memset(disk.files, 0, sizeof disk.files);
  disk.count = 0;
  disk.calls = 0;
  disk.off = false;
  fault_vfs_fail(0, false, FAULT_ERROR);
}

/* ---- the power ---- */

static void settle(struct file *f) {
  bool gone = !f->durable || (f->deleted && rng_below(&disk.rng, 2) == 0);
  for (size_t i = 0; !gone && i < f->changes.n; i++) {
    const struct change *c = &f->changes.at[i];
    bool emptied = c->bytes == NULL && c->at == 0;
    uint64_t fate = rng_below(&disk.rng, 3);
    if (emptied || fate != 0) put(&f->synced, &f->n, c, !emptied && fate == 1);
  }
  f->changes.n = 0;
  f->deleted = false;
  f->durable = !gone;
  unlink(f->name);
  if (gone) {
    f->n = 0;
    return;
  }
  FILE *out = fopen(f->name, "wb");
  assert(out != NULL);
  size_t written = fwrite(f->synced, 1, f->n, out);
  assert(written == f->n);
  (void)written;
  fclose(out);
}

void fault_vfs_power_back(void) {
  for (int i = 0; i < disk.count; i++) {
    char side[NAME_MAX_BYTES + 8];
    settle(&disk.files[i]);
    /* What lies in shared memory is never on the disk. */
    snprintf(side, sizeof side, "%s-shm", disk.files[i].name);
    unlink(side);
  }
  disk.off = false;
  fault_vfs_fail(0, false, FAULT_ERROR);
}
