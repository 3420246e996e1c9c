/* Acts on where and with whom: households, moves, memberships, links. */
#include "registry/inner.h"

static const char *const roles[] = { "head", "spouse", "child", "parent", "grandchild", "sibling", "other" };
enum { ROLES = sizeof roles / sizeof *roles };

struct home_act {
  const struct reg_act *act;
  struct reg_refusal *refusal;
  int64_t person, household, area, other;
  struct str role, address, kind;
  date from, to;
};

static enum err finish(struct db *db, struct home_act *x, const char *action, const char *object,
                       int64_t id) {
  char day[11];
  return reg_audit(db, x->act, action, object, id, date_iso(x->from, day));
}

/* ---- where ---- */

static enum err write_residence(struct db *db, const struct home_act *x, date from, date to, int64_t area,
                                struct str address) {
  assert(from < to);
  struct stmt *s;
  TRY(db_query(db,
               "INSERT INTO residence(household, area, address, valid_from, valid_to, rec_from, rec_to)"
               " VALUES ($1, $2, $3, $4, $5, $6, 2932896)",
               &s));
  bind_int(s, 1, x->household);
  bind_int(s, 2, area);
  bind_text(s, 3, address);
  bind_int(s, 4, from);
  bind_int(s, 5, to);
  bind_int(s, 6, x->act->today);
  return db_run(s);
}

static enum err household_add(struct db *db, void *context) {
  struct home_act *x = context;
  TRY(reg_area_check(db, x->area, x->from, "area", x->refusal));
  TRY(reg_new_id(db, "INSERT INTO household(id) VALUES (NULL)", "SELECT max(id) FROM household",
                 &x->household));
  TRY(write_residence(db, x, x->from, DATE_MAX, x->area, x->address));
  return finish(db, x, "household.add", "household", x->household);
}

enum err reg_household_add(struct db *db, const struct reg_act *act, int64_t area, struct str address,
                           date from, int64_t *ret_household, struct reg_refusal *refusal) {
  assert(ret_household != NULL);
  TRY(reg_act_check(act, refusal));
  TRY(reg_text_check(address, "address", REG_TEXT_MAX, false, refusal));
  struct home_act x = { .act = act, .refusal = refusal, .area = area, .address = address, .from = from };
  TRY(db_transaction(db, household_add, &x));
  *ret_household = x.household;
  return OK;
}

static enum err move(struct db *db, void *context) {
  struct home_act *x = context;
  char day[11];
  TRY(reg_subject_check(db, REG_HOUSEHOLD, x->household, "household", x->refusal));
  TRY(reg_area_check(db, x->area, x->from, "area", x->refusal));
  struct stmt *s;
  TRY(db_query(
      db,
      "SELECT rowid, area, address, valid_from, valid_to, rec_from FROM residence WHERE household = $1"
      " AND rec_to = 2932896 AND valid_from <= $2 AND valid_to > $2 LIMIT 1",
      &s));
  bind_int(s, 1, x->household);
  bind_int(s, 2, x->from);
  enum err e = db_step(s);
  if (e == NOT_FOUND)
    return reg_refuse(x->refusal, "from", SAY_not_on_day, date_vn(x->from, day), NULL, NULL);
  if (e != OK) return e;
  int64_t row = col_int(s, 0), area = col_int(s, 1);
  struct str address = reg_keep(x->act->arena, col_text(s, 2));
  date from = (date)col_int(s, 3), to = (date)col_int(s, 4), rec = (date)col_int(s, 5);
  TRY(db_run(s));
  TRY(reg_recorded_check(x->act, rec, x->refusal));
  if (area == x->area && str_eq(address, x->address))
    return reg_refuse(x->refusal, "area", SAY_same_place, date_vn(x->from, day), NULL, NULL);
  if (from == x->from)
    return reg_refuse(x->refusal, "from", SAY_change_at_start, date_vn(from, day), NULL, NULL);
  TRY(reg_close(db, "UPDATE residence SET rec_to = $2 WHERE rowid = $1", row, x->act->today));
  TRY(write_residence(db, x, from, x->from, area, address));
  TRY(write_residence(db, x, x->from, to, x->area, x->address));
  TRY(finish(db, x, "household.move", "household", x->household));
  return reg_search_touch_household(db, x->act->arena, x->household, x->act->today);
}

enum err reg_move(struct db *db, const struct reg_act *act, int64_t household, int64_t area,
                  struct str address, date from, struct reg_refusal *refusal) {
  TRY(reg_act_check(act, refusal));
  TRY(reg_text_check(address, "address", REG_TEXT_MAX, false, refusal));
  struct home_act x = {
    .act = act, .refusal = refusal, .household = household, .area = area, .address = address, .from = from
  };
  return db_transaction(db, move, &x);
}

/* ---- with whom ---- */

static enum err role_check(struct home_act *x) {
  for (int i = 0; i < ROLES; i++)
    if (str_is(x->role, roles[i])) return OK;
  struct buf list = buf_new(x->act->arena, 200), role = buf_new(x->act->arena, 100);
  for (int i = 0; i < ROLES; i++) {
    if (i > 0) buf_z(&list, ", ");
    buf_z(&list, roles[i]);
  }
  buf_str(&role, x->role);
  return reg_refuse(x->refusal, "role", SAY_role_unknown, role.p, list.p, NULL);
}

static enum err one_household(struct db *db, const struct home_act *x) {
  struct stmt *s;
  TRY(db_query(db,
               "SELECT valid_from, valid_to FROM membership WHERE person = $1 AND rec_to = 2932896"
               " AND valid_from < $3 AND valid_to > $2 ORDER BY valid_from LIMIT 1",
               &s));
  bind_int(s, 1, x->person);
  bind_int(s, 2, x->from);
  bind_int(s, 3, x->to);
  enum err e = db_step(s);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  date from = (date)col_int(s, 0), to = (date)col_int(s, 1);
  TRY(db_run(s));
  return reg_refuse_span(x->refusal, "household", SAY_membership_overlap, from, to);
}

static enum err one_head(struct db *db, const struct home_act *x) {
  if (!str_is(x->role, "head")) return OK;
  struct stmt *s;
  TRY(db_query(db,
               "SELECT p.full_name FROM membership m JOIN person_version p ON p.person = m.person AND "
               "p.rec_to = 2932896"
               " WHERE m.household = $1 AND m.role = 'head' AND m.person <> $2 AND m.rec_to = 2932896"
               " AND m.valid_from < $4 AND m.valid_to > $3 AND (p.death IS NULL OR p.death >= $3)"
               " ORDER BY p.valid_from DESC LIMIT 1",
               &s));
  bind_int(s, 1, x->household);
  bind_int(s, 2, x->person);
  bind_int(s, 3, x->from);
  bind_int(s, 4, x->to);
  enum err e = db_step(s);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  struct str name = reg_keep(x->act->arena, col_text(s, 0));
  TRY(db_run(s));
  return reg_refuse(x->refusal, "role", SAY_second_head, name.p, NULL, NULL);
}

static enum err write_membership(struct db *db, const struct home_act *x, int64_t household, struct str role,
                                 date from, date to) {
  assert(from < to && household > 0);
  struct stmt *s;
  TRY(db_query(db,
               "INSERT INTO membership(person, household, role, valid_from, valid_to, rec_from, rec_to)"
               " VALUES ($1, $2, $3, $4, $5, $6, 2932896)",
               &s));
  bind_int(s, 1, x->person);
  bind_int(s, 2, household);
  bind_text(s, 3, role);
  bind_int(s, 4, from);
  bind_int(s, 5, to);
  bind_int(s, 6, x->act->today);
  return db_run(s);
}

static enum err touch(struct db *db, struct home_act *x, int64_t old_household) {
  if (old_household > 0) TRY(reg_search_touch_household(db, x->act->arena, old_household, x->act->today));
  if (x->household > 0 && x->household != old_household)
    TRY(reg_search_touch_household(db, x->act->arena, x->household, x->act->today));
  return reg_search_touch(db, x->act->arena, x->person, x->act->today);
}

static enum err membership_add(struct db *db, void *context) {
  struct home_act *x = context;
  TRY(reg_subject_check(db, REG_PERSON, x->person, "person", x->refusal));
  TRY(reg_subject_check(db, REG_HOUSEHOLD, x->household, "household", x->refusal));
  TRY(one_household(db, x));
  TRY(one_head(db, x));
  TRY(write_membership(db, x, x->household, x->role, x->from, x->to));
  TRY(finish(db, x, "membership.add", "person", x->person));
  return touch(db, x, 0);
}

enum err reg_membership_add(struct db *db, const struct reg_act *act, int64_t person, int64_t household,
                            struct str role, date from, date to, struct reg_refusal *refusal) {
  TRY(reg_act_check(act, refusal));
  struct home_act x = { .act = act,
                        .refusal = refusal,
                        .person = person,
                        .household = household,
                        .role = role,
                        .from = from,
                        .to = to };
  TRY(role_check(&x));
  TRY(reg_span_check(from, to, refusal));
  return db_transaction(db, membership_add, &x);
}

struct old_membership {
  int64_t row, household;
  struct str role;
  date from, to;
};

static enum err old_membership(struct db *db, struct home_act *x, const char *field,
                               struct old_membership *ret_old) {
  struct stmt *s;
  char day[11];
  TRY(reg_subject_check(db, REG_PERSON, x->person, "person", x->refusal));
  if (x->household > 0) TRY(reg_subject_check(db, REG_HOUSEHOLD, x->household, "household", x->refusal));
  TRY(db_query(
      db,
      "SELECT rowid, household, role, valid_from, valid_to, rec_from FROM membership WHERE person = $1"
      " AND rec_to = 2932896 AND valid_from <= $2 AND valid_to > $2 ORDER BY valid_from, rowid LIMIT 1",
      &s));
  bind_int(s, 1, x->person);
  bind_int(s, 2, x->from);
  enum err e = db_step(s);
  if (e == NOT_FOUND) return reg_refuse(x->refusal, field, SAY_not_on_day, date_vn(x->from, day), NULL, NULL);
  if (e != OK) return e;
  *ret_old = (struct old_membership) { col_int(s, 0), col_int(s, 1), reg_keep(x->act->arena, col_text(s, 2)),
                                       (date)col_int(s, 3), (date)col_int(s, 4) };
  date rec = (date)col_int(s, 5);
  TRY(db_run(s));
  return reg_recorded_check(x->act, rec, x->refusal);
}

static enum err membership_change(struct db *db, void *context) {
  struct home_act *x = context;
  struct old_membership old;
  char day[11];
  TRY(old_membership(db, x, "from", &old));
  if (old.from == x->from)
    return reg_refuse(x->refusal, "from", SAY_change_at_start, date_vn(old.from, day), NULL, NULL);
  x->to = old.to;
  if (x->household > 0) TRY(one_head(db, x));
  TRY(reg_close(db, "UPDATE membership SET rec_to = $2 WHERE rowid = $1", old.row, x->act->today));
  TRY(write_membership(db, x, old.household, old.role, old.from, x->from));
  if (x->household > 0) TRY(write_membership(db, x, x->household, x->role, x->from, x->to));
  TRY(finish(db, x, "membership.change", "person", x->person));
  return touch(db, x, old.household);
}

enum err reg_membership_change(struct db *db, const struct reg_act *act, int64_t person, int64_t household,
                               struct str role, date from, struct reg_refusal *refusal) {
  TRY(reg_act_check(act, refusal));
  struct home_act x = {
    .act = act, .refusal = refusal, .person = person, .household = household, .role = role, .from = from
  };
  if (household > 0) TRY(role_check(&x));
  return db_transaction(db, membership_change, &x);
}

static enum err membership_correct(struct db *db, void *context) {
  struct home_act *x = context;
  struct old_membership old;
  TRY(old_membership(db, x, "on", &old));
  date on = x->from;
  TRY(reg_close(db, "UPDATE membership SET rec_to = $2 WHERE rowid = $1", old.row, x->act->today));
  x->from = old.from;
  x->to = old.to;
  if (x->household > 0) {
    TRY(one_head(db, x));
    TRY(write_membership(db, x, x->household, x->role, old.from, old.to));
  }
  x->from = on;
  TRY(finish(db, x, "membership.correct", "person", x->person));
  return touch(db, x, old.household);
}

enum err reg_membership_correct(struct db *db, const struct reg_act *act, int64_t person, date on,
                                int64_t household, struct str role, struct reg_refusal *refusal) {
  TRY(reg_act_check(act, refusal));
  struct home_act x = {
    .act = act, .refusal = refusal, .person = person, .household = household, .role = role, .from = on
  };
  if (household > 0) TRY(role_check(&x));
  return db_transaction(db, membership_correct, &x);
}

/* ---- links ---- */

static enum err link_kind(struct db *db, struct home_act *x, int64_t *ret_kind) {
  enum err e = reg_symbol_find(db, x->kind, ret_kind);
  if (e != NOT_FOUND) return e;
  struct buf name = buf_new(x->act->arena, 100);
  buf_str(&name, x->kind);
  return reg_refuse(x->refusal, "kind", SAY_symbol_unknown, name.p, NULL, NULL);
}

static enum err write_link(struct db *db, const struct home_act *x, int64_t kind, date from, date to) {
  assert(from < to);
  struct stmt *s;
  TRY(db_query(db,
               "INSERT INTO link(kind, person, other, valid_from, valid_to, rec_from, rec_to)"
               " VALUES ($1, $2, $3, $4, $5, $6, 2932896)",
               &s));
  bind_int(s, 1, kind);
  bind_int(s, 2, x->person);
  bind_int(s, 3, x->other);
  bind_int(s, 4, from);
  bind_int(s, 5, to);
  bind_int(s, 6, x->act->today);
  return db_run(s);
}

static enum err old_link(struct db *db, const struct home_act *x, int64_t kind, int64_t *ret_row,
                         struct reg_period *ret_p) {
  struct stmt *s;
  TRY(db_query(db,
               "SELECT rowid, valid_from, valid_to, rec_from, rec_to FROM link WHERE kind = $1 AND person = "
               "$2 AND other = $3"
               " AND rec_to = 2932896 AND valid_from < $5 AND valid_to > $4 ORDER BY valid_from LIMIT 1",
               &s));
  bind_int(s, 1, kind);
  bind_int(s, 2, x->person);
  bind_int(s, 3, x->other);
  bind_int(s, 4, x->from);
  bind_int(s, 5, x->to);
  TRY(db_step(s));
  *ret_row = col_int(s, 0);
  reg_read_period(s, 1, ret_p);
  return db_run(s);
}

static enum err link_add(struct db *db, void *context) {
  struct home_act *x = context;
  int64_t kind, row;
  struct reg_period old;
  TRY(link_kind(db, x, &kind));
  TRY(reg_subject_check(db, REG_PERSON, x->person, "person", x->refusal));
  TRY(reg_subject_check(db, REG_PERSON, x->other, "other", x->refusal));
  enum err e = old_link(db, x, kind, &row, &old);
  if (e == OK) return reg_refuse_span(x->refusal, "other", SAY_link_twice, old.valid_from, old.valid_to);
  if (e != NOT_FOUND) return e;
  TRY(write_link(db, x, kind, x->from, x->to));
  return finish(db, x, "link.add", "person", x->person);
}

enum err reg_link_add(struct db *db, const struct reg_act *act, struct str kind, int64_t person,
                      int64_t other, date from, date to, struct reg_refusal *refusal) {
  TRY(reg_act_check(act, refusal));
  TRY(reg_span_check(from, to, refusal));
  if (person == other) return reg_refuse(refusal, "other", SAY_self, NULL, NULL, NULL);
  struct home_act x = {
    .act = act, .refusal = refusal, .person = person, .other = other, .kind = kind, .from = from, .to = to
  };
  return db_transaction(db, link_add, &x);
}

static enum err link_end(struct db *db, void *context) {
  struct home_act *x = context;
  int64_t kind, row;
  struct reg_period old;
  char day[11];
  TRY(link_kind(db, x, &kind));
  enum err e = old_link(db, x, kind, &row, &old);
  if (e == NOT_FOUND) return reg_refuse(x->refusal, "day", SAY_not_on_day, date_vn(x->from, day), NULL, NULL);
  if (e != OK) return e;
  TRY(reg_recorded_check(x->act, old.rec_from, x->refusal));
  if (old.valid_from >= x->from)
    return reg_refuse(x->refusal, "day", SAY_change_at_start, date_vn(old.valid_from, day), NULL, NULL);
  TRY(reg_close(db, "UPDATE link SET rec_to = $2 WHERE rowid = $1", row, x->act->today));
  TRY(write_link(db, x, kind, old.valid_from, x->from));
  return finish(db, x, "link.end", "person", x->person);
}

enum err reg_link_end(struct db *db, const struct reg_act *act, struct str kind, int64_t person,
                      int64_t other, date day, struct reg_refusal *refusal) {
  TRY(reg_act_check(act, refusal));
  assert(day < DATE_MAX);
  struct home_act x = {
    .act = act, .refusal = refusal, .person = person, .other = other, .kind = kind, .from = day, .to = day + 1
  };
  return db_transaction(db, link_end, &x);
}
