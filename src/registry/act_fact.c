/* Acts on what is known: facts changed and corrected. */
#include "registry/inner.h"

struct fact_act {
  const struct reg_act *act;
  const struct reg_vocabulary *v;
  const struct reg_fact_input *in; /* NULL: strike */
  struct reg_refusal *refusal;
  int64_t fact, value, row;
  date to;
};

static const char *closed(struct arena *a, struct str s) { return arena_text(a, s.p, s.n > 80 ? 80 : s.n); }

static enum err unknown(struct fact_act *x, const char *field, struct str typed, const struct str *names,
                        size_t step, int count) {
  struct str near = S("");
  int best = 4;
  for (int i = 0; i < count; i++) {
    struct str name = *(const struct str *)(const void *)((const char *)(const void *)names +
                                                          (size_t)i * step);
    int d = str_distance(typed, name, 3);
    if (d < best) best = d, near = name;
  }
  struct arena *a = x->act->arena;
  if (near.n == 0) return reg_refuse(x->refusal, field, SAY_symbol_unknown, closed(a, typed), NULL, NULL);
  return reg_refuse(x->refusal, field, SAY_symbol_near, closed(a, typed), closed(a, near), NULL);
}

static enum err range_check(struct fact_act *x, int64_t v, int64_t min, int64_t max) {
  char a[24], b[24], c[24];
  if (v >= min && v <= max) return OK;
  snprintf(a, sizeof a, "%lld", (long long)v);
  snprintf(b, sizeof b, "%lld", (long long)min);
  snprintf(c, sizeof c, "%lld", (long long)max);
  return reg_refuse(x->refusal, "value", SAY_value_range, a, b, c);
}

static enum err value_check(struct db *db, struct fact_act *x, const struct reg_fact_type *t) {
  int64_t v = x->in->value;
  char number[24];
  snprintf(number, sizeof number, "%lld", (long long)v);
  x->value = v;
  switch (t->type) {
  case REG_BOOL:
    return v == 0 || v == 1 ? OK : reg_refuse(x->refusal, "value", SAY_value_bool, NULL, NULL, NULL);
  case REG_INTEGER:
  case REG_MONEY: return t->min < t->max ? range_check(x, v, t->min, t->max) : OK;
  case REG_DATE:
    return v >= DATE_MIN && v <= DATE_MAX
               ? OK
               : reg_refuse(x->refusal, "value", SAY_value_date, number, NULL, NULL);
  case REG_MONTH:
    return v >= month_of(DATE_MIN) && v <= month_of(DATE_MAX)
               ? OK
               : reg_refuse(x->refusal, "value", SAY_value_date, number, NULL, NULL);
  case REG_ENUM:
    for (int i = 0; i < t->value_count; i++) {
      if (!str_eq(t->values[i], x->in->value_name)) continue;
      struct buf b = buf_new(x->act->arena, REG_TEXT_MAX);
      buf_str(&b, t->enumeration);
      buf_c(&b, '.');
      buf_str(&b, t->values[i]);
      return reg_symbol_make(db, buf_view(&b), &x->value);
    }
    return unknown(x, "value_name", x->in->value_name, t->values, sizeof *t->values, t->value_count);
  }
  return BUG;
}

static enum err input_check(struct db *db, struct fact_act *x) {
  const struct reg_fact_type *t = NULL;
  for (int i = 0; i < x->v->fact_count && t == NULL; i++)
    if (str_eq(x->v->facts[i].name, x->in->fact)) t = &x->v->facts[i];
  if (t == NULL)
    return unknown(x, "fact", x->in->fact, x->v->fact_count > 0 ? &x->v->facts[0].name : NULL,
                   sizeof *x->v->facts, x->v->fact_count);
  if (t->kind != x->in->kind)
    return reg_refuse(x->refusal, "kind", SAY_kind_wrong, closed(x->act->arena, t->name), NULL, NULL);
  TRY(reg_subject_check(db, x->in->kind, x->in->subject, "subject", x->refusal));
  TRY(reg_span_check(x->in->valid_from, x->in->valid_to, x->refusal));
  TRY(reg_symbol_make(db, t->name, &x->fact));
  return x->in->known ? value_check(db, x, t) : OK;
}

static enum err write_fact(struct db *db, const struct fact_act *x, date from, date to) {
  assert(from < to);
  struct stmt *s;
  TRY(db_query(db,
               "INSERT INTO fact(kind, subject, fact, value, source, valid_from, valid_to, rec_from, rec_to)"
               " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 2932896)",
               &s));
  bind_int(s, 1, x->in->kind);
  bind_int(s, 2, x->in->subject);
  bind_int(s, 3, x->fact);
  if (x->in->known)
    bind_int(s, 4, x->value);
  else
    bind_null(s, 4);
  bind_text(s, 5, x->act->source);
  bind_int(s, 6, from);
  bind_int(s, 7, to);
  bind_int(s, 8, x->act->today);
  return db_run(s);
}

/* A part of an old spell goes on being believed. */
static enum err keep_part(struct db *db, const struct fact_act *x, int64_t row, date from, date to) {
  assert(from < to);
  struct stmt *s;
  TRY(db_query(db,
               "INSERT INTO fact(kind, subject, fact, value, source, valid_from, valid_to, rec_from, rec_to)"
               " SELECT kind, subject, fact, value, source, $2, $3, $4, 2932896 FROM fact WHERE id = $1",
               &s));
  bind_int(s, 1, row);
  bind_int(s, 2, from);
  bind_int(s, 3, to);
  bind_int(s, 4, x->act->today);
  return db_run(s);
}

static enum err close_fact(struct db *db, const struct fact_act *x, int64_t row) {
  return reg_close(db, "UPDATE fact SET rec_to = $2 WHERE id = $1", row, x->act->today);
}

static enum err finish(struct db *db, struct fact_act *x, const char *action, enum reg_kind kind,
                       int64_t subject, struct str name) {
  const char *object = kind == REG_PERSON ? "person" : kind == REG_HOUSEHOLD ? "household" : "area";
  return reg_audit(db, x->act, action, object, subject, closed(x->act->arena, name));
}

/* Cuts the spell in force on the day of change; finds where the new one must stop. */
static enum err make_room(struct db *db, struct fact_act *x) {
  const struct reg_fact_input *in = x->in;
  bool open = in->valid_to == DATE_MAX;
  char day[11];
  struct {
    int64_t row;
    date from, to;
  } cut = { 0, 0, 0 };
  struct stmt *s;
  TRY(db_query(
      db,
      "SELECT id, valid_from, valid_to, rec_from FROM fact WHERE kind = $1 AND subject = $2 AND fact = $3"
      " AND rec_to = 2932896 AND valid_from < $5 AND valid_to > $4 ORDER BY valid_from",
      &s));
  bind_int(s, 1, in->kind);
  bind_int(s, 2, in->subject);
  bind_int(s, 3, x->fact);
  bind_int(s, 4, in->valid_from);
  bind_int(s, 5, in->valid_to);
  x->to = in->valid_to;
  enum err e;
  while ((e = db_step(s)) == OK) {
    int64_t row = col_int(s, 0);
    date from = (date)col_int(s, 1), to = (date)col_int(s, 2), rec = (date)col_int(s, 3);
    if (from == in->valid_from)
      return reg_refuse(x->refusal, "valid_from", SAY_change_at_start, date_vn(from, day), NULL, NULL);
    if (from > in->valid_from) {
      if (!open) return reg_refuse_span(x->refusal, "valid_to", SAY_overlap, from, to);
      if (from < x->to) x->to = from;
      continue;
    }
    TRY(reg_recorded_check(x->act, rec, x->refusal));
    cut.row = row, cut.from = from, cut.to = to;
  }
  if (e != NOT_FOUND) return e;
  if (cut.row == 0) return OK;
  TRY(close_fact(db, x, cut.row));
  TRY(keep_part(db, x, cut.row, cut.from, in->valid_from));
  return !open && cut.to > in->valid_to ? keep_part(db, x, cut.row, in->valid_to, cut.to) : OK;
}

static enum err change(struct db *db, void *context) {
  struct fact_act *x = context;
  TRY(input_check(db, x));
  TRY(make_room(db, x));
  TRY(write_fact(db, x, x->in->valid_from, x->to));
  return finish(db, x, "fact.change", x->in->kind, x->in->subject, x->in->fact);
}

enum err reg_fact_change(struct db *db, const struct reg_act *act, const struct reg_vocabulary *v,
                         const struct reg_fact_input *f, struct reg_refusal *refusal) {
  assert(v != NULL && f != NULL);
  TRY(reg_act_check(act, refusal));
  struct fact_act x = { .act = act, .v = v, .in = f, .refusal = refusal };
  return db_transaction(db, change, &x);
}

static enum err nothing_in_the_way(struct db *db, struct fact_act *x) {
  struct stmt *s;
  TRY(db_query(db,
               "SELECT valid_from, valid_to FROM fact WHERE kind = $1 AND subject = $2 AND fact = $3 AND "
               "rec_to = 2932896"
               " AND valid_from < $5 AND valid_to > $4 AND id <> $6 ORDER BY valid_from LIMIT 1",
               &s));
  bind_int(s, 1, x->in->kind);
  bind_int(s, 2, x->in->subject);
  bind_int(s, 3, x->fact);
  bind_int(s, 4, x->in->valid_from);
  bind_int(s, 5, x->in->valid_to);
  bind_int(s, 6, x->row);
  enum err e = db_step(s);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  date from = (date)col_int(s, 0), to = (date)col_int(s, 1);
  TRY(db_run(s));
  return reg_refuse_span(x->refusal, "valid_from", SAY_overlap, from, to);
}

static enum err correct(struct db *db, void *context) {
  struct fact_act *x = context;
  struct stmt *s;
  TRY(db_query(
      db,
      "SELECT f.kind, f.subject, f.fact, f.rec_from, y.name FROM fact f JOIN symbol y ON y.id = f.fact"
      " WHERE f.id = $1 AND f.rec_to = 2932896",
      &s));
  bind_int(s, 1, x->row);
  enum err e = db_step(s);
  if (e == NOT_FOUND) return reg_refuse(x->refusal, "row", SAY_row_gone, NULL, NULL, NULL);
  if (e != OK) return e;
  enum reg_kind kind = (enum reg_kind)col_int(s, 0);
  int64_t subject = col_int(s, 1), fact = col_int(s, 2);
  date rec = (date)col_int(s, 3);
  struct str name = reg_keep(x->act->arena, col_text(s, 4));
  TRY(db_run(s));
  TRY(reg_recorded_check(x->act, rec, x->refusal));
  if (x->in != NULL) {
    TRY(input_check(db, x));
    if (x->in->kind != kind || x->in->subject != subject || x->fact != fact)
      return reg_refuse(x->refusal, "fact", SAY_kind_wrong, closed(x->act->arena, x->in->fact), NULL, NULL);
    TRY(nothing_in_the_way(db, x));
  }
  TRY(close_fact(db, x, x->row));
  if (x->in != NULL) TRY(write_fact(db, x, x->in->valid_from, x->in->valid_to));
  return finish(db, x, x->in == NULL ? "fact.strike" : "fact.correct", kind, subject, name);
}

enum err reg_fact_correct(struct db *db, const struct reg_act *act, const struct reg_vocabulary *v,
                          int64_t row, const struct reg_fact_input *f, struct reg_refusal *refusal) {
  assert(v != NULL);
  TRY(reg_act_check(act, refusal));
  struct fact_act x = { .act = act, .v = v, .in = f, .refusal = refusal, .row = row };
  return db_transaction(db, correct, &x);
}
