/* What stands in the register under names that packs do not have: the law reads none of it, and a name nobody
 * looks for is missed by nobody. */
#include "registry/inner.h"
#include "registry/packs.h"

struct counting {
  struct arena *a;
  struct db *db;
  const struct reg_vocabulary *v;
  int64_t top;                    /* symbols are 1 .. top */
  struct str *name;               /* of each */
  int64_t *rows;                  /* of each as a thing */
  int64_t *of_facts, *of_records; /* of each as the value of an enumeration */
  VEC(struct reg_lacking) found;
};

static bool is_one_of(const struct str *names, int n, struct str name) {
  for (int i = 0; i < n; i++)
    if (str_eq(names[i], name)) return true;
  return false;
}

static const struct reg_fact_type *fact_type(const struct reg_vocabulary *v, struct str present) {
  for (int i = 0; i < v->fact_count; i++)
    if (str_eq(v->facts[i].name, present)) return &v->facts[i];
  return NULL;
}

static bool has_value(const struct reg_fact_type *t, struct str present) {
  if (t->type != REG_ENUM) return false;
  for (int i = 0; i < t->value_count; i++)
    if (reg_is_part_name(present, t->enumeration, t->values[i])) return true;
  return false;
}

/* Is it a value of any fact or any record's item? */
static bool known_value(const struct reg_vocabulary *v, struct str present) {
  for (int i = 0; i < v->fact_count; i++)
    if (has_value(&v->facts[i], present)) return true;
  for (int i = 0; i < v->record_count; i++)
    for (int k = 0; k < v->records[i].item_count; k++)
      if (has_value(&v->records[i].items[k], present)) return true;
  return false;
}

static bool known(const struct counting *c, enum reg_naming kind, struct str name) {
  const struct reg_vocabulary *v = c->v;
  struct str present = reg_present_name(v, kind, name);
  switch (kind) {
  case REG_NAMED_FACT: return fact_type(v, present) != NULL;
  case REG_NAMED_LINK: return is_one_of(v->links, v->link_count, present);
  case REG_NAMED_BENEFIT: return is_one_of(v->benefits, v->benefit_count, present);
  case REG_NAMED_RECORD:
    for (int i = 0; i < v->record_count; i++)
      if (str_eq(v->records[i].name, present)) return true;
    return false;
  case REG_NAMED_VALUE: return known_value(v, present);
  case REG_NAMED_ITEM:
    break; /* a dropped item is the packs' own right: rows are read by the names they have */
  }
  return true;
}

/* `records` NULL: of no value. */
static void note(struct counting *c, enum reg_naming kind, const int64_t *rows, const int64_t *records) {
  for (int64_t id = 1; id <= c->top; id++) {
    int64_t beside = records != NULL ? records[id] : 0;
    if (rows[id] + beside > 0 && !known(c, kind, c->name[id]))
      *VEC_PUSH(c->a, &c->found) = (struct reg_lacking) { kind, c->name[id], rows[id], beside };
  }
}

static bool in_range(const struct counting *c, int64_t id) { return id >= 1 && id <= c->top; }

/* Rows by the number of what they are of; `from` is bound to $1 unless below 0. What names no symbol is the
 * audit's to tell. */
static enum err count_rows(struct counting *c, enum reg_naming kind, const char *sql, int64_t from) {
  struct stmt *s;
  enum err e;
  memset(c->rows, 0, sizeof *c->rows * (size_t)(c->top + 1));
  TRY(db_query(c->db, sql, &s));
  if (from >= 0) bind_int(s, 1, from);
  while ((e = db_step(s)) == OK)
    if (in_range(c, reg_number_at(s, 0))) c->rows[reg_number_at(s, 0)] = reg_number_at(s, 1);
  if (e != NOT_FOUND) return e;
  note(c, kind, c->rows, NULL);
  return OK;
}

/* One pass for facts and what they say: grouping millions of rows by value costs the engine more. */
static enum err count_facts(struct counting *c) {
  bool *chosen = NEW_ARRAY(c->a, bool, c->top + 1);
  struct stmt *s;
  enum err e;
  for (int64_t id = 1; id <= c->top; id++) {
    const struct reg_fact_type *t = fact_type(c->v, reg_present_name(c->v, REG_NAMED_FACT, c->name[id]));
    chosen[id] = t && t->type == REG_ENUM;
  }
  memset(c->rows, 0, sizeof *c->rows * (size_t)(c->top + 1));
  TRY(db_scan(c->db, "SELECT fact, coalesce(value, 0) FROM fact WHERE act_to = 9223372036854775807", &s));
  while ((e = db_step(s)) == OK) {
    int64_t fact = reg_number_at(s, 0), value = reg_number_at(s, 1);
    if (!in_range(c, fact)) continue;
    c->rows[fact]++;
    if (chosen[fact] && in_range(c, value)) c->of_facts[value]++;
  }
  if (e != NOT_FOUND) return e;
  note(c, REG_NAMED_FACT, c->rows, NULL);
  return OK;
}

/* A layout of records, and which of its items say values of an enumeration. */
struct choosing {
  int64_t layout;
  int items;
  bool any, *chosen;
};
struct choosing_list {
  struct choosing *at;
  size_t n, cap, last; /* last: where the row before found its own */
};

static enum err load_layouts(struct counting *c, struct choosing_list *ret_list) {
  struct choosing_list list = { 0 };
  struct stmt *s;
  enum err e;
  TRY(db_query(c->db, "SELECT l.id, l.items, y.name FROM record_layout l JOIN symbol y ON y.id = l.kind",
               &s));
  while ((e = db_step(s)) == OK) {
    struct str items = reg_text_at(s, 1), record = reg_text_at(s, 2), item;
    struct choosing x = { .layout = reg_number_at(s, 0), .chosen = NEW_ARRAY(c->a, bool, items.n + 1) };
    while (reg_next_part(&items, &item)) {
      const struct reg_fact_type *t = reg_item_type(c->a, c->v, record, item);
      x.chosen[x.items] = t != NULL && t->type == REG_ENUM;
      x.any |= x.chosen[x.items++];
    }
    *VEC_PUSH(c->a, &list) = x;
  }
  if (e != NOT_FOUND) return e;
  *ret_list = list;
  return OK;
}

static const struct choosing *layout_of(struct choosing_list *list, int64_t layout) {
  for (size_t i = 0; i < list->n; i++) {
    const struct choosing *x = &list->at[(list->last + i) % list->n];
    if (x->layout != layout) continue;
    list->last = (list->last + i) % list->n;
    return x;
  }
  return NULL;
}

/* A row counts once for a value, however many of its items say it. `seen`: the last row that did, by value.
 */
static void count_fields(struct counting *c, const struct choosing *x, struct str fields, int64_t row,
                         int64_t *seen) {
  struct str field;
  for (int i = 0; i < x->items && reg_next_part(&fields, &field); i++) {
    int64_t value;
    if (!x->chosen[i] || parse_int(field, &value) != OK || !in_range(c, value)) continue;
    c->of_records[value] += seen[value] != row;
    seen[value] = row;
  }
}

/* What items of records say, by the packs' present types of them. */
static enum err count_record_values(struct counting *c) {
  struct choosing_list layouts;
  struct stmt *s;
  enum err e;
  int64_t row = 0, *seen = NEW_ARRAY(c->a, int64_t, c->top + 1);
  TRY(load_layouts(c, &layouts));
  TRY(db_scan(c->db, "SELECT layout, fields FROM record WHERE act_to = 9223372036854775807", &s));
  while ((e = db_step(s)) == OK) {
    const struct choosing *x = layout_of(&layouts, reg_number_at(s, 0));
    if (x != NULL && x->any) count_fields(c, x, reg_text_at(s, 1), ++row, seen);
  }
  if (e != NOT_FOUND) return e;
  note(c, REG_NAMED_VALUE, c->of_facts, c->of_records);
  return OK;
}

static enum err load_names(struct counting *c) {
  struct reg_symbols *symbols;
  TRY(db_int(c->db, "SELECT coalesce(max(id), 0) FROM symbol", 0, NULL, &c->top));
  TRY(reg_symbols_load(c->a, c->db, &symbols));
  c->name = NEW_ARRAY(c->a, struct str, c->top + 1);
  c->rows = NEW_ARRAY(c->a, int64_t, c->top + 1);
  c->of_facts = NEW_ARRAY(c->a, int64_t, c->top + 1);
  c->of_records = NEW_ARRAY(c->a, int64_t, c->top + 1);
  for (int64_t id = 1; id <= c->top; id++)
    c->name[id] = reg_symbol_name(symbols, id);
  return OK;
}

static enum err count_all(struct db *db, void *context) {
  struct counting *c = context;
  int64_t instant;
  assert(db == c->db);
  c->found.n = 0;
  TRY(load_names(c));
  enum err e = db_int(db, "SELECT last_instant FROM register", 0, NULL, &instant);
  if (e != OK) return e == NOT_FOUND ? OK : e; /* no register yet: nothing stands in it */
  TRY(count_rows(
      c, REG_NAMED_BENEFIT,
      "SELECT g.benefit, count(DISTINCT g.id) FROM grant_version v JOIN grant_ g ON g.id = v.grant_id"
      " WHERE v.act_to = 9223372036854775807 AND coalesce(v.last_month, $1) >= $1 GROUP BY g.benefit",
      month_of(reg_day_of(instant))));
  TRY(count_facts(c));
  TRY(count_record_values(c));
  TRY(count_rows(c, REG_NAMED_LINK,
                 "SELECT kind, count(*) FROM link WHERE act_to = 9223372036854775807 GROUP BY kind", -1));
  return count_rows(c, REG_NAMED_RECORD,
                    "SELECT l.kind, count(*) FROM record r JOIN record_layout l ON l.id = r.layout"
                    " WHERE r.act_to = 9223372036854775807 GROUP BY l.kind",
                    -1);
}

enum err reg_packs_lacking(const struct viewer *viewer, struct arena *a, struct db *db,
                           const struct reg_vocabulary *v, struct reg_lacking_list *ret_list) {
  assert(viewer != NULL && v != NULL && ret_list != NULL);
  if (viewer->role != VIEWER_MAY_ALL || viewer->area != 0) return DENIED;
  struct counting c = { .a = a, .db = db, .v = v };
  TRY(db_read(db, count_all, &c));
  *ret_list = (struct reg_lacking_list) { c.found.at, (int)c.found.n };
  return OK;
}
