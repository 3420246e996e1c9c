/* Keeps a determination in its derived tables: one row a person and benefit where anything is to be said. */
#include "office/stored.h"

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
      "SELECT id FROM determination WHERE for_month = $1 AND law_day = $2 AND facts_act = $3 AND packs = $4"
      " AND meaning = $5",
      &q);
  if (e != OK) return e;
  bind_int(q, 1, w.for_month);
  bind_int(q, 2, w.law);
  bind_int(q, 3, w.act);
  bind_text(q, 4, str_of(law_hash(p)));
  bind_int(q, 5, law_meaning());
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
struct office_storing {
  struct arena *a;
  const struct office_determination *d;
  int64_t id;
  const int64_t *benefit; /* symbols */
  struct law_session *law;
  struct combination *known;
  int n_known;
};

static const struct combination *in_words(struct office_storing *w, const struct office_row *r) {
  for (int i = 0; i < w->n_known; i++) {
    const struct combination *x = &w->known[i];
    if (x->n == r->n_cases && (!x->n || !memcmp(x->cases, r->cases, sizeof *x->cases * (size_t)x->n)))
      return x;
  }
  struct combination *x = &w->known[w->n_known < COMBINATIONS_MAX ? w->n_known++ : COMBINATIONS_MAX - 1];
  struct buf name = buf_growing(w->a), cites = buf_growing(w->a);
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

struct office_storing *office_storing_new(struct arena *a, const struct office_determination *d,
                                          const int64_t *benefit) {
  static const struct law_source empty = { .grant = nothing };
  struct office_storing *w = NEW(a, struct office_storing);
  *w = (struct office_storing) { .a = a, .d = d, .benefit = benefit };
  w->known = NEW_ARRAY(a, struct combination, COMBINATIONS_MAX);
  w->law = law_session_new(a, d->p, &empty, (struct law_question) { d->when.for_month, d->when.law });
  return w;
}

void office_storing_end(struct office_storing *w) { law_session_free(w->law); }

struct office_stored_row office_as_stored(struct office_storing *w, const struct office_row *r) {
  const struct people_grant *grants;
  const struct combination *x = in_words(w, r);
  people_grants(w->d->c, &grants);
  bool granted = r->grant >= 0; /* a household's benefit: to whom of it */
  return (struct office_stored_row) { .person = granted ? grants[r->grant].person : w->d->m.person[r->at],
                                      .benefit = w->benefit[r->benefit],
                                      .record = r->record,
                                      .component = r->component,
                                      .household = w->d->m.household[r->household_row],
                                      .area = r->area,
                                      .eligible = r->eligible,
                                      .eligible_amount = r->eligible == OFFICE_VALUE ? r->eligible_amount : 0,
                                      .cases = x->name,
                                      .citations = x->cites,
                                      .granted = granted ? grants[r->grant].id : 0,
                                      .due = r->due,
                                      .due_amount = r->due == OFFICE_VALUE ? r->due_amount : 0,
                                      .flags = r->flags };
}

/* ---- rows ---- */

static enum err delete_old(struct db *db, int64_t id) {
  struct stmt *q;
  enum err e = db_query(db, "DELETE FROM determination_result WHERE determination = $1", &q);
  if (e != OK) return e;
  bind_int(q, 1, id);
  return db_run(q);
}

struct keeping {
  struct arena *a;
  const struct office_determination *d;
  int64_t id;
};

/* First of all: whoever stores the same waits here until the one before is through. */
static enum err store_head(struct db *db, struct keeping *w) {
  static const char upsert[] =
      "INSERT INTO determination (for_month, law_day, facts_act, facts_day, packs, language, meaning, people,"
      " faults) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
      " ON CONFLICT (for_month, law_day, facts_act, packs, meaning) DO UPDATE SET facts_day ="
      " CASE WHEN determination.facts_day = determination.law_day THEN determination.facts_day"
      " ELSE excluded.facts_day END, language = excluded.language, people = excluded.people,"
      " faults = excluded.faults";
  const struct office_determination *d = w->d;
  struct stmt *q;
  enum err e = db_query(db, upsert, &q);
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

static void bind_sum(struct stmt *q, int at, int64_t status, money amount) {
  if (status == OFFICE_VALUE)
    bind_int(q, at, amount);
  else
    bind_null(q, at);
}

static enum err store_row(struct db *db, int64_t determination, const struct office_stored_row *r) {
  static const char insert[] =
      "INSERT INTO determination_result (determination, person, benefit, record, component, household, area, "
      "eligible_status, eligible_amount, eligible_cases, citations, granted, due_status, due_amount, flags) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
  struct stmt *q;
  enum err e = db_query(db, insert, &q);
  if (e != OK) return e;
  bind_int(q, 1, determination);
  bind_int(q, 2, r->person);
  bind_int(q, 3, r->benefit);
  bind_int(q, 4, r->record);
  bind_int(q, 5, r->component);
  bind_int(q, 6, r->household);
  bind_int(q, 7, r->area);
  bind_int(q, 8, r->eligible);
  bind_sum(q, 9, r->eligible, r->eligible_amount);
  bind_text(q, 10, r->cases);
  bind_text(q, 11, r->citations);
  bind_int(q, 12, r->granted);
  bind_int(q, 13, r->due);
  bind_sum(q, 14, r->due, r->due_amount);
  bind_int(q, 15, r->flags);
  return db_run(q);
}

static enum err store_rows(struct db *db, void *context) {
  struct keeping *w = context;
  const struct office_determination *d = w->d;
  int64_t *benefit = NEW_ARRAY(w->a, int64_t, law_benefit_count(d->p) + 1);
  enum err e = store_head(db, w);
  if (e == OK) e = delete_old(db, w->id);
  if (e != OK) return e;
  struct reg_vocabulary v = people_vocabulary(w->a, d->p);
  for (int b = 0; b < law_benefit_count(d->p); b++)
    if ((e = reg_number_make(db, &v, REG_NAMED_BENEFIT, v.benefits[b], &benefit[b])) != OK) return e;
  if ((e = office_packs_keep(db, w->a, d->p)) != OK) return e;
  struct office_storing *words = office_storing_new(w->a, d, benefit);
  for (int64_t i = 0; i < d->n && e == OK; i++) {
    struct office_stored_row row = office_as_stored(words, &d->row[i]);
    e = store_row(db, w->id, &row);
  }
  office_storing_end(words);
  return e;
}

enum err office_store(struct db *db, struct arena *scratch, const struct office_determination *d,
                      int64_t *ret_id) {
  struct keeping w = { .a = scratch, .d = d };
  if (d->m.seen) return DENIED;
  enum err e = db_transaction(db, store_rows, &w);
  if (e == OK) *ret_id = w.id;
  return e;
}
