/* link: what is read through links, in layers. See plan.h; the meaning of an aggregate is that of run.c. Who
 * is not there on the day counts for nothing (for `all`: stands in nobody's way).
 *
 * 1. A layer reads only what layers before it made: an aggregate is made in the layer of its own depth.
 * 2. What is read leads to people of the columns; what leads elsewhere (`stray`) is never read.
 * 3. Who is listed as having others in a link has some, each once and in order.
 * 4. A column has room for the empty value, and its width for every value from lo to hi.
 * 5. Where anything about an aggregate may be open it has a column of holes. */
#include "law/bulk/link.h"

enum { READS_MAX = 16384 };

/* ---- how deep links nest ---- */

static int deeper(const struct layers *s, const struct node *n) {
  int most = 0;
  if (!n) return 0;
  if (n->op == N_RULE) most = s->rule_depth[n->ref];
  for (int i = 0; i < 3; i++) {
    int d = deeper(s, n->kid[i]);
    most = d > most ? d : most;
  }
  for (int i = 0; i < n->n_list; i++) {
    int d = deeper(s, n->list[i]);
    most = d > most ? d : most;
  }
  return most + (n->op >= N_COUNT && n->op <= N_LOWEST && n->set == SET_LINK);
}

static void depth_of_rules(struct layers *s) {
  const struct law_program *p = s->b->p;
  s->rule_depth = NEW_ARRAY(s->a, int, p->rule.n + 1);
  for (int k = 0; k < p->n_rule_order; k++) {
    const struct rule *q = &p->rule.at[p->rule_order[k]];
    int *most = &s->rule_depth[p->rule_order[k]];
    for (int i = 0; i < q->n; i++) {
      int d = deeper(s, q->at[i].body);
      *most = d > *most ? d : *most;
      for (int c = 0; c < q->at[i].n; c++) {
        int w = deeper(s, q->at[i].at[c].when), t = deeper(s, q->at[i].at[c].then);
        *most = w > *most ? w : *most;
        *most = t > *most ? t : *most;
      }
    }
  }
}

struct layers *layers_new(struct law_bulk *b, bool holes) {
  struct layers *s = NEW(b->a, struct layers);
  *s = (struct layers) { .a = b->a, .b = b, .variants = holes ? 2 : 1 };
  depth_of_rules(s);
  s->vast = b->vast;
  return s;
}

int layers_count(const struct layers *s) { return s->n; }
struct law_bulk *layers_at(const struct layers *s, int i) {
  assert(i >= 0 && i < s->n);
  return s->layer[i].b;
}
int layer_reads(const struct layers *s, int i) { return (int)s->layer[i].read.n; }
bool link_holes(const struct link_read *r, struct hole_column *ret_hole) {
  if (r->hole) *ret_hole = (struct hole_column) { .hole = r->hole, .level = AT_PERSON, .few = r->few };
  return r->hole != NULL;
}

static struct layer *layer_at(struct layers *s, int depth) {
  while (s->n <= depth) {
    struct layer *y = &s->layer[s->n++];
    y->b = NEW(s->a, struct law_bulk);
    *y->b = (struct law_bulk) { .a = s->a,
                                .p = s->b->p,
                                .q = s->b->q,
                                .cols = { s->b->cols[0], s->b->cols[1] },
                                .same = s->b->same,
                                .law = s->b->law,
                                .n_laws = s->b->n_laws,
                                .most = s->b->most,
                                .layers = s };
    for (int v = 0; v < s->variants; v++) {
      y->L[v] = NEW(s->a, struct lowering);
      lowering_start(y->L[v], y->b, s->a, v == 1 || s->b->open_only);
    }
  }
  return &s->layer[depth];
}

/* ---- the link itself ---- */

static struct law_few few_of(struct arena *a, uint64_t *has, int32_t rows, int32_t *ret_n) {
  int32_t *before = NEW_ARRAY(a, int32_t, rows / 64 + 1);
  *ret_n = law_few_count(has, rows, before);
  return (struct law_few) { has, before };
}

/* Who has others, where they are few, and whom they have. */
static void find_few(struct layers *s, struct link_rows *r, const struct law_link_column *l) {
  const int32_t persons = s->b->cols[0]->persons, *start = l->start;
  uint64_t *who = NEW_ARRAY(s->a, uint64_t, persons / 64 + 1),
           *others = NEW_ARRAY(s->a, uint64_t, persons / 64 + 1);
  r->who = NEW_ARRAY(s->a, int32_t, r->n + 1);
  for (int32_t i = 0, k = 0; i < persons; i++) {
    if (start[i + 1] == start[i]) continue;
    r->who[k++] = i;
    who[i / 64] |= UINT64_C(1) << i % 64;
  }
  for (int32_t k = 0; !r->stray && k < start[persons]; k++)
    others[l->to[k] / 64] |= UINT64_C(1) << l->to[k] % 64;
  int32_t n;
  r->few = few_of(s->a, who, persons, &n);
  r->others = few_of(s->a, others, persons, &r->n_others);
  INVARIANT(3, n == r->n && (n == 0 || (start[r->who[n - 1] + !BROKEN(3)] > start[r->who[n - 1]] &&
                                        r->who[n - 1] >= n - 1)));
}

static const struct link_rows *rows_of(struct layers *s, const struct law_link_column *l) {
  for (size_t i = 0; i < s->rows.n; i++)
    if (s->rows.at[i]->start == l->start && s->rows.at[i]->unknown == l->unknown) return s->rows.at[i];
  struct link_rows *r = NEW(s->a, struct link_rows);
  const int32_t persons = s->b->cols[0]->persons, all = l->start[persons], *start = l->start, *to = l->to;
  const int32_t most = l->most;
  int32_t having = 0, longest = 0, low = 0, high = -1;
  *r = (struct link_rows) { .start = l->start, .unknown = l->unknown };
  for (int32_t i = 0; !most && i < persons; i++) {
    int32_t has = start[i + 1] - start[i];
    having += has > 0;
    longest = has > longest ? has : longest;
  }
  for (int32_t k = 0; !most && k < all; k++) {
    low = to[k] < low ? to[k] : low;
    high = to[k] > high ? to[k] : high;
  }
  const int32_t n = most ? l->having : having;
  r->most = most ? most : longest;
  r->stray = low < 0 || high >= persons;
  r->n = n;
  if (n <= persons / 8) find_few(s, r, l);
  *VEC_PUSH(s->a, &s->rows) = r;
  return r;
}

/* ---- what is asked of the others ---- */

struct asked {
  int node[PARTS];
  int64_t den;
  struct doubt doubt;
  struct law_set touched;
  const struct bulk_reason *why;
  bool guard_inside;
};

static void ask(struct lowering *I, const struct node *n, struct asked *r) {
  struct graph *g = I->g;
  int sure = g->yes, maybe = g->yes;
  if (n->kid[1]) {
    struct lv c = lower(I, n->kid[1], E_PERSON);
    sure = lv_surely(I, c);
    maybe = lv_possibly(I, c);
  }
  int there = lower_there(I), gone = ir_not(g, there), counts[2] = { sure, maybe };
  sure = n->op == N_ALL ? ir_or(g, sure, gone) : ir_and(g, sure, there);
  maybe = n->op == N_ALL ? ir_or(g, maybe, gone) : ir_and(g, maybe, there);
  *r = (struct asked) { { sure, maybe, g->no, g->no, g->no }, .den = 1 };
  r->doubt = doubt_where(I, I->doubt, there, there);
  if (n->op == N_COUNT || n->op == N_ANY || n->op == N_ALL || g->why) return;
  struct doubt condition = doubt_aside(I);
  struct lv x = lower(I, n->kid[0], E_PERSON);
  doubt_read_where(I, condition, counts[0], counts[1]);
  r->doubt = doubt_where(I, I->doubt, there, there);
  if (x.by >= 0) ir_fail(g, WHY(quotient_link));
  if (g->why) return;
  int open = x.open;
  if (x.cases && n->op != N_SUM) { /* the best of one keeps its open cases */
    if (n->kid[0]->op != N_RULE) {
      ir_fail(g, WHY(best_link));
      return;
    }
    struct rv q = lower_rule(I, n->kid[0]->ref);
    for (int i = 0; i < q.n; i++)
      if (q.lo[i] != q.hi[i]) open = ir_or(g, open, ir_not(g, ir_eq(g, q.lo[i], q.hi[i])));
  }
  r->node[SURE] = ir_and(g, sure, x.some_lo);
  r->node[MAYBE] = ir_and(g, maybe, x.some_hi);
  r->node[LEAST] = x.lo;
  r->node[MOST] = x.hi;
  r->node[OPEN] = ir_and(g, open, r->node[MAYBE]);
  r->den = x.den;
}

static void ask_in(const struct layers *s, struct layer *y, int v, const struct lowering *L,
                   const struct node *n, struct asked *r) {
  struct lowering *I = y->L[v];
  const struct law_grant_column *grant = s->b->cols[1]->grant;
  int before[2] = { I->trouble[0], I->trouble[1] };
  lowering_law(I, L->law);
  I->reading = L->reading;
  I->day = L->day;
  I->benefit = L->benefit;
  I->granted = ir_is_const(L->g, L->granted) ? ir_const(I->g, DATE_MAX)
                                             : ir_load_granted(I->g, AT_PERSON, &grant[L->benefit]);
  I->doubt = doubt_none(I);
  I->touched = set_none();
  I->depth = L->depth;
  I->inside = 1;
  I->guard_inside = false;
  ask(I, n, r);
  r->touched = I->touched;
  r->why = I->g->why;
  r->guard_inside = I->guard_inside;
  if (!r->why) return;
  I->g->why = NULL;
  I->trouble[0] = before[0];
  I->trouble[1] = before[1];
}

static int bytes_for(int64_t lo, int64_t hi) {
  if (lo >= 0 && hi <= UINT16_MAX) return hi <= UINT8_MAX ? 1 : 2;
  return lo >= INT32_MIN && hi <= INT32_MAX ? 4 : 8;
}

/* `few`: those of whom it will be read; NULL everybody. What several ask of others who differ is of
 * everybody. */
static struct sink *sink_of(struct layers *s, struct layer *y, const int node[2],
                            const struct link_rows *rows) {
  const struct law_few *few = rows->who ? &rows->others : NULL;
  const size_t persons = (size_t)s->b->cols[0]->persons;
  for (size_t i = 0; i < y->sink.n; i++) {
    struct sink *k = y->sink.at[i];
    if (k->node[0] != node[0] || (s->variants > 1 && k->node[1] != node[1])) continue;
    if (k->few && k->few != few) {
      k->few = NULL;
      if (k->at) k->at = arena_array(s->a, persons + 1, (size_t)k->bytes);
    }
    return k;
  }
  struct sink *k = NEW(s->a, struct sink);
  *k = (struct sink) { .node = { node[0], node[1] }, .lo = INT64_MAX, .hi = INT64_MIN, .few = few };
  for (int v = 0; v < s->variants; v++) {
    const struct ir *x = ir_at(y->L[v]->g, node[v]);
    k->lo = x->lo < k->lo ? x->lo : k->lo;
    k->hi = x->hi > k->hi ? x->hi : k->hi;
  }
  k->bytes = bytes_for(k->lo, k->hi);
  const size_t n = few ? (size_t)rows->n_others : persons;
  if (k->lo != k->hi) k->at = arena_array(s->a, n + 1, (size_t)k->bytes);
  *VEC_PUSH(s->a, &y->sink) = k;
  return k;
}

/* ---- an aggregate's columns ---- */

static struct made column(struct layers *s, const struct link_read *r, int64_t lo, int64_t hi,
                          int64_t empty) {
  struct made c = { .lo = lo, .hi = hi, .bytes = bytes_for(lo, hi), .empty = empty, .few = r->few };
  INVARIANT(4,
            lo <= (BROKEN(4) ? lo - 1 : empty) && empty <= hi && (c.bytes == 8 || hi >> (8 * c.bytes) <= 0));
  int32_t rows = r->few ? r->rows->n : s->b->cols[0]->persons;
  if (lo == hi) return c;
  c.at = arena_array(s->a, (size_t)rows + 1, (size_t)c.bytes);
  if (empty && c.bytes == 1)
    memset(c.at, (int)empty, (size_t)rows);
  else if (empty)
    for (int32_t i = 0; i < rows; i++)
      cell_put(c.at, c.bytes, i, empty);
  return c;
}

static bool same_nodes(const struct sink *a, const struct sink *b) {
  return a == b || (!a->at && !b->at && a->lo == b->lo);
}

/* The columns as they stand for who has nothing in the link, or of whom nothing is known. */
static void columns(struct layers *s, struct link_read *r) {
  const bool may_lack = r->may_lack;
  enum op op = r->n->op;
  bool truth = op == N_ANY || op == N_ALL, best = op == N_HIGHEST || op == N_LOWEST;
  bool same_set = same_nodes(r->part[SURE], r->part[MAYBE]),
       same_value = same_nodes(r->part[LEAST], r->part[MOST]);
  bool inexact = r->part[OPEN]->hi != 0 || (best && !same_set);
  int64_t lo = 0, hi = op == N_COUNT ? r->rows->most : 1, empty = op == N_ALL;
  if (!truth && op != N_COUNT) {
    lo = r->part[LEAST]->lo < r->part[MOST]->lo ? r->part[LEAST]->lo : r->part[MOST]->lo;
    hi = r->part[LEAST]->hi > r->part[MOST]->hi ? r->part[LEAST]->hi : r->part[MOST]->hi;
    empty = lo;
  }
  if (op == N_SUM) {
    lo = lo < 0 ? lo : 0;
    hi = hi > 0 ? hi : 0;
    empty = 0;
    if (__builtin_mul_overflow(lo, r->rows->most, &lo) || __builtin_mul_overflow(hi, r->rows->most, &hi)) {
      r->why = WHY(link_sum_64);
      return;
    }
  }
  r->lo = column(s, r, lo, hi, empty);
  bool apart = truth           ? !same_set || may_lack
               : op == N_COUNT ? !same_set
               : op == N_SUM   ? !same_set || !same_value
                               : !same_value;
  r->hi = apart ? column(s, r, lo, hi, empty) : r->lo;
  if (!truth && (inexact || may_lack)) r->open = column(s, r, 0, 1, 0);
  r->some_lo = r->some_hi = (struct made) { .lo = 1, .hi = 1 };
  if (best) {
    r->some_lo = column(s, r, 0, 1, 0);
    r->some_hi = same_set && !may_lack ? r->some_lo : column(s, r, 0, 1, 0);
  }
  if (r->hi.at != r->lo.at || r->open.at || r->some_lo.at != r->some_hi.at)
    r->hole = NEW_ARRAY(s->a, uint8_t, (r->few ? r->rows->n : s->b->cols[0]->persons) + 1);
  if (!may_lack) return;
  INVARIANT(5, (BROKEN(5) ? NULL : r->hole) != NULL);
  for (int32_t i = 0; i < s->b->cols[0]->persons; i++) {
    if (!r->link->unknown[i]) continue;
    r->hole[i] = 1;
    if (truth) {
      cell_put(r->lo.at, 1, i, 0);
      cell_put(r->hi.at, 1, i, 1);
      continue;
    }
    cell_put(r->open.at, 1, i, 1);
    if (best) cell_put(r->some_hi.at, 1, i, 1);
  }
}

/* Nothing is recorded of anyone: the same for everybody. */
static struct lv fixed_value(struct lowering *L, const struct node *n, bool absent_none) {
  bool best = n->op == N_HIGHEST || n->op == N_LOWEST;
  struct lv v = lv_const(L, n->type.kind, (struct ratio) { n->op == N_ALL, 1 });
  if (best) v.some_lo = v.some_hi = L->g->no;
  if (absent_none) return v;
  if (n->op == N_ANY || n->op == N_ALL) {
    v.lo = L->g->no;
    v.hi = L->g->yes;
    return v;
  }
  v.open = v.some_hi = L->g->yes;
  return v;
}

static int64_t common_divisor(int64_t x, int64_t y) { return y ? common_divisor(y, x % y) : x; }

/* Another law, benefit or day may come to ask the same of the others: then its columns serve. */
static bool shares(const struct layer *y, struct link_read *r) {
  for (size_t i = 0; i < y->read.n; i++) {
    const struct link_read *x = y->read.at[i];
    bool same = x->n->op == r->n->op && x->rows == r->rows && x->absent_none == r->absent_none &&
                x->may_lack == r->may_lack && x->den == r->den && x->bad_in == r->bad_in;
    for (int k = 0; k < PARTS && same; k++)
      same = x->part[k] == r->part[k];
    if (!same) continue;
    r->lo = x->lo;
    r->hi = x->hi;
    r->open = x->open;
    r->some_lo = x->some_lo;
    r->some_hi = x->some_hi;
    r->bad = x->bad;
    r->hole = x->hole;
    r->few = x->few;
    return true;
  }
  return false;
}

/* An aggregate of its own: is any of the others in doubt? */
static void make_doubt(struct layers *s, struct layer *y, struct link_read *r, const struct asked q[2]) {
  bool any = false;
  for (int v = 0; v < s->variants; v++)
    any |= q[v].doubt.maybe != y->L[v]->g->no;
  if (!any) return;
  struct link_read *d = NEW(s->a, struct link_read);
  struct node *n = NEW(s->a, struct node);
  *n = *r->n;
  n->op = N_ANY;
  *d = *r;
  d->n = n;
  d->den = 1;
  d->bad = NULL;
  d->bad_in = NULL;
  d->may_lack = false;
  d->few = r->rows->who ? &r->rows->few : NULL;
  const int no[2] = { y->L[0]->g->no, s->variants > 1 ? y->L[1]->g->no : -1 };
  for (int k = 0; k < PARTS; k++)
    d->part[k] = sink_of(s, y, no, r->rows);
  const int sure[2] = { q[0].doubt.sure, q[1].doubt.sure }, maybe[2] = { q[0].doubt.maybe, q[1].doubt.maybe };
  d->part[SURE] = sink_of(s, y, sure, r->rows);
  d->part[MAYBE] = sink_of(s, y, maybe, r->rows);
  r->doubt = d;
  if (shares(y, d)) return;
  columns(s, d);
  *VEC_PUSH(s->a, &y->read) = d;
}

static void make_read(struct layers *s, struct lowering *L, struct link_read *r) {
  const struct node *n = r->n;
  const struct law_columns *c = L->cols[L->reading == READING_FIRST ? 0 : 1];
  r->link = c->link ? &c->link[n->ref] : NULL;
  r->absent_none = s->b->p->link.at[n->ref].absent_none;
  r->fixed = !r->link || !r->link->start;
  if (r->fixed) return;
  int depth = deeper(s, n) - 1;
  if (depth >= LAYERS_MAX || s->read.n >= READS_MAX) {
    r->why = WHY(links_deep);
    return;
  }
  r->rows = rows_of(s, r->link);
  if (r->rows->stray) {
    r->why = WHY(link_outside);
    return;
  }
  struct layer *y = layer_at(s, depth);
  INVARIANT(1, depth >= 0 && depth < s->n - BROKEN(1) * LAYERS_MAX && y == &s->layer[depth]);
  struct asked q[2] = { { .den = 1 }, { .den = 1 } };
  for (int v = 0; v < s->variants; v++) {
    ask_in(s, y, v, L, n, &q[v]);
    r->touched = set_union(s->a, r->touched, q[v].touched);
    r->why = q[v].why;
    r->guard_inside = q[v].guard_inside;
    if (r->why) return;
  }
  r->den = q[0].den;
  for (int v = 1; v < s->variants; v++)
    r->den = r->den / common_divisor(r->den, q[v].den) * q[v].den;
  for (int v = 0; v < s->variants; v++)
    for (int k = LEAST; k <= MOST; k++) {
      struct graph *g = y->L[v]->g;
      q[v].node[k] = ir_mul(g, q[v].node[k], ir_const(g, r->den / q[v].den));
      if (g->why) {
        r->why = g->why;
        g->why = NULL;
        return;
      }
    }
  bool bad = s->vast;
  for (int v = 0; v < s->variants; v++)
    bad |= y->L[v]->trouble[0] != y->L[v]->g->no || y->L[v]->trouble[1] != y->L[v]->g->no;
  for (int k = 0; k < PARTS; k++)
    r->part[k] = sink_of(s, y, (int[2]) { q[0].node[k], s->variants > 1 ? q[1].node[k] : -1 }, r->rows);
  if (bad && !y->bad) y->bad = y->b->bad = NEW_ARRAY(s->a, uint8_t, s->b->cols[0]->persons + 1);
  r->may_lack = r->link->unknown && !r->absent_none;
  r->few = r->rows->who && !r->may_lack ? &r->rows->few : NULL; /* who lacks it is none of the few */
  if (bad) {
    r->bad_in = y->bad;
    r->bad = NEW_ARRAY(s->a, uint8_t, (r->few ? r->rows->n : s->b->cols[0]->persons) + 1);
  }
  make_doubt(s, y, r, q);
  if (shares(y, r)) return;
  columns(s, r);
  if (!r->why) *VEC_PUSH(s->a, &y->read) = r;
}

static struct link_read *read_of(struct layers *s, struct lowering *L, const struct node *n) {
  int asker = ir_is_const(L->g, L->granted) || !node_guarded(L, n) ? -1 : L->benefit;
  for (size_t i = 0; i < s->read.n; i++) {
    struct link_read *r = s->read.at[i];
    if (r->n == n && r->law == L->law && r->reading == L->reading && r->day == L->day && r->asker == asker)
      return r;
  }
  struct link_read *r = NEW(s->a, struct link_read);
  *r = (struct link_read) { .n = n, .law = L->law, .reading = L->reading, .day = L->day, .asker = asker };
  make_read(s, L, r);
  *VEC_PUSH(s->a, &s->read) = r;
  return r;
}

static int load(struct lowering *L, const struct made *c) {
  if (c->at && c->few)
    return ir_load_few(L->g, AT_PERSON, c->few,
                       (struct ir_few) { c->at, (uint8_t)c->bytes, c->lo, c->hi, c->empty });
  return c->at ? ir_load(L->g, AT_PERSON, c->at, (uint8_t)c->bytes, c->lo, c->hi) : ir_const(L->g, c->lo);
}

struct lv lower_link(struct lowering *L, const struct node *n) {
  struct link_read *r = read_of(L->layers, L, n);
  if (r->fixed) return fixed_value(L, n, r->absent_none);
  struct lv v = lv_const(L, n->type.kind, (struct ratio) { 0, 1 });
  if (r->why) {
    L->guard_inside |= r->guard_inside;
    ir_fail(L->g, r->why);
    return v;
  }
  INVARIANT(2, r->rows->stray == BROKEN(2));
  if (r->doubt) {
    bool known = L->two && !L->holes;
    int sure = load(L, &r->doubt->lo);
    *VEC_PUSH(L->a, &L->read) = r->doubt;
    doubt_note(L, (struct doubt) { sure, known ? sure : load(L, &r->doubt->hi) });
  }
  L->touched = set_union(L->a, L->touched, r->touched);
  *VEC_PUSH(L->a, &L->read) = r;
  const struct made bad = { .at = r->bad, .bytes = 1, .hi = 1, .few = r->few };
  if (r->bad) L->trouble[0] = ir_or(L->g, L->trouble[0], load(L, &bad));
  v.den = r->den;
  v.lo = v.hi = load(L, &r->lo);
  v.some_lo = v.some_hi = load(L, &r->some_lo);
  if (L->two && !L->holes) return v; /* what is open has a hole: not in these blocks */
  v.hi = load(L, &r->hi);
  v.some_hi = load(L, &r->some_hi);
  v.open = load(L, &r->open);
  return v;
}

struct lv lower_open(struct lowering *L, const struct node *n) {
  struct layers *s = L->layers;
  const struct law_columns *c = L->cols[L->reading == READING_FIRST ? 0 : 1];
  const struct law_link_column *l = n->set == SET_LINK && c->link ? &c->link[n->ref] : NULL;
  struct lv v = fixed_value(L, n, false);
  if (!l || !l->start) return v;
  const struct link_rows *r = rows_of(s, l);
  bool none = s->b->p->link.at[n->ref].absent_none;
  size_t k = 0;
  while (k < s->held.n && !(s->held.at[k].rows == r && s->held.at[k].none == none))
    k++;
  if (k == s->held.n) {
    uint8_t *may = NEW_ARRAY(s->a, uint8_t, s->b->cols[0]->persons + 1);
    for (int32_t i = 0; i < s->b->cols[0]->persons; i++)
      may[i] = l->unknown && l->unknown[i] ? !none : l->start[i + 1] > l->start[i];
    *VEC_PUSH(s->a, &s->held) = (struct held) { r, none, may };
  }
  if (n->op == N_COUNT && !l->unknown) { /* nobody has more */
    v.some_lo = v.some_hi = L->g->yes;
    v.lo = L->g->no;
    v.hi = ir_const(L->g, r->most);
    v.open = L->g->no;
  }
  return lv_select(L, ir_load(L->g, AT_PERSON, s->held.at[k].may, 1, 0, 1), v, fixed_value(L, n, true));
}

/* ---- code ---- */

static const enum width widths[] = { [1] = W8, [2] = W16, [4] = W32, [8] = W64 };

static void emit_layer(struct layers *s, struct layer *y, int v) {
  struct lowering *L = y->L[v];
  struct graph *g = L->g;
  ir_lowered(g);
  int *wanted = NEW_ARRAY(s->a, int, y->sink.n + 2), n = 0;
  for (size_t i = 0; i < y->sink.n; i++) {
    struct sink *k = y->sink.at[i];
    k->result[v] = -1;
    if (!k->at) continue;
    wanted[n] = ir_spread(g, ir_width(g, k->node[v], widths[k->bytes]));
    k->result[v] = n++;
  }
  if (y->bad) {
    int trouble = L->trouble[1];
    if (L->trouble[0] != g->no)
      trouble = ir_or(g, trouble, ir_le(g, g->yes, ir_segment(g, I_SEGSUM, L->trouble[0], 0)));
    y->b->sink[y->sink.n]->result[v] = n;
    wanted[n++] = ir_spread(g, trouble);
  }
  struct variant *x = v ? &y->b->open : &y->b->plain;
  *x = (struct variant) { .code = ir_emit(s->a, g, n, wanted), .g = g, .nodes = (int)g->at.n };
  plan_variant_rows(x, L);
}

void plan_holes(struct law_bulk *b, const struct lowering *plain) {
  const struct graph *g = b->open.g;
  b->hole = NEW_ARRAY(b->a, struct hole_column, b->p->fact.n * 2 + plain->read.n + 1);
  for (size_t i = 0; i < plain->read.n; i++) {
    b->n_hole += link_holes(plain->read.at[i], &b->hole[b->n_hole]);
  }
  for (int c = 0; c < 2; c++)
    for (size_t f = 0; f < b->p->fact.n; f++) {
      const struct law_column *x = &b->cols[c]->fact[f];
      bool read = false, seen = false;
      for (size_t i = 0; lower_has_hole(x) && i < g->at.n; i++)
        read |= g->at.at[i].op == I_LOAD && g->at.at[i].data == x->hole && g->at.at[i].few == x->few &&
                (!x->few || g->at.at[i].imm == x->gone); /* also where what it opens came out constant */
      for (int i = 0; i < b->n_hole; i++)
        seen |= b->hole[i].hole == x->hole && b->hole[i].few == x->few;
      enum level level = b->p->fact.at[f].on == E_PERSON ? AT_PERSON : AT_HOUSEHOLD;
      if (read && !seen) b->hole[b->n_hole++] = (struct hole_column) { x->hole, level, x->few, x->gone };
    }
}

void layers_emit(struct layers *s) {
  for (int i = 0; i < s->n; i++) {
    struct layer *y = &s->layer[i];
    y->b->n_sink = (int)y->sink.n + (y->bad != NULL);
    y->b->sink = NEW_ARRAY(s->a, struct sink *, y->b->n_sink + 1);
    for (size_t k = 0; k < y->sink.n; k++)
      y->b->sink[k] = y->sink.at[k];
    if (y->bad) {
      struct sink *bad = y->b->sink[y->sink.n] = NEW(s->a, struct sink);
      *bad = (struct sink) { .bytes = 1, .at = y->bad, .hi = 1 };
    }
    for (int v = 0; v < s->variants; v++)
      emit_layer(s, y, v);
    if (s->variants > 1) plan_holes(y->b, y->L[0]);
  }
}
