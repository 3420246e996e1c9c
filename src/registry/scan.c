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

const char *reg_bad_table(const struct reg_bad *bad) {
  bool of_grant = strcmp(bad->word, "unsaid") == 0 || strcmp(bad->word, "nobody") == 0;
  assert(bad->table < REG_ROWS_TABLES);
  return bad->table == REG_ROWS_GRANT && of_grant ? "grant_" : table_name[bad->table];
}

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
/* Rows believed at the act; and those of which no comparison says anything: ended before they began, begun by
 * an act that is not in the log, a text where an act stands. They are looked at, and named. */
#define BELIEVED_OF(v)                                                                                       \
  "(" v "act_from > $1 AND " v "act_from < " v "act_to AND " v                                               \
  "act_from <= (SELECT last_act FROM register)) IS NOT TRUE"                                                 \
  " AND (" v "act_to <= $1 AND " v "act_to > " v "act_from) IS NOT TRUE"
#define BELIEVED BELIEVED_OF("")
/* 1: every row that is named is there. A pass over everybody asks `struct reg_there` instead, where rows are
 * many. */
#define THERE(condition)     "CASE WHEN " condition " THEN 1 ELSE 0 END"
#define ONE_OF(table, value) "EXISTS (SELECT 1 FROM " table " o WHERE o.id = " value ")"
#define A_SYMBOL(value)      "EXISTS (SELECT 1 FROM symbol o WHERE o.id = " value " AND o.name <> '')"

#define VERSION "SELECT id, person, birth, birth_known, death, sex, valid_from, valid_to, act_from, act_to"

#define MEMBERSHIP "SELECT id, person, household, valid_from, valid_to, act_from, act_to"
#define RESIDENCE  "SELECT id, household, area, valid_from, valid_to, act_from, act_to"
#define FACT       "SELECT id, kind, subject, fact, value, valid_from, valid_to, act_from, act_to"
#define LINK       "SELECT id, kind, person, other, valid_from, valid_to, act_from, act_to"
#define RECORD                                                                                               \
  "SELECT id, layout, subject_kind, subject, valid_from, valid_to, act_from, act_to, coalesce(first, id),"   \
  " fields"
/* A grant of which no version says anything comes as a row of its own kind. */
#define OF_GRANT "g.id, g.person, g.benefit, g.record, g.component"
/* When the act was recorded by which the grant came to be, whatever was written of it since. */
#define GRANT_RECORDED                                                                                       \
  "(SELECT o.instant FROM act o"                                                                             \
  " WHERE o.act = (SELECT min(w.act_from) FROM grant_version w WHERE w.grant_id = g.id))"
#define GRANT                                                                                                \
  "SELECT 0, " OF_GRANT ", v.amount, v.decided, v.first_month, v.last_month, v.act_from, v.act_to,"          \
  " v.cases, v.decision_no, " THERE(A_SYMBOL("g.benefit") " AND (g.record IS NULL OR " ONE_OF(               \
      "record",                                                                                              \
      "g.record") ") AND (g.component IS NULL OR " A_SYMBOL("g.component") ")") ", v.id, " GRANT_RECORDED
#define UNSAID                                                                                               \
  " UNION ALL SELECT 3, " OF_GRANT ", 0, 0, 0, NULL, 0, 0, '', '', 1, g.id, 0 FROM grant_ g WHERE"           \
  " NOT EXISTS (SELECT 1 FROM grant_version v WHERE v.grant_id = g.id)"

/* What stands in the columns, as col_row has it; then those of a set besides. */
static const char *const letters[REG_ROWS_TABLES][2] = {
  [REG_ROWS_VERSION] = { "iiiiItiiii", "iiiiItiiiit" },
  [REG_ROWS_MEMBERSHIP] = { "iiiiiii", "iiiiiiiit" },
  [REG_ROWS_RESIDENCE] = { "iiiiiii", "iiiiiiii" },
  [REG_ROWS_FACT] = { "iiiiIiiii", "iiiiIiiiiit" },
  [REG_ROWS_LINK] = { "iiiiiiii", "iiiiiiiii" },
  [REG_ROWS_RECORD] = { "iiiiiiiiit", "iiiiiiiiiti" },
  [REG_ROWS_GRANT] = { "iiiiIIiiiIiittiiI", "iiiiIIiiiIiittiiI" },
  [REG_ROWS_SUSPENSION] = { "iiiiIiii", NULL },
  [REG_ROWS_PAID] = { "iiiiiiii", NULL },
  [REG_ROWS_AREA] = { "iiItiiiii", NULL },
  [REG_ROWS_SUCCESSION] = { "iiiiiiii", NULL },
  [REG_ROWS_LAYOUT] = { "iit", NULL },
  [REG_ROWS_AREA_FACT] = { "iiiiIiiiiit", NULL },
};
/* Where in the columns the acts stand that begin and end the record, and whether what is named is there; -1
 * nowhere. */
static const struct places {
  int acts, there_of_all, there_of_set;
} places[REG_ROWS_TABLES] = {
  [REG_ROWS_VERSION] = { 8, -1, -1 },   [REG_ROWS_MEMBERSHIP] = { 5, -1, 7 },
  [REG_ROWS_RESIDENCE] = { 5, -1, 7 },  [REG_ROWS_FACT] = { 7, -1, 9 },
  [REG_ROWS_LINK] = { 6, -1, 8 },       [REG_ROWS_RECORD] = { 6, -1, 10 },
  [REG_ROWS_GRANT] = { 10, 14, 14 },    [REG_ROWS_SUSPENSION] = { 6, -1, -1 },
  [REG_ROWS_PAID] = { 6, -1, -1 },      [REG_ROWS_AREA] = { 6, 8, -1 },
  [REG_ROWS_SUCCESSION] = { 5, 7, -1 }, [REG_ROWS_LAYOUT] = { -1, -1, -1 },
  [REG_ROWS_AREA_FACT] = { 7, 9, -1 },
};
enum { COLUMNS_MAX = 17, OWN_ROW_OF_GRANT = 15, GRANT_INSTANT = 16 };

static const char *const all_sql[REG_ROWS_TABLES] = {
  [REG_ROWS_VERSION] = VERSION " FROM person_version WHERE " BELIEVED,
  [REG_ROWS_MEMBERSHIP] = MEMBERSHIP " FROM membership WHERE " BELIEVED,
  [REG_ROWS_RESIDENCE] = RESIDENCE " FROM residence WHERE " BELIEVED,
  [REG_ROWS_FACT] = FACT " FROM fact WHERE " BELIEVED,
  [REG_ROWS_LINK] = LINK " FROM link WHERE " BELIEVED,
  [REG_ROWS_RECORD] = RECORD " FROM record WHERE " BELIEVED,
  [REG_ROWS_GRANT] = GRANT
  " FROM grant_version v LEFT JOIN grant_ g ON g.id = v.grant_id WHERE " BELIEVED_OF("v.") UNSAID,
  [REG_ROWS_SUSPENSION] = "SELECT 1, id, grant_id, from_month, to_month, 0, act_from, act_to"
                          " FROM grant_suspension WHERE " BELIEVED,
  [REG_ROWS_PAID] = "SELECT 2, id, grant_id, from_month, to_month, amount, act_from, act_to"
                    " FROM grant_paid WHERE " BELIEVED,
  [REG_ROWS_AREA] = "SELECT id, area, parent, type, valid_from, valid_to, act_from, act_to, " THERE(
      ONE_OF("area", "area") " AND (parent IS NULL OR " ONE_OF(
          "area", "parent") ")") " FROM area_version WHERE " BELIEVED,
  [REG_ROWS_SUCCESSION] = "SELECT id, from_area, to_area, day, share_ppm, act_from, act_to, " THERE(
      ONE_OF("area", "from_area") " AND " ONE_OF("area", "to_area")) " FROM area_succession WHERE " BELIEVED,
  [REG_ROWS_LAYOUT] = "SELECT id, kind, items FROM record_layout",
  [REG_ROWS_AREA_FACT] = FACT ", " THERE(
      A_SYMBOL("fact") " AND " ONE_OF("area", "subject")) ", source FROM fact WHERE kind = 3 AND " BELIEVED,
};

/* The same for a set. Four kinds of rows of a person's grants come by one statement: the first column tells
 * them apart. */
#define MEMBERS_SET MEMBERSHIP ", " THERE(ONE_OF("household", "household")) ", role FROM membership WHERE "
#define STAYS_SET                                                                                            \
  RESIDENCE                                                                                                  \
  ", " THERE(ONE_OF("household", "household") " AND " ONE_OF("area", "area")) " FROM residence WHERE "
#define FACT_SET   FACT ", " THERE(A_SYMBOL("fact")) ", source FROM fact WHERE "
#define LINK_SET   LINK ", " THERE(A_SYMBOL("kind")) " FROM link WHERE "
#define RECORD_SET RECORD ", " THERE(ONE_OF("record_layout", "layout")) " FROM record WHERE "
#define SET_SQL(IDS, HOMES)                                                                                  \
  {                                                                                                          \
    [REG_ROWS_VERSION] = { VERSION ", full_name FROM person_version WHERE person IN " IDS " AND " BELIEVED,  \
                           NULL },                                                                           \
    [REG_ROWS_MEMBERSHIP] = { MEMBERS_SET "person IN " IDS " AND " BELIEVED,                                 \
                              MEMBERS_SET "household IN " IDS " AND " BELIEVED },                            \
    [REG_ROWS_RESIDENCE] = { STAYS_SET "household IN " IDS " AND " BELIEVED, NULL },                         \
    [REG_ROWS_FACT] = { FACT_SET "kind = 1 AND subject IN " IDS " AND " BELIEVED " UNION ALL " FACT_SET      \
                                 "kind = 2 AND subject IN " HOMES " AND " BELIEVED,                          \
                        NULL },                                                                              \
    [REG_ROWS_LINK] = { LINK_SET "person IN " IDS " AND " BELIEVED,                                          \
                        LINK_SET "person IN " IDS " AND " BELIEVED " UNION ALL " LINK_SET "other IN " IDS    \
                                 " AND person NOT IN " IDS " AND " BELIEVED },                               \
    [REG_ROWS_RECORD] = { RECORD_SET "subject_kind = 1 AND subject IN " IDS " AND " BELIEVED                 \
                                     " UNION ALL " RECORD_SET "subject_kind = 2 AND subject IN " HOMES       \
                                     " AND " BELIEVED,                                                       \
                          NULL },                                                                            \
    [REG_ROWS_GRANT] = {                                                                                     \
      GRANT " FROM grant_version v JOIN grant_ g ON g.id = v.grant_id WHERE g.person IN " IDS                \
            " AND " BELIEVED_OF("v.") UNSAID                                                                 \
      " AND g.person IN " IDS                                                                                \
      " UNION ALL SELECT 1, s.id, s.grant_id, 0, 0, 0, 0, 0, s.from_month, s.to_month,"                      \
      " s.act_from, s.act_to, '', '', 1, s.id, 0"                                                            \
      " FROM grant_suspension s JOIN grant_ g ON g.id = s.grant_id WHERE g.person IN " IDS                   \
      " AND " BELIEVED_OF(                                                                                   \
          "s.") " UNION ALL SELECT 2, p.id, p.grant_id, 0, 0, 0, p.amount, 0, p.from_month, p.to_month,"     \
                " p.act_from, p.act_to, '', '', 1, p.id, 0"                                                  \
                " FROM grant_paid p JOIN grant_ g ON g.id = p.grant_id WHERE g.person IN " IDS               \
                " AND " BELIEVED_OF("p."),                                                                   \
      NULL                                                                                                   \
    }                                                                                                        \
  }

static const char *const set_sql[2][REG_ROWS_TABLES][2] = { SET_SQL(FEW_IDS, FEW_HOMES),
                                                            SET_SQL(MANY_IDS, MANY_HOMES) };

/* ---- taking a row apart ---- */

/* A row as the statement has it: whole numbers by their column; texts are asked of the statement. */
struct columns {
  struct stmt *q;
  bool texts; /* of a set: with what is read beside */
  bool sound; /* every column is of its kind; else texts are not asked for */
  int64_t at[COLUMNS_MAX];
};

static struct str words(const struct columns *c, int at) { return c->sound ? col_text(c->q, at) : S(""); }

/* Days and months outside the calendar would not fit: they become what `fault_of` refuses. */
static int32_t narrow(int64_t v) { return v >= INT32_MIN && v <= INT32_MAX ? (int32_t)v : INT32_MIN; }

static void read_days(const struct columns *c, int at, struct reg_row *r) {
  r->from = narrow(c->at[at]);
  r->to = narrow(c->at[at + 1]);
}

static void read_version(const struct columns *c, struct reg_row *r) {
  struct str sex = words(c, 5);
  r->id = c->at[0];
  r->subject = c->at[1];
  r->birth = narrow(c->at[2]);
  r->birth_known = (int)narrow(c->at[3]);
  r->death = col_null(c->q, 4) ? DATE_MAX : narrow(c->at[4]);
  r->sex = str_is(sex, "female") ? REG_FEMALE : REG_MALE;
  r->known = r->sex == REG_FEMALE || str_is(sex, "male");
  read_days(c, 6, r);
  if (c->texts) r->text = words(c, 10);
}

static void read_tie(const struct columns *c, struct reg_row *r) { /* memberships and residences */
  r->id = c->at[0];
  r->subject = c->at[1];
  r->other = c->at[2];
  read_days(c, 3, r);
  if (c->texts && r->table == REG_ROWS_MEMBERSHIP) r->text = words(c, 8);
}

static void read_fact(const struct columns *c, struct reg_row *r) {
  r->id = c->at[0];
  r->kind = (enum reg_kind)narrow(c->at[1]);
  r->subject = c->at[2];
  r->symbol = c->at[3];
  r->known = !col_null(c->q, 4);
  r->value = c->at[4];
  read_days(c, 5, r);
  if (c->texts) r->text = words(c, 10);
}

static void read_link(const struct columns *c, struct reg_row *r) {
  r->id = c->at[0];
  r->symbol = c->at[1];
  r->subject = c->at[2];
  r->other = c->at[3];
  read_days(c, 4, r);
}

static void read_record(const struct columns *c, struct reg_row *r) {
  r->id = c->at[0];
  r->symbol = c->at[1];
  r->kind = (enum reg_kind)narrow(c->at[2]);
  r->subject = c->at[3];
  read_days(c, 4, r);
  r->other = c->at[8];
  r->text = words(c, 9);
}

static void read_months(const struct columns *c, int at, struct reg_row *r) {
  bool open = col_null(c->q, at + 1);
  r->from = narrow(c->at[at]);
  r->to = open ? INT32_MAX : narrow(c->at[at + 1]);
  if (!open && r->to == INT32_MAX) r->to = INT32_MIN; /* written, it is no open end */
}

enum { TAG_UNSAID = 3 };

static void read_grant(const struct columns *c, struct reg_row *r) {
  static const enum reg_table tables[] = { REG_ROWS_GRANT, REG_ROWS_SUSPENSION, REG_ROWS_PAID,
                                           REG_ROWS_GRANT };
  int64_t tag = c->at[0];
  assert(tag >= 0 && tag <= TAG_UNSAID && "a literal of the statement");
  r->table = tables[tag];
  r->id = c->at[1];
  r->subject = c->at[2];
  r->value = c->at[6];
  read_months(c, 8, r);
  if (r->table != REG_ROWS_GRANT) return;
  r->symbol = c->at[3];
  r->other = c->at[4];
  r->component = c->at[5];
  r->decided = narrow(c->at[7]);
  r->recorded = col_null(c->q, GRANT_INSTANT) ? r->decided : reg_day_of(c->at[GRANT_INSTANT]);
  r->text = words(c, 12);
  r->known = words(c, 13).n > 0;
}

static void read_area(const struct columns *c, struct reg_row *r) {
  static const char *const types[] = {
    [REG_PROVINCE] = "province", [REG_DISTRICT] = "district", [REG_PHUONG] = "phuong", [REG_XA] = "xa",
    [REG_THI_TRAN] = "thi_tran", [REG_VILLAGE] = "village"
  };
  struct str type = words(c, 3);
  r->id = c->at[0];
  r->subject = c->at[1];
  r->other = c->at[2];
  r->value = -1;
  for (int i = 0; i < (int)(sizeof types / sizeof *types); i++)
    if (str_is(type, types[i])) r->value = i;
  read_days(c, 4, r);
}

static void read_row(const struct columns *c, struct reg_row *r) {
  switch (r->table) {
  case REG_ROWS_VERSION: read_version(c, r); return;
  case REG_ROWS_MEMBERSHIP:
  case REG_ROWS_RESIDENCE: read_tie(c, r); return;
  case REG_ROWS_FACT: read_fact(c, r); return;
  case REG_ROWS_LINK: read_link(c, r); return;
  case REG_ROWS_RECORD: read_record(c, r); return;
  case REG_ROWS_GRANT: read_grant(c, r); return;
  case REG_ROWS_SUSPENSION:
  case REG_ROWS_PAID:
    r->id = c->at[1];
    r->subject = c->at[2];
    read_months(c, 3, r);
    r->value = c->at[5];
    return;
  case REG_ROWS_AREA: read_area(c, r); return;
  case REG_ROWS_SUCCESSION:
    r->id = c->at[0];
    r->subject = c->at[1];
    r->other = c->at[2];
    r->from = narrow(c->at[3]);
    r->value = c->at[4];
    return;
  case REG_ROWS_LAYOUT:
    r->id = c->at[0];
    r->symbol = c->at[1];
    r->text = words(c, 2);
    return;
  case REG_ROWS_AREA_FACT:
  case REG_ROWS_TABLES: break;
  }
  assert(!"a table without a reader");
}

/* ---- can it be a row? ---- */

static bool id_fits(int64_t id) { return id > 0 && id <= INT32_MAX; }
/* Of a person or a household, and of an area: tables by id are made up to there. */
static bool subject_fits(int64_t id) { return id > 0 && id <= REG_PEOPLE_MAX; }
static bool area_fits(int64_t id) { return id > 0 && id <= REG_AREAS_MAX; }

/* Does whoever a row is of, and whom it names, have a number that can be? */
static bool numbers_fit(const struct reg_row *r) {
  switch (r->table) {
  case REG_ROWS_VERSION:
  case REG_ROWS_GRANT: return subject_fits(r->subject);
  case REG_ROWS_MEMBERSHIP:
  case REG_ROWS_LINK: return subject_fits(r->subject) && subject_fits(r->other);
  case REG_ROWS_RESIDENCE: return subject_fits(r->subject) && area_fits(r->other);
  case REG_ROWS_FACT: return r->kind == REG_AREA ? area_fits(r->subject) : subject_fits(r->subject);
  case REG_ROWS_RECORD: return subject_fits(r->subject);
  case REG_ROWS_AREA: return area_fits(r->subject) && (r->other == 0 || area_fits(r->other));
  case REG_ROWS_SUCCESSION: return area_fits(r->subject) && area_fits(r->other);
  default: return true;
  }
}

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
  if (!numbers_fit(r)) return "subject";
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

/* ---- what is there ---- */

enum { PAGE_BITS = 16, PAGE_IDS = 1 << PAGE_BITS, PAGES = (INT32_MAX >> PAGE_BITS) + 1 };
enum { THERE_HOUSEHOLD, THERE_AREA, THERE_SYMBOL, THERE_LAYOUT, THERE_GRANT, THERE_TABLES };

/* The ids of a table, a bit each, in pages made as they are met: one absurd id costs a page. */
struct reg_there {
  uint64_t *page[THERE_TABLES][PAGES];
};

static bool is_there(const struct reg_there *there, int table, int64_t id) {
  if (!id_fits(id)) return false;
  const uint64_t *page = there->page[table][id >> PAGE_BITS];
  return page != NULL && (page[id % PAGE_IDS / 64] >> (id % 64) & 1);
}

enum err reg_scan_there(const struct viewer *viewer, struct arena *a, struct db *db,
                        const struct reg_there **ret_there) {
  static const char *const sql[THERE_TABLES] = {
    [THERE_HOUSEHOLD] = "SELECT id FROM household",
    [THERE_AREA] = "SELECT id FROM area",
    [THERE_SYMBOL] = "SELECT id FROM symbol WHERE name <> ''",
    [THERE_LAYOUT] = "SELECT id FROM record_layout",
    [THERE_GRANT] = "SELECT id FROM grant_",
  };
  struct reg_there *there = NEW(a, struct reg_there);
  assert(viewer != NULL && ret_there != NULL);
  for (int table = 0; table < THERE_TABLES; table++) {
    struct stmt *q;
    enum err e;
    TRY(db_scan(db, sql[table], &q));
    while ((e = db_step(q)) == OK) {
      int64_t id = col_int(q, 0);
      if (!id_fits(id)) continue;
      uint64_t **page = &there->page[table][id >> PAGE_BITS];
      if (*page == NULL) *page = NEW_ARRAY(a, uint64_t, PAGE_IDS / 64);
      (*page)[id % PAGE_IDS / 64] |= (uint64_t)1 << (id % 64);
    }
    if (e != NOT_FOUND) return e;
  }
  *ret_there = there;
  return OK;
}

/* Is all that a row of everybody names there? People are left to the reader of people, who has them all. */
static bool names_what_is_there(const struct reg_there *there, const struct reg_row *r) {
  bool home = r->kind != REG_HOUSEHOLD || is_there(there, THERE_HOUSEHOLD, r->subject);
  switch (r->table) {
  case REG_ROWS_MEMBERSHIP: return is_there(there, THERE_HOUSEHOLD, r->other);
  case REG_ROWS_RESIDENCE:
    return is_there(there, THERE_HOUSEHOLD, r->subject) && is_there(there, THERE_AREA, r->other);
  case REG_ROWS_FACT: return home && is_there(there, THERE_SYMBOL, r->symbol);
  case REG_ROWS_RECORD: return home && is_there(there, THERE_LAYOUT, r->symbol);
  case REG_ROWS_LINK: return is_there(there, THERE_SYMBOL, r->symbol);
  case REG_ROWS_SUSPENSION:
  case REG_ROWS_PAID: return is_there(there, THERE_GRANT, r->subject);
  default: return true;
  }
}

/* ---- passes ---- */

struct pass {
  enum reg_table table;
  int64_t act;
  bool set; /* of a set: a bad row ends the question; else it is named and left out, and the pass goes on */
  const struct reg_there *there; /* NULL: the statement says it, or nothing is named */
  const struct reg_visit *visit;
};

/* `acts`: that began the record, that ended it. One begun later comes only when that act is not in the log.
 */
static bool believed(const int64_t acts[2], int64_t act) {
  return acts[0] >= 1 && acts[0] <= act && acts[0] < acts[1];
}

/* Reads the row at hand; the word for what is wrong with it, NULL nothing. */
static const char *read_checked(const struct pass *p, struct columns *c, struct reg_row *r) {
  const struct places *at = &places[p->table];
  int there = p->set ? at->there_of_set : at->there_of_all;
  c->sound = col_row(c->q, letters[p->table][p->set], c->at);
  r->table = p->table == REG_ROWS_AREA_FACT ? REG_ROWS_FACT : p->table;
  read_row(c, r);
  if (!c->sound) return "kind";
  if (p->table == REG_ROWS_GRANT && c->at[0] == TAG_UNSAID) return "unsaid";
  if (at->acts >= 0 && !believed(c->at + at->acts, p->act)) return "record";
  const char *word = fault_of(r);
  if (word) return word;
  bool named = there >= 0 ? c->at[there] == 1 : p->there == NULL || names_what_is_there(p->there, r);
  return named ? NULL : "reference";
}

static enum err walk(struct stmt *q, const struct pass *p) {
  enum err e;
  struct columns c = { .q = q, .texts = p->set || p->table == REG_ROWS_AREA_FACT };
  while ((e = db_step(q)) == OK) {
    struct reg_row r = { 0 };
    const char *word = read_checked(p, &c, &r);
    if (word) {
      int64_t row = p->table == REG_ROWS_GRANT ? c.at[OWN_ROW_OF_GRANT] : r.id;
      struct reg_bad bad = { r.table, row, r.subject, word, r.kind, r.other };
      p->visit->bad(p->visit->context, &bad);
      if (!p->set) continue;
    }
    enum err made = word ? INVALID : p->visit->row(p->visit->context, &r);
    if (made == OK) continue;
    db_reset(q); /* a statement left at a row keeps its read lock */
    return made;
  }
  return e == NOT_FOUND ? OK : e;
}

enum err reg_scan_all(const struct viewer *viewer, struct db *db, const struct reg_all *all,
                      const struct reg_visit *visit) {
  assert(viewer && visit && visit->row && visit->bad);
  assert(all->table < REG_ROWS_TABLES);
  struct stmt *q;
  TRY(db_scan(db, all_sql[all->table], &q));
  if (all->table != REG_ROWS_LAYOUT) bind_int(q, ACT, all->act);
  return walk(q, &(struct pass) { all->table, all->act, false, all->there, visit });
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
    TRY(walk(q, &(struct pass) { set->table, act, true, NULL, visit }));
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
