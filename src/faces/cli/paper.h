/* paper: the lists of people that commands write as CSV files. The one place that marks them: in a register
 * whose people are invented every row of every file says so, also when rows are sorted, cut out or pasted
 * elsewhere. Of a real register there is no such column. */
#ifndef ANSINH_CLI_PAPER_H
#define ANSINH_CLI_PAPER_H

#include "faces/cli/desk.h"

enum paper_for {
  PAPER_PROGRAMS, /* the mark's column is `people`, its cells `invented` */
  PAPER_READERS   /* in words of the caller's language */
};
struct paper {
  struct buf b;
  bool begun;              /* a cell of the row is written */
  const char *head, *mark; /* NULL: real people */
};
/* An empty list; `max` bytes at most. */
struct paper desk_paper_new(const struct desk *o, enum paper_for whom, size_t max);
/* The next cell of a row, quoted where it must be; what a spreadsheet would take for a formula, also behind
 * blanks and invisible letters, is written as text. */
void desk_paper_cell(struct paper *p, struct str text);
void desk_paper_number(struct paper *p, int64_t v);
/* Ends the first row, of headings, and any other, with what marks it. */
void desk_paper_heads_end(struct paper *p);
void desk_paper_row_end(struct paper *p);
/* LIMIT: it did not fit, nothing is written; CONFLICT: something is there by now; IO. */
enum err desk_paper_write(const struct paper *p, const char *path);

#endif
