/* Awkward lives: what the register may hold and few think of. */
#include "awkward_for_test.h"

/* Registers that are odd but possible: no household, two, no head, born tomorrow, moved or parted within the
 * month, communes that merge. Each expectation is worked by hand, and the replay must say the same as the
 * determination of everybody. All people are invented. */

/* ---- households ---- */

/* In June 2026 the law gives 1.5 × 500,000 for severe disability whatever the household; what hangs on it is
 * not known. */
static void in_no_household(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Lê Thị Một", 1990, 1, 1), child = person(w, "Lê Thị Hai", 2024, 1, 1);
  severe(w, p);
  assert_int_equal(ask(w, p, "assistance.monthly", 2026, 6).eligible, 750000);
  /* A child of 2: whether it is of a poor household in a specially difficult commune (k7) nobody knows; that
   * is not "no". */
  assert_int_equal(ask(w, child, "assistance.monthly", 2026, 6).eligible, OPEN);
  says(w, REG_PERSON, child, "person.foreigner", 1, "", date_of(2025, 7, 1));
  assert_int_equal(ask(w, child, "assistance.monthly", 2026, 6).eligible, OPEN);
}

static void in_two_households(void **state) {
  struct world *w = *state;
  date from = date_of(2025, 7, 1);
  int64_t p = person(w, "Lê Thị Ba", 2024, 3, 3), near = home_at(w, commune(w, "Phú Xuân"), "none", from),
          far = home_at(w, commune(w, "A Lưới 2"), "poor", from);
  says(w, REG_AREA, commune(w, "A Lưới 2"), "area.specially_difficult", 1, "", from);
  lives(w, p, far, "child", date_of(2025, 7, 1));
  ok(db_script(
      w->db, "INSERT INTO membership(person, household, role, valid_from, valid_to, act_from, act_to) SELECT "
             "person, household - 1, role, valid_from + 30, valid_to, act_from, act_to FROM membership"));
  assert_int_equal(test_int(w->db, "SELECT count(*) FROM membership WHERE household = $1", 1, &near), 1);
  /* The earlier row counts: poor, specially difficult, 2 years old: k7, 1.5 × 500,000. Computed once. */
  struct answer x = ask(w, p, "assistance.monthly", 2026, 6);
  assert_int_equal(x.eligible, 750000);
  assert_string_equal(x.kase, "k7");
  assert_int_equal(x.area, commune(w, "A Lưới 2"));
  assert_int_equal(x.rows, 1);
  struct office_determination d;
  struct office_finding *f;
  int64_t n, counts[FIND_KINDS];
  struct people *c = columns(w, date_of(2026, 6, 30));
  ok(office_determine(
      w->a, w->p, c,
      (struct office_when) { mon(2026, 6), date_of(2026, 6, 30), date_of(2026, 6, 30), people_act(c) }, NULL,
      1, &d));
  ok(office_check(w->a, &d, &f, &n, counts));
  assert_int_equal(counts[FIND_TWO_HOUSEHOLDS], 1); /* and the caseload check names the person */
  for (int64_t i = 0; i < n; i++)
    if (f[i].kind == FIND_TWO_HOUSEHOLDS) assert_int_equal(f[i].person, p);
}

static void without_a_head(void **state) {
  struct world *w = *state;
  date from = date_of(2025, 7, 1);
  int64_t p = person(w, "Lê Thị Bốn", 1949, 2, 2), h = home_at(w, commune(w, "Phú Xuân"), "poor", from);
  lives(w, p, h, "other", from);
  says(w, REG_PERSON, p, "person.no_supporter", 0, "none", from);
  says(w, REG_PERSON, p, "person.pension", 0, "", from);
  struct answer x = ask(w, p, "assistance.monthly", 2026, 6);
  assert_int_equal(x.eligible, 750000); /* 77, poor, no supporter: 1.5 × 500,000 */
  assert_string_equal(x.kase, "k5a1");
}

/* Of a birth only the year is known: what does not hang on the day is known, the rest is not. */
static void born_some_day_of_a_year(void **state) {
  struct world *w = *state;
  date from = date_of(2025, 7, 1);
  int64_t p = person(w, "Lê Thị Cau", 1951, 0, 0);
  lives(w, p, home_at(w, commune(w, "Phú Xuân"), "poor", from), "head", from);
  says(w, REG_PERSON, p, "person.no_supporter", 0, "none", from);
  says(w, REG_PERSON, p, "person.pension", 0, "", from);
  assert_int_equal(ask(w, p, "assistance.monthly", 2026, 6).eligible, 750000);  /* 74 or 75: 1.5 × 500,000 */
  assert_int_equal(ask(w, p, "assistance.monthly", 2026, 11).eligible, OPEN);   /* 2.0 from 75 on */
  assert_int_equal(ask(w, p, "assistance.monthly", 2027, 1).eligible, 1080000); /* 75 whatever the day */
}

static void born_later(void **state) {
  struct world *w = *state;
  on(w, 2026, 9, 20);
  int64_t p = person(w, "Lê Thị Năm", 2026, 9, 16),
          h = home_at(w, commune(w, "Phú Xuân"), "poor", date_of(2026, 1, 1));
  says(w, REG_PERSON, p, "person.without_caregiver", 0, "both_dead", date_of(2026, 9, 16));
  lives(w, p, h, "other", date_of(2026, 9, 16));
  struct office_determination d;
  struct people *c;
  date known = date_of(2026, 10, 1);
  c = columns(w, known);
  ok(office_determine(w->a, w->p, c, (struct office_when) { mon(2026, 8), known, known, people_act(c) }, NULL,
                      1, &d));
  assert_int_equal(d.n, 0); /* nobody was there in August */
  assert_int_equal(ask(w, p, "assistance.monthly", 2026, 9).eligible,
                   1250000); /* met within the month: 2.5 × 500,000 */
  struct reg_person_input tomorrow = { .full_name = S("Lê Thị Sáu"),
                                       .ethnic = S("Kinh"),
                                       .birth_year = 2026,
                                       .birth_month = 9,
                                       .birth_day = 21,
                                       .sex = REG_FEMALE };
  assert_int_equal(reg_person_add(&w->viewer, w->db, &w->act, &tomorrow, &p, &w->no), INVALID);
  assert_string_equal(w->no.field, "birth");
}

/* ---- within the month ---- */

static void a_link_that_ends_within_the_month(void **state) {
  struct world *w = *state;
  date from = date_of(2025, 7, 1);
  int64_t carer = person(w, "Lê Thị Bảy", 1980, 1, 1), child = person(w, "Lê Thị Tám", 2018, 1, 1),
          h = home_at(w, commune(w, "Phú Xuân"), "none", from);
  lives(w, carer, h, "head", from);
  lives(w, child, h, "other", from);
  says(w, REG_PERSON, child, "person.without_caregiver", 0, "both_dead", from);
  struct reg_link_input care = { S("person.carer"), child, carer, from, DATE_MAX, NULL };
  ok(reg_link_add(&w->viewer, w->db, &w->act, &care, &w->no));
  on(w, 2026, 5, 10);
  care.from = date_of(2026, 5, 10);
  ok(reg_link_end(&w->viewer, w->db, &w->act, &care, &w->no));
  assert_int_equal(ask(w, carer, "care.carer_support", 2026, 4).eligible, 750000); /* n1b: 1.5 × 500,000 */
  assert_int_equal(ask(w, carer, "care.carer_support", 2026, 5).eligible,
                   750000); /* held on the first day; stops the month after */
  assert_int_equal(ask(w, carer, "care.carer_support", 2026, 6).eligible, NO);
}

static void a_household_that_moves_within_the_month(void **state) {
  struct world *w = *state;
  date from = date_of(2025, 7, 1);
  int64_t p = person(w, "Lê Thị Chín", 2024, 3, 3), h = home_at(w, commune(w, "A Lưới 2"), "poor", from);
  says(w, REG_AREA, commune(w, "A Lưới 2"), "area.specially_difficult", 1, "", from);
  lives(w, p, h, "child", from);
  on(w, 2026, 3, 12);
  moves(w, h, "Phú Xuân", date_of(2026, 3, 12));
  on(w, 2026, 3, 20);
  moves(w, h, "Vỹ Dạ", date_of(2026, 3, 20));
  struct answer march = ask(w, p, "assistance.monthly", 2026, 3),
                april = ask(w, p, "assistance.monthly", 2026, 4);
  assert_string_equal(march.kase, "k7"); /* March counts where it lived on the first */
  assert_int_equal(march.area, commune(w, "A Lưới 2"));
  assert_int_equal(april.eligible, NO);
  assert_int_equal(april.area, 0);
}

static void a_household_that_comes_within_the_month(void **state) {
  struct world *w = *state;
  on(w, 2026, 3, 25);
  int64_t p = person(w, "Lê Thị Mười", 2024, 3, 3),
          h = home_at(w, commune(w, "A Lưới 2"), "poor", date_of(2026, 3, 12));
  says(w, REG_AREA, commune(w, "A Lưới 2"), "area.specially_difficult", 1, "", date_of(2025, 7, 1));
  lives(w, p, h, "child", date_of(2026, 3, 12));
  moves(w, h, "Phú Xuân", date_of(2026, 3, 20));
  struct answer march = ask(w, p, "assistance.monthly", 2026, 3);
  /* On the first day nothing is recorded of the household's class, on the last it is poor: whatever it was
   * before, the month is paid by what came within it. */
  assert_int_equal(march.eligible, 750000);
  assert_int_equal(march.area, commune(w, "A Lưới 2")); /* the first place it came to */
}

/* One child, whose link other hands have written down a second time, and a third from within the month on:
 * both readings count one. */
static void whoever_is_linked_twice_is_one(void **state) {
  struct world *w = *state;
  date from = date_of(2025, 7, 1);
  int64_t carer = person(w, "Lê Thị Chín", 1980, 1, 1), child = person(w, "Lê Thị Mười", 2018, 1, 1),
          h = home_at(w, commune(w, "Phú Xuân"), "none", from);
  lives(w, carer, h, "head", from);
  lives(w, child, h, "other", from);
  says(w, REG_PERSON, child, "person.without_caregiver", 0, "both_dead", from);
  struct reg_link_input care = { S("person.carer"), child, carer, from, DATE_MAX, NULL };
  ok(reg_link_add(&w->viewer, w->db, &w->act, &care, &w->no));
  ok(db_script(w->db, "INSERT INTO link(kind, person, other, valid_from, valid_to, act_from, act_to)"
                      " SELECT kind, person, other, valid_from, valid_to, act_from, act_to FROM link"
                      " UNION ALL SELECT kind, person, other, 20588, valid_to, act_from, act_to FROM link"));
  assert_int_equal(ask(w, carer, "care.carer_support", 2026, 4).eligible, 750000); /* n1b: 1.5 × 500,000 */
  assert_int_equal(ask(w, carer, "care.carer_support", 2026, 5).eligible, 750000); /* 20588: 2026-05-15 */
  assert_int_equal(ask(w, carer, "care.carer_support", 2026, 6).eligible, 750000);
  const struct people_linked *list;
  struct people *all = columns(w, date_of(2026, 11, 20));
  int link = 0;
  while (strcmp(law_link_name(w->p, link), "carer") != 0)
    link++;
  assert_int_equal(people_links(all, w->a, child, link, date_of(2026, 6, 1), &list), 1);
}

/* A register written before a benefit got its present name: what stands in it under the old one still counts.
 */
static void a_grant_stored_under_a_name_of_before(void **state) {
  struct world *w = *state;
  date from = date_of(2025, 7, 1);
  int64_t old = person(w, "Lê Thị Mơ", 1940, 1, 1);
  lives(w, old, home_at(w, commune(w, "Phú Xuân"), "none", from), "head", from);
  on(w, 2025, 9, 1);
  grants(w, old, "social_pension.monthly", date_of(2025, 8, 20));
  on(w, 2026, 11, 1);
  ok(reg_death(&w->viewer, w->db, &w->act, old, date_of(2026, 10, 25), &w->no));
  struct stmt *q;
  ok(db_query(w->db, "UPDATE symbol SET name = 'social_pension' WHERE name = 'social_pension.monthly'", &q));
  assert_int_equal(db_step(q), NOT_FOUND);
  assert_int_equal(ask(w, old, "funeral.support", 2026, 10).eligible, 10800000); /* m5: 20 × 540,000 */
}

/* A grant decided before the death is received on the day of death, also where its first month is that of the
 * death; one decided after it is not (Decree 20/2021, 11.1.a). */
static void a_grant_that_begins_in_the_month_of_death(void **state) {
  struct world *w = *state;
  date from = date_of(2025, 7, 1);
  int64_t new = person(w, "Lê Thị Trúc", 1980, 1, 1), old = person(w, "Lê Thị Tre", 1980, 1, 1),
          late = person(w, "Lê Thị Nứa", 1980, 1, 1);
  int64_t who[] = { new, old, late };
  for (int i = 0; i < 3; i++) {
    lives(w, who[i], home_at(w, commune(w, "Phú Xuân"), "none", from), "head", from);
    severe(w, who[i]);
  }
  grants(w, old, "assistance.monthly", date_of(2025, 6, 20));
  on(w, 2026, 3, 5);
  grants(w, new, "assistance.monthly", date_of(2026, 3, 5));
  on(w, 2026, 3, 26);
  grants(w, late, "assistance.monthly", date_of(2026, 3, 26));
  on(w, 2026, 4, 1);
  for (int i = 0; i < 3; i++)
    ok(reg_death(&w->viewer, w->db, &w->act, who[i], date_of(2026, 3, 25), &w->no));
  assert_int_equal(ask(w, old, "funeral.support", 2026, 3).eligible, 10000000); /* 20 × 500,000 */
  assert_int_equal(ask(w, new, "funeral.support", 2026, 3).eligible, 10000000);
  assert_int_equal(ask(w, late, "funeral.support", 2026, 3).eligible, NO);
  assert_int_equal(ask(w, new, "assistance.monthly", 2026, 3).eligible,
                   750000); /* the month of death is paid */
  assert_int_equal(ask(w, new, "assistance.monthly", 2026, 4).eligible, NO);
}

/* ---- communes that merge ---- */

/* What was said of a commune that merged in July 2025 still holds for the months before. */
static void the_areas_of_the_month(void **state) {
  struct world *w = *state;
  struct reg_areas *then;
  on(w, 2025, 3, 1);
  ok(reg_areas_load(&w->viewer, w->a, w->db, (struct reg_at) { date_of(2025, 3, 1), REG_ACT_OPEN - 1 },
                    &then));
  const struct reg_area *x = reg_commune_by_name(then, S("Hồng Kim"));
  assert_non_null(x);
  int64_t p = person(w, "Lê Thị Mai", 1949, 1, 1), h = home_at(w, x->id, "near_poor", date_of(2025, 3, 1));
  lives(w, p, h, "head", date_of(2025, 3, 1));
  says(w, REG_AREA, x->id, "area.specially_difficult", 1, "", date_of(2025, 3, 1));
  says(w, REG_PERSON, p, "person.pension", 0, "", date_of(2025, 3, 1));
  says(w, REG_PERSON, p, "person.no_supporter", 0, "has_supporter", date_of(2025, 3, 1));
  struct answer june = ask_by(w, p, "assistance.monthly", 2025, 6, date_of(2025, 6, 30));
  assert_int_equal(june.eligible, 500000); /* 76, near-poor, specially difficult: k5b 1.0 */
  assert_string_equal(june.kase, "k5b");
  /* Of the commune that took its place nothing is said. On 1 July it lives there, and that is not specially
   * difficult. */
  assert_int_equal(ask_by(w, p, "assistance.monthly", 2025, 8, date_of(2025, 8, 31)).eligible, NO);
}

/* ---- a correction and a change ---- */

/* Recognised as poor by mistake: struck on 10 May as of the beginning. As known on the 9th February was poor,
 * as known on the 10th it never was. */
static void a_correction_reaches_back(void **state) {
  struct world *w = *state;
  date from = date_of(2025, 7, 1);
  int64_t p = person(w, "Lê Thị Lý", 1949, 2, 2), h = home_at(w, commune(w, "Phú Xuân"), "poor", from);
  int b = law_benefit_find(w->p, S("assistance.monthly"));
  lives(w, p, h, "head", from);
  says(w, REG_PERSON, p, "person.no_supporter", 0, "none", from);
  says(w, REG_PERSON, p, "person.pension", 0, "", from);
  int64_t symbol, args[1] = { h };
  ok(reg_symbol_find(w->db, S("household.poverty"), &symbol));
  int64_t row = test_int(w->db, "SELECT id FROM fact WHERE kind = 2 AND subject = $1", 1, args);
  struct reg_fact_input f = { .kind = REG_HOUSEHOLD,
                              .subject = h,
                              .fact = S("household.poverty"),
                              .known = true,
                              .value_name = S("none"),
                              .valid_from = from,
                              .valid_to = DATE_MAX,
                              .row = row };
  on(w, 2026, 5, 10);
  ok(reg_fact_correct(&w->viewer, w->db, &w->act, &w->v, &f, &w->no));
  for (int day = 9; day <= 10; day++) {
    struct office_determination d;
    struct people *c;
    date known = date_of(2026, 5, day);
    c = columns(w, known);
    ok(office_determine(w->a, w->p, c, (struct office_when) { mon(2026, 2), known, known, people_act(c) },
                        NULL, 1, &d));
    assert_int_equal(d.n ? d.row[0].eligible_amount : NO, day == 9 ? 750000 : NO);
    assert_int_equal(replay(w, p, b, 2026, 2, known, known).eligible, day == 9 ? 750000 : NO);
  }
}

/* Mother and child are recorded with the child's birth mistyped eight months too early; it is put right a
 * month later. Until the right birth nobody is a mother, in either reading; before the correction both said
 * otherwise. */
static void a_birth_put_right(void **state) {
  struct world *w = *state;
  date typed = date_of(2026, 1, 10), known = date_of(2026, 11, 2);
  int b = law_benefit_find(w->p, S("assistance.monthly"));
  on(w, 2026, 10, 1);
  int64_t mother = person(w, "Lê Thị Lựu", 1995, 2, 1), child = person(w, "Lê Thị Na", 2026, 1, 10),
          h = home_at(w, commune(w, "Phú Xuân"), "poor", date_of(2026, 1, 1));
  lives(w, mother, h, "head", date_of(2026, 1, 1));
  lives(w, child, h, "child", typed);
  struct reg_link_input parent = { S("person.parent"), child, mother, typed, DATE_MAX, NULL };
  ok(reg_link_add(&w->viewer, w->db, &w->act, &parent, &w->no));
  says(w, REG_PERSON, mother, "person.marital", 0, "never_married", date_of(2013, 2, 1));
  says(w, REG_PERSON, mother, "person.pension", 0, "", date_of(2013, 2, 1));
  on(w, 2026, 11, 3);
  struct reg_person_input right = { .full_name = S("Lê Thị Na"),
                                    .ethnic = S("Kinh"),
                                    .birth_year = 2026,
                                    .birth_month = 9,
                                    .birth_day = 10,
                                    .sex = REG_FEMALE,
                                    .person = child,
                                    .day = known };
  ok(reg_person_correct(&w->viewer, w->db, &w->act, &right, &w->no));
  for (int m = 1; m <= 11; m++) {
    struct answer x = ask(w, mother, "assistance.monthly", 2026, m);
    assert_int_equal(x.eligible, m < 9 ? NO : m == 9 ? 500000 : 540000);
    assert_string_equal(x.kase, m < 9 ? "" : "k4");
    assert_int_equal(replay(w, mother, b, 2026, m, known, known).eligible, m < 10 ? 500000 : 540000);
  }
}

/* What the packs say of the dead: a funeral may be granted to one, and that he had applied may be recorded
 * after he died; nothing monthly, and nothing else. What was decided and paid in his life may still be
 * recorded. */
static void refused_grant(struct world *w, const char *benefit, struct reg_grant g, const char *code) {
  int64_t id = 0;
  struct reg_grant_input in = { str_of(benefit), &g, &w->v };
  assert_int_equal(reg_grant_add(&w->viewer, w->db, &w->act, &in, &id, &w->no), INVALID);
  assert_string_equal(w->no.code, code);
}

/* What is for a death is granted to nobody else, after it; what is likelier a slip is asked back. */
static void what_the_living_may_not_have(void **state) {
  struct world *w = *state;
  date from = date_of(2025, 7, 1);
  int64_t p = person(w, "Lê Thị Mai", 1940, 1, 1), id = 0;
  lives(w, p, home_at(w, commune(w, "Phú Xuân"), "none", from), "head", from);
  on(w, 2026, 8, 1);
  struct reg_grant g = { .person = p,
                         .cases = S("m5"),
                         .amount = 10000000,
                         .decision_no = S("3/QĐ-UBND"),
                         .signer = S("Chủ tịch"),
                         .decided = date_of(2026, 7, 20),
                         .first_month = mon(2026, 7),
                         .last_month = mon(2026, 7) };
  struct reg_grant_input in = { S("social_pension.monthly"), &g, &w->v };
  refused_grant(w, "funeral.support", g, "grant_to_living");
  ok(reg_death(&w->viewer, w->db, &w->act, p, date_of(2026, 7, 21), &w->no));
  refused_grant(w, "funeral.support", g, "decided_before_death");
  g.decided = date_of(2026, 7, 25);
  g.first_month = mon(2026, 6);
  refused_grant(w, "funeral.support", g, "month_before_death");
  g.first_month = mon(2026, 7);
  g.cases = S("m5+k99");
  refused_grant(w, "funeral.support", g, "case_unknown");
  g.cases = S("m5+m1");
  in.benefit = S("funeral.support");
  ok(reg_grant_add(&w->viewer, w->db, &w->act, &in, &id, &w->no));
  int64_t q = person(w, "Lê Thị Lan", 1941, 1, 1);
  lives(w, q, home_at(w, commune(w, "Phú Xuân"), "none", from), "head", from);
  g = (struct reg_grant) { .person = q,
                           .cases = S("h1"),
                           .amount = 500000,
                           .decision_no = S("4/QĐ-UBND"),
                           .signer = S("Chủ tịch"),
                           .decided = date_of(2026, 7, 20),
                           .first_month = mon(2027, 9),
                           .running = true };
  in.benefit = S("social_pension.monthly");
  refused_grant(w, "social_pension.monthly", g, "first_month_far");
  assert_true(w->no.held);
  w->act.confirmed = S("first_month_far");
  ok(reg_grant_add(&w->viewer, w->db, &w->act, &in, &id, &w->no));
  w->act.confirmed = S("");
}

static void what_the_dead_may_have(void **state) {
  struct world *w = *state;
  date from = date_of(2025, 7, 1);
  int64_t p = person(w, "Lê Thị Quế", 1940, 1, 1);
  lives(w, p, home_at(w, commune(w, "Phú Xuân"), "none", from), "head", from);
  on(w, 2026, 4, 1);
  ok(reg_death(&w->viewer, w->db, &w->act, p, date_of(2026, 3, 15), &w->no));
  on(w, 2026, 8, 1);
  struct reg_grant g = { .person = p,
                         .amount = 750000,
                         .decision_no = S("2/QĐ-UBND"),
                         .signer = S("Chủ tịch"),
                         .decided = date_of(2026, 8, 1),
                         .first_month = mon(2026, 8),
                         .last_month = mon(2026, 8) };
  int64_t id = 0;
  struct reg_grant_input monthly = { S("social_pension.monthly"), &g, NULL },
                         funeral = { S("funeral.support"), &g, NULL };
  assert_int_equal(reg_grant_add(&w->viewer, w->db, &w->act, &monthly, &id, &w->no), INVALID);
  assert_string_equal(w->no.code, "grant_to_dead");
  g.first_month = g.last_month = mon(2026, 3); /* signed after the death, for a month of his life */
  assert_int_equal(reg_grant_add(&w->viewer, w->db, &w->act, &monthly, &id, &w->no), INVALID);
  assert_string_equal(w->no.code, "decided_after_death");
  assert_true(w->no.held);
  ok(reg_grant_add(&w->viewer, w->db, &w->act, &funeral, &id, &w->no));
  assert_int_equal(reg_death_reverse(&w->viewer, w->db, &w->act, p, &w->no), INVALID);
  assert_string_equal(w->no.code, "death_granted");
  id = grants(w, p, "social_pension.monthly", date_of(2026, 2, 10)); /* recorded late, decided in his life */
  struct reg_months_input early = {
    .grant = id, .from = mon(2025, 11), .to = mon(2026, 3), .amount = 750000
  };
  assert_int_equal(reg_grant_paid(&w->viewer, w->db, &w->act, &early, &w->no), INVALID);
  assert_string_equal(w->no.code, "month_outside");
  early.from = mon(2026, 2);
  ok(reg_grant_paid(&w->viewer, w->db, &w->act, &early, &w->no));
  struct reg_fact_input f = { .kind = REG_PERSON,
                              .subject = p,
                              .fact = S("person.pension"),
                              .known = true,
                              .valid_from = date_of(2026, 3, 20),
                              .valid_to = DATE_MAX };
  assert_int_equal(reg_fact_change(&w->viewer, w->db, &w->act, &w->v, &f, &w->no), INVALID);
  assert_string_equal(w->no.code, "after_death");
  f.fact = S("person.application_pending");
  f.value = 1;
  ok(reg_fact_change(&w->viewer, w->db, &w->act, &w->v, &f, &w->no));
}

/* Decided on 20 December with effect from 1 January: December does not see it. */
static void decided_before_it_holds(void **state) {
  struct world *w = *state;
  date from = date_of(2025, 7, 1);
  int64_t p = person(w, "Lê Thị Đào", 1949, 2, 2), h = home_at(w, commune(w, "Phú Xuân"), "none", from);
  lives(w, p, h, "head", from);
  says(w, REG_PERSON, p, "person.no_supporter", 0, "none", from);
  says(w, REG_PERSON, p, "person.pension", 0, "", from);
  on(w, 2025, 12, 20);
  says(w, REG_HOUSEHOLD, h, "household.poverty", 0, "poor", date_of(2026, 1, 1));
  assert_int_equal(ask(w, p, "assistance.monthly", 2025, 12).eligible, NO);
  assert_int_equal(ask(w, p, "assistance.monthly", 2026, 1).eligible, 750000);
}

/* Who left his household and entered none is listed where he was: his line as his page. */
static void left_without_entering(void **state) {
  struct world *w = *state;
  date from = date_of(2025, 7, 1);
  int64_t p = person(w, "Lê Thị Tư", 1990, 2, 2);
  lives(w, p, home_at(w, commune(w, "Phú Xuân"), "none", from), "head", from);
  severe(w, p);
  struct reg_membership_input out = { p, 0, S(""), date_of(2026, 10, 10), DATE_MAX };
  ok(reg_membership_change(&w->viewer, w->db, &w->act, &out, &w->no));
  assert_int_equal(ask(w, p, "assistance.monthly", 2026, 10).area, commune(w, "Phú Xuân"));
  struct answer x = ask(w, p, "assistance.monthly", 2026, 11);
  assert_int_equal(x.eligible, 810000);
  assert_int_equal(x.area, commune(w, "Phú Xuân"));
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, awkward_setup, awkward_teardown)
  const struct CMUnitTest tests[] = {
    T(in_no_household),
    T(in_two_households),
    T(without_a_head),
    T(born_later),
    T(born_some_day_of_a_year),
    T(a_link_that_ends_within_the_month),
    T(whoever_is_linked_twice_is_one),
    T(a_household_that_moves_within_the_month),
    T(a_household_that_comes_within_the_month),
    T(a_grant_that_begins_in_the_month_of_death),
    T(a_grant_stored_under_a_name_of_before),
    T(the_areas_of_the_month),
    T(a_correction_reaches_back),
    T(a_birth_put_right),
    T(what_the_living_may_not_have),
    T(what_the_dead_may_have),
    T(decided_before_it_holds),
    T(left_without_entering),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
