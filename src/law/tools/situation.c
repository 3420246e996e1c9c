/* situation: see situation.h. */
#include "law/tools/situation.h"

int sit_find(const struct situation *s, struct str id) {
  for (size_t i = 0; i < s->subject.n; i++)
    if (str_eq(s->subject.at[i].id, id)) return (int)i;
  return -1;
}

int sit_add(struct situation *s, struct str id, bool household) {
  struct sit_subject *x = VEC_PUSH(s->a, &s->subject);
  x->id = id;
  x->household = household;
  x->home = -1;
  return (int)s->subject.n - 1;
}

void sit_join(struct situation *s, int person, int household) {
  s->subject.at[person].home = household;
  *VEC_PUSH(s->a, &s->subject.at[household].members) = person;
}

void sit_house_all(struct situation *s) {
  size_t n = s->subject.n;
  for (size_t i = 0; i < n; i++)
    if (!s->subject.at[i].household && s->subject.at[i].home < 0) {
      int h = sit_add(
          s,
          str_of(arena_print(s->a, "household of %.*s", (int)s->subject.at[i].id.n, s->subject.at[i].id.p)),
          true);
      sit_join(s, (int)i, h);
    }
}

/* ---- links ---- */

enum sit_linking sit_link_add(struct situation *s, int from, int link, int to) {
  int inverse = s->p->link.at[link].inverse_of;
  for (size_t i = 0; i < s->link.n; i++) {
    struct sit_link *x = &s->link.at[i];
    bool same = x->link == link && x->from == from && x->to == to;
    bool turned = x->link == inverse && x->from == to && x->to == from;
    if (!same && !turned) continue;
    if (same || x->both) return SIT_LINK_TWICE;
    x->both = true;
    return SIT_LINK_OTHER_END;
  }
  *VEC_PUSH(s->a, &s->link) = (struct sit_link) { .from = from, .link = link, .to = to };
  return SIT_LINK_NEW;
}

/* The child and the parent of a link; false: it is of no kinship. */
static bool kin(const struct law_program *p, const struct sit_link *x, int *ret_child, int *ret_parent) {
  struct str name = p->link.at[x->link].id;
  bool to_parent = str_is(name, "parent"), to_child = str_is(name, "child");
  *ret_child = to_parent ? x->from : x->to;
  *ret_parent = to_parent ? x->to : x->from;
  return to_parent || to_child;
}

bool sit_link_circular(const struct situation *s, int from, int link, int to) {
  const struct sit_link wanted = { .from = from, .link = link, .to = to };
  int child, parent, low, high;
  if (!kin(s->p, &wanted, &low, &high)) return false;
  bool *above = NEW_ARRAY(s->a, bool, s->subject.n + 1); /* the parent wanted, and his ancestors */
  above[high] = true;
  for (bool more = true; more && !above[low];) {
    more = false;
    for (size_t i = 0; i < s->link.n; i++) {
      if (!kin(s->p, &s->link.at[i], &child, &parent) || !above[child] || above[parent]) continue;
      above[parent] = more = true;
    }
  }
  return above[low];
}

/* ---- answering ---- */

static enum law_given fact(void *context, enum law_entity e, int64_t subject, int f, date day,
                           struct law_fact_value *ret) {
  const struct situation *s = context;
  for (size_t i = s->fact.n; i-- > 0;) { /* the last written wins */
    const struct sit_fact *x = &s->fact.at[i];
    if (x->e != (enum entity)e || x->subject != subject || x->fact != f || day < x->from || day >= x->until)
      continue;
    if (x->asked) return LAW_ASKED;
    *ret = (struct law_fact_value) {
      .lo = x->lo, .hi = x->hi, .since = x->from == DATE_MIN ? 0 : x->from, .source = x->source
    };
    return LAW_GIVEN;
  }
  return LAW_NOTHING;
}

static int64_t household(void *context, int64_t person, month m) {
  (void)m;
  return ((const struct situation *)context)->subject.at[person].home;
}

/* Nobody counts before being born or after death: false when the facts surely say so of the days from first
 * to last. */
static bool lives(struct situation *s, int64_t person, date first, date last) {
  struct law_fact_value v;
  int birth = s->p->fact_birth, death = s->p->fact_death;
  if (birth >= 0 && fact(s, LAW_PERSON, person, birth, last, &v) == LAW_GIVEN && v.lo > last) return false;
  return death < 0 || fact(s, LAW_PERSON, person, death, last, &v) != LAW_GIVEN || v.hi >= first;
}

/* The dead are among them, as in a register: readers ask who counts on a day, and the groups let his claim
 * stand. */
static int members(void *context, int64_t h, month m, const int64_t **ret) {
  struct situation *s = context;
  VEC(int64_t) v = { 0 };
  for (size_t i = 0; i < s->subject.at[h].members.n; i++)
    if (lives(s, s->subject.at[h].members.at[i], DATE_MIN, month_last(m)))
      *VEC_PUSH(s->a, &v) = s->subject.at[h].members.at[i];
  *ret = v.at;
  return (int)v.n;
}

static int linked(void *context, int64_t person, int link, date day, const int64_t **ret) {
  struct situation *s = context;
  int inverse = s->p->link.at[link].inverse_of;
  VEC(int64_t) v = { 0 };
  bool recorded = false;
  for (size_t i = 0; i < s->link.n; i++) {
    const struct sit_link *l = &s->link.at[i];
    int64_t other[2] = { l->link == link && l->from == person ? l->to : -1,
                         l->link == inverse && l->to == person ? l->from : -1 };
    for (int k = 0; k < 2; k++) {
      if (other[k] < 0) continue;
      recorded = true;
      if (lives(s, other[k], day, day)) *VEC_PUSH(s->a, &v) = other[k];
    }
  }
  *ret = v.at;
  return recorded ? (int)v.n : -1;
}

static int records(void *context, enum law_entity e, int64_t subject, int record, date day,
                   const int64_t **ret) {
  const struct situation *s = context;
  VEC(int64_t) v = { 0 };
  (void)day;
  for (size_t i = 0; i < s->record.n; i++)
    if (s->record.at[i].record == record && s->record.at[i].subject == subject &&
        s->record.at[i].e == (enum entity)e)
      *VEC_PUSH(s->a, &v) = (int64_t)i;
  *ret = v.at;
  return (int)v.n;
}

static enum law_given field(void *context, int record, int64_t id, int f, struct law_fact_value *ret) {
  const struct situation *s = context;
  (void)record;
  if (!s->record.at[id].given[f]) return LAW_ASKED;
  ret->lo = ret->hi = s->record.at[id].value[f];
  return LAW_GIVEN;
}

static bool grant(void *context, int64_t person, int benefit, month m, struct law_grant *ret) {
  const struct situation *s = context;
  *ret = law_grant_none();
  for (size_t i = 0; i < s->grant.n; i++) {
    const struct sit_grant *g = &s->grant.at[i];
    if (g->person != person || g->benefit != benefit) continue;
    struct law_grant_given given = { .decided = g->decided, .first = g->first };
    given.last = g->last >= 0 ? g->last : INT32_MAX;
    given.suspended = g->suspended >= 0 && g->suspended <= m;
    given.suspended_before = g->suspended >= 0 && g->suspended < m;
    law_grant_add(ret, &given, m);
  }
  return ret->granted < DATE_MAX;
}

static struct str name(void *context, enum law_entity e, int64_t subject) {
  const struct situation *s = context;
  (void)e;
  return subject >= 0 ? s->subject.at[subject].id : S("");
}

struct law_source sit_source(struct situation *s) {
  return (struct law_source) { s, fact, household, members, linked, records, field, grant, NULL, name };
}
