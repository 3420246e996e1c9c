/* areas_load: a province's lists of units and what became of each, as its folder holds them
 * (doc/province.md). Private to src/registry: areas_lists.c reads and checks them, areas_load.c builds the
 * areas. */
#ifndef ANSINH_REGISTRY_AREAS_LOAD_H
#define ANSINH_REGISTRY_AREAS_LOAD_H

#include "registry/inner.h"

enum { AREA_STEPS_MAX = 100, AREA_UNITS_MAX = 10000, AREA_PAIRS_MAX = 20000, AREA_LEVELS = 3 };

/* A row of a list. Level 1 is the province, 2 a district, 3 a commune. */
struct area_unit {
  struct str code, name, fold, parent_code;
  int level, line;
  struct area_unit *parent; /* in the same list; NULL: the province */
  int became, made_of;      /* rows that say what it became, what it was made of */
  int64_t area;             /* its id in the register once there is one */
  bool goes_on;             /* its area is one of the next list too */
};
/* A list in force from a day on: one unit of level 1, parents of a level above, no code twice. */
struct area_list {
  const char *file;
  struct area_unit *at;
  int n;
  struct area_unit **by_code;
};
/* A unit became another of the same level, wholly or in part: share in parts per million, 0 not known. */
struct area_pair {
  struct area_unit *from, *to;
  int line;
  int32_t share;
};
struct area_pairs {
  struct area_pair *at;
  size_t n, cap;
};
/* A row of steps.csv. */
struct area_step {
  date day;
  struct str resolution, list, became; /* became: "" where every unit goes on under its code and name */
  bool merged_is_new; /* a unit others are merged into is a new one though it keeps code and name */
};
struct area_steps {
  struct area_step at[AREA_STEPS_MAX];
  int n;
};
/* Where the files are, and who is told what is wrong with them. */
struct area_folder {
  struct arena *a;
  const char *dir;
  struct reg_refusal *refusal;
};

/* All answer OK, or INVALID with the folder's refusal naming file, line, what is wrong and how to mend it. */
enum err reg_area_steps_read(const struct area_folder *f, struct area_steps *ret_steps);
enum err reg_area_list_read(const struct area_folder *f, struct str file, struct area_list *ret_list);
/* What leads from one list to the next: a unit of the same code, level and name goes on as itself when no row
 * of the step's file speaks of it; everything else has a row. Each unit of `now` becomes something and each
 * of `next` is made of something, but for a level that one of the lists does not have at all. */
enum err reg_area_pairs_read(const struct area_folder *f, const struct area_step *step, struct area_list *now,
                             struct area_list *next, struct area_pairs *ret_pairs);
/* "phuong": how the type of a unit is written in the register; NULL: its name says none. */
const char *reg_area_unit_type(const struct area_unit *u);

#endif
