/* outside: see given.h. Invariants, asserted:
 * 1. what is missing is noted once: the table that finds it again is at most half full;
 * 2. what a source gives of a set is one of its values, of a number a range that is not turned round. */
#include "law/replay/outside.h"

#include "law/print/printer.h"
#include "law/replay/replay_words.h"

/* ---- what is missing ---- */

static uint64_t missing_hash(const struct missing *m) {
  int64_t key[] = { (int64_t)m->entity, m->subject, m->fact };
  return hash64(key, sizeof key, m->fact < 0 ? hash64(m->vi.p, m->vi.n, 1) : 0);
}

/* The same thing, whatever the day. */
static bool thing_same(const struct missing *x, const struct missing *m) {
  return x->fact == m->fact && x->entity == m->entity && x->subject == m->subject &&
         (m->fact >= 0 || str_eq(x->vi, m->vi));
}

static bool missing_same(const struct missing *x, const struct missing *m) {
  return thing_same(x, m) && x->day == m->day && x->lo == m->lo && x->hi == m->hi;
}

/* Where the first of a thing is found. */
static int *missing_place(struct law_session *r, const struct missing *m) {
  size_t mask = r->missing_slots - 1, h = missing_hash(m) & mask;
  while (r->missing_slot[h] && !thing_same(&r->missing[r->missing_slot[h] - 1], m))
    h = (h + 1) & mask;
  return &r->missing_slot[h];
}

static void make_room(struct law_session *r) {
  if ((size_t)r->n_missing * 2 >= r->missing_slots) {
    r->missing_slots = r->missing_slots ? r->missing_slots * 4 : 64;
    r->missing_slot = NEW_ARRAY(r->scratch, int, r->missing_slots);
    for (int i = 0; i < r->n_missing; i++) {
      int *place = missing_place(r, &r->missing[i]);
      if (!*place) *place = i + 1;
    }
  }
  if (BROKEN(1)) r->missing_slots = (size_t)r->n_missing;
  INVARIANT(1, (size_t)r->n_missing * 2 < r->missing_slots);
}

void run_missing(struct law_session *r, struct missing m) {
  if (!r->collect) return;
  make_room(r);
  int *place = missing_place(r, &m), last = -1;
  m.readings = r->reading ? READ_LAST : READ_FIRST;
  for (int i = *place - 1; i >= 0; i = r->missing[i].next) {
    if (missing_same(&r->missing[i], &m)) {
      r->missing[i].readings |= m.readings;
      return;
    }
    last = i;
  }
  m.thing = last < 0 ? r->n_things++ : r->missing[last].thing;
  m.next = -1;
  vec_grow(r->scratch, (void **)&r->missing, &r->missing_room, (size_t)r->n_missing, sizeof *r->missing);
  if (last < 0)
    *place = r->n_missing + 1;
  else
    r->missing[last].next = r->n_missing;
  r->missing[r->n_missing++] = m;
}

/* ---- facts ---- */

static bool in_domain(const struct law_session *r, struct type t, int64_t v) {
  struct law_span span = law_type_span(r->p, t);
  return v >= span.lo && v <= span.hi;
}

/* What a source says must be a value of the type: a number outside is no answer. */
static bool is_value(const struct law_session *r, struct type t, const struct law_fact_value *v) {
  if (kind_is_set(t.kind)) return in_domain(r, t, v->lo);
  return v->lo <= v->hi && in_domain(r, t, v->lo) && in_domain(r, t, v->hi);
}

static struct val fact_range(struct law_session *r, const struct fact *f, struct law_fact_value v) {
  bool as_set = kind_is_set(f->type.kind);
  if (BROKEN(2)) v.lo = as_set ? -1 : v.hi + 1;
  INVARIANT(2, as_set ? in_domain(r, f->type, v.lo) : v.lo <= v.hi);
  if (as_set) return val_one(run_arena(r), v.lo);
  if (f->partial_first_day) return val_int(v.lo);
  return val_range(v.lo, v.hi);
}

static enum law_given fact_given(struct law_session *r, int fact, struct subject s,
                                 struct law_fact_value *ret) {
  const struct fact *f = &r->p->fact.at[fact];
  *ret = (struct law_fact_value) { .lo = 0 };
  if (s.id < 0 || (r->masked && f->secret)) return LAW_ASKED;
  enum law_given g = r->s.fact(r->s.context, (enum law_entity)s.e, s.id, fact, r->day, ret);
  if (g == LAW_GIVEN && !is_value(r, f->type, ret)) return LAW_ASKED;
  if (g == LAW_NOTHING && f->absence == ABSENT_VALUE) ret->lo = ret->hi = f->absent;
  return g;
}

/* Of a fact that the source leaves open, what of it is missing: the value of the session's day, or the one of
 * the row that says a range. */
static struct missing missing_of(struct law_session *r, int fact, struct subject s, enum law_given g,
                                 const struct law_fact_value *v) {
  const struct type *t = &r->p->fact.at[fact].type;
  struct missing m = { .entity = (enum law_entity)s.e,
                       .subject = s.id,
                       .fact = fact,
                       .kind = t->kind,
                       .day = g == LAW_GIVEN ? DATE_MIN : r->day };
  bool ranged = g == LAW_GIVEN || (t->kind == K_INT && t->ranged);
  m.finite = ranged || kind_is_set(t->kind);
  if (ranged) {
    m.lo = g == LAW_GIVEN ? v->lo : t->lo;
    m.hi = g == LAW_GIVEN ? v->hi : t->hi;
  }
  return m;
}

/* The completion being tried, of what is missing; NULL: none. */
static const struct override *completed(const struct law_session *r, const struct missing *m) {
  for (int i = 0; i < r->n_over; i++)
    if (r->over[i].of && missing_same(r->over[i].of, m)) return &r->over[i];
  return NULL;
}

struct val run_fact(struct law_session *r, const struct node *n, struct subject s, struct step *t) {
  const struct fact *f = &r->p->fact.at[n->ref];
  bool as_set = kind_is_set(f->type.kind);
  struct law_fact_value v;
  enum law_given g = fact_given(r, n->ref, s, &v);
  struct val x = { 0 };
  if (t) {
    t->fact = v;
    t->given = g;
  }
  if (g == LAW_GIVEN) {
    x = fact_range(r, f, v);
    if (as_set || ratio_cmp(x.lo, x.hi) == 0) return x;
  }
  if (g == LAW_NOTHING && f->absence == ABSENT_VALUE)
    return as_set ? val_one(run_arena(r), f->absent) : val_int(f->absent);
  struct missing m = missing_of(r, n->ref, s, g, &v);
  const struct override *with = completed(r, &m);
  if (with) return as_set ? val_one(run_arena(r), with->value) : val_int(with->value);
  if (g != LAW_GIVEN) x = val_any(run_arena(r), r->p, f->type);
  m.domain = x.set;
  run_missing(r, m);
  return x;
}

/* Nobody is taken out on a guess: a birth or death not known, or known only to a month or year that holds the
 * day, leaves him among the others. */
static bool there(struct law_session *r, int64_t person, date born_by, date alive_on) {
  const int fact[2] = { r->p->fact_birth, r->p->fact_death };
  for (int i = 0; i < 2; i++) {
    struct law_fact_value v;
    const struct fact *f = fact[i] < 0 ? NULL : &r->p->fact.at[fact[i]];
    if (!f || f->type.kind != K_DATE) continue;
    enum law_given g = fact_given(r, fact[i], (struct subject) { .e = E_PERSON, .id = person }, &v);
    if (g == LAW_ASKED || (g == LAW_NOTHING && f->absence != ABSENT_VALUE)) continue;
    int64_t last = f->partial_first_day ? v.lo : v.hi;
    if (i == 0 ? v.lo > born_by : last < alive_on) return false;
  }
  return true;
}

bool run_there(struct law_session *r, int64_t person) { return there(r, person, r->day, r->day); }

bool run_there_in_month(struct law_session *r, int64_t person) {
  return there(r, person, month_last(r->q.for_month), month_first(r->q.for_month));
}

unsigned run_born(struct law_session *r, struct subject s) {
  int birth = r->p->fact_birth;
  const struct fact *f = birth < 0 ? NULL : &r->p->fact.at[birth];
  if (s.e != E_PERSON || !f || f->type.kind != K_DATE) return IS_YES;
  struct law_fact_value v;
  enum law_given g = fact_given(r, birth, s, &v);
  if (g == LAW_ASKED || (g == LAW_NOTHING && f->absence != ABSENT_VALUE)) return IS_YES;
  if (v.lo > r->day) return IS_NO;
  if (f->partial_first_day || v.hi <= r->day) return IS_YES;
  struct node read = { .op = N_FACT, .ref = birth, .type = f->type };
  struct val day = run_fact(r, &read, s, NULL); /* noted as missing: a completion decides */
  return ratio_cmp(day.lo, day.hi) != 0 ? IS_OPEN : day.lo.num <= r->day ? IS_YES : IS_NO;
}

bool run_dead(struct law_session *r, int64_t person) {
  struct law_fact_value v;
  if (r->p->fact_death < 0) return false;
  date day = month_last(r->q.for_month);
  enum law_given g = r->s.fact(r->s.context, LAW_PERSON, person, r->p->fact_death, day, &v);
  return g == LAW_GIVEN && v.lo <= day;
}

bool run_dies_in_month(struct law_session *r, int64_t person) {
  return run_dead(r, person) && run_there_in_month(r, person);
}

struct val run_field(struct law_session *r, const struct node *n, struct subject s) {
  const struct record *rec = &r->p->record.at[n->how];
  struct law_fact_value v = { .lo = 0 };
  enum law_given g = r->s.field ? r->s.field(r->s.context, n->how, s.id, n->ref, &v) : LAW_NOTHING;
  if (g == LAW_GIVEN) {
    struct type t = rec->field[n->ref].type;
    if (is_value(r, t, &v)) return kind_is_set(t.kind) ? val_one(run_arena(r), v.lo) : val_range(v.lo, v.hi);
  }
  run_missing(
      r, (struct missing) { .entity = LAW_RECORD,
                            .subject = s.id,
                            .fact = -1,
                            .vi = str_of(arena_print(r->scratch, "%.*s.%.*s", (int)rec->id.n, rec->id.p,
                                                     (int)rec->field[n->ref].id.n, rec->field[n->ref].id.p)),
                            .en = rec->field[n->ref].id });
  return val_any(run_arena(r), r->p, rec->field[n->ref].type);
}

/* ---- parameters and tables ---- */

struct val run_constant(const struct law_session *r, const struct node *n) {
  return kind_is_set(n->type.kind) ? val_one(run_arena(r), n->i) : val_ratio(n->r);
}

static struct val param_on(struct law_session *r, const struct param *q, date day, struct step *t) {
  const struct param_version *v = view_param(r->view, q, day, r->granted);
  if (t) t->param = v;
  if (v && v->status.unverified) r->unverified = true;
  if (v && !v->is_unknown) {
    if (r->coverage) r->coverage[v->value->id] |= COVER_VERSION;
    return run_constant(r, v->value);
  }
  struct title why = { v ? v->unknown : S(""), v ? v->unknown : S("") };
  char z[11];
  if (!why.vi.n) {
    why.vi = str_of(arena_print(r->scratch, RW_nothing_governs_VI, (int)q->title.vi.n, q->title.vi.p,
                                date_text(day, VI, z)));
    why.en = str_of(arena_print(r->scratch, RW_nothing_governs_EN, (int)q->title.en.n, q->title.en.p,
                                date_text(day, EN, z)));
  }
  run_missing(r,
              (struct missing) { .entity = LAW_AREA, .subject = -1, .fact = -1, .vi = why.vi, .en = why.en });
  return val_any(run_arena(r), r->p, q->type);
}

struct val run_param(struct law_session *r, const struct node *n, const struct val *day, struct step *t) {
  const struct param *q = &r->p->param.at[n->ref];
  if (!day) return param_on(r, q, r->day, t);
  struct val at = *day;
  if (!at.some) return val_none();
  bool known = bound_has(at.lo) && bound_has(at.hi) && at.hi.num - at.lo.num < 40000;
  if (!known) return val_any(run_arena(r), r->p, q->type);
  struct val v = param_on(r, q, (date)at.lo.num, t);
  for (int k = 0; k < q->n; k++) { /* a range of days: every version that begins inside it */
    date from = r->view->from[q->at[k].d.id], until = r->view->until[q->at[k].d.id];
    if (from > at.lo.num && from <= at.hi.num) v = val_either(run_arena(r), v, param_on(r, q, from, NULL));
    if (until > at.lo.num && until <= at.hi.num) v = val_either(run_arena(r), v, param_on(r, q, until, NULL));
  }
  v.none |= at.none;
  return v;
}

static bool key_may_be(const struct table *t, int k, struct val v, int64_t key) {
  if (kind_is_set(t->key[k].type.kind)) return set_has(v.set, (int)key);
  return (!bound_has(v.lo) || ratio_cmp(v.lo, (struct ratio) { key, 1 }) <= 0) &&
         (!bound_has(v.hi) || ratio_cmp(v.hi, (struct ratio) { key, 1 }) >= 0);
}

/* How many rows the possible values of all keys ask for; -1: more than anyone writes. */
static int64_t rows_possible(const struct table *t, const struct val *key) {
  int64_t possible = 1;
  for (int k = 0; k < t->n_key && possible > 0; k++) {
    int64_t n_k = kind_is_set(t->key[k].type.kind) ? set_count(key[k].set)
                  : bound_has(key[k].lo) && bound_has(key[k].hi) && key[k].hi.num - 100000 < key[k].lo.num
                      ? key[k].hi.num - key[k].lo.num + 1
                      : -1;
    possible = n_k < 0 || n_k > 100000 || possible > 1000000000 ? -1 : possible * n_k;
  }
  return possible;
}

/* "poor, 3": the row that is asked for, every key of it known. */
static const char *row_asked(struct law_session *r, const struct table *t, const struct val *key,
                             enum lang lang) {
  struct buf b = buf_growing(r->scratch);
  for (int k = 0; k < t->n_key; k++) {
    if (k) buf_z(&b, ", ");
    print_val(&b, r->p, &key[k], t->key[k].type, lang);
  }
  return arena_text(r->scratch, b.p, b.n);
}

/* `key`: the row that is asked for, where it is one and may be told; else NULL. */
static void hole_missing(struct law_session *r, const struct table *t, const struct table_version *v,
                         const struct val *key) {
  struct title why = { v && v->is_empty ? v->empty : S(""), v && v->is_empty ? v->empty : S("") };
  if (!r->collect) return;
  if (!why.vi.n && key) {
    why.vi = str_of(arena_print(r->scratch, RW_missing_row_of_VI, (int)t->title.vi.n, t->title.vi.p,
                                row_asked(r, t, key, VI)));
    why.en = str_of(arena_print(r->scratch, RW_missing_row_of_EN, (int)t->title.en.n, t->title.en.p,
                                row_asked(r, t, key, EN)));
  } else if (!why.vi.n) {
    why.vi = str_of(arena_print(r->scratch, RW_missing_row_VI, (int)t->title.vi.n, t->title.vi.p));
    why.en = str_of(arena_print(r->scratch, RW_missing_row_EN, (int)t->title.en.n, t->title.en.p));
  }
  run_missing(r,
              (struct missing) { .entity = LAW_AREA, .subject = -1, .fact = -1, .vi = why.vi, .en = why.en });
}

struct val run_table(struct law_session *r, const struct node *n, const struct val *key, struct step *step) {
  const struct table *t = &r->p->table.at[n->ref];
  const struct table_version *v = view_table(r->view, t, r->day);
  struct val out = { 0 };
  bool exact = true;
  if (step) step->table = v;
  for (int k = 0; k < t->n_key; k++) {
    if (!key[k].some) return val_none();
    exact &= val_known(key[k], t->key[k].type.kind);
  }
  if (v && v->status.unverified) r->unverified = true;
  if (r->coverage && v && v->cells.n) r->coverage[v->cells.at[0]->id] |= COVER_VERSION;
  int found = 0;
  for (int i = 0; v && i < v->n_row; i++) {
    bool fits = true;
    for (int k = 0; k < t->n_key && fits; k++)
      fits = key_may_be(t, k, key[k], v->row[i].key[k]);
    if (!fits) continue;
    struct val x = kind_is_set(t->type.kind) ? val_one(run_arena(r), v->row[i].value.num)
                                             : val_ratio(v->row[i].value);
    out = found ? val_either(run_arena(r), out, x) : x;
    found++;
    if (exact) return out;
  }
  /* Every key that is possible must have a row, else a hole is possible. */
  if (found && !exact && rows_possible(t, key) == found) return out;
  bool secret = false; /* what is missing is told to whoever sees the answer */
  for (int k = 0; k < t->n_key; k++)
    secret |= law_node_secret(r->p, n->list[k]);
  hole_missing(r, t, v, exact && !secret ? key : NULL);
  return val_any(run_arena(r), r->p, t->type);
}

/* ---- whom an aggregate goes over ---- */

int run_others(struct law_session *r, const struct node *n, struct subject s, const int64_t **ret_ids) {
  if (n->set == SET_MEMBERS) {
    int64_t h = s.e == E_HOUSEHOLD ? s.id : r->s.household(r->s.context, s.id, r->q.for_month);
    return h < 0 ? -1 : r->s.members(r->s.context, h, r->q.for_month, ret_ids);
  }
  if (n->set == SET_LINK) {
    int count = r->s.linked(r->s.context, s.id, n->ref, r->day, ret_ids);
    return count < 0 && r->p->link.at[n->ref].absent_none ? 0 : count;
  }
  return r->s.records ? r->s.records(r->s.context, (enum law_entity)s.e, s.id, n->ref, r->day, ret_ids) : -1;
}

void run_others_missing(struct law_session *r, const struct node *n, struct subject s) {
  struct title t = { WORDS_STR(RW_their_household) };
  if (n->set == SET_LINK) t = r->p->link.at[n->ref].title;
  if (n->set == SET_RECORD) t = r->p->record.at[n->ref].title;
  run_missing(r, (struct missing) {
                     .entity = (enum law_entity)s.e, .subject = s.id, .fact = -1, .vi = t.vi, .en = t.en });
}
