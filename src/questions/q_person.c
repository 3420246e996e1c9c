#include "questions/q.h"
#include "office/office.h"

enum { FINDINGS_MAX = 20 };

#define SAY(vi, en) (lang == EN ? S(en) : S(vi))

static bool believed(const struct reg_period *p, date known) {
  return p->rec_from <= known && known < p->rec_to;
}

/* ---- search ---- */

/* What a person receives now, in few words. */
static struct str receives(struct session *s, struct arena *a, enum lang lang, struct web_when when,
                           int64_t person) {
  struct reg_grant *list;
  int n;
  if (reg_grants_of(a, s->db, person, when.known, &list, &n) != OK) return S("");
  struct buf b = buf_new(a, 1024);
  for (int i = 0; i < n; i++)
    if (grant_stands(&list[i], when.for_month) && !grant_suspended(&list[i], when.for_month)) {
      struct str title = live_benefit_title(s, list[i].benefit, lang);
      buf_print(&b, "%s%.*s %s", b.n ? "; " : "", (int)title.n, title.p,
                law_value_text(a, LAW_MONEY, list[i].amount, lang).p);
    }
  return buf_view(&b);
}

enum err live_search(void *session, struct arena *a, enum lang lang, struct web_when when, struct str query,
                     struct web_found **ret_list, int *ret_count) {
  struct session *s = session;
  struct reg_found *found;
  int n;
  const struct reg_areas *areas;
  enum err err = live_areas(s, (struct reg_at) { when.known, when.known }, &areas);
  if (err == OK) err = reg_search(a, s->db, query, areas, 0, WEB_FOUND_MAX, &found, &n);
  if (err != OK) return err;
  struct web_found *list = NEW_ARRAY(a, struct web_found, n + 1);
  for (int i = 0; i < n; i++) {
    const struct reg_found *f = &found[i];
    struct reg_person who;
    list[i] = (struct web_found) { .id = f->person,
                                   .name = f->full_name,
                                   .matched = f->matched,
                                   .birth = f->birth,
                                   .birth_known = f->birth_known,
                                   .dead = f->dead,
                                   .head = f->head,
                                   .receives = receives(s, a, lang, when, f->person) };
    if (reg_person_get(a, s->db, f->person, (struct reg_at) { when.known, when.known }, &who) == OK)
      list[i].female = who.sex == REG_FEMALE;
    live_place(areas, f->area, &list[i].village, &list[i].commune);
  }
  *ret_list = list;
  *ret_count = n;
  return OK;
}

/* ---- a person: household ---- */

static struct str role_title(struct str role, enum lang lang) {
  static const struct {
    const char *id, *vi, *en;
  } roles[] = { { "head", "chủ hộ", "head" },
                { "spouse", "vợ, chồng", "spouse" },
                { "child", "con", "child" },
                { "parent", "cha, mẹ", "parent" },
                { "grandchild", "cháu", "grandchild" },
                { "sibling", "anh, chị, em", "sibling" },
                { "other", "khác", "other" } };
  for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
    if (str_is(role, roles[i].id)) return str_of(lang == EN ? roles[i].en : roles[i].vi);
  return role;
}

static enum err household(struct session *s, struct arena *a, enum lang lang, struct web_when when,
                          struct web_person *p) {
  struct reg_membership in, *list;
  int n;
  bool several = false;
  enum err err = reg_household_of(a, s->db, p->id, when.for_month, when.known, &in, &several);
  if (err == NOT_FOUND) return OK;
  if (err != OK) return err;
  p->household = in.household;
  if ((err = reg_household_members(a, s->db, in.household, when.for_month, when.known, &list, &n)) != OK)
    return err;
  p->household_members = NEW_ARRAY(a, struct web_member, n + 1);
  for (int i = 0; i < n; i++) {
    struct reg_person who;
    if (reg_person_get(a, s->db, list[i].person, (struct reg_at) { month_last(when.for_month), when.known },
                       &who) != OK)
      continue;
    bool dead = who.dead && who.death < month_first(when.for_month);
    p->household_members[p->member_count++] = (struct web_member) {
      who.id, who.full_name,  role_title(list[i].role, lang), S(""), who.birth, who.birth_known,
      dead,   who.id == p->id
    };
    p->members += !dead;
    if (str_is(list[i].role, "head")) p->head = who.full_name;
  }
  if (several) {
    p->findings = NEW(a, struct web_finding);
    p->finding_count = 1;
    p->findings[0] = (struct web_finding) {
      SAY("Hai hộ", "Two households"), SAY("đang ghi trong hai hộ cùng lúc; tháng này tính ở hộ ghi trước",
                                           "recorded in two at once; this month counts in the earlier one")
    };
  }
  struct reg_residence home;
  const struct reg_areas *areas;
  struct reg_at at = { month_first(when.for_month), when.known };
  if (reg_residence_get(a, s->db, in.household, at, &home) == OK) {
    if ((err = live_areas(s, at, &areas)) != OK) return err;
    p->address = home.address;
    live_place(areas, home.area, &p->village, &p->commune);
  }
  return OK;
}

/* ---- facts and what became of them ---- */

static struct web_fact fact_view(struct session *s, struct arena *a, enum lang lang, struct web_when when,
                                 const struct reg_fact *x) {
  int number = law_fact_find(s->live->law, reg_symbol_name(s->symbols, x->fact));
  struct web_fact f = { .source = x->source,
                        .household = x->kind == REG_HOUSEHOLD,
                        .from = x->period.valid_from,
                        .to = x->period.valid_to,
                        .recorded = x->period.rec_from,
                        .recorded_to = x->period.rec_to };
  date day = month_last(when.for_month);
  f.current = believed(&x->period, when.known) && x->period.valid_from <= day && day < x->period.valid_to;
  if (number < 0) {
    f.title = reg_symbol_name(s->symbols, x->fact);
    f.secret = true; /* a name the packs do not know: its class is not known either */
    return f;
  }
  struct law_fact_info info = law_fact_info(s->live->law, number);
  f.title = str_of(lang == EN ? info.en : info.vi);
  f.secret = info.secret;
  f.value = x->known ? live_value(s, a, lang, number, x->value)
                     : SAY("hỏi rồi, không rõ", "asked, not known");
  return f;
}

static int newest_fact(const void *a, const void *b) {
  const struct web_fact *x = a, *y = b;
  if (x->current != y->current) return y->current - x->current;
  return (x->from < y->from) - (x->from > y->from);
}

static int newest_event(const void *a, const void *b) {
  const struct web_event *x = a, *y = b;
  return (x->recorded < y->recorded) - (x->recorded > y->recorded);
}

static void fact_event(struct arena *a, enum lang lang, const struct web_fact *f, bool struck,
                       struct web_event *ret_e) {
  const char *verb = struck ? (lang == EN ? "corrected, no longer held: " : "sửa sai, không còn công nhận: ")
                            : "";
  struct str value = f->secret ? SAY("thông tin kín", "kept secret") : f->value;
  *ret_e = (struct web_event) {
    f->from > DATE_MIN ? f->from : f->recorded, struck ? f->recorded_to : f->recorded,
    str_of(arena_print(a, "%s%.*s: %.*s", verb, (int)f->title.n, f->title.p, (int)value.n, value.p)),
    f->secret ? S("") : f->source
  };
}

static enum err facts(struct session *s, struct arena *a, enum lang lang, struct web_when when,
                      struct web_person *p) {
  struct reg_fact *of[2] = { NULL, NULL };
  int n[2] = { 0, 0 };
  enum err err = reg_fact_history(a, s->db, REG_PERSON, p->id, 0, &of[0], &n[0]);
  if (err == OK && p->household)
    err = reg_fact_history(a, s->db, REG_HOUSEHOLD, p->household, 0, &of[1], &n[1]);
  if (err != OK) return err;
  p->facts = NEW_ARRAY(a, struct web_fact, n[0] + n[1] + 1);
  p->events = NEW_ARRAY(a, struct web_event, 2 * (n[0] + n[1]) + REG_LIST_MAX / 100 + 1);
  for (int k = 0; k < 2; k++)
    for (int i = 0; i < n[k]; i++) {
      if (of[k][i].period.rec_from > when.known) continue;
      struct web_fact f = fact_view(s, a, lang, when, &of[k][i]);
      if (f.recorded_to > when.known) p->facts[p->fact_count++] = f;
      fact_event(a, lang, &f, false, &p->events[p->event_count++]);
      if (f.recorded_to <= when.known) fact_event(a, lang, &f, true, &p->events[p->event_count++]);
    }
  qsort(p->facts, (size_t)p->fact_count, sizeof *p->facts, newest_fact);
  return OK;
}

static enum err moves(struct session *s, struct arena *a, enum lang lang, struct web_when when,
                      struct web_person *p) {
  struct reg_membership *list;
  int n;
  enum err err = reg_membership_history(a, s->db, p->id, &list, &n);
  if (err != OK) return err;
  struct web_event *all = NEW_ARRAY(a, struct web_event, p->event_count + n + 2);
  memcpy(all, p->events, sizeof *all * (size_t)p->event_count);
  for (int i = 0; i < n; i++) {
    if (list[i].period.rec_from > when.known) continue;
    struct str role = role_title(list[i].role, lang);
    all[p->event_count++] = (struct web_event) {
      list[i].period.valid_from, list[i].period.rec_from,
      str_of(arena_print(a, lang == EN ? "in household %lld as %.*s" : "vào hộ %lld, là %.*s",
                         (long long)list[i].household, (int)role.n, role.p)),
      S("")
    };
  }
  p->events = all;
  qsort(p->events, (size_t)p->event_count, sizeof *p->events, newest_event);
  return OK;
}

/* ---- decisions and payments ---- */

static struct str grant_state(enum lang lang, struct web_when when, const struct reg_grant *g) {
  if (!grant_stands(g, when.for_month))
    return g->first_month > when.for_month ? SAY("chưa bắt đầu", "not begun") : SAY("đã thôi hưởng", "ended");
  return grant_suspended(g, when.for_month) ? SAY("tạm dừng", "suspended") : SAY("đang hưởng", "running");
}

static enum err grants(struct session *s, struct arena *a, enum lang lang, struct web_when when,
                       struct reader *r, struct web_person *p) {
  struct reg_grant *list;
  int n, spells = 0;
  enum err err = reader_grants(r, p->id, &list, &n);
  if (err != OK) return err;
  for (int i = 0; i < n; i++)
    spells += list[i].paid_count;
  p->grants = NEW_ARRAY(a, struct web_grant, n + 1);
  p->paid = NEW_ARRAY(a, struct web_paid, spells + 1);
  for (int i = n; i-- > 0;) {
    const struct reg_grant *g = &list[i];
    struct str title = live_benefit_title(s, g->benefit, lang);
    p->grants[p->grant_count++] = (struct web_grant) {
      title,      g->decision_no, g->signer,  g->cases,      g->payee, grant_state(lang, when, g),
      g->decided, g->first_month, g->running, g->last_month, g->amount
    };
    for (int k = g->paid_count; k-- > 0;)
      p->paid[p->paid_count++] = (struct web_paid) { title, g->decision_no, g->paid[k].from, g->paid[k].to,
                                                     g->paid[k].amount };
  }
  return OK;
}

/* What the caseload check found about this person in the month. */
static enum err findings(struct session *s, struct arena *a, enum lang lang, struct web_when when,
                         struct web_person *p) {
  struct stmt *q;
  enum err err = db_query(s->db,
                          "SELECT kind, benefit, law, paid, detail_vi, detail_en FROM finding WHERE person = "
                          "$1 AND for_month = $2 ORDER BY id",
                          &q);
  if (err != OK) return err;
  bind_int(q, 1, p->id);
  bind_int(q, 2, when.for_month);
  struct web_finding *list = NEW_ARRAY(a, struct web_finding, FINDINGS_MAX + p->finding_count);
  if (p->finding_count) memcpy(list, p->findings, sizeof *list * (size_t)p->finding_count);
  p->findings = list;
  for (int i = 0; i < FINDINGS_MAX && (err = db_step(q)) == OK; i++) {
    struct str kind = col_text(q, 0), benefit = live_benefit_title(s, col_int(q, 1), lang),
               detail = col_text(q, lang == EN ? 5 : 4);
    struct str title = S("");
    for (int k = 0; k < FIND_KINDS; k++)
      if (str_is(kind, office_finding_name((enum office_finding_kind)k)))
        title = str_of(office_finding_title((enum office_finding_kind)k, lang));
    const char *format = lang == EN ? "%.*s: by law %s, paid %s. %.*s"
                                    : "%.*s: theo luật %s, đã trả %s. %.*s";
    p->findings[p->finding_count++] = (struct web_finding) {
      title, str_of(arena_print(a, format, (int)benefit.n, benefit.p,
                                law_value_text(a, LAW_MONEY, col_int(q, 2), lang).p,
                                law_value_text(a, LAW_MONEY, col_int(q, 3), lang).p, (int)detail.n, detail.p))
    };
  }
  return err == NOT_FOUND || err == OK ? OK : err;
}

/* ---- the whole ---- */

enum err live_person(void *session, struct arena *a, enum lang lang, struct web_when when, int64_t id,
                     struct web_person *ret_p) {
  struct session *s = session;
  struct reg_person who;
  enum err err = reg_person_get(a, s->db, id, (struct reg_at) { month_last(when.for_month), when.known },
                                &who);
  if (err != OK) return err;
  struct web_person p = { .id = id,
                          .name = who.full_name,
                          .ethnic = who.ethnic,
                          .citizen_no = who.citizen_no,
                          .phone = who.phone,
                          .birth = who.birth,
                          .birth_known = who.birth_known,
                          .female = who.sex == REG_FEMALE,
                          .dead = who.dead,
                          .death = who.death };
  p.age = years_between(who.birth, month_last(when.for_month));
  struct reader *r;
  if ((err = reader_new(s, a, when.known, &r)) != OK || (err = household(s, a, lang, when, &p)) != OK ||
      (err = facts(s, a, lang, when, &p)) != OK || (err = moves(s, a, lang, when, &p)) != OK ||
      (err = grants(s, a, lang, when, r, &p)) != OK || (err = live_whys(s, a, lang, when, r, &p)) != OK ||
      (err = reader_error(r)) != OK || (err = findings(s, a, lang, when, &p)) != OK)
    return err;
  *ret_p = p;
  return OK;
}
