/* Columns that are kept: brought act by act by whoever needs them, they say at every act what a reading of
 * the whole register at that act says, whoever is killed while writing them. COLUMNS_SEED chooses other acts,
 * COLUMNS_SECONDS how long readers read while writers are killed. People are invented. */
#include "dying_for_test.h"
#include "kin_pack_for_test.h"
#include "town_for_test.h"

#include "people/spells.h"
#include "registry/whole.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ACTS = 220, PAST = 50, MONTHS = 3 };

static const char pack[] = KIN_PACK(
    "record form of household \"Phiếu\" (rooms : integer)\nrecord spell of person \"Đợt\" (n : "
    "integer)\n") "rule household.forms : integer \"Phiếu\" = count form where (rooms > 2) [d 1]\n"
                  "benefit rec.aid for person \"Trợ cấp đợt\"\n"
                  "  amount base * (sum n over spell) + base * household.forms exactly [d 1]\n"
                  "  when count spell >= 1 or household.forms >= 1 [d 1]\n"
                  "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops same_month "
                  "[d 1]\n";
enum { BENEFITS = 4 };

/* ---- what there is ---- */

static int setup(void **state) {
  struct arena *a = arena_new("town", (size_t)256 << 20);
  struct town *t = NEW(a, struct town);
  struct str name = S("pack"), text = str_of(pack), id;
  const char *seed = getenv("COLUMNS_SEED");
  int64_t chosen = 1;
  if (seed && parse_int(str_of(seed), &chosen) != OK) return -1;
  world_open(&t->w, "columns_kept", true, true);
  t->arena = a;
  t->r.s = (uint64_t)chosen;
  t->round = arena_new("round", (size_t)1 << 30);
  assert_int_equal(law_load_text(a, 1, &name, &text, &t->law), OK);
  t->words = people_vocabulary(a, t->law);
  assert_int_equal(reg_vocabulary_import(t->w->db, a, &t->words), OK);
  town_settle(t);
  assert_int_equal(reg_keep_id(a, t->w->db, &id), OK);
  setenv("ANSINH_KEPT", "test_columns_kept.cache", 1);
  snprintf(t->folder, sizeof t->folder, "%s", kept_folder(a, t->w->place.path, id.p));
  *state = t;
  return 0;
}

static void empty_folder(const struct town *t) {
  DIR *d = opendir(t->folder);
  char path[800];
  for (struct dirent *f; d && (f = readdir(d)) != NULL;) {
    snprintf(path, sizeof path, "%s/%s", t->folder, f->d_name);
    unlink(path);
  }
  if (d) closedir(d);
  rmdir(t->folder);
  rmdir("test_columns_kept.cache");
}

static int teardown(void **state) {
  struct town *t = *state;
  empty_folder(t);
  arena_free(t->round);
  world_end(t->w);
  arena_free(t->arena);
  return 0;
}

/* ---- what is said of everybody ---- */

struct digest {
  uint64_t sum;
};
static void add(struct digest *d, const void *bytes, size_t n) { d->sum = hash64(bytes, n, d->sum); }
static void add_number(struct digest *d, int64_t n) { add(d, &n, sizeof n); }

static void add_column(struct digest *d, const struct law_column *c, int64_t rows) {
  add_number(d, c->at != NULL);
  if (!c->at) return;
  for (int64_t i = 0; i < rows; i++) {
    struct law_fact_value v;
    enum law_given said = law_column_says(c, i, &v);
    add_number(d, said);
    if (said != LAW_GIVEN) continue;
    add_number(d, v.lo);
    add_number(d, v.hi);
  }
}

static void add_link(struct digest *d, const struct law_link_column *c, int64_t people) {
  for (int64_t i = 0; i < people; i++) {
    add_number(d, c->start == NULL || (c->unknown && c->unknown[i]));
    for (int64_t k = c->start ? c->start[i] : 0; c->start && k < c->start[i + 1]; k++)
      add_number(d, c->to[k]);
  }
}

static void add_columns(struct digest *d, const struct town *t, const struct law_columns *c) {
  for (int f = 0; f < law_fact_count(t->law); f++)
    add_column(d, &c->fact[f], law_fact_info(t->law, f).entity == LAW_PERSON ? c->persons : c->households);
  for (int i = 0; i < law_link_count(t->law); i++)
    add_link(d, &c->link[i], c->persons);
}

/* The month as columns and what the law says on them. */
static void add_month(struct digest *d, const struct town *t, const struct people *p, month m) {
  struct people_month laid;
  struct law_bulk *b;
  struct law_bulk_target target[BENEFITS];
  struct law_bulk_output out[BENEFITS];
  struct law_bulk_report report;
  struct law_bulk_question q = { m, date_of(2024, 1, 1), NULL };
  assert_int_equal(people_month(t->round, p, m, 2, &laid), OK);
  add(d, laid.person, sizeof *laid.person * (size_t)laid.people);
  add(d, laid.household, sizeof *laid.household * (size_t)laid.households);
  add(d, laid.start, sizeof *laid.start * (size_t)laid.households);
  add(d, laid.lives, sizeof *laid.lives * (size_t)laid.households);
  for (int k = 0; k < 2; k++)
    add(d, laid.counts[k], (size_t)laid.people);
  add_columns(d, t, laid.first);
  add_columns(d, t, laid.last);
  for (int i = 0; i < BENEFITS; i++) {
    target[i] = (struct law_bulk_target) { .kind = LAW_BULK_BENEFIT, .index = i };
    for (int64_t at = 0; at < laid.people; at++) {
      struct people_stands g = people_month_grant(&laid, i, at);
      add_number(d, (int64_t)g.grant * 4 + g.suspended * 2 + g.begins);
    }
  }
  assert_int_equal(law_bulk_plan(t->round, t->law, q, laid.first, laid.last, BENEFITS, target, &b), OK);
  law_bulk_outputs(t->round, b, out);
  assert_int_equal(law_bulk_run(b, (struct law_bulk_options) { .threads = 1 }, out, &report), OK);
  for (int i = 0; i < BENEFITS; i++)
    for (int32_t row = 0; row < out[i].rows; row++) {
      add_number(d, law_bulk_status(&out[i], row));
      if (law_bulk_status(&out[i], row) == LAW_VALUE) add_number(d, law_bulk_value(&out[i], row));
    }
}

static void add_grant(struct digest *d, const struct people_grant *g) {
  const int64_t numbers[] = { g->id,      g->person,      g->symbol, g->benefit,   g->amount,
                              g->decided, g->first,       g->last,   g->running,   g->no_paper,
                              g->n_paid,  g->n_suspended, g->record, g->component, g->recorded };
  add(d, numbers, sizeof numbers);
  add(d, g->cases.p, g->cases.n);
  for (int i = 0; i < g->n_paid; i++)
    add_number(d, (int64_t)g->paid[i].from * 100000 + g->paid[i].to + g->paid[i].amount);
  for (int i = 0; i < g->n_suspended; i++)
    add_number(d, (int64_t)g->suspended[i].from * 100000 + (int64_t)g->suspended[i].to);
}

/* People, members and links asked one by one, as the replay asks. */
static void add_answers(struct digest *d, const struct town *t, const struct people *p, date on_day) {
  for (int64_t i = 1; i <= people_count(p); i++) {
    add_number(d, people_birth(p, i));
    add_number(d, people_death(p, i));
    add_number(d, people_household(p, i, month_of(on_day), NULL));
    for (int k = 0; k < law_link_count(t->law); k++) {
      const struct people_linked *list;
      int n = people_links(p, t->round, i, k, on_day, &list);
      for (int j = 0; j < n; j++)
        add_number(d, list[j].person * 2 + list[j].counts);
    }
  }
  for (int h = 0; h < TOWN_HOMES; h++) {
    const int64_t *list;
    int n = people_members(p, t->round, t->home[h], month_of(on_day), &list);
    add(d, list, sizeof *list * (size_t)n);
    add_number(d, people_place(p, t->home[h], month_of(on_day)));
  }
}

static uint64_t said_by(const struct town *t, const struct people *p) {
  struct digest d = { 0 };
  struct rng r = { 5 };
  const struct people_grant *grants;
  add_number(&d, people_act(p));
  add_number(&d, people_count(p));
  int64_t n = people_grants(p, &grants);
  for (int64_t i = 0; i < n; i++)
    add_grant(&d, &grants[i]);
  for (int i = 0; i < MONTHS; i++) {
    date on_day = date_of(2020, 1, 1) + (date)rng_below(&r, 1800);
    add_month(&d, t, p, month_of(on_day));
    add_answers(&d, t, p, on_day);
  }
  return d.sum;
}

/* ---- opening ---- */

static struct people_ask asked(struct town *t, struct db *db, int64_t act) {
  struct people_names *names;
  assert_int_equal(people_names_load(t->round, db, t->law, &names), OK);
  return (struct people_ask) { .viewer = t->w->me, .db = db, .names = names, .act = act };
}

static uint64_t read_at(struct town *t, struct db *db, int64_t act) {
  struct people_ask ask = asked(t, db, act);
  struct people *p;
  assert_int_equal(people_load_all(t->round, &ask, &p), OK);
  return said_by(t, p);
}

struct opened {
  enum people_read read;
  uint64_t said;
  int64_t generation;
  int entries;
};

static struct opened open_at(struct town *t, struct db *db, int64_t act, const struct kept_system *system) {
  struct people_ask ask = asked(t, db, act);
  const struct people_place place = { t->w->place.path, system };
  struct people *p;
  struct opened o;
  assert_int_equal(people_open(t->round, &ask, &place, &o.read, &p), OK);
  assert_int_equal(people_act(p), act);
  assert_int_equal(o.read == PEOPLE_MAPPED, p->kept != NULL);
  o.said = said_by(t, p);
  o.generation = p->kept ? kept_generation(p->kept) : -1;
  o.entries = p->kept ? kept_entry_count(p->kept) : 0;
  people_close(p);
  return o;
}

static int64_t last_act(struct db *db) {
  struct reg_clock clock;
  assert_int_equal(reg_clock_read(db, &clock), OK);
  return clock.act;
}

/* ---- tests ---- */

static void tell(void *context, const struct reg_audit_finding *finding) {
  (void)context;
  print_message("%s: %s row %lld\n", finding->code, finding->table, (long long)finding->row);
}

/* Whatever was done, corrected and taken back, in whichever order: nothing stands twice or hangs on nothing.
 */
static void whole(struct town *t) {
  int64_t found = 0;
  struct reg_audit_watch watch = { NULL, NULL, tell };
  assert_int_equal(reg_audit(t->w->me, t->w->db, &t->words, &watch, &found), OK);
  assert_int_equal(found, 0);
  assert_int_equal(count(t->w, "SELECT count(*) FROM membership a JOIN membership b ON b.person = a.person"
                               " AND b.id > a.id AND a.valid_from < b.valid_to AND b.valid_from < a.valid_to"
                               " AND a.act_to = 9223372036854775807 AND b.act_to = 9223372036854775807"),
                   0);
  assert_int_equal(count(t->w, "SELECT count(*) FROM grant_paid p WHERE p.act_to = 9223372036854775807 AND"
                               " NOT EXISTS (SELECT 1 FROM grant_version v WHERE v.grant_id = p.grant_id"
                               " AND v.act_to = 9223372036854775807)"),
                   0);
  assert_int_equal(count(t->w, "SELECT count(*) FROM membership m WHERE m.act_to = 9223372036854775807 AND"
                               " NOT EXISTS (SELECT 1 FROM person_version v WHERE v.person = m.person"
                               " AND v.act_to = 9223372036854775807 AND v.birth <= m.valid_from)"),
                   0);
}

/* A record is put on, or the last one is struck: few enough for there to be none again and again. */
static void record_act(struct town *t) {
  struct world *w = t->w;
  bool form = town_below(t, 2) > 0;
  struct reg_item_input item = { form ? S("rooms") : S("n"), true, (int64_t)town_below(t, 6), S("") };
  struct reg_record_input in = { .v = &t->words,
                                 .kind = form ? REG_HOUSEHOLD : REG_PERSON,
                                 .subject = form ? t->home[town_below(t, TOWN_HOMES)] : t->person[2],
                                 .record = form ? S("form") : S("spell"),
                                 .items = &item,
                                 .item_count = 1,
                                 .valid_from = date_of(2021, 1, 1) + (date)town_below(t, 1000),
                                 .valid_to = DATE_MAX };
  int64_t id;
  in.row = count(w, "SELECT coalesce(max(id), 0) FROM record WHERE act_to = 9223372036854775807");
  in.strike = in.row > 0 && town_below(t, 5) > 1;
  enum err e = in.strike ? reg_record_correct(w->me, w->db, &w->act, &in, &id, &w->no)
                         : reg_record_add(w->me, w->db, &w->act, &in, &id, &w->no);
  if (e != OK && e != INVALID) fail_msg("record: error %d", e);
}

static void brought_act_by_act_it_is_as_read_anew(void **state) {
  struct town *t = *state;
  struct db *db = t->w->db;
  uint64_t said[ACTS];
  int64_t act[ACTS], generation = -1;
  int entries = 0, generations = 0;
  for (int i = 0; i < ACTS; i++) {
    bool area = i == ACTS / 2;
    arena_reset(t->round);
    if (i == ACTS / 3) empty_folder(t); /* then a generation is made in the midst of the acts */
    town_some_act(t, area ? TOWN_AREA_ACT : i > ACTS / 2 && i % 4 == 0 ? town_rarest(t) : -1);
    for (int more = (int)town_below(t, 4); !area && more == 0;) /* now and then two acts are one entry */
      town_some_act(t, -1), more++;
    if (i > ACTS / 4 && i % 6 == 0) record_act(t);
    act[i] = last_act(db);
    struct opened o = open_at(t, db, act[i], NULL);
    said[i] = o.said;
    assert_int_equal(o.read, PEOPLE_MAPPED);
    if (area) assert_true(o.generation < act[i] && o.entries > 0); /* an entry as any other */
    generations += o.generation != generation;
    generation = o.generation;
    entries += o.entries > 0;
    uint64_t anew = read_at(t, db, act[i]);
    if (said[i] != anew) fail_msg("act %lld: what is kept says something else", (long long)act[i]);
  }
  whole(t);
  assert_int_equal(generations, 2);
  assert_true(entries >= ACTS - generations);
  for (int i = 0; i < TOWN_AREA_ACT; i++)
    if (t->done[i] < 3) fail_msg("too few acts of kind %d", i);
  for (int i = 0; i < PAST; i++) {
    int k = (int)town_below(t, ACTS);
    arena_reset(t->round);
    assert_int_equal(read_at(t, db, act[k]), said[k]);
    assert_int_equal(open_at(t, db, act[k], NULL).said, said[k]);
  }
}

/* The register was put back from a copy and went on otherwise: as many acts, but not the same. What was kept
 * of the other history is not this one's. */
static void a_keep_of_another_history_is_not_read(void **state) {
  struct town *t = *state;
  struct db *db = t->w->db;
  arena_reset(t->round);
  town_some_act(t, -1);
  int64_t act = last_act(db);
  uint64_t before = open_at(t, db, act, NULL).said;
  assert_int_equal(
      db_script(db, "UPDATE act SET instant = instant + 7 WHERE act = (SELECT max(act) FROM act)"), OK);
  assert_int_equal(db_script(db, "UPDATE register SET last_instant = last_instant + 7"), OK);
  assert_int_equal(db_script(db, "UPDATE person_version SET birth = birth - 400"), OK);
  uint64_t anew = read_at(t, db, act);
  assert_true(anew != before);
  assert_true(open_at(t, db, act, NULL).said == anew);
  assert_int_equal(
      db_script(db, "UPDATE act SET instant = instant + 7 WHERE act = (SELECT max(act) FROM act)"), OK);
  assert_int_equal(db_script(db, "UPDATE register SET last_instant = last_instant + 7"), OK);
  assert_int_equal(db_script(db, "UPDATE person_version SET birth = birth + 400"), OK);
  assert_true(open_at(t, db, act, NULL).said == before);
}

/* How many rows were left out; the same are named as mapped and as read. */
static int64_t left_out(struct town *t) {
  struct db *db = t->w->db;
  struct people_ask ask = asked(t, db, last_act(db));
  const struct people_place place = { t->w->place.path, NULL };
  enum people_read read;
  struct people *mapped, *anew;
  const struct reg_bad *x, *y;
  int named, named_anew;
  assert_int_equal(people_open(t->round, &ask, &place, &read, &mapped), OK);
  assert_int_equal(people_load_all(t->round, &ask, &anew), OK);
  assert_int_equal(read, PEOPLE_MAPPED);
  int64_t n = people_bad(mapped, &x, &named);
  assert_int_equal(people_bad(anew, &y, &named_anew), n);
  assert_int_equal(named, named_anew);
  for (int i = 0; i < named; i++) {
    assert_string_equal(x[i].word, y[i].word);
    assert_true(x[i].table == y[i].table && x[i].id == y[i].id && x[i].subject == y[i].subject);
    assert_true(x[i].kind == y[i].kind && x[i].other == y[i].other);
  }
  people_close(mapped);
  return n;
}

struct newcomer {
  int64_t person, home, grant;
};

/* Alone in a household, with one month paid. */
static struct newcomer newcomer(struct town *t, const char *name) {
  struct world *w = t->w;
  struct newcomer new = { .person = person(w, name, 1960, 1, 1, REG_FEMALE) };
  struct reg_home_input home = { .area = t->area[0], .address = S("x"), .from = day(2020, 1, 1) };
  struct reg_grant g = { .person = new.person,
                         .amount = 100,
                         .decided = day(2024, 1, 5),
                         .first_month = mon(2024, 1),
                         .running = true };
  struct reg_grant_input granted = { S("kin.aid"), &g, &t->words };
  ok(reg_household_add(w->me, w->db, &w->act, &home, &new.home, &w->no));
  belongs(w, new.person, new.home, S("head"), day(2020, 1, 1));
  ok(reg_grant_add(w->me, w->db, &w->act, &granted, &new.grant, &w->no));
  struct reg_months_input paid = {
    .grant = new.grant, .from = mon(2024, 2), .to = mon(2024, 2), .amount = 100
  };
  ok(reg_grant_paid(w->me, w->db, &w->act, &paid, &w->no));
  return new;
}

/* What an act puts right of a person alone (sex, how much of the birth is known, the first day of which stays
 * the same) reaches who reads what is kept. */
static void what_is_put_right_reaches_what_is_kept(void **state) {
  struct town *t = *state;
  struct world *w = t->w;
  struct reg_person_input right = someone("Người Sửa", 1960, 1, 1, REG_FEMALE);
  arena_reset(t->round);
  right.person = newcomer(t, "Người Sửa").person;
  right.day = day(2024, 1, 1);
  empty_folder(t);
  (void)open_at(t, w->db, last_act(w->db), NULL);
  for (int i = 0; i < 2; i++) {
    if (i) right.sex = REG_MALE;
    if (!i) right.birth_month = right.birth_day = 0; /* the first day of the year, or any of it */
    ok(reg_person_correct(w->me, w->db, &w->act, &right, &w->no));
    struct people_ask ask = asked(t, w->db, last_act(w->db));
    const struct people_place place = { w->place.path, NULL };
    enum people_read read;
    struct people *p, *anew;
    ok(people_open(t->round, &ask, &place, &read, &p));
    ok(people_load_all(t->round, &ask, &anew));
    assert_int_equal(read, PEOPLE_MAPPED);
    int32_t at = people_at(p, right.person), there = people_at(anew, right.person);
    assert_true(at >= 0 && there >= 0);
    assert_int_equal(p->person.birth[at], day(1960, 1, 1));
    assert_int_equal(p->person.trait[at], anew->person.trait[there]);
    people_close(p);
  }
  empty_folder(t);
}

/* Who shares a household with somebody granted something is near to grants, also where the act that says so
 * was written after everybody was kept. */
static void who_joined_since_is_near_to_grants(void **state) {
  struct town *t = *state;
  struct world *w = t->w;
  arena_reset(t->round);
  struct newcomer new = newcomer(t, "Người Được");
  int64_t other = person(w, "Người Vào Sau", 1970, 1, 1, REG_MALE);
  empty_folder(t);
  (void)open_at(t, w->db, last_act(w->db), NULL);
  belongs(w, other, new.home, S("other"), day(2024, 1, 1));
  struct people_ask ask = asked(t, w->db, last_act(w->db));
  const struct people_place place = { w->place.path, NULL };
  enum people_read read;
  struct people *p;
  const struct people *near;
  ok(people_open(t->round, &ask, &place, &read, &p));
  assert_int_equal(read, PEOPLE_MAPPED);
  ok(people_near_grants(t->round, p, &near));
  assert_true(near != p && people_at(near, other) >= 0);
  people_close(p);
  empty_folder(t);
}

/* A row by another hand was left out when everybody was kept, and then mended: once an act touches whom it is
 * of, nothing is left out any more. Of a grant's months any act may be of him. */
static void a_row_that_was_mended_is_left_out_no_more(void **state) {
  struct town *t = *state;
  struct world *w = t->w;
  struct newcomer new = newcomer(t, "Người Mới");
  const struct {
    const char *row;
    int64_t subject;
    enum reg_kind kind; /* of what the act is about */
    int64_t touched;
  } of[] = {
    { "UPDATE membership SET valid_from = valid_from %c 9000000 WHERE person = %lld", new.person, REG_PERSON,
      new.person },
    { "UPDATE residence SET valid_from = valid_from %c 9000000 WHERE household = %lld", new.home,
      REG_HOUSEHOLD, new.home },
    { "UPDATE grant_paid SET amount = amount %c 2000000000000000 WHERE grant_id = %lld", new.grant,
      REG_PERSON, person(w, "Người Khác", 1961, 1, 1, REG_MALE) },
  };
  if (!test_db_on_server()) ok(db_script(w->db, "PRAGMA ignore_check_constraints = ON"));
  for (int i = 0; i < 3; i++) {
    struct reg_fact_input fact = { .kind = of[i].kind,
                                   .subject = of[i].touched,
                                   .fact = i == 1 ? S("household.class") : S("person.income"),
                                   .known = true,
                                   .value = 1,
                                   .value_name = i == 1 ? S("poor") : S(""),
                                   .valid_from = day(2023, 3, 3 + i),
                                   .valid_to = DATE_MAX };
    arena_reset(t->round);
    if (db_script(w->db, arena_print(t->round, of[i].row, '-', (long long)of[i].subject)) != OK) {
      assert_true(test_db_on_server()); /* it lets no such row in */
      continue;
    }
    empty_folder(t);
    assert_int_equal(left_out(t), 1);
    ok(db_script(w->db, arena_print(t->round, of[i].row, '+', (long long)of[i].subject)));
    ok(reg_fact_change(w->me, w->db, &w->act, &t->words, &fact, &w->no));
    assert_int_equal(left_out(t), 0);
  }
  if (!test_db_on_server()) ok(db_script(w->db, "PRAGMA ignore_check_constraints = OFF"));
}

/* More rows were left out than are named: whoever is touched, one of them may be his. */
static void of_more_rows_than_are_named_any_may_be_his(void **state) {
  struct town *t = *state;
  struct world *w = t->w;
  if (test_db_on_server()) return; /* it lets no such row in */
  struct reg_fact_input fact = { .kind = REG_PERSON,
                                 .subject = person(w, "Người Cuối", 1961, 1, 1, REG_MALE),
                                 .fact = S("person.income"),
                                 .known = true,
                                 .value = 1,
                                 .value_name = S(""),
                                 .valid_from = day(2023, 3, 3),
                                 .valid_to = DATE_MAX };
  arena_reset(t->round);
  long long first = t->person[0], last = fact.subject;
  ok(db_script(w->db, "PRAGMA ignore_check_constraints = ON"));
  ok(db_script(
      w->db,
      arena_print(t->round,
                  "WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < %d)"
                  " INSERT INTO fact(kind, subject, fact, value, source, valid_from, valid_to,"
                  " act_from, act_to) SELECT 1, %lld, f.id, 1, 'x', -9000000 - k, -9000000,"
                  " 1, 9223372036854775807 FROM n, (SELECT id FROM symbol WHERE name = 'person.income') f",
                  PEOPLE_BAD_MAX, first)));
  ok(reg_fact_change(w->me, w->db, &w->act, &t->words, &fact, &w->no)); /* his row is the last */
  ok(db_script(w->db,
               arena_print(t->round,
                           "UPDATE fact SET valid_from = -9000000 WHERE kind = 1 AND subject = %lld", last)));
  empty_folder(t);
  assert_int_equal(left_out(t), PEOPLE_BAD_MAX + 1);
  ok(db_script(w->db, arena_print(t->round,
                                  "UPDATE fact SET valid_from = 0 WHERE kind = 1 AND subject = %lld", last)));
  fact.valid_from = day(2024, 3, 3);
  ok(reg_fact_change(w->me, w->db, &w->act, &t->words, &fact, &w->no));
  assert_int_equal(left_out(t), PEOPLE_BAD_MAX);
  ok(db_script(w->db, "DELETE FROM fact WHERE valid_from < -9000000; PRAGMA ignore_check_constraints = OFF"));
  empty_folder(t);
  assert_int_equal(left_out(t), 0);
}

static void files_are_for_nobody_else(void **state) {
  struct town *t = *state;
  DIR *d = opendir(t->folder);
  struct stat st;
  char path[800];
  int files = 0;
  assert_non_null(d);
  for (struct dirent *f; (f = readdir(d)) != NULL;) {
    snprintf(path, sizeof path, "%s/%s", t->folder, f->d_name);
    assert_int_equal(stat(path, &st), 0);
    if (!S_ISREG(st.st_mode)) continue;
    assert_int_equal(st.st_mode & 0777, 0600);
    files++;
  }
  closedir(d);
  assert_true(files >= 3);
}

static int no_space(int fd, int64_t at, int64_t size) {
  (void)fd;
  (void)at;
  (void)size;
  return ENOSPC;
}

static void what_cannot_be_written_is_read(void **state) {
  struct town *t = *state;
  struct db *db = t->w->db;
  struct kept_system full = kept_machine;
  full.reserve = no_space;
  arena_reset(t->round);
  town_some_act(t, -1);
  int64_t act = last_act(db);
  struct opened o = open_at(t, db, act, &full);
  assert_int_equal(o.read, PEOPLE_NOT_KEPT);
  assert_int_equal(o.said, read_at(t, db, act));
  assert_int_equal(open_at(t, db, act, NULL).read, PEOPLE_MAPPED);
  assert_int_equal(open_at(t, db, act, &full).read, PEOPLE_MAPPED); /* nothing is to be written */
  empty_folder(t);
  int fd = open(t->folder, O_CREAT | O_WRONLY, 0600); /* a file where the folder would be */
  if (fd < 0) return;                                 /* the folder above is gone too */
  close(fd);
  o = open_at(t, db, act, NULL);
  assert_int_equal(o.read, PEOPLE_NOT_KEPT);
  assert_int_equal(o.said, read_at(t, db, act));
  unlink(t->folder);
}

/* ---- readers, while writers are killed ---- */

struct shared {
  volatile int stop;
  volatile int64_t looks, mapped, bad;
};

static void read_on(struct town *t, struct shared *shared) {
  struct db *db;
  if (db_open(t->w->place.path, DB_READ, &db) != OK) _exit(3);
  while (!shared->stop) {
    arena_reset(t->round);
    int64_t act = last_act(db);
    struct opened o = open_at(t, db, act, NULL);
    __atomic_add_fetch(&shared->looks, 1, __ATOMIC_RELAXED);
    __atomic_add_fetch(&shared->mapped, o.read == PEOPLE_MAPPED, __ATOMIC_RELAXED);
    if (o.said != read_at(t, db, act) || o.read == PEOPLE_NOT_KEPT)
      __atomic_add_fetch(&shared->bad, 1, __ATOMIC_RELAXED);
  }
  db_close(db);
}

static void write_on(struct town *t, int round) {
  struct db *db;
  if (db_open(t->w->place.path, DB_WRITE, &db) != OK) _exit(3);
  t->w->db = db;
  t->r.s ^= (uint64_t)round * 977;
  dying_at(1 + round % 24);
  for (int i = 0; i < 8; i++) {
    arena_reset(t->round);
    town_some_act(t, town_below(t, 4) ? -1 : TOWN_AREA_ACT);
    struct opened o = open_at(t, db, last_act(db), &dying_system);
    if (o.read == PEOPLE_NOT_KEPT) _exit(4);
  }
  _exit(0);
}

static void readers_see_what_is_true_while_writers_are_killed(void **state) {
  struct town *t = *state;
  enum { READERS = 4, ROUNDS_MIN = 40 };
  const char *given = getenv("COLUMNS_SECONDS");
  int64_t seconds = 0;
  if (given) assert_int_equal(parse_int(str_of(given), &seconds), OK);
  struct shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
                               0);
  assert_true(shared != MAP_FAILED);
  pid_t readers[READERS];
  for (int i = 0; i < READERS; i++)
    if ((readers[i] = fork()) == 0) {
      read_on(t, shared);
      _exit(0);
    }
  int killed = 0, status, bad_writers = 0, rounds = 0;
  double until = clock_seconds() + (double)seconds;
  for (; rounds < ROUNDS_MIN || clock_seconds() < until; rounds++) {
    pid_t writer = fork();
    if (writer == 0) write_on(t, rounds);
    assert_int_equal(waitpid(writer, &status, 0), writer);
    bool dead = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    killed += dead;
    bad_writers += !dead && !(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  shared->stop = 1;
  for (int i = 0; i < READERS; i++) {
    assert_int_equal(waitpid(readers[i], &status, 0), readers[i]);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  print_message("%d of %d writers killed, %lld looks, %lld mapped\n", killed, rounds,
                (long long)shared->looks, (long long)shared->mapped);
  assert_int_equal(bad_writers, 0);
  assert_int_equal(shared->bad, 0);
  assert_true(killed > rounds / 4 && shared->mapped * 2 > shared->looks);
  munmap(shared, sizeof *shared);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    /* While few are granted anything. */
    cmocka_unit_test(what_is_put_right_reaches_what_is_kept),
    cmocka_unit_test(who_joined_since_is_near_to_grants),
    cmocka_unit_test(brought_act_by_act_it_is_as_read_anew),
    cmocka_unit_test(a_keep_of_another_history_is_not_read),
    cmocka_unit_test(a_row_that_was_mended_is_left_out_no_more),
    cmocka_unit_test(of_more_rows_than_are_named_any_may_be_his),
    cmocka_unit_test(files_are_for_nobody_else),
    cmocka_unit_test(readers_see_what_is_true_while_writers_are_killed),
    cmocka_unit_test(what_cannot_be_written_is_read),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
