/* A session of the pages: its connection, what it keeps between requests, and the table of functions. */
#include "questions/q.h"
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
  if (err == OK) err = reg_symbols_load(s->a, s->db, &s->symbols);
  if (err == OK) err = people_names_load(s->a, s->db, live->law, &s->names);
  struct work first = { s, read_ahead, s };
  return err == OK ? db_read(s->db, begin_work, &first) : err;
}

static enum err session_open(void *config, void **ret_session) {
  struct live *live = config;
  struct arena *a = arena_new("web session", LIVE_AREAS_BYTES_MAX);
  if (!a) return NOMEM;
  struct session *s = NEW(a, struct session);
  *s = (struct session) { .a = a, .live = live, .viewer = viewer_pages(), .known = DATE_MIN };
  s->areas_arena = arena_new("areas of a session", LIVE_AREAS_BYTES_MAX);
  s->trees_arena = arena_new("trees of a session", LIVE_AREAS_BYTES_MAX);
  enum err err = s->areas_arena && s->trees_arena ? fill_session(s) : NOMEM;
  if (err != OK) {
    db_close(s->db);
    arena_free(s->areas_arena);
    arena_free(s->trees_arena);
    arena_free(a);
    return err == NOT_FOUND ? IO : err;
  }
  *ret_session = s;
  return OK;
}

static void session_close(void *session) {
  struct session *s = session;
  assert(s && s->db);
  office_asker_free(s->asking);
  search_register_close(s->search);
  db_close(s->db);
  arena_free(s->areas_arena);
  arena_free(s->trees_arena);
  arena_free(s->a);
}

static enum err begin_work(struct db *db, void *context) {
  struct work *w = context;
  struct session *s = w->session;
  assert(db == s->db);
  s->known = DATE_MIN;
  office_asker_free(s->asking); /* of a try before */
  s->asking = NULL;
  return w->work(w->context);
}

static enum err session_question(void *session, enum err (*work)(void *context), void *context) {
  struct session *s = session;
  struct work w = { s, work, context };
  return db_read(s->db, begin_work, &w);
}

static void forget_trees(struct session *s) {
  s->tree_count = 0;
  arena_reset(s->trees_arena);
}

static void forget_areas(struct session *s) {
  s->areas = NULL;
  arena_reset(s->areas_arena);
  forget_trees(s);
}

enum err questions_at(struct session *s, date known) {
  if (s->known == known) return OK;
  int64_t act;
  bool moved;
  enum err err = reg_known_since(s->db, known, s->areas_act, &act, &moved);
  if (err != OK) return err;
  if (moved) forget_areas(s);
  s->areas_act = s->act = act;
  s->known = known;
  return OK;
}

enum err live_areas(struct session *s, date valid, const struct reg_areas **ret_areas) {
  for (int i = 0; i < s->tree_count; i++)
    if (s->tree[i].valid == valid) {
      *ret_areas = s->tree[i].tree;
      return OK;
    }
  if (s->tree_count == LIVE_TREES_MAX) forget_trees(s);
  struct reg_areas *areas;
  enum err err = reg_areas_load(&s->viewer, s->trees_arena, s->db, (struct reg_at) { valid, s->act }, &areas);
  if (err != OK) return err;
  s->tree[s->tree_count++] = (struct live_tree) { valid, areas };
  *ret_areas = areas;
  return OK;
}

enum err live_people_areas(struct session *s, const struct people_areas **ret_areas) {
  struct people_ask ask = { .viewer = &s->viewer, .db = s->db, .names = s->names, .act = s->act };
  enum err err = s->areas ? OK : people_areas_load(s->areas_arena, &ask, &s->areas);
  if (err == OK) *ret_areas = s->areas;
  return err;
}

enum err live_people_ask(struct session *s, struct people_ask *ret_ask) {
  *ret_ask = (struct people_ask) { .viewer = &s->viewer, .db = s->db, .names = s->names, .act = s->act };
  return live_people_areas(s, &ret_ask->areas);
}

void live_place(const struct reg_areas *t, int64_t area, struct str *ret_village, struct str *ret_commune) {
  const struct reg_area *lowest = reg_area(t, area);
  const struct reg_area *commune = lowest ? reg_area_commune(t, area) : NULL;
  *ret_village = lowest && lowest != commune ? lowest->name : S("");
  *ret_commune = commune ? commune->name : S("");
}

int live_benefit(const struct session *s, int64_t symbol) {
  struct str name = reg_symbol_name(s->symbols, symbol);
  return name.n ? law_benefit_find(s->live->law, name) : -1;
}

struct str live_benefit_title(const struct session *s, int64_t symbol, enum lang lang) {
  int b = live_benefit(s, symbol);
  return b >= 0 ? str_of(law_benefit_title(s->live->law, b, lang)) : reg_symbol_name(s->symbols, symbol);
}

static struct str enum_title(struct session *s, enum lang lang, int fact, int64_t symbol) {
  struct str name = reg_symbol_name(s->symbols, symbol);
  for (int i = 0; i < law_enum_count(s->live->law, fact); i++) {
    const char *vi, *en, *id = law_enum_value(s->live->law, fact, i, &vi, &en);
    size_t n = strlen(id);
    if (name.n > n && name.p[name.n - n - 1] == '.' && memcmp(name.p + name.n - n, id, n) == 0)
      return str_of(lang == EN ? en : vi);
  }
  return name;
}

struct str live_value(struct session *s, struct arena *a, enum lang lang, int fact, int64_t stored) {
  enum law_kind kind = law_fact_info(s->live->law, fact).kind;
  return kind == LAW_ENUM ? enum_title(s, lang, fact, stored) : law_value_text(a, kind, stored, lang);
}

static enum err refuse(struct arena *a, struct str *ret_message, enum err err, const char *pattern,
                       const char *what) {
  struct buf b = buf_new(a, 64 << 10);
  buf_fill(&b, pattern, 1, &what);
  *ret_message = buf_view(&b);
  return err;
}

enum err questions_open(struct arena *a, const char *db_path, struct law_program *law, enum lang lang,
                        struct web_data *ret_data, struct str *ret_message) {
  assert(a && db_path && law && ret_data && ret_message);
  struct arena *shared = arena_new("web shared", LIVE_SHARED_BYTES_MAX);
  if (!shared) return refuse(a, ret_message, NOMEM, lang == EN ? "out of memory" : "hết bộ nhớ", "");
  struct live *l = NEW(shared, struct live);
  l->a = shared;
  l->db_path = arena_text(shared, db_path, strlen(db_path));
  l->law = law;
  struct db *db;
  enum err err = db_open(db_path, DB_READ, &db);
  if (err != OK) {
    arena_free(shared);
    return refuse(a, ret_message, err, "{0}", db_message_in(NULL, lang));
  }
  db_close(db);
  live_uses_make(l);
  pthread_mutex_init(&l->lock, NULL);
  pthread_cond_init(&l->made, NULL);
  *ret_data = (struct web_data) { .config = l,
                                  .open = session_open,
                                  .close = session_close,
                                  .question = session_question,
                                  .overview = live_overview,
                                  .search = live_search,
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
  pthread_cond_destroy(&l->made);
  pthread_mutex_destroy(&l->lock);
  arena_free(l->a);
  data->config = NULL;
}
