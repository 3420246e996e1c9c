/* law_csv (cli): people and households from two CSV files into the columns of the bulk evaluator.
 * doc/law-run.md describes the files. */
#ifndef ANSINH_CLI_LAW_CSV_H
#define ANSINH_CLI_LAW_CSV_H

#include "law/bulk/bulk.h"

/* Ids as they stand in the files, for writing them out again. */
struct csv_ids {
  const char *text;
  const uint64_t *at; /* offset << 16 | length */
};
struct csv_people {
  struct law_columns *columns;
  struct csv_ids person, household; /* in the columns' order */
  struct buf ignored;               /* headings that are no fact, separated by blanks */
  size_t bytes;                     /* read */
};

struct csv_files {
  const char *persons;
  const char
      *households; /* NULL: households are what the persons' household_id says, in order of first mention */
  enum lang lang;
  date last; /* a birth after it is refused; DATE_MAX: none is */
};
/* `a` must allow for the columns. INVALID, IO or LIMIT with a message that names file, line and column; of
 * something twice both lines. */
enum err csv_people_read(struct arena *a, const struct law_program *p, const struct csv_files *files,
                         struct csv_people *ret_p, struct str *ret_message);

#endif
