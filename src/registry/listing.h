/* listing: who everybody is and where he lives on a day, one plain struct a person, as lists and indexes of
 * people want it. */
#ifndef ANSINH_REGISTRY_LISTING_H
#define ANSINH_REGISTRY_LISTING_H

#include "registry/registry.h"

struct reg_listed {
  int64_t person, household, area; /* household 0 none; area: the lowest unit of residence, 0 unknown */
  struct str name, sort_key;
  struct str head; /* name of the household's head, his own included; "" none */
  struct str citizen_no, phone;
  date birth;
  int birth_known;
  bool dead, has_grant, is_head; /* has_grant: one that runs without an end */
};
struct reg_listing {
  void *context;
  /* Texts are good until it returns. Anything but OK ends the pass with it. */
  enum err (*person)(void *context, const struct reg_listed *p);
};

/* Everybody as of a day and an act, in no order that may be relied on; who is not born or not known then is
 * left out. What the viewer may not see is left to who makes answers of it. A row that cannot be one (no day
 * of birth in the calendar) is left out. So is what has an id above
 * REG_PEOPLE_MAX. `scratch` takes some hundred bytes a household. */
enum err reg_list_everybody(const struct viewer *viewer, struct arena *scratch, struct db *db,
                            struct reg_at at, const struct reg_listing *listing);
/* One person. NOT_FOUND when he would not be listed. */
enum err reg_list_person(const struct viewer *viewer, struct db *db, int64_t person, struct reg_at at,
                         const struct reg_listing *listing);
/* Who lives on the last day of a month. */
struct reg_living {
  int64_t person;
  date birth; /* first possible day */
  enum reg_sex sex;
};
struct reg_living_visit {
  void *context;
  void (*person)(void *context, const struct reg_living *p); /* asks nothing of this connection */
};
/* Everybody who does, as known at an act, and whom the viewer sees in the month (`areas`: the tree of its
 * first day), in no order that may be relied on. */
enum err reg_list_living(const struct viewer *viewer, struct db *db, const struct reg_areas *areas,
                         struct reg_month_at at, const struct reg_living_visit *visit);
/* Whom acts above `from` up to `to` may have changed in a listing, each once, at most `max` (LIMIT beyond):
 * those touched, all of a household that was or whose head was, those of grants. *ret_all: an area or
 * everything was loaded; then nobody is named. */
enum err reg_list_touched(const struct viewer *viewer, struct arena *a, struct db *db,
                          const int64_t from_to[2], int max, struct reg_id_list *ret_people, bool *ret_all);
/* The day of an act, or of the first after it; DATE_MIN where there is none. */
enum err reg_day_begun(const struct viewer *viewer, struct db *db, int64_t act, date *ret_day);
struct reg_moved_ask {
  date from; /* days after it, up to at.valid */
  struct reg_at at;
  int max;
};
/* Whose listing the passing of days changes by itself: a version, a place in a household or a household's
 * place of theirs, or a version or place of their head, believed at ask->at begins or ends on one of those
 * days; each once, at most ask->max (LIMIT beyond). */
enum err reg_list_moved(const struct viewer *viewer, struct arena *a, struct db *db,
                        const struct reg_moved_ask *ask, struct reg_id_list *ret_people);
/* The last day up to at.valid on which a version of an area begins or is over, as known at an act; DATE_MIN
 * where there is none. */
enum err reg_list_areas_since(const struct viewer *viewer, struct db *db, struct reg_at at, date *ret_day);
/* May acts above `from` up to `to` have changed an area? When not, a tree of areas read at either holds at
 * the other. */
enum err reg_list_areas_moved(const struct viewer *viewer, struct db *db, const int64_t from_to[2],
                              bool *ret_moved);

#endif
