/* Columns of facts on the first and on the last day of a month. Rows are walked once: the last day's column
 * is laid, and what the first day says otherwise is noted; mostly that is little, and the first day's column
 * is a copy put right, or the same one. What is said of few has a column of these few. */
#include "people/month.h"

#include <stdlib.h>

static void put(void *column, int bytes, int64_t row, int64_t value) {
  if (bytes == 1)
    ((uint8_t *)column)[row] = (uint8_t)value;
  else if (bytes == 2)
    ((uint16_t *)column)[row] = (uint16_t)value;
  else if (bytes == 4)
    ((int32_t *)column)[row] = (int32_t)value;
  else
    ((int64_t *)column)[row] = value;
}

/* `wide`: numbers beyond 32 bits are among what was said. */
static int bytes_of(const struct law_program *law, int fact, bool wide) {
  enum law_kind kind = law_fact_info(law, fact).kind;
  if (kind == LAW_BOOL || kind == LAW_ENUM) return law_bulk_fact_bytes(law, fact);
  return kind == LAW_MONEY || kind == LAW_RATE || (kind == LAW_INTEGER && wide) ? 8 : 4;
}

static bool any_wide(const struct spells *s) {
  for (; s; s = s->over)
    if (s->n && !s->what) return true;
  return false;
}

/* Who said what is no value of the fact is not answered (people_unread); here it is not known. */
static inline bool is_value(const struct law_fact_info *f, int64_t value) {
  return value >= f->lo && value <= f->hi;
}

/* Whoever is in no household: nothing is known of his household or where it lives, not even what a
 * declaration says of absence. */
static void hole_the_homeless(struct month_layout *l, int64_t rows, uint8_t **hole) {
  if (!l->m->homeless) return;
  if (!*hole) *hole = NEW_ARRAY(l->a, uint8_t, rows + COLUMN_SPARE);
  memset(*hole + l->alone, 1, (size_t)(rows - l->alone));
}

/* ---- facts of persons and households ---- */

/* What a day says of a row otherwise than the column laid. */
struct otherwise {
  int32_t row;
  bool said, known;
  int64_t value;
};

/* A fact while it is laid: the column of the last day, and what is put in place after. */
enum { FEW_PART = 16 }; /* at most one row in so many */
struct laying {
  struct month_layout *l;
  int fact;
  struct law_fact_info info;
  const struct spells *s;
  int16_t *by_symbol; /* of enumerations: the value of a symbol up to `top`, -1 none */
  int64_t top;
  void *column;
  uint8_t *hole; /* where absence is not known; else made when a row needs it */
  int bytes;
  int64_t rows, low, high;
  struct {
    int32_t *at;
    size_t n, cap;
  } holes;             /* rows not known, where absence is */
  struct law_few *few; /* not NULL: the column and `hole` are of these rows, `has` and `before` theirs */
  uint64_t *has;
  int32_t *before, n_few;
  struct {
    struct otherwise *at;
    size_t n, cap;
  } first; /* what the first day says otherwise */
};

/* Values of an enumeration by symbol, so that a million rows need no search. */
static void values_by_symbol(struct arena *scratch, struct laying *x) {
  int64_t top = 0, value;
  for (const struct spells *s = x->s; s; s = s->over) {
    int32_t most = 0;
    for (int32_t i = 0; s->what && i < s->n; i++)
      most = s->what[i] > most ? s->what[i] : most;
    for (int32_t i = 0; !s->what && i < s->n; i++)
      if (s->wide[i] > top) top = s->wide[i];
    if (most > top) top = most;
  }
  if (top > REG_SYMBOLS_MAX) top = REG_SYMBOLS_MAX;
  x->by_symbol = NEW_ARRAY(scratch, int16_t, top + 1);
  for (int64_t i = 0; i <= top; i++)
    x->by_symbol[i] = people_value(x->l->p->names, x->fact, i, &value) ? (int16_t)value : -1;
  x->top = top;
}

/* What a row of spells says, in the law's numbers; row -1 says nothing. */
static struct otherwise read_row(const struct laying *x, const struct spells *s, int32_t row, int32_t at) {
  struct otherwise o = { .row = at };
  if (row < 0) return o;
  o.said = true;
  o.value = spell_value(s, row);
  if (x->by_symbol) o.value = o.value >= 0 && o.value <= x->top ? x->by_symbol[o.value] : -1;
  o.known = !(s->mark && s->mark[row]) && !(x->by_symbol && o.value < 0) && is_value(&x->info, o.value);
  return o;
}

static void widen(struct laying *x, const struct otherwise *o) {
  if (!o->known) return;
  if (o->value < x->low) x->low = o->value;
  if (o->value > x->high) x->high = o->value;
}

static void lay_row(struct arena *scratch, struct laying *x, const struct otherwise *o) {
  if (!o->said) return;
  if (o->known) put(x->column, x->bytes, o->row, o->value);
  widen(x, o);
  if (x->hole)
    x->hole[o->row] = !o->known;
  else if (!o->known)
    *VEC_PUSH(scratch, &x->holes) = o->row;
}

/* What a subject's rows begin .. end - 1 say, where it needs a closer look. */
static void lay_subject(struct arena *scratch, struct laying *x, const struct spells *s, int32_t begin,
                        int32_t end, int32_t at) {
  const struct month_layout *l = x->l;
  int32_t last = spell_on(s, begin, end, l->last), first = spell_on(s, begin, end, l->first);
  struct otherwise o = read_row(x, s, last, at);
  lay_row(scratch, x, &o);
  if (first == last) return;
  o = read_row(x, s, first, at);
  *VEC_PUSH(scratch, &x->first) = o;
}

/* The row of the month of a person (whose place is not before *place) or a household; -1 none. */
static inline int32_t row_of(const struct laying *x, int32_t key, int32_t *place) {
  const struct month_layout *l = x->l;
  const struct persons *all = &l->p->person;
  if (x->info.entity != LAW_PERSON) return key >= 0 && key <= l->top_home ? l->home_at[key] : -1;
  if (key > 0 && key <= all->n && all->id[key - 1] == key) return month_row(l->who[key - 1]);
  while (*place < all->n && all->id[*place] < key)
    ++*place;
  return *place < all->n && all->id[*place] == key ? month_row(l->who[*place]) : -1;
}

/* The rows of one layer into columns of so many bytes. Mostly a subject has one row that holds on both days
 * and says a small number. */
static inline __attribute__((always_inline)) void lay_layer(struct arena *scratch, struct laying *x,
                                                            const struct spells *s, int bytes) {
  const date from = x->l->first, to = x->l->last;
  const int32_t *key = s->key, n = s->n;
  const bool plain = s->what && !s->over;
  const struct law_fact_info info = x->info;
  uint8_t *hole = x->hole;
  void *column = x->column;
  int64_t low = INT64_MAX, high = INT64_MIN;
  int32_t place = 0, end;
  for (int32_t begin = 0; begin < n; begin = end) {
    for (end = begin + 1; end < n && key[end] == key[begin];)
      end++;
    if (!plain && people_outdated(s, begin)) continue;
    int32_t at = row_of(x, key[begin], &place);
    if (at < 0) continue;
    bool one = plain && end - begin == 1 && s->from[begin] <= from && s->until[begin] > to &&
               !(s->mark && s->mark[begin]);
    int64_t value = one ? s->what[begin] : -1;
    if (one && x->by_symbol) value = value >= 0 && value <= x->top ? x->by_symbol[value] : -1;
    if (!one || value < 0 || !is_value(&info, value)) {
      lay_subject(scratch, x, s, begin, end, at);
      continue;
    }
    put(column, bytes, at, value);
    if (hole) hole[at] = 0;
    low = value < low ? value : low;
    high = value > high ? value : high;
  }
  if (low < x->low) x->low = low;
  if (high > x->high) x->high = high;
}

/* What a day says of a row of few. */
static void lay_one(struct laying *x, const struct otherwise *o, void *column, uint8_t *hole) {
  int64_t rank = law_few_rank(x->few, o->row);
  bool known = o->said ? o->known : x->info.has_absent;
  put(column, x->bytes, rank, o->said && known ? o->value : x->info.absent);
  hole[rank] = !known;
  widen(x, o);
}

static int64_t homeless_rows(const struct laying *x) {
  bool some = x->info.entity == LAW_HOUSEHOLD && x->l->m->homeless && x->info.has_absent;
  return some ? x->rows - x->l->alone : 0;
}

/* A column of few: whoever has rows that say something on one of the two days, and, where absence is known,
 * whoever is in no household. */
static void lay_few(struct arena *scratch, struct laying *x) {
  const struct month_layout *l = x->l;
  struct {
    struct otherwise *at;
    size_t n, cap;
  } last = { 0 };
  for (const struct spells *s = x->s; s; s = s->over)
    for (int32_t begin = 0, end, place = 0; begin < s->n; begin = end) {
      for (end = begin + 1; end < s->n && s->key[end] == s->key[begin];)
        end++;
      int32_t at = people_outdated(s, begin) ? -1 : row_of(x, s->key[begin], &place);
      if (at < 0) continue;
      int32_t then = spell_on(s, begin, end, l->last), first = spell_on(s, begin, end, l->first);
      if (then < 0 && first < 0) continue;
      *VEC_PUSH(scratch, &last) = read_row(x, s, then, at);
      if (first != then) *VEC_PUSH(scratch, &x->first) = read_row(x, s, first, at);
    }
  for (int64_t row = x->rows - homeless_rows(x); row < x->rows; row++)
    *VEC_PUSH(scratch, &last) = (struct otherwise) { .row = (int32_t)row, .said = true };
  for (size_t i = 0; i < last.n; i++)
    x->has[last.at[i].row / 64] |= UINT64_C(1) << last.at[i].row % 64;
  x->n_few = law_few_count(x->has, x->rows, x->before);
  assert((size_t)x->n_few == last.n);
  for (size_t i = 0; i < last.n; i++)
    lay_one(x, &last.at[i], x->column, x->hole);
}

static void lay_fact(struct arena *scratch, void *context) {
  struct laying *x = context;
  if (x->few) {
    if (x->info.kind == LAW_ENUM) values_by_symbol(scratch, x);
    lay_few(scratch, x);
    return;
  }
  if (x->hole) memset(x->hole, 1, (size_t)x->rows);
  if (!x->hole && x->info.absent && x->bytes == 1)
    memset(x->column, (uint8_t)x->info.absent, (size_t)x->rows);
  for (int64_t i = 0; !x->hole && x->info.absent && x->bytes > 1 && i < x->rows; i++)
    put(x->column, x->bytes, i, x->info.absent);
  if (x->info.kind == LAW_ENUM) values_by_symbol(scratch, x);
  for (const struct spells *s = x->s; s; s = s->over)
    if (x->bytes == 1)
      lay_layer(scratch, x, s, 1);
    else if (x->bytes == 2)
      lay_layer(scratch, x, s, 2);
    else if (x->bytes == 4)
      lay_layer(scratch, x, s, 4);
    else
      lay_layer(scratch, x, s, 8);
}

static uint8_t *hole_of(struct month_layout *l, const struct laying *x, uint8_t *hole) {
  return hole ? hole : NEW_ARRAY(l->a, uint8_t, x->rows + COLUMN_SPARE);
}

/* A column as the bulk reads it; the homeless have no household's fact. */
static struct law_column as_column(struct month_layout *l, const struct laying *x, const void *column,
                                   uint8_t *hole) {
  if (x->info.entity == LAW_HOUSEHOLD) hole_the_homeless(l, x->rows, &hole);
  if (hole && !memchr(hole, 1, (size_t)x->rows)) hole = NULL;
  return (struct law_column) { .at = column, .bytes = x->bytes, .hole = hole, .lo = x->low, .hi = x->high };
}

/* The first day's column: the last day's, put right. */
static struct law_column first_column(struct month_layout *l, struct laying *x) {
  void *column = arena_array(l->a, (size_t)x->rows + COLUMN_SPARE, (size_t)x->bytes);
  uint8_t *hole = x->hole ? hole_of(l, x, NULL) : NULL;
  memcpy(column, x->column, (size_t)x->rows * (size_t)x->bytes);
  if (hole) memcpy(hole, x->hole, (size_t)x->rows);
  for (size_t i = 0; i < x->first.n; i++) {
    const struct otherwise *o = &x->first.at[i];
    bool known = o->said ? o->known : x->info.has_absent;
    if (known) put(column, x->bytes, o->row, o->said ? o->value : x->info.absent);
    if (!known) hole = hole_of(l, x, hole);
    if (hole) hole[o->row] = !known;
    widen(x, o);
  }
  return as_column(l, x, column, hole);
}

static struct law_column column_of_few(const struct laying *x, const void *column, const uint8_t *hole) {
  bool holes = memchr(hole, 1, (size_t)x->n_few) != NULL;
  return (struct law_column) { .at = column,
                               .bytes = x->bytes,
                               .hole = holes ? hole : NULL,
                               .lo = x->low,
                               .hi = x->high,
                               .few = x->few,
                               .otherwise = x->info.has_absent ? x->info.absent : 0,
                               .gone = !x->info.has_absent };
}

static void end_few(struct month_layout *l, struct laying *x) {
  const size_t n = (size_t)x->n_few;
  void *column = x->column;
  uint8_t *hole = x->hole;
  if (x->first.n) {
    column = arena_array(l->a, n + 1, (size_t)x->bytes);
    hole = NEW_ARRAY(l->a, uint8_t, n + 1);
    memcpy(column, x->column, n * (size_t)x->bytes);
    memcpy(hole, x->hole, n);
  }
  for (size_t i = 0; i < x->first.n; i++)
    lay_one(x, &x->first.at[i], column, hole);
  l->m->last->fact[x->fact] = column_of_few(x, x->column, x->hole);
  l->m->first->fact[x->fact] = column_of_few(x, column, hole);
}

static void end_fact(struct month_layout *l, struct laying *x) {
  if (x->few) {
    end_few(l, x);
    return;
  }
  if (x->holes.n) x->hole = hole_of(l, x, x->hole);
  for (size_t i = 0; i < x->holes.n; i++)
    x->hole[x->holes.at[i]] = 1;
  struct law_column first = { 0 };
  if (x->first.n) first = first_column(l, x); /* before the last day's hole gets the homeless */
  struct law_column last = as_column(l, x, x->column, x->hole);
  l->m->last->fact[x->fact] = last;
  l->m->first->fact[x->fact] = x->first.n ? first : last;
}

/* Is there no row that counts? Then there is no column either. */
static bool nothing_said(const struct spells *s) {
  for (; s; s = s->over)
    for (int32_t i = 0; i < s->n; i++)
      if (!people_outdated(s, i)) return false;
  return true;
}

struct month_facts {
  struct laying *at;
  size_t n, cap;
};

static void begin_fact(struct month_layout *l, struct month_facts *facts, int fact) {
  static const struct spells none = { 0 };
  struct laying x = { .l = l, .fact = fact, .info = law_fact_info(l->p->names->law, fact) };
  int32_t at = l->p->fact_section[fact];
  bool homeless = x.info.entity == LAW_HOUSEHOLD && l->m->homeless && x.info.has_absent;
  x.s = at < 0 ? &none : &l->p->fact[at].s;
  if (!l->reads_fact[fact]) return;
  if (x.info.entity == LAW_AREA || x.info.entity == LAW_RECORD || (nothing_said(x.s) && !homeless)) return;
  x.bytes = bytes_of(l->p->names->law, fact, any_wide(x.s));
  x.rows = x.info.entity == LAW_PERSON ? l->m->people : l->m->households;
  if (x.info.has_absent) x.low = x.high = x.info.absent;
  int64_t said = homeless_rows(&x);
  for (const struct spells *s = x.s; s; s = s->over)
    said += s->n;
  if (said <= x.rows / FEW_PART) {
    x.has = NEW_ARRAY(l->a, uint64_t, x.rows / 64 + 1);
    x.before = NEW_ARRAY(l->a, int32_t, x.rows / 64 + 1);
    x.few = NEW(l->a, struct law_few);
    *x.few = (struct law_few) { x.has, x.before };
    x.column = arena_array(l->a, (size_t)said + 1, (size_t)x.bytes);
    x.hole = NEW_ARRAY(l->a, uint8_t, said + 1);
  } else {
    x.column = arena_array(l->a, (size_t)x.rows + COLUMN_SPARE, (size_t)x.bytes);
    if (!x.info.has_absent) x.hole = hole_of(l, &x, NULL);
  }
  *VEC_PUSH(l->scratch[0], facts) = x;
}

/* What was laid of everybody when he was given his place. */
static void end_vital(struct month_layout *l) {
  const struct people_names *n = l->p->names;
  const struct month_vital *x = &l->vital;
  const struct law_column column[3] = {
    { .at = x->birth, .bytes = 4, .hole = x->hole, .until = x->until, .lo = x->low[0], .hi = x->high[0] },
    { .at = x->death, .bytes = 4, .lo = x->low[1], .hi = x->high[1] },
    { .at = x->sex, .bytes = 1, .lo = 0, .hi = 1 }
  };
  int fact[3] = { n->birth, n->death, n->sex };
  for (int k = 0; k < 3; k++)
    if (fact[k] >= 0) l->m->first->fact[fact[k]] = l->m->last->fact[fact[k]] = column[k];
}

/* ---- areas ---- */

struct area_fact {
  struct month_layout *l;
  int fact, bytes;
  struct law_fact_info info;
  void *column[2]; /* by day */
  uint8_t *hole[2];
  bool holes[2], same; /* same: the first day's are the last's */
};
struct month_area_facts {
  struct area_fact *at;
  size_t n, cap;
};

/* What an area says on a day, as the column has it; false where it is not known. */
static bool area_says(const struct area_fact *x, int32_t area, date day, int64_t *ret_value) {
  struct spoken said = people_area_fact(x->l->p, area, x->fact, day);
  bool absent = said.said == LAW_NOTHING;
  int64_t value = absent ? x->info.absent : said.value;
  bool known = said.said != LAW_ASKED && !(absent && !x->info.has_absent) &&
               (absent || is_value(&x->info, value));
  *ret_value = known ? value : 0;
  return known;
}

static void lay_area_fact(struct arena *scratch, void *context) {
  struct area_fact *x = context;
  const struct month_layout *l = x->l;
  int64_t rows = l->m->households;
  const int32_t *area = l->m->lives;
  const date day[2] = { l->first, l->last };
  int32_t top = 0;
  for (int64_t i = 0; i < rows; i++)
    top = area[i] > top ? area[i] : top;
  int64_t *value[2] = { NEW_ARRAY(scratch, int64_t, top + 1), NEW_ARRAY(scratch, int64_t, top + 1) };
  uint8_t *hole[2] = { NEW_ARRAY(scratch, uint8_t, top + 1), NEW_ARRAY(scratch, uint8_t, top + 1) };
  uint8_t *asked = NEW_ARRAY(scratch, uint8_t, top + 1);
  x->same = true;
  for (int64_t i = 0; i < rows; i++) {
    if (asked[area[i]]) continue;
    asked[area[i]] = 1;
    for (int k = 0; k < 2; k++)
      hole[k][area[i]] = !area_says(x, area[i], day[k], &value[k][area[i]]);
    x->same &= value[0][area[i]] == value[1][area[i]] && hole[0][area[i]] == hole[1][area[i]];
  }
  for (int k = x->same ? 1 : 0; k < 2; k++) {
    for (int64_t i = 0; i < rows; i++) {
      put(x->column[k], x->bytes, i, value[k][area[i]]);
      x->hole[k][i] = hole[k][area[i]];
    }
    if (l->m->homeless) memset(x->hole[k] + l->alone, 1, (size_t)(rows - l->alone));
    x->holes[k] = memchr(x->hole[k], 1, (size_t)rows) != NULL;
  }
}

struct month_area_facts *people_month_area_facts(struct month_layout *l, struct month_tasks *tasks) {
  struct month_area_facts *all = NEW(l->scratch[0], struct month_area_facts);
  size_t rows = (size_t)l->m->households + COLUMN_SPARE;
  for (int f = 0; f < law_fact_count(l->p->names->law); f++) {
    struct area_fact x = { .l = l, .fact = f, .info = law_fact_info(l->p->names->law, f) };
    if (x.info.entity != LAW_AREA || !l->reads_fact[f]) continue;
    x.bytes = bytes_of(l->p->names->law, f, x.info.lo < INT32_MIN || x.info.hi > INT32_MAX);
    for (int k = 0; k < 2; k++) {
      x.column[k] = arena_array(l->a, rows, (size_t)x.bytes);
      x.hole[k] = NEW_ARRAY(l->a, uint8_t, (int64_t)rows);
    }
    *VEC_PUSH(l->scratch[0], all) = x;
  }
  for (size_t i = 0; i < all->n; i++)
    *VEC_PUSH(l->scratch[0], tasks) = (struct month_task) { lay_area_fact, &all->at[i] };
  return all;
}

void people_month_area_facts_end(struct month_layout *l, const struct month_area_facts *facts) {
  for (size_t i = 0; i < facts->n; i++) {
    const struct area_fact *x = &facts->at[i];
    struct law_column day[2];
    for (int k = 0; k < 2; k++)
      day[k] = (struct law_column) {
        .at = x->column[k], .bytes = x->bytes, .hole = x->holes[k] ? x->hole[k] : NULL, .lo = 1, .hi = 0
      };
    l->m->last->fact[x->fact] = day[1];
    l->m->first->fact[x->fact] = x->same ? day[1] : day[0];
  }
}

/* ---- all of them ---- */

static int longer_first(const void *one, const void *two) {
  const struct laying *a = one, *b = two;
  return a->s->n != b->s->n ? (a->s->n < b->s->n) - (a->s->n > b->s->n) : a->fact - b->fact;
}

struct month_facts *people_month_facts(struct month_layout *l, struct month_tasks *tasks) {
  struct month_facts *facts = NEW(l->scratch[0], struct month_facts);
  for (int f = 0; f < law_fact_count(l->p->names->law); f++)
    begin_fact(l, facts, f);
  if (facts->n) qsort(facts->at, facts->n, sizeof *facts->at, longer_first);
  for (size_t i = 0; i < facts->n; i++)
    *VEC_PUSH(l->scratch[0], tasks) = (struct month_task) { lay_fact, &facts->at[i] };
  return facts;
}

void people_month_facts_end(struct month_layout *l, struct month_facts *facts) {
  for (size_t i = 0; i < facts->n; i++)
    end_fact(l, &facts->at[i]);
  end_vital(l);
}
