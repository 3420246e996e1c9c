/* A small invented town and random acts on it, for tests that set what is kept or taken back against what is
 * read anew. */
#ifndef ANSINH_TESTS_TOWN_FOR_TEST_H
#define ANSINH_TESTS_TOWN_FOR_TEST_H

#include "world_for_test.h"

#include "people/people.h"

enum { TOWN_PEOPLE = 24, TOWN_HOMES = 8, TOWN_GRANTS_MAX = 60, TOWN_KINDS = 19, TOWN_AREA_ACT = 17 };
enum { TOWN_RECORD_ACT = 18 }; /* of towns whose packs declare the records form (rooms) and spell (n) */

struct town {
  struct world *w;
  struct arena *arena, *round; /* the town's own; one look's */
  struct law_program *law;
  struct reg_vocabulary words;
  struct rng r;
  int64_t person[TOWN_PEOPLE], home[TOWN_HOMES], area[3], grant[TOWN_GRANTS_MAX], province;
  int grants, areas_added, spells;
  uint64_t reach;           /* of how many last acts one is taken back; 0: 12 */
  int64_t done[TOWN_KINDS]; /* acts that were not refused */
  char folder[400];
};

/* People and homes of no household yet, in three communes; t->w has its areas. */
void town_settle(struct town *t);
/* A number below n, the next of the seed's. */
uint64_t town_below(struct town *t, uint64_t n);
/* Acts until one is not refused; kind -1: any but TOWN_AREA_ACT and TOWN_RECORD_ACT. When there
 * is nothing a kind could be done to (no sum paid that could be put right), any. */
void town_some_act(struct town *t, int kind);
/* The kind that was done least, so that no kind stays untried. */
int town_rarest(const struct town *t);

#endif
