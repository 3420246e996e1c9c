/* Who uses what, from the checked tree: on the packs themselves, worked by hand, and the false edges of a
 * search in the text that must not come back; histories that do not overlap; and which kept answers rest on
 * what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "law/law.h"
#include "law/tools/uses.h"

struct world {
  struct arena *a;
  struct law_program *p;
  struct law_uses *uses;
};

static int packs_setup(void **state) {
  struct arena *a = arena_new("test", (size_t)1 << 30);
  struct world *w = NEW(a, struct world);
  const char *paths[] = { SOURCE_ROOT "/law/vn", SOURCE_ROOT "/law/vn-hue" };
  w->a = a;
  if (law_load(a, 2, paths, &w->p) != OK) return -1;
  w->uses = law_uses_new(a, w->p);
  *state = w;
  return 0;
}

static int packs_teardown(void **state) {
  struct world *w = *state;
  arena_free(w->a);
  return 0;
}

static int numbered(const struct law_program *p, const char *name) {
  int i = law_provision_find(p, str_of(name));
  if (i < 0 || !str_is(law_provision_name(p, i), name)) fail_msg("no provision %s", name);
  return i;
}

static bool among(const int *list, int n, int x) {
  for (int i = 0; i < n; i++)
    if (list[i] == x) return true;
  return false;
}

static const char *joined(struct arena *a, const struct law_program *p, const int *list, int n) {
  struct buf b = buf_new(a, 1 << 16);
  for (int i = 0; i < n; i++) {
    if (i) buf_c(&b, ' ');
    buf_str(&b, law_provision_name(p, list[i]));
  }
  return b.p;
}

/* Read off the packs by hand: parameters, tables, interpretations, facts, plain rules, rules of cases,
 * benefits. */
static void true_edges(void **state) {
  static const struct {
    const char *read, *readers;
  } rows[] = {
    { "assistance.base", "person.assistance.current_base person.funeral.payment" },
    { "person.assistance.current_base", "assistance.monthly care.carer_support care.parent_support" },
    { "funeral.times", "person.funeral.payment" },
    { "d1_coefficient_back", "person.assistance.upper_age" },
    { "poverty.poor_line_urban", "household.poverty.poor_line" },
    { "poverty.b1_points", "household.poverty.b1" },
    { "person.care.coefficient", "person.care.due person.care.coefficient_sum" },
    { "person.care.coefficient_sum", "care.carer_support" },
    { "person.hiv", "person.assistance.coefficient" },
    { "person.assistance.at_large",
      "assistance.monthly care.parent_support person.care.due person.care.may_care" },
    { "assistance.monthly", "person.assistance.paid_or_suspended person.assistance.raised_in_study "
                            "person.assistance.raised_on person.assistance.studies_on "
                            "person.assistance.suspended_unchanged person.funeral.payment "
                            "household.hue.member_paid social_pension.basic_income" },
    { "social_pension.monthly",
      "person.assistance.paid_social_pension person.funeral.payment person.social_pension.requested "
      "person.social_pension.suspended_unchanged social_pension.basic_income" },
  };
  struct world *w = *state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    const int *list;
    int n = law_used_by(w->uses, w->a, numbered(w->p, rows[i].read), &list);
    assert_string_equal(joined(w->a, w->p, list, n), rows[i].readers);
  }
}

/* A name in a title, a comment, a citation or as the value of an enumeration is no use. */
static void false_edges(void **state) {
  static const struct {
    const char *read, *not_reader;
  } rows[] = {
    { "person.care.infants", "care.parent_support" },
    { "person.poor", "hue.poor_household" },
    { "person.assistance.current_base", "assistance.base" },
    { "person.assistance.coefficient", "assistance.base" },
    { "person.care.infant", "care.infant_months" },
    { "person.assistance.current_base", "funeral.times" },
    { "household.poverty.urban", "poverty.poor_line_urban" },
    { "household.poverty.urban", "poverty.near_line_urban" },
    { "household.poverty.urban", "poverty.medium_line_urban" },
    { "household.poverty.urban", "poverty.low_income_line_urban" },
    { "household.poverty.urban", "poverty.b1_limit_urban" },
    { "person.poor", "poverty.deprivation_limit" },
    { "assistance.monthly", "poverty.recognition_days" },
    { "person.poor", "hue.household_level" },
    { "person.poor", "person.assistance.lone_parent" },
    { "person.assistance.coefficient", "person.assistance.unsupported" },
    { "person.assistance.coefficient", "person.assistance.old_age_cases_open" },
    { "assistance.monthly", "person.assistance.coefficient" },
    { "person.elderly", "person.assistance.coefficient" },
    { "person.assistance.raised", "person.funeral.young_at_death" },
    { "person.age", "funeral.support" },
    { "person.poor", "person.funeral.payment" },
    { "household.poverty.urban", "household.poverty.poor_line" },
    { "household.poverty.urban", "household.poverty.near_line" },
    { "household.poverty.urban", "household.poverty.medium_line" },
    { "household.poverty.medium", "household.poverty.medium_line" },
    { "household.poverty.urban", "household.poverty.low_income_line" },
    { "household.poverty.urban", "household.poverty.b1_limit" },
    { "person.poor", "household.poverty.scored_poor" },
    { "person.poor", "household.poverty.scored_near_poor" },
    { "person.poor", "household.poverty.class" },
    { "person.poor", "person.social_pension.right" },
    { "person.poor", "person.poor_or_near" },
    { "person.assistance.coefficient", "household.hue.member_paid" },
    { "person.poor", "household.hue.support" },
    { "household.poverty.urban", "poverty.b1_points" },
    { "person.assistance.coefficient", "social_pension.basic_income" },
    { "person.assistance.current_base", "d1_coefficient_back" },
    { "person.assistance.coefficient", "hue.conditions" },
    { "person.poor", "hue.conditions" },
  };
  struct world *w = *state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    const int *list;
    int n = law_used_by(w->uses, w->a, numbered(w->p, rows[i].read), &list);
    if (among(list, n, numbered(w->p, rows[i].not_reader)))
      fail_msg("%s in %s", rows[i].read, rows[i].not_reader);
  }
}

static void uses_reach_through(void **state) {
  struct world *w = *state;
  const int *list;
  int n = law_used_by_all(w->uses, w->a, numbered(w->p, "d1_coefficient_back"), &list);
  assert_true(among(list, n, numbered(w->p, "person.assistance.upper_age")));
  assert_true(among(list, n, numbered(w->p, "person.assistance.coefficient")));
  assert_true(among(list, n, numbered(w->p, "assistance.monthly")));
  assert_false(among(list, n, numbered(w->p, "social_pension.monthly")));
}

/* Versions of one provision follow one another; one thing is in force, and is said to be. */
static void histories_do_not_overlap(void **state) {
  struct world *w = *state;
  struct view *v = law_as_of(w->a, w->p, date_of(2026, 10, 6));
  for (int i = 0; i < law_provision_count(w->p); i++) {
    struct law_history h;
    law_history(w->a, v, i, &h);
    if (h.thing == LAW_THING_BENEFIT || h.thing == LAW_THING_INTERPRETATION) continue;
    int now = 0;
    for (int x = 0; x < h.n; x++) {
      const struct law_stretch *s = &h.stretch[x];
      now += s->now && !s->granted_before;
      for (int y = 0; y < h.n; y++) {
        const struct law_stretch *t = &h.stretch[y];
        bool apart = x == y || s->from >= t->until || t->from >= s->until || s->later || t->later;
        if (!apart && !s->granted_before == !t->granted_before) fail_msg("%s", h.name.p);
      }
    }
    assert_true(now <= 1);
  }
}

static void the_base_by_hand(void **state) {
  static const struct {
    const char *value;
    int from[3], until[3];
    bool guarded;
  } rows[] = { { "540.000 đ", { 2026, 10, 5 }, { 9999, 12, 31 }, false },
               { "540.000 đ", { 2026, 7, 1 }, { 2026, 10, 5 }, true },
               { "500.000 đ", { 2024, 7, 1 }, { 2026, 10, 5 }, false },
               { "360.000 đ", { 2021, 7, 1 }, { 2024, 7, 1 }, false },
               { "270.000 đ", { 2015, 1, 1 }, { 2021, 7, 1 }, false } };
  struct world *w = *state;
  struct law_history h;
  law_history(w->a, law_as_of(w->a, w->p, date_of(2026, 10, 6)), numbered(w->p, "assistance.base"), &h);
  assert_int_equal(h.n, 5);
  for (int i = 0; i < h.n; i++) {
    const struct law_stretch *s = &h.stretch[i];
    assert_string_equal(s->value[VI].p, rows[i].value);
    assert_int_equal(s->from, date_of(rows[i].from[0], rows[i].from[1], rows[i].from[2]));
    assert_int_equal(s->until, date_of(rows[i].until[0], rows[i].until[1], rows[i].until[2]));
    assert_int_equal(s->granted_before != 0, rows[i].guarded);
    assert_int_equal(s->now, i == 0);
  }
  assert_string_equal(h.value[VI].p, "540.000 đ");
  assert_string_equal(h.cite[VI].p, "khoản 2 Điều 4 Nghị định 335/2026/NĐ-CP");
}

/* One procedure is in force, the other ended where it began. */
static void clauses_are_in_force_once(void **state) {
  struct world *w = *state;
  struct law_history h;
  int now = 0, procedures = 0;
  law_history(w->a, law_as_of(w->a, w->p, date_of(2026, 10, 6)), numbered(w->p, "assistance.monthly"), &h);
  for (int i = 0; i < h.n; i++) {
    if (strncmp(h.stretch[i].value[VI].p, "thủ tục", strlen("thủ tục")) != 0) continue;
    procedures++;
    now += h.stretch[i].now;
    if (h.stretch[i].now) assert_non_null(strstr(h.stretch[i].value[VI].p, "trong 7 ngày làm việc"));
  }
  assert_int_equal(procedures, 3);
  assert_int_equal(now, 1);
}

/* ---- answers kept ---- */

static bool rests(struct world *w, const char *benefit, const char *cases, const char *provision,
                  const char *kase) {
  int b = law_benefit_find(w->p, str_of(benefit));
  assert_true(b >= 0);
  return law_rests_on(w->uses, b, str_of(cases), numbered(w->p, provision), str_of(kase));
}

static void answers_rest_on_what_decided_them(void **state) {
  struct world *w = *state;
  /* The base counts for everybody; HIV for k8 alone, whatever else a rule of cases reads. */
  assert_true(rests(w, "assistance.monthly", "k8", "assistance.base", ""));
  assert_true(rests(w, "assistance.monthly", "k8", "person.hiv", ""));
  assert_false(rests(w, "assistance.monthly", "k6d", "person.hiv", ""));
  assert_true(rests(w, "assistance.monthly", "k6d", "person.disability", ""));
  /* A case, and the same case of another name. */
  assert_true(rests(w, "assistance.monthly", "k6d", "person.assistance.coefficient", "k6d"));
  assert_true(rests(w, "assistance.monthly", "k1a+k6d", "person.assistance.coefficient", "k6d"));
  assert_false(rests(w, "assistance.monthly", "k5b", "person.assistance.coefficient", "k6d"));
  /* The age of the coefficient is read by one case of the elderly only. */
  assert_false(rests(w, "assistance.monthly", "k6d", "d1_coefficient_back", ""));
  /* Another benefit, and one that only `receives` this one. */
  assert_false(rests(w, "social_pension.monthly", "", "assistance.base", ""));
  assert_true(rests(w, "funeral.support", "m1", "assistance.base", ""));
  assert_false(rests(w, "funeral.support", "m1", "person.assistance.coefficient", ""));
}

/* Only what governs in the month: a version that is gone reads nothing. */
static void the_law_of_the_month(void **state) {
  (void)state;
  struct arena *a = arena_new("test", (size_t)1 << 26);
  struct law_program *p;
  struct str name = S("t.luat"),
             text = S("language 1\n"
                      "document d \"D 1/2020/X\" issued 2020-01-01 in_force 2020-01-01\n"
                      "document e \"E 2/2021/X\" issued 2021-01-01 in_force 2021-01-01 repeals d\n"
                      "parameter old : money \"Old\" = 100 [d 1]\n"
                      "parameter new : money \"New\" from 2021-01-01 = 200 [e 1]\n"
                      "rule person.paid : money \"Paid\"\n under d = old [d 1]\n under e = new [e 1]\n"
                      "benefit x for person \"X\"\n amount paid [e 1]\n starts month_of_decision [e 1]\n"
                      " changes same_month [e 1]\n stops month_after [e 1]\n");
  enum err err = law_load_text(a, 1, &name, &text, &p);
  if (err != OK) {
    struct buf b = buf_new(a, 1 << 16);
    law_print_diagnostics(p, &b, EN);
    fail_msg("%s", b.p);
  }
  struct law_uses *u = law_uses_in_force(a, p, date_of(2021, 6, 30), date_of(2021, 6, 1),
                                         date_of(2021, 6, 30));
  assert_true(law_rests_on(u, 0, S(""), numbered(p, "new"), S("")));
  assert_false(law_rests_on(u, 0, S(""), numbered(p, "old"), S("")));
  arena_free(a);
}

/* By every name it had; and where it is written, by what its text is called in the record. */
static void a_provision_is_found_by_its_old_names(void **state) {
  struct arena *a = arena_new("renamed", (size_t)64 << 20);
  struct str name = S("/srv/an/packs/own/a.luat"),
             text = S("language 1\npack levels \"L\"\ndocument d \"D\" issued 2019-12-01 in_force "
                      "2020-01-01\n  articles 1-9\n"
                      "fact person.marsh : bool \"M\" absent no\nparameter base : money \"B\"\n  = 5 [d 1]\n"
                      "rule person.weak : bool \"W\" = marsh [d 3]\n"
                      "renamed parameter old.floor to old.low from 2026-01-01 \"x\"\n"
                      "renamed parameter old.low to levels.base from 2026-02-01 \"x\"\n"
                      "renamed rule person.feeble to person.levels.weak from 2026-01-01 \"x\"\n");
  struct law_program *p;
  struct law_history h;
  if (law_load_text(a, 1, &name, &text, &p) != OK) {
    struct buf b = buf_new(a, 1 << 16);
    law_print_diagnostics(p, &b, EN);
    fail_msg("%s", b.p);
  }
  static const char *const of_base[] = { "levels.base", "base", "old.floor", "floor", "old.low", "low" };
  for (size_t i = 0; i < sizeof of_base / sizeof *of_base; i++)
    assert_int_equal(law_provision_find(p, str_of(of_base[i])), numbered(p, "levels.base"));
  assert_int_equal(law_provision_find(p, S("person.feeble")), numbered(p, "person.levels.weak"));
  assert_int_equal(law_provision_find(p, S("person.never")), -1);
  law_history(a, law_as_of(a, p, date_of(2026, 3, 1)), numbered(p, "person.levels.weak"), &h);
  assert_true(str_is(h.place, "own/a.luat:8"));
  arena_free(a);
  (void)state;
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(true_edges),
    cmocka_unit_test(false_edges),
    cmocka_unit_test(uses_reach_through),
    cmocka_unit_test(histories_do_not_overlap),
    cmocka_unit_test(the_base_by_hand),
    cmocka_unit_test(clauses_are_in_force_once),
    cmocka_unit_test(answers_rest_on_what_decided_them),
    cmocka_unit_test(the_law_of_the_month),
    cmocka_unit_test(a_provision_is_found_by_its_old_names),
  };
  return cmocka_run_group_tests_name("uses", tests, packs_setup, packs_teardown);
}
