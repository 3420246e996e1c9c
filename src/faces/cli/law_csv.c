/* law_csv: see law_csv.h. Files are mapped and read once, value by value, straight into columns as narrow as
 * the facts allow; ids stay where they stand in the file. Lines are counted only for a message. */
#include "faces/cli/law_csv.h"

#include "faces/table/cli_words.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEADINGS_MAX = 1024, HEADING_BYTES = 65536, ID_BYTES_MAX = 65535, SHOWN_BYTES_MAX = 60 };
#define ROWS_MAX INT64_C(2000000000)

/* One column of one file. A fact's values are narrow as its type allows; money and whole numbers begin with
 * four bytes and are widened when one needs it. */
struct field {
  int fact;           /* -1: none */
  bool id, household; /* person_id or household_id of its own file; a person's household */
  struct law_fact_info info;
  struct str name;
  int bytes;
  void *at;
  uint8_t *hole;
  int32_t *until;
  int64_t lo, hi;      /* met so far */
  int64_t least, most; /* allowed */
  uint64_t *ids;
};
struct table {
  struct arena *a;
  const struct law_program *p;
  enum lang lang;
  const char *path, *text, *end;
  const char *at; /* the line at hand begins here */
  struct field field[HEADINGS_MAX];
  int n;
  int64_t rows, room;
  struct str message;
};

/* The message: `words` about `what`, at a line and a column of the file. */
static enum err say_words(struct table *t, enum err e, int64_t line, int column, const char *words,
                          struct str what) {
  const char *name = column >= 0 && column < t->n
                         ? arena_print(t->a, " (%.*s)", (int)t->field[column].name.n, t->field[column].name.p)
                         : "";
  struct str shown = str_shortened(t->a, what, SHOWN_BYTES_MAX);
  t->message = str_of(arena_print(t->a, "%s:%lld:%d%s: %s%s%.*s", t->path, (long long)line, column + 1, name,
                                  words, what.n ? ": " : "", (int)shown.n, shown.p ? shown.p : ""));
  return e;
}

static enum err say(struct table *t, enum err e, int64_t line, int column, enum cli_word word,
                    struct str what) {
  return say_words(t, e, line, column, cli_word(word, t->lang), what);
}

static int64_t line_at(const struct table *t, const char *at) {
  int64_t line = 2; /* text begins after the headings */
  for (const char *p = t->text; (p = memchr(p, '\n', (size_t)(at - p))); p++)
    line++;
  return line;
}

static enum err map_file(struct table *t) {
  struct stat st;
  /* Without O_NONBLOCK a pipe nobody writes to would hold the program here. */
  int f = open(t->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  bool found = f >= 0 && fstat(f, &st) == 0;
  if (!found || !S_ISREG(st.st_mode)) {
    if (f >= 0) close(f);
    enum cli_word why = found ? CW_not_regular_file_to_read : CW_cannot_read;
    t->message = str_of(arena_print(t->a, "%s: %s", t->path, cli_word(why, t->lang)));
    return found ? INVALID : IO;
  }
  t->text = t->end = "";
  if (st.st_size > 0) {
    void *m = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, f, 0);
    if (m == MAP_FAILED) {
      close(f);
      t->message = str_of(arena_print(t->a, "%s: %s", t->path, cli_word(CW_cannot_read, t->lang)));
      return IO;
    }
    madvise(m, (size_t)st.st_size, MADV_SEQUENTIAL);
    t->text = m;
    t->end = t->text + st.st_size;
  }
  close(f);
  return OK;
}

/* ---- headings ---- */

static int find_fact(struct arena *a, const struct law_program *p, struct str name, bool person) {
  static const char *const own[] = { "person.", "" }, *const homes[] = { "household.", "area.", "" };
  const char *const *prefix = person ? own : homes;
  for (int i = 0; i < (person ? 2 : 3); i++) {
    int f = law_fact_find(p, str_of(arena_print(a, "%s%.*s", prefix[i], (int)name.n, name.p)));
    if (f >= 0 && (law_fact_info(p, f).entity == LAW_PERSON) == person) return f;
  }
  return -1;
}

static int bytes_of(const struct law_program *p, int fact, enum law_kind k) {
  return k == LAW_BOOL || k == LAW_ENUM ? law_bulk_fact_bytes(p, fact) : 4;
}

/* Do two columns say the same of a person? A fact has a long name and a short one. */
static bool same_column(const struct field *a, const struct field *b) {
  return (a->id && b->id) || (a->household && b->household) || (a->fact >= 0 && a->fact == b->fact);
}

static enum err headings(struct table *t, bool person, struct buf *ignored) {
  const char *at = t->text;
  if (t->end - at >= 3 && !memcmp(at, "\xEF\xBB\xBF", 3)) at += 3;
  const char *stop = memchr(at, '\n', (size_t)(t->end - at));
  if (!stop) stop = t->end;
  if (stop - at > HEADING_BYTES) return say(t, LIMIT, 1, -1, CW_line_headings_too_long, S(""));
  struct str line = { at, (size_t)(stop - at) };
  const char *cr = memchr(line.p, '\r', line.n);
  if (cr && cr + 1 != stop) return say(t, INVALID, 1, -1, CW_lines_end_in_cr, S(""));
  t->text = stop < t->end ? stop + 1 : t->end;
  for (size_t from = 0; from <= line.n;) {
    size_t to = from;
    while (to < line.n && line.p[to] != ',')
      to++;
    struct str name = str_trim((struct str) { line.p + from, to - from });
    if (name.n >= 2 && name.p[0] == '"') name = (struct str) { name.p + 1, name.n - 2 };
    if (t->n == HEADINGS_MAX) return say(t, LIMIT, 1, t->n, CW_too_many_columns, S("1024"));
    struct field *f = &t->field[t->n++];
    *f = (struct field) { .fact = -1, .name = name, .lo = INT64_MAX, .hi = INT64_MIN };
    if (str_is(name, person ? "person_id" : "household_id"))
      f->id = true;
    else if (person && str_is(name, "household_id"))
      f->household = true;
    else if ((f->fact = find_fact(t->a, t->p, name, person)) >= 0) {
      f->info = law_fact_info(t->p, f->fact);
      f->bytes = bytes_of(t->p, f->fact, f->info.kind);
      f->least = -(INT64_C(1) << 53);
      f->most = INT64_C(1) << 53;
      law_bulk_fact_range(t->p, f->fact, &f->least, &f->most);
      if (f->info.kind == LAW_MONEY) f->least = 0;
      if (f->least >= 0 && f->most <= UINT8_MAX) f->bytes = 1;
    } else
      buf_print(ignored, "%s%.*s", ignored->n ? " " : "", (int)name.n, name.p);
    for (int k = 0; k < t->n - 1; k++)
      if (same_column(&t->field[k], f)) return say(t, INVALID, 1, t->n - 1, CW_heading_twice, name);
    from = to + 1;
  }
  return OK;
}

/* ---- values ---- */

static void *room(struct table *t, int bytes) {
  return arena_array(t->a, (size_t)t->room + 1, (size_t)bytes);
}

static void put(struct field *f, int64_t row, int64_t v) {
  if (f->bytes == 1)
    ((uint8_t *)f->at)[row] = (uint8_t)v;
  else if (f->bytes == 2)
    ((uint16_t *)f->at)[row] = (uint16_t)v;
  else if (f->bytes == 4)
    ((int32_t *)f->at)[row] = (int32_t)v;
  else
    ((int64_t *)f->at)[row] = v;
  if (v < f->lo) f->lo = v;
  if (v > f->hi) f->hi = v;
}

static void widen(struct table *t, struct field *f, int64_t row) {
  int64_t *wide = room(t, 8);
  for (int64_t i = 0; i < row; i++)
    wide[i] = ((int32_t *)f->at)[i];
  f->at = wide;
  f->bytes = 8;
}

static void put_hole(struct table *t, struct field *f, int64_t row, uint8_t kind) {
  if (!f->hole) f->hole = room(t, 1);
  f->hole[row] = kind;
}

static bool day_of(struct str s, date *ret_lo, date *ret_hi) {
  int64_t v;
  month m;
  if (parse_date(s, ret_lo) == OK) {
    *ret_hi = *ret_lo;
    return true;
  }
  if (str_is(s, "never")) {
    *ret_lo = *ret_hi = DATE_MAX;
    return true;
  }
  if (s.n == 8 && parse_int(s, &v) == OK &&
      date_valid((int)(v / 10000), (int)(v / 100 % 100), (int)(v % 100))) {
    *ret_lo = *ret_hi = date_of((int)(v / 10000), (int)(v / 100 % 100), (int)(v % 100));
    return true;
  }
  if (s.n == 4 && parse_int(s, &v) == OK && v >= 1 && v < 9999) {
    *ret_lo = date_of((int)v, 1, 1);
    *ret_hi = date_of((int)v, 12, 31);
    return true;
  }
  if (parse_month(s, &m) == OK) {
    *ret_lo = month_first(m);
    *ret_hi = month_last(m);
    return true;
  }
  return false;
}

static enum err slow_value(struct table *t, int column, int64_t row, struct str s) {
  struct field *f = &t->field[column];
  int64_t v = 0;
  date lo, hi;
  if (!s.n || str_is(s, "?")) {
    bool absent = !s.n && f->info.has_absent;
    v = absent ? f->info.absent : f->info.kind == LAW_INTEGER && f->least > 0 ? f->least : 0;
    if (f->bytes == 4 && v > INT32_MAX) widen(t, f, row);
    put(f, row, v);
    if (!absent) put_hole(t, f, row, 1);
    return OK;
  }
  switch (f->info.kind) {
  case LAW_BOOL:
    if (str_is(s, "1") || str_is(s, "yes") || str_is(s, "true"))
      v = 1;
    else if (!str_is(s, "0") && !str_is(s, "no") && !str_is(s, "false"))
      return say(t, INVALID, line_at(t, t->at), column, CW_yes_or_no_wanted, s);
    put(f, row, v);
    return OK;
  case LAW_ENUM:
    if (parse_int(s, &v) != OK)
      for (v = 0;
           v < law_enum_count(t->p, f->fact) && !str_is(s, law_enum_value(t->p, f->fact, (int)v, NULL, NULL));
           v++) {}
    if (v < 0 || v >= law_enum_count(t->p, f->fact))
      return say(t, INVALID, line_at(t, t->at), column, CW_no_such_value_enumeration, s);
    put(f, row, v);
    return OK;
  case LAW_DATE:
    if (!day_of(s, &lo, &hi))
      return say(t, INVALID, line_at(t, t->at), column, CW_not_day_calendar_yyyymmdd, s);
    put(f, row, lo);
    if (lo == hi) return OK;
    if (!f->until) f->until = room(t, 4);
    f->until[row] = hi;
    put_hole(t, f, row, 2);
    return OK;
  default:
    if (parse_int(s, &v) != OK) return say(t, INVALID, line_at(t, t->at), column, CW_whole_number_wanted, s);
    if (v > f->most || v < f->least)
      return say(t, INVALID, line_at(t, t->at), column, CW_number_outside_its_range, s);
    if (f->bytes == 4 && (v > INT32_MAX || v < INT32_MIN)) widen(t, f, row);
    put(f, row, v);
    return OK;
  }
}

/* Digits of at most nine places up to the field's end, the usual case; -1 otherwise. */
static inline int64_t digits(const char *at, const char *end, const char **ret_next) {
  int64_t v = 0;
  const char *p = at;
  while (p < end && (unsigned)(*p - '0') < 10 && p - at < 10)
    v = v * 10 + (*p++ - '0');
  if (p == at || p - at > 9 || (p < end && *p != ',' && *p != '\n')) return -1;
  *ret_next = p;
  return v;
}

/* Days of dates written YYYYMMDD, by year and month, so that a date costs two look-ups. */
struct calendar {
  int32_t first[200 * 12];
  uint8_t length[200 * 12];
};

static void calendar_make(struct calendar *c) {
  for (int i = 0; i < 200 * 12; i++) {
    month m = 1850 * 12 + i;
    c->first[i] = month_first(m);
    c->length[i] = (uint8_t)(month_last(m) - month_first(m) + 1);
  }
}

static bool fast_value(struct table *t, struct field *f, int64_t row, int64_t v,
                       const struct calendar *calendar) {
  switch (f->info.kind) {
  case LAW_BOOL:
    if (v > 1) return false;
    ((uint8_t *)f->at)[row] = (uint8_t)v;
    break;
  case LAW_ENUM:
    if (v >= f->most) return false;
    if (f->bytes == 1)
      ((uint8_t *)f->at)[row] = (uint8_t)v;
    else
      ((uint16_t *)f->at)[row] = (uint16_t)v;
    break;
  case LAW_DATE: {
    int64_t year = v / 10000, m = v / 100 % 100, d = v % 100, i = (year - 1850) * 12 + m - 1;
    if (year < 1850 || year >= 2050 || m < 1 || m > 12 || d < 1 || d > calendar->length[i]) return false;
    put(f, row, calendar->first[i] + d - 1);
    break;
  }
  default:
    if (v < f->least || v > f->most) return false;
    put(f, row, v);
  }
  (void)t;
  return true;
}

/* Room for every line of the file. */
static enum err rows_room(struct table *t) {
  int64_t lines = 1;
  for (const char *p = t->text; (p = memchr(p, '\n', (size_t)(t->end - p))); p++)
    lines++;
  t->at = t->text;
  if (lines > ROWS_MAX) return say(t, LIMIT, 0, -1, CW_too_many_rows, S(""));
  t->room = lines;
  for (int i = 0; i < t->n; i++) {
    struct field *f = &t->field[i];
    if (f->fact >= 0) f->at = room(t, f->bytes);
    if (f->id || f->household) f->ids = room(t, 8);
    if (f->fact >= 0 && f->info.kind == LAW_ENUM) f->most = law_enum_count(t->p, f->fact);
  }
  return OK;
}

/* The text of a cell that is not plain digits; *at goes behind it. */
static enum err cell_text(struct table *t, int column, const char **at, struct str *ret_text) {
  const char *p = *at, *end = t->end, *from = p;
  bool quoted = p < end && *p == '"';
  if (quoted) {
    from = ++p;
    while (p < end && *p != '"' && *p != '\n')
      p++;
    if (p == end || *p == '\n' || (p + 1 < end && p[1] != ',' && p[1] != '\n' && p[1] != '\r'))
      return say(t, INVALID, line_at(t, t->at), column, CW_quote_does_not_close, S(""));
  } else {
    while (p < end && *p != ',' && *p != '\n')
      p++;
  }
  *ret_text = str_trim((struct str) { from, (size_t)(p - from) });
  p += quoted;
  if (quoted && p < end && *p == '\r') p++;
  *at = p;
  return OK;
}

/* A byte nobody sees, NUL or CR among them, that would come out in the answers. */
static bool has_invisible(struct str s) {
  for (size_t i = 0; i < s.n; i++)
    if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f) return true;
  return false;
}

static enum err slow_cell(struct table *t, int column, int64_t row, const char **at) {
  struct field *f = &t->field[column];
  struct str s = S("");
  enum err e = cell_text(t, column, at, &s);
  if (e != OK) return e;
  if (!f->ids) return f->fact >= 0 ? slow_value(t, column, row, s) : OK;
  if (!s.n || s.n > ID_BYTES_MAX) return say(t, INVALID, line_at(t, t->at), column, CW_id_wanted, S(""));
  if (has_invisible(s)) return say(t, INVALID, line_at(t, t->at), column, CW_id_invisible, S(""));
  f->ids[row] = (uint64_t)(s.p - t->text) << 16 | s.n;
  return OK;
}

static enum err rows(struct table *t) {
  struct calendar *calendar = NEW(t->a, struct calendar);
  calendar_make(calendar);
  enum err e = rows_room(t);
  if (e != OK) return e;
  const char *p = t->text, *end = t->end;
  int64_t row = 0;
  while (p < end) {
    if (*p == '\n' || (*p == '\r' && p + 1 < end && p[1] == '\n')) { /* an empty line */
      p += *p == '\r' ? 2 : 1;
      continue;
    }
    t->at = p;
    for (int c = 0; c < t->n; c++) {
      struct field *f = &t->field[c];
      const char *next;
      int64_t v;
      if (f->fact >= 0 && (v = digits(p, end, &next)) >= 0 && fast_value(t, f, row, v, calendar))
        p = next;
      else if ((e = slow_cell(t, c, row, &p)) != OK)
        return e;
      if (c + 1 < t->n && (p == end || *p++ != ','))
        return say(t, INVALID, line_at(t, t->at), c + 1, CW_line_has_too_few, S(""));
    }
    if (p < end && *p == '\r') p++;
    if (p < end && *p != '\n')
      return say(t, INVALID, line_at(t, t->at), t->n - 1, CW_line_has_too_many, S(""));
    p += p < end;
    row++;
  }
  t->rows = row;
  return OK;
}

static struct str id_at(const struct table *t, const struct field *f, int64_t row) {
  return (struct str) { t->text + (f->ids[row] >> 16), (size_t)(f->ids[row] & 0xFFFF) };
}

static struct field *field_of(struct table *t, bool household) {
  for (int i = 0; i < t->n; i++)
    if (household ? t->field[i].household : t->field[i].id) return &t->field[i];
  return NULL;
}

/* ---- households ---- */

/* Open hashing from a household's id to its row. */
struct ids_map {
  int32_t *slot;
  uint64_t mask;
};

static int32_t *ids_place(struct ids_map *m, const struct table *t, const struct field *f, struct str id) {
  for (uint64_t k = hash64(id.p, id.n, 7) & m->mask;; k = (k + 1) & m->mask)
    if (m->slot[k] < 0 || str_eq(id_at(t, f, m->slot[k]), id)) return &m->slot[k];
}

static struct ids_map ids_new(struct arena *a, int64_t n) {
  struct ids_map m = { .mask = 1023 };
  while ((int64_t)m.mask < n * 2)
    m.mask = m.mask * 2 + 1;
  m.slot = NEW_ARRAY(a, int32_t, m.mask + 1);
  memset(m.slot, 0xFF, (size_t)(m.mask + 1) * sizeof *m.slot);
  return m;
}

/* Strictly rising by length and text, as running numbers do: then none stands twice. */
static bool rising(const struct table *t, const struct field *f) {
  for (int64_t i = 1; i < t->rows; i++) {
    struct str a = id_at(t, f, i - 1), b = id_at(t, f, i);
    if (a.n > b.n || (a.n == b.n && str_cmp(a, b) >= 0)) return false;
  }
  return true;
}

static int64_t line_of(const struct table *t, const struct field *f, int64_t row) {
  return line_at(t, id_at(t, f, row).p);
}

static enum err say_twice(struct table *t, const struct field *f, int64_t first, int64_t row,
                          enum cli_word word) {
  char line[24];
  snprintf(line, sizeof line, "%lld", (long long)line_of(t, f, first));
  const char *said = CLI_FILL(t->a, t->lang, CW_also_on_line, cli_word(word, t->lang), line);
  return say_words(t, INVALID, line_of(t, f, row), (int)(f - t->field), said, id_at(t, f, row));
}

/* Into *ret_m every id, unless it rises strictly; refused where one stands twice. */
static enum err ids_once(struct table *t, struct field *f, enum cli_word word, struct ids_map *ret_m) {
  struct ids_map m = ids_new(t->a, t->rows);
  for (int64_t i = 0; i < t->rows; i++) {
    int32_t *s = ids_place(&m, t, f, id_at(t, f, i));
    if (*s >= 0) return say_twice(t, f, *s, i, word);
    *s = (int32_t)i;
  }
  *ret_m = m;
  return OK;
}

static enum err persons_once(struct table *t) {
  struct field *f = field_of(t, false);
  struct ids_map m;
  return rising(t, f) ? OK : ids_once(t, f, CW_person_twice, &m);
}

static int64_t birth_at(const struct field *f, int64_t row) {
  return f->bytes == 8 ? ((const int64_t *)f->at)[row] : ((const int32_t *)f->at)[row];
}

/* Nobody is asked about who is born after the month: that is a slip in the file. */
static enum err born_by(struct table *t, date last) {
  const struct field *id = field_of(t, false);
  for (int c = 0; c < t->n; c++) {
    const struct field *f = &t->field[c];
    if (f->fact < 0 || f->info.kind != LAW_DATE || strcmp(f->info.name, "person.birth") != 0 || f->hi <= last)
      continue;
    for (int64_t i = 0; i < t->rows; i++) {
      char day[11];
      bool known = !f->hole || f->hole[i] != 1;
      if (known && birth_at(f, i) > last)
        return say(t, INVALID, line_of(t, id, i), c, CW_born_after_month_asked,
                   str_of(arena_print(t->a, "%s", date_iso((date)birth_at(f, i), day))));
    }
  }
  return OK;
}

/* The household of each person, by row. Persons standing together in the order of the households need no map.
 */
static enum err homes_in_file(struct table *p, struct table *h, int32_t *home) {
  struct field *own = field_of(p, true), *id = field_of(h, false);
  struct ids_map m;
  int32_t at = 0;
  int64_t row = 0;
  for (bool in_order = rising(h, id); in_order && row < p->rows; row++) {
    struct str x = id_at(p, own, row);
    while (at < h->rows && !str_eq(id_at(h, id, at), x))
      at++;
    if (at == h->rows) break;
    home[row] = at;
  }
  if (row == p->rows && rising(h, id)) return OK;
  enum err e = ids_once(h, id, CW_household_twice, &m);
  for (row = 0; e == OK && row < p->rows; row++) {
    home[row] = *ids_place(&m, h, id, id_at(p, own, row));
    if (home[row] < 0)
      e = say(p, INVALID, line_of(p, field_of(p, false), row), (int)(own - p->field),
              CW_no_such_household_file, id_at(p, own, row));
  }
  return e;
}

/* Without a file of households: numbered as they are first named. */
static int32_t homes_as_named(struct table *p, int32_t *home) {
  struct field *own = field_of(p, true);
  struct ids_map m = ids_new(p->a, p->rows);
  int32_t n = 0, *number = NEW_ARRAY(p->a, int32_t, p->rows + 1); /* by first row */
  for (int64_t row = 0; row < p->rows; row++) {
    int32_t *s = ids_place(&m, p, own, id_at(p, own, row));
    if (*s < 0) {
      *s = (int32_t)row;
      number[row] = n++;
    }
    home[row] = number[*s];
  }
  return n;
}

static enum err homes(struct table *p, struct table *h, int32_t *home, int32_t *ret_n) {
  enum err e = h ? homes_in_file(p, h, home) : OK;
  int32_t n = h ? (int32_t)h->rows : homes_as_named(p, home);
  for (int64_t row = 0; e == OK && row < p->rows; row++)
    assert(home[row] >= 0 && home[row] < n);
  *ret_n = n;
  return e;
}

static void *arranged(struct arena *a, const void *from, int bytes, const int32_t *order, int64_t n) {
  if (!from || !order) return (void *)(uintptr_t)from;
  void *to = arena_array(a, (size_t)n + 1, (size_t)bytes);
  for (int64_t i = 0; i < n; i++)
    memcpy((char *)to + (size_t)i * (size_t)bytes, (const char *)from + (size_t)order[i] * (size_t)bytes,
           (size_t)bytes);
  return to;
}

static void lay(struct table *t, struct law_columns *c, const int32_t *order) {
  for (int i = 0; i < t->n; i++) {
    struct field *f = &t->field[i];
    if (f->fact < 0) continue;
    bool set = f->info.kind == LAW_BOOL || f->info.kind == LAW_ENUM;
    c->fact[f->fact] = (struct law_column) { .at = arranged(t->a, f->at, f->bytes, order, t->rows),
                                             .bytes = f->bytes,
                                             .hole = arranged(t->a, f->hole, 1, order, t->rows),
                                             .until = arranged(t->a, f->until, 4, order, t->rows),
                                             .lo = set ? 1 : f->lo,
                                             .hi = set ? 0 : f->hi };
    if (!t->rows) c->fact[f->fact].at = NULL;
  }
}

static enum err read_table(struct table *t, bool person, struct buf *ignored, size_t *bytes) {
  enum err e = map_file(t);
  const char *begin = t->text;
  if (e == OK) e = headings(t, person, ignored);
  if (e == OK && !field_of(t, false))
    e = say(t, INVALID, 1, -1, CW_column_missing, person ? S("person_id") : S("household_id"));
  if (e == OK && person && !field_of(t, true))
    e = say(t, INVALID, 1, -1, CW_column_missing, S("household_id"));
  if (e == OK) e = rows(t);
  if (e == OK) *bytes += (size_t)(t->end - begin);
  return e;
}

enum err csv_people_read(struct arena *a, const struct law_program *p, const struct csv_files *files,
                         struct csv_people *ret_p, struct str *ret_message) {
  struct table *t[2] = { NEW(a, struct table), files->households ? NEW(a, struct table) : NULL };
  struct csv_people out = { .ignored = buf_growing(a) };
  const char *path[2] = { files->persons, files->households };
  for (int i = 0; i < (files->households ? 2 : 1); i++) {
    *t[i] = (struct table) { .a = a, .p = p, .lang = files->lang, .path = path[i] };
    enum err e = read_table(t[i], i == 0, &out.ignored, &out.bytes);
    if (e == OK && i == 0) e = persons_once(t[0]);
    if (e == OK && i == 0) e = born_by(t[0], files->last);
    if (e != OK) {
      *ret_message = t[i]->message;
      return e;
    }
  }
  int32_t n = 0, *home = NEW_ARRAY(a, int32_t, t[0]->rows + 1);
  enum err e = homes(t[0], t[1], home, &n);
  if (e != OK) {
    *ret_message = t[1] && !t[0]->message.n ? t[1]->message : t[0]->message;
    return e;
  }
  int32_t *start = NEW_ARRAY(a, int32_t, n + 2), *order = NULL;
  bool sorted = true;
  for (int64_t i = 0; i < t[0]->rows; i++) {
    start[home[i] + 1]++;
    sorted &= !i || home[i] >= home[i - 1];
  }
  for (int32_t h = 0; h < n; h++)
    start[h + 1] += start[h];
  if (!sorted) { /* persons of a household together, in the file's order */
    int32_t *next = NEW_ARRAY(a, int32_t, n + 1);
    memcpy(next, start, (size_t)n * sizeof *next);
    order = NEW_ARRAY(a, int32_t, t[0]->rows + 1);
    for (int64_t i = 0; i < t[0]->rows; i++)
      order[next[home[i]]++] = (int32_t)i;
  }
  out.columns = law_columns_new(a, p, (int32_t)t[0]->rows, n, start);
  lay(t[0], out.columns, order);
  if (t[1]) lay(t[1], out.columns, NULL);
  out.person = (struct csv_ids) { t[0]->text, arranged(a, field_of(t[0], false)->ids, 8, order, t[0]->rows) };
  if (t[1])
    out.household = (struct csv_ids) { t[1]->text, field_of(t[1], false)->ids };
  else {
    uint64_t *ids = NEW_ARRAY(a, uint64_t, n + 1);
    for (int64_t i = 0; i < t[0]->rows; i++)
      ids[home[i]] = field_of(t[0], true)->ids[i];
    out.household = (struct csv_ids) { t[0]->text, ids };
  }
  *ret_p = out;
  return OK;
}
