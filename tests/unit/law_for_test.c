/* Reading small packs for the tests. */
#include "law_for_test.h"

#define CEILING ((size_t)1 << 30)

int arena_setup(void **state) {
  *state = arena_new("test", CEILING);
  return *state ? 0 : -1;
}

int arena_teardown(void **state) {
  arena_free(*state);
  return 0;
}

struct law_program *try_load_files(struct arena *a, int n, const struct str *texts, enum err *ret_e) {
  struct law_program *p = NULL;
  struct str names[32];
  assert_in_range(n, 1, 32);
  for (int i = 0; i < n; i++)
    names[i] = n == 1 ? S("t.luat") : str_of(arena_print(a, "t%d.luat", i));
  *ret_e = law_load_text(a, n, names, texts, &p);
  assert_non_null(p);
  return p;
}

struct law_program *try_load(struct arena *a, struct str text, enum err *ret_e) {
  struct buf headed = buf_new(a, text.n + 100);
  buf_z(&headed, "language 1\n");
  buf_str(&headed, text);
  assert_false(headed.full);
  struct str whole = buf_view(&headed);
  return try_load_files(a, 1, &whole, ret_e);
}

struct law_program *load(struct arena *a, struct str text) {
  struct buf out = buf_growing(a);
  enum err e;
  struct law_program *p = try_load(a, text, &e);
  if (e != OK) {
    law_print_diagnostics(p, &out, EN);
    fail_msg("%s\n%.*s", out.p, (int)text.n, text.p);
  }
  return p;
}

struct str repeated(struct arena *a, const char *before, const char *part, int times, const char *after) {
  struct buf b = buf_new(a, (size_t)32 << 20);
  buf_z(&b, before);
  for (int i = 0; i < times; i++)
    buf_z(&b, part);
  buf_z(&b, after);
  assert_false(b.full);
  return buf_view(&b);
}
