/* Of whom a month cannot be answered: of whom a row is missing, who shares a household with them or is linked
 * to them, and whose household's grant they hold. */
#include "people/gather.h"

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
        if (people_is_unread(k->p, s->key[row])) mark(k->person, k->top_person, s->what[row]);
        if (people_is_unread(k->p, s->what[row])) mark(k->person, k->top_person, s->key[row]);
      }
}

/* The households that somebody holds a grant of, wherever he is. */
static void mark_granted(struct marking *k, int64_t person) {
  const struct people_grant *list;
  for (int n = people_grants_of(k->p, person, &list); n-- > 0;)
    if (people_grant_shared(k->p, &list[n])) mark(k->home, k->top_home, people_grant_home(k->p, &list[n]));
}

static void mark_all(struct marking *k) {
  const struct unread *persons = &k->p->unread[UNREAD_PERSON], *homes = &k->p->unread[UNREAD_HOUSEHOLD];
  for (int64_t i = 0; i < homes->n; i++)
    mark(k->home, k->top_home, homes->id[i]);
  for (int64_t i = 0; i < persons->n; i++) {
    mark(k->person, k->top_person, persons->id[i]);
    mark(k->home, k->top_home, people_household(k->p, persons->id[i], k->m->m, NULL));
    mark_granted(k, persons->id[i]);
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
