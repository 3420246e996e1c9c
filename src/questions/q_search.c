/* Finding people for the page of search. */
#include "questions/q.h"
#include "questions/question_words.h"
#include "search/search_register.h"

struct results {
  struct session *s;
  struct arena *a;
  enum lang lang;
  struct web_when when;
  const struct reg_areas *areas;
  struct people *granted;             /* what was granted to all found, where all could be read */
  struct people *each[WEB_FOUND_MAX]; /* else to each of them, NULL of whom it could not */
  const int64_t *found;
  int count;
};

/* What a person receives in the month, in few words. */
static struct str receives(const struct results *w, int64_t person) {
  const struct people_grant *list;
  const struct people *from = w->granted;
  for (int i = 0; !w->granted && i < w->count; i++)
    if (w->found[i] == person) from = w->each[i];
  if (!from) return WORD_STR(QW_grant_unread, w->lang);
  int n = people_grants_of(from, person, &list);
  struct buf b = buf_growing(w->a);
  char z[32];
  for (int i = 0; i < n; i++) {
    const struct people_grant *g = &list[i];
    if (!people_grant_stands(g, w->when.for_month) || people_grant_suspended(g, w->when.for_month)) continue;
    struct str title = live_benefit_title(w->s, g->symbol, w->lang);
    buf_print(&b, "%s%.*s %s\u00A0%s", b.n ? "; " : "", (int)title.n, title.p,
              number_text(g->amount, w->lang, z), WORD(QW_dong, w->lang));
  }
  return buf_view(&b);
}

/* Somebody recorded after the day asked is known to the index, which tells of the present: of him nothing
 * more is said. */
static struct web_found show(const struct results *w, const struct search_found *f,
                             const struct reg_named *who) {
  struct web_found x = { .id = who->public_id,
                         .name = f->full_name,
                         .matched = f->matched,
                         .birth = f->birth,
                         .birth_known = f->birth_known,
                         .dead = f->dead,
                         .head = f->head,
                         .female = who->who.id && who->who.sex == REG_FEMALE,
                         .receives = receives(w, f->person) };
  live_place(w->areas, f->area, &x.village, &x.commune);
  return x;
}

static int by_number(const void *x, const void *y) {
  int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
  return (a > b) - (a < b);
}

static enum err read_grants(struct results *w, const int64_t *found, int count) {
  int64_t sorted[WEB_FOUND_MAX];
  struct people_ask ask = { .viewer = &w->s->viewer, .db = w->s->db, .names = w->s->names, .act = w->s->act };
  memcpy(sorted, found, sizeof *sorted * (size_t)count);
  qsort(sorted, (size_t)count, sizeof *sorted, by_number);
  w->found = found;
  w->count = count;
  enum err e = people_load_grants(w->a, &ask, sorted, count, &w->granted);
  if (e != INVALID) return e;
  w->granted = NULL; /* one of them has a row that cannot be read: the others are shown */
  for (int i = 0; i < count; i++) {
    e = people_load_grants(w->a, &ask, &found[i], 1, &w->each[i]);
    if (e == INVALID) w->each[i] = NULL;
    if (e != OK && e != INVALID) return e;
  }
  return OK;
}

enum err live_search(void *session, struct arena *a, enum lang lang, struct web_when when, struct str query,
                     struct web_found **ret_list, int *ret_count) {
  assert(session != NULL && ret_list != NULL);
  struct session *s = session;
  struct results w = { .s = s, .a = a, .lang = lang, .when = when };
  enum err e = questions_at(s, when.known);
  if (e == OK && s->search == NULL) e = search_register_open(s->a, s->db, s->live->db_path, &s->search);
  if (e != OK) return e;
  const struct search_ask ask = { .typed = query, .max = WEB_FOUND_MAX };
  struct search_page page;
  if ((e = search_register_find(&s->viewer, a, s->search, &ask, &page)) != OK) return e;
  assert(page.count <= WEB_FOUND_MAX);
  struct web_found *list = NEW_ARRAY(a, struct web_found, page.count + 1);
  struct reg_named who[WEB_FOUND_MAX];
  int64_t found[WEB_FOUND_MAX];
  for (int i = 0; i < page.count; i++)
    found[i] = page.list[i].person;
  if (page.count) {
    struct reg_named_ask names = { .persons = found, .count = page.count };
    if ((e = live_areas(s, when.known, &w.areas)) != OK || (e = read_grants(&w, found, page.count)) != OK)
      return e;
    e = reg_people_named(&s->viewer, a, s->db, &names, (struct reg_at) { when.known, s->act }, who);
    if (e != OK) return e;
  }
  for (int i = 0; i < page.count; i++)
    list[i] = show(&w, &page.list[i], &who[i]);
  *ret_list = list;
  *ret_count = page.count;
  return OK;
}
