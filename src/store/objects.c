/* What a database consists of, set against what the migrations make of an empty one: whatever else is in it
 * would run with our statements, and what is missing no longer guards the rows.
 *
 * The model is made by the migrations themselves in an empty database of the SQLite library, on both engines.
 * For PostgreSQL, which keeps no text of a table, both sides are told by their parts: columns, keys,
 * references, how many checks. */
#include <sqlite3.h>

#include "store/driver.h"
#include "store/sqlite.h"

enum { MODEL_BYTES_MAX = 8 << 20 };

const char store_history[] = "CREATE TABLE IF NOT EXISTS schema_migration ("
                             " name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, applied INT NOT NULL) STRICT";

struct object {
  const char *kind, *name, *text;
};
struct objects {
  struct arena *a;
  VEC(struct object) v;
};

/* ---- the two sides ---- */

static const char FILE_OBJECTS[] =
    "SELECT type, name, tbl_name || ' ' || coalesce(sql, '') FROM sqlite_schema"
    " WHERE name NOT LIKE 'sqlite!_stat%' ESCAPE '!' ORDER BY type, name";

/* The parts of the model's tables, in the words of SERVER_OBJECTS. */
static const char MODEL_PARTS[] =
    "SELECT * FROM (SELECT 'table' AS kind, m.name AS name,"
    "  (SELECT group_concat(c.name || CASE c.type WHEN 'TEXT' THEN '' WHEN 'BLOB' THEN '&' ELSE '#' END ||"
    "    CASE WHEN c.\"notnull\" OR c.pk THEN '!' ELSE '' END, ' ')"
    "   FROM (SELECT * FROM pragma_table_info(m.name) ORDER BY cid) c) ||"
    "  ' checks ' || ((length(m.sql) - length(replace(m.sql, 'CHECK (', ''))) / 7) AS text"
    " FROM sqlite_schema m WHERE m.type = 'table'"
    " UNION ALL SELECT 'index', i.name, m.name || '(' ||"
    "  (SELECT group_concat(c.name, ' ') FROM (SELECT * FROM pragma_index_info(i.name) ORDER BY seqno) c) ||"
    "  CASE i.\"unique\" WHEN 1 THEN ') unique' ELSE ')' END"
    " FROM sqlite_schema m, pragma_index_list(m.name) i WHERE m.type = 'table' AND i.origin = 'c'"
    " UNION ALL SELECT 'key', m.name || '(' ||"
    "  (SELECT group_concat(c.name, ' ') FROM (SELECT * FROM pragma_table_info(m.name) WHERE pk ORDER BY pk) "
    "c)"
    "  || ')', 'primary' FROM sqlite_schema m WHERE m.type = 'table'"
    " UNION ALL SELECT 'key', m.name || '(' ||"
    "  (SELECT group_concat(c.name, ' ') FROM (SELECT * FROM pragma_index_info(i.name) ORDER BY seqno) c)"
    "  || ')', 'unique'"
    " FROM sqlite_schema m, pragma_index_list(m.name) i WHERE m.type = 'table' AND i.origin = 'u'"
    " UNION ALL SELECT 'reference', m.name || '(' || f.\"from\" || ')', f.\"table\""
    " FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table')"
    " ORDER BY kind, name, text";

#define OURS "= (SELECT oid FROM pg_namespace WHERE nspname = current_schema())"
#define NAMES(relation, numbers)                                                                             \
  "(SELECT string_agg(a.attname, ' ' ORDER BY o.n) FROM unnest(" numbers ") WITH ORDINALITY o(at, n)"        \
  " JOIN pg_attribute a ON a.attrelid = " relation " AND a.attnum = o.at)"
static const char SERVER_OBJECTS[] =
    "SELECT kind, name, text FROM (SELECT 'table' AS kind, CAST(t.relname AS TEXT) AS name,"
    "  (SELECT string_agg(a.attname || CASE a.atttypid WHEN CAST('text' AS regtype) THEN ''"
    "    WHEN CAST('int8' AS regtype) THEN '#' WHEN CAST('bytea' AS regtype) THEN '&' ELSE '?' END ||"
    "    CASE WHEN a.attnotnull THEN '!' ELSE '' END, ' ' ORDER BY a.attnum)"
    "   FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped) || ' checks ' "
    "||"
    "  (SELECT count(*) FROM pg_constraint k WHERE k.conrelid = t.oid AND k.contype = 'c' AND k.convalidated)"
    "  || CASE WHEN t.relrowsecurity OR t.relpersistence <> 'p' THEN ' altered' ELSE '' END AS text"
    " FROM pg_class t WHERE t.relnamespace " OURS " AND t.relkind = 'r'"
    " UNION ALL SELECT CASE t.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'view' WHEN 'S' THEN 'sequence'"
    "  ELSE 'relation' END, CAST(t.relname AS TEXT), '' FROM pg_class t WHERE t.relnamespace " OURS
    "  AND t.relkind IN ('v', 'm', 'f', 'p', 'S') AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE"
    "  d.classid = CAST('pg_class' AS regclass) AND d.objid = t.oid AND d.deptype IN ('i', 'a'))"
    " UNION ALL SELECT 'index', CAST(t.relname AS TEXT), r.relname || '(' ||"
    "  " NAMES(
        "i.indrelid",
        "i.indkey") " || ')' ||"
                    "  CASE WHEN i.indisunique THEN ' unique' ELSE '' END ||"
                    "  CASE WHEN i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL THEN '' ELSE ' "
                    "altered' END"
                    " FROM pg_index i JOIN pg_class t ON t.oid = i.indexrelid JOIN pg_class r ON r.oid = "
                    "i.indrelid"
                    " WHERE t.relnamespace " OURS
                    " AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = t.oid"
                    "  AND k.contype IN ('p', 'u', 'x'))"
                    " UNION ALL SELECT CASE k.contype WHEN 'f' THEN 'reference' WHEN 'x' THEN 'exclusion' "
                    "ELSE 'key' END,"
                    "  t.relname || '(' || " NAMES(
                        "k.conrelid",
                        "k.conkey") " || ')',"
                                    "  CASE k.contype WHEN 'p' THEN 'primary' WHEN 'u' THEN 'unique'"
                                    "  WHEN 'f' THEN coalesce((SELECT o.relname FROM pg_class o WHERE o.oid "
                                    "= k.confrelid), '')"
                                    "   || CASE WHEN k.convalidated THEN '' ELSE ' altered' END ELSE '' END"
                                    " FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid"
                                    " WHERE k.connamespace " OURS " AND k.contype IN ('p', 'u', 'f', 'x')"
                                    " UNION ALL SELECT 'trigger', CAST(g.tgname AS TEXT), CAST(t.relname AS "
                                    "TEXT) FROM pg_trigger g"
                                    "  JOIN pg_class t ON t.oid = g.tgrelid WHERE t.relnamespace " OURS
                                    " AND NOT g.tgisinternal"
                                    " UNION ALL SELECT 'rule', CAST(w.rulename AS TEXT), CAST(t.relname AS "
                                    "TEXT) FROM pg_rewrite w"
                                    "  JOIN pg_class t ON t.oid = w.ev_class WHERE t.relnamespace " OURS
                                    " AND t.relkind = 'r'"
                                    " UNION ALL SELECT 'function', CAST(p.proname AS TEXT), '' FROM pg_proc "
                                    "p WHERE p.pronamespace " OURS
                                    " UNION ALL SELECT 'operator', CAST(o.oprname AS TEXT), '' FROM "
                                    "pg_operator o WHERE o.oprnamespace " OURS
                                    ") x ORDER BY kind COLLATE \"C\", name COLLATE \"C\", text COLLATE \"C\"";

static const char *keep(struct objects *list, const char *text, size_t n) {
  assert(text != NULL);
  return arena_text(list->a, text, n);
}

static enum err here(struct db *db, struct objects *list) {
  assert(list->v.n == 0);
  struct stmt *s;
  enum err e = db_query(db, db_engine(db) == DB_SQLITE ? FILE_OBJECTS : SERVER_OBJECTS, &s);
  while (e == OK && (e = db_step(s)) == OK) {
    struct str kind = col_text(s, 0), name = col_text(s, 1), text = col_text(s, 2);
    *VEC_PUSH(list->a, &list->v) = (struct object) { keep(list, kind.p, kind.n), keep(list, name.p, name.n),
                                                     keep(list, text.p, text.n) };
  }
  return e == NOT_FOUND ? OK : e;
}

/* ---- the model ---- */

static enum err of_model(struct db *db, sqlite3 *model) {
  assert(model != NULL);
  const char *engine = sqlite3_errmsg(model);
  if (store_is_no_memory(engine)) return store_fault(db, NOMEM, STORE_SAYS_no_memory, "");
  return store_fault(db, BUG, STORE_SAYS_bug, engine);
}

static enum err lay(struct db *db, sqlite3 *model, struct arena *a, struct str text) {
  assert(text.n > 0);
  struct str sql;
  enum err e = store_dialect(a, db_engine(db) == DB_SQLITE ? "sqlite" : "postgres in sqlite", text, &sql);
  if (e != OK) return e;
  if (sqlite3_exec(model, sql.p, NULL, NULL, NULL) == SQLITE_OK) return OK;
  return of_model(db, model);
}

static enum err read_model(struct db *db, sqlite3 *model, struct objects *list) {
  assert(model != NULL && list->v.n == 0);
  sqlite3_stmt *s;
  const char *sql = db_engine(db) == DB_SQLITE ? FILE_OBJECTS : MODEL_PARTS;
  if (sqlite3_prepare_v2(model, sql, -1, &s, NULL) != SQLITE_OK) return of_model(db, model);
  while (sqlite3_step(s) == SQLITE_ROW) {
    struct object o = { 0 };
    const char **part[] = { &o.kind, &o.name, &o.text };
    for (int i = 0; i < 3; i++) {
      const char *text = (const char *)sqlite3_column_text(s, i);
      *part[i] = text == NULL ? "" : keep(list, text, strlen(text));
    }
    *VEC_PUSH(list->a, &list->v) = o;
  }
  return sqlite3_finalize(s) == SQLITE_OK ? OK : of_model(db, model);
}

/* What the first `applied` migrations make of nothing. */
static enum err model(struct db *db, size_t applied, struct objects *list) {
  assert(applied <= db->migrations->count);
  sqlite3 *made = NULL;
  enum err e = OK;
  if (sqlite3_open(":memory:", &made) != SQLITE_OK) e = store_fault(db, NOMEM, STORE_SAYS_no_memory, "");
  if (e == OK) e = lay(db, made, list->a, str_of(store_history));
  for (size_t i = 0; e == OK && i < applied; i++) {
    const struct migration *m = &db->migrations->list[i];
    e = lay(db, made, list->a, (struct str) { m->text, m->size });
  }
  if (e == OK) e = read_model(db, made, list);
  sqlite3_close(made);
  return e;
}

/* ---- set against each other ---- */

static int order(const struct object *a, const struct object *b) {
  assert(a->kind != NULL && b->kind != NULL);
  int kind = strcmp(a->kind, b->kind);
  return kind != 0 ? kind : strcmp(a->name, b->name);
}

static void tell(struct arena *a, const struct db_object_watch *watch, enum db_object_fault what,
                 const struct object *object) {
  bool table = strcmp(object->kind, "table") == 0 && what != DB_OBJECT_EXTRA;
  watch->fault(watch->context, what, arena_print(a, "%s %s", object->kind, object->name), table);
}

static void compare(const struct objects *want, const struct objects *have,
                    const struct db_object_watch *watch) {
  size_t i = 0, j = 0;
  assert(want->v.n > 0 && watch->fault != NULL);
  while (i < want->v.n || j < have->v.n) {
    int side = i == want->v.n ? 1 : j == have->v.n ? -1 : order(&want->v.at[i], &have->v.at[j]);
    if (side < 0)
      tell(want->a, watch, DB_OBJECT_MISSING, &want->v.at[i++]);
    else if (side > 0)
      tell(want->a, watch, DB_OBJECT_EXTRA, &have->v.at[j++]);
    else if (strcmp(want->v.at[i++].text, have->v.at[j++].text) != 0)
      tell(want->a, watch, DB_OBJECT_CHANGED, &have->v.at[j - 1]);
  }
}

enum err store_objects(struct db *db, size_t applied, const struct db_object_watch *watch) {
  assert(db != NULL && watch != NULL);
  struct arena *a = arena_new("a database's objects", MODEL_BYTES_MAX);
  if (a == NULL) return NOMEM;
  struct objects want = { .a = a }, have = { .a = a };
  enum err e = here(db, &have);
  if (e == OK) e = model(db, applied, &want);
  if (e == OK) compare(&want, &have, watch);
  arena_free(a);
  return e;
}

enum err db_objects_check(struct db *db, const struct db_object_watch *watch) {
  assert(db != NULL && watch->fault != NULL);
  return store_objects(db, db->migrations->count, watch);
}
