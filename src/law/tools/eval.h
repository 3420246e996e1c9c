/* eval: a situation written in JSON, read with every mistake named (eval_read.c), and answered (eval.c). The
 * format is an interface: doc/law-eval.md. Private to src/law. */
#ifndef ANSINH_LAW_EVAL_H
#define ANSINH_LAW_EVAL_H

#include "law/tools/situation.h"

enum {
  EVAL_DEPTH_MAX = 12,
  EVAL_SUBJECTS_MAX = 200,
  EVAL_ITEMS_MAX = 5000,
  EVAL_ASKS_MAX = 500,
  EVAL_ERRORS_MAX = 50
};

/* One question: a benefit or a rule (the other is -1) for a subject of the situation. */
struct eval_ask {
  int subject, benefit, rule;
};
struct eval_warning {
  struct str path, text;
};
struct eval_question {
  month for_month;
  date law, facts;
  struct situation *s;
  bool explain;
  int *choice; /* by interpretation; -1: its default */
  VEC(struct eval_ask) ask;
  VEC(struct eval_warning) warning;
};

/* INVALID: one line a mistake, with its path and remedy, in `out`. */
enum err law_eval_read(struct arena *a, const struct law_program *p, struct str json, enum lang lang,
                       struct buf *out, struct eval_question *ret_q);

#endif
