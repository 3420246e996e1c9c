/* A segment: some people as plain arrays, in the order of answers. Written once (segment_make.c), in a kept
 * file or in memory, and only read after. Private to src/search.
 *
 * 1. Documents are ordered by standing, sort key, name as written, person. A document's number is its place.
 * 2. Names are ordered by sort key, text; those of one standing that bear a name are one run of documents.
 * 3. Terms are ordered by folded word, then spelled word: one word as written is a term, a word without
 * accents a range of terms, a beginning a range of terms. The last term of a name is the given name.
 * 4. A term's names are ascending and each there once. */
#ifndef ANSINH_SEARCH_SEGMENT_H
#define ANSINH_SEARCH_SEGMENT_H

#include "search/query.h"

/* Heads and people with a grant; others; the dead. */
enum { STANDINGS = 3 };

enum part {
  PART_TERM_AT,       /* u32[terms + 1]: where in TERM_TEXT */
  PART_TERM_TEXT,     /* folded word, NUL, spelled word, NUL */
  PART_POST_AT,       /* u32[terms + 1]: where in POST */
  PART_POST,          /* u32: names that have the term */
  PART_NAME_AT,       /* u32[names + 1]: where in NAME_TEXT */
  PART_NAME_TEXT,     /* name as written, NUL, sort key, NUL */
  PART_NAME_TERM_AT,  /* u32[names + 1]: where in NAME_TERM */
  PART_NAME_TERM,     /* u32: terms of the name in its order */
  PART_RUN,           /* u32[STANDINGS * names + 1]: first document of a standing's name */
  PART_PERSON,        /* i64[docs] */
  PART_HOUSEHOLD,     /* i64[docs] */
  PART_NAME,          /* u32[docs] */
  PART_HEAD,          /* u32[docs]: the head's name + 1, 0 none */
  PART_AREA,          /* u32[docs]: the area's number here + 1, 0 unknown */
  PART_BIRTH,         /* i32[docs]: first possible day */
  PART_BIRTH_TO,      /* i32[docs]: last possible day */
  PART_ABOUT,         /* u8[docs]: enum about */
  PART_CITIZEN,       /* u64[docs]: query_number */
  PART_PHONE,         /* u64[docs] */
  PART_NUMBER_KEY,    /* u64: all numbers, ascending */
  PART_NUMBER_DOC,    /* u32: whose */
  PART_BY_PERSON,     /* u32[docs]: documents in the order of persons */
  PART_PLACE_ID,      /* i64[places]: the area's id */
  PART_PLACE_AT,      /* u32[places + 1]: where in PLACE_TEXT */
  PART_PLACE_TEXT,    /* names of village and commune, NUL */
  PART_PLACE_TERM_AT, /* u32[places + 1] */
  PART_PLACE_TERM,    /* u32 */
  PARTS
};
enum about { ABOUT_KNOWN = 3, ABOUT_DEAD = 4, ABOUT_GRANT = 8, ABOUT_HEAD = 16, ABOUT_STANDING_AT = 5 };

struct segment {
  uint32_t terms, names, docs, numbers, places;
  const uint32_t *term_at, *post_at, *post, *name_at, *name_term_at, *name_term, *run, *name, *head, *area;
  const char *term_text, *name_text, *place_text;
  const int64_t *person, *household, *place_id;
  const int32_t *birth, *birth_to;
  const uint8_t *about;
  const uint64_t *citizen, *phone, *number_key;
  const uint32_t *number_doc, *by_person, *place_at, *place_term_at, *place_term;
};

/* Reads parts as they were written; false when their sizes do not fit each other. */
bool segment_open(const void *const part[PARTS], const size_t size[PARTS], struct segment *ret_segment);

/* A name's search form and what it is sorted by, and the standing of a document; views into the segment.
 * Numbers within what segment_open found. */
struct str segment_name(const struct segment *g, uint32_t name);
struct str segment_sort_key(const struct segment *g, uint32_t name);
int segment_standing(const struct segment *g, uint32_t doc);
/* The person as it was put in; his texts point into the segment and `z` (two numbers of 17 bytes). */
struct search_person segment_person(const struct segment *g, uint32_t doc, char z[34]);
/* The document of a person; false when he is not here. */
bool segment_find(const struct segment *g, int64_t person, uint32_t *ret_doc);

/* Terms [from, to). */
struct range {
  uint32_t from, to;
};
/* The documents that have a word, or a word that begins so; empty when there is none. */
struct range segment_whole(const struct segment *g, struct str fold);
struct range segment_begins(const struct segment *g, struct str fold);
/* The one term; terms when there is none. */
uint32_t segment_exact(const struct segment *g, struct str fold, struct str spelled);

/* Where somebody stands in the order: before, at or after another. */
struct place_in_order {
  int standing;
  struct str sort_key, name;
  int64_t person;
};
/* Where a document stands in the order of results, and which of two comes first (below, at or above 0). */
struct place_in_order segment_place(const struct segment *g, uint32_t doc);
int place_compare(const struct place_in_order *a, const struct place_in_order *b);
/* The first document after a place. */
uint32_t segment_after(const struct segment *g, const struct place_in_order *place);

/* ---- making ---- */

struct making;
/* What it takes lies in the arena, which must outlive it. */
struct making *making_new(struct arena *a);
/* Each person once. LIMIT above 2^31 people. */
enum err making_add(struct making *m, const struct search_person *p);
/* Puts everything in order; the sizes of the parts then. */
void making_order(struct making *m, size_t ret_size[PARTS]);
/* Writes the parts; memory must be zeroed. */
void making_write(struct making *m, void *const part[PARTS]);

#endif
