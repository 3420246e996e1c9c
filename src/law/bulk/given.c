/* given: what an expression is given: facts, parameters and tables as nodes. Every operation follows run.c.
 * What is not in force on the day, or not known, leaves its value open. */
#include "law/bulk/plan.h"

#define NO  (L->g->no)
#define YES (L->g->yes)
#define G   (L->g)

/* ---- facts, parameters, tables ---- */

struct lv lower_fact(struct lowering *L, const struct node *n) {
  const struct fact *f = &L->p->fact.at[n->ref];
  const struct law_column *c = &L->cols[L->reading == READING_FIRST ? 0 : 1]->fact[n->ref];
  enum level at = f->on == E_PERSON ? AT_PERSON : AT_HOUSEHOLD;
  if (!c->at)
    return f->absence == ABSENT_VALUE ? lv_const(L, f->type.kind, (struct ratio) { f->absent, 1 })
                                      : lv_any(L, f->type);
  struct lv v = lv_blank(L, f->type.kind);
  v.lo = v.hi = lower_column(L, at, c);
  if (!L->holes || !lower_has_hole(c)) return v;
  int hole = lower_hole(L, at, c), gone = ir_eq(G, hole, YES);
  struct lv any = lv_any(L, f->type);
  if (c->until && !f->partial_first_day)
    v.hi = ir_select(G, ir_eq(G, hole, ir_const(G, 2)), ir_load(G, at, c->until, 4, DATE_MIN, DATE_MAX),
                     v.lo);
  v.lo = ir_select(G, gone, any.lo, v.lo);
  v.hi = ir_select(G, gone, any.hi, v.hi);
  if (any.open == YES) {
    v.open = gone;
    if (f->type.kind != K_BOOL && any.lo == NO) v.lo = v.hi = lower_column(L, at, c);
  }
  return v;
}

struct lv lower_const(struct lowering *L, const struct node *n) {
  if (n->type.kind == K_BOOL) return lv_truth(L, n->i ? YES : NO, n->i ? YES : NO);
  return lv_const(L, n->type.kind, n->type.kind == K_ENUM ? (struct ratio) { n->i, 1 } : n->r);
}

static struct lv param_version(struct lowering *L, const struct param *q, date day, date granted,
                               struct doubt *ret_doubt) {
  const struct param_version *v = view_param(L->view, q, day, granted);
  *ret_doubt = doubt_marked(L, v && v->status.unverified);
  return v && !v->is_unknown ? lower_const(L, v->value) : lv_any(L, q->type);
}

/* Days of decision that part the guarded versions, ascending. */
static int guard_days(const struct lowering *L, const struct dating *d, date *days, int n) {
  (void)L;
  if (!d->guarded) return n;
  int i = 0;
  while (i < n && days[i] < d->granted_before)
    i++;
  if (i < n && days[i] == d->granted_before) return n;
  for (int k = n; k > i; k--)
    days[k] = days[k - 1];
  days[i] = d->granted_before;
  return n + 1;
}

static struct lv param_on(struct lowering *L, const struct param *q, date day, struct doubt *ret_doubt) {
  date *days = NEW_ARRAY(L->a, date, q->n + 1);
  int n = 0;
  for (int i = 0; i < q->n; i++)
    if (view_governs(L->view, &q->at[i].d, day)) n = guard_days(L, &q->at[i].d, days, n);
  struct lv v = param_version(L, q, day, DATE_MAX, ret_doubt);
  if (!n || ir_is_const(G, L->granted)) return v; /* nobody has a grant */
  if (L->inside) {
    L->guard_inside = true;
    return lv_fail(L, WHY(through_members));
  }
  for (int i = n - 1; i >= 0; i--) {
    struct doubt doubt;
    struct lv x = param_version(L, q, day, days[i] - 1, &doubt);
    int before = ir_lt(G, L->granted, ir_const(G, days[i]));
    v = lv_select(L, before, x, v);
    *ret_doubt = doubt_select(L, before, doubt, *ret_doubt);
  }
  return v;
}

/* Of a range of days every version may have been read. */
static void param_doubt(struct lowering *L, const struct param *q, struct lv at, struct doubt doubt) {
  int open = ir_or(G, at.open, at.lo == at.hi ? NO : ir_not(G, ir_eq(G, at.lo, at.hi)));
  bool any = false;
  for (int i = 0; i < q->n; i++)
    any |= q->at[i].status.unverified;
  if (!any) return;
  doubt.sure = ir_and(G, doubt.sure, ir_not(G, open));
  doubt.maybe = ir_or(G, doubt.maybe, open);
  doubt_note(L, doubt_where(L, doubt, at.some_lo, at.some_hi));
}

struct lv lower_param(struct lowering *L, const struct node *n, enum entity on) {
  const struct param *q = &L->p->param.at[n->ref];
  struct doubt doubt;
  if (!n->kid[0]) {
    struct lv now = param_on(L, q, L->day, &doubt);
    doubt_note(L, doubt);
    return now;
  }
  struct lv at = lower(L, n->kid[0], on);
  struct lv v = param_on(L, q, DATE_MIN, &doubt);
  date *days = NEW_ARRAY(L->a, date, q->n * 2 + 1);
  int k = 0;
  for (int i = 0; i < q->n * 2; i++) {
    date d = i % 2 ? L->view->until[q->at[i / 2].d.id] : L->view->from[q->at[i / 2].d.id];
    if (d <= DATE_MIN || d > DATE_MAX) continue;
    int j = k++;
    for (; j > 0 && days[j - 1] > d; j--)
      days[j] = days[j - 1];
    days[j] = d;
  }
  for (int i = 0; i < k; i++)
    if (!i || days[i] != days[i - 1]) {
      struct doubt since;
      struct lv x = param_on(L, q, days[i], &since);
      int reached = ir_le(G, ir_const(G, days[i]), at.lo);
      v = lv_select(L, reached, x, v);
      doubt = doubt_select(L, reached, since, doubt);
    }
  param_doubt(L, q, at, doubt);
  v.open = ir_all(G, 3, (int[]) { v.open, at.open, at.lo == at.hi ? NO : ir_not(G, ir_eq(G, at.lo, at.hi)) },
                  true);
  v.some_lo = ir_and(G, v.some_lo, at.some_lo);
  v.some_hi = ir_and(G, v.some_hi, at.some_hi);
  return v;
}

struct key {
  int64_t lo, size;
  bool may_lack, any; /* any: what is missing may be any number, with or without a row */
};

/* All that a key can be, where it may be missing too: not only what somebody's is known to be. */
static struct key key_of(struct lowering *L, struct type t, struct lv x, bool may_lack) {
  int64_t lo = ir_at(G, x.lo)->lo, hi = ir_at(G, x.lo)->hi, most = ir_at(G, x.hi)->hi;
  if (may_lack && most > hi) hi = most;
  if (may_lack && (x.kind == K_ENUM || x.kind == K_BOOL)) {
    lo = 0;
    hi = x.kind == K_BOOL ? 1 : law_enum_size(L->p, t) - 1;
  }
  bool any = may_lack && x.kind != K_ENUM && x.kind != K_BOOL && x.open != NO;
  return (struct key) { .lo = lo, .size = hi - lo + 1, .may_lack = may_lack, .any = any };
}

/* A table as an array over all keys that can come; one more place a key stands for "any": the least and the
 * greatest there. */
struct lv lower_table(struct lowering *L, const struct node *n, enum entity on) {
  const struct table *t = &L->p->table.at[n->ref];
  const struct table_version *tv = view_table(L->view, t, L->day);
  struct key key[LAW_TABLE_KEYS_MAX];
  int64_t size = 1;
  struct lv v = lv_blank(L, t->type.kind);
  int ix = NO;
  for (int k = 0; k < t->n_key; k++) {
    struct doubt before = doubt_aside(L);
    struct lv x = lower(L, n->list[k], on);
    doubt_read_where(L, before, v.some_lo, v.some_hi); /* of no key there is no entry: the rest is not read */
    if (x.by >= 0 || x.den != 1) return lv_fail(L, WHY(table_fraction));
    int lack = lv_unsettled(L, x);
    lack = x.kind == K_BOOL ? ir_and(G, lv_possibly(L, x), ir_not(G, lv_surely(L, x))) : lack;
    key[k] = key_of(L, t->key[k].type, x, lack != NO);
    if (key[k].size > 65536) return lv_fail(L, WHY(table_keys));
    int at = ir_sub(G, x.lo, ir_const(G, key[k].lo));
    if (key[k].may_lack) at = ir_select(G, lack, ir_const(G, key[k].size), at);
    int64_t places = key[k].size + key[k].may_lack;
    ix = ir_add(G, ir_mul(G, ix, ir_const(G, places)), at);
    size *= places;
    if (size > 65536) return lv_fail(L, WHY(table_keys));
    lv_both(L, &v, v, x);
    v.open = NO; /* what is open in a key is said by its own place */
  }
  doubt_note(L, doubt_where(L, doubt_marked(L, tv && tv->status.unverified), v.some_lo, v.some_hi));
  int64_t den = 1;
  for (int i = 0; tv && i < tv->n_row; i++) {
    struct lv a = { .kind = K_INT, .den = den, .by = -1, .lo = NO, .hi = NO }, b = a;
    b.den = tv->row[i].value.den;
    lv_common(L, &a, &b);
    den = a.den;
  }
  int64_t *lo = NEW_ARRAY(L->a, int64_t, size), *hi = NEW_ARRAY(L->a, int64_t, size),
          *open = NEW_ARRAY(L->a, int64_t, size);
  for (int64_t i = 0; i < size; i++) {
    bool any[LAW_TABLE_KEYS_MAX], seen = false, unbounded = false;
    int64_t at[LAW_TABLE_KEYS_MAX], rest = i, want = 1, found = 0;
    for (int k = t->n_key - 1; k >= 0; k--) {
      int64_t places = key[k].size + key[k].may_lack;
      at[k] = rest % places + key[k].lo;
      any[k] = rest % places == key[k].size;
      rest /= places;
      if (any[k]) want *= key[k].size;
      unbounded |= any[k] && key[k].any;
    }
    for (int r = 0; tv && r < tv->n_row; r++) {
      bool fits = true, within = true;
      for (int k = 0; k < t->n_key; k++) {
        fits = fits && (any[k] || tv->row[r].key[k] == at[k]);
        within = within && tv->row[r].key[k] >= key[k].lo && tv->row[r].key[k] < key[k].lo + key[k].size;
      }
      if (!fits || !within) continue;
      int64_t x = tv->row[r].value.num * (den / tv->row[r].value.den);
      if (want == 1 && seen) continue; /* the first row counts */
      if (!seen || x < lo[i]) lo[i] = x;
      if (!seen || x > hi[i]) hi[i] = x;
      seen = true;
      found++;
    }
    open[i] = unbounded || found != want || (v.kind == K_ENUM && lo[i] != hi[i]);
    if (open[i]) lo[i] = hi[i] = 0;
    if (open[i] && v.kind == K_BOOL) hi[i] = 1, open[i] = 0;
  }
  if (size == 0) return lv_any(L, t->type);
  v.lo = ir_lut(G, ix, lo, (int)size);
  v.hi = v.kind == K_ENUM ? v.lo : ir_lut(G, ix, hi, (int)size);
  v.open = ir_lut(G, ix, open, (int)size);
  v.den = den;
  return v;
}
