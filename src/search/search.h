/* search: finding people by what is typed, whatever the engine below. One index of our own, kept as mapped
 * files (kept.h) and brought forward by the act log: nothing of it is in the database, and no act touches it.
 *
 * What is typed is always answered. As people type: words of the name without accents or with, in any order,
 * the last one unfinished; d for đ; either place of the tone; marks part words, invisible characters are
 * nothing, or where nobody is found so part words too; a year, a month or a day of birth (1949, 08/1949,
 * 01/08/1949); a citizen number or phone or the beginning of one (3 digits or more); the public id of a
 * person or a household; the household's head after "hộ" or "chủ hộ" ("lai ho nguyen van minh", "hộ nguyễn
 * văn minh"); commune and village among the words
 * ("nguyen thi lai a luoi").
 *
 * Readings of the words go from the strictest to the widest, and the first that finds somebody is the answer:
 * the person's own words, the last may be unfinished (OWN); all may be unfinished (OWN_BEGINNINGS); a run of
 * words is the place's; the head's name after "hộ"; words are the person's or the head's; or the place's too.
 *
 * Order. First what was typed with accents and agrees, then whole words, then beginnings; of each, those
 * whose given name was typed in full; then those whose whole name was typed, then those in whose name the
 * words typed stand together, then those where they come in that order. Then heads of households and people
 * with a running grant, then others, the dead last. Then the order of the Vietnamese alphabet (the sort key),
 * the name as written, the row's id. It is total and does not depend on how the index came about, so a page
 * can follow another.
 *
 * The viewer comes first: who may not see a person does not find, count or order by him.
 *
 * A struct search belongs to one thread. */
#ifndef ANSINH_SEARCH_H
#define ANSINH_SEARCH_H

#include "kept/kept.h"
#include "registry/viewer.h"

enum {
  SEARCH_PAGE_MAX = 100,
  SEARCH_WORDS_MAX = 12,     /* of a query; more are refused */
  SEARCH_TYPED_MAX = 200,    /* bytes of a query; more are refused */
  SEARCH_PENDING_MAX = 8192, /* people the journal holds before a new generation is made */
  SEARCH_MOVED_MAX = 65536,  /* people whom the days since a generation have moved */
  SEARCH_FORMAT = 2          /* of the kept files */
};

/* A person as the index wants him. */
struct search_person {
  int64_t person, household, area; /* household 0 none; area: the lowest unit of residence, 0 unknown */
  struct str name, sort_key;       /* of one name always the same key */
  struct str head;                 /* name of the household's head, his own included; "" none */
  struct str place;                /* names of village and commune, "Thôn 3 Xã A Lưới 2" */
  struct str citizen_no, phone;    /* digits count; "" none */
  date birth;                      /* first possible day */
  int birth_known;                 /* 3 the day, 2 the month, 1 the year only */
  bool dead, has_grant, is_head;
  bool gone; /* no longer anybody: only `person` counts */
};

/* Takes one person; his texts are copied. */
struct search_take {
  void *context;
  enum err (*person)(void *context, const struct search_person *p);
};

/* What was read at an act on a day, DATE_MIN where that is not remembered: no sooner than the act was. */
struct search_since {
  int64_t act;
  date made;
};

/* Where people come from. Each answer is about the register as it is at an act, whenever it is asked. */
struct search_feed {
  void *context;
  /* The register's last act, and what tells it from another of that number. */
  enum err (*last)(void *context, struct kept_point *ret_point);
  /* The stamp of an act; NOT_FOUND when there is none of that number. Act 0 has a stamp too. */
  enum err (*stamp)(void *context, int64_t act, int64_t *ret_stamp);
  enum err (*everybody)(void *context, int64_t act, const struct search_take *take);
  /* Whom acts above `from` up to `to` touched, as they are at `to`, each once; or *ret_all: ask for
   * everybody. */
  enum err (*touched)(void *context, int64_t from, int64_t to, const struct search_take *take, bool *ret_all);
  /* Whom the passing of days moves: of whom something begins or ends after the day of act `since`, or after
   * `made` where that is later, up to the feed's own day, as they are at `act` on that day, each once. NULL:
   * days move nobody. LIMIT: more than SEARCH_MOVED_MAX. */
  enum err (*moved)(void *context, struct search_since since, int64_t act, const struct search_take *take);
  date (*day)(void *context);
  /* People of a public id as typed (a person's, or all of a household's), in the arena; NOT_FOUND when it is
   * none. NULL: no public ids. */
  enum err (*public_id)(void *context, struct arena *a, struct str typed, int64_t **ret_people,
                        int *ret_count);
};

struct search;
/* Opens the index of a register in a folder of keeps (kept_folder). Nothing is read or made yet. `set` gives
 * folder, register and who is told; name and format are the index's own. `feed` is copied; its context must
 * outlive the search. */
enum err search_open(struct arena *a, const struct kept_set *set, const struct search_feed *feed,
                     struct search **ret_search);
void search_close(struct search *s); /* NULL allowed */
/* Brings the index to act `act` at least. LIMIT: the disk is full. After an error it can be searched as it
 * was. */
enum err search_bring(struct search *s, int64_t act);
int64_t search_act(const struct search *s); /* the act it is at; -1 before the first search_bring */

/* Where a page ended: the next begins after it. `person` is a row's id: an address shows his public id
 * instead. */
struct search_key {
  int reading; /* which reading and rank, as in the page's last */
  int standing;
  int64_t person;
  struct str name, sort_key;
};
struct search_ask {
  struct str typed;
  int64_t within; /* only people in that area or below; 0 everywhere */
  /* Is `area` the area `above` or below it, on the day asked (reg_area_within), needed when `within` limits;
   * and does who has the area `mine` see it (reg_area_seen), needed when the viewer limits. */
  bool (*lies_in)(const void *areas, int64_t area, int64_t above);
  bool (*seen)(const void *areas, int64_t area, int64_t mine);
  const void *areas;
  date today;                     /* years after it are numbers, not years of birth */
  int max;                        /* 1 to SEARCH_PAGE_MAX */
  const struct search_key *after; /* NULL: the first page */
};
struct search_found {
  int64_t person, household; /* household 0: none now */
  struct str full_name, citizen_no;
  date birth;
  int birth_known;
  bool dead;
  struct str head;  /* name of the household's head, "" none */
  int64_t area;     /* lowest unit of residence, 0 unknown */
  uint32_t matched; /* bit i: word i of full_name met a word typed */
  bool by_number, by_head,
      by_place; /* met by number or public id; a word was met by the head's name, by the place only */
};
struct search_page {
  struct search_found *list;
  int count;
  int64_t total; /* of all pages, exact */
  bool more;
  struct search_key next; /* when more */
};
/* An empty query finds nobody. Of 1.3 million people an answer takes under 10 ms at the 99th percentile
 * (bench/search.c). NOT_FOUND before the first search_bring. INVALID: more was typed than SEARCH_TYPED_MAX
 * bytes or SEARCH_WORDS_MAX words, and to pass over the rest would find others. */
enum err search_find(const struct viewer *viewer, struct arena *a, struct search *s,
                     const struct search_ask *ask, struct search_page *ret_page);

#endif
