/* The world outside the program: the clock, files that are written whole, and what is no file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/base.h"

#include <sys/stat.h>
#include <unistd.h>

#define CEILING ((size_t)64 << 20)

static int arena_setup(void **state) {
  *state = arena_new("test", CEILING);
  return *state ? 0 : -1;
}

static int arena_teardown(void **state) {
  arena_free(*state);
  return 0;
}

static void assert_str(struct str s, const char *z) {
  if (!str_is(s, z)) fail_msg("'%.*s' is not '%s'", (int)s.n, s.p, z);
}

static void the_clock_can_be_set(void **state) {
  (void)state;
  setenv("ANSINH_TODAY", "2026-10-05", 1);
  assert_int_equal(clock_today(), date_of(2026, 10, 5));
  unsetenv("ANSINH_TODAY");
  assert_true(clock_today() > date_of(2024, 1, 1));
  double a = clock_seconds(); /* measuring */
  assert_true(clock_seconds() >= a);
  assert_true(peak_memory_kib() > 500);
}

static void files_are_written_whole(void **state) {
  struct arena *a = *state;
  char folder[] = "test_base_XXXXXX";
  assert_non_null(mkdtemp(folder));
  char *path = arena_print(a, "%s/file", folder);
  struct str s = { "untouched", 9 };
  assert_int_equal(file_read(a, path, 100, &s), NOT_FOUND);
  assert_int_equal(file_write(path, S("một\nhai\n")), OK);
  assert_int_equal(file_read(a, path, 3, &s), LIMIT);
  assert_str(s, "untouched");
  assert_int_equal(file_read(a, path, 10, &s), OK);
  assert_str(s, "một\nhai\n");
  assert_int_equal(s.p[s.n], 0);
  assert_int_equal(file_write(path, S("")), OK);
  assert_int_equal(file_read(a, path, 0, &s), OK);
  assert_str(s, "");
  assert_int_equal(file_read(a, folder, 100, &s), IO);
  assert_int_equal(file_read(a, "/dev/zero", 10000, &s), LIMIT); /* of unknown size */
  assert_int_equal(file_read(a, "/dev/null", 0, &s), OK);
  assert_int_equal(file_write(arena_print(a, "%s/none/file", folder), S("x")), IO);
  assert_int_equal(unlink(path), 0);
  assert_int_equal(rmdir(folder), 0); /* no temporary file was left */
}

static void only_regular_files_are_written_over(void **state) {
  struct arena *a = *state;
  char folder[] = "test_base_XXXXXX";
  struct stat st;
  struct str s;
  assert_non_null(mkdtemp(folder));
  char *file = arena_print(a, "%s/file", folder), *link = arena_print(a, "%s/link", folder);
  char *fifo = arena_print(a, "%s/fifo", folder), *nowhere = arena_print(a, "%s/nowhere", folder);
  assert_int_equal(file_place(file), OK);
  assert_int_equal(file_write(file, S("one")), OK);
  assert_int_equal(stat(file, &st), 0);
  assert_int_equal(st.st_mode & 0777, 0600);
  assert_int_equal(symlink("file", link), 0);
  assert_int_equal(file_write(link, S("two")), OK);
  assert_int_equal(lstat(link, &st), 0);
  assert_true(S_ISLNK(st.st_mode));
  assert_int_equal(file_read(a, file, 10, &s), OK);
  assert_str(s, "two");
  assert_int_equal(mkfifo(fifo, 0600), 0);
  assert_int_equal(file_write(fifo, S("x")), INVALID);
  assert_int_equal(lstat(fifo, &st), 0);
  assert_true(S_ISFIFO(st.st_mode));
  assert_int_equal(symlink("gone", nowhere), 0);
  assert_int_equal(file_write(nowhere, S("x")), INVALID);
  assert_int_equal(file_write(folder, S("x")), INVALID);
  assert_int_equal(file_write("/dev/null", S("x")), INVALID);
  assert_int_equal(stat("/dev/null", &st), 0);
  assert_true(S_ISCHR(st.st_mode));
  assert_int_equal(unlink(file) | unlink(link) | unlink(fifo) | unlink(nowhere), 0);
  assert_int_equal(rmdir(folder), 0); /* no temporary file was left */
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_clock_can_be_set),
    cmocka_unit_test(files_are_written_whole),
    cmocka_unit_test(only_regular_files_are_written_over),
  };
  return cmocka_run_group_tests_name("system", tests, arena_setup, arena_teardown);
}
