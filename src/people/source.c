/* source: see source.h. */
#include "people/source.h"

enum { SLOTS = 4096, TREES = 8 };

struct spell {
  int fact;
  bool known;
  int64_t value;
  date from, to;
  struct str source;
};
struct slot {
  struct slot *next;
  int kind;
  int64_t id;
  int n;
  struct spell *spell;
};
struct home {
  struct home *next;
  int64_t household;
  month m;
  int n;
  int64_t *member;
  int64_t area[8];
  int n_area;
};

struct cols_source {
  struct arena *a;
  struct db *db;
  date facts;
  struct cols_names names;
  struct {
    date day;
    struct reg_areas *tree;
  } areas[TREES];
  int n_areas;
  struct slot *slot[SLOTS];
  struct home *home[64];
  enum err err;
};

static int by_symbol(const void *x, const void *y) {
  int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
  return (a > b) - (a < b);
}

/* What is stored under a name: the symbol of the name, or where the register has none, of a name it once had.
 */
static int64_t stored(const struct reg_symbols *s, const struct law_program *p, enum law_named kind,
                      struct str name) {
  int64_t id = reg_symbol(s, name);
  for (int i = 0; !id && i < law_rename_count(p); i++) {
    struct law_rename r = law_rename(p, i);
    if (r.kind == kind && str_eq(law_renamed(p, kind, r.was), name)) id = reg_symbol(s, r.was);
  }
  return id;
}

static int64_t link_symbol(const struct reg_symbols *s, const char *prefix, struct str link,
                           struct arena *a) {
  return reg_symbol(s, str_of(arena_print(a, "%s%.*s", prefix, (int)link.n, link.p)));
}

/* Links are stored as "person.child", in older registers as "link.child". */
static int64_t stored_link(const struct reg_symbols *s, const struct law_program *p, struct str name,
                           struct arena *a) {
  int64_t id = link_symbol(s, "person.", name, a);
  if (!id) id = link_symbol(s, "link.", name, a);
  for (int i = 0; !id && i < law_rename_count(p); i++) {
    struct law_rename r = law_rename(p, i);
    if (r.kind == LAW_NAMED_LINK && str_eq(law_renamed(p, LAW_NAMED_LINK, r.was), name))
      id = link_symbol(s, "person.", r.was, a);
  }
  return id;
}

enum err cols_names_load(struct arena *a, struct db *db, const struct law_program *p,
                         struct cols_names *ret_n) {
  struct reg_symbols *s;
  enum err e = reg_symbols_load(a, db, &s);
  if (e != OK) return e;
  struct cols_names n = { .p = p,
                          .birth = law_fact_find(p, S("person.birth")),
                          .death = law_fact_find(p, S("person.death")),
                          .sex = law_fact_find(p, S("person.sex")),
                          .urban = law_fact_find(p, S("area.urban")) };
  int all = 0;
  n.fact = NEW_ARRAY(a, int64_t, law_fact_count(p) + 1);
  for (int i = 0; i < law_fact_count(p); i++) {
    n.fact[i] = stored(s, p, LAW_NAMED_FACT, str_of(law_fact_info(p, i).name));
    all += law_enum_count(p, i);
  }
  n.values = arena_array(a, (size_t)all + 1, sizeof *n.values);
  for (int i = 0; i < law_fact_count(p); i++)
    for (int k = 0; k < law_enum_count(p, i); k++) {
      int64_t id = stored(s, p, LAW_NAMED_VALUE,
                          str_of(arena_print(a, "%s.%s", law_fact_info(p, i).enumeration,
                                             law_enum_value(p, i, k, NULL, NULL))));
      if (!id) continue;
      n.values[n.n_values].symbol = id;
      n.values[n.n_values].fact_enum = i;
      n.values[n.n_values++].value = k;
    }
  qsort(n.values, (size_t)n.n_values, sizeof *n.values, by_symbol);
  n.link = NEW_ARRAY(a, int64_t, law_link_count(p) + 1);
  for (int i = 0; i < law_link_count(p); i++) {
    n.link[i] = stored_link(s, p, str_of(law_link_name(p, i)), a);
  }
  n.benefit = NEW_ARRAY(a, int64_t, law_benefit_count(p) + 1);
  for (int i = 0; i < law_benefit_count(p); i++)
    n.benefit[i] = stored(s, p, LAW_NAMED_BENEFIT, str_of(law_benefit_name(p, i)));
  *ret_n = n;
  return OK;
}

bool cols_value(const struct cols_names *n, int fact, int64_t stored, int64_t *ret_v) {
  if (law_fact_info(n->p, fact).kind != LAW_ENUM) {
    *ret_v = stored;
    return true;
  }
  int lo = 0, hi = n->n_values;
  while (lo < hi) {
    int mid = (lo + hi) / 2;
    if (n->values[mid].symbol < stored)
      lo = mid + 1;
    else
      hi = mid;
  }
  if (lo == n->n_values || n->values[lo].symbol != stored) return false;
  *ret_v = n->values[lo].value; /* one enumeration's value has one place, whichever fact uses it */
  return true;
}

struct reg_vocabulary cols_vocabulary(struct arena *a, const struct law_program *p) {
  static const enum reg_type types[] = {
    [LAW_BOOL] = REG_BOOL, [LAW_INTEGER] = REG_INTEGER, [LAW_MONEY] = REG_MONEY, [LAW_RATE] = REG_INTEGER,
    [LAW_DATE] = REG_DATE, [LAW_MONTH] = REG_MONTH,     [LAW_ENUM] = REG_ENUM
  };
  static const enum reg_kind kinds[] = {
    [LAW_PERSON] = REG_PERSON, [LAW_HOUSEHOLD] = REG_HOUSEHOLD, [LAW_AREA] = REG_AREA
  };
  struct reg_fact_type *facts = NEW_ARRAY(a, struct reg_fact_type, law_fact_count(p) + 1);
  struct str *links = NEW_ARRAY(a, struct str, law_link_count(p) + 1),
             *benefits = NEW_ARRAY(a, struct str, law_benefit_count(p) + 1);
  for (int i = 0; i < law_fact_count(p); i++) {
    struct law_fact_info f = law_fact_info(p, i);
    int n = law_enum_count(p, i);
    struct str *values = NEW_ARRAY(a, struct str, n + 1);
    for (int k = 0; k < n; k++)
      values[k] = str_of(law_enum_value(p, i, k, NULL, NULL));
    facts[i] = (struct reg_fact_type) { .name = str_of(f.name),
                                        .kind = kinds[f.entity],
                                        .type = types[f.kind],
                                        .enumeration = f.enumeration ? str_of(f.enumeration) : S(""),
                                        .values = values,
                                        .value_count = n };
  }
  for (int i = 0; i < law_link_count(p); i++)
    links[i] = str_of(arena_print(a, "person.%s", law_link_name(p, i)));
  for (int i = 0; i < law_benefit_count(p); i++)
    benefits[i] = str_of(law_benefit_name(p, i));
  return (struct reg_vocabulary) { facts,    law_fact_count(p),   links, law_link_count(p),
                                   benefits, law_benefit_count(p) };
}

enum err cols_source_new(struct arena *a, struct db *db, const struct law_program *p, date facts,
                         struct cols_source **ret_s) {
  struct cols_source *s = NEW(a, struct cols_source);
  s->a = a;
  s->db = db;
  s->facts = facts;
  enum err e = cols_names_load(a, db, p, &s->names);
  if (e != OK) return e;
  *ret_s = s;
  return OK;
}

static void push_spell(struct cols_source *s, struct slot *t, size_t *cap, struct spell x) {
  vec_grow(s->a, (void **)&t->spell, cap, (size_t)t->n, sizeof *t->spell);
  t->spell[t->n++] = x;
}

static int fact_by_symbol(const struct cols_source *s, int64_t symbol) {
  for (int i = 0; i < law_fact_count(s->names.p); i++)
    if (s->names.fact[i] == symbol && symbol) return i;
  return -1;
}

/* Who the person is, as spells of birth, death and sex. A date known by year or month runs over its days. */
static void person_spells(struct cols_source *s, struct slot *t, size_t *cap) {
  struct reg_person p;
  enum err e = reg_person_get(s->a, s->db, t->id, (struct reg_at) { .valid = s->facts, .recorded = s->facts },
                              &p);
  if (e != OK) {
    if (e != NOT_FOUND) s->err = e;
    return;
  }
  struct spell x = { .known = true, .from = DATE_MIN, .to = DATE_MAX, .source = S("sổ đăng ký") };
  x.fact = s->names.birth;
  x.value = p.birth;
  if (p.birth_known < 3) { /* the last possible day goes into `to` of a second spell: see fact() */
    int y, m, d;
    date_split(p.birth, &y, &m, &d);
    date last = p.birth_known == 2 ? month_last(month_of(p.birth)) : date_of(y, 12, 31);
    push_spell(s, t, cap, (struct spell) { .fact = -2, .value = last });
  }
  push_spell(s, t, cap, x);
  if (p.dead) {
    x.fact = s->names.death;
    x.value = p.death;
    push_spell(s, t, cap, x);
  }
  if (s->names.sex >= 0) {
    const char *want = p.sex == REG_FEMALE ? "female" : "male";
    for (int k = 0; k < law_enum_count(s->names.p, s->names.sex); k++)
      if (!strcmp(law_enum_value(s->names.p, s->names.sex, k, NULL, NULL), want)) {
        x.fact = s->names.sex;
        x.value = k;
        push_spell(s, t, cap, x);
      }
  }
}

static struct slot *spells_of(struct cols_source *s, int kind, int64_t id) {
  struct slot **at = &s->slot[((uint64_t)id * 4u + (uint64_t)kind) % SLOTS], *t;
  for (t = *at; t; t = t->next)
    if (t->kind == kind && t->id == id) return t;
  t = NEW(s->a, struct slot);
  *t = (struct slot) { .next = *at, .kind = kind, .id = id };
  *at = t;
  size_t cap = 0;
  if (kind == REG_PERSON) person_spells(s, t, &cap);
  struct stmt *q;
  if (db_query(s->db,
               "SELECT fact, value, source, valid_from, valid_to FROM fact WHERE kind = $1 AND subject = $2 "
               "AND rec_from <= $3 AND rec_to > $3 ORDER BY rec_from, id",
               &q) != OK) {
    s->err = IO;
    return t;
  }
  bind_int(q, 1, kind);
  bind_int(q, 2, id);
  bind_int(q, 3, s->facts);
  enum err e;
  while ((e = db_step(q)) == OK) {
    struct str source = col_text(q, 2);
    struct spell x = { .fact = fact_by_symbol(s, col_int(q, 0)),
                       .known = !col_null(q, 1),
                       .from = (date)col_int(q, 3),
                       .to = (date)col_int(q, 4) };
    if (x.fact < 0) continue;
    x.source = (struct str) { arena_text(s->a, source.p, source.n), source.n };
    if (x.known && !cols_value(&s->names, x.fact, col_int(q, 1), &x.value)) x.known = false;
    push_spell(s, t, &cap, x);
  }
  if (e != NOT_FOUND) s->err = e;
  return t;
}

static enum law_given from_slot(const struct slot *t, int fact, date day, struct law_fact_value *ret) {
  for (int i = t->n; i-- > 0;) { /* the later row wins */
    const struct spell *x = &t->spell[i];
    if (x->fact != fact || day < x->from || day >= x->to) continue;
    if (!x->known) return LAW_ASKED;
    *ret = (struct law_fact_value) { x->value, x->value, x->from == DATE_MIN ? 0 : x->from, x->source };
    return LAW_GIVEN;
  }
  return LAW_NOTHING;
}

/* The tree of the day asked: communes merge, a xã becomes a phường. */
static enum err tree_of(struct cols_source *s, date day, struct reg_areas **ret) {
  for (int i = 0; i < s->n_areas; i++)
    if (s->areas[i].day == day) {
      *ret = s->areas[i].tree;
      return OK;
    }
  int at = s->n_areas < TREES ? s->n_areas++ : TREES - 1;
  enum err e = reg_areas_load(s->a, s->db, (struct reg_at) { .valid = day, .recorded = s->facts },
                              &s->areas[at].tree);
  s->areas[at].day = e == OK ? day : DATE_MIN;
  *ret = s->areas[at].tree;
  return e;
}

/* Where a household counts in a month: where it lived on the first day, else where it first came to live
 * (0001). NOT_FOUND: nowhere. */
static enum err residence_of(struct cols_source *s, int64_t household, month m, int64_t *ret_area) {
  struct stmt *q;
  enum err e = db_query(s->db,
                        "SELECT area FROM residence WHERE household = $1 AND valid_from <= $3 AND valid_to > "
                        "$2 AND rec_from <= $4 AND rec_to > $4 ORDER BY valid_from, rowid LIMIT 1",
                        &q);
  if (e != OK) return e;
  bind_int(q, 1, household);
  bind_int(q, 2, month_first(m));
  bind_int(q, 3, month_last(m));
  bind_int(q, 4, s->facts);
  if ((e = db_step(q)) != OK) return e;
  *ret_area = col_int(q, 0);
  return db_run(q);
}

static enum law_given area_fact(struct cols_source *s, int64_t household, int fact, date day,
                                struct law_fact_value *ret) {
  int64_t area;
  struct reg_areas *tree;
  enum err e = residence_of(s, household, month_of(day), &area);
  if (e == OK) e = tree_of(s, day, &tree);
  if (e != OK) {
    if (e != NOT_FOUND) s->err = e;
    return LAW_NOTHING;
  }
  for (const struct reg_area *x = reg_area(tree, area); x; x = reg_area_parent(tree, x)) {
    enum law_given g = from_slot(spells_of(s, REG_AREA, x->id), fact, day, ret);
    if (g != LAW_NOTHING) return g;
  }
  const struct reg_area *c = reg_area_commune(tree, area);
  if (fact != s->names.urban || !c) return LAW_NOTHING;
  *ret = (struct law_fact_value) { .source = S("loại đơn vị hành chính") };
  ret->lo = ret->hi = c->type == REG_PHUONG || c->type == REG_THI_TRAN;
  return LAW_GIVEN;
}

static enum law_given fact(void *context, enum law_entity e, int64_t subject, int f, date day,
                           struct law_fact_value *ret) {
  struct cols_source *s = context;
  if (e == LAW_AREA) return area_fact(s, subject, f, day, ret);
  const struct slot *t = spells_of(s, e == LAW_PERSON ? REG_PERSON : REG_HOUSEHOLD, subject);
  enum law_given g = from_slot(t, f, day, ret);
  if (g == LAW_GIVEN && f == s->names.birth)
    for (int i = 0; i < t->n; i++)
      if (t->spell[i].fact == -2) ret->hi = t->spell[i].value;
  return g;
}

static int64_t household(void *context, int64_t person, month m) {
  struct cols_source *s = context;
  struct reg_membership x;
  enum err e = reg_household_of(s->a, s->db, person, m, s->facts, &x, NULL);
  if (e != OK && e != NOT_FOUND) s->err = e;
  return e == OK ? x.household : -1;
}

static int members(void *context, int64_t id, month m, const int64_t **ret) {
  struct cols_source *s = context;
  struct home **at = &s->home[(uint64_t)id % 64], *h;
  for (h = *at; h; h = h->next)
    if (h->household == id && h->m == m) {
      *ret = h->member;
      return h->n;
    }
  struct reg_membership *list;
  int n = 0;
  enum err e = reg_household_members(s->a, s->db, id, m, s->facts, &list, &n);
  if (e != OK) {
    if (e != NOT_FOUND) s->err = e;
    n = 0;
  }
  h = NEW(s->a, struct home);
  *h = (struct home) {
    .next = *at, .household = id, .m = m, .n = n, .member = NEW_ARRAY(s->a, int64_t, n + 1)
  };
  *at = h;
  for (int i = 0; i < n; i++)
    h->member[i] = list[i].person;
  *ret = h->member;
  return n;
}

static int linked(void *context, int64_t person, int link, date day, const int64_t **ret) {
  struct cols_source *s = context;
  int rows = law_link_inverse(s->names.p, link);
  bool backwards = rows >= 0;
  int64_t symbol = s->names.link[backwards ? rows : link];
  VEC(int64_t) v = { 0 };
  struct stmt *q;
  enum err e = backwards
                   ? db_query(s->db,
                              "SELECT person FROM link WHERE other = $1 AND kind = $2 AND valid_from <= $3 "
                              "AND valid_to > $3 AND rec_from <= $4 AND rec_to > $4 ORDER BY person",
                              &q)
                   : db_query(s->db,
                              "SELECT other FROM link WHERE person = $1 AND kind = $2 AND valid_from <= $3 "
                              "AND valid_to > $3 AND rec_from <= $4 AND rec_to > $4 ORDER BY other",
                              &q);
  if (e != OK) {
    s->err = e;
    return -1;
  }
  bind_int(q, 1, person);
  bind_int(q, 2, symbol);
  bind_int(q, 3, day);
  bind_int(q, 4, s->facts);
  while ((e = db_step(q)) == OK)
    *VEC_PUSH(s->a, &v) = col_int(q, 0);
  if (e != NOT_FOUND) s->err = e;
  *ret = v.at;
  return v.n ? (int)v.n : -1;
}

static int records(void *context, enum law_entity e, int64_t subject, int record, date day,
                   const int64_t **ret) {
  struct cols_source *s = context;
  struct stmt *q;
  VEC(int64_t) v = { 0 };
  int64_t symbol = 0;
  if (reg_symbol_find(s->db, str_of(law_record_name(s->names.p, record)), &symbol) != OK) {
    *ret = NULL;
    return 0;
  }
  if (db_query(s->db,
               "SELECT id FROM record WHERE subject_kind = $1 AND subject = $2 AND kind = $3 AND valid_from "
               "<= $4 AND valid_to > $4 AND rec_from <= $5 AND rec_to > $5 ORDER BY id",
               &q) != OK) {
    s->err = IO;
    return -1;
  }
  bind_int(q, 1, e == LAW_PERSON ? REG_PERSON : REG_HOUSEHOLD);
  bind_int(q, 2, subject);
  bind_int(q, 3, symbol);
  bind_int(q, 4, day);
  bind_int(q, 5, s->facts);
  enum err x;
  while ((x = db_step(q)) == OK)
    *VEC_PUSH(s->a, &v) = col_int(q, 0);
  if (x != NOT_FOUND) s->err = x;
  *ret = v.at;
  return (int)v.n;
}

static enum law_given field(void *context, int record, int64_t id, int f, struct law_fact_value *ret) {
  struct cols_source *s = context;
  struct stmt *q;
  (void)record;
  if (db_query(s->db, "SELECT fields FROM record WHERE id = $1", &q) != OK) {
    s->err = IO;
    return LAW_NOTHING;
  }
  bind_int(q, 1, id);
  if (db_step(q) != OK) return LAW_NOTHING;
  struct str t = col_text(q, 0), part;
  size_t from = 0;
  int at = 0;
  for (size_t i = 0; i <= t.n; i++)
    if (i == t.n || t.p[i] == ',') {
      part = (struct str) { t.p + from, i - from };
      from = i + 1;
      if (at++ != f) continue;
      if (!part.n || parse_int(part, &ret->lo) != OK) return LAW_ASKED;
      ret->hi = ret->lo;
      return LAW_GIVEN;
    }
  return LAW_NOTHING;
}

static bool grant(void *context, int64_t person, int benefit, month m, struct law_grant *ret) {
  struct cols_source *s = context;
  struct reg_grant *list;
  int n = 0;
  enum err e = reg_grants_of(s->a, s->db, person, s->facts, &list, &n);
  if (e != OK) {
    if (e != NOT_FOUND) s->err = e;
    return false;
  }
  const struct reg_grant *stands = NULL; /* of several grants of one benefit the first by number */
  for (int i = 0; i < n; i++) {
    const struct reg_grant *g = &list[i];
    if (g->benefit != s->names.benefit[benefit] || m < g->first_month || (!g->running && m > g->last_month))
      continue;
    if (!stands || g->id < stands->id) stands = g;
  }
  if (!stands) return false;
  bool suspended = false;
  for (int k = 0; k < stands->suspension_count; k++)
    suspended |= m >= stands->suspensions[k].from &&
                 (stands->suspensions[k].open || m <= stands->suspensions[k].to);
  *ret = (struct law_grant) { .id = stands->id,
                              .decided = stands->decided,
                              .first = stands->first_month,
                              .last = stands->running ? -1 : stands->last_month,
                              .active = stands->first_month < m && !suspended, /* at the start of the month */
                              .suspended = suspended };
  return true;
}

static struct str name(void *context, enum law_entity e, int64_t subject) {
  struct cols_source *s = context;
  struct reg_person p;
  if (e != LAW_PERSON ||
      reg_person_get(s->a, s->db, subject, (struct reg_at) { s->facts, s->facts }, &p) != OK)
    return S("");
  return p.full_name;
}

struct law_source cols_source(struct cols_source *s) {
  return (struct law_source) { s, fact, household, members, linked, records, field, grant, name };
}
enum err cols_source_error(const struct cols_source *s) { return s->err; }
