/* Whom a viewer sees: the one condition every reader and act stands on.
 *
 * A walk upwards from where the person's household lives: through parents, as known at the act asked, of the
 * day asked or any later day, and through successors of areas that were merged away (of several, the one that
 * took most people). Few rows, whatever the area's size; a viewer of everything costs no statement. */
#include "registry/inner.h"

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

/* The part of the walk above the first areas. $2 the valid day, $3 the act, $4 the viewer's area. */
#define UPWARDS                                                                                              \
  " UNION SELECT CASE WHEN k.way = 0 THEN v.parent ELSE s.to_area END FROM up"                               \
  " CROSS JOIN (SELECT 0 AS way UNION ALL SELECT 1) k"                                                       \
  " LEFT JOIN area_version v ON k.way = 0 AND v.area = up.area AND v.valid_to > $2"                          \
  " AND v.act_from <= $3 AND v.act_to > $3"                                                                  \
  " LEFT JOIN area_succession s ON k.way = 1 AND s.from_area = up.area AND s.act_from <= $3"                 \
  " AND s.act_to > $3 AND NOT EXISTS (SELECT 1 FROM area_succession b WHERE b.from_area = s.from_area"       \
  " AND b.act_from <= $3 AND b.act_to > $3 AND (b.share_ppm > s.share_ppm OR (b.share_ppm = s.share_ppm"     \
  " AND (b.day < s.day OR (b.day = s.day AND b.to_area < s.to_area)))))"                                     \
  " WHERE v.parent IS NOT NULL OR s.to_area IS NOT NULL)"                                                    \
  " SELECT 1 FROM up WHERE area = $4 LIMIT 1"

static const char *walk(int64_t kind) {
  if (kind == REG_HOUSEHOLD)
    return "WITH RECURSIVE up(area) AS (SELECT r.area FROM residence r WHERE r.household = $1"
           " AND r.valid_from <= $2 AND r.valid_to > $2 AND r.act_from <= $3 AND r.act_to > $3" UPWARDS;
  if (kind == REG_PERSON)
    return "WITH RECURSIVE up(area) AS (SELECT r.area FROM membership m JOIN residence r ON r.household = "
           "m.household"
           " AND r.valid_from <= $2 AND r.valid_to > $2 AND r.act_from <= $3 AND r.act_to > $3"
           " WHERE m.person = $1 AND m.valid_from <= $2 AND m.valid_to > $2 AND m.act_from <= $3"
           " AND m.act_to > $3" UPWARDS;
  return "WITH RECURSIVE up(area) AS (SELECT r.area FROM grant_ g JOIN membership m ON m.person = g.person"
         " AND m.valid_from <= $2 AND m.valid_to > $2 AND m.act_from <= $3 AND m.act_to > $3"
         " JOIN residence r ON r.household = m.household AND r.valid_from <= $2 AND r.valid_to > $2"
         " AND r.act_from <= $3 AND r.act_to > $3 WHERE g.id = $1" UPWARDS;
}

enum err reg_sees(const struct viewer *viewer, struct db *db, int64_t kind, int64_t id, struct reg_at at) {
  assert(viewer != NULL && kind >= REG_PERSON && kind <= REG_GRANT);
  if (viewer->area == 0 || kind == REG_AREA) return OK;
  const int64_t args[] = { id, at.valid, at.act, viewer->area };
  int64_t there;
  return db_int(db, walk(kind), 4, args, &there);
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
