/* Findings stored by `ansinh check caseload`, by kind and commune; nothing is worked out again here. */
#include "questions/q.h"
#include "questions/question_words.h"
#include "office/office.h"

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

/* What is asked, with the commune found. */
struct listing {
  struct session *s;
  struct arena *a;
  enum lang lang;
  struct web_when when;
  const struct reg_areas *areas;
  const struct web_check_ask *ask;
  const struct reg_area *commune; /* NULL: all */
};

/* How many of each kind (in the commune chosen) and in each commune. */
static enum err counts(const struct listing *l, struct web_check *c) {
  struct session *s = l->s;
  struct arena *a = l->a;
  enum lang lang = l->lang;
  const struct reg_areas *areas = l->areas;
  struct stmt *q;
  enum err err = db_query(
      s->db, "SELECT kind, area, count(*) FROM finding WHERE for_month = $1 GROUP BY kind, area", &q);
  if (err != OK) return err;
  bind_int(q, 1, l->when.for_month);
  int n = reg_commune_count(areas);
  c->communes = NEW_ARRAY(a, struct web_total, n + 1);
  c->kinds = NEW_ARRAY(a, struct web_check_kind, FIND_KINDS);
  for (int i = 0; i < n; i++)
    c->communes[c->commune_count++] = (struct web_total) { .code = reg_commune_nth(areas, i)->code,
                                                           .title = reg_commune_nth(areas, i)->name };
  int64_t by_kind[FIND_KINDS] = { 0 };
  while ((err = db_step(q)) == OK) {
    enum office_finding_kind kind = kind_of(col_text(q, 0));
    int64_t found = col_int(q, 2);
    if (kind == FIND_KINDS) continue;
    const struct reg_area *commune = reg_area_commune(areas, col_int(q, 1));
    for (int i = 0; commune && i < c->commune_count; i++)
      if (reg_commune_nth(areas, i) == commune) c->communes[i].now.people += found;
    if (l->commune && commune != l->commune) continue;
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
  enum office_finding_kind kind = kind_of(col_text(q, 1));
  struct str benefit = live_benefit_title(l->s, col_int(q, 4), lang),
             detail = col_text(q, lang == EN ? 8 : 7);
  *x = (struct web_check_row) {
    .has_law = true, .law_vnd = col_int(q, 5), .has_paid = true, .paid_vnd = col_int(q, 6)
  };
  x->title = str_of(kind < FIND_KINDS ? office_finding_title(kind, lang) : "");
  x->text = str_of(arena_print(l->a, "%.*s%s%.*s", (int)benefit.n, benefit.p, detail.n ? ": " : "",
                               (int)detail.n, detail.p));
  live_place(l->areas, col_int(q, 3), &x->village, &x->commune);
}

/* Who they are: one statement for the page. */
static enum err name_rows(const struct listing *l, const int64_t *persons, struct web_check *c) {
  struct session *s = l->s;
  struct reg_named *who = NEW_ARRAY(l->a, struct reg_named, c->row_count + 1);
  struct reg_named_ask ask = { persons, c->row_count };
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

/* A page begins after so many rows of this list: findings of a month are written once, in one order. */
static enum err rows(const struct listing *l, struct web_check *c) {
  const struct web_check_ask *ask = l->ask;
  int64_t passed = 0, met = 0;
  if (ask->after.n && (parse_int(ask->after, &passed) != OK || passed < 0)) return INVALID;
  if (ask->kind.n && kind_of(ask->kind) == FIND_KINDS) return INVALID;
  struct stmt *q;
  enum err err = db_query(l->s->db,
                          "SELECT id, kind, person, area, benefit, law, paid, detail_vi, detail_en FROM "
                          "finding WHERE for_month = $1 AND ($2 = '' OR kind = $2) ORDER BY id",
                          &q);
  if (err != OK) return err;
  bind_int(q, 1, l->when.for_month);
  bind_text(q, 2, ask->kind);
  int64_t persons[WEB_PAGE_ROWS];
  c->rows = NEW_ARRAY(l->a, struct web_check_row, WEB_PAGE_ROWS + 1);
  while ((err = db_step(q)) == OK) {
    if (l->commune && !reg_area_within(l->areas, col_int(q, 3), l->commune->id)) continue;
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

enum err live_check(void *session, struct arena *a, enum lang lang, struct web_when when,
                    const struct web_check_ask *ask, struct web_check *ret_c) {
  assert(session != NULL && ret_c != NULL);
  struct session *s = session;
  struct web_check c = { 0 };
  struct listing l = { .s = s, .a = a, .lang = lang, .when = when, .ask = ask };
  int64_t any;
  enum err err = questions_at(s, when.known);
  if (err == OK) err = live_finding_count(s, when.for_month, &any);
  if (err == NOT_FOUND) {
    *ret_c = c;
    return OK;
  }
  if (err == OK) err = live_areas(s, month_first(when.for_month), &l.areas);
  if (err != OK) return err;
  if (ask->commune.n && !(l.commune = reg_area_by_code(l.areas, ask->commune))) return INVALID;
  if (l.commune) c.commune_name = l.commune->name;
  if ((err = counts(&l, &c)) == OK) err = rows(&l, &c);
  if (err != OK) return err;
  c.made = true;
  *ret_c = c;
  return OK;
}
