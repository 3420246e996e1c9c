/* Listing. Everybody is read table by table into arrays by id: following each person from table to table
 * would take the database several times as long. */
#include "registry/inner.h"
#include "registry/listing.h"

#define BELIEVED "act_from <= $1 AND act_to > $1"
#define IN_FORCE BELIEVED " AND valid_from <= $2 AND valid_to > $2"
#define VERSION                                                                                              \
  "SELECT person, full_name, sort_key, birth, birth_known, death, citizen_no, phone FROM person_version "    \
  "WHERE "

struct everybody {
  struct arena *a;
  struct db *db;
  struct reg_at at;
  const struct reg_listing *listing;
  int64_t people, households;    /* highest ids */
  int32_t *household_of, *since; /* by person: of two by mistake the earlier, as everywhere */
  uint8_t *is_head, *has_grant;
  int32_t *area_of, *lives_since; /* by household */
  struct str *head_name;
};

/* A row of person_version as a listed person; false when it cannot be one. */
static bool read_listed(struct stmt *q, struct reg_listed *ret_p) {
  struct reg_listed p = { .person = col_int(q, 0),
                          .name = col_text(q, 1),
                          .sort_key = col_text(q, 2),
                          .dead = !col_null(q, 5),
                          .head = S(""),
                          .citizen_no = col_null(q, 6) ? S("") : col_text(q, 6),
                          .phone = col_null(q, 7) ? S("") : col_text(q, 7) };
  int64_t birth = col_int(q, 3), known = col_int(q, 4);
  if (p.person <= 0 || p.person > REG_PEOPLE_MAX || birth < DATE_MIN || birth >= DATE_MAX || known < 1 ||
      known > 3)
    return false;
  p.birth = (date)birth;
  p.birth_known = (int)known;
  *ret_p = p;
  return true;
}

static enum err scan(struct everybody *x, const char *sql, bool of_day,
                     enum err (*row)(struct everybody *, struct stmt *)) {
  struct stmt *q;
  TRY(db_scan(x->db, sql, &q));
  bind_int(q, 1, x->at.act);
  if (of_day) bind_int(q, 2, x->at.valid);
  enum err e;
  while ((e = db_step(q)) == OK) {
    enum err made = row(x, q);
    if (made == OK) continue;
    db_reset(q);
    return made;
  }
  return e == NOT_FOUND ? OK : e;
}

static bool is_person(const struct everybody *x, int64_t id) { return id > 0 && id <= x->people; }
static bool is_household(const struct everybody *x, int64_t id) { return id > 0 && id <= x->households; }

static enum err take_membership(struct everybody *x, struct stmt *q) {
  int64_t person = col_int(q, 0), household = col_int(q, 1);
  if (!is_person(x, person) || !is_household(x, household)) return OK;
  bool ok = true;
  date from = reg_col_date(q, 3, &ok);
  if (!ok || (x->household_of[person] && x->since[person] <= from)) return OK;
  x->household_of[person] = (int32_t)household;
  x->since[person] = from;
  x->is_head[person] = str_is(col_text(q, 2), "head");
  return OK;
}

static enum err take_residence(struct everybody *x, struct stmt *q) {
  int64_t household = col_int(q, 0), area = col_int(q, 1);
  bool ok = true;
  date from = reg_col_date(q, 2, &ok);
  if (!ok || !is_household(x, household) || area <= 0 || area > INT32_MAX) return OK;
  if (x->area_of[household] && x->lives_since[household] <= from) return OK;
  x->area_of[household] = (int32_t)area;
  x->lives_since[household] = from;
  return OK;
}

static enum err take_grant(struct everybody *x, struct stmt *q) {
  int64_t person = col_int(q, 0);
  if (is_person(x, person)) x->has_grant[person] = 1;
  return OK;
}

static enum err take_head(struct everybody *x, struct stmt *q) {
  int64_t person = col_int(q, 0);
  if (is_person(x, person) && x->is_head[person])
    x->head_name[x->household_of[person]] = reg_keep(x->a, col_text(q, 1));
  return OK;
}

static enum err take_person(struct everybody *x, struct stmt *q) {
  struct reg_listed p;
  if (!read_listed(q, &p) || !is_person(x, p.person)) return OK;
  p.household = x->household_of[p.person];
  p.is_head = x->is_head[p.person];
  p.has_grant = x->has_grant[p.person];
  if (p.household) {
    p.area = x->area_of[p.household];
    p.head = x->head_name[p.household];
  }
  return x->listing->person(x->listing->context, &p);
}

/* A higher one than can be is one row that is not read, and nobody else's business. */
static enum err highest(struct db *db, const char *sql, int64_t *ret_id) {
  const int64_t most[] = { REG_PEOPLE_MAX };
  enum err e = db_int(db, sql, 1, most, ret_id);
  if (e == NOT_FOUND) *ret_id = 0;
  return e == NOT_FOUND ? OK : e;
}

enum err reg_list_everybody(const struct viewer *viewer, struct arena *scratch, struct db *db,
                            struct reg_at at, const struct reg_listing *listing) {
  assert(viewer && scratch && listing && listing->person);
  struct everybody x = { .a = scratch, .db = db, .at = at, .listing = listing };
  TRY(highest(db, "SELECT max(id) FROM person WHERE id > 0 AND id <= $1", &x.people));
  TRY(highest(db, "SELECT max(id) FROM household WHERE id > 0 AND id <= $1", &x.households));
  x.household_of = NEW_ARRAY(scratch, int32_t, x.people + 1);
  x.since = NEW_ARRAY(scratch, int32_t, x.people + 1);
  x.is_head = NEW_ARRAY(scratch, uint8_t, x.people + 1);
  x.has_grant = NEW_ARRAY(scratch, uint8_t, x.people + 1);
  x.area_of = NEW_ARRAY(scratch, int32_t, x.households + 1);
  x.lives_since = NEW_ARRAY(scratch, int32_t, x.households + 1);
  x.head_name = NEW_ARRAY(scratch, struct str, x.households + 1);
  TRY(scan(&x, "SELECT person, household, role, valid_from FROM membership WHERE " IN_FORCE " ORDER BY id",
           true, take_membership));
  TRY(scan(&x, "SELECT household, area, valid_from FROM residence WHERE " IN_FORCE " ORDER BY id", true,
           take_residence));
  TRY(scan(&x,
           "SELECT g.person FROM grant_version v JOIN grant_ g ON g.id = v.grant_id"
           " WHERE v.act_from <= $1 AND v.act_to > $1 AND v.last_month IS NULL",
           false, take_grant));
  TRY(scan(&x, "SELECT person, full_name FROM person_version WHERE " IN_FORCE, true, take_head));
  return scan(&x, VERSION IN_FORCE, true, take_person);
}

/* ---- one person ---- */

static enum err one_int(struct db *db, const char *sql, int64_t id, struct reg_at at, int64_t *ret_v) {
  const int64_t args[] = { at.act, at.valid, id };
  *ret_v = 0;
  enum err e = db_int(db, sql, 3, args, ret_v);
  return e == NOT_FOUND ? OK : e;
}

static enum err ask(struct db *db, const char *sql, int64_t id, struct reg_at at, struct stmt **ret_q) {
  struct stmt *q;
  TRY(db_query(db, sql, &q));
  bind_int(q, 1, at.act);
  bind_int(q, 2, at.valid);
  bind_int(q, 3, id);
  *ret_q = q;
  return db_step(q);
}

enum err reg_list_person(const struct viewer *viewer, struct db *db, int64_t person, struct reg_at at,
                         const struct reg_listing *listing) {
  assert(viewer && listing && listing->person);
  struct stmt *q, *head = NULL;
  struct reg_listed p;
  int64_t household, is_head, area, grant = 0;
  TRY(one_int(db,
              "SELECT household FROM membership WHERE person = $3 AND " IN_FORCE
              " ORDER BY valid_from, id LIMIT 1",
              person, at, &household));
  TRY(one_int(
      db,
      "SELECT CASE WHEN role = 'head' THEN 1 ELSE 0 END FROM membership WHERE person = $3 AND " IN_FORCE
      " ORDER BY valid_from, id LIMIT 1",
      person, at, &is_head));
  TRY(one_int(
      db, "SELECT area FROM residence WHERE household = $3 AND " IN_FORCE " ORDER BY valid_from, id LIMIT 1",
      household, at, &area));
  const int64_t of_person[] = { at.act, person };
  enum err e = db_int(db,
                      "SELECT 1 FROM grant_version v JOIN grant_ g ON g.id = v.grant_id WHERE g.person = $2"
                      " AND v.act_from <= $1 AND v.act_to > $1 AND v.last_month IS NULL LIMIT 1",
                      2, of_person, &grant);
  if (e != OK && e != NOT_FOUND) return e;
  bool has_grant = e == OK;
  TRY(ask(db, VERSION "person = $3 AND " IN_FORCE " LIMIT 1", person, at, &q));
  bool can_be = read_listed(q, &p);
  p.household = household;
  p.is_head = is_head;
  p.area = area;
  p.has_grant = has_grant;
  e = household
          ? ask(db,
                "SELECT h.full_name FROM membership m JOIN person_version h ON h.person = m.person"
                " AND h.act_from <= $1 AND h.act_to > $1 AND h.valid_from <= $2 AND h.valid_to > $2"
                " WHERE m.household = $3 AND m.role = 'head' AND m.act_from <= $1 AND m.act_to > $1"
                " AND m.valid_from <= $2 AND m.valid_to > $2 AND NOT EXISTS (SELECT 1 FROM membership b"
                " WHERE b.person = m.person AND (b.valid_from < m.valid_from"
                " OR (b.valid_from = m.valid_from AND b.id < m.id)) AND b.act_from <= $1 AND b.act_to > $1"
                " AND b.valid_from <= $2 AND b.valid_to > $2) LIMIT 1",
                household, at, &head)
          : NOT_FOUND;
  if (e == OK) p.head = col_text(head, 0);
  if (e == NOT_FOUND) e = OK;
  if (e == OK) e = can_be ? listing->person(listing->context, &p) : NOT_FOUND;
  db_reset(q);
  if (head) db_reset(head);
  return e;
}

/* The ids a query gives, each once, at most `max`. */
static enum err list_ids(struct arena *a, struct stmt *q, int max, struct reg_id_list *ret_people) {
  VEC(int64_t) v = { 0 };
  enum err e;
  while ((e = db_step(q)) == OK) {
    if (v.n == (size_t)max) {
      db_reset(q);
      return LIMIT;
    }
    *VEC_PUSH(a, &v) = col_int(q, 0);
  }
  if (e != NOT_FOUND) return e;
  ret_people->at = v.at;
  ret_people->n = (int)v.n;
  return OK;
}

enum err reg_list_touched(const struct viewer *viewer, struct arena *a, struct db *db,
                          const int64_t from_to[2], int max, struct reg_id_list *ret_people, bool *ret_all) {
  assert(viewer && max > 0);
  int64_t some;
  enum err e = db_int(db,
                      "SELECT 1 WHERE EXISTS (SELECT 1 FROM act WHERE act > $1 AND act <= $2 AND whole = 1)"
                      " OR EXISTS (SELECT 1 FROM act_object o JOIN act a ON a.act = o.act WHERE o.act > $1"
                      " AND o.act <= $2 AND o.kind = 3 AND a.kind NOT IN"
                      " ('area.add', 'fact.change', 'fact.correct', 'fact.strike'))",
                      2, from_to, &some);
  *ret_people = (struct reg_id_list) { 0 };
  *ret_all = e == OK;
  if (e != NOT_FOUND) return e;
  struct stmt *q;
  TRY(db_query(
      db,
      "SELECT o.object FROM act_object o WHERE o.kind = 1 AND o.act > $1 AND o.act <= $2"
      " UNION SELECT m.person FROM act_object o JOIN membership m ON m.household = o.object"
      " WHERE o.kind = 2 AND o.act > $1 AND o.act <= $2"
      " UNION SELECT g.person FROM act_object o JOIN grant_ g ON g.id = o.object"
      " WHERE o.kind = 4 AND o.act > $1 AND o.act <= $2"
      " UNION SELECT n.person FROM act_object o JOIN membership m ON m.person = o.object AND m.role = 'head'"
      " JOIN membership n ON n.household = m.household WHERE o.kind = 1 AND o.act > $1 AND o.act <= $2",
      &q));
  bind_int(q, 1, from_to[0]);
  bind_int(q, 2, from_to[1]);
  return list_ids(a, q, max, ret_people);
}

/* A row that begins or ends after day $1 up to day $2, believed at act $3. */
#define TURNS(row)                                                                                           \
  " " row ".act_from <= $3 AND " row ".act_to > $3 AND ((" row ".valid_from > $1 AND " row                   \
  ".valid_from <= $2) OR (" row ".valid_to > $1 AND " row ".valid_to <= $2))"

enum err reg_day_begun(const struct viewer *viewer, struct db *db, int64_t act, date *ret_day) {
  assert(viewer && ret_day);
  int64_t instant = 0;
  enum err e = db_int(db, "SELECT instant FROM act WHERE act >= $1 ORDER BY act LIMIT 1", 1, &act, &instant);
  *ret_day = e == OK ? reg_day_of(instant) : DATE_MIN;
  return e == NOT_FOUND ? OK : e;
}

enum err reg_list_moved(const struct viewer *viewer, struct arena *a, struct db *db,
                        const struct reg_moved_ask *ask, struct reg_id_list *ret_people) {
  assert(viewer && ask->max > 0);
  *ret_people = (struct reg_id_list) { 0 };
  if (ask->from >= ask->at.valid) return OK;
  struct stmt *q;
  TRY(db_query(db,
               "SELECT v.person FROM person_version v WHERE" TURNS(
                   "v") " UNION SELECT m.person FROM membership m "
                        "WHERE" TURNS("m") " UNION SELECT m.person FROM "
                                           "residence r JOIN membership m ON "
                                           "m.household = r.household "
                                           "WHERE" TURNS("r") " UNION SELECT "
                                                              "n.person FROM "
                                                              "membership m "
                                                              "JOIN membership "
                                                              "n ON n.household "
                                                              "= m.household"
                                                              " WHERE m.role = "
                                                              "'head' AND" TURNS("m") " UNION "
                                                                                      "SELECT "
                                                                                      "n."
                                                                                      "person "
                                                                                      "FROM "
                                                                                      "person_"
                                                                                      "version "
                                                                                      "v JOIN "
                                                                                      "membersh"
                                                                                      "ip m ON "
                                                                                      "m."
                                                                                      "person "
                                                                                      "= "
                                                                                      "v."
                                                                                      "person "
                                                                                      "AND "
                                                                                      "m.role "
                                                                                      "= 'head'"
                                                                                      " JOIN "
                                                                                      "membersh"
                                                                                      "ip n ON "
                                                                                      "n."
                                                                                      "househol"
                                                                                      "d = "
                                                                                      "m."
                                                                                      "househol"
                                                                                      "d "
                                                                                      "WHER"
                                                                                      "E" TURNS("v"),
               &q));
  bind_int(q, 1, ask->from);
  bind_int(q, 2, ask->at.valid);
  bind_int(q, 3, ask->at.act);
  return list_ids(a, q, ask->max, ret_people);
}

enum err reg_list_areas_since(const struct viewer *viewer, struct db *db, struct reg_at at, date *ret_day) {
  assert(viewer && ret_day);
  const int64_t with[] = { at.act, at.valid };
  int64_t day;
  enum err e = db_int(db,
                      "SELECT d FROM (SELECT valid_from AS d FROM area_version WHERE " BELIEVED
                      " UNION SELECT valid_to FROM area_version WHERE " BELIEVED ") AS turns WHERE d <= $2"
                      " ORDER BY d DESC LIMIT 1",
                      2, with, &day);
  if (e != OK && e != NOT_FOUND) return e;
  *ret_day = e == OK && date_in_calendar(day) ? (date)day : DATE_MIN;
  return OK;
}

enum err reg_list_areas_moved(const struct viewer *viewer, struct db *db, const int64_t from_to[2],
                              bool *ret_moved) {
  assert(viewer && from_to[0] <= from_to[1] && ret_moved);
  int64_t some;
  enum err e = db_int(db,
                      "SELECT 1 WHERE EXISTS (SELECT 1 FROM act WHERE act > $1 AND act <= $2 AND whole = 1)"
                      " OR EXISTS (SELECT 1 FROM act_object WHERE act > $1 AND act <= $2 AND kind = 3)",
                      2, from_to, &some);
  if (e != OK && e != NOT_FOUND) return e;
  *ret_moved = e == OK;
  return OK;
}

/* ---- who lives ---- */

#define LIVING                                                                                               \
  " FROM person_version v WHERE v.valid_from <= $2 AND v.valid_to > $2 AND v.act_from <= $3 AND v.act_to > " \
  "$3"                                                                                                       \
  " AND v.birth <= $2 AND (v.death IS NULL OR v.death >= $2) AND $1 <= $2"

enum err reg_list_living(const struct viewer *viewer, struct db *db, const struct reg_areas *areas,
                         struct reg_month_at at, const struct reg_living_visit *visit) {
  /* Only who does not see everything waits for the place of each. */
  static const char *const sql[2] = {
    "SELECT v.person, v.birth, v.sex, 0" LIVING,
    "SELECT v.person, v.birth, v.sex, coalesce(" REG_SQL_PLACE_OF_MONTH(
        REG_SQL_MEMBERSHIP_OF_MONTH("household", "v.person", "$1", "$2", "$3"), "$1", "$2",
        "$3") ", 0)" LIVING,
  };
  struct stmt *q;
  enum err e;
  assert(viewer != NULL && areas != NULL && visit != NULL && visit->person != NULL);
  TRY(db_scan(db, sql[viewer->area != 0], &q));
  bind_int(q, 1, month_first(at.m));
  bind_int(q, 2, month_last(at.m));
  bind_int(q, 3, at.act);
  while ((e = db_step(q)) == OK) {
    int64_t area = reg_number_at(q, 3);
    struct reg_living p = { .person = reg_number_at(q, 0),
                            .birth = (date)reg_number_at(q, 1),
                            .sex = str_is(reg_text_at(q, 2), "female") ? REG_FEMALE : REG_MALE };
    if (reg_area_seen(areas, area, viewer->area)) visit->person(visit->context, &p);
  }
  return e == NOT_FOUND ? OK : e;
}
