/* What acts refuse because it cannot be, each by its code; and communes by name. */
#include "world_for_test.h"

#include "registry/correct.h"

#include <sys/stat.h>

static enum err link_add(struct world *w, const char *kind, int64_t p, int64_t other, date from) {
  struct reg_link_input in = { str_of(kind), p, other, from, DATE_MAX, NULL };
  return reg_link_add(w->me, w->db, &w->act, &in, &w->no);
}

static enum err join(struct world *w, int64_t p, int64_t h, date from) {
  struct reg_membership_input in = { p, h, S("other"), from, DATE_MAX };
  return reg_membership_add(w->me, w->db, &w->act, &in, &w->no);
}

static enum err say(struct world *w, int64_t p, const char *fact, date from) {
  struct reg_fact_input in = { .kind = REG_PERSON,
                               .subject = p,
                               .fact = str_of(fact),
                               .known = true,
                               .value = 1,
                               .valid_from = from,
                               .valid_to = DATE_MAX };
  return reg_fact_change(w->me, w->db, &w->act, &test_vocabulary, &in, &w->no);
}

static enum err grant_of(struct world *w, int64_t p, const char *benefit, date decided, month first,
                         int64_t *ret_grant) {
  struct reg_grant g = { .person = p,
                         .cases = S("k6a"),
                         .amount = 540000,
                         .decision_no = S("12/QĐ-UBND"),
                         .signer = S("Lê Văn A"),
                         .payee = S(""),
                         .decided = decided,
                         .first_month = first,
                         .running = true };
  struct reg_grant_input in = { str_of(benefit), &g, &test_vocabulary };
  return reg_grant_add(w->me, w->db, &w->act, &in, ret_grant, &w->no);
}

static enum err grant(struct world *w, int64_t p, const char *benefit, month first, int64_t *ret_grant) {
  return grant_of(w, p, benefit, day(2025, 2, 1), first, ret_grant);
}

static enum err correct_birth(struct world *w, int64_t p, const char *name, date birth) {
  int y, m, d;
  date_split(birth, &y, &m, &d);
  struct reg_person_input in = someone(name, y, m, d, REG_FEMALE);
  in.person = p;
  in.day = day(2026, 6, 1);
  return reg_person_correct(w->me, w->db, &w->act, &in, &w->no);
}

/* ---- lives ---- */

static void nothing_begins_before_birth_or_after_death(void **state) {
  struct world *w = *state;
  int64_t h = household(w, "A Lưới 1", day(2025, 7, 1));
  int64_t child = person(w, "Hồ Thị Na", 2025, 9, 10, REG_FEMALE),
          dead = person(w, "Hồ Văn Lợi", 1940, 3, 4, REG_MALE),
          other = person(w, "Hồ Văn Tư", 1970, 3, 4, REG_MALE), g = 0;
  ok(reg_death(w->me, w->db, &w->act, dead, day(2026, 3, 15), &w->no));
  refused_as(w, "before_birth", join(w, child, h, day(2025, 9, 9)));
  refused_as(w, "before_birth", say(w, child, "person.pregnant", day(2025, 9, 9)));
  refused_as(w, "before_birth", link_add(w, "link.supporter", child, other, day(2025, 9, 9)));
  refused_as(w, "before_birth", link_add(w, "link.supporter", other, child, day(2025, 9, 9)));
  refused_as(w, "before_birth", grant(w, child, "assistance.monthly", mon(2025, 10), &g));
  refused_as(w, "after_death", join(w, dead, h, day(2026, 3, 16)));
  refused_as(w, "after_death", say(w, dead, "person.pregnant", day(2026, 3, 16)));
  refused_as(w, "after_death", link_add(w, "link.supporter", dead, other, day(2026, 3, 16)));
  refused_as(w, "after_death", link_add(w, "link.supporter", other, dead, day(2026, 3, 16)));
  struct reg_person_input in = someone("Hồ Văn Lợi", 1940, 3, 4, REG_MALE);
  in.person = dead;
  in.day = day(2026, 4, 1);
  refused_as(w, "after_death", reg_person_change(w->me, w->db, &w->act, &in, &w->no));
  /* What is recorded late but happened before, and what follows a death, stays possible. */
  refused_as(w, "pregnant_man", say(w, dead, "person.pregnant", day(2026, 3, 15)));
  assert_true(w->no.held);
  w->act.confirmed = S("pregnant_man");
  ok(say(w, dead, "person.pregnant", day(2026, 3, 15)));
  w->act.confirmed = S("");
  ok(say(w, dead, "person.funeral_asked", day(2026, 4, 1)));
  ok(join(w, dead, h, day(2026, 3, 1)));
  ok(join(w, child, h, day(2025, 9, 10)));
}

static void the_dead_are_granted_only_what_is_for_a_death(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Hồ Văn Lợi", 1940, 3, 4, REG_MALE), g = 0, funeral = 0;
  refused_as(w, "grant_to_living", grant(w, p, "funeral.support", mon(2026, 8), &funeral));
  ok(reg_death(w->me, w->db, &w->act, p, day(2026, 3, 15), &w->no));
  refused_as(w, "grant_to_dead", grant(w, p, "assistance.monthly", mon(2026, 8), &g));
  refused_as(w, "decided_before_death", grant(w, p, "funeral.support", mon(2026, 8), &funeral));
  ok(grant(w, p, "assistance.monthly", mon(2026, 3), &g));
}

/* The day of the death is both: what is for the living may be decided on it, what is for the death from it
 * on, and from its month on. */
static void on_the_day_of_death_either_is_decided(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Hồ Văn Lợi", 1940, 3, 4, REG_MALE), g = 0;
  date death = day(2026, 3, 15);
  ok(reg_death(w->me, w->db, &w->act, p, death, &w->no));
  refused_as(w, "decided_after_death", grant_of(w, p, "assistance.monthly", death + 1, mon(2026, 3), &g));
  ok(grant_of(w, p, "assistance.monthly", death, mon(2026, 3), &g));
  refused_as(w, "decided_before_death", grant_of(w, p, "funeral.support", death - 1, mon(2026, 3), &g));
  refused_as(w, "month_before_death", grant_of(w, p, "funeral.support", death, mon(2026, 2), &g));
  ok(grant_of(w, p, "funeral.support", death, mon(2026, 3), &g));
}

/* Paid once: for the month of the death alone, by one decision, in one payment. */
static void what_is_paid_once_is_granted_once(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Hồ Văn Lợi", 1940, 3, 4, REG_MALE), funeral = 0, other = 0;
  date death = day(2026, 3, 31);
  ok(reg_death(w->me, w->db, &w->act, p, death, &w->no));
  refused_as(w, "month_after_death", grant_of(w, p, "funeral.support", death + 9, mon(2026, 4), &funeral));
  ok(grant_of(w, p, "funeral.support", death + 9, mon(2026, 3), &funeral));
  refused_as(w, "month_after_death", grant_of(w, p, "funeral.support", death + 9, mon(2026, 4), &other));
  refused_as(w, "granted_once", grant_of(w, p, "funeral.support", death + 9, mon(2026, 3), &other));
  struct reg_grant g = {
    .amount = 10000000, .decided = death + 9, .first_month = mon(2026, 4), .running = true
  };
  struct reg_grant_input in = { S("funeral.support"), &g, &test_vocabulary };
  refused_as(w, "month_after_death", reg_grant_correct(w->me, w->db, &w->act, funeral, &in, &w->no));
  struct reg_months_input pay = {
    .grant = funeral, .from = mon(2026, 3), .to = mon(2026, 4), .amount = 10000000, .v = &test_vocabulary
  };
  refused_as(w, "paid_once", reg_grant_paid(w->me, w->db, &w->act, &pay, &w->no));
  pay.from = mon(2026, 4);
  refused_as(w, "paid_once", reg_grant_paid(w->me, w->db, &w->act, &pay, &w->no));
  pay.from = pay.to = mon(2026, 3);
  ok(reg_grant_paid(w->me, w->db, &w->act, &pay, &w->no));
  refused_as(w, "paid_already", reg_grant_paid(w->me, w->db, &w->act, &pay, &w->no));
}

static void money_keeps_to_the_months_of_its_grant(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Hồ Văn Lợi", 1940, 3, 4, REG_MALE), g = 0;
  ok(grant(w, p, "assistance.monthly", mon(2026, 2), &g));
  struct reg_months_input pay = { .grant = g, .from = mon(2026, 1), .to = mon(2026, 3), .amount = 540000 };
  refused_as(w, "month_outside", reg_grant_paid(w->me, w->db, &w->act, &pay, &w->no));
  struct reg_months_input last = { .grant = g, .to = mon(2026, 4) };
  ok(reg_grant_end(w->me, w->db, &w->act, &last, &w->no));
  pay = (struct reg_months_input) { .grant = g, .from = mon(2026, 4), .to = mon(2026, 5), .amount = 540000 };
  refused_as(w, "month_outside", reg_grant_paid(w->me, w->db, &w->act, &pay, &w->no));
  pay.to = mon(2026, 4);
  pay.amount = INT64_C(1000000000000001);
  refused_as(w, "money_large", reg_grant_paid(w->me, w->db, &w->act, &pay, &w->no));
  pay.amount = 540000;
  /* That something was paid to somebody who had died is true, and may be recorded. */
  ok(reg_death(w->me, w->db, &w->act, p, day(2026, 2, 15), &w->no));
  ok(reg_grant_paid(w->me, w->db, &w->act, &pay, &w->no));
}

static void a_death_that_contradicts_is_held(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Hồ Thị Lợi", 1940, 3, 4, REG_FEMALE);
  ok(say(w, p, "person.pregnant", day(2026, 5, 1)));
  refused_as(w, "stands_after_death", reg_death(w->me, w->db, &w->act, p, day(2026, 3, 15), &w->no));
  assert_true(w->no.held);
  w->act.confirmed = S("parent_third,stands_after_deat");
  refused_as(w, "stands_after_death", reg_death(w->me, w->db, &w->act, p, day(2026, 3, 15), &w->no));
  w->act.confirmed = S("parent_third,stands_after_death");
  ok(reg_death(w->me, w->db, &w->act, p, day(2026, 3, 15), &w->no));
  assert_int_equal(count(w, "SELECT count(*) FROM act WHERE confirmed <> ''"), 1);
}

/* ---- kinship ---- */

static void parents_are_possible(void **state) {
  struct world *w = *state;
  int64_t child = person(w, "Hồ Thị Na", 2020, 9, 10, REG_FEMALE),
          mother = person(w, "Hồ Thị Mẹ", 1995, 1, 1, REG_FEMALE),
          father = person(w, "Hồ Văn Cha", 1993, 1, 1, REG_MALE),
          third = person(w, "Hồ Văn Ba", 1990, 1, 1, REG_MALE),
          young = person(w, "Hồ Văn Út", 2009, 1, 1, REG_MALE),
          baby = person(w, "Hồ Thị Bé", 2022, 1, 1, REG_FEMALE),
          granny = person(w, "Hồ Thị Bà", 1950, 1, 1, REG_FEMALE);
  date born = day(2020, 9, 10);
  refused_as(w, "before_birth", link_add(w, "person.parent", child, mother, day(2020, 9, 9)));
  refused_as(w, "parent_younger", link_add(w, "person.parent", child, baby, day(2022, 1, 1)));
  refused_as(w, "parent_age", link_add(w, "person.parent", child, young, born));
  assert_non_null(strstr(w->no.en, "11 years"));
  ok(link_add(w, "person.parent", child, mother, born));
  /* Either way round a link is written, it is one relation. */
  ok(link_add(w, "person.child", father, child, born));
  ok(link_add(w, "person.parent", mother, granny, day(1995, 1, 1)));
  refused_as(w, "parent_third", link_add(w, "person.parent", child, third, born));
  assert_true(w->no.held);
  assert_non_null(strstr(w->no.vi, "Hồ Văn Cha"));
  w->act.confirmed = S("parent_third");
  ok(link_add(w, "person.parent", child, third, born));
  w->act.confirmed = S("");
  /* A parent may have died before: the child is an orphan all the same. */
  int64_t late = person(w, "Hồ Thị Sau", 2021, 5, 5, REG_FEMALE);
  ok(reg_death(w->me, w->db, &w->act, father, day(2021, 1, 1), &w->no));
  ok(link_add(w, "person.parent", late, father, day(2021, 5, 5)));
}

/* Ages alone do not show a circle once a birth is wrong. */
static void nobody_is_his_own_ancestor(void **state) {
  struct world *w = *state;
  int64_t a = person(w, "Hồ Thị A", 1940, 1, 1, REG_FEMALE),
          b = person(w, "Hồ Thị B", 1960, 1, 1, REG_FEMALE),
          c = person(w, "Hồ Thị C", 1980, 1, 1, REG_FEMALE);
  ok(link_add(w, "person.parent", b, a, day(1960, 1, 1)));
  ok(link_add(w, "person.parent", c, b, day(1980, 1, 1)));
  /* An import by other hands made the grandmother the youngest. */
  ok(db_script(w->db, "UPDATE person_version SET birth = 12000 WHERE full_name = 'Hồ Thị A'"));
  refused_as(w, "own_ancestor", link_add(w, "person.parent", a, c, day(2003, 1, 1)));
  refused_as(w, "own_ancestor", link_add(w, "person.child", c, a, day(2003, 1, 1)));
}

static void a_birth_put_right_takes_along_what_hung_on_it(void **state) {
  struct world *w = *state;
  date typed = day(2026, 1, 10), right = day(2026, 4, 10);
  int64_t h = household(w, "A Lưới 1", day(2026, 1, 1)),
          mother = person(w, "Hồ Thị Mẹ", 1995, 2, 1, REG_FEMALE),
          child = person(w, "Hồ Thị Na", 2026, 1, 10, REG_FEMALE), g = 0;
  ok(join(w, child, h, typed));
  ok(link_add(w, "person.parent", child, mother, typed));
  ok(say(w, child, "person.pregnant", typed));
  int64_t before = at(w, 0, day(2026, 6, 1)).act, after = 0;
  on(w, 2026, 6, 20);
  w->act.ret_act = &after;
  ok(correct_birth(w, child, "Hồ Thị Na", right));
  w->act.ret_act = NULL;
  struct reg_household_found found;
  struct reg_link_list links;
  struct reg_fact_list facts;
  struct reg_fact_ask ask = { REG_PERSON, child, 0 };
  struct reg_at early = { day(2026, 3, 1), after }, then = { day(2026, 3, 1), before },
                late = { right, after };
  assert_int_equal(
      reg_household_of(w->me, w->a, w->db, child, (struct reg_month_at) { mon(2026, 3), after }, &found),
      NOT_FOUND);
  ok(reg_household_of(w->me, w->a, w->db, child, (struct reg_month_at) { mon(2026, 4), after }, &found));
  assert_int_equal(found.membership.period.valid_from, right);
  ok(reg_household_of(w->me, w->a, w->db, child, (struct reg_month_at) { mon(2026, 3), before }, &found));
  ok(reg_links_of(w->me, w->a, w->db, mother, early, &links));
  assert_int_equal(links.n, 0);
  ok(reg_links_of(w->me, w->a, w->db, mother, then, &links));
  assert_int_equal(links.n, 1);
  ok(reg_links_of(w->me, w->a, w->db, mother, late, &links));
  assert_int_equal(links.n, 1);
  ok(reg_facts_of(w->me, w->a, w->db, ask, early, &facts));
  assert_int_equal(facts.n, 0);
  /* All of it is one act, and can be taken back as one. */
  ok(reg_undo(w->me, w->db, &w->act, &test_vocabulary, after, &w->no));
  ok(reg_links_of(w->me, w->a, w->db, mother, at(w, day(2026, 3, 1), day(2026, 6, 20)), &links));
  assert_int_equal(links.n, 1);
  /* A decision cannot be cut. */
  ok(grant(w, mother, "assistance.monthly", mon(2025, 3), &g));
  refused_as(w, "grant_before_birth", correct_birth(w, mother, "Hồ Thị Mẹ", day(2025, 3, 1)));
  struct reg_months_input none = { .grant = g, .to = mon(2025, 3) };
  ok(reg_grant_end(w->me, w->db, &w->act, &none, &w->no));
  refused_as(w, "parent_age", correct_birth(w, mother, "Hồ Thị Mẹ", day(2016, 1, 1)));
}

/* Of what he was called since a day that the right birth comes after: called so from birth. */
static void a_later_version_begins_no_earlier_than_the_right_birth(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Hồ Thị Na", 2020, 1, 10, REG_FEMALE);
  struct reg_person_input in = someone("Hồ Thị Nga", 2020, 1, 10, REG_FEMALE);
  in.person = p;
  in.day = day(2021, 5, 1);
  ok(reg_person_change(w->me, w->db, &w->act, &in, &w->no));
  ok(correct_birth(w, p, "Hồ Thị Nga", day(2022, 1, 10)));
  struct reg_person_list all;
  ok(reg_person_history(w->me, w->a, w->db, p, at(w, day(2026, 6, 1), day(2026, 6, 1)), &all));
  int believed = 0;
  for (int i = 0; i < all.n; i++) {
    if (all.at[i].period.act_to != REG_ACT_OPEN) continue;
    assert_int_equal(all.at[i].period.valid_from, day(2022, 1, 10));
    believed++;
  }
  assert_int_equal(believed, 1);
}

/* ---- the same person, two households ---- */

static void the_same_person_again_is_held(void **state) {
  struct world *w = *state;
  date from = day(2026, 1, 1);
  int64_t one = household(w, "A Lưới 1", from), same = household(w, "A Lưới 1", from),
          else_ = household(w, "Vỹ Dạ", from);
  int64_t p = person(w, "Lê Thị Hòa", 1960, 5, 2, REG_FEMALE), q = 0;
  struct reg_person_input in = someone("lê  thị HOÀ", 1960, 5, 2, REG_FEMALE);
  refused_as(w, "person_again", reg_person_add(w->me, w->db, &w->act, &in, &q, &w->no));
  assert_true(w->no.held);
  assert_non_null(strstr(w->no.vi, "Lê Thị Hòa"));
  ok(join(w, p, one, from));
  q = person(w, "lê  thị HOÀ", 1960, 5, 2, REG_FEMALE);
  int64_t accent = person(w, "Lê Thị Hóa", 1960, 5, 2, REG_FEMALE),
          age = person(w, "Lê Thị Hòa", 1961, 5, 2, REG_FEMALE);
  refused_as(w, "person_again", join(w, q, same, from));
  ok(join(w, q, else_, from));
  ok(join(w, accent, same, from));
  ok(join(w, age, same, from));
  struct reg_membership_input move = { q, same, S("other"), day(2026, 5, 1), 0 };
  refused_as(w, "person_again", reg_membership_change(w->me, w->db, &w->act, &move, &w->no));
  w->act.confirmed = S("person_again");
  ok(reg_membership_change(w->me, w->db, &w->act, &move, &w->no));
  w->act.confirmed = S("");
  person(w, "Lê Thị Mận", 1960, 1, 1, REG_FEMALE);
  person(w, "Lê Thị Mận", 1960, 0, 0, REG_FEMALE); /* of the year, stored as its first day */
  refused_as(w, "membership_overlap", join(w, p, else_, day(2026, 3, 1)));
}

/* ---- communes by name ---- */

static const char *named(struct world *w, const char *typed, date on_day) {
  const struct reg_area *a = reg_commune_by_name(tree(w, on_day), str_of(typed));
  return a == NULL ? "" : arena_text(w->a, a->name.p, a->name.n);
}

static void accents_count_before_they_are_dropped(void **state) {
  struct world *w = *state;
  date y21 = day(2021, 7, 1), jan = day(2025, 1, 1), jul = day(2025, 7, 1);
  assert_string_equal(named(w, "Phường Thuận Hòa", jul), "");
  assert_string_equal(named(w, "Phường Thuận Hòa", jan), "Phường Thuận Hòa");
  assert_string_equal(named(w, "Phường Thuận Hoá", jul), "Phường Thuận Hóa");
  assert_string_equal(named(w, "phuong thuan hoa", jul), "Phường Thuận Hóa");
  assert_string_equal(named(w, "Phường Hương Vân", y21), "Phường Hương Vân");
  assert_string_equal(named(w, "Phường Hương Văn", y21), "Phường Hương Văn");
  assert_string_equal(named(w, "Phuong Huong Van", y21), "");
  assert_string_equal(named(w, "Chân Mây-Lăng Cô", jul), "Xã Chân Mây - Lăng Cô");
  assert_string_equal(named(w, "Chân Mây – Lăng Cô", jul), "Xã Chân Mây - Lăng Cô");
  assert_string_equal(named(w, "A Lưới 2", jul), "Xã A Lưới 2");
  assert_string_equal(named(w, "a luoi 2", jul), "Xã A Lưới 2");
  assert_string_equal(named(w, "Xã A Lưới 2", jul), "Xã A Lưới 2");
  assert_string_equal(named(w, "A Lưới", jul), "");
  assert_string_equal(named(w, "", jul), "");
}

static void what_a_commune_lies_in_decides_between_namesakes(void **state) {
  struct world *w = *state;
  date d19 = day(2019, 10, 1);
  assert_string_equal(named(w, "A Lưới 2, thành phố Huế", day(2025, 7, 1)), "Xã A Lưới 2");
  assert_string_equal(named(w, "A Lưới 2, huyện Không Có", day(2025, 7, 1)), "");
  int namesakes = 0;
  struct reg_areas *t = tree(w, d19);
  for (int i = 0; i < reg_commune_count(t); i++) {
    const struct reg_area *a = reg_commune_nth(t, i);
    if (reg_commune_by_name(t, a->name) != NULL) continue;
    struct str up = reg_area_parent(t, a)->name;
    const char *typed = arena_print(w->a, "%.*s, %.*s", (int)a->name.n, a->name.p, (int)up.n, up.p);
    assert_true(reg_commune_by_name(t, str_of(typed)) == a);
    namesakes++;
  }
  assert_true(namesakes > 0);
}

/* ---- lists of areas ---- */

/* data/hue in a folder of the test's own, with one list written otherwise. */
static const char *lists_with(struct world *w, const char *file, const char *was, const char *is) {
  static const char *const all[] = {
    "steps.csv",      "admin_2019.csv",        "admin_2020.csv",  "admin_2021.csv",  "admin_2025_01.csv",
    "admin_2025.csv", "admin_2025_merges.csv", "became_2020.csv", "became_2021.csv", "became_2025_01.csv"
  };
  const char *from = getenv("HUE_DIR") ? getenv("HUE_DIR") : SOURCE_ROOT "/data/hue", *to = "refusals_lists";
  mkdir(to, 0700);
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    struct str text;
    if (file_read(w->a, arena_print(w->a, "%s/%s", from, all[i]), 1 << 20, &text) != OK) continue;
    struct buf b = buf_new(w->a, text.n + 100);
    const char *at = strcmp(all[i], file) ? NULL : strstr(text.p, was);
    buf_str(&b, at ? (struct str) { text.p, (size_t)(at - text.p) } : text);
    if (at) buf_z(&b, is);
    if (at) buf_z(&b, at + strlen(was));
    ok(file_write(arena_print(w->a, "%s/%s", to, all[i]), buf_view(&b)));
  }
  return to;
}

static void lists_of_areas_are_text_of_one_line(void **state) {
  (void)state;
  static const struct {
    const char *was, *is, *code, *says;
  } rows[] = {
    { "Thành phố Huế",
      "Th\xE0"
      "nh ph\xF4 Hu\xEA",
      "area_not_text", "full_name" },
    { "Thành phố Huế", "Thành\x07phố Huế", "area_not_text", "full_name" },
    { "Thành phố Huế", "Thành\xC2\x85phố Huế", "area_not_text", "full_name" },
    { "full_name", "name_full", "table_no_column", "full_name" },
    { "Thành phố Huế,", "Thành phố Huế", "table_row", "line" },
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct world *w;
    world_open(&w, "lists", true, false);
    const char *lists = lists_with(w, "admin_2019.csv", rows[i].was, rows[i].is);
    refused_as(w, rows[i].code, reg_areas_import(w->me, w->db, &w->act, lists, &w->no));
    assert_non_null(strstr(w->no.en, rows[i].says));
    assert_non_null(strstr(w->no.en, "admin_2019.csv"));
    assert_int_equal(count(w, "SELECT count(*) FROM area"), 0);
    test_folder_remove(lists);
    world_end(w);
  }
}

static void a_name_is_of_one_line(void **state) {
  struct world *w = *state;
  int64_t id;
  static const char *const names[] = { "Lê Thị\nMai", "Lê\tThị Mai", "Lê Thị\x7F Mai", "Lê Thị\xC2\x9F Mai" };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    struct reg_person_input in = someone(names[i], 1960, 5, 2, REG_FEMALE);
    refused_as(w, "control", reg_person_add(w->me, w->db, &w->act, &in, &id, &w->no));
  }
}

/* Whatever blanks and invisible letters it is written in. */
static void a_name_has_something_to_be_seen(void **state) {
  struct world *w = *state;
  int64_t id;
  static const char *const names[] = {
    "",
    " \t",
    "\xC2\xA0",
    " \xC2\xA0\xE2\x80\x83 ",
    "\xE2\x80\x8B",
    "\xE3\x80\x80",
    "\xE3\x85\xA4",
    "\xE2\xA0\x80\xC2\xA0",
  };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    struct reg_person_input in = someone(names[i], 1960, 5, 2, REG_FEMALE);
    refused_as(w, "empty", reg_person_add(w->me, w->db, &w->act, &in, &id, &w->no));
  }
  struct reg_person_input in = someone("Lê\xC2\xA0Mai", 1960, 5, 2, REG_FEMALE);
  ok(reg_person_add(w->me, w->db, &w->act, &in, &id, &w->no));
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)
  const struct CMUnitTest tests[] = {
    T(nothing_begins_before_birth_or_after_death),
    T(the_dead_are_granted_only_what_is_for_a_death),
    T(what_is_paid_once_is_granted_once),
    T(on_the_day_of_death_either_is_decided),
    T(money_keeps_to_the_months_of_its_grant),
    T(a_death_that_contradicts_is_held),
    T(parents_are_possible),
    T(nobody_is_his_own_ancestor),
    T(a_birth_put_right_takes_along_what_hung_on_it),
    T(a_later_version_begins_no_earlier_than_the_right_birth),
    T(the_same_person_again_is_held),
    T(accents_count_before_they_are_dropped),
    T(what_a_commune_lies_in_decides_between_namesakes),
    T(a_name_is_of_one_line),
    T(a_name_has_something_to_be_seen),
    cmocka_unit_test(lists_of_areas_are_text_of_one_line),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
