/* Any bytes as a law pack: read, checked, its mistakes printed in both languages; a pack without mistakes is
 * run over its own tests and shown, and its differences between two days are told. */
#include "law/law.h"
#include "law/tools/tools.h"

/* A law file, and behind a line of === the file of its table. */
static void split(struct str all, struct str ret_texts[2]) {
  static const char line[] = "\n===\n";
  const char *cut = memmem(all.p, all.n, line, sizeof line - 1);
  size_t law = cut ? (size_t)(cut - all.p) + 1 : all.n, table = cut ? law + sizeof line - 2 : all.n;
  ret_texts[0] = (struct str) { all.p, law };
  ret_texts[1] = (struct str) { all.p + table, all.n - table };
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void use(struct arena *a, struct law_program *p) {
  struct buf out = buf_new(a, 4 << 20);
  struct law_change *changes;
  int all = 0;
  law_tool_check(p, VI, &out);
  law_tool_test(p, S(""), EN, &out, &all);
  law_tool_vocabulary(p, EN, true, &out);
  for (int i = 0; i < law_benefit_count(p); i++)
    law_tool_show(p, str_of(law_benefit_name(p, i)), date_of(2026, 1, 1), VI, &out);
  law_tool_diff(a, p, date_of(2020, 1, 1), date_of(2027, 1, 1), &changes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct arena *a = arena_new("fuzz", (size_t)256 << 20);
  jmp_buf full;
  if (setjmp(full) == 0) {
    arena_guard(a, &full);
    struct str names[] = { S("fuzz.luat"), S("points.csv") }, texts[2];
    split((struct str) { (const char *)data, size }, texts);
    struct law_program *p;
    enum err e = law_load_text(a, 2, names, texts, &p);
    struct buf out = buf_new(a, 1 << 20);
    int vi = law_print_diagnostics(p, &out, VI), en = law_print_diagnostics(p, &out, EN);
    if (vi != en || (e == OK) != (vi == 0) || !utf8_valid(buf_view(&out), NULL)) abort();
    if (e == OK) use(a, p);
  }
  arena_free(a);
  return 0;
}
