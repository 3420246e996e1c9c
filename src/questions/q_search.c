/* Finding people, and what each receives, in few words. */
#include "questions/q.h"

static struct str receives(struct session *s, struct arena *a, enum lang lang, struct web_when when,
                           int64_t person) {
  struct reg_grant_list grants;
  struct reg_at at = { when.known, s->act };
  if (reg_grants_of(&s->viewer, a, s->db, person, at, &grants) != OK) return S("");
  struct buf b = buf_new(a, 1024);
  char sum[32];
  for (int i = 0; i < grants.n; i++) {
    const struct reg_grant *g = &grants.at[i];
    if (!grant_stands(g, when.for_month) || grant_suspended(g, when.for_month)) continue;
    struct str title = live_benefit_title(s, g->benefit, lang);
    buf_print(&b,
              "%s%.*s %s\xC2\xA0"
              "đ",
              b.n ? "; " : "", (int)title.n, title.p, money_vn(g->amount, sum));
  }
  return buf_view(&b);
}

enum err live_search(void *session, struct arena *a, enum lang lang, struct web_when when, struct str query,
                     struct web_found **ret_list, int *ret_count) {
  struct session *s = session;
  const struct reg_areas *areas;
  struct search_page page;
  struct search_ask ask = { .typed = query, .max = WEB_FOUND_MAX };
  enum err err = session_at(s, when.known);
  if (err == OK) err = live_areas(s, (struct reg_at) { when.known, s->act }, &areas);
  if (err == OK) err = search_register_find(&s->viewer, a, s->search, &ask, &page);
  if (err != OK) return err;
  struct web_found *list = NEW_ARRAY(a, struct web_found, page.count + 1);
  for (int i = 0; i < page.count; i++) {
    const struct search_found *f = &page.list[i];
    struct reg_person who;
    list[i] = (struct web_found) { .id = f->person,
                                   .name = f->full_name,
                                   .matched = f->matched,
                                   .birth = f->birth,
                                   .birth_known = f->birth_known,
                                   .dead = f->dead,
                                   .head = f->head,
                                   .receives = receives(s, a, lang, when, f->person) };
    err = reg_person_get(&s->viewer, a, s->db, f->person, (struct reg_at) { when.known, s->act }, &who);
    if (err != OK && err != NOT_FOUND) return err;
    list[i].female = err == OK && who.sex == REG_FEMALE;
    live_place(areas, f->area, &list[i].village, &list[i].commune);
  }
  *ret_list = list;
  *ret_count = page.count;
  return OK;
}
