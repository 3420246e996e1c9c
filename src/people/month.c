/* Lays out the columns of a month from the spells of everybody: one walk over each section. Whatever is
 * decided here about a person is decided by a rule of rules.c or spells.h; this file only puts the answers
 * into columns. */
#include "people/month.h"

#include <pthread.h>
#include <stdlib.h>

enum { NOWHERE = -1, UNBORN = -2 };
#define SCRATCH_BYTES_MAX ((size_t)4 << 30)

static int32_t *places(struct arena *a, int64_t n) { return NEW_ARRAY(a, int32_t, n + COLUMN_SPARE); }

/* ---- who counts where ---- */

/* The household of the month by person's place; nowhere; not born by its end. */
static int32_t *homes_of(struct month_layout *l) {
  const struct people *p = l->p;
  const struct spells *s = &p->member;
  int32_t *home = places(l->a, p->person.n), row = 0;
  for (int32_t i = 0; i < p->person.n; i++) {
    while (row < s->n && s->key[row] < p->person.id[i])
      row++;
    int32_t begin = row, end;
    while (row < s->n && s->key[row] == p->person.id[i])
      row++;
    end = row;
    const struct spells *of = people_layer(s, p->person.id[i]);
    if (of != s) begin = people_spells_of(of, p->person.id[i], &end);
    int32_t found = spell_of_month(of, begin, end, l->first, l->last);
    home[i] = p->person.birth[i] > l->last ? UNBORN : found < 0 ? NOWHERE : of->what[found];
    if (home[i] > l->top_home) l->top_home = home[i];
  }
  return home;
}

/* People by household, a counting sort; those in none get rows of their own at the end. */
static void sort_people(struct month_layout *l, const int32_t *home) {
  const struct people *p = l->p;
  struct people_month *m = l->m;
  int32_t *size = places(l->a, l->top_home + 2), alone = 0, rows = 0;
  for (int32_t i = 0; i < p->person.n; i++) {
    m->people += home[i] != UNBORN;
    alone += home[i] == NOWHERE;
    if (home[i] >= 0) size[home[i]]++;
  }
  l->home_at = places(l->a, l->top_home + 2);
  for (int32_t h = 0; h <= l->top_home; h++)
    l->home_at[h] = size[h] ? rows++ : -1;
  m->households = rows + alone;
  int32_t *start = places(l->a, m->households), *fill = places(l->a, m->households), people = 0;
  int64_t *household = NEW_ARRAY(l->a, int64_t, m->households + 1),
          *person = NEW_ARRAY(l->a, int64_t, m->people + 1);
  for (int32_t h = 0; h <= l->top_home; h++) {
    if (!size[h]) continue;
    household[l->home_at[h]] = h;
    fill[l->home_at[h]] = start[l->home_at[h]] = people;
    people += size[h];
  }
  for (int32_t k = 0; k < alone; k++)
    fill[rows + k] = start[rows + k] = people++;
  start[m->households] = people;
  l->at = places(l->a, p->person.n);
  uint8_t *homeless = alone ? NEW_ARRAY(l->a, uint8_t, m->households + COLUMN_SPARE) : NULL;
  int32_t next_alone = rows;
  for (int32_t i = 0; i < p->person.n; i++) {
    l->at[i] = -1;
    if (home[i] == UNBORN) continue;
    int32_t row = home[i] >= 0 ? l->home_at[home[i]] : next_alone++;
    if (home[i] == NOWHERE) homeless[row] = 1;
    l->at[i] = fill[row]++;
    person[l->at[i]] = p->person.id[i];
  }
  assert(next_alone == m->households && people == m->people);
  m->start = start;
  m->person = person;
  m->household = household;
  m->homeless = homeless;
}

/* Where each household counts. */
static void live_where(struct month_layout *l, int32_t *area) {
  for (const struct spells *s = &l->p->stay; s; s = s->over)
    for (int32_t begin = 0, end; begin < s->n; begin = end) {
      int32_t home = s->key[begin];
      for (end = begin; end < s->n && s->key[end] == home;)
        end++;
      int32_t row = people_outdated(s, begin) ? -1 : spell_of_month(s, begin, end, l->first, l->last);
      if (row >= 0 && home <= l->top_home && l->home_at[home] >= 0) area[l->home_at[home]] = s->what[row];
    }
}

/* People in no household any more (mostly the dead of dissolved ones) are listed where they last lived. */
static int32_t last_lived(const struct people *p, int32_t person) {
  const struct spells *homes = people_layer(&p->member, person);
  int32_t end, begin = people_spells_of(homes, person, &end), left = -1, moved = -1;
  for (int32_t i = begin; i < end; i++)
    if (left < 0 || homes->until[i] > homes->until[left]) left = i;
  if (left < 0) return 0;
  const struct spells *stays = people_layer(&p->stay, homes->what[left]);
  for (int32_t i = people_spells_of(stays, homes->what[left], &end); i < end; i++)
    if (moved < 0 || stays->until[i] > stays->until[moved]) moved = i;
  return moved < 0 ? 0 : stays->what[moved];
}

static void settle_where(struct month_layout *l) {
  struct people_month *m = l->m;
  int32_t *area = l->area;
  live_where(l, area);
  for (int64_t h = 0; m->homeless && h < m->households; h++)
    if (m->homeless[h]) area[h] = last_lived(l->p, (int32_t)m->person[m->start[h]]);
  m->area = area;
}

/* Whom the viewer may see: by the place of the month, as it is on its first day; of those in no household
 * nobody. */
static void mask_people(struct month_layout *l) {
  struct people_month *m = l->m;
  if (!l->p->viewer.area) return;
  uint8_t *seen = NEW_ARRAY(l->a, uint8_t, m->people + COLUMN_SPARE);
  int32_t last = -1;
  bool within = false;
  for (int64_t h = 0; h < m->households; h++) {
    if (m->area[h] != last) within = people_sees_area(l->p, m->area[h], l->first);
    last = m->area[h];
    bool homeless = m->homeless && m->homeless[h];
    memset(seen + m->start[h], within && !homeless, (size_t)(m->start[h + 1] - m->start[h]));
  }
  m->seen = seen;
}

static void learn_who_lives(struct month_layout *l) {
  const struct persons *all = &l->p->person;
  const date day[2] = { l->first, l->last };
  l->vital = NEW_ARRAY(l->a, uint8_t, all->n + COLUMN_SPARE);
  for (int32_t i = 0; i < all->n; i++)
    for (int k = 0; k < 2; k++) {
      int vital = (all->birth[i] <= day[k] ? VITAL_BORN : 0) | (day[k] <= all->death[i] ? VITAL_NOT_DEAD : 0);
      l->vital[i] = (uint8_t)(l->vital[i] | vital << (k * VITAL_BITS));
    }
}

static void count_people(struct month_layout *l) {
  enum { COUNTS = VITAL_BORN | VITAL_NOT_DEAD }; /* people_counts_at */
  uint8_t *counts[2];
  for (int k = 0; k < 2; k++) {
    counts[k] = NEW_ARRAY(l->a, uint8_t, l->m->people + COLUMN_SPARE);
    for (int32_t i = 0; i < l->p->person.n; i++)
      if (l->at[i] >= 0) counts[k][l->at[i]] = (l->vital[i] >> (k * VITAL_BITS) & COUNTS) == COUNTS;
    l->m->counts[k] = counts[k];
  }
  if (!memcmp(counts[0], counts[1], (size_t)l->m->people)) l->m->counts[1] = counts[0];
}

/* ---- grants ---- */

struct grant_columns {
  int32_t *row, *decided;
  uint8_t *active;
};

static struct grant_columns no_grants(struct month_layout *l) {
  int64_t people = l->m->people;
  struct grant_columns x = { places(l->a, people), places(l->a, people),
                             NEW_ARRAY(l->a, uint8_t, people + COLUMN_SPARE) };
  memset(x.row, 0xFF, sizeof *x.row * (size_t)people);
  for (int64_t i = 0; i < people; i++)
    x.decided[i] = DATE_MAX;
  return x;
}

static void lay_grants(struct month_layout *l) {
  const struct people *p = l->p;
  struct people_month *m = l->m;
  int n = law_benefit_count(p->names->law);
  struct grant_columns none = no_grants(l), *of = NEW_ARRAY(l->a, struct grant_columns, n + 1);
  for (int64_t k = 0; k < p->n_grants; k++) {
    const struct people_grant *g = &p->grants[k];
    int32_t place = people_at(p, g->person), at = place < 0 ? -1 : l->at[place];
    if (g->benefit < 0 || at < 0 || !people_grant_stands(g, m->m)) continue;
    struct grant_columns *x = &of[g->benefit];
    if (!x->row) *x = no_grants(l);
    if (x->row[at] >= 0) continue; /* people_grant_of: the first by number */
    x->row[at] = (int32_t)k;
    x->decided[at] = g->decided;
    x->active[at] = g->first < m->m && !people_grant_suspended(g, m->m);
  }
  const int32_t **row = NEW_ARRAY(l->a, const int32_t *, n + 1);
  struct law_grant_column *grants = NEW_ARRAY(l->a, struct law_grant_column, n + 1);
  for (int b = 0; b < n; b++) {
    const struct grant_columns *x = of[b].row ? &of[b] : &none; /* benefits nobody has share one */
    grants[b] = (struct law_grant_column) { x->decided, x->active };
    row[b] = x->row;
  }
  m->first->grant = m->last->grant = grants;
  m->grant_row = row;
}

/* ---- records, asked by row ---- */

static int records(void *context, enum law_entity e, int64_t row, int record, date day, const int64_t **ret) {
  const struct month_records *r = context;
  int64_t id = e == LAW_PERSON ? r->m.person[row] : r->m.household[row];
  return r->source.records(r->source.context, e, id, record, day, ret);
}

static enum law_given field(void *context, int record, int64_t id, int f, struct law_fact_value *ret) {
  const struct month_records *r = context;
  return r->source.field(r->source.context, record, id, f, ret);
}

static void lay_records(struct month_layout *l) {
  if (!l->p->n_record) return;
  struct month_records *r = NEW(l->a, struct month_records);
  r->m = *l->m;
  /* Everybody is in memory: the source reads and changes nothing of `people`. */
  r->source = people_source(people_source_new(l->a, (struct people *)(uintptr_t)l->p));
  struct law_source *s = NEW(l->a, struct law_source);
  *s = (struct law_source) { .context = r, .records = records, .field = field };
  l->m->first->records = l->m->last->records = s;
}

/* ---- two threads ---- */

struct crew {
  const struct month_tasks *tasks;
  size_t next;
};
struct worker {
  struct crew *crew;
  struct arena *scratch;
  enum err err;
  jmp_buf full; /* its arena reached its ceiling */
};

static void *work(void *context) {
  struct worker *w = context;
  int reached = setjmp(w->full);
  if (reached) {
    w->err = (enum err)reached;
    return NULL;
  }
  arena_guard(w->scratch, &w->full);
  for (size_t i; (i = __atomic_fetch_add(&w->crew->next, 1, __ATOMIC_RELAXED)) < w->crew->tasks->n;)
    w->crew->tasks->at[i].run(w->scratch, w->crew->tasks->at[i].context);
  arena_guard(w->scratch, NULL);
  return NULL;
}

void people_month_run(struct month_layout *l, const struct month_tasks *tasks) {
  struct crew crew = { .tasks = tasks };
  struct worker worker[MONTH_THREADS];
  pthread_t thread[MONTH_THREADS];
  bool begun[MONTH_THREADS] = { false };
  for (int i = 0; i < MONTH_THREADS; i++)
    worker[i] = (struct worker) { .crew = &crew, .scratch = l->scratch[i] };
  for (int i = 1; i < MONTH_THREADS; i++)
    begun[i] = pthread_create(&thread[i], NULL, work, &worker[i]) == 0;
  work(&worker[0]);
  for (int i = 1; i < MONTH_THREADS; i++)
    if (begun[i]) pthread_join(thread[i], NULL);
  for (int i = 0; i < MONTH_THREADS; i++)
    if (l->err == OK) l->err = worker[i].err;
}

/* ---- the month ---- */

static void live_there(struct arena *scratch, void *context) {
  (void)scratch;
  settle_where(context);
}

static void lay_out(struct month_layout *l) {
  struct people_month *m = l->m;
  const struct law_program *law = l->p->names->law;
  struct month_tasks walks = { 0 }, links_laid = { 0 };
  sort_people(l, homes_of(l));
  learn_who_lives(l);
  count_people(l);
  m->first = law_columns_new(l->a, law, (int32_t)m->people, (int32_t)m->households, m->start);
  m->last = law_columns_new(l->a, law, (int32_t)m->people, (int32_t)m->households, m->start);
  m->first->number = m->last->number = m->person;
  struct month_links *links = people_month_links(l, &walks); /* the longest first */
  l->area = places(l->a, m->households);
  *VEC_PUSH(l->scratch[0], &walks) = (struct month_task) { live_there, l };
  struct month_facts *facts = people_month_facts(l, &walks);
  people_month_run(l, &walks);
  if (l->err != OK) return;
  mask_people(l);
  people_month_links_lay(l, links, &links_laid);
  people_month_run(l, &links_laid);
  if (l->err != OK) return;
  people_month_links_end(l, links);
  people_month_facts_end(l, facts);
  people_month_area_facts(l);
  lay_grants(l);
  lay_records(l);
}

enum err people_month(struct arena *a, const struct people *p, month m, struct people_month *ret_month) {
  assert(p->everybody && p->names);
  struct people_month out = { .m = m };
  struct month_layout l = { .a = a, .p = p, .m = &out, .first = month_first(m), .last = month_last(m) };
  bool room = true;
  for (int i = 0; i < MONTH_THREADS; i++)
    room = (l.scratch[i] = arena_new_large("laying out a month", SCRATCH_BYTES_MAX)) != NULL && room;
  if (room) lay_out(&l);
  for (int i = 0; i < MONTH_THREADS; i++)
    arena_free(l.scratch[i]);
  if (!room) return NOMEM;
  if (l.err == OK) *ret_month = out;
  return l.err;
}

static int by_number(const void *x, const void *y) {
  int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
  return (a > b) - (a < b);
}

int64_t people_twofold(const struct people *p, struct arena *a, month m, const int64_t **ret_persons) {
  VEC(int64_t) v = { 0 };
  for (const struct spells *s = &p->member; s; s = s->over)
    for (int32_t begin = 0, end; begin < s->n; begin = end) {
      for (end = begin; end < s->n && s->key[end] == s->key[begin];)
        end++;
      bool several = false;
      if (end - begin > 1 && !people_outdated(s, begin)) people_household(p, s->key[begin], m, &several);
      if (several && people_counts(p, s->key[begin], month_first(m))) *VEC_PUSH(a, &v) = s->key[begin];
    }
  if (p->member.over && v.n > 1) qsort(v.at, v.n, sizeof *v.at, by_number);
  *ret_persons = v.at;
  return (int64_t)v.n;
}
