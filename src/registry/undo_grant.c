/* A grant of which something is believed again by an undo, set against all that was written since.
 *
 * The checks are those of the acts themselves. What one of them refuses may have stood so before the act that
 * is undone (a death confirmed over a grant): then it may stand so again. It is in the way when a later act
 * made it so, and that act is named. What a check holds is held here too, for the undo to confirm. */
#include "registry/grant.h"

#define OPEN "9223372036854775807"

struct again {
  const struct reg_undone *u;
  struct reg_grant_act x;
  struct reg_grant g; /* the decision believed; x.g is it */
  int64_t other;      /* the grant in the way, 0 none */
  bool written;       /* the decision is one of the rows written again */
};

static enum err name_later(struct db *db, const struct again *a, int64_t later) {
  return reg_undo_refuse_later(db, a->u, SAY_undone_moved, later);
}

/* The answer of a check; `later` gives the last act after the undone one ($2) and before this ($3) that could
 * have made it so, of the grant $1 and, where it asks for one, the other grant $4. */
static enum err unless_before(struct db *db, const struct again *a, enum err answer, const char *later,
                              bool asks_other) {
  int64_t act;
  const struct reg_undone *u = a->u;
  const int64_t args[] = { u->object.object, u->act, u->doing->number, a->other };
  assert(u->act > 0 && u->act < u->doing->number);
  if (answer != INVALID) return answer;
  enum err e = db_int(db, later, asks_other ? 4 : 3, args, &act);
  if (e == NOT_FOUND) return OK;
  if (e != OK || u->doing->refusal->held) return e == OK ? INVALID : e;
  return name_later(db, a, act);
}

/* Whoever's grant it is. NOT_FOUND. */
static enum err believed(struct db *db, struct again *a) {
  struct reg_grant_act *x = &a->x;
  int64_t act;
  TRY(reg_grant_row(db, x, &act));
  a->g = (struct reg_grant) { .person = x->person,
                              .first_month = x->first,
                              .running = x->running,
                              .last_month = x->last,
                              .decided = x->decided };
  a->written = act == a->u->doing->number;
  x->g = &a->g;
  return reg_grant_marks(db, x);
}

/* ---- the decision ---- */

static const char life_moved[] =
    "SELECT max(n.act_from) FROM grant_ g JOIN person_version n ON n.person = g.person AND n.act_to = " OPEN
    " AND n.act_from > $2 AND n.act_from < $3 JOIN person_version o ON o.person = n.person"
    " AND o.act_from <= $2 AND o.act_to > $2 WHERE g.id = $1 AND (n.birth <> o.birth OR n.birth_known <>"
    " o.birth_known OR coalesce(n.death, 2932896) <> coalesce(o.death, 2932896))";
static const char other_given[] =
    "SELECT max(v.act_from) FROM grant_version v WHERE v.grant_id = $4 AND v.grant_id <> $1"
    " AND v.act_to = " OPEN " AND v.act_from > $2 AND v.act_from < $3";
static const char other_at_home[] =
    "SELECT max(x.act) FROM (SELECT act_from AS act FROM grant_version WHERE grant_id = $4 AND act_to = " OPEN
    " UNION ALL SELECT m.act_from FROM membership m JOIN grant_ g ON g.person = m.person"
    " WHERE g.id IN ($1, $4) AND m.act_to = " OPEN
    " UNION ALL SELECT p.act_from FROM person_version p JOIN grant_ g ON g.person = p.person"
    " WHERE g.id = $4 AND p.act_to = " OPEN ") x WHERE x.act > $2 AND x.act < $3";

/* What it was given for is not believed any more. */
static enum err record_stands(struct db *db, const struct again *a) {
  int64_t act;
  const int64_t args[] = { a->x.record, a->u->act, a->u->doing->number };
  if (a->x.record == 0) return OK;
  enum err e = db_int(
      db,
      "SELECT max(b.act_to) FROM record a JOIN record b ON b.subject_kind = a.subject_kind AND b.subject ="
      " a.subject AND coalesce(b.first, b.id) = a.id WHERE a.id = $1 AND b.act_to > $2 AND b.act_to < $3"
      " AND NOT EXISTS (SELECT 1 FROM record o WHERE o.subject_kind = a.subject_kind AND o.subject ="
      " a.subject AND coalesce(o.first, o.id) = a.id AND o.act_to = " OPEN ")",
      3, args, &act);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  return name_later(db, a, act);
}

static enum err decision_fits(struct db *db, struct again *a) {
  assert(a->x.g == &a->g && a->x.person > 0);
  const struct reg_grant_claim claim = { .grant = a->x.grant,
                                         .person = a->x.person,
                                         .record = a->x.record,
                                         .component = a->x.component,
                                         .first = a->x.first,
                                         .last = a->x.last,
                                         .decided = a->x.decided,
                                         .field = "undone",
                                         .ret_other = &a->other };
  TRY(unless_before(db, a, reg_grant_in_life(db, &a->x), life_moved, false));
  TRY(record_stands(db, a));
  TRY(unless_before(db, a, reg_grant_one(db, &a->x, &claim), other_given, true));
  return unless_before(db, a, reg_grant_one_home(db, &a->x, &claim), other_at_home, true);
}

/* ---- its months ---- */

/* Months paid, and firsts of suspensions. */
#define MONTHS                                                                                               \
  "(SELECT from_month, to_month, act_from FROM grant_paid WHERE grant_id = $1 AND act_to = " OPEN            \
  " UNION ALL SELECT from_month, from_month, act_from FROM grant_suspension WHERE grant_id = $1"             \
  " AND act_to = " OPEN ") x"
#define OUTSIDE                                                                                              \
  "NOT EXISTS (SELECT 1 FROM grant_version v WHERE v.grant_id = $1 AND v.act_to = " OPEN                     \
  " AND v.first_month <= x.from_month AND coalesce(v.last_month, 119999) >= x.to_month)"
/* Written since, in months that are no more of the grant. */
static const char later_months[] = "SELECT max(x.act_from) FROM " MONTHS
                                   " WHERE x.act_from > $2 AND x.act_from < $3 AND " OUTSIDE;
/* Believed again, in months the grant has no more since, or of a grant that is struck since. */
static const char months_again[] =
    "SELECT max(h.act) FROM (SELECT act_from AS act FROM grant_version WHERE grant_id = $1 UNION ALL"
    " SELECT act_to FROM grant_version WHERE grant_id = $1) h WHERE h.act > $2 AND h.act < $3"
    " AND EXISTS (SELECT 1 FROM " MONTHS " WHERE x.act_from = $3 AND " OUTSIDE ")";

static enum err nothing_later(struct db *db, const struct again *a, const char *later) {
  int64_t act;
  const int64_t args[] = { a->x.grant, a->u->act, a->u->doing->number };
  enum err e = db_int(db, later, 3, args, &act);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  return name_later(db, a, act);
}

struct spells {
  struct reg_months_input *at;
  size_t n, cap;
};

/* The rows of a statement ($1 the grant, $2 this act) that were written again: first month, last month. */
static enum err spells_again(struct db *db, const struct again *a, const char *sql,
                             struct spells *ret_spells) {
  struct stmt *s;
  assert(ret_spells->n == 0);
  TRY(db_query(db, sql, &s));
  bind_int(s, 1, a->x.grant);
  bind_int(s, 2, a->u->doing->number);
  enum err e;
  while ((e = db_step(s)) == OK) {
    bool ok = true;
    if (ret_spells->n >= REG_LIST_MAX) return reg_full(s);
    struct reg_months_input *in = VEC_PUSH(a->u->doing->act->arena, ret_spells);
    *in = (struct reg_months_input) { .from = reg_col_month(s, 0, &ok), .to = reg_col_month(s, 1, &ok) };
    if (!ok) return reg_damaged(db, "grant_paid", a->x.grant);
  }
  return e == NOT_FOUND ? OK : e;
}

/* Months paid that are suspended since; of what is paid once for a death, another month than that of a death
 * put right since. */
static enum err paid_fits(struct db *db, struct again *a) {
  struct spells paid = { 0 };
  TRY(spells_again(db, a,
                   "SELECT from_month, to_month FROM grant_paid WHERE grant_id = $1 AND act_from = $2"
                   " AND act_to = " OPEN " ORDER BY from_month",
                   &paid));
  for (size_t i = 0; i < paid.n; i++) {
    a->x.in = &paid.at[i];
    TRY(unless_before(db, a, reg_grant_paid_once(&a->x), life_moved, false));
    TRY(unless_before(db, a, reg_grant_not_suspended(db, &a->x),
                      "SELECT max(act_from) FROM grant_suspension WHERE grant_id = $1 AND act_to = " OPEN
                      " AND act_from > $2 AND act_from < $3",
                      false));
  }
  return OK;
}

/* Months suspended that are paid since. */
static enum err suspension_fits(struct db *db, struct again *a) {
  struct spells open = { 0 };
  TRY(spells_again(db, a,
                   "SELECT from_month, from_month FROM grant_suspension WHERE grant_id = $1 AND act_from = $2"
                   " AND to_month IS NULL AND act_to = " OPEN " ORDER BY from_month",
                   &open));
  for (size_t i = 0; i < open.n; i++) {
    month from = open.at[i].from;
    const struct reg_grant_paid_already paid = { from, from, "undone", SAY_paid_suspended };
    TRY(unless_before(db, a, reg_grant_not_paid_from(db, &a->x, &paid),
                      "SELECT max(act_from) FROM grant_paid WHERE grant_id = $1 AND act_to = " OPEN
                      " AND act_from > $2 AND act_from < $3",
                      false));
  }
  return OK;
}

enum err reg_undo_grant_fits(struct db *db, const struct reg_undone *u) {
  assert(u->object.kind == REG_GRANT);
  struct again a = { .u = u, .x = { .doing = u->doing, .v = u->v, .grant = u->object.object } };
  TRY(nothing_later(db, &a, later_months));
  TRY(nothing_later(db, &a, months_again));
  enum err e = believed(db, &a);
  if (e != OK) return e == NOT_FOUND ? OK : e; /* and nothing is paid or suspended under it */
  if (a.written) TRY(decision_fits(db, &a));
  TRY(paid_fits(db, &a));
  return suspension_fits(db, &a);
}
