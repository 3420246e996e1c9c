/* Names and their numbers, and what a name is marked with. */
#include "registry/inner.h"

struct reg_symbols {
  struct str *name; /* by id */
  int64_t top;
  int64_t *slot; /* hash table of ids */
  uint64_t slots;
};

enum err reg_symbols_load(struct arena *a, struct db *db, struct reg_symbols **ret_symbols) {
  assert(ret_symbols != NULL);
  int64_t top;
  TRY(db_int(db, "SELECT coalesce(max(id), 0) FROM symbol", 0, NULL, &top));
  if (top > REG_SYMBOLS_MAX) return LIMIT;
  struct reg_symbols *t = NEW(a, struct reg_symbols);
  t->top = top;
  t->name = NEW_ARRAY(a, struct str, top + 1);
  t->slots = 16;
  while (t->slots < (uint64_t)top * 2)
    t->slots *= 2;
  t->slot = NEW_ARRAY(a, int64_t, t->slots);
  struct stmt *s;
  TRY(db_query(db, "SELECT id, name FROM symbol WHERE id <= $1", &s));
  bind_int(s, 1, top);
  enum err e;
  while ((e = db_step(s)) == OK) {
    int64_t id = col_int(s, 0);
    if (id < 1) return reg_damaged(db, "symbol", id);
    t->name[id] = reg_keep(a, col_text(s, 1));
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
  assert(name.n > 0 && name.n <= REG_TEXT_MAX);
  enum err e = reg_symbol_find(db, name, ret_id);
  if (e != NOT_FOUND) return e;
  int64_t top;
  TRY(db_int(db, "SELECT coalesce(max(id), 0) FROM symbol", 0, NULL, &top));
  if (top >= REG_SYMBOLS_MAX) return LIMIT;
  struct stmt *s;
  TRY(db_query(db, "INSERT INTO symbol(name) VALUES ($1) RETURNING id", &s));
  bind_text(s, 1, name);
  return reg_returned_id(s, ret_id);
}

/* What a name is marked with follows the newest vocabulary that knows it. */
static enum err mark(struct db *db, int64_t id, int64_t marks) {
  struct stmt *s;
  TRY(db_query(db, "UPDATE symbol SET marks = $2 WHERE id = $1 AND marks <> $2", &s));
  bind_int(s, 1, id);
  bind_int(s, 2, marks);
  return db_run(s);
}

struct import {
  struct arena *a;
  const struct reg_vocabulary *v;
};

static enum err import_thing(struct db *db, const struct import *im, enum reg_naming kind, struct str name) {
  struct reg_thing thing;
  return reg_thing_make(db, im->v, kind, name, &thing);
}

/* Every number of the thing is marked: what was written under a name it once had is of its class too. */
static enum err import_marked(struct db *db, const struct import *im, enum reg_naming kind, struct str name,
                              int64_t marks) {
  struct reg_thing thing;
  TRY(reg_thing_make(db, im->v, kind, name, &thing));
  for (int i = 0; i < thing.n; i++)
    TRY(mark(db, thing.number[i], marks));
  return OK;
}

static enum err import_values(struct db *db, const struct import *im, const struct reg_fact_type *f) {
  for (int k = 0; f->type == REG_ENUM && k < f->value_count; k++)
    TRY(import_thing(db, im, REG_NAMED_VALUE, reg_part_name(im->a, f->enumeration, f->values[k])));
  return OK;
}

static enum err import_fact(struct db *db, const struct import *im, const struct reg_fact_type *f) {
  int64_t marks = (f->sensitive ? REG_MARK_SENSITIVE : 0) | (f->secret ? REG_MARK_SECRET : 0) |
                  (f->of_dead ? REG_MARK_OF_DEAD : 0);
  TRY(import_marked(db, im, REG_NAMED_FACT, f->name, marks));
  return import_values(db, im, f);
}

static enum err import(struct db *db, void *context) {
  const struct import *im = context;
  const struct reg_vocabulary *v = im->v;
  for (int i = 0; i < v->fact_count; i++)
    TRY(import_fact(db, im, &v->facts[i]));
  for (int i = 0; i < v->link_count; i++)
    TRY(import_thing(db, im, REG_NAMED_LINK, v->links[i]));
  for (int i = 0; i < v->benefit_count; i++) {
    bool of_dead = false;
    for (int k = 0; k < v->of_dead_count; k++)
      of_dead |= str_eq(v->of_dead[k], v->benefits[i]);
    TRY(import_marked(db, im, REG_NAMED_BENEFIT, v->benefits[i], of_dead ? REG_MARK_OF_DEAD : 0));
  }
  for (int i = 0; i < v->record_count; i++) {
    TRY(import_thing(db, im, REG_NAMED_RECORD, v->records[i].name));
    for (int k = 0; k < v->records[i].item_count; k++)
      TRY(import_values(db, im, &v->records[i].items[k]));
  }
  return OK;
}

enum err reg_vocabulary_import(struct db *db, struct arena *scratch, const struct reg_vocabulary *v) {
  assert(v != NULL && scratch != NULL);
  struct import im = { scratch, v };
  return db_transaction(db, import, &im);
}
