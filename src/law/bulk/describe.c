/* describe: what a plan does, for people. See bulk.h. */
#include "law/bulk/bulk_words.h"
#include "law/bulk/plan.h"

const struct bulk_reason law_bulk_reasons[BULK_REASONS] = {
#define W(id, vi, en) { { vi, en } },
#include "law/bulk/bulk_reasons.def"
#undef W
};

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
    if (!slot_loads(&k->slot[i])) continue;
    n++;
    *(k->slot[i].level == AT_PERSON ? ret_person : ret_household) += k->slot[i].bytes;
  }
  return n;
}

static void written(const struct law_bulk *b, size_t *ret_person, size_t *ret_household) {
  *ret_person = *ret_household = 0;
  for (int i = 0; i < b->n; i++) {
    const struct target_plan *t = &b->target[i];
    size_t n = (size_t)t->bytes + t->status;
    for (int k = 0; k < t->n_keys; k++)
      n += t->key_bytes[k];
    *(t->on == E_PERSON ? ret_person : ret_household) += n;
  }
}

/* Rules of this program that some target reads, in vectors: what was lowered and is no row. */
void law_bulk_describe(const struct law_bulk *b, struct buf *text, enum lang lang) {
  for (int i = 0; i < b->n; i++) {
    const struct target_plan *t = &b->target[i];
    if (t->why_row)
      buf_print(text, "%-40s %s: %s\n", target_name(b, t), WORD(BW_row_by_row, lang), t->why_row->text[lang]);
    else
      buf_print(text, "%-40s %s\n", target_name(b, t), WORD(BW_in_vectors, lang));
  }
  for (size_t i = 0; i < b->told.n; i++)
    buf_print(text, "  %-38s %s: %s\n", b->told.at[i].rule, WORD(BW_row_by_row, lang),
              b->told.at[i].why->text[lang]);
  for (int v = 0; v < (b->same ? 1 : 2); v++) {
    const struct code *k = v ? b->open.code : b->plain.code;
    size_t person, household, person_out, household_out;
    int n = loads(b, k, &person, &household);
    written(b, &person_out, &household_out);
    buf_print(text, WORD(BW_blocks, lang), v ? WORD(BW_with_holes, lang) : WORD(BW_without_holes, lang),
              k->n - k->n_once, n, person, household, person_out, household_out, k->bytes);
  }
  for (int i = 0; i < layers_count(b->layers); i++) {
    const struct law_bulk *y = layers_at(b->layers, i);
    const struct code *k = y->same ? y->plain.code : y->open.code;
    buf_print(text, WORD(BW_layer, lang), i + 1, k->n - k->n_once, layer_reads(b->layers, i));
  }
  buf_print(text, WORD(BW_instructions, lang), kernels_choose()->name);
}
