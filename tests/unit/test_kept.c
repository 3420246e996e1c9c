/* The kept files: generations and journal, killed at each write, on a full disk, of a foreign register. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "dying_for_test.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A keep whose content follows from its acts alone, so that any reader can tell what is whole: section 0
 * holds the act times 3, section 1 some hundred numbers made from it; an entry holds a text made from both
 * its ends. */

enum { NUMBERS = 700, FORMAT = 5, ENTRIES_BEFORE_NEW = 5 };

static char folder[64];
static char file_said[256];
static int said[KEPT_NOTICES];

static void listen(void *context, enum kept_notice notice, const char *file) {
  (void)context;
  said[notice]++;
  snprintf(file_said, sizeof file_said, "%s", file);
}

static struct kept_set set_of(const struct kept_system *system) {
  return (struct kept_set) { folder, "test", "REGISTER00000000A", FORMAT, system, listen, NULL };
}

/* What the register holds in the test: the last act, and a way its acts came about. */
struct source {
  int64_t last, way;
  int64_t known; /* the register's last act, when the test brings the keep to earlier ones */
  int made, generations;
  bool always_whole;
  size_t extra; /* bytes of a third section */
};

static int64_t stamp_of(const struct source *s, int64_t act) { return act * 1000 + s->way; }

static enum err holds(void *context, struct kept_point p, bool *ret_holds) {
  const struct source *s = context;
  *ret_holds = p.act <= (s->known ? s->known : s->last) && p.stamp == stamp_of(s, p.act);
  return OK;
}

static size_t entry_text(char *z, size_t size, int64_t from, int64_t to) {
  int n = snprintf(z, size, "entry %lld to %lld", (long long)from, (long long)to);
  for (int64_t i = 0; i < to % 300; i++)
    z[n++] = (char)('a' + (from + i) % 26);
  return (size_t)n;
}

static enum err make_generation(struct source *s, struct kept_writer *w) {
  size_t sizes[3] = { 8, NUMBERS * 8, s->extra };
  void *memory[3];
  enum err e = kept_begin(w, s->extra ? 3 : 2, sizes, memory);
  if (e != OK) return e;
  *(int64_t *)memory[0] = s->last * 3;
  for (int i = 0; i < NUMBERS; i++)
    ((uint64_t *)memory[1])[i] = hash64(&i, sizeof i, (uint64_t)s->last);
  s->generations++;
  return kept_finish(w, (struct kept_point) { s->last, stamp_of(s, s->last) });
}

static enum err make(void *context, struct kept_writer *w) {
  struct source *s = context;
  const struct kept *base = kept_writer_base(w);
  s->made++;
  if (s->always_whole || !kept_present(base) || kept_entry_count(base) >= ENTRIES_BEFORE_NEW)
    return make_generation(s, w);
  char z[600];
  size_t n = entry_text(z, sizeof z, kept_at(base).act, s->last);
  return kept_append(w, (struct kept_point) { s->last, stamp_of(s, s->last) }, (struct str) { z, n });
}

static struct kept_maker maker_of(struct source *s) { return (struct kept_maker) { s, holds, make }; }

/* Is what is mapped what its acts say? */
static bool whole(const struct kept *k) {
  size_t n0, n1;
  int64_t act = kept_generation(k);
  const int64_t *first = kept_section(k, 0, &n0);
  const uint64_t *numbers = kept_section(k, 1, &n1);
  bool ok = n0 == 8 && n1 == NUMBERS * 8 && *first == act * 3 && (uintptr_t)numbers % KEPT_ALIGN == 0;
  for (int i = 0; ok && i < NUMBERS; i++)
    ok = numbers[i] == hash64(&i, sizeof i, (uint64_t)act);
  for (int i = 0; ok && i < kept_entry_count(k); i++) {
    struct kept_entry e = kept_entry(k, i);
    char z[600];
    size_t n = entry_text(z, sizeof z, e.from.act, e.to.act);
    ok = e.from.act == act && str_eq(e.data, (struct str) { z, n });
    act = e.to.act;
  }
  return ok && kept_at(k).act == act;
}

static void empty_folder(void) {
  DIR *d = opendir(folder);
  char path[400];
  for (struct dirent *f; d && (f = readdir(d)) != NULL;) {
    snprintf(path, sizeof path, "%s/%s", folder, f->d_name);
    unlink(path);
  }
  if (d) closedir(d);
}

static int files_ending(const char *end) {
  DIR *d = opendir(folder);
  int n = 0;
  for (struct dirent *f; d && (f = readdir(d)) != NULL;) {
    size_t length = strlen(f->d_name), want = strlen(end);
    n += length > want && strcmp(f->d_name + length - want, end) == 0;
  }
  if (d) closedir(d);
  return n;
}

static int setup(void **state) {
  snprintf(folder, sizeof folder, "test_kept_XXXXXX");
  if (mkdtemp(folder) == NULL) return -1;
  memset(said, 0, sizeof said);
  *state = arena_new("test", (size_t)64 << 20);
  return 0;
}

static int teardown(void **state) {
  empty_folder();
  rmdir(folder);
  arena_free(*state);
  return 0;
}

static struct kept *opened(struct arena *a) {
  struct kept_set set = set_of(NULL);
  struct kept *k;
  assert_int_equal(kept_open(a, &set, &k), OK);
  return k;
}

static void bring(struct kept *k, struct source *s, int64_t act) {
  s->last = act;
  struct kept_maker maker = maker_of(s);
  assert_int_equal(kept_bring(k, act, &maker), OK);
  assert_true(whole(k));
  assert_int_equal(kept_at(k).act, act);
}

static void path_of(char path[400], const char *file) { snprintf(path, 400, "%s/%s", folder, file); }

/* Turns one bit of a file round. */
static void damage(const char *file, off_t at) {
  char path[400], c;
  path_of(path, file);
  int fd = open(path, O_RDWR);
  assert_true(fd >= 0 && pread(fd, &c, 1, at) == 1);
  c ^= 4;
  assert_true(pwrite(fd, &c, 1, at) == 1);
  close(fd);
}

static void it_is_brought_as_far_as_wanted(void **state) {
  struct source s = { 0 };
  struct kept *k = opened(*state);
  assert_false(kept_present(k));
  assert_int_equal(kept_refresh(k), NOT_FOUND);
  assert_int_equal(kept_at(k).act, -1);
  bring(k, &s, 10);
  assert_int_equal(s.generations, 1);
  bring(k, &s, 12);
  bring(k, &s, 15);
  assert_int_equal(kept_entry_count(k), 2);
  assert_int_equal(s.made, 3);
  struct kept_maker maker = maker_of(&s);
  assert_int_equal(kept_bring(k, 11, &maker), OK); /* it is there */
  assert_int_equal(s.made, 3);
  struct kept *other = opened(*state);
  assert_int_equal(kept_refresh(other), OK);
  assert_true(whole(other) && kept_at(other).act == 15);
  kept_close(other);
  struct stat st;
  char path[400];
  path_of(path, "test.10.gen");
  assert_int_equal(stat(path, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0600);
  path_of(path, "test.10.journal");
  assert_int_equal(stat(path, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0600);
  kept_close(k);
}

static void a_reader_keeps_its_generation(void **state) {
  struct source s = { 0 };
  struct kept *k = opened(*state), *reader = opened(*state);
  bring(k, &s, 1);
  bring(k, &s, 2);
  assert_int_equal(kept_refresh(reader), OK);
  s.always_whole = true;
  for (int64_t act = 3; act < 20; act++)
    bring(k, &s, act);
  assert_true(whole(reader));
  assert_int_equal(kept_at(reader).act, 2);
  assert_int_equal(files_ending(".gen"), 2); /* the reader's and the newest */
  assert_int_equal(kept_refresh(reader), OK);
  assert_int_equal(kept_at(reader).act, 19);
  bring(k, &s, 20);
  bring(k, &s, 21);
  assert_int_equal(files_ending(".gen"), 2);
  kept_close(reader);
  bring(k, &s, 22);
  assert_int_equal(files_ending(".gen"), 1);
  assert_int_equal(files_ending(".journal"), 0);
  kept_close(k);
}

static void damage_is_found_said_and_mended(void **state) {
  struct source s = { .always_whole = true };
  struct kept *k = opened(*state);
  bring(k, &s, 7);
  kept_close(k);
  struct stat st;
  char path[400];
  path_of(path, "test.7.gen");
  assert_int_equal(stat(path, &st), 0);
  int noticed = 0, harmless = 0;
  for (off_t at = 0; at < st.st_size; at += at < 200 ? 1 : 97) {
    damage("test.7.gen", at);
    memset(said, 0, sizeof said);
    k = opened(*state);
    enum err e = kept_refresh(k);
    bool told = said[KEPT_DAMAGED] + said[KEPT_OTHER_FORMAT] == 1;
    /* Between sections lie bytes that nobody reads. */
    if (e == OK ? !whole(k) : !told) fail_msg("byte %ld", (long)at);
    noticed += e == NOT_FOUND;
    harmless += e == OK;
    if (e == OK) damage("test.7.gen", at);
    bring(k, &s, 7);
    kept_close(k);
  }
  assert_true(noticed > 200 && harmless < 10);
  assert_int_equal(truncate(path, st.st_size - 64), 0);
  k = opened(*state);
  assert_int_equal(kept_refresh(k), NOT_FOUND);
  bring(k, &s, 7);
  kept_close(k);
}

/* Opening one would wait for ever for somebody who writes. */
static void what_is_no_file_is_not_waited_for(void **state) {
  struct source s = { .always_whole = true };
  char path[400];
  path_of(path, "test.9.gen");
  struct kept *k = opened(*state);
  bring(k, &s, 7);
  kept_close(k);
  assert_int_equal(mkfifo(path, 0600), 0);
  path_of(path, "test.7.whole");
  (void)unlink(path);
  assert_int_equal(mkfifo(path, 0600), 0);
  path_of(path, "test.7.journal");
  (void)unlink(path);
  assert_int_equal(mkfifo(path, 0600), 0);
  memset(said, 0, sizeof said);
  alarm(20);
  k = opened(*state);
  assert_int_equal(kept_refresh(k), OK);
  assert_int_equal(kept_at(k).act, 7);
  assert_int_equal(said[KEPT_DAMAGED], 1);
  bring(k, &s, 10);
  kept_close(k);
  alarm(0);
}

static void another_register_format_or_history_is_made_anew(void **state) {
  struct source s = { 0 };
  struct kept *k = opened(*state), *other;
  bring(k, &s, 7);
  kept_close(k);
  struct kept_set set = set_of(NULL);
  set.register_id = "REGISTER00000000B";
  assert_int_equal(kept_open(*state, &set, &other), OK);
  assert_int_equal(kept_refresh(other), NOT_FOUND);
  assert_int_equal(said[KEPT_FOREIGN], 1);
  assert_non_null(strstr(file_said, "test.7.gen"));
  set = set_of(NULL);
  set.format = FORMAT + 1;
  assert_int_equal(kept_open(*state, &set, &other), OK);
  bring(other, &s, 8);
  assert_int_equal(said[KEPT_OTHER_FORMAT], 1);
  kept_close(other);
  /* The register was restored from a backup of act 5 and went another way. */
  set = set_of(NULL);
  assert_int_equal(kept_open(*state, &set, &k), OK);
  s.last = 8;
  bring(k, &s, 8);
  bring(k, &s, 9);
  struct kept *holder = opened(*state);
  assert_int_equal(kept_refresh(holder), OK);
  struct source restored = { .way = 1 };
  other = opened(*state);
  bring(other, &restored, 6);
  assert_int_equal(said[KEPT_OTHER_HISTORY], 1);
  assert_int_equal(restored.generations, 1);
  assert_true(whole(holder) && kept_at(holder).act == 9);
  /* Who still holds the old one sees the new one, though its act is the smaller. */
  struct kept_maker maker = maker_of(&restored);
  assert_int_equal(kept_refresh(holder), OK);
  assert_int_equal(kept_bring(holder, 6, &maker), OK);
  assert_int_equal(kept_at(holder).act, 6);
  kept_close(holder);
  kept_close(other);
  kept_close(k);
}

static void one_of_the_same_act_made_anew_is_seen(void **state) {
  struct source s = { 0 }, other_way = { .way = 1 };
  struct kept *holder = opened(*state), *k = opened(*state);
  bring(holder, &s, 5);
  bring(k, &other_way, 5);
  bring(k, &other_way, 6);
  bring(holder, &other_way, 7);
  assert_int_equal(kept_entry_count(holder), 2);
  assert_int_equal(kept_refresh(k), OK);
  assert_true(whole(k) && kept_at(k).act == 7);
  kept_close(k);
  kept_close(holder);
}

static void a_torn_journal_ends_where_it_is_whole(void **state) {
  struct source s = { 0 };
  struct kept *k = opened(*state);
  bring(k, &s, 1);
  bring(k, &s, 50);
  bring(k, &s, 150);
  kept_close(k);
  char path[400];
  path_of(path, "test.1.journal");
  struct stat st;
  assert_int_equal(stat(path, &st), 0);
  for (off_t cut = st.st_size; cut >= 0; cut -= 13) {
    assert_int_equal(truncate(path, cut), 0);
    k = opened(*state);
    assert_int_equal(kept_refresh(k), OK);
    int64_t last = kept_at(k).act;
    assert_true(whole(k) && (last == 150 || last == 50 || last == 1));
    assert_true((last == 150) == (cut == st.st_size));
    kept_close(k);
  }
  k = opened(*state);
  bring(k, &s, 60);
  assert_int_equal(kept_entry_count(k), 1);
  kept_close(k);
  damage("test.1.journal", 70);
  k = opened(*state);
  assert_int_equal(kept_refresh(k), OK);
  assert_int_equal(kept_at(k).act, 1);
  bring(k, &s, 61); /* written over what was torn */
  assert_int_equal(kept_entry_count(k), 1);
  kept_close(k);
}

static void a_full_disk_is_a_refusal(void **state) {
  struct source s = { 0 };
  struct kept *k = opened(*state);
  bring(k, &s, 3);
  struct rlimit was, small;
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
  small = was;
  small.rlim_cur = 100;
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
  struct kept_maker maker = maker_of(&s);
  s.last = 4;
  assert_int_equal(kept_bring(k, 4, &maker), LIMIT); /* an entry of 64 + 64 bytes */
  s.always_whole = true;
  assert_int_equal(kept_bring(k, 4, &maker), LIMIT);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
  assert_int_equal(said[KEPT_NO_ROOM], 2);
  assert_true(whole(k) && kept_at(k).act == 3);
  assert_int_equal(files_ending(".new"), 0);
  bring(k, &s, 4);
  kept_close(k);
}

static int no_space(int fd, int64_t at, int64_t size) {
  (void)fd;
  (void)at;
  (void)size;
  return ENOSPC;
}
static int no_sync(int fd) {
  (void)fd;
  return -1;
}

static void faults_of_the_disk_leave_what_was(void **state) {
  struct source s = { 0 };
  struct kept *k = opened(*state);
  bring(k, &s, 3);
  kept_close(k);
  struct kept_system bad = kept_machine;
  bad.reserve = no_space;
  struct kept_set set = set_of(&bad);
  assert_int_equal(kept_open(*state, &set, &k), OK);
  struct kept_maker maker = maker_of(&s);
  s.last = 9;
  s.always_whole = true;
  assert_int_equal(kept_bring(k, 9, &maker), LIMIT);
  bad = kept_machine;
  bad.sync = no_sync;
  assert_int_equal(kept_bring(k, 9, &maker), IO);
  assert_true(whole(k) && kept_at(k).act == 3);
  assert_int_equal(files_ending(".new"), 0);
  kept_close(k);
}

/* ---- killed at each write ---- */

struct shared {
  volatile int64_t last; /* act the writers have come to */
  volatile int stop;
  volatile int64_t looks, bad;
};

/* Reads and verifies until told to stop; now and then holds what it has while others go on. */
static void read_on(struct shared *shared, uint64_t seed) {
  struct rng r = { seed };
  struct arena *a = arena_new("reader", (size_t)16 << 20);
  struct kept *k = opened(a);
  int64_t seen = -1;
  while (!shared->stop) {
    enum err e = kept_refresh(k);
    if (e == NOT_FOUND) continue;
    bool ok = e == OK && whole(k) && kept_at(k).act >= seen;
    seen = ok ? kept_at(k).act : seen;
    if (rng_below(&r, 4) == 0) {
      usleep((useconds_t)rng_below(&r, 3000));
      ok = ok && whole(k) && kept_at(k).act == seen;
    }
    __atomic_add_fetch(&shared->looks, 1, __ATOMIC_RELAXED);
    if (!ok) __atomic_add_fetch(&shared->bad, 1, __ATOMIC_RELAXED);
    if (rng_below(&r, 50) == 0) {
      kept_close(k);
      arena_reset(a);
      k = opened(a);
    }
  }
  kept_close(k);
  arena_free(a);
}

/* Goes on from act to act until it dies, or has done `acts`. */
static void write_on(struct shared *shared, int at_step, uint64_t seed, int acts) {
  struct rng r = { seed };
  struct arena *a = arena_new("writer", (size_t)16 << 20);
  struct kept_set set = set_of(&dying_system);
  struct kept *k;
  struct source s = { 0 };
  if (kept_open(a, &set, &k) != OK) _exit(3);
  dying_at(at_step);
  for (int i = 0; i < acts; i++) {
    int64_t act = shared->last + 1 + (int64_t)rng_below(&r, 3);
    s.last = act;
    s.always_whole = rng_below(&r, 6) == 0;
    struct kept_maker maker = maker_of(&s);
    if (kept_bring(k, act, &maker) != OK || !whole(k)) _exit(4);
    shared->last = act;
  }
  _exit(0);
}

static void readers_see_only_whole_states_while_writers_are_killed(void **state) {
  (void)state;
  enum { READERS = 4, ROUNDS = 400 };
  uint64_t seed = (uint64_t)(clock_seconds() * 1e6);
  print_message("seed %llu\n", (unsigned long long)seed);
  struct shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
                               0);
  assert_true(shared != MAP_FAILED);
  pid_t readers[READERS];
  for (int i = 0; i < READERS; i++)
    if ((readers[i] = fork()) == 0) {
      read_on(shared, seed + (uint64_t)i);
      _exit(0);
    }
  int killed = 0, status, bad_writers = 0;
  for (int round = 0; round < ROUNDS; round++) {
    pid_t writer = fork();
    if (writer == 0) write_on(shared, 1 + round % 40, seed ^ (uint64_t)round * 977, 12);
    assert_int_equal(waitpid(writer, &status, 0), writer);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
      killed++;
    else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
      bad_writers++;
    /* A writer that was killed may have come further than it could say. */
    struct arena *a = arena_new("after", (size_t)4 << 20);
    struct kept *k = opened(a);
    if (kept_refresh(k) == OK && kept_at(k).act > shared->last) shared->last = kept_at(k).act;
    kept_close(k);
    arena_free(a);
  }
  shared->stop = 1;
  for (int i = 0; i < READERS; i++) {
    assert_int_equal(waitpid(readers[i], &status, 0), readers[i]);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  print_message("%d of %d writers killed, %lld looks\n", killed, ROUNDS, (long long)shared->looks);
  assert_int_equal(bad_writers, 0);
  assert_int_equal(shared->bad, 0);
  assert_true(killed > ROUNDS / 2 && shared->looks > ROUNDS);
  munmap(shared, sizeof *shared);
}

static void many_writers_make_each_act_once(void **state) {
  (void)state;
  enum { WRITERS = 6, ACTS = 60 };
  struct shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
                               0);
  assert_true(shared != MAP_FAILED);
  pid_t writers[WRITERS];
  for (int i = 0; i < WRITERS; i++)
    if ((writers[i] = fork()) == 0) {
      struct arena *a = arena_new("writer", (size_t)16 << 20);
      struct kept *k = opened(a);
      struct source s = { .known = ACTS };
      struct kept_maker maker = maker_of(&s);
      for (int64_t act = 1; act <= ACTS; act++) {
        s.last = act;
        s.made = 0;
        if (kept_bring(k, act, &maker) != OK || !whole(k) || kept_at(k).act < act) _exit(5);
        __atomic_add_fetch(&shared->looks, s.made, __ATOMIC_RELAXED);
      }
      _exit(0);
    }
  int status;
  for (int i = 0; i < WRITERS; i++) {
    assert_int_equal(waitpid(writers[i], &status, 0), writers[i]);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  assert_int_equal(shared->looks, ACTS);
  munmap(shared, sizeof *shared);
}

static void the_folder_follows_the_register(void **state) {
  struct arena *a = *state;
  assert_string_equal(kept_folder(a, "var/province.db", "ABC"), "var/province.db.kept");
  setenv("ANSINH_KEPT", folder, 1);
  char want[100];
  snprintf(want, sizeof want, "%s/ABC", folder);
  assert_string_equal(kept_folder(a, "postgresql://localhost/province", "ABC"), want);
  unsetenv("ANSINH_KEPT");
  for (int i = 0; i < KEPT_NOTICES; i++)
    assert_true(strlen(kept_text((enum kept_notice)i, VI)) > 10 &&
                strlen(kept_text((enum kept_notice)i, EN)) > 10);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
  const struct CMUnitTest tests[] = {
    T(it_is_brought_as_far_as_wanted),
    T(a_reader_keeps_its_generation),
    T(damage_is_found_said_and_mended),
    T(what_is_no_file_is_not_waited_for),
    T(another_register_format_or_history_is_made_anew),
    T(one_of_the_same_act_made_anew_is_seen),
    T(a_torn_journal_ends_where_it_is_whole),
    T(a_full_disk_is_a_refusal),
    T(faults_of_the_disk_leave_what_was),
    T(readers_see_only_whole_states_while_writers_are_killed),
    T(many_writers_make_each_act_once),
    T(the_folder_follows_the_register),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
