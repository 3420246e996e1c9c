/* world: the province in memory while synth makes it. Private to src/synth. People, homes and spells are
 * numbered from 0 here and from 1 in the register. */
#ifndef ANSINH_SYNTH_WORLD_H
#define ANSINH_SYNTH_WORLD_H

#include "registry/load.h"
#include "synth/synth.h"

enum {
  AGES = 101,
  GROUPS = 18,
  SIZES = 8,
  NONE = -1,
  GROUP_HOME_MIN = 12,
  HOME_MAX = 40,
  REVIEWS = 6,
  FIRST_REVIEW = 2021
};
enum {
  PEOPLE_MAX = 4000000,
  HOMES_MAX = 1500000,
  SPELLS_MAX = 8000000,
  CENSUS_MAX = 3000000, /* people set into households: what is born to them stays below PEOPLE_MAX */
  COMMUNES_MAX = 10000,
  CELLS_MAX = 2000,
  VILLAGES_MAX = 60000
};
enum sex { MALE, FEMALE };
enum role { HEAD, SPOUSE, CHILD, PARENT, GRANDCHILD, SIBLING, OTHER, ROLES };
/* Peoples are numbered in the order of names.csv, whose first is the Kinh. */
enum { KINH, PEOPLES_MAX = 16 };
enum marital { NEVER_MARRIED, MARRIED, WIDOWED, DIVORCED, SPOUSE_MISSING };
enum degree { DEGREE_NONE, MILD, SEVERE, EXTREME };
enum poverty { POV_NONE, POV_NEAR, POV_POOR };
enum loss { LOSS_NONE, LOSS_ABANDONED, LOSS_BOTH_DEAD, LOSS_KINDS = 13 };
enum supporter { HAS_SUPPORTER, NO_SUPPORTER, SUPPORTER_ON_ASSISTANCE };

struct human {
  date birth, death;  /* death DATE_MAX = living */
  int32_t home, next; /* the home lived in and the next person in it; NONE when dead */
  int32_t father, mother, partner;
  int32_t spell;                              /* the open membership */
  date married_since;                         /* since when `marital` holds, DATE_MIN = before the census */
  date last_birth;                            /* of a woman's youngest child */
  date disabled_since, hiv_since, lost_since; /* DATE_MAX = not */
  int32_t pension;                            /* thousand đồng a month */
  uint16_t surname, middle, given;
  uint8_t sex, ethnic, role, marital, marital_before;
  uint8_t degree, disability_type, loss, supporter;
  date requested; /* the social pension, DATE_MAX = not asked for */
  bool has_child, in_facility, merit, facility_need, community_carer, former_orphan;
};

struct home {
  int32_t village, first, head;
  int16_t size;
  uint8_t ethnic;
  bool group;               /* unrelated people who share a roof: students, workers */
  date from, to;            /* to DATE_MAX = still there */
  uint8_t poverty[REVIEWS]; /* enum poverty as recognised for 2021..2026 */
};

struct spell {
  int32_t person, home;
  date from, to;
  uint8_t role;
};

struct commune {
  int64_t code;    /* of the census list 2019 */
  struct str name; /* 'Xã Hồng Hạ' */
  int32_t district, cell;
  bool urban, counted;          /* counted: its households are read */
  const int64_t *ethnic;        /* weights of the peoples among its households */
  int apart;                    /* among w->apart; 0: none of them */
  int32_t people, homes[SIZES]; /* [1..6], [7] = seven and more */
  int32_t first_home, home_count, first_village, village_count;
};

struct village {
  int64_t area; /* its id in the register */
  int32_t commune, number;
  int32_t homes; /* of 2019 */
  bool urban_now, difficult;
  bool urban_at[REVIEWS]; /* on the day of the review that made the class of 2021 ... */
};

/* A district's urban or rural part: the unit whose age structure the census gives. */
struct cell {
  int32_t district;
  bool urban;
  int32_t group[GROUPS];
  int32_t left[AGES][2];
};

/* A district whose poor are counted apart from the others' (rates poverty.poor.CODE and poverty.near.CODE);
 * the first is all other districts together. */
struct apart {
  int32_t district;
  const int64_t *poor, *near;
};
enum { APART_MAX = 100 };

/* The rates file: each key has a list of whole numbers. */
struct rate {
  struct str key;
  const int64_t *at;
  int n, line;
};
enum { RATE_CACHE = 512 };
struct rates {
  struct rate *at;
  size_t n, cap;
  struct str missing;
  struct {
    const char *key;
    const struct rate *rate;
  } cache[RATE_CACHE]; /* by the literal's address */
};

struct name_list {
  struct str *text, *fold;
  int32_t *upto;
  int n;
}; /* upto: running weight */
struct names {
  struct str people[PEOPLES_MAX];   /* "Kinh", "Tà Ôi" */
  struct str surnames[PEOPLES_MAX]; /* the group its surnames are of */
  int peoples;
  struct name_list surname[PEOPLES_MAX];      /* numbers below index every list's own entries */
  struct name_list middle[PEOPLES_MAX][2][2]; /* [ethnic][sex][1 = born before 1985] */
  struct name_list given[PEOPLES_MAX][2][2];
  int ton_that, ton_nu; /* the royal line changes its surname with sex; NONE when not listed */
};

struct world {
  struct arena *arena;
  struct syn_options options;
  struct rng rng;
  struct rates rates;
  struct names names;
  struct commune *communes; /* COMMUNES_MAX of them */
  int commune_count;
  struct cell *cells; /* CELLS_MAX of them */
  int cell_count;
  struct apart apart[APART_MAX];
  int apart_count;
  struct str insurance_office; /* "BHXH tỉnh Mẫu" */
  int province_code;           /* the first digits of citizen numbers */
  struct village *villages;
  int village_count;
  VEC(struct human) people;
  VEC(struct home) homes;
  VEC(struct spell) spells;
  int32_t *village_homes_at, *village_homes; /* homes of 2019 by village */
  int32_t *grown_child;                      /* by person: a child of 18 or more who may support, NONE */
  date *heard_of;                            /* by person: the day the register first knew of him (write.c) */
  int64_t account;                           /* whose acts these are */
  struct reg_load *load;                     /* once the areas are there */
  struct syn_result *result;
  syn_progress progress;
  void *progress_context;
};

/* rates.c: the files. All answer INVALID with a message in result. */
enum err syn_fail(struct world *w, const char *vi, const char *en, const char *what);
/* A line of a file of the data folder. */
struct syn_place {
  const char *file;
  int line;
};
/* The same of a line: the message is file, line, `what`, the text. */
enum err syn_wrong_at(struct world *w, const struct syn_place *at, const char *vi, const char *en,
                      const char *what);
/* The same of the row of a table just read. */
enum err syn_wrong(struct world *w, const struct csv_table *t, const char *vi, const char *en,
                   const char *what);
/* A table of the data folder, and its next row (NOT_FOUND at the end), all of it UTF-8. */
enum err syn_table_open(struct world *w, const char *file, const char *const *columns, struct csv_table *t);
enum err syn_table_next(struct world *w, struct csv_table *t);
enum err syn_rates_read(struct world *w);
/* NULL: the file has no such row. */
const struct rate *syn_rate_named(const struct world *w, const char *key);
/* census.c: the tables, which must agree with one another, cut to the scale. */
enum err syn_census_read(struct world *w);
bool syn_has_district(const struct world *w, int64_t code);
bool syn_has_commune(const struct world *w, int64_t code);
/* apart.c: what the rates say of single districts and communes, after the census; each that is named must be
 * one of it. */
enum err syn_apart_read(struct world *w);
/* The list under `key`, which must hold exactly n numbers; `zeros` and a note in rates.missing otherwise. */
const int64_t *syn_rates(struct world *w, const char *key, int n);
int64_t syn_rate(struct world *w, const char *key);
/* The list of any length. */
const int64_t *syn_rate_list(struct world *w, const char *key, int *ret_n);
enum err syn_rates_complete(struct world *w); /* INVALID when a key asked for was not there */

/* The day a thing is recorded that is said of a person or leads to him: never before he is known. */
static inline date syn_once_known(const struct world *w, int64_t person, date day) {
  return w->heard_of[person] > day ? w->heard_of[person] : day;
}
/* A row true of the world in [from, to) and recorded in [rec, rec_to), all days. */
struct reg_period syn_period(const struct world *w, date from, date to, date rec, date rec_to);

/* chance.c: draws. */
static inline bool syn_chance(struct rng *r, int64_t numerator, uint64_t of) {
  return numerator > 0 && rng_below(r, of) < (uint64_t)numerator;
}
static inline int32_t syn_between(struct rng *r, int32_t low, int32_t high) { /* both included */
  assert(low <= high);
  return low + (int32_t)rng_below(r, (uint64_t)(high - low) + 1);
}
/* An index by weight; the weights' sum must be above zero. */
int syn_pick(struct rng *r, const int64_t *weights, int n);
void syn_shuffle(struct rng *r, int32_t *at, size_t n);
static inline void syn_clear(struct buf *b) {
  b->n = 0;
  b->p[0] = 0;
}
static inline int syn_group(int age) { return age >= 85 ? 17 : age / 5; }
/* Completed years on a day. */
static inline int syn_age(const struct human *h, date d) { return years_between(h->birth, d); }

/* names.c */
enum err syn_names_read(struct world *w);
void syn_name(struct world *w, struct human *h,
              int32_t surname_from); /* draws; surname_from: a person or NONE */
/* Writes 'Nguyễn Văn An' and its search form. */
void syn_name_text(struct world *w, const struct human *h, struct buf *name, struct buf *fold);

/* settle.c: the households of 1/4/2019. */
enum err syn_settle(struct world *w);
/* kin.c */
void syn_join(struct world *w, int32_t person, int32_t home, enum role role, date from);
void syn_leave(struct world *w, int32_t person, date from);
void syn_set_role(struct world *w, int32_t person, enum role role, date from);
/* The role `person` has in a household of that head: what is nearest of kinship. */
enum role syn_kin_role(const struct world *w, int32_t person, int32_t head);
int32_t syn_new_home(struct world *w, int32_t village, uint8_t ethnic, date from);
/* years.c */
enum err syn_live(struct world *w);
/* places.c */
enum err syn_villages_plan(struct world *w);               /* before settle: in memory */
enum err syn_areas_ready(struct world *w, struct db *db);  /* imports the areas when there are none */
enum err syn_places_write(struct world *w, struct db *db); /* villages and area facts */
/* condition.c: what the facts will say, in memory. */
enum err syn_conditions(struct world *w);
enum err syn_poverty(struct world *w);
/* write.c, facts.c */
/* The day a review ended whose classes hold for the year FIRST_REVIEW + i. */
static inline date syn_review_day(int i) { return date_of(FIRST_REVIEW + i - 1, 12, 15); }
enum err syn_people_write(struct world *w);
enum err syn_facts_write(struct world *w, struct db *db);
/* grants.c */
enum err syn_grants(struct world *w, struct db *db, syn_entitle entitle, void *context);
void syn_say(struct world *w, const char *vi, const char *en, int64_t done, int64_t total);

#define TRY(call)                                                                                            \
  do {                                                                                                       \
    enum err try_ = (call);                                                                                  \
    if (try_ != OK) return try_;                                                                             \
  } while (0)

#endif
