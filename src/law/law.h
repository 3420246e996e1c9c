/* law: the law as data. Reads packs, checks them, answers what a person is entitled to in a month and why,
 * one person at a time with every step recorded (the replay). It owns the language (doc/law-language.md); it
 * never touches a database or a file but the packs, knows no register, and reads people only through a
 * `law_source`.
 *
 * Time and unknown: decision records 0001 and 0002. All functions are safe for use from several threads on
 * one program; a `law_session` belongs to one thread. */
#ifndef ANSINH_LAW_H
#define ANSINH_LAW_H

#include "base/base.h"

struct law_program;
struct law_session;

/* ---- packs ---- */

/* Reads every *.luat below each path (a file or a folder), and the CSV files tables name beside them, into
 * one program. Files are taken in the order of their names in the record (law_text), whatever the order of
 * paths. The program is returned even with errors (INVALID), so that they can be printed; it may be run only
 * after OK. A file or folder that cannot be read is one of the errors, named. NOT_FOUND: a path does not
 * exist, or there is no file at all; LIMIT. Everything lives in `a`. */
enum err law_load(struct arena *a, int n, const char *const *paths, struct law_program **ret_p);
/* The same from texts in memory, in the order given; those of names that end in ".csv" are the tables' files.
 * No disk is read: what a table names must be among them. */
enum err law_load_text(struct arena *a, int n, const struct str *names, const struct str *texts,
                       struct law_program **ret_p);
/* Prints errors and warnings as a compiler does, place by place; returns the number of errors. */
int law_print_diagnostics(const struct law_program *p, struct buf *b, enum lang lang);
/* SHA-256 over the packs' texts, tests left out and tables' files included: the coordinate *packs*. */
const char *law_hash(const struct law_program *p);
/* Beside it stand the language the packs are written in (their first line) and the meaning number of this
 * engine, raised when a mend changes any answer to the same texts. An old decision that no longer replays
 * names which of the three has moved. */
enum { LAW_LANGUAGE = 1, LAW_MEANING = 6 };
/* The highest language number this program reads, and the number its meaning has. */
int law_language(void);
int law_meaning(void);
struct law_text {
  struct str name, body; /* the folder and file it was read from: "vn/care.luat", "vn/levels.csv" */
};
/* How many texts the hash is over. */
int law_text_count(const struct law_program *p);
/* One of them, in the order of the hash, which is the SHA-256 of their hashes joined; law_load_text of all
 * makes the same program. Lives as long as the program. */
struct law_text law_text(const struct law_program *p, int i);

/* ---- vocabulary ---- */

enum law_entity { LAW_PERSON, LAW_HOUSEHOLD, LAW_AREA, LAW_RECORD };
enum law_kind { LAW_BOOL, LAW_INTEGER, LAW_MONEY, LAW_RATE, LAW_DATE, LAW_MONTH, LAW_ENUM };
/* No whole number and no sum of anybody lies beyond it (đồng; either way). */
#define LAW_WHOLE_MAX ((int64_t)1000000000000000)
struct law_fact_info {
  const char *name; /* 'person.disability' */
  enum law_entity entity;
  enum law_kind kind;
  const char *enumeration; /* or NULL */
  const char *vi, *en;
  bool secret, required, has_absent;
  bool declared_secret; /* by the pack itself; `secret` also where law_keep_secret said so */
  bool deceased;        /* of a person: about his death or what follows it */
  int64_t absent;
  /* What its numbers may be, both included: 0 and 1 of a bool, the places of an enumeration's values, the
   * range that was declared, else sums from 0 on, days and months of the calendar, up to LAW_WHOLE_MAX either
   * way. */
  int64_t lo, hi;
};
/* Facts are numbered 0 .. count - 1 in the order they are declared; what one is like. */
int law_fact_count(const struct law_program *p);
struct law_fact_info law_fact_info(const struct law_program *p, int fact);
/* Holds more facts secret than the packs say: those marked in `facts`, by number, and what reads them. For
 * one thread, before the program is shared. */
void law_keep_secret(struct law_program *p, const bool *facts);
/* Index or -1. An old name finds what it is called now. */
int law_fact_find(const struct law_program *p, struct str full_name);
/* A value as people read it, of any kind but an enumeration: "540.000 đ" or "540,000 đồng", "1,5", "có". A
 * whole number is given as it is, a rate as a whole one. */
struct str law_value_text(struct arena *a, enum law_kind kind, int64_t v, enum lang lang);
int law_enum_count(const struct law_program *p, int fact); /* values of an enumeration fact */
const char *law_enum_value(const struct law_program *p, int fact, int value, const char **ret_vi,
                           const char **ret_en); /* its id */
int law_link_count(const struct law_program *p);
const char *law_link_name(const struct law_program *p, int link);
/* The link whose rows are read backwards for this one, or -1. */
int law_link_inverse(const struct law_program *p, int link);
int law_record_count(const struct law_program *p);
const char *law_record_name(const struct law_program *p, int record);
int law_record_field_count(const struct law_program *p, int record);
const char *law_record_field(const struct law_program *p, int record, int field); /* 'd01' */
enum law_entity law_record_entity(const struct law_program *p, int record);       /* of whom it is one */
/* What an item of a record is: as of a fact, but entity is LAW_RECORD, name the item's, and nothing is said
 * of absence. */
struct law_fact_info law_item_info(const struct law_program *p, int record, int field);
/* Values of an enumeration item, and their ids. */
int law_item_value_count(const struct law_program *p, int record, int field);
const char *law_item_value(const struct law_program *p, int record, int field, int value);
/* Benefits are numbered from 0 in the order of the packs; names and titles live as long as the program. */
int law_benefit_count(const struct law_program *p);
/* A benefit's full name, and how people call it; they live as long as the program. */
const char *law_benefit_name(const struct law_program *p, int benefit);
const char *law_benefit_title(const struct law_program *p, int benefit, enum lang lang);
int law_benefit_find(const struct law_program *p, struct str name); /* as law_fact_find */
enum law_entity law_benefit_entity(const struct law_program *p, int benefit);
bool law_benefit_once(const struct law_program *p, int benefit); /* a single payment, not a monthly one */
/* Granted to one of the dead, for his death (a funeral); every other benefit is of the living. */
bool law_benefit_deceased(const struct law_program *p, int benefit);
int law_interpretation_count(const struct law_program *p);
const char *law_interpretation_name(const struct law_program *p, int i);
/* A document's in-force day, or DATE_MIN when there is none of this id; an id it once had finds it too. */
date law_document_in_force(const struct law_program *p, struct str id);
/* The day since which the law is what it is on a day: the last in-force day of a document up to it; DATE_MIN:
 * none. Two days of which it is the same have one law. */
date law_since(const struct law_program *p, date day);
/* Did a document come into force after `before`, up to `after`, of which a provision governs by `until`? */
bool law_moved(const struct law_program *p, date before, date after, date until);
/* What of a law day's documents is taken for not there. */
struct law_without {
  int document; /* one, counted from 1 (law_document_number); 0 none */
  date raised;  /* those that only raise and came into force on this day or later; 0 none */
};
/* One step back in what only raises: of the documents that only raise, came into force after a day, up to
 * another, and are still there, those of the last such day are taken out as well. Of months that ended by
 * `after` a sum due is no less than by the law of each step, which is the law asked about but for them.
 * False: there are none more, and *without stays as it is. */
bool law_unraised(const struct law_program *p, date after, date to, struct law_without *without);
/* A document counted from 1; 0 there is none of this id; an id it once had finds it too. */
int law_document_number(const struct law_program *p, struct str id);
/* The first day any of its provisions governs: its in-force day, or earlier where it reaches back. */
date law_document_reaches(const struct law_program *p, struct str id);
/* The last day on which one of its provisions begins: its in-force day, or later. DATE_MIN: no document. */
date law_document_complete(const struct law_program *p, struct str id);
int law_interpretation_choices(const struct law_program *p, int i);
int law_interpretation_default(const struct law_program *p, int i);
const char *law_interpretation_title(const struct law_program *p, int i, enum lang lang);
const char *law_interpretation_choice(const struct law_program *p, int i, int choice,
                                      enum lang lang); /* its title */

/* ---- renames ---- */

/* What is stored by name, and how the name is written: 'person.disability', 'child', 'assessment',
 * 'poverty_class.poor', 'assistance.monthly', 'person.assistance.coefficient', … */
enum law_named {
  LAW_NAMED_FACT,
  LAW_NAMED_LINK,
  LAW_NAMED_RECORD,
  LAW_NAMED_VALUE,
  LAW_NAMED_BENEFIT,
  LAW_NAMED_RULE,
  LAW_NAMED_PARAMETER,
  LAW_NAMED_TABLE,
  LAW_NAMED_INTERPRETATION,
  LAW_NAMED_DOCUMENT,
  LAW_NAMED_ENUM,
  LAW_NAMED_ITEM, /* of a record: "b_form.d01"; a renamed record takes its items along */
  LAW_NAMED_KINDS
};
/* The present name of what was once stored as `name` (through every rename in turn), or `name` itself when no
 * line renames it. Of a loaded program without errors; the text lives as long as the program. */
struct str law_renamed(const struct law_program *p, enum law_named kind, struct str name);
/* All lines, in the order of reading: for who must find old names from a present one. */
struct law_rename {
  enum law_named kind;
  struct str was, now; /* `now` as written in the line: law_renamed gives the end of a chain */
  date from;
  struct str why_vi, why_en;
};
/* The names that were changed, 0 .. count - 1, in the order they are written. */
int law_rename_count(const struct law_program *p);
struct law_rename law_rename(const struct law_program *p, int i);

/* ---- where facts come from ---- */

/* What the source says of a fact on a day. NOTHING: no row (the declaration's `absent` decides). ASKED:
 * recorded as not known. */
enum law_given { LAW_NOTHING, LAW_ASKED, LAW_GIVEN };
struct law_fact_value {
  int64_t lo, hi; /* equal unless a date is known by month or year only; enumerations by value index */
  date since;
  struct str source;    /* as recorded; what no paper gives in Vietnamese */
  struct str source_en; /* what no paper gives in English; "": `source` in both languages */
};
/* One grant of a benefit to a person, as it was given. */
struct law_grant_given {
  date decided;
  month first, last;     /* INT32_MAX: it runs on */
  bool suspended;        /* nothing of it is due in the month asked about; */
  bool suspended_before; /* in the month before that one */
};
/* What all grants of a benefit to a person come to in a month (record 0001). */
struct law_grant {
  bool stands;    /* one stands in the month; what follows, but for the last, is of it */
  date decided;   /* the day of its decision */
  month first;    /* its first month */
  bool suspended; /* nothing of it is due in the month */
  bool
      active; /* the benefit stands since before the month: by this grant, or by one in whose place it came */
  date unbroken; /* the first decision by which it so stands; of a grant that came in no other's place: its
                    own */
  bool before;   /* one stood in the month before and was not suspended then */
  date granted;  /* the first decision of all that ever granted the benefit, ended or not; DATE_MAX: none */
};
/* Of whom the benefit was never granted to. */
static inline struct law_grant law_grant_none(void) {
  return (struct law_grant) { .unbroken = DATE_MAX, .granted = DATE_MAX };
}
/* Adds one grant to what they come to in the month, which was law_grant_none before the first of them. Of
 * several that stand the first added is the one that does. */
void law_grant_add(struct law_grant *all, const struct law_grant_given *given, month m);

/* Subjects are the source's own numbers. Texts it returns must live as long as the session's arena is not
 * reset. */
struct law_source {
  void *context;
  enum law_given (*fact)(void *context, enum law_entity e, int64_t subject, int fact, date day,
                         struct law_fact_value *ret);
  /* The household a person counts in for the month, or -1. */
  int64_t (*household)(void *context, int64_t person, month m);
  /* Who counts in it for the month and is born by its end, the dead among them. */
  int (*members)(void *context, int64_t household, month m, const int64_t **ret);
  /* -1 when nothing is recorded either way. */
  int (*linked)(void *context, int64_t person, int link, date day, const int64_t **ret);
  /* Records of a subject on a day: their numbers for `field`. -1 unknown. */
  int (*records)(void *context, enum law_entity e, int64_t subject, int record, date day,
                 const int64_t **ret);
  enum law_given (*field)(void *context, int record, int64_t id, int field, struct law_fact_value *ret);
  /* What the grants of a benefit come to in the month. False where it was never granted. */
  bool (*grant)(void *context, int64_t person, int benefit, month m, struct law_grant *ret);
  /* Is a household's benefit granted to it in the month and not suspended? NULL, of a source that knows no
   * other household than the month's: it is where one of its members holds it. */
  bool (*granted_home)(void *context, int64_t household, int benefit, month m);
  /* A name to show; may be NULL. */
  struct str (*name)(void *context, enum law_entity e, int64_t subject);
};

/* ---- asking ---- */

struct law_question {
  month for_month;
  date law_day;
};

struct clause;
/* LAW_FAULT: the law as written cannot be computed for this subject (`fault` says where); nobody else is
 * touched. */
enum law_status { LAW_NOT_ENTITLED, LAW_VALUE, LAW_UNKNOWN, LAW_FAULT };
struct law_case_id {
  int rule, kase;
  date day; /* its rule was read on, where that is a day of its own (`at`); 0: the reading's day */
};
struct law_missing {
  enum law_entity entity;
  int64_t subject;
  int fact; /* -1: `text` says what */
  struct str text_vi, text_en;
};
struct law_alternative {
  int interpretation, choice;
  enum law_status status;
  money amount;
};
/* Why a row could not be computed. */
struct law_fault {
  enum err
      err; /* INVALID: a sum declared exact does not come out; LIMIT: a number beyond what can be computed */
  const char *place; /* "file:line:column" in the packs, or "" */
};
/* What one benefit comes to for one subject in the session's month. The lists are counted, never cut, and lie
 * in the session's lasting memory. */
struct law_result {
  int benefit;
  int64_t subject;
  int64_t record; /* of the subject, which the benefit is for; 0: the benefit goes by subject */
  int component;  /* part of the benefit; 0: the main one */
  enum law_status status;
  struct law_fault fault; /* LAW_FAULT only */
  money amount;           /* of a value; the lower bound of an unrounded sum */
  money amount_high;      /* differs from amount only where the law names no rounding */
  int n_cases;
  const struct law_case_id *cases;
  int n_missing;
  const struct law_missing *missing;
  int n_alternatives;
  const struct law_alternative *alternatives; /* under other choices, only where they differ */
  int n_touched;
  const int *touched; /* the interpretations it rests on, ascending */
  bool unverified;    /* a provision marked so was read on the way to it (decision 0002) */
  /* The program's own, for explanations: what joined two readings that differ (`changes`, `stops`), and what
   * gives its first month to a grant that begins in this one; NULL none. */
  const struct clause *joined, *started;
  bool lost; /* not paid because another benefit of a group is: */
  int lost_group, lost_to;
  int64_t
      lost_to_subject; /* whose benefit is paid instead: this subject's or, of a shared group, another's */
  money lost_to_amount, forgone;
  bool open;     /* a group it is in has a member not known: whether it is paid may change */
  bool at_least; /* a value that is paid as far as is known, in a group that is open */
  int reading;   /* the day that decided: 0 first of the month, 1 last */
  date kept;     /* not 0: what is due is what the law gives without the documents that only raise and are in
                    force from that day on */
  bool stands;   /* set by who asks, for law_explain: it is paid as things are granted, whatever this says */
};
/* In words, with the place; "" where there is no fault. */
const char *law_fault_text(struct arena *a, const struct law_fault *f, enum lang lang);

/* A session holds the view of one law day and scratch memory. `a` gives lasting memory: views, and the lists
 * of results, which stay until it goes. Steps of explanations live until the next law_explain. */
struct law_session *law_session_new(struct arena *a, const struct law_program *p, const struct law_source *s,
                                    struct law_question q);
void law_session_free(struct law_session *s);
/* The same session on another month of the same law day; what it was asked before is forgotten, its lists
 * stay. */
void law_session_turn(struct law_session *s, month for_month);
/* From here on only statuses, sums and cases are wanted: not what is missing, not other choices. Cheaper. */
void law_session_brief(struct law_session *s, bool brief);
/* From here on explanations leave LAW_ROLE_EVERYTHING out: what is shown short need not be told at length. */
void law_session_short(struct law_session *s, bool without_everything);
/* From here on explanations are for who may not see secret facts. The answer itself (status and sums) is
 * told; all else of it is as if every secret fact were open, so that it is the same whatever they are. Only a
 * sum that comes of them says by itself that they are so: its steps are the true ones, the secret ones
 * marked. */
void law_session_guarded(struct law_session *s, bool guarded);
/* Chooses for an interpretation (default: its default). */
void law_choose(struct law_session *s, int interpretation, int choice);

/* One benefit for one person (or household) in the session's month, pure law on the facts, without groups. */
void law_ask(struct law_session *s, int benefit, int64_t subject, struct law_result *ret_r);
/* Among what the concurrency groups choose. LAW_ELIGIBLE: all that its people are eligible for. LAW_DUE: what
 * is granted them in the month and not suspended, by the source's `grant`; the same is asked of everybody who
 * shares a group. */
enum law_reckoning { LAW_ELIGIBLE, LAW_DUE };
enum { LAW_SHARING_MAX = 4096 };
/* All benefits of a person at once, groups applied, also those shared with others:
 * results[law_benefit_count]. What is not considered (benefits of households, or not granted) is
 * LAW_NOT_ENTITLED. More than LAW_SHARING_MAX people who share in one another's groups: what they share is
 * LAW_FAULT, LIMIT. */
void law_ask_all(struct law_session *s, int64_t person, enum law_reckoning what, struct law_result *results);
/* The same for both reckonings at once, of a person or of a household: its own benefits are worked out once,
 * all others are not considered. */
void law_ask_both(struct law_session *s, enum law_entity on, int64_t subject, struct law_result *eligible,
                  struct law_result *due);
/* Is a benefit granted in the month and not suspended: to the person, or to the household? */
bool law_granted(struct law_session *s, int benefit, int64_t subject);

/* ---- why ---- */

enum law_mark { LAW_MARK_YES, LAW_MARK_NO, LAW_MARK_OPEN, LAW_MARK_VALUE, LAW_MARK_NONE };

/* What a reason is for. Whoever reads a tree picks by role, never by position. `index` and `part` say what it
 * is about: numbers in the program, -1 where there is none. */
enum law_role {
  LAW_ROLE_SENTENCE,    /* the root: index the benefit */
  LAW_ROLE_SUM,         /* "540.000 đ × 1,5 = 810.000 đ" */
  LAW_ROLE_RULE,        /* index the rule */
  LAW_ROLE_DECIDING,    /* a case that decides: index the rule, part the case */
  LAW_ROLE_CASE,        /* a case that does not */
  LAW_ROLE_PARAMETER,   /* index the parameter */
  LAW_ROLE_TABLE,       /* index the table */
  LAW_ROLE_CONDITION,   /* index the fact when it is one fact */
  LAW_ROLE_NEAREST,     /* holds the case that lacks least */
  LAW_ROLE_LOST_TO,     /* not paid because of this one: index the benefit, part the group */
  LAW_ROLE_LOSER,       /* not paid beside this one: index the benefit, part the group, vnd what is forgone */
  LAW_ROLE_REPLACES,    /* the same of one that stands: paid until this one is granted in its place */
  LAW_ROLE_UNBORN,      /* the subject is born after the day that is read */
  LAW_ROLE_KEPT,        /* the sum without the documents in force from `since` on, which only raise */
  LAW_ROLE_ALTERNATIVE, /* under another reading: index the interpretation, part the choice, status, vnd */
  LAW_ROLE_MISSING,     /* index the fact or -1, part the place in the result's list */
  LAW_ROLE_UNVERIFIED,  /* rests on a provision marked so */
  LAW_ROLE_ROUNDING,    /* the law does not say how to round */
  LAW_ROLE_ROUNDED,     /* the law says how, and it changed the sum */
  LAW_ROLE_CLAUSE,      /* a clause that decided the month: index the benefit, part which of its clauses */
  LAW_ROLE_EVERYTHING,  /* holds every step */
  LAW_ROLE_MORE,        /* vnd steps more are left out here */
  LAW_ROLES
};
/* "deciding", "lost_to": the role's code in JSON. */
const char *law_role_name(enum law_role r);
enum {
  LAW_REASONS_MAX = 20000
}; /* steps written out of one explanation; the rest is counted in LAW_ROLE_MORE */

/* The program's own, for the printer alone; they live as long as the program and the explanation. */
struct node;
struct val;
struct type;
struct cites;
struct law_reason {
  enum law_role role;
  enum law_mark mark;
  int index, part;
  enum law_entity entity; /* whose step it is */
  int64_t subject;        /* -1 nobody's */
  enum law_status status;
  money vnd;
  const struct node *node;
  const struct val *v;
  const struct type *type;
  const struct cites *cites;
  struct str who;       /* the subject's name where it is not the one asked about */
  struct str text[2];   /* by enum lang */
  struct str value[2];  /* "540.000 đ", "có", "" */
  struct str cite[2];   /* "điểm a khoản 1 Điều 6 Nghị định 20/2021/NĐ-CP" */
  struct str cite_id;   /* "nd20_2021 6.1.a" */
  struct str source[2]; /* the fact's source, "" */
  date since;           /* 0 none */
  bool secret;          /* must not stand on a shared paper */
  bool decisive;        /* belongs to the short form */
  int n;
  struct law_reason **kid;
};
/* Why a benefit came out as it did, every step recorded. `results` are those of law_ask_all with the groups
 * applied (a result for each benefit of the program), so that explaining many benefits asks each only once;
 * NULL asks this one alone, without groups. The tree: sentence; sum;
 * deciding cases with their conditions; parameters; what was not met (nearest first); groups;
 * interpretations; unknowns; then everything. It lives in the session until the next law_explain. The result
 * is the one explained, its cases those of the session's law; guarded (law_session_guarded), its cases, what
 * is missing and other choices are those that may be told. */
void law_explain(struct law_session *s, int benefit, int64_t subject, const struct law_result *results,
                 struct law_result *ret_r, struct law_reason **ret_why);
/* Must the reason itself be left out of what is shared? What only holds secret steps is not secret itself:
 * its kids are left out one by one. A case is: that it holds says what its conditions say. */
bool law_reason_hidden(const struct law_reason *x);
/* Copies the tree without what is hidden. */
struct law_reason *law_shareable(struct arena *a, const struct law_reason *why);
const char *law_case_name(const struct law_program *p, struct law_case_id c);
/* The ids of all cases of the packs, each once, in the order of their bytes; returns how many. */
int law_case_ids(struct arena *a, const struct law_program *p, const struct str **ret_ids);
const char *law_case_title(const struct law_program *p, struct law_case_id c, enum lang lang);
/* The citations of a deciding case as "nd20_2021 6.1.a", joined by "; ", and written out for people. */
struct str law_case_cites(struct law_session *s, struct law_case_id c, struct arena *a, enum lang lang,
                          bool ids);

/* ---- procedure ---- */

struct law_procedure {
  struct str form;
  int within;
  bool working_days;
  struct str decided_by;
  struct str cite[2];
  bool unverified;
};
/* For an application filed on a day; NOT_FOUND when no provision governs. */
enum err law_procedure(struct law_session *s, int benefit, date filed, struct law_procedure *ret);
/* First month a decision signed on a day pays, conditions met since `since`; NOT_FOUND when no provision
 * governs on the day of signing. */
enum err law_first_month(struct law_session *s, int benefit, date signed_on, date since, month *ret_first);

#endif
