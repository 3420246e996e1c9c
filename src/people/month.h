/* month: what the files that lay out a month share. Private to src/people. */
#ifndef ANSINH_PEOPLE_MONTH_H
#define ANSINH_PEOPLE_MONTH_H

#include "people/rules.h"

enum { COLUMN_SPARE = 64 }; /* vectors may read past a column's end */
enum { MONTH_THREADS_MAX = 16 };
enum { VITAL_BORN = 1, VITAL_NOT_DEAD = 2, VITAL_BITS = 2 };

/* Who stands in a place of the people. */
struct month_one {
  int32_t row_and_vital; /* 16 times the row, and VITAL_... on the first day, above them on the last */
};
_Static_assert(REG_PEOPLE_MAX < INT32_MAX / 16, "every row and what is known of its person fit");
/* `row` from -1 (not born by the end of the month) up, `vital` as above. */
static inline struct month_one month_one_of(int32_t row, int32_t vital) {
  return (struct month_one) { row * 16 + vital };
}
static inline int32_t month_row(struct month_one x) { return x.row_and_vital >> (2 * VITAL_BITS); }
static inline uint8_t month_vital(struct month_one x) {
  return x.row_and_vital & ((1 << 2 * VITAL_BITS) - 1);
}
/* Birth, death and sex by row of the month. */
struct month_vital {
  int32_t *birth, *death, *until; /* until, hole: NULL where every birth is known to the day */
  uint8_t *sex, *hole;
  int64_t low[2], high[2]; /* of births and deaths; low above high where there is nobody */
};
struct month_layout {
  struct arena *a;
  const struct people *p;
  struct people_month *m;
  date first, last;
  bool *reads_fact, *reads_link; /* of the law: what it never reads is not laid */
  int threads;
  struct arena *scratch[MONTH_THREADS_MAX];
  enum err err;
  struct month_one *who; /* by person's place */
  struct month_vital vital;
  int32_t *home_at; /* by household's id: row, -1 nobody counts in it */
  int32_t *area;    /* becomes m->lives */
  int32_t top_home; /* no household anybody is in has a higher id */
  int32_t alone;    /* the first row of one in no household */
};
struct month_records { /* rows of the month, asked by id */
  const struct people *p;
  struct people_month m;
  struct law_source source; /* fields of it only: they need no room */
};

/* A piece of the work that touches nothing another one touches. What it needs room for beyond what was made
 * for it before is in `scratch`, its thread's own, which stands until the month is laid out. */
struct month_task {
  void (*run)(struct arena *scratch, void *context);
  void *context;
};
struct month_tasks {
  struct month_task *at;
  size_t n, cap;
};
/* Runs them, in any order, by the layout's threads. A limit reached is l->err. */
void people_month_run(struct month_layout *l, const struct month_tasks *tasks);

/* Facts of persons and households, and links, are laid in steps: what is to be done is added to `tasks`; once
 * those are run, what they found is put in place. All but the tasks is done by one thread. */

struct month_facts;
struct month_area_facts;
/* Makes room for the facts' columns in l->a, and adds a task for each. Lives in the first scratch. */
struct month_facts *people_month_facts(struct month_layout *l, struct month_tasks *tasks);
/* After the tasks: both days' columns into l->m. */
void people_month_facts_end(struct month_layout *l, struct month_facts *facts);
struct month_links;
/* Adds a task for each kind of link that the law knows: walking its rows. Lives in the first scratch. */
struct month_links *people_month_links(struct month_layout *l, struct month_tasks *tasks);
/* After those: makes room for the columns in l->a, and adds tasks that order what was found. */
void people_month_links_shelve(struct month_layout *l, struct month_links *links, struct month_tasks *tasks);
/* After those: adds tasks that lay the columns. */
void people_month_links_lay(struct month_layout *l, struct month_links *links, struct month_tasks *tasks);
/* After these: both days' columns into l->m. */
void people_month_links_end(struct month_layout *l, struct month_links *links);
struct month_grants;
/* Makes room for the grants of each benefit that anybody has or had, and adds a task for each; where
 * everybody stands is known. Lives in the first scratch. */
struct month_grants *people_month_grants(struct month_layout *l, struct month_tasks *tasks);
/* After those: both days' columns, and what stands, into l->m. */
void people_month_grants_end(struct month_layout *l, const struct month_grants *grants);
/* Puts into the columns who answers for other days; once all rows are numbered. */
void people_month_days(struct month_layout *l);
/* Makes room for facts of areas, by household, and adds a task for each; where everybody lives is known. */
struct month_area_facts *people_month_area_facts(struct month_layout *l, struct month_tasks *tasks);
/* After those: both days' columns into l->m. */
void people_month_area_facts_end(struct month_layout *l, const struct month_area_facts *facts);

#endif
