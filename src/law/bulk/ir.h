/* bulk_ir: the graph between the checked program and the kernels. Private to src/law.
 *
 * A graph is a list of nodes, each after those it reads; equal nodes are made once, constants are folded,
 * ranges are known for every number, so widths are chosen and nothing can overflow. A node is one value a
 * household or one a person; a household's node is spread over its persons only where a person's node meets
 * it. */
#ifndef ANSINH_LAW_BULK_IR_H
#define ANSINH_LAW_BULK_IR_H

#include "law/bulk/kernels.h"
#include "law/form/program.h"
#include "law/bulk/bulk.h"
#include "law/bulk/bulk_reasons.h"

enum level { AT_CONST, AT_HOUSEHOLD, AT_PERSON };
enum ir_op {
  I_CONST,
  I_LOAD,
  I_ADD,
  I_SUB,
  I_MUL,
  I_MIN,
  I_MAX,
  I_ADDC,
  I_RSUBC,
  I_MULC,
  I_EQ,
  I_LT,
  I_LE,
  I_EQC,
  I_LEC,
  I_GEC,
  I_AND,
  I_OR,
  I_NOT,
  I_SELECT, /* c ? a : b; a and b may be constants */
  I_KEY,    /* max(a, b ? imm : 0) */
  I_LUT,    /* table[a], a from 0 to n_table - 1 */
  I_SPREAD,
  I_SEGSUM,
  I_SEGMIN,
  I_SEGMAX,
  I_SIZE,
  I_DIVC,
  I_SHIFTC, /* floor of a / 2^imm */
  I_DIV,
  I_CONVERT,
  I_YEARS,
  I_MONTHS,
  I_YEAR_OF,
  I_PLUS,
  I_ROW /* a rule that the row evaluator answers, where a holds (-1: everywhere): imm the rule's index in the
           plan's rows, imm2 which part */
};
struct ir {
  enum ir_op op;
  enum level level;
  enum width width;
  int a, b, c;
  int64_t imm, imm2, lo, hi;
  const int64_t *table;
  int n_table;
  const void *data;
  uint8_t bytes;             /* of a load: the column and its element's bytes */
  const struct law_few *few; /* the column is of these rows; elsewhere imm. data NULL: 0 of them */
  int uses;
};

struct graph {
  struct arena *a;
  VEC(struct ir) at;
  int *slot;
  size_t slots; /* open hashing by content */
  size_t limit; /* of nodes: with more nothing further is lowered */
  int64_t most; /* persons of the largest household */
  int no, yes;  /* the constants */
  /* Something that cannot be said in vectors: set once, then all results are to be thrown away. */
  const struct bulk_reason *why;
};

struct ir_few {
  const void *data;
  uint8_t bytes;
  int64_t lo, hi, otherwise;
};

/* An empty graph in `a`. */
struct graph *ir_graph(struct arena *a);
/* The value v everywhere. Equal nodes of a graph are one: each maker returns a number of a node. */
int ir_const(struct graph *g, int64_t v);
/* A column: `bytes` an element 1, 2 (unsigned), 4 or 8, all values within lo .. hi. */
int ir_load(struct graph *g, enum level at, const void *data, uint8_t bytes, int64_t lo, int64_t hi);
/* A column of some rows, in their order (NULL: 0 of each), and what is of all others; lo .. hi hold both. */
int ir_load_few(struct graph *g, enum level at, const struct law_few *few, struct ir_few column);
/* The first decision of a benefit whose grant stands, DATE_MAX where none does; and of whoever it was ever
 * granted to, whether or not the grant stands. */
int ir_load_granted(struct graph *g, enum level at, const struct law_grant_column *c);
int ir_load_ever_granted(struct graph *g, enum level at, const struct law_grant_column *c);
int ir_add(struct graph *g, int a, int b);
/* Node numbers in, node number out; ranges follow from those of the operands. The rows of `a` and `b` may
 * differ: those of a household are spread over its people. */
int ir_sub(struct graph *g, int a, int b);
int ir_mul(struct graph *g, int a, int b);
int ir_min(struct graph *g, int a, int b);
int ir_max(struct graph *g, int a, int b);
/* Many terms, put together so that narrow numbers meet narrow numbers. */
int ir_total(struct graph *g, int n, const int *terms);
int ir_eq(struct graph *g, int a, int b);
int ir_lt(struct graph *g, int a, int b);
/* Truth: 0 or 1, operands of ir_not, ir_and and ir_or included. */
int ir_le(struct graph *g, int a, int b);
int ir_not(struct graph *g, int a);
int ir_and(struct graph *g, int a, int b);
int ir_or(struct graph *g, int a, int b);
/* Many at once, those of a household first. */
int ir_all(struct graph *g, int n, const int *terms, bool any);
int ir_select(struct graph *g, int c, int a, int b);
int ir_key(struct graph *g, int key, int held, int64_t code);
int ir_lut(struct graph *g, int a, const int64_t *table,
           int n); /* copies the table; a's range is 0 .. n - 1 */
int ir_spread(struct graph *g, int a);
int ir_segment(struct graph *g, enum ir_op op, int a,
               int64_t empty); /* sum, least or greatest over a household's persons; empty: of none */
int ir_size(struct graph *g);
int ir_div_floor(struct graph *g, int a, int b); /* b > 0 wherever it counts */
int ir_date(struct graph *g, enum ir_op op, int a, int b, int64_t what);
int64_t ir_date_value(enum ir_op op, int64_t a, int64_t b, int64_t what);
int ir_row(struct graph *g, enum level at, int rule, int part, int need, int64_t lo,
           int64_t hi); /* need: the lanes that are asked for, a truth; elsewhere 0 */
/* The narrowest that holds lo .. hi. */
static inline enum width ir_width_of(int64_t lo, int64_t hi) {
  if (lo >= 0 && hi <= UINT8_MAX) return W8;
  if (lo >= 0 && hi <= UINT16_MAX) return W16;
  return lo >= INT32_MIN && hi <= INT32_MAX ? W32 : W64;
}
static inline const struct ir *ir_at(const struct graph *g, int i) { return &g->at.at[i]; }
static inline bool ir_is_const(const struct graph *g, int i) { return g->at.at[i].op == I_CONST; }
static inline int ir_fail(struct graph *g, const struct bulk_reason *why) {
  if (!g->why) g->why = why;
  return g->no;
}

/* ---- code ---- */

/* One kernel with its operands, each a slot or -1. STEP_ROW is no kernel: it takes part imm2 of row rule imm.
 */
enum { STEP_ROW = KERNEL_COUNT };
struct step_code {
  uint16_t kernel, level;
  int32_t d, a, b, c, e;
  int64_t imm, imm2;
  const void *table;
};
/* Where a value lies: in a column, or at an offset of the thread's buffer; what is of few rows is put there.
 */
struct slot {
  const void *data;
  uint8_t bytes, level;
  const struct law_few *few; /* see struct ir */
  int64_t otherwise;
  size_t offset, ordinal;
}; /* address: offset a lane, and 64 bytes between neighbours */
struct code {
  struct step_code *step;
  int n, n_once; /* the first n_once steps fill constants, once a thread */
  struct slot *slot;
  int n_slot;
  size_t bytes, ordinals;   /* of a thread's buffer: bytes a lane, and how many values */
  size_t tail_bytes, tails; /* the same of copies of the columns' ends */
  int *result;
  int64_t *constant; /* by wanted node: its slot, or -1 and a constant */
};
/* Lowering is over: what delivers the results, a few nodes for each, always has room. */
static inline void ir_lowered(struct graph *g) { g->limit = INT32_MAX; }
/* Makes code for the wanted nodes (-1 is skipped). */
struct code *ir_emit(struct arena *a, struct graph *g, int n, const int *wanted);
/* Does a column of the people's lie there, whole or of few? */
static inline bool slot_loads(const struct slot *s) { return s->data || s->few; }
static inline size_t slot_offset(const struct slot *s, size_t lanes) {
  return s->offset * lanes + s->ordinal * LANES;
}
/* The same node in a given width. */
int ir_width(struct graph *g, int a, enum width w);

#endif
