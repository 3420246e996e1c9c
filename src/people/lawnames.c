/* Which number the register gives each of the law's words, and the layouts of its records. */
#include "people/spells.h"

#include <stdlib.h>

enum { ITEMS_MAX = 1000 };

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

/* What is stored under a name: the symbol of the name, or where the register has none, of a name it once had.
 * The register may write a prefix before it ("person." before a link's). */
static int64_t stored(const struct looking *k, enum law_named kind, const char *prefix, struct str name) {
  int64_t id = reg_symbol(k->symbols, joined(k, prefix, name));
  for (int i = 0; !id && i < law_rename_count(k->law); i++) {
    struct law_rename r = law_rename(k->law, i);
    if (r.kind == kind && str_eq(law_renamed(k->law, kind, r.was), name))
      id = reg_symbol(k->symbols, joined(k, prefix, r.was));
  }
  return id;
}

static void name_values(const struct looking *look, struct people_names *n) {
  const struct law_program *law = n->law;
  int all = 0;
  for (int i = 0; i < law_fact_count(law); i++)
    all += law_enum_count(law, i);
  n->values = NEW_ARRAY(look->a, struct value_symbol, all + 1);
  for (int i = 0; i < law_fact_count(law); i++) {
    for (int k = 0; k < law_enum_count(law, i); k++) {
      const char *value = law_enum_value(law, i, k, NULL, NULL);
      const char *full = arena_print(look->a, "%s.%s", law_fact_info(law, i).enumeration, value);
      int64_t symbol = stored(look, LAW_NAMED_VALUE, "", str_of(full));
      if (symbol) n->values[n->n_values++] = (struct value_symbol) { symbol, k };
    }
  }
  if (n->n_values) qsort(n->values, (size_t)n->n_values, sizeof *n->values, by_symbol);
}

static void name_facts(const struct looking *look, struct people_names *n) {
  const struct law_program *law = n->law;
  n->fact = NEW_ARRAY(look->a, int64_t, law_fact_count(law) + 1);
  for (int i = 0; i < law_fact_count(law); i++)
    n->fact[i] = stored(look, LAW_NAMED_FACT, "", str_of(law_fact_info(law, i).name));
  n->birth = law_fact_find(law, S("person.birth"));
  n->death = law_fact_find(law, S("person.death"));
  n->sex = law_fact_find(law, S("person.sex"));
  n->urban = law_fact_find(law, S("area.urban"));
  for (int k = 0; n->sex >= 0 && k < law_enum_count(law, n->sex); k++)
    if (!strcmp(law_enum_value(law, n->sex, k, NULL, NULL), "female")) n->female = k;
}

/* ---- layouts ---- */

struct layouts {
  struct arena *a;
  const struct people_names *names;
  const int64_t *record; /* symbols, by the law's record */
  VEC(struct layout) v;
};

static void place_items(struct layouts *w, struct layout *l, struct str items) {
  const struct law_program *law = w->names->law;
  int fields = law_record_field_count(law, l->record);
  int16_t *item = NEW_ARRAY(w->a, int16_t, fields + 1);
  for (int f = 0; f < fields; f++)
    item[f] = -1;
  size_t from = 0;
  for (size_t i = 0; i <= items.n && l->n_items < ITEMS_MAX; i++) {
    if (i < items.n && items.p[i] != ',') continue;
    struct str name = { items.p + from, i - from };
    for (int f = 0; f < fields; f++)
      if (str_is(name, law_record_field(law, l->record, f))) item[f] = (int16_t)l->n_items;
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
    if (w->record[i] == r->symbol) l->record = i;
  if (l->record >= 0) place_items(w, l, r->text);
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
    record[i] = stored(look, LAW_NAMED_RECORD, "", str_of(law_record_name(n->law, i)));
  struct layouts w = { .a = a, .names = n, .record = record };
  struct viewer none = { 0 };
  struct reg_visit visit = { &w, add_layout, ignore };
  enum err e = reg_scan_all(&none, db, REG_ROWS_LAYOUT, 0, &visit);
  n->layouts = w.v.at;
  n->n_layouts = (int)w.v.n;
  return e;
}

enum err people_names_load(struct arena *a, struct db *db, const struct law_program *law,
                           struct people_names **ret_names) {
  struct reg_symbols *s;
  enum err e = reg_symbols_load(a, db, &s);
  if (e != OK) return e;
  struct people_names *n = NEW(a, struct people_names);
  n->law = law;
  struct looking look = { a, s, law };
  name_facts(&look, n);
  name_values(&look, n);
  n->link = NEW_ARRAY(a, int64_t, law_link_count(law) + 1);
  for (int i = 0; i < law_link_count(law); i++)
    n->link[i] = stored(&look, LAW_NAMED_LINK, "person.", str_of(law_link_name(law, i)));
  n->benefit = NEW_ARRAY(a, int64_t, law_benefit_count(law) + 1);
  for (int i = 0; i < law_benefit_count(law); i++)
    n->benefit[i] = stored(&look, LAW_NAMED_BENEFIT, "", str_of(law_benefit_name(law, i)));
  if ((e = load_layouts(&look, db, n)) != OK) return e;
  *ret_names = n;
  return OK;
}

int64_t people_benefit_symbol(const struct people_names *n, int benefit) {
  assert(benefit >= 0 && benefit < law_benefit_count(n->law));
  return n->benefit[benefit];
}

int people_benefit_of(const struct people_names *n, int64_t symbol) {
  for (int i = 0; symbol && i < law_benefit_count(n->law); i++)
    if (n->benefit[i] == symbol) return i;
  return -1;
}

bool people_value(const struct people_names *n, int fact, int64_t stored, int64_t *ret_value) {
  if (law_fact_info(n->law, fact).kind != LAW_ENUM) {
    *ret_value = stored;
    return true;
  }
  int low = 0, high = n->n_values;
  while (low < high) {
    int middle = (low + high) / 2;
    if (n->values[middle].symbol < stored)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == n->n_values || n->values[low].symbol != stored) return false;
  *ret_value = n->values[low].value; /* one enumeration's value has one place, whichever fact uses it */
  return true;
}

bool people_sees_fact(const struct viewer *viewer, const struct law_program *law, int fact) {
  return !law_fact_info(law, fact).secret || (viewer->classes & VIEWER_SECRET) ||
         viewer->role == VIEWER_MAY_ALL;
}

/* ---- the vocabulary ---- */

static struct reg_fact_type type_of_fact(struct arena *a, const struct law_program *law, int i) {
  static const enum reg_type types[] = {
    [LAW_BOOL] = REG_BOOL, [LAW_INTEGER] = REG_INTEGER, [LAW_MONEY] = REG_MONEY, [LAW_RATE] = REG_INTEGER,
    [LAW_DATE] = REG_DATE, [LAW_MONTH] = REG_MONTH,     [LAW_ENUM] = REG_ENUM
  };
  static const enum reg_kind kinds[] = {
    [LAW_PERSON] = REG_PERSON, [LAW_HOUSEHOLD] = REG_HOUSEHOLD, [LAW_AREA] = REG_AREA
  };
  struct law_fact_info f = law_fact_info(law, i);
  int n = law_enum_count(law, i);
  struct str *values = NEW_ARRAY(a, struct str, n + 1);
  for (int k = 0; k < n; k++)
    values[k] = str_of(law_enum_value(law, i, k, NULL, NULL));
  return (struct reg_fact_type) { .name = str_of(f.name),
                                  .kind = kinds[f.entity],
                                  .type = types[f.kind],
                                  .enumeration = f.enumeration ? str_of(f.enumeration) : S(""),
                                  .values = values,
                                  .value_count = n,
                                  .secret = f.secret,
                                  .of_dead = f.deceased };
}

struct reg_vocabulary people_vocabulary(struct arena *a, const struct law_program *law) {
  int facts = law_fact_count(law), links = law_link_count(law), benefits = law_benefit_count(law);
  struct reg_fact_type *fact = NEW_ARRAY(a, struct reg_fact_type, facts + 1);
  struct str *link = NEW_ARRAY(a, struct str, links + 1), *benefit = NEW_ARRAY(a, struct str, benefits + 1),
             *of_dead = NEW_ARRAY(a, struct str, benefits + 1);
  int n_of_dead = 0;
  for (int i = 0; i < facts; i++)
    fact[i] = type_of_fact(a, law, i);
  for (int i = 0; i < links; i++)
    link[i] = str_of(arena_print(a, "person.%s", law_link_name(law, i)));
  for (int i = 0; i < benefits; i++)
    benefit[i] = str_of(law_benefit_name(law, i));
  for (int i = 0; i < benefits; i++)
    if (law_benefit_deceased(law, i)) of_dead[n_of_dead++] = benefit[i];
  return (struct reg_vocabulary) { .facts = fact,
                                   .fact_count = facts,
                                   .links = link,
                                   .link_count = links,
                                   .benefits = benefit,
                                   .benefit_count = benefits,
                                   .of_dead = of_dead,
                                   .of_dead_count = n_of_dead };
}
