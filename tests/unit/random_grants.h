/* random_grants: several grants of one benefit to one person, drawn by chance. */
#ifndef ANSINH_TESTS_RANDOM_GRANTS_H
#define ANSINH_TESTS_RANDOM_GRANTS_H

#include "law/law.h"

enum { RANDOM_MONTH = 2023 * 12 + 5 }; /* the month they turn about */
/* A grant as it is drawn: it may end, come in another's place or leave a gap, and be suspended for a while.
 */
struct random_grant {
  struct law_grant_given given; /* as if it were never suspended */
  month suspended_from, suspended_to;
};
enum { RANDOM_GRANTS_MAX = 3 };
/* The grants of one benefit to one person. */
struct random_grants {
  int n;
  struct random_grant at[RANDOM_GRANTS_MAX];
};
/* One after another: each ends before the next begins, mostly with the month before; the last mostly runs on.
 * Most turn about the month that is asked about; a decision is signed in the first month, or some days before
 * or after it. */
void random_grants_draw(struct rng *r, struct random_grants *ret);
/* What they come to in a month. */
struct law_grant random_grants_come_to(const struct random_grants *of, month m);

#endif
