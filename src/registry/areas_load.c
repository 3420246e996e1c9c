/* Builds the areas of a province from its lists of units and what became of each (areas_lists.c reads them).
 *
 * What keeps its id: a unit that alone becomes another (renamed, xã to phường, under another district), and,
 * where the step says so (merged: kept), one that keeps code and name while others are merged into it. Every
 * other unit is new. Codes are used again after a merger, so a code alone never decides. */
#include "registry/areas_load.h"

struct version {
  const struct area_unit *unit;
  int64_t parent; /* 0: the province */
  date from, to;
};
struct load {
  struct db *db;
  int64_t act;
  struct arena *a;
  struct area_folder folder;
  VEC(struct version) versions;
  struct area_list now;
};

/* ---- writing ---- */

static void add_version(struct load *l, const struct area_unit *u, date from) {
  assert(u->area > 0 && (u->parent == NULL || u->parent->area > 0));
  int64_t parent = u->parent == NULL ? 0 : u->parent->area;
  *VEC_PUSH(l->a, &l->versions) = (struct version) { u, parent, from, DATE_MAX };
}

/* The open version of an area ends on `day`. */
static void close_version(struct load *l, int64_t area, date day) {
  for (size_t i = 0; i < l->versions.n; i++) {
    struct version *v = &l->versions.at[i];
    if (v->unit->area == area && v->to == DATE_MAX && v->from < day) v->to = day;
  }
}

/* Versions are written when their ends are known: this act began them all, and a row is never written twice
 * by one act. */
static enum err write_versions(struct load *l) {
  for (size_t i = 0; i < l->versions.n; i++) {
    const struct version *v = &l->versions.at[i];
    struct stmt *s;
    TRY(db_query(
        l->db,
        "INSERT INTO area_version(area, code, name, type, parent, valid_from, valid_to, act_from, act_to)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 9223372036854775807)",
        &s));
    bind_int(s, 1, v->unit->area);
    bind_text(s, 2, v->unit->code);
    bind_text(s, 3, v->unit->name);
    bind_text(s, 4, str_of(reg_area_unit_type(v->unit)));
    if (v->parent == 0)
      bind_null(s, 5);
    else
      bind_int(s, 5, v->parent);
    bind_int(s, 6, v->from);
    bind_int(s, 7, v->to);
    bind_int(s, 8, l->act);
    TRY(db_run(s));
  }
  return OK;
}

static enum err new_area(struct load *l, struct area_unit *u) {
  struct stmt *s;
  TRY(db_query(l->db, "INSERT INTO area(id) SELECT coalesce(max(id), 0) + 1 FROM area RETURNING id", &s));
  return reg_returned_id(s, &u->area);
}

static enum err write_succession(struct load *l, const struct area_pair *p, const struct area_step *step) {
  struct stmt *s;
  TRY(db_query(l->db,
               "INSERT INTO area_succession(from_area, to_area, day, share_ppm, basis, act_from, act_to)"
               " VALUES ($1, $2, $3, $4, $5, $6, 9223372036854775807)",
               &s));
  bind_int(s, 1, p->from->area);
  bind_int(s, 2, p->to->area);
  bind_int(s, 3, step->day);
  bind_int(s, 4, p->share);
  bind_text(s, 5, step->resolution);
  bind_int(s, 6, l->act);
  return db_run(s);
}

/* ---- a step from one list to the next ---- */

/* The unit of today that goes on as `v`, NULL when v is new. */
static struct area_unit *same_unit(const struct area_pairs *pairs, const struct area_unit *v,
                                   bool merged_is_new) {
  struct area_unit *only = NULL, *namesake = NULL;
  for (size_t i = 0; i < pairs->n; i++) {
    struct area_unit *u = pairs->at[i].from;
    if (pairs->at[i].to != v) continue;
    only = u;
    if (str_eq(u->code, v->code) && str_eq(u->fold, v->fold)) namesake = u;
  }
  if (v->made_of == 1) return only && only->became == 1 ? only : NULL;
  return merged_is_new ? NULL : namesake;
}

static bool as_before(const struct area_unit *u, const struct area_unit *v) {
  int64_t above = u->parent == NULL ? 0 : u->parent->area,
          above_now = v->parent == NULL ? 0 : v->parent->area;
  return above == above_now && str_eq(u->code, v->code) && str_eq(u->name, v->name);
}

static enum err step_unit(struct load *l, const struct area_pairs *pairs, const struct area_step *step,
                          struct area_unit *v) {
  struct area_unit *u = same_unit(pairs, v, step->merged_is_new);
  if (u == NULL) {
    TRY(new_area(l, v));
    add_version(l, v, step->day);
  } else {
    v->area = u->area;
    u->goes_on = true;
    if (!as_before(u, v)) {
      close_version(l, u->area, step->day);
      add_version(l, v, step->day);
    }
  }
  for (size_t i = 0; i < pairs->n; i++)
    if (pairs->at[i].to == v && pairs->at[i].from->area != v->area)
      TRY(write_succession(l, &pairs->at[i], step));
  return OK;
}

static enum err take_step(struct load *l, const struct area_step *step) {
  struct area_list next;
  struct area_pairs pairs;
  TRY(reg_area_list_read(&l->folder, step->list, &next));
  TRY(reg_area_pairs_read(&l->folder, step, &l->now, &next, &pairs));
  for (int level = 1; level <= AREA_LEVELS; level++)
    for (int i = 0; i < next.n; i++)
      if (next.at[i].level == level) TRY(step_unit(l, &pairs, step, &next.at[i]));
  for (int i = 0; i < l->now.n; i++)
    if (!l->now.at[i].goes_on) close_version(l, l->now.at[i].area, step->day);
  l->now = next;
  return OK;
}

static enum err first_list(struct load *l, const struct area_step *step) {
  TRY(reg_area_list_read(&l->folder, step->list, &l->now));
  for (int level = 1; level <= AREA_LEVELS; level++)
    for (int i = 0; i < l->now.n; i++) {
      struct area_unit *u = &l->now.at[i];
      if (u->level != level) continue;
      TRY(new_area(l, u));
      add_version(l, u, step->day);
    }
  return OK;
}

/* May be run again from the start: what an earlier run left in the arena is not looked at. */
static enum err import(struct db *db, struct reg_doing *doing, void *context) {
  struct load *l = context;
  struct area_steps *steps = NEW(l->a, struct area_steps);
  int64_t areas;
  l->db = db;
  l->act = doing->number;
  l->versions.n = 0;
  TRY(db_int(db, "SELECT count(*) FROM area", 0, NULL, &areas));
  if (areas > 0) return CONFLICT;
  TRY(reg_for_all(doing, "account"));
  TRY(reg_area_steps_read(&l->folder, steps));
  TRY(first_list(l, &steps->at[0]));
  for (int i = 1; i < steps->n; i++)
    TRY(take_step(l, &steps->at[i]));
  return write_versions(l);
}

enum err reg_areas_import(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                          const char *dir, struct reg_refusal *refusal) {
  assert(db != NULL && dir != NULL);
  struct arena *a = arena_new("areas", (size_t)4 << 30); /* the files' own limits end sooner */
  if (a == NULL) return NOMEM;
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "areas.import");
  struct load *l = NEW(a, struct load);
  l->a = a;
  l->folder = (struct area_folder) { a, dir, refusal };
  doing.whole = true;
  doing.work = import;
  doing.context = l;
  enum err e = reg_act_do(db, &doing);
  arena_free(a);
  return e;
}
