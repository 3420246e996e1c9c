/* The world outside the program: clock, memory, files. */
#include "base/base.h"
#include "base/base_words.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define VIETNAM_SECONDS (7 * 3600)

double clock_seconds(void) {
  struct timespec t;
  int bad = clock_gettime(CLOCK_MONOTONIC, &t);
  assert(!bad);
  (void)bad;
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static _Noreturn void no_day_served(const char *what, const char *is) {
  fprintf(stderr, "ansinh: %s: %s / %s (YYYY-MM-DD): %s\n", what, WORDS(BASE_no_day_served), is);
  exit(78);
}

bool clock_day_set(date *ret_day) {
  assert(ret_day);
  const char *fixed = getenv("ANSINH_TODAY");
  if (!fixed || !*fixed) return false;
  bool served = parse_date(str_of(fixed), ret_day) == OK && *ret_day >= DATE_SERVED_MIN &&
                *ret_day <= DATE_SERVED_MAX;
  if (!served) no_day_served("ANSINH_TODAY", fixed);
  return true;
}

enum err random_bytes(void *ret_p, size_t n) {
  assert(ret_p != NULL && n <= 256); /* what the system gives whole or not at all */
  ssize_t got;
  do
    got = getrandom(ret_p, n, 0);
  while (got < 0 && errno == EINTR);
  return got == (ssize_t)n ? OK : IO;
}

date clock_today(void) {
  date d;
  if (clock_day_set(&d)) return d;
  int64_t day = ((int64_t)time(NULL) + VIETNAM_SECONDS) / 86400;
  char text[24];
  snprintf(text, sizeof text, "%lld", (long long)day);
  if (day < DATE_SERVED_MIN || day > DATE_SERVED_MAX)
    no_day_served("the clock, in days since 1970-01-01,", text);
  return (date)day;
}

size_t peak_memory_kib(void) {
  struct rusage u;
  int bad = getrusage(RUSAGE_SELF, &u);
  assert(!bad && u.ru_maxrss >= 0);
  (void)bad;
  return (size_t)u.ru_maxrss;
}

static enum err read_all(struct arena *a, int fd, size_t max, size_t guess, struct str *ret_text) {
  size_t cap = guess + 2, n = 0;
  char *p = arena_alloc(a, cap);
  for (;;) {
    if (n + 1 == cap) {
      p = arena_grow(a, p, cap, cap * 2);
      cap *= 2;
    }
    ssize_t got = read(fd, p + n, cap - n - 1);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return IO;
    if (got == 0) break;
    n += (size_t)got;
    if (n > max) return LIMIT;
  }
  p[n] = 0;
  *ret_text = (struct str) { p, n };
  return OK;
}

enum err file_read(struct arena *a, const char *path, size_t max, struct str *ret_text) {
  assert(a && path && ret_text && max < SIZE_MAX / 4);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return errno == ENOENT || errno == ENOTDIR ? NOT_FOUND : IO;
  struct stat st;
  enum err e = IO;
  if (fstat(fd, &st) == 0) {
    size_t guess = S_ISREG(st.st_mode) ? (size_t)st.st_size : 4096;
    e = guess > max && S_ISREG(st.st_mode) ? LIMIT : read_all(a, fd, max, guess, ret_text);
  }
  close(fd);
  return e;
}

bool file_no_room(int number) { return number == ENOSPC || number == EDQUOT || number == EFBIG; }

static enum err write_all(int fd, struct str text) {
  while (text.n) {
    ssize_t put = write(fd, text.p, text.n);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return IO;
    text.p += put;
    text.n -= (size_t)put;
  }
  return fsync(fd) == 0 ? OK : IO;
}

enum err file_place(const char *path) {
  assert(path);
  struct stat st;
  if (stat(path, &st) == 0) return S_ISREG(st.st_mode) ? OK : INVALID;
  if (errno != ENOENT) return IO;
  return lstat(path, &st) == 0 ? INVALID : OK;
}

/* A name beside `path` that was not there before, opened; -1 when there is none. */
static int open_beside(const char *path, char temporary[PATH_MAX]) {
  uint64_t dice;
  if (getrandom(&dice, sizeof dice, 0) != (ssize_t)sizeof dice) return -1;
  int n = snprintf(temporary, PATH_MAX, "%s.%016llx.new", path, (unsigned long long)dice);
  if (n < 0 || n >= PATH_MAX) return -1;
  return open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

/* Gives a file its name; `over`: also where there is one of that name. */
static enum err put_in_place(const char *temporary, const char *target, bool over) {
  if (over) return rename(temporary, target) == 0 ? OK : IO;
  if (renameat2(AT_FDCWD, temporary, AT_FDCWD, target, RENAME_NOREPLACE) == 0) return OK;
  bool cannot = errno == EINVAL || errno == ENOSYS || errno == ENOTSUP;
  if (!cannot || link(temporary, target) != 0) return errno == EEXIST ? CONFLICT : IO;
  (void)unlink(temporary);
  return OK;
}

static enum err write_file(const char *path, struct str text, bool over) {
  assert(path && (text.p || text.n == 0));
  char temporary[PATH_MAX], target[PATH_MAX];
  enum err place = file_place(path);
  if (place != OK) return place;
  if (!realpath(path, target)) {
    if (errno != ENOENT || strlen(path) >= sizeof target) return IO;
    memcpy(target, path, strlen(path) + 1);
  }
  int fd = open_beside(target, temporary);
  if (fd < 0) return IO;
  enum err e = write_all(fd, text);
  int why = errno;
  bool closed = close(fd) == 0;
  if (e != OK) errno = why;
  if (!closed) e = IO;
  if (e == OK) e = put_in_place(temporary, target, over);
  int number = errno;
  if (e != OK) unlink(temporary);
  errno = number;
  return e;
}

enum err file_write(const char *path, struct str text) { return write_file(path, text, true); }

enum err file_write_new(const char *path, struct str text) {
  struct stat there;
  return lstat(path, &there) == 0 ? CONFLICT : write_file(path, text, false);
}
