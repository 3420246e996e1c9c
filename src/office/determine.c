/* determine: everybody, every benefit, for one month. */
#include "office/office.h"

#include <pthread.h>

enum { SETTLE_BYTES = 1 << 30, ROWS_THREADS_MAX = 16 };

/* A determination being made: its targets are the benefits, in their order, each with the list of those of
 * whom there is anything to say; after them the same under each law whose sums stand (law_unraised).
 */
struct making {
  struct arena *a;
  struct office_determination *d;
  const struct law_bulk *b;
  const struct law_bulk_output *o; /* by benefit */
  int n, n_unraised;
  const struct people_grant *grants;
  /* Of the households from .. to - 1, the whole or a thread's part: */
  int32_t from, to;
  int32_t *at;    /* by target: the result at hand */
  int32_t *place; /* by benefit: place_of it */
  struct office_row *row;
  struct law_case_id *cases;
  /* Who claims: everybody eligible, and what is granted and not suspended; the unseen too. */
  struct law_bulk_claim *eligible, *due;
  int64_t room, n_rows, n_cases, n_eligible, n_due;
};

static void fill_cases(struct making *w, struct office_row *r, const struct law_bulk_output *o, int32_t i) {
  r->cases = w->cases + w->n_cases;
  for (int k = 0; k < o->keys; k++) {
    int code = law_bulk_key(o, k, i);
    if (code) w->cases[w->n_cases + r->n_cases++] = (struct law_case_id) { o->key_rule[k], code - 1, 0 };
  }
  w->n_cases += r->n_cases;
}

/* What is due, the target that says so, and whether that rests on what is not verified. */
struct making_due {
  struct law_bulk_claim claim;
  int target;
  bool unverified;
};

/* Also the provision by which a person's grant begins, in its first month. */
static bool due_unverified(const struct making *w, const struct making_due *due, struct people_stands by) {
  bool begins = w->o[due->target].entity == LAW_PERSON && by.begins && due->claim.status != LAW_NOT_ENTITLED;
  if (due->unverified || !begins) return due->unverified;
  return law_bulk_start_unverified(w->b, due->target, w->grants[by.grant].decided);
}

/* The result at hand of a benefit, for the person in place `at`; `by`: the grant by which it is paid; `due`:
 * what it then comes to. */
static void one_row(struct making *w, int benefit, int32_t at, int32_t household_row, struct people_stands by,
                    const struct making_due *due) {
  const struct law_bulk_output *o = &w->o[benefit];
  int32_t i = w->at[benefit];
  assert(w->n_rows < w->room);
  struct office_row *r = &w->row[w->n_rows++];
  *r = (struct office_row) { .at = at,
                             .household_row = household_row,
                             .area = people_month_area(&w->d->m, household_row),
                             .benefit = benefit,
                             .grant = -1,
                             .component = o->component,
                             .record = o->record ? o->record[i] : 0,
                             .among_eligible = { .group = -1, .to = -1 },
                             .among_granted = { .group = -1, .to = -1 } };
  r->grant = by.grant;
  uint8_t flags = o->flags[i];
  r->eligible = (uint8_t)law_bulk_status(o, i);
  if (flags & LAW_BULK_UNVERIFIED) r->flags |= OFFICE_UNVERIFIED;
  if (flags & LAW_BULK_OTHERWISE) r->flags |= OFFICE_INTERPRETATION;
  if (r->eligible == OFFICE_VALUE) {
    r->eligible_amount = law_bulk_value(o, i);
    fill_cases(w, r, o, i);
  }
  if (r->eligible == OFFICE_FAULT) r->fault = (uint8_t)law_bulk_value(o, i);
  if (by.grant < 0) return;
  if (by.holder_dead) r->flags |= OFFICE_HOLDER_DEAD;
  if (by.holder_left) r->flags |= OFFICE_HOLDER_LEFT;
  if (by.suspended) {
    r->flags |= OFFICE_SUSPENDED;
    return;
  }
  r->due = (uint8_t)due->claim.status;
  r->due_amount = due->claim.amount;
  if (due_unverified(w, due, by)) r->flags |= OFFICE_UNVERIFIED;
}

static struct law_bulk_claim claim_of(const struct making *w, int target, int32_t row) {
  const struct law_bulk_output *o = &w->o[target];
  enum law_status status = law_bulk_status(o, w->at[target]);
  return (struct law_bulk_claim) { target, row, status,
                                   status == LAW_VALUE ? law_bulk_value(o, w->at[target]) : 0 };
}

/* No less than by the law without each document that only raises (record 0001). */
static struct making_due not_lowered(struct making *w, const struct law_bulk_claim *now) {
  struct law_bulk_claim x = *now;
  struct making_due due = { .target = now->target };
  for (int e = 0; e < w->n_unraised && x.status <= LAW_VALUE; e++) {
    int t = (e + 1) * w->n + x.target;
    const struct law_bulk_output *o = &w->o[t];
    while (w->at[t] < o->rows && o->row[w->at[t]] < x.row)
      w->at[t]++;
    if (w->at[t] == o->rows || o->row[w->at[t]] != x.row) continue;
    enum law_status was = law_bulk_status(o, w->at[t]);
    money amount = was == LAW_VALUE ? law_bulk_value(o, w->at[t]) : 0;
    bool more = was == LAW_VALUE && (x.status != LAW_VALUE || amount > x.amount);
    if (!more && was <= LAW_VALUE) continue;
    x.status = was;
    x.amount = amount;
    due.target = t;
  }
  due.claim = x;
  due.unverified = w->o[due.target].flags[w->at[due.target]] & LAW_BULK_UNVERIFIED;
  return due;
}

/* A target's first result that is not of a household before this one, nor of its people. */
static int32_t first_result(const struct making *w, int target, int32_t household) {
  const struct law_bulk_output *o = &w->o[target];
  int32_t low = 0, high = o->rows, row = o->entity == LAW_PERSON ? w->d->m.start[household] : household;
  while (low < high) {
    int32_t middle = low + (high - low) / 2;
    if (o->row[middle] < row)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* The place in the columns of the first person whom a benefit's result at hand is about; INT32_MAX no more.
 */
static int32_t place_of(const struct making *w, int benefit) {
  const struct law_bulk_output *o = &w->o[benefit];
  if (w->at[benefit] == o->rows) return INT32_MAX;
  int32_t row = o->row[w->at[benefit]], at = o->entity == LAW_PERSON ? row : w->d->m.start[row];
  return at < w->d->m.start[w->to] ? at : INT32_MAX;
}

int64_t office_told_of(const struct office_determination *d, const struct office_row *r) {
  const struct people_grant *grants;
  assert(r->grant >= 0);
  people_grants(d->c, &grants);
  const struct people_grant *g = &grants[r->grant];
  return r->flags & OFFICE_HOLDER_LEFT ? people_grant_told_of(d->c, g, d->when.for_month) : g->person;
}

/* The result at hand claims; and is a row for the person in place `at`, where it is to be seen. */
static void one_result(struct making *w, int benefit, int32_t at, int32_t h, struct people_stands by,
                       bool seen) {
  struct law_bulk_claim x = claim_of(w, benefit, w->o[benefit].entity == LAW_PERSON ? at : h);
  bool claims = x.status != LAW_NOT_ENTITLED, pays = by.grant >= 0 && !by.suspended;
  struct making_due due = { .claim = x, .target = benefit };
  if (pays) due = not_lowered(w, &x);
  if (claims) w->eligible[w->n_eligible++] = x;
  if (pays && due.claim.status != LAW_NOT_ENTITLED) w->due[w->n_due++] = due.claim;
  if (seen && (claims || by.grant >= 0)) one_row(w, benefit, at, h, by, &due);
}

static void of_household(struct making *w, int benefit, int32_t h, bool seen) {
  const struct people_month *m = &w->d->m;
  bool home = !(m->homeless && m->homeless[h]);
  struct people_stands by = { .grant = -1 };
  if (home) by = people_month_home_grant(m, benefit, h);
  one_result(w, benefit, m->start[h], h, by, seen && home);
}

/* Rows in the order of people; a person's rows in the order of benefits, after those of his household. */
static void *part_rows(void *context) {
  struct making *w = context;
  const struct people_month *m = &w->d->m;
  for (int32_t h = w->from; h < w->to;) {
    int32_t next = INT32_MAX;
    for (int k = 0; k < w->n; k++)
      if (w->place[k] < next) next = w->place[k];
    if (next == INT32_MAX) break;
    while (m->start[h + 1] <= next)
      h++;
    bool seen = !m->seen || m->seen[next]; /* a household is seen whole or not at all */
    for (int persons = 0; persons < 2; persons++)
      for (int k = 0; k < w->n; k++) {
        if (w->place[k] != next || (w->o[k].entity == LAW_PERSON) != persons) continue;
        if (persons)
          one_result(w, k, next, h, people_month_grant(m, k, next), seen);
        else
          of_household(w, k, h, seen);
        w->at[k]++;
        w->place[k] = place_of(w, k);
      }
  }
  return NULL;
}

/* What comes of the households from .. to - 1: at most a row for each result. */
static struct making begin_part(const struct making *all, int32_t from, int32_t to) {
  struct making w = *all;
  int targets = w.n * (w.n_unraised + 1);
  int64_t cases = 0;
  w.from = from;
  w.to = to;
  w.at = NEW_ARRAY(w.a, int32_t, targets + 1);
  w.place = NEW_ARRAY(w.a, int32_t, w.n + 1);
  for (int t = 0; t < targets; t++) {
    w.at[t] = first_result(&w, t, from);
    if (t >= w.n) continue;
    int32_t results = first_result(&w, t, to) - w.at[t];
    w.room += results;
    cases += (int64_t)results * w.o[t].keys;
    w.place[t] = place_of(&w, t);
  }
  w.cases = NEW_ARRAY(w.a, struct law_case_id, cases + 1);
  return w;
}

/* Room for all parts, each behind what those before it may need. */
static void make_room(struct making *w, struct making *part, int parts) {
  for (int k = 0; k < parts; k++)
    w->room += part[k].room;
  w->row = NEW_ARRAY(w->a, struct office_row, w->room + 1);
  w->eligible = NEW_ARRAY(w->a, struct law_bulk_claim, w->room + 1);
  w->due = NEW_ARRAY(w->a, struct law_bulk_claim, w->room + 1);
  int64_t at = 0;
  for (int k = 0; k < parts; at += part[k++].room) {
    part[k].row = w->row + at;
    part[k].eligible = w->eligible + at;
    part[k].due = w->due + at;
  }
}

/* Moves a part's rows and claims close behind those of the parts before it. */
static void join_part(struct making *w, const struct making *part) {
  memmove(w->row + w->n_rows, part->row, sizeof *w->row * (size_t)part->n_rows);
  memmove(w->eligible + w->n_eligible, part->eligible, sizeof *w->eligible * (size_t)part->n_eligible);
  memmove(w->due + w->n_due, part->due, sizeof *w->due * (size_t)part->n_due);
  w->n_rows += part->n_rows;
  w->n_eligible += part->n_eligible;
  w->n_due += part->n_due;
}

static void rows(struct making *w, int threads) {
  const struct people_month *m = &w->d->m;
  struct making part[ROWS_THREADS_MAX];
  pthread_t thread[ROWS_THREADS_MAX];
  bool begun[ROWS_THREADS_MAX] = { false };
  int parts = threads < 1 ? 1 : threads > ROWS_THREADS_MAX ? ROWS_THREADS_MAX : threads;
  for (int k = 0; k < parts; k++)
    part[k] = begin_part(w, (int32_t)(m->households * k / parts), (int32_t)(m->households * (k + 1) / parts));
  make_room(w, part, parts);
  for (int k = 1; k < parts; k++)
    begun[k] = pthread_create(&thread[k], NULL, part_rows, &part[k]) == 0;
  part_rows(&part[0]);
  for (int k = 1; k < parts; k++)
    if (begun[k])
      pthread_join(thread[k], NULL);
    else
      part_rows(&part[k]);
  for (int k = 0; k < parts; k++)
    join_part(w, &part[k]);
  w->d->row = w->row;
  w->d->n = w->n_rows;
}

/* ---- groups ---- */

/* The row of a target's outcome. */
static struct office_row *outcome_row(const struct making *w, int benefit, int32_t row) {
  int32_t at = w->o[benefit].entity == LAW_PERSON ? row : w->d->m.start[row];
  return (struct office_row *)(uintptr_t)office_find(w->d, at, benefit);
}

static struct office_settled settled_of(const struct making *w, const struct law_bulk_outcome *x) {
  struct office_settled s = { .lost = x->lost, .open = x->open, .group = -1, .to = -1 };
  if (!x->lost) return s;
  s.group = x->group;
  s.to = x->to_target;
  s.whose = w->o[x->to_target].entity;
  s.to_subject = s.whose == LAW_PERSON ? w->d->m.person[x->to_row] : w->d->m.household[x->to_row];
  s.forgone = x->forgone;
  return s;
}

/* Claims to be settled among themselves, by a thread of their own. */
struct settling {
  const struct making *w;
  struct arena *a;
  struct law_bulk_claims claims;
  struct law_bulk_settled settled;
};

static void *settle(void *context) {
  struct settling *x = context;
  law_bulk_settle(x->a, x->w->b, x->w->o, &x->claims, &x->settled);
  return NULL;
}

/* A group not verified is a doubt of who lost in it and of who is paid instead. */
static void note_doubt(struct making *w, const struct law_bulk_outcome *x) {
  if (!x->lost || !x->unverified) return;
  struct office_row *loser = outcome_row(w, x->target, x->row), *to = outcome_row(w, x->to_target, x->to_row);
  if (loser) loser->flags |= OFFICE_UNVERIFIED;
  if (to) to->flags |= OFFICE_UNVERIFIED;
}

static void note_eligible(struct making *w, const struct law_bulk_settled *s) {
  for (int64_t i = 0; i < s->n; i++) {
    const struct law_bulk_outcome *x = &s->at[i];
    note_doubt(w, x);
    bool same = x->to_row == x->row &&
                w->o[x->target].entity == w->o[x->lost ? x->to_target : x->target].entity;
    struct office_row *r = outcome_row(w, x->target, x->row);
    if (!r) continue;
    r->among_eligible = settled_of(w, x);
    if (x->lost && !same) r->flags |= OFFICE_SHARED;
  }
}

static void note_due(struct making *w, const struct law_bulk_settled *s) {
  for (int64_t i = 0; i < s->n; i++) {
    note_doubt(w, &s->at[i]);
    struct office_row *r = outcome_row(w, s->at[i].target, s->at[i].row);
    if (!r) continue;
    r->among_granted = settled_of(w, &s->at[i]);
    if (s->at[i].lost) {
      r->due = OFFICE_NOT;
      r->due_amount = 0;
      r->flags |= OFFICE_LOST;
    } else if (r->due == OFFICE_VALUE)
      r->flags |= OFFICE_AT_LEAST;
  }
}

/* The groups among all that people are eligible for, and among what is granted. */
static enum err groups(struct making *w, int threads) {
  struct settling eligible = { w, w->a, { w->n_eligible, w->eligible }, { 0 } };
  struct settling due = { w, arena_new("what is due", SETTLE_BYTES), { w->n_due, w->due }, { 0 } };
  pthread_t thread;
  if (!due.a) return NOMEM;
  bool begun = threads > 1 && pthread_create(&thread, NULL, settle, &due) == 0;
  settle(&eligible);
  if (begun)
    pthread_join(thread, NULL);
  else
    settle(&due);
  note_eligible(w, &eligible.settled);
  note_due(w, &due.settled);
  arena_free(due.a);
  return OK;
}

static void name_faults(struct making *w, const struct law_bulk_report *report) {
  struct office_fault *named = NEW_ARRAY(w->a, struct office_fault, report->n_named + 1);
  for (int i = 0; i < report->n_named; i++) {
    const struct law_bulk_fault *f = &report->named[i];
    int32_t at = w->o[f->target].entity == LAW_PERSON ? f->row : w->d->m.start[f->row];
    named[i] = (struct office_fault) { w->d->m.person[at], f->target % w->n, f->fault };
  }
  w->d->named = named;
  w->d->n_named = report->n_named;
  for (int64_t i = 0; i < w->d->n; i++)
    w->d->faults += w->d->row[i].eligible == OFFICE_FAULT || w->d->row[i].due == OFFICE_FAULT;
}

/* Whoever's rows could not be read is answered nothing: what the columns say of him leaves them out. */
static void note_unread(struct making *w) {
  struct office_determination *d = w->d;
  const struct people_grant *grants;
  if (!people_unread(d->c, w->a, &d->m, &d->unread)) return;
  for (int64_t i = 0; i < d->n; i++) {
    struct office_row *r = &w->row[i];
    if (!d->unread.by_place[r->at]) continue;
    bool owed = r->grant >= 0 && !(r->flags & OFFICE_SUSPENDED);
    uint8_t stays = OFFICE_SUSPENDED | OFFICE_HOLDER_LEFT;
    *r = (struct office_row) { .at = r->at,
                               .household_row = r->household_row,
                               .area = r->area,
                               .benefit = r->benefit,
                               .grant = r->grant,
                               .component = r->component,
                               .record = r->record,
                               .eligible = OFFICE_FAULT,
                               .due = owed ? OFFICE_FAULT : OFFICE_NOT,
                               .flags = r->flags & stays,
                               .fault = IO,
                               .among_eligible = { .group = -1, .to = -1 },
                               .among_granted = { .group = -1, .to = -1 } };
  }
  for (int64_t i = 0; i < d->unread.n_absent; i++) {
    int n = people_grants_of(d->c, d->unread.absent[i], &grants);
    for (int k = 0; k < n; k++)
      d->faults += people_grant_stands(&grants[k], d->when.for_month);
  }
}

bool office_foreign(const struct people *c, const struct people_grant *g, month m) {
  return g->benefit < 0 && people_grant_stands(g, m) && !people_grant_suspended(g, m) &&
         people_death(c, g->person) >= month_first(m);
}

int office_foreign_grants(struct arena *a, const struct people *c, const struct people_month *m,
                          const int32_t **ret_list) {
  const struct people_grant *grants;
  int64_t n = people_grants(c, &grants);
  VEC(int32_t) found = { 0 };
  for (int64_t i = 0; i < n; i++)
    if (office_foreign(c, &grants[i], m->m)) *VEC_PUSH(a, &found) = (int32_t)i;
  if (!found.n) return 0;
  int64_t top = grants[found.at[found.n - 1]].person; /* they are by person */
  bool *here = NEW_ARRAY(a, bool, top + 1);
  for (int64_t i = 0; i < m->people; i++)
    if (m->person[i] <= top) here[m->person[i]] = !m->seen || m->seen[i];
  int32_t *list = NEW_ARRAY(a, int32_t, found.n);
  int seen = 0;
  for (size_t i = 0; i < found.n; i++)
    if (here[grants[found.at[i]].person]) list[seen++] = found.at[i];
  *ret_list = list;
  return seen;
}

enum err office_determine(struct arena *a, const struct law_program *p, const struct people *c,
                          struct office_when when, const int *choice, int threads,
                          struct office_determination *ret_d) {
  struct people_month m;
  enum err e = people_month(a, c, when.for_month, threads, &m);
  return e == OK ? office_determine_on(a, p, c, &m, when, choice, threads, ret_d) : e;
}

/* The laws whose sums stand in the month, those without the latest documents first. */
static int unraised_of(struct arena *a, const struct law_program *p, struct office_when when,
                       const int *choice, struct law_bulk_law **ret) {
  VEC(struct law_bulk_law) v = { 0 };
  struct law_without without = { 0 };
  while (law_unraised(p, month_last(when.for_month), when.law, &without))
    *VEC_PUSH(a, &v) = (struct law_bulk_law) { .day = when.law, .choice = choice, .without = without };
  *ret = v.at;
  return (int)v.n;
}

/* Plans and runs all targets. */
static enum err ask_everybody(struct making *w, const int *choice, int threads,
                              struct law_bulk_report *ret_report) {
  struct office_determination *d = w->d;
  struct law_bulk_law *unraised;
  double start = clock_seconds(); /* measuring */
  w->n_unraised = unraised_of(w->a, d->p, d->when, choice, &unraised);
  int targets = w->n * (w->n_unraised + 1);
  struct law_bulk_target *target = NEW_ARRAY(w->a, struct law_bulk_target, targets + 1);
  for (int i = 0; i < targets; i++) {
    target[i] = (struct law_bulk_target) { .kind = LAW_BULK_BENEFIT, .index = i % w->n, .found = true };
    if (i < w->n) continue;
    target[i].law = &unraised[i / w->n - 1];
    target[i].brief = true;
  }
  struct law_bulk *b;
  enum err e = law_bulk_plan(w->a, d->p,
                             (struct law_bulk_question) { d->when.for_month, d->when.law, choice },
                             d->m.first, d->m.last, targets, target, &b);
  if (e != OK) return e;
  struct law_bulk_output *o = NEW_ARRAY(w->a, struct law_bulk_output, targets + 1);
  law_bulk_outputs(w->a, b, o);
  w->b = b;
  w->o = o;
  d->times.plan = clock_seconds() - start; /* measuring */
  e = law_bulk_run(b, (struct law_bulk_options) { .threads = threads }, o, ret_report);
  d->times.run = clock_seconds() - start - d->times.plan; /* measuring */
  return e;
}

enum err office_determine_on(struct arena *a, const struct law_program *p, const struct people *c,
                             const struct people_month *m, struct office_when when, const int *choice,
                             int threads, struct office_determination *ret_d) {
  struct office_determination d = { .when = when, .p = p, .c = c, .m = *m };
  struct making w = { .a = a, .d = &d, .n = law_benefit_count(p) };
  struct law_bulk_report report;
  assert(m->m == when.for_month && when.act == people_act(c));
  enum err e = ask_everybody(&w, choice, threads, &report);
  if (e != OK) return e;
  double ran = clock_seconds(); /* measuring */
  people_grants(c, &w.grants);
  rows(&w, threads);
  if ((e = groups(&w, threads)) != OK) return e;
  note_unread(&w);
  w.d->n_foreign = office_foreign_grants(w.a, w.d->c, &w.d->m,
                                         &w.d->foreign); /* no row says anything of them */
  w.d->faults += w.d->n_foreign;
  name_faults(&w, &report);
  d.times.rows = clock_seconds() - ran; /* measuring */
  d.times.asked_by_row = report.rows_asked;
  *ret_d = d;
  return OK;
}

const struct office_row *office_find(const struct office_determination *d, int32_t at, int benefit) {
  int64_t lo = 0, hi = d->n;
  while (lo < hi) { /* first row of the person */
    int64_t mid = (lo + hi) / 2;
    if (d->row[mid].at < at)
      lo = mid + 1;
    else
      hi = mid;
  }
  for (; lo < d->n && d->row[lo].at == at; lo++)
    if (d->row[lo].benefit == benefit) return &d->row[lo];
  return NULL;
}

bool office_absent(const struct office_determination *d, int64_t person) {
  for (int64_t low = 0, high = d->unread.n_absent; low < high;) {
    int64_t middle = low + (high - low) / 2;
    if (d->unread.absent[middle] == person) return true;
    if (d->unread.absent[middle] < person)
      low = middle + 1;
    else
      high = middle;
  }
  return false;
}

/* ---- totals ---- */

static int commune_at(const int64_t *list, int n, int64_t id) {
  for (int i = 0; i < n; i++)
    if (list[i] == id) return i;
  return -1;
}

bool office_add(money *sum, money more) {
  money all;
  if (__builtin_add_overflow(*sum, more, &all)) return false;
  *sum = all;
  return true;
}

/* Adds a result to the totals of a benefit, of a commune and of all. `counted`: the person at hand is among
 * the people of the last two already, by another benefit. False: a sum leaves 64 bits. */
static bool count(struct office_total *const of[3], uint8_t status, money amount, bool *counted) {
  bool fits = true;
  for (int k = 0; k < 3; k++) {
    of[k]->unknown += status == OFFICE_UNKNOWN;
    if (status != OFFICE_VALUE) continue;
    of[k]->people += k == 0 || !*counted;
    fits &= office_add(&of[k]->sum, amount);
  }
  *counted |= status == OFFICE_VALUE;
  return fits;
}

/* The place of whom a row's sum is told of: of a household's benefit that member. */
static int32_t due_to(const struct office_determination *d, const struct office_row *r) {
  int32_t from = d->m.start[r->household_row], to = d->m.start[r->household_row + 1];
  if (r->grant < 0 || law_benefit_entity(d->p, r->benefit) == LAW_PERSON) return r->at;
  int64_t person = office_told_of(d, r);
  for (int32_t i = from; i < to; i++)
    if (d->m.person[i] == person) return i;
  return r->at;
}

static bool same_cases(const struct office_case_total *t, const struct office_row *r) {
  bool same = t->n == r->n_cases;
  for (int k = 0; k < r->n_cases && same; k++)
    same = t->cases[k].rule == r->cases[k].rule && t->cases[k].kase == r->cases[k].kase;
  return same;
}

/* The line of a row's deciding cases, all of them together. */
static struct office_case_total *total_of_cases(struct arena *a, struct office_totals *t, int *cap,
                                                const struct office_row *r) {
  int at = 0;
  while (at < t->n_cases && !same_cases(&t->by_case[at], r))
    at++;
  if (at < t->n_cases) return &t->by_case[at];
  if (t->n_cases == *cap) {
    struct office_case_total *more = NEW_ARRAY(a, struct office_case_total, *cap = *cap ? *cap * 2 : 64);
    if (at) memcpy(more, t->by_case, sizeof *more * (size_t)at);
    t->by_case = more;
  }
  t->by_case[t->n_cases++] = (struct office_case_total) { .cases = r->cases, .n = r->n_cases };
  return &t->by_case[at];
}

enum err office_sum(struct arena *a, const struct office_determination *d, const struct reg_areas *areas,
                    struct office_totals *ret_t) {
  struct office_totals t = { .n_communes = reg_commune_count(areas) + 1 }; /* the last: of no commune */
  int benefits = law_benefit_count(d->p), cap = 0;
  t.due_by_benefit = NEW_ARRAY(a, struct office_total, benefits + 1);
  t.eligible_by_benefit = NEW_ARRAY(a, struct office_total, benefits + 1);
  t.commune = NEW_ARRAY(a, int64_t, t.n_communes + 1);
  t.due_by_commune = NEW_ARRAY(a, struct office_total, t.n_communes + 1);
  t.eligible_by_commune = NEW_ARRAY(a, struct office_total, t.n_communes + 1);
  for (int i = 0; i + 1 < t.n_communes; i++)
    t.commune[i] = reg_commune_nth(areas, i)->id;
  bool *counted_due = NEW_ARRAY(a, bool, d->m.people + 1),
       *counted_eligible = NEW_ARRAY(a, bool, d->m.people + 1);
  int32_t top = 0;
  for (int64_t i = 0; i < d->n; i++)
    if (d->row[i].area > top) top = d->row[i].area;
  int *place = NEW_ARRAY(a, int, top + 1);
  for (int32_t i = 0; i <= top; i++) {
    const struct reg_area *c = i ? reg_area_commune(areas, i) : NULL;
    place[i] = c ? commune_at(t.commune, t.n_communes - 1, c->id) : t.n_communes - 1;
  }
  for (int64_t i = 0; i < d->n; i++) {
    const struct office_row *r = &d->row[i];
    assert(place[r->area] >= 0);
    struct office_total *const due[] = { &t.due_by_benefit[r->benefit], &t.due_by_commune[place[r->area]],
                                         &t.due },
                               *const eligible[] = { &t.eligible_by_benefit[r->benefit],
                                                     &t.eligible_by_commune[place[r->area]], &t.eligible };
    bool fits = count(due, r->due, r->due_amount, &counted_due[due_to(d, r)]);
    if (office_to_nobody(r)) {
      t.to_nobody.people++;
      t.to_nobody.sum += r->due_amount; /* no more than is due, which fits */
    }
    fits &= count(eligible, r->eligible, r->eligible_amount, &counted_eligible[r->at]);
    if (!fits) return LIMIT;
    if (r->n_cases) {
      struct office_case_total *of = total_of_cases(a, &t, &cap, r);
      of->people++;
      of->sum += r->eligible_amount; /* no more than is eligible, which fits */
    }
  }
  *ret_t = t;
  return OK;
}

money office_paid(const struct people_grant *g, month m) {
  money sum = 0;
  for (int i = 0; i < g->n_paid; i++)
    if (m >= g->paid[i].from && m <= g->paid[i].to) sum += g->paid[i].amount;
  return sum;
}

bool office_recorded(const struct people_grant *g, month m) {
  for (int i = 0; i < g->n_paid; i++)
    if (g->paid[i].from <= m && m <= g->paid[i].to) return true;
  return false;
}
