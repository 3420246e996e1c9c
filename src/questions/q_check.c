/* Findings stored by `ansinh check caseload`, by kind and commune; nothing is worked out again here. */
#include "questions/q.h"
#include "questions/question_words.h"
#include "office/office.h"

enum err live_finding_count(struct session *s, const struct reg_areas *areas, int64_t run,
                            int64_t *ret_count) {
  int64_t args[] = { run }, found = 0;
  if (!s->viewer.area) /* more than are listed, where a kind is not listed whole */
    return db_int(s->db,
                  "SELECT coalesce(sum(count), 0) FROM finding_count WHERE run = $1 AND kind <> 'equal'", 1,
                  args, ret_count);
  struct stmt *q;
  enum err err = db_query(s->db, "SELECT area, count(*) FROM finding WHERE run = $1 GROUP BY area", &q);
  if (err != OK) return err;
  bind_int(q, 1, run);
  while ((err = db_step(q)) == OK)
    if (live_seen(s, areas, col_int(q, 0))) found += col_int(q, 1);
  if (err != NOT_FOUND) return err;
  *ret_count = found;
  return OK;
}

enum err live_finding_compared(struct session *s, int64_t run, bool *ret_compared) {
  int64_t counts[FIND_KINDS + 1] = { 0 };
  struct stmt *q;
  enum err err = db_query(s->db, "SELECT kind, count FROM finding_count WHERE run = $1", &q);
  if (err != OK) return err;
  bind_int(q, 1, run);
  while ((err = db_step(q)) == OK)
    counts[office_finding_kind(col_text(q, 0))] = col_int(q, 1);
  if (err != NOT_FOUND) return err;
  *ret_compared = office_compared(counts);
  return OK;
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
  date law_day; /* of the run */
};

/* Is what is listed in an area asked for? */
static bool asked_for(const struct listing *l, int64_t area) {
  const struct reg_area *commune = reg_area_commune(l->areas, area);
  if (l->of_none) return !commune;
  return !l->commune || commune == l->commune;
}

/* How many of each kind (in the commune chosen) and in each commune. */
static enum err counts(const struct listing *l, struct web_check *c) {
  struct session *s = l->s;
  struct arena *a = l->a;
  enum lang lang = l->lang;
  const struct reg_areas *areas = l->areas;
  struct stmt *q;
  enum err err = db_query(s->db,
                          "SELECT kind, area, count(*) FROM finding WHERE run = $1 GROUP BY kind, area", &q);
  if (err != OK) return err;
  bind_int(q, 1, l->run);
  int n = reg_commune_count(areas);
  c->communes = NEW_ARRAY(a, struct web_total, n + 1);
  c->kinds = NEW_ARRAY(a, struct web_check_kind, FIND_KINDS);
  for (int i = 0; i < n; i++)
    c->communes[c->commune_count++] = (struct web_total) { .code = reg_commune_nth(areas, i)->code,
                                                           .title = reg_commune_nth(areas, i)->name };
  int64_t by_kind[FIND_KINDS] = { 0 };
  while ((err = db_step(q)) == OK) {
    enum office_finding_kind kind = office_finding_kind(col_text(q, 0));
    int64_t found = col_int(q, 2);
    if (kind == FIND_KINDS || !live_seen(s, areas, col_int(q, 1))) continue;
    const struct reg_area *commune = reg_area_commune(areas, col_int(q, 1));
    for (int i = 0; commune && i < c->commune_count; i++)
      if (reg_commune_nth(areas, i) == commune) c->communes[i].now.people += found;
    if (!commune) c->of_no_commune += found;
    if (!asked_for(l, col_int(q, 1))) continue;
    by_kind[kind] += found;
    c->all += found;
  }
  for (int k = 0; k < FIND_KINDS; k++)
    if (by_kind[k])
      c->kinds[c->kind_count++] = (struct web_check_kind) {
        str_of(office_finding_name((enum office_finding_kind)k)),
        str_of(office_finding_title((enum office_finding_kind)k, lang)), S(""), by_kind[k]
      };
  return err == NOT_FOUND ? OK : err;
}

/* A row of the statement of `rows`. */
static void row(const struct listing *l, struct stmt *q, struct web_check_row *x) {
  enum lang lang = l->lang;
  enum office_finding_kind kind = office_finding_kind(col_text(q, 1));
  struct str benefit = live_benefit_title(l->s, col_int(q, 4), lang),
             detail = col_text(q, lang == EN ? 8 : 7);
  bool law = col_int(q, 9) == 0, paid = col_int(q, 10) == 0, task = col_int(q, 4) != 0;
  *x = (struct web_check_row) { .has_law = law, .has_paid = paid, .law_day = l->law_day };
  if (date_in_calendar(col_int(q, 11))) x->law_day = (date)col_int(q, 11);
  x->law_unknown = !law && paid && task;
  if (law) x->law_vnd = col_int(q, 5);
  if (paid) x->paid_vnd = col_int(q, 6);
  x->title = str_of(kind < FIND_KINDS ? office_finding_title(kind, lang) : "");
  x->text = str_of(arena_print(l->a, "%.*s%s%.*s", (int)benefit.n, benefit.p, detail.n ? ": " : "",
                               (int)detail.n, detail.p));
  live_place(l->areas, col_int(q, 3), &x->village, &x->commune);
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

/* A page begins after so many rows of this list: findings of a run are written once, in one order. */
static enum err rows(const struct listing *l, struct web_check *c) {
  const struct web_check_ask *ask = l->ask;
  int64_t passed = 0, met = 0;
  if (ask->after.n && (parse_int(ask->after, &passed) != OK || passed < 0)) return INVALID;
  if (ask->kind.n && office_finding_kind(ask->kind) == FIND_KINDS) return INVALID;
  struct stmt *q;
  enum err err = db_query(l->s->db,
                          "SELECT id, kind, person, area, coalesce(benefit, 0), coalesce(law, 0),"
                          " coalesce(paid, 0), detail_vi, detail_en, CASE WHEN law IS NULL THEN 1 ELSE 0 END,"
                          " CASE WHEN paid IS NULL THEN 1 ELSE 0 END, coalesce(law_day, $3) FROM finding"
                          " WHERE run = $1 AND ($2 = '' OR kind = $2) ORDER BY id",
                          &q);
  if (err != OK) return err;
  bind_int(q, 1, l->run);
  bind_text(q, 2, ask->kind);
  bind_int(q, 3, l->law_day);
  int64_t persons[WEB_PAGE_ROWS];
  c->rows = NEW_ARRAY(l->a, struct web_check_row, WEB_PAGE_ROWS + 1);
  while ((err = db_step(q)) == OK) {
    if (!live_seen(l->s, l->areas, col_int(q, 3))) continue;
    if (!asked_for(l, col_int(q, 3))) continue;
    if (met++ < passed) continue;
    if (c->row_count == WEB_PAGE_ROWS) {
      c->next = str_of(arena_print(l->a, "%lld", (long long)passed + WEB_PAGE_ROWS));
      break;
    }
    persons[c->row_count] = col_int(q, 2);
    row(l, q, &c->rows[c->row_count++]);
  }
  db_reset(q);
  return err == NOT_FOUND || err == OK ? name_rows(l, persons, c) : err;
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
  l.law_day = run.when.law;
  if ((err = counts(&l, &c)) == OK) err = rows(&l, &c);
  if (err != OK) return err;
  c.made = true;
  c.law_day = run.when.law;
  c.facts_day = run.when.facts;
  *ret_c = c;
  return OK;
}
