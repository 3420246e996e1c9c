/* A connection's beginning and end: the address chooses the engine, and what lies there is looked at before
 * it is used. */
#include "store/driver.h"

static bool begins(const char *text, const char *with) { return strncmp(text, with, strlen(with)) == 0; }

bool db_is_server(const char *path) {
  assert(path != NULL);
  return begins(path, "postgresql://") || begins(path, "postgres://");
}

struct db *store_new(const char *path, enum db_mode mode, const struct migrations *migrations) {
  assert(path != NULL && migrations != NULL);
  const struct driver *driver = db_is_server(path) ? &store_postgres : &store_sqlite;
  struct arena *a = arena_new("store connection", CONNECTION_BYTES_MAX);
  if (a == NULL) return NULL;
  struct db *db = arena_alloc(a, driver->db_size);
  db->driver = driver;
  db->migrations = migrations;
  db->arena = a;
  db->mode = mode;
  snprintf(db->place, sizeof db->place, "%s", path);
  return db;
}

/* A connection that was begun is handed out, or closed with its fault kept for db_message(NULL). */
static enum err hand_out(enum err e, struct db *db, struct db **ret_db) {
  assert(db != NULL && ret_db != NULL);
  if (e != OK) {
    store_keep_open_fault(db);
    db_close(db);
    return e;
  }
  store_no_fault(db);
  *ret_db = db;
  return OK;
}

enum err store_open(const char *path, enum db_mode mode, const struct migrations *migrations,
                    struct db **ret_db) {
  struct db *db = store_new(path, mode, migrations);
  if (db == NULL) return NOMEM;
  enum err e = db->driver->open(db, path);
  if (e == OK) e = store_check(db);
  if (e == OK) e = db->driver->ready(db);
  return hand_out(e, db, ret_db);
}

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
  struct db *db = store_new(path, DB_CREATE, &store_migrations);
  bool cut = false;
  if (db == NULL) return NOMEM;
  enum err e = db->driver->open(db, path);
  if (e == OK) e = db->driver->claim(db, path);
  if (e == OK) e = make_room(db, path, &cut);
  if (e == OK) e = db->driver->ready(db);
  if (e == OK) e = db_migrate(db);
  if (e == OK) e = store_mark_unfinished(db, true);
  e = hand_out(e, db, ret_db);
  if (e == OK) *ret_cut = cut;
  return e;
}

enum err db_holds(const char *path, bool *ret_holds) {
  assert(ret_holds != NULL);
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
  store_keep_open_fault(fault);
  arena_free(fault->arena);
  return e;
}

const char *db_part(struct arena *a, const char *path) {
  assert(a != NULL && path != NULL);
  if (!db_is_server(path)) return arena_print(a, "%s.part", path);
  return arena_print(a, "%s%s_part", path, strchr(path, '#') == NULL ? "#ansinh" : "");
}

enum err db_open(const char *path, enum db_mode mode, struct db **ret_db) {
  return store_open(path, mode, &store_migrations, ret_db);
}

void db_close(struct db *db) {
  if (db == NULL) return;
  db->driver->close(db);
  arena_free(db->arena);
}

enum err db_remove(const char *path) {
  assert(path != NULL);
  return db_is_server(path) ? store_postgres.remove(path) : store_sqlite.remove(path);
}
