/* few_for_test: columns of few rows, made from what is known of all. */
#ifndef ANSINH_TESTS_FEW_FOR_TEST_H
#define ANSINH_TESTS_FEW_FOR_TEST_H

#include "law/bulk/bulk.h"

/* The rows whose bits are set, of so many; `has` stays the caller's. */
const struct law_few *few_of(struct arena *a, const uint64_t *has, int64_t rows);
/* What the grants of a benefit come to, by row, as the columns have it. */
struct law_grant_column grants_of(struct arena *a, int64_t rows, const struct law_grant *of);

#endif
