/* People as bytes that can be mapped: a head of whole numbers that says what is there, and the columns one
 * after the other. Written once, read where they lie; only grants, which people read through pointers, are
 * made anew.
 *
 * Writing and reading walk the same list of columns (`walk_people`), so neither can know a column the other
 * does not. What is read is not trusted: sizes are checked before anything is looked at, and INVALID means
 * *make it anew*. */
#include "people/gather.h"
#include "people/rules.h"

enum { COLUMN_ALIGN = 64, SPELLS_COLUMNS = 8, HEAD_MAGIC = 0x50454f50, HEAD_FORMAT = 5, SPELLS_MAX = 100000 };

/* One walk over everything: sizes are added up, bytes copied out, or pointers set. */
struct walk {
  enum { WALK_MEASURE, WALK_WRITE, WALK_READ } what;
  int64_t *head;
  size_t head_at, head_n;
  unsigned char *bytes;
  size_t at, n;
  bool bad;
};

static int64_t number(struct walk *w, int64_t value) {
  if (w->what == WALK_READ && w->head_at >= w->head_n) {
    w->bad = true;
    return 0;
  }
  if (w->what == WALK_WRITE) w->head[w->head_at] = value;
  if (w->what == WALK_READ) value = w->head[w->head_at];
  w->head_at++;
  return value;
}

/* A column of `n` elements; NULL where there is none. Returns where it is now. */
static const void *column(struct walk *w, const void *at, int64_t n, size_t size) {
  bool there = number(w, at != NULL);
  if (!there || w->bad) return NULL;
  size_t bytes;
  if (n < 0 || __builtin_mul_overflow((size_t)n, size, &bytes)) {
    w->bad = true;
    return NULL;
  }
  size_t from = (w->at + COLUMN_ALIGN - 1) / COLUMN_ALIGN * COLUMN_ALIGN;
  if (w->what != WALK_MEASURE && (from > w->n || bytes > w->n - from)) {
    w->bad = true;
    return NULL;
  }
  if (w->what == WALK_WRITE && bytes) {
    assert(at != NULL); /* what is not there was left above */
    memcpy(w->bytes + from, at, bytes);
  }
  w->at = from + bytes;
  return w->what == WALK_READ ? w->bytes + from : at;
}

static void walk_spells(struct walk *w, struct spells *s) {
  assert(w->what == WALK_READ || !s->over);
  int64_t n = number(w, s->n);
  if (n < 0 || n > INT32_MAX) w->bad = true;
  s->n = (int32_t)n;
  s->key = column(w, s->key, n, sizeof *s->key);
  s->what = column(w, s->what, n, sizeof *s->what);
  s->wide = column(w, s->wide, n, sizeof *s->wide);
  s->from = column(w, s->from, n, sizeof *s->from);
  s->until = column(w, s->until, n, sizeof *s->until);
  s->mark = column(w, s->mark, n, sizeof *s->mark);
  s->text = column(w, s->text, n, sizeof *s->text);
  s->back = column(w, s->back, n, sizeof *s->back);
  if (!w->bad && (!s->key || !s->from || !s->until || (!s->what && !s->wide))) w->bad = true;
}

static void walk_sections(struct walk *w, struct arena *a, struct section **list, int *n) {
  int64_t count = number(w, *n);
  if (count < 0 || count > SPELLS_MAX) w->bad = true;
  if (w->bad) return;
  if (w->what == WALK_READ) *list = NEW_ARRAY(a, struct section, count + 1);
  *n = (int)count;
  for (int i = 0; i < *n && !w->bad; i++) {
    struct section *x = &(*list)[i];
    x->kind = (enum reg_kind)number(w, (int64_t)x->kind);
    x->symbol = (int32_t)number(w, x->symbol);
    walk_spells(w, &x->s);
  }
}

static void walk_text(struct walk *w, const char **pool, int64_t *size) {
  *size = number(w, *size);
  *pool = column(w, *pool, *size, 1);
  if (!w->bad && *size > 0 && (*pool)[*size - 1] != 0) w->bad = true; /* every text is closed */
}

/* ---- grants without pointers ---- */

struct flat_grant {
  int64_t id, person, symbol, record, component, amount, cases, n_cases; /* cases: where in the text */
  int64_t recorded; /* 64 bits of a day: no byte of the struct lies unwritten */
  int32_t decided, first, last, no_paper, n_suspended, n_paid;
};
struct flat_grants {
  int64_t n, n_months, n_text;
  const struct flat_grant *at;
  const struct people_months *months;
  const char *text;
};

static void walk_grants(struct walk *w, struct flat_grants *g) {
  g->n = number(w, g->n);
  g->n_months = number(w, g->n_months);
  g->at = column(w, g->at, g->n, sizeof *g->at);
  g->months = column(w, g->months, g->n_months, sizeof *g->months);
  walk_text(w, &g->text, &g->n_text);
}

static struct flat_grants flatten(struct arena *a, const struct people *p) {
  struct flat_grants g = { .n = p->n_grants };
  for (int64_t i = 0; i < p->n_grants; i++) {
    g.n_months += p->grants[i].n_suspended + p->grants[i].n_paid;
    g.n_text += (int64_t)p->grants[i].cases.n + 1;
  }
  struct flat_grant *at = NEW_ARRAY(a, struct flat_grant, g.n + 1);
  struct people_months *months = NEW_ARRAY(a, struct people_months, g.n_months + 1);
  char *text = NEW_ARRAY(a, char, g.n_text + 1);
  int64_t month_at = 0, text_at = 0;
  for (int64_t i = 0; i < g.n; i++) {
    const struct people_grant *x = &p->grants[i];
    at[i] = (struct flat_grant) { .id = x->id,
                                  .person = x->person,
                                  .symbol = x->symbol,
                                  .record = x->record,
                                  .component = x->component,
                                  .amount = x->amount,
                                  .cases = text_at,
                                  .n_cases = (int64_t)x->cases.n,
                                  .decided = x->decided,
                                  .recorded = x->recorded,
                                  .first = x->first,
                                  .last = x->last,
                                  .no_paper = x->no_paper,
                                  .n_suspended = x->n_suspended,
                                  .n_paid = x->n_paid };
    for (int k = 0; k < x->n_suspended; k++)
      months[month_at++] = x->suspended[k];
    for (int k = 0; k < x->n_paid; k++)
      months[month_at++] = x->paid[k];
    if (x->cases.n) memcpy(text + text_at, x->cases.p, x->cases.n);
    text_at += (int64_t)x->cases.n + 1;
  }
  g.at = at;
  g.months = months;
  g.text = text;
  return g;
}

static bool raise_grants(struct arena *a, const struct flat_grants *g, struct people *p) {
  struct people_grant *list = NEW_ARRAY(a, struct people_grant, g->n + 1);
  int64_t month_at = 0;
  for (int64_t i = 0; i < g->n; i++) {
    const struct flat_grant *x = &g->at[i];
    bool fits = x->n_suspended >= 0 && x->n_paid >= 0 &&
                x->n_suspended + (int64_t)x->n_paid <= g->n_months - month_at;
    bool within = x->n_cases >= 0 && x->n_cases < g->n_text && x->cases >= 0 &&
                  x->cases < g->n_text - x->n_cases;
    if (!fits || !within) return false;
    list[i] = (struct people_grant) { .id = x->id,
                                      .person = x->person,
                                      .symbol = x->symbol,
                                      .benefit = people_benefit_of(p->names, x->symbol),
                                      .record = x->record,
                                      .component = x->component,
                                      .amount = x->amount,
                                      .decided = x->decided,
                                      .recorded = (date)x->recorded,
                                      .first = x->first,
                                      .last = x->last,
                                      .running = x->last == INT32_MAX,
                                      .no_paper = x->no_paper != 0,
                                      .cases = { g->text + x->cases, (size_t)x->n_cases },
                                      .n_suspended = x->n_suspended,
                                      .n_paid = x->n_paid,
                                      .suspended = g->months + month_at,
                                      .paid = g->months + month_at + x->n_suspended };
    month_at += x->n_suspended + (int64_t)x->n_paid;
  }
  p->grants = list;
  p->n_grants = g->n;
  return true;
}

/* ---- rows that were left out ---- */

enum { WORD_MAX = 12 };
struct flat_bad {
  int64_t id, subject, other;
  int32_t table, kind;
  char word[WORD_MAX];
};

static const struct flat_bad *flatten_bad(struct arena *a, const struct people *p) {
  struct flat_bad *list = NEW_ARRAY(a, struct flat_bad, p->n_named + 1);
  for (int i = 0; i < p->n_named; i++) {
    const struct reg_bad *x = &p->bad[i];
    list[i] = (struct flat_bad) { .id = x->id,
                                  .subject = x->subject,
                                  .other = x->other,
                                  .table = (int32_t)x->table,
                                  .kind = (int32_t)x->kind };
    assert(strlen(x->word) < WORD_MAX);
    memcpy(list[i].word, x->word, strlen(x->word));
  }
  return list;
}

static bool raise_bad(struct arena *a, const struct flat_bad *flat, struct people *p) {
  p->bad = NEW_ARRAY(a, struct reg_bad, PEOPLE_BAD_MAX);
  for (int i = 0; i < p->n_named; i++) {
    const struct flat_bad *x = &flat[i];
    if (x->table < 0 || x->table >= REG_ROWS_TABLES || !memchr(x->word, 0, WORD_MAX)) return false;
    p->bad[i] = (struct reg_bad) { .table = (enum reg_table)x->table,
                                   .id = x->id,
                                   .subject = x->subject,
                                   .word = x->word,
                                   .kind = (enum reg_kind)x->kind,
                                   .other = x->other };
  }
  return true;
}

/* ---- all of it ---- */

static void walk_persons(struct walk *w, struct persons *x) {
  int64_t n = number(w, x->n);
  if (n < 0 || n > INT32_MAX) w->bad = true;
  x->n = (int32_t)n;
  x->id = column(w, x->id, n, sizeof *x->id);
  x->birth = column(w, x->birth, n, sizeof *x->birth);
  x->death = column(w, x->death, n, sizeof *x->death);
  x->trait = column(w, x->trait, n, sizeof *x->trait);
  if (!w->bad && (!x->id || !x->birth || !x->death || !x->trait)) w->bad = true;
}

/* What is written flat, and the people it is of. */
struct whole {
  struct people people;
  struct people_areas areas;
  struct flat_grants grants;
  const struct flat_bad *bad;
};

static void walk_whole(struct walk *w, struct arena *a, struct whole *x) {
  struct people *p = &x->people;
  struct people_areas *areas = &x->areas;
  if (number(w, HEAD_MAGIC) != HEAD_MAGIC || number(w, HEAD_FORMAT) != HEAD_FORMAT) w->bad = true;
  if (w->bad) return;
  p->act = areas->act = number(w, p->act);
  p->n_bad = number(w, p->n_bad);
  p->n_named = (int)number(w, p->n_named);
  if (p->n_named < 0 || p->n_named > PEOPLE_BAD_MAX) w->bad = true;
  if (w->bad) return;
  x->bad = column(w, x->bad, p->n_named, sizeof *x->bad);
  for (int i = 0; i < UNREAD_KINDS; i++) {
    p->unread[i].n = number(w, p->unread[i].n);
    if (p->unread[i].n < 0 || p->unread[i].n > INT32_MAX) w->bad = true;
    p->unread[i].id = column(w, p->unread[i].id, p->unread[i].n, sizeof *p->unread[i].id);
    if (!w->bad && p->unread[i].n > 0 && !p->unread[i].id) w->bad = true;
  }
  walk_persons(w, &p->person);
  walk_spells(w, &p->member);
  walk_spells(w, &p->stay);
  walk_sections(w, a, &p->fact, &p->n_fact);
  walk_sections(w, a, &p->link, &p->n_link);
  walk_sections(w, a, &p->record, &p->n_record);
  walk_text(w, &p->pool, &p->pool_size);
  walk_spells(w, &areas->version);
  walk_spells(w, &areas->heir);
  walk_sections(w, a, &areas->fact, &areas->n_fact);
  walk_text(w, &areas->pool, &areas->pool_size);
  walk_grants(w, &x->grants);
}

static struct whole flat(struct arena *scratch, const struct people *p) {
  assert(p->everybody);
  return (struct whole) { *p, *p->areas, flatten(scratch, p), flatten_bad(scratch, p) };
}

void people_pack_sizes(struct arena *scratch, const struct people *p, size_t ret_sizes[PEOPLE_PARTS]) {
  struct whole x = flat(scratch, p);
  struct walk w = { .what = WALK_MEASURE };
  walk_whole(&w, scratch, &x);
  ret_sizes[0] = w.head_at * sizeof *w.head;
  ret_sizes[1] = w.at;
}

void people_pack(struct arena *scratch, const struct people *p, void *const parts[PEOPLE_PARTS],
                 const size_t sizes[PEOPLE_PARTS]) {
  struct whole x = flat(scratch, p);
  struct walk w = { .what = WALK_WRITE, .head = parts[0], .bytes = parts[1], .n = sizes[1] };
  walk_whole(&w, scratch, &x);
  assert(!w.bad && w.head_at * sizeof *w.head == sizes[0] && w.at == sizes[1]);
}

int64_t people_packed_bad(const void *head, size_t size) {
  const int64_t *number = head;
  enum { PLACE = 3 }; /* after the magic, the format and the act: walk_whole */
  return size > PLACE * sizeof *number ? number[PLACE] : 0;
}

enum err people_unpack_rows(struct arena *a, const struct people_ask *ask,
                            const void *const parts[PEOPLE_PARTS], const size_t sizes[PEOPLE_PARTS],
                            struct people **ret_people) {
  struct whole *x = NEW(a, struct whole);
  struct people *p = &x->people;
  struct walk w = { .what = WALK_READ,
                    .head = (int64_t *)(uintptr_t)parts[0],
                    .head_n = sizes[0] / sizeof(int64_t),
                    .bytes = (unsigned char *)(uintptr_t)parts[1],
                    .n = sizes[1] };
  p->everybody = true;
  p->names = ask->names;
  p->viewer = *ask->viewer;
  p->areas = &x->areas;
  walk_whole(&w, a, x);
  if (w.bad || w.head_at != w.head_n || !raise_grants(a, &x->grants, p) || !raise_bad(a, x->bad, p))
    return INVALID;
  people_section_pools(p->fact, p->n_fact, p->pool);
  people_section_pools(p->record, p->n_record, p->pool);
  people_section_pools(x->areas.fact, x->areas.n_fact, x->areas.pool);
  *ret_people = p;
  return OK;
}

enum err people_unpack(struct arena *a, const struct people_ask *ask, const void *const parts[PEOPLE_PARTS],
                       const size_t sizes[PEOPLE_PARTS], struct people **ret_people) {
  enum err e = people_unpack_rows(a, ask, parts, sizes, ret_people);
  if (e != OK) return e;
  people_find_sections(a, *ret_people);
  people_judge(a, *ret_people);
  return e;
}
