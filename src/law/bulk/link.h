/* link: what the lowering of links (link.c) and the passes over them (pass.c) share. Private to
 * src/law/bulk. */
#ifndef ANSINH_LAW_BULK_LINK_H
#define ANSINH_LAW_BULK_LINK_H

#include "law/bulk/plan.h"

/* People who have something in a link, and the most that one has. */
struct link_rows {
  const int32_t *start;
  const uint8_t *unknown;
  int32_t *who, n;            /* who NULL: so many that all are gone through */
  struct law_few few, others; /* where there is `who`: the same, and whom they have */
  int32_t n_others;
  int64_t most;
  bool stray; /* leads out of the columns */
};
/* One column of an aggregate: `at` NULL where it is lo everywhere. `few`: of these rows only, in their order.
 */
struct made {
  void *at;
  int bytes;
  int64_t lo, hi, empty;
  const struct law_few *few;
};
enum part { SURE, MAYBE, LEAST, MOST, OPEN, PARTS };

struct link_read {
  const struct node *n;
  int law, reading, asker;
  date day; /* what is asked; asker: the benefit whose grants may count, or -1 */
  const struct bulk_reason *why;
  bool guard_inside;       /* cannot be said in vectors */
  struct link_read *doubt; /* has it read anything unverified of one of the others? NULL: of nobody */
  struct law_set touched;
  bool fixed; /* nothing recorded of anyone */
  const struct law_link_column *link;
  const struct link_rows *rows;
  bool absent_none;
  bool may_lack; /* open of whom nothing is recorded; a doubt is not: nobody unrecorded was read */
  int64_t den;
  struct sink *part[PARTS];
  const uint8_t *bad_in; /* of the layer, or NULL */
  struct made lo, hi, open, some_lo, some_hi;
  uint8_t *bad, *hole;       /* or NULL; of the rows of the columns */
  const struct law_few *few; /* its columns are of these rows; NULL: of everybody */
  bool tallied;              /* a tally makes it */
};

struct tally; /* pass.c */

/* A plan without targets, and the aggregates that read what it leaves. */
struct layer {
  struct law_bulk *b;
  struct lowering *L[2];
  VEC(struct sink *) sink;
  VEC(struct link_read *) read; /* each made by a pass of its own, or in a tally */
  uint8_t *bad;
  bool any_bad, had_bad; /* in this run, in the last */
  bool joined;           /* its tallies are made */
  struct {
    struct tally *at;
    size_t n, cap;
  } tally; /* passes that serve several aggregates */
};

struct held {
  const struct link_rows *rows;
  bool none;
  uint8_t *may;
}; /* who may have anyone in a link */

struct layers {
  struct arena *a;
  struct law_bulk *b;
  int variants;
  int *rule_depth; /* how many layers a rule needs before it */
  struct layer layer[LAYERS_MAX];
  int n;
  VEC(struct link_read *) read;
  VEC(struct link_rows *) rows;
  VEC(struct held) held;
  bool vast; /* households too large for vectors */
};

#endif
