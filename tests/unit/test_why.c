/* Explanations: roles, data and words of reasons, what is hidden when shared, and that nothing is cut in
 * silence. */
#include "law_for_test.h"

#include "law/tools/situation.h"

#define D "document d \"D\" issued 2020-01-01 in_force 2020-01-01\n"
#define CLAUSES(changes, stops)                                                                              \
  " starts month_of_decision [d 1]\n changes " changes " [d 1]\n stops " stops " [d 1]\n"

static const struct law_reason *of_role(const struct law_reason *x, enum law_role role) {
  if (x->role == role) return x;
  for (int i = 0; i < x->n; i++) {
    const struct law_reason *found = of_role(x->kid[i], role);
    if (found) return found;
  }
  return NULL;
}

static int count_of(const struct law_reason *x, enum law_role role) {
  int n = x->role == role;
  for (int i = 0; i < x->n; i++)
    n += count_of(x->kid[i], role);
  return n;
}

/* One person `a` with whole-number facts by place, none for -1, and the law text explained. */
struct why_world {
  struct law_program *p;
  struct law_session *session;
  struct law_result *all;
};

static struct why_world why_world(struct arena *a, const char *text, const int *given, int n) {
  struct why_world w = { .p = load(a, str_of(text)) };
  struct situation *s = NEW(a, struct situation);
  *s = (struct situation) { .a = a, .p = w.p };
  sit_add(s, S("a"), false);
  sit_house_all(s);
  for (int i = 0; i < n; i++)
    if (given[i] >= 0)
      *VEC_PUSH(a, &s->fact) = (struct sit_fact) { .e = E_PERSON,
                                                   .fact = i,
                                                   .from = DATE_MIN,
                                                   .until = DATE_MAX,
                                                   .lo = given[i],
                                                   .hi = given[i],
                                                   .source = S("paper") };
  struct law_source *source = NEW(a, struct law_source);
  *source = sit_source(s);
  w.session = law_session_new(a, w.p, source, (struct law_question) { 2026 * 12, date_of(2026, 1, 31) });
  w.all = NEW_ARRAY(a, struct law_result, w.p->benefit.n + 1);
  law_ask_all(w.session, 0, LAW_ELIGIBLE, w.all);
  return w;
}

static const struct law_reason *explained(const struct why_world *w, int benefit) {
  struct law_result q;
  struct law_reason *why;
  law_explain(w->session, benefit, 0, w->all, &q, &why);
  assert_int_equal(q.amount, w->all[benefit].amount);
  return why;
}

/* The line of the sum has the brackets of the law, and comes out. */
static void formulas_keep_their_brackets(void **state) {
  struct arena *a = *state;
  const char *text = D
      "fact person.lev : money \"Mức\"\nfact person.extra : money \"Thêm\"\n"
      "parameter times : rate \"Hệ số\" = 2 [d 1]\n"
      "benefit x for person \"X\"\n amount (lev + extra) * times exactly [d 1]\n" CLAUSES(
          "same_month",
          "month_after") "benefit y for person \"Y\"\n amount lev [d 1]\n" CLAUSES("same_month",
                                                                                   "month_after");
  struct why_world w = why_world(a, text, (int[]) { 10000, 20000 }, 2);
  const struct law_reason *sum = of_role(explained(&w, 0), LAW_ROLE_SUM);
  assert_string_equal(sum->text[VI].p, "(10.000 đ + 20.000 đ) × 2,0 = 60.000 đ");
  assert_string_equal(sum->text[EN].p, "(10,000 đồng + 20,000 đồng) × 2.0 = 60,000 đồng");
  assert_string_equal(sum->cite[EN].p, "Article 1 of D");
  assert_string_equal(of_role(explained(&w, 1), LAW_ROLE_SUM)->text[VI].p, "10.000 đ");
  law_session_free(w.session);
}

/* Where the whole amount is one case of a rule, the line says how that case computes; not of a secret case,
 * and not where several are added. */
static void formulas_of_one_case(void **state) {
  struct arena *a = *state;
  static const char same[] = CLAUSES("same_month", "month_after");
  const char *text = arena_print(
      a,
      D "fact person.death : date \"Chết\"\nfact person.s : integer \"S\" secret\n"
        "parameter level : money \"Mức\" = 540 [d 1]\nparameter times : integer \"Lần\" = 20 [d 1]\n"
        "rule person.r : cases of money choose highest of (k, l) [d 1]\n"
        " case k \"K\" when death <= day then times * level [d 1]\n"
        " case l \"L\" when death > day then 7 [d 1]\n"
        "rule person.q : cases of money\n case k \"K\" when s > 0 then times * level [d 1]\n"
        "rule person.t : cases of money choose all of (k, l) [d 1]\n"
        " case k \"K\" when death <= day then times * level [d 1]\n"
        " case l \"L\" when death >= 2026-01-02 then 7 [d 1]\n"
        "benefit x for person \"X\"\n amount r at death [d 1]\n%s"
        "benefit y for person \"Y\"\n amount q [d 1]\n%sbenefit z for person \"Z\"\n amount t [d 1]\n%s",
      same, same, same);
  struct why_world w = why_world(a, text, (int[]) { (int)date_of(2026, 1, 5), 1 }, 2);
  assert_string_equal(of_role(explained(&w, 0), LAW_ROLE_SUM)->text[VI].p, "20 × 540 đ = 10.800 đ");
  assert_string_equal(of_role(explained(&w, 1), LAW_ROLE_SUM)->text[VI].p, "10.800 đ");
  assert_string_equal(of_role(explained(&w, 2), LAW_ROLE_SUM)->text[VI].p, "10.807 đ");
  law_session_free(w.session);
}

#define FOUR                                                                                                 \
  D "fact person.n : integer \"N\"\nfact person.m : integer \"M\"\nfact person.s : integer \"S\" secret\n"   \
    "interpretation i \"I\" question \"Q?\" choices (one \"One\", two \"Two\") default one author \"A\" [d " \
    "1]\n"                                                                                                   \
    "rule person.r : cases of money choose highest of (k, l, h) [d 1]\n"                                     \
    " case k \"K\" when n > 5 and m > 1 then 100 [d 1]\n case l \"L\" when n > 50 then 200 [d 1]\n"          \
    " case h \"H\" when s > 0 and n > 1 then 50 [d 1]\n"                                                     \
    "benefit x for person \"X\"\n amount r [d 1]\n" CLAUSES(                                                 \
        "same_month",                                                                                        \
        "month_after") "benefit y for person \"Y\"\n amount if i = one then 70 else 80 [d 1]\n when n > 5 "  \
                       "[d 1]\n" CLAUSES("same_month",                                                       \
                                         "month_after") "concurrency g per person \"G\" at most 1 of (x, "   \
                                                        "y) keeping highest [d 1]\n"

/* Whoever reads picks by role; each role says what it is about. */
static void reasons_have_roles(void **state) {
  struct arena *a = *state;
  struct why_world w = why_world(a, FOUR, (int[]) { 10, 2, 1 }, 3);
  const struct law_reason *x = explained(&w, 0), *case_k = of_role(x, LAW_ROLE_DECIDING);
  assert_int_equal(x->role, LAW_ROLE_SENTENCE);
  assert_int_equal(x->mark, LAW_MARK_YES);
  assert_int_equal(case_k->part, 0);
  assert_string_equal(case_k->text[VI].p, "K");
  assert_int_equal(case_k->n, 2);
  assert_int_equal(case_k->kid[1]->role, LAW_ROLE_CONDITION);
  assert_string_equal(case_k->kid[1]->value[VI].p, "2");
  const struct law_reason *loser = of_role(x, LAW_ROLE_LOSER);
  assert_int_equal(loser->index, 1);
  assert_int_equal(loser->vnd, 70);
  assert_int_equal(count_of(x, LAW_ROLE_LOST_TO), 0);
  assert_int_equal(count_of(x, LAW_ROLE_EVERYTHING), 1);
  const struct law_reason *y = explained(&w, 1), *to = of_role(y, LAW_ROLE_LOST_TO);
  assert_int_equal(y->mark, LAW_MARK_NO);
  assert_int_equal(to->index, 0);
  assert_string_equal(to->value[EN].p, "100 đồng");
  const struct law_reason *other = of_role(y, LAW_ROLE_ALTERNATIVE);
  assert_int_equal(other->index, 0);
  assert_int_equal(other->part, 1);
  assert_int_equal(other->vnd, 80);
  law_session_free(w.session);
}

static void what_is_missing_and_what_is_nearest(void **state) {
  struct arena *a = *state;
  struct why_world w = why_world(a, FOUR, (int[]) { 10, -1, 0 }, 3);
  const struct law_reason *x = explained(&w, 0), *missing = of_role(x, LAW_ROLE_MISSING);
  assert_int_equal(x->mark, LAW_MARK_OPEN);
  assert_int_equal(missing->index, 1);
  assert_string_equal(missing->text[VI].p, "Còn thiếu: M");
  struct why_world no = why_world(a, FOUR, (int[]) { 10, 0, 0 }, 3);
  const struct law_reason *nearest = of_role(explained(&no, 0), LAW_ROLE_NEAREST);
  assert_string_equal(nearest->kid[0]->text[VI].p, "K");
  law_session_free(w.session);
  law_session_free(no.session);
}

/* A case that holds beside the one that decides says what its secret condition is: it is hidden with it. */
static void a_secret_case_is_not_shared(void **state) {
  struct arena *a = *state;
  struct why_world w = why_world(a, FOUR, (int[]) { 10, 2, 1 }, 3);
  const struct law_reason *x = explained(&w, 0), *shared = law_shareable(a, x);
  assert_true(count_of(x, LAW_ROLE_CASE) > count_of(shared, LAW_ROLE_CASE));
  for (int i = 0; i < 2; i++) { /* twice: nothing of one reading is left over for the next */
    const struct law_reason *k = of_role(shared, LAW_ROLE_CASE);
    if (k) assert_string_not_equal(k->text[VI].p, "H");
  }
  law_session_free(w.session);
}

/* ---- who may not see secret facts ---- */

#define GUARDED                                                                                              \
  D "fact person.n : integer \"N\"\nfact person.m : integer \"M\"\nfact person.s : integer 0..1 \"S\" "      \
    "absent 0 "                                                                                              \
    "secret\n"                                                                                               \
    "interpretation i \"I\" question \"Q?\" choices (one \"One\", two \"Two\") default one author \"A\" [d " \
    "1]\n"                                                                                                   \
    "rule person.best : cases of money choose highest of (h, k, l, g) [d 1]\n"                               \
    " case h \"H\" when s = 1 and n > 1 then 50 [d 1]\n case k \"K\" when n > 5 then 50 [d 2]\n"             \
    " case l \"L\" when m > 1 then 80 [d 3]\n case g \"G\" when s = 1 and n > 1 and m > 3 then 90 [d 4]\n"   \
    "rule person.early : cases of money choose first of (h, k) [d 1]\n"                                      \
    " case h \"H\" when s = 1 then 60 [d 5]\n case k \"K\" when n > 1 then 60 [d 6]\n"                       \
    "rule person.twice : money \"T\" = best + best [d 7]\n"                                                  \
    "benefit x for person \"X\"\n amount twice [d 1]\n when m < 9 [d 1]\n" CLAUSES(                          \
        "same_month",                                                                                        \
        "month_after") "benefit y for person \"Y\"\n amount best + early [d 1]\n when n > 0 and (m > 0 or "  \
                       "i = two) [d 1]\n" CLAUSES(                                                           \
                           "month_after", "same_month") "benefit z for person \"Z\"\n amount early "         \
                                                        "[d 1]\n when s = 1 and m > 2 or i = two "           \
                                                        "and "                                               \
                                                        "n > 1 or n > 5 [d 1]\n" CLAUSES("same_month",       \
                                                                                         "month_after")

/* All that is told of a tree; of what is hidden, what was asked. */
static void told_tree(struct buf *b, const struct law_reason *x, int depth) {
  buf_print(b, "%*s%.*s", depth, "", (int)x->text[VI].n, x->text[VI].p);
  if (!law_reason_hidden(x))
    buf_print(b, " %d %.*s %.*s %.*s %lld", (int)x->mark, (int)x->value[VI].n, x->value[VI].p,
              (int)x->source[VI].n, x->source[VI].p, (int)x->cite[VI].n, x->cite[VI].p, (long long)x->since);
  buf_z(b, "\n");
  for (int i = 0; i < x->n; i++)
    told_tree(b, x->kid[i], depth + 1);
}

/* All that is told beside an answer, and which answer it is. */
struct told {
  enum law_status status;
  money amount, amount_high;
  struct str beside;
};

static struct told told_of(struct arena *a, const struct why_world *w, int benefit, bool guarded) {
  struct law_result q;
  struct law_reason *why;
  struct buf b = buf_growing(a);
  law_session_guarded(w->session, guarded);
  law_explain(w->session, benefit, 0, w->all, &q, &why);
  told_tree(&b, why, 0);
  for (int i = 0; i < q.n_cases; i++)
    buf_print(&b, "by %s\n", law_case_name(w->p, q.cases[i]));
  buf_print(&b, "%d", q.unverified);
  return (struct told) { q.status, q.amount, q.amount_high, buf_view(&b) };
}

/* Of people who differ in a secret fact alone, and of whom the answer is the same, the same is told: dead
 * ones, refused ones, such of whom something else is missing, and such as receive it anyway. */
static void what_is_told_does_not_hang_on_secrets(void **state) {
  enum { SECRETS = 3, BENEFITS = 3 };
  static const int secret[SECRETS] = { 0, 1, -1 };
  struct arena *a = *state;
  int told[LAW_FAULT + 1] = { 0 }, otherwise = 0;
  for (int n = -1; n <= 10; n++)
    for (int m = -1; m <= 10; m++) {
      struct told t[SECRETS][BENEFITS], open[SECRETS][BENEFITS];
      for (int s = 0; s < SECRETS; s++) {
        struct why_world w = why_world(a, GUARDED, (int[]) { n, m, secret[s] }, 3);
        for (int b = 0; b < BENEFITS; b++) {
          t[s][b] = told_of(a, &w, b, true);
          open[s][b] = told_of(a, &w, b, false);
        }
        law_session_free(w.session);
      }
      for (int b = 0; b < BENEFITS; b++)
        for (int s = 1; s < SECRETS; s++)
          for (int o = 0; o < s; o++) {
            const struct told *x = &t[o][b], *y = &t[s][b];
            bool answer = x->status == y->status &&
                          (x->status != LAW_VALUE ||
                           (x->amount == y->amount && x->amount_high == y->amount_high));
            if (!answer) continue;
            if (!str_eq(x->beside, y->beside))
              fail_msg("n %d m %d s %d, %d benefit %d:\n%.*s\n--\n%.*s", n, m, secret[o], secret[s], b,
                       (int)x->beside.n, x->beside.p, (int)y->beside.n, y->beside.p);
            told[x->status]++;
            otherwise += !str_eq(open[o][b].beside, open[s][b].beside);
          }
    }
  assert_true(told[LAW_VALUE] > 20 && told[LAW_NOT_ENTITLED] > 20 && told[LAW_UNKNOWN] > 20);
  assert_true(otherwise > 100);
}

/* Who is paid because of it knows it: his reasons are the true ones. */
static void what_is_paid_is_told(void **state) {
  struct arena *a = *state;
  struct why_world w = why_world(a, GUARDED, (int[]) { 3, 0, 1 }, 3);
  law_session_guarded(w.session, true);
  const struct law_reason *sum = of_role(explained(&w, 0), LAW_ROLE_SUM);
  assert_string_equal(sum->text[VI].p, "100 đ");
  struct law_result q;
  struct law_reason *why;
  law_explain(w.session, 0, 0, w.all, &q, &why);
  assert_int_equal(q.n_cases, 1);
  assert_string_equal(law_case_name(w.p, q.cases[0]), "h");
  law_session_free(w.session);
}

/* Beyond the limit the steps are counted, not lost. */
static void steps_left_out_are_counted(void **state) {
  struct arena *a = *state;
  struct buf b = buf_new(a, 1 << 22);
  buf_z(&b, D "fact person.n : integer \"N\"\n");
  for (int i = 0; i < 14; i++) { /* each reads the one before twice: 2^14 ways down */
    buf_print(&b, "rule person.r%d : integer \"R%d\" = ", i, i);
    if (i)
      buf_print(&b, "r%d + r%d [d 1]\n", i - 1, i - 1);
    else
      buf_z(&b, "n + n [d 1]\n");
  }
  buf_z(&b, "benefit x for person \"X\"\n amount 100 [d 1]\n when r13 > 0 [d 1]\n" CLAUSES("same_month",
                                                                                           "month_after"));
  struct why_world w = why_world(a, b.p, (int[]) { 1 }, 1);
  const struct law_reason *x = explained(&w, 0), *more = of_role(x, LAW_ROLE_MORE);
  assert_non_null(more);
  assert_true(more->vnd > 1000);
  assert_non_null(strstr(more->text[VI].p, "bước nữa"));
  law_session_free(w.session);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(formulas_keep_their_brackets), cmocka_unit_test(formulas_of_one_case),
    cmocka_unit_test(reasons_have_roles),           cmocka_unit_test(what_is_missing_and_what_is_nearest),
    cmocka_unit_test(a_secret_case_is_not_shared),  cmocka_unit_test(what_is_told_does_not_hang_on_secrets),
    cmocka_unit_test(what_is_paid_is_told),         cmocka_unit_test(steps_left_out_are_counted),
  };
  return cmocka_run_group_tests_name("why", tests, arena_setup, arena_teardown);
}
