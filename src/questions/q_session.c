/* What all questions ask of their session: the act of the day asked, areas and places, names and values. */
#include "questions/q.h"

static void forget_trees(struct session *s) {
  s->tree_count = 0;
  arena_reset(s->trees_arena);
}

static void forget_areas(struct session *s) {
  s->areas = NULL;
  arena_reset(s->areas_arena);
  forget_trees(s);
}

/* What a vocabulary imported since brought. Nothing of an answer lives in what is let go: a question begins
 * here. */
static enum err read_names(struct session *s, int64_t names) {
  s->names = NULL;
  arena_reset(s->names_arena);
  enum err err = reg_symbols_load(s->names_arena, s->db, &s->symbols);
  struct people_names *read;
  if (err == OK) err = people_names_load(s->names_arena, s->db, s->live->law, &read);
  if (err != OK) return err;
  s->names = read;
  s->names_read = names;
  return OK;
}

enum err questions_at(struct session *s, date known) {
  if (s->known == known) return OK;
  struct reg_since since;
  enum err err = reg_known_since(s->db, known, s->areas_act, &since);
  if (err == OK && (!s->names || since.names != s->names_read)) err = read_names(s, since.names);
  if (err != OK) return err;
  if (since.areas_moved) forget_areas(s);
  s->areas_act = s->act = since.act;
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

enum err live_people_ask(struct session *s, month seen_in, struct people_ask *ret_ask) {
  *ret_ask = (struct people_ask) {
    .viewer = &s->viewer, .db = s->db, .names = s->names, .act = s->act, .seen_in = seen_in
  };
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
  const char *vi, *en;
  int64_t value;
  if (!people_value(s->names, fact, symbol, &value)) return reg_symbol_name(s->symbols, symbol);
  (void)law_enum_value(s->live->law, fact, (int)value, &vi, &en);
  return str_of(lang == EN ? en : vi);
}

struct str live_value(struct session *s, struct arena *a, enum lang lang, int fact, int64_t stored) {
  enum law_kind kind = law_fact_info(s->live->law, fact).kind;
  return kind == LAW_ENUM ? enum_title(s, lang, fact, stored) : law_value_text(a, kind, stored, lang);
}

/* ---- the packs ---- */

enum err live_packs(void *session, struct arena *a, struct web_packs *ret_p) {
  static const enum web_standing standings[] = { [OFFICE_ADOPTED] = WEB_ADOPTED,
                                                 [OFFICE_NEVER_ADOPTED] = WEB_NEVER_ADOPTED,
                                                 [OFFICE_OTHER_PACKS] = WEB_OTHER_PACKS,
                                                 [OFFICE_OTHER_MEANING] = WEB_OTHER_MEANING };
  struct session *s = session;
  enum office_standing standing;
  struct reg_adopted adopted = { 0 };
  enum err err = office_packs_stand(&s->viewer, s->db, s->live->law, REG_ACT_OPEN - 1, &standing, &adopted);
  if (err != OK) return err;
  *ret_p = (struct web_packs) { standings[standing], str_of(law_hash(s->live->law)),
                                str_of(arena_text(a, adopted.hash, strlen(adopted.hash))) };
  return OK;
}

bool live_seen(const struct session *s, const struct reg_areas *areas, int64_t area) {
  return !s->viewer.area || (area && reg_area_seen(areas, area, s->viewer.area));
}

enum err live_shown(struct session *s, struct arena *a, enum office_made made, struct web_when when,
                    struct office_shown *ret_shown) {
  struct office_shown_ask ask = { s->live->law, when.for_month, when.known, s->act };
  return office_shown(&s->viewer, a, s->db, made, &ask, ret_shown);
}

struct web_made live_made(struct arena *a, const struct office_shown *x) {
  return (struct web_made) { .there = true,
                             .m = x->when.for_month,
                             .law_day = x->when.law,
                             .facts_day = x->when.facts,
                             .act_day = x->act_day,
                             .act = x->when.act,
                             .packs = str_of(arena_text(a, x->packs, strlen(x->packs))),
                             .other_packs = (x->stale & OFFICE_STALE_PACKS) != 0,
                             .acts_since = (x->stale & OFFICE_STALE_ACTS) != 0,
                             .law_since = (x->stale & OFFICE_STALE_LAW) != 0 };
}
