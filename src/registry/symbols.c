/* Names and their numbers. */
#include "registry/inner.h"

struct reg_symbols {
  struct str *name; /* by id */
  int64_t *marks;   /* by id */
  int64_t top;
  int64_t *slot; /* hash table of ids */
  uint64_t slots;
};

enum err reg_symbols_load(struct arena *a, struct db *db, struct reg_symbols **ret_symbols) {
  assert(ret_symbols != NULL);
  int64_t top;
  TRY(db_int(db, "SELECT coalesce(max(id), 0) FROM symbol", 0, NULL, &top));
  if (top > REG_SYMBOLS_MAX) return reg_damaged(db, "symbol", top);
  struct reg_symbols *t = NEW(a, struct reg_symbols);
  t->top = top;
  t->name = NEW_ARRAY(a, struct str, top + 1);
  t->marks = NEW_ARRAY(a, int64_t, top + 1);
  t->slots = 16;
  while (t->slots < (uint64_t)top * 2)
    t->slots *= 2;
  t->slot = NEW_ARRAY(a, int64_t, t->slots);
  struct stmt *s;
  TRY(db_query(db, "SELECT id, name, marks FROM symbol WHERE id <= $1", &s));
  bind_int(s, 1, top);
  enum err e;
  while ((e = db_step(s)) == OK) {
    int64_t id = col_int(s, 0);
    if (id < 1) return reg_damaged(db, "symbol", id);
    t->name[id] = reg_keep(a, col_text(s, 1));
    t->marks[id] = col_int(s, 2);
    uint64_t i = hash64(t->name[id].p, t->name[id].n, 0) & (t->slots - 1);
    while (t->slot[i] != 0)
      i = (i + 1) & (t->slots - 1);
    t->slot[i] = id;
  }
  if (e != NOT_FOUND) return e;
  *ret_symbols = t;
  return OK;
}

int64_t reg_symbol(const struct reg_symbols *t, struct str name) {
  assert(t != NULL);
  uint64_t i = hash64(name.p, name.n, 0) & (t->slots - 1);
  while (t->slot[i] != 0) {
    if (str_eq(t->name[t->slot[i]], name)) return t->slot[i];
    i = (i + 1) & (t->slots - 1);
  }
  return 0;
}

struct str reg_symbol_name(const struct reg_symbols *t, int64_t id) {
  assert(t != NULL);
  return id > 0 && id <= t->top && t->name[id].p != NULL ? t->name[id] : S("");
}

unsigned reg_symbol_classes(const struct reg_symbols *t, int64_t id) {
  static_assert((int)REG_MARK_SENSITIVE == (int)VIEWER_SENSITIVE &&
                    (int)REG_MARK_SECRET == (int)VIEWER_SECRET,
                "marks are bits of classes");
  assert(t != NULL);
  return id > 0 && id <= t->top ? (unsigned)t->marks[id] & (VIEWER_SENSITIVE | VIEWER_SECRET) : 0;
}

enum err reg_symbol_find(struct db *db, struct str name, int64_t *ret_id) {
  assert(ret_id != NULL);
  struct stmt *s;
  TRY(db_query(db, "SELECT id FROM symbol WHERE name = $1", &s));
  bind_text(s, 1, name);
  TRY(db_step(s));
  int64_t id = col_int(s, 0);
  TRY(db_run(s));
  if (id < 1) return reg_damaged(db, "symbol", id);
  *ret_id = id;
  return OK;
}

enum err reg_symbol_make(struct db *db, struct str name, int64_t *ret_id) {
  if (name.n == 0 || name.n > REG_TEXT_MAX) return LIMIT;
  enum err e = reg_symbol_find(db, name, ret_id);
  if (e != NOT_FOUND) return e;
  int64_t top;
  TRY(db_int(db, "SELECT coalesce(max(id), 0) FROM symbol", 0, NULL, &top));
  if (top >= REG_SYMBOLS_MAX) return LIMIT;
  struct stmt *s;
  /* Another may give it its number meanwhile: then that is it. */
  TRY(db_query(db, "INSERT INTO symbol(name) VALUES ($1) ON CONFLICT (name) DO NOTHING", &s));
  bind_text(s, 1, name);
  TRY(db_run(s));
  return reg_symbol_find(db, name, ret_id);
}
