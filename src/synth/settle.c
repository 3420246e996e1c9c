/* The households of 1/4/2019: every commune's sizes exactly, every cell's ages exactly. Heads are drawn
 * first, by size and age; then spouses, elderly parents, children (by the mother's age at birth), grown
 * relatives. Whoever fits nowhere by the rates still gets the nearest place, so that nobody is left over. */
#include "synth/synth_words.h"
#include "synth/world.h"

enum {
  ADULT = 20,
  HEAD_GROUPS = 14,
  ELDER = 60,
  MOTHER_LEAST = 17,
  MOTHER_MOST = 46,
  GAP_LEAST = -4,
  GAPS = 15
};

typedef VEC(int32_t) list;

struct settling {
  struct world *w;
  struct cell *cell;
  list by_mother[AGES], by_head[AGES], any; /* one entry a free place */
  list homes;                               /* of the cell */
  int32_t *slots, first;                    /* free places by home - first */
  const int64_t *head[SIZES], *head_group, *male_one, *male_more, *spouse_of[2], *gap, *mother_age,
      *parent_gap, *group_ages;
};

static date birth_at(struct rng *r, int age) {
  date census = date_of(2019, 4, 1);
  date last = date_add_months(census, -12 * age), first = date_add_months(census, -12 * (age + 1)) + 1;
  return syn_between(r, first, last);
}

static int32_t take(struct settling *s, int age, int sex, int32_t home, enum role role) {
  struct world *w = s->w;
  assert(s->cell->left[age][sex] > 0 && w->people.n < PEOPLE_MAX);
  s->cell->left[age][sex]--;
  int32_t *slot = &s->slots[home - s->first];
  assert(*slot > 0);
  (*slot)--;
  struct human *h = VEC_PUSH(w->arena, &w->people);
  *h = (struct human) { .birth = birth_at(&w->rng, age),
                        .death = DATE_MAX,
                        .home = NONE,
                        .next = NONE,
                        .father = NONE,
                        .mother = NONE,
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
                        .ethnic = w->homes.at[home].ethnic };
  int32_t person = (int32_t)(w->people.n - 1);
  syn_join(w, person, home, role, date_of(2019, 4, 1));
  return person;
}

/* The nearest age to `target` within [low, high] that has somebody left of this sex, or NONE. */
static int near(const struct settling *s, int target, int low, int high, int sex) {
  if (low < 0) low = 0;
  if (high >= AGES) high = AGES - 1;
  for (int k = 0; k < AGES; k++) {
    if (target + k <= high && target + k >= low && s->cell->left[target + k][sex] > 0) return target + k;
    if (target - k >= low && target - k <= high && s->cell->left[target - k][sex] > 0) return target - k;
  }
  return NONE;
}

/* ---- the homes themselves ---- */

static int32_t *sizes_of(struct world *w, const struct commune *m, int32_t *ret_n) {
  int32_t n = 0, large = m->people;
  for (int s = 1; s < SIZES; s++) {
    n += m->homes[s];
    if (s < 7) large -= s * m->homes[s];
  }
  int32_t *size = NEW_ARRAY(w->arena, int32_t, n + 1), at = 0;
  for (int s = 1; s < SIZES; s++)
    for (int32_t k = 0; k < m->homes[s]; k++)
      size[at++] = s;
  int32_t first = n - m->homes[7];
  for (int32_t extra = large - 7 * m->homes[7]; extra > 0; extra--) {
    int32_t k = first + (int32_t)rng_below(&w->rng, (uint64_t)m->homes[7]);
    while (size[k] >= HOME_MAX)
      k = k + 1 < n ? k + 1 : first;
    size[k]++;
  }
  syn_shuffle(&w->rng, size, (size_t)n);
  *ret_n = n;
  return size;
}

static uint8_t ethnic_at(struct world *w, const struct commune *m) {
  return (uint8_t)syn_pick(&w->rng, m->ethnic, w->names.peoples);
}

static enum err found_homes(struct settling *s, struct commune *m) {
  struct world *w = s->w;
  int32_t n, large = m->people, most = (int32_t)syn_rate(w, "large.home");
  for (int k = 1; k < 7; k++)
    large -= k * m->homes[k];
  assert(large >= 7 * m->homes[7] && large <= HOME_MAX * m->homes[7]); /* as the census was read */
  int32_t *size = sizes_of(w, m, &n);
  m->first_home = (int32_t)w->homes.n;
  m->home_count = n;
  for (int32_t i = 0; i < n; i++) {
    int32_t village = m->first_village + (int32_t)((int64_t)i * m->village_count / n);
    int32_t home = syn_new_home(w, village, ethnic_at(w, m), date_of(2019, 4, 1));
    w->homes.at[home].group = size[i] >= most && large > 9 * m->homes[7];
    s->slots[home - s->first] = size[i];
    *VEC_PUSH(w->arena, &s->homes) = home;
    w->villages[village].homes++;
  }
  return OK;
}

/* ---- heads and spouses ---- */

static int left_in(const struct settling *s, int age, int sex) { return s->cell->left[age][sex]; }

static void place_head(struct settling *s, int32_t home) {
  struct world *w = s->w;
  int size = s->slots[home - s->first];
  const int64_t *rate = w->homes.at[home].group ? s->head_group : s->head[size < 7 ? size : 7];
  int64_t weight[HEAD_GROUPS], sum = 0;
  for (int g = 0; g < HEAD_GROUPS; g++) {
    int64_t people = 0;
    for (int a = 20 + g * 5; a <= (g == 13 ? 100 : 24 + g * 5); a++)
      people += left_in(s, a, 0) + left_in(s, a, 1);
    weight[g] = rate[g] * people;
    sum += weight[g];
  }
  if (sum == 0)
    for (int g = 0; g < HEAD_GROUPS; g++)
      weight[g] = 1;
  int g = syn_pick(&w->rng, weight, HEAD_GROUPS);
  int sex = syn_chance(&w->rng, (size == 1 ? s->male_one : s->male_more)[g], 1000) ? MALE : FEMALE;
  int last = g == 13 ? 94 : 24 + g * 5, target = syn_between(&w->rng, 20 + g * 5, last), age;
  age = near(s, target, 20 + g * 5, g == 13 ? 100 : last, sex);
  if (age == NONE) age = near(s, target, 20 + g * 5, g == 13 ? 100 : last, sex = !sex);
  if (age == NONE) age = near(s, target, 15, 100, sex);
  if (age == NONE) age = near(s, target, 15, 100, sex = !sex);
  assert(age != NONE);
  take(s, age, sex, home, HEAD);
}

static int age_of(const struct settling *s, int32_t person) {
  return syn_age(&s->w->people.at[person], date_of(2019, 4, 1));
}

static void place_spouse(struct settling *s, int32_t home) {
  struct world *w = s->w;
  int32_t head = w->homes.at[home].head;
  int age = age_of(s, head), sex = w->people.at[head].sex;
  if (age < ADULT || s->slots[home - s->first] == 0 || w->homes.at[home].group) return;
  if (!syn_chance(&w->rng, s->spouse_of[sex][syn_group(age) - 4], 1000)) return;
  int gap = GAP_LEAST + syn_pick(&w->rng, s->gap, GAPS);
  int target = sex == MALE ? age - gap : age + gap;
  if (target < ADULT - 2) target = ADULT - 2;
  int found = near(s, target, target - 4 < 18 ? 18 : target - 4, target + 4, !sex);
  if (found == NONE) return;
  int32_t person = take(s, found, !sex, home, SPOUSE);
  w->people.at[head].partner = person;
  w->people.at[person].partner = head;
}

/* Enters a home's free places under the ages its other members are looked for by. */
static void offer(struct settling *s, int32_t home) {
  struct world *w = s->w;
  int32_t head = w->homes.at[home].head, wife = w->people.at[head].partner;
  int age = age_of(s, head), mother = w->people.at[head].sex == FEMALE ? age
                                      : wife != NONE                   ? age_of(s, wife)
                                                                       : age - 2;
  for (int32_t k = s->slots[home - s->first]; k > 0; k--) {
    *VEC_PUSH(w->arena, &s->by_mother[mother]) = home;
    *VEC_PUSH(w->arena, &s->by_head[age]) = home;
    *VEC_PUSH(w->arena, &s->any) = home;
  }
}

static int32_t pop(struct settling *s, list *l) {
  while (l->n > 0) {
    size_t k = (size_t)rng_below(&s->w->rng, l->n);
    int32_t home = l->at[k];
    l->at[k] = l->at[--l->n];
    if (s->slots[home - s->first] > 0) return home;
  }
  return NONE;
}

static int32_t pop_near(struct settling *s, list *lists, int target, int low, int high) {
  if (low < 0) low = 0;
  if (high >= AGES) high = AGES - 1;
  for (int k = 0; k < AGES; k++) {
    int32_t home = NONE;
    if (target + k >= low && target + k <= high) home = pop(s, &lists[target + k]);
    if (home == NONE && k > 0 && target - k >= low && target - k <= high) home = pop(s, &lists[target - k]);
    if (home != NONE) return home;
  }
  return NONE;
}

/* ---- everybody else ---- */

static void fill_group(struct settling *s, int32_t home) {
  int low = (int)s->group_ages[0], high = (int)s->group_ages[1];
  while (s->slots[home - s->first] > 0) {
    int sex = (int)rng_below(&s->w->rng, 2), target = syn_between(&s->w->rng, low, high);
    int age = near(s, target, low, high, sex);
    if (age == NONE) age = near(s, target, low, high, sex = !sex);
    if (age == NONE) age = near(s, target, 0, 100, sex);
    if (age == NONE) age = near(s, target, 0, 100, sex = !sex);
    take(s, age, sex, home, OTHER);
  }
}

static void place_elder(struct settling *s, int age, int sex) {
  int gap = 19 + syn_pick(&s->w->rng, s->parent_gap, 24);
  int32_t home = pop_near(s, s->by_head, age - gap, age - 45, age - MOTHER_LEAST);
  enum role role = PARENT;
  if (home == NONE) {
    home = pop(s, &s->any);
    role = OTHER;
  }
  take(s, age, sex, home, role);
}

static void place_young(struct settling *s, int age, int sex) {
  int mother = age + 18 + syn_pick(&s->w->rng, s->mother_age, 27);
  enum role role = CHILD;
  int32_t home = pop_near(s, s->by_mother, mother, age + MOTHER_LEAST, age + MOTHER_MOST);
  if (home == NONE && age < 40) {
    home = pop_near(s, s->by_head, age + 52, age + 40, age + 90);
    role = GRANDCHILD;
  }
  if (home == NONE) {
    home = pop_near(s, s->by_head, age, age - 14, age + 14);
    role = age >= 10 ? SIBLING : OTHER;
  }
  if (home == NONE) {
    home = pop(s, &s->any);
    role = OTHER;
  }
  take(s, age, sex, home, role);
}

static void place_rest(struct settling *s) {
  struct world *w = s->w;
  for (int age = 100; age >= ELDER; age--)
    for (int sex = 0; sex < 2; sex++)
      while (s->cell->left[age][sex] > 0)
        place_elder(s, age, sex);
  for (int part = 0; part < 2; part++) { /* children first: they need a mother's age most */
    int low = part == 0 ? 0 : ADULT, high = part == 0 ? ADULT : ELDER;
    list left = { 0 };
    for (int age = low; age < high; age++)
      for (int sex = 0; sex < 2; sex++)
        for (int k = s->cell->left[age][sex]; k > 0; k--)
          *VEC_PUSH(w->arena, &left) = age * 2 + sex;
    syn_shuffle(&w->rng, left.at, left.n);
    for (size_t i = 0; i < left.n; i++)
      place_young(s, left.at[i] / 2, left.at[i] % 2);
  }
}

/* ---- kinship within a home ---- */

static bool may_bear(const struct human *parent, const struct human *child, int most) {
  int years = years_between(parent->birth, child->birth);
  return years >= 16 && years <= most;
}

static void set_parent(struct world *w, int32_t child, int32_t parent) {
  struct human *c = &w->people.at[child], *p = &w->people.at[parent];
  int32_t *to = p->sex == MALE ? &c->father : &c->mother;
  if (*to != NONE || !may_bear(p, c, p->sex == MALE ? 65 : 48)) return;
  *to = parent;
  p->has_child = true;
}

static void spoken(struct world *w, int32_t person, enum role role) { /* the role of the one spell so far */
  w->people.at[person].role = (uint8_t)role;
  w->spells.at[w->people.at[person].spell].role = (uint8_t)role;
}

static void bind_child(struct world *w, int32_t person, int32_t head, int32_t spouse) {
  set_parent(w, person, head);
  if (spouse != NONE) set_parent(w, person, spouse);
  if (w->people.at[person].father == NONE && w->people.at[person].mother == NONE) spoken(w, person, OTHER);
}

static void bind_parent(struct world *w, int32_t person, int32_t head, int32_t spouse) {
  int32_t of[2] = { head, spouse };
  struct human *p = &w->people.at[person];
  for (int i = 0; i < 2; i++) {
    if (of[i] == NONE) continue;
    const struct human *c = &w->people.at[of[i]];
    int32_t mate = p->sex == MALE ? c->mother : c->father;
    if ((p->sex == MALE ? c->father : c->mother) != NONE) continue;
    set_parent(w, of[i], person);
    if ((p->sex == MALE ? c->father : c->mother) != person) continue;
    if (mate != NONE && w->people.at[mate].partner == NONE) {
      p->partner = mate;
      w->people.at[mate].partner = person;
    }
    return;
  }
  spoken(w, person, OTHER);
}

/* Two grown children of the house taken for a couple: one of them becomes the other's husband or wife. */
static void pair_children(struct world *w, int32_t a, int32_t b) {
  struct human *stays = &w->people.at[a], *came = &w->people.at[b];
  stays->partner = b;
  came->partner = a;
  came->father = came->mother = NONE;
  spoken(w, b, OTHER);
}

static bool could_pair(const struct human *a, const struct human *b) {
  int gap = years_between(a->birth < b->birth ? a->birth : b->birth,
                          a->birth < b->birth ? b->birth : a->birth);
  return a->sex != b->sex && a->partner == NONE && b->partner == NONE && gap <= 8;
}

static int32_t mate_for(const struct world *w, const struct home *home, int32_t person, int least) {
  for (int32_t p = home->first; p != NONE; p = w->people.at[p].next)
    if (p != person && w->people.at[p].role == CHILD &&
        syn_age(&w->people.at[p], date_of(2019, 4, 1)) >= least &&
        could_pair(&w->people.at[p], &w->people.at[person]))
      return p;
  return NONE;
}

static void bind_grandchild(struct world *w, const struct home *home, int32_t person) {
  for (int32_t p = home->first; p != NONE; p = w->people.at[p].next) {
    const struct human *up = &w->people.at[p];
    bool near_kin = up->role == CHILD || (up->role == OTHER && up->partner != NONE);
    if (!near_kin || !may_bear(up, &w->people.at[person], up->sex == MALE ? 60 : 44)) continue;
    set_parent(w, person, p);
    if (up->partner == NONE) {
      int32_t mate = mate_for(w, home, p, 20);
      if (mate != NONE) pair_children(w, p, mate);
    }
    if (up->partner != NONE) set_parent(w, person, up->partner);
    return;
  }
}

/* Brothers and sisters of one mother within nine months: born again elsewhere in their year, else twins. */
static void space_births(struct world *w, const struct home *home) {
  for (int32_t p = home->first; p != NONE; p = w->people.at[p].next)
    for (int32_t q = home->first; q != p && q != NONE; q = w->people.at[q].next) {
      struct human *a = &w->people.at[p], *b = &w->people.at[q];
      bool together = (a->mother != NONE && a->mother == b->mother) ||
                      (a->father != NONE && a->father == b->father);
      if (!together) continue;
      int age = syn_age(a, date_of(2019, 4, 1));
      for (int k = 0; k < 12 && abs(a->birth - b->birth) < 290; k++)
        a->birth = birth_at(&w->rng, age);
      if (abs(a->birth - b->birth) < 290 && age == syn_age(b, date_of(2019, 4, 1))) a->birth = b->birth;
    }
}

static void bind_family(struct world *w, int32_t at) {
  struct home *home = &w->homes.at[at];
  int32_t head = home->head, spouse = w->people.at[head].partner;
  if (home->group) return;
  for (int32_t p = home->first; p != NONE; p = w->people.at[p].next)
    if (w->people.at[p].role == PARENT) bind_parent(w, p, head, spouse);
  for (int32_t p = home->first; p != NONE; p = w->people.at[p].next)
    if (w->people.at[p].role == CHILD) bind_child(w, p, head, spouse);
  for (int32_t p = home->first; p != NONE; p = w->people.at[p].next)
    if (w->people.at[p].role == GRANDCHILD) bind_grandchild(w, home, p);
  int64_t share = syn_rate(w, "couple.in_parents_home");
  for (int32_t p = home->first; p != NONE; p = w->people.at[p].next) {
    const struct human *h = &w->people.at[p];
    if (h->role != CHILD || h->partner != NONE || syn_age(h, date_of(2019, 4, 1)) < 23) continue;
    int32_t mate = mate_for(w, home, p, 21);
    if (mate != NONE && syn_chance(&w->rng, share, 1000)) pair_children(w, p, mate);
  }
  space_births(w, home);
}

/* ---- marital state and names ---- */

static void set_marital(struct world *w, struct human *h) {
  int age = syn_age(h, date_of(2019, 4, 1));
  date of_age = date_add_months(h->birth, 12 * 19), census = date_of(2019, 4, 1);
  if (h->partner != NONE)
    h->marital = MARRIED;
  else if (age >= ADULT) {
    const int64_t *by = syn_rates(w, h->sex == MALE ? "marital.man" : "marital.woman", HEAD_GROUPS * 5);
    int kind = syn_pick(&w->rng, by + 5 * (syn_group(age) - 4), 5);
    if (kind == 0 && h->has_child) kind = syn_pick(&w->rng, by + 5 * (syn_group(age) - 4), 5);
    static const uint8_t as[5] = { NEVER_MARRIED, WIDOWED, DIVORCED, SPOUSE_MISSING, MARRIED };
    h->marital = as[kind];
  }
  if (h->marital == NEVER_MARRIED) return;
  date back = date_add_months(census, -12 * (int)syn_rate(w, "marital.known_since"));
  if (back < of_age) back = of_age;
  h->married_since = back >= census ? census - 1 : syn_between(&w->rng, back, census - 1);
  h->marital_before = h->marital == MARRIED ? NEVER_MARRIED : MARRIED;
}

static void name_one(struct world *w, int32_t person, int depth) {
  struct human *h = &w->people.at[person];
  if (h->given != UINT16_MAX || depth > 6) return;
  int32_t from = h->father != NONE ? h->father : h->mother;
  if (from == NONE && h->role == SIBLING) from = w->homes.at[h->home].head;
  if (from != NONE) name_one(w, from, depth + 1);
  syn_name(w, h, from != NONE && w->people.at[from].given != UINT16_MAX ? from : NONE);
}

/* ---- one cell ---- */

static void rates_of(struct settling *s) {
  struct world *w = s->w;
  static const char *const key[SIZES] = { NULL,         "head.size1", "head.size2", "head.size3",
                                          "head.size4", "head.size5", "head.size6", "head.size7" };
  for (int i = 1; i < SIZES; i++)
    s->head[i] = syn_rates(w, key[i], HEAD_GROUPS);
  s->head_group = syn_rates(w, "head.group", HEAD_GROUPS);
  s->male_one = syn_rates(w, "head.male.size1", HEAD_GROUPS);
  s->male_more = syn_rates(w, "head.male.more", HEAD_GROUPS);
  s->spouse_of[MALE] = syn_rates(w, "spouse.of_man", HEAD_GROUPS);
  s->spouse_of[FEMALE] = syn_rates(w, "spouse.of_woman", HEAD_GROUPS);
  s->gap = syn_rates(w, "spouse.gap", GAPS);
  s->mother_age = syn_rates(w, "mother.age", 27);
  s->parent_gap = syn_rates(w, "parent.gap", 24);
  s->group_ages = syn_rates(w, "group.ages", 2);
}

static enum err settle_cell(struct world *w, int index) {
  struct settling *s = NEW(w->arena, struct settling);
  s->w = w;
  s->cell = &w->cells[index];
  rates_of(s);
  TRY(syn_rates_complete(w));
  int32_t homes = 0;
  for (int i = 0; i < w->commune_count; i++)
    for (int k = 1; w->communes[i].cell == index && k < SIZES; k++)
      homes += w->communes[i].homes[k];
  s->first = (int32_t)w->homes.n;
  s->slots = NEW_ARRAY(w->arena, int32_t, homes + 1);
  for (int i = 0; i < w->commune_count; i++)
    if (w->communes[i].cell == index) TRY(found_homes(s, &w->communes[i]));
  syn_shuffle(&w->rng, s->homes.at, s->homes.n);
  for (size_t i = 0; i < s->homes.n; i++)
    place_head(s, s->homes.at[i]);
  for (size_t i = 0; i < s->homes.n; i++)
    place_spouse(s, s->homes.at[i]);
  for (size_t i = 0; i < s->homes.n; i++)
    if (w->homes.at[s->homes.at[i]].group) fill_group(s, s->homes.at[i]);
  for (size_t i = 0; i < s->homes.n; i++)
    offer(s, s->homes.at[i]);
  place_rest(s);
  for (int a = 0; a < AGES; a++)
    assert(s->cell->left[a][0] == 0 && s->cell->left[a][1] == 0);
  for (size_t i = 0; i < s->homes.n; i++)
    bind_family(w, s->homes.at[i]);
  return OK;
}

enum err syn_settle(struct world *w) {
  for (int i = 0; i < w->cell_count; i++) {
    syn_say(w, WORDS(SW_households_1_4_2019), i, w->cell_count);
    TRY(settle_cell(w, i));
  }
  for (size_t i = 0; i < w->people.n; i++) {
    name_one(w, (int32_t)i, 0);
    struct human *h = &w->people.at[i];
    set_marital(w, h);
    if (h->mother != NONE && w->people.at[h->mother].last_birth < h->birth)
      w->people.at[h->mother].last_birth = h->birth;
  }
  return syn_rates_complete(w);
}
