/* groups: concurrency over a plan's results. Gathers the claims, household by household, or of everybody at
 * once where a group joins people by links, and has them settled where the replay's are (concurrency.h). */
#include "law/bulk/plan.h"
#include "law/replay/concurrency.h"

enum { SETTLE_BYTES = 1 << 30, HOME_STEPS = 64 };

struct gathering {
  const struct law_bulk *b;
  const struct law_bulk_output *out;
  struct arena *a;       /* scratch: of one household, or of all */
  struct arena *lasting; /* for the time of the gathering */
  const struct groups *g;
  bool *grouped; /* by target: a benefit of some group */
  bool by_links;
  struct row_source *people; /* asked who is there and who has died; NULL until then */
  int law;                   /* of the plan: that of the claims */
  int32_t household;         /* the one at hand, -1: of everybody */
  VEC(struct claim) claim;
  VEC(struct law_bulk_outcome) outcome;
  struct arena *results;
};

/* ---- claims ---- */

static void claim(struct gathering *w, const struct law_bulk_claim *x) {
  const int64_t *number = w->b->cols[1]->number;
  bool person = w->b->target[x->target].on == E_PERSON;
  *VEC_PUSH(w->a, &w->claim) = (struct claim) { .benefit = w->b->target[x->target].t.index,
                                                .subject = person && number ? number[x->row] : x->row,
                                                .on = person ? E_PERSON : E_HOUSEHOLD,
                                                .status = x->status,
                                                .amount = x->status == LAW_VALUE ? x->amount : 0,
                                                .tag = (int64_t)x->row * w->b->n + x->target };
}

static void claim_result(struct gathering *w, int target, int32_t row) {
  const struct law_bulk_output *o = &w->out[target];
  enum law_status status = law_bulk_status(o, row);
  if (status == LAW_NOT_ENTITLED) return;
  claim(w,
        &(struct law_bulk_claim) { target, row, status, status == LAW_VALUE ? law_bulk_value(o, row) : 0 });
}

static int32_t row_of(const struct gathering *w, const struct claim *x) {
  return (int32_t)(x->tag / w->b->n);
}
static int target_of(const struct gathering *w, const struct claim *x) { return (int)(x->tag % w->b->n); }

/* ---- keys ---- */

/* The replay's session over the columns, on the last day. */
static struct law_session *people(struct gathering *w) {
  if (!w->people) {
    w->people = NEW(w->lasting, struct row_source);
    row_source_make(w->people, w->lasting, w->b);
    row_source_law(w->people, w->law);
    run_start(w->people->session, 1);
  }
  return w->people->session;
}

/* The rows a link leads to on one of the two days; NULL: not known. */
static const int32_t *linked(const struct gathering *w, int reading, int link, int32_t row, int64_t *ret_n) {
  const struct law_link_column *l = w->b->cols[reading]->link ? &w->b->cols[reading]->link[link] : NULL;
  *ret_n = 0;
  if (!l || !l->start || (l->unknown && l->unknown[row])) return NULL;
  *ret_n = l->start[row + 1] - l->start[row];
  return l->to + l->start[row];
}

/* As the replay's: of the last day, and of the first where one of the two dies within the month. A row named
 * twice is one key. */
static int keys_of_link(struct gathering *w, const struct concurrency *c, int32_t row,
                        const struct group_key **ret, bool *ret_open) {
  int64_t all[2];
  const int32_t *to[2];
  for (int reading = 0; reading < 2; reading++)
    to[reading] = linked(w, reading, c->link, row, &all[reading]);
  struct group_key *k = NEW_ARRAY(w->a, struct group_key, all[0] + all[1] + 1);
  bool dies = all[0] > 0 && run_dies_in_month(people(w), row);
  int n = 0;
  for (int reading = 1; reading >= 0; reading--)
    for (int64_t i = 0; i < all[reading]; i++) {
      int32_t other = to[reading][i];
      if (!reading && !dies && !run_dies_in_month(people(w), other)) continue;
      if (!run_there_in_month(people(w), other)) continue;
      bool first = row < other;
      k[n++] = c->per == PER_CARED_FOR ? (struct group_key) { other, -1 }
                                       : (struct group_key) { first ? row : other, first ? other : row };
    }
  *ret = k;
  *ret_open = !to[1] && !w->b->p->link.at[c->link].absent_none;
  if (n) return n;
  k[0] = (struct group_key) { row, row };
  return c->per == PER_COUPLE || *ret_open;
}

static int keys_of(void *context, const struct concurrency *c, const struct claim *x,
                   const struct group_key **ret, bool *ret_open) {
  struct gathering *w = context;
  int32_t row = row_of(w, x);
  bool person = x->on == E_PERSON, shared = c->per != PER_PERSON && c->per != PER_DECEASED;
  if (shared && person && !run_there_in_month(people(w), row)) return 0;
  if (person && c->link >= 0) return keys_of_link(w, c, row, ret, ret_open);
  if (c->per == PER_DECEASED && !(person && run_dead(people(w), row))) return 0;
  struct group_key *k = NEW(w->a, struct group_key);
  *k = (struct group_key) { row, person ? -1 : -2 };
  if (c->per == PER_HOUSEHOLD || c->per == PER_COUPLE) {
    int32_t home = !person ? row : w->household >= 0 ? w->household : household_of(w->b->cols[1], row);
    *k = (struct group_key) { home, -2 };
  }
  *ret = k;
  return 1;
}

/* ---- outcomes ---- */

static int by_tag(const void *p, const void *q) {
  const struct law_bulk_outcome *x = p, *y = q;
  return x->row != y->row ? (x->row > y->row) - (x->row < y->row) : x->target - y->target;
}

static void settle_these(struct gathering *w) {
  struct group_keys keys = { w, keys_of };
  size_t before = w->outcome.n;
  law_settle(w->a, w->g, &keys, (int64_t)w->claim.n, w->claim.at);
  for (size_t i = 0; i < w->claim.n; i++) {
    const struct claim *x = &w->claim.at[i];
    if (!x->lost && !x->open) continue;
    struct law_bulk_outcome *o = VEC_PUSH(w->results, &w->outcome);
    *o = (struct law_bulk_outcome) {
      .target = target_of(w, x), .row = row_of(w, x), .lost = x->lost, .open = x->open
    };
    o->group = o->to_target = -1;
    o->to_row = -1;
    if (!x->lost) continue;
    o->group = x->group;
    o->to_target = target_of(w, &w->claim.at[x->to]);
    o->to_row = row_of(w, &w->claim.at[x->to]);
    o->unverified = w->b->p->concurrency.at[x->group].status.unverified;
    o->forgone = x->forgone;
  }
  if (w->outcome.n - before > 1)
    qsort(w->outcome.at + before, w->outcome.n - before, sizeof *w->outcome.at, by_tag);
}

/* ---- everybody ---- */

/* How many grouped benefits each person claims, at most 255. */
static uint8_t *count_claims(const struct gathering *w, struct arena *a) {
  int32_t persons = w->b->cols[1]->persons;
  uint8_t *n = NEW_ARRAY(a, uint8_t, persons + 1);
  for (int t = 0; t < w->b->n; t++) {
    const struct law_bulk_output *o = &w->out[t];
    assert(!o->row);
    if (!w->grouped[t] || w->b->target[t].on != E_PERSON) continue;
    for (int32_t i = 0; i < persons; i++) {
      uint8_t one = !o->status || o->status[i];
      n[i] = (uint8_t)(n[i] + (one & (n[i] < UINT8_MAX)));
    }
  }
  return n;
}

static void gather(struct gathering *w, int32_t from, int32_t to, int32_t household, const uint8_t *count) {
  for (int32_t i = from; i < to; i++)
    for (int t = 0; count[i] && t < w->b->n; t++)
      if (w->grouped[t] && w->b->target[t].on == E_PERSON) claim_result(w, t, i);
  for (int t = 0; t < w->b->n; t++)
    if (w->grouped[t] && w->b->target[t].on != E_PERSON) claim_result(w, t, household);
}

static void begin_household(struct gathering *w, int32_t household) {
  arena_reset(w->a);
  w->claim.at = NULL;
  w->claim.n = w->claim.cap = 0;
  w->household = household;
}

static void each_household(struct gathering *w, const uint8_t *count) {
  const int32_t *start = w->b->cols[1]->household_start;
  bool of_households = false;
  for (int t = 0; t < w->b->n; t++)
    of_households |= w->grouped[t] && w->b->target[t].on != E_PERSON;
  for (int32_t h = 0; h < w->b->cols[1]->households; h++) {
    int all = 0;
    for (int32_t i = start[h]; i < start[h + 1]; i++)
      all += count[i];
    if (all < 2 && !of_households) continue; /* one alone loses to nobody */
    begin_household(w, h);
    gather(w, start[h], start[h + 1], h, count);
    if (w->claim.n > 1) settle_these(w);
  }
}

static void all_at_once(struct gathering *w, const uint8_t *count) {
  const int32_t *start = w->b->cols[1]->household_start;
  w->household = -1;
  for (int32_t h = 0; h < w->b->cols[1]->households; h++)
    gather(w, start[h], start[h + 1], h, count);
  settle_these(w);
}

static void settle_all(struct gathering *w) {
  const uint8_t *count = count_claims(w, w->lasting);
  if (w->g->any_linked)
    all_at_once(w, count);
  else if (w->g->n)
    each_household(w, count);
}

/* ---- those named ---- */

static int32_t home_of(const struct gathering *w, const struct law_bulk_claim *x, int32_t hint) {
  const int32_t *start = w->b->cols[1]->household_start;
  if (w->b->target[x->target].on != E_PERSON) return x->row;
  if (hint >= 0 && start[hint] <= x->row && x->row < start[hint + 1]) return hint;
  for (int32_t h = hint < 0 ? 0 : hint, steps = 0; steps < HOME_STEPS && start[h] <= x->row; h++, steps++)
    if (x->row < start[h + 1]) return h; /* claims come household by household: it is near */
  return household_of(w->b->cols[1], x->row);
}

static void settle_named(struct gathering *w, const struct law_bulk_claims *claims) {
  int32_t home = -1;
  w->household = -1;
  for (int64_t i = 0, end; i < claims->n; i = end) {
    home = home_of(w, &claims->at[i], home);
    for (end = i + 1; end < claims->n && home_of(w, &claims->at[end], home) == home;)
      end++;
    if (!w->g->any_linked && end - i < 2) continue;
    if (!w->g->any_linked) begin_household(w, home);
    for (int64_t k = i; k < end; k++)
      if (w->grouped[claims->at[k].target]) claim(w, &claims->at[k]);
    if (!w->g->any_linked && w->claim.n > 1) settle_these(w);
  }
  if (w->g->any_linked) settle_these(w);
}

/* The groups of a law, and which targets are in one: those of that law, or of the day of the claims. */
static void groups_of(struct gathering *w, int law, bool named) {
  const struct law_bulk *b = w->b;
  arena_reset(w->lasting);
  w->law = law;
  w->people = NULL;
  w->claim.at = NULL;
  w->claim.n = w->claim.cap = 0;
  w->g = law_groups_new(w->lasting, b->law[law].view, month_last(b->q.for_month));
  w->grouped = NEW_ARRAY(w->lasting, bool, b->n + 1);
  for (int t = 0; t < b->n; t++) {
    bool asked = named ? b->law[b->target[t].law].view == b->law[law].view : b->target[t].law == law;
    for (int g = 0; asked && g < w->g->n && b->target[t].t.kind == LAW_BULK_BENEFIT; g++)
      w->grouped[t] |= w->g->at[g].place[b->target[t].t.index] >= 0;
  }
}

void law_bulk_settle(struct arena *a, const struct law_bulk *b, const struct law_bulk_output *outputs,
                     const struct law_bulk_claims *claims, struct law_bulk_settled *ret) {
  struct gathering w = { .b = b, .out = outputs, .results = a };
  int laws = claims ? claims->n > 0 : b->n_laws;
  w.a = arena_new("groups", SETTLE_BYTES);
  w.lasting = arena_new("groups of all", SETTLE_BYTES);
  for (int i = 0; i < laws; i++) {
    groups_of(&w, claims ? b->target[claims->at[0].target].law : i, claims != NULL);
    if (claims)
      settle_named(&w, claims);
    else
      settle_all(&w);
    if (w.people) row_source_free(w.people);
  }
  arena_free(w.a);
  arena_free(w.lasting);
  *ret = (struct law_bulk_settled) { (int64_t)w.outcome.n, w.outcome.at };
}

bool law_bulk_start_unverified(const struct law_bulk *b, int target, date decided) {
  assert(target >= 0 && target < b->n && b->target[target].t.kind == LAW_BULK_BENEFIT);
  const struct target_plan *t = &b->target[target];
  const struct clause *c = view_clause(b->law[t->law].view, &b->p->benefit.at[t->t.index], CLAUSE_STARTS,
                                       decided);
  return c && c->status.unverified;
}

void law_bulk_groups(const struct law_bulk *b, struct law_bulk_output *outputs) {
  struct arena *a = arena_new("outcomes", SETTLE_BYTES);
  struct law_bulk_settled s;
  law_bulk_settle(a, b, outputs, NULL, &s);
  for (int64_t i = 0; i < s.n; i++) {
    struct law_bulk_output *o = &outputs[s.at[i].target];
    assert(o->flags);
    bool stands = s.at[i].open && !s.at[i].lost && law_bulk_status(o, s.at[i].row) == LAW_VALUE;
    if (s.at[i].lost) o->flags[s.at[i].row] |= LAW_BULK_LOST;
    if (stands) o->flags[s.at[i].row] |= LAW_BULK_AT_LEAST;
  }
  arena_free(a);
}
