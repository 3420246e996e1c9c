/* Reading facts and grants as of a day and an act. */
#include "registry/inner.h"

/* ---- facts ---- */

/* id, kind, subject, fact, value, source, the period. */
static enum err read_fact(struct arena *a, struct db *db, struct stmt *s, int64_t act,
                          struct reg_fact *ret_f) {
  bool ok = true;
  int64_t kind = col_int(s, 1);
  if (kind < REG_PERSON || kind > REG_AREA) return reg_damaged(db, "fact", col_int(s, 0));
  struct reg_fact f = { .id = col_int(s, 0),
                        .kind = (enum reg_kind)kind,
                        .subject = col_int(s, 2),
                        .fact = col_int(s, 3),
                        .known = !col_null(s, 4),
                        .value = col_int(s, 4),
                        .source = reg_col_words(a, s, 5, &ok),
                        .period = reg_col_period(s, 6, act, &ok) };
  if (!ok || f.subject < 1 || f.fact < 1) return reg_damaged(db, "fact", f.id);
  *ret_f = f;
  return OK;
}

/* Of one fact or of all: two texts, so that either engine plans each well. $5: the marks that bar. */
static enum err facts_on_day(const struct viewer *viewer, struct db *db, const struct reg_fact_ask *ask,
                             struct reg_at at, struct stmt **ret_s) {
  struct stmt *s;
  TRY(reg_sees(viewer, db, (int64_t)ask->kind, ask->subject, at));
  TRY(db_query(
      db,
      ask->fact > 0
          ? "SELECT f.id, f.kind, f.subject, f.fact, f.value, f.source, f.valid_from, f.valid_to, f.act_from,"
            " f.act_to FROM fact f JOIN symbol y ON y.id = f.fact AND (y.marks & $5) = 0 WHERE f.kind = $1"
            " AND f.subject = $2 AND f.fact = $6 AND f.valid_from <= $3 AND f.valid_to > $3"
            " AND f.act_from <= $4 AND f.act_to > $4 ORDER BY f.id DESC"
          : "SELECT f.id, f.kind, f.subject, f.fact, f.value, f.source, f.valid_from, f.valid_to, f.act_from,"
            " f.act_to FROM fact f JOIN symbol y ON y.id = f.fact AND (y.marks & $5) = 0 WHERE f.kind = $1"
            " AND f.subject = $2 AND f.valid_from <= $3 AND f.valid_to > $3 AND f.act_from <= $4"
            " AND f.act_to > $4 ORDER BY f.fact, f.id DESC",
      &s));
  bind_int(s, 1, ask->kind);
  bind_int(s, 2, ask->subject);
  bind_int(s, 3, at.valid);
  bind_int(s, 4, at.act);
  bind_int(s, 5, reg_barred(viewer));
  if (ask->fact > 0) bind_int(s, 6, ask->fact);
  *ret_s = s;
  return OK;
}

enum err reg_fact_get(const struct viewer *viewer, struct arena *a, struct db *db, struct reg_fact_ask ask,
                      struct reg_at at, struct reg_fact *ret_f) {
  assert(viewer != NULL && ask.fact > 0 && ret_f != NULL);
  struct stmt *s;
  TRY(facts_on_day(viewer, db, &ask, at, &s));
  TRY(db_step(s));
  TRY(read_fact(a, db, s, at.act, ret_f));
  return db_run(s);
}

enum err reg_facts_of(const struct viewer *viewer, struct arena *a, struct db *db, struct reg_fact_ask ask,
                      struct reg_at at, struct reg_fact_list *ret_list) {
  VEC(struct reg_fact) v = { 0 };
  struct stmt *s;
  TRY(facts_on_day(viewer, db, &ask, at, &s));
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (v.n >= REG_LIST_MAX) return reg_full(s);
    if (v.n == 0 || v.at[v.n - 1].fact != col_int(s, 3)) TRY(read_fact(a, db, s, at.act, VEC_PUSH(a, &v)));
  }
  LIST_END(e, v, ret_list);
}

enum err reg_fact_history(const struct viewer *viewer, struct arena *a, struct db *db,
                          struct reg_fact_ask ask, struct reg_at at, struct reg_fact_list *ret_list) {
  VEC(struct reg_fact) v = { 0 };
  struct stmt *s;
  TRY(reg_sees(viewer, db, (int64_t)ask.kind, ask.subject, at));
  TRY(db_query(
      db,
      "SELECT f.id, f.kind, f.subject, f.fact, f.value, f.source, f.valid_from, f.valid_to, f.act_from,"
      " f.act_to FROM fact f JOIN symbol y ON y.id = f.fact AND (y.marks & $5) = 0 WHERE f.kind = $1"
      " AND f.subject = $2 AND ($3 = CAST(0 AS BIGINT) OR f.fact = $3) AND f.act_from <= $4"
      " ORDER BY f.fact, f.act_from, f.valid_from, f.id",
      &s));
  bind_int(s, 1, ask.kind);
  bind_int(s, 2, ask.subject);
  bind_int(s, 3, ask.fact);
  bind_int(s, 4, at.act);
  bind_int(s, 5, reg_barred(viewer));
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (v.n >= REG_LIST_MAX) return reg_full(s);
    TRY(read_fact(a, db, s, at.act, VEC_PUSH(a, &v)));
  }
  LIST_END(e, v, ret_list);
}

/* ---- grants ---- */

struct months {
  struct reg_months *at;
  int n;
};

/* from_month, to_month, amount, text, id of rows of one grant. */
static enum err read_months(struct arena *a, struct db *db, struct stmt *s, const char *table,
                            struct months *ret_list) {
  VEC(struct reg_months) v = { 0 };
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (v.n >= REG_LIST_MAX) return reg_full(s);
    bool ok = true, open = col_null(s, 1);
    struct reg_months *m = VEC_PUSH(a, &v);
    *m = (struct reg_months) { .from = reg_col_month(s, 0, &ok),
                               .to = open ? 0 : reg_col_month(s, 1, &ok),
                               .open = open,
                               .amount = col_int(s, 2),
                               .text = reg_col_words(a, s, 3, &ok) };
    if (!ok || (!open && m->to < m->from) || m->amount < 0) return reg_damaged(db, table, col_int(s, 4));
  }
  LIST_END(e, v, ret_list);
}

static enum err read_spells(struct arena *a, struct db *db, int64_t act, struct reg_grant *g) {
  struct stmt *s;
  struct months list;
  TRY(db_query(db,
               "SELECT from_month, to_month, 0, reason, id FROM grant_suspension WHERE grant_id = $1"
               " AND act_from <= $2 AND act_to > $2 ORDER BY from_month, id",
               &s));
  bind_int(s, 1, g->id);
  bind_int(s, 2, act);
  TRY(read_months(a, db, s, "grant_suspension", &list));
  g->suspensions = list.at;
  g->suspension_count = list.n;
  TRY(db_query(db,
               "SELECT from_month, to_month, amount, '', id FROM grant_paid WHERE grant_id = $1"
               " AND act_from <= $2 AND act_to > $2 ORDER BY from_month, id",
               &s));
  bind_int(s, 1, g->id);
  bind_int(s, 2, act);
  TRY(read_months(a, db, s, "grant_paid", &list));
  g->paid = list.at;
  g->paid_count = list.n;
  return OK;
}

static enum err read_grant(struct arena *a, struct db *db, struct stmt *s, int64_t act,
                           struct reg_grant *ret_g) {
  bool ok = true;
  struct reg_grant g = { .id = col_int(s, 0),
                         .person = col_int(s, 1),
                         .benefit = col_int(s, 2),
                         .cases = reg_col_words(a, s, 3, &ok),
                         .amount = col_int(s, 4),
                         .decision_no = reg_col_words(a, s, 5, &ok),
                         .decided = reg_col_date(s, 6, &ok),
                         .filed_known = !col_null(s, 7),
                         .filed = col_null(s, 7) ? 0 : reg_col_date(s, 7, &ok),
                         .signer = reg_col_words(a, s, 8, &ok),
                         .first_month = reg_col_month(s, 9, &ok),
                         .running = col_null(s, 10),
                         .last_month = col_null(s, 10) ? 0 : reg_col_month(s, 10, &ok),
                         .payee = reg_col_words(a, s, 11, &ok),
                         .paying_point = col_int(s, 12),
                         .act_from = col_int(s, 13),
                         .act_to = col_int(s, 14) > act ? REG_ACT_OPEN : col_int(s, 14),
                         .record = col_int(s, 15),
                         .component = col_int(s, 16) };
  if (g.amount < 0 || (!g.running && g.last_month < g.first_month) || g.act_from < 1) ok = false;
  if (!ok) return reg_damaged(db, "grant_version", col_int(s, 17));
  *ret_g = g;
  return OK;
}

enum err reg_grants_of(const struct viewer *viewer, struct arena *a, struct db *db, int64_t person,
                       struct reg_at at, struct reg_grant_list *ret_list) {
  VEC(struct reg_grant) v = { 0 };
  struct stmt *s;
  TRY(reg_sees(viewer, db, REG_PERSON, person, at));
  TRY(db_query(
      db,
      "SELECT g.id, g.person, g.benefit, v.cases, v.amount, v.decision_no, v.decided, v.filed, v.signer,"
      " v.first_month, v.last_month, v.payee, v.paying_point, v.act_from, v.act_to, g.record, g.component, "
      "v.id"
      " FROM grant_ g JOIN grant_version v ON v.grant_id = g.id AND v.act_from <= $2 AND v.act_to > $2"
      " WHERE g.person = $1 ORDER BY v.first_month, g.id",
      &s));
  bind_int(s, 1, person);
  bind_int(s, 2, at.act);
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (v.n >= REG_LIST_MAX) return reg_full(s);
    TRY(read_grant(a, db, s, at.act, VEC_PUSH(a, &v)));
  }
  if (e != NOT_FOUND) return e;
  for (size_t i = 0; i < v.n; i++)
    TRY(read_spells(a, db, at.act, &v.at[i]));
  ret_list->at = v.at;
  ret_list->n = (int)v.n;
  return OK;
}
