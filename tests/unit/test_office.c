/* Determination, payment list and caseload check over a few invented people. */
#include "office_for_test.h"
#include "office/answer.h"

/* ---- asking ---- */

static struct office_determination determined(struct world *w, int y, int m, date law, date facts) {
  struct office_determination d;
  ok(office_determine(w->a, w->p, columns(w, facts), when(w, mon(y, m), law, facts), NULL, 2, &d));
  return d;
}

static const struct office_row *row_of(struct world *w, const struct office_determination *d, enum who i,
                                       int benefit) {
  for (int32_t at = 0; at < d->m.people; at++)
    if (d->m.person[at] == w->person[i]) return office_find(d, at, benefit);
  return NULL;
}

enum { NO = -1, OPEN = -2 }; /* nothing due; not known */

struct expected {
  enum who who;
  money eligible, due;
  const char *cases;
};

static void holds(struct world *w, const struct office_determination *d, int benefit,
                  const struct expected *x) {
  const struct office_row *r = row_of(w, d, x->who, benefit);
  char m[8], day[11];
  char *place = arena_print(w->a, "%s for %s known %s", people[x->who].name, month_iso(d->when.for_month, m),
                            date_iso(d->when.facts, day));
  money eligible = !r || r->eligible == OFFICE_NOT ? NO
                   : r->eligible == OFFICE_UNKNOWN ? OPEN
                                                   : r->eligible_amount;
  money due = !r || r->due == OFFICE_NOT ? NO : r->due == OFFICE_UNKNOWN ? OPEN : r->due_amount;
  if (eligible != x->eligible || due != x->due)
    fail_msg("%s: eligible %lld due %lld, not %lld %lld", place, (long long)eligible, (long long)due,
             (long long)x->eligible, (long long)x->due);
  if (x->cases && (r->n_cases != 1 || strcmp(law_case_name(w->p, r->cases[0]), x->cases) != 0))
    fail_msg("%s: %d cases, %s", place, r->n_cases, r->n_cases ? law_case_name(w->p, r->cases[0]) : "");
}

#define EXPECT(w, d, ...)                                                                                    \
  do {                                                                                                       \
    const struct expected list_[] = { __VA_ARGS__ };                                                         \
    for (size_t i_ = 0; i_ < sizeof list_ / sizeof *list_; i_++)                                             \
      holds(w, d, (w)->assistance, &list_[i_]);                                                              \
  } while (0)

/* Sums of due (granted, to be paid) and of eligible (the law alone), and how many are not known. */
static struct office_totals sums(struct world *w, const struct office_determination *d, int64_t people_due,
                                 money due, int64_t people_eligible, money eligible) {
  struct office_totals t;
  money by_commune = 0, here = 0, nowhere = 0;
  ok(office_sum(w->a, d, w->areas, &t));
  assert_int_equal(t.due.people, people_due);
  assert_int_equal(t.due.sum, due);
  assert_int_equal(t.eligible.people, people_eligible);
  assert_int_equal(t.eligible.sum, eligible);
  assert_int_equal(t.eligible.unknown, 1); /* Khoa */
  assert_int_equal(t.due.unknown, 1);
  for (int i = 0; i < t.n_communes; i++) {
    by_commune += t.due_by_commune[i].sum;
    if (t.commune[i] == w->here) here = t.due_by_commune[i].sum;
    if (!t.commune[i]) nowhere = t.due_by_commune[i].sum;
  }
  const struct office_row *ut = row_of(w, d, UT, w->assistance);
  assert_int_equal(by_commune, due);
  assert_int_equal(nowhere, ut->due_amount); /* Út lives nowhere that is known */
  assert_true(here > 0);
  return t;
}

/* ---- the determination ---- */

/* June: no document but Decree 20 reaches it, known whenever. 1.5 × 500,000 = 750,000. */
static void june_is_under_the_old_level(void **state) {
  struct world *w = *state;
  struct office_determination d = determined(w, 2026, 6, date_of(2026, 11, 1), date_of(2026, 11, 5));
  EXPECT(w, &d, { AN, 750000, 750000, "k6d" }, { BAO, 1250000, 1250000, "k1a" },
         { CUC, 750000, 750000, "k5a1" }, { DUNG, 500000, 500000, "k5c" }, { EM, 1250000, 1250000, "k6a" },
         { PHU, 750000, 750000, NULL }, { PHUC, 750000, 750000, NULL }, { GIANG, 750000, 750000, NULL },
         { HANH, 750000, 750000, NULL }, { IM, NO, NO, NULL }, { KHOA, OPEN, OPEN, NULL },
         { LAN, 750000, 750000, NULL }, { MY, 750000, 750000, NULL }, { NAM, 750000, 750000, "k6d" },
         /* the month of death is paid */ { OANH, 750000, NO, NULL }, { QUY, 750000, NO, NULL },
         { RI, 750000, 750000, NULL }, { SAU, 750000, 750000, NULL }, { UT, 750000, 750000, NULL });
  /* 14 × 750,000 (the twelve of k6d, Cúc and Vui) + 2 × 1,250,000 + 500,000. Eligible besides: Oanh and Quý
   * 750,000 each, Em's social pension 500,000, Nam's funeral 20 × 500,000; Em and Nam are one person each. */
  sums(w, &d, 17, 13500000, 19, 25500000);
}

static void august_before_the_decree_is_known(void **state) {
  struct world *w = *state;
  struct office_determination d = determined(w, 2026, 8, date_of(2026, 9, 30), date_of(2026, 9, 30));
  EXPECT(w, &d, { AN, 750000, 750000, "k6d" }, { BAO, 1250000, 1250000, "k1a" },
         { CUC, 750000, 750000, "k5a1" }, { DUNG, 500000, 500000, "k5c" }, { EM, 1250000, 1250000, "k6a" },
         { PHU, 750000, NO, NULL }, { PHUC, 750000, NO, NULL }, { GIANG, 750000, 750000, NULL },
         { HANH, 750000, 750000, NULL }, { IM, NO, NO, NULL }, { KHOA, OPEN, OPEN, NULL },
         { NAM, NO, NO, NULL }, { OANH, 750000, NO, NULL }, { QUY, 750000, NO, NULL },
         { SAU, 750000, 750000, NULL });
  /* 11 × 750,000 (An, Cúc, Giang, Hạnh, Lan, Mỹ, Pháp, Ri, Sáu, Út, Vui) + 2 × 1,250,000 + 500,000. Eligible
   * besides: Phú, Phúc, Oanh, Quý 750,000 each, Em's pension 500,000, Giang's funeral 20 × 500,000. */
  sums(w, &d, 14, 11250000, 18, 24750000); /* Em and Giang are one person each */
  assert_true(row_of(w, &d, PHU, w->assistance)->flags & OFFICE_SUSPENDED);
  const struct office_row *em = row_of(w, &d, EM, w->pension);
  assert_int_equal(em->eligible_amount, 500000);
  assert_int_equal(em->due, OFFICE_NOT);
  assert_true(em->flags & OFFICE_LOST);
}

static void august_once_the_decree_is_known(void **state) {
  struct world *w = *state;
  struct office_determination d = determined(w, 2026, 8, date_of(2026, 10, 5), date_of(2026, 10, 5));
  EXPECT(w, &d, { AN, 810000, 810000, "k6d" }, { BAO, 1350000, 1350000, "k1a" },
         { CUC, 810000, 810000, "k5a1" } /* d1: the base only */, { DUNG, 540000, 540000, "k5c" },
         { EM, 1350000, 1350000, "k6a" }, { PHU, 810000, NO, NULL }, { PHUC, 810000, 810000, NULL },
         { GIANG, 810000, 810000, NULL }, { HANH, 810000, 810000, NULL }, { IM, NO, NO, NULL },
         { KHOA, OPEN, OPEN, NULL }, { NAM, NO, NO, NULL },
         { OANH, 750000, NO, NULL } /* no grant before the day: the old level */, { QUY, 750000, NO, NULL });
  /* 12 × 810,000 (An, Cúc, Phúc, Giang, Hạnh, Lan, Mỹ, Pháp, Ri, Sáu, Út, Vui) + 2 × 1,350,000 + 540,000. */
  struct office_totals t;
  ok(office_sum(w->a, &d, w->areas, &t));
  assert_int_equal(t.due.people, 15);
  assert_int_equal(t.due.sum, 12960000);
  assert_true(row_of(w, &d, CUC, w->assistance)->flags & OFFICE_INTERPRETATION);
  assert_int_equal(row_of(w, &d, EM, w->pension)->eligible_amount, 540000);
  /* Moved on the 12th: August counts where the household was on the first, September where it went. */
  assert_int_equal(row_of(w, &d, HANH, w->assistance)->area, w->here);
  d = determined(w, 2026, 9, date_of(2026, 10, 5), date_of(2026, 10, 5));
  assert_int_equal(row_of(w, &d, HANH, w->assistance)->area, w->there);
  /* Bảo turned 4 on 15 September; under Decree 147 that counts from October: 2.5 × 540,000. */
  EXPECT(w, &d, { BAO, 1350000, 1350000, "k1a" }, { GIANG, NO, NO, NULL },
         { SAU, 750000, NO, NULL } /* no grant stands: the old level */);
}

static void the_other_reading_of_the_coefficient(void **state) {
  struct world *w = *state;
  struct office_determination d;
  int choice[64], n = law_interpretation_count(w->p);
  date known = date_of(2026, 10, 5);
  for (int i = 0; i < n; i++)
    choice[i] = !strcmp(law_interpretation_name(w->p, i), "d1_coefficient_back")
                    ? 1 - law_interpretation_default(w->p, i)
                    : law_interpretation_default(w->p, i);
  ok(office_determine(w->a, w->p, columns(w, known), when(w, mon(2026, 8), known, known), choice, 1, &d));
  EXPECT(w, &d, { CUC, 1080000, 1080000, "k5a2" }, { AN, 810000, 810000, "k6d" }); /* 2.0 × 540,000 */
}

static void a_death_is_known_when_it_is_recorded(void **state) {
  struct world *w = *state;
  struct office_determination d = determined(w, 2026, 9, date_of(2026, 9, 9), date_of(2026, 9, 9));
  EXPECT(w, &d, { GIANG, 750000, 750000, "k6d" });
  d = determined(w, 2026, 9, date_of(2026, 9, 10), date_of(2026, 9, 10));
  EXPECT(w, &d, { GIANG, NO, NO, NULL });
}

static void october_has_both_laws_in_it(void **state) {
  struct world *w = *state;
  struct office_determination d = determined(w, 2026, 10, date_of(2026, 11, 1), date_of(2026, 11, 1));
  EXPECT(w, &d, { AN, 810000, 810000, "k6d" }, { BAO, 810000, 810000, "k1b" },
         { CUC, 1080000, 1080000, "k5a2" },
         { DUNG, 540000, 540000, "k5c" } /* lost within the month: the next one stops */,
         { EM, 1350000, 1350000, "k6a" }, { PHU, 810000, NO, NULL }, { PHUC, 810000, 810000, NULL },
         { GIANG, NO, NO, NULL }, { IM, 810000, NO, "k2" }, { KHOA, OPEN, OPEN, NULL },
         { OANH, 810000, NO, "k6d" }, { QUY, 810000, NO, NULL }, { SAU, 810000, NO, NULL });
  /* 10 × 810,000 (An, Bảo, Phúc, Hạnh, Lan, Mỹ, Pháp, Ri, Út, Vui) + 1,080,000 + 540,000 + 1,350,000.
   * Eligible besides: Phú, Im, Oanh, Quý, Sáu 810,000 each, Em's pension 540,000. */
  sums(w, &d, 13, 11070000, 18, 15660000); /* Em once */
}

static void november_is_under_the_decree(void **state) {
  struct world *w = *state;
  struct office_determination d = determined(w, 2026, 11, date_of(2026, 11, 5), date_of(2026, 11, 5));
  EXPECT(w, &d, { AN, 810000, 810000, "k6d" }, { BAO, 810000, 810000, "k1b" },
         { CUC, 1080000, 1080000, "k5a2" }, { DUNG, NO, NO, NULL }, { EM, 1350000, 1350000, "k6a" },
         { PHU, 810000, NO, NULL }, { PHUC, 810000, 810000, NULL }, { IM, 810000, NO, "k2" },
         { KHOA, OPEN, OPEN, NULL }, { OANH, 810000, NO, NULL }, { QUY, 810000, 810000, "k6d" },
         { SAU, 810000, NO, NULL }, { VUI, NO, NO, NULL });
  /* 10 × 810,000 (An, Bảo, Phúc, Hạnh, Lan, Mỹ, Pháp, Quý, Ri, Út) + 1,080,000 + 1,350,000. Eligible besides:
   * Phú, Im, Oanh, Sáu 810,000 each, Em's pension 540,000. */
  sums(w, &d, 12, 10530000, 16, 14310000); /* Em once */
}

static void stored_once_and_adds_up(void **state) {
  struct world *w = *state;
  struct office_determination d = determined(w, 2026, 11, date_of(2026, 11, 5), date_of(2026, 11, 5));
  int64_t id = 0, again = 0;
  ok(office_store(w->db, w->a, &d, &id));
  ok(office_store(w->db, w->a, &d, &again));
  assert_int_equal(test_int(w->db, "SELECT count(*) FROM determination", 0, NULL), 1);
  ok(office_stored(w->db, w->p, d.when, &id));
  assert_int_equal(id, again);
  assert_int_equal(test_int(w->db, "SELECT count(DISTINCT determination) FROM determination_result", 0, NULL),
                   1);
  assert_int_equal(
      test_int(w->db, "SELECT sum(due_amount) FROM determination_result WHERE determination = $1", 1, &again),
      10530000);
  assert_int_equal(test_int(w->db,
                            "SELECT sum(eligible_amount) FROM determination_result WHERE determination = $1",
                            1, &again),
                   14310000);
  assert_int_equal(
      test_int(w->db,
               "SELECT count(*) FROM determination_result WHERE due_status = 2 AND due_amount IS "
               "NULL AND eligible_cases = ''",
               0, NULL),
      1);
  assert_int_equal(test_int(w->db,
                            "SELECT count(*) FROM determination_result WHERE eligible_cases = 'k5a2' AND "
                            "citations LIKE '%nd335_2026 5.5.a%'",
                            0, NULL),
                   1);
  d.when.law--;
  ok(office_store(w->db, w->a, &d, &id));
  assert_int_equal(test_int(w->db, "SELECT count(*) FROM determination", 0, NULL), 2);
}

/* ---- arrears and months ---- */

static void one_law_of_payment(void **state) {
  (void)state;
  assert_int_equal(office_law_of_list(mon(2026, 10), date_of(2026, 11, 27)), date_of(2026, 10, 1));
  assert_int_equal(office_law_of_list(mon(2026, 10), date_of(2026, 9, 30)), date_of(2026, 9, 30));
  static const struct {
    money was, now, paid, law, facts;
  } months[] = {
    { 750, 810, 750, 60, 0 },    { 750, 810, 810, 0, 0 },     { 750, 810, 540, 60, 210 },
    { 750, 810, 1000, 0, -190 }, { 750, 810, 780, 30, 0 },    { 500, 0, 500, -500, 0 },
    { 500, 0, 0, 0, 0 },         { 500, 0, 700, -500, -200 }, { 0, 0, 300, 0, -300 },
  };
  for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
    struct office_owed owed = { LAW_VALUE, LAW_VALUE, months[i].was, months[i].now, true, months[i].paid };
    struct office_arrears x = office_arrears(&owed);
    assert_int_equal(x.cause[CAUSE_LAW], months[i].law);
    assert_int_equal(x.cause[CAUSE_FACTS], months[i].facts);
    owed.closed = false;
    x = office_arrears(&owed);
    assert_true(!x.open && x.cause[CAUSE_LAW] == 0 && x.cause[CAUSE_FACTS] == 0);
  }
}

/* Case 11 of record 0001: what a suspension that has ended took away and was paid back is due; what an open
 * one takes away is not, paid or not. */
static void paid_back_after_a_suspension(void **state) {
  (void)state;
  struct people_months paid[] = { { 10, 12, 500000 }, { 13, 13, 0 } }, suspended[] = { { 11, 14, 0 } };
  struct people_grant g = { .n_paid = 2, .n_suspended = 1, .paid = paid, .suspended = suspended };
  assert_true(!people_grant_suspended(&g, 11) && !people_grant_suspended(&g, 12));
  assert_true(people_grant_suspended(&g, 13) && people_grant_suspended(&g, 14)); /* 0 paid nothing back */
  suspended[0].to = INT32_MAX;
  assert_true(!people_grant_suspended(&g, 10) && people_grant_suspended(&g, 11));
}

/* ---- the payment list ---- */

#define QUY_COMES_LATE                                                                                       \
  "decision of 2026-11-02, recorded on 2026-11-02, after this list was to be drawn:"                         \
  " drawn in time, it is on the list of 2026-12"

static void payment_list_of_november(void **state) {
  struct world *w = *state;
  static const struct {
    enum who who;
    bool second;
    enum office_change change;
    money now, before;
    const char *why;
  } want[] = {
    { AN, false, OFFICE_CHANGED, 810000, 750000, "the level changed by a new document" },
    { BAO, false, OFFICE_CHANGED, 810000, 750000, "the level changed by a new document" },
    { CUC, false, OFFICE_CHANGED, 1080000, 750000, "case k5a1 → k5a2" },
    { DUNG, false, OFFICE_GONE, 0, 500000, "conditions no longer met under this month's law" },
    { EM, false, OFFICE_CHANGED, 1350000, 1250000, "the level changed by a new document" },
    { EM, true, OFFICE_GONE, 0, 500000, "another benefit of the group is higher" },
    { PHUC, false, OFFICE_CHANGED, 810000, 750000, "the level changed by a new document" }, /* not recorded */
    { HANH, false, OFFICE_CHANGED, 810000, 750000, "the level changed by a new document" },
    { KHOA, false, OFFICE_UNSAID, 0, 750000, "cannot be determined: facts missing" },
    { LAN, false, OFFICE_CHANGED, 810000, 540000, "last month's payment differed from the law" },
    { MY, false, OFFICE_CHANGED, 810000, 750000, "the level changed by a new document" },
    { MY, true, OFFICE_GONE, 0, 750000, "paid under another decision for the same benefit" },
    { NAM, false, OFFICE_GONE, 0, 750000, "died on 2026-06-11" },
    { PHAP, false, OFFICE_CHANGED, 810000, 750000, "the level changed by a new document" },
    { QUY, false, OFFICE_NEW, 810000, 0, QUY_COMES_LATE },
    { RI, false, OFFICE_CHANGED, 810000, 1000000, "last month's payment differed from the law" },
    { UT, false, OFFICE_CHANGED, 810000, 750000, "the level changed by a new document" },
    { VUI, false, OFFICE_GONE, 0, 750000, "conditions no longer met under this month's law" },
  };
  enum { WANT = sizeof want / sizeof *want };
  date known = date_of(2026, 11, 5);
  struct people *c = columns(w, known);
  struct office_determination now, before;
  struct office_due_line *lines;
  const struct people_grant *rows;
  int64_t n;
  money sum_now = 0, sum_before = 0;
  people_grants(c, &rows);
  ok(office_determine(w->a, w->p, c, when(w, mon(2026, 11), known, known), NULL, 1, &now));
  ok(office_determine(w->a, w->p, c, when(w, mon(2026, 10), office_law_of_list(mon(2026, 10), known), known),
                      NULL, 1, &before));
  ok(office_due_lines(w->a, &(struct office_due_ask) { &now, &before, NULL, 1 }, &lines, &n));
  assert_int_equal(n, WANT);
  for (int i = 0; i < WANT; i++) {
    int64_t id = want[i].second ? w->second[want[i].who] : w->grant[want[i].who];
    const struct office_due_line *l = NULL;
    for (int64_t k = 0; k < n; k++)
      if (rows[lines[k].grant].id == id) l = &lines[k];
    if (!l || l->now != want[i].now || l->before != want[i].before || l->change != want[i].change)
      fail_msg("%s: %lld %lld", people[want[i].who].name, l ? (long long)l->now : -1,
               l ? (long long)l->before : -1);
    assert_string_equal(l->why[EN].p, want[i].why);
    assert_true(l->why[VI].n > 5);
    sum_now += l->now;
    sum_before += l->before;
  }
  assert_int_equal(sum_now, 10530000);
  assert_int_equal(sum_before, 12790000);
}

/* A payment marks the line of its own grant and nobody else's. Once there is no more time to record one, what
 * is not recorded is not paid. */
static void a_payment_marks_its_own_line(void **state) {
  struct world *w = *state;
  date known = date_of(2026, 11, 5);
  for (int late = 0; late < 2; late++) {
    if (late) known = date_of(2026, 12, 1);
    struct people *c = columns(w, known);
    struct office_determination now, before;
    struct office_due_line *lines;
    const struct people_grant *rows;
    int64_t n, expected = 0, recorded = 0, unrecorded = 0;
    people_grants(c, &rows);
    ok(office_determine(w->a, w->p, c, when(w, mon(2026, 11), known, known), NULL, 1, &now));
    ok(office_determine(w->a, w->p, c,
                        when(w, mon(2026, 10), office_law_of_list(mon(2026, 10), known), known), NULL, 1,
                        &before));
    ok(office_due_lines(w->a, &(struct office_due_ask) { &now, &before, NULL, 1 }, &lines, &n));
    for (int64_t i = 0; i < n; i++) {
      bool own = rows[lines[i].grant].id == w->grant[PHUC];
      assert_int_equal(lines[i].unrecorded, own && !late);
      if (own && late) {
        assert_int_equal(lines[i].before, 0);
        assert_string_equal(lines[i].why[EN].p, "not paid last month");
      }
      expected += lines[i].expected;
      recorded += lines[i].recorded;
      unrecorded += lines[i].unrecorded;
    }
    /* All of them but Quý, who is new. */
    assert_int_equal(expected, n - 1);
    assert_int_equal(recorded, n - 2);
    assert_int_equal(unrecorded, !late);
  }
}

/* December's list while November's payments are not entered: beside what was due. */
static void payment_list_before_last_month_is_recorded(void **state) {
  struct world *w = *state;
  date known = date_of(2026, 11, 5);
  struct people *c = columns(w, known);
  struct office_determination now, before;
  struct office_due_line *lines;
  int64_t n, changes[OFFICE_UNSAID + 1] = { 0 };
  ok(office_determine(w->a, w->p, c, when(w, mon(2026, 12), known, known), NULL, 1, &now));
  ok(office_determine(w->a, w->p, c, when(w, mon(2026, 11), office_law_of_list(mon(2026, 11), known), known),
                      NULL, 1, &before));
  ok(office_due_lines(w->a, &(struct office_due_ask) { &now, &before, NULL, 1 }, &lines, &n));
  assert_true(n >= 12);
  for (int64_t i = 0; i < n; i++) {
    changes[lines[i].change]++;
    if (lines[i].change == OFFICE_UNSAID) {
      assert_int_equal(lines[i].now, 0);
      assert_string_equal(lines[i].why[EN].p, "cannot be determined: facts missing");
      continue;
    }
    if (lines[i].change == OFFICE_NEW) { /* Quý, whom November's list could not have */
      assert_int_equal(lines[i].before, 0);
      assert_int_equal(lines[i].arrears, 810000);
      assert_string_equal(lines[i].why[EN].p, "new decision of 2026-11-02, from 2026-11 on: 810,000 đ of the "
                                              "months before is to be paid with it");
      continue;
    }
    assert_true(lines[i].unrecorded && lines[i].before > 0 && lines[i].why[VI].n > 0);
    if (lines[i].change == OFFICE_SAME)
      assert_string_equal(lines[i].why[EN].p,
                          "last month's payment is not recorded yet: beside what was due");
  }
  assert_int_equal(changes[OFFICE_NEW], 1);
  assert_int_equal(changes[OFFICE_UNSAID], 1);
  assert_true(changes[OFFICE_SAME] > 9);
}

/* ---- the caseload ---- */

static void caseload_of_october(void **state) {
  struct world *w = *state;
  static const struct {
    enum office_finding_kind kind;
    enum who who;
    bool second;
    money law, paid;
  } want[] = {
    { FIND_LAW_HIGHER, LAN, false, 750000, 540000 }, { FIND_LAW_HIGHER, PHUC, false, 750000, 0 },
    { FIND_LAW_LOWER, RI, false, 750000, 1000000 },  { FIND_FACT_MISSING, KHOA, false, 0, 750000 },
    { FIND_NO_PAPER, PHAP, false, 750000, 750000 },  { FIND_DEAD_PAID, NAM, false, 0, 750000 },
    { FIND_PAID_TWICE, MY, true, 0, 750000 },        { FIND_EXCLUSIVE, EM, true, 0, 500000 },
    { FIND_NOT_GRANTED, OANH, false, 750000, 0 },    { FIND_NOT_GRANTED, QUY, false, 750000, 0 },
    { FIND_NOT_GRANTED, SAU, false, 750000, 0 },
  };
  enum { WANT = sizeof want / sizeof *want };
  struct office_determination d = determined(w, 2026, 10, date_of(2026, 10, 4), date_of(2026, 12, 1));
  struct office_finding *f;
  const struct people_grant *rows;
  int64_t n, counts[FIND_KINDS];
  people_grants(d.c, &rows);
  ok(office_check(w->a, &d, &f, &n, counts));
  for (int i = 0; i < WANT; i++) {
    bool found = false;
    for (int64_t k = 0; k < n; k++)
      found |= f[k].kind == want[i].kind && f[k].person == w->person[want[i].who] &&
               f[k].law == want[i].law && f[k].paid == want[i].paid && f[k].area == w->here &&
               (!want[i].second || rows[f[k].grant].id == w->second[want[i].who]);
    if (!found)
      fail_msg("%s of %s is not found", office_finding_name(want[i].kind), people[want[i].who].name);
  }
  assert_int_equal(n, WANT);
  assert_int_equal(counts[FIND_LAW_HIGHER], 2);
  assert_int_equal(counts[FIND_EQUAL], 10); /* An, Bảo, Cúc, Dũng, Em, Hạnh, Mỹ, Pháp, Út, Vui */
  ok(office_store_findings(w->db, &d, f, n, counts));
  ok(office_store_findings(w->db, &d, f, n, counts));
  assert_int_equal(test_int(w->db, "SELECT count(*) FROM finding", 0, NULL), WANT);
  assert_int_equal(test_int(w->db, "SELECT sum(count) FROM finding_count", 0, NULL), WANT + 10);
  d = determined(w, 2026, 10, date_of(2026, 10, 4), date_of(2026, 11, 30));
  ok(office_check(w->a, &d, &f, &n, counts));
  assert_int_equal(counts[FIND_LAW_HIGHER], 1); /* Phúc's payment may still be recorded */
}

static bool law_said(struct world *w, const struct office_finding *f, int64_t n,
                     enum office_finding_kind kind, enum who who) {
  for (int64_t i = 0; i < n; i++)
    if (f[i].kind == kind && f[i].person == w->person[who]) return f[i].law_known;
  fail_msg("%s is not found", office_finding_name(kind));
  return false;
}

/* A sum that is not known is none, and a benefit that gives way says to which. */
static void a_finding_says_the_law_only_where_it_is_known(void **state) {
  struct world *w = *state;
  struct office_determination d = determined(w, 2026, 10, date_of(2026, 10, 4), date_of(2026, 11, 5));
  struct office_finding *f;
  int64_t n, counts[FIND_KINDS];
  ok(office_check(w->a, &d, &f, &n, counts));
  assert_false(law_said(w, f, n, FIND_FACT_MISSING, KHOA));
  assert_true(law_said(w, f, n, FIND_NO_PAPER, PHAP));
  assert_int_equal(counts[FIND_TWIN_GRANTS], 0); /* the second grant was paid: one task */
  for (int64_t i = 0; i < n; i++)
    if (f[i].kind == FIND_EXCLUSIVE) {
      const char *other = law_benefit_title(w->p, law_benefit_find(w->p, S("assistance.monthly")), EN);
      assert_non_null(strstr(f[i].detail[EN].p, other));
    }
}

static struct office_shown shown(struct world *w, enum office_made made, date known, enum err want) {
  struct office_shown x = { 0 };
  struct office_shown_ask ask = { w->p, mon(2026, 10), known, 0 };
  ok(reg_known(w->db, known, &ask.act));
  assert_int_equal(office_shown(&w->viewer, w->a, w->db, made, &ask, &x), want);
  return x;
}

static int64_t stored_check(struct world *w, date law, date facts) {
  struct office_determination d = determined(w, 2026, 10, law, facts);
  struct office_finding *f;
  int64_t n, counts[FIND_KINDS];
  ok(office_check(w->a, &d, &f, &n, counts));
  ok(office_store_findings(w->db, &d, f, n, counts));
  return test_int(w->db, "SELECT max(id) FROM finding_run", 0, NULL);
}

/* A trial, by another law day, is kept beside what stands for the province and never shown as it; neither is
 * what was known later. */
static void a_trial_never_stands_for_the_province(void **state) {
  struct world *w = *state;
  date early = date_of(2026, 11, 1), late = date_of(2026, 11, 5);
  ok(db_script(w->db, "DELETE FROM finding; DELETE FROM finding_count; DELETE FROM finding_run;"
                      "DELETE FROM determination_result; DELETE FROM determination"));
  int64_t id, trial, was;
  struct office_determination d = determined(w, 2026, 10, early, early);
  ok(office_store(w->db, w->a, &d, &id));
  d = determined(w, 2026, 10, date_of(2026, 7, 1), late);
  ok(office_store(w->db, w->a, &d, &trial));
  assert_true(trial != id);
  assert_int_equal(shown(w, OFFICE_MADE_DETERMINATION, late, OK).id, id);
  shown(w, OFFICE_MADE_DETERMINATION, date_of(2026, 10, 31), NOT_FOUND);
  date paid_by = office_law_of_list(mon(2026, 10), early);
  shown(w, OFFICE_MADE_CHECK, late, NOT_FOUND);
  id = stored_check(w, paid_by, early);
  was = test_int(w->db, "SELECT count(*) FROM finding", 0, NULL);
  assert_int_equal(shown(w, OFFICE_MADE_CHECK, late, OK).id, id);
  stored_check(w, date_of(2026, 7, 1), late);
  assert_int_equal(shown(w, OFFICE_MADE_CHECK, late, OK).id, id);
  assert_int_equal(test_int(w->db, "SELECT count(*) FROM finding WHERE run = $1", 1, &id), was);
  shown(w, OFFICE_MADE_CHECK, date_of(2026, 10, 31), NOT_FOUND);
}

/* The day that became the act is no coordinate. */
static void the_same_coordinates_are_the_same_determination(void **state) {
  struct world *w = *state;
  date law = date_of(2026, 11, 5);
  struct office_determination d = determined(w, 2026, 9, law, law);
  int64_t id, again;
  ok(office_store(w->db, w->a, &d, &id));
  d.when.facts = law + 1; /* nothing was recorded in between */
  ok(office_store(w->db, w->a, &d, &again));
  assert_int_equal(again, id);
  assert_int_equal(test_int(w->db, "SELECT facts_day FROM determination WHERE id = $1", 1, &id), law);
  assert_int_equal(
      test_int(w->db, "SELECT count(*) FROM determination_result WHERE determination = $1", 1, &id), d.n);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(june_is_under_the_old_level),
    cmocka_unit_test(august_before_the_decree_is_known),
    cmocka_unit_test(august_once_the_decree_is_known),
    cmocka_unit_test(the_other_reading_of_the_coefficient),
    cmocka_unit_test(a_death_is_known_when_it_is_recorded),
    cmocka_unit_test(october_has_both_laws_in_it),
    cmocka_unit_test(november_is_under_the_decree),
    cmocka_unit_test(stored_once_and_adds_up),
    cmocka_unit_test(one_law_of_payment),
    cmocka_unit_test(paid_back_after_a_suspension),
    cmocka_unit_test(payment_list_before_last_month_is_recorded),
    cmocka_unit_test(payment_list_of_november),
    cmocka_unit_test(a_payment_marks_its_own_line),
    cmocka_unit_test(caseload_of_october),
    cmocka_unit_test(a_finding_says_the_law_only_where_it_is_known),
    cmocka_unit_test(a_trial_never_stands_for_the_province),
    cmocka_unit_test(the_same_coordinates_are_the_same_determination),
  };
  return cmocka_run_group_tests(tests, office_setup, office_teardown);
}
