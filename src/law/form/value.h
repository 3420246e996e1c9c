/* value: what is still possible for a value, and arithmetic on it (decision record 0002). Private to src/law.
 * Where a set of more than 64 elements is made, its words lie in the arena given. */
#ifndef ANSINH_LAW_VALUE_H
#define ANSINH_LAW_VALUE_H

#include "law/form/program.h"

/* Numbers, dates and months lie in [lo, hi]; a bound with den 0 is no bound. Truth values and enumerations
 * are sets of what may be in `set` (of a truth: 0 no, 1 yes). `none`: it may be that no case holds. `some`:
 * it may be a value. `cases`: by their indexes, those that decide; `open_cases`: others may decide as well.
 */
struct val {
  bool none, some, open_cases;
  struct ratio lo, hi;
  struct law_set set, cases;
};

/* Is a value of this kind a set of possible ones (yes/no, enumerations), and not an interval? */
static inline bool kind_is_set(enum kind k) { return k == K_BOOL || k == K_ENUM; }
/* A known value: lo = hi. */
static inline struct val val_int(int64_t v) {
  return (struct val) { .some = true, .lo = { v, 1 }, .hi = { v, 1 } };
}
/* The same. */
static inline struct val val_ratio(struct ratio r) { return (struct val) { .some = true, .lo = r, .hi = r }; }
/* A truth value: IS_NO, IS_YES or IS_OPEN. */
static inline struct val val_set(unsigned truth) {
  return (struct val) { .some = true, .set = set_bits(truth) };
}
static inline struct val val_bool(bool b) { return val_set(b ? 2u : 1u); }
/* One value of a truth or an enumeration. */
static inline struct val val_one(struct arena *a, int64_t element) {
  return (struct val) { .some = true, .set = set_one(a, (int)element) };
}
/* The same value, but no case decides it. */
static inline struct val val_plain(struct val v) {
  v.cases = set_none();
  v.open_cases = false;
  return v;
}
static inline struct val val_none(void) { return (struct val) { .none = true }; }
struct val val_range(int64_t lo, int64_t hi);
struct val val_open(void); /* any number */
/* Every value of a type. */
struct val val_any(struct arena *a, const struct law_program *p, struct type t);

enum { IS_NO = 1, IS_YES = 2, IS_OPEN = 3 };
/* A truth value's set; a value that may be none counts as possibly no. */
static inline unsigned val_truth(struct val v) {
  return (unsigned)((v.some ? v.set.low : 0) | (v.none ? 1u : 0));
}
static inline bool bound_has(struct ratio r) { return r.den != 0; }
/* One value (or surely none), and certain deciding cases? */
bool val_known(struct val v, enum kind k);
bool val_same(struct val a, struct val b, enum kind k); /* both known and equal, with equal deciding cases */
/* Both may be: the smallest val that covers them. */
struct val val_either(struct arena *a, struct val x, struct val y);

/* LIMIT in *err (untouched otherwise) where a result does not fit. */
struct val val_add(struct val a, struct val b, enum err *err);
struct val val_sub(struct val a, struct val b, enum err *err);
struct val val_mul(struct val a, struct val b, enum err *err);
struct val val_div(struct val a, struct val b, enum err *err); /* a divisor that may be 0 makes it open */
struct val val_neg(struct val a);
/* A truth value. */
struct val val_compare(struct val a, struct val b, enum op op, bool as_set);
struct val val_round(struct val a, int how, int64_t unit, enum err *err);
struct val val_min(struct val a, struct val b);
struct val val_max(struct val a, struct val b);

#endif
