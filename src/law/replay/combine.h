/* combine: many values made one, as aggregates and choose trees do, each of which may be open (decision
 * record 0002). It reads nothing: the values come in. Private to src/law/replay. */
#ifndef ANSINH_LAW_COMBINE_H
#define ANSINH_LAW_COMBINE_H

#include "law/form/value.h"

/* any, all: Kleene's tables over the conditions, one more at a time; `so_far` begins as that of nobody. */
unsigned run_truth_with(enum op op, unsigned so_far, unsigned condition);

/* The best so far of highest and lowest: `maybe` while none of those seen surely counts. It begins as none.
 */
struct best {
  struct val v;
  bool maybe;
};
/* One more, which surely counts or may. Sets lie in `a`. */
void run_best_with(struct arena *a, struct best *b, struct val x, bool sure, bool highest);
/* A sum or a count with one more, who surely counts or may; none adds nothing. LIMIT in *err (untouched
 * otherwise) where it does not fit. */
struct val run_total_with(struct arena *a, struct val total, struct val x, bool sure, enum err *err);
/* What an aggregate can still be when it is not known whom it goes over. */
struct val run_opened(const struct node *n, unsigned truth, struct val total);

/* What a choose tree makes of its cases, `held` by their places. Parts and sets lie in `a`, the lasting ones
 * in `keep`. LIMIT in *err (untouched otherwise) where a sum does not fit. */
struct combining {
  struct arena *a, *keep;
  const struct val *held;
  enum err err;
};
/* What a choose tree makes of its cases: it may hold where a part may, surely where a part surely does. */
struct val run_tree(struct combining *c, const struct tree *t);

#endif
