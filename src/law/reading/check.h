/* check: names, types, units, dates and citations; after it a program without errors may be run. Private to
 * src/law. */
#ifndef ANSINH_LAW_CHECK_H
#define ANSINH_LAW_CHECK_H

#include "law/form/program.h"

/* Reads one file into the program; names stay unresolved. */
void law_parse(struct law_program *p, const struct file *f);
/* Resolves and checks everything read, its tests too. Complaints go to the program. */
void law_check_program(struct law_program *p);
/* Names, types and cases of all tests; part of law_check_program. */
void law_check_tests(struct law_program *p);
/* The fact a test means by `name` of a subject: a person's, a household's or an area's. -1 unknown. */
int law_test_fact(const struct law_program *p, const struct test *t, struct str subject, struct str name);
/* Types a value written in a test or situation as `t`; complains when it does not fit. */
bool law_check_literal(struct law_program *p, struct node *n, struct type t);
bool law_test_is_household(const struct test *t, struct str subject);

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

#endif
