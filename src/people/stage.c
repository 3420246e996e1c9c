/* Sorts rows, in whatever order an engine gave them, into the columns of spells. Rows mostly come in order;
 * then packing is a copy.
 *
 * 1. Rows rise by key, then by the order asked for, then by their id: so none stands twice.
 * 2. No key is negative, and every row begins before it ends.
 * 3. `back` names every row once, and `what` does not fall along it. */
#include "people/spells.h"

enum { BLOCK = 16384, BLOCK_FIRST = 64, RADIX_BITS = 11, RADIX = 1 << RADIX_BITS, RADIX_PASSES = 3 };

struct stage_block {
  size_t room;                         /* rows; of the first block it grows: most stages have few */
  int32_t *key, *from, *until, *value; /* value: its lower half */
  uint32_t *id;
  int32_t *upper,
      *text; /* of values and texts, from the first that needs one; NULL: all 0 and 0 or above, all none */
  uint8_t *mark;
};

static void *widen(struct arena *a, void *column, size_t was, size_t room, size_t size) {
  return arena_grow(a, column, was * size, room * size);
}

static void make_room(struct arena *a, struct stage_block *b, size_t room) {
  size_t was = b->room;
  b->key = widen(a, b->key, was, room, sizeof *b->key);
  b->from = widen(a, b->from, was, room, sizeof *b->from);
  b->until = widen(a, b->until, was, room, sizeof *b->until);
  b->value = widen(a, b->value, was, room, sizeof *b->value);
  b->id = widen(a, b->id, was, room, sizeof *b->id);
  if (b->upper) b->upper = widen(a, b->upper, was, room, sizeof *b->upper);
  if (b->text) b->text = widen(a, b->text, was, room, sizeof *b->text);
  if (b->mark) b->mark = widen(a, b->mark, was, room, sizeof *b->mark);
  b->room = room;
}

enum err people_stage_add(struct arena *a, struct stage *s, const struct stage_row *row) {
  if (s->n >= INT32_MAX) return LIMIT;
  size_t at = (size_t)(s->n % BLOCK);
  if (at == 0) *VEC_PUSH(a, &s->block) = NEW(a, struct stage_block);
  struct stage_block *b = s->block.at[s->block.n - 1];
  if (at == b->room) make_room(a, b, s->n >= BLOCK ? BLOCK : at ? 4 * at : BLOCK_FIRST);
  b->key[at] = row->key;
  b->from[at] = row->from;
  b->until[at] = row->until;
  b->id[at] = row->id;
  b->value[at] = (int32_t)(uint32_t)(uint64_t)row->value;
  if (row->value < 0 || row->value > INT32_MAX) {
    if (!b->upper) b->upper = NEW_ARRAY(a, int32_t, b->room);
    b->upper[at] = (int32_t)(row->value >> 32);
  }
  if (row->text >= 0) {
    if (!b->text) b->text = NEW_ARRAY(a, int32_t, b->room);
    b->text[at] = row->text + 1; /* 0 none */
  }
  if (row->mark) {
    if (!b->mark) b->mark = NEW_ARRAY(a, uint8_t, b->room);
    b->mark[at] = row->mark;
  }
  s->n++;
  s->wide |= row->value < INT32_MIN || row->value > INT32_MAX;
  s->marks |= row->mark != 0;
  s->texts |= row->text >= 0;
  return OK;
}

static struct stage_row row_at(const struct stage *s, int64_t i) {
  const struct stage_block *b = s->block.at[i / BLOCK];
  int64_t at = i % BLOCK, upper = b->upper ? b->upper[at] : 0;
  return (struct stage_row) { .value = (int64_t)((uint64_t)upper << 32 | (uint32_t)b->value[at]),
                              .key = b->key[at],
                              .from = b->from[at],
                              .until = b->until[at],
                              .id = b->id[at],
                              .text = b->text ? b->text[at] - 1 : -1,
                              .mark = b->mark ? b->mark[at] : 0 };
}

struct spells people_stage_room(struct arena *a, const struct stage *s, bool back) {
  struct spells t = { .key = NEW_ARRAY(a, int32_t, s->n + 1),
                      .from = NEW_ARRAY(a, int32_t, s->n + 1),
                      .until = NEW_ARRAY(a, int32_t, s->n + 1) };
  if (s->wide)
    t.wide = NEW_ARRAY(a, int64_t, s->n + 1);
  else
    t.what = NEW_ARRAY(a, int32_t, s->n + 1);
  if (s->marks) t.mark = NEW_ARRAY(a, uint8_t, s->n + 1);
  if (s->texts) t.text = NEW_ARRAY(a, int32_t, s->n + 1);
  assert(!back || !s->wide);
  if (back) t.back = NEW_ARRAY(a, int32_t, s->n + 1);
  return t;
}

/* Columns are filled here and nowhere else; everybody after reads them only. */
static int32_t *mine(const int32_t *column) { return (int32_t *)(uintptr_t)column; }

static bool before(const struct stage *s, int64_t x, int64_t y, enum stage_order order) {
  const struct stage_block *a = s->block.at[x / BLOCK], *b = s->block.at[y / BLOCK];
  x %= BLOCK;
  y %= BLOCK;
  if (a->key[x] != b->key[y]) return a->key[x] < b->key[y];
  if (order == ORDER_FROM && a->from[x] != b->from[y]) return a->from[x] < b->from[y];
  return a->id[x] < b->id[y];
}

static bool in_order(const struct stage *s, enum stage_order order) {
  for (int64_t i = 1; i < s->n; i++)
    if (!before(s, i - 1, i, order)) return false;
  return true;
}

/* One pass of a radix sort: `from` into `to` by 11 bits of each row's number. */
static void radix_pass(const int32_t *number, const int32_t *from, int32_t *to, int32_t n, int shift) {
  int32_t start[RADIX + 1] = { 0 };
  for (int32_t i = 0; i < n; i++)
    start[(((uint32_t)number[i] >> shift) & (RADIX - 1)) + 1]++;
  for (int i = 0; i < RADIX; i++)
    start[i + 1] += start[i];
  for (int32_t i = 0; i < n; i++) {
    int32_t row = from[i];
    to[start[((uint32_t)number[row] >> shift) & (RADIX - 1)]++] = row;
  }
}

/* Rows 0 .. n-1 by their number, those of one number as they stood. Numbers are not negative. */
static int32_t *sorted_by(struct arena *scratch, const int32_t *number, int32_t n, int32_t *ret_order) {
  int32_t *from = NEW_ARRAY(scratch, int32_t, n + 1), *to = ret_order;
  for (int32_t i = 0; i < n; i++)
    from[i] = i;
  for (int pass = 0; pass < RADIX_PASSES; pass++) {
    radix_pass(number, from, to, n, pass * RADIX_BITS);
    int32_t *other = from;
    from = to;
    to = other;
  }
  if (from != ret_order) memcpy(ret_order, from, sizeof *from * (size_t)n);
  return ret_order;
}

/* Runs of one subject are short: each is put in order by insertion. */
static void order_runs(const struct stage *s, enum stage_order order, int32_t *row) {
  for (int32_t i = 1; i < s->n; i++) {
    int32_t moved = row[i], at = i;
    while (at > 0 && before(s, moved, row[at - 1], order)) {
      row[at] = row[at - 1];
      at--;
    }
    row[at] = moved;
  }
}

static void put_row(const struct stage_row *r, struct spells *t, int32_t at) {
  mine(t->key)[at] = r->key;
  mine(t->from)[at] = r->from;
  mine(t->until)[at] = r->until;
  if (t->what)
    mine(t->what)[at] = (int32_t)r->value;
  else
    ((int64_t *)(uintptr_t)t->wide)[at] = r->value;
  if (t->mark) ((uint8_t *)(uintptr_t)t->mark)[at] = r->mark;
  if (t->text) mine(t->text)[at] = r->text;
}

static size_t rows_in(const struct stage *s, size_t block) {
  return block + 1 < s->block.n ? BLOCK : (size_t)s->n - block * BLOCK;
}

/* What a block does not have is 0, as the room is. */
static void copy_block(const struct stage_block *b, size_t n, struct spells *t, size_t at) {
  memcpy(mine(t->key) + at, b->key, n * sizeof *b->key);
  memcpy(mine(t->from) + at, b->from, n * sizeof *b->from);
  memcpy(mine(t->until) + at, b->until, n * sizeof *b->until);
  if (t->what) memcpy(mine(t->what) + at, b->value, n * sizeof *b->value);
  if (t->mark && b->mark) memcpy((uint8_t *)(uintptr_t)t->mark + at, b->mark, n);
  for (size_t i = 0; t->wide && i < n; i++) {
    int64_t upper = b->upper ? b->upper[i] : 0;
    ((int64_t *)(uintptr_t)t->wide)[at + i] = (int64_t)((uint64_t)upper << 32 | (uint32_t)b->value[i]);
  }
  for (size_t i = 0; t->text && i < n; i++)
    mine(t->text)[at + i] = b->text ? b->text[i] - 1 : -1;
}

/* Rows that came in their order, each once. */
static int32_t copy_rows(const struct stage *s, struct spells *t) {
  bool sound = true;
  for (size_t i = 0; i < s->block.n; i++)
    copy_block(s->block.at[i], rows_in(s, i), t, i * BLOCK);
  if (BROKEN(2) && s->n) mine(t->until)[0] = t->from[0];
  for (int64_t i = 0; i < s->n; i++)
    sound &= t->key[i] >= 0 && t->from[i] < t->until[i];
  INVARIANT(2, sound);
  return (int32_t)s->n;
}

/* Rows that came otherwise; one may have been met twice. */
static int32_t put_rows(struct arena *scratch, const struct stage *s, enum stage_order order,
                        struct spells *t) {
  int32_t *key = NEW_ARRAY(scratch, int32_t, s->n + 1), *row, n = 0;
  int64_t last = -1;
  for (int64_t i = 0; i < s->n; i++)
    key[i] = s->block.at[i / BLOCK]->key[i % BLOCK];
  row = sorted_by(scratch, key, (int32_t)s->n, NEW_ARRAY(scratch, int32_t, s->n + 1));
  order_runs(s, order, row);
  if (BROKEN(1)) row[s->n - 1] = row[0];
  for (int64_t i = 0; i < s->n; i++) {
    int64_t at = row[i];
    struct stage_row r = row_at(s, at);
    if (n > 0 && t->key[n - 1] == r.key && s->block.at[last / BLOCK]->id[last % BLOCK] == r.id)
      continue; /* met twice */
    INVARIANT(1, n == 0 || before(s, last, at, order));
    INVARIANT(2, r.key >= 0 && r.from < r.until);
    put_row(&r, t, n++);
    last = at;
  }
  return n;
}

void people_stage_fill(struct arena *scratch, const struct stage *s, enum stage_order order,
                       struct spells *t) {
  t->n = in_order(s, order) ? copy_rows(s, t) : put_rows(scratch, s, order, t);
  if (!t->back || !t->n) return;
  sorted_by(scratch, t->what, t->n, mine(t->back));
  if (BROKEN(3)) mine(t->back)[0] = t->back[t->n - 1];
  bool rises = true;
  int64_t sum = t->back[0];
  for (int32_t i = 1; i < t->n; i++) {
    rises &= t->what[t->back[i - 1]] <= t->what[t->back[i]];
    sum += t->back[i];
  }
  INVARIANT(3, rises && sum == (int64_t)t->n * (t->n - 1) / 2);
}
