/* Which acts were taken back and which of them still count; whom an act may be told to.
 *
 * Invariants:
 *  1. An act is taken back at most once: what took it back is taken back instead. So the acts that took one
 *     back stand in one row, and the last of them says whether the first counts.
 *  2. An act and what took it back, both after another act, change nothing together. */
#include "registry/inner.h"

/* The act that took it back. NOT_FOUND. */
static enum err taken_back_by(struct db *db, struct reg_touched object, int64_t act, int64_t *ret_by) {
  const int64_t args[] = { object.kind, object.object, act };
  return db_int(db,
                "SELECT a.act FROM act_object o JOIN act a ON a.act = o.act AND a.undoes = $3"
                " WHERE o.kind = $1 AND o.object = $2 AND o.act > $3 ORDER BY a.act DESC LIMIT 1",
                3, args, ret_by);
}

enum err reg_undo_standing(struct db *db, struct reg_touched object, int64_t act,
                           struct reg_standing *ret_s) {
  assert(act > 0 && ret_s != NULL);
  struct reg_standing s = { act, true };
  int64_t by;
  enum err e;
  while ((e = taken_back_by(db, object, s.last, &by)) == OK) {
    assert(by > s.last);
    s.last = by;
    s.stands = !s.stands;
  }
  if (e != NOT_FOUND) return e;
  *ret_s = s;
  return OK;
}

/* ---- what touched something and still counts ---- */

struct after {
  int64_t act, undoes;
  int64_t named; /* what takes it back by being taken back: itself, or the last that wrote it again */
  bool gone;
};
struct afters {
  struct after *at; /* the last first */
  size_t n, cap;
};

static enum err afters_of(struct db *db, const struct reg_undone *u, struct afters *ret_all) {
  struct stmt *s;
  TRY(db_query(db,
               "SELECT o.act, coalesce(a.undoes, 0) FROM act_object o JOIN act a ON a.act = o.act"
               " WHERE o.kind = $1 AND o.object = $2 AND o.act > $3 ORDER BY o.act DESC",
               &s));
  bind_int(s, 1, u->object.kind);
  bind_int(s, 2, u->object.object);
  bind_int(s, 3, u->act);
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (ret_all->n >= REG_LIST_MAX) return reg_full(s);
    *VEC_PUSH(u->doing->act->arena, ret_all) =
        (struct after) { .act = col_int(s, 0), .undoes = col_int(s, 1), .named = col_int(s, 0) };
  }
  return e == NOT_FOUND ? OK : e;
}

static struct after *after_of(const struct afters *all, int64_t act) {
  for (size_t i = 0; i < all->n; i++)
    if (all->at[i].act == act) return &all->at[i];
  return NULL;
}

enum err reg_undo_touched(struct db *db, const struct reg_undone *u, int64_t *ret_later) {
  struct afters all = { 0 };
  TRY(afters_of(db, u, &all));
  for (size_t i = 0; i < all.n; i++) {
    struct after *a = &all.at[i], *back = a->gone ? NULL : after_of(&all, a->undoes);
    if (a->gone) continue;
    if (back == NULL) {
      *ret_later = a->named;
      return OK;
    }
    struct after *again = after_of(&all, back->undoes);
    back->gone = true;
    if (again) again->named = a->named;
  }
  return NOT_FOUND;
}

/* ---- refused ---- */

enum err reg_undo_refuse_later(struct db *db, const struct reg_undone *u, enum reg_says says, int64_t later) {
  char number[24];
  enum err e = reg_act_of_his_classes(u->doing->viewer, db, later);
  if (e == OK) return reg_refuse_moved(db, u->doing, "undone", says, (const int64_t[]) { u->act, later });
  if (e != NOT_FOUND) return e;
  snprintf(number, sizeof number, "%lld", (long long)u->act);
  return reg_refuse(u->doing->refusal, "undone", SAY_undone_moved_hidden, number, NULL, NULL);
}

/* ---- classes ---- */

static enum err wrote_of_a_class(struct db *db, int64_t act, int64_t barred) {
  const int64_t args[] = { act, barred };
  int64_t there;
  return db_int(db,
                "SELECT 1 FROM act_object o JOIN fact f ON f.kind = o.kind AND f.subject = o.object"
                " AND (f.act_from = o.act OR f.act_to = o.act) JOIN symbol y ON y.id = f.fact"
                " AND (y.marks & $2) <> 0 WHERE o.act = $1 UNION ALL"
                " SELECT 1 FROM act_object o JOIN record r ON r.subject_kind = o.kind AND r.subject ="
                " o.object AND (r.act_from = o.act OR r.act_to = o.act) JOIN record_layout l ON l.id ="
                " r.layout JOIN symbol y ON y.id = l.kind AND (y.marks & $2) <> 0 WHERE o.act = $1",
                2, args, &there);
}

/* Is it one that says something of a fact or a record itself, or takes such a one back? */
static enum err says_a_fact(struct db *db, int64_t act, bool *ret_yes) {
  for (int64_t undoes = act; undoes > 0;) {
    struct stmt *s;
    TRY(db_query(db, "SELECT kind, coalesce(undoes, 0) FROM act WHERE act = $1", &s));
    bind_int(s, 1, undoes);
    TRY(db_step(s));
    struct str kind = col_text(s, 0);
    int64_t before = undoes;
    *ret_yes = (kind.n > 5 && memcmp(kind.p, "fact.", 5) == 0) ||
               (kind.n > 7 && memcmp(kind.p, "record.", 7) == 0);
    undoes = col_int(s, 1);
    TRY(db_run(s));
    if (undoes >= before) return reg_damaged(db, "act", before);
  }
  return OK;
}

enum err reg_act_of_his_classes(const struct viewer *viewer, struct db *db, int64_t act) {
  int64_t barred = reg_barred(viewer), own;
  bool itself = false;
  const int64_t args[] = { act, viewer->account };
  if (barred == 0) return OK;
  enum err e = wrote_of_a_class(db, act, barred);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  e = db_int(db, "SELECT 1 FROM act WHERE act = $1 AND account = $2", 2, args, &own);
  if (e != OK) return e;
  TRY(says_a_fact(db, act, &itself));
  return itself ? NOT_FOUND : OK;
}
