/* How the register of awkward lives is made, and both ways of asking it. */
#include "awkward_for_test.h"

/* Acts from here on happen on that day at noon, 05:00 UTC. */
void on(struct world *w, int y, int m, int d) {
  w->act.instant = ((int64_t)date_of(y, m, d) * 24 + 5) * INT64_C(3600000000);
}

int awkward_setup(void **state) {
  struct arena *a = arena_new("test", (size_t)1 << 30);
  struct world *w = NEW(a, struct world);
  const char *laws[] = { SOURCE_ROOT "/law/vn", SOURCE_ROOT "/law/vn-hue" };
  w->a = a;
  int64_t account;
  ok(law_load(a, 2, laws, &w->p));
  ok(test_db_new("awkward", &w->place));
  w->db = w->place.db;
  ok(reg_register_new(w->db, S("Tỉnh mẫu"), true, S("can_bo_a"), &account));
  w->viewer = viewer_all(account);
  w->act = (struct reg_act) { .arena = a, .paper = S("hồ sơ") };
  on(w, 2018, 1, 1);
  ok(reg_areas_import(&w->viewer, w->db, &w->act, SOURCE_ROOT "/data/hue", &w->no));
  on(w, 2025, 7, 1);
  w->v = people_vocabulary(a, w->p);
  ok(reg_vocabulary_import(w->db, a, &w->v));
  ok(people_names_load(a, w->db, w->p, &w->names));
  ok(reg_areas_load(&w->viewer, a, w->db, (struct reg_at) { date_of(2026, 11, 1), REG_ACT_OPEN - 1 },
                    &w->areas));
  *state = w;
  return 0;
}

int awkward_teardown(void **state) {
  struct world *w = *state;
  if (w == NULL) return 0;
  test_db_end(&w->place);
  arena_free(w->a);
  return 0;
}

/* ---- building ---- */

int64_t person(struct world *w, const char *name, int y, int m, int d) {
  struct reg_person_input in = { .full_name = str_of(name),
                                 .ethnic = S("Kinh"),
                                 .birth_year = y,
                                 .birth_month = m,
                                 .birth_day = d,
                                 .sex = REG_FEMALE };
  int64_t id = 0;
  ok(reg_person_add(&w->viewer, w->db, &w->act, &in, &id, &w->no));
  return id;
}

int64_t commune(struct world *w, const char *name) { return reg_commune_by_name(w->areas, str_of(name))->id; }

void says(struct world *w, enum reg_kind kind, int64_t subject, const char *fact, int64_t value,
          const char *name, date from) {
  struct reg_fact_input f = { .kind = kind,
                              .subject = subject,
                              .fact = str_of(fact),
                              .known = true,
                              .value = value,
                              .value_name = str_of(name),
                              .valid_from = from,
                              .valid_to = DATE_MAX };
  if (reg_fact_change(&w->viewer, w->db, &w->act, &w->v, &f, &w->no) != OK)
    fail_msg("%s: %s", fact, w->no.en);
}

int64_t home_at(struct world *w, int64_t area, const char *poverty, date from) {
  int64_t h = 0;
  struct reg_home_input in = { .area = area, .address = S("thôn 1"), .from = from };
  ok(reg_household_add(&w->viewer, w->db, &w->act, &in, &h, &w->no));
  says(w, REG_HOUSEHOLD, h, "household.poverty", 0, poverty, from);
  return h;
}

void lives(struct world *w, int64_t p, int64_t h, const char *role, date from) {
  struct reg_membership_input in = { p, h, str_of(role), from, DATE_MAX };
  ok(reg_membership_add(&w->viewer, w->db, &w->act, &in, &w->no));
}

void severe(struct world *w, int64_t p) {
  says(w, REG_PERSON, p, "person.pension", 0, "", date_of(2025, 7, 1));
  says(w, REG_PERSON, p, "person.disability", 0, "severe", date_of(2025, 7, 1));
}

int64_t grants(struct world *w, int64_t p, const char *benefit, date decided) {
  struct reg_grant g = { .person = p,
                         .cases = S("k6d"),
                         .amount = 750000,
                         .decision_no = S("1/QĐ-UBND"),
                         .signer = S("Chủ tịch"),
                         .payee = S("chính người đó"),
                         .decided = decided,
                         .first_month = month_of(decided),
                         .running = true };
  int64_t id = 0;
  struct reg_grant_input in = { str_of(benefit), &g, NULL };
  if (reg_grant_add(&w->viewer, w->db, &w->act, &in, &id, &w->no) != OK) fail_msg("%s", w->no.en);
  return id;
}

/* As known at the end of a day. */
static int64_t known_on(struct world *w, date day) {
  int64_t act = 0;
  ok(reg_known(w->db, day, &act));
  return act;
}

struct people *columns(struct world *w, date facts) {
  struct people_ask ask = { .viewer = &w->viewer, .db = w->db, .names = w->names, .act = known_on(w, facts) };
  struct people *c;
  ok(people_load_all(w->a, &ask, &c));
  return c;
}

void moves(struct world *w, int64_t h, const char *to, date from) {
  struct reg_home_input in = { h, commune(w, to), S("tổ 1"), from };
  ok(reg_move(&w->viewer, w->db, &w->act, &in, &w->no));
}

/* ---- asking ---- */

struct answer replay(struct world *w, int64_t who, int benefit, int y, int m, date law, date facts) {
  struct people_ask ask = { .viewer = &w->viewer, .db = w->db, .names = w->names, .act = known_on(w, facts) };
  struct people *alone;
  struct law_result r;
  ok(people_load_one(w->a, &ask, who, &alone, NULL));
  struct people_source *source = people_source_new(w->a, alone);
  struct law_source s = people_source(source);
  struct law_session *session = law_session_new(w->a, w->p, &s, (struct law_question) { mon(y, m), law });
  law_ask(session, benefit, who, &r);
  ok(people_source_error(source));
  struct answer x = { r.status == LAW_NOT_ENTITLED ? NO
                      : r.status == LAW_UNKNOWN    ? OPEN
                                                   : r.amount,
                      r.n_cases ? law_case_name(w->p, r.cases[0]) : "", 0, 0 };
  law_session_free(session);
  return x;
}

/* Both ways; they must agree. */
struct answer ask_by(struct world *w, int64_t who, const char *benefit, int y, int m, date law) {
  struct office_determination d;
  struct people *c;
  date facts = date_of(2026, 11, 20);
  int b = law_benefit_find(w->p, str_of(benefit));
  assert_true(b >= 0);
  c = columns(w, facts);
  ok(office_determine(w->a, w->p, c, (struct office_when) { mon(y, m), law, facts, people_act(c) }, NULL, 1,
                      &d));
  struct answer all = { NO, "", 0, 0 }, one = replay(w, who, b, y, m, law, facts);
  for (int64_t i = 0; i < d.n; i++) {
    const struct office_row *r = &d.row[i];
    if (d.m.person[r->at] != who || r->benefit != b) continue;
    all = (struct answer) { r->eligible == OFFICE_VALUE     ? r->eligible_amount
                            : r->eligible == OFFICE_UNKNOWN ? OPEN
                                                            : NO,
                            r->n_cases ? law_case_name(w->p, r->cases[0]) : "", r->area, all.rows + 1 };
  }
  if (all.eligible != one.eligible || strcmp(all.kase, one.kase) != 0)
    fail_msg("%d-%02d %s: bulk %lld %s, replay %lld %s", y, m, benefit, (long long)all.eligible, all.kase,
             (long long)one.eligible, one.kase);
  return all;
}

struct answer ask(struct world *w, int64_t who, const char *benefit, int y, int m) {
  return ask_by(w, who, benefit, y, m, date_of(2026, 11, 20));
}
