/* How long it takes until everybody is ready: time_columns DATABASE ACTS ROUNDS LAW… does ACTS acts on people
 * drawn by chance in an invented register (a copy), in ROUNDS rounds, opens the columns that are kept after
 * each, lays out months, determines, and prints what each took. ANSINH_TODAY sets the day. */
#include "kept/kept.h"
#include "office/office.h"

#include <stdlib.h>
#include <time.h>

enum { FIRST_ACCOUNT = 1, LAWS_MAX = 16 };

static void need(enum err e, struct db *db, const char *what) {
  if (e == OK) return;
  fprintf(stderr, "time_columns: %s: error %d: %s\n", what, e, db_message(db));
  exit(1);
}

/* By the clock and by what the processors did: on a busy machine the two part. */
struct moment {
  double clock, work;
};
static struct moment moment(void) {
  return (struct moment) { clock_seconds(), (double)clock() / CLOCKS_PER_SEC };
}
static void since(struct moment *at, const char *what) {
  struct moment now = moment();
  printf("%-40s %8.3f s, %8.3f s of work\n", what, now.clock - at->clock, now.work - at->work);
  *at = moment();
}

static void act_on_people(struct db *db, const struct viewer *all, const struct reg_vocabulary *words,
                          int64_t acts) {
  static struct rng r = { 11 };
  int64_t people, done = 0;
  need(db_int(db, "SELECT max(id) FROM person", 0, NULL, &people), db, "people");
  for (int64_t i = 0; done < acts && i < acts * 20; i++) {
    struct arena *a = arena_new("act", (size_t)16 << 20);
    struct reg_act act = { .arena = a, .paper = S("đo") };
    struct reg_refusal no;
    struct reg_fact_input in = { .kind = REG_PERSON,
                                 .subject = 1 + (int64_t)rng_below(&r, (uint64_t)people),
                                 .fact = S("person.salary_income"),
                                 .known = true,
                                 .value = 1,
                                 .valid_from = date_of(2026, 10, 1) + (date)rng_below(&r, 20),
                                 .valid_to = DATE_MAX };
    for (int k = 0; k < words->fact_count; k++)
      if (words->facts[k].kind == REG_PERSON && words->facts[k].type == REG_BOOL)
        in.fact = words->facts[k].name;
    done += reg_fact_change(all, db, &act, words, &in, &no) == OK;
    arena_free(a);
  }
}

int main(int argc, char **argv) {
  const char *laws[LAWS_MAX];
  int n_laws = 0;
  int64_t acts, rounds;
  struct arena *a = arena_new_large("time", (size_t)16 << 30),
               *rows = arena_new_large("all", (size_t)16 << 30);
  if (argc < 5 || !a || !rows || parse_int(str_of(argv[2]), &acts) != OK ||
      parse_int(str_of(argv[3]), &rounds) != OK)
    return 64;
  for (int i = 4; i < argc && n_laws < LAWS_MAX; i++)
    laws[n_laws++] = argv[i];
  struct law_program *law;
  struct db *db, *beside;
  need(law_load(a, n_laws, laws, &law), NULL, "law");
  need(db_open(argv[1], DB_WRITE, &db), NULL, "database");
  need(db_open(argv[1], DB_READ, &beside), NULL, "database");
  struct viewer all = viewer_all(FIRST_ACCOUNT);
  struct reg_vocabulary words = people_vocabulary(a, law);
  struct moment at = moment();
  struct people_names *names;
  struct people *p;
  struct reg_clock clock;
  enum people_read how;
  need(people_names_load(a, db, law, &names), db, "names");
  since(&at, "names");
  struct people_ask ask = { .viewer = &all, .db = db, .beside = beside, .names = names };
  const struct people_place place = { .database = argv[1] };
  for (int64_t i = 0; i <= rounds; i++) {
    if (i < rounds) act_on_people(db, &all, &words, acts / rounds);
    need(reg_clock_read(db, &clock), db, "clock");
    ask.act = clock.act;
    at = moment();
    need(people_open(a, &ask, &place, &how, &p), db, "columns");
    if (i == 0 || i >= rounds - 1) since(&at, how == PEOPLE_MAPPED ? "ready" : "ready, not from a keep");
    if (i < rounds) people_close(p);
  }
  for (int i = 0; i < 5; i++) {
    struct people_month m;
    struct office_determination d;
    const struct office_when when = { month_of(clock.today), clock.today, clock.today, clock.act };
    arena_reset(rows);
    at = moment();
    need(people_month(rows, p, when.for_month, 2, &m), db, "month");
    since(&at, "a month laid out");
    if (i == 0) printf("%zu MB of columns\n", arena_used(rows) >> 20);
    need(office_determine_on(rows, law, p, &m, when, NULL, 2, &d), db, "determination");
    since(&at, "determined on it");
  }
  people_close(p);
  db_close(beside);
  db_close(db);
  arena_free(rows);
  arena_free(a);
  return 0;
}
