/* A small register under a law written for one test: people with a number k, what they are granted and paid,
 * and how they are asked about. What fails fails the test. */
#ifndef ANSINH_TESTS_SMALL_FOR_TEST_H
#define ANSINH_TESTS_SMALL_FOR_TEST_H

#include "world_for_test.h"

#include "office/answer.h"

struct small {
  struct world *w;
  struct law_program *p;
  struct reg_vocabulary v;
  struct people_names *names; /* made by small_when */
  struct reg_areas *areas;    /* of November 2026 */
};

/* A register of its own in a place of this name, and the law of a text. Ended by small_close. */
void small_open(struct small **ret_x, const char *name, const char *pack_text);
void small_close(struct small *x);
/* A woman of whom person.k is known from her birth on; in no household. */
int64_t small_person(struct small *x, const char *name, date birth, int k);
/* A grant of 100 that runs on from its first month. */
int64_t small_grant(struct small *x, int64_t who, const char *benefit, date decided, month first);
/* A month by the law known on a day, believing all acts up to the end of 2026. */
struct office_when small_when(struct small *x, month m, date known);
struct people *small_everybody(struct small *x, struct office_when when);
/* Everybody's determination of a month, not stored. */
void determined(struct small *x, struct office_when when, struct office_determination *ret_d);
/* One person asked by the replay. */
struct office_answer replayed(struct small *x, struct office_when when, int64_t who);
/* What is expected of one benefit: the sums are 0 where there is no value. */
struct comes { /* what is expected of one benefit */
  enum law_status eligible, due;
  money sum, pays;
};
/* Is an answer what is expected? */
void is(const struct office_item *i, struct comes want);
/* The replay says so of a benefit of somebody, and what is laid out of everybody; whoever is not born yet is
 * in no list. */
void both_say(struct small *x, struct office_when when, int64_t who, int benefit, struct comes want);

#endif
