/* Times a determination of a whole province: register into memory, a month laid out, everybody and every
 * benefit. bench_province FILE.db LAW_DIR[,LAW_DIR] YYYY-MM [ROUNDS] */
#include "office/office.h"

enum { LAWS_MAX = 8 };

struct bench {
  struct arena *a, *month;
  struct law_program *law;
  struct people_names *names;
  struct people *people;
  struct db *db, *beside;
  int64_t act;
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

static enum err load(struct bench *b, int round) {
  static const struct viewer all = { .role = VIEWER_MAY_ALL, .classes = VIEWER_SENSITIVE | VIEWER_SECRET };
  double start = clock_seconds();
  arena_reset(b->a);
  enum err e = people_names_load(b->a, b->db, b->law, &b->names);
  struct people_ask ask = {
    .viewer = &all, .db = b->db, .beside = b->beside, .names = b->names, .act = b->act
  };
  if (e == OK) e = people_load_all(b->a, &ask, &b->people);
  if (e != OK) return e;
  const struct reg_bad *bad;
  int named;
  printf("%d: register %.3f s (%lld people, %lld bad rows, %zu MiB)", round, clock_seconds() - start,
         (long long)people_count(b->people), (long long)people_bad(b->people, &bad, &named),
         arena_used(b->a) >> 20);
  return OK;
}

static enum err determine(struct bench *b, month m) {
  struct people_month laid;
  struct office_determination d;
  struct office_when when = { .for_month = m, .law = month_last(m), .facts = month_last(m), .act = b->act };
  double start = clock_seconds();
  arena_reset(b->month);
  enum err e = people_month(b->month, b->people, m, &laid);
  double done = clock_seconds();
  if (e == OK) e = office_determine_on(b->month, b->law, b->people, &laid, when, NULL, 2, &d);
  if (e != OK) return e;
  printf("  month %.3f  plan %.3f run %.3f rows %.3f = %.3f s  %lld rows  %zu MiB, peak %zu\n", done - start,
         d.times.plan, d.times.run, d.times.rows, clock_seconds() - start, (long long)d.n,
         arena_used(b->month) >> 20, peak_memory_kib() >> 10);
  return OK;
}

int main(int argc, char **argv) {
  struct bench b = { .act = REG_ACT_OPEN - 1 };
  struct arena *laws = arena_new("law", (size_t)1 << 30);
  const char *path[LAWS_MAX];
  month m;
  int64_t rounds = 3;
  if (argc < 4 || parse_month(str_of(argv[3]), &m) != OK ||
      (argc > 4 && parse_int(str_of(argv[4]), &rounds) != OK)) {
    fprintf(stderr, "bench_province FILE.db LAW_DIR[,LAW_DIR] YYYY-MM [ROUNDS]\n");
    return 2;
  }
  b.a = arena_new_large("people", (size_t)8 << 30);
  b.month = arena_new_large("a month", (size_t)8 << 30);
  int n = split(laws, argv[2], path);
  enum err e = law_load(laws, n, path, &b.law);
  if (e == OK) e = db_open(argv[1], DB_READ, &b.db);
  if (e == OK) e = db_open(argv[1], DB_READ, &b.beside);
  if (e == OK) e = db_unmapped(b.db);
  if (e == OK) e = db_unmapped(b.beside);
  for (int i = 0; i < rounds && e == OK; i++) {
    e = load(&b, i);
    if (e == OK) e = determine(&b, m);
    if (e == OK) e = determine(&b, m + 1);
  }
  if (e != OK) fprintf(stderr, "error %d %s\n", (int)e, db_message(b.db));
  return e == OK ? 0 : 1;
}
