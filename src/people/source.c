/* The law's questions about people, answered from memory by the rules. */
#include "people/people_words.h"
#include "people/rules.h"

enum { KEPT = 64 };

struct kept_members { /* the law asks for the same household again and again */
  int64_t household;
  month m;
  int n;
  const int64_t *list;
};
struct people_source {
  struct arena *a;
  struct people *p;
  enum err err;
  struct kept_members kept[KEPT];
};

struct people_source *people_source_new(struct arena *a, struct people *p) {
  struct people_source *s = NEW(a, struct people_source);
  s->a = a;
  s->p = p;
  return s;
}

enum err people_source_error(const struct people_source *s) { return s->err; }

/* Keeps the first fault; true when there is none. */
static bool sound(struct people_source *s, enum err e) {
  if (e != OK && s->err == OK) s->err = e;
  return e == OK;
}

/* Birth, death and sex stand with the person. */
static enum law_given who_fact(const struct people *p, int32_t place, int fact, struct law_fact_value *ret) {
  const struct people_names *n = p->names;
  const struct persons *all = &p->person;
  *ret = (struct law_fact_value) { .source = WORD_STR(PEOPLE_the_register, VI),
                                   .source_en = WORD_STR(PEOPLE_the_register, EN) };
  if (fact == n->birth) {
    ret->lo = all->birth[place];
    ret->hi = date_latest(all->birth[place], all->trait[place] >> TRAIT_KNOWN_SHIFT);
    return LAW_GIVEN;
  }
  if (fact == n->death) {
    if (all->death[place] == DATE_MAX) return LAW_NOTHING;
    ret->lo = ret->hi = all->death[place];
    return LAW_GIVEN;
  }
  bool female = all->trait[place] & TRAIT_FEMALE;
  ret->lo = ret->hi = female ? n->female : 1 - n->female;
  return LAW_GIVEN;
}

static enum law_given tell(const struct spoken *said, struct law_fact_value *ret) {
  if (said->said == LAW_GIVEN)
    *ret = (struct law_fact_value) { said->value, said->value, said->since, said->source, said->source_en };
  return said->said;
}

static enum law_given fact(void *context, enum law_entity e, int64_t subject, int f, date day,
                           struct law_fact_value *ret) {
  struct people_source *s = context;
  struct people *p = s->p;
  struct spoken said = { .said = LAW_NOTHING };
  if (subject <= 0 || subject > INT32_MAX) return LAW_NOTHING;
  if (e == LAW_AREA) { /* the law names an area by its household */
    said = people_area_fact(p, people_place(p, subject, month_of(day)), f, day);
    return tell(&said, ret);
  }
  if (e == LAW_PERSON && !sound(s, people_more(p, subject))) return LAW_NOTHING;
  if (e == LAW_PERSON && (f == p->names->birth || f == p->names->death || f == p->names->sex)) {
    int32_t place = people_at(p, subject);
    return place < 0 ? LAW_NOTHING : who_fact(p, place, f, ret);
  }
  if (p->fact_section[f] < 0) return LAW_NOTHING;
  const struct spells *x = people_layer(&p->fact[p->fact_section[f]].s, (int32_t)subject);
  int32_t end, begin = people_spells_of(x, (int32_t)subject, &end), row = spell_on(x, begin, end, day);
  if (row < 0) return LAW_NOTHING;
  said = people_spoken(p->names, x, f, row);
  return tell(&said, ret);
}

static int64_t household(void *context, int64_t person, month m) {
  struct people_source *s = context;
  return sound(s, people_more(s->p, person)) ? people_household(s->p, person, m, NULL) : -1;
}

static int members(void *context, int64_t id, month m, const int64_t **ret) {
  struct people_source *s = context;
  struct kept_members *k = &s->kept[((uint64_t)id * 31u + (uint64_t)m) % KEPT];
  if (k->household != id || k->m != m || !k->list) {
    if (!sound(s, people_more_household(s->p, id))) return 0;
    *k = (struct kept_members) { .household = id, .m = m };
    k->n = people_members(s->p, s->a, id, m, &k->list);
  }
  *ret = k->list;
  return k->n;
}

static int linked(void *context, int64_t person, int link, date day, const int64_t **ret) {
  struct people_source *s = context;
  const struct people_linked *all;
  if (!sound(s, people_more_links(s->p, person))) return -1;
  int n = people_links(s->p, s->a, person, link, day, &all), living = 0;
  if (n < 0) return -1;
  int64_t *list = NEW_ARRAY(s->a, int64_t, n + 1);
  for (int i = 0; i < n; i++)
    if (all[i].counts) list[living++] = all[i].person;
  *ret = list;
  return living;
}

/* ---- records ---- */

int people_records(const struct people *p, struct arena *a, struct law_record_ask ask, const int64_t **ret) {
  enum reg_kind kind = ask.entity == LAW_PERSON ? REG_PERSON : REG_HOUSEHOLD;
  int32_t subject = (int32_t)ask.subject;
  VEC(int64_t) v = { 0 };
  for (int i = 0; i < p->n_record; i++) {
    const struct section *x = &p->record[i];
    const struct layout *l = people_layout(p->names, x->symbol);
    if (x->kind != kind || !l || l->record != ask.record) continue;
    const struct spells *rows = people_layer(&x->s, subject);
    int32_t end;
    for (int32_t row = people_spells_of(rows, subject, &end); row < end; row++)
      if (spell_holds(rows, row, ask.day)) *VEC_PUSH(a, &v) = rows->what[row];
  }
  *ret = v.at;
  return (int)v.n;
}

static int records(void *context, enum law_entity e, int64_t subject, int record, date day,
                   const int64_t **ret) {
  struct people_source *s = context;
  if (e == LAW_PERSON && !sound(s, people_more(s->p, subject))) return -1;
  return people_records(s->p, s->a, (struct law_record_ask) { e, subject, record, day }, ret);
}

/* The packed fields of a record among the rows of one layer; NULL: it is not there. */
static const char *fields_in(const struct spells *s, int64_t id) {
  int32_t low = 0, high = s->n;
  while (low < high) {
    int32_t middle = low + (high - low) / 2;
    if (s->what[s->back[middle]] < id)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == s->n || s->what[s->back[low]] != id || people_outdated(s, s->back[low])) return NULL;
  return s->pool + s->text[s->back[low]];
}

/* The packed fields of a record and their layout; NULL: no such record here. */
static const char *fields_of(const struct people *p, int64_t id, const struct layout **ret_layout) {
  for (int i = 0; i < p->n_record; i++)
    for (const struct spells *s = &p->record[i].s; s; s = s->over) {
      const char *fields = fields_in(s, id);
      if (!fields) continue;
      *ret_layout = people_layout(p->names, p->record[i].symbol);
      return fields;
    }
  return NULL;
}

static enum law_given field(void *context, int record, int64_t id, int f, struct law_fact_value *ret) {
  struct people_source *s = context;
  const struct layout *l = NULL;
  const char *at = fields_of(s->p, id, &l);
  if (!at || !l || l->record != record || l->item_of_field[f] < 0) return LAW_NOTHING;
  for (int skip = l->item_of_field[f]; skip > 0; skip--) {
    at = strchr(at, ',');
    if (!at) return LAW_NOTHING; /* fewer fields than its layout names */
    at++;
  }
  struct str part = { at, strcspn(at, ",") };
  int64_t value;
  if (!part.n || parse_int(part, &value) != OK) return LAW_ASKED;
  if (!people_item_value(s->p->names, record, f, value, &value)) return LAW_ASKED;
  *ret = (struct law_fact_value) { .lo = value, .hi = value };
  return LAW_GIVEN;
}

static bool grant(void *context, int64_t person, int benefit, month m, struct law_grant *ret) {
  struct people_source *s = context;
  if (!sound(s, people_more(s->p, person))) return false;
  const struct people_grant *list;
  int n = people_grants_of(s->p, person, &list);
  *ret = people_granted(s->p, list, n, benefit, m);
  return ret->granted < DATE_MAX;
}

static bool granted_home(void *context, int64_t household, int benefit, month m) {
  struct people_source *s = context;
  if (!sound(s, people_more_household(s->p, household))) return false;
  const struct people_grant *g = people_home_grant(s->p, s->a, household, benefit, m);
  return g && !people_grant_suspended(g, m);
}

static struct str name(void *context, enum law_entity e, int64_t subject) {
  const struct people_source *s = context;
  const struct people *p = s->p;
  int32_t place = e == LAW_PERSON ? people_at(p, subject) : -1;
  bool named = place >= 0 && p->person.name && p->person.name[place] >= 0;
  return named ? str_of(p->pool + p->person.name[place]) : S("");
}

struct law_source people_source(struct people_source *s) {
  return (struct law_source) { .context = s,
                               .fact = fact,
                               .household = household,
                               .members = members,
                               .linked = linked,
                               .records = records,
                               .field = field,
                               .grant = grant,
                               .granted_home = granted_home,
                               .name = name };
}
