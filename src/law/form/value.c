/* value: see value.h. */
#include "law/form/value.h"

static const struct ratio BELOW = { -1, 0 }, ABOVE = { 1, 0 };

struct val val_range(int64_t lo, int64_t hi) {
  return (struct val) { .some = true, .lo = { lo, 1 }, .hi = { hi, 1 } };
}
struct val val_open(void) {
  return (struct val) { .some = true, .lo = BELOW, .hi = ABOVE };
}

struct val val_any(struct arena *a, const struct law_program *p, struct type t) {
  if (t.kind == K_BOOL) return val_set(IS_OPEN);
  if (t.kind == K_ENUM) return (struct val) { .some = true, .set = set_below(a, law_enum_size(p, t)) };
  if (t.kind == K_INT && t.ranged) return val_range(t.lo, t.hi);
  struct val v = val_open();
  if (t.kind == K_MONEY) v.lo = (struct ratio) { 0, 1 }; /* sums of the register are never negative */
  if (t.kind == K_DATE) v = val_range(DATE_MIN, DATE_MAX);
  return v;
}

bool val_known(struct val v, enum kind k) {
  if (v.open_cases || v.none == v.some) return false;
  if (v.none) return true;
  if (kind_is_set(k)) return set_only(v.set) >= 0;
  return bound_has(v.lo) && bound_has(v.hi) && ratio_cmp(v.lo, v.hi) == 0;
}

bool val_same(struct val a, struct val b, enum kind k) {
  if (!val_known(a, k) || !val_known(b, k) || a.none != b.none) return false;
  if (!set_same(a.cases, b.cases)) return false;
  return a.none || (kind_is_set(k) ? set_same(a.set, b.set) : ratio_cmp(a.lo, b.lo) == 0);
}

static struct ratio lower(struct ratio a, struct ratio b) {
  return !bound_has(a) || !bound_has(b) ? BELOW : ratio_cmp(a, b) <= 0 ? a : b;
}
static struct ratio upper(struct ratio a, struct ratio b) {
  return !bound_has(a) || !bound_has(b) ? ABOVE : ratio_cmp(a, b) >= 0 ? a : b;
}

struct val val_either(struct arena *a, struct val x, struct val y) {
  struct val v = { .none = x.none || y.none, .some = x.some || y.some };
  v.set = !y.some ? x.set : !x.some ? y.set : set_union(a, x.set, y.set);
  v.open_cases = x.open_cases || y.open_cases || !set_same(x.cases, y.cases);
  v.cases = set_common(a, x.cases, y.cases);
  if (!x.some) {
    v.lo = y.lo;
    v.hi = y.hi;
  } else if (!y.some) {
    v.lo = x.lo;
    v.hi = x.hi;
  } else {
    v.lo = lower(x.lo, y.lo);
    v.hi = upper(x.hi, y.hi);
  }
  return v;
}

/* none in, none out; deciding cases do not pass through arithmetic. */
static bool nones(struct val a, struct val b, struct val *ret) {
  *ret = (struct val) { .none = a.none || b.none, .some = a.some && b.some };
  return ret->some;
}

static struct ratio plus(struct ratio a, struct ratio b, struct ratio otherwise, enum err *err) {
  struct ratio r;
  if (!bound_has(a) || !bound_has(b)) return otherwise;
  int64_t s;
  if (a.den == 1 && b.den == 1 && !__builtin_add_overflow(a.num, b.num, &s)) return (struct ratio) { s, 1 };
  if (ratio_add(a, b, &r) == OK) return r;
  *err = LIMIT;
  return otherwise;
}

struct val val_add(struct val a, struct val b, enum err *err) {
  struct val v;
  if (!nones(a, b, &v)) return v;
  v.lo = plus(a.lo, b.lo, BELOW, err);
  v.hi = plus(a.hi, b.hi, ABOVE, err);
  return v;
}

struct val val_neg(struct val a) {
  struct ratio lo = a.hi, hi = a.lo;
  if (lo.num == INT64_MIN)
    lo = BELOW; /* its negative does not fit: no bound says nothing wrong */
  else
    lo.num = -lo.num;
  if (hi.num == INT64_MIN)
    hi = ABOVE;
  else
    hi.num = -hi.num;
  a.lo = lo;
  a.hi = hi;
  return val_plain(a);
}

struct val val_sub(struct val a, struct val b, enum err *err) {
  return val_add(a, val_neg(b), err);
}

static struct ratio times(struct ratio a, struct ratio b, enum err *err) {
  struct ratio r;
  int64_t s;
  if (a.den == 1 && b.den == 1 && !__builtin_mul_overflow(a.num, b.num, &s)) return (struct ratio) { s, 1 };
  if (ratio_mul(a, b, &r) == OK) return r;
  *err = LIMIT;
  return (struct ratio) { 0, 1 };
}

static bool at_least_zero(struct ratio lo) { return bound_has(lo) && lo.num >= 0; }

struct val val_mul(struct val a, struct val b, enum err *err) {
  struct val v;
  if (!nones(a, b, &v)) return v;
  bool bounded = bound_has(a.lo) && bound_has(a.hi) && bound_has(b.lo) && bound_has(b.hi);
  if (bounded) {
    struct ratio p[4] = { times(a.lo, b.lo, err), times(a.lo, b.hi, err), times(a.hi, b.lo, err),
                          times(a.hi, b.hi, err) };
    v.lo = v.hi = p[0];
    for (int i = 1; i < 4; i++) {
      v.lo = lower(v.lo, p[i]);
      v.hi = upper(v.hi, p[i]);
    }
    return v;
  }
  v.lo = BELOW;
  v.hi = ABOVE;
  if (at_least_zero(a.lo) && at_least_zero(b.lo)) v.lo = times(a.lo, b.lo, err);
  return v;
}

struct val val_div(struct val a, struct val b, enum err *err) {
  struct val v;
  if (!nones(a, b, &v)) return v;
  bool away = (bound_has(b.lo) && b.lo.num > 0) || (bound_has(b.hi) && b.hi.num < 0);
  v.lo = BELOW;
  v.hi = ABOVE;
  if (!away) { /* divided by zero there is no value */
    bool zero = bound_has(b.lo) && bound_has(b.hi) && b.lo.num == 0 && b.hi.num == 0;
    v.none = true;
    v.some = !zero;
    return v;
  }
  if (!bound_has(b.lo) || !bound_has(b.hi)) return v;
  struct val inverse = b; /* which may not be there */
  struct ratio one = { 1, 1 };
  if (ratio_div(one, b.hi, &inverse.lo) != OK || ratio_div(one, b.lo, &inverse.hi) != OK) {
    *err = LIMIT;
    return v;
  }
  return val_mul(a, inverse, err);
}

struct val val_compare(struct val a, struct val b, enum op op, bool as_set) {
  struct val v;
  if (!nones(a, b, &v)) { /* none equals nothing and is not greater than anything */
    v = val_bool(op == N_NE);
    return v;
  }
  unsigned t;
  if (as_set) {
    bool equal = set_only(a.set) >= 0 && set_same(a.set, b.set), apart = !set_meet(a.set, b.set);
    t = equal ? IS_YES : apart ? IS_NO : IS_OPEN;
    if (op == N_NE) t = (t == IS_OPEN) ? IS_OPEN : t ^ 3u;
  } else {
    bool ordered = bound_has(a.hi) && bound_has(b.lo), reverse = bound_has(b.hi) && bound_has(a.lo);
    int up = ordered ? ratio_cmp(a.hi, b.lo) : 1,
        down = reverse ? ratio_cmp(b.hi, a.lo) : 1; /* up < 0: surely a < b; down < 0: surely a > b */
    bool less = up < 0, less_or = up <= 0, more = down < 0, more_or = down <= 0;
    switch (op) {
    case N_LT: t = less ? IS_YES : more_or ? IS_NO : IS_OPEN; break;
    case N_LE: t = less_or ? IS_YES : more ? IS_NO : IS_OPEN; break;
    case N_GT: t = more ? IS_YES : less_or ? IS_NO : IS_OPEN; break;
    case N_GE: t = more_or ? IS_YES : less ? IS_NO : IS_OPEN; break;
    default:
      t = less || more ? IS_NO : less_or && more_or ? IS_YES : IS_OPEN;
      if (op == N_NE && t != IS_OPEN) t ^= 3u;
    }
  }
  if (v.none) t |= op == N_NE ? IS_YES : IS_NO;
  return val_set(t);
}

struct val val_round(struct val a, int how, int64_t unit, enum err *err) {
  if (!a.some) return a;
  a = val_plain(a);
  int64_t lo, hi;
  enum rounding down = how == ROUND_UNROUNDED ? ROUND_DOWN : (enum rounding)how,
                up = how == ROUND_UNROUNDED ? ROUND_UP : (enum rounding)how;
  if (how == ROUND_EXACT) { /* of an open interval only whole values count */
    down = ROUND_UP;
    up = ROUND_DOWN;
  }
  bool one = bound_has(a.lo) && bound_has(a.hi) && ratio_cmp(a.lo, a.hi) == 0;
  if (how == ROUND_EXACT && one &&
      ratio_round(a.lo, unit, ROUND_EXACT, &lo) != OK) { /* does not come out: nothing is said */
    *err = INVALID;
    return a;
  }
  if (bound_has(a.lo)) {
    if (ratio_round(a.lo, unit, down, &lo) == OK)
      a.lo = (struct ratio) { lo, 1 };
    else
      *err = LIMIT;
  }
  if (bound_has(a.hi)) {
    if (ratio_round(a.hi, unit, up, &hi) == OK)
      a.hi = (struct ratio) { hi, 1 };
    else
      *err = LIMIT;
  }
  return a;
}

struct val val_min(struct val a, struct val b) {
  struct val v;
  if (!nones(a, b, &v)) return v;
  v.lo = lower(a.lo, b.lo);
  v.hi = !bound_has(a.hi) ? b.hi : !bound_has(b.hi) ? a.hi : ratio_cmp(a.hi, b.hi) <= 0 ? a.hi : b.hi;
  return v;
}

struct val val_max(struct val a, struct val b) {
  struct val v;
  if (!nones(a, b, &v)) return v;
  v.hi = upper(a.hi, b.hi);
  v.lo = !bound_has(a.lo) ? b.lo : !bound_has(b.lo) ? a.lo : ratio_cmp(a.lo, b.lo) >= 0 ? a.lo : b.lo;
  return v;
}
