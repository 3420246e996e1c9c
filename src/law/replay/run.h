/* run: the replay's inner workings. Private to src/law. */
#ifndef ANSINH_LAW_RUN_H
#define ANSINH_LAW_RUN_H

#include "law/law.h"
#include "law/form/value.h"

enum { MEMO_SLOTS = 2048, MISSING_MAX = 64, OVERRIDES_MAX = 16, CHOICES_MAX = 64, DECIDING_RULES_MAX = 4 };

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
  struct val v;
  struct step *step;
};
struct missing {
  enum law_entity entity;
  int64_t subject;
  int fact;
  struct str vi, en;
  enum kind kind;
  uint64_t domain;
  int64_t lo, hi;
  bool finite;
};
struct override {
  enum law_entity entity;
  int64_t subject;
  int fact;
  int64_t value;
};

struct law_session {
  struct arena *a, *scratch, *explained;
  const struct law_program *p;
  struct law_source s;
  struct law_question q;
  struct view *view;
  int choice[CHOICES_MAX];
  uint64_t touched; /* interpretations read */
  date day;
  int reading;
  date granted; /* of the benefit at hand: day of decision, DATE_MAX when not granted */
  uint32_t generation;
  struct memo *memo;
  struct missing missing[MISSING_MAX];
  int n_missing;
  bool more_missing;
  struct override over[OVERRIDES_MAX];
  int n_over;
  bool brief;   /* only the status, sum and cases are wanted: not what is missing, not other choices */
  bool collect; /* note what is missing */
  bool tracing;
  struct step *parent;
  bool unverified, rounding_silent;
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

struct val run_node(struct law_session *r, const struct node *n, struct subject s);
struct val run_rule(struct law_session *r, int rule, struct subject s);
/* The reading of a benefit on the session's present day. */
struct val run_benefit(struct law_session *r, const struct benefit *b, struct subject s,
                       struct val deciding[DECIDING_RULES_MAX], int *rules, int *n_rules);
void run_start(struct law_session *r, int reading);
/* The benefit's case rules: those its amount rests on. */
int run_deciding_rules(const struct law_program *p, const struct benefit *b, int *rules);

#endif
