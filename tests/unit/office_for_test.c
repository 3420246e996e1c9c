/* How the world of the office's tests came about, act by act. */
#include "office_for_test.h"

const struct one_of_them people[PEOPLE] = {
  [AN] = { "Lê Thị An", 1990, 1, 1, REG_FEMALE },       [BAO] = { "Trần Gia Bảo", 2022, 9, 15, REG_MALE },
  [CUC] = { "Hồ Thị Cúc", 1949, 2, 2, REG_FEMALE },     [DUNG] = { "Phan Văn Dũng", 1944, 5, 5, REG_MALE },
  [EM] = { "Đặng Thị Em", 1948, 3, 3, REG_FEMALE },     [PHU] = { "Võ Văn Phú", 1985, 4, 4, REG_MALE },
  [PHUC] = { "Võ Văn Phúc", 1986, 4, 4, REG_MALE },     [GIANG] = { "Bùi Thị Giang", 1980, 1, 1, REG_FEMALE },
  [HANH] = { "Ngô Thị Hạnh", 1987, 7, 7, REG_FEMALE },  [IM] = { "Cao Văn Im", 2003, 1, 1, REG_MALE },
  [KHOA] = { "Đỗ Đăng Khoa", 1988, 8, 8, REG_MALE },    [LAN] = { "Hoàng Thị Lan", 1979, 9, 9, REG_FEMALE },
  [MY] = { "Trương Thị Mỹ", 1975, 10, 10, REG_FEMALE }, [NAM] = { "Lý Văn Nam", 1970, 11, 11, REG_MALE },
  [OANH] = { "Tôn Nữ Oanh", 1992, 12, 12, REG_FEMALE }, [PHAP] = { "Châu Văn Pháp", 1983, 1, 13, REG_MALE },
  [QUY] = { "Dương Văn Quý", 1991, 2, 14, REG_MALE },   [RI] = { "Mai Thị Ri", 1984, 3, 15, REG_FEMALE },
  [SAU] = { "Huỳnh Văn Sáu", 1982, 4, 16, REG_MALE },   [UT] = { "Nguyễn Văn Út", 1981, 5, 17, REG_MALE },
  [VUI] = { "Tạ Thị Vui", 2010, 10, 20, REG_FEMALE },
};

void on(struct world *w, int y, int m, int d) {
  w->act.instant = ((int64_t)date_of(y, m, d) * 24 + 5) * INT64_C(3600000000);
}

/* What a fact says: a value, a name of an enumeration, or that it is not known. */
struct said {
  bool known;
  int64_t value;
  const char *name;
};
static const struct said yes = { true, 1, "" }, no = { true, 0, "" };
static struct said named(const char *name) { return (struct said) { true, 0, name }; }

static void says(struct world *w, enum reg_kind kind, int64_t subject, const char *fact, struct said what) {
  struct reg_fact_input f = { .kind = kind,
                              .subject = subject,
                              .fact = str_of(fact),
                              .known = what.known,
                              .value = what.value,
                              .value_name = str_of(what.name),
                              .valid_from = date_of(2025, 7, 1),
                              .valid_to = DATE_MAX };
  if (reg_fact_change(&w->viewer, w->db, &w->act, &w->v, &f, &w->no) != OK)
    fail_msg("%s: %s", fact, w->no.en);
}

struct granted {
  const char *benefit, *cases;
  money amount;
  date decided;
  const char *paper;
};

static void grants(struct world *w, enum who i, const struct granted *what, int64_t *ret) {
  struct reg_grant g = { .person = w->person[i],
                         .cases = str_of(what->cases),
                         .amount = what->amount,
                         .decision_no = str_of(what->paper),
                         .signer = S("Chủ tịch UBND"),
                         .payee = str_of(people[i].name),
                         .decided = what->decided,
                         .first_month = month_of(what->decided),
                         .running = true };
  struct reg_grant_input in = { str_of(what->benefit), &g, NULL };
  if (reg_grant_add(&w->viewer, w->db, &w->act, &in, ret, &w->no) != OK)
    fail_msg("%s: %s", people[i].name, w->no.en);
}

static void paid(struct world *w, int64_t grant, month from, month to, money amount) {
  struct reg_months_input in = { .grant = grant, .from = from, .to = to, .amount = amount };
  ok(reg_grant_paid(&w->viewer, w->db, &w->act, &in, &w->no));
}

static void pays(struct world *w, int64_t grant, int y, int m, money amount) {
  paid(w, grant, mon(2025, 7), mon(y, m), amount);
}

static void first_records(struct world *w) {
  on(w, 2025, 7, 1);
  for (enum who i = 0; i < PEOPLE; i++) {
    struct reg_person_input in = { .full_name = str_of(people[i].name),
                                   .ethnic = S("Kinh"),
                                   .birth_year = people[i].y,
                                   .birth_month = people[i].m,
                                   .birth_day = people[i].d,
                                   .sex = people[i].sex };
    ok(reg_person_add(&w->viewer, w->db, &w->act, &in, &w->person[i], &w->no));
    if (i == UT) continue;
    struct reg_home_input home = { .area = w->here, .address = S("thôn 1"), .from = date_of(2025, 7, 1) };
    ok(reg_household_add(&w->viewer, w->db, &w->act, &home, &w->home[i], &w->no));
    struct reg_membership_input member = { w->person[i], w->home[i], S("head"), date_of(2025, 7, 1),
                                           DATE_MAX };
    ok(reg_membership_add(&w->viewer, w->db, &w->act, &member, &w->no));
    says(w, REG_HOUSEHOLD, w->home[i], "household.poverty", named(i == CUC ? "poor" : "none"));
  }
  for (enum who i = 0; i < PEOPLE; i++) {
    if (i == BAO || i == IM || i == VUI) continue;
    says(w, REG_PERSON, w->person[i], "person.pension", no);
    if (i != CUC && i != DUNG)
      says(w, REG_PERSON, w->person[i], "person.disability",
           (struct said) { i != KHOA, 0, i == EM ? "extreme" : "severe" });
  }
  says(w, REG_PERSON, w->person[BAO], "person.without_caregiver", named("both_dead"));
  says(w, REG_PERSON, w->person[VUI], "person.without_caregiver", named("both_dead"));
  says(w, REG_PERSON, w->person[VUI], "person.studying", no);
  says(w, REG_PERSON, w->person[CUC], "person.no_supporter", named("none"));
  says(w, REG_PERSON, w->person[DUNG], "person.no_supporter", named("has_supporter"));
  says(w, REG_PERSON, w->person[EM], "person.no_supporter", named("has_supporter"));
  says(w, REG_PERSON, w->person[EM], "person.social_pension_requested", yes);
  says(w, REG_PERSON, w->person[IM], "person.former_orphan", yes);
  says(w, REG_PERSON, w->person[IM], "person.studying", yes);
}

static void first_grants(struct world *w) {
  on(w, 2025, 8, 1);
  for (enum who i = 0; i < PEOPLE; i++) {
    if (i == IM || i == OANH || i == QUY) continue;
    money amount = i == BAO || i == EM ? 1250000 : i == DUNG ? 500000 : 750000;
    const char *cases = i == BAO    ? "k1a"
                        : i == VUI  ? "k1b"
                        : i == CUC  ? "k5a1"
                        : i == DUNG ? "k5c"
                        : i == EM   ? "k6a"
                                    : "k6d";
    const struct granted what = { "assistance.monthly", cases, amount, date_of(2025, i == DUNG ? 2 : 3, 10),
                                  i == PHAP ? "" : "12/QĐ-UBND" };
    grants(w, i, &what, &w->grant[i]);
  }
  const struct granted pension = { "social_pension.monthly", "h1", 500000, date_of(2025, 7, 20),
                                   "80/QĐ-UBND" };
  grants(w, EM, &pension, &w->second[EM]);
  /* The register refuses a second grant of one benefit; books taken over may hold one. */
  ok(db_script(w->db,
               "INSERT INTO grant_(public_id, person, benefit)"
               " SELECT 'TWIN0000000000000', g.person, g.benefit FROM grant_ g JOIN person_version p"
               " ON p.person = g.person WHERE p.full_name = 'Trương Thị Mỹ';"
               "INSERT INTO grant_version(grant_id, cases, amount, decision_no, decided, filed, signer, "
               "first_month, last_month, payee, paying_point, act_from, act_to)"
               " SELECT t.id, v.cases, v.amount, '99/QĐ-UBND', v.decided, v.filed, v.signer, v.first_month, "
               "v.last_month, v.payee, v.paying_point, v.act_from, v.act_to FROM grant_version v"
               " JOIN grant_ g ON g.id = v.grant_id JOIN grant_ t ON t.person = g.person AND t.id <> g.id"
               " WHERE t.public_id = 'TWIN0000000000000'"));
  w->second[MY] = test_int(w->db, "SELECT id FROM grant_ WHERE public_id = 'TWIN0000000000000'", 0, NULL);
}

static void suspends(struct world *w, int64_t grant, month from) {
  struct reg_months_input in = { .grant = grant, .from = from, .reason = S("ba tháng không nhận tiền") };
  ok(reg_grant_suspend(&w->viewer, w->db, &w->act, &in, &w->no));
}

static void resumes(struct world *w, int64_t grant, month from) {
  struct reg_months_input in = { .grant = grant, .from = from };
  ok(reg_grant_resume(&w->viewer, w->db, &w->act, &in, &w->no));
}

static void ends(struct world *w, int64_t grant, month last) {
  struct reg_months_input in = { .grant = grant, .to = last };
  ok(reg_grant_end(&w->viewer, w->db, &w->act, &in, &w->no));
}

static void what_happened(struct world *w) {
  on(w, 2026, 7, 1);
  suspends(w, w->grant[PHU], mon(2026, 7));
  suspends(w, w->grant[PHUC], mon(2026, 7));
  on(w, 2026, 8, 12);
  struct reg_home_input there = { w->home[HANH], w->there, S("tổ 2"), date_of(2026, 8, 12) };
  ok(reg_move(&w->viewer, w->db, &w->act, &there, &w->no));
  on(w, 2026, 8, 20);
  ends(w, w->grant[SAU], mon(2026, 8));
  on(w, 2026, 9, 1);
  ok(reg_death(&w->viewer, w->db, &w->act, w->person[NAM], date_of(2026, 6, 11), &w->no));
  on(w, 2026, 9, 10);
  ok(reg_death(&w->viewer, w->db, &w->act, w->person[GIANG], date_of(2026, 8, 20), &w->no));
  on(w, 2026, 10, 2);
  resumes(w, w->grant[PHUC], mon(2026, 7));
  on(w, 2026, 10, 28);
  for (enum who i = 0; i < PEOPLE; i++) {
    if (!w->grant[i]) continue;
    int to = i == PHU || i == PHUC ? 6 : i == GIANG || i == BAO ? 9 : i == SAU ? 8 : 10;
    pays(w, w->grant[i], 2026, to,
         i == BAO || i == EM ? 1250000
         : i == DUNG         ? 500000
         : i == LAN          ? 540000
         : i == RI           ? 1000000
                             : 750000);
  }
  paid(w, w->grant[BAO], mon(2026, 10), mon(2026, 10), 750000);
  pays(w, w->second[EM], 2026, 10, 500000);
  pays(w, w->second[MY], 2026, 10, 750000);
  on(w, 2026, 11, 2);
  const struct granted new = { "assistance.monthly", "k6d", 810000, date_of(2026, 11, 2), "7/QĐ-UBND" };
  grants(w, QUY, &new, &w->grant[QUY]);
}

int office_setup(void **state) {
  struct arena *a = arena_new("test", (size_t)1 << 30);
  struct world *w = NEW(a, struct world);
  const char *laws[] = { SOURCE_ROOT "/law/vn", SOURCE_ROOT "/law/vn-hue" };
  int64_t account;
  w->a = a;
  ok(law_load(a, 2, laws, &w->p));
  ok(test_db_new("office", &w->place));
  w->db = w->place.db;
  ok(reg_register_new(w->db, S("Tỉnh mẫu"), true, S("can_bo_a"), &account));
  w->viewer = viewer_all(account);
  w->act = (struct reg_act) { .arena = a, .paper = S("hồ sơ") };
  on(w, 2018, 1, 1);
  ok(reg_areas_import(&w->viewer, w->db, &w->act, SOURCE_ROOT "/data/hue", &w->no));
  w->v = people_vocabulary(a, w->p);
  ok(reg_vocabulary_import(w->db, a, &w->v));
  ok(people_names_load(a, w->db, w->p, &w->names));
  ok(reg_areas_load(&w->viewer, a, w->db, (struct reg_at) { date_of(2026, 11, 1), REG_ACT_OPEN - 1 },
                    &w->areas));
  w->here = reg_commune_by_name(w->areas, S("Phú Xuân"))->id;
  w->there = reg_commune_by_name(w->areas, S("A Lưới 2"))->id;
  w->assistance = law_benefit_find(w->p, S("assistance.monthly"));
  w->pension = law_benefit_find(w->p, S("social_pension.monthly"));
  first_records(w);
  first_grants(w);
  what_happened(w);
  *state = w;
  return 0;
}

int office_teardown(void **state) {
  struct world *w = *state;
  if (w == NULL) return 0;
  test_db_end(&w->place);
  arena_free(w->a);
  return 0;
}

/* ---- asking ---- */

struct office_when when(struct world *w, month m, date law, date facts) {
  struct office_when x = { .for_month = m, .law = law, .facts = facts };
  ok(reg_known(w->db, facts, &x.act));
  return x;
}

struct people *columns(struct world *w, date facts) {
  struct people_ask ask = {
    .viewer = &w->viewer, .db = w->db, .names = w->names, .act = when(w, 0, 0, facts).act
  };
  struct people *c;
  ok(people_load_all(w->a, &ask, &c));
  return c;
}
