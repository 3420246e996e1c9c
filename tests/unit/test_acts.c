/* The act log: order, questions at an act, undo, keys, what was seen, erasure, writers side by side. */
#include "world_for_test.h"

#include <pthread.h>

#include <sys/wait.h>
#include <unistd.h>

static struct str name_at(struct world *w, int64_t p, int64_t act) {
  struct reg_person got;
  ok(reg_person_get(w->me, w->a, w->db, p, (struct reg_at) { day(2026, 6, 1), act }, &got));
  return got.full_name;
}

static void correct_name(struct world *w, int64_t p, const char *name) {
  struct reg_person_input in = someone(name, 1960, 5, 2, REG_FEMALE);
  in.person = p;
  in.day = day(2026, 1, 1);
  ok(reg_person_correct(w->me, w->db, &w->act, &in, &w->no));
}

static void two_acts_of_one_day_answer_differently_and_for_ever(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Lê Thị Mai", 1960, 5, 2, REG_FEMALE), first = 0, second = 0, known = 0;
  w->act.ret_act = &first;
  correct_name(w, p, "Lê Thị Mây");
  ok(reg_known(w->db, day(2026, 6, 1), &known));
  assert_int_equal(known, first);
  assert_true(str_is(name_at(w, p, known), "Lê Thị Mây"));
  w->act.ret_act = &second;
  correct_name(w, p, "Lê Thị Mận");
  w->act.ret_act = NULL;
  assert_int_equal(second, first + 1);
  /* The same day, another act; and what was asked between them is answered as it was then. */
  ok(reg_known(w->db, day(2026, 6, 1), &known));
  assert_int_equal(known, second);
  assert_true(str_is(name_at(w, p, second), "Lê Thị Mận"));
  assert_true(str_is(name_at(w, p, first), "Lê Thị Mây"));
  struct reg_act_row one, two;
  ok(reg_act_get(w->me, w->a, w->db, first, &one));
  ok(reg_act_get(w->me, w->a, w->db, second, &two));
  assert_true(one.instant < two.instant);
  assert_true(str_is(two.kind, "person.correct") && str_is(two.account_name, "can_bo_a"));
  on(w, 2026, 8, 1);
  ok(reg_undo(w->me, w->db, &w->act, &test_vocabulary, second, &w->no));
  ok(reg_death(w->me, w->db, &w->act, p, day(2026, 7, 1), &w->no));
  assert_true(str_is(name_at(w, p, second), "Lê Thị Mận"));
  assert_true(str_is(name_at(w, p, first), "Lê Thị Mây"));
  struct reg_person_list then, before;
  ok(reg_person_history(w->me, w->a, w->db, p, (struct reg_at) { day(2026, 6, 1), first }, &before));
  assert_int_equal(before.n, 2);
  ok(reg_person_history(w->me, w->a, w->db, p, at(w, day(2026, 6, 1), day(2026, 8, 1)), &then));
  assert_true(then.n > before.n);
  /* A row ended later is, at the earlier act, still believed. */
  assert_true(before.at[1].period.act_to == REG_ACT_OPEN);
  assert_int_equal(then.at[1].period.act_to, second);
}

static void the_clock_never_runs_back(void **state) {
  struct world *w = *state;
  person(w, "Lê Thị Mai", 1960, 5, 2, REG_FEMALE);
  struct reg_clock clock;
  ok(reg_clock_read(w->db, &clock));
  int64_t last = clock.instant, p = 0;
  struct reg_person_input in = someone("Lê Thị Na", 1961, 5, 2, REG_FEMALE);
  w->act.instant = last - INT64_C(600000000);
  ok(reg_person_add(w->me, w->db, &w->act, &in, &p, &w->no));
  ok(reg_clock_read(w->db, &clock));
  assert_int_equal(clock.instant, last + 1);
  w->act.instant = last - INT64_C(700000000);
  refused_as(w, "clock_behind", reg_person_add(w->me, w->db, &w->act, &in, &p, &w->no));
  int64_t known;
  ok(reg_known(w->db, day(2017, 12, 31), &known));
  assert_int_equal(known, 0);
  ok(reg_known(w->db, DATE_MAX, &known));
  assert_int_equal(known, clock.act);
  /* Days are UTC+7: the last microsecond of a day and the first of the next. */
  on(w, 2026, 6, 3);
  w->act.instant += INT64_C(12) * 3600 * 1000000 - 1;
  person(w, "Lê Thị Tư", 1962, 5, 2, REG_FEMALE);
  w->act.instant += 1;
  person(w, "Lê Thị Sáu", 1963, 5, 2, REG_FEMALE);
  int64_t third, fourth;
  ok(reg_known(w->db, day(2026, 6, 3), &third));
  ok(reg_known(w->db, day(2026, 6, 4), &fourth));
  assert_int_equal(fourth, third + 1);
}

static void a_real_register_goes_by_the_databases_clock(void **state) {
  struct world *w = *state;
  struct world *real;
  (void)w;
  world_open(&real, "registry_real", false, false);
  w = real;
  int64_t p = 0;
  struct reg_person_input in = someone("Lê Thị Mai", 1960, 5, 2, REG_FEMALE);
  w->act.instant = 1;
  refused_as(w, "instant_given", reg_person_add(w->me, w->db, &w->act, &in, &p, &w->no));
  w->act.instant = 0;
  setenv("ANSINH_TODAY", "2001-01-01", 1);
  enum err e = reg_person_add(w->me, w->db, &w->act, &in, &p, &w->no);
  struct reg_clock clock;
  enum err read = reg_clock_read(w->db, &clock);
  unsetenv("ANSINH_TODAY");
  ok(e);
  ok(read);
  assert_false(clock.invented);
  assert_int_equal(clock.today, clock_today());
  world_end(real);
}

static void an_invented_register_goes_by_the_day_set(void **state) {
  struct world *w = *state;
  w->act.instant = 0;
  setenv("ANSINH_TODAY", "2026-07-09", 1);
  int64_t p = person(w, "Lê Thị Mai", 1960, 5, 2, REG_FEMALE);
  struct reg_clock clock;
  ok(reg_clock_read(w->db, &clock));
  unsetenv("ANSINH_TODAY");
  assert_int_equal(clock.today, day(2026, 7, 9));
  assert_true(str_is(name_at(w, p, at(w, 0, day(2026, 7, 9)).act), "Lê Thị Mai"));
  assert_int_equal(at(w, 0, day(2026, 7, 8)).act, clock.act - 1);
}

/* An act of 3065 would keep every later one waiting for a thousand years. */
static void a_day_far_ahead_is_refused(void **state) {
  struct world *w = *state;
  struct reg_person_input in = someone("Lê Thị Mai", 1960, 5, 2, REG_FEMALE);
  int64_t p = 0;
  on(w, 3065, 1, 1);
  refused_as(w, "clock_ahead", reg_person_add(w->me, w->db, &w->act, &in, &p, &w->no));
  w->act.instant = 0;
  setenv("ANSINH_TODAY", "2999-01-01", 1);
  enum err e = reg_person_add(w->me, w->db, &w->act, &in, &p, &w->no);
  unsetenv("ANSINH_TODAY");
  assert_int_equal(e, INVALID);
  assert_string_equal(w->no.code, "clock_ahead");
  on(w, 2028, 1, 1);
  ok(reg_person_add(w->me, w->db, &w->act, &in, &p, &w->no)); /* a rehearsal of the years to come */
}

static void a_key_answers_the_first_answer(void **state) {
  struct world *w = *state;
  struct reg_person_input in = someone("Lê Thị Mai", 1960, 5, 2, REG_FEMALE);
  int64_t one = 0, two = 0, first = 0, again = 0, acts = 0;
  w->act.client_key = S("khóa-1");
  w->act.ret_act = &first;
  ok(reg_person_add(w->me, w->db, &w->act, &in, &one, &w->no));
  acts = count(w, "SELECT count(*) FROM act");
  w->act.ret_act = &again;
  ok(reg_person_add(w->me, w->db, &w->act, &in, &two, &w->no));
  assert_int_equal(one, two);
  assert_int_equal(first, again);
  assert_int_equal(count(w, "SELECT count(*) FROM act"), acts);
  in.full_name = S("Lê Thị Mây");
  refused_as(w, "key_other", reg_person_add(w->me, w->db, &w->act, &in, &two, &w->no));
  assert_int_equal(w->no.act, first);
  w->act.text = S("ghi chú");
  in.full_name = S("Lê Thị Mai");
  refused_as(w, "key_other", reg_person_add(w->me, w->db, &w->act, &in, &two, &w->no));
  /* The key is of its kind: another act may carry it. */
  ok(reg_death(w->me, w->db, &w->act, one, day(2026, 5, 1), &w->no));
  assert_int_equal(count(w, "SELECT count(*) FROM person"), 1);
}

static void what_was_seen_is_what_is_there(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Lê Thị Mai", 1960, 5, 2, REG_FEMALE), seen = 0, later = 0;
  ok(reg_known(w->db, day(2026, 6, 1), &seen));
  w->act.ret_act = &later;
  on(w, 2026, 6, 2);
  correct_name(w, p, "Lê Thị Mây");
  w->act.ret_act = NULL;
  w->act.seen = seen;
  refused_as(w, "moved_since", reg_death(w->me, w->db, &w->act, p, day(2026, 5, 1), &w->no));
  assert_int_equal(w->no.act, later);
  assert_non_null(strstr(w->no.vi, "can_bo_a"));
  assert_non_null(strstr(w->no.vi, "02/06/2026"));
  w->act.seen = later + 1;
  refused_as(w, "seen_unknown", reg_death(w->me, w->db, &w->act, p, day(2026, 5, 1), &w->no));
  w->act.seen = later;
  ok(reg_death(w->me, w->db, &w->act, p, day(2026, 5, 1), &w->no));
  w->act.seen = 0;
}

static void an_undo_is_an_act(void **state) {
  struct world *w = *state;
  date from = day(2026, 1, 1);
  int64_t p = person(w, "Lê Thị Mai", 1960, 5, 2, REG_FEMALE), add = 0, undo = 0;
  int64_t a = household(w, "A Lưới 1", from);
  belongs(w, p, a, S("head"), from);
  ok(reg_known(w->db, day(2026, 6, 1), &add));
  w->act.ret_act = &undo;
  ok(reg_undo(w->me, w->db, &w->act, &test_vocabulary, add, &w->no));
  struct reg_household_found found;
  assert_int_equal(
      reg_household_of(w->me, w->a, w->db, p, (struct reg_month_at) { mon(2026, 5), undo }, &found),
      NOT_FOUND);
  ok(reg_household_of(w->me, w->a, w->db, p, (struct reg_month_at) { mon(2026, 5), add }, &found));
  struct reg_act_row row;
  ok(reg_act_get(w->me, w->a, w->db, undo, &row));
  assert_int_equal(row.undoes, add);
  refused_as(w, "undone_already", reg_undo(w->me, w->db, &w->act, &test_vocabulary, add, &w->no));
  assert_int_equal(w->no.act, undo);
  assert_int_equal(w->no.seen, add);
  assert_non_null(strstr(w->no.en, arena_print(w->a, "Act %lld was taken back already", (long long)add)));
  assert_non_null(strstr(w->no.en, arena_print(w->a, "(act %lld)", (long long)undo)));
  /* Taking the undo back writes what was there again. */
  int64_t redo = 0;
  w->act.ret_act = &redo;
  ok(reg_undo(w->me, w->db, &w->act, &test_vocabulary, undo, &w->no));
  ok(reg_household_of(w->me, w->a, w->db, p, (struct reg_month_at) { mon(2026, 5), redo }, &found));
  assert_int_equal(found.membership.household, a);
  assert_int_equal(count(w, "SELECT count(*) FROM membership"), 2);
  w->act.ret_act = NULL;
  refused_as(w, "no_act", reg_undo(w->me, w->db, &w->act, &test_vocabulary, 9999, &w->no));
  refused_as(w, "whole_act", reg_undo(w->me, w->db, &w->act, &test_vocabulary, 1, &w->no));
  /* A move and a grant with what was paid, taken back in turn. */
  struct reg_home_input home = { a, commune(w, "A Lưới 2", from), S("thôn 2"), day(2026, 3, 1) };
  ok(reg_move(w->me, w->db, &w->act, &home, &w->no));
  ok(reg_known(w->db, day(2026, 6, 1), &add));
  ok(reg_undo(w->me, w->db, &w->act, &test_vocabulary, add, &w->no));
  struct reg_residence where;
  ok(reg_residence_get(w->me, w->a, w->db, a, at(w, day(2026, 4, 1), day(2026, 6, 1)), &where));
  assert_true(where.area != home.area && where.period.valid_to == DATE_MAX);
  ok(reg_residence_get(w->me, w->a, w->db, a, (struct reg_at) { day(2026, 4, 1), add }, &where));
  assert_int_equal(where.area, home.area);
}

/* What was decided and paid before a real register was there is recorded today, with the days it has. */
static void old_decisions_enter_a_real_register_today(void **state) {
  struct world *w = *state;
  struct reg_grant_list all;
  struct reg_clock clock;
  ok(reg_clock_read(w->db, &clock));
  int64_t p = person(w, "Lê Thị Mùi", 1940, 3, 2, REG_FEMALE), id = 0, act = 0;
  struct reg_grant g = { .person = p,
                         .amount = 270000,
                         .decision_no = S("15/QĐ-UBND"),
                         .decided = day(2019, 12, 20),
                         .first_month = mon(2020, 1),
                         .running = true };
  struct reg_grant_input in = { S("social_pension"), &g, NULL };
  w->act.ret_act = &act;
  ok(reg_grant_add(w->me, w->db, &w->act, &in, &id, &w->no));
  struct reg_months_input paid = { .grant = id, .from = mon(2020, 1), .to = mon(2021, 6), .amount = 270000 };
  ok(reg_grant_paid(w->me, w->db, &w->act, &paid, &w->no));
  ok(reg_grants_of(w->me, w->a, w->db, p, (struct reg_at) { clock.today, act }, &all));
  assert_int_equal(all.n, 1);
  assert_int_equal(all.at[0].decided, g.decided);
  assert_int_equal(all.at[0].paid_count, 1);
  assert_int_equal(all.at[0].paid[0].from, mon(2020, 1));
  date known;
  ok(reg_act_day(w->me, w->db, act, &known));
  assert_true(known >= clock.today); /* and nobody can say it was known then */
  assert_int_equal(reg_known(w->db, day(2020, 1, 31), &act), OK);
  assert_int_equal(act, 0);
  w->act.instant = ((int64_t)day(2020, 1, 2) * 24 + 5) * INT64_C(3600000000);
  refused_as(w, "instant_given", reg_grant_paid(w->me, w->db, &w->act, &paid, &w->no));
}

static int real_setup(void **state) {
  struct world *w;
  world_open(&w, "real", false, false);
  *state = w;
  return 0;
}

/* Bytes that are no text, by another hand: the question ends with a word, whichever column they stand in. */
static void what_is_no_text_is_damage(void **state) {
  struct world *w = *state;
  struct reg_person p;
  struct reg_residence r;
  struct reg_act_row row;
  if (test_db_on_server()) return; /* it takes no such bytes */
  int64_t who = person(w, "Lê Thị Mơ", 1960, 5, 2, REG_FEMALE), h = household(w, "Phú Xuân", day(2026, 1, 1));
  struct reg_at now = { day(2026, 6, 1), REG_ACT_OPEN - 1 };
  ok(reg_person_get(w->me, w->a, w->db, who, now, &p));
  ok(db_script(w->db, "UPDATE person_version SET phone = CAST(x'31ff' AS TEXT); UPDATE residence SET address "
                      "= CAST(x'c3' AS TEXT);"
                      " UPDATE act SET paper = CAST(x'ff' AS TEXT)"));
  assert_int_equal(reg_person_get(w->me, w->a, w->db, who, now, &p), IO);
  assert_int_equal(reg_residence_get(w->me, w->a, w->db, h, now, &r), IO);
  assert_int_equal(reg_act_get(w->me, w->a, w->db, 1, &row), IO);
  assert_true(db_damaged(w->db));
}

static void text_can_be_erased(void **state) {
  struct world *w = *state;
  int64_t act = 0;
  w->act.text = S("ở với con gái thứ hai");
  w->act.ret_act = &act;
  person(w, "Lê Thị Mai", 1960, 5, 2, REG_FEMALE);
  w->act.text = S("");
  w->act.ret_act = NULL;
  struct reg_act_row row;
  ok(reg_act_get(w->me, w->a, w->db, act, &row));
  assert_true(str_is(row.text, "ở với con gái thứ hai") && !row.erased);
  /* The commitment is over salt and text. */
  char wanted[65];
  struct stmt *s;
  ok(db_query(w->db, "SELECT t.salt, t.body, a.commitment FROM act a JOIN act_text t ON t.act = a.act", &s));
  ok(db_step(s));
  struct buf both = buf_new(w->a, 1000);
  buf_str(&both, col_text(s, 0));
  buf_str(&both, col_text(s, 1));
  sha256_hex(both.p, both.n, wanted);
  assert_int_equal(col_text(s, 0).n, 32);
  assert_true(str_is(col_text(s, 2), wanted));
  ok(db_run(s));
  ok(reg_text_erase(w->me, w->db, &w->act, act, &w->no));
  ok(reg_act_get(w->me, w->a, w->db, act, &row));
  assert_true(row.text.n == 0 && row.erased);
  assert_int_equal(count(w, "SELECT count(*) FROM act WHERE commitment IS NOT NULL"), 1);
  refused_as(w, "no_text", reg_text_erase(w->me, w->db, &w->act, act, &w->no));
  int64_t last;
  ok(reg_known(w->db, day(2026, 6, 1), &last));
  refused_as(w, "nothing_to_undo", reg_undo(w->me, w->db, &w->act, &test_vocabulary, last, &w->no));
}

static void slices_are_acts_of_one_batch(void **state) {
  struct world *w = *state;
  int64_t first = 0, second = 0;
  int64_t alone = 0;
  w->act.ret_act = &alone;
  person(w, "Lê Thị Sáu", 1950, 5, 2, REG_FEMALE);
  w->act.ret_act = &first;
  w->act.batch = REG_BATCH_FIRST;
  person(w, "Lê Thị Mai", 1960, 5, 2, REG_FEMALE);
  w->act.batch = first;
  w->act.ret_act = &second;
  int64_t p = person(w, "Lê Thị Na", 1961, 5, 2, REG_FEMALE);
  struct reg_act_row row;
  ok(reg_act_get(w->me, w->a, w->db, second, &row));
  assert_int_equal(row.batch, first);
  w->act.batch = second;
  refused_as(w, "batch_unknown", reg_death(w->me, w->db, &w->act, p, day(2026, 5, 1), &w->no));
  w->act.batch = alone; /* which began none */
  refused_as(w, "batch_unknown", reg_death(w->me, w->db, &w->act, p, day(2026, 5, 1), &w->no));
  w->act.batch = 9999;
  refused_as(w, "batch_unknown", reg_death(w->me, w->db, &w->act, p, day(2026, 5, 1), &w->no));
}

static void who_may_not_write_is_refused(void **state) {
  struct world *w = *state;
  struct reg_person_input in = someone("Lê Thị Mai", 1960, 5, 2, REG_FEMALE);
  int64_t p = 0;
  struct viewer reads = viewer_pages(), nobody = viewer_all(77);
  refused_as(w, "may_not_write", reg_person_add(&reads, w->db, &w->act, &in, &p, &w->no));
  refused_as(w, "account_unknown", reg_person_add(&nobody, w->db, &w->act, &in, &p, &w->no));
  assert_int_equal(count(w, "SELECT count(*) FROM person"), 0);
}

/* ---- whom a viewer sees ---- */

static void a_viewer_sees_his_area(void **state) {
  struct world *w = *state;
  date from = day(2024, 1, 1), now = day(2026, 5, 1);
  on(w, 2026, 6, 2);
  int64_t here = household(w, "Phú Dương", from), there = household(w, "Vỹ Dạ", from);
  int64_t p = person(w, "Lê Thị Mai", 1960, 5, 2, REG_FEMALE),
          q = person(w, "Lê Thị Na", 1961, 5, 2, REG_FEMALE),
          r = person(w, "Lê Thị Tư", 1962, 5, 2, REG_FEMALE);
  belongs(w, p, here, S("head"), from);
  belongs(w, q, there, S("head"), from);
  struct reg_at asked = at(w, now, day(2026, 6, 2));
  struct viewer old = w->viewer, new = w->viewer, province = w->viewer;
  old.area = commune(w, "Phú Dương", from);
  new.area = reg_area_commune(tree(w, now), old.area)->id;
  province.area = reg_area_by_code(tree(w, now), S("46"))->id;
  assert_true(new.area != old.area);
  struct viewer viewers[] = { old, new, province };
  struct reg_person got;
  for (int i = 0; i < 3; i++) {
    ok(reg_person_get(&viewers[i], w->a, w->db, p, asked, &got));
    assert_int_equal(reg_person_get(&viewers[i], w->a, w->db, q, asked, &got), i == 2 ? OK : NOT_FOUND);
    assert_int_equal(reg_person_get(&viewers[i], w->a, w->db, r, asked, &got), NOT_FOUND);
  }
  /* The successor's officer sees the months before the merger too. */
  ok(reg_person_get(&new, w->a, w->db, p, at(w, day(2024, 6, 1), day(2026, 6, 2)), &got));
  struct reg_membership_list members;
  struct reg_grant_list grants;
  struct reg_fact_list known;
  struct reg_residence home;
  struct reg_fact_ask ask = { REG_PERSON, q, 0 };
  assert_int_equal(
      reg_household_members(&new, w->a, w->db, there, in_month(w, mon(2026, 5), day(2026, 6, 2)), &members),
      NOT_FOUND);
  ok(reg_household_members(&new, w->a, w->db, here, in_month(w, mon(2026, 5), day(2026, 6, 2)), &members));
  assert_int_equal(reg_grants_of(&new, w->a, w->db, q, asked, &grants), NOT_FOUND);
  assert_int_equal(reg_facts_of(&new, w->a, w->db, ask, asked, &known), NOT_FOUND);
  assert_int_equal(reg_fact_history(&new, w->a, w->db, ask, asked, &known), NOT_FOUND);
  assert_int_equal(reg_residence_get(&new, w->a, w->db, there, asked, &home), NOT_FOUND);
  char id[REG_PUBLIC_ID + 1];
  int64_t found;
  assert_int_equal(reg_id_of(&new, w->db, REG_ID_PERSON, q, id), NOT_FOUND);
  ok(reg_id_of(w->me, w->db, REG_ID_PERSON, q, id));
  ok(reg_id_find(w->me, w->db, REG_ID_PERSON, str_of(id), &found));
  assert_int_equal(found, q);
  assert_int_equal(reg_id_find(&new, w->db, REG_ID_PERSON, str_of(id), &found), NOT_FOUND);
  refused_as(w, "nobody", reg_death(&new, w->db, &w->act, q, day(2026, 5, 1), &w->no));
  struct reg_act_row row;
  int64_t act = at(w, 0, day(2026, 6, 2)).act;
  assert_int_equal(reg_act_get(&new, w->a, w->db, act, &row), NOT_FOUND);
  ok(reg_death(&new, w->db, &w->act, p, day(2026, 5, 1), &w->no));
}

static void a_viewer_is_told_facts_of_his_classes(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Lê Thị Mai", 1960, 5, 2, REG_FEMALE);
  struct reg_fact_input in = { .kind = REG_PERSON,
                               .subject = p,
                               .fact = S("person.grave_illness"),
                               .known = true,
                               .value = 1,
                               .valid_from = day(2026, 1, 1),
                               .valid_to = DATE_MAX };
  ok(reg_fact_change(w->me, w->db, &w->act, &test_vocabulary, &in, &w->no));
  int64_t row = count(w, "SELECT max(id) FROM fact");
  in.fact = S("person.disability");
  in.value_name = S("severe");
  ok(reg_fact_change(w->me, w->db, &w->act, &test_vocabulary, &in, &w->no));
  in.fact = S("person.pregnant");
  ok(reg_fact_change(w->me, w->db, &w->act, &test_vocabulary, &in, &w->no));
  struct reg_fact_ask ask = { REG_PERSON, p, 0 };
  struct reg_at asked = at(w, day(2026, 5, 1), day(2026, 6, 1));
  static const struct {
    unsigned classes;
    int facts;
  } each[] = {
    { 0, 1 }, { VIEWER_SENSITIVE, 2 }, { VIEWER_SECRET, 2 }, { VIEWER_SENSITIVE | VIEWER_SECRET, 3 }
  };
  for (int i = 0; i < 4; i++) {
    struct viewer viewer = w->viewer;
    viewer.classes = each[i].classes;
    struct reg_fact_list list;
    struct reg_person got;
    ok(reg_facts_of(&viewer, w->a, w->db, ask, asked, &list));
    assert_int_equal(list.n, each[i].facts);
    ok(reg_fact_history(&viewer, w->a, w->db, ask, asked, &list));
    assert_int_equal(list.n, each[i].facts);
    ok(reg_person_get(&viewer, w->a, w->db, p, asked, &got));
    assert_int_equal(got.ethnic.n > 0, (each[i].classes & VIEWER_SENSITIVE) != 0);
  }
  struct viewer plain = w->viewer;
  plain.classes = VIEWER_SENSITIVE;
  in.row = row;
  in.strike = true;
  refused_as(w, "row_gone", reg_fact_correct(&plain, w->db, &w->act, &test_vocabulary, &in, &w->no));
  in.strike = false;
  in.fact = S("person.grave_illness");
  refused_as(w, "symbol_unknown", reg_fact_change(&plain, w->db, &w->act, &test_vocabulary, &in, &w->no));
}

/* ---- damage ---- */

static void a_row_nobody_wrote_ends_its_question(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Lê Thị Mai", 1960, 5, 2, REG_FEMALE),
          q = person(w, "Lê Thị Na", 1961, 5, 2, REG_FEMALE);
  if (test_db_on_server())
    ok(db_script(w->db, "ALTER TABLE person_version DROP CONSTRAINT person_version_sex_check"));
  else
    ok(db_script(w->db, "PRAGMA ignore_check_constraints = ON"));
  ok(db_script(w->db, "UPDATE person_version SET sex = '?' WHERE full_name = 'Lê Thị Mai'"));
  struct reg_person got;
  assert_int_equal(reg_person_get(w->me, w->a, w->db, p, at(w, day(2026, 1, 1), day(2026, 6, 1)), &got), IO);
  assert_true(db_damaged(w->db));
  assert_non_null(strstr(db_message(w->db), "person_version"));
  ok(reg_person_get(w->me, w->a, w->db, q, at(w, day(2026, 1, 1), day(2026, 6, 1)), &got));
}

/* ---- writers side by side ---- */

enum { WRITERS = 8, ACTS_EACH = 25 };

/* One writer: acts with delays, some refused after they have written (rolled back), each on its own
 * connection. */
static void write_acts(const char *path, int64_t account, int writer) {
  struct arena *a = arena_new("writer", 64 << 20);
  struct db *db;
  struct viewer me = viewer_all(account);
  struct reg_refusal no;
  if (a == NULL || db_open(path, DB_WRITE, &db) != OK) _exit(1);
  for (int i = 0; i < ACTS_EACH; i++) {
    char name[80];
    int64_t p;
    snprintf(name, sizeof name, "Nguyễn Thị Mẫu %d %d", writer, i);
    struct reg_act act = { .arena = a };
    struct reg_person_input in = someone(name, 1950 + i, 1, 1 + writer, REG_FEMALE);
    if (i % 5 == 4)
      act.seen = 1; /* checked last: refused when rows are written already, if anybody moved since */
    enum err e = reg_person_add(&me, db, &act, &in, &p, &no);
    if (e != OK && e != INVALID) {
      fprintf(stderr, "writer %d: error %d: %s\n", writer, e, db_message(db));
      _exit(2);
    }
    act.seen = 1;
    if (e == OK && i % 3 == 0 && reg_death(&me, db, &act, p, day(2020, 1, 1), &no) != INVALID) _exit(3);
    usleep((useconds_t)(1000 * ((i * 7 + writer * 3) % 5)));
  }
  db_close(db);
  _exit(0);
}

static int64_t people_at(struct db *db, int64_t act) {
  return test_int(db, "SELECT count(*) FROM person_version WHERE act_from <= $1 AND act_to > $1", 1, &act);
}

static void one_act_answers_the_same_while_eight_write(void **state) {
  struct world *w = *state;
  enum { ASKED_MAX = 2000 };
  static int64_t act[ASKED_MAX], answer[ASKED_MAX];
  int asked = 0, done = 0;
  w->act.instant = 0;
  pid_t child[WRITERS];
  for (int i = 0; i < WRITERS; i++) {
    child[i] = fork();
    assert_true(child[i] >= 0);
    if (child[i] == 0) write_acts(w->place.path, w->viewer.account, i);
  }
  while (done < WRITERS) {
    struct reg_clock clock;
    ok(reg_clock_read(w->db, &clock));
    int64_t n = people_at(w->db, clock.act);
    if (asked < ASKED_MAX) act[asked] = clock.act, answer[asked++] = n;
    for (int i = 0; i < asked; i += 1 + asked / 10)
      assert_int_equal(people_at(w->db, act[i]), answer[i]);
    int status;
    pid_t ended = waitpid(-1, &status, WNOHANG);
    if (ended > 0) {
      assert_true(WIFEXITED(status));
      assert_int_equal(WEXITSTATUS(status), 0);
      done++;
    }
  }
  for (int i = 0; i < asked; i++)
    assert_int_equal(people_at(w->db, act[i]), answer[i]);
  /* Order of number and instant are one, without holes; what was refused has left nothing. */
  assert_int_equal(
      count(w, "SELECT count(*) FROM act a JOIN act b ON b.act = a.act + 1 WHERE b.instant <= a.instant"), 0);
  assert_int_equal(count(w, "SELECT max(act) - count(*) FROM act"), 0);
  assert_int_equal(count(w, "SELECT count(*) FROM person_version p LEFT JOIN act a ON a.act = p.act_from"
                            " WHERE a.act IS NULL"),
                   0);
  assert_int_equal(count(w, "SELECT count(*) FROM person"), WRITERS * ACTS_EACH);
  assert_true(asked > 10);
}

static void two_sendings_at_once_act_once(void **state) {
  struct world *w = *state;
  pid_t child[WRITERS];
  w->act.instant = 0;
  for (int i = 0; i < WRITERS; i++) {
    child[i] = fork();
    assert_true(child[i] >= 0);
    if (child[i] > 0) continue;
    struct db *db;
    struct arena *a = arena_new("sender", 16 << 20);
    struct viewer me = viewer_all(w->viewer.account);
    struct reg_act act = { .arena = a, .client_key = S("một lần") };
    struct reg_person_input in = someone("Lê Thị Mai", 1960, 5, 2, REG_FEMALE);
    struct reg_refusal no;
    int64_t p = 0;
    if (db_open(w->place.path, DB_WRITE, &db) != OK) _exit(100);
    enum err e = reg_person_add(&me, db, &act, &in, &p, &no);
    db_close(db);
    _exit(e == OK && p > 0 && p < 90 ? (int)p : 101);
  }
  int same = 0;
  for (int i = 0; i < WRITERS; i++) {
    int status;
    waitpid(child[i], &status, 0);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 100);
    if (same == 0) same = WEXITSTATUS(status);
    assert_int_equal(WEXITSTATUS(status), same);
  }
  assert_int_equal(count(w, "SELECT count(*) FROM act WHERE client_key IS NOT NULL"), 1);
  assert_int_equal(count(w, "SELECT count(*) FROM person"), 1);
}

/* ---- names given by several at once ---- */

enum { NAMES = 40 };
struct naming {
  const char *path;
  int way; /* 1: from the first name on, -1: from the last, 0: acts that need them */
  struct viewer viewer;
  int64_t subject;
  enum err err;
};

static void name_values(struct arena *a, int way, struct reg_fact_type *fact, struct str values[NAMES]) {
  for (int i = 0; i < NAMES; i++)
    values[way < 0 ? NAMES - 1 - i : i] = str_of(arena_print(a, "v%d", i));
  *fact = (struct reg_fact_type) { .name = S("person.kind_of"),
                                   .kind = REG_PERSON,
                                   .type = REG_ENUM,
                                   .enumeration = S("kinds"),
                                   .values = values,
                                   .value_count = NAMES };
}

static enum err give_names(struct naming *x, struct arena *a, struct db *db) {
  struct reg_fact_type fact;
  struct str values[NAMES];
  name_values(a, x->way, &fact, values);
  struct reg_vocabulary v = { .facts = &fact, .fact_count = 1 };
  if (x->way) return reg_vocabulary_import(db, a, &v);
  enum err e = OK;
  for (int i = 0; i < NAMES && e == OK; i++) {
    struct reg_refusal no;
    struct reg_act act = { .arena = a, .paper = S("phiếu") };
    struct reg_fact_input in = { .kind = REG_PERSON,
                                 .subject = x->subject,
                                 .fact = S("person.kind_of"),
                                 .known = true,
                                 .value_name = values[(i * 7) % NAMES],
                                 .valid_from = day(2026, 1, 1 + i % 28) + i,
                                 .valid_to = day(2026, 1, 1 + i % 28) + i + 1 };
    e = reg_fact_change(&x->viewer, db, &act, &v, &in, &no);
    if (e == INVALID) e = OK; /* a day that is told already */
  }
  return e;
}

static void *name_them(void *context) {
  struct naming *x = context;
  struct arena *a = arena_new("naming", (size_t)64 << 20);
  struct db *db;
  x->err = db_open(x->path, DB_WRITE, &db);
  if (x->err == OK) x->err = give_names(x, a, db);
  if (x->err == OK) db_close(db);
  arena_free(a);
  return NULL;
}

/* Two import a vocabulary, one from its end; a third writes what needs the names: none waits for another for
 * ever, none fails, and each name has one number. */
static void names_may_be_given_by_several_at_once(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Lê Thị Mai", 1960, 5, 2, REG_FEMALE);
  pthread_t thread[3];
  struct naming x[3];
  for (int k = 0; k < 3; k++) {
    x[k] = (struct naming) { w->place.path, k - 1, *w->me, p, OK };
    assert_int_equal(pthread_create(&thread[k], NULL, name_them, &x[k]), 0);
  }
  for (int k = 0; k < 3; k++)
    pthread_join(thread[k], NULL);
  for (int k = 0; k < 3; k++)
    assert_int_equal(x[k].err, OK);
  assert_int_equal(count(w, "SELECT count(*) FROM symbol WHERE name LIKE 'kinds.v%'"), NAMES);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)
  const struct CMUnitTest tests[] = {
    T(two_acts_of_one_day_answer_differently_and_for_ever),
    T(the_clock_never_runs_back),
    T(a_real_register_goes_by_the_databases_clock),
    T(an_invented_register_goes_by_the_day_set),
    T(a_day_far_ahead_is_refused),
    T(a_key_answers_the_first_answer),
    T(what_was_seen_is_what_is_there),
    T(an_undo_is_an_act),
    T(text_can_be_erased),
    cmocka_unit_test_setup_teardown(old_decisions_enter_a_real_register_today, real_setup, world_teardown),
    T(what_is_no_text_is_damage),
    T(slices_are_acts_of_one_batch),
    T(who_may_not_write_is_refused),
    T(a_viewer_sees_his_area),
    T(names_may_be_given_by_several_at_once),
    T(a_viewer_is_told_facts_of_his_classes),
    T(a_row_nobody_wrote_ends_its_question),
    T(one_act_answers_the_same_while_eight_write),
    T(two_sendings_at_once_act_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
