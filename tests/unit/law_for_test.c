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

struct law_program *load(struct arena *a, struct str text) {
  struct law_program *p = NULL;
  struct str name = S("t.luat");
  struct buf out = buf_new(a, 1 << 20), headed = buf_new(a, text.n + 100);
  buf_z(&headed, "language 1\n");
  buf_str(&headed, text);
  text = buf_view(&headed);
  if (law_load_text(a, 1, &name, &text, &p) != OK) {
    law_print_diagnostics(p, &out, EN);
    fail_msg("%s\n%.*s", out.p, (int)text.n, text.p);
  }
  return p;
}
