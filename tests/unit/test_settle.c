/* Concurrency by replay, by bulk and by trying every completion. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "bulk_random.h"

/* Concurrency: random households with shared groups of every scope, holes, some granted and some not. What
 * the replay says of each person, what bulk says of everybody and what comes of trying every completion of
 * the holes by a plain procedure written here must agree, among what people are eligible for and among what
 * is granted. */
#define BYTES ((size_t)512 << 20)
enum { BENEFITS = 4, PERSONS_MAX = 24, HOLES_MAX = 4, GROUPS_MAX = 4, VALUES = 4 };
static const month MONTH = 2023 * 12 + 5;

static int64_t setting(const char *name, int64_t otherwise) {
  int64_t v;
  const char *z = getenv(name);
  return z && parse_int(str_of(z), &v) == OK ? v : otherwise;
}

static struct law_program *program(struct arena *a, struct str text) {
  struct law_program *p;
  struct str name = S("random.luat");
  if (law_load_text(a, 1, &name, &text, &p) == OK) return p;
  struct buf b = buf_new(a, 1 << 20);
  law_print_diagnostics(p, &b, EN);
  fail_msg("%.*s\n%s", (int)text.n, text.p, b.p);
  return NULL;
}

/* Benefit k is worth 1000 times the fact ak, where that is not 0. */
static struct str pack(struct arena *a, struct rng *r, bool no_spouse) {
  static const char *const scopes[] = { "person", "household", "couple or household",
                                        "cared_for through ward", "deceased" };
  struct buf b = buf_new(a, 1 << 20);
  buf_print(
      &b,
      "language 1\ndocument d \"D\" issued 2019-01-01 in_force 2020-01-01\nfact person.birth : date \"x\" "
      "required\nfact person.death : "
      "date \"x\" absent never\nlink ward : person \"x\" inverse tutor absent none\nlink tutor : "
      "person \"x\" inverse ward "
      "absent none\n%sparameter base : money \"x\"\n  from 2020-01-01 = 1000 [d 1]\n",
      no_spouse ? "" : "link spouse : person \"x\" absent none\n");
  for (int k = 0; k < BENEFITS; k++)
    buf_print(&b,
              "fact person.a%d : integer 0..3 \"x\"\nbenefit aid.b%d for person \"x\"\n  amount (base * a%d) "
              "exactly [d 1]\n  when "
              "a%d > 0 [d 1]\n  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops "
              "month_after [d 1]\n",
              k, k, k, k);
  int groups = 1 + (int)rng_below(r, GROUPS_MAX);
  for (int g = 0; g < groups; g++) {
    int scope = (int)rng_below(r, 5), most = rng_below(r, 4) ? 1 : 2;
    buf_print(&b, "concurrency g%d per %s \"x\"\n  at most %d of (", g, scopes[scope], most);
    int first = (int)rng_below(r, BENEFITS), n = 1 + (int)rng_below(r, BENEFITS);
    if (scope == 0 && n <= most) n = most + 1; /* one that never refuses is no law */
    for (int k = 0; k < n; k++)
      buf_print(&b, "%said.b%d", k ? ", " : "", (first + k) % BENEFITS);
    buf_print(&b, ") keeping %s [d 1]\n", rng_below(r, 3) ? "highest" : "first");
  }
  return buf_view(&b);
}

/* ---- people ---- */

struct world {
  struct arena *a;
  const struct law_program *p;
  struct random_people q;
  int persons, household[PERSONS_MAX];
  bool granted[PERSONS_MAX][BENEFITS];
  int spouse[PERSONS_MAX]; /* -1 none */
  bool ward[PERSONS_MAX][PERSONS_MAX];
  date birth[PERSONS_MAX], death[PERSONS_MAX];
  int value[PERSONS_MAX][BENEFITS]; /* -1: a hole */
};

/* On some day of the month: who dies within it still shares in it. */
static bool there(const struct world *w, int i) {
  return w->birth[i] <= month_last(MONTH) && w->death[i] >= month_first(MONTH);
}

static struct law_link_column link_of(struct world *w, bool (*has)(const struct world *, int, int)) {
  int32_t *start = NEW_ARRAY(w->a, int32_t, w->persons + 1);
  int32_t *to = NEW_ARRAY(w->a, int32_t, w->persons * w->persons + 1);
  for (int i = 0, n = 0; i < w->persons; i++) {
    for (int j = 0; j < w->persons; j++)
      if (has(w, i, j)) to[n++] = j;
    start[i + 1] = n;
  }
  return (struct law_link_column) { .start = start, .to = to };
}
static bool is_ward(const struct world *w, int i, int j) { return w->ward[i][j]; }
static bool is_tutor(const struct world *w, int i, int j) { return w->ward[j][i]; }
static bool is_spouse(const struct world *w, int i, int j) { return w->spouse[i] == j; }
/* On the last day, as a register has it that ends a link at death. */
static bool both_live(const struct world *w, int i, int j) {
  return w->death[i] >= month_last(MONTH) && w->death[j] >= month_last(MONTH);
}
static bool is_ward_still(const struct world *w, int i, int j) {
  return is_ward(w, i, j) && both_live(w, i, j);
}
static bool is_tutor_still(const struct world *w, int i, int j) {
  return is_tutor(w, i, j) && both_live(w, i, j);
}
static bool is_spouse_still(const struct world *w, int i, int j) {
  return is_spouse(w, i, j) && both_live(w, i, j);
}

static struct law_column dates(struct world *w, const date *at) {
  int32_t *column = NEW_ARRAY(w->a, int32_t, w->persons + 64);
  for (int i = 0; i < w->persons; i++)
    column[i] = at[i];
  return (struct law_column) { .at = column, .bytes = 4, .lo = 1, .hi = 0 };
}

/* The links of both days; `ended`: they end with a death, or nobody ended them. */
static struct law_columns *last_day(struct world *w, struct law_columns *c, bool ended) {
  struct law_columns *last = NEW(w->a, struct law_columns);
  *last = *c;
  last->link = NEW_ARRAY(w->a, struct law_link_column, law_link_count(w->p) + 1);
  for (int l = 0; l < law_link_count(w->p); l++) {
    const char *name = law_link_name(w->p, l);
    bool ward = !strcmp(name, "ward"), tutor = !strcmp(name, "tutor");
    c->link[l] = link_of(w, ward ? is_ward : tutor ? is_tutor : is_spouse);
    last->link[l] = link_of(w, ward && ended    ? is_ward_still
                               : ward           ? is_ward
                               : tutor && ended ? is_tutor_still
                               : tutor          ? is_tutor
                               : ended          ? is_spouse_still
                                                : is_spouse);
    c->link[l].unknown = last->link[l].unknown = NEW_ARRAY(w->a, uint8_t, w->persons + 64);
  }
  return last;
}

static struct law_grant granted_here(bool granted) {
  struct law_grant all = law_grant_none();
  struct law_grant_given given = { .decided = date_of(2022, 1, 1), .first = MONTH, .last = INT32_MAX };
  if (granted) law_grant_add(&all, &given, MONTH);
  return all;
}

static void draw_people(struct world *w, struct rng *r) {
  int households = 1 + (int)rng_below(r, 5), holes = 0;
  int32_t *start = NEW_ARRAY(w->a, int32_t, households + 1);
  for (int h = 0; h < households; h++) {
    int n = 1 + (int)rng_below(r, 4);
    for (int k = 0; k < n; k++)
      w->household[w->persons++] = h;
    start[h + 1] = w->persons;
  }
  struct law_columns *c = law_columns_new(w->a, w->p, w->persons, households, start);
  for (int i = 0; i < w->persons; i++) {
    w->spouse[i] = -1;
    w->birth[i] = rng_below(r, 12) ? 0 : month_last(MONTH) - 10 + (date)rng_below(r, 20);
    w->death[i] = rng_below(r, 5) ? DATE_MAX : month_last(MONTH) - 40 + (date)rng_below(r, 50);
    for (int j = 0; j < w->persons; j++)
      w->ward[i][j] = i != j && rng_below(r, 9) == 0;
    for (int k = 0; k < BENEFITS; k++) {
      bool hole = holes < HOLES_MAX && rng_below(r, 12) == 0;
      w->value[i][k] = hole ? -1 : (int)rng_below(r, VALUES);
      holes += hole;
      w->granted[i][k] = rng_below(r, 2);
    }
  }
  for (int i = 0; i + 1 < w->persons; i++)
    if (rng_below(r, 3) == 0 && w->spouse[i] < 0) {
      w->spouse[i] = i + 1;
      w->spouse[i + 1] = i;
    }
  c->fact[law_fact_find(w->p, S("person.birth"))] = dates(w, w->birth);
  c->fact[law_fact_find(w->p, S("person.death"))] = dates(w, w->death);
  for (int k = 0; k < BENEFITS; k++) {
    uint8_t *at = NEW_ARRAY(w->a, uint8_t, w->persons + 64),
            *hole = NEW_ARRAY(w->a, uint8_t, w->persons + 64);
    struct law_grant *granted = NEW_ARRAY(w->a, struct law_grant, w->persons + 64);
    for (int i = 0; i < w->persons; i++) {
      hole[i] = w->value[i][k] < 0;
      at[i] = (uint8_t)(hole[i] ? 0 : w->value[i][k]);
      granted[i] = granted_here(w->granted[i][k]);
    }
    c->fact[law_fact_find(w->p, str_of(arena_print(w->a, "person.a%d", k)))] =
        (struct law_column) { .at = at, .bytes = 1, .hole = hole, .lo = 0, .hi = VALUES - 1 };
    c->grant[k] = grants_of(w->a, w->persons, granted);
  }
  struct law_columns *last = last_day(w, c, rng_below(r, 2));
  w->q = (struct random_people) { c, last, NULL };
}

/* ---- the plain procedure ---- */

struct paid {
  bool is[PERSONS_MAX][BENEFITS];
};

/* Do two people share a group? Of the cared for: is there one whom both care for? */
static bool share(const struct world *w, const struct concurrency *c, int i, int j) {
  bool couple = c->per == PER_COUPLE && c->link >= 0;
  if (c->per == PER_CARED_FOR) {
    bool any = false;
    for (int x = 0; x < w->persons; x++)
      any |= w->ward[i][x] && w->ward[j][x] && there(w, x);
    return any;
  }
  if (i == j) return true;
  if (couple) return w->spouse[i] == j && there(w, i) && there(w, j);
  return (c->per == PER_HOUSEHOLD || c->per == PER_COUPLE) && w->household[i] == w->household[j];
}

/* Who died before the month holds no share of what others share. */
static bool in_group(const struct world *w, const struct concurrency *c, int i) {
  bool shared = c->per != PER_PERSON && c->per != PER_DECEASED;
  if (shared && w->death[i] < month_first(MONTH)) return false;
  return c->per == PER_DECEASED ? w->death[i] <= month_last(MONTH)
                                : c->per != PER_CARED_FOR || share(w, c, i, i);
}

static int place_of(const struct concurrency *c, int benefit) {
  for (int k = 0; k < c->n; k++)
    if (c->benefit[k] == benefit) return k;
  return -1;
}

/* How many of those that stand keep (i, b) out: of one whom i cares for, the most. Of a couple the two are
 * asked alone. */
static int before_it(const struct world *w, const struct concurrency *c, const struct paid *stand, int i) {
  int most = 0;
  for (int x = 0; x < w->persons; x++) { /* x: the shared key, where it is a person; else one round */
    if (c->per == PER_CARED_FOR ? !(w->ward[i][x] && there(w, x)) : x > 0) continue;
    int n = 0;
    for (int j = 0; j < w->persons; j++)
      for (int b = 0; b < BENEFITS; b++)
        n += stand->is[j][b] && (c->per == PER_CARED_FOR ? w->ward[j][x] : share(w, c, i, j));
    most = n > most ? n : most;
  }
  return most;
}

static bool ahead(const struct concurrency *c, const int *x, const int *y) { /* person, benefit, value */
  int px = place_of(c, x[1]), py = place_of(c, y[1]);
  if (!c->keep_first && x[2] != y[2]) return x[2] > y[2];
  if (c->keep_first && px != py) return px < py;
  return x[0] != y[0] ? x[0] < y[0] : px < py;
}

static void one_group(const struct world *w, const struct concurrency *c, int (*value)[BENEFITS],
                      struct paid *paid) {
  struct paid stand = { 0 }, done = { 0 };
  for (;;) {
    int best[3] = { -1, -1, -1 };
    for (int i = 0; i < w->persons; i++)
      for (int b = 0; b < BENEFITS; b++) {
        int x[3] = { i, b, value[i][b] };
        if (!paid->is[i][b] || done.is[i][b] || place_of(c, b) < 0 || !in_group(w, c, i)) continue;
        if (best[0] < 0 || ahead(c, x, best)) memcpy(best, x, sizeof best);
      }
    if (best[0] < 0) return;
    done.is[best[0]][best[1]] = true;
    bool stands = before_it(w, c, &stand, best[0]) < c->most;
    stand.is[best[0]][best[1]] = stands;
    paid->is[best[0]][best[1]] = stands;
  }
}

static struct paid plainly(const struct world *w, int (*value)[BENEFITS], bool granted) {
  static const enum group_scope order[] = { PER_PERSON, PER_DECEASED, PER_COUPLE, PER_CARED_FOR,
                                            PER_HOUSEHOLD };
  struct paid paid;
  for (int i = 0; i < w->persons; i++)
    for (int b = 0; b < BENEFITS; b++)
      paid.is[i][b] = value[i][b] > 0 && w->birth[i] <= month_last(MONTH) && (!granted || w->granted[i][b]);
  for (int s = 0; s < 5; s++)
    for (size_t g = 0; g < w->p->concurrency.n; g++) {
      const struct concurrency *c = &w->p->concurrency.at[g];
      enum group_scope scope = c->per == PER_COUPLE && c->link < 0 ? PER_HOUSEHOLD : c->per;
      if (scope == order[s]) one_group(w, c, value, &paid);
    }
  return paid;
}

/* ---- comparing ---- */

struct said {
  enum law_status status[PERSONS_MAX][BENEFITS];
  bool lost[PERSONS_MAX][BENEFITS], open[PERSONS_MAX][BENEFITS];
};
struct tally {
  int64_t rows, lost, open, to_others;
};

static void by_replay(struct world *w, bool granted, struct said *x, struct tally *t) {
  struct law_source source = random_source(w->a, w->a, &w->q, MONTH);
  struct law_session *s = law_session_new(w->a, w->p, &source,
                                          (struct law_question) { MONTH, month_last(MONTH) });
  for (int i = 0; i < w->persons; i++) {
    struct law_result all[BENEFITS];
    law_ask_all(s, i, granted ? LAW_DUE : LAW_ELIGIBLE, all);
    for (int b = 0; b < BENEFITS; b++) {
      x->status[i][b] = all[b].status;
      x->lost[i][b] = all[b].lost;
      x->open[i][b] = all[b].open;
      t->rows++;
      t->lost += all[b].lost;
      t->open += all[b].open;
      t->to_others += all[b].lost && all[b].lost_to_subject != i;
      assert_int_equal(all[b].at_least, all[b].open && !all[b].lost && all[b].status == LAW_VALUE);
      if (!all[b].lost) continue;
      int to = (int)all[b].lost_to_subject;
      assert_int_equal(all[b].forgone, all[b].amount);
      assert_true(to >= 0 && to < w->persons); /* which may itself lose in a wider group */
      assert_int_equal(all[b].lost_to_amount, w->value[to][all[b].lost_to] * 1000);
      assert_true(to != i || all[b].lost_to != b);
    }
  }
  law_session_free(s);
}

static void by_bulk(struct world *w, bool granted, struct said *x) {
  struct law_bulk_target target[BENEFITS];
  struct law_bulk_output out[BENEFITS];
  struct law_bulk_settled settled;
  struct law_bulk *b;
  struct law_bulk_claim claim[PERSONS_MAX * BENEFITS];
  struct law_bulk_claims claims = { 0, claim };
  for (int k = 0; k < BENEFITS; k++)
    target[k] = (struct law_bulk_target) { .kind = LAW_BULK_BENEFIT, .index = k };
  assert_int_equal(law_bulk_plan(w->a, w->p, (struct law_bulk_question) { MONTH, month_last(MONTH), NULL },
                                 w->q.first, w->q.last, BENEFITS, target, &b),
                   OK);
  law_bulk_outputs(w->a, b, out);
  assert_int_equal(law_bulk_run(b, (struct law_bulk_options) { 1, 0 }, out, NULL), OK);
  for (int i = 0; i < w->persons; i++)
    for (int k = 0; k < BENEFITS; k++) {
      enum law_status status = law_bulk_status(&out[k], i);
      if (w->granted[i][k] && status != LAW_NOT_ENTITLED)
        claim[claims.n++] = (struct law_bulk_claim) { k, i, status, law_bulk_value(&out[k], i) };
    }
  law_bulk_settle(w->a, b, out, granted ? &claims : NULL, &settled);
  for (int i = 0; i < w->persons; i++)
    for (int k = 0; k < BENEFITS; k++)
      x->status[i][k] = !granted || w->granted[i][k] ? law_bulk_status(&out[k], i) : LAW_NOT_ENTITLED;
  for (int64_t i = 0; i < settled.n; i++) {
    const struct law_bulk_outcome *o = &settled.at[i];
    x->lost[o->row][o->target] = o->lost;
    x->open[o->row][o->target] = o->open;
    assert_true(!o->lost || o->forgone == law_bulk_value(&out[o->target], o->row));
  }
}

/* Every completion: what is not open comes out the same in all of them. */
static void by_enumeration(struct world *w, bool granted, const struct said *x) {
  int at[HOLES_MAX][2], n = 0, all = 1;
  for (int i = 0; i < w->persons; i++)
    for (int b = 0; b < BENEFITS; b++)
      if (w->value[i][b] < 0) {
        at[n][0] = i;
        at[n++][1] = b;
        all *= VALUES;
      }
  for (int k = 0; k < all; k++) {
    int value[PERSONS_MAX][BENEFITS], rest = k;
    memcpy(value, w->value, sizeof value);
    for (int h = 0; h < n; h++, rest /= VALUES)
      value[at[h][0]][at[h][1]] = rest % VALUES;
    struct paid paid = plainly(w, value, granted);
    for (int i = 0; i < w->persons; i++)
      for (int b = 0; b < BENEFITS; b++) {
        if (x->open[i][b] || x->status[i][b] == LAW_UNKNOWN) continue;
        bool pays = x->status[i][b] == LAW_VALUE && !x->lost[i][b];
        if (pays != paid.is[i][b])
          fail_msg("person %d benefit %d: %d, but completion %d says %d", i, b, pays, k, paid.is[i][b]);
      }
  }
}

static void one_round(uint64_t seed, struct tally *t) {
  struct rng r = { seed };
  struct arena *a = arena_new("test", BYTES);
  struct world *w = NEW(a, struct world);
  struct str text = pack(a, &r, rng_below(&r, 3) == 0);
  w->a = a;
  w->p = program(a, text);
  draw_people(w, &r);
  for (int granted = 0; granted < 2; granted++) {
    struct said bulk = { 0 }, replay = { 0 };
    by_bulk(w, granted, &bulk);
    by_replay(w, granted, &replay, t);
    for (int i = 0; i < w->persons; i++)
      for (int b = 0; b < BENEFITS; b++)
        if (bulk.status[i][b] != replay.status[i][b] || bulk.lost[i][b] != replay.lost[i][b] ||
            bulk.open[i][b] != replay.open[i][b])
          fail_msg(
              "seed %llu, %s, person %d benefit %d: bulk %d lost %d open %d, replay %d lost %d open %d\n%.*s",
              (unsigned long long)seed, granted ? "due" : "eligible", i, b, bulk.status[i][b],
              bulk.lost[i][b], bulk.open[i][b], replay.status[i][b], replay.lost[i][b], replay.open[i][b],
              (int)text.n, text.p);
    by_enumeration(w, granted, &replay);
  }
  arena_free(a);
}

static void three_ways_agree(void **state) {
  struct tally t = { 0 };
  double end = clock_seconds() + (double)setting("BULK_SECONDS", 3);
  uint64_t seed = (uint64_t)setting("BULK_SEED", 1);
  (void)state;
  for (int i = 0; i < 200 || clock_seconds() < end; i++)
    one_round(seed++, &t);
  print_message("%lld rows, %lld lost (%lld to another person), %lld open\n", (long long)t.rows,
                (long long)t.lost, (long long)t.to_others, (long long)t.open);
  assert_true(t.lost > 1000 && t.to_others > 200 && t.open > 200);
}

static struct world *couple(struct arena *a) {
  struct world *w = NEW(a, struct world);
  struct rng r = { 1 };
  w->a = a;
  w->p = program(
      a, S("language 1\ndocument d \"D\" issued 2019-01-01 in_force 2020-01-01\nfact person.birth : date "
           "\"x\" required\nfact person.death "
           ": date \"x\" absent never\nfact person.a0 : integer 0..3 \"x\"\nfact person.a1 : "
           "integer 0..3 \"x\"\nfact "
           "person.a2 : integer 0..3 \"x\"\nfact person.a3 : integer 0..3 \"x\"\nparameter base : "
           "money \"x\"\n  from "
           "2020-01-01 = 1000 [d 1]\nbenefit aid.care for person \"x\"\n  amount (base * a0) "
           "exactly [d 1]\n  when a0 > 0 "
           "[d 1]\n  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops "
           "month_after [d 1]\nbenefit aid.x "
           "for person \"x\"\n  amount base [d 1]\n  when a1 > 3 [d 1]\n  starts "
           "month_of_decision [d 1]\n  changes "
           "same_month [d 1]\n  stops month_after [d 1]\nbenefit aid.y for person \"x\"\n  amount "
           "base [d 1]\n  when a2 > 3 "
           "[d 1]\n  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops "
           "month_after [d 1]\nbenefit aid.z "
           "for person \"x\"\n  amount base [d 1]\n  when a3 > 3 [d 1]\n  starts "
           "month_of_decision [d 1]\n  changes "
           "same_month [d 1]\n  stops month_after [d 1]\nconcurrency share per household \"x\"\n  "
           "at most 1 of (aid.care) "
           "keeping highest [d 1]\n"));
  do {
    memset(w->household, 0, sizeof w->household);
    w->persons = 0;
    draw_people(w, &r);
  } while (w->persons != 2 || w->household[1] != 0);
  const struct law_columns *c = w->q.first;
  for (int i = 0; i < 2; i++) {
    ((uint8_t *)(uintptr_t)c->fact[law_fact_find(w->p, S("person.a0"))].at)[i] = 2;
    ((uint8_t *)(uintptr_t)c->fact[law_fact_find(w->p, S("person.a0"))].hole)[i] = 0;
    ((int32_t *)(uintptr_t)c->fact[law_fact_find(w->p, S("person.birth"))].at)[i] = 0;
    ((int32_t *)(uintptr_t)c->fact[law_fact_find(w->p, S("person.death"))].at)[i] = DATE_MAX;
    w->granted[i][0] = i == 1;
  }
  c->grant[0] = grants_of(w->a, 2, (struct law_grant[]) { granted_here(false), granted_here(true) });
  return w;
}

/* Husband and wife both meet the conditions of one benefit of which a household gets one share; only the wife
 * has a grant. Among what they are eligible for the husband's stands (he is the first); what is due is hers.
 */
static void the_share_goes_to_whom_it_is_granted(void **state) {
  struct arena *a = arena_new("couple", BYTES);
  struct world *w = couple(a);
  (void)state;
  struct law_source source = random_source(a, a, &w->q, MONTH);
  struct law_session *s = law_session_new(a, w->p, &source,
                                          (struct law_question) { MONTH, month_last(MONTH) });
  struct law_result all[BENEFITS];
  law_ask_all(s, 0, LAW_ELIGIBLE, all);
  assert_true(all[0].status == LAW_VALUE && !all[0].lost);
  law_ask_all(s, 1, LAW_ELIGIBLE, all);
  assert_true(all[0].status == LAW_VALUE && all[0].lost && all[0].lost_to_subject == 0 &&
              all[0].lost_to == 0);
  law_ask_all(s, 1, LAW_DUE, all);
  assert_true(all[0].status == LAW_VALUE && !all[0].lost && all[0].amount == 2000);
  law_ask_all(s, 0, LAW_DUE, all);
  assert_int_equal(all[0].status, LAW_NOT_ENTITLED);
  struct said due = { 0 }, eligible = { 0 };
  by_bulk(w, true, &due);
  by_bulk(w, false, &eligible);
  assert_true(!due.lost[1][0] && !due.lost[0][0] && due.status[1][0] == LAW_VALUE);
  assert_true(eligible.lost[1][0] && !eligible.lost[0][0]);
  law_session_free(s);
  arena_free(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_share_goes_to_whom_it_is_granted),
    cmocka_unit_test(three_ways_agree),
  };
  return cmocka_run_group_tests_name("settle", tests, NULL, NULL);
}
