/* Several laws in one plan, and results as lists: each must say what a plan of its own says of every row. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "bulk_random.h"

#define BYTES ((size_t)512 << 20)
enum { PACKS = 120, BENEFITS_MAX = 8, LAWS = 4, SHAPES = 3 };
static const month MONTH = 2023 * 12 + 5;

struct world {
  struct arena *a;
  const struct law_program *p;
  struct random_people q;
  int benefits;
};
static int64_t differ, listed, untouched;

static struct law_program *program(struct arena *a, struct str text) {
  struct law_program *p;
  struct str name = S("random.luat");
  return law_load_text(a, 1, &name, &text, &p) == OK ? p : NULL;
}

static struct law_bulk *ask(struct world *w, struct law_bulk_law law, int n,
                            const struct law_bulk_target *target, struct law_bulk_output *out) {
  struct law_bulk *b;
  struct law_bulk_question q = { MONTH, law.day, law.choice };
  assert_int_equal(law_bulk_plan(w->a, w->p, q, w->q.first, w->q.last, n, target, &b), OK);
  law_bulk_outputs(w->a, b, out);
  assert_int_equal(law_bulk_run(b, (struct law_bulk_options) { 2, 7 }, out, NULL), OK);
  return b;
}

static bool has_case(const struct law_bulk_output *o, int32_t i, int rule, int code) {
  for (int k = 0; k < o->keys; k++)
    if (o->key_rule[k] == rule && law_bulk_key(o, k, i) == code) return true;
  return false;
}

static void same(const struct law_bulk_output *x, int32_t i, const struct law_bulk_output *y, int32_t j,
                 bool cases) {
  assert_int_equal(law_bulk_status(x, i), law_bulk_status(y, j));
  if (law_bulk_status(x, i) != LAW_VALUE) return;
  assert_int_equal(law_bulk_value(x, i), law_bulk_value(y, j));
  for (int k = 0; cases && k < x->keys; k++)
    assert_true(!law_bulk_key(x, k, i) || has_case(y, j, x->key_rule[k], law_bulk_key(x, k, i)));
  for (int k = 0; cases && k < y->keys; k++)
    assert_true(!law_bulk_key(y, k, j) || has_case(x, i, y->key_rule[k], law_bulk_key(y, k, j)));
}

static bool says_nothing(const struct world *w, const struct law_bulk_output *o, int benefit, int32_t i) {
  const struct law_grant_column *g = w->q.last->grant;
  bool granted = o->entity == LAW_PERSON && g && g[benefit].few.has && law_few_has(&g[benefit].few, i);
  return law_bulk_status(o, i) == LAW_NOT_ENTITLED && !granted;
}

/* A list against all rows: what is in it agrees, what is not in it is none of what was asked for. */
static void check(const struct world *w, const struct law_bulk_target *t, const struct law_bulk_output *all,
                  const struct law_bulk_output *o) {
  int32_t at = 0;
  for (int32_t i = 0; i < all->rows; i++) {
    if (o->row && at < o->rows && o->row[at] < i)
      fail_msg("not ascending: %d of %d is %d, at %d; found %d, entity %d", at, o->rows, o->row[at], i,
               t->found, o->entity);
    bool there = !o->row || (at < o->rows && o->row[at] == i);
    if (there) same(all, i, o, o->row ? at : i, !t->brief && !t->only);
    if (!there && t->found) assert_true(says_nothing(w, all, t->index, i));
    if (!there && t->only) assert_int_not_equal(i % 3, 0);
    at += there;
    listed += there && o->row;
  }
  if (at != o->rows)
    fail_msg("at %d rows %d, all %d found %d only %d entity %d row %d", at, o->rows, all->rows, t->found,
             t->only != NULL, o->entity, o->row != NULL);
}

static void touches(const struct world *w, const struct law_bulk_output *first,
                    const struct law_bulk_output *other, int benefit) {
  bool may = law_bulk_touches(w->p, benefit, 0), alike = true;
  for (int32_t i = 0; i < first->rows; i++)
    alike &= law_bulk_status(first, i) == law_bulk_status(other, i) &&
             (law_bulk_status(first, i) != LAW_VALUE || law_bulk_value(first, i) == law_bulk_value(other, i));
  assert_true(may || alike);
  untouched += !may;
  differ += !alike;
}

static void one_pack(uint64_t seed) {
  struct rng r = { seed };
  struct world w = { .a = arena_new("test", BYTES) };
  struct random_options o = { .links = rng_below(&r, 2) == 0, .rules = 1 + (int)rng_below(&r, 9) };
  struct law_program *p = program(w.a, random_pack(w.a, &r, o));
  w.p = p;
  if (p) {
    w.q = random_people(w.a, &r, p, 4 + (int)rng_below(&r, 30), 16, 2 + (int)rng_below(&r, 40));
    w.benefits = law_benefit_count(p) < BENEFITS_MAX ? law_benefit_count(p) : BENEFITS_MAX;
    int one[] = { 0 }, two[] = { 1 };
    assert_int_equal(law_interpretation_count(p), 1);
    const struct law_bulk_law law[LAWS] = { { .day = month_last(MONTH), .choice = one },
                                            { .day = month_last(MONTH), .choice = two },
                                            { .day = date_of(2019, 12, 31) }, /* before the document */
                                            { .day = month_last(MONTH), .choice = NULL } };
    int32_t most = w.q.first->persons, *third = NEW_ARRAY(w.a, int32_t, most + 1), n = 0;
    for (int32_t i = 0; i < w.q.first->households; i += 3) /* rows of persons and of households alike */
      third[n++] = i;
    struct law_bulk_rows only = { n, third };
    struct law_bulk_target target[LAWS * BENEFITS_MAX * SHAPES];
    struct law_bulk_output out[LAWS * BENEFITS_MAX * SHAPES], alone[LAWS][BENEFITS_MAX];
    int all = 0;
    for (int l = 0; l < LAWS; l++) {
      struct law_bulk_target plain[BENEFITS_MAX];
      for (int b = 0; b < w.benefits; b++) {
        plain[b] = (struct law_bulk_target) { .kind = LAW_BULK_BENEFIT, .index = b };
        for (int shape = 0; shape < SHAPES; shape++) {
          target[all] = plain[b];
          target[all].law = &law[l];
          target[all].found = shape == 1;
          target[all++].only = shape == 2 ? &only : NULL;
        }
      }
      ask(&w, law[l], w.benefits, plain, alone[l]);
    }
    ask(&w, law[0], all, target, out);
    for (int k = 0; k < all; k++) {
      const struct law_bulk_output *whole = &alone[k / (w.benefits * SHAPES)][target[k].index];
      struct law_bulk_output cut = *whole;
      if (target[k].only) cut.rows = w.q.first->households; /* persons beyond are not asked for */
      check(&w, &target[k], &cut, &out[k]);
    }
    for (int b = 0; b < w.benefits; b++)
      touches(&w, &alone[0][b], &alone[1][b], b);
  }
  arena_free(w.a);
}

static void several_laws_in_one_plan(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= PACKS; seed++)
    one_pack(seed);
  print_message("%d differ, %d untouched, %d listed\n", (int)differ, (int)untouched, (int)listed);
  assert_true(differ > 0 && untouched > 0 && listed > 0);
}

int main(void) {
  const struct CMUnitTest tests[] = { cmocka_unit_test(several_laws_in_one_plan) };
  return cmocka_run_group_tests_name("bulk_laws", tests, NULL, NULL);
}
