/* Who lives where and as what: memberships as spells, roles from kinship. */
#include "synth/world.h"

int syn_pick(struct rng *r, const int64_t *weights, int n) {
  int64_t sum = 0;
  for (int i = 0; i < n; i++)
    sum += weights[i];
  assert(sum > 0);
  int64_t at = (int64_t)rng_below(r, (uint64_t)sum);
  for (int i = 0; i < n; i++) {
    if (at < weights[i]) return i;
    at -= weights[i];
  }
  return n - 1;
}

void syn_shuffle(struct rng *r, int32_t *at, size_t n) {
  for (size_t i = n; i > 1; i--) {
    size_t k = (size_t)rng_below(r, i);
    int32_t t = at[i - 1];
    at[i - 1] = at[k];
    at[k] = t;
  }
}

int32_t syn_new_home(struct world *w, int32_t village, uint8_t ethnic, date from) {
  assert(w->homes.n < HOMES_MAX);
  struct home *h = VEC_PUSH(w->arena, &w->homes);
  *h = (struct home) {
    .village = village, .first = NONE, .head = NONE, .ethnic = ethnic, .from = from, .to = DATE_MAX
  };
  return (int32_t)(w->homes.n - 1);
}

static void spell_open(struct world *w, int32_t person, date from) {
  assert(w->spells.n < SPELLS_MAX);
  struct human *h = &w->people.at[person];
  struct spell *s = VEC_PUSH(w->arena, &w->spells);
  *s = (struct spell) { .person = person, .home = h->home, .from = from, .to = DATE_MAX, .role = h->role };
  h->spell = (int32_t)(w->spells.n - 1);
}

void syn_join(struct world *w, int32_t person, int32_t home, enum role role, date from) {
  struct human *h = &w->people.at[person];
  struct home *at = &w->homes.at[home];
  assert(h->home == NONE);
  h->home = home;
  h->role = (uint8_t)role;
  h->next = at->first;
  at->first = person;
  at->size++;
  if (role == HEAD) {
    assert(at->head == NONE);
    at->head = person;
  }
  spell_open(w, person, from);
}

/* A spell that would end on the day it began says nothing and is taken back as never lived (from == to is not
 * written). */
static void spell_close(struct world *w, int32_t person, date to) {
  struct spell *s = &w->spells.at[w->people.at[person].spell];
  assert(s->person == person && s->to == DATE_MAX && s->from <= to);
  s->to = to;
}

void syn_set_role(struct world *w, int32_t person, enum role role, date from) {
  struct human *h = &w->people.at[person];
  if (h->role == role) return;
  spell_close(w, person, from);
  h->role = (uint8_t)role;
  spell_open(w, person, from);
}

enum role syn_kin_role(const struct world *w, int32_t person, int32_t head) {
  const struct human *p = &w->people.at[person], *h = &w->people.at[head];
  if (person == head) return HEAD;
  if (p->partner == head) return SPOUSE;
  if (p->father == head || p->mother == head) return CHILD;
  if (h->father == person || h->mother == person) return PARENT;
  if ((p->father != NONE && p->father == h->father) || (p->mother != NONE && p->mother == h->mother))
    return SIBLING;
  int32_t up[2] = { p->father, p->mother };
  for (int i = 0; i < 2; i++)
    if (up[i] != NONE && (w->people.at[up[i]].father == head || w->people.at[up[i]].mother == head))
      return GRANDCHILD;
  if (h->partner != NONE) { /* the spouse's kin */
    const struct human *s = &w->people.at[h->partner];
    if (p->father == h->partner || p->mother == h->partner) return CHILD;
    if (s->father == person || s->mother == person) return PARENT;
  }
  return OTHER;
}

/* The new head: the spouse, else the eldest who is of age, else the eldest. */
static int32_t successor(const struct world *w, const struct home *at) {
  int32_t best = NONE;
  for (int32_t p = at->first; p != NONE; p = w->people.at[p].next) {
    if (w->people.at[p].role == SPOUSE) return p;
    if (best == NONE || w->people.at[p].birth < w->people.at[best].birth) best = p;
  }
  return best;
}

void syn_leave(struct world *w, int32_t person, date from) {
  struct human *h = &w->people.at[person];
  struct home *at = &w->homes.at[h->home];
  spell_close(w, person, from);
  int32_t *link = &at->first;
  while (*link != person) {
    assert(*link != NONE);
    link = &w->people.at[*link].next;
  }
  *link = h->next;
  h->next = h->home = NONE;
  at->size--;
  if (at->size == 0) {
    at->head = NONE;
    at->to = from;
    return;
  }
  if (at->head != person) return;
  at->head = successor(w, at);
  for (int32_t p = at->first; p != NONE; p = w->people.at[p].next) {
    enum role role = syn_kin_role(w, p, at->head);
    /* A grandchild whose parents the register does not know stays one. */
    if (role == OTHER && w->people.at[p].role == GRANDCHILD) role = GRANDCHILD;
    syn_set_role(w, p, role, from);
  }
}
