/* Reading a keep.
 *
 * 1. What is mapped was verified, when it was mapped or by the writer who noted it (note.c), and never
 * changes after: `header` is NULL or whole.
 * 2. `entry[0..entries)` follow each other: the first from the generation's point, each next from the one
 * before.
 * 3. A generation that is mapped is locked (shared), so the writer leaves it and its journal in place. */
#include "kept/keep.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { GENERATIONS_MAX = 64, TRIES = 16 };

const char *kept_text(enum kept_notice notice, enum lang lang) {
  static const char *const texts[KEPT_NOTICES][2] = {
#define SAY(id, vi, en) [KEPT_##id] = { vi, en },
#include "kept/kept_messages.def"
#undef SAY
  };
  assert((int)notice >= 0 && notice < KEPT_NOTICES);
  return texts[notice][lang == EN];
}

void keep_say(const struct kept *k, enum kept_notice notice, const char *file) {
  if (k->quiet) return;
  if (k->set.say)
    k->set.say(k->set.context, notice, file);
  else
    fprintf(stderr, "ansinh: %s: %s / %s\n", file, kept_text(notice, VI), kept_text(notice, EN));
}

size_t keep_round(size_t size) { return (size + KEPT_ALIGN - 1) / KEPT_ALIGN * KEPT_ALIGN; }

/* ---- the folder ---- */

/* The number in NAME.<number>.<kind>; -1 for any other file. */
static int64_t number_of(const struct kept *k, const char *file, const char *kind) {
  struct str s = str_of(file), name = str_of(k->set.name), end = str_of(kind);
  if (s.n < name.n + end.n + 3 || memcmp(s.p, name.p, name.n) != 0 || s.p[name.n] != '.') return -1;
  if (memcmp(s.p + s.n - end.n, end.p, end.n) != 0 || s.p[s.n - end.n - 1] != '.') return -1;
  int64_t v;
  struct str digits = { s.p + name.n + 1, s.n - name.n - end.n - 2 };
  return parse_int(digits, &v) == OK && v >= 0 ? v : -1;
}

int keep_list(const struct kept *k, int64_t *ret_acts, int max) {
  DIR *folder = opendir(k->set.folder);
  if (folder == NULL) return 0;
  int n = 0;
  for (struct dirent *file; (file = readdir(folder)) != NULL;) {
    int64_t act = number_of(k, file->d_name, "gen");
    if (act < 0) continue;
    if (n == max && ret_acts[n - 1] > act) continue;
    int at = n < max ? n++ : n - 1;
    for (; at > 0 && ret_acts[at - 1] < act; at--)
      ret_acts[at] = ret_acts[at - 1];
    ret_acts[at] = act;
  }
  closedir(folder);
  return n;
}

void keep_remove_unfinished(const struct kept *k) {
  DIR *folder = opendir(k->set.folder);
  if (folder == NULL) return;
  char path[KEPT_PATH_MAX];
  for (struct dirent *file; (file = readdir(folder)) != NULL;) {
    int64_t writer = number_of(k, file->d_name, "new");
    if (writer >= 0 && keep_path(k, writer, "new", path)) k->set.system->unlink(path);
  }
  closedir(folder);
}

void keep_remove(const struct kept *k, int64_t act) {
  char path[KEPT_PATH_MAX];
  if (keep_path(k, act, "whole", path)) k->set.system->unlink(path);
  /* The generation goes last: while it is there, its journal is looked for. */
  if (keep_path(k, act, "journal", path)) k->set.system->unlink(path);
  if (keep_path(k, act, "gen", path)) k->set.system->unlink(path);
}

const char *kept_folder(struct arena *a, const char *database, const char *register_id) {
  assert(a && database && register_id && *register_id);
  char target[PATH_MAX]; /* beside the file itself, by whatever link it was named */
  if (strncmp(database, "postgresql://", 13) != 0 && strncmp(database, "postgres://", 11) != 0)
    return arena_print(a, "%s.kept", realpath(database, target) ? target : database);
  const char *own = getenv("ANSINH_KEPT"), *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
  const char *base = own && *own       ? own
                     : cache && *cache ? arena_print(a, "%s/ansinh", cache)
                                       : arena_print(a, "%s/.cache/ansinh", home && *home ? home : ".");
  /* Each level above, as far as it is missing; what cannot be made is told when the keep is opened. */
  for (char *all = arena_text(a, base, strlen(base)), *slash = all;
       (slash = strchr(slash + 1, '/')) != NULL;) {
    *slash = 0;
    mkdir(all, 0700);
    *slash = '/';
  }
  mkdir(base, 0700);
  return arena_print(a, "%s/%s", base, register_id);
}

/* ---- opening ---- */

enum err kept_open(struct arena *a, const struct kept_set *set, struct kept **ret_kept) {
  assert(a && set && set->name && set->register_id && ret_kept);
  size_t id = strlen(set->register_id), name = strlen(set->name);
  assert(id > 0 && id <= KEPT_NAME_MAX && name > 0 && name <= KEPT_NAME_MAX);
  if (set->folder && mkdir(set->folder, 0700) != 0 && errno != EEXIST) return IO;
  struct kept *k = NEW(a, struct kept);
  k->set = *set;
  k->memory = set->folder == NULL;
  if (set->folder) k->set.folder = arena_text(a, set->folder, strlen(set->folder));
  k->set.name = arena_text(a, set->name, name);
  k->set.register_id = arena_text(a, set->register_id, id);
  if (k->set.system == NULL) k->set.system = &kept_machine;
  k->gen.fd = k->journal.fd = -1;
  k->entry = NEW_ARRAY(a, struct kept_entry, KEPT_ENTRIES_MAX);
  *ret_kept = k;
  return OK;
}

static void unmap(struct keep_map *m) {
  if (m->at) munmap(m->at, m->size);
  if (m->fd >= 0) close(m->fd);
  *m = (struct keep_map) { .fd = -1 };
}

void keep_drop(struct kept *k) {
  unmap(&k->gen);
  unmap(&k->journal);
  k->header = NULL;
  k->entries = 0;
  k->whole = 0;
  k->trusted = false;
}

void kept_close(struct kept *k) {
  if (k) keep_drop(k);
}

/* Maps a whole file. NOT_FOUND when it is not there or was taken away meanwhile. */
static enum err map_file(const char *path, bool hold, struct keep_map *ret_m) {
  /* A FIFO would be waited for, a device read: what is no file is as damaged as a file can be. */
  struct keep_map m = { .fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC), .held = hold };
  if (m.fd < 0) return errno == ENOENT ? NOT_FOUND : IO;
  struct stat st;
  int bad = 0;
  /* A file of two names is another register's too, which writes to it. */
  if (fstat(m.fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_nlink > 1) {
    unmap(&m);
    return INVALID;
  }
  while (hold && (bad = flock(m.fd, LOCK_SH)) != 0 && errno == EINTR) {}
  enum err e = bad || fstat(m.fd, &st) != 0 || st.st_size < 0 ? IO : st.st_nlink == 0 ? NOT_FOUND : OK;
  if (e == OK && st.st_size > 0) {
    m.size = (size_t)st.st_size;
    void *at = mmap(NULL, m.size, PROT_READ, MAP_SHARED, m.fd, 0);
    if (at == MAP_FAILED)
      e = IO;
    else
      m.at = at;
  }
  if (e != OK)
    unmap(&m);
  else
    *ret_m = m;
  return e;
}

/* ---- verifying ---- */

static bool sections_whole(const struct keep_map *m, const struct keep_header *h, bool noted) {
  if (h->count > KEPT_SECTIONS_MAX) return false;
  /* Read ahead at once: verifying touches every page. */
  if (!noted) madvise(m->at, m->size, MADV_WILLNEED);
  for (uint32_t i = 0; i < h->count; i++) {
    const struct keep_section *s = &h->section[i];
    if (s->at % KEPT_ALIGN || s->at < sizeof *h || s->at > m->size || s->size > m->size - s->at) return false;
    if (!noted && keep_sum(m->at + s->at, s->size, i) != s->sum) return false;
  }
  return true;
}

/* Is the generation whole and ours? `ret_why` says what is wrong. */
static bool generation_fits(const struct kept *k, const struct keep_map *m, bool *ret_noted,
                            enum kept_notice *ret_why) {
  const struct keep_header *h = (const void *)m->at;
  *ret_why = KEPT_DAMAGED;
  if (m->size < sizeof *h || h->magic != KEPT_MAGIC) return false;
  *ret_why = KEPT_OTHER_FORMAT;
  if (h->layout != KEPT_LAYOUT) return false;
  *ret_why = KEPT_DAMAGED;
  if (h->sum != keep_sum(h, offsetof(struct keep_header, sum), 0) || h->length != m->size) return false;
  *ret_why = KEPT_FOREIGN;
  if (strncmp(h->register_id, k->set.register_id, sizeof h->register_id) != 0) return false;
  *ret_why = KEPT_OTHER_FORMAT;
  if (h->format != k->set.format) return false;
  *ret_why = KEPT_DAMAGED;
  *ret_noted = keep_noted(k, m, h);
  return sections_whole(m, h, *ret_noted);
}

static bool same_point(struct kept_point a, struct kept_point b) {
  return a.act == b.act && a.stamp == b.stamp;
}

/* Does entry i begin where what is before it ends? */
static bool follows(const struct kept *k, int i) {
  return same_point(k->entry[i].from, i ? k->entry[i - 1].to : k->header->point);
}

/* The entries from `whole` on that are whole. */
static void read_entries(struct kept *k) {
  const struct keep_map *m = &k->journal;
  while (k->entries < KEPT_ENTRIES_MAX && m->size - (size_t)k->whole >= sizeof(struct keep_entry)) {
    struct keep_entry e;
    memcpy(&e, m->at + k->whole, sizeof e);
    size_t left = m->size - (size_t)k->whole - sizeof e;
    if (e.magic != KEPT_ENTRY_MAGIC || e.size > left || keep_round(e.size) > left) return;
    if (e.sum != keep_sum(&e, offsetof(struct keep_entry, sum), k->header->sum)) return;
    const unsigned char *data = m->at + k->whole + sizeof e;
    if (!same_point(e.from, kept_at(k)) || e.to.act <= e.from.act) return;
    if (e.data_sum != keep_sum(data, e.size, 0)) return;
    k->entry[k->entries++] = (struct kept_entry) { e.from, e.to, { (const char *)data, e.size } };
    if (BROKEN(2)) k->entry[k->entries - 1].from.act--;
    INVARIANT(2, follows(k, k->entries - 1));
    k->whole += (int64_t)(sizeof e + keep_round(e.size));
    k->trusted = false;
  }
}

/* Maps the journal again when it has grown; entries already read only move. */
static enum err read_journal(struct kept *k) {
  char path[KEPT_PATH_MAX];
  struct keep_map m = { .fd = -1 };
  if (!keep_path(k, k->header->point.act, "journal", path)) return IO;
  enum err e = map_file(path, false, &m);
  if (e == NOT_FOUND || e == INVALID) return OK;
  return e == OK ? keep_take_journal(k, m) : e;
}

enum err keep_take_journal(struct kept *k, struct keep_map m) {
  assert(k && k->header);
  if (m.size < k->journal.size) {
    unmap(&m);
    return IO;
  }
  for (int i = 0; i < k->entries; i++) {
    size_t at = (size_t)((const unsigned char *)k->entry[i].data.p - k->journal.at);
    k->entry[i].data.p = (const char *)m.at + at;
  }
  unmap(&k->journal);
  k->journal = m;
  if (m.at) read_entries(k);
  return OK;
}

void keep_take_generation(struct kept *k, struct keep_map m) {
  assert(k && m.at && m.size >= sizeof *k->header);
  keep_drop(k);
  k->gen = m;
  k->header = (const void *)m.at;
}

static enum err take_generation(struct kept *k, int64_t act) {
  char path[KEPT_PATH_MAX];
  struct keep_map m;
  if (!keep_path(k, act, "gen", path)) return IO;
  enum err e = map_file(path, !BROKEN(3), &m);
  if (e == INVALID) keep_say(k, KEPT_DAMAGED, path);
  if (e != OK) return e;
  enum kept_notice why;
  bool noted = false;
  if (!generation_fits(k, &m, &noted, &why)) {
    keep_say(k, why, path);
    unmap(&m);
    return INVALID;
  }
  keep_take_generation(k, m);
  k->noted = noted;
  if (BROKEN(1)) k->gen.size--;
  INVARIANT(1, k->header->length == k->gen.size);
  INVARIANT(3, k->gen.held);
  return OK;
}

/* A generation that was made anew bears the same act, but is another file. */
static bool is_mapped(const struct kept *k, int64_t act) {
  char path[KEPT_PATH_MAX];
  struct stat mine, there;
  return k->header && k->header->point.act == act && keep_path(k, act, "gen", path) &&
         stat(path, &there) == 0 && fstat(k->gen.fd, &mine) == 0 && mine.st_ino == there.st_ino &&
         mine.st_dev == there.st_dev;
}

enum err kept_refresh(struct kept *k) {
  assert(k);
  if (k->memory) return k->header ? OK : NOT_FOUND;
  for (int i = 0; i < TRIES; i++) {
    int64_t acts[GENERATIONS_MAX];
    int n = keep_list(k, acts, GENERATIONS_MAX);
    enum err e = NOT_FOUND;
    bool gone = false;
    for (int g = 0; g < n; g++) {
      if (is_mapped(k, acts[g])) return read_journal(k);
      e = take_generation(k, acts[g]);
      if (e == OK) return read_journal(k);
      if (e == IO) return IO;
      gone |= e == NOT_FOUND;
    }
    /* Taken away between the list and the look: then there is a newer one. */
    if (!gone) return k->header ? read_journal(k) : NOT_FOUND;
  }
  return IO;
}

/* ---- what is mapped ---- */

bool kept_present(const struct kept *k) { return k->header != NULL; }

struct kept_point kept_at(const struct kept *k) {
  if (k->header == NULL) return (struct kept_point) { -1, 0 };
  return k->entries ? k->entry[k->entries - 1].to : k->header->point;
}

int64_t kept_generation(const struct kept *k) { return k->header ? k->header->point.act : -1; }

int kept_section_count(const struct kept *k) { return k->header ? (int)k->header->count : 0; }

const void *kept_section(const struct kept *k, int i, size_t *ret_size) {
  assert(k->header && i >= 0 && i < (int)k->header->count);
  *ret_size = k->header->section[i].size;
  return k->gen.at + k->header->section[i].at;
}

int kept_entry_count(const struct kept *k) { return k->entries; }

struct kept_entry kept_entry(const struct kept *k, int i) {
  assert(i >= 0 && i < k->entries);
  return k->entry[i];
}
