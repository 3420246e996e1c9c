/* Lays out what is granted in a month: by person, and of households' benefits by household too. One walk over
 * the grants of each benefit, which stand by person.
 *
 * 1. A grant stands in the place of the person it was given to, the first by number; of a household's benefit
 * only while he is in the household it was granted to.
 * 2. Of a household's benefit the household it was granted to has one that pays it, wherever its holder is.
 */
#include "people/month.h"

struct few_column { /* law_few, while it is filled */
  uint64_t *has;
  int32_t *before;
};
struct grant_columns {
  struct month_layout *l;
  int benefit;
  bool shared; /* a household's */
  struct few_column few, ever, home;
  date *granted, *first;
  uint8_t *active, *suspended;
  struct people_stands *stands, *at_home;
  struct {
    int32_t *at;
    size_t n, cap;
  } grants; /* of the benefit, ended ones too: places in people_grants */
};
struct month_grants {
  struct grant_columns *of; /* by benefit */
};
/* What somebody's grants of the benefit come to, on the way to his place. */
struct placed_grants {
  int32_t at, standing; /* row of the month; the place in people_grants of the one that stands, -1 none */
  struct law_grant come_to;
};
/* Of a household's grant, by its place in grant_columns.grants. */
struct granted_home {
  int32_t row; /* of the household; -1 nobody is in it */
  bool here;   /* its holder is in it */
};

static struct law_grant_column column_of(const struct grant_columns *x) {
  return (struct law_grant_column) { .few = { x->few.has, x->few.before },
                                     .granted = x->granted,
                                     .active = x->active,
                                     .suspended = x->suspended,
                                     .ever = { x->ever.has, x->ever.before },
                                     .first = x->first,
                                     .home = { x->home.has, x->home.before } };
}

static void mark(struct few_column *few, int32_t at) { few->has[at / 64] |= UINT64_C(1) << at % 64; }

/* ---- by household ---- */

/* `at`: the row of its holder, -1 none. */
static struct granted_home home_of(const struct month_layout *l, const struct people_grant *g, int32_t at) {
  int64_t home = people_grant_home(l->p, g);
  struct granted_home h = { .row = home > 0 && home <= l->top_home ? l->home_at[home] : -1 };
  h.here = h.row >= 0 && l->m->start[h.row] <= at && at < l->m->start[h.row + 1];
  return h;
}

/* By which grant each household is paid its benefit. */
static void lay_at_home(struct grant_columns *x, const struct granted_home *home) {
  const struct month_layout *l = x->l;
  const struct people_grant *grants = l->p->grants;
  int32_t all = (int32_t)x->grants.n;
  for (int32_t k = 0; k < all; k++)
    if (home[k].row >= 0 && people_grant_stands(&grants[x->grants.at[k]], l->m->m))
      mark(&x->home, home[k].row);
  int32_t homes = law_few_count(x->home.has, l->m->households, x->home.before);
  const struct law_few few = { x->home.has, x->home.before };
  for (int32_t i = 0; i < homes; i++)
    x->at_home[i].grant = -1;
  for (int32_t k = 0; k < all; k++) {
    const struct people_grant *g = &grants[x->grants.at[k]];
    if (home[k].row < 0 || !people_grant_stands(g, l->m->m)) continue;
    struct people_stands *found = &x->at_home[law_few_rank(&few, home[k].row)];
    if (found->grant >= 0 && !people_home_grant_before(l->p, g, &grants[found->grant], l->m->m)) continue;
    *found = (struct people_stands) { .grant = x->grants.at[k],
                                      .suspended = people_grant_suspended(g, l->m->m),
                                      .begins = g->first == l->m->m,
                                      .holder_dead = people_death(l->p, g->person) < l->first,
                                      .holder_left = !home[k].here };
  }
  for (int32_t i = 0; i < homes; i++)
    INVARIANT(2, x->at_home[i].grant >= 0 && !BROKEN(2));
}

/* ---- by person ---- */

/* What everybody's grants come to, by place: of those to whom one stands, and of all. */
static void order_grants(struct grant_columns *x, const struct placed_grants *placed, int32_t n) {
  const struct month_layout *l = x->l;
  const struct law_grant_column c = column_of(x);
  int32_t all = law_few_count(x->ever.has, l->m->people, x->ever.before);
  law_few_count(x->few.has, l->m->people, x->few.before);
  assert(all == n);
  for (int32_t k = 0; k < n; k++) {
    const struct placed_grants *of = &placed[k];
    const struct law_grant *g = &of->come_to;
    x->first[law_few_rank(&c.ever, of->at)] = g->granted;
    if (!g->stands) continue;
    int64_t rank = law_few_rank(&c.few, of->at);
    x->stands[rank] = (struct people_stands) { .grant = of->standing,
                                               .suspended = g->suspended,
                                               .begins = g->first == l->m->m };
    x->granted[rank] = g->granted;
    x->active[rank] = g->active;
    x->suspended[rank] = g->suspended;
  }
}

/* Adds the grant at place k of the benefit, of the person of `of`. */
static void add_grant(const struct grant_columns *x, int32_t k, struct granted_home *home,
                      struct placed_grants *of) {
  const struct month_layout *l = x->l;
  const struct people_grant *g = &l->p->grants[x->grants.at[k]];
  if (x->shared) home[k] = home_of(l, g, of->at);
  if (of->at < 0 || (x->shared && !home[k].here)) return;
  struct law_grant_given given = people_given(g, l->m->m);
  law_grant_add(&of->come_to, &given, l->m->m);
  if (of->standing < 0 && of->come_to.stands) of->standing = x->grants.at[k];
}

static void lay_grants(struct arena *scratch, void *context) {
  struct grant_columns *x = context;
  const struct people *p = x->l->p;
  struct placed_grants *placed = NEW_ARRAY(scratch, struct placed_grants, x->grants.n + 1);
  struct granted_home *home = x->shared ? NEW_ARRAY(scratch, struct granted_home, x->grants.n + 1) : NULL;
  int32_t n = 0, k = 0, all = (int32_t)x->grants.n;
  while (k < all) {
    int64_t person = p->grants[x->grants.at[k]].person;
    int32_t place = people_at(p, person);
    struct placed_grants of = { place < 0 ? -1 : month_row(x->l->who[place]), -1, law_grant_none() };
    for (; k < all && p->grants[x->grants.at[k]].person == person; k++)
      add_grant(x, k, home, &of);
    if (of.come_to.granted == DATE_MAX) continue; /* not in the month, or not in the household */
    INVARIANT(1, x->l->m->person[of.at] == person + BROKEN(1));
    mark(&x->ever, of.at);
    if (of.come_to.stands) mark(&x->few, of.at);
    placed[n++] = of;
  }
  order_grants(x, placed, n);
  if (x->shared) lay_at_home(x, home);
}

/* ---- of all benefits ---- */

static struct few_column few_column(const struct month_layout *l) {
  int64_t words = l->m->people / 64 + 1;
  return (struct few_column) { NEW_ARRAY(l->a, uint64_t, words),
                               NEW_ARRAY(l->a, int32_t, words + COLUMN_SPARE) };
}

/* Room for what stands, and stood, of a benefit that somebody has or had. */
static void begin_benefit(struct month_layout *l, struct grant_columns *x, int benefit) {
  x->l = l;
  x->benefit = benefit;
  x->shared = law_benefit_entity(l->p->names->law, benefit) != LAW_PERSON;
  x->few = few_column(l);
  x->ever = few_column(l);
  x->granted = NEW_ARRAY(l->a, date, x->grants.n + 1);
  x->first = NEW_ARRAY(l->a, date, x->grants.n + 1);
  x->active = NEW_ARRAY(l->a, uint8_t, x->grants.n + 1);
  x->suspended = NEW_ARRAY(l->a, uint8_t, x->grants.n + 1);
  x->stands = NEW_ARRAY(l->a, struct people_stands, x->grants.n + 1);
  if (!x->shared) return;
  x->home = few_column(l); /* there are no more households than people */
  x->at_home = NEW_ARRAY(l->a, struct people_stands, x->grants.n + 1);
}

struct month_grants *people_month_grants(struct month_layout *l, struct month_tasks *tasks) {
  const struct people *p = l->p;
  int n = law_benefit_count(p->names->law);
  struct month_grants *grants = NEW(l->scratch[0], struct month_grants);
  grants->of = NEW_ARRAY(l->scratch[0], struct grant_columns, n + 1);
  for (int64_t k = 0; k < p->n_grants; k++)
    if (p->grants[k].benefit >= 0)
      *VEC_PUSH(l->scratch[0], &grants->of[p->grants[k].benefit].grants) = (int32_t)k;
  for (int b = 0; b < n; b++) {
    if (!grants->of[b].grants.n) continue;
    begin_benefit(l, &grants->of[b], b);
    *VEC_PUSH(l->scratch[0], tasks) = (struct month_task) { lay_grants, &grants->of[b] };
  }
  return grants;
}

void people_month_grants_end(struct month_layout *l, const struct month_grants *all) {
  int n = law_benefit_count(l->p->names->law);
  struct law_grant_column *grants = NEW_ARRAY(l->a, struct law_grant_column, n + 1);
  const struct people_stands **stands = NEW_ARRAY(l->a, const struct people_stands *, n + 1),
                             **at_home = NEW_ARRAY(l->a, const struct people_stands *, n + 1);
  for (int b = 0; b < n; b++) {
    grants[b] = column_of(&all->of[b]);
    stands[b] = all->of[b].stands;
    at_home[b] = all->of[b].at_home;
  }
  l->m->first->grant = l->m->last->grant = grants;
  l->m->stands = stands;
  l->m->at_home = at_home;
}
