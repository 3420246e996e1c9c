/* combine: see combine.h. Invariants of a choose tree, asserted:
 * 1. it may hold where a part may hold, and only there;
 * 2. it surely holds where a part surely holds, and only there. */
#include "law/replay/combine.h"

static struct val with_none(struct val v, bool none) {
  v.none = none;
  return v;
}

/* ---- aggregates ---- */

unsigned run_truth_with(enum op op, unsigned so_far, unsigned condition) {
  unsigned stop = op == N_ANY ? IS_YES : IS_NO;
  if (condition == stop || so_far == stop) return stop;
  return condition == IS_OPEN || so_far == IS_OPEN ? IS_OPEN : stop ^ 3u;
}

void run_best_with(struct arena *a, struct best *b, struct val x, bool sure, bool highest) {
  if (!x.some) return;
  x.none = false;
  if (b->v.none && !b->v.some) {
    *b = (struct best) { x, !sure };
    return;
  }
  struct val y = highest ? val_max(b->v, x) : val_min(b->v, x);
  if (sure && b->maybe)
    y = val_either(a, y, x); /* the earlier one may not count */
  else if (!sure)
    y = val_either(a, b->v, y);
  b->v = val_plain(y);
  b->v.none = false;
  b->maybe = b->maybe && !sure;
}

struct val run_total_with(struct arena *a, struct val total, struct val x, bool sure, enum err *err) {
  if (!x.some) return total;
  if (!sure || x.none) {
    x.none = false;
    x = val_either(a, x, val_int(0));
  }
  x = val_plain(x);
  x.none = false;
  return val_add(total, x, err);
}

struct val run_opened(const struct node *n, unsigned truth, struct val total) {
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

/* ---- choose trees ---- */

/* The place of the best among those that surely hold, by their sure bound, of equals the first; -1 none does.
 */
static int surest(const struct val *part, int n, bool highest) {
  int best = -1;
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
  return best;
}

/* Can a part win against the surest, and with which of its values? Strictly better ones, or equal ones
 * written earlier. */
static bool can_win(struct val *x, const struct val *surest, bool earlier, bool highest) {
  struct ratio reach = highest ? x->hi : x->lo, sure = highest ? surest->lo : surest->hi;
  if (!bound_has(reach) || !bound_has(sure)) return true;
  int c = highest ? ratio_cmp(reach, sure) : -ratio_cmp(reach, sure);
  if (c < 0 || (c == 0 && !earlier)) return false;
  if (highest && bound_has(x->lo) && ratio_cmp(x->lo, sure) < 0) x->lo = sure;
  if (!highest && bound_has(x->hi) && ratio_cmp(x->hi, sure) > 0) x->hi = sure;
  return true;
}

/* highest of, lowest of: the parts in order; of equals the first. Decided when nothing open can beat the best
 * held. */
static struct val best_of(struct arena *a, const struct val *part, int n, bool highest) {
  int best = surest(part, n, highest);
  struct val out = { .none = best < 0 };
  for (int i = 0; i < n; i++) {
    struct val x = part[i];
    if (!x.some) continue;
    if (best >= 0 && i != best && !can_win(&x, &part[best], i < best, highest)) continue;
    x.none = false;
    out = with_none(out.some ? val_either(a, out, x) : x, out.none);
  }
  return out;
}

/* all of: the parts that hold, added. */
static struct val sum_of(struct combining *c, const struct val *part, int n) {
  struct val sum = { .none = true };
  for (int i = 0; i < n; i++) {
    struct val x = part[i];
    if (!x.some) continue;
    if (!sum.some) {
      sum = x;
      continue;
    }
    /* either, both or (where both may fail) neither */
    struct val a = with_none(sum, false), b = with_none(x, false), both = val_add(a, b, &c->err);
    both.cases = set_union(c->keep, a.cases, b.cases);
    both.open_cases = a.open_cases || b.open_cases;
    struct val y = both;
    if (x.none) y = val_either(c->keep, y, a);
    if (sum.none) y = val_either(c->keep, y, b);
    sum = with_none(y, sum.none && x.none);
  }
  return sum;
}

/* first of: what holds earlier goes before; backwards for `A except B`, which is first of (B, A). */
static struct val first_of(struct arena *a, const struct val *part, int n, bool backwards) {
  struct val out = { .none = true };
  for (int k = 0; k < n && out.none; k++) {
    struct val x = part[backwards ? n - 1 - k : k];
    if (!x.some) continue;
    bool sure = !x.none;
    x.none = false;
    out = with_none(out.some ? val_either(a, out, x) : x, !sure);
  }
  return out;
}

struct val run_tree(struct combining *c, const struct tree *t) {
  if (t->op == T_CASE) return c->held[t->kase];
  struct val *part = NEW_ARRAY(c->a, struct val, t->n);
  bool some = false, sure = false;
  for (int i = 0; i < t->n; i++) {
    part[i] = run_tree(c, t->kid[i]);
    some |= part[i].some;
    sure |= part[i].some && !part[i].none;
  }
  struct val out;
  if (t->op == T_HIGHEST || t->op == T_LOWEST)
    out = best_of(c->keep, part, t->n, t->op == T_HIGHEST);
  else if (t->op == T_ALL)
    out = sum_of(c, part, t->n);
  else
    out = first_of(c->keep, part, t->n, t->op == T_EXCEPT);
  if (BROKEN(1)) out.some = !some;
  INVARIANT(1, out.some == some);
  if (BROKEN(2)) out.none = true;
  INVARIANT(2, out.none == !sure);
  return out;
}
