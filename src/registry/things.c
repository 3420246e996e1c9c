/* Things and their names: what the packs renamed keeps the number it was first given, so that rows written
 * before and after are rows of one thing, and packs that know only the old name go on reading all of them. */
#include "registry/inner.h"

struct str reg_present_name(const struct reg_vocabulary *v, enum reg_naming kind, struct str name) {
  for (int i = 0; v != NULL && i < v->rename_count; i++)
    if (v->renames[i].kind == kind && str_eq(v->renames[i].was, name)) return v->renames[i].now;
  return name;
}

bool reg_thing_has(const struct reg_thing *t, int64_t number) {
  for (int i = 0; i < t->n; i++)
    if (t->number[i] == number) return true;
  return false;
}

/* One more name of the thing: its number, the first given in front. */
static enum err numbered(struct db *db, struct str name, struct reg_thing *t) {
  int64_t number;
  enum err e = reg_symbol_find(db, name, &number);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  if (t->n == REG_THING_NAMES_MAX) return LIMIT;
  t->number[t->n++] = number;
  if (number < t->number[0]) {
    t->number[t->n - 1] = t->number[0];
    t->number[0] = number;
  }
  return OK;
}

enum err reg_thing_find(struct db *db, const struct reg_vocabulary *v, enum reg_naming kind, struct str name,
                        struct reg_thing *ret_t) {
  struct reg_thing t = { .name = reg_present_name(v, kind, name) };
  TRY(numbered(db, t.name, &t));
  for (int i = 0; v != NULL && i < v->rename_count; i++)
    if (v->renames[i].kind == kind && str_eq(v->renames[i].now, t.name))
      TRY(numbered(db, v->renames[i].was, &t));
  if (t.n == 0) return NOT_FOUND;
  *ret_t = t;
  return OK;
}

enum err reg_thing_make(struct db *db, const struct reg_vocabulary *v, enum reg_naming kind, struct str name,
                        struct reg_thing *ret_t) {
  enum err e = reg_thing_find(db, v, kind, name, ret_t);
  if (e != NOT_FOUND) return e;
  struct reg_thing t = { .name = reg_present_name(v, kind, name), .n = 1 };
  TRY(reg_symbol_make(db, t.name, &t.number[0]));
  *ret_t = t;
  return OK;
}

enum err reg_number_make(struct db *db, const struct reg_vocabulary *v, enum reg_naming kind, struct str name,
                         int64_t *ret_number) {
  assert(ret_number != NULL);
  struct reg_thing thing;
  TRY(reg_thing_make(db, v, kind, name, &thing));
  *ret_number = thing.number[0];
  return OK;
}
