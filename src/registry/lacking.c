/* What stands in the register under names that packs do not have: the law reads none of it, and a name nobody
 * looks for is missed by nobody. Likewise what they have under another type, or in a lower class. */
#include "registry/inner.h"
#include "registry/packs.h"

struct counting {
  struct arena *a;
  struct db *db;
  const struct reg_vocabulary *v;
  int64_t top; /* symbols are 1 .. top */
  const struct reg_symbols *symbols;
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
  case REG_NAMED_ITEM: break; /* looked for by layout */
  }
  return true;
}

/* `records` NULL: of no value. */
static void note(struct counting *c, enum reg_naming kind, const int64_t *rows, const int64_t *records) {
  for (int64_t id = 1; id <= c->top; id++) {
    int64_t beside = records != NULL ? records[id] : 0;
    if (rows[id] + beside > 0 && !known(c, kind, c->name[id]))
      *VEC_PUSH(c->a, &c->found) =
          (struct reg_lacking) { .kind = kind, .name = c->name[id], .rows = rows[id], .records = beside };
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

/* ---- another type, a lower class ---- */

static struct str type_word(const struct reg_fact_type *t) {
  static const char *const words[] = { [REG_BOOL] = "bool", [REG_INTEGER] = "integer", [REG_MONEY] = "money",
                                       [REG_DATE] = "date", [REG_MONTH] = "month",     [REG_ENUM] = "enum" };
  return t->type == REG_ENUM ? t->enumeration : str_of(words[t->type]);
}

/* An enumeration that was renamed, or grew, or lost values (each told by its name) is the same. */
static bool same_enumeration(const struct counting *c, const struct reg_fact_type *was,
                             const struct reg_fact_type *now) {
  for (int i = 0; i < was->value_count; i++) {
    struct str value = reg_part_name(c->a, was->enumeration, was->values[i]);
    struct str present = reg_present_name(c->v, REG_NAMED_VALUE, value), of = now->enumeration;
    if (present.n > of.n && memcmp(present.p, of.p, of.n) == 0 && present.p[of.n] == '.') return true;
  }
  return was->value_count == 0;
}

/* NULL: of what type it was is not known. */
static bool same_type(const struct counting *c, const struct reg_fact_type *was,
                      const struct reg_fact_type *now) {
  if (was == NULL) return true;
  return was->type == now->type && (was->type != REG_ENUM || same_enumeration(c, was, now));
}

static unsigned classes_of(const struct reg_fact_type *t) {
  return (t->sensitive ? (unsigned)VIEWER_SENSITIVE : 0) | (t->secret ? (unsigned)VIEWER_SECRET : 0);
}

/* A class is of what was believed once, too: whoever is told of a correction is told of it. */
static enum err note_class(struct counting *c, int64_t id, const struct reg_fact_type *now) {
  int64_t rows;
  if ((reg_symbol_classes(c->symbols, id) & ~classes_of(now)) == 0) return OK;
  TRY(db_int(c->db, "SELECT count(*) FROM fact WHERE fact = $1", 1, &id, &rows));
  if (rows > 0)
    *VEC_PUSH(c->a, &c->found) = (struct reg_lacking) {
      .lack = REG_LACKS_CLASS, .kind = REG_NAMED_FACT, .name = c->name[id], .rows = rows
    };
  return OK;
}

/* Of facts the packs know; their rows are counted. */
static enum err note_types(struct counting *c) {
  for (int64_t id = 1; id <= c->top; id++) {
    const struct reg_vocabulary *before = c->v->before;
    struct str name = c->name[id];
    const struct reg_fact_type *now = fact_type(c->v, reg_present_name(c->v, REG_NAMED_FACT, name));
    if (now == NULL) continue;
    const struct reg_fact_type *was = before
                                          ? fact_type(before, reg_present_name(before, REG_NAMED_FACT, name))
                                          : NULL;
    if (c->rows[id] > 0 && !same_type(c, was, now))
      *VEC_PUSH(c->a, &c->found) = (struct reg_lacking) { .lack = REG_LACKS_TYPE,
                                                          .kind = REG_NAMED_FACT,
                                                          .name = name,
                                                          .rows = c->rows[id],
                                                          .was = type_word(was),
                                                          .now = type_word(now) };
    TRY(note_class(c, id, now));
  }
  return OK;
}

static const struct reg_record_type *record_type(const struct reg_vocabulary *v, struct str name) {
  for (int i = 0; v != NULL && i < v->record_count; i++)
    if (str_eq(v->records[i].name, reg_present_name(v, REG_NAMED_RECORD, name))) return &v->records[i];
  return NULL;
}

/* Of whom records are: rows say it, and the law asks that kind of subject for them. */
static void note_record_kinds(struct counting *c) {
  static const char *const words[] = {
    [REG_PERSON] = "person", [REG_HOUSEHOLD] = "household", [REG_AREA] = "area"
  };
  for (int64_t id = 1; id <= c->top; id++) {
    const struct reg_record_type *was = record_type(c->v->before, c->name[id]),
                                 *now = record_type(c->v, c->name[id]);
    if (c->rows[id] == 0 || was == NULL || now == NULL || was->kind == now->kind) continue;
    *VEC_PUSH(c->a, &c->found) = (struct reg_lacking) { .lack = REG_LACKS_TYPE,
                                                        .kind = REG_NAMED_RECORD,
                                                        .name = c->name[id],
                                                        .rows = c->rows[id],
                                                        .was = str_of(words[was->kind]),
                                                        .now = str_of(words[now->kind]) };
  }
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
  return note_types(c);
}

/* A layout of records, which of its items say values of an enumeration, and which the packs lack. */
struct choosing {
  int64_t layout;
  int items;
  bool any, *chosen;
  struct reg_lacking **lacking; /* by item; NULL: the packs have it as it was written */
};
struct choosing_list {
  struct choosing *at;
  size_t n, cap, last; /* last: where the row before found its own */
  VEC(struct reg_lacking *) lacking;
};

/* What an item lacks, to be counted; one of a name, whatever layouts it stands in. NULL: nothing, or the
 * packs lack the record itself, which is told. */
static struct reg_lacking *item_lacking(struct counting *c, struct choosing_list *list, struct str record,
                                        struct str item) {
  const struct reg_fact_type *now = reg_item_type(c->a, c->v, record, item);
  const struct reg_vocabulary *before = c->v->before;
  const struct reg_fact_type *was = before ? reg_item_type(c->a, before, record, item) : NULL;
  if (record_type(c->v, record) == NULL || (now != NULL && same_type(c, was, now))) return NULL;
  struct str name = reg_part_name(c->a, record, item);
  for (size_t i = 0; i < list->lacking.n; i++)
    if (str_eq(list->lacking.at[i]->name, name)) return list->lacking.at[i];
  struct reg_lacking *x = NEW(c->a, struct reg_lacking);
  *x = (struct reg_lacking) { .lack = now ? REG_LACKS_TYPE : REG_LACKS_NAME,
                              .kind = REG_NAMED_ITEM,
                              .name = name };
  if (now) x->was = type_word(was);
  if (now) x->now = type_word(now);
  *VEC_PUSH(c->a, &list->lacking) = x;
  return x;
}

static enum err load_layouts(struct counting *c, struct choosing_list *ret_list) {
  struct choosing_list list = { 0 };
  struct stmt *s;
  enum err e;
  TRY(db_query(c->db, "SELECT l.id, l.items, y.name FROM record_layout l JOIN symbol y ON y.id = l.kind",
               &s));
  while ((e = db_step(s)) == OK) {
    struct str items = reg_text_at(s, 1), record = reg_text_at(s, 2), item;
    struct choosing x = { .layout = reg_number_at(s, 0), .chosen = NEW_ARRAY(c->a, bool, items.n + 1) };
    x.lacking = NEW_ARRAY(c->a, struct reg_lacking *, items.n + 1);
    while (reg_next_part(&items, &item)) {
      const struct reg_fact_type *t = reg_item_type(c->a, c->v, record, item);
      x.chosen[x.items] = t != NULL && t->type == REG_ENUM;
      x.lacking[x.items] = item_lacking(c, &list, record, item);
      x.any |= x.chosen[x.items] || x.lacking[x.items] != NULL;
      x.items++;
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
    if (x->lacking[i] != NULL && field.n > 0) x->lacking[i]->rows++;
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
  for (size_t i = 0; i < layouts.lacking.n; i++)
    if (layouts.lacking.at[i]->rows > 0) *VEC_PUSH(c->a, &c->found) = *layouts.lacking.at[i];
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
  c->symbols = symbols;
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
  TRY(count_rows(c, REG_NAMED_RECORD,
                 "SELECT l.kind, count(*) FROM record r JOIN record_layout l ON l.id = r.layout"
                 " WHERE r.act_to = 9223372036854775807 GROUP BY l.kind",
                 -1));
  note_record_kinds(c);
  return OK;
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
