/* The years from the census to the chosen day. Each year draws its events with their days, sorts them, and
 * lets them happen in order, each only if it still can (the bride lives, the widow has not moved). Nobody
 * moves in or out of the province. */
#include "synth/synth_words.h"
#include "synth/world.h"

enum { BIRTH_GROUPS = 7, MARRY_GROUPS = 8, OF_AGE = 18, BRIDE_TRIES = 60, FOSTER_TRIES = 200 };
enum what { DEATH, BIRTH, MARRIAGE, LEAVING };
struct event {
  date day;
  int32_t seq, person;
  uint8_t what;
};

struct living {
  struct world *w;
  VEC(struct event) events;
  VEC(int32_t) brides[COMMUNES_MAX];
  const int64_t *death[2], *birth[2], *marry, *gap;
  int64_t own_home, to_husband, alone, spacing, twins, boys;
};

static int commune_at(const struct world *w, int32_t home) {
  return w->villages[w->homes.at[home].village].commune;
}

static bool grown_without(const struct world *w, const struct home *home, int32_t person, date d) {
  for (int32_t p = home->first; p != NONE; p = w->people.at[p].next)
    if (p != person && syn_age(&w->people.at[p], d) >= OF_AGE) return true;
  return false;
}

static bool may_leave(const struct world *w, int32_t person, date d) {
  const struct home *home = &w->homes.at[w->people.at[person].home];
  return home->size == 1 || grown_without(w, home, person, d);
}

/* ---- what happens ---- */

/* Children left without a grown-up are taken in: by a grandparent the register knows, else by a home of the
 * same village. */
static int32_t foster_home(struct world *w, int32_t child) {
  const struct human *c = &w->people.at[child];
  int32_t up[2] = { c->father, c->mother };
  for (int i = 0; i < 2; i++) {
    if (up[i] == NONE) continue;
    int32_t old[2] = { w->people.at[up[i]].mother, w->people.at[up[i]].father };
    for (int k = 0; k < 2; k++)
      if (old[k] != NONE && w->people.at[old[k]].home != NONE && w->people.at[old[k]].home != c->home)
        return w->people.at[old[k]].home;
  }
  int32_t village = w->homes.at[c->home].village;
  const struct commune *m = &w->communes[w->villages[village].commune];
  for (int i = 0; i < FOSTER_TRIES; i++) {
    int32_t home = m->first_home + (int32_t)rng_below(&w->rng, (uint64_t)m->home_count);
    const struct home *h = &w->homes.at[home];
    if (h->size > 0 && h->size < 8 && home != c->home && !h->group &&
        (h->village == village || i > FOSTER_TRIES / 2) &&
        syn_age(&w->people.at[h->head], w->options.as_of) >= 30)
      return home;
  }
  return NONE;
}

static void take_in_children(struct world *w, int32_t home, date d) {
  if (w->homes.at[home].size == 0 || grown_without(w, &w->homes.at[home], NONE, d)) return;
  int32_t to = foster_home(w, w->homes.at[home].first);
  while (to != NONE && w->homes.at[home].size > 0) {
    int32_t child = w->homes.at[home].first;
    syn_leave(w, child, d);
    syn_join(w, child, to, OTHER, d);
    enum role role = syn_kin_role(w, child, w->homes.at[to].head);
    syn_set_role(w, child, role, d);
  }
}

static void die(struct world *w, int32_t person, date d) {
  struct human *h = &w->people.at[person];
  int32_t home = h->home;
  h->death = d;
  if (h->partner != NONE) {
    struct human *left = &w->people.at[h->partner];
    left->marital_before = MARRIED;
    left->marital = WIDOWED;
    left->married_since = d;
  }
  syn_leave(w, person, d + 1);
  if (h->partner != NONE) w->people.at[h->partner].partner = NONE;
  h->partner = NONE;
  take_in_children(w, home, d + 1);
}

static void be_born(struct living *l, int32_t mother, date d, int sex) {
  struct world *w = l->w;
  assert(w->people.n < PEOPLE_MAX);
  (void)VEC_PUSH(w->arena, &w->people);
  int32_t person = (int32_t)(w->people.n - 1), father = w->people.at[mother].partner;
  struct human *h = &w->people.at[person];
  *h = (struct human) { .birth = d,
                        .death = DATE_MAX,
                        .home = NONE,
                        .next = NONE,
                        .father = father,
                        .mother = mother,
                        .partner = NONE,
                        .spell = NONE,
                        .married_since = DATE_MIN,
                        .last_birth = DATE_MIN,
                        .disabled_since = DATE_MAX,
                        .hiv_since = DATE_MAX,
                        .lost_since = DATE_MAX,
                        .requested = DATE_MAX,
                        .given = UINT16_MAX,
                        .sex = (uint8_t)sex,
                        .ethnic = w->people.at[mother].ethnic };
  w->people.at[mother].has_child = true;
  w->people.at[mother].last_birth = d;
  if (father != NONE) w->people.at[father].has_child = true;
  syn_name(w, h, father != NONE ? father : mother);
  int32_t home = w->people.at[mother].home;
  syn_join(w, person, home, syn_kin_role(w, person, w->homes.at[home].head), d);
}

static void give_birth(struct living *l, int32_t mother, date d) {
  struct world *w = l->w;
  if (d - w->people.at[mother].last_birth < l->spacing) return;
  int count = syn_chance(&w->rng, l->twins, 1000) ? 2 : 1;
  for (int i = 0; i < count; i++)
    if (w->homes.at[w->people.at[mother].home].size < HOME_MAX)
      be_born(l, mother, d, syn_chance(&w->rng, l->boys, 1000) ? MALE : FEMALE);
}

static bool single(const struct human *h, date d) {
  return h->death == DATE_MAX && h->marital == NEVER_MARRIED && h->partner == NONE && !h->has_child &&
         syn_age(h, d) >= OF_AGE;
}

static int32_t bride_for(struct living *l, int32_t man, date d) {
  struct world *w = l->w;
  const struct human *m = &w->people.at[man];
  int commune = commune_at(w, m->home);
  for (int i = 0; i < BRIDE_TRIES && l->brides[commune].n > 0; i++) {
    int32_t b = l->brides[commune].at[rng_below(&w->rng, l->brides[commune].n)];
    const struct human *f = &w->people.at[b];
    int gap = (f->birth - m->birth) / 365;
    if (single(f, d) && f->home != m->home && gap >= l->gap[0] && gap <= l->gap[1] &&
        (f->mother == NONE || f->mother != m->mother))
      return b;
  }
  return NONE;
}

static void move(struct world *w, int32_t person, int32_t home, date d) {
  syn_leave(w, person, d);
  enum role role = w->homes.at[home].head == NONE ? HEAD : syn_kin_role(w, person, w->homes.at[home].head);
  syn_join(w, person, home, role, d);
}

static void marry(struct living *l, int32_t man, date d) {
  struct world *w = l->w;
  if (!single(&w->people.at[man], d)) return;
  int32_t woman = bride_for(l, man, d);
  if (woman == NONE) return;
  bool he = may_leave(w, man, d), she = may_leave(w, woman, d);
  bool own = he && she && syn_chance(&w->rng, l->own_home, 1000);
  bool to_him = !own && she && (!he || syn_chance(&w->rng, l->to_husband, 1000)) &&
                w->homes.at[w->people.at[man].home].size < HOME_MAX / 2;
  if (!own && !to_him && (!he || w->homes.at[w->people.at[woman].home].size >= HOME_MAX / 2)) return;
  int32_t pair[2] = { man, woman };
  for (int i = 0; i < 2; i++) {
    struct human *h = &w->people.at[pair[i]];
    h->partner = pair[!i];
    h->marital_before = NEVER_MARRIED;
    h->marital = MARRIED;
    h->married_since = d;
  }
  if (own) {
    const struct home *from = &w->homes.at[w->people.at[man].home];
    int32_t home = syn_new_home(w, from->village, from->ethnic, d);
    move(w, man, home, d);
    move(w, woman, home, d);
  } else if (to_him)
    move(w, woman, w->people.at[man].home, d);
  else
    move(w, man, w->people.at[woman].home, d);
}

static void live_alone(struct living *l, int32_t person, date d) {
  struct world *w = l->w;
  if (!single(&w->people.at[person], d) || !may_leave(w, person, d)) return;
  const struct home *from = &w->homes.at[w->people.at[person].home];
  if (from->size < 2) return;
  move(w, person, syn_new_home(w, from->village, from->ethnic, d), d);
}

/* ---- a year ---- */

static void plan(struct living *l, date d, enum what what, size_t person) {
  struct event *e = VEC_PUSH(l->w->arena, &l->events);
  *e = (struct event) { d, (int32_t)l->events.n, (int32_t)person, (uint8_t)what };
}

static void draw_year(struct living *l, date from, date to) {
  struct world *w = l->w;
  struct rng *r = &w->rng;
  uint64_t of = 365;
  int64_t days = to - from;
  for (size_t i = 0; i < w->people.n; i++) {
    const struct human *h = &w->people.at[i];
    if (h->death != DATE_MAX) continue;
    int age = (from - h->birth) / 366;
    /* The day after: a person counts as living on the day of death, and events are ordered by when they take
     * effect. */
    if (syn_chance(r, l->death[h->sex][syn_group(age)] * days, 100000 * of))
      plan(l, syn_between(r, from, to - 1) + 1, DEATH, i);
    if (age < 15) continue;
    if (h->sex == FEMALE && age < 50 &&
        syn_chance(r, l->birth[h->partner != NONE][age / 5 - 3] * days, 1000 * of))
      plan(l, syn_between(r, from, to - 1), BIRTH, i);
    if (h->marital != NEVER_MARRIED || h->has_child || age >= 55) continue;
    if (h->sex == MALE && syn_chance(r, l->marry[age / 5 - 3] * days, 1000 * of))
      plan(l, syn_between(r, from, to - 1), MARRIAGE, i);
    else if (age >= 23 && age < 40 && h->role != HEAD && syn_chance(r, l->alone * days, 1000 * of))
      plan(l, syn_between(r, from, to - 1), LEAVING, i);
    if (h->sex == FEMALE && age < 50) *VEC_PUSH(w->arena, &l->brides[commune_at(w, h->home)]) = (int32_t)i;
  }
}

static int by_day(const void *a, const void *b) {
  const struct event *x = a, *y = b;
  if (x->day != y->day) return x->day < y->day ? -1 : 1;
  return x->seq < y->seq ? -1 : x->seq > y->seq;
}

static void let_happen(struct living *l) {
  struct world *w = l->w;
  if (l->events.n > 0) qsort(l->events.at, l->events.n, sizeof *l->events.at, by_day);
  for (size_t i = 0; i < l->events.n; i++) {
    const struct event *e = &l->events.at[i];
    if (w->people.at[e->person].death != DATE_MAX) continue;
    switch ((enum what)e->what) {
    case DEATH: die(w, e->person, e->day - 1); break;
    case BIRTH: give_birth(l, e->person, e->day); break;
    case MARRIAGE: marry(l, e->person, e->day); break;
    case LEAVING: live_alone(l, e->person, e->day); break;
    }
  }
}

enum err syn_live(struct world *w) {
  struct living *l = NEW(w->arena, struct living);
  l->w = w;
  l->death[MALE] = syn_rates(w, "death.male", GROUPS);
  l->death[FEMALE] = syn_rates(w, "death.female", GROUPS);
  l->birth[0] = syn_rates(w, "birth.alone", BIRTH_GROUPS);
  l->birth[1] = syn_rates(w, "birth.married", BIRTH_GROUPS);
  l->marry = syn_rates(w, "marriage.man", MARRY_GROUPS);
  l->gap = syn_rates(w, "marriage.gap", 2);
  l->own_home = syn_rate(w, "marriage.own_home");
  l->to_husband = syn_rate(w, "marriage.to_husband");
  l->alone = syn_rate(w, "leave.alone");
  l->spacing = syn_rate(w, "birth.spacing");
  l->twins = syn_rate(w, "birth.twins");
  l->boys = syn_rate(w, "birth.male");
  TRY(syn_rates_complete(w));
  date census = date_of(2019, 4, 1), from = census + 1;
  while (from < w->options.as_of) {
    date to = date_add_months(from, 12);
    if (to > w->options.as_of) to = w->options.as_of;
    syn_say(w, WORDS(SW_births_deaths_marriages_year), from - census, w->options.as_of - census);
    l->events.n = 0;
    for (int i = 0; i < w->commune_count; i++)
      l->brides[i].n = 0;
    draw_year(l, from, to);
    let_happen(l);
    from = to;
  }
  return OK;
}
