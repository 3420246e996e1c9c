/* Acts on grants: added, ended, suspended, resumed, paid. */
#include "registry/inner.h"

struct grant_act {
  const struct reg_act *act;
  struct reg_refusal *refusal;
  struct str benefit_name, reason;
  const struct reg_grant *g;
  int64_t benefit, grant;
  month from, to;
  money amount;
  /* the row believed */
  int64_t row;
  month first, last;
  bool running;
};

enum { MONTH_FOREVER = 9999 * 12 + 11 };

static enum err finish(struct db *db, struct grant_act *x, const char *action, month m) {
  char z[8];
  return reg_audit(db, x->act, action, "grant", x->grant, month_iso(m, z));
}

static enum err sums_and_days(struct grant_act *x) {
  const struct reg_grant *g = x->g;
  char a[11], b[11];
  if (g->amount < 0) return reg_refuse(x->refusal, "amount", SAY_money_negative, NULL, NULL, NULL);
  if (!g->running && g->last_month < g->first_month)
    return reg_refuse(x->refusal, "last_month", SAY_months, month_vn(g->first_month, a),
                      month_vn(g->last_month, b), NULL);
  if (g->decided > x->act->today)
    return reg_refuse(x->refusal, "decided", SAY_decided_later, date_vn(g->decided, a),
                      date_vn(x->act->today, b), NULL);
  if (g->filed_known && g->filed > g->decided)
    return reg_refuse(x->refusal, "filed", SAY_filed_later, date_vn(g->filed, a), date_vn(g->decided, b),
                      NULL);
  TRY(reg_text_check(g->cases, "cases", REG_TEXT_MAX, false, x->refusal));
  TRY(reg_text_check(g->decision_no, "decision_no", REG_TEXT_MAX, false, x->refusal));
  TRY(reg_text_check(g->signer, "signer", REG_TEXT_MAX, false, x->refusal));
  return reg_text_check(g->payee, "payee", REG_TEXT_MAX, false, x->refusal);
}

static enum err one_grant(struct db *db, struct grant_act *x) {
  struct stmt *s;
  TRY(db_query(
      db,
      "SELECT first_month, decision_no FROM grant_ WHERE person = $1 AND benefit = $2 AND rec_to = 2932896"
      " AND first_month <= $4 AND (last_month IS NULL OR last_month >= $3) ORDER BY first_month LIMIT 1",
      &s));
  bind_int(s, 1, x->g->person);
  bind_int(s, 2, x->benefit);
  bind_int(s, 3, x->g->first_month);
  bind_int(s, 4, x->g->running ? MONTH_FOREVER : x->g->last_month);
  enum err e = db_step(s);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  char m[8];
  month_vn((month)col_int(s, 0), m);
  struct str no = reg_keep(x->act->arena, col_text(s, 1));
  TRY(db_run(s));
  return reg_refuse(x->refusal, "first_month", SAY_grant_overlap, m, no.p, NULL);
}

static enum err write_grant(struct db *db, struct grant_act *x) {
  const struct reg_grant *g = x->g;
  struct stmt *s;
  TRY(db_query(db,
               "INSERT INTO grant_(person, benefit, cases, amount, decision_no, decided, filed, signer, "
               "first_month, last_month,"
               " payee, paying_point, rec_from, rec_to) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
               "$11, $12, $13, 2932896)",
               &s));
  bind_int(s, 1, g->person);
  bind_int(s, 2, x->benefit);
  bind_text(s, 3, g->cases);
  bind_int(s, 4, g->amount);
  bind_text(s, 5, g->decision_no);
  bind_int(s, 6, g->decided);
  if (g->filed_known)
    bind_int(s, 7, g->filed);
  else
    bind_null(s, 7);
  bind_text(s, 8, g->signer);
  bind_int(s, 9, g->first_month);
  if (g->running)
    bind_null(s, 10);
  else
    bind_int(s, 10, g->last_month);
  bind_text(s, 11, g->payee);
  if (g->paying_point > 0)
    bind_int(s, 12, g->paying_point);
  else
    bind_null(s, 12);
  bind_int(s, 13, x->act->today);
  return db_run(s);
}

static enum err add(struct db *db, void *context) {
  struct grant_act *x = context;
  enum err e = reg_symbol_find(db, x->benefit_name, &x->benefit);
  if (e == NOT_FOUND) {
    struct buf b = buf_new(x->act->arena, 100);
    buf_str(&b, x->benefit_name);
    return reg_refuse(x->refusal, "benefit", SAY_symbol_unknown, b.p, NULL, NULL);
  }
  if (e != OK) return e;
  TRY(reg_subject_check(db, REG_PERSON, x->g->person, "person", x->refusal));
  if (x->g->paying_point > 0)
    TRY(reg_subject_check(db, REG_AREA, x->g->paying_point, "paying_point", x->refusal));
  TRY(sums_and_days(x));
  TRY(one_grant(db, x));
  TRY(write_grant(db, x));
  TRY(db_int(db, "SELECT last_insert_rowid()", 0, NULL, &x->grant));
  TRY(finish(db, x, "grant.add", x->g->first_month));
  return reg_search_touch(db, x->act->arena, x->g->person, x->act->today);
}

enum err reg_grant_add(struct db *db, const struct reg_act *act, struct str benefit,
                       const struct reg_grant *g, int64_t *ret_grant, struct reg_refusal *refusal) {
  assert(g != NULL && ret_grant != NULL);
  TRY(reg_act_check(act, refusal));
  struct grant_act x = { .act = act, .refusal = refusal, .benefit_name = benefit, .g = g };
  TRY(db_transaction(db, add, &x));
  *ret_grant = x.grant;
  return OK;
}

/* The row of a grant that is believed now. */
static enum err believed(struct db *db, struct grant_act *x) {
  struct stmt *s;
  char number[24];
  TRY(db_query(db,
               "SELECT id, first_month, last_month, rec_from FROM grant_ WHERE (id = $1 AND origin IS NULL "
               "OR origin = $1)"
               " AND rec_to = 2932896",
               &s));
  bind_int(s, 1, x->grant);
  enum err e = db_step(s);
  snprintf(number, sizeof number, "%lld", (long long)x->grant);
  if (e == NOT_FOUND) return reg_refuse(x->refusal, "grant", SAY_no_grant, number, NULL, NULL);
  if (e != OK) return e;
  x->row = col_int(s, 0);
  x->first = (month)col_int(s, 1);
  x->running = col_null(s, 2);
  x->last = (month)col_int(s, 2);
  date rec = (date)col_int(s, 3);
  TRY(db_run(s));
  return reg_recorded_check(x->act, rec, x->refusal);
}

static enum err month_within(struct grant_act *x, const char *field) {
  char m[8];
  if (x->from >= x->first && (x->running || x->from <= x->last)) return OK;
  return reg_refuse(x->refusal, field, SAY_month_outside, month_vn(x->from, m), NULL, NULL);
}

static enum err end(struct db *db, void *context) {
  struct grant_act *x = context;
  char a[8], b[8];
  TRY(believed(db, x));
  if (x->to < x->first)
    return reg_refuse(x->refusal, "last", SAY_months, month_vn(x->first, a), month_vn(x->to, b), NULL);
  struct stmt *s;
  TRY(db_query(db,
               "INSERT INTO grant_(person, benefit, cases, amount, decision_no, decided, filed, signer, "
               "first_month, last_month,"
               " payee, paying_point, rec_from, rec_to, origin) SELECT person, benefit, cases, amount, "
               "decision_no, decided, filed,"
               " signer, first_month, $2, payee, paying_point, $3, 2932896, coalesce(origin, id) FROM grant_ "
               "WHERE id = $1",
               &s));
  bind_int(s, 1, x->row);
  bind_int(s, 2, x->to);
  bind_int(s, 3, x->act->today);
  TRY(db_run(s));
  TRY(reg_close(db, "UPDATE grant_ SET rec_to = $2 WHERE id = $1", x->row, x->act->today));
  return finish(db, x, "grant.end", x->to);
}

enum err reg_grant_end(struct db *db, const struct reg_act *act, int64_t grant, month last,
                       struct reg_refusal *refusal) {
  TRY(reg_act_check(act, refusal));
  struct grant_act x = { .act = act, .refusal = refusal, .grant = grant, .to = last };
  return db_transaction(db, end, &x);
}

/* ---- suspension ---- */

static enum err write_suspension(struct db *db, const struct grant_act *x, month from, bool open, month to,
                                 struct str reason) {
  assert(open || from <= to);
  struct stmt *s;
  TRY(db_query(db,
               "INSERT INTO grant_suspension(grant_id, from_month, to_month, reason, rec_from, rec_to)"
               " VALUES ($1, $2, $3, $4, $5, 2932896)",
               &s));
  bind_int(s, 1, x->grant);
  bind_int(s, 2, from);
  if (open)
    bind_null(s, 3);
  else
    bind_int(s, 3, to);
  bind_text(s, 4, reason);
  bind_int(s, 5, x->act->today);
  return db_run(s);
}

static enum err suspend(struct db *db, void *context) {
  struct grant_act *x = context;
  char m[8];
  TRY(believed(db, x));
  TRY(month_within(x, "from"));
  const int64_t args[] = { x->grant, x->from };
  int64_t since = 0;
  enum err e = db_int(db,
                      "SELECT from_month FROM grant_suspension WHERE grant_id = $1 AND rec_to = 2932896"
                      " AND (to_month IS NULL OR to_month >= $2) ORDER BY from_month LIMIT 1",
                      2, args, &since);
  if (e == OK)
    return reg_refuse(x->refusal, "from", SAY_suspended_already, month_vn((month)since, m), NULL, NULL);
  if (e != NOT_FOUND) return e;
  TRY(write_suspension(db, x, x->from, true, 0, x->reason));
  return finish(db, x, "grant.suspend", x->from);
}

enum err reg_grant_suspend(struct db *db, const struct reg_act *act, int64_t grant, month from,
                           struct str reason, struct reg_refusal *refusal) {
  TRY(reg_act_check(act, refusal));
  TRY(reg_text_check(reason, "reason", REG_TEXT_MAX, true, refusal));
  struct grant_act x = { .act = act, .refusal = refusal, .grant = grant, .from = from, .reason = reason };
  return db_transaction(db, suspend, &x);
}

static enum err resume(struct db *db, void *context) {
  struct grant_act *x = context;
  char m[8];
  TRY(believed(db, x));
  struct stmt *s;
  TRY(db_query(db,
               "SELECT rowid, from_month, reason, rec_from FROM grant_suspension WHERE grant_id = $1 AND "
               "to_month IS NULL"
               " AND rec_to = 2932896 AND from_month <= $2",
               &s));
  bind_int(s, 1, x->grant);
  bind_int(s, 2, x->from);
  enum err e = db_step(s);
  if (e == NOT_FOUND)
    return reg_refuse(x->refusal, "from", SAY_not_suspended, month_vn(x->from, m), NULL, NULL);
  if (e != OK) return e;
  int64_t row = col_int(s, 0);
  month since = (month)col_int(s, 1);
  struct str reason = reg_keep(x->act->arena, col_text(s, 2));
  date rec = (date)col_int(s, 3);
  TRY(db_run(s));
  TRY(reg_recorded_check(x->act, rec, x->refusal));
  TRY(reg_close(db, "UPDATE grant_suspension SET rec_to = $2 WHERE rowid = $1", row, x->act->today));
  if (x->from > since) TRY(write_suspension(db, x, since, false, x->from - 1, reason));
  return finish(db, x, "grant.resume", x->from);
}

enum err reg_grant_resume(struct db *db, const struct reg_act *act, int64_t grant, month from,
                          struct reg_refusal *refusal) {
  TRY(reg_act_check(act, refusal));
  struct grant_act x = { .act = act, .refusal = refusal, .grant = grant, .from = from };
  return db_transaction(db, resume, &x);
}

/* ---- paid ---- */

static enum err paid(struct db *db, void *context) {
  struct grant_act *x = context;
  TRY(believed(db, x));
  struct stmt *s;
  TRY(db_query(db,
               "SELECT from_month, to_month FROM grant_paid WHERE grant_id = $1 AND rec_to = 2932896"
               " AND from_month <= $3 AND to_month >= $2 ORDER BY from_month LIMIT 1",
               &s));
  bind_int(s, 1, x->grant);
  bind_int(s, 2, x->from);
  bind_int(s, 3, x->to);
  enum err e = db_step(s);
  if (e == OK) {
    char a[8], b[8];
    month_vn((month)col_int(s, 0), a);
    month_vn((month)col_int(s, 1), b);
    TRY(db_run(s));
    return reg_refuse(x->refusal, "from", SAY_paid_already, a, b, NULL);
  }
  if (e != NOT_FOUND) return e;
  TRY(db_query(db,
               "INSERT INTO grant_paid(grant_id, from_month, to_month, amount, rec_from, rec_to) VALUES ($1, "
               "$2, $3, $4, $5, 2932896)",
               &s));
  bind_int(s, 1, x->grant);
  bind_int(s, 2, x->from);
  bind_int(s, 3, x->to);
  bind_int(s, 4, x->amount);
  bind_int(s, 5, x->act->today);
  TRY(db_run(s));
  return finish(db, x, "grant.paid", x->from);
}

enum err reg_grant_paid(struct db *db, const struct reg_act *act, int64_t grant, month from, month to,
                        money amount, struct reg_refusal *refusal) {
  char a[8], b[8];
  TRY(reg_act_check(act, refusal));
  if (amount < 0) return reg_refuse(refusal, "amount", SAY_money_negative, NULL, NULL, NULL);
  if (to < from) return reg_refuse(refusal, "to", SAY_months, month_vn(from, a), month_vn(to, b), NULL);
  struct grant_act x = {
    .act = act, .refusal = refusal, .grant = grant, .from = from, .to = to, .amount = amount
  };
  return db_transaction(db, paid, &x);
}
