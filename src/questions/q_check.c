#include "questions/q.h"
#include "office/office.h"

/* Findings stored by `ansinh check caseload`; nothing is worked out again here. */

static enum office_finding_kind kind_of(struct str name) {
  for (int k = 0; k < FIND_KINDS; k++)
    if (str_is(name, office_finding_name((enum office_finding_kind)k))) return (enum office_finding_kind)k;
  return FIND_KINDS;
}

enum err live_finding_count(struct session *s, month m, int64_t *ret_count) {
  int64_t args[] = { m };
  return db_int(
      s->db,
      "SELECT sum(count) FROM finding_run WHERE for_month = $1 AND kind <> 'equal' HAVING count(*) > 0", 1,
      args, ret_count);
}

/* How many of each kind (in the commune chosen) and in each commune. */
static enum err counts(struct session *s, struct arena *a, enum lang lang, month m,
                       const struct reg_areas *areas, const struct web_check_ask *ask, struct web_check *c) {
  struct stmt *q;
  enum err err = db_query(
      s->db, "SELECT kind, area, count(*) FROM finding WHERE for_month = $1 GROUP BY kind, area", &q);
  if (err != OK) return err;
  bind_int(q, 1, m);
  int n = reg_commune_count(areas);
  c->communes = NEW_ARRAY(a, struct web_total, n + 1);
  c->kinds = NEW_ARRAY(a, struct web_check_kind, FIND_KINDS);
  for (int i = 0; i < n; i++)
    c->communes[c->commune_count++] = (struct web_total) { .id = reg_commune_nth(areas, i)->id,
                                                           .title = reg_commune_nth(areas, i)->name };
  int64_t by_kind[FIND_KINDS] = { 0 };
  while ((err = db_step(q)) == OK) {
    enum office_finding_kind kind = kind_of(col_text(q, 0));
    int64_t found = col_int(q, 2);
    if (kind == FIND_KINDS) continue;
    const struct reg_area *commune = reg_area_commune(areas, col_int(q, 1));
    for (int i = 0; commune && i < c->commune_count; i++)
      if (c->communes[i].id == commune->id) c->communes[i].now.people += found;
    if (ask->commune && (!commune || commune->id != ask->commune)) continue;
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

static void row(struct session *s, struct arena *a, enum lang lang, struct stmt *q,
                const struct reg_areas *areas, date known, struct web_check_row *x) {
  struct reg_person who;
  enum office_finding_kind kind = kind_of(col_text(q, 1));
  struct str benefit = live_benefit_title(s, col_int(q, 4), lang), detail = col_text(q, lang == EN ? 8 : 7);
  *x = (struct web_check_row) { .person = col_int(q, 2),
                                .has_law = true,
                                .law_vnd = col_int(q, 5),
                                .has_paid = true,
                                .paid_vnd = col_int(q, 6) };
  x->title = str_of(kind < FIND_KINDS ? office_finding_title(kind, lang) : "");
  x->text = str_of(
      arena_print(a, "%.*s%s%.*s", (int)benefit.n, benefit.p, detail.n ? ": " : "", (int)detail.n, detail.p));
  live_place(areas, col_int(q, 3), &x->village, &x->commune);
  x->name = reg_person_get(&s->viewer, a, s->db, x->person, (struct reg_at) { known, s->act }, &who) == OK
                ? who.full_name
                : str_of(arena_print(a, "%lld", (long long)x->person));
}

static enum err rows(struct session *s, struct arena *a, enum lang lang, struct web_when when,
                     const struct reg_areas *areas, const struct web_check_ask *ask, struct web_check *c) {
  int64_t after = 0;
  if (ask->after.n && parse_int(ask->after, &after) != OK) return INVALID;
  if (ask->kind.n && kind_of(ask->kind) == FIND_KINDS) return INVALID;
  struct stmt *q;
  enum err err = db_query(
      s->db,
      "SELECT id, kind, person, area, benefit, law, paid, detail_vi, detail_en FROM finding "
      "WHERE for_month = $1 AND id > $2 AND ($3 = '' OR kind = $3) ORDER BY id",
      &q);
  if (err != OK) return err;
  bind_int(q, 1, when.for_month);
  bind_int(q, 2, after);
  bind_text(q, 3, ask->kind);
  c->rows = NEW_ARRAY(a, struct web_check_row, WEB_PAGE_ROWS + 1);
  int64_t last = 0;
  while ((err = db_step(q)) == OK) {
    if (ask->commune && !reg_area_within(areas, col_int(q, 3), ask->commune)) continue;
    if (c->row_count == WEB_PAGE_ROWS) {
      c->next = str_of(arena_print(a, "%lld", (long long)last));
      return OK;
    }
    last = col_int(q, 0);
    row(s, a, lang, q, areas, when.known, &c->rows[c->row_count++]);
  }
  return err == NOT_FOUND ? OK : err;
}

enum err live_check(void *session, struct arena *a, enum lang lang, struct web_when when,
                    const struct web_check_ask *ask, struct web_check *ret_c) {
  struct session *s = session;
  struct web_check c = { 0 };
  const struct reg_areas *areas;
  int64_t any;
  if (live_finding_count(s, when.for_month, &any) == NOT_FOUND) {
    *ret_c = c;
    return OK;
  }
  enum err err = questions_at(s, when.known);
  if (err == OK) err = live_areas(s, (struct reg_at) { month_first(when.for_month), s->act }, &areas);
  if (err == OK) err = counts(s, a, lang, when.for_month, areas, ask, &c);
  if (err == OK) err = rows(s, a, lang, when, areas, ask, &c);
  if (err != OK) return err;
  c.made = true;
  *ret_c = c;
  return OK;
}
