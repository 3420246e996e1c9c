/* Awkward lives: the register they stand in and how they are asked about. */
#ifndef ANSINH_TESTS_AWKWARD_FOR_TEST_H
#define ANSINH_TESTS_AWKWARD_FOR_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "office/office.h"
#include "db_for_test.h"

struct world {
  struct arena *a;
  struct test_db place;
  struct db *db;
  struct viewer viewer;
  struct law_program *p;
  struct people_names *names;
  struct reg_vocabulary v;
  struct reg_act act;
  struct reg_refusal no;
  struct reg_areas *areas;
};

#define ok(call) assert_int_equal((call), OK)
static inline month mon(int y, int m) { return y * 12 + m - 1; }

enum { NO = -1, OPEN = -2 };

struct answer {
  money eligible;
  const char *kase;
  int32_t area;
  int rows;
};

/* For cmocka: a register with the areas, nobody in it, and the real law; its end. */
int awkward_setup(void **state);
int awkward_teardown(void **state);
/* Acts from here on happen on that day at noon, 05:00 UTC. */
void on(struct world *w, int y, int m, int d);
/* Somebody new: his number. */
int64_t person(struct world *w, const char *name, int y, int m, int d);
/* The number of a commune of today. */
int64_t commune(struct world *w, const char *name);
/* A fact from a day on: `name` of an enumeration's value, else "" and `value`. */
void says(struct world *w, enum reg_kind kind, int64_t subject, const char *fact, int64_t value,
          const char *name, date from);
/* A household there from a day on, of that class of poverty: its number. */
int64_t home_at(struct world *w, int64_t area, const char *poverty, date from);
/* He is of the household from a day on. */
void lives(struct world *w, int64_t p, int64_t h, const char *role, date from);
/* Severe disability, no pension. */
void severe(struct world *w, int64_t p);
/* A grant decided that day: its number. */
int64_t grants(struct world *w, int64_t p, const char *benefit, date decided);
/* Everybody as known at the end of a day. */
struct people *columns(struct world *w, date facts);
/* The household lives in the commune of that name from a day on. */
void moves(struct world *w, int64_t h, const char *to, date from);
/* What the replay says of a month by the law of a day, as known at the end of another. */
struct answer replay(struct world *w, int64_t who, int benefit, int y, int m, date law, date facts);
/* What the replay and the determination of everybody say of a month by the law of a day; they must agree. */
struct answer ask_by(struct world *w, int64_t who, const char *benefit, int y, int m, date law);
/* The same by the law of 2026-11-20. */
struct answer ask(struct world *w, int64_t who, const char *benefit, int y, int m);
#endif
