/* Tables in CSV: the heading, the rows under it, and what is said of a file that is none. */
#include "base/base_words.h"

static enum err wrong(struct csv_table *t, const char *fault, const char *vi, const char *en) {
  assert(t != NULL && fault != NULL && vi != NULL && en != NULL);
  t->fault = fault;
  t->says[VI] = vi;
  t->says[EN] = en;
  return INVALID;
}

/* Of the row just read: file, line and what is named. */
#define WRONG_AT(t, fault, id, named)                                                                        \
  wrong(t, fault, arena_print((t)->csv.a, BASE_##id##_VI, (t)->file, (t)->csv.line, (named)),                \
        arena_print((t)->csv.a, BASE_##id##_EN, (t)->file, (t)->csv.line, (named)))
/* Of the whole file. */
#define WRONG_FILE(a, t, fault, id)                                                                          \
  wrong(t, fault, arena_print(a, BASE_##id##_VI, (t)->file), arena_print(a, BASE_##id##_EN, (t)->file))

static enum err read_text(struct arena *a, const char *dir, size_t max, struct csv_table *t,
                          struct str *ret_text) {
  switch (file_read(a, arena_print(a, "%s/%s", dir, t->file), max, ret_text)) {
  case OK: return OK;
  case NOT_FOUND:
    return wrong(t, "table_no_file", arena_print(a, BASE_table_no_file_VI, t->file, dir),
                 arena_print(a, BASE_table_no_file_EN, t->file, dir));
  case LIMIT: return WRONG_FILE(a, t, "table_large", table_large);
  default: return WRONG_FILE(a, t, "table_unread", table_unread);
  }
}

int csv_table_column(const struct csv_table *t, const char *column) {
  assert(t != NULL && column != NULL);
  for (int i = 0; i < t->columns; i++)
    if (str_is(t->head[i], column)) return i;
  return -1;
}

/* One field with semicolons where several columns are asked for: written by a spreadsheet set to another
 * country. */
static bool by_semicolons(const struct csv_table *t) {
  return t->columns == 1 && memchr(t->head[0].p, ';', t->head[0].n) != NULL;
}

static enum err read_head(struct csv_table *t, const char *const *columns) {
  enum err e = csv_row(&t->csv, CSV_COLUMNS_MAX, t->head, &t->columns);
  if (e == NOT_FOUND) return WRONG_FILE(t->csv.a, t, "table_empty", table_empty);
  if (e != OK) return WRONG_AT(t, "table_row", table_row, CSV_COLUMNS_MAX);
  if (by_semicolons(t)) return WRONG_AT(t, "table_semicolons", table_semicolons, ",");
  for (; *columns != NULL; columns++)
    if (csv_table_column(t, *columns) < 0) return WRONG_AT(t, "table_no_column", table_no_column, *columns);
  return OK;
}

enum err csv_table_open(struct arena *a, const char *dir, const char *file, const char *const *columns,
                        struct csv_table *t) {
  assert(a != NULL && dir != NULL && file != NULL && columns != NULL && t != NULL);
  struct str text;
  *t = (struct csv_table) { .file = file };
  enum err e = read_text(a, dir, CSV_TABLE_BYTES_MAX, t, &text);
  if (e != OK) return e;
  t->csv = csv_new(a, text, ',');
  return read_head(t, columns);
}

enum err csv_table_next(struct csv_table *t) {
  assert(t->columns > 0);
  int n;
  enum err e;
  do {
    n = 0;
    e = csv_row(&t->csv, CSV_COLUMNS_MAX, t->field, &n);
  } while ((e == OK || e == LIMIT) && t->field[0].n > 0 && t->field[0].p[0] == '#');
  if (e == NOT_FOUND) return e;
  if (e != OK || n != t->columns) return WRONG_AT(t, "table_row", table_row, t->columns);
  return OK;
}

struct str csv_table_cell(const struct csv_table *t, const char *column) {
  int i = csv_table_column(t, column);
  assert(i >= 0 && i < CSV_COLUMNS_MAX);
  return t->field[i];
}
