/* concurrency: the only place where it is worked out: of benefits that stand in one group, who is
 * paid, who loses to whom, what is forgone, and what is sure while a member is not known (decision record
 * 0002). The replay, the bulk evaluator and through it the office hand in claims and read the outcome; what
 * is eligible and what is due differ only in the claims. Private to src/law.
 *
 * Groups are taken by scope, the narrowest first (person, deceased, couple, cared for, household), then as
 * declared; what loses in one takes no part in later ones. Within a group claims stand in one order: `keeping
 * highest` by amount, then by number of the subject, then by place in the group's list; `keeping first` by
 * place, then by subject. */
#ifndef ANSINH_LAW_CONCURRENCY_H
#define ANSINH_LAW_CONCURRENCY_H

#include "law/form/program.h"
#include "law/law.h"

struct claim {
  int benefit;
  int64_t subject;
  enum entity on; /* what the subject is: person or household */
  enum law_status
      status;   /* LAW_NOT_ENTITLED takes no part; LAW_UNKNOWN and LAW_FAULT leave their groups open */
  money amount; /* of a value */
  int64_t tag;  /* the caller's */
  /* What comes out. */
  bool lost, open; /* open: what this claim comes to hangs on a member not known */
  int group, to;   /* of a loser: the group, and the claim that is paid instead */
  money forgone;
};

/* What a claim shares a group by: claims of a group with a key in common exclude one another. */
struct group_key {
  int64_t a, b;
};
/* Keys of claims, asked of whoever knows the people. Returns their number; 0: the claim stands outside the
 * group. *ret_open (false when called): others may share the group, but it is not known who. Keys must live
 * until settle returns. */
struct group_keys {
  void *context;
  int (*of)(void *context, const struct concurrency *c, const struct claim *x, const struct group_key **ret,
            bool *ret_open);
};

/* The groups in force on a day, in their order. */
struct group {
  const struct concurrency *c;
  int index;
  int *place;             /* by benefit: its place in the group's list, -1 not in it */
  enum group_scope scope; /* as it stands in these packs: a couple may be the household */
};
struct groups {
  int n;
  struct group *at;
  bool *shared;                /* by benefit: it stands in a group that joins more than one subject */
  bool any_shared, any_linked; /* any_linked: some of them by links, beyond the household */
};
/* Those of the view that are in force on `day`, in `a`. */
struct groups *law_groups_new(struct arena *a, const struct view *v, date day);

/* Fills in what comes of n claims. Scratch from `a`. */
void law_settle(struct arena *a, const struct groups *g, const struct group_keys *keys, int64_t n,
                struct claim *claims);

#endif
