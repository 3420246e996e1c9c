/* The register as a feed. Everything is asked as known at an act, so no snapshot is needed: the same act
 * answers the same. */
#include "search/search_register.h"
#include "registry/listing.h"

#define TREE_BYTES_MAX ((size_t)256 << 20)
#define WORK_BYTES_MAX ((size_t)2 << 30)

struct search_register {
  struct db *db;
  struct arena *a; /* as long as it is open */
  struct search *search;
  bool in_memory; /* where it should be kept nothing can be */
  const char *folder, *keep_id;
  struct viewer viewer;
  struct arena *tree; /* the areas, as of `tree_at` */
  struct reg_areas *areas;
  struct reg_at tree_at;
  struct reg_clock clock;
};

/* Does the tree say what is so at an act? */
static enum err tree_holds(struct search_register *r, int64_t act, bool *ret_holds) {
  const int64_t between[] = { r->tree_at.act < act ? r->tree_at.act : act,
                              r->tree_at.act < act ? act : r->tree_at.act };
  bool moved = false;
  *ret_holds = false;
  if (!r->areas || r->tree_at.valid != r->clock.today) return OK;
  enum err e = between[0] == between[1] ? OK : reg_list_areas_moved(&r->viewer, r->db, between, &moved);
  if (e != OK || moved) return e;
  r->tree_at.act = act;
  *ret_holds = true;
  return OK;
}

/* The areas as of today and an act. */
static enum err need_areas(struct search_register *r, int64_t act) {
  bool holds;
  enum err e = tree_holds(r, act, &holds);
  if (e != OK || holds) return e;
  arena_reset(r->tree);
  r->areas = NULL;
  r->tree_at = (struct reg_at) { r->clock.today, act };
  return reg_areas_load(&r->viewer, r->tree, r->db, r->tree_at, &r->areas);
}

/* The act's own, and the day on which areas last changed: places are words of the index, so that what was
 * made before such a day is not this one. */
static enum err feed_stamp(void *context, int64_t act, int64_t *ret_stamp) {
  const struct search_register *r = context;
  int64_t of[2] = { 0 };
  date areas;
  enum err e = reg_act_stamp(&r->viewer, r->db, act, &of[0]);
  if (e == OK) e = reg_list_areas_since(&r->viewer, r->db, (struct reg_at) { r->clock.today, act }, &areas);
  if (e != OK) return e;
  of[1] = areas;
  *ret_stamp = (int64_t)hash64(of, sizeof of, 0);
  return OK;
}

static enum err feed_last(void *context, struct kept_point *ret_point) {
  struct search_register *r = context;
  enum err e = reg_clock_read(r->db, &r->clock);
  struct kept_point last = { .act = r->clock.act };
  if (e == OK) e = feed_stamp(r, last.act, &last.stamp);
  if (e == OK) *ret_point = last;
  return e;
}

static date feed_day(void *context) { return ((const struct search_register *)context)->clock.today; }

/* ---- people ---- */

struct passing {
  struct search_register *r;
  const struct search_take *take;
  char place[2 * REG_TEXT_MAX + 2]; /* two names as acts may write them, whole */
};

static struct str place_of(struct passing *x, int64_t area) {
  const struct reg_area *village = reg_area(x->r->areas, area),
                        *commune = reg_area_commune(x->r->areas, area);
  struct str low = village ? village->name : S(""),
             high = commune && commune != village ? commune->name : S("");
  if (low.n > REG_TEXT_MAX) low = S(""); /* no act wrote it, and half a name finds nobody */
  if (high.n > REG_TEXT_MAX) high = S("");
  snprintf(x->place, sizeof x->place, "%.*s %.*s", (int)low.n, low.p, (int)high.n, high.p);
  return str_of(x->place);
}

static enum err pass_on(void *context, const struct reg_listed *p) {
  struct passing *x = context;
  const struct search_person person = { .person = p->person,
                                        .household = p->household,
                                        .area = p->area,
                                        .name = p->name,
                                        .sort_key = p->sort_key,
                                        .head = p->head,
                                        .place = p->area ? place_of(x, p->area) : S(""),
                                        .citizen_no = p->citizen_no,
                                        .phone = p->phone,
                                        .birth = p->birth,
                                        .birth_known = p->birth_known,
                                        .dead = p->dead,
                                        .has_grant = p->has_grant,
                                        .is_head = p->is_head };
  return x->take->person(x->take->context, &person);
}

static enum err feed_everybody(void *context, int64_t act, const struct search_take *take) {
  struct search_register *r = context;
  struct passing x = { .r = r, .take = take };
  enum err e = need_areas(r, act);
  if (e != OK) return e;
  struct arena *scratch = arena_new("search listing", WORK_BYTES_MAX);
  if (scratch == NULL) return NOMEM;
  const struct reg_listing listing = { &x, pass_on };
  e = reg_list_everybody(&r->viewer, scratch, r->db, (struct reg_at) { r->clock.today, act }, &listing);
  arena_free(scratch);
  return e;
}

static enum err each_touched(struct passing *x, const struct reg_id_list *people, int64_t act) {
  const struct reg_listing listing = { x, pass_on };
  const struct reg_at at = { x->r->clock.today, act };
  enum err e = OK;
  for (int i = 0; i < people->n && e == OK; i++) {
    e = reg_list_person(&x->r->viewer, x->r->db, people->at[i], at, &listing);
    const struct search_person gone = { .person = people->at[i], .gone = true };
    if (e == NOT_FOUND) e = x->take->person(x->take->context, &gone);
  }
  return e;
}

static enum err feed_touched(void *context, int64_t from, int64_t to, const struct search_take *take,
                             bool *ret_all) {
  struct search_register *r = context;
  struct passing x = { .r = r, .take = take };
  struct reg_id_list people;
  struct arena *a = arena_new("search touched", (size_t)16 << 20);
  if (a == NULL) return NOMEM;
  const int64_t from_to[2] = { from, to };
  enum err e = reg_list_touched(&r->viewer, a, r->db, from_to, SEARCH_PENDING_MAX, &people, ret_all);
  if (e == OK && !*ret_all) e = need_areas(r, to);
  if (e == OK && !*ret_all) e = each_touched(&x, &people, to);
  arena_free(a);
  return e;
}

static enum err feed_moved(void *context, struct search_since since, int64_t act,
                           const struct search_take *take) {
  struct search_register *r = context;
  struct passing x = { .r = r, .take = take };
  struct reg_id_list people;
  const struct reg_at at = { r->clock.today, act };
  struct arena *a = arena_new("search moved", (size_t)64 << 20);
  if (a == NULL) return NOMEM;
  date from;
  enum err e = reg_day_begun(&r->viewer, r->db, since.act, &from);
  if (e == OK && since.made > from) from = since.made;
  const struct reg_moved_ask ask = { from, at, SEARCH_MOVED_MAX };
  if (e == OK) e = reg_list_moved(&r->viewer, a, r->db, &ask, &people);
  if (e == OK && people.n) e = need_areas(r, act);
  if (e == OK) e = each_touched(&x, &people, act);
  arena_free(a);
  return e;
}

static enum err members(struct search_register *r, struct arena *a, int64_t household, int64_t **ret_people,
                        int *ret_count) {
  struct reg_membership_list list;
  const struct reg_month_at at = { month_of(r->clock.today), r->clock.act };
  enum err e = reg_household_members(&r->viewer, a, r->db, household, at, &list);
  if (e != OK) return e;
  *ret_people = NEW_ARRAY(a, int64_t, list.n + 1);
  for (int i = 0; i < list.n; i++)
    (*ret_people)[i] = list.at[i].person;
  *ret_count = list.n;
  return OK;
}

static enum err feed_public_id(void *context, struct arena *a, struct str typed, int64_t **ret_people,
                               int *ret_count) {
  struct search_register *r = context;
  char id[REG_PUBLIC_ID + 1];
  int64_t row;
  if (reg_public_id_typed(typed, id) != OK) return NOT_FOUND;
  enum err e = reg_id_find(&r->viewer, r->db, REG_ID_PERSON, str_of(id), &row);
  if (e == OK) {
    *ret_people = NEW(a, int64_t);
    **ret_people = row;
    *ret_count = 1;
  }
  if (e != NOT_FOUND) return e;
  e = reg_id_find(&r->viewer, r->db, REG_ID_HOUSEHOLD, str_of(id), &row);
  return e == OK ? members(r, a, row, ret_people, ret_count) : e;
}

/* ---- the index ---- */

static enum err open_index(struct search_register *r, const char *folder, struct search **ret_search) {
  const struct kept_set set = { .folder = folder, .register_id = r->keep_id };
  const struct search_feed feed = { .context = r,
                                    .last = feed_last,
                                    .stamp = feed_stamp,
                                    .everybody = feed_everybody,
                                    .touched = feed_touched,
                                    .moved = feed_moved,
                                    .day = feed_day,
                                    .public_id = feed_public_id };
  return search_open(r->a, &set, &feed, ret_search);
}

/* From here on this one has an index of its own, and that is said. */
static enum err go_to_memory(struct search_register *r) {
  struct search *own;
  enum err e = open_index(r, NULL, &own);
  if (e == OK && (e = search_bring(own, r->clock.act)) != OK) search_close(own);
  if (e != OK) return e;
  fprintf(stderr, "ansinh: %s: %s / %s\n", r->folder, kept_text(KEPT_IN_MEMORY, VI),
          kept_text(KEPT_IN_MEMORY, EN));
  search_close(r->search);
  r->search = own;
  r->in_memory = true;
  return OK;
}

enum err search_register_open(struct arena *a, struct db *db, const char *database,
                              struct search_register **ret_r) {
  assert(a && db && database && ret_r);
  struct search_register *r = NEW(a, struct search_register);
  struct str keep_id;
  r->a = a;
  r->db = db;
  r->viewer = viewer_all(0);
  enum err e = reg_keep_id(a, db, &keep_id);
  if (e != OK) return e;
  r->keep_id = keep_id.p;
  r->folder = kept_folder(a, database, keep_id.p);
  r->tree = arena_new("search areas", TREE_BYTES_MAX);
  if (r->tree == NULL) return NOMEM;
  e = open_index(r, r->folder, &r->search);
  if (e == IO) e = OK; /* the folder cannot be made: search_register_bring makes it in memory */
  if (e != OK) {
    search_register_close(r);
    return e;
  }
  *ret_r = r;
  return OK;
}

void search_register_close(struct search_register *r) {
  if (r == NULL) return;
  search_close(r->search);
  arena_free(r->tree);
}

enum err search_register_bring(struct search_register *r) {
  enum err e = reg_clock_read(r->db, &r->clock);
  if (e != OK) return e;
  e = r->search ? search_bring(r->search, r->clock.act) : IO;
  bool elsewhere = (e == IO || e == LIMIT) && !r->in_memory;
  return elsewhere && go_to_memory(r) == OK ? OK : e;
}

static bool lies_in(const void *areas, int64_t area, int64_t above) {
  return reg_area_within(areas, area, above);
}

static bool seen(const void *areas, int64_t area, int64_t mine) { return reg_area_seen(areas, area, mine); }

enum err search_register_find(const struct viewer *viewer, struct arena *a, struct search_register *r,
                              const struct search_ask *ask, struct search_page *ret_page) {
  enum err e = search_register_bring(r);
  if (e == OK && (viewer->area || ask->within)) e = need_areas(r, r->clock.act);
  if (e != OK) return e;
  struct search_ask own = *ask;
  own.today = r->clock.today;
  own.lies_in = lies_in;
  own.seen = seen;
  own.areas = r->areas;
  return search_find(viewer, a, r->search, &own, ret_page);
}
