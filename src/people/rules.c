/* The rules of decision 0001, each written once, on spells in memory. */
#include "people/spells.h"
#include "people/people_words.h"
#include "people/rules.h"

#include <stdlib.h>

enum { AREA_STEPS_MAX = 32 }; /* a circle of parents or successors in the data must not hang us */

int32_t people_spells_of(const struct spells *s, int32_t key, int32_t *ret_end) {
  int32_t low = 0, high = s->n;
  while (low < high) {
    int32_t middle = low + (high - low) / 2;
    if (s->key[middle] < key)
      low = middle + 1;
    else
      high = middle;
  }
  int32_t end = low;
  while (end < s->n && s->key[end] == key)
    end++;
  *ret_end = end;
  return low;
}

/* The first place along `back` whose `what` is not below `what`. */
static int32_t back_begin(const struct spells *s, int32_t what) {
  int32_t low = 0, high = s->n;
  while (low < high) {
    int32_t middle = low + (high - low) / 2;
    if (s->what[s->back[middle]] < what)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

int32_t people_at(const struct people *p, int64_t person) {
  const struct persons *all = &p->person;
  if (person <= 0 || person > INT32_MAX) return -1;
  /* Numbers of everybody run without holes, or nearly. */
  if (person <= all->n && all->id[person - 1] == person) return (int32_t)person - 1;
  int32_t low = 0, high = all->n;
  while (low < high) {
    int32_t middle = low + (high - low) / 2;
    if (all->id[middle] < person)
      low = middle + 1;
    else
      high = middle;
  }
  return low < all->n && all->id[low] == person ? low : -1;
}

const struct section *people_section(const struct section *list, int n, enum reg_kind kind, int64_t symbol) {
  for (int i = 0; i < n; i++)
    if (list[i].symbol == symbol && list[i].kind == kind) return &list[i];
  return NULL;
}

/* ---- born and alive ---- */

bool people_counts_at(const struct persons *all, int32_t place, date day) {
  return all->birth[place] <= day && day <= all->death[place];
}

bool people_counts(const struct people *p, int64_t person, date day) {
  int32_t place = people_at(p, person);
  return place >= 0 && people_counts_at(&p->person, place, day);
}

date people_death(const struct people *p, int64_t person) {
  int32_t place = people_at(p, person);
  return place < 0 ? DATE_MAX : p->person.death[place];
}

date people_birth(const struct people *p, int64_t person) {
  int32_t place = people_at(p, person);
  return place < 0 ? DATE_MAX : p->person.birth[place];
}

int people_birth_known(const struct people *p, int64_t person) {
  int32_t place = people_at(p, person);
  return place < 0 ? 3 : p->person.trait[place] >> TRAIT_KNOWN_SHIFT;
}

/* ---- household and place of a month ---- */

int64_t people_household(const struct people *p, int64_t person, month m, bool *ret_several) {
  bool fits = person > 0 && person <= INT32_MAX;
  const struct spells *s = fits ? people_layer(&p->member, (int32_t)person) : &p->member;
  int32_t end = 0, begin = fits ? people_spells_of(s, (int32_t)person, &end) : 0;
  date first = month_first(m), last = month_last(m);
  int32_t row = spell_of_month(s, begin, end, first, last);
  if (ret_several) {
    int on_first = 0;
    for (int32_t i = begin; i < end; i++)
      on_first += spell_holds(s, i, first) && s->what[i] != s->what[row];
    *ret_several = on_first > 0;
  }
  return row < 0 ? -1 : s->what[row];
}

int64_t people_place(const struct people *p, int64_t household, month m) {
  if (household <= 0 || household > INT32_MAX) return 0;
  const struct spells *s = people_layer(&p->stay, (int32_t)household);
  int32_t end, begin = people_spells_of(s, (int32_t)household, &end);
  int32_t row = spell_of_month(s, begin, end, month_first(m), month_last(m));
  return row < 0 ? 0 : s->what[row];
}

/* The last unit a household lived in by the days first .. last; 0 none. */
static int64_t last_place(const struct people *p, int32_t household, date first, date last) {
  const struct spells *s = people_layer(&p->stay, household);
  int32_t end, begin = people_spells_of(s, household, &end), row = spell_last_by(s, begin, end, first, last);
  return row < 0 ? 0 : s->what[row];
}

int64_t people_listed_in(const struct people *p, int64_t person, month m) {
  if (person <= 0 || person > INT32_MAX) return 0;
  const struct spells *s = people_layer(&p->member, (int32_t)person);
  date first = month_first(m), last = month_last(m);
  int32_t end, begin = people_spells_of(s, (int32_t)person, &end),
               row = spell_last_by(s, begin, end, first, last);
  if (row < 0) return 0;
  if (s->until[row] <= first) first = last = s->until[row] - 1; /* where it lived on his last day in it */
  return last_place(p, s->what[row], first, last);
}

int64_t people_lives(const struct people *p, int64_t person, date day) {
  if (person <= 0 || person > INT32_MAX) return 0;
  const struct spells *in = people_layer(&p->member, (int32_t)person);
  int32_t end, begin = people_spells_of(in, (int32_t)person, &end);
  int32_t row = spell_of_month(in, begin, end, day, day);
  if (row < 0) return 0;
  const struct spells *at = people_layer(&p->stay, in->what[row]);
  begin = people_spells_of(at, in->what[row], &end);
  row = spell_of_month(at, begin, end, day, day);
  return row < 0 ? 0 : at->what[row];
}

struct listed {
  int64_t person;
  date birth;
  bool head;
};

static int by_age(const void *x, const void *y) {
  const struct listed *a = x, *b = y;
  if (a->head != b->head) return a->head ? -1 : 1;
  if (a->birth != b->birth) return a->birth < b->birth ? -1 : 1;
  return (a->person > b->person) - (a->person < b->person);
}

/* The place of whom a row makes a member of its household for the month, -1 nobody: it is the one he counts
 * by then, and he is born by its end. */
static int32_t member_by(const struct people *p, const struct spells *s, int32_t row, month m) {
  int32_t end, begin = people_spells_of(s, s->key[row], &end), place = people_at(p, s->key[row]);
  bool counts = !people_outdated(s, row) &&
                spell_of_month(s, begin, end, month_first(m), month_last(m)) == row;
  return counts && place >= 0 && p->person.birth[place] <= month_last(m) ? place : -1;
}

int people_members(const struct people *p, struct arena *a, int64_t household, month m,
                   const int64_t **ret_list) {
  VEC(struct listed) v = { 0 };
  if (household <= 0 || household > INT32_MAX) return 0;
  for (const struct spells *s = &p->member; s; s = s->over)
    for (int32_t i = back_begin(s, (int32_t)household); i < s->n && s->what[s->back[i]] == household; i++) {
      int32_t row = s->back[i], place = member_by(p, s, row, m);
      if (place < 0) continue;
      *VEC_PUSH(a, &v) = (struct listed) { s->key[row], p->person.birth[place], s->mark && s->mark[row] };
    }
  if (v.n > 1) qsort(v.at, v.n, sizeof *v.at, by_age);
  int64_t *list = NEW_ARRAY(a, int64_t, v.n + 1);
  for (size_t i = 0; i < v.n; i++)
    list[i] = v.at[i].person;
  *ret_list = list;
  return (int)v.n;
}

int64_t people_first_member(const struct people *p, int64_t household, month m) {
  int64_t first[2] = { 0, 0 }; /* of all; of the living */
  if (household <= 0 || household > INT32_MAX) return 0;
  for (const struct spells *s = &p->member; s; s = s->over)
    for (int32_t i = back_begin(s, (int32_t)household); i < s->n && s->what[s->back[i]] == household; i++) {
      int32_t place = member_by(p, s, s->back[i], m);
      bool lives = place >= 0 && p->person.death[place] >= month_first(m);
      for (int k = 0; k <= lives && place >= 0; k++)
        if (!first[k] || p->person.id[place] < first[k]) first[k] = p->person.id[place];
    }
  return first[1] ? first[1] : first[0];
}

/* ---- links ---- */

int people_link_holds(const struct people *p, const struct spells *s, int32_t row, bool backwards, date day) {
  if (!spell_holds(s, row, day)) return LINK_NOT;
  int32_t from = people_at(p, backwards ? s->what[row] : s->key[row]),
          to = people_at(p, backwards ? s->key[row] : s->what[row]);
  if (from < 0 || to < 0) return LINK_NOT;
  return people_link_state(true, p->person.birth[from] <= day && p->person.birth[to] <= day,
                           day <= p->person.death[to]);
}

static int by_person(const void *x, const void *y) {
  const struct people_linked *a = x, *b = y;
  return (a->person > b->person) - (a->person < b->person);
}

int people_links(const struct people *p, struct arena *a, int64_t person, int link, date day,
                 const struct people_linked **ret_list) {
  int rows_of = law_link_inverse(p->names->law, link);
  bool backwards = rows_of >= 0;
  const struct section *x = people_section(p->link, p->n_link, REG_PERSON,
                                           p->names->link[backwards ? rows_of : link]);
  VEC(struct people_linked) v = { 0 };
  if (!x || person <= 0 || person > INT32_MAX) return -1;
  for (const struct spells *s = &x->s; s; s = s->over) {
    int32_t end, i = backwards ? back_begin(s, (int32_t)person) : people_spells_of(s, (int32_t)person, &end);
    for (; i < s->n; i++) {
      int32_t row = backwards ? s->back[i] : i;
      if ((backwards ? s->what[row] : s->key[row]) != person) break;
      int holds = people_outdated(s, row) ? LINK_NOT : people_link_holds(p, s, row, backwards, day);
      if (holds == LINK_NOT) continue;
      *VEC_PUSH(a, &v) = (struct people_linked) { backwards ? s->key[row] : s->what[row],
                                                  holds == LINK_LIVING };
    }
  }
  if (v.n == 0) return -1;
  qsort(v.at, v.n, sizeof *v.at, by_person);
  size_t n = 0;
  for (size_t i = 0; i < v.n; i++)
    if (n == 0 || v.at[n - 1].person != v.at[i].person) v.at[n++] = v.at[i];
  *ret_list = v.at;
  return (int)n;
}

/* ---- areas ---- */

/* The i-th row of an area among spells; -1 no more. */
static int32_t area_row(const struct spells *s, int64_t area, int i) {
  int32_t end, begin = area > 0 && area <= INT32_MAX ? people_spells_of(s, (int32_t)area, &end) : (end = 0);
  return i < end - begin ? begin + i : -1;
}

static bool version_of(const void *context, int64_t area, int i, struct area_version *ret_version) {
  const struct people_areas *areas = context;
  const struct spells *s = &areas->version;
  int32_t row = area_row(s, area, i);
  if (row < 0) return false;
  /* Rows stand by id, so of several in force the later place is the one written last. */
  *ret_version = (struct area_version) { row, area, s->what[row], s->from[row], s->until[row], row };
  return true;
}

static bool heir_of(const void *context, int64_t area, int i, struct area_heir *ret_heir) {
  const struct people_areas *areas = context;
  int32_t row = area_row(&areas->heir, area, i);
  if (row < 0) return false;
  int64_t value = spell_value(&areas->heir, row);
  *ret_heir = (struct area_heir) { value & HEIR_MASK, areas->heir.from[row], value >> HEIR_BITS };
  return true;
}

struct area_reader people_area_reader(const struct people_areas *areas) {
  return (struct area_reader) { areas, version_of, heir_of };
}

int32_t people_area_in_force(const struct people_areas *areas, int64_t area, date day) {
  struct area_reader reader = people_area_reader(areas);
  struct area_version v;
  return reg_rule_in_force(&reader, area, day, &v) ? (int32_t)v.place : -1;
}

int32_t people_area_above(const struct people_areas *areas, int32_t row, date day) {
  return people_area_in_force(areas, areas->version.what[row], day);
}

bool people_sees_area(const struct people *p, int64_t area, date day) {
  struct area_reader reader = people_area_reader(p->areas);
  return p->viewer.area == 0 || (area > 0 && reg_rule_sees(&reader, area, p->viewer.area, day));
}

/* `urban` follows from the commune's type where no row says otherwise. */
static bool commune_urban(const struct people_areas *areas, int32_t row, date day, bool *ret_urban) {
  for (int step = 0; row >= 0 && step < AREA_STEPS_MAX; step++) {
    int type = areas->version.mark ? areas->version.mark[row] : 0;
    if (type == REG_PHUONG || type == REG_XA || type == REG_THI_TRAN) {
      *ret_urban = type != REG_XA;
      return true;
    }
    row = people_area_above(areas, row, day);
  }
  return false;
}

struct spoken people_area_fact(const struct people *p, int64_t area, int fact, date day) {
  const struct people_areas *areas = p->areas;
  const struct section *x = people_section(areas->fact, areas->n_fact, REG_AREA,
                                           p->names->fact[fact] ? p->names->fact[fact] : -1);
  int32_t lowest = people_area_in_force(areas, area, day), row = lowest;
  bool urban;
  for (int step = 0; x && row >= 0 && step < AREA_STEPS_MAX; step++) {
    int32_t end, begin = people_spells_of(&x->s, areas->version.key[row], &end),
                 at = spell_on(&x->s, begin, end, day);
    if (at >= 0) return people_spoken(p->names, &x->s, fact, at);
    row = people_area_above(areas, row, day);
  }
  if (fact != p->names->urban || !commune_urban(areas, lowest, day, &urban))
    return (struct spoken) { .said = LAW_NOTHING };
  return (struct spoken) { .said = LAW_GIVEN,
                           .value = urban,
                           .source = WORD_STR(PEOPLE_by_type_of_area, VI),
                           .source_en = WORD_STR(PEOPLE_by_type_of_area, EN) };
}

struct spoken people_spoken(const struct people_names *names, const struct spells *s, int fact, int32_t row) {
  struct spoken said = { .said = LAW_GIVEN, .since = s->from[row] };
  if (s->text && s->text[row] >= 0) said.source = str_of(s->pool + s->text[row]);
  bool asked = s->mark && s->mark[row];
  if (asked || !people_value(names, fact, spell_value(s, row), &said.value)) said.said = LAW_ASKED;
  return said;
}

/* ---- grants ---- */

struct str people_grant_benefit(const struct people *p, const struct people_grant *g) {
  return people_symbol_name(p->names, g->symbol);
}

bool people_grant_stands(const struct people_grant *g, month m) { return g->first <= m && m <= g->last; }

static bool pays_in(const struct people_grant *g, month m) {
  for (int i = 0; i < g->n_paid; i++)
    if (g->paid[i].from <= m && m <= g->paid[i].to && g->paid[i].amount > 0) return true;
  return false;
}

bool people_grant_suspended(const struct people_grant *g, month m) {
  for (int i = 0; i < g->n_suspended; i++)
    if (g->suspended[i].from <= m && m <= g->suspended[i].to)
      return g->suspended[i].to == INT32_MAX || !pays_in(g, m);
  return false;
}

int64_t people_grants(const struct people *p, const struct people_grant **ret_list) {
  *ret_list = p->grants;
  return p->n_grants;
}

int people_grants_of(const struct people *p, int64_t person, const struct people_grant **ret_list) {
  int64_t low = 0, high = p->n_grants;
  while (low < high) {
    int64_t middle = low + (high - low) / 2;
    if (p->grants[middle].person < person)
      low = middle + 1;
    else
      high = middle;
  }
  int n = 0;
  while (low + n < p->n_grants && p->grants[low + n].person == person)
    n++;
  *ret_list = p->grants + low;
  return n;
}

/* ---- grants to households ---- */

bool people_grant_shared(const struct people *p, const struct people_grant *g) {
  return g->benefit >= 0 && law_benefit_entity(p->names->law, g->benefit) != LAW_PERSON;
}

int64_t people_grant_home(const struct people *p, const struct people_grant *g) {
  if (g->person <= 0 || g->person > INT32_MAX) return -1;
  const struct spells *s = people_layer(&p->member, (int32_t)g->person);
  int32_t end, begin = people_spells_of(s, (int32_t)g->person, &end),
               row = spell_of_month(s, begin, end, g->decided, DATE_MAX);
  return row < 0 ? -1 : s->what[row];
}

bool people_grant_at_home(const struct people *p, const struct people_grant *g, month m) {
  if (!people_grant_shared(p, g)) return true;
  int64_t home = people_grant_home(p, g);
  return home > 0 && people_household(p, g->person, m, NULL) == home;
}

enum people_holder people_holder(const struct people *p, const struct people_grant *g, month m) {
  if (people_death(p, g->person) < month_first(m)) return PEOPLE_HOLDER_DEAD;
  return people_grant_at_home(p, g, m) ? PEOPLE_HOLDER_HERE : PEOPLE_HOLDER_LEFT;
}

bool people_home_grant_before(const struct people *p, const struct people_grant *one,
                              const struct people_grant *other, month m) {
  bool x = people_holder(p, one, m) != PEOPLE_HOLDER_HERE,
       y = people_holder(p, other, m) != PEOPLE_HOLDER_HERE;
  if (x != y) return y;
  x = people_grant_suspended(one, m);
  y = people_grant_suspended(other, m);
  return x != y ? y : one->id < other->id;
}

int people_home_grants(const struct people *p, struct arena *a, int64_t household,
                       const struct people_grant *const **ret_list) {
  VEC(const struct people_grant *) v = { 0 };
  if (household <= 0 || household > INT32_MAX) return 0;
  for (const struct spells *s = &p->member; s; s = s->over)
    for (int32_t i = back_begin(s, (int32_t)household); i < s->n && s->what[s->back[i]] == household; i++) {
      const struct people_grant *list;
      int32_t row = s->back[i], end, begin = people_spells_of(s, s->key[row], &end);
      int n = people_grants_of(p, s->key[row], &list);
      while (s->what[begin] != household) /* somebody may have come back: once is enough */
        begin++;
      if (people_outdated(s, row) || begin != row) continue;
      for (int k = 0; k < n; k++)
        if (people_grant_shared(p, &list[k]) && people_grant_home(p, &list[k]) == household)
          *VEC_PUSH(a, &v) = &list[k];
    }
  *ret_list = v.at;
  return (int)v.n;
}

const struct people_grant *people_home_grant(const struct people *p, struct arena *a, int64_t household,
                                             int benefit, month m) {
  const struct people_grant *const *list, *found = NULL;
  int n = people_home_grants(p, a, household, &list);
  for (int i = 0; i < n; i++) {
    if (list[i]->benefit != benefit || !people_grant_stands(list[i], m)) continue;
    if (!found || people_home_grant_before(p, list[i], found, m)) found = list[i];
  }
  return found;
}

int64_t people_grant_told_of(const struct people *p, const struct people_grant *g, month m) {
  if (people_grant_at_home(p, g, m)) return g->person;
  int64_t first = people_first_member(p, people_grant_home(p, g), m);
  return first ? first : g->person;
}

/* ---- what grants come to ---- */

struct law_grant_given people_given(const struct people_grant *g, month m) {
  return (struct law_grant_given) { .decided = g->decided,
                                    .first = g->first,
                                    .last = g->last,
                                    .suspended = people_grant_suspended(g, m),
                                    .suspended_before = people_grant_suspended(g, m - 1) };
}

struct law_grant people_granted(const struct people *p, const struct people_grant *list, int n, int benefit,
                                month m) {
  struct law_grant all = law_grant_none();
  for (int i = 0; i < n; i++) {
    if (list[i].benefit != benefit || !people_grant_at_home(p, &list[i], m)) continue;
    struct law_grant_given given = people_given(&list[i], m);
    law_grant_add(&all, &given, m);
  }
  return all;
}

const struct people_grant *people_grant_of(const struct people *p, int64_t person, int benefit, month m) {
  const struct people_grant *list;
  int n = people_grants_of(p, person, &list);
  for (int i = 0; i < n; i++)
    if (list[i].benefit == benefit && people_grant_stands(&list[i], m) &&
        people_grant_at_home(p, &list[i], m))
      return &list[i];
  return NULL;
}
