/* Reads the files of a province's areas and refuses what contradicts itself, with file and line. */
#include "registry/areas_load.h"

static enum err wrong(const struct area_folder *f, enum reg_says what, const char *file, int line,
                      struct str detail) {
  char line_text[24];
  snprintf(line_text, sizeof line_text, "%d", line);
  return reg_refuse(f->refusal, "dir", what, file, line_text, reg_short(f->a, detail));
}

static enum err wrong_number(const struct area_folder *f, enum reg_says what, const char *file, int line,
                             int number) {
  return wrong(f, what, file, line, str_of(arena_print(f->a, "%d", number)));
}

static enum err wrong_row(const struct area_folder *f, enum reg_says what, const struct csv_table *t,
                          struct str detail) {
  return wrong(f, what, t->file, t->csv.line, detail);
}

static enum err table_open(const struct area_folder *f, const char *file, const char *const *columns,
                           struct csv_table *t) {
  return csv_table_open(f->a, f->dir, file, columns, t) == OK ? OK : reg_refuse_table(f->refusal, "dir", t);
}

/* NOT_FOUND at the end. */
static enum err table_next(const struct area_folder *f, struct csv_table *t) {
  enum err e = csv_table_next(t);
  if (e == INVALID) return reg_refuse_table(f->refusal, "dir", t);
  for (int i = 0; e == OK && i < t->columns; i++)
    if (!reg_one_line(t->field[i])) return wrong_row(f, SAY_area_not_text, t, t->head[i]);
  return e;
}

/* The trimmed field, which must hold something. */
static enum err filled(const struct area_folder *f, const struct csv_table *t, const char *column,
                       struct str *ret_text) {
  *ret_text = str_trim(csv_table_cell(t, column));
  return ret_text->n > 0 ? OK : wrong_row(f, SAY_area_empty, t, str_of(column));
}

static const char *closed(struct arena *a, struct str s) { return arena_text(a, s.p, s.n); }

/* ---- steps ---- */

/* The name of a file beside steps.csv. */
static enum err file_name(const struct area_folder *f, const struct csv_table *t, struct str name) {
  bool path = name.n > 0 && (memchr(name.p, '/', name.n) != NULL || name.p[0] == '.');
  return path ? wrong_row(f, SAY_area_file_name, t, name) : OK;
}

static enum err first_step(const struct area_folder *f, const struct csv_table *t) {
  static const char *const empty[] = { "became", "merged" };
  for (int i = 0; i < 2; i++)
    if (str_trim(csv_table_cell(t, empty[i])).n > 0)
      return wrong_row(f, SAY_area_first_step, t, str_of(empty[i]));
  return OK;
}

static enum err later_step(const struct area_folder *f, const struct csv_table *t, date before,
                           struct area_step *step) {
  struct str merged;
  char day[11];
  if (step->day <= before) return wrong_row(f, SAY_area_day_order, t, str_of(date_iso(step->day, day)));
  TRY(filled(f, t, "resolution", &step->resolution));
  TRY(filled(f, t, "merged", &merged));
  step->merged_is_new = str_is(merged, "new");
  if (!step->merged_is_new && !str_is(merged, "kept")) return wrong_row(f, SAY_area_merged, t, merged);
  step->became = str_trim(csv_table_cell(t, "became"));
  return file_name(f, t, step->became);
}

enum err reg_area_steps_read(const struct area_folder *f, struct area_steps *ret_steps) {
  static const char *const columns[] = { "day", "resolution", "list", "became", "merged", NULL };
  struct csv_table t;
  struct str day;
  int n = 0;
  enum err e;
  TRY(table_open(f, "steps.csv", columns, &t));
  while ((e = table_next(f, &t)) == OK) {
    if (n == AREA_STEPS_MAX) break;
    struct area_step *step = &ret_steps->at[n];
    *step = (struct area_step) { 0 };
    TRY(filled(f, &t, "day", &day));
    if (parse_date(day, &step->day) != OK) return wrong_row(f, SAY_area_day, &t, day);
    TRY(filled(f, &t, "list", &step->list));
    TRY(file_name(f, &t, step->list));
    TRY(n == 0 ? first_step(f, &t) : later_step(f, &t, ret_steps->at[n - 1].day, step));
    n++;
  }
  if (e == INVALID) return e;
  if (e == OK || n == 0) return wrong_number(f, SAY_area_steps, t.file, t.csv.line, AREA_STEPS_MAX);
  ret_steps->n = n;
  return OK;
}

/* ---- lists ---- */

static bool starts(struct str s, const char *z) { return s.n >= strlen(z) && memcmp(s.p, z, strlen(z)) == 0; }

/* A special zone (đặc khu) is kept as a commune: no law read here treats it otherwise. */
const char *reg_area_unit_type(const struct area_unit *u) {
  static const struct {
    const char *fold, *type;
  } kinds[] = { { "phuong ", "phuong" }, { "thi tran ", "thi_tran" }, { "xa ", "xa" }, { "dac khu ", "xa" } };
  if (u->level < AREA_LEVELS) return u->level == 1 ? "province" : "district";
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (starts(u->fold, kinds[i].fold)) return kinds[i].type;
  return NULL;
}

static int by_code(const void *x, const void *y) {
  const struct area_unit *const *a = x, *const *b = y;
  int order = str_cmp((*a)->code, (*b)->code);
  return order != 0 ? order : ((*a)->line > (*b)->line) - ((*a)->line < (*b)->line);
}

static struct area_unit *find(const struct area_list *list, struct str code) {
  int low = 0, high = list->n - 1;
  while (low <= high) {
    int middle = (low + high) / 2, order = str_cmp(list->by_code[middle]->code, code);
    if (order == 0) return list->by_code[middle];
    if (order < 0)
      low = middle + 1;
    else
      high = middle - 1;
  }
  return NULL;
}

static enum err read_unit(const struct area_folder *f, const struct csv_table *t,
                          struct area_unit *ret_unit) {
  struct str level;
  int64_t number;
  struct area_unit u = { .line = t->csv.line };
  TRY(filled(f, t, "code", &u.code));
  TRY(filled(f, t, "full_name", &u.name));
  TRY(filled(f, t, "level", &level));
  if (parse_int(level, &number) != OK || number < 1 || number > AREA_LEVELS)
    return wrong_row(f, SAY_area_level, t, level);
  u.level = (int)number;
  u.fold = text_fold(f->a, u.name);
  u.parent_code = str_trim(csv_table_cell(t, "parent_code"));
  if (reg_area_unit_type(&u) == NULL) return wrong_row(f, SAY_area_kind, t, u.name);
  *ret_unit = u;
  return OK;
}

/* Codes are each of one unit; everything but the one province lies in a unit of a level above. */
static enum err link_list(const struct area_folder *f, struct area_list *list) {
  int provinces = 0;
  list->by_code = NEW_ARRAY(f->a, struct area_unit *, list->n + 1);
  for (int i = 0; i < list->n; i++) {
    list->by_code[i] = &list->at[i];
    provinces += list->at[i].level == 1;
  }
  qsort(list->by_code, (size_t)list->n, sizeof(struct area_unit *), by_code);
  for (int i = 1; i < list->n; i++)
    if (str_eq(list->by_code[i - 1]->code, list->by_code[i]->code))
      return wrong(f, SAY_area_code_twice, list->file, list->by_code[i]->line, list->by_code[i]->code);
  if (provinces != 1) return wrong_number(f, SAY_area_one_province, list->file, 1, provinces);
  for (int i = 0; i < list->n; i++) {
    struct area_unit *u = &list->at[i];
    if (u->level == 1) continue;
    u->parent = find(list, u->parent_code);
    if (u->parent == NULL || u->parent->level >= u->level)
      return wrong(f, SAY_area_parent, list->file, u->line, u->name);
  }
  return OK;
}

enum err reg_area_list_read(const struct area_folder *f, struct str file, struct area_list *ret_list) {
  static const char *const columns[] = { "code", "full_name", "parent_code", "level", NULL };
  struct csv_table t;
  VEC(struct area_unit) units = { 0 };
  enum err e;
  TRY(table_open(f, closed(f->a, file), columns, &t));
  while ((e = table_next(f, &t)) == OK) {
    struct area_unit u;
    if (units.n == AREA_UNITS_MAX) return wrong_number(f, SAY_area_units, t.file, t.csv.line, AREA_UNITS_MAX);
    TRY(read_unit(f, &t, &u));
    *VEC_PUSH(f->a, &units) = u;
  }
  if (e != NOT_FOUND) return e;
  *ret_list = (struct area_list) { .file = t.file, .at = units.at, .n = (int)units.n };
  return link_list(f, ret_list);
}

/* ---- what became of which ---- */

/* "0.6051" or "1" in parts per million, digit by digit; "" is 0, not known. */
static enum err parse_share(struct str s, int32_t *ret_ppm) {
  if (s.n == 0) {
    *ret_ppm = 0;
    return OK;
  }
  bool plain = s.n == 1 || (s.n >= 3 && s.n <= 8 && s.p[1] == '.');
  int32_t ppm = 0;
  for (size_t i = 0; plain && i < 8; i++) {
    if (i == 1) continue;
    char c = i < s.n ? s.p[i] : '0';
    plain = c >= '0' && c <= '9';
    ppm = ppm * 10 + (c - '0');
  }
  if (!plain || ppm <= 0 || ppm > 1000000) return INVALID;
  *ret_ppm = ppm;
  return OK;
}

static void pair_add(const struct area_folder *f, struct area_pairs *pairs, struct area_pair pair) {
  pair.from->became++;
  pair.to->made_of++;
  *VEC_PUSH(f->a, pairs) = pair;
}

/* A name beside a code is a second look at it: of two that contradict one is a slip. */
static enum err check_name(const struct area_folder *f, const struct csv_table *t, const char *column,
                           const struct area_unit *u) {
  if (csv_table_column(t, column) < 0) return OK;
  struct str name = str_trim(csv_table_cell(t, column));
  if (name.n == 0 || str_eq(text_fold(f->a, name), u->fold)) return OK;
  return wrong_row(f, SAY_area_pair_name, t, name);
}

static enum err read_pair(const struct area_folder *f, const struct csv_table *t, struct area_list *now,
                          struct area_list *next, struct area_pairs *pairs) {
  struct str from, to, share = S("");
  struct area_pair p = { .line = t->csv.line };
  TRY(filled(f, t, "old_code", &from));
  TRY(filled(f, t, "new_code", &to));
  if ((p.from = find(now, from)) == NULL) return wrong_row(f, SAY_area_old_unknown, t, from);
  if ((p.to = find(next, to)) == NULL) return wrong_row(f, SAY_area_new_unknown, t, to);
  if (p.from->level != p.to->level) return wrong_row(f, SAY_area_pair_level, t, p.from->name);
  TRY(check_name(f, t, "old_name", p.from));
  TRY(check_name(f, t, "new_name", p.to));
  for (size_t i = 0; i < pairs->n; i++)
    if (pairs->at[i].from == p.from && pairs->at[i].to == p.to)
      return wrong_row(f, SAY_area_pair_twice, t, from);
  if (csv_table_column(t, "share") >= 0) share = str_trim(csv_table_cell(t, "share"));
  if (parse_share(share, &p.share) != OK) return wrong_row(f, SAY_area_share, t, share);
  pair_add(f, pairs, p);
  return OK;
}

/* A unit that went whole went with everybody; the shares of one that was divided add up to all, but for what
 * rounding to four digits leaves. */
static enum err complete_shares(const struct area_folder *f, const char *file, struct area_pairs *pairs) {
  enum { ROUNDING_PPM = 1000, ALL_PPM = 1000000 };
  for (size_t i = 0; i < pairs->n; i++) {
    struct area_pair *p = &pairs->at[i];
    int64_t sum = 0;
    bool known = true;
    if (p->from->became == 1 && p->share == 0) p->share = ALL_PPM;
    for (size_t k = 0; k < pairs->n; k++)
      if (pairs->at[k].from == p->from) {
        sum += pairs->at[k].share;
        known = known && pairs->at[k].share > 0;
      }
    if (sum > ALL_PPM + ROUNDING_PPM || (known && sum < ALL_PPM - ROUNDING_PPM))
      return wrong(f, SAY_area_share_sum, file, p->line, p->from->code);
  }
  return OK;
}

static enum err read_pairs(const struct area_folder *f, struct str file, struct area_list *now,
                           struct area_list *next, struct area_pairs *pairs) {
  static const char *const columns[] = { "old_code", "new_code", NULL };
  struct csv_table t;
  enum err e;
  TRY(table_open(f, closed(f->a, file), columns, &t));
  while ((e = table_next(f, &t)) == OK) {
    if (pairs->n == AREA_PAIRS_MAX)
      return wrong_number(f, SAY_area_units, t.file, t.csv.line, AREA_PAIRS_MAX);
    TRY(read_pair(f, &t, now, next, pairs));
  }
  return e == NOT_FOUND ? complete_shares(f, t.file, pairs) : e;
}

/* Whoever no row speaks of goes on as itself, where code, level and name are the same. */
static void pair_same(const struct area_folder *f, struct area_list *now, struct area_list *next,
                      struct area_pairs *pairs) {
  for (int i = 0; i < now->n; i++) {
    struct area_unit *u = &now->at[i], *v = find(next, u->code);
    if (u->became > 0 || v == NULL || v->level != u->level || !str_eq(u->fold, v->fold)) continue;
    pair_add(f, pairs, (struct area_pair) { .from = u, .to = v, .share = 1000000 });
  }
}

static bool has_level(const struct area_list *list, int level) {
  for (int i = 0; i < list->n; i++)
    if (list->at[i].level == level) return true;
  return false;
}

enum err reg_area_pairs_read(const struct area_folder *f, const struct area_step *step, struct area_list *now,
                             struct area_list *next, struct area_pairs *ret_pairs) {
  *ret_pairs = (struct area_pairs) { 0 };
  for (int i = 0; i < now->n; i++)
    now->at[i].became = 0;
  if (step->became.n > 0) TRY(read_pairs(f, step->became, now, next, ret_pairs));
  pair_same(f, now, next, ret_pairs);
  for (int i = 0; i < now->n; i++)
    if (now->at[i].became == 0 && has_level(next, now->at[i].level))
      return wrong(f, SAY_area_nowhere, now->file, now->at[i].line, now->at[i].name);
  for (int i = 0; i < next->n; i++)
    if (next->at[i].made_of == 0 && has_level(now, next->at[i].level))
      return wrong(f, SAY_area_from_nowhere, next->file, next->at[i].line, next->at[i].name);
  return OK;
}
