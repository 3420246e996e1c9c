/* run: the replay, one subject at a time. Every operation follows decision record 0002: nothing that could
 * matter is skipped while it is open, so what one completion reads, this pass has read too.
 *
 * Invariants, asserted where they are made or used:
 * 1. a value is something: it may be none, or some value, or both;
 * 2. of a number both bounds of which are known, the lower is not above the upper;
 * 3. a set of what may be is not empty, and of a truth has no more than no and yes;
 * 4. only rules of cases have deciding cases;
 * 5. a memo is used on the day, with the grant and the completion it was made with: each gives a new
 * generation.
 *
 * A fault is noted once, the first, and never unset while the question lasts. */
#include "law/replay/replay_words.h"
#include "law/replay/run.h"

static bool bounds_hold(const struct val *v, enum kind k) {
  if (!v->some || kind_is_set(k) || !bound_has(v->lo) || !bound_has(v->hi)) return true;
  return ratio_cmp(v->lo, v->hi) <= 0;
}

static bool set_holds(const struct val *v, enum kind k) {
  if (!v->some || !kind_is_set(k)) return true;
  return !set_empty(v->set) && (k != K_BOOL || set_within(v->set, set_bits(IS_OPEN)));
}

/* What a rule's value promises when no fault was met. */
static void check_value(const struct rule *q, struct val *v) {
  enum kind k = q->type.kind;
  if (BROKEN(1)) v->some = v->none = false;
  INVARIANT(1, v->some || v->none);
  if (BROKEN(2) && !kind_is_set(k)) *v = (struct val) { .some = true, .lo = { 1, 1 }, .hi = { 0, 1 } };
  INVARIANT(2, bounds_hold(v, k));
  if (BROKEN(3) && kind_is_set(k)) *v = (struct val) { .some = true, .set = set_none() };
  INVARIANT(3, set_holds(v, k));
}

/* ---- steps ---- */

static struct step *begin(struct law_session *r, struct subject s) {
  if (!r->tracing) return NULL;
  struct step *t = NEW(r->explained, struct step);
  t->subject = s.id;
  t->entity = s.e;
  if (r->parent) *VEC_PUSH(r->explained, &r->parent->kid) = t;
  r->parent = t;
  return t;
}

static void end(struct law_session *r, struct step *t, struct step *before, struct val v, enum kind k) {
  if (!t) return;
  t->v = v;
  t->kind = k;
  r->parent = before;
}

/* ---- what is missing, what went wrong ---- */

static uint64_t missing_hash(const struct missing *m) {
  int64_t key[] = { (int64_t)m->entity, m->subject, m->fact };
  return hash64(key, sizeof key, m->fact < 0 ? hash64(m->vi.p, m->vi.n, 1) : 0);
}

static bool missing_same(const struct missing *x, const struct missing *m) {
  return x->fact == m->fact && x->entity == m->entity && x->subject == m->subject &&
         (m->fact >= 0 || str_eq(x->vi, m->vi));
}

static int *missing_place(struct law_session *r, const struct missing *m) {
  size_t mask = r->missing_slots - 1, h = missing_hash(m) & mask;
  while (r->missing_slot[h] && !missing_same(&r->missing[r->missing_slot[h] - 1], m))
    h = (h + 1) & mask;
  return &r->missing_slot[h];
}

static void note_missing(struct law_session *r, struct missing m) {
  if (!r->collect) return;
  if ((size_t)r->n_missing * 2 >= r->missing_slots) {
    r->missing_slots = r->missing_slots ? r->missing_slots * 4 : 64;
    r->missing_slot = NEW_ARRAY(r->scratch, int, r->missing_slots);
    for (int i = 0; i < r->n_missing; i++)
      *missing_place(r, &r->missing[i]) = i + 1;
  }
  int *place = missing_place(r, &m);
  if (*place) return;
  vec_grow(r->scratch, (void **)&r->missing, &r->missing_room, (size_t)r->n_missing, sizeof *r->missing);
  r->missing[r->n_missing++] = m;
  *place = r->n_missing;
}

static void broken(struct law_session *r, enum err e, const struct node *n) {
  assert(e == LIMIT || e == INVALID);
  if (r->err != OK) return;
  r->err = e;
  r->faulty = true;
  r->err_at = n;
}

void run_clean(struct law_session *r) {
  arena_reset(r->scratch);
  r->missing = NULL;
  r->missing_slot = NULL;
  r->missing_room = r->missing_slots = 0;
  r->n_missing = r->n_over = 0;
  r->over = NULL;
  r->touched = set_none();
  r->unverified = r->rounding_silent = r->collect = false;
  r->granted = DATE_MAX;
  r->err = OK;
  r->err_at = NULL;
  r->faulty = false;
  r->generation++;
}

void run_start(struct law_session *r, int reading) {
  r->reading = reading;
  r->day = reading ? month_last(r->q.for_month) : month_first(r->q.for_month);
  if (!BROKEN(5)) r->generation++;
  r->depth = 0;
}

struct law_fault run_fault(const struct law_session *r, struct arena *a) {
  struct law_fault f = { .err = r->err, .place = "" };
  assert(r->err != OK);
  if (r->err_at)
    f.place = arena_print(a, "%.*s:%d:%d", (int)r->err_at->at.file->name.n, r->err_at->at.file->name.p,
                          r->err_at->at.line, r->err_at->at.col);
  return f;
}

/* ---- facts ---- */

/* What a source says of a set must be one of its values: a number outside is no answer. */
static bool in_domain(const struct law_session *r, struct type t, int64_t v) {
  return v >= 0 && v < (t.kind == K_BOOL ? 2 : law_enum_size(r->p, t));
}

static struct val fact_range(struct law_session *r, const struct fact *f, struct law_fact_value v) {
  if (kind_is_set(f->type.kind)) return val_one(run_arena(r), v.lo);
  if (f->partial_first_day) return val_int(v.lo);
  return val_range(v.lo, v.hi);
}

static enum law_given fact_given(struct law_session *r, int fact, struct subject s,
                                 struct law_fact_value *ret) {
  const struct fact *f = &r->p->fact.at[fact];
  *ret = (struct law_fact_value) { .lo = 0 };
  if (s.id < 0) return LAW_ASKED;
  enum law_given g = r->s.fact(r->s.context, (enum law_entity)s.e, s.id, fact, r->day, ret);
  bool nonsense = g == LAW_GIVEN &&
                  (kind_is_set(f->type.kind) ? !in_domain(r, f->type, ret->lo) : ret->lo > ret->hi);
  if (nonsense) return LAW_ASKED;
  if (g == LAW_NOTHING && f->absence == ABSENT_VALUE) ret->lo = ret->hi = f->absent;
  return g;
}

static const struct override *overridden(const struct law_session *r, int fact, struct subject s) {
  for (int i = 0; i < r->n_over; i++)
    if (r->over[i].fact == fact && r->over[i].subject == s.id && r->over[i].entity == (enum law_entity)s.e)
      return &r->over[i];
  return NULL;
}

static struct val fact_value(struct law_session *r, const struct node *n, struct subject s, struct step *t) {
  const struct fact *f = &r->p->fact.at[n->ref];
  bool as_set = kind_is_set(f->type.kind);
  const struct override *given = overridden(r, n->ref, s);
  if (given) return as_set ? val_one(run_arena(r), given->value) : val_int(given->value);
  struct law_fact_value v;
  enum law_given g = fact_given(r, n->ref, s, &v);
  if (t) {
    t->fact = v;
    t->given = g;
  }
  struct missing m = {
    .entity = (enum law_entity)s.e, .subject = s.id, .fact = n->ref, .kind = f->type.kind
  };
  if (g == LAW_GIVEN) {
    struct val x = fact_range(r, f, v);
    if (as_set || ratio_cmp(x.lo, x.hi) == 0) return x;
    m.lo = v.lo;
    m.hi = v.hi;
    m.finite = true;
    note_missing(r, m);
    return x;
  }
  if (g == LAW_NOTHING && f->absence == ABSENT_VALUE)
    return as_set ? val_one(run_arena(r), f->absent) : val_int(f->absent);
  struct val x = val_any(run_arena(r), r->p, f->type);
  m.domain = x.set;
  m.finite = as_set || (f->type.kind == K_INT && f->type.ranged);
  if (m.finite && !as_set) {
    m.lo = f->type.lo;
    m.hi = f->type.hi;
  }
  note_missing(r, m);
  return x;
}

/* Nobody is taken out on a guess: a birth or death not known, or known only to a month or year that holds the
 * day, leaves him among the others. */
bool run_there(struct law_session *r, int64_t person) {
  const int fact[2] = { r->p->fact_birth, r->p->fact_death };
  for (int i = 0; i < 2; i++) {
    struct law_fact_value v;
    const struct fact *f = fact[i] < 0 ? NULL : &r->p->fact.at[fact[i]];
    if (!f || f->type.kind != K_DATE) continue;
    enum law_given g = fact_given(r, fact[i], (struct subject) { .e = E_PERSON, .id = person }, &v);
    if (g == LAW_ASKED || (g == LAW_NOTHING && f->absence != ABSENT_VALUE)) continue;
    int64_t last = f->partial_first_day ? v.lo : v.hi;
    if (i == 0 ? v.lo > r->day : last < r->day) return false;
  }
  return true;
}

bool run_dead(struct law_session *r, int64_t person) {
  struct law_fact_value v;
  if (r->p->fact_death < 0) return false;
  date day = month_last(r->q.for_month);
  enum law_given g = r->s.fact(r->s.context, LAW_PERSON, person, r->p->fact_death, day, &v);
  return g == LAW_GIVEN && v.lo <= day;
}

static struct val field_value(struct law_session *r, const struct node *n, struct subject s) {
  const struct record *rec = &r->p->record.at[n->how];
  struct law_fact_value v = { .lo = 0 };
  enum law_given g = r->s.field ? r->s.field(r->s.context, n->how, s.id, n->ref, &v) : LAW_NOTHING;
  if (g == LAW_GIVEN) {
    struct type t = rec->field[n->ref].type;
    if (!kind_is_set(t.kind)) return val_range(v.lo, v.hi);
    if (in_domain(r, t, v.lo)) return val_one(run_arena(r), v.lo);
  }
  note_missing(
      r, (struct missing) { .entity = LAW_RECORD,
                            .subject = s.id,
                            .fact = -1,
                            .vi = str_of(arena_print(r->scratch, "%.*s.%.*s", (int)rec->id.n, rec->id.p,
                                                     (int)rec->field[n->ref].id.n, rec->field[n->ref].id.p)),
                            .en = rec->field[n->ref].id });
  return val_any(run_arena(r), r->p, rec->field[n->ref].type);
}

/* ---- parameters and tables ---- */

static struct val constant(const struct law_session *r, const struct node *n) {
  return kind_is_set(n->type.kind) ? val_one(run_arena(r), n->i) : val_ratio(n->r);
}

static struct val param_on(struct law_session *r, const struct param *q, date day, struct step *t) {
  const struct param_version *v = view_param(r->view, q, day, r->granted);
  if (t) t->param = v;
  if (v && v->status.unverified) r->unverified = true;
  if (v && !v->is_unknown) {
    if (r->coverage) r->coverage[v->value->id] |= COVER_VERSION;
    return constant(r, v->value);
  }
  struct title why = { v ? v->unknown : S(""), v ? v->unknown : S("") };
  char z[11];
  if (!why.vi.n) {
    why.vi = str_of(arena_print(r->scratch, RW_nothing_governs_VI, (int)q->title.vi.n, q->title.vi.p,
                                date_text(day, VI, z)));
    why.en = str_of(arena_print(r->scratch, RW_nothing_governs_EN, (int)q->title.en.n, q->title.en.p,
                                date_text(day, EN, z)));
  }
  note_missing(
      r, (struct missing) { .entity = LAW_AREA, .subject = -1, .fact = -1, .vi = why.vi, .en = why.en });
  return val_any(run_arena(r), r->p, q->type);
}

static struct val param_value(struct law_session *r, const struct node *n, struct subject s, struct step *t) {
  const struct param *q = &r->p->param.at[n->ref];
  if (!n->kid[0]) return param_on(r, q, r->day, t);
  struct val at = run_node(r, n->kid[0], s);
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

static struct val table_value(struct law_session *r, const struct node *n, struct subject s,
                              struct step *step) {
  const struct table *t = &r->p->table.at[n->ref];
  const struct table_version *v = view_table(r->view, t, r->day);
  struct val key[LAW_TABLE_KEYS_MAX], out = { 0 };
  bool any = false, exact = true;
  if (step) step->table = v;
  for (int k = 0; k < t->n_key; k++) {
    key[k] = run_node(r, n->list[k], s);
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
    out = any ? val_either(run_arena(r), out, x) : x;
    any = true;
    found++;
    if (exact) return out;
  }
  if (any && !exact) { /* every key that is possible must have a row, else a hole is possible */
    int64_t possible = 1;
    for (int k = 0; k < t->n_key && possible > 0; k++) {
      int64_t n_k = kind_is_set(t->key[k].type.kind) ? set_count(key[k].set)
                    : bound_has(key[k].lo) && bound_has(key[k].hi) && key[k].hi.num - 100000 < key[k].lo.num
                        ? key[k].hi.num - key[k].lo.num + 1
                        : -1;
      possible = n_k < 0 || n_k > 100000 || possible > 1000000000 ? -1 : possible * n_k;
    }
    if (possible == found) return out;
  }
  struct title why = { v && v->is_empty ? v->empty : S(""), v && v->is_empty ? v->empty : S("") };
  if (!why.vi.n) {
    why.vi = str_of(arena_print(r->scratch, RW_missing_row_VI, (int)t->title.vi.n, t->title.vi.p));
    why.en = str_of(arena_print(r->scratch, RW_missing_row_EN, (int)t->title.en.n, t->title.en.p));
  }
  note_missing(
      r, (struct missing) { .entity = LAW_AREA, .subject = -1, .fact = -1, .vi = why.vi, .en = why.en });
  return val_any(run_arena(r), r->p, t->type);
}

/* ---- aggregates ---- */

/* The people or records an aggregate goes over; -1 where that is not known. */
static int others(struct law_session *r, const struct node *n, struct subject s, const int64_t **ret) {
  if (n->set == SET_MEMBERS) {
    int64_t h = s.e == E_HOUSEHOLD ? s.id : r->s.household(r->s.context, s.id, r->q.for_month);
    return h < 0 ? -1 : r->s.members(r->s.context, h, r->q.for_month, ret);
  }
  if (n->set == SET_LINK) {
    int count = r->s.linked(r->s.context, s.id, n->ref, r->day, ret);
    return count < 0 && r->p->link.at[n->ref].absent_none ? 0 : count;
  }
  return r->s.records ? r->s.records(r->s.context, (enum law_entity)s.e, s.id, n->ref, r->day, ret) : -1;
}

static void others_missing(struct law_session *r, const struct node *n, struct subject s) {
  struct title t = { WORDS_STR(RW_their_household) };
  if (n->set == SET_LINK) t = r->p->link.at[n->ref].title;
  if (n->set == SET_RECORD) t = r->p->record.at[n->ref].title;
  note_missing(r, (struct missing) {
                      .entity = (enum law_entity)s.e, .subject = s.id, .fact = -1, .vi = t.vi, .en = t.en });
}

/* any, all: Kleene's tables over the conditions. */
static unsigned truth_with(enum op op, unsigned truth, unsigned c) {
  unsigned stop = op == N_ANY ? IS_YES : IS_NO;
  if (c == stop || truth == stop) return stop;
  return c == IS_OPEN || truth == IS_OPEN ? IS_OPEN : stop ^ 3u;
}

/* The best so far of highest and lowest: `maybe` while none of those seen surely counts. */
struct best {
  struct val v;
  bool maybe;
};

static void best_with(struct law_session *r, struct best *b, struct val x, bool sure, bool highest) {
  if (!x.some) return;
  x.none = false;
  if (b->v.none && !b->v.some) {
    *b = (struct best) { x, !sure };
    return;
  }
  struct val y = highest ? val_max(b->v, x) : val_min(b->v, x);
  if (sure && b->maybe)
    y = val_either(run_arena(r), y, x); /* the earlier one may not count */
  else if (!sure)
    y = val_either(run_arena(r), b->v, y);
  b->v = val_plain(y);
  b->v.none = false;
  b->maybe = b->maybe && !sure;
}

static struct val total_with(struct law_session *r, const struct node *n, struct val total, struct val x,
                             bool sure) {
  enum err e = OK;
  if (!x.some) return total; /* none adds nothing */
  if (!sure || x.none) {
    x.none = false;
    x = val_either(run_arena(r), x, val_int(0));
  }
  x = val_plain(x);
  x.none = false;
  total = val_add(total, x, &e);
  if (e != OK) broken(r, e, n);
  return total;
}

/* What an aggregate can still be when it is not known whom it goes over. */
static struct val opened(const struct node *n, unsigned truth, struct val total) {
  if (n->op == N_ANY) return val_set(truth == IS_NO ? IS_OPEN : truth);
  if (n->op == N_ALL) return val_set(truth == IS_YES ? IS_OPEN : truth);
  struct val any = val_open();
  if (n->op == N_COUNT || n->op == N_SUM) {
    if (n->op == N_COUNT || n->type.kind == K_MONEY)
      total.lo = (struct ratio) { 0, 1 };
    else
      total.lo = any.lo;
    total.hi = any.hi;
    return total;
  }
  any.none = true;
  return any;
}

static struct val aggregate(struct law_session *r, const struct node *n, struct subject s) {
  const int64_t *id = NULL;
  int count = others(r, n, s, &id);
  bool open = count < 0, truth_only = n->op == N_ANY || n->op == N_ALL;
  struct subject in = { .e = n->set == SET_RECORD ? E_RECORD : E_PERSON, .outer = &s };
  unsigned truth = n->op == N_ALL ? IS_YES : IS_NO;
  struct val total = val_int(0);
  struct best best = { .v = val_none() };
  if (open) others_missing(r, n, s);
  for (int i = 0; i < count; i++) {
    in.id = id[i];
    if (in.e == E_PERSON && !run_there(r, in.id)) continue;
    unsigned c = n->kid[1] ? val_truth(run_node(r, n->kid[1], in)) : IS_YES;
    if (truth_only) {
      truth = truth_with(n->op, truth, c);
      continue;
    }
    if (c == IS_NO) continue;
    struct val x = n->op == N_COUNT ? val_int(1) : run_node(r, n->kid[0], in);
    if (n->op == N_COUNT || n->op == N_SUM)
      total = total_with(r, n, total, x, c == IS_YES);
    else
      best_with(r, &best, x, c == IS_YES && !x.none, n->op == N_HIGHEST);
  }
  if (open) return opened(n, truth, total);
  if (truth_only) return val_set(truth);
  if (n->op == N_COUNT || n->op == N_SUM) return total;
  best.v.none = !best.v.some || best.maybe;
  return best.v;
}

/* ---- choose trees ---- */

/* highest of, lowest of: the parts in order; of equals the first. Decided when nothing open can beat the best
 * held. */
static struct val best_of(struct law_session *r, const struct val *part, int n, bool highest) {
  int best = -1; /* the best among those that surely hold, by their sure bound */
  for (int i = 0; i < n; i++) {
    if (!part[i].some || part[i].none) continue;
    if (best < 0) {
      best = i;
      continue;
    }
    struct ratio a = highest ? part[i].lo : part[i].hi, b = highest ? part[best].lo : part[best].hi;
    bool better = !bound_has(b) ? bound_has(a)
                                : bound_has(a) && (highest ? ratio_cmp(a, b) > 0 : ratio_cmp(a, b) < 0);
    if (better) best = i;
  }
  struct val out = { .none = best < 0 };
  bool any = false;
  for (int i = 0; i < n; i++) {
    struct val x = part[i];
    if (!x.some) continue;
    if (best >= 0 && i != best) { /* can it win? strictly better, or equal and written earlier */
      struct ratio reach = highest ? x.hi : x.lo, sure = highest ? part[best].lo : part[best].hi;
      if (bound_has(reach) && bound_has(sure)) {
        int c = highest ? ratio_cmp(reach, sure) : -ratio_cmp(reach, sure);
        if (c < 0 || (c == 0 && i > best)) continue;
        if (c >= 0 && highest && bound_has(x.lo) && ratio_cmp(x.lo, sure) < 0 && x.some)
          x.lo = sure; /* it matters only above */
        if (c >= 0 && !highest && bound_has(x.hi) && ratio_cmp(x.hi, sure) > 0) x.hi = sure;
      }
    }
    bool none = out.none;
    x.none = false;
    if (!any) {
      out = x;
      out.none = none;
    } else {
      struct val y = val_either(run_arena(r), out, x);
      y.none = none;
      out = y;
    }
    any = true;
  }
  if (!any) out.some = false;
  return out;
}

static struct val tree_value(struct law_session *r, const struct rule_version *v, const struct tree *t,
                             const struct val *held) {
  if (t->op == T_CASE) return held[t->kase];
  struct val *part = NEW_ARRAY(r->scratch, struct val, t->n);
  for (int i = 0; i < t->n; i++)
    part[i] = tree_value(r, v, t->kid[i], held);
  if (t->op == T_HIGHEST || t->op == T_LOWEST) return best_of(r, part, t->n, t->op == T_HIGHEST);
  if (t->op == T_ALL) {
    struct val sum = { .none = true };
    for (int i = 0; i < t->n; i++) {
      struct val x = part[i];
      if (!x.some) continue;
      if (!sum.some) {
        sum = x;
        continue;
      }
      /* either, both or (where both may fail) neither */
      struct val a = sum, b = x;
      a.none = b.none = false;
      enum err e = OK;
      struct val both = val_add(a, b, &e);
      if (e != OK) broken(r, e, v->at[0].then);
      both.cases = set_union(run_arena(r), a.cases, b.cases);
      both.open_cases = a.open_cases || b.open_cases;
      struct val y = both;
      if (x.none) y = val_either(run_arena(r), y, a);
      if (sum.none) y = val_either(run_arena(r), y, b);
      y.none = sum.none && x.none;
      sum = y;
    }
    return sum;
  }
  /* first of; A except B is first of (B, A) */
  struct val out = { .none = true };
  for (int k = 0; k < t->n; k++) {
    struct val x = part[t->op == T_EXCEPT ? t->n - 1 - k : k];
    if (!x.some) continue;
    bool sure = !x.none;
    x.none = false;
    if (!out.some)
      out = x;
    else
      out = val_either(run_arena(r), out, x);
    out.none = !sure;
    if (sure) break;
  }
  return out;
}

static struct val cases_value(struct law_session *r, const struct rule *rule, const struct rule_version *v,
                              struct subject s, struct step *above) {
  struct val *held = NEW_ARRAY(r->scratch, struct val, v->n + 1);
  struct step **steps = NEW_ARRAY(r->scratch, struct step *, v->n + 1);
  for (int i = 0; i < v->n; i++) {
    const struct kase *c = &v->at[i];
    held[i] = val_none();
    if (!view_governs(r->view, &c->d, r->day) || (c->d.guarded && r->granted >= c->d.granted_before))
      continue;
    struct step *t = begin(r, s);
    if (t) t->kase = c, t->rule = rule;
    unsigned when = val_truth(run_node(r, c->when, s));
    if (r->coverage) r->coverage[c->when->id] |= when == IS_YES ? COVER_YES : when == IS_NO ? COVER_NO : 0;
    if (when != IS_NO) {
      struct val x = run_node(r, c->then, s);
      x = val_plain(x);
      x.cases = set_one(run_arena(r), c->ix);
      if (when == IS_OPEN) x.none = true;
      if (!x.some) x = val_none();
      held[i] = x;
    }
    steps[i] = t;
    end(r, t, above, held[i], rule->type.kind);
  }
  struct val out = tree_value(r, v, v->choose, held);
  if (!out.some) out = val_none();
  for (int i = 0; i < v->n; i++) {
    bool decides = set_has(out.cases, v->at[i].ix);
    if (steps[i]) steps[i]->chosen = decides;
    if (!decides || !held[i].some) continue;
    if (r->coverage) r->coverage[v->at[i].then->id] |= COVER_DECIDED;
    if (v->at[i].status.unverified) r->unverified = true;
  }
  return out;
}

/* ---- rules ---- */

struct val run_rule(struct law_session *r, int rule, struct subject s) {
  const struct rule *q = &r->p->rule.at[rule];
  uint64_t h =
      ((uint64_t)s.id * 0x9E3779B97F4A7C15u + (uint64_t)rule * 0xC2B2AE3D27D4EB4Fu + (uint64_t)s.e) >> 20;
  struct memo *m = &r->memo[h % MEMO_SLOTS];
  if (m->generation == r->generation && m->rule == rule && m->subject == s.id && m->entity == (int)s.e) {
    INVARIANT(5, m->day == r->day && m->granted == r->granted && m->n_over == r->n_over);
    if (r->tracing && m->step && r->parent) *VEC_PUSH(r->explained, &r->parent->kid) = m->step;
    if (!r->tracing || m->step) return m->v;
  }
  struct step *before = r->parent, *t = begin(r, s);
  if (t) t->rule = q;
  if (++r->depth > LAW_HEIGHT_MAX) {
    broken(r, LIMIT, NULL);
    r->depth--;
    return val_none();
  }
  const struct rule_version *v = view_rule(r->view, q, r->day, r->granted);
  struct val out = val_none();
  if (t) t->version = v;
  if (v) {
    if (r->coverage) r->coverage[v->body ? v->body->id : v->at[0].when->id] |= COVER_VERSION;
    if (v->body) {
      out = val_plain(run_node(r, v->body, s)); /* 4 */
      if (v->status.unverified) r->unverified = true;
    } else {
      out = cases_value(r, q, v, s, t);
    }
  } else if (!q->cases) { /* nothing governs: not known, unless the rule speaks of cases, where it means none
                           */
    char z[11];
    note_missing(
        r, (struct missing) { .entity = (enum law_entity)s.e,
                              .subject = s.id,
                              .fact = -1,
                              .vi = str_of(arena_print(r->scratch, RW_nothing_governs_VI, (int)q->title.vi.n,
                                                       q->title.vi.p, date_text(r->day, VI, z))),
                              .en = str_of(arena_print(r->scratch, RW_nothing_governs_EN, (int)q->title.en.n,
                                                       q->title.en.p, date_text(r->day, EN, z))) });
    out = val_any(run_arena(r), r->p, q->type);
  }
  r->depth--;
  assert((r->err != OK) == r->faulty); /* what was noted stands */
  if (r->err == OK) check_value(q, &out);
  if (BROKEN(4) && !q->cases) out.open_cases = true;
  INVARIANT(4, q->cases || (set_empty(out.cases) && !out.open_cases));
  end(r, t, before, out, q->type.kind);
  *m = (struct memo) { r->generation, rule, s.id, (int)s.e, r->day, r->granted, r->n_over, out, t };
  return out;
}

/* ---- expressions ---- */

static int64_t whole_years(date a, date b) { return years_between(a, b); }
static int64_t whole_months(date a, date b) { return months_between(a, b); }
static int64_t whole_days(date a, date b) { return (int64_t)b - a; }

/* Completed years, months or days from one day to another that does not lie before it; none where it does. */
static struct val passed(const struct node *n, struct val a, struct val b) {
  struct val v = { .none = a.none || b.none, .some = a.some && b.some };
  if (!v.some) return v;
  v.lo = (struct ratio) { 0, 1 };
  if (!bound_has(a.lo) || !bound_has(a.hi) || !bound_has(b.lo) || !bound_has(b.hi)) {
    v.none = true;
    v.hi = (struct ratio) { 1, 0 };
    return v;
  }
  date al = (date)a.lo.num, ah = (date)a.hi.num, bl = (date)b.lo.num, bh = (date)b.hi.num;
  int64_t (*since)(date, date) = n->op == N_YEARS    ? whole_years
                                 : n->op == N_MONTHS ? whole_months
                                                     : whole_days;
  v.none |= ah > bl;
  v.some = al <= bh;
  if (!v.some) return val_none();
  if (ah <= bl) v.lo.num = since(ah, bl);
  v.hi = (struct ratio) { since(al, bh), 1 };
  return v;
}

static date add_to_date(date d, int64_t n, int64_t unit) {
  if (d == DATE_MAX || n > 120000 || n < -120000) return n < 0 ? DATE_MIN : DATE_MAX;
  int64_t x = unit == 0 ? (int64_t)d + n : date_add_months(d, (int)(unit == 1 ? n : n * 12));
  return x > DATE_MAX ? DATE_MAX : x < DATE_MIN ? DATE_MIN : (date)x;
}

static struct val plus_date(const struct node *n, struct val a, struct val b) {
  struct val v = { .none = a.none || b.none, .some = a.some && b.some };
  if (!v.some) return v;
  bool known = bound_has(a.lo) && bound_has(a.hi) && bound_has(b.lo) && bound_has(b.hi);
  v.lo = (struct ratio) { known ? add_to_date((date)a.lo.num, b.lo.num, n->i) : DATE_MIN, 1 };
  v.hi = (struct ratio) { known ? add_to_date((date)a.hi.num, b.hi.num, n->i) : DATE_MAX, 1 };
  return v;
}

static int year_of(int64_t d) {
  int y, m, k;
  date_split((date)d, &y, &m, &k);
  return y;
}

static struct val grant_value(struct law_session *r, const struct node *n, struct subject s) {
  struct law_grant g = { 0 };
  bool has = s.e == E_PERSON && r->s.grant && r->s.grant(r->s.context, s.id, n->ref, r->q.for_month, &g);
  if (n->op == N_GRANTED) return val_bool(has && g.decided < (date)n->r.num);
  return val_bool(has && g.active && g.first < r->q.for_month); /* stood at the start of the month */
}

static struct val decided_by(struct law_session *r, const struct node *n, struct subject s) {
  struct val v = run_node(r, n->kid[0], s);
  bool sure = set_meet(v.cases, n->cases);
  if (!v.some) return val_bool(false);
  if (sure && !v.none) return val_bool(true);
  if (!v.open_cases && !sure) return val_bool(false);
  return val_set(IS_OPEN);
}

static struct val step_to(struct law_session *r, const struct node *n, struct subject s) {
  if (n->op == N_OUTER) {
    assert(s.outer);
    return run_node(r, n->kid[0], *s.outer);
  }
  struct subject to = { .outer = s.outer };
  int64_t h = s.e == E_PERSON ? r->s.household(r->s.context, s.id, r->q.for_month) : s.id;
  to.id = h;
  to.e = n->op == N_HOUSEHOLD ? E_HOUSEHOLD : E_AREA;
  if (h >= 0) return run_node(r, n->kid[0], to);
  note_missing(r, (struct missing) { .entity = (enum law_entity)s.e,
                                     .subject = s.id,
                                     .fact = -1,
                                     .vi = WORD_STR(RW_their_household, VI),
                                     .en = WORD_STR(RW_their_household, EN) });
  return val_any(run_arena(r), r->p, n->type);
}

static struct val logic(struct law_session *r, const struct node *n, struct subject s) {
  unsigned stop = n->op == N_AND ? IS_NO : IS_YES, other = stop ^ 3u;
  unsigned a = val_truth(run_node(r, n->kid[0], s));
  if (a == stop && !r->tracing) return val_set(stop);
  unsigned b = val_truth(run_node(r, n->kid[1], s));
  if (a == stop || b == stop) return val_set(stop);
  return val_set(a == other && b == other ? other : IS_OPEN);
}

static struct val chosen(struct law_session *r, const struct node *n, struct subject s) {
  unsigned c = val_truth(run_node(r, n->kid[0], s));
  if (c == IS_YES) return run_node(r, n->kid[1], s);
  if (c == IS_NO) return run_node(r, n->kid[2], s);
  struct val a = run_node(r, n->kid[1], s), b = run_node(r, n->kid[2], s);
  return val_either(run_arena(r), a, b);
}

static struct val listed(struct law_session *r, const struct node *n, struct subject s) {
  if (n->op != N_IN) {
    struct val v = run_node(r, n->list[0], s);
    for (int i = 1; i < n->n_list; i++) {
      struct val x = run_node(r, n->list[i], s);
      v = n->op == N_MIN ? val_min(v, x) : val_max(v, x);
    }
    return v;
  }
  struct val a = run_node(r, n->kid[0], s);
  bool as_set = kind_is_set(n->kid[0]->type.kind);
  if (as_set && a.some && !a.none) { /* exact for a set of values: inside, outside or both */
    struct law_set in = set_none();
    bool plain = true;
    for (int i = 0; i < n->n_list; i++) {
      struct val x = run_node(r, n->list[i], s);
      plain &= val_known(x, n->kid[0]->type.kind) && x.some;
      in = set_union(run_arena(r), in, x.set);
    }
    if (plain) return val_set(!set_meet(a.set, in) ? IS_NO : set_within(a.set, in) ? IS_YES : IS_OPEN);
  }
  unsigned t = IS_NO;
  for (int i = 0; i < n->n_list; i++) {
    unsigned c = val_truth(val_compare(a, run_node(r, n->list[i], s), N_EQ, as_set));
    t = c == IS_YES || t == IS_YES ? IS_YES : c == IS_OPEN || t == IS_OPEN ? IS_OPEN : IS_NO;
  }
  return val_set(t);
}

static struct val rounded(struct law_session *r, const struct node *n, struct subject s) {
  struct val a = run_node(r, n->kid[0], s);
  enum err e = OK;
  struct val v = val_round(a, n->how, n->i, &e);
  if (e != OK) broken(r, e, n);
  if (n->how == ROUND_UNROUNDED && bound_has(v.lo) && bound_has(v.hi) && ratio_cmp(v.lo, v.hi) != 0)
    r->rounding_silent = true;
  return v;
}

static struct val evaluate(struct law_session *r, const struct node *n, struct subject s, struct step *t) {
  struct val a, b;
  enum err e = OK;
  switch (n->op) {
  case N_CONST: return constant(r, n);
  case N_DAY: return val_int(r->day);
  case N_FACT: return fact_value(r, n, s, t);
  case N_FIELD: return field_value(r, n, s);
  case N_PARAM: return param_value(r, n, s, t);
  case N_TABLE: return table_value(r, n, s, t);
  case N_CHOICE:
    r->touched = set_with(r->keep, r->touched, n->ref);
    return val_one(run_arena(r), r->choice[n->ref]);
  case N_RULE: return run_rule(r, n->ref, s);
  case N_HOUSEHOLD:
  case N_AREA:
  case N_OUTER: return step_to(r, n, s);
  case N_COUNT:
  case N_ANY:
  case N_ALL:
  case N_SUM:
  case N_HIGHEST:
  case N_LOWEST: return aggregate(r, n, s);
  case N_NOT:
    a = run_node(r, n->kid[0], s);
    return val_set(val_truth(a) == IS_OPEN ? IS_OPEN : val_truth(a) ^ 3u);
  case N_AND:
  case N_OR: return logic(r, n, s);
  case N_EQ:
  case N_NE:
  case N_LT:
  case N_LE:
  case N_GT:
  case N_GE:
    a = run_node(r, n->kid[0], s);
    b = run_node(r, n->kid[1], s);
    return val_compare(a, b, n->op, kind_is_set(n->kid[0]->type.kind));
  case N_MIN:
  case N_MAX:
  case N_IN: return listed(r, n, s);
  case N_ADD:
    a = run_node(r, n->kid[0], s);
    a = val_add(a, run_node(r, n->kid[1], s), &e);
    break;
  case N_SUB:
    a = run_node(r, n->kid[0], s);
    a = val_sub(a, run_node(r, n->kid[1], s), &e);
    break;
  case N_MUL:
    a = run_node(r, n->kid[0], s);
    a = val_mul(a, run_node(r, n->kid[1], s), &e);
    break;
  case N_DIV:
    a = run_node(r, n->kid[0], s);
    a = val_div(a, run_node(r, n->kid[1], s), &e);
    break;
  case N_NEG: return val_neg(run_node(r, n->kid[0], s));
  case N_IF: return chosen(r, n, s);
  case N_OTHERWISE:
    a = run_node(r, n->kid[0], s);
    if (!a.none) return a;
    b = run_node(r, n->kid[1], s);
    if (!a.some) return b;
    a.none = false;
    return val_either(run_arena(r), a, b);
  case N_HOLDS: a = run_node(r, n->kid[0], s); return val_set((a.some ? IS_YES : 0u) | (a.none ? IS_NO : 0u));
  case N_BY: return decided_by(r, n, s);
  case N_ROUND: return rounded(r, n, s);
  case N_YEARS:
  case N_MONTHS:
  case N_DAYS: a = run_node(r, n->kid[0], s); return passed(n, a, run_node(r, n->kid[1], s));
  case N_PLUS: a = run_node(r, n->kid[0], s); return plus_date(n, a, run_node(r, n->kid[1], s));
  case N_YEAR_OF:
    a = run_node(r, n->kid[0], s);
    if (a.some)
      a.lo = (struct ratio) { year_of(a.lo.num), 1 }, a.hi = (struct ratio) { year_of(a.hi.num), 1 };
    return a;
  case N_RECEIVES:
  case N_GRANTED: return grant_value(r, n, s);
  case N_NAME:
  case N_CALL:
  case N_OPS: break;
  }
  if (e != OK) broken(r, e, n);
  return a;
}

struct val run_node(struct law_session *r, const struct node *n, struct subject s) {
  if (!r->tracing || n->op == N_CONST || n->op == N_RULE) {
    struct val v = evaluate(r, n, s, NULL);
    if (r->coverage)
      r->coverage[n->id] |= (uint8_t)(COVER_RUN | (n->type.kind != K_BOOL   ? 0
                                                   : val_truth(v) == IS_YES ? COVER_YES
                                                   : val_truth(v) == IS_NO  ? COVER_NO
                                                                            : 0));
    return v;
  }
  struct step *before = r->parent, *t = begin(r, s);
  t->node = n;
  struct val v = evaluate(r, n, s, t);
  end(r, t, before, v, n->type.kind);
  return v;
}
