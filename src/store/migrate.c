/* Brings a schema to the newest migration. */
#include "store/migrations.h"
#include "store/store.h"

static enum err apply(struct db *db, void *context) {
  const struct migration *m = context;
  char sha[65];
  sha256_hex(m->text, m->size, sha);
  struct stmt *s;
  enum err e = db_query(db, "SELECT sha256 FROM schema_migration WHERE name = $1", &s);
  if (e != OK) return e;
  bind_text(s, 1, str_of(m->name));
  e = db_step(s);
  if (e == OK) {
    bool same = str_is(col_text(s, 0), sha);
    (void)db_run(s);
    if (!same) fprintf(stderr, "store: migration %s was applied with another text\n", m->name);
    return same ? OK : CONFLICT;
  }
  if (e != NOT_FOUND) return e;
  e = db_script(db, m->text);
  if (e != OK) return e;
  e = db_query(db, "INSERT INTO schema_migration(name, sha256, applied) VALUES ($1, $2, $3)", &s);
  if (e != OK) return e;
  bind_text(s, 1, str_of(m->name));
  bind_text(s, 2, str_of(sha));
  bind_int(s, 3, clock_today());
  return db_run(s);
}

enum err db_migrate(struct db *db) {
  assert(db != NULL);
  assert(store_migration_count > 0);
  enum err e = db_script(db, "CREATE TABLE IF NOT EXISTS schema_migration ("
                             " name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, applied INTEGER NOT NULL)");
  for (size_t i = 0; e == OK && i < store_migration_count; i++) {
    struct migration m = store_migrations[i];
    e = db_transaction(db, apply, &m);
  }
  if (e != OK) return e;
  /* A file from a newer program: its tables may mean something we do not know. */
  int64_t known = (int64_t)store_migration_count;
  int64_t applied;
  e = db_int(db, "SELECT count(*) FROM schema_migration", 0, NULL, &applied);
  return e == OK && applied > known ? CONFLICT : e;
}
