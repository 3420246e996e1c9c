/* Bulk against replay: random programs over random people must answer alike. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "bulk_random.h"
#include "law/bulk/kernels.h"

/* BULK_SECONDS and BULK_SEED in the environment make the random tests longer, or start them elsewhere. */
#define BYTES ((size_t)512 << 20)
static const month MONTH = 2023 * 12 + 5;

static int64_t setting(const char *name, int64_t otherwise) {
  int64_t v;
  const char *z = getenv(name);
  return z && parse_int(str_of(z), &v) == OK ? v : otherwise;
}

static int64_t at(const struct law_bulk_output *o, int32_t i) {
  return o->bytes == 1   ? ((uint8_t *)o->value)[i]
         : o->bytes == 2 ? ((uint16_t *)o->value)[i]
         : o->bytes == 4 ? ((int32_t *)o->value)[i]
                         : ((int64_t *)o->value)[i];
}

static struct law_program *program(struct arena *a, struct str text) {
  struct law_program *p;
  struct str name = S("random.luat");
  enum err e = law_load_text(a, 1, &name, &text, &p);
  if (e == OK) return p;
  if (getenv("BULK_SHOW")) {
    struct buf b = buf_new(a, 1 << 20);
    law_print_diagnostics(p, &b, EN);
    fprintf(stderr, "%s\n", b.p);
  }
  return NULL;
}

static void show(const struct law_program *p, struct str text, uint64_t seed, const char *what, int32_t row) {
  (void)p;
  fprintf(stderr, "%.*s\nseed %llu, %s, row %d\n", (int)text.n, text.p, (unsigned long long)seed, what, row);
}

/* Every fact of everybody on the two days, where BULK_SHOW asks for it. */
static void show_facts(const struct law_program *p, const struct random_people *q) {
  for (size_t f = 0; f < p->fact.n && getenv("BULK_SHOW"); f++)
    for (int32_t i = 0; i < (p->fact.at[f].on == E_PERSON ? q->last->persons : q->last->households); i++) {
      struct law_fact_value v[2] = { { 0 }, { 0 } };
      int said[2] = { (int)law_column_says(&q->first->fact[f], i, &v[0]),
                      (int)law_column_says(&q->last->fact[f], i, &v[1]) };
      fprintf(stderr, "%.*s[%d]: said %d %lld..%lld, then %d %lld..%lld\n", (int)p->fact.at[f].full.n,
              p->fact.at[f].full.p, i, said[0], (long long)v[0].lo, (long long)v[0].hi, said[1],
              (long long)v[1].lo, (long long)v[1].hi);
    }
}

static bool cases_same(const struct law_bulk_output *o, int32_t i, const struct law_result *q) {
  int n = 0;
  for (int k = 0; k < o->keys; k++) {
    if (!law_bulk_key(o, k, i)) continue;
    bool found = false;
    for (int c = 0; c < q->n_cases; c++)
      found |= q->cases[c].rule == o->key_rule[k] && q->cases[c].kase == law_bulk_key(o, k, i) - 1;
    if (!found) return false;
    n++;
  }
  return n == q->n_cases;
}

/* Verified, and the same under every choice of an interpretation: as the replay says. */
static bool flags_same(const struct law_bulk_output *o, int32_t i, const struct law_result *q) {
  int said = o->flags[i] & (LAW_BULK_UNVERIFIED | LAW_BULK_OTHERWISE);
  return said == ((q->unverified ? LAW_BULK_UNVERIFIED : 0) | (q->n_alternatives ? LAW_BULK_OTHERWISE : 0));
}

static bool benefit_same(struct law_session *s, int benefit, const struct law_bulk_output *o, int32_t i) {
  struct law_result q;
  uint8_t status = o->status ? o->status[i] : LAW_BULK_VALUE;
  law_ask(s, benefit, i, &q);
  if (q.status == LAW_FAULT)
    return status == LAW_BULK_FAULT ||
           status == LAW_BULK_UNKNOWN; /* one may stop at the first completion that differs */
  if (status != (uint8_t)q.status || !flags_same(o, i, &q)) return false;
  if (status != LAW_BULK_VALUE) return true;
  return at(o, i) == q.amount && cases_same(o, i, &q);
}

/* A rule as run_rule leaves it; where that is open, bulk may know by completions, so nothing is said. */
static bool rule_same(struct law_session *s, struct arena *ids, int rule, const struct law_bulk_output *o,
                      int32_t i) {
  enum kind k = s->p->rule.at[rule].type.kind;
  uint8_t status = o->status ? o->status[i] : LAW_BULK_VALUE;
  (void)ids;
  run_clean(s);
  run_start(s, 1);
  struct val v = run_rule(s, rule, (struct subject) { .e = s->p->rule.at[rule].on, .id = i });
  if (s->err != OK) return status == LAW_BULK_FAULT || status == LAW_BULK_UNKNOWN;
  if (status == LAW_BULK_FAULT)
    return k == K_RATE || k == K_SUM; /* a ratio that the column's denominator does not hold */
  if (!val_known(v, k))
    return status == LAW_BULK_UNKNOWN || status == LAW_BULK_VALUE || status == LAW_BULK_NOT;
  if (!v.some) return status == LAW_BULK_NOT;
  if (status != LAW_BULK_VALUE) return false;
  for (int c = 0; c < s->p->rule.at[rule].n_case_ids; c++) {
    bool in = false;
    for (int j = 0; j < o->keys; j++)
      in |= law_bulk_key(o, j, i) == c + 1;
    if (in != set_has(v.cases, c)) return false;
  }
  if (kind_is_set(k)) return set_only(v.set) == at(o, i);
  return ratio_cmp(v.lo, (struct ratio) { at(o, i), o->den }) == 0 ||
         (ratio_cmp(v.lo, v.hi) == 0 && (int64_t)v.lo.num * o->den == at(o, i) * v.lo.den);
}

static int targets_of(const struct law_program *p, struct law_bulk_target *t) {
  int n = 0;
  for (int b = 0; b < law_benefit_count(p); b++)
    t[n++] = (struct law_bulk_target) { .kind = LAW_BULK_BENEFIT, .index = b };
  for (int r = 0; r < law_bulk_rule_count(p) && n < 40; r++)
    t[n++] = (struct law_bulk_target) { .kind = LAW_BULK_RULE, .index = r };
  return n;
}

static bool outputs_same(const struct law_bulk_output *a, const struct law_bulk_output *b, int n) {
  for (int t = 0; t < n; t++)
    for (int32_t i = 0; i < a[t].rows; i++) {
      bool same = at(&a[t], i) == at(&b[t], i) && (!a[t].status || a[t].status[i] == b[t].status[i]);
      for (int k = 0; k < a[t].keys; k++)
        same &= law_bulk_key(&a[t], k, i) == law_bulk_key(&b[t], k, i);
      if (same) continue;
      fprintf(stderr, "target %d row %d: value %lld, %lld, status %d, %d\n", t, i, (long long)at(&a[t], i),
              (long long)at(&b[t], i), a[t].status ? a[t].status[i] : 1, b[t].status ? b[t].status[i] : 1);
      return false;
    }
  return true;
}

struct tally {
  int packs, refused;
  int64_t rows, by_row;
};

/* One random pack on random people: bulk, in several shapes, against the replay. */
static void one_round(uint64_t seed, struct tally *tally) {
  struct rng r = { seed };
  struct arena *a = arena_new("test", BYTES), *ids = arena_new("ids", BYTES);
  struct random_options o = { .links = rng_below(&r, 3) == 0, .rules = 1 + (int)rng_below(&r, 9) };
  struct str text = random_pack(a, &r, o);
  struct law_program *p = program(a, text);
  tally->packs++;
  if (!p) {
    tally->refused++;
    goto done;
  }
  struct random_people q = random_people(a, &r, p, 4 + (int)rng_below(&r, 30), 16,
                                         rng_below(&r, 3) ? 2 + (int)rng_below(&r, 40) : 0);
  struct law_source source = random_source(a, ids, &q, MONTH);
  struct law_bulk_target target[64];
  struct law_bulk_output out[64], again[64];
  struct law_bulk_report report;
  struct law_bulk *b;
  int n = targets_of(p, target);
  assert_int_equal(law_bulk_plan(a, p, (struct law_bulk_question) { MONTH, month_last(MONTH), NULL }, q.first,
                                 q.last, n, target, &b),
                   OK);
  law_bulk_outputs(a, b, out);
  law_bulk_outputs(a, b, again);
  assert_int_equal(law_bulk_run(b, (struct law_bulk_options) { 1, 0 }, out, &report), OK);
  tally->by_row += report.rows_asked;
  static const struct law_bulk_options shapes[] = { { 2, 0 }, { 3, 7 }, { 1, 1 }, { 1, 100 } };
  assert_int_equal(law_bulk_run(b, shapes[seed % 4], again, NULL), OK);
  if (!outputs_same(out, again, n)) {
    show(p, text, seed, "threads or blocks change it", 0);
    show_facts(p, &q);
    fail();
  }
  struct law_session *s = law_session_new(a, p, &source, (struct law_question) { MONTH, month_last(MONTH) });
  for (int t = 0; t < n; t++)
    for (int32_t i = 0; i < out[t].rows; i++) {
      bool same = target[t].kind == LAW_BULK_BENEFIT ? benefit_same(s, target[t].index, &out[t], i)
                                                     : rule_same(s, ids, target[t].index, &out[t], i);
      arena_reset(ids);
      tally->rows++;
      if (same) continue;
      show(p, text, seed,
           target[t].kind == LAW_BULK_BENEFIT ? law_benefit_name(p, target[t].index)
                                              : law_bulk_rule_name(p, target[t].index),
           i);
      fprintf(stderr, "bulk: status %d value %lld, cases", out[t].status ? out[t].status[i] : 1,
              (long long)at(&out[t], i));
      for (int k = 0; k < out[t].keys; k++)
        fprintf(stderr, " %s", law_bulk_case(b, &out[t], k, law_bulk_key(&out[t], k, i)));
      struct law_result w;
      if (target[t].kind == LAW_BULK_BENEFIT) {
        law_ask(s, target[t].index, i, &w);
        fprintf(stderr, "\nreplay: status %d value %lld, cases", (int)w.status, (long long)w.amount);
        for (int k = 0; k < w.n_cases; k++)
          fprintf(stderr, " %s", law_case_name(p, w.cases[k]));
        fprintf(stderr, ", unverified %d, otherwise %d", w.unverified, w.n_alternatives);
      }
      fprintf(stderr, "\nflags %d\n", out[t].flags ? out[t].flags[i] : -1);
      show_facts(p, &q);
      fail();
    }
  law_session_free(s);
done:
  arena_free(ids);
  arena_free(a);
}

static void bulk_agrees_with_the_replay(void **state) {
  (void)state;
  struct tally t = { 0 };
  double end = clock_seconds() + (double)setting("BULK_SECONDS", 4);
  uint64_t seed = (uint64_t)setting("BULK_SEED", 1);
  one_round(190959668, &t); /* a table of which only whether it has a row was a truth as wide as its key */
  for (int i = 0; i < 20 || clock_seconds() < end; i++)
    one_round(seed++, &t);
  print_message("%d packs (%d refused by the checker), %lld rows, %lld answered by the replay\n", t.packs,
                t.refused, (long long)t.rows, (long long)t.by_row);
  assert_true(t.refused < t.packs / 2);
  assert_true(t.by_row < t.rows);
}

/* ---- unknown, by trying every completion ---- */

enum { HOLES_MAX = 8, COPIES_MAX = 256 };

static int64_t least_of(const struct fact *f) { return f->type.kind == K_INT ? f->type.lo : 0; }
static int64_t values_of(const struct fact *f) {
  return f->type.kind == K_BOOL   ? 2
         : f->type.kind == K_ENUM ? 3
         : f->type.kind == K_INT  ? f->type.hi - f->type.lo + 1
                                  : 1;
}

static void set(const struct law_column *c, int64_t i, int64_t v) {
  void *at = (void *)(uintptr_t)c->at;
  if (c->bytes == 1)
    ((uint8_t *)at)[i] = (uint8_t)v;
  else if (c->bytes == 4)
    ((int32_t *)at)[i] = (int32_t)v;
  else
    ((int64_t *)at)[i] = v;
}

static int64_t read(const struct law_column *c, int64_t i) {
  return c->bytes == 1   ? ((const uint8_t *)c->at)[i]
         : c->bytes == 4 ? ((const int32_t *)c->at)[i]
                         : ((const int64_t *)c->at)[i];
}

/* The first day of the month and the last. What is said on any other day is known, and the same of every
 * copy. */
struct two_days {
  struct law_columns *on[2];
  const struct law_program *p;
  int32_t *origin[2]; /* by person and by household: whose copy it is */
  struct law_days days;
};
struct hole_at {
  int day;
  size_t fact;
  int32_t row; /* within the household's persons; 0 for the household's own */
  int64_t n;
};

/* The household's holes, of each day its own, and how many completions they have; 0 when there are too many.
 */
static int64_t holes_of(const struct two_days *c, int32_t h, struct hole_at *hole, int *ret_n) {
  int64_t all = 1;
  *ret_n = 0;
  for (size_t x = 0; x < c->p->fact.n * 2; x++) {
    size_t f = x / 2;
    const struct fact *fact = &c->p->fact.at[f];
    const struct law_columns *day = c->on[x % 2];
    int32_t from = fact->on == E_PERSON ? day->household_start[h] : h,
            to = fact->on == E_PERSON ? day->household_start[h + 1] : h + 1;
    for (int32_t i = from; i < to && day->fact[f].hole; i++) {
      if (!day->fact[f].hole[i]) continue;
      if (*ret_n == HOLES_MAX) return 0;
      hole[(*ret_n)++] = (struct hole_at) { x % 2, f, i - from, values_of(fact) };
      all *= values_of(fact);
    }
  }
  return all <= COPIES_MAX ? all : 0;
}

static enum law_given said_on_other_days(void *context, enum law_entity e, int64_t row, int fact, date day,
                                         struct law_fact_value *ret) {
  const struct two_days *c = context;
  const struct fact *f = &c->p->fact.at[fact];
  int64_t key[] = { c->origin[e != LAW_PERSON][row], fact, day };
  uint64_t some = hash64(key, sizeof key, 7);
  int64_t v = values_of(f) > 1 ? least_of(f) + (int64_t)(some % (uint64_t)values_of(f))
                               : date_of(2000, 1, 1) + (int64_t)(some % 5000);
  *ret = (struct law_fact_value) { .lo = v, .hi = v };
  return LAW_GIVEN;
}

static bool no_grant(void *context, int64_t person, int benefit, month m, struct law_grant *ret) {
  (void)context, (void)person, (void)benefit, (void)m, (void)ret;
  return false;
}

static void say_other_days(struct two_days *c) {
  c->days = (struct law_days) { .context = c, .fact = said_on_other_days, .grant = no_grant };
  c->on[0]->days = c->on[1]->days = &c->days;
}

static void empty_columns(struct arena *a, const struct two_days *like, struct two_days *ret) {
  for (int day = 0; day < 2; day++)
    for (size_t f = 0; f < like->p->fact.n; f++) {
      const struct law_column *c = &like->on[day]->fact[f];
      int32_t rows = like->p->fact.at[f].on == E_PERSON ? ret->on[0]->persons : ret->on[0]->households;
      ret->on[day]->fact[f] = (struct law_column) { .at = arena_array(a, (size_t)rows + 1, (size_t)c->bytes),
                                                    .bytes = c->bytes,
                                                    .lo = 1 };
    }
}

/* One copy of a household, by the k-th completion of its holes. */
static void copy_household(const struct two_days *c, int32_t h, int64_t k, struct two_days *ret, int32_t to) {
  struct hole_at hole[HOLES_MAX];
  int n;
  int32_t *start = (int32_t *)(uintptr_t)ret->on[0]->household_start;
  int32_t from = c->on[0]->household_start[h], size = c->on[0]->household_start[h + 1] - from;
  (void)holes_of(c, h, hole, &n);
  start[to + 1] = start[to] + size;
  ret->origin[1][to] = h;
  for (int32_t i = 0; i < size; i++)
    ret->origin[0][start[to] + i] = from + i;
  for (size_t x = 0; x < c->p->fact.n * 2; x++) {
    bool person = c->p->fact.at[x / 2].on == E_PERSON;
    const struct law_column *of = &c->on[x % 2]->fact[x / 2], *copy = &ret->on[x % 2]->fact[x / 2];
    for (int32_t i = 0; i < (person ? size : 1); i++)
      set(copy, (person ? start[to] : to) + i, read(of, (person ? from : h) + i));
  }
  for (int x = 0; x < n; x++) {
    const struct fact *f = &c->p->fact.at[hole[x].fact];
    set(&ret->on[hole[x].day]->fact[hole[x].fact], (f->on == E_PERSON ? start[to] : to) + hole[x].row,
        least_of(f) + k % hole[x].n);
    k /= hole[x].n;
  }
}

/* Every household once for each completion of what it lacks, on the one day, the other or both. first_copy[h]
 * .. first_copy[h + 1]; a household with too many has none. */
static struct two_days *completed(struct arena *a, const struct two_days *c, int32_t *first_copy) {
  struct hole_at hole[HOLES_MAX];
  int n;
  int32_t copies = 0, persons = 0, households = c->on[0]->households;
  for (int32_t h = 0; h < households; h++) {
    first_copy[h] = copies;
    int64_t k = holes_of(c, h, hole, &n);
    copies += (int32_t)k;
    persons += (int32_t)k * (c->on[0]->household_start[h + 1] - c->on[0]->household_start[h]);
  }
  first_copy[households] = copies;
  int32_t *start = NEW_ARRAY(a, int32_t, copies + 1);
  struct two_days *q = NEW(a, struct two_days);
  q->p = c->p;
  q->origin[0] = NEW_ARRAY(a, int32_t, persons + 1);
  q->origin[1] = NEW_ARRAY(a, int32_t, copies + 1);
  for (int day = 0; day < 2; day++)
    q->on[day] = law_columns_new(a, c->p, persons, copies, start);
  empty_columns(a, c, q);
  for (int32_t h = 0; h < households; h++)
    for (int32_t to = first_copy[h]; to < first_copy[h + 1]; to++)
      copy_household(c, h, to - first_copy[h], q, to);
  say_other_days(q);
  return q;
}

static bool rows_equal(const struct law_bulk_output *a, int32_t i, const struct law_bulk_output *b,
                       int32_t j) {
  if ((a->status ? a->status[i] : LAW_BULK_VALUE) != (b->status ? b->status[j] : LAW_BULK_VALUE) ||
      at(a, i) * b->den != at(b, j) * a->den)
    return false;
  for (int k = 0; k < a->keys || k < b->keys; k++)
    if ((k < a->keys ? law_bulk_key(a, k, i) : 0) != (k < b->keys ? law_bulk_key(b, k, j) : 0)) return false;
  return true;
}

/* Dates and money stay known; the rest may be missing, also a whole column. */
static void only_finite_holes(struct arena *a, struct rng *r, const struct law_program *p,
                              struct law_columns *c) {
  for (size_t f = 0; f < p->fact.n; f++) {
    const struct fact *x = &p->fact.at[f];
    size_t rows = (size_t)(x->on == E_PERSON ? c->persons : c->households);
    struct law_column *k = &c->fact[f];
    if (!k->at) {
      k->bytes = x->type.kind == K_DATE || x->type.kind == K_INT ? 4 : x->type.kind == K_MONEY ? 8 : 1;
      k->at = arena_array(a, rows + 1, (size_t)k->bytes);
      k->lo = 1;
      k->hi = 0;
    }
    uint8_t *hole = NEW_ARRAY(a, uint8_t, rows + 1);
    for (size_t i = 0; i < rows; i++)
      hole[i] = values_of(x) > 1 && rng_below(r, 7) == 0;
    k->hole = values_of(x) > 1 ? hole : NULL;
    k->until = NULL;
  }
}

/* People of whom the two days say different things, and lack different things. */
static struct two_days *random_two_days(struct arena *a, struct rng *r, const struct law_program *p) {
  struct two_days *c = NEW(a, struct two_days);
  struct random_people people = random_people(a, r, p, 12, 3, 0);
  *c = (struct two_days) { .on = { people.first, people.last }, .p = p };
  for (int day = 0; day < 2; day++) {
    for (size_t b = 0; b < p->benefit.n; b++)
      c->on[day]->grant[b] = (struct law_grant_column) { 0 };
    only_finite_holes(a, r, p, c->on[day]);
  }
  int32_t rows[2] = { c->on[0]->persons, c->on[0]->households };
  for (int of = 0; of < 2; of++) {
    c->origin[of] = NEW_ARRAY(a, int32_t, rows[of] + 1);
    for (int32_t i = 0; i < rows[of]; i++)
      c->origin[of][i] = i;
  }
  say_other_days(c);
  return c;
}

static void one_completion(uint64_t seed, struct tally *tally) {
  struct rng r = { seed };
  struct arena *a = arena_new("test", BYTES);
  struct str text = random_pack(
      a, &r, (struct random_options) { .finite = true, .rules = 1 + (int)rng_below(&r, 4) });
  struct law_program *p = program(a, text);
  tally->packs++;
  if (!p) {
    tally->refused++;
    arena_free(a);
    return;
  }
  struct two_days *days = random_two_days(a, &r, p);
  const struct law_columns *c = days->on[0];
  int32_t *first_copy = NEW_ARRAY(a, int32_t, c->households + 1);
  struct two_days *copies = completed(a, days, first_copy);
  const struct law_columns *q = copies->on[0];
  struct law_bulk_target target[64];
  struct law_bulk_output out[64], whole[64];
  struct law_bulk *b;
  int n = targets_of(p, target);
  struct law_bulk_question when = { MONTH, month_last(MONTH), NULL };
  assert_int_equal(law_bulk_plan(a, p, when, c, days->on[1], n, target, &b), OK);
  law_bulk_outputs(a, b, out);
  assert_int_equal(law_bulk_run(b, (struct law_bulk_options) { 1, 0 }, out, NULL), OK);
  assert_int_equal(law_bulk_plan(a, p, when, q, copies->on[1], n, target, &b), OK);
  law_bulk_outputs(a, b, whole);
  assert_int_equal(law_bulk_run(b, (struct law_bulk_options) { 1, 0 }, whole, NULL), OK);
  for (int t = 0; t < n; t++)
    for (int32_t h = 0; h < c->households; h++) {
      bool person = out[t].entity == LAW_PERSON;
      int32_t size = c->household_start[h + 1] - c->household_start[h];
      for (int32_t i = 0; i < (person ? size : 1) && first_copy[h + 1] > first_copy[h]; i++) {
        int32_t row = person ? c->household_start[h] + i : h,
                copy = person ? q->household_start[first_copy[h]] + i : first_copy[h];
        bool agree = true, fault = false;
        for (int32_t k = first_copy[h]; k < first_copy[h + 1]; k++) {
          int32_t other = person ? q->household_start[k] + i : k;
          agree &= rows_equal(&whole[t], copy, &whole[t], other);
          fault |= whole[t].status && whole[t].status[other] == LAW_BULK_FAULT;
        }
        uint8_t status = out[t].status ? out[t].status[row] : LAW_BULK_VALUE;
        if (fault || status == LAW_BULK_FAULT) continue;
        tally->rows++;
        tally->by_row += status == LAW_BULK_UNKNOWN;
        if (agree ? rows_equal(&out[t], row, &whole[t], copy) : status == LAW_BULK_UNKNOWN) continue;
        show(p, text, seed,
             target[t].kind == LAW_BULK_BENEFIT ? law_benefit_name(p, target[t].index)
                                                : law_bulk_rule_name(p, target[t].index),
             row);
        fprintf(stderr, "status %d value %lld; %d completions, which %s\n", status,
                (long long)at(&out[t], row), first_copy[h + 1] - first_copy[h], agree ? "agree" : "differ");
        fail();
      }
    }
  arena_free(a);
}

static void unknown_is_what_completions_say(void **state) {
  (void)state;
  struct tally t = { 0 };
  double end = clock_seconds() + (double)setting("BULK_SECONDS", 4) / 2;
  uint64_t seed = (uint64_t)setting("BULK_SEED", 1);
  for (int i = 0; i < 10 || clock_seconds() < end; i++)
    one_completion(seed++, &t);
  print_message("%d packs (%d refused by the checker), %lld rows, %lld unknown\n", t.packs, t.refused,
                (long long)t.rows, (long long)t.by_row);
  assert_true(t.by_row > 0);
}

/* ---- kernels ---- */

/* Each entry of the tables that the compiler makes is what base.h and a division give. */
static void tables_hold_what_they_say(void **state) {
  (void)state;
  for (int k = 0; k <= LAW_MONTHS_KNOWN; k++)
    if (law_month_begins[k] != date_of(LAW_YEAR_FIRST + k / 12, k % 12 + 1, 1)) fail_msg("month %d", k);
  for (uint64_t d = 2; d < 256; d++)
    if (law_reciprocals[d] != UINT64_MAX / d + 1) fail_msg("reciprocal of %d", (int)d);
}

/* Every kernel of every instruction set against the plain one. */
static void kernels_agree(void **state) {
  (void)state;
  enum { N = 512, WIDE = (N + 128) * 8 };
  static uint8_t a[WIDE], b[WIDE], c[WIDE], e[256 * 8 + 65536 * 8], d[2][WIDE], scratch[WIDE];
  static const struct kernels *const sets[] = { &kernels_avx2, &kernels_avx512 };
  int32_t start[N + 1] = { 5 };
  struct rng r = { 77 };
  int households = 0;
  for (int32_t at_ = 0; at_ < N - 20; households++) {
    at_ += 1 + (int32_t)rng_below(&r, households % 9 ? 6 : 19);
    start[households + 1] = at_ + 5;
  }
  for (int round = 0; round < 8; round++) {
    for (size_t i = 0; i < WIDE; i++) {
      a[i] = (uint8_t)rng_below(&r, round < 4 ? 15 : 200);
      b[i] = (uint8_t)rng_below(&r, 2);
      c[i] = (uint8_t)rng_below(&r, 2);
    }
    for (size_t i = 0; i < sizeof e; i++)
      e[i] = (uint8_t)rng_below(&r, 2);
    static const int64_t imm[] = { 16, 32, 64, 128, 256, 256, 256, 256 };
    static int32_t window[N / 16];
    static uint8_t within[N];
    for (int i = 0; i < N; i++) {
      int h = 0;
      while (h < households - 1 && start[h + 1] - 5 <= i)
        h++;
      if (i % 16 == 0) window[i / 16] = h;
      within[i] = (uint8_t)(h - window[i / 16]);
    }
    struct call x = { .n = N,
                      .a = a,
                      .b = b,
                      .c = c,
                      .imm = imm[round],
                      .imm2 = 0,
                      .table = e,
                      .start = start,
                      .households = (size_t)households,
                      .persons = (size_t)(start[households] - 5),
                      .scratch = scratch };
    bool peopled = true;
    for (int h = 0; h < households; h++)
      peopled &= start[h + 1] > start[h];
    if (peopled && round % 2) {
      x.window = window;
      x.within = within;
    }
    for (int set_ = 0; set_ < 2; set_++) {
      if (set_ ? !__builtin_cpu_supports("avx512vbmi") : !__builtin_cpu_supports("avx2")) continue;
      for (int k = 0; k < KERNEL_COUNT; k++) {
        bool shift = k >= KERNEL_SHIFTC && k < KERNEL_SHIFTC + 4;
        memset(d, 0, sizeof d);
        x.imm = shift ? round % 8 : imm[round]; /* fewer than a lane has bits */
        x.d = d[0];
        kernels_base.at[k](&x);
        x.d = d[1];
        sets[set_]->at[k](&x);
        bool spread = k >= KERNEL_SPREAD && k < KERNEL_SPREAD + 4;
        if (memcmp(d[0], d[1], spread ? x.persons << (k - KERNEL_SPREAD) : sizeof d[0]))
          fail_msg("kernel %d of %s differs", k, sets[set_]->name);
      }
    }
  }
}

/* Days, months and years added to every day of a long time, the ends of it too. */
static void days_are_added_as_the_calendar_says(void **state) {
  (void)state;
  enum { N = 64 };
  static const int32_t by[] = { 0, 1, -1, 6, 11, 12, 36, 75, 720, -900, 2400, 130000 };
  int32_t from[N], add[N], sum[N];
  for (int unit = 0; unit < 3; unit++)
    for (date d = date_of(1875, 1, 1); d < date_of(2065, 1, 1); d += N) {
      for (int i = 0; i < N; i++) {
        from[i] = i == N - 1 ? DATE_MAX : i == N - 2 ? DATE_MIN : d + i;
        add[i] = by[(d / N + i) & 7] + (i == 7 ? by[8 + (d / N & 3)] : 0);
      }
      struct call x = { .n = N, .d = sum, .a = from, .b = add, .imm = unit };
      kernels_choose()->at[KERNEL_PLUS](&x);
      for (int i = 0; i < N; i++) {
        int64_t days = (int64_t)from[i] + add[i];
        date want = unit ? date_add_months(from[i], unit == 1 ? add[i] : 12 * add[i])
                    : days > DATE_MAX || from[i] == DATE_MAX ? DATE_MAX
                    : days < DATE_MIN                        ? DATE_MIN
                                                             : (date)days;
        if (add[i] > 120000) want = DATE_MAX;
        if (sum[i] != want)
          fail_msg("day %d and %d of unit %d: %d, not %d", from[i], add[i], unit, sum[i], want);
      }
    }
}

/* What is halved is the floor, in lanes of every width. */
static void a_shift_is_the_floor(void **state) {
  (void)state;
  enum { N = 64 };
  int32_t a32[N], d32[N];
  int64_t a64[N], d64[N];
  for (int by = 0; by < 8; by++) {
    for (int i = 0; i < N; i++)
      a64[i] = a32[i] = (i - 32) * 1001;
    struct call x = { .n = N, .d = d32, .a = a32, .imm = by };
    kernels_choose()->at[KERNEL_SHIFTC_32](&x);
    x.d = d64;
    x.a = a64;
    kernels_choose()->at[KERNEL_SHIFTC_64](&x);
    for (int i = 0; i < N; i++) {
      int64_t k = INT64_C(1) << by, want = a64[i] / k - (a64[i] % k < 0);
      assert_int_equal(d32[i], want);
      assert_int_equal(d64[i], want);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(tables_hold_what_they_say),           cmocka_unit_test(kernels_agree),
    cmocka_unit_test(days_are_added_as_the_calendar_says), cmocka_unit_test(a_shift_is_the_floor),
    cmocka_unit_test(bulk_agrees_with_the_replay),         cmocka_unit_test(unknown_is_what_completions_say),
  };
  return cmocka_run_group_tests_name("bulk", tests, NULL, NULL);
}
