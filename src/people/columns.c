/* columns: see columns.h. */
#include "people/columns.h"

struct span {
  int32_t subject;
  date from, to;
  int64_t value;
  bool known;
};
typedef VEC(struct span) spans;
struct home {
  int32_t person, household;
  date from, to;
};
struct stay {
  int32_t household, area;
  date from, to;
};
struct tie {
  int32_t person, other;
  date from, to;
};

struct cols {
  struct arena *a;
  const struct law_program *p;
  struct cols_names names;
  date facts;
  int n_person;
  int64_t *person;
  int32_t *person_at;
  int64_t person_ids; /* person_at: by id */
  int n_household;
  int64_t *household;
  int32_t *household_at;
  int64_t household_ids;
  int32_t *birth, *birth_last, *death;
  uint8_t *sex;
  bool partial_births, any_death;
  spans *fact; /* by law fact */
  VEC(struct home) home;
  VEC(struct stay) stay;
  VEC(struct tie) *tie;
  VEC(struct cols_grant_row) grant;
  struct db *db;
};

int64_t cols_people(const struct cols *c) { return c->n_person; }

int64_t cols_grants(const struct cols *c, const struct cols_grant_row **ret_rows) {
  *ret_rows = c->grant.at;
  return (int64_t)c->grant.n;
}

static int32_t place(const int32_t *at, int64_t ids, int64_t id) { return id > 0 && id < ids ? at[id] : -1; }

date cols_death(const struct cols *c, int64_t person) {
  int32_t i = place(c->person_at, c->person_ids, person);
  return i < 0 ? DATE_MAX : c->death[i];
}

/* ---- one scan ---- */

static enum err load_ids(struct cols *c) {
  struct stmt *q;
  enum err e;
  e = db_int(c->db, "SELECT coalesce(max(id), 0) + 1 FROM person", 0, NULL, &c->person_ids);
  if (e == OK)
    e = db_int(c->db, "SELECT coalesce(max(id), 0) + 1 FROM household", 0, NULL, &c->household_ids);
  if (e != OK) return e;
  if (c->person_ids > COLS_PEOPLE_MAX || c->household_ids > COLS_PEOPLE_MAX) return LIMIT;
  c->person_at = NEW_ARRAY(c->a, int32_t, c->person_ids);
  c->household_at = NEW_ARRAY(c->a, int32_t, c->household_ids);
  c->person = NEW_ARRAY(c->a, int64_t, c->person_ids);
  c->household = NEW_ARRAY(c->a, int64_t, c->household_ids);
  memset(c->person_at, 0xFF, sizeof *c->person_at * (size_t)c->person_ids);
  memset(c->household_at, 0xFF, sizeof *c->household_at * (size_t)c->household_ids);
  if ((e = db_query(c->db, "SELECT id FROM household ORDER BY id", &q)) != OK) return e;
  while ((e = db_step(q)) == OK) {
    c->household_at[col_int(q, 0)] = c->n_household;
    c->household[c->n_household++] = col_int(q, 0);
  }
  return e == NOT_FOUND ? OK : e;
}

static enum err load_people(struct cols *c) {
  struct stmt *q;
  enum err e;
  int female = 0;
  for (int k = 0; c->names.sex >= 0 && k < law_enum_count(c->p, c->names.sex); k++)
    if (!strcmp(law_enum_value(c->p, c->names.sex, k, NULL, NULL), "female")) female = k;
  c->birth = NEW_ARRAY(c->a, int32_t, c->person_ids);
  c->birth_last = NEW_ARRAY(c->a, int32_t, c->person_ids);
  c->death = NEW_ARRAY(c->a, int32_t, c->person_ids);
  c->sex = NEW_ARRAY(c->a, uint8_t, c->person_ids);
  if ((e = db_query(c->db,
                    "SELECT person, birth, birth_known, death, sex FROM person_version WHERE rec_from <= $1 "
                    "AND rec_to > $1 AND valid_from <= $1 ORDER BY person, valid_from",
                    &q)) != OK)
    return e;
  bind_int(q, 1, c->facts);
  while ((e = db_step(q)) == OK) {
    int64_t id = col_int(q, 0);
    int32_t i = place(c->person_at, c->person_ids, id);
    if (i < 0) {
      i = c->person_at[id] = c->n_person;
      c->person[c->n_person++] = id;
    }
    c->birth[i] = c->birth_last[i] = (int32_t)col_int(q, 1);
    int known = (int)col_int(q, 2), y, m, d;
    if (known < 3) {
      date_split(c->birth[i], &y, &m, &d);
      c->birth_last[i] = known == 2 ? month_last(month_of(c->birth[i])) : date_of(y, 12, 31);
      c->partial_births = true;
    }
    c->death[i] = col_null(q, 3) ? DATE_MAX : (int32_t)col_int(q, 3);
    c->any_death |= c->death[i] != DATE_MAX;
    c->sex[i] = (uint8_t)(str_is(col_text(q, 4), "female") ? female : 1 - female);
  }
  return e == NOT_FOUND ? OK : e;
}

static enum err load_facts(struct cols *c) {
  struct stmt *q;
  enum err e;
  int n = law_fact_count(c->p);
  int64_t top = 0;
  for (int i = 0; i < n; i++)
    if (c->names.fact[i] > top) top = c->names.fact[i];
  int *by_symbol = NEW_ARRAY(c->a, int, top + 1);
  for (int i = 0; i <= top; i++)
    by_symbol[i] = -1;
  for (int i = 0; i < n; i++)
    if (c->names.fact[i]) by_symbol[c->names.fact[i]] = i;
  c->fact = NEW_ARRAY(c->a, spans, n + 1);
  if ((e = db_query(c->db,
                    "SELECT kind, subject, fact, value, valid_from, valid_to FROM fact WHERE rec_from <= $1 "
                    "AND rec_to > $1",
                    &q)) != OK)
    return e;
  bind_int(q, 1, c->facts);
  while ((e = db_step(q)) == OK) {
    int64_t symbol = col_int(q, 2), subject = col_int(q, 1);
    int f = symbol > 0 && symbol <= top ? by_symbol[symbol] : -1, kind = (int)col_int(q, 0);
    if (f < 0) continue;
    int32_t at = kind == REG_PERSON      ? place(c->person_at, c->person_ids, subject)
                 : kind == REG_HOUSEHOLD ? place(c->household_at, c->household_ids, subject)
                                         : (int32_t)subject;
    if (at < 0) continue;
    struct span x = { at, (date)col_int(q, 4), (date)col_int(q, 5), 0, !col_null(q, 3) };
    if (x.known && !cols_value(&c->names, f, col_int(q, 3), &x.value)) x.known = false;
    *VEC_PUSH(c->a, &c->fact[f]) = x;
  }
  return e == NOT_FOUND ? OK : e;
}

static enum err load_homes(struct cols *c) {
  struct stmt *q;
  enum err e;
  if ((e = db_query(c->db,
                    "SELECT person, household, valid_from, valid_to FROM membership WHERE rec_from <= $1 AND "
                    "rec_to > $1",
                    &q)) != OK)
    return e;
  bind_int(q, 1, c->facts);
  while ((e = db_step(q)) == OK) {
    struct home x = { place(c->person_at, c->person_ids, col_int(q, 0)),
                      place(c->household_at, c->household_ids, col_int(q, 1)), (date)col_int(q, 2),
                      (date)col_int(q, 3) };
    if (x.person >= 0 && x.household >= 0) *VEC_PUSH(c->a, &c->home) = x;
  }
  if (e != NOT_FOUND) return e;
  if ((e = db_query(
           c->db,
           "SELECT household, area, valid_from, valid_to FROM residence WHERE rec_from <= $1 AND rec_to > $1",
           &q)) != OK)
    return e;
  bind_int(q, 1, c->facts);
  while ((e = db_step(q)) == OK) {
    struct stay x = { place(c->household_at, c->household_ids, col_int(q, 0)), (int32_t)col_int(q, 1),
                      (date)col_int(q, 2), (date)col_int(q, 3) };
    if (x.household >= 0) *VEC_PUSH(c->a, &c->stay) = x;
  }
  return e == NOT_FOUND ? OK : e;
}

static enum err load_ties(struct cols *c) {
  struct stmt *q;
  enum err e;
  int n = law_link_count(c->p);
  c->tie = arena_array(c->a, (size_t)n + 1, sizeof *c->tie);
  if ((e = db_query(
           c->db,
           "SELECT kind, person, other, valid_from, valid_to FROM link WHERE rec_from <= $1 AND rec_to > $1",
           &q)) != OK)
    return e;
  bind_int(q, 1, c->facts);
  while ((e = db_step(q)) == OK) {
    int64_t kind = col_int(q, 0);
    struct tie x = { place(c->person_at, c->person_ids, col_int(q, 1)),
                     place(c->person_at, c->person_ids, col_int(q, 2)), (date)col_int(q, 3),
                     (date)col_int(q, 4) };
    if (x.person < 0 || x.other < 0) continue;
    for (int i = 0; i < n; i++) {
      int rows = law_link_inverse(c->p, i);
      if (rows < 0 && c->names.link[i] == kind) *VEC_PUSH(c->a, &c->tie[i]) = x;
      if (rows >= 0 && c->names.link[rows] == kind)
        *VEC_PUSH(c->a, &c->tie[i]) = (struct tie) { x.other, x.person, x.from, x.to };
    }
  }
  return e == NOT_FOUND ? OK : e;
}

static int by_id(const void *x, const void *y) {
  const struct cols_grant_row *a = x, *b = y;
  return (a->id > b->id) - (a->id < b->id);
}

static struct cols_grant_row *find_grant(struct cols *c, int64_t id) {
  struct cols_grant_row key = { .id = id };
  return c->grant.n ? bsearch(&key, c->grant.at, c->grant.n, sizeof key, by_id) : NULL;
}

/* Spells of months of the grants, in the order of grant and month. */
static enum err load_spells(struct cols *c, const char *sql, bool paid) {
  struct stmt *q;
  enum err e = db_query(c->db, sql, &q);
  if (e != OK) return e;
  bind_int(q, 1, c->facts);
  struct cols_paid run[REG_LIST_MAX];
  int n = 0;
  struct cols_grant_row *g = NULL;
  for (;;) {
    e = db_step(q);
    struct cols_grant_row *next = e == OK ? find_grant(c, col_int(q, 0)) : NULL;
    if ((e != OK || next != g) && g && n) {
      struct cols_paid *copy = NEW_ARRAY(c->a, struct cols_paid, n);
      memcpy(copy, run, sizeof *copy * (size_t)n);
      if (paid)
        g->paid = copy, g->n_paid = n;
      else
        g->suspended = copy, g->n_suspended = n;
      n = 0;
    }
    if (e != OK) return e == NOT_FOUND ? OK : e;
    g = next;
    if (g && n < REG_LIST_MAX)
      run[n++] = (struct cols_paid) { (month)col_int(q, 1), col_null(q, 2) ? INT32_MAX : (month)col_int(q, 2),
                                      paid ? col_int(q, 3) : 0 };
  }
}

static enum err load_grants(struct cols *c) {
  struct stmt *q;
  enum err e;
  int n = law_benefit_count(c->p);
  if ((e = db_query(c->db,
                    "SELECT coalesce(origin, id), person, benefit, cases, amount, decided, first_month, "
                    "last_month, decision_no FROM grant_ WHERE rec_from <= $1 AND rec_to > $1 ORDER BY 1",
                    &q)) != OK)
    return e;
  bind_int(q, 1, c->facts);
  while ((e = db_step(q)) == OK) {
    struct cols_grant_row g = { .id = col_int(q, 0),
                                .person = col_int(q, 1),
                                .benefit = -1,
                                .amount = col_int(q, 4),
                                .decided = (date)col_int(q, 5),
                                .first = (month)col_int(q, 6),
                                .last = col_null(q, 7) ? INT32_MAX : (month)col_int(q, 7),
                                .running = col_null(q, 7),
                                .no_paper = col_text(q, 8).n == 0 };
    for (int i = 0; i < n; i++)
      if (c->names.benefit[i] == col_int(q, 2)) g.benefit = i;
    struct str t = col_text(q, 3);
    g.cases = (struct str) { arena_text(c->a, t.p, t.n), t.n };
    *VEC_PUSH(c->a, &c->grant) = g;
  }
  if (e != NOT_FOUND) return e;
  if (c->grant.n) qsort(c->grant.at, c->grant.n, sizeof *c->grant.at, by_id);
  e = load_spells(c,
                  "SELECT grant_id, from_month, to_month, amount FROM grant_paid WHERE rec_from <= $1 AND "
                  "rec_to > $1 ORDER BY grant_id, from_month",
                  true);
  if (e == OK)
    e = load_spells(c,
                    "SELECT grant_id, from_month, to_month FROM grant_suspension WHERE rec_from <= $1 AND "
                    "rec_to > $1 ORDER BY grant_id, from_month",
                    false);
  return e;
}

enum err cols_load(struct arena *a, struct db *db, const struct law_program *p, date facts,
                   struct cols **ret_c) {
  struct cols *c = NEW(a, struct cols);
  c->a = a;
  c->db = db;
  c->p = p;
  c->facts = facts;
  enum err e = cols_names_load(a, db, p, &c->names);
  if (e == OK) e = load_ids(c);
  if (e == OK) e = load_people(c);
  if (e == OK) e = load_facts(c);
  if (e == OK) e = load_homes(c);
  if (e == OK) e = load_ties(c);
  if (e == OK) e = load_grants(c);
  if (e == OK) *ret_c = c;
  return e;
}

/* ---- a month ---- */

struct layout {
  struct arena *a;
  const struct cols *c;
  struct cols_month *m;
  int32_t *at;      /* person -> row */
  int32_t *home_at; /* household -> row */
  int32_t *area_of_row;
};

enum { NOWHERE = -1, UNBORN = -2 };

/* The household of the first day, else the first one entered within the month; of two the one begun earlier
 * (0001). */
static int32_t *homes_of(struct layout *l, date first, date last) {
  const struct cols *c = l->c;
  int32_t *home = NEW_ARRAY(l->a, int32_t, c->n_person + 1);
  date *since = NEW_ARRAY(l->a, date, c->n_person + 1);
  for (int i = 0; i < c->n_person; i++)
    home[i] = NOWHERE, since[i] = DATE_MAX;
  for (size_t k = 0; k < c->home.n; k++) {
    const struct home *h = &c->home.at[k];
    bool now = h->from <= first && first<h->to, later = h->from> first && h->from <= last;
    if (!now && !later) continue;
    /* whoever is in on the first day comes before whoever comes later; then the earlier row */
    date rank = now ? (h->from < first ? h->from : first) : h->from;
    if (home[h->person] < 0 || rank < since[h->person]) {
      home[h->person] = h->household;
      since[h->person] = rank;
    }
  }
  for (int i = 0; i < c->n_person; i++)
    if (c->birth[i] > last) home[i] = UNBORN;
  return home;
}

static void put(void *column, int bytes, int64_t row, int64_t v) {
  if (bytes == 1)
    ((uint8_t *)column)[row] = (uint8_t)v;
  else if (bytes == 4)
    ((int32_t *)column)[row] = (int32_t)v;
  else
    ((int64_t *)column)[row] = v;
}

static int bytes_of(enum law_kind k) {
  return k == LAW_BOOL || k == LAW_ENUM ? 1 : k == LAW_MONEY || k == LAW_RATE ? 8 : 4;
}

/* Whoever is in no household: nothing is known of his household or where it lives, not even what a
 * declaration says of absence. */
static void hole_the_homeless(struct layout *l, enum law_entity e, int64_t rows, uint8_t **hole) {
  if (e == LAW_PERSON || !l->m->homeless) return;
  if (!*hole) *hole = NEW_ARRAY(l->a, uint8_t, rows + 64);
  for (int64_t i = 0; i < rows; i++)
    (*hole)[i] |= l->m->homeless[i];
}

/* One day's column of a fact of persons or households. */
static struct law_column lay_fact(struct layout *l, int f, date day, date other, bool *ret_differs) {
  const struct cols *c = l->c;
  struct law_fact_info info = law_fact_info(c->p, f);
  int bytes = bytes_of(info.kind);
  int64_t rows = info.entity == LAW_PERSON ? l->m->people : l->m->households;
  void *column = arena_array(l->a, (size_t)rows + 64, (size_t)bytes);
  uint8_t *hole = NULL;
  int64_t lo = info.absent, hi = info.absent;
  if (!info.has_absent) {
    hole = NEW_ARRAY(l->a, uint8_t, rows + 64);
    memset(hole, 1, (size_t)rows);
    lo = hi = 0;
  } else if (info.absent)
    for (int64_t i = 0; i < rows; i++)
      put(column, bytes, i, info.absent);
  const spans *s = &c->fact[f];
  const int32_t *at = info.entity == LAW_PERSON ? l->at : l->home_at;
  for (size_t k = 0; k < s->n; k++) {
    const struct span *x = &s->at[k];
    bool holds = x->from <= day && day < x->to;
    if (holds != (x->from <= other && other < x->to)) *ret_differs = true;
    if (!holds || at[x->subject] < 0) continue;
    put(column, bytes, at[x->subject], x->value);
    if (x->value < lo) lo = x->value;
    if (x->value > hi) hi = x->value;
    if (!x->known && !hole) hole = NEW_ARRAY(l->a, uint8_t, rows + 64);
    if (hole) hole[at[x->subject]] = !x->known;
  }
  hole_the_homeless(l, info.entity, rows, &hole);
  if (hole && !memchr(hole, 1, (size_t)rows)) hole = NULL;
  return (struct law_column) { .at = column, .bytes = bytes, .hole = hole, .lo = lo, .hi = hi };
}

static void person_facts(struct layout *l) {
  const struct cols *c = l->c;
  int64_t n = l->m->people;
  int32_t *birth = NEW_ARRAY(l->a, int32_t, n + 64), *until = NULL, *death = NEW_ARRAY(l->a, int32_t, n + 64);
  uint8_t *sex = NEW_ARRAY(l->a, uint8_t, n + 64), *hole = NULL;
  if (c->partial_births) {
    until = NEW_ARRAY(l->a, int32_t, n + 64);
    hole = NEW_ARRAY(l->a, uint8_t, n + 64);
  }
  for (int i = 0; i < c->n_person; i++) {
    int32_t row = l->at[i];
    if (row < 0) continue;
    birth[row] = c->birth[i];
    if (until) until[row] = c->birth_last[i], hole[row] = c->birth_last[i] != c->birth[i] ? 2 : 0;
    death[row] = c->death[i];
    sex[row] = c->sex[i];
  }
  for (int k = 0; k < 2; k++) {
    struct law_column *fact = (k ? l->m->last : l->m->first)->fact;
    if (c->names.birth >= 0)
      fact[c->names.birth] =
          (struct law_column) { .at = birth, .bytes = 4, .hole = hole, .until = until, .lo = 1, .hi = 0 };
    if (c->names.death >= 0)
      fact[c->names.death] = (struct law_column) { .at = death, .bytes = 4, .lo = 1, .hi = 0 };
    if (c->names.sex >= 0)
      fact[c->names.sex] = (struct law_column) { .at = sex, .bytes = 1, .lo = 0, .hi = 1 };
  }
}

/* What an area says of a fact on a day: the nearest unit at or above it with a row; `urban` follows from the
 * commune's type. */
struct said {
  int64_t value;
  bool known;
};

static struct said area_says(const struct cols *c, const struct reg_areas *tree, int64_t area, int f,
                             date day, const struct law_fact_info *info) {
  for (const struct reg_area *x = reg_area(tree, area); x; x = reg_area_parent(tree, x))
    for (size_t s = c->fact[f].n; s-- > 0;) {
      const struct span *y = &c->fact[f].at[s];
      if (y->subject == x->id && y->from <= day && day < y->to) return (struct said) { y->value, y->known };
    }
  const struct reg_area *commune = reg_area_commune(tree, area);
  if (f == c->names.urban && commune)
    return (struct said) { commune->type == REG_PHUONG || commune->type == REG_THI_TRAN, true };
  return (struct said) { info->absent, info->has_absent };
}

static enum err area_facts(struct layout *l, date first, date last) {
  const struct cols *c = l->c;
  struct reg_areas *tree[2];
  date day[2] = { first, last };
  int64_t rows = l->m->households;
  int32_t top = 0;
  for (int k = 0; k < 2; k++) {
    enum err e = reg_areas_load(l->a, c->db, (struct reg_at) { .valid = day[k], .recorded = c->facts },
                                &tree[k]);
    if (e != OK) return e;
  }
  for (int64_t i = 0; i < rows; i++)
    if (l->area_of_row[i] > top) top = l->area_of_row[i];
  for (int f = 0; f < law_fact_count(c->p); f++) {
    struct law_fact_info info = law_fact_info(c->p, f);
    if (info.entity != LAW_AREA) continue;
    int bytes = bytes_of(info.kind);
    for (int k = 0; k < 2; k++) {
      void *column = arena_array(l->a, (size_t)rows + 64, (size_t)bytes);
      uint8_t *hole = NEW_ARRAY(l->a, uint8_t, rows + 64), *asked = NEW_ARRAY(l->a, uint8_t, top + 1);
      struct said *say = NEW_ARRAY(l->a, struct said, top + 1);
      for (int64_t i = 0; i < rows; i++) {
        int32_t area = l->area_of_row[i];
        if (!asked[area]) {
          say[area] = area_says(c, tree[k], area, f, day[k], &info);
          asked[area] = 1;
        }
        put(column, bytes, i, say[area].value);
        hole[i] = !say[area].known;
      }
      hole_the_homeless(l, LAW_AREA, rows, &hole);
      bool holes = memchr(hole, 1, (size_t)rows) != NULL;
      struct law_column *now = &l->m->first->fact[f], made = {
        .at = column, .bytes = bytes, .hole = holes ? hole : NULL, .lo = 1, .hi = 0
      };
      if (!k) {
        *now = made;
        continue;
      }
      bool same = !memcmp(now->at, column, (size_t)rows * (size_t)bytes) && !now->hole && !holes;
      l->m->last->fact[f] = same ? *now : made;
    }
  }
  return OK;
}

static bool ties_differ(const struct cols *c, int link, date first, date last) {
  for (size_t k = 0; k < c->tie[link].n; k++) {
    const struct tie *t = &c->tie[link].at[k];
    if ((t->from <= first && first < t->to) != (t->from <= last && last < t->to)) return true;
  }
  return false;
}

/* Does the tie hold on the day between two people of the month's columns? */
static bool tied(const struct layout *l, const struct tie *t, date day) {
  return t->from <= day && day < t->to && l->at[t->person] >= 0 && l->at[t->other] >= 0;
}

static struct law_link_column lay_link(struct layout *l, int link, date day) {
  const struct cols *c = l->c;
  int64_t people = l->m->people, n = 0;
  for (size_t k = 0; k < c->tie[link].n; k++)
    n += tied(l, &c->tie[link].at[k], day);
  if (!n) return (struct law_link_column) { NULL, NULL, NULL };
  int64_t *start = NEW_ARRAY(l->a, int64_t, people + 3);
  uint8_t *unknown = NEW_ARRAY(l->a, uint8_t, people + 64);
  int32_t *target = NEW_ARRAY(l->a, int32_t, n + 1);
  for (size_t k = 0; k < c->tie[link].n; k++) {
    const struct tie *t = &c->tie[link].at[k];
    if (tied(l, t, day)) start[l->at[t->person] + 2]++;
  }
  /* start[p + 2] counts p; summed, start[p + 1] is where p begins and moves to where it ends */
  for (int64_t p = 0; p < people; p++) {
    unknown[p] = !start[p + 2];
    start[p + 2] += start[p + 1];
  }
  for (size_t k = 0; k < c->tie[link].n; k++) {
    const struct tie *t = &c->tie[link].at[k];
    if (tied(l, t, day)) target[start[l->at[t->person] + 1]++] = l->at[t->other];
  }
  return (struct law_link_column) { start, target, unknown };
}

static void lay_links(struct layout *l, date first, date last) {
  int n = law_link_count(l->c->p);
  struct law_link_column *links[2] = { NEW_ARRAY(l->a, struct law_link_column, n + 1),
                                       NEW_ARRAY(l->a, struct law_link_column, n + 1) };
  bool same = true;
  for (int i = 0; i < n; i++) {
    bool differ = ties_differ(l->c, i, first, last);
    links[1][i] = lay_link(l, i, last);
    links[0][i] = differ ? lay_link(l, i, first) : links[1][i];
    same &= !differ;
  }
  l->m->last->link = links[1];
  l->m->first->link = same ? links[1] : links[0];
}

static void lay_grants(struct layout *l, month m) {
  const struct cols *c = l->c;
  int n = law_benefit_count(c->p);
  const int32_t **rows = NEW_ARRAY(l->a, const int32_t *, n + 1);
  struct law_grant_column *grants = NEW_ARRAY(l->a, struct law_grant_column, n + 1);
  for (int b = 0; b < n; b++) {
    int32_t *decided = NEW_ARRAY(l->a, int32_t, l->m->people + 64),
            *row = NEW_ARRAY(l->a, int32_t, l->m->people + 64);
    for (int64_t i = 0; i < l->m->people; i++)
      decided[i] = DATE_MAX, row[i] = -1;
    grants[b] = (struct law_grant_column) { decided, NEW_ARRAY(l->a, uint8_t, l->m->people + 64) };
    rows[b] = row;
  }
  for (size_t k = c->grant.n; k-- > 0;) { /* of several grants of one benefit the first by number stands */
    const struct cols_grant_row *g = &c->grant.at[k];
    int32_t person = place(c->person_at, c->person_ids, g->person);
    if (g->benefit < 0 || person < 0 || l->at[person] < 0 || m < g->first || m > g->last) continue;
    int32_t at = l->at[person];
    bool active = true;
    for (int s = 0; s < g->n_suspended; s++)
      active &= !(m >= g->suspended[s].from && m <= g->suspended[s].to);
    ((int32_t *)grants[g->benefit].decided)[at] = g->decided;
    ((int32_t *)rows[g->benefit])[at] = (int32_t)k;
    ((uint8_t *)grants[g->benefit].active)[at] = active && g->first < m;
  }
  l->m->first->grant = l->m->last->grant = grants;
  l->m->grant_row = rows;
}

/* Where a household counts in the month: where it lived on the first day, else where it first came to live
 * (0001). */
static void live_where(struct layout *l, date first, date last) {
  const struct cols *c = l->c;
  date *since = NEW_ARRAY(l->a, date, c->n_household + 1);
  for (int i = 0; i < c->n_household; i++)
    since[i] = DATE_MAX;
  for (size_t k = 0; k < c->stay.n; k++) {
    const struct stay *s = &c->stay.at[k];
    if (s->from > last || s->to <= first || s->from >= since[s->household] || l->home_at[s->household] < 0)
      continue;
    since[s->household] = s->from;
    l->area_of_row[l->home_at[s->household]] = s->area;
  }
}

/* People in no household any more (mostly the dead of dissolved ones) are listed where they last lived. */
static void last_known_areas(struct layout *l, const int32_t *home) {
  const struct cols *c = l->c;
  date *until = NEW_ARRAY(l->a, date, c->n_person + 1), *stayed = NEW_ARRAY(l->a, date, c->n_household + 1);
  int32_t *was = NEW_ARRAY(l->a, int32_t, c->n_person + 1),
          *area = NEW_ARRAY(l->a, int32_t, c->n_household + 1);
  for (int i = 0; i < c->n_person; i++)
    until[i] = DATE_MIN, was[i] = -1;
  for (int i = 0; i < c->n_household; i++)
    stayed[i] = DATE_MIN;
  for (size_t k = 0; k < c->home.n; k++) {
    const struct home *h = &c->home.at[k];
    if (home[h->person] == NOWHERE && h->to > until[h->person])
      until[h->person] = h->to, was[h->person] = h->household;
  }
  for (size_t k = 0; k < c->stay.n; k++) {
    const struct stay *s = &c->stay.at[k];
    if (s->to > stayed[s->household]) stayed[s->household] = s->to, area[s->household] = s->area;
  }
  int64_t row = l->m->households;
  for (int i = 0; i < c->n_person; i++)
    row -= home[i] == NOWHERE;
  for (int i = 0; i < c->n_person; i++)
    if (home[i] == NOWHERE) l->area_of_row[row++] = was[i] >= 0 ? area[was[i]] : 0;
}

enum err cols_month(struct arena *a, const struct cols *c, month m, struct cols_month *ret_m) {
  struct cols_month out = { .m = m };
  struct layout l = { .a = a, .c = c, .m = &out };
  date first = month_first(m), last = month_last(m);
  int32_t *home = homes_of(&l, first, last);
  /* counting sort of people by household; those in none get rows of their own at the end */
  int32_t *size = NEW_ARRAY(a, int32_t, c->n_household + 2);
  int alone = 0, unborn = 0;
  for (int i = 0; i < c->n_person; i++) {
    if (home[i] >= 0)
      size[home[i]]++;
    else if (home[i] == NOWHERE)
      alone++;
    else
      unborn++;
  }
  l.home_at = NEW_ARRAY(a, int32_t, c->n_household + 1);
  int64_t rows = 0;
  for (int h = 0; h < c->n_household; h++)
    l.home_at[h] = size[h] ? (int32_t)rows++ : -1;
  out.households = rows + alone;
  out.people = c->n_person - unborn;
  int32_t *start = NEW_ARRAY(a, int32_t, out.households + 2),
          *fill = NEW_ARRAY(a, int32_t, out.households + 1);
  for (int h = 0; h < c->n_household; h++)
    if (size[h]) start[l.home_at[h] + 1] = size[h];
  for (int k = 0; k < alone; k++)
    start[rows + k + 1] = 1;
  for (int64_t h = 0; h < out.households; h++) {
    start[h + 1] += start[h];
    fill[h] = start[h];
  }
  int64_t *person = NEW_ARRAY(a, int64_t, out.people + 1),
          *household = NEW_ARRAY(a, int64_t, out.households + 1), next_alone = rows;
  uint8_t *homeless = alone ? NEW_ARRAY(a, uint8_t, out.households + 64) : NULL;
  l.at = NEW_ARRAY(a, int32_t, c->n_person + 1);
  for (int i = 0; i < c->n_person; i++) {
    if (home[i] == UNBORN) {
      l.at[i] = -1;
      continue;
    }
    int64_t row = home[i] >= 0 ? l.home_at[home[i]] : next_alone++;
    if (home[i] == NOWHERE)
      homeless[row] = 1;
    else
      household[row] = c->household[home[i]];
    l.at[i] = fill[row]++;
    person[l.at[i]] = c->person[i];
  }
  l.area_of_row = NEW_ARRAY(a, int32_t, out.households + 64);
  live_where(&l, first, last);
  if (alone) last_known_areas(&l, home);
  out.start = start;
  out.person = person;
  out.household = household;
  out.area = l.area_of_row;
  out.homeless = homeless;
  if (out.people > INT32_MAX || out.households > INT32_MAX) return LIMIT;
  out.first = law_columns_new(a, c->p, (int32_t)out.people, (int32_t)out.households, start);
  out.last = law_columns_new(a, c->p, (int32_t)out.people, (int32_t)out.households, start);
  for (int f = 0; f < law_fact_count(c->p); f++) {
    struct law_fact_info info = law_fact_info(c->p, f);
    if (info.entity == LAW_AREA || info.entity == LAW_RECORD ||
        (!c->fact[f].n && (info.entity == LAW_PERSON || !out.homeless || !info.has_absent)))
      continue;
    bool differs = false, ignored = false;
    out.first->fact[f] = lay_fact(&l, f, first, last, &differs);
    out.last->fact[f] = differs ? lay_fact(&l, f, last, last, &ignored) : out.first->fact[f];
  }
  person_facts(&l);
  enum err e = area_facts(&l, first, last);
  if (e != OK) return e;
  lay_links(&l, first, last);
  lay_grants(&l, m);
  *ret_m = out;
  return OK;
}
