/* people: who lives where, with whom, and what is known of them, in memory as spells. One household with
 * those its members are linked to, or everybody, is read from the register by a handful of statements as
 * believed at one act; the rules of decision 0001 (whose household, which place, which grant, which fact, who
 * is born and alive) stand here once and serve both readings of the law: the replay through a `law_source`,
 * the bulk through the columns of a month.
 *
 * It owns nothing in the database and may be thrown away and made again at any moment. It knows no law beyond
 * the vocabulary. Ids are the register's own and fit 31 bits. Everything returned lives in the arena it was
 * made in. */
#ifndef ANSINH_PEOPLE_H
#define ANSINH_PEOPLE_H

#include "law/law.h"
#include "law/bulk/bulk.h"
#include "registry/registry.h"
#include "registry/scan.h"

enum { PEOPLE_BAD_MAX = 1000 }; /* bad rows named; all are counted */

/* ---- names: the law's words and the register's numbers ---- */

struct people_names;

/* Which of the law's facts, links, benefits and records the register knows, and the layouts of its records.
 * Three statements; good until somebody adds a name. */
enum err people_names_load(struct arena *a, struct db *db, const struct law_program *law,
                           struct people_names **ret_names);
/* Has the register numbers for two names of one thing? Then what was packed (people_pack) by names that did
 * not know it may hold it apart: read the register. ret_names: two such, the present one first. */
bool people_names_joined(const struct people_names *names, struct str ret_names[2]);
/* Does the register hold a fact in a class (the marks of a vocabulary) that the law as it is served does not
 * hold secret? people_keep_secrets was asked before the vocabulary came. */
bool people_names_stricter(const struct people_names *names);
/* Holds secret in the law what the register holds in a class beyond the basic one: of the two the stricter
 * says who sees a fact, its reasons, what is missing. Once, before the law is shared. */
enum err people_keep_secrets(struct arena *scratch, struct db *db, struct law_program *law);
/* The register's number of a benefit of the law, 0 none yet; and the law's benefit of a number, -1 none. */
int64_t people_benefit_symbol(const struct people_names *names, int benefit);
int people_benefit_of(const struct people_names *names, int64_t symbol);
/* What the register calls the thing of a number, also where the law knows it no more; empty: no such number.
 */
struct str people_symbol_name(const struct people_names *names, int64_t symbol);
/* The law's number for a stored value of a fact; false for a symbol that is no value of its enumeration, and
 * for a number the fact cannot have (law_fact_info.lo and hi). */
bool people_value(const struct people_names *names, int fact, int64_t stored, int64_t *ret_value);
/* What the packs speak of, as the register's vocabulary: links are named "person.parent". */
struct reg_vocabulary people_vocabulary(struct arena *a, const struct law_program *law);
/* May this viewer be shown a fact of the law (kept as secret as the register says, people_keep_secrets)? Who
 * may do everything sees no more than his classes. It hides and does not decide: the law is always asked of
 * all facts. */
bool people_sees_fact(const struct viewer *viewer, const struct law_program *law, int fact);

/* ---- reading ---- */

/* Carries the viewer it was read for: it is made only by what is told one, and what is made from it hides
 * what he may not see. */
struct people;
struct people_areas; /* the areas in all times, with what is known of them */

/* What reading needs. */
struct people_ask {
  const struct viewer *viewer;
  struct db *db;
  struct db *beside; /* a second connection to the same register, used by a second thread; NULL: one thread */
  const struct people_names *names;
  int64_t act;   /* rows count as believed at it */
  month seen_in; /* of people_load_one: the month whose place says whether the viewer sees him */
  const struct people_areas *areas; /* read before at the same act, or at one since when no area has moved
                                       (reg_known_since); NULL: they are read */
};

/* Everybody. Rows that cannot be are left out, counted and named (people_bad). LIMIT: more than 2^31 rows or
 * ids. */
enum err people_load_all(struct arena *a, const struct people_ask *ask, struct people **ret_people);

/* ---- everybody, kept ---- */

struct kept_system; /* kept/kept.h */
struct people_place {
  const char *database;             /* the address `ask->db` was opened with: the keep lies beside it */
  const struct kept_system *system; /* NULL: the machine's; tests put their own */
};
enum people_read {
  PEOPLE_MAPPED, /* kept, brought to the act first where it was behind */
  PEOPLE_READ,   /* earlier knowledge: from the register */
  PEOPLE_JOINED, /* two names of one thing have numbers (people_names_joined): from the register, each time */
  PEOPLE_NOT_KEPT /* the keep cannot be read or written there: from the register */
};
/* Everybody as people_load_all reads them, from mapped columns where that can be: who needs an act brings the
 * keep to it. The arena outlives the people, people_close lets go of what is mapped. What ask->names names is
 * read through; nothing of a pack is kept. */
enum err people_open(struct arena *a, const struct people_ask *ask, const struct people_place *place,
                     enum people_read *ret_read, struct people **ret_people);
/* Lets go of files and mappings; the people must not be read after. NULL, and people of people_load_all, are
 * allowed. */
void people_close(struct people *p);

/* One person with the households he was ever in, who was ever in them, and all these are linked to: 10
 * statements where no set is larger than REG_SET_MAX, and 3 for the areas. When the law asks further than
 * that, more is read then, so what `ask` points to outlives the answer. NOT_FOUND: nobody of that number, or
 * nobody this viewer sees in the month asked (the place of ask->seen_in). INVALID: a row that cannot be,
 * named in *ret_bad (NULL allowed). */
enum err people_load_one(struct arena *a, const struct people_ask *ask, int64_t person,
                         struct people **ret_people, struct reg_bad *ret_bad);
/* Only what was granted to some people, for lists: people_grants_of answers, nothing else is there. One
 * statement for every REG_SET_MAX. `persons` sorted, each once. */
enum err people_load_grants(struct arena *a, const struct people_ask *ask, const int64_t *persons, int count,
                            struct people **ret_people);
enum err people_areas_load(struct arena *a, const struct people_ask *ask, struct people_areas **ret_areas);

/* Of everybody only those whom an answer about a grant can hang on, whatever the law: all to whom anything
 * was ever granted, and whoever is tied to them by a household that was shared or by a link, however far.
 * What the replay, the columns of a month and the rules say of them is the same; people_grants are the same
 * list. `p` itself where they are more than half of everybody. Lives in `a`, and no longer than `p`. NOMEM.
 */
enum err people_near_grants(struct arena *a, const struct people *p, const struct people **ret_near);

/* The act they are believed at, and how many people there are, dead and unborn among them. */
int64_t people_act(const struct people *p);
int64_t people_count(const struct people *p);
/* How many rows were left out, and the first PEOPLE_BAD_MAX of them; of people_load_one those by which the
 * law asking further came to INVALID. */
int64_t people_bad(const struct people *p, const struct reg_bad **ret_list, int *ret_named);

/* Everybody as bytes, to be kept as a file and mapped: two parts whose sizes are told first. Columns stand as
 * they are read, without a pointer; nothing of a pack's law is in them, so they hold over packs. */
enum { PEOPLE_PARTS = 2 };
/* Bytes of each part. */
void people_pack_sizes(struct arena *scratch, const struct people *p, size_t ret_sizes[PEOPLE_PARTS]);
void people_pack(struct arena *scratch, const struct people *p, void *const parts[PEOPLE_PARTS],
                 const size_t sizes[PEOPLE_PARTS]);
/* Reads them where they lie: `parts` (aligned to 64 bytes) outlive the people. Of `ask` viewer and names are
 * used; the act is that of the bytes. INVALID: they are not whole, or of another format: make them anew. */
enum err people_unpack(struct arena *a, const struct people_ask *ask, const void *const parts[PEOPLE_PARTS],
                       const size_t sizes[PEOPLE_PARTS], struct people **ret_people);

/* ---- the rules ---- */

/* Born by that day and not dead before it: on the day of death one still counts as living. Who does not count
 * is in nobody's household size, kinship or link on that day. False for nobody. A birth known by year or
 * month only counts from its first possible day. */
bool people_counts(const struct people *p, int64_t person, date day);
/* Day of death, DATE_MAX of the living and of nobody. */
date people_death(const struct people *p, int64_t person);
/* First possible day of birth; DATE_MAX of nobody. */
date people_birth(const struct people *p, int64_t person);
/* How much of it is known: 3 the day, 2 the month, 1 the year only (3 of nobody). */
int people_birth_known(const struct people *p, int64_t person);
/* The household a person counts in for a month: that of the first day, else the first entered within it; of
 * two by mistake the earlier. -1 none. *ret_several (NULL allowed): more than one on the first day. */
int64_t people_household(const struct people *p, int64_t person, month m, bool *ret_several);
/* Who counts in a household for a month by that rule and is born by its end, the dead among them (readers ask
 * people_counts of the day): the head first, then by age. */
int people_members(const struct people *p, struct arena *a, int64_t household, month m,
                   const int64_t **ret_list);
/* Of those the living one of the lowest number, where none lives the one of the lowest number; 0 nobody
 * counts in it. */
int64_t people_first_member(const struct people *p, int64_t household, month m);
/* The lowest unit where a household counts for a month: where it lived on the first day, else where it first
 * came to live. 0 nowhere known. */
int64_t people_place(const struct people *p, int64_t household, month m);
/* The lowest unit where a person lives on a day; of two by mistake the earlier. 0 nowhere known. */
int64_t people_lives(const struct people *p, int64_t person, date day);

/* The lowest unit on whose lists a person stands in a month (record 0004): where the household he counts in
 * lives then; of who is in none, and of a household that lives nowhere, where it was last. 0: nowhere yet. */
int64_t people_listed_in(const struct people *p, int64_t person, month m);

struct people_linked {
  int64_t person;
  bool counts; /* born and alive on the day asked */
};
/* Whom a link of the law leads to on a day (inverse links read the same rows backwards), by id. -1: no row
 * says anything. A link never leads to or from the unborn; the dead are told apart by `counts`.
 * Whom several rows lead to is one person. */
int people_links(const struct people *p, struct arena *a, int64_t person, int link, date day,
                 const struct people_linked **ret_list);

struct people_months { /* both included; `to` INT32_MAX: open */
  month from, to;
  money amount;
};
struct people_grant {
  int64_t id, person;
  int64_t symbol;            /* of the benefit */
  int benefit;               /* the law's, -1 none */
  int64_t record, component; /* what it is for: 0 the person, the whole benefit */
  money amount;              /* đồng a month as decided */
  date decided, recorded;    /* signed; recorded first, by the day (UTC+7) of that act */
  month first, last;         /* last: INT32_MAX while running */
  bool running, no_paper;
  struct str cases;
  int n_paid, n_suspended;
  const struct people_months *paid, *suspended; /* by month */
};
/* What the register calls the benefit of a grant. */
struct str people_grant_benefit(const struct people *p, const struct people_grant *g);
/* All of them, by person, then id. */
int64_t people_grants(const struct people *p, const struct people_grant **ret_list);
/* Those of one person. */
int people_grants_of(const struct people *p, int64_t person, const struct people_grant **ret_list);
bool people_grant_stands(const struct people_grant *g, month m); /* m is one of its months */
/* Suspended in the month, and not paid back for it: a suspension that has ended takes away no month that is
 * recorded as paid (record 0001, case 11); one that is open takes all of them. */
bool people_grant_suspended(const struct people_grant *g, month m);
/* The grant of a benefit that stands in a month for a person, or for the household he counts in then: of
 * several the first by number. NULL none. */
const struct people_grant *people_grant_of(const struct people *p, int64_t person, int benefit, month m);

/* A household's benefit is granted to the household, through one of its members: the holder. It stays that
 * household's wherever he goes (record 0005). */

/* Is it of a benefit of households? */
bool people_grant_shared(const struct people *p, const struct people_grant *g);
/* The household it was granted to: the one its holder was in on the day of the decision; where nobody knows
 * of one that day, the first he joined after it. Of two by mistake the one entered first. -1 none. */
int64_t people_grant_home(const struct people *p, const struct people_grant *g);
/* Does the holder of a household's grant count in that household for the month? True of every other grant. */
bool people_grant_at_home(const struct people *p, const struct people_grant *g, month m);
enum people_holder {
  PEOPLE_HOLDER_HERE,
  PEOPLE_HOLDER_DEAD, /* before the month, whether or not the household still counts him */
  PEOPLE_HOLDER_LEFT  /* he counts in another household, or in none */
};
/* How the holder of a household's grant stands to that household. */
enum people_holder people_holder(const struct people *p, const struct people_grant *g, month m);
/* Of two grants of a household's benefit that stand in a month, is the first the one it is paid by: that of a
 * holder who is there before one of who died or left, not suspended before suspended, then the first by
 * number? */
bool people_home_grant_before(const struct people *p, const struct people_grant *one,
                              const struct people_grant *other, month m);
/* All that was ever granted to a household, whoever holds it and wherever he is; in `a`. */
int people_home_grants(const struct people *p, struct arena *a, int64_t household,
                       const struct people_grant *const **ret_list);
/* Of those the one by which its benefit is paid in a month; NULL: none stands. */
const struct people_grant *people_home_grant(const struct people *p, struct arena *a, int64_t household,
                                             int benefit, month m);
/* Of whom a grant is told in a month: its holder; where he does not count in the household it was granted to,
 * that household's first member, while it has any. */
int64_t people_grant_told_of(const struct people *p, const struct people_grant *g, month m);

/* ---- the replay's face ---- */

/* Carries the viewer of the people it answers from. */
struct people_source;

/* Answers the law from memory. What is not in memory of one household is read when it is asked for. */
struct people_source *people_source_new(struct arena *a, struct people *p);
struct law_source people_source(struct people_source *s);
/* A fault met while the law was reading: what it answered then must not be shown. */
enum err people_source_error(const struct people_source *s);

/* ---- the bulk's face ---- */

/* Carries the viewer of its people, as a mask (`seen`). A month of everybody, people sorted by the household
 * they count in. */
struct people_stands;
struct people_month {
  month m;
  const struct people *of;
  int64_t people, households; /* whoever is born after the month is not among them */
  const int32_t *start;       /* households + 1: first person of each */
  const int64_t *person,
      *household;       /* ids in this order; household 0 for someone in none (alone in a row of his own) */
  const int32_t *lives; /* by household row: the area it lives in; 0 in none (people_month_area) */
  const uint8_t *homeless; /* by household row: 1 for people in no household; NULL when there are none */
  const uint8_t
      *counts[2]; /* by person: people_counts on the first and on the last day (one column where equal) */
  const uint8_t
      *seen; /* by person: 1 for whom the viewer may see; NULL: all. Nobody else is counted or listed */
  struct law_columns *first, *last; /* as the bulk engine reads them; they share what does not change */
  const struct people_stands *const *stands;  /* by law benefit, those of last->grant in their order */
  const struct people_stands *const *at_home; /* the same of households, by last->grant's `home` */
};
/* The grant of a benefit that stands for the person in a place of the month, the first by number. */
struct people_stands {
  int32_t grant;          /* its place in people_grants; -1 none stands */
  bool suspended, begins; /* suspended in the month; the month is its first */
  /* Of a household's (people_month_home_grant): its holder died before the month; he is not in the household.
   */
  bool holder_dead, holder_left;
};
/* Where the people of a household's row are listed (people_listed_in): who lives nowhere in the month (mostly
 * the dead of dissolved households) where he was last; 0 nowhere yet. */
int32_t people_month_area(const struct people_month *m, int64_t household_row);
/* That of a benefit of the law for the person in a place from 0 (people_grant_of). */
struct people_stands people_month_grant(const struct people_month *m, int benefit, int64_t at);
/* That by which a household's benefit is paid to the household of a row (people_home_grant). */
struct people_stands people_month_home_grant(const struct people_month *m, int benefit,
                                             int64_t household_row);
/* Lays out a month in `a` (its own arena, freed when done) by so many threads. `p` holds everybody. What no
 * rule of the law reads has no column. */
enum err people_month(struct arena *a, const struct people *p, month m, int threads,
                      struct people_month *ret_month);
/* Of whom a month cannot be answered, because a row of theirs, or of somebody they share a household with,
 * are linked to or who holds a grant of their household, could not be read (people_bad). */
struct people_unread {
  int64_t people;          /* how many, those who are absent among them */
  const uint8_t *by_place; /* by the month's places: 1 for them; NULL where there are none */
  int64_t n_absent; /* of whom not even birth and sex could be read: they have no place; by id. Some may */
  const int64_t *absent; /* be unborn in the month, which cannot be known */
};
/* False where every row of everybody could be read. In `a`. */
bool people_unread(const struct people *p, struct arena *a, const struct people_month *m,
                   struct people_unread *ret_unread);
/* People of whose grants one could not be read: the person at a place from 0, by id; 0 beyond the last. */
int64_t people_unread_grants(const struct people *p, int64_t at);
/* People in two households on the first day of the month, by id: of each one household counts. */
int64_t people_twofold(const struct people *p, struct arena *a, month m, const int64_t **ret_persons);

#endif
