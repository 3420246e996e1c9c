/* link: what is read through links, in layers. See plan.h; the meaning of an aggregate is that of run.c.
 * 1. A layer reads only what layers before it made. 2. A link leads to people of the columns, else it is
 * `stray`.
 * 3. Who is not there on the day counts for nothing (for `all`: stands in nobody's way). 4. SURE <= MAYBE.
 * 5. An open row has its byte in `hole`. 6. Columns hold every value from lo to hi. */
#include "law/bulk/plan.h"

#include <pthread.h>

enum { READS_MAX = 16384 };

/* People who have something in a link, and the most that one has. */
struct link_rows {
  const int64_t *start;
  const uint8_t *unknown;
  int32_t *who, n; /* who NULL: so many that all are gone through */
  int64_t most;
  bool stray; /* leads out of the columns */
};
/* One column of an aggregate: `at` NULL where it is lo everywhere. */
struct made {
  void *at;
  int bytes;
  int64_t lo, hi;
};
enum part { SURE, MAYBE, LEAST, MOST, OPEN, PARTS };

struct link_read {
  const struct node *n;
  int law, reading, asker;
  date day; /* what is asked; asker: the benefit whose grants may count, or -1 */
  const struct bulk_reason *why;
  bool guard_inside; /* cannot be said in vectors */
  uint8_t flags;
  bool fixed;
  struct lv v; /* nothing recorded of anyone */
  const struct law_link_column *link;
  const struct link_rows *rows;
  bool absent_none;
  int64_t den;
  struct sink *part[PARTS];
  const uint8_t *bad_in; /* of the layer, or NULL */
  struct made lo, hi, open, some_lo, some_hi;
  uint8_t *bad, *hole; /* or NULL */
};

struct layer {
  struct law_bulk *b;
  struct lowering *L[2];
  VEC(struct sink *) sink;
  VEC(struct link_read *) read;
  uint8_t *bad;
  bool any_bad, had_bad; /* in this run, in the last */
};

struct held {
  const struct link_rows *rows;
  bool none;
  uint8_t *may;
}; /* who may have anyone in a link */

struct layers {
  struct arena *a;
  struct law_bulk *b;
  int variants;
  int *rule_depth; /* how many layers a rule needs before it */
  struct layer layer[LAYERS_MAX];
  int n;
  VEC(struct link_read *) read;
  VEC(struct link_rows *) rows;
  int32_t *who; /* room to list them */
  VEC(struct held) held;
  bool vast; /* households too large for vectors */
};

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
const uint8_t *link_holes(const struct link_read *r) { return r->hole; }

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
      lowering_start(y->L[v], y->b, s->a, v == 1);
    }
  }
  return &s->layer[depth];
}

/* ---- the link itself ---- */

static const struct link_rows *rows_of(struct layers *s, const struct law_link_column *l) {
  for (size_t i = 0; i < s->rows.n; i++)
    if (s->rows.at[i]->start == l->start && s->rows.at[i]->unknown == l->unknown) return s->rows.at[i];
  struct link_rows *r = NEW(s->a, struct link_rows);
  int32_t persons = s->b->cols[0]->persons, n = 0;
  *r = (struct link_rows) { .start = l->start, .unknown = l->unknown };
  if (!s->who) s->who = NEW_ARRAY(s->a, int32_t, persons + 1);
  for (int32_t i = 0; i < persons; i++) {
    int64_t has = l->start[i + 1] - l->start[i];
    s->who[n] = i;
    n += has > 0 && !(l->unknown && l->unknown[i]);
    r->most = has > r->most ? has : r->most;
  }
  for (int64_t k = 0; k < l->start[persons]; k++)
    r->stray |= l->to[k] < 0 || l->to[k] >= persons;
  r->n = n;
  if (n <= persons / 8) {
    r->who = NEW_ARRAY(s->a, int32_t, n + 1);
    memcpy(r->who, s->who, sizeof *r->who * (size_t)n);
  }
  *VEC_PUSH(s->a, &s->rows) = r;
  return r;
}

/* ---- what is asked of the others ---- */

struct asked {
  int node[PARTS];
  int64_t den;
  uint8_t flags;
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
  int there = lower_there(I), gone = ir_not(g, there);
  sure = n->op == N_ALL ? ir_or(g, sure, gone) : ir_and(g, sure, there);
  maybe = n->op == N_ALL ? ir_or(g, maybe, gone) : ir_and(g, maybe, there);
  *r = (struct asked) { { sure, maybe, g->no, g->no, g->no }, .den = 1 };
  if (n->op == N_COUNT || n->op == N_ANY || n->op == N_ALL || g->why) return;
  struct lv x = lower(I, n->kid[0], E_PERSON);
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
  I->granted = ir_is_const(L->g, L->granted)
                   ? ir_const(I->g, DATE_MAX)
                   : ir_load(I->g, AT_PERSON, grant[L->benefit].decided, 4, DATE_MIN, DATE_MAX);
  I->flags = 0;
  I->depth = L->depth;
  I->inside = 1;
  I->guard_inside = false;
  ask(I, n, r);
  r->flags = I->flags;
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

static struct sink *sink_of(struct layers *s, struct layer *y, const int node[2]) {
  for (size_t i = 0; i < y->sink.n; i++)
    if (y->sink.at[i]->node[0] == node[0] && (s->variants == 1 || y->sink.at[i]->node[1] == node[1]))
      return y->sink.at[i];
  struct sink *k = NEW(s->a, struct sink);
  *k = (struct sink) { .node = { node[0], node[1] }, .lo = INT64_MAX, .hi = INT64_MIN };
  for (int v = 0; v < s->variants; v++) {
    const struct ir *x = ir_at(y->L[v]->g, node[v]);
    k->lo = x->lo < k->lo ? x->lo : k->lo;
    k->hi = x->hi > k->hi ? x->hi : k->hi;
  }
  k->bytes = bytes_for(k->lo, k->hi);
  if (k->lo != k->hi) k->at = arena_array(s->a, (size_t)s->b->cols[0]->persons + 1, (size_t)k->bytes);
  *VEC_PUSH(s->a, &y->sink) = k;
  return k;
}

/* ---- an aggregate's columns ---- */

static void put(void *at, int bytes, int64_t i, int64_t v) {
  switch (bytes) {
  case 1: ((uint8_t *)at)[i] = (uint8_t)v; break;
  case 2: ((uint16_t *)at)[i] = (uint16_t)v; break;
  case 4: ((int32_t *)at)[i] = (int32_t)v; break;
  default: ((int64_t *)at)[i] = v;
  }
}

static struct made column(struct layers *s, int64_t lo, int64_t hi, int64_t empty) {
  struct made c = { .lo = lo, .hi = hi, .bytes = bytes_for(lo, hi) };
  int32_t persons = s->b->cols[0]->persons;
  if (lo == hi) return c;
  c.at = arena_array(s->a, (size_t)persons + 1, (size_t)c.bytes);
  if (empty && c.bytes == 1)
    memset(c.at, (int)empty, (size_t)persons);
  else if (empty)
    for (int32_t i = 0; i < persons; i++)
      put(c.at, c.bytes, i, empty);
  return c;
}

static bool same_nodes(const struct sink *a, const struct sink *b) {
  return a == b || (!a->at && !b->at && a->lo == b->lo);
}

/* The columns as they stand for who has nothing in the link, or of whom nothing is known. */
static void columns(struct layers *s, struct link_read *r, bool may_lack) {
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
  r->lo = column(s, lo, hi, empty);
  bool apart = truth           ? !same_set || may_lack
               : op == N_COUNT ? !same_set
               : op == N_SUM   ? !same_set || !same_value
                               : !same_value;
  r->hi = apart ? column(s, lo, hi, empty) : r->lo;
  if (!truth && (inexact || may_lack)) r->open = column(s, 0, 1, 0);
  r->some_lo = r->some_hi = (struct made) { .lo = 1, .hi = 1 };
  if (best) {
    r->some_lo = column(s, 0, 1, 0);
    r->some_hi = same_set && !may_lack ? r->some_lo : column(s, 0, 1, 0);
  }
  if (r->hi.at != r->lo.at || r->open.at || r->some_lo.at != r->some_hi.at)
    r->hole = NEW_ARRAY(s->a, uint8_t, s->b->cols[0]->persons + 1);
  if (!may_lack) return;
  for (int32_t i = 0; i < s->b->cols[0]->persons; i++) {
    if (!r->link->unknown[i]) continue;
    r->hole[i] = 1;
    if (truth) {
      put(r->lo.at, 1, i, 0);
      put(r->hi.at, 1, i, 1);
      continue;
    }
    put(r->open.at, 1, i, 1);
    if (best) put(r->some_hi.at, 1, i, 1);
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
                x->den == r->den && x->bad_in == r->bad_in;
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
    return true;
  }
  return false;
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
  assert(depth >= 0 && depth < s->n); /* 1 */
  struct asked q[2] = { { .den = 1 }, { .den = 1 } };
  for (int v = 0; v < s->variants; v++) {
    ask_in(s, y, v, L, n, &q[v]);
    r->flags |= q[v].flags;
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
    r->part[k] = sink_of(s, y, (int[2]) { q[0].node[k], s->variants > 1 ? q[1].node[k] : -1 });
  if (bad && !y->bad) y->bad = y->b->bad = NEW_ARRAY(s->a, uint8_t, s->b->cols[0]->persons + 1);
  if (bad) {
    r->bad_in = y->bad;
    r->bad = NEW_ARRAY(s->a, uint8_t, s->b->cols[0]->persons + 1);
  }
  if (shares(y, r)) return;
  columns(s, r, r->link->unknown && !r->absent_none);
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
  L->flags |= r->flags;
  *VEC_PUSH(L->a, &L->read) = r;
  if (r->bad) L->trouble[0] = ir_or(L->g, L->trouble[0], ir_load(L->g, AT_PERSON, r->bad, 1, 0, 1));
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

/* ---- the pass over a link ---- */

static int64_t get(const struct sink *k, int64_t i) {
  if (!k->at) return k->lo;
  switch (k->bytes) {
  case 1: return ((const uint8_t *)k->at)[i];
  case 2: return ((const uint16_t *)k->at)[i];
  case 4: return ((const int32_t *)k->at)[i];
  default: return ((const int64_t *)k->at)[i];
  }
}

static void set(const struct made *c, int64_t i, int64_t v) {
  assert(v >= c->lo && v <= c->hi); /* 6 */
  if (c->at) put(c->at, c->bytes, i, v);
}

/* The commonest: a truth of the others, held by bytes. */
static void count_bytes(const struct link_read *r, int32_t from, int32_t to) {
  const int64_t *start = r->link->start;
  const int32_t *other = r->link->to, *who = r->rows->who;
  const uint8_t *sure = r->part[SURE]->at, *maybe = r->part[MAYBE]->at, *unknown = r->rows->unknown;
  uint8_t *lo = r->lo.at, *hi = r->hi.at == r->lo.at ? NULL : r->hi.at, *hole = r->hole;
  enum op op = r->n->op;
  for (int32_t x = from; x < to; x++) {
    int32_t i = who ? who[x] : x;
    int64_t k = start[i], end = start[i + 1], all = end - k, yes = 0, may = 0;
    if (!all || (unknown && unknown[i])) continue;
    if (sure == maybe) {
      for (; k < end; k++)
        yes += sure[other[k]];
      may = yes;
    } else
      for (; k < end; k++) {
        yes += sure[other[k]];
        may += maybe[other[k]];
      }
    if (op == N_ANY) {
      yes = yes > 0;
      may = may > 0;
    } else if (op == N_ALL) {
      yes = yes == all;
      may = may == all;
    }
    lo[i] = (uint8_t)yes;
    if (hi) hi[i] = (uint8_t)may;
    if (hole) hole[i] = yes != may;
  }
}

static void count_one(const struct link_read *r, int32_t i) {
  const int32_t *to = r->link->to + r->link->start[i], *end = r->link->to + r->link->start[i + 1];
  int64_t n = end - to, sure = 0, maybe = 0;
  for (; to < end; to++) {
    sure += get(r->part[SURE], *to);
    maybe += get(r->part[MAYBE], *to);
  }
  if (r->n->op == N_ANY) {
    sure = sure > 0;
    maybe = maybe > 0;
  }
  if (r->n->op == N_ALL) {
    sure = sure == n;
    maybe = maybe == n;
  }
  assert(sure <= maybe); /* 4 */
  set(&r->lo, i, sure);
  assert(r->hole || sure == maybe); /* 5 */
  if (!r->hole) return;
  set(&r->hi, i, maybe);
  r->hole[i] = sure != maybe;
}

static void sum_one(const struct link_read *r, int32_t i) {
  int64_t lo = 0, hi = 0;
  bool open = false;
  for (int64_t k = r->link->start[i]; k < r->link->start[i + 1]; k++) {
    int32_t j = r->link->to[k];
    if (!get(r->part[MAYBE], j)) continue;
    int64_t least = get(r->part[LEAST], j), most = get(r->part[MOST], j);
    bool sure = get(r->part[SURE], j);
    lo += sure || least < 0 ? least : 0;
    hi += sure || most > 0 ? most : 0;
    open |= get(r->part[OPEN], j) != 0;
  }
  set(&r->lo, i, lo);
  if (!r->hole) return;
  set(&r->hi, i, hi);
  set(&r->open, i, open);
  r->hole[i] = lo != hi || open;
}

static void best_one(const struct link_read *r, int32_t i) {
  int64_t lo = r->lo.lo, hi = lo;
  bool open = false, some_lo = false, some_hi = false, least = r->n->op == N_LOWEST;
  for (int64_t k = r->link->start[i]; k < r->link->start[i + 1]; k++) {
    int32_t j = r->link->to[k];
    if (!get(r->part[MAYBE], j)) continue;
    int64_t x = get(r->part[LEAST], j), y = get(r->part[MOST], j);
    if (!some_hi || (least ? x < lo : x > lo)) lo = x;
    if (!some_hi || (least ? y < hi : y > hi)) hi = y;
    bool sure = get(r->part[SURE], j);
    some_hi = true;
    some_lo |= sure;
    open |= !sure || get(r->part[OPEN], j);
  }
  set(&r->lo, i, lo);
  set(&r->some_lo, i, some_lo);
  if (!r->hole) return;
  if (r->hi.at != r->lo.at) set(&r->hi, i, hi);
  if (r->some_hi.at != r->some_lo.at) set(&r->some_hi, i, some_hi);
  set(&r->open, i, open);
  r->hole[i] = lo != hi || open || some_lo != some_hi;
}

struct pass {
  const struct layer *y;
  int part, parts;
};

static bool counts_bytes(const struct link_read *r) {
  enum op op = r->n->op;
  return (op == N_COUNT || op == N_ANY || op == N_ALL) && r->part[SURE]->at && r->part[MAYBE]->at &&
         r->part[SURE]->bytes == 1 && r->part[MAYBE]->bytes == 1 && r->lo.at && r->lo.bytes == 1;
}

static void bad_ones(const struct link_read *r, int32_t from, int32_t to) {
  for (int32_t x = from; x < to; x++) {
    int32_t i = r->rows->who ? r->rows->who[x] : x;
    uint8_t bad = 0;
    for (int64_t e = r->link->start[i]; e < r->link->start[i + 1]; e++)
      bad |= r->bad_in[r->link->to[e]];
    r->bad[i] = bad;
  }
}

static void *pass(void *context) {
  const struct pass *w = context;
  for (size_t k = 0; k < w->y->read.n; k++) {
    const struct link_read *r = w->y->read.at[k];
    int64_t n = r->rows->who ? r->rows->n : w->y->b->cols[0]->persons;
    int32_t from = (int32_t)(n * w->part / w->parts), to = (int32_t)(n * (w->part + 1) / w->parts);
    if (r->bad && (w->y->any_bad || w->y->had_bad)) bad_ones(r, from, to);
    if (counts_bytes(r)) {
      count_bytes(r, from, to);
      continue;
    }
    for (int32_t x = from; x < to; x++) {
      int32_t i = r->rows->who ? r->rows->who[x] : x;
      if (r->link->start[i] == r->link->start[i + 1] || (r->rows->unknown && r->rows->unknown[i])) continue;
      if (r->n->op == N_SUM)
        sum_one(r, i);
      else if (r->n->op == N_HIGHEST || r->n->op == N_LOWEST)
        best_one(r, i);
      else
        count_one(r, i);
    }
  }
  return NULL;
}

enum err layers_run(struct layers *s, struct law_bulk_options o, struct law_bulk_report *sum) {
  int threads = o.threads < 1 ? 1 : o.threads > LAW_BULK_THREADS_MAX ? LAW_BULK_THREADS_MAX : o.threads;
  for (int i = 0; i < s->n; i++) {
    struct pass w[LAW_BULK_THREADS_MAX];
    pthread_t id[LAW_BULK_THREADS_MAX];
    bool running[LAW_BULK_THREADS_MAX] = { 0 };
    if (!s->layer[i].read.n) continue;
    enum err e = run_blocks(s->layer[i].b, o, NULL, sum);
    if (e != OK) return e;
    struct layer *y = &s->layer[i];
    y->had_bad = y->any_bad;
    y->any_bad = y->bad && memchr(y->bad, 1, (size_t)s->b->cols[0]->persons);
    for (int t = 0; t < threads; t++) {
      w[t] = (struct pass) { &s->layer[i], t, threads };
      if (t) running[t] = pthread_create(&id[t], NULL, pass, &w[t]) == 0;
    }
    for (int t = 0; t < threads; t++)
      if (!running[t]) pass(&w[t]);
    for (int t = 0; t < threads; t++)
      if (running[t]) pthread_join(id[t], NULL);
  }
  return OK;
}
