/* questions: what the pages show, as plain values (view models), and the table of functions that fills them.
 *
 * The pages know only this header; this folder fills it from the register, the law and the stored
 * determinations, the browser tests fill it with invented people. People and communes are known here by what
 * stands in addresses: a person's public id, a commune's code; no row's number leaves this room. Everything
 * returned lives in the request's arena. Text may be empty (n = 0), which means "nothing to show", never
 * "unknown": what is unknown is said in words. Functions return OK, NOT_FOUND, or a fault of the world. */
#ifndef ANSINH_QUESTIONS_H
#define ANSINH_QUESTIONS_H

#include "base/base.h"

#define WEB_PAGE_ROWS        50 /* rows of a list on one page */
#define WEB_FOUND_MAX        10 /* search results shown */
#define WEB_REASON_DEPTH_MAX 40 /* of an explanation's tree */
#define WEB_STRIP_MONTHS     12 /* months side by side on a person's page */
#define WEB_AGE_GROUPS       18 /* five years each, the last 85 and over */

/* Which month is asked, by what was known to the end of which day; law and facts both go by `known`. */
struct web_when {
  month for_month;
  date known;
};

/* ---- the packs ---- */

/* How the packs that these pages go by stand to what the office adopted last. */
enum web_standing { WEB_ADOPTED, WEB_NEVER_ADOPTED, WEB_OTHER_PACKS, WEB_OTHER_MEANING };
struct web_packs {
  enum web_standing standing;
  struct str served, adopted; /* hashes; `adopted` is empty where nothing was */
};

/* ---- what is stored ---- */

/* By what a stored figure was made. Where something has moved since it is told with what it was made by, and
 * marked: asked now it may be another. */
struct web_made {
  bool there; /* else nothing is stored and all else is 0 */
  month m;
  date law_day, facts_day, act_day; /* act_day: of `act`, DATE_MIN none */
  int64_t act;                      /* the last act it knew, 0 none */
  struct str packs;                 /* hash */
  bool other_packs;                 /* other than these pages go by, or read otherwise */
  bool acts_since;                  /* acts were recorded since, up to the day asked */
  bool law_since;                   /* a document for the month came into force since */
};
/* May it be another figure by now? False where nothing is there. */
static inline bool web_stale(const struct web_made *x) {
  return x->other_packs || x->acts_since || x->law_since;
}

/* ---- overview ---- */

struct web_sum {
  int64_t people, households;
  money vnd;
  struct web_made check; /* of the month, as known then; not there: how many tasks is not known */
  bool compared;         /* and payments of it were recorded, which the check set against the law */
  int64_t tasks;
}; /* tasks: things a person must look at */
struct web_total {
  struct str code; /* of a commune, as addresses write it; "" of those without a known residence */
  struct str name, title;
  struct web_sum now, before;
}; /* a commune, or a benefit */
struct web_ages {
  int64_t male, female, male_receiving, female_receiving;
};
struct web_overview {
  struct web_made made; /* not there: nothing was determined for this month; `latest` may name one that was */
  month for_month, latest;
  struct web_made before_made; /* of the month before; not there: it was not determined */
  bool comparable;             /* both by the same packs: a difference between them is the months' */
  bool tasks_comparable;       /* likewise of the two checks */
  int64_t
      faults; /* answers that could not be given: rows that cannot be read, sums that cannot be computed */
  struct web_sum now, before;
  struct web_total *communes;
  int commune_count;
  struct web_total *benefits;
  int benefit_count;
  struct web_ages ages[WEB_AGE_GROUPS];
  int64_t population;
};

/* ---- people ---- */

struct web_found {
  struct str id;
  struct str name;
  uint32_t matched; /* bit i: word i of the name met a word typed */
  date birth;
  int birth_known; /* 3 the day, 2 the month, 1 the year only */
  bool female, dead;
  struct str village, commune, head, receives;
};

enum web_status { WEB_NOT, WEB_VALUE, WEB_UNKNOWN };

enum web_mark { WEB_MARK_NONE, WEB_MARK_YES, WEB_MARK_NO, WEB_MARK_UNKNOWN };
/* One step of an explanation. `text` says what was asked, `value` what came out, `origin` since when and from
 * which paper, `citation` the article as printed, `law` the provision's name in /law/{name} (empty: none). */
struct web_reason {
  enum web_mark mark;
  struct str text, value, origin, citation, law;
  bool secret, unverified;
  struct web_reason *kids;
  int kid_count;
};
/* A benefit that would hold but is not paid beside this one. */
struct web_not_added {
  struct str title, reason, citation;
  bool has_sum;
  money forgone;
};
/* Where the law is open: the result under another reading. */
struct web_reading {
  struct str text, value, citation;
};
struct web_why {
  struct str benefit, title; /* 'assistance.monthly', 'Trợ cấp xã hội hằng tháng' */
  enum web_status status;
  bool household;      /* whose benefit: the person's own or that of the whole household */
  bool paid_to_member; /* of a household's: it is paid to another of its members */
  struct str
      to_nobody; /* of a household's granted to nobody living: that it is paid to nobody, and what to do */
  money vnd;
  struct str answer;        /* a sentence a person can say aloud */
  struct str sum;           /* '540.000 đ × 1,5 = 810.000 đ' */
  struct str citation, law; /* of what decides */
  struct web_reason *reasons;
  int reason_count;
  struct web_not_added *not_added;
  int not_added_count;
  struct web_reading *readings;
  int reading_count;
  struct str *unverified;
  int unverified_count;
  struct str *changes;
  int change_count; /* what would change it */
  struct str *unknowns;
  int unknown_count; /* what is missing */
  struct web_reason *tree;
  int tree_count; /* every step; only where one benefit is asked (web_data.why) */
  bool granted;
  bool paid_without; /* no decision stands in the month, and something was paid of it (grant_note) */
  money granted_vnd;
  month granted_from;
  bool once;             /* a single payment, not a monthly one */
  struct str grant_note; /* what stands in the decision */
  bool has_due;
  money due_vnd;     /* what the grant pays this month */
  bool due_at_least; /* due_vnd is a lower bound: another benefit of its group is not known */
  bool arrears_open; /* what is still owed for the month is not known */
  bool unpaid;       /* no payment of the month is recorded */
  money owed_by_law,
      owed_by_facts; /* still owed for it, below 0 paid too much: the law moved; paid otherwise */
  bool lost;         /* holds, but another one of its group is kept */
};

struct web_member {
  struct str id; /* "": no file of his can be opened */
  struct str name, role, note;
  date birth;
  int birth_known;
  bool dead, self;
};
struct web_fact {
  struct str title, value, source;
  bool secret, household, current;
  date from, to, recorded, recorded_to;
};
struct web_grant {
  struct str title, decision_no, signer, cases, payee, state;
  date decided;
  month first;
  bool running;
  month last;
  money vnd;
};
struct web_paid {
  struct str title, decision_no;
  month from, to;
  money vnd;
};
struct web_event {
  date day, recorded;
  struct str text, source;
};
struct web_cell {
  month m;
  enum web_status status;
  money eligible, due, paid;
  bool has_due, has_paid;
  money owed, back;  /* arrears of its benefits: those above 0, those below; never set off */
  bool arrears_open; /* those of some benefit are not known */
};
struct web_coming {
  date day;
  struct str text;
};
struct web_finding {
  struct str kind, text;
  bool stored; /* by a check (web_person.check); else it is found now */
};

struct web_person {
  struct str id;
  bool in_household;
  bool lived_last; /* in no household: village and commune are where he lived last */
  struct str
      unread; /* which rows of whom cannot be read: nothing but `id` is told besides; "" all could be */
  struct str name, ethnic, citizen_no, phone; /* numbers as they are: the page masks them */
  date birth, death;
  int birth_known;
  bool female, dead;
  bool unborn; /* born after the month asked */
  date age_on; /* the last day of the month asked: on it completed years, 0 of the unborn; a birth not known
                  to */
  int64_t age, age_least; /* the day makes age_least the lesser of what he may be */
  struct str village, commune, address, head;
  int members;
  struct web_why *whys;
  int why_count; /* values first, then unknown, then not entitled */
  struct web_finding *findings;
  int finding_count;     /* to look at */
  struct web_made check; /* that found those that are stored; all else of a person is worked out now */
  struct web_coming *coming;
  int coming_count;
  struct web_cell strip[WEB_STRIP_MONTHS];
  int strip_count;
  struct web_member *household_members;
  int member_count;
  struct web_fact *facts;
  int fact_count;
  struct web_grant *grants;
  int grant_count;
  struct web_paid *paid;
  int paid_count;
  struct web_event *events;
  int event_count;
};

/* ---- law ---- */

struct web_provision {
  struct str name, kind, title, value, since, citation;
  bool unverified;
};
/* A row of a table: its key and what it says; of a change, before and after ("" where there is no such row).
 */
struct web_table_row {
  struct str key, before, value;
};
struct web_version {
  struct str from, until, value, citation;
  bool current, unverified;
  struct str note;
  struct web_table_row *rows; /* of a table: the first of row_count */
  int rows_told, row_count;
};
struct web_provision_page {
  struct web_provision about;
  struct web_version *versions;
  int version_count;
  struct str *used_by;
  int used_count;    /* names of provisions that read it */
  struct str source; /* the text of the pack; may be empty */
  struct str place;  /* file and line in the pack */
};
struct web_document {
  struct str id, title, note;
  date issued, in_force;
};
struct web_law {
  struct web_document *documents;
  int document_count;
  struct web_provision *provisions;
  int provision_count;
  struct str hash;
};
struct web_change {
  struct str name, title, kind, before, after, document, citation;
  bool ended;   /* nothing stands after: its people are those of web_diff.before */
  bool counted; /* how many people answers rest on it for; else that is not known */
  int64_t touched;
  struct web_table_row *rows; /* of a table: the first of the row_count that differ */
  int rows_told, row_count;
};
/* A month in which people are counted, as known today. */
struct web_counted {
  month m;
  struct web_made
      made; /* not there: not determined. By other packs nobody is counted: they name other cases */
};
struct web_diff {
  struct web_counted before, after; /* the months of the two days */
  struct web_change *changes;
  int change_count;
  struct web_document *documents;
  int document_count; /* those that came into force between */
};

/* ---- caseload check ---- */

struct web_check_kind {
  struct str name, title, help;
  int64_t count;
};
struct web_check_row {
  struct str person; /* "": of a row whose person is not known */
  struct str name, village, commune, kind, title, text;
  bool has_law, has_paid;
  bool law_unknown; /* there is a sum by law and it is not known */
  money law_vnd, paid_vnd;
  date law_day; /* the law it was judged by */
};
struct web_check_ask {
  month for_month;
  struct str kind;
  struct str commune; /* its code, "" all */
  struct str after;   /* web_check.next of the page before */
};
#define WEB_NO_COMMUNE "0" /* what is asked for in the place of a commune's code: what is of none */
struct web_check {
  struct web_made made; /* not there: the month was not checked, as known then */
  bool compared;        /* made: and payments were recorded, which it set against the law */
  month latest;         /* not made: the latest month that was checked, as known then; 0 none */
  struct web_check_kind *kinds;
  int kind_count;
  int64_t all;
  struct web_total *communes;
  int commune_count;     /* code, title, now.people = findings */
  int64_t of_no_commune; /* findings */
  struct web_check_row *rows;
  int row_count;           /* at most WEB_PAGE_ROWS */
  struct str commune_name; /* of the commune asked for */
  struct str next;         /* key of the next page, empty at the end */
  struct str before;       /* key of the page before, empty where that is the first */
};

/* ---- the functions ---- */

/* A person by public id and a benefit by name. */
struct web_why_ask {
  struct str id, benefit;
};

/* What the faces ask. It carries the viewer it was opened for: every session it opens asks as him. */
struct web_data {
  void *config; /* shared by all threads, never written to after start */
  /* A connection for one thread, and its end. */
  enum err (*open)(void *config, void **ret_session);
  void (*close)(void *session);
  /* Runs `work`, the whole handling of a request, on one snapshot that ends with it: whatever it asks is of
   * one state. It may be run again from the start, so it begins its answer anew. All below is asked inside.
   */
  enum err (*question)(void *session, enum err (*work)(void *context), void *context);
  /* After a question that failed with IO: that a row of the register is in the way, where it is one, and what
   * to do; else "". Which one is told to who may see all, and else on stderr. NULL: never one. Asked outside
   * a question. */
  struct str (*damage)(void *session, struct arena *a, enum lang lang);
  /* Whatever time is asked about: what is served is served now. */
  enum err (*packs)(void *session, struct arena *a, struct web_packs *ret_p);
  enum err (*overview)(void *session, struct arena *a, enum lang lang, struct web_when when,
                       struct web_overview *ret_o);
  enum err (*search)(void *session, struct arena *a, enum lang lang, struct web_when when, struct str query,
                     struct web_found **ret_list, int *ret_count);
  /* Is what was typed a public id but for its check letter? Asks nobody. */
  bool (*mistyped)(struct str typed);
  enum err (*person)(void *session, struct arena *a, enum lang lang, struct web_when when, struct str id,
                     struct web_person *ret_p);
  /* The same with one benefit alone: name and that one of `whys`, nothing beside it. */
  enum err (*why)(void *session, struct arena *a, enum lang lang, struct web_when when,
                  const struct web_why_ask *ask, struct web_person *ret_p);
  enum err (*law)(void *session, struct arena *a, enum lang lang, struct web_when when,
                  struct web_law *ret_l);
  enum err (*provision)(void *session, struct arena *a, enum lang lang, struct web_when when, struct str name,
                        struct web_provision_page *ret_p);
  enum err (*diff)(void *session, struct arena *a, enum lang lang, date from, date to,
                   struct web_diff *ret_d);
  enum err (*check)(void *session, struct arena *a, enum lang lang, struct web_when when,
                    const struct web_check_ask *ask, struct web_check *ret_c);
};

struct law_program;
struct viewer; /* registry/viewer.h */
struct questions_place {
  const char *db_path;     /* a file or postgresql://… */
  struct law_program *law; /* checked; outlives the provider */
  enum lang lang;          /* of the message */
};
/* The provider over the real modules: a register and law packs. Shared by all threads; each session has a
 * connection of its own. CONFLICT, IO, NOT_FOUND, DENIED, INVALID as db_open says: the message tells in words
 * why it could not be opened. */
enum err questions_open(const struct viewer *viewer, struct arena *a, const struct questions_place *place,
                        struct web_data *ret_data, struct str *ret_message);

/* After the server has stopped. */
void questions_end(struct web_data *data);

#endif
