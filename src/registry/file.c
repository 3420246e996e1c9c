/* Reads a person's file. One statement of several parts: the first column of a row says of which part it is,
 * the rest of the columns mean the same in every part as far as the part has them. */
#include "registry/file.h"
#include "registry/inner.h"

enum part { PART_VERSION = 1, PART_MEMBERSHIP, PART_MEMBER, PART_RESIDENCE, PART_FACT, PART_GRANT };
enum column {
  COL_PART,
  COL_ROW,
  COL_OWNER,   /* person; of a fact its kind; of a grant its number */
  COL_SUBJECT, /* household; subject of a fact */
  COL_NUMBER,  /* birth, fact */
  COL_VALUE,   /* death, value */
  COL_KNOWN,   /* of a birth how much, of a fact whether */
  COL_PERIOD,  /* four columns */
  COL_INSTANTS = COL_PERIOD + 4,
  COL_TEXT = COL_INSTANTS + 2,
  COL_TEXTS = 6
};

/* $1 person, $2 household, $3 act, $4 last and $5 first day of the month, $6 marks that bar. */
#define VERSIONS                                                                                             \
  "SELECT 1, v.id, v.person, 0, v.birth, coalesce(v.death, 2932896), v.birth_known, "                        \
  "v.valid_from, v.valid_to, v.act_from, v.act_to, 0, 0, v.full_name, v.ethnic, "                            \
  "coalesce(v.citizen_no, ''), coalesce(v.phone, ''), v.sex, p.public_id FROM person_version "               \
  "v JOIN person p ON p.id = v.person WHERE v.person IN (SELECT CAST($1 AS BIGINT) UNION "                   \
  "SELECT m.person FROM membership m WHERE m.household = $2 AND m.act_from <= $3 AND m.act_to "              \
  "> $3) AND v.valid_from <= $4 AND v.valid_to > $4 AND v.act_from <= $3 AND v.act_to > $3"
#define MEMBERSHIPS                                                                                          \
  "SELECT 2, m.id, m.person, m.household, 0, 0, 0, m.valid_from, m.valid_to, m.act_from, "                   \
  "m.act_to, coalesce(x.instant, 0), coalesce(y.instant, 0), m.role, '', '', '', '', '' FROM "               \
  "membership m LEFT JOIN act x ON x.act = m.act_from LEFT JOIN act y ON y.act = m.act_to "                  \
  "WHERE m.person = $1 AND m.act_from <= $3"
#define MEMBERS                                                                                              \
  "SELECT 3, m.id, m.person, m.household, 0, 0, 0, m.valid_from, m.valid_to, m.act_from, "                   \
  "m.act_to, 0, 0, m.role, '', '', '', '', '' FROM membership m WHERE m.household = $2 AND "                 \
  "m.act_from <= $3 AND m.act_to > $3"
#define RESIDENCES                                                                                           \
  "SELECT 4, r.id, 0, r.household, 0, 0, 0, r.valid_from, r.valid_to, r.act_from, r.act_to, "                \
  "0, 0, r.address, '', '', '', '', '' FROM residence r WHERE r.household = $2 AND "                         \
  "r.valid_from <= $4 AND r.valid_to > $5 AND r.act_from <= $3 AND r.act_to > $3"
#define FACTS                                                                                                \
  "SELECT 5, f.id, f.kind, f.subject, f.fact, coalesce(f.value, 0), CASE WHEN f.value IS NULL "              \
  "THEN 0 ELSE 1 END, f.valid_from, f.valid_to, f.act_from, f.act_to, coalesce(x.instant, 0), "              \
  "coalesce(y.instant, 0), f.source, '', '', '', '', '' FROM fact f JOIN symbol s ON s.id = "                \
  "f.fact AND (s.marks & $6) = 0 LEFT JOIN act x ON x.act = f.act_from LEFT JOIN act y ON "                  \
  "y.act = f.act_to"
#define DECISIONS                                                                                            \
  "SELECT 6, v.id, g.id, 0, 0, 0, 0, 0, 0, v.act_from, v.act_to, 0, 0, v.decision_no, "                      \
  "v.signer, v.payee, '', '', '' FROM grant_ g JOIN grant_version v ON v.grant_id = g.id AND "               \
  "v.act_from <= $3 AND v.act_to > $3 WHERE g.person = $1"

static const char file_sql[] = VERSIONS
    " UNION ALL " MEMBERSHIPS " UNION ALL " MEMBERS " UNION ALL " RESIDENCES " UNION ALL " FACTS
    " WHERE f.kind = 1 AND f.subject = $1 AND f.act_from <= $3 UNION ALL " FACTS
    " WHERE f.kind = 2 AND f.subject = $2 AND f.act_from <= $3 UNION ALL " DECISIONS " ORDER BY 1, 2";

struct reading {
  struct arena *a;
  const struct reg_file_ask *ask;
  struct reg_file *file;
  date moved_in; /* first day of the residence taken */
  VEC(struct reg_person) version;
  VEC(struct str) version_id;
  VEC(struct reg_file_membership) membership;
  VEC(struct reg_file_membership) member;
  VEC(struct reg_file_fact) fact;
  VEC(struct reg_file_grant) grant;
};

static struct str text(const struct reading *w, struct stmt *s, int which) {
  return reg_keep(w->a, col_text(s, COL_TEXT + which));
}

static struct reg_period period(const struct reading *w, struct stmt *s, bool *ok) {
  return reg_col_period(s, COL_PERIOD, w->ask->act, ok);
}

static struct reg_known_days known_days(struct stmt *s, const struct reg_period *p) {
  int64_t from = col_int(s, COL_INSTANTS), to = col_int(s, COL_INSTANTS + 1);
  date ended = to ? reg_day_of(to) : 0;
  return (struct reg_known_days) { from ? reg_day_of(from) : 0,
                                   p->act_to == REG_ACT_OPEN ? DATE_MAX : ended };
}

static bool take_version(struct reading *w, struct stmt *s) {
  bool ok = true;
  struct str sex = col_text(s, COL_TEXT + 4);
  date death = reg_col_date(s, COL_VALUE, &ok);
  struct reg_person p = { .id = col_int(s, COL_OWNER),
                          .full_name = text(w, s, 0),
                          .ethnic = text(w, s, 1),
                          .citizen_no = text(w, s, 2),
                          .phone = text(w, s, 3),
                          .birth = reg_col_date(s, COL_NUMBER, &ok),
                          .birth_known = (int)col_int(s, COL_KNOWN),
                          .dead = death != DATE_MAX,
                          .death = death == DATE_MAX ? 0 : death,
                          .sex = str_is(sex, "female") ? REG_FEMALE : REG_MALE,
                          .period = period(w, s, &ok) };
  ok = ok && p.birth_known >= 1 && p.birth_known <= 3 && (!p.dead || p.death >= p.birth);
  ok = ok && (p.sex == REG_FEMALE || str_is(sex, "male")) && p.full_name.n && utf8_valid(p.full_name, NULL);
  *VEC_PUSH(w->a, &w->version) = p;
  *VEC_PUSH(w->a, &w->version_id) = text(w, s, 5);
  return ok;
}

static bool take_membership(struct reading *w, struct stmt *s, bool of_household) {
  bool ok = true;
  struct reg_file_membership m = { .row = { .person = col_int(s, COL_OWNER),
                                            .household = col_int(s, COL_SUBJECT),
                                            .role = text(w, s, 0),
                                            .period = period(w, s, &ok) } };
  m.known = known_days(s, &m.row.period);
  if (of_household)
    *VEC_PUSH(w->a, &w->member) = m;
  else
    *VEC_PUSH(w->a, &w->membership) = m;
  return ok && m.row.person > 0 && m.row.household > 0;
}

/* Of several in the month the first by day, then by number: the rows come by number. */
static bool take_residence(struct reading *w, struct stmt *s) {
  bool ok = true;
  struct reg_period p = period(w, s, &ok);
  if (p.valid_from < w->moved_in) {
    w->moved_in = p.valid_from;
    w->file->address = text(w, s, 0);
  }
  return ok;
}

static bool take_fact(struct reading *w, struct stmt *s) {
  bool ok = true;
  struct reg_file_fact f = { .row = { .id = col_int(s, COL_ROW),
                                      .kind = (enum reg_kind)col_int(s, COL_OWNER),
                                      .subject = col_int(s, COL_SUBJECT),
                                      .fact = col_int(s, COL_NUMBER),
                                      .known = col_int(s, COL_KNOWN) == 1,
                                      .value = col_int(s, COL_VALUE),
                                      .source = text(w, s, 0),
                                      .period = period(w, s, &ok) } };
  f.known = known_days(s, &f.row.period);
  *VEC_PUSH(w->a, &w->fact) = f;
  return ok && f.row.fact > 0;
}

static bool take(struct reading *w, struct stmt *s) {
  switch (col_int(s, COL_PART)) {
  case PART_VERSION: return take_version(w, s);
  case PART_MEMBERSHIP: return take_membership(w, s, false);
  case PART_MEMBER: return take_membership(w, s, true);
  case PART_RESIDENCE: return take_residence(w, s);
  case PART_FACT: return take_fact(w, s);
  case PART_GRANT:
    *VEC_PUSH(w->a, &w->grant) = (struct reg_file_grant) { col_int(s, COL_OWNER), text(w, s, 0),
                                                           text(w, s, 1), text(w, s, 2) };
    return true;
  default: return false;
  }
}

static const char *table_of(int64_t part) {
  static const char *const names[] = { [PART_VERSION] = "person_version",
                                       [PART_MEMBERSHIP] = "membership",
                                       [PART_MEMBER] = "membership",
                                       [PART_RESIDENCE] = "residence",
                                       [PART_FACT] = "fact",
                                       [PART_GRANT] = "grant_version" };
  return part >= PART_VERSION && part <= PART_GRANT ? names[part] : "person_version";
}

static enum err read_rows(const struct viewer *viewer, struct db *db, struct reading *w) {
  struct stmt *s;
  TRY(db_query(db, file_sql, &s));
  bind_int(s, 1, w->ask->person);
  bind_int(s, 2, w->ask->household);
  bind_int(s, 3, w->ask->act);
  bind_int(s, 4, month_last(w->ask->m));
  bind_int(s, 5, month_first(w->ask->m));
  bind_int(s, 6, reg_barred(viewer));
  enum err e;
  int rows = 0;
  while ((e = db_step(s)) == OK) {
    if (++rows > REG_LIST_MAX) return reg_full(s);
    if (!take(w, s)) return reg_damaged(db, table_of(col_int(s, COL_PART)), col_int(s, COL_ROW));
  }
  return e == NOT_FOUND ? OK : e;
}

/* Of several versions of one person on the day the one written last: rows come by number. */
static int version_of(const struct reading *w, int64_t person) {
  int found = -1;
  for (size_t i = 0; i < w->version.n; i++)
    if (w->version.at[i].id == person) found = (int)i;
  return found;
}

static void put_members(struct reading *w) {
  struct reg_file *f = w->file;
  f->member_who = NEW_ARRAY(w->a, struct reg_person, f->n_member + 1);
  f->member_id = NEW_ARRAY(w->a, struct str, f->n_member + 1);
  for (int i = 0; i < f->n_member; i++) {
    int at = version_of(w, f->member[i].row.person);
    f->member_id[i] = at < 0 ? S("") : w->version_id.at[at];
    if (at >= 0) f->member_who[i] = w->version.at[at];
  }
}

enum err reg_file_read(const struct viewer *viewer, struct arena *a, struct db *db,
                       const struct reg_file_ask *ask, struct reg_file *ret_file) {
  assert(viewer && ask && ret_file);
  struct reg_file file = { .address = S("") };
  struct reading w = { .a = a, .ask = ask, .file = &file, .moved_in = DATE_MAX };
  TRY(reg_sees_month(viewer, db, REG_PERSON, ask->person, (struct reg_month_at) { ask->m, ask->act }));
  TRY(read_rows(viewer, db, &w));
  int own = version_of(&w, ask->person);
  if (own < 0) return NOT_FOUND;
  assert(w.version.at != NULL);
  file.who = w.version.at[own];
  if ((viewer->classes & VIEWER_SENSITIVE) == 0) file.who.ethnic = S("");
  file.member = w.member.at;
  file.n_member = (int)w.member.n;
  file.membership = w.membership.at;
  file.n_membership = (int)w.membership.n;
  file.fact = w.fact.at;
  file.n_fact = (int)w.fact.n;
  file.grant = w.grant.at;
  file.n_grant = (int)w.grant.n;
  put_members(&w);
  *ret_file = file;
  return OK;
}

/* ---- lists of people ---- */

enum { NAMED_FIRST = 3 };

/* A row that cannot be one ends itself, not the list it stands in. */
static void take_named(const struct viewer *viewer, struct arena *a, struct stmt *s, struct reg_at at,
                       struct reg_named *ret_n) {
  char id[REG_PUBLIC_ID + 1];
  if (reg_public_id_typed(col_text(s, 14), id) == OK) ret_n->public_id = reg_keep(a, str_of(id));
  if (col_null(s, 13)) return; /* nothing recorded of that day */
  ret_n->damaged = 0;
  if (!reg_person_of_row(a, s, at.act, &ret_n->who)) {
    ret_n->who = (struct reg_person) { 0 };
    ret_n->damaged = col_int(s, 13);
  }
  if ((viewer->classes & VIEWER_SENSITIVE) == 0) ret_n->who.ethnic = S("");
}

enum err reg_people_named(const struct viewer *viewer, struct arena *a, struct db *db,
                          const struct reg_named_ask *ask, struct reg_at at, struct reg_named *ret_list) {
  assert(viewer && ask && ret_list);
  for (int i = 0; i < ask->count; i++)
    ret_list[i] = (struct reg_named) { .person = ask->persons[i], .public_id = S("") };
  for (int done = 0; done < ask->count; done += REG_NAMED_MAX) {
    struct stmt *s;
    TRY(db_query(db,
                 "SELECT p.id, v.full_name, v.ethnic, v.citizen_no, v.phone, v.birth, v.birth_known, v.death,"
                 " v.sex, v.valid_from, v.valid_to, v.act_from, v.act_to, v.id, p.public_id FROM person p"
                 " LEFT JOIN person_version v ON v.person = p.id AND v.valid_from <= $1 AND v.valid_to > $1"
                 " AND v.act_from <= $2 AND v.act_to > $2 WHERE p.id IN ($3, $4, $5, $6, $7, $8, $9, $10,"
                 " $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28,"
                 " $29, $30) ORDER BY p.id, v.id",
                 &s));
    bind_int(s, 1, at.valid);
    bind_int(s, 2, at.act);
    for (int i = 0; i < REG_NAMED_MAX; i++)
      bind_int(s, NAMED_FIRST + i, done + i < ask->count ? ask->persons[done + i] : 0);
    enum err e;
    while ((e = db_step(s)) == OK)
      for (int i = done; i < ask->count && i < done + REG_NAMED_MAX; i++)
        if (ret_list[i].person == col_int(s, 0)) take_named(viewer, a, s, at, &ret_list[i]);
    if (e != NOT_FOUND) return e;
  }
  for (int i = 0; i < ask->count; i++) {
    enum err seen = ask->of_month ? reg_sees_month(viewer, db, REG_PERSON, ask->persons[i],
                                                   (struct reg_month_at) { ask->listed, at.act })
                                  : reg_sees(viewer, db, REG_PERSON, ask->persons[i], at);
    if (seen == NOT_FOUND) ret_list[i].who = (struct reg_person) { 0 };
    if (seen != OK && seen != NOT_FOUND) return seen;
  }
  return OK;
}
