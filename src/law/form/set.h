/* set: a set of small whole numbers (cases of a rule, values of an enumeration, benefits, interpretations)
 * without a ceiling. Private to src/law.
 *
 * A set is a value: what is done to it makes another one, and sets may share their words. Elements 0 .. 63
 * stand in the value itself, so that a set of them costs no memory; further words lie in the arena that made
 * the set and live as long. Every set has one form: `more` is NULL unless its last word has an element. */
#ifndef ANSINH_LAW_SET_H
#define ANSINH_LAW_SET_H

#include "base/base.h"

enum {
  SET_WORD = 64,
  SET_ELEMENT_MAX = 1 << 20 /* what an element may be: far more than any list of a program */
};

struct law_set {
  uint64_t low;
  const uint64_t *more; /* NULL, or a count and that many words */
};

/* The empty set. */
static inline struct law_set set_none(void) { return (struct law_set) { .low = 0 }; }
/* Only elements below 64, as bits. */
static inline struct law_set set_bits(uint64_t bits) { return (struct law_set) { .low = bits }; }
/* The set of one element (0 or greater). */
struct law_set set_one(struct arena *a, int element);
/* Elements 0 .. n - 1. */
struct law_set set_below(struct arena *a, int n);

/* set_has of any element, for set_has alone. */
bool set_has_far(const struct law_set *s, int element);
/* Is an element (0 or greater) in it? */
static inline bool set_has(struct law_set s, int element) {
  return element < SET_WORD ? s.low >> element & 1 : set_has_far(&s, element);
}
/* Has it no element? */
static inline bool set_empty(struct law_set s) { return !s.low && !s.more; }
/* Have they the same elements? */
bool set_same(struct law_set x, struct law_set y);
/* Have they an element in common? */
bool set_meet(struct law_set x, struct law_set y);
/* Is every element of x in y? */
bool set_within(struct law_set x, struct law_set y);
int set_count(struct law_set s);
/* The least element from `from` on, or -1: for (int i = set_next(s, 0); i >= 0; i = set_next(s, i + 1)). */
int set_next(struct law_set s, int from);
/* The element of a set that has just one, else -1. */
int set_only(struct law_set s);

/* What is in either. Like the next ones it takes memory from `a` only for elements of 64 and more. */
struct law_set set_union(struct arena *a, struct law_set x, struct law_set y);
/* What is in both. */
struct law_set set_common(struct arena *a, struct law_set x, struct law_set y);
/* The set and that element. */
struct law_set set_with(struct arena *a, struct law_set s, int element);
/* The set but for that element. */
struct law_set set_without(struct arena *a, struct law_set s, int element);
/* The same set with its words in another arena. */
struct law_set set_copy(struct arena *a, struct law_set s);

#endif
