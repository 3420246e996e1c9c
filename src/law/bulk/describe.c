/* bulk_describe: what a plan does, for people; and groups over its results. See bulk.h. */
#include "law/bulk/plan.h"

static const char *z(const struct law_bulk *b, struct str s) { return arena_text(b->a, s.p, s.n); }

static const char *target_name(const struct law_bulk *b, const struct target_plan *t) {
  return t->t.kind == LAW_BULK_BENEFIT ? z(b, b->p->benefit.at[t->t.index].id)
                                       : z(b, b->p->rule.at[t->t.index].full);
}

static int loads(const struct law_bulk *b, const struct code *k, size_t *ret_person, size_t *ret_household) {
  int n = 0;
  (void)b;
  *ret_person = *ret_household = 0;
  for (int i = 0; i < k->n_slot; i++) {
    if (!k->slot[i].data) continue;
    n++;
    *(k->slot[i].level == AT_PERSON ? ret_person : ret_household) += k->slot[i].bytes;
  }
  return n;
}

static void written(const struct law_bulk *b, size_t *ret_person, size_t *ret_household) {
  *ret_person = *ret_household = 0;
  for (int i = 0; i < b->n; i++) {
    const struct target_plan *t = &b->target[i];
    size_t n = (size_t)t->bytes + t->status + (size_t)t->n_keys;
    *(t->on == E_PERSON ? ret_person : ret_household) += n;
  }
}

/* Rules of this program that some target reads, in vectors: what was lowered and is no row. */
void law_bulk_describe(const struct law_bulk *b, struct buf *text, enum lang lang) {
  bool en = lang == EN;
  for (int i = 0; i < b->n; i++) {
    const struct target_plan *t = &b->target[i];
    if (t->why_row)
      buf_print(text, "%-40s %s: %s\n", target_name(b, t), en ? "row by row" : "từng dòng", t->why_row);
    else
      buf_print(text, "%-40s %s\n", target_name(b, t), en ? "vector" : "véc-tơ");
  }
  for (size_t i = 0; i < b->told.n; i++)
    buf_print(text, "  %-38s %s: %s\n", b->told.at[i].rule, en ? "row by row" : "từng dòng",
              b->told.at[i].why);
  for (int v = 0; v < (b->same ? 1 : 2); v++) {
    const struct code *k = v ? b->open.code : b->plain.code;
    size_t person, household, person_out, household_out;
    int n = loads(b, k, &person, &household);
    written(b, &person_out, &household_out);
    buf_print(text,
              en ? "%s blocks: %d operations, %d columns, %zu + %zu bytes read a person and a household, %zu "
                   "+ %zu written, %zu bytes a person in between\n"
                 : "khối %s: %d phép tính, %d cột, đọc %zu + %zu byte mỗi người và mỗi hộ, ghi %zu + %zu, "
                   "trung gian %zu byte mỗi người\n",
              v ? (en ? "open" : "có chỗ thiếu") : (en ? "plain" : "đủ dữ kiện"), k->n - k->n_once, n, person,
              household, person_out, household_out, k->bytes);
  }
  for (int i = 0; i < layers_count(b->layers); i++) {
    const struct law_bulk *y = layers_at(b->layers, i);
    const struct code *k = y->same ? y->plain.code : y->open.code;
    buf_print(text,
              en ? "layer %d before: %d operations for %d aggregates over links\n"
                 : "lớp %d chạy trước: %d phép tính cho %d phép gộp qua liên kết\n",
              i + 1, k->n - k->n_once, layer_reads(b->layers, i));
  }
  buf_print(text, en ? "instructions: %s\n" : "tập lệnh: %s\n", kernels_choose()->name);
}

/* ---- groups ---- */

static int64_t value_at(const struct law_bulk_output *o, int32_t i) {
  switch (o->bytes) {
  case 1: return ((const uint8_t *)o->value)[i];
  case 2: return ((const uint16_t *)o->value)[i];
  case 4: return ((const int32_t *)o->value)[i];
  default: return ((const int64_t *)o->value)[i];
  }
}

struct member {
  struct law_bulk_output *o;
};

static void group_row(const struct concurrency *c, const struct member *m, int32_t i) {
  bool taken[LAW_CONCURRENT_MAX] = { 0 }, unsure = false;
  int winner = -1;
  for (int k = 0; k < c->n; k++)
    unsure |= m[k].o && m[k].o->status && m[k].o->status[i] == LAW_BULK_UNKNOWN;
  for (int place = 0; place < c->most; place++) {
    int best = -1;
    for (int k = 0; k < c->n; k++) {
      const struct law_bulk_output *o = m[k].o;
      if (!o || taken[k] || (o->status && o->status[i] != LAW_BULK_VALUE) ||
          (o->flags && o->flags[i] & LAW_BULK_LOST))
        continue;
      if (best < 0 || (!c->keep_first && value_at(o, i) > value_at(m[best].o, i))) best = k;
    }
    if (best < 0) break;
    taken[best] = true;
    if (winner < 0) winner = best;
    if (unsure && m[best].o->flags) m[best].o->flags[i] |= LAW_BULK_AT_LEAST;
  }
  for (int k = 0; k < c->n && winner >= 0; k++) {
    struct law_bulk_output *o = m[k].o;
    if (o && !taken[k] && (!o->status || o->status[i] == LAW_BULK_VALUE) && o->flags)
      o->flags[i] |= LAW_BULK_LOST;
  }
}

/* A group the household at rows [from, to) has in common: all but the best `most` lose; equal sums go to the
 * earlier person. As law_apply_household_groups. */
static void group_household(const struct concurrency *c, const struct member *m, int32_t from, int32_t to) {
  for (int kept = 0;; kept++) {
    int best = -1;
    int32_t at = -1;
    for (int32_t i = from; i < to; i++)
      for (int k = 0; k < c->n; k++) {
        const struct law_bulk_output *o = m[k].o;
        if (!o || !o->flags || (o->status && o->status[i] != LAW_BULK_VALUE) ||
            o->flags[i] & (LAW_BULK_LOST | LAW_BULK_KEPT))
          continue;
        if (best < 0 || (!c->keep_first && value_at(o, i) > value_at(m[best].o, at))) best = k, at = i;
      }
    if (best < 0) break;
    m[best].o->flags[at] |= kept < c->most ? LAW_BULK_KEPT : LAW_BULK_LOST;
  }
  for (int32_t i = from; i < to; i++)
    for (int k = 0; k < c->n; k++)
      if (m[k].o && m[k].o->flags) m[k].o->flags[i] &= (uint8_t)~LAW_BULK_KEPT;
}

void law_bulk_groups(const struct law_bulk *b, struct law_bulk_output *outputs) {
  date last = month_last(b->q.for_month);
  const struct view *view = view_new(b->a, b->p, b->q.law_day);
  for (size_t g = 0; g < b->p->concurrency.n; g++) {
    const struct concurrency *c = &b->p->concurrency.at[g];
    struct member m[LAW_CONCURRENT_MAX] = { { 0 } };
    int present = 0;
    int32_t rows = 0;
    if (!view_governs(view, &c->d, last)) continue;
    for (int k = 0; k < c->n; k++)
      for (int t = 0; t < b->n; t++)
        if (b->target[t].t.kind == LAW_BULK_BENEFIT && b->target[t].t.index == c->benefit[k] &&
            (b->target[t].on == c->per || b->target[t].on == E_PERSON)) {
          m[k].o = &outputs[t];
          rows = outputs[t].rows;
          present++;
        }
    if (c->per == E_HOUSEHOLD && rows == b->cols[1]->persons && present) {
      const int32_t *start = b->cols[1]->household_start;
      for (int32_t h = 0; h < b->cols[1]->households; h++)
        if (start[h + 1] - start[h] > 1) group_household(c, m, start[h], start[h + 1]);
      continue;
    }
    for (int32_t i = 0; i < rows && present > 1; i++) {
      int held = 0;
      for (int k = 0; k < c->n; k++)
        held += m[k].o && (!m[k].o->status || m[k].o->status[i]);
      if (held > 1) group_row(c, m, i);
    }
  }
}
