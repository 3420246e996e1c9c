/* Whom a viewer sees: the one condition every reader and act stands on. Where he lives then is read, with
 * what may be above that place; the rule of areas judges. A viewer of everything costs no statement. */
#include "registry/inner.h"

#define SEES_BYTES_MAX ((size_t)4 << 20)

struct viewer viewer_all(int64_t account) {
  return (struct viewer) { .account = account,
                           .role = VIEWER_MAY_ALL,
                           .classes = VIEWER_SENSITIVE | VIEWER_SECRET };
}

struct viewer viewer_pages(void) {
  return (struct viewer) { .role = VIEWER_READS };
}

int64_t reg_barred(const struct viewer *viewer) {
  int64_t barred = 0;
  if ((viewer->classes & VIEWER_SENSITIVE) == 0) barred |= REG_MARK_SENSITIVE;
  if ((viewer->classes & VIEWER_SECRET) == 0) barred |= REG_MARK_SECRET;
  return barred;
}

struct reg_at reg_at_now(date today) {
  return (struct reg_at) { today, REG_ACT_OPEN - 1 };
}

/* Days [first, last] of the world, as known at an act. */
struct span {
  date first, last;
  int64_t act;
};

#define HOME                 REG_SQL_PLACE_OF_MONTH("h.household", "$2", "$3", "$4")
#define HOUSEHOLD_OF(person) REG_SQL_MEMBERSHIP_OF_MONTH("household", person, "$2", "$3", "$4")

static const char *place_sql(int64_t kind) {
  if (kind == REG_HOUSEHOLD) return "WITH h(household) AS (SELECT CAST($1 AS BIGINT)) SELECT " HOME " FROM h";
  if (kind == REG_PERSON)
    return "WITH h(household) AS (SELECT " HOUSEHOLD_OF("$1") ") SELECT " HOME " FROM h";
  return "WITH h(household) AS (SELECT " HOUSEHOLD_OF(
      "(SELECT g.person FROM grant_ g WHERE g.id = $1)") ") SELECT " HOME " FROM h";
}

static enum err sees(const struct viewer *viewer, struct db *db, int64_t kind, int64_t id, struct span span) {
  assert(viewer != NULL && kind >= REG_PERSON && kind <= REG_GRANT);
  if (viewer->area == 0 || kind == REG_AREA) return OK;
  const int64_t args[] = { id, span.first, span.last, span.act };
  int64_t area;
  TRY(db_int(db, place_sql(kind), 4, args, &area));
  return reg_area_sees(viewer, db, area, (struct reg_at) { span.first, span.act });
}

enum err reg_area_sees(const struct viewer *viewer, struct db *db, int64_t area, struct reg_at at) {
  if (viewer->area == 0 || viewer->area == area) return OK;
  struct arena *a = arena_new("above a place", SEES_BYTES_MAX);
  if (a == NULL) return NOMEM;
  struct reg_area_rows rows;
  enum err e = reg_area_rows_above(a, db, area, at.act, &rows);
  if (e == OK) {
    struct area_reader reader = reg_area_rows_reader(&rows);
    e = reg_rule_sees(&reader, area, viewer->area, at.valid) ? OK : NOT_FOUND;
  }
  arena_free(a);
  return e;
}

enum err reg_sees(const struct viewer *viewer, struct db *db, int64_t kind, int64_t id, struct reg_at at) {
  return sees(viewer, db, kind, id, (struct span) { at.valid, at.valid, at.act });
}

enum err reg_sees_month(const struct viewer *viewer, struct db *db, int64_t kind, int64_t id,
                        struct reg_month_at at) {
  return sees(viewer, db, kind, id, (struct span) { month_first(at.m), month_last(at.m), at.act });
}

/* ---- checks of acts ---- */

static enum err exists(struct db *db, enum reg_kind kind, int64_t id) {
  int64_t there;
  switch (kind) {
  case REG_PERSON: /* whose addition was taken back is nobody */
    return db_int(db,
                  "SELECT 1 FROM person_version WHERE person = $1 AND act_to = 9223372036854775807 LIMIT 1",
                  1, &id, &there);
  case REG_HOUSEHOLD: return db_int(db, "SELECT 1 FROM household WHERE id = $1", 1, &id, &there);
  case REG_AREA: return db_int(db, "SELECT 1 FROM area WHERE id = $1", 1, &id, &there);
  }
  return NOT_FOUND;
}

enum err reg_subject_check(struct db *db, const struct reg_doing *doing, enum reg_kind kind, int64_t id,
                           const char *field) {
  char number[24];
  enum err e = exists(db, kind, id);
  if (e == OK) e = reg_sees(doing->viewer, db, kind, id, reg_at_now(doing->today));
  if (e != NOT_FOUND) return e;
  snprintf(number, sizeof number, "%lld", (long long)id);
  enum reg_says what = kind == REG_PERSON      ? SAY_nobody
                       : kind == REG_HOUSEHOLD ? SAY_no_household
                                               : SAY_no_area;
  return reg_refuse(doing->refusal, field, what, number, NULL, NULL);
}

enum err reg_area_check(struct db *db, const struct reg_doing *doing, int64_t area, date day,
                        const char *field) {
  const int64_t args[] = { area, day };
  int64_t there;
  TRY(reg_subject_check(db, doing, REG_AREA, area, field));
  enum err e = db_int(db,
                      "SELECT 1 FROM area_version WHERE area = $1 AND act_to = 9223372036854775807"
                      " AND valid_from <= $2 AND valid_to > $2",
                      2, args, &there);
  return e == NOT_FOUND ? reg_refuse_day(doing->refusal, field, SAY_area_not_there, day) : e;
}

enum err reg_area_ours(struct db *db, const struct reg_doing *doing, int64_t area, const char *field) {
  enum err e = reg_area_sees(doing->viewer, db, area, reg_at_now(doing->today));
  return e == NOT_FOUND ? reg_refuse(doing->refusal, field, SAY_area_not_ours, NULL, NULL, NULL) : e;
}

enum err reg_for_all(const struct reg_doing *doing, const char *field) {
  if (doing->viewer->area == 0) return OK;
  return reg_refuse(doing->refusal, field, SAY_for_all_only, NULL, NULL, NULL);
}

enum err reg_name_told(struct db *db, const struct reg_doing *doing, int64_t person, const char **ret_name) {
  struct stmt *s;
  *ret_name = NULL;
  enum err e = reg_sees(doing->viewer, db, REG_PERSON, person, reg_at_now(doing->today));
  if (e != OK) return e == NOT_FOUND ? OK : e;
  TRY(db_query(db,
               "SELECT full_name FROM person_version WHERE person = $1 AND act_to = 9223372036854775807"
               " ORDER BY valid_from DESC LIMIT 1",
               &s));
  bind_int(s, 1, person);
  e = db_step(s);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  *ret_name = reg_keep(doing->act->arena, col_text(s, 0)).p;
  return db_run(s);
}
