/* Times a determination of a whole province: everybody mapped, then a month laid out, everybody and every
 * benefit. The first round is that of a process just begun. What the processors worked, the process's own and
 * the system's for it, stands beside: on a busy machine that counts. bench_province FILE.db LAW_DIR[,LAW_DIR]
 * YYYY-MM [ROUNDS [THREADS]] */
#include "office/office.h"

#include <sys/resource.h>

enum { LAWS_MAX = 8 };

struct bench {
  struct arena *a, *month;
  struct law_program *law;
  struct people_names *names;
  struct people *people;
  struct db *db, *beside;
  int64_t act;
  int threads;
};

/* The folders of a list joined by commas. */
static int split(struct arena *a, const char *list, const char **ret_laws) {
  int n = 0;
  while (*list && n < LAWS_MAX) {
    size_t length = strcspn(list, ",");
    ret_laws[n++] = arena_text(a, list, length);
    list += length + (list[length] == ',');
  }
  return n;
}

/* Everybody: the kept columns, mapped and read once; made first where there are none yet. */
static enum err load(struct bench *b, const char *database) {
  static const struct viewer all = { .role = VIEWER_MAY_ALL, .classes = VIEWER_SENSITIVE | VIEWER_SECRET };
  const struct people_place place = { .database = database };
  struct reg_clock clock;
  enum people_read how;
  double start = clock_seconds();
  enum err e = people_names_load(b->a, b->db, b->law, &b->names);
  if (e == OK) e = reg_clock_read(b->db, &clock);
  if (e != OK) return e;
  struct people_ask ask = {
    .viewer = &all, .db = b->db, .beside = b->beside, .names = b->names, .act = clock.act
  };
  e = people_open(b->a, &ask, &place, &how, &b->people);
  if (e != OK) return e;
  printf("everybody %.3f s, %s (%lld people)\n", clock_seconds() - start,
         how == PEOPLE_MAPPED ? "mapped" : "not from a keep", (long long)people_count(b->people));
  b->act = clock.act;
  return OK;
}

/* Seconds of processor time that the process has used: its own, and the system's for it. */
static void worked(double ret_seconds[2]) {
  struct rusage use;
  getrusage(RUSAGE_SELF, &use);
  ret_seconds[0] = (double)use.ru_utime.tv_sec + (double)use.ru_utime.tv_usec * 1e-6;
  ret_seconds[1] = (double)use.ru_stime.tv_sec + (double)use.ru_stime.tv_usec * 1e-6;
}

static enum err determine(struct bench *b, month m) {
  struct people_month laid;
  struct office_determination d;
  struct office_when when = { .for_month = m, .law = month_last(m), .facts = month_last(m), .act = b->act };
  double work[2], since[2];
  arena_reset(b->month);
  worked(since);
  double start = clock_seconds();
  enum err e = people_month(b->month, b->people, m, b->threads, &laid);
  double done = clock_seconds();
  if (e == OK) e = office_determine_on(b->month, b->law, b->people, &laid, when, NULL, b->threads, &d);
  if (e != OK) return e;
  double end = clock_seconds();
  worked(work);
  printf("month %.3f plan %.3f run %.3f rows %.3f = %.3f s, work %.3f + %.3f s, ", done - start, d.times.plan,
         d.times.run, d.times.rows, end - start, work[0] - since[0], work[1] - since[1]);
  printf("%lld rows, %lld by the replay, %zu MiB, peak %zu\n", (long long)d.n,
         (long long)d.times.asked_by_row, arena_used(b->month) >> 20, peak_memory_kib() >> 10);
  return OK;
}

int main(int argc, char **argv) {
  struct bench b = { 0 };
  struct arena *laws = arena_new("law", (size_t)1 << 30);
  const char *path[LAWS_MAX];
  month m;
  int64_t rounds = 3, threads = 2;
  if (argc < 4 || parse_month(str_of(argv[3]), &m) != OK ||
      (argc > 4 && parse_int(str_of(argv[4]), &rounds) != OK) ||
      (argc > 5 && parse_int(str_of(argv[5]), &threads) != OK)) {
    fprintf(stderr, "bench_province FILE.db LAW_DIR[,LAW_DIR] YYYY-MM [ROUNDS [THREADS]]\n");
    return 2;
  }
  b.threads = (int)threads;
  b.a = arena_new_large("people", (size_t)8 << 30);
  b.month = arena_new_large("a month", (size_t)8 << 30);
  int n = split(laws, argv[2], path);
  enum err e = law_load(laws, n, path, &b.law);
  if (e == OK) e = db_open(argv[1], DB_READ, &b.db);
  if (e == OK) e = db_open(argv[1], DB_READ, &b.beside);
  if (e == OK) e = load(&b, argv[1]);
  for (int i = 0; i < rounds && e == OK; i++)
    e = determine(&b, m);
  if (e != OK) fprintf(stderr, "error %d %s\n", (int)e, db_message(b.db));
  people_close(b.people);
  return e == OK ? 0 : 1;
}
