/* A session of the pages: its connection, what it keeps between requests, and the table of functions. */
#include "questions/q.h"
#include "questions/question_words.h"
#include "search/search_register.h"

static enum err begin_work(struct db *db, void *context);

struct work {
  struct session *session;
  enum err (*work)(void *context);
  void *context;
};

/* So that the first page of a connection asks no more than any other. */
static enum err read_ahead(void *context) {
  struct session *s = context;
  const struct people_areas *areas;
  enum err err = questions_at(s, clock_today());
  return err == OK ? live_people_areas(s, &areas) : err;
}

static enum err fill_session(struct session *s) {
  struct live *live = s->live;
  enum err err = db_open(live->db_path, DB_READ, &s->db);
  struct work first = { s, read_ahead, s };
  return err == OK ? db_read(s->db, begin_work, &first) : err;
}

static void end_session(struct session *s) {
  db_close(s->db);
  arena_free(s->areas_arena);
  arena_free(s->trees_arena);
  arena_free(s->names_arena);
  arena_free(s->a);
}

static enum err session_open(void *config, void **ret_session) {
  struct live *live = config;
  struct arena *a = arena_new("web session", LIVE_AREAS_BYTES_MAX);
  if (!a) return NOMEM;
  struct session *s = NEW(a, struct session);
  *s = (struct session) { .a = a, .live = live, .viewer = live->viewer, .known = DATE_MIN };
  s->areas_arena = arena_new("areas of a session", LIVE_AREAS_BYTES_MAX);
  s->trees_arena = arena_new("trees of a session", LIVE_AREAS_BYTES_MAX);
  s->names_arena = arena_new("names of a session", LIVE_AREAS_BYTES_MAX);
  enum err err = s->areas_arena && s->trees_arena && s->names_arena ? fill_session(s) : NOMEM;
  if (err != OK) {
    end_session(s);
    return err == NOT_FOUND ? IO : err;
  }
  *ret_session = s;
  return OK;
}

static void session_close(void *session) {
  struct session *s = session;
  assert(s != NULL);
  live_totals_release(s);
  office_asker_free(s->asking);
  search_register_close(s->search);
  end_session(s);
}

static enum err begin_work(struct db *db, void *context) {
  struct work *w = context;
  struct session *s = w->session;
  assert(db == s->db);
  s->known = DATE_MIN;
  live_totals_release(s);
  office_asker_free(s->asking); /* of a try before */
  s->asking = NULL;
  return w->work(w->context);
}

/* Another register was put in the place: nothing that was read of the old one is used again. */
static enum err renew(struct session *s) {
  live_totals_release(s);
  office_asker_free(s->asking);
  search_register_close(s->search);
  db_close(s->db);
  arena_reset(s->areas_arena);
  arena_reset(s->trees_arena);
  arena_reset(s->names_arena);
  *s = (struct session) { .a = s->a,
                          .live = s->live,
                          .viewer = s->viewer,
                          .known = DATE_MIN,
                          .areas_arena = s->areas_arena,
                          .trees_arena = s->trees_arena,
                          .names_arena = s->names_arena };
  return fill_session(s);
}

static enum err session_question(void *session, enum err (*work)(void *context), void *context) {
  struct session *s = session;
  struct work w = { s, work, context };
  assert(s != NULL && work != NULL);
  enum err err = s->db == NULL ? renew(s) : OK; /* it could not be opened again the last time */
  if (err == OK) err = db_read(s->db, begin_work, &w);
  if (err == OK || s->db == NULL || !db_replaced(s->db)) return err;
  err = renew(s);
  return err == OK ? db_read(s->db, begin_work, &w) : err;
}

static struct str damage_in_words(struct db *db, struct arena *a, enum lang lang) {
  if (!db || !db_damaged(db)) return S("");
  return str_of(arena_print(a, WORD(QW_register_damaged, lang), db_message_in(db, lang)));
}

static struct str session_damage(void *session, struct arena *a, enum lang lang) {
  struct session *s = session;
  bool told = s->viewer.area == 0 && s->viewer.role == VIEWER_MAY_ALL;
  struct str words = damage_in_words(s->db, a, lang);
  if (!words.n || told) return words;
  fprintf(stderr, "ansinh: %s\n", words.p); /* whoever runs the server may read every row */
  return WORD_STR(QW_register_row_damaged, lang);
}

static enum err refuse(struct arena *a, struct str *ret_message, enum err err, const char *pattern,
                       const char *what) {
  struct buf b = buf_growing(a);
  buf_fill(&b, pattern, 1, &what);
  *ret_message = buf_view(&b);
  return err;
}

enum err questions_open(const struct viewer *viewer, struct arena *a, const struct questions_place *place,
                        struct web_data *ret_data, struct str *ret_message) {
  assert(viewer && a && place->db_path && place->law && ret_data && ret_message);
  enum lang lang = place->lang;
  struct arena *shared = arena_new("web shared", LIVE_SHARED_BYTES_MAX);
  if (!shared) return refuse(a, ret_message, NOMEM, WORD(QW_out_of_memory, lang), "");
  struct live *l = NEW(shared, struct live);
  l->a = shared;
  l->viewer = *viewer;
  l->db_path = arena_text(shared, place->db_path, strlen(place->db_path));
  l->law = place->law;
  struct db *db;
  enum err err = db_open(place->db_path, DB_READ, &db);
  if (err != OK) {
    arena_free(shared);
    return refuse(a, ret_message, err, "{0}", db_message_in(NULL, lang));
  }
  err = people_keep_secrets(shared, db, l->law);
  if (err != OK) {
    struct str damage = damage_in_words(db, a, lang);
    db_close(db);
    arena_free(shared);
    return refuse(a, ret_message, err, "{0}", damage.n ? damage.p : WORD(QW_register_unread, lang));
  }
  l->open = db;
  live_uses_make(l);
  pthread_mutex_init(&l->lock, NULL);
  pthread_cond_init(&l->made, NULL);
  *ret_data = (struct web_data) { .config = l,
                                  .open = session_open,
                                  .close = session_close,
                                  .question = session_question,
                                  .damage = session_damage,
                                  .packs = live_packs,
                                  .overview = live_overview,
                                  .search = live_search,
                                  .mistyped = reg_public_id_mistyped,
                                  .person = live_person,
                                  .why = live_why,
                                  .law = live_law,
                                  .provision = live_provision,
                                  .diff = live_diff,
                                  .check = live_check };
  return OK;
}

void questions_end(struct web_data *data) {
  struct live *l = data->config;
  assert(l && l->a);
  live_totals_end(l);
  db_close(l->open);
  pthread_cond_destroy(&l->made);
  pthread_mutex_destroy(&l->lock);
  arena_free(l->a);
  data->config = NULL;
}
