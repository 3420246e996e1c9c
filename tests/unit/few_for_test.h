/* few_for_test: columns of few rows, made from what is known of all. */
#ifndef ANSINH_TESTS_FEW_FOR_TEST_H
#define ANSINH_TESTS_FEW_FOR_TEST_H

#include "law/bulk/bulk.h"

/* The rows whose bits are set, of so many; `has` stays the caller's. */
const struct law_few *few_of(struct arena *a, const uint64_t *has, int64_t rows);
/* Grants by row, DATE_MAX of whoever has none, as the columns have them. */
struct law_grant_column grants_of(struct arena *a, int64_t rows, const int32_t *decided,
                                  const uint8_t *active);

#endif
