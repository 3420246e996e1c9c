/* Keeps a determination in its derived tables: one row a person and benefit where anything is to be said. */
#include "office/office.h"

enum { COMBINATIONS_MAX = 4096 };

static bool nothing(void *context, int64_t person, int benefit, month m, struct law_grant *ret) {
  (void)context;
  (void)person;
  (void)benefit;
  (void)m;
  (void)ret;
  return false;
}

enum err office_stored(struct db *db, const struct law_program *p, struct office_when w, int64_t *ret_id) {
  struct stmt *q;
  enum err e = db_query(
      db,
      "SELECT id FROM determination WHERE for_month = $1 AND law_day = $2 AND facts_act = $3 AND "
      "facts_day = $4 AND packs = $5 AND meaning = $6",
      &q);
  if (e != OK) return e;
  bind_int(q, 1, w.for_month);
  bind_int(q, 2, w.law);
  bind_int(q, 3, w.act);
  bind_int(q, 4, w.facts);
  bind_text(q, 5, str_of(law_hash(p)));
  bind_int(q, 6, law_meaning());
  if ((e = db_step(q)) != OK) return e;
  *ret_id = col_int(q, 0);
  db_reset(q);
  return OK;
}

/* ---- case names ---- */

struct combination { /* of deciding cases, put into words once */
  const struct law_case_id *cases;
  int n;
  struct str name, cites;
};
struct storing {
  struct arena *a;
  const struct office_determination *d;
  int64_t id;
  int64_t *benefit; /* symbols */
  struct law_session *law;
  struct combination *known;
  int n_known;
};

static const struct combination *in_words(struct storing *w, const struct office_row *r) {
  for (int i = 0; i < w->n_known; i++) {
    const struct combination *x = &w->known[i];
    if (x->n == r->n_cases && (!x->n || !memcmp(x->cases, r->cases, sizeof *x->cases * (size_t)x->n)))
      return x;
  }
  struct combination *x = &w->known[w->n_known < COMBINATIONS_MAX ? w->n_known++ : COMBINATIONS_MAX - 1];
  struct buf name = buf_new(w->a, 4096), cites = buf_new(w->a, 8192);
  *x = (struct combination) { .cases = r->cases, .n = r->n_cases };
  for (int k = 0; k < r->n_cases; k++) {
    if (k) {
      buf_c(&name, '+');
      buf_z(&cites, "; ");
    }
    buf_z(&name, law_case_name(w->d->p, r->cases[k]));
    buf_str(&cites, law_case_cites(w->law, r->cases[k], w->a, VI, true));
  }
  x->name = buf_view(&name);
  x->cites = buf_view(&cites);
  return x;
}

/* ---- rows ---- */

static enum err delete_old(struct db *db, int64_t id) {
  struct stmt *q;
  enum err e = db_query(db, "DELETE FROM determination_result WHERE determination = $1", &q);
  if (e != OK) return e;
  bind_int(q, 1, id);
  if ((e = db_run(q)) != OK || (e = db_query(db, "DELETE FROM determination WHERE id = $1", &q)) != OK)
    return e;
  bind_int(q, 1, id);
  return db_run(q);
}

static enum err store_head(struct db *db, struct storing *w) {
  const struct office_determination *d = w->d;
  struct stmt *q;
  enum err e = db_query(db,
                        "INSERT INTO determination (for_month, law_day, facts_act, facts_day, packs, "
                        "language, meaning, people, "
                        "faults) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                        &q);
  if (e != OK) return e;
  bind_int(q, 1, d->when.for_month);
  bind_int(q, 2, d->when.law);
  bind_int(q, 3, d->when.act);
  bind_int(q, 4, d->when.facts);
  bind_text(q, 5, str_of(law_hash(d->p)));
  bind_int(q, 6, law_language());
  bind_int(q, 7, law_meaning());
  bind_int(q, 8, d->m.people);
  bind_int(q, 9, d->faults);
  e = db_run(q);
  return e == OK ? office_stored(db, d->p, d->when, &w->id) : e;
}

static void bind_sum(struct stmt *q, int at, uint8_t status, money amount) {
  if (status == OFFICE_VALUE)
    bind_int(q, at, amount);
  else
    bind_null(q, at);
}

static enum err store_row(struct db *db, struct storing *w, const struct office_row *r) {
  static const char insert[] =
      "INSERT INTO determination_result (determination, person, benefit, record, component, household, area, "
      "eligible_status, eligible_amount, eligible_cases, citations, granted, due_status, due_amount, flags) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
  const struct people_grant *grants;
  const struct combination *x = in_words(w, r);
  struct stmt *q;
  enum err e = db_query(db, insert, &q);
  if (e != OK) return e;
  people_grants(w->d->c, &grants);
  bind_int(q, 1, w->id);
  bind_int(q, 2, w->d->m.person[r->at]);
  bind_int(q, 3, w->benefit[r->benefit]);
  bind_int(q, 4, r->record);
  bind_int(q, 5, r->component);
  bind_int(q, 6, w->d->m.household[r->household_row]);
  bind_int(q, 7, r->area);
  bind_int(q, 8, r->eligible);
  bind_sum(q, 9, r->eligible, r->eligible_amount);
  bind_text(q, 10, x->name);
  bind_text(q, 11, x->cites);
  bind_int(q, 12, r->grant >= 0 ? grants[r->grant].id : 0);
  bind_int(q, 13, r->due);
  bind_sum(q, 14, r->due, r->due_amount);
  bind_int(q, 15, r->flags);
  return db_run(q);
}

static enum err store_rows(struct db *db, void *context) {
  struct storing *w = context;
  const struct office_determination *d = w->d;
  struct law_source empty = { .grant = nothing };
  int64_t old;
  enum err e = office_stored(db, d->p, d->when, &old);
  if (e == OK) e = delete_old(db, old);
  if (e != OK && e != NOT_FOUND) return e;
  for (int b = 0; b < law_benefit_count(d->p); b++)
    if ((e = reg_symbol_make(db, str_of(law_benefit_name(d->p, b)), &w->benefit[b])) != OK) return e;
  if ((e = store_head(db, w)) != OK) return e;
  w->law = law_session_new(w->a, d->p, &empty, (struct law_question) { d->when.for_month, d->when.law });
  w->n_known = 0;
  for (int64_t i = 0; i < d->n && e == OK; i++)
    e = store_row(db, w, &d->row[i]);
  law_session_free(w->law);
  return e;
}

enum err office_store(struct db *db, struct arena *scratch, const struct office_determination *d,
                      int64_t *ret_id) {
  struct storing w = { .a = scratch,
                       .d = d,
                       .benefit = NEW_ARRAY(scratch, int64_t, law_benefit_count(d->p) + 1),
                       .known = NEW_ARRAY(scratch, struct combination, COMBINATIONS_MAX) };
  enum err e = db_transaction(db, store_rows, &w);
  if (e == OK) *ret_id = w.id;
  return e;
}
