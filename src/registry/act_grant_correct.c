/* What was written down wrongly of grants, put right or struck: decisions, suspensions, sums paid. */
#include "registry/grant.h"

#define OPEN "9223372036854775807"

/* ---- the decision ---- */

static enum err close_version(struct db *db, const struct reg_grant_act *x) {
  return reg_close(db, x->doing,
                   "UPDATE grant_version SET act_to = $2 WHERE id = $1 AND act_to = 9223372036854775807",
                   x->row);
}

/* The first spell recorded as paid that does not lie within the months. NOT_FOUND. */
struct paid_spell {
  month from, to;
};
static enum err paid_outside(struct db *db, const struct reg_grant_act *x, month first, month last,
                             struct paid_spell *ret_spell) {
  struct stmt *s;
  TRY(db_query(db,
               "SELECT from_month, to_month FROM grant_paid WHERE grant_id = $1"
               " AND act_to = 9223372036854775807 AND (from_month < $2 OR to_month > $3)"
               " ORDER BY from_month LIMIT 1",
               &s));
  bind_int(s, 1, x->grant);
  bind_int(s, 2, first);
  bind_int(s, 3, last);
  TRY(db_step(s));
  bool ok = true;
  struct paid_spell spell = { reg_col_month(s, 0, &ok), reg_col_month(s, 1, &ok) };
  TRY(db_run(s));
  if (!ok) return reg_damaged(db, "grant_paid", x->grant);
  *ret_spell = spell;
  return OK;
}

static enum err paid_within(struct db *db, const struct reg_grant_act *x, month last) {
  struct paid_spell spell;
  char a[8], b[8];
  enum err e = paid_outside(db, x, x->g->first_month, last, &spell);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  return reg_hold(x->doing->act, x->doing->refusal, "first_month", SAY_paid_outside, month_iso(spell.from, a),
                  month_iso(spell.to, b));
}

static enum err correct(struct db *db, struct reg_doing *doing, void *context) {
  struct reg_grant_act *x = context;
  struct reg_grant right = *x->g;
  struct reg_grant_act now = *x;
  month last = right.running ? MONTH_FOREVER : right.last_month;
  TRY(reg_grant_believed(db, &now));
  TRY(reg_grant_marks(db, &now));
  right.person = now.person;
  now.g = &right;
  if (right.paying_point > 0) TRY(reg_subject_check(db, doing, REG_AREA, right.paying_point, "paying_point"));
  TRY(reg_grant_sums_and_days(&now));
  TRY(reg_grant_in_life(db, &now));
  TRY(reg_grant_unlikely(&now));
  const struct reg_grant_claim claim = { .grant = now.grant,
                                         .person = now.person,
                                         .record = now.record,
                                         .component = now.component,
                                         .first = right.first_month,
                                         .last = last,
                                         .decided = right.decided,
                                         .field = "first_month" };
  TRY(reg_grant_one(db, &now, &claim));
  TRY(reg_grant_one_home(db, &now, &claim));
  TRY(paid_within(db, &now, last));
  TRY(close_version(db, &now));
  TRY(reg_grant_write(db, &now));
  reg_grant_touch(&now);
  return OK;
}

enum err reg_grant_correct(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                           int64_t grant, const struct reg_grant_input *in, struct reg_refusal *refusal) {
  assert(in != NULL && in->g != NULL);
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "grant.correct");
  struct reg_grant_act x = { .doing = &doing, .grant = grant, .v = in->v, .g = in->g };
  reg_sent_int(&doing, grant);
  reg_grant_sent(&doing, in->g);
  doing.work = correct;
  doing.context = &x;
  return reg_act_do(db, &doing);
}

static enum err strike(struct db *db, struct reg_doing *doing, void *context) {
  struct reg_grant_act *x = context;
  struct paid_spell spell;
  char a[8], b[8];
  TRY(reg_grant_believed(db, x));
  enum err e = paid_outside(db, x, MONTH_FOREVER + 1, 0, &spell);
  if (e == OK)
    return reg_refuse(doing->refusal, "grant", SAY_paid_stands, month_iso(spell.from, a),
                      month_iso(spell.to, b), NULL);
  if (e != NOT_FOUND) return e;
  TRY(close_version(db, x));
  TRY(reg_close(
      db, doing,
      "UPDATE grant_suspension SET act_to = $2 WHERE grant_id = $1 AND act_to = 9223372036854775807",
      x->grant));
  reg_grant_touch(x);
  return OK;
}

enum err reg_grant_strike(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                          int64_t grant, struct reg_refusal *refusal) {
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "grant.strike");
  struct reg_grant_act x = { .doing = &doing, .grant = grant };
  reg_sent_int(&doing, grant);
  doing.work = strike;
  doing.context = &x;
  return reg_act_do(db, &doing);
}

/* ---- a day of death put right ---- */

/* The month of the death, and with it the last month and what is paid for it. */
static enum err move_once(struct db *db, const struct reg_grant_act *x, month to) {
  static const struct {
    const char *again, *close;
  } rows[] = {
    { "INSERT INTO grant_version(grant_id, cases, amount, decision_no, decided, filed, signer, first_month,"
      " last_month, payee, paying_point, act_from, act_to) SELECT grant_id, cases, amount, decision_no,"
      " decided, filed, signer, CAST($4 AS BIGINT), last_month + CAST($4 AS BIGINT) - first_month, payee,"
      " paying_point, CAST($2 AS BIGINT), " OPEN " FROM grant_version WHERE grant_id = $1 AND act_to = " OPEN
      " AND first_month = $3",
      "UPDATE grant_version SET act_to = $2 WHERE grant_id = $1 AND act_to = " OPEN
      " AND act_from < $2 AND first_month = $3" },
    { "INSERT INTO grant_paid(grant_id, from_month, to_month, amount, act_from, act_to) SELECT grant_id,"
      " CAST($4 AS BIGINT), CAST($4 AS BIGINT), amount, CAST($2 AS BIGINT), " OPEN " FROM grant_paid"
      " WHERE grant_id = $1 AND act_to = " OPEN " AND from_month = $3 AND to_month = $3",
      "UPDATE grant_paid SET act_to = $2 WHERE grant_id = $1 AND act_to = " OPEN
      " AND act_from < $2 AND from_month = $3 AND to_month = $3" },
  };
  for (int i = 0; i < 4; i++) {
    bool again = i % 2 == 0;
    struct stmt *s;
    TRY(db_query(db, again ? rows[i / 2].again : rows[i / 2].close, &s));
    bind_int(s, 1, x->grant);
    bind_int(s, 2, x->doing->number);
    bind_int(s, 3, x->first);
    if (again) bind_int(s, 4, to);
    TRY(db_run(s));
  }
  reg_touch(x->doing, REG_GRANT, x->grant);
  return OK;
}

struct grants {
  int64_t *at;
  size_t n, cap;
};

static enum err grants_for_death(struct db *db, const struct reg_doing *doing, int64_t person,
                                 struct grants *ret_grants) {
  struct stmt *s;
  TRY(db_query(db,
               "SELECT g.id FROM grant_ g JOIN grant_version v ON v.grant_id = g.id AND v.act_to = " OPEN
               " JOIN symbol y ON y.id = g.benefit AND (y.marks & 4) <> 0 WHERE g.person = $1 ORDER BY g.id",
               &s));
  bind_int(s, 1, person);
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (ret_grants->n >= REG_LIST_MAX) return reg_full(s);
    *VEC_PUSH(doing->act->arena, ret_grants) = col_int(s, 0);
  }
  return e == NOT_FOUND ? OK : e;
}

enum err reg_death_moved(struct db *db, struct reg_doing *doing, const struct reg_vocabulary *v,
                         int64_t person, const struct reg_life *life) {
  static const struct reg_grant_fields fields = { "death", "death", "death" };
  struct grants grants = { 0 };
  assert(life->dead);
  TRY(grants_for_death(db, doing, person, &grants));
  for (size_t i = 0; i < grants.n; i++) {
    struct reg_grant_act x = { .doing = doing, .v = v, .grant = grants.at[i] };
    struct reg_grant g = { .person = person };
    int64_t act;
    TRY(reg_grant_row(db, &x, &act));
    g.decided = x.decided;
    TRY(reg_grant_marks(db, &x));
    g.first_month = x.once ? month_of(life->death) : x.first;
    x.g = &g;
    TRY(reg_grant_for_death(&x, life, &fields));
    if (g.first_month != x.first) TRY(move_once(db, &x, g.first_month));
  }
  return OK;
}

/* ---- what was paid ---- */

struct paid_rows {
  struct paid_row {
    int64_t row;
    struct reg_grant_paid_row p;
  } * at;
  size_t n, cap;
};

static enum err paid_meeting(struct db *db, const struct reg_grant_act *x, struct paid_rows *ret_rows) {
  struct stmt *s;
  TRY(db_query(
      db,
      "SELECT id, from_month, to_month, amount FROM grant_paid WHERE grant_id = $1"
      " AND act_to = 9223372036854775807 AND from_month <= $3 AND to_month >= $2 ORDER BY from_month",
      &s));
  bind_int(s, 1, x->grant);
  bind_int(s, 2, x->in->from);
  bind_int(s, 3, x->in->to);
  enum err e;
  while ((e = db_step(s)) == OK) {
    bool ok = true;
    if (ret_rows->n >= REG_LIST_MAX) return reg_full(s);
    struct paid_row *r = VEC_PUSH(x->doing->act->arena, ret_rows);
    *r = (struct paid_row) { col_int(s, 0),
                             { reg_col_month(s, 1, &ok), reg_col_month(s, 2, &ok), col_int(s, 3) } };
    if (!ok || r->p.from > r->p.to || r->p.amount < 0 || r->p.amount > REG_MONEY_MAX)
      return reg_damaged(db, "grant_paid", r->row);
  }
  return e == NOT_FOUND ? OK : e;
}

/* Months of the row outside those put right stay as they were recorded. */
static enum err cut_paid(struct db *db, const struct reg_grant_act *x, const struct paid_row *r) {
  struct reg_grant_paid_row before = r->p, after = r->p;
  before.to = x->in->from - 1;
  after.from = x->in->to + 1;
  TRY(reg_close(db, x->doing,
                "UPDATE grant_paid SET act_to = $2 WHERE id = $1 AND act_to = 9223372036854775807", r->row));
  if (before.from <= before.to) TRY(reg_grant_write_paid(db, x, &before));
  return after.from <= after.to ? reg_grant_write_paid(db, x, &after) : OK;
}

static enum err months_check(const struct reg_grant_act *x) {
  const struct reg_months_input *in = x->in;
  char a[8], b[8];
  TRY(reg_grant_month(x, in->from, "from"));
  TRY(reg_grant_month(x, in->to, "to"));
  if (in->to >= in->from) return OK;
  return reg_refuse(x->doing->refusal, "to", SAY_months, month_iso(in->from, a), month_iso(in->to, b), NULL);
}

static enum err paid_correct(struct db *db, struct reg_doing *doing, void *context) {
  struct reg_grant_act *x = context;
  const struct reg_months_input *in = x->in;
  struct paid_rows rows = { 0 };
  char a[8], b[8];
  TRY(reg_grant_believed(db, x));
  TRY(months_check(x));
  TRY(paid_meeting(db, x, &rows));
  if (rows.n == 0)
    return reg_refuse(doing->refusal, "from", SAY_paid_not_there, month_iso(in->from, a),
                      month_iso(in->to, b), NULL);
  for (size_t i = 0; i < rows.n; i++)
    TRY(cut_paid(db, x, &rows.at[i]));
  reg_grant_touch(x);
  if (in->strike) return OK;
  TRY(reg_grant_payment(db, x));
  TRY(reg_grant_month_within(x, in->from, "from"));
  TRY(reg_grant_month_within(x, in->to, "to"));
  TRY(reg_grant_not_suspended(db, x));
  const struct reg_grant_paid_row right = { in->from, in->to, in->amount };
  return reg_grant_write_paid(db, x, &right);
}

/* Beside what every act on months sends. */
static enum err correction(struct db *db, struct reg_doing *doing, const struct reg_months_input *in,
                           enum err (*work)(struct db *, struct reg_doing *, void *)) {
  reg_sent_int(doing, in->strike);
  reg_sent_int(doing, in->wrong);
  reg_sent_int(doing, in->open);
  return reg_months_act(db, doing, in, work);
}

enum err reg_paid_correct(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                          const struct reg_months_input *in, struct reg_refusal *refusal) {
  assert(in != NULL);
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, in->strike ? "paid.strike" : "paid.correct");
  return correction(db, &doing, in, paid_correct);
}

/* ---- suspensions ---- */

/* The suspension believed that holds in months from..to, but `but`: its row. NOT_FOUND. */
static enum err suspended_in(struct db *db, const struct reg_grant_act *x, month from, month to, int64_t but,
                             int64_t *ret_row) {
  const int64_t args[] = { x->grant, from, to, but };
  return db_int(db,
                "SELECT id FROM grant_suspension WHERE grant_id = $1 AND act_to = 9223372036854775807"
                " AND from_month <= $3 AND (to_month IS NULL OR to_month >= $2) AND id <> $4"
                " ORDER BY from_month LIMIT 1",
                4, args, ret_row);
}

static enum err suspension_right(struct db *db, struct reg_grant_act *x, int64_t wrong) {
  const struct reg_months_input *in = x->in;
  const struct reg_suspension right = { in->from, in->to, in->open, in->reason };
  int64_t other;
  char m[8];
  TRY(reg_grant_month_within(x, in->from, "from"));
  if (!in->open) TRY(months_check(x));
  enum err e = suspended_in(db, x, in->from, in->open ? MONTH_FOREVER : in->to, wrong, &other);
  if (e == OK)
    return reg_refuse(x->doing->refusal, "from", SAY_suspended_already, month_iso(in->from, m), NULL, NULL);
  if (e != NOT_FOUND) return e;
  const struct reg_grant_paid_already paid = { in->from, in->from, "from", SAY_paid_suspended };
  if (in->open) TRY(reg_grant_not_paid_from(db, x, &paid));
  return reg_grant_write_suspension(db, x, &right);
}

static enum err suspension_correct(struct db *db, struct reg_doing *doing, void *context) {
  struct reg_grant_act *x = context;
  int64_t wrong;
  char m[8];
  TRY(reg_grant_believed(db, x));
  TRY(reg_grant_month(x, x->in->wrong, "wrong"));
  enum err e = suspended_in(db, x, x->in->wrong, x->in->wrong, 0, &wrong);
  if (e == NOT_FOUND)
    return reg_refuse(doing->refusal, "wrong", SAY_not_suspended, month_iso(x->in->wrong, m), NULL, NULL);
  if (e != OK) return e;
  TRY(reg_close(db, doing,
                "UPDATE grant_suspension SET act_to = $2 WHERE id = $1 AND act_to = 9223372036854775807",
                wrong));
  reg_grant_touch(x);
  return x->in->strike ? OK : suspension_right(db, x, wrong);
}

enum err reg_suspension_correct(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                                const struct reg_months_input *in, struct reg_refusal *refusal) {
  assert(in != NULL);
  const char *kind = in->strike ? "suspension.strike" : "suspension.correct";
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, kind);
  if (!in->strike) TRY(reg_text_check(in->reason, "reason", REG_TEXT_MAX, true, refusal));
  return correction(db, &doing, in, suspension_correct);
}
