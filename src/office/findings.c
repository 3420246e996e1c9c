/* Keeps what the caseload check found in its derived tables, and reads it again. */
#include "office/stored.h"
#include "registry/whole.h"

enum owner_word {
#define SAY(id, vi, en) OWNER_##id,
#include "office/owner_words.def"
#undef SAY
};
static const char *const owner_words[][2] = {
#define SAY(id, vi, en) { vi, en },
#include "office/owner_words.def"
#undef SAY
};

static void told(struct arena *a, struct office_finding *f, enum owner_word word, const char *id) {
  for (int lang = VI; lang <= EN; lang++) {
    const char *of[] = { id, f->detail[lang].p };
    struct buf b = buf_growing(a);
    buf_fill(&b, owner_words[word][lang], 2, of);
    f->detail[lang] = buf_view(&b);
  }
}

static enum err own(const struct viewer *viewer, struct arena *a, struct db *db, struct office_finding *f) {
  struct reg_owner owner;
  enum err e = reg_row_owner(viewer, db, reg_bad_table(f->bad), f->bad->id, &owner);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  if (owner.entity == REG_ID_PERSON) f->person = owner.row;
  if (owner.entity == REG_ID_HOUSEHOLD) told(a, f, OWNER_household, owner.id);
  if (owner.entity == REG_ID_GRANT) told(a, f, OWNER_grant, owner.id);
  return OK;
}

/* A row may name somebody who is not there: then it is nobody's. */
static enum err nobodys(const struct viewer *viewer, struct db *db, struct office_finding *f) {
  struct reg_owner owner;
  enum err e = f->person ? reg_row_owner(viewer, db, "person", f->person, &owner) : OK;
  if (e == NOT_FOUND) f->person = 0;
  return e == NOT_FOUND ? OK : e;
}

enum err office_findings_owned(const struct viewer *viewer, struct arena *a, struct db *db,
                               struct office_finding *f, int64_t n) {
  enum err e = OK;
  for (int64_t i = 0; i < n && e == OK; i++) {
    if (f[i].bad && f[i].bad->id > 0) e = own(viewer, a, db, &f[i]);
    if (e == OK && f[i].bad) e = nobodys(viewer, db, &f[i]);
  }
  return e;
}

#define NAMES_BYTES_MAX ((size_t)64 << 20)

struct storing {
  const struct office_determination *d;
  const struct office_finding *f;
  int64_t n;
  const int64_t *counts;
  int64_t run;
  struct reg_vocabulary v;
  struct arena *names;
};

static enum err forget(struct db *db, const char *sql, int64_t run) {
  struct stmt *q;
  enum err e = db_query(db, sql, &q);
  if (e != OK) return e;
  bind_int(q, 1, run);
  return db_run(q);
}

/* First of all: whoever stores the same run waits here until the one before is through. */
static enum err store_run(struct db *db, struct storing *w) {
  static const char upsert[] =
      "INSERT INTO finding_run (for_month, law_day, facts_act, facts_day, packs, language, meaning)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7)"
      " ON CONFLICT (for_month, law_day, facts_act, packs, meaning) DO UPDATE SET"
      " facts_day = CASE WHEN finding_run.facts_day = finding_run.law_day THEN finding_run.facts_day"
      " ELSE excluded.facts_day END, language = excluded.language RETURNING id";
  struct stmt *q;
  enum err e = db_query(db, upsert, &q);
  if (e != OK) return e;
  bind_int(q, 1, w->d->when.for_month);
  bind_int(q, 2, w->d->when.law);
  bind_int(q, 3, w->d->when.act);
  bind_int(q, 4, w->d->when.facts);
  bind_text(q, 5, str_of(law_hash(w->d->p)));
  bind_int(q, 6, law_language());
  bind_int(q, 7, law_meaning());
  if ((e = db_step(q)) != OK) return e == NOT_FOUND ? BUG : e;
  w->run = col_int(q, 0);
  db_reset(q);
  return OK;
}

static enum err store_count(struct db *db, const struct storing *w, enum office_finding_kind kind) {
  struct stmt *q;
  enum err e = db_query(db, "INSERT INTO finding_count (run, kind, count) VALUES ($1, $2, $3)", &q);
  if (e != OK) return e;
  bind_int(q, 1, w->run);
  bind_text(q, 2, str_of(office_finding_name(kind)));
  bind_int(q, 3, w->counts[kind]);
  return db_run(q);
}

static void bind_sum(struct stmt *q, int at, bool known, money sum) {
  if (known)
    bind_int(q, at, sum);
  else
    bind_null(q, at);
}

static enum err store_finding(struct db *db, const struct storing *w, const struct office_finding *f) {
  static const char insert[] = "INSERT INTO finding (run, kind, person, area, benefit, grant_id, law, paid, "
                               "detail_vi, detail_en, law_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9,"
                               " $10, $11)";
  const struct people_grant *grants;
  struct stmt *q;
  int64_t benefit = 0;
  enum err e = OK;
  people_grants(w->d->c, &grants);
  if (f->benefit >= 0)
    e = reg_number_make(db, &w->v, REG_NAMED_BENEFIT, str_of(law_benefit_name(w->d->p, f->benefit)),
                        &benefit);
  else if (f->grant >= 0)
    benefit = grants[f->grant].symbol;
  if (e == OK) e = db_query(db, insert, &q);
  if (e != OK) return e;
  bind_int(q, 1, w->run);
  bind_text(q, 2, str_of(office_finding_name(f->kind)));
  bind_int(q, 3, f->person);
  bind_int(q, 4, f->area);
  if (benefit)
    bind_int(q, 5, benefit);
  else
    bind_null(q, 5);
  bind_int(q, 6, f->grant >= 0 ? grants[f->grant].id : 0);
  bind_sum(q, 7, f->law_known, f->law);
  bind_sum(q, 8, f->paid_known, f->paid);
  bind_text(q, 9, f->detail[VI]);
  bind_text(q, 10, f->detail[EN]);
  bind_int(q, 11, f->law_day);
  return db_run(q);
}

static enum err store(struct db *db, void *context) {
  struct storing *w = context;
  enum err e = store_run(db, w);
  if (e == OK) e = office_packs_keep(db, w->names, w->d->p);
  if (e == OK) e = forget(db, "DELETE FROM finding WHERE run = $1", w->run);
  if (e == OK) e = forget(db, "DELETE FROM finding_count WHERE run = $1", w->run);
  for (int k = 0; k < FIND_KINDS && e == OK; k++)
    e = store_count(db, w, (enum office_finding_kind)k);
  for (int64_t i = 0; i < w->n && e == OK; i++)
    e = store_finding(db, w, &w->f[i]);
  return e;
}

enum err office_store_findings(struct db *db, const struct office_determination *d,
                               const struct office_finding *f, int64_t n, const int64_t counts[FIND_KINDS]) {
  if (d->m.seen) return DENIED;
  struct arena *names = arena_new("names of what findings are of", NAMES_BYTES_MAX);
  if (!names) return NOMEM;
  struct storing w = { d, f, n, counts, 0, people_vocabulary(names, d->p), names };
  enum err e = db_transaction(db, store, &w);
  arena_free(names);
  return e;
}

/* ---- read again ---- */

#define FINDING                                                                                              \
  "SELECT f.kind, f.person, f.area, f.benefit, f.law, f.paid, f.detail_vi, f.detail_en,"                     \
  " coalesce(f.law_day, r.law_day) FROM finding f JOIN finding_run r ON r.id = f.run WHERE f.run = $1"       \
  " AND ($2 = '' OR f.kind = $2) AND "

static struct office_stored_finding read_finding(struct stmt *q) {
  return (struct office_stored_finding) { .kind = office_finding_kind(col_text(q, 0)),
                                          .person = col_int(q, 1),
                                          .area = col_int(q, 2),
                                          .benefit = col_int(q, 3),
                                          .law_known = !col_null(q, 4),
                                          .law = col_int(q, 4),
                                          .paid_known = !col_null(q, 5),
                                          .paid = col_int(q, 5),
                                          .detail = { col_text(q, 6), col_text(q, 7) },
                                          .law_day = (date)col_int(q, 8) };
}

enum err office_stored_findings(const struct viewer *viewer, struct db *db,
                                const struct office_findings_ask *ask,
                                const struct office_findings_visit *visit) {
  struct stmt *q;
  assert(viewer != NULL && visit != NULL && visit->finding != NULL);
  assert(ask->areas != NULL || ask->person != 0);
  enum err e = db_query(
      db, ask->person ? FINDING "f.person = $3 ORDER BY f.id" : FINDING "$3 = 0 ORDER BY f.id", &q);
  if (e != OK) return e;
  bind_int(q, 1, ask->run);
  bind_text(q, 2, ask->kind);
  bind_int(q, 3, ask->person);
  bool more = true;
  while (more && (e = db_step(q)) == OK) {
    if (!date_in_calendar(col_int(q, 8)))
      return db_row_damaged(db, "a row of finding is not one that could have been written");
    struct office_stored_finding f = read_finding(q);
    if (ask->areas == NULL || reg_area_seen(ask->areas, f.area, viewer->area))
      more = visit->finding(visit->context, &f);
  }
  db_reset(q);
  return e == NOT_FOUND ? OK : e;
}

enum err office_stored_kinds(const struct viewer *viewer, struct db *db, int64_t run,
                             int64_t ret_counts[FIND_KINDS + 1]) {
  int64_t counts[FIND_KINDS + 1] = { 0 };
  struct stmt *q;
  assert(viewer != NULL && ret_counts != NULL);
  enum err e = db_query(db, "SELECT kind, count FROM finding_count WHERE run = $1", &q);
  if (e != OK) return e;
  bind_int(q, 1, run);
  while ((e = db_step(q)) == OK)
    counts[office_finding_kind(col_text(q, 0))] += col_int(q, 1);
  if (e != NOT_FOUND) return e;
  memcpy(ret_counts, counts, sizeof counts);
  return OK;
}

enum err office_stored_counts(const struct viewer *viewer, struct db *db, const struct reg_areas *areas,
                              int64_t run, const struct office_counts_visit *visit) {
  struct stmt *q;
  assert(viewer != NULL && areas != NULL && visit != NULL && visit->count != NULL);
  enum err e = db_query(db, "SELECT kind, area, count(*) FROM finding WHERE run = $1 GROUP BY kind, area",
                        &q);
  if (e != OK) return e;
  bind_int(q, 1, run);
  while ((e = db_step(q)) == OK) {
    struct office_stored_count x = { office_finding_kind(col_text(q, 0)), col_int(q, 1), col_int(q, 2) };
    if (reg_area_seen(areas, x.area, viewer->area)) visit->count(visit->context, &x);
  }
  return e == NOT_FOUND ? OK : e;
}
