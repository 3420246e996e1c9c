/* A new register's place: made for one maker, marked until it is whole, put where it shall stand. */
#include "store/driver.h"

/* Empty, or what an earlier making left, which is taken away: else CONFLICT. */
static enum err make_room(struct db *db, const char *path, bool *ret_cut) {
  assert(db->mode == DB_CREATE);
  struct store_found found = { 0 };
  enum err e = db->driver->look(db, &found);
  if (e != OK || found.empty) return e;
  e = store_check(db);
  if (e == OK) return store_fault(db, CONFLICT, STORE_SAYS_occupied, "");
  if (!store_was_cut(db)) return e;
  *ret_cut = true;
  return db->driver->wipe(db, path);
}

enum err db_make(const char *path, struct db **ret_db, bool *ret_cut) {
  assert(ret_db != NULL && ret_cut != NULL);
  assert(path != NULL);
  struct db *db = store_new(path, DB_CREATE, &store_migrations);
  bool cut = false;
  if (db == NULL) return NOMEM;
  enum err e = db->driver->open(db, path);
  if (e == OK) e = db->driver->claim(db, path);
  if (e == OK) e = make_room(db, path, &cut);
  if (e == OK) e = db->driver->ready(db);
  if (e == OK) e = db_migrate(db);
  if (e == OK) e = store_mark_unfinished(db, true);
  e = store_hand_out(e, db, ret_db);
  if (e == OK) *ret_cut = cut;
  return e;
}

enum err db_holds(const char *path, bool *ret_holds) {
  assert(path != NULL && ret_holds != NULL);
  struct db *db;
  enum err e = db_open(path, DB_READ, &db);
  if (e == OK) db_close(db);
  if (e != OK && e != NOT_FOUND && !store_open_vacant()) return e;
  *ret_holds = e == OK;
  return OK;
}

enum err db_rename(const char *from, const char *to) {
  assert(from != NULL && to != NULL);
  assert(db_is_server(from) == db_is_server(to));
  struct db *fault = store_new(to, DB_WRITE, &store_migrations);
  if (fault == NULL) return NOMEM;
  enum err e = fault->driver->rename(fault, from, to);
  assert(e == OK || fault->problem.says != STORE_SAYS_nothing);
  store_keep_open_fault(fault);
  arena_free(fault->arena);
  return e;
}

const char *db_part(struct arena *a, const char *path) {
  assert(a != NULL && path != NULL);
  if (!db_is_server(path)) return arena_print(a, "%s.part", path);
  return arena_print(a, "%s%s_part", path, strchr(path, '#') == NULL ? "#ansinh" : "");
}
