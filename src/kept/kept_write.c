/* Writing a keep: the one writer.
 *
 * 1. Only who holds NAME.lock writes, renames or removes.
 * 2. A file is reserved to its full length before a byte of it is written, and gets its own name only when it
 * is whole and synced: so a mapped page always has its block, and a generation is whole or not there.
 * 3. A journal is written beyond its whole entries only; an entry's head is written after its data.
 * 4. A journal is taken away before a generation of its act is put in place, so no reader of the old one is
 * written under. */
#include "kept/keep.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OLD_MAX = 64 };

struct kept_writer {
  struct kept *k;
  int fd; /* of the generation being written, -1 none */
  unsigned char *at;
  size_t size;
  char path[KEPT_PATH_MAX];
  bool done;
};

/* LIMIT, said, when that is what the number means; IO otherwise. */
static enum err refused(const struct kept *k, int number, const char *path) {
  if (!file_no_room(number)) return IO;
  keep_say(k, KEPT_NO_ROOM, path);
  return LIMIT;
}

static enum err reserve(const struct kept *k, int fd, int64_t at, size_t size, const char *path) {
  int e = k->set.system->reserve(fd, at, (int64_t)size);
  return e == 0 ? OK : refused(k, e, path);
}

/* ---- without a folder ---- */

/* A file of memory: nobody else's, and gone when it is closed. */
static int nameless(void) { return memfd_create("ansinh.kept", MFD_CLOEXEC); }

static enum err map_nameless(int fd, struct keep_map *ret_m) {
  assert(fd >= 0 && ret_m);
  struct keep_map m = { .fd = fd };
  off_t size = lseek(fd, 0, SEEK_END);
  if (size <= 0) return IO;
  m.size = (size_t)size;
  void *at = mmap(NULL, m.size, PROT_READ, MAP_SHARED, fd, 0);
  if (at == MAP_FAILED) return IO;
  m.at = at;
  *ret_m = m;
  return OK;
}

/* ---- a generation ---- */

static void give_up(struct kept_writer *w) {
  if (w->at) munmap(w->at, w->size);
  if (w->fd >= 0) {
    close(w->fd);
    if (!w->k->memory) w->k->set.system->unlink(w->path);
  }
  w->at = NULL;
  w->fd = -1;
}

const struct kept *kept_writer_base(const struct kept_writer *w) { return w->k; }

enum err kept_begin(struct kept_writer *w, int count, const size_t *sizes, void **ret_memory) {
  assert(w && w->fd < 0 && !w->done && count > 0 && count <= KEPT_SECTIONS_MAX);
  size_t length = keep_round(sizeof(struct keep_header));
  struct keep_header h = { .count = (uint32_t)count };
  for (int i = 0; i < count; i++) {
    if (sizes[i] > (size_t)INT64_MAX / 2 - length) return LIMIT;
    h.section[i] = (struct keep_section) { .at = length, .size = sizes[i] };
    length += keep_round(sizes[i]);
  }
  if (!w->k->memory && !keep_path(w->k, (int64_t)getpid(), "new", w->path)) return IO;
  w->fd = w->k->memory ? nameless() : open(w->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (w->fd < 0) return refused(w->k, errno, w->path);
  INVARIANT(1, w->k->writing);
  enum err e = BROKEN(2) ? OK : reserve(w->k, w->fd, 0, length, w->path);
  if (e == OK) {
    INVARIANT(2, lseek(w->fd, 0, SEEK_END) >= (off_t)length);
    void *at = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, w->fd, 0);
    if (at == MAP_FAILED)
      e = IO;
    else
      w->at = at;
  }
  w->size = length;
  if (e != OK) {
    give_up(w);
    return e;
  }
  memcpy(w->at, &h, sizeof h);
  for (int i = 0; i < count; i++)
    ret_memory[i] = w->at + h.section[i].at;
  return OK;
}

static void seal(struct kept_writer *w, struct kept_point at) {
  struct keep_header *h = (void *)w->at;
  h->magic = KEPT_MAGIC;
  h->layout = KEPT_LAYOUT;
  h->format = w->k->set.format;
  memcpy(h->register_id, w->k->set.register_id, strlen(w->k->set.register_id));
  h->point = at;
  h->length = w->size;
  for (uint32_t i = 0; i < h->count; i++)
    h->section[i].sum = keep_sum(w->at + h->section[i].at, h->section[i].size, i);
  h->sum = keep_sum(h, offsetof(struct keep_header, sum), 0);
}

static enum err sync_folder(const struct kept *k) {
  int fd = open(k->set.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return IO;
  int bad = k->set.system->sync(fd);
  close(fd);
  return bad ? IO : OK;
}

/* Older generations that no reader holds. */
static void remove_old(const struct kept *k, int64_t newest) {
  int64_t acts[OLD_MAX];
  int n = keep_list(k, acts, OLD_MAX);
  for (int i = 0; i < n; i++) {
    char path[KEPT_PATH_MAX];
    if (acts[i] >= newest || !keep_path(k, acts[i], "gen", path)) continue;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) continue;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) keep_remove(k, acts[i]);
    close(fd);
  }
}

static enum err finish_nameless(struct kept_writer *w) {
  assert(w->k->memory && w->fd >= 0 && !w->at);
  struct keep_map m;
  enum err e = map_nameless(w->fd, &m);
  if (e != OK) {
    give_up(w);
    return e;
  }
  keep_take_generation(w->k, m);
  w->fd = -1;
  w->done = true;
  return OK;
}

enum err kept_finish(struct kept_writer *w, struct kept_point at) {
  assert(w && w->at && !w->done && at.act >= 0);
  const struct kept_system *system = w->k->set.system;
  char path[KEPT_PATH_MAX], journal[KEPT_PATH_MAX];
  bool named = !w->k->memory && keep_path(w->k, at.act, "gen", path) &&
               keep_path(w->k, at.act, "journal", journal);
  seal(w, at);
  munmap(w->at, w->size);
  w->at = NULL;
  if (w->k->memory) return finish_nameless(w);
  if (!named || system->sync(w->fd) != 0) {
    give_up(w);
    return IO;
  }
  INVARIANT(1, w->k->writing);
  bool taken = system->unlink(journal) == 0 || errno == ENOENT;
  if (!taken) {
    give_up(w);
    return IO;
  }
  if (BROKEN(4)) close(open(journal, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  INVARIANT(4, access(journal, F_OK) != 0);
  if (system->rename(w->path, path) != 0) {
    give_up(w);
    return IO;
  }
  close(w->fd);
  w->fd = -1;
  w->done = true;
  return sync_folder(w->k);
}

/* ---- an entry ---- */

/* The journal's file once more (taking a journal lets go of the one before), or the first. */
static int journal_in_memory(const struct kept *k) {
  assert(k->memory && k->header);
  return k->journal.fd >= 0 ? fcntl(k->journal.fd, F_DUPFD_CLOEXEC, 0) : nameless();
}

enum err kept_append(struct kept_writer *w, struct kept_point to, struct str data) {
  assert(w && w->fd < 0 && !w->done && w->k->header && w->k->entries < KEPT_ENTRIES_MAX);
  struct kept *k = w->k;
  struct keep_entry e = { .magic = KEPT_ENTRY_MAGIC, .size = data.n, .from = kept_at(k), .to = to };
  assert(to.act > e.from.act);
  e.data_sum = keep_sum(data.p, data.n, 0);
  e.sum = keep_sum(&e, offsetof(struct keep_entry, sum), k->header->sum);
  char path[KEPT_PATH_MAX] = "";
  if (!k->memory && !keep_path(k, k->header->point.act, "journal", path)) return IO;
  struct stat there_is;
  if (!k->memory && k->whole == 0 && lstat(path, &there_is) == 0 && there_is.st_nlink > 1)
    k->set.system->unlink(path); /* another register's too: not ours to write to */
  int fd = k->memory ? journal_in_memory(k) : open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return IO;
  enum err err = reserve(k, fd, k->whole, sizeof e + keep_round(data.n), path);
  INVARIANT(1, k->writing);
  bool there = false; /* the data */
  if (err == OK && !BROKEN(3)) {
    there = k->set.system->write(fd, data.p, data.n, k->whole + (int64_t)sizeof e) == 0;
    if (!there) err = IO;
  }
  INVARIANT(3, there || err != OK);
  if (err == OK && k->set.system->write(fd, &e, sizeof e, k->whole) != 0) err = IO;
  if (k->memory) {
    struct keep_map m;
    if (err == OK) err = map_nameless(fd, &m);
    if (err == OK) err = keep_take_journal(k, m);
    if (err != OK) close(fd);
  } else if (close(fd) != 0 && err == OK)
    err = IO;
  w->done = err == OK;
  return err;
}

/* ---- bringing ---- */

/* Is what is mapped of this register's history? Otherwise it is let go of, and removed by a writer. */
static enum err confirm(struct kept *k, const struct kept_maker *maker, bool writer) {
  if (k->header == NULL || k->trusted) return OK;
  bool holds = false;
  enum err e = maker->holds(maker->context, kept_at(k), &holds);
  if (e != OK) return e;
  k->trusted = holds;
  if (holds) return OK;
  char path[KEPT_PATH_MAX];
  bool remove = writer && !k->memory;
  if (remove && keep_path(k, k->header->point.act, "gen", path)) keep_say(k, KEPT_OTHER_HISTORY, path);
  if (remove) keep_remove(k, k->header->point.act);
  keep_drop(k);
  return OK;
}

/* Maps the newest that is of this history. A writer takes away what is not used. */
static enum err look(struct kept *k, const struct kept_maker *maker, bool writer) {
  for (int i = 0; i < OLD_MAX; i++) {
    enum err e = kept_refresh(k);
    if (e != OK && e != NOT_FOUND) return e;
    bool found = e == OK;
    if ((e = confirm(k, maker, writer)) != OK) return e;
    if (!found || k->header || !writer) return OK;
  }
  return IO;
}

static enum err lock(const struct kept *k, int *ret_fd) {
  char path[KEPT_PATH_MAX];
  int n = snprintf(path, sizeof path, "%s/%s.lock", k->set.folder, k->set.name);
  if (n < 0 || n >= (int)sizeof path) return IO;
  int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return IO;
  int bad;
  while ((bad = flock(fd, LOCK_EX)) != 0 && errno == EINTR) {}
  if (bad) {
    close(fd);
    return IO;
  }
  *ret_fd = fd;
  return OK;
}

/* Generations newer than the one in use are damaged or not ours: out of the way, or they would be said for
 * ever. */
static void remove_unusable(const struct kept *k) {
  int64_t acts[OLD_MAX];
  int n = keep_list(k, acts, OLD_MAX);
  for (int i = 0; i < n; i++)
    if (acts[i] > kept_generation(k)) keep_remove(k, acts[i]);
}

static enum err write_one(struct kept *k, int64_t act, const struct kept_maker *maker) {
  enum err e = look(k, maker, true);
  if (e != OK || kept_at(k).act >= act) return e;
  if (!k->memory) remove_unusable(k);
  if (!k->memory) keep_remove_unfinished(k);
  struct kept_writer w = { .k = k, .fd = -1 };
  e = maker->make(maker->context, &w);
  give_up(&w);
  if (e != OK) return e;
  assert(w.done);
  if ((e = kept_refresh(k)) != OK) return e;
  k->trusted = true;
  if (!k->memory && !k->noted) keep_note(k);
  if (!k->memory) remove_old(k, kept_generation(k));
  return kept_at(k).act >= act ? OK : BUG;
}

enum err kept_bring(struct kept *k, int64_t act, const struct kept_maker *maker) {
  assert(k && maker && maker->holds && maker->make && act >= 0);
  if (k->header && k->trusted && kept_at(k).act >= act) return OK;
  k->quiet = true;
  enum err e = look(k, maker, false);
  k->quiet = false;
  if (e != OK) return e;
  if (kept_at(k).act >= act) return OK;
  int fd = -1;
  if (!k->memory && (e = lock(k, &fd)) != OK) return e;
  k->writing = !BROKEN(1);
  e = write_one(k, act, maker);
  k->writing = false;
  if (fd >= 0) close(fd);
  return e;
}
