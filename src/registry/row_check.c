/* What every reader shares: keeping text, checking what a row holds. */
#include "registry/inner.h"

struct str reg_col_words(struct arena *a, struct stmt *s, int at, bool *ok) {
  struct str words = col_text(s, at);
  if (!utf8_valid(words, NULL)) *ok = false;
  return reg_keep(a, words);
}

struct str reg_keep(struct arena *a, struct str s) {
  return (struct str) { arena_text(a, s.p, s.n), s.n };
}

void reg_note_damaged(struct db *db, const char *table, int64_t row) {
  char words[120];
  snprintf(words, sizeof words, "row %lld of %s is not one that could have been written", (long long)row,
           table);
  db_row_damaged(db, words);
}

date reg_col_date(struct stmt *s, int at, bool *ok) {
  int64_t day = col_int(s, at);
  if (col_null(s, at) || day < DATE_MIN || day > DATE_MAX) {
    *ok = false;
    return 0;
  }
  return (date)day;
}

month reg_col_month(struct stmt *s, int at, bool *ok) {
  int64_t m = col_int(s, at);
  if (col_null(s, at) || m < month_of(DATE_MIN) || m > month_of(DATE_MAX)) {
    *ok = false;
    return 0;
  }
  return (month)m;
}

struct reg_period reg_col_period(struct stmt *s, int at, int64_t act, bool *ok) {
  struct reg_period p = { reg_col_date(s, at, ok), reg_col_date(s, at + 1, ok), col_int(s, at + 2),
                          col_int(s, at + 3) };
  if (p.valid_from >= p.valid_to || p.act_from < 1 || p.act_from >= p.act_to) *ok = false;
  if (p.act_to > act) p.act_to = REG_ACT_OPEN;
  return p;
}

enum err reg_returned_id(struct stmt *s, int64_t *ret_id) {
  TRY(db_step(s));
  int64_t id = col_int(s, 0);
  TRY(db_run(s));
  *ret_id = id;
  return OK;
}
