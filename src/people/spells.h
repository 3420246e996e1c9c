/* spells: how people are held in memory. Private to src/people.
 *
 * Everything is columns of whole numbers sorted by the id of the subject, without a pointer a row, so that
 * keeping them is writing them and reading a month of everybody is walking them once. One household and
 * everybody have one form: the former is only shorter.
 *
 * Invariants, asserted where spells are packed (stage.c) and laid over (over.c):
 *  1. `key` never falls; the rows of one subject stand together.
 *  2. Within a subject rows stand by the id of their row (facts, links, records, areas), or by the day they
 * begin and then by id (memberships, residences): the rules of rules.c read them in this order.
 *  3. No row stands twice, from < until in every one.
 *  4. `back`, where there is one, names every row once and `what` does not fall along it.
 *  5. Where spells are laid over others (`over`), every row of a subject is in the one layer or in the other:
 * who asks for a subject takes its layer, who walks all walks both and leaves out what is outdated. */
#ifndef ANSINH_PEOPLE_SPELLS_H
#define ANSINH_PEOPLE_SPELLS_H

#include "people/people.h"

/* A set of subjects, a bit each. */
struct subjects {
  int32_t top; /* highest that has a bit */
  const uint64_t *bits;
};
/* Is the subject (0 or above) among them? */
static inline bool people_subjects_have(const struct subjects *s, int32_t id) {
  return id <= s->top && s->bits[id / 64] >> (id % 64) & 1;
}

struct spells {
  int32_t n;
  const int32_t *key; /* the subject */
  const int32_t
      *what; /* value, household, area, other, parent, successor, record: by the table; NULL: in `wide` */
  const int64_t *wide; /* values that do not fit 32 bits; a succession's share */
  const int32_t *from, *until;
  const uint8_t *mark;          /* of facts 1: asked, not known; of areas enum reg_area_type. NULL: all 0 */
  const int32_t *text;          /* offset in the pool of texts, each closed by NUL; NULL: none */
  const int32_t *back;          /* row numbers by `what`; NULL: never asked that way */
  const char *pool;             /* where texts are */
  const struct spells *over;    /* rows of the subjects in `again`, read later; NULL: none were */
  const struct subjects *again; /* their rows here count no more (people_layer, people_outdated) */
};
struct section { /* rows of one fact, kind of link or layout of records */
  enum reg_kind kind;
  int32_t symbol;
  struct spells s;
};

struct people_areas {
  int64_t act;
  struct spells version, heir; /* what: parent, the area that follows */
  int n_fact;
  struct section *fact;
  const char *pool; /* sources */
  int64_t pool_size;
  int64_t n_bad; /* rows left out, and the first of them; not kept: whoever reads everybody tells of them */
  int n_named;
  const struct reg_bad *bad;
};

enum { TRAIT_FEMALE = 1, TRAIT_KNOWN_SHIFT = 1 }; /* bits 1 and 2: how much of the birth is known */

struct persons { /* by id; of several versions what the last one says */
  int32_t n;
  const int32_t *id, *birth, *death; /* first possible day; DATE_MAX while not known to be dead */
  const uint8_t *trait;
  const int32_t *name; /* offset in the pool; NULL of everybody */
};

struct layout { /* a record's layout: the items it packs, by the law's fields */
  int64_t id, kind;
  int record; /* the law's, -1 none */
  int n_items;
  const int16_t *item_of_field; /* by law field: place in the packed row, -1 not in this layout */
};
struct value_symbol {
  int64_t symbol;
  int value;
  const char *enumeration; /* the law's name of it */
};
struct same_symbol {
  int64_t was, now;
};
struct people_names {
  const struct law_program *law;
  const struct reg_symbols *symbols;
  int64_t *fact, *link, *benefit;       /* by the law's number: symbol, 0 none */
  VEC(struct value_symbol) values;      /* of all enumerations, by symbol */
  VEC(struct same_symbol) same;         /* further numbers of things whose present name has one */
  bool stricter;                        /* people_names_stricter */
  int birth, death, sex, urban, female; /* law facts held elsewhere, -1 none; value of sex */
  int n_layouts;
  const struct layout *layouts; /* by id */
};

struct gather; /* reading as it goes on, gather.c */

/* Of whom a row was left out: people; households; people of whose grants one was. By id, each once. */
enum unread_kind { UNREAD_PERSON, UNREAD_HOUSEHOLD, UNREAD_GRANT, UNREAD_KINDS };
struct unread {
  int64_t n;
  const int32_t *id;
};

struct people {
  int64_t act;
  bool everybody;
  struct viewer viewer;
  const struct people_names *names;
  struct persons person;
  struct spells member, stay; /* what: household (with back), area */
  int n_fact, n_link, n_record;
  struct section *fact, *link, *record; /* record: what is its id; symbol its layout */
  int32_t *fact_section;                /* by law fact: place in `fact`, -1 nothing stored */
  int64_t n_grants;
  const struct people_grant *grants; /* by person, then id */
  const struct people_areas *areas;
  const char *pool;
  int64_t pool_size;
  int64_t n_bad;
  int n_named;
  struct reg_bad *bad;
  struct unread unread[UNREAD_KINDS];
  struct gather *gather; /* of one household: reads on when the law asks further */
  struct kept *kept;     /* what is mapped, until people_close; NULL: all in the arena */
};

/* The number a thing is read under: of one that the register knows under a name it once had and under its
 * present name (it was recorded before and after it was renamed), rows of either are one. */
int64_t people_present(const struct people_names *names, int64_t symbol);
/* A layout of records; NULL: none of that number. */
const struct layout *people_layout(const struct people_names *names, int64_t id);
/* A stored value of a record's item; false as people_value. */
bool people_item_value(const struct people_names *names, int record, int field, int64_t stored,
                       int64_t *ret_value);

/* First row of a subject and, in *ret_end, the one after its last. */
int32_t people_spells_of(const struct spells *s, int32_t key, int32_t *ret_end);
/* Place in people->person, -1 nobody of that number here. */
int32_t people_at(const struct people *p, int64_t person);
/* The layer that speaks of a subject. */
static inline const struct spells *people_layer(const struct spells *s, int32_t key) {
  return s->over && people_subjects_have(s->again, key) ? s->over : s;
}
/* Is this row's subject told of in the layer above? */
static inline bool people_outdated(const struct spells *s, int32_t row) {
  return s->over && people_subjects_have(s->again, s->key[row]);
}
static inline int64_t spell_value(const struct spells *s, int32_t row) {
  return s->what ? s->what[row] : s->wide[row];
}
static inline bool spell_holds(const struct spells *s, int32_t row, date day) {
  return s->from[row] <= day && day < s->until[row];
}
/* The row among [begin, end) that holds on a day: of several the one written last. -1 none. */
static inline int32_t spell_on(const struct spells *s, int32_t begin, int32_t end, date day) {
  for (int32_t row = end; row-- > begin;)
    if (spell_holds(s, row, day)) return row;
  return -1;
}
/* The row among [begin, end) that counts for a month, by decision 0001: the one in force on the first day,
 * else the first to begin within the month; of two by mistake the earlier. Rows stand by the day they begin,
 * and one in force on the first day began no later than that day, so the first that touches the month is it.
 * -1 none. */
static inline int32_t spell_of_month(const struct spells *s, int32_t begin, int32_t end, date first,
                                     date last) {
  for (int32_t row = begin; row < end; row++)
    if (s->from[row] <= last && s->until[row] > first) return row;
  return -1;
}
/* The row among [begin, end) by which a subject stands somewhere: the one that counts for the days first ..
 * last, else of those that ended before them the one that ended last, of several on one day the first. -1:
 * none had begun by then. */
static inline int32_t spell_last_by(const struct spells *s, int32_t begin, int32_t end, date first,
                                    date last) {
  int32_t found = spell_of_month(s, begin, end, first, last);
  for (int32_t row = begin; row < end && (found < 0 || s->until[found] <= first); row++)
    if (s->from[row] <= last && (found < 0 || s->until[row] > s->until[found])) found = row;
  return found;
}
/* Texts of `s`, and of all sections of a list, are in `pool`. */
void people_section_pools(struct section *list, int n, const char *pool);
/* Where in `fact` each fact of the law is. */
void people_find_sections(struct arena *a, struct people *p);
/* The section of a kind and symbol, NULL none. */
const struct section *people_section(const struct section *list, int n, enum reg_kind kind, int64_t symbol);

/* ---- packing: rows as they come, sorted into columns (stage.c) ---- */

struct stage_row {
  int64_t value;
  int32_t key, from, until;
  uint32_t id;
  int32_t text; /* -1 none */
  uint8_t mark;
};
struct stage_block; /* some thousand rows as columns: what most rows do not have takes no room */
enum stage_order { ORDER_ID, ORDER_FROM };
struct stage {
  enum reg_kind kind;
  int64_t symbol;
  VEC(struct stage_block *) block;
  int64_t n;
  bool wide, marks, texts;
};
/* Adds a row; LIMIT beyond 2^31 - 1. `a`: where rows wait. */
enum err people_stage_add(struct arena *a, struct stage *s, const struct stage_row *row);
/* The columns a stage will fill, in `a`; `back`: with the rows by `what`. */
struct spells people_stage_room(struct arena *a, const struct stage *s, bool back);
/* Fills them: sorted, each row once. `scratch` is for sorting. Two stages may be filled by two threads. */
void people_stage_fill(struct arena *scratch, const struct stage *s, enum stage_order order,
                       struct spells *spells);

/* ---- reading on (gather.c) ---- */

/* Makes sure that a person's facts and grants (links; the members of a household) are in memory; OK also when
 * there is nobody of that number. Nothing to do for everybody. */
enum err people_more(struct people *p, int64_t person);
enum err people_more_links(struct people *p, int64_t person);
enum err people_more_household(struct people *p, int64_t household);

#endif
