/* Acts on who someone is: added, changed, corrected, dead, not dead after all. */
#include "registry/inner.h"

enum { BIRTH_YEAR_MIN = 1880, PHONE_MAX = 40 };

enum err reg_citizen_no_check(struct str number, int birth_year, enum reg_sex sex,
                              struct reg_refusal *refusal) {
  assert(refusal != NULL);
  if (number.n == 0) return OK;
  for (size_t i = 0; i < number.n; i++)
    if (number.p[i] < '0' || number.p[i] > '9')
      return reg_refuse(refusal, "citizen_no", SAY_citizen_digits, NULL, NULL, NULL);
  if (number.n == 9) return OK;
  if (number.n != 12) return reg_refuse(refusal, "citizen_no", SAY_citizen_digits, NULL, NULL, NULL);
  int digit = number.p[3] - '0', wanted = (birth_year / 100 - 19) * 2 + (sex == REG_FEMALE);
  char have[2] = { number.p[3], 0 }, want[4], year[16], two[3] = { number.p[4], number.p[5], 0 };
  snprintf(want, sizeof want, "%d", wanted >= 0 && wanted <= 9 ? wanted : 0);
  snprintf(year, sizeof year, "%d", birth_year);
  /* The 1800s have no digit: such a number is somebody else's. */
  if (wanted < 0 || wanted > 9)
    return reg_refuse(refusal, "citizen_no", SAY_citizen_century, have, year, "–");
  if (digit / 2 != wanted / 2)
    return reg_refuse(refusal, "citizen_no", SAY_citizen_century, have, year, want);
  if (digit != wanted) return reg_refuse(refusal, "citizen_no", SAY_citizen_sex, have, want, NULL);
  if ((number.p[4] - '0') * 10 + (number.p[5] - '0') != birth_year % 100)
    return reg_refuse(refusal, "citizen_no", SAY_citizen_year, two, year, NULL);
  return OK;
}

/* ---- what was typed ---- */

struct person_act {
  struct reg_doing *doing;
  const struct reg_person_input *in;
  int64_t person;
  date day;
  const struct reg_vocabulary *v; /* reg_death_correct */
  date birth;
  int known;
  bool death_known;
};

static void sent(struct reg_doing *doing, const struct reg_person_input *in) {
  reg_sent_text(doing, in->full_name);
  reg_sent_text(doing, in->ethnic);
  reg_sent_text(doing, in->citizen_no);
  reg_sent_text(doing, in->phone);
  const int64_t numbers[] = { in->birth_year, in->birth_month, in->birth_day, in->sex, in->person };
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    reg_sent_int(doing, numbers[i]);
  reg_sent_day(doing, "day", in->day);
}

static enum err birth_check(struct person_act *x) {
  const struct reg_person_input *in = x->in;
  char day[40], typed[11], today[11];
  int m = in->birth_month == 0 ? 1 : in->birth_month, d = in->birth_day == 0 ? 1 : in->birth_day;
  snprintf(day, sizeof day, "%02d/%02d/%04d", in->birth_day, in->birth_month, in->birth_year);
  bool gap = in->birth_month == 0 && in->birth_day != 0;
  if (gap || in->birth_year < BIRTH_YEAR_MIN || in->birth_year > 9998 || !date_valid(in->birth_year, m, d))
    return reg_refuse(x->doing->refusal, "birth", SAY_birth_not_there, day, NULL, NULL);
  x->birth = date_of(in->birth_year, m, d);
  x->known = in->birth_month == 0 ? 1 : in->birth_day == 0 ? 2 : 3;
  if (x->birth > x->doing->today)
    return reg_refuse(x->doing->refusal, "birth", SAY_birth_later, date_iso(x->birth, typed),
                      date_iso(x->doing->today, today), NULL);
  return OK;
}

/* Nobody else's by what is believed. */
static enum err citizen_no_free(struct db *db, struct person_act *x) {
  struct stmt *s;
  if (x->in->citizen_no.n == 0) return OK;
  TRY(db_query(db,
               "SELECT person FROM person_version WHERE citizen_no = $1 AND act_to = 9223372036854775807"
               " AND person <> $2 ORDER BY person LIMIT 1",
               &s));
  bind_text(s, 1, x->in->citizen_no);
  bind_int(s, 2, x->person);
  enum err e = db_step(s);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  int64_t other = col_int(s, 0);
  TRY(db_run(s));
  return reg_refuse_taken(db, x->doing, "citizen_no", other);
}

static enum err input_check(struct db *db, struct person_act *x) {
  struct reg_refusal *refusal = x->doing->refusal;
  TRY(reg_text_check(x->in->full_name, "full_name", REG_NAME_MAX, true, refusal));
  TRY(reg_text_check(x->in->ethnic, "ethnic", REG_TEXT_MAX, false, refusal));
  TRY(reg_text_check(x->in->phone, "phone", PHONE_MAX, false, refusal));
  if (x->in->sex != REG_MALE && x->in->sex != REG_FEMALE)
    return reg_refuse(refusal, "sex", SAY_sex_unknown, NULL, NULL, NULL);
  TRY(birth_check(x));
  TRY(reg_citizen_no_check(x->in->citizen_no, x->in->birth_year, x->in->sex, refusal));
  return citizen_no_free(db, x);
}

/* ---- rows ---- */

struct row {
  int64_t row;
  struct reg_person p;
};
struct rows {
  struct row *at;
  size_t n, cap;
};

static enum err believed(struct db *db, struct person_act *x, struct rows *ret_rows) {
  struct stmt *s;
  TRY(reg_subject_check(db, x->doing, REG_PERSON, x->person, "person"));
  TRY(db_query(db,
               "SELECT person, full_name, ethnic, citizen_no, phone, birth, birth_known, death, sex,"
               " valid_from, valid_to, act_from, act_to, id FROM person_version WHERE person = $1"
               " AND act_to = 9223372036854775807 ORDER BY valid_from",
               &s));
  bind_int(s, 1, x->person);
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (ret_rows->n >= REG_LIST_MAX) return reg_full(s);
    struct row *r = VEC_PUSH(x->doing->act->arena, ret_rows);
    TRY(reg_read_person(x->doing->act->arena, db, s, REG_ACT_OPEN - 1, &r->p));
    r->row = col_int(s, 13);
  }
  return e == NOT_FOUND ? OK : e;
}

static struct row *in_force(struct rows *rows, date day) {
  for (size_t i = 0; i < rows->n; i++)
    if (rows->at[i].p.period.valid_from <= day && day < rows->at[i].p.period.valid_to) return &rows->at[i];
  return NULL;
}

static enum err close_row(struct db *db, const struct person_act *x, int64_t row) {
  return reg_close(db, x->doing,
                   "UPDATE person_version SET act_to = $2 WHERE id = $1 AND act_to = 9223372036854775807",
                   row);
}

static void bind_text_or_null(struct stmt *s, int at, struct str text) {
  if (text.n > 0)
    bind_text(s, at, text);
  else
    bind_null(s, at);
}

static enum err write_row(struct db *db, const struct person_act *x, const struct reg_person *p) {
  assert(p->period.valid_from < p->period.valid_to);
  struct stmt *s;
  TRY(db_query(
      db,
      "INSERT INTO person_version(person, full_name, sort_key, birth, birth_known, death, sex, ethnic,"
      " citizen_no, phone, valid_from, valid_to, act_from, act_to)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 9223372036854775807)",
      &s));
  bind_int(s, 1, p->id);
  bind_text(s, 2, p->full_name);
  bind_text(s, 3, text_sort_key(x->doing->act->arena, p->full_name));
  bind_int(s, 4, p->birth);
  bind_int(s, 5, p->birth_known);
  if (p->dead)
    bind_int(s, 6, p->death);
  else
    bind_null(s, 6);
  bind_text(s, 7, p->sex == REG_FEMALE ? S("female") : S("male"));
  bind_text(s, 8, p->ethnic);
  bind_text_or_null(s, 9, p->citizen_no);
  bind_text_or_null(s, 10, p->phone);
  bind_int(s, 11, p->period.valid_from);
  bind_int(s, 12, p->period.valid_to);
  bind_int(s, 13, x->doing->number);
  return db_run(s);
}

/* The typed person as a row that is otherwise like `like`. */
static struct reg_person typed(const struct person_act *x, const struct reg_person *like) {
  struct reg_person p = *like;
  p.full_name = str_trim(x->in->full_name);
  p.ethnic = x->in->ethnic;
  p.citizen_no = x->in->citizen_no;
  p.phone = x->in->phone;
  p.birth = x->birth;
  p.birth_known = x->known;
  p.sex = x->in->sex;
  return p;
}

static enum err act_on_person(struct db *db, struct reg_doing *doing, struct person_act *x,
                              enum err (*work)(struct db *, struct reg_doing *, void *)) {
  x->doing = doing;
  doing->work = work;
  doing->context = x;
  return reg_act_do(db, doing);
}

/* ---- added, changed ---- */

static enum err add(struct db *db, struct reg_doing *doing, void *context) {
  struct person_act *x = context;
  x->person = 0;
  TRY(input_check(db, x));
  struct reg_namesake who = { .sort_key = text_sort_key(doing->act->arena, str_trim(x->in->full_name)),
                              .birth = x->birth,
                              .birth_known = x->known,
                              .day = doing->today };
  bool unseen = x->in->household == 0 || x->in->from > doing->today;
  if (doing->viewer->area != 0 && unseen)
    return reg_refuse(doing->refusal, "household", SAY_household_needed, NULL, NULL, NULL);
  TRY(reg_same_person(db, doing, &who));
  TRY(reg_new_entity(db,
                     "INSERT INTO person(id, public_id) SELECT coalesce(max(id), 0) + 1, $1 FROM person"
                     " WHERE id > 0 AND id <= 64000000 RETURNING id",
                     &x->person));
  struct reg_person empty = { .id = x->person, .period = { x->birth, DATE_MAX, 0, 0 } };
  struct reg_person p = typed(x, &empty);
  TRY(write_row(db, x, &p));
  reg_touch(doing, REG_PERSON, x->person);
  doing->answer = x->person;
  const struct reg_membership_input home = { x->person, x->in->household, x->in->role, x->in->from,
                                             DATE_MAX };
  return x->in->household != 0 ? reg_enters(db, doing, &home) : OK;
}

enum err reg_person_add(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                        const struct reg_person_input *in, int64_t *ret_person, struct reg_refusal *refusal) {
  assert(in != NULL && ret_person != NULL);
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "person.add");
  struct person_act x = { .in = in };
  sent(&doing, in);
  if (in->household != 0) {
    reg_sent_int(&doing, in->household);
    reg_sent_text(&doing, in->role);
    reg_sent_day(&doing, "from", in->from);
    TRY(reg_span_check(in->from, DATE_MAX, refusal));
  }
  TRY(act_on_person(db, &doing, &x, add));
  *ret_person = doing.answer;
  return OK;
}

static enum err change(struct db *db, struct reg_doing *doing, void *context) {
  struct person_act *x = context;
  struct rows rows = { 0 };
  TRY(believed(db, x, &rows));
  TRY(input_check(db, x));
  struct row *old = in_force(&rows, x->day);
  if (old == NULL) return reg_refuse_day(doing->refusal, "day", SAY_not_on_day, x->day);
  if (old->p.birth != x->birth || old->p.birth_known != x->known || old->p.sex != x->in->sex)
    return reg_refuse(doing->refusal, "birth", SAY_change_birth, NULL, NULL, NULL);
  if (old->p.period.valid_from == x->day)
    return reg_refuse_day(doing->refusal, "day", SAY_change_at_start, x->day);
  if (old->p.dead && x->day > old->p.death)
    return reg_refuse_days(doing->refusal, "day", SAY_after_death, x->day, old->p.death);
  struct reg_person before = old->p, after = typed(x, &old->p);
  before.period.valid_to = after.period.valid_from = x->day;
  TRY(close_row(db, x, old->row));
  TRY(write_row(db, x, &before));
  TRY(write_row(db, x, &after));
  reg_touch(doing, REG_PERSON, x->person);
  return OK;
}

enum err reg_person_change(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                           const struct reg_person_input *in, struct reg_refusal *refusal) {
  assert(in != NULL);
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "person.change");
  struct person_act x = { .in = in, .person = in->person, .day = in->day };
  sent(&doing, in);
  return act_on_person(db, &doing, &x, change);
}

/* ---- corrected ---- */

static enum err correct_rows(struct db *db, struct person_act *x, const struct rows *rows,
                             const struct row *wrong) {
  for (size_t i = 0; i < rows->n; i++) {
    const struct row *r = &rows->at[i];
    bool same_body = r->p.birth == x->birth && r->p.birth_known == x->known && r->p.sex == x->in->sex;
    if (r != wrong && same_body) continue;
    struct reg_person p = r == wrong ? typed(x, &r->p) : r->p;
    p.birth = x->birth;
    p.birth_known = x->known;
    p.sex = x->in->sex;
    if (i == 0 || p.period.valid_from < x->birth) p.period.valid_from = x->birth;
    TRY(close_row(db, x, r->row));
    if (p.period.valid_from < p.period.valid_to) TRY(write_row(db, x, &p));
  }
  return OK;
}

static enum err correct(struct db *db, struct reg_doing *doing, void *context) {
  struct person_act *x = context;
  struct rows rows = { 0 };
  TRY(believed(db, x, &rows));
  TRY(input_check(db, x));
  /* A wrong birth may put the day before the row begins; the first row is then the one meant. */
  struct row *wrong = in_force(&rows, x->day);
  if (wrong == NULL && rows.n > 0 && x->day >= x->birth && x->day < rows.at[0].p.period.valid_from)
    wrong = &rows.at[0];
  if (wrong == NULL) return reg_refuse_day(doing->refusal, "day", SAY_not_on_day, x->day);
  if (wrong->p.dead && wrong->p.death < x->birth)
    return reg_refuse_days(doing->refusal, "birth", SAY_death_before_birth, wrong->p.death, x->birth);
  struct reg_life life = { x->birth, x->known, wrong->p.dead, wrong->p.death };
  if (wrong->p.birth != x->birth || wrong->p.birth_known != x->known)
    TRY(reg_birth_moved(db, doing, x->person, &life));
  TRY(correct_rows(db, x, &rows, wrong));
  reg_touch(doing, REG_PERSON, x->person);
  return OK;
}

enum err reg_person_correct(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                            const struct reg_person_input *in, struct reg_refusal *refusal) {
  assert(in != NULL);
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "person.correct");
  struct person_act x = { .in = in, .person = in->person, .day = in->day };
  sent(&doing, in);
  return act_on_person(db, &doing, &x, correct);
}

/* ---- death ---- */

static enum err write_death(struct db *db, struct person_act *x, const struct rows *rows) {
  for (size_t i = 0; i < rows->n; i++) {
    struct reg_person p = rows->at[i].p;
    p.dead = x->death_known;
    p.death = x->day;
    TRY(close_row(db, x, rows->at[i].row));
    TRY(write_row(db, x, &p));
  }
  reg_touch(x->doing, REG_PERSON, x->person);
  return OK;
}

static enum err day_of_death(const struct person_act *x, const struct reg_person *p) {
  struct reg_refusal *refusal = x->doing->refusal;
  if (x->day < p->birth) return reg_refuse_days(refusal, "death", SAY_death_before_birth, x->day, p->birth);
  if (x->day <= x->doing->today) return OK;
  return reg_refuse_days(refusal, "death", SAY_death_later, x->day, x->doing->today);
}

static enum err death(struct db *db, struct reg_doing *doing, void *context) {
  struct person_act *x = context;
  struct rows rows = { 0 };
  TRY(believed(db, x, &rows));
  if (rows.n == 0) return reg_refuse_day(doing->refusal, "person", SAY_not_on_day, x->day);
  const struct reg_person *p = &rows.at[0].p;
  if (p->dead) return reg_refuse_day(doing->refusal, "death", SAY_dead_already, p->death);
  TRY(day_of_death(x, p));
  TRY(reg_after_death_check(db, doing, x->person, x->day));
  return write_death(db, x, &rows);
}

enum err reg_death(const struct viewer *viewer, struct db *db, const struct reg_act *act, int64_t person,
                   date day, struct reg_refusal *refusal) {
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "person.death");
  struct person_act x = { .person = person, .day = day, .death_known = true };
  reg_sent_int(&doing, person);
  reg_sent_day(&doing, "death", day);
  return act_on_person(db, &doing, &x, death);
}

static enum err death_correct(struct db *db, struct reg_doing *doing, void *context) {
  struct person_act *x = context;
  struct rows rows = { 0 };
  TRY(believed(db, x, &rows));
  if (rows.n == 0 || !rows.at[0].p.dead)
    return reg_refuse(doing->refusal, "person", SAY_not_dead, NULL, NULL, NULL);
  const struct reg_person *p = &rows.at[0].p;
  if (p->death == x->day) return reg_refuse_day(doing->refusal, "death", SAY_dead_already, p->death);
  TRY(day_of_death(x, p));
  /* What begins after the later day began after the earlier one: it was asked back then. */
  if (x->day < p->death) TRY(reg_after_death_check(db, doing, x->person, x->day));
  const struct reg_life life = { p->birth, p->birth_known, true, x->day };
  TRY(reg_death_moved(db, doing, x->v, x->person, &life));
  return write_death(db, x, &rows);
}

enum err reg_death_correct(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                           const struct reg_vocabulary *v, const struct reg_death_correction *in,
                           struct reg_refusal *refusal) {
  assert(in != NULL);
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "person.death_correct");
  struct person_act x = { .person = in->person, .day = in->day, .v = v, .death_known = true };
  reg_sent_int(&doing, in->person);
  reg_sent_day(&doing, "death", in->day);
  return act_on_person(db, &doing, &x, death_correct);
}

/* A death for which something is granted is not taken back under it. */
static enum err nothing_granted_for_death(struct db *db, const struct reg_doing *doing, int64_t person) {
  struct stmt *s;
  char m[8];
  TRY(db_query(db,
               "SELECT v.first_month, v.decision_no FROM grant_ g JOIN grant_version v ON v.grant_id = g.id"
               " AND v.act_to = 9223372036854775807 JOIN symbol y ON y.id = g.benefit AND (y.marks & 4) <> 0"
               " WHERE g.person = $1 ORDER BY v.first_month LIMIT 1",
               &s));
  bind_int(s, 1, person);
  enum err e = db_step(s);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  bool ok = true;
  month first = reg_col_month(s, 0, &ok);
  struct str no = reg_keep(doing->act->arena, col_text(s, 1));
  TRY(db_run(s));
  if (!ok) return reg_damaged(db, "grant_version", person);
  return reg_refuse(doing->refusal, "person", SAY_death_granted, month_iso(first, m), no.p, NULL);
}

static enum err death_reverse(struct db *db, struct reg_doing *doing, void *context) {
  struct person_act *x = context;
  struct rows rows = { 0 };
  TRY(believed(db, x, &rows));
  if (rows.n == 0 || !rows.at[0].p.dead)
    return reg_refuse(doing->refusal, "person", SAY_not_dead, NULL, NULL, NULL);
  TRY(nothing_granted_for_death(db, doing, x->person));
  return write_death(db, x, &rows);
}

enum err reg_death_reverse(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                           int64_t person, struct reg_refusal *refusal) {
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "person.death_reverse");
  struct person_act x = { .person = person, .death_known = false };
  reg_sent_int(&doing, person);
  return act_on_person(db, &doing, &x, death_reverse);
}
