#include "people/source.h"
#include "questions/q.h"

struct reader {
  struct session *s;
  struct arena *a;
  date known;
  struct cols_source *people;
  int64_t person; /* whose grants are at hand, 0 nobody's */
  struct reg_grant *grants;
  int grant_count;
};

enum err reader_new(struct session *s, struct arena *a, date known, struct reader **ret_r) {
  struct reader *r = NEW(a, struct reader);
  *r = (struct reader) { .s = s, .a = a, .known = known };
  enum err err = cols_source_new(a, s->db, s->live->law, known, &r->people);
  if (err == OK) *ret_r = r;
  return err;
}

struct law_source reader_source(struct reader *r) {
  assert(r && r->people);
  return cols_source(r->people);
}

enum err reader_error(const struct reader *r) { return cols_source_error(r->people); }

bool grant_stands(const struct reg_grant *g, month m) {
  return g->first_month <= m && (g->running || m <= g->last_month);
}

bool grant_suspended(const struct reg_grant *g, month m) {
  for (int i = 0; i < g->suspension_count; i++)
    if (g->suspensions[i].from <= m && (g->suspensions[i].open || m <= g->suspensions[i].to)) return true;
  return false;
}

enum err reader_grants(struct reader *r, int64_t person, struct reg_grant **ret_list, int *ret_count) {
  assert(person > 0);
  if (r->person != person) {
    enum err err = reg_grants_of(r->a, r->s->db, person, r->known, &r->grants, &r->grant_count);
    if (err != OK) return err;
    r->person = person;
  }
  *ret_list = r->grants;
  *ret_count = r->grant_count;
  return OK;
}
