/* Acts on links between people: begun, ended, corrected. */
#include "registry/inner.h"

static bool ends(struct str name, const char *tail) {
  size_t n = strlen(tail);
  return name.n > n && memcmp(name.p + name.n - n, tail, n) == 0;
}

/* A relation as its rows stand: under one name of the two that read it, and from that one's end. */
struct relation {
  struct reg_thing kind, inverse; /* inverse.n 0: it is read from one end only */
  int64_t person, other;          /* by `kind` */
};

static enum err relation_of(struct db *db, const struct reg_doing *doing, const struct reg_link_input *in,
                            struct relation *ret) {
  struct relation r = { .person = in->person, .other = in->other };
  struct str name = reg_present_name(in->v, REG_NAMED_LINK, in->kind), inverse = S("");
  for (int i = 0; in->v != NULL && i < in->v->inverse_count; i++) {
    const struct reg_inverse *x = &in->v->inverses[i];
    if (!str_eq(x->name, name) && !str_eq(x->of, name)) continue;
    inverse = x->name;
    if (str_eq(x->of, name)) continue;
    name = x->of;
    r.person = in->other;
    r.other = in->person;
  }
  enum err e = reg_thing_find(db, in->v, REG_NAMED_LINK, name, &r.kind);
  if (e == OK && inverse.n) e = reg_thing_find(db, in->v, REG_NAMED_LINK, inverse, &r.inverse);
  if (e == OK || (e == NOT_FOUND && r.kind.n)) *ret = r;
  if (e != NOT_FOUND || r.kind.n) return e == NOT_FOUND ? OK : e;
  struct buf typed = buf_growing(doing->act->arena);
  buf_str(&typed, in->kind);
  reg_refuse(doing->refusal, "kind", SAY_symbol_unknown, typed.p, NULL, NULL);
  return INVALID;
}

static enum err write_link(struct db *db, const struct reg_doing *doing, const struct reg_link *link) {
  assert(link->period.valid_from < link->period.valid_to);
  struct stmt *s;
  TRY(db_query(db,
               "INSERT INTO link(kind, person, other, valid_from, valid_to, act_from, act_to)"
               " VALUES ($1, $2, $3, $4, $5, $6, 9223372036854775807)",
               &s));
  bind_int(s, 1, link->kind);
  bind_int(s, 2, link->person);
  bind_int(s, 3, link->other);
  bind_int(s, 4, link->period.valid_from);
  bind_int(s, 5, link->period.valid_to);
  bind_int(s, 6, doing->number);
  return db_run(s);
}

struct old_link {
  int64_t row;
  struct reg_link link; /* as it was written: under which number of its kind, and from which end */
};

/* The link believed from one to another that meets the period of `like`, under any name of a kind. NOT_FOUND.
 */
static enum err old_row(struct db *db, const struct reg_thing *kind, const struct reg_link *like,
                        struct old_link *ret_old) {
  struct stmt *s;
  TRY(db_query(db,
               "SELECT id, valid_from, valid_to, act_from, act_to, kind FROM link WHERE person = $1"
               " AND other = $2 AND act_to = 9223372036854775807 AND valid_from < $4 AND valid_to > $3"
               " ORDER BY valid_from",
               &s));
  bind_int(s, 1, like->person);
  bind_int(s, 2, like->other);
  bind_int(s, 3, like->period.valid_from);
  bind_int(s, 4, like->period.valid_to);
  do
    TRY(db_step(s));
  while (!reg_thing_has(kind, col_int(s, 5)));
  bool ok = true;
  struct old_link old = {
    col_int(s, 0), { col_int(s, 5), like->person, like->other, reg_col_period(s, 1, REG_ACT_OPEN - 1, &ok) }
  };
  db_reset(s);
  if (!ok) return reg_damaged(db, "link", old.row);
  *ret_old = old;
  return OK;
}

/* The relation believed that meets [from, to), by whichever of its two names it was written. NOT_FOUND. */
static enum err old_link(struct db *db, const struct relation *r, date from, date to,
                         struct old_link *ret_old) {
  struct reg_link like = { 0, r->person, r->other, { from, to, 0, 0 } },
                  turned = { 0, r->other, r->person, { from, to, 0, 0 } };
  enum err e = old_row(db, &r->kind, &like, ret_old);
  return e == NOT_FOUND && r->inverse.n ? old_row(db, &r->inverse, &turned, ret_old) : e;
}

static enum err lives_check(struct db *db, const struct reg_doing *doing, const struct reg_link_input *in) {
  struct reg_life one, other;
  struct reg_kinship kin = { in->person, in->other, in->from };
  struct str kind = reg_present_name(in->v, REG_NAMED_LINK, in->kind);
  if (ends(kind, ".parent")) return reg_kinship_check(db, doing, &kin);
  if (ends(kind, ".child")) {
    kin.child = in->other;
    kin.parent = in->person;
    return reg_kinship_check(db, doing, &kin);
  }
  enum err e = reg_life(db, in->person, &one);
  if (e == OK) TRY(reg_begins_in_life(doing, &one, in->from, "from"));
  if (e != OK && e != NOT_FOUND) return e;
  e = reg_life(db, in->other, &other);
  if (e == OK) TRY(reg_begins_in_life(doing, &other, in->from, "from"));
  return e == NOT_FOUND ? OK : e;
}

static void touch(struct reg_doing *doing, const struct reg_link_input *in) {
  reg_touch(doing, REG_PERSON, in->person);
  reg_touch(doing, REG_PERSON, in->other);
}

/* A new link, or a right one in the place of one that is closed already. */
static enum err begin(struct db *db, struct reg_doing *doing, const struct reg_link_input *in) {
  struct old_link old;
  struct relation r;
  TRY(relation_of(db, doing, in, &r));
  struct reg_link link = { r.kind.number[0], r.person, r.other, { in->from, in->to, 0, 0 } };
  TRY(reg_subject_check(db, doing, REG_PERSON, in->person, "person"));
  TRY(reg_subject_check(db, doing, REG_PERSON, in->other, "other"));
  enum err e = old_link(db, &r, in->from, in->to, &old);
  if (e == OK)
    return reg_refuse_span(doing->refusal, "other", SAY_link_twice, old.link.period.valid_from,
                           old.link.period.valid_to);
  if (e != NOT_FOUND) return e;
  TRY(lives_check(db, doing, in));
  TRY(write_link(db, doing, &link));
  touch(doing, in);
  return OK;
}

static enum err link_add(struct db *db, struct reg_doing *doing, void *context) {
  return begin(db, doing, context);
}

static enum err link_act(struct db *db, struct reg_doing *doing, const struct reg_link_input *in) {
  struct reg_link_input copy = *in;
  TRY(reg_text_check(in->kind, "kind", REG_TEXT_MAX, true, doing->refusal));
  reg_sent_text(doing, in->kind);
  reg_sent_int(doing, in->person);
  reg_sent_int(doing, in->other);
  reg_sent_day(doing, "from", in->from);
  reg_sent_day(doing, "to", in->to);
  doing->context = &copy;
  return reg_act_do(db, doing);
}

enum err reg_link_add(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                      const struct reg_link_input *in, struct reg_refusal *refusal) {
  assert(in != NULL);
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "link.add");
  TRY(reg_span_check(in->from, in->to, refusal));
  if (in->person == in->other) return reg_refuse(refusal, "other", SAY_self, NULL, NULL, NULL);
  doing.work = link_add;
  return link_act(db, &doing, in);
}

static enum err close_link(struct db *db, const struct reg_doing *doing, int64_t row) {
  return reg_close(db, doing, "UPDATE link SET act_to = $2 WHERE id = $1 AND act_to = 9223372036854775807",
                   row);
}

static enum err link_end(struct db *db, struct reg_doing *doing, void *context) {
  const struct reg_link_input *in = context;
  struct relation r;
  struct old_link old;
  TRY(relation_of(db, doing, in, &r));
  TRY(reg_subject_check(db, doing, REG_PERSON, in->person, "person"));
  enum err e = old_link(db, &r, in->from, in->from + 1, &old);
  if (e == NOT_FOUND) return reg_refuse_day(doing->refusal, "from", SAY_not_on_day, in->from);
  if (e != OK) return e;
  if (old.link.period.valid_from >= in->from)
    return reg_refuse_day(doing->refusal, "from", SAY_change_at_start, in->from);
  TRY(close_link(db, doing, old.row));
  old.link.period = (struct reg_period) { old.link.period.valid_from, in->from, 0, 0 };
  TRY(write_link(db, doing, &old.link));
  touch(doing, in);
  return OK;
}

enum err reg_link_end(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                      const struct reg_link_input *in, struct reg_refusal *refusal) {
  assert(in != NULL);
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "link.end");
  TRY(reg_span_check(in->from, DATE_MAX, refusal));
  doing.work = link_end;
  return link_act(db, &doing, in);
}

/* ---- corrected ---- */

static enum err link_correct(struct db *db, struct reg_doing *doing, void *context) {
  const struct reg_link_correction *in = context;
  struct reg_link_input right = in->wrong;
  struct relation r;
  struct old_link old;
  TRY(relation_of(db, doing, &in->wrong, &r));
  TRY(reg_subject_check(db, doing, REG_PERSON, in->wrong.person, "person"));
  enum err e = old_link(db, &r, in->wrong.from, in->wrong.from + 1, &old);
  if (e == NOT_FOUND) return reg_refuse_day(doing->refusal, "wrong", SAY_not_on_day, in->wrong.from);
  if (e != OK) return e;
  TRY(close_link(db, doing, old.row));
  touch(doing, &in->wrong);
  right.other = in->other;
  right.from = in->from;
  right.to = in->to;
  return in->strike ? OK : begin(db, doing, &right);
}

enum err reg_link_correct(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                          const struct reg_link_correction *in, struct reg_refusal *refusal) {
  assert(in != NULL);
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, in->strike ? "link.strike" : "link.correct");
  struct reg_link_correction copy = *in;
  TRY(reg_text_check(in->wrong.kind, "kind", REG_TEXT_MAX, true, refusal));
  TRY(reg_span_check(in->wrong.from, DATE_MAX, refusal));
  if (!in->strike) TRY(reg_span_check(in->from, in->to, refusal));
  if (!in->strike && in->other == in->wrong.person)
    return reg_refuse(refusal, "other", SAY_self, NULL, NULL, NULL);
  reg_sent_text(&doing, in->wrong.kind);
  const int64_t numbers[] = { in->wrong.person, in->wrong.other, in->wrong.from, in->strike };
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    reg_sent_int(&doing, numbers[i]);
  if (!in->strike) {
    reg_sent_int(&doing, in->other);
    reg_sent_day(&doing, "from", in->from);
    reg_sent_day(&doing, "to", in->to);
  }
  doing.work = link_correct;
  doing.context = &copy;
  return reg_act_do(db, &doing);
}
