/* Sets without a ceiling against plain arrays, and a law ten times the size of today's: nothing is cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "law/bulk/bulk.h"
#include "law/replay/run.h"

/* Sets without a ceiling, and a law ten times the size of today's in every list: nothing is cut. */
#define BYTES ((size_t)512 << 20)
enum { ELEMENTS = 300 };
static const month MONTH = 2023 * 12 + 5;

/* ---- sets against plain arrays ---- */

static struct law_set drawn(struct arena *a, struct rng *r, bool *in) {
  struct law_set s = set_none();
  int top = rng_below(r, 2) ? 60 : ELEMENTS;
  memset(in, 0, ELEMENTS);
  for (uint64_t n = rng_below(r, 12); n > 0; n--) {
    int e = (int)rng_below(r, (uint64_t)top);
    s = set_with(a, s, e);
    in[e] = true;
  }
  return s;
}

static void is_the_same(struct law_set s, const bool *in) {
  int n = 0, next = set_next(s, 0), least = -1;
  for (int e = 0; e < ELEMENTS; e++) {
    assert_int_equal(set_has(s, e), in[e]);
    if (!in[e]) continue;
    assert_int_equal(next, e);
    next = set_next(s, e + 1);
    if (!n++) least = e;
  }
  assert_int_equal(next, -1);
  assert_int_equal(set_count(s), n);
  assert_int_equal(set_empty(s), n == 0);
  assert_int_equal(set_only(s), n == 1 ? least : -1);
}

static void sets_do_what_arrays_do(void **state) {
  struct arena *a = arena_new("sets", BYTES);
  struct rng r = { 3 };
  (void)state;
  for (int round = 0; round < 4000; round++) {
    bool x[ELEMENTS], y[ELEMENTS], both[ELEMENTS], either[ELEMENTS], less[ELEMENTS], meet = false,
                                                                                     within = true;
    struct law_set s = drawn(a, &r, x), t = drawn(a, &r, y);
    int gone = (int)rng_below(&r, ELEMENTS);
    for (int e = 0; e < ELEMENTS; e++) {
      both[e] = x[e] && y[e];
      either[e] = x[e] || y[e];
      less[e] = x[e] && e != gone;
      meet |= both[e];
      within &= !x[e] || y[e];
    }
    is_the_same(s, x);
    is_the_same(set_union(a, s, t), either);
    is_the_same(set_common(a, s, t), both);
    is_the_same(set_without(a, s, gone), less);
    is_the_same(set_copy(a, s), x);
    assert_int_equal(set_meet(s, t), meet);
    assert_int_equal(set_within(s, t), within);
    assert_int_equal(set_same(s, t), !memcmp(x, y, sizeof x));
    assert_true(set_same(set_union(a, s, t), set_union(a, t, s)));
    arena_reset(a);
  }
  for (int n = 0; n < ELEMENTS; n++) {
    assert_int_equal(set_count(set_below(a, n)), n);
    assert_int_equal(set_next(set_below(a, n), n), -1);
  }
  arena_free(a);
}

/* ---- a large law ---- */

static struct law_program *program(struct arena *a, struct str text) {
  struct law_program *p;
  struct str name = S("large.luat");
  if (law_load_text(a, 1, &name, &text, &p) == OK) return p;
  struct buf b = buf_new(a, 1 << 20);
  law_print_diagnostics(p, &b, EN);
  fail_msg("%s", b.p);
  return NULL;
}

#define START                                                                                                \
  "language 1\ndocument d \"D\" issued 2019-01-01 in_force 2020-01-01\n"                                     \
  "fact person.birth : date \"x\" required\n"
#define WORDS                                                                                                \
  " [d 1]\n  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
enum { PLACES = 300, BENEFITS = 100, READINGS = 80, PEOPLE = 30, UNHEARD = 7 };

/* An enumeration of 300 places, a rule with a case for each, 100 benefits, each on one of 80 interpretations.
 */
static struct str large(struct arena *a) {
  struct buf b = buf_new(a, 4 << 20);
  buf_z(&b, START "enum place (");
  for (int i = 0; i < PLACES; i++)
    buf_print(&b, "%sp%d \"p\"", i ? ", " : "", i);
  buf_z(&b, ")\nfact person.lives : place \"x\"\nfact person.worked : place \"x\" absent p0\nparameter base "
            ": money \"b\"\n  "
            "from 2020-01-01 = 1000 [d 1]\nrule person.level : cases of rate \"x\"\n  from 2020-01-01\n    "
            "choose highest "
            "of (k*) [d 1]\n");
  for (int i = 0; i < PLACES; i++)
    buf_print(&b, "    case k%d when lives = p%d or worked = p%d then %d [d 1]\n", i, i, (i + 1) % PLACES,
              1 + i * 7 % PLACES);
  for (int i = 0; i < READINGS; i++)
    buf_print(&b,
              "interpretation i%d \"x\" question \"q\"\n  choices (first \"f\", second \"s\") default first "
              "author \"x\" [d 1]\n",
              i);
  for (int i = 0; i < BENEFITS; i++)
    buf_print(&b,
              "benefit aid.b%d for person \"x\"\n  amount base * level exactly [d 1]\n  when level by (k%d, "
              "k%d, k%d) and "
              "(i%d = first or lives = p3)" WORDS,
              i, i, i + 100, i + 200, i % READINGS);
  buf_z(&b, "concurrency all per person \"x\"\n  at most 2 of (");
  for (int i = 0; i < BENEFITS; i++)
    buf_print(&b, "%said.b%d", i ? ", " : "", i);
  buf_z(&b, ") keeping highest [d 1]\n");
  return buf_view(&b);
}

struct crowd {
  struct law_columns *c;
  struct law_source source;
  int lives, worked;
  int64_t home, *mates; /* people of a household, who stand one behind the other */
};

static enum law_given fact(void *context, enum law_entity e, int64_t subject, int f, date day,
                           struct law_fact_value *ret) {
  const struct crowd *x = context;
  const struct law_column *c = &x->c->fact[f];
  (void)e;
  (void)day;
  if (!c->at) return LAW_NOTHING;
  if (c->hole && c->hole[subject]) return LAW_ASKED;
  ret->lo = c->bytes == 2 ? ((const uint16_t *)c->at)[subject] : ((const int32_t *)c->at)[subject];
  ret->hi = ret->lo;
  return LAW_GIVEN;
}
static int64_t household(void *context, int64_t person, month m) {
  const struct crowd *x = context;
  (void)m;
  return person / x->home;
}
static int members(void *context, int64_t h, month m, const int64_t **ret) {
  const struct crowd *x = context;
  (void)m;
  *ret = &x->mates[h * x->home];
  return (int)x->home;
}

/* So many people in households of `home`, each of one of the first `places`. */
struct sizes {
  int people, home, places;
};
static struct crowd crowd(struct arena *a, const struct law_program *p, struct sizes of) {
  int people = of.people, homes = people / of.home;
  int32_t *start = NEW_ARRAY(a, int32_t, homes + 1), *birth = NEW_ARRAY(a, int32_t, people + 64);
  struct rng r = { 11 };
  for (int i = 0; i <= homes; i++)
    start[i] = i * of.home;
  struct crowd x = {
    law_columns_new(a, p, people, homes, start), { 0 },   law_fact_find(p, S("person.lives")),
    law_fact_find(p, S("person.worked")),        of.home, NEW_ARRAY(a, int64_t, people + 1)
  };
  for (int i = 0; i < people; i++)
    x.mates[i] = i;
  int facts[2] = { x.lives, x.worked };
  for (int k = 0; k < 2; k++) {
    uint16_t *at = NEW_ARRAY(a, uint16_t, people + 64);
    uint8_t *hole = NEW_ARRAY(a, uint8_t, people + 64);
    for (int i = 0; i < people; i++) {
      at[i] = (uint16_t)rng_below(&r, (uint64_t)of.places);
      hole[i] = k == 0 && i == UNHEARD;
    }
    x.c->fact[facts[k]] =
        (struct law_column) { .at = at, .bytes = 2, .hole = k ? NULL : hole, .lo = 0, .hi = of.places - 1 };
  }
  x.c->fact[law_fact_find(p, S("person.birth"))] =
      (struct law_column) { .at = birth, .bytes = 4, .lo = 0, .hi = 0 };
  x.source = (struct law_source) { .fact = fact, .household = household, .members = members };
  return x;
}

static void agrees(const struct law_bulk_output *o, int32_t i, const struct law_result *q) {
  assert_int_equal(law_bulk_status(o, i), q->status);
  if (q->status != LAW_VALUE) return;
  assert_int_equal(law_bulk_value(o, i), q->amount);
  int n = 0;
  for (int k = 0; k < o->keys; k++) {
    int code = law_bulk_key(o, k, i);
    if (!code) continue;
    assert_true(n < q->n_cases && q->cases[n].kase == code - 1);
    n++;
  }
  assert_int_equal(n, q->n_cases);
}

static void ten_times_the_law(void **state) {
  struct arena *a = arena_new("large", BYTES);
  (void)state;
  struct law_program *p = program(a, large(a));
  struct crowd x = crowd(a, p, (struct sizes) { PEOPLE, 1, PLACES });
  x.source.context = &x;
  struct law_bulk_target target[BENEFITS];
  struct law_bulk_output out[BENEFITS];
  struct law_bulk_settled settled;
  struct law_bulk *b;
  for (int i = 0; i < BENEFITS; i++)
    target[i] = (struct law_bulk_target) { .kind = LAW_BULK_BENEFIT, .index = i };
  assert_int_equal(law_bulk_fact_bytes(p, x.lives), 2);
  assert_int_equal(law_bulk_plan(a, p, (struct law_bulk_question) { MONTH, month_last(MONTH), NULL }, x.c,
                                 x.c, BENEFITS, target, &b),
                   OK);
  law_bulk_outputs(a, b, out);
  assert_int_equal(law_bulk_run(b, (struct law_bulk_options) { 2, 0 }, out, NULL), OK);
  law_bulk_settle(a, b, out, NULL, &settled);
  struct law_session *s = law_session_new(a, p, &x.source,
                                          (struct law_question) { MONTH, month_last(MONTH) });
  struct law_result *all = NEW_ARRAY(a, struct law_result, BENEFITS);
  int values = 0, unknown = 0, far = 0, touched = 0;
  for (int32_t i = 0; i < PEOPLE; i++) {
    bool unheard = i == UNHEARD; /* of whom 300 places are tried: not for every benefit */
    if (!unheard) law_ask_all(s, i, LAW_ELIGIBLE, all);
    for (int t = 0; t < BENEFITS; t += unheard ? 23 : 1) {
      if (unheard) law_ask(s, t, i, &all[t]);
      agrees(&out[t], i, &all[t]);
      values += all[t].status == LAW_VALUE;
      unknown += all[t].status == LAW_UNKNOWN;
      far += all[t].n_cases && all[t].cases[0].kase > 255;
      touched += all[t].n_touched && all[t].touched[all[t].n_touched - 1] > 64;
    }
  }
  assert_true(values > 15 && unknown > 1 && far > 1 && touched > 1);
  law_session_free(s);
  arena_free(a);
}

/* ---- more benefits in one group than a list of an expression may have ---- */

enum { CROWDED = 600, FEW_PLACES = 5, HOME = 3 };

static void group_of_all(struct buf *b, const char *head, const char *keeping) {
  buf_print(b, "%s (", head);
  for (int i = 0; i < CROWDED; i++)
    buf_print(b, "%said.b%d", i ? ", " : "", i);
  buf_print(b, ") keeping %s [d 1]\n", keeping);
}

static struct str crowded(struct arena *a) {
  struct buf b = buf_new(a, 4 << 20);
  buf_z(&b, START
        "enum place (p0 \"p\", p1 \"p\", p2 \"p\", p3 \"p\", p4 \"p\")\nfact person.lives : place \"x\"\n"
        "fact person.worked : place \"x\"\nparameter base : money \"b\"\n  from 2020-01-01 = 1000 [d 1]\n");
  for (int i = 0; i < CROWDED; i++)
    buf_print(&b,
              "benefit aid.b%d for person \"x\"\n  amount base * %d exactly [d 1]\n  when lives = p%d or "
              "worked = p%d" WORDS,
              i, 1 + i * 37 % 401, i % FEW_PLACES, i / 7 % FEW_PLACES);
  group_of_all(&b, "concurrency own per person \"x\"\n  at most 3 of", "highest");
  group_of_all(&b, "concurrency home per household \"x\"\n  at most 8 of", "first");
  return buf_view(&b);
}

static void came_of_it_alike(const struct law_bulk_outcome *o, const struct law_result *q) {
  bool lost = o && o->lost;
  assert_int_equal(lost, q->lost);
  assert_int_equal(o && o->open, q->open);
  if (!lost) return;
  assert_int_equal(o->group, q->lost_group);
  assert_int_equal(o->to_target, q->lost_to);
  assert_int_equal(o->to_row, q->lost_to_subject);
  assert_int_equal(o->forgone, q->forgone);
}

static void six_hundred_in_a_group(void **state) {
  struct arena *a = arena_new("crowded", BYTES);
  (void)state;
  struct law_program *p = program(a, crowded(a));
  struct crowd x = crowd(a, p, (struct sizes) { PEOPLE, HOME, FEW_PLACES });
  x.source.context = &x;
  struct law_bulk_target *target = NEW_ARRAY(a, struct law_bulk_target, CROWDED);
  struct law_bulk_output *out = NEW_ARRAY(a, struct law_bulk_output, CROWDED);
  struct law_bulk_settled settled;
  struct law_bulk *b;
  for (int i = 0; i < CROWDED; i++)
    target[i] = (struct law_bulk_target) { .kind = LAW_BULK_BENEFIT, .index = i };
  assert_int_equal(law_bulk_plan(a, p, (struct law_bulk_question) { MONTH, month_last(MONTH), NULL }, x.c,
                                 x.c, CROWDED, target, &b),
                   OK);
  law_bulk_outputs(a, b, out);
  assert_int_equal(law_bulk_run(b, (struct law_bulk_options) { 2, 0 }, out, NULL), OK);
  law_bulk_settle(a, b, out, NULL, &settled);
  const struct law_bulk_outcome **of = NEW_ARRAY(a, const struct law_bulk_outcome *, PEOPLE *CROWDED);
  for (int64_t i = 0; i < settled.n; i++)
    of[settled.at[i].row * CROWDED + settled.at[i].target] = &settled.at[i];
  struct law_session *s = law_session_new(a, p, &x.source,
                                          (struct law_question) { MONTH, month_last(MONTH) });
  struct law_result *all = NEW_ARRAY(a, struct law_result, CROWDED);
  int own = 0, home = 0, far = 0, open = 0, paid = 0;
  for (int32_t i = 0; i < PEOPLE; i++) {
    int paid_before = paid = i % HOME ? paid : 0; /* in the household */
    law_ask_all(s, i, LAW_ELIGIBLE, all);
    for (int t = 0; t < CROWDED; t++) {
      agrees(&out[t], i, &all[t]);
      came_of_it_alike(of[i * CROWDED + t], &all[t]);
      own += all[t].lost && all[t].lost_group == 0;
      home += all[t].lost && all[t].lost_group == 1;
      far += all[t].status == LAW_VALUE && !all[t].lost && t > 512;
      open += all[t].open;
      paid += all[t].status == LAW_VALUE && !all[t].lost;
    }
    assert_true(paid - paid_before <= 3 && paid <= 8);
  }
  assert_true(own > 1000 && home > 5 && far > 1 && open > 1);
  law_session_free(s);
  arena_free(a);
}

/* ---- more rules decide an amount than ever before ---- */

enum { RULES = 7 };

/* amount r0 + ... + r6, two cases each, of which a fact of the last may be missing. */
static void every_deciding_rule_counts(void **state) {
  struct arena *a = arena_new("rules", BYTES);
  struct buf b = buf_new(a, 1 << 20);
  (void)state;
  buf_z(&b, START "parameter base : money \"b\"\n  from 2020-01-01 = 1000 [d 1]\n");
  for (int i = 0; i < RULES; i++)
    buf_print(
        &b,
        "fact person.f%d : bool \"x\"\nrule person.r%d : cases of money \"x\"\n  from 2020-01-01\n    choose "
        "first of (a%d, "
        "b%d) [d 1]\n    case a%d when f%d then base [d 1]\n    case b%d when not f%d then base [d 1]\n",
        i, i, i, i, i, i, i, i);
  buf_z(&b, "benefit aid.sum for person \"x\"\n  amount r0 + r1 + r2 + r3 + r4 + r5 + r6" WORDS);
  struct law_program *p = program(a, buf_view(&b));
  int32_t start[3] = { 0, 1, 2 }, birth[128] = { 0 };
  struct law_columns *c = law_columns_new(a, p, 2, 2, start);
  for (int i = 0; i < RULES; i++) {
    int32_t *yes = NEW_ARRAY(a, int32_t, 128);
    uint8_t *hole = NEW_ARRAY(a, uint8_t, 128);
    yes[0] = 1;
    hole[1] = i == RULES - 1;
    c->fact[law_fact_find(p, str_of(arena_print(a, "person.f%d", i)))] =
        (struct law_column) { .at = yes, .bytes = 4, .hole = hole, .lo = 0, .hi = 1 };
  }
  c->fact[law_fact_find(p, S("person.birth"))] =
      (struct law_column) { .at = birth, .bytes = 4, .lo = 0, .hi = 0 };
  struct crowd x = { .c = c };
  struct law_source source = { .context = &x, .fact = fact, .household = household, .members = members };
  struct law_session *s = law_session_new(a, p, &source, (struct law_question) { MONTH, month_last(MONTH) });
  struct law_result q;
  law_ask(s, 0, 0, &q);
  assert_int_equal(q.status, LAW_VALUE);
  assert_int_equal(q.amount, RULES * 1000);
  assert_int_equal(q.n_cases, RULES);
  law_ask(s, 0, 1, &q);
  assert_int_equal(q.status, LAW_UNKNOWN); /* the sum is the same, but not the last deciding case */
  assert_int_equal(q.n_missing, 1);
  struct law_bulk_target target = { .kind = LAW_BULK_BENEFIT };
  struct law_bulk_output out;
  struct law_bulk *plan;
  assert_int_equal(law_bulk_plan(a, p, (struct law_bulk_question) { MONTH, month_last(MONTH), NULL }, c, c, 1,
                                 &target, &plan),
                   OK);
  law_bulk_outputs(a, plan, &out);
  assert_int_equal(law_bulk_run(plan, (struct law_bulk_options) { 1, 0 }, &out, NULL), OK);
  law_ask(s, 0, 0, &q);
  agrees(&out, 0, &q);
  assert_int_equal(law_bulk_status(&out, 1), LAW_UNKNOWN);
  law_session_free(s);
  arena_free(a);
}

/* A sum of forty cases, all of which decide. */
static void every_deciding_case_counts(void **state) {
  struct arena *a = arena_new("cases", BYTES);
  struct buf b = buf_new(a, 1 << 20);
  enum { CASES = 40 };
  (void)state;
  buf_z(&b, START "parameter base : money \"b\"\n  from 2020-01-01 = 1000 [d 1]\nfact person.n : integer "
                  "0..40 \"x\"\nrule person.r : "
                  "cases of money \"x\"\n  from 2020-01-01\n    choose all of (k*) [d 1]\n");
  for (int i = 0; i < CASES; i++)
    buf_print(&b, "    case k%d when n > %d then base [d 1]\n", i, i);
  buf_z(&b, "benefit aid.sum for person \"x\"\n  amount r" WORDS);
  struct law_program *p = program(a, buf_view(&b));
  int32_t start[CASES + 2], n[128], birth[128] = { 0 };
  uint8_t hole[128] = { 0 };
  for (int i = 0; i <= CASES + 1; i++) {
    start[i] = i;
    n[i] = i;
  }
  hole[5] = 1;
  struct law_columns *c = law_columns_new(a, p, CASES + 1, CASES + 1, start);
  c->fact[law_fact_find(p, S("person.n"))] =
      (struct law_column) { .at = n, .bytes = 4, .hole = hole, .lo = 0, .hi = CASES };
  c->fact[law_fact_find(p, S("person.birth"))] =
      (struct law_column) { .at = birth, .bytes = 4, .lo = 0, .hi = 0 };
  struct crowd x = { .c = c };
  struct law_source source = { .context = &x, .fact = fact, .household = household, .members = members };
  struct law_session *s = law_session_new(a, p, &source, (struct law_question) { MONTH, month_last(MONTH) });
  struct law_bulk_target target = { .kind = LAW_BULK_BENEFIT };
  struct law_bulk_output out;
  struct law_bulk *plan;
  assert_int_equal(law_bulk_plan(a, p, (struct law_bulk_question) { MONTH, month_last(MONTH), NULL }, c, c, 1,
                                 &target, &plan),
                   OK);
  law_bulk_outputs(a, plan, &out);
  assert_int_equal(law_bulk_run(plan, (struct law_bulk_options) { 1, 0 }, &out, NULL), OK);
  for (int32_t i = 0; i <= CASES; i++) {
    struct law_result q;
    law_ask(s, 0, i, &q);
    assert_int_equal(q.status, i == 5 ? LAW_UNKNOWN : i ? LAW_VALUE : LAW_NOT_ENTITLED);
    assert_int_equal(q.n_cases, i == 5 ? 0 : i);
    agrees(&out, i, &q);
  }
  law_session_free(s);
  arena_free(a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(sets_do_what_arrays_do),     cmocka_unit_test(ten_times_the_law),
    cmocka_unit_test(six_hundred_in_a_group),     cmocka_unit_test(every_deciding_rule_counts),
    cmocka_unit_test(every_deciding_case_counts),
  };
  return cmocka_run_group_tests_name("sets", tests, NULL, NULL);
}
