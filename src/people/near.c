/* Those whom an answer about grants can hang on, cut out of everybody. The law goes from one person to
 * another only by a household they share and by a link, in either direction: whoever is reached so, by rows
 * of any time, is of one circle.
 *
 * 1. A circle is in as a whole: no row of a membership or a link leads from who is in to who is not.
 * 2. Everybody to whom anything was granted is in. */
#include "people/spells.h"

enum { WAYS_IN = 2 }; /* people, households */

/* People and households as one row of nodes, tied into circles. */
struct circles {
  int32_t people, homes; /* highest ids */
  int32_t *above;        /* by node: one nearer to the first of its circle; that one itself */
  uint64_t *bits[WAYS_IN];
  struct subjects in[WAYS_IN];
};
enum { PERSONS, HOUSEHOLDS };

static int32_t first_of(const struct circles *c, int32_t node) {
  while (c->above[node] != node) {
    c->above[node] = c->above[c->above[node]];
    node = c->above[node];
  }
  return node;
}

static void tie(const struct circles *c, int32_t node, int32_t other) {
  int32_t x = first_of(c, node), y = first_of(c, other);
  /* The lower one stays: who was met first is most often asked for. */
  if (x < y)
    c->above[y] = x;
  else
    c->above[x] = y;
}

static int32_t home_node(const struct circles *c, int32_t home) { return c->people + 1 + home; }

static void tie_rows(const struct circles *c, const struct spells *rows, bool homes) {
  for (const struct spells *s = rows; s; s = s->over)
    for (int32_t i = 0; i < s->n; i++)
      if (!people_outdated(s, i)) tie(c, s->key[i], homes ? home_node(c, s->what[i]) : s->what[i]);
}

static void note_top(const struct spells *rows, int32_t *top_key, int32_t *top_what) {
  for (const struct spells *s = rows; s; s = s->over) {
    if (s->n && s->key[s->n - 1] > *top_key) *top_key = s->key[s->n - 1];
    if (s->n && top_what && s->what[s->back[s->n - 1]] > *top_what) *top_what = s->what[s->back[s->n - 1]];
  }
}

static void find_circles(struct arena *scratch, const struct people *p, struct circles *c) {
  int64_t n;
  if (p->person.n) c->people = p->person.id[p->person.n - 1];
  if (p->n_grants && p->grants[p->n_grants - 1].person > c->people)
    c->people = (int32_t)p->grants[p->n_grants - 1].person;
  note_top(&p->member, &c->people, &c->homes);
  note_top(&p->stay, &c->homes, NULL);
  for (int i = 0; i < p->n_link; i++)
    note_top(&p->link[i].s, &c->people, &c->people);
  n = (int64_t)c->people + c->homes + 2;
  c->above = NEW_ARRAY(scratch, int32_t, n);
  for (int64_t i = 0; i < n; i++)
    c->above[i] = (int32_t)i;
  tie_rows(c, &p->member, true);
  for (int i = 0; i < p->n_link; i++)
    tie_rows(c, &p->link[i].s, false);
}

/* ---- who is in ---- */

static void mark(struct circles *c, int kind, int32_t top, int32_t node_of_0, const uint8_t *granted) {
  for (int32_t id = 0; id <= top; id++)
    if (granted[first_of(c, node_of_0 + id)]) c->bits[kind][id / 64] |= (uint64_t)1 << (id % 64);
  c->in[kind] = (struct subjects) { top, c->bits[kind] };
}

static void choose(struct arena *scratch, const struct people *p, struct circles *c) {
  int64_t n = (int64_t)c->people + c->homes + 2;
  uint8_t *granted = NEW_ARRAY(scratch, uint8_t, n);
  for (int64_t i = 0; i < p->n_grants; i++)
    granted[first_of(c, (int32_t)p->grants[i].person)] = 1;
  c->bits[PERSONS] = NEW_ARRAY(scratch, uint64_t, c->people / 64 + 1);
  c->bits[HOUSEHOLDS] = NEW_ARRAY(scratch, uint64_t, c->homes / 64 + 1);
  mark(c, PERSONS, c->people, 0, granted);
  mark(c, HOUSEHOLDS, c->homes, home_node(c, 0), granted);
}

/* ---- cutting out ---- */

/* A column's elements of the rows that stay, in their order. */
static const void *kept_of(struct arena *a, const void *column, size_t size, const int32_t *row, int32_t n) {
  if (!column) return NULL;
  unsigned char *out = arena_array(a, (size_t)n + 1, size);
  if (size == sizeof(int32_t))
    for (int32_t i = 0; i < n; i++)
      ((int32_t *)(void *)out)[i] = ((const int32_t *)column)[row[i]];
  else
    for (int32_t i = 0; i < n; i++)
      memcpy(out + (size_t)i * size, (const unsigned char *)column + (size_t)row[i] * size, size);
  return out;
}

static const int32_t *kept_back(struct arena *a, struct arena *scratch, const struct spells *s,
                                const int32_t *row, int32_t n) {
  if (!s->back) return NULL;
  int32_t *now = NEW_ARRAY(scratch, int32_t, s->n + 1), *back = NEW_ARRAY(a, int32_t, n + 1), at = 0;
  for (int32_t i = 0; i < n; i++)
    now[row[i]] = i + 1;
  for (int32_t i = 0; i < s->n; i++)
    if (now[s->back[i]]) back[at++] = now[s->back[i]] - 1;
  assert(at == n);
  return back;
}

static struct spells cut(struct arena *a, struct arena *scratch, const struct spells *s,
                         const struct subjects *in) {
  int32_t *row = NEW_ARRAY(scratch, int32_t, s->n + 1), n = 0;
  for (int32_t i = 0; i < s->n; i++) {
    row[n] = i;
    n += people_subjects_have(in, s->key[i]);
  }
  struct spells out = { .n = n, .pool = s->pool, .again = s->again };
  out.key = kept_of(a, s->key, sizeof *s->key, row, n);
  out.what = kept_of(a, s->what, sizeof *s->what, row, n);
  out.wide = kept_of(a, s->wide, sizeof *s->wide, row, n);
  out.from = kept_of(a, s->from, sizeof *s->from, row, n);
  out.until = kept_of(a, s->until, sizeof *s->until, row, n);
  out.mark = kept_of(a, s->mark, sizeof *s->mark, row, n);
  out.text = kept_of(a, s->text, sizeof *s->text, row, n);
  out.back = kept_back(a, scratch, s, row, n);
  if (s->over) {
    struct spells *over = NEW(a, struct spells);
    *over = cut(a, scratch, s->over, in);
    out.over = over;
  }
  return out;
}

static struct section *cut_sections(struct arena *a, struct arena *scratch, const struct section *list, int n,
                                    const struct circles *c) {
  struct section *out = NEW_ARRAY(a, struct section, n + 1);
  for (int i = 0; i < n; i++) {
    out[i] = list[i];
    if (list[i].kind == REG_PERSON) out[i].s = cut(a, scratch, &list[i].s, &c->in[PERSONS]);
    if (list[i].kind == REG_HOUSEHOLD) out[i].s = cut(a, scratch, &list[i].s, &c->in[HOUSEHOLDS]);
  }
  return out;
}

static struct persons cut_persons(struct arena *a, struct arena *scratch, const struct persons *all,
                                  const struct subjects *in) {
  int32_t *row = NEW_ARRAY(scratch, int32_t, all->n + 1), n = 0;
  for (int32_t i = 0; i < all->n; i++) {
    row[n] = i;
    n += people_subjects_have(in, all->id[i]);
  }
  return (struct persons) { .n = n,
                            .id = kept_of(a, all->id, sizeof *all->id, row, n),
                            .birth = kept_of(a, all->birth, sizeof *all->birth, row, n),
                            .death = kept_of(a, all->death, sizeof *all->death, row, n),
                            .trait = kept_of(a, all->trait, sizeof *all->trait, row, n),
                            .name = kept_of(a, all->name, sizeof *all->name, row, n) };
}

/* ---- all of it ---- */

static int32_t count_in(const struct people *p, const struct subjects *in) {
  int32_t n = 0;
  for (int32_t i = 0; i < p->person.n; i++)
    n += people_subjects_have(in, p->person.id[i]);
  return n;
}

/* Is whoever the rows lead to in? */
static bool leads_in(const struct spells *rows, const struct subjects *in) {
  bool all = true;
  for (const struct spells *s = rows; s; s = s->over)
    for (int32_t i = 0; i < s->n; i++)
      all = all && (people_outdated(s, i) || people_subjects_have(in, s->what[i]));
  return all;
}

static bool granted_in(const struct people *p, const struct subjects *in) {
  bool all = true;
  for (int64_t i = 0; i < p->n_grants; i++)
    all = all && people_subjects_have(in, (int32_t)p->grants[i].person);
  return all;
}

static const struct people *cut_out(struct arena *a, struct arena *scratch, const struct people *p) {
  struct circles c = { 0 };
  find_circles(scratch, p, &c);
  choose(scratch, p, &c);
  if (count_in(p, &c.in[PERSONS]) > p->person.n / 2) return p;
  if (BROKEN(1)) memset(c.bits[HOUSEHOLDS], 0, sizeof *c.bits[HOUSEHOLDS] * (size_t)(c.homes / 64 + 1));
  if (BROKEN(2)) memset(c.bits[PERSONS], 0, sizeof *c.bits[PERSONS] * (size_t)(c.people / 64 + 1));
  INVARIANT(2, granted_in(p, &c.in[PERSONS]));
  struct people *near = NEW(a, struct people);
  *near = *p;
  near->kept = NULL;
  near->person = cut_persons(a, scratch, &p->person, &c.in[PERSONS]);
  near->member = cut(a, scratch, &p->member, &c.in[PERSONS]);
  near->stay = cut(a, scratch, &p->stay, &c.in[HOUSEHOLDS]);
  near->fact = cut_sections(a, scratch, p->fact, p->n_fact, &c);
  near->link = cut_sections(a, scratch, p->link, p->n_link, &c);
  near->record = cut_sections(a, scratch, p->record, p->n_record, &c);
  INVARIANT(1, leads_in(&near->member, &c.in[HOUSEHOLDS]));
  for (int i = 0; i < near->n_link; i++)
    INVARIANT(1, leads_in(&near->link[i].s, &c.in[PERSONS]));
  return near;
}

#define SCRATCH_BYTES_MAX ((size_t)4 << 30)

enum err people_near_grants(struct arena *a, const struct people *p, const struct people **ret_near) {
  assert(a && p && p->everybody);
  struct arena *scratch = arena_new_large("who belongs to whom", SCRATCH_BYTES_MAX);
  if (!scratch) return NOMEM;
  *ret_near = cut_out(a, scratch, p);
  arena_free(scratch);
  return OK;
}
