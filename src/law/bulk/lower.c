/* lower: expressions to nodes. Every operation follows run.c and value.c: it may leave more open than they do
 * (such rows go to the replay), never less: what is known here is known there. A failure (`why`) stands until
 * whoever can do without the expression takes it back; what was made since is then not kept.
 *
 * Invariants, asserted where a value leaves (`lowered`):
 * 1. bounds are in units of 1 / den, both in the same, and the denominator is at least 1;
 * 2. what surely has a value may have one: where some_hi is constantly no, some_lo is;
 * 3. what says whether there is a value, or whether it is open, has the range 0 .. 1; so has a truth;
 * 4. an expression is left as deep as it was entered. */
#include "law/bulk/plan.h"

enum { DEN_MAX = 1000000000, OPEN_BOUND = 1 };

#define NO  (L->g->no)
#define YES (L->g->yes)
#define G   (L->g)

/* ---- arithmetic ---- */

static struct lv by_two(struct lowering *L, const struct node *n, enum entity on, struct lv *b) {
  struct lv a = lower(L, n->kid[0], on);
  *b = lower(L, n->kid[1], on);
  a.cases = b->cases = false;
  return a;
}

/* a + b - c + ...: all terms of nested sums at once */
static void terms_of(struct lowering *L, const struct node *n, enum entity on, bool minus, struct lv *list,
                     bool *sign, int *k, int max) {
  if ((n->op == N_ADD || n->op == N_SUB) && *k < max - 1) {
    terms_of(L, n->kid[0], on, minus, list, sign, k, max - 1);
    terms_of(L, n->kid[1], on, minus != (n->op == N_SUB), list, sign, k, max);
    return;
  }
  if (*k == max) {
    ir_fail(G, WHY(terms));
    return;
  }
  list[*k] = lower(L, n, on);
  sign[(*k)++] = minus;
}

static struct lv lower_sum(struct lowering *L, const struct node *n, enum entity on) {
  enum { MAX = 256 };
  struct lv *x = NEW_ARRAY(L->a, struct lv, MAX), v = lv_blank(L, n->type.kind);
  bool *minus = NEW_ARRAY(L->a, bool, MAX);
  int k = 0;
  terms_of(L, n, on, false, x, minus, &k, MAX);
  if (G->why) return v;
  for (int i = 0; i < k; i++) {
    if (x[i].by >= 0) return lv_fail(L, WHY(quotient_sum));
    lv_both(L, &v, v, x[i]);
    for (int j = 0; j < i; j++)
      lv_common(L, &x[j], &x[i]);
  }
  for (int i = 1; i < k; i++)
    for (int j = 0; j < k; j++)
      lv_common(L, &x[i], &x[j]);
  int *lo = NEW_ARRAY(L->a, int, k), *hi = NEW_ARRAY(L->a, int, k);
  for (int i = 0; i < k; i++) {
    lo[i] = minus[i] ? ir_sub(G, NO, x[i].hi) : x[i].lo;
    hi[i] = minus[i] ? ir_sub(G, NO, x[i].lo) : x[i].hi;
  }
  v.den = x[0].den;
  bool small = k == 2 && minus[1];
  v.lo = small ? ir_sub(G, x[0].lo, x[1].hi) : ir_total(G, k, lo);
  v.hi = small ? ir_sub(G, x[0].hi, x[1].lo) : ir_total(G, k, hi);
  return v;
}

static struct lv product(struct lowering *L, enum kind k, struct lv a, struct lv b) {
  struct lv v = lv_blank(L, k);
  lv_both(L, &v, a, b);
  if (a.by >= 0 && b.by >= 0) return lv_fail(L, WHY(quotients_multiplied));
  v.by = a.by >= 0 ? a.by : b.by;
  v.den = a.den * b.den;
  if (v.den > DEN_MAX) return lv_fail(L, WHY(denominators));
  bool sure = a.lo == a.hi && b.lo == b.hi, positive = ir_at(G, a.lo)->lo >= 0 && ir_at(G, b.lo)->lo >= 0;
  if (sure || positive) {
    v.lo = ir_mul(G, a.lo, b.lo);
    v.hi = ir_mul(G, a.hi, b.hi);
    return v;
  }
  int p[4] = { ir_mul(G, a.lo, b.lo), ir_mul(G, a.lo, b.hi), ir_mul(G, a.hi, b.lo), ir_mul(G, a.hi, b.hi) };
  v.lo = ir_min(G, ir_min(G, p[0], p[1]), ir_min(G, p[2], p[3]));
  v.hi = ir_max(G, ir_max(G, p[0], p[1]), ir_max(G, p[2], p[3]));
  return v;
}

static struct lv quotient(struct lowering *L, enum kind k, struct lv a, struct lv b) {
  if (a.by >= 0 || b.by >= 0) return lv_fail(L, WHY(quotient_quotient));
  if (ir_is_const(G, b.lo) && b.lo == b.hi && b.open == NO) {
    int64_t num = ir_at(G, b.lo)->imm;
    struct lv v = lv_blank(L, k),
              inverse = lv_const(L, K_RATE,
                                 (struct ratio) { num < 0 ? -b.den : b.den, num < 0 ? -num : num });
    lv_both(L, &v, a, b);
    if (num == 0) {
      v.some_lo = v.some_hi = NO;
      return v;
    }
    inverse.some_lo = b.some_lo;
    inverse.some_hi = b.some_hi;
    return product(L, k, a, inverse);
  }
  struct lv v = lv_blank(L, k);
  if (ir_at(G, b.lo)->lo < 0) return lv_fail(L, WHY(divisor_negative));
  lv_both(L, &v, a, b);
  v.lo = lv_scaled(L, a.lo, b.den);
  v.hi = lv_scaled(L, a.hi, b.den);
  v.den = a.den;
  v.by = b.lo;
  if (b.lo != b.hi) v.open = ir_or(G, v.open, ir_not(G, ir_eq(G, b.lo, b.hi)));
  int some = ir_le(G, YES, b.lo); /* by zero: no value; an open divisor's ends say nothing */
  v.some_lo = ir_and(G, v.some_lo, ir_and(G, some, ir_not(G, b.open)));
  v.some_hi = ir_and(G, v.some_hi, ir_or(G, ir_le(G, YES, b.hi), b.open));
  return v;
}

static void trouble(struct lowering *L, int mask) {
  enum level at = ir_at(G, mask)->level;
  int *t = &L->trouble[at == AT_PERSON ? 0 : 1];
  *t = ir_or(G, *t, mask);
}

static int round_one(struct lowering *L, int x, int div, int64_t unit, int how) {
  /* floor((x + add) / div) * unit, div the node of den * unit (* by) */
  int one = YES;
  if (how == ROUND_UP) x = ir_add(G, x, ir_sub(G, div, one));
  int q;
  if (how == ROUND_HALF_UP)
    q = ir_div_floor(G, ir_add(G, ir_mul(G, x, ir_const(G, 2)), div), ir_mul(G, div, ir_const(G, 2)));
  else
    q = ir_div_floor(G, x, div);
  return ir_mul(G, q, ir_const(G, unit));
}

static struct lv lower_round(struct lowering *L, const struct node *n, enum entity on) {
  struct lv a = lower(L, n->kid[0], on), v = a;
  int64_t k;
  if (__builtin_mul_overflow(a.den, n->i, &k)) return lv_fail(L, WHY(rounding_unit));
  v.den = 1;
  v.kind = n->type.kind;
  v.cases = false;
  v.by = -1;
  int how = n->how, div = ir_const(G, k);
  if (a.by >= 0) div = ir_mul(G, ir_max(G, a.by, YES), div);
  bool exact = how == ROUND_EXACT || how == ROUND_UNROUNDED;
  if (ir_is_const(G, div) && ir_at(G, div)->imm == 1) {
    v.lo = a.lo;
    v.hi = a.hi;
    return v;
  }
  v.lo = round_one(L, a.lo, div, n->i, exact ? ROUND_DOWN : how);
  v.hi = a.lo == a.hi ? v.lo : round_one(L, a.hi, div, n->i, exact ? ROUND_DOWN : how);
  if (!exact) return v;
  /* what does not come out is the replay's to say */
  int odd = ir_not(G, ir_eq(G, ir_mul(G, ir_div_floor(G, a.lo, div), div), a.lo)), counts = a.some_hi;
  if (a.lo != a.hi) odd = ir_or(G, odd, ir_not(G, ir_eq(G, a.lo, a.hi)));
  if (how == ROUND_EXACT) trouble(L, ir_all(G, 3, (int[]) { odd, counts, ir_not(G, a.open) }, false));
  v.open = ir_or(G, v.open, odd);
  return v;
}

/* ---- comparisons ---- */

static struct lv lower_compare(struct lowering *L, const struct node *n, enum entity on) {
  struct lv b, a = by_two(L, n, on, &b), v = lv_blank(L, K_BOOL);
  enum op op = n->op;
  if (a.by >= 0 && b.by >= 0) return lv_fail(L, WHY(quotients_compared));
  if (n->kid[0]->type.kind == K_BOOL) {
    int al = ir_and(G, a.lo, ir_not(G, a.open)), ah = ir_or(G, a.hi, a.open),
        bl = ir_and(G, b.lo, ir_not(G, b.open)), bh = ir_or(G, b.hi, b.open);
    int yes = ir_or(G, ir_and(G, al, bl), ir_and(G, ir_not(G, ah), ir_not(G, bh)));
    int no = ir_or(G, ir_and(G, al, ir_not(G, bh)), ir_and(G, bl, ir_not(G, ah)));
    v.lo = op == N_EQ ? yes : no;
    v.hi = ir_not(G, op == N_EQ ? no : yes);
  } else {
    if (a.by >= 0 || b.by >= 0) { /* a / d < b is a < b * d, d > 0 */
      int by = a.by >= 0 ? a.by : b.by;
      struct lv *x = a.by >= 0 ? &b : &a;
      x->lo = ir_mul(G, x->lo, by);
      x->hi = ir_mul(G, x->hi, by);
    }
    if (n->kid[0]->type.kind != K_ENUM) lv_common(L, &a, &b);
    int open = ir_or(G, a.open, b.open);
    bool sure = a.lo == a.hi && b.lo == b.hi;
    switch (op) {
    case N_LT:
      v.lo = ir_lt(G, a.hi, b.lo);
      v.hi = sure ? v.lo : ir_lt(G, a.lo, b.hi);
      break;
    case N_LE:
      v.lo = ir_le(G, a.hi, b.lo);
      v.hi = sure ? v.lo : ir_le(G, a.lo, b.hi);
      break;
    case N_GT:
      v.lo = ir_lt(G, b.hi, a.lo);
      v.hi = sure ? v.lo : ir_lt(G, b.lo, a.hi);
      break;
    case N_GE:
      v.lo = ir_le(G, b.hi, a.lo);
      v.hi = sure ? v.lo : ir_le(G, b.lo, a.hi);
      break;
    default: {
      int yes = sure ? ir_eq(G, a.lo, b.lo) : ir_and(G, ir_le(G, a.hi, b.lo), ir_le(G, b.hi, a.lo));
      int maybe = sure ? yes : ir_and(G, ir_le(G, a.lo, b.hi), ir_le(G, b.lo, a.hi));
      v.lo = op == N_EQ ? yes : ir_not(G, maybe);
      v.hi = op == N_EQ ? maybe : ir_not(G, yes);
    }
    }
    v.lo = ir_and(G, v.lo, ir_not(G, open));
    v.hi = ir_or(G, v.hi, open);
  }
  int some_lo = ir_and(G, a.some_lo, b.some_lo),
      some_hi = ir_and(G, a.some_hi, b.some_hi); /* none equals nothing and is not greater than anything */
  if (op == N_NE) {
    v.lo = ir_or(G, ir_and(G, v.lo, YES), ir_not(G, some_hi));
    v.hi = ir_or(G, v.hi, ir_not(G, some_lo));
  } else {
    v.lo = ir_and(G, v.lo, some_lo);
    v.hi = ir_and(G, v.hi, some_hi);
  }
  return v;
}

static struct lv lower_in(struct lowering *L, const struct node *n, enum entity on) {
  struct lv a = lower(L, n->kid[0], on);
  if (a.by >= 0) return lv_fail(L, WHY(quotient_list_compared));
  int *yes = NEW_ARRAY(L->a, int, n->n_list + 1), *maybe = NEW_ARRAY(L->a, int, n->n_list + 1);
  int unset = a.kind == K_BOOL ? NO : lv_unsettled(L, a);
  for (int i = 0; i < n->n_list; i++) {
    struct lv b = lower(L, n->list[i], on), x = a;
    if (a.kind == K_BOOL) return lv_fail(L, WHY(truth_list));
    if (b.by >= 0) return lv_fail(L, WHY(quotient_list));
    if (a.kind != K_ENUM) lv_common(L, &x, &b);
    int un = ir_or(G, unset, lv_unsettled(L, b));
    int eq = ir_all(G, 3, (int[]) { ir_eq(G, x.lo, b.lo), a.some_lo, b.some_lo }, false);
    yes[i] = ir_and(G, eq, ir_not(G, un));
    maybe[i] = ir_or(G, eq, un);
  }
  return lv_truth(L, ir_all(G, n->n_list, yes, true), ir_all(G, n->n_list, maybe, true));
}

/* ---- choices ---- */

static struct lv lower_if(struct lowering *L, const struct node *n, enum entity on) {
  struct lv c = lower(L, n->kid[0], on);
  int yes = lv_surely(L, c), maybe = lv_possibly(L, c);
  struct doubt before = doubt_aside(L);
  struct lv a = lower(L, n->kid[1], on);
  doubt_read_where(L, before, yes, maybe);
  before = doubt_aside(L);
  struct lv b = lower(L, n->kid[2], on);
  doubt_read_where(L, before, ir_not(G, maybe), ir_not(G, yes));
  if (yes == maybe) return lv_select(L, yes, a, b);
  if (a.by >= 0 || b.by >= 0) return lv_fail(L, WHY(quotient_chosen));
  if (n->type.kind != K_BOOL && n->type.kind != K_ENUM) lv_common(L, &a, &b);
  struct lv either = a;
  either.lo = ir_min(G, a.lo, b.lo);
  either.hi = ir_max(G, a.hi, b.hi);
  either.open = ir_or(G, a.open, b.open);
  if (n->type.kind == K_ENUM) either.open = ir_or(G, either.open, ir_not(G, ir_eq(G, a.lo, b.lo)));
  either.some_lo = ir_and(G, a.some_lo, b.some_lo);
  either.some_hi = ir_or(G, a.some_hi, b.some_hi);
  if (a.cases || b.cases) either.open = YES; /* other deciding cases: the replay looks closer */
  either.cases = a.cases || b.cases;
  return lv_select(L, yes, a, lv_select(L, maybe, either, b));
}

static struct lv lower_otherwise(struct lowering *L, const struct node *n, enum entity on) {
  struct lv a = lower(L, n->kid[0], on);
  struct doubt before = doubt_aside(L);
  struct lv b = lower(L, n->kid[1], on);
  doubt_read_where(L, before, ir_not(G, a.some_hi), ir_not(G, a.some_lo));
  if (a.by >= 0 || b.by >= 0) return lv_fail(L, WHY(quotient_chosen));
  int open = a.some_lo == a.some_hi ? NO : ir_and(G, a.some_hi, ir_not(G, a.some_lo));
  struct lv v = lv_select(L, a.some_hi, a, b);
  v.some_lo = ir_or(G, a.some_lo, b.some_lo);
  v.some_hi = ir_or(G, a.some_hi, b.some_hi);
  v.open = ir_or(G, v.open, open);
  return v;
}

static struct lv lower_best(struct lowering *L, const struct node *n, enum entity on) {
  struct lv v = lower(L, n->list[0], on);
  for (int i = 1; i < n->n_list; i++) {
    struct lv x = lower(L, n->list[i], on);
    if (v.by >= 0 || x.by >= 0) return lv_fail(L, WHY(quotient_compared));
    lv_common(L, &v, &x);
    v.lo = n->op == N_MIN ? ir_min(G, v.lo, x.lo) : ir_max(G, v.lo, x.lo);
    v.hi = n->op == N_MIN ? ir_min(G, v.hi, x.hi) : ir_max(G, v.hi, x.hi);
    lv_both(L, &v, v, x);
    v.cases = false;
  }
  return v;
}

/* ---- households ---- */

static int not_after(struct lowering *L, const struct fact *f, const struct law_column *c, bool birth) {
  int day = ir_const(G, L->day);
  if (!c->at) {
    bool gone = f->absence == ABSENT_VALUE && (birth ? f->absent > L->day : f->absent < L->day);
    return gone ? NO : YES;
  }
  int v = lower_column(L, AT_PERSON, c);
  bool holes = L->holes && lower_has_hole(c);
  int hole = holes ? lower_hole(L, AT_PERSON, c) : NO;
  if (holes && !birth && c->until && !f->partial_first_day)
    v = ir_select(G, ir_eq(G, hole, ir_const(G, 2)), ir_load(G, AT_PERSON, c->until, 4, DATE_MIN, DATE_MAX),
                  v);
  int in = birth ? ir_le(G, v, day) : ir_le(G, day, v);
  return holes ? ir_or(G, in, ir_eq(G, hole, YES)) : in;
}

int lower_there(struct lowering *L) {
  const int fact[2] = { L->p->fact_birth, L->p->fact_death };
  int there = YES;
  for (int i = 0; i < 2; i++) {
    const struct fact *f = fact[i] < 0 ? NULL : &L->p->fact.at[fact[i]];
    if (!f || f->type.kind != K_DATE) continue;
    there = ir_and(G, there,
                   not_after(L, f, &L->cols[L->reading == READING_FIRST ? 0 : 1]->fact[fact[i]], i == 0));
  }
  return there;
}

void lower_born(struct lowering *L, int *yes, int *maybe) {
  int birth = L->p->fact_birth, day = ir_const(G, L->day);
  const struct fact *f = birth < 0 ? NULL : &L->p->fact.at[birth];
  if (!f || f->type.kind != K_DATE) return;
  const struct law_column *c = &L->cols[L->reading == READING_FIRST ? 0 : 1]->fact[birth];
  int may_be = not_after(L, f, c, true), is = may_be;
  if (c->at && L->holes && lower_has_hole(c) && c->until && !f->partial_first_day) {
    int partly = ir_eq(G, lower_hole(L, AT_PERSON, c), ir_const(G, 2));
    int until = ir_load(G, AT_PERSON, c->until, 4, DATE_MIN, DATE_MAX);
    is = ir_and(G, may_be, ir_or(G, ir_not(G, partly), ir_le(G, until, day)));
  }
  *yes = ir_and(G, *yes, is);
  *maybe = ir_and(G, *maybe, may_be);
}

static struct lv over_members(struct lowering *L, const struct node *n) {
  if (n->set == SET_LINK) return lower_link(L, n);
  if (n->set != SET_MEMBERS) return lv_fail(L, WHY(records));
  struct doubt before = doubt_aside(L);
  struct lv c = n->kid[1] ? lv_as_truth(L, lower(L, n->kid[1], E_PERSON)) : lv_truth(L, YES, YES), x = c;
  if (n->op == N_SUM || n->op == N_HIGHEST || n->op == N_LOWEST) {
    struct doubt condition = doubt_aside(L);
    x = lower(L, n->kid[0], E_PERSON);
    doubt_read_where(L, condition, c.lo, c.hi);
  }
  int there = lower_there(L), gone = ir_not(G, there);
  doubt_of_members(L, before, there);
  c.lo = n->op == N_ALL ? ir_or(G, c.lo, gone) : ir_and(G, c.lo, there);
  c.hi = n->op == N_ALL ? ir_or(G, c.hi, gone) : ir_and(G, c.hi, there);
  if (n->op == N_COUNT) {
    struct lv v = lv_blank(L, K_INT);
    v.lo = ir_segment(G, I_SEGSUM, c.lo, 0);
    v.hi = ir_segment(G, I_SEGSUM, c.hi, 0);
    return v;
  }
  if (n->op == N_ANY)
    return lv_truth(L, ir_le(G, YES, ir_segment(G, I_SEGSUM, c.lo, 0)),
                    ir_le(G, YES, ir_segment(G, I_SEGSUM, c.hi, 0)));
  if (n->op == N_ALL)
    return lv_truth(L, ir_eq(G, NO, ir_segment(G, I_SEGSUM, ir_not(G, c.lo), 0)),
                    ir_eq(G, NO, ir_segment(G, I_SEGSUM, ir_not(G, c.hi), 0)));
  struct lv v = lv_blank(L, n->type.kind);
  if (x.by >= 0) return lv_fail(L, WHY(quotient_household_sum));
  int sure = ir_and(G, c.lo, x.some_lo), maybe = ir_and(G, c.hi, x.some_hi);
  v.den = x.den;
  int open = ir_and(G, x.open, maybe);
  if (n->op == N_SUM) {
    int lo = x.lo, hi = x.hi;
    if (sure != maybe) {
      lo = ir_min(G, lo, NO);
      hi = ir_max(G, hi, NO);
    }
    v.lo = ir_segment(G, I_SEGSUM, ir_select(G, sure, x.lo, ir_select(G, maybe, lo, NO)), 0);
    v.hi = x.lo == x.hi && sure == maybe
               ? v.lo
               : ir_segment(G, I_SEGSUM, ir_select(G, sure, x.hi, ir_select(G, maybe, hi, NO)), 0);
    if (open != NO) v.open = ir_le(G, YES, ir_segment(G, I_SEGSUM, open, 0));
    return v;
  }
  bool least = n->op == N_LOWEST;
  const struct ir *i = ir_at(G, x.lo), *j = ir_at(G, x.hi);
  int64_t worst = least ? (i->hi > j->hi ? i->hi : j->hi) : (i->lo < j->lo ? i->lo : j->lo);
  int not = ir_const(G, worst);
  if (sure != maybe) open = ir_or(G, open, ir_and(G, maybe, ir_not(G, sure)));
  enum ir_op op = least ? I_SEGMIN : I_SEGMAX;
  v.lo = ir_segment(G, op, ir_select(G, maybe, x.lo, not ), worst);
  v.hi = x.lo == x.hi ? v.lo : ir_segment(G, op, ir_select(G, maybe, x.hi, not ), worst);
  if (open != NO) v.open = ir_le(G, YES, ir_segment(G, I_SEGSUM, open, 0));
  v.some_lo = ir_le(G, YES, ir_segment(G, I_SEGSUM, sure, 0));
  v.some_hi = ir_le(G, YES, ir_segment(G, I_SEGSUM, maybe, 0));
  return v;
}

static struct lv lower_aggregate(struct lowering *L, const struct node *n) {
  L->inside++;
  struct lv v = over_members(L, n);
  L->inside--;
  return v;
}

/* ---- dates, grants ---- */

static struct lv lower_dates(struct lowering *L, const struct node *n, enum entity on) {
  struct lv b, a = by_two(L, n, on, &b), v = lv_blank(L, n->type.kind);
  if (a.by >= 0 || b.by >= 0) return lv_fail(L, WHY(quotient_date));
  lv_both(L, &v, a, b);
  if (n->op != N_PLUS) { /* nothing has passed from a later day */
    int open = ir_or(G, a.open, b.open);
    v.some_lo = ir_and(G, v.some_lo, ir_and(G, ir_le(G, a.hi, b.lo), ir_not(G, open)));
    v.some_hi = ir_and(G, v.some_hi, ir_or(G, ir_le(G, a.lo, b.hi), open));
  }
  if (n->op == N_PLUS) {
    if (b.den != 1) return lv_fail(L, WHY(days_fraction));
    v.lo = ir_date(G, I_PLUS, a.lo, b.lo, n->i);
    v.hi = a.lo == a.hi && b.lo == b.hi ? v.lo : ir_date(G, I_PLUS, a.hi, b.hi, n->i);
    if (v.lo != v.hi)
      v.open = ir_or(G, v.open, ir_not(G, ir_and(G, ir_eq(G, a.lo, a.hi), ir_eq(G, b.lo, b.hi))));
    return v;
  }
  if (n->op == N_DAYS) {
    v.lo = ir_sub(G, b.lo, a.hi);
    v.hi = a.lo == a.hi && b.lo == b.hi ? v.lo : ir_sub(G, b.hi, a.lo);
    return v;
  }
  enum ir_op op = n->op == N_YEARS ? I_YEARS : I_MONTHS;
  v.lo = ir_date(G, op, a.hi, b.lo, 0);
  v.hi = a.lo == a.hi && b.lo == b.hi ? v.lo : ir_date(G, op, a.lo, b.hi, 0);
  return v;
}

static struct lv lower_grant(struct lowering *L, const struct node *n, enum entity on) {
  const struct law_grant_column *c = L->cols[L->reading == READING_FIRST ? 0 : 1]->grant;
  struct lv before = n->op == N_GRANTED && n->kid[0] ? lower(L, n->kid[0], on) : lv_truth(L, NO, NO);
  if (on != E_PERSON || !c || !c[n->ref].ever.has) return lv_truth(L, NO, NO);
  if (n->op == N_RECEIVES || n->op == N_SUSPENDED) {
    const uint8_t *says = n->op == N_RECEIVES ? c[n->ref].active : c[n->ref].suspended;
    if (!c[n->ref].few.has || !says) return lv_truth(L, NO, NO);
    int holds = ir_load_few(G, AT_PERSON, &c[n->ref].few, (struct ir_few) { says, 1, 0, 1, 0 });
    return lv_truth(L, holds, holds);
  }
  int decided = ir_load_ever_granted(G, AT_PERSON, &c[n->ref]);
  if (n->kid[0]) {
    struct lv v = lv_truth(L, NO, NO);
    if (before.by >= 0 || before.den != 1) return lv_fail(L, WHY(days_fraction));
    v.lo = ir_all(G, 3, (int[]) { ir_lt(G, decided, before.lo), before.some_lo, ir_not(G, before.open) },
                  false);
    v.hi = ir_and(G, ir_or(G, ir_lt(G, decided, before.hi), before.open), before.some_hi);
    return v;
  }
  int earlier = ir_lt(G, decided, ir_const(G, n->r.num));
  return lv_truth(L, earlier, earlier);
}

/* Columns hold two days: what is read on another is for the replay. On a day that never comes there is
 * nothing, and so for most rows it matters to nobody (rows that are certain whatever it is are not asked). */
static struct lv lower_at(struct lowering *L, const struct node *n, enum entity on) {
  (void)on;
  bool marked = lower_meets(L, n->kid[0]);
  marked |= lower_meets(L, n->kid[1]);
  doubt_open(L, YES, marked);
  if (!L->lenient) return lv_fail(L, WHY(another_day));
  struct lv v = lv_any(L, n->type);
  v.some_lo = NO;
  return v;
}

static struct lv lower_by(struct lowering *L, const struct node *n) {
  const struct node *r = n->kid[0];
  while (r->op == N_HOUSEHOLD || r->op == N_OUTER) {
    if (r->op == N_OUTER) return lv_fail(L, WHY(outside));
    r = r->kid[0];
  }
  struct rv v = lower_rule(L, r->ref);
  int codes = L->p->rule.at[r->ref].n_case_ids + 1;
  int64_t *named = NEW_ARRAY(L->a, int64_t, codes);
  for (int k = set_next(n->cases, 0); k >= 0; k = set_next(n->cases, k + 1))
    named[k + 1] = 1;
  int yes = NO,
      open = ir_or(G, v.v.open,
                   v.v.some_lo == v.v.some_hi ? NO : ir_and(G, v.v.some_hi, ir_not(G, v.v.some_lo)));
  for (int i = 0; i < v.n; i++) {
    yes = ir_or(G, yes, ir_lut(G, v.lo[i], named, codes));
    if (v.lo[i] != v.hi[i]) open = ir_or(G, open, ir_not(G, ir_eq(G, v.lo[i], v.hi[i])));
  }
  return lv_truth(L, ir_and(G, yes, ir_not(G, open)), ir_or(G, yes, open));
}

static struct lv part_of_logic(struct lowering *L, const struct node *n, enum entity on,
                               struct doubt *ret_doubt) {
  struct doubt before = doubt_aside(L);
  struct lv v = lv_as_truth(L, lower(L, n, on));
  *ret_doubt = L->doubt;
  L->doubt = before;
  return v;
}

/* a and b and ...; a or b or ...: all at once, from the left. */
static struct lv lower_logic(struct lowering *L, const struct node *n, enum entity on) {
  enum { MAX = 64 };
  int lo[MAX], hi[MAX], first = MAX - 1;
  struct doubt doubt[MAX];
  for (const struct node *m = n;; m = m->kid[0], first--) {
    bool last = m->op != n->op || first == 0;
    struct lv v = part_of_logic(L, last ? m : m->kid[1], on, &doubt[first]);
    lo[first] = v.lo;
    hi[first] = v.hi;
    if (last) break;
  }
  int sure = YES, maybe = YES; /* what stands further right is read: nothing has decided */
  for (int i = first; i < MAX; i++) {
    doubt_note(L, doubt_where(L, doubt[i], sure, maybe));
    bool more = false;
    for (int k = i + 1; k < MAX; k++)
      more |= doubt[k].maybe != NO;
    if (!more) break;
    sure = ir_and(G, sure, n->op == N_AND ? lo[i] : ir_not(G, hi[i]));
    maybe = ir_and(G, maybe, n->op == N_AND ? hi[i] : ir_not(G, lo[i]));
  }
  int k = MAX - first;
  return lv_truth(L, ir_all(G, k, lo + first, n->op == N_OR), ir_all(G, k, hi + first, n->op == N_OR));
}

static struct lv lower_node(struct lowering *L, const struct node *n, enum entity on) {
  struct lv a, b;
  if (G->why) return lv_blank(L, n->type.kind);
  switch (n->op) {
  case N_CONST: return lower_const(L, n);
  case N_DAY: return lv_const(L, K_DATE, (struct ratio) { L->day, 1 });
  case N_FACT: return lower_fact(L, n);
  case N_FIELD: return lv_fail(L, WHY(records));
  case N_PARAM: return lower_param(L, n, on);
  case N_TABLE: return lower_table(L, n, on);
  case N_RULE: return lower_rule(L, n->ref).v;
  case N_CHOICE:
    L->touched = set_with(L->a, L->touched, n->ref);
    return lv_const(L, K_ENUM, (struct ratio) { L->choice[n->ref], 1 });
  case N_HOUSEHOLD: return lower(L, n->kid[0], E_HOUSEHOLD);
  case N_AREA: return lower(L, n->kid[0], E_AREA);
  case N_OUTER: return lv_fail(L, WHY(outside));
  case N_COUNT:
  case N_ANY:
  case N_ALL:
  case N_SUM:
  case N_HIGHEST:
  case N_LOWEST: return lower_aggregate(L, n);
  case N_NOT:
    a = lv_as_truth(L, lower(L, n->kid[0], on));
    return lv_truth(L, ir_not(G, a.hi), ir_not(G, a.lo));
  case N_AND:
  case N_OR: return lower_logic(L, n, on);
  case N_EQ:
  case N_NE:
  case N_LT:
  case N_LE:
  case N_GT:
  case N_GE: return lower_compare(L, n, on);
  case N_IN: return lower_in(L, n, on);
  case N_ADD:
  case N_SUB: return lower_sum(L, n, on);
  case N_MUL: a = by_two(L, n, on, &b); return product(L, n->type.kind, a, b);
  case N_DIV: a = by_two(L, n, on, &b); return quotient(L, n->type.kind, a, b);
  case N_NEG:
    a = lower(L, n->kid[0], on);
    {
      int lo = ir_sub(G, NO, a.hi);
      a.hi = a.lo == a.hi ? lo : ir_sub(G, NO, a.lo);
      a.lo = lo;
      a.cases = false;
    }
    return a;
  case N_MIN:
  case N_MAX: return lower_best(L, n, on);
  case N_IF: return lower_if(L, n, on);
  case N_OTHERWISE: return lower_otherwise(L, n, on);
  case N_HOLDS: a = lower(L, n->kid[0], on); return lv_truth(L, a.some_lo, a.some_hi);
  case N_BY: return lower_by(L, n);
  case N_ROUND: return lower_round(L, n, on);
  case N_YEARS:
  case N_MONTHS:
  case N_DAYS:
  case N_PLUS: return lower_dates(L, n, on);
  case N_YEAR_OF:
    a = lower(L, n->kid[0], on);
    b = a;
    b.kind = K_INT;
    b.lo = ir_date(G, I_YEAR_OF, a.lo, -1, 0);
    b.hi = a.lo == a.hi ? b.lo : ir_date(G, I_YEAR_OF, a.hi, -1, 0);
    return b;
  case N_RECEIVES:
  case N_SUSPENDED:
  case N_GRANTED: return lower_grant(L, n, on);
  case N_AT: return lower_at(L, n, on);
  case N_NAME:
  case N_CALL:
  case N_OPS: break;
  }
  return lv_fail(L, WHY(not_known));
}

static bool is_truth(const struct lowering *L, int i) { return ir_at(G, i)->lo >= 0 && ir_at(G, i)->hi <= 1; }

static struct lv lowered(struct lowering *L, const struct node *n, enum entity on) {
  int depth = L->depth, inside = L->inside;
  struct lv v = lower_node(L, n, on);
  if (G->why) return v;
  if (BROKEN(1)) v.den = 0;
  if (BROKEN(2)) v.some_lo = YES, v.some_hi = NO;
  if (BROKEN(3)) v.open = ir_const(G, 2);
  if (BROKEN(4)) depth++;
  INVARIANT(1, v.den >= 1);
  INVARIANT(2, v.some_hi != NO || v.some_lo == NO);
  INVARIANT(3, is_truth(L, v.some_lo) && is_truth(L, v.some_hi) && is_truth(L, v.open) &&
                   (n->type.kind != K_BOOL || (is_truth(L, v.lo) && is_truth(L, v.hi))));
  INVARIANT(4, L->depth == depth && L->inside == inside);
  return v;
}

struct lv lower(struct lowering *L, const struct node *n, enum entity on) {
  bool aggregate = n->op >= N_COUNT && n->op <= N_LOWEST;
  if (!L->lenient || !aggregate || G->why) return lowered(L, n, on);
  int before[2] = { L->trouble[0], L->trouble[1] }, depth = L->depth, inside = L->inside;
  struct doubt doubt = L->doubt;
  struct lv v = lowered(L, n, on);
  if (!G->why) return v;
  G->why = NULL;
  L->guard_inside = false;
  L->trouble[0] = before[0];
  L->trouble[1] = before[1];
  L->depth = depth;
  L->inside = inside;
  L->doubt = doubt;
  v = lower_open(L, n);
  doubt_open(L, lv_unsettled(L, v), lower_meets(L, n));
  return v;
}
