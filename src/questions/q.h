/* q: what the questions share. Private to src/questions.
 *
 * `struct live` is shared by all threads and read only after start, but for the totals kept under its lock. A
 * `struct session` belongs to one thread. A `struct file` is one person with all that a request wants to know
 * of him in memory. */
#ifndef ANSINH_QUESTIONS_Q_H
#define ANSINH_QUESTIONS_Q_H

#include <pthread.h>

#include "law/law.h"
#include "law/tools/tools.h"
#include "office/answer.h"
#include "people/people.h"
#include "registry/file.h"
#include "registry/registry.h"
#include "questions/questions.h"

enum {
  LIVE_SHARED_BYTES_MAX = 256 << 20, /* law packs and kept totals */
  LIVE_TOTALS_MAX = 12,              /* months whose totals are kept */
  LIVE_AREAS_BYTES_MAX = 256 << 20,
  LIVE_TREES_MAX = 24 /* days whose tree of areas a session keeps */
};

struct law_uses;
struct live_totals;
struct search_register;

struct live {
  struct arena *a;
  struct viewer viewer;
  const char *db_path;
  struct law_program *law;
  struct db *open; /* held open and never asked: whoever would replace the register sees it served */
  const struct law_uses *uses; /* which provision reads which */
  pthread_mutex_t lock;        /* over all below */
  pthread_cond_t made;         /* totals were added up, or could not be */
  struct live_totals *kept[LIVE_TOTALS_MAX];
  int kept_count, kept_next;
  bool adding; /* one thread is at it; the others wait and do not do the same again */
};

struct session {
  struct live *live;
  struct db *db;
  struct arena *a;           /* lives as long as the session */
  struct viewer viewer;      /* whom the provider was opened for */
  date known;                /* the day the question at hand became `act` by; DATE_MIN: not yet */
  int64_t act;               /* what it asks as known at; questions_at */
  struct arena *names_arena; /* of the next two; read again when a name or a layout was added */
  int64_t names_read;        /* how many there were (reg_since) */
  struct reg_symbols *symbols;
  struct people_names *names; /* NULL: not read yet */
  int64_t areas_act;          /* up to which no area is known to have moved since the next two were read */
  struct arena *areas_arena;  /* of `areas` */
  struct people_areas *areas; /* NULL: not read yet */
  struct arena *trees_arena;  /* of `tree` */
  int tree_count;
  struct live_tree {
    date valid;
    struct reg_areas *tree;
  } tree[LIVE_TREES_MAX];
  struct search_register *search; /* NULL until somebody searches */
  struct live_totals *using;   /* kept totals being copied; let go with the question when it is cut short */
  struct office_asker *asking; /* freed with the session when a request was cut short */
};

/* Turns the day asked into the act, once a question. */
enum err questions_at(struct session *s, date known);
/* The tree of areas as of a day, at the session's act; kept until areas move. */
enum err live_areas(struct session *s, date valid, const struct reg_areas **ret_areas);
/* The areas in all times, likewise. */
enum err live_people_areas(struct session *s, const struct people_areas **ret_areas);
/* What reading people needs, at the session's act. */
enum err live_people_ask(struct session *s, month seen_in, struct people_ask *ret_ask);
/* Village and commune of an area; empty where there is none. */
void live_place(const struct reg_areas *t, int64_t area, struct str *ret_village, struct str *ret_commune);
struct str live_benefit_title(const struct session *s, int64_t symbol, enum lang lang);
/* The law's number of a benefit's symbol, or -1. */
int live_benefit(const struct session *s, int64_t symbol);
/* A value as people read it: "540.000 đ", "có", "hộ nghèo", "12/04/1949". */
struct str live_value(struct session *s, struct arena *a, enum lang lang, int fact, int64_t stored);

/* ---- one person (q_file.c) ---- */

struct file {
  struct session *s;
  struct arena *a;
  enum lang lang;
  struct web_when when;
  int64_t person, household; /* household 0: in none in the month */
  bool several;              /* in more than one on its first day */
  struct str id;             /* public */
  struct str unread;         /* why it could not be read */
  struct people *people;
  struct people_source *source;
  struct reg_file reg;
};
/* Whoever bears the public id (as typed or scanned), as known at the day asked. NOT_FOUND: nobody, or no id.
 * INVALID: a row that cannot be read is in the way; of `ret_f` then only `id` and `unread` are there. */
enum err live_file(struct session *s, struct arena *a, enum lang lang, struct web_when when, struct str id,
                   struct file *ret_f);

/* What stands in a grant's decision; empty texts where there is none. */
const struct reg_file_grant *live_papers(const struct file *f, int64_t grant);

/* ---- the functions of struct web_data ---- */

/* How the packs served stand to those adopted last: one statement. */
enum err live_packs(void *session, struct arena *a, struct web_packs *ret_p);
/* Lets go of the totals a question was cut short over, if it was. */
void live_totals_release(struct session *s);
/* Lets go of the totals kept. */
void live_totals_end(struct live *l);
/* Each answers one page for a thread's session, in the language asked, all of it in `a`; struct web_data says
 * what is asked. NOT_FOUND: no such person, provision or month as known on the day. */
enum err live_overview(void *session, struct arena *a, enum lang lang, struct web_when when,
                       struct web_overview *ret_o);
enum err live_search(void *session, struct arena *a, enum lang lang, struct web_when when, struct str query,
                     struct web_found **ret_list, int *ret_count);
enum err live_person(void *session, struct arena *a, enum lang lang, struct web_when when, struct str id,
                     struct web_person *ret_p);
enum err live_why(void *session, struct arena *a, enum lang lang, struct web_when when,
                  const struct web_why_ask *ask, struct web_person *ret_p);
/* At the start, before other threads. */
void live_uses_make(struct live *l);
enum err live_law(void *session, struct arena *a, enum lang lang, struct web_when when,
                  struct web_law *ret_l);
enum err live_provision(void *session, struct arena *a, enum lang lang, struct web_when when, struct str name,
                        struct web_provision_page *ret_p);
enum err live_diff(void *session, struct arena *a, enum lang lang, date from, date to,
                   struct web_diff *ret_d);
/* The run of the caseload check, or the determination, that stands for the province in a month (-1: the
 * latest there is) as known at the session's act (office_shown). NOT_FOUND: none. */
enum err live_shown(struct session *s, struct arena *a, enum office_made made, struct web_when when,
                    struct office_shown *ret_shown);
/* The same as a page tells it. */
struct web_made live_made(struct arena *a, const struct office_shown *x);
/* How much a run found of what the viewer may see; `areas`: the tree of its month's first day. */
enum err live_finding_count(struct session *s, const struct reg_areas *areas, int64_t run,
                            int64_t *ret_count);
/* Was anything that was paid in its month set against the law by a run of the check? */
enum err live_finding_compared(struct session *s, int64_t run, bool *ret_compared);
/* May the session's viewer see what is stored of who lives in an area? `areas`: the tree of the month's first
 * day. Area 0, not known, only who sees everything. */
bool live_seen(const struct session *s, const struct reg_areas *areas, int64_t area);
enum err live_check(void *session, struct arena *a, enum lang lang, struct web_when when,
                    const struct web_check_ask *ask, struct web_check *ret_c);
/* Fills the entitlements of a person, each with its reasons, and the months beside the one asked
 * (q_why.c). */
enum err live_whys(struct file *f, struct web_person *p);
/* One of them alone. NOT_FOUND: none for him. */
enum err live_one_why(struct file *f, int benefit, struct web_person *p);

#endif
