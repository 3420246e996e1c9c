/* Reading an act, taking one back, removing its free text. */
#include "registry/inner.h"

/* ---- reading ---- */

/* Does the viewer see any of what the act touched, or did it touch nothing? */
static enum err sees_act(const struct viewer *viewer, struct arena *a, struct db *db, int64_t act) {
  VEC(struct reg_touched) all = { 0 };
  struct stmt *s;
  if (viewer->area == 0) return OK;
  TRY(db_query(db, "SELECT kind, object FROM act_object WHERE act = $1 ORDER BY kind, object", &s));
  bind_int(s, 1, act);
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (all.n >= REG_LIST_MAX) return reg_full(s);
    struct reg_touched object = { col_int(s, 0), col_int(s, 1) };
    if (object.kind < REG_PERSON || object.kind > REG_GRANT) return reg_damaged(db, "act_object", act);
    *VEC_PUSH(a, &all) = object;
  }
  if (e != NOT_FOUND) return e;
  struct reg_clock clock;
  TRY(reg_clock_read(db, &clock));
  for (size_t i = 0; i < all.n; i++) {
    e = reg_sees(viewer, db, all.at[i].kind, all.at[i].object, reg_at_now(clock.today));
    if (e != NOT_FOUND) return e;
  }
  return all.n == 0 ? OK : NOT_FOUND;
}

enum err reg_act_get(const struct viewer *viewer, struct arena *a, struct db *db, int64_t act,
                     struct reg_act_row *ret_act) {
  assert(viewer != NULL && ret_act != NULL);
  struct stmt *s;
  TRY(sees_act(viewer, a, db, act));
  TRY(db_query(
      db,
      "SELECT a.act, a.instant, a.account, a.office, a.batch, a.undoes, a.kind, a.paper, c.name, t.body,"
      " a.commitment FROM act a JOIN account c ON c.id = a.account LEFT JOIN act_text t ON t.act = a.act"
      " WHERE a.act = $1",
      &s));
  bind_int(s, 1, act);
  TRY(db_step(s));
  bool ok = true;
  struct reg_act_row row = { .act = col_int(s, 0),
                             .instant = col_int(s, 1),
                             .account = col_int(s, 2),
                             .agency = col_int(s, 3),
                             .batch = col_int(s, 4),
                             .undoes = col_int(s, 5),
                             .kind = reg_col_words(a, s, 6, &ok),
                             .paper = reg_col_words(a, s, 7, &ok),
                             .account_name = reg_col_words(a, s, 8, &ok),
                             .text = reg_col_words(a, s, 9, &ok),
                             .erased = col_null(s, 9) && !col_null(s, 10) };
  TRY(db_run(s));
  if (!ok) return reg_damaged(db, "act", act);
  *ret_act = row;
  return OK;
}

enum err reg_act_stamp(const struct viewer *viewer, struct db *db, int64_t act, int64_t *ret_stamp) {
  assert(viewer != NULL && act >= 0 && ret_stamp != NULL);
  struct stmt *s;
  int64_t own[2];
  if (act == 0) {
    *ret_stamp = 0;
    return OK;
  }
  TRY(db_query(db, "SELECT instant, dice FROM act WHERE act = $1", &s));
  bind_int(s, 1, act);
  TRY(db_step(s));
  own[0] = col_int(s, 0);
  own[1] = col_int(s, 1);
  TRY(db_run(s));
  *ret_stamp = (int64_t)hash64(own, sizeof own, 0);
  return OK;
}

enum err reg_act_day(const struct viewer *viewer, struct db *db, int64_t act, date *ret_day) {
  assert(viewer != NULL && ret_day != NULL);
  int64_t instant;
  TRY(db_int(db, "SELECT instant FROM act WHERE act = $1", 1, &act, &instant));
  *ret_day = reg_day_of(instant);
  return OK;
}

/* ---- taking back ---- */

/* What undoes the rows of one table for one object: the rows the act closed are written again, the rows it
 * began are closed. $1 the object, $2 the act undone, $3 the act that undoes. Each row has one owner here, so
 * that none is written twice. */
struct table_undo {
  int64_t kind;
  const char *again, *close;
};
static const struct table_undo tables[] = {
  { REG_PERSON,
    "INSERT INTO person_version(person, full_name, sort_key, birth, birth_known, death, sex, ethnic, "
    "citizen_no, phone,"
    " valid_from, valid_to, act_from, act_to) SELECT person, full_name, sort_key, birth, birth_known, death, "
    "sex,"
    " ethnic, citizen_no, phone, valid_from, valid_to, CAST($3 AS BIGINT), 9223372036854775807 FROM "
    "person_version"
    " WHERE person = $1 AND act_to = $2",
    "UPDATE person_version SET act_to = $3 WHERE person = $1 AND act_from = $2 AND act_to = "
    "9223372036854775807" },
  { REG_PERSON,
    "INSERT INTO membership(person, household, role, valid_from, valid_to, act_from, act_to)"
    " SELECT person, household, role, valid_from, valid_to, CAST($3 AS BIGINT), 9223372036854775807 FROM "
    "membership"
    " WHERE person = $1 AND act_to = $2",
    "UPDATE membership SET act_to = $3 WHERE person = $1 AND act_from = $2 AND act_to = "
    "9223372036854775807" },
  { REG_PERSON,
    "INSERT INTO link(kind, person, other, valid_from, valid_to, act_from, act_to)"
    " SELECT kind, person, other, valid_from, valid_to, CAST($3 AS BIGINT), 9223372036854775807 FROM link"
    " WHERE person = $1 AND act_to = $2",
    "UPDATE link SET act_to = $3 WHERE person = $1 AND act_from = $2 AND act_to = 9223372036854775807" },
  { REG_HOUSEHOLD,
    "INSERT INTO residence(household, area, address, valid_from, valid_to, act_from, act_to)"
    " SELECT household, area, address, valid_from, valid_to, CAST($3 AS BIGINT), 9223372036854775807 FROM "
    "residence"
    " WHERE household = $1 AND act_to = $2",
    "UPDATE residence SET act_to = $3 WHERE household = $1 AND act_from = $2 AND act_to = "
    "9223372036854775807" },
  { REG_AREA,
    "INSERT INTO area_version(area, code, name, type, parent, valid_from, valid_to, act_from, act_to)"
    " SELECT area, code, name, type, parent, valid_from, valid_to, CAST($3 AS BIGINT), 9223372036854775807"
    " FROM area_version WHERE area = $1 AND act_to = $2",
    "UPDATE area_version SET act_to = $3 WHERE area = $1 AND act_from = $2 AND act_to = "
    "9223372036854775807" },
  { REG_AREA,
    "INSERT INTO area_succession(from_area, to_area, day, share_ppm, basis, act_from, act_to)"
    " SELECT from_area, to_area, day, share_ppm, basis, CAST($3 AS BIGINT), 9223372036854775807 FROM "
    "area_succession"
    " WHERE from_area = $1 AND act_to = $2",
    "UPDATE area_succession SET act_to = $3 WHERE from_area = $1 AND act_from = $2 AND act_to = "
    "9223372036854775807" },
  { REG_GRANT,
    "INSERT INTO grant_version(grant_id, cases, amount, decision_no, decided, filed, signer, first_month, "
    "last_month,"
    " payee, paying_point, act_from, act_to) SELECT grant_id, cases, amount, decision_no, decided, filed, "
    "signer,"
    " first_month, last_month, payee, paying_point, CAST($3 AS BIGINT), 9223372036854775807 FROM "
    "grant_version"
    " WHERE grant_id = $1 AND act_to = $2",
    "UPDATE grant_version SET act_to = $3 WHERE grant_id = $1 AND act_from = $2 AND act_to = "
    "9223372036854775807" },
  { REG_GRANT,
    "INSERT INTO grant_suspension(grant_id, from_month, to_month, reason, act_from, act_to)"
    " SELECT grant_id, from_month, to_month, reason, CAST($3 AS BIGINT), 9223372036854775807 FROM "
    "grant_suspension"
    " WHERE grant_id = $1 AND act_to = $2",
    "UPDATE grant_suspension SET act_to = $3 WHERE grant_id = $1 AND act_from = $2 AND act_to = "
    "9223372036854775807" },
  { REG_GRANT,
    "INSERT INTO grant_paid(grant_id, from_month, to_month, amount, act_from, act_to)"
    " SELECT grant_id, from_month, to_month, amount, CAST($3 AS BIGINT), 9223372036854775807 FROM grant_paid"
    " WHERE grant_id = $1 AND act_to = $2",
    "UPDATE grant_paid SET act_to = $3 WHERE grant_id = $1 AND act_from = $2 AND act_to = "
    "9223372036854775807" },
};

/* Facts and records are owned by any kind of subject; $4 is the kind. */
static const struct table_undo of_any_kind[] = {
  { 0,
    "INSERT INTO fact(kind, subject, fact, value, source, valid_from, valid_to, act_from, act_to)"
    " SELECT kind, subject, fact, value, source, valid_from, valid_to, CAST($3 AS BIGINT), "
    "9223372036854775807 FROM fact"
    " WHERE kind = $4 AND subject = $1 AND act_to = $2",
    "UPDATE fact SET act_to = $3 WHERE kind = $4 AND subject = $1 AND act_from = $2 AND act_to = "
    "9223372036854775807" },
  { 0,
    "INSERT INTO record(layout, subject_kind, subject, fields, first, source, valid_from, valid_to, "
    "act_from, "
    "act_to)"
    " SELECT layout, subject_kind, subject, fields, coalesce(first, id), source, valid_from, valid_to, "
    "CAST($3 AS BIGINT),"
    " 9223372036854775807 FROM record WHERE subject_kind = $4 AND subject = $1 AND act_to = $2",
    "UPDATE record SET act_to = $3 WHERE subject_kind = $4 AND subject = $1 AND act_from = $2"
    " AND act_to = 9223372036854775807" },
};

static enum err run_undo(struct db *db, const struct reg_doing *doing, int64_t undone, const char *sql,
                         struct reg_touched object, bool any_kind) {
  struct stmt *s;
  TRY(db_query(db, sql, &s));
  bind_int(s, 1, object.object);
  bind_int(s, 2, undone);
  bind_int(s, 3, doing->number);
  if (any_kind) bind_int(s, 4, object.kind);
  TRY(db_run(s));
  return OK;
}

static enum err undo_object(struct db *db, const struct reg_doing *doing, int64_t undone,
                            struct reg_touched object) {
  for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
    if (tables[i].kind != object.kind) continue;
    TRY(run_undo(db, doing, undone, tables[i].again, object, false));
    TRY(run_undo(db, doing, undone, tables[i].close, object, false));
  }
  for (size_t i = 0; object.kind != REG_GRANT && i < sizeof of_any_kind / sizeof *of_any_kind; i++) {
    TRY(run_undo(db, doing, undone, of_any_kind[i].again, object, true));
    TRY(run_undo(db, doing, undone, of_any_kind[i].close, object, true));
  }
  return OK;
}

/* What one undone act may break although nothing it touched has moved: another took the number meanwhile, an
 * area is lived in. */
static enum err still_possible(struct db *db, struct reg_doing *doing, struct reg_touched object) {
  struct stmt *s;
  if (object.kind == REG_AREA) {
    int64_t used;
    const int64_t args[] = { object.object };
    enum err e = db_int(
        db,
        "SELECT 1 FROM area a WHERE a.id = $1 AND NOT EXISTS (SELECT 1 FROM area_version v"
        " WHERE v.area = $1 AND v.act_to = 9223372036854775807) AND (EXISTS (SELECT 1 FROM residence r"
        " WHERE r.area = $1 AND r.act_to = 9223372036854775807) OR EXISTS (SELECT 1 FROM area_version c"
        " WHERE c.parent = $1 AND c.act_to = 9223372036854775807))",
        1, args, &used);
    if (e == OK) return reg_refuse(doing->refusal, "undone", SAY_area_in_use, NULL, NULL, NULL);
    return e == NOT_FOUND ? OK : e;
  }
  if (object.kind != REG_PERSON) return OK;
  TRY(db_query(db,
               "SELECT o.full_name FROM person_version p JOIN person_version o ON o.citizen_no = p.citizen_no"
               " AND o.person <> p.person AND o.act_to = 9223372036854775807"
               " WHERE p.person = $1 AND p.act_to = 9223372036854775807 LIMIT 1",
               &s));
  bind_int(s, 1, object.object);
  enum err e = db_step(s);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  struct str other = reg_keep(doing->act->arena, col_text(s, 0));
  TRY(db_run(s));
  return reg_refuse(doing->refusal, "undone", SAY_citizen_taken, other.p, NULL, NULL);
}

static enum err what_it_touched(struct db *db, struct reg_doing *doing, int64_t act) {
  struct stmt *s;
  TRY(db_query(db, "SELECT kind, object FROM act_object WHERE act = $1 ORDER BY kind, object", &s));
  bind_int(s, 1, act);
  enum err e;
  while ((e = db_step(s)) == OK) {
    int64_t kind = col_int(s, 0), object = col_int(s, 1);
    if (kind < REG_PERSON || kind > REG_GRANT || object < 1) return reg_damaged(db, "act_object", act);
    reg_touch(doing, kind, object);
  }
  return e == NOT_FOUND ? OK : e;
}

/* Refuses an act there is not, or whose whole the viewer does not see. */
static enum err undoable(struct db *db, struct reg_doing *doing, int64_t act) {
  char number[24];
  int64_t whole;
  snprintf(number, sizeof number, "%lld", (long long)act);
  enum err e = db_int(db, "SELECT whole FROM act WHERE act = $1", 1, &act, &whole);
  if (e == NOT_FOUND) return reg_refuse(doing->refusal, "undone", SAY_no_act, number, NULL, NULL);
  if (e != OK) return e;
  if (whole != 0) return reg_refuse(doing->refusal, "undone", SAY_whole_act, number, NULL, NULL);
  TRY(what_it_touched(db, doing, act));
  if (doing->touched.n == 0)
    return reg_refuse(doing->refusal, "undone", SAY_nothing_to_undo, number, NULL, NULL);
  for (size_t i = 0; i < doing->touched.n; i++) {
    struct reg_touched object = doing->touched.at[i];
    e = reg_sees(doing->viewer, db, object.kind, object.object, reg_at_now(doing->today));
    if (e == NOT_FOUND) return reg_refuse(doing->refusal, "undone", SAY_no_act, number, NULL, NULL);
    if (e != OK) return e;
  }
  return OK;
}

static enum err undo(struct db *db, struct reg_doing *doing, void *context) {
  int64_t undone = *(const int64_t *)context;
  TRY(undoable(db, doing, undone));
  TRY(reg_moved_since(db, doing, undone, "undone"));
  for (size_t i = 0; i < doing->touched.n; i++)
    TRY(undo_object(db, doing, undone, doing->touched.at[i]));
  for (size_t i = 0; i < doing->touched.n; i++)
    TRY(still_possible(db, doing, doing->touched.at[i]));
  return OK;
}

enum err reg_undo(const struct viewer *viewer, struct db *db, const struct reg_act *act, int64_t undone,
                  struct reg_refusal *refusal) {
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "undo");
  reg_sent_int(&doing, undone);
  doing.undoes = undone;
  doing.work = undo;
  doing.context = &undone;
  return reg_act_do(db, &doing);
}

/* ---- free text ---- */

static enum err erase(struct db *db, struct reg_doing *doing, void *context) {
  int64_t of = *(const int64_t *)context, there;
  struct stmt *s;
  char number[24];
  snprintf(number, sizeof number, "%lld", (long long)of);
  enum err e = sees_act(doing->viewer, doing->act->arena, db, of);
  if (e == OK) e = db_int(db, "SELECT 1 FROM act_text WHERE act = $1", 1, &of, &there);
  if (e == NOT_FOUND) return reg_refuse(doing->refusal, "of", SAY_no_text, number, NULL, NULL);
  if (e != OK) return e;
  doing->answer = of;
  TRY(db_query(db, "DELETE FROM act_text WHERE act = $1", &s));
  bind_int(s, 1, of);
  return db_run(s);
}

enum err reg_text_erase(const struct viewer *viewer, struct db *db, const struct reg_act *act, int64_t of,
                        struct reg_refusal *refusal) {
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "text.erase");
  reg_sent_int(&doing, of);
  doing.work = erase;
  doing.context = &of;
  TRY(reg_act_do(db, &doing));
  return db_scrub(db, "VACUUM act_text");
}
