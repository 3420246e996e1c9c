/* gather: rows as they come from the register, before they are packed. Private to src/people. */
#ifndef ANSINH_PEOPLE_GATHER_H
#define ANSINH_PEOPLE_GATHER_H

#include "people/spells.h"

enum { GATHER_CACHE = 1024 };

/* Ids met on the way, each once after ids_settle. */
struct ids {
  struct arena *a;
  VEC(int64_t) v;
};
/* One more; the same may come again. */
void people_ids_add(struct ids *s, int64_t id);
/* Sorted, each once. */
void people_ids_settle(struct ids *s);
bool people_ids_have(const struct ids *s, int64_t id); /* after ids_settle */

struct stages {
  struct stage *at;
  size_t n, cap;
};
struct grant_months {
  int64_t grant;
  struct people_months months;
  bool paid; /* else suspended */
};
struct gather {
  struct arena *a; /* where rows wait */
  struct people_ask ask;
  const struct reg_there *there; /* of everybody: what rows may name; NULL else */
  struct stage version, member, stay, area, heir;
  struct stages fact, link, record;
  int fact_at[GATHER_CACHE]; /* by symbol and kind: place in `fact` + 1 last used */
  VEC(struct people_grant) grant;
  VEC(struct grant_months) months;
  VEC(char) pool;
  VEC(struct reg_bad) bad;
  int64_t n_bad;
  VEC(int32_t) unread[UNREAD_KINDS]; /* subjects of bad rows, as they come */
  VEC(int32_t) unread_months;        /* grants of which a suspension or a sum paid was left out */
  struct ids *persons, *households;  /* ids met by the scan that runs; NULL: not wanted */
  bool bare;                         /* no names, roles and sources */
  bool judges;                       /* a row that says no value of the law's cannot be read: INVALID */
  /* Of one household: of whom facts and grants are here; of whom the links too; whose members are. */
  struct ids learned, linked, homes;
};

/* The visitor that stages rows in a gather. */
struct reg_visit people_gather_visit(struct gather *g);
/* More of whom something is missing: of rows nobody is known to, or that say no value of the law's. */
void people_gather_unread_more(struct arena *a, enum unread_kind kind, const int32_t *ids, int64_t n,
                               struct people *p);
/* Takes down whose rows say what the packs have no value for (unfit.c); once, when they are read or mapped.
 */
void people_judge(struct arena *a, struct people *p);
/* The same of a row of a fact, and of a record's packed fields, as they are read. */
bool people_fact_row_fits(const struct people_names *names, const struct reg_row *r);
bool people_fields_fit(const struct people_names *names, const struct layout *l, const char *fields);
/* Everybody as the register has them at an act, whatever the packs: people_load_all before it judges. */
enum err people_read_all(struct arena *a, const struct people_ask *ask, struct people **ret_people);
/* Is a row of his missing? */
bool people_is_unread(const struct people *p, int64_t person);
/* Notes of whom an answer cannot be given for want of this row. */
void people_gather_of_whom(struct gather *g, const struct reg_bad *bad);
void people_gather_bad(void *context, const struct reg_bad *bad);
/* Packs into p->unread the subjects of the bad rows of one gather or two; p->grants are there already. */
void people_gather_unread(struct arena *a, const struct gather *facts, const struct gather *rest,
                          struct people *p);
/* The stage of a row's kind and symbol in a list of this gather, made when it is new. */
struct stage *people_gather_stage(struct gather *g, struct stages *stages, const struct reg_row *r);
/* Keeps a text in the gather's pool: *ret_at its offset there, -1 of an empty one. LIMIT: it would not end
 * within the 2,147,483,647 bytes that offsets reach. */
enum err people_gather_text(struct gather *g, struct str text, int32_t *ret_at);
/* Packs into `p`, in `a`, what one gather (everybody: two, `facts` with the facts) holds; `scratch` is for
 * sorting. */
void people_gather_pack(struct arena *a, struct gather *facts, struct gather *rest, struct people *p);
void people_gather_pack_areas(struct arena *a, struct gather *g, struct people_areas *areas);

#endif
