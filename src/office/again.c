/* An old determination worked out again from its own texts, at its own act, and set beside what was stored.
 */
#include <stdlib.h>

#include "office/stored.h"

#define HEAD                                                                                                 \
  "SELECT id, people, for_month, law_day, facts_act, facts_day, packs, language, meaning, faults FROM "      \
  "determination"

static enum err read_head(struct db *db, struct stmt *q, struct office_kept *ret_x) {
  int64_t m = col_int(q, 2), days[] = { col_int(q, 3), col_int(q, 5) };
  struct str packs = col_text(q, 6);
  bool sound = packs.n == REG_PACKS_HASH && month_in_calendar(m);
  for (int i = 0; i < 2; i++)
    sound &= days[i] >= DATE_MIN && days[i] <= DATE_MAX;
  if (!sound) return db_row_damaged(db, "a row of determination is not one that could have been written");
  *ret_x = (struct office_kept) { .id = col_int(q, 0), .people = col_int(q, 1) };
  ret_x->when = (struct office_when) { (month)m, (date)days[0], (date)days[1], col_int(q, 4) };
  memcpy(ret_x->packs, packs.p, packs.n);
  return OK;
}

enum err office_kept_list(const struct viewer *viewer, struct arena *a, struct db *db,
                          const struct office_kept **ret_list, int *ret_n) {
  assert(viewer != NULL);
  VEC(struct office_kept) v = { 0 };
  struct stmt *q;
  enum err e = db_query(db, HEAD " ORDER BY id", &q);
  if (e != OK) return e;
  while ((e = db_step(q)) == OK) {
    if (v.n >= REG_LIST_MAX) e = LIMIT;
    if (e == OK) e = read_head(db, q, VEC_PUSH(a, &v));
    if (e == OK) continue;
    db_reset(q);
    return e;
  }
  *ret_list = v.at;
  *ret_n = (int)v.n;
  return e == NOT_FOUND ? OK : e;
}

static enum err find_head(struct db *db, int64_t id, struct office_again *ret_x) {
  struct stmt *q;
  struct office_kept kept;
  enum err e = db_query(db, HEAD " WHERE id = $1", &q);
  if (e != OK) return e;
  bind_int(q, 1, id);
  if ((e = db_step(q)) != OK) return e;
  if ((e = read_head(db, q, &kept)) == OK) {
    *ret_x = (struct office_again) { .when = kept.when,
                                     .language = col_int(q, 7),
                                     .meaning = col_int(q, 8),
                                     .counts_stored = { kept.people, col_int(q, 9) } };
    memcpy(ret_x->packs, kept.packs, sizeof kept.packs);
  }
  db_reset(q);
  return e;
}

/* NULL in *ret_p where the texts are not kept, or this program refuses them. */
static enum err load_texts(struct arena *a, const struct office_again_ask *ask, struct office_again *x,
                           struct law_program **ret_p) {
  struct reg_pack_set set;
  *ret_p = NULL;
  enum err e = reg_packs_read(ask->viewer, a, ask->db, str_of(x->packs), &set);
  x->texts_gone = e == NOT_FOUND;
  if (e != OK) return e == NOT_FOUND ? OK : e;
  e = office_packs_program(a, &set, ret_p);
  x->unreadable = e == INVALID;
  if (e != OK) *ret_p = NULL;
  return e == INVALID ? OK : e;
}

/* ---- both sides, in the order of the key ---- */

struct side {
  int64_t n;
  const struct office_stored_row *row;
};

static int by_key(const void *x, const void *y) {
  const struct office_stored_row *a = x, *b = y;
  const int64_t one[] = { a->person, a->benefit, a->record, a->component, a->granted };
  const int64_t other[] = { b->person, b->benefit, b->record, b->component, b->granted };
  for (int i = 0; i < 5; i++)
    if (one[i] != other[i]) return one[i] < other[i] ? -1 : 1;
  return 0;
}

static struct str kept(struct arena *a, struct str s) {
  return (struct str) { arena_text(a, s.p, s.n), s.n };
}

static enum err read_stored(struct arena *a, struct db *db, int64_t id, struct side *ret_side) {
  VEC(struct office_stored_row) v = { 0 };
  struct stmt *q;
  enum err e = db_query(
      db,
      "SELECT person, benefit, record, component, granted, household, area, eligible_status,"
      " eligible_amount, due_status, due_amount, flags, eligible_cases, citations"
      " FROM determination_result WHERE determination = $1",
      &q);
  if (e != OK) return e;
  bind_int(q, 1, id);
  while ((e = db_step(q)) == OK) {
    struct office_stored_row *r = VEC_PUSH(a, &v);
    int64_t *const cells[] = { &r->person,          &r->benefit,   &r->record,     &r->component,
                               &r->granted,         &r->household, &r->area,       &r->eligible,
                               &r->eligible_amount, &r->due,       &r->due_amount, &r->flags };
    for (int i = 0; i < 12; i++)
      *cells[i] = col_null(q, i) ? 0 : col_int(q, i);
    r->cases = kept(a, col_text(q, 12));
    r->citations = kept(a, col_text(q, 13));
  }
  if (v.n) qsort(v.at, v.n, sizeof *v.at, by_key);
  *ret_side = (struct side) { (int64_t)v.n, v.at };
  return e == NOT_FOUND ? OK : e;
}

/* Also counts, into x. */
static enum err make_again(struct arena *a, const struct office_again_ask *ask, struct office_again *x,
                           const struct law_program *p, struct side *ret_side) {
  struct people_names *names;
  struct people *c;
  struct office_determination d;
  enum err e = people_names_load(a, ask->db, p, &names);
  if (e != OK) return e;
  struct people_ask people = {
    .viewer = ask->viewer, .db = ask->db, .beside = ask->second, .names = names, .act = x->when.act
  };
  if ((e = people_load_all(a, &people, &c)) != OK) return e;
  if ((e = office_determine(a, p, c, x->when, NULL, ask->threads, &d)) != OK) return e;
  int64_t *benefit = NEW_ARRAY(a, int64_t, law_benefit_count(p) + 1);
  for (int b = 0; b < law_benefit_count(p); b++)
    benefit[b] = people_benefit_symbol(names, b);
  struct office_stored_row *row = NEW_ARRAY(a, struct office_stored_row, d.n + 1);
  struct office_storing *words = office_storing_new(a, &d, benefit);
  for (int64_t i = 0; i < d.n; i++)
    row[i] = office_as_stored(words, &d.row[i]);
  office_storing_end(words);
  if (d.n) qsort(row, (size_t)d.n, sizeof *row, by_key);
  x->counts_made = (struct office_counts) { d.m.people, d.faults };
  *ret_side = (struct side) { d.n, row };
  return OK;
}

/* ---- set beside one another ---- */

static bool same(const struct office_stored_row *a, const struct office_stored_row *b) {
  return a->household == b->household && a->area == b->area && a->eligible == b->eligible &&
         a->eligible_amount == b->eligible_amount && a->due == b->due && a->due_amount == b->due_amount &&
         a->flags == b->flags && str_eq(a->cases, b->cases) && str_eq(a->citations, b->citations);
}

static void compare(struct office_again *x, const struct side *stored, const struct side *made) {
  x->stored = stored->n;
  x->made = made->n;
  for (int64_t i = 0, k = 0; i < stored->n || k < made->n;) {
    int order = i == stored->n ? 1 : k == made->n ? -1 : by_key(&stored->row[i], &made->row[k]);
    const struct office_stored_row *was = order <= 0 ? &stored->row[i++] : NULL,
                                   *is = order >= 0 ? &made->row[k++] : NULL;
    if (was && is && same(was, is)) continue;
    x->differ++;
    if (x->n_named == OFFICE_DIFFERS_MAX) continue;
    struct office_differing *named = &x->named[x->n_named++];
    *named = (struct office_differing) { .was = was != NULL, .is = is != NULL };
    if (was) named->stored = *was;
    if (is) named->made = *is;
  }
}

enum err office_replay(struct arena *a, const struct office_again_ask *ask, struct office_again *ret_again) {
  struct office_again x;
  struct law_program *p;
  struct side stored, made;
  enum err e = find_head(ask->db, ask->determination, &x);
  if (e != OK) return e;
  x.language_moved = x.language != law_language();
  x.meaning_moved = x.meaning != law_meaning();
  int64_t known;
  if ((e = reg_known(ask->db, x.when.facts, &known)) != OK) return e;
  x.act_after = x.when.act > known;
  if ((e = read_stored(a, ask->db, ask->determination, &stored)) != OK) return e;
  x.stored = stored.n;
  if ((e = load_texts(a, ask, &x, &p)) != OK) return e;
  if (p != NULL) {
    assert(!strcmp(law_hash(p), x.packs));
    if ((e = make_again(a, ask, &x, p, &made)) != OK) return e;
    compare(&x, &stored, &made);
  }
  *ret_again = x;
  return OK;
}
