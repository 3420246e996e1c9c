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
/* A law: frail 30 for k = 3, home 500 for a poor household, burial 900 once for who died in the month. */
extern const char small_of_the_dead[];
/* A woman of whom person.k is known from her birth on; in no household. */
int64_t small_person(struct small *x, const char *name, date birth, int k);
/* A grant of 100 that runs on from its first month. */
int64_t small_grant(struct small *x, int64_t who, const char *benefit, date decided, month first);
/* A month by the law known on a day, believing all acts up to the end of 2026. */
/* Records a sum as paid for each of the months from .. to; small_pays: for one. */
void small_paid(struct small *x, int64_t grant, month from, month to, money amount);
void small_pays(struct small *x, int64_t grant, month m, money amount);
/* The last month of a grant. */
void small_ends(struct small *x, int64_t grant, month last);
struct office_when small_when(struct small *x, month m, date known);
struct people *small_everybody(struct small *x, struct office_when when);

/* The household is poor from 2024 on (household.poor). */
void small_poor(struct small *x, int64_t home);
/* Everybody's month, and one person's answer read by himself. */
void small_determined(struct small *x, struct office_when when, struct office_determination *ret_d);
struct office_answer small_replayed(struct small *x, struct office_when when, int64_t who);

struct small_comes { /* what is expected of one benefit */
  enum law_status eligible, due;
  money sum, pays;
};
/* The replay says so, and what is laid out of everybody; whoever is not born yet is in no list. */
void small_both_say(struct small *x, struct office_when when, int64_t who, int benefit,
                    struct small_comes want);

#endif
