/* The small pack of doc/law-language.md: it is read, its test passes, and a situation may be asked of it. */
#include "law_for_test.h"

#include "law/form/program.h"
#include "law/tools/tools.h"

static struct law_program *loaded(struct arena *a, struct str text) {
  struct str name = S("p.luat");
  struct law_program *p;
  struct buf out = buf_new(a, 1 << 16);
  enum err e = law_load_text(a, 1, &name, &text, &p);
  law_print_diagnostics(p, &out, EN);
  if (e != OK || out.n) fail_msg("%s", out.p);
  return p;
}

/* What stands in the document after one text and before another. */
static const char *between(struct arena *a, const char *after, const char *before) {
  struct str doc;
  assert_int_equal(file_read(a, SOURCE_ROOT "/doc/law-language.md", 1 << 20, &doc), OK);
  const char *from = strstr(arena_text(a, doc.p, doc.n), after);
  assert_non_null(from);
  from += strlen(after);
  const char *to = strstr(from, before);
  assert_non_null(to);
  return arena_text(a, from, (size_t)(to - from));
}

static const char *answered(struct arena *a, struct law_program *p, const char *json) {
  struct buf out = buf_new(a, 1 << 20);
  enum err e = law_tool_eval(a, p, str_of(json), EN, &out);
  if (e != OK) fail_msg("%s", out.p);
  return out.p;
}

static void the_example_is_tested_and_asked(void **state) {
  struct arena *a = *state;
  struct law_program *p = loaded(a, str_of(between(a, "## A small pack\n\n```\n", "```")));
  struct buf out = buf_new(a, 1 << 20);
  int all = 0;
  assert_int_equal(law_tool_test(p, S(""), EN, &out, &all), 0);
  assert_true(all > 0);
  const char *answer = answered(a, p, between(a, "law eval`: `", "`"));
  assert_non_null(strstr(answer, "900000"));
}

/* An enumeration of a pack has its pack's name before its own, and a value it once had is understood. */
static void values_of_a_packs_enumeration_are_understood(void **state) {
  struct arena *a = *state;
  struct law_program *p = loaded(
      a, S("language 1\npack mine \"M\"\ndocument d \"D\" issued 2020-01-01 in_force 2020-01-01 articles 1\n"
           "enum kind (brick, straw)\nrecord visit of person \"V\" (found : kind)\n"
           "fact household.house : kind \"H\" absent brick\n"
           "renamed value mine.kind.thatch to mine.kind.straw from 2026-01-01 \"w\"\n"
           "rule household.light : bool = house = straw\n"
           "rule person.visits : integer = count visit where (found = straw)\n"));
  for (int i = 0; i < 2; i++) {
    const char *json = arena_print(
        a,
        "{\"for\": \"2026-06\", \"persons\": {\"a\": {}}, \"households\": {\"h\": {\"members\": [\"a\"],"
        " \"head\": \"a\", \"mine.house\": \"%s\"}}, \"records\": [{\"of\": \"a\", \"record\": "
        "\"mine.visit\","
        " \"fields\": {\"found\": \"%s\"}}], \"ask\": [{\"household\": \"h\", \"rule\": \"mine.light\"},"
        " {\"person\": \"a\", \"rule\": \"mine.visits\"}]}",
        i ? "thatch" : "straw", i ? "thatch" : "straw");
    const char *answer = answered(a, p, json);
    if (!strstr(answer, "true") && !strstr(answer, "yes")) fail_msg("%s", answer);
  }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_example_is_tested_and_asked),
    cmocka_unit_test(values_of_a_packs_enumeration_are_understood),
  };
  return cmocka_run_group_tests_name("law_doc", tests, arena_setup, arena_teardown);
}
