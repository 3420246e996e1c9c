/* Tables on a terminal. */
#include "faces/cli/sheet.h"

struct cli_table cli_table_new(struct arena *a, enum lang lang, int columns, const char *const *heads,
                               const char *align) {
  struct cli_table t = { .a = a, .lang = lang, .columns = columns };
  assert(columns > 0 && columns <= TABLE_COLUMNS_MAX && strlen(align) == (size_t)columns);
  for (int i = 0; i < columns; i++) {
    t.right[i] = align[i] == 'r';
    cli_table_z(&t, heads[i]);
  }
  return t;
}

void cli_table_cell(struct cli_table *t, struct str s) { *VEC_PUSH(t->a, &t->cells) = s; }

void cli_table_z(struct cli_table *t, const char *z) {
  cli_table_cell(t, str_of(arena_text(t->a, z, strlen(z))));
}

void cli_table_money(struct cli_table *t, money v) {
  char z[32];
  cli_table_z(t, number_text(v, t->lang, z));
}

void cli_table_count(struct cli_table *t, int64_t v) { cli_table_money(t, v); }

void cli_table_print(const struct cli_table *t, FILE *to) {
  size_t width[TABLE_COLUMNS_MAX] = { 0 }, columns = (size_t)t->columns;
  for (size_t i = 0; i < t->cells.n; i++) {
    size_t n = utf8_count(t->cells.at[i]);
    if (n > width[i % columns]) width[i % columns] = n;
  }
  for (size_t i = 0; i < t->cells.n; i++) {
    struct str s = t->cells.at[i];
    int pad = (int)(width[i % columns] - utf8_count(s));
    bool last = i % columns == columns - 1;
    fputs("  ", to);
    if (t->right[i % columns])
      fprintf(to, "%*s%.*s", pad, "", (int)s.n, s.p);
    else
      fprintf(to, "%.*s%*s", (int)s.n, s.p, last ? 0 : pad, "");
    if (last) fputc('\n', to);
  }
}
