/* Acts on grants: added, ended, suspended, resumed, paid. */
#include "registry/grant.h"

enum err reg_grant_amount(const struct reg_grant_act *x, money amount) {
  char text[32];
  if (amount < 0) return reg_refuse(x->doing->refusal, "amount", SAY_money_negative, NULL, NULL, NULL);
  if (amount <= REG_MONEY_MAX) return OK;
  snprintf(text, sizeof text, "%lld", (long long)REG_MONEY_MAX);
  return reg_refuse(x->doing->refusal, "amount", SAY_money_large, text, NULL, NULL);
}

enum err reg_grant_month(const struct reg_grant_act *x, month m, const char *field) {
  if (m >= MONTH_MIN && m <= MONTH_FOREVER) return OK;
  return reg_refuse(x->doing->refusal, field, SAY_month_not_there, NULL, NULL, NULL);
}

enum err reg_grant_sums_and_days(struct reg_grant_act *x) {
  const struct reg_grant *g = x->g;
  char a[11], b[11];
  TRY(reg_grant_amount(x, g->amount));
  TRY(reg_grant_month(x, g->first_month, "first_month"));
  if (!g->running) TRY(reg_grant_month(x, g->last_month, "last_month"));
  if (!g->running && g->last_month < g->first_month)
    return reg_refuse(x->doing->refusal, "last_month", SAY_months, month_iso(g->first_month, a),
                      month_iso(g->last_month, b), NULL);
  if (g->decided > x->doing->today)
    return reg_refuse(x->doing->refusal, "decided", SAY_decided_later, date_iso(g->decided, a),
                      date_iso(x->doing->today, b), NULL);
  if (g->filed_known && g->filed > g->decided)
    return reg_refuse(x->doing->refusal, "filed", SAY_filed_later, date_iso(g->filed, a),
                      date_iso(g->decided, b), NULL);
  TRY(reg_text_check(g->cases, "cases", REG_TEXT_MAX, false, x->doing->refusal));
  TRY(reg_text_check(g->decision_no, "decision_no", REG_TEXT_MAX, false, x->doing->refusal));
  TRY(reg_text_check(g->signer, "signer", REG_TEXT_MAX, false, x->doing->refusal));
  return reg_text_check(g->payee, "payee", REG_TEXT_MAX, false, x->doing->refusal);
}

/* Another one of the same, `first` its first month, is in the way. What is paid once for a death is not
 * ended: it is right or wrong. */
static enum err refuse_other(const struct reg_grant_act *x, const char *field, month first, struct str no) {
  char m[8];
  return reg_refuse(x->doing->refusal, field, x->once ? SAY_granted_once : SAY_grant_overlap,
                    month_iso(first, m), no.p, NULL);
}

/* Refuses where another grant of the same benefit, record and component has one of the months; of what is
 * paid once, wherever there is another. */
enum err reg_grant_one(struct db *db, const struct reg_grant_act *x, const struct reg_grant_claim *c) {
  struct stmt *s;
  TRY(db_query(
      db,
      "SELECT v.first_month, v.decision_no, g.benefit, g.id FROM grant_ g JOIN grant_version v ON v.grant_id"
      " = g.id AND v.act_to = 9223372036854775807 WHERE g.person = $1 AND g.id <> $6"
      " AND coalesce(g.record, 0) = $4 AND coalesce(g.component, 0) = $5"
      " AND v.first_month <= $3 AND (v.last_month IS NULL OR v.last_month >= $2)"
      " ORDER BY v.first_month",
      &s));
  bind_int(s, 1, c->person);
  bind_int(s, 2, x->once ? 0 : c->first);
  bind_int(s, 3, x->once ? MONTH_FOREVER : c->last);
  bind_int(s, 4, c->record);
  bind_int(s, 5, c->component);
  bind_int(s, 6, c->grant);
  enum err e;
  while ((e = db_step(s)) == OK && !reg_thing_has(&x->benefit, col_int(s, 2)))
    continue;
  if (e != OK) return e == NOT_FOUND ? OK : e;
  bool ok = true;
  month first = reg_col_month(s, 0, &ok);
  struct str no = reg_keep(x->doing->act->arena, col_text(s, 1));
  if (c->ret_other != NULL) *c->ret_other = col_int(s, 3);
  db_reset(s);
  return ok ? refuse_other(x, c->field, first, no) : reg_damaged(db, "grant_version", c->person);
}

/* Is the benefit one of those the vocabulary names? */
static enum err is_among(struct db *db, const struct reg_grant_act *x, const struct str *names, int n,
                         bool *ret_yes) {
  struct reg_thing thing;
  *ret_yes = false;
  for (int i = 0; i < n && !*ret_yes; i++) {
    enum err e = reg_thing_find(db, x->v, REG_NAMED_BENEFIT, names[i], &thing);
    if (e != OK && e != NOT_FOUND) return e;
    *ret_yes = e == OK && reg_thing_has(&thing, x->benefit.number[0]);
  }
  return OK;
}

/* The first month in which a grant of another member, read from a row of reg_grant_one_home, stands with the
 * claim: both are of the household on its first day, and he is alive. MONTH_FOREVER + 1: none. */
static month shared_month(struct stmt *s, const struct reg_grant_claim *c, bool *ok) {
  month first = reg_col_month(s, 0, ok);
  month last = col_null(s, 1) ? MONTH_FOREVER : reg_col_month(s, 1, ok);
  date from = reg_col_date(s, 4, ok);
  date to = reg_col_date(s, 5, ok);
  date from_other = reg_col_date(s, 6, ok);
  date to_other = reg_col_date(s, 7, ok);
  date death = col_null(s, 8) ? DATE_MAX : reg_col_date(s, 8, ok);
  if (!*ok) return MONTH_FOREVER + 1;
  if (from_other > from) from = from_other;
  if (to_other < to) to = to_other;
  month m = c->first > first ? c->first : first;
  month end = c->last < last ? c->last : last;
  while (m <= end && month_first(m) < from)
    m++;
  bool both = m <= end && month_first(m) < to && month_first(m) <= death;
  return both ? m : MONTH_FOREVER + 1;
}

/* Refuses where another member of the household holds its benefit, of the same record and component, in one
 * of the months. */
enum err reg_grant_one_home(struct db *db, const struct reg_grant_act *x, const struct reg_grant_claim *c) {
  struct stmt *s;
  char text[8];
  bool households, ok = true;
  if (x->v == NULL) return OK;
  enum err e = is_among(db, x, x->v->of_household, x->v->of_household_count, &households);
  if (e != OK || !households) return e;
  TRY(db_query(
      db,
      "SELECT v.first_month, v.last_month, v.decision_no, g.benefit, a.valid_from, a.valid_to, b.valid_from,"
      " b.valid_to, (SELECT p.death FROM person_version p WHERE p.person = g.person AND p.act_to ="
      " 9223372036854775807 ORDER BY p.valid_from, p.id LIMIT 1), g.person, g.id FROM membership a JOIN "
      "membership "
      "b"
      " ON b.household = a.household AND b.person <> a.person AND b.act_to = 9223372036854775807"
      " JOIN grant_ g ON g.person = b.person AND g.id <> $6 JOIN grant_version v ON v.grant_id = g.id"
      " AND v.act_to = 9223372036854775807 WHERE a.person = $1 AND a.act_to = 9223372036854775807"
      " AND a.household = " REG_GRANT_HOME("$1", "$7") " AND a.household = " REG_GRANT_HOME(
          "g.person", "v.decided") " AND coalesce(g.record, 0) = $4 AND coalesce(g.component, 0) = $5"
                                   " AND v.first_month <= $3 AND (v.last_month IS NULL OR v.last_month >= $2)"
                                   " ORDER BY v.first_month, g.id, a.id, b.id",
      &s));
  bind_int(s, 1, c->person);
  bind_int(s, 2, c->first);
  bind_int(s, 3, c->last);
  bind_int(s, 4, c->record);
  bind_int(s, 5, c->component);
  bind_int(s, 6, c->grant);
  bind_int(s, 7, c->decided);
  while ((e = db_step(s)) == OK) {
    bool same = reg_thing_has(&x->benefit, col_int(s, 3));
    if ((same && shared_month(s, c, &ok) <= MONTH_FOREVER) || !ok) break;
  }
  if (e != OK) return e == NOT_FOUND ? OK : e;
  month first = reg_col_month(s, 0, &ok);
  struct str no = reg_keep(x->doing->act->arena, col_text(s, 2));
  int64_t holder = col_int(s, 9);
  if (c->ret_other != NULL) *c->ret_other = col_int(s, 10);
  db_reset(s);
  if (!ok) return reg_damaged(db, "grant_version", c->person);
  e = reg_sees(x->doing->viewer, db, REG_PERSON, holder, reg_at_now(x->doing->today));
  if (e != OK && e != NOT_FOUND) return e;
  enum reg_says says = e == OK ? SAY_grant_overlap_home : SAY_grant_overlap_home_hidden;
  return reg_refuse(x->doing->refusal, c->field, says, month_iso(first, text), no.p, NULL);
}

/* What is for a death is granted for one that is recorded, decided after it; what is paid once for it, for
 * its month. */
enum err reg_grant_for_death(const struct reg_grant_act *x, const struct reg_life *life,
                             const struct reg_grant_fields *fields) {
  char m[8], day[11];
  const struct reg_grant *g = x->g;
  struct reg_refusal *refusal = x->doing->refusal;
  if (!life->dead) return reg_refuse(refusal, fields->benefit, SAY_grant_to_living, NULL, NULL, NULL);
  if (g->decided < life->death)
    return reg_refuse_days(refusal, fields->decided, SAY_decided_before_death, g->decided, life->death);
  month of = month_of(life->death);
  if (x->once ? g->first_month == of : g->first_month >= of) return OK;
  return reg_refuse(refusal, fields->first_month,
                    g->first_month < of ? SAY_month_before_death : SAY_month_after_death,
                    month_iso(g->first_month, m), date_iso(life->death, day), NULL);
}

/* A decision may have been signed before the death was known: that is asked back. A first month after it
 * cannot be. */
static enum err of_the_living(const struct reg_grant_act *x, const struct reg_life *life) {
  char m[8], day[11], decided[11];
  const struct reg_grant *g = x->g;
  if (!life->dead) return OK;
  if (month_first(g->first_month) > life->death)
    return reg_refuse(x->doing->refusal, "first_month", SAY_grant_to_dead, month_iso(g->first_month, m),
                      date_iso(life->death, day), NULL);
  if (g->decided <= life->death) return OK;
  return reg_hold(x->doing->act, x->doing->refusal, "decided", SAY_decided_after_death,
                  date_iso(g->decided, decided), date_iso(life->death, day));
}

/* Nobody is granted anything before birth, and the dead only what is for a death. */
enum err reg_grant_in_life(struct db *db, const struct reg_grant_act *x) {
  struct reg_life life;
  char m[8], day[11];
  const struct reg_grant *g = x->g;
  struct reg_refusal *refusal = x->doing->refusal;
  enum err e = reg_life(db, g->person, &life);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  if (g->decided < life.birth)
    return reg_refuse_days(refusal, "decided", SAY_before_birth, g->decided, life.birth);
  month_iso(g->first_month, m);
  if (g->first_month < month_of(life.birth))
    return reg_refuse(refusal, "first_month", SAY_month_before_birth, m, date_iso(life.birth, day), NULL);
  static const struct reg_grant_fields own = { "benefit", "decided", "first_month" };
  return x->of_dead ? reg_grant_for_death(x, &life, &own) : of_the_living(x, &life);
}

/* Is a case, of those joined by '+', one of the packs'? */
static bool case_known(const struct reg_vocabulary *v, struct str one) {
  for (int i = 0; i < v->case_count; i++)
    if (str_eq(v->cases[i], one)) return true;
  return false;
}

/* What may be right and is likelier a slip of the pen. */
enum err reg_grant_unlikely(const struct reg_grant_act *x) {
  const struct reg_grant *g = x->g;
  char m[8], day[11];
  if (g->first_month > month_of(x->doing->today) + FIRST_MONTH_AHEAD)
    TRY(reg_hold(x->doing->act, x->doing->refusal, "first_month", SAY_first_month_far,
                 month_iso(g->first_month, m), date_iso(x->doing->today, day)));
  for (size_t i = 0, end; x->v && x->v->case_count > 0 && i < g->cases.n; i = end + 1) {
    for (end = i; end < g->cases.n && g->cases.p[end] != '+';)
      end++;
    struct str one = { g->cases.p + i, end - i };
    if (one.n > 0 && !case_known(x->v, one))
      TRY(reg_hold(x->doing->act, x->doing->refusal, "cases", SAY_case_unknown,
                   reg_short(x->doing->act->arena, one), NULL));
  }
  return OK;
}

static void bind_id_or_null(struct stmt *s, int at, int64_t id) {
  if (id > 0)
    bind_int(s, at, id);
  else
    bind_null(s, at);
}

static enum err new_grant(struct db *db, struct reg_grant_act *x) {
  struct stmt *s;
  uint8_t random[10];
  char public_id[REG_PUBLIC_ID + 1];
  TRY(random_bytes(random, sizeof random));
  reg_public_id(random, public_id);
  TRY(db_query(db,
               "INSERT INTO grant_(public_id, person, benefit, record, component) VALUES ($1, $2, $3, $4, $5)"
               " RETURNING id",
               &s));
  bind_text(s, 1, str_of(public_id));
  bind_int(s, 2, x->g->person);
  bind_int(s, 3, x->benefit.number[0]);
  bind_id_or_null(s, 4, x->record);
  bind_id_or_null(s, 5, x->g->component);
  return reg_returned_id(s, &x->grant);
}

enum err reg_grant_write(struct db *db, struct reg_grant_act *x) {
  const struct reg_grant *g = x->g;
  struct stmt *s;
  TRY(db_query(
      db,
      "INSERT INTO grant_version(grant_id, cases, amount, decision_no, decided, filed, signer, first_month,"
      " last_month, payee, paying_point, act_from, act_to)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 9223372036854775807)",
      &s));
  bind_int(s, 1, x->grant);
  bind_text(s, 2, g->cases);
  bind_int(s, 3, g->amount);
  bind_text(s, 4, g->decision_no);
  bind_int(s, 5, g->decided);
  if (g->filed_known)
    bind_int(s, 6, g->filed);
  else
    bind_null(s, 6);
  bind_text(s, 7, g->signer);
  bind_int(s, 8, g->first_month);
  if (g->running)
    bind_null(s, 9);
  else
    bind_int(s, 9, g->last_month);
  bind_text(s, 10, g->payee);
  bind_id_or_null(s, 11, g->paying_point);
  bind_int(s, 12, x->doing->number);
  return db_run(s);
}

enum err reg_grant_marks(struct db *db, struct reg_grant_act *x) {
  int64_t marks;
  TRY(db_int(db, "SELECT marks FROM symbol WHERE id = $1", 1, &x->benefit.number[0], &marks));
  x->of_dead = (marks & REG_MARK_OF_DEAD) != 0;
  x->once = false;
  return x->of_dead && x->v ? is_among(db, x, x->v->once, x->v->once_count, &x->once) : OK;
}

static enum err benefit_of(struct db *db, struct reg_grant_act *x) {
  enum err e = reg_thing_find(db, x->v, REG_NAMED_BENEFIT, x->benefit_name, &x->benefit);
  if (e == NOT_FOUND) {
    struct buf name = buf_growing(x->doing->act->arena);
    buf_str(&name, x->benefit_name);
    return reg_refuse(x->doing->refusal, "benefit", SAY_symbol_unknown, name.p, NULL, NULL);
  }
  return e == OK ? reg_grant_marks(db, x) : e;
}

/* The number a record that is believed was first written under, by that or by any later row of it; 0 none. */
static enum err record_of(struct db *db, struct reg_grant_act *x) {
  x->record = 0;
  if (x->g->record == 0) return OK;
  enum err e = db_int(db,
                      "SELECT coalesce(a.first, a.id) FROM record a JOIN record b ON b.subject_kind ="
                      " a.subject_kind AND b.subject = a.subject AND coalesce(b.first, b.id) ="
                      " coalesce(a.first, a.id) AND b.act_to = 9223372036854775807 WHERE a.id = $1 LIMIT 1",
                      1, &x->g->record, &x->record);
  return e == NOT_FOUND ? reg_refuse(x->doing->refusal, "record", SAY_row_gone, NULL, NULL, NULL) : e;
}

static enum err add(struct db *db, struct reg_doing *doing, void *context) {
  struct reg_grant_act *x = context;
  TRY(benefit_of(db, x));
  TRY(reg_subject_check(db, doing, REG_PERSON, x->g->person, "person"));
  if (x->g->paying_point > 0) TRY(reg_subject_check(db, doing, REG_AREA, x->g->paying_point, "paying_point"));
  TRY(record_of(db, x));
  TRY(reg_grant_sums_and_days(x));
  TRY(reg_grant_in_life(db, x));
  TRY(reg_grant_unlikely(x));
  const struct reg_grant_claim claim = { .person = x->g->person,
                                         .record = x->record,
                                         .component = x->g->component,
                                         .first = x->g->first_month,
                                         .last = x->g->running ? MONTH_FOREVER : x->g->last_month,
                                         .decided = x->g->decided,
                                         .field = "first_month" };
  TRY(reg_grant_one(db, x, &claim));
  TRY(reg_grant_one_home(db, x, &claim));
  TRY(new_grant(db, x));
  TRY(reg_grant_write(db, x));
  reg_touch(doing, REG_GRANT, x->grant);
  reg_touch(doing, REG_PERSON, x->g->person);
  doing->answer = x->grant;
  return OK;
}

void reg_grant_sent(struct reg_doing *doing, const struct reg_grant *g) {
  const struct str texts[] = { g->cases, g->decision_no, g->signer, g->payee };
  const int64_t numbers[] = { g->person,      g->record,  g->component,  g->amount,      g->filed_known,
                              g->first_month, g->running, g->last_month, g->paying_point };
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    reg_sent_int(doing, numbers[i]);
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    reg_sent_text(doing, texts[i]);
  reg_sent_day(doing, "decided", g->decided);
  if (g->filed_known) reg_sent_day(doing, "filed", g->filed);
}

enum err reg_grant_add(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                       const struct reg_grant_input *in, int64_t *ret_grant, struct reg_refusal *refusal) {
  assert(in != NULL && in->g != NULL && ret_grant != NULL);
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "grant.add");
  struct reg_grant_act x = { .doing = &doing, .benefit_name = in->benefit, .v = in->v, .g = in->g };
  TRY(reg_text_check(in->benefit, "benefit", REG_TEXT_MAX, true, refusal));
  reg_sent_text(&doing, in->benefit);
  reg_grant_sent(&doing, in->g);
  doing.work = add;
  doing.context = &x;
  TRY(reg_act_do(db, &doing));
  *ret_grant = doing.answer;
  return OK;
}

enum err reg_grant_row(struct db *db, struct reg_grant_act *x, int64_t *ret_act) {
  struct stmt *s;
  bool ok = true;
  TRY(db_query(db,
               "SELECT v.id, g.person, v.first_month, v.last_month, g.benefit, coalesce(g.record, 0),"
               " coalesce(g.component, 0), v.decided, v.act_from FROM grant_ g JOIN grant_version v"
               " ON v.grant_id = g.id AND v.act_to = 9223372036854775807 WHERE g.id = $1 LIMIT 1",
               &s));
  bind_int(s, 1, x->grant);
  TRY(db_step(s));
  x->row = col_int(s, 0);
  x->person = col_int(s, 1);
  x->first = reg_col_month(s, 2, &ok);
  x->running = col_null(s, 3);
  x->last = x->running ? MONTH_FOREVER : reg_col_month(s, 3, &ok);
  x->benefit = (struct reg_thing) { .number = { col_int(s, 4) }, .n = 1 };
  x->record = col_int(s, 5);
  x->component = col_int(s, 6);
  x->decided = reg_col_date(s, 7, &ok);
  *ret_act = col_int(s, 8);
  TRY(db_run(s));
  return ok && x->person > 0 ? OK : reg_damaged(db, "grant_version", x->row);
}

enum err reg_grant_believed(struct db *db, struct reg_grant_act *x) {
  char number[24];
  int64_t act;
  snprintf(number, sizeof number, "%lld", (long long)x->grant);
  enum err e = reg_sees(x->doing->viewer, db, REG_GRANT, x->grant, reg_at_now(x->doing->today));
  if (e == OK) e = reg_grant_row(db, x, &act);
  if (e == NOT_FOUND) return reg_refuse(x->doing->refusal, "grant", SAY_no_grant, number, NULL, NULL);
  return e;
}

enum err reg_grant_month_within(struct reg_grant_act *x, month m, const char *field) {
  char text[8];
  TRY(reg_grant_month(x, m, field));
  if (m >= x->first && (x->running || m <= x->last)) return OK;
  return reg_refuse(x->doing->refusal, field, SAY_month_outside, month_iso(m, text), NULL, NULL);
}

void reg_grant_touch(const struct reg_grant_act *x) {
  reg_touch(x->doing, REG_GRANT, x->grant);
  reg_touch(x->doing, REG_PERSON, x->person);
}

enum err reg_months_act(struct db *db, struct reg_doing *doing, const struct reg_months_input *in,
                        enum err (*work)(struct db *, struct reg_doing *, void *)) {
  struct reg_grant_act x = { .doing = doing, .grant = in->grant, .in = in, .v = in->v };
  reg_sent_int(doing, in->grant);
  reg_sent_int(doing, in->from);
  reg_sent_int(doing, in->to);
  reg_sent_int(doing, in->amount);
  reg_sent_text(doing, in->reason);
  doing->work = work;
  doing->context = &x;
  return reg_act_do(db, doing);
}

enum err reg_grant_not_paid_from(struct db *db, const struct reg_grant_act *x,
                                 const struct reg_grant_paid_already *p) {
  const int64_t args[] = { x->grant, p->first };
  int64_t last;
  char a[8], b[8];
  enum err e = db_int(db,
                      "SELECT to_month FROM grant_paid WHERE grant_id = $1 AND to_month >= $2"
                      " AND act_to = 9223372036854775807 ORDER BY to_month DESC LIMIT 1",
                      2, args, &last);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  if (last < MONTH_MIN || last > MONTH_FOREVER) return reg_damaged(db, "grant_paid", x->grant);
  return reg_hold(x->doing->act, x->doing->refusal, p->field, p->says, month_iso(p->given, a),
                  month_iso((month)last, b));
}

static enum err end(struct db *db, struct reg_doing *doing, void *context) {
  struct reg_grant_act *x = context;
  char a[8], b[8];
  TRY(reg_grant_believed(db, x));
  TRY(reg_grant_month(x, x->in->to, "to"));
  if (x->in->to < x->first)
    return reg_refuse(doing->refusal, "to", SAY_months, month_iso(x->first, a), month_iso(x->in->to, b),
                      NULL);
  const struct reg_grant_paid_already paid = { x->in->to + 1, x->in->to, "to", SAY_paid_after_end };
  TRY(reg_grant_not_paid_from(db, x, &paid));
  const struct reg_grant_claim claim = { .grant = x->grant,
                                         .person = x->person,
                                         .record = x->record,
                                         .component = x->component,
                                         .first = x->first,
                                         .last = x->in->to,
                                         .decided = x->decided,
                                         .field = "to" };
  bool longer = !x->running && x->in->to > x->last;
  if (longer) TRY(reg_grant_one(db, x, &claim));
  if (longer) TRY(reg_grant_one_home(db, x, &claim));
  struct stmt *s;
  TRY(db_query(
      db,
      "INSERT INTO grant_version(grant_id, cases, amount, decision_no, decided, filed, signer, first_month,"
      " last_month, payee, paying_point, act_from, act_to) SELECT grant_id, cases, amount, decision_no,"
      " decided, filed, signer, first_month, CAST($2 AS BIGINT), payee, paying_point, CAST($3 AS BIGINT),"
      " 9223372036854775807 FROM grant_version WHERE id = $1",
      &s));
  bind_int(s, 1, x->row);
  bind_int(s, 2, x->in->to);
  bind_int(s, 3, doing->number);
  TRY(db_run(s));
  TRY(reg_close(db, doing,
                "UPDATE grant_version SET act_to = $2 WHERE id = $1 AND act_to = 9223372036854775807",
                x->row));
  reg_grant_touch(x);
  return OK;
}

enum err reg_grant_end(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                       const struct reg_months_input *in, struct reg_refusal *refusal) {
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "grant.end");
  return reg_months_act(db, &doing, in, end);
}

/* ---- suspension ---- */

enum err reg_grant_write_suspension(struct db *db, const struct reg_grant_act *x,
                                    const struct reg_suspension *p) {
  assert(p->open || p->from <= p->to);
  struct stmt *s;
  TRY(db_query(db,
               "INSERT INTO grant_suspension(grant_id, from_month, to_month, reason, act_from, act_to)"
               " VALUES ($1, $2, $3, $4, $5, 9223372036854775807)",
               &s));
  bind_int(s, 1, x->grant);
  bind_int(s, 2, p->from);
  if (p->open)
    bind_null(s, 3);
  else
    bind_int(s, 3, p->to);
  bind_text(s, 4, p->reason);
  bind_int(s, 5, x->doing->number);
  return db_run(s);
}

static enum err suspend(struct db *db, struct reg_doing *doing, void *context) {
  struct reg_grant_act *x = context;
  char m[8];
  int64_t since;
  TRY(reg_grant_believed(db, x));
  TRY(reg_grant_month_within(x, x->in->from, "from"));
  const int64_t args[] = { x->grant, x->in->from };
  enum err e = db_int(
      db,
      "SELECT from_month FROM grant_suspension WHERE grant_id = $1 AND act_to = 9223372036854775807"
      " AND (to_month IS NULL OR to_month >= $2) ORDER BY from_month LIMIT 1",
      2, args, &since);
  if (e == OK && (since < MONTH_MIN || since > MONTH_FOREVER))
    return reg_damaged(db, "grant_suspension", x->grant);
  if (e == OK)
    return reg_refuse(doing->refusal, "from", SAY_suspended_already, month_iso((month)since, m), NULL, NULL);
  if (e != NOT_FOUND) return e;
  const struct reg_grant_paid_already paid = { x->in->from, x->in->from, "from", SAY_paid_suspended };
  TRY(reg_grant_not_paid_from(db, x, &paid));
  const struct reg_suspension p = { .from = x->in->from, .open = true, .reason = x->in->reason };
  TRY(reg_grant_write_suspension(db, x, &p));
  reg_grant_touch(x);
  return OK;
}

enum err reg_grant_suspend(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                           const struct reg_months_input *in, struct reg_refusal *refusal) {
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "grant.suspend");
  TRY(reg_text_check(in->reason, "reason", REG_TEXT_MAX, true, refusal));
  return reg_months_act(db, &doing, in, suspend);
}

static enum err resume(struct db *db, struct reg_doing *doing, void *context) {
  struct reg_grant_act *x = context;
  char m[8];
  struct stmt *s;
  TRY(reg_grant_believed(db, x));
  TRY(reg_grant_month(x, x->in->from, "from"));
  TRY(db_query(db,
               "SELECT id, from_month, reason FROM grant_suspension WHERE grant_id = $1 AND to_month IS NULL"
               " AND act_to = 9223372036854775807 AND from_month <= $2 ORDER BY id LIMIT 1",
               &s));
  bind_int(s, 1, x->grant);
  bind_int(s, 2, x->in->from);
  enum err e = db_step(s);
  if (e == NOT_FOUND)
    return reg_refuse(doing->refusal, "from", SAY_not_suspended, month_iso(x->in->from, m), NULL, NULL);
  if (e != OK) return e;
  bool ok = true;
  int64_t row = col_int(s, 0);
  struct reg_suspension p = { .from = reg_col_month(s, 1, &ok),
                              .to = x->in->from - 1,
                              .reason = reg_keep(doing->act->arena, col_text(s, 2)) };
  TRY(db_run(s));
  if (!ok) return reg_damaged(db, "grant_suspension", row);
  TRY(reg_close(db, doing,
                "UPDATE grant_suspension SET act_to = $2 WHERE id = $1 AND act_to = 9223372036854775807",
                row));
  if (p.to >= p.from) TRY(reg_grant_write_suspension(db, x, &p));
  reg_grant_touch(x);
  return OK;
}

enum err reg_grant_resume(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                          const struct reg_months_input *in, struct reg_refusal *refusal) {
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "grant.resume");
  return reg_months_act(db, &doing, in, resume);
}

/* ---- paid ---- */

static enum err not_paid_yet(struct db *db, const struct reg_grant_act *x) {
  struct stmt *s;
  TRY(db_query(
      db,
      "SELECT from_month, to_month, id FROM grant_paid WHERE grant_id = $1 AND act_to = 9223372036854775807"
      " AND from_month <= $3 AND to_month >= $2 ORDER BY from_month LIMIT 1",
      &s));
  bind_int(s, 1, x->grant);
  bind_int(s, 2, x->in->from);
  bind_int(s, 3, x->in->to);
  enum err e = db_step(s);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  char a[8], b[8];
  bool ok = true;
  month from = reg_col_month(s, 0, &ok), to = reg_col_month(s, 1, &ok);
  int64_t row = col_int(s, 2);
  TRY(db_run(s));
  if (!ok) return reg_damaged(db, "grant_paid", row);
  return reg_refuse(x->doing->refusal, "from", SAY_paid_already, month_iso(from, a), month_iso(to, b), NULL);
}

/* Held: the grant is suspended in one of the months. One that has ended is made good by the payment (decision
 * 0001, case 11); under an open one what is paid is to be recovered. */
enum err reg_grant_not_suspended(struct db *db, const struct reg_grant_act *x) {
  struct stmt *s;
  char a[8], b[8];
  TRY(db_query(db,
               "SELECT from_month, to_month, id FROM grant_suspension WHERE grant_id = $1"
               " AND act_to = 9223372036854775807 AND from_month <= $3"
               " AND (to_month IS NULL OR to_month >= $2)"
               " ORDER BY CASE WHEN to_month IS NULL THEN 0 ELSE 1 END, from_month LIMIT 1",
               &s));
  bind_int(s, 1, x->grant);
  bind_int(s, 2, x->in->from);
  bind_int(s, 3, x->in->to);
  enum err e = db_step(s);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  bool open = col_null(s, 1), ok = true;
  month since = reg_col_month(s, 0, &ok), until = open ? since : reg_col_month(s, 1, &ok);
  int64_t row = col_int(s, 2);
  TRY(db_run(s));
  if (!ok) return reg_damaged(db, "grant_suspension", row);
  return reg_hold(x->doing->act, x->doing->refusal, "from",
                  open ? SAY_suspended_paid : SAY_suspension_made_good, month_iso(since, a),
                  month_iso(until, b));
}

enum err reg_grant_paid_once(const struct reg_grant_act *x) {
  char first[8];
  if (!x->once || (x->in->from == x->first && x->in->to == x->first)) return OK;
  return reg_refuse(x->doing->refusal, "from", SAY_paid_once, month_iso(x->first, first), NULL, NULL);
}

enum err reg_grant_payment(struct db *db, struct reg_grant_act *x) {
  month next = month_of(x->doing->today) + 1;
  char a[8], b[8];
  TRY(reg_grant_marks(db, x));
  TRY(reg_grant_paid_once(x));
  TRY(reg_grant_amount(x, x->in->amount));
  if (x->in->amount == 0) return reg_refuse(x->doing->refusal, "amount", SAY_paid_nothing, NULL, NULL, NULL);
  if (x->in->to <= next) return OK;
  return reg_hold(x->doing->act, x->doing->refusal, "to", SAY_paid_ahead, month_iso(x->in->to, a),
                  month_iso(next, b));
}

enum err reg_grant_write_paid(struct db *db, const struct reg_grant_act *x,
                              const struct reg_grant_paid_row *p) {
  assert(p->from <= p->to && p->amount >= 0);
  struct stmt *s;
  TRY(db_query(db,
               "INSERT INTO grant_paid(grant_id, from_month, to_month, amount, act_from, act_to)"
               " VALUES ($1, $2, $3, $4, $5, 9223372036854775807)",
               &s));
  bind_int(s, 1, x->grant);
  bind_int(s, 2, p->from);
  bind_int(s, 3, p->to);
  bind_int(s, 4, p->amount);
  bind_int(s, 5, x->doing->number);
  return db_run(s);
}

static enum err paid(struct db *db, struct reg_doing *doing, void *context) {
  struct reg_grant_act *x = context;
  const struct reg_months_input *in = x->in;
  char a[8], b[8];
  TRY(reg_grant_believed(db, x));
  TRY(reg_grant_month(x, in->from, "from"));
  TRY(reg_grant_month(x, in->to, "to"));
  if (in->to < in->from)
    return reg_refuse(doing->refusal, "to", SAY_months, month_iso(in->from, a), month_iso(in->to, b), NULL);
  TRY(reg_grant_month_within(x, in->from, "from"));
  TRY(reg_grant_month_within(x, in->to, "to"));
  TRY(reg_grant_payment(db, x));
  TRY(not_paid_yet(db, x));
  TRY(reg_grant_not_suspended(db, x));
  const struct reg_grant_paid_row row = { in->from, in->to, in->amount };
  TRY(reg_grant_write_paid(db, x, &row));
  reg_grant_touch(x);
  return OK;
}

enum err reg_grant_paid(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                        const struct reg_months_input *in, struct reg_refusal *refusal) {
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "grant.paid");
  return reg_months_act(db, &doing, in, paid);
}
