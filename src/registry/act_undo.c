/* Reading an act, taking one back, removing its free text. */
#include "registry/inner.h"

/* ---- reading ---- */

/* The act whose text the act erased: what is to be seen of an erasure is what is to be seen of that. Itself,
 * of any other act. NOT_FOUND. */
static enum err act_spoken_of(struct db *db, int64_t act, int64_t *ret_act) {
  struct stmt *s;
  int64_t of = act;
  TRY(db_query(db, "SELECT answer FROM act WHERE act = $1 AND kind = 'text.erase'", &s));
  bind_int(s, 1, act);
  enum err e = db_step(s);
  bool readable = e != OK || parse_int(col_text(s, 0), &of) == OK;
  if (e == OK) e = db_run(s);
  if (e != OK && e != NOT_FOUND) return e;
  if (!readable) return reg_damaged(db, "act", act);
  *ret_act = of;
  return OK;
}

/* Does the viewer see any of what the act touched, or did it touch nothing? And nothing of what somebody else
 * wrote is of a class he lacks: the act's paper and text speak of that too. */
static enum err sees_act(const struct viewer *viewer, struct arena *a, struct db *db, int64_t seen) {
  VEC(struct reg_touched) all = { 0 };
  struct stmt *s;
  int64_t act;
  if (viewer->area == 0 && reg_barred(viewer) == 0) return OK;
  TRY(act_spoken_of(db, seen, &act));
  TRY(reg_act_of_his_classes(viewer, db, act));
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

/* What one undone act may break although nothing it touched has moved: another took the number meanwhile, an
 * area is lived in. */
static enum err still_possible(struct db *db, struct reg_doing *doing, struct reg_touched object) {
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
  const int64_t args[] = { object.object };
  int64_t other;
  enum err e = db_int(db,
                      "SELECT o.person FROM person_version p JOIN person_version o ON o.citizen_no ="
                      " p.citizen_no AND o.person <> p.person AND o.act_to = 9223372036854775807"
                      " WHERE p.person = $1 AND p.act_to = 9223372036854775807 LIMIT 1",
                      1, args, &other);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  return reg_refuse_taken(db, doing, "undone", other);
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

/* What he sees today. Also what his own act took out of his sight, while nobody has touched it since: nothing
 * is told him by it. NOT_FOUND. */
static enum err may_take_back(struct db *db, const struct reg_doing *doing, int64_t act, bool own,
                              struct reg_touched object) {
  struct reg_at now = reg_at_now(doing->today), before = { doing->today, act - 1 };
  if (object.kind == REG_AREA) return reg_area_sees(doing->viewer, db, object.object, now);
  enum err e = reg_sees(doing->viewer, db, object.kind, object.object, now);
  int64_t later;
  if (e != NOT_FOUND || !own) return e;
  e = reg_touched_after(db, object, act, &later);
  if (e != NOT_FOUND) return e == OK ? NOT_FOUND : e;
  return reg_sees(doing->viewer, db, object.kind, object.object, before);
}

/* It was taken back already: refuses, naming what would have to be taken back in its place, if anything. */
static enum err not_taken_back(struct db *db, struct reg_doing *doing, int64_t act) {
  struct reg_standing now;
  TRY(reg_undo_standing(db, doing->touched.at[0], act, &now));
  if (now.last == act) return OK;
  return reg_refuse_moved(db, doing, "undone", now.stands ? SAY_undone_again : SAY_undone_already,
                          (const int64_t[]) { act, now.last });
}

/* Refuses an act there is not, or whose whole the viewer may not take back. */
static enum err undoable(struct db *db, struct reg_doing *doing, int64_t act) {
  char number[24];
  int64_t whole, own;
  const int64_t args[] = { act, doing->viewer->account };
  snprintf(number, sizeof number, "%lld", (long long)act);
  enum err e = db_int(db, "SELECT whole FROM act WHERE act = $1", 1, &act, &whole);
  if (e == NOT_FOUND) return reg_refuse(doing->refusal, "undone", SAY_no_act, number, NULL, NULL);
  if (e != OK) return e;
  if (whole != 0) return reg_refuse(doing->refusal, "undone", SAY_whole_act, number, NULL, NULL);
  e = reg_act_of_his_classes(doing->viewer, db, act);
  if (e == NOT_FOUND) return reg_refuse(doing->refusal, "undone", SAY_no_act, number, NULL, NULL);
  if (e != OK) return e;
  TRY(db_int(db, "SELECT count(*) FROM act WHERE act = $1 AND account = $2", 2, args, &own));
  TRY(what_it_touched(db, doing, act));
  if (doing->touched.n == 0)
    return reg_refuse(doing->refusal, "undone", SAY_nothing_to_undo, number, NULL, NULL);
  for (size_t i = 0; i < doing->touched.n; i++) {
    e = may_take_back(db, doing, act, own == 1, doing->touched.at[i]);
    if (e == NOT_FOUND) return reg_refuse(doing->refusal, "undone", SAY_no_act, number, NULL, NULL);
    if (e != OK) return e;
  }
  return not_taken_back(db, doing, act);
}

struct undoing {
  int64_t undone;
  const struct reg_vocabulary *v;
};

static enum err undo(struct db *db, struct reg_doing *doing, void *context) {
  const struct undoing *x = context;
  int64_t undone = x->undone;
  TRY(undoable(db, doing, undone));
  size_t n = doing->touched.n;
  struct reg_undone *each = NEW_ARRAY(doing->act->arena, struct reg_undone, n);
  for (size_t i = 0; i < n; i++) {
    each[i] =
        (struct reg_undone) { .doing = doing, .v = x->v, .act = undone, .object = doing->touched.at[i] };
    TRY(reg_undo_look(db, &each[i]));
  }
  for (size_t i = 0; i < n; i++)
    TRY(reg_undo_rows(db, &each[i]));
  for (size_t i = 0; i < n; i++) {
    TRY(reg_undo_fits(db, &each[i]));
    TRY(still_possible(db, doing, each[i].object));
  }
  return OK;
}

enum err reg_undo(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                  const struct reg_vocabulary *v, int64_t undone, struct reg_refusal *refusal) {
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "undo");
  struct undoing x = { undone, v };
  reg_sent_int(&doing, undone);
  doing.undoes = undone;
  doing.work = undo;
  doing.context = &x;
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
  enum err e = reg_act_do(db, &doing);
  /* Asked again of what is erased: the files may hold it still. */
  bool gone = e == INVALID && str_is(str_of(refusal->code), "no_text");
  if (e != OK && !gone) return e;
  enum err scrubbed = db_scrub(db, "VACUUM act_text", "act_text");
  return scrubbed == OK ? e : scrubbed;
}
