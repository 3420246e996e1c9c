/* A small invented world in which everybody's month is asked in every way.
 *
 * Invented households, five benefits of which a household, a couple or a person has one share, facts with
 * holes, grants to some only, one benefit granted under the name it had; some are born or die in the month,
 * or died before it; some are married, also to somebody of another household. The numbers of people grow in
 * the order they are written down, so equal claims go alike in all readings. */
#ifndef ANSINH_TESTS_ANSWERS_FOR_TEST_H
#define ANSINH_TESTS_ANSWERS_FOR_TEST_H

#include "world_for_test.h"

#include "office/answer.h"
#include "questions/questions.h"

enum {
  HOUSES = 18,
  MOST = 4,
  PEOPLE_MAX = HOUSES * MOST,
  BENEFITS = 5,
  OLD_NAME = 4, /* this benefit was granted under another name */
};
struct answers {
  struct world *w;
  struct arena *one; /* of one person's readings */
  struct law_program *p;
  struct people_names *names;
  struct office_when when;
  int people, house[PEOPLE_MAX], spouse[PEOPLE_MAX], value[PEOPLE_MAX][BENEFITS]; /* -1 a hole */
  int64_t person[PEOPLE_MAX];
  date birth[PEOPLE_MAX], death[PEOPLE_MAX]; /* DATE_MAX none */
  bool granted[PEOPLE_MAX][BENEFITS];
  struct web_data data;
  void *session;
};

/* cmocka's: the world written by acts, with its pages; and its end. */
int answers_setup(void **state);
int answers_teardown(void **state);
date later(date one, date other);
/* One more grant, of person i's benefit k. */
void is_granted(struct answers *x, int i, int k);

#endif
