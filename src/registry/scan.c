/* Reads history rows as plain structs. Every statement of a table has the columns of its reader below, in
 * their order; a reader takes a row apart, `fault_of` says whether it can be one. */
#include "registry/inner.h"
#include "registry/scan.h"

/* Numbers of the parameters, as in the texts: the act, the ids, then the households. */
enum { ACT = 1, FIRST_ID = 2, SET_SMALL = 12 };

static const char *const table_name[REG_ROWS_TABLES] = {
  [REG_ROWS_VERSION] = "person_version",
  [REG_ROWS_MEMBERSHIP] = "membership",
  [REG_ROWS_RESIDENCE] = "residence",
  [REG_ROWS_FACT] = "fact",
  [REG_ROWS_LINK] = "link",
  [REG_ROWS_RECORD] = "record",
  [REG_ROWS_GRANT] = "grant_version",
  [REG_ROWS_SUSPENSION] = "grant_suspension",
  [REG_ROWS_PAID] = "grant_paid",
  [REG_ROWS_AREA] = "area_version",
  [REG_ROWS_SUCCESSION] = "area_succession",
  [REG_ROWS_LAYOUT] = "record_layout",
  [REG_ROWS_AREA_FACT] = "fact",
};

const char *reg_table_name(enum reg_table table) { return table_name[table]; }

/* ---- the statements ---- */

/* Most sets are a household and its kin; a few are a clan. */
#define FEW_IDS   "($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
#define FEW_HOMES "($14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)"
#define MANY_IDS                                                                                             \
  "($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, "                           \
  "$19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, "                         \
  "$35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, "                         \
  "$51, $52, $53, $54, $55, $56, $57)"
#define MANY_HOMES                                                                                           \
  "($58, $59, $60, $61, $62, $63, $64, $65, $66, $67, $68, $69, $70, $71, $72, $73, "                        \
  "$74, $75, $76, $77, $78, $79, $80, $81, $82, $83, $84, $85, $86, $87, $88, $89, "                         \
  "$90, $91, $92, $93, $94, $95, $96, $97, $98, $99, $100, $101, $102, $103, $104, "                         \
  "$105, $106, $107, $108, $109, $110, $111, $112, $113)"
#define VERSION    "SELECT id, person, birth, birth_known, death, sex, valid_from, valid_to"
#define MEMBERSHIP "SELECT id, person, household, valid_from, valid_to"
#define RESIDENCE  "SELECT id, household, area, valid_from, valid_to"
#define FACT       "SELECT id, kind, subject, fact, value, valid_from, valid_to"
#define LINK       "SELECT id, kind, person, other, valid_from, valid_to"
#define RECORD                                                                                               \
  "SELECT id, layout, subject_kind, subject, valid_from, valid_to, fields,"                                  \
  " coalesce(first, id)"
#define GRANT                                                                                                \
  "SELECT 0, g.id, g.person, g.benefit, g.record, g.component, v.amount, v.decided, v.first_month, "         \
  "v.last_month, "                                                                                           \
  "v.cases, v.decision_no FROM grant_version v JOIN grant_ g ON g.id = v.grant_id"
#define BELIEVED "act_from <= $1 AND act_to > $1"

static const char *const all_sql[REG_ROWS_TABLES] = {
  [REG_ROWS_VERSION] = VERSION " FROM person_version WHERE " BELIEVED,
  [REG_ROWS_MEMBERSHIP] = MEMBERSHIP " FROM membership WHERE " BELIEVED,
  [REG_ROWS_RESIDENCE] = RESIDENCE " FROM residence WHERE " BELIEVED,
  [REG_ROWS_FACT] = FACT " FROM fact WHERE " BELIEVED,
  [REG_ROWS_LINK] = LINK " FROM link WHERE " BELIEVED,
  [REG_ROWS_RECORD] = RECORD " FROM record WHERE " BELIEVED,
  [REG_ROWS_GRANT] = GRANT " WHERE v.act_from <= $1 AND v.act_to > $1",
  [REG_ROWS_SUSPENSION] =
      "SELECT 1, id, grant_id, from_month, to_month, 0 FROM grant_suspension WHERE " BELIEVED,
  [REG_ROWS_PAID] = "SELECT 2, id, grant_id, from_month, to_month, amount FROM grant_paid WHERE " BELIEVED,
  [REG_ROWS_AREA] = "SELECT id, area, parent, type, valid_from, valid_to FROM area_version WHERE " BELIEVED,
  [REG_ROWS_SUCCESSION] =
      "SELECT id, from_area, to_area, day, share_ppm FROM area_succession WHERE " BELIEVED,
  [REG_ROWS_LAYOUT] = "SELECT id, kind, items FROM record_layout",
  [REG_ROWS_AREA_FACT] = FACT ", source FROM fact WHERE kind = 3 AND " BELIEVED,
};

/* The same for a set. Three kinds of rows of a person's grants come by one statement: the first column tells
 * them apart. */
#define SET_SQL(IDS, HOMES)                                                                                  \
  {                                                                                                          \
    [REG_ROWS_VERSION] = { VERSION ", full_name FROM person_version WHERE person IN " IDS " AND " BELIEVED,  \
                           NULL },                                                                           \
    [REG_ROWS_MEMBERSHIP] = { MEMBERSHIP ", role FROM membership WHERE person IN " IDS " AND " BELIEVED,     \
                              MEMBERSHIP ", role FROM membership WHERE household IN " IDS                    \
                                         " AND " BELIEVED },                                                 \
    [REG_ROWS_RESIDENCE] = { RESIDENCE " FROM residence WHERE household IN " IDS " AND " BELIEVED, NULL },   \
    [REG_ROWS_FACT] = { FACT ", source FROM fact WHERE kind = 1 AND subject IN " IDS " AND " BELIEVED        \
                             " UNION ALL " FACT ", source FROM fact WHERE kind = 2 AND subject IN " HOMES    \
                             " AND " BELIEVED,                                                               \
                        NULL },                                                                              \
    [REG_ROWS_LINK] = { LINK " FROM link WHERE person IN " IDS " AND " BELIEVED,                             \
                        LINK " FROM link WHERE person IN " IDS " AND " BELIEVED " UNION ALL " LINK           \
                             " FROM link WHERE other IN " IDS " AND person NOT IN " IDS " AND " BELIEVED },  \
    [REG_ROWS_RECORD] = { RECORD " FROM record WHERE subject_kind = 1 AND subject IN " IDS " AND " BELIEVED  \
                                 " UNION ALL " RECORD                                                        \
                                 " FROM record WHERE subject_kind = 2 AND subject IN " HOMES                 \
                                 " AND " BELIEVED,                                                           \
                          NULL },                                                                            \
    [REG_ROWS_GRANT] = {                                                                                     \
      GRANT " WHERE g.person IN " IDS " AND v.act_from <= $1 AND v.act_to > $1"                              \
            " UNION ALL SELECT 1, s.id, s.grant_id, 0, 0, 0, 0, 0, s.from_month, s.to_month, '', "           \
            "''"                                                                                             \
            " FROM grant_suspension s JOIN grant_ g ON g.id = s.grant_id WHERE g.person IN " IDS             \
            " AND s.act_from <= $1 AND s.act_to > $1"                                                        \
            " UNION ALL SELECT 2, p.id, p.grant_id, 0, 0, 0, p.amount, 0, p.from_month, "                    \
            "p.to_month, '', ''"                                                                             \
            " FROM grant_paid p JOIN grant_ g ON g.id = p.grant_id WHERE g.person IN " IDS                   \
            " AND p.act_from <= $1 AND p.act_to > $1",                                                       \
      NULL                                                                                                   \
    }                                                                                                        \
  }

static const char *const set_sql[2][REG_ROWS_TABLES][2] = { SET_SQL(FEW_IDS, FEW_HOMES),
                                                            SET_SQL(MANY_IDS, MANY_HOMES) };

/* ---- taking a row apart ---- */

/* Days and months outside the calendar would not fit: they become what `fault_of` refuses. */
static int32_t narrow(int64_t v) { return v >= INT32_MIN && v <= INT32_MAX ? (int32_t)v : INT32_MIN; }

static void read_days(struct stmt *q, int at, struct reg_row *r) {
  r->from = narrow(col_int(q, at));
  r->to = narrow(col_int(q, at + 1));
}

static void read_version(struct stmt *q, bool texts, struct reg_row *r) {
  struct str sex = col_text(q, 5);
  r->id = col_int(q, 0);
  r->subject = col_int(q, 1);
  r->birth = narrow(col_int(q, 2));
  r->birth_known = (int)narrow(col_int(q, 3));
  r->death = col_null(q, 4) ? DATE_MAX : narrow(col_int(q, 4));
  r->sex = str_is(sex, "female") ? REG_FEMALE : REG_MALE;
  r->known = r->sex == REG_FEMALE || str_is(sex, "male");
  read_days(q, 6, r);
  if (texts) r->text = col_text(q, 8);
}

static void read_tie(struct stmt *q, bool texts, struct reg_row *r) { /* memberships and residences */
  r->id = col_int(q, 0);
  r->subject = col_int(q, 1);
  r->other = col_int(q, 2);
  read_days(q, 3, r);
  if (texts && r->table == REG_ROWS_MEMBERSHIP) r->text = col_text(q, 5);
}

static void read_fact(struct stmt *q, bool texts, struct reg_row *r) {
  r->id = col_int(q, 0);
  r->kind = (enum reg_kind)narrow(col_int(q, 1));
  r->subject = col_int(q, 2);
  r->symbol = col_int(q, 3);
  r->known = !col_null(q, 4);
  r->value = r->known ? col_int(q, 4) : 0;
  read_days(q, 5, r);
  if (texts) r->text = col_text(q, 7);
}

static void read_link(struct stmt *q, struct reg_row *r) {
  r->id = col_int(q, 0);
  r->symbol = col_int(q, 1);
  r->subject = col_int(q, 2);
  r->other = col_int(q, 3);
  read_days(q, 4, r);
}

static void read_record(struct stmt *q, struct reg_row *r) {
  r->id = col_int(q, 0);
  r->symbol = col_int(q, 1);
  r->kind = (enum reg_kind)narrow(col_int(q, 2));
  r->subject = col_int(q, 3);
  read_days(q, 4, r);
  r->text = col_text(q, 6);
  r->other = col_int(q, 7);
}

static void read_months(struct stmt *q, int at, struct reg_row *r) {
  r->from = narrow(col_int(q, at));
  r->to = col_null(q, at + 1) ? INT32_MAX : narrow(col_int(q, at + 1));
  if (!col_null(q, at + 1) && r->to == INT32_MAX) r->to = INT32_MIN; /* written, it is no open end */
}

static void read_grant(struct stmt *q, struct reg_row *r) {
  static const enum reg_table tables[] = { REG_ROWS_GRANT, REG_ROWS_SUSPENSION, REG_ROWS_PAID };
  int64_t tag = col_int(q, 0);
  r->table = tables[tag];
  r->id = col_int(q, 1);
  r->subject = col_int(q, 2);
  r->value = col_int(q, 6);
  read_months(q, 8, r);
  if (tag) return;
  r->symbol = col_int(q, 3);
  r->other = col_null(q, 4) ? 0 : col_int(q, 4);
  r->component = col_null(q, 5) ? 0 : col_int(q, 5);
  r->decided = narrow(col_int(q, 7));
  r->text = col_text(q, 10);
  r->known = col_text(q, 11).n > 0;
}

static void read_area(struct stmt *q, struct reg_row *r) {
  static const char *const types[] = {
    [REG_PROVINCE] = "province", [REG_DISTRICT] = "district", [REG_PHUONG] = "phuong", [REG_XA] = "xa",
    [REG_THI_TRAN] = "thi_tran", [REG_VILLAGE] = "village"
  };
  struct str type = col_text(q, 3);
  r->id = col_int(q, 0);
  r->subject = col_int(q, 1);
  r->other = col_null(q, 2) ? 0 : col_int(q, 2);
  r->value = -1;
  for (int i = 0; i < (int)(sizeof types / sizeof *types); i++)
    if (str_is(type, types[i])) r->value = i;
  read_days(q, 4, r);
}

static void read_row(struct stmt *q, bool texts, struct reg_row *r) {
  switch (r->table) {
  case REG_ROWS_VERSION: read_version(q, texts, r); return;
  case REG_ROWS_MEMBERSHIP:
  case REG_ROWS_RESIDENCE: read_tie(q, texts, r); return;
  case REG_ROWS_FACT: read_fact(q, texts, r); return;
  case REG_ROWS_LINK: read_link(q, r); return;
  case REG_ROWS_RECORD: read_record(q, r); return;
  case REG_ROWS_GRANT: read_grant(q, r); return;
  case REG_ROWS_SUSPENSION:
  case REG_ROWS_PAID:
    r->id = col_int(q, 1);
    r->subject = col_int(q, 2);
    read_months(q, 3, r);
    r->value = col_int(q, 5);
    return;
  case REG_ROWS_AREA: read_area(q, r); return;
  case REG_ROWS_SUCCESSION:
    r->id = col_int(q, 0);
    r->subject = col_int(q, 1);
    r->other = col_int(q, 2);
    r->from = narrow(col_int(q, 3));
    r->value = col_int(q, 4);
    return;
  case REG_ROWS_LAYOUT:
    r->id = col_int(q, 0);
    r->symbol = col_int(q, 1);
    r->text = col_text(q, 2);
    return;
  case REG_ROWS_AREA_FACT:
  case REG_ROWS_TABLES: break;
  }
  assert(!"a table without a reader");
}

/* ---- can it be a row? ---- */

static bool id_fits(int64_t id) { return id > 0 && id <= INT32_MAX; }

static const char *fault_of_months(const struct reg_row *r) {
  if (!id_fits(r->subject)) return "subject";
  bool open = r->to == INT32_MAX && r->table != REG_ROWS_PAID;
  if (!month_in_calendar(r->from) || r->to < r->from || (!open && !month_in_calendar(r->to))) return "period";
  return r->value < 0 || r->value > REG_MONEY_MAX ? "value" : NULL;
}

static const char *fault_of_grant(const struct reg_row *r) {
  if (!id_fits(r->symbol) || r->other < 0 || r->component < 0) return "subject";
  if (r->decided < DATE_MIN || r->decided >= DATE_MAX) return "value";
  return fault_of_months(r);
}

/* The word for what is wrong with a row, NULL when nothing is: what the table's CHECKs say, and that it fits.
 */
static const char *fault_of(const struct reg_row *r) {
  if (!id_fits(r->id)) return "id";
  switch (r->table) {
  case REG_ROWS_SUSPENSION:
  case REG_ROWS_PAID: return fault_of_months(r);
  case REG_ROWS_GRANT: return fault_of_grant(r);
  case REG_ROWS_LAYOUT: return id_fits(r->symbol) ? NULL : "subject";
  case REG_ROWS_SUCCESSION:
    if (!id_fits(r->subject) || !id_fits(r->other) || r->subject == r->other) return "subject";
    return r->from < DATE_MIN || r->from > DATE_MAX || r->value < 0 || r->value > 1000000 ? "value" : NULL;
  default: break;
  }
  if (!id_fits(r->subject)) return "subject";
  if (r->from < DATE_MIN || r->to > DATE_MAX || r->from >= r->to) return "period";
  switch (r->table) {
  case REG_ROWS_VERSION:
    if (!r->known || r->birth_known < 1 || r->birth_known > 3) return "value";
    return r->birth < DATE_MIN || r->birth >= DATE_MAX || r->death < r->birth || r->death > DATE_MAX ? "value"
                                                                                                     : NULL;
  case REG_ROWS_MEMBERSHIP:
  case REG_ROWS_RESIDENCE: return id_fits(r->other) ? NULL : "subject";
  case REG_ROWS_LINK:
    return id_fits(r->other) && r->other != r->subject && id_fits(r->symbol) ? NULL : "subject";
  case REG_ROWS_FACT:
    return r->kind < REG_PERSON || r->kind > REG_AREA || !id_fits(r->symbol) ? "subject" : NULL;
  case REG_ROWS_RECORD:
    if (!id_fits(r->other) || r->other > r->id) return "id";
    return r->kind < REG_PERSON || r->kind > REG_HOUSEHOLD || !id_fits(r->symbol) ? "subject" : NULL;
  case REG_ROWS_AREA:
    if (r->value < 0) return "value";
    return r->other < 0 || r->other > INT32_MAX || r->other == r->subject ? "subject" : NULL;
  default: return NULL;
  }
}

/* ---- passes ---- */

struct pass {
  enum reg_table table;
  bool texts, skips; /* skips: a bad row is named and left out, and the pass goes on */
  const struct reg_visit *visit;
};

static enum err walk(struct stmt *q, const struct pass *p) {
  enum err e;
  while ((e = db_step(q)) == OK) {
    struct reg_row r = { .table = p->table == REG_ROWS_AREA_FACT ? REG_ROWS_FACT : p->table };
    read_row(q, p->texts, &r);
    const char *word = fault_of(&r);
    if (word) {
      struct reg_bad bad = { r.table, r.id, r.subject, word, r.kind, r.other };
      p->visit->bad(p->visit->context, &bad);
      if (p->skips) continue;
    }
    enum err made = word ? INVALID : p->visit->row(p->visit->context, &r);
    if (made == OK) continue;
    db_reset(q); /* a statement left at a row keeps its read lock */
    return made;
  }
  return e == NOT_FOUND ? OK : e;
}

enum err reg_scan_all(const struct viewer *viewer, struct db *db, enum reg_table table, int64_t act,
                      const struct reg_visit *visit) {
  assert(viewer && visit && visit->row && visit->bad);
  assert(table < REG_ROWS_TABLES);
  struct stmt *q;
  TRY(db_scan(db, all_sql[table], &q));
  if (table != REG_ROWS_LAYOUT) bind_int(q, ACT, act);
  return walk(q, &(struct pass) { table, table == REG_ROWS_AREA_FACT, true, visit });
}

/* A slice of a set; 0 is nobody. */
struct slice {
  const int64_t *ids;
  int count, done;
};

static void bind_ids(struct stmt *q, int at, int room, struct slice s) {
  for (int i = 0; i < room; i++)
    bind_int(q, at + i, s.done + i < s.count ? s.ids[s.done + i] : 0);
}

enum err reg_scan_set(const struct viewer *viewer, struct db *db, const struct reg_set *set, int64_t act,
                      const struct reg_visit *visit) {
  assert(viewer && visit && visit->row && visit->bad);
  assert(set_sql[0][set->table][set->by != REG_BY_SUBJECT] && "a table that is asked this way");
  bool both = set->table == REG_ROWS_FACT || set->table == REG_ROWS_RECORD;
  assert(both || set->n_homes == 0);
  int most = set->count > set->n_homes ? set->count : set->n_homes;
  for (int done = 0; done < most; done += REG_SET_MAX) {
    struct stmt *q;
    bool many = most - done > SET_SMALL;
    int room = many ? REG_SET_MAX : SET_SMALL;
    TRY(db_query(db, set_sql[many][set->table][set->by != REG_BY_SUBJECT], &q));
    bind_int(q, ACT, act);
    bind_ids(q, FIRST_ID, room, (struct slice) { set->ids, set->count, done });
    if (both) bind_ids(q, FIRST_ID + room, room, (struct slice) { set->homes, set->n_homes, done });
    TRY(walk(q, &(struct pass) { set->table, true, false, visit }));
  }
  return OK;
}

/* ---- what acts touched ---- */

static enum err read_touched(struct arena *a, struct stmt *q, int max, struct reg_touched_since *since) {
  VEC(int64_t) persons = { 0 }, households = { 0 };
  enum err e;
  while ((e = db_step(q)) == OK) {
    bool person = col_int(q, 0) == REG_PERSON;
    if (persons.n + households.n == (size_t)max) {
      db_reset(q);
      return LIMIT;
    }
    if (person)
      *VEC_PUSH(a, &persons) = col_int(q, 1);
    else
      *VEC_PUSH(a, &households) = col_int(q, 1);
  }
  since->persons = (struct reg_id_list) { persons.at, (int)persons.n };
  since->households = (struct reg_id_list) { households.at, (int)households.n };
  return e == NOT_FOUND ? OK : e;
}

enum err reg_scan_touched(const struct viewer *viewer, struct arena *a, struct db *db,
                          const int64_t from_to[2], int max, struct reg_touched_since *ret_since) {
  assert(viewer && max > 0 && from_to[0] <= from_to[1]);
  enum { WHOLE, AREAS }; /* of what the answer is made: 1 where it is so, and 2 */
  int64_t what;
  TRY(db_int(db,
             "SELECT CASE WHEN EXISTS (SELECT 1 FROM act WHERE act > $1 AND act <= $2 AND whole = 1)"
             " THEN 1 ELSE 0 END + CASE WHEN EXISTS"
             " (SELECT 1 FROM act_object WHERE act > $1 AND act <= $2 AND kind = 3) THEN 2 ELSE 0 END",
             2, from_to, &what));
  *ret_since = (struct reg_touched_since) { .all = what >> WHOLE & 1, .areas = what >> AREAS & 1 };
  if (ret_since->all) return OK;
  struct stmt *q;
  TRY(db_query(db,
               "SELECT kind, object FROM act_object WHERE act > $1 AND act <= $2 AND kind IN (1, 2)"
               " UNION SELECT 1, g.person FROM act_object o JOIN grant_ g ON g.id = o.object"
               " WHERE o.kind = 4 AND o.act > $1 AND o.act <= $2 ORDER BY 1, 2",
               &q));
  bind_int(q, 1, from_to[0]);
  bind_int(q, 2, from_to[1]);
  return read_touched(a, q, max, ret_since);
}

enum err reg_scan_known_later(const struct viewer *viewer, struct arena *a, struct db *db, int64_t act,
                              struct reg_id_list *ret_persons) {
  struct stmt *q;
  VEC(int64_t) v = { 0 };
  enum err e;
  assert(viewer && a && ret_persons);
  TRY(db_scan(db, "SELECT DISTINCT person FROM person_version WHERE act_from > $1 ORDER BY person", &q));
  bind_int(q, 1, act);
  while ((e = db_step(q)) == OK)
    *VEC_PUSH(a, &v) = col_int(q, 0);
  if (e != NOT_FOUND) return e;
  if (v.n > INT32_MAX) return LIMIT;
  *ret_persons = (struct reg_id_list) { v.at, (int)v.n };
  return OK;
}
