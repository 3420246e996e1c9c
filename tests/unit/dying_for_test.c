/* A disk whose writer is killed at one of its steps. */
#include "dying_for_test.h"

#include <signal.h>

static int steps, die_at;

void dying_at(int at) {
  steps = 0;
  die_at = at;
}

static void step(void) {
  if (++steps == die_at) raise(SIGKILL);
}
static int dying_reserve(int fd, int64_t at, int64_t size) {
  step();
  return kept_machine.reserve(fd, at, size);
}
/* Dies in the middle, with half of it written. */
static int dying_write(int fd, const void *bytes, size_t size, int64_t at) {
  if (steps + 1 == die_at) kept_machine.write(fd, bytes, size / 2, at);
  step();
  return kept_machine.write(fd, bytes, size, at);
}
static int dying_sync(int fd) {
  step();
  return kept_machine.sync(fd);
}
static int dying_rename(const char *from, const char *to) {
  step();
  return kept_machine.rename(from, to);
}
static int dying_unlink(const char *path) {
  step();
  return kept_machine.unlink(path);
}
const struct kept_system dying_system = { dying_reserve, dying_write, dying_sync, dying_rename,
                                          dying_unlink };
