/* office: the main job. From the register and the law: who is eligible for what, what each grant should pay,
 * what differs from what was paid, what a decree changes. Pure computation over columns (bulk engine) plus
 * what it takes to store and list the results.
 *
 * It owns the derived tables determination, determination_result, finding and finding_run. It never writes a
 * fact or a grant, never pays. Words (eligible, granted, due, paid, arrears): doc/decisions/0001-time.md. */
#ifndef ANSINH_OFFICE_H
#define ANSINH_OFFICE_H

#include "law/law.h"
#include "people/people.h"
#include "registry/whole.h"
#include "registry/packs.h"

/* The coordinates of an answer: month, law day, and the act up to which the register is believed with the day
 * that was asked and became it. */
struct office_when {
  month for_month;
  date law, facts;
  int64_t act;
};

/* ---- determination ---- */

enum {
  OFFICE_NOT = LAW_NOT_ENTITLED,
  OFFICE_VALUE = LAW_VALUE,
  OFFICE_UNKNOWN = LAW_UNKNOWN,
  OFFICE_FAULT = LAW_FAULT
};
enum {
  OFFICE_UNVERIFIED = 1,
  OFFICE_INTERPRETATION = 2,
  OFFICE_LOST = 4,
  OFFICE_SUSPENDED = 8,
  OFFICE_AT_LEAST = 16,    /* what is due is a lower bound: a group it stands in is open (record 0002) */
  OFFICE_SHARED = 32,      /* another of the household has the one share */
  OFFICE_HOLDER_DEAD = 64, /* a household's benefit granted to nobody living: due, and paid to nobody */
  OFFICE_HOLDER_LEFT = 128 /* the same, granted to somebody who has left the household; where he is dead too,
                              both */
};

/* What the concurrency groups made of a benefit. */
struct office_settled {
  bool lost, open;    /* open: whether it is paid hangs on a member not known */
  int group, to;      /* of what is lost: the group, the benefit that is paid instead; else -1 */
  int64_t to_subject; /* whose: a person's or household's number, 0 none */
  enum law_entity whose;
  money forgone;
};
/* One person (or household) and benefit where anything is to be said: eligible, unknown, or granted. */
struct office_row {
  int32_t at; /* person's place in the month's columns; of a household's benefit its first person */
  int32_t household_row, area;
  int benefit;
  int32_t grant;  /* place in people_grants, -1 none; of a household's benefit the one it is paid by, whoever
                     holds it */
  int component;  /* of the benefit; 0 the main one */
  int64_t record; /* of the person, which it is for; 0 none */
  uint8_t eligible, due, flags;
  uint8_t fault; /* of OFFICE_FAULT its kind, enum err; else OK */
  int n_cases;
  money eligible_amount, due_amount;
  const struct law_case_id *cases;
  struct office_settled among_eligible,
      among_granted; /* of all that people are eligible for; of what is granted */
};
/* A benefit that cannot be computed for someone. */
struct office_fault {
  int64_t person; /* of a household's benefit its first person */
  int benefit;
  struct law_fault fault;
};
struct office_times {
  double plan, run, rows; /* measuring */
  int64_t asked_by_row;
};
struct office_determination {
  struct office_when when;
  const struct law_program *p;
  const struct people *c; /* everybody, as believed at when.act */
  struct people_month m;
  int64_t n;
  struct office_row *row; /* by person's place, then benefit */
  const date *law_of_row; /* office_determine_payment: the law of each; NULL: when.law */
  struct office_times times;
  int64_t faults; /* rows OFFICE_FAULT, grants of those who have no place because they cannot be read,
                     `foreign` */
  int n_foreign;
  const int32_t
      *foreign; /* places in people_grants: office_foreign of those who have a place and may be seen */
  int n_named;
  const struct office_fault *named; /* the first of those the law itself could not answer */
  struct people_unread unread;      /* of whom rows could not be read: their rows are OFFICE_FAULT */
};
extern const char *const office_uncomputed[2]; /* by enum lang: what is said of such a row */
extern const char *const office_unread[2];     /* the same where it is for want of a row that can be read */
extern const char *const office_not_known[2];  /* what is said of such a grant */
/* Should a grant be paid in the month, of a benefit the packs do not know (renamed away, of other packs)?
 * What is due nobody can say. */
bool office_foreign(const struct people *c, const struct people_grant *g, month m);
/* All of them in a month, of those who have a place in it and may be seen: places in people_grants, in `a`;
 * how many.
 */
int office_foreign_grants(struct arena *a, const struct people *c, const struct people_month *m,
                          const int32_t **ret_list);
/* Everybody, every benefit. `choice` by interpretation or NULL. What cannot be computed for someone is that
 * row's OFFICE_FAULT, counted and the first named, and so is every row of people_unread; everything else
 * stands. LIMIT. */
enum err office_determine(struct arena *a, const struct law_program *p, const struct people *c,
                          struct office_when when, const int *choice, int threads,
                          struct office_determination *ret_d);
/* The same on a month already laid out (people_month), to ask several laws about one month. */
enum err office_determine_on(struct arena *a, const struct law_program *p, const struct people *c,
                             const struct people_month *m, struct office_when when, const int *choice,
                             int threads, struct office_determination *ret_d);
/* A month by the laws it was paid by (office_law_of_payment), as far as when.law goes: each grant's row by
 * its own, all else by that of the list, which is the determination's law day. */
enum err office_determine_payment(struct arena *a, const struct law_program *p, const struct people *c,
                                  struct office_when when, int threads, struct office_determination *ret_d);
/* Is a row's sum due to a household and paid to nobody, because who holds its grant has died or left it and
 * no member there holds another? It is until one is granted it. */
static inline bool office_to_nobody(const struct office_row *r) {
  return (r->flags & (OFFICE_HOLDER_DEAD | OFFICE_HOLDER_LEFT)) && r->due == OFFICE_VALUE &&
         r->due_amount > 0;
}
/* Of whom the row of a grant is told: people_grant_told_of. */
int64_t office_told_of(const struct office_determination *d, const struct office_row *r);
/* Is it somebody who has no place in the month because he cannot be read (people_unread.absent)? */
bool office_absent(const struct office_determination *d, int64_t person);
/* The row of a person's benefit, NULL when nothing is to be said. */
const struct office_row *office_find(const struct office_determination *d, int32_t at, int benefit);
/* Stores it and keeps the texts of its packs, so that it can be worked out again. Derived: it may be made
 * again, and the same coordinates (month, law day, act, packs, meaning) stored again, be it at the same time,
 * are the same determination with its rows written anew; no other is touched. The day that was asked and
 * became the act is no coordinate: where it was the law day once, it stays so. DENIED of what a viewer of
 * less than everything may see: it would stand for the province. */
enum err office_store(struct db *db, struct arena *scratch, const struct office_determination *d,
                      int64_t *ret_id);
/* The stored determination of these coordinates (when.facts is none); NOT_FOUND none. */
enum err office_stored(struct db *db, const struct law_program *p, struct office_when when, int64_t *ret_id);

/* ---- what stands for the province ---- */

enum office_made { OFFICE_MADE_DETERMINATION, OFFICE_MADE_CHECK, OFFICE_MADE };
struct office_shown_ask {
  const struct law_program *law; /* the packs gone by */
  month for_month;               /* -1: the latest month there is one of */
  date known;
  int64_t act; /* that `known` became */
};
/* Why what is stored may be another sum than what is worked out now. */
enum {
  OFFICE_STALE_PACKS = 1, /* made by other packs, or by a program that read them otherwise */
  OFFICE_STALE_ACTS = 2,  /* acts were recorded after its own, up to the one asked about */
  OFFICE_STALE_LAW = 4    /* a document that governs by its month came into force between the two days */
};
struct office_shown {
  int64_t id; /* of the determination, or of the run */
  struct office_when when;
  date act_day; /* of when.act; DATE_MIN where that is 0 */
  char packs[REG_PACKS_HASH + 1];
  int64_t language, meaning; /* of the program that made it */
  unsigned stale;            /* OFFICE_STALE_…; 0: it is what would be made now */
};
/* Were both made by the same packs, read alike? Else one is not to be set against the other. */
bool office_same_packs(const struct office_shown *one, const struct office_shown *other);
/* The newest one of a month that was known by then and stands for the province: made by the packs gone by,
 * else by those adopted as known at its act; a determination by the law of the day its facts were asked, a
 * check by the laws of the payments (office_determine_payment) as known that day. Everything else was made to
 * try something. Adopting packs and erasing a text are acts that make nothing stale: what packs do is told by
 * the packs. NOT_FOUND: none. Works in `a`. */
enum err office_shown(const struct viewer *viewer, struct arena *a, struct db *db, enum office_made made,
                      const struct office_shown_ask *ask, struct office_shown *ret_shown);

/* What is due by a stored determination, a row each; benefit is a symbol. */
struct office_stored_due {
  int64_t person, benefit, area; /* area: the lowest unit, 0 of none known */
  money amount;                  /* above 0 */
};
struct office_stored_visit {
  void *context;
  void (*row)(void *context, const struct office_stored_due *row); /* asks nothing of this connection */
};
/* All of it that the viewer sees (`areas`: the tree of the month's first day), by person, then benefit. */
enum err office_stored_due(const struct viewer *viewer, struct db *db, const struct reg_areas *areas,
                           int64_t determination, const struct office_stored_visit *visit);
/* How much of a stored determination could not be answered, of what the viewer sees. */
enum err office_stored_faults(const struct viewer *viewer, struct db *db, const struct reg_areas *areas,
                              int64_t determination, int64_t *ret_count);

/* ---- the packs in the record ---- */

/* A program's texts, as the register keeps them. */
struct reg_pack_set office_packs(struct arena *a, const struct law_program *p);
/* The program of texts kept in the register. INVALID: this program refuses them. */
enum err office_packs_program(struct arena *a, const struct reg_pack_set *set, struct law_program **ret_p);
/* What the packs adopted last speak of, by their texts in the register. */
enum office_words_read {
  OFFICE_WORDS_READ,
  OFFICE_WORDS_NONE,           /* none were adopted */
  OFFICE_WORDS_OTHER_LANGUAGE, /* they are written in a language number that this program does not read */
  OFFICE_WORDS_REFUSED,        /* this program refuses them */
  OFFICE_WORDS_DAMAGED         /* their rows are not whole */
};
struct office_words {
  enum office_words_read read;
  int64_t language;        /* unless none were adopted */
  struct reg_vocabulary v; /* of OFFICE_WORDS_READ */
};
/* OK with `read` not OFFICE_WORDS_READ where they cannot be had; everything in `a`. */
enum err office_packs_words(const struct viewer *viewer, struct arena *a, struct db *db,
                            struct office_words *ret_words);
/* How a program stands to what was adopted as known at an act. */
enum office_standing {
  OFFICE_ADOPTED,
  OFFICE_NEVER_ADOPTED, /* nothing was */
  OFFICE_OTHER_PACKS,   /* another set of texts */
  OFFICE_OTHER_MEANING  /* these texts, by a program that read them otherwise (language or meaning number) */
};
/* *ret_adopted is filled unless nothing was adopted. */
enum err office_packs_stand(const struct viewer *viewer, struct db *db, const struct law_program *p,
                            int64_t act, enum office_standing *ret_standing, struct reg_adopted *ret_adopted);

/* ---- an old determination, worked out again ---- */

struct office_kept {
  int64_t id, people;
  struct office_when when;
  char packs[REG_PACKS_HASH + 1];
};
/* The determinations stored, by number. LIMIT above REG_LIST_MAX. */
enum err office_kept_list(const struct viewer *viewer, struct arena *a, struct db *db,
                          const struct office_kept **ret_list, int *ret_n);

struct office_stored_row { /* one of determination_result; benefit is a symbol */
  int64_t person, benefit, record, component, household, area;
  int64_t eligible, granted, due, flags;
  money eligible_amount, due_amount; /* 0 where there is none */
  struct str cases, citations;
};
enum { OFFICE_DIFFERS_MAX = 20 };
struct office_differing {
  bool was, is; /* there is such a row stored; it comes out now */
  struct office_stored_row stored, made;
};
/* What a determination says of itself beside its rows. */
struct office_counts {
  int64_t people, faults;
};
/* What of a determination's coordinates has moved since, and what that does to its rows. */
struct office_again {
  struct office_when when;
  char packs[REG_PACKS_HASH + 1];
  int64_t language, meaning;
  bool texts_gone;     /* the texts are not kept here: nothing was worked out */
  bool language_moved; /* another language than this program's */
  bool unreadable;     /* the texts are kept, and this program refuses them: nothing was worked out */
  bool meaning_moved;  /* this program answers the same texts otherwise than the one that stored it */
  bool act_after;      /* its act is none that was known at the end of the day of its facts */
  struct office_counts counts_stored, counts_made; /* equal, or it was changed since */
  int64_t stored, made, differ;                    /* rows; differ: in any column, or on one side only */
  int n_named;
  struct office_differing named[OFFICE_DIFFERS_MAX]; /* the first that differ */
};
struct office_again_ask {
  const struct viewer *viewer;
  struct db *db, *second; /* second: people_ask.beside */
  int64_t determination;
  int threads;
};
/* Works a stored determination out again: its own texts, law day, act; the readings of the law at their
 * defaults, as it was stored. NOT_FOUND: no such determination. */
enum err office_replay(struct arena *a, const struct office_again_ask *ask, struct office_again *ret_again);

/* Adds to a sum. False where it would leave 64 bits: it stays as it was, and whoever adds up refuses the
 * whole with LIMIT. */
bool office_add(money *sum, money more);

struct office_total {
  int64_t people; /* who has a sum, be it of several benefits, each once; a household's is its grantee's, or
                     where only eligible its first person's */
  money sum;
  int64_t unknown; /* results */
};
/* Totals of due (granted) and of eligible: by benefit [benefits], by commune (ids in `communes`, sorted by
 * code, and last 0: of no commune), by deciding cases. The communes add up to the whole. */
struct office_case_total {
  const struct law_case_id *cases; /* those that decide a row, together; the determination's */
  int n;
  int64_t people;
  money sum;
};
struct office_totals {
  struct office_total due, eligible;
  struct office_total to_nobody; /* of what is due: office_to_nobody, by household */
  struct office_total *due_by_benefit, *eligible_by_benefit;
  int n_communes;
  int64_t *commune;
  struct office_total *due_by_commune, *eligible_by_commune;
  int n_cases;
  struct office_case_total *by_case; /* of eligible rows, by the cases that decide them together */
};
/* Adds a determination up by benefit, commune and case; in `a`. LIMIT where a sum leaves 64 bits. */
enum err office_sum(struct arena *a, const struct office_determination *d, const struct reg_areas *areas,
                    struct office_totals *ret_t);

/* ---- what was paid ---- */

/* Paid for a month under one grant. */
money office_paid(const struct people_grant *g, month m);
/* Is a payment of the month recorded under it, be it 0? */
bool office_recorded(const struct people_grant *g, month m);

/* ---- the payment list ---- */

/* The list of a month is drawn before this day of the month before, when its money is drawn and the list goes
 * to the payer: Decree 20/2021/NĐ-CP Article 34 (1 July 2021 to 4 October 2026), Decree 335/2026/NĐ-CP
 * Article 28 (from 5 October 2026); record 0005. */
enum { OFFICE_LIST_DAY = 25 };
/* The first month on whose list a grant can stand: of its first month, or of the first month later whose list
 * is drawn when the decision is signed and its act recorded, both. Signed on 24 October and recorded that
 * day: November's; one of the two on the 25th or later: December's. On that list alone stands what is paid
 * once; what is paid each month is new on it. The sum of a month before it, that was not recorded as paid,
 * could be on no list of its own. */
month office_first_list(const struct people_grant *g);

enum office_change {
  OFFICE_SAME,
  OFFICE_NEW,
  OFFICE_GONE,
  OFFICE_CHANGED,
  OFFICE_UNSAID,    /* what is due cannot be said: rows that cannot be read, a sum that cannot be computed, a
                       fact that is missing; `now` is none */
  OFFICE_TO_NOBODY, /* office_to_nobody: `now` is due to the household and paid to nobody yet */
  OFFICE_ONCE,      /* what is paid once was on the last list, or is on a later one: nothing ends */
  OFFICE_CHANGES
};
struct office_due_line {
  int64_t person;
  int32_t at;         /* -1: of somebody who cannot be read */
  int benefit;        /* -1: of a grant that cannot be read, or of a benefit the packs do not know */
  int32_t grant;      /* -1: of a grant that cannot be read */
  struct str foreign; /* what the register calls a benefit the packs do not know; else empty */
  int32_t area;
  bool expected;   /* something was due for last month by the law of its payment, or is recorded as paid */
  bool recorded;   /* a payment of last month is recorded under the grant, be it 0 */
  bool unrecorded; /* expected, none is, and there is time for it yet (office_month_closed): `before` is what
                      was due then */
  bool at_least;   /* `now` is a lower bound: OFFICE_AT_LEAST */
  money now, before; /* due this month; paid last month, or on its list and not recorded yet */
  money carried;     /* of `now`: what is paid once, for an earlier month */
  money later;       /* what is paid once and due for this month, on a later list: in no `now` of this one */
  money arrears; /* beside `now`, on the first list of a grant: what of the months before is not recorded as
                    paid, and no list of theirs had */
  enum office_change change;
  struct str why[2];
  const struct law_case_id *cases;
  int n_cases;
};
struct office_due_ask {
  const struct office_determination *now;
  const struct office_determination *before; /* of the month before under the laws it was paid by
                                                (office_determine_payment); NULL none */
  const struct reg_areas *areas; /* of the month's first day; NULL: nobody is told to have moved */
  int threads;
};
/* Lines of everyone due this month or on the list before, or of whom that cannot be said (record 0005). Who
 * was on no list before this one is new (office_first_list). What is paid once stands on its list alone, be
 * its month gone by: `now` of all lines, less `carried` and with `later`, is what is due by the
 * determination. Of who moved to another commune there are two lines: he is gone from the one and new in the
 * other. A decision that takes the place of another without a gap is one line with it. Where a new document
 * may be the reason of a difference, this month is asked once more by the law of last month's list. LIMIT
 * where what they come to, this month or last, leaves 64 bits. */
enum err office_due_lines(struct arena *a, const struct office_due_ask *ask, struct office_due_line **ret,
                          int64_t *ret_n);

/* ---- the caseload against the law ---- */

enum office_finding_kind {
  FIND_EQUAL,
  FIND_LAW_HIGHER,
  FIND_LAW_LOWER,
  FIND_FACT_MISSING,
  FIND_FAULT, /* a sum cannot be computed as the law is written, or the packs do not know the benefit */
  FIND_NO_PAPER,
  FIND_DEAD_PAID,
  FIND_LEFT_PAID, /* by a household's grant, to a holder who has left it */
  FIND_PAID_TWICE,
  FIND_EXCLUSIVE,
  FIND_NOT_GRANTED,
  FIND_TWO_HOUSEHOLDS, /* a person in two on the first day of the month */
  FIND_TWIN_GRANTS,    /* two grants of one benefit, record and component stand in the month; of a household's
                          benefit, of two members who are there */
  FIND_HOME_GONE,      /* a grant stands of a household that nobody is in */
  FIND_OTHER_MONTH,    /* what is paid once for a death is granted for a month in which it is not due */
  FIND_VERY_OLD,       /* believed alive beyond OFFICE_AGE_BELIEVED */
  FIND_BAD_ROW,        /* a row that cannot be was left out */
  FIND_KINDS
};
const char *office_finding_name(enum office_finding_kind k); /* 'dead_paid' */
/* FIND_KINDS: no kind has the name. */
enum office_finding_kind office_finding_kind(struct str name);
const char *office_finding_title(enum office_finding_kind k, enum lang lang);
enum { OFFICE_AGE_BELIEVED = 110 }; /* years */
struct office_finding {
  enum office_finding_kind kind;
  int64_t person; /* 0: of a row whose person is not known */
  int32_t at, area;
  int benefit; /* -1: of the person, not of a benefit; or, with a grant, of one the packs do not know */
  int32_t grant;
  date law_day;               /* the law it was judged by: that of the payment, or of the list */
  bool law_known, paid_known; /* else nothing is said of the sum, which is 0 */
  money law, paid;
  struct str detail[2];
  const struct reg_bad *bad; /* FIND_BAD_ROW: the row; else NULL */
};
/* Was any payment of the month set against the law, by how many findings of each kind there are? */
bool office_compared(const int64_t counts[FIND_KINDS]);
/* Sets the law against what was paid in the determination's month. FIND_EQUAL rows are counted, not listed.
 * LIMIT where what the findings come to, by law or paid, leaves 64 bits. */
enum err office_check(struct arena *a, const struct office_determination *d, struct office_finding **ret,
                      int64_t *ret_n, int64_t counts[FIND_KINDS]);
/* Says of each FIND_BAD_ROW whose row it is: the person (0: not sure, or nobody who is there), or in words
 * the household or grant by its public id. For who may see everything; nobody else is told of such rows
 * (DENIED). */
enum err office_findings_owned(const struct viewer *viewer, struct arena *a, struct db *db,
                               struct office_finding *f, int64_t n);
/* Stores them as a run with the determination's coordinates, in place of one with the same; no other is
 * touched. DENIED as office_store. */
enum err office_store_findings(struct db *db, const struct office_determination *d,
                               const struct office_finding *f, int64_t n, const int64_t counts[FIND_KINDS]);

/* A finding as it is stored. */
struct office_stored_finding {
  enum office_finding_kind kind; /* FIND_KINDS: of a kind this program does not know */
  int64_t person, area, benefit; /* benefit: a symbol, 0 of the person */
  bool law_known, paid_known;    /* else nothing is said of the sum, which is 0 */
  money law, paid;
  struct str detail[2]; /* good until the visitor returns */
  date law_day;         /* the law it was judged by */
};
struct office_findings_ask {
  int64_t run, person; /* person: 0 everybody's */
  struct str kind;     /* "" every kind */
  const struct reg_areas
      *areas; /* the tree of the month's first day; NULL: of one person, whom the viewer sees */
};
struct office_findings_visit {
  void *context;
  bool (*finding)(void *context, const struct office_stored_finding *f); /* false: enough */
};
/* Those of a run that the viewer sees, in the order they were found. */
enum err office_stored_findings(const struct viewer *viewer, struct db *db,
                                const struct office_findings_ask *ask,
                                const struct office_findings_visit *visit);

/* How many of each kind a run found, whoever asks; those of kinds this program does not know stand last. */
enum err office_stored_kinds(const struct viewer *viewer, struct db *db, int64_t run,
                             int64_t ret_counts[FIND_KINDS + 1]);
/* How many of a kind are listed in an area. */
struct office_stored_count {
  enum office_finding_kind kind; /* FIND_KINDS: one this program does not know */
  int64_t area, n;
};
struct office_counts_visit {
  void *context;
  void (*count)(void *context, const struct office_stored_count *x);
};
/* Those of a run that the viewer sees (`areas`: the tree of the month's first day). */
enum err office_stored_counts(const struct viewer *viewer, struct db *db, const struct reg_areas *areas,
                              int64_t run, const struct office_counts_visit *visit);

/* ---- adopting a document ---- */

enum office_group { GROUP_SURE, GROUP_INTERPRETATION, GROUP_ANSWER, GROUPS };
enum office_cause { CAUSE_LAW, CAUSE_FACTS, CAUSES };
/* Of a grant the document touches, what lies in one commune: that of the months in which the person counted
 * there, or nowhere any more. Of a month not known or not closed (office_arrears) no arrears. */
struct office_arrear_part {
  int64_t commune;     /* 0: in none */
  month from, to;      /* the first and the last of these months */
  int grants;          /* 1 in the commune of the last month told, else 0 */
  money law, facts;    /* still owed, never below 0: by this document; by what was not paid as the law said */
  money back[CAUSES];  /* paid too much, never above 0 */
  money other_choice;  /* due more under the other choice, of closed months not paid by the document's law */
  money before, after; /* due in the months the document touches without it and with it, both known; closed or
                          not */
};
/* Is anything to be paid, taken back or decided of it? */
static inline bool office_arrear_part_owes(const struct office_arrear_part *p) {
  return p->law || p->facts || p->back[CAUSE_LAW] || p->back[CAUSE_FACTS] || p->other_choice;
}
struct office_arrear {
  int64_t person;
  int benefit;
  int32_t grant;
  enum office_group group;
  int interpretation;
  struct str reason[2];
  month from, to; /* the first and the last month told */
  int n_parts;    /* by first month */
  struct office_arrear_part *part;
  money law, facts, back[CAUSES], other_choice; /* of the parts together */
};
enum { OFFICE_ADOPTED_MONTHS_MAX = 64 };
struct office_adopted_month {
  int64_t grants;         /* touched in the month */
  money before, after;    /* due of these without the document and with it, of whom both are known */
  money law, facts, back; /* as of parts; back of both causes */
};
struct office_adopted_commune {
  int64_t commune; /* 0: of none */
  int64_t grants;
  money law, facts, back;
};
struct office_adoption {
  struct str document;
  date in_force;
  month from, to;
  int64_t n;
  struct office_arrear *at;
  money sum[GROUPS][CAUSES]; /* still owed */
  money back[GROUPS];        /* paid too much, never above 0 */
  int64_t people[GROUPS];    /* grants */
  int n_foreign;             /* office_foreign_grants in `to`: in no sum */
  int n_months;
  struct office_adopted_month month[OFFICE_ADOPTED_MONTHS_MAX]; /* from `from` on, interpretations at their
                                                                   defaults */
  int64_t n_closed; /* months of grants touched that are closed; 0: there can be no arrears by the document */
  struct office_total gained,
      lost; /* eligibility on the last day of `to`: people newly and no longer eligible */
  /* Whom the law could not be asked about, for a row that could not be read: in no sum of the months it was
   * so, in gained and lost not at all. */
  int64_t n_unread;
  const int64_t *unread;
  int n_communes;
  struct office_adopted_commune *commune; /* sorted by code, and last 0. They add up to the whole */
};
/* What `document` changes, from the first month one of its provisions governs to when.for_month, or in that
 * first one where it is later: the law of its day with it against that law without it. Who is touched is told
 * with every month of his benefit, be there arrears or none. People as believed at when.act, the end of day
 * when.facts; when.law is not read. NOT_FOUND: no such document. LIMIT: more months than there is room for,
 * or a sum leaves 64 bits. */
enum err office_adopt(struct arena *a, const struct law_program *p, const struct people *c,
                      const struct reg_areas *areas, struct str document, struct office_when when,
                      int threads, struct office_adoption *ret_x);

/* ---- the derived tables as a whole ---- */

/* All of them with all their columns, for db_copy. Static. */
const struct db_table *office_tables(int *ret_count);
/* What must hold in them: results of known determinations, people, grants and acts, sums where there are
 * sums. As reg_audit. */
enum err office_audit(const struct viewer *viewer, struct db *db, const struct reg_audit_watch *watch,
                      int64_t *ret_found);

#endif
