/* source: people of the register as the law reads them: a law_source over the history tables, as recorded at
 * the end of one day. For one household at a time (a person's page, an explanation); bulk work reads columns
 * instead.
 *
 * Facts of an area are looked for at the lowest unit of residence, then upwards. `area.urban` follows from
 * the commune's type where no row says otherwise (phường, thị trấn: urban; xã: rural). Birth, death and sex
 * come from person_version. */
#ifndef ANSINH_COLUMNS_SOURCE_H
#define ANSINH_COLUMNS_SOURCE_H

#include "law/law.h"
#include "registry/registry.h"

struct cols_source;

/* `facts`: the day up to whose end the record counts. Reads lazily; everything it caches lives in `a`. */
enum err cols_source_new(struct arena *a, struct db *db, const struct law_program *p, date facts,
                         struct cols_source **ret_s);
/* The functions for a session. A database fault met on the way is kept: ask cols_source_error after. */
struct law_source cols_source(struct cols_source *s);
enum err cols_source_error(const struct cols_source *s);

/* Which law facts the register stores, by the number of its symbol; shared with the columns. */
struct cols_names {
  const struct law_program *p;
  int64_t *fact;    /* by law fact: symbol id, 0 none */
  int64_t *link;    /* by law link */
  int64_t *benefit; /* by law benefit */
  int n_values;
  struct {
    int64_t symbol;
    int fact_enum;
    int value;
  } * values;                   /* enumeration values by symbol id, sorted */
  int birth, death, sex, urban; /* law facts held elsewhere, -1 none */
};
enum err cols_names_load(struct arena *a, struct db *db, const struct law_program *p,
                         struct cols_names *ret_n);
/* The law's number for a stored value of a fact; false for a symbol that is no value of its enumeration. */
bool cols_value(const struct cols_names *n, int fact, int64_t stored, int64_t *ret_v);
/* What the packs speak of, as the register's vocabulary: links are named "person.parent". */
struct reg_vocabulary cols_vocabulary(struct arena *a, const struct law_program *p);

#endif
