#include "web/live.h"

/* All rows of one subject, believed or not; what counts on a day is found in memory. */
struct facts { enum reg_kind kind; int64_t subject; struct reg_fact *at; int n; };
struct person { int64_t id; struct reg_person *at; int n; struct reg_grant *grants; int grant_count; bool has_grants; };
struct home { int64_t person; month m; int64_t household; };
struct members { int64_t household; month m; int64_t *at; int n; };

struct reader {
  struct session *s;
  struct arena *a;
  date known;
  int fact_birth, fact_death, fact_sex, fact_urban;
  int64_t *fact_symbols;            /* by the law's number of the fact */
  VEC(struct facts) facts;
  VEC(struct person) people;
  VEC(struct home) homes;
  VEC(struct members) members;
};

struct reader *reader_new(struct session *s, struct arena *a, date known) {
  struct reader *r = NEW(a, struct reader);
  const struct law_program *law = s->live->law;
  *r = (struct reader){ .s = s, .a = a, .known = known };
  r->fact_birth = law_fact_find(law, S("person.birth"));
  r->fact_death = law_fact_find(law, S("person.death"));
  r->fact_sex = law_fact_find(law, S("person.sex"));
  r->fact_urban = law_fact_find(law, S("area.urban"));
  r->fact_symbols = NEW_ARRAY(a, int64_t, law_fact_count(law) + 1);
  for (int i = 0; i < law_fact_count(law); i++)
    r->fact_symbols[i] = reg_symbol(s->symbols, str_of(law_fact_info(law, i).name));
  return r;
}

static struct facts *facts_of(struct reader *r, enum reg_kind kind, int64_t subject) {
  for (size_t i = 0; i < r->facts.n; i++)
    if (r->facts.at[i].kind == kind && r->facts.at[i].subject == subject)
      return &r->facts.at[i];
  struct reg_fact *list = NULL;
  int n = 0;
  if (r->facts.n >= LIVE_SUBJECTS_MAX || reg_fact_history(r->a, r->s->db, kind, subject, 0, &list, &n) != OK)
    n = 0;
  struct facts *f = VEC_PUSH(r->a, &r->facts);
  *f = (struct facts){ kind, subject, list, n };
  return f;
}

static struct person *person_of(struct reader *r, int64_t id) {
  for (size_t i = 0; i < r->people.n; i++)
    if (r->people.at[i].id == id)
      return &r->people.at[i];
  struct reg_person *list = NULL;
  int n = 0;
  if (r->people.n >= LIVE_SUBJECTS_MAX || reg_person_history(r->a, r->s->db, id, &list, &n) != OK)
    n = 0;
  struct person *p = VEC_PUSH(r->a, &r->people);
  *p = (struct person){ .id = id, .at = list, .n = n };
  return p;
}

static bool believed(const struct reg_period *p, date known) { return p->rec_from <= known && known < p->rec_to; }

/* The row of who someone is: the one in force on the day, else the first believed (birth does not change). */
static const struct reg_person *person_on(struct reader *r, int64_t id, date day) {
  const struct person *p = person_of(r, id);
  const struct reg_person *any = NULL;
  for (int i = 0; i < p->n; i++) {
    if (!believed(&p->at[i].period, r->known))
      continue;
    if (p->at[i].period.valid_from <= day && day < p->at[i].period.valid_to)
      return &p->at[i];
    if (!any)
      any = &p->at[i];
  }
  return any;
}

static enum law_given identity(struct reader *r, int64_t id, int fact, date day, struct law_fact_value *ret) {
  const struct reg_person *p = person_on(r, id, day);
  if (!p)
    return LAW_NOTHING;
  *ret = (struct law_fact_value){ 0 };
  if (fact == r->fact_birth) {
    ret->lo = p->birth;
    ret->hi = p->birth_known == 3 ? p->birth : p->birth_known == 2 ? month_last(month_of(p->birth)) : date_add_months(p->birth, 12) - 1;
    return LAW_GIVEN;
  }
  if (fact == r->fact_death) {
    if (!p->dead)
      return LAW_NOTHING;
    ret->lo = ret->hi = p->death;
    return LAW_GIVEN;
  }
  for (int i = 0; i < law_enum_count(r->s->live->law, fact); i++) {
    const char *vi, *en;
    if (strcmp(law_enum_value(r->s->live->law, fact, i, &vi, &en), p->sex == REG_FEMALE ? "female" : "male") == 0) {
      ret->lo = ret->hi = i;
      return LAW_GIVEN;
    }
  }
  return LAW_NOTHING;
}

static int enum_index(struct reader *r, int fact, int64_t symbol) {
  struct str name = reg_symbol_name(r->s->symbols, symbol);
  for (int i = 0; i < law_enum_count(r->s->live->law, fact); i++) {
    const char *vi, *en, *id = law_enum_value(r->s->live->law, fact, i, &vi, &en);
    size_t n = strlen(id);
    if (name.n > n && name.p[name.n - n - 1] == '.' && memcmp(name.p + name.n - n, id, n) == 0)
      return i;
  }
  return -1;
}

static enum law_given stored(struct reader *r, enum reg_kind kind, int64_t subject, int fact, date day, struct law_fact_value *ret) {
  const struct facts *f = facts_of(r, kind, subject);
  for (int i = f->n; i-- > 0;) {
    const struct reg_fact *x = &f->at[i];
    if (x->fact != r->fact_symbols[fact] || !believed(&x->period, r->known) || day < x->period.valid_from || day >= x->period.valid_to)
      continue;
    if (!x->known)
      return LAW_ASKED;
    int64_t v = x->value;
    if (law_fact_info(r->s->live->law, fact).kind == LAW_ENUM && (v = enum_index(r, fact, v)) < 0)
      return LAW_ASKED;
    *ret = (struct law_fact_value){ .lo = v, .hi = v, .since = x->period.valid_from > DATE_MIN ? x->period.valid_from : 0, .source = x->source };
    return LAW_GIVEN;
  }
  return LAW_NOTHING;
}

/* The law asks the area of a household: its village, and what holds for the commune holds for the village too. */
static enum law_given area_fact(struct reader *r, int64_t household, int fact, date day, struct law_fact_value *ret) {
  struct reg_residence home;
  const struct reg_areas *areas;
  struct reg_at at = { day, r->known };
  if (reg_residence_get(r->a, r->s->db, household, at, &home) != OK || live_areas(r->s, at, &areas) != OK)
    return LAW_ASKED;
  for (const struct reg_area *x = reg_area(areas, home.area); x; x = reg_area_parent(areas, x)) {
    enum law_given given = stored(r, REG_AREA, x->id, fact, day, ret);
    if (given != LAW_NOTHING)
      return given;
  }
  const struct reg_area *commune = reg_area_commune(areas, home.area);
  if (fact != r->fact_urban || !commune)
    return LAW_NOTHING;
  ret->lo = ret->hi = commune->type == REG_PHUONG || commune->type == REG_THI_TRAN;
  ret->since = 0;
  ret->source = commune->name;
  return LAW_GIVEN;
}

static enum law_given fact(void *context, enum law_entity e, int64_t subject, int number, date day, struct law_fact_value *ret) {
  struct reader *r = context;
  if (subject <= 0)
    return LAW_ASKED;
  if (e == LAW_PERSON && (number == r->fact_birth || number == r->fact_death || number == r->fact_sex))
    return identity(r, subject, number, day, ret);
  if (e == LAW_AREA)
    return area_fact(r, subject, number, day, ret);
  return stored(r, e == LAW_HOUSEHOLD ? REG_HOUSEHOLD : REG_PERSON, subject, number, day, ret);
}

static int64_t household(void *context, int64_t person, month m) {
  struct reader *r = context;
  for (size_t i = 0; i < r->homes.n; i++)
    if (r->homes.at[i].person == person && r->homes.at[i].m == m)
      return r->homes.at[i].household;
  struct reg_membership in;
  enum err err = reg_household_of(r->a, r->s->db, person, m, r->known, &in, NULL);
  struct home *h = VEC_PUSH(r->a, &r->homes);
  *h = (struct home){ person, m, err == OK ? in.household : -1 };
  return h->household;
}

static int members(void *context, int64_t of, month m, const int64_t **ret) {
  struct reader *r = context;
  for (size_t i = 0; i < r->members.n; i++)
    if (r->members.at[i].household == of && r->members.at[i].m == m) {
      *ret = r->members.at[i].at;
      return r->members.at[i].n;
    }
  struct reg_membership *list = NULL;
  int n = 0;
  if (reg_household_members(r->a, r->s->db, of, m, r->known, &list, &n) != OK)
    n = 0;
  struct members *x = VEC_PUSH(r->a, &r->members);
  *x = (struct members){ of, m, NEW_ARRAY(r->a, int64_t, n + 1), n };
  for (int i = 0; i < n; i++)
    x->at[i] = list[i].person;
  *ret = x->at;
  return n;
}

static int64_t link_symbol(const struct reader *r, int link) {
  if (link < 0)
    return 0;
  const char *name = law_link_name(r->s->live->law, link);
  int64_t id = reg_symbol(r->s->symbols, str_of(arena_print(r->a, "link.%s", name)));
  return id ? id : reg_symbol(r->s->symbols, str_of(name));
}

static int linked(void *context, int64_t person, int link, date day, const int64_t **ret) {
  struct reader *r = context;
  struct reg_link *list;
  int n;
  if (reg_links_of(r->a, r->s->db, person, (struct reg_at){ day, r->known }, &list, &n) != OK)
    return -1;
  int64_t forward = link_symbol(r, link), backward = link_symbol(r, law_link_inverse(r->s->live->law, link));
  VEC(int64_t) found = { 0 };
  for (int i = 0; i < n; i++) {
    if (forward && list[i].kind == forward && list[i].person == person)
      *VEC_PUSH(r->a, &found) = list[i].other;
    else if (backward && list[i].kind == backward && list[i].other == person)
      *VEC_PUSH(r->a, &found) = list[i].person;
  }
  *ret = found.at;
  return found.n ? (int)found.n : -1;
}

/* The register has no reader of survey forms yet: nothing is said of them either way. */
static int records(void *context, enum law_entity e, int64_t subject, int record, date day, const int64_t **ret) {
  (void)context;
  (void)e;
  (void)subject;
  (void)record;
  (void)day;
  (void)ret;
  return -1;
}

static enum law_given field(void *context, int record, int64_t id, int number, struct law_fact_value *ret) {
  (void)context;
  (void)record;
  (void)id;
  (void)number;
  (void)ret;
  return LAW_ASKED;
}

bool grant_stands(const struct reg_grant *g, month m) { return g->first_month <= m && (g->running || m <= g->last_month); }

bool grant_suspended(const struct reg_grant *g, month m) {
  for (int i = 0; i < g->suspension_count; i++)
    if (g->suspensions[i].from <= m && (g->suspensions[i].open || m <= g->suspensions[i].to))
      return true;
  return false;
}

enum err reader_grants(struct reader *r, int64_t id, struct reg_grant **ret_list, int *ret_count) {
  struct person *p = person_of(r, id);
  if (!p->has_grants) {
    enum err err = reg_grants_of(r->a, r->s->db, id, r->known, &p->grants, &p->grant_count);
    if (err != OK)
      return err;
    p->has_grants = true;
  }
  *ret_list = p->grants;
  *ret_count = p->grant_count;
  return OK;
}

enum err reader_facts(struct reader *r, enum reg_kind kind, int64_t subject, struct reg_fact **ret_list, int *ret_count) {
  const struct facts *f = facts_of(r, kind, subject);
  *ret_list = f->at;
  *ret_count = f->n;
  return OK;
}

static bool grant(void *context, int64_t person, int benefit, month m, struct law_grant *ret) {
  struct reader *r = context;
  struct reg_grant *list;
  int n;
  if (reader_grants(r, person, &list, &n) != OK)
    return false;
  for (int i = 0; i < n; i++)
    if (live_benefit(r->s, list[i].benefit) == benefit && grant_stands(&list[i], m)) {
      *ret = (struct law_grant){ .id = list[i].id, .decided = list[i].decided, .first = list[i].first_month,
                                 .last = list[i].running ? -1 : list[i].last_month, .active = !grant_suspended(&list[i], m) };
      return true;
    }
  return false;
}

static struct str name(void *context, enum law_entity e, int64_t subject) {
  struct reader *r = context;
  if (e != LAW_PERSON || subject <= 0)
    return S("");
  const struct reg_person *p = person_on(r, subject, r->known);
  return p ? p->full_name : S("");
}

struct law_source reader_source(struct reader *r) {
  assert(r && r->s);
  return (struct law_source){ r, fact, household, members, linked, records, field, grant, name };
}
