/* tools: what `ansinh law …` does, writing to a buffer so that a command, a page or a test can show it. */
#ifndef ANSINH_LAW_TOOLS_H
#define ANSINH_LAW_TOOLS_H

#include "law/law.h"

/* Errors and warnings of the packs, then one line that counts what they hold. Returns the number of errors.
 */
int law_tool_check(struct law_program *p, enum lang lang, struct buf *out);
/* Runs every test of the packs (all, or those whose title or file holds `filter`). Prints failures with
 * expected, got and why; returns the number of failed expectations. */
int law_tool_test(struct law_program *p, struct str filter, enum lang lang, struct buf *out,
                  int *ret_expectations);
struct law_mutating {
  struct str
      equivalent; /* a file's text that lists mutants known to change nothing, "key  reason" a line, or "" */
  int threads;    /* 1 to 64 */
  enum lang lang;
  void (*progress)(void *context, int done, int all); /* NULL: nobody is told */
  void *context;
};
/* Changes each comparison, number, date, case and exception of the packs, one at a time, and demands that a
 * test fails. Returns survivors that are not listed. */
int law_tool_mutate(struct law_program *p, const struct law_mutating *how, struct buf *out, int *ret_mutants);
/* Which conditions, cases and versions the tests made both true and false; returns what no test reached. */
int law_tool_coverage(struct law_program *p, enum lang lang, struct buf *out);
/* A parameter, table, rule, benefit, fact, document or interpretation as it stands on a day, with its whole
 * history and who uses it. NOT_FOUND with a suggestion in out. */
enum err law_tool_show(struct law_program *p, struct str name, date on, enum lang lang, struct buf *out);
/* What differs between two law days. One struct a line. */
struct law_cited {
  struct str ids;     /* "nd20_2021 6.1.a; nd20_2021 6.2" */
  struct str text[2]; /* as people cite it, by enum lang */
};
/* A row of a table; "" on the side that has none of its key. */
struct law_row_change {
  struct str key[2], before[2], after[2]; /* by enum lang */
};
enum { LAW_ROWS_SHOWN = 50 };
struct law_change {
  const char *kind;
  struct str name;
  struct str title[2];
  struct str before[2], after[2];
  struct law_cited cite_before, cite_after;
  int n_rows; /* of a table: rows that differ, of which the first LAW_ROWS_SHOWN stand in `row` */
  const struct law_row_change *row;
};
/* What differs between the law of two days (before < after): the changes into ret, how many is returned; in
 * `a`. */
int law_tool_diff(struct arena *a, struct law_program *p, date before, date after, struct law_change **ret);
/* A change's kind in words, or that part of a benefit it names ("amount", "apply"); `kind` itself where there
 * is no word for it. */
const char *law_tool_kind(const char *kind, enum lang lang);
/* Facts, values, links, records, benefits and interpretations, as text or JSON. */
void law_tool_vocabulary(struct law_program *p, enum lang lang, bool json, struct buf *out);
/* Bytes of one situation. */
#define LAW_EVAL_BYTES_MAX ((size_t)8 << 20)
/* A situation in JSON (doc/law-eval.md) answered in JSON. INVALID: `out` holds messages with path and remedy.
 */
enum err law_tool_eval(struct arena *a, struct law_program *p, struct str json, enum lang lang,
                       struct buf *out);

#endif
