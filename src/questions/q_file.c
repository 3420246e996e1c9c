/* One person as a request needs him: found by public id, read once, everything after that is memory. */
#include "questions/q.h"

enum err live_file(struct session *s, struct arena *a, enum lang lang, struct web_when when, struct str id,
                   struct file *ret_f) {
  char public_id[REG_PUBLIC_ID + 1];
  struct file f = { .s = s, .a = a, .lang = lang, .when = when };
  struct people_ask *ask = NEW(a, struct people_ask); /* outlives what is read: the law may ask further */
  if (reg_public_id_typed(id, public_id) != OK) return NOT_FOUND;
  enum err err = questions_at(s, when.known);
  if (err == OK) err = live_people_ask(s, when.for_month, ask);
  const struct reg_month_at at = { when.for_month, s->act };
  if (err == OK) err = reg_person_find(&s->viewer, s->db, str_of(public_id), at, &f.person);
  if (err == OK) err = people_load_one(a, ask, f.person, &f.people, NULL);
  if (err != OK) return err == INVALID ? IO : err;
  int64_t household = people_household(f.people, f.person, when.for_month, &f.several);
  f.household = household < 0 ? 0 : household;
  struct reg_file_ask of = { f.person, f.household, when.for_month, s->act };
  if ((err = reg_file_read(&s->viewer, a, s->db, &of, &f.reg)) != OK) return err;
  f.id = str_of(arena_text(a, public_id, REG_PUBLIC_ID));
  f.source = people_source_new(a, f.people);
  *ret_f = f;
  return OK;
}

const struct reg_file_grant *live_papers(const struct file *f, int64_t grant) {
  static const struct reg_file_grant none = { 0, { "", 0 }, { "", 0 }, { "", 0 } };
  for (int i = 0; i < f->reg.n_grant; i++)
    if (f->reg.grant[i].id == grant) return &f->reg.grant[i];
  return &none;
}
