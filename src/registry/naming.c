/* Importing a vocabulary: a number for every thing, and what its numbers are marked with. */
#include "registry/inner.h"

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
  TRY(reg_lock(db));
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
