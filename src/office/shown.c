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
  bool acts_since;
};

/* The packs, language and meaning asked about. */
static bool asked_packs(const struct asking *x, const struct candidate *c) {
  const struct office_shown *s = &c->shown;
  return strcmp(s->packs, law_hash(x->ask->law)) == 0 && s->language == law_language() &&
         s->meaning == law_meaning();
}

/* Those the office went by as known at its act. */
static enum err adopted_packs(const struct asking *x, const struct candidate *c, bool *ret_yes) {
  struct reg_adopted adopted;
  enum err e = reg_packs_at(x->viewer, x->db, c->shown.when.act, &adopted);
  *ret_yes = e == OK && strcmp(c->shown.packs, adopted.hash) == 0 && c->shown.language == adopted.language &&
             c->shown.meaning == adopted.meaning;
  return e == NOT_FOUND ? OK : e;
}

/* The law day of what is made by what is known on a day. */
static date law_day(enum office_made made, month m, date known) {
  return made == OFFICE_MADE_CHECK ? office_law_of_list(m, known) : known;
}

static bool of_the_time(const struct asking *x, enum office_made made, const struct candidate *c) {
  const struct office_when *w = &c->shown.when;
  return w->law == law_day(made, w->for_month, w->facts) && w->facts <= x->ask->known &&
         w->act <= x->ask->act;
}

static unsigned stale(const struct asking *x, enum office_made made, const struct candidate *c) {
  const struct office_when *w = &c->shown.when;
  date now = law_day(made, w->for_month, x->ask->known);
  unsigned why = asked_packs(x, c) ? 0 : OFFICE_STALE_PACKS;
  if (c->acts_since) why |= OFFICE_STALE_ACTS;
  if (law_moved(x->ask->law, w->law, now, month_last(w->for_month))) why |= OFFICE_STALE_LAW;
  return why;
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
                                                     .act = col_int(q, 4) },
                                           .act_day = col_null(q, 8) ? DATE_MIN : reg_day_of(col_int(q, 8)),
                                           .language = col_int(q, 6),
                                           .meaning = col_int(q, 7) },
                                .acts_since = col_int(q, 9) != 0 };
  if (packs.n == REG_PACKS_HASH) memcpy(ret_c->shown.packs, packs.p, packs.n);
  return true;
}

/* The newest of a month first; for_month -1: of all months, the latest month first. */
#define ALL_OF(table)                                                                                        \
  "SELECT d.id, d.for_month, d.law_day, d.facts_day, d.facts_act, d.packs, d.language, d.meaning,"           \
  " (SELECT m.instant FROM act m WHERE m.act = d.facts_act),"                                                \
  " CASE WHEN EXISTS (SELECT 1 FROM act a WHERE a.act > d.facts_act AND a.act <= $2"                         \
  " AND a.kind NOT IN ('packs.adopt', 'text.erase')) THEN 1 ELSE 0 END FROM " table                          \
  " d WHERE $1 = -1 OR d.for_month = $1"                                                                     \
  " ORDER BY d.for_month DESC, d.facts_act DESC, d.facts_day DESC, d.id DESC"
static const char *const all_of[OFFICE_MADE] = {
  [OFFICE_MADE_DETERMINATION] = ALL_OF("determination"),
  [OFFICE_MADE_CHECK] = ALL_OF("finding_run"),
};

static enum err candidates(const struct asking *x, struct arena *a, enum office_made made,
                           struct candidate **ret_list, size_t *ret_n) {
  VEC(struct candidate) list = { 0 };
  struct candidate c;
  struct stmt *q;
  enum err e = db_query(x->db, all_of[made], &q);
  if (e != OK) return e;
  bind_int(q, 1, x->ask->for_month);
  bind_int(q, 2, x->ask->act);
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
  ret_shown->stale = stale(&x, made, &list[best]);
  return OK;
}

bool office_same_packs(const struct office_shown *one, const struct office_shown *other) {
  return strcmp(one->packs, other->packs) == 0 && one->language == other->language &&
         one->meaning == other->meaning;
}
