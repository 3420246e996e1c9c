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

void people_gather_unread_more(struct arena *a, enum unread_kind kind, const int32_t *ids, int64_t n,
                               struct people *p) {
  struct unread *of = &p->unread[kind];
  int32_t *list = NEW_ARRAY(a, int32_t, of->n + n + 1);
  if (of->n) memcpy(list, of->id, sizeof *list * (size_t)of->n);
  if (n) memcpy(list + of->n, ids, sizeof *list * (size_t)n);
  *of = (struct unread) { settle(list, of->n + n), list };
}

bool people_is_unread(const struct people *p, int64_t person) {
  return among(&p->unread[UNREAD_PERSON], person);
}

int64_t people_unread_grants(const struct people *p, int64_t at) {
  return at < p->unread[UNREAD_GRANT].n ? p->unread[UNREAD_GRANT].id[at] : 0;
}
