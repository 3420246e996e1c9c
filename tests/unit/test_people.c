/* Registers written row by row, also such as no act would write: what is born late, dead and still linked, in
 * two households, corrected. One household read alone, everybody read in one pass and the columns of a month
 * must say the same, at every act. PEOPLE_SEED chooses other registers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "db_for_test.h"
#include "kin_pack_for_test.h"
#include "people/people.h"

#include <stdlib.h>

#define ok(call) assert_int_equal((call), OK)

enum { ACTS = 8, PEOPLE = 60, HOMES = 20, SPELLS = 260, ROUNDS = 6, AREA = 3 };

static const char pack[] = KIN_PACK("record form of household \"Phiếu\" (a : integer, b : integer)\n");

struct world {
  struct arena *a, *round;
  struct test_db place;
  struct db *db;
  struct law_program *law;
  struct people_names *names;
  struct viewer viewer;
  struct rng r;
  int64_t circles; /* people and households are tied only where their numbers leave the same rest; 0: all */
  int64_t ill, income, class_, hard, poor, parent, friend_, kin_aid, form;
};

/* ---- writing rows ---- */

static void put(struct world *w, const char *sql, int n, const int64_t *args) {
  struct stmt *q;
  ok(db_query(w->db, sql, &q));
  for (int i = 0; i < n; i++) {
    if (args[i] == INT64_MIN)
      bind_null(q, i + 1);
    else
      bind_int(q, i + 1, args[i]);
  }
  ok(db_run(q));
}
#define PUT(w, sql, ...)                                                                                     \
  put((w), (sql), (int)(sizeof((int64_t[]) { __VA_ARGS__ }) / sizeof(int64_t)), (int64_t[]) { __VA_ARGS__ })
enum { NONE_YET = 0 };
#define FOREVER  INT64_MAX
#define NO_VALUE INT64_MIN

static void person(struct world *w, int64_t id, date birth, int64_t death, int64_t act_from, int64_t act_to) {
  PUT(w,
      "INSERT INTO person_version(person, full_name, sort_key, birth, birth_known, death, sex, ethnic, "
      "valid_from, "
      "valid_to, act_from, act_to) VALUES ($1, 'Nguyễn Thị Mẫu', 'mau', $2, 3, $3, 'female', 'Kinh', "
      "-719162, 2932896, "
      "$4, $5)",
      id, birth, death, act_from, act_to);
}

static void member(struct world *w, int64_t who, int64_t home, date from, date to, int64_t act_from,
                   int64_t act_to) {
  PUT(w,
      "INSERT INTO membership(person, household, role, valid_from, valid_to, act_from, act_to)"
      " VALUES ($1, $2, 'other', $3, $4, $5, $6)",
      who, home, from, to, act_from, act_to);
}

static void tie(struct world *w, int64_t kind, int64_t who, int64_t other, date from, date to,
                int64_t act_from, int64_t act_to) {
  PUT(w,
      "INSERT INTO link(kind, person, other, valid_from, valid_to, act_from, act_to) VALUES ($1, $2, $3, $4, "
      "$5, $6, $7)",
      kind, who, other, from, to, act_from, act_to);
}

static void says(struct world *w, int64_t kind, int64_t subject, int64_t fact, int64_t value, date from,
                 date to, int64_t act_from, int64_t act_to) {
  PUT(w,
      "INSERT INTO fact(kind, subject, fact, value, source, valid_from, valid_to, act_from, act_to)"
      " VALUES ($1, $2, $3, $4, 'giấy', $5, $6, $7, $8)",
      kind, subject, fact, value, from, to, act_from, act_to);
}

static void lives(struct world *w, int64_t home, int64_t area, date from, date to, int64_t act_from,
                  int64_t act_to) {
  PUT(w,
      "INSERT INTO residence(household, area, address, valid_from, valid_to, act_from, act_to)"
      " VALUES ($1, $2, '', $3, $4, $5, $6)",
      home, area, from, to, act_from, act_to);
}

static void grant(struct world *w, int64_t id, int64_t who, month first, int64_t last, int64_t act_from,
                  int64_t act_to) {
  char z[REG_PUBLIC_ID + 1];
  struct stmt *q;
  snprintf(z, sizeof z, "G%016lld", (long long)id);
  ok(db_query(w->db, "INSERT INTO grant_(id, public_id, person, benefit) VALUES ($1, $2, $3, $4)", &q));
  bind_int(q, 1, id);
  bind_text(q, 2, str_of(z));
  bind_int(q, 3, who);
  bind_int(q, 4, w->kin_aid);
  ok(db_run(q));
  PUT(w,
      "INSERT INTO grant_version(grant_id, cases, amount, decision_no, decided, signer, first_month, "
      "last_month, payee, "
      "act_from, act_to) VALUES ($1, '', 1000, '1/QĐ', $2, '', $3, $4, '', $5, $6)",
      id, month_first(first), first, last, act_from, act_to);
}

static void subject(struct world *w, const char *sql, char letter, int64_t id) {
  char z[REG_PUBLIC_ID + 1];
  struct stmt *q;
  assert_in_range(id, 0, 999999);
  snprintf(z, sizeof z, "%c%016d", letter, (int)(id % 1000000));
  ok(db_query(w->db, sql, &q));
  bind_int(q, 1, id);
  bind_text(q, 2, str_of(z));
  ok(db_run(q));
}

/* Ten people and households more than are used, three villages under a commune under a province. */
static void subjects(struct world *w) {
  for (int64_t i = 1; i <= PEOPLE + 10; i++)
    subject(w, "INSERT INTO person(id, public_id) VALUES ($1, $2)", 'P', i);
  for (int64_t i = 1; i <= HOMES + 10; i++)
    subject(w, "INSERT INTO household(id, public_id) VALUES ($1, $2)", 'H', i);
  for (int64_t i = 1; i <= 2 + AREA; i++)
    PUT(w, "INSERT INTO area(id) VALUES ($1)", i);
  ok(db_script(
      w->db,
      "INSERT INTO area_version(area, code, name, type, parent, valid_from, valid_to, act_from, act_to)"
      " VALUES (1, '46', 'Huế', 'province', NULL, -719162, 2932896, 1, 9223372036854775807),"
      "        (2, '1', 'A', 'xa', 1, -719162, 2932896, 1, 9223372036854775807),"
      "        (3, '11', 'B', 'village', 2, -719162, 2932896, 1, 9223372036854775807),"
      "        (4, '12', 'C', 'village', 2, -719162, 2932896, 1, 9223372036854775807),"
      "        (5, '13', 'D', 'village', 1, -719162, 2932896, 1, 9223372036854775807)"));
}

static int64_t symbol(struct world *w, const char *name) {
  int64_t id;
  ok(reg_symbol_find(w->db, str_of(name), &id));
  return id;
}

static void symbols(struct world *w) {
  static const char *const names[] = { "person.ill", "person.income", "household.class", "area.hard",
                                       "class.none", "class.poor",    "person.parent",   "person.friend",
                                       "kin.aid",    "home.aid",      "friend.aid",      "form" };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    struct stmt *q;
    ok(db_query(w->db, "INSERT INTO symbol(name) VALUES ($1)", &q));
    bind_text(q, 1, str_of(names[i]));
    ok(db_run(q));
  }
  w->ill = symbol(w, "person.ill");
  w->income = symbol(w, "person.income");
  w->class_ = symbol(w, "household.class");
  w->hard = symbol(w, "area.hard");
  w->poor = symbol(w, "class.poor");
  w->parent = symbol(w, "person.parent");
  w->friend_ = symbol(w, "person.friend");
  w->kin_aid = symbol(w, "kin.aid");
  w->form = symbol(w, "form");
}

static int setup(void **state) {
  struct arena *a = arena_new("test", (size_t)1 << 30);
  struct world *w = NEW(a, struct world);
  struct str name = S("pack"), text = str_of(pack);
  const char *seed = getenv("PEOPLE_SEED");
  int64_t chosen = 1;
  w->a = a;
  w->round = arena_new("round", (size_t)1 << 30);
  w->viewer = (struct viewer) { .role = VIEWER_MAY_ALL, .classes = VIEWER_SENSITIVE | VIEWER_SECRET };
  if (seed) ok(parse_int(str_of(seed), &chosen));
  w->r.s = (uint64_t)chosen;
  if (law_load_text(a, 1, &name, &text, &w->law) != OK) {
    struct buf b = buf_new(a, 10000);
    law_print_diagnostics(w->law, &b, EN);
    fail_msg("%s", b.p);
  }
  ok(test_db_new("people", &w->place));
  w->db = w->place.db;
  ok(db_script(w->db, "INSERT INTO register(id, public_id, name, invented, last_act, last_instant)"
                      " VALUES (1, '00000000000000000', 'Tỉnh mẫu', 1, 1000000, 0)"));
  subjects(w);
  symbols(w);
  ok(people_names_load(a, w->db, w->law, &w->names));
  *state = w;
  return 0;
}

static int teardown(void **state) {
  struct world *w = *state;
  test_db_end(&w->place);
  arena_free(w->round);
  arena_free(w->a);
  return 0;
}

static struct people_ask ask(const struct world *w, int64_t act) {
  return (struct people_ask) { .viewer = &w->viewer, .db = w->db, .names = w->names, .act = act };
}

static struct people *everybody(struct world *w, int64_t act) {
  struct people_ask how = ask(w, act);
  struct people *p;
  ok(people_load_all(w->round, &how, &p));
  return p;
}

/* ---- random registers ---- */

static uint64_t below(struct world *w, uint64_t n) { return rng_below(&w->r, n); }

/* Days in 2020 to 2023, many on the edges of months. */
static date some_day(struct world *w) {
  date d = date_of(2020, 1, 1) + (date)below(w, 1461);
  uint64_t edge = below(w, 4);
  return edge == 0 ? month_first(month_of(d)) : edge == 1 ? month_last(month_of(d)) : d;
}

struct drawn {
  date from, to;
  int64_t act_from, act_to;
};
static struct drawn draw(struct world *w) {
  struct drawn x = { .from = some_day(w), .act_from = 1 + (int64_t)below(w, ACTS) };
  x.to = below(w, 3) ? DATE_MAX : x.from + 1 + (date)below(w, 500);
  x.act_to = below(w, 4) ? FOREVER : x.act_from + 1 + (int64_t)below(w, ACTS);
  return x;
}

static void random_people(struct world *w) {
  for (int64_t i = 1; i <= PEOPLE; i++) {
    date birth = below(w, 3) ? date_of(1960, 1, 1) + (date)below(w, 21000) : some_day(w);
    bool corrected = below(w, 4) == 0;
    int64_t death = below(w, 5) ? NO_VALUE
                                : (birth > date_of(2019, 12, 31) ? birth : date_of(2020, 1, 1)) +
                                      (date)below(w, 1000),
            act = 1 + (int64_t)below(w, 3);
    person(w, i, birth, corrected ? NO_VALUE : death, act, corrected ? act + 3 : FOREVER);
    if (corrected)
      person(w, i, birth > date_of(2019, 12, 31) ? birth + 90 : birth - 400, NO_VALUE, act + 3, FOREVER);
  }
}

static void clear_register(struct world *w) {
  ok(db_script(w->db, "DELETE FROM grant_paid; DELETE FROM grant_suspension; DELETE FROM grant_version;"
                      "DELETE FROM grant_; DELETE FROM record; DELETE FROM link; DELETE FROM fact;"
                      "DELETE FROM membership; DELETE FROM residence; DELETE FROM person_version"));
}

static int64_t same_circle(struct world *w, int64_t who, int64_t n) {
  int64_t drawn = 1 + (int64_t)below(w, (uint64_t)n);
  if (!w->circles) return drawn;
  drawn += who % w->circles - drawn % w->circles;
  return drawn < 1 ? drawn + w->circles : drawn > n ? drawn - w->circles : drawn;
}

enum { CIRCLES = 10, GRANTED_CIRCLES = 3 };
static bool may_be_granted(const struct world *w, int64_t who) {
  return !w->circles || who % w->circles < GRANTED_CIRCLES;
}

static void random_register(struct world *w) {
  clear_register(w);
  random_people(w);
  for (int i = 0; i < SPELLS; i++) {
    struct drawn x = draw(w);
    int64_t who = 1 + (int64_t)below(w, PEOPLE), other = same_circle(w, who, PEOPLE),
            home = same_circle(w, who, HOMES);
    int64_t truth = below(w, 6) ? (int64_t)below(w, 2) : NO_VALUE;
    switch (below(w, 8)) {
    case 0:
    case 1: member(w, who, home, x.from, x.to, x.act_from, x.act_to); break;
    case 2:
      if (who != other) tie(w, w->parent, who, other, x.from, x.to, x.act_from, x.act_to);
      break;
    case 3:
      if (who != other) tie(w, w->friend_, who, other, x.from, x.to, x.act_from, x.act_to);
      break;
    case 4: says(w, REG_PERSON, who, w->ill, truth, x.from, x.to, x.act_from, x.act_to); break;
    case 5:
      says(w, REG_PERSON, who, w->income, (int64_t)below(w, 1000), x.from, x.to, x.act_from, x.act_to);
      break;
    case 6:
      says(w, REG_HOUSEHOLD, home, w->class_, below(w, 5) ? w->poor : w->poor - 1, x.from, x.to, x.act_from,
           x.act_to);
      lives(w, home, 3 + (int64_t)below(w, AREA), x.from, x.to, x.act_from, x.act_to);
      break;
    default:
      if (below(w, 2))
        says(w, REG_AREA, 1 + (int64_t)below(w, 5), w->hard, truth, x.from, x.to, x.act_from, x.act_to);
      if (below(w, 2) && may_be_granted(w, who))
        grant(w, i + 1, who, month_of(x.from), below(w, 2) ? NO_VALUE : month_of(x.from) + 5, x.act_from,
              x.act_to);
    }
  }
}

/* ---- comparing ---- */

enum { BENEFITS = 3 };
struct compared {
  int64_t rows, values, unknowns;
};

static void one_row(struct world *w, struct law_session *s, const struct law_bulk_output *o, int benefit,
                    int64_t who, int32_t row, struct compared *c) {
  struct law_result r;
  law_ask(s, benefit, who, &r);
  int all = o->status ? o->status[row] : LAW_BULK_VALUE;
  int64_t sum = o->bytes == 8   ? ((const int64_t *)o->value)[row]
                : o->bytes == 4 ? ((const int32_t *)o->value)[row]
                : o->bytes == 2 ? ((const uint16_t *)o->value)[row]
                                : ((const uint8_t *)o->value)[row];
  bool same = (int)r.status == all && (r.status != LAW_VALUE || r.amount == sum);
  if (!same)
    fail_msg("person %lld %s: replay %d %lld, bulk %d %lld", (long long)who,
             law_benefit_name(w->law, benefit), (int)r.status, (long long)r.amount, all, (long long)sum);
  c->rows++;
  c->values += r.status == LAW_VALUE;
  c->unknowns += r.status == LAW_UNKNOWN;
}

/* Everybody of a month: the columns against the replay from a household read alone, and from everybody. */
static void agree(struct world *w, struct people *all, month m, struct compared *c) {
  struct arena *a = w->round;
  struct people_month laid;
  struct law_bulk *b;
  struct law_bulk_target target[BENEFITS];
  struct law_bulk_output out[BENEFITS];
  struct law_bulk_report report;
  struct law_question q = { m, date_of(2024, 1, 1) };
  ok(people_month(a, all, m, 2, &laid));
  for (int i = 0; i < BENEFITS; i++)
    target[i] = (struct law_bulk_target) { .kind = LAW_BULK_BENEFIT, .index = i };
  ok(law_bulk_plan(a, w->law, (struct law_bulk_question) { m, q.law_day, NULL }, laid.first, laid.last,
                   BENEFITS, target, &b));
  law_bulk_outputs(a, b, out);
  ok(law_bulk_run(b, (struct law_bulk_options) { .threads = 1 }, out, &report));
  for (int32_t row = 0; row < laid.people; row++) {
    struct people *alone;
    struct people_ask how = ask(w, people_act(all));
    int64_t who = laid.person[row];
    ok(people_load_one(a, &how, who, &alone, NULL));
    struct people *each[2] = { alone, all };
    for (int k = 0; k < 2; k++) {
      struct people_source *source = people_source_new(a, each[k]);
      struct law_source s = people_source(source);
      struct law_session *session = law_session_new(a, w->law, &s, q);
      for (int i = 0; i < BENEFITS; i++)
        one_row(w, session, &out[i], i, who, row, c);
      ok(people_source_error(source));
      law_session_free(session);
    }
    assert_int_equal(laid.counts[0][row], people_counts(alone, who, month_first(m)));
    assert_int_equal(laid.counts[1][row], people_counts(alone, who, month_last(m)));
  }
}

static void one_reading_of_people(void **state) {
  struct world *w = *state;
  struct compared c = { 0 };
  for (int round = 0; round < ROUNDS; round++) {
    random_register(w);
    for (int k = 0; k < 4; k++) {
      arena_reset(w->round);
      struct people *all = everybody(w, 1 + (int64_t)below(w, ACTS + 4));
      agree(w, all, month_of(some_day(w)), &c);
    }
  }
  fprintf(stderr, "# %lld rows, %lld values, %lld unknown\n", (long long)c.rows, (long long)c.values,
          (long long)c.unknowns);
  assert_true(c.values > 100 && c.unknowns > 20);
}

/* ---- those near to grants ---- */

static void who_is_near_grants_is_as_among_everybody(void **state) {
  struct world *w = *state;
  struct compared c = { 0 };
  int64_t near_people = 0, all_people = 0;
  w->circles = CIRCLES;
  for (int round = 0; round < ROUNDS; round++) {
    arena_reset(w->round);
    random_register(w);
    struct people *all = everybody(w, 1 + (int64_t)below(w, ACTS + 4));
    const struct people *near;
    const struct people_grant *grants[2];
    ok(people_near_grants(w->round, all, &near));
    assert_int_equal(people_grants(near, &grants[0]), people_grants(all, &grants[1]));
    assert_ptr_equal(grants[0], grants[1]);
    for (int64_t i = 0; i < people_grants(near, &grants[0]); i++)
      assert_int_equal(people_birth(near, grants[0][i].person), people_birth(all, grants[0][i].person));
    near_people += people_count(near);
    all_people += people_count(all);
    for (int k = 0; k < 4; k++)
      agree(w, (struct people *)(uintptr_t)near, month_of(some_day(w)), &c);
  }
  w->circles = 0;
  assert_true(c.values > 20);
  assert_in_range(near_people * CIRCLES, all_people, all_people * (GRANTED_CIRCLES + 1));
  arena_reset(w->round);
  random_register(w); /* all are of one circle: nobody is left out */
  struct people *all = everybody(w, ACTS);
  const struct people *near;
  ok(people_near_grants(w->round, all, &near));
  assert_ptr_equal(near, all);
}

/* ---- as bytes ---- */

static void bytes_say_the_same(void **state) {
  struct world *w = *state;
  struct compared c = { 0 };
  size_t sizes[PEOPLE_PARTS];
  void *parts[PEOPLE_PARTS];
  arena_reset(w->round);
  random_register(w);
  struct people *all = everybody(w, ACTS), *mapped;
  struct people_ask how = ask(w, ACTS);
  people_pack_sizes(w->round, all, sizes);
  for (int i = 0; i < PEOPLE_PARTS; i++) {
    unsigned char *p = arena_alloc(w->round, sizes[i] + 64);
    parts[i] = p + (64 - (uintptr_t)p % 64) % 64;
  }
  people_pack(w->round, all, parts, sizes);
  const void *const read[PEOPLE_PARTS] = { parts[0], parts[1] };
  ok(people_unpack(w->round, &how, read, sizes, &mapped));
  assert_int_equal(people_act(mapped), ACTS);
  assert_int_equal(people_count(mapped), people_count(all));
  agree(w, mapped, month_of(some_day(w)), &c);
  /* Cut anywhere they are refused, never read past. */
  for (int cut = 0; cut < PEOPLE_PARTS; cut++) {
    size_t less[PEOPLE_PARTS] = { sizes[0], sizes[1] };
    less[cut] -= cut ? 1 : sizeof(int64_t);
    assert_int_equal(people_unpack(w->round, &how, read, less, &mapped), INVALID);
  }
  ((int64_t *)parts[0])[1]++; /* another format */
  assert_int_equal(people_unpack(w->round, &how, read, sizes, &mapped), INVALID);
}

/* ---- by hand ---- */

enum { MOTHER = PEOPLE + 1, CHILD, FATHER, STRANGER, HOME = HOMES + 1, OTHER_HOME, THIRD_HOME };

static int links(struct world *w, struct people *p, int64_t who, const char *name, date day,
                 int *ret_counting) {
  const struct people_linked *list;
  int link = 0, n;
  while (strcmp(law_link_name(w->law, link), name) != 0)
    link++;
  n = people_links(p, w->round, who, link, day, &list);
  *ret_counting = 0;
  for (int i = 0; i < n; i++)
    *ret_counting += list[i].counts;
  return n;
}

/* The child was typed as born in January 2021; at act 11 it turns out to be September. The link and the
 * membership were not touched. The father died on 15 March 2021. */
static void a_family(struct world *w) {
  clear_register(w);
  person(w, MOTHER, date_of(1995, 2, 1), NO_VALUE, 10, FOREVER);
  person(w, FATHER, date_of(1990, 2, 1), date_of(2021, 3, 15), 10, FOREVER);
  person(w, CHILD, date_of(2021, 1, 10), NO_VALUE, 10, 11);
  person(w, CHILD, date_of(2021, 9, 10), NO_VALUE, 11, FOREVER);
  member(w, MOTHER, HOME, date_of(2020, 1, 1), DATE_MAX, 10, FOREVER);
  member(w, FATHER, HOME, date_of(2020, 1, 1), DATE_MAX, 10, FOREVER);
  member(w, CHILD, HOME, date_of(2021, 1, 10), DATE_MAX, 10, FOREVER);
  lives(w, HOME, 3, date_of(2020, 1, 1), date_of(2021, 5, 20), 10, FOREVER);
  lives(w, HOME, 5, date_of(2021, 5, 20), DATE_MAX, 10, FOREVER);
  tie(w, w->parent, CHILD, MOTHER, date_of(2021, 1, 10), DATE_MAX, 10, FOREVER);
  tie(w, w->parent, CHILD, FATHER, date_of(2020, 1, 1), DATE_MAX, 10, FOREVER);
}

static void nobody_counts_before_birth_or_after_death(void **state) {
  struct world *w = *state;
  int counting;
  month july = month_of(date_of(2021, 7, 1));
  const int64_t *list;
  a_family(w);
  arena_reset(w->round);
  struct people *before = everybody(w, 10), *after = everybody(w, 11);
  assert_int_equal(links(w, before, MOTHER, "child", date_of(2021, 7, 1), &counting), 1);
  assert_int_equal(counting, 1);
  assert_int_equal(links(w, after, MOTHER, "child", date_of(2021, 9, 9), &counting), -1);
  assert_int_equal(links(w, after, MOTHER, "child", date_of(2021, 9, 10), &counting), 1);
  assert_int_equal(people_members(before, w->round, HOME, july, &list), 3);
  assert_int_equal(people_members(after, w->round, HOME, july, &list), 2);
  assert_int_equal(people_members(after, w->round, HOME, july + 2, &list), 3);
  /* On the day of death he still counts; after it the link is one to the dead. */
  assert_int_equal(links(w, before, CHILD, "parent", date_of(2021, 3, 15), &counting), 2);
  assert_int_equal(counting, 2);
  assert_int_equal(links(w, before, CHILD, "parent", date_of(2021, 3, 16), &counting), 2);
  assert_int_equal(counting, 1);
  assert_true(people_counts(before, FATHER, date_of(2021, 3, 15)) &&
              !people_counts(before, FATHER, date_of(2021, 3, 16)));
}

static void the_month_counts_where_it_began(void **state) {
  struct world *w = *state;
  bool several;
  const int64_t *twofold;
  month may = month_of(date_of(2021, 5, 1));
  arena_reset(w->round);
  struct people *p = everybody(w, 11);
  assert_int_equal(people_place(p, HOME, may), 3);
  assert_int_equal(people_place(p, HOME, may + 1), 5);
  assert_int_equal(people_place(p, HOME, month_of(date_of(2019, 12, 1))), 0);
  member(w, MOTHER, OTHER_HOME, date_of(2019, 6, 1), date_of(2021, 5, 2), 12, FOREVER);
  member(w, MOTHER, THIRD_HOME, date_of(2021, 5, 10), DATE_MAX, 12, FOREVER);
  p = everybody(w, 12);
  assert_int_equal(people_household(p, MOTHER, may, &several), OTHER_HOME); /* of two the one begun earlier */
  assert_true(several);
  assert_int_equal(people_twofold(p, w->round, may, &twofold), 1);
  assert_int_equal(twofold[0], MOTHER);
  assert_int_equal(people_household(p, MOTHER, may + 1, &several), HOME);
  assert_int_equal(people_household(everybody(w, 11), MOTHER, may, &several),
                   HOME); /* as it was known before */
  assert_false(several);
  assert_int_equal(people_household(p, MOTHER, month_of(date_of(2018, 1, 1)), NULL), -1);
  /* A row is believed up to the act that ended it, and not at it. */
  member(w, FATHER, THIRD_HOME, date_of(2015, 1, 1), date_of(2017, 1, 1), 12, 14);
  assert_int_equal(people_household(everybody(w, 11), FATHER, month_of(date_of(2016, 1, 1)), NULL), -1);
  assert_int_equal(people_household(everybody(w, 13), FATHER, month_of(date_of(2016, 1, 1)), NULL),
                   THIRD_HOME);
  assert_int_equal(people_household(everybody(w, 14), FATHER, month_of(date_of(2016, 1, 1)), NULL), -1);
}

static void few_statements(void **state) {
  struct world *w = *state;
  struct people_ask how = ask(w, 12);
  struct people_areas *areas;
  struct people *p;
  arena_reset(w->round);
  int64_t before = db_statements(w->db);
  ok(people_areas_load(w->round, &how, &areas));
  assert_in_range(db_statements(w->db) - before, 1, 3);
  how.areas = areas;
  before = db_statements(w->db);
  ok(people_load_one(w->round, &how, CHILD, &p, NULL));
  assert_in_range(db_statements(w->db) - before, 5, 12);
  before = db_statements(w->db);
  struct people_source *source = people_source_new(w->round, p);
  struct law_source s = people_source(source);
  for (month m = month_of(date_of(2021, 1, 1)); m < month_of(date_of(2022, 11, 1)); m++) {
    struct law_session *session = law_session_new(w->round, w->law, &s,
                                                  (struct law_question) { m, date_of(2024, 1, 1) });
    struct law_result r;
    for (int i = 0; i < BENEFITS; i++)
      law_ask(session, i, CHILD, &r);
    law_session_free(session);
  }
  ok(people_source_error(source));
  assert_int_equal(db_statements(w->db), before); /* 22 months and not one more */
  assert_int_equal(people_load_one(w->round, &how, 100000, &p, NULL), NOT_FOUND);
}

static void a_record_is_read_by_its_layout(void **state) {
  struct world *w = *state;
  const int64_t *list;
  struct law_fact_value v;
  ok(db_script(
      w->db,
      "INSERT INTO record_layout(id, kind, items) SELECT 1, id, 'a,b' FROM symbol WHERE name = 'form';"
      "INSERT INTO record_layout(id, kind, items) SELECT 2, id, 'b,gone,a' FROM symbol WHERE name = 'form'"));
  static const char record[] =
      "INSERT INTO record(layout, subject_kind, subject, fields, source, valid_from, valid_to, "
      "act_from, act_to) VALUES ($1, 2, $2, '7,,9', '', 18000, 2932896, 13, $3)";
  PUT(w, record, 1, HOME, FOREVER);
  PUT(w, record, 2, OTHER_HOME, FOREVER);
  arena_reset(w->round);
  ok(people_names_load(w->a, w->db, w->law, &w->names));
  struct people_source *source = people_source_new(w->round, everybody(w, 13));
  struct law_source s = people_source(source);
  date day = date_of(2021, 1, 1);
  assert_int_equal(s.records(s.context, LAW_HOUSEHOLD, HOME, 0, day, &list), 1);
  assert_int_equal(s.field(s.context, 0, list[0], 0, &v), LAW_GIVEN);
  assert_int_equal(v.lo, 7);
  assert_int_equal(s.field(s.context, 0, list[0], 1, &v), LAW_ASKED);
  assert_int_equal(s.records(s.context, LAW_HOUSEHOLD, OTHER_HOME, 0, day, &list), 1);
  assert_int_equal(s.field(s.context, 0, list[0], 0, &v), LAW_GIVEN); /* a stands third there */
  assert_int_equal(v.lo, 9);
  assert_int_equal(s.field(s.context, 0, list[0], 1, &v), LAW_GIVEN);
  assert_int_equal(v.lo, 7);
  assert_int_equal(s.records(s.context, LAW_HOUSEHOLD, THIRD_HOME, 0, day, &list), 0);
}

/* A row that stands in the place of another is the same record, under the number of the first. */
static void a_corrected_record_has_one_number(void **state) {
  struct world *w = *state;
  const int64_t *list;
  struct law_fact_value v;
  ok(db_script(w->db, "UPDATE record SET act_to = 14 WHERE layout = 1"));
  ok(db_script(w->db,
               "INSERT INTO record(layout, subject_kind, subject, fields, first, source, valid_from,"
               " valid_to, act_from, act_to) SELECT 2, 2, subject, '5,,6', id, '', valid_from, valid_to,"
               " 14, 9223372036854775807 FROM record WHERE layout = 1"));
  arena_reset(w->round);
  date day = date_of(2021, 1, 1);
  struct law_source s = people_source(people_source_new(w->round, everybody(w, 13)));
  assert_int_equal(s.records(s.context, LAW_HOUSEHOLD, HOME, 0, day, &list), 1);
  int64_t number = list[0];
  s = people_source(people_source_new(w->round, everybody(w, 14)));
  assert_int_equal(s.records(s.context, LAW_HOUSEHOLD, HOME, 0, day, &list), 1);
  assert_int_equal(list[0], number);
  assert_int_equal(s.field(s.context, 0, number, 0, &v), LAW_GIVEN);
  assert_int_equal(v.lo, 6);
}

static void a_viewer_sees_his_area(void **state) {
  struct world *w = *state;
  struct people *p;
  struct people_month laid;
  arena_reset(w->round);
  w->viewer.area = 2; /* the family moved from B, in it, to D, outside, in May 2021 */
  struct people_ask how = ask(w, 11);
  how.seen_in = month_of(date_of(2021, 7, 1));
  assert_int_equal(people_load_one(w->round, &how, CHILD, &p, NULL), NOT_FOUND);
  how.seen_in = month_of(date_of(2021, 4, 1));
  ok(people_load_one(w->round, &how, CHILD, &p, NULL));
  ok(people_month(w->round, everybody(w, 11), month_of(date_of(2021, 4, 1)), 1, &laid));
  assert_non_null(laid.seen);
  for (int64_t i = 0; i < laid.people; i++)
    if (laid.person[i] == MOTHER) assert_int_equal(laid.seen[i], 1);
  ok(people_month(w->round, everybody(w, 11), month_of(date_of(2021, 7, 1)), 3, &laid));
  for (int64_t i = 0; i < laid.people; i++)
    if (laid.person[i] == MOTHER) assert_int_equal(laid.seen[i], 0);
  w->viewer.area = 5;
  how = ask(w, 11);
  how.seen_in = month_of(date_of(2021, 7, 1));
  ok(people_load_one(w->round, &how, CHILD, &p, NULL));
  w->viewer.area = 0;
}

static void a_row_that_cannot_be(void **state) {
  struct world *w = *state;
  const struct reg_bad *list;
  struct reg_bad bad = { 0 };
  struct people *p;
  int named;
  arena_reset(w->round);
  int64_t before = people_bad(everybody(w, 14), &list, &named);
  if (test_db_on_server()) return; /* its CHECKs cannot be put off */
  ok(db_script(w->db, "PRAGMA ignore_check_constraints = ON"));
  says(w, REG_PERSON, MOTHER, w->ill, 1, date_of(2021, 2, 1), date_of(2021, 1, 1), 14, FOREVER);
  ok(db_script(w->db, "PRAGMA ignore_check_constraints = OFF"));
  p = everybody(w, 14);
  assert_int_equal(people_bad(p, &list, &named), before + 1);
  bool found = false;
  for (int i = 0; i < named; i++)
    found |= list[i].table == REG_ROWS_FACT && list[i].subject == MOTHER && !strcmp(list[i].word, "period");
  assert_true(found);
  struct people_ask how = ask(w, 14);
  assert_int_equal(people_load_one(w->round, &how, MOTHER, &p, &bad), INVALID);
  assert_int_equal(bad.table, REG_ROWS_FACT);
  assert_string_equal(bad.word, "period");
  /* The same row, met when the law asks further than to whom a person is tied. */
  person(w, STRANGER, date_of(1980, 2, 1), NO_VALUE, 14, FOREVER);
  how = ask(w, 14);
  ok(people_load_one(w->round, &how, STRANGER, &p, NULL));
  assert_int_equal(people_bad(p, &list, &named), 0);
  struct people_source *source = people_source_new(w->round, p);
  struct law_source s = people_source(source);
  struct law_fact_value v;
  s.fact(s.context, LAW_PERSON, MOTHER, 0, date_of(2021, 1, 1), &v);
  assert_int_equal(people_source_error(source), INVALID);
  assert_int_equal(people_bad(p, &list, &named), 1);
  assert_int_equal(list[0].table, REG_ROWS_FACT);
  assert_int_equal(list[0].id, bad.id);
  how = ask(w, 13); /* before it was written nothing is wrong */
  ok(people_load_one(w->round, &how, MOTHER, &p, &bad));
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(one_reading_of_people),
    cmocka_unit_test(who_is_near_grants_is_as_among_everybody),
    cmocka_unit_test(bytes_say_the_same),
    cmocka_unit_test(nobody_counts_before_birth_or_after_death),
    cmocka_unit_test(the_month_counts_where_it_began),
    cmocka_unit_test(few_statements),
    cmocka_unit_test(a_record_is_read_by_its_layout),
    cmocka_unit_test(a_corrected_record_has_one_number),
    cmocka_unit_test(a_viewer_sees_his_area),
    cmocka_unit_test(a_row_that_cannot_be),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
