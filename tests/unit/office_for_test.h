/* The people the office's tests stand on, and how they are asked about. */
#ifndef ANSINH_TESTS_OFFICE_FOR_TEST_H
#define ANSINH_TESTS_OFFICE_FOR_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "office/office.h"
#include "db_for_test.h"

/* One commune of Huế with a dozen and a half invented people, built by the register's acts and set under the
 * real law. Every đồng expected was worked by hand. The level is 500,000; 540,000 from 2026-07 for whoever
 * was granted before 2026-10-05 and for everyone from 2026-10-05 (Decree 335/2026, in force that day). Unless
 * said, someone is an adult with severe disability (k6d, 1.5): 750,000, then 810,000; granted 2025-03-10,
 * paid 750,000 from 2025-07 to 2026-10. */

enum who {
  AN,  /* plain */
  BAO, /* orphan, born 2022-09-15: k1a 2.5, from turning 4 k1b 1.5. Decree 147: a change counts from the month
          after */
  CUC, /* 77, poor, no supporter: k5a1 1.5; under Decree 335 k5a2 2.0 from 75 on, whether back to July is open
          (d1) */
  DUNG,  /* 82, not poor, k5c 1.0; deleted by Decree 335; has not asked for the social pension */
  EM,    /* 78, extreme disability: k6a 2.5, and the social pension beside it, which excludes it */
  PHU,   /* suspended from 2026-07 */
  PHUC,  /* suspended from 2026-07, taken back on 2026-10-02: whole again, months from July unpaid */
  GIANG, /* died 2026-08-20, recorded 2026-09-10, paid to 2026-09 */
  HANH,  /* moved to another commune on 2026-08-12 */
  IM,    /* 23, was an orphan, studies: only under Decree 335 (k2); no grant */
  KHOA,  /* the degree of disability was asked and is not known */
  LAN,   /* paid 540,000: the level of 2024 */
  MY,    /* two grants of the same benefit, both paid */
  NAM,   /* died 2026-06-11, recorded 2026-09-01, paid to 2026-10 */
  OANH,  /* never applied */
  PHAP,  /* no decision number */
  QUY,   /* granted on 2026-11-02 from 2026-11 */
  RI,    /* paid 1,000,000 */
  SAU,   /* ended by decision, last month 2026-08 */
  UT,    /* in no household */
  VUI,   /* orphan turning 16 on 2026-10-20: k1b 1.5, for the last time in October under either decree */
  PEOPLE
};

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
  int64_t person[PEOPLE], home[PEOPLE], grant[PEOPLE], second[PEOPLE], here, there;
  int assistance, pension;
};

struct one_of_them {
  const char *name;
  int y, m, d;
  enum reg_sex sex;
};
extern const struct one_of_them people[PEOPLE];

#define ok(call) assert_int_equal((call), OK)
static inline month mon(int y, int m) { return y * 12 + m - 1; }

/* Acts from here on happen on that day at noon, 05:00 UTC. */
void on(struct world *w, int y, int m, int d);
/* For cmocka: the world, and its end. */
int office_setup(void **state);
int office_teardown(void **state);
/* The coordinates of a month under the law of a day, as known at the end of another. */
struct office_when when(struct world *w, month m, date law, date facts);
/* Everybody as known at the end of a day. */
struct people *columns(struct world *w, date facts);

#endif
