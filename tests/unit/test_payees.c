/* Who of several is paid, by which decision, and what is said of a payment: several grants of one benefit,
 * of one household, for two records, suspended, of a law that cannot be computed. A law of its own; people
 * are invented. */
#include "small_for_test.h"

#include "registry/correct.h"

/* Benefits in the order of the law. */
enum { PLAIN, HOME, FUNERAL, BROKEN, THEN, MINE, THEIRS };

#define PACK(death, funeral)                                                                                 \
  "language 1\n"                                                                                             \
  "document d \"D\" issued 2019-01-01 in_force 2020-01-01\n"                                                 \
  "document decree \"R\" issued 2026-08-01 in_force 2026-10-05 amends d\n"                                   \
  "document low \"L\" issued 2026-08-01 in_force 2026-10-06 amends d retroactive raises_only [low 1]\n"      \
  "fact person.birth : date \"x\" required\n" death                                                          \
  "fact person.k : integer 0..9 \"x\" absent 0\nfact household.poor : bool \"x\" absent no\n"                \
  "link parent : person \"x\" inverse child absent none\n"                                                   \
  "link child : person \"x\" inverse parent absent none\n"                                                   \
  "record service of person \"x\" (until : date)\n"                                                          \
  "parameter level : money \"x\"\n  from 2020-01-01 = 100 [d 1]\n  from 2026-07-01 = 1000 [decree 1]\n"      \
  "parameter lowered : money \"x\"\n  from 2020-01-01 = 100 [d 1]\n  from 2026-07-01 = 80 [low 1]\n"         \
  "rule person.with_child : bool \"x\" = count child >= 1 [d 1]\n"                                           \
  "benefit plain for person \"B\"\n  amount 100 [d 1]\n  when k = 1 [d 1]\n"                                 \
  "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"                \
  "benefit home for household \"B\"\n  amount 500 [d 1]\n  when poor [d 1]\n"                                \
  "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n" funeral        \
  "benefit broken for person \"B\"\n  amount (level * 0.333) exactly [d 1]\n  when k = 5 [d 1]\n"            \
  "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"                \
  "benefit then_one for person \"B\"\n  amount 70 [d 1]\n  when with_child at 2026-08-20 [d 1]\n"            \
  "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"                \
  "benefit mine for person \"B\"\n  amount 90 [d 1]\n  when k = 2 [d 1]\n"                                   \
  "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"                \
  "benefit theirs for person \"B\"\n  amount lowered [d 1]\n  when k = 3 [d 1]\n"                            \
  "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"                \
  "concurrency one per household \"x\"\n  at most 1 of (mine, theirs) keeping highest [d 1]\n"

static const char pack_text[] = PACK(
    "fact person.death : date \"x\" absent never\n",
    "benefit funeral for person \"B\" once deceased\n  amount 900 [d 1]\n  when k = 1 [d 1]\n"
    "  starts month_of_conditions [d 1]\n  changes same_month [d 1]\n  stops same_month [d 1]\n");
/* What is for a death cannot be told then. */
static const char deathless_text[] = PACK("", "");

static int setup(void **state) {
  struct small *x;
  small_open(&x, "payees", pack_text);
  on(x->w, 2026, 11, 2);
  *state = x;
  return 0;
}

static int teardown(void **state) {
  small_close(*state);
  return 0;
}

/* ---- writing ---- */

static int64_t at_home(struct small *x, const char *name, date birth, int k, int64_t home) {
  int64_t id = small_person(x, name, birth, k);
  belongs(x->w, id, home, S("other"), birth > day(2024, 1, 1) ? birth : day(2024, 1, 1));
  return id;
}

static int64_t alone(struct small *x, const char *name, int k) {
  return at_home(x, name, day(1960, 1, 1), k, household(x->w, "Phú Xuân", day(2024, 1, 1)));
}

static int64_t poor_home(struct small *x) {
  int64_t home = household(x->w, "Phú Xuân", day(2024, 1, 1));
  small_poor(x, home);
  return home;
}

static void suspends(struct small *x, int64_t grant, month from) {
  struct world *w = x->w;
  struct reg_months_input in = { .grant = grant, .from = from, .reason = S("x") };
  ok(reg_grant_suspend(w->me, w->db, &w->act, &in, &w->no));
}

/* Two grants of PLAIN under each of which August is paid: the first ended with July afterwards. The one
 * decided later has the lower number where `late_first`. */
static void paid_under_two(struct small *x, int64_t who, bool late_first, money each, int64_t ret_grant[2]) {
  struct world *w = x->w;
  date early = day(2025, 1, 5), late = day(2026, 8, 3);
  ret_grant[0] = small_grant(x, who, "plain", late_first ? late : early, mon(2025, 1));
  small_pays(x, ret_grant[0], mon(2026, 8), each);
  struct reg_months_input end = { .grant = ret_grant[0], .to = mon(2026, 7), .reason = S("x") };
  struct reg_act sure = w->act;
  sure.confirmed = S("paid_after_end");
  ok(reg_grant_end(w->me, w->db, &sure, &end, &w->no));
  ret_grant[1] = small_grant(x, who, "plain", late_first ? early : late, mon(2026, 8));
  small_pays(x, ret_grant[1], mon(2026, 8), each);
}

/* ---- asking ---- */

static struct office_when in_the_month(struct small *x, month m) {
  return small_when(x, m, day(2026, 11, 20));
}

static struct office_determination determined(struct small *x, month m) {
  struct world *w = x->w;
  struct office_determination d;
  struct office_when when = in_the_month(x, m);
  ok(office_determine(w->a, x->p, small_everybody(x, when), when, NULL, 1, &d));
  return d;
}

static void checked(struct small *x, month m, int64_t counts[FIND_KINDS]) {
  struct world *w = x->w;
  struct office_determination d = determined(x, m);
  struct office_finding *f;
  int64_t n;
  ok(office_check(w->a, &d, &f, &n, counts));
}

static struct office_answer replayed(struct small *x, month m, int64_t who) {
  struct world *w = x->w;
  struct office_when when = in_the_month(x, m);
  struct people_ask *ask = NEW(w->a, struct people_ask);
  struct office_answer answer;
  struct people *people;
  *ask = (struct people_ask) { .viewer = w->me, .db = w->db, .names = x->names, .act = when.act };
  ok(people_load_one(w->a, ask, who, &people, NULL));
  struct office_asker *k = office_asker_new(w->a, x->p, people, people_source_new(w->a, people), when);
  ok(office_ask(k, who, m, false, &answer));
  office_asker_free(k);
  return answer;
}

static struct office_answer laid_out(struct small *x, month m, int64_t who) {
  struct office_determination d = determined(x, m);
  struct office_answer all = { 0 };
  for (int32_t at = 0; at < d.m.people; at++)
    if (d.m.person[at] == who) office_answer_of(x->w->a, &d, NULL, at, &all);
  assert_true(all.n > 0);
  return all;
}

/* By the replay and of everybody. */
static void comes_to(struct small *x, month m, int64_t who, int benefit, money eligible, money due) {
  struct office_answer said[] = { replayed(x, m, who), laid_out(x, m, who) };
  for (int i = 0; i < 2; i++) {
    assert_int_equal(said[i].item[benefit].eligible_amount, eligible);
    assert_int_equal(said[i].item[benefit].due_amount, due);
  }
}

/* ---- the month that was paid ---- */

/* A funeral that an import has in the month after: nobody dead was paid what is for the living. */
static void what_is_for_a_death_is_paid_after_it(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  int64_t who = alone(x, "Lê Thị Một", 1), counts[FIND_KINDS];
  int64_t plain = small_grant(x, who, "plain", day(2025, 1, 5), mon(2025, 1));
  ok(reg_death(w->me, w->db, &w->act, who, day(2026, 8, 10), &w->no));
  int64_t funeral = small_grant(x, who, "funeral", day(2026, 8, 20), mon(2026, 8));
  small_pays(x, funeral, mon(2026, 8), 900);
  ok(db_script(w->db, "UPDATE grant_version SET first_month = first_month + 1 WHERE decided > 20600"));
  ok(db_script(w->db, "UPDATE grant_paid SET from_month = from_month + 1, to_month = to_month + 1"));
  checked(x, mon(2026, 9), counts);
  assert_int_equal(counts[FIND_DEAD_PAID], 0);
  assert_int_equal(counts[FIND_OTHER_MONTH], 1); /* and somebody is to look at it */
  checked(x, mon(2026, 8), counts);
  assert_int_equal(counts[FIND_OTHER_MONTH], 0);
  small_pays(x, plain, mon(2026, 9), 100);
  checked(x, mon(2026, 9), counts);
  assert_int_equal(counts[FIND_DEAD_PAID], 1);
}

/* The day of death put right: the funeral is due in its month, with what was paid, and nothing is owed. */
static void a_funeral_follows_the_day_of_death(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  int64_t who = alone(x, "Lê Thị Một", 1);
  ok(reg_death(w->me, w->db, &w->act, who, day(2026, 8, 31), &w->no));
  small_pays(x, small_grant(x, who, "funeral", day(2026, 9, 5), mon(2026, 8)), mon(2026, 8), 900);
  comes_to(x, mon(2026, 8), who, FUNERAL, 900, 900);
  int64_t counts[FIND_KINDS];
  checked(x, mon(2026, 8), counts);
  assert_int_equal(counts[FIND_OTHER_MONTH], 0);
  const struct reg_death_correction right = { who, day(2026, 9, 1) };
  ok(reg_death_correct(w->me, w->db, &w->act, &x->v, &right, &w->no));
  comes_to(x, mon(2026, 8), who, FUNERAL, 900, 0); /* whose conditions do not look at the death */
  comes_to(x, mon(2026, 9), who, FUNERAL, 900, 900);
  for (month m = mon(2026, 8); m <= mon(2026, 9); m++) {
    struct office_answer now = replayed(x, m, who);
    for (int cause = 0; cause < CAUSES; cause++)
      assert_int_equal(now.item[FUNERAL].arrears.cause[cause], 0);
  }
}

/* Paid in two parts, by the old decision and by the new one: only where that is more than is due is it paid
 * twice. */
static void two_parts_of_a_month_are_set_against_it_together(void **state) {
  struct small *x = *state;
  int64_t who = alone(x, "Lê Thị Một", 1), other = alone(x, "Lê Thị Hai", 1), grant[2];
  int64_t counts[FIND_KINDS];
  paid_under_two(x, who, false, 30, grant);
  checked(x, mon(2026, 8), counts);
  assert_int_equal(counts[FIND_PAID_TWICE], 0);
  assert_int_equal(counts[FIND_LAW_HIGHER], 1);
  paid_under_two(x, other, false, 60, grant);
  checked(x, mon(2026, 8), counts);
  assert_int_equal(counts[FIND_PAID_TWICE], 1);
}

static void of_two_decisions_the_first_counts(void **state) {
  struct small *x = *state;
  for (int late_first = 0; late_first < 2; late_first++) {
    int64_t grant[2], who = alone(x, late_first ? "Lê Thị Hai" : "Lê Thị Một", 1);
    paid_under_two(x, who, late_first, 50, grant);
    struct people *p = small_everybody(x, in_the_month(x, mon(2026, 8)));
    const struct people_grant *by = office_paid_by(p, who, PLAIN, mon(2026, 8));
    assert_int_equal(by->id, grant[late_first]);
    assert_int_equal(by->decided, day(2025, 1, 5));
  }
}

/* ---- of a household ---- */

/* The first of them all is suspended: the next one pays, and is paid once that one is suspended as well to
 * nobody. */
static void a_suspended_grant_of_a_household_gives_way(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  int64_t home = poor_home(x), one = at_home(x, "Lê Thị Một", day(1960, 1, 1), 0, home),
          two = small_person(x, "Lê Thị Hai", day(1965, 1, 1), 0);
  int64_t first = small_grant(x, one, "home", day(2026, 1, 5), mon(2026, 1)),
          second = small_grant(x, two, "home", day(2026, 1, 6), mon(2026, 1));
  belongs(w, two, home, S("other"), day(2024, 1, 1)); /* recorded late */
  suspends(x, first, mon(2026, 8));
  comes_to(x, mon(2026, 7), one, HOME, 500, 500);
  comes_to(x, mon(2026, 7), two, HOME, 500, 0);
  comes_to(x, mon(2026, 8), one, HOME, 500, 0);
  comes_to(x, mon(2026, 8), two, HOME, 500, 500);
  suspends(x, second, mon(2026, 9));
  comes_to(x, mon(2026, 9), one, HOME, 500, 0);
  comes_to(x, mon(2026, 9), two, HOME, 500, 0);
}

/* What only raises lowers nothing of a month before it, also where somebody else's sum is weighed against it:
 * the household's one share is theirs until October. */
static void what_others_are_due_is_not_lowered_either(void **state) {
  struct small *x = *state;
  int64_t home = poor_home(x), one = at_home(x, "Lê Thị Một", day(1960, 1, 1), 2, home),
          two = at_home(x, "Lê Thị Hai", day(1965, 1, 1), 3, home);
  small_grant(x, one, "mine", day(2025, 1, 5), mon(2025, 1));
  small_grant(x, two, "theirs", day(2025, 1, 5), mon(2025, 1));
  comes_to(x, mon(2026, 8), one, MINE, 90, 0);
  comes_to(x, mon(2026, 8), two, THEIRS, 80, 100);
  comes_to(x, mon(2026, 10), one, MINE, 90, 90);
  comes_to(x, mon(2026, 10), two, THEIRS, 80, 0);
}

/* Who is paid for the household and for himself is one person, whoever of it was written down first. */
static void who_is_paid_for_the_household_is_counted_once(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  int64_t home = poor_home(x);
  at_home(x, "Lê Thị Một", day(1960, 1, 1), 0, home);
  int64_t two = at_home(x, "Lê Thị Hai", day(1965, 1, 1), 1, home);
  small_grant(x, two, "home", day(2026, 1, 5), mon(2026, 1));
  small_grant(x, two, "plain", day(2026, 1, 5), mon(2026, 1));
  struct office_determination d = determined(x, mon(2026, 8));
  struct office_totals t;
  ok(office_sum(w->a, &d, x->areas, &t));
  assert_int_equal(t.due.sum, 600);
  assert_int_equal(t.due.people, 1);
}

/* ---- several grants ---- */

/* For what happened twice two are granted: no task. */
static void grants_for_two_records_are_no_twins(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  int64_t who = alone(x, "Lê Thị Một", 1), row = 0, id = 0, counts[FIND_KINDS];
  for (int i = 0; i < 2; i++) {
    const struct reg_item_input until = { S("until"), true, day(1980 + i, 1, 1), S("") };
    struct reg_record_input in = { .v = &x->v,
                                   .kind = REG_PERSON,
                                   .subject = who,
                                   .record = S("service"),
                                   .items = &until,
                                   .item_count = 1,
                                   .valid_from = day(1978, 1, 1),
                                   .valid_to = DATE_MAX };
    ok(reg_record_add(w->me, w->db, &w->act, &in, &row, &w->no));
    struct reg_grant g = { .person = who,
                           .record = row,
                           .amount = 100,
                           .decision_no = S("1/QĐ"),
                           .decided = day(2026, 1, 5),
                           .first_month = mon(2026, 1),
                           .running = true };
    struct reg_grant_input grant = { S("plain"), &g, &x->v };
    ok(reg_grant_add(w->me, w->db, &w->act, &grant, &id, &w->no));
  }
  checked(x, mon(2026, 8), counts);
  assert_int_equal(counts[FIND_TWIN_GRANTS], 0);
  ok(db_script(w->db, "UPDATE grant_ SET record = (SELECT min(record) FROM grant_)"));
  checked(x, mon(2026, 8), counts);
  assert_int_equal(counts[FIND_TWIN_GRANTS], 1);
}

/* Of what is suspended nothing is due, also where the packs do not know what it is. */
static void a_suspended_grant_the_packs_do_not_know_is_no_fault(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  int64_t grant[2];
  for (int i = 0; i < 2; i++)
    grant[i] = small_grant(x, alone(x, i ? "Lê Thị Hai" : "Lê Thị Một", 0), "plain", day(2025, 1, 5),
                           mon(2025, 1));
  suspends(x, grant[1], mon(2026, 8));
  ok(db_script(w->db, "INSERT INTO symbol(name) VALUES ('old.aid')"));
  ok(db_script(w->db, "UPDATE grant_ SET benefit = (SELECT id FROM symbol WHERE name = 'old.aid')"));
  assert_int_equal(determined(x, mon(2026, 7)).n_foreign, 2);
  struct office_determination d = determined(x, mon(2026, 8));
  assert_int_equal(d.n_foreign, 1);
  assert_int_equal(d.faults, 1);
}

/* By the law of the list the sum does not come out, by that of a decision signed later it does: that row is
 * no fault of the month as it is paid. */
static void a_fault_goes_with_the_law_of_the_payment(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  int64_t early = alone(x, "Lê Thị Một", 5), late = alone(x, "Lê Thị Hai", 5);
  small_grant(x, early, "broken", day(2025, 1, 5), mon(2025, 1));
  small_grant(x, late, "broken", day(2026, 10, 20), mon(2026, 8));
  struct office_when when = in_the_month(x, mon(2026, 8));
  struct office_determination d;
  ok(office_determine_payment(w->a, x->p, small_everybody(x, when), when, 1, &d));
  assert_int_equal(d.faults, 1);
  for (int64_t i = 0; i < d.n; i++)
    assert_int_equal(d.row[i].due == OFFICE_FAULT, d.m.person[d.row[i].at] == early);
}

/* ---- a day of its own ---- */

static void child_of(struct small *x, int64_t child, int64_t parent) {
  struct world *w = x->w;
  struct reg_link_input in = { S("person.parent"), child, parent, day(2020, 1, 1), DATE_MAX, &x->v };
  ok(reg_link_add(w->me, w->db, &w->act, &in, &w->no));
}

/* Whom a link leads to is looked at where he is: in no household he is somebody, dead by the day nobody; also
 * where the law asks for nobody's death. */
static void linked_on_a_day(struct small *x, int benefit) {
  struct world *w = x->w;
  int64_t parent[3], child[3];
  for (int i = 0; i < 3; i++) {
    parent[i] = alone(x, arena_print(w->a, "Lê Thị Mẹ %d", i), 0);
    child[i] = small_person(x, arena_print(w->a, "Lê Thị Con %d", i), day(2020, 1, 1), 0);
    child_of(x, child[i], parent[i]);
    if (i) belongs(w, child[i], household(w, "Phú Xuân", day(2024, 1, 1)), S("other"), day(2024, 1, 1));
  }
  ok(reg_death(w->me, w->db, &w->act, child[2], day(2026, 8, 10), &w->no));
  for (int i = 0; i < 3; i++)
    comes_to(x, mon(2026, 8), parent[i], benefit, i < 2 ? 70 : 0, 0);
}

static void links_of_a_day_lead_to_who_is_there(void **state) {
  struct small *x = *state, *deathless;
  linked_on_a_day(x, THEN);
  small_open(&deathless, "payees_deathless", deathless_text);
  on(deathless->w, 2026, 11, 2);
  linked_on_a_day(deathless, THEN - 1);
  small_close(deathless);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
    TEST(what_is_for_a_death_is_paid_after_it),
    TEST(a_funeral_follows_the_day_of_death),
    TEST(two_parts_of_a_month_are_set_against_it_together),
    TEST(of_two_decisions_the_first_counts),
    TEST(a_suspended_grant_of_a_household_gives_way),
    TEST(what_others_are_due_is_not_lowered_either),
    TEST(who_is_paid_for_the_household_is_counted_once),
    TEST(grants_for_two_records_are_no_twins),
    TEST(a_suspended_grant_the_packs_do_not_know_is_no_fault),
    TEST(a_fault_goes_with_the_law_of_the_payment),
    TEST(links_of_a_day_lead_to_who_is_there),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
