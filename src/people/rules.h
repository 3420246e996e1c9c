/* rules: those of decision 0001 that work on rows of spells, shared by the two faces. Private to src/people.
 */
#ifndef ANSINH_PEOPLE_RULES_H
#define ANSINH_PEOPLE_RULES_H

#include "people/spells.h"
#include "registry/area_rule.h"

/* A succession's value: share of the people, then the area that follows. */
enum { HEIR_BITS = 31 };
#define HEIR_MASK ((int64_t)INT32_MAX)

/* people_counts of the person at a place. */
bool people_counts_at(const struct persons *all, int32_t place, date day);

enum { LINK_NOT, LINK_LIVING, LINK_DEAD };
/* What a row of a link says on a day: `held` then, both ends born, and the one it leads to not dead. */
static inline int people_link_state(bool held, bool both_born, bool other_lives) {
  return !held || !both_born ? LINK_NOT : other_lives ? LINK_LIVING : LINK_DEAD;
}
/* Does a row of a link hold on a day between two who are born, and does the one it leads to count? */
int people_link_holds(const struct people *p, const struct spells *s, int32_t row, bool backwards, date day);

/* The version of an area in force on a day, or of the area that followed it; -1 none. And of what is above
 * it. */
int32_t people_area_in_force(const struct people_areas *areas, int64_t area, date day);
int32_t people_area_above(const struct people_areas *areas, int32_t row, date day);
/* What the rule of areas asks (registry/area_rule.h). */
struct area_reader people_area_reader(const struct people_areas *areas);
/* Does the viewer these people were read for see what lives in an area on that day? `area` 0: nowhere. */
bool people_sees_area(const struct people *p, int64_t area, date day);

/* A grant as the law is given it, asked about a month. */
struct law_grant_given people_given(const struct people_grant *g, month m);
/* What the grants of a benefit of the law among the n of one person come to in a month, for the law: of a
 * household's benefit those of the household he counts in (people_grant_at_home). */
struct law_grant people_granted(const struct people *p, const struct people_grant *list, int n, int benefit,
                                month m);

/* What is said of a fact, in the law's numbers. */
struct spoken {
  enum law_given said;
  int64_t value;
  date since;
  struct str source, source_en; /* as law_fact_value has them */
};
/* A row of spells of a fact. */
struct spoken people_spoken(const struct people_names *names, const struct spells *s, int fact, int32_t row);
/* A fact of an area on a day: at the lowest unit, then upwards. */
struct spoken people_area_fact(const struct people *p, int64_t area, int fact, date day);

/* The records of a person or household that hold on a day, by number, as law_source has them; the list lies
 * in `a`. Nothing of `p` is changed: many may ask at once. Everything that is known of a person is in memory
 * (people_more). */
int people_records(const struct people *p, struct arena *a, struct law_record_ask ask, const int64_t **ret);

#endif
