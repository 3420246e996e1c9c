/* bulk_plan: inside a plan. Private to src/law. */
#ifndef ANSINH_LAW_BULK_PLAN_H
#define ANSINH_LAW_BULK_PLAN_H

#include "law/bulk/ir.h"
#include "law/replay/run.h"

/* What is still possible for a value, in nodes: the interval lo .. hi in units of 1 / den (truth: surely yes,
 * possibly yes; enumerations: lo only), `open` where nothing is known, some_lo .. some_hi whether there is a
 * value. Without holes lo is hi. */
struct lv {
  enum kind kind;
  int lo, hi, open, some_lo, some_hi;
  int64_t den;
  int by; /* divided by that node, not yet rounded; -1 */
  bool cases;
};
/* A rule's value with its deciding cases: n key nodes, 0 or case index + 1. Once made the nodes are never
 * changed in place: several values share them (rv_keys gives fresh ones). */
struct rv {
  struct lv v;
  int n;
  int *lo, *hi;
};

/* Rows where something marked unverified was surely, possibly read: truths. Without holes they are one node.
 */
struct doubt {
  int sure, maybe;
};

/* A law that targets are asked under. */
struct asked_law {
  date day;
  int *choice; /* by interpretation */
  const struct view *view;
};
/* A law that differs from another by the choice of one interpretation. */
struct other_law {
  int of, interpretation, choice, law;
};
struct row_rule {
  int rule, reading, law;
  int benefit; /* whose grants count, -1 none */
  date day;
  const struct bulk_reason *why;
  int64_t least, most; /* between what a number of its answers lies */
};
struct told {
  const char *rule;
  const struct bulk_reason *why;
  int reading;
};
struct memo_rule {
  int next; /* of the same rule, -1 */
  int law, reading, benefit;
  date day;
  struct rv v;
  struct doubt doubt;
  struct law_set touched;
};

struct lowering {
  struct arena *a;
  const struct law_program *p;
  const struct asked_law *laws;
  const struct other_law *other;
  int n_other;
  int law; /* the one at hand; its view and choices are the next two */
  const struct view *view;
  const int *choice;
  const struct law_columns *cols[2];
  struct graph *g;
  bool holes;       /* blocks with holes: columns may lack values */
  date first, last; /* of the month */
  int reading;
  date day;
  int benefit, granted;
  VEC(struct memo_rule) memo;
  int *memo_of; /* by rule: the first of its own, -1 */
  VEC(struct row_rule) row;
  int trouble[2];         /* lanes that the replay must answer whole: of persons, of households */
  struct doubt doubt;     /* of what was lowered so far: see doubt_aside */
  struct law_set touched; /* interpretations met */
  int depth;
  bool *guarded; /* by rule: it, or one it reads, has transitional versions */
  bool *met;     /* by rule: lower_meets has seen it */
  int inside; /* how many aggregates deep: there `granted` is that of the person outside, which no lane has */
  bool guard_inside;     /* something failed for that reason: only a rule outside may go row by row */
  bool lenient;          /* an aggregate that vectors cannot say is open, not a failure */
  struct layers *layers; /* what is read through links */
  bool two;              /* blocks without holes have a plan of their own: there what a link gives is known */
  VEC(struct link_read *) read; /* through links */
};

/* The nodes that compute an expression asked of `on`; `lower_rule` and `lower_cases` those of a rule and of
 * one version of it. */
struct lv lower(struct lowering *L, const struct node *n, enum entity on);
struct rv lower_rule(struct lowering *L, int rule);
struct rv lower_cases(struct lowering *L, const struct rule *q, const struct rule_version *v);
/* What is given: a fact, a constant, a parameter, a table's entry. */
struct lv lower_fact(struct lowering *L, const struct node *n);
struct lv lower_const(struct lowering *L, const struct node *n);
struct lv lower_param(struct lowering *L, const struct node *n, enum entity on);
struct lv lower_table(struct lowering *L, const struct node *n, enum entity on);
/* A fact's column, `at` not NULL. */
int lower_column(struct lowering *L, enum level at, const struct law_column *c);
/* May something of a column not be known? */
bool lower_has_hole(const struct law_column *c);
/* Where it is not: 0 known, 1 not known, 2 a date known to lie within days. Of a column that has holes. */
int lower_hole(struct lowering *L, enum level at, const struct law_column *c);
/* The value 0 or no, known; one after a failure, which no one may read (`why`); a truth from its bounds. */
struct lv lv_blank(struct lowering *L, enum kind k);
struct lv lv_fail(struct lowering *L, const struct bulk_reason *why);
struct lv lv_truth(struct lowering *L, int lo, int hi);
/* Open truth is no interval that other operations know: makes it one. */
struct lv lv_as_truth(struct lowering *L, struct lv v);
/* x times k, which is at least 1; whether there is a value when both a and b are asked: none in, none out. */
int lv_scaled(struct lowering *L, int x, int64_t k);
void lv_both(struct lowering *L, struct lv *r, struct lv a, struct lv b);
/* A value nothing is known of, within what its type allows; a value that is the same for all. */
struct lv lv_any(struct lowering *L, struct type t);
struct lv lv_const(struct lowering *L, enum kind k, struct ratio r);
/* c (known) ? a : b */
struct lv lv_select(struct lowering *L, int c, struct lv a, struct lv b);
struct rv rv_select(struct lowering *L, int c, struct rv a, struct rv b);
struct rv rv_none(struct lowering *L, enum kind k);
/* Room of its own for n keys of a value; those it had are copied, the rest is no case. */
void rv_keys(struct lowering *L, struct rv *r, int n);
void lv_common(struct lowering *L, struct lv *a, struct lv *b); /* one denominator */
int lv_surely(struct lowering *L, struct lv v);                 /* truth: none counts as no */
int lv_possibly(struct lowering *L, struct lv v);
/* Rows where the value is not certain. */
int lv_unsettled(struct lowering *L, struct lv v);

enum { READING_FIRST, READING_LAST, READING_DAY };
/* What one target writes: nodes of a graph. */
struct target_nodes {
  int status, value, unsettled, n;
  int *key, *key_rule;
  int otherwise; /* of a benefit that is not brief: another choice gives another answer */
  int64_t lo, hi, den;
  struct doubt doubt;     /* of a benefit */
  struct law_set touched; /* interpretations it may hang on */
};
struct target_plan {
  struct law_bulk_target t;
  int law;
  enum entity on;
  enum kind kind;
  const struct bulk_reason *why_row; /* NULL: in vectors */
  int n_keys, *key_rule;
  uint8_t *key_bytes;
  bool status;
  int bytes;
  int64_t den;
  int n_rules;
  const struct deciding_rule *rules;
  struct law_few granted; /* of a list: the rows to which the benefit is granted */
};
/* A graph for blocks without holes and one for blocks with: code and where the results are. */
struct result_at {
  int status, value, unsettled, flags, *key;
}; /* indexes into code->result, -1 none */
struct variant {
  struct code *code;
  struct graph *g;
  struct result_at *at; /* by target */
  int trouble;          /* of persons */
  struct row_rule *row;
  int n_row, row_parts; /* row_parts: the most parts of one */
  int nodes;
};
/* An element of a column of so many bytes: unsigned of 1 and 2, signed of 4 and 8. */
static inline int64_t cell_get(const void *at, int bytes, int64_t i) {
  assert(at);
  switch (bytes) {
  case 1: return ((const uint8_t *)at)[i];
  case 2: return ((const uint16_t *)at)[i];
  case 4: return ((const int32_t *)at)[i];
  default: return ((const int64_t *)at)[i];
  }
}
static inline void cell_put(void *at, int bytes, int64_t i, int64_t v) {
  assert(at);
  switch (bytes) {
  case 1: ((uint8_t *)at)[i] = (uint8_t)v; break;
  case 2: ((uint16_t *)at)[i] = (uint16_t)v; break;
  case 4: ((int32_t *)at)[i] = (int32_t)v; break;
  default: ((int64_t *)at)[i] = v;
  }
}
struct hole_column {
  const uint8_t *hole;
  enum level level;
  const struct law_few *few; /* as a law_column has it */
  bool gone;
};
struct law_bulk {
  struct arena *a;
  const struct law_program *p;
  struct law_bulk_question q;
  struct asked_law *law; /* the first is the question's */
  int n_laws;
  VEC(struct other_law) other; /* of the laws that flags are wanted under */
  const struct law_columns *cols[2];
  int n;
  struct target_plan *target;
  bool vast;    /* there are households too large for vectors */
  int64_t most; /* persons of the largest household that vectors take */
  struct variant plain, open;
  bool same;      /* plain serves all: no column has holes, or (open_only) every block has some */
  bool open_only; /* then it is what would be open */
  struct hole_column *hole;
  int n_hole;
  VEC(struct told) told; /* rules that run row by row */
  struct layers *layers;
  struct sink **sink;
  int n_sink;   /* of a layer: columns that it leaves behind; it has no targets */
  uint8_t *bad; /* of a layer: persons whom vectors cannot say, or NULL */
};

/* The rules that a variant has answered row by row. */
void plan_variant_rows(struct variant *v, const struct lowering *L);
/* How many cases of a rule can decide at once: the parts of its sums. */
int plan_rule_most(const struct rule *q);
/* Bytes of a column of a rule's cases. */
static inline uint8_t case_bytes(const struct rule *q) { return q->n_case_ids < UINT8_MAX ? 1 : 2; }
/* A person is among others on the lowering's day: what run_there says. A truth of persons. */
int lower_there(struct lowering *L);
/* Narrows where a person's reading surely and possibly holds to whoever is born by the lowering's day: what
 * run_born says. */
void lower_born(struct lowering *L, int *yes, int *maybe);
/* The benefit's month, or the rule on its day. False where vectors cannot say it; g->why says why. */
void find_guarded(struct lowering *L);
bool lower_target(struct lowering *L, const struct target_plan *t, struct target_nodes *ret);
/* A lowering at its beginning, with a graph of its own. */
void lowering_start(struct lowering *L, const struct law_bulk *b, struct arena *a, bool holes);
/* Notes in `touched` what an expression may rest on whatever day it is read on, the rules it reads with it.
 * Does any of that bear the mark unverified? */
bool lower_meets(struct lowering *L, const struct node *n);
/* From here on another law is lowered. */
void lowering_law(struct lowering *L, int law);
/* The columns of holes that the plan's blocks are looked at for. */
void plan_holes(struct law_bulk *b, const struct lowering *plain);
bool node_guarded(const struct lowering *L, const struct node *n);

/* ---- doubt.c ----
 * Whatever is lowered adds to L->doubt what it reads; what is read only of some rows is lowered after
 * doubt_aside and added by doubt_read_where. */

/* Nobody's doubt; everybody's, if `marked`; of either; where it is read. */
struct doubt doubt_none(const struct lowering *L);
struct doubt doubt_marked(const struct lowering *L, bool marked);
struct doubt doubt_either(struct lowering *L, struct doubt a, struct doubt b);
struct doubt doubt_where(struct lowering *L, struct doubt d, int sure, int maybe);
/* Where c, which is known, a, elsewhere b. */
struct doubt doubt_select(struct lowering *L, int c, struct doubt a, struct doubt b);
/* L->doubt until now, which begins anew. */
struct doubt doubt_aside(struct lowering *L);
/* Adds to L->doubt. */
void doubt_note(struct lowering *L, struct doubt d);
/* What was lowered since `before` was set aside is read where `sure`, at most where `maybe`. */
void doubt_read_where(struct lowering *L, struct doubt before, int sure, int maybe);
/* What was lowered since then is read of each member who is `there`. */
void doubt_of_members(struct lowering *L, struct doubt before, int there);
/* Something was not lowered: if it is marked, rows where that is `open` may have read it. */
void doubt_open(struct lowering *L, int open, bool marked);
/* Rows of which only the replay can say it. */
int doubt_unsure(struct lowering *L, struct doubt d);

/* ---- bulk_link.c: people reached through a link ----
 * What an aggregate over a link asks of the others is lowered into a layer of its own, a plan without targets
 * that runs over everybody first and leaves columns; a pass over the link makes of them a column of the
 * aggregate, which later layers and the targets load like a fact. Layers are numbered by how deep links nest:
 * one reads only what those before it made. */

enum { LAYERS_MAX = 6 };
/* A column that a layer leaves: the node in the plain and the open graph. */
struct sink {
  int node[2], result[2], bytes;
  void *at;
  int64_t lo, hi;
  const struct law_few *few; /* not NULL: `at` is of these rows, nothing else is read of it */
};
/* What is computed before a plan of `b` because links read it: empty; `holes`: of the program whose facts may
 * be open. */
struct layers *layers_new(struct law_bulk *b, bool holes);
/* An aggregate over a link as nodes: read from the layer that computes it. */
struct lv lower_link(struct lowering *L, const struct node *n);
/* An aggregate as far as it is known without asking anyone: open, but for who has nothing in its link. */
struct lv lower_open(struct lowering *L, const struct node *n);
void layers_emit(struct layers *s);
/* The layers in the order they run, the plan of one, and the aggregates that it serves. */
int layers_count(const struct layers *s);
struct law_bulk *layers_at(const struct layers *s, int i);
int layer_reads(const struct layers *s, int i); /* aggregates that a layer serves */
/* The column of what a link leaves open; false: nothing. */
bool link_holes(const struct link_read *r, struct hole_column *ret_hole);

/* ---- bulk_run.c ---- */
enum err run_blocks(struct law_bulk *b, struct law_bulk_options o, struct law_bulk_output *outputs,
                    struct law_bulk_report *sum);

/* ---- bulk_row.c: the replay over columns ---- */

enum { LISTS = 512 };
struct row_list {
  const void *of;
  const int64_t *at;
  uint64_t made;
}; /* the people of a household or of a link, asked for again and again */
struct row_source {
  const struct law_bulk *b;
  struct arena *a; /* lasting: the thread's */
  struct law_source source;
  struct arena *ids;
  struct law_session **of_law; /* by law of the plan, each made when it is first asked */
  struct law_session *session; /* of the law at hand */
  struct row_list *list;
  uint64_t now;
};
/* The facts of one row at a time for the replay, over the columns of `b`; `s` is filled in place and given
 * back by row_source_free. */
void row_source_make(struct row_source *s, struct arena *a, const struct law_bulk *b);
void row_source_free(struct row_source *s);
/* From here on another law of the plan is asked. */
void row_source_law(struct row_source *s, int law);
/* The row of a person's household, by bisection. */
int32_t household_of(const struct law_columns *c, int32_t person);
/* One row of a target, written to the output's place `at`. */
void row_answer(struct row_source *s, int target, struct law_bulk_output *o, int32_t row, int32_t at,
                struct law_bulk_report *count);
/* A rule's value for one row, as parts (see row_value in choose.c): PART_KEY and on, one for each case that
 * may decide. */
enum { PART_LO, PART_HI, PART_SURE, PART_MAYBE, PART_OPEN, PART_FAULT, PART_DOUBT, PART_KEY };
/* How many parts a row rule has. */
static inline int row_part_count(const struct law_program *p, const struct row_rule *r) {
  const struct rule *q = &p->rule.at[r->rule];
  return PART_KEY + (q->cases ? plan_rule_most(q) : 0);
}
void row_parts(struct row_source *s, const struct law_bulk *b, const struct row_rule *r, int32_t row,
               int64_t *parts);

#endif
