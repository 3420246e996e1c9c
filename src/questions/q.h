/* q: what the questions share. Private to src/questions.
 *
 * `struct live` is shared by all threads and read only after start, but for the totals kept under its lock. A
 * `struct session` belongs to one thread. A `struct reader` answers the law's questions about people for one
 * request. */
#ifndef ANSINH_QUESTIONS_Q_H
#define ANSINH_QUESTIONS_Q_H

#include <pthread.h>

#include "law/law.h"
#include "law/tools/tools.h"
#include "people/people.h"
#include "registry/registry.h"
#include "questions/questions.h"

enum {
  LIVE_SHARED_BYTES_MAX = 256 << 20, /* law packs and kept totals */
  LIVE_TOTALS_MAX = 12,              /* months whose totals are kept */
  LIVE_AREAS_BYTES_MAX = 128 << 20
};

struct law_uses;
struct live_totals;
struct search_register;

struct live {
  struct arena *a;
  const char *db_path;
  struct law_program *law;
  const struct law_uses *uses; /* which provision reads which */
  pthread_mutex_t lock;        /* over `kept` and allocations in `a` after start */
  struct live_totals *kept[LIVE_TOTALS_MAX];
  int kept_count, kept_next;
};

struct session {
  struct live *live;
  struct db *db;
  struct arena *a;      /* lives as long as the session */
  struct viewer viewer; /* made once: the pages' */
  int64_t act;          /* what the request at hand asks as known at; session_at */
  struct reg_symbols *symbols;
  struct people_names *names;
  struct arena *areas_arena; /* the tree of areas last asked for */
  struct reg_at areas_at;
  struct reg_areas *areas;
  struct search_register *search; /* NULL until somebody searches */
  struct law_session *asking;     /* freed with the session when a request was cut short */
};

/* Turns the day asked into the act, once at the start of a question. */
enum err session_at(struct session *s, date known);
/* The tree of areas as of a day; kept until another day is asked. */
enum err live_areas(struct session *s, struct reg_at at, const struct reg_areas **ret_areas);
/* Village and commune of an area; empty where there is none. */
void live_place(const struct reg_areas *t, int64_t area, struct str *ret_village, struct str *ret_commune);
struct str live_benefit_title(const struct session *s, int64_t symbol, enum lang lang);
/* The law's number of a benefit's symbol, or -1. */
int live_benefit(const struct session *s, int64_t symbol);
/* A value as people read it: "540.000 đ", "có", "hộ nghèo", "12/04/1949". */
struct str live_value(struct session *s, struct arena *a, enum lang lang, int fact, int64_t stored);

/* ---- people as the law reads them (q_source.c) ---- */

struct reader;
/* Reads the person and his household as known at the session's act. NOT_FOUND. */
enum err reader_new(struct session *s, struct arena *a, int64_t person, struct reader **ret_r);
struct law_source reader_source(struct reader *r);
/* A fault of the database met while the law was reading: what it answered then must not be shown. */
enum err reader_error(const struct reader *r);
enum err reader_grants(struct reader *r, int64_t person, struct reg_grant_list *ret_list);
/* Does the grant stand in the month, and is it not suspended then? */
bool grant_stands(const struct reg_grant *g, month m);
bool grant_suspended(const struct reg_grant *g, month m);

/* ---- the functions of struct web_data ---- */

/* Lets go of the totals kept. */
void live_totals_end(struct live *l);
enum err live_overview(void *session, struct arena *a, enum lang lang, struct web_when when,
                       struct web_overview *ret_o);
enum err live_search(void *session, struct arena *a, enum lang lang, struct web_when when, struct str query,
                     struct web_found **ret_list, int *ret_count);
enum err live_person(void *session, struct arena *a, enum lang lang, struct web_when when, int64_t id,
                     struct web_person *ret_p);
/* At the start, before other threads. */
void live_uses_make(struct live *l);
enum err live_law(void *session, struct arena *a, enum lang lang, struct web_when when,
                  struct web_law *ret_l);
enum err live_provision(void *session, struct arena *a, enum lang lang, struct web_when when, struct str name,
                        struct web_provision_page *ret_p);
enum err live_diff(void *session, struct arena *a, enum lang lang, date from, date to,
                   struct web_diff *ret_d);
/* What the caseload check found in a month; NOT_FOUND when it was not run. */
enum err live_finding_count(struct session *s, month m, int64_t *ret_count);
enum err live_check(void *session, struct arena *a, enum lang lang, struct web_when when,
                    const struct web_check_ask *ask, struct web_check *ret_c);
/* The newest determination of a month that rests on facts known by then; NOT_FOUND when there is none. */
struct live_determination {
  int64_t id, facts_act;
  month for_month;
  date law_day, facts_day;
};
/* The whole province determined for a month, kept for the session; computed at the first question. */
enum err live_determination(struct session *s, struct web_when when, struct live_determination *ret_d);
/* Fills the entitlements of a person, each with its reasons, and the months beside the one asked
 * (live_why.c). */
enum err live_whys(struct session *s, struct arena *a, enum lang lang, struct web_when when, struct reader *r,
                   struct web_person *p);

#endif
