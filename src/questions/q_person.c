/* The page of a person: who he is, with whom, what is known and was decided, what became of it. */
#include "questions/q.h"
#include "questions/question_words.h"

/* ---- a person: household ---- */

static struct str role_title(struct str role, enum lang lang) {
  static const struct {
    const char *id, *vi, *en;
  } roles[] = {
    { "head", WORDS(QW_head) },     { "spouse", WORDS(QW_spouse) },         { "child", WORDS(QW_child) },
    { "parent", WORDS(QW_parent) }, { "grandchild", WORDS(QW_grandchild) }, { "sibling", WORDS(QW_sibling) },
    { "other", WORDS(QW_other) },
  };
  for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
    if (str_is(role, roles[i].id)) return str_of(lang == EN ? roles[i].en : roles[i].vi);
  return role;
}

/* The row by which a person counts in the household in the month, by 0001's rule: -1 none. */
static int member_row(const struct file *f, int64_t person) {
  date first = month_first(f->when.for_month), last = month_last(f->when.for_month);
  int found = -1;
  for (int i = 0; i < f->reg.n_member; i++) {
    const struct reg_period *x = &f->reg.member[i].row.period;
    bool holds = f->reg.member[i].row.person == person && x->valid_from <= last && x->valid_to > first;
    if (holds && (found < 0 || x->valid_from < f->reg.member[found].row.period.valid_from)) found = i;
  }
  return found;
}

static void member(struct file *f, int64_t person, struct web_person *p) {
  int at = member_row(f, person);
  const struct reg_person *who = at < 0 ? NULL : &f->reg.member_who[at];
  if (!who || !who->id) return;
  struct str role = f->reg.member[at].row.role;
  bool dead = who->dead && who->death < month_first(f->when.for_month);
  p->household_members[p->member_count++] = (struct web_member) { .id = f->reg.member_id[at],
                                                                  .name = who->full_name,
                                                                  .role = role_title(role, f->lang),
                                                                  .note = S(""),
                                                                  .birth = who->birth,
                                                                  .birth_known = who->birth_known,
                                                                  .dead = dead,
                                                                  .self = person == f->person };
  p->members += !dead;
  if (str_is(role, "head")) p->head = who->full_name;
}

/* Who is in no household is shown where he was last: there he is listed (record 0004). */
static enum err last_lived(struct file *f, struct web_person *p) {
  int64_t place = people_listed_in(f->people, f->person, f->when.for_month);
  const struct reg_areas *areas;
  if (!place) return OK;
  enum err err = live_areas(f->s, month_first(f->when.for_month), &areas);
  if (err != OK) return err;
  p->lived_last = true;
  live_place(areas, place, &p->village, &p->commune);
  return OK;
}

static enum err household(struct file *f, struct web_person *p) {
  enum lang lang = f->lang;
  const int64_t *list;
  if (!f->household) return last_lived(f, p);
  p->in_household = true;
  int n = people_members(f->people, f->a, f->household, f->when.for_month, &list);
  p->household_members = NEW_ARRAY(f->a, struct web_member, n + 1);
  for (int i = 0; i < n; i++)
    member(f, list[i], p);
  if (f->several) {
    p->findings = NEW(f->a, struct web_finding);
    p->finding_count = 1;
    p->findings[0] = (struct web_finding) { WORD_STR(QW_two_households, lang),
                                            WORD_STR(QW_two_households_what, lang), false };
  }
  int64_t place = people_place(f->people, f->household, f->when.for_month);
  const struct reg_areas *areas;
  if (!place) return OK;
  enum err err = live_areas(f->s, month_first(f->when.for_month), &areas);
  if (err != OK) return err;
  p->address = f->reg.address;
  live_place(areas, place, &p->village, &p->commune);
  return OK;
}

/* ---- facts and what became of them ---- */

static struct web_fact fact_view(struct file *file, const struct reg_file_fact *x) {
  struct session *s = file->s;
  enum lang lang = file->lang;
  const struct reg_fact *r = &x->row;
  int number = law_fact_find(s->live->law, reg_symbol_name(s->symbols, r->fact));
  struct web_fact f = { .source = r->source,
                        .household = r->kind == REG_HOUSEHOLD,
                        .from = r->period.valid_from,
                        .to = r->period.valid_to,
                        .recorded = x->known.from,
                        .recorded_to = x->known.to };
  date day = month_last(file->when.for_month);
  f.current = r->period.act_to == REG_ACT_OPEN && r->period.valid_from <= day && day < r->period.valid_to;
  if (number < 0) {
    f.title = reg_symbol_name(s->symbols, r->fact);
    f.secret = true; /* a name the packs do not know: its class is not known either */
    return f;
  }
  struct law_fact_info info = law_fact_info(s->live->law, number);
  f.title = str_of(lang == EN ? info.en : info.vi);
  f.secret = info.secret;
  f.value = r->known ? live_value(s, file->a, lang, number, r->value) : WORD_STR(QW_asked_not_known, lang);
  return f;
}

/* The register has kept back what its own marks bar; the packs may say more. */
static bool shows(const struct file *file, const struct reg_fact *r) {
  const struct session *s = file->s;
  int number = law_fact_find(s->live->law, reg_symbol_name(s->symbols, r->fact));
  return number < 0 || people_sees_fact(&s->viewer, s->live->law, number);
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
  const char *verb = struck ? WORD(QW_corrected, lang) : "";
  struct str value = f->secret ? WORD_STR(QW_kept_secret, lang) : f->value;
  *ret_e = (struct web_event) {
    f->from > DATE_MIN ? f->from : f->recorded, struck ? f->recorded_to : f->recorded,
    str_of(arena_print(a, "%s%.*s: %.*s", verb, (int)f->title.n, f->title.p, (int)value.n, value.p)),
    f->secret ? S("") : f->source
  };
}

static void facts(struct file *file, struct web_person *p) {
  int rows = file->reg.n_fact;
  p->facts = NEW_ARRAY(file->a, struct web_fact, rows + 1);
  p->events = NEW_ARRAY(file->a, struct web_event, 2 * rows + file->reg.n_membership + 1);
  for (int i = 0; i < rows; i++) {
    if (!shows(file, &file->reg.fact[i].row)) continue;
    struct web_fact f = fact_view(file, &file->reg.fact[i]);
    bool ended = file->reg.fact[i].row.period.act_to != REG_ACT_OPEN;
    if (!ended) p->facts[p->fact_count++] = f;
    fact_event(file->a, file->lang, &f, false, &p->events[p->event_count++]);
    if (ended) fact_event(file->a, file->lang, &f, true, &p->events[p->event_count++]);
  }
  if (p->fact_count) qsort(p->facts, (size_t)p->fact_count, sizeof *p->facts, newest_fact);
}

/* The head's name says which household, where it is the one of the month; other households have no name. */
static void moves(struct file *file, struct web_person *p) {
  enum lang lang = file->lang;
  for (int i = 0; i < file->reg.n_membership; i++) {
    const struct reg_file_membership *m = &file->reg.membership[i];
    struct str role = role_title(m->row.role, lang);
    bool here = m->row.household == file->household && p->head.n;
    const char *text = here ? arena_print(file->a, WORD(QW_into_household, lang), (int)p->head.n, p->head.p,
                                          (int)role.n, role.p)
                            : arena_print(file->a, WORD(QW_into_another, lang), (int)role.n, role.p);
    p->events[p->event_count++] = (struct web_event) { m->row.period.valid_from, m->known.from, str_of(text),
                                                       S("") };
  }
  if (p->event_count) qsort(p->events, (size_t)p->event_count, sizeof *p->events, newest_event);
}

/* ---- decisions and payments ---- */

static struct str grant_state(const struct file *f, const struct people_grant *g, bool once) {
  enum lang lang = f->lang;
  struct web_when when = f->when;
  if (once) return WORD_STR(QW_paid_once, lang);
  if (!people_grant_stands(g, when.for_month))
    return g->first > when.for_month ? WORD_STR(QW_not_begun, lang) : WORD_STR(QW_ended, lang);
  if (!people_grant_at_home(f->people, g, when.for_month)) return WORD_STR(QW_of_home_left, lang);
  return people_grant_suspended(g, when.for_month) ? WORD_STR(QW_suspended, lang)
                                                   : WORD_STR(QW_running, lang);
}

static int newest_grant(const void *a, const void *b) {
  const struct people_grant *const *x = a, *const *y = b;
  if ((*x)->first != (*y)->first) return (*x)->first < (*y)->first ? 1 : -1;
  return ((*x)->id < (*y)->id) - ((*x)->id > (*y)->id);
}

static void grants(struct file *f, struct web_person *p) {
  const struct people_grant *list;
  int n = people_grants_of(f->people, f->person, &list), spells = 0;
  const struct people_grant **order = NEW_ARRAY(f->a, const struct people_grant *, n + 1);
  for (int i = 0; i < n; i++) {
    order[i] = &list[i];
    spells += list[i].n_paid;
  }
  if (n) qsort(order, (size_t)n, sizeof *order, newest_grant);
  p->grants = NEW_ARRAY(f->a, struct web_grant, n + 1);
  p->paid = NEW_ARRAY(f->a, struct web_paid, spells + 1);
  for (int i = 0; i < n; i++) {
    const struct people_grant *g = order[i];
    const struct reg_file_grant *paper = live_papers(f, g->id);
    struct str title = live_benefit_title(f->s, g->symbol, f->lang);
    bool once = g->benefit >= 0 && law_benefit_once(f->s->live->law, g->benefit), open = g->running && !once;
    p->grants[p->grant_count++] = (struct web_grant) { .title = title,
                                                       .decision_no = paper->decision_no,
                                                       .signer = paper->signer,
                                                       .cases = g->cases,
                                                       .payee = paper->payee,
                                                       .state = grant_state(f, g, once),
                                                       .decided = g->decided,
                                                       .first = g->first,
                                                       .running = open,
                                                       .last = open   ? 0
                                                               : once ? g->first
                                                                      : g->last,
                                                       .vnd = g->amount };
    for (int k = g->n_paid; k-- > 0;)
      p->paid[p->paid_count++] = (struct web_paid) { title, paper->decision_no, g->paid[k].from,
                                                     g->paid[k].to, g->paid[k].amount };
  }
}

/* By the law box, does a benefit that gave way in the check stand after all? */
static bool due_now(const struct web_person *p, struct str benefit) {
  for (int i = 0; i < p->why_count; i++)
    if (str_eq(p->whys[i].title, benefit)) return p->whys[i].status == WEB_VALUE && !p->whys[i].lost;
  return false;
}

static struct str sum_text(struct file *f, bool said, int64_t vnd) {
  return said ? law_value_text(f->a, LAW_MONEY, vnd, f->lang) : WORD_STR(QW_not_known, f->lang);
}

/* Each says by the law of which day it was judged, for the boxes above go by that of the day known. */
static struct web_finding finding(struct file *f, const struct web_person *p,
                                  const struct office_stored_finding *x) {
  enum lang lang = f->lang;
  struct str benefit = live_benefit_title(f->s, x->benefit, lang), detail = x->detail[lang];
  struct str title = str_of(x->kind < FIND_KINDS ? office_finding_title(x->kind, lang) : "");
  char law_z[11], known_z[11];
  if (!x->paid_known)
    return (struct web_finding) { title,
                                  str_of(arena_print(f->a, "%.*s%s%.*s", (int)benefit.n, benefit.p,
                                                     benefit.n ? ": " : "", (int)detail.n, detail.p)),
                                  true };
  struct buf b = buf_growing(f->a);
  buf_print(&b, WORD(QW_by_law_paid, lang), (int)benefit.n, benefit.p, date_text(x->law_day, lang, law_z),
            sum_text(f, x->law_known, x->law).p, sum_text(f, true, x->paid).p, (int)detail.n, detail.p);
  if (x->kind == FIND_EXCLUSIVE && due_now(p, benefit))
    buf_print(&b, WORD(QW_due_now, lang), date_text(f->when.known, lang, known_z));
  return (struct web_finding) { title, buf_view(&b), true };
}

struct finding_list {
  struct file *f;
  const struct web_person *p;
  VEC(struct web_finding) list;
};

static bool add_finding(void *context, const struct office_stored_finding *x) {
  struct finding_list *w = context;
  *VEC_PUSH(w->f->a, &w->list) = finding(w->f, w->p, x);
  return true;
}

/* What the caseload check found about this person in the month, as known then. */
static enum err findings(struct file *f, struct web_person *p) {
  struct session *s = f->s;
  struct office_shown run;
  enum err err = live_shown(s, f->a, OFFICE_MADE_CHECK, f->when, &run);
  if (err != OK) return err == NOT_FOUND ? OK : err;
  struct finding_list w = { .f = f, .p = p };
  for (int i = 0; i < p->finding_count; i++)
    *VEC_PUSH(f->a, &w.list) = p->findings[i];
  const struct office_findings_ask of = { .run = run.id, .person = f->person };
  const struct office_findings_visit visit = { &w, add_finding };
  err = office_stored_findings(&s->viewer, s->db, &of, &visit);
  p->check = live_made(f->a, &run);
  p->findings = w.list.at;
  p->finding_count = (int)w.list.n;
  return err;
}

/* ---- the whole ---- */

/* Completed years, 0 of who is not born. */
static int64_t completed(date birth, date day) { return birth > day ? 0 : years_between(birth, day); }

static struct web_person who_is(const struct file *f) {
  const struct reg_person *who = &f->reg.who;
  date last = month_last(f->when.for_month);
  return (struct web_person) { .id = f->id,
                               .name = who->full_name,
                               .ethnic = who->ethnic,
                               .citizen_no = who->citizen_no,
                               .phone = who->phone,
                               .birth = who->birth,
                               .birth_known = who->birth_known,
                               .female = who->sex == REG_FEMALE,
                               .dead = who->dead,
                               .death = who->death,
                               .unborn = who->birth > last,
                               .age_on = last,
                               .age = completed(who->birth, last),
                               .age_least = completed(date_latest(who->birth, who->birth_known), last) };
}

static enum err tell_unread(const struct file *f, struct web_person *ret_p) {
  *ret_p = (struct web_person) { .id = f->id, .name = f->id, .unread = f->unread };
  return OK;
}

enum err live_person(void *session, struct arena *a, enum lang lang, struct web_when when, struct str id,
                     struct web_person *ret_p) {
  assert(session != NULL && ret_p != NULL);
  struct file f;
  enum err err = live_file(session, a, lang, when, id, &f);
  if (err == INVALID) return tell_unread(&f, ret_p);
  if (err != OK) return err;
  struct web_person p = who_is(&f);
  if ((err = household(&f, &p)) != OK) return err;
  facts(&f, &p);
  moves(&f, &p);
  grants(&f, &p);
  if ((err = live_whys(&f, &p)) == OK) err = findings(&f, &p);
  if (err != OK) return err;
  *ret_p = p;
  return OK;
}

enum err live_why(void *session, struct arena *a, enum lang lang, struct web_when when,
                  const struct web_why_ask *ask, struct web_person *ret_p) {
  struct session *s = session;
  struct file f;
  int benefit = law_benefit_find(s->live->law, ask->benefit);
  if (benefit < 0) return NOT_FOUND;
  enum err err = live_file(s, a, lang, when, ask->id, &f);
  if (err == INVALID) return tell_unread(&f, ret_p);
  if (err != OK) return err;
  struct web_person p = who_is(&f);
  if ((err = live_one_why(&f, benefit, &p)) != OK) return err;
  *ret_p = p;
  return OK;
}
