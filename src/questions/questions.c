#include "questions/q.h"
#include "search/search_register.h"

static enum err session_open(void *config, void **ret_session) {
  struct live *live = config;
  struct arena *a = arena_new("web session", LIVE_AREAS_BYTES_MAX);
  if (!a) return NOMEM;
  struct session *s = NEW(a, struct session);
  s->a = a;
  s->live = live;
  enum err err = db_open(live->db_path, DB_READ, &s->db);
  s->viewer = viewer_pages();
  if (err == OK) err = reg_symbols_load(a, s->db, &s->symbols);
  if (err == OK) err = people_names_load(a, s->db, live->law, &s->names);
  if (err == OK && !(s->areas_arena = arena_new("areas of a session", LIVE_AREAS_BYTES_MAX))) err = NOMEM;
  if (err != OK) {
    db_close(s->db);
    arena_free(a);
    return err == NOT_FOUND ? IO : err;
  }
  *ret_session = s;
  return OK;
}

static void session_close(void *session) {
  struct session *s = session;
  assert(s && s->db);
  if (s->asking) law_session_free(s->asking);
  search_register_close(s->search);
  db_close(s->db);
  arena_free(s->areas_arena);
  arena_free(s->a);
}

enum err questions_at(struct session *s, date known) { return reg_known(s->db, known, &s->act); }

enum err live_areas(struct session *s, struct reg_at at, const struct reg_areas **ret_areas) {
  if (!s->areas || s->areas_at.valid != at.valid || s->areas_at.act != at.act) {
    s->areas = NULL;
    arena_reset(s->areas_arena);
    struct reg_areas *areas;
    enum err err = reg_areas_load(&s->viewer, s->areas_arena, s->db, at, &areas);
    if (err != OK) return err;
    s->areas = areas;
    s->areas_at = at;
  }
  *ret_areas = s->areas;
  return OK;
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
  *ret_data = (struct web_data) { l,           session_open, session_close,  live_overview, live_search,
                                  live_person, live_law,     live_provision, live_diff,     live_check };
  return OK;
}

void questions_end(struct web_data *data) {
  struct live *l = data->config;
  assert(l && l->a);
  live_totals_end(l);
  pthread_mutex_destroy(&l->lock);
  arena_free(l->a);
  data->config = NULL;
}
