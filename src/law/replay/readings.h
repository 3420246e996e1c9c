/* readings: a benefit read on the two days of a month, and the month they make; and the same again with what
 * is not known filled in (completions.c). Private to src/law/replay. */
#ifndef ANSINH_LAW_READINGS_H
#define ANSINH_LAW_READINGS_H

#include "law/replay/run.h"

/* What a benefit was asked for, and the case rules that decide it. */
struct about {
  int benefit;
  struct subject s;
  int n_rules;
  const struct deciding_rule *rule;
  bool sums_only; /* which cases decide makes no difference between answers */
};
struct reading {
  struct val v;
  struct val *deciding; /* by the rules of `about` */
  bool *needed;         /* by the same: where the reading holds, the rule is not none */
  bool unverified;      /* it read a provision that is marked so */
};
/* A month and how it was made. */
struct made_month {
  struct reading v;
  int reading;
  const struct clause *joined, *started;
};

/* The benefit on the first (0) or the last day (1) of the month, with the completion that the session holds;
 * the session's grant is that of the benefit. Lies in scratch memory. */
struct reading run_reading(struct law_session *r, const struct about *q, int reading);
/* What two readings make of the month (record 0001); `started` is left to who knows the grant. */
struct made_month run_month_of(struct law_session *r, const struct about *q, struct reading first,
                               struct reading last);
/* Is it one answer: no value, or one sum (or two, the đồng apart that silent rounding leaves open) by one set
 * of cases? */
bool run_reading_known(const struct law_session *r, const struct about *q, const struct reading *x);
/* Are two the same in sum and cases? Of known ones: one answer. */
bool run_reading_same(const struct about *q, const struct reading *a, const struct reading *b);
/* Tries the completions of what is missing (record 0002). True when all agree: *ret is then the answer; false
 * (*ret untouched): some differ or none can be tried, and r->missing is reduced to what makes a difference,
 * where that is wanted. Leaves the last completion in the session. */
bool run_completed(struct law_session *r, const struct about *q, bool with_missing, struct reading *ret);

#endif
