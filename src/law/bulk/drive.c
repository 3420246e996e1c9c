/* bulk_run: plans over blocks of whole households, on any number of threads. See bulk.h. */
#include "law/bulk/plan.h"

#include <pthread.h>

enum { THREAD_BYTES = 1 << 30, LIST_ROOM = 1024 };

/* Results that are found: row and columns, with room for some more. */
struct list {
  struct law_bulk_output o;
  int32_t *row;
  size_t room;
};

struct worker {
  struct law_bulk *b;
  const struct kernels *kernels;
  struct law_bulk_output *out;
  struct list *list; /* by target: of `found` what this thread finds */
  struct arena *a;
  int32_t from, to; /* households */
  int block;
  size_t lanes; /* of a buffer: the block or one large household, rounded up, and room to run over */
  struct variant *v[2];
  const void **at[2]; /* by slot: where it lies */
  uint8_t *tail[2];
  size_t placed[2][2][2]; /* by level: the rows of the block whose few lie there, from and how many */
  void *scratch;
  int32_t *window;
  uint8_t *within;
  uint16_t *order;       /* see struct call */
  int64_t *parts, *part; /* of one row rule: an array of a block for each part; of one row */
  struct row_source row;
  bool has_row;
  struct law_bulk_report count;
  enum err err;
};

static enum law_kind kind_out(enum kind k) {
  switch (k) {
  case K_BOOL: return LAW_BOOL;
  case K_INT: return LAW_INTEGER;
  case K_RATE: return LAW_RATE;
  case K_DATE: return LAW_DATE;
  case K_MONTH: return LAW_MONTH;
  case K_ENUM: return LAW_ENUM;
  default: return LAW_MONEY;
  }
}

/* Columns for the results of so many rows. */
static void make_room(struct arena *a, const struct target_plan *t, struct law_bulk_output *o, size_t rows) {
  o->value = arena_array(a, rows + 1, (size_t)t->bytes);
  if (t->status) o->status = arena_array(a, rows + 1, 1);
  if (t->t.kind == LAW_BULK_BENEFIT && !t->t.only) o->flags = arena_array(a, rows + 1, 1);
  void **key = NEW_ARRAY(a, void *, t->n_keys + 1);
  for (int k = 0; k < t->n_keys; k++)
    key[k] = arena_array(a, rows + 1, t->key_bytes[k]);
  o->key = key;
}

void law_bulk_outputs(struct arena *a, const struct law_bulk *b, struct law_bulk_output *o) {
  for (int i = 0; i < b->n; i++, o++) {
    const struct target_plan *t = &b->target[i];
    *o = (struct law_bulk_output) { .entity = (enum law_entity)t->on,
                                    .kind = kind_out(t->kind),
                                    .bytes = t->bytes,
                                    .den = t->den,
                                    .keys = t->n_keys };
    o->rows = t->on == E_PERSON ? b->cols[0]->persons : b->cols[0]->households;
    if (t->t.found) o->rows = 0;
    if (t->t.only) {
      o->rows = t->t.only->n;
      o->row = t->t.only->at;
    }
    make_room(a, t, o, (size_t)o->rows);
    o->key_rule = t->key_rule;
    o->key_bytes = t->key_bytes;
    o->component = t->t.component;
  }
}

const char *law_bulk_case(const struct law_bulk *b, const struct law_bulk_output *o, int key, int code) {
  assert(key >= 0 && key < o->keys);
  return code ? law_case_name(b->p, (struct law_case_id) { o->key_rule[key], code - 1, 0 }) : "";
}

/* ---- one block ---- */

static bool any(const uint8_t *p, size_t n) {
  uint64_t all = 0, x;
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    memcpy(&x, p + i, 8);
    all |= x;
  }
  for (; i < n; i++)
    all |= p[i];
  return all != 0;
}

/* The row rule whose parts a worker holds, -1 none, and whether anybody of the block needs them. */
struct parts_ready {
  int rule;
  bool any;
};

static struct row_source *rows(struct worker *w) {
  if (!w->has_row) {
    row_source_make(&w->row, w->a, w->b);
    w->has_row = true;
  }
  return &w->row;
}

/* The parts of a row rule for a block: of the rows that need them, elsewhere 0. False: nobody needs any. */
static bool ask_parts(struct worker *w, const struct row_rule *r, const uint8_t *need, int32_t first,
                      size_t n) {
  size_t parts = (size_t)row_part_count(w->b->p, r);
  assert(w->part != NULL); /* made for every worker of a plan that asks rows */
  if (need && !any(need, n)) return false;
  for (size_t k = 0; k < parts; k++)
    memset(w->parts + k * w->lanes, 0, n * sizeof *w->parts);
  for (size_t i = 0; i < n; i++) {
    if (need && !need[i]) continue;
    row_parts(rows(w), w->b, r, first + (int32_t)i, w->part);
    for (size_t k = 0; k < parts; k++)
      w->parts[k * w->lanes + i] = w->part[k];
    w->count.rows_asked++;
  }
  return true;
}

static void take_part(struct worker *w, const struct variant *v, const struct step_code *s,
                      const uint8_t *need, void *d, int bytes, int32_t first, size_t n,
                      struct parts_ready *ready) {
  if (ready->rule != (int)s->imm) {
    ready->any = ask_parts(w, &v->row[s->imm], need, first, n);
    ready->rule = (int)s->imm;
  }
  if (!ready->any) {
    memset(d, 0, n * (size_t)bytes);
    return;
  }
  const int64_t *from = w->parts + (size_t)s->imm2 * w->lanes;
  if (bytes == 1)
    for (size_t i = 0; i < n; i++)
      ((uint8_t *)d)[i] = (uint8_t)from[i];
  else
    for (size_t i = 0; i < n; i++)
      ((int64_t *)d)[i] = from[i];
}

static size_t rounded(size_t n) { return (n + LANES - 1) & ~(size_t)(LANES - 1); }

static void fill(void *d, int bytes, size_t n, int64_t v) {
  if (bytes == 1)
    memset(d, (int)v, n);
  else
    for (size_t i = 0; i < n; i++)
      switch (bytes) {
      case 2: ((uint16_t *)d)[i] = (uint16_t)v; break;
      case 4: ((int32_t *)d)[i] = (int32_t)v; break;
      default: ((int64_t *)d)[i] = v;
      }
}

/* Of some rows, those from `first` on: the next of their bits, -1 beyond the last of `n` rows. */
static int64_t next_few(const struct law_few *few, int64_t row, int64_t end) {
  if (row >= end) return -1;
  int64_t word = row / 64;
  uint64_t left = few->has[word] >> row % 64 << row % 64;
  while (!left && ++word * 64 < end)
    left = few->has[word];
  row = left ? word * 64 + __builtin_ctzll(left) : end;
  return row < end ? row : -1;
}

#define LAY(T, value)                                                                                        \
  for (int64_t k = law_few_rank(few, row); row >= 0; row = next_few(few, row + 1, end), k++)                 \
    ((T *)at)[row - first] = (T)(value);

/* A column of few, of the rows from `first`: what it says of them, or what is of all others. */
static void lay_few(const struct slot *s, void *at, int64_t first, size_t n, bool others) {
  const struct law_few *few = s->few;
  const int64_t end = first + (int64_t)n;
  int64_t row = next_few(few, first, end);
  if (row < 0) return;
  switch (s->bytes) {
  case 1: LAY(uint8_t, others ? s->otherwise : s->data ? ((const uint8_t *)s->data)[k] : 0) break;
  case 2: LAY(uint16_t, others ? s->otherwise : ((const uint16_t *)s->data)[k]) break;
  case 4: LAY(int32_t, others ? s->otherwise : ((const int32_t *)s->data)[k]) break;
  default: LAY(int64_t, others ? s->otherwise : ((const int64_t *)s->data)[k])
  }
}

static void place_loads(struct worker *w, int which, int32_t p0, size_t persons, int32_t h0,
                        size_t households) {
  const struct code *k = w->v[which]->code;
  const struct law_columns *c = w->b->cols[0];
  for (int i = 0; i < k->n_slot; i++) {
    const struct slot *s = &k->slot[i];
    if (!slot_loads(s)) continue;
    bool person = s->level == AT_PERSON;
    size_t first = (size_t)(person ? p0 : h0), n = person ? persons : households,
           all = (size_t)(person ? c->persons : c->households);
    uint8_t *copy = w->tail[which] + slot_offset(s, w->lanes);
    if (s->few) {
      const size_t *then = w->placed[which][person];
      lay_few(s, copy, (int64_t)then[0], then[1], true);
      lay_few(s, copy, (int64_t)first, n, false);
      continue;
    }
    const char *from = (const char *)s->data + first * s->bytes;
    if (first + rounded(n) + LANES <= all) {
      w->at[which][i] = from;
      continue;
    }
    memcpy(copy, from, n * s->bytes); /* kernels read whole vectors: not past a column's end */
    w->at[which][i] = copy;
  }
  const size_t placed[2][2] = { { (size_t)h0, households }, { (size_t)p0, persons } };
  memcpy(w->placed[which], placed, sizeof placed);
}

/* Columns of few before any block has been laid out. */
static void begin_few(struct worker *w, int which) {
  const struct code *k = w->v[which]->code;
  for (int i = 0; i < k->n_slot; i++) {
    const struct slot *s = &k->slot[i];
    if (!s->few) continue;
    uint8_t *at = w->tail[which] + slot_offset(s, w->lanes);
    fill(at, s->bytes, w->lanes, s->otherwise);
    w->at[which][i] = at;
  }
}

/* Which household each lane belongs to, by windows of 16. False where one has nobody: a window may then meet
 * more than 16. */
static bool make_windows(struct worker *w, const int32_t *start, size_t households, size_t persons) {
  const int32_t first = start[0];
  for (size_t h = 0; h < households; h++) {
    int32_t s = start[h] - first, e = start[h + 1] - first;
    if (s == e) return false;
    do {
      for (int k = 0; k < 8; k++)
        w->order[s + k] = (uint16_t)h;
      s += 8;
    } while (s < e);
  }
  for (size_t i = persons; i < rounded(persons); i++)
    w->order[i] = (uint16_t)(households - 1);
  for (size_t i = 0; i < rounded(persons); i += 16) {
    uint16_t from = w->order[i];
    w->window[i / 16] = from;
    for (int k = 0; k < 16; k++)
      w->within[i + (size_t)k] = (uint8_t)(w->order[i + (size_t)k] - from);
  }
  return true;
}

static void run_steps(struct worker *w, int which, int from, int to, int32_t p0, size_t persons, int32_t h0,
                      size_t households) {
  const struct variant *v = w->v[which];
  const struct step_code *s = v->code->step + from, *end = v->code->step + to;
  const void **at = w->at[which];
  struct parts_ready ready = { .rule = -1 };
  struct call c = { .start = w->b->cols[0]->household_start + h0,
                    .households = households,
                    .persons = persons,
                    .scratch = w->scratch };
  if (persons && households && make_windows(w, c.start, households, persons)) {
    c.window = w->window;
    c.within = w->within;
  }
  size_t n[3] = { 0, rounded(households), rounded(persons) };
  for (; s < end; s++) {
    c.d = (void *)(uintptr_t)at[s->d];
    if (s->kernel == STEP_ROW) {
      take_part(w, v, s, s->a >= 0 ? at[s->a] : NULL, c.d, v->code->slot[s->d].bytes,
                s->level == AT_PERSON ? p0 : h0, s->level == AT_PERSON ? persons : households, &ready);
      continue;
    }
    c.n = n[s->level];
    c.a = s->a >= 0 ? at[s->a] : NULL;
    c.b = s->b >= 0 ? at[s->b] : NULL;
    c.c = s->c >= 0 ? at[s->c] : NULL;
    c.table = s->e >= 0 ? at[s->e] : s->table;
    c.imm = s->imm;
    c.imm2 = s->imm2;
    w->kernels->at[s->kernel](&c);
  }
}

/* Is there a hole in the rows of a column of few? */
static bool few_have_holes(const struct hole_column *x, int32_t first, size_t n) {
  int64_t end = first + (int64_t)n, from = law_few_rank(x->few, first), to = law_few_rank(x->few, end);
  if (x->gone && to - from < (int64_t)n) return true;
  return x->hole && any(x->hole + from, (size_t)(to - from));
}

static bool has_holes(const struct worker *w, int32_t p0, size_t persons, int32_t h0, size_t households) {
  for (int i = 0; i < w->b->n_hole; i++) {
    const struct hole_column *x = &w->b->hole[i];
    bool person = x->level == AT_PERSON;
    if (x->few) {
      if (few_have_holes(x, person ? p0 : h0, person ? persons : households)) return true;
      continue;
    }
    if (x->level == AT_PERSON ? any(x->hole + p0, persons) : any(x->hole + h0, households)) return true;
  }
  return false;
}

static void store(struct worker *w, int which, int result, void *column, int bytes, int32_t first, size_t n) {
  const struct code *k = w->v[which]->code;
  if (!column || result < 0) return;
  void *d = (char *)column + (size_t)first * (size_t)bytes;
  if (k->result[result] < 0)
    fill(d, bytes, n, k->constant[result]);
  else
    memcpy(d, w->at[which][k->result[result]], n * (size_t)bytes);
}

/* What a layer leaves behind of the rows of a block: all, or the few that are read. */
static void store_sink(struct worker *w, int which, const struct sink *k, int32_t first, size_t n) {
  if (!k->few) {
    store(w, which, k->result[which], k->at, k->bytes, first, n);
    return;
  }
  if (!k->at || k->result[which] < 0) return;
  const struct code *c = w->v[which]->code;
  int slot = c->result[k->result[which]];
  const void *at = slot < 0 ? NULL : w->at[which][slot];
  int64_t end = first + (int64_t)n, row = next_few(k->few, first, end);
  for (int64_t to = row < 0 ? 0 : law_few_rank(k->few, row); row >= 0; row = next_few(k->few, row + 1, end))
    cell_put(k->at, k->bytes, to++, at ? cell_get(at, k->bytes, row - first) : c->constant[k->result[which]]);
}

#define ORDER(T)                                                                                             \
  {                                                                                                          \
    T *a = (T *)o->key[i] + first, *b = (T *)o->key[j] + first;                                              \
    for (size_t k = 0; k < n; k++) {                                                                         \
      T x = (T)(a[k] - 1), y = (T)(b[k] - 1); /* none is the greatest */                                     \
      a[k] = (T)((x < y ? x : y) + 1);                                                                       \
      b[k] = (T)((x < y ? y : x) + 1);                                                                       \
    }                                                                                                        \
  }

/* Deciding cases of one rule in ascending order, empty places last: the same however they were found. */
static void order_keys(struct law_bulk_output *o, int32_t first, size_t n) {
  for (int i = 0; i < o->keys; i++)
    for (int j = i + 1; j < o->keys && o->key_rule[j] == o->key_rule[i]; j++) {
      if (o->key_bytes[i] == 1)
        ORDER(uint8_t)
      else
        ORDER(uint16_t)
    }
}

/* ---- lists ---- */

/* The first of some rows that is not before `row`. */
static int32_t first_of(const int32_t *at, int32_t n, int32_t row) {
  int32_t lo = 0, hi = n;
  while (lo < hi) {
    int32_t mid = lo + (hi - lo) / 2;
    if (at[mid] < row)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo;
}

#define PICK(T)                                                                                              \
  for (int32_t k = from; k < to; k++)                                                                        \
    ((T *)column)[k] = ((const T *)at)[row[k] - first];

struct span {
  int32_t first;      /* row of the block */
  const int32_t *row; /* of the list, those from .. to are in the block */
  int32_t from, to;
};

/* As store, into a list. */
static void pick(struct worker *w, int which, int result, void *column, int bytes, const struct span *x) {
  const struct code *c = w->v[which]->code;
  const int32_t *row = x->row, first = x->first, from = x->from, to = x->to;
  if (!column || result < 0) return;
  if (c->result[result] < 0) {
    fill((char *)column + (size_t)from * (size_t)bytes, bytes, (size_t)(to - from), c->constant[result]);
    return;
  }
  const void *at = w->at[which][c->result[result]];
  switch (bytes) {
  case 1: PICK(uint8_t) break;
  case 2: PICK(uint16_t) break;
  case 4: PICK(int32_t) break;
  default: PICK(int64_t)
  }
}

static void *moved(struct arena *a, const void *from, size_t n, size_t room, size_t bytes) {
  void *to = arena_array(a, room + 1, bytes);
  if (n) memcpy(to, from, n * bytes);
  return to;
}

/* Columns for `room` results, with those that are there. */
static void move_list(struct arena *a, const struct target_plan *t, struct list *x, size_t room) {
  size_t n = (size_t)x->o.rows;
  struct law_bulk_output o = x->o;
  make_room(a, t, &o, room);
  if (n) memcpy(o.value, x->o.value, n * (size_t)o.bytes);
  if (n && o.status) memcpy(o.status, x->o.status, n);
  if (n && o.flags) memcpy(o.flags, x->o.flags, n);
  for (int k = 0; n && k < o.keys; k++)
    memcpy(o.key[k], x->o.key[k], n * o.key_bytes[k]);
  x->row = moved(a, x->row, n, room, sizeof *x->row);
  x->o = o;
  x->room = room;
}

/* Which of up to eight rows have a grant, a bit each. */
static uint64_t bits_of(const uint64_t *has, int64_t first, size_t n) {
  uint64_t bits = has[first / 64] >> first % 64;
  if (first % 64 > 56) bits |= has[first / 64 + (first % 64 + (int64_t)n > 64)] << (64 - first % 64);
  return bits & ((1U << n) - 1);
}

/* Is there anything to say of a row? By eight rows at a time: mostly there is not. */
static void find(struct list *x, const uint8_t *status, const uint8_t *unsettled, const uint64_t *has,
                 int32_t first, size_t n) {
  for (size_t i = 0; i < n; i += 8) {
    uint64_t any = 0, open = 0;
    size_t end = n - i < 8 ? n - i : 8;
    if (status) memcpy(&any, status + i, end);
    if (unsettled) memcpy(&open, unsettled + i, end);
    uint64_t granted = has ? bits_of(has, first + (int64_t)i, end) : 0;
    if (!(any | open | granted)) continue;
    for (size_t k = 0; k < end; k++)
      if ((status && status[i + k]) || (unsettled && unsettled[i + k]) || (granted >> k & 1))
        x->row[x->o.rows++] = first + (int32_t)(i + k);
  }
}

/* Lists the rows of a block that are wanted: of `found` those where vectors find something, or leave open. */
static struct span list_rows(struct worker *w, int which, int target, int32_t first, size_t n) {
  const struct target_plan *t = &w->b->target[target];
  const struct result_at *r = &w->v[which]->at[target];
  const struct law_bulk_rows *only = t->t.only;
  if (only)
    return (struct span) { first, only->at, first_of(only->at, only->n, first),
                           first_of(only->at, only->n, first + (int32_t)n) };
  struct list *x = &w->list[target];
  const struct code *c = w->v[which]->code;
  if (x->room < (size_t)x->o.rows + n) move_list(w->a, t, x, 2 * ((size_t)x->o.rows + n));
  struct span s = { first, x->row, x->o.rows, 0 };
  bool all = r->value < 0; /* the replay answers all of them */
  if (!all) {
    int status = c->result[r->status], open = c->result[r->unsettled];
    all = (status < 0 && c->constant[r->status]) || (open < 0 && c->constant[r->unsettled]);
    if (!all)
      find(x, status < 0 ? NULL : w->at[which][status], open < 0 ? NULL : w->at[which][open], t->granted.has,
           first, n);
  }
  for (size_t i = 0; all && i < n; i++)
    x->row[x->o.rows++] = first + (int32_t)i;
  s.to = x->o.rows;
  return s;
}

/* What the threads found, one after another. */
static void join_lists(struct law_bulk *b, int target, struct list *const *of_thread, int threads,
                       struct law_bulk_output *out) {
  const struct target_plan *t = &b->target[target];
  size_t n = 0;
  for (int i = 0; i < threads; i++)
    n += (size_t)of_thread[i][target].o.rows;
  make_room(b->a, t, out, n);
  int32_t *row = NEW_ARRAY(b->a, int32_t, n + 1);
  out->rows = 0;
  for (int i = 0; i < threads; i++) {
    const struct list *x = &of_thread[i][target];
    size_t at = (size_t)out->rows, m = (size_t)x->o.rows;
    if (!m) continue;
    memcpy(row + at, x->row, m * sizeof *row);
    memcpy((char *)out->value + at * (size_t)t->bytes, x->o.value, m * (size_t)t->bytes);
    if (out->status) memcpy(out->status + at, x->o.status, m);
    if (out->flags) memcpy(out->flags + at, x->o.flags, m);
    for (int k = 0; k < t->n_keys; k++)
      memcpy((char *)out->key[k] + at * t->key_bytes[k], x->o.key[k], m * t->key_bytes[k]);
    out->rows += x->o.rows;
  }
  out->row = row;
}

/* ---- delivery ---- */

/* Rows of a block that the replay answers: those marked, NULL all; of a list those in it. */
static void answer_rows(struct worker *w, int target, const struct span *x, size_t n, const uint8_t *marked) {
  struct law_bulk_output *o = w->list[target].room ? &w->list[target].o : &w->out[target];
  for (size_t i = 0; !x->row && i < n; i++) {
    int32_t row = x->first + (int32_t)i;
    if (!marked || marked[i]) row_answer(rows(w), target, o, row, row, &w->count);
  }
  for (int32_t k = x->from; x->row && k < x->to; k++)
    if (!marked || marked[x->row[k] - x->first]) row_answer(rows(w), target, o, x->row[k], k, &w->count);
}

/* A target's results in a block, as vectors have them. */
static void deliver_target(struct worker *w, int which, int target, const struct span *x, size_t n) {
  struct law_bulk_output *o = w->list[target].room ? &w->list[target].o : &w->out[target];
  const struct result_at *r = &w->v[which]->at[target];
  int32_t first = x->row ? x->from : x->first;
  size_t listed = x->row ? (size_t)(x->to - x->from) : n;
  struct {
    int result, bytes;
    void *column;
  } part[] = { { r->status, 1, o->status }, { r->value, o->bytes, o->value }, { r->flags, 1, o->flags } };
  for (int k = 0; k < (o->flags ? 3 : 2); k++)
    if (x->row)
      pick(w, which, part[k].result, part[k].column, part[k].bytes, x);
    else
      store(w, which, part[k].result, part[k].column, part[k].bytes, first, n);
  for (int k = 0; k < o->keys; k++)
    if (x->row)
      pick(w, which, r->key[k], o->key[k], o->key_bytes[k], x);
    else
      store(w, which, r->key[k], o->key[k], o->key_bytes[k], first, n);
  if (o->keys > 1) order_keys(o, first, listed);
}

static bool is_list(const struct law_bulk *b, int target) {
  return b->target[target].t.only || b->target[target].t.found;
}

/* Results of a block into the caller's columns; then the rows that vectors left open. */
static void deliver(struct worker *w, int which, int32_t p0, size_t persons, int32_t h0, size_t households) {
  const struct variant *v = w->v[which];
  for (int i = 0; i < w->b->n_sink; i++)
    store_sink(w, which, w->b->sink[i], p0, persons);
  for (int t = 0; t < w->b->n; t++) {
    const struct result_at *r = &v->at[t];
    bool person = w->out[t].entity == LAW_PERSON;
    size_t n = person ? persons : households;
    struct span x = { .first = person ? p0 : h0 };
    if (is_list(w->b, t)) x = list_rows(w, which, t, x.first, n);
    if (r->value < 0) {
      answer_rows(w, t, &x, n, NULL);
      continue;
    }
    if (!x.row || x.to > x.from) deliver_target(w, which, t, &x, n);
    int at = v->code->result[r->unsettled];
    const uint8_t *unsettled = at < 0 ? NULL : w->at[which][at];
    if (at < 0 ? v->code->constant[r->unsettled] != 0 : any(unsettled, n))
      answer_rows(w, t, &x, n, unsettled);
  }
}

/* Everybody of a household too large for vectors. */
static void all_by_row(struct worker *w, int32_t p0, size_t persons, int32_t h0, size_t households) {
  if (w->b->bad) memset(w->b->bad + p0, 1, persons);
  for (int t = 0; t < w->b->n; t++) {
    const struct target_plan *plan = &w->b->target[t];
    bool person = w->out[t].entity == LAW_PERSON;
    size_t n = person ? persons : households;
    struct span x = { .first = person ? p0 : h0 };
    struct list *list = &w->list[t];
    if (plan->t.only) x = list_rows(w, 0, t, x.first, n);
    if (plan->t.found) {
      if (list->room < (size_t)list->o.rows + n) move_list(w->a, plan, list, 2 * ((size_t)list->o.rows + n));
      x = (struct span) { x.first, list->row, list->o.rows, list->o.rows + (int32_t)n };
      for (size_t i = 0; i < n; i++)
        list->row[list->o.rows++] = x.first + (int32_t)i;
    }
    answer_rows(w, t, &x, n, NULL);
  }
}

static void run_range(struct worker *w) {
  const int32_t *start = w->b->cols[0]->household_start;
  for (int32_t h = w->from; h < w->to;) {
    int32_t e = h + 1;
    while (e < w->to && e - h < w->block && start[e + 1] - start[h] <= w->block)
      e++;
    int32_t p0 = start[h];
    size_t persons = (size_t)(start[e] - p0), households = (size_t)(e - h);
    w->count.blocks++;
    bool vast = false;
    if (w->b->vast)
      for (int32_t x = h; x < e && !vast; x++)
        vast = start[x + 1] - start[x] > SEGMENT_MAX;
    if (vast)
      all_by_row(w, p0, persons, h, households);
    else {
      int which = !w->b->same && has_holes(w, p0, persons, h, households);
      w->count.open_blocks += which || w->b->open_only;
      place_loads(w, which, p0, persons, h, households);
      run_steps(w, which, w->v[which]->code->n_once, w->v[which]->code->n, p0, persons, h, households);
      deliver(w, which, p0, persons, h, households);
    }
    h = e;
  }
}

static void *work(void *context) {
  struct worker *w = context;
  jmp_buf guard;
  int why = setjmp(guard);
  if (why) {
    w->err = (enum err)why;
    return NULL;
  }
  arena_guard(w->a, &guard);
  w->list = NEW_ARRAY(w->a, struct list, w->b->n + 1);
  for (int t = 0; t < w->b->n; t++)
    if (w->b->target[t].t.found) {
      w->list[t].o = w->out[t];
      w->list[t].o.rows = 0;
      move_list(w->a, &w->b->target[t], &w->list[t], LIST_ROOM);
    }
  w->lanes = rounded((size_t)(w->block > SEGMENT_MAX ? w->block : SEGMENT_MAX)) + LANES;
  w->scratch = arena_alloc(w->a, (w->lanes + 64) * 8);
  w->window = NEW_ARRAY(w->a, int32_t, w->lanes / 16 + 1);
  w->within = arena_alloc(w->a, w->lanes);
  w->order = NEW_ARRAY(w->a, uint16_t, w->lanes + 16);
  int most_parts = 0;
  for (int i = 0; i < (w->b->same ? 1 : 2); i++) {
    const struct code *k = w->v[i]->code;
    uint8_t *buffer = arena_alloc(w->a, k->bytes * w->lanes + (k->ordinals + 2) * LANES);
    buffer += 64 - ((uintptr_t)buffer & 63);
    w->tail[i] = arena_alloc(w->a, k->tail_bytes * w->lanes + (k->tails + 2) * LANES);
    w->at[i] = NEW_ARRAY(w->a, const void *, k->n_slot + 1);
    for (int s = 0; s < k->n_slot; s++)
      if (!slot_loads(&k->slot[s])) w->at[i][s] = buffer + slot_offset(&k->slot[s], w->lanes);
    begin_few(w, i);
    if (w->v[i]->row_parts > most_parts) most_parts = w->v[i]->row_parts;
    run_steps(w, i, 0, k->n_once, 0, (size_t)w->block, 0, 0);
  }
  w->part = NEW_ARRAY(w->a, int64_t, most_parts + 1);
  w->parts = NEW_ARRAY(w->a, int64_t, w->lanes * (size_t)most_parts + 1);
  run_range(w);
  return NULL;
}

enum err run_blocks(struct law_bulk *b, struct law_bulk_options o, struct law_bulk_output *outputs,
                    struct law_bulk_report *total) {
  int threads = o.threads < 1 ? 1 : o.threads > LAW_BULK_THREADS_MAX ? LAW_BULK_THREADS_MAX : o.threads;
  int block = o.block < 1 ? LAW_BULK_BLOCK : o.block > LAW_BULK_BLOCK_MAX ? LAW_BULK_BLOCK_MAX : o.block;
  const int32_t *start = b->cols[0]->household_start;
  int32_t households = b->cols[0]->households, persons = b->cols[0]->persons;
  struct worker worker[LAW_BULK_THREADS_MAX];
  pthread_t id[LAW_BULK_THREADS_MAX];
  bool running[LAW_BULK_THREADS_MAX] = { 0 };
  const struct kernels *kernels = kernels_choose();
  int32_t h = 0;
  for (int t = 0; t < threads; t++) {
    worker[t] = (struct worker) {
      .b = b, .kernels = kernels, .out = outputs, .block = block, .from = h, .v = { &b->plain, &b->open }
    };
    int64_t goal = (int64_t)persons * (t + 1) / threads;
    while (h < households && (t == threads - 1 || start[h + 1] <= goal))
      h++;
    worker[t].to = h;
    worker[t].a = arena_new("bulk thread", THREAD_BYTES);
    if (!worker[t].a) worker[t].err = NOMEM;
  }
  for (int t = 1; t < threads; t++)
    if (worker[t].err == OK) running[t] = pthread_create(&id[t], NULL, work, &worker[t]) == 0;
  for (int t = 0; t < threads; t++)
    if (!running[t] && worker[t].err == OK) work(&worker[t]);
  enum err e = OK;
  struct list *found[LAW_BULK_THREADS_MAX];
  for (int t = 0; t < threads; t++) {
    if (running[t]) pthread_join(id[t], NULL);
    found[t] = worker[t].list;
    if (worker[t].err != OK) e = worker[t].err;
  }
  for (int t = 0; t < b->n && e == OK; t++)
    if (b->target[t].t.found) join_lists(b, t, found, threads, &outputs[t]);
  for (int t = 0; t < threads; t++) {
    total->blocks += worker[t].count.blocks;
    total->open_blocks += worker[t].count.open_blocks;
    total->rows_asked += worker[t].count.rows_asked;
    total->faults += worker[t].count.faults;
    for (int i = 0; i < worker[t].count.n_named && total->n_named < LAW_BULK_FAULTS_NAMED; i++) {
      struct law_bulk_fault f = worker[t].count.named[i];
      f.fault.place = arena_text(b->a, f.fault.place, strlen(f.fault.place));
      total->named[total->n_named++] = f;
    }
    if (worker[t].has_row) row_source_free(&worker[t].row);
    arena_free(worker[t].a);
  }
  return e;
}
