/* Makes entries of the journal, and lays them over everybody. Of every row its subject alone says whether it
 * counts: acts name the subject of each row they write. What an entry says of its lengths and its subjects is
 * checked before it is believed.
 *
 * 1. Every row of an entry is of a subject that it names.
 * 2. The rows of one subject come from one entry, the last that names him: those laid over everybody are of
 * subjects whose rows below count no more.
 * 3. The parts of an entry stand aligned, so that columns are read where they lie. */
#include "people/over.h"
#include "people/gather.h"

enum { ENTRY_ALIGN = 64 };

struct entry_head {
  int64_t persons, households;
  int64_t areas; /* 1: all areas as they are then stand in it */
  uint64_t sizes[PEOPLE_PARTS];
};
/* An entry taken apart. */
struct entry {
  struct entry_head head;
  const int32_t *persons, *households;
  const void *parts[PEOPLE_PARTS];
};

static size_t aligned(size_t at) { return (at + ENTRY_ALIGN - 1) / ENTRY_ALIGN * ENTRY_ALIGN; }

/* Where the parts begin; the last is where the entry ends. */
static void places_of(const struct entry_head *h, size_t ret_at[PEOPLE_PARTS + 1]) {
  size_t ids = sizeof(int32_t) * (size_t)(h->persons + h->households);
  ret_at[0] = aligned(sizeof *h + ids);
  for (int i = 0; i < PEOPLE_PARTS; i++)
    ret_at[i + 1] = aligned(ret_at[i] + h->sizes[i]);
}

static bool take_apart(struct str bytes, struct entry *ret_entry) {
  struct entry e;
  INVARIANT(3, (uintptr_t)bytes.p % ENTRY_ALIGN == 0);
  size_t at[PEOPLE_PARTS + 1];
  if (bytes.n < sizeof e.head) return false;
  memcpy(&e.head, bytes.p, sizeof e.head);
  bool sane = e.head.persons >= 0 && e.head.households >= 0 && e.head.persons <= (int64_t)bytes.n &&
              e.head.households <= (int64_t)bytes.n && (e.head.areas == 0 || e.head.areas == 1);
  for (int i = 0; i < PEOPLE_PARTS; i++)
    sane = sane && e.head.sizes[i] <= bytes.n;
  if (!sane) return false;
  places_of(&e.head, at);
  if (at[PEOPLE_PARTS] != bytes.n) return false;
  e.persons = (const void *)(bytes.p + sizeof e.head);
  e.households = e.persons + e.head.persons;
  for (int i = 0; i < PEOPLE_PARTS; i++)
    e.parts[i] = bytes.p + at[i];
  *ret_entry = e;
  return true;
}

int64_t people_entry_subjects(struct str bytes) {
  struct entry e;
  return take_apart(bytes, &e) ? e.head.persons + e.head.households : 0;
}

/* ---- making one ---- */

static enum err scan(struct gather *g, enum reg_table table, const struct reg_id_list *of,
                     const struct reg_id_list *homes) {
  struct reg_visit visit = people_gather_visit(g);
  struct reg_set set = { .table = table, .by = REG_BY_SUBJECT, .ids = of->at, .count = of->n };
  if (homes) {
    set.homes = homes->at;
    set.n_homes = homes->n;
  }
  return reg_scan_set(g->ask.viewer, g->ask.db, &set, g->ask.act, &visit);
}

struct again {
  struct arena *a;
  struct gather *g;
  const struct reg_touched_since *since;
  struct people_areas *areas; /* NULL: none was touched */
};

static enum err read_again(struct db *db, void *context) {
  (void)db;
  struct again *x = context;
  struct gather *g = x->g;
  const struct reg_id_list *who = &x->since->persons, *homes = &x->since->households;
  enum err e = x->since->areas ? people_areas_load(x->a, &g->ask, &x->areas) : OK;
  if (e == OK) e = scan(g, REG_ROWS_VERSION, who, NULL);
  if (e == OK) e = scan(g, REG_ROWS_MEMBERSHIP, who, NULL);
  if (e == OK) e = scan(g, REG_ROWS_LINK, who, NULL);
  if (e == OK) e = scan(g, REG_ROWS_GRANT, who, NULL);
  if (e == OK) e = scan(g, REG_ROWS_RESIDENCE, homes, NULL);
  if (e == OK) e = scan(g, REG_ROWS_FACT, who, homes);
  if (e == OK) e = scan(g, REG_ROWS_RECORD, who, homes);
  return e;
}

/* Rows of people nobody is are named by a reading of everybody, not here. */
static bool all_known(const struct people *p, const struct spells *s) {
  for (int32_t i = 0; i < s->n; i++)
    if (people_at(p, s->key[i]) < 0) return false;
  return true;
}

static bool somebodys(const struct people *p) {
  bool known = all_known(p, &p->member);
  for (int i = 0; i < p->n_fact; i++)
    if (p->fact[i].kind == REG_PERSON) known = known && all_known(p, &p->fact[i].s);
  for (int i = 0; i < p->n_link; i++)
    known = known && all_known(p, &p->link[i].s);
  return known;
}

/* Are all subjects of some rows among those named? */
static bool are_named(const struct spells *s, const int32_t *ids, int64_t n) {
  int64_t at = 0;
  for (int32_t i = 0; i < s->n; i++) {
    while (at < n && ids[at] < s->key[i])
      at++;
    if (at == n || ids[at] != s->key[i]) return false;
  }
  return true;
}

static bool sections_named(const struct section *list, int n, const struct entry *x) {
  bool all = true;
  for (int i = 0; i < n && all; i++)
    all = list[i].kind == REG_HOUSEHOLD ? are_named(&list[i].s, x->households, x->head.households)
                                        : are_named(&list[i].s, x->persons, x->head.persons);
  return all;
}

/* Is every row of people, as they stand in an entry, of a subject that it names? */
static bool rows_named(const struct people *p, const struct entry *x) {
  const struct spells persons = { .n = p->person.n, .key = p->person.id };
  return are_named(&persons, x->persons, x->head.persons) &&
         are_named(&p->member, x->persons, x->head.persons) &&
         are_named(&p->stay, x->households, x->head.households) && sections_named(p->fact, p->n_fact, x) &&
         sections_named(p->link, p->n_link, x) && sections_named(p->record, p->n_record, x);
}

static struct str write_entry(struct arena *a, struct arena *scratch, const struct people *p,
                              const struct reg_touched_since *since) {
  struct entry_head h = { .persons = since->persons.n,
                          .households = since->households.n,
                          .areas = since->areas };
  size_t at[PEOPLE_PARTS + 1], sizes[PEOPLE_PARTS];
  void *parts[PEOPLE_PARTS];
  people_pack_sizes(scratch, p, sizes);
  for (int i = 0; i < PEOPLE_PARTS; i++)
    h.sizes[i] = sizes[i];
  places_of(&h, at);
  char *bytes = arena_alloc(a, at[PEOPLE_PARTS] + ENTRY_ALIGN);
  bytes += (ENTRY_ALIGN - (uintptr_t)bytes % ENTRY_ALIGN) % ENTRY_ALIGN;
  int32_t *ids = (void *)(bytes + sizeof h);
  memcpy(bytes, &h, sizeof h);
  for (int i = 0; i < since->persons.n; i++)
    *ids++ = (int32_t)since->persons.at[i];
  for (int i = 0; i < since->households.n; i++)
    *ids++ = (int32_t)since->households.at[i];
  for (int i = 0; i < PEOPLE_PARTS; i++)
    parts[i] = bytes + at[i];
  people_pack(scratch, p, parts, sizes);
  const int32_t *named = (const void *)(bytes + sizeof h);
  if (BROKEN(1)) h.persons = h.households = 0;
  INVARIANT(1, rows_named(p, &(struct entry) { .head = h, named, named + h.persons, { 0 } }));
  return (struct str) { bytes, at[PEOPLE_PARTS] };
}

static bool ids_fit(const struct reg_id_list *list) {
  bool fit = true;
  for (int i = 0; i < list->n; i++)
    fit = fit && list->at[i] > 0 && list->at[i] <= INT32_MAX;
  return fit;
}

static const struct people_areas *no_areas(struct arena *a, const struct people_ask *ask) {
  struct gather *none = NEW(a, struct gather);
  struct people_areas *areas = NEW(a, struct people_areas);
  *none = (struct gather) { .a = a, .ask = *ask };
  people_gather_pack_areas(a, none, areas);
  return areas;
}

static enum err make_entry(struct arena *a, struct arena *scratch, const struct people_ask *ask,
                           const struct reg_touched_since *since, struct str *ret_entry) {
  struct gather *g = NEW(scratch, struct gather);
  struct people *p = NEW(scratch, struct people);
  if (!ids_fit(&since->persons) || !ids_fit(&since->households)) return NOT_FOUND;
  *g = (struct gather) { .a = scratch, .ask = *ask, .bare = true };
  *p = (struct people) { .act = ask->act, .names = ask->names, .viewer = *ask->viewer };
  /* Rows believed at an act stay as they are: one snapshot only spares a lock for each statement. */
  struct again again = { scratch, g, since, NULL };
  enum err e = db_read(ask->db, read_again, &again);
  if (e != OK) return e == INVALID ? NOT_FOUND : e;
  people_gather_pack(scratch, g, g, p);
  p->areas = again.areas ? again.areas : no_areas(scratch, ask);
  p->everybody = true; /* of those it names all is here */
  if (!somebodys(p)) return NOT_FOUND;
  *ret_entry = write_entry(a, scratch, p, since);
  return OK;
}

enum { ENTRY_BYTES_MAX = 1 << 30 };

enum err people_entry_make(struct arena *a, const struct people_ask *ask,
                           const struct reg_touched_since *since, struct str *ret_entry) {
  struct arena *scratch = arena_new("people read again", ENTRY_BYTES_MAX);
  if (!scratch) return NOMEM;
  enum err e = make_entry(a, scratch, ask, since, ret_entry);
  arena_free(scratch);
  return e;
}

/* ---- laying them over ---- */

enum { PERSONS, HOUSEHOLDS, KINDS };

struct over {
  struct arena *a;
  uint64_t *bits[KINDS];
  struct subjects again[KINDS];     /* named by the entries taken so far: the later ones */
  const struct people_areas *areas; /* of the last entry that has any; NULL none */
  struct gather g;                  /* rows that count, of all entries */
  uint32_t next;
};

static void note_top(struct over *o, int kind, const int32_t *ids, int64_t n) {
  for (int64_t i = 0; i < n; i++)
    if (ids[i] > o->again[kind].top) o->again[kind].top = ids[i];
}

static void name(struct over *o, int kind, const int32_t *ids, int64_t n) {
  for (int64_t i = 0; i < n; i++)
    o->bits[kind][ids[i] / 64] |= (uint64_t)1 << (ids[i] % 64);
}

static enum err take_rows(struct over *o, struct stage *to, const struct spells *s, int kind) {
  enum err e = OK;
  for (int32_t i = 0; i < s->n && e == OK; i++) {
    if (people_subjects_have(&o->again[kind], s->key[i])) continue;
    struct stage_row row = { .value = spell_value(s, i),
                             .key = s->key[i],
                             .from = s->from[i],
                             .until = s->until[i],
                             .id = o->next++,
                             .mark = s->mark ? s->mark[i] : 0,
                             .text = -1 };
    bool says = s->text && s->text[i] >= 0;
    if (says) e = people_gather_text(&o->g, str_of(s->pool + s->text[i]), &row.text);
    if (e == OK) e = people_stage_add(o->a, to, &row);
  }
  return e;
}

static enum err take_persons(struct over *o, const struct persons *all) {
  enum err e = OK;
  for (int32_t i = 0; i < all->n && e == OK; i++) {
    uint64_t birth = (uint32_t)all->birth[i], death = (uint32_t)all->death[i];
    struct stage_row row = { .value = (int64_t)(birth << 32 | death),
                             .key = all->id[i],
                             .from = 0,
                             .until = 1,
                             .id = o->next++,
                             .mark = all->trait[i],
                             .text = -1 };
    if (!people_subjects_have(&o->again[PERSONS], all->id[i]))
      e = people_stage_add(o->a, &o->g.version, &row);
  }
  return e;
}

static enum err take_sections(struct over *o, struct stages *to, const struct section *list, int n) {
  enum err e = OK;
  for (int i = 0; i < n && e == OK; i++) {
    struct reg_row like = { .kind = list[i].kind, .symbol = list[i].symbol };
    e = take_rows(o, people_gather_stage(&o->g, to, &like), &list[i].s,
                  list[i].kind == REG_HOUSEHOLD ? HOUSEHOLDS : PERSONS);
  }
  return e;
}

static void take_grants(struct over *o, const struct people *p) {
  for (int64_t i = 0; i < p->n_grants; i++) {
    const struct people_grant *g = &p->grants[i];
    if (people_subjects_have(&o->again[PERSONS], (int32_t)g->person)) continue;
    struct people_grant *copy = VEC_PUSH(o->a, &o->g.grant);
    *copy = *g;
    copy->n_paid = copy->n_suspended = 0; /* counted again from what waits beside */
    for (int k = 0; k < g->n_suspended; k++)
      *VEC_PUSH(o->a, &o->g.months) = (struct grant_months) { g->id, g->suspended[k], false };
    for (int k = 0; k < g->n_paid; k++)
      *VEC_PUSH(o->a, &o->g.months) = (struct grant_months) { g->id, g->paid[k], true };
  }
}

static enum err take_entry(struct over *o, const struct entry *x) {
  struct people *p;
  const size_t sizes[PEOPLE_PARTS] = { x->head.sizes[0], x->head.sizes[1] };
  enum err e = people_unpack_rows(o->a, &o->g.ask, x->parts, sizes, &p);
  if (e == OK && !rows_named(p, x)) e = INVALID;
  if (e == OK) e = take_persons(o, &p->person);
  if (e == OK) e = take_rows(o, &o->g.member, &p->member, PERSONS);
  if (e == OK) e = take_rows(o, &o->g.stay, &p->stay, HOUSEHOLDS);
  if (e == OK) e = take_sections(o, &o->g.fact, p->fact, p->n_fact);
  if (e == OK) e = take_sections(o, &o->g.link, p->link, p->n_link);
  if (e == OK) e = take_sections(o, &o->g.record, p->record, p->n_record);
  if (e != OK) return e;
  take_grants(o, p);
  if (x->head.areas && !o->areas) o->areas = p->areas;
  name(o, PERSONS, x->persons, x->head.persons);
  name(o, HOUSEHOLDS, x->households, x->head.households);
  return OK;
}

/* ---- base and what is over it as one ---- */

#define NOBODY ((int64_t)INT32_MAX + 1)

/* The next subject named, from `id` on; NOBODY none. */
static int64_t next_named(const struct subjects *again, int64_t id) {
  for (int64_t word = id / 64; word <= again->top / 64; word++) {
    uint64_t bits = again->bits[word];
    if (word == id / 64) bits &= ~(uint64_t)0 << (id % 64);
    if (bits) return word * 64 + __builtin_ctzll(bits);
  }
  return NOBODY;
}

static bool same_person(const struct persons *x, int32_t i, const struct persons *y, int32_t k) {
  return x->birth[i] == y->birth[k] && x->death[i] == y->death[k] && x->trait[i] == y->trait[k];
}

/* Is everybody read again there below, and as he was? Most acts are of other things. */
static bool none_changed(const struct subjects *again, const struct people *p, const struct persons *over) {
  int32_t k = 0;
  for (int64_t id = next_named(again, 0); id < NOBODY; id = next_named(again, id + 1)) {
    int32_t below = people_at(p, id);
    bool now = k < over->n && over->id[k] == id;
    if ((below >= 0) != now || (now && !same_person(&p->person, below, over, k))) return false;
    k += now;
  }
  return k == over->n;
}

static void copy_persons(const struct persons *from, int32_t at, int32_t n, struct persons *to) {
  memcpy((int32_t *)(uintptr_t)to->id + to->n, from->id + at, sizeof *from->id * (size_t)n);
  memcpy((int32_t *)(uintptr_t)to->birth + to->n, from->birth + at, sizeof *from->birth * (size_t)n);
  memcpy((int32_t *)(uintptr_t)to->death + to->n, from->death + at, sizeof *from->death * (size_t)n);
  memcpy((uint8_t *)(uintptr_t)to->trait + to->n, from->trait + at, sizeof *from->trait * (size_t)n);
  to->n += n;
}

/* People by id: those below who were not read again, and those who were. */
static void merge_persons(struct arena *a, const struct subjects *again, const struct persons *over,
                          struct people *p) {
  const struct persons *below = &p->person;
  if (none_changed(again, p, over)) return;
  int32_t n = below->n + over->n, i = 0, k = 0;
  struct persons to = { .id = NEW_ARRAY(a, int32_t, n + 1),
                        .birth = NEW_ARRAY(a, int32_t, n + 1),
                        .death = NEW_ARRAY(a, int32_t, n + 1),
                        .trait = NEW_ARRAY(a, uint8_t, n + 1) };
  while (i < below->n || k < over->n) {
    int64_t named = i < below->n ? next_named(again, below->id[i]) : NOBODY;
    int32_t end = i;
    if (k < over->n && over->id[k] < named) named = over->id[k];
    while (end < below->n && below->id[end] < named)
      end++;
    copy_persons(below, i, end - i, &to);
    i = end + (end < below->n && below->id[end] == named);
    for (; k < over->n && over->id[k] <= named; k++)
      copy_persons(over, k, 1, &to);
  }
  p->person = to;
}

static bool any_granted(const struct subjects *again, const struct people *p) {
  for (int64_t i = 0; i < p->n_grants; i++)
    if (people_subjects_have(again, (int32_t)p->grants[i].person)) return true;
  return false;
}

static void merge_grants(struct arena *a, const struct subjects *again, const struct people *over,
                         struct people *p) {
  if (!over->n_grants && !any_granted(again, p)) return;
  struct people_grant *list = NEW_ARRAY(a, struct people_grant, p->n_grants + over->n_grants + 1);
  int64_t n = 0, i = 0, k = 0;
  while (i < p->n_grants || k < over->n_grants) {
    if (i < p->n_grants && people_subjects_have(again, (int32_t)p->grants[i].person))
      i++;
    else if (i < p->n_grants && (k == over->n_grants || p->grants[i].person < over->grants[k].person))
      list[n++] = p->grants[i++];
    else
      list[n++] = over->grants[k++];
  }
  p->grants = list;
  p->n_grants = n;
}

static bool all_again(const struct spells *over, const struct subjects *again) {
  bool all = true;
  for (int32_t i = 0; i < over->n; i++)
    all = all && people_subjects_have(again, over->key[i]);
  return all;
}

static void lay(struct spells *below, const struct spells *over, const struct subjects *again) {
  INVARIANT(2, all_again(over, again));
  below->over = over;
  below->again = again;
}

static void lay_sections(struct over *o, struct section **list, int *n, const struct section *over,
                         int n_over) {
  static const struct spells none = { 0 };
  struct section *all = NEW_ARRAY(o->a, struct section, *n + n_over + 1);
  int count = *n;
  if (count) memcpy(all, *list, sizeof *all * (size_t)count);
  for (int i = 0; i < n_over; i++)
    if (!people_section(all, count, over[i].kind, over[i].symbol))
      all[count++] = (struct section) { over[i].kind, over[i].symbol, none };
  for (int i = 0; i < count; i++) {
    const struct section *x = people_section(over, n_over, all[i].kind, all[i].symbol);
    lay(&all[i].s, x ? &x->s : &none, &o->again[all[i].kind == REG_HOUSEHOLD ? HOUSEHOLDS : PERSONS]);
  }
  *list = all;
  *n = count;
}

static void lay_all(struct over *o, const struct people *over, struct people *p) {
  merge_persons(o->a, &o->again[PERSONS], &over->person, p);
  lay(&p->member, &over->member, &o->again[PERSONS]);
  lay(&p->stay, &over->stay, &o->again[HOUSEHOLDS]);
  lay_sections(o, &p->fact, &p->n_fact, over->fact, over->n_fact);
  lay_sections(o, &p->link, &p->n_link, over->link, over->n_link);
  lay_sections(o, &p->record, &p->n_record, over->record, over->n_record);
  merge_grants(o->a, &o->again[PERSONS], over, p);
  if (o->areas) p->areas = o->areas;
  p->act = over->act;
}

enum err people_lay_over(struct arena *a, const struct people_ask *ask, const struct str *entries, int n,
                         struct people *p) {
  struct over *o = NEW(a, struct over);
  struct entry *list = NEW_ARRAY(a, struct entry, n + 1);
  struct people *over = NEW(a, struct people);
  *over = (struct people) { .act = ask->act, .names = ask->names, .viewer = *ask->viewer };
  o->a = a;
  o->g = (struct gather) { .a = a, .ask = *ask };
  for (int i = 0; i < n; i++) {
    struct str bytes = entries[i];
    if (BROKEN(3)) bytes.p++;
    if (!take_apart(bytes, &list[i])) return INVALID;
    note_top(o, PERSONS, list[i].persons, list[i].head.persons);
    note_top(o, HOUSEHOLDS, list[i].households, list[i].head.households);
  }
  for (int kind = 0; kind < KINDS; kind++)
    o->again[kind].bits = o->bits[kind] = NEW_ARRAY(a, uint64_t, o->again[kind].top / 64 + 1);
  for (int i = n - 1; i >= 0; i--) {
    enum err e = take_entry(o, &list[i]);
    if (e != OK) return e;
  }
  people_gather_pack(a, &o->g, &o->g, over);
  if (BROKEN(2)) o->again[PERSONS].top = 0;
  lay_all(o, over, p);
  return OK;
}
