/* bulk_choose: rules and their choose trees to nodes. See bulk_plan.h; the meaning is that of run.c. */
#include "law/bulk/plan.h"

#define NO  (L->g->no)
#define YES (L->g->yes)
#define G   (L->g)

/* ---- trees of constants: one byte a person, the greatest code held ---- */

struct leaf {
  int kase;
  struct ratio value;
  int order, by_value; /* by_value: 1 the higher is better, -1 the lower, 0 only the order counts */
};
struct leaves {
  struct leaf *at;
  int n;
};
/* The cases of a version: what each gives where it holds, and which may hold at all. */
struct cases {
  const struct rule *q;
  const struct rule_version *v;
  struct rv *held;
  bool *in;
};

/* Cases that govern; a guarded one only where grants are known. */
static bool governs(const struct lowering *L, const struct kase *c) {
  return view_governs(L->view, &c->d, L->day);
}

static bool flat(const struct tree *t, enum tree_op op) {
  if (t->op == T_CASE) return true;
  if (t->op != op) return false;
  for (int i = 0; i < t->n; i++)
    if (!flat(t->kid[i], op)) return false;
  return true;
}

static void leaves_of(const struct lowering *L, const struct tree *t, const struct cases *c, int by_value,
                      struct leaves *out) {
  for (int i = 0; i < t->n; i++)
    leaves_of(L, t->kid[i], c, by_value, out);
  if (t->op != T_CASE || !c->in[t->kase]) return;
  const struct lv *x = &c->held[t->kase].v;
  out->at[out->n] = (struct leaf) { t->kase, { ir_at(L->g, x->lo)->imm, x->den }, out->n, by_value };
  out->n++;
}

static bool constant(const struct lowering *L, const struct lv *x) {
  return ir_is_const(L->g, x->lo) && x->lo == x->hi && x->open == L->g->no && x->by < 0;
}

static bool all_constant(const struct lowering *L, const struct tree *t, const struct cases *c) {
  if (t->op == T_CASE) return !c->in[t->kase] || constant(L, &c->held[t->kase].v);
  for (int i = 0; i < t->n; i++)
    if (!all_constant(L, t->kid[i], c)) return false;
  return true;
}

/* The best last: it has the greatest code. */
static int best_last(const void *p, const void *q) {
  const struct leaf *a = p, *b = q;
  int c = a->by_value * ratio_cmp(a->value, b->value);
  return c ? c : b->order - a->order;
}

/* The greatest code held: in bytes as long as they have room for the codes. */
static int with_key(struct lowering *L, int key, int held, int code, int codes) {
  if (codes <= UINT8_MAX) return ir_key(G, key, held, code);
  return ir_max(G, key, ir_select(G, held, ir_const(G, code), NO));
}

static struct rv by_key(struct lowering *L, const struct tree *t, const struct cases *c) {
  enum tree_op op = t->op == T_CASE ? T_FIRST : t->op;
  enum kind kind = c->q->type.kind;
  struct leaves x = { NEW_ARRAY(L->a, struct leaf, c->v->n + 1), 0 };
  leaves_of(L, t, c, op == T_FIRST ? 0 : op == T_LOWEST ? -1 : 1, &x);
  if (!x.n) return rv_none(L, kind);
  qsort(x.at, (size_t)x.n, sizeof *x.at, best_last);
  int64_t *value = NEW_ARRAY(L->a, int64_t, x.n + 1), *kase = NEW_ARRAY(L->a, int64_t, x.n + 1), den = 1;
  for (int i = 0; i < x.n; i++) {
    struct lv a = lv_const(L, kind, (struct ratio) { 0, den }),
              b = lv_const(L, kind, (struct ratio) { 0, x.at[i].value.den });
    lv_common(L, &a, &b);
    den = a.den;
  }
  int lo = NO, hi = NO;
  for (int i = 0; i < x.n; i++) {
    const struct lv *h = &c->held[x.at[i].kase].v;
    value[i + 1] = x.at[i].value.num * (den / x.at[i].value.den);
    kase[i + 1] = c->v->at[x.at[i].kase].ix + 1;
    lo = with_key(L, lo, h->some_lo, i + 1, x.n);
    hi = with_key(L, hi, h->some_hi, i + 1, x.n);
  }
  struct rv r = { .v = lv_const(L, kind, (struct ratio) { 0, den }) };
  rv_keys(L, &r, 1);
  bool sure = lo == hi, ordered = op == T_HIGHEST || op == T_LOWEST;
  r.v.some_lo = ir_le(G, YES, lo);
  r.v.some_hi = ir_le(G, YES, hi);
  /* of an open key: from the least to the greatest that may come; where the sure one is none, the least of
   * all */
  if (op == T_LOWEST) {
    r.v.lo = ir_lut(G, hi, value, x.n + 1);
    r.v.hi = ir_lut(G, lo, value, x.n + 1);
  } else {
    r.v.lo = ir_lut(G, lo, value, x.n + 1);
    r.v.hi = ir_lut(G, hi, value, x.n + 1);
  }
  if (!sure) {
    int apart = ir_not(G, ir_eq(G, lo, hi));
    r.v.open = ordered && kind != K_BOOL && kind != K_ENUM ? ir_and(G, apart, ir_eq(G, lo, NO)) : apart;
  }
  r.v.cases = true;
  r.lo[0] = ir_lut(G, lo, kase, x.n + 1);
  r.hi[0] = sure ? r.lo[0] : ir_lut(G, hi, kase, x.n + 1);
  return r;
}

/* ---- other trees: part by part ---- */

static int unsettled(struct lowering *L, const struct rv *x) {
  int u = ir_and(G, lv_unsettled(L, x->v), x->v.some_hi);
  for (int i = 0; i < x->n; i++)
    if (x->lo[i] != x->hi[i]) u = ir_or(G, u, ir_not(G, ir_eq(G, x->lo[i], x->hi[i])));
  return u;
}

/* Something that is open stands in *open from here on; the value itself is as if it were certain. */
static struct rv settled_part(struct lowering *L, struct rv x, int *open) {
  *open = ir_or(G, *open, unsettled(L, &x));
  x.v.hi = x.v.lo;
  x.v.open = NO;
  x.v.some_hi = x.v.some_lo;
  x.hi = x.lo;
  return x;
}

/* all of: what holds is added up, and every case that holds decides. */
static void add_part(struct lowering *L, struct rv *out, const struct rv *x) {
  int had = out->n;
  out->v.lo = out->v.hi = ir_add(G, ir_select(G, out->v.some_lo, out->v.lo, NO),
                                 ir_select(G, x->v.some_lo, x->v.lo, NO));
  out->v.some_lo = out->v.some_hi = ir_or(G, out->v.some_lo, x->v.some_lo);
  rv_keys(L, out, had + x->n);
  for (int i = 0; i < x->n; i++)
    out->lo[had + i] = out->hi[had + i] = ir_select(G, x->v.some_lo, x->lo[i], NO);
}

static struct rv tree(struct lowering *L, const struct tree *t, const struct cases *c) {
  enum tree_op op = t->op;
  enum kind kind = c->q->type.kind;
  if (op == T_CASE || ((op == T_HIGHEST || op == T_LOWEST || op == T_FIRST) && flat(t, op)))
    if (all_constant(L, t, c)) return by_key(L, t, c);
  if (op == T_CASE) return c->in[t->kase] ? c->held[t->kase] : rv_none(L, kind);
  struct rv out = rv_none(L, kind);
  int open = NO;
  for (int k = 0; k < t->n; k++) {
    struct rv x = tree(L, t->kid[op == T_EXCEPT ? t->n - 1 - k : k], c);
    if (x.v.some_hi == NO) continue;
    x = settled_part(L, x, &open);
    if (out.v.some_hi == NO) {
      out = x;
      continue;
    }
    if (kind != K_BOOL && kind != K_ENUM) lv_common(L, &out.v, &x.v);
    if (op == T_ALL) {
      add_part(L, &out, &x);
      continue;
    }
    int take = ir_not(G, out.v.some_lo);
    if (op == T_HIGHEST) take = ir_or(G, take, ir_lt(G, out.v.lo, x.v.lo));
    if (op == T_LOWEST) take = ir_or(G, take, ir_lt(G, x.v.lo, out.v.lo));
    take = ir_and(G, take, x.v.some_lo);
    int some = ir_or(G, out.v.some_lo, x.v.some_lo);
    out = rv_select(L, take, x, out);
    out.v.some_lo = out.v.some_hi = some;
  }
  rv_keys(L, &out, out.n);
  for (int i = 0; i < out.n; i++) { /* a case that does not count decides nothing */
    out.lo[i] = ir_select(G, out.v.some_lo, out.lo[i], NO);
    out.hi[i] = open == NO ? out.lo[i] : ir_select(G, open, ir_const(G, c->q->n_case_ids + 1), out.lo[i]);
  }
  out.v.open = open;
  out.v.some_hi = ir_or(G, out.v.some_lo, open);
  out.v.cases = true;
  return out;
}

struct rv lower_cases(struct lowering *L, const struct rule *q, const struct rule_version *v) {
  struct cases of = { q, v, NEW_ARRAY(L->a, struct rv, v->n + 1), NEW_ARRAY(L->a, bool, v->n + 1) };
  for (int i = 0; i < v->n; i++) {
    const struct kase *c = &v->at[i];
    int guard = !c->d.guarded ? YES : ir_lt(G, L->granted, ir_const(G, c->d.granted_before));
    if (!governs(L, c) || guard == NO) continue;
    if (guard != YES && L->inside) {
      L->guard_inside = true;
      ir_fail(G, WHY(through_members_case));
      return rv_none(L, q->type.kind);
    }
    struct doubt others = doubt_aside(L);
    struct lv when = lower(L, c->when, q->on);
    struct doubt before = doubt_aside(L);
    struct lv then = lower(L, c->then, q->on);
    doubt_read_where(L, before, lv_surely(L, when), lv_possibly(L, when));
    doubt_note(L, doubt_marked(L, c->status.unverified)); /* tried in vain it counts too */
    doubt_read_where(L, others, guard, guard);
    if (G->why) return rv_none(L, q->type.kind);
    if (then.by >= 0) {
      ir_fail(G, WHY(quotient_case));
      return rv_none(L, q->type.kind);
    }
    int yes = ir_and(G, lv_surely(L, when), guard), maybe = ir_and(G, lv_possibly(L, when), guard);
    if (maybe == NO) continue;
    struct rv *x = &of.held[i];
    of.in[i] = true;
    *x = (struct rv) { .v = then };
    rv_keys(L, x, 1);
    x->v.some_lo = ir_and(G, then.some_lo, yes);
    x->v.some_hi = ir_and(G, then.some_hi, maybe);
    x->v.cases = true;
    x->lo[0] = ir_select(G, x->v.some_lo, ir_const(G, c->ix + 1), NO);
    x->hi[0] = ir_select(G, x->v.some_hi, ir_const(G, c->ix + 1), NO);
  }
  return tree(L, v->choose, &of);
}

/* ---- rules ---- */

static struct rv version(struct lowering *L, const struct rule *q, const struct rule_version *v) {
  if (!v) {
    struct rv r = rv_none(L, q->type.kind);
    if (!q->cases) r.v = lv_any(L, q->type);
    return r;
  }
  doubt_note(L, doubt_marked(L, v->status.unverified));
  if (!v->body) return lower_cases(L, q, v);
  struct rv r = { .v = lower(L, v->body, q->on) };
  r.v.cases = false;
  return r;
}

static bool reads_guards(const struct lowering *L, const struct rule *q, date *days, int *n) {
  *n = 0;
  for (int i = 0; i < q->n; i++) {
    const struct dating *d = &q->at[i].d;
    if (!d->guarded || !view_governs(L->view, d, L->day)) continue;
    int k = 0;
    while (k < *n && days[k] < d->granted_before)
      k++;
    if (k < *n && days[k] == d->granted_before) continue;
    for (int j = *n; j > k; j--)
      days[j] = days[j - 1];
    days[k] = d->granted_before;
    ++*n;
  }
  return *n > 0;
}

/* Between what the numbers of a rule's answers lie; 0 always does. */
struct reach {
  int64_t least, most;
};

static struct reach reach_of_kind(const struct lowering *L, struct type t) {
  enum { REACH = 40 };
  const int64_t far = INT64_C(1) << REACH;
  switch (t.kind) {
  case K_BOOL: return (struct reach) { 0, 1 };
  case K_ENUM: return (struct reach) { 0, law_enum_size(L->p, t) - 1 };
  case K_DATE: return (struct reach) { DATE_MIN, DATE_MAX };
  default: return (struct reach) { -far, far };
  }
}

/* Where nothing of it is quite open, an answer lies between the ends of what vectors say. */
static struct reach reach_of(const struct lowering *L, const struct rule *q, const struct rv *soft) {
  struct reach r = reach_of_kind(L, q->type);
  if (q->type.kind != K_INT || soft->v.open != NO || soft->v.by >= 0 || soft->v.den != 1) return r;
  int64_t least = ir_at(G, soft->v.lo)->lo, most = ir_at(G, soft->v.hi)->hi;
  if (least > 0) least = 0;
  if (most < 0) most = 0;
  return (struct reach) { least < r.least ? r.least : least, most > r.most ? r.most : most };
}

/* The replay's answer, row by row, as nodes; so is L->doubt, of it alone. */
static struct rv row_value(struct lowering *L, struct row_rule row, int need, struct reach reach) {
  enum { RATE_DEN = 10000 };
  const int rule = row.rule;
  const struct rule *q = &L->p->rule.at[rule];
  enum level at = q->on == E_PERSON ? AT_PERSON : AT_HOUSEHOLD;
  struct rv r = { .v = { .kind = q->type.kind,
                         .den = q->type.kind == K_RATE || q->type.kind == K_SUM ? RATE_DEN : 1,
                         .by = -1,
                         .cases = q->cases } };
  int i = (int)L->row.n;
  row.least = reach.least;
  row.most = reach.most;
  *VEC_PUSH(L->a, &L->row) = row;
  r.v.lo = ir_row(G, at, i, PART_LO, need, reach.least, reach.most);
  r.v.hi = q->type.kind == K_ENUM ? r.v.lo : ir_row(G, at, i, PART_HI, need, reach.least, reach.most);
  r.v.some_lo = ir_row(G, at, i, PART_SURE, need, 0, 1);
  r.v.some_hi = ir_row(G, at, i, PART_MAYBE, need, 0, 1);
  r.v.open = ir_row(G, at, i, PART_OPEN, need, 0, 1);
  int fault = ir_row(G, at, i, PART_FAULT, need, 0, 1), *t = &L->trouble[at == AT_PERSON ? 0 : 1];
  *t = ir_or(G, *t, fault);
  rv_keys(L, &r, q->cases ? plan_rule_most(q) : 0);
  for (int k = 0; k < r.n; k++)
    r.lo[k] = r.hi[k] = ir_row(G, at, i, PART_KEY + k, need, 0, q->n_case_ids);
  int doubted = ir_row(G, at, i, PART_DOUBT, need, 0, 1);
  L->doubt = (struct doubt) { doubted, doubted };
  return r;
}

/* The version of the law day, and those that older grants keep. */
static struct rv governing(struct lowering *L, const struct rule *q, int benefit) {
  date *days = NEW_ARRAY(L->a, date, q->n + 1);
  int n;
  bool guarded = reads_guards(L, q, days, &n);
  struct doubt before = doubt_aside(L);
  struct rv r = version(L, q, view_rule(L->view, q, L->day, DATE_MAX));
  if (guarded && benefit < -1) {
    L->guard_inside = true;
    ir_fail(G, WHY(through_members_version));
  }
  if (guarded && benefit >= 0)
    for (int i = n - 1; i >= 0 && !G->why; i--) {
      struct doubt later = doubt_aside(L);
      struct rv kept = version(L, q, view_rule(L->view, q, L->day, days[i] - 1));
      int earlier = ir_lt(G, L->granted, ir_const(G, days[i]));
      r = rv_select(L, earlier, kept, r);
      L->doubt = doubt_select(L, earlier, L->doubt, later);
    }
  doubt_note(L, before);
  if (!G->why && r.v.by >= 0) ir_fail(G, WHY(quotient_unrounded));
  return r;
}

/* Row by row, but only where it matters: with what vectors cannot say left open, most rows are certain all
 * the same. */
static struct rv by_row(struct lowering *L, const struct rule *q, int rule, int benefit,
                        const struct bulk_reason *why, const int before[2]) {
  int depth = L->depth, inside = L->inside, need = YES;
  struct node whole = { .op = N_RULE, .ref = rule };
  lower_meets(L, &whole); /* of what failed not all was seen */
  L->lenient = true;
  L->doubt = doubt_none(L);
  struct rv soft = governing(L, q, benefit);
  struct doubt doubt = L->doubt;
  L->lenient = false;
  bool known = !G->why && L->trouble[0] == before[0] && L->trouble[1] == before[1];
  if (known) need = unsettled(L, &soft);
  known = known && !G->why && need != YES && (q->on == E_PERSON || ir_at(G, need)->level != AT_PERSON);
  G->why = NULL;
  L->guard_inside = false;
  L->trouble[0] = before[0];
  L->trouble[1] = before[1];
  L->depth = depth;
  L->inside = inside;
  if (known && need == NO) return soft;
  const struct row_rule row = {
    .rule = rule, .reading = L->reading, .law = L->law, .benefit = benefit, .day = L->day, .why = why
  };
  struct reach far = reach_of_kind(L, q->type);
  if (!known) return row_value(L, row, YES, far);
  struct rv hard = row_value(L, row, need, reach_of(L, q, &soft));
  struct rv r = rv_select(L, need, hard, soft);
  L->doubt = doubt_select(L, need, L->doubt, doubt);
  if (!G->why) return r;
  G->why = NULL;
  L->trouble[0] = before[0];
  L->trouble[1] = before[1];
  return row_value(L, row, YES, far);
}

struct rv lower_rule(struct lowering *L, int rule) {
  const struct rule *q = &L->p->rule.at[rule];
  int benefit = ir_is_const(G, L->granted) || !L->guarded[rule] ? -1
                : L->inside                                     ? -2 - L->benefit
                                                                : L->benefit;
  if (G->why) return rv_none(L, q->type.kind);
  for (int i = L->memo_of[rule]; i >= 0; i = L->memo.at[i].next) {
    const struct memo_rule *m = &L->memo.at[i];
    if (m->law != L->law || m->reading != L->reading || m->day != L->day || m->benefit != benefit) continue;
    doubt_note(L, m->doubt);
    L->touched = set_union(L->a, L->touched, m->touched);
    return m->v;
  }
  int before[2] = { L->trouble[0], L->trouble[1] }, depth = L->depth;
  bool lenient = L->lenient;
  struct doubt doubt = doubt_aside(L);
  struct law_set touched = L->touched;
  L->lenient = false;
  L->touched = set_none();
  if (++L->depth > LAW_DEPTH_MAX) ir_fail(G, WHY(nested));
  struct rv r = governing(L, q, benefit);
  L->depth = depth;
  if (G->why && benefit < -1) L->guard_inside = true;
  bool asker = benefit >= 0 && q->on != E_PERSON; /* differs by who asks: not this household's own row */
  if (G->why && !(L->guard_inside && L->inside) && !asker && L->row.n < LAW_BULK_ROWS_MAX) {
    const struct bulk_reason *why = G->why;
    L->guard_inside = false;
    G->why = NULL;
    L->trouble[0] = before[0];
    L->trouble[1] = before[1];
    r = by_row(L, q, rule, benefit, why, before);
  }
  if (!G->why) {
    struct memo_rule *m = VEC_PUSH(L->a, &L->memo);
    *m =
        (struct memo_rule) { L->memo_of[rule], L->law, L->reading, benefit, L->day, r, L->doubt, L->touched };
    L->memo_of[rule] = (int)L->memo.n - 1;
  }
  L->lenient = lenient;
  doubt_note(L, doubt);
  L->touched = set_union(L->a, L->touched, touched);
  return r;
}
