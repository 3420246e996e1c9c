/* What is at a place, told by name before anybody reads it as a register: nothing, another program's
 * database, one of an earlier or a newer program, one whose making was cut short. */
#include "store/driver.h"

/* Not a migration: sorts after all of them. */
#define UNFINISHED "~unfinished"

enum err store_history_make(struct db *db) {
  assert(db->depth > 0);
  struct store_found found = { 0 };
  enum err e = db->driver->look(db, &found);
  if (e != OK || (found.history && found.marked)) return e;
  struct arena *a = arena_new("history table", 8192);
  if (a == NULL) return NOMEM;
  struct str sql;
  e = store_dialect(a, db->driver->name, str_of(store_history), &sql);
  if (e == OK) e = db_script(db, sql.p);
  arena_free(a);
  return e == OK ? db->driver->mark(db) : e;
}

enum err store_mark_unfinished(struct db *db, bool on) {
  assert(db->depth == 0 && db->mode != DB_READ);
  struct stmt *s;
  const char *sql = on ? "INSERT INTO schema_migration(name, sha256, applied) VALUES ($1, '', 0)"
                         " ON CONFLICT (name) DO NOTHING"
                       : "DELETE FROM schema_migration WHERE name = $1";
  enum err e = db_query(db, sql, &s);
  if (e != OK) return e;
  bind_text(s, 1, S(UNFINISHED));
  return db_run(s);
}

/* What the table of migrations tells, gathered row by row. */
struct history {
  size_t known;
  bool changed, unknown, unfinished;
};

static void note(struct history *h, const struct migrations *migrations, struct str name, struct str sha256) {
  assert(h != NULL && migrations != NULL);
  if (str_is(name, UNFINISHED)) {
    h->unfinished = true;
    return;
  }
  for (size_t i = 0; i < migrations->count; i++) {
    const struct migration *m = &migrations->list[i];
    if (!str_is(name, m->name)) continue;
    char ours[65];
    sha256_hex(m->text, m->size, ours);
    h->known++;
    if (!str_is(sha256, ours)) h->changed = true;
    return;
  }
  h->unknown = true;
}

static enum err read_history(struct db *db, struct history *ret_h) {
  assert(ret_h != NULL);
  struct stmt *s;
  struct history h = { 0 };
  enum err e = db_query(db, "SELECT name, sha256 FROM schema_migration", &s);
  if (e != OK) return e;
  while ((e = db_step(s)) == OK)
    note(&h, db->migrations, col_text(s, 0), col_text(s, 1));
  if (e != NOT_FOUND) return e;
  *ret_h = h;
  return OK;
}

/* The first object that is not as it should be, for the sentence. */
struct first_object {
  bool tables_only;
  int count, tables;
  char words[120], table[120];
};

static void note_object(void *context, enum db_object_fault what, const char *object, bool table) {
  struct first_object *first = context;
  static const char *const sign[] = {
    [DB_OBJECT_MISSING] = "-", [DB_OBJECT_EXTRA] = "+", [DB_OBJECT_CHANGED] = "~"
  };
  assert(what <= DB_OBJECT_CHANGED);
  if (first->tables_only && !table) return;
  if (first->count++ == 0) snprintf(first->words, sizeof first->words, "%s %s", sign[what], object);
  if (table && first->tables++ == 0) snprintf(first->table, sizeof first->table, "%s %s", sign[what], object);
}

static enum err set_objects(struct db *db, size_t applied, bool tables_only) {
  assert(db->depth == 0);
  assert(applied <= db->migrations->count);
  struct first_object first = { .tables_only = tables_only };
  enum err e = store_objects(db, applied, &(struct db_object_watch) { &first, note_object });
  if (e != OK || first.count == 0) return e;
  /* The list of migrations is what was lost. */
  if (applied == 0) return store_fault(db, IO, STORE_SAYS_damaged, "schema_migration");
  /* A copy leaves other objects behind and makes indexes anew; tables it takes as they are, or not at all. */
  return first.tables > 0 ? store_fault(db, CONFLICT, STORE_SAYS_tables, first.table)
                          : store_fault(db, CONFLICT, STORE_SAYS_objects, first.words);
}

enum err store_check_objects(struct db *db, size_t applied) { return set_objects(db, applied, false); }

enum err store_check_tables(struct db *db) { return set_objects(db, db->migrations->count, true); }

enum err store_check(struct db *db) {
  assert(db->depth == 0);
  assert(db->migrations != NULL);
  struct store_found found = { 0 };
  struct history h = { 0 };
  enum err e = db->driver->look(db, &found);
  if (e != OK) return e;
  if (found.empty) return db->mode == DB_CREATE ? OK : store_fault(db, CONFLICT, STORE_SAYS_empty, "");
  if (!found.history) return store_fault(db, CONFLICT, STORE_SAYS_foreign, "");
  if (!found.marked) return store_fault(db, CONFLICT, STORE_SAYS_older, "");
  e = read_history(db, &h);
  if (e != OK) return e;
  if (h.changed) return store_fault(db, CONFLICT, STORE_SAYS_older, "");
  if (h.unknown) return store_fault(db, CONFLICT, STORE_SAYS_newer, "");
  if (h.unfinished) return store_fault(db, CONFLICT, STORE_SAYS_unfinished, "");
  if (h.known < db->migrations->count && db->mode == DB_READ)
    return h.known == 0 ? store_check_objects(db, 0) : store_fault(db, CONFLICT, STORE_SAYS_behind, "");
  return db->any_objects ? OK : store_check_objects(db, h.known);
}

bool store_was_cut(const struct db *db) {
  assert(db != NULL && db->depth == 0);
  return db->problem.says == STORE_SAYS_unfinished;
}
