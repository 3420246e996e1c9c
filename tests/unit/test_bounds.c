/* What binds an act to whom and what its viewer sees: places, packs, newcomers, names in refusals; and what
 * nobody may write. People are invented. */
#include "world_for_test.h"

#include "registry/packs.h"
#include "registry/whole.h"

/* Two communes, each with a household, and the first one's officer. */
struct two {
  struct world *w;
  int64_t here, there, home, other;
  struct viewer officer;
};

static struct two set_up(struct world *w) {
  struct two t = { .w = w, .officer = *w->me };
  date from = day(2025, 7, 1);
  t.here = commune(w, "A Lưới 1", from);
  t.there = commune(w, "A Lưới 2", from);
  t.home = household(w, "A Lưới 1", from);
  t.other = household(w, "A Lưới 2", from);
  t.officer.area = t.here;
  t.officer.role = VIEWER_WRITES;
  return t;
}

static struct reg_fact_input fact_of(enum reg_kind kind, int64_t subject, const char *name) {
  return (struct reg_fact_input) { .kind = kind,
                                   .subject = subject,
                                   .fact = str_of(name),
                                   .known = true,
                                   .value = 1,
                                   .value_name = S("male"),
                                   .valid_from = day(2026, 1, 1),
                                   .valid_to = DATE_MAX };
}

static enum err say(const struct viewer *viewer, struct world *w, const struct reg_fact_input *in) {
  return reg_fact_change(viewer, w->db, &w->act, &test_vocabulary, in, &w->no);
}

/* ---- what a person is ---- */

struct told {
  int held;
};
static void tell(void *context, const struct reg_audit_finding *finding) {
  struct told *told = context;
  told->held += !strcmp(finding->code, "held");
}

static void birth_death_and_sex_are_no_facts(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Hồ Thị Na", 1985, 9, 10, REG_FEMALE), found;
  struct reg_fact_input in = fact_of(REG_PERSON, p, "person.death");
  struct reg_vocabulary before = test_vocabulary;
  static struct reg_fact_type facts[16];
  refused_as(w, "fact_is_death", say(w->me, w, &in));
  assert_non_null(strstr(w->no.en, "Report the death"));
  in.fact = S("person.birth");
  refused_as(w, "fact_is_person", say(w->me, w, &in));
  assert_non_null(strstr(w->no.en, "correct the person"));
  in.fact = S("person.sex");
  refused_as(w, "fact_is_person", say(w->me, w, &in));
  /* One that was written all the same is told, is not put right as a fact, and may be struck. */
  for (int i = 0; i < before.fact_count; i++) {
    facts[i] = before.facts[i];
    facts[i].held = REG_HELD_NOT;
  }
  before.facts = facts;
  in.fact = S("person.death");
  ok(reg_fact_change(w->me, w->db, &w->act, &before, &in, &w->no));
  struct told told = { 0 };
  struct reg_audit_watch watch = { &told, NULL, tell };
  ok(reg_audit(w->me, w->db, &test_vocabulary, &watch, &found));
  assert_int_equal(told.held, 1);
  in.row = count(w, "SELECT max(id) FROM fact");
  refused_as(w, "fact_is_death", reg_fact_correct(w->me, w->db, &w->act, &test_vocabulary, &in, &w->no));
  in.strike = true;
  ok(reg_fact_correct(w->me, w->db, &w->act, &test_vocabulary, &in, &w->no));
  ok(reg_audit(w->me, w->db, &test_vocabulary, &watch, &found));
  assert_int_equal(told.held, 1);
}

/* ---- places ---- */

static void who_answers_for_a_place_writes_of_it(void **state) {
  struct world *w = *state;
  struct two t = set_up(w);
  int64_t province = reg_area_by_code(tree(w, day(2026, 1, 1)), S("46"))->id, id = 0, mine = 0, act = 0;
  struct reg_fact_input in = fact_of(REG_AREA, t.there, "area.hard");
  refused_as(w, "area_not_ours", say(&t.officer, w, &in));
  in.subject = province;
  refused_as(w, "area_not_ours", say(&t.officer, w, &in));
  ok(say(w->me, w, &in));
  in.row = count(w, "SELECT max(id) FROM fact");
  in.value = 0;
  refused_as(w, "area_not_ours", reg_fact_correct(&t.officer, w->db, &w->act, &test_vocabulary, &in, &w->no));
  in.strike = true;
  refused_as(w, "area_not_ours", reg_fact_correct(&t.officer, w->db, &w->act, &test_vocabulary, &in, &w->no));
  in = fact_of(REG_AREA, t.here, "area.hard");
  ok(say(&t.officer, w, &in));
  struct reg_area_new thon = { S("9"), S("Thôn Mới"), REG_VILLAGE, t.there, day(2026, 1, 1) };
  refused_as(w, "area_not_ours", reg_area_add(&t.officer, w->db, &w->act, &thon, &id, &w->no));
  w->act.ret_act = &act;
  ok(reg_area_add(w->me, w->db, &w->act, &thon, &id, &w->no));
  w->act.ret_act = NULL;
  refused_as(w, "no_act", reg_undo(&t.officer, w->db, &w->act, &test_vocabulary, act, &w->no));
  thon.parent = t.here;
  ok(reg_area_add(&t.officer, w->db, &w->act, &thon, &mine, &w->no));
  struct reg_home_input home = { .area = id, .address = S("nhà 1"), .from = day(2026, 1, 1) };
  refused_as(w, "area_not_ours", reg_household_add(&t.officer, w->db, &w->act, &home, &id, &w->no));
  home.area = mine;
  ok(reg_household_add(&t.officer, w->db, &w->act, &home, &id, &w->no));
  /* Where his own household goes is his to say. */
  home = (struct reg_home_input) { id, t.there, S("nhà 2"), day(2026, 2, 1) };
  ok(reg_move(&t.officer, w->db, &w->act, &home, &w->no));
}

static void what_holds_for_all_is_for_who_sees_all(void **state) {
  struct world *w = *state;
  struct two t = set_up(w);
  const struct reg_pack_text text = { S("a.luat"), S("language 1\n") };
  const struct reg_pack_set set = { 1, &text };
  const struct reg_adopt_input in = { &set, 1, 1 };
  refused_as(w, "for_all_only", reg_packs_adopt(&t.officer, w->db, &w->act, &in, &w->no));
  assert_int_equal(count(w, "SELECT count(*) FROM pack_text"), 0);
  ok(reg_packs_adopt(w->me, w->db, &w->act, &in, &w->no));
}

static void one_place_is_added_once(void **state) {
  struct world *w = *state;
  struct two t = set_up(w);
  int64_t id = 0;
  struct reg_area_new thon = { S("9"), S("Thôn Mới"), REG_VILLAGE, t.here, day(2026, 1, 1) };
  ok(reg_area_add(w->me, w->db, &w->act, &thon, &id, &w->no));
  refused_as(w, "area_again", reg_area_add(w->me, w->db, &w->act, &thon, &id, &w->no));
  thon.valid_from = day(2025, 8, 1);
  refused_as(w, "area_again", reg_area_add(w->me, w->db, &w->act, &thon, &id, &w->no));
  thon.code = S("10");
  ok(reg_area_add(w->me, w->db, &w->act, &thon, &id, &w->no));
  thon.parent = t.there;
  ok(reg_area_add(w->me, w->db, &w->act, &thon, &id, &w->no));
}

/* ---- newcomers ---- */

static void a_newcomer_is_his_from_the_start(void **state) {
  struct world *w = *state;
  struct two t = set_up(w);
  int64_t p = 0, act = 0;
  struct reg_person_input in = someone("Hồ Thị Na", 1985, 9, 10, REG_FEMALE);
  refused_as(w, "household_needed", reg_person_add(&t.officer, w->db, &w->act, &in, &p, &w->no));
  in.household = t.other;
  in.role = S("head");
  in.from = day(2026, 1, 1);
  refused_as(w, "no_household", reg_person_add(&t.officer, w->db, &w->act, &in, &p, &w->no));
  in.household = t.home;
  in.from = day(2026, 6, 2); /* tomorrow */
  refused_as(w, "household_needed", reg_person_add(&t.officer, w->db, &w->act, &in, &p, &w->no));
  in.from = day(1985, 9, 9);
  refused_as(w, "before_birth", reg_person_add(&t.officer, w->db, &w->act, &in, &p, &w->no));
  in.from = day(2026, 1, 1);
  in.role = S("khách");
  refused_as(w, "role_unknown", reg_person_add(&t.officer, w->db, &w->act, &in, &p, &w->no));
  assert_int_equal(count(w, "SELECT count(*) FROM person"), 0);
  in.role = S("head");
  w->act.ret_act = &act;
  w->act.client_key = S("khóa");
  ok(reg_person_add(&t.officer, w->db, &w->act, &in, &p, &w->no));
  in.household = t.other; /* another sending under the key */
  refused_as(w, "key_other", reg_person_add(&t.officer, w->db, &w->act, &in, &p, &w->no));
  w->act.client_key = S("");
  w->act.ret_act = NULL;
  struct reg_fact_input fact = fact_of(REG_PERSON, p, "person.pregnant");
  ok(say(&t.officer, w, &fact));
  fact.row = count(w, "SELECT max(id) FROM fact");
  fact.strike = true;
  ok(reg_fact_correct(&t.officer, w->db, &w->act, &test_vocabulary, &fact, &w->no));
  refused_as(w, "moved_since", reg_undo(&t.officer, w->db, &w->act, &test_vocabulary, act, &w->no));
  /* A second one, taken back at once, and by whom it is not seen. */
  in = someone("Hồ Thị Nụ", 1990, 9, 10, REG_FEMALE);
  in.household = t.home;
  in.role = S("head");
  in.from = day(2026, 1, 1);
  refused_as(w, "second_head", reg_person_add(&t.officer, w->db, &w->act, &in, &p, &w->no));
  in.role = S("child");
  w->act.ret_act = &act;
  ok(reg_person_add(&t.officer, w->db, &w->act, &in, &p, &w->no));
  w->act.ret_act = NULL;
  struct viewer neighbour = t.officer;
  neighbour.area = t.there;
  refused_as(w, "no_act", reg_undo(&neighbour, w->db, &w->act, &test_vocabulary, act, &w->no));
  ok(reg_undo(&t.officer, w->db, &w->act, &test_vocabulary, act, &w->no));
  assert_int_equal(count(w, "SELECT count(*) FROM membership WHERE act_to = 9223372036854775807"), 1);
  in.full_name = S("Hồ Thị Nở");
  in.household = 0;
  ok(reg_person_add(w->me, w->db, &w->act, &in, &p, &w->no)); /* who sees all may wait with the household */
}

static void who_took_somebody_out_may_take_that_back(void **state) {
  struct world *w = *state;
  struct two t = set_up(w);
  int64_t out = 0, account;
  ok(db_script(w->db, "INSERT INTO account(id, public_id, name) SELECT 77, 'x' || substr(public_id, 2),"
                      " 'can_bo_b' FROM account"));
  struct reg_person_input in = someone("Hồ Thị Na", 1985, 9, 10, REG_FEMALE);
  in.household = t.home;
  in.role = S("head");
  in.from = day(2026, 1, 1);
  int64_t p = 0;
  ok(reg_person_add(&t.officer, w->db, &w->act, &in, &p, &w->no));
  struct reg_membership_input leaves = { p, 0, S(""), day(2026, 5, 1), DATE_MAX };
  w->act.ret_act = &out;
  ok(reg_membership_change(&t.officer, w->db, &w->act, &leaves, &w->no));
  w->act.ret_act = NULL;
  refused_as(w, "nobody", reg_death(&t.officer, w->db, &w->act, p, day(2026, 5, 2), &w->no));
  account = t.officer.account;
  t.officer.account = 77; /* of the same office, and it was not his act */
  refused_as(w, "no_act", reg_undo(&t.officer, w->db, &w->act, &test_vocabulary, out, &w->no));
  t.officer.account = account;
  ok(reg_undo(&t.officer, w->db, &w->act, &test_vocabulary, out, &w->no));
  w->act.ret_act = &out;
  ok(reg_membership_change(&t.officer, w->db, &w->act, &leaves, &w->no));
  w->act.ret_act = NULL;
  belongs(w, p, t.other, S("head"), day(2026, 5, 10)); /* another office has gone on with her */
  refused_as(w, "no_act", reg_undo(&t.officer, w->db, &w->act, &test_vocabulary, out, &w->no));
}

/* ---- names of the unseen ---- */

/* Refused with that code, and the name is not said. */
#define without(w, name, with_code, call)                                                                    \
  do {                                                                                                       \
    refused_as(w, with_code, call);                                                                          \
    assert_null(strstr((w)->no.vi, name));                                                                   \
    assert_null(strstr((w)->no.en, name));                                                                   \
  } while (0)

static void a_refusal_names_nobody_unseen(void **state) {
  struct world *w = *state;
  struct two t = set_up(w);
  date from = day(2025, 7, 1);
  struct reg_person_input in = someone("Trần Thị Xa", 1985, 9, 10, REG_FEMALE);
  int64_t far = 0, mother = person(w, "Trần Thị Mẹ", 1960, 1, 1, REG_FEMALE),
          father = person(w, "Trần Văn Cha", 1958, 1, 1, REG_MALE),
          near = person(w, "Hồ Văn Gần", 1988, 1, 1, REG_MALE);
  int64_t p = 0;
  in.citizen_no = S("046185001234");
  ok(reg_person_add(w->me, w->db, &w->act, &in, &far, &w->no));
  belongs(w, far, t.other, S("head"), from);
  belongs(w, father, t.home, S("other"), from);
  belongs(w, near, t.home, S("other"), from);
  struct reg_person_input same = someone("Hồ Thị Gần", 1985, 9, 10, REG_FEMALE);
  same.citizen_no = in.citizen_no;
  same.household = t.home;
  same.role = S("other");
  same.from = from;
  without(w, "Xa", "citizen_taken", reg_person_add(&t.officer, w->db, &w->act, &same, &p, &w->no));
  refused_as(w, "citizen_taken", reg_person_add(w->me, w->db, &w->act, &same, &p, &w->no));
  assert_non_null(strstr(w->no.vi, "Trần Thị Xa"));
  /* Of the same name, in no household. */
  struct reg_person_input again = someone("TRẦN THỊ MẸ", 1960, 1, 1, REG_FEMALE);
  again.household = t.home;
  again.role = S("other");
  again.from = from;
  without(w, "Trần Thị Mẹ", "person_again", reg_person_add(&t.officer, w->db, &w->act, &again, &p, &w->no));
  assert_true(w->no.held);
  refused_as(w, "person_again", reg_person_add(w->me, w->db, &w->act, &again, &p, &w->no));
  assert_non_null(strstr(w->no.en, "Trần Thị Mẹ"));
  w->act.confirmed = S("person_again");
  ok(reg_person_add(&t.officer, w->db, &w->act, &again, &p, &w->no));
  w->act.confirmed = S("");
  /* A third parent, one of the two elsewhere. */
  struct reg_link_input link = { S("person.parent"), near, mother, day(1988, 1, 1), DATE_MAX, NULL };
  ok(reg_link_add(w->me, w->db, &w->act, &link, &w->no));
  link.other = father;
  ok(reg_link_add(&t.officer, w->db, &w->act, &link, &w->no));
  link.other = p;
  without(w, "Trần Thị Mẹ", "parent_third", reg_link_add(&t.officer, w->db, &w->act, &link, &w->no));
  assert_true(w->no.held);
  /* A head of then who has gone elsewhere since. */
  struct reg_membership_input head = { father, t.home, S("head"), day(2025, 9, 1), DATE_MAX };
  ok(reg_membership_change(w->me, w->db, &w->act, &head, &w->no));
  head = (struct reg_membership_input) { father, t.other, S("other"), day(2026, 2, 1), DATE_MAX };
  ok(reg_membership_change(w->me, w->db, &w->act, &head, &w->no));
  head = (struct reg_membership_input) { near, t.home, S("head"), day(2025, 10, 1), DATE_MAX };
  without(w, "Cha", "second_head", reg_membership_change(&t.officer, w->db, &w->act, &head, &w->no));
}

static void a_refusal_cites_no_decision_of_the_unseen(void **state) {
  struct world *w = *state;
  struct two t = set_up(w);
  date from = day(2025, 7, 1);
  int64_t father = person(w, "Trần Văn Cha", 1958, 1, 1, REG_MALE), g = 0,
          near = person(w, "Hồ Văn Gần", 1988, 1, 1, REG_MALE);
  belongs(w, father, t.home, S("other"), from);
  belongs(w, near, t.home, S("other"), from);
  struct reg_membership_input gone = { father, t.other, S("other"), day(2026, 2, 1), DATE_MAX };
  ok(reg_membership_change(w->me, w->db, &w->act, &gone, &w->no));
  struct reg_vocabulary v = test_vocabulary;
  static const struct str homes[] = { S("social_pension") };
  v.of_household = homes;
  v.of_household_count = 1;
  struct reg_grant grant = { .person = father,
                             .amount = 500000,
                             .decision_no = S("77/QĐ-XA"),
                             .decided = day(2025, 8, 1),
                             .first_month = mon(2025, 8),
                             .running = true };
  struct reg_grant_input give = { S("social_pension"), &grant, &v };
  ok(reg_grant_add(w->me, w->db, &w->act, &give, &g, &w->no));
  grant.person = near;
  grant.decision_no = S("78/QĐ");
  without(w, "77/QĐ-XA", "grant_overlap_home", reg_grant_add(&t.officer, w->db, &w->act, &give, &g, &w->no));
}

/* What is said of a parent who lives elsewhere: neither birth nor age. */
static void a_refusal_tells_no_age_of_the_unseen(void **state) {
  struct world *w = *state;
  struct two t = set_up(w);
  date from = day(2025, 7, 1);
  int64_t mother = person(w, "Trần Thị Mẹ", 1970, 1, 1, REG_FEMALE),
          child = person(w, "Hồ Văn Gần", 1988, 1, 1, REG_MALE);
  belongs(w, mother, t.other, S("other"), from);
  belongs(w, child, t.home, S("other"), from);
  struct reg_link_input link = { S("person.parent"), child, mother, day(1988, 1, 1), DATE_MAX, NULL };
  ok(reg_link_add(w->me, w->db, &w->act, &link, &w->no));
  struct reg_person_input right = someone("Hồ Văn Gần", 1975, 1, 1, REG_MALE);
  right.person = child;
  right.day = day(2026, 1, 1);
  without(w, "5 years", "parent_age", reg_person_correct(&t.officer, w->db, &w->act, &right, &w->no));
  refused_as(w, "parent_age", reg_person_correct(w->me, w->db, &w->act, &right, &w->no));
  assert_non_null(strstr(w->no.en, "5 years"));
  right.birth_year = 1969;
  without(w, "1970", "parent_age", reg_person_correct(&t.officer, w->db, &w->act, &right, &w->no));
  refused_as(w, "parent_younger", reg_person_correct(w->me, w->db, &w->act, &right, &w->no));
}

/* ---- classes ---- */

/* Who lacks the class of a fact gets it by no act either: not its paper, not its text, not taken back, and no
 * day of it in a refusal. */
static void no_act_gives_a_fact_of_a_class_that_is_lacked(void **state) {
  struct world *w = *state;
  struct two t = set_up(w);
  struct reg_act_row row;
  int64_t act = 0, struck = 0, erasing = 0, p = person(w, "Hồ Văn Gần", 1988, 1, 1, REG_MALE);
  belongs(w, p, t.home, S("other"), day(2025, 7, 1));
  t.officer.classes = 0;
  struct viewer everywhere = *w->me;
  everywhere.classes = VIEWER_SENSITIVE;
  const struct viewer *lack[] = { &t.officer, &everywhere };
  struct reg_fact_input in = fact_of(REG_PERSON, p, "person.grave_illness");
  in.valid_from = day(2026, 3, 1);
  struct reg_act writing = w->act;
  writing.text = S("bệnh án số 7");
  writing.ret_act = &act;
  ok(reg_fact_change(w->me, w->db, &writing, &test_vocabulary, &in, &w->no));
  for (int i = 0; i < 2; i++) {
    assert_int_equal(reg_act_get(lack[i], w->a, w->db, act, &row), NOT_FOUND);
    refused_as(w, "no_act", reg_undo(lack[i], w->db, &w->act, &test_vocabulary, act, &w->no));
    refused_as(w, "no_text", reg_text_erase(lack[i], w->db, &w->act, act, &w->no));
    without(w, "2026-03-01", "stands_after_death",
            reg_death(lack[i], w->db, &w->act, p, day(2026, 2, 1), &w->no));
    assert_null(strstr(w->no.vi, "01/03/2026"));
    assert_true(w->no.held);
  }
  refused_as(w, "stands_after_death", reg_death(w->me, w->db, &w->act, p, day(2026, 2, 1), &w->no));
  assert_non_null(strstr(w->no.vi, "01/03/2026"));
  /* Ended, taken back, its text erased: each speaks of it as well. */
  struct reg_act ending = w->act;
  ending.ret_act = &struck;
  in.row = count(w, "SELECT max(id) FROM fact");
  in.strike = true;
  ok(reg_fact_correct(w->me, w->db, &ending, &test_vocabulary, &in, &w->no));
  ending.ret_act = &erasing;
  ok(reg_text_erase(w->me, w->db, &ending, act, &w->no));
  for (int i = 0; i < 2; i++) {
    assert_int_equal(reg_act_get(lack[i], w->a, w->db, struck, &row), NOT_FOUND);
    assert_int_equal(reg_act_get(lack[i], w->a, w->db, erasing, &row), NOT_FOUND);
    refused_as(w, "no_act", reg_undo(lack[i], w->db, &w->act, &test_vocabulary, struck, &w->no));
  }
  ok(reg_act_get(w->me, w->a, w->db, erasing, &row));
  /* What is of no class is anybody's who sees the person. */
  in = fact_of(REG_PERSON, p, "person.heard");
  in.value = day(2026, 1, 1);
  writing.text = S("");
  ok(reg_fact_change(w->me, w->db, &writing, &test_vocabulary, &in, &w->no));
  ok(reg_act_get(&t.officer, w->a, w->db, act, &row));
  ok(reg_undo(&t.officer, w->db, &w->act, &test_vocabulary, act, &w->no));
}

/* What an officer is answered who puts a birth right and takes that back, all of it. */
static void answered(struct buf *b, struct world *w, enum err e) {
  buf_print(b, "%d %s %s %s\n", e, e == INVALID ? w->no.code : "", e == INVALID ? w->no.vi : "",
            e == INVALID ? w->no.en : "");
}

static const char *birth_put_right(struct world *w, const struct viewer *officer, int64_t p) {
  struct buf b = buf_growing(w->a);
  struct reg_act_row row;
  struct reg_person_input in = someone("Hồ Văn Gần", 2021, 3, 5, REG_MALE);
  struct reg_act act = w->act;
  int64_t n = 0, none = 0;
  in.person = p;
  in.day = day(2026, 1, 1);
  act.ret_act = &n;
  act.text = S("giấy khai sinh");
  answered(&b, w, reg_person_correct(officer, w->db, &act, &in, &w->no));
  act.text = S("");
  act.ret_act = &none;
  for (int i = 0; i < 4; i++) { /* the correction, its undo, the undo of that, and once more */
    buf_print(&b, "act %lld: %d\n", (long long)n + i, reg_act_get(officer, w->a, w->db, n + i, &row));
    answered(&b, w, reg_undo(officer, w->db, &act, &test_vocabulary, n + i, &w->no));
    answered(&b, w, reg_undo(officer, w->db, &act, &test_vocabulary, n + i, &w->no));
  }
  answered(&b, w, reg_undo(officer, w->db, &act, &test_vocabulary, n, &w->no));
  answered(&b, w, reg_text_erase(officer, w->db, &act, n, &w->no));
  buf_print(&b, "act %lld: %d\n", (long long)none, reg_act_get(officer, w->a, w->db, none, &row));
  buf_c(&b, 0);
  return b.p;
}

/* Two people differ in a fact that the officer may not be told of, and in nothing else. */
static void ones_own_act_tells_of_no_class(void **state) {
  static const char *const facts[] = { "person.grave_illness", "person.heard" };
  const char *said[2] = { NULL, NULL };
  struct arena *a = arena_new("words", (size_t)1 << 20);
  (void)state;
  for (int i = 0; i < 2; i++) {
    struct world *w;
    world_open(&w, i ? "bounds_plain" : "bounds_secret", true, true);
    struct two t = set_up(w);
    ok(db_script(w->db,
                 "INSERT INTO account(id, public_id, name) VALUES (9, '0000000000000000X', 'can_bo_c')"));
    int64_t p = person(w, "Hồ Văn Gần", 1988, 1, 1, REG_MALE);
    belongs(w, p, t.home, S("other"), day(2025, 7, 1));
    struct reg_fact_input in = fact_of(REG_PERSON, p, facts[i]);
    in.valid_from = day(2020, 1, 1);
    if (i == 1) in.value = day(2020, 1, 1);
    ok(reg_fact_change(w->me, w->db, &w->act, &test_vocabulary, &in, &w->no));
    struct viewer other = t.officer;
    t.officer.account = 9;
    t.officer.classes = other.classes = 0;
    int64_t act = count(w, "SELECT last_act FROM register") + 1;
    const char *words = birth_put_right(w, &t.officer, p);
    said[i] = arena_print(a, "%s", words);
    /* Whoever did not do it is told as little as before. */
    struct reg_act_row row;
    assert_int_equal(reg_act_get(&other, w->a, w->db, act, &row), i == 0 ? NOT_FOUND : OK);
    world_end(w);
  }
  assert_string_equal(said[0], said[1]);
  assert_null(strstr(said[0], "no_act"));
  arena_free(a);
}

/* What a later act did of a class that is lacked stands in the way without being named. */
static void an_act_that_may_not_be_told_is_not_named(void **state) {
  struct world *w = *state;
  struct two t = set_up(w);
  int64_t p = person(w, "Hồ Văn Gần", 1988, 1, 1, REG_MALE), act = 0;
  belongs(w, p, t.home, S("other"), day(2025, 7, 1));
  struct reg_fact_input in = fact_of(REG_PERSON, p, "person.grave_illness");
  in.valid_from = day(2020, 1, 1);
  ok(reg_fact_change(w->me, w->db, &w->act, &test_vocabulary, &in, &w->no));
  t.officer.classes = 0;
  struct reg_person_input right = someone("Hồ Văn Gần", 2021, 3, 5, REG_MALE);
  struct reg_act doing = w->act;
  right.person = p;
  right.day = day(2026, 1, 1);
  doing.ret_act = &act;
  ok(reg_person_correct(&t.officer, w->db, &doing, &right, &w->no));
  in.row = count(w, "SELECT max(id) FROM fact");
  in.strike = true;
  ok(reg_fact_correct(w->me, w->db, &w->act, &test_vocabulary, &in, &w->no));
  refused_as(w, "moved_since", reg_undo(w->me, w->db, &w->act, &test_vocabulary, act, &w->no));
  assert_int_equal(w->no.act, act + 1);
  without(w, "can_bo_a", "moved_since", reg_undo(&t.officer, w->db, &w->act, &test_vocabulary, act, &w->no));
  assert_int_equal(w->no.act, 0);
}

/* ---- a death ---- */

static void a_death_tells_the_first_month_and_looks_at_records(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Hồ Văn Lợi", 1940, 3, 4, REG_MALE), g = 0, row = 0;
  struct reg_grant grant = { .person = p,
                             .amount = 500000,
                             .decision_no = S("1/QĐ"),
                             .decided = day(2026, 3, 1),
                             .first_month = mon(2026, 5),
                             .running = true };
  struct reg_grant_input give = { S("social_pension"), &grant, NULL };
  ok(reg_grant_add(w->me, w->db, &w->act, &give, &g, &w->no));
  refused_as(w, "stands_after_death", reg_death(w->me, w->db, &w->act, p, day(2026, 4, 15), &w->no));
  assert_non_null(strstr(w->no.vi, "01/05/2026"));
  assert_null(strstr(w->no.vi, "01/03/2026"));
  ok(reg_death(w->me, w->db, &w->act, p, day(2026, 5, 15), &w->no));
  ok(reg_death_reverse(w->me, w->db, &w->act, p, &w->no));
  struct reg_record_input spell = { .v = &test_vocabulary,
                                    .kind = REG_PERSON,
                                    .subject = p,
                                    .record = S("service"),
                                    .valid_from = day(2026, 5, 20),
                                    .valid_to = DATE_MAX };
  ok(reg_record_add(w->me, w->db, &w->act, &spell, &row, &w->no));
  refused_as(w, "stands_after_death", reg_death(w->me, w->db, &w->act, p, day(2026, 5, 15), &w->no));
  assert_non_null(strstr(w->no.vi, "20/05/2026"));
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)
  const struct CMUnitTest tests[] = {
    T(birth_death_and_sex_are_no_facts),
    T(who_answers_for_a_place_writes_of_it),
    T(what_holds_for_all_is_for_who_sees_all),
    T(one_place_is_added_once),
    T(a_newcomer_is_his_from_the_start),
    T(who_took_somebody_out_may_take_that_back),
    T(a_refusal_names_nobody_unseen),
    T(a_refusal_cites_no_decision_of_the_unseen),
    T(a_refusal_tells_no_age_of_the_unseen),
    T(no_act_gives_a_fact_of_a_class_that_is_lacked),
    cmocka_unit_test(ones_own_act_tells_of_no_class),
    T(an_act_that_may_not_be_told_is_not_named),
    T(a_death_tells_the_first_month_and_looks_at_records),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
