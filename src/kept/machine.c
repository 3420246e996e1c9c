/* The machine's own files, as a keep writes them. Tests put another machine in its place (kept.h). */
#include "kept/keep.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

static int machine_reserve(int fd, int64_t at, int64_t size) {
  /* Beyond the limit the kernel would send a signal before it answers. */
  struct rlimit most;
  if (getrlimit(RLIMIT_FSIZE, &most) == 0 && most.rlim_cur != RLIM_INFINITY &&
      (uint64_t)at + (uint64_t)size > most.rlim_cur)
    return EFBIG;
  int e;
  do
    e = posix_fallocate(fd, at, size);
  while (e == EINTR);
  return e;
}

static int machine_write(int fd, const void *bytes, size_t size, int64_t at) {
  const char *p = bytes;
  while (size > 0) {
    ssize_t put = pwrite(fd, p, size, at);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return -1;
    p += put;
    at += put;
    size -= (size_t)put;
  }
  return 0;
}

const struct kept_system kept_machine = { machine_reserve, machine_write, fsync, rename, unlink };
