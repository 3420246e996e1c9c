/* shown: which of the stored determinations and runs of the caseload check stands for the province. What was
 * made to try something out is kept beside them under its own coordinates and is never shown as theirs. */
#include "office/answer.h"

struct asking {
  const struct viewer *viewer;
  struct db *db;
  const struct office_shown_ask *ask;
};
struct candidate {
  struct office_shown shown;
  int64_t language, meaning;
  char packs[REG_PACKS_HASH + 1];
};

/* The packs, language and meaning asked about. */
static bool asked_packs(const struct asking *x, const struct candidate *c) {
  return strcmp(c->packs, law_hash(x->ask->law)) == 0 && c->language == law_language() &&
         c->meaning == law_meaning();
}

/* Those the office went by as known at its act. */
static enum err adopted_packs(const struct asking *x, const struct candidate *c, bool *ret_yes) {
  struct reg_adopted adopted;
  enum err e = reg_packs_at(x->viewer, x->db, c->shown.when.act, &adopted);
  *ret_yes = e == OK && strcmp(c->packs, adopted.hash) == 0 && c->language == adopted.language &&
             c->meaning == adopted.meaning;
  return e == NOT_FOUND ? OK : e;
}

static bool of_the_time(const struct asking *x, enum office_made made, const struct candidate *c) {
  const struct office_when *w = &c->shown.when;
  date law = made == OFFICE_MADE_CHECK ? office_law_of_list(w->for_month, w->facts) : w->facts;
  return w->law == law && w->facts <= x->ask->known && w->act <= x->ask->act;
}

/* False: not a row that could have been written. */
static bool read_candidate(struct stmt *q, struct candidate *ret_c) {
  bool in_calendar = month_in_calendar(col_int(q, 1));
  if (!in_calendar || !date_in_calendar(col_int(q, 2)) || !date_in_calendar(col_int(q, 3))) return false;
  struct str packs = col_text(q, 5);
  *ret_c = (struct candidate) { .shown = { .id = col_int(q, 0),
                                           .when = { .for_month = (month)col_int(q, 1),
                                                     .law = (date)col_int(q, 2),
                                                     .facts = (date)col_int(q, 3),
                                                     .act = col_int(q, 4) } },
                                .language = col_int(q, 6),
                                .meaning = col_int(q, 7) };
  if (packs.n == REG_PACKS_HASH) memcpy(ret_c->packs, packs.p, packs.n);
  return true;
}

/* The newest of a month first; for_month -1: of all months, the latest month first. */
static const char *const all_of[OFFICE_MADE] = {
  [OFFICE_MADE_DETERMINATION] =
      "SELECT id, for_month, law_day, facts_day, facts_act, packs, language, meaning FROM determination"
      " WHERE $1 = -1 OR for_month = $1 ORDER BY for_month DESC, facts_act DESC, facts_day DESC, id DESC",
  [OFFICE_MADE_CHECK] =
      "SELECT id, for_month, law_day, facts_day, facts_act, packs, language, meaning FROM finding_run"
      " WHERE $1 = -1 OR for_month = $1 ORDER BY for_month DESC, facts_act DESC, facts_day DESC, id DESC",
};

static enum err candidates(const struct asking *x, struct arena *a, enum office_made made,
                           struct candidate **ret_list, size_t *ret_n) {
  VEC(struct candidate) list = { 0 };
  struct candidate c;
  struct stmt *q;
  enum err e = db_query(x->db, all_of[made], &q);
  if (e != OK) return e;
  bind_int(q, 1, x->ask->for_month);
  while ((e = db_step(q)) == OK) {
    if (!read_candidate(q, &c))
      return db_row_damaged(x->db,
                            "a row of determination or finding_run is not one that could have been written");
    if (of_the_time(x, made, &c)) *VEC_PUSH(a, &list) = c;
  }
  *ret_list = list.at;
  *ret_n = list.n;
  return e == NOT_FOUND ? OK : e;
}

enum err office_shown(const struct viewer *viewer, struct arena *a, struct db *db, enum office_made made,
                      const struct office_shown_ask *ask, struct office_shown *ret_shown) {
  assert(viewer && ask->law && made < OFFICE_MADE);
  struct asking x = { viewer, db, ask };
  struct candidate *list = NULL;
  size_t n = 0, best = SIZE_MAX;
  enum err e = candidates(&x, a, made, &list, &n);
  for (size_t i = 0; e == OK && i < n; i++) {
    bool same_month = best == SIZE_MAX || list[i].shown.when.for_month == list[best].shown.when.for_month;
    if (!same_month) break;
    if (asked_packs(&x, &list[i])) { /* before what was made by others, be they adopted then */
      best = i;
      break;
    }
    bool adopted = false;
    if (best == SIZE_MAX && (e = adopted_packs(&x, &list[i], &adopted)) == OK && adopted) best = i;
  }
  if (e != OK || best == SIZE_MAX) return e == OK ? NOT_FOUND : e;
  *ret_shown = list[best].shown;
  return OK;
}
