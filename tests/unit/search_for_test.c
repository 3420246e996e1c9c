/* Helpers of the search tests. */
#include "search_for_test.h"

#include <dirent.h>
#include <unistd.h>

static char folder[64];

/* Areas 1 to 6 lie in 101 (odd) or 102 (even). */
const char *const places[7] = { "",
                                "Thôn 1 Xã A Lưới 2",
                                "Tổ dân phố 3 Phường Vỹ Dạ",
                                "Thôn A Roằng Xã A Lưới 4",
                                "Phường Phú Xuân",
                                "Thôn Hà Trung Xã Vinh Lộc",
                                "Xã Chân Mây - Lăng Cô" };

bool lies_in(const void *areas, int64_t area, int64_t above) {
  (void)areas;
  return area == above || (above > 100 && area > 0 && above == 102 - area % 2);
}

/* ---- the feed ---- */

static int64_t stamp_of(int64_t act) { return act * 7 + 1; }

static enum err feed_last(void *context, struct kept_point *ret_point) {
  const struct world *w = context;
  *ret_point = (struct kept_point) { w->act, stamp_of(w->act) };
  return OK;
}

static enum err feed_stamp(void *context, int64_t act, int64_t *ret_stamp) {
  const struct world *w = context;
  if (act > w->act) return NOT_FOUND;
  *ret_stamp = stamp_of(act);
  return OK;
}

static enum err feed_everybody(void *context, int64_t act, const struct search_take *take) {
  struct world *w = context;
  assert_int_equal(act, w->act);
  w->asked_everybody++;
  enum err e = OK;
  for (int i = 1; i <= w->people && e == OK; i++)
    if (!w->person[i].gone) e = take->person(take->context, &w->person[i]);
  return e;
}

static enum err feed_touched(void *context, int64_t from, int64_t to, const struct search_take *take,
                             bool *ret_all) {
  struct world *w = context;
  bool seen[PEOPLE_MAX + 1] = { 0 };
  assert_int_equal(to, w->act);
  *ret_all = false;
  enum err e = OK;
  for (int i = 0; i < w->logged && e == OK; i++) {
    int64_t p = w->log[i].person;
    if (w->log[i].act <= from || seen[p]) continue;
    seen[p] = true;
    e = take->person(take->context, &w->person[p]);
  }
  return e;
}

static enum err feed_id(void *context, struct arena *a, struct str typed, int64_t **ret_people,
                        int *ret_count) {
  const struct world *w = context;
  bool all = str_is(typed, "ID-OF-ALL");
  if (!all && !str_is(typed, "ID-OF-TWO")) return NOT_FOUND;
  *ret_count = all ? w->people : 2;
  *ret_people = NEW_ARRAY(a, int64_t, *ret_count + 1);
  for (int i = 0; i < *ret_count; i++)
    (*ret_people)[i] = *ret_count - i;
  return OK;
}

struct search *open_search(struct world *w) {
  const struct kept_set set = { .folder = folder, .register_id = "REGISTER00000000A" };
  const struct search_feed feed = { .context = w,
                                    .last = feed_last,
                                    .stamp = feed_stamp,
                                    .everybody = feed_everybody,
                                    .touched = feed_touched,
                                    .public_id = feed_id };
  struct search *s;
  assert_int_equal(search_open(w->a, &set, &feed, &s), OK);
  return s;
}

int search_setup(void **state) {
  snprintf(folder, sizeof folder, "test_search_XXXXXX");
  if (mkdtemp(folder) == NULL) return -1;
  struct arena *a = arena_new("test", (size_t)1 << 30);
  struct world *w = NEW(a, struct world);
  w->a = a;
  w->s = open_search(w);
  *state = w;
  return 0;
}

int search_teardown(void **state) {
  struct world *w = *state;
  search_close(w->s);
  arena_free(w->a);
  DIR *d = opendir(folder);
  char path[400];
  for (struct dirent *f; d && (f = readdir(d)) != NULL;) {
    snprintf(path, sizeof path, "%s/%s", folder, f->d_name);
    unlink(path);
  }
  if (d) closedir(d);
  rmdir(folder);
  return 0;
}

/* The register's own key is richer; the index only needs one key a name. */
static struct str key_of(struct world *w, const char *name) {
  const char *given = strrchr(name, ' ');
  struct str fold = text_fold(w->a, str_of(given ? given + 1 : name));
  return str_of(arena_print(w->a, "%s|%s", fold.p, text_fold(w->a, str_of(name)).p));
}

void touch(struct world *w, int64_t p) {
  assert_true(w->logged < LOG_MAX);
  w->log[w->logged].act = ++w->act;
  w->log[w->logged++].person = p;
}

void rename_to(struct world *w, int64_t p, const char *name) {
  w->person[p].name = str_of(arena_print(w->a, "%s", name));
  w->person[p].sort_key = key_of(w, name);
}

int64_t add(struct world *w, const char *name, date birth) {
  int64_t id = ++w->people;
  assert_true(id < PEOPLE_MAX);
  w->person[id] = (struct search_person) { .person = id, .birth = birth, .birth_known = 3 };
  w->person[id].head = w->person[id].place = w->person[id].citizen_no = w->person[id].phone = S("");
  rename_to(w, id, name);
  touch(w, id);
  return id;
}

void lives(struct world *w, int64_t p, int64_t household, int64_t head, int64_t area) {
  w->person[p].household = household;
  w->person[p].head = w->person[head].name;
  w->person[p].is_head = head == p;
  w->person[p].area = area;
  w->person[p].place = str_of(places[area]);
  touch(w, p);
}

void ready(struct world *w) { assert_int_equal(search_bring(w->s, w->act), OK); }

void look_as(struct world *w, const struct viewer *viewer, const char *typed, int64_t within) {
  const struct search_ask ask = {
    .typed = str_of(typed), .within = within, .lies_in = lies_in, .seen = lies_in, .today = today, .max = PAGE
  };
  assert_int_equal(search_find(viewer, w->a, w->s, &ask, &w->page), OK);
}

void look(struct world *w, const char *typed) { look_as(w, &(struct viewer) { 0 }, typed, 0); }

int place_of(const struct world *w, int64_t p) {
  for (int i = 0; i < w->page.count; i++)
    if (w->page.list[i].person == p) return i;
  return -1;
}
