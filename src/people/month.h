/* month: what the files that lay out a month share. Private to src/people. */
#ifndef ANSINH_PEOPLE_MONTH_H
#define ANSINH_PEOPLE_MONTH_H

#include "people/rules.h"

enum { COLUMN_SPARE = 64 }; /* vectors may read past a column's end */

struct month_layout {
  struct arena *a;
  const struct people *p;
  struct people_month *m;
  date first, last;
  int32_t *at;      /* by person's place: row, -1 not born by the end of the month */
  int32_t *home_at; /* by household's id: row, -1 nobody counts in it */
  int32_t top_home; /* highest id of a household anybody counts in */
};
struct month_records { /* rows of the month, asked of the source by id */
  struct people_month m;
  struct law_source source;
};

/* Columns of facts of persons, households and areas (month_facts.c), and of links, on both days. */
void people_month_facts(struct month_layout *l);
void people_month_links(struct month_layout *l);

#endif
