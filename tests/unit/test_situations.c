/* Situations in JSON: what `law eval` answers and what it refuses. */
#include "law_for_test.h"

#include "law/form/program.h"
#include "law/tools/tools.h"

#define D "document d \"D\" issued 2020-01-01 in_force 2020-01-01 articles 1, 2\n"

static const char pack[] = D
    "enum sex \"Giới tính\" (male, female)\nfact person.birth : date \"B\" required\nfact person.death : "
    "date \"D\" absent never\nfact person.sex : sex "
    "\"S\"\nfact person.income : money \"I\"\nfact person.level : integer 0..9 \"L\"\n"
    "fact household.poor : bool \"P\"\nfact area.urban : bool \"U\"\nlink child : person \"C\" absent "
    "none\nrecord loan of person \"R\" (owes : money)\n"
    "interpretation i \"I\" question \"?\" choices (u \"u\", v \"v\") default u author \"w\" [d 1]\n"
    "rule person.age : integer = years from birth to day\nrule household.size : integer = count members\n"
    "benefit help for person \"H\"\n amount 100 [d 1]\n when age >= 60 or (household.poor and income < 5) [d "
    "1]\n starts month_of_decision [d 1]\n changes same_month [d 1]\n stops month_after [d 1]\n"
    "parameter seven : money \"S\" = 7 [d 1]\nbenefit home for household \"H\"\n amount seven * size [d 1]\n "
    "starts month_of_decision [d 1]\n changes same_month [d 1]\n stops month_after [d 1]\n";

/* The same with three benefits of a person. */
static const char *answer_many(struct arena *a, const char *json, enum err *ret_e) {
#define MORE(name)                                                                                           \
  "benefit " name                                                                                            \
  " for person \"H\"\n amount 1 [d 1]\n starts month_of_decision [d 1]\n changes same_month [d "             \
  "1]\n stops month_after [d 1]\n"
  enum err e;
  struct law_program *p = try_load(a, S(D MORE("b1") MORE("b2") MORE("b3")), &e);
  struct buf out = buf_new(a, (size_t)16 << 20);
  assert_int_equal(e, OK);
  *ret_e = law_tool_eval(a, p, str_of(json), EN, &out);
  return out.p;
}

static const char *answer(struct arena *a, const char *json, enum err *ret_e) {
  enum err e;
  struct law_program *p = try_load(a, str_of(pack), &e);
  struct buf out = buf_new(a, (size_t)16 << 20);
  if (law_print_diagnostics(p, &out, EN)) fail_msg("%s", out.p);
  *ret_e = law_tool_eval(a, p, str_of(json), EN, &out);
  return out.p;
}

static void situations_are_answered(void **state) {
  struct arena *a = *state;
  static const struct {
    const char *json, *holds;
  } good[] = {
    { "{\"for\":\"2026-08\",\"persons\":{\"a\":{\"birth\":\"1950-01-01\"}}}",
      "\"status\":\"value\",\"value\":100" },
    { "\xEF\xBB\xBF{\"for\":\"2026-08\",\"persons\":{\"a\":{\"birth\":\"1990-01-01\",\"income\":9}}}",
      "\"status\":\"not_entitled\"" },
    { "{\"for\":\"2026-08\",\"persons\":{\"a\":{\"birth\":\"1990-01-01\",\"income\":1}}}",
      "\"fact\":\"household.poor\"" },
    { "{\"for\":\"2026-08\",\"persons\":{\"a\":{\"birth\":\"1990\",\"income\":null}},\"households\":{\"h\":{"
      "\"members\":[\"a\"],\"head\":\"a\",\"poor\":true}}}",
      "\"fact\":\"person.income\"" },
    { "{\"for\":\"2026-08\",\"persons\":{\"a\":{\"birth\":\"1966-08\"}},\"ask\":[{\"person\":\"a\",\"rule\":"
      "\"age\"}],\"explain\":false}",
      "\"status\":\"value\",\"value\":60" },
    { "{\"for\":\"2026-08\",\"persons\":{\"a\":{},\"b\":{}},\"households\":{\"h\":{\"members\":[\"a\",\"b\"]}"
      "},\"ask\":[{\"household\":\"h\",\"benefit\":\"home\"}]}",
      "\"value\":14" },
    { "{\"for\":\"2026-08\",\"persons\":{\"a\":{\"birth\":\"1990-01-01\"}},\"households\":{\"h\":{"
      "\"members\":[\"a\"]}}}",
      "\"path\":\"households.h\"" },
    { "{\"for\":\"2026-08\",\"known\":\"2026-08-31\",\"persons\":{\"a\":{\"birth\":[{\"value\":\"1950-01-"
      "01\",\"recorded_from\":\"2026-09-01\"}],\"income\":9}},\"ask\":[{\"person\":\"a\",\"rule\":\"age\"}]}",
      "\"status\":\"unknown\"" },
    { "{\"for\":\"2026-08\",\"persons\":{\"a\":{\"level\":[{\"value\":1,\"from\":\"2026-01-01\",\"to\":"
      "\"2026-08-15\"},{\"value\":2,\"from\":\"2026-08-15\"}]}},\"ask\":\"all\"}",
      "\"answers\":[{" },
  };
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    enum err e;
    const char *out = answer(a, good[i].json, &e);
    if (e != OK || !strstr(out, good[i].holds))
      fail_msg("%s\nmisses %s in\n%s", good[i].json, good[i].holds, out);
  }
}

#define P(facts) "{\"for\":\"2026-08\",\"persons\":{\"a\":{" facts "},\"b\":{}}"

/* A child born in September is nobody's child in August, whatever the links say; the dead are no members. */
static void who_is_not_there_is_not_counted(void **state) {
  struct arena *a = *state;
  static const char rules[] = D
      "fact person.birth : date \"B\" required\nfact person.death : date \"D\" absent never\nlink child : "
      "person \"C\" absent "
      "none\nrule person.children : integer = count child\nrule household.size : integer = count members\n";
  static const struct {
    const char *month, *children, *size;
  } rows[] = { { "2026-07", "\"value\":1", "\"value\":2" },
               { "2026-08", "\"value\":1", "\"value\":2" },
               { "2026-09", "\"value\":2", "\"value\":3" },
               { "2026-11", "\"value\":1", "\"value\":2" } };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    enum err e;
    struct law_program *p = try_load(a, str_of(rules), &e);
    for (int rule = 0; rule < 2; rule++) {
      struct buf out = buf_new(a, (size_t)16 << 20);
      const char *json = arena_print(
          a,
          "{\"for\":\"%s\",\"known\":\"2026-12-01\",\"explain\":false,\"persons\":{\"me\":{\"birth\":\"1990-"
          "01-01\"},"
          "\"an\":{\"birth\":\"2020-01-01\",\"death\":\"2026-10-05\"},\"bi\":{\"birth\":\"2026-09-10\"}},"
          "\"households\":{"
          "\"h\":{\"members\":[\"me\",\"an\",\"bi\"],\"head\":\"me\"}},\"links\":[{\"from\":\"me\",\"link\":"
          "\"child\",\"to\":"
          "\"an\"},{\"from\":\"me\",\"link\":\"child\",\"to\":\"bi\"}],\"ask\":[{%s}]}",
          rows[i].month,
          rule ? "\"household\":\"h\",\"rule\":\"size\"" : "\"person\":\"me\",\"rule\":\"children\"");
      assert_int_equal(law_tool_eval(a, p, str_of(json), EN, &out), OK);
      if (!strstr(out.p, rule ? rows[i].size : rows[i].children))
        fail_msg("%s, %d:\n%s", rows[i].month, rule, out.p);
    }
  }
}

/* One relation is one, from whichever ends it is told; told again from the same end it is a slip. */
static void a_relation_told_from_both_ends_is_one(void **state) {
  struct arena *a = *state;
  static const char rules[] = D
      "link parent : person \"P\" inverse child absent none\nlink child : person \"C\" inverse parent absent "
      "none\n"
      "link friend : person \"F\" absent none\n"
      "rule person.children : integer = count child\nrule person.parents : integer = count parent\n"
      "rule person.friends : integer = count friend\n";
#define LINK(from, link, to) "{\"from\":\"" from "\",\"link\":\"" link "\",\"to\":\"" to "\"}"
  static const struct {
    const char *links, *who, *rule, *holds;
  } rows[] = {
    { LINK("me", "child", "an") "," LINK("an", "parent", "me"), "me", "children", "\"value\":1" },
    { LINK("an", "parent", "me") "," LINK("me", "child", "an"), "an", "parents", "\"value\":1" },
    { LINK("me", "child", "an") "," LINK("me", "child", "bi"), "me", "children", "\"value\":2" },
    { LINK("me", "friend", "an") "," LINK("an", "friend", "me"), "me", "friends", "\"value\":1" },
    { LINK("me", "friend", "an") "," LINK("me", "friend", "an"), "me", "friends",
      "links[1]: «me» has the link friend to «an» twice" },
    { LINK("me", "child", "an") "," LINK("an", "parent", "me") "," LINK("me", "child", "an"), "me",
      "children", "links[2]: «me» has the link child to «an» twice" },
    { LINK("me", "child", "an") "," LINK("an", "parent", "me") "," LINK("an", "parent", "me"), "me",
      "children", "links[2]: «an» has the link parent to «me» twice" },
    { LINK("me", "child", "an") "," LINK("me", "parent", "an"), "me", "children",
      "links[1]: «me» has the link parent to «an», but by the links before it is the other way round" },
    { LINK("me", "child", "an") "," LINK("an", "child", "bi") "," LINK("me", "parent", "bi"), "me",
      "children", "links[2]: «me» has the link parent to «bi», but by" },
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    enum err e;
    struct law_program *p = try_load(a, str_of(rules), &e);
    struct buf out = buf_new(a, (size_t)1 << 20);
    const char *json = arena_print(a,
                                   "{\"for\":\"2026-08\",\"explain\":false,\"persons\":{\"me\":{},\"an\":{},"
                                   "\"bi\":{}},\"links\":[%s],\"ask\":[{\"person\":\"%s\",\"rule\":\"%s\"}]}",
                                   rows[i].links, rows[i].who, rows[i].rule);
    e = law_tool_eval(a, p, str_of(json), EN, &out);
    if (e != (strstr(rows[i].holds, "links") ? INVALID : OK) || !strstr(out.p, rows[i].holds))
      fail_msg("%s\nmisses %s in\n%s", json, rows[i].holds, out.p);
  }
}

/* The same in the tests of packs: both ends once, anything twice is refused where it stands. */
static void a_test_tells_a_relation_once(void **state) {
  struct arena *a = *state;
  static const char head[] = D
      "fact person.birth : date \"B\"\nlink parent : person \"P\" inverse child absent none\n"
      "link child : person \"C\" inverse parent absent none\nrule person.children : integer = count child\n"
      "rule household.size : integer = count members\n"
      "test \"t\" [d 1] source \"s\"\n for 2026-01\n person me birth = 1990-01-01\n person an birth = "
      "2020-01-01\n";
  static const struct {
    const char *lines, *refused; /* NULL: it passes */
  } rows[] = {
    { " household h of (me, an)\n link me child an\n link an parent me\n expect me children = 1\n expect h "
      "size = 2\n",
      NULL },
    { " link me child an\n link me child an\n expect me children = 1\n", "link me child an is already" },
    { " link me child an\n link an parent me\n link me child an\n expect me children = 1\n",
      "link me child an is already" },
    { " household h of (me, me)\n expect h size = 1\n", "of (me) is already" },
    { " household h of (me)\n household k of (an, me)\n expect h size = 1\n", "of (me) is already" },
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    enum err e;
    int done;
    struct buf out = buf_new(a, (size_t)1 << 20);
    struct law_program *p = try_load(a, str_of(arena_print(a, "%s%s", head, rows[i].lines)), &e);
    law_print_diagnostics(p, &out, EN);
    if (rows[i].refused) {
      if (e != INVALID || !strstr(out.p, rows[i].refused)) fail_msg("%s:\n%s", rows[i].lines, out.p);
      continue;
    }
    if (e != OK || law_tool_test(p, S(""), EN, &out, &done)) fail_msg("%s:\n%s", rows[i].lines, out.p);
    assert_int_equal(done, 2);
  }
}

static void bad_situations_are_named(void **state) {
  struct arena *a = *state;
  static const struct {
    const char *json, *holds;
  } bad[] = {
    { "", "Not JSON" },
    { "[]", "Expected an object" },
    { "{\"for\":", "Mend line 1" },
    { "{\"for\":\"2026-08\",\"for\":\"2026-09\"}", "stands twice" },
    { "\xff", "Not UTF-8" },
    { "{}", "«for» is missing" },
    { "{\"for\":\"2026-08\"}", "nobody to ask about" },
    { "[[[[[[[[[[[[[[[[", "Nested more than 12" },
    { P("\"income\":{\"value\":1,\"recorded_from\":\"2026-05-01\",\"recorded_to\":\"2026-05-01\"}") "}",
      "no day on which it is known" },
    { P("\"birth\":\"1990-01-01\",\"death\":\"1989-12-31\"") "}", "persons.a.death: Died on" },
    { P("\"death\":\"2026-03\",\"income\":{\"value\":1,\"from\":\"2026-04-01\"}") "}",
      "persons.a.income: Begins on" },
    { P("\"birht\":\"1990-01-01\"") "}",
      "persons.a.birht: There is no fact of a person «birht». Did you mean «birth»?" },
    { P("\"birth\":\"2026-02-30\"") "}", "persons.a.birth: The day «2026-02-30» is not in the calendar" },
    { P("\"birth\":\"2026-09-01\"") "}",
      "persons.a.birth: Born on 2026-09-01, after the day the facts are known, 2026-08-31" },
    { P("\"birth\":19900101") "}", "persons.a.birth: Expected a day" },
    { P("\"income\":\"5\"") "}", "persons.a.income: Expected whole đồng" },
    { P("\"income\":1.5") "}", "has decimals" },
    { P("\"income\":-1") "}", "is outside 0.." },
    { P("\"level\":10") "}", "10 is outside 0..9" },
    { P("\"sex\":\"mael\"") "}", "Use: male, female" },
    { P("\"sex\":true") "}", "Expected one of: male, female, found true" },
    { P("\"poor\":true") "}", "That is a fact of a household" },
    { P("\"level\":[1]") "}", "persons.a.level[0]" },
    { P("\"level\":[{\"value\":1,\"from\":\"2026-02-01\",\"to\":\"2026-01-01\"}]") "}", "An empty period" },
    { P("\"level\":[{\"from\":\"2026-02-01\"}]") "}", "«value» is missing" },
    { P("\"level\":[{\"value\":1,\"form\":\"x\"}]") "}", "There is no key «form»" },
    { P("\"citizen_number\":\"12\"") "}", "is not 12 digits" },
    { P("\"sex\":\"male\",\"citizen_number\":\"046149001234\"") "}",
      "says female (digit 4), but sex is male" },
    { P("\"birth\":\"1950-01-01\",\"citizen_number\":\"046049001234\"") "}",
      "says born in 1949 (digits 4 to 6), but birth is in 1950" },
    { P("") ",\"households\":{\"h\":{\"members\":[\"a\"]},\"k\":{\"members\":[\"a\"]}}}",
      "households.k.members[0]: a is already in the household «h»" },
    { P("") ",\"households\":{\"h\":{\"members\":[\"c\"]}}}", "There is no person «c»" },
    { P("") ",\"households\":{\"a\":{}}}", "«a» is already a person" },
    { P("") ",\"households\":{\"h\":{\"members\":[\"a\"],\"head\":\"b\"}}}",
      "The head «b» is not among the members" },
    { P("") ",\"links\":[{\"from\":\"a\",\"link\":\"child\",\"to\":\"a\"}]}",
      "links[0]: «a» has the link child to themselves" },
    { P("") ",\"links\":[{\"from\":\"a\",\"link\":\"chlid\",\"to\":\"b\"}]}", "Did you mean «child»?" },
    { P("") ",\"links\":[{\"from\":\"a\",\"to\":\"b\"}]}", "«link» is missing" },
    { P("") ",\"links\":{}}", "Expected a list" },
    { P("") ",\"records\":[{\"of\":\"a\",\"record\":\"loan\",\"fields\":{\"ows\":1}}]}",
      "Did you mean «owes»?" },
    { P("") ",\"grants\":[{\"person\":\"a\",\"benefit\":\"hepl\",\"decided\":\"2026-01-01\"}]}",
      "Did you mean «help»?" },
    { P("") ",\"grants\":[{\"person\":\"a\",\"benefit\":\"help\",\"decided\":\"2026-01-01\",\"until\":\"2025-"
            "01\"}]}",
      "An empty period" },
    { P("") ",\"interpretations\":{\"i\":\"w\"}}", "Use: u, v" },
    { P("") ",\"interpretations\":{\"j\":\"u\"}}", "There is no interpretation «j»" },
    { P("") ",\"ask\":[{\"person\":\"a\",\"benefit\":\"home\"}]}", "home is for a household" },
    { P("") ",\"ask\":[{\"person\":\"a\"}]}", "exactly one benefit or rule" },
    { P("") ",\"ask\":[{\"person\":\"a\",\"rule\":\"ages\"}]}", "Did you mean «age»?" },
    { P("") ",\"ask\":[]}", "There is no question" },
    { P("") ",\"ask\":\"some\"}", "Expected \"all\" or a list" },
    { P("") ",\"foo\":1}", "There is no key «foo» here" },
    { P("") ",\"known\":\"2026-01-01\",\"law\":\"2026-01-01\"}", "«known» sets both" },
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    enum err e;
    arena_reset(a);
    const char *out = answer(a, bad[i].json, &e);
    if (e != INVALID || !strstr(out, bad[i].holds))
      fail_msg("%s\nmisses «%s» in\n%s", bad[i].json, bad[i].holds, out);
  }
}

/* A grant is suspended from the month that is written on, and runs where none is. */
static void a_grant_is_suspended_from_a_month_on(void **state) {
  struct arena *a = *state;
  static const struct {
    const char *from;
    bool paused;
  } given[] = { { "", false },
                { ",\"suspended\":null", false },
                { ",\"suspended\":\"2026-07\"", false },
                { ",\"suspended\":\"2026-06\"", true },
                { ",\"suspended\":\"2025-01\"", true } };
  enum err e;
  struct law_program *p = try_load(
      a, str_of(arena_print(a, "%srule person.paused : bool = suspended help\n", pack)), &e);
  assert_int_equal(e, OK);
  for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
    struct buf out = buf_new(a, (size_t)1 << 20);
    const char *json = arena_print(a,
                                   "{\"for\":\"2026-06\",\"persons\":{\"a\":{\"birth\":\"1950-01-01\"}},"
                                   "\"grants\":[{\"person\":\"a\",\"benefit\":\"help\",\"decided\":"
                                   "\"2024-01-01\"%s}],\"ask\":[{\"person\":\"a\",\"rule\":\"paused\"}]}",
                                   given[i].from);
    assert_int_equal(law_tool_eval(a, p, str_of(json), EN, &out), OK);
    assert_non_null(strstr(out.p, given[i].paused ? "\"value\":true" : "\"value\":false"));
  }
}

static void too_much_of_a_situation_is_refused(void **state) {
  struct arena *a = *state;
  for (int n = 160; n <= 199; n += 39) { /* 199 people are 597 questions: refused, not cut */
    struct buf all = buf_new(a, 1 << 20);
    buf_z(&all, "{\"for\":\"2026-08\",\"explain\":false,\"persons\":{");
    for (int i = 0; i < n; i++)
      buf_print(&all, "%s\"a%d\":{}", i ? "," : "", i);
    buf_z(&all, "},\"households\":{\"h\":{\"members\":[");
    for (int i = 0; i < n; i++)
      buf_print(&all, "%s\"a%d\"", i ? "," : "", i);
    buf_z(&all, "]}}}");
    enum err got;
    const char *said = answer_many(a, all.p, &got);
    assert_int_equal(got, n == 160 ? OK : INVALID);
    if (n > 160) assert_non_null(strstr(said, "To ask all is"));
  }
  enum err e;
  struct buf many = buf_new(a, 4 << 20);
  buf_z(&many, "{\"for\":\"2026-08\",\"persons\":{");
  for (int i = 0; i < 300; i++)
    buf_print(&many, "%s\"p%d\":{}", i ? "," : "", i);
  buf_z(&many, "}}");
  assert_non_null(strstr(answer(a, many.p, &e), "the limit is 200"));
  assert_int_equal(e, INVALID);
  struct str links = repeated(a, P("") ",\"records\":[", "{\"of\":\"a\",\"record\":\"loan\",\"fields\":{}},",
                              6000, "{\"of\":\"a\",\"record\":\"loan\",\"fields\":{}}]}");
  assert_non_null(strstr(answer(a, links.p, &e), "the limit is 5000"));
  struct str large = repeated(a, "", "          ", (int)(LAW_EVAL_BYTES_MAX / 10) + 1, "");
  assert_non_null(strstr(answer(a, large.p, &e), "Larger than"));
  assert_int_equal(e, INVALID);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
    cmocka_unit_test(situations_are_answered),
    cmocka_unit_test(who_is_not_there_is_not_counted),
    cmocka_unit_test(a_relation_told_from_both_ends_is_one),
    cmocka_unit_test(a_test_tells_a_relation_once),
    cmocka_unit_test(bad_situations_are_named),
    cmocka_unit_test(a_grant_is_suspended_from_a_month_on),
    cmocka_unit_test(too_much_of_a_situation_is_refused),
  };
  return cmocka_run_group_tests_name("situations", tests, arena_setup, arena_teardown);
}
