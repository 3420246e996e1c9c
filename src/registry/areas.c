/* The tree of areas as of a day and an act, communes by name, and new areas. */
#include "registry/inner.h"

enum { DEPTH_MAX = 16, CODE_MAX = 40, NAME_SCRATCH = 16 << 20 };

/* A name as words: with accents and without, one for one. */
struct name {
  struct str spell, fold;
  size_t type_spell, type_fold; /* bytes of the type's word at the beginning, 0 none */
};

struct reg_areas {
  date day;
  struct reg_area_rows rows;
  struct reg_area *of_row; /* by version among the rows; id 0 where it is not in force on the day */
  const struct reg_area **list;
  int count; /* parents before children */
  const struct reg_area **commune;
  int communes;       /* by code */
  struct name *names; /* of the communes */
};

static const char *const type_name[] = { "province", "district", "phuong", "xa", "thi_tran", "village" };

bool reg_area_is_commune(const struct reg_area *a) {
  return a->type == REG_PHUONG || a->type == REG_XA || a->type == REG_THI_TRAN;
}

static enum err read_type(struct str s, enum reg_area_type *ret_type) {
  for (int i = 0; i < (int)(sizeof type_name / sizeof *type_name); i++)
    if (str_is(s, type_name[i])) {
      *ret_type = (enum reg_area_type)i;
      return OK;
    }
  return INVALID;
}

/* What an area was called on the day. */
static enum err read_words(struct arena *a, struct db *db, struct reg_at at, struct reg_areas *t) {
  struct stmt *s;
  TRY(db_query(db,
               "SELECT id, area, code, name, type FROM area_version"
               " WHERE valid_from <= $1 AND valid_to > $1 AND act_from <= $2 AND act_to > $2",
               &s));
  bind_int(s, 1, at.valid);
  bind_int(s, 2, at.act);
  enum err e;
  while ((e = db_step(s)) == OK) {
    bool ok = true;
    int64_t row = col_int(s, 0), area = col_int(s, 1);
    size_t i = reg_area_rows_first(&t->rows, area);
    while (i < t->rows.n && t->rows.at[i].area == area && (t->rows.at[i].heir || t->rows.at[i].id != row))
      i++;
    if (i == t->rows.n || t->rows.at[i].area != area) continue; /* left out by who read the rows */
    struct reg_area *x = &t->of_row[i];
    *x = (struct reg_area) { .id = area,
                             .parent = t->rows.at[i].other,
                             .code = reg_col_words(a, s, 2, &ok),
                             .name = reg_col_words(a, s, 3, &ok) };
    if (!ok || read_type(col_text(s, 4), &x->type) != OK) return reg_damaged(db, "area_version", row);
  }
  return e == NOT_FOUND ? OK : e;
}

/* What counts on the day or later: who took over sees what its predecessor answered for. */
static enum err read_rows(struct arena *a, struct db *db, struct reg_at at, struct reg_areas *t) {
  struct stmt *s;
  TRY(db_query(db,
               "SELECT 0, id, area, coalesce(parent, 0), valid_from, valid_to, 0 FROM area_version"
               " WHERE valid_to > $1 AND act_from <= $2 AND act_to > $2"
               " UNION ALL SELECT 1, id, from_area, to_area, day, day, share_ppm FROM area_succession"
               " WHERE act_from <= $2 AND act_to > $2",
               &s));
  bind_int(s, 1, at.valid);
  bind_int(s, 2, at.act);
  return reg_area_rows_read(a, db, s, &t->rows);
}

static const struct reg_area *in_force(const struct reg_areas *t, int64_t id) {
  struct area_reader reader = reg_area_rows_reader(&t->rows);
  struct area_version v;
  return reg_rule_in_force(&reader, id, t->day, &v) ? &t->of_row[v.place] : NULL;
}

static int by_place(const void *x, const void *y) {
  const struct reg_area *a = *(const struct reg_area *const *)x, *b = *(const struct reg_area *const *)y;
  int la = reg_area_is_commune(a) ? REG_PHUONG : (int)a->type,
      lb = reg_area_is_commune(b) ? REG_PHUONG : (int)b->type;
  if (la != lb) return la - lb;
  int c = str_cmp(a->code, b->code);
  return c != 0 ? c : (a->id > b->id) - (a->id < b->id);
}

/* The type's word at the beginning of a name in its search form. */
static size_t type_bytes(struct str fold) {
  static const char *const words[] = { "phuong ", "xa ", "thi tran " };
  for (int i = 0; i < 3; i++) {
    size_t n = strlen(words[i]);
    if (fold.n > n && memcmp(fold.p, words[i], n) == 0) return n;
  }
  return 0;
}

static size_t word_end(struct str s, size_t at) {
  while (at < s.n && s.p[at] != ' ')
    at++;
  return at;
}

static struct name name_of(struct arena *a, struct str text) {
  struct name n = { .spell = text_spell(a, text), .fold = text_fold(a, text) };
  n.type_fold = type_bytes(n.fold);
  for (size_t i = 0; i < n.type_fold; i++)
    if (n.fold.p[i] == ' ') n.type_spell = word_end(n.spell, n.type_spell) + 1;
  return n;
}

/* Does every word typed meet its word of the name? `exact`: with its accents; else a word typed without any
 * meets any. */
static bool meets(const struct name *typed, const struct name *name, bool exact, bool bare) {
  size_t ts = 0, tf = 0, ns = bare ? name->type_spell : 0, nf = bare ? name->type_fold : 0;
  while (ts < typed->spell.n && ns < name->spell.n) {
    size_t te = word_end(typed->spell, ts), ne = word_end(name->spell, ns);
    size_t tg = word_end(typed->fold, tf), ng = word_end(name->fold, nf);
    struct str typed_spell = { typed->spell.p + ts, te - ts }, typed_fold = { typed->fold.p + tf, tg - tf };
    struct str name_spell = { name->spell.p + ns, ne - ns }, name_fold = { name->fold.p + nf, ng - nf };
    bool plain = str_eq(typed_spell, typed_fold);
    if (!str_eq(typed_spell, name_spell) && (exact || !plain || !str_eq(typed_fold, name_fold))) return false;
    ts = te + 1;
    tf = tg + 1;
    ns = ne + 1;
    nf = ng + 1;
  }
  return typed->spell.n > 0 && ts >= typed->spell.n && ns >= name->spell.n;
}

static void make_lists(struct arena *a, struct reg_areas *t) {
  t->list = NEW_ARRAY(a, const struct reg_area *, t->rows.n + 1);
  int n = 0;
  for (size_t i = 0; i < t->rows.n; i++) {
    struct reg_area *x = &t->of_row[i];
    if (x->id == 0 || in_force(t, x->id) != x) continue;
    const struct reg_area *up = in_force(t, x->parent);
    x->parent = up == NULL ? 0 : up->id;
    t->list[n++] = x;
  }
  t->count = n;
  if (n > 1) qsort(t->list, (size_t)n, sizeof *t->list, by_place);
  int first = 0;
  while (first < n && !reg_area_is_commune(t->list[first]))
    first++;
  t->commune = t->list + first;
  while (first + t->communes < n && reg_area_is_commune(t->commune[t->communes]))
    t->communes++;
  t->names = NEW_ARRAY(a, struct name, t->communes + 1);
  for (int i = 0; i < t->communes; i++)
    t->names[i] = name_of(a, t->commune[i]->name);
}

enum err reg_areas_load(const struct viewer *viewer, struct arena *a, struct db *db, struct reg_at at,
                        struct reg_areas **ret_areas) {
  assert(viewer != NULL && ret_areas != NULL);
  struct reg_areas *t = NEW(a, struct reg_areas);
  t->day = at.valid;
  TRY(read_rows(a, db, at, t));
  t->of_row = NEW_ARRAY(a, struct reg_area, t->rows.n + 1);
  TRY(read_words(a, db, at, t));
  make_lists(a, t);
  *ret_areas = t;
  return OK;
}

const struct reg_area *reg_area(const struct reg_areas *t, int64_t id) { return in_force(t, id); }

const struct reg_area *reg_area_parent(const struct reg_areas *t, const struct reg_area *a) {
  assert(a != NULL);
  return reg_area(t, a->parent);
}

const struct reg_area *reg_area_commune(const struct reg_areas *t, int64_t id) {
  const struct reg_area *a = reg_area(t, id);
  for (int step = 0; a != NULL && step < DEPTH_MAX; step++, a = reg_area_parent(t, a))
    if (reg_area_is_commune(a)) return a;
  return NULL;
}

bool reg_area_within(const struct reg_areas *t, int64_t id, int64_t above) {
  const struct reg_area *top = reg_area(t, above), *a = reg_area(t, id);
  if (top == NULL) return false;
  for (int step = 0; a != NULL && step < DEPTH_MAX; step++, a = reg_area_parent(t, a))
    if (a->id == top->id) return true;
  return false;
}

bool reg_area_seen(const struct reg_areas *t, int64_t id, int64_t mine) {
  struct area_reader reader = reg_area_rows_reader(&t->rows);
  return mine == 0 || reg_rule_sees(&reader, id, mine, t->day);
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

/* The places named beside a commune ("huyện Phong Điền, tỉnh ...") are above it. */
static bool lies_in(const struct reg_areas *t, struct arena *a, const struct reg_area *commune,
                    struct str above) {
  while (above.n > 0) {
    size_t end = 0;
    while (end < above.n && above.p[end] != ',')
      end++;
    struct name typed = name_of(a, (struct str) { above.p, end });
    bool met = typed.spell.n == 0;
    const struct reg_area *up = reg_area_parent(t, commune);
    for (int step = 0; up != NULL && step < DEPTH_MAX && !met; step++, up = reg_area_parent(t, up)) {
      struct name name = name_of(a, up->name);
      met = meets(&typed, &name, false, false);
    }
    if (!met) return false;
    size_t next = end < above.n ? end + 1 : end;
    above = (struct str) { above.p + next, above.n - next };
  }
  return true;
}

/* The only commune that fits; `*ret_several` when more than one does. */
static const struct reg_area *only(const struct reg_areas *t, struct arena *a, struct str text,
                                   int strictness, bool *ret_several) {
  size_t comma = 0;
  while (comma < text.n && text.p[comma] != ',')
    comma++;
  struct str above = { text.p + comma, text.n - comma };
  if (above.n > 0) above = (struct str) { above.p + 1, above.n - 1 };
  struct name typed = name_of(a, (struct str) { text.p, comma });
  const struct reg_area *found = NULL;
  int n = 0;
  for (int i = 0; i < t->communes; i++) {
    if (!meets(&typed, &t->names[i], strictness >= 2, strictness % 2 == 0)) continue;
    if (!lies_in(t, a, t->commune[i], above)) continue;
    found = t->commune[i];
    n++;
  }
  *ret_several = n > 1;
  return n == 1 ? found : NULL;
}

const struct reg_area *reg_commune_by_name(const struct reg_areas *t, struct str name) {
  struct arena *a = arena_new("commune name", NAME_SCRATCH);
  if (a == NULL || name.n > REG_TEXT_MAX) {
    arena_free(a);
    return NULL;
  }
  /* With accents before without, with the type's word before without: 3, 2, then 1, 0. */
  const struct reg_area *found = NULL;
  bool several = false;
  for (int strictness = 3; strictness >= 0 && found == NULL && !several; strictness--)
    found = only(t, a, name, strictness, &several);
  arena_free(a);
  return found;
}

/* ---- successions ---- */

static enum err read_succession(struct arena *a, struct db *db, struct stmt *s,
                                struct reg_succession_list *ret_list) {
  VEC(struct reg_succession) v = { 0 };
  enum err e;
  while ((e = db_step(s)) == OK) {
    if (v.n >= REG_LIST_MAX) return reg_full(s);
    bool ok = true;
    int64_t share = col_int(s, 3);
    struct reg_succession *x = VEC_PUSH(a, &v);
    *x = (struct reg_succession) { col_int(s, 0), col_int(s, 1), reg_col_date(s, 2, &ok), (int32_t)share,
                                   reg_keep(a, col_text(s, 4)) };
    if (!ok || share < 0 || share > 1000000) return reg_damaged(db, "area_succession", x->from);
  }
  LIST_END(e, v, ret_list);
}

enum err reg_area_successors(const struct viewer *viewer, struct arena *a, struct db *db, int64_t area,
                             int64_t act, struct reg_succession_list *ret_list) {
  assert(viewer != NULL);
  struct stmt *s;
  TRY(db_query(db,
               "SELECT from_area, to_area, day, share_ppm, basis FROM area_succession"
               " WHERE from_area = $1 AND act_from <= $2 AND act_to > $2 ORDER BY day, to_area",
               &s));
  bind_int(s, 1, area);
  bind_int(s, 2, act);
  return read_succession(a, db, s, ret_list);
}

enum err reg_area_predecessors(const struct viewer *viewer, struct arena *a, struct db *db, int64_t area,
                               int64_t act, struct reg_succession_list *ret_list) {
  assert(viewer != NULL);
  struct stmt *s;
  TRY(db_query(db,
               "SELECT from_area, to_area, day, share_ppm, basis FROM area_succession"
               " WHERE to_area = $1 AND act_from <= $2 AND act_to > $2 ORDER BY day, from_area",
               &s));
  bind_int(s, 1, area);
  bind_int(s, 2, act);
  return read_succession(a, db, s, ret_list);
}

/* ---- a new area ---- */

const char *reg_area_type_name(enum reg_area_type type) { return type_name[type]; }

/* The same code and name under one parent is the same place. */
static enum err not_there_yet(struct db *db, const struct reg_doing *doing, const struct reg_area_new *n) {
  struct stmt *s;
  TRY(db_query(db,
               "SELECT valid_from, valid_to FROM area_version WHERE parent = $1 AND code = $2 AND name = $3"
               " AND act_to = 9223372036854775807 AND valid_to > $4 ORDER BY valid_from LIMIT 1",
               &s));
  bind_int(s, 1, n->parent);
  bind_text(s, 2, n->code);
  bind_text(s, 3, n->name);
  bind_int(s, 4, n->valid_from);
  enum err e = db_step(s);
  if (e != OK) return e == NOT_FOUND ? OK : e;
  bool ok = true;
  date from = reg_col_date(s, 0, &ok), to = reg_col_date(s, 1, &ok);
  TRY(db_run(s));
  return ok ? reg_refuse_span(doing->refusal, "name", SAY_area_again, from, to)
            : reg_damaged(db, "area_version", n->parent);
}

static enum err add(struct db *db, struct reg_doing *doing, void *context) {
  const struct reg_area_new *n = context;
  struct stmt *s;
  int64_t area;
  TRY(reg_area_check(db, doing, n->parent, n->valid_from, "parent"));
  TRY(reg_area_ours(db, doing, n->parent, "parent"));
  TRY(not_there_yet(db, doing, n));
  TRY(db_query(db,
               "INSERT INTO area(id) SELECT coalesce(max(id), 0) + 1 FROM area WHERE id > 0 AND id <= 100000"
               " RETURNING id",
               &s));
  TRY(reg_returned_id(s, &area));
  if (area > REG_AREAS_MAX) return LIMIT;
  TRY(db_query(
      db,
      "INSERT INTO area_version(area, code, name, type, parent, valid_from, valid_to, act_from, act_to)"
      " VALUES ($1, $2, $3, $4, $5, $6, 2932896, $7, 9223372036854775807)",
      &s));
  bind_int(s, 1, area);
  bind_text(s, 2, n->code);
  bind_text(s, 3, n->name);
  bind_text(s, 4, str_of(type_name[n->type]));
  bind_int(s, 5, n->parent);
  bind_int(s, 6, n->valid_from);
  bind_int(s, 7, doing->number);
  TRY(db_run(s));
  reg_touch(doing, REG_AREA, area);
  doing->answer = area;
  return OK;
}

enum err reg_area_add(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                      const struct reg_area_new *n, int64_t *ret_area, struct reg_refusal *refusal) {
  assert(n != NULL && ret_area != NULL);
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "area.add");
  struct reg_area_new copy = *n;
  TRY(reg_text_check(n->name, "name", REG_TEXT_MAX, true, refusal));
  TRY(reg_text_check(n->code, "code", CODE_MAX, false, refusal));
  TRY(reg_span_check(n->valid_from, DATE_MAX, refusal));
  reg_sent_text(&doing, n->name);
  reg_sent_text(&doing, n->code);
  reg_sent_int(&doing, (int64_t)n->type);
  reg_sent_int(&doing, n->parent);
  reg_sent_day(&doing, "valid_from", n->valid_from);
  doing.work = add;
  doing.context = &copy;
  TRY(reg_act_do(db, &doing));
  *ret_area = doing.answer;
  return OK;
}
