/* Reading a segment. Its parts were verified by the keep or just made, so what does not fit is a mistake of
 * ours; only their sizes are checked, once, when it is opened. Invariants, asserted:
 * 1. a name, a document and an area asked for lie within the segment;
 * 2. a range of terms lies within the terms and is not turned round. */
#include "search/segment.h"

/* Do the parts of numbers have the sizes that the counts ask for? */
static bool sizes_fit(const struct segment *g, const size_t size[PARTS]) {
  const size_t want[][2] = {
    { PART_POST_AT, 4 * ((size_t)g->terms + 1) },
    { PART_NAME_TERM_AT, 4 * ((size_t)g->names + 1) },
    { PART_RUN, 4 * (STANDINGS * (size_t)g->names + 1) },
    { PART_HOUSEHOLD, 8 * (size_t)g->docs },
    { PART_NAME, 4 * (size_t)g->docs },
    { PART_HEAD, 4 * (size_t)g->docs },
    { PART_AREA, 4 * (size_t)g->docs },
    { PART_BIRTH, 4 * (size_t)g->docs },
    { PART_BIRTH_TO, 4 * (size_t)g->docs },
    { PART_ABOUT, g->docs },
    { PART_CITIZEN, 8 * (size_t)g->docs },
    { PART_PHONE, 8 * (size_t)g->docs },
    { PART_NUMBER_DOC, 4 * (size_t)g->numbers },
    { PART_BY_PERSON, 4 * (size_t)g->docs },
    { PART_PLACE_ID, 8 * (size_t)g->places },
    { PART_PLACE_TERM_AT, 4 * ((size_t)g->places + 1) },
  };
  for (size_t i = 0; i < sizeof want / sizeof *want; i++)
    if (size[want[i][0]] != want[i][1]) return false;
  return true;
}

/* Do the texts and lists end where their parts do? */
static bool ends_fit(const struct segment *g, const size_t size[PARTS]) {
  return size[PART_POST] == 4 * (size_t)g->post_at[g->terms] &&
         size[PART_TERM_TEXT] == g->term_at[g->terms] && size[PART_NAME_TEXT] == g->name_at[g->names] &&
         size[PART_NAME_TERM] == 4 * (size_t)g->name_term_at[g->names] &&
         size[PART_PLACE_TEXT] == g->place_at[g->places] &&
         size[PART_PLACE_TERM] == 4 * (size_t)g->place_term_at[g->places] &&
         g->run[STANDINGS * g->names] == g->docs;
}

bool segment_open(const void *const part[PARTS], const size_t size[PARTS], struct segment *ret_segment) {
  if (size[PART_TERM_AT] < 4 || size[PART_NAME_AT] < 4 || size[PART_PLACE_AT] < 4) return false;
  struct segment g = { .terms = (uint32_t)(size[PART_TERM_AT] / 4 - 1),
                       .names = (uint32_t)(size[PART_NAME_AT] / 4 - 1),
                       .docs = (uint32_t)(size[PART_PERSON] / 8),
                       .numbers = (uint32_t)(size[PART_NUMBER_KEY] / 8),
                       .places = (uint32_t)(size[PART_PLACE_AT] / 4 - 1) };
  if (!sizes_fit(&g, size)) return false;
  g.term_at = part[PART_TERM_AT];
  g.term_text = part[PART_TERM_TEXT];
  g.post_at = part[PART_POST_AT];
  g.post = part[PART_POST];
  g.name_at = part[PART_NAME_AT];
  g.name_text = part[PART_NAME_TEXT];
  g.name_term_at = part[PART_NAME_TERM_AT];
  g.name_term = part[PART_NAME_TERM];
  g.run = part[PART_RUN];
  g.person = part[PART_PERSON];
  g.household = part[PART_HOUSEHOLD];
  g.name = part[PART_NAME];
  g.head = part[PART_HEAD];
  g.area = part[PART_AREA];
  g.birth = part[PART_BIRTH];
  g.birth_to = part[PART_BIRTH_TO];
  g.about = part[PART_ABOUT];
  g.citizen = part[PART_CITIZEN];
  g.phone = part[PART_PHONE];
  g.number_key = part[PART_NUMBER_KEY];
  g.number_doc = part[PART_NUMBER_DOC];
  g.by_person = part[PART_BY_PERSON];
  g.place_id = part[PART_PLACE_ID];
  g.place_at = part[PART_PLACE_AT];
  g.place_text = part[PART_PLACE_TEXT];
  g.place_term_at = part[PART_PLACE_TERM_AT];
  g.place_term = part[PART_PLACE_TERM];
  if (!ends_fit(&g, size)) return false;
  *ret_segment = g;
  return true;
}

/* ---- names and people ---- */

struct str segment_name(const struct segment *g, uint32_t name) {
  if (BROKEN(1)) name = g->names;
  INVARIANT(1, name < g->names);
  return str_of(g->name_text + g->name_at[name]);
}

struct str segment_sort_key(const struct segment *g, uint32_t name) {
  struct str text = segment_name(g, name);
  return str_of(text.p + text.n + 1);
}

int segment_standing(const struct segment *g, uint32_t doc) { return g->about[doc] >> ABOUT_STANDING_AT; }

struct search_person segment_person(const struct segment *g, uint32_t doc, char z[34]) {
  INVARIANT(1, doc < g->docs && g->area[doc] <= g->places);
  uint8_t about = g->about[doc];
  uint32_t head = g->head[doc], area = g->area[doc];
  return (struct search_person) { .person = g->person[doc],
                                  .household = g->household[doc],
                                  .area = area ? g->place_id[area - 1] : 0,
                                  .name = segment_name(g, g->name[doc]),
                                  .sort_key = segment_sort_key(g, g->name[doc]),
                                  .head = head ? segment_name(g, head - 1) : S(""),
                                  .place = area ? str_of(g->place_text + g->place_at[area - 1]) : S(""),
                                  .citizen_no = query_digits(g->citizen[doc], z),
                                  .phone = query_digits(g->phone[doc], z + 17),
                                  .birth = g->birth[doc],
                                  .birth_known = about & ABOUT_KNOWN,
                                  .dead = about & ABOUT_DEAD,
                                  .has_grant = about & ABOUT_GRANT,
                                  .is_head = about & ABOUT_HEAD };
}

bool segment_find(const struct segment *g, int64_t person, uint32_t *ret_doc) {
  uint32_t low = 0, high = g->docs;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (g->person[g->by_person[mid]] < person)
      low = mid + 1;
    else
      high = mid;
  }
  if (low == g->docs || g->person[g->by_person[low]] != person) return false;
  *ret_doc = g->by_person[low];
  return true;
}

/* ---- terms ---- */

static const char *term(const struct segment *g, uint32_t i) { return g->term_text + g->term_at[i]; }

/* The first term whose folded word is `fold` or later; `beyond`: the first that does not begin so and is
 * later. */
static uint32_t bound(const struct segment *g, struct str fold, bool beyond) {
  uint32_t low = 0, high = g->terms;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    int c = strncmp(term(g, mid), fold.p, fold.n);
    if (c < 0 || (beyond && c == 0))
      low = mid + 1;
    else
      high = mid;
  }
  return low;
}

static struct range within(const struct segment *g, struct range r) {
  if (BROKEN(2)) r.to = g->terms + 1;
  INVARIANT(2, r.from <= r.to && r.to <= g->terms);
  return r;
}

struct range segment_begins(const struct segment *g, struct str fold) {
  return within(g, (struct range) { bound(g, fold, false), bound(g, fold, true) });
}

struct range segment_whole(const struct segment *g, struct str fold) {
  struct range r = { bound(g, fold, false), g->terms };
  /* The word itself comes before all that only begin so. */
  uint32_t low = r.from, high = g->terms;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (strlen(term(g, mid)) == fold.n && memcmp(term(g, mid), fold.p, fold.n) == 0)
      low = mid + 1;
    else
      high = mid;
  }
  r.to = low;
  return within(g, r);
}

uint32_t segment_exact(const struct segment *g, struct str fold, struct str spelled) {
  struct range r = segment_whole(g, fold);
  for (uint32_t i = r.from; i < r.to; i++)
    if (str_is(spelled, term(g, i) + fold.n + 1)) return i;
  return g->terms;
}

/* ---- the order ---- */

struct place_in_order segment_place(const struct segment *g, uint32_t doc) {
  uint32_t name = g->name[doc];
  return (struct place_in_order) { segment_standing(g, doc), segment_sort_key(g, name), segment_name(g, name),
                                   g->person[doc] };
}

int place_compare(const struct place_in_order *a, const struct place_in_order *b) {
  if (a->standing != b->standing) return a->standing < b->standing ? -1 : 1;
  int c = str_cmp(a->sort_key, b->sort_key);
  if (c == 0) c = str_cmp(a->name, b->name);
  return c ? c : a->person < b->person ? -1 : a->person > b->person;
}

uint32_t segment_after(const struct segment *g, const struct place_in_order *place) {
  uint32_t low = 0, high = g->docs;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    struct place_in_order there = segment_place(g, mid);
    if (place_compare(&there, place) <= 0)
      low = mid + 1;
    else
      high = mid;
  }
  return low;
}
