/* Reads the register: everybody in one pass over each table, by two threads where there are two connections;
 * or one person and who belongs to him, wave by wave. Rows believed at an act do not change, so nothing here
 * needs one snapshot. */
#include "people/gather.h"
#include "people/rules.h"

#include <pthread.h>

enum { ROWS_BYTES_MAX_GIB = 16 };

int64_t people_act(const struct people *p) { return p->act; }
int64_t people_count(const struct people *p) { return p->person.n; }

int64_t people_bad(const struct people *p, const struct reg_bad **ret_list, int *ret_named) {
  bool asked = p->gather != NULL; /* what could not be read is not packed */
  *ret_list = asked ? p->gather->bad.at : p->bad;
  *ret_named = asked ? (int)p->gather->bad.n : p->n_named;
  return asked ? p->gather->n_bad : p->n_bad;
}

static enum err scan_all(struct gather *g, struct db *db, enum reg_table table) {
  struct reg_visit visit = people_gather_visit(g);
  return reg_scan_all(g->ask.viewer, db, &(struct reg_all) { table, g->ask.act, g->there }, &visit);
}

/* ---- areas ---- */

enum err people_areas_load(struct arena *a, const struct people_ask *ask, struct people_areas **ret_areas) {
  struct people_areas *areas = NEW(a, struct people_areas);
  struct gather *g = NEW(a, struct gather);
  *g = (struct gather) { .a = a, .ask = *ask };
  areas->act = ask->act;
  enum err e = scan_all(g, ask->db, REG_ROWS_AREA);
  if (e == OK) e = scan_all(g, ask->db, REG_ROWS_SUCCESSION);
  if (e == OK) e = scan_all(g, ask->db, REG_ROWS_AREA_FACT);
  if (e != OK) return e;
  people_gather_pack_areas(a, g, areas);
  areas->n_bad = g->n_bad;
  areas->n_named = (int)g->bad.n;
  areas->bad = g->bad.at;
  *ret_areas = areas;
  return OK;
}

static enum err areas_of(struct arena *a, const struct people_ask *ask,
                         const struct people_areas **ret_areas) {
  struct people_areas *areas;
  if (ask->areas) { /* the caller answers for it that they did not move in between */
    *ret_areas = ask->areas;
    return OK;
  }
  enum err e = people_areas_load(a, ask, &areas);
  if (e == OK) *ret_areas = areas;
  return e;
}

/* ---- everybody ---- */

struct pass {
  struct gather *g;
  struct db *db;
  const enum reg_table *tables;
  int n;
  enum err err;
  jmp_buf full; /* the thread's arena reached its ceiling */
};

static void *run_pass(void *context) {
  struct pass *x = context;
  int reached = setjmp(x->full);
  if (reached) {
    x->err = (enum err)reached;
    db_scan_leave(x->db);
    return NULL;
  }
  arena_guard(x->g->a, &x->full);
  for (int i = 0; i < x->n && x->err == OK; i++)
    x->err = scan_all(x->g, x->db, x->tables[i]);
  arena_guard(x->g->a, NULL);
  return NULL;
}

static enum err read_all(struct gather *facts, struct gather *rest) {
  static const enum reg_table tables[] = { REG_ROWS_FACT,      REG_ROWS_VERSION,    REG_ROWS_MEMBERSHIP,
                                           REG_ROWS_RESIDENCE, REG_ROWS_LINK,       REG_ROWS_RECORD,
                                           REG_ROWS_GRANT,     REG_ROWS_SUSPENSION, REG_ROWS_PAID };
  int n = (int)(sizeof tables / sizeof *tables);
  struct db *second = rest->ask.beside;
  struct pass one = { .g = facts, .db = second ? second : facts->ask.db, .tables = tables, .n = 1 },
              two = { .g = rest, .db = rest->ask.db, .tables = tables + 1, .n = n - 1 };
  pthread_t thread;
  bool beside = second && pthread_create(&thread, NULL, run_pass, &one) == 0;
  if (!beside) run_pass(&one);
  if (beside || one.err == OK) run_pass(&two);
  if (beside) pthread_join(thread, NULL);
  return one.err != OK ? one.err : two.err;
}

/* Rows of people nobody is: they are named, and whoever they are of is not answered. Where it is known that a
 * row of his cannot be read, that one is the one to name. Of who came to be known later nothing is said yet:
 * his rows lead to nobody. */
struct nobodies {
  struct arena *a;
  struct people *p;
  VEC(struct reg_bad) row;
  VEC(int64_t) found;
};

static void meet_nobody(struct nobodies *w, enum reg_table table, int64_t id, int32_t person) {
  if (people_is_unread(w->p, person)) return;
  *VEC_PUSH(w->a, &w->row) =
      (struct reg_bad) { .table = table, .id = id, .subject = person, .word = "nobody", .kind = REG_PERSON };
  *VEC_PUSH(w->a, &w->found) = person;
}

static void meet_nobodies(struct nobodies *w, enum reg_table table, const struct spells *s) {
  const struct persons *all = &w->p->person;
  int32_t place = 0;
  for (int32_t i = 0; i < s->n; i++) {
    while (place < all->n && all->id[place] < s->key[i])
      place++;
    if (place == all->n || all->id[place] != s->key[i]) meet_nobody(w, table, 0, s->key[i]);
  }
}

/* Grants of whom nothing is known yet are none. `later`: of whom something came to be known later; many of
 * them were known before. */
static void leave_out_grants(struct people *p, const struct ids *later) {
  struct people_grant *list = (struct people_grant *)(uintptr_t)p->grants;
  int64_t n = 0;
  for (int64_t i = 0; i < p->n_grants; i++)
    if (people_at(p, list[i].person) >= 0 || !people_ids_have(later, list[i].person)) list[n++] = list[i];
  p->n_grants = n;
}

static enum err name_nobodies(const struct people_ask *ask, struct nobodies *w) {
  struct people *p = w->p;
  struct reg_id_list known = { 0 };
  struct ids later = { .a = w->a };
  VEC(int32_t) nobody = { 0 };
  if (!w->found.n) return OK;
  enum err e = reg_scan_known_later(ask->viewer, w->a, ask->db, ask->act, &known);
  if (e != OK) return e;
  for (int i = 0; i < known.n; i++)
    people_ids_add(&later, known.at[i]);
  people_ids_settle(&later);
  for (size_t i = 0; i < w->row.n; i++) {
    if (people_ids_have(&later, w->row.at[i].subject)) continue;
    p->n_bad++;
    if (p->n_named < PEOPLE_BAD_MAX) p->bad[p->n_named++] = w->row.at[i];
    *VEC_PUSH(w->a, &nobody) = (int32_t)w->row.at[i].subject;
  }
  leave_out_grants(p, &later);
  people_gather_unread_more(w->a, UNREAD_PERSON, nobody.at, (int64_t)nobody.n, p);
  return OK;
}

static enum err check_known(struct arena *a, const struct people_ask *ask, struct people *p) {
  struct nobodies w = { .a = a, .p = p };
  if (!p->bad) p->bad = NEW_ARRAY(a, struct reg_bad, PEOPLE_BAD_MAX);
  p->n_bad += p->areas->n_bad;
  for (int i = 0; i < p->areas->n_named && p->n_named < PEOPLE_BAD_MAX; i++)
    p->bad[p->n_named++] = p->areas->bad[i];
  meet_nobodies(&w, REG_ROWS_MEMBERSHIP, &p->member);
  for (int i = 0; i < p->n_fact; i++)
    if (p->fact[i].kind == REG_PERSON) meet_nobodies(&w, REG_ROWS_FACT, &p->fact[i].s);
  for (int i = 0; i < p->n_link; i++)
    meet_nobodies(&w, REG_ROWS_LINK, &p->link[i].s);
  for (int64_t i = 0; i < p->n_grants; i++)
    if (people_at(p, p->grants[i].person) < 0)
      meet_nobody(&w, REG_ROWS_GRANT, p->grants[i].id, (int32_t)p->grants[i].person);
  return name_nobodies(ask, &w);
}

enum err people_read_all(struct arena *a, const struct people_ask *ask, struct people **ret_people) {
  struct arena *rows[2] = { arena_new_large("rows of facts", (size_t)ROWS_BYTES_MAX_GIB << 30),
                            arena_new_large("rows of people", (size_t)ROWS_BYTES_MAX_GIB << 30) };
  if (!rows[0] || !rows[1]) {
    arena_free(rows[0]);
    arena_free(rows[1]);
    return NOMEM;
  }
  struct gather *g[2];
  for (int i = 0; i < 2; i++) {
    g[i] = NEW(rows[i], struct gather);
    *g[i] = (struct gather) { .a = rows[i], .ask = *ask };
  }
  struct people *p = NEW(a, struct people);
  *p = (struct people) { .act = ask->act, .everybody = true, .names = ask->names, .viewer = *ask->viewer };
  enum err e = areas_of(a, ask, &p->areas);
  if (e == OK) e = reg_scan_there(ask->viewer, rows[0], ask->db, &g[0]->there);
  g[1]->there = g[0]->there;
  if (e == OK) e = read_all(g[0], g[1]);
  if (e == OK) {
    people_gather_pack(a, g[0], g[1], p);
    e = check_known(a, ask, p);
  }
  if (e == OK) *ret_people = p;
  arena_free(rows[0]);
  arena_free(rows[1]);
  return e;
}

enum err people_load_all(struct arena *a, const struct people_ask *ask, struct people **ret_people) {
  struct people *p;
  enum err e = people_read_all(a, ask, &p);
  if (e != OK) return e;
  people_judge(a, p);
  *ret_people = p;
  return OK;
}

/* ---- one person and who belongs to him ---- */

static enum err scan_set(struct gather *g, enum reg_table table, enum reg_by by, const struct ids *of) {
  struct reg_visit visit = people_gather_visit(g);
  struct reg_set set = { .table = table, .by = by, .ids = of->v.at, .count = (int)of->v.n };
  return of->v.n > INT32_MAX ? LIMIT : reg_scan_set(g->ask.viewer, g->ask.db, &set, g->ask.act, &visit);
}

/* What is said of people and of households, by the same statements. */
static enum err scan_said(struct gather *g, enum reg_table table, const struct ids *persons,
                          const struct ids *homes) {
  struct reg_visit visit = people_gather_visit(g);
  if (persons->v.n > INT32_MAX || homes->v.n > INT32_MAX) return LIMIT;
  struct reg_set set = {
    table, REG_BY_SUBJECT, persons->v.at, (int)persons->v.n, homes->v.at, (int)homes->v.n
  };
  return reg_scan_set(g->ask.viewer, g->ask.db, &set, g->ask.act, &visit);
}

/* Members of `from` that are not in `less`. */
static struct ids without(struct arena *a, const struct ids *from, const struct ids *less) {
  struct ids out = { .a = a };
  for (size_t i = 0; i < from->v.n; i++)
    if (!people_ids_have(less, from->v.at[i])) people_ids_add(&out, from->v.at[i]);
  return out;
}

static void add_all(struct ids *to, const struct ids *from) {
  for (size_t i = 0; i < from->v.n; i++)
    people_ids_add(to, from->v.at[i]);
  people_ids_settle(to);
}

struct wave {
  struct ids near;  /* who was asked for and everybody of the same households */
  struct ids kin;   /* near, and whom they are linked to */
  struct ids far;   /* kin, and whom those are linked to */
  struct ids homes; /* households of near: all who were ever in them are here */
  struct ids all;   /* homes, and the households of far */
};

/* Who belongs together: memberships and links, outwards. */
static enum err meet(struct gather *g, const struct ids *who, struct wave *w) {
  struct ids kin_only, far_only;
  enum err e;
  g->households = &w->homes;
  if ((e = scan_set(g, REG_ROWS_MEMBERSHIP, REG_BY_SUBJECT, &w->near)) != OK) return e;
  people_ids_settle(&w->homes);
  g->households = NULL;
  g->persons = &w->near;
  struct ids homes = w->homes;
  if ((e = scan_set(g, REG_ROWS_MEMBERSHIP, REG_BY_OTHER, &homes)) != OK) return e;
  people_ids_settle(&w->near);
  struct ids near = w->near;
  g->persons = &w->kin;
  if ((e = scan_set(g, REG_ROWS_LINK, REG_BY_EITHER, &near)) != OK) return e;
  add_all(&w->kin, &w->near);
  kin_only = without(g->a, &w->kin, &w->near);
  g->persons = &w->far;
  if ((e = scan_set(g, REG_ROWS_LINK, REG_BY_EITHER, &kin_only)) != OK) return e;
  add_all(&w->far, &w->kin);
  g->persons = NULL;
  far_only = without(g->a, &w->far, who);
  g->households = &w->all;
  e = scan_set(g, REG_ROWS_MEMBERSHIP, REG_BY_SUBJECT, &far_only);
  g->households = NULL;
  add_all(&w->all, &w->homes);
  return e;
}

/* Everything about those met. The kin of kin too, where it costs no statement more. */
static enum err learn(struct gather *g, const struct wave *w, const struct ids *about) {
  enum err e = scan_set(g, REG_ROWS_VERSION, REG_BY_SUBJECT, &w->far);
  if (e == OK) e = scan_set(g, REG_ROWS_RESIDENCE, REG_BY_SUBJECT, &w->all);
  if (e == OK) e = scan_said(g, REG_ROWS_FACT, about, &w->all);
  if (e == OK) e = scan_said(g, REG_ROWS_RECORD, about, &w->all);
  if (e == OK) e = scan_set(g, REG_ROWS_GRANT, REG_BY_SUBJECT, about);
  return e;
}

static enum err read_wave(struct people *p, const struct ids *who) {
  struct gather *g = p->gather;
  struct wave w = { { .a = g->a }, { .a = g->a }, { .a = g->a }, { .a = g->a }, { .a = g->a } };
  add_all(&w.near, who);
  enum err e = meet(g, who, &w);
  /* Of grants the months come apart from their grant: nobody may come twice. */
  struct ids about = without(g->a, w.far.v.n <= REG_SET_MAX ? &w.far : &w.kin, &g->learned);
  if (e == OK) e = learn(g, &w, &about);
  if (e != OK) return e;
  people_gather_pack(g->a, g, g, p);
  add_all(&g->learned, &about);
  add_all(&g->linked, &w.kin);
  add_all(&g->homes, &w.homes);
  return OK;
}

static enum err read_person(struct people *p, const struct ids *have, int64_t person) {
  if (people_ids_have(have, person)) return OK;
  struct ids who = { .a = p->gather->a };
  people_ids_add(&who, person);
  return read_wave(p, &who);
}

enum err people_more(struct people *p, int64_t person) {
  return p->everybody ? OK : read_person(p, &p->gather->learned, person);
}

enum err people_more_links(struct people *p, int64_t person) {
  return p->everybody ? OK : read_person(p, &p->gather->linked, person);
}

enum err people_more_household(struct people *p, int64_t household) {
  if (p->everybody || people_ids_have(&p->gather->homes, household)) return OK;
  struct gather *g = p->gather;
  struct ids home = { .a = g->a }, who = { .a = g->a };
  people_ids_add(&home, household);
  g->persons = &who;
  enum err e = scan_set(g, REG_ROWS_MEMBERSHIP, REG_BY_OTHER, &home);
  g->persons = NULL;
  people_ids_settle(&who);
  return e == OK ? read_wave(p, &who) : e;
}

/* Does the viewer see him in a month: by where he is listed then? */
static bool seen_in_month(const struct people *p, int64_t person, month m) {
  return people_sees_area(p, people_listed_in(p, person, m), month_first(m));
}

enum err people_load_grants(struct arena *a, const struct people_ask *ask, const int64_t *persons, int count,
                            struct people **ret_people) {
  struct gather *g = NEW(a, struct gather);
  struct people *p = NEW(a, struct people);
  *g = (struct gather) { .a = a, .ask = *ask };
  *p = (struct people) { .act = ask->act, .names = ask->names, .viewer = *ask->viewer };
  struct reg_visit visit = people_gather_visit(g);
  struct reg_set set = { .table = REG_ROWS_GRANT, .by = REG_BY_SUBJECT, .ids = persons, .count = count };
  enum err e = reg_scan_set(ask->viewer, ask->db, &set, ask->act, &visit);
  if (e != OK) return e;
  people_gather_pack(a, g, g, p);
  p->everybody = true; /* nothing more is read */
  *ret_people = p;
  return OK;
}

enum err people_load_one(struct arena *a, const struct people_ask *ask, int64_t person,
                         struct people **ret_people, struct reg_bad *ret_bad) {
  if (person <= 0 || person > INT32_MAX) return NOT_FOUND;
  struct gather *g = NEW(a, struct gather);
  *g = (struct gather) {
    .a = a, .ask = *ask, .judges = true, .learned = { .a = a }, .linked = { .a = a }, .homes = { .a = a }
  };
  struct people *p = NEW(a, struct people);
  *p = (struct people) { .act = ask->act, .names = ask->names, .viewer = *ask->viewer, .gather = g };
  enum err e = areas_of(a, ask, &p->areas);
  if (e == OK) e = people_more(p, person);
  if (e == INVALID && ret_bad && g->bad.n) *ret_bad = g->bad.at[0];
  if (e != OK) return e;
  if (people_at(p, person) < 0) return NOT_FOUND;
  if (ask->viewer->area && !seen_in_month(p, person, ask->seen_in)) return NOT_FOUND;
  *ret_people = p;
  return OK;
}
