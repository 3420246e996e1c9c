/* The running caseload, from what the caller's law answers month by month. A person's consecutive months of
 * one benefit are one grant. Months before the first one asked are paid at the same coefficient back to the
 * day the condition, or the age that set the level, was reached: an older level had an older decision, which
 * the books no longer hold. */
#include "synth/plan_caseload.h"
#include "synth/sample_data.h"
#include "synth/synth_words.h"

/* ---- what the law says ---- */

static int cases_number(struct caseload *c, const char *text) {
  for (int i = 0; i < c->cases_count; i++)
    if (strcmp(c->cases[i], text) == 0) return i;
  if (c->cases_count == CASES_MAX) return NONE;
  c->cases[c->cases_count] = arena_text(c->w->arena, text, strlen(text));
  return c->cases_count++;
}

static enum err ask(struct caseload *c, syn_entitle entitle, void *context, month m) {
  const struct syn_entitlement *list = NULL;
  int64_t n = 0;
  TRY(entitle(context, c->db, m, c->w->options.grants_law_day, &list, &n));
  for (int64_t i = 0; i < n; i++) {
    int benefit = syn_benefit(c, list[i].benefit), cases = cases_number(c, list[i].cases);
    if (benefit == NONE || cases == NONE || c->claims.n >= CLAIMS_MAX) return LIMIT;
    if (list[i].person < 1 || list[i].person > (int64_t)c->w->people.n || list[i].amount <= 0) return BUG;
    *VEC_PUSH(c->w->arena, &c->claims) = (struct claim) { .person = (int32_t)(list[i].person - 1),
                                                          .benefit = (uint16_t)benefit,
                                                          .cases = (uint16_t)cases,
                                                          .m = m,
                                                          .amount = list[i].amount };
  }
  return OK;
}

static int by_person_month(const void *a, const void *b) {
  const struct claim *x = a, *y = b;
  if (x->person != y->person) return x->person < y->person ? -1 : 1;
  if (x->m != y->m) return x->m < y->m ? -1 : 1;
  return x->benefit < y->benefit ? -1 : x->benefit > y->benefit;
}

static int by_benefit_month(const void *a, const void *b) {
  const struct claim *x = a, *y = b;
  if (x->person != y->person) return x->person < y->person ? -1 : 1;
  if (x->benefit != y->benefit) return x->benefit < y->benefit ? -1 : 1;
  return x->m < y->m ? -1 : x->m > y->m;
}

/* Of assistance and social pension in one month the higher is paid; of equal sums, one by the person's lot.
 * The other claim stays in the list with its amount negative: it is the sum forgone. */
static void choose(struct caseload *c) {
  int assistance = c->assistance, pension = c->pension;
  int64_t share = syn_rate(c->w, "grant.moved_to_pension");
  if (c->claims.n) qsort(c->claims.at, c->claims.n, sizeof *c->claims.at, by_person_month);
  bool moved = false;
  for (size_t i = 0; i < c->claims.n; i++) {
    struct claim *x = &c->claims.at[i];
    if (i == 0 || c->claims.at[i - 1].person != x->person) moved = syn_chance(&c->rng, share, 1000);
    if (x->benefit != assistance && x->benefit != pension) continue;
    for (size_t k = i + 1;
         k < c->claims.n && c->claims.at[k].person == x->person && c->claims.at[k].m == x->m; k++) {
      struct claim *y = &c->claims.at[k];
      if (y->benefit == x->benefit || (y->benefit != assistance && y->benefit != pension)) continue;
      bool x_wins = x->amount != y->amount ? x->amount > y->amount : (x->benefit == pension) == moved;
      struct claim *loser = x_wins ? y : x;
      loser->amount = -loser->amount;
      break;
    }
  }
  if (c->claims.n > 0) qsort(c->claims.at, c->claims.n, sizeof *c->claims.at, by_benefit_month);
}

/* ---- since when ---- */

static date later(date a, date b) { return a > b ? a : b; }
static date last_birthday(const struct human *h, const int *ages, int n, date as_of) {
  date d = h->birth;
  for (int i = 0; i < n; i++) {
    date b = date_add_months(h->birth, 12 * ages[i]);
    if (b <= as_of) d = later(d, b);
  }
  return d;
}

/* 1 January of the first year of the unbroken run of classes the home stands in; DATE_MIN when there is none.
 */
static date poor_since(const struct world *w, const struct human *h, bool near_too) {
  if (h->home == NONE) return DATE_MIN;
  const struct home *home = &w->homes.at[h->home];
  int year = REVIEWS;
  while (year > 0 &&
         (home->poverty[year - 1] == POV_POOR || (near_too && home->poverty[year - 1] == POV_NEAR)))
    year--;
  return year == REVIEWS ? DATE_MIN : later(date_of(FIRST_REVIEW + year, 1, 1), home->from);
}

static date case_since(const struct world *w, const struct human *h, const char *name, size_t n) {
  static const int none[1], child[2] = { 4, 16 }, frail[2] = { 16, 60 }, old[2] = { 60, 80 },
                            older[1] = { 75 }, oldest[1] = { 80 };
  date as_of = w->options.as_of, poor = poor_since(w, h, false), near = poor_since(w, h, true);
  char kind = n > 1 && name[0] == 'k' ? name[1] : '?', part = n > 2 ? name[2] : ' ';
  switch (kind) {
  case '1': return later(h->lost_since, last_birthday(h, child, 1, as_of));
  case '2': return last_birthday(h, child, 2, as_of);
  case '3': return later(h->hiv_since, later(poor, last_birthday(h, child, 1, as_of)));
  case '4': return later(near, date_of(2026, 1, 1)); /* the number of children is decided again each year */
  case '5':
    if (part == 'c') return last_birthday(h, oldest, 1, as_of);
    if (part == 'b') return later(near, last_birthday(h, older, 1, as_of));
    return later(poor, last_birthday(h, old, 2, as_of));
  case '6': return later(h->disabled_since, last_birthday(h, frail, 2, as_of));
  case '7': return later(near, last_birthday(h, none, 0, as_of));
  case '8': return later(h->hiv_since, poor);
  default: return DATE_MAX;
  }
}

static date carer_since(const struct world *w, const struct human *h) {
  date d = DATE_MIN;
  if (h->home == NONE) return DATE_MAX;
  for (int32_t p = w->homes.at[h->home].first; p != NONE; p = w->people.at[p].next) {
    const struct human *q = &w->people.at[p];
    if (q->degree == EXTREME) d = later(d, q->disabled_since);
    if (q->loss != LOSS_NONE && !q->former_orphan) d = later(d, q->lost_since);
  }
  return d == DATE_MIN ? DATE_MAX : d;
}

static date since_of(const struct caseload *c, const struct award *a) {
  const struct human *h = &c->w->people.at[a->person];
  if (strcmp(c->benefit[a->benefit], "social_pension.monthly") == 0) return h->requested;
  if (strcmp(c->benefit[a->benefit], "care.carer_support") == 0) return carer_since(c->w, h);
  date d = DATE_MIN;
  const char *z = c->cases[a->cases];
  while (*z != 0) {
    size_t n = strcspn(z, "+");
    d = later(d, case_since(c->w, h, z, n));
    z += n + (z[n] == '+');
  }
  return d == DATE_MIN ? DATE_MAX : d;
}

/* ---- awards ---- */

static void place_first(struct caseload *c, struct award *a) {
  const struct syn_options *o = &c->w->options;
  int64_t books = syn_rate(c->w, "grant.first_month");
  month earliest = (month)(books / 100 * 12 + books % 100 - 1);
  a->since = since_of(c, a);
  if (a->first > o->first_paid) return; /* the law itself says when it began */
  if (a->since != DATE_MAX && month_of(a->since) < a->first) a->first = month_of(a->since);
  if (a->first < earliest) a->first = earliest;
  if (a->first > c->claims.at[a->claim].m) a->first = c->claims.at[a->claim].m;
}

static void compose(struct caseload *c) {
  for (size_t i = 0; i < c->claims.n;) {
    const struct claim *x = &c->claims.at[i];
    size_t n = 1;
    if (x->amount < 0) {
      i++;
      continue;
    }
    while (i + n < c->claims.n && x[n].person == x->person && x[n].benefit == x->benefit && x[n].amount > 0 &&
           x[n].m == x->m + (month)n)
      n++;
    struct award *a = VEC_PUSH(c->w->arena, &c->awards);
    month end = x[n - 1].m;
    *a = (struct award) { .person = x->person,
                          .claim = (int32_t)i,
                          .claim_count = (int32_t)n,
                          .benefit = x->benefit,
                          .cases = x[n - 1].cases,
                          .first = x->m,
                          .last = end < c->w->options.last_paid ? end : -1,
                          .paid_to = end };
    place_first(c, a);
    i += n;
  }
}

/* ---- writing ---- */

struct decider {
  struct str commune, district;
  int64_t area;
};
struct desk {
  struct caseload *c;
  struct decider *deciders;
  struct buf text, fold;
  struct arena *row; /* texts of one grant */
  int64_t other_payee, suspended, next;
};

/* What an area lies in on the tree's day; NULL: nothing, or it is not there. */
static const struct reg_area *above(const struct reg_areas *tree, const struct reg_area *area) {
  return area != NULL ? reg_area_parent(tree, area) : NULL;
}

/* The commune of today signs today's decisions, the district of 2024 signed the old ones. */
static enum err read_deciders(struct desk *k) {
  struct world *w = k->c->w;
  struct viewer viewer = viewer_all(w->account);
  struct reg_areas *now, *then;
  TRY(reg_areas_load(&viewer, w->arena, k->c->db, (struct reg_at) { w->options.as_of, REG_ACT_OPEN - 1 },
                     &now));
  TRY(reg_areas_load(&viewer, w->arena, k->c->db, (struct reg_at) { date_of(2024, 6, 1), REG_ACT_OPEN - 1 },
                     &then));
  k->deciders = NEW_ARRAY(w->arena, struct decider, w->village_count + 1);
  for (int i = 0; i < w->village_count; i++) {
    int64_t village = w->villages[i].area;
    const struct reg_area *commune = above(now, reg_area(now, village));
    const struct reg_area *district = above(then, above(then, reg_area(then, village)));
    if (commune != NULL) k->deciders[i] = (struct decider) { .commune = commune->name, .area = commune->id };
    if (district != NULL) k->deciders[i].district = district->name;
  }
  return OK;
}

static int village_of(const struct world *w, int32_t person) {
  const struct human *h = &w->people.at[person];
  return w->homes.at[h->home != NONE ? h->home : w->spells.at[h->spell].home].village;
}

/* A payment is recorded once its months are over. Of the months the law was asked about each is recorded by
 * itself; of those before only the spells are kept, as in books taken over. */
static enum err put_paid(struct desk *k, int64_t id, const struct award *a, date granted) {
  struct caseload *c = k->c;
  month asked = c->w->options.first_paid;
  for (month m = a->first; m <= a->paid_to;) {
    money sum = syn_paid(c, a, m);
    month to = m;
    while (to < a->paid_to && to + 1 < asked && syn_paid(c, a, to + 1) == sum)
      to++;
    assert(month_last(to) < c->w->options.as_of);
    struct reg_load_spell spell = {
      .from = m, .to = to, .amount = sum, .act = reg_load_act(c->w->load, later(month_first(to + 1), granted))
    };
    TRY(reg_load_paid(c->w->load, id, &spell));
    m = to + 1;
  }
  return OK;
}

/* Suspended for a quarter once and paid in full on resumption: only the spell remains. */
static enum err put_pause(struct desk *k, int64_t id, const struct award *a, date granted) {
  if (a->last >= 0 || a->paid_to - a->first < 24 || !syn_chance(&k->c->rng, k->suspended, 100000)) return OK;
  month from = a->first + 6 + (month)rng_below(&k->c->rng, (uint64_t)(a->paid_to - a->first - 18));
  struct reg_load_spell spell = { .from = from,
                                  .to = from + 2,
                                  .reason = SAMPLE(unpaid_three_months),
                                  .act = reg_load_act(k->c->w->load, later(month_first(from), granted)) };
  return reg_load_suspension(k->c->w->load, id, &spell);
}

static void payee(struct desk *k, int32_t person) {
  const struct world *w = k->c->w;
  const struct human *h = &w->people.at[person];
  int32_t to = person;
  if (h->home != NONE && (syn_age(h, w->options.as_of) < 18 || syn_chance(&k->c->rng, k->other_payee, 1000)))
    to = w->homes.at[h->home].head;
  syn_clear(&k->text);
  syn_clear(&k->fold);
  syn_name_text(k->c->w, &w->people.at[to], &k->text, &k->fold);
}

/* Between the first day of the month (or the condition's) and its last. Not after the law of the caseload:
 * who signs knows the documents in force that day, and these sums are by none of them. A condition met later
 * in that month is decided ahead. */
static date day_of_decision(struct caseload *c, const struct award *a) {
  date low = month_first(a->first), high = month_last(a->first), law = c->w->options.grants_law_day;
  if (law >= low && law < high) high = law;
  if (a->since != DATE_MAX && a->since > low && a->since <= high) low = a->since;
  date decided = syn_between(&c->rng, low, high);
  return decided >= c->w->options.as_of ? c->w->options.as_of - 1 : decided;
}

static struct str text_of(struct desk *k) {
  struct str text = buf_view(&k->text);
  return (struct str) { arena_text(k->row, text.p, text.n), text.n };
}

static enum err put_award(struct desk *k, const struct award *a) {
  struct caseload *c = k->c;
  const struct decider *o = &k->deciders[village_of(c->w, a->person)];
  date commune_since = date_of(2025, 7, 1), decided = day_of_decision(c, a);
  struct reg_grant grant = { .id = k->next,
                             .person = (int64_t)a->person + 1,
                             .benefit = c->benefit_symbol[a->benefit],
                             .cases = str_of(c->cases[a->cases]),
                             .amount = syn_paid(c, a, a->paid_to),
                             .decided = decided,
                             .filed_known = true,
                             .first_month = a->first,
                             .running = a->last < 0,
                             .last_month = a->last,
                             .paying_point = o->area };
  arena_reset(k->row);
  grant.filed = decided - syn_between(&c->rng, 5, 20);
  payee(k, a->person);
  grant.payee = text_of(k);
  syn_clear(&k->text);
  if (!a->no_paper) buf_print(&k->text, SD_decision_number, 100 + (int)rng_below(&c->rng, 4000));
  grant.decision_no = text_of(k);
  if (a->since != DATE_MAX && grant.filed < a->since) grant.filed = a->since > decided ? decided : a->since;
  syn_clear(&k->text);
  buf_z(&k->text, SD_chairman_of_);
  buf_str(&k->text, decided >= commune_since ? o->commune : o->district);
  grant.signer = text_of(k);
  date granted = syn_once_known(c->w, a->person, decided); /* when it is recorded */
  TRY(reg_load_grant(c->w->load, &grant, reg_load_act(c->w->load, granted)));
  TRY(put_paid(k, k->next, a, granted));
  TRY(put_pause(k, k->next, a, granted));
  k->next++;
  c->w->result->grants++;
  return OK;
}

static enum err put_all(struct caseload *c) {
  struct desk *k = NEW(c->w->arena, struct desk);
  k->c = c;
  k->next = 1;
  k->text = buf_growing(c->w->arena);
  k->fold = buf_growing(c->w->arena);
  k->other_payee = syn_rate(c->w, "grant.other_payee");
  k->suspended = syn_rate(c->w, "grant.suspended");
  TRY(read_deciders(k));
  k->row = arena_new("texts of a grant", 1 << 16);
  if (k->row == NULL) return NOMEM;
  for (int i = 0; i < c->benefit_count; i++)
    TRY(reg_symbol_make(c->db, str_of(c->benefit[i]), &c->benefit_symbol[i]));
  for (size_t i = 0; i < c->awards.n; i++)
    if (!c->awards.at[i].dropped) TRY(put_award(k, &c->awards.at[i]));
  arena_free(k->row);
  return OK;
}

enum err syn_grants(struct world *w, struct db *db, syn_entitle entitle, void *context) {
  struct caseload *c = NEW(w->arena, struct caseload);
  c->w = w;
  c->db = db;
  c->rng.s = w->options.seed ^ 0x6772616e74;
  c->base = syn_rate_list(w, "grant.base", &c->base_count);
  c->plant = NEW_ARRAY(w->arena, uint8_t, w->people.n + 1);
  c->assistance = syn_benefit(c, "assistance.monthly");
  c->pension = syn_benefit(c, "social_pension.monthly");
  c->answers = buf_new(w->arena, (size_t)64 << 20);
  for (month m = w->options.first_paid; m <= w->options.last_paid; m++) {
    syn_say(w, WORDS(SW_asking_law_month_month), m - w->options.first_paid,
            w->options.last_paid - w->options.first_paid + 1);
    TRY(ask(c, entitle, context, m));
  }
  syn_say(w, WORDS(SW_decisions_payments), 0, 0);
  choose(c);
  compose(c);
  TRY(syn_rates_complete(w));
  TRY(syn_plant(c));
  TRY(put_all(c));
  TRY(syn_new_entitled(c, entitle, context));
  if (w->options.answers_path == NULL) return syn_rates_complete(w);
  if (c->answers.full) return LIMIT;
  TRY(file_write(w->options.answers_path, buf_view(&c->answers)));
  return syn_rates_complete(w);
}
