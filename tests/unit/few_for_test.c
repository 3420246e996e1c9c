/* few_for_test: columns of few rows, made from what is known of all. */
#include "few_for_test.h"

const struct law_few *few_of(struct arena *a, const uint64_t *has, int64_t rows) {
  int32_t *before = NEW_ARRAY(a, int32_t, rows / 64 + 1);
  law_few_count(has, rows, before);
  struct law_few *few = NEW(a, struct law_few);
  *few = (struct law_few) { has, before };
  return few;
}

struct law_grant_column grants_of(struct arena *a, int64_t rows, const int32_t *decided,
                                  const uint8_t *active) {
  uint64_t *has = NEW_ARRAY(a, uint64_t, rows / 64 + 1);
  date *of_few = NEW_ARRAY(a, date, rows + 1);
  int32_t n = 0;
  uint8_t *stood = NEW_ARRAY(a, uint8_t, rows + 1);
  for (int64_t i = 0; i < rows; i++) {
    if (decided[i] == DATE_MAX) continue;
    has[i / 64] |= UINT64_C(1) << i % 64;
    of_few[n] = decided[i];
    stood[n++] = active[i];
  }
  return (struct law_grant_column) { *few_of(a, has, rows), of_few, stood };
}
