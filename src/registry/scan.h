/* scan: the history rows of the register as they are believed at an act, one plain struct a row: of everybody
 * in one pass, or of a set of people, households or areas. The module people makes of them who lives where
 * with whom and what is known; here nothing is judged but whether a row can be a row at all.
 *
 * A row that no act would have written (an import by other hands, a damaged page) is never handed on. In a
 * pass over everybody it is named to `bad` and left out; asked of a set it is named and ends the question
 * with INVALID.
 *
 * Any row believed at act N is the same whenever it is read, at N or long after: passes over several tables,
 * or over several connections at once, need no common snapshot. */
#ifndef ANSINH_REGISTRY_SCAN_H
#define ANSINH_REGISTRY_SCAN_H

#include "registry/registry.h"

enum { REG_SET_MAX = 56 }; /* subjects one statement takes; larger sets are asked in slices */

enum reg_table {
  REG_ROWS_VERSION,    /* person_version */
  REG_ROWS_MEMBERSHIP, /* membership */
  REG_ROWS_RESIDENCE,
  REG_ROWS_FACT,
  REG_ROWS_LINK,
  REG_ROWS_RECORD,
  REG_ROWS_GRANT,      /* grant_version with its grant_ */
  REG_ROWS_SUSPENSION, /* grant_suspension */
  REG_ROWS_PAID,       /* grant_paid */
  REG_ROWS_AREA,       /* area_version */
  REG_ROWS_SUCCESSION, /* area_succession */
  REG_ROWS_LAYOUT,     /* record_layout */
  REG_ROWS_AREA_FACT,  /* those rows of fact that are of areas, told as REG_ROWS_FACT, with their source */
  REG_ROWS_TABLES
};

/* One row. What a table does not have is 0, false or empty. Text is good until the next row. */
struct reg_row {
  enum reg_table table;
  int64_t id;         /* of the row; of grants the id of grant_ */
  enum reg_kind kind; /* fact, record: of what `subject` is one */
  int64_t subject;    /* person; household of a residence; area; of suspensions and sums paid the grant */
  int64_t other;      /* household of a membership, area of a residence, other of a link, parent of an area (0
                         none), the area that follows, record a grant is for (0 none), the number of a record
                         (its first row) */
  int64_t symbol;     /* fact; kind of a link or a layout; layout of a record; benefit */
  int64_t component;  /* of a grant, 0 the whole benefit */
  bool known;         /* a fact's value is known; a grant has the number of a decision */
  int64_t value; /* of a fact; đồng of a grant or paid; an area's enum reg_area_type; a succession's share */
  int32_t from, to;  /* days [from, to), a succession's day in `from`; of grants, suspensions and sums paid
                        months, both  included, `to` INT32_MAX while open */
  date birth, death; /* of a version: first possible day; DATE_MAX not dead */
  int birth_known;
  enum reg_sex sex;
  date decided, recorded; /* of a grant: when it was signed; when the act was recorded that put it there */
  struct str text; /* name, role, source, fields, cases, items; in a pass over everybody only fields, cases
                      and items */
};

/* A row that cannot be one. */
struct reg_bad {
  enum reg_table table;
  int64_t id; /* of the row in reg_bad_table; 0 where not even that is sure, as with `subject` */
  int64_t subject;
  /* Stable, for machines: "kind" a text or nothing where a number stands, or the other way round; "record"
   * ended before it began, or begun by no act of the log; "reference" names what is not there; "unsaid" a
   * grant without a version; "id", "period", "subject", "value", "nobody". */
  const char *word;
  enum reg_kind kind; /* of facts and records: of what `subject` is one, as far as that can be read */
  int64_t other; /* whom or what the row leads to besides (reg_row), as far as that can be read; 0 nothing */
};

struct reg_visit {
  void *context;
  /* Anything but OK ends the pass with it. */
  enum err (*row)(void *context, const struct reg_row *row);
  void (*bad)(void *context, const struct reg_bad *bad);
};

/* "person_version": the table `id` is a row of. Of a grant that is its version, but where none says anything
 * of it, or it is granted to nobody: then its row of grant_. */
const char *reg_bad_table(const struct reg_bad *bad);

struct reg_there;
struct reg_all {
  enum reg_table table;
  int64_t act;
  /* For memberships, residences, facts, links, records, suspensions and sums paid: rows that name what is not
   * there are bad. NULL: not looked at. */
  const struct reg_there *there;
};
/* Every row of a table believed at `act`, in no order that may be relied on. What the viewer may not see is
 * left to who makes answers of it (people): kinship and law cross every border of offices. */
enum err reg_scan_all(const struct viewer *viewer, struct db *db, const struct reg_all *all,
                      const struct reg_visit *visit);
/* Which households, areas, symbols, layouts and grants there are, at any time: rows that name others are
 * left out. Of no act, for nothing is deleted. In `a`; read-only, for several threads at once. */
enum err reg_scan_there(const struct viewer *viewer, struct arena *a, struct db *db,
                        const struct reg_there **ret_there);

/* By what a set is asked. OTHER: memberships of households. EITHER: links from or to one of the set. */
enum reg_by { REG_BY_SUBJECT, REG_BY_OTHER, REG_BY_EITHER };
struct reg_set {
  enum reg_table table;
  enum reg_by by;
  const int64_t *ids; /* > 0; of facts and records: persons */
  int count;
  const int64_t *homes; /* facts and records: households beside them, by the same statement */
  int n_homes;
};
/* Rows of a set of subjects believed at `act`; a statement for every REG_SET_MAX of them (of persons or of
 * households, whichever are more). Grants, suspensions
 * and sums paid come together, by person, with REG_ROWS_GRANT; areas and layouts are only read whole. A row
 * that is met from both its sides may come twice. */
enum err reg_scan_set(const struct viewer *viewer, struct db *db, const struct reg_set *set, int64_t act,
                      const struct reg_visit *visit);

/* Whose rows acts above `from` up to `to` may have written: of every row its subject is named (of grants the
 * person), as reg_undo needs it too. `areas`: rows of some area too. `all`: everything was loaded, nobody is
 * named. */
struct reg_touched_since {
  struct reg_id_list persons, households; /* by id, each once */
  bool areas, all;
};
/* At most `max` subjects, LIMIT beyond. In `a`. */
enum err reg_scan_touched(const struct viewer *viewer, struct arena *a, struct db *db,
                          const int64_t from_to[2], int max, struct reg_touched_since *ret_since);

/* Everybody of whom a version was recorded after an act, by id, each once: who was not known at it and came
 * to be known is among them. In `a`. LIMIT: more than INT32_MAX. */
enum err reg_scan_known_later(const struct viewer *viewer, struct arena *a, struct db *db, int64_t act,
                              struct reg_id_list *ret_persons);

#endif
