/* Columns of facts and links on the first and on the last day of a month. */
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
static bool fits(int bytes, int64_t value) {
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

/* A column while it is laid. */
struct laying {
  void *column;
  uint8_t *hole;
  int bytes;
  int64_t rows, low, high;
};

static struct laying begin_column(struct month_layout *l, int fact, const struct law_fact_info *info) {
  int64_t rows = info->entity == LAW_PERSON ? l->m->people : l->m->households;
  struct laying x = { .bytes = bytes_of(l->p->names->law, fact), .rows = rows };
  x.column = arena_array(l->a, (size_t)rows + COLUMN_SPARE, (size_t)x.bytes);
  if (!info->has_absent) {
    x.hole = NEW_ARRAY(l->a, uint8_t, rows + COLUMN_SPARE);
    memset(x.hole, 1, (size_t)rows);
    return x;
  }
  x.low = x.high = info->absent;
  for (int64_t i = 0; info->absent && i < rows; i++)
    put(x.column, x.bytes, i, info->absent);
  return x;
}

static void lay_value(struct month_layout *l, struct laying *x, int32_t row, bool known, int64_t value) {
  known = known && fits(x->bytes, value);
  if (known) {
    put(x->column, x->bytes, row, value);
    if (value < x->low) x->low = value;
    if (value > x->high) x->high = value;
  }
  if (!known && !x->hole) x->hole = NEW_ARRAY(l->a, uint8_t, x->rows + COLUMN_SPARE);
  if (x->hole) x->hole[row] = !known;
}

/* Values of an enumeration by symbol, so that a million rows need no search; -1 none. */
static int16_t *values_by_symbol(struct month_layout *l, const struct spells *s, int fact, int64_t *ret_top) {
  int64_t top = 0, value;
  for (const struct spells *x = s; x; x = x->over)
    for (int32_t i = 0; i < x->n; i++)
      if (spell_value(x, i) > top) top = spell_value(x, i);
  if (top > REG_SYMBOLS_MAX) top = REG_SYMBOLS_MAX;
  int16_t *by_symbol = NEW_ARRAY(l->a, int16_t, top + 1);
  for (int64_t i = 0; i <= top; i++)
    by_symbol[i] = people_value(l->p->names, fact, i, &value) ? (int16_t)value : -1;
  *ret_top = top;
  return by_symbol;
}

static bool differs(const struct spells *s, date first, date last) {
  bool any = false;
  for (; s; s = s->over)
    for (int32_t i = 0; i < s->n; i++)
      any |= spell_holds(s, i, first) != spell_holds(s, i, last);
  return any;
}

/* The fact being laid: what its values mean, and the subjects it is of. */
struct fact_rows {
  bool person;
  int16_t *by_symbol; /* of enumerations */
  int64_t top;
};

/* The rows of one layer that hold on the day. */
static void lay_layer(struct month_layout *l, struct laying *x, const struct fact_rows *of,
                      const struct spells *s, date day) {
  int32_t place = 0, end;
  const struct persons *all = &l->p->person;
  for (int32_t begin = 0; begin < s->n; begin = end) {
    int32_t key = s->key[begin];
    for (end = begin + 1; end < s->n && s->key[end] == key;)
      end++;
    int32_t found = people_outdated(s, begin) ? -1 : spell_on(s, begin, end, day), row;
    if (of->person) {
      while (place < all->n && all->id[place] < key)
        place++;
      row = place < all->n && all->id[place] == key ? l->at[place] : -1;
    } else
      row = key <= l->top_home ? l->home_at[key] : -1;
    if (found < 0 || row < 0) continue;
    int64_t value = spell_value(s, found);
    if (of->by_symbol) value = value >= 0 && value <= of->top ? of->by_symbol[value] : -1;
    lay_value(l, x, row, !(s->mark && s->mark[found]) && !(of->by_symbol && value < 0), value);
  }
}

/* One day's column of a fact of persons or households. */
static struct law_column lay_fact(struct month_layout *l, int fact, const struct spells *s, date day) {
  struct law_fact_info info = law_fact_info(l->p->names->law, fact);
  struct laying x = begin_column(l, fact, &info);
  struct fact_rows of = { .person = info.entity == LAW_PERSON };
  if (info.kind == LAW_ENUM) of.by_symbol = values_by_symbol(l, s, fact, &of.top);
  for (const struct spells *layer = s; layer; layer = layer->over)
    lay_layer(l, &x, &of, layer, day);
  if (!of.person) hole_the_homeless(l, x.rows, &x.hole);
  if (x.hole && !memchr(x.hole, 1, (size_t)x.rows)) x.hole = NULL;
  return (struct law_column) { .at = x.column, .bytes = x.bytes, .hole = x.hole, .lo = x.low, .hi = x.high };
}

/* Is there no row that counts? Then there is no column either. */
static bool nothing_said(const struct spells *s) {
  for (; s; s = s->over)
    for (int32_t i = 0; i < s->n; i++)
      if (!people_outdated(s, i)) return false;
  return true;
}

static void stored_facts(struct month_layout *l) {
  static const struct spells none = { 0 };
  for (int f = 0; f < law_fact_count(l->p->names->law); f++) {
    struct law_fact_info info = law_fact_info(l->p->names->law, f);
    int32_t at = l->p->fact_section[f];
    const struct spells *s = at < 0 ? &none : &l->p->fact[at].s;
    bool homeless = info.entity == LAW_HOUSEHOLD && l->m->homeless && info.has_absent;
    if (info.entity == LAW_AREA || info.entity == LAW_RECORD || (nothing_said(s) && !homeless))
      continue;
    l->m->last->fact[f] = lay_fact(l, f, s, l->last);
    l->m->first->fact[f] = differs(s, l->first, l->last) ? lay_fact(l, f, s, l->first) : l->m->last->fact[f];
  }
}

/* Birth, death and sex. */
static void person_facts(struct month_layout *l) {
  const struct persons *all = &l->p->person;
  const struct people_names *n = l->p->names;
  int64_t rows = l->m->people + COLUMN_SPARE;
  int32_t *birth = NEW_ARRAY(l->a, int32_t, rows), *death = NEW_ARRAY(l->a, int32_t, rows),
          *until = NEW_ARRAY(l->a, int32_t, rows);
  uint8_t *sex = NEW_ARRAY(l->a, uint8_t, rows), *hole = NEW_ARRAY(l->a, uint8_t, rows);
  bool partial = false;
  for (int32_t i = 0; i < all->n; i++) {
    int32_t row = l->at[i];
    if (row < 0) continue;
    int known = all->trait[i] >> TRAIT_KNOWN_SHIFT;
    birth[row] = until[row] = all->birth[i];
    if (known < 3) {
      until[row] = people_birth_last(all->birth[i], known);
      hole[row] = 2;
      partial = true;
    }
    death[row] = all->death[i];
    sex[row] = (uint8_t)(all->trait[i] & TRAIT_FEMALE ? n->female : 1 - n->female);
  }
  struct law_column column[3] = { { .at = birth, .bytes = 4, .lo = 1, .hi = 0 },
                                  { .at = death, .bytes = 4, .lo = 1, .hi = 0 },
                                  { .at = sex, .bytes = 1, .lo = 0, .hi = 1 } };
  if (partial) {
    column[0].hole = hole;
    column[0].until = until;
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
    hole[i] = said[area].said == LAW_ASKED || (absent && !info.has_absent) || !fits(bytes, value);
    put(column, bytes, i, hole[i] ? 0 : value);
  }
  hole_the_homeless(l, rows, &hole);
  bool holes = memchr(hole, 1, (size_t)rows) != NULL;
  return (struct law_column) { .at = column, .bytes = bytes, .hole = holes ? hole : NULL, .lo = 1, .hi = 0 };
}

static void area_facts(struct month_layout *l) {
  for (int f = 0; f < law_fact_count(l->p->names->law); f++) {
    if (law_fact_info(l->p->names->law, f).entity != LAW_AREA) continue;
    struct law_column first = lay_area_fact(l, f, l->first), last = lay_area_fact(l, f, l->last);
    size_t size = (size_t)l->m->households * (size_t)first.bytes;
    bool same = !memcmp(first.at, last.at, size) && !first.hole && !last.hole;
    l->m->first->fact[f] = first;
    l->m->last->fact[f] = same ? first : last;
  }
}

void people_month_facts(struct month_layout *l) {
  stored_facts(l);
  person_facts(l);
  area_facts(l);
}

/* ---- links ---- */

/* Does a row of a link hold, and is it told of in this layer? */
static int holds_here(const struct month_layout *l, const struct spells *s, int32_t row, bool backwards,
                      date day) {
  return people_outdated(s, row) ? LINK_NOT : people_link_holds(l->p, s, row, backwards, day);
}

static bool links_differ(const struct month_layout *l, const struct spells *s, bool backwards) {
  for (; s; s = s->over)
    for (int32_t i = 0; i < s->n; i++)
      if (holds_here(l, s, i, backwards, l->first) != holds_here(l, s, i, backwards, l->last)) return true;
  return false;
}

/* A link while it is laid; a layer's rows, one after the other. */
struct linking {
  struct month_layout *l;
  bool backwards;
  int64_t *start;
  uint8_t *unknown;
  int32_t *to;
};

static int32_t row_of(const struct linking *x, const struct spells *s, int32_t i, bool other) {
  return x->l->at[people_at(x->l->p, x->backwards != other ? s->what[i] : s->key[i])];
}

static void count_links(struct linking *x, const struct spells *s, const uint8_t *holds) {
  for (int32_t i = 0; i < s->n; i++) {
    if (holds[i] == LINK_NOT) continue;
    int32_t row = row_of(x, s, i, false);
    x->unknown[row] = 0; /* a link to the dead says that there is nobody living */
    x->start[row + 2] += holds[i] == LINK_LIVING;
  }
}

/* A layer's rows stand in the order of the others' ids, as people_links. */
static void put_links(struct linking *x, const struct spells *s, const uint8_t *holds) {
  for (int32_t k = 0; k < s->n; k++) {
    int32_t i = x->backwards || !s->back ? k : s->back[k];
    if (holds[i] == LINK_LIVING) x->to[x->start[row_of(x, s, i, false) + 1]++] = row_of(x, s, i, true);
  }
}

/* Puts whom a later layer added among the others. */
static void order_links(struct linking *x, const struct spells *later, const uint8_t *holds) {
  const int64_t *id = x->l->m->person;
  for (int32_t k = 0; k < later->n; k++) {
    if (holds[k] != LINK_LIVING) continue;
    int32_t row = row_of(x, later, k, false);
    for (int64_t i = x->start[row] + 1; i < x->start[row + 1]; i++) {
      int32_t moved = x->to[i];
      int64_t at = i;
      for (; at > x->start[row] && id[x->to[at - 1]] > id[moved]; at--)
        x->to[at] = x->to[at - 1];
      x->to[at] = moved;
    }
  }
}

static struct law_link_column lay_link(struct month_layout *l, const struct spells *s, bool backwards,
                                       date day) {
  struct linking x = { .l = l, .backwards = backwards };
  int64_t people = l->m->people, n = 0, all = 0;
  for (const struct spells *layer = s; layer; layer = layer->over)
    all += layer->n;
  uint8_t *holds = NEW_ARRAY(l->a, uint8_t, all + 1), *of_layer = holds;
  for (const struct spells *layer = s; layer; of_layer += layer->n, layer = layer->over)
    for (int32_t i = 0; i < layer->n; i++)
      n += (of_layer[i] = (uint8_t)holds_here(l, layer, i, backwards, day)) != LINK_NOT;
  if (!n) return (struct law_link_column) { NULL, NULL, NULL };
  x.start = NEW_ARRAY(l->a, int64_t, people + 3);
  x.unknown = NEW_ARRAY(l->a, uint8_t, people + COLUMN_SPARE);
  x.to = NEW_ARRAY(l->a, int32_t, n + 1);
  memset(x.unknown, 1, (size_t)people);
  of_layer = holds;
  for (const struct spells *layer = s; layer; of_layer += layer->n, layer = layer->over)
    count_links(&x, layer, of_layer);
  /* start[r + 2] counts r; summed, start[r + 1] is where r begins and moves to where it ends */
  for (int64_t row = 0; row < people; row++)
    x.start[row + 2] += x.start[row + 1];
  of_layer = holds;
  for (const struct spells *layer = s; layer; of_layer += layer->n, layer = layer->over)
    put_links(&x, layer, of_layer);
  of_layer = holds + s->n;
  for (const struct spells *layer = s->over; layer; of_layer += layer->n, layer = layer->over)
    order_links(&x, layer, of_layer);
  return (struct law_link_column) { x.start, x.to, x.unknown };
}

void people_month_links(struct month_layout *l) {
  const struct people_names *names = l->p->names;
  int n = law_link_count(names->law);
  struct law_link_column *first = NEW_ARRAY(l->a, struct law_link_column, n + 1),
                         *last = NEW_ARRAY(l->a, struct law_link_column, n + 1);
  bool same = true;
  for (int i = 0; i < n; i++) {
    int rows_of = law_link_inverse(names->law, i);
    int64_t symbol = names->link[rows_of >= 0 ? rows_of : i];
    const struct section *x = symbol ? people_section(l->p->link, l->p->n_link, REG_PERSON, symbol) : NULL;
    if (!x) continue;
    bool differ = links_differ(l, &x->s, rows_of >= 0);
    last[i] = lay_link(l, &x->s, rows_of >= 0, l->last);
    first[i] = differ ? lay_link(l, &x->s, rows_of >= 0, l->first) : last[i];
    same &= !differ;
  }
  l->m->last->link = last;
  l->m->first->link = same ? last : first;
}
