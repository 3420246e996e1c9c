/* What a birth put right or a death leaves standing that cannot be.
 *
 * Spells (memberships, links, facts, records) that begin before the right birth began there only because the
 * birth was wrong: they are cut at it. What cannot be cut (a decision, a parent's age) is refused: somebody
 * must look. What begins after a death is one of two mistakes, and nobody here knows which: it is held back.
 */
#include "registry/inner.h"

/* The three statements of one table: rows wholly before the birth or cut by it are closed ($1 person, $2
 * birth, $3 act), after what is left of the latter was written again. */
struct cut {
  const char *again, *close;
};
static const struct cut cuts[] = {
  { "INSERT INTO membership(person, household, role, valid_from, valid_to, act_from, act_to)"
    " SELECT person, household, role, CAST($2 AS BIGINT), valid_to, CAST($3 AS BIGINT), 9223372036854775807 "
    "FROM membership"
    " WHERE person = $1 AND act_to = 9223372036854775807 AND act_from < $3 AND valid_from < $2 AND valid_to "
    "> $2",
    "UPDATE membership SET act_to = $3 WHERE person = $1 AND act_to = 9223372036854775807 AND act_from < $3"
    " AND valid_from < $2" },
  { "INSERT INTO link(kind, person, other, valid_from, valid_to, act_from, act_to)"
    " SELECT l.kind, l.person, l.other, CAST($2 AS BIGINT), l.valid_to, CAST($3 AS BIGINT), "
    "9223372036854775807 FROM link l"
    " WHERE (l.person = $1 OR l.other = $1) AND l.act_to = 9223372036854775807 AND l.act_from < $3"
    " AND l.valid_from < $2 AND l.valid_to > $2",
    "UPDATE link SET act_to = $3 WHERE (person = $1 OR other = $1) AND act_to = 9223372036854775807 AND "
    "act_from < $3"
    " AND valid_from < $2" },
  { "INSERT INTO fact(kind, subject, fact, value, source, valid_from, valid_to, act_from, act_to)"
    " SELECT kind, subject, fact, value, source, CAST($2 AS BIGINT), valid_to, CAST($3 AS BIGINT), "
    "9223372036854775807"
    " FROM fact WHERE kind = 1 AND subject = $1 AND act_to = 9223372036854775807 AND act_from < $3"
    " AND valid_from < $2 AND valid_to > $2",
    "UPDATE fact SET act_to = $3 WHERE kind = 1 AND subject = $1 AND act_to = 9223372036854775807 AND "
    "act_from < $3"
    " AND valid_from < $2" },
  { "INSERT INTO record(layout, subject_kind, subject, fields, first, source, valid_from, valid_to, "
    "act_from, "
    "act_to)"
    " SELECT layout, subject_kind, subject, fields, coalesce(first, id), source, CAST($2 AS BIGINT), "
    "valid_to, CAST($3 AS BIGINT),"
    " 9223372036854775807 FROM record WHERE subject_kind = 1 AND subject = $1 AND act_to = "
    "9223372036854775807"
    " AND act_from < $3 AND valid_from < $2 AND valid_to > $2",
    "UPDATE record SET act_to = $3 WHERE subject_kind = 1 AND subject = $1 AND act_to = 9223372036854775807"
    " AND act_from < $3 AND valid_from < $2" },
};

static enum err cut_spells(struct db *db, const struct reg_doing *doing, int64_t person, date birth) {
  for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++)
    for (int part = 0; part < 2; part++) {
      struct stmt *s;
      TRY(db_query(db, part == 0 ? cuts[i].again : cuts[i].close, &s));
      bind_int(s, 1, person);
      bind_int(s, 2, birth);
      bind_int(s, 3, doing->number);
      TRY(db_run(s));
    }
  return OK;
}

/* Households and the other ends of links whose rows the cut touches, for undo and for who looked before. */
static enum err touch_cut(struct db *db, struct reg_doing *doing, int64_t person, date birth) {
  struct stmt *s;
  TRY(db_query(db,
               "SELECT 2, household FROM membership WHERE person = $1 AND act_to = 9223372036854775807 AND "
               "valid_from < $2"
               " UNION SELECT 1, person FROM link WHERE other = $1 AND act_to = 9223372036854775807 AND "
               "valid_from < $2"
               " UNION SELECT 1, other FROM link WHERE person = $1 AND act_to = 9223372036854775807 AND "
               "valid_from < $2",
               &s));
  bind_int(s, 1, person);
  bind_int(s, 2, birth);
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (col_int(s, 1) < 1) return reg_damaged(db, "membership or link of person", person);
    reg_touch(doing, col_int(s, 0), col_int(s, 1));
  }
  return e == NOT_FOUND ? OK : e;
}

static enum err grants_after_birth(struct db *db, const struct reg_doing *doing, int64_t person, date birth) {
  struct stmt *s;
  char month_text[8], day[11];
  TRY(db_query(
      db,
      "SELECT v.first_month, v.decision_no FROM grant_ g JOIN grant_version v ON v.grant_id = g.id"
      " AND v.act_to = 9223372036854775807 WHERE g.person = $1 AND (v.first_month < $2 OR v.decided < $3)"
      " ORDER BY v.first_month LIMIT 1",
      &s));
  bind_int(s, 1, person);
  bind_int(s, 2, month_of(birth));
  bind_int(s, 3, birth);
  enum err e = db_step(s);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  bool ok = true;
  month first = reg_col_month(s, 0, &ok);
  struct str number = reg_keep(doing->act->arena, col_text(s, 1));
  TRY(db_run(s));
  if (!ok) return reg_damaged(db, "grant_version", person);
  return reg_refuse(doing->refusal, "birth", SAY_grant_before_birth, number.p, month_iso(first, month_text),
                    date_iso(birth, day));
}

struct kin {
  int64_t other;
  bool is_parent; /* the other is the parent */
};

/* Everybody the person is parent or child of. */
static enum err kin_of(struct db *db, const struct reg_doing *doing, int64_t person, struct kin **ret_list,
                       size_t *ret_n) {
  VEC(struct kin) all = { 0 };
  struct stmt *s;
  TRY(db_query(
      db,
      "SELECT CASE WHEN l.person = $1 THEN l.other ELSE l.person END,"
      " CASE WHEN (l.person = $1) = (y.name LIKE '%.parent') THEN 1 ELSE 0 END"
      " FROM link l JOIN symbol y ON y.id = l.kind AND (y.name LIKE '%.parent' OR y.name LIKE '%.child')"
      " WHERE (l.person = $1 OR l.other = $1) AND l.act_to = 9223372036854775807 ORDER BY l.id",
      &s));
  bind_int(s, 1, person);
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (all.n >= REG_LIST_MAX) return reg_full(s);
    *VEC_PUSH(doing->act->arena, &all) = (struct kin) { col_int(s, 0), col_int(s, 1) == 1 };
  }
  *ret_list = all.at;
  *ret_n = all.n;
  return e == NOT_FOUND ? OK : e;
}

/* Of whom the viewer does not see no birth and no age is told: the refusal made says only that it cannot be.
 * OK: it stands as it was made. */
static enum err kin_untold(struct db *db, const struct reg_doing *doing, int64_t other) {
  enum err e = reg_sees(doing->viewer, db, REG_PERSON, other, reg_at_now(doing->today));
  if (e != NOT_FOUND) return e;
  return reg_refuse(doing->refusal, "birth", SAY_parent_age_hidden, NULL, NULL, NULL);
}

enum err reg_birth_moved(struct db *db, struct reg_doing *doing, int64_t person,
                         const struct reg_life *life) {
  struct kin *kin;
  size_t n;
  TRY(grants_after_birth(db, doing, person, life->birth));
  TRY(kin_of(db, doing, person, &kin, &n));
  for (size_t i = 0; i < n; i++) {
    struct reg_life other;
    enum err e = reg_life(db, kin[i].other, &other);
    if (e == NOT_FOUND) continue;
    if (e != OK) return e;
    e = kin[i].is_parent ? reg_parent_age_check(doing, &other, life, "birth")
                         : reg_parent_age_check(doing, life, &other, "birth");
    if (e == INVALID) TRY(kin_untold(db, doing, kin[i].other));
    if (e != OK) return e;
  }
  TRY(touch_cut(db, doing, person, life->birth));
  return cut_spells(db, doing, person, life->birth);
}

/* What begins first after the death among what the viewer may be told, and whether something else does. */
struct after_death {
  date first; /* DATE_MAX: nothing */
  bool untold;
};

static enum err refuse_after_death(const struct reg_doing *doing, const struct after_death *x, date death) {
  char a[11], b[11];
  if (x->first == DATE_MAX && !x->untold) return OK;
  date_iso(death, b);
  return x->first < DATE_MAX
             ? reg_hold(doing->act, doing->refusal, "death", SAY_stands_after_death, date_iso(x->first, a), b)
             : reg_hold(doing->act, doing->refusal, "death", SAY_stands_after_death_hidden, b, NULL);
}

/* What is of the dead, and a child's link to a parent who died, may begin after the death. */
enum err reg_after_death_check(struct db *db, const struct reg_doing *doing, int64_t person, date death) {
  struct stmt *s;
  TRY(db_query(
      db,
      "SELECT (SELECT min(x.day) FROM (SELECT valid_from AS day FROM membership WHERE person = $1"
      " AND act_to = 9223372036854775807 AND valid_from > $2"
      " UNION ALL SELECT l.valid_from FROM link l JOIN symbol y ON y.id = l.kind WHERE (l.other = $1"
      " AND y.name NOT LIKE '%.parent' OR l.person = $1 AND y.name NOT LIKE '%.child')"
      " AND l.act_to = 9223372036854775807 AND l.valid_from > $2"
      " UNION ALL SELECT f.valid_from FROM fact f JOIN symbol y ON y.id = f.fact AND (y.marks & 4) = 0"
      " AND (y.marks & $4) = 0 WHERE f.kind = 1 AND f.subject = $1 AND f.act_to = 9223372036854775807 AND "
      "f.valid_from > $2"
      " UNION ALL SELECT r.valid_from FROM record r JOIN record_layout l ON l.id = r.layout JOIN symbol y"
      " ON y.id = l.kind AND (y.marks & $4) = 0 WHERE r.subject_kind = 1 AND r.subject = $1"
      " AND r.act_to = 9223372036854775807 AND r.valid_from > $2) x),"
      " (SELECT min(v.first_month) FROM grant_ g JOIN grant_version v ON v.grant_id = g.id"
      " AND v.act_to = 9223372036854775807 JOIN symbol y ON y.id = g.benefit AND (y.marks & 4) = 0"
      " WHERE g.person = $1 AND v.first_month > $3),"
      " (SELECT count(*) FROM fact f JOIN symbol y ON y.id = f.fact AND (y.marks & 4) = 0 AND (y.marks & $4)"
      " <> 0 WHERE f.kind = 1 AND f.subject = $1 AND f.act_to = 9223372036854775807 AND f.valid_from > $2)"
      " + (SELECT count(*) FROM record r JOIN record_layout l ON l.id = r.layout JOIN symbol y ON y.id ="
      " l.kind AND (y.marks & $4) <> 0 WHERE r.subject_kind = 1 AND r.subject = $1"
      " AND r.act_to = 9223372036854775807 AND r.valid_from > $2)",
      &s));
  bind_int(s, 1, person);
  bind_int(s, 2, death);
  bind_int(s, 3, month_of(death));
  bind_int(s, 4, reg_barred(doing->viewer));
  TRY(db_step(s));
  bool ok = true;
  date first = col_null(s, 0) ? DATE_MAX : reg_col_date(s, 0, &ok);
  date granted = col_null(s, 1) ? DATE_MAX : month_first(reg_col_month(s, 1, &ok));
  const struct after_death x = { first < granted ? first : granted, col_int(s, 2) > 0 };
  TRY(db_run(s));
  return ok ? refuse_after_death(doing, &x, death) : reg_damaged(db, "fact", person);
}
