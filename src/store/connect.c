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
  db->mode = mode == DB_CHECK ? DB_READ : mode;
  db->any_objects = mode == DB_CHECK;
  snprintf(db->place, sizeof db->place, "%s", path);
  return db;
}

enum err store_hand_out(enum err e, struct db *db, struct db **ret_db) {
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
  return store_hand_out(e, db, ret_db);
}

enum err db_open(const char *path, enum db_mode mode, struct db **ret_db) {
  return store_open(path, mode, &store_migrations, ret_db);
}

void db_close(struct db *db) {
  if (db == NULL) return;
  db->driver->close(db);
  arena_free(db->arena);
}

bool db_replaced(const struct db *db) {
  assert(db != NULL);
  return db->replaced;
}

uint64_t db_identity(const struct db *db) {
  assert(db != NULL && db->driver != NULL);
  return db->identity;
}

enum err db_remove(const char *path) {
  assert(path != NULL);
  struct db *held = store_new(path, DB_WRITE, &store_migrations);
  if (held == NULL) return NOMEM;
  enum err e = held->driver->remove(held, path);
  store_keep_open_fault(held);
  db_close(held);
  return e == NOT_FOUND ? OK : e;
}
