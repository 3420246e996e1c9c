/* How long a search takes: bench_search REGISTER [COUNT]. Takes the names of COUNT people of the register,
 * types the beginning of each without accents, and prints the time of an answer. The index must have been
 * made (reg_search_rebuild). */
#include "registry/registry.h"

enum { COUNT_MAX = 100000, SHOWN = 20 };

static int by_size(const void *x, const void *y) {
  double a = *(const double *)x, b = *(const double *)y;
  return (a > b) - (a < b);
}

/* The beginning of someone's name: at least two letters, not ending in a blank. */
static enum err type_name(struct arena *a, struct db *db, struct rng *r, int64_t people,
                          struct str *ret_typed) {
  struct stmt *s;
  enum err e = db_query(db, "SELECT full_name FROM person_version WHERE person >= $1 ORDER BY person LIMIT 1",
                        &s);
  if (e != OK) return e;
  bind_int(s, 1, 1 + (int64_t)rng_below(r, (uint64_t)people));
  e = db_step(s);
  if (e != OK) return e;
  struct str name = text_fold(a, col_text(s, 0));
  if (name.n > 2) name.n = 2 + (size_t)rng_below(r, name.n - 1);
  *ret_typed = str_trim(name);
  return db_run(s);
}

int main(int argc, char **argv) {
  struct db *db;
  int64_t count = 2000;
  if (argc < 2 || (argc > 2 && parse_int(str_of(argv[2]), &count) != OK) || count < 1 || count > COUNT_MAX) {
    fprintf(stderr, "bench_search REGISTER [COUNT]\n");
    return 2;
  }
  if (db_open(argv[1], DB_READ, &db) != OK) {
    fprintf(stderr, "%s\n", db_message(NULL));
    return 1;
  }
  struct arena *keep = arena_new("times", 1 << 20), *a = arena_new("search", 64 << 20);
  double *took = NEW_ARRAY(keep, double, count);
  int64_t people, found = 0;
  if (db_int(db, "SELECT max(id) FROM person", 0, NULL, &people) != OK) return 1;
  struct rng r = { 3 };
  for (int64_t i = 0; i < count; i++) {
    struct str typed;
    struct reg_found *list;
    int n = 0;
    if (type_name(a, db, &r, people, &typed) != OK) return 1;
    double start = clock_seconds();
    if (reg_search(a, db, typed, NULL, 0, SHOWN, &list, &n) != OK) return 1;
    took[i] = clock_seconds() - start;
    found += n > 0;
    arena_reset(a);
  }
  qsort(took, (size_t)count, sizeof *took, by_size);
  printf("people %lld, typed %lld, answered %lld; ms: half %.2f, p95 %.2f, p99 %.2f, worst %.2f\n",
         (long long)people, (long long)count, (long long)found, took[count / 2] * 1e3,
         took[count * 95 / 100] * 1e3, took[count * 99 / 100] * 1e3, took[count - 1] * 1e3);
  arena_free(a);
  arena_free(keep);
  db_close(db);
  return 0;
}
