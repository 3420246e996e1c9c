/* few_for_test: columns of few rows, made from what is known of all. */
#include "few_for_test.h"

const struct law_few *few_of(struct arena *a, const uint64_t *has, int64_t rows) {
  int32_t *before = NEW_ARRAY(a, int32_t, rows / 64 + 1);
  law_few_count(has, rows, before);
  struct law_few *few = NEW(a, struct law_few);
  *few = (struct law_few) { has, before };
  return few;
}

struct law_grant_column grants_of(struct arena *a, int64_t rows, const struct law_grant *of) {
  uint64_t *stands = NEW_ARRAY(a, uint64_t, rows / 64 + 1), *ever = NEW_ARRAY(a, uint64_t, rows / 64 + 1);
  date *granted = NEW_ARRAY(a, date, rows + 1), *first = NEW_ARRAY(a, date, rows + 1);
  uint8_t *active = NEW_ARRAY(a, uint8_t, rows + 1), *suspended = NEW_ARRAY(a, uint8_t, rows + 1);
  int32_t n = 0, all = 0;
  for (int64_t i = 0; i < rows; i++) {
    if (of[i].granted == DATE_MAX) continue;
    ever[i / 64] |= UINT64_C(1) << i % 64;
    first[all++] = of[i].granted;
    if (!of[i].stands) continue;
    stands[i / 64] |= UINT64_C(1) << i % 64;
    granted[n] = of[i].granted;
    suspended[n] = of[i].suspended;
    active[n++] = of[i].active;
  }
  return (struct law_grant_column) { .few = *few_of(a, stands, rows),
                                     .granted = granted,
                                     .active = active,
                                     .ever = *few_of(a, ever, rows),
                                     .first = first,
                                     .suspended = suspended };
}
