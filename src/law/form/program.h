/* program: a law pack after reading and checking: the one form that the replay walks, the bulk planner
 * lowers, and the tools (show, diff, mutate, coverage) read. Private to src/law.
 *
 * Everything dated carries a `dating`; which of them exist and when they govern on a given law day is worked
 * out once in a `view` (see view.c), so that nothing else needs to know about documents. */
#ifndef ANSINH_LAW_PROGRAM_H
#define ANSINH_LAW_PROGRAM_H

#include "law/form/set.h"
#include "law/law.h"

enum {
  LAW_FILE_BYTES_MAX = 4 << 20,
  LAW_DEPTH_MAX = 200,
  LAW_ERRORS_MAX = 50,
  LAW_NAME_MAX = 80,     /* bytes of a name between dots */
  LAW_CASES_MAX = 10000, /* of a rule, over all its versions */
  LAW_ENUM_MAX = 10000,  /* values of an enumeration, choices of an interpretation */
  LAW_FIELDS_MAX = 64,   /* of a record */
  LAW_NODES_MAX = 400000,
  LAW_COMPLETIONS_MAX = 4096,
  LAW_COMPLETED_NODES_MAX = 8 << 20, /* evaluated for the completions of one question: then it is unknown */
  LAW_COMPLETED_FACTS_MAX =
      64, /* with more missing, none is completed: the answer is unknown and names them all */
  LAW_TABLE_KEYS_MAX = 6,
  LAW_LIST_MAX = 512, /* items of an expression's list; a group names as many benefits as there are */
  LAW_MOST_MAX = 100, /* what a concurrency group may pay at once */
  LAW_DECLARATIONS_MAX = 20000,
  LAW_HEIGHT_MAX = 1000 /* of an expression with all the rules it reads: bounds the stack */
};

/* One read file. Its first line names the language, the next declaration may name its pack; `body` is where
 * what they head begins. */
struct file {
  struct str name;
  struct str text;
  char hash[65];
  int pack; /* index of its pack: 0 is the nameless one */
  size_t body;
  int body_line;
  bool headless;   /* no language that can be read: nothing of it is */
  bool unreadable; /* a table whose bytes have been complained of */
};
typedef VEC(struct file *) file_list;
struct place {
  const struct file *file;
  int line, col;
}; /* col in bytes from 1 */

enum kind {
  K_ERROR,
  K_BOOL,
  K_INT,
  K_MONEY,
  K_SUM,
  K_RATE,
  K_DATE,
  K_MONTH,
  K_ENUM,
  K_NUMBER /* a literal not yet typed */
};
struct type {
  enum kind kind;
  int enumeration;
  bool ranged;
  int64_t lo, hi;
};

struct title {
  struct str vi, en;
};
/* A pack: files under one namespace. What it declares is called `id.name`, but in the pack all share, whose
 * names stand bare. */
struct pack {
  struct str id; /* "" of the nameless one */
  struct title title;
  bool shared;
  bool stated; /* its one line with a title was read */
  struct str *uses;
  int *use; /* indexes of `uses` */
  int n_uses;
  int n_files;
  struct place at;
};
struct cite {
  int document;
  struct str written;
  struct str article;
  struct place at, document_at;
};
struct cites {
  struct cite *at;
  int n;
};
enum { UNVERIFIED_NO, UNVERIFIED_YES };
struct status {
  bool unverified;
  struct str why;
};

/* When a provision governs. `id` indexes the view's arrays. */
struct dating {
  int id;
  int document;     /* -1: none, timeless */
  struct str under; /* the written name, before checking */
  struct place under_at;
  bool has_from, has_until, guarded;
  date from, until, granted_before, review;
  struct place at;
};

enum entity { E_PERSON, E_HOUSEHOLD, E_AREA, E_RECORD };

enum op {
  N_NAME,
  N_CALL,  /* before checking only */
  N_CONST, /* r (numbers, dates, months), or i for bool and enumerations */
  N_DAY,
  N_FACT,
  N_FIELD,
  N_PARAM,
  N_TABLE,
  N_RULE,
  N_CHOICE, /* ref; a parameter's kid 0 is its day, where it has one of its own; a table's `list` its keys */
  N_HOUSEHOLD,
  N_AREA,
  N_OUTER, /* kid 0 evaluated on another subject */
  N_COUNT,
  N_ANY,
  N_ALL,
  N_SUM,
  N_HIGHEST,
  N_LOWEST, /* over `set`/ref: kid 0 value or NULL, kid 1 condition or NULL */
  N_NOT,
  N_AND,
  N_OR,
  N_EQ,
  N_NE,
  N_LT,
  N_LE,
  N_GT,
  N_GE,
  N_IN, /* N_IN: kid 0 in list */
  N_ADD,
  N_SUB,
  N_MUL,
  N_DIV,
  N_NEG,
  N_MIN,
  N_MAX, /* min, max: list */
  N_IF,
  N_OTHERWISE,
  N_HOLDS,
  N_BY,    /* N_BY: ref rule, its cases */
  N_ROUND, /* how, i = unit */
  N_YEARS,
  N_MONTHS,
  N_DAYS,
  N_PLUS,
  N_YEAR_OF, /* N_PLUS: i = 0 days 1 months 2 years */
  N_RECEIVES,
  N_SUSPENDED, /* ref benefit: a grant of it stands and is suspended */
  N_GRANTED,   /* ref benefit; N_GRANTED: r.num = the day, or kid 0 */
  N_AT,        /* kid 0 read on the day kid 1, for the same subject */
  N_OPS
};
enum { ROUND_UNROUNDED = 100 }; /* beside enum rounding: the law is silent */
enum set { SET_MEMBERS, SET_LINK, SET_RECORD };

struct node {
  enum op op;
  int id;     /* unique in the program: coverage and mutation name nodes by it */
  int height; /* 1 + its highest part's; through rules after the check */
  struct type type;
  struct place at;
  struct node *kid[3];
  struct node **list;
  int n_list;
  struct str name; /* as written */
  struct str *path;
  int n_path; /* N_NAME: further parts after the dot */
  int ref;
  enum entity on; /* the subject it is evaluated on */
  enum set set;
  int how;
  int64_t i;
  struct ratio r;
  struct law_set cases; /* N_BY */
  struct cites cites;   /* of a rounding */
};

struct document {
  struct str id;
  struct title title;
  date issued, in_force, expires;
  struct str *amends, *repeals;
  int n_amends, n_repeals;
  int *amends_ref, *repeals_ref;
  bool raises_only;
  struct cites raises_cites;
  VEC(struct str) articles;
  bool lists_articles;
  struct status status;
  struct place at;
};
struct enumeration {
  struct str id;
  struct title title;
  struct {
    struct str id;
    struct title title;
  } * at;
  int n;
  struct place at_;
};
enum absence { ABSENT_UNKNOWN, ABSENT_VALUE, ABSENT_REQUIRED };
struct fact {
  struct str id, full; /* 'disability', 'person.disability' */
  enum entity on;
  struct type type;
  struct title title;
  enum absence absence;
  struct node *absent_node;
  int64_t absent; /* bool, enumeration value index, number, day */
  bool secret, partial_first_day;
  bool only_kept_secret; /* law_keep_secret said it, not the pack */
  bool deceased;         /* of a person: about his death or what follows it */
  struct cites partial_cites;
  struct place at;
};
struct link {
  struct str id;
  struct title title;
  struct str inverse;
  int inverse_of;
  bool absent_none;
  struct place at;
};
struct record {
  struct str id;
  enum entity on;
  struct title title;
  struct {
    struct str id;
    struct type type;
    struct place at;
  } * field;
  int n;
  struct place at;
};
struct param_version {
  struct dating d;
  struct node *value;
  struct str unknown;
  bool is_unknown;
  struct cites cites;
  struct status status;
};
struct param {
  struct str id;
  struct type type;
  struct title title;
  struct param_version *at;
  int n;
  struct place place;
};
struct table_row {
  int64_t key[LAW_TABLE_KEYS_MAX];
  struct ratio value;
};
struct table_version {
  struct dating d;
  struct table_row *row;
  int n_row;
  struct str file,
      empty; /* `file`: the name of the CSV beside the pack, as written; no text where there is none */
  const struct file *csv; /* that file; NULL where there is none, or it could not be read */
  bool is_empty;
  struct cites cites;
  struct status status;
  VEC(struct node *) cells;
};
struct table {
  struct str id;
  struct title title;
  struct {
    struct str id;
    struct type type;
    struct place at;
  } key[LAW_TABLE_KEYS_MAX];
  int n_key;
  struct type type;
  struct table_version *at;
  int n;
  struct place place;
};

enum tree_op { T_CASE, T_HIGHEST, T_LOWEST, T_FIRST, T_ALL, T_EXCEPT };
struct tree {
  enum tree_op op;
  struct str name;
  bool star;
  int kase; /* index into the version's cases */
  struct tree **kid;
  int n;
  struct place at;
};
struct kase {
  struct str id;
  int ix; /* in the rule's case list */
  struct title title;
  struct dating d;
  struct node *when, *then;
  struct cites cites;
  struct status status;
  bool secret;
  struct place at;
};
struct rule_version {
  struct dating d;
  struct node *body;
  struct tree *choose;
  struct kase *at;
  int n;
  struct cites cites;
  struct place place;
  struct status status;
};
struct rule {
  struct str id, full;
  enum entity on;
  struct type type;
  bool cases;
  struct title title;
  struct rule_version *at;
  int n;
  struct {
    struct str id;
    struct title title;
  } * case_ids;
  int n_case_ids;
  bool secret; /* some value behind it is secret */
  struct place place;
};
enum clause_kind {
  CLAUSE_AMOUNT,
  CLAUSE_WHEN,
  CLAUSE_STARTS,
  CLAUSE_CHANGES,
  CLAUSE_STOPS,
  CLAUSE_APPLY,
  CLAUSE_ON_REQUEST
};
enum clause_word {
  WORD_NONE,
  MONTH_OF_DECISION,
  MONTH_OF_CONDITIONS,
  MONTH_AFTER_DECISION,
  SAME_MONTH,
  MONTH_AFTER
};
struct clause {
  enum clause_kind kind;
  struct dating d;
  enum clause_word word;
  struct node *value;
  struct str form;
  int within;
  bool working_days;
  struct str decided_by;
  struct cites cites;
  struct status status;
  struct place at;
};
struct benefit {
  struct str id;
  enum entity on;
  struct title title;
  struct clause *at;
  int n;
  bool once, deceased; /* deceased: granted to one of the dead */
  struct place place;
};
/* Whose benefits a group holds together: a person's, a household's, those of two who are married, those for
 * one person cared for, those for one of the dead. */
enum group_scope { PER_PERSON, PER_DECEASED, PER_COUPLE, PER_CARED_FOR, PER_HOUSEHOLD };
struct concurrency {
  struct str id;
  enum group_scope per;
  struct str link_name; /* PER_CARED_FOR: leads from who is paid to who is cared for */
  int link;             /* of a couple (`spouse`) or of the cared for, -1 none */
  bool
      or_household; /* PER_COUPLE: where the packs declare no `spouse`, the household stands for the couple */
  struct title title;
  struct dating d;
  int most;
  struct str *names;
  int *benefit;
  int n;
  bool keep_first;
  struct cites cites;
  struct status status;
  struct place at;
};
struct interpretation {
  struct str id;
  struct title title, question;
  struct {
    struct str id;
    struct title title;
  } * choice;
  int n;
  int standard;
  struct str standard_name;
  struct str author;
  struct cites cites;
  struct place at;
};

/* Tests (test.c reads them). */
struct test_value {
  struct str subject, fact;
  struct node *value;
  bool missing;
  date from, until;
  struct place at;
};
enum expect_kind { EXPECT_VALUE, EXPECT_NOT, EXPECT_UNKNOWN, EXPECT_PROCEDURE, EXPECT_FIRST };
struct expect {
  enum expect_kind kind;
  struct str subject, what;
  struct node *value;
  struct str *cases;
  int n_cases;
  bool has_cases;
  struct str *because;
  int n_because;
  date filed, since;
  int within;
  bool working_days;
  month first;
  struct place at;
}; /* EXPECT_FIRST: `filed` is the day of signing */
struct test_vary {
  struct str subject, fact;
  struct {
    struct node *value;
    struct expect expect;
  } * at;
  int n;
  struct place place;
};
struct test_person {
  struct str id;
};
struct test_household {
  struct place at;
  struct str id;
  struct str *members;
  int n;
};
struct test_link {
  struct str from, link, to;
  struct place at;
};
struct test_grant {
  struct str person, benefit;
  date decided;
  month from, until, suspended; /* until, suspended: -1 none */
  struct str *cases;
  int n_cases;
  int64_t amount;
  struct place at;
};
struct test_choice {
  struct str name, value;
  struct place at;
};
struct test_record {
  struct str subject, record;
  struct {
    struct str field;
    struct node *value;
  } * at;
  int n;
  struct place place;
};
struct test {
  struct title title;
  struct cites cites;
  struct str source;
  month for_month;
  date law, facts;
  struct place at;
  VEC(struct test_person) person;
  VEC(struct test_household) household;
  VEC(struct test_value) value;
  VEC(struct test_link) link;
  VEC(struct test_grant) grant;
  VEC(struct test_record) record;
  VEC(struct expect) expect;
  VEC(struct test_vary) vary;
  VEC(struct test_choice) choice;
};

/* A name that was stored once and what it is called now (doc/law-language.md, renames). */
struct rename {
  enum law_named kind;
  struct str was, now;
  date from;
  struct title why;
  struct place at;
};

enum severity { SEVERITY_ERROR, SEVERITY_WARNING };
struct diagnostic {
  enum severity severity;
  struct place at;
  struct str vi, en;
};

struct law_program {
  struct arena *a;
  file_list file;      /* law files, in the order of their names in the record */
  file_list csv;       /* the files tables stand in, in the order they are first named */
  file_list given_csv; /* texts given for them; more than `csv` where no table names one */
  bool in_memory;      /* no file of this disk belongs to it */
  VEC(struct pack) pack;
  VEC(struct rename) rename;
  VEC(struct str)
  type_name; /* enumerations as types name them: type.enumeration is -2 - index until the check */
  VEC(struct str) broken; /* full names of what could not be read: nobody is told twice */
  VEC(struct document) document;
  VEC(struct enumeration) enumeration;
  VEC(struct fact) fact;
  VEC(struct link) link;
  VEC(struct record) record;
  VEC(struct param) param;
  VEC(struct table) table;
  VEC(struct rule) rule;
  VEC(struct benefit) benefit;
  VEC(struct concurrency) concurrency;
  VEC(struct interpretation) interpretation;
  VEC(struct test) test;
  VEC(struct diagnostic) diagnostic;
  int errors;         /* LAW_ERRORS_MAX at most */
  int errors_unshown; /* found beyond them */
  int n_dating, n_node;
  int *rule_order;
  int n_rule_order;           /* every rule after those it needs */
  int fact_birth, fact_death; /* indexes or -1 */
  char hash[65];              /* over all files but tests, then the tables' files */
  struct name_index *index;   /* names.c; NULL while reading */
};

/* A file of tests, which may hold nothing else: not among the texts the hash is over. */
bool law_is_test_file(struct str name);
/* What a file is called in the record: its folder and its name ("vn/care.luat"); where on this machine the
 * folder lies is nobody's matter. */
struct str law_short_name(struct str name);
/* A file a table stands in ("name.csv"); every other one is a law file. */
bool law_is_table_file(struct str name);

/* ---- complaints ---- */
enum message {
#define X(id, vi, en) id,
#include "law/form/law_messages.def"
  MESSAGES, /* complaints; the words they are made with follow */
  M_BEFORE_WORDS = MESSAGES - 1,
#include "law/form/law_words.def"
#undef X
};
/* The text of the catalogue in that language; its {0}, {1} … are not yet filled in. */
const char *law_message(enum message m, enum lang lang);
void law_complain(struct law_program *p, enum severity s, struct place at, enum message m, int n,
                  const char *const *args);
#define COMPLAIN(p, at, m, ...)                                                                              \
  law_complain((p), SEVERITY_ERROR, (at), (m),                                                               \
               (int)(sizeof((const char *[]) { "", ##__VA_ARGS__ }) / sizeof(char *)) - 1,                   \
               (const char *[]) { "", ##__VA_ARGS__ } + 1)
#define WARN(p, at, m, ...)                                                                                  \
  law_complain((p), SEVERITY_WARNING, (at), (m),                                                             \
               (int)(sizeof((const char *[]) { "", ##__VA_ARGS__ }) / sizeof(char *)) - 1,                   \
               (const char *[]) { "", ##__VA_ARGS__ } + 1)
/* A new node of the program, of no type yet. It lives as long as the program. */
struct node *law_node(struct law_program *p, enum op op, struct place at);

/* ---- look-ups by full name: index or -1 ---- */
/* Which list a name stands in; facts and rules have one for each entity. */
enum names {
  NX_DOCUMENT,
  NX_ENUM,
  NX_LINK,
  NX_RECORD,
  NX_PARAM,
  NX_TABLE,
  NX_BENEFIT,
  NX_INTERPRETATION,
  NX_FACT,
  NX_RULE = NX_FACT + 4,
  NX_LISTS = NX_RULE + 4
};
enum { NAMED_NONE = -1, NAMED_TWICE = -2 };
/* What a name written in a file means among the `lists`: first in the file's own pack, then as a full name,
 * in the shared pack and in the packs it uses. The list it was found in goes to *ret_list. NAMED_NONE, or
 * NAMED_TWICE when two packs beside the own have it: their full names go to ret_two. */
int law_resolve(const struct law_program *p, const struct file *from, struct str written, int n_lists,
                const enum names *lists, enum names *ret_list, struct str ret_two[2]);
/* The full name of what a pack declares: its namespace and the name, or the bare name in the shared pack. */
struct str law_full_name(const struct law_program *p, int pack, struct str name);
int law_find_pack(const struct law_program *p, struct str id);
void law_index_names(struct law_program *p); /* once all is read: what follows then takes the same time
                                                however much there is */
int law_find_document(const struct law_program *p, struct str id);
int law_find_enum(const struct law_program *p, struct str id);
/* The place in its list, or -1. */
int law_find_enum_value(const struct law_program *p, int enumeration, struct str id);
/* The place in the list of its kind, or -1; full names. */
int law_find_fact(const struct law_program *p, enum entity on, struct str id);
int law_find_link(const struct law_program *p, struct str id);
int law_find_record(const struct law_program *p, struct str id);
int law_find_param(const struct law_program *p, struct str id);
/* The same. */
int law_find_table(const struct law_program *p, struct str id);
int law_find_rule(const struct law_program *p, enum entity on, struct str id);
int law_find_benefit(const struct law_program *p, struct str id);
/* The same; a case within its rule. */
int law_find_interpretation(const struct law_program *p, struct str id);
int law_find_case(const struct rule *r, struct str id);
/* An interpretation is an enumeration of its choices: its type, and the value of a choice. */
enum { CHOICE_BASE = 100000 };
/* The type whose values are the choices of an interpretation. */
struct type law_choice_type(int interpretation);
/* The place of a value in its enumeration, or of a choice in its interpretation; -1: none. */
int law_enum_value_of(const struct law_program *p, struct type t, struct str id);
/* A group's scope as it is written after `per`. */
void law_scope_text(const struct concurrency *c, struct buf *b);
struct law_span {
  int64_t lo, hi;
};
/* What the numbers of a type may be, both included (law_fact_info.lo and hi). */
struct law_span law_type_span(const struct law_program *p, struct type t);
/* How many values an enumeration (or choices an interpretation) has. */
int law_enum_size(const struct law_program *p, struct type t);
const char *law_type_name(const struct law_program *p, struct type t, enum lang lang);

/* ---- view.c: the law as it stands on a law day ---- */
/* Does a document come after another and change it: amends or repeals it and is in force later, or issued
 * later where that is one day, or of the same two days and not amended or repealed by it in turn? */
bool law_succeeds(const struct law_program *p, int document, int earlier);
struct view {
  const struct law_program *p;
  date law_day;
  struct law_without without;
  date *from, *until; /* by dating id; from > until: does not exist */
};
/* The law as known on `law_day`, in `a`: which days each dating stands for, and which documents are out. */
struct view *view_new(struct arena *a, const struct law_program *p, date law_day);
/* The same as if some documents had never come. */
struct view *view_without(struct arena *a, const struct law_program *p, date law_day,
                          struct law_without without);
/* Do two leave out the same? */
static inline bool view_same_without(struct law_without a, struct law_without b) {
  return a.document == b.document && a.raised == b.raised;
}
/* Does it govern on that day? */
static inline bool view_governs(const struct view *v, const struct dating *d, date day) {
  return v->from[d->id] <= day && day < v->until[d->id];
}
/* Is the document in force by the day the law is known? No document at all is. */
bool view_visible(const struct view *v, int document);
/* The version that governs on `day`: latest `from`; `granted` (day of decision or DATE_MAX) opens guarded
 * ones. NULL when none. */
const struct param_version *view_param(const struct view *v, const struct param *q, date day, date granted);
const struct rule_version *view_rule(const struct view *v, const struct rule *r, date day, date granted);
const struct table_version *view_table(const struct view *v, const struct table *t, date day);
const struct clause *view_clause(const struct view *v, const struct benefit *b, enum clause_kind k, date day);
/* The clause that joins the two readings of a month (record 0001): the one that governs on its last day;
 * where none does any more, the one of its first. NULL: none on either. */
const struct clause *view_joining(const struct view *v, const struct benefit *b, enum clause_kind k, month m);

/* ---- secrecy (secrecy.c) ---- */

/* Does a node read a secret fact, itself or through a rule? */
bool law_node_secret(const struct law_program *p, const struct node *n);
/* Makes secret, of rules and cases in order, what reads secret facts. */
void law_spread_secrecy(struct law_program *p);

#endif
