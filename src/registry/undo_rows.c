/* The rows of an act that is taken back, and what of it later acts leave no room for.
 *
 * An act stands in the way only by what it wrote or closed: a row the undone one began, or something that
 * what is believed again cannot be believed beside, or without. That it touched the same person is no reason.
 */
#include "registry/inner.h"

#define OPEN "9223372036854775807"

/* What undoes the rows of one table for one object. $1 the object, $2 the act undone, $3 the act that undoes,
 * $4 its kind. Each row has one owner here, so that none is written twice.
 *
 * A row the undone act began may have been closed and believed again since: closed by an act that was taken
 * back, written again by what took it back. `kept` are that row and all of these. */
struct table_undo {
  int64_t kind;              /* 0: a table of subjects of several kinds */
  const char *again, *close; /* run in this order */
  const char *closed;        /* the acts that closed one of `kept`, the last first */
  const char *revived; /* the acts, the last first, that closed what the undone one had closed after it was
                        recorded anew; what took an act back closes only what that act began */
  const char
      *meets; /* the last act after the undone one that wrote what meets a row written again; NULL may */
};
#define DAYS_MEET " AND a.valid_from < b.valid_to AND b.valid_from < a.valid_to"
#define MONTHS_MEET                                                                                          \
  " AND a.from_month <= coalesce(b.to_month, 119999) AND b.from_month <= coalesce(a.to_month, 119999)"
/* `of`: which rows are the object's, by the name of the table. Columns behind a prefix: `written` of a row,
 * `copied` what they are in a copy, `said` those by which two rows say the same. */
#define KEPT(table, of, copied)                                                                              \
  "WITH RECURSIVE kept(id, act_to) AS (SELECT t.id, t.act_to FROM " table                                    \
  " t WHERE " of("t") " AND t.act_from = $2 UNION SELECT n.id, n.act_to FROM kept k JOIN " table             \
                      " o ON o.id = k.id"                                                                    \
                      " JOIN act_object b ON b.kind = $4 AND b.object = $1 AND b.act > o.act_to JOIN act u " \
                      "ON u.act = b.act"                                                                     \
                      " AND u.undoes = o.act_to JOIN " table                                                 \
                      " n ON " of("n") " AND n.act_from = u.act AND (" copied(                               \
                          "n.") ") IS NOT DISTINCT FROM (" copied("o.") ")) "
#define ROWS(kind, table, written, copied, said, of, meets)                                                  \
  {                                                                                                          \
    kind,                                                                                                    \
        "INSERT INTO " table                                                                                 \
        "(" written("") ", act_from, act_to) SELECT " copied("") ", CAST($3 AS BIGINT), " OPEN               \
                                                                 " FROM " table                              \
                                                                 " WHERE " of(table) " AND act_to = $2",     \
        "UPDATE " table " SET act_to = $3 WHERE act_to = " OPEN                                              \
        " AND id IN (" KEPT(table, of, copied) "SELECT id FROM kept)",                                       \
        KEPT(table, of, copied) "SELECT DISTINCT act_to FROM kept WHERE act_to < $3 ORDER BY act_to DESC",   \
        "SELECT DISTINCT b.act_to FROM " table " c JOIN " table                                              \
        " b ON " of("b") " AND b.act_from > $2"                                                              \
                         " AND b.act_to < $3 AND (" said("b.") ") IS NOT DISTINCT FROM (" said(              \
                             "c.") ") JOIN act z"                                                            \
                                   " ON z.act = b.act_to AND z.undoes IS NULL WHERE " of(                    \
                                       "c") " AND c.act_to = $2"                                             \
                                            " ORDER BY b.act_to DESC",                                       \
        meets                                                                                                \
  }
#define MEETS(table, key, of, same)                                                                          \
  "SELECT max(b.act_from) FROM " table " a JOIN " table " b ON b." key " = a." key " AND b.act_to = " OPEN   \
  " AND b.act_from > $2 AND b.act_from < $3 " same " WHERE " of("a") " AND a.act_from = $3"
#define BY_PERSON(t)    t ".person = $1"
#define BY_HOUSEHOLD(t) t ".household = $1"
#define BY_AREA(t)      t ".area = $1"
#define BY_FROM_AREA(t) t ".from_area = $1"
#define BY_GRANT(t)     t ".grant_id = $1"
#define BY_SUBJECT(t)   t ".kind = $4 AND " t ".subject = $1"
#define BY_RECORD(t)    t ".subject_kind = $4 AND " t ".subject = $1"
#define OWN(kind, table, said, key, of, same)                                                                \
  ROWS(kind, table, said, said, said, of, MEETS(table, key, of, same))

#define DAYS(t) t "valid_from, " t "valid_to"
#define PERSON(t)                                                                                            \
  t "person, " t "full_name, " t "sort_key, " t "birth, " t "birth_known, " t "death, " t "sex, " t          \
    "ethnic, " t "citizen_no, " t "phone, " DAYS(t)
#define MEMBERSHIP(t) t "person, " t "household, " t "role, " DAYS(t)
#define LINK(t)       t "kind, " t "person, " t "other, " DAYS(t)
#define RESIDENCE(t)  t "household, " t "area, " t "address, " DAYS(t)
#define AREA(t)       t "area, " t "code, " t "name, " t "type, " t "parent, " DAYS(t)
#define SUCCESSION(t) t "from_area, " t "to_area, " t "day, " t "share_ppm, " t "basis"
#define GRANT(t)                                                                                             \
  t "grant_id, " t "cases, " t "amount, " t "decision_no, " t "decided, " t "filed, " t "signer, " t         \
    "first_month, " t "last_month, " t "payee, " t "paying_point"
#define SUSPENSION(t)     t "grant_id, " t "from_month, " t "to_month, " t "reason"
#define PAID(t)           t "grant_id, " t "from_month, " t "to_month, " t "amount"
#define FACT(t)           t "kind, " t "subject, " t "fact, " t "value, " t "source, " DAYS(t)
#define RECORD(t)         t "layout, " t "subject_kind, " t "subject, " t "fields, " t "source, " DAYS(t)
#define RECORD_COPIED(t)  RECORD(t) ", coalesce(" t "first, " t "id)"
#define RECORD_WRITTEN(t) RECORD(t) ", " t "first"

static const struct table_undo tables[] = {
  OWN(REG_PERSON, "person_version", PERSON, "person", BY_PERSON, DAYS_MEET),
  OWN(REG_PERSON, "membership", MEMBERSHIP, "person", BY_PERSON, DAYS_MEET),
  OWN(REG_PERSON, "link", LINK, "person", BY_PERSON, "AND b.kind = a.kind AND b.other = a.other" DAYS_MEET),
  OWN(REG_HOUSEHOLD, "residence", RESIDENCE, "household", BY_HOUSEHOLD, DAYS_MEET),
  OWN(REG_AREA, "area_version", AREA, "area", BY_AREA, DAYS_MEET),
  ROWS(REG_AREA, "area_succession", SUCCESSION, SUCCESSION, SUCCESSION, BY_FROM_AREA, NULL),
  OWN(REG_GRANT, "grant_version", GRANT, "grant_id", BY_GRANT, ""),
  OWN(REG_GRANT, "grant_suspension", SUSPENSION, "grant_id", BY_GRANT, MONTHS_MEET),
  OWN(REG_GRANT, "grant_paid", PAID, "grant_id", BY_GRANT, MONTHS_MEET),
  OWN(0, "fact", FACT, "subject", BY_SUBJECT, "AND b.kind = a.kind AND b.fact = a.fact" DAYS_MEET),
  ROWS(0, "record", RECORD_WRITTEN, RECORD_COPIED, RECORD, BY_RECORD, NULL),
};
enum { TABLES = sizeof tables / sizeof *tables };

static bool holds(const struct table_undo *t, const struct reg_undone *u) {
  return t->kind == u->object.kind || (t->kind == 0 && u->object.kind != REG_GRANT);
}

/* Binds what a statement of these tables is given; `any`: it asks for the kind. */
static enum err bound(struct db *db, const struct reg_undone *u, const char *sql, bool any,
                      struct stmt **ret_s) {
  struct stmt *s;
  TRY(db_query(db, sql, &s));
  bind_int(s, 1, u->object.object);
  bind_int(s, 2, u->act);
  bind_int(s, 3, u->doing->number);
  if (any) bind_int(s, 4, u->object.kind);
  *ret_s = s;
  return OK;
}

/* The statement gives the last act that stands in the way, or NULL. */
static enum err nothing_later(struct db *db, const struct reg_undone *u, const char *sql, bool any) {
  struct stmt *s;
  TRY(bound(db, u, sql, any, &s));
  TRY(db_step(s));
  bool none = col_null(s, 0);
  int64_t later = col_int(s, 0);
  TRY(db_run(s));
  return none ? OK : reg_undo_refuse_later(db, u, SAY_undone_moved, later);
}

struct acts {
  int64_t *at;
  size_t n, cap;
};

/* The statement gives acts: refuses because of the first that still counts. */
static enum err nothing_stands(struct db *db, const struct reg_undone *u, const char *sql, bool any) {
  struct acts acts = { 0 };
  struct stmt *s;
  TRY(bound(db, u, sql, any, &s));
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (acts.n >= REG_LIST_MAX) return reg_full(s);
    *VEC_PUSH(u->doing->act->arena, &acts) = col_int(s, 0);
  }
  if (e != NOT_FOUND) return e;
  for (size_t i = 0; i < acts.n; i++) {
    struct reg_standing now;
    TRY(reg_undo_standing(db, u->object, acts.at[i], &now));
    if (now.stands) return reg_undo_refuse_later(db, u, SAY_undone_moved, now.last);
  }
  return OK;
}

enum err reg_undo_look(struct db *db, struct reg_undone *u) {
  assert(u->act > 0 && u->act < u->doing->number);
  for (int i = 0; i < TABLES; i++) {
    if (!holds(&tables[i], u)) continue;
    TRY(nothing_stands(db, u, tables[i].closed, true));
    TRY(nothing_stands(db, u, tables[i].revived, tables[i].kind == 0));
  }
  if (u->object.kind != REG_PERSON) return OK;
  enum err e = reg_life(db, u->object.object, &u->life);
  u->lives = e == OK;
  return e == NOT_FOUND ? OK : e;
}

enum err reg_undo_rows(struct db *db, const struct reg_undone *u) {
  for (int i = 0; i < TABLES; i++) {
    if (!holds(&tables[i], u)) continue;
    struct stmt *s;
    TRY(bound(db, u, tables[i].again, tables[i].kind == 0, &s));
    TRY(db_run(s));
    TRY(bound(db, u, tables[i].close, true, &s));
    TRY(db_run(s));
  }
  return OK;
}

/* ---- whether it fits ---- */

/* Everything about somebody hangs on his life: when that moves, whatever touched him later stands in the way.
 */
static enum err untouched(struct db *db, const struct reg_undone *u, enum reg_says says) {
  int64_t later;
  enum err e = reg_undo_touched(db, u, &later);
  return e == OK ? reg_undo_refuse_later(db, u, says, later) : e == NOT_FOUND ? OK : e;
}

static bool same_life(const struct reg_life *a, const struct reg_life *b) {
  return a->birth == b->birth && a->birth_known == b->birth_known && a->dead == b->dead &&
         (!a->dead || a->death == b->death);
}

/* Rows written again of somebody whose birth or death moved after the act: what begins out of a life, a
 * parent too young, and with it every circle of kin, comes of nothing else. */
static const char life_moved[] =
    "SELECT max(n.act_from) FROM person_version n JOIN person_version o ON o.person = n.person"
    " AND o.act_from <= $2 AND o.act_to > $2 WHERE n.person = $1 AND n.act_to = " OPEN " AND n.act_from > $2"
    " AND (n.birth <> o.birth OR n.birth_known <> o.birth_known OR coalesce(n.death, 2932896) <>"
    " coalesce(o.death, 2932896)) AND (EXISTS (SELECT 1 FROM membership m WHERE m.person = $1 AND"
    " m.act_from = $3) OR EXISTS (SELECT 1 FROM link l WHERE (l.person = $1 OR l.other = $1) AND"
    " l.act_from = $3) OR EXISTS (SELECT 1 FROM fact f WHERE f.kind = 1 AND f.subject = $1 AND f.act_from ="
    " $3) OR EXISTS (SELECT 1 FROM record r WHERE r.subject_kind = 1 AND r.subject = $1 AND r.act_from ="
    " $3))";

static const char two_heads[] =
    "SELECT max(b.act_from) FROM membership a JOIN membership b ON b.household = a.household"
    " AND b.person <> a.person AND b.role = 'head' AND b.act_to = " OPEN " AND b.act_from > $2"
    " AND b.act_from < $3 AND a.valid_from < b.valid_to AND b.valid_from < a.valid_to"
    " WHERE a.person = $1 AND a.role = 'head' AND a.act_from = $3";

/* A grant for a record that is not there any more. */
static const char granted_for[] =
    "SELECT max(v.act_from) FROM grant_version v JOIN grant_ g ON g.id = v.grant_id JOIN record r ON"
    " coalesce(r.first, r.id) = g.record AND r.act_to = $3 AND r.act_from = $2 WHERE r.subject_kind = $4 AND"
    " r.subject = $1 AND v.act_to = " OPEN " AND NOT EXISTS (SELECT 1 FROM record o WHERE"
    " coalesce(o.first, o.id) = g.record AND o.act_to = " OPEN ")";

/* ---- what is asked back ---- */

/* The very same record was added since: asked back as by who adds it. */
static enum err record_again(struct db *db, const struct reg_undone *u) {
  struct stmt *s;
  char text[11];
  bool ok = true;
  TRY(bound(db, u,
            "SELECT a.valid_from FROM record a JOIN record b ON b.subject_kind = a.subject_kind AND b.subject"
            " = a.subject AND b.layout = a.layout AND b.fields = a.fields AND b.valid_from = a.valid_from AND"
            " b.valid_to = a.valid_to AND b.act_to = " OPEN " AND b.act_from > $2 AND b.act_from < $3 WHERE"
            " a.subject_kind = $4 AND a.subject = $1 AND a.act_from = $3 AND a.act_to = " OPEN
            " ORDER BY a.valid_from LIMIT 1",
            true, &s));
  enum err e = db_step(s);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  date from = reg_col_date(s, 0, &ok);
  TRY(db_run(s));
  if (!ok) return reg_damaged(db, "record", u->object.object);
  return reg_hold(u->doing->act, u->doing->refusal, "undone", SAY_record_again, date_iso(from, text), NULL);
}

/* Whom it makes somebody again, or puts into a household again, whose namesake came since: asked back as by
 * who adds him. */
static enum err person_again(struct db *db, const struct reg_undone *u) {
  struct stmt *s;
  struct reg_namesake who = { .person = u->object.object, .day = u->doing->today };
  bool ok = true;
  TRY(db_query(db,
               "SELECT n.sort_key, n.birth, n.birth_known, coalesce((SELECT r.area FROM membership m JOIN"
               " residence r ON r.household = m.household AND r.act_to = " OPEN " AND r.valid_from <= $4 AND"
               " r.valid_to > $4 WHERE m.person = $1 AND m.act_to = " OPEN " AND m.valid_from <= $4 AND"
               " m.valid_to > $4 ORDER BY m.valid_from, m.id, r.id LIMIT 1), 0) FROM person_version n WHERE"
               " n.person = $1 AND n.act_to = " OPEN
               " AND ($5 = 0 OR EXISTS (SELECT 1 FROM membership a WHERE"
               " a.person = $1 AND a.act_from = $3 AND a.act_to = " OPEN ")) AND EXISTS (SELECT 1 FROM"
               " person_version p WHERE p.birth = n.birth AND p.sort_key = n.sort_key AND p.birth_known ="
               " n.birth_known AND p.person <> $1 AND p.act_to = " OPEN " AND (p.act_from > $2 AND p.act_from"
               " < $3 OR EXISTS (SELECT 1 FROM membership b WHERE b.person = p.person AND b.act_to = " OPEN
               " AND b.act_from > $2 AND b.act_from < $3))) ORDER BY n.valid_from DESC LIMIT 1",
               &s));
  bind_int(s, 1, who.person);
  bind_int(s, 2, u->act);
  bind_int(s, 3, u->doing->number);
  bind_int(s, 4, who.day);
  bind_int(s, 5, u->lives);
  enum err e = db_step(s);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  who.sort_key = reg_keep(u->doing->act->arena, col_text(s, 0));
  who.birth = reg_col_date(s, 1, &ok);
  who.birth_known = (int)col_int(s, 2);
  who.area = col_int(s, 3);
  TRY(db_run(s));
  return ok ? reg_same_person(db, u->doing, &who) : reg_damaged(db, "person_version", who.person);
}

struct kin {
  struct reg_kinship *at;
  size_t n, cap;
};

/* A parent believed again of a child who was given another since. */
static enum err third_parent(struct db *db, const struct reg_undone *u) {
  struct kin kin = { 0 };
  struct stmt *s;
  bool ok = true;
  TRY(bound(
      db, u,
      "WITH kin(child, parent, since, act) AS (SELECT CASE WHEN y.name LIKE '%.child' THEN l.other ELSE"
      " l.person END, CASE WHEN y.name LIKE '%.child' THEN l.person ELSE l.other END, l.valid_from,"
      " l.act_from FROM link l JOIN symbol y ON y.id = l.kind AND (y.name LIKE '%.parent' OR y.name LIKE"
      " '%.child') WHERE l.act_to = " OPEN " AND (l.act_from = $3 AND l.person = $1 OR l.act_from > $2"
      " AND l.act_from < $3)) SELECT a.child, a.parent, a.since FROM kin a WHERE a.act = $3 AND EXISTS"
      " (SELECT 1 FROM kin b WHERE b.child = a.child AND b.act < $3) ORDER BY a.child, a.parent",
      false, &s));
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (kin.n >= REG_LIST_MAX) return reg_full(s);
    *VEC_PUSH(u->doing->act->arena, &kin) = (struct reg_kinship) { .child = col_int(s, 0),
                                                                   .parent = col_int(s, 1),
                                                                   .from = reg_col_date(s, 2, &ok) };
  }
  if (e != NOT_FOUND) return e;
  if (!ok) return reg_damaged(db, "link", u->object.object);
  for (size_t i = 0; i < kin.n; i++)
    TRY(reg_third_parent(db, u->doing, &kin.at[i]));
  return OK;
}

/* ---- people ---- */

static enum err person_fits(struct db *db, const struct reg_undone *u) {
  struct reg_life after;
  enum err e = reg_life(db, u->object.object, &after);
  if (e != OK && e != NOT_FOUND) return e;
  bool same = u->lives == (e == OK) && (!u->lives || same_life(&u->life, &after));
  if (!same) TRY(untouched(db, u, u->lives && e == OK ? SAY_undone_life : SAY_undone_moved));
  if (e == NOT_FOUND) return OK;
  if (same) TRY(nothing_later(db, u, life_moved, false));
  TRY(nothing_later(db, u, two_heads, false));
  TRY(third_parent(db, u));
  return person_again(db, u);
}

/* ---- places ---- */

/* A home of before in a place that was taken away since, or never was; what happened to the place is later.
 */
static const char home_nowhere[] =
    "SELECT max(h.act) FROM residence r JOIN (SELECT area, act_from AS act FROM area_version UNION ALL"
    " SELECT area, act_to FROM area_version) h ON h.area = r.area AND h.act > $2 AND h.act < $3"
    " WHERE r.household = $1 AND r.act_from = $3 AND r.act_to = " OPEN " AND NOT EXISTS"
    " (SELECT 1 FROM area_version v WHERE v.area = r.area AND v.act_to = " OPEN
    " AND v.valid_from <= r.valid_from AND v.valid_to > r.valid_from)";

/* Who came to live in the place since, or what was put under it, on a day on which it is no more. */
static const char came_nowhere[] =
    "SELECT max(c.act) FROM (SELECT valid_from AS day, act_from AS act FROM residence WHERE area = $1"
    " AND act_to = " OPEN " UNION ALL SELECT valid_from, act_from FROM area_version WHERE parent = $1"
    " AND act_to = " OPEN ") c WHERE c.act > $2 AND c.act < $3 AND EXISTS (SELECT 1 FROM area_version v"
    " WHERE v.area = $1 AND v.act_to = " OPEN ") AND NOT EXISTS (SELECT 1 FROM area_version v"
    " WHERE v.area = $1 AND v.act_to = " OPEN " AND v.valid_from <= c.day AND v.valid_to > c.day)";

/* A household without a home, an area that is there otherwise: whatever touched it later rests on it. */
static enum err place_fits(struct db *db, const struct reg_undone *u) {
  bool home = u->object.kind == REG_HOUSEHOLD;
  struct stmt *s;
  TRY(nothing_later(db, u, home ? home_nowhere : came_nowhere, false));
  TRY(bound(
      db, u,
      home ? "SELECT 1 WHERE EXISTS (SELECT 1 FROM residence WHERE household = $1 AND act_from = $2 AND"
             " act_to = $3) AND NOT EXISTS (SELECT 1 FROM residence WHERE household = $1 AND act_to = " OPEN
             ")"
           : "SELECT 1 FROM area_version WHERE area = $1 AND (act_from = $3 OR (act_from = $2 AND"
             " act_to = $3)) LIMIT 1",
      false, &s));
  enum err e = db_step(s);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  TRY(db_run(s));
  return untouched(db, u, SAY_undone_moved);
}

enum err reg_undo_fits(struct db *db, const struct reg_undone *u) {
  for (int i = 0; i < TABLES; i++)
    if (holds(&tables[i], u) && tables[i].meets)
      TRY(nothing_later(db, u, tables[i].meets, tables[i].kind == 0));
  if (u->object.kind == REG_PERSON || u->object.kind == REG_HOUSEHOLD)
    TRY(nothing_later(db, u, granted_for, true));
  if (u->object.kind == REG_PERSON || u->object.kind == REG_HOUSEHOLD) TRY(record_again(db, u));
  if (u->object.kind == REG_PERSON) return person_fits(db, u);
  return u->object.kind == REG_GRANT ? reg_undo_grant_fits(db, u) : place_fits(db, u);
}
