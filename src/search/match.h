/* Evaluating a query on one segment: who fits a reading of it, counted and, of each rank, the first few.
 * Private to src/search. */
#ifndef ANSINH_SEARCH_MATCH_H
#define ANSINH_SEARCH_MATCH_H

#include "search/segment.h"

/* Readings, the strictest first. */
enum reading {
  READ_HEAD_SURE, /* "hộ" was written so: the words after it are the head's */
  READ_OWN,
  READ_OWN_BEGINNINGS,
  READ_PLACE,
  READ_HEAD_NAMED,
  READ_HEAD,
  READ_ANY,
  READINGS
};
enum { RANKS = 24 }; /* within a reading, 0 the best */

/* What limits who may be found, beside the words. */
struct match_limits {
  const uint8_t *area_open; /* by the segment's number of an area + 1; NULL: everywhere */
  const uint64_t *gone;     /* bits by document; NULL none */
  const uint64_t *numbers;  /* bits by document: those with the numbers typed; NULL: none was typed */
};
struct match_page {
  int max;
  bool after; /* only what comes after this: */
  int after_rank;
  uint32_t after_doc; /* of that rank, documents from this on */
};
struct match_hits {
  int64_t count[RANKS];   /* of all who fit */
  uint32_t *first[RANKS]; /* documents of the page, at most max + 1 each */
  int found[RANKS];
};

/* What is worked out once for a query and a segment. */
struct match;
/* What a segment's answers are worked out in, kept from one to the next: new pages for each would cost more
 * than the answer. */
struct match_room {
  uint32_t *met, *candidate; /* by name */
  uint8_t *rank;
};
/* Room for what one question marks in a segment, to be used again and again; in `a`. */
struct match_room match_room_new(struct arena *a, const struct segment *g);
/* A question begun over a segment; it uses `room` until the next one does. */
struct match *match_new(struct arena *a, const struct segment *g, const struct query *q,
                        struct match_room room);
/* Does the reading make sense for the query at all? */
bool match_sensible(const struct query *q, enum reading reading);
void match_run(struct match *m, enum reading reading, const struct match_limits *limits,
               const struct match_page *page, struct match_hits *ret_hits);
/* Bits by document of those who have all numbers of the query. */
uint64_t *match_numbers(struct arena *a, const struct segment *g, const struct query *q);

#endif
