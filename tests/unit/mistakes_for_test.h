/* Packs written into a test and loaded: what test_law begins with. */
#ifndef ANSINH_TESTS_MISTAKES_FOR_TEST_H
#define ANSINH_TESTS_MISTAKES_FOR_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "law/law.h"
#include "law/form/program.h"

#define CEILING ((size_t)1 << 30)

static int arena_setup(void **state) {
  *state = arena_new("test", CEILING);
  return *state ? 0 : -1;
}

static int arena_teardown(void **state) {
  arena_free(*state);
  return 0;
}

static struct law_program *load_files(struct arena *a, int n, const struct str *texts, enum err *ret_e) {
  struct law_program *p = NULL;
  struct str names[32];
  assert_in_range(n, 1, 32);
  for (int i = 0; i < n; i++)
    names[i] = n == 1 ? S("t.luat") : str_of(arena_print(a, "t%d.luat", i));
  *ret_e = law_load_text(a, n, names, texts, &p);
  assert_non_null(p);
  return p;
}

/* Declarations under a head: the first of them stands on line 2. */
static struct law_program *load(struct arena *a, struct str text, enum err *ret_e) {
  struct buf b = buf_new(a, text.n + 100);
  buf_z(&b, "language 1\n");
  buf_str(&b, text);
  struct str whole = buf_view(&b);
  return load_files(a, 1, &whole, ret_e);
}

static struct str repeated(struct arena *a, const char *before, const char *part, int times,
                           const char *after) {
  struct buf b = buf_new(a, (size_t)32 << 20);
  buf_z(&b, before);
  for (int i = 0; i < times; i++)
    buf_z(&b, part);
  buf_z(&b, after);
  assert_false(b.full);
  return buf_view(&b);
}

#endif
