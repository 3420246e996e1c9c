/* completions: what is not known is filled in, in every way it may be (decision record 0002): on each day it
 * is missing on, and on no other. The first day of a month and the last are two days: what is not known on
 * both may have changed between them, so the two readings are completed each for itself, and every pair of
 * what they come to makes a month. Only what both read, of one day (`at`) or of one row that says a range,
 * is one value in both.
 *
 * Where that takes too much (a large household whose members each ask of all others) the answer is unknown,
 * as with too many completions, and everything missing is named.
 *
 * Invariants, asserted:
 * 1. no more than LAW_COMPLETIONS_MAX completions are tried of one reading. */
#include "law/replay/outside.h"
#include "law/replay/readings.h"

/* ---- what may be filled in ---- */

int64_t run_domain_size(const struct missing *m) {
  if (kind_is_set(m->kind)) return set_count(m->domain);
  uint64_t wide = (uint64_t)m->hi - (uint64_t)m->lo;
  return m->hi < m->lo ? 0 : wide > LAW_COMPLETIONS_MAX ? LAW_COMPLETIONS_MAX + 1 : (int64_t)wide + 1;
}

int64_t run_domain_value(const struct missing *m, int64_t k) {
  if (!kind_is_set(m->kind)) return m->lo + k;
  int element = set_next(m->domain, 0);
  while (k-- > 0)
    element = set_next(m->domain, element + 1);
  assert(element >= 0);
  return element;
}

/* Most completions of a reading, where `of` counts those by which readings read them. */
static int64_t most_of(const int64_t *of) {
  int64_t alone = of[READ_FIRST] > of[READ_LAST] ? of[READ_FIRST] : of[READ_LAST];
  return of[READ_BOTH] * alone;
}

int run_completable(struct law_session *r, const int **ret_at) {
  if (!r->n_missing || r->n_things > LAW_COMPLETED_FACTS_MAX) return 0;
  int *at = NEW_ARRAY(r->scratch, int, r->n_missing), n = 0;
  bool *taken = NEW_ARRAY(r->scratch, bool, r->n_missing);
  int64_t all[READ_BOTH + 1] = { 1, 1, 1, 1 };
  for (int i = 0; i < r->n_missing; i++) {
    const struct missing *m = &r->missing[i];
    int64_t d = m->finite && m->fact >= 0 ? run_domain_size(m) : 0, before = all[m->readings];
    assert(m->readings >= READ_FIRST && m->readings <= READ_BOTH);
    if (d < 1 || d > LAW_COMPLETIONS_MAX) continue;
    all[m->readings] *= d;
    taken[i] = most_of(all) <= LAW_COMPLETIONS_MAX;
    if (!taken[i]) all[m->readings] = before;
  }
  if (BROKEN(1)) all[READ_BOTH] = LAW_COMPLETIONS_MAX + 1;
  INVARIANT(1, most_of(all) >= 1 && most_of(all) <= LAW_COMPLETIONS_MAX);
  static const unsigned order[] = { READ_BOTH, READ_FIRST, READ_LAST };
  for (int o = 0; o < 3; o++)
    for (int i = 0; i < r->n_missing; i++)
      if (taken[i] && r->missing[i].readings == order[o]) at[n++] = i;
  r->over = NEW_ARRAY(r->scratch, struct override, n + 1);
  *ret_at = at;
  return n;
}

void run_complete_with(struct law_session *r, const int *at, int i, int64_t k) {
  const struct missing *m = &r->missing[at[i]];
  r->over[i] = (struct override) { m, run_domain_value(m, k) };
}

/* ---- do all agree? ---- */

/* What only one of the readings reads: at[from .. from + n - 1]. */
struct half {
  int reading, from, n;
  int64_t all;              /* completions */
  VEC(struct reading) seen; /* what it came to, each once */
};
struct agreement {
  struct law_session *r;
  const struct about *q;
  const int *at;
  int n_both;
  int64_t all_both;
  struct half half[2];
  struct reading first; /* the first answer met */
  bool any, unverified; /* unverified: in some completion */
};

static bool identical(const struct about *q, const struct reading *a, const struct reading *b) {
  if (a->v.none != b->v.none || !run_reading_same(q, a, b)) return false;
  bool same = true;
  for (int i = 0; a->v.some && i < q->n_rules && same; i++) {
    const struct val *x = &a->deciding[i], *y = &b->deciding[i];
    same = x->none == y->none && x->some == y->some && x->open_cases == y->open_cases &&
           a->needed[i] == b->needed[i];
  }
  return same;
}

/* The place of what a reading came to among those seen, at the end of which it is put where it is new. */
static size_t seen_place(struct agreement *g, struct half *h, const struct reading *x) {
  size_t i = 0;
  while (i < h->seen.n && !identical(g->q, &h->seen.at[i], x))
    i++;
  if (i == h->seen.n)
    *VEC_PUSH(g->r->scratch, &h->seen) = *x;
  else
    h->seen.at[i].unverified |= x->unverified;
  return i;
}

static bool answer_agrees(struct agreement *g, const struct reading *x) {
  if (!run_reading_known(g->r, g->q, x)) return false;
  g->unverified |= x->unverified;
  if (g->any) return run_reading_same(g->q, &g->first, x);
  g->first = *x;
  return g->any = true;
}

/* One more thing that a half came to, with all that the other one was seen to come to. */
static bool pairs_agree(struct agreement *g, const struct half *h, const struct reading *x) {
  const struct half *other = &g->half[1 - h->reading];
  bool agree = true;
  for (size_t i = 0; i < other->seen.n && agree; i++) {
    const struct reading *y = &other->seen.at[i];
    struct made_month made = h->reading ? run_month_of(g->r, g->q, *y, *x) : run_month_of(g->r, g->q, *x, *y);
    agree = answer_agrees(g, &made.v);
  }
  return agree;
}

/* Values are given one at a time: where the rest no longer matters the reading is known already, and the
 * whole branch with it. The last day is gone through when the first has come to something: two that differ
 * are met soon. */
static bool half_agrees(struct agreement *g, struct half *h, int i) {
  struct law_session *r = g->r;
  if (run_spent(r)) return false;
  r->n_over = h->from + i;
  struct reading x = run_reading(r, g->q, h->reading);
  if (i == h->n || run_reading_known(r, g->q, &x)) {
    seen_place(g, h, &x);
    bool begin_last = h->reading == 0 && !g->half[1].seen.n;
    if (begin_last) return half_agrees(g, &g->half[1], 0);
    return pairs_agree(g, h, &x);
  }
  bool agree = true;
  int64_t values = run_domain_size(&r->missing[g->at[h->from + i]]);
  for (int64_t k = 0; k < values && agree; k++) {
    run_complete_with(r, g->at, h->from + i, k);
    agree = half_agrees(g, h, i + 1);
  }
  return agree;
}

static bool all_agree(struct agreement *g, int i) {
  struct law_session *r = g->r;
  if (run_spent(r)) return false;
  r->n_over = i;
  struct reading first = run_reading(r, g->q, 0), last = run_reading(r, g->q, 1);
  struct reading x = run_month_of(r, g->q, first, last).v;
  if (run_reading_known(r, g->q, &x)) return answer_agrees(g, &x);
  if (i == g->n_both) {
    g->half[0].seen.n = g->half[1].seen.n = 0;
    return half_agrees(g, &g->half[0], 0);
  }
  bool agree = true;
  int64_t values = run_domain_size(&r->missing[g->at[i]]);
  for (int64_t k = 0; k < values && agree; k++) {
    run_complete_with(r, g->at, i, k);
    agree = all_agree(g, i + 1);
  }
  return agree;
}

/* Facts at the lowest and highest of what they may be, in turn: which of them is low in which corner. */
static const bool corner_high[][2] = { { true, true }, { false, false }, { false, true }, { true, false } };

/* Do a few of the completions already come to two months, or to none that is known? Mostly they do, and then
 * not all agree. A fault met here is none: going through all of them may well pass it by. */
static bool corners_differ(struct agreement *g) {
  struct law_session *r = g->r;
  const int n = g->half[1].from + g->half[1].n;
  struct reading before = { 0 };
  for (int c = 0; c < (int)(sizeof corner_high / sizeof *corner_high); c++) {
    for (int i = 0; i < n; i++) {
      int from = i < g->n_both ? 0 : i < g->half[1].from ? g->half[0].from : g->half[1].from;
      bool high = corner_high[c][(i - from) % 2];
      run_complete_with(r, g->at, i, high ? run_domain_size(&r->missing[g->at[i]]) - 1 : 0);
    }
    r->n_over = n;
    struct reading first = run_reading(r, g->q, 0), last = run_reading(r, g->q, 1);
    struct reading x = run_month_of(r, g->q, first, last).v;
    if (r->err != OK) {
      run_forget_fault(r);
      return false;
    }
    if (!run_reading_known(r, g->q, &x) || (c && !run_reading_same(g->q, &before, &x))) return true;
    before = x;
  }
  return false;
}

/* ---- what makes a difference ---- */

/* What the months are with one completion of what both readings read: each half's completions by what they
 * come to, and the month of each two of these. */
struct outcome {
  int *came_to[2];
  int n[2];
  struct reading *month; /* n[0] times n[1] */
};

/* The k-th completion of at[from .. from + n - 1]. */
static void complete_with(struct agreement *g, int from, int n, int64_t k) {
  for (int i = from; i < from + n; i++) {
    int64_t d = run_domain_size(&g->r->missing[g->at[i]]);
    assert(d >= 1);
    run_complete_with(g->r, g->at, i, k % d);
    k /= d;
  }
  g->r->n_over = from + n;
}

/* False: more months than anyone tries. */
static bool find_outcome(struct agreement *g, int64_t of_both, struct outcome *ret) {
  struct law_session *r = g->r;
  complete_with(g, 0, g->n_both, of_both);
  for (int day = 0; day < 2; day++) {
    struct half *h = &g->half[day];
    h->seen.n = 0;
    ret->came_to[day] = NEW_ARRAY(r->scratch, int, h->all);
    for (int64_t k = 0; k < h->all; k++) {
      if (run_spent(r)) return false;
      complete_with(g, h->from, h->n, k);
      struct reading x = run_reading(r, g->q, day);
      ret->came_to[day][k] = (int)seen_place(g, h, &x);
    }
    ret->n[day] = (int)h->seen.n;
  }
  if ((int64_t)ret->n[0] * ret->n[1] > LAW_COMPLETIONS_MAX) return false;
  ret->month = NEW_ARRAY(r->scratch, struct reading, ret->n[0] * ret->n[1]);
  for (int i = 0; i < ret->n[0] * ret->n[1]; i++) {
    const struct half *first = &g->half[0], *last = &g->half[1];
    ret->month[i] = run_month_of(r, g->q, first->seen.at[i / ret->n[1]], last->seen.at[i % ret->n[1]]).v;
  }
  return true;
}

/* Is it one answer in both? */
static bool one_answer(struct agreement *g, const struct reading *x, const struct reading *y) {
  return run_reading_known(g->r, g->q, x) && run_reading_same(g->q, x, y);
}

static const struct reading *month_of_two(const struct outcome *x, int first, int last) {
  return &x->month[first * x->n[1] + last];
}

/* Does the fact that makes steps of `stride` among the completions of a half, of `d` values, matter? */
static bool matters_in_half(struct agreement *g, const struct outcome *x, int day, int64_t stride,
                            int64_t d) {
  bool matters = false;
  for (int64_t k = 0; k + stride < g->half[day].all && !matters; k++) {
    if (k / stride % d + 1 == d) continue;
    int a = x->came_to[day][k], b = x->came_to[day][k + stride];
    for (int i = 0; i < x->n[1 - day] && !matters; i++)
      matters = day ? !one_answer(g, month_of_two(x, i, a), month_of_two(x, i, b))
                    : !one_answer(g, month_of_two(x, a, i), month_of_two(x, b, i));
  }
  return matters;
}

/* The same of two completions of what both readings read. */
static bool outcomes_differ(struct agreement *g, const struct outcome *x, const struct outcome *y) {
  bool differ = false;
  for (int64_t f = 0; f < g->half[0].all; f++)
    for (int64_t z = 0; z < g->half[1].all && !differ; z++)
      differ = !one_answer(g, month_of_two(x, x->came_to[0][f], x->came_to[1][z]),
                           month_of_two(y, y->came_to[0][f], y->came_to[1][z]));
  return differ;
}

static bool matters_in_both(struct agreement *g, const struct outcome *all, int64_t stride, int64_t d) {
  assert(d >= 1 && stride >= 1);
  bool too_many = g->all_both * g->half[0].all * g->half[1].all > 16 * LAW_COMPLETIONS_MAX,
       matters = too_many;
  for (int64_t k = 0; k + stride < g->all_both && !matters; k++)
    if (k / stride % d + 1 < d) matters = outcomes_differ(g, &all[k], &all[k + stride]);
  return matters;
}

/* Leaves in r->missing what makes a difference, as far as the enumeration can tell: a fact matters when
 * changing it alone, on one day, changes the answer. */
static void keep_what_matters(struct agreement *g) {
  struct law_session *r = g->r;
  struct outcome *all = NEW_ARRAY(r->scratch, struct outcome, g->all_both);
  bool *drop = NEW_ARRAY(r->scratch, bool, r->n_missing);
  int64_t stride = 1;
  for (int64_t k = 0; k < g->all_both; k++)
    if (!find_outcome(g, k, &all[k])) return;
  for (int i = 0; i < g->n_both; i++) {
    int64_t d = run_domain_size(&r->missing[g->at[i]]);
    drop[g->at[i]] = !matters_in_both(g, all, stride, d);
    stride *= d;
  }
  for (int day = 0; day < 2; day++) {
    const struct half *h = &g->half[day];
    stride = 1;
    for (int i = h->from; i < h->from + h->n; i++) {
      int64_t d = run_domain_size(&r->missing[g->at[i]]);
      bool matters = false;
      for (int64_t k = 0; k < g->all_both && !matters; k++)
        matters = matters_in_half(g, &all[k], day, stride, d);
      drop[g->at[i]] = !matters;
      stride *= d;
    }
  }
  int left = 0;
  for (int i = 0; i < r->n_missing; i++)
    if (!drop[i]) r->missing[left++] = r->missing[i];
  r->n_missing = left;
  r->missing_slots = 0; /* places have moved: nothing more is noted in this question */
}

/* at[0 .. n - 1] by which readings read them. */
static struct agreement agreement_of(struct law_session *r, const struct about *q, const int *at, int n) {
  struct agreement g = { .r = r, .q = q, .at = at, .all_both = 1 };
  int count[READ_BOTH + 1] = { 0 };
  int64_t all[READ_BOTH + 1] = { 1, 1, 1, 1 };
  for (int i = 0; i < n; i++) {
    const struct missing *m = &r->missing[at[i]];
    count[m->readings]++;
    all[m->readings] *= run_domain_size(m);
  }
  g.n_both = count[READ_BOTH];
  g.all_both = all[READ_BOTH];
  g.half[0] =
      (struct half) { .reading = 0, .from = g.n_both, .n = count[READ_FIRST], .all = all[READ_FIRST] };
  g.half[1] = (struct half) {
    .reading = 1, .from = g.n_both + count[READ_FIRST], .n = count[READ_LAST], .all = all[READ_LAST]
  };
  return g;
}

bool run_completed(struct law_session *r, const struct about *q, bool with_missing, struct reading *ret) {
  const int *at;
  int n = run_completable(r, &at);
  if (!n) return false;
  struct agreement g = agreement_of(r, q, at, n);
  r->collect = false;
  r->spent = 0;
  bool agree = !corners_differ(&g) && all_agree(&g, 0);
  g.first.unverified = g.unverified;
  if (agree)
    *ret = g.first;
  else if (with_missing) {
    r->spent = 0;
    keep_what_matters(&g);
  }
  return agree;
}
