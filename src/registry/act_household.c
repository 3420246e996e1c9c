/* Acts on where and with whom: households, moves, memberships. */
#include "registry/inner.h"

static const char *const roles[] = { "head", "spouse", "child", "parent", "grandchild", "sibling", "other" };
enum { ROLES = sizeof roles / sizeof *roles };

/* ---- where ---- */

static void sent_home(struct reg_doing *doing, const struct reg_home_input *in) {
  reg_sent_int(doing, in->household);
  reg_sent_int(doing, in->area);
  reg_sent_text(doing, in->address);
  reg_sent_day(doing, "from", in->from);
}

/* Where the household lives in [from, to), by this act. */
static enum err write_residence(struct db *db, const struct reg_doing *doing, const struct reg_residence *r) {
  assert(r->period.valid_from < r->period.valid_to);
  struct stmt *s;
  TRY(db_query(db,
               "INSERT INTO residence(household, area, address, valid_from, valid_to, act_from, act_to)"
               " VALUES ($1, $2, $3, $4, $5, $6, 9223372036854775807)",
               &s));
  bind_int(s, 1, r->household);
  bind_int(s, 2, r->area);
  bind_text(s, 3, r->address);
  bind_int(s, 4, r->period.valid_from);
  bind_int(s, 5, r->period.valid_to);
  bind_int(s, 6, doing->number);
  return db_run(s);
}

static enum err household_add(struct db *db, struct reg_doing *doing, void *context) {
  const struct reg_home_input *in = context;
  int64_t household;
  TRY(reg_area_check(db, doing, in->area, in->from, "area"));
  TRY(reg_area_ours(db, doing, in->area, "area"));
  TRY(reg_new_entity(db,
                     "INSERT INTO household(id, public_id) SELECT coalesce(max(id), 0) + 1, $1 FROM household"
                     " WHERE id > 0 AND id <= 64000000 RETURNING id",
                     &household));
  struct reg_residence home = { household, in->area, in->address, { in->from, DATE_MAX, 0, 0 } };
  TRY(write_residence(db, doing, &home));
  reg_touch(doing, REG_HOUSEHOLD, household);
  doing->answer = household;
  return OK;
}

static enum err home_act(struct db *db, struct reg_doing *doing, struct reg_home_input *in) {
  TRY(reg_text_check(in->address, "address", REG_TEXT_MAX, false, doing->refusal));
  TRY(reg_span_check(in->from, DATE_MAX, doing->refusal));
  sent_home(doing, in);
  doing->context = in;
  return reg_act_do(db, doing);
}

enum err reg_household_add(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                           const struct reg_home_input *in, int64_t *ret_household,
                           struct reg_refusal *refusal) {
  assert(in != NULL && ret_household != NULL);
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "household.add");
  struct reg_home_input copy = *in;
  doing.work = household_add;
  TRY(home_act(db, &doing, &copy));
  *ret_household = doing.answer;
  return OK;
}

static enum err old_residence(struct db *db, const struct reg_doing *doing, const struct reg_home_input *in,
                              struct reg_residence *ret_old, int64_t *ret_row) {
  struct stmt *s;
  TRY(db_query(
      db,
      "SELECT id, area, address, valid_from, valid_to, act_from, act_to FROM residence WHERE household = $1"
      " AND act_to = 9223372036854775807 AND valid_from <= $2 AND valid_to > $2 ORDER BY id DESC LIMIT 1",
      &s));
  bind_int(s, 1, in->household);
  bind_int(s, 2, in->from);
  enum err e = db_step(s);
  if (e == NOT_FOUND) return reg_refuse_day(doing->refusal, "from", SAY_not_on_day, in->from);
  if (e != OK) return e;
  bool ok = true;
  int64_t row = col_int(s, 0);
  struct reg_residence old = { in->household, col_int(s, 1), reg_keep(doing->act->arena, col_text(s, 2)),
                               reg_col_period(s, 3, REG_ACT_OPEN - 1, &ok) };
  TRY(db_run(s));
  if (!ok) return reg_damaged(db, "residence", row);
  *ret_old = old;
  *ret_row = row;
  return OK;
}

static enum err move(struct db *db, struct reg_doing *doing, void *context) {
  const struct reg_home_input *in = context;
  struct reg_residence old = { 0 };
  int64_t row = 0;
  TRY(reg_subject_check(db, doing, REG_HOUSEHOLD, in->household, "household"));
  TRY(reg_area_check(db, doing, in->area, in->from, "area"));
  TRY(old_residence(db, doing, in, &old, &row));
  if (old.area == in->area && str_eq(old.address, in->address))
    return reg_refuse_day(doing->refusal, "area", SAY_same_place, in->from);
  if (old.period.valid_from == in->from)
    return reg_refuse_day(doing->refusal, "from", SAY_change_at_start, in->from);
  struct reg_residence before = old, after = { in->household, in->area, in->address, old.period };
  before.period.valid_to = after.period.valid_from = in->from;
  TRY(reg_close(db, doing, "UPDATE residence SET act_to = $2 WHERE id = $1 AND act_to = 9223372036854775807",
                row));
  TRY(write_residence(db, doing, &before));
  TRY(write_residence(db, doing, &after));
  reg_touch(doing, REG_HOUSEHOLD, in->household);
  return OK;
}

enum err reg_move(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                  const struct reg_home_input *in, struct reg_refusal *refusal) {
  assert(in != NULL);
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "household.move");
  struct reg_home_input copy = *in;
  doing.work = move;
  return home_act(db, &doing, &copy);
}

/* ---- where it lived in truth ---- */

struct home {
  int64_t row;
  struct reg_residence r;
};
struct homes {
  struct home *at;
  size_t n, cap;
};

static enum err homes_of(struct db *db, const struct reg_doing *doing, int64_t household,
                         struct homes *ret_homes) {
  struct stmt *s;
  TRY(db_query(db,
               "SELECT id, area, address, valid_from, valid_to, act_from, act_to FROM residence"
               " WHERE household = $1 AND act_to = 9223372036854775807 ORDER BY valid_from, id",
               &s));
  bind_int(s, 1, household);
  enum err e;
  while ((e = db_step(s)) == OK) {
    bool ok = true;
    if (ret_homes->n >= REG_LIST_MAX) return reg_full(s);
    struct home *h = VEC_PUSH(doing->act->arena, ret_homes);
    *h = (struct home) { col_int(s, 0),
                         { household, col_int(s, 1), reg_keep(doing->act->arena, col_text(s, 2)),
                           reg_col_period(s, 3, REG_ACT_OPEN - 1, &ok) } };
    if (!ok) return reg_damaged(db, "residence", h->row);
  }
  return e == NOT_FOUND ? OK : e;
}

static enum err close_home(struct db *db, const struct reg_doing *doing, const struct home *h) {
  return reg_close(db, doing,
                   "UPDATE residence SET act_to = $2 WHERE id = $1 AND act_to = 9223372036854775807", h->row);
}

/* The same row with another period. */
static enum err home_lasts(struct db *db, const struct reg_doing *doing, const struct home *h, date from,
                           date to) {
  struct reg_residence again = h->r;
  again.period.valid_from = from;
  again.period.valid_to = to;
  TRY(close_home(db, doing, h));
  return write_residence(db, doing, &again);
}

/* Who lived before there goes on; of the first, who came after was there from the start. */
static enum err home_strike(struct db *db, const struct reg_doing *doing, const struct homes *all, size_t k) {
  const struct home *wrong = &all->at[k];
  const struct reg_period p = wrong->r.period;
  if (all->n == 1) return reg_refuse(doing->refusal, "day", SAY_only_home, NULL, NULL, NULL);
  TRY(close_home(db, doing, wrong));
  if (k > 0) {
    const struct home *before = &all->at[k - 1];
    bool beside = before->r.period.valid_to == p.valid_from;
    return beside ? home_lasts(db, doing, before, before->r.period.valid_from, p.valid_to) : OK;
  }
  const struct home *after = &all->at[1];
  bool beside = after->r.period.valid_from == p.valid_to;
  if (beside) TRY(reg_area_check(db, doing, after->r.area, p.valid_from, "day"));
  return beside ? home_lasts(db, doing, after, p.valid_from, after->r.period.valid_to) : OK;
}

static enum err home_put_right(struct db *db, const struct reg_doing *doing, const struct homes *all,
                               size_t k, const struct reg_home_input *in) {
  const struct home *wrong = &all->at[k], *before = k > 0 ? &all->at[k - 1] : NULL;
  struct reg_residence right = { in->household, in->area, in->address, wrong->r.period };
  bool same = wrong->r.area == in->area && str_eq(wrong->r.address, in->address);
  TRY(reg_area_check(db, doing, in->area, in->from, "area"));
  if (same && in->from == wrong->r.period.valid_from)
    return reg_refuse_day(doing->refusal, "area", SAY_same_place, in->from);
  if (in->from >= wrong->r.period.valid_to)
    return reg_refuse_days(doing->refusal, "from", SAY_span, in->from, wrong->r.period.valid_to);
  if (before && in->from <= before->r.period.valid_from)
    return reg_refuse_span(doing->refusal, "from", SAY_overlap, before->r.period.valid_from,
                           before->r.period.valid_to);
  right.period.valid_from = in->from;
  TRY(close_home(db, doing, wrong));
  bool beside = before && before->r.period.valid_to == wrong->r.period.valid_from;
  bool meets = before && before->r.period.valid_to > in->from;
  if (beside || meets) TRY(home_lasts(db, doing, before, before->r.period.valid_from, in->from));
  return write_residence(db, doing, &right);
}

static enum err home_correct(struct db *db, struct reg_doing *doing, void *context) {
  const struct reg_home_correction *in = context;
  struct homes all = { 0 };
  size_t k = 0;
  TRY(reg_subject_check(db, doing, REG_HOUSEHOLD, in->right.household, "household"));
  TRY(homes_of(db, doing, in->right.household, &all));
  while (k < all.n && (in->day < all.at[k].r.period.valid_from || in->day >= all.at[k].r.period.valid_to))
    k++;
  if (k == all.n) return reg_refuse_day(doing->refusal, "day", SAY_not_on_day, in->day);
  reg_touch(doing, REG_HOUSEHOLD, in->right.household);
  return in->strike ? home_strike(db, doing, &all, k) : home_put_right(db, doing, &all, k, &in->right);
}

enum err reg_home_correct(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                          const struct reg_home_correction *in, struct reg_refusal *refusal) {
  assert(in != NULL);
  struct reg_doing doing = reg_doing_new(viewer, act, refusal,
                                         in->strike ? "household.home_strike" : "household.home_correct");
  struct reg_home_correction copy = *in;
  if (!in->strike) {
    TRY(reg_text_check(in->right.address, "address", REG_TEXT_MAX, false, refusal));
    TRY(reg_span_check(in->right.from, DATE_MAX, refusal));
    sent_home(&doing, &in->right);
  }
  reg_sent_int(&doing, in->right.household);
  reg_sent_day(&doing, "day", in->day);
  doing.work = home_correct;
  doing.context = &copy;
  return reg_act_do(db, &doing);
}

/* ---- with whom ---- */

static enum err role_check(const struct reg_doing *doing, struct str role) {
  for (int i = 0; i < ROLES; i++)
    if (str_is(role, roles[i])) return OK;
  struct buf list = buf_growing(doing->act->arena), typed = buf_growing(doing->act->arena);
  for (int i = 0; i < ROLES; i++) {
    if (i > 0) buf_z(&list, ", ");
    buf_z(&list, roles[i]);
  }
  buf_str(&typed, role);
  return reg_refuse(doing->refusal, "role", SAY_role_unknown, typed.p, list.p, NULL);
}

/* In no other household in that time; `but`: the row that is being replaced. */
static enum err one_household(struct db *db, const struct reg_doing *doing,
                              const struct reg_membership_input *in, int64_t but) {
  struct stmt *s;
  TRY(db_query(
      db,
      "SELECT valid_from, valid_to, id FROM membership WHERE person = $1 AND act_to = 9223372036854775807"
      " AND valid_from < $3 AND valid_to > $2 AND id <> $4 ORDER BY valid_from LIMIT 1",
      &s));
  bind_int(s, 1, in->person);
  bind_int(s, 2, in->from);
  bind_int(s, 3, in->to);
  bind_int(s, 4, but);
  enum err e = db_step(s);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  bool ok = true;
  date from = reg_col_date(s, 0, &ok), to = reg_col_date(s, 1, &ok);
  int64_t row = col_int(s, 2);
  TRY(db_run(s));
  if (!ok) return reg_damaged(db, "membership", row);
  return reg_refuse_span(doing->refusal, "household", SAY_membership_overlap, from, to);
}

static enum err one_head(struct db *db, const struct reg_doing *doing,
                         const struct reg_membership_input *in) {
  if (!str_is(in->role, "head")) return OK;
  struct stmt *s;
  TRY(db_query(
      db,
      "SELECT m.person FROM membership m JOIN person_version p ON p.person = m.person"
      " AND p.act_to = 9223372036854775807 WHERE m.household = $1 AND m.role = 'head' AND m.person <> $2"
      " AND m.act_to = 9223372036854775807 AND m.valid_from < $4 AND m.valid_to > $3"
      " AND (p.death IS NULL OR p.death >= $3) ORDER BY p.valid_from DESC LIMIT 1",
      &s));
  bind_int(s, 1, in->household);
  bind_int(s, 2, in->person);
  bind_int(s, 3, in->from);
  bind_int(s, 4, in->to);
  enum err e = db_step(s);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  int64_t head = col_int(s, 0);
  const char *name;
  TRY(db_run(s));
  TRY(reg_name_told(db, doing, head, &name));
  return reg_refuse(doing->refusal, "role", name ? SAY_second_head : SAY_second_head_hidden, name, NULL,
                    NULL);
}

static enum err write_membership(struct db *db, const struct reg_doing *doing,
                                 const struct reg_membership_input *in) {
  assert(in->from < in->to && in->household > 0);
  struct stmt *s;
  TRY(db_query(db,
               "INSERT INTO membership(person, household, role, valid_from, valid_to, act_from, act_to)"
               " VALUES ($1, $2, $3, $4, $5, $6, 9223372036854775807)",
               &s));
  bind_int(s, 1, in->person);
  bind_int(s, 2, in->household);
  bind_text(s, 3, in->role);
  bind_int(s, 4, in->from);
  bind_int(s, 5, in->to);
  bind_int(s, 6, doing->number);
  return db_run(s);
}

/* Somebody of his name and birth in the commune he comes to. */
static enum err namesake_check(struct db *db, const struct reg_doing *doing,
                               const struct reg_membership_input *in) {
  struct stmt *s;
  struct reg_namesake who = { .person = in->person,
                              .day = in->from > doing->today ? in->from : doing->today };
  TRY(db_query(db,
               "SELECT sort_key, birth, birth_known FROM person_version WHERE person = $1"
               " AND act_to = 9223372036854775807 ORDER BY valid_from DESC LIMIT 1",
               &s));
  bind_int(s, 1, in->person);
  enum err e = db_step(s);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  bool ok = true;
  who.sort_key = reg_keep(doing->act->arena, col_text(s, 0));
  who.birth = reg_col_date(s, 1, &ok);
  who.birth_known = (int)col_int(s, 2);
  TRY(db_run(s));
  const int64_t home[] = { in->household, who.day };
  e = db_int(
      db,
      "SELECT area FROM residence WHERE household = $1 AND act_to = 9223372036854775807 AND valid_from <= $2"
      " AND valid_to > $2 ORDER BY id DESC LIMIT 1",
      2, home, &who.area);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  return ok ? reg_same_person(db, doing, &who) : reg_damaged(db, "person_version", in->person);
}

static enum err in_life(struct db *db, const struct reg_doing *doing, int64_t person, date from) {
  struct reg_life life;
  enum err e = reg_life(db, person, &life);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  return reg_begins_in_life(doing, &life, from, "from");
}

static void touch(struct reg_doing *doing, const struct reg_membership_input *in, int64_t old_household) {
  reg_touch(doing, REG_PERSON, in->person);
  if (in->household > 0) reg_touch(doing, REG_HOUSEHOLD, in->household);
  if (old_household > 0) reg_touch(doing, REG_HOUSEHOLD, old_household);
}

static enum err subjects(struct db *db, const struct reg_doing *doing,
                         const struct reg_membership_input *in) {
  TRY(reg_subject_check(db, doing, REG_PERSON, in->person, "person"));
  return in->household > 0 ? reg_subject_check(db, doing, REG_HOUSEHOLD, in->household, "household") : OK;
}

enum err reg_enters(struct db *db, struct reg_doing *doing, const struct reg_membership_input *in) {
  TRY(role_check(doing, in->role));
  TRY(reg_subject_check(db, doing, REG_HOUSEHOLD, in->household, "household"));
  TRY(in_life(db, doing, in->person, in->from));
  TRY(one_household(db, doing, in, 0));
  TRY(one_head(db, doing, in));
  TRY(namesake_check(db, doing, in));
  TRY(write_membership(db, doing, in));
  touch(doing, in, 0);
  return OK;
}

static enum err membership_add(struct db *db, struct reg_doing *doing, void *context) {
  const struct reg_membership_input *in = context;
  TRY(subjects(db, doing, in));
  return reg_enters(db, doing, in);
}

static enum err membership_act(struct db *db, struct reg_doing *doing, struct reg_membership_input *in) {
  if (in->household != 0) TRY(role_check(doing, in->role));
  reg_sent_int(doing, in->person);
  reg_sent_int(doing, in->household);
  reg_sent_text(doing, in->role);
  reg_sent_day(doing, "from", in->from);
  reg_sent_day(doing, "to", in->to);
  doing->context = in;
  return reg_act_do(db, doing);
}

enum err reg_membership_add(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                            const struct reg_membership_input *in, struct reg_refusal *refusal) {
  assert(in != NULL);
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "membership.add");
  struct reg_membership_input copy = *in;
  if (in->household == 0) return reg_refuse(refusal, "household", SAY_no_household, "0", NULL, NULL);
  TRY(reg_span_check(in->from, in->to, refusal));
  doing.work = membership_add;
  return membership_act(db, &doing, &copy);
}

struct old_membership {
  int64_t row;
  struct reg_membership_input was;
};

static enum err old_membership(struct db *db, const struct reg_doing *doing,
                               const struct reg_membership_input *in, struct old_membership *ret_old) {
  struct stmt *s;
  TRY(subjects(db, doing, in));
  TRY(db_query(db,
               "SELECT id, household, role, valid_from, valid_to FROM membership WHERE person = $1"
               " AND act_to = 9223372036854775807 AND valid_from <= $2 AND valid_to > $2 ORDER BY "
               "valid_from, id LIMIT 1",
               &s));
  bind_int(s, 1, in->person);
  bind_int(s, 2, in->from);
  enum err e = db_step(s);
  if (e == NOT_FOUND) return reg_refuse_day(doing->refusal, "from", SAY_not_on_day, in->from);
  if (e != OK) return e;
  bool ok = true;
  struct old_membership old = { col_int(s, 0),
                                { in->person, col_int(s, 1), reg_keep(doing->act->arena, col_text(s, 2)),
                                  reg_col_date(s, 3, &ok), reg_col_date(s, 4, &ok) } };
  TRY(db_run(s));
  if (!ok || old.was.from >= old.was.to || old.was.household < 1)
    return reg_damaged(db, "membership", old.row);
  *ret_old = old;
  return OK;
}

static enum err close_membership(struct db *db, const struct reg_doing *doing, int64_t row) {
  return reg_close(db, doing,
                   "UPDATE membership SET act_to = $2 WHERE id = $1 AND act_to = 9223372036854775807", row);
}

static enum err membership_change(struct db *db, struct reg_doing *doing, void *context) {
  const struct reg_membership_input *in = context;
  struct old_membership old;
  TRY(old_membership(db, doing, in, &old));
  if (old.was.from == in->from) return reg_refuse_day(doing->refusal, "from", SAY_change_at_start, in->from);
  struct reg_membership_input before = old.was, after = *in;
  before.to = in->from;
  after.to = old.was.to;
  if (in->household > 0) {
    TRY(in_life(db, doing, in->person, in->from));
    TRY(one_household(db, doing, &after, old.row));
    TRY(one_head(db, doing, &after));
    if (in->household != old.was.household) TRY(namesake_check(db, doing, &after));
  }
  TRY(close_membership(db, doing, old.row));
  TRY(write_membership(db, doing, &before));
  if (in->household > 0) TRY(write_membership(db, doing, &after));
  touch(doing, in, old.was.household);
  return OK;
}

enum err reg_membership_change(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                               const struct reg_membership_input *in, struct reg_refusal *refusal) {
  assert(in != NULL);
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "membership.change");
  struct reg_membership_input copy = *in;
  doing.work = membership_change;
  return membership_act(db, &doing, &copy);
}

static enum err membership_correct(struct db *db, struct reg_doing *doing, void *context) {
  const struct reg_membership_input *in = context;
  struct old_membership old;
  TRY(old_membership(db, doing, in, &old));
  struct reg_membership_input right = { in->person, in->household, in->role, old.was.from, old.was.to };
  TRY(close_membership(db, doing, old.row));
  if (in->household > 0) {
    TRY(one_household(db, doing, &right, old.row));
    TRY(one_head(db, doing, &right));
    if (in->household != old.was.household) TRY(namesake_check(db, doing, &right));
    TRY(write_membership(db, doing, &right));
  }
  touch(doing, in, old.was.household);
  return OK;
}

enum err reg_membership_correct(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                                const struct reg_membership_input *in, struct reg_refusal *refusal) {
  assert(in != NULL);
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "membership.correct");
  struct reg_membership_input copy = *in;
  doing.work = membership_correct;
  return membership_act(db, &doing, &copy);
}
