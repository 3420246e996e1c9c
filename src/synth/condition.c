/* What the register will say of people and homes: disability, illness, loss, pension, supporters, poverty. */
#include "synth/world.h"

static date later(date a, date b) { return a > b ? a : b; }
static date birthday(const struct human *h, int years) { return date_add_months(h->birth, 12 * years); }

/* The dead are described as of their last day, so that what was paid to them can be explained. */
static date seen_on(const struct world *w, const struct human *h) {
  return h->death < w->options.as_of ? h->death : w->options.as_of;
}

static void disable(struct world *w, struct human *h, int age) {
  struct rng *r = &w->rng;
  static const char *const key[4] = { NULL, "disability.mild", "disability.severe", "disability.extreme" };
  int64_t at = (int64_t)rng_below(r, 100000), upto = 0;
  for (int k = MILD; k <= EXTREME && h->degree == DEGREE_NONE; k++) {
    upto += syn_rates(w, key[k], GROUPS)[syn_group(age)];
    if (at < upto) h->degree = (uint8_t)k;
  }
  if (h->degree == DEGREE_NONE) return;
  h->disability_type = (uint8_t)syn_pick(r, syn_rates(w, "disability.types", 6), 6);
  date last = seen_on(w, h) - 20, first = date_add_months(last, -12 * (int)syn_rate(w, "disability.years"));
  date early = date_add_months(h->birth, 72);
  if (syn_chance(r, syn_rate(w, "disability.early"), 1000)) {
    first = h->birth + 90;
    last = early < last ? early : last;
  }
  first = later(first, h->birth + 90);
  h->disabled_since = first >= last ? later(h->birth, last) : syn_between(r, first, last);
  h->in_facility = h->degree >= SEVERE && syn_chance(r, syn_rate(w, "in_facility.share"), 100000);
}

static bool gone(const struct world *w, int32_t person) {
  return person == NONE || w->people.at[person].death != DATE_MAX;
}

static void lose_carers(struct world *w, struct human *h, int age) {
  struct rng *r = &w->rng;
  if (age > 22 || !gone(w, h->father) || !gone(w, h->mother)) return;
  date until = age >= 16 ? birthday(h, 16) - 30 : seen_on(w, h) - 20,
       from = later(h->birth + 30, date_add_months(until, -72));
  bool both = h->father != NONE && h->mother != NONE;
  if (both) {
    date d = later(w->people.at[h->father].death, w->people.at[h->mother].death);
    if (d >= until || d < h->birth) return;
    h->loss = LOSS_BOTH_DEAD;
    h->lost_since = d + 1;
  } else if (from < until &&
             syn_chance(r, syn_rate(w, age < 16 ? "loss.share" : "former_orphan.share"), 100000)) {
    h->loss = (uint8_t)(1 + syn_pick(r, syn_rates(w, "loss.kinds", LOSS_KINDS - 1), LOSS_KINDS - 1));
    h->lost_since = syn_between(r, from, until);
  }
  h->former_orphan = h->loss != LOSS_NONE && age >= 16;
}

static bool urban_home(const struct world *w, const struct human *h) {
  return h->home != NONE && w->villages[w->homes.at[h->home].village].urban_now;
}

static void pension(struct world *w, struct human *h, int age) {
  struct rng *r = &w->rng;
  int64_t share = 0;
  if (age >= (h->sex == MALE ? 60 : 57))
    share = syn_rates(w, urban_home(w, h) ? "pension.urban" : "pension.rural", 2)[h->sex];
  else if (h->degree != DEGREE_NONE && age >= 18)
    share = syn_rate(w, "pension.disabled");
  const int64_t *sum = syn_rates(w, "pension.sum", 2);
  if (syn_chance(r, share, 1000))
    h->pension = syn_between(r, (int32_t)sum[0] / 10, (int32_t)sum[1] / 10) * 10;
  h->merit = age >= 68 && syn_chance(r, syn_rate(w, "merit.share"), 1000);
}

/* Is there somebody of working age besides under the same roof? */
static bool with_workers(const struct world *w, const struct human *h, const struct human *self) {
  if (h->home == NONE) return true;
  for (int32_t p = w->homes.at[h->home].first; p != NONE; p = w->people.at[p].next) {
    int age = (w->options.as_of - w->people.at[p].birth) / 366;
    if (&w->people.at[p] != self && age >= 18 && age < 60) return true;
  }
  return false;
}

static void support(struct world *w, struct human *h, int32_t person) {
  struct rng *r = &w->rng;
  int32_t child = w->grown_child[person];
  bool alone = child == NONE && !with_workers(w, h, h);
  if (syn_chance(r, syn_rate(w, alone ? "supporter.none_alone" : "supporter.none_else"), 1000))
    h->supporter = NO_SUPPORTER;
  else if (child != NONE ? w->people.at[child].degree >= SEVERE && w->people.at[child].pension == 0
                         : syn_chance(r, syn_rate(w, "supporter.on_assistance"), 1000))
    h->supporter = SUPPORTER_ON_ASSISTANCE;
  if (h->supporter != NO_SUPPORTER) return;
  h->facility_need = syn_chance(r, syn_rate(w, "facility.need"), 1000);
  h->community_carer = h->facility_need && syn_chance(r, syn_rate(w, "community_carer.share"), 1000);
}

static void find_grown_children(struct world *w) {
  w->grown_child = NEW_ARRAY(w->arena, int32_t, w->people.n + 1);
  for (size_t i = 0; i < w->people.n; i++)
    w->grown_child[i] = NONE;
  for (size_t i = 0; i < w->people.n; i++) {
    const struct human *h = &w->people.at[i];
    if (h->death != DATE_MAX || syn_age(h, w->options.as_of) < 18) continue;
    int32_t up[2] = { h->father, h->mother };
    for (int k = 0; k < 2; k++)
      if (up[k] != NONE && w->grown_child[up[k]] == NONE) w->grown_child[up[k]] = (int32_t)i;
  }
}

enum err syn_conditions(struct world *w) {
  const int64_t *hiv = syn_rates(w, "hiv.share", GROUPS);
  for (size_t i = 0; i < w->people.n; i++) {
    struct human *h = &w->people.at[i];
    int age = syn_age(h, seen_on(w, h));
    disable(w, h, age);
    if (syn_chance(&w->rng, hiv[syn_group(age)], 100000))
      h->hiv_since = syn_between(&w->rng, later(h->birth, seen_on(w, h) - 3000),
                                 later(h->birth, seen_on(w, h) - 20));
    lose_carers(w, h, age);
    pension(w, h, age);
  }
  find_grown_children(w);
  for (size_t i = 0; i < w->people.n; i++)
    if (syn_age(&w->people.at[i], seen_on(w, &w->people.at[i])) >= 60)
      support(w, &w->people.at[i], (int32_t)i);
  return syn_rates_complete(w);
}

/* ---- poverty ---- */

/* Points of hardship: only the order matters, the totals are the series'. */
static int64_t hardship(const struct world *w, const struct home *home, const int64_t *risk) {
  int64_t points = home->ethnic != KINH ? risk[5] : 0;
  int workers = 0, elders = 0, minors = 0, n = 0;
  for (int32_t p = home->first; p != NONE; p = w->people.at[p].next, n++) {
    const struct human *h = &w->people.at[p];
    int age = (w->options.as_of - h->birth) / 366;
    if (age < 16)
      minors++;
    else if (age >= 60)
      elders++;
    else if (h->degree < SEVERE)
      workers++;
    if (h->degree >= SEVERE) points += risk[2];
    if (h->pension > 0) points -= risk[2];
  }
  if (n == 0) return points;
  if (n == 1 && elders == 1) points += risk[0];
  if (n == 2 && elders == 2) points += risk[1];
  if (workers == 0) points += risk[3];
  if (workers == 1 && minors > 0) points += risk[4];
  if (n >= 6) points += risk[6];
  return points;
}

struct place {
  int64_t points;
  int32_t home;
};
static int by_points(const void *a, const void *b) {
  const struct place *x = a, *y = b;
  if (x->points != y->points) return x->points > y->points ? -1 : 1;
  return x->home < y->home ? -1 : x->home > y->home;
}

struct review {
  struct place *place;
  size_t n;
  int64_t homes, poor, near;
};

static int apart_of(const struct world *w, const struct home *home) {
  return w->communes[w->villages[home->village].commune].apart;
}

static struct review *reviews_new(struct world *w) {
  struct review *v = NEW_ARRAY(w->arena, struct review, w->apart_count);
  for (size_t i = 0; i < w->homes.n; i++)
    v[apart_of(w, &w->homes.at[i])].homes++;
  for (int k = 0; k < w->apart_count; k++)
    v[k].place = NEW_ARRAY(w->arena, struct place, v[k].homes + 1);
  return v;
}

static void classify(struct world *w, struct review *v, int year) {
  if (v->n > 0) qsort(v->place, v->n, sizeof *v->place, by_points);
  for (size_t i = 0; i < v->n && (int64_t)i < v->poor + v->near; i++)
    w->homes.at[v->place[i].home].poverty[year] = (int64_t)i < v->poor ? POV_POOR : POV_NEAR;
}

/* By district apart; the first of them, all others together, gets what the province's totals leave. */
static void review_year(struct world *w, int year, const int64_t *lasting, struct review *v) {
  int64_t noise = syn_rate(w, "poverty.noise"), all = 0;
  for (int k = 0; k < w->apart_count; k++) {
    v[k].n = 0;
    v[k].homes = 0;
  }
  for (size_t i = 0; i < w->homes.n; i++) {
    const struct home *home = &w->homes.at[i];
    if (home->from > syn_review_day(year) || home->to <= syn_review_day(year)) continue;
    struct review *of = &v[apart_of(w, home)];
    of->homes++;
    if (home->group) continue;
    of->place[of->n++] = (struct place) { lasting[i] + (int64_t)rng_below(&w->rng, (uint64_t)noise + 1),
                                          (int32_t)i };
  }
  for (int k = 0; k < w->apart_count; k++)
    all += v[k].homes;
  v[0].poor = all * w->apart[0].poor[year] / 1000000;
  v[0].near = all * w->apart[0].near[year] / 1000000;
  for (int k = 1; k < w->apart_count; k++) {
    v[k].poor = v[k].homes * w->apart[k].poor[year] / 1000000;
    v[k].near = v[k].homes * w->apart[k].near[year] / 1000000;
    v[0].poor -= v[k].poor;
    v[0].near -= v[k].near;
  }
  for (int k = 0; k < w->apart_count; k++) {
    if (v[k].poor < 0) v[k].poor = 0;
    if (v[k].near < 0) v[k].near = 0;
    classify(w, &v[k], year);
  }
}

static bool poor_or_near(const struct world *w, const struct human *h, int year) {
  return h->home != NONE && w->homes.at[h->home].poverty[year] != POV_NONE;
}

/* The day of asking for the social pension: once the age (and from 70 to 74 the class) is there. */
static void request(struct world *w, struct human *h) {
  struct rng *r = &w->rng;
  date start = date_of(2025, 7, 1), seen = seen_on(w, h), at = DATE_MAX;
  int32_t wait = (int32_t)syn_rate(w, "pension_request.days");
  if (h->pension > 0 || seen < start) return;
  if (birthday(h, 75) <= seen && syn_chance(r, syn_rate(w, "pension_request.75"), 1000))
    at = later(birthday(h, 75), start);
  for (int year = 4; year < REVIEWS; year++)
    if (poor_or_near(w, h, year) &&
        later(birthday(h, 70), later(start, date_of(FIRST_REVIEW + year, 1, 1))) < at &&
        birthday(h, 70) < date_of(FIRST_REVIEW + year + 1, 1, 1) &&
        syn_chance(r, syn_rate(w, "pension_request.70"), 1000))
      at = later(birthday(h, 70), later(start, date_of(FIRST_REVIEW + year, 1, 1)));
  if (at == DATE_MAX) return;
  at += syn_between(r, 0, wait);
  if (at < seen) h->requested = at;
}

enum err syn_poverty(struct world *w) {
  const int64_t *risk = syn_rates(w, "poverty.risk", 7);
  int64_t chance = syn_rate(w, "poverty.chance");
  TRY(syn_rates_complete(w));
  int64_t *lasting = NEW_ARRAY(w->arena, int64_t, w->homes.n + 1);
  struct review *v = reviews_new(w);
  for (size_t i = 0; i < w->homes.n; i++)
    lasting[i] = hardship(w, &w->homes.at[i], risk) + (int64_t)rng_below(&w->rng, (uint64_t)chance + 1);
  for (int year = 0; year < REVIEWS; year++)
    if (syn_review_day(year) < w->options.as_of) review_year(w, year, lasting, v);
  for (size_t i = 0; i < w->people.n; i++)
    if (birthday(&w->people.at[i], 70) < w->options.as_of) request(w, &w->people.at[i]);
  return syn_rates_complete(w);
}
