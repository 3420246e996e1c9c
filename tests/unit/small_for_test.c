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

void determined(struct small *x, struct office_when when, struct office_determination *ret_d) {
  struct world *w = x->w;
  ok(office_determine(w->a, x->p, small_everybody(x, when), when, NULL, 1, ret_d));
}

struct office_answer replayed(struct small *x, struct office_when when, int64_t who) {
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

void is(const struct office_item *i, struct comes want) {
  assert_int_equal(i->eligible, want.eligible);
  assert_int_equal(i->eligible_amount, want.sum);
  assert_int_equal(i->due, want.due);
  assert_int_equal(i->due_amount, want.pays);
}

void both_say(struct small *x, struct office_when when, int64_t who, int benefit, struct comes want) {
  struct office_answer one = replayed(x, when, who), all = { 0 };
  struct office_determination d;
  is(&one.item[benefit], want);
  determined(x, when, &d);
  for (int32_t at = 0; at < d.m.people; at++)
    if (d.m.person[at] == who) office_answer_of(x->w->a, &d, NULL, at, &all);
  assert_true(all.n > 0 || want.eligible == LAW_NOT_ENTITLED);
  if (all.n) is(&all.item[benefit], want);
}
