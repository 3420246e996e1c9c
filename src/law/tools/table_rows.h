/* table_rows: the rows of a table in words, and which of them two versions have differently. Private to
 * src/law/tools. */
#ifndef ANSINH_LAW_TABLE_ROWS_H
#define ANSINH_LAW_TABLE_ROWS_H

#include "law/form/program.h"
#include "law/tools/provisions.h"
#include "law/tools/tools.h"

/* A row of a version as people read it, "poor, 3" and "540,000 đồng", by language; in `a`. */
struct law_table_row law_row_text(struct arena *a, const struct law_program *p, const struct table *t,
                                  const struct table_version *v, int row);
/* What differs between the rows of two versions (NULL or without rows: every row of the other differs): the
 * later's rows in their order, then those that only the earlier has; at most LAW_ROWS_SHOWN of them in *ret,
 * in `a`. Returns how many there are. */
int law_rows_changed(struct arena *a, const struct law_program *p, const struct table *t,
                     const struct table_version *before, const struct table_version *after,
                     struct law_row_change **ret);

#endif
