/* What the tests of the search share: a register of invented people in memory, with a log of whom each act
 * touched, that feeds the index. */
#ifndef ANSINH_TESTS_SEARCH_FOR_TEST_H
#define ANSINH_TESTS_SEARCH_FOR_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "search/query.h"
#include "search/search.h"

enum { PEOPLE_MAX = 6500, LOG_MAX = 20000, PAGE = 20 };

struct world {
  struct arena *a;
  struct search_person person[PEOPLE_MAX]; /* by id; gone: not there */
  int people;
  struct {
    int64_t act, person;
  } log[LOG_MAX];
  int logged;
  int64_t act;
  int asked_everybody;
  struct search *s;
  struct search_page page;
};

static const date today = 20600; /* 2026-05-27 */
extern const char *const places[7];

/* Areas 1 to 6 lie in 101 (odd) or 102 (even). */
bool lies_in(const void *areas, int64_t area, int64_t above);
struct search *open_search(struct world *w);
int search_setup(void **state);
int search_teardown(void **state);
/* Each of these is an act. */
int64_t add(struct world *w, const char *name, date birth);
void lives(struct world *w, int64_t p, int64_t household, int64_t head, int64_t area);
void touch(struct world *w, int64_t p);
/* Not yet an act: touch() makes it one. */
void rename_to(struct world *w, int64_t p, const char *name);
/* Brings the index to the last act. */
void ready(struct world *w);
/* The first page into w->page. */
void look_as(struct world *w, const struct viewer *viewer, const char *typed, int64_t within);
void look(struct world *w, const char *typed);
int place_of(const struct world *w, int64_t p);

#endif
