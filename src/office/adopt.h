/* adopt: what one month says under the laws an adoption compares. Private to src/office. */
#ifndef ANSINH_OFFICE_ADOPT_H
#define ANSINH_OFFICE_ADOPT_H

#include "office/office.h"

/* The laws compared, at their default choices: the document's day as if it had not come, and as it is; those
 * the month was paid by, each grant its own (office_law_of_payment); then, for each other choice of an
 * interpretation, the document's day as if it had not come and as it is (OTHER_BEFORE, OTHER_AFTER of each
 * OTHER_LAWS). */
enum { LAW_BEFORE, LAW_AFTER, LAW_PAYMENT, LAW_OTHERS };
enum { OTHER_BEFORE, OTHER_AFTER, OTHER_LAWS };
struct adopt_law {
  struct law_bulk_law law;
  int interpretation, choice; /* of LAW_OTHERS and on */
  bool *asked;                /* by benefit: its answers may differ from those of the default choices */
};
struct adopt_laws {
  int n, benefits;
  struct adopt_law *at;
};
/* All that matter for the packs; in `a`. */
struct adopt_laws office_adopt_laws(struct arena *a, const struct law_program *p, struct str document);

/* A grant's answers in a month under one law. */
struct adopt_due {
  uint8_t eligible, due; /* OFFICE_… */
  money amount;          /* due */
};
/* A grant that stands in the month, of someone whom the viewer may see. */
struct adopt_standing {
  int32_t grant; /* place in people_grants */
  bool suspended;
  bool by_document;   /* the month was paid by the law of the document's day */
  bool decided_under; /* the decision it is paid by was signed when that was the law: nothing moved for it */
  int n_instead; /* where the document takes it away: of the benefits of persons, those the person is eligible
                  */
  const int *instead; /* for a sum with the document and holds no grant of that stands */
};
/* Does the document take away what is due without it, so that the person is not even eligible with it? */
static inline bool office_adopt_takes_away(const struct adopt_due *before, const struct adopt_due *after) {
  return before->due == OFFICE_VALUE && before->amount > 0 && after->eligible == OFFICE_NOT;
}
struct adopt_month {
  month m;
  bool others, totals; /* wanted: other choices, who gains and who loses */
  int64_t n;
  struct adopt_standing *standing; /* by grant */
  struct adopt_due **due; /* by law, by standing; where another choice changes nothing the list of LAW_BEFORE
                             or LAW_AFTER itself */
  bool *moves;            /* by benefit: some provision governs it that would not without the document, or the
                             other way round (law_bulk_moves) */
  int32_t *area;          /* by grant, standing or not: where the person counts; 0 nowhere, or AREA_… */
  struct office_total gained, lost; /* of those who could be read */
  int n_foreign;                    /* where totals are wanted: office_foreign_grants */
  int64_t n_unread;
  const int64_t *unread; /* where totals are wanted: whom the viewer may see and nothing can be said of */
  enum err err;
  struct arena *a; /* what is kept of the month; NULL none */
};
enum {
  AREA_HIDDEN = -1, /* the viewer may not see who it is */
  AREA_UNREAD = -2, /* the law cannot be asked about who it is: a row could not be read */
};

struct adopt_ask {
  const struct law_program *p;
  const struct people *c;    /* everybody: for months whose totals are wanted */
  const struct people *near; /* people_near_grants of them: for the others */
  const struct adopt_laws *laws;
  int threads;
};
/* Asks about months (m, others, totals are given), at most as many at a time as there are threads; their
 * order is kept in `a`. The error of the first that failed. office_adopt_months_free lets go of all of them.
 */
enum err office_adopt_months(struct arena *a, const struct adopt_ask *ask, int n, struct adopt_month *months);
void office_adopt_months_free(int n, struct adopt_month *months);

#endif
