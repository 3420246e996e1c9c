/* lookups: what the kernels look up, worked out by the compiler, so that no thread makes anything another
 * reads. */
#include "law/bulk/kernels.h"

#define FOUR(M, k)       M((k)), M((k) + 1), M((k) + 2), M((k) + 3)
#define SIXTEEN(M, k)    FOUR(M, k), FOUR(M, (k) + 4), FOUR(M, (k) + 8), FOUR(M, (k) + 12)
#define SIXTY_FOUR(M, k) SIXTEEN(M, k), SIXTEEN(M, (k) + 16), SIXTEEN(M, (k) + 32), SIXTEEN(M, (k) + 48)

/* floor(2^64 / d) rounded up; nothing for 0 and 1. */
#define RECIPROCAL(d) ((d) < 2 ? 0 : UINT64_MAX / ((d) < 2 ? 1 : (uint64_t)(d)) + 1)
const uint64_t law_reciprocals[256] = {
  SIXTY_FOUR(RECIPROCAL, 0),
  SIXTY_FOUR(RECIPROCAL, 64),
  SIXTY_FOUR(RECIPROCAL, 128),
  SIXTY_FOUR(RECIPROCAL, 192),
};

/* As date_of has it, with the k-th month as one number: years are counted from 1 March. */
#define FROM_MARCH(k) ((k) % 12 < 2 ? (k) % 12 + 10 : (k) % 12 - 2)
#define YEAR(k)       (LAW_YEAR_FIRST + (k) / 12 - ((k) % 12 < 2))
#define MONTH_BEGINS(k)                                                                                      \
  (YEAR(k) * 365 + YEAR(k) / 4 - YEAR(k) / 100 + YEAR(k) / 400 + (153 * FROM_MARCH(k) + 2) / 5 + DATE_MIN -  \
   306)
#define TWELVE(M, k) FOUR(M, k), FOUR(M, (k) + 4), FOUR(M, (k) + 8)
#define YEARS_10(k)                                                                                          \
  TWELVE(MONTH_BEGINS, k), TWELVE(MONTH_BEGINS, (k) + 12), TWELVE(MONTH_BEGINS, (k) + 24),                   \
      TWELVE(MONTH_BEGINS, (k) + 36), TWELVE(MONTH_BEGINS, (k) + 48), TWELVE(MONTH_BEGINS, (k) + 60),        \
      TWELVE(MONTH_BEGINS, (k) + 72), TWELVE(MONTH_BEGINS, (k) + 84), TWELVE(MONTH_BEGINS, (k) + 96),        \
      TWELVE(MONTH_BEGINS, (k) + 108)
#define YEARS_60(k)                                                                                          \
  YEARS_10(k), YEARS_10((k) + 120), YEARS_10((k) + 240), YEARS_10((k) + 360), YEARS_10((k) + 480),           \
      YEARS_10((k) + 600)
const date law_month_begins[LAW_MONTHS_KNOWN + 1] = {
  YEARS_60(0),
  YEARS_60(720),
  YEARS_60(1440),
  MONTH_BEGINS(LAW_MONTHS_KNOWN),
};
