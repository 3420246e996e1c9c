/* Reading people, households, links, facts and grants as of a day. */
#include "registry/inner.h"

struct str reg_keep(struct arena *a, struct str s) {
  return (struct str) { arena_text(a, s.p, s.n), s.n };
}

void reg_read_period(struct stmt *s, int at, struct reg_period *ret_p) {
  *ret_p = (struct reg_period) { (date)col_int(s, at), (date)col_int(s, at + 1), (date)col_int(s, at + 2),
                                 (date)col_int(s, at + 3) };
  assert(ret_p->valid_from <= ret_p->valid_to);
}

/* Ends a list: NOT_FOUND from the last step is its good end. */
#define LIST_END(e, v, ret_list, ret_count)                                                                  \
  do {                                                                                                       \
    if ((e) != NOT_FOUND) return (e);                                                                        \
    *(ret_list) = (v).at;                                                                                    \
    *(ret_count) = (int)(v).n;                                                                               \
    return OK;                                                                                               \
  } while (0)

/* ---- people ---- */

void reg_read_person(struct arena *a, struct stmt *s, struct reg_person *p) {
  *p = (struct reg_person) { .id = col_int(s, 0),
                             .full_name = reg_keep(a, col_text(s, 1)),
                             .ethnic = reg_keep(a, col_text(s, 2)),
                             .citizen_no = reg_keep(a, col_text(s, 3)),
                             .phone = reg_keep(a, col_text(s, 4)),
                             .birth = (date)col_int(s, 5),
                             .birth_known = (int)col_int(s, 6),
                             .dead = !col_null(s, 7),
                             .death = (date)col_int(s, 7),
                             .sex = str_is(col_text(s, 8), "female") ? REG_FEMALE : REG_MALE };
  reg_read_period(s, 9, &p->period);
}

enum err reg_person_get(struct arena *a, struct db *db, int64_t person, struct reg_at at,
                        struct reg_person *ret_p) {
  assert(ret_p != NULL);
  struct stmt *s;
  TRY(db_query(db,
               "SELECT person, full_name, ethnic, citizen_no, phone, birth, birth_known, death, sex,"
               " valid_from, valid_to, rec_from, rec_to FROM person_version WHERE person = $1"
               " AND valid_from <= $2 AND valid_to > $2 AND rec_from <= $3 AND rec_to > $3 ORDER BY rowid "
               "DESC LIMIT 1",
               &s));
  bind_int(s, 1, person);
  bind_int(s, 2, at.valid);
  bind_int(s, 3, at.recorded);
  TRY(db_step(s));
  reg_read_person(a, s, ret_p);
  return db_run(s);
}

enum err reg_person_history(struct arena *a, struct db *db, int64_t person, struct reg_person **ret_list,
                            int *ret_count) {
  VEC(struct reg_person) v = { 0 };
  struct stmt *s;
  TRY(db_query(db,
               "SELECT person, full_name, ethnic, citizen_no, phone, birth, birth_known, death, sex,"
               " valid_from, valid_to, rec_from, rec_to FROM person_version WHERE person = $1"
               " ORDER BY rec_from, valid_from, rowid",
               &s));
  bind_int(s, 1, person);
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (v.n >= REG_LIST_MAX) return LIMIT;
    reg_read_person(a, s, VEC_PUSH(a, &v));
  }
  LIST_END(e, v, ret_list, ret_count);
}

/* ---- households ---- */

static void read_membership(struct arena *a, struct stmt *s, struct reg_membership *m) {
  *m = (struct reg_membership) { .person = col_int(s, 0),
                                 .household = col_int(s, 1),
                                 .role = reg_keep(a, col_text(s, 2)) };
  reg_read_period(s, 3, &m->period);
}

enum err reg_household_of(struct arena *a, struct db *db, int64_t person, month m, date recorded,
                          struct reg_membership *ret_m, bool *ret_several) {
  assert(ret_m != NULL);
  date first = month_first(m), last = month_last(m);
  struct stmt *s;
  /* A row that holds on the first day began no later than that day, so the order puts it before any arrival.
   */
  TRY(db_query(db,
               "SELECT person, household, role, valid_from, valid_to, rec_from, rec_to FROM membership"
               " WHERE person = $1 AND valid_from <= $3 AND valid_to > $2 AND rec_from <= $4 AND rec_to > $4"
               " ORDER BY valid_from, rowid",
               &s));
  bind_int(s, 1, person);
  bind_int(s, 2, first);
  bind_int(s, 3, last);
  bind_int(s, 4, recorded);
  TRY(db_step(s));
  read_membership(a, s, ret_m);
  enum err e = db_step(s);
  bool several = e == OK && col_int(s, 3) <= first;
  if (ret_several != NULL) *ret_several = several;
  return e == OK ? db_run(s) : e == NOT_FOUND ? OK : e;
}

enum err reg_household_members(struct arena *a, struct db *db, int64_t household, month m, date recorded,
                               struct reg_membership **ret_list, int *ret_count) {
  VEC(struct reg_membership) v = { 0 };
  struct stmt *s;
  TRY(db_query(
      db,
      "SELECT m.person, m.household, m.role, m.valid_from, m.valid_to, m.rec_from, m.rec_to FROM membership m"
      " WHERE m.household = $1 AND m.valid_from <= $3 AND m.valid_to > $2 AND m.rec_from <= $4 AND m.rec_to "
      "> $4"
      " AND m.rowid = (SELECT o.rowid FROM membership o WHERE o.person = m.person AND o.valid_from <= $3"
      "  AND o.valid_to > $2 AND o.rec_from <= $4 AND o.rec_to > $4 ORDER BY o.valid_from, o.rowid LIMIT 1)"
      " ORDER BY m.role <> 'head', (SELECT min(birth) FROM person_version p WHERE p.person = m.person"
      "  AND p.rec_from <= $4 AND p.rec_to > $4), m.person",
      &s));
  bind_int(s, 1, household);
  bind_int(s, 2, month_first(m));
  bind_int(s, 3, month_last(m));
  bind_int(s, 4, recorded);
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (v.n >= REG_LIST_MAX) return LIMIT;
    read_membership(a, s, VEC_PUSH(a, &v));
  }
  LIST_END(e, v, ret_list, ret_count);
}

enum err reg_membership_history(struct arena *a, struct db *db, int64_t person,
                                struct reg_membership **ret_list, int *ret_count) {
  VEC(struct reg_membership) v = { 0 };
  struct stmt *s;
  TRY(db_query(db,
               "SELECT person, household, role, valid_from, valid_to, rec_from, rec_to FROM membership WHERE "
               "person = $1"
               " ORDER BY rec_from, valid_from, rowid",
               &s));
  bind_int(s, 1, person);
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (v.n >= REG_LIST_MAX) return LIMIT;
    read_membership(a, s, VEC_PUSH(a, &v));
  }
  LIST_END(e, v, ret_list, ret_count);
}

static void read_residence(struct arena *a, struct stmt *s, struct reg_residence *r) {
  *r = (struct reg_residence) { .household = col_int(s, 0),
                                .area = col_int(s, 1),
                                .address = reg_keep(a, col_text(s, 2)) };
  reg_read_period(s, 3, &r->period);
}

enum err reg_residence_get(struct arena *a, struct db *db, int64_t household, struct reg_at at,
                           struct reg_residence *ret_r) {
  assert(ret_r != NULL);
  struct stmt *s;
  TRY(db_query(db,
               "SELECT household, area, address, valid_from, valid_to, rec_from, rec_to FROM residence WHERE "
               "household = $1"
               " AND valid_from <= $2 AND valid_to > $2 AND rec_from <= $3 AND rec_to > $3 ORDER BY rowid "
               "DESC LIMIT 1",
               &s));
  bind_int(s, 1, household);
  bind_int(s, 2, at.valid);
  bind_int(s, 3, at.recorded);
  TRY(db_step(s));
  read_residence(a, s, ret_r);
  return db_run(s);
}

enum err reg_residence_history(struct arena *a, struct db *db, int64_t household,
                               struct reg_residence **ret_list, int *ret_count) {
  VEC(struct reg_residence) v = { 0 };
  struct stmt *s;
  TRY(db_query(db,
               "SELECT household, area, address, valid_from, valid_to, rec_from, rec_to FROM residence WHERE "
               "household = $1"
               " ORDER BY rec_from, valid_from, rowid",
               &s));
  bind_int(s, 1, household);
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (v.n >= REG_LIST_MAX) return LIMIT;
    read_residence(a, s, VEC_PUSH(a, &v));
  }
  LIST_END(e, v, ret_list, ret_count);
}

static int by_id(const void *x, const void *y) {
  int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
  return (a > b) - (a < b);
}

enum err reg_households_in(struct arena *a, struct db *db, const struct reg_areas *t, int64_t area,
                           struct reg_at at, int64_t after, int max, int64_t **ret_households,
                           int *ret_count) {
  assert(max > 0 && max <= REG_LIST_MAX);
  VEC(int64_t) v = { 0 };
  int64_t top;
  TRY(db_int(db, "SELECT coalesce(max(id), 0) FROM area", 0, NULL, &top));
  /* Also areas merged away since: old addresses still point at them. */
  for (int64_t id = 1; id <= top; id++) {
    if (!reg_area_within(t, id, area)) continue;
    struct stmt *s;
    TRY(db_query(db,
                 "SELECT household FROM residence WHERE area = $1 AND household > $2 AND valid_from <= $3 "
                 "AND valid_to > $3"
                 " AND rec_from <= $4 AND rec_to > $4",
                 &s));
    bind_int(s, 1, id);
    bind_int(s, 2, after);
    bind_int(s, 3, at.valid);
    bind_int(s, 4, at.recorded);
    enum err e;
    while ((e = db_step(s)) == OK)
      *VEC_PUSH(a, &v) = col_int(s, 0);
    if (e != NOT_FOUND) return e;
  }
  if (v.n > 1) qsort(v.at, v.n, sizeof *v.at, by_id);
  int n = 0;
  for (size_t i = 0; i < v.n && n < max; i++)
    if (n == 0 || v.at[n - 1] != v.at[i]) v.at[n++] = v.at[i];
  *ret_households = v.at;
  *ret_count = n;
  return OK;
}

enum err reg_links_of(struct arena *a, struct db *db, int64_t person, struct reg_at at,
                      struct reg_link **ret_list, int *ret_count) {
  VEC(struct reg_link) v = { 0 };
  struct stmt *s;
  TRY(db_query(db,
               "SELECT kind, person, other, valid_from, valid_to, rec_from, rec_to FROM link WHERE (person = "
               "$1 OR other = $1)"
               " AND valid_from <= $2 AND valid_to > $2 AND rec_from <= $3 AND rec_to > $3 ORDER BY kind, "
               "person, other, rowid",
               &s));
  bind_int(s, 1, person);
  bind_int(s, 2, at.valid);
  bind_int(s, 3, at.recorded);
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (v.n >= REG_LIST_MAX) return LIMIT;
    struct reg_link *l = VEC_PUSH(a, &v);
    *l = (struct reg_link) { .kind = col_int(s, 0), .person = col_int(s, 1), .other = col_int(s, 2) };
    reg_read_period(s, 3, &l->period);
  }
  LIST_END(e, v, ret_list, ret_count);
}

/* ---- facts ---- */

static void read_fact(struct arena *a, struct stmt *s, struct reg_fact *f) {
  *f = (struct reg_fact) { .id = col_int(s, 0),
                           .kind = (enum reg_kind)col_int(s, 1),
                           .subject = col_int(s, 2),
                           .fact = col_int(s, 3),
                           .known = !col_null(s, 4),
                           .value = col_int(s, 4),
                           .source = reg_keep(a, col_text(s, 5)) };
  reg_read_period(s, 6, &f->period);
}

enum err reg_fact_get(struct arena *a, struct db *db, enum reg_kind kind, int64_t subject, int64_t fact,
                      struct reg_at at, struct reg_fact *ret_f) {
  assert(ret_f != NULL);
  struct stmt *s;
  TRY(db_query(
      db,
      "SELECT id, kind, subject, fact, value, source, valid_from, valid_to, rec_from, rec_to FROM fact"
      " WHERE kind = $1 AND subject = $2 AND fact = $3 AND valid_from <= $4 AND valid_to > $4"
      " AND rec_from <= $5 AND rec_to > $5 ORDER BY id DESC LIMIT 1",
      &s));
  bind_int(s, 1, kind);
  bind_int(s, 2, subject);
  bind_int(s, 3, fact);
  bind_int(s, 4, at.valid);
  bind_int(s, 5, at.recorded);
  TRY(db_step(s));
  read_fact(a, s, ret_f);
  return db_run(s);
}

enum err reg_facts_of(struct arena *a, struct db *db, enum reg_kind kind, int64_t subject, struct reg_at at,
                      struct reg_fact **ret_list, int *ret_count) {
  VEC(struct reg_fact) v = { 0 };
  struct stmt *s;
  TRY(db_query(
      db,
      "SELECT id, kind, subject, fact, value, source, valid_from, valid_to, rec_from, rec_to FROM fact"
      " WHERE kind = $1 AND subject = $2 AND valid_from <= $3 AND valid_to > $3"
      " AND rec_from <= $4 AND rec_to > $4 ORDER BY fact, id DESC",
      &s));
  bind_int(s, 1, kind);
  bind_int(s, 2, subject);
  bind_int(s, 3, at.valid);
  bind_int(s, 4, at.recorded);
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (v.n >= REG_LIST_MAX) return LIMIT;
    if (v.n == 0 || v.at[v.n - 1].fact != col_int(s, 3)) read_fact(a, s, VEC_PUSH(a, &v));
  }
  LIST_END(e, v, ret_list, ret_count);
}

enum err reg_fact_history(struct arena *a, struct db *db, enum reg_kind kind, int64_t subject, int64_t fact,
                          struct reg_fact **ret_list, int *ret_count) {
  VEC(struct reg_fact) v = { 0 };
  struct stmt *s;
  TRY(db_query(
      db,
      "SELECT id, kind, subject, fact, value, source, valid_from, valid_to, rec_from, rec_to FROM fact"
      " WHERE kind = $1 AND subject = $2 AND ($3 = 0 OR fact = $3) ORDER BY fact, rec_from, valid_from, id",
      &s));
  bind_int(s, 1, kind);
  bind_int(s, 2, subject);
  bind_int(s, 3, fact);
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (v.n >= REG_LIST_MAX) return LIMIT;
    read_fact(a, s, VEC_PUSH(a, &v));
  }
  LIST_END(e, v, ret_list, ret_count);
}

/* ---- grants ---- */

static enum err read_months(struct arena *a, struct db *db, const char *sql, int64_t grant, date recorded,
                            const struct reg_months **ret_list, int *ret_count) {
  VEC(struct reg_months) v = { 0 };
  struct stmt *s;
  TRY(db_query(db, sql, &s));
  bind_int(s, 1, grant);
  bind_int(s, 2, recorded);
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (v.n >= REG_LIST_MAX) return LIMIT;
    *VEC_PUSH(a, &v) = (struct reg_months) { (month)col_int(s, 0), (month)col_int(s, 1), col_null(s, 1),
                                             col_int(s, 2), reg_keep(a, col_text(s, 3)) };
  }
  LIST_END(e, v, ret_list, ret_count);
}

static void read_grant(struct arena *a, struct stmt *s, struct reg_grant *g) {
  *g = (struct reg_grant) { .id = col_int(s, 0),
                            .person = col_int(s, 1),
                            .benefit = col_int(s, 2),
                            .cases = reg_keep(a, col_text(s, 3)),
                            .amount = col_int(s, 4),
                            .decision_no = reg_keep(a, col_text(s, 5)),
                            .decided = (date)col_int(s, 6),
                            .filed_known = !col_null(s, 7),
                            .filed = (date)col_int(s, 7),
                            .signer = reg_keep(a, col_text(s, 8)),
                            .first_month = (month)col_int(s, 9),
                            .running = col_null(s, 10),
                            .last_month = (month)col_int(s, 10),
                            .payee = reg_keep(a, col_text(s, 11)),
                            .paying_point = col_int(s, 12),
                            .rec_from = (date)col_int(s, 13),
                            .rec_to = (date)col_int(s, 14) };
}

enum err reg_grants_of(struct arena *a, struct db *db, int64_t person, date recorded,
                       struct reg_grant **ret_list, int *ret_count) {
  VEC(struct reg_grant) v = { 0 };
  struct stmt *s;
  TRY(db_query(db,
               "SELECT coalesce(origin, id), person, benefit, cases, amount, decision_no, decided, filed, "
               "signer, first_month,"
               " last_month, payee, paying_point, rec_from, rec_to FROM grant_"
               " WHERE person = $1 AND rec_from <= $2 AND rec_to > $2 ORDER BY first_month, id",
               &s));
  bind_int(s, 1, person);
  bind_int(s, 2, recorded);
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (v.n >= REG_LIST_MAX) return LIMIT;
    read_grant(a, s, VEC_PUSH(a, &v));
  }
  if (e != NOT_FOUND) return e;
  for (size_t i = 0; i < v.n; i++) {
    struct reg_grant *g = &v.at[i];
    TRY(read_months(a, db,
                    "SELECT from_month, to_month, 0, reason FROM grant_suspension WHERE grant_id = $1"
                    " AND rec_from <= $2 AND rec_to > $2 ORDER BY from_month",
                    g->id, recorded, &g->suspensions, &g->suspension_count));
    TRY(read_months(a, db,
                    "SELECT from_month, to_month, amount, '' FROM grant_paid WHERE grant_id = $1"
                    " AND rec_from <= $2 AND rec_to > $2 ORDER BY from_month",
                    g->id, recorded, &g->paid, &g->paid_count));
  }
  *ret_list = v.at;
  *ret_count = (int)v.n;
  return OK;
}
