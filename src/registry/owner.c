/* Whose a row is: what a finding about it may say outside, where the numbers of rows mean nothing. */
#include "registry/inner.h"
#include "registry/whole.h"

#define OWNED(table, number, kind, owner, key)                                                               \
  {                                                                                                          \
    table, "SELECT " number ", o.id, o.public_id FROM " table " c JOIN " owner " o ON o.id = c." key         \
           " WHERE c.id = $1" kind                                                                           \
  }
/* Rows that say by a number of what kind their subject is. */
#define OF_SUBJECT(table, kind)                                                                              \
  OWNED(table, "1", " AND c." kind " = 1", "person", "subject"),                                             \
      OWNED(table, "2", " AND c." kind " = 2", "household", "subject")

static const struct {
  const char *table, *sql;
} owners[] = {
  OWNED("person", "1", "", "person", "id"),
  OWNED("household", "2", "", "household", "id"),
  OWNED("grant_", "4", "", "grant_", "id"),
  OWNED("office", "5", "", "office", "id"),
  OWNED("account", "6", "", "account", "id"),
  OWNED("person_version", "1", "", "person", "person"),
  OWNED("membership", "1", "", "person", "person"),
  OWNED("membership", "2", "", "household", "household"), /* of nobody there is */
  OWNED("link", "1", "", "person", "person"),
  OWNED("link", "1", "", "person", "other"),
  OWNED("residence", "2", "", "household", "household"),
  OF_SUBJECT("fact", "kind"),
  OF_SUBJECT("record", "subject_kind"),
  OWNED("grant_version", "4", "", "grant_", "grant_id"),
  OWNED("grant_suspension", "4", "", "grant_", "grant_id"),
  OWNED("grant_paid", "4", "", "grant_", "grant_id"),
};

static enum err owner(struct db *db, const char *sql, int64_t row, struct reg_owner *ret_owner) {
  struct stmt *s;
  TRY(db_query(db, sql, &s));
  bind_int(s, 1, row);
  TRY(db_step(s));
  struct reg_owner found = { .entity = (enum reg_entity)col_int(s, 0), .row = col_int(s, 1) };
  struct str id = col_text(s, 2);
  bool whole = id.n == REG_PUBLIC_ID;
  if (whole) memcpy(found.id, id.p, REG_PUBLIC_ID);
  db_reset(s);
  if (!whole) return NOT_FOUND; /* its id is the next finding */
  *ret_owner = found;
  return OK;
}

enum err reg_row_owner(const struct viewer *viewer, struct db *db, const char *table, int64_t row,
                       struct reg_owner *ret_owner) {
  assert(viewer != NULL && table != NULL && ret_owner != NULL);
  if (viewer->role != VIEWER_MAY_ALL || viewer->area != 0) return DENIED;
  for (size_t i = 0; i < sizeof owners / sizeof *owners; i++) {
    if (strcmp(owners[i].table, table) != 0) continue;
    enum err e = owner(db, owners[i].sql, row, ret_owner);
    if (e != NOT_FOUND) return e;
  }
  return NOT_FOUND;
}
