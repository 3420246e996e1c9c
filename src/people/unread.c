/* Of whom a row could not be read. What the law would answer of them is not known: the row may have been a
 * fact in their favour, a death, a grant. An answer that leaves them out, or goes on without the row, would
 * be an answer of other people than are there; so they are told apart, with those whose answers look at them:
 * who shares their household in the month, and whom a link ties to them. */
#include "people/gather.h"

#include <stdlib.h>

/* ---- taken down ---- */

static void note(struct gather *g, enum unread_kind kind, int64_t id) {
  if (id > 0 && id <= INT32_MAX) *VEC_PUSH(g->a, &g->unread[kind]) = (int32_t)id;
}

void people_gather_of_whom(struct gather *g, const struct reg_bad *bad) {
  switch (bad->table) {
  case REG_ROWS_VERSION: note(g, UNREAD_PERSON, bad->subject); return;
  case REG_ROWS_MEMBERSHIP:
    note(g, UNREAD_PERSON, bad->subject);
    note(g, UNREAD_HOUSEHOLD, bad->other);
    return;
  case REG_ROWS_RESIDENCE: note(g, UNREAD_HOUSEHOLD, bad->subject); return;
  case REG_ROWS_LINK:
    note(g, UNREAD_PERSON, bad->subject);
    note(g, UNREAD_PERSON, bad->other);
    return;
  case REG_ROWS_FACT:
  case REG_ROWS_RECORD: /* of what it is one may be what cannot be read: then of either */
    if (bad->kind != REG_HOUSEHOLD && bad->kind != REG_AREA) note(g, UNREAD_PERSON, bad->subject);
    if (bad->kind != REG_PERSON && bad->kind != REG_AREA) note(g, UNREAD_HOUSEHOLD, bad->subject);
    return;
  case REG_ROWS_GRANT:
    note(g, UNREAD_PERSON, bad->subject);
    note(g, UNREAD_GRANT, bad->subject);
    return;
  case REG_ROWS_SUSPENSION:
  case REG_ROWS_PAID:
    if (bad->subject > 0 && bad->subject <= INT32_MAX)
      *VEC_PUSH(g->a, &g->unread_months) = (int32_t)bad->subject;
    return;
  default: return;
  }
}

/* ---- packed ---- */

static int by_number(const void *x, const void *y) {
  int32_t a = *(const int32_t *)x, b = *(const int32_t *)y;
  return (a > b) - (a < b);
}

static int64_t settle(int32_t *list, int64_t n) {
  int64_t kept = 0;
  if (n > 1) qsort(list, (size_t)n, sizeof *list, by_number);
  for (int64_t i = 0; i < n; i++)
    if (kept == 0 || list[kept - 1] != list[i]) list[kept++] = list[i];
  return kept;
}

static bool among(const struct unread *of, int64_t id) {
  if (!of->n || id <= 0 || id > INT32_MAX) return false;
  int32_t number = (int32_t)id;
  return bsearch(&number, of->id, (size_t)of->n, sizeof number, by_number) != NULL;
}

/* The people whose grants these are. */
static int64_t owners(const struct people *p, int32_t *grants, int64_t n, int32_t *ret_persons) {
  int64_t found = 0;
  struct unread of = { settle(grants, n), grants };
  for (int64_t i = 0; of.n && i < p->n_grants; i++)
    if (among(&of, p->grants[i].id)) ret_persons[found++] = (int32_t)p->grants[i].person;
  return found;
}

void people_gather_unread(struct arena *a, const struct gather *facts, const struct gather *rest,
                          struct people *p) {
  const struct gather *of[] = { facts, rest };
  int sources = facts == rest ? 1 : 2;
  for (int kind = 0; kind < UNREAD_KINDS; kind++) {
    int64_t room = kind == UNREAD_PERSON ? p->n_grants : 0, n = 0;
    for (int i = 0; i < sources; i++)
      room += (int64_t)of[i]->unread[kind].n;
    if (kind == UNREAD_PERSON && room == p->n_grants && !rest->unread_months.n) room = 0;
    int32_t *list = NEW_ARRAY(a, int32_t, room + 1);
    for (int i = 0; i < sources; i++)
      for (size_t k = 0; k < of[i]->unread[kind].n; k++)
        list[n++] = of[i]->unread[kind].at[k];
    if (kind == UNREAD_PERSON && rest->unread_months.n)
      n += owners(p, rest->unread_months.at, (int64_t)rest->unread_months.n, list + n);
    p->unread[kind] = (struct unread) { settle(list, n), list };
  }
}

void people_gather_unread_more(struct arena *a, const int32_t *persons, int64_t n, struct people *p) {
  struct unread *of = &p->unread[UNREAD_PERSON];
  int32_t *list = NEW_ARRAY(a, int32_t, of->n + n + 1);
  if (of->n) memcpy(list, of->id, sizeof *list * (size_t)of->n);
  if (n) memcpy(list + of->n, persons, sizeof *list * (size_t)n);
  *of = (struct unread) { settle(list, of->n + n), list };
}

bool people_is_unread(const struct people *p, int64_t person) {
  return among(&p->unread[UNREAD_PERSON], person);
}

/* ---- of a month ---- */

struct marking {
  const struct people *p;
  const struct people_month *m;
  uint8_t *person, *home; /* by number, to the highest there is */
  int64_t top_person, top_home;
};

static void mark(uint8_t *list, int64_t top, int64_t id) {
  if (id > 0 && id <= top) list[id] = 1;
}

/* Who is tied by a link to somebody of whom a row is missing: of any time, for which rows hold is what cannot
 * be said. One step: the law may go on from there, but no farther than the replay reads at once. */
static void mark_linked(struct marking *k) {
  for (int i = 0; i < k->p->n_link; i++)
    for (const struct spells *s = &k->p->link[i].s; s; s = s->over)
      for (int32_t row = 0; row < s->n; row++) {
        if (people_outdated(s, row)) continue;
        if (among(&k->p->unread[UNREAD_PERSON], s->key[row])) mark(k->person, k->top_person, s->what[row]);
        if (among(&k->p->unread[UNREAD_PERSON], s->what[row])) mark(k->person, k->top_person, s->key[row]);
      }
}

static void mark_all(struct marking *k) {
  const struct unread *persons = &k->p->unread[UNREAD_PERSON], *homes = &k->p->unread[UNREAD_HOUSEHOLD];
  for (int64_t i = 0; i < homes->n; i++)
    mark(k->home, k->top_home, homes->id[i]);
  for (int64_t i = 0; i < persons->n; i++) {
    mark(k->person, k->top_person, persons->id[i]);
    mark(k->home, k->top_home, people_household(k->p, persons->id[i], k->m->m, NULL));
  }
  if (persons->n) mark_linked(k);
}

bool people_unread(const struct people *p, struct arena *a, const struct people_month *m,
                   struct people_unread *ret_unread) {
  struct marking k = { .p = p, .m = m };
  const struct unread *persons = &p->unread[UNREAD_PERSON];
  *ret_unread = (struct people_unread) { 0 };
  if (!persons->n && !p->unread[UNREAD_HOUSEHOLD].n) return false;
  for (int64_t i = 0; i < m->people; i++)
    if (m->person[i] > k.top_person) k.top_person = m->person[i];
  for (int64_t h = 0; h < m->households; h++)
    if (m->household[h] > k.top_home) k.top_home = m->household[h];
  k.person = NEW_ARRAY(a, uint8_t, k.top_person + 1);
  k.home = NEW_ARRAY(a, uint8_t, k.top_home + 1);
  mark_all(&k);
  uint8_t *by_place = NEW_ARRAY(a, uint8_t, m->people + 1), *here = NEW_ARRAY(a, uint8_t, k.top_person + 1);
  for (int64_t h = 0; h < m->households; h++)
    for (int32_t i = m->start[h]; i < m->start[h + 1]; i++) {
      here[m->person[i]] = 1;
      by_place[i] = k.person[m->person[i]] || (m->household[h] > 0 && k.home[m->household[h]]);
      ret_unread->people += by_place[i];
    }
  int64_t *absent = NEW_ARRAY(a, int64_t, persons->n + 1);
  for (int64_t i = 0; i < persons->n; i++)
    if (persons->id[i] > k.top_person || !here[persons->id[i]])
      absent[ret_unread->n_absent++] = persons->id[i];
  ret_unread->by_place = by_place;
  ret_unread->absent = absent;
  ret_unread->people += ret_unread->n_absent;
  return true;
}

int64_t people_unread_grants(const struct people *p, int64_t at) {
  return at < p->unread[UNREAD_GRANT].n ? p->unread[UNREAD_GRANT].id[at] : 0;
}
