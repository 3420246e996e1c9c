/* rows: every row of the one table, written in rows.def. */
#ifndef ANSINH_ROWS_H
#define ANSINH_ROWS_H

#include "faces/table/table.h"

/* The rows, pages first; they live as long as the program. */
const struct cli_entry *cli_entries(size_t *ret_count);

#endif
