/* Packs with namespaces, and names that were once others. */
#include "law_for_test.h"

#include "law/form/program.h"
#include "law/tools/tools.h"

static struct law_program *load_packs(struct arena *a, int n, const struct str *texts, enum err *ret_e) {
  struct law_program *p = NULL;
  struct str names[32];
  for (int i = 0; i < n; i++)
    names[i] = str_of(arena_print(a, "pack%d.luat", i));
  *ret_e = law_load_text(a, n, names, texts, &p);
  return p;
}

static struct law_program *good(struct arena *a, int n, const struct str *texts) {
  enum err e;
  struct law_program *p = load_packs(a, n, texts, &e);
  struct buf out = buf_new(a, 1 << 20);
  law_print_diagnostics(p, &out, EN);
  if (e != OK) fail_msg("%s", out.p);
  return p;
}

static const char *told(struct arena *a, int n, const struct str *texts) {
  enum err e;
  struct law_program *p = load_packs(a, n, texts, &e);
  struct buf out = buf_new(a, 1 << 20);
  law_print_diagnostics(p, &out, EN);
  assert_int_equal(e, INVALID);
  return out.p;
}

/* Every sort of thing that can be declared, under the same short names in each pack; only the sums differ. */
static struct str author(struct arena *a, int k) {
  const char *pack = arena_print(
      a,
      "language 1\npack author%d \"Gói\" | \"Pack\"%s\n"
      "document d \"D\" issued 2020-01-01 in_force 2020-01-01 articles 1\n"
      "enum degree (none, low, high)\n"
      "fact person.need : degree \"N\" absent none\nfact person.sum : money \"S\" absent 0\n"
      "link ward : person \"W\" absent none\nrecord loan of person \"L\" (owes : money)\n"
      "parameter base : money \"B\"\n  = %d [d 1]\n"
      "table points (k : degree) : integer \"T\" rows (low) = 1, (high) = %d [d 1]\n"
      "interpretation open \"O\" question \"?\" choices (yes_ \"y\", no_ \"n\") default yes_ author \"w\" [d "
      "1]\n"
      "rule person.level : cases of integer\n  case c when need != none and open = yes_ then points(need) [d "
      "1]\n"
      "rule person.wards : integer = count ward where (need = high)\n"
      "rule person.debt : money = sum owes over loan\n"
      "benefit monthly for person \"M\"\n  amount base * level [d 1]\n  when not receives author%d.monthly "
      "[d 1]\n"
      "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
      "concurrency one per household \"1\" at most 1 of (monthly) keeping highest [d 1]\n"
      "test \"t\" [d 1] source \"s\"\n  for 2026-01\n  person a need = high\n  person b need = low, sum = 5\n"
      "  link a ward b\n  record a loan (owes = 7)\n"
      "  expect a monthly = %d by (c)\n  expect a level = %d\n  expect a debt = 7\n  expect a wards = 0\n"
      "  expect b author%d.monthly = %d\n",
      k, k % 2 ? " uses author0" : "", 1000 + k, k + 2, (k + 1) % 10, (1000 + k) * (k + 2), k + 2, k,
      1000 + k);
  return str_of(pack);
}

static void ten_packs_by_ten_authors_do_not_collide(void **state) {
  struct arena *a = *state;
  struct str texts[10];
  for (int k = 0; k < 10; k++)
    texts[k] = author(a, k);
  struct law_program *p = good(a, 10, texts);
  assert_int_equal(law_benefit_count(p), 10);
  assert_int_equal(law_benefit_find(p, S("author7.monthly")), 7);
  assert_int_equal(law_fact_find(p, S("person.author3.need")), 6);
  assert_int_equal(law_fact_find(p, S("person.need")), -1);
  struct buf out = buf_new(a, 1 << 20);
  int all = 0;
  if (law_tool_test(p, S(""), EN, &out, &all)) fail_msg("%s", out.p);
  assert_int_equal(all, 50);
}

static void short_names_are_the_own_then_the_used(void **state) {
  struct arena *a = *state;
  struct str texts[] = {
    S("language 1\npack common \"C\" shared\ndocument d \"D\" issued 2020-01-01 in_force 2020-01-01\n"
      "fact person.n : integer \"N\"\nparameter five : integer \"F\" = 5 [d 1]\n"),
    S("language 1\npack a \"A\"\nparameter base : integer \"B\" = 10 [d 1]\nparameter only_a : integer \"O\" "
      "= 3 [d 1]\n"
      "rule household.size : integer = count members\nrule person.twice : integer = n * 2 [d 1]\n"),
    S("language 1\npack b \"B\" uses a\n# base: its own; only_a and twice: of a; five and n: of everybody\n"
      "parameter base : integer \"B\" = 20 [d 1]\n"
      "rule person.x : integer = base + a.base + only_a + five + common.five + twice + person.a.twice + "
      "household.a.size\n"
      "rule person.y : integer = base * 2 [d 1]\n"),
    S("language 1\npack b\ntest \"t\" [d 1] source \"s\" for 2026-01 person p n = 100\n"
      "  expect p x = 444\n  expect p y = 40\n  expect p a.twice = 200\n"),
  };
  struct law_program *p = good(a, 4, texts);
  struct buf out = buf_new(a, 1 << 20);
  int all = 0;
  if (law_tool_test(p, S(""), EN, &out, &all) || all != 3) fail_msg("%s", out.p);
}

static void near_names_are_told_in_full(void **state) {
  struct arena *a = *state;
  struct str texts[] = {
    S("language 1\npack a \"A\"\ndocument d \"D\" issued 2020-01-01 in_force 2020-01-01\nparameter level : "
      "integer \"B\" = 1 [d 1]\n"),
    S("language 1\npack b \"B\"\nrule person.x : bool = levl = 1\n"),
    S("language 1\npack c \"C\" uses d\n"),
  };
  assert_non_null(strstr(told(a, 2, texts), "Did you mean «a.level»?"));
  texts[1] = S(
      "language 1\npack b \"B\"\nrule person.x : bool = level = 1\n"); /* not used: the full name is told */
  assert_non_null(strstr(told(a, 2, texts), "Did you mean «a.level»?"));
  texts[1] = S("language 1\npack b \"B\" uses a\nrule person.x : bool = level = 1\n");
  good(a, 2, texts);
}

static void a_thing_declared_twice_names_both_places(void **state) {
  struct arena *a = *state;
  struct str texts[] = { S("language 1\npack a \"A\"\nfact person.n : bool \"N\"\n"),
                         S("language 1\npack a\n\nfact person.n : bool \"N\"\n") };
  assert_non_null(
      strstr(told(a, 2, texts), "pack1.luat:4:6: error: person.a.n is already declared at pack0.luat:3"));
}

static void stored_names_survive_their_renaming(void **state) {
  struct arena *a = *state;
  struct str texts[] = {
    S("language 1\npack common \"C\" shared\ndocument d \"D\" issued 2020-01-01 in_force 2020-01-01\n"
      "enum degree (light, heavy)\nfact person.burden : degree \"B\"\nlink kin : person \"K\"\n"
      "renamed fact person.load to person.weight from 2024-01-01 \"rõ hơn\" | \"clearer\"\n"
      "renamed fact person.weight to person.burden from 2025-01-01 \"rõ hơn\"\n"
      "renamed link relative to kin from 2025-01-01 \"ngắn hơn\"\n"
      "renamed value degree.hard to degree.heavy from 2025-01-01 \"rõ hơn\"\n"
      "renamed enum grade to degree from 2025-01-01 \"rõ hơn\"\n"),
    S("language 1\npack help \"H\"\nbenefit monthly for person \"M\" amount 1 [d 1] starts month_of_decision "
      "[d 1] "
      "changes same_month [d 1] stops month_after [d 1]\n"
      "renamed benefit help_monthly to help.monthly from 2026-11-26 \"gói\"\n"),
  };
  struct law_program *p = good(a, 2, texts);
  static const struct {
    enum law_named kind;
    const char *was, *now;
  } rows[] = {
    { LAW_NAMED_FACT, "person.load", "person.burden" },
    { LAW_NAMED_FACT, "person.weight", "person.burden" },
    { LAW_NAMED_FACT, "person.burden", "person.burden" },
    { LAW_NAMED_FACT, "person.other", "person.other" },
    { LAW_NAMED_LINK, "relative", "kin" },
    { LAW_NAMED_FACT, "relative", "relative" },
    { LAW_NAMED_VALUE, "degree.hard", "degree.heavy" },
    { LAW_NAMED_VALUE, "grade.light", "degree.light" },
    { LAW_NAMED_VALUE, "grade.hard", "degree.heavy" },
    { LAW_NAMED_VALUE, "degree.light", "degree.light" },
    { LAW_NAMED_BENEFIT, "help_monthly", "help.monthly" },
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct str got = law_renamed(p, rows[i].kind, str_of(rows[i].was));
    if (!str_is(got, rows[i].now))
      fail_msg("%s became %.*s, not %s", rows[i].was, (int)got.n, got.p, rows[i].now);
  }
  assert_int_equal(law_benefit_find(p, S("help_monthly")), 0);
  assert_int_equal(law_fact_find(p, S("person.load")), 0);
  assert_int_equal(law_rename_count(p), 6);
  struct law_rename r = law_rename(p, 0);
  assert_true(str_is(r.was, "person.load") && str_is(r.why_en, "clearer") && r.from == date_of(2024, 1, 1));
}

static void the_engine_names_language_and_meaning(void **state) {
  (void)state;
  assert_int_equal(law_language(), 1);
  assert_int_equal(law_meaning(), LAW_MEANING);
  assert_true(law_meaning() >= 2);
}

static void the_later_of_two_documents_may_stand(void **state) {
  struct arena *a = *state;
  static const char *const relation[] = { "amends", "repeals" };
  for (int i = 0; i < 4; i++) { /* written in either order */
    const char *text = arena_print(
        a,
        "language 1\ndocument d \"D\" issued 2020-01-01 in_force 2020-01-01 articles 1, 2\n"
        "document e \"E\" issued 2020-03-01 in_force 2020-04-01 %s d\nparameter p : money \"P\"\n"
        "  from 2021-01-01 = %d [%c 1]\n  from 2021-01-01 = %d [%c 1]\n",
        relation[i / 2], i % 2 ? 2 : 1, i % 2 ? 'e' : 'd', i % 2 ? 1 : 2, i % 2 ? 'd' : 'e');
    struct law_program *p = good(a, 1, (const struct str[]) { str_of(text) });
    struct view *v = view_new(a, p, date_of(2022, 1, 1));
    const struct param_version *x = view_param(v, &p->param.at[0], date_of(2022, 1, 1), DATE_MAX);
    assert_int_equal(x->value->r.num, 2);
  }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
    cmocka_unit_test(ten_packs_by_ten_authors_do_not_collide),
    cmocka_unit_test(short_names_are_the_own_then_the_used),
    cmocka_unit_test(near_names_are_told_in_full),
    cmocka_unit_test(a_thing_declared_twice_names_both_places),
    cmocka_unit_test(stored_names_survive_their_renaming),
    cmocka_unit_test(the_later_of_two_documents_may_stand),
    cmocka_unit_test(the_engine_names_language_and_meaning),
  };
  return cmocka_run_group_tests_name("packs", tests, arena_setup, arena_teardown);
}
