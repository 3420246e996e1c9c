/* Columns of facts on the first and on the last day of a month. Rows are walked once: the last day's column
 * is laid, and what the first day says otherwise is noted; mostly that is little, and the first day's column
 * is a copy put right, or the same one. */
#include "people/month.h"

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

static int bytes_of(const struct law_program *law, int fact) {
  enum law_kind kind = law_fact_info(law, fact).kind;
  if (kind == LAW_BOOL || kind == LAW_ENUM) return law_bulk_fact_bytes(law, fact);
  return kind == LAW_MONEY || kind == LAW_RATE ? 8 : 4;
}

/* A value that its column cannot hold is not known: a row of a fact that is no such value. */
static bool fits(enum law_kind kind, int bytes, int64_t value) {
  if (!law_kind_holds(kind, value)) return false;
  if (bytes <= 2) return value >= 0 && value <= (bytes == 1 ? UINT8_MAX : UINT16_MAX);
  return bytes == 8 || (value >= INT32_MIN && value <= INT32_MAX);
}

/* Whoever is in no household: nothing is known of his household or where it lives, not even what a
 * declaration says of absence. */
static void hole_the_homeless(struct month_layout *l, int64_t rows, uint8_t **hole) {
  if (!l->m->homeless) return;
  if (!*hole) *hole = NEW_ARRAY(l->a, uint8_t, rows + COLUMN_SPARE);
  for (int64_t i = 0; i < rows; i++)
    (*hole)[i] |= l->m->homeless[i];
}

/* ---- facts of persons and households ---- */

/* What a day says of a row otherwise than the column laid. */
struct otherwise {
  int32_t row;
  bool said, known;
  int64_t value;
};

/* A fact while it is laid: the column of the last day, and what is put in place after. */
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
  } holes; /* rows not known, where absence is */
  struct {
    struct otherwise *at;
    size_t n, cap;
  } first; /* what the first day says otherwise */
};

/* Values of an enumeration by symbol, so that a million rows need no search. */
static void values_by_symbol(struct arena *scratch, struct laying *x) {
  int64_t top = 0, value;
  for (const struct spells *s = x->s; s; s = s->over)
    for (int32_t i = 0; i < s->n; i++)
      if (spell_value(s, i) > top) top = spell_value(s, i);
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
  o.known = !(s->mark && s->mark[row]) && !(x->by_symbol && o.value < 0) &&
            fits(x->info.kind, x->bytes, o.value);
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

/* The rows of one layer. */
static void lay_layer(struct arena *scratch, struct laying *x, const struct spells *s) {
  const struct month_layout *l = x->l;
  const struct persons *all = &l->p->person;
  bool person = x->info.entity == LAW_PERSON;
  int32_t place = 0, end;
  for (int32_t begin = 0; begin < s->n; begin = end) {
    int32_t key = s->key[begin], at;
    for (end = begin + 1; end < s->n && s->key[end] == key;)
      end++;
    if (people_outdated(s, begin)) continue;
    if (person) {
      while (place < all->n && all->id[place] < key)
        place++;
      at = place < all->n && all->id[place] == key ? l->at[place] : -1;
    } else
      at = key <= l->top_home ? l->home_at[key] : -1;
    if (at < 0) continue;
    int32_t last = spell_on(s, begin, end, l->last), first = spell_on(s, begin, end, l->first);
    struct otherwise o = read_row(x, s, last, at);
    lay_row(scratch, x, &o);
    if (first == last) continue;
    o = read_row(x, s, first, at);
    *VEC_PUSH(scratch, &x->first) = o;
  }
}

static void lay_fact(struct arena *scratch, void *context) {
  struct laying *x = context;
  if (x->hole) memset(x->hole, 1, (size_t)x->rows);
  for (int64_t i = 0; !x->hole && x->info.absent && i < x->rows; i++)
    put(x->column, x->bytes, i, x->info.absent);
  if (x->info.kind == LAW_ENUM) values_by_symbol(scratch, x);
  for (const struct spells *s = x->s; s; s = s->over)
    lay_layer(scratch, x, s);
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

static void end_fact(struct month_layout *l, struct laying *x) {
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

struct vital_columns;
struct month_facts {
  struct laying *at;
  size_t n, cap;
  struct vital_columns *vital;
};

static void begin_fact(struct month_layout *l, struct month_facts *facts, int fact) {
  static const struct spells none = { 0 };
  struct laying x = { .l = l, .fact = fact, .info = law_fact_info(l->p->names->law, fact) };
  int32_t at = l->p->fact_section[fact];
  bool homeless = x.info.entity == LAW_HOUSEHOLD && l->m->homeless && x.info.has_absent;
  x.s = at < 0 ? &none : &l->p->fact[at].s;
  if (x.info.entity == LAW_AREA || x.info.entity == LAW_RECORD || (nothing_said(x.s) && !homeless)) return;
  x.bytes = bytes_of(l->p->names->law, fact);
  x.rows = x.info.entity == LAW_PERSON ? l->m->people : l->m->households;
  x.column = arena_array(l->a, (size_t)x.rows + COLUMN_SPARE, (size_t)x.bytes);
  if (x.info.has_absent)
    x.low = x.high = x.info.absent;
  else
    x.hole = hole_of(l, &x, NULL);
  *VEC_PUSH(l->scratch[0], facts) = x;
}

/* Birth, death and sex. */
struct vital_columns {
  struct month_layout *l;
  int32_t *birth, *death, *until;
  uint8_t *sex, *hole;
  bool partial;
};

static void lay_vital(struct arena *scratch, void *context) {
  struct vital_columns *x = context;
  const struct month_layout *l = x->l;
  const struct persons *all = &l->p->person;
  const struct people_names *n = l->p->names;
  (void)scratch;
  for (int32_t i = 0; i < all->n; i++) {
    int32_t row = l->at[i];
    if (row < 0) continue;
    int known = all->trait[i] >> TRAIT_KNOWN_SHIFT;
    x->birth[row] = x->until[row] = all->birth[i];
    if (known < 3) {
      x->until[row] = people_birth_last(all->birth[i], known);
      x->hole[row] = 2;
      x->partial = true;
    }
    x->death[row] = all->death[i];
    x->sex[row] = (uint8_t)(all->trait[i] & TRAIT_FEMALE ? n->female : 1 - n->female);
  }
}

static void end_vital(struct month_layout *l, const struct vital_columns *x) {
  const struct people_names *n = l->p->names;
  struct law_column column[3] = { { .at = x->birth, .bytes = 4, .lo = 1, .hi = 0 },
                                  { .at = x->death, .bytes = 4, .lo = 1, .hi = 0 },
                                  { .at = x->sex, .bytes = 1, .lo = 0, .hi = 1 } };
  if (x->partial) {
    column[0].hole = x->hole;
    column[0].until = x->until;
  }
  int fact[3] = { n->birth, n->death, n->sex };
  for (int k = 0; k < 3; k++)
    if (fact[k] >= 0) l->m->first->fact[fact[k]] = l->m->last->fact[fact[k]] = column[k];
}

/* ---- areas ---- */

static struct law_column lay_area_fact(struct month_layout *l, int fact, date day) {
  struct law_fact_info info = law_fact_info(l->p->names->law, fact);
  int64_t rows = l->m->households;
  int bytes = bytes_of(l->p->names->law, fact);
  int32_t top = 0;
  for (int64_t i = 0; i < rows; i++)
    if (l->m->area[i] > top) top = l->m->area[i];
  void *column = arena_array(l->a, (size_t)rows + COLUMN_SPARE, (size_t)bytes);
  uint8_t *hole = NEW_ARRAY(l->a, uint8_t, rows + COLUMN_SPARE);
  struct spoken *said = NEW_ARRAY(l->a, struct spoken, top + 1);
  uint8_t *asked = NEW_ARRAY(l->a, uint8_t, top + 1);
  for (int64_t i = 0; i < rows; i++) {
    int32_t area = l->m->area[i];
    if (!asked[area]) {
      said[area] = people_area_fact(l->p, area, fact, day);
      asked[area] = 1;
    }
    bool absent = said[area].said == LAW_NOTHING;
    int64_t value = absent ? info.absent : said[area].value;
    hole[i] = said[area].said == LAW_ASKED || (absent && !info.has_absent) || !fits(info.kind, bytes, value);
    put(column, bytes, i, hole[i] ? 0 : value);
  }
  hole_the_homeless(l, rows, &hole);
  bool holes = memchr(hole, 1, (size_t)rows) != NULL;
  return (struct law_column) { .at = column, .bytes = bytes, .hole = holes ? hole : NULL, .lo = 1, .hi = 0 };
}

void people_month_area_facts(struct month_layout *l) {
  for (int f = 0; f < law_fact_count(l->p->names->law); f++) {
    if (law_fact_info(l->p->names->law, f).entity != LAW_AREA) continue;
    struct law_column first = lay_area_fact(l, f, l->first), last = lay_area_fact(l, f, l->last);
    size_t size = (size_t)l->m->households * (size_t)first.bytes;
    bool same = !memcmp(first.at, last.at, size) && !first.hole && !last.hole;
    l->m->first->fact[f] = first;
    l->m->last->fact[f] = same ? first : last;
  }
}

/* ---- all of them ---- */

struct month_facts *people_month_facts(struct month_layout *l, struct month_tasks *tasks) {
  struct month_facts *facts = NEW(l->scratch[0], struct month_facts);
  struct vital_columns *v = NEW(l->scratch[0], struct vital_columns);
  int64_t rows = l->m->people + COLUMN_SPARE;
  facts->vital = v;
  *v = (struct vital_columns) { l,
                                NEW_ARRAY(l->a, int32_t, rows),
                                NEW_ARRAY(l->a, int32_t, rows),
                                NEW_ARRAY(l->a, int32_t, rows),
                                NEW_ARRAY(l->a, uint8_t, rows),
                                NEW_ARRAY(l->a, uint8_t, rows),
                                false };
  *VEC_PUSH(l->scratch[0], tasks) = (struct month_task) { lay_vital, v };
  for (int f = 0; f < law_fact_count(l->p->names->law); f++)
    begin_fact(l, facts, f);
  for (size_t i = 0; i < facts->n; i++)
    *VEC_PUSH(l->scratch[0], tasks) = (struct month_task) { lay_fact, &facts->at[i] };
  return facts;
}

void people_month_facts_end(struct month_layout *l, struct month_facts *facts) {
  for (size_t i = 0; i < facts->n; i++)
    end_fact(l, &facts->at[i]);
  end_vital(l, facts->vital);
}
