/* Findings stored by `ansinh check caseload`, by kind and commune; nothing is worked out again here. */
#include "questions/q.h"
#include "questions/question_words.h"
#include "office/office.h"

static void add_count(void *context, const struct office_stored_count *x) { *(int64_t *)context += x->n; }

enum err live_finding_count(struct session *s, const struct reg_areas *areas, int64_t run,
                            int64_t *ret_count) {
  int64_t kinds[FIND_KINDS + 1] = { 0 }, found = 0;
  const struct office_counts_visit visit = { &found, add_count };
  enum err err = s->viewer.area ? office_stored_counts(&s->viewer, s->db, areas, run, &visit)
                                : office_stored_kinds(&s->viewer, s->db, run, kinds);
  for (int k = 0; err == OK && !s->viewer.area && k <= FIND_KINDS; k++)
    found += k == FIND_EQUAL ? 0 : kinds[k]; /* more than are listed, where a kind is not listed whole */
  if (err == OK) *ret_count = found;
  return err;
}

enum err live_finding_compared(struct session *s, int64_t run, bool *ret_compared) {
  int64_t counts[FIND_KINDS + 1];
  enum err err = office_stored_kinds(&s->viewer, s->db, run, counts);
  if (err == OK) *ret_compared = office_compared(counts);
  return err;
}

/* What is asked, with the commune found. */
struct listing {
  struct session *s;
  struct arena *a;
  enum lang lang;
  struct web_when when;
  int64_t run;
  const struct reg_areas *areas;
  const struct web_check_ask *ask;
  const struct reg_area *commune; /* NULL: all, or those of none */
  bool of_none;
};

/* Is what is listed in an area asked for? */
static bool asked_for(const struct listing *l, int64_t area) {
  const struct reg_area *commune = reg_area_commune(l->areas, area);
  if (l->of_none) return !commune;
  return !l->commune || commune == l->commune;
}

struct counting {
  const struct listing *l;
  struct web_check *c;
  int64_t by_kind[FIND_KINDS];
};

static void count(void *context, const struct office_stored_count *x) {
  struct counting *w = context;
  const struct listing *l = w->l;
  struct web_check *c = w->c;
  if (x->kind == FIND_KINDS) return;
  const struct reg_area *commune = reg_area_commune(l->areas, x->area);
  for (int i = 0; commune && i < c->commune_count; i++)
    if (reg_commune_nth(l->areas, i) == commune) c->communes[i].now.people += x->n;
  if (!commune) c->of_no_commune += x->n;
  if (!asked_for(l, x->area)) return;
  w->by_kind[x->kind] += x->n;
  c->all += x->n;
}

/* How many of each kind (in the commune chosen) and in each commune. */
static enum err counts(const struct listing *l, struct web_check *c) {
  const struct reg_areas *areas = l->areas;
  struct counting w = { .l = l, .c = c };
  const struct office_counts_visit visit = { &w, count };
  int n = reg_commune_count(areas);
  c->communes = NEW_ARRAY(l->a, struct web_total, n + 1);
  c->kinds = NEW_ARRAY(l->a, struct web_check_kind, FIND_KINDS);
  for (int i = 0; i < n; i++)
    c->communes[c->commune_count++] = (struct web_total) { .code = reg_commune_nth(areas, i)->code,
                                                           .title = reg_commune_nth(areas, i)->name };
  enum err err = office_stored_counts(&l->s->viewer, l->s->db, areas, l->run, &visit);
  for (int k = 0; err == OK && k < FIND_KINDS; k++)
    if (w.by_kind[k])
      c->kinds[c->kind_count++] = (struct web_check_kind) {
        str_of(office_finding_name((enum office_finding_kind)k)),
        str_of(office_finding_title((enum office_finding_kind)k, l->lang)), S(""), w.by_kind[k]
      };
  return err;
}

static void row(const struct listing *l, const struct office_stored_finding *f, struct web_check_row *x) {
  enum lang lang = l->lang;
  struct str benefit = live_benefit_title(l->s, f->benefit, lang), detail = f->detail[lang];
  *x = (struct web_check_row) { .has_law = f->law_known, .has_paid = f->paid_known, .law_day = f->law_day };
  x->law_unknown = !f->law_known && f->paid_known && f->benefit != 0;
  x->law_vnd = f->law;
  x->paid_vnd = f->paid;
  x->title = str_of(f->kind < FIND_KINDS ? office_finding_title(f->kind, lang) : "");
  x->text = str_of(arena_print(l->a, "%.*s%s%.*s", (int)benefit.n, benefit.p, detail.n ? ": " : "",
                               (int)detail.n, detail.p));
  live_place(l->areas, f->area, &x->village, &x->commune);
}

/* Who they are: one statement for the page. */
static enum err name_rows(const struct listing *l, const int64_t *persons, struct web_check *c) {
  struct session *s = l->s;
  struct reg_named *who = NEW_ARRAY(l->a, struct reg_named, c->row_count + 1);
  struct reg_named_ask ask = { persons, c->row_count, true, l->when.for_month };
  enum err err = reg_people_named(&s->viewer, l->a, s->db, &ask, (struct reg_at) { l->when.known, s->act },
                                  who);
  for (int i = 0; err == OK && i < c->row_count; i++) {
    c->rows[i].person = who[i].public_id;
    c->rows[i].name = who[i].who.id ? who[i].who.full_name : who[i].public_id;
    if (who[i].damaged)
      c->rows[i].name = str_of(
          arena_print(l->a, WORD(QW_name_unread, l->lang), (int)who[i].public_id.n, who[i].public_id.p));
  }
  return err;
}

/* The page being filled. */
struct filling {
  const struct listing *l;
  struct web_check *c;
  int64_t passed, met, person[WEB_PAGE_ROWS];
};

static bool fill(void *context, const struct office_stored_finding *f) {
  struct filling *x = context;
  const struct listing *l = x->l;
  struct web_check *c = x->c;
  if (!asked_for(l, f->area)) return true;
  if (x->met++ < x->passed) return true;
  if (c->row_count == WEB_PAGE_ROWS) {
    c->next = str_of(arena_print(l->a, "%lld", (long long)x->passed + WEB_PAGE_ROWS));
    return false;
  }
  x->person[c->row_count] = f->person;
  row(l, f, &c->rows[c->row_count++]);
  return true;
}

/* A page begins after so many rows of this list: findings of a run are written once, in one order. */
static enum err rows(const struct listing *l, struct web_check *c) {
  const struct web_check_ask *ask = l->ask;
  struct filling x = { .l = l, .c = c };
  if (ask->after.n && (parse_int(ask->after, &x.passed) != OK || x.passed < 0)) return INVALID;
  if (x.passed > WEB_PAGE_ROWS)
    c->before = str_of(arena_print(l->a, "%lld", (long long)x.passed - WEB_PAGE_ROWS));
  if (ask->kind.n && office_finding_kind(ask->kind) == FIND_KINDS) return INVALID;
  const struct office_findings_ask of = { .run = l->run, .kind = ask->kind, .areas = l->areas };
  const struct office_findings_visit visit = { &x, fill };
  c->rows = NEW_ARRAY(l->a, struct web_check_row, WEB_PAGE_ROWS + 1);
  enum err err = office_stored_findings(&l->s->viewer, l->s->db, &of, &visit);
  return err == OK ? name_rows(l, x.person, c) : err;
}

/* What the page says of a month that was not checked. */
static enum err not_made(struct session *s, struct arena *a, struct web_when when, struct web_check *c) {
  struct office_shown other;
  enum err err = live_shown(s, a, OFFICE_MADE_CHECK, (struct web_when) { -1, when.known }, &other);
  if (err == OK) c->latest = other.when.for_month;
  return err == NOT_FOUND ? OK : err;
}

enum err live_check(void *session, struct arena *a, enum lang lang, struct web_when when,
                    const struct web_check_ask *ask, struct web_check *ret_c) {
  assert(session != NULL && ret_c != NULL);
  struct session *s = session;
  struct web_check c = { 0 };
  struct listing l = { .s = s, .a = a, .lang = lang, .when = when, .ask = ask };
  struct office_shown run;
  enum err err = questions_at(s, when.known);
  if (err == OK) err = live_shown(s, a, OFFICE_MADE_CHECK, when, &run);
  if (err == NOT_FOUND && (err = not_made(s, a, when, &c)) == OK) {
    *ret_c = c;
    return OK;
  }
  if (err == OK) err = live_areas(s, month_first(when.for_month), &l.areas);
  if (err != OK) return err;
  l.of_none = str_is(ask->commune, WEB_NO_COMMUNE);
  bool named = ask->commune.n && !l.of_none;
  if (named && !(l.commune = reg_area_by_code(l.areas, ask->commune))) return INVALID;
  if (l.commune) c.commune_name = l.commune->name;
  l.run = run.id;
  if ((err = counts(&l, &c)) == OK) err = rows(&l, &c);
  if (err != OK) return err;
  if ((err = live_finding_compared(s, run.id, &c.compared)) != OK) return err;
  c.made = live_made(a, &run);
  *ret_c = c;
  return OK;
}
