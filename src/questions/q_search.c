/* Finding people for the page of search. */
#include "questions/q.h"
#include "search/search_register.h"

/* What a person receives now, in few words. */
static enum err receives(struct session *s, struct arena *a, enum lang lang, struct web_when when,
                         int64_t person, struct str *ret_text) {
  struct reg_grant_list grants;
  struct reg_at at = { month_first(when.for_month), s->act };
  enum err e = reg_grants_of(&s->viewer, a, s->db, person, at, &grants);
  if (e != OK && e != NOT_FOUND) return e;
  struct buf b = buf_new(a, 1024);
  char z[32];
  for (int i = 0; e == OK && i < grants.n; i++) {
    const struct reg_grant *g = &grants.at[i];
    if (!grant_stands(g, when.for_month) || grant_suspended(g, when.for_month)) continue;
    struct str title = live_benefit_title(s, g->benefit, lang);
    buf_print(&b, "%s%.*s %s\u00A0đ", b.n ? "; " : "", (int)title.n, title.p, money_vn(g->amount, z));
  }
  *ret_text = buf_view(&b);
  return OK;
}

static enum err show(struct session *s, struct arena *a, enum lang lang, struct web_when when,
                     const struct search_found *f, struct web_found *ret_found) {
  struct reg_person who;
  const struct reg_areas *areas;
  struct reg_at at = { when.known, s->act };
  *ret_found = (struct web_found) { .id = f->person,
                                    .name = f->full_name,
                                    .matched = f->matched,
                                    .birth = f->birth,
                                    .birth_known = f->birth_known,
                                    .dead = f->dead,
                                    .head = f->head };
  enum err e = live_areas(s, at, &areas);
  if (e != OK) return e;
  live_place(areas, f->area, &ret_found->village, &ret_found->commune);
  e = reg_person_get(&s->viewer, a, s->db, f->person, at, &who);
  if (e == OK) ret_found->female = who.sex == REG_FEMALE;
  /* Recorded after the day asked: the index tells of the present. */
  if (e != OK && e != NOT_FOUND) return e;
  return receives(s, a, lang, when, f->person, &ret_found->receives);
}

enum err live_search(void *session, struct arena *a, enum lang lang, struct web_when when, struct str query,
                     struct web_found **ret_list, int *ret_count) {
  struct session *s = session;
  enum err e = questions_at(s, when.known);
  if (e == OK && s->search == NULL) e = search_register_open(s->a, s->db, s->live->db_path, &s->search);
  if (e != OK) return e;
  const struct search_ask ask = { .typed = query, .max = WEB_FOUND_MAX };
  struct search_page page;
  if ((e = search_register_find(&s->viewer, a, s->search, &ask, &page)) != OK) return e;
  struct web_found *list = NEW_ARRAY(a, struct web_found, page.count + 1);
  for (int i = 0; i < page.count; i++)
    if ((e = show(s, a, lang, when, &page.list[i], &list[i])) != OK) return e;
  *ret_list = list;
  *ret_count = page.count;
  return OK;
}
