/* synth: an invented province with real numbers. It fills an empty register with people, households,
 * villages, facts and past grants, so that the rest of the program can be shown and tested at full size.
 * Nobody in it exists.
 *
 * What is real: the areas and their history, and the census of 1/4/2019 (census2019 in the province's
 * folder): every commune's people and households by size exactly, the five-year age groups by district and
 * urban/rural exactly. Everything else follows rates; all of them stand in its synth_rates.csv with a source
 * or the word "assumed". None is in the code.
 *
 * How: people of 1/4/2019 are set into households (head, spouse, children, elderly parents, groups), then
 * live through the years day by day to `as_of`: deaths, marriages, births, households founded and ended,
 * orphans taken in. Facts and links follow, then the register is written, then the caller's own law says who
 * was entitled in the last months and the grants are made from that. Stated faults are planted in the
 * caseload and written to the answer list; outside that list the caseload agrees with the law it was made
 * from.
 *
 * It owns no table; it never decides what anyone is entitled to. The same options give the same rows, always,
 * but for the random bits of acts (act.dice). Uses: base, store, registry (areas). */
#ifndef ANSINH_SYNTH_H
#define ANSINH_SYNTH_H

#include "registry/symbols.h"

/* The first line of the answer list. */
#define SYN_ANSWERS "person,kind,benefit,law_amount,paid_amount,detail,people"

struct syn_options {
  date as_of; /* the day the province is brought to; default 2026-11-01. 2019-04-01 gives the census itself */
  date grants_law_day; /* the law the caseload was decided under: documents in force by this day; default
                          2026-10-04 */
  month first_paid;    /* the law is asked month by month from here ... default 2026-06 */
  month last_paid; /* ... to here, the last month paid, default 2026-10; no later than the last that is over
                      on as_of, and then first_paid no later than that */
  uint64_t seed;
  int scale_permille;       /* 1000 = everyone; less gives a smaller province with the same shape */
  const char *data_dir;     /* the province's folder, such as data/hue (doc/province.md) */
  const char *answers_path; /* the answer list (CSV), NULL = not written */
  const struct reg_vocabulary *vocabulary; /* what names are called now; NULL: as they stand here */
};
/* The whole province as of 1 November 2026, from one seed. */
struct syn_options syn_defaults(void);

enum { SYN_CASES_MAX = 64, SYN_BENEFIT_MAX = 40 };

/* One person's sum of one benefit in one month, as the law gives it before any grant is looked at. */
struct syn_entitlement {
  int64_t person;
  char benefit[SYN_BENEFIT_MAX]; /* 'assistance.monthly', 'care.carer_support' */
  char cases[SYN_CASES_MAX];     /* 'k5a1' or 'k4+k6b' */
  money amount;
  month first_month; /* the first month the law knows of, -1 when it was not asked: synth then works it out */
};
/* Asked once a month of [first_paid, last_paid], as far as these are over, and once more for month_of(as_of)
 * under the law of as_of. Answers every person with a known positive sum; unknown and not entitled are left
 * out. The array must live until the next call. */
typedef enum err (*syn_entitle)(void *context, struct db *db, month m, date law_day,
                                const struct syn_entitlement **ret_list, int64_t *ret_count);
/* Called at the start of each step and some times within; `total` is 0 when it is not known. NULL is allowed.
 */
typedef void (*syn_progress)(void *context, const char *step_vi, const char *step_en, int64_t done,
                             int64_t total);

struct syn_result {
  int64_t people, living, households, villages, facts, links, grants, planted;
  uint64_t fingerprint; /* over the people, memberships and facts in memory: equal for equal options */
  char message[2][600]; /* what was wrong, in both languages, when the result is not OK */
};

/* Whom it asks and tells; each may be NULL: no grants are made, nobody is told. */
struct syn_calls {
  syn_entitle entitle;
  void *entitle_context;
  syn_progress progress;
  void *progress_context;
};
/* Fills `db` (migrated; areas are imported from data_dir when there are none). CONFLICT when the register
 * already holds people; INVALID when a data file is missing or says something impossible (see message); the
 * database is then to be thrown away: bulk writing runs unsynced and without indexes. */
enum err syn_make(struct db *db, const struct syn_options *options, const struct syn_calls *calls,
                  struct syn_result *ret_result);

#endif
