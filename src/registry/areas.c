/* The tree of areas as of a day. */
#include "registry/inner.h"

struct node {
  struct reg_area a;
  int64_t heir; /* id of the area that follows it by the day asked, 0 none */
  int32_t share;
  bool there; /* in force on the day */
};

struct reg_areas {
  struct node *node; /* by id */
  int64_t top;
  const struct reg_area **list;
  int count; /* parents before children */
  const struct reg_area **commune;
  int communes;                            /* by code */
  struct str *commune_fold, *commune_bare; /* search forms of the names, with and without the type's word */
};

static const char *const type_name[] = { "province", "district", "phuong", "xa", "thi_tran", "village" };

const char *reg_area_type_name(enum reg_area_type type) { return type_name[type]; }

bool reg_area_is_commune(const struct reg_area *a) {
  return a->type == REG_PHUONG || a->type == REG_XA || a->type == REG_THI_TRAN;
}

static enum err read_type(struct str s, enum reg_area_type *ret_type) {
  for (int i = 0; i < (int)(sizeof type_name / sizeof *type_name); i++)
    if (str_is(s, type_name[i])) {
      *ret_type = (enum reg_area_type)i;
      return OK;
    }
  return BUG;
}

static enum err read_versions(struct arena *a, struct db *db, struct reg_at at, struct reg_areas *t) {
  struct stmt *s;
  TRY(db_query(db,
               "SELECT area, parent, code, name, type FROM area_version"
               " WHERE valid_from <= $1 AND valid_to > $1 AND rec_from <= $2 AND rec_to > $2",
               &s));
  bind_int(s, 1, at.valid);
  bind_int(s, 2, at.recorded);
  enum err e;
  while ((e = db_step(s)) == OK) {
    int64_t id = col_int(s, 0);
    assert(id > 0 && id <= t->top);
    struct node *n = &t->node[id];
    if (!n->there) t->count++;
    n->there = true;
    n->a = (struct reg_area) { id, col_int(s, 1), reg_keep(a, col_text(s, 2)), reg_keep(a, col_text(s, 3)),
                               REG_VILLAGE };
    TRY(read_type(col_text(s, 4), &n->a.type));
  }
  return e == NOT_FOUND ? OK : e;
}

static enum err read_heirs(struct db *db, struct reg_at at, struct reg_areas *t) {
  struct stmt *s;
  TRY(db_query(db,
               "SELECT from_area, to_area, share_ppm FROM area_succession WHERE day <= $1 AND day <= $2"
               " ORDER BY day, to_area",
               &s));
  bind_int(s, 1, at.valid);
  bind_int(s, 2, at.recorded);
  enum err e;
  while ((e = db_step(s)) == OK) {
    struct node *n = &t->node[col_int(s, 0)];
    int32_t share = (int32_t)col_int(s, 2);
    if (n->heir != 0 && share <= n->share) continue;
    n->heir = col_int(s, 1);
    n->share = share;
  }
  return e == NOT_FOUND ? OK : e;
}

static const struct node *resolve(const struct reg_areas *t, int64_t id) {
  /* A chain of successors is as long as the history of mergers; a circle in the data must not hang us. */
  for (int step = 0; step < 32; step++) {
    if (id <= 0 || id > t->top) return NULL;
    const struct node *n = &t->node[id];
    if (n->there) return n;
    id = n->heir;
  }
  return NULL;
}

static int by_place(const void *x, const void *y) {
  const struct reg_area *a = *(const struct reg_area *const *)x, *b = *(const struct reg_area *const *)y;
  int la = reg_area_is_commune(a) ? REG_PHUONG : (int)a->type,
      lb = reg_area_is_commune(b) ? REG_PHUONG : (int)b->type;
  if (la != lb) return la - lb;
  int c = str_cmp(a->code, b->code);
  return c != 0 ? c : (a->id > b->id) - (a->id < b->id);
}

static struct str without_type(struct str fold) {
  static const char *const words[] = { "phuong ", "xa ", "thi tran " };
  for (int i = 0; i < 3; i++) {
    size_t n = strlen(words[i]);
    if (fold.n > n && memcmp(fold.p, words[i], n) == 0) return (struct str) { fold.p + n, fold.n - n };
  }
  return fold;
}

static void make_lists(struct arena *a, struct reg_areas *t) {
  t->list = NEW_ARRAY(a, const struct reg_area *, t->count + 1);
  int n = 0;
  for (int64_t id = 1; id <= t->top; id++) {
    struct node *x = &t->node[id];
    if (!x->there) continue;
    const struct node *up = resolve(t, x->a.parent);
    x->a.parent = up == NULL ? 0 : up->a.id;
    t->list[n++] = &x->a;
  }
  assert(n == t->count);
  qsort(t->list, (size_t)n, sizeof *t->list, by_place);
  int first = 0;
  while (first < n && !reg_area_is_commune(t->list[first]))
    first++;
  t->commune = t->list + first;
  while (first + t->communes < n && reg_area_is_commune(t->commune[t->communes]))
    t->communes++;
  t->commune_fold = NEW_ARRAY(a, struct str, t->communes + 1);
  t->commune_bare = NEW_ARRAY(a, struct str, t->communes + 1);
  for (int i = 0; i < t->communes; i++) {
    t->commune_fold[i] = text_fold(a, t->commune[i]->name);
    t->commune_bare[i] = without_type(t->commune_fold[i]);
  }
}

enum err reg_areas_load(struct arena *a, struct db *db, struct reg_at at, struct reg_areas **ret_areas) {
  assert(ret_areas != NULL);
  struct reg_areas *t = NEW(a, struct reg_areas);
  t->top = db_int(db, 0, "SELECT max(id) FROM area", 0, NULL);
  if (t->top > REG_AREAS_MAX) return LIMIT;
  t->node = NEW_ARRAY(a, struct node, t->top + 1);
  TRY(read_versions(a, db, at, t));
  TRY(read_heirs(db, at, t));
  make_lists(a, t);
  *ret_areas = t;
  return OK;
}

const struct reg_area *reg_area(const struct reg_areas *t, int64_t id) {
  const struct node *n = resolve(t, id);
  return n == NULL ? NULL : &n->a;
}

const struct reg_area *reg_area_parent(const struct reg_areas *t, const struct reg_area *a) {
  assert(a != NULL);
  return reg_area(t, a->parent);
}

const struct reg_area *reg_area_commune(const struct reg_areas *t, int64_t id) {
  const struct reg_area *a = reg_area(t, id);
  for (int step = 0; a != NULL && step < 16; step++, a = reg_area_parent(t, a))
    if (reg_area_is_commune(a)) return a;
  return NULL;
}

bool reg_area_within(const struct reg_areas *t, int64_t id, int64_t above) {
  const struct reg_area *top = reg_area(t, above), *a = reg_area(t, id);
  if (top == NULL) return false;
  for (int step = 0; a != NULL && step < 16; step++, a = reg_area_parent(t, a))
    if (a->id == top->id) return true;
  return false;
}

int reg_area_count(const struct reg_areas *t) { return t->count; }

const struct reg_area *reg_area_nth(const struct reg_areas *t, int i) {
  assert(i >= 0 && i < t->count);
  return t->list[i];
}

int reg_commune_count(const struct reg_areas *t) { return t->communes; }

const struct reg_area *reg_commune_nth(const struct reg_areas *t, int i) {
  assert(i >= 0 && i < t->communes);
  return t->commune[i];
}

const struct reg_area *reg_area_by_code(const struct reg_areas *t, struct str code) {
  for (int i = 0; i < t->count && t->list[i]->type != REG_VILLAGE; i++)
    if (str_eq(t->list[i]->code, code)) return t->list[i];
  return NULL;
}

const struct reg_area *reg_commune_by_name(const struct reg_areas *t, struct str name) {
  char folded[256];
  struct arena *a = arena_new("commune name", 65536);
  if (a == NULL) return NULL;
  struct str f = name.n > 200 ? S("") : text_fold(a, name);
  size_t n = f.n < sizeof folded ? f.n : 0;
  memcpy(folded, f.p, n);
  arena_free(a);
  f = (struct str) { folded, n };
  const struct reg_area *found = NULL, *whole = NULL;
  int several = 0, wholes = 0;
  for (int i = 0; n > 0 && i < t->communes; i++) {
    if (str_eq(t->commune_fold[i], f)) whole = t->commune[i], wholes++;
    if (str_eq(t->commune_bare[i], f)) found = t->commune[i], several++;
  }
  return wholes == 1 ? whole : several == 1 ? found : NULL;
}

/* ---- successions ---- */

static enum err read_succession(struct arena *a, struct db *db, const char *sql, int64_t area,
                                struct reg_succession **ret_list, int *ret_count) {
  VEC(struct reg_succession) v = { 0 };
  struct stmt *s;
  TRY(db_query(db, sql, &s));
  bind_int(s, 1, area);
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (v.n >= REG_LIST_MAX) return LIMIT;
    *VEC_PUSH(a, &v) = (struct reg_succession) { col_int(s, 0), col_int(s, 1), (date)col_int(s, 2),
                                                 (int32_t)col_int(s, 3), reg_keep(a, col_text(s, 4)) };
  }
  if (e != NOT_FOUND) return e;
  *ret_list = v.at;
  *ret_count = (int)v.n;
  return OK;
}

enum err reg_area_successors(struct arena *a, struct db *db, int64_t area, struct reg_succession **ret_list,
                             int *ret_count) {
  return read_succession(a, db,
                         "SELECT from_area, to_area, day, share_ppm, basis FROM area_succession"
                         " WHERE from_area = $1 ORDER BY day, to_area",
                         area, ret_list, ret_count);
}

enum err reg_area_predecessors(struct arena *a, struct db *db, int64_t area, struct reg_succession **ret_list,
                               int *ret_count) {
  return read_succession(a, db,
                         "SELECT from_area, to_area, day, share_ppm, basis FROM area_succession"
                         " WHERE to_area = $1 ORDER BY day, from_area",
                         area, ret_list, ret_count);
}

/* ---- a new area ---- */

struct adding {
  const struct reg_act *act;
  const struct reg_area_new *n;
  struct reg_refusal *refusal;
  int64_t id;
};

static enum err add(struct db *db, void *context) {
  struct adding *x = context;
  struct stmt *s;
  TRY(reg_area_check(db, x->n->parent, x->n->valid_from, "parent", x->refusal));
  TRY(reg_new_id(db, "INSERT INTO area(id) VALUES (NULL)", "SELECT max(id) FROM area", &x->id));
  if (x->id > REG_AREAS_MAX) return LIMIT;
  TRY(db_query(
      db,
      "INSERT INTO area_version(area, code, name, fold, type, parent, valid_from, valid_to, rec_from, rec_to)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, 2932896, $8, 2932896)",
      &s));
  bind_int(s, 1, x->id);
  bind_text(s, 2, x->n->code);
  bind_text(s, 3, x->n->name);
  bind_text(s, 4, text_fold(x->act->arena, x->n->name));
  bind_text(s, 5, str_of(type_name[x->n->type]));
  bind_int(s, 6, x->n->parent);
  bind_int(s, 7, x->n->valid_from);
  bind_int(s, 8, x->act->today);
  TRY(db_run(s));
  return reg_audit(db, x->act, "area.add", "area", x->id, "");
}

enum err reg_area_add(struct db *db, const struct reg_act *act, const struct reg_area_new *n,
                      int64_t *ret_area, struct reg_refusal *refusal) {
  assert(n != NULL && ret_area != NULL);
  TRY(reg_act_check(act, refusal));
  TRY(reg_text_check(n->name, "name", REG_TEXT_MAX, true, refusal));
  TRY(reg_text_check(n->code, "code", 40, false, refusal));
  struct adding x = { act, n, refusal, 0 };
  TRY(db_transaction(db, add, &x));
  *ret_area = x.id;
  return OK;
}
