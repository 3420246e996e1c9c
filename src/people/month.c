/* Lays out the columns of a month from the spells of everybody: one walk over each section. Whatever is
 * decided here about a person is decided by a rule of rules.c or spells.h; this file only puts the answers
 * into columns.
 *
 * 1. People of a household stand together, households in the order of their ids, and every row has people.
 * 2. Whoever is born by the end of the month has one place, and nobody else has any.
 * 3. Days share a column only where it says the same of both. */
#include "people/month.h"

#include <pthread.h>
#include <stdlib.h>

#define SCRATCH_BYTES_MAX ((size_t)4 << 30)
enum {
  UNBORN = INT32_MIN,
  AHEAD = 24 /* people that memory is asked for before they are looked at */
};

static int32_t *places(struct arena *a, int64_t n) { return NEW_ARRAY(a, int32_t, n + COLUMN_SPARE); }

/* ---- who counts where ---- */

/* People in places from .. to - 1, looked at by one task. */
struct month_part {
  struct month_layout *l;
  int32_t from, to;
  int32_t *home; /* by place: the household of the month; -1 in none */
  int32_t *size; /* by household's id: how many of the part; then the row of its next one */
  int32_t people, alone;
  int32_t next_alone; /* the row of its first in no household */
  int32_t next_place; /* and his place in the columns */
  uint8_t *counts[2];
  int32_t low[2], high[2]; /* of births and deaths */
  bool differ, partial;    /* partial: somebody's birth is known by month or year only */
};

static void find_homes(struct arena *scratch, void *context) {
  struct month_part *x = context;
  const struct month_layout *l = x->l;
  const struct people *p = l->p;
  const struct spells *s = &p->member;
  int32_t end, row = x->from < x->to ? people_spells_of(s, p->person.id[x->from], &end) : 0;
  (void)scratch;
  for (int32_t i = x->from; i < x->to; i++) {
    while (row < s->n && s->key[row] < p->person.id[i])
      row++;
    if (row + AHEAD < s->n) __builtin_prefetch(&x->size[s->what[row + AHEAD]]);
    int32_t begin = row;
    while (row < s->n && s->key[row] == p->person.id[i])
      row++;
    end = row;
    const struct spells *of = people_layer(s, p->person.id[i]);
    if (of != s) begin = people_spells_of(of, p->person.id[i], &end);
    int32_t found = spell_of_month(of, begin, end, l->first, l->last);
    int32_t home = found < 0 ? -1 : of->what[found];
    if (p->person.birth[i] > l->last) home = UNBORN;
    x->home[i] = home;
    x->people += home != UNBORN;
    x->alone += home < 0 && home != UNBORN;
    if (home >= 0) x->size[home]++;
    x->partial |= p->person.trait[i] >> TRAIT_KNOWN_SHIFT < 3;
  }
}

/* Rows of households and of those in none, and where each part's people of a household begin. */
static void number_rows(struct month_layout *l, struct month_part *part, int parts) {
  struct people_month *m = l->m;
  int32_t rows = 0, people = 0, alone = 0;
  for (int k = 0; k < parts; k++) {
    m->people += part[k].people;
    alone += part[k].alone;
  }
  l->home_at = places(l->a, l->top_home + 2);
  int32_t *start = places(l->a, (int64_t)l->top_home + alone + 3);
  int64_t *household = NEW_ARRAY(l->a, int64_t, (int64_t)l->top_home + alone + 3);
  for (int32_t h = 0; h <= l->top_home; h++) {
    int32_t begin = people;
    for (int k = 0; k < parts; k++) {
      int32_t size = part[k].size[h];
      part[k].size[h] = people;
      people += size;
    }
    l->home_at[h] = people > begin ? rows : -1;
    if (people == begin) continue;
    start[rows] = begin;
    household[rows++] = h;
  }
  l->alone = rows;
  m->households = rows + alone;
  for (int k = 0; k < parts; k++) {
    part[k].next_alone = rows;
    part[k].next_place = people;
    for (int32_t i = 0; i < part[k].alone; i++)
      start[rows++] = people++;
  }
  start[rows] = people;
  INVARIANT(1, rows + BROKEN(1) == m->households && people == m->people);
  m->start = start;
  m->household = household;
  m->person = NEW_ARRAY(l->a, int64_t, m->people + 1);
  m->homeless = alone ? NEW_ARRAY(l->a, uint8_t, m->households + COLUMN_SPARE) : NULL;
  if (alone) memset((uint8_t *)(uintptr_t)m->homeless + l->alone, 1, (size_t)alone);
}

/* Birth, death and sex of the person in a place, into his row. */
static inline void lay_vital(struct month_part *x, int32_t i, int32_t row) {
  const struct people *p = x->l->p;
  const struct month_vital *v = &x->l->vital;
  const struct persons *all = &p->person;
  const uint8_t female = (uint8_t)p->names->female;
  const int32_t known = all->trait[i] >> TRAIT_KNOWN_SHIFT, day[2] = { all->birth[i], all->death[i] };
  v->birth[row] = day[0];
  v->death[row] = day[1];
  v->sex[row] = all->trait[i] & TRAIT_FEMALE ? female : (uint8_t)(1 - female);
  for (int k = 0; k < 2; k++) {
    x->low[k] = day[k] < x->low[k] ? day[k] : x->low[k];
    x->high[k] = day[k] > x->high[k] ? day[k] : x->high[k];
  }
  if (!v->until) return;
  v->until[row] = known < 3 ? date_latest(day[0], known) : day[0];
  if (known < 3) v->hole[row] = 2;
}

/* Gives everybody of a part his place, and says who counts on the two days. */
static void give_places(struct arena *scratch, void *context) {
  enum { COUNTS = VITAL_BORN | VITAL_NOT_DEAD }; /* people_counts_at */
  struct month_part *x = context;
  const struct month_layout *l = x->l;
  const struct persons *all = &l->p->person;
  const date day[2] = { l->first, l->last };
  int64_t *person = (int64_t *)(uintptr_t)l->m->person;
  int32_t placed = 0, last_alone = x->next_alone + x->alone;
  (void)scratch;
  for (int32_t i = x->from; i < x->to; i++) {
    int32_t home = x->home[i], vital = 0, row = -1;
    if (i + AHEAD < x->to && x->home[i + AHEAD] >= 0) __builtin_prefetch(&x->size[x->home[i + AHEAD]]);
    for (int k = 0; k < 2; k++)
      vital |= ((all->birth[i] <= day[k] ? VITAL_BORN : 0) | (day[k] <= all->death[i] ? VITAL_NOT_DEAD : 0))
               << (k * VITAL_BITS);
    if (home >= 0) row = x->size[home]++;
    if (home < 0 && home != UNBORN) {
      row = x->next_place++;
      x->next_alone++;
    }
    l->who[i] = month_one_of(row, vital);
    if (row < 0) continue;
    person[row] = all->id[i];
    bool counts[2] = { (vital & COUNTS) == COUNTS, (vital >> VITAL_BITS & COUNTS) == COUNTS };
    x->counts[0][row] = counts[0];
    x->counts[1][row] = counts[1];
    x->differ |= counts[0] != counts[1];
    lay_vital(x, i, row);
    placed++;
  }
  INVARIANT(2, placed == x->people + BROKEN(2) && x->next_alone == last_alone);
}

static int32_t highest_home(const struct spells *s) {
  int32_t top = 0;
  for (; s; s = s->over) {
    int32_t last = s->n ? s->what[s->back[s->n - 1]] : 0; /* `back` goes by household */
    top = last > top ? last : top;
  }
  return top;
}

/* Room for births, deaths and sexes. */
static void begin_vital(struct month_layout *l, struct month_part *part) {
  int64_t rows = l->m->people + COLUMN_SPARE;
  bool partial = false;
  for (int k = 0; k < l->threads; k++) {
    partial |= part[k].partial;
    for (int which = 0; which < 2; which++) {
      part[k].low[which] = INT32_MAX;
      part[k].high[which] = INT32_MIN;
    }
  }
  l->vital = (struct month_vital) { .birth = NEW_ARRAY(l->a, int32_t, rows),
                                    .death = NEW_ARRAY(l->a, int32_t, rows),
                                    .sex = NEW_ARRAY(l->a, uint8_t, rows),
                                    .low = { INT64_MAX, INT64_MAX },
                                    .high = { INT64_MIN, INT64_MIN } };
  if (!partial) return;
  l->vital.until = NEW_ARRAY(l->a, int32_t, rows);
  l->vital.hole = NEW_ARRAY(l->a, uint8_t, rows);
}

static void end_vital(struct month_layout *l, const struct month_part *part) {
  struct month_vital *v = &l->vital;
  for (int k = 0; k < l->threads; k++)
    for (int which = 0; which < 2; which++) {
      v->low[which] = part[k].low[which] < v->low[which] ? part[k].low[which] : v->low[which];
      v->high[which] = part[k].high[which] > v->high[which] ? part[k].high[which] : v->high[which];
    }
}

/* People by household, a counting sort; those in none get rows of their own at the end. */
static void sort_people(struct month_layout *l) {
  struct people_month *m = l->m;
  struct month_tasks find = { 0 }, give = { 0 };
  int32_t n = l->p->person.n, *home = places(l->scratch[0], n);
  struct month_part *part = NEW_ARRAY(l->scratch[0], struct month_part, l->threads);
  l->top_home = highest_home(&l->p->member);
  for (int k = 0; k < l->threads; k++) {
    part[k] = (struct month_part) { .l = l,
                                    .from = (int32_t)((int64_t)n * k / l->threads),
                                    .to = (int32_t)((int64_t)n * (k + 1) / l->threads),
                                    .home = home,
                                    .size = places(l->scratch[0], l->top_home + 2) };
    *VEC_PUSH(l->scratch[0], &find) = (struct month_task) { find_homes, &part[k] };
    *VEC_PUSH(l->scratch[0], &give) = (struct month_task) { give_places, &part[k] };
  }
  people_month_run(l, &find);
  if (l->err != OK) return;
  number_rows(l, part, l->threads);
  begin_vital(l, part);
  l->who = NEW_ARRAY(l->scratch[0], struct month_one, n + 1);
  uint8_t *counts[2];
  for (int day = 0; day < 2; day++)
    m->counts[day] = counts[day] = NEW_ARRAY(l->a, uint8_t, m->people + COLUMN_SPARE);
  for (int k = 0; k < l->threads; k++)
    memcpy(part[k].counts, counts, sizeof counts);
  people_month_run(l, &give);
  bool differ = false;
  for (int k = 0; k < l->threads; k++)
    differ |= part[k].differ;
  end_vital(l, part);
  if (BROKEN(3) && m->people) counts[0][0] ^= 1;
  INVARIANT(3, (differ && !BROKEN(3)) || !memcmp(counts[0], counts[1], (size_t)m->people));
  if (!differ) m->counts[1] = m->counts[0];
}

/* Where each household counts. */
static void live_there(struct arena *scratch, void *context) {
  struct month_layout *l = context;
  int32_t *area = l->area;
  (void)scratch;
  for (const struct spells *s = &l->p->stay; s; s = s->over)
    for (int32_t begin = 0, end; begin < s->n; begin = end) {
      int32_t home = s->key[begin];
      for (end = begin; end < s->n && s->key[end] == home;)
        end++;
      if (home < 0 || home > l->top_home || people_outdated(s, begin)) continue;
      int32_t row = spell_of_month(s, begin, end, l->first, l->last);
      if (row >= 0 && l->home_at[home] >= 0) area[l->home_at[home]] = s->what[row];
    }
  l->m->lives = area;
}

int32_t people_month_area(const struct people_month *m, int64_t row) {
  assert(row >= 0 && row < m->households);
  return m->lives[row] ? m->lives[row] : (int32_t)people_listed_in(m->of, m->person[m->start[row]], m->m);
}

/* Whom the viewer may see: by where he is listed in the month, as it is on its first day. */
static void mask_people(struct month_layout *l) {
  struct people_month *m = l->m;
  if (!l->p->viewer.area) return;
  uint8_t *seen = NEW_ARRAY(l->a, uint8_t, m->people + COLUMN_SPARE);
  int32_t last = -1;
  bool within = false;
  for (int64_t h = 0; h < m->households; h++) {
    int32_t area = people_month_area(m, h);
    if (area != last) within = people_sees_area(l->p, area, l->first);
    last = area;
    memset(seen + m->start[h], within, (size_t)(m->start[h + 1] - m->start[h]));
  }
  m->seen = seen;
}

/* ---- grants ---- */

struct people_stands people_month_grant(const struct people_month *m, int benefit, int64_t at) {
  const struct law_grant_column *c = &m->last->grant[benefit];
  assert(at >= 0 && at < m->people);
  if (!c->few.has || !law_few_has(&c->few, at)) return (struct people_stands) { .grant = -1 };
  return m->stands[benefit][law_few_rank(&c->few, at)];
}

struct people_stands people_month_home_grant(const struct people_month *m, int benefit,
                                             int64_t household_row) {
  const struct law_few *few = &m->last->grant[benefit].home;
  assert(household_row >= 0 && household_row < m->households);
  if (!few->has || !law_few_has(few, household_row)) return (struct people_stands) { .grant = -1 };
  return m->at_home[benefit][law_few_rank(few, household_row)];
}

/* ---- records, asked by row ---- */

static int records(void *context, struct arena *a, struct law_record_ask ask, const int64_t **ret) {
  const struct month_records *r = context;
  ask.subject = ask.entity == LAW_PERSON ? r->m.person[ask.subject] : r->m.household[ask.subject];
  return people_records(r->p, a, ask, ret);
}

static enum law_given field(void *context, int record, int64_t id, int f, struct law_fact_value *ret) {
  const struct month_records *r = context;
  return r->source.field(r->source.context, record, id, f, ret);
}

static void lay_records(struct month_layout *l) {
  if (!l->p->n_record) return;
  struct month_records *r = NEW(l->a, struct month_records);
  r->p = l->p;
  r->m = *l->m;
  r->source = people_source(people_source_new(l->a, (struct people *)(uintptr_t)l->p));
  struct law_records *s = NEW(l->a, struct law_records);
  *s = (struct law_records) { r, records, field };
  l->m->first->records = l->m->last->records = s;
}

/* ---- threads ---- */

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
  struct worker worker[MONTH_THREADS_MAX];
  pthread_t thread[MONTH_THREADS_MAX];
  bool begun[MONTH_THREADS_MAX] = { false };
  for (int i = 0; i < l->threads; i++)
    worker[i] = (struct worker) { .crew = &crew, .scratch = l->scratch[i] };
  for (int i = 1; i < l->threads; i++)
    begun[i] = pthread_create(&thread[i], NULL, work, &worker[i]) == 0;
  work(&worker[0]);
  for (int i = 1; i < l->threads; i++)
    if (begun[i]) pthread_join(thread[i], NULL);
  for (int i = 0; i < l->threads; i++)
    if (l->err == OK) l->err = worker[i].err;
}

/* ---- the month ---- */

static void lay_out(struct month_layout *l) {
  struct people_month *m = l->m;
  const struct law_program *law = l->p->names->law;
  struct month_tasks walks = { 0 }, shelves = { 0 }, lays = { 0 };
  l->reads_fact = NEW_ARRAY(l->scratch[0], bool, law_fact_count(law) + 1);
  l->reads_link = NEW_ARRAY(l->scratch[0], bool, law_link_count(law) + 1);
  law_bulk_reads(law, l->reads_fact, l->reads_link);
  sort_people(l);
  if (l->err != OK) return;
  m->first = law_columns_new(l->a, law, (int32_t)m->people, (int32_t)m->households, m->start);
  m->last = law_columns_new(l->a, law, (int32_t)m->people, (int32_t)m->households, m->start);
  m->first->number = m->last->number = m->person;
  l->area = places(l->a, m->households);
  struct month_links *links = people_month_links(l, &walks); /* the longest first */
  *VEC_PUSH(l->scratch[0], &walks) = (struct month_task) { live_there, l };
  struct month_facts *facts = people_month_facts(l, &walks);
  people_month_run(l, &walks);
  if (l->err != OK) return;
  people_month_links_shelve(l, links, &shelves);
  people_month_run(l, &shelves);
  if (l->err != OK) return;
  people_month_links_lay(l, links, &lays);
  struct month_area_facts *area_facts = people_month_area_facts(l, &lays);
  struct month_grants *grants = people_month_grants(l, &lays);
  people_month_run(l, &lays);
  if (l->err != OK) return;
  mask_people(l);
  people_month_links_end(l, links);
  people_month_facts_end(l, facts);
  people_month_area_facts_end(l, area_facts);
  people_month_grants_end(l, grants);
  lay_records(l);
  people_month_days(l);
}

enum err people_month(struct arena *a, const struct people *p, month m, int threads,
                      struct people_month *ret_month) {
  assert(p->everybody && p->names);
  if (threads < 1) threads = 1;
  if (threads > MONTH_THREADS_MAX) threads = MONTH_THREADS_MAX;
  struct people_month out = { .m = m, .of = p };
  struct month_layout l = {
    .a = a, .p = p, .m = &out, .first = month_first(m), .last = month_last(m), .threads = threads
  };
  bool room = true;
  for (int i = 0; i < threads; i++)
    room = (l.scratch[i] = arena_new_large("laying out a month", SCRATCH_BYTES_MAX)) != NULL && room;
  if (room) lay_out(&l);
  for (int i = 0; i < threads; i++)
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
  assert(p && a && ret_persons);
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
