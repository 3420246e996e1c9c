#include "questions/q.h"
#include "office/office.h"

enum { FINDINGS_MAX = 20 };

#define SAY(vi, en) (lang == EN ? S(en) : S(vi))

/* The day an act's rows came to be known; 0 where that cannot be read. */
static date day_of_act(struct session *s, int64_t act) {
  date day;
  return reg_act_day(&s->viewer, s->db, act, &day) == OK ? day : 0;
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
  struct reg_household_found found;
  struct reg_membership_list members;
  struct reg_month_at in_month = { when.for_month, s->act };
  enum err err = reg_household_of(&s->viewer, a, s->db, p->id, in_month, &found);
  if (err == NOT_FOUND) return OK;
  if (err != OK) return err;
  struct reg_membership in = found.membership;
  p->household = in.household;
  if ((err = reg_household_members(&s->viewer, a, s->db, in.household, in_month, &members)) != OK) return err;
  const struct reg_membership *list = members.at;
  int n = members.n;
  p->household_members = NEW_ARRAY(a, struct web_member, n + 1);
  for (int i = 0; i < n; i++) {
    struct reg_person who;
    struct reg_at last = { month_last(when.for_month), s->act };
    if (reg_person_get(&s->viewer, a, s->db, list[i].person, last, &who) != OK) continue;
    bool dead = who.dead && who.death < month_first(when.for_month);
    p->household_members[p->member_count++] = (struct web_member) {
      who.id, who.full_name,  role_title(list[i].role, lang), S(""), who.birth, who.birth_known,
      dead,   who.id == p->id
    };
    p->members += !dead;
    if (str_is(list[i].role, "head")) p->head = who.full_name;
  }
  if (found.several) {
    p->findings = NEW(a, struct web_finding);
    p->finding_count = 1;
    p->findings[0] = (struct web_finding) {
      SAY("Hai hộ", "Two households"), SAY("đang ghi trong hai hộ cùng lúc; tháng này tính ở hộ ghi trước",
                                           "recorded in two at once; this month counts in the earlier one")
    };
  }
  struct reg_residence home;
  const struct reg_areas *areas;
  struct reg_at at = { month_first(when.for_month), s->act };
  if (reg_residence_get(&s->viewer, a, s->db, in.household, at, &home) == OK) {
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
                        .recorded = day_of_act(s, x->period.act_from),
                        .recorded_to = x->period.act_to == REG_ACT_OPEN ? DATE_MAX
                                                                        : day_of_act(s, x->period.act_to) };
  date day = month_last(when.for_month);
  f.current = x->period.act_to == REG_ACT_OPEN && x->period.valid_from <= day && day < x->period.valid_to;
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
  struct reg_fact_list of[2] = { { NULL, 0 }, { NULL, 0 } };
  struct reg_at at = { month_last(when.for_month), s->act };
  enum err err = reg_fact_history(&s->viewer, a, s->db, (struct reg_fact_ask) { REG_PERSON, p->id, 0 }, at,
                                  &of[0]);
  if (err == OK && p->household)
    err = reg_fact_history(&s->viewer, a, s->db, (struct reg_fact_ask) { REG_HOUSEHOLD, p->household, 0 }, at,
                           &of[1]);
  if (err != OK) return err;
  int rows = of[0].n + of[1].n;
  p->facts = NEW_ARRAY(a, struct web_fact, rows + 1);
  p->events = NEW_ARRAY(a, struct web_event, 2 * rows + REG_LIST_MAX / 100 + 1);
  for (int k = 0; k < 2; k++)
    for (int i = 0; i < of[k].n; i++) {
      struct web_fact f = fact_view(s, a, lang, when, &of[k].at[i]);
      bool ended = of[k].at[i].period.act_to != REG_ACT_OPEN;
      if (!ended) p->facts[p->fact_count++] = f;
      fact_event(a, lang, &f, false, &p->events[p->event_count++]);
      if (ended) fact_event(a, lang, &f, true, &p->events[p->event_count++]);
    }
  qsort(p->facts, (size_t)p->fact_count, sizeof *p->facts, newest_fact);
  return OK;
}

static enum err moves(struct session *s, struct arena *a, enum lang lang, struct web_when when,
                      struct web_person *p) {
  struct reg_membership_list found;
  struct reg_at at = { month_last(when.for_month), s->act };
  enum err err = reg_membership_history(&s->viewer, a, s->db, p->id, at, &found);
  if (err != OK) return err;
  const struct reg_membership *list = found.at;
  int n = found.n;
  struct web_event *all = NEW_ARRAY(a, struct web_event, p->event_count + n + 2);
  memcpy(all, p->events, sizeof *all * (size_t)p->event_count);
  for (int i = 0; i < n; i++) {
    struct str role = role_title(list[i].role, lang);
    all[p->event_count++] = (struct web_event) {
      list[i].period.valid_from, day_of_act(s, list[i].period.act_from),
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
  struct reg_grant_list found;
  int spells = 0;
  enum err err = reader_grants(r, p->id, &found);
  if (err != OK) return err;
  const struct reg_grant *list = found.at;
  int n = found.n;
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
  enum err err = questions_at(s, when.known);
  struct reg_at at = { month_last(when.for_month), s->act };
  if (err == OK) err = reg_person_get(&s->viewer, a, s->db, id, at, &who);
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
  if ((err = reader_new(s, a, id, &r)) != OK || (err = household(s, a, lang, when, &p)) != OK ||
      (err = facts(s, a, lang, when, &p)) != OK || (err = moves(s, a, lang, when, &p)) != OK ||
      (err = grants(s, a, lang, when, r, &p)) != OK || (err = live_whys(s, a, lang, when, r, &p)) != OK ||
      (err = reader_error(r)) != OK || (err = findings(s, a, lang, when, &p)) != OK)
    return err;
  *ret_p = p;
  return OK;
}
