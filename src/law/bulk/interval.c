/* interval: what is still possible for a value, and the few operations that every lowering builds on. Each
 * follows value.c for what is known. See struct lv. */
#include "law/bulk/plan.h"

enum { DEN_MAX = 1000000000 };

#define NO  (L->g->no)
#define YES (L->g->yes)
#define G   (L->g)

struct lv lv_blank(struct lowering *L, enum kind k) {
  return (struct lv) {
    .kind = k, .lo = NO, .hi = NO, .open = NO, .some_lo = YES, .some_hi = YES, .den = 1, .by = -1
  };
}
struct lv lv_fail(struct lowering *L, const struct bulk_reason *why) {
  ir_fail(G, why);
  return lv_blank(L, K_INT);
}
struct lv lv_truth(struct lowering *L, int lo, int hi) {
  struct lv v = lv_blank(L, K_BOOL);
  v.lo = lo;
  v.hi = hi;
  return v;
}

struct lv lv_const(struct lowering *L, enum kind k, struct ratio r) {
  struct lv v = lv_blank(L, k);
  v.lo = v.hi = ir_const(G, r.num);
  v.den = r.den;
  return v;
}

struct lv lv_any(struct lowering *L, struct type t) {
  struct lv v = lv_blank(L, t.kind);
  if (t.kind == K_BOOL)
    v.hi = YES;
  else if (t.kind == K_INT && t.ranged)
    v.lo = ir_const(G, t.lo), v.hi = ir_const(G, t.hi);
  else if (t.kind == K_DATE)
    v.lo = ir_const(G, DATE_MIN), v.hi = ir_const(G, DATE_MAX);
  else
    v.open = YES;
  return v;
}

int lv_surely(struct lowering *L, struct lv v) {
  int t[] = { v.lo, v.some_lo, ir_not(G, v.open) };
  return ir_all(G, 3, t, false);
}
int lv_possibly(struct lowering *L, struct lv v) { return ir_and(G, ir_or(G, v.hi, v.open), v.some_hi); }

int lv_unsettled(struct lowering *L, struct lv v) {
  int t[] = { v.open, v.lo == v.hi ? NO : ir_not(G, ir_eq(G, v.lo, v.hi)),
              ir_and(G, v.some_hi, ir_not(G, v.some_lo)) };
  return ir_all(G, 3, t, true);
}

/* Open truth is no interval that other operations know: make it one. */
struct lv lv_as_truth(struct lowering *L, struct lv v) {
  return lv_truth(L, lv_surely(L, v), lv_possibly(L, v));
}

int lv_scaled(struct lowering *L, int x, int64_t k) { return k == 1 ? x : ir_mul(G, x, ir_const(G, k)); }

void lv_common(struct lowering *L, struct lv *a, struct lv *b) {
  assert(a->den > 0 && b->den > 0);
  if (a->den == b->den) return;
  int64_t x = a->den, y = b->den;
  while (y) {
    int64_t t = x % y;
    x = y;
    y = t;
  }
  int64_t den = a->den / x * b->den;
  if (den > DEN_MAX) {
    ir_fail(G, WHY(denominators));
    return;
  }
  int64_t ka = den / a->den, kb = den / b->den;
  a->lo = lv_scaled(L, a->lo, ka);
  a->hi = lv_scaled(L, a->hi, ka);
  b->lo = lv_scaled(L, b->lo, kb);
  b->hi = lv_scaled(L, b->hi, kb);
  a->den = b->den = den;
}

struct lv lv_select(struct lowering *L, int c, struct lv a, struct lv b) {
  if (a.by >= 0 || b.by >= 0) return lv_fail(L, WHY(quotient_chosen));
  if (a.kind != K_BOOL && a.kind != K_ENUM) lv_common(L, &a, &b);
  a.lo = ir_select(G, c, a.lo, b.lo);
  a.hi = ir_select(G, c, a.hi, b.hi);
  a.open = ir_select(G, c, a.open, b.open);
  a.some_lo = ir_select(G, c, a.some_lo, b.some_lo);
  a.some_hi = ir_select(G, c, a.some_hi, b.some_hi);
  a.cases |= b.cases;
  return a;
}

struct rv rv_select(struct lowering *L, int c, struct rv a, struct rv b) {
  struct rv r = { .v = lv_select(L, c, a.v, b.v) };
  rv_keys(L, &r, a.n > b.n ? a.n : b.n);
  for (int i = 0; i < r.n; i++) {
    r.lo[i] = ir_select(G, c, i < a.n ? a.lo[i] : NO, i < b.n ? b.lo[i] : NO);
    r.hi[i] = ir_select(G, c, i < a.n ? a.hi[i] : NO, i < b.n ? b.hi[i] : NO);
  }
  return r;
}

void rv_keys(struct lowering *L, struct rv *r, int n) {
  int *lo = NEW_ARRAY(L->a, int, n + 1), *hi = NEW_ARRAY(L->a, int, n + 1);
  for (int i = 0; i < n; i++) {
    lo[i] = i < r->n ? r->lo[i] : NO;
    hi[i] = i < r->n ? r->hi[i] : NO;
  }
  r->n = n;
  r->lo = lo;
  r->hi = hi;
}

struct rv rv_none(struct lowering *L, enum kind k) {
  struct rv r = { .v = lv_blank(L, k) };
  r.v.some_lo = r.v.some_hi = NO;
  return r;
}

/* none in, none out */
void lv_both(struct lowering *L, struct lv *r, struct lv a, struct lv b) {
  r->open = ir_or(G, a.open, b.open);
  r->some_lo = ir_and(G, a.some_lo, b.some_lo);
  r->some_hi = ir_and(G, a.some_hi, b.some_hi);
}
