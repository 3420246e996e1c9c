/* Benefits that go on after a death, and those whose conditions end with it. */
#include "law_for_test.h"

#include "law/form/program.h"

#define HEAD                                                                                                 \
  "language 1\ndocument d \"D\" issued 2020-01-01 in_force 2020-01-01 articles 1\n"                          \
  "enum state (well, ill)\nfact person.birth : date \"B\" required\n"                                        \
  "fact person.death : date \"D\" absent never\nfact person.health : state \"H\" absent well\n"              \
  "fact person.poor : bool \"P\" absent no\nlink child : person \"C\" absent none\n"                         \
  "rule person.age : integer = years from birth to day\n"                                                    \
  "rule person.alive : bool = if poor then not (death < day) else not (death <= day)\n"                      \
  "rule person.at_home : bool = alive and not poor\n"                                                        \
  "rule person.level : cases of money \"L\"\n  under d\n    choose first of (a, b) [d 1]\n"                  \
  "    case a when poor and alive then 5 [d 1]\n    case b when age > 9 and at_home then 6 [d 1]\n"          \
  "rule person.loose : cases of money \"L\"\n  under d\n    choose first of (a, b) [d 1]\n"                  \
  "    case a when poor and alive then 5 [d 1]\n    case b when age > 9 then 6 [d 1]\n"
#define ENDS " starts month_of_decision [d 1] changes same_month [d 1] stops month_after [d 1]\n"

static bool warned(struct arena *a, const char *head, const char *benefit) {
  struct str name = S("t.luat"), text = str_of(arena_print(a, "%s%s", head, benefit));
  struct law_program *p;
  struct buf out = buf_new(a, 1 << 16);
  enum err e = law_load_text(a, 1, &name, &text, &p);
  law_print_diagnostics(p, &out, EN);
  if (e != OK) fail_msg("%s\n%s", benefit, out.p);
  return strstr(out.p, "goes on after the person has died") != NULL;
}

static void what_does_not_rest_on_a_life_is_warned_of(void **state) {
  static const struct {
    bool goes_on;
    const char *when, *amount;
  } rows[] = {
    { true, "age >= 60", "5" },
    { false, "age >= 60 and alive", "5" },
    { false, "at_home", "5" },
    { true, "alive or age > 60", "5" },
    { false, "(alive and poor) or (age > 60 and death > day)", "5" },
    { true, "not alive", "5" },
    { false, "not (death <= day or poor)", "5" },
    { true, "not (death <= day and poor)", "5" },
    { false, "day <= death", "5" },
    { true, "day >= death", "5" },
    { true, "death > birth", "5" },
    { true, "any child where (alive)", "5" }, /* the child's life, not the person's */
    { true, "alive at birth", "5" },
    { false, "holds level", "5" },
    { false, "level by (a)", "5" },
    { true, "loose by (b)", "5" },
    { false, "level > 3", "5" },
    { true, "not (level > 3)", "5" },
    { true, "holds loose", "5" },
    { false, "age > 60", "level" },
    { false, "age > 60", "level + 3" },
    { true, "age > 60", "loose" },
    { true, "age > 60", "level otherwise 5" },
    { false, "if alive then poor else health = ill and alive", "5" },
    { true, "if alive then poor else health = ill", "5" },
  };
  struct arena *a = *state;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    const char *benefit = arena_print(a,
                                      "benefit b for person \"B\"\n amount %s [d 1]\n when %s [d 1]\n" ENDS,
                                      rows[i].amount, rows[i].when);
    if (warned(a, HEAD, benefit) != rows[i].goes_on)
      fail_msg("%s: %s should%s go on after a death", rows[i].when, rows[i].amount,
               rows[i].goes_on ? "" : " not");
  }
}

static void every_version_must_end(void **state) {
  struct arena *a = *state;
  assert_true(warned(a, HEAD,
                     "benefit b for person \"B\"\n amount 5 [d 1]\n when alive [d 1]\n"
                     " when age > 5 from 2022-01-01 [d 1]\n" ENDS));
  assert_false(warned(a, HEAD,
                      "benefit b for person \"B\"\n amount 5 [d 1]\n when alive [d 1]\n"
                      " when alive and age > 5 from 2022-01-01 [d 1]\n" ENDS));
  assert_true(warned(a, HEAD, "benefit b for person \"B\"\n amount 5 [d 1]\n" ENDS));
  assert_false(warned(a, HEAD, "benefit b for person \"B\"\n amount level [d 1]\n" ENDS));
}

static void of_the_dead_of_households_and_without_deaths_nothing_is_said(void **state) {
  struct arena *a = *state;
  assert_false(warned(a, HEAD, "benefit b for person \"B\" deceased\n amount 5 [d 1]\n" ENDS));
  assert_false(warned(a, HEAD, "benefit b for household \"B\"\n amount 5 [d 1]\n" ENDS));
  assert_false(warned(a, "language 1\ndocument d \"D\" issued 2020-01-01 in_force 2020-01-01 articles 1\n",
                      "benefit b for person \"B\"\n amount 5 [d 1]\n" ENDS));
}

static void the_packs_of_state_and_city_are_clean(void **state) {
  struct arena *a = *state;
  const char *paths[] = { SOURCE_ROOT "/law/vn", SOURCE_ROOT "/law/vn-hue" };
  struct law_program *p;
  struct buf out = buf_new(a, 1 << 16);
  assert_int_equal(law_load(a, 2, paths, &p), OK);
  law_print_diagnostics(p, &out, EN);
  assert_null(strstr(out.p, "goes on after"));
}

int main(void) {
  static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_does_not_rest_on_a_life_is_warned_of),
    cmocka_unit_test(every_version_must_end),
    cmocka_unit_test(of_the_dead_of_households_and_without_deaths_nothing_is_said),
    cmocka_unit_test(the_packs_of_state_and_city_are_clean),
  };
  return cmocka_run_group_tests_name("living", tests, arena_setup, arena_teardown);
}
