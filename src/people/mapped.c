/* Everybody as a keep: made from the register, brought forward by what acts touched, mapped.
 *
 * What is mapped is what people_load_all would read at the same act; whatever stands in the way of that (no
 * room, no right to write, a keep that is damaged or of another history) costs time and never an answer. */
#include "people/gather.h"
#include "people/over.h"
#include "kept/kept.h"

enum {
  KEEP_FORMAT = 4,   /* raised when a generation or an entry comes to mean something else */
  AGAIN_MAX = 20000, /* subjects read again: beyond, reading everybody is no dearer */
  BEHIND_MAX = 16,   /* acts others may have done since one was asked for: still the present */
  ENTRY_BYTES_MAX = 1 << 30
};
#define MAKING_BYTES_MAX ((size_t)16 << 30)

struct keeping {
  const struct people_ask *ask;
  struct kept *kept;
};

static enum err holds(void *context, struct kept_point point, bool *ret_holds) {
  const struct keeping *k = context;
  int64_t stamp = 0;
  enum err e = reg_act_stamp(k->ask->viewer, k->ask->db, point.act, &stamp);
  if (e != OK && e != NOT_FOUND) return e;
  *ret_holds = e == OK && stamp == point.stamp;
  return OK;
}

/* ---- making ---- */

static enum err write_generation(struct arena *a, struct kept_writer *w, const struct people *p,
                                 struct kept_point to) {
  size_t sizes[PEOPLE_PARTS];
  void *parts[PEOPLE_PARTS];
  people_pack_sizes(a, p, sizes);
  enum err e = kept_begin(w, PEOPLE_PARTS, sizes, parts);
  if (e != OK) return e;
  people_pack(a, p, parts, sizes);
  return kept_finish(w, to);
}

static enum err make_generation(const struct keeping *k, struct kept_writer *w, struct kept_point to) {
  struct arena *a = arena_new_large("everybody to be kept", MAKING_BYTES_MAX);
  struct people *p;
  if (!a) return NOMEM;
  enum err e = people_read_all(a, k->ask, &p);
  if (e == OK) e = write_generation(a, w, p, to);
  arena_free(a);
  return e;
}

static enum err read_generation(struct arena *a, const struct people_ask *ask, const struct kept *k,
                                struct people **ret_people) {
  const void *parts[PEOPLE_PARTS];
  size_t sizes[PEOPLE_PARTS];
  if (!kept_present(k) || kept_section_count(k) != PEOPLE_PARTS) return INVALID;
  for (int i = 0; i < PEOPLE_PARTS; i++)
    parts[i] = kept_section(k, i, &sizes[i]);
  return people_unpack_rows(a, ask, parts, sizes, ret_people);
}

/* Rows that were left out are not told of again: where one is, or may be, of somebody touched, everybody is
 * read. */
static enum err bad_among(struct arena *a, const struct keeping *k, const struct reg_touched_since *since,
                          bool *ret_among) {
  struct people *p;
  const struct reg_bad *list;
  int named;
  bool among = false;
  size_t size;
  const void *head = kept_section(k->kept, 0, &size);
  *ret_among = false;
  if (people_packed_bad(head, size) == 0) return OK;
  enum err e = read_generation(a, k->ask, k->kept, &p);
  if (e != OK) return e == INVALID ? NOT_FOUND : e;
  among = people_bad(p, &list, &named) > named;
  for (int i = 0; i < named; i++) {
    for (int j = 0; j < since->persons.n; j++)
      among = among || list[i].subject == since->persons.at[j];
    for (int j = 0; j < since->households.n; j++)
      among = among || list[i].subject == since->households.at[j];
    among = among || list[i].table == REG_ROWS_SUSPENSION || list[i].table == REG_ROWS_PAID;
  }
  *ret_among = among;
  return OK;
}

static int64_t subjects_kept(const struct kept *base) {
  int64_t n = 0;
  for (int i = 0; i < kept_entry_count(base); i++)
    n += people_entry_subjects(kept_entry(base, i).data);
  return n;
}

/* NOT_FOUND: everybody must be read. */
static enum err make_entry(struct arena *a, const struct keeping *k, struct kept_writer *w,
                           struct kept_point to) {
  const struct kept *base = kept_writer_base(w);
  struct reg_touched_since since;
  struct str entry;
  bool among;
  const int64_t from_to[2] = { kept_at(base).act, to.act };
  if (kept_entry_count(base) >= KEPT_ENTRIES_MAX - 1) return NOT_FOUND;
  int64_t room = AGAIN_MAX - subjects_kept(base);
  if (room <= 0) return NOT_FOUND;
  enum err e = reg_scan_touched(k->ask->viewer, a, k->ask->db, from_to, (int)room, &since);
  if (e != OK) return e == LIMIT ? NOT_FOUND : e;
  if (since.all) return NOT_FOUND;
  if ((e = bad_among(a, k, &since, &among)) != OK) return e;
  if (among) return NOT_FOUND;
  e = people_entry_make(a, k->ask, &since, &entry);
  return e == OK ? kept_append(w, to, entry) : e;
}

static enum err make(void *context, struct kept_writer *w) {
  const struct keeping *k = context;
  struct kept_point to = { .act = k->ask->act };
  enum err e = reg_act_stamp(k->ask->viewer, k->ask->db, to.act, &to.stamp);
  if (e != OK) return e;
  if (!kept_present(kept_writer_base(w))) return make_generation(k, w, to);
  struct arena *a = arena_new("entry of people", ENTRY_BYTES_MAX);
  if (!a) return NOMEM;
  e = make_entry(a, k, w, to);
  arena_free(a);
  return e == NOT_FOUND ? make_generation(k, w, to) : e;
}

/* ---- reading ---- */

/* How many entries make the state at an act; -1: it is not among the states kept. */
static int entries_until(const struct kept *k, int64_t act) {
  if (kept_generation(k) == act) return 0;
  for (int i = 0; i < kept_entry_count(k); i++)
    if (kept_entry(k, i).to.act == act) return i + 1;
  return -1;
}

static enum err read_kept(struct arena *a, const struct people_ask *ask, const struct kept *k,
                          struct people **ret_people) {
  int n = kept_present(k) ? entries_until(k, ask->act) : -1;
  if (n < 0) return NOT_FOUND;
  struct people *p;
  struct str *entries = NEW_ARRAY(a, struct str, n + 1);
  for (int i = 0; i < n; i++)
    entries[i] = kept_entry(k, i).data;
  enum err e = read_generation(a, ask, k, &p);
  if (e == OK && n > 0) e = people_lay_over(a, ask, entries, n, p);
  if (e != OK) return e;
  people_find_sections(a, p);
  people_judge(a, p);
  *ret_people = p;
  return OK;
}

/* ---- opening ---- */

static enum err open_keep(struct arena *a, const struct people_ask *ask, const struct people_place *place,
                          struct kept **ret_kept) {
  struct str register_id;
  enum err e = reg_keep_id(a, ask->db, &register_id);
  if (e != OK) return e;
  const char *folder = kept_folder(a, place->database, register_id.p);
  if (!folder) return IO;
  const struct kept_set set = { .folder = folder,
                                .name = "people",
                                .register_id = register_id.p,
                                .format = KEEP_FORMAT,
                                .system = place->system };
  return kept_open(a, &set, ret_kept);
}

/* What is asked of an earlier act is read from the register: nobody's next question is helped by keeping it.
 */
static enum err recent(const struct people_ask *ask, bool *ret_recent) {
  struct reg_clock clock;
  enum err e = reg_clock_read(ask->db, &clock);
  if (e == OK) *ret_recent = ask->act <= clock.act && ask->act >= clock.act - BEHIND_MAX;
  return e;
}

static enum err open_mapped(struct arena *a, const struct people_ask *ask, const struct people_place *place,
                            struct people **ret_people) {
  bool is_recent = false;
  struct kept *kept = NULL;
  enum err e = recent(ask, &is_recent);
  if (e != OK) return e;
  if (!is_recent) return NOT_FOUND;
  if ((e = open_keep(a, ask, place, &kept)) != OK) return e;
  struct keeping k = { ask, kept };
  const struct kept_maker maker = { &k, holds, make };
  e = kept_bring(kept, ask->act, &maker);
  if (e == OK) e = read_kept(a, ask, kept, ret_people);
  if (e == OK)
    (*ret_people)->kept = kept;
  else
    kept_close(kept);
  return e;
}

enum err people_open(struct arena *a, const struct people_ask *ask, const struct people_place *place,
                     enum people_read *ret_read, struct people **ret_people) {
  assert(a && ask && ask->viewer && place && place->database);
  struct str names[2];
  /* What is kept stands by numbers; where two are one thing, only reading brings its rows together in order.
   */
  if (people_names_joined(ask->names, names)) {
    *ret_read = PEOPLE_JOINED;
    return people_load_all(a, ask, ret_people);
  }
  enum err e = open_mapped(a, ask, place, ret_people);
  *ret_read = e == OK ? PEOPLE_MAPPED : e == NOT_FOUND ? PEOPLE_READ : PEOPLE_NOT_KEPT;
  return e == OK ? OK : people_load_all(a, ask, ret_people);
}

void people_close(struct people *p) {
  if (p == NULL) return;
  kept_close(p->kept);
  p->kept = NULL;
}
