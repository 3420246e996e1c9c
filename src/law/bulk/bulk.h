/* bulk: the law for a whole province at once. Sets a checked program on columns of facts and answers, for
 * every person and household, what `law_ask` would: value, not entitled or unknown, and the deciding cases.
 *
 * It owns plans (a program resolved for one month, law day and set of columns) and their execution over
 * blocks of whole households. It never reads a register, never refuses a program, and never says anything the
 * replay would not: what vectors cannot say, and every row that stays open, goes to the replay itself
 * (doc/law-run.md; decision record 0002).
 *
 * Columns and outputs belong to the caller; a plan keeps the columns' addresses and is good only for them. A
 * plan may be run any number of times, one run at a time. Results do not depend on threads or on the size of
 * blocks. */
#ifndef ANSINH_LAW_BULK_H
#define ANSINH_LAW_BULK_H

#include "law/law.h"

enum {
  LAW_BULK_THREADS_MAX = 64,
  LAW_BULK_BLOCK = 2048,
  LAW_BULK_BLOCK_MAX = 16384,
  LAW_BULK_ROWS_MAX = 4096, /* rules answered row by row in one plan; further ones make their targets so */
  LAW_BULK_FAULTS_NAMED = 16
};

/* ---- columns ---- */

/* Few of the rows: bit i % 64 of word i / 64 of `has` is set for row i, `before` says by word how many stand
 * in the rows before it. There is one word more than whole ones in the rows. */
struct law_few {
  const uint64_t *has;
  const int32_t *before;
};
/* Is a row one of them? */
static inline bool law_few_has(const struct law_few *f, int64_t row) {
  return f->has[row / 64] >> row % 64 & 1;
}
/* How many of them stand before a row: the place of its own, where it is one of them. */
static inline int64_t law_few_rank(const struct law_few *f, int64_t row) {
  uint64_t earlier = f->has[row / 64] & ((UINT64_C(1) << row % 64) - 1);
  return f->before[row / 64] + __builtin_popcountll(earlier);
}
/* Fills `before` for so many rows whose bits stand in `has`; how many they are. */
int32_t law_few_count(const uint64_t *has, int64_t rows, int32_t *ret_before);

/* One fact for every person, or (facts of households and of their areas) every household. `bytes` an element:
 * 1 or 2 unsigned, 4 or 8 signed. Truth is 0 or 1, an enumeration its value index, a date its day number,
 * money đồng. */
struct law_column {
  const void *at; /* NULL: no column; the declared absence holds for everyone, or without one it is unknown */
  int bytes;
  const uint8_t *hole;  /* NULL: none. A byte a row: 0 known, 1 not known (`at` then holds any value of the
                           type), 2 a date known to lie in at .. until */
  const int32_t *until; /* with hole 2 only */
  int64_t lo, hi;       /* every value lies within, also those under holes; lo > hi: the plan measures */
  /* Not NULL: `at` and `hole` are of these rows only, in their order; of all others the value is `otherwise`
   * or, with `gone`, not known. Then `until` is NULL, and lo and hi are told. */
  const struct law_few *few;
  int64_t otherwise;
  bool gone;
};

/* What a column says of a row; LAW_ASKED: it is not known. */
enum law_given law_column_says(const struct law_column *c, int64_t row, struct law_fact_value *ret);

/* Persons of a household stand together, households in order: household h has the persons start[h] .. start[h
 * + 1] - 1. */
struct law_link_column {
  const int32_t *start;
  const int32_t *to;
  const uint8_t *unknown;
  int32_t most, having; /* the most that one has, and how many have any, told where all lead to rows of the
                           columns; most 0: the plan measures */
}; /* person i's others: to[start[i]] .. to[start[i + 1] - 1]; start NULL: nothing recorded of
    * anyone; unknown[i] (may be NULL): nothing recorded of i */
/* Of a benefit, as law_grant has them: of those few to whom it is granted in the month (`few`) the first
 * decision that ever granted it, whether it stands since before the month and whether it is suspended (NULL:
 * nobody's); of all to whom it ever was (`ever`, the former among them) the first decision. `home`, of a
 * household's benefit: the households to which it is granted in the month, through whomever. `has` NULL:
 * nobody. */
struct law_grant_column {
  struct law_few few;
  const date *granted;
  const uint8_t *active;
  struct law_few ever;
  const date *first;
  const uint8_t *suspended;
  struct law_few home;
};
/* What holds on any day, by rows of the columns: for what the law reads `at` a day of its own. As law_source
 * but of rows; it is asked by many threads at once, and lists lie in the asker's arena. */
struct law_days {
  void *context;
  enum law_given (*fact)(void *context, enum law_entity e, int64_t row, int fact, date day,
                         struct law_fact_value *ret);
  int (*linked)(void *context, struct arena *a, int64_t person, int link, date day, const int64_t **ret);
  bool (*grant)(void *context, int64_t person, int benefit, month m, struct law_grant *ret);
};
/* Records and their fields, by rows; as law_source has them, asked as law_days is. */
struct law_record_ask {
  enum law_entity entity;
  int64_t subject; /* a row; of people by number the number */
  int record;
  date day;
};
struct law_records {
  void *context;
  int (*records)(void *context, struct arena *a, struct law_record_ask ask, const int64_t **ret);
  enum law_given (*field)(void *context, int record, int64_t id, int field, struct law_fact_value *ret);
};
struct law_columns {
  int32_t persons, households;
  const int32_t *household_start;    /* households + 1 */
  struct law_column *fact;           /* by fact, law_fact_count */
  struct law_link_column *link;      /* by link, or NULL */
  struct law_grant_column *grant;    /* by benefit, or NULL */
  const struct law_records *records; /* NULL: nobody has any */
  const struct law_days
      *days;             /* other days than the columns'; NULL: on every other day what the last says holds
                            (where the columns of the two days say the same) or nothing is known */
  const int64_t *number; /* by person: the number that equal claims go by (law_ask_all); NULL: the row */
};
/* Columns of the program with nothing in them but the households. */
struct law_columns *law_columns_new(struct arena *a, const struct law_program *p, int32_t persons,
                                    int32_t households, const int32_t *household_start);

/* The declared range of a whole-number fact; false where it has none. */
bool law_bulk_fact_range(const struct law_program *p, int fact, int64_t *ret_lo, int64_t *ret_hi);

/* ---- plans ---- */

enum law_bulk_kind { LAW_BULK_BENEFIT, LAW_BULK_RULE };
struct law_bulk_law {
  date day;
  const int *choice; /* by interpretation; NULL: the defaults */
  struct law_without without;
};
struct law_bulk_rows {
  int32_t n;
  const int32_t *at; /* ascending, each once */
};
/* A benefit is answered for the month, as law_ask does; a rule on the last day of the month, or on `day`
 * where it is not 0. Targets may be asked under several laws at once: what these agree on is worked out once.
 */
struct law_bulk_target {
  enum law_bulk_kind kind;
  int index;
  date day;
  int component;                  /* part of a benefit; 0: the main one */
  const struct law_bulk_law *law; /* NULL: that of the question */
  bool brief; /* only status and value are wanted, and whether verified: no cases, no other choices */
  /* A target has a result for every row, unless one of these asks for a list: */
  bool found; /* rows that are not LAW_NOT_ENTITLED or whose grant of the benefit stands, of a household that
                 of a member */
  const struct law_bulk_rows *only; /* these rows; such a target is brief and has no flags */
};
struct law_bulk_question {
  month for_month;
  date law_day;
  const int *choice; /* by interpretation; NULL: the defaults */
};

struct law_bulk;
/* `first` and `last` are the facts on the first and on the last day of the month; they may be the same.
 * Everything lives in `a`. */
enum err law_bulk_plan(struct arena *a, const struct law_program *p, struct law_bulk_question q,
                       const struct law_columns *first, const struct law_columns *last, int n_targets,
                       const struct law_bulk_target *targets, struct law_bulk **ret_b);
/* May a benefit's answer, in any version, hang on an interpretation? */
bool law_bulk_touches(const struct law_program *p, int benefit, int interpretation);
/* May a benefit be another in one month by one law than in another month by another, the facts being the
 * same: does a provision that its sum may hang on, or a group it is in, govern one of them and not the other?
 * The choices of interpretations are not looked at. */
bool law_bulk_moves(const struct law_program *p, int benefit, const struct law_bulk_law *law, month m,
                    const struct law_bulk_law *other, month other_m);
/* Marks what any rule, benefit or group of the program may read, in any version: by fact and by link. What is
 * not marked needs no column. */
void law_bulk_reads(const struct law_program *p, bool *facts, bool *links);
/* May a link's people be none where nothing is recorded (declared absent)? Then its `unknown` is not needed.
 */
bool law_bulk_link_absent(const struct law_program *p, int link);
/* Which rules run in vectors and which row by row and why; operations, memory of a block, bytes a person. For
 * people. */
void law_bulk_describe(const struct law_bulk *b, struct buf *text, enum lang lang);
/* Bytes of an element that hold any value of a fact of truth or choice: 1 or 2. */
int law_bulk_fact_bytes(const struct law_program *p, int fact);
int law_bulk_find_rule(const struct law_program *p, struct str full_name); /* 'person.assistance', or -1 */
int law_bulk_rule_count(const struct law_program *p);
const char *law_bulk_rule_name(const struct law_program *p, int rule);

/* ---- results ---- */

enum {
  LAW_BULK_NOT = LAW_NOT_ENTITLED,
  LAW_BULK_VALUE = LAW_VALUE,
  LAW_BULK_UNKNOWN = LAW_UNKNOWN,
  LAW_BULK_FAULT = LAW_FAULT /* it cannot be computed: overflow, or an exact sum that does not come out */
};
enum {
  LAW_BULK_UNVERIFIED = 1, /* rests on an unverified provision; in a list not said of whom it does not name */
  LAW_BULK_OTHERWISE = 2,  /* another choice of an interpretation gives another answer */
  LAW_BULK_BETWEEN = 4,    /* the law names no rounding: value is the lower đồng */
  LAW_BULK_LOST = 8,       /* set by law_bulk_groups, like the next */
  LAW_BULK_AT_LEAST = 16,
  LAW_BULK_BY_ROW = 32
};

struct law_bulk_output {
  enum law_entity entity;
  int32_t rows;       /* results */
  const int32_t *row; /* of a list: whose they are, ascending; NULL: the first is that of row 0, and so on */
  enum law_kind kind;
  uint8_t *status; /* NULL: every row is a value */
  void *value;
  int bytes;             /* as in columns; 0 where there is no value. A rate's numerator */
  int64_t den;           /* of rates; 1 otherwise */
  int component;         /* of the target */
  const int64_t *record; /* by row, the record of the subject that it is for; NULL: 0, none */
  /* Deciding cases: as many columns as can decide at once, of key_bytes each (1 or 2); read by law_bulk_key.
   */
  int keys;
  void *const *key;
  const int *key_rule;
  const uint8_t *key_bytes;
  uint8_t *flags; /* of benefits; NULL of rules and of the rows that `only` names */
};
/* Room for the results of all targets, in target order. What is found has none before the run, which puts it
 * into the plan's memory. */
void law_bulk_outputs(struct arena *a, const struct law_bulk *b, struct law_bulk_output *outputs);
/* A row's deciding case in a key column: 0 none, else the case's index in o->key_rule[key], and 1. */
static inline int law_bulk_key(const struct law_bulk_output *o, int key, int32_t row) {
  return o->key_bytes[key] == 1 ? ((const uint8_t *)o->key[key])[row] : ((const uint16_t *)o->key[key])[row];
}
/* The name of a case so found, "" for 0. */
const char *law_bulk_case(const struct law_bulk *b, const struct law_bulk_output *o, int key, int code);
/* A row's value, as it stands in the column. Of LAW_BULK_FAULT it is the kind, the `err` of struct law_fault;
 * the place in the packs is told of the first ones (law_bulk_report). */
static inline int64_t law_bulk_value(const struct law_bulk_output *o, int32_t row) {
  switch (o->bytes) {
  case 1: return ((const uint8_t *)o->value)[row];
  case 2: return ((const uint16_t *)o->value)[row];
  case 4: return ((const int32_t *)o->value)[row];
  default: return ((const int64_t *)o->value)[row];
  }
}
static inline enum law_status law_bulk_status(const struct law_bulk_output *o, int32_t row) {
  return o->status ? (enum law_status)o->status[row] : LAW_VALUE;
}

struct law_bulk_options {
  int threads, block;
}; /* 0: one, LAW_BULK_BLOCK */
struct law_bulk_fault {
  int target;
  int32_t row;
  struct law_fault fault;
};
struct law_bulk_report {
  int64_t blocks, open_blocks, rows_asked, faults;
  int n_named; /* the first faults met; all are counted */
  struct law_bulk_fault named[LAW_BULK_FAULTS_NAMED];
}; /* open_blocks: with holes; rows_asked: answers given by the replay; places of faults live as long as the
      plan */
/* A row that cannot be computed is LAW_BULK_FAULT, and counted; all others stand. LIMIT, NOMEM: memory ran
 * out, the outputs are then worthless. */
enum err law_bulk_run(struct law_bulk *b, struct law_bulk_options o, struct law_bulk_output *outputs,
                      struct law_bulk_report *ret_report);

/* ---- groups ---- */

/* What comes of one claim in the concurrency groups (law_ask_all): only what lost or is open is named. */
struct law_bulk_outcome {
  int target;
  int32_t row;
  bool lost, open; /* open: a group it is in has a member not known: whether it is paid may change */
  int group, to_target;
  int32_t to_row;  /* of a loser: what is paid instead */
  bool unverified; /* of a loser: so is the group; what is paid instead rests on it too */
  money forgone;
};
struct law_bulk_settled {
  int64_t n;
  const struct law_bulk_outcome *at; /* household by household, in it by row, then target */
};
/* Who takes part: an answer of a target, not LAW_NOT_ENTITLED; the amount of a value. */
struct law_bulk_claim {
  int target;
  int32_t row;
  enum law_status status;
  money amount;
};
struct law_bulk_claims {
  int64_t n;
  const struct law_bulk_claim *at; /* household by household; all of targets of one law day, no benefit of a
                                      row twice */
};
/* The groups in force on the last day among the benefits that are targets. `claims` NULL: every result of
 * every target claims (none is a list), those of each law among themselves; else the outputs are
 * not read. What is eligible is settled among all, what is due
 * among what is granted. The result lives in `a`. */
void law_bulk_settle(struct arena *a, const struct law_bulk *b, const struct law_bulk_output *outputs,
                     const struct law_bulk_claims *claims, struct law_bulk_settled *ret);
/* Is the provision marked unverified by which a grant decided on a day begins, by the law of a target that is
 * a benefit? */
bool law_bulk_start_unverified(const struct law_bulk *b, int target, date decided);
/* The same among all (no target is brief), into the outputs' flags: LAW_BULK_LOST; LAW_BULK_AT_LEAST what
 * stands in an open group.
 */
void law_bulk_groups(const struct law_bulk *b, struct law_bulk_output *outputs);

#endif
