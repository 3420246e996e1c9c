/* Reading people, households and links as of a day and an act. */
#include "registry/inner.h"

/* ---- people ---- */

bool reg_person_of_row(struct arena *a, struct stmt *s, int64_t act, struct reg_person *ret_p) {
  bool ok = true;
  struct str sex = col_text(s, 8);
  struct reg_person p = { .id = col_int(s, 0),
                          .full_name = reg_col_words(a, s, 1, &ok),
                          .ethnic = reg_col_words(a, s, 2, &ok),
                          .citizen_no = reg_col_words(a, s, 3, &ok),
                          .phone = reg_col_words(a, s, 4, &ok),
                          .birth = reg_col_date(s, 5, &ok),
                          .birth_known = (int)col_int(s, 6),
                          .dead = !col_null(s, 7),
                          .death = col_null(s, 7) ? 0 : reg_col_date(s, 7, &ok),
                          .sex = str_is(sex, "female") ? REG_FEMALE : REG_MALE,
                          .period = reg_col_period(s, 9, act, &ok) };
  if (p.birth_known < 1 || p.birth_known > 3 || (p.dead && p.death < p.birth) || p.full_name.n == 0)
    ok = false;
  if (p.sex == REG_MALE && !str_is(sex, "male")) ok = false;
  if (ok) *ret_p = p;
  return ok;
}

enum err reg_read_person(struct arena *a, struct db *db, struct stmt *s, int64_t act,
                         struct reg_person *ret_p) {
  return reg_person_of_row(a, s, act, ret_p) ? OK : reg_damaged(db, "person_version", col_int(s, 13));
}

/* What a viewer without the class is not told of a person. */
static void veil(const struct viewer *viewer, struct reg_person *p) {
  if ((viewer->classes & VIEWER_SENSITIVE) == 0) p->ethnic = S("");
}

enum err reg_person_get(const struct viewer *viewer, struct arena *a, struct db *db, int64_t person,
                        struct reg_at at, struct reg_person *ret_p) {
  assert(viewer != NULL && ret_p != NULL);
  struct stmt *s;
  struct reg_person p;
  TRY(reg_sees(viewer, db, REG_PERSON, person, at));
  TRY(db_query(
      db,
      "SELECT person, full_name, ethnic, citizen_no, phone, birth, birth_known, death, sex, valid_from,"
      " valid_to, act_from, act_to, id FROM person_version WHERE person = $1 AND valid_from <= $2"
      " AND valid_to > $2 AND act_from <= $3 AND act_to > $3 ORDER BY id DESC LIMIT 1",
      &s));
  bind_int(s, 1, person);
  bind_int(s, 2, at.valid);
  bind_int(s, 3, at.act);
  TRY(db_step(s));
  TRY(reg_read_person(a, db, s, at.act, &p));
  veil(viewer, &p);
  *ret_p = p;
  return db_run(s);
}

enum err reg_person_history(const struct viewer *viewer, struct arena *a, struct db *db, int64_t person,
                            struct reg_at at, struct reg_person_list *ret_list) {
  VEC(struct reg_person) v = { 0 };
  struct stmt *s;
  TRY(reg_sees(viewer, db, REG_PERSON, person, at));
  TRY(db_query(
      db,
      "SELECT person, full_name, ethnic, citizen_no, phone, birth, birth_known, death, sex, valid_from,"
      " valid_to, act_from, act_to, id FROM person_version WHERE person = $1 AND act_from <= $2"
      " ORDER BY act_from, valid_from, id",
      &s));
  bind_int(s, 1, person);
  bind_int(s, 2, at.act);
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (v.n >= REG_LIST_MAX) return reg_full(s);
    struct reg_person *p = VEC_PUSH(a, &v);
    TRY(reg_read_person(a, db, s, at.act, p));
    veil(viewer, p);
  }
  LIST_END(e, v, ret_list);
}

/* ---- households ---- */

/* person, household, role, the period, id. */
static enum err read_membership(struct arena *a, struct db *db, struct stmt *s, int64_t act,
                                struct reg_membership *ret_m) {
  bool ok = true;
  struct reg_membership m = { .person = col_int(s, 0),
                              .household = col_int(s, 1),
                              .role = reg_col_words(a, s, 2, &ok),
                              .period = reg_col_period(s, 3, act, &ok) };
  if (!ok || m.person < 1 || m.household < 1) return reg_damaged(db, "membership", col_int(s, 7));
  *ret_m = m;
  return OK;
}

enum err reg_household_of(const struct viewer *viewer, struct arena *a, struct db *db, int64_t person,
                          struct reg_month_at at, struct reg_household_found *ret_found) {
  assert(viewer != NULL && ret_found != NULL);
  date first = month_first(at.m), last = month_last(at.m);
  struct reg_household_found found = { 0 };
  struct stmt *s;
  TRY(reg_sees_month(viewer, db, REG_PERSON, person, at));
  TRY(db_query(db,
               "SELECT m.person, m.household, m.role, m.valid_from, m.valid_to, m.act_from, m.act_to, m.id"
               " FROM membership m WHERE m.person = $1 AND " REG_SQL_IN_MONTH("m", "$2", "$3", "$4")
                   REG_SQL_IN_ORDER("m"),
               &s));
  bind_int(s, 1, person);
  bind_int(s, 2, first);
  bind_int(s, 3, last);
  bind_int(s, 4, at.act);
  TRY(db_step(s));
  TRY(read_membership(a, db, s, at.act, &found.membership));
  enum err e = db_step(s);
  found.several = e == OK && col_int(s, 3) <= first;
  if (e == OK) e = db_run(s);
  if (e != OK && e != NOT_FOUND) return e;
  *ret_found = found;
  return OK;
}

enum err reg_household_members(const struct viewer *viewer, struct arena *a, struct db *db, int64_t household,
                               struct reg_month_at at, struct reg_membership_list *ret_list) {
  VEC(struct reg_membership) v = { 0 };
  struct stmt *s;
  TRY(reg_sees_month(viewer, db, REG_HOUSEHOLD, household, at));
  TRY(db_query(
      db,
      "SELECT m.person, m.household, m.role, m.valid_from, m.valid_to, m.act_from, m.act_to, m.id"
      " FROM membership m WHERE m.household = $1 AND " REG_SQL_IN_MONTH(
          "m", "$2", "$3",
          "$4") " AND m.id = " REG_SQL_MEMBERSHIP_OF_MONTH("id", "m.person", "$2", "$3",
                                                           "$4") " ORDER BY CASE WHEN m.role = 'head' THEN 0 "
                                                                 "ELSE 1 END, (SELECT min(p.birth) FROM "
                                                                 "person_version p"
                                                                 " WHERE p.person = m.person AND p.act_from "
                                                                 "<= $4 AND p.act_to > $4), m.person",
      &s));
  bind_int(s, 1, household);
  bind_int(s, 2, month_first(at.m));
  bind_int(s, 3, month_last(at.m));
  bind_int(s, 4, at.act);
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (v.n >= REG_LIST_MAX) return reg_full(s);
    TRY(read_membership(a, db, s, at.act, VEC_PUSH(a, &v)));
  }
  LIST_END(e, v, ret_list);
}

enum err reg_membership_history(const struct viewer *viewer, struct arena *a, struct db *db, int64_t person,
                                struct reg_at at, struct reg_membership_list *ret_list) {
  VEC(struct reg_membership) v = { 0 };
  struct stmt *s;
  TRY(reg_sees(viewer, db, REG_PERSON, person, at));
  TRY(db_query(db,
               "SELECT person, household, role, valid_from, valid_to, act_from, act_to, id FROM membership"
               " WHERE person = $1 AND act_from <= $2 ORDER BY act_from, valid_from, id",
               &s));
  bind_int(s, 1, person);
  bind_int(s, 2, at.act);
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (v.n >= REG_LIST_MAX) return reg_full(s);
    TRY(read_membership(a, db, s, at.act, VEC_PUSH(a, &v)));
  }
  LIST_END(e, v, ret_list);
}

/* household, area, address, the period, id. */
static enum err read_residence(struct arena *a, struct db *db, struct stmt *s, int64_t act,
                               struct reg_residence *ret_r) {
  bool ok = true;
  struct reg_residence r = { .household = col_int(s, 0),
                             .area = col_int(s, 1),
                             .address = reg_col_words(a, s, 2, &ok),
                             .period = reg_col_period(s, 3, act, &ok) };
  if (!ok || r.household < 1 || r.area < 1) return reg_damaged(db, "residence", col_int(s, 7));
  *ret_r = r;
  return OK;
}

enum err reg_residence_get(const struct viewer *viewer, struct arena *a, struct db *db, int64_t household,
                           struct reg_at at, struct reg_residence *ret_r) {
  assert(viewer != NULL && ret_r != NULL);
  struct stmt *s;
  TRY(reg_sees(viewer, db, REG_HOUSEHOLD, household, at));
  TRY(db_query(
      db,
      "SELECT household, area, address, valid_from, valid_to, act_from, act_to, id FROM residence"
      " WHERE household = $1 AND valid_from <= $2 AND valid_to > $2 AND act_from <= $3 AND act_to > $3"
      " ORDER BY id DESC LIMIT 1",
      &s));
  bind_int(s, 1, household);
  bind_int(s, 2, at.valid);
  bind_int(s, 3, at.act);
  TRY(db_step(s));
  TRY(read_residence(a, db, s, at.act, ret_r));
  return db_run(s);
}

enum err reg_residence_history(const struct viewer *viewer, struct arena *a, struct db *db, int64_t household,
                               struct reg_at at, struct reg_residence_list *ret_list) {
  VEC(struct reg_residence) v = { 0 };
  struct stmt *s;
  TRY(reg_sees(viewer, db, REG_HOUSEHOLD, household, at));
  TRY(db_query(db,
               "SELECT household, area, address, valid_from, valid_to, act_from, act_to, id FROM residence"
               " WHERE household = $1 AND act_from <= $2 ORDER BY act_from, valid_from, id",
               &s));
  bind_int(s, 1, household);
  bind_int(s, 2, at.act);
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (v.n >= REG_LIST_MAX) return reg_full(s);
    TRY(read_residence(a, db, s, at.act, VEC_PUSH(a, &v)));
  }
  LIST_END(e, v, ret_list);
}

static int by_id(const void *x, const void *y) {
  int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
  return (a > b) - (a < b);
}

struct ids {
  int64_t *at;
  size_t n, cap;
};

static enum err households_at(struct arena *a, struct db *db, int64_t area, int64_t after, struct reg_at at,
                              struct ids *v) {
  struct stmt *s;
  TRY(db_query(db,
               "SELECT household FROM residence WHERE area = $1 AND household > $2 AND valid_from <= $3"
               " AND valid_to > $3 AND act_from <= $4 AND act_to > $4",
               &s));
  bind_int(s, 1, area);
  bind_int(s, 2, after);
  bind_int(s, 3, at.valid);
  bind_int(s, 4, at.act);
  enum err e;
  while ((e = db_step(s)) == OK)
    *VEC_PUSH(a, v) = col_int(s, 0);
  return e == NOT_FOUND ? OK : e;
}

enum err reg_households_in(const struct viewer *viewer, struct arena *a, struct db *db,
                           const struct reg_household_ask *ask, struct reg_at at,
                           struct reg_id_list *ret_list) {
  assert(viewer != NULL && ask->max > 0 && ask->max <= REG_LIST_MAX);
  struct ids v = { 0 };
  int64_t top;
  TRY(db_int(db, "SELECT coalesce(max(id), 0) FROM area", 0, NULL, &top));
  /* Also areas merged away since: old addresses still point at them. */
  for (int64_t id = 1; id <= top; id++)
    if (reg_area_within(ask->areas, id, ask->area) && reg_area_seen(ask->areas, id, viewer->area))
      TRY(households_at(a, db, id, ask->after, at, &v));
  if (v.n > 1) qsort(v.at, v.n, sizeof *v.at, by_id);
  int n = 0;
  for (size_t i = 0; i < v.n && n < ask->max; i++)
    if (n == 0 || v.at[n - 1] != v.at[i]) v.at[n++] = v.at[i];
  ret_list->at = v.at;
  ret_list->n = n;
  return OK;
}

enum err reg_links_of(const struct viewer *viewer, struct arena *a, struct db *db, int64_t person,
                      struct reg_at at, struct reg_link_list *ret_list) {
  VEC(struct reg_link) v = { 0 };
  struct stmt *s;
  TRY(reg_sees(viewer, db, REG_PERSON, person, at));
  TRY(db_query(db,
               "SELECT kind, person, other, valid_from, valid_to, act_from, act_to, id FROM link"
               " WHERE (person = $1 OR other = $1) AND valid_from <= $2 AND valid_to > $2 AND act_from <= $3"
               " AND act_to > $3 ORDER BY kind, person, other, id",
               &s));
  bind_int(s, 1, person);
  bind_int(s, 2, at.valid);
  bind_int(s, 3, at.act);
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (v.n >= REG_LIST_MAX) return reg_full(s);
    bool ok = true;
    struct reg_link *l = VEC_PUSH(a, &v);
    *l = (struct reg_link) { col_int(s, 0), col_int(s, 1), col_int(s, 2), reg_col_period(s, 3, at.act, &ok) };
    if (!ok || l->kind < 1 || l->person == l->other) return reg_damaged(db, "link", col_int(s, 7));
  }
  LIST_END(e, v, ret_list);
}
