/* An old determination worked out again: from its own texts, or with a word on which of text, language and
 * meaning has moved. The register is filled by acts alone; all people in it are invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "db_for_test.h"
#include "office/office.h"

#define ok(call) assert_int_equal((call), OK)

enum { OLD = 3, HOW_MANY = 4 }; /* the first three are old */

#define LAW(sum, age)                                                                                        \
  "language 1\ndocument d \"D\" issued 2019-12-01 in_force 2020-01-01\n  articles 1-9\n"                     \
  "fact person.birth : date \"Ngày sinh\" required\n"                                                       \
  "fact person.death : date \"Ngày chết\" absent never\nfact person.ill : bool \"Ốm\" absent no\n"      \
  "rule person.age : integer \"Tuổi\" = years from birth to day\n"                                         \
  "benefit old.aid for person \"Trợ cấp\"\n"                                                             \
  "  amount " sum " [d 2]\n"                                                                                 \
  "  when age >= " age " or ill [d 3]\n"                                                                     \
  "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
static const char law_then[] = LAW("100", "60"), law_now[] = LAW("200", "50");

struct world {
  struct arena *a;
  struct test_db place;
  struct db *db;
  struct viewer viewer;
  struct reg_act act;
  struct reg_refusal no;
  struct reg_vocabulary v;
  struct law_program *then, *now;
  int64_t person[HOW_MANY], stored;
};

static struct law_program *load(struct arena *a, const char *text) {
  struct str name = S("law/own/a.luat"), body = str_of(text);
  struct law_program *p;
  enum err e = law_load_text(a, 1, &name, &body, &p);
  struct buf b = buf_new(a, 1 << 16);
  if (law_print_diagnostics(p, &b, EN) || e != OK) fail_msg("%s", b.p);
  return p;
}

static void on(struct world *w, int y, int m, int d) {
  w->act.instant = ((int64_t)date_of(y, m, d) * 24 + 5) * INT64_C(3600000000);
}

static int64_t store(struct world *w, const struct law_program *p, date facts) {
  struct people_names *names;
  struct people *c;
  struct office_determination d;
  struct office_when when = { month_of(date_of(2026, 10, 1)), date_of(2026, 10, 31), facts, 0 };
  int64_t id;
  ok(reg_known(w->db, facts, &when.act));
  ok(people_names_load(w->a, w->db, p, &names));
  struct people_ask ask = { .viewer = &w->viewer, .db = w->db, .names = names, .act = when.act };
  ok(people_load_all(w->a, &ask, &c));
  ok(office_determine(w->a, p, c, when, NULL, 1, &d));
  ok(office_store(w->db, w->a, &d, &id));
  return id;
}

static int setup(void **state) {
  struct arena *a = arena_new("test", (size_t)256 << 20);
  struct world *w = NEW(a, struct world);
  int64_t account;
  w->a = a;
  w->then = load(a, law_then);
  w->now = load(a, law_now);
  ok(test_db_new("again", &w->place));
  w->db = w->place.db;
  ok(reg_register_new(w->db, S("Tỉnh mẫu"), true, S("can_bo_a"), &account));
  w->viewer = viewer_all(account);
  w->v = people_vocabulary(a, w->then);
  ok(reg_vocabulary_import(w->db, a, &w->v));
  w->act = (struct reg_act) { .arena = a, .paper = S("hồ sơ") };
  on(w, 2026, 10, 1);
  for (int i = 0; i < HOW_MANY; i++) {
    struct reg_person_input in = { .full_name = str_of(arena_print(a, "Nguyễn Thị Mẫu %c", 'A' + i)),
                                   .ethnic = S("Kinh"),
                                   .birth_year = i < OLD ? 1950 : 1971,
                                   .birth_month = 1 + i,
                                   .birth_day = 1,
                                   .sex = REG_FEMALE };
    ok(reg_person_add(&w->viewer, w->db, &w->act, &in, &w->person[i], &w->no));
  }
  w->stored = store(w, w->then, date_of(2026, 10, 1));
  *state = w;
  return 0;
}

static int teardown(void **state) {
  struct world *w = *state;
  if (w == NULL) return 0;
  test_db_end(&w->place);
  arena_free(w->a);
  return 0;
}

static struct office_again again(struct world *w, int64_t id) {
  struct office_again x;
  struct office_again_ask ask = { &w->viewer, w->db, NULL, id, 1 };
  ok(office_replay(w->a, &ask, &x));
  return x;
}

static void nothing_moved(const struct office_again *x) {
  assert_false(x->texts_gone || x->unreadable || x->language_moved || x->meaning_moved);
  assert_int_equal(x->stored, OLD);
  assert_int_equal(x->made, OLD);
  assert_int_equal(x->differ, 0);
}

static void it_comes_out_the_same_whatever_happened_since(void **state) {
  struct world *w = *state;
  struct office_again x = again(w, w->stored);
  nothing_moved(&x);
  assert_string_equal(x.packs, law_hash(w->then));
  on(w, 2026, 11, 5); /* one has died, one fell ill, and the office goes by another law */
  ok(reg_death(&w->viewer, w->db, &w->act, w->person[0], date_of(2026, 9, 1), &w->no));
  struct reg_fact_input ill = { .kind = REG_PERSON,
                                .subject = w->person[OLD],
                                .fact = S("person.ill"),
                                .known = true,
                                .value = 1,
                                .valid_from = date_of(2026, 1, 1),
                                .valid_to = DATE_MAX };
  ok(reg_fact_change(&w->viewer, w->db, &w->act, &w->v, &ill, &w->no));
  struct reg_pack_set now = office_packs(w->a, w->now);
  ok(reg_packs_adopt(&w->viewer, w->db, &w->act, &(struct reg_adopt_input) { &now, 1, LAW_MEANING }, &w->no));
  x = again(w, w->stored);
  nothing_moved(&x);
  int64_t newer = store(w, w->now, date_of(2026, 11, 5));
  x = again(w, newer);
  assert_int_equal(x.made, HOW_MANY); /* the one ill too, and of the dead the law says nothing */
  assert_int_equal(x.differ, 0);
}

static void a_stored_row_that_was_changed_is_counted_and_named(void **state) {
  struct world *w = *state;
  ok(db_script(w->db, "UPDATE determination_result SET eligible_amount = 90 WHERE person = 1"));
  ok(db_script(w->db, "DELETE FROM determination_result WHERE person = 2"));
  struct office_again x = again(w, w->stored);
  assert_int_equal(x.differ, 2);
  assert_int_equal(x.n_named, 2);
  assert_true(x.named[0].was && x.named[0].is);
  assert_int_equal(x.named[0].stored.eligible_amount, 90);
  assert_int_equal(x.named[0].made.eligible_amount, 100);
  assert_true(!x.named[1].was && x.named[1].is);
  assert_int_equal(x.named[1].made.person, 2);
}

/* Each column by itself: were one not compared, it could be changed and nobody would hear of it. */
static void every_column_is_compared(void **state) {
  struct world *w = *state;
  static const struct {
    const char *changed, *back;
  } of[] = {
    { "household = household + 1", "household = household - 1" },
    { "area = area + 1", "area = area - 1" },
    { "eligible_status = 2, eligible_amount = NULL", "eligible_status = 1, eligible_amount = 100" },
    { "eligible_amount = 101", "eligible_amount = 100" },
    { "eligible_cases = 'x'", "eligible_cases = ''" },
    { "due_amount = 101", "due_amount = 100" },
    { "flags = flags + 1", "flags = flags - 1" },
    { "citations = citations || 'x'", "citations = substr(citations, 1, length(citations) - 1)" },
  };
  struct reg_grant g = { .person = w->person[OLD], /* not eligible: of him nothing is due */
                         .cases = S(""),
                         .amount = 100,
                         .decision_no = S("1/QĐ"),
                         .signer = S("Chủ tịch"),
                         .payee = S("x"),
                         .decided = date_of(2026, 9, 1),
                         .first_month = month_of(date_of(2026, 9, 1)),
                         .running = true };
  struct reg_grant_input in = { S("old.aid"), &g, NULL };
  int64_t grant, id;
  ok(reg_grant_add(&w->viewer, w->db, &w->act, &in, &grant, &w->no));
  g.person = w->person[0];
  ok(reg_grant_add(&w->viewer, w->db, &w->act, &in, &grant, &w->no));
  id = store(w, w->then, date_of(2026, 10, 2));
  assert_true(id != w->stored);
  for (size_t i = 0; i < sizeof of / sizeof *of; i++)
    for (int back = 0; back < 2; back++) {
      ok(db_script(w->db,
                   arena_print(w->a,
                               "UPDATE determination_result SET %s WHERE person = 1 AND determination = %lld",
                               back ? of[i].back : of[i].changed, (long long)id)));
      struct office_again x = again(w, id);
      if (x.differ != !back) fail_msg("%s: %lld differ", of[i].changed, (long long)x.differ);
    }
  static const char *const unknown[] = { "due_status = 2 WHERE person = 2",
                                         "eligible_status = 2 WHERE person = 4" };
  for (int i = 0; i < 2; i++) {
    ok(db_script(w->db, arena_print(w->a, "UPDATE determination_result SET %s", unknown[i])));
    assert_int_equal(again(w, id).differ, i + 1);
  }
}

static void what_has_moved_is_named(void **state) {
  struct world *w = *state;
  ok(db_script(w->db, "UPDATE determination SET meaning = 1"));
  struct office_again x = again(w, w->stored);
  assert_true(x.meaning_moved && !x.language_moved && !x.texts_gone);
  assert_int_equal(x.differ, 0); /* this mend touched none of its rows */
  ok(db_script(w->db, "UPDATE determination SET language = 7"));
  x = again(w, w->stored);
  assert_true(x.language_moved);
  ok(db_script(w->db, "DELETE FROM pack_set"));
  x = again(w, w->stored);
  assert_true(x.texts_gone);
  assert_int_equal(x.stored, OLD);
  assert_int_equal(x.made, 0);
  struct office_again_ask none = { &w->viewer, w->db, NULL, 77, 1 };
  assert_int_equal(office_replay(w->a, &none, &x), NOT_FOUND);
}

static void texts_that_this_program_refuses_are_told(void **state) {
  struct world *w = *state;
  const struct reg_pack_text newer = { S("own/a.luat"), S("language 9\nsomething else\n") };
  const struct reg_pack_set set = { 1, &newer };
  char hash[REG_PACKS_HASH + 1];
  struct stmt *q;
  ok(reg_packs_keep(w->db, w->a, &set, hash, &w->no));
  ok(db_query(w->db, "UPDATE determination SET packs = $1, language = 9", &q));
  bind_text(q, 1, str_of(hash));
  ok(db_run(q));
  struct office_again x = again(w, w->stored);
  assert_true(x.unreadable && x.language_moved && !x.texts_gone);
}

static void the_packs_at_hand_are_set_beside_those_adopted(void **state) {
  struct world *w = *state;
  enum office_standing stands;
  struct reg_adopted adopted;
  int64_t act;
  ok(office_packs_stand(&w->viewer, w->db, w->then, REG_ACT_OPEN - 1, &stands, &adopted));
  assert_int_equal(stands, OFFICE_NEVER_ADOPTED);
  struct reg_pack_set set = office_packs(w->a, w->then);
  w->act.ret_act = &act;
  ok(reg_packs_adopt(&w->viewer, w->db, &w->act, &(struct reg_adopt_input) { &set, 1, LAW_MEANING }, &w->no));
  ok(office_packs_stand(&w->viewer, w->db, w->then, act, &stands, &adopted));
  assert_int_equal(stands, OFFICE_ADOPTED);
  assert_int_equal(adopted.act, act);
  ok(office_packs_stand(&w->viewer, w->db, w->then, act - 1, &stands, &adopted));
  assert_int_equal(stands, OFFICE_NEVER_ADOPTED);
  ok(office_packs_stand(&w->viewer, w->db, w->now, act, &stands, &adopted));
  assert_int_equal(stands, OFFICE_OTHER_PACKS);
  ok(reg_packs_adopt(&w->viewer, w->db, &w->act, &(struct reg_adopt_input) { &set, 1, LAW_MEANING + 1 },
                     &w->no));
  ok(office_packs_stand(&w->viewer, w->db, w->then, act, &stands, &adopted));
  assert_int_equal(stands, OFFICE_OTHER_MEANING);
}

#define each(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
int main(void) {
  const struct CMUnitTest tests[] = {
    each(it_comes_out_the_same_whatever_happened_since),
    each(a_stored_row_that_was_changed_is_counted_and_named),
    each(every_column_is_compared),
    each(what_has_moved_is_named),
    each(texts_that_this_program_refuses_are_told),
    each(the_packs_at_hand_are_set_beside_those_adopted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
