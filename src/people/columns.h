/* columns: the snapshot that bulk work reads. One scan of the register, as recorded at the end of one day,
 * keeps every believed spell in memory; from it the columns of any month are laid out in no time: people
 * sorted by the household they count in for that month, one narrow column a fact for the first and one for
 * the last day, holes beside them.
 *
 * It owns nothing in the database and may be thrown away and made again at any moment. It knows no law beyond
 * the vocabulary. Words: decision record 0001. */
#ifndef ANSINH_COLUMNS_H
#define ANSINH_COLUMNS_H

#include "law/bulk/bulk.h"
#include "store/store.h"
#include "people/source.h"

enum { COLS_PEOPLE_MAX = 200000000, COLS_SPELLS_MAX = 500000000 };

struct cols;

/* Everything believed at the end of `facts`. Lives in `a` (about 1 KB a person at the most). */
enum err cols_load(struct arena *a, struct db *db, const struct law_program *p, date facts,
                   struct cols **ret_c);
int64_t cols_people(const struct cols *c);

struct cols_month {
  month m;
  int64_t people, households; /* whoever is born after the month is not among them */
  const int32_t *start;       /* households + 1: first person of each */
  const int64_t *person,
      *household;      /* ids in this order; household id 0 for someone in none (alone in a row of his own) */
  const int32_t *area; /* lowest unit of residence on the first day (of who came later: the first), by
                          household; 0 unknown */
  const uint8_t *homeless; /* by household row: 1 for people in no household; NULL when there are none */
  struct law_columns *first,
      *last; /* as the bulk engine reads them; they share what does not change within the month */
  const int32_t *const
      *grant_row; /* by law benefit, by person: place in cols_grants of the grant that stands, -1 none */
};
/* Lays out a month in `a` (its own arena, freed when done). */
enum err cols_month(struct arena *a, const struct cols *c, month m, struct cols_month *ret_m);

/* The believed grants, in the order of their rows. */
struct cols_paid {
  month from, to;
  money amount;
};
struct cols_grant_row {
  int64_t id, person;
  int benefit;
  money amount;
  date decided;
  month first, last;
  bool running, suspended_open, no_paper;
  struct str cases;
  int n_paid;
  const struct cols_paid *paid;
  int n_suspended;
  const struct cols_paid *suspended;
};
int64_t cols_grants(const struct cols *c, const struct cols_grant_row **ret_rows);
/* Day of death, DATE_MAX of the living; 0-based place in no particular order by person id; -1 unknown person.
 */
date cols_death(const struct cols *c, int64_t person);

#endif
