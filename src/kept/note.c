/* The note beside a generation, that it was found whole: who opens it then need not read all of it again.
 *
 * 1. A note is written by who holds NAME.lock, of a file whose every sum was right.
 * 2. A note speaks of one file as it was: of another file, of one that was changed since, and after the
 * machine was started again, it says nothing, and all sums are made again. */
#include "kept/keep.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NOTE_MAGIC 0x45544F4E474E4153u
enum { STARTED_MAX = 40, SETTLED_SECONDS = 1 };

struct note {
  uint64_t magic, header_sum;
  uint64_t device, file, size;
  int64_t written[2], changed[2]; /* seconds, nanoseconds */
  char started[STARTED_MAX];      /* what names this run of the machine */
  uint64_t sum;                   /* of all before it */
};

/* Changes when the machine is started. */
static bool run_of_machine(char started[STARTED_MAX]) {
  int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  ssize_t n = read(fd, started, STARTED_MAX - 1);
  close(fd);
  return n > 0;
}

static bool note_of(const struct keep_map *m, const struct keep_header *h, struct note *ret_note) {
  struct stat st;
  struct note x = { .magic = NOTE_MAGIC, .header_sum = h->sum };
  if (m->fd < 0 || fstat(m->fd, &st) != 0 || !run_of_machine(x.started)) return false;
  x.device = (uint64_t)st.st_dev;
  x.file = (uint64_t)st.st_ino;
  x.size = (uint64_t)st.st_size;
  x.written[0] = st.st_mtim.tv_sec;
  x.written[1] = st.st_mtim.tv_nsec;
  x.changed[0] = st.st_ctim.tv_sec;
  x.changed[1] = st.st_ctim.tv_nsec;
  x.sum = keep_sum(&x, offsetof(struct note, sum), 0);
  *ret_note = x;
  return true;
}

/* A change within the tick of the clock in which the file was noted would not show in its times: a file that
 * young is read. */
static bool is_settled(const struct note *x) {
  struct timespec now;
  return clock_gettime(CLOCK_REALTIME, &now) == 0 && now.tv_sec > x->changed[0] + SETTLED_SECONDS;
}

bool keep_noted(const struct kept *k, const struct keep_map *m, const struct keep_header *h) {
  struct note is, was = { 0 };
  char path[KEPT_PATH_MAX];
  if (!keep_path(k, h->point.act, "whole", path)) return false;
  int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  bool same = fd >= 0 && pread(fd, &was, sizeof was, 0) == (ssize_t)sizeof was && note_of(m, h, &is) &&
              is_settled(&is) && memcmp(&is, &was, sizeof is) == 0;
  if (fd >= 0) close(fd);
  if (BROKEN(2)) same = true;
  INVARIANT(2, !same || (was.header_sum == h->sum && was.size == m->size));
  return same;
}

void keep_note(const struct kept *k) {
  struct note x;
  char path[KEPT_PATH_MAX];
  assert(k->header && k->header->length == k->gen.size);
  bool mine = k->writing;
  if (BROKEN(1)) mine = false;
  INVARIANT(1, mine);
  if (!note_of(&k->gen, k->header, &x) || !keep_path(k, k->header->point.act, "whole", path)) return;
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return;
  if (k->set.system->write(fd, &x, sizeof x, 0) != 0) k->set.system->unlink(path);
  close(fd);
}
