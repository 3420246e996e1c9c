/* What the country's packs and the province's have in vectors stays there: over every month with people who
 * have facts, links and grants, no benefit goes row by row, and of the rules only those named here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "law/bulk/bulk.h"
#include "law/law.h"

enum { PERSONS = 2, TEXT_BYTES = 1 << 20 };
/* One reads records, the others what was so on another day. */
static const char *const by_nature[] = { "household.poverty.b1", "person.assistance.studies_on",
                                         "person.assistance.raised_in_study", "person.assistance.raised_on" };

static struct law_program *packs(struct arena *a) {
  const char *paths[] = { SOURCE_ROOT "/law/vn", SOURCE_ROOT "/law/vn-hue" };
  struct law_program *p;
  struct buf b = buf_new(a, TEXT_BYTES);
  enum err e = law_load(a, 2, paths, &p);
  if (e != OK || law_print_diagnostics(p, &b, EN)) fail_msg("%s", b.p);
  return p;
}

/* One household of two who are linked both ways by every link, with every fact and every grant. */
static struct law_columns *people(struct arena *a, const struct law_program *p) {
  static const int32_t household[] = { 0, PERSONS }, link[] = { 0, 1, 2 }, other[] = { 1, 0 };
  static const int32_t decided[PERSONS] = { 0 };
  static const uint8_t active[PERSONS] = { 1, 1 };
  static const uint64_t both[] = { 3 };
  static const int32_t before[] = { 0 };
  struct law_columns *c = law_columns_new(a, p, PERSONS, 1, household);
  for (int f = 0; f < law_fact_count(p); f++) {
    struct law_fact_info i = law_fact_info(p, f);
    bool set = i.kind == LAW_BOOL || i.kind == LAW_ENUM;
    c->fact[f] = (struct law_column) { .at = NEW_ARRAY(a, int64_t, PERSONS),
                                       .bytes = set                  ? 1
                                                : i.kind == LAW_DATE ? 4
                                                                     : 8,
                                       .lo = i.kind == LAW_DATE ? DATE_MIN : 0,
                                       .hi = i.kind == LAW_BOOL   ? 1
                                             : i.kind == LAW_ENUM ? law_enum_count(p, f) - 1
                                             : i.kind == LAW_DATE ? DATE_MAX
                                                                  : 1000000000 };
  }
  for (int i = 0; i < law_link_count(p); i++)
    c->link[i] = (struct law_link_column) { .start = link, .to = other };
  for (int b = 0; b < law_benefit_count(p); b++)
    c->grant[b] = (struct law_grant_column) { .few = { both, before },
                                              .granted = decided,
                                              .active = active,
                                              .ever = { both, before },
                                              .first = decided };
  return c;
}

static bool is_by_nature(const char *line) {
  for (size_t i = 0; i < sizeof by_nature / sizeof *by_nature; i++)
    if (strstr(line, by_nature[i])) return true;
  return false;
}

/* Lines that say "row by row" of any other; the first goes to *ret_line. */
static int by_row(struct arena *a, struct str text, const char **ret_line) {
  int n = 0;
  for (size_t from = 0, to; from < text.n; from = to + 1) {
    for (to = from; to < text.n && text.p[to] != '\n';)
      to++;
    const char *line = arena_text(a, text.p + from, to - from);
    if (!strstr(line, "row by row") || is_by_nature(line)) continue;
    if (!n++) *ret_line = line;
  }
  return n;
}

static void the_packs_run_in_vectors(void **state) {
  (void)state;
  struct arena *lasting = arena_new("packs", (size_t)256 << 20), *a = arena_new("plan", (size_t)256 << 20);
  struct law_program *p = packs(lasting);
  int benefits = law_benefit_count(p), rules = law_bulk_rule_count(p);
  assert_true(benefits > 5 && rules > 50);
  for (month m = month_of(date_of(2020, 1, 1)); m <= month_of(date_of(2027, 12, 1)); m++) {
    struct law_columns *c = people(a, p);
    struct law_bulk_target *target = NEW_ARRAY(a, struct law_bulk_target, benefits + rules);
    for (int i = 0; i < benefits + rules; i++)
      target[i] = i < benefits ? (struct law_bulk_target) { .kind = LAW_BULK_BENEFIT, .index = i }
                               : (struct law_bulk_target) { .kind = LAW_BULK_RULE, .index = i - benefits };
    struct law_bulk *b;
    struct buf text = buf_new(a, TEXT_BYTES);
    assert_int_equal(law_bulk_plan(a, p, (struct law_bulk_question) { m, month_last(m), NULL }, c, c,
                                   benefits + rules, target, &b),
                     OK);
    law_bulk_describe(b, &text, EN);
    const char *line = "";
    char z[8];
    int n = by_row(a, buf_view(&text), &line);
    if (n) fail_msg("%s: %d go row by row, the first: %s", month_iso(m, z), n, line);
    arena_reset(a);
  }
  arena_free(a);
  arena_free(lasting);
}

int main(void) {
  const struct CMUnitTest tests[] = { cmocka_unit_test(the_packs_run_in_vectors) };
  return cmocka_run_group_tests_name("lowered", tests, NULL, NULL);
}
