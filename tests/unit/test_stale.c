/* A stored figure says by what it was made, and is marked where it may be another now: other packs, acts
 * since, a document since; on the first page, in the list of findings, on a person's page and beside what
 * changed in the law. All people are invented. */
#include "small_for_test.h"

#include <stdlib.h>

#include "questions/questions.h"

/* Of the decree a provision governs from September, before it is in force; the far document has none so soon.
 */
#define PACK(level)                                                                                          \
  "language 1\n"                                                                                             \
  "document d \"D\" issued 2019-01-01 in_force 2020-01-01\n"                                                 \
  "document decree \"R\" issued 2026-08-01 in_force 2026-10-05 amends d\n"                                   \
  "document far \"F\" issued 2026-08-01 in_force 2026-10-06 amends d\n"                                      \
  "fact person.birth : date \"x\" required\nfact person.death : date \"x\" absent never\n"                   \
  "fact person.k : integer 0..9 \"x\" absent 0\n"                                                            \
  "parameter level : money \"x\"\n  from 2020-01-01 = " level " [d 1]\n"                                     \
  "  from 2026-08-15 = 150 [d 2]\n  from 2026-09-01 = 200 [decree 1]\n  from 2027-01-01 = 300 [far 1]\n"     \
  "benefit plain for person \"B\"\n  amount level [d 1]\n  when k = 1 [d 1]\n"                               \
  "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"

struct pages { /* what is stored, and what the pages show of it */
  struct small *x;
  struct law_program *served, *other; /* packs of another level */
  struct str id;                      /* of who is paid too little */
  struct web_when when;               /* asked */
  struct str after;
  struct web_overview all;
  struct web_check check;
  struct web_person person;
  struct web_diff diff;
};

static struct law_program *loaded(struct arena *a, const char *pack) {
  struct law_program *p;
  struct str file = S("t.luat"), text = str_of(pack);
  assert_int_equal(law_load_text(a, 1, &file, &text, &p), OK);
  return p;
}

static void adopts(struct pages *g, struct law_program *p) {
  struct world *w = g->x->w;
  struct reg_pack_set set = office_packs(w->a, p);
  struct reg_adopt_input in = { &set, law_language(), law_meaning() };
  ok(reg_packs_adopt(w->me, w->db, &w->act, &in, &w->no));
}

static int setup(void **state) {
  struct small *x;
  small_open(&x, "stale", PACK("100"));
  struct world *w = x->w;
  struct pages *g = NEW(w->a, struct pages);
  *g = (struct pages) { .x = x, .served = x->p, .other = loaded(w->a, PACK("110")), .after = S("") };
  on(w, 2026, 8, 19);
  adopts(g, x->p);
  on(w, 2026, 8, 20);
  int64_t who = small_person(x, "Nguyễn Thị Cũ", day(1950, 3, 1), 1);
  belongs(w, who, household(w, "Phú Xuân", day(2024, 1, 1)), S("head"), day(2024, 1, 1));
  int64_t grant = small_grant(x, who, "plain", day(2026, 1, 5), mon(2026, 1));
  struct reg_months_input paid = { .grant = grant, .from = mon(2026, 7), .to = mon(2026, 8), .amount = 90 };
  ok(reg_grant_paid(w->me, w->db, &w->act, &paid, &w->no));
  char id[REG_PUBLIC_ID + 1];
  ok(reg_id_of(w->me, w->db, REG_ID_PERSON, who, id));
  g->id = str_of(arena_text(w->a, id, REG_PUBLIC_ID));
  *state = g;
  return 0;
}

static int teardown(void **state) {
  struct pages *g = *state;
  small_close(g->x);
  return 0;
}

/* ---- made and asked ---- */

/* A month determined and checked by these packs, as known on a day. */
static void made(struct pages *g, struct law_program *p, month m, date known) {
  struct small *x = g->x;
  struct world *w = x->w;
  struct office_determination d;
  struct office_finding *f;
  int64_t n, id, counts[FIND_KINDS];
  x->p = p;
  struct office_when when = small_when(x, m, known);
  ok(reg_known(w->db, known, &when.act));
  small_determined(x, when, &d);
  ok(office_store(w->db, w->a, &d, &id));
  ok(office_determine_payment(w->a, p, small_everybody(x, when), when, 1, &d));
  ok(office_check(w->a, &d, &f, &n, counts));
  ok(office_store_findings(w->db, &d, f, n, counts));
}

static enum err read_pages(void *context) {
  void **both = context;
  struct web_data *data = both[0];
  void *session = both[1];
  struct pages *g = both[2];
  struct world *w = g->x->w;
  struct web_check_ask ask = { .for_month = g->when.for_month, .after = g->after };
  ok(data->overview(session, w->a, EN, g->when, &g->all));
  ok(data->check(session, w->a, EN, g->when, &ask, &g->check));
  ok(data->diff(session, w->a, EN, month_first(g->when.for_month), month_last(g->when.for_month), &g->diff));
  return data->person(session, w->a, EN, g->when, g->id, &g->person);
}

static void asked(struct pages *g, struct law_program *served, month m, date known) {
  struct world *w = g->x->w;
  struct web_data data;
  struct str message;
  struct questions_place place = { w->place.path, served, EN };
  char today[11];
  void *session;
  if (questions_open(w->me, w->a, &place, &data, &message) != OK) fail_msg("%s", message.p);
  ok(data.open(data.config, &session));
  void *both[] = { &data, session, g };
  g->when = (struct web_when) { m, known };
  setenv("ANSINH_TODAY", date_iso(known, today), 1); /* what changed in the law is asked of today */
  ok(data.question(session, read_pages, both));
  unsetenv("ANSINH_TODAY");
  data.close(session);
  questions_end(&data);
}

enum { FRESH, PACKS = 1, ACTS = 2, LAW = 4 };
static unsigned why(const struct web_made *x) {
  assert_true(x->there);
  unsigned said = (x->other_packs ? PACKS : 0u) | (x->acts_since ? ACTS : 0u) | (x->law_since ? LAW : 0u);
  assert_int_equal(web_stale(x), said != 0);
  return said;
}

static void all_are(const struct pages *g, unsigned determined, unsigned checked) {
  assert_int_equal(why(&g->all.made), determined);
  assert_int_equal(why(&g->diff.after.made), determined);
  assert_int_equal(why(&g->all.now.check), checked);
  assert_int_equal(why(&g->check.made), checked);
  assert_int_equal(why(&g->person.check), checked);
  assert_int_equal(g->check.row_count, 1);
  assert_int_equal(g->person.finding_count, 1);
  assert_true(g->person.findings[0].stored);
}

/* ---- the cases ---- */

static void what_is_stored_says_by_what_it_was_made(void **state) {
  struct pages *g = *state;
  struct world *w = g->x->w;
  int64_t last;
  made(g, g->served, mon(2026, 8), day(2026, 8, 31));
  asked(g, g->served, mon(2026, 8), day(2026, 8, 31));
  all_are(g, FRESH, FRESH);
  const struct web_made *x = &g->all.made;
  ok(reg_known(w->db, day(2026, 8, 31), &last));
  assert_int_equal(x->act, last);
  assert_int_equal(x->act_day, day(2026, 8, 20));
  assert_int_equal(x->facts_day, day(2026, 8, 31));
  assert_int_equal(x->law_day, day(2026, 8, 31));
  assert_int_equal(g->check.made.law_day, day(2026, 8, 1)); /* that of the list */
  assert_true(str_is(x->packs, law_hash(g->served)));
  assert_int_equal(g->all.before_made.there, false);
  assert_int_equal(g->diff.changes[0].counted, true);
}

/* Up to the day asked: whoever asks of the day it was made for sees what was known then. */
static void acts_since_make_it_stale(void **state) {
  struct pages *g = *state;
  made(g, g->served, mon(2026, 8), day(2026, 8, 31));
  on(g->x->w, 2026, 9, 2);
  small_person(g->x, "Nguyễn Thị Sau", day(1950, 3, 1), 0);
  asked(g, g->served, mon(2026, 8), day(2026, 8, 31));
  all_are(g, FRESH, FRESH);
  asked(g, g->served, mon(2026, 8), day(2026, 9, 2));
  all_are(g, ACTS, ACTS);
  made(g, g->served, mon(2026, 8), day(2026, 9, 2));
  asked(g, g->served, mon(2026, 8), day(2026, 9, 2));
  all_are(g, FRESH, FRESH);
}

/* What adopting others does is told by the packs, and only where these are gone by. */
static void other_packs_make_it_stale(void **state) {
  struct pages *g = *state;
  made(g, g->served, mon(2026, 8), day(2026, 8, 31));
  on(g->x->w, 2026, 9, 3);
  adopts(g, g->other);
  asked(g, g->served, mon(2026, 8), day(2026, 9, 3));
  all_are(g, FRESH, FRESH);
  asked(g, g->other, mon(2026, 8), day(2026, 9, 3));
  all_are(g, PACKS, PACKS);
  assert_int_equal(g->diff.changes[0].counted, false); /* of cases of other packs nobody is counted */
  assert_true(str_is(g->all.made.packs, law_hash(g->served)));
  made(g, g->other, mon(2026, 8), day(2026, 9, 3));
  asked(g, g->other, mon(2026, 8), day(2026, 9, 3));
  all_are(g, FRESH, FRESH);
}

/* A document that has come into force and governs by the month; a check goes by the law of the lists. */
static void a_document_since_makes_it_stale(void **state) {
  struct pages *g = *state;
  made(g, g->served, mon(2026, 8), day(2026, 9, 30));
  made(g, g->served, mon(2026, 9), day(2026, 9, 30));
  asked(g, g->served, mon(2026, 8), day(2026, 10, 6));
  all_are(g, FRESH, FRESH);
  asked(g, g->served, mon(2026, 9), day(2026, 10, 4));
  assert_int_equal(why(&g->all.made), FRESH);
  asked(g, g->served, mon(2026, 9), day(2026, 10, 5));
  assert_int_equal(why(&g->all.made), LAW);
  assert_int_equal(why(&g->all.before_made), FRESH);
  assert_int_equal(why(&g->all.now.check), FRESH);
}

/* This month and the last, findings and sums: each by its own. */
static void two_figures_are_each_marked_by_their_own(void **state) {
  struct pages *g = *state;
  made(g, g->served, mon(2026, 7), day(2026, 8, 31));
  on(g->x->w, 2026, 9, 2);
  small_person(g->x, "Nguyễn Thị Sau", day(1950, 3, 1), 0);
  made(g, g->served, mon(2026, 8), day(2026, 9, 2));
  asked(g, g->served, mon(2026, 8), day(2026, 9, 2));
  all_are(g, FRESH, FRESH);
  assert_int_equal(why(&g->all.before_made), ACTS);
  assert_int_equal(why(&g->all.before.check), ACTS);
  assert_true(g->all.comparable && g->all.tasks_comparable);
  assert_true(g->all.made.act != g->all.before_made.act); /* which is said */
  on(g->x->w, 2026, 9, 3);
  adopts(g, g->other);
  made(g, g->other, mon(2026, 8), day(2026, 9, 3));
  asked(g, g->other, mon(2026, 8), day(2026, 9, 3));
  all_are(g, FRESH, FRESH);
  assert_int_equal(why(&g->all.before_made), PACKS | ACTS);
  assert_false(g->all.comparable || g->all.tasks_comparable); /* months by different packs are not compared */
}

/* What was found last month is known whether or not that month was determined, and this one checked. */
static void the_last_check_stands_without_its_determination(void **state) {
  struct pages *g = *state;
  struct world *w = g->x->w;
  made(g, g->served, mon(2026, 7), day(2026, 8, 31));
  made(g, g->served, mon(2026, 8), day(2026, 8, 31));
  ok(db_script(w->db, "DELETE FROM determination_result WHERE determination IN (SELECT id FROM determination "
                      "WHERE for_month = 24318); DELETE FROM determination WHERE for_month = 24318"));
  assert_int_equal(mon(2026, 7), 24318);
  asked(g, g->served, mon(2026, 8), day(2026, 8, 31));
  assert_false(g->all.before_made.there || g->all.comparable);
  assert_true(g->all.before.check.there && g->all.tasks_comparable);
}

static void a_page_knows_the_one_before(void **state) {
  struct pages *g = *state;
  const char *const after[][2] = { { "", "" }, { "30", "" }, { "50", "" }, { "100", "50" }, { "120", "70" } };
  made(g, g->served, mon(2026, 8), day(2026, 8, 31));
  for (size_t i = 0; i < sizeof after / sizeof *after; i++) {
    g->after = str_of(after[i][0]);
    asked(g, g->served, mon(2026, 8), day(2026, 8, 31));
    assert_true(str_is(g->check.before, after[i][1]));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    T(what_is_stored_says_by_what_it_was_made),
    T(acts_since_make_it_stale),
    T(other_packs_make_it_stale),
    T(a_document_since_makes_it_stale),
    T(two_figures_are_each_marked_by_their_own),
    T(the_last_check_stands_without_its_determination),
    T(a_page_knows_the_one_before),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
