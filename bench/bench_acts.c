/* bench_acts PLACE [ACTS]: synced single acts a second on a new register at PLACE (a file or a PostgreSQL
 * address). */
#include "registry/registry.h"

enum { ACTS_DEFAULT = 2000 };

static int fault(struct db *db, enum err e, const struct reg_refusal *no) {
  fprintf(stderr, "bench_acts: error %d: %s %s\n", e, no->en, db_message(db));
  return 1;
}

int main(int argc, char **argv) {
  struct arena *a = arena_new("bench acts", (size_t)1 << 30);
  struct db *db = NULL;
  struct reg_refusal no = { 0 };
  int64_t account = 0, wanted = ACTS_DEFAULT;
  if (a == NULL || argc < 2 || (argc > 2 && parse_int(str_of(argv[2]), &wanted) != OK)) {
    fprintf(stderr, "bench_acts PLACE [ACTS]\n");
    return 2;
  }
  enum err e = db_open(argv[1], DB_CREATE, &db);
  if (e == OK) e = db_migrate(db);
  if (e == OK) e = reg_register_new(db, S("Đo"), true, S("do"), &account);
  if (e != OK) return fault(db, e, &no);
  struct viewer me = viewer_all(account);
  struct arena *scratch = arena_new("an act", 16 << 20);
  double start = clock_seconds(); /* measuring */
  for (int64_t i = 0; i < wanted && e == OK; i++) {
    arena_reset(scratch);
    struct reg_act act = { .arena = scratch, .paper = S("tờ khai") };
    struct reg_person_input in = { .full_name = str_of(
                                       arena_print(scratch, "Nguyễn Thị Mẫu %lld", (long long)i)),
                                   .ethnic = S("Kinh"),
                                   .birth_year = 1940 + (int)(i % 80),
                                   .birth_month = 1 + (int)(i % 12),
                                   .birth_day = 1 + (int)(i % 28) };
    int64_t p;
    e = reg_person_add(&me, db, &act, &in, &p, &no);
  }
  double seconds = clock_seconds() - start; /* measuring */
  if (e != OK) return fault(db, e, &no);
  printf("%lld acts in %.2f s: %.0f a second\n", (long long)wanted, seconds, (double)wanted / seconds);
  db_close(db);
  arena_free(scratch);
  arena_free(a);
  return 0;
}
