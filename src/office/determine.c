/* determine: everybody, every benefit, for one month. */
#include "office/office.h"

struct targets {
  struct law_bulk_target at[LAW_BULK_TARGETS_MAX];
  int n;
};

static bool nothing(void *context, int64_t person, int benefit, month m, struct law_grant *ret) {
  (void)context;
  (void)person;
  (void)benefit;
  (void)m;
  (void)ret;
  return false;
}

/* A session without people: for groups and citations. */
static struct law_session *empty_session(struct arena *a, const struct law_program *p, struct office_when w) {
  struct law_source s = { .grant = nothing };
  return law_session_new(a, p, &s, (struct law_question) { w.for_month, w.law });
}

static money amount_at(const struct law_bulk_output *o, int32_t i) {
  if (o->bytes == 8) return ((const int64_t *)o->value)[i];
  if (o->bytes == 4) return ((const int32_t *)o->value)[i];
  if (o->bytes == 2) return ((const uint16_t *)o->value)[i];
  return ((const uint8_t *)o->value)[i];
}

static void fill_cases(struct office_row *r, const struct law_bulk_output *o, int32_t i) {
  r->n_cases = 0;
  for (int k = 0; k < o->keys && r->n_cases < LAW_DECIDING_MAX; k++)
    if (o->key[k][i]) r->cases[r->n_cases++] = (struct law_case_id) { o->key_rule[k], o->key[k][i] - 1 };
}

/* The groups among what is granted, for one person's rows. */
static void groups_among_granted(struct law_session *s, struct office_row *row, int n,
                                 struct law_result *results, int n_benefits) {
  uint64_t considered = 0;
  for (int b = 0; b < n_benefits; b++)
    results[b] = (struct law_result) { .benefit = b };
  for (int i = 0; i < n; i++) {
    if (row[i].grant < 0 || row[i].flags & OFFICE_SUSPENDED) continue;
    considered |= 1ull << row[i].benefit;
    results[row[i].benefit].status = row[i].due == OFFICE_VALUE     ? LAW_VALUE
                                     : row[i].due == OFFICE_UNKNOWN ? LAW_UNKNOWN
                                                                    : LAW_NOT_ENTITLED;
    results[row[i].benefit].amount = row[i].due_amount;
  }
  if (!(considered & (considered - 1))) return;
  law_apply_groups(s, considered, results);
  for (int i = 0; i < n; i++) {
    if (row[i].grant < 0 || !results[row[i].benefit].lost) continue;
    row[i].due = OFFICE_NOT;
    row[i].due_amount = 0;
    row[i].flags |= OFFICE_LOST;
  }
}

/* Results by person and benefit, kept from household to household: only what `considered` names is valid. */
struct shared {
  struct arena *a;
  struct law_result **each;
  uint64_t *considered;
  int room, n_benefits;
};

static void make_room(struct shared *x, int people) {
  if (people <= x->room) return;
  int room = people * 2;
  struct law_result **each = NEW_ARRAY(x->a, struct law_result *, room);
  for (int i = 0; i < room; i++)
    each[i] = i < x->room ? x->each[i] : NEW_ARRAY(x->a, struct law_result, x->n_benefits + 1);
  x->each = each;
  x->considered = NEW_ARRAY(x->a, uint64_t, room);
  x->room = room;
}

/* The groups a household shares: once among what is granted in it (due), once among what its people are
 * eligible for. */
static void groups_of_household(struct shared *x, struct law_session *s, struct office_row *row, int n,
                                bool granted) {
  int people = 0, values = 0;
  for (int i = 0; i < n; i++)
    values += granted ? row[i].grant >= 0 && row[i].due == OFFICE_VALUE : row[i].eligible == OFFICE_VALUE;
  if (values < 2) return;
  make_room(x, n);
  for (int i = 0; i < n; i++) {
    if (i == 0 || row[i].at != row[i - 1].at) x->considered[people++] = 0;
    if (granted ? row[i].grant < 0 || row[i].due != OFFICE_VALUE : row[i].eligible != OFFICE_VALUE) continue;
    struct law_result *r = &x->each[people - 1][row[i].benefit];
    x->considered[people - 1] |= 1ull << row[i].benefit;
    r->benefit = row[i].benefit;
    r->status = LAW_VALUE;
    r->amount = granted ? row[i].due_amount : row[i].eligible_amount;
    r->lost = r->kept_by_household = false;
  }
  law_apply_household_groups(s, people, x->considered, x->each);
  for (int i = 0, person = -1; i < n; i++) {
    person += i == 0 || row[i].at != row[i - 1].at;
    if (!(x->considered[person] >> row[i].benefit & 1) || !x->each[person][row[i].benefit].lost) continue;
    if (!granted) {
      row[i].flags |= OFFICE_SHARED;
      continue;
    }
    row[i].due = OFFICE_NOT;
    row[i].due_amount = 0;
    row[i].flags |= OFFICE_LOST;
  }
}

static bool suspended(const struct cols_grant_row *g, month m) {
  for (int i = 0; i < g->n_suspended; i++)
    if (m >= g->suspended[i].from && m <= g->suspended[i].to) return true;
  return false;
}

static void one_row(struct office_determination *d, const struct law_bulk_output *o, int benefit, int32_t at,
                    int32_t i, int32_t household_row, struct office_row *r) {
  *r = (struct office_row) { .at = at,
                             .household_row = household_row,
                             .area = d->m.area[household_row],
                             .benefit = benefit,
                             .grant = -1 };
  if (o->entity == LAW_PERSON) r->grant = d->m.grant_row[benefit][at];
  uint8_t status = o->status ? o->status[i] : LAW_BULK_VALUE, flags = o->flags ? o->flags[i] : o->flags_all;
  r->eligible = status == LAW_BULK_VALUE     ? OFFICE_VALUE
                : status == LAW_BULK_UNKNOWN ? OFFICE_UNKNOWN
                                             : OFFICE_NOT;
  if (flags & LAW_BULK_UNVERIFIED) r->flags |= OFFICE_UNVERIFIED;
  if (flags & LAW_BULK_TOUCHES) r->flags |= OFFICE_INTERPRETATION;
  if (r->eligible == OFFICE_VALUE) {
    r->eligible_amount = amount_at(o, i);
    fill_cases(r, o, i);
  }
  if (r->grant < 0) return;
  const struct cols_grant_row *grants;
  cols_grants(d->c, &grants);
  if (suspended(&grants[r->grant], d->when.for_month)) {
    r->flags |= OFFICE_SUSPENDED;
    return;
  }
  r->due = r->eligible;
  r->due_amount = r->eligible_amount;
}

/* Rows in the order of people; a person's rows in the order of benefits. */
static enum err rows(struct arena *a, struct office_determination *d, const struct targets *t,
                     const struct law_bulk_output *o) {
  VEC(struct office_row) v = { 0 };
  struct law_session *s = empty_session(a, d->p, d->when);
  int benefits = law_benefit_count(d->p);
  struct law_result *results = NEW_ARRAY(a, struct law_result, benefits + 1);
  struct shared shared = { .a = a, .n_benefits = benefits };
  uint8_t *speaks = NEW_ARRAY(a, uint8_t, d->m.people + 64); /* anything to say of this person? */
  for (int k = 0; k < t->n; k++) {
    if (o[k].entity != LAW_PERSON) continue;
    const int32_t *g = d->m.grant_row[t->at[k].index];
    for (int64_t i = 0; i < d->m.people; i++)
      speaks[i] |= (!o[k].status || o[k].status[i] != LAW_BULK_NOT) | (g[i] >= 0);
  }
  for (int64_t h = 0; h < d->m.households; h++) {
    size_t begins = v.n;
    for (int k = 0; k < t->n; k++) {
      if (o[k].entity != LAW_HOUSEHOLD || (d->m.homeless && d->m.homeless[h]) ||
          (o[k].status && o[k].status[h] == LAW_BULK_NOT))
        continue;
      one_row(d, &o[k], t->at[k].index, d->m.start[h], (int32_t)h, (int32_t)h, VEC_PUSH(a, &v));
    }
    for (int32_t i = d->m.start[h]; i < d->m.start[h + 1]; i++) {
      if (!speaks[i]) continue;
      size_t first = v.n;
      int granted = 0;
      for (int k = 0; k < t->n; k++) {
        if (o[k].entity != LAW_PERSON) continue;
        uint8_t status = o[k].status ? o[k].status[i] : LAW_BULK_VALUE;
        if (status == LAW_BULK_FAULT) {
          fprintf(stderr, "ansinh: person %lld: %s cannot be computed exactly\n", (long long)d->m.person[i],
                  law_benefit_name(d->p, t->at[k].index));
          return INVALID;
        }
        if (status == LAW_BULK_NOT && d->m.grant_row[t->at[k].index][i] < 0) continue;
        one_row(d, &o[k], t->at[k].index, i, i, (int32_t)h, VEC_PUSH(a, &v));
        granted += v.at[v.n - 1].grant >= 0;
      }
      if (granted > 1) groups_among_granted(s, v.at + first, (int)(v.n - first), results, benefits);
    }
    for (int granted = 0; v.n - begins > 1 && granted < 2; granted++)
      groups_of_household(&shared, s, v.at + begins, (int)(v.n - begins), granted);
  }
  law_session_free(s);
  d->row = v.at;
  d->n = (int64_t)v.n;
  return OK;
}

enum err office_determine(struct arena *a, const struct law_program *p, const struct cols *c,
                          struct office_when when, const int *choice, int threads,
                          struct office_determination *ret_d) {
  struct cols_month m;
  enum err e = cols_month(a, c, when.for_month, &m);
  return e == OK ? office_determine_on(a, p, c, &m, when, choice, threads, ret_d) : e;
}

enum err office_determine_on(struct arena *a, const struct law_program *p, const struct cols *c,
                             const struct cols_month *m, struct office_when when, const int *choice,
                             int threads, struct office_determination *ret_d) {
  struct office_determination d = { .when = when, .p = p, .c = c, .m = *m };
  assert(m->m == when.for_month);
  struct targets t = { .n = 0 };
  struct law_bulk *b;
  struct law_bulk_report report;
  enum err e;
  double start = clock_seconds(); /* measuring */
  for (int i = 0; i < law_benefit_count(p) && t.n < LAW_BULK_TARGETS_MAX; i++)
    t.at[t.n++] = (struct law_bulk_target) { LAW_BULK_BENEFIT, i, 0 };
  e = law_bulk_plan(a, p, (struct law_bulk_question) { when.for_month, when.law, choice }, d.m.first,
                    d.m.last, t.n, t.at, &b);
  if (e != OK) return e;
  struct law_bulk_output *o = NEW_ARRAY(a, struct law_bulk_output, t.n);
  law_bulk_outputs(a, b, o);
  double planned = clock_seconds(); /* measuring */
  e = law_bulk_run(b, (struct law_bulk_options) { .threads = threads }, o, &report);
  if (e != OK) return e;
  double ran = clock_seconds(); /* measuring */
  e = rows(a, &d, &t, o);
  if (e != OK) return e;
  d.times = (struct office_times) { planned - start, ran - planned, clock_seconds() - ran,
                                    report.rows_asked };
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

/* ---- totals ---- */

static int commune_at(const int64_t *list, int n, int64_t id) {
  for (int i = 0; i < n; i++)
    if (list[i] == id) return i;
  return -1;
}

static void count(struct office_total *t, uint8_t status, money amount) {
  if (status == OFFICE_VALUE) {
    t->people++;
    t->sum += amount;
  }
  if (status == OFFICE_UNKNOWN) t->unknown++;
}

enum err office_sum(struct arena *a, const struct office_determination *d, const struct reg_areas *areas,
                    struct office_totals *ret_t) {
  struct office_totals t = { .n_communes = reg_commune_count(areas) };
  int benefits = law_benefit_count(d->p), cap = 0;
  t.due_by_benefit = NEW_ARRAY(a, struct office_total, benefits + 1);
  t.eligible_by_benefit = NEW_ARRAY(a, struct office_total, benefits + 1);
  t.commune = NEW_ARRAY(a, int64_t, t.n_communes + 1);
  t.due_by_commune = NEW_ARRAY(a, struct office_total, t.n_communes + 1);
  t.eligible_by_commune = NEW_ARRAY(a, struct office_total, t.n_communes + 1);
  for (int i = 0; i < t.n_communes; i++)
    t.commune[i] = reg_commune_nth(areas, i)->id;
  int32_t top = 0;
  for (int64_t i = 0; i < d->n; i++)
    if (d->row[i].area > top) top = d->row[i].area;
  int *place = NEW_ARRAY(a, int, top + 1);
  for (int32_t i = 0; i <= top; i++) {
    const struct reg_area *c = i ? reg_area_commune(areas, i) : NULL;
    place[i] = c ? commune_at(t.commune, t.n_communes, c->id) : -1;
  }
  for (int64_t i = 0; i < d->n; i++) {
    const struct office_row *r = &d->row[i];
    count(&t.due, r->due, r->due_amount);
    count(&t.eligible, r->eligible, r->eligible_amount);
    count(&t.due_by_benefit[r->benefit], r->due, r->due_amount);
    count(&t.eligible_by_benefit[r->benefit], r->eligible, r->eligible_amount);
    if (place[r->area] >= 0) {
      count(&t.due_by_commune[place[r->area]], r->due, r->due_amount);
      count(&t.eligible_by_commune[place[r->area]], r->eligible, r->eligible_amount);
    }
    for (int k = 0; k < r->n_cases; k++) {
      int at = 0;
      while (at < t.n_cases &&
             (t.by_case[at].id.rule != r->cases[k].rule || t.by_case[at].id.kase != r->cases[k].kase))
        at++;
      if (at == t.n_cases) {
        if (t.n_cases == cap) {
          struct office_case_total *more = NEW_ARRAY(a, struct office_case_total, cap = cap ? cap * 2 : 64);
          if (at) memcpy(more, t.by_case, sizeof *more * (size_t)at);
          t.by_case = more;
        }
        t.by_case[t.n_cases++] = (struct office_case_total) { .id = r->cases[k] };
      }
      t.by_case[at].people++;
      if (k == 0)
        t.by_case[at].sum += r->eligible_amount; /* a sum of several cases is counted with its first */
    }
  }
  *ret_t = t;
  return OK;
}

/* ---- storing ---- */

int64_t office_stored(struct db *db, const struct law_program *p, struct office_when w) {
  struct stmt *q;
  if (db_query(db,
               "SELECT id FROM determination WHERE for_month = $1 AND law_day = $2 AND facts_day = $3 AND "
               "packs = $4",
               &q) != OK)
    return 0;
  bind_int(q, 1, w.for_month);
  bind_int(q, 2, w.law);
  bind_int(q, 3, w.facts);
  bind_text(q, 4, str_of(law_hash(p)));
  return db_step(q) == OK ? col_int(q, 0) : 0;
}

static enum err delete_old(struct db *db, int64_t id) {
  struct stmt *q;
  enum err e = db_query(db, "DELETE FROM determination_result WHERE determination = $1", &q);
  if (e != OK) return e;
  bind_int(q, 1, id);
  if ((e = db_run(q)) != OK || (e = db_query(db, "DELETE FROM determination WHERE id = $1", &q)) != OK)
    return e;
  bind_int(q, 1, id);
  return db_run(q);
}

struct names_of_cases {
  struct law_case_id key[LAW_DECIDING_MAX];
  int n;
  struct str name, cites;
};

/* Case names and citations, worked out once for each combination. */
static const struct names_of_cases *case_names(struct arena *a, struct law_session *s,
                                               const struct office_determination *d,
                                               const struct office_row *r, struct names_of_cases *known,
                                               int *n, int max) {
  for (int i = 0; i < *n; i++)
    if (known[i].n == r->n_cases && !memcmp(known[i].key, r->cases, sizeof *r->cases * r->n_cases))
      return &known[i];
  struct names_of_cases *x = &known[*n < max ? (*n)++ : max - 1];
  struct buf b = buf_new(a, 4096), c = buf_new(a, 8192);
  x->n = r->n_cases;
  memcpy(x->key, r->cases, sizeof *r->cases * r->n_cases);
  for (int k = 0; k < r->n_cases; k++) {
    if (k) {
      buf_c(&b, '+');
      buf_z(&c, "; ");
    }
    buf_z(&b, law_case_name(d->p, r->cases[k]));
    buf_str(&c, law_case_cites(s, r->cases[k], a, VI, true));
  }
  x->name = buf_view(&b);
  x->cites = buf_view(&c);
  return x;
}

struct storing {
  struct arena *a;
  const struct office_determination *d;
  int64_t id;
};

static enum err store_rows(struct db *db, void *context) {
  struct storing *w = context;
  const struct office_determination *d = w->d;
  struct stmt *q;
  struct cols_names names;
  enum err e = OK;
  for (int64_t old; e == OK && (old = office_stored(db, d->p, d->when));)
    e = delete_old(db, old);
  if (e != OK || (e = cols_names_load(w->a, db, d->p, &names)) != OK) return e;
  if ((e = db_query(db,
                    "INSERT INTO determination (for_month, law_day, facts_day, packs, people, made_at) "
                    "VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
                    &q)) != OK)
    return e;
  char today[11];
  bind_int(q, 1, d->when.for_month);
  bind_int(q, 2, d->when.law);
  bind_int(q, 3, d->when.facts);
  bind_text(q, 4, str_of(law_hash(d->p)));
  bind_int(q, 5, d->m.people);
  bind_text(q, 6, str_of(date_iso(clock_today(), today)));
  if ((e = db_step(q)) != OK) return e;
  w->id = col_int(q, 0);
  if ((e = db_step(q)) != NOT_FOUND) return e == OK ? BUG : e;
  e = OK;
  enum { KNOWN = 4096 };
  struct names_of_cases *known = NEW_ARRAY(w->a, struct names_of_cases, KNOWN);
  int n_known = 0;
  struct law_session *s = empty_session(w->a, d->p, d->when);
  const struct cols_grant_row *grants;
  cols_grants(d->c, &grants);
  for (int64_t i = 0; i < d->n && e == OK; i++) {
    const struct office_row *r = &d->row[i];
    const struct names_of_cases *x = case_names(w->a, s, d, r, known, &n_known, KNOWN);
    e = db_query(
        db,
        "INSERT INTO determination_result (determination, person, household, area, benefit, eligible_status, "
        "eligible_amount, eligible_cases, citations, granted, due_status, due_amount, flags) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        &q);
    if (e != OK) break;
    bind_int(q, 1, w->id);
    bind_int(q, 2, d->m.person[r->at]);
    bind_int(q, 3, d->m.household[r->household_row]);
    bind_int(q, 4, r->area);
    bind_int(q, 5, names.benefit[r->benefit]);
    bind_int(q, 6, r->eligible);
    if (r->eligible == OFFICE_VALUE)
      bind_int(q, 7, r->eligible_amount);
    else
      bind_null(q, 7);
    bind_text(q, 8, x->name);
    bind_text(q, 9, x->cites);
    bind_int(q, 10, r->grant >= 0 ? grants[r->grant].id : 0);
    bind_int(q, 11, r->due);
    if (r->due == OFFICE_VALUE)
      bind_int(q, 12, r->due_amount);
    else
      bind_null(q, 12);
    bind_int(q, 13, r->flags);
    e = db_run(q);
  }
  law_session_free(s);
  return e;
}

enum err office_store(struct db *db, struct arena *scratch, const struct office_determination *d,
                      int64_t *ret_id) {
  struct storing w = { scratch, d, 0 };
  struct cols_names names;
  enum err e = cols_names_load(scratch, db, d->p, &names);
  for (int b = 0; e == OK && b < law_benefit_count(d->p); b++) {
    int64_t id;
    if (!names.benefit[b]) e = reg_symbol_make(db, str_of(law_benefit_name(d->p, b)), &id);
  }
  if (e == OK) e = db_transaction(db, store_rows, &w);
  if (e == OK) *ret_id = w.id;
  return e;
}

money office_paid(const struct cols_grant_row *g, month m) {
  money sum = 0;
  for (int i = 0; i < g->n_paid; i++)
    if (m >= g->paid[i].from && m <= g->paid[i].to) sum += g->paid[i].amount;
  return sum;
}
