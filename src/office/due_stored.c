/* A stored determination read again: what is due by it, what of it could not be answered. */
#include "office/office.h"

enum err office_stored_due(const struct viewer *viewer, struct db *db, const struct reg_areas *areas,
                           int64_t determination, const struct office_stored_visit *visit) {
  struct stmt *q;
  assert(viewer != NULL && areas != NULL && visit != NULL && visit->row != NULL);
  enum err e = db_scan(
      db,
      "SELECT person, benefit, area, due_amount FROM determination_result WHERE determination = $1"
      " AND due_status = 1 AND due_amount > 0 ORDER BY person, benefit",
      &q);
  if (e != OK) return e;
  bind_int(q, 1, determination);
  while ((e = db_step(q)) == OK) {
    struct office_stored_due row = { col_int(q, 0), col_int(q, 1), col_int(q, 2), col_int(q, 3) };
    if (reg_area_seen(areas, row.area, viewer->area)) visit->row(visit->context, &row);
  }
  return e == NOT_FOUND ? OK : e;
}

enum err office_stored_faults(const struct viewer *viewer, struct db *db, const struct reg_areas *areas,
                              int64_t determination, int64_t *ret_count) {
  const int64_t args[] = { determination };
  int64_t found = 0;
  struct stmt *q;
  assert(viewer != NULL && areas != NULL && ret_count != NULL);
  if (!viewer->area) return db_int(db, "SELECT faults FROM determination WHERE id = $1", 1, args, ret_count);
  enum err e = db_query(db,
                        "SELECT area, count(*) FROM determination_result WHERE determination = $1"
                        " AND (eligible_status = 3 OR due_status = 3) GROUP BY area",
                        &q);
  if (e != OK) return e;
  bind_int(q, 1, determination);
  while ((e = db_step(q)) == OK)
    if (reg_area_seen(areas, col_int(q, 0), viewer->area)) found += col_int(q, 1);
  if (e != NOT_FOUND) return e;
  *ret_count = found;
  return OK;
}
