/* A small register under a law of the test's own. */
#include "small_for_test.h"

void small_open(struct small **ret_x, const char *name, const char *pack_text) {
  struct world *w;
  world_open(&w, name, true, true);
  struct small *x = NEW(w->a, struct small);
  struct buf b = buf_growing(w->a);
  struct str file = S("t.luat"), text = str_of(pack_text);
  if (law_load_text(w->a, 1, &file, &text, &x->p) != OK) {
    law_print_diagnostics(x->p, &b, EN);
    fail_msg("%s", b.p);
  }
  x->w = w;
  x->v = people_vocabulary(w->a, x->p);
  ok(reg_vocabulary_import(w->db, w->a, &x->v));
  x->areas = tree(w, day(2026, 11, 1));
  *ret_x = x;
}

void small_close(struct small *x) { world_end(x->w); }

const char small_of_the_dead[] =
    "language 1\n"
    "document d \"D\" issued 2019-01-01 in_force 2020-01-01\n"
    "fact person.birth : date \"x\" required\nfact person.death : date \"x\" absent never\n"
    "fact person.k : integer 0..9 \"x\" absent 0\nfact household.poor : bool \"x\" absent no\n"
    "rule person.died_now : bool \"x\" = death <= day and death plus 1 months > day [d 1]\n"
    "benefit frail for person \"B\"\n  amount 30 [d 1]\n  when k = 3 [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit home for household \"B\"\n  amount 500 [d 1]\n  when poor [d 1]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n"
    "benefit burial for person \"B\" once deceased\n  amount 900 [d 1]\n  when died_now [d 1]\n"
    "  starts month_of_conditions [d 1]\n  changes same_month [d 1]\n  stops same_month [d 1]\n";

int64_t small_person(struct small *x, const char *name, date birth, int k) {
  struct world *w = x->w;
  int y, m, d;
  date_split(birth, &y, &m, &d);
  int64_t id = person(w, name, y, m, d, REG_FEMALE);
  struct reg_fact_input f = { .kind = REG_PERSON,
                              .subject = id,
                              .fact = S("person.k"),
                              .known = true,
                              .value = k,
                              .value_name = S(""),
                              .valid_from = birth,
                              .valid_to = DATE_MAX };
  ok(reg_fact_change(w->me, w->db, &w->act, &x->v, &f, &w->no));
  return id;
}

int64_t small_grant(struct small *x, int64_t who, const char *benefit, date decided, month first) {
  struct world *w = x->w;
  struct reg_grant g = { .person = who,
                         .cases = S(""),
                         .amount = 100,
                         .decision_no = S("1/QĐ"),
                         .signer = S("Chủ tịch"),
                         .payee = S("x"),
                         .decided = decided,
                         .first_month = first,
                         .running = true };
  struct reg_grant_input in = { str_of(benefit), &g, &x->v };
  int64_t id;
  ok(reg_grant_add(w->me, w->db, &w->act, &in, &id, &w->no));
  return id;
}

void small_paid(struct small *x, int64_t grant, month from, month to, money amount) {
  struct world *w = x->w;
  struct reg_months_input in = { .grant = grant, .from = from, .to = to, .amount = amount };
  ok(reg_grant_paid(w->me, w->db, &w->act, &in, &w->no));
}

void small_pays(struct small *x, int64_t grant, month m, money amount) { small_paid(x, grant, m, m, amount); }

void small_ends(struct small *x, int64_t grant, month last) {
  struct world *w = x->w;
  struct reg_months_input in = { .grant = grant, .to = last, .reason = S("x") };
  ok(reg_grant_end(w->me, w->db, &w->act, &in, &w->no));
}

struct office_when small_when(struct small *x, month m, date known) {
  struct office_when when = { m, known, known, 0 };
  struct world *w = x->w;
  ok(reg_known(w->db, day(2026, 12, 31), &when.act));
  ok(people_names_load(w->a, w->db, x->p, &x->names));
  return when;
}

struct people *small_everybody(struct small *x, struct office_when when) {
  struct world *w = x->w;
  struct people_ask ask = { .viewer = w->me, .db = w->db, .names = x->names, .act = when.act };
  struct people *c;
  ok(people_load_all(w->a, &ask, &c));
  return c;
}

void small_poor(struct small *x, int64_t home) {
  struct world *w = x->w;
  struct reg_fact_input f = { .kind = REG_HOUSEHOLD,
                              .subject = home,
                              .fact = S("household.poor"),
                              .known = true,
                              .value = 1,
                              .value_name = S(""),
                              .valid_from = day(2024, 1, 1),
                              .valid_to = DATE_MAX };
  ok(reg_fact_change(w->me, w->db, &w->act, &x->v, &f, &w->no));
}

void small_determined(struct small *x, struct office_when when, struct office_determination *ret_d) {
  struct world *w = x->w;
  ok(office_determine(w->a, x->p, small_everybody(x, when), when, NULL, 1, ret_d));
}

struct office_answer small_replayed(struct small *x, struct office_when when, int64_t who) {
  struct world *w = x->w;
  struct people_ask *ask = NEW(w->a, struct people_ask);
  struct office_answer answer;
  struct people *people;
  *ask = (struct people_ask) { .viewer = w->me, .db = w->db, .names = x->names, .act = when.act };
  ok(people_load_one(w->a, ask, who, &people, NULL));
  struct office_asker *k = office_asker_new(w->a, x->p, people, people_source_new(w->a, people), when);
  ok(office_ask(k, who, when.for_month, false, &answer));
  office_asker_free(k);
  return answer;
}

static void is(const struct office_item *i, struct small_comes want) {
  assert_int_equal(i->eligible, want.eligible);
  assert_int_equal(i->eligible_amount, want.sum);
  assert_int_equal(i->due, want.due);
  assert_int_equal(i->due_amount, want.pays);
}

void small_both_say(struct small *x, struct office_when when, int64_t who, int benefit,
                    struct small_comes want) {
  struct office_answer one = small_replayed(x, when, who), all = { 0 };
  struct office_determination d;
  is(&one.item[benefit], want);
  small_determined(x, when, &d);
  for (int32_t at = 0; at < d.m.people; at++)
    if (d.m.person[at] == who) office_answer_of(x->w->a, &d, NULL, at, &all);
  assert_true(all.n > 0 || want.eligible == LAW_NOT_ENTITLED);
  if (all.n) is(&all.item[benefit], want);
}
