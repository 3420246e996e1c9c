/* Takes the register's rows into stages, and packs the stages into people. */
#include "people/gather.h"
#include "people/rules.h"

#include <pthread.h>
#include <stdlib.h>

/* ---- sets of ids ---- */

void people_ids_add(struct ids *s, int64_t id) { *VEC_PUSH(s->a, &s->v) = id; }

static int by_number(const void *x, const void *y) {
  int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
  return (a > b) - (a < b);
}

void people_ids_settle(struct ids *s) {
  size_t n = 0;
  if (s->v.n > 1) qsort(s->v.at, s->v.n, sizeof *s->v.at, by_number);
  for (size_t i = 0; i < s->v.n; i++)
    if (n == 0 || s->v.at[n - 1] != s->v.at[i]) s->v.at[n++] = s->v.at[i];
  s->v.n = n;
}

bool people_ids_have(const struct ids *s, int64_t id) {
  return s->v.n && bsearch(&id, s->v.at, s->v.n, sizeof id, by_number) != NULL;
}

/* ---- rows in ---- */

void people_gather_bad(void *context, const struct reg_bad *bad) {
  struct gather *g = context;
  g->n_bad++;
  if (g->bad.n < PEOPLE_BAD_MAX) *VEC_PUSH(g->a, &g->bad) = *bad;
  people_gather_of_whom(g, bad);
}

/* Names, roles and sources: not kept of everybody, so that one reading is as the other. */
static struct str said_beside(const struct gather *g, struct str text) { return g->bare ? S("") : text; }

enum err people_gather_text(struct gather *g, struct str text, int32_t *ret_at) {
  size_t at = g->pool.n;
  assert(at <= INT32_MAX);
  if (text.n >= INT32_MAX - at) return LIMIT;
  *ret_at = text.n ? (int32_t)at : -1;
  if (!text.n) return OK;
  for (size_t i = 0; i < text.n; i++)
    *VEC_PUSH(g->a, &g->pool) = text.p[i];
  (void)VEC_PUSH(g->a, &g->pool); /* closed by NUL */
  return OK;
}

struct stage *people_gather_stage(struct gather *g, struct stages *stages, const struct reg_row *r) {
  int64_t symbol = stages == &g->record ? r->symbol : people_present(g->ask.names, r->symbol);
  int *last = stages == &g->fact ? &g->fact_at[(symbol * 4 + (int)r->kind) % GATHER_CACHE] : NULL;
  if (last && *last && stages->at[*last - 1].symbol == symbol && stages->at[*last - 1].kind == r->kind)
    return &stages->at[*last - 1];
  size_t i = 0;
  while (i < stages->n && (stages->at[i].symbol != symbol || stages->at[i].kind != r->kind))
    i++;
  if (i == stages->n) *VEC_PUSH(g->a, stages) = (struct stage) { .kind = r->kind, .symbol = symbol };
  if (last) *last = (int)i + 1;
  return &stages->at[i];
}

static struct stage_row staged(const struct reg_row *r) {
  return (struct stage_row) {
    .key = (int32_t)r->subject, .from = r->from, .until = r->to, .id = (uint32_t)r->id, .text = -1
  };
}

static enum err take_version(struct gather *g, const struct reg_row *r) {
  struct stage_row x = staged(r);
  uint64_t birth = (uint32_t)r->birth, death = (uint32_t)r->death;
  x.value = (int64_t)(birth << 32 | death);
  x.mark = (uint8_t)((r->sex == REG_FEMALE ? TRAIT_FEMALE : 0) | r->birth_known << TRAIT_KNOWN_SHIFT);
  enum err e = people_gather_text(g, said_beside(g, r->text), &x.text);
  return e == OK ? people_stage_add(g->a, &g->version, &x) : e;
}

static enum err take_membership(struct gather *g, const struct reg_row *r) {
  struct stage_row x = staged(r);
  x.value = r->other;
  x.mark = str_is(said_beside(g, r->text), "head");
  if (g->persons) people_ids_add(g->persons, r->subject);
  if (g->households) people_ids_add(g->households, r->other);
  return people_stage_add(g->a, &g->member, &x);
}

/* A row that says no value of the law's, of one household: it is named, and nothing is answered. */
static enum err unfit(struct gather *g, const struct reg_row *r) {
  const struct reg_bad bad = {
    .table = r->table, .id = r->id, .subject = r->subject, .word = "value", .kind = r->kind
  };
  people_gather_bad(g, &bad);
  return INVALID;
}

static enum err take_fact(struct gather *g, const struct reg_row *r) {
  struct stage_row x = staged(r);
  if (g->judges && !people_fact_row_fits(g->ask.names, r)) return unfit(g, r);
  x.value = r->value;
  x.mark = !r->known;
  enum err e = people_gather_text(g, said_beside(g, r->text), &x.text);
  return e == OK ? people_stage_add(g->a, people_gather_stage(g, &g->fact, r), &x) : e;
}

static enum err take_link(struct gather *g, const struct reg_row *r) {
  struct stage_row x = staged(r);
  struct reg_row of = *r;
  of.kind = REG_PERSON;
  x.value = r->other;
  if (g->persons) {
    people_ids_add(g->persons, r->subject);
    people_ids_add(g->persons, r->other);
  }
  return people_stage_add(g->a, people_gather_stage(g, &g->link, &of), &x);
}

static enum err take_record(struct gather *g, const struct reg_row *r) {
  struct stage_row x = staged(r);
  const struct layout *layout = g->judges ? people_layout(g->ask.names, r->symbol) : NULL;
  struct str fields = r->text.n ? r->text : S(",");
  x.value = r->other;
  enum err e = people_gather_text(g, fields, &x.text);
  if (e != OK) return e;
  if (layout && !people_fields_fit(g->ask.names, layout, &g->pool.at[x.text])) return unfit(g, r);
  return people_stage_add(g->a, people_gather_stage(g, &g->record, r), &x);
}

static enum err take_grant(struct gather *g, const struct reg_row *r) {
  *VEC_PUSH(g->a, &g->grant) = (struct people_grant) { .id = r->id,
                                                       .person = r->subject,
                                                       .symbol = r->symbol,
                                                       .benefit = people_benefit_of(g->ask.names, r->symbol),
                                                       .record = r->other,
                                                       .component = r->component,
                                                       .amount = r->value,
                                                       .decided = r->decided,
                                                       .recorded = r->recorded,
                                                       .first = r->from,
                                                       .last = r->to,
                                                       .running = r->to == INT32_MAX,
                                                       .no_paper = !r->known,
                                                       .cases = { arena_text(g->a, r->text.p, r->text.n),
                                                                  r->text.n } };
  return OK;
}

static enum err take_area(struct gather *g, const struct reg_row *r) {
  struct stage_row x = staged(r);
  if (r->table == REG_ROWS_AREA) {
    x.value = r->other;
    x.mark = (uint8_t)r->value;
    return people_stage_add(g->a, &g->area, &x);
  }
  x.value = r->value << HEIR_BITS | r->other;
  x.until = INT32_MAX;
  return people_stage_add(g->a, &g->heir, &x);
}

static enum err take(void *context, const struct reg_row *r) {
  struct gather *g = context;
  struct stage_row x;
  switch (r->table) {
  case REG_ROWS_VERSION: return take_version(g, r);
  case REG_ROWS_MEMBERSHIP: return take_membership(g, r);
  case REG_ROWS_RESIDENCE:
    x = staged(r);
    x.value = r->other;
    return people_stage_add(g->a, &g->stay, &x);
  case REG_ROWS_FACT: return take_fact(g, r);
  case REG_ROWS_LINK: return take_link(g, r);
  case REG_ROWS_RECORD: return take_record(g, r);
  case REG_ROWS_GRANT: return take_grant(g, r);
  case REG_ROWS_SUSPENSION:
  case REG_ROWS_PAID:
    *VEC_PUSH(g->a, &g->months) =
        (struct grant_months) { r->subject, { r->from, r->to, r->value }, r->table == REG_ROWS_PAID };
    return OK;
  case REG_ROWS_AREA:
  case REG_ROWS_SUCCESSION: return take_area(g, r);
  default: return BUG;
  }
}

struct reg_visit people_gather_visit(struct gather *g) {
  return (struct reg_visit) { g, take, people_gather_bad };
}

/* ---- packing ---- */

static int32_t *mine(const int32_t *column) { return (int32_t *)(uintptr_t)column; }

/* Of the versions of a person the last one speaks: birth, death and sex are the same in all that are
 * believed. */
static void pack_persons(struct arena *a, struct arena *scratch, const struct stage *s, struct persons *p) {
  struct spells t = people_stage_room(scratch, s, false);
  people_stage_fill(scratch, s, ORDER_FROM, &t);
  *p = (struct persons) { .id = NEW_ARRAY(a, int32_t, t.n + 1),
                          .birth = NEW_ARRAY(a, int32_t, t.n + 1),
                          .death = NEW_ARRAY(a, int32_t, t.n + 1),
                          .trait = NEW_ARRAY(a, uint8_t, t.n + 1),
                          .name = t.text ? NEW_ARRAY(a, int32_t, t.n + 1) : NULL };
  for (int32_t i = 0; i < t.n; i++) {
    if (i + 1 < t.n && t.key[i + 1] == t.key[i]) continue;
    uint64_t value = (uint64_t)spell_value(&t, i);
    mine(p->id)[p->n] = t.key[i];
    mine(p->birth)[p->n] = (int32_t)(uint32_t)(value >> 32);
    mine(p->death)[p->n] = (int32_t)(uint32_t)value;
    ((uint8_t *)(uintptr_t)p->trait)[p->n] = t.mark ? t.mark[i] : 0;
    if (p->name) mine(p->name)[p->n] = t.text[i];
    p->n++;
  }
}

static int by_symbol(const void *x, const void *y) {
  const struct section *a = x, *b = y;
  if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
  return (a->symbol > b->symbol) - (a->symbol < b->symbol);
}

static struct section *section_rooms(struct arena *a, const struct stages *stages, bool back) {
  struct section *list = NEW_ARRAY(a, struct section, stages->n + 1);
  for (size_t i = 0; i < stages->n; i++) {
    const struct stage *x = &stages->at[i];
    list[i] = (struct section) { x->kind, (int32_t)x->symbol, people_stage_room(a, x, back) };
  }
  return list;
}

static void fill_sections(struct arena *scratch, const struct stages *stages, struct section *list) {
  for (size_t i = 0; i < stages->n; i++)
    people_stage_fill(scratch, &stages->at[i], ORDER_ID, &list[i].s);
  if (stages->n > 1) qsort(list, stages->n, sizeof *list, by_symbol);
}

static struct section *pack_sections(struct arena *a, struct arena *scratch, const struct stages *stages,
                                     bool back) {
  struct section *list = section_rooms(a, stages, back);
  fill_sections(scratch, stages, list);
  return list;
}

/* Facts are most of all rows: of everybody they are packed by a second thread, into rooms made before. */
struct facts_filling {
  struct arena *scratch;
  const struct stages *stages;
  struct section *list;
};

static void *fill_facts(void *context) {
  const struct facts_filling *x = context;
  fill_sections(x->scratch, x->stages, x->list);
  return NULL;
}

/* ---- grants ---- */

static int by_owner(const void *x, const void *y) {
  const struct people_grant *a = x, *b = y;
  if (a->person != b->person) return a->person < b->person ? -1 : 1;
  return (a->id > b->id) - (a->id < b->id);
}

static int by_grant(const void *x, const void *y) {
  const struct grant_months *a = x, *b = y;
  if (a->grant != b->grant) return a->grant < b->grant ? -1 : 1;
  if (a->paid != b->paid) return a->paid ? 1 : -1;
  return (a->months.from > b->months.from) - (a->months.from < b->months.from);
}

static int64_t first_of(const struct grant_months *m, int64_t n, int64_t grant) {
  int64_t low = 0, high = n;
  while (low < high) {
    int64_t middle = low + (high - low) / 2;
    if (m[middle].grant < grant)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static void pack_grants(struct arena *a, const struct gather *g, struct people *p) {
  int64_t n = (int64_t)g->grant.n, n_months = (int64_t)g->months.n;
  struct people_grant *list = NEW_ARRAY(a, struct people_grant, n + 1);
  struct people_months *months = NEW_ARRAY(a, struct people_months, n_months + 1);
  if (n) memcpy(list, g->grant.at, sizeof *list * (size_t)n);
  if (n > 1) qsort(list, (size_t)n, sizeof *list, by_owner);
  if (n_months > 1) qsort(g->months.at, (size_t)n_months, sizeof *g->months.at, by_grant);
  for (int64_t i = 0; i < n_months; i++)
    months[i] = g->months.at[i].months;
  for (int64_t i = 0; i < n; i++) {
    struct people_grant *x = &list[i];
    x->cases.p = arena_text(a, x->cases.p, x->cases.n);
    int64_t k = first_of(g->months.at, n_months, x->id);
    x->suspended = months + k;
    for (; k < n_months && g->months.at[k].grant == x->id && !g->months.at[k].paid; k++)
      x->n_suspended++;
    x->paid = months + k;
    for (; k < n_months && g->months.at[k].grant == x->id; k++)
      x->n_paid++;
  }
  p->grants = list;
  p->n_grants = n;
}

/* ---- all of it ---- */

void people_section_pools(struct section *list, int n, const char *pool) {
  for (int i = 0; i < n; i++)
    list[i].s.pool = pool;
}

void people_find_sections(struct arena *a, struct people *p) {
  const struct people_names *names = p->names;
  int n = law_fact_count(names->law);
  p->fact_section = NEW_ARRAY(a, int32_t, n + 1);
  for (int f = 0; f < n; f++) {
    struct law_fact_info info = law_fact_info(names->law, f);
    enum reg_kind kind = info.entity == LAW_PERSON ? REG_PERSON : REG_HOUSEHOLD;
    const struct section *x = info.entity == LAW_AREA || !names->fact[f]
                                  ? NULL
                                  : people_section(p->fact, p->n_fact, kind, names->fact[f]);
    p->fact_section[f] = x ? (int32_t)(x - p->fact) : -1;
  }
}

static void name_bad(struct arena *a, const struct gather *g, struct people *p) {
  p->n_bad += g->n_bad;
  for (size_t i = 0; i < g->bad.n && p->n_named < PEOPLE_BAD_MAX; i++) {
    if (!p->bad) p->bad = NEW_ARRAY(a, struct reg_bad, PEOPLE_BAD_MAX);
    p->bad[p->n_named++] = g->bad.at[i];
  }
}

static void pack_rest(struct arena *a, struct arena *scratch, struct gather *rest, struct people *p) {
  pack_persons(a, scratch, &rest->version, &p->person);
  p->member = people_stage_room(a, &rest->member, true);
  people_stage_fill(scratch, &rest->member, ORDER_FROM, &p->member);
  p->stay = people_stage_room(a, &rest->stay, false);
  people_stage_fill(scratch, &rest->stay, ORDER_FROM, &p->stay);
  p->link = pack_sections(a, scratch, &rest->link, true);
  p->n_link = (int)rest->link.n;
  p->record = pack_sections(a, scratch, &rest->record, true);
  p->n_record = (int)rest->record.n;
  pack_grants(a, rest, p);
}

#define SORTING_BYTES_MAX ((size_t)8 << 30)

static void pack_rows(struct arena *a, struct gather *facts, struct gather *rest, struct people *p) {
  pthread_t thread;
  bool all = p->everybody;
  struct arena *of_facts = all ? arena_new_large("sorting facts", SORTING_BYTES_MAX) : facts->a,
               *of_rest = all ? arena_new_large("sorting people", SORTING_BYTES_MAX) : rest->a;
  struct facts_filling fill = { of_facts ? of_facts : facts->a, &facts->fact,
                                section_rooms(a, &facts->fact, false) };
  bool beside = of_facts && all && facts != rest && rest->ask.beside &&
                pthread_create(&thread, NULL, fill_facts, &fill) == 0;
  if (!beside) fill_facts(&fill);
  pack_rest(a, of_rest ? of_rest : rest->a, rest, p);
  if (beside) pthread_join(thread, NULL);
  p->fact = fill.list;
  p->n_fact = (int)facts->fact.n;
  if (!all) return;
  arena_free(of_facts);
  arena_free(of_rest);
}

void people_gather_pack(struct arena *a, struct gather *facts, struct gather *rest, struct people *p) {
  pack_rows(a, facts, rest, p);
  char *pool = arena_text(a, rest->pool.at, rest->pool.n);
  p->pool = pool;
  p->pool_size = (int64_t)rest->pool.n + 1;
  people_section_pools(p->fact, p->n_fact, pool);
  people_section_pools(p->record, p->n_record, pool);
  people_find_sections(a, p);
  p->n_bad = p->n_named = 0;
  p->bad = NULL;
  name_bad(a, facts, p);
  if (rest != facts) name_bad(a, rest, p);
  people_gather_unread(a, facts, rest, p);
}

void people_gather_pack_areas(struct arena *a, struct gather *g, struct people_areas *areas) {
  areas->version = people_stage_room(a, &g->area, false);
  people_stage_fill(g->a, &g->area, ORDER_ID, &areas->version);
  areas->heir = people_stage_room(a, &g->heir, false);
  people_stage_fill(g->a, &g->heir, ORDER_ID, &areas->heir);
  areas->fact = pack_sections(a, g->a, &g->fact, false);
  areas->n_fact = (int)g->fact.n;
  areas->pool = arena_text(a, g->pool.at, g->pool.n);
  areas->pool_size = (int64_t)g->pool.n + 1;
  people_section_pools(areas->fact, areas->n_fact, areas->pool);
}
