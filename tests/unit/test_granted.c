/* How the law reads grants (record 0001): several of one benefit, ended, in one another's place, suspended,
 * struck, each asked of the list of everybody and of one person's replay. All people are invented. */
#include "small_for_test.h"

#include "registry/correct.h"

/* Benefits in the order of the law. */
enum { AID, HELD, AGAIN, RITE, KEPT, BENEFITS };

static const char pack_text[] =
    "language 1\n"
    "document d \"D\" issued 2019-01-01 in_force 2020-01-01\n"
    "document late \"L\" issued 2026-08-01 in_force 2026-10-05 amends d retroactive raises_only [late 1]\n"
    "fact person.birth : date \"x\" required\nfact person.death : date \"x\" absent never\n"
    "fact person.k : integer 0..9 \"x\" absent 0\n"
    "parameter saved : money \"x\"\n  from 2020-01-01 = 50 [d 1]\n"
    "  from 2026-07-01 only granted before 2026-10-05 = 54 [late 1]\n  from 2026-10-05 = 54 [late 1]\n"
    "rule household.held : bool \"x\" = any members where (receives aid)\n"
    "rule person.got : cases of money \"x\"\n  from 2020-01-01\n"
    "    choose first of (g, s) [d 1]\n    case g \"x\" when receives aid then saved [d 1]\n"
    "    case s \"x\" when suspended aid then 30 [d 1]\n"
    "rule household.kept : bool \"x\" = any members where (suspended aid)\n"
    "benefit aid for person \"B\"\n  amount saved [d 1]\n  when k = 1 [d 1]\n"
    "  starts month_of_decision [d 1]\n  starts month_of_decision [late 2] status unverified \"u\"\n"
    "  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit held for person \"B\"\n  amount 70 [d 1]\n  when household.held [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit again for person \"B\"\n  amount 40 [d 1]\n  when granted aid before 2026-01-01 [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit rite for person \"B\" once deceased\n  amount got at death [d 1]\n"
    "  when death <= day and death plus 1 months > day [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops same_month [d 1]\n"
    "benefit kept for person \"B\"\n  amount 20 [d 1]\n  when household.kept [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n";

static int granted_setup(void **state) {
  struct small *x;
  small_open(&x, "granted", pack_text);
  on(x->w, 2026, 11, 2);
  *state = x;
  return 0;
}

static int granted_teardown(void **state) {
  small_close(*state);
  return 0;
}

/* ---- what several come to ---- */

enum { NOW = 2025 * 12 + 11 }; /* December 2025 */

struct came {
  struct law_grant_given given[3];
  bool stands, active;
  date unbroken, granted;
};

static void several_come_to_one(void **state) {
  const date old = date_of(2024, 1, 10), new = date_of(2025, 12, 3);
  const struct came want[] = {
    { { { 0 } }, false, false, DATE_MAX, DATE_MAX },
    { { { old, NOW - 20, INT32_MAX, false, false } }, true, true, old, old },
    { { { new, NOW, INT32_MAX, false, false } }, true, false, new, new },
    /* in the other's place, after a gap, beside it, and before the other began */
    { { { old, NOW - 20, NOW - 1, false, false }, { new, NOW, INT32_MAX, false, false } },
      true,
      true,
      old,
      old },
    { { { old, NOW - 20, NOW - 2, false, false }, { new, NOW, INT32_MAX, false, false } },
      true,
      false,
      new,
      old },
    { { { old, NOW - 20, NOW, false, false }, { new, NOW, INT32_MAX, false, false } }, true, true, old, old },
    { { { new, NOW, INT32_MAX, false, false }, { old, NOW - 20, NOW - 1, false, false } },
      true,
      true,
      old,
      old },
    /* ended, and to begin */
    { { { old, NOW - 20, NOW - 1, false, false } }, false, false, old, old },
    { { { new, NOW + 1, INT32_MAX, false, false } }, false, false, DATE_MAX, new },
    /* suspended now; until now; in whose place another came */
    { { { old, NOW - 20, INT32_MAX, true, true } }, true, false, old, old },
    { { { old, NOW - 20, INT32_MAX, false, true } }, true, true, old, old },
    { { { old, NOW - 20, NOW - 1, false, true }, { new, NOW, INT32_MAX, false, false } },
      true,
      false,
      new,
      old },
    { { { old, NOW - 20, NOW - 1, false, false }, { new, NOW, INT32_MAX, true, false } },
      true,
      false,
      old,
      old },
  };
  (void)state;
  for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
    struct law_grant all = law_grant_none();
    for (int k = 0; k < 3 && want[i].given[k].decided; k++)
      law_grant_add(&all, &want[i].given[k], NOW);
    bool same = all.stands == want[i].stands && all.active == want[i].active &&
                all.granted == want[i].granted;
    if (!same || (all.stands && all.unbroken != want[i].unbroken))
      fail_msg("%zu: stands %d, active %d, unbroken %d, granted %d", i, all.stands, all.active, all.unbroken,
               all.granted);
  }
}

/* ---- asking ---- */

static struct office_determination determined(struct small *x, struct office_when when) {
  struct world *w = x->w;
  struct office_determination d;
  ok(office_determine(w->a, x->p, small_everybody(x, when), when, NULL, 1, &d));
  return d;
}

static struct office_asker *asker(struct small *x, struct office_when when, int64_t who,
                                  struct office_answer *ret_answer) {
  struct world *w = x->w;
  struct people_ask *ask = NEW(w->a, struct people_ask);
  struct people *people;
  *ask = (struct people_ask) { .viewer = w->me, .db = w->db, .names = x->names, .act = when.act };
  ok(people_load_one(w->a, ask, who, &people, NULL));
  struct office_asker *k = office_asker_new(w->a, x->p, people, people_source_new(w->a, people), when);
  ok(office_ask(k, who, when.for_month, false, ret_answer));
  return k;
}

struct comes {
  enum law_status eligible;
  money sum;
  bool unverified;
};
static const struct comes nothing;

static void is(const struct office_item *i, struct comes want) {
  assert_int_equal(i->eligible, want.eligible);
  assert_int_equal(i->eligible_amount, want.sum);
  assert_int_equal(i->unverified, want.unverified);
}

/* The replay says so, and what is laid out of everybody. */
static void both_say(struct small *x, month m, int64_t who, int benefit, struct comes want) {
  struct office_when when = small_when(x, m, day(2026, 11, 20));
  struct office_answer one, all = { 0 };
  struct office_determination d = determined(x, when);
  office_asker_free(asker(x, when, who, &one));
  is(&one.item[benefit], want);
  for (int32_t at = 0; at < d.m.people; at++)
    if (d.m.person[at] == who) office_answer_of(x->w->a, &d, NULL, at, &all);
  assert_true(all.n > 0);
  is(&all.item[benefit], want);
}

/* ---- writing ---- */

static int64_t one_of(struct small *x, const char *name, int k) {
  int64_t id = small_person(x, name, day(1950, 1, 1), k);
  belongs(x->w, id, household(x->w, "Phú Xuân", day(2020, 1, 1)), S("head"), day(2020, 1, 1));
  return id;
}

static int64_t granted_until(struct small *x, int64_t who, date decided, month last) {
  struct world *w = x->w;
  int64_t id = small_grant(x, who, "aid", decided, month_of(decided));
  struct reg_months_input end = { .grant = id, .to = last, .reason = S("x"), .v = &x->v };
  ok(reg_grant_end(w->me, w->db, &w->act, &end, &w->no));
  return id;
}

/* ---- the situations ---- */

/* Where a new decision replaces the old one in a month, the benefit is received in it as if it were one; not
 * where a month lies between, nor where the old one was suspended. */
static void in_the_month_of_replacement(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  int64_t unbroken = one_of(x, "Lê Thị Liền", 1), gap = one_of(x, "Lê Thị Đứt", 1),
          paused = one_of(x, "Lê Thị Dừng", 1);
  granted_until(x, unbroken, day(2024, 1, 5), mon(2025, 11));
  granted_until(x, gap, day(2024, 1, 5), mon(2025, 10));
  struct reg_months_input pause = { .from = mon(2025, 9), .reason = S("x") };
  pause.grant = small_grant(x, paused, "aid", day(2024, 1, 5), mon(2024, 1));
  ok(reg_grant_suspend(w->me, w->db, &w->act, &pause, &w->no));
  struct reg_months_input end = { .grant = pause.grant, .to = mon(2025, 11), .reason = S("x"), .v = &x->v };
  ok(reg_grant_end(w->me, w->db, &w->act, &end, &w->no));
  small_grant(x, unbroken, "aid", day(2025, 12, 3), mon(2025, 12));
  small_grant(x, gap, "aid", day(2025, 12, 3), mon(2025, 12));
  small_grant(x, paused, "aid", day(2025, 12, 3), mon(2025, 12));
  const struct comes held = { LAW_VALUE, 70, false };
  both_say(x, mon(2025, 11), unbroken, HELD, held);
  both_say(x, mon(2025, 11), gap, HELD, nothing);
  both_say(x, mon(2025, 11), paused, HELD, nothing);
  both_say(x, mon(2025, 12), unbroken, HELD, held);
  both_say(x, mon(2025, 12), gap, HELD, nothing);
  both_say(x, mon(2025, 12), paused, HELD, nothing);
  both_say(x, mon(2026, 1), gap, HELD, held);
  both_say(x, mon(2026, 1), paused, HELD, held);
}

/* On the day of death one receives what was decided by then: an old grant that ended long before is none, one
 * in whose place a later decision came is. */
static void on_the_day_of_death(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  int64_t after = one_of(x, "Lê Thị Sau", 1), by_then = one_of(x, "Lê Thị Kịp", 1),
          unbroken = one_of(x, "Lê Thị Liền", 1);
  granted_until(x, after, day(2021, 7, 5), mon(2022, 12));
  granted_until(x, by_then, day(2021, 7, 5), mon(2022, 12));
  granted_until(x, unbroken, day(2021, 7, 5), mon(2026, 8));
  small_grant(x, after, "aid", day(2026, 9, 20), mon(2026, 9));
  small_grant(x, by_then, "aid", day(2026, 9, 10), mon(2026, 9));
  small_grant(x, unbroken, "aid", day(2026, 9, 20), mon(2026, 9));
  ok(reg_death(w->me, w->db, &w->act, after, day(2026, 9, 10), &w->no));
  ok(reg_death(w->me, w->db, &w->act, by_then, day(2026, 9, 10), &w->no));
  ok(reg_death(w->me, w->db, &w->act, unbroken, day(2026, 9, 10), &w->no));
  both_say(x, mon(2026, 9), after, RITE, nothing);
  both_say(x, mon(2026, 9), by_then, RITE, (struct comes) { LAW_VALUE, 50, false });
  both_say(x, mon(2026, 9), unbroken, RITE, (struct comes) { LAW_VALUE, 50, false });
}

static bool says_suspended(const struct law_reason *x) {
  bool says = str_is(x->source[EN], "the grant is suspended") &&
              str_is(x->source[VI], "quyết định đang bị tạm dừng");
  for (int i = 0; i < x->n; i++)
    says |= says_suspended(x->kid[i]);
  return says;
}

/* Who is suspended does not receive, which is told so; the law may ask of it by itself, in the month and on
 * the day of death. */
static void who_is_suspended(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  int64_t paused = one_of(x, "Lê Thị Dừng", 1), after = one_of(x, "Lê Thị Muộn", 1);
  struct reg_months_input pause = { .from = mon(2026, 8), .reason = S("x") };
  struct office_answer one;
  struct law_reason *why;
  struct law_result q;
  pause.grant = small_grant(x, paused, "aid", day(2024, 1, 5), mon(2024, 1));
  ok(reg_grant_suspend(w->me, w->db, &w->act, &pause, &w->no));
  pause.from = mon(2026, 10);
  pause.grant = small_grant(x, after, "aid", day(2024, 1, 5), mon(2024, 1));
  ok(reg_grant_suspend(w->me, w->db, &w->act, &pause, &w->no));
  ok(reg_death(w->me, w->db, &w->act, paused, day(2026, 9, 10), &w->no));
  ok(reg_death(w->me, w->db, &w->act, after, day(2026, 9, 10), &w->no));
  both_say(x, mon(2026, 7), paused, KEPT, nothing);
  both_say(x, mon(2026, 7), paused, HELD, (struct comes) { LAW_VALUE, 70, false });
  both_say(x, mon(2026, 8), paused, KEPT, (struct comes) { LAW_VALUE, 20, false });
  both_say(x, mon(2026, 8), paused, HELD, nothing);
  both_say(x, mon(2026, 9), paused, RITE, (struct comes) { LAW_VALUE, 30, false });
  both_say(x, mon(2026, 9), after, RITE, (struct comes) { LAW_VALUE, 50, false });
  struct office_asker *k = asker(x, small_when(x, mon(2026, 9), day(2026, 11, 20)), paused, &one);
  ok(office_why(k, RITE, true, &q, &why));
  assert_true(says_suspended(why));
  office_asker_free(k);
  k = asker(x, small_when(x, mon(2026, 9), day(2026, 11, 20)), after, &one);
  ok(office_why(k, RITE, true, &q, &why));
  assert_false(says_suspended(why));
  office_asker_free(k);
}

/* The law of a single payment is that of its day, whenever its own decision was signed: nobody holds one, so
 * that nothing kept for who holds a grant is kept for it. */
static void a_single_payment_is_held_by_nobody(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  int64_t early = one_of(x, "Lê Thị Sớm", 1), late = one_of(x, "Lê Thị Muộn", 1);
  const struct comes paid = { LAW_VALUE, 50, false };
  granted_until(x, early, day(2024, 1, 5), mon(2026, 8));
  granted_until(x, late, day(2024, 1, 5), mon(2026, 8));
  ok(reg_death(w->me, w->db, &w->act, early, day(2026, 8, 10), &w->no));
  ok(reg_death(w->me, w->db, &w->act, late, day(2026, 8, 10), &w->no));
  small_grant(x, early, "rite", day(2026, 8, 20), mon(2026, 8));
  both_say(x, mon(2026, 8), early, RITE, paid);
  both_say(x, mon(2026, 8), late, RITE, paid);
  both_say(x, mon(2026, 8), early, AID, (struct comes) { LAW_VALUE, 54, false });
}

/* The first month of a grant goes by the clause of its own decision, not of one that ended before. */
static void a_grant_begins_by_its_own_decision(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  int64_t who = one_of(x, "Lê Thị Lại", 1);
  struct law_reason *why;
  struct law_result q;
  struct office_answer one;
  granted_until(x, who, day(2024, 1, 5), mon(2025, 6));
  small_grant(x, who, "aid", day(2026, 11, 1), mon(2026, 11));
  both_say(x, mon(2026, 11), who, AID, (struct comes) { LAW_VALUE, 54, true });
  both_say(x, mon(2026, 10), who, AID, (struct comes) { LAW_VALUE, 54, false });
  struct office_asker *k = asker(x, small_when(x, mon(2026, 11), day(2026, 11, 20)), who, &one);
  ok(office_why(k, AID, OFFICE_TELL_SHORT, &q, &why));
  int clauses = 0;
  for (int i = 0; i < why->n; i++) {
    if (why->kid[i]->role != LAW_ROLE_CLAUSE) continue;
    assert_true(str_is(why->kid[i]->cite_id, "late 2"));
    clauses++;
  }
  assert_int_equal(clauses, 1);
  office_asker_free(k);
}

/* A grant that ended shows what was; one that was struck shows nothing. */
static void what_was_granted_stays_granted(void **state) {
  struct small *x = *state;
  struct world *w = x->w;
  int64_t ended = one_of(x, "Lê Thị Cũ", 1), struck = one_of(x, "Lê Thị Gạch", 1),
          new = one_of(x, "Lê Thị Mới", 1);
  granted_until(x, ended, day(2024, 1, 5), mon(2025, 6));
  int64_t wrong = granted_until(x, struck, day(2024, 1, 5), mon(2025, 6));
  small_grant(x, new, "aid", day(2026, 1, 1), mon(2026, 1));
  const struct comes shown = { LAW_VALUE, 40, false };
  both_say(x, mon(2026, 8), struck, AGAIN, shown);
  ok(reg_grant_strike(w->me, w->db, &w->act, wrong, &w->no));
  both_say(x, mon(2026, 8), ended, AGAIN, shown);
  both_say(x, mon(2026, 8), struck, AGAIN, nothing);
  both_say(x, mon(2026, 8), new, AGAIN, nothing);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, granted_setup, granted_teardown)
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(several_come_to_one),
    T(in_the_month_of_replacement),
    T(on_the_day_of_death),
    T(who_is_suspended),
    T(a_single_payment_is_held_by_nobody),
    T(a_grant_begins_by_its_own_decision),
    T(what_was_granted_stays_granted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
