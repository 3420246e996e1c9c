/* set: see set.h. Asserted where a set is finished:
 * 1. the last word of `more` is not 0, and its count is at least 1 (so two equal sets have the same words,
 * and an empty one has none). */
#include "law/form/set.h"

static int words(struct law_set s) { return s.more ? 1 + (int)s.more[0] : 1; }

static uint64_t word(const struct law_set *s, int i) {
  if (!i) return s->low;
  return s->more && (uint64_t)i <= s->more[0] ? s->more[i] : 0;
}

/* Takes the n words at w[0 ..], of which w[1 ..] stay where they are: w[0] becomes their count. */
static struct law_set finished(uint64_t *w, int n) {
  while (n > 1 && !w[n - 1])
    n--;
  struct law_set s = { .low = w[0] };
  if (n == 1) return s;
  w[0] = (uint64_t)n - 1;
  s.more = w;
  if (BROKEN(1)) w[n - 1] = 0;
  INVARIANT(1, s.more[0] >= 1 && s.more[s.more[0]]);
  return s;
}

struct law_set set_with(struct arena *a, struct law_set s, int element) {
  assert(element >= 0 && element < SET_ELEMENT_MAX);
  if (element < SET_WORD) {
    s.low |= UINT64_C(1) << element;
    return s;
  }
  if (set_has(s, element)) return s;
  int n = words(s), at = element / SET_WORD;
  if (at >= n) n = at + 1;
  uint64_t *w = NEW_ARRAY(a, uint64_t, n);
  for (int i = 0; i < n; i++)
    w[i] = word(&s, i);
  w[at] |= UINT64_C(1) << (element % SET_WORD);
  return finished(w, n);
}

struct law_set set_one(struct arena *a, int element) {
  return set_with(a, set_none(), element);
}

struct law_set set_below(struct arena *a, int n) {
  assert(n >= 0 && n <= SET_ELEMENT_MAX);
  if (n <= SET_WORD) return set_bits(n == SET_WORD ? ~UINT64_C(0) : (UINT64_C(1) << n) - 1);
  int all = (n + SET_WORD - 1) / SET_WORD;
  uint64_t *w = NEW_ARRAY(a, uint64_t, all);
  for (int i = 0; i < all; i++)
    w[i] = ~UINT64_C(0);
  if (n % SET_WORD) w[all - 1] = (UINT64_C(1) << (n % SET_WORD)) - 1;
  return finished(w, all);
}

bool set_has_far(const struct law_set *s, int element) {
  assert(element >= 0);
  return word(s, element / SET_WORD) >> (element % SET_WORD) & 1;
}

bool set_same(struct law_set x, struct law_set y) {
  if (x.low != y.low || !x.more != !y.more) return false;
  return !x.more || x.more == y.more ||
         (x.more[0] == y.more[0] && !memcmp(x.more, y.more, (size_t)(x.more[0] + 1) * sizeof *x.more));
}

bool set_meet(struct law_set x, struct law_set y) {
  bool any = (x.low & y.low) != 0;
  for (int i = 1; x.more && y.more && !any && i < words(x); i++)
    any = (word(&x, i) & word(&y, i)) != 0;
  return any;
}

bool set_within(struct law_set x, struct law_set y) {
  bool all = !(x.low & ~y.low);
  for (int i = 1; x.more && all && i < words(x); i++)
    all = !(word(&x, i) & ~word(&y, i));
  return all;
}

int set_count(struct law_set s) {
  int n = __builtin_popcountll(s.low);
  for (int i = 1; s.more && i < words(s); i++)
    n += __builtin_popcountll(s.more[i]);
  return n;
}

int set_next(struct law_set s, int from) {
  assert(from >= 0);
  for (int i = from / SET_WORD; i < words(s); i++, from = i * SET_WORD) {
    uint64_t left = word(&s, i) >> (from % SET_WORD);
    if (left) return from + __builtin_ctzll(left);
  }
  return -1;
}

int set_only(struct law_set s) {
  int first = set_next(s, 0);
  return first >= 0 && set_next(s, first + 1) < 0 ? first : -1;
}

struct law_set set_union(struct arena *a, struct law_set x, struct law_set y) {
  if (!y.more || (x.more && set_within(y, x))) {
    x.low |= y.low;
    return x;
  }
  if (!x.more) return set_union(a, y, x);
  int n = words(x) > words(y) ? words(x) : words(y);
  uint64_t *w = NEW_ARRAY(a, uint64_t, n);
  for (int i = 0; i < n; i++)
    w[i] = word(&x, i) | word(&y, i);
  return finished(w, n);
}

struct law_set set_common(struct arena *a, struct law_set x, struct law_set y) {
  if (!x.more || !y.more) return set_bits(x.low & y.low);
  if (set_same(x, y)) return x;
  int n = words(x) < words(y) ? words(x) : words(y);
  uint64_t *w = NEW_ARRAY(a, uint64_t, n);
  for (int i = 0; i < n; i++)
    w[i] = word(&x, i) & word(&y, i);
  return finished(w, n);
}

struct law_set set_without(struct arena *a, struct law_set s, int element) {
  if (element < SET_WORD) {
    s.low &= ~(UINT64_C(1) << element);
    return s;
  }
  if (!set_has(s, element)) return s;
  int n = words(s);
  uint64_t *w = NEW_ARRAY(a, uint64_t, n);
  for (int i = 0; i < n; i++)
    w[i] = word(&s, i);
  w[element / SET_WORD] &= ~(UINT64_C(1) << (element % SET_WORD));
  return finished(w, n);
}

struct law_set set_copy(struct arena *a, struct law_set s) {
  if (!s.more) return s;
  size_t bytes = (size_t)(s.more[0] + 1) * sizeof *s.more;
  uint64_t *w = arena_alloc(a, bytes);
  memcpy(w, s.more, bytes);
  s.more = w;
  return s;
}
