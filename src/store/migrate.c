/* Brings a schema to the newest migration, all of it or nothing. */
#include "store/driver.h"

static enum err remember(struct db *db, const struct migration *m, const char *sha256) {
  struct stmt *s;
  enum err e = db_query(db, "INSERT INTO schema_migration(name, sha256, applied) VALUES ($1, $2, $3)", &s);
  if (e != OK) return e;
  bind_text(s, 1, str_of(m->name));
  bind_text(s, 2, str_of(sha256));
  bind_int(s, 3, clock_today());
  return db_run(s);
}

static enum err run_text(struct db *db, const struct migration *m) {
  struct arena *a = arena_new("migration", m->size * 12 + 65536);
  if (a == NULL) return NOMEM;
  struct str sql;
  enum err e = store_dialect(a, db->driver->name, (struct str) { m->text, m->size }, &sql);
  if (e == OK) e = db_script(db, sql.p);
  arena_free(a);
  return e;
}

static enum err apply(struct db *db, const struct migration *m) {
  char sha256[65];
  struct stmt *s;
  sha256_hex(m->text, m->size, sha256);
  enum err e = db_query(db, "SELECT sha256 FROM schema_migration WHERE name = $1", &s);
  if (e != OK) return e;
  bind_text(s, 1, str_of(m->name));
  e = db_step(s);
  if (e == OK) {
    bool same = str_is(col_text(s, 0), sha256);
    db_reset(s);
    return same ? OK : store_fault(db, CONFLICT, STORE_SAYS_older, "");
  }
  if (e != NOT_FOUND) return e;
  e = run_text(db, m);
  return e == OK ? remember(db, m, sha256) : e;
}

static enum err migrate(struct db *db, void *context) {
  (void)context;
  enum err e = store_history_make(db);
  for (size_t i = 0; e == OK && i < db->migrations->count; i++)
    e = apply(db, &db->migrations->list[i]);
  if (e != OK) return e;
  /* One of a newer program: its tables may mean something we do not know. */
  int64_t applied;
  e = db_int(db, "SELECT count(*) FROM schema_migration", 0, NULL, &applied);
  if (e != OK || applied == (int64_t)db->migrations->count) return e;
  return store_fault(db, CONFLICT, STORE_SAYS_newer, "");
}

enum err db_migrate(struct db *db) {
  assert(db != NULL && db->mode != DB_READ);
  assert(db->migrations->count > 0);
  return db_transaction(db, migrate, NULL);
}
