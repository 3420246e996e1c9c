/* One person as a request needs him: found by public id, read once, everything after that is memory. */
#include "questions/q.h"
#include "questions/question_words.h"
#include "registry/whole.h"

/* The row that is in the way, by whose it is. Nobody with an area is told of rows of which it is not sure
 * whose they are: only that there is one. */
static struct str row_in_words(struct file *f, const struct reg_bad *bad) {
  struct reg_owner owner = { 0 };
  const char *table = reg_bad_table(bad);
  bool told = f->s->viewer.area == 0 && f->s->viewer.role == VIEWER_MAY_ALL;
  if (!told) return S("");
  if (bad->id > 0) (void)reg_row_owner(&f->s->viewer, f->s->db, table, bad->id, &owner);
  if (!owner.id[0]) (void)reg_id_of(&f->s->viewer, f->s->db, REG_ID_PERSON, bad->subject, owner.id);
  return str_of(arena_print(f->a, "%s %lld (%s) %s", table, (long long)bad->id, bad->word, owner.id));
}

static struct str damage_in_words(const struct file *f) {
  bool told = f->s->viewer.area == 0 && f->s->viewer.role == VIEWER_MAY_ALL;
  return told ? str_of(arena_print(f->a, "%s", db_message_in(f->s->db, f->lang))) : S("");
}

static enum err unreadable(struct file *f, struct str words, struct file *ret_f) {
  f->unread = str_of(arena_print(f->a, WORD(QW_person_unread, f->lang), (int)words.n, words.p));
  *ret_f = *f;
  return INVALID;
}

enum err live_file(struct session *s, struct arena *a, enum lang lang, struct web_when when, struct str id,
                   struct file *ret_f) {
  char public_id[REG_PUBLIC_ID + 1];
  struct file f = { .s = s, .a = a, .lang = lang, .when = when };
  struct people_ask *ask = NEW(a, struct people_ask); /* outlives what is read: the law may ask further */
  if (reg_public_id_typed(id, public_id) != OK) return NOT_FOUND;
  enum err err = questions_at(s, when.known);
  if (err == OK) err = live_people_ask(s, when.for_month, ask);
  const struct reg_month_at at = { when.for_month, s->act };
  struct reg_bad bad = { 0 };
  f.id = str_of(arena_text(a, public_id, REG_PUBLIC_ID));
  if (err == OK) err = reg_person_find(&s->viewer, s->db, str_of(public_id), at, &f.person);
  if (err == OK) err = people_load_one(a, ask, f.person, &f.people, &bad);
  if (err == INVALID) return unreadable(&f, row_in_words(&f, &bad), ret_f);
  if (err != OK) return err;
  int64_t household = people_household(f.people, f.person, when.for_month, &f.several);
  f.household = household < 0 ? 0 : household;
  struct reg_file_ask of = { f.person, f.household, when.for_month, s->act };
  err = reg_file_read(&s->viewer, a, s->db, &of, &f.reg);
  if (err == IO && db_damaged(s->db)) return unreadable(&f, damage_in_words(&f), ret_f);
  if (err != OK) return err;
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
