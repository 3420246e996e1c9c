/* month_days: any day of the people of a month, by row, for what the law reads on a day of its own. The rows
 * are those of the columns; what holds is answered by the source, as the replay is.
 *
 * It is asked by many threads at once: everybody is in memory, and nothing here is changed. */
#include "people/month.h"

struct month_days {
  const struct people *p;
  month m;
  int64_t people;
  const int64_t *person, *household; /* ids by row */
  const int32_t *start;              /* by household's row: its first person */
  const int32_t *home_at;            /* by household's id: row */
  int32_t top_home, alone;
  struct law_source source;
  struct law_days days;
};

static enum law_given fact(void *context, enum law_entity e, int64_t row, int f, date day,
                           struct law_fact_value *ret) {
  const struct month_days *d = context;
  int64_t id = e == LAW_PERSON ? d->person[row] : d->household[row];
  return d->source.fact(d->source.context, e, id, f, day, ret);
}

/* Those in no household stand by number in the rows from `alone`. */
static int64_t row_alone(const struct month_days *d, int64_t person) {
  int64_t low = d->start[d->alone], high = d->people;
  while (low < high) {
    int64_t middle = low + (high - low) / 2;
    if (d->person[middle] < person)
      low = middle + 1;
    else
      high = middle;
  }
  return low < d->people && d->person[low] == person ? low : -1;
}

/* The row of a person, -1 of nobody in the month. */
static int64_t row_of(const struct month_days *d, int64_t person) {
  int64_t home = people_household(d->p, person, d->m, NULL);
  int32_t h = home > 0 && home <= d->top_home ? d->home_at[home] : -1;
  if (h < 0) return row_alone(d, person);
  for (int32_t i = d->start[h]; i < d->start[h + 1]; i++)
    if (d->person[i] == person) return i;
  return -1;
}

static int linked(void *context, struct arena *a, int64_t person, int link, date day, const int64_t **ret) {
  const struct month_days *d = context;
  const struct people_linked *all;
  int n = people_links(d->p, a, d->person[person], link, day, &all), left = 0;
  if (n < 0) return -1;
  int64_t *list = NEW_ARRAY(a, int64_t, n + 1);
  for (int i = 0; i < n; i++) {
    int64_t row = all[i].counts ? row_of(d, all[i].person) : -1;
    if (row >= 0) list[left++] = row;
  }
  *ret = list;
  return left;
}

static bool grant(void *context, int64_t person, int benefit, month m, struct law_grant *ret) {
  const struct month_days *d = context;
  return d->source.grant(d->source.context, d->person[person], benefit, m, ret);
}

void people_month_days(struct month_layout *l) {
  struct month_days *d = NEW(l->a, struct month_days);
  *d = (struct month_days) { .p = l->p,
                             .m = l->m->m,
                             .people = l->m->people,
                             .person = l->m->person,
                             .household = l->m->household,
                             .start = l->m->start,
                             .home_at = l->home_at,
                             .top_home = l->top_home,
                             .alone = l->alone,
                             .days = { d, fact, linked, grant } };
  /* Everybody is in memory: the source reads and changes nothing of `people`. */
  d->source = people_source(people_source_new(l->a, (struct people *)(uintptr_t)l->p));
  l->m->first->days = l->m->last->days = &d->days;
}
