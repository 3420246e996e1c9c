/* Which of a segment's people fit a reading of the query.
 *
 * Words are met by names, and names are few beside people: which words a name meets is worked out through the
 * terms' lists, as bits by name; people are then looked at only in the runs of names that may do. Runs are
 * taken in the order of documents, so what is found of one rank is in order without sorting. */
#include "search/match.h"

enum { BEGINS = 0, WHOLE = 16 }; /* where a word's bits lie in `met` */
enum { TOGETHER = 4 };           /* ways in which the words typed stand together in a name */
enum { RANK_UNKNOWN = 0xFF };    /* of a candidate: worked out when somebody fits */

struct match {
  struct arena *a;
  const struct segment *g;
  const struct query *q;
  struct range whole[SEARCH_WORDS_MAX], begins[SEARCH_WORDS_MAX];
  uint32_t exact[SEARCH_WORDS_MAX];
  uint32_t all;         /* a bit for each word */
  uint32_t have_begins; /* words whose beginnings are in `met` */
  uint32_t *met;        /* by name */
  uint32_t *place_met;  /* by area's number + 1; NULL: not worked out yet */
  uint32_t place_words; /* words of which places meet some, whole or as beginnings */
  uint32_t *candidate;  /* names, ascending */
  uint8_t *rank;        /* of the candidates, or RANK_UNKNOWN */
  uint32_t candidates;
};

static uint32_t bit(int i) { return (uint32_t)1 << i; }

static void mark(struct match *m, struct range r, uint32_t bits) {
  const struct segment *g = m->g;
  for (uint32_t i = g->post_at[r.from]; i < g->post_at[r.to]; i++)
    m->met[g->post[i]] |= bits;
}

struct match_room match_room_new(struct arena *a, const struct segment *g) {
  size_t n = (size_t)g->names + 1;
  return (struct match_room) { NEW_ARRAY(a, uint32_t, n), NEW_ARRAY(a, uint32_t, n),
                               NEW_ARRAY(a, uint8_t, n) };
}

struct match *match_new(struct arena *a, const struct segment *g, const struct query *q,
                        struct match_room room) {
  struct match *m = NEW(a, struct match);
  m->a = a;
  m->g = g;
  m->q = q;
  m->met = room.met;
  m->candidate = room.candidate;
  m->rank = room.rank;
  memset(m->met, 0, ((size_t)g->names + 1) * sizeof *m->met);
  for (int i = 0; i < q->words; i++) {
    const struct query_word *w = &q->word[i];
    m->all |= bit(i);
    m->whole[i] = segment_whole(g, w->fold);
    m->begins[i] = segment_begins(g, w->fold);
    m->exact[i] = segment_exact(g, w->fold, w->spelled);
    mark(m, m->whole[i], bit(WHOLE + i));
  }
  return m;
}

static void need_begins(struct match *m, uint32_t words) {
  for (int i = 0; i < m->q->words; i++)
    if (words & ~m->have_begins & bit(i)) mark(m, m->begins[i], bit(BEGINS + i));
  m->have_begins |= words;
}

static bool in(struct range r, uint32_t term) { return term >= r.from && term < r.to; }

/* Connectives of a place: "lài ở A Lưới". */
static bool is_at(const struct query_word *w) { return str_is(w->fold, "o") || str_is(w->fold, "tai"); }

static void need_places(struct match *m) {
  if (m->place_met) return;
  const struct segment *g = m->g;
  m->place_met = NEW_ARRAY(m->a, uint32_t, (size_t)g->places + 1);
  for (uint32_t p = 0; p < g->places; p++)
    for (int i = 0; i < m->q->words; i++) {
      uint32_t *met = &m->place_met[p + 1];
      if (i > 0 && is_at(&m->q->word[i])) *met |= bit(WHOLE + i);
      for (uint32_t k = g->place_term_at[p]; k < g->place_term_at[p + 1]; k++) {
        if (in(m->whole[i], g->place_term[k])) *met |= bit(WHOLE + i);
        if (in(m->begins[i], g->place_term[k])) *met |= bit(BEGINS + i);
      }
      m->place_words |= *met | *met >> WHOLE;
    }
}

/* ---- ranks ---- */

/* The name's words from `k` on are those typed, as they come. */
static bool typed_from(const struct match *m, uint32_t k, uint32_t to, const struct range *words) {
  for (int i = 0; i < m->q->words; i++)
    if (k + (uint32_t)i >= to || !in(words[i], m->g->name_term[k + (uint32_t)i])) return false;
  return true;
}

/* The words typed are the whole name 0, stand together in it 1, come in its order 2, or not 3. */
static int rank_together(const struct match *m, uint32_t from, uint32_t to) {
  if (to - from == (uint32_t)m->q->words && typed_from(m, from, to, m->whole)) return 0;
  for (uint32_t k = from; k < to; k++)
    if (typed_from(m, k, to, m->begins)) return 1;
  int at = 0;
  for (uint32_t k = from; k < to; k++)
    if (at < m->q->words && in(m->begins[at], m->g->name_term[k])) at++;
  return at == m->q->words ? 2 : 3;
}

/* The given name was typed in full; then how the words stand together. 0 best, 7. */
static int rank_in_order(const struct match *m, uint32_t name) {
  const struct segment *g = m->g;
  uint32_t from = g->name_term_at[name], to = g->name_term_at[name + 1];
  bool given = false;
  for (int i = 0; i < m->q->words && to > from; i++)
    given |= in(m->whole[i], g->name_term[to - 1]);
  return !given * TOGETHER + rank_together(m, from, to);
}

/* Accents agree 0, words are whole 1, beginnings 2. */
static int rank_as_written(const struct match *m, uint32_t name) {
  const struct segment *g = m->g;
  if ((m->met[name] >> WHOLE & m->all) != m->all) return 2;
  bool accents = false;
  for (int i = 0; i < m->q->words; i++) {
    if (!m->q->word[i].accented) continue;
    accents = true;
    bool agrees = false;
    for (uint32_t k = g->name_term_at[name]; k < g->name_term_at[name + 1]; k++)
      agrees |= g->name_term[k] == m->exact[i];
    if (!agrees) return 1;
  }
  return accents ? 0 : 1;
}

/* ---- readings ---- */

static uint32_t last_word(const struct query *q) { return q->words ? bit(q->words - 1) : 0; }
static uint32_t words_between(int from, int to) { return (bit(to) - 1) & ~(bit(from) - 1); }

bool match_sensible(const struct query *q, enum reading reading) {
  if (q->numbers) return reading == READ_OWN_BEGINNINGS;
  if (q->words == 0) return reading == READ_OWN && q->dated;
  switch (reading) {
  case READ_HEAD_SURE: return q->head_sure;
  case READ_HEAD_NAMED: return q->head_from > 0 && !q->head_sure;
  case READ_PLACE:
  case READ_HEAD:
  case READ_ANY: return q->words > 1;
  default: return true;
  }
}

/* Words of which beginnings count, in a reading. */
static uint32_t may_begin(const struct query *q, enum reading reading) {
  uint32_t all = q->words ? words_between(0, q->words) : 0;
  bool every = reading == READ_OWN_BEGINNINGS || reading == READ_HEAD_NAMED || reading == READ_HEAD_SURE;
  return every ? all : last_word(q);
}

/* The words met, whole or, where that counts, as beginnings. */
static uint32_t words_met(uint32_t met, uint32_t beginnings) {
  return (met >> WHOLE | (met >> BEGINS & beginnings)) & 0xFFF;
}

/* A run of words that the place meets, and all others are the person's. */
static bool place_fits(const struct match *m, uint32_t own, uint32_t place) {
  uint32_t rest = m->all & ~own;
  if (rest == 0) return true;
  uint32_t low = rest & (0 - rest), high = bit(31 - __builtin_clz(rest));
  uint32_t run = (high | (high - 1)) & ~(low - 1);
  return (run & ~place) == 0 && run != m->all;
}

/* Does the person of a name that meets `own` fit, by what is his head's and his place's? */
static bool doc_fits(const struct match *m, enum reading reading, uint32_t doc, uint32_t own) {
  const struct segment *g = m->g;
  uint32_t beginnings = may_begin(m->q, reading), head = 0, place = 0;
  if (reading == READ_OWN || reading == READ_OWN_BEGINNINGS) return true;
  if (reading != READ_PLACE && g->head[doc]) head = words_met(m->met[g->head[doc] - 1], beginnings);
  if (reading == READ_PLACE || reading == READ_ANY) place = words_met(m->place_met[g->area[doc]], beginnings);
  switch (reading) {
  case READ_PLACE: return place_fits(m, own, place);
  case READ_HEAD_SURE:
  case READ_HEAD_NAMED: {
    uint32_t wanted = words_between(m->q->head_from, m->q->words);
    return (head & wanted) == wanted;
  }
  case READ_HEAD: return (own | head) == m->all;
  default: return (own | head | place) == m->all;
  }
}

/* May a person of that name fit? */
static bool name_may_fit(const struct match *m, enum reading reading, uint32_t own) {
  if (reading == READ_OWN || reading == READ_OWN_BEGINNINGS) return own == m->all;
  if (reading == READ_HEAD_SURE || reading == READ_HEAD_NAMED) {
    uint32_t wanted = m->q->own_to ? words_between(0, m->q->own_to) : 0;
    return (own & wanted) == wanted;
  }
  if (reading == READ_PLACE && ((own | m->place_words) & m->all) != m->all) return false;
  return own != 0;
}

static void choose_names(struct match *m, enum reading reading) {
  uint32_t beginnings = may_begin(m->q, reading);
  m->candidates = 0;
  for (uint32_t name = 0; name < m->g->names; name++) {
    if (!name_may_fit(m, reading, words_met(m->met[name], beginnings))) continue;
    m->rank[m->candidates] = RANK_UNKNOWN;
    m->candidate[m->candidates++] = name;
  }
}

static int rank_of(const struct match *m, enum reading reading, uint32_t candidate) {
  if (m->q->numbers > 0 || m->q->words == 0) return 0;
  if (m->rank[candidate] == RANK_UNKNOWN) {
    uint32_t name = m->candidate[candidate];
    int as_written = reading == READ_OWN ? rank_as_written(m, name) : 0;
    m->rank[candidate] = (uint8_t)(as_written * 2 * TOGETHER + rank_in_order(m, name));
  }
  return m->rank[candidate];
}

/* Does everybody of a name that fits fit? Then people need not be looked at to be counted. */
static bool names_decide(const struct match *m, enum reading reading, const struct match_limits *l) {
  return reading <= READ_OWN_BEGINNINGS && reading >= READ_OWN && !l->area_open && !l->numbers && !l->gone &&
         !m->q->dated;
}

/* A word that begins no word of this segment: nobody here fits, but that the words between a name and a
 * head's are not met. */
static bool hopeless(const struct match *m, enum reading reading) {
  bool head_named = reading == READ_HEAD_SURE || reading == READ_HEAD_NAMED;
  for (int i = 0; i < m->q->words; i++) {
    bool between = head_named && i >= m->q->own_to && i < m->q->head_from;
    bool at = i > 0 && is_at(&m->q->word[i]);
    if (!between && !at && m->begins[i].from == m->begins[i].to) return true;
  }
  return false;
}

static bool has_bit(const uint64_t *bits, uint32_t i) { return bits[i / 64] >> (i % 64) & 1; }

static bool within_limits(const struct match *m, const struct match_limits *l, uint32_t doc) {
  const struct segment *g = m->g;
  if (l->area_open && !l->area_open[g->area[doc]]) return false;
  if (l->gone && has_bit(l->gone, doc)) return false;
  if (l->numbers && !has_bit(l->numbers, doc)) return false;
  return !m->q->dated ||
         (g->birth[doc] <= m->q->to && g->birth_to[doc] >= m->q->from && m->q->from <= m->q->to);
}

static void hit(const struct match_page *page, int rank, uint32_t doc, struct match_hits *hits) {
  hits->count[rank]++;
  if (hits->found[rank] > page->max) return;
  if (page->after && (rank < page->after_rank || (rank == page->after_rank && doc < page->after_doc))) return;
  hits->first[rank][hits->found[rank]++] = doc;
}

void match_run(struct match *m, enum reading reading, const struct match_limits *limits,
               const struct match_page *page, struct match_hits *ret_hits) {
  assert(page->max > 0 && match_sensible(m->q, reading));
  const struct segment *g = m->g;
  uint32_t beginnings = may_begin(m->q, reading);
  *ret_hits = (struct match_hits) { 0 };
  for (int i = 0; i < RANKS; i++)
    ret_hits->first[i] = NEW_ARRAY(m->a, uint32_t, page->max + 1);
  if (hopeless(m, reading)) return;
  need_begins(m, beginnings);
  if (reading == READ_PLACE || reading == READ_ANY) need_places(m);
  choose_names(m, reading);
  bool decided = names_decide(m, reading, limits);
  for (uint32_t standing = 0; standing < STANDINGS; standing++)
    for (uint32_t i = 0; i < m->candidates; i++) {
      uint32_t name = m->candidate[i], run = standing * g->names + name;
      uint32_t own = words_met(m->met[name], beginnings);
      if (g->run[run] == g->run[run + 1]) continue;
      int rank = decided ? rank_of(m, reading, i) : 0;
      if (decided && ret_hits->found[rank] > page->max) {
        ret_hits->count[rank] += g->run[run + 1] - g->run[run];
        continue;
      }
      for (uint32_t doc = g->run[run]; doc < g->run[run + 1]; doc++)
        if (within_limits(m, limits, doc) && doc_fits(m, reading, doc, own))
          hit(page, rank_of(m, reading, i), doc, ret_hits);
    }
}

/* ---- numbers ---- */

static uint32_t number_bound(const struct segment *g, uint64_t key, bool beyond) {
  uint32_t low = 0, high = g->numbers;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (g->number_key[mid] < key || (beyond && g->number_key[mid] == key))
      low = mid + 1;
    else
      high = mid;
  }
  return low;
}

uint64_t *match_numbers(struct arena *a, const struct segment *g, const struct query *q) {
  size_t n = (size_t)g->docs / 64 + 1;
  uint64_t *all = NULL;
  for (int i = 0; i < q->numbers; i++) {
    uint64_t *one = NEW_ARRAY(a, uint64_t, n);
    uint32_t to = number_bound(g, q->number[i].to, true);
    for (uint32_t k = number_bound(g, q->number[i].from, false); k < to; k++)
      one[g->number_doc[k] / 64] |= (uint64_t)1 << (g->number_doc[k] % 64);
    for (size_t k = 0; all && k < n; k++)
      one[k] &= all[k];
    all = one;
  }
  return all;
}
