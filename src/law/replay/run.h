/* run: the replay's inner workings. Private to src/law. */
#ifndef ANSINH_LAW_RUN_H
#define ANSINH_LAW_RUN_H

#include "law/law.h"
#include "law/form/value.h"

enum { MEMO_SLOTS = 2048 };

/* What a run did with a node; VERSION stands at the first node of a version, DECIDED at a case's `then`. */
enum { COVER_NO = 1, COVER_YES = 2, COVER_VERSION = 4, COVER_DECIDED = 8, COVER_RUN = 16 };

/* One recorded step of a replay. */
struct step {
  const struct node *node; /* NULL for rules, cases, trees */
  const struct rule *rule;
  const struct rule_version *version;
  const struct kase *kase;
  const struct param_version *param;
  const struct tree *tree;
  const struct table_version *table;
  int64_t subject;
  enum entity entity;
  struct val v;
  enum kind kind;
  bool chosen; /* a case that decides */
  struct law_fact_value fact;
  enum law_given given;
  VEC(struct step *) kid;
};

struct memo {
  uint32_t generation;
  int rule;
  int64_t subject;
  int entity;
  date day, granted; /* what its generation stands for */
  int n_over;
  struct val v;
  struct step *step;
};
enum { READ_FIRST = 1, READ_LAST = 2, READ_BOTH = 3 };
/* A thing that is missing: nothing is said of a fact on `day`, or a range is (`lo` .. `hi`), which is one
 * value on whatever day it is said: `day` is then DATE_MIN. Of what is no fact (`fact` < 0) only the words
 * count. */
struct missing {
  enum law_entity entity;
  int64_t subject;
  int fact;
  struct str vi, en;
  enum kind kind;
  struct law_set domain;
  date day;
  int64_t lo, hi;
  bool finite;
  /* The session's own: which readings read it, the number of the thing, whatever its day; the place of the
   * same thing missing on another day, -1 none. */
  unsigned readings;
  int thing, next;
};
/* A completion of one of them; NULL: none yet. */
struct override {
  const struct missing *of;
  int64_t value;
};
/* A case rule that a benefit's amount rests on; `day`: what it is read `at`, NULL the reading's day. */
struct deciding_rule {
  int rule;
  const struct node *day;
};
struct deciding {
  bool made;
  int n;
  const struct deciding_rule *rule;
};
struct groups;

/* A day that something is read `at`, entered from a generation: memos made on it serve again when it is
 * entered from there once more. */
enum { AT_MEMOS = 16 };
struct at_day {
  date day;
  uint32_t from, generation;
};

struct law_session {
  struct arena *a, *scratch, *explained, *sharing; /* sharing: NULL until groups are asked for */
  struct arena *keep; /* where results' lists lie: `a`, unless whoever owns the session empties another one */
  const struct law_program *p;
  struct law_source s;
  struct law_question q;
  struct view *view;
  int *choice;            /* by interpretation */
  struct law_set touched; /* interpretations read */
  date day;
  int reading;
  date granted; /* the first decision of the benefit at hand where a grant of it stands (run_guarded_by), else
                   DATE_MAX */
  bool at;      /* inside an `at`: grants are those of that day */
  uint32_t generation, newest; /* the newest ever given */
  struct at_day at_memo[AT_MEMOS];
  struct memo *memo;
  struct deciding *deciding;          /* by benefit */
  struct groups *groups;              /* those in force, see concurrency.h; NULL until first asked for */
  VEC(struct law_session *) unraised; /* the laws whose sums stand (law_unraised), each once it is asked */
  struct missing *missing;
  int n_missing, n_things; /* a thing may be missing on several days */
  size_t missing_room, missing_slots;
  int *missing_slot; /* open hashing from a missing thing to its place + 1 */
  struct override *over;
  int64_t spent; /* nodes evaluated since completions began; else of no account */
  int n_over;
  bool brief;     /* only the status, sum and cases are wanted: not what is missing, not other choices */
  bool unnamed;   /* what is missing is not wanted, other choices may be */
  bool short_why; /* explanations without every step */
  bool guarded;   /* explanations for who may not see secret facts */
  bool masked;    /* secret facts are read as not known */
  bool collect;   /* note what is missing */
  bool tracing;
  struct step *parent;
  bool unverified, rounding_silent;
  bool faulty; /* a fault was noted in `err` */
  enum err err;
  const struct node *err_at;
  int depth;
  uint8_t *coverage; /* by node id, COVER_… (tools); NULL when nobody asks */
};

struct subject {
  enum entity e;
  int64_t id;
  const struct subject *outer;
};

/* What the grants of a benefit to a subject come to in a month; of what is no person, none. */
struct law_grant run_granted(struct law_session *r, struct subject s, int benefit, month m);
/* The day by which provisions kept for those `granted before` a day know a benefit's grants; DATE_MAX: they
 * do not serve. */
date run_guarded_by(const struct benefit *b, const struct law_grant *g);
/* Where a value's sets lie: as long as the steps, when they are recorded. */
static inline struct arena *run_arena(const struct law_session *r) {
  return r->tracing ? r->explained : r->scratch;
}
/* What was worked out before is not used again. */
void run_renew(struct law_session *r);
/* A node of a subject read `at` a day, as the language's own `at` does. */
struct val run_at(struct law_session *r, const struct node *n, const struct node *day, struct subject s);
/* As law_session_new, of the law as if some documents had never come. */
struct law_session *run_session_without(struct arena *a, const struct law_program *p,
                                        const struct law_source *s, struct law_question q,
                                        struct law_without without);
/* Forgets all of the question before: scratch memory, what was missing, what went wrong. */
void run_clean(struct law_session *r);
/* Only what went wrong; what comes next begins a reading. */
void run_forget_fault(struct law_session *r);
/* The first or the last day of the month becomes the day; nothing read on another day is used again. */
void run_start(struct law_session *r, int reading);
/* A node or rule for a subject on the session's day. A fault is noted in `err`, and the value is then
 * worthless. */
struct val run_node(struct law_session *r, const struct node *n, struct subject s);
struct val run_rule(struct law_session *r, int rule, struct subject s);
/* Is a person among others on the session's day: not known to be born later or to have died before it (record
 * 0001)? */
bool run_there(struct law_session *r, int64_t person);
/* Is the subject of a question born by the session's day? Nobody counts before birth (record 0001): such a
 * reading is not. A birth known only to a month or year that holds the day is open, and noted as missing; one
 * not known at all holds nobody back; what is no person is there. */
unsigned run_born(struct law_session *r, struct subject s);
/* Is a person known to have died by the last day of the month, so that a benefit is for one of the dead? */
bool run_dead(struct law_session *r, int64_t person);
/* Is a person among others on some day of the month: not known to be born after its last day or to have died
 * before its first? Who is not holds no share of what others share. The session stands on the last day. */
bool run_there_in_month(struct law_session *r, int64_t person);
/* Is a person known to have died within the month, so that he still shares in it? Read as the one above. */
bool run_dies_in_month(struct law_session *r, int64_t person);
/* What is due by a result: no less, for a month before a document that only raises, than by the law without
 * it (record 0001). */
struct law_result run_not_lowered(struct law_session *r, struct law_result q);
/* The fault noted, in lasting memory `a`. */
struct law_fault run_fault(const struct law_session *r, struct arena *a);
/* Case rules that a benefit's amount rests on, through plain rules of the same subject; all of them, each
 * once. */
int run_deciding_rules(struct arena *a, const struct law_program *p, const struct benefit *b,
                       const struct deciding_rule **ret_rules);

/* Has completing taken as much as one question may take? Then it is unknown, as with too many completions. */
static inline bool run_spent(const struct law_session *r) { return r->spent > LAW_COMPLETED_NODES_MAX; }
/* How many values a missing thing may have (more than LAW_COMPLETIONS_MAX: that and one), and the k-th of
 * them. */
int64_t run_domain_size(const struct missing *m);
int64_t run_domain_value(const struct missing *m, int64_t k);
/* Places, in r->missing, of what may be completed: small domains, at most LAW_COMPLETIONS_MAX together in
 * what one reading reads; first those that both read, then the first day's, then the last's. Makes room for
 * their overrides. 0: nothing, or too much is missing. */
int run_completable(struct law_session *r, const int **ret_at);
/* Fills in at[i] with its k-th value, as the session's i-th override. */
void run_complete_with(struct law_session *r, const int *at, int i, int64_t k);

#endif
