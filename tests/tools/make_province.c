/* Makes a province file by hand: make_province FILE.db [DATA_DIR [PERMILLE [AS_OF]]]. No grants: those need
 * the law. */
#include "synth/synth.h"

static void say(void *context, const char *vi, const char *en, int64_t done, int64_t total) {
  double *since = context;
  (void)vi;
  fprintf(stderr, "\r%6.1f s  %s %lld/%lld        ", clock_seconds() - *since, en, (long long)done,
          (long long)total);
}

int main(int argc, char **argv) {
  struct syn_options o = syn_defaults();
  int64_t permille = 1000;
  if (argc < 2 || (argc > 3 && parse_int(str_of(argv[3]), &permille) != OK) ||
      (argc > 4 && parse_date(str_of(argv[4]), &o.as_of) != OK)) {
    fprintf(stderr, "make_province FILE.db [DATA_DIR [PERMILLE [AS_OF]]]\n");
    return 2;
  }
  if (argc > 2) o.data_dir = argv[2];
  o.scale_permille = (int)permille;
  struct db *db;
  struct syn_result r = { 0 };
  double start = clock_seconds();
  enum err e = db_open(argv[1], DB_CREATE, &db);
  if (e == OK) e = db_migrate(db);
  if (e == OK) e = syn_make(db, &o, &(struct syn_calls) { .progress = say, .progress_context = &start }, &r);
  if (e != OK)
    fprintf(stderr, "\nerror %d: %s\n", e, r.message[EN]);
  else
    printf("\npeople %lld living %lld households %lld villages %lld facts %lld links %lld fingerprint "
           "%016llx, %.1f s, %zu MiB\n",
           (long long)r.people, (long long)r.living, (long long)r.households, (long long)r.villages,
           (long long)r.facts, (long long)r.links, (unsigned long long)r.fingerprint, clock_seconds() - start,
           peak_memory_kib() / 1024);
  if (db != NULL && e == OK) db_close(db);
  return e == OK ? 0 : 1;
}
