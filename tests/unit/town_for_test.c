/* Random acts on a small invented town, of every kind an office does: drawn from a seed. */
#include "town_for_test.h"

#include "registry/correct.h"

#include <unistd.h>

uint64_t town_below(struct town *t, uint64_t n) { return rng_below(&t->r, n); }
static int64_t somebody(struct town *t) { return t->person[town_below(t, TOWN_PEOPLE)]; }
static int64_t somewhere(struct town *t) { return t->home[town_below(t, TOWN_HOMES)]; }
static date some_day(struct town *t) { return date_of(2020, 1, 1) + (date)town_below(t, 1800); }

static struct reg_months_input months_of(struct town *t) {
  struct reg_months_input in = {
    .from = month_of(some_day(t)), .amount = 1000, .reason = S("mẫu"), .v = &t->words
  };
  in.grant = t->grants ? t->grant[town_below(t, (uint64_t)t->grants)] : 1;
  const int64_t grant[] = { in.grant };
  int64_t first = test_int(t->w->db,
                           "SELECT first_month FROM grant_version WHERE grant_id = $1"
                           " AND act_to = 9223372036854775807",
                           1, grant);
  if (first > 0 && town_below(t, 2)) in.from = (month)first + (month)town_below(t, 6);
  in.to = in.from + (month)town_below(t, 4);
  return in;
}

static enum err fact_act(struct town *t, struct reg_act *act) {
  static const struct str names[] = { S("person.ill"), S("person.income"), S("household.class"),
                                      S("area.hard") };
  static const enum reg_kind kinds[] = { REG_PERSON, REG_PERSON, REG_HOUSEHOLD, REG_AREA };
  int which = (int)town_below(t, 4);
  struct world *w = t->w;
  struct reg_fact_input in = { .kind = kinds[which],
                               .fact = names[which],
                               .known = town_below(t, 6) > 0,
                               .value = (int64_t)(which % 3 == 0 ? town_below(t, 2) : town_below(t, 1000)),
                               .value_name = town_below(t, 2) ? S("poor") : S("none"),
                               .valid_from = some_day(t),
                               .valid_to = DATE_MAX };
  in.subject = which == 3 ? t->area[town_below(t, 3)] : which == 2 ? somewhere(t) : somebody(t);
  if (town_below(t, 3) == 0) in.valid_to = in.valid_from + 1 + (date)town_below(t, 500);
  return reg_fact_change(w->me, w->db, act, &t->words, &in, &w->no);
}

static enum err strike_act(struct town *t, struct reg_act *act) {
  struct world *w = t->w;
  const int64_t person[] = { somebody(t) };
  struct reg_fact_input in = { .strike = true };
  in.row = test_int(w->db,
                    "SELECT id FROM fact WHERE kind = 1 AND subject = $1 AND act_to = 9223372036854775807"
                    " ORDER BY id LIMIT 1",
                    1, person);
  return reg_fact_correct(w->me, w->db, act, &t->words, &in, &w->no);
}

static enum err link_act(struct town *t, struct reg_act *act) {
  static const struct str kinds[] = { S("person.parent"), S("person.friend"), S("person.friend") };
  struct world *w = t->w;
  struct reg_link_input in = {
    kinds[town_below(t, 3)], somebody(t), somebody(t), some_day(t), DATE_MAX, NULL
  };
  bool child = str_is(in.kind, "person.parent"); /* from his birth on: so that a birth put right cuts it */
  if (child) in.from = date_of(1900, 1, 1) + (date)town_below(t, 45000);
  return town_below(t, 4) ? reg_link_add(w->me, w->db, act, &in, &w->no)
                          : reg_link_end(w->me, w->db, act, &in, &w->no);
}

static enum err member_act(struct town *t, struct reg_act *act) {
  struct world *w = t->w;
  struct reg_membership_input in = { somebody(t), somewhere(t), S("other"), some_day(t), DATE_MAX };
  uint64_t what = town_below(t, 4);
  if (what == 0) in.household = town_below(t, 2) ? 0 : in.household;
  return what < 2    ? reg_membership_change(w->me, w->db, act, &in, &w->no)
         : what == 2 ? reg_membership_correct(w->me, w->db, act, &in, &w->no)
                     : reg_membership_add(w->me, w->db, act, &in, &w->no);
}

/* What towns may have that is paid once for a death. */
static void for_a_death(struct town *t, struct reg_grant_input *in, struct reg_grant *g) {
  const int64_t person[] = { g->person };
  int64_t death = test_int(t->w->db,
                           "SELECT max(death) FROM person_version WHERE person = $1 AND"
                           " act_to = 9223372036854775807",
                           1, person);
  if (death <= 0) return;
  in->benefit = S("end.aid");
  g->decided = (date)death + (date)town_below(t, 60);
  g->first_month = month_of((date)death) + (month)(town_below(t, 4) == 0);
  g->last_month = g->first_month + (month)town_below(t, 3);
}

static enum err grant_act(struct town *t, struct reg_act *act) {
  struct world *w = t->w;
  struct reg_grant g = { .person = somebody(t), .amount = 1000, .decision_no = S("1/QĐ"), .running = true };
  struct reg_grant_input in = { town_below(t, 2) ? S("kin.aid") : S("home.aid"), &g, &t->words };
  g.decided = some_day(t);
  g.first_month = month_of(g.decided);
  g.signer = g.payee = g.cases = S("");
  if (town_below(t, 2)) {
    g.running = false;
    g.last_month = g.first_month + (month)town_below(t, 30);
  }
  if (town_below(t, 3) == 0) for_a_death(t, &in, &g);
  if (t->grants == TOWN_GRANTS_MAX) return LIMIT;
  enum err e = reg_grant_add(w->me, w->db, act, &in, &t->grant[t->grants], &w->no);
  t->grants += e == OK;
  return e;
}

static enum err months_act(struct town *t, struct reg_act *act, uint64_t what) {
  struct world *w = t->w;
  struct reg_months_input in = months_of(t);
  return what == 0   ? reg_grant_suspend(w->me, w->db, act, &in, &w->no)
         : what == 1 ? reg_grant_resume(w->me, w->db, act, &in, &w->no)
         : what == 2 ? reg_grant_end(w->me, w->db, act, &in, &w->no)
                     : reg_grant_paid(w->me, w->db, act, &in, &w->no);
}

/* What was recorded of links and homes is put right or struck. */
static enum err link_right_act(struct town *t, struct reg_act *act) {
  struct world *w = t->w;
  const int64_t seed[] = { (int64_t)town_below(t, 40) };
  struct reg_link_correction in = { .strike = town_below(t, 3) == 0, .other = somebody(t), .to = DATE_MAX };
  struct stmt *s;
  if (db_query(w->db,
               "SELECT y.name, l.person, l.other, l.valid_from FROM link l JOIN symbol y ON y.id = l.kind"
               " WHERE l.act_to = 9223372036854775807 ORDER BY (l.id * 7919 + $1) % 41, l.id LIMIT 1",
               &s) != OK)
    return IO;
  bind_int(s, 1, seed[0]);
  enum err e = db_step(s);
  if (e != OK) return e;
  char kind[64];
  snprintf(kind, sizeof kind, "%.*s", (int)col_text(s, 0).n, col_text(s, 0).p);
  in.wrong = (struct reg_link_input) { str_of(kind), col_int(s, 1), col_int(s, 2), (date)col_int(s, 3), 0,
                                       NULL };
  if (db_run(s) != OK) return IO;
  in.from = in.wrong.from + (date)town_below(t, 300);
  return reg_link_correct(w->me, w->db, act, &in, &w->no);
}

static enum err home_right_act(struct town *t, struct reg_act *act) {
  struct world *w = t->w;
  struct reg_home_correction in = { .strike = town_below(t, 2), .day = some_day(t) };
  in.right = (struct reg_home_input) { somewhere(t), t->area[town_below(t, 3)], S("z"), some_day(t) };
  return reg_home_correct(w->me, w->db, act, &in, &w->no);
}

static enum err grant_right_act(struct town *t, struct reg_act *act) {
  struct world *w = t->w;
  int64_t grant = t->grants ? t->grant[town_below(t, (uint64_t)t->grants)] : 1;
  struct reg_grant g = { .amount = 2000, .decision_no = S("2/QĐ"), .running = town_below(t, 2) };
  struct reg_grant_input in = { S(""), &g, &t->words };
  if (town_below(t, 10) == 0) return reg_grant_strike(w->me, w->db, act, grant, &w->no);
  g.decided = some_day(t);
  g.first_month = month_of(g.decided);
  g.last_month = g.first_month + (month)town_below(t, 30);
  g.signer = g.payee = g.cases = S("");
  return reg_grant_correct(w->me, w->db, act, grant, &in, &w->no);
}

static enum err months_right_act(struct town *t, struct reg_act *act) {
  struct world *w = t->w;
  bool paid = town_below(t, 2) > 0;
  const int64_t seed[] = { (int64_t)town_below(t, 40) };
  struct reg_months_input in = months_of(t);
  const char *sql =
      paid ? "SELECT grant_id * 200000 + from_month FROM grant_paid WHERE act_to = 9223372036854775807"
             " ORDER BY (id * 7919 + $1) % 41, id LIMIT 1"
           : "SELECT grant_id * 200000 + from_month FROM grant_suspension WHERE act_to ="
             " 9223372036854775807 ORDER BY (id * 7919 + $1) % 41, id LIMIT 1";
  int64_t found = test_int(w->db, sql, 1, seed);
  if (found < 0) return NOT_FOUND;
  in.grant = found / 200000;
  in.wrong = (month)(found % 200000);
  in.strike = town_below(t, 5) == 0;
  in.open = town_below(t, 2);
  in.amount = 700;
  in.from = in.wrong + (month)town_below(t, 3) - (paid ? 0 : 1);
  in.to = in.from + (month)town_below(t, 3);
  return paid ? reg_paid_correct(w->me, w->db, act, &in, &w->no)
              : reg_suspension_correct(w->me, w->db, act, &in, &w->no);
}

static enum err birth_act(struct town *t, struct reg_act *act) {
  struct world *w = t->w;
  struct reg_person_input in = someone("Người Mẫu Sửa", 1950 + (int)town_below(t, 70),
                                       1 + (int)town_below(t, 12), 1 + (int)town_below(t, 28),
                                       town_below(t, 2) ? REG_MALE : REG_FEMALE);
  in.person = somebody(t);
  in.day = date_of(2025, 1, 1);
  return reg_person_correct(w->me, w->db, act, &in, &w->no);
}

static enum err death_act(struct town *t, struct reg_act *act) {
  struct world *w = t->w;
  const struct reg_death_correction right = { somebody(t), some_day(t) };
  if (town_below(t, 3) == 0) return reg_death_correct(w->me, w->db, act, &t->words, &right, &w->no);
  return town_below(t, 2) ? reg_death(w->me, w->db, act, somebody(t), some_day(t), &w->no)
                          : reg_death_reverse(w->me, w->db, act, somebody(t), &w->no);
}

static enum err new_act(struct town *t, struct reg_act *act) {
  struct world *w = t->w;
  struct reg_person_input in = someone("Người Mẫu Mới", 2000 + (int)town_below(t, 20), 2, 3, REG_FEMALE);
  if (town_below(t, 2)) in.household = somewhere(t);
  in.role = S("child");
  in.from = date_of(2021, 1, 1) + (date)town_below(t, 1000);
  int64_t id;
  enum err e = reg_person_add(w->me, w->db, act, &in, &id, &w->no);
  if (e == OK) t->person[town_below(t, TOWN_PEOPLE)] = id;
  return e;
}

static enum err area_act(struct town *t, struct reg_act *act) {
  struct world *w = t->w;
  char code[16];
  int64_t id;
  snprintf(code, sizeof code, "M%d-%d", (int)getpid(), t->areas_added++);
  const struct reg_area_new in = { str_of(code), S("Thôn Mẫu"), REG_VILLAGE, t->area[0],
                                   date_of(2020, 1, 1) };
  return reg_area_add(w->me, w->db, act, &in, &id, &w->no);
}

static enum err home_act(struct town *t, struct reg_act *act) {
  struct world *w = t->w;
  struct reg_home_input in = { somewhere(t), t->area[town_below(t, 3)], S("y"), some_day(t) };
  return reg_move(w->me, w->db, act, &in, &w->no);
}

/* Forms are few and alike, so that the very same is added again; of spells there are no two. */
static enum err record_act(struct town *t, struct reg_act *act) {
  struct world *w = t->w;
  bool form = town_below(t, 3) > 0;
  struct reg_item_input item = { form ? S("rooms") : S("n"), true, (int64_t)town_below(t, 2), S("") };
  struct reg_record_input in = { .v = &t->words,
                                 .kind = form ? REG_HOUSEHOLD : REG_PERSON,
                                 .subject = form ? t->home[town_below(t, 3)] : somebody(t),
                                 .record = form ? S("form") : S("spell"),
                                 .items = &item,
                                 .item_count = 1,
                                 .valid_from = date_of(2021, 1, 1),
                                 .valid_to = DATE_MAX };
  int64_t id;
  uint64_t what = town_below(t, 3);
  if (!form) item.value = t->spells++;
  if (what == 0) return reg_record_add(w->me, w->db, act, &in, &id, &w->no);
  const int64_t of[] = { (int64_t)in.kind, in.subject };
  in.strike = what == 1;
  in.row = test_int(w->db,
                    "SELECT max(id) FROM record WHERE subject_kind = $1 AND subject = $2"
                    " AND act_to = 9223372036854775807",
                    2, of);
  return reg_record_correct(w->me, w->db, act, &in, &id, &w->no);
}

/* One of the last acts; now and then one that was taken back already. */
static enum err undo_act(struct town *t, struct reg_act *act) {
  struct reg_clock clock;
  struct world *w = t->w;
  if (reg_clock_read(w->db, &clock) != OK) return IO;
  int64_t undone = clock.act - (int64_t)town_below(t, t->reach > 0 ? t->reach : 12);
  const int64_t until[] = { undone };
  int64_t again = town_below(t, 3) ? -1
                                   : test_int(w->db, "SELECT max(undoes) FROM act WHERE act <= $1", 1, until);
  return reg_undo(w->me, w->db, act, &t->words, again > 0 ? again : undone, &w->no);
}

static enum err one_act(struct town *t, int kind) {
  struct arena *a = arena_new("act", (size_t)16 << 20);
  struct reg_act act = t->w->act;
  act.arena = a;
  act.confirmed = S("person_again,parent_third,stands_after_death,paid_outside,paid_suspended,suspended_paid,"
                    "paid_after_end");
  enum err e;
  switch (kind) {
  case 0:
  case 1: e = fact_act(t, &act); break;
  case 2: e = strike_act(t, &act); break;
  case 3: e = link_act(t, &act); break;
  case 4:
  case 5: e = member_act(t, &act); break;
  case 6: e = grant_act(t, &act); break;
  case 7: e = months_act(t, &act, town_below(t, 4)); break;
  case 8: e = birth_act(t, &act); break;
  case 9: e = death_act(t, &act); break;
  case 10: e = new_act(t, &act); break;
  case 11: e = home_act(t, &act); break;
  case 12: e = undo_act(t, &act); break;
  case 13: e = link_right_act(t, &act); break;
  case 14: e = home_right_act(t, &act); break;
  case 15: e = grant_right_act(t, &act); break;
  case 16: e = months_right_act(t, &act); break;
  case TOWN_AREA_ACT: e = area_act(t, &act); break;
  default: e = record_act(t, &act);
  }
  arena_free(a);
  return e;
}

void town_some_act(struct town *t, int kind) {
  for (int tries = 0; tries < 10000; tries++) {
    int chosen = kind < 0 || tries > 2000 ? (int)town_below(t, TOWN_AREA_ACT) : kind;
    enum err e = one_act(t, chosen);
    t->done[chosen] += e == OK;
    if (e == OK) return;
    if (e != INVALID && e != LIMIT && e != NOT_FOUND) fail_msg("act %d: error %d", chosen, e);
  }
  fail_msg("no act of kind %d is possible", kind);
}

int town_rarest(const struct town *t) {
  int kind = 0;
  for (int i = 1; i < TOWN_AREA_ACT; i++)
    if (t->done[i] < t->done[kind]) kind = i;
  return kind;
}

void town_settle(struct town *t) {
  struct world *w = t->w;
  static const char *const communes[] = { "Phường Phú Nhuận", "Phường Vĩnh Ninh", "Xã Hương Phong" };
  const struct reg_area *first = NULL;
  struct reg_areas *all = tree(w, day(2020, 1, 1));
  for (int i = 0; i < 3; i++) {
    first = reg_commune_by_name(all, str_of(communes[i]));
    if (!first) first = reg_commune_nth(all, i);
    t->area[i] = first->id;
  }
  t->province = first->parent;
  for (int i = 0; i < TOWN_PEOPLE; i++) {
    char name[40];
    snprintf(name, sizeof name, "Người Mẫu %d", i);
    t->person[i] = person(w, name, 1950 + i * 3, 1 + i % 12, 1 + i, i % 2 ? REG_MALE : REG_FEMALE);
  }
  for (int i = 0; i < TOWN_HOMES; i++) {
    struct reg_home_input in = { .area = t->area[i % 3], .address = S("x"), .from = day(2020, 1, 1) };
    ok(reg_household_add(w->me, w->db, &w->act, &in, &t->home[i], &w->no));
  }
}
