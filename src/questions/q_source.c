/* One person as the law reads him, and his grants: people loaded once a request. */
#include "questions/q.h"

struct reader {
  struct session *s;
  struct arena *a;
  struct people *people;
  struct people_source *source;
  int64_t person; /* whose grants are at hand, 0 nobody's */
  struct reg_grant_list grants;
};

enum err reader_new(struct session *s, struct arena *a, int64_t person, struct reader **ret_r) {
  struct reader *r = NEW(a, struct reader);
  struct people_ask *ask = NEW(a, struct people_ask);
  *r = (struct reader) { .s = s, .a = a };
  *ask = (struct people_ask) { .viewer = &s->viewer, .db = s->db, .names = s->names, .act = s->act };
  enum err err = people_load_one(a, ask, person, &r->people, NULL);
  if (err != OK) return err == INVALID ? IO : err;
  r->source = people_source_new(a, r->people);
  *ret_r = r;
  return OK;
}

struct law_source reader_source(struct reader *r) {
  assert(r && r->source);
  return people_source(r->source);
}

enum err reader_error(const struct reader *r) { return people_source_error(r->source); }

bool grant_stands(const struct reg_grant *g, month m) {
  return g->first_month <= m && (g->running || m <= g->last_month);
}

bool grant_suspended(const struct reg_grant *g, month m) {
  for (int i = 0; i < g->suspension_count; i++)
    if (g->suspensions[i].from <= m && (g->suspensions[i].open || m <= g->suspensions[i].to)) return true;
  return false;
}

enum err reader_grants(struct reader *r, int64_t person, struct reg_grant_list *ret_list) {
  assert(person > 0);
  if (r->person != person) {
    struct session *s = r->s;
    struct reg_at at = { clock_today(), s->act };
    enum err err = reg_grants_of(&s->viewer, r->a, s->db, person, at, &r->grants);
    if (err != OK) return err;
    r->person = person;
  }
  *ret_list = r->grants;
  return OK;
}
