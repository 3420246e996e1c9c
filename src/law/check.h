/* check: names, types, units, dates and citations; after it a program without errors may be run. Private to
 * src/law. */
#ifndef ANSINH_LAW_CHECK_H
#define ANSINH_LAW_CHECK_H

#include "law/program.h"

/* Whose facts a bare name means, and the subject outside an aggregate. */
struct scope {
  enum entity on;
  int record;
  const struct scope *outer;
};

const char *check_z(struct law_program *p, struct str s);
/* " Có phải {x}? / Did you mean {x}?" for the nearest of what `next` offers, or "". */
const char *check_nearest(struct law_program *p, struct str name,
                          struct str (*at)(const struct law_program *p, int i, const void *context), int n,
                          const void *context);
/* The same among all declared things of a kind, and among the values of an enumeration (or choices of an
 * interpretation). */
enum like {
  LIKE_BENEFIT,
  LIKE_RESULT,
  LIKE_CASE,
  LIKE_LINK,
  LIKE_RECORD,
  LIKE_SET,
  LIKE_TABLE,
  LIKE_INTERPRETATION
};
const char *check_like(struct law_program *p, enum like kind, struct str name);
const char *check_like_value(struct law_program *p, struct type t, struct str name);
bool check_expression(struct law_program *p, struct node *n, const struct scope *s);
/* Makes `n` (already checked) fit `t`; complains and returns false when it cannot. */
bool check_fit(struct law_program *p, struct node *n, struct type t);
/* Checks an expression that must be of type `t`; a bare name may be a value of an enumeration. */
bool check_as(struct law_program *p, struct node *n, const struct scope *s, struct type t);
struct type check_choice_type(int interpretation);
int law_enum_value_of(const struct law_program *p, struct type t,
                      struct str id); /* also for interpretations */

#endif
