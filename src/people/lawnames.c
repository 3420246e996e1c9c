/* Which number the register gives each of the law's words, and the layouts of its records. */
#include "people/spells.h"

#include <stdlib.h>

enum { ITEMS_MAX = 1000, NAMES_MAX = 1000 }; /* of a layout; of one thing */

static int by_symbol(const void *x, const void *y) {
  const struct value_symbol *a = x, *b = y;
  return (a->symbol > b->symbol) - (a->symbol < b->symbol);
}

/* The law's words and where they are looked up. */
struct looking {
  struct arena *a;
  const struct reg_symbols *symbols;
  const struct law_program *law;
};

static struct str joined(const struct looking *k, const char *prefix, struct str name) {
  return str_of(arena_print(k->a, "%s%.*s", prefix, (int)name.n, name.p));
}

/* A thing of the law's and the numbers the register has for it. */
struct thing {
  enum law_named kind;
  const char *prefix; /* the register writes it before the name ("person." before a link's) */
  struct str name;
  int64_t *number; /* gets the present name's number, else that of a name it once had; 0 none */
  int value;       /* of an enumeration; then every number is one of this value */
  const char *enumeration;
};

/* One more name of the thing, the present one first. */
static void numbered(const struct looking *k, struct people_names *n, const struct thing *t,
                     struct str name) {
  int64_t id = reg_symbol(k->symbols, joined(k, t->prefix, name));
  if (!id) return;
  if (t->kind == LAW_NAMED_VALUE)
    *VEC_PUSH(k->a, &n->values) = (struct value_symbol) { id, t->value, t->enumeration };
  if (*t->number == 0)
    *t->number = id;
  else if (t->kind != LAW_NAMED_VALUE)
    *VEC_PUSH(k->a, &n->same) = (struct same_symbol) { id, *t->number };
}

/* The name `name` had before the line; empty when the line is not of it. */
static struct str name_before(const struct looking *k, const struct law_rename *r, enum law_named kind,
                              struct str name) {
  if (r->kind == kind) return str_eq(r->now, name) ? r->was : S("");
  bool of_value = kind == LAW_NAMED_VALUE && r->kind == LAW_NAMED_ENUM,
       of_item = kind == LAW_NAMED_ITEM && r->kind == LAW_NAMED_RECORD;
  if ((!of_value && !of_item) || name.n <= r->now.n + 1 || name.p[r->now.n] != '.' ||
      memcmp(name.p, r->now.p, r->now.n))
    return S("");
  struct str value = { name.p + r->now.n, name.n - r->now.n };
  return str_of(arena_print(k->a, "%.*s%.*s", (int)r->was.n, r->was.p, (int)value.n, value.p));
}

/* All names a thing has or once had, the present one first: from each back through the lines that lead to it.
 */
struct names {
  struct str *at;
  size_t n, cap;
};
static struct names names_of(const struct looking *k, enum law_named kind, struct str present) {
  struct names names = { 0 };
  *VEC_PUSH(k->a, &names) = present;
  for (size_t at = 0; at < names.n && at < NAMES_MAX; at++) /* the check has refused circles */
    for (int i = 0; i < law_rename_count(k->law); i++) {
      struct law_rename r = law_rename(k->law, i);
      struct str before = name_before(k, &r, kind, names.at[at]);
      if (before.n) *VEC_PUSH(k->a, &names) = before;
    }
  return names;
}

static void look_up(const struct looking *k, struct people_names *n, const struct thing *t) {
  struct names names = names_of(k, t->kind, t->name);
  for (size_t i = 0; i < names.n; i++)
    numbered(k, n, t, names.at[i]);
}

int64_t people_present(const struct people_names *n, int64_t symbol) {
  for (size_t i = 0; i < n->same.n; i++)
    if (n->same.at[i].was == symbol) return n->same.at[i].now;
  return symbol;
}

bool people_names_joined(const struct people_names *n, struct str ret_names[2]) {
  if (n->same.n == 0) return false;
  ret_names[0] = reg_symbol_name(n->symbols, n->same.at[0].now);
  ret_names[1] = reg_symbol_name(n->symbols, n->same.at[0].was);
  return true;
}

static void name_value(const struct looking *look, struct people_names *n, const char *enumeration,
                       const char *value, int index) {
  int64_t number = 0;
  struct thing t = { LAW_NAMED_VALUE, "",    str_of(arena_print(look->a, "%s.%s", enumeration, value)),
                     &number,         index, enumeration };
  look_up(look, n, &t);
}

static void name_values(const struct looking *look, struct people_names *n) {
  const struct law_program *law = n->law;
  int records = law_record_count(law);

  for (int i = 0; i < law_fact_count(law); i++)
    for (int k = 0; k < law_enum_count(law, i); k++)
      name_value(look, n, law_fact_info(law, i).enumeration, law_enum_value(law, i, k, NULL, NULL), k);
  for (int i = 0; i < records; i++)
    for (int f = 0; f < law_record_field_count(law, i); f++)
      for (int k = 0; k < law_item_value_count(law, i, f); k++)
        name_value(look, n, law_item_info(law, i, f).enumeration, law_item_value(law, i, f, k), k);
  if (n->values.n) qsort(n->values.at, n->values.n, sizeof *n->values.at, by_symbol);
}

/* The number of one thing. */
static int64_t stored(const struct looking *k, struct people_names *n, enum law_named kind,
                      const char *prefix, struct str name) {
  int64_t number = 0;
  struct thing t = { kind, prefix, name, &number, 0, NULL };
  look_up(k, n, &t);
  return number;
}

/* The facts the register holds as what a person is. */
static const char *const held_name[] = {
  [REG_HELD_BIRTH] = "person.birth", [REG_HELD_DEATH] = "person.death", [REG_HELD_SEX] = "person.sex"
};

static void name_facts(const struct looking *look, struct people_names *n) {
  const struct law_program *law = n->law;
  n->fact = NEW_ARRAY(look->a, int64_t, law_fact_count(law) + 1);
  for (int i = 0; i < law_fact_count(law); i++)
    n->fact[i] = stored(look, n, LAW_NAMED_FACT, "", str_of(law_fact_info(law, i).name));
  n->birth = law_fact_find(law, str_of(held_name[REG_HELD_BIRTH]));
  n->death = law_fact_find(law, str_of(held_name[REG_HELD_DEATH]));
  n->sex = law_fact_find(law, str_of(held_name[REG_HELD_SEX]));
  n->urban = law_fact_find(law, S("area.urban"));
  for (int k = 0; n->sex >= 0 && k < law_enum_count(law, n->sex); k++)
    if (!strcmp(law_enum_value(law, n->sex, k, NULL, NULL), "female")) n->female = k;
}

/* ---- layouts ---- */

struct layouts {
  struct arena *a;
  const struct people_names *names;
  const struct reg_symbols *symbols;
  const int64_t *record; /* symbols, by the law's record */
  VEC(struct layout) v;
};

/* `stored_kind`: what the record was called when the layout was written. */
static void place_items(struct layouts *w, struct layout *l, struct str stored_kind, struct str items) {
  const struct law_program *law = w->names->law;
  int fields = law_record_field_count(law, l->record);
  int16_t *item = NEW_ARRAY(w->a, int16_t, fields + 1);
  for (int f = 0; f < fields; f++)
    item[f] = -1;
  size_t from = 0;
  for (size_t i = 0; i <= items.n && l->n_items < ITEMS_MAX; i++) {
    if (i < items.n && items.p[i] != ',') continue;
    const char *once = arena_print(w->a, "%.*s.%.*s", (int)stored_kind.n, stored_kind.p, (int)(i - from),
                                   items.p + from);
    struct str name = law_renamed(law, LAW_NAMED_ITEM, str_of(once));
    for (int f = 0; f < fields; f++)
      if (str_is(name, arena_print(w->a, "%s.%s", law_record_name(law, l->record),
                                   law_record_field(law, l->record, f))))
        item[f] = (int16_t)l->n_items;
    l->n_items++;
    from = i + 1;
  }
  l->item_of_field = item;
}

static enum err add_layout(void *context, const struct reg_row *r) {
  struct layouts *w = context;
  struct layout *l = VEC_PUSH(w->a, &w->v);
  *l = (struct layout) { .id = r->id, .kind = r->symbol, .record = -1 };
  for (int i = 0; i < law_record_count(w->names->law); i++)
    if (w->record[i] == people_present(w->names, r->symbol)) l->record = i;
  if (l->record >= 0) place_items(w, l, reg_symbol_name(w->symbols, r->symbol), r->text);
  return OK;
}

static void ignore(void *context, const struct reg_bad *bad) {
  (void)context;
  (void)bad;
}

static enum err load_layouts(const struct looking *look, struct db *db, struct people_names *n) {
  struct arena *a = look->a;
  int64_t *record = NEW_ARRAY(a, int64_t, law_record_count(n->law) + 1);
  for (int i = 0; i < law_record_count(n->law); i++)
    record[i] = stored(look, n, LAW_NAMED_RECORD, "", str_of(law_record_name(n->law, i)));
  struct layouts w = { .a = a, .names = n, .symbols = look->symbols, .record = record };
  struct viewer none = { 0 };
  struct reg_visit visit = { &w, add_layout, ignore };
  enum err e = reg_scan_all(&none, db, &(struct reg_all) { .table = REG_ROWS_LAYOUT }, &visit);
  n->layouts = w.v.at;
  n->n_layouts = (int)w.v.n;
  return e;
}

const struct layout *people_layout(const struct people_names *n, int64_t id) {
  for (int i = 0; i < n->n_layouts; i++)
    if (n->layouts[i].id == id) return &n->layouts[i];
  return NULL;
}

/* ---- who sees what ---- */

/* Facts that the register holds in a class under any of their names. */
static bool *classed_facts(const struct looking *k) {
  bool *classed = NEW_ARRAY(k->a, bool, law_fact_count(k->law) + 1);
  for (int i = 0; i < law_fact_count(k->law); i++) {
    struct names names = names_of(k, LAW_NAMED_FACT, str_of(law_fact_info(k->law, i).name));
    for (size_t j = 0; j < names.n; j++)
      classed[i] |= reg_symbol_classes(k->symbols, reg_symbol(k->symbols, names.at[j])) != 0;
  }
  return classed;
}

static bool stricter(const struct looking *k) {
  const bool *classed = classed_facts(k);
  for (int i = 0; i < law_fact_count(k->law); i++)
    if (classed[i] && !law_fact_info(k->law, i).secret) return true;
  return false;
}

bool people_names_stricter(const struct people_names *n) { return n->stricter; }

enum err people_keep_secrets(struct arena *scratch, struct db *db, struct law_program *law) {
  struct reg_symbols *symbols;
  enum err e = reg_symbols_load(scratch, db, &symbols);
  if (e != OK) return e;
  struct looking look = { scratch, symbols, law };
  law_keep_secret(law, classed_facts(&look));
  return OK;
}

bool people_sees_fact(const struct viewer *viewer, const struct law_program *law, int fact) {
  return !law_fact_info(law, fact).secret || (viewer->classes & VIEWER_SECRET) != 0;
}

/* ---- all of them ---- */

enum err people_names_load(struct arena *a, struct db *db, const struct law_program *law,
                           struct people_names **ret_names) {
  struct reg_symbols *s;
  enum err e = reg_symbols_load(a, db, &s);
  if (e != OK) return e;
  struct people_names *n = NEW(a, struct people_names);
  n->law = law;
  n->symbols = s;
  struct looking look = { a, s, law };
  n->stricter = stricter(&look);
  name_facts(&look, n);
  name_values(&look, n);
  n->link = NEW_ARRAY(a, int64_t, law_link_count(law) + 1);
  for (int i = 0; i < law_link_count(law); i++)
    n->link[i] = stored(&look, n, LAW_NAMED_LINK, "person.", str_of(law_link_name(law, i)));
  n->benefit = NEW_ARRAY(a, int64_t, law_benefit_count(law) + 1);
  for (int i = 0; i < law_benefit_count(law); i++)
    n->benefit[i] = stored(&look, n, LAW_NAMED_BENEFIT, "", str_of(law_benefit_name(law, i)));
  if ((e = load_layouts(&look, db, n)) != OK) return e;
  *ret_names = n;
  return OK;
}

int64_t people_benefit_symbol(const struct people_names *n, int benefit) {
  assert(benefit >= 0 && benefit < law_benefit_count(n->law));
  return n->benefit[benefit];
}

int people_benefit_of(const struct people_names *n, int64_t symbol) {
  int64_t present = people_present(n, symbol);
  for (int i = 0; symbol && i < law_benefit_count(n->law); i++)
    if (n->benefit[i] == present) return i;
  return -1;
}

struct str people_symbol_name(const struct people_names *n, int64_t symbol) {
  return reg_symbol_name(n->symbols, symbol);
}

/* The place of a value in its own enumeration; false for a symbol that is none of its values. */
static bool value_of(const struct people_names *n, const char *enumeration, int64_t symbol,
                     int64_t *ret_value) {
  size_t low = 0, high = n->values.n;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (n->values.at[middle].symbol < symbol)
      low = middle + 1;
    else
      high = middle;
  }
  for (; low < n->values.n && n->values.at[low].symbol == symbol; low++)
    if (strcmp(n->values.at[low].enumeration, enumeration) == 0) {
      *ret_value = n->values.at[low].value; /* it has one place, whichever fact uses it */
      return true;
    }
  return false;
}

static bool value_in(const struct people_names *n, const struct law_fact_info *f, int64_t stored,
                     int64_t *ret_value) {
  if (f->kind == LAW_ENUM) return value_of(n, f->enumeration, stored, ret_value);
  if (stored < f->lo || stored > f->hi) return false;
  *ret_value = stored;
  return true;
}

bool people_value(const struct people_names *n, int fact, int64_t stored, int64_t *ret_value) {
  struct law_fact_info f = law_fact_info(n->law, fact);
  return value_in(n, &f, stored, ret_value);
}

bool people_item_value(const struct people_names *n, int record, int field, int64_t stored,
                       int64_t *ret_value) {
  struct law_fact_info f = law_item_info(n->law, record, field);
  return value_in(n, &f, stored, ret_value);
}

/* ---- the vocabulary ---- */

static enum reg_kind kind_of(enum law_entity entity) {
  return entity == LAW_AREA ? REG_AREA : entity == LAW_HOUSEHOLD ? REG_HOUSEHOLD : REG_PERSON;
}

/* Its values are still to be named. */
static struct reg_fact_type type_of(const struct law_fact_info *f, const struct str *values, int n) {
  static const enum reg_type types[] = {
    [LAW_BOOL] = REG_BOOL, [LAW_INTEGER] = REG_INTEGER, [LAW_MONEY] = REG_MONEY, [LAW_RATE] = REG_INTEGER,
    [LAW_DATE] = REG_DATE, [LAW_MONTH] = REG_MONTH,     [LAW_ENUM] = REG_ENUM
  };
  return (struct reg_fact_type) { .name = str_of(f->name),
                                  .kind = kind_of(f->entity),
                                  .type = types[f->kind],
                                  .min = f->lo,
                                  .max = f->hi,
                                  .enumeration = f->enumeration ? str_of(f->enumeration) : S(""),
                                  .values = values,
                                  .value_count = n,
                                  .secret = f->declared_secret,
                                  .of_dead = f->deceased };
}

static enum reg_held held_as(const char *fact) {
  for (int i = REG_HELD_BIRTH; i <= REG_HELD_SEX; i++)
    if (!strcmp(fact, held_name[i])) return (enum reg_held)i;
  return REG_HELD_NOT;
}

static struct reg_fact_type type_of_fact(struct arena *a, const struct law_program *law, int i) {
  struct law_fact_info f = law_fact_info(law, i);
  int n = law_enum_count(law, i);
  struct str *values = NEW_ARRAY(a, struct str, n + 1);
  for (int k = 0; k < n; k++)
    values[k] = str_of(law_enum_value(law, i, k, NULL, NULL));
  struct reg_fact_type type = type_of(&f, values, n);
  type.held = held_as(f.name);
  return type;
}

static struct reg_record_type type_of_record(struct arena *a, const struct law_program *law, int i) {
  int fields = law_record_field_count(law, i);
  struct reg_fact_type *item = NEW_ARRAY(a, struct reg_fact_type, fields + 1);
  for (int f = 0; f < fields; f++) {
    struct law_fact_info info = law_item_info(law, i, f);
    int n = law_item_value_count(law, i, f);
    struct str *values = NEW_ARRAY(a, struct str, n + 1);
    for (int k = 0; k < n; k++)
      values[k] = str_of(law_item_value(law, i, f, k));
    item[f] = type_of(&info, values, n);
  }
  return (struct reg_record_type) { str_of(law_record_name(law, i)), kind_of(law_record_entity(law, i)), item,
                                    fields };
}

/* ---- the table of renamings, as the register writes names ---- */

struct renaming {
  struct looking look;
  VEC(struct reg_rename) v;
};

/* Every name a thing once had. */
static void rename_thing(struct renaming *x, enum law_named kind, enum reg_naming as, struct str present) {
  const char *prefix = kind == LAW_NAMED_LINK ? "person." : "";
  struct names names = names_of(&x->look, kind, present);
  for (size_t i = 1; i < names.n; i++)
    *VEC_PUSH(x->look.a, &x->v) = (struct reg_rename) { as, joined(&x->look, prefix, names.at[i]),
                                                        joined(&x->look, prefix, present) };
}

static void rename_values(struct renaming *x, const struct reg_fact_type *t) {
  for (int k = 0; k < t->value_count; k++)
    rename_thing(x, LAW_NAMED_VALUE, REG_NAMED_VALUE,
                 str_of(arena_print(x->look.a, "%s.%s", t->enumeration.p, t->values[k].p)));
}

static void rename_record(struct renaming *x, const struct reg_record_type *t) {
  rename_thing(x, LAW_NAMED_RECORD, REG_NAMED_RECORD, t->name);
  for (int k = 0; k < t->item_count; k++) {
    rename_thing(x, LAW_NAMED_ITEM, REG_NAMED_ITEM,
                 str_of(arena_print(x->look.a, "%s.%s", t->name.p, t->items[k].name.p)));
    rename_values(x, &t->items[k]);
  }
}

static void rename_all(struct arena *a, const struct law_program *law, struct reg_vocabulary *v) {
  struct renaming x = { .look = { .a = a, .law = law } };
  if (law_rename_count(law) == 0) return;
  for (int i = 0; i < v->fact_count; i++) {
    rename_thing(&x, LAW_NAMED_FACT, REG_NAMED_FACT, v->facts[i].name);
    rename_values(&x, &v->facts[i]);
  }
  for (int i = 0; i < law_link_count(law); i++)
    rename_thing(&x, LAW_NAMED_LINK, REG_NAMED_LINK, str_of(law_link_name(law, i)));
  for (int i = 0; i < v->benefit_count; i++)
    rename_thing(&x, LAW_NAMED_BENEFIT, REG_NAMED_BENEFIT, v->benefits[i]);
  for (int i = 0; i < v->record_count; i++)
    rename_record(&x, &v->records[i]);
  v->renames = x.v.at;
  v->rename_count = (int)x.v.n;
}

struct reg_vocabulary people_vocabulary(struct arena *a, const struct law_program *law) {
  int facts = law_fact_count(law), links = law_link_count(law), benefits = law_benefit_count(law);
  struct reg_fact_type *fact = NEW_ARRAY(a, struct reg_fact_type, facts + 1);
  struct str *link = NEW_ARRAY(a, struct str, links + 1), *benefit = NEW_ARRAY(a, struct str, benefits + 1),
             *of_dead = NEW_ARRAY(a, struct str, benefits + 1),
             *once = NEW_ARRAY(a, struct str, benefits + 1),
             *of_household = NEW_ARRAY(a, struct str, benefits + 1);
  struct reg_inverse *inverse = NEW_ARRAY(a, struct reg_inverse, links + 1);
  int n_of_dead = 0, n_once = 0, n_of_household = 0, records = law_record_count(law), inverses = 0;
  struct reg_record_type *record = NEW_ARRAY(a, struct reg_record_type, records + 1);
  for (int i = 0; i < records; i++)
    record[i] = type_of_record(a, law, i);
  for (int i = 0; i < facts; i++)
    fact[i] = type_of_fact(a, law, i);
  for (int i = 0; i < links; i++)
    link[i] = str_of(arena_print(a, "person.%s", law_link_name(law, i)));
  for (int i = 0; i < links; i++)
    if (law_link_inverse(law, i) >= 0)
      inverse[inverses++] = (struct reg_inverse) { link[i], link[law_link_inverse(law, i)] };
  for (int i = 0; i < benefits; i++)
    benefit[i] = str_of(law_benefit_name(law, i));
  for (int i = 0; i < benefits; i++)
    if (law_benefit_deceased(law, i)) of_dead[n_of_dead++] = benefit[i];
  for (int i = 0; i < benefits; i++)
    if (law_benefit_deceased(law, i) && law_benefit_once(law, i)) once[n_once++] = benefit[i];
  for (int i = 0; i < benefits; i++)
    if (law_benefit_entity(law, i) == LAW_HOUSEHOLD) of_household[n_of_household++] = benefit[i];
  struct reg_vocabulary v = { .facts = fact,
                              .fact_count = facts,
                              .links = link,
                              .link_count = links,
                              .inverses = inverse,
                              .inverse_count = inverses,
                              .benefits = benefit,
                              .benefit_count = benefits,
                              .of_dead = of_dead,
                              .of_dead_count = n_of_dead,
                              .once = once,
                              .once_count = n_once,
                              .of_household = of_household,
                              .of_household_count = n_of_household,
                              .records = record,
                              .record_count = records };
  v.case_count = law_case_ids(a, law, &v.cases);
  rename_all(a, law, &v);
  return v;
}
