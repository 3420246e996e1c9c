/* What stands in the register under names that packs do not have: the law reads none of it, and a name nobody
 * looks for is missed by nobody. */
#include "registry/inner.h"
#include "registry/packs.h"

struct counting {
  struct arena *a;
  struct db *db;
  const struct reg_vocabulary *v;
  int64_t top;           /* symbols are 1 .. top */
  struct str *name;      /* of each */
  int64_t *rows, *value; /* of each as a thing, as the value of an enumeration */
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

static bool has_value(struct arena *a, const struct reg_fact_type *t, struct str present) {
  if (t->type != REG_ENUM) return false;
  for (int i = 0; i < t->value_count; i++)
    if (str_eq(reg_part_name(a, t->enumeration, t->values[i]), present)) return true;
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
  case REG_NAMED_VALUE:
    for (int i = 0; i < v->fact_count; i++)
      if (has_value(c->a, &v->facts[i], present)) return true;
    return false;
  case REG_NAMED_ITEM:
    break; /* a dropped item is the packs' own right: rows are read by the names they have */
  }
  return true;
}

static void note(struct counting *c, enum reg_naming kind, const int64_t *rows) {
  for (int64_t id = 1; id <= c->top; id++)
    if (rows[id] > 0 && !known(c, kind, c->name[id]))
      *VEC_PUSH(c->a, &c->found) = (struct reg_lacking) { kind, c->name[id], rows[id] };
}

/* A column that holds no number is the audit's to tell, too: here it names nothing. */
static int64_t number_at(struct stmt *s, int at) { return col_kind(s, at) == DB_INT ? col_int(s, at) : 0; }

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
    if (in_range(c, number_at(s, 0))) c->rows[number_at(s, 0)] = col_int(s, 1);
  if (e != NOT_FOUND) return e;
  note(c, kind, c->rows);
  return OK;
}

/* One pass for facts and their values: grouping millions of rows by value costs the engine more. */
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
    int64_t fact = number_at(s, 0), value = number_at(s, 1);
    if (!in_range(c, fact)) continue;
    c->rows[fact]++;
    if (chosen[fact] && in_range(c, value)) c->value[value]++;
  }
  if (e != NOT_FOUND) return e;
  note(c, REG_NAMED_FACT, c->rows);
  note(c, REG_NAMED_VALUE, c->value);
  return OK;
}

static enum err load_names(struct counting *c) {
  struct reg_symbols *symbols;
  TRY(db_int(c->db, "SELECT coalesce(max(id), 0) FROM symbol", 0, NULL, &c->top));
  TRY(reg_symbols_load(c->a, c->db, &symbols));
  c->name = NEW_ARRAY(c->a, struct str, c->top + 1);
  c->rows = NEW_ARRAY(c->a, int64_t, c->top + 1);
  c->value = NEW_ARRAY(c->a, int64_t, c->top + 1);
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
