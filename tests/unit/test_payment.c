/* By which law a payment was right, whom a document touches, and what a difference is said to come from: over
 * a few invented people under a law written for it. Its level is 100, and 120 from July for whoever was
 * granted before the decree of 5 October; from that day for everyone. */
#include "small_for_test.h"

/* Benefits in the order of the law. */
enum { PLAIN, OPEN_ONE, ASKED, ASKED_LEVEL, ASKED_OPEN, KIDS, DUST, BOTH };

static const char pack_text[] =
    "language 1\n"
    "document d \"D\" issued 2019-01-01 in_force 2020-01-01\n"
    "document other \"O\" issued 2026-08-01 in_force 2026-09-15\n"
    "document decree \"R\" issued 2026-08-01 in_force 2026-10-05 amends d\n"
    "fact person.birth : date \"x\" required\nfact person.death : date \"x\" absent never\n"
    "fact person.k : integer 0..9 \"x\" absent 0\nfact person.asked : bool \"x\"\n"
    "link parent : person \"x\" inverse child absent none\n"
    "link child : person \"x\" inverse parent absent none\n"
    "interpretation who \"Ai\" | \"Who\" question \"x\"\n"
    "  choices (each \"mọi người\" | \"all\", nobody \"không ai\" | \"nobody\") default each author \"x\" [d "
    "1]\n"
    "parameter level : money \"x\"\n  from 2020-01-01 = 100 [d 1]\n"
    "  from 2026-07-01 only granted before 2026-10-05 = 120 [decree 1]\n"
    "  from 2026-10-05 = 120 [decree 1]\n  from 2027-03-01 = 130 [decree 1]\n"
    "parameter unread : money \"x\"\n  from 2020-01-01 = 1 [d 1]\n  from 2026-09-01 = 2 [other 1]\n"
    "parameter both : money \"x\"\n  from 2020-01-01 = 100 [d 1]\n"
    "  from 2026-07-01 = 110 [other 2]\n  from 2026-08-01 = 130 [decree 2]\n"
    "rule person.shut : bool \"x\"\n  from 2020-01-01 = no [d 1]\n  from 2026-10-05 = yes [decree 1]\n"
    "rule person.young : bool \"x\" = years from birth to day < 16 [d 1]\n"
    "benefit plain for person \"B\"\n  amount level [d 1]\n  when k = 1 [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit open_one for person \"B\"\n  amount level [d 1]\n  when k = 2 and who = each [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit asked for person \"B\"\n  amount 30 [d 1]\n  when k = 3 and asked [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit asked_level for person \"B\"\n  amount level [d 1]\n  when k = 4 and asked [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit asked_open for person \"B\"\n  amount 30 [d 1]\n  when k = 5 and asked and who = each [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit kids for person \"B\"\n  amount level * (count child where (young)) exactly [d 1]\n"
    "  when any child where (young) [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit dust for person \"B\"\n  amount 0 [d 1]\n  when not shut [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit both_moved for person \"B\"\n  amount both [d 1]\n  when k = 6 [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit closing for person \"C\"\n  amount 50 [d 1]\n  when k >= 7 and not shut [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit other_one for person \"Trợ cấp kia\" | \"The other\"\n  amount 40 [d 1]\n"
    "  when k = 7 or k = 8 [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n";

static int setup(void **state) {
  struct small *x;
  small_open(&x, "payment", pack_text);
  *state = x;
  return 0;
}

static int teardown(void **state) {
  small_close(*state);
  return 0;
}

/* ---- writing ---- */

static int64_t with_k(struct small *x, const char *name, date birth, int k) {
  struct world *w = x->w;
  int64_t id = small_person(x, name, birth, k);
  belongs(w, id, household(w, "Phú Xuân", day(2024, 1, 1)), S("head"), day(2024, 1, 1));
  return id;
}

static void child_of(struct small *x, int64_t parent, date birth) {
  struct world *w = x->w;
  int64_t child = with_k(x, "Lê Văn Con", birth, 0);
  struct reg_link_input in = { S("person.parent"), child, parent, birth, DATE_MAX, &x->v };
  ok(reg_link_add(w->me, w->db, &w->act, &in, &w->no));
}

/* ---- asking ---- */

static struct office_determination by_payment(struct small *x, struct office_when when) {
  struct world *w = x->w;
  struct office_determination d;
  ok(office_determine_payment(w->a, x->p, small_everybody(x, when), when, 1, &d));
  return d;
}

static struct office_arrears owed(struct small *x, struct office_when when, int64_t who, int benefit) {
  struct world *w = x->w;
  struct people *c = small_everybody(x, when);
  struct office_asker *k = office_asker_new(w->a, x->p, c, people_source_new(w->a, c), when);
  struct office_answer one, all;
  ok(office_ask(k, who, when.for_month, false, &one));
  office_asker_free(k);
  struct office_determination d, payment = by_payment(x, when);
  ok(office_determine(w->a, x->p, payment.c, when, NULL, 1, &d));
  for (int32_t at = 0; at < d.m.people; at++)
    if (d.m.person[at] == who) office_answer_of(w->a, &d, &payment, at, &all);
  struct office_arrears a = one.item[benefit].arrears, b = all.item[benefit].arrears;
  assert_int_equal(a.cause[CAUSE_LAW], b.cause[CAUSE_LAW]);
  assert_int_equal(a.cause[CAUSE_FACTS], b.cause[CAUSE_FACTS]);
  assert_int_equal(a.open, b.open);
  return a;
}

static struct office_adoption adopted(struct small *x, const char *document, month to, date known) {
  struct world *w = x->w;
  struct office_when when = small_when(x, to, known);
  struct office_adoption found;
  ok(office_adopt(w->a, x->p, small_everybody(x, when), x->areas, str_of(document), when, 2, &found));
  return found;
}

static const struct office_arrear *listed(const struct office_adoption *x, int64_t who) {
  for (int64_t i = 0; i < x->n; i++)
    if (x->at[i].person == who) return &x->at[i];
  return NULL;
}

static const char *reason_of(struct small *x, month m, date known, int64_t who) {
  struct world *w = x->w;
  struct office_when when = small_when(x, m, known), last = when;
  struct office_determination now, before;
  struct office_due_line *line;
  int64_t n;
  last.for_month--;
  before = by_payment(x, last);
  ok(office_determine(w->a, x->p, small_everybody(x, when), when, NULL, 1, &now));
  ok(office_due_lines(w->a, &(struct office_due_ask) { &now, &before, NULL, 1 }, &line, &n));
  for (int64_t i = 0; i < n; i++)
    if (line[i].person == who) return line[i].why[EN].n ? line[i].why[EN].p : "";
  return NULL;
}

/* ---- the law of a payment ---- */

/* A decision of the week after the decree: its first payment is right by the decree, and what is not paid of
 * it is not paid by no other cause. */
static void a_first_payment_goes_by_the_law_of_its_decision(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  on(w, 2026, 10, 12);
  int64_t paid = with_k(x, "Lê Thị Một", day(1960, 1, 1), 1),
          unpaid = with_k(x, "Lê Thị Hai", day(1960, 1, 2), 1);
  int64_t grant = small_grant(x, paid, "plain", day(2026, 10, 12), mon(2026, 10));
  small_grant(x, unpaid, "plain", day(2026, 10, 12), mon(2026, 10));
  on(w, 2026, 10, 25);
  small_paid(x, grant, mon(2026, 10), mon(2026, 10), 120);
  struct office_when when = small_when(x, mon(2026, 10), day(2027, 1, 5));
  struct office_determination d = by_payment(x, when);
  struct office_finding *f;
  int64_t n, counts[FIND_KINDS];
  assert_int_equal(d.when.law, day(2026, 10, 1));
  ok(office_check(w->a, &d, &f, &n, counts));
  assert_int_equal(counts[FIND_EQUAL], 1);
  assert_int_equal(counts[FIND_LAW_LOWER], 0);
  assert_int_equal(counts[FIND_LAW_HIGHER], 1);
  assert_int_equal(f[0].law, 120);
  assert_int_equal(f[0].law_day, day(2026, 10, 5)); /* of its payment; the list of October knew no decree */
  ok(office_store_findings(w->db, &d, f, n, counts));
  assert_int_equal(
      count(w, arena_print(w->a, "SELECT law_day FROM finding WHERE person = %lld", (long long)unpaid)),
      day(2026, 10, 5));
  struct office_arrears one = owed(x, when, paid, PLAIN), other = owed(x, when, unpaid, PLAIN);
  assert_int_equal(one.cause[CAUSE_LAW] + one.cause[CAUSE_FACTS], 0);
  assert_int_equal(other.cause[CAUSE_LAW], 0);
  assert_int_equal(other.cause[CAUSE_FACTS], 120);
  assert_int_equal(adopted(x, "decree", mon(2026, 11), day(2026, 12, 20)).n, 0);
}

/* Decided in October for months gone by: by what is known when it is signed, be it more or less than the law
 * of those months. One decided before the decree, for October, is owed what the decree adds. */
static void a_decision_before_and_after_the_decree(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  on(w, 2026, 10, 12);
  int64_t before = with_k(x, "Lê Thị Một", day(1960, 1, 1), 1),
          after = with_k(x, "Lê Thị Hai", day(1960, 1, 2), 1);
  int64_t first = small_grant(x, before, "plain", day(2026, 10, 2), mon(2026, 9)),
          second = small_grant(x, after, "plain", day(2026, 10, 6), mon(2026, 9));
  small_paid(x, first, mon(2026, 9), mon(2026, 10), 100);
  small_paid(x, second, mon(2026, 9), mon(2026, 9), 100);
  small_paid(x, second, mon(2026, 10), mon(2026, 10), 120);
  for (month m = mon(2026, 9); m <= mon(2026, 10); m++) {
    struct office_when when = small_when(x, m, day(2026, 12, 20));
    assert_int_equal(owed(x, when, before, PLAIN).cause[CAUSE_LAW], 20);
    assert_int_equal(owed(x, when, before, PLAIN).cause[CAUSE_FACTS], 0);
    assert_int_equal(owed(x, when, after, PLAIN).cause[CAUSE_LAW], 0);
    assert_int_equal(owed(x, when, after, PLAIN).cause[CAUSE_FACTS], 0);
  }
  struct office_adoption a = adopted(x, "decree", mon(2026, 10), day(2026, 12, 20));
  assert_int_equal(a.n, 1);
  assert_int_equal(listed(&a, before)->law, 40);
  assert_int_equal(listed(&a, before)->group, GROUP_SURE);
}

/* A new decision in place of an old one: months are paid by the one that stands in them; who still receives
 * has not ended. */
static void a_new_decision_in_place_of_an_old_one(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  on(w, 2026, 10, 20);
  int64_t who = with_k(x, "Lê Thị Một", day(1960, 1, 1), 1),
          gone = with_k(x, "Lê Thị Hai", day(1960, 1, 2), 1);
  int64_t old = small_grant(x, who, "plain", day(2025, 8, 10), mon(2026, 7)),
          other = small_grant(x, gone, "plain", day(2025, 8, 10), mon(2026, 7));
  small_ends(x, old, mon(2026, 9));
  small_ends(x, other, mon(2026, 9));
  int64_t new = small_grant(x, who, "plain", day(2026, 10, 12), mon(2026, 10));
  small_paid(x, old, mon(2026, 7), mon(2026, 9), 100);
  small_paid(x, other, mon(2026, 7), mon(2026, 9), 100);
  small_paid(x, new, mon(2026, 10), mon(2026, 10), 120);
  struct office_adoption a = adopted(x, "decree", mon(2026, 10), day(2026, 11, 20));
  assert_int_equal(a.n, 2);
  assert_int_equal(listed(&a, who)->law, 60);
  assert_int_equal(listed(&a, who)->facts, 0);
  assert_int_equal(listed(&a, who)->group, GROUP_SURE);
  assert_int_equal(listed(&a, gone)->group, GROUP_ANSWER);
  assert_string_equal(listed(&a, gone)->reason[EN].p, "the grant has ended");
}

/* The list of October paid by the old decision; a later one takes October too. What the list paid was right,
 * and the rest is owed because the law moved. */
static void a_month_paid_before_it_was_decided_anew(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  on(w, 2026, 10, 20);
  int64_t who = with_k(x, "Lê Thị Một", day(1960, 1, 1), 1);
  int64_t old = small_grant(x, who, "plain", day(2025, 8, 10), mon(2026, 9));
  small_paid(x, old, mon(2026, 9), mon(2026, 10), 100);
  w->act.confirmed = S("paid_after_end");
  small_ends(x, old, mon(2026, 9));
  int64_t new = small_grant(x, who, "plain", day(2026, 10, 12), mon(2026, 10));
  struct office_when when = small_when(x, mon(2026, 10), day(2026, 12, 31));
  assert_int_equal(owed(x, when, who, PLAIN).cause[CAUSE_LAW], 0); /* on the list of November */
  when = small_when(x, mon(2026, 10), day(2027, 1, 1));
  assert_int_equal(owed(x, when, who, PLAIN).cause[CAUSE_LAW], 20);
  assert_int_equal(owed(x, when, who, PLAIN).cause[CAUSE_FACTS], 0);
  struct office_determination d = by_payment(x, when);
  struct office_finding *f;
  int64_t n, counts[FIND_KINDS];
  ok(office_check(w->a, &d, &f, &n, counts));
  assert_int_equal(counts[FIND_LAW_LOWER], 0); /* paid under the one, due under the other: one benefit */
  assert_int_equal(counts[FIND_EQUAL] + counts[FIND_LAW_HIGHER], 1);
  small_paid(x, new, mon(2026, 10), mon(2026, 10), 20);
  when = small_when(x, mon(2026, 10), day(2026, 12, 20));
  assert_int_equal(owed(x, when, who, PLAIN).cause[CAUSE_LAW], 0);
  assert_int_equal(owed(x, when, who, PLAIN).cause[CAUSE_FACTS], 0);
}

/* ---- what was paid and is not due ---- */

static int64_t count_of(struct small *x, const struct office_determination *d, int64_t who,
                        enum office_finding_kind kind, const char *detail) {
  struct office_finding *f;
  int64_t n, counts[FIND_KINDS], found = 0;
  struct world *w = x->w;
  ok(office_check(w->a, d, &f, &n, counts));
  for (int64_t i = 0; i < n; i++)
    found += f[i].person == who && f[i].kind == kind && (!detail || !strcmp(f[i].detail[EN].p, detail));
  return found;
}

/* Suspended and paid, or paid after the last month: check, page and arrears say the same, and nobody is told
 * to grant what was paid. */
static void paid_while_nothing_is_due(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  on(w, 2026, 8, 20);
  int64_t held = with_k(x, "Lê Thị Một", day(1960, 1, 1), 1),
          gone = with_k(x, "Lê Thị Hai", day(1960, 1, 2), 1),
          none = with_k(x, "Lê Thị Ba", day(1960, 1, 3), 1);
  int64_t stopped = small_grant(x, held, "plain", day(2025, 8, 10), mon(2025, 8)),
          ended = small_grant(x, gone, "plain", day(2025, 8, 10), mon(2025, 8));
  struct reg_months_input months = {
    .grant = stopped, .from = mon(2026, 8), .to = INT32_MAX, .reason = S("thử")
  };
  w->act.confirmed = S("suspended_paid,paid_after_end");
  ok(reg_grant_suspend(w->me, w->db, &w->act, &months, &w->no));
  small_paid(x, stopped, mon(2026, 8), mon(2026, 8), 100);
  small_paid(x, ended, mon(2026, 8), mon(2026, 8), 100);
  small_ends(x, ended, mon(2026, 7));
  struct office_when when = small_when(x, mon(2026, 8), day(2026, 10, 20));
  assert_int_equal(owed(x, when, held, PLAIN).cause[CAUSE_FACTS], -100);
  assert_int_equal(owed(x, when, gone, PLAIN).cause[CAUSE_FACTS], -100);
  struct office_determination d = by_payment(x, when);
  assert_int_equal(count_of(x, &d, held, FIND_LAW_LOWER, "suspended"), 1);
  assert_int_equal(count_of(x, &d, gone, FIND_LAW_LOWER, "the decision does not cover this month"), 1);
  assert_int_equal(count_of(x, &d, gone, FIND_NOT_GRANTED, NULL), 0);
  assert_int_equal(count_of(x, &d, none, FIND_NOT_GRANTED, NULL), 1);
}

/* Of a month of which no payment is recorded nothing was set against the law. */
static void a_month_not_paid_yet_does_not_match(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  on(w, 2026, 10, 20);
  int64_t who = with_k(x, "Lê Thị Một", day(1960, 1, 1), 1), counts[FIND_KINDS], n;
  int64_t grant = small_grant(x, who, "plain", day(2025, 8, 10), mon(2025, 8));
  struct office_finding *f;
  struct office_determination d = by_payment(x, small_when(x, mon(2026, 10), day(2026, 10, 25)));
  ok(office_check(w->a, &d, &f, &n, counts));
  assert_false(office_compared(counts));
  small_paid(x, grant, mon(2026, 10), mon(2026, 10), 100);
  d = by_payment(x, small_when(x, mon(2026, 10), day(2026, 10, 25)));
  ok(office_check(w->a, &d, &f, &n, counts));
  assert_true(office_compared(counts));
}

/* ---- whom a document touches ---- */

/* Two documents moved a sum since it was paid, one from 100 to 110, one from August on to 130: each is told
 * with its part. */
static void of_two_documents_each_has_its_part(void **state) {
  struct small *x = *state;
  on(x->w, 2026, 10, 28);
  int64_t who = with_k(x, "Lê Thị Một", day(1960, 1, 1), 6);
  small_paid(x, small_grant(x, who, "both_moved", day(2025, 8, 10), mon(2026, 7)), mon(2026, 7), mon(2026, 9),
             100);
  date known = day(2026, 11, 20);
  assert_int_equal(owed(x, small_when(x, mon(2026, 8), known), who, BOTH).cause[CAUSE_LAW], 30);
  struct office_adoption first = adopted(x, "other", mon(2026, 9), known),
                         second = adopted(x, "decree", mon(2026, 9), known);
  assert_int_equal(listed(&first, who)->law, 30);
  assert_int_equal(listed(&second, who)->law, 40);
}

/* Of a grant that is suspended an officer is asked, be it for months before; not of one that was. */
static void what_is_suspended_is_never_sure(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  on(w, 2026, 10, 28);
  int64_t who[2];
  for (int resumed = 0; resumed < 2; resumed++) {
    who[resumed] = with_k(x, "Lê Thị Ai", day(1960, 1, 1 + resumed), 1);
    int64_t grant = small_grant(x, who[resumed], "plain", day(2025, 8, 10), mon(2026, 7));
    small_paid(x, grant, mon(2026, 7), mon(2026, 8), 100);
    struct reg_months_input months = { .grant = grant, .from = mon(2026, 9), .reason = S("thử") };
    ok(reg_grant_suspend(w->me, w->db, &w->act, &months, &w->no));
    months.from = mon(2026, 10);
    if (resumed) ok(reg_grant_resume(w->me, w->db, &w->act, &months, &w->no));
  }
  struct office_adoption a = adopted(x, "decree", mon(2026, 8), day(2026, 11, 20));
  const struct office_arrear *held = listed(&a, who[0]), *goes_on = listed(&a, who[1]);
  assert_true(held && goes_on);
  assert_int_equal(held->law, 40);
  assert_int_equal(held->group, GROUP_ANSWER);
  assert_string_equal(held->reason[EN].p, "suspended");
  assert_int_equal(goes_on->law, 40);
  assert_int_equal(goes_on->group, GROUP_SURE);
  assert_int_equal(a.people[GROUP_SURE], 1);
}

/* A document no benefit reads lists nobody, whatever is open or not known of him. */
static void a_document_lists_whom_it_touches(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  on(w, 2026, 10, 28);
  static const char *const benefit[] = { "plain", "open_one", "asked", "asked_level", "asked_open" };
  int64_t who[5];
  for (int i = 0; i < 5; i++) {
    who[i] = with_k(x, "Lê Thị Ai", day(1960, 1, 1 + i), i + 1);
    small_paid(x, small_grant(x, who[i], benefit[i], day(2025, 1, 5), mon(2026, 7)), mon(2026, 7),
               mon(2026, 10), 100);
  }
  int64_t by_decree = with_k(x, "Lê Thị Ai", day(1960, 1, 20), 2);
  small_paid(x, small_grant(x, by_decree, "open_one", day(2026, 10, 12), mon(2026, 10)), mon(2026, 10),
             mon(2026, 10), 120);
  date known = day(2026, 11, 20);
  assert_int_equal(adopted(x, "other", mon(2026, 10), known).n, 0);
  struct office_adoption a = adopted(x, "decree", mon(2026, 10), known);
  assert_int_equal(a.n, 3);
  assert_int_equal(listed(&a, who[0])->group, GROUP_SURE);
  assert_int_equal(listed(&a, who[1])->group, GROUP_INTERPRETATION);
  assert_int_equal(listed(&a, who[1])->law, 80);
  assert_int_equal(listed(&a, who[1])->other_choice, -80); /* the decree's part, and not the whole 480 */
  assert_null(listed(&a, who[ASKED])); /* not known, and 30 with the decree and without it */
  assert_null(listed(&a, who[ASKED_OPEN]));
  assert_null(listed(&a, by_decree)); /* paid by the decree itself, under whatever reading */
  assert_int_equal(listed(&a, who[ASKED_LEVEL])->group, GROUP_ANSWER);
  assert_int_equal(listed(&a, who[ASKED_LEVEL])->law, 0);
  a = adopted(x, "decree", mon(2026, 11), known);
  assert_int_equal(a.n, 3);
  assert_int_equal(a.lost.people, 0); /* of 0 đồng nothing is lost */
}

/* Months to come, and one whose list is still to be paid: nothing is owed, and what it costs is told; of who
 * decided under it nothing moves. The same people once the months are paid by it. */
static void a_document_to_come_is_told_by_what_it_costs(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  on(w, 2026, 6, 20);
  int64_t now = with_k(x, "Lê Thị Một", day(1960, 1, 1), 1),
          soon = with_k(x, "Lê Thị Hai", day(1960, 1, 2), 1);
  int64_t grant = small_grant(x, now, "plain", day(2025, 8, 10), mon(2025, 8));
  small_grant(x, soon, "plain", day(2026, 6, 10), mon(2026, 9));
  struct office_adoption a = adopted(x, "decree", mon(2026, 11), day(2026, 6, 20));
  assert_int_equal(a.n_closed, 0);
  assert_int_equal(a.n, 2);
  for (int i = 0; i < a.n_months; i++) {
    bool both = a.from + i >= mon(2026, 9);
    assert_int_equal(a.month[i].grants, both ? 2 : 1);
    assert_int_equal(a.month[i].before, both ? 200 : 100);
    assert_int_equal(a.month[i].after, both ? 240 : 120);
    assert_int_equal(a.month[i].law + a.month[i].facts + a.month[i].back, 0);
  }
  assert_int_equal(listed(&a, now)->group, GROUP_SURE);
  assert_int_equal(listed(&a, soon)->group, GROUP_SURE);
  assert_int_equal(listed(&a, soon)->from, mon(2026, 9));
  assert_int_equal(listed(&a, soon)->part[0].before, 300);
  assert_int_equal(listed(&a, soon)->part[0].after, 360);
  on(w, 2026, 12, 1);
  int64_t under = with_k(x, "Lê Thị Ba", day(1960, 1, 3), 1);
  small_grant(x, under, "plain", day(2026, 10, 12), mon(2026, 10));
  small_paid(x, grant, mon(2026, 11), mon(2026, 11), 120);
  a = adopted(x, "decree", mon(2026, 11), day(2027, 1, 5));
  assert_true(a.n_closed > 0);
  assert_int_equal(a.n, 2);
  assert_null(listed(&a, under));
  assert_int_equal(a.month[4].grants, 2);
  assert_int_equal(a.month[4].law, 0); /* November's list was made by the decree */
}

/* Whom a document takes something from hears what is so of him: what he may have now and has not, by its
 * name, or that there is nothing. */
static void what_is_taken_is_told_of_the_person(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  on(w, 2026, 10, 28);
  static const char *const said[] = {
    "not eligible by the document from 2026-11 on; now eligible for, not granted yet: The other",
    "not eligible by the document from 2026-11 on; on the facts recorded, eligible for no further benefit",
    "not eligible by the document from 2026-11 on; on the facts recorded, eligible for no further benefit"
  };
  int64_t who[3];
  for (int i = 0; i < 3; i++) {
    who[i] = with_k(x, "Lê Thị Ai", day(1960, 1, 1 + i), 7 + i);
    int64_t grant = small_grant(x, who[i], "closing", day(2025, 1, 5), mon(2026, 7));
    small_paid(x, grant, mon(2026, 7), mon(2026, 10), i == 1 ? 70 : 50);
  }
  small_grant(x, who[1], "other_one", day(2025, 1, 5), mon(2026, 7));
  for (month to = mon(2026, 10); to <= mon(2026, 11); to++) {
    struct office_adoption a = adopted(x, "decree", to, day(2026, 11, 20));
    assert_int_equal(a.n, 3);
    for (int i = 0; i < 3; i++) {
      const struct office_arrear *r = listed(&a, who[i]);
      assert_int_equal(r->group, GROUP_ANSWER);
      assert_string_equal(r->reason[EN].p, said[i]);
      assert_int_equal(r->law, 0);
      assert_int_equal(r->back[CAUSE_FACTS], i == 1 ? -80 : 0); /* of who enters by it, as of all */
    }
  }
}

/* ---- why a sum differs ---- */

static void a_difference_is_laid_to_what_made_it(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  on(w, 2025, 1, 5);
  int64_t plain = with_k(x, "Lê Thị Một", day(1960, 1, 1), 1),
          mother = with_k(x, "Lê Thị Hai", day(1980, 1, 2), 0),
          late = with_k(x, "Lê Thị Ba", day(1980, 1, 3), 0);
  child_of(x, mother, day(2010, 12, 20));
  child_of(x, mother, day(2012, 3, 3));
  child_of(x, late, day(2010, 11, 20)); /* turns 16 in the month the decree is first known by its list */
  child_of(x, late, day(2012, 3, 4));
  small_grant(x, plain, "plain", day(2025, 1, 5), mon(2025, 1));
  small_grant(x, mother, "kids", day(2025, 1, 5), mon(2025, 1));
  small_grant(x, late, "kids", day(2025, 1, 5), mon(2025, 1));
  date known = day(2026, 11, 5), december = day(2026, 12, 5);
  assert_string_equal(reason_of(x, mon(2026, 11), known, plain), "the level changed by a new document");
  assert_string_equal(reason_of(x, mon(2026, 11), known, mother), "the level changed by a new document");
  assert_string_equal(reason_of(x, mon(2026, 11), known, late), "the amount changed"); /* both */
  assert_string_equal(reason_of(x, mon(2026, 12), december, mother),
                      "facts or ages changed, of the person or of those concerned");
  assert_string_equal(reason_of(x, mon(2027, 3), day(2026, 12, 20), plain),
                      "the amount changed"); /* a provision known before begins */
}

/* One woman with two sums is one person. */
static void people_are_counted_as_people(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  on(w, 2026, 10, 1);
  int64_t who = with_k(x, "Lê Thị Một", day(1980, 1, 1), 1);
  child_of(x, who, day(2015, 1, 1));
  small_grant(x, who, "plain", day(2025, 1, 5), mon(2025, 1));
  small_grant(x, who, "kids", day(2025, 1, 5), mon(2025, 1));
  struct office_when when = small_when(x, mon(2026, 11), day(2026, 11, 20));
  struct office_determination d;
  struct office_totals t;
  ok(office_determine(w->a, x->p, small_everybody(x, when), when, NULL, 1, &d));
  ok(office_sum(w->a, &d, x->areas, &t));
  assert_int_equal(t.due.people, 1);
  assert_int_equal(t.due.sum, 240);
  assert_int_equal(t.eligible.people, 1);
  assert_int_equal(t.due_by_benefit[PLAIN].people, 1);
  assert_int_equal(t.due_by_benefit[KIDS].people, 1);
  for (int i = 0; i < t.n_communes; i++)
    assert_true(t.due_by_commune[i].people == (t.due_by_commune[i].sum > 0));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
    TEST(a_first_payment_goes_by_the_law_of_its_decision),
    TEST(a_decision_before_and_after_the_decree),
    TEST(a_new_decision_in_place_of_an_old_one),
    TEST(a_month_paid_before_it_was_decided_anew),
    TEST(paid_while_nothing_is_due),
    TEST(a_month_not_paid_yet_does_not_match),
    TEST(of_two_documents_each_has_its_part),
    TEST(what_is_suspended_is_never_sure),
    TEST(a_document_lists_whom_it_touches),
    TEST(a_document_to_come_is_told_by_what_it_costs),
    TEST(what_is_taken_is_told_of_the_person),
    TEST(a_difference_is_laid_to_what_made_it),
    TEST(people_are_counted_as_people),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
