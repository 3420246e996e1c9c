/* Versions and successions of areas as rows, by area, for the rule: all that count on a day, or those above
 * one place. */
#include "registry/inner.h"

enum { AREA_ROWS_MAX = 16 * REG_AREAS_MAX };

static bool row_version(const void *context, int64_t area, int i, struct area_version *ret_version) {
  const struct reg_area_rows *rows = context;
  for (size_t at = reg_area_rows_first(rows, area); at < rows->n && rows->at[at].area == area; at++)
    if (!rows->at[at].heir && i-- == 0) {
      const struct reg_area_row *r = &rows->at[at];
      *ret_version = (struct area_version) { r->id, r->area, r->other, r->from, r->to, (int64_t)at };
      return true;
    }
  return false;
}

static bool row_heir(const void *context, int64_t area, int i, struct area_heir *ret_heir) {
  const struct reg_area_rows *rows = context;
  for (size_t at = reg_area_rows_first(rows, area); at < rows->n && rows->at[at].area == area; at++)
    if (rows->at[at].heir && i-- == 0) {
      const struct reg_area_row *r = &rows->at[at];
      *ret_heir = (struct area_heir) { r->other, r->from, r->share };
      return true;
    }
  return false;
}

struct area_reader reg_area_rows_reader(const struct reg_area_rows *rows) {
  return (struct area_reader) { rows, row_version, row_heir };
}

size_t reg_area_rows_first(const struct reg_area_rows *rows, int64_t area) {
  size_t low = 0, high = rows->n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (rows->at[middle].area < area)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static int by_area(const void *x, const void *y) {
  const struct reg_area_row *a = x, *b = y;
  if (a->area != b->area) return a->area < b->area ? -1 : 1;
  if (a->heir != b->heir) return a->heir ? 1 : -1;
  return (a->id > b->id) - (a->id < b->id);
}

enum err reg_area_rows_read(struct arena *a, struct db *db, struct stmt *s, struct reg_area_rows *ret_rows) {
  struct reg_area_rows rows = { 0 };
  enum err e;
  while ((e = db_step(s)) == OK) {
    bool ok = true;
    struct reg_area_row r = { .heir = col_int(s, 0) != 0,
                              .id = col_int(s, 1),
                              .area = col_int(s, 2),
                              .other = col_int(s, 3),
                              .from = reg_col_date(s, 4, &ok),
                              .to = reg_col_date(s, 5, &ok),
                              .share = col_int(s, 6) };
    if (!ok || r.area < 1 || r.other < 0 || (r.heir && r.other == 0))
      return reg_damaged(db, r.heir ? "area_succession" : "area_version", r.id);
    /* One such row is not read; the audit names it, and so does who reads everybody. */
    if (r.area > REG_AREAS_MAX || r.other > REG_AREAS_MAX) continue;
    if (rows.n >= AREA_ROWS_MAX) return reg_full(s);
    *VEC_PUSH(a, &rows) = r;
  }
  if (e != NOT_FOUND) return e;
  if (rows.n > 1) qsort(rows.at, rows.n, sizeof *rows.at, by_area);
  *ret_rows = rows;
  return OK;
}

/* $1 the place, $2 the act: whatever may be above it at any time, and what it needs to be judged. */
#define UP                                                                                                   \
  "WITH RECURSIVE up(area) AS (SELECT CAST($1 AS BIGINT) UNION"                                              \
  " SELECT CASE WHEN k.way = 0 THEN v.parent ELSE s.to_area END FROM up"                                     \
  " CROSS JOIN (SELECT 0 AS way UNION ALL SELECT 1) k"                                                       \
  " LEFT JOIN area_version v ON k.way = 0 AND v.area = up.area AND v.act_from <= $2 AND v.act_to > $2"       \
  " LEFT JOIN area_succession s ON k.way = 1 AND s.from_area = up.area AND s.act_from <= $2"                 \
  " AND s.act_to > $2 WHERE v.parent IS NOT NULL OR s.to_area IS NOT NULL)"

enum err reg_area_rows_above(struct arena *a, struct db *db, int64_t area, int64_t act,
                             struct reg_area_rows *ret_rows) {
  struct stmt *s;
  TRY(db_query(db,
               UP " SELECT 0, v.id, v.area, coalesce(v.parent, 0), v.valid_from, v.valid_to, 0 FROM up"
                  " JOIN area_version v ON v.area = up.area AND v.act_from <= $2 AND v.act_to > $2"
                  " UNION ALL SELECT 1, s.id, s.from_area, s.to_area, s.day, s.day, s.share_ppm FROM up"
                  " JOIN area_succession s ON s.from_area = up.area AND s.act_from <= $2 AND s.act_to > $2",
               &s));
  bind_int(s, 1, area);
  bind_int(s, 2, act);
  return reg_area_rows_read(a, db, s, ret_rows);
}
