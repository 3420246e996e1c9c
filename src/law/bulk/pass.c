/* pass: the passes over links. When a layer has left what its aggregates ask of each one, a pass goes through
 * everybody's others and makes of it a column of the aggregate. Aggregates that only count truths over the
 * same link are made together by a tally: their columns as the bits of one byte a person, looked up once for
 * each other and added up as eight counters in one word.
 *
 * 1. What surely counts does not exceed what may.
 * 2. An open row has its byte in `hole`.
 * 3. Columns hold every value from lo to hi.
 * 4. A tally's counters do not overflow: nobody has more others than a counter counts.
 * 5. Every aggregate of a layer is made by exactly one tally or one pass of its own. */
#include "law/bulk/link.h"

#include <pthread.h>

enum { TALLY_BITS = 8, COUNTER_MAX = UINT8_MAX, HANDFUL = 512, OTHERS = 2048 };

/* Aggregates made together. */
struct tally {
  struct link_read *read[TALLY_BITS];
  int n;
  const uint8_t *column[TALLY_BITS]; /* truths of the others */
  int columns;
  int sure[TALLY_BITS], maybe[TALLY_BITS]; /* by read: the column */
  uint8_t *bits;                           /* by person: a bit a column */
};

static int64_t get(const struct sink *k, int64_t i) {
  return k->at ? cell_get(k->at, k->bytes, k->few ? law_few_rank(k->few, i) : i) : k->lo;
}

static void set(const struct made *c, int64_t i, int64_t v) {
  INVARIANT(3, v >= c->lo && v <= c->hi - (BROKEN(3) ? INT64_MAX / 2 : 0));
  if (c->at) cell_put(c->at, c->bytes, i, v);
}

/* The commonest: a truth of the others, held by bytes. */
static void count_bytes(const struct link_read *r, int32_t from, int32_t to) {
  const int32_t *start = r->link->start, *other = r->link->to, *who = r->rows->who;
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
    const int32_t at = r->few ? x : i;
    if (op == N_ANY) {
      yes = yes > 0;
      may = may > 0;
    } else if (op == N_ALL) {
      yes = yes == all;
      may = may == all;
    }
    lo[at] = (uint8_t)yes;
    if (hi) hi[at] = (uint8_t)may;
    if (hole) hole[at] = yes != may;
  }
}

static void count_one(const struct link_read *r, int32_t i, int32_t at) {
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
  INVARIANT(1, sure <= (BROKEN(1) ? -1 : maybe));
  set(&r->lo, at, sure);
  INVARIANT(2, (r->hole && !BROKEN(2)) || sure == maybe);
  if (!r->hole) return;
  set(&r->hi, at, maybe);
  r->hole[at] = sure != maybe;
}

static void sum_one(const struct link_read *r, int32_t i, int32_t at) {
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
  set(&r->lo, at, lo);
  if (!r->hole) return;
  set(&r->hi, at, hi);
  set(&r->open, at, open);
  r->hole[at] = lo != hi || open;
}

static void best_one(const struct link_read *r, int32_t i, int32_t at) {
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
  set(&r->lo, at, lo);
  set(&r->some_lo, at, some_lo);
  if (!r->hole) return;
  if (r->hi.at != r->lo.at) set(&r->hi, at, hi);
  if (r->some_hi.at != r->some_lo.at) set(&r->some_hi, at, some_hi);
  set(&r->open, at, open);
  r->hole[at] = lo != hi || open || some_lo != some_hi;
}

static bool counts_bytes(const struct link_read *r) {
  enum op op = r->n->op;
  return (op == N_COUNT || op == N_ANY || op == N_ALL) && r->part[SURE]->at && r->part[MAYBE]->at &&
         !r->part[SURE]->few && !r->part[MAYBE]->few && r->part[SURE]->bytes == 1 &&
         r->part[MAYBE]->bytes == 1 && r->lo.at && r->lo.bytes == 1;
}

/* ---- tallies ---- */

/* The column among a tally's, joined to them where there is room; -1 no room. */
static int column_in(struct tally *x, const uint8_t *column) {
  int i = 0;
  while (i < x->columns && x->column[i] != column)
    i++;
  if (i == TALLY_BITS) return -1;
  if (i == x->columns) x->column[x->columns++] = column;
  return i;
}

static bool joins(struct tally *x, struct link_read *r) {
  if (x->n == TALLY_BITS || (x->n && x->read[0]->rows != r->rows)) return false;
  struct tally with = *x;
  int sure = column_in(&with, r->part[SURE]->at),
      maybe = sure < 0 ? -1 : column_in(&with, r->part[MAYBE]->at);
  if (maybe < 0) return false;
  with.sure[with.n] = sure;
  with.maybe[with.n] = maybe;
  with.read[with.n++] = r;
  *x = with;
  return true;
}

/* Joins the aggregates of a layer that one pass can make together. */
static void layer_tallies(struct layers *s, struct layer *y) {
  y->joined = true;
  for (size_t i = 0; i < y->read.n; i++) {
    struct link_read *r = y->read.at[i];
    if (r->rows->who || !counts_bytes(r) || r->rows->most > COUNTER_MAX) continue;
    size_t k = 0;
    while (k < y->tally.n && !joins(&y->tally.at[k], r))
      k++;
    if (k == y->tally.n && !joins(VEC_PUSH(s->a, &y->tally), r)) continue;
    r->tallied = true;
  }
  for (size_t k = 0; k < y->tally.n; k++)
    y->tally.at[k].bits = NEW_ARRAY(s->a, uint8_t, s->b->cols[0]->persons + 8);
  int made = 0, alone = 0;
  for (size_t k = 0; k < y->tally.n; k++)
    made += y->tally.at[k].n;
  for (size_t i = 0; i < y->read.n; i++)
    alone += !y->read.at[i]->tallied;
  INVARIANT(5, (size_t)(made + alone) == y->read.n + BROKEN(5));
}

/* Bits of the persons from .. to - 1, eight at a time: a truth is 0 or 1, so that no bit leaves its byte. */
static void gather_bits(const struct tally *x, int32_t from, int32_t to) {
  int32_t i = from;
  for (; i + 8 <= to; i += 8) {
    uint64_t all = 0, truth;
    for (int k = 0; k < x->columns; k++) {
      memcpy(&truth, x->column[k] + i, sizeof truth);
      all |= truth << k;
    }
    memcpy(x->bits + i, &all, sizeof all);
  }
  for (; i < to; i++) {
    x->bits[i] = 0;
    for (int k = 0; k < x->columns; k++)
      x->bits[i] |= (uint8_t)(x->column[k][i] << k);
  }
}

/* By byte of bits: a counter of one for each bit that is set. */
static void counters_of(uint64_t counters[256]) {
  for (int bits = 0; bits < 256; bits++) {
    counters[bits] = 0;
    for (int k = 0; k < TALLY_BITS; k++)
      counters[bits] |= (uint64_t)(bits >> k & 1) << (8 * k);
  }
}

/* People with others, a handful at a time, and what their others come to. */
struct handful {
  int n;
  int32_t row[HANDFUL], all[HANDFUL];
  uint64_t sum[HANDFUL];
};

static void tally_read(const struct link_read *r, const struct handful *x, int sure_at, int maybe_at) {
  const enum op op = r->n->op;
  uint8_t *lo = r->lo.at, *hi = r->hi.at == r->lo.at ? NULL : r->hi.at, *hole = r->hole;
  for (int k = 0; k < x->n; k++) {
    int sure = x->sum[k] >> sure_at & COUNTER_MAX, maybe = x->sum[k] >> maybe_at & COUNTER_MAX;
    if (op != N_COUNT) {
      int enough = op == N_ALL ? x->all[k] : 1;
      sure = sure >= enough;
      maybe = maybe >= enough;
    }
    lo[x->row[k]] = (uint8_t)sure;
    if (!hole) continue;
    if (hi) hi[x->row[k]] = (uint8_t)maybe;
    hole[x->row[k]] = sure != maybe;
  }
}

/* By handfuls: who has others, what they come to, and then each aggregate, so that each loop is short and
 * foreseen. What one's others come to is the difference of two running sums: where these wrap it is right all
 * the same. */
static void tally(const struct tally *x, int32_t from, int32_t to) {
  const struct link_read *r = x->read[0];
  const int32_t *start = r->link->start, *other = r->link->to;
  const uint8_t *unknown = r->rows->unknown, *bits = x->bits;
  uint64_t counters[256], so_far[OTHERS + 1] = { 0 };
  struct handful some;
  counters_of(counters);
  INVARIANT(4, r->rows->most <= (BROKEN(4) ? -1 : COUNTER_MAX));
  for (int32_t i = from; i < to;) {
    const int32_t first = start[i];
    for (some.n = 0; i < to && some.n < HANDFUL && start[i + 1] - first <= OTHERS; i++) {
      some.row[some.n] = i;
      some.all[some.n] = start[i + 1] - start[i];
      some.n += start[i + 1] > start[i] && !(unknown && unknown[i]);
    }
    const int32_t others = start[i] - first;
    for (int32_t k = 0; k < others; k++)
      so_far[k + 1] = so_far[k] + counters[bits[other[first + k]]];
    for (int k = 0; k < some.n; k++) {
      const uint64_t *at = so_far + (start[some.row[k]] - first);
      some.sum[k] = at[some.all[k]] - at[0];
    }
    for (int k = 0; k < x->n; k++)
      tally_read(x->read[k], &some, 8 * x->sure[k], 8 * x->maybe[k]);
  }
}

/* ---- the passes of a layer ---- */

struct pass {
  const struct layer *y;
  int part, parts;
};

static void bad_ones(const struct link_read *r, int32_t from, int32_t to) {
  for (int32_t x = from; x < to; x++) {
    int32_t i = r->rows->who ? r->rows->who[x] : x;
    uint8_t bad = 0;
    for (int64_t e = r->link->start[i]; e < r->link->start[i + 1]; e++)
      bad |= r->bad_in[r->link->to[e]];
    r->bad[r->few ? x : i] = bad;
  }
}

/* Of `n` things, those of a part: from the first to before the second. */
static void range_of(const struct pass *w, int64_t n, int32_t ret_range[2]) {
  ret_range[0] = (int32_t)(n * w->part / w->parts);
  ret_range[1] = (int32_t)(n * (w->part + 1) / w->parts);
}

static void *all_bits(void *context) {
  const struct pass *w = context;
  int32_t of[2];
  range_of(w, w->y->b->cols[0]->persons, of);
  for (size_t k = 0; k < w->y->tally.n; k++)
    gather_bits(&w->y->tally.at[k], of[0], of[1]);
  return NULL;
}

static void pass_over(const struct link_read *r, int32_t from, int32_t to) {
  for (int32_t x = from; x < to; x++) {
    int32_t i = r->rows->who ? r->rows->who[x] : x;
    const int32_t at = r->few ? x : i;
    if (r->link->start[i] == r->link->start[i + 1] || (r->rows->unknown && r->rows->unknown[i])) continue;
    if (r->n->op == N_SUM)
      sum_one(r, i, at);
    else if (r->n->op == N_HIGHEST || r->n->op == N_LOWEST)
      best_one(r, i, at);
    else
      count_one(r, i, at);
  }
}

static void *all_passes(void *context) {
  const struct pass *w = context;
  int32_t of[2];
  range_of(w, w->y->b->cols[0]->persons, of);
  for (size_t k = 0; k < w->y->tally.n; k++)
    tally(&w->y->tally.at[k], of[0], of[1]);
  for (size_t k = 0; k < w->y->read.n; k++) {
    const struct link_read *r = w->y->read.at[k];
    range_of(w, r->rows->who ? r->rows->n : w->y->b->cols[0]->persons, of);
    if (r->bad && (w->y->any_bad || w->y->had_bad)) bad_ones(r, of[0], of[1]);
    if (r->tallied) continue;
    if (counts_bytes(r))
      count_bytes(r, of[0], of[1]);
    else
      pass_over(r, of[0], of[1]);
  }
  return NULL;
}

static void by_threads(void *(*task)(void *), const struct layer *y, int threads) {
  struct pass w[LAW_BULK_THREADS_MAX];
  pthread_t id[LAW_BULK_THREADS_MAX];
  bool running[LAW_BULK_THREADS_MAX] = { 0 };
  for (int t = 0; t < threads; t++) {
    w[t] = (struct pass) { y, t, threads };
    if (t) running[t] = pthread_create(&id[t], NULL, task, &w[t]) == 0;
  }
  for (int t = 0; t < threads; t++)
    if (!running[t]) task(&w[t]);
  for (int t = 0; t < threads; t++)
    if (running[t]) pthread_join(id[t], NULL);
}

/* Makes the columns of a layer's aggregates, once its blocks have run. */
static void layer_passes(struct layer *y, int threads) {
  assert(threads >= 1 && threads <= LAW_BULK_THREADS_MAX);
  if (y->tally.n) by_threads(all_bits, y, threads);
  by_threads(all_passes, y, threads);
}

/* ---- a run: the layers, then the targets ---- */

static enum err layers_run(struct layers *s, struct law_bulk_options o, struct law_bulk_report *sum) {
  int threads = o.threads < 1 ? 1 : o.threads > LAW_BULK_THREADS_MAX ? LAW_BULK_THREADS_MAX : o.threads;
  for (int i = 0; i < s->n; i++) {
    struct layer *y = &s->layer[i];
    if (!y->read.n) continue;
    enum err e = run_blocks(y->b, o, NULL, sum);
    if (e != OK) return e;
    y->had_bad = y->any_bad;
    y->any_bad = y->bad && memchr(y->bad, 1, (size_t)s->b->cols[0]->persons);
    if (!y->joined) layer_tallies(s, y);
    layer_passes(y, threads);
  }
  return OK;
}

enum err law_bulk_run(struct law_bulk *b, struct law_bulk_options o, struct law_bulk_output *outputs,
                      struct law_bulk_report *ret_report) {
  struct law_bulk_report sum = { 0 };
  enum err e = layers_run(b->layers, o, &sum);
  sum.blocks = sum.open_blocks = 0; /* those of the targets count */
  if (e == OK) e = run_blocks(b, o, outputs, &sum);
  if (e == OK && ret_report) *ret_report = sum;
  return e;
}
