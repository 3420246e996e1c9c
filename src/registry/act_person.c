/* Acts on who someone is: added, changed, corrected, dead, not dead after all. */
#include "registry/inner.h"

enum { BIRTH_YEAR_MIN = 1880 };

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
  const struct reg_act *act;
  const struct reg_person_input *in;
  struct reg_refusal *refusal;
  int64_t person;
  date day;
  date birth;
  int known;
  bool death_known;
};

static enum err birth_check(struct person_act *x) {
  const struct reg_person_input *in = x->in;
  char day[40], typed[11], today[11];
  int m = in->birth_month == 0 ? 1 : in->birth_month, d = in->birth_day == 0 ? 1 : in->birth_day;
  snprintf(day, sizeof day, "%02d/%02d/%04d", in->birth_day, in->birth_month, in->birth_year);
  bool gap = in->birth_month == 0 && in->birth_day != 0;
  if (gap || in->birth_year < BIRTH_YEAR_MIN || in->birth_year > 9998 || !date_valid(in->birth_year, m, d))
    return reg_refuse(x->refusal, "birth", SAY_birth_not_there, day, NULL, NULL);
  x->birth = date_of(in->birth_year, m, d);
  x->known = in->birth_month == 0 ? 1 : in->birth_day == 0 ? 2 : 3;
  if (x->birth > x->act->today)
    return reg_refuse(x->refusal, "birth", SAY_birth_later, date_vn(x->birth, typed),
                      date_vn(x->act->today, today), NULL);
  return OK;
}

static enum err input_check(struct db *db, struct person_act *x) {
  TRY(reg_text_check(x->in->full_name, "full_name", REG_NAME_MAX, true, x->refusal));
  TRY(reg_text_check(x->in->ethnic, "ethnic", REG_TEXT_MAX, false, x->refusal));
  TRY(reg_text_check(x->in->phone, "phone", 40, false, x->refusal));
  TRY(birth_check(x));
  TRY(reg_citizen_no_check(x->in->citizen_no, x->in->birth_year, x->in->sex, x->refusal));
  if (x->in->citizen_no.n == 0) return OK;
  struct stmt *s;
  TRY(db_query(db,
               "SELECT full_name FROM person_version WHERE citizen_no = $1 AND rec_to = 2932896 AND person "
               "<> $2 LIMIT 1",
               &s));
  bind_text(s, 1, x->in->citizen_no);
  bind_int(s, 2, x->person);
  enum err e = db_step(s);
  if (e == OK) {
    struct str other = reg_keep(x->act->arena, col_text(s, 0));
    TRY(db_run(s));
    return reg_refuse(x->refusal, "citizen_no", SAY_citizen_taken, other.p, NULL, NULL);
  }
  return e == NOT_FOUND ? OK : e;
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
  TRY(reg_subject_check(db, REG_PERSON, x->person, "person", x->refusal));
  TRY(db_query(db,
               "SELECT person, full_name, ethnic, citizen_no, phone, birth, birth_known, death, sex,"
               " valid_from, valid_to, rec_from, rec_to, rowid FROM person_version WHERE person = $1 AND "
               "rec_to = 2932896"
               " ORDER BY valid_from",
               &s));
  bind_int(s, 1, x->person);
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (ret_rows->n >= REG_LIST_MAX) return LIMIT;
    struct row *r = VEC_PUSH(x->act->arena, ret_rows);
    reg_read_person(x->act->arena, s, &r->p);
    r->row = col_int(s, 13);
  }
  if (e != NOT_FOUND) return e;
  for (size_t i = 0; i < ret_rows->n; i++)
    TRY(reg_recorded_check(x->act, ret_rows->at[i].p.period.rec_from, x->refusal));
  return OK;
}

static struct row *in_force(struct rows *rows, date day) {
  for (size_t i = 0; i < rows->n; i++)
    if (rows->at[i].p.period.valid_from <= day && day < rows->at[i].p.period.valid_to) return &rows->at[i];
  return NULL;
}

static enum err close_row(struct db *db, const struct person_act *x, int64_t row) {
  return reg_close(db, "UPDATE person_version SET rec_to = $2 WHERE rowid = $1", row, x->act->today);
}

static enum err write_row(struct db *db, const struct person_act *x, const struct reg_person *p) {
  assert(p->period.valid_from < p->period.valid_to);
  struct stmt *s;
  TRY(db_query(db,
               "INSERT INTO person_version(person, full_name, fold, birth, birth_known, death, sex, ethnic, "
               "citizen_no, phone,"
               " valid_from, valid_to, rec_from, rec_to) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
               "$11, $12, $13, 2932896)",
               &s));
  bind_int(s, 1, p->id);
  bind_text(s, 2, p->full_name);
  bind_text(s, 3, text_fold(x->act->arena, p->full_name));
  bind_int(s, 4, p->birth);
  bind_int(s, 5, p->birth_known);
  if (p->dead)
    bind_int(s, 6, p->death);
  else
    bind_null(s, 6);
  bind_text(s, 7, p->sex == REG_FEMALE ? S("female") : S("male"));
  bind_text(s, 8, p->ethnic);
  if (p->citizen_no.n > 0)
    bind_text(s, 9, p->citizen_no);
  else
    bind_null(s, 9);
  if (p->phone.n > 0)
    bind_text(s, 10, p->phone);
  else
    bind_null(s, 10);
  bind_int(s, 11, p->period.valid_from);
  bind_int(s, 12, p->period.valid_to);
  bind_int(s, 13, x->act->today);
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

static enum err finish(struct db *db, struct person_act *x, const char *action, const char *detail) {
  TRY(reg_audit(db, x->act, action, "person", x->person, detail));
  return reg_search_touch(db, x->act->arena, x->person, x->act->today);
}

/* ---- the acts ---- */

static enum err add(struct db *db, void *context) {
  struct person_act *x = context;
  TRY(input_check(db, x));
  TRY(reg_new_id(db, "INSERT INTO person(id) VALUES (NULL)", "SELECT max(id) FROM person", &x->person));
  struct reg_person empty = { .id = x->person, .period = { x->birth, DATE_MAX, 0, 0 } };
  struct reg_person p = typed(x, &empty);
  TRY(write_row(db, x, &p));
  return finish(db, x, "person.add", "");
}

enum err reg_person_add(struct db *db, const struct reg_act *act, const struct reg_person_input *p,
                        int64_t *ret_person, struct reg_refusal *refusal) {
  assert(p != NULL && ret_person != NULL);
  TRY(reg_act_check(act, refusal));
  struct person_act x = { .act = act, .in = p, .refusal = refusal };
  TRY(db_transaction(db, add, &x));
  *ret_person = x.person;
  return OK;
}

static enum err change(struct db *db, void *context) {
  struct person_act *x = context;
  struct rows rows = { 0 };
  char day[11];
  TRY(believed(db, x, &rows));
  TRY(input_check(db, x));
  struct row *old = in_force(&rows, x->day);
  if (old == NULL) return reg_refuse(x->refusal, "from", SAY_not_on_day, date_vn(x->day, day), NULL, NULL);
  if (old->p.birth != x->birth || old->p.birth_known != x->known || old->p.sex != x->in->sex)
    return reg_refuse(x->refusal, "birth", SAY_change_birth, NULL, NULL, NULL);
  if (old->p.period.valid_from == x->day)
    return reg_refuse(x->refusal, "from", SAY_change_at_start, date_vn(x->day, day), NULL, NULL);
  struct reg_person before = old->p, after = typed(x, &old->p);
  before.period.valid_to = after.period.valid_from = x->day;
  TRY(close_row(db, x, old->row));
  TRY(write_row(db, x, &before));
  TRY(write_row(db, x, &after));
  return finish(db, x, "person.change", date_iso(x->day, day));
}

enum err reg_person_change(struct db *db, const struct reg_act *act, int64_t person, date from,
                           const struct reg_person_input *p, struct reg_refusal *refusal) {
  assert(p != NULL);
  TRY(reg_act_check(act, refusal));
  struct person_act x = { .act = act, .in = p, .refusal = refusal, .person = person, .day = from };
  return db_transaction(db, change, &x);
}

static enum err correct(struct db *db, void *context) {
  struct person_act *x = context;
  struct rows rows = { 0 };
  char day[11], birth[11];
  TRY(believed(db, x, &rows));
  TRY(input_check(db, x));
  /* A wrong birth may put `on` before the row begins; the first row is then the one meant. */
  struct row *wrong = in_force(&rows, x->day);
  if (wrong == NULL && rows.n > 0 && x->day >= x->birth && x->day < rows.at[0].p.period.valid_from)
    wrong = &rows.at[0];
  if (wrong == NULL) return reg_refuse(x->refusal, "on", SAY_not_on_day, date_vn(x->day, day), NULL, NULL);
  if (wrong->p.dead && wrong->p.death < x->birth)
    return reg_refuse(x->refusal, "birth", SAY_death_before_birth, date_vn(wrong->p.death, day),
                      date_vn(x->birth, birth), NULL);
  for (size_t i = 0; i < rows.n; i++) {
    struct row *r = &rows.at[i];
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
  return finish(db, x, "person.correct", date_iso(x->day, day));
}

enum err reg_person_correct(struct db *db, const struct reg_act *act, int64_t person, date on,
                            const struct reg_person_input *p, struct reg_refusal *refusal) {
  assert(p != NULL);
  TRY(reg_act_check(act, refusal));
  struct person_act x = { .act = act, .in = p, .refusal = refusal, .person = person, .day = on };
  return db_transaction(db, correct, &x);
}

static enum err write_death(struct db *db, struct person_act *x, const struct rows *rows) {
  for (size_t i = 0; i < rows->n; i++) {
    struct reg_person p = rows->at[i].p;
    p.dead = x->death_known;
    p.death = x->day;
    TRY(close_row(db, x, rows->at[i].row));
    TRY(write_row(db, x, &p));
  }
  return OK;
}

static enum err death(struct db *db, void *context) {
  struct person_act *x = context;
  struct rows rows = { 0 };
  char a[11], b[11];
  TRY(believed(db, x, &rows));
  if (rows.n == 0) return reg_refuse(x->refusal, "person", SAY_not_on_day, date_vn(x->day, a), NULL, NULL);
  const struct reg_person *p = &rows.at[0].p;
  if (p->dead) return reg_refuse(x->refusal, "death", SAY_dead_already, date_vn(p->death, a), NULL, NULL);
  if (x->day < p->birth)
    return reg_refuse(x->refusal, "death", SAY_death_before_birth, date_vn(x->day, a), date_vn(p->birth, b),
                      NULL);
  if (x->day > x->act->today)
    return reg_refuse(x->refusal, "death", SAY_death_later, date_vn(x->day, a), date_vn(x->act->today, b),
                      NULL);
  TRY(write_death(db, x, &rows));
  return finish(db, x, "person.death", date_iso(x->day, a));
}

enum err reg_death(struct db *db, const struct reg_act *act, int64_t person, date day,
                   struct reg_refusal *refusal) {
  TRY(reg_act_check(act, refusal));
  struct person_act x = { .act = act, .refusal = refusal, .person = person, .day = day, .death_known = true };
  return db_transaction(db, death, &x);
}

static enum err death_reverse(struct db *db, void *context) {
  struct person_act *x = context;
  struct rows rows = { 0 };
  TRY(believed(db, x, &rows));
  if (rows.n == 0 || !rows.at[0].p.dead)
    return reg_refuse(x->refusal, "person", SAY_not_dead, NULL, NULL, NULL);
  TRY(write_death(db, x, &rows));
  return finish(db, x, "person.death_reverse", "");
}

enum err reg_death_reverse(struct db *db, const struct reg_act *act, int64_t person,
                           struct reg_refusal *refusal) {
  TRY(reg_act_check(act, refusal));
  struct person_act x = { .act = act, .refusal = refusal, .person = person, .death_known = false };
  return db_transaction(db, death_reverse, &x);
}
