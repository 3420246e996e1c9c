/* The index: a kept segment of everybody, and a small one in memory of those the journal names since, or whom
 * the days since have moved. `gone` has the bit of every kept document whose person is in the small one.
 * Invariants, asserted:
 * 1. a person is in the small segment or in the kept one, never met in both;
 * 2. both segments order people alike, so their answers are merged by place and the order does not tell which
 *    holds whom. */
#include "search/match.h"

enum { SEGMENTS = 2, TEXT_MAX = 65535 };
#define MAKING_BYTES_MAX  ((size_t)4 << 30)
#define PENDING_BYTES_MAX ((size_t)512 << 20)
#define WORK_BYTES_MAX    ((size_t)1 << 30)

struct search {
  struct search_feed feed;
  struct kept *kept;
  struct segment segment[SEGMENTS]; /* the kept one, the small one */
  struct match_room room[SEGMENTS];
  struct arena *pending; /* the small one, `gone` and `room` */
  struct arena *work;    /* of one answer */
  uint64_t *gone;
  uint32_t pending_count; /* people the journal names, and those moved */
  int64_t generation;     /* what the segments were read from */
  int entries;
  date day;
  bool ready;
  struct search_since made; /* the last generation this one made itself */
  /* Whom the days since a generation have moved, as an entry, read at an act on a day. */
  struct arena *days;
  struct {
    struct str entry;
    int64_t generation, act;
    date day;
    bool known;
  } moved;
};

/* ---- the journal's entries ---- */

struct record {
  int64_t person, household, area;
  int32_t birth;
  uint8_t known, dead, has_grant, is_head, gone;
  uint8_t pad[3];
  uint32_t length[6]; /* of name, sort_key, head, place, citizen_no, phone, which follow */
};

static void write_record(struct buf *b, const struct search_person *p) {
  const struct str text[6] = { p->name, p->sort_key, p->head, p->place, p->citizen_no, p->phone };
  struct record r = { .person = p->person,
                      .household = p->household,
                      .area = p->area,
                      .birth = p->birth,
                      .known = (uint8_t)p->birth_known,
                      .dead = p->dead,
                      .has_grant = p->has_grant,
                      .is_head = p->is_head,
                      .gone = p->gone };
  for (int i = 0; i < 6 && !p->gone; i++)
    r.length[i] = (uint32_t)(text[i].n < TEXT_MAX ? text[i].n : TEXT_MAX);
  buf_add(b, (const char *)&r, sizeof r);
  for (int i = 0; i < 6; i++)
    buf_add(b, text[i].p, r.length[i]);
}

/* The next person of an entry, his texts pointing into it; false at its end. */
static bool read_record(struct str *rest, struct search_person *ret_p) {
  struct record r;
  if (rest->n < sizeof r) return false;
  memcpy(&r, rest->p, sizeof r);
  size_t at = sizeof r;
  struct str text[6];
  for (int i = 0; i < 6; i++) {
    if (r.length[i] > rest->n - at) return false;
    text[i] = (struct str) { rest->p + at, r.length[i] };
    at += r.length[i];
  }
  *rest = (struct str) { rest->p + at, rest->n - at };
  *ret_p = (struct search_person) { .person = r.person,
                                    .household = r.household,
                                    .area = r.area,
                                    .name = text[0],
                                    .sort_key = text[1],
                                    .head = text[2],
                                    .place = text[3],
                                    .citizen_no = text[4],
                                    .phone = text[5],
                                    .birth = r.birth,
                                    .birth_known = r.known,
                                    .dead = r.dead,
                                    .has_grant = r.has_grant,
                                    .is_head = r.is_head,
                                    .gone = r.gone };
  return true;
}

/* ---- reading what is kept ---- */

struct pending {
  struct search_person p;
  uint32_t turn;
};

static int by_person(const void *x, const void *y) {
  const struct pending *a = x, *b = y;
  if (a->p.person != b->p.person) return a->p.person < b->p.person ? -1 : 1;
  return a->turn < b->turn ? -1 : a->turn > b->turn;
}

typedef VEC(struct pending) pending_list;

static void add_entry(struct search *s, pending_list *v, struct str rest) {
  struct search_person p;
  while (read_record(&rest, &p))
    *VEC_PUSH(s->pending, v) = (struct pending) { p, (uint32_t)v->n };
}

/* The last word on each person whom the journal names or the days moved, by person. */
static struct pending *pending_people(struct search *s, uint32_t *ret_count) {
  pending_list v = { 0 };
  const int entries = kept_entry_count(s->kept);
  int at = 0;
  for (; at < entries && kept_entry(s->kept, at).to.act <= s->moved.act; at++)
    add_entry(s, &v, kept_entry(s->kept, at).data);
  add_entry(s, &v, s->moved.entry);
  for (; at < entries; at++)
    add_entry(s, &v, kept_entry(s->kept, at).data);
  if (v.n) qsort(v.at, v.n, sizeof *v.at, by_person);
  uint32_t n = 0;
  for (size_t i = 0; i < v.n; i++)
    if (i + 1 == v.n || v.at[i + 1].p.person != v.at[i].p.person) v.at[n++] = v.at[i];
  *ret_count = n;
  return v.at;
}

static enum err make_small(struct search *s, const struct pending *list, uint32_t count) {
  const struct segment *kept = &s->segment[0];
  struct making *m = making_new(s->pending);
  s->gone = NEW_ARRAY(s->pending, uint64_t, (size_t)kept->docs / 64 + 1);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t doc;
    if (segment_find(kept, list[i].p.person, &doc) && !BROKEN(1))
      s->gone[doc / 64] |= (uint64_t)1 << (doc % 64);
    if (list[i].p.gone) continue;
    enum err e = making_add(m, &list[i].p);
    if (e != OK) return e;
  }
  size_t size[PARTS];
  void *part[PARTS];
  making_order(m, size);
  for (int i = 0; i < PARTS; i++)
    part[i] = arena_alloc(s->pending, size[i]);
  making_write(m, part);
  bool fits = segment_open((const void *const *)part, size, &s->segment[1]);
  assert(fits);
  return OK;
}

/* Who was touched since, as an entry; LIMIT when there are too many for one. */
struct touched {
  struct buf entry;
  uint32_t count, room;
};

static enum err note_person(void *context, const struct search_person *p) {
  struct touched *t = context;
  if (t->count == t->room) return LIMIT;
  t->count++;
  write_record(&t->entry, p);
  return t->entry.full ? LIMIT : OK;
}

static date day_of(const struct search *s) { return s->feed.day ? s->feed.day(s->feed.context) : 0; }

/* Whom the days since the generation have moved; read once a day. What acts did since is in the journal. */
static enum err find_moved(struct search *s) {
  const int64_t generation = kept_generation(s->kept);
  if (s->moved.known && s->moved.generation == generation && s->moved.day == day_of(s)) return OK;
  s->moved.known = false;
  s->moved.entry = S("");
  arena_reset(s->days);
  struct touched t = { .entry = buf_growing(s->days), .room = SEARCH_MOVED_MAX };
  const struct search_take take = { &t, note_person };
  const struct search_since since = { generation, s->made.act == generation ? s->made.made : DATE_MIN };
  enum err e = s->feed.moved ? s->feed.moved(s->feed.context, since, kept_at(s->kept).act, &take) : OK;
  if (e != OK) return e;
  assert(t.count <= SEARCH_MOVED_MAX && kept_at(s->kept).act >= generation);
  s->moved.entry = buf_view(&t.entry);
  s->moved.generation = generation;
  s->moved.act = kept_at(s->kept).act;
  s->moved.day = day_of(s);
  s->moved.known = true;
  return OK;
}

/* Reads what the keep has mapped, if it is not what was read last. */
static enum err load(struct search *s) {
  if (s->ready && s->generation == kept_generation(s->kept) && s->entries == kept_entry_count(s->kept) &&
      s->day == day_of(s))
    return OK;
  s->ready = false;
  if (!kept_present(s->kept)) return NOT_FOUND;
  enum err e = find_moved(s);
  if (e != OK) return e;
  const void *part[PARTS];
  size_t size[PARTS];
  if (kept_section_count(s->kept) != PARTS) return IO;
  for (int i = 0; i < PARTS; i++)
    part[i] = kept_section(s->kept, i, &size[i]);
  if (!segment_open(part, size, &s->segment[0])) return IO;
  arena_reset(s->pending);
  uint32_t count;
  const struct pending *list = pending_people(s, &count);
  e = make_small(s, list, count);
  if (e != OK) return e;
  for (int k = 0; k < SEGMENTS; k++)
    s->room[k] = match_room_new(s->pending, &s->segment[k]);
  s->pending_count = count;
  s->generation = kept_generation(s->kept);
  s->entries = kept_entry_count(s->kept);
  s->day = day_of(s);
  s->ready = true;
  return OK;
}

/* ---- making what is kept ---- */

static enum err add_person(void *context, const struct search_person *p) {
  return p->gone ? OK : making_add(context, p);
}

/* Everybody of the kept and the small segment, but whom `except` (an entry) names, and then those of the
 * entry. */
static enum err add_known(struct search *s, struct making *m, struct arena *a, struct str except) {
  struct search_person p;
  uint64_t *gone[SEGMENTS];
  for (int k = 0; k < SEGMENTS; k++) {
    size_t n = (size_t)s->segment[k].docs / 64 + 1;
    gone[k] = NEW_ARRAY(a, uint64_t, n);
    if (k == 0) memcpy(gone[k], s->gone, n * sizeof **gone);
  }
  for (struct str rest = except; read_record(&rest, &p);)
    for (int k = 0; k < SEGMENTS; k++) {
      uint32_t doc;
      if (segment_find(&s->segment[k], p.person, &doc)) gone[k][doc / 64] |= (uint64_t)1 << (doc % 64);
    }
  enum err e = OK;
  for (int k = 0; k < SEGMENTS; k++)
    for (uint32_t doc = 0; doc < s->segment[k].docs && e == OK; doc++) {
      char z[34];
      if (gone[k][doc / 64] >> (doc % 64) & 1) continue;
      p = segment_person(&s->segment[k], doc, z);
      e = making_add(m, &p);
    }
  for (struct str rest = except; e == OK && read_record(&rest, &p);)
    e = add_person(m, &p);
  return e;
}

static enum err write_generation(struct kept_writer *w, struct making *m, struct kept_point to) {
  size_t size[PARTS];
  void *part[PARTS];
  making_order(m, size);
  enum err e = kept_begin(w, PARTS, size, part);
  if (e != OK) return e;
  making_write(m, part);
  return kept_finish(w, to);
}

/* `touched` NULL: from the register. */
static enum err make_generation(struct search *s, struct kept_writer *w, struct kept_point to,
                                const struct touched *touched) {
  struct arena *a = arena_new("search making", MAKING_BYTES_MAX);
  if (a == NULL) return NOMEM;
  struct making *m = making_new(a);
  struct search_take take = { m, add_person };
  enum err e = touched ? add_known(s, m, a, buf_view(&touched->entry))
                       : s->feed.everybody(s->feed.context, to.act, &take);
  if (e == OK) e = write_generation(w, m, to);
  if (e == OK) s->made = (struct search_since) { to.act, day_of(s) };
  arena_free(a);
  return e;
}

static enum err make(void *context, struct kept_writer *w) {
  struct search *s = context;
  struct kept_point to;
  enum err e = s->feed.last(s->feed.context, &to);
  if (e != OK) return e;
  if (!kept_present(kept_writer_base(w)) || load(s) != OK) return make_generation(s, w, to, NULL);
  arena_reset(s->work);
  struct touched t = { .entry = buf_new(s->work, WORK_BYTES_MAX / 4), .room = SEARCH_PENDING_MAX };
  struct search_take take = { &t, note_person };
  bool all = false;
  e = s->feed.touched(s->feed.context, kept_at(s->kept).act, to.act, &take, &all);
  if (e != OK && e != LIMIT) return e;
  if (all || e == LIMIT) return make_generation(s, w, to, NULL);
  bool full = kept_entry_count(s->kept) >= KEPT_ENTRIES_MAX - 1 ||
              s->pending_count + t.count > SEARCH_PENDING_MAX;
  return full ? make_generation(s, w, to, &t) : kept_append(w, to, buf_view(&t.entry));
}

static enum err holds(void *context, struct kept_point point, bool *ret_holds) {
  struct search *s = context;
  int64_t stamp;
  enum err e = s->feed.stamp(s->feed.context, point.act, &stamp);
  if (e != OK && e != NOT_FOUND) return e;
  *ret_holds = e == OK && stamp == point.stamp;
  return OK;
}

enum err search_bring(struct search *s, int64_t act) {
  assert(s && act >= 0);
  const struct kept_maker maker = { s, holds, make };
  enum err e = kept_bring(s->kept, act, &maker);
  /* Also after a fault: what is mapped is whole, and may be another than before. */
  enum err read = load(s);
  return e != OK ? e : read;
}

enum err search_open(struct arena *a, const struct kept_set *set, const struct search_feed *feed,
                     struct search **ret_search) {
  assert(a && set && feed && feed->last && feed->stamp && feed->everybody && feed->touched);
  struct search *s = NEW(a, struct search);
  s->feed = *feed;
  struct kept_set own = *set;
  own.name = "search";
  own.format = SEARCH_FORMAT;
  enum err e = kept_open(a, &own, &s->kept);
  if (e != OK) return e;
  s->pending = arena_new("search since the last generation", PENDING_BYTES_MAX);
  s->work = arena_new("search", WORK_BYTES_MAX);
  s->days = arena_new("search, whom days moved", PENDING_BYTES_MAX);
  if (s->pending && s->work && s->days) {
    *ret_search = s;
    return OK;
  }
  search_close(s);
  return NOMEM;
}

void search_close(struct search *s) {
  if (s == NULL) return;
  kept_close(s->kept);
  arena_free(s->pending);
  arena_free(s->work);
  arena_free(s->days);
}

int64_t search_act(const struct search *s) { return s->ready ? kept_at(s->kept).act : -1; }

/* ---- finding ---- */

/* What is put together for one answer. */
struct finding {
  struct search *s;
  const struct search_ask *ask;
  struct query q;
  struct match *match[SEGMENTS];
  struct match_limits limits[SEGMENTS];
  struct match_hits hits[SEGMENTS];
};

static bool area_open(const struct viewer *viewer, const struct search_ask *ask, int64_t area) {
  if (viewer->area && !ask->seen(ask->areas, area, viewer->area)) return false;
  return ask->within == 0 || ask->lies_in(ask->areas, area, ask->within);
}

static void set_limits(const struct viewer *viewer, struct finding *f) {
  struct search *s = f->s;
  for (int k = 0; k < SEGMENTS; k++) {
    const struct segment *g = &s->segment[k];
    struct match_limits *l = &f->limits[k];
    l->gone = k == 0 && s->pending_count ? s->gone : NULL;
    l->numbers = match_numbers(s->work, g, &f->q);
    if (viewer->area == 0 && f->ask->within == 0) continue;
    uint8_t *open = NEW_ARRAY(s->work, uint8_t, (size_t)g->places + 1);
    for (uint32_t i = 0; i < g->places; i++)
      open[i + 1] = area_open(viewer, f->ask, g->place_id[i]);
    l->area_open = open;
  }
}

static int64_t run(struct finding *f, enum reading reading) {
  const struct search_key *after = f->ask->after;
  int64_t total = 0;
  for (int k = 0; k < SEGMENTS; k++) {
    const struct segment *g = &f->s->segment[k];
    struct match_page page = { .max = f->ask->max, .after = after != NULL };
    if (after) {
      struct place_in_order place = { after->standing, after->sort_key, after->name, after->person };
      page.after_rank = after->reading % RANKS;
      page.after_doc = segment_after(g, &place);
    }
    match_run(f->match[k], reading, &f->limits[k], &page, &f->hits[k]);
    for (int i = 0; i < RANKS; i++)
      total += f->hits[k].count[i];
  }
  return total;
}

static bool begins_with(struct str word, struct str beginning) {
  return word.n >= beginning.n && memcmp(word.p, beginning.p, beginning.n) == 0;
}

/* Does any word of a text begin with the one typed? Words met go into `*ret_bits`. */
static bool meets(struct str fold, struct str typed, uint32_t *ret_bits) {
  bool met = false;
  int i = 0;
  for (size_t at = 0; at < fold.n; i++) {
    size_t end = at;
    while (end < fold.n && fold.p[end] != ' ')
      end++;
    if (begins_with((struct str) { fold.p + at, end - at }, typed)) {
      met = true;
      if (i < 32) *ret_bits |= (uint32_t)1 << i;
    }
    at = end + 1;
  }
  return met;
}

/* By which words he was met; a word neither his own nor his head's is his place's. */
static void show_words(struct arena *a, const struct query *q, const struct search_person *p,
                       struct search_found *f) {
  struct str own = text_fold(a, p->name), head = text_fold(a, p->head), place = text_fold(a, p->place);
  for (int i = 0; i < q->words; i++) {
    uint32_t ignored = 0;
    if (meets(own, q->word[i].fold, &f->matched)) continue;
    if (meets(head, q->word[i].fold, &ignored))
      f->by_head = true;
    else
      f->by_place |= meets(place, q->word[i].fold, &ignored);
  }
  f->by_number = q->numbers > 0;
}

static struct str keep(struct arena *a, struct str s) {
  return (struct str) { arena_text(a, s.p, s.n), s.n };
}

static void show(struct arena *a, const struct finding *f, const struct segment *g, uint32_t doc,
                 struct search_found *ret_found) {
  char z[34];
  uint32_t newer;
  struct search_person p = segment_person(g, doc, z);
  INVARIANT(1, g == &f->s->segment[1] || !segment_find(&f->s->segment[1], p.person, &newer));
  *ret_found = (struct search_found) { .person = p.person,
                                       .household = p.household,
                                       .full_name = keep(a, p.name),
                                       .citizen_no = keep(a, p.citizen_no),
                                       .birth = p.birth,
                                       .birth_known = p.birth_known,
                                       .dead = p.dead,
                                       .head = keep(a, p.head),
                                       .area = p.area };
  show_words(f->s->work, &f->q, &p, ret_found);
}

/* Of one rank the segments' hits in order, until the page is full. */
static void merge(struct arena *a, const struct finding *f, int reading, int rank, struct search_page *page) {
  int at[SEGMENTS] = { 0 };
  struct place_in_order before = { .standing = BROKEN(2) ? STANDINGS : 0 };
  for (;;) {
    int best = -1;
    struct place_in_order place = { 0 };
    for (int k = 0; k < SEGMENTS; k++) {
      if (at[k] == f->hits[k].found[rank]) continue;
      struct place_in_order here = segment_place(&f->s->segment[k], f->hits[k].first[rank][at[k]]);
      if (best >= 0 && place_compare(&here, &place) > 0) continue;
      best = k;
      place = here;
    }
    if (best < 0) return;
    INVARIANT(2, place_compare(&before, &place) <= 0);
    before = place;
    if (page->count == f->ask->max) {
      page->more = true;
      return;
    }
    show(a, f, &f->s->segment[best], f->hits[best].first[rank][at[best]++], &page->list[page->count++]);
    page->next = (struct search_key) { reading * RANKS + rank, place.standing, place.person,
                                       keep(a, place.name), keep(a, place.sort_key) };
  }
}

static void fill(struct arena *a, const struct finding *f, int reading, struct search_page *page) {
  page->list = NEW_ARRAY(a, struct search_found, f->ask->max);
  for (int rank = 0; rank < RANKS && !page->more; rank++)
    merge(a, f, reading, rank, page);
}

/* People of a public id that was typed, whom the viewer may see: a page of them, and how many there are. */
static enum err find_by_id(const struct viewer *viewer, struct arena *a, struct finding *f,
                           struct search_page *page) {
  int64_t *people = NULL;
  int n = 0;
  struct search *s = f->s;
  if (s->feed.public_id == NULL || f->ask->after) return NOT_FOUND;
  enum err e = s->feed.public_id(s->feed.context, s->work, f->ask->typed, &people, &n);
  if (e != OK) return e;
  page->list = NEW_ARRAY(a, struct search_found, SEARCH_PAGE_MAX);
  for (int i = 0; i < n; i++)
    for (int k = SEGMENTS - 1; k >= 0; k--) {
      uint32_t doc;
      const struct segment *g = &s->segment[k];
      if (!segment_find(g, people[i], &doc) || (k == 0 && s->gone[doc / 64] >> (doc % 64) & 1)) continue;
      char z[34];
      struct search_person p = segment_person(g, doc, z);
      if (!area_open(viewer, f->ask, p.area) || page->total++ >= SEARCH_PAGE_MAX) continue;
      show(a, f, g, doc, &page->list[page->count]);
      page->list[page->count].matched = 0;
      page->list[page->count].by_head = page->list[page->count].by_place = false;
      page->list[page->count++].by_number = true;
    }
  return page->count ? OK : NOT_FOUND;
}

/* One way of reading what was typed. */
static enum err find_typed(const struct viewer *viewer, struct arena *a, struct search *s,
                           const struct search_ask *ask, struct search_page *ret_page) {
  assert(s->ready && ret_page);
  arena_reset(s->work);
  struct finding f = { .s = s, .ask = ask };
  struct search_page page = { 0 };
  assert(ask->max > 0 && ask->max <= SEARCH_PAGE_MAX);
  query_read(s->work, ask->typed, ask->today, &f.q);
  if (f.q.cut) return INVALID;
  enum err e = find_by_id(viewer, a, &f, &page);
  if (e != NOT_FOUND) {
    if (e == OK) *ret_page = page;
    return e;
  }
  page = (struct search_page) { 0 };
  set_limits(viewer, &f);
  for (int k = 0; k < SEGMENTS; k++)
    f.match[k] = match_new(s->work, &s->segment[k], &f.q, s->room[k]);
  int first = ask->after ? ask->after->reading / RANKS : 0;
  for (int reading = first; reading < READINGS && page.total == 0; reading++) {
    if (!match_sensible(&f.q, (enum reading)reading)) continue;
    page.total = run(&f, (enum reading)reading);
    if (page.total) fill(a, &f, reading, &page);
  }
  *ret_page = page;
  return OK;
}

enum err search_find(const struct viewer *viewer, struct arena *a, struct search *s,
                     const struct search_ask *ask, struct search_page *ret_page) {
  assert(viewer && a && s && ask && ret_page && ask->max > 0 && ask->max <= SEARCH_PAGE_MAX);
  assert((ask->seen || viewer->area == 0) && (ask->lies_in || ask->within == 0));
  if (!s->ready) return NOT_FOUND;
  /* What was copied may have an invisible character within a word or in the place of a blank. */
  const struct str way[] = { ask->typed, text_parted(a, ask->typed, true),
                             text_parted(a, ask->typed, false) };
  enum err e = find_typed(viewer, a, s, ask, ret_page);
  for (size_t i = 1; i < sizeof way / sizeof *way && e == OK && ret_page->total == 0; i++) {
    struct search_ask other = *ask;
    other.typed = way[i];
    if (!str_eq(way[i], way[i - 1])) e = find_typed(viewer, a, s, &other, ret_page);
  }
  return e;
}
