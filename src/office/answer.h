/* answer: what a person's month comes to (decision record 0005): what he is eligible for by the facts, what
 * is granted, what is due of that, what is lost to which other benefit by which group, and what cannot be
 * computed. One struct, filled by the replay from a household in memory or from a determination of everybody;
 * pages, commands and lists read it and work nothing of it out themselves.
 *
 * Eligible is settled among all that people are eligible for, due among what is granted and not suspended, by
 * the same concurrency (law_ask_both, law_bulk_settle). */
#ifndef ANSINH_OFFICE_ANSWER_H
#define ANSINH_OFFICE_ANSWER_H

#include "office/office.h"

/* ---- arrears ---- */

/* A month's grant under two laws: that of its payment, and the one asked about. */
struct office_owed {
  enum law_status was, now; /* due by each; LAW_NOT_ENTITLED where nothing is granted */
  money was_amount, now_amount;
  bool closed; /* office_month_closed */
  money paid;  /* under all grants of the benefit */
};
/* What is still owed for a month, or was paid too much (below 0), by cause: the law moved after the payment;
 * or what was paid is not what that law said. Of a month not closed nothing. What was paid beyond the one
 * law has met so much of the other: what is paid already is not owed, what was never paid is not taken back,
 * and never is one cause above 0 and the other below. */
struct office_arrears {
  bool open; /* one of the two is not known, or cannot be computed: no sum is made of it */
  money cause[CAUSES];
};
/* Both causes of a month; the two add up to what is due by the law asked about less what was paid. */
struct office_arrears office_arrears(const struct office_owed *owed);
/* The law by which the list of a month is made: as known on its first day, as far as `law` goes. */
date office_law_of_list(month m, date law);
/* The grant by which a person's benefit is paid for a month: of those under which a payment of it is recorded
 * the one decided first; where none is, the one that stands. NULL none. */
const struct people_grant *office_paid_by(const struct people *p, int64_t person, int benefit, month m);
/* The law by which a payment of a month under a grant was right (record 0005): as known on the month's first
 * day, or on the day the grant was decided where that is later, as far as `law` goes. Days of one law are
 * told by the first of them, none before the list's; NULL: of a month paid by no grant it is the list's. */
date office_law_of_payment(const struct law_program *p, const struct people_grant *paid_by, month m,
                           date law);
/* Two grants of one benefit, record and component of one person. */
bool office_same_benefit(const struct people_grant *x, const struct people_grant *y);
/* The first list a benefit could stand on (office_first_list) under this grant or one it took the place of
 * without a gap. `signed_alone`: by the day of the decision alone, which says of what was recorded later and
 * paid all the same whether the list it was paid by could have it. */
month office_listed_since(const struct people *p, const struct people_grant *g, bool signed_alone);
/* Is a payment of a month recorded under a grant, or where it stands in the month one of a later month? */
bool office_paid_from(const struct people_grant *g, month m);
enum {
  OFFICE_CARRIED_MAX = 24
}; /* months of a grant, before a list, that it carries or asks for what is paid once */
/* The month on whose list a grant's sum of a month stands: that month; where no list of that month could have
 * it, or it was paid by one before and the grant adds to it, the grant's first list. What began more than
 * OFFICE_CARRIED_MAX months before that list, and is not of one month, it does not carry. */
month office_list_of(const struct people *p, const struct people_grant *g, month m);
/* Is a month paid for, be it with nothing? It is for a person's benefit where a payment of it is recorded, or
 * of a later month under a grant that stands in it; else once the month after that of its list
 * (office_list_of) is over as well, the time there is for recording payments. Where its list is a later one,
 * only payments under the grant that stands there settle it. `known`: the day the register is believed at. */
bool office_month_closed(const struct people *p, int64_t person, int benefit, month m, date known);
/* Paid for a month under all grants of a benefit. */
money office_paid_of(const struct people *p, int64_t person, int benefit, month m);

/* ---- the answer ---- */

/* One benefit, record and component of a subject in the month. */
struct office_item {
  int benefit;
  int component;  /* 0 the main one */
  int64_t record; /* of the subject, which it is for; 0 none */
  enum law_entity entity;
  int64_t subject; /* the person, or his household */
  /* Before groups. */
  enum law_status eligible;
  money eligible_amount; /* of a value, else 0 */
  int n_cases;           /* deciding, of a value */
  const struct law_case_id *cases;
  bool unverified;        /* eligible or due, it rests on an unverified provision */
  bool otherwise;         /* another choice of an interpretation gives another answer; not when brief */
  struct law_fault fault; /* `eligible` is LAW_FAULT; its place is "" beyond the named ones */
  struct office_settled among_eligible; /* of all that people are eligible for */
  /* The grant that stands in the month and is told of the person (people_grant_told_of), NULL none: his own,
   * of a household's benefit one of the household he is in; of the household's first member also the one
   * whose holder has left it. */
  const struct people_grant *grant;
  bool suspended;
  int64_t paid_to; /* whose grant it is paid by, 0 nobody's: of a household's benefit one member's */
  /* A household's benefit due by the grant of somebody who died before the month, or has left the household:
   * his, and when he died, DATE_MAX of the living. It is paid to nobody then. 0: it is not so. */
  int64_t held_by;
  date holder_died;
  /* Of what is granted and not suspended, after groups; else LAW_NOT_ENTITLED. A household's benefit is due
   * to the one its grant is told of. */
  enum law_status due;
  money due_amount;
  struct office_settled among_granted; /* of what is granted */
  money paid;                          /* under the grants of this benefit, for the month */
  bool any_paid;                       /* something is recorded as paid for it, be it 0 */
  bool closed;                         /* office_month_closed, of what is granted or was paid */
  struct office_arrears arrears;       /* of these */
};
struct office_answer {
  int64_t person, household; /* household -1: in none */
  struct office_when when;
  int n; /* every benefit of the law, in its order */
  struct office_item *item;
};

struct office_sums {
  enum law_status eligible; /* LAW_UNKNOWN when one of them is not known or cannot be computed */
  bool has_due, has_paid;
  money eligible_amount, due, paid;
  money owed, back;  /* arrears above 0, arrears below: each benefit's own, never set off against another's */
  bool arrears_open; /* those of some benefit are not known */
};
/* Eligible of a person's own benefits, due, paid and arrears of all; what is lost counts in neither sum. */
struct office_sums office_sums(const struct office_answer *x);

/* Is it paid beside the others, as far as the facts go: a value no other benefit of a group takes the place
 * of? */
bool office_item_stands(const struct office_item *i);
/* Is what is due a lower bound, because a group it stands in hangs on somebody not known? */
bool office_item_at_least(const struct office_item *i);

/* ---- by replay ---- */

/* What is asked of a household in memory; carries the viewer of its people. One law session serves all months
 * of one law day. */
struct office_asker;
/* `people` as people_load_one gives them (or everybody), `source` made from them; both outlive the asker, and
 * so does `a`, where answers lie. Interpretations at their defaults. */
struct office_asker *office_asker_new(struct arena *a, const struct law_program *p, struct people *people,
                                      struct people_source *source, struct office_when when);
/* NULL allowed. Answers stay. */
void office_asker_free(struct office_asker *k);
/* The answer for a month. `brief`: what is missing and other choices are not worked out, and no reasons
 * can be asked. A fault of the register met while asking: nothing is answered. */
enum err office_ask(struct office_asker *k, int64_t person, month for_month, bool brief,
                    struct office_answer *ret_x);
/* How an explanation is told: any of these together. */
enum office_telling {
  OFFICE_TELL_SHORT = 0,
  OFFICE_TELL_EVERYTHING = 1, /* with every step (LAW_ROLE_EVERYTHING) */
  OFFICE_TELL_GUARDED = 2     /* for who may not see secret facts (law_session_guarded) */
};
/* Why a benefit of the last answer, not a brief one, came out as it did (law_explain): of what is granted and
 * not suspended beside the other grants, else beside all that the person is eligible for. The result and the
 * tree live until the next call. NOT_FOUND: a household's benefit of someone in none. */
enum err office_why(struct office_asker *k, int benefit, unsigned telling, struct law_result *ret_r,
                    struct law_reason **ret_why);
/* The session it asks with, for citations and procedures. */
struct law_session *office_asker_session(struct office_asker *k);

/* ---- from a determination ---- */

/* The same answer out of everybody's: of the person at a place of its month. `payment`: the month by the laws
 * it was paid by (office_determine_payment), on the same facts; NULL: they are the law of `d`. */
void office_answer_of(struct arena *a, const struct office_determination *d,
                      const struct office_determination *payment, int32_t at, struct office_answer *ret_x);

#endif
