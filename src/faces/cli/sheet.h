/* table (cli): aligned rows on a terminal: text to the left, numbers to the right, by what a person sees
 * (code points). */
#ifndef ANSINH_CLI_TABLE_H
#define ANSINH_CLI_TABLE_H

#include "base/base.h"

enum { TABLE_COLUMNS_MAX = 12 }; /* rows: as many as the arena holds, none left out */

struct cli_table {
  struct arena *a;
  enum lang lang; /* numbers are written as its readers write them */
  int columns;
  bool right[TABLE_COLUMNS_MAX]; /* a column of numbers */
  VEC(struct str) cells;
};
struct cli_table cli_table_new(struct arena *a, enum lang lang, int columns, const char *const *heads,
                               const char *align); /* align: 'l' or 'r' a column */
void cli_table_cell(struct cli_table *t, struct str s);
void cli_table_z(struct cli_table *t, const char *z);
void cli_table_money(struct cli_table *t, money v);
void cli_table_count(struct cli_table *t, int64_t v);
/* Writes the rows, columns aligned by letters seen. */
void cli_table_print(const struct cli_table *t, FILE *to);

#endif
