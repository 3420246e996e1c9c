/* few: columns of few rows, as they are counted, read and loaded. See bulk.h. */
#include "law/bulk/plan.h"

int32_t law_few_count(const uint64_t *has, int64_t rows, int32_t *ret_before) {
  int32_t n = 0;
  for (int64_t word = 0; word <= rows / 64; word++) {
    ret_before[word] = n;
    n += __builtin_popcountll(has[word]);
  }
  return n;
}

enum law_given law_column_says(const struct law_column *c, int64_t row, struct law_fact_value *ret) {
  if (!c->at) return LAW_NOTHING;
  bool other = c->few && !law_few_has(c->few, row);
  if (other) *ret = (struct law_fact_value) { .lo = c->otherwise, .hi = c->otherwise };
  if (other) return c->gone ? LAW_ASKED : LAW_GIVEN;
  if (c->few) row = law_few_rank(c->few, row);
  uint8_t hole = c->hole ? c->hole[row] : 0;
  if (hole == 1) return LAW_ASKED;
  *ret = (struct law_fact_value) { .lo = cell_get(c->at, c->bytes, row) };
  ret->hi = hole == 2 && c->until ? c->until[row] : ret->lo;
  return LAW_GIVEN;
}

int ir_load_granted(struct graph *g, enum level at, const struct law_grant_column *c) {
  return ir_load_few(g, at, &c->few, (struct ir_few) { c->granted, 4, DATE_MIN, DATE_MAX, DATE_MAX });
}

int ir_load_ever_granted(struct graph *g, enum level at, const struct law_grant_column *c) {
  return ir_load_few(g, at, &c->ever, (struct ir_few) { c->first, 4, DATE_MIN, DATE_MAX, DATE_MAX });
}

int lower_column(struct lowering *L, enum level at, const struct law_column *c) {
  return ir_load_few(L->g, at, c->few,
                     (struct ir_few) { c->at, (uint8_t)c->bytes, c->lo, c->hi, c->otherwise });
}

bool lower_has_hole(const struct law_column *c) { return c->hole || (c->few && c->gone); }

int lower_hole(struct lowering *L, enum level at, const struct law_column *c) {
  assert(lower_has_hole(c));
  return ir_load_few(L->g, at, c->few, (struct ir_few) { c->hole, 1, 0, 2, c->gone });
}
