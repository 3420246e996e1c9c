/* Builds the areas of Huế from the lists in data/hue.
 *
 * Days and their basis:
 *   2019-04-01  the list of 2019 (152 communes): the census of that day counts the same 152. Nothing is said
 * of before. 2020-01-01  NQ 834/NQ-UBTVQH14 of 17/12/2019, applies from 01/01/2020: 145 communes. The list is
 * that of 2019 with the changes between the lists 2019-10 and 2020-06. 2021-07-01  NQ 1264/NQ-UBTVQH14: the
 * city of Huế is enlarged, 141 communes. 2025-01-01  NQ 1314/NQ-UBTVQH15 (communes) and NQ 175/2024/QH15
 * (city under the state): 133 communes. 2025-07-01  NQ 1675/NQ-UBTVQH15: 40 communes, no districts.
 *
 * What keeps its id: a unit that alone becomes another (renamed, xã to phường, under another district), and,
 * until 2025, one that keeps code and name while others are merged into it. Every other unit is new; NQ 1675
 * calls each merged unit new whatever its name. Codes are reused, so a code alone never decides. */
#include "registry/inner.h"

enum { UNITS_MAX = 400, PAIRS_MAX = 600, VERSIONS_MAX = 2000, FIELDS_MAX = 12, FILE_MAX = 1 << 20 };

struct unit {
  struct str code, name, fold, parent_code;
  int level;
  int64_t area;
  bool goes_on;
};
struct list {
  struct unit at[UNITS_MAX];
  int n;
};
struct pair {
  struct str from, to, basis;
  int32_t share;
};
struct version {
  const struct unit *unit;
  int64_t parent; /* 0: the province */
  date from, to;
};
struct load {
  struct db *db;
  int64_t act;
  struct version version[VERSIONS_MAX];
  int versions;
  struct arena *a;
  const char *dir;
  struct reg_refusal *refusal;
  struct list *now;
  struct pair pair[PAIRS_MAX];
  int pairs;
};

/* ---- files ---- */

struct table {
  const struct load *l;
  const char *file;
  struct csv csv;
  struct str head[FIELDS_MAX], field[FIELDS_MAX];
  int columns;
};

static enum err complain(const char *what, struct str about) {
  fprintf(stderr, "areas: %s: %.*s\n", what, (int)about.n, about.p);
  return INVALID;
}

/* Refuses a cell of the row just read: file, line and column. */
static enum err refuse_cell(const struct table *t, enum reg_says what, struct str column) {
  char line[24];
  snprintf(line, sizeof line, "%d", t->csv.line);
  return reg_refuse(t->l->refusal, "dir", what, t->file, line, reg_short(t->l->a, column));
}

static enum err table_open(struct load *l, const char *file, struct table *ret_t) {
  struct str text;
  ret_t->l = l;
  ret_t->file = file;
  TRY(file_read(l->a, arena_print(l->a, "%s/%s", l->dir, file), FILE_MAX, &text));
  ret_t->csv = csv_new(l->a, text, ',');
  return csv_row(&ret_t->csv, FIELDS_MAX, ret_t->head, &ret_t->columns);
}

/* Refuses a table without one of these columns; the list ends with NULL. */
static enum err table_has(const struct table *t, const char *const *columns) {
  for (; *columns; columns++) {
    int i = 0;
    while (i < t->columns && !str_is(t->head[i], *columns))
      i++;
    if (i == t->columns) return refuse_cell(t, SAY_area_no_column, str_of(*columns));
  }
  return OK;
}

static enum err table_next(struct table *t) {
  int n = 0;
  enum err e = csv_row(&t->csv, FIELDS_MAX, t->field, &n);
  if (e == NOT_FOUND) return e;
  if (e != OK || n != t->columns) return refuse_cell(t, SAY_area_row, S(""));
  for (int i = 0; i < n; i++)
    if (!reg_one_line(t->field[i])) return refuse_cell(t, SAY_area_not_text, t->head[i]);
  return OK;
}

static struct str cell(const struct table *t, const char *column) {
  for (int i = 0; i < t->columns; i++)
    if (str_is(t->head[i], column)) return t->field[i];
  assert(false && "no such column");
  return S("");
}

static enum err list_add(struct load *l, struct list *list, struct str code, struct str name,
                         struct str parent, int level) {
  if (list->n >= UNITS_MAX) return LIMIT;
  list->at[list->n++] = (struct unit) {
    .code = code, .name = name, .fold = text_fold(l->a, name), .parent_code = parent, .level = level
  };
  return OK;
}

static enum err list_read(struct load *l, const char *file, struct list **ret_list) {
  struct table t;
  struct list *list = NEW(l->a, struct list);
  static const char *const columns[] = { "code", "full_name", "parent_code", "level", NULL };
  TRY(table_open(l, file, &t));
  TRY(table_has(&t, columns));
  enum err e;
  while ((e = table_next(&t)) == OK) {
    int64_t level;
    if (parse_int(cell(&t, "level"), &level) != OK) return complain("level is no number", cell(&t, "code"));
    TRY(list_add(l, list, cell(&t, "code"), cell(&t, "full_name"), cell(&t, "parent_code"), (int)level));
  }
  *ret_list = list;
  return e == NOT_FOUND ? OK : e;
}

static struct unit *find(struct list *list, struct str code) {
  for (int i = 0; i < list->n; i++)
    if (str_eq(list->at[i].code, code)) return &list->at[i];
  return NULL;
}

/* ---- pairs: which unit became which ---- */

static enum err pair_add(struct load *l, struct str from, struct str to, int32_t share, struct str basis) {
  if (l->pairs >= PAIRS_MAX) return LIMIT;
  l->pair[l->pairs++] = (struct pair) { from, to, basis, share };
  return OK;
}

/* "0.6051" or "1.0" in parts per million, digit by digit. */
static enum err parse_share(struct str s, int32_t *ret_ppm) {
  if (s.n < 3 || s.n > 8 || s.p[1] != '.') return complain("a share that is no decimal", s);
  int32_t ppm = 0;
  for (size_t i = 0; i < 8; i++) {
    if (i == 1) continue;
    char c = i < s.n ? s.p[i] : '0';
    if (c < '0' || c > '9') return complain("a share that is no decimal", s);
    ppm = ppm * 10 + (c - '0');
  }
  if (ppm <= 0 || ppm > 1000000) return complain("a share outside 0..1", s);
  *ret_ppm = ppm;
  return OK;
}

static bool starts(struct str s, const char *z) { return s.n >= strlen(z) && memcmp(s.p, z, strlen(z)) == 0; }

/* Rows of a crosswalk; `only`: those with that basis, NULL: all whose old code exists now. */
static enum err pairs_read(struct load *l, const char *file, const char *from, const char *to,
                           const char *share, const char *only, struct str basis) {
  struct table t;
  const char *const columns[] = { from, to, share ? share : from, only ? "basis" : from, NULL };
  TRY(table_open(l, file, &t));
  TRY(table_has(&t, columns));
  enum err e;
  while ((e = table_next(&t)) == OK) {
    if (only != NULL && !starts(cell(&t, "basis"), only)) continue;
    if (only == NULL && find(l->now, cell(&t, from)) == NULL) continue;
    int32_t ppm = 1000000;
    if (share != NULL) TRY(parse_share(cell(&t, share), &ppm));
    TRY(pair_add(l, cell(&t, from), cell(&t, to), ppm, basis));
  }
  return e == NOT_FOUND ? OK : e;
}

/* Units of these levels that keep their code keep themselves, unless a pair says otherwise already. */
static enum err pairs_same_code(struct load *l, struct list *next, int level_max, struct str basis) {
  for (int i = 0; i < l->now->n; i++) {
    struct unit *u = &l->now->at[i], *v = find(next, u->code);
    if (u->level > level_max || v == NULL || v->level != u->level) continue;
    TRY(pair_add(l, u->code, v->code, 1000000, basis));
  }
  return OK;
}

/* ---- writing ---- */

static const char *type_of(const struct unit *u) {
  if (u->level == 1) return "province";
  if (u->level == 2) return "district";
  return starts(u->fold, "phuong ") ? "phuong" : starts(u->fold, "thi tran ") ? "thi_tran" : "xa";
}

static enum err write_version(struct load *l, struct list *list, const struct unit *u, date from) {
  const struct unit *up = u->level == 1 ? NULL : find(list, u->parent_code);
  if (u->level > 1 && (up == NULL || up->area == 0)) return complain("a unit without its parent", u->name);
  struct version v = { .unit = u, .parent = up == NULL ? 0 : up->area, .from = from, .to = DATE_MAX };
  if (l->versions >= VERSIONS_MAX) return LIMIT;
  l->version[l->versions++] = v;
  return OK;
}

/* The open version of an area ends on `day`. */
static void close_version(struct load *l, int64_t area, date day) {
  for (int i = 0; i < l->versions; i++)
    if (l->version[i].unit->area == area && l->version[i].to == DATE_MAX && l->version[i].from < day)
      l->version[i].to = day;
}

/* Versions are written when their ends are known: this act began them all, and a row is never written twice
 * by one act. */
static enum err write_versions(struct load *l) {
  for (int i = 0; i < l->versions; i++) {
    const struct version *v = &l->version[i];
    struct stmt *s;
    TRY(db_query(
        l->db,
        "INSERT INTO area_version(area, code, name, type, parent, valid_from, valid_to, act_from, act_to)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 9223372036854775807)",
        &s));
    bind_int(s, 1, v->unit->area);
    bind_text(s, 2, v->unit->code);
    bind_text(s, 3, v->unit->name);
    bind_text(s, 4, str_of(type_of(v->unit)));
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

static enum err new_area(struct load *l, struct unit *u) {
  struct stmt *s;
  TRY(db_query(l->db, "INSERT INTO area(id) SELECT coalesce(max(id), 0) + 1 FROM area RETURNING id", &s));
  return reg_returned_id(s, &u->area);
}

static enum err write_succession(struct load *l, int64_t from, int64_t to, date day, const struct pair *p) {
  struct stmt *s;
  TRY(db_query(l->db,
               "INSERT INTO area_succession(from_area, to_area, day, share_ppm, basis, act_from, act_to)"
               " VALUES ($1, $2, $3, $4, $5, $6, 9223372036854775807)",
               &s));
  bind_int(s, 1, from);
  bind_int(s, 2, to);
  bind_int(s, 3, day);
  bind_int(s, 4, p->share);
  bind_text(s, 5, p->basis);
  bind_int(s, 6, l->act);
  return db_run(s);
}

/* ---- a step from one list to the next ---- */

static int pairs_from(const struct load *l, struct str code) {
  int n = 0;
  for (int i = 0; i < l->pairs; i++)
    n += str_eq(l->pair[i].from, code);
  return n;
}

/* The unit of today that goes on as `v`, NULL when v is new. */
static struct unit *same_unit(struct load *l, const struct unit *v, bool merged_is_new) {
  struct unit *alone = NULL, *namesake = NULL;
  int n = 0;
  for (int i = 0; i < l->pairs; i++) {
    if (!str_eq(l->pair[i].to, v->code)) continue;
    struct unit *u = find(l->now, l->pair[i].from);
    if (u == NULL || u->level != v->level) continue;
    n++;
    if (pairs_from(l, u->code) == 1) alone = u;
    if (str_eq(u->code, v->code) && str_eq(u->fold, v->fold)) namesake = u;
  }
  if (n == 1) return alone;
  return merged_is_new ? NULL : namesake;
}

static enum err step_unit(struct load *l, struct list *next, struct unit *v, date day, bool merged_is_new) {
  struct unit *u = same_unit(l, v, merged_is_new);
  if (u == NULL) {
    TRY(new_area(l, v));
    TRY(write_version(l, next, v, day));
  } else {
    v->area = u->area;
    u->goes_on = true;
    const struct unit *up = u->level == 1 ? NULL : find(l->now, u->parent_code);
    const struct unit *vp = v->level == 1 ? NULL : find(next, v->parent_code);
    bool moved = (up == NULL ? 0 : up->area) != (vp == NULL ? 0 : vp->area);
    if (moved || !str_eq(u->code, v->code) || !str_eq(u->name, v->name)) {
      close_version(l, u->area, day);
      TRY(write_version(l, next, v, day));
    }
  }
  int made_of = 0;
  for (int i = 0; i < l->pairs; i++) {
    struct unit *old = str_eq(l->pair[i].to, v->code) ? find(l->now, l->pair[i].from) : NULL;
    if (old == NULL || old->level != v->level) continue;
    made_of++;
    if (old->area != v->area) TRY(write_succession(l, old->area, v->area, day, &l->pair[i]));
  }
  return made_of > 0 ? OK : complain("a unit that comes from nowhere", v->name);
}

static enum err step(struct load *l, struct list *next, date day, bool merged_is_new) {
  for (int i = 0; i < l->now->n; i++)
    if (l->now->at[i].level == 3 && pairs_from(l, l->now->at[i].code) == 0)
      return complain("a commune that goes nowhere", l->now->at[i].name);
  for (int i = 0; i < l->pairs; i++)
    if (find(next, l->pair[i].to) == NULL)
      return complain("a successor that is not in the next list", l->pair[i].to);
  for (int level = 1; level <= 3; level++)
    for (int i = 0; i < next->n; i++)
      if (next->at[i].level == level) TRY(step_unit(l, next, &next->at[i], day, merged_is_new));
  for (int i = 0; i < l->now->n; i++)
    if (!l->now->at[i].goes_on) close_version(l, l->now->at[i].area, day);
  l->now = next;
  l->pairs = 0;
  return OK;
}

static enum err first_list(struct load *l) {
  TRY(list_read(l, "admin_2019.csv", &l->now));
  for (int level = 1; level <= 3; level++)
    for (int i = 0; i < l->now->n; i++) {
      struct unit *u = &l->now->at[i];
      if (u->level != level) continue;
      TRY(new_area(l, u));
      TRY(write_version(l, l->now, u, date_of(2019, 4, 1)));
    }
  return OK;
}

static enum err step_2020(struct load *l) {
  struct str basis = S("NQ 834/NQ-UBTVQH14");
  struct list *next = NEW(l->a, struct list);
  for (int i = 0; i < l->now->n; i++) {
    struct unit *u = &l->now->at[i];
    TRY(list_add(l, next, u->code, u->name, u->parent_code, u->level));
  }
  struct table t;
  static const char *const columns[] = { "from_list", "code", "old_name", "change", "new_name", NULL };
  TRY(table_open(l, "admin_changes.csv", &t));
  TRY(table_has(&t, columns));
  enum err e;
  while ((e = table_next(&t)) == OK) {
    if (!str_is(cell(&t, "from_list"), "2019-10")) continue;
    struct unit *u = find(next, cell(&t, "code"));
    if (u == NULL || !str_eq(u->name, cell(&t, "old_name")))
      return complain("a change of an unknown unit", cell(&t, "code"));
    if (str_is(cell(&t, "change"), "removed")) {
      *u = next->at[--next->n];
      continue;
    }
    u->name = cell(&t, "new_name");
    u->fold = text_fold(l->a, u->name);
  }
  if (e != NOT_FOUND) return e;
  TRY(pairs_same_code(l, next, 3, basis));
  TRY(pairs_read(l, "crosswalk_2019_2021_2025.csv", "code_2019", "code_2021", "share", "NQ 834", basis));
  return step(l, next, date_of(2020, 1, 1), false);
}

static enum err step_2021(struct load *l) {
  struct list *next;
  struct str basis = S("NQ 1264/NQ-UBTVQH14");
  TRY(list_read(l, "admin_2021.csv", &next));
  TRY(pairs_same_code(l, next, 2, basis));
  TRY(pairs_read(l, "crosswalk_2019_2021_2025.csv", "code_2019", "code_2021", "share", NULL, basis));
  return step(l, next, date_of(2021, 7, 1), false);
}

static enum err step_2025_01(struct load *l) {
  struct list *next;
  struct str basis = S("NQ 1314/NQ-UBTVQH15");
  TRY(list_read(l, "admin_2025_01.csv", &next));
  TRY(pairs_same_code(l, next, 2, basis));
  TRY(pairs_read(l, "crosswalk_2021_2025.csv", "code_2021", "code_2025_01", NULL, NULL, basis));
  /* The districts are not in the crosswalk: the city of Huế was divided (how many people went where is not in
   * the sources, so the share stays 0, not known), Nam Đông went into Phú Lộc. */
  TRY(pair_add(l, S("474"), S("475"), 0, basis));
  TRY(pair_add(l, S("483"), S("482"), 1000000, basis));
  for (int i = 0; i < l->pairs; i++)
    if (str_is(l->pair[i].from, "474")) l->pair[i].share = 0;
  return step(l, next, date_of(2025, 1, 1), false);
}

static enum err step_2025_07(struct load *l) {
  struct list *next;
  struct str basis = S("NQ 1675/NQ-UBTVQH15");
  TRY(list_read(l, "admin_2025.csv", &next));
  TRY(pairs_same_code(l, next, 2, basis));
  TRY(pairs_read(l, "admin_2025_merges.csv", "old_code", "new_code", NULL, NULL, basis));
  return step(l, next, date_of(2025, 7, 1), true);
}

static enum err import(struct db *db, struct reg_doing *doing, void *context) {
  struct load *l = context;
  int64_t areas;
  l->db = db;
  l->act = doing->number;
  l->pairs = l->versions = 0;
  TRY(db_int(db, "SELECT count(*) FROM area", 0, NULL, &areas));
  if (areas > 0) return CONFLICT;
  TRY(reg_for_all(doing, "account"));
  TRY(first_list(l));
  TRY(step_2020(l));
  TRY(step_2021(l));
  TRY(step_2025_01(l));
  TRY(step_2025_07(l));
  return write_versions(l);
}

enum err reg_areas_import(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                          const char *dir, struct reg_refusal *refusal) {
  assert(db != NULL && dir != NULL);
  struct arena *a = arena_new("areas", 16 << 20);
  if (a == NULL) return NOMEM;
  struct reg_doing doing = reg_doing_new(viewer, act, refusal, "areas.import");
  struct load *l = NEW(a, struct load);
  l->a = a;
  l->dir = dir;
  l->refusal = refusal;
  doing.whole = true;
  doing.work = import;
  doing.context = l;
  enum err e = reg_act_do(db, &doing);
  arena_free(a);
  return e;
}
