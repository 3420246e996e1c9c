/* Rows no act would have written, put straight into every table of the register as far as the engine lets
 * them: whatever is asked then, nothing falls, and what is wrong has a name. One register stands for all:
 * after each row its tables are made again as they were. */
#include "world_for_test.h"

#include "kept_for_test.h"
#include "lax_for_test.h"
#include "nonsense_for_test.h"
#include "office/answer.h"
#include "people/people.h"
#include "questions/questions.h"
#include "registry/correct.h"
#include "registry/file.h"
#include "registry/whole.h"
#include "search/search_register.h"

static const char pack_text[] =
    "language 1\ndocument d \"D\" issued 2019-12-01 in_force 2020-01-01\n  articles 1-9\n"
    "fact person.birth : date \"Ngày sinh\" required\nfact person.death : date \"Ngày chết\" absent never\n"
    "fact person.sex : sex \"Giới\" required\nenum sex \"Giới\" (male \"nam\", female \"nữ\")\n"
    "enum degree \"Mức\" (none \"không\", severe \"nặng\")\n"
    "fact person.ill : degree \"Bệnh\" absent none\nlink helper : person \"Người giúp\" absent none\n"
    "record sheet of household \"Phiếu\" (rooms : integer, worst : degree)\n"
    "rule household.fits : bool \"Đúng\" = any sheet where (rooms = 2) [d 3]\n"
    "benefit b.aid for person \"Trợ cấp\"\n  amount 1 [d 2]\n"
    "  when ill = severe or household.fits or any helper where (ill = severe) [d 3]\n"
    "  starts month_of_decision [d 1]\n  changes same_month [d 1]\n  stops month_after [d 1]\n";

/* ---- a register with something of everything ---- */

struct asked {
  struct world *w;
  struct law_program *law;
  struct reg_vocabulary v;
  char id[REG_PUBLIC_ID + 1], keep_id[REG_KEEP_ID + 1];
  int64_t act;
  struct arena *round; /* of one row */
};

static struct law_program *law(struct world *w) {
  struct str name = S("own/a.luat"), body = str_of(pack_text);
  struct law_program *p;
  struct buf b = buf_new(w->a, 1 << 16);
  enum err e = law_load_text(w->a, 1, &name, &body, &p);
  if (law_print_diagnostics(p, &b, EN) || e != OK) fail_msg("%s", b.p);
  return p;
}

static void fill_in(struct asked *x, int64_t p, int64_t home) {
  struct world *w = x->w;
  struct reg_fact_input ill = { .kind = REG_PERSON,
                                .subject = p,
                                .fact = S("person.ill"),
                                .known = true,
                                .value_name = S("severe"),
                                .valid_from = day(2026, 1, 1),
                                .valid_to = DATE_MAX };
  const struct reg_item_input rooms = { S("rooms"), true, 2, S("") };
  struct reg_record_input sheet = { .v = &x->v,
                                    .kind = REG_HOUSEHOLD,
                                    .subject = home,
                                    .record = S("sheet"),
                                    .items = &rooms,
                                    .item_count = 1,
                                    .valid_from = day(2026, 1, 1),
                                    .valid_to = DATE_MAX };
  struct reg_grant g = { .person = p,
                         .amount = 1,
                         .decided = day(2026, 1, 5),
                         .first_month = mon(2026, 1),
                         .running = true,
                         .decision_no = S("1/QĐ"),
                         .signer = S("Chủ tịch") };
  struct reg_grant_input aid = { S("b.aid"), &g, &x->v };
  int64_t id;
  ok(reg_fact_change(w->me, w->db, &w->act, &x->v, &ill, &w->no));
  ok(reg_record_add(w->me, w->db, &w->act, &sheet, &id, &w->no));
  ok(reg_grant_add(w->me, w->db, &w->act, &aid, &id, &w->no));
}

/* A determination and a check as pages show them, so that what is written into them is read. */
static void determine(struct asked *x) {
  struct world *w = x->w;
  struct people_names *names;
  struct people *all;
  struct office_determination d;
  struct office_finding *f;
  int64_t id, n, counts[FIND_KINDS];
  struct office_when when = { mon(2026, 5), day(2026, 6, 1), day(2026, 6, 1), 0 };
  ok(reg_known(w->db, when.facts, &when.act));
  ok(people_names_load(w->a, w->db, x->law, &names));
  struct people_ask how = { .viewer = w->me, .db = w->db, .names = names, .act = when.act };
  ok(people_load_all(w->a, &how, &all));
  ok(office_determine(w->a, x->law, all, when, NULL, 1, &d));
  ok(office_store(w->db, w->a, &d, &id));
  when.law = office_law_of_list(when.for_month, when.facts);
  ok(office_determine(w->a, x->law, all, when, NULL, 1, &d));
  ok(office_check(w->a, &d, &f, &n, counts));
  ok(office_store_findings(w->db, &d, f, n, counts));
}

static void settle(struct asked *x) {
  struct world *w = x->w;
  date from = day(2026, 1, 1);
  x->law = law(w);
  x->v = people_vocabulary(w->a, x->law);
  ok(reg_vocabulary_import(w->db, w->a, &x->v));
  ok(db_script(w->db, "INSERT INTO area(id) VALUES (1), (2), (3);" AREA
                      "VALUES (1, '46', 'Huế', 'province', NULL, " ALWAYS ", " BELIEVED "),"
                      " (2, '1', 'Xã Mẫu', 'xa', 1, " ALWAYS ", " BELIEVED "),"
                      " (3, '2', 'Thôn Mẫu', 'village', 2, " ALWAYS ", " BELIEVED ")"));
  int64_t p = person(w, "Trần Thị Hoa", 1940, 1, 1, REG_FEMALE),
          q = person(w, "Trần Văn Nam", 1970, 1, 1, REG_MALE), homes[2];
  struct reg_home_input in = { .area = 3, .address = S("tổ 1"), .from = from };
  for (int i = 0; i < 2; i++)
    ok(reg_household_add(w->me, w->db, &w->act, &in, &homes[i], &w->no));
  belongs(w, p, homes[0], S("head"), from);
  belongs(w, q, homes[0], S("child"), from);
  struct reg_link_input help = { S("person.helper"), p, q, from, DATE_MAX, &x->v };
  ok(reg_link_add(w->me, w->db, &w->act, &help, &w->no));
  fill_in(x, p, homes[0]);
  ok(reg_id_of(w->me, w->db, REG_ID_PERSON, p, x->id));
  determine(x);
  x->act = at(w, 0, day(2026, 12, 31)).act;
}

/* ---- asking it everything ---- */

/* What may be answered: a refusal, a fault with a name, nothing; never our own mistake. */
static void answers(enum err e) { assert_true(e != BUG && e != NOMEM); }

static void ask_registry(struct asked *x, const struct viewer *viewer) {
  struct world *w = x->w;
  struct reg_at when = { day(2026, 5, 1), x->act };
  struct reg_month_at in = { mon(2026, 5), x->act };
  struct reg_person who;
  struct reg_person_list people;
  struct reg_membership_list members;
  struct reg_household_found home;
  struct reg_residence place;
  struct reg_residence_list places;
  struct reg_fact_list facts;
  struct reg_record_list records;
  struct reg_grant_list grants;
  struct reg_link_list links;
  struct reg_areas *areas;
  struct reg_file file;
  struct reg_act_row act;
  char id[REG_PUBLIC_ID + 1];
  for (int64_t p = 1; p <= 2; p++) {
    struct reg_fact_ask ask = { REG_PERSON, p, 0 }, of_home = { REG_HOUSEHOLD, p, 0 };
    struct reg_file_ask of = { p, 1, mon(2026, 5), x->act };
    answers(reg_person_get(viewer, w->a, w->db, p, when, &who));
    answers(reg_person_history(viewer, w->a, w->db, p, when, &people));
    answers(reg_membership_history(viewer, w->a, w->db, p, when, &members));
    answers(reg_household_of(viewer, w->a, w->db, p, in, &home));
    answers(reg_household_members(viewer, w->a, w->db, p, in, &members));
    answers(reg_residence_get(viewer, w->a, w->db, p, when, &place));
    answers(reg_residence_history(viewer, w->a, w->db, p, when, &places));
    answers(reg_facts_of(viewer, w->a, w->db, ask, when, &facts));
    answers(reg_fact_history(viewer, w->a, w->db, of_home, when, &facts));
    answers(reg_records_of(viewer, w->a, w->db, of_home, when, &records));
    answers(reg_grants_of(viewer, w->a, w->db, p, when, &grants));
    answers(reg_links_of(viewer, w->a, w->db, p, when, &links));
    answers(reg_file_read(viewer, w->a, w->db, &of, &file));
    answers(reg_id_of(viewer, w->db, REG_ID_PERSON, p, id));
    answers(reg_act_get(viewer, w->a, w->db, p + 3, &act));
  }
  answers(reg_areas_load(viewer, w->a, w->db, when, &areas));
}

static bool ask_columns(struct asked *x, const struct viewer *viewer) {
  struct world *w = x->w;
  struct people *one, *all;
  struct people_names *names;
  struct office_determination d;
  struct office_finding *f;
  struct reg_bad bad;
  const struct reg_bad *list;
  int64_t n, counts[FIND_KINDS];
  int named;
  struct office_when when = { mon(2026, 5), day(2026, 6, 1), day(2026, 6, 1), x->act };
  enum err e = people_names_load(w->a, w->db, x->law, &names);
  answers(e);
  if (e != OK) return true;
  struct people_ask how = {
    .viewer = viewer, .db = w->db, .names = names, .act = x->act, .seen_in = mon(2026, 5)
  };
  answers(people_load_one(w->a, &how, 1, &one, &bad));
  answers(e = people_load_all(w->a, &how, &all));
  if (e != OK) return true;
  answers(e = office_determine(w->a, x->law, all, when, NULL, 1, &d));
  if (e == OK) answers(e = office_check(w->a, &d, &f, &n, counts));
  if (e == OK && !viewer->area) answers(office_findings_owned(viewer, w->a, w->db, f, n));
  return people_bad(all, &list, &named) > 0;
}

static void ask_search(struct asked *x, const struct viewer *viewer) {
  struct world *w = x->w;
  struct search_register *r;
  struct search_page page;
  struct search_ask ask = { .typed = S("tran hoa"), .max = 10 };
  enum err e = search_register_open(w->a, w->db, w->place.path, &r);
  answers(e);
  if (e != OK) return;
  answers(search_register_find(viewer, w->a, r, &ask, &page));
  search_register_close(r);
}

struct page {
  struct web_data data;
  void *session;
  struct asked *x;
};

static enum err read_pages(void *context) {
  struct page *p = context;
  struct arena *a = p->x->w->a;
  struct web_when when = { mon(2026, 5), day(2026, 6, 1) };
  struct web_person who;
  struct web_overview all;
  struct web_check check;
  struct web_check_ask ask = { 0 };
  struct web_found *found;
  struct web_law laws;
  int n;
  answers(p->data.person(p->session, a, EN, when, str_of(p->x->id), &who));
  answers(p->data.overview(p->session, a, EN, when, &all));
  answers(p->data.check(p->session, a, EN, when, &ask, &check));
  answers(p->data.search(p->session, a, EN, when, S("tran"), &found, &n));
  answers(p->data.law(p->session, a, EN, when, &laws));
  return OK;
}

static void ask_pages(struct asked *x, const struct viewer *viewer) {
  struct page p = { .x = x };
  struct str message;
  struct questions_place place = { x->w->place.path, x->law, EN };
  enum err e = questions_open(viewer, x->w->a, &place, &p.data, &message);
  answers(e);
  if (e != OK) return;
  e = p.data.open(p.data.config, &p.session);
  answers(e);
  if (e == OK) answers(p.data.question(p.session, read_pages, &p));
  if (e == OK) p.data.close(p.session);
  questions_end(&p.data);
}

static void count_finding(void *context, const struct reg_audit_finding *finding) {
  int *told = context;
  assert_true(finding->words[VI][0] && finding->words[EN][0]);
  ++*told;
}

static int audited(struct asked *x) {
  int told = 0;
  int64_t found;
  struct reg_audit_watch watch = { &told, NULL, count_finding };
  answers(reg_audit(x->w->me, x->w->db, &x->v, &watch, &found));
  answers(office_audit(x->w->me, x->w->db, &watch, &found));
  return told;
}

/* An act about whoever it was written about, and one taken back. */
static void act_on_it(struct asked *x) {
  struct world *w = x->w;
  struct reg_fact_input ill = { .kind = REG_PERSON,
                                .subject = 1,
                                .fact = S("person.ill"),
                                .known = true,
                                .value_name = S("none"),
                                .valid_from = day(2026, 3, 1),
                                .valid_to = DATE_MAX };
  struct reg_home_input move = { .household = 1, .area = 2, .address = S("tổ 2"), .from = day(2026, 4, 1) };
  struct reg_membership_input leaves = { 1, 2, S("other"), day(2026, 4, 1), DATE_MAX };
  struct reg_months_input months = { .grant = 1, .from = mon(2026, 2), .to = mon(2026, 2), .amount = 1 };
  struct reg_person_input who = someone("Trần Thị Hoa", 1941, 2, 3, REG_FEMALE);
  who.person = 1;
  who.day = day(2026, 1, 1);
  answers(reg_fact_change(w->me, w->db, &w->act, &x->v, &ill, &w->no));
  answers(reg_move(w->me, w->db, &w->act, &move, &w->no));
  answers(reg_membership_change(w->me, w->db, &w->act, &leaves, &w->no));
  answers(reg_grant_suspend(w->me, w->db, &w->act, &months, &w->no));
  answers(reg_grant_resume(w->me, w->db, &w->act, &months, &w->no));
  answers(reg_grant_paid(w->me, w->db, &w->act, &months, &w->no));
  struct reg_home_correction lived = { .right = move, .day = day(2026, 5, 1) };
  struct reg_link_correction kin = { .wrong = { S("person.parent"), 1, 2, day(2026, 5, 1), 0, NULL },
                                     .strike = true };
  struct reg_grant grant = { .decided = day(2026, 1, 1), .first_month = mon(2026, 1), .running = true };
  struct reg_grant_input right = { S(""), &grant, NULL };
  answers(reg_home_correct(w->me, w->db, &w->act, &lived, &w->no));
  answers(reg_link_correct(w->me, w->db, &w->act, &kin, &w->no));
  answers(reg_paid_correct(w->me, w->db, &w->act, &months, &w->no));
  months.wrong = mon(2026, 2);
  months.reason = S("sai");
  answers(reg_suspension_correct(w->me, w->db, &w->act, &months, &w->no));
  answers(reg_grant_correct(w->me, w->db, &w->act, 1, &right, &w->no));
  answers(reg_grant_strike(w->me, w->db, &w->act, 1, &w->no));
  answers(reg_person_correct(w->me, w->db, &w->act, &who, &w->no));
  answers(reg_undo(w->me, w->db, &w->act, &test_vocabulary, x->act, &w->no));
  answers(reg_death(w->me, w->db, &w->act, 1, day(2026, 5, 1), &w->no));
}

/* Written as the engine lets it; false: the engine refused it. */
static bool written(struct world *w, const char *sql) {
  if (!test_db_on_server()) {
    ok(db_script(w->db, "PRAGMA ignore_check_constraints = ON"));
    ok(db_script(w->db, "PRAGMA foreign_keys = OFF"));
  }
  return db_script(w->db, sql) == OK;
}

/* A register that holds it is asked everything, by who sees all and by a commune, the pages by one of them.
 */
static void ask_all(struct asked *x, int reader, int *ret_named) {
  struct viewer commune = *x->w->me;
  commune.area = 2;
  const struct viewer *viewers[] = { x->w->me, &commune };
  bool bad = false;
  for (int i = 0; i < 2; i++) {
    ask_registry(x, viewers[i]);
    bad |= ask_columns(x, viewers[i]);
    ask_search(x, viewers[i]);
    if (i == reader) ask_pages(x, viewers[i]);
  }
  *ret_named += audited(x) > 0 || bad;
  act_on_it(x);
  (void)audited(x);
}

/* ---- the tables as they were ---- */

/* Every table as keep_rows found it, those that are referred to filled first. */
static enum err fill_again(struct db *db, struct arena *a) {
  const struct db_table *parts[2];
  int n[2];
  enum err e = OK;
  parts[0] = reg_tables(&n[0]);
  parts[1] = office_tables(&n[1]);
  for (int part = 1; part >= 0; part--)
    for (int i = n[part] - 1; i >= 0 && e == OK; i--)
      e = db_script(db, arena_print(a, "DELETE FROM %s", parts[part][i].name));
  for (int part = 0; part < 2; part++)
    for (int i = 0; i < n[part] && e == OK; i++)
      e = db_script(db, arena_print(a, "INSERT INTO %s SELECT * FROM kept_%s", parts[part][i].name,
                                    parts[part][i].name));
  return e;
}

static void keep_rows(struct db *db, struct arena *a) {
  const struct db_table *parts[2];
  int n[2];
  parts[0] = reg_tables(&n[0]);
  parts[1] = office_tables(&n[1]);
  for (int part = 0; part < 2; part++)
    for (int i = 0; i < n[part]; i++)
      assert_int_equal(db_script(db, arena_print(a, "CREATE TEMP TABLE kept_%s AS SELECT * FROM %s",
                                                 parts[part][i].name, parts[part][i].name)),
                       OK);
}

static void begin(struct asked *x) {
  struct world *w;
  struct str id;
  world_open(&w, "nonsense", true, false);
  if (!test_db_on_server())
    ok(db_script(w->db, "PRAGMA synchronous = OFF")); /* nothing here outlives the run */
  *x = (struct asked) { .w = w, .round = x->round };
  settle(x);
  ok(reg_keep_id(w->a, w->db, &id));
  snprintf(x->keep_id, sizeof x->keep_id, "%.*s", (int)id.n, id.p);
  keep_rows(w->db, w->a);
}

static void end(struct asked *x) {
  world_end(x->w);
  x->w = NULL;
}

static void make_again(struct asked *x) {
  struct db *db = x->w->db;
  remove_kept(x->w->a, x->w->place.path, x->keep_id);
  assert_int_equal(db_begin(db), OK);
  if (fill_again(db, x->round) == OK && db_commit(db) == OK) return;
  db_rollback(db);
  end(x);
}

static void nothing_falls_over_nonsense(void **state) {
  (void)state;
  int named = 0, asked = 0, n = (int)(sizeof nonsense / sizeof *nonsense);
  struct asked x = { .round = arena_new("a row of nonsense", (size_t)512 << 20) };
  for (int i = 0; i < n; i++) {
    if (!x.w) begin(&x);
    fprintf(stderr, "# %d %.100s\n", i, nonsense[i]);
    if (!written(x.w, nonsense[i])) continue;
    struct arena *own = x.w->a;
    asked++;
    x.w->a = x.w->act.arena = x.round;
    ask_all(&x, i % 2, &named);
    x.w->a = x.w->act.arena = own;
    make_again(&x);
    arena_reset(x.round);
  }
  if (x.w) end(&x);
  arena_free(x.round);
  fprintf(stderr, "# %d rows were taken, %d of them are named\n", asked, named);
  assert_true(asked > 10 && named > asked / 3); /* many are only unlikely */
}

/* ---- nobody is lost ---- */

/* Of person 1, who has the grant: each of these rows is in the way of an answer, and none takes him off the
 * list. PostgreSQL refuses some of them. */
enum { NO_VALUES = 4 }; /* the last of them */
static const char *const in_the_way[] = {
  "UPDATE person_version SET sex = 'zzz' WHERE person = 1",
  "UPDATE person_version SET birth = -9000000 WHERE person = 1",
  "UPDATE person_version SET valid_to = valid_from WHERE person = 1",
  "DELETE FROM person_version WHERE person = 1",
  "UPDATE fact SET kind = 9",
  "UPDATE fact SET valid_from = -9000000 WHERE kind = 1 AND subject = 1",
  "UPDATE membership SET valid_from = -9000000 WHERE person = 1",
  "UPDATE membership SET valid_from = -9000000 WHERE person = 2", /* of his household */
  "UPDATE person_version SET birth = -9000000 WHERE person = 2",
  "UPDATE residence SET valid_to = 2932899",
  "UPDATE link SET valid_to = 2932899",
  "UPDATE record SET valid_from = -9000000",
  GRANT "first_month = 0",
  GRANT "first_month = 11",
  GRANT "last_month = 2932895",
  GRANT "decided = -9000000",
  GRANT "amount = " HUGE,
  "INSERT INTO grant_paid(grant_id, from_month, to_month, amount, act_from, act_to) VALUES (1, 24312, "
  "120000, 1, " BELIEVED ")",
  "INSERT INTO grant_suspension(grant_id, from_month, to_month, reason, act_from, act_to) VALUES (1, 3, "
  "24313, '', " BELIEVED ")",
  /* Numbers the packs have no value for: of no enumeration, of another thing's name. */
  "UPDATE fact SET value = 7777 WHERE kind = 1 AND subject = 1",
  "UPDATE fact SET value = fact WHERE kind = 1 AND subject = 1",
  "UPDATE record SET fields = '2,7777'",
  "UPDATE record SET fields = '9000000000000000000,'",
};

static void determined_of(struct asked *x, struct office_determination *ret_d, struct people **ret_all) {
  struct world *w = x->w;
  struct people_names *names;
  struct office_when when = { mon(2026, 5), day(2026, 6, 1), day(2026, 6, 1), x->act };
  ok(people_names_load(w->a, w->db, x->law, &names));
  struct people_ask how = { .viewer = w->me, .db = w->db, .names = names, .act = x->act };
  ok(people_load_all(w->a, &how, ret_all));
  ok(office_determine(w->a, x->law, *ret_all, when, NULL, 1, ret_d));
}

/* Person 1 and who belongs to him, as his page reads them. */
static enum err read_alone(struct asked *x) {
  struct world *w = x->w;
  struct people_names *names;
  struct people *alone;
  ok(people_names_load(w->a, w->db, x->law, &names));
  struct people_ask how = {
    .viewer = w->me, .db = w->db, .names = names, .act = x->act, .seen_in = mon(2026, 5)
  };
  return people_load_one(w->a, &how, 1, &alone, NULL);
}

static int unanswered_lines(struct asked *x, const struct office_determination *d) {
  struct office_due_line *line;
  int64_t n;
  int found = 0;
  struct world *w = x->w;
  ok(office_due_lines(w->a, &(struct office_due_ask) { d, NULL, NULL, 1 }, &line, &n));
  for (int64_t i = 0; i < n; i++)
    found += line[i].person == 1 && line[i].change == OFFICE_UNSAID && line[i].why[VI].n > 0;
  return found;
}

static void nobody_is_lost_by_a_row_that_cannot_be_read(void **state) {
  (void)state;
  struct asked x = { .round = arena_new("the tables again", (size_t)64 << 20) };
  struct office_determination d;
  struct people *all, *kept;
  const struct reg_bad *list;
  int named, taken = 0;
  for (size_t i = 0; i < sizeof in_the_way / sizeof *in_the_way; i++) {
    if (!x.w) begin(&x);
    struct world *w = x.w;
    if (!written(w, in_the_way[i])) continue;
    fprintf(stderr, "# %s\n", in_the_way[i]);
    taken++;
    determined_of(&x, &d, &all);
    assert_true(people_bad(all, &list, &named) > 0 && named > 0);
    assert_true(d.unread.people > 0);
    if (unanswered_lines(&x, &d) != 1) fail_msg("%s: he is not on the list", in_the_way[i]);
    bool unreadable_grant = people_unread_grants(all, 0) == 1;
    assert_true(unreadable_grant || d.faults > 0);
    if (i + NO_VALUES >= sizeof in_the_way / sizeof *in_the_way) assert_int_equal(read_alone(&x), INVALID);
    /* What is kept of everybody says the same. */
    size_t sizes[PEOPLE_PARTS];
    void *parts[PEOPLE_PARTS];
    struct people_names *names;
    ok(people_names_load(w->a, w->db, x.law, &names));
    struct people_ask how = { .viewer = w->me, .db = w->db, .names = names, .act = x.act };
    people_pack_sizes(w->a, all, sizes);
    for (int k = 0; k < PEOPLE_PARTS; k++)
      parts[k] = (void *)(((uintptr_t)arena_alloc(w->a, sizes[k] + 64) + 63) / 64 * 64);
    people_pack(w->a, all, parts, sizes);
    ok(people_unpack(w->a, &how, (const void *const *)parts, sizes, &kept));
    ok(office_determine(w->a, x.law, kept, d.when, NULL, 1, &d));
    assert_int_equal(unanswered_lines(&x, &d), 1);
    make_again(&x);
  }
  if (x.w) end(&x);
  arena_free(x.round);
  assert_true(taken >= (test_db_on_server() ? 4 : 15)); /* the server refuses more of them */
}

/* Writes it, by way of the schema or past it; false: a server, which can be brought to hold no such row. It
 * makes a number of a fraction that is written, and what it cannot make one of it refuses. */
static bool plant(struct world *w, const struct planted *row) {
  if (test_db_on_server()) return row->by_the_schema == TAKEN && written(w, row->sql);
  bool taken = written(w, row->sql);
  if (taken != (row->by_the_schema == TAKEN)) fail_msg("%s: %s", row->sql, taken ? "taken" : "refused");
  if (!taken) test_lax(w->place.path, row->sql);
  return true;
}

/* What is not as it must be, NULL nothing. */
static const char *missed(struct asked *x, const struct planted *row) {
  struct world *w = x->w;
  struct office_determination d;
  struct people *all, *one;
  struct people_names *names;
  struct reg_bad bad = { .word = "" };
  const struct reg_bad *list;
  int named;
  determined_of(x, &d, &all);
  if (people_bad(all, &list, &named) == 0 || named == 0) return "not named";
  if (audited(x) == 0) return "the audit does not name it";
  if (row->whose == ANYBODYS) return NULL;
  if (d.unread.people == 0 || unanswered_lines(x, &d) != 1) return "he is not on the list";
  ok(people_names_load(w->a, w->db, x->law, &names));
  struct people_ask how = { .viewer = w->me, .db = w->db, .names = names, .act = x->act };
  enum err e = people_load_one(w->a, &how, 1, &one, &bad);
  return e == INVALID && bad.word[0] ? NULL : "his household is read as if nothing were wrong";
}

static void what_is_planted_is_refused_or_named(void **state) {
  (void)state;
  int silent = 0;
  struct asked x = { .round = arena_new("a planted row", (size_t)512 << 20) };
  for (size_t i = 0; i < sizeof planted / sizeof *planted; i++) {
    if (!x.w) begin(&x);
    if (!plant(x.w, &planted[i])) continue;
    struct arena *own = x.w->a;
    x.w->a = x.round;
    const char *wrong = missed(&x, &planted[i]);
    if (wrong) print_error("%s: %s\n", planted[i].sql, wrong);
    silent += wrong != NULL;
    x.w->a = own;
    make_again(&x);
    arena_reset(x.round);
  }
  if (x.w) end(&x);
  arena_free(x.round);
  assert_int_equal(silent, 0);
}

/* ---- a bad row ends itself ---- */

enum { NO_TEXT = 2 }; /* the first of them */
static const char *const of_one[] = {
  "UPDATE person_version SET full_name = CAST(X'FF41' AS TEXT) WHERE person = 1",
  "UPDATE person_version SET full_name = CAST(X'41004E' AS TEXT) WHERE person = 1",
  "UPDATE person_version SET full_name = '' WHERE person = 1",
  "UPDATE person_version SET birth = -9000000 WHERE person = 1",
  "UPDATE person_version SET sex = 'zzz' WHERE person = 1",
  GRANT "first_month = 0",
};

static enum err read_bad_pages(void *context) {
  struct page *p = context;
  struct world *w = p->x->w;
  struct web_when when = { mon(2026, 5), day(2026, 6, 1) };
  struct web_check check;
  struct web_check_ask ask = { 0 };
  struct web_person who;
  struct web_found *found;
  int n;
  ok(p->data.check(p->session, w->a, VI, when, &ask, &check));
  assert_int_equal(check.row_count, 2);
  assert_true(str_is(check.rows[0].person, p->x->id) && check.rows[0].name.n > 0);
  assert_true(str_is(check.rows[1].name, "Trần Văn Nam"));
  ok(p->data.person(p->session, w->a, VI, when, str_of(p->x->id), &who));
  assert_true(str_is(who.id, p->x->id) && who.unread.n > 0 && utf8_valid(who.unread, NULL));
  ok(p->data.search(p->session, w->a, VI, when, S("nam"), &found, &n));
  assert_int_equal(n, 1);
  return OK;
}

static void a_row_that_cannot_be_read_ends_itself(void **state) {
  (void)state;
  struct asked x = { .round = arena_new("the tables again", (size_t)64 << 20) };
  struct str message;
  for (size_t i = 0; i < sizeof of_one / sizeof *of_one; i++) {
    if (!x.w) begin(&x);
    struct world *w = x.w;
    ok(db_script(
        w->db,
        "DELETE FROM finding;"
        "INSERT INTO finding(run, kind, person, area, benefit, grant_id, law, paid, detail_vi, detail_en)"
        " SELECT max(id), 'very_old', 1, 3, NULL, 1, 0, 0, 'a', 'a' FROM finding_run;"
        "INSERT INTO finding(run, kind, person, area, benefit, grant_id, law, paid, detail_vi, detail_en)"
        " SELECT max(id), 'very_old', 2, 3, NULL, 1, 0, 0, 'a', 'a' FROM finding_run"));
    if (test_db_on_server() && i < NO_TEXT) continue; /* it takes no such bytes */
    if (!written(w, of_one[i])) continue;
    fprintf(stderr, "# %s\n", of_one[i]);
    struct page p = { .x = &x };
    struct questions_place place = { w->place.path, x.law, VI };
    ok(questions_open(w->me, w->a, &place, &p.data, &message));
    ok(p.data.open(p.data.config, &p.session));
    ok(p.data.question(p.session, read_bad_pages, &p));
    p.data.close(p.session);
    questions_end(&p.data);
    make_again(&x);
  }
  if (x.w) end(&x);
  arena_free(x.round);
}

int main(void) {
  const struct CMUnitTest tests[] = { cmocka_unit_test(what_is_planted_is_refused_or_named),
                                      cmocka_unit_test(nobody_is_lost_by_a_row_that_cannot_be_read),
                                      cmocka_unit_test(a_row_that_cannot_be_read_ends_itself),
                                      cmocka_unit_test(nothing_falls_over_nonsense) };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
