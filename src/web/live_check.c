#include "web/live.h"

/* What a stored determination shows against the decisions: read from its rows, nothing is worked out again. */

static const struct { const char *name, *vi, *en, *help_vi, *help_en; } kinds[] = {
  { "", "", "", "", "" },
  { "law_higher", "Luật cao hơn quyết định", "Law higher than decided", "phải trả nhiều hơn mức ghi trong quyết định", "more is due than the decision says" },
  { "law_lower", "Luật thấp hơn quyết định", "Law lower than decided", "phải trả ít hơn mức ghi trong quyết định", "less is due than the decision says" },
  { "not_eligible", "Đang có quyết định mà không đủ điều kiện", "Granted and not eligible", "không tự dừng; cần xem lại hồ sơ", "nothing stops by itself; look at the file" },
  { "fact_missing", "Thiếu dữ kiện", "A fact is missing", "chưa xác định được vì sổ thiếu", "not determined because the register lacks it" },
  { "not_granted", "Đủ điều kiện mà chưa có quyết định", "Eligible and not granted", "cần hướng dẫn làm hồ sơ", "help them apply" },
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

#define KIND_OF_ROW \
  "CASE WHEN r.due_status = 2 OR r.eligible_status = 2 THEN 4 " \
  "WHEN r.granted > 0 AND r.eligible_status = 0 THEN 3 " \
  "WHEN r.granted > 0 AND r.due_status = 1 AND r.due_amount > g.amount THEN 1 " \
  "WHEN r.granted > 0 AND r.due_status = 1 AND r.due_amount < g.amount THEN 2 " \
  "WHEN r.granted = 0 AND r.eligible_status = 1 AND (r.flags & 4) = 0 THEN 5 ELSE 0 END"

static enum err counts(struct session *s, struct arena *a, enum lang lang, int64_t determination, const struct reg_areas *areas,
                       const struct web_check_ask *ask, struct web_check *c) {
  struct stmt *q;
  enum err err = db_query(s->db, "SELECT " KIND_OF_ROW " AS kind, r.area, count(*) FROM determination_result r "
                                 "LEFT JOIN grant_ g ON g.id = r.granted WHERE r.determination = $1 GROUP BY 1, 2", &q);
  if (err != OK)
    return err;
  bind_int(q, 1, determination);
  int n = reg_commune_count(areas);
  c->communes = NEW_ARRAY(a, struct web_total, n + 1);
  c->kinds = NEW_ARRAY(a, struct web_check_kind, KINDS);
  for (int i = 0; i < n; i++)
    c->communes[c->commune_count++] = (struct web_total){ .id = reg_commune_nth(areas, i)->id, .title = reg_commune_nth(areas, i)->name };
  int64_t by_kind[KINDS] = { 0 };
  while ((err = db_step(q)) == OK) {
    int64_t kind = col_int(q, 0), found = col_int(q, 2);
    if (kind <= 0 || kind >= KINDS)
      continue;
    const struct reg_area *commune = reg_area_commune(areas, col_int(q, 1));
    for (int i = 0; commune && i < c->commune_count; i++)
      if (c->communes[i].id == commune->id)
        c->communes[i].now.people += found;
    if (ask->commune && (!commune || commune->id != ask->commune))
      continue;
    by_kind[kind] += found;
    c->all += found;
  }
  for (int k = 1; k < KINDS; k++)
    if (by_kind[k])
      c->kinds[c->kind_count++] = (struct web_check_kind){ str_of(kinds[k].name), str_of(lang == EN ? kinds[k].en : kinds[k].vi),
                                                           str_of(lang == EN ? kinds[k].help_en : kinds[k].help_vi), by_kind[k] };
  return err == NOT_FOUND ? OK : err;
}

static void row(struct session *s, struct arena *a, enum lang lang, struct stmt *q, const struct reg_areas *areas, date known, struct web_check_row *x) {
  struct reg_person who;
  int64_t kind = col_int(q, 1);
  assert(kind > 0 && kind < KINDS);
  *x = (struct web_check_row){ .person = col_int(q, 2), .kind = str_of(kinds[kind].name), .title = str_of(lang == EN ? kinds[kind].en : kinds[kind].vi) };
  x->text = live_benefit_title(s, col_int(q, 4), lang);
  x->has_law = !col_null(q, 5);
  x->law_vnd = x->has_law ? col_int(q, 5) : 0;
  x->has_paid = !col_null(q, 6);
  x->paid_vnd = x->has_paid ? col_int(q, 6) : 0;
  live_place(areas, col_int(q, 3), &x->village, &x->commune);
  x->name = reg_person_get(a, s->db, x->person, (struct reg_at){ known, known }, &who) == OK ? who.full_name : str_of(arena_print(a, "%lld", (long long)x->person));
}

static enum err rows(struct session *s, struct arena *a, enum lang lang, struct web_when when, int64_t determination, const struct reg_areas *areas,
                     const struct web_check_ask *ask, struct web_check *c) {
  int64_t after = 0, wanted = 0;
  if (ask->after.n && parse_int(ask->after, &after) != OK)
    return INVALID;
  for (int k = 1; k < KINDS; k++)
    if (str_is(ask->kind, kinds[k].name))
      wanted = k;
  if (ask->kind.n && !wanted)
    return INVALID;
  struct stmt *q;
  enum err err = db_query(s->db, "SELECT key, kind, person, area, benefit, law, decided FROM (SELECT r.rowid AS key, " KIND_OF_ROW " AS kind, "
                                 "r.person, r.area, r.benefit, coalesce(r.due_amount, r.eligible_amount) AS law, g.amount AS decided "
                                 "FROM determination_result r LEFT JOIN grant_ g ON g.id = r.granted "
                                 "WHERE r.determination = $1 AND r.rowid > $2) AS found "
                                 "WHERE kind > 0 AND ($3 = 0 OR kind = $3) ORDER BY key", &q);
  if (err != OK)
    return err;
  bind_int(q, 1, determination);
  bind_int(q, 2, after);
  bind_int(q, 3, wanted);
  c->rows = NEW_ARRAY(a, struct web_check_row, WEB_PAGE_ROWS + 1);
  int64_t last = 0;
  while ((err = db_step(q)) == OK) {
    if (ask->commune && !reg_area_within(areas, col_int(q, 3), ask->commune))
      continue;
    if (c->row_count == WEB_PAGE_ROWS) {
      c->next = str_of(arena_print(a, "%lld", (long long)last));
      return OK;
    }
    last = col_int(q, 0);
    row(s, a, lang, q, areas, when.known, &c->rows[c->row_count++]);
  }
  return err == NOT_FOUND ? OK : err;
}

enum err live_check(void *session, struct arena *a, enum lang lang, struct web_when when, const struct web_check_ask *ask, struct web_check *ret_c) {
  struct session *s = session;
  struct web_check c = { 0 };
  struct live_determination d;
  const struct reg_areas *areas;
  enum err err = live_determination(s, when, &d);
  if (err == NOT_FOUND) {
    *ret_c = c;
    return OK;
  }
  if (err == OK)
    err = live_areas(s, (struct reg_at){ month_first(when.for_month), when.known }, &areas);
  if (err == OK)
    err = counts(s, a, lang, d.id, areas, ask, &c);
  if (err == OK)
    err = rows(s, a, lang, when, d.id, areas, ask, &c);
  if (err != OK)
    return err;
  c.made = true;
  *ret_c = c;
  return OK;
}
