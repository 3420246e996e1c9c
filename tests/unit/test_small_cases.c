/* Small situations, each asked in every way: the list of everybody, one person's answer by replay, `law
 * eval`. A law of its own, written so that each situation turns on one rule of decisions 0001 and 0005. All
 * people are invented. */
#include "small_for_test.h"

#include "law/tools/tools.h"
#include "registry/whole.h"

/* Benefits in the order of the law. */
enum {
  LOWERED,
  KEPT,
  FRAIL,
  KIN,
  BROKEN_SUM,
  HOME,
  SHARED,
  VAST,
  FRESH,
  LEFT,
  RIGHT,
  CARE,
  OTHERS,
  TWICE,
  BENEFITS
};

static const char pack_text[] =
    "language 1\n"
    "document d \"D\" issued 2019-01-01 in_force 2020-01-01\n"
    "document ro \"R\" issued 2026-08-01 in_force 2026-10-05 amends d retroactive raises_only [ro 1]\n"
    "document plain \"P\" issued 2026-08-01 in_force 2026-10-05 amends d\n"
    "document later \"L\" issued 2026-08-02 in_force 2026-10-20 amends d, ro retroactive raises_only [later "
    "1]\n"
    "fact person.birth : date \"x\" required\nfact person.death : date \"x\" absent never\n"
    "fact person.k : integer 0..11 \"x\" absent 0\nfact household.poor : bool \"x\" absent no\n"
    "fact person.asked : bool \"x\"\nlink ward : person \"x\" inverse tutor\n"
    "link tutor : person \"x\" inverse ward\n"
    "link parent : person \"x\" inverse child absent none\n"
    "link child : person \"x\" inverse parent absent none\n"
    "parameter level : money \"x\"\n  from 2020-01-01 = 100 [d 1]\n  from 2026-07-01 = 80 [ro 1]\n"
    "parameter saved : money \"x\"\n  from 2020-01-01 = 50 [d 1]\n"
    "  from 2026-07-01 only granted before 2026-10-05 = 54 [ro 1]\n"
    "parameter vast : money \"x\"\n  from 2020-01-01 = 1 [d 1]\n  from 2026-07-01 = 5000000000000000000 [ro "
    "1]\n"
    "parameter fresh : money \"x\"\n  from 2020-01-01 = 0 [d 1]\n  from 2026-07-01 = 5000000000000000000 [ro "
    "1]\n"
    "parameter apart : money \"x\"\n  from 2020-01-01 = 90 [d 1]\n  from 2026-07-01 = 20 [plain 1]\n"
    "parameter steps : money \"x\"\n  from 2020-01-01 = 10 [d 1]\n  from 2026-06-01 = 40 [ro 1]\n"
    "  from 2026-07-01 = 30 [later 1]\n"
    "rule person.young : bool \"x\" = years from birth to day < 16 [d 1]\n"
    "benefit lowered for person \"B\"\n  amount level [d 1]\n  when k = 1 [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit kept for person \"B\"\n  amount saved [d 1]\n  when k = 2 [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit frail for person \"B\"\n  amount 30 [d 1]\n  when k = 3 and not young [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit kin for person \"B\"\n  amount 70 [d 1]\n  when any child where (young) [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit broken for person \"B\"\n  amount (saved * 0.333) exactly [d 1]\n  when k = 5 [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit home for household \"B\"\n  amount 500 [d 1]\n  when poor [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit shared for person \"B\"\n  amount 60 [d 1]\n  when k = 7 [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit vast_one for person \"B\"\n  amount vast [d 1]\n  when k = 8 [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit fresh_one for person \"B\"\n  amount fresh [d 1]\n  when k = 9 [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit left for person \"B\"\n  amount 60 [d 1]\n  when k = 6 and asked [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit right for person \"B\"\n  amount 40 [d 1]\n  when k = 6 [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit care for person \"B\"\n  amount 90 [d 1]\n  when k = 4 [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "concurrency side per person \"x\"\n  at most 1 of (left, right) keeping highest [d 1]\n"
    "concurrency carer per cared_for through ward \"x\"\n  at most 1 of (care) keeping highest [d 1]\n"
    "benefit others for person \"B\"\n  amount apart [d 1]\n  when k = 10 [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit twice for person \"B\"\n  amount steps [d 1]\n  when k = 11 [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "concurrency one per household \"x\"\n  at most 1 of (shared) keeping highest [d 1]\n";

static int small_setup(void **state) {
  struct small *x;
  small_open(&x, "small", pack_text);
  on(x->w, 2026, 11, 2);
  *state = x;
  return 0;
}

static int small_teardown(void **state) {
  small_close(*state);
  return 0;
}

/* ---- asking ---- */

static void eval_says(struct small *x, const char *situation, const char *part) {
  struct buf out = buf_new(x->w->a, 1 << 20);
  enum err e = law_tool_eval(x->w->a, x->p, str_of(situation), EN, &out);
  if (e != OK) fail_msg("%.2000s", out.p);
  if (!strstr(out.p, part)) fail_msg("no %s in %s", part, out.p);
}

static const struct small_comes nothing, eligible_30 = { LAW_VALUE, LAW_NOT_ENTITLED, 30, 0 };

/* ---- the situations ---- */

/* No age is below 16 before birth, so «not young» holds: but nobody counts before birth. */
static void nobody_is_entitled_before_birth(void **state) {
  struct small *x = *state;
  int64_t child = small_person(x, "Lê Thị Sau", day(2026, 8, 15), 3);
  belongs(x->w, child, household(x->w, "Phú Xuân", day(2024, 1, 1)), S("head"), day(2026, 8, 15));
  date known = day(2026, 11, 20);
  small_both_say(x, small_when(x, mon(2026, 7), known), child, FRAIL, nothing);
  small_both_say(x, small_when(x, mon(2026, 8), known), child, FRAIL, nothing);
  small_both_say(x, small_when(x, mon(2026, 9), known), child, FRAIL, nothing);
  small_both_say(x, small_when(x, mon(2042, 9), known), child, FRAIL, eligible_30);
  static const char unborn[] =
      "{\"for\":\"2026-0%d\",\"known\":\"2026-11-20\",\"persons\":{\"a\":{\"birth\":\"%s\",\"k\":3}},"
      "\"ask\":[{\"person\":\"a\",\"benefit\":\"frail\"}]}";
  eval_says(x, arena_print(x->w->a, unborn, 7, "2026-08-15"), "\"status\":\"not_entitled\"");
  eval_says(x, arena_print(x->w->a, unborn, 7, "2026-08-15"), "\"role\":\"unborn\"");
  /* Of a birth known to the month only every day gives the same. */
  eval_says(x, arena_print(x->w->a, unborn, 7, "2026-08"), "\"status\":\"not_entitled\"");
  eval_says(x, arena_print(x->w->a, unborn, 8, "2026-08"), "\"status\":\"not_entitled\"");
}

/* One relation: by whichever name it is written, it is read; and it is ended by either. */
static void a_link_is_one_by_both_names(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  int64_t mother = small_person(x, "Lê Thị Mẹ", day(1990, 1, 1), 0),
          child = small_person(x, "Lê Thị Con", day(2020, 1, 1), 0);
  int64_t home = household(w, "Phú Xuân", day(2024, 1, 1));
  belongs(w, mother, home, S("head"), day(2024, 1, 1));
  belongs(w, child, home, S("child"), day(2024, 1, 1));
  struct reg_link_input in = { S("person.child"), mother, child, day(2020, 1, 1), DATE_MAX, &x->v };
  ok(reg_link_add(w->me, w->db, &w->act, &in, &w->no));
  struct office_when when = small_when(x, mon(2026, 9), day(2026, 11, 20));
  small_both_say(x, when, mother, KIN, (struct small_comes) { LAW_VALUE, LAW_NOT_ENTITLED, 70, 0 });
  assert_int_equal(count(w, "SELECT count(*) FROM link l JOIN symbol s ON s.id = l.kind AND s.name = "
                            "'person.parent'"),
                   1);
  struct reg_link_input again = { S("person.parent"), child, mother, day(2021, 1, 1), DATE_MAX, &x->v };
  refused_as(w, "link_twice", reg_link_add(w->me, w->db, &w->act, &again, &w->no));
  again.from = day(2026, 6, 1);
  ok(reg_link_end(w->me, w->db, &w->act, &again, &w->no));
  small_both_say(x, small_when(x, mon(2026, 9), day(2026, 11, 20)), mother, KIN, nothing);
}

static void counted(void *context, const struct reg_audit_finding *f) {
  *(int *)context += !strcmp(f->code, "inverse");
}

/* Rows written by an inverse's name in another way than by acts are named. */
static void a_row_by_the_inverse_is_named(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  int64_t mother = small_person(x, "Lê Thị Mẹ", day(1990, 1, 1), 0),
          child = small_person(x, "Lê Thị Con", day(2020, 1, 1), 0), found;
  int named = 0;
  struct reg_link_input in = { S("person.child"), mother, child, day(2020, 1, 1), DATE_MAX, NULL };
  ok(reg_link_add(w->me, w->db, &w->act, &in, &w->no)); /* who knows no vocabulary writes it as it stands */
  struct reg_audit_watch watch = { &named, NULL, counted };
  ok(reg_audit(w->me, w->db, &x->v, &watch, &found));
  assert_int_equal(named, 1);
  struct reg_link_input end = { S("person.parent"), child, mother, day(2026, 6, 1), DATE_MAX, &x->v };
  ok(reg_link_end(w->me, w->db, &w->act, &end, &w->no));
}

/* A household's benefit is due to the member it is granted to, once. */
static void a_households_grant_is_due_once(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  int64_t head = small_person(x, "Lê Thị Chủ", day(1960, 1, 1), 0),
          two = small_person(x, "Lê Thị Hai", day(1965, 1, 1), 0),
          three = small_person(x, "Lê Thị Ba", day(1970, 1, 1), 0),
          home = household(w, "Phú Xuân", day(2024, 1, 1));
  belongs(w, head, home, S("head"), day(2024, 1, 1));
  belongs(w, two, home, S("other"), day(2024, 1, 1));
  small_poor(x, home);
  struct small_comes stands = { LAW_VALUE, LAW_NOT_ENTITLED, 500, 0 },
                     pays = { LAW_VALUE, LAW_VALUE, 500, 500 };
  small_both_say(x, small_when(x, mon(2026, 9), day(2026, 11, 20)), two, HOME, stands);
  small_grant(x, two, "home", day(2026, 1, 5), mon(2026, 1));
  small_grant(x, three, "home", day(2026, 1, 6), mon(2026, 1));
  belongs(w, three, home, S("other"), day(2024, 1, 1)); /* recorded late */
  struct office_when when = small_when(x, mon(2026, 9), day(2026, 11, 20));
  small_both_say(x, when, head, HOME, stands);
  small_both_say(x, when, two, HOME, pays);
  small_both_say(x, when, three, HOME, stands);
  assert_int_equal(small_replayed(x, when, head).item[HOME].paid_to, two);
  struct office_determination d;
  struct office_due_line *line;
  struct office_totals t;
  int64_t n;
  small_determined(x, when, &d);
  ok(office_sum(w->a, &d, x->areas, &t));
  assert_int_equal(t.due.people, 1);
  assert_int_equal(t.due.sum, 500);
  assert_int_equal(t.eligible.sum, 500);
  for (int i = 0; i < 3; i++) { /* eligible of the household is nobody's own, and due one member's */
    struct office_answer one = small_replayed(x, when, i == 0 ? head : i == 1 ? two : three);
    struct office_sums sum = office_sums(&one);
    assert_int_equal(sum.eligible, LAW_NOT_ENTITLED);
    assert_int_equal(sum.eligible_amount, 0);
    assert_int_equal(sum.due, i == 1 ? 500 : 0);
  }
  struct reg_fact_input unknown = { .kind = REG_HOUSEHOLD,
                                    .subject = home,
                                    .fact = S("household.poor"),
                                    .value_name = S(""),
                                    .valid_from = day(2026, 1, 1),
                                    .valid_to = DATE_MAX };
  ok(reg_fact_change(w->me, w->db, &w->act, &x->v, &unknown, &w->no));
  struct office_answer not_known = small_replayed(x, small_when(x, mon(2026, 9), day(2026, 11, 20)), head);
  assert_int_equal(not_known.item[HOME].eligible, LAW_UNKNOWN);
  assert_int_equal(office_sums(&not_known).eligible, LAW_NOT_ENTITLED);
  ok(office_due_lines(w->a, &(struct office_due_ask) { &d, NULL, NULL, 1 }, &line, &n));
  assert_int_equal(n, 1);
  assert_int_equal(d.m.person[line[0].at], two);
  assert_int_equal(line[0].now, 500);
  eval_says(x,
            "{\"for\":\"2026-09\",\"known\":\"2026-11-20\",\"persons\":{\"a\":{\"birth\":\"1960-01-01\"}},"
            "\"households\":{\"h\":{\"members\":[\"a\"],\"poor\":true}},\"grants\":[{\"person\":\"a\","
            "\"benefit\":\"home\",\"decided\":\"2026-01-05\"}],\"ask\":[{\"household\":\"h\",\"benefit\":"
            "\"home\"}]}",
            "\"due\":{\"status\":\"value\",\"value\":500,");
}

/* To whom a household's benefit is due is counted once with what is due to him besides. */
static void a_grantee_is_one_person(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  int64_t head = small_person(x, "Lê Thị Chủ", day(1960, 1, 1), 0),
          two = small_person(x, "Lê Thị Hai", day(1965, 1, 1), 3),
          home = household(w, "Phú Xuân", day(2024, 1, 1));
  belongs(w, head, home, S("head"), day(2024, 1, 1));
  belongs(w, two, home, S("other"), day(2024, 1, 1));
  small_poor(x, home);
  small_grant(x, two, "home", day(2026, 1, 5), mon(2026, 1));
  small_grant(x, two, "frail", day(2026, 1, 5), mon(2026, 1));
  struct office_determination d;
  struct office_totals t;
  small_determined(x, small_when(x, mon(2026, 9), day(2026, 11, 20)), &d);
  ok(office_sum(w->a, &d, x->areas, &t));
  assert_int_equal(t.due.people, 1);
  assert_int_equal(t.due.sum, 530);
}

static enum err grants_home(struct small *x, int64_t who, month first, month last, int64_t *ret_id) {
  struct world *w = x->w;
  struct reg_grant g = { .person = who,
                         .cases = S(""),
                         .amount = 500,
                         .decision_no = S("2/QĐ"),
                         .signer = S("Chủ tịch"),
                         .payee = S("x"),
                         .decided = day(2025, 1, 5),
                         .first_month = first,
                         .last_month = last,
                         .running = last == 0 };
  struct reg_grant_input in = { S("home"), &g, &x->v };
  return reg_grant_add(w->me, w->db, &w->act, &in, ret_id, &w->no);
}

/* One member of a household holds its benefit in a month: one shared month is enough. Not one before he came
 * or after he left, nor after the other died, nor of a benefit of persons. */
static void a_household_is_granted_its_benefit_once(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  int64_t one = small_person(x, "Lê Thị Một", day(1960, 1, 1), 0), id,
          two = small_person(x, "Lê Thị Hai", day(1965, 1, 1), 0),
          three = small_person(x, "Lê Thị Ba", day(1970, 1, 1), 0),
          home = household(w, "Phú Xuân", day(2024, 1, 1));
  belongs(w, one, home, S("head"), day(2024, 1, 1));
  belongs(w, two, home, S("other"), day(2024, 1, 1));
  belongs(w, three, home, S("other"), day(2025, 6, 15));
  ok(grants_home(x, one, mon(2025, 3), mon(2025, 8), &id));
  refused_as(w, "grant_overlap_home", grants_home(x, two, mon(2025, 1), 0, &id));
  refused_as(w, "grant_overlap_home", grants_home(x, two, mon(2025, 8), 0, &id));
  refused_as(w, "grant_overlap_home", grants_home(x, three, mon(2025, 1), mon(2025, 7), &id));
  ok(grants_home(x, three, mon(2025, 1), mon(2025, 6), &id)); /* in this one from July */
  struct reg_months_input end = { .grant = id, .to = mon(2025, 7), .reason = S("x"), .v = &x->v };
  refused_as(w, "grant_overlap_home", reg_grant_end(w->me, w->db, &w->act, &end, &w->no));
  ok(grants_home(x, two, mon(2025, 9), 0, &id));
  refused_as(w, "grant_overlap_home", grants_home(x, one, mon(2026, 3), 0, &id));
  ok(reg_death(w->me, w->db, &w->act, two, day(2026, 2, 20), &w->no));
  refused_as(w, "grant_overlap_home", grants_home(x, one, mon(2026, 2), 0, &id));
  ok(grants_home(x, one, mon(2026, 3), 0, &id));
  small_grant(x, one, "frail", day(2025, 1, 5), mon(2025, 1));
  small_grant(x, three, "frail", day(2025, 1, 5), mon(2025, 1));
}

/* A document that only raises lowers no sum due of a month before it, granted or not in a group. */
static void what_only_raises_lowers_nothing(void **state) {
  struct small *x = *state;
  int64_t one = small_person(x, "Lê Thị Một", day(1960, 1, 1), 1),
          other = small_person(x, "Lê Thị Không", day(1961, 1, 1), 1);
  belongs(x->w, one, household(x->w, "Phú Xuân", day(2024, 1, 1)), S("head"), day(2024, 1, 1));
  belongs(x->w, other, household(x->w, "Phú Xuân", day(2024, 1, 1)), S("head"), day(2024, 1, 1));
  small_grant(x, one, "lowered", day(2025, 1, 5), mon(2025, 1));
  date known = day(2026, 11, 20);
  small_both_say(x, small_when(x, mon(2026, 8), known), one, LOWERED,
                 (struct small_comes) { LAW_VALUE, LAW_VALUE, 80, 100 });
  small_both_say(x, small_when(x, mon(2026, 8), known), other, LOWERED,
                 (struct small_comes) { LAW_VALUE, LAW_NOT_ENTITLED, 80, 0 });
  small_both_say(x, small_when(x, mon(2026, 10), known), one, LOWERED,
                 (struct small_comes) { LAW_VALUE, LAW_VALUE, 80, 80 });
  eval_says(x,
            "{\"for\":\"2026-08\",\"known\":\"2026-11-20\",\"persons\":{\"a\":{\"birth\":\"1960-01-01\","
            "\"k\":1}},\"grants\":[{\"person\":\"a\",\"benefit\":\"lowered\",\"decided\":\"2025-01-05\"}],"
            "\"ask\":[{\"person\":\"a\",\"benefit\":\"lowered\"}]}",
            "\"due\":{\"status\":\"value\",\"value\":100,");
}

/* Such a document speaks for itself alone: what another one lowers, of the same day, is lowered. */
static void what_only_raises_speaks_for_itself(void **state) {
  struct small *x = *state;
  int64_t one = small_person(x, "Lê Thị Một", day(1960, 1, 1), 10);
  belongs(x->w, one, household(x->w, "Phú Xuân", day(2024, 1, 1)), S("head"), day(2024, 1, 1));
  small_grant(x, one, "others", day(2025, 1, 5), mon(2025, 1));
  struct small_comes lowered = { LAW_VALUE, LAW_VALUE, 20, 20 }, before = { LAW_VALUE, LAW_VALUE, 90, 90 };
  small_both_say(x, small_when(x, mon(2026, 8), day(2026, 10, 4)), one, OTHERS, before);
  small_both_say(x, small_when(x, mon(2026, 8), day(2026, 10, 5)), one, OTHERS, lowered);
  small_both_say(x, small_when(x, mon(2026, 8), day(2026, 11, 20)), one, OTHERS, lowered);
}

/* Each of several is compared with the law it met: the first raised to 40, which the second may not lower. */
static void each_that_only_raises_is_heard(void **state) {
  struct small *x = *state;
  int64_t one = small_person(x, "Lê Thị Một", day(1960, 1, 1), 11),
          other = small_person(x, "Lê Thị Không", day(1961, 1, 1), 1);
  belongs(x->w, one, household(x->w, "Phú Xuân", day(2024, 1, 1)), S("head"), day(2024, 1, 1));
  belongs(x->w, other, household(x->w, "Phú Xuân", day(2024, 1, 1)), S("head"), day(2024, 1, 1));
  small_grant(x, one, "twice", day(2025, 1, 5), mon(2025, 1));
  small_grant(x, other, "lowered", day(2025, 1, 5), mon(2025, 1));
  small_both_say(x, small_when(x, mon(2026, 8), day(2026, 10, 4)), one, TWICE,
                 (struct small_comes) { LAW_VALUE, LAW_VALUE, 10, 10 });
  small_both_say(x, small_when(x, mon(2026, 8), day(2026, 10, 6)), one, TWICE,
                 (struct small_comes) { LAW_VALUE, LAW_VALUE, 40, 40 });
  small_both_say(x, small_when(x, mon(2026, 8), day(2026, 11, 20)), one, TWICE,
                 (struct small_comes) { LAW_VALUE, LAW_VALUE, 30, 40 });
  small_both_say(x, small_when(x, mon(2026, 10), day(2026, 11, 20)), one, TWICE,
                 (struct small_comes) { LAW_VALUE, LAW_VALUE, 30, 30 });
  /* what the first one lowered stands behind the second, which does not touch it */
  small_both_say(x, small_when(x, mon(2026, 8), day(2026, 11, 20)), other, LOWERED,
                 (struct small_comes) { LAW_VALUE, LAW_VALUE, 80, 100 });
}

/* A new decision in place of an old one takes away nothing that the old one kept. */
static void who_held_a_grant_before_is_served(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  int64_t one = small_person(x, "Lê Thị Một", day(1960, 1, 1), 2);
  belongs(w, one, household(w, "Phú Xuân", day(2024, 1, 1)), S("head"), day(2024, 1, 1));
  int64_t old = small_grant(x, one, "kept", day(2025, 1, 5), mon(2025, 1));
  struct small_comes served = { LAW_VALUE, LAW_VALUE, 54, 54 };
  struct office_when when = small_when(x, mon(2026, 8), day(2026, 11, 20));
  small_both_say(x, when, one, KEPT, served);
  struct reg_months_input paid = { .grant = old, .from = mon(2026, 7), .to = mon(2026, 10), .amount = 54 };
  ok(reg_grant_paid(w->me, w->db, &w->act, &paid, &w->no));
  struct reg_months_input end = { .grant = old, .to = mon(2026, 6), .reason = S("x") };
  refused_as(w, "paid_after_end", reg_grant_end(w->me, w->db, &w->act, &end, &w->no));
  assert_true(w->no.held);
  struct reg_act sure = w->act;
  sure.confirmed = S("paid_after_end");
  ok(reg_grant_end(w->me, w->db, &sure, &end, &w->no));
  small_grant(x, one, "kept", day(2026, 11, 2), mon(2026, 7));
  small_both_say(x, small_when(x, mon(2026, 8), day(2026, 11, 20)), one, KEPT, served);
}

/* What cannot be computed stands in the list by name, and is a task. */
static void a_fault_is_on_the_list(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  int64_t one = small_person(x, "Lê Thị Một", day(1960, 1, 1), 5), n, counts[FIND_KINDS];
  belongs(w, one, household(w, "Phú Xuân", day(2024, 1, 1)), S("head"), day(2024, 1, 1));
  small_grant(x, one, "broken", day(2025, 1, 5), mon(2025, 1));
  struct office_when when = small_when(x, mon(2026, 8), day(2026, 11, 20));
  struct office_determination d;
  struct office_due_line *line;
  struct office_finding *f;
  small_both_say(x, when, one, BROKEN_SUM, (struct small_comes) { LAW_FAULT, LAW_FAULT, 0, 0 });
  small_determined(x, when, &d);
  ok(office_due_lines(w->a, &(struct office_due_ask) { &d, NULL, NULL, 1 }, &line, &n));
  assert_int_equal(n, 1);
  assert_int_equal(line[0].change, OFFICE_UNSAID);
  assert_true(line[0].why[VI].n > 0 && line[0].why[EN].n > 0);
  ok(office_check(w->a, &d, &f, &n, counts));
  assert_int_equal(counts[FIND_FAULT], 1);
  eval_says(x,
            "{\"for\":\"2026-08\",\"known\":\"2026-11-20\",\"persons\":{\"a\":{\"birth\":\"1960-01-01\","
            "\"k\":5}},\"grants\":[{\"person\":\"a\",\"benefit\":\"broken\",\"decided\":\"2025-01-05\"}],"
            "\"ask\":[{\"person\":\"a\",\"benefit\":\"broken\"}]}",
            "\"due\":{\"status\":\"error\"");
}

/* Of whom something is not known that could take the one share: what the other is due is a lower bound, in
 * the list as in the answer; not where all is known. */
static void a_sum_beside_the_unknown_is_a_lower_bound(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  int64_t one = small_person(x, "Lê Thị Một", day(1960, 1, 1), 7),
          other = small_person(x, "Lê Thị Hai", day(1965, 1, 1), 0),
          alone = small_person(x, "Lê Thị Ba", day(1970, 1, 1), 7),
          home = household(w, "Phú Xuân", day(2024, 1, 1)), n;
  belongs(w, one, home, S("head"), day(2024, 1, 1));
  belongs(w, other, home, S("other"), day(2024, 1, 1));
  belongs(w, alone, household(w, "Phú Xuân", day(2024, 1, 1)), S("head"), day(2024, 1, 1));
  struct reg_fact_input unknown = { .kind = REG_PERSON,
                                    .subject = other,
                                    .fact = S("person.k"),
                                    .value_name = S(""),
                                    .valid_from = day(2025, 1, 1),
                                    .valid_to = DATE_MAX };
  ok(reg_fact_change(w->me, w->db, &w->act, &x->v, &unknown, &w->no));
  small_grant(x, one, "shared", day(2025, 1, 5), mon(2025, 1));
  small_grant(x, other, "shared", day(2025, 1, 6), mon(2025, 1));
  small_grant(x, alone, "shared", day(2025, 1, 7), mon(2025, 1));
  struct office_when when = small_when(x, mon(2026, 8), day(2026, 11, 20));
  small_both_say(x, when, one, SHARED, (struct small_comes) { LAW_VALUE, LAW_VALUE, 60, 60 });
  struct office_answer of_one = small_replayed(x, when, one), of_alone = small_replayed(x, when, alone);
  assert_true(office_item_at_least(&of_one.item[SHARED]));
  assert_false(office_item_at_least(&of_alone.item[SHARED]));
  struct office_determination d;
  struct office_due_line *line;
  small_determined(x, when, &d);
  ok(office_due_lines(w->a, &(struct office_due_ask) { &d, NULL, NULL, 1 }, &line, &n));
  assert_int_equal(n, 3); /* also of whom it is not known */
  for (int64_t i = 0; i < n; i++) {
    struct office_answer all;
    office_answer_of(w->a, &d, NULL, line[i].at, &all);
    assert_int_equal(line[i].at_least, line[i].person == one);
    assert_int_equal(office_item_at_least(&all.item[SHARED]), line[i].person == one);
  }
}

static enum err adopts_ro(struct small *x, month to, date known) {
  struct office_when when = small_when(x, to, known);
  struct office_adoption found;
  return office_adopt(x->w->a, x->p, small_everybody(x, when), x->areas, S("ro"), when, 1, &found);
}

/* Of two results of 5,000,000,000,000,000,000 each can be told, and what both come to cannot. */
static void no_sum_leaves_64_bits_in_silence(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  date known = day(2026, 11, 20);
  struct office_determination d, last;
  struct office_due_line *line;
  int64_t who[2], n;
  on(w, 2025, 1, 5);
  for (int i = 0; i < 2; i++) {
    struct office_totals t;
    struct office_finding *f;
    int64_t counts[FIND_KINDS];
    who[i] = small_person(x, i ? "Lê Thị Hai" : "Lê Thị Một", day(1960, 1, 1 + i), 8);
    belongs(w, who[i], household(w, "Phú Xuân", day(2024, 1, 1)), S("head"), day(2024, 1, 1));
    small_determined(x, small_when(x, mon(2026, 9), known), &d);
    assert_int_equal(office_sum(w->a, &d, x->areas, &t), i ? LIMIT : OK);
    assert_int_equal(office_check(w->a, &d, &f, &n, counts), i ? LIMIT : OK); /* not granted */
  }
  for (int i = 0; i < 2; i++) {
    enum err want = i ? LIMIT : OK;
    small_grant(x, who[i], "vast_one", day(2025, 1, 5), mon(2025, 1));
    small_determined(x, small_when(x, mon(2026, 9), known), &d);
    assert_int_equal(office_due_lines(w->a, &(struct office_due_ask) { &d, NULL, NULL, 1 }, &line, &n), want);
    small_determined(x, small_when(x, mon(2026, 8), known), &last);
    small_determined(x, small_when(x, mon(2026, 9), day(2026, 8, 31)), &d); /* by which 1 is due */
    assert_int_equal(office_due_lines(w->a, &(struct office_due_ask) { &d, &last, NULL, 1 }, &line, &n),
                     want);
    assert_int_equal(adopts_ro(x, mon(2026, 7), known), want);
  }
}

/* Of who gains and who loses neither. */
static void who_gains_is_added_up_within_64_bits(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  for (int i = 0; i < 2; i++) {
    int64_t who = small_person(x, i ? "Lê Thị Hai" : "Lê Thị Một", day(1960, 1, 1 + i), 9);
    belongs(w, who, household(w, "Phú Xuân", day(2024, 1, 1)), S("head"), day(2024, 1, 1));
    assert_int_equal(adopts_ro(x, mon(2026, 8), day(2026, 11, 20)), i ? LIMIT : OK);
  }
}

/* Nothing is recorded of whom he cares for: somebody else may have the one share of theirs, also where he is
 * the only one who claims. */
static void who_cares_for_whom_is_not_known(void **state) {
  struct small *x = *state;
  int64_t who = small_person(x, "Lê Thị Một", day(1960, 1, 1), 4);
  belongs(x->w, who, household(x->w, "Phú Xuân", day(2024, 1, 1)), S("head"), day(2024, 1, 1));
  small_grant(x, who, "care", day(2025, 1, 5), mon(2025, 1));
  struct office_when when = small_when(x, mon(2026, 8), day(2026, 11, 20));
  small_both_say(x, when, who, CARE, (struct small_comes) { LAW_VALUE, LAW_VALUE, 90, 90 });
  struct office_answer one = small_replayed(x, when, who);
  assert_true(office_item_at_least(&one.item[CARE]));
}

static void says_asked(struct small *x, int64_t who, bool known, date from) {
  struct world *w = x->w;
  struct reg_fact_input f = { .kind = REG_PERSON,
                              .subject = who,
                              .fact = S("person.asked"),
                              .known = known,
                              .value = 0,
                              .value_name = S(""),
                              .valid_from = from,
                              .valid_to = DATE_MAX };
  ok(reg_fact_change(w->me, w->db, &w->act, &x->v, &f, &w->no));
}

/* Of what is granted it is not known whether he is eligible: that is the task, and not that the other benefit
 * of the group is not granted, or gives way to it. */
static void what_is_not_known_gives_way_to_nothing(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  int64_t who = small_person(x, "Lê Thị Một", day(1960, 1, 1), 6), n, counts[FIND_KINDS];
  belongs(w, who, household(w, "Phú Xuân", day(2024, 1, 1)), S("head"), day(2024, 1, 1));
  int64_t left = small_grant(x, who, "left", day(2025, 1, 5), mon(2025, 1));
  struct office_determination d;
  struct office_finding *f;
  for (int known = 0; known < 2; known++) {
    says_asked(x, who, known, day(2024 + known, 1, 1));
    small_determined(x, small_when(x, mon(2026, 8), day(2026, 11, 20)), &d);
    ok(office_check(w->a, &d, &f, &n, counts));
    assert_int_equal(counts[FIND_NOT_GRANTED], known);
  }
  says_asked(x, who, false, day(2026, 1, 1));
  int64_t right = small_grant(x, who, "right", day(2025, 1, 5), mon(2025, 1));
  struct reg_months_input paid = { .grant = left, .from = mon(2026, 8), .to = mon(2026, 8), .amount = 60 };
  ok(reg_grant_paid(w->me, w->db, &w->act, &paid, &w->no));
  paid.grant = right;
  paid.amount = 40;
  ok(reg_grant_paid(w->me, w->db, &w->act, &paid, &w->no));
  ok(db_script(w->db, "UPDATE grant_version SET decision_no = ''"));
  small_determined(x, small_when(x, mon(2026, 8), day(2026, 11, 20)), &d);
  ok(office_check(w->a, &d, &f, &n, counts));
  assert_int_equal(counts[FIND_EXCLUSIVE], 0);
  assert_int_equal(counts[FIND_FACT_MISSING], 1);
  assert_int_equal(counts[FIND_EQUAL], 1);
  assert_int_equal(counts[FIND_NO_PAPER], 2);
  for (int64_t i = 0; i < n; i++)
    assert_int_equal(f[i].law_known, f[i].benefit == RIGHT);
}

static void lines_lie_in(struct small *x, const int64_t area[2], bool placed) {
  struct world *w = x->w;
  struct office_determination d;
  struct office_due_line *line;
  int64_t n;
  for (int i = 0; i < 2; i++) {
    small_determined(x, small_when(x, mon(2026, 8 + i), day(2026, 11, 20)), &d);
    ok(office_due_lines(w->a, &(struct office_due_ask) { &d, NULL, NULL, 1 }, &line, &n));
    assert_int_equal(n, 1);
    assert_int_equal(line[0].at >= 0, placed);
    assert_int_equal(line[0].area, area[i]);
  }
}

/* Moved on 12 August: his line of August lies where he lived on its first day, that of September where he
 * went, whenever the list is made, and also when he cannot be read. */
static void a_line_lies_where_he_lived_in_the_month(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  int64_t who = small_person(x, "Lê Thị Một", day(1960, 1, 1), 3),
          home = household(w, "Phú Xuân", day(2025, 7, 1)),
          area[] = { commune(w, "Phú Xuân", day(2026, 8, 1)), commune(w, "A Lưới 2", day(2026, 8, 1)) };
  belongs(w, who, home, S("head"), day(2025, 7, 1));
  small_grant(x, who, "frail", day(2025, 7, 5), mon(2025, 7));
  struct reg_home_input there = { home, area[1], S("tổ 2"), day(2026, 8, 12) };
  ok(reg_move(w->me, w->db, &w->act, &there, &w->no));
  lines_lie_in(x, area, true);
  if (!test_db_on_server()) ok(db_script(w->db, "PRAGMA ignore_check_constraints = ON"));
  if (db_script(w->db, "UPDATE person_version SET birth = -9000000") != OK) {
    assert_true(test_db_on_server()); /* it lets no such row in */
    return;
  }
  lines_lie_in(x, area, false);
}

/* A grant of a benefit the packs do not know is on the list as not answered, counted and a task; not where
 * nothing would be due of it. */
static void a_benefit_the_packs_do_not_know(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  static const struct {
    const char *name;
    bool ended, dead;
  } of[] = { { "Lê Thị Một", false, false }, { "Lê Thị Hai", true, false }, { "Lê Thị Ba", false, true } };
  int64_t who[3], grant, n, counts[FIND_KINDS];
  for (int i = 0; i < 3; i++) {
    who[i] = small_person(x, of[i].name, day(1960, 1, 1 + i), 0);
    belongs(w, who[i], household(w, "Phú Xuân", day(2024, 1, 1)), S("head"), day(2024, 1, 1));
    grant = small_grant(x, who[i], "frail", day(2025, 1, 5), mon(2025, 1));
    struct reg_months_input end = { .grant = grant, .to = mon(2026, 6), .reason = S("x") };
    if (of[i].ended) ok(reg_grant_end(w->me, w->db, &w->act, &end, &w->no));
    if (of[i].dead) ok(reg_death(w->me, w->db, &w->act, who[i], day(2026, 6, 20), &w->no));
  }
  int64_t foreign;
  ok(reg_number_make(w->db, NULL, REG_NAMED_BENEFIT, S("old.aid"), &foreign));
  ok(db_script(w->db, arena_print(w->a, "UPDATE grant_ SET benefit = %lld", (long long)foreign)));
  struct office_determination d;
  struct office_due_line *line;
  struct office_finding *f;
  small_determined(x, small_when(x, mon(2026, 8), day(2026, 11, 20)), &d);
  assert_int_equal(d.faults, 1);
  assert_int_equal(d.n_foreign, 1);
  ok(office_due_lines(w->a, &(struct office_due_ask) { &d, NULL, NULL, 1 }, &line, &n));
  assert_int_equal(n, 1);
  assert_int_equal(line[0].person, who[0]);
  assert_int_equal(line[0].change, OFFICE_UNSAID);
  assert_string_equal(line[0].why[EN].p, "not answered: the packs do not know this benefit");
  assert_string_equal(line[0].why[VI].p, "chưa trả lời được: các gói luật không biết chế độ này");
  assert_true(str_is(line[0].foreign, "old.aid"));
  ok(office_check(w->a, &d, &f, &n, counts));
  assert_int_equal(counts[FIND_FAULT], 1);
  assert_int_equal(f[0].person, who[0]);
  ok(office_store_findings(w->db, &d, f, n, counts));
  assert_int_equal(
      count(w, "SELECT count(*) FROM finding f JOIN symbol s ON s.id = f.benefit AND s.name = 'old.aid'"), 1);
}

/* Who died before the month keeps nobody else from the one share of the household. */
static void the_dead_hold_no_share(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  int64_t dead = small_person(x, "Lê Thị Khuất", day(1960, 1, 1), 7),
          one = small_person(x, "Lê Thị Còn", day(1965, 1, 1), 7);
  int64_t home = household(w, "Phú Xuân", day(2024, 1, 1));
  belongs(w, dead, home, S("head"), day(2024, 1, 1));
  belongs(w, one, home, S("other"), day(2024, 1, 1));
  small_grant(x, dead, "shared", day(2025, 1, 5), mon(2025, 1));
  small_grant(x, one, "shared", day(2025, 1, 6), mon(2025, 1));
  ok(reg_death(w->me, w->db, &w->act, dead, day(2026, 7, 20), &w->no));
  small_both_say(x, small_when(x, mon(2026, 7), day(2026, 11, 20)), one, SHARED,
                 (struct small_comes) { LAW_VALUE, LAW_NOT_ENTITLED, 60, 0 });
  small_both_say(x, small_when(x, mon(2026, 8), day(2026, 11, 20)), one, SHARED,
                 (struct small_comes) { LAW_VALUE, LAW_VALUE, 60, 60 });
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, small_setup, small_teardown)
  const struct CMUnitTest tests[] = {
    T(nobody_is_entitled_before_birth),
    T(a_link_is_one_by_both_names),
    T(a_row_by_the_inverse_is_named),
    T(a_households_grant_is_due_once),
    T(what_only_raises_lowers_nothing),
    T(what_only_raises_speaks_for_itself),
    T(each_that_only_raises_is_heard),
    T(who_held_a_grant_before_is_served),
    T(a_fault_is_on_the_list),
    T(the_dead_hold_no_share),
    T(a_benefit_the_packs_do_not_know),
    T(a_household_is_granted_its_benefit_once),
    T(a_sum_beside_the_unknown_is_a_lower_bound),
    T(who_cares_for_whom_is_not_known),
    T(what_is_not_known_gives_way_to_nothing),
    T(a_line_lies_where_he_lived_in_the_month),
    T(a_grantee_is_one_person),
    T(no_sum_leaves_64_bits_in_silence),
    T(who_gains_is_added_up_within_64_bits),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
