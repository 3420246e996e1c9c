/* Whatever is done, corrected, struck and taken back, in whichever order, leaves a register in which the
 * audit finds nothing. TOWN_SEED chooses other acts, TOWN_ACTS how many. People are invented. */
#include "kin_pack_for_test.h"
#include "town_for_test.h"

#include "registry/whole.h"

#include <stdlib.h>

static const char pack[] = KIN_PACK(
    "record form of household \"Phiếu\" (rooms : integer)\n"
    "record spell of person \"Thời gian\" (n : integer)\n"
    "benefit end.aid for person \"Mai táng\" once deceased\n"
    "  amount 900 [d 1]\n  when ill [d 1]\n  starts month_of_conditions [d 1]\n"
    "  changes same_month [d 1]\n  stops same_month [d 1]\n");
static const struct str of_household[] = { S("home.aid") };

static int64_t told_by(const char *name, int64_t otherwise) {
  const char *text = getenv(name);
  int64_t n = otherwise;
  return text && parse_int(str_of(text), &n) != OK ? otherwise : n;
}

/* Who comes back to a household, or lives again, may bring a grant of it along: that is told, and is no fault
 * of what was taken back. */
static void tell(void *context, const struct reg_audit_finding *finding) {
  int64_t *brought = context;
  if (!strcmp(finding->code, "home_again")) *brought += finding->more ? finding->more : 1;
  if (!strcmp(finding->code, "home_again")) return;
  print_message("%s: %s row %lld\n", finding->code, finding->table, (long long)finding->row);
}

/* Two rows of one thing, which no rule of the audit forbids: asked back, and nobody here confirms it. */
static int64_t twins(struct town *t) {
  return test_int(
      t->w->db,
      "SELECT count(*) FROM record a JOIN record b ON b.subject_kind = a.subject_kind AND b.subject"
      " = a.subject AND b.layout = a.layout AND b.fields = a.fields AND b.valid_from = a.valid_from"
      " AND b.valid_to = a.valid_to AND b.id > a.id AND b.act_to = 9223372036854775807"
      " WHERE a.act_to = 9223372036854775807",
      0, NULL);
}

static void audited(struct town *t, int64_t act) {
  int64_t found = 0, brought = 0;
  if (twins(t) > 0) fail_msg("a record stands twice after %lld acts", (long long)act);
  const struct reg_audit_watch watch = { &brought, NULL, tell };
  assert_int_equal(reg_audit(t->w->me, t->w->db, &t->words, &watch, &found), OK);
  found -= brought;
  if (found > 0) fail_msg("%lld findings after %lld acts", (long long)found, (long long)act);
}

static void whatever_is_taken_back_leaves_nothing_wrong(void **state) {
  /* Grants, their months, records, corrections, deaths and who lives with whom, and acts taken back. */
  static const int kinds[] = {
    4, 5, 6, 6, 7, 7, 7, 9, 12, 12, 12, 12, 12, 14, 15, 15, 16, 16, -1, -1, TOWN_RECORD_ACT, TOWN_RECORD_ACT
  };
  struct arena *a = arena_new("town", (size_t)256 << 20);
  struct town *t = NEW(a, struct town);
  struct str name = S("pack"), text = str_of(pack);
  int64_t acts = told_by("TOWN_ACTS", 600);
  (void)state;
  world_open(&t->w, "taken_back", true, true);
  t->arena = a;
  t->reach = 50;
  t->r.s = (uint64_t)told_by("TOWN_SEED", 1);
  assert_int_equal(law_load_text(a, 1, &name, &text, &t->law), OK);
  t->words = people_vocabulary(a, t->law);
  t->words.of_household = of_household;
  t->words.of_household_count = 1;
  assert_int_equal(reg_vocabulary_import(t->w->db, a, &t->words), OK);
  town_settle(t);
  for (int64_t i = 0; i < acts; i++) {
    town_some_act(t, kinds[town_below(t, sizeof kinds / sizeof *kinds)]);
    if (i % 20 == 0) audited(t, i);
  }
  audited(t, acts);
  assert_true(t->done[12] > acts / 20);
  world_end(t->w);
  arena_free(a);
}

int main(void) {
  const struct CMUnitTest tests[] = { cmocka_unit_test(whatever_is_taken_back_leaves_nothing_wrong) };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
