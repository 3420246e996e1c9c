/* An invented register for the tests of the act log: a small vocabulary, an account, a clock the test sets.
 * On SQLite, and on PostgreSQL where ANSINH_TEST_DB names one. All people are invented. */
#ifndef ANSINH_TESTS_WORLD_FOR_TEST_H
#define ANSINH_TESTS_WORLD_FOR_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "db_for_test.h"
#include "registry/registry.h"

struct world {
  struct arena *a;
  struct test_db place;
  struct db *db;
  struct viewer viewer, *me;
  struct reg_refusal no;
  struct reg_act act; /* of 01/06/2026 at noon, until on() */
};

extern const struct reg_vocabulary test_vocabulary;

/* A register with the vocabulary and nothing else; `areas`: with those of Huế, imported on 01/01/2018. */
void world_open(struct world **ret_w, const char *name, bool invented, bool areas);
void world_end(struct world *w);
/* cmocka's: with areas, and its end. */
int world_setup(void **state);
int world_teardown(void **state);

date day(int y, int m, int d);
month mon(int y, int m);
/* Acts from here on happen on that day at noon. */
void on(struct world *w, int y, int m, int d);
/* The valid day, as known at the end of another. */
struct reg_at at(struct world *w, date valid, date recorded);
struct reg_month_at in_month(struct world *w, month m, date recorded);

struct reg_person_input someone(const char *name, int y, int m, int d, enum reg_sex sex);
int64_t person(struct world *w, const char *name, int y, int m, int d, enum reg_sex sex);
struct reg_areas *tree(struct world *w, date valid);
int64_t commune(struct world *w, const char *name, date d);
int64_t household(struct world *w, const char *commune_name, date from);
void belongs(struct world *w, int64_t p, int64_t h, struct str role, date from);
int64_t count(struct world *w, const char *sql);

#define ok(call)                                                                                             \
  do {                                                                                                       \
    enum err ok_e_ = (call);                                                                                 \
    if (ok_e_ != OK) fail_msg("%s: error %d, %s; %s", #call, ok_e_, w->no.en, db_message(w->db));            \
  } while (0)
/* Refused, at that field, with that code, and both languages say something. */
#define refused_as(w, with_code, call)                                                                       \
  do {                                                                                                       \
    memset(&(w)->no, 0, sizeof(w)->no);                                                                      \
    assert_int_equal((call), INVALID);                                                                       \
    assert_string_equal((w)->no.code, with_code);                                                            \
    assert_true(strlen((w)->no.vi) > 10 && strlen((w)->no.en) > 10);                                         \
    assert_null(strstr((w)->no.vi, "{"));                                                                    \
    assert_null(strstr((w)->no.en, "{"));                                                                    \
  } while (0)
#define refused(w, at_field, call)                                                                           \
  do {                                                                                                       \
    memset(&(w)->no, 0, sizeof(w)->no);                                                                      \
    assert_int_equal((call), INVALID);                                                                       \
    assert_string_equal((w)->no.field, at_field);                                                            \
    assert_true(strlen((w)->no.vi) > 10 && strlen((w)->no.en) > 10 && (w)->no.code[0] != 0);                 \
    assert_null(strstr((w)->no.vi, "{"));                                                                    \
  } while (0)

#endif
