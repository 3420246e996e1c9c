/* Acts on what is known: facts changed and corrected. */
#include "registry/inner.h"

struct fact_act {
  struct reg_doing *doing;
  const struct reg_vocabulary *v;
  const struct reg_fact_input *in;
  struct reg_thing fact; /* written under its first number */
  int64_t value;
  bool of_dead;
  date to;
};

/* Whose class the viewer lacks is, for him, no fact of the packs. */
static bool barred(const struct viewer *viewer, const struct reg_fact_type *t) {
  int64_t marks = (t->sensitive ? REG_MARK_SENSITIVE : 0) | (t->secret ? REG_MARK_SECRET : 0);
  return (marks & reg_barred(viewer)) != 0;
}

static enum err in_life(struct db *db, const struct fact_act *x) {
  struct reg_life life;
  if (x->in->kind != REG_PERSON) return OK;
  enum err e = reg_life(db, x->in->subject, &life);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  if (x->of_dead) life.dead = false;
  return reg_begins_in_life(x->doing, &life, x->in->valid_from, "valid_from");
}

/* Birth, death and sex are what the person is: nobody reads them among his facts. */
static enum err not_held(const struct fact_act *x, const struct reg_fact_type *t) {
  if (t->held == REG_HELD_NOT) return OK;
  enum reg_says says = t->held == REG_HELD_DEATH ? SAY_fact_is_death : SAY_fact_is_person;
  return reg_refuse(x->doing->refusal, "fact", says, reg_short(x->doing->act->arena, t->name), NULL, NULL);
}

/* `.pregnant` is said of women, as links that end in `.parent` are parents. */
static enum err of_a_woman(struct db *db, const struct fact_act *x, struct str name) {
  static const char tail[] = ".pregnant";
  size_t n = sizeof tail - 1;
  int64_t males;
  bool said = x->in->kind == REG_PERSON && x->in->known && x->value != 0 && name.n > n &&
              memcmp(name.p + name.n - n, tail, n) == 0;
  if (!said) return OK;
  enum err e = db_int(db,
                      "SELECT count(*) FROM person_version WHERE person = $1 AND sex = 'male'"
                      " AND act_to = 9223372036854775807",
                      1, &x->in->subject, &males);
  if (e != OK || males == 0) return e;
  return reg_hold(x->doing->act, x->doing->refusal, "value", SAY_pregnant_man,
                  reg_short(x->doing->act->arena, name), NULL);
}

static enum err input_check(struct db *db, struct fact_act *x) {
  const struct reg_fact_type *t = NULL;
  struct str present = reg_present_name(x->v, REG_NAMED_FACT, x->in->fact);
  for (int i = 0; i < x->v->fact_count && t == NULL; i++)
    if (str_eq(x->v->facts[i].name, present)) t = &x->v->facts[i];
  if (t == NULL)
    return reg_unknown_name(x->doing, "fact", x->in->fact,
                            (struct reg_names) { x->v->fact_count > 0 ? &x->v->facts[0].name : NULL,
                                                 sizeof *x->v->facts, x->v->fact_count });
  if (t->kind != x->in->kind)
    return reg_refuse(x->doing->refusal, "kind", SAY_kind_wrong, reg_short(x->doing->act->arena, t->name),
                      NULL, NULL);
  if (barred(x->doing->viewer, t))
    return reg_unknown_name(x->doing, "fact", x->in->fact, (struct reg_names) { 0 });
  TRY(not_held(x, t));
  x->of_dead = t->of_dead;
  TRY(reg_subject_check(db, x->doing, x->in->kind, x->in->subject, "subject"));
  if (x->in->kind == REG_AREA) TRY(reg_area_ours(db, x->doing, x->in->subject, "subject"));
  TRY(reg_span_check(x->in->valid_from, x->in->valid_to, x->doing->refusal));
  TRY(in_life(db, x));
  TRY(reg_thing_make(db, x->v, REG_NAMED_FACT, t->name, &x->fact));
  const struct reg_typed typed = { x->v, t, x->in->value, x->in->value_name, "value" };
  if (!x->in->known) return OK;
  TRY(reg_typed_value(db, x->doing, &typed, &x->value));
  return of_a_woman(db, x, t->name);
}

static enum err write_fact(struct db *db, const struct fact_act *x, date from, date to) {
  assert(from < to);
  struct stmt *s;
  TRY(db_query(db,
               "INSERT INTO fact(kind, subject, fact, value, source, valid_from, valid_to, act_from, act_to)"
               " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 9223372036854775807)",
               &s));
  bind_int(s, 1, x->in->kind);
  bind_int(s, 2, x->in->subject);
  bind_int(s, 3, x->fact.number[0]);
  if (x->in->known)
    bind_int(s, 4, x->value);
  else
    bind_null(s, 4);
  bind_text(s, 5, x->doing->act->paper);
  bind_int(s, 6, from);
  bind_int(s, 7, to);
  bind_int(s, 8, x->doing->number);
  return db_run(s);
}

/* A part of an old spell goes on being believed. */
static enum err keep_part(struct db *db, const struct fact_act *x, int64_t row, date from, date to) {
  assert(from < to);
  struct stmt *s;
  TRY(db_query(db,
               "INSERT INTO fact(kind, subject, fact, value, source, valid_from, valid_to, act_from, act_to)"
               " SELECT kind, subject, fact, value, source, CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 "
               "AS BIGINT),"
               " 9223372036854775807 FROM fact WHERE id = $1",
               &s));
  bind_int(s, 1, row);
  bind_int(s, 2, from);
  bind_int(s, 3, to);
  bind_int(s, 4, x->doing->number);
  return db_run(s);
}

static enum err close_fact(struct db *db, const struct fact_act *x, int64_t row) {
  return reg_close(db, x->doing, "UPDATE fact SET act_to = $2 WHERE id = $1 AND act_to = 9223372036854775807",
                   row);
}

struct cut {
  int64_t row;
  date from, to;
};

static enum err cut_spell(struct db *db, const struct fact_act *x, const struct cut *cut) {
  const struct reg_fact_input *in = x->in;
  TRY(close_fact(db, x, cut->row));
  TRY(keep_part(db, x, cut->row, cut->from, in->valid_from));
  bool goes_on = in->valid_to != DATE_MAX && cut->to > in->valid_to;
  return goes_on ? keep_part(db, x, cut->row, in->valid_to, cut->to) : OK;
}

/* Cuts the spell in force on the day of change (one under each of two names, where both were written); finds
 * where the new one must stop. */
static enum err make_room(struct db *db, struct fact_act *x) {
  const struct reg_fact_input *in = x->in;
  bool open = in->valid_to == DATE_MAX;
  VEC(struct cut) cuts = { 0 };
  struct stmt *s;
  TRY(db_query(db,
               "SELECT id, valid_from, valid_to, fact FROM fact WHERE kind = $1 AND subject = $2"
               " AND act_to = 9223372036854775807 AND valid_from < $4 AND valid_to > $3 ORDER BY valid_from",
               &s));
  bind_int(s, 1, in->kind);
  bind_int(s, 2, in->subject);
  bind_int(s, 3, in->valid_from);
  bind_int(s, 4, in->valid_to);
  x->to = in->valid_to;
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (!reg_thing_has(&x->fact, col_int(s, 3))) continue;
    int64_t row = col_int(s, 0);
    bool ok = true;
    date from = reg_col_date(s, 1, &ok), to = reg_col_date(s, 2, &ok);
    if (!ok || from >= to) return reg_damaged(db, "fact", row);
    if (from == in->valid_from)
      return reg_refuse_day(x->doing->refusal, "valid_from", SAY_change_at_start, from);
    if (from > in->valid_from) {
      if (!open) return reg_refuse_span(x->doing->refusal, "valid_to", SAY_overlap, from, to);
      if (from < x->to) x->to = from;
      continue;
    }
    *VEC_PUSH(x->doing->act->arena, &cuts) = (struct cut) { row, from, to };
  }
  if (e != NOT_FOUND) return e;
  for (size_t i = 0; i < cuts.n; i++)
    TRY(cut_spell(db, x, &cuts.at[i]));
  return OK;
}

static enum err change(struct db *db, struct reg_doing *doing, void *context) {
  struct fact_act *x = context;
  TRY(input_check(db, x));
  TRY(make_room(db, x));
  TRY(write_fact(db, x, x->in->valid_from, x->to));
  reg_touch(doing, (int64_t)x->in->kind, x->in->subject);
  return OK;
}

static enum err fact_act(struct db *db, struct reg_doing *doing, struct fact_act *x) {
  const struct reg_fact_input *in = x->in;
  if (!in->strike) TRY(reg_text_check(in->fact, "fact", REG_TEXT_MAX, true, doing->refusal));
  if (!in->strike) TRY(reg_text_check(in->value_name, "value_name", REG_TEXT_MAX, false, doing->refusal));
  const int64_t numbers[] = { in->kind, in->subject, in->known, in->value, in->row, in->strike };
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    reg_sent_int(doing, numbers[i]);
  if (!in->strike) {
    reg_sent_day(doing, "valid_from", in->valid_from);
    reg_sent_day(doing, "valid_to", in->valid_to);
    reg_sent_text(doing, in->fact);
    reg_sent_text(doing, in->value_name);
  }
  x->doing = doing;
  doing->context = x;
  return reg_act_do(db, doing);
}

enum err reg_fact_change(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                         const struct reg_vocabulary *v, const struct reg_fact_input *f,
                         struct reg_refusal *refusal) {
  assert(v != NULL && f != NULL && !f->strike);
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "fact.change");
  struct fact_act x = { .v = v, .in = f };
  doing.work = change;
  return fact_act(db, &doing, &x);
}

static enum err nothing_in_the_way(struct db *db, struct fact_act *x) {
  struct stmt *s;
  TRY(db_query(db,
               "SELECT valid_from, valid_to, fact FROM fact WHERE kind = $1 AND subject = $2 AND "
               "act_to = 9223372036854775807"
               " AND valid_from < $4 AND valid_to > $3 AND id <> $5 ORDER BY valid_from",
               &s));
  bind_int(s, 1, x->in->kind);
  bind_int(s, 2, x->in->subject);
  bind_int(s, 3, x->in->valid_from);
  bind_int(s, 4, x->in->valid_to);
  bind_int(s, 5, x->in->row);
  enum err e;
  while ((e = db_step(s)) == OK && !reg_thing_has(&x->fact, col_int(s, 2)))
    continue;
  if (e != OK) return e == NOT_FOUND ? OK : e;
  bool ok = true;
  date from = reg_col_date(s, 0, &ok), to = reg_col_date(s, 1, &ok);
  db_reset(s);
  return ok ? reg_refuse_span(x->doing->refusal, "valid_from", SAY_overlap, from, to)
            : reg_damaged(db, "fact", x->in->row);
}

static enum err correct(struct db *db, struct reg_doing *doing, void *context) {
  struct fact_act *x = context;
  struct stmt *s;
  TRY(db_query(db,
               "SELECT f.kind, f.subject, f.fact, y.marks FROM fact f JOIN symbol y ON y.id = f.fact"
               " WHERE f.id = $1 AND f.act_to = 9223372036854775807",
               &s));
  bind_int(s, 1, x->in->row);
  enum err e = db_step(s);
  if (e == NOT_FOUND) return reg_refuse(doing->refusal, "row", SAY_row_gone, NULL, NULL, NULL);
  if (e != OK) return e;
  int64_t kind = col_int(s, 0), subject = col_int(s, 1), fact = col_int(s, 2), marks = col_int(s, 3);
  TRY(db_run(s));
  if (kind < REG_PERSON || kind > REG_AREA || subject < 1) return reg_damaged(db, "fact", x->in->row);
  e = reg_sees(doing->viewer, db, kind, subject, reg_at_now(doing->today));
  if (e == NOT_FOUND || (marks & reg_barred(doing->viewer)) != 0)
    return reg_refuse(doing->refusal, "row", SAY_row_gone, NULL, NULL, NULL);
  if (e != OK) return e;
  if (kind == REG_AREA) TRY(reg_area_ours(db, doing, subject, "row"));
  if (!x->in->strike) {
    TRY(input_check(db, x));
    if ((int64_t)x->in->kind != kind || x->in->subject != subject || !reg_thing_has(&x->fact, fact))
      return reg_refuse(doing->refusal, "fact", SAY_kind_wrong, reg_short(doing->act->arena, x->in->fact),
                        NULL, NULL);
    TRY(nothing_in_the_way(db, x));
  }
  TRY(close_fact(db, x, x->in->row));
  if (!x->in->strike) TRY(write_fact(db, x, x->in->valid_from, x->in->valid_to));
  reg_touch(doing, kind, subject);
  return OK;
}

enum err reg_fact_correct(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                          const struct reg_vocabulary *v, const struct reg_fact_input *f,
                          struct reg_refusal *refusal) {
  assert(v != NULL && f != NULL);
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, f->strike ? "fact.strike" : "fact.correct");
  struct fact_act x = { .v = v, .in = f };
  doing.work = correct;
  return fact_act(db, &doing, &x);
}
