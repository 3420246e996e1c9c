/* bulk_reasons: why something is asked row by row and not in vectors, both languages side by side in
 * bulk_reasons.def. */
#ifndef ANSINH_BULK_REASONS_H
#define ANSINH_BULK_REASONS_H

#include "base/base.h"

struct bulk_reason {
  const char *text[2]; /* by enum lang */
};
enum bulk_reason_id {
#define W(id, vi, en) BULK_REASON_##id,
#include "law/bulk/bulk_reasons.def"
#undef W
  BULK_REASONS
};
/* They live as long as the program; a reason is compared by its address. */
extern const struct bulk_reason law_bulk_reasons[BULK_REASONS];
#define WHY(id) (&law_bulk_reasons[BULK_REASON_##id])

#endif
