/* random_grants: see random_grants.h. */
#include "random_grants.h"

void random_grants_draw(struct rng *r, struct random_grants *ret) {
  month first = RANDOM_MONTH - (month)(rng_below(r, 3) ? rng_below(r, 5) : rng_below(r, 50));
  ret->n = 1 + (int)rng_below(r, RANDOM_GRANTS_MAX);
  for (int i = 0; i < ret->n; i++) {
    struct random_grant *x = &ret->at[i];
    month last = first + (month)(rng_below(r, 2) ? rng_below(r, 4) : rng_below(r, 30));
    bool runs = i + 1 == ret->n && rng_below(r, 3);
    x->given.first = first;
    x->given.last = runs ? INT32_MAX : last;
    x->given.decided = month_first(first) - 10 + (int32_t)rng_below(r, 50);
    month pause = RANDOM_MONTH - 2 + (month)rng_below(r, 4);
    x->suspended_from = rng_below(r, 3) ? INT32_MAX : pause;
    x->suspended_to = rng_below(r, 2) ? INT32_MAX : pause + (month)rng_below(r, 2);
    first = last + 1 + (month)(rng_below(r, 3) ? 0 : rng_below(r, 4));
  }
}

static bool suspended_in(const struct random_grant *x, month m) {
  return x->suspended_from <= m && m <= x->suspended_to;
}

struct law_grant random_grants_come_to(const struct random_grants *of, month m) {
  struct law_grant all = law_grant_none();
  for (int i = 0; i < of->n; i++) {
    struct law_grant_given given = of->at[i].given;
    given.suspended = suspended_in(&of->at[i], m);
    given.suspended_before = suspended_in(&of->at[i], m - 1);
    law_grant_add(&all, &given, m);
  }
  return all;
}
