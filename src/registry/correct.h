/* correct: what was recorded wrongly of links, homes, grants, sums paid and suspensions, put right or struck;
 * a day of death put right.
 *
 * A correction closes the record: from its act on the wrong row was never true, and what stands in its place
 * covers the time it says; questions at earlier acts answer as before (decision 0001, case 6). A strike
 * closes it and puts nothing there. People (their birth too), memberships, facts and records are corrected by
 * the acts of registry.h. All of these are acts: what registry.h says of acts holds. */
#ifndef ANSINH_REGISTRY_CORRECT_H
#define ANSINH_REGISTRY_CORRECT_H

#include "registry/registry.h"

struct reg_death_correction {
  int64_t person;
  date day;
};
/* He died on another day than was recorded, whatever was decided and paid since. What is paid once for a
 * death moves to the month of the right day with its payment (it is due there and no longer before), all else
 * stays: what is due and owed follows. Refuses a day before birth, after today, of nobody dead, the day
 * recorded, and what reg_grant_add refuses of what is granted for the death: decided before it, or, where it
 * is not paid once, for a month before it. Held, where the right day is the earlier: what reg_death holds.
 * `v`: what is paid once; NULL: nothing. */
enum err reg_death_correct(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                           const struct reg_vocabulary *v, const struct reg_death_correction *in,
                           struct reg_refusal *refusal);

struct reg_home_correction {
  struct reg_home_input right; /* household, and where it lived in truth, from when */
  date day;                    /* on which the wrong row is in force */
  bool strike;                 /* it never lived there; of `right` only the household is read */
};
/* We were wrong: the row in force on in->day is no longer believed, and the right one stands in its place,
 * until the next. The row before it ends where the right one begins; struck, it goes on (the first one's time
 * is the second's, if its place was there then). Refuses the only home of a household to be struck, a
 * beginning at or before that of the row before, or after the row's end, and an area that is not in force on
 * it. */
enum err reg_home_correct(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                          const struct reg_home_correction *in, struct reg_refusal *refusal);

struct reg_link_correction {
  struct reg_link_input wrong; /* as it is recorded; `from` a day on which it holds, `to` is not read */
  bool strike;                 /* it never was; nothing below is read */
  int64_t other;               /* who it is in truth, and when */
  date from, to;
};
/* We were wrong: the link is no longer believed, and one of the same kind and person stands in its place, or
 * nothing. Refuses a day on which there is none, and what reg_link_add refuses of the right one. */
enum err reg_link_correct(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                          const struct reg_link_correction *in, struct reg_refusal *refusal);

/* The grant was written down wrongly: what the decision says is as in `g` (ids and lists are not read), of
 * the same person, benefit, record and component (in->benefit is not read). Refuses what reg_grant_add
 * refuses. Held: paid months would lie outside its months. */
enum err reg_grant_correct(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                           int64_t grant, const struct reg_grant_input *in, struct reg_refusal *refusal);
/* There never was such a decision: the grant and its suspensions are no longer believed. Refuses while months
 * are recorded as paid under it. */
enum err reg_grant_strike(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                          int64_t grant, struct reg_refusal *refusal);

/* What is recorded as paid for from..to is wrong: it was `amount` a month, or nothing (strike). What is
 * recorded for other months stays. Refuses months of which none is recorded as paid, and what reg_grant_paid
 * refuses of what is right. */
enum err reg_paid_correct(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                          const struct reg_months_input *in, struct reg_refusal *refusal);

/* The suspension that holds in month in->wrong was from..to (or goes on), or never was (strike). Refuses a
 * month of none, months outside the grant's, and months of another suspension. Held: it goes on and months
 * are paid. */
enum err reg_suspension_correct(const struct viewer *viewer, struct db *db, const struct reg_act *act,
                                const struct reg_months_input *in, struct reg_refusal *refusal);

#endif
