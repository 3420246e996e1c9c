/* bulk_random: small random law packs and random people, for the tests of the bulk evaluator. */
#ifndef ANSINH_TESTS_BULK_RANDOM_H
#define ANSINH_TESTS_BULK_RANDOM_H

#include "few_for_test.h"
#include "random_grants.h"
#include "law/bulk/bulk.h"
#include "law/replay/run.h"

struct random_options {
  bool finite; /* only facts and parameters with small domains */
  bool links;
  int rules;
};
/* The text of a pack; not every text passes the checker. */
struct str random_pack(struct arena *a, struct rng *r, struct random_options o);
struct random_people {
  struct law_columns *first, *last;
  struct random_grants **grants; /* by benefit, then person; NULL: what the columns have */
};
/* hole_in: one value in so many is missing; 0 none, nor is there a household too large for vectors. */
struct random_people random_people(struct arena *a, struct rng *r, const struct law_program *p,
                                   int households, int most_members, int hole_in);
/* The same people for the replay, read without the evaluator's own source. Lists of people go to `ids`, which
 * the caller empties. */
struct law_source random_source(struct arena *a, struct arena *ids, const struct random_people *people,
                                month m);

#endif
