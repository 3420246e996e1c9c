/* What two communes see of a person who moved from one to the other in the middle of a month: for each day,
 * by every reading function, the search, a person read alone and the columns alike. */
#include <unistd.h>

#include "world_for_test.h"

#include "kept_for_test.h"
#include "office/answer.h"
#include "people/people.h"
#include "questions/questions.h"
#include "registry/file.h"
#include "search/search_register.h"

static const char pack_text[] =
    "language 1\ndocument d \"D\" issued 2019-12-01 in_force 2020-01-01\n  articles 1-9\n"
    "fact person.birth : date \"Ngày sinh\" required\nfact person.death : date \"Ngày chết\" absent never\n"
    "fact person.sex : sex \"Giới\" required\nenum sex \"Giới\" (male \"nam\", female \"nữ\")\n"
    "fact person.lodges : bool \"Đang ở trọ\" absent no\n"
    "benefit b.aid for person \"Trợ cấp\"\n  amount 1 [d 2]\n  when sex = female and not lodges [d 3]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n";

/* Who moved, and the two communes. */
struct moved {
  struct world *w;
  struct law_program *law;
  int64_t person, home, homeless;
  struct viewer old, new;
  int64_t act;
};

static struct law_program *law(struct world *w) {
  struct str name = S("own/a.luat"), body = str_of(pack_text);
  struct law_program *p;
  struct buf b = buf_new(w->a, 1 << 16);
  enum err e = law_load_text(w->a, 1, &name, &body, &p);
  if (law_print_diagnostics(p, &b, EN) || e != OK) fail_msg("%s", b.p);
  return p;
}

static void set_up(struct world *w, struct moved *m) {
  date from = day(2026, 1, 1);
  *m = (struct moved) { .w = w, .law = law(w), .old = *w->me, .new = *w->me };
  m->old.area = commune(w, "A Lưới 2", from);
  m->new.area = commune(w, "Vỹ Dạ", from);
  m->home = household(w, "A Lưới 2", from);
  m->person = person(w, "Trần Thị Hoa", 1940, 1, 1, REG_FEMALE);
  belongs(w, m->person, m->home, S("head"), from);
  m->homeless = person(w, "Trần Thị Mây", 1941, 1, 1, REG_FEMALE);
  struct reg_home_input move = {
    .household = m->home, .area = m->new.area, .address = S("tổ 2"), .from = day(2026, 4, 15)
  };
  ok(reg_move(w->me, w->db, &w->act, &move, &w->no));
  struct reg_vocabulary v = people_vocabulary(w->a, m->law);
  ok(reg_vocabulary_import(w->db, w->a, &v));
  m->act = at(w, 0, day(2026, 12, 31)).act;
}

/* Every reading function of a person or a household on a day; all must say the same. */
static bool seen_on(struct moved *m, const struct viewer *viewer, int64_t person, date valid) {
  struct world *w = m->w;
  struct reg_at when = { valid, m->act };
  struct reg_person who;
  struct reg_person_list history;
  struct reg_membership_list memberships;
  struct reg_fact_list facts;
  struct reg_record_list records;
  struct reg_grant_list grants;
  struct reg_link_list links;
  struct reg_fact_ask ask = { REG_PERSON, person, 0 };
  struct reg_named named;
  struct reg_named_ask list = { .persons = &person, .count = 1 };
  enum err e = reg_person_get(viewer, w->a, w->db, person, when, &who);
  assert_true(e == OK || e == NOT_FOUND);
  assert_int_equal(e, reg_person_history(viewer, w->a, w->db, person, when, &history));
  assert_int_equal(e, reg_membership_history(viewer, w->a, w->db, person, when, &memberships));
  assert_int_equal(e, reg_facts_of(viewer, w->a, w->db, ask, when, &facts));
  assert_int_equal(e, reg_fact_history(viewer, w->a, w->db, ask, when, &facts));
  assert_int_equal(e, reg_records_of(viewer, w->a, w->db, ask, when, &records));
  assert_int_equal(e, reg_grants_of(viewer, w->a, w->db, person, when, &grants));
  assert_int_equal(e, reg_links_of(viewer, w->a, w->db, person, when, &links));
  ok(reg_people_named(viewer, w->a, w->db, &list, when, &named));
  assert_int_equal(e == OK, named.who.id == person);
  return e == OK;
}

/* The same of a household. */
static bool home_seen_on(struct moved *m, const struct viewer *viewer, date valid) {
  struct world *w = m->w;
  struct reg_at when = { valid, m->act };
  struct reg_residence home;
  struct reg_residence_list history;
  struct reg_household_ask ask = { tree(w, valid), reg_area_by_code(tree(w, valid), S("46"))->id, 0, 10 };
  struct reg_id_list list;
  enum err e = reg_residence_get(viewer, w->a, w->db, m->home, when, &home);
  assert_int_equal(e, reg_residence_history(viewer, w->a, w->db, m->home, when, &history));
  ok(reg_households_in(viewer, w->a, w->db, &ask, when, &list));
  assert_int_equal(e == OK, list.n == 1);
  return e == OK;
}

/* Is the person among those the columns of a month show? */
static bool shown_in(struct moved *m, const struct viewer *viewer, int64_t person, month of) {
  struct world *w = m->w;
  struct people *all;
  struct people_month laid;
  struct people_names *names;
  bool shown = false;
  ok(people_names_load(w->a, w->db, m->law, &names));
  struct people_ask how = { .viewer = viewer, .db = w->db, .names = names, .act = m->act, .seen_in = of };
  ok(people_load_all(w->a, &how, &all));
  ok(people_month(w->a, all, of, 1, &laid));
  for (int64_t i = 0; i < laid.people; i++)
    if (laid.person[i] == person) shown = !laid.seen || laid.seen[i];
  return shown;
}

/* And of a month: registry, a person's file, a person read alone, the columns. */
static bool seen_in(struct moved *m, const struct viewer *viewer, int64_t person, month of) {
  struct world *w = m->w;
  struct reg_month_at when = { of, m->act };
  struct reg_household_found found;
  struct reg_membership_list members;
  struct reg_file file;
  struct reg_file_ask ask = { person, m->home, of, m->act };
  struct people *one;
  struct people_names *names;
  char id[REG_PUBLIC_ID + 1];
  int64_t back;
  ok(reg_id_of(w->me, w->db, REG_ID_PERSON, person, id));
  enum err e = reg_person_find(viewer, w->db, str_of(id), when, &back);
  if (person == m->person) {
    assert_int_equal(e, reg_household_of(viewer, w->a, w->db, person, when, &found));
    assert_int_equal(e, reg_household_members(viewer, w->a, w->db, m->home, when, &members));
  }
  assert_int_equal(e, reg_file_read(viewer, w->a, w->db, &ask, &file));
  ok(people_names_load(w->a, w->db, m->law, &names));
  struct people_ask how = { .viewer = viewer, .db = w->db, .names = names, .act = m->act, .seen_in = of };
  assert_int_equal(e, people_load_one(w->a, &how, person, &one, NULL));
  assert_int_equal(e == OK, shown_in(m, viewer, person, of));
  return e == OK;
}

/* Is he called by name in a list of a month, which a page is read of long after? */
static bool named_in(struct moved *m, const struct viewer *viewer, int64_t person, month of) {
  struct world *w = m->w;
  struct reg_named named;
  struct reg_named_ask ask = { &person, 1, true, of };
  ok(reg_people_named(viewer, w->a, w->db, &ask, (struct reg_at) { day(2027, 12, 1), m->act }, &named));
  return named.who.id == person;
}

static bool found_by(struct moved *m, const struct viewer *viewer, const char *typed) {
  struct world *w = m->w;
  struct search_register *r;
  struct search_page page;
  struct search_ask ask = { .typed = str_of(typed), .max = 10 };
  ok(search_register_open(w->a, w->db, w->place.path, &r));
  ok(search_register_find(viewer, w->a, r, &ask, &page));
  bool any = page.total == 1;
  search_register_close(r);
  return any;
}

static void the_day_asked_says_who_sees_him(void **state) {
  struct moved m;
  set_up(*state, &m);
  const struct {
    date valid;
    bool old;
  } days[] = { { day(2026, 3, 31), true },  { day(2026, 4, 1), true },   { day(2026, 4, 14), true },
               { day(2026, 4, 15), false }, { day(2026, 4, 30), false }, { day(2026, 5, 1), false } };
  for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
    assert_int_equal(seen_on(&m, &m.old, m.person, days[i].valid), days[i].old);
    assert_int_equal(seen_on(&m, &m.new, m.person, days[i].valid), !days[i].old);
    assert_int_equal(home_seen_on(&m, &m.old, days[i].valid), days[i].old);
    assert_int_equal(home_seen_on(&m, &m.new, days[i].valid), !days[i].old);
    assert_true(seen_on(&m, m.w->me, m.person, days[i].valid));
  }
}

static void the_place_of_the_month_says_who_sees_him_in_it(void **state) {
  struct moved m;
  set_up(*state, &m);
  for (int k = 1; k <= 6; k++) { /* in April he still counts where he lived on the first */
    assert_int_equal(seen_in(&m, &m.old, m.person, mon(2026, k)), k <= 4);
    assert_int_equal(seen_in(&m, &m.new, m.person, mon(2026, k)), k > 4);
  }
  assert_false(seen_in(&m, &m.old, m.person, mon(2025, 12)));
}

static void the_search_sees_by_today(void **state) {
  struct moved m;
  set_up(*state, &m);
  assert_false(found_by(&m, &m.old, "tran thi hoa"));
  assert_true(found_by(&m, &m.new, "tran thi hoa"));
  assert_true(found_by(&m, m.w->me, "tran thi hoa"));
  assert_false(found_by(&m, &m.new, "tran thi may"));
  assert_true(found_by(&m, m.w->me, "tran thi may"));
}

static void who_is_in_no_household_is_seen_where_he_was_last(void **state) {
  struct world *w = *state;
  struct moved m;
  set_up(w, &m);
  assert_false(seen_on(&m, &m.new, m.homeless, day(2026, 5, 1)));
  assert_false(seen_in(&m, &m.new, m.homeless, mon(2026, 5)));
  assert_true(seen_on(&m, m.w->me, m.homeless, day(2026, 5, 1)));
  assert_true(seen_in(&m, m.w->me, m.homeless, mon(2026, 5)));
  /* Of a month: of the household he left last, where that lived on his last day in it. Acts go by today. */
  struct reg_membership_input leaves = { m.person, 0, S(""), day(2026, 5, 20), DATE_MAX };
  ok(reg_membership_change(m.w->me, m.w->db, &m.w->act, &leaves, &m.w->no));
  m.act = at(m.w, 0, day(2026, 12, 31)).act;
  assert_false(seen_on(&m, &m.new, m.person, day(2026, 5, 20)));
  assert_true(seen_on(&m, &m.new, m.person, day(2026, 5, 19)));
  assert_true(seen_in(&m, &m.new, m.person, mon(2026, 5)));
  belongs(w, m.homeless, m.home, S("other"), day(2026, 1, 1));
  leaves.person = m.homeless;
  leaves.from = day(2026, 4, 10);
  ok(reg_membership_change(w->me, w->db, &w->act, &leaves, &w->no));
  m.act = at(m.w, 0, day(2026, 12, 31)).act;
  for (month later = mon(2026, 5); later <= mon(2027, 5); later += 6) {
    assert_true(seen_in(&m, &m.old, m.homeless, later)); /* the household moved after he was gone */
    assert_false(seen_in(&m, &m.new, m.homeless, later));
    assert_true(named_in(&m, &m.old, m.homeless, later));
    assert_false(named_in(&m, &m.new, m.homeless, later));
  }
  assert_true(shown_in(&m, &m.new, m.person, mon(2026, 6)));
  assert_false(shown_in(&m, &m.old, m.person, mon(2026, 6)));
  assert_false(seen_in(&m, &m.old, m.homeless, mon(2025, 12))); /* nowhere yet */
}

/* Put in two households by a hand that asked nobody: he counts in the one he entered first, everywhere. */
static void of_two_households_one_counts_for_everybody(void **state) {
  struct world *w = *state;
  struct moved m;
  set_up(w, &m);
  int64_t other = household(m.w, "Phú Xuân", day(2026, 1, 1));
  struct viewer third = *m.w->me;
  third.area = commune(m.w, "Phú Xuân", day(2026, 1, 1));
  const int64_t args[] = { m.person, other };
  struct stmt *s;
  ok(db_query(m.w->db,
              "INSERT INTO membership(id, person, household, role, valid_from, valid_to, act_from, act_to)"
              " VALUES (1000, $1, $2, 'other', 20455, 2932896, 1, 9223372036854775807)", /* 2026-01-02 */
              &s));
  bind_int(s, 1, args[0]);
  bind_int(s, 2, args[1]);
  ok(db_run(s));
  assert_false(seen_on(&m, &third, m.person, day(2026, 5, 1)));
  assert_true(seen_on(&m, &m.new, m.person, day(2026, 5, 1)));
  assert_false(found_by(&m, &third, "tran thi hoa"));
  assert_true(found_by(&m, &m.new, "tran thi hoa"));
}

/* Communes merged on 01/07/2025: who took over sees the months before; who was merged away nothing after. */
static void who_took_over_sees_what_was_before(void **state) {
  struct world *w = *state;
  struct moved m = { .w = w, .law = law(w), .old = *w->me, .new = *w->me };
  date from = day(2024, 1, 1), now = day(2026, 5, 1);
  m.old.area = commune(w, "Phú Dương", from);
  m.new.area = reg_area_commune(tree(w, now), m.old.area)->id;
  assert_true(m.new.area != m.old.area);
  m.home = household(w, "Phú Dương", from);
  m.person = person(w, "Trần Thị Hoa", 1940, 1, 1, REG_FEMALE);
  belongs(w, m.person, m.home, S("head"), from);
  int64_t later = household(w, reg_area(tree(w, now), m.new.area)->name.p, now);
  int64_t newcomer = person(w, "Trần Thị Mây", 1941, 1, 1, REG_FEMALE);
  belongs(w, newcomer, later, S("head"), now);
  m.act = at(w, 0, day(2026, 12, 31)).act;
  assert_true(seen_on(&m, &m.new, m.person, day(2024, 6, 1)));
  assert_true(seen_in(&m, &m.new, m.person, mon(2024, 6)));
  assert_true(seen_on(&m, &m.new, m.person, now));
  assert_true(found_by(&m, &m.new, "tran thi hoa"));
  assert_false(seen_on(&m, &m.old, newcomer, now));
  assert_false(seen_in(&m, &m.old, newcomer, mon(2026, 6)));
  assert_false(found_by(&m, &m.old, "tran thi may"));
  assert_true(found_by(&m, &m.new, "tran thi may"));
}

/* ---- a session that goes on while the register learns new words ---- */

struct page {
  struct web_data data;
  void *session;
  struct arena *a;
  struct str id;
  struct web_person p;
};

static enum err read_page(void *context) {
  struct page *x = context;
  struct web_when when = { mon(2026, 5), day(2026, 6, 1) };
  return x->data.person(x->session, x->a, EN, when, x->id, &x->p);
}

static bool fact_told(const struct page *x, const char *title) {
  for (int i = 0; i < x->p.fact_count; i++)
    if (str_is(x->p.facts[i].title, title)) return !x->p.facts[i].secret;
  return false;
}

/* A session of the pages that has answered for a woman at home in Vỹ Dạ; her number into *ret_person. */
static void page_open(struct world *w, struct law_program *p, struct page *x, int64_t *ret_person) {
  struct str message;
  struct viewer pages = viewer_pages();
  struct questions_place place = { w->place.path, p, EN };
  char id[REG_PUBLIC_ID + 1];
  *x = (struct page) { .a = w->a };
  if (questions_open(&pages, w->a, &place, &x->data, &message) != OK) fail_msg("%s", message.p);
  int64_t home = household(w, "Vỹ Dạ", day(2026, 1, 1));
  *ret_person = person(w, "Trần Thị Hoa", 1940, 1, 1, REG_FEMALE);
  belongs(w, *ret_person, home, S("head"), day(2026, 1, 1));
  ok(reg_id_of(w->me, w->db, REG_ID_PERSON, *ret_person, id));
  x->id = str_of(arena_print(w->a, "%s", id));
  ok(x->data.open(x->data.config, &x->session));
  ok(x->data.question(x->session, read_page, x));
}

static void page_close(struct page *x) {
  x->data.close(x->session);
  questions_end(&x->data);
}

static void a_session_reads_names_added_since(void **state) {
  struct world *w = *state;
  struct page x;
  struct law_program *packs = law(w);
  int64_t p;
  page_open(w, packs, &x, &p);
  assert_false(fact_told(&x, "Đang ở trọ"));
  struct reg_vocabulary v = people_vocabulary(w->a, packs);
  ok(reg_vocabulary_import(w->db, w->a, &v));
  struct reg_fact_input lodges = { .kind = REG_PERSON,
                                   .subject = p,
                                   .fact = S("person.lodges"),
                                   .known = true,
                                   .value = 1,
                                   .valid_from = day(2026, 1, 1),
                                   .valid_to = DATE_MAX };
  ok(reg_fact_change(w->me, w->db, &w->act, &v, &lodges, &w->no));
  ok(x.data.question(x.session, read_page, &x));
  assert_true(fact_told(&x, "Đang ở trọ"));
  page_close(&x);
}

/* ---- who sees a secret fact: the register's marks and the packs served, the stricter of the two ---- */

static struct law_program *ill_pack(struct world *w, bool secret) {
  static const char pack[] =
      "language 1\ndocument d \"D\" issued 2019-12-01 in_force 2020-01-01\n  articles 1-9\n"
      "fact person.birth : date \"Sinh\" required\nfact person.death : date \"Mất\" absent never\n"
      "fact person.sex : sex \"Giới\" required\nenum sex \"Giới\" (male \"nam\", female \"nữ\")\n"
      "fact person.marsh : bool \"Sốt\" | \"Marsh fever\" absent no%s\n"
      "rule person.weak : bool \"Yếu\" | \"Marsh weakness\" = marsh [d 3]\n"
      "benefit b.aid for person \"Quà\" | \"Aid\"\n  amount 1 [d 2]\n  when weak and marsh [d 3]\n"
      "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n";
  struct str name = S("own/a.luat"), body = str_of(arena_print(w->a, pack, secret ? " secret" : ""));
  struct law_program *p;
  struct buf b = buf_new(w->a, 1 << 16);
  enum err e = law_load_text(w->a, 1, &name, &body, &p);
  if (law_print_diagnostics(p, &b, EN) || e != OK) fail_msg("%s", b.p);
  return p;
}

static bool of_marsh(struct str s) {
  for (size_t i = 0; i + 5 <= s.n; i++)
    if (!memcmp(s.p + i, "Marsh", 5)) return true;
  return false;
}

/* A secret reason may say what was asked, and never what came of it. */
static bool reasons_tell(const struct web_reason *x, int n) {
  for (int i = 0; i < n; i++)
    if ((!x[i].secret && of_marsh(x[i].text)) || (x[i].secret && x[i].value.n + x[i].origin.n) ||
        reasons_tell(x[i].kids, x[i].kid_count))
      return true;
  return false;
}

/* Is it told anywhere of a person's page that she has it? */
static bool told_of(const struct web_person *p) {
  bool told = false;
  for (int i = 0; i < p->fact_count; i++)
    told |= of_marsh(p->facts[i].title);
  for (int i = 0; i < p->event_count; i++)
    told |= of_marsh(p->events[i].text);
  for (int i = 0; i < p->why_count; i++) {
    const struct web_why *why = &p->whys[i];
    told |= reasons_tell(why->reasons, why->reason_count) || reasons_tell(why->tree, why->tree_count);
    for (int k = 0; k < why->change_count; k++)
      told |= of_marsh(why->changes[k]);
    for (int k = 0; k < why->unknown_count; k++)
      told |= of_marsh(why->unknowns[k]);
  }
  return told;
}

static enum err read_reasons(void *context) {
  struct page *x = context;
  struct web_when when = { mon(2026, 5), day(2026, 6, 1) };
  const struct web_why_ask ask = { x->id, S("b.aid") };
  return x->data.why(x->session, x->a, EN, when, &ask, &x->p);
}

/* On her page, on that of one benefit's reasons, and on what is shared of the explanation. */
static bool told_anywhere(struct world *w, struct page *x) {
  ok(x->data.question(x->session, read_page, x));
  bool told = told_of(&x->p);
  ok(x->data.question(x->session, read_reasons, x));
  assert_int_equal(x->p.why_count, 1);
  assert_int_equal(x->p.whys[0].status, WEB_VALUE);
  return told || told_of(&x->p);
}

static bool told_with(struct world *w, bool register_secret, bool served_secret) {
  struct page x;
  int64_t p;
  struct reg_vocabulary v = people_vocabulary(w->a, ill_pack(w, register_secret));
  ok(reg_vocabulary_import(w->db, w->a, &v));
  page_open(w, ill_pack(w, served_secret), &x, &p);
  struct reg_fact_input ill = { .kind = REG_PERSON,
                                .subject = p,
                                .fact = S("person.marsh"),
                                .known = true,
                                .value = 1,
                                .valid_from = day(2026, 1, 1),
                                .valid_to = DATE_MAX };
  ok(reg_fact_change(w->me, w->db, &w->act, &v, &ill, &w->no));
  bool told = told_anywhere(w, &x);
  assert_true(x.p.whys[0].tree_count > 0); /* the other steps are told */
  page_close(&x);
  return told;
}

static void a_secret_fact_is_as_secret_as_the_stricter_says(void **state) {
  struct world *w = *state;
  w->act.confirmed = S("person_again"); /* four of one name */
  assert_true(told_with(w, false, false));
  assert_false(told_with(w, true, false));
  assert_false(told_with(w, false, true));
  assert_false(told_with(w, true, true));
}

/* A vocabulary that came while a session goes on: its packs are not loaded again. */
static void what_becomes_secret_meanwhile_is_not_told(void **state) {
  struct world *w = *state;
  struct page x;
  int64_t p;
  struct law_program *packs = ill_pack(w, false);
  struct reg_vocabulary v = people_vocabulary(w->a, packs),
                        closed = people_vocabulary(w->a, ill_pack(w, true));
  ok(reg_vocabulary_import(w->db, w->a, &v));
  page_open(w, packs, &x, &p);
  struct reg_fact_input ill = { .kind = REG_PERSON,
                                .subject = p,
                                .fact = S("person.marsh"),
                                .known = true,
                                .value = 1,
                                .valid_from = day(2026, 1, 1),
                                .valid_to = DATE_MAX };
  ok(reg_fact_change(w->me, w->db, &w->act, &v, &ill, &w->no));
  assert_true(told_anywhere(w, &x));
  ok(reg_vocabulary_import(w->db, w->a, &closed));
  assert_false(told_anywhere(w, &x));
  page_close(&x);
}

/* Who may do everything is told no more than his classes allow; and what the register holds secret is so in
 * the law, without its declaring it. */
static void who_may_all_sees_no_more_than_his_classes(void **state) {
  struct world *w = *state;
  struct law_program *packs = ill_pack(w, false);
  struct reg_vocabulary closed = people_vocabulary(w->a, ill_pack(w, true));
  struct viewer all = viewer_all(1), bare = { .role = VIEWER_MAY_ALL };
  int marsh = law_fact_find(packs, S("person.marsh"));
  ok(reg_vocabulary_import(w->db, w->a, &closed));
  assert_true(people_sees_fact(&bare, packs, marsh));
  ok(people_keep_secrets(w->a, w->db, packs));
  assert_false(people_sees_fact(&bare, packs, marsh));
  assert_true(people_sees_fact(&all, packs, marsh));
  assert_true(law_fact_info(packs, marsh).secret && !law_fact_info(packs, marsh).declared_secret);
  assert_false(people_vocabulary(w->a, packs).facts[marsh].secret);
}

/* Nor do areas stand still while a session goes on. */
static void a_session_reads_areas_added_since(void **state) {
  struct world *w = *state;
  struct page x;
  int64_t village = 0, home = 0, p;
  page_open(w, law(w), &x, &p);
  assert_true(str_is(x.p.village, ""));
  const struct reg_area_new thon = { S("99999"), S("Thôn Mới"), REG_VILLAGE,
                                     commune(w, "Vỹ Dạ", day(2026, 4, 1)), day(2026, 4, 1) };
  ok(reg_area_add(w->me, w->db, &w->act, &thon, &village, &w->no));
  const struct reg_home_input in = { .area = village, .address = S("x"), .from = day(2026, 4, 1) };
  ok(reg_household_add(w->me, w->db, &w->act, &in, &home, &w->no));
  const struct reg_membership_input moves = { p, home, S("head"), day(2026, 4, 1), DATE_MAX };
  ok(reg_membership_change(w->me, w->db, &w->act, &moves, &w->no));
  ok(x.data.question(x.session, read_page, &x));
  assert_true(str_is(x.p.village, "Thôn Mới"));
  page_close(&x);
}

/* ---- what was stored of everybody, shown to a commune ---- */

struct totals_page {
  struct web_data data;
  struct world *w;
  void *session;
  struct web_overview all;
  struct web_check check;
};

static enum err read_totals(void *context) {
  struct totals_page *x = context;
  struct world *w = x->w;
  struct web_when when = { mon(2026, 5), day(2026, 6, 1) };
  struct web_check_ask ask = { .for_month = when.for_month };
  ok(x->data.overview(x->session, w->a, EN, when, &x->all));
  return x->data.check(x->session, w->a, EN, when, &ask, &x->check);
}

static void totals_shown(struct moved *m, const struct viewer *viewer, struct totals_page *x) {
  struct world *w = m->w;
  struct str message;
  struct questions_place place = { w->place.path, m->law, EN };
  *x = (struct totals_page) { .w = w };
  if (questions_open(viewer, w->a, &place, &x->data, &message) != OK) fail_msg("%s", message.p);
  ok(x->data.open(x->data.config, &x->session));
  ok(x->data.question(x->session, read_totals, x));
  x->data.close(x->session);
  questions_end(&x->data);
}

static void determined_by(struct moved *m, const struct viewer *viewer, date law_day,
                          struct office_determination *ret_d) {
  struct world *w = m->w;
  struct people_names *names;
  struct people *all;
  struct office_when when = { mon(2026, 5), law_day, day(2026, 6, 1), 0 };
  ok(reg_known(w->db, when.facts, &when.act));
  ok(people_names_load(w->a, w->db, m->law, &names));
  struct people_ask how = {
    .viewer = viewer, .db = w->db, .names = names, .act = when.act, .seen_in = when.for_month
  };
  ok(people_load_all(w->a, &how, &all));
  ok(office_determine(w->a, m->law, all, when, NULL, 1, ret_d));
}

/* Of what was stored of everybody a commune is shown its own: people, sums, findings, ages. */
static void a_commune_is_shown_its_own_of_what_was_stored(void **state) {
  struct world *w = *state;
  struct moved m;
  struct office_determination d;
  struct office_finding *f;
  int64_t id, n, counts[FIND_KINDS];
  struct totals_page all, old, new;
  set_up(w, &m);
  struct reg_grant g = { .person = m.person,
                         .cases = S(""),
                         .amount = 1,
                         .signer = S("Chủ tịch"),
                         .payee = S("Hoa"),
                         .decided = day(2026, 1, 5),
                         .first_month = mon(2026, 1),
                         .running = true };
  struct reg_grant_input in = { S("b.aid"), &g, NULL };
  ok(reg_grant_add(w->me, w->db, &w->act, &in, &id, &w->no));
  struct reg_months_input paid = { .grant = id, .from = mon(2026, 5), .to = mon(2026, 5), .amount = 5 };
  ok(reg_grant_paid(w->me, w->db, &w->act, &paid, &w->no));
  determined_by(&m, w->me, day(2026, 6, 1), &d);
  ok(office_store(w->db, w->a, &d, &id));
  determined_by(&m, w->me, office_law_of_list(mon(2026, 5), day(2026, 6, 1)), &d);
  ok(office_check(w->a, &d, &f, &n, counts));
  ok(office_store_findings(w->db, &d, f, n, counts));
  totals_shown(&m, w->me, &all);
  totals_shown(&m, &m.old, &old);
  totals_shown(&m, &m.new, &new);
  assert_int_equal(all.all.now.people, 1);
  assert_int_equal(new.all.now.people, 1);
  assert_int_equal(old.all.now.people, 0);
  assert_int_equal(old.all.benefit_count + old.all.commune_count, 0);
  assert_int_equal(all.all.population, 2); /* with the one in no household */
  assert_int_equal(new.all.population, 1);
  assert_int_equal(old.all.population, 0);
  assert_true(all.all.now.check.there && all.all.now.tasks > 0);
  assert_int_equal(old.all.now.tasks, 0);
  assert_int_equal(old.check.all + old.check.row_count, 0);
  assert_true(all.check.compared); /* payments of the month are recorded */
  assert_int_equal(all.check.rows[0].law_day, all.check.made.law_day);
  assert_true(new.check.row_count > 0 && new.check.row_count <= all.check.row_count);
  /* And what a commune works out does not stand for the province. */
  determined_by(&m, &m.new, day(2026, 6, 1), &d);
  assert_int_equal(office_store(w->db, w->a, &d, &id), DENIED);
  assert_int_equal(office_store_findings(w->db, &d, f, n, counts), DENIED);
}

/* A register put in the place of another is another: under the same number its totals are not the other's,
 * which are still kept. */
static void totals_kept_are_those_of_their_register(void **state) {
  struct world *w = *state;
  struct moved m;
  struct office_determination d;
  struct totals_page x = { .w = w };
  struct str message;
  int64_t id;
  if (test_db_on_server()) return; /* another schema cannot take its place */
  set_up(w, &m);
  determined_by(&m, w->me, day(2026, 6, 1), &d);
  ok(office_store(w->db, w->a, &d, &id));
  struct questions_place place = { w->place.path, m.law, EN };
  if (questions_open(w->me, w->a, &place, &x.data, &message) != OK) fail_msg("%s", message.p);
  for (int other = 0; other < 2; other++) {
    ok(x.data.open(x.data.config, &x.session));
    ok(x.data.question(x.session, read_totals, &x));
    x.data.close(x.session);
    assert_int_equal(x.all.population, other ? 1 : 2);
    if (other) break;
    const char *beside = arena_print(w->a, "%s.beside", w->place.path);
    struct db *copy;
    ok(db_script(w->db, arena_print(w->a, "VACUUM INTO '%s'", beside)));
    ok(db_open(beside, DB_WRITE, &copy));
    ok(db_script(copy,
                 arena_print(w->a, "DELETE FROM person_version WHERE person = %lld", (long long)m.homeless)));
    db_close(copy);
    db_close(w->db);
    for (int i = 0; i < 2; i++) /* as whoever puts another in its place must, while the pages have it open */
      unlink(arena_print(w->a, "%s%s", w->place.path, i ? "-wal" : "-shm"));
    assert_int_equal(rename(beside, w->place.path), 0);
    ok(db_open(w->place.path, DB_WRITE, &w->db));
    w->place.db = w->db;
  }
  questions_end(&x.data);
}

static int end(void **state) {
  struct world *w = *state;
  struct str id;
  ok(reg_keep_id(w->a, w->db, &id));
  remove_kept(w->a, w->place.path, id.p);
  return world_teardown(state);
}

#define each(f) cmocka_unit_test_setup_teardown(f, world_setup, end)
int main(void) {
  const struct CMUnitTest tests[] = {
    each(the_day_asked_says_who_sees_him),
    each(the_place_of_the_month_says_who_sees_him_in_it),
    each(the_search_sees_by_today),
    each(who_is_in_no_household_is_seen_where_he_was_last),
    each(of_two_households_one_counts_for_everybody),
    each(who_took_over_sees_what_was_before),
    each(a_session_reads_names_added_since),
    each(a_session_reads_areas_added_since),
    each(a_secret_fact_is_as_secret_as_the_stricter_says),
    each(what_becomes_secret_meanwhile_is_not_told),
    each(who_may_all_sees_no_more_than_his_classes),
    each(a_commune_is_shown_its_own_of_what_was_stored),
    each(totals_kept_are_those_of_their_register),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
