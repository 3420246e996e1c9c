/* The pages over invented people: what the browser tests look at. Every name and figure here is made up. */
#include <signal.h>

#include "faces/ansinh/rows.h"
#include "faces/web/web.h"

#define L(vi, en) (lang == EN ? S(en) : S(vi))

struct someone {
  const char *id; /* stands for a public id */
  const char *name;
  int year, month, day;
  bool female;
  const char *village, *commune, *head, *receives;
};
static const struct someone people[] = {
  { "DEMO1", "Nguyễn Thị Lài", 1949, 4, 12, true, "Thôn 3", "Xã A Lưới 2", "Nguyễn Thị Lài",
    "Trợ cấp xã hội hằng tháng 810.000 đ" },
  { "DEMO2", "Nguyễn Thị Lãi", 1949, 1, 1, true, "Tổ dân phố 4", "Phường Thuận Hóa", "Trần Văn Ẩn", "" },
  { "DEMO3", "Hồ Văn Lài", 1958, 9, 30, false, "Thôn Ka Vin", "Xã A Lưới 1", "Hồ Văn Lài", "" },
  { "DEMO4", "Lê Thị Lài", 1972, 7, 7, true, "Thôn Phước Lập", "Xã Vinh Lộc", "Phan Đình Ổn", "" },
  { "DEMO5", "Nguyễn Văn <b>Đẵng</b> & \"Ngỗng\"", 1990, 2, 28, false, "Thôn Ngữ Ỷ", "Xã Quảng Điền",
    "Nguyễn Văn Đẵng", "" },
  { "DEMO6", "Trần Thị Lài Ngữ", 1936, 12, 1, true, "Thôn Trung Đồng Đông Ẩm Ỗ", "Xã Phú Vinh", "Đỗ Hữu Ằng",
    "Trợ cấp hưu trí xã hội 540.000 đ" },
};
enum { PEOPLE = sizeof people / sizeof people[0], COMMUNES = 40, FINDINGS = 137 };

static enum err demo_packs(void *session, struct arena *a, struct web_packs *ret_p) {
  (void)session;
  (void)a;
  *ret_p = (struct web_packs) { .standing = WEB_ADOPTED, .served = S(""), .adopted = S("") };
  return OK;
}

static enum err demo_open(void *config, void **ret_session) {
  static int session;
  (void)config;
  *ret_session = &session;
  return OK;
}
static void demo_close(void *session) { assert(session); }

static struct web_sum sum(int64_t n, money each) {
  return (struct web_sum) { .people = n, .households = n * 2 / 3, .vnd = n * each, .tasks = n / 80 };
}

static struct web_made made(month m, date known) {
  return (struct web_made) { .there = true,
                             .m = m,
                             .law_day = known,
                             .facts_day = known,
                             .act_day = known,
                             .act = 102,
                             .packs = S("0123456789abcdef") };
}

static enum err demo_overview(void *session, struct arena *a, enum lang lang, struct web_when when,
                              struct web_overview *ret_o) {
  (void)session;
  struct web_overview o = { .latest = month_of(date_of(2026, 11, 1)),
                            .for_month = when.for_month,
                            .before_made = made(when.for_month - 1, when.known),
                            .comparable = true,
                            .tasks_comparable = true };
  static const char *const names[] = { "Phường An Cựu",    "Phường Dương Nỗ",  "Phường Hóa Châu",
                                       "Phường Kim Long",  "Phường Mỹ Thượng", "Phường Phong Điền",
                                       "Phường Thuận Hóa", "Xã A Lưới 1",      "Xã A Lưới 2",
                                       "Xã Quảng Điền" };
  o.communes = NEW_ARRAY(a, struct web_total, COMMUNES);
  o.commune_count = COMMUNES;
  for (int i = 0; i < COMMUNES; i++) {
    struct web_total *t = &o.communes[i];
    t->code = str_of(arena_print(a, "201%02d", i));
    t->title = str_of(i < 10 ? names[i] : arena_print(a, "Xã Ví Dụ %d", i));
    t->now = sum(900 + i * 137 % 1900, 540000);
    t->before = sum(890 + i * 131 % 1900, 540000);
    o.now.people += t->now.people;
    o.now.vnd += t->now.vnd;
    o.now.tasks += t->now.tasks;
    o.before.people += t->before.people;
    o.before.vnd += t->before.vnd;
    o.before.tasks += t->before.tasks;
  }
  if (when.for_month <= month_of(date_of(2026, 11, 1))) o.made = made(when.for_month, when.known);
  o.now.check = made(when.for_month, when.known);
  o.before.check = o.before_made;
  o.benefits = NEW_ARRAY(a, struct web_total, 3);
  o.benefit_count = 3;
  o.benefits[0] = (struct web_total) { S(""), S("assistance.monthly"),
                                       L("Trợ cấp xã hội hằng tháng", "Monthly social assistance"),
                                       sum(41210, 756000), sum(41198, 756000) };
  o.benefits[1] = (struct web_total) { S(""), S("assistance.care"),
                                       L("Hỗ trợ kinh phí chăm sóc, nuôi dưỡng", "Care allowance"),
                                       sum(9120, 540000), sum(9133, 540000) };
  o.benefits[2] = (struct web_total) { S(""), S("social_pension.monthly"),
                                       L("Trợ cấp hưu trí xã hội", "Social pension"), sum(24018, 540000),
                                       sum(23977, 540000) };
  for (int g = 0; g < WEB_AGE_GROUPS; g++) {
    int64_t n = 52000 - g * g * 140 - (g % 3) * 2100;
    o.ages[g] = (struct web_ages) { n, n + g * 310 - 900, n * (g > 13 ? 40 : 2) / 100,
                                    n * (g > 13 ? 55 : 2) / 100 };
    o.population += o.ages[g].male + o.ages[g].female;
  }
  *ret_o = o;
  return OK;
}

static struct web_found found(const struct someone *p) {
  return (struct web_found) { .id = str_of(p->id),
                              .name = str_of(p->name),
                              .birth = date_of(p->year, p->month, p->day),
                              .birth_known = 3,
                              .female = p->female,
                              .village = str_of(p->village),
                              .commune = str_of(p->commune),
                              .head = str_of(p->head),
                              .receives = str_of(p->receives) };
}

static enum err demo_search(void *session, struct arena *a, enum lang lang, struct web_when when,
                            struct str query, struct web_found **ret_list, int *ret_count) {
  (void)session;
  (void)lang;
  (void)when;
  struct web_found *list = NEW_ARRAY(a, struct web_found, WEB_FOUND_MAX);
  struct str q = text_fold(a, query);
  int n = 0;
  for (int i = 0; i < PEOPLE && n < WEB_FOUND_MAX; i++) {
    struct str name = text_fold(a, str_of(people[i].name));
    const char *at = strstr(name.p, q.p);
    if (!q.n || !at) continue;
    list[n] = found(&people[i]);
    int first = 0;
    for (const char *p = name.p; p < at; p++)
      first += *p == ' ';
    list[n].matched |= 1u << first;
    n++;
  }
  *ret_list = list;
  *ret_count = n;
  return OK;
}

/* ---- the explanation of one benefit, as in the law of October 2026 ---- */

static struct web_reason reason(enum web_mark mark, struct str text, struct str value, struct str origin,
                                struct str citation, struct str law) {
  return (struct web_reason) {
    .mark = mark, .text = text, .value = value, .origin = origin, .citation = citation, .law = law
  };
}

static struct web_why assistance(struct arena *a, enum lang lang) {
  struct web_why w = {
    .benefit = S("assistance.monthly"),
    .title = L("Trợ cấp xã hội hằng tháng", "Monthly social assistance"),
    .status = WEB_VALUE,
    .vnd = 810000,
    .granted = true,
    .granted_vnd = 750000,
    .granted_from = month_of(date_of(2025, 3, 1)),
    .has_due = true,
    .due_vnd = 810000,
    .answer = L("Bà Lài được hưởng 810.000 đồng mỗi tháng.", "Ms Lài is entitled to 810.000 đồng a month."),
    .sum = L("540.000 đ (mức chuẩn) × 1,5 (hệ số) = 810.000 đ",
             "540.000 đ (base) × 1,5 (coefficient) = 810.000 đ"),
    .citation = S("điểm a khoản 5 Điều 5 NĐ 335/2026"),
    .law = S("assistance"),
    .grant_note = L("Quyết định ghi 750.000 đ; truy lĩnh 60.000 đ mỗi tháng từ 07/2026.",
                    "The decision says 750.000 đ; arrears of 60.000 đ a month from 07/2026.")
  };
  w.reasons = NEW_ARRAY(a, struct web_reason, 6);
  w.reason_count = 6;
  w.reasons[0] = reason(WEB_MARK_NONE, L("mức chuẩn", "base"), S("540.000 đ"),
                        L("từ 01/07/2026 cho người đang hưởng trước 05/10/2026",
                          "from 01/07/2026 for those granted before 05/10/2026"),
                        S("khoản 3 Điều 32 NĐ 335/2026"), S("assistance.base"));
  w.reasons[1] = reason(
      WEB_MARK_NONE, L("hệ số", "coefficient"), S("1,5"),
      L("người cao tuổi thuộc hộ nghèo, không có người phụng dưỡng", "elderly, poor household, no supporter"),
      S("điểm a khoản 5 Điều 5"), S("assistance"));
  w.reasons[2] = reason(WEB_MARK_YES, L("thuộc hộ nghèo", "poor household"), S(""),
                        L("QĐ 12/QĐ-UBND ngày 15/12/2025, từ 01/01/2026",
                          "decision 12/QĐ-UBND of 15/12/2025, since 01/01/2026"),
                        S(""), S(""));
  w.reasons[3] = reason(WEB_MARK_YES, L("không có người phụng dưỡng", "no supporter"), S(""),
                        L("tờ khai ngày 02/03/2025", "statement of 02/03/2025"), S(""), S(""));
  w.reasons[4] = reason(WEB_MARK_NO, L("từ đủ 80 tuổi", "aged 80 or over"), S("77"),
                        L("sinh 12/04/1949", "born 12/04/1949"), S(""), S(""));
  w.reasons[5] = reason(WEB_MARK_NO, L("nhiễm HIV", "HIV"), L("không", "no"), L("sổ theo dõi", "register"),
                        S(""), S(""));
  w.reasons[5].secret = true;
  w.tree = NEW_ARRAY(a, struct web_reason, 1);
  w.tree_count = 1;
  w.tree[0] = reason(WEB_MARK_YES, L("mức chuẩn × hệ số", "base × coefficient"), S("810.000 đ"), S(""),
                     S("khoản 1 Điều 6"), S("assistance.base"));
  w.tree[0].kids = w.reasons;
  w.tree[0].kid_count = w.reason_count;
  w.readings = NEW(a, struct web_reading);
  w.reading_count = 1;
  *w.readings = (struct web_reading) {
    L("Nếu theo cách hiểu «Hệ số mới tính từ 01/7/2026: có» (đang chờ ý kiến)",
      "Under the reading «the new coefficient from 1 July 2026: yes» (awaiting an answer)"),
    S("1.080.000 đ"), S("khoản 3 Điều 32 NĐ 335/2026")
  };
  w.not_added = NEW(a, struct web_not_added);
  w.not_added_count = 1;
  *w.not_added = (struct web_not_added) { L("Trợ cấp hưu trí xã hội", "Social pension"),
                                          L("chỉ hưởng một mức cao nhất", "only the highest one is paid"),
                                          S("khoản 1 Điều 31"), true, 540000 };
  w.changes = NEW_ARRAY(a, struct str, 2);
  w.change_count = 2;
  w.changes[0] = L("thuộc hộ nghèo", "poor household");
  w.changes[1] = L("không có người phụng dưỡng", "no supporter");
  return w;
}

static void other_whys(struct arena *a, enum lang lang, struct web_person *p) {
  struct web_why *care = &p->whys[p->why_count++], *pension = &p->whys[p->why_count++];
  *care = (struct web_why) { .benefit = S("assistance.care"),
                             .title = L("Hỗ trợ kinh phí chăm sóc, nuôi dưỡng", "Care allowance"),
                             .status = WEB_UNKNOWN,
                             .answer = L("Chưa xác định được: thiếu mức độ khuyết tật.",
                                         "Not determined: the degree of disability is missing.") };
  care->unknowns = NEW(a, struct str);
  care->unknown_count = 1;
  care->unknowns[0] = L("mức độ khuyết tật (giấy xác nhận)", "degree of disability (certificate)");
  *pension = (struct web_why) { .benefit = S("social_pension.monthly"),
                                .title = L("Trợ cấp hưu trí xã hội", "Social pension"),
                                .status = WEB_NOT,
                                .answer = L("Không hưởng: đã hưởng trợ cấp xã hội hằng tháng cao hơn.",
                                            "Not paid: a higher monthly assistance is paid.") };
}

static void tables(struct arena *a, enum lang lang, struct web_person *p) {
  date open = DATE_MAX;
  p->facts = NEW_ARRAY(a, struct web_fact, 3);
  p->fact_count = 3;
  p->facts[0] = (struct web_fact) { L("Diện nghèo", "Poverty class"),
                                    L("nghèo", "poor"),
                                    S("QĐ 12/QĐ-UBND ngày 15/12/2025"),
                                    false,
                                    true,
                                    true,
                                    date_of(2026, 1, 1),
                                    open,
                                    date_of(2025, 12, 15),
                                    open };
  p->facts[1] = (struct web_fact) { L("Nhiễm HIV", "HIV"),
                                    L("không", "no"),
                                    S("phiếu"),
                                    true,
                                    false,
                                    true,
                                    date_of(2024, 1, 1),
                                    open,
                                    date_of(2024, 1, 1),
                                    open };
  p->facts[2] = (struct web_fact) { L("Diện nghèo", "Poverty class"),
                                    L("cận nghèo", "near-poor"),
                                    S("QĐ 40/QĐ-UBND ngày 12/12/2024"),
                                    false,
                                    true,
                                    false,
                                    date_of(2025, 1, 1),
                                    date_of(2026, 1, 1),
                                    date_of(2024, 12, 12),
                                    open };
  p->grants = NEW(a, struct web_grant);
  p->grant_count = 1;
  p->grants[0] = (struct web_grant) { L("Trợ cấp xã hội hằng tháng", "Monthly social assistance"),
                                      S("118/QĐ-UBND"),
                                      S("Hồ Thị Ngữ"),
                                      S("k5a"),
                                      S("Nguyễn Thị Lài"),
                                      L("đang hưởng", "running"),
                                      date_of(2025, 3, 20),
                                      month_of(date_of(2025, 3, 1)),
                                      true,
                                      0,
                                      750000 };
  p->paid = NEW(a, struct web_paid);
  p->paid_count = 1;
  p->paid[0] = (struct web_paid) { L("Trợ cấp xã hội hằng tháng", "Monthly social assistance"),
                                   S("118/QĐ-UBND"), month_of(date_of(2025, 3, 1)),
                                   month_of(date_of(2026, 10, 1)), 750000 };
  p->events = NEW(a, struct web_event);
  p->event_count = 1;
  p->events[0] = (struct web_event) { date_of(2026, 1, 1), date_of(2025, 12, 15),
                                      L("Diện nghèo: cận nghèo → nghèo", "Poverty class: near-poor → poor"),
                                      S("QĐ 12/QĐ-UBND") };
  p->household_members = NEW(a, struct web_member);
  p->member_count = 1;
  p->household_members[0] = (struct web_member) { p->id, p->name, L("chủ hộ", "head"), S(""), p->birth, 3,
                                                  false, true };
}

static enum err demo_person(void *session, struct arena *a, enum lang lang, struct web_when when,
                            struct str id, struct web_person *ret_p) {
  (void)session;
  if (str_is(id, "DEMO77")) /* asks for more than a request may have */
    arena_alloc(a, WEB_REQUEST_BYTES_MAX);
  const struct someone *s = NULL;
  for (int i = 0; i < PEOPLE; i++)
    if (str_is(id, people[i].id)) s = &people[i];
  if (!s) return NOT_FOUND;
  struct web_person p = { .id = str_of(s->id),
                          .in_household = true,
                          .name = str_of(s->name),
                          .ethnic = S("Kinh"),
                          .citizen_no = S("046149001234"),
                          .phone = S("0905123456"),
                          .birth = date_of(s->year, s->month, s->day),
                          .birth_known = 3,
                          .female = s->female,
                          .village = str_of(s->village),
                          .commune = str_of(s->commune),
                          .head = str_of(s->head),
                          .members = 1 };
  p.age_on = month_last(when.for_month);
  p.age = p.age_least = years_between(p.birth, p.age_on);
  p.whys = NEW_ARRAY(a, struct web_why, 3);
  if (s == &people[0]) {
    p.whys[p.why_count++] = assistance(a, lang);
    other_whys(a, lang, &p);
    p.findings = NEW(a, struct web_finding);
    p.finding_count = 1;
    p.findings[0] = (struct web_finding) { L("Mức 1.080.000 đ", "1.080.000 đ"),
                                           L("nếu áp dụng cách hiểu D1 (đang chờ ý kiến)",
                                             "if D1 is read otherwise (waiting for an answer)"),
                                           false };
    p.coming = NEW(a, struct web_coming);
    p.coming_count = 1;
    p.coming[0] = (struct web_coming) { date_of(2029, 4, 12),
                                        L("đủ 80 tuổi: không đổi", "turns 80: no change") };
    for (int i = 0; i < WEB_STRIP_MONTHS; i++) {
      month m = when.for_month - (WEB_STRIP_MONTHS - 2) + i;
      money now = m >= month_of(date_of(2026, 7, 1)) ? 810000 : 750000;
      bool paid = m < when.for_month;
      p.strip[p.strip_count++] = (struct web_cell) { .m = m,
                                                     .status = WEB_VALUE,
                                                     .eligible = now,
                                                     .due = now,
                                                     .paid = 750000,
                                                     .has_due = true,
                                                     .has_paid = paid,
                                                     .owed = paid ? now - 750000 : 0 };
    }
  }
  tables(a, lang, &p);
  *ret_p = p;
  return OK;
}

static enum err demo_why(void *session, struct arena *a, enum lang lang, struct web_when when,
                         const struct web_why_ask *ask, struct web_person *ret_p) {
  struct web_person p;
  enum err err = demo_person(session, a, lang, when, ask->id, &p);
  if (err != OK) return err;
  for (int i = 0; i < p.why_count; i++)
    if (str_eq(p.whys[i].benefit, ask->benefit)) {
      p.whys = &p.whys[i];
      p.why_count = 1;
      *ret_p = p;
      return OK;
    }
  return NOT_FOUND;
}

static enum err demo_question(void *session, enum err (*work)(void *context), void *context) {
  (void)session;
  return work(context);
}

/* ---- law and check ---- */

static enum err demo_law(void *session, struct arena *a, enum lang lang, struct web_when when,
                         struct web_law *ret_l) {
  (void)session;
  (void)when;
  struct web_law l = { .document_count = 1, .provision_count = 2, .hash = S("7c1e52a0") };
  l.documents = NEW(a, struct web_document);
  l.documents[0] = (struct web_document) { S("nd335_2026"), S("Nghị định 335/2026/NĐ-CP"), S(""),
                                           date_of(2026, 8, 21), date_of(2026, 10, 5) };
  l.provisions = NEW_ARRAY(a, struct web_provision, 2);
  l.provisions[0] = (struct web_provision) { S("assistance.base"),
                                             L("tham số", "parameter"),
                                             L("Mức chuẩn trợ giúp xã hội", "Social-assistance base"),
                                             S("540.000 đ"),
                                             S("05/10/2026"),
                                             S("khoản 2 Điều 4"),
                                             false };
  l.provisions[1] = (struct web_provision) { S("assistance"),
                                             L("quy tắc", "rule"),
                                             L("Hệ số trợ giúp xã hội", "Coefficient"),
                                             L("14 trường hợp", "14 cases"),
                                             S("05/10/2026"),
                                             S("Điều 5, Điều 6"),
                                             true };
  *ret_l = l;
  return OK;
}

static enum err demo_provision(void *session, struct arena *a, enum lang lang, struct web_when when,
                               struct str name, struct web_provision_page *ret_p) {
  struct web_law l;
  demo_law(session, a, lang, when, &l);
  for (int i = 0; i < l.provision_count; i++)
    if (str_eq(l.provisions[i].name, name)) {
      struct web_provision_page p = {
        .about = l.provisions[i],
        .version_count = 2,
        .source = S("parameter base : money\n  from 2026-10-05 = 540_000 [nd335_2026 4.2]\n"),
        .place = S("law/vn/assistance.luat:12")
      };
      p.versions = NEW_ARRAY(a, struct web_version, 2);
      p.versions[0] = (struct web_version) { S("05/10/2026"),
                                             S(""),
                                             S("540.000 đ"),
                                             S("khoản 2 Điều 4 NĐ 335/2026"),
                                             true,
                                             false,
                                             S(""),
                                             NULL,
                                             0,
                                             0 };
      p.versions[1] = (struct web_version) { S("01/07/2024"),
                                             S("05/10/2026"),
                                             S("500.000 đ"),
                                             S("Điều 1 NĐ 76/2024"),
                                             false,
                                             false,
                                             S(""),
                                             NULL,
                                             0,
                                             0 };
      p.used_by = NEW(a, struct str);
      p.used_count = 1;
      p.used_by[0] = S("assistance");
      *ret_p = p;
      return OK;
    }
  return NOT_FOUND;
}

static enum err demo_diff(void *session, struct arena *a, enum lang lang, date from, date to,
                          struct web_diff *ret_d) {
  (void)session;
  struct web_diff d = { 0 };
  if (from < date_of(2026, 10, 5) && to >= date_of(2026, 10, 5)) {
    d.changes = NEW_ARRAY(a, struct web_change, 2);
    d.change_count = 2;
    d.changes[0] = (struct web_change) { S("assistance.base"),
                                         L("Mức chuẩn trợ giúp xã hội", "Social-assistance base"),
                                         L("tham số", "parameter"),
                                         S("500.000 đ"),
                                         S("540.000 đ"),
                                         S("NĐ 335/2026"),
                                         S("khoản 2 Điều 4"),
                                         false,
                                         true,
                                         74348,
                                         NULL,
                                         0,
                                         0 };
    d.changes[1] = (struct web_change) {
      S("assistance"),
      L("Hệ số: người cao tuổi nghèo, không có người phụng dưỡng, từ đủ 75 đến dưới 80 tuổi",
        "Coefficient: elderly, poor, no supporter, 75 to 79"),
      L("trường hợp", "case"),
      S("1,5"),
      S("2,0"),
      S("NĐ 335/2026"),
      S("điểm a khoản 5 Điều 5"),
      false,
      false,
      0,
      NULL,
      0,
      0
    };
    d.documents = NEW(a, struct web_document);
    d.document_count = 1;
    d.documents[0] = (struct web_document) { S("nd335_2026"), S("Nghị định 335/2026/NĐ-CP"),
                                             L("thay NĐ 20/2021, NĐ 76/2024", "replaces 20/2021, 76/2024"),
                                             date_of(2026, 8, 21), date_of(2026, 10, 5) };
  }
  *ret_d = d;
  return OK;
}

static enum err demo_check(void *session, struct arena *a, enum lang lang, struct web_when when,
                           const struct web_check_ask *ask, struct web_check *ret_c) {
  (void)session;
  struct web_check c = { .made = made(when.for_month, date_of(2026, 11, 23)),
                         .compared = true,
                         .all = FINDINGS,
                         .kind_count = 2,
                         .commune_count = 1 };
  c.kinds = NEW_ARRAY(a, struct web_check_kind, 2);
  c.kinds[0] = (struct web_check_kind) { S("law_higher"), L("Luật cao hơn số đã trả", "Law higher than paid"),
                                         S(""), FINDINGS - 37 };
  c.kinds[1] = (struct web_check_kind) { S("dead_paid"), L("Đã mất mà còn trả", "Dead and still paid"), S(""),
                                         37 };
  c.communes = NEW(a, struct web_total);
  c.communes[0] =
      (struct web_total) { .code = S("20100"), .title = S("Phường An Cựu"), .now = { .people = FINDINGS } };
  int64_t at = 0;
  if (ask->after.n && parse_int(ask->after, &at) != OK) return INVALID;
  c.rows = NEW_ARRAY(a, struct web_check_row, WEB_PAGE_ROWS);
  for (int64_t i = at; i < FINDINGS && c.row_count < WEB_PAGE_ROWS; i++) {
    bool dead = i % 137 < 37;
    if (ask->kind.n && str_is(ask->kind, "dead_paid") != dead) continue;
    const struct someone *p = &people[i % PEOPLE];
    c.rows[c.row_count++] = (struct web_check_row) { str_of(p->id),
                                                     str_of(p->name),
                                                     str_of(p->village),
                                                     str_of(p->commune),
                                                     S("x"),
                                                     c.kinds[dead].title,
                                                     dead ? L("mất ngày 01/09/2026", "died 01/09/2026")
                                                          : S(""),
                                                     !dead,
                                                     true,
                                                     false,
                                                     810000,
                                                     750000,
                                                     c.made.law_day };
    at = i + 1;
  }
  if (at < FINDINGS) c.next = str_of(arena_print(a, "%d", (int)at));
  *ret_c = c;
  return OK;
}

static bool demo_mistyped(struct str typed) { return str_is(typed, "0000000000000000A"); }

int main(void) {
  static const struct web_data data = { .open = demo_open,
                                        .close = demo_close,
                                        .question = demo_question,
                                        .packs = demo_packs,
                                        .overview = demo_overview,
                                        .search = demo_search,
                                        .mistyped = demo_mistyped,
                                        .person = demo_person,
                                        .why = demo_why,
                                        .law = demo_law,
                                        .provision = demo_provision,
                                        .diff = demo_diff,
                                        .check = demo_check };
  struct web_config config = {
    .port = 0, .agency = "UBND xã Ví Dụ", .today = date_of(2026, 11, 23), .data = &data
  };
  config.table = cli_entries(&config.table_count);
  sigset_t ends;
  int which;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  sigprocmask(SIG_BLOCK, &ends, NULL);
  struct web_server *server;
  if (web_start(&config, &server) != OK) return 1;
  printf("http://127.0.0.1:%u\n", web_port(server));
  fflush(stdout);
  sigwait(&ends, &which);
  web_stop(server);
  return 0;
}
