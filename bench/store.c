/* What the store gives on an engine: rows loaded and scanned a second, and synced commits a second by one
 * writer and by several who all want one row's lock.  bench_store PLACE [ROWS [WRITERS]], PLACE as for --db;
 * what is there is removed. */
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/driver.h"

#define TABLES                                                                                               \
  "CREATE TABLE fact ( id INTEGER PRIMARY KEY, kind BIGINT NOT NULL, subject BIGINT NOT NULL,\n"             \
  "  fact BIGINT NOT NULL, value BIGINT, source TEXT NOT NULL, valid_from BIGINT NOT NULL,\n"                \
  "  valid_to BIGINT NOT NULL, act_from BIGINT NOT NULL, act_to BIGINT NOT NULL );\n"                        \
  "CREATE INDEX fact_subject ON fact(kind, subject, fact);\n"                                                \
  "CREATE TABLE counter ( id BIGINT PRIMARY KEY, last BIGINT NOT NULL );\n"                                  \
  "INSERT INTO counter(id, last) VALUES (1, 0);\n"                                                           \
  "CREATE TABLE act ( id BIGINT PRIMARY KEY, what TEXT NOT NULL );\n"

enum { WRITERS_MAX = 64, SECONDS = 5 };

static const struct migration list[] = { { "0001_bench", TABLES, sizeof TABLES - 1 } };
static const struct migrations ours = { list, 1 };

static void must(enum err e, const struct db *db, const char *what) {
  if (e == OK) return;
  fprintf(stderr, "%s: error %d: %s\n", what, e, db_message(db));
  exit(1);
}

static void load(struct db *db, int64_t rows) {
  const struct db_load_plan plan = {
    .insert_sql = "INSERT INTO fact(id, kind, subject, fact, value, source, valid_from, valid_to, act_from,"
                  " act_to) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    .copy_sql = "COPY fact(id, kind, subject, fact, value, source, valid_from, valid_to, act_from, act_to)"
                " FROM STDIN BINARY",
    .columns = 10,
  };
  struct db_load *l;
  double start = clock_seconds();
  must(db_bulk(db, true), db, "bulk");
  must(db_begin(db), db, "begin");
  must(db_load_begin(db, &plan, &l), db, "load");
  for (int64_t i = 1; i <= rows; i++) {
    const int64_t numbers[] = { i, 1, i / 3, i % 53, i % 7, 0, 20000 + i % 900, DATE_MAX, 1, INT64_MAX };
    for (int k = 0; k < 10; k++) {
      if (k == 5)
        db_load_text(l, S("tờ khai 02/03/2025"));
      else
        db_load_int(l, numbers[k]);
    }
    must(db_load_row(l), db, "row");
  }
  must(db_load_end(l), db, "load");
  must(db_commit(db), db, "commit");
  double rows_in = clock_seconds() - start;
  must(db_bulk(db, false), db, "bulk");
  double all = clock_seconds() - start;
  printf("load   %10.0f rows/s (%.2f s; with indexes and checks %.2f s)\n", (double)rows / rows_in, rows_in,
         all);
}

static void scan(struct db *db, int64_t rows) {
  struct stmt *s;
  int64_t sum = 0, n = 0;
  enum err e;
  double start = clock_seconds();
  must(db_scan(db,
               "SELECT id, kind, subject, fact, value, source, valid_from, valid_to FROM fact WHERE act_from "
               "<= $1",
               &s),
       db, "scan");
  bind_int(s, 1, 5);
  while ((e = db_step(s)) == OK) {
    for (int k = 0; k < 8; k++)
      sum += k == 5 ? (int64_t)col_text(s, k).n : col_int(s, k);
    n++;
  }
  must(e == NOT_FOUND && n == rows ? OK : BUG, db, "scan");
  double took = clock_seconds() - start;
  printf("scan   %10.0f rows/s (%.2f s; %lld)\n", (double)rows / took, took, (long long)(sum % 1000));
}

/* One act: under the lock of one row its number is taken, its row is written, and the whole is synced. */
static enum err act(struct db *db, void *context) {
  int64_t number;
  struct stmt *s;
  (void)context;
  enum err e = db_int(db, "UPDATE counter SET last = last + 1 WHERE id = 1 RETURNING last", 0, NULL, &number);
  if (e == OK) e = db_query(db, "INSERT INTO act(id, what) VALUES ($1, $2)", &s);
  if (e != OK) return e;
  bind_int(s, 1, number);
  bind_text(s, 2, S("sửa ngày sinh"));
  return db_run(s);
}

static int64_t acts(const char *place, double *worst) {
  struct db *db;
  must(store_open(place, DB_WRITE, &ours, &db), NULL, place);
  double start = clock_seconds(), now = start;
  int64_t n = 0;
  while (now - start < SECONDS) {
    must(db_transaction(db, act, NULL), db, "act");
    double then = clock_seconds();
    if (then - now > *worst) *worst = then - now;
    now = then;
    n++;
  }
  db_close(db);
  return n;
}

static void commits(const char *place, int64_t writers) {
  struct {
    int64_t n;
    double worst;
  } *shared = mmap(NULL, sizeof *shared * WRITERS_MAX, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
                   0);
  if (shared == MAP_FAILED) exit(1);
  double start = clock_seconds(), worst = 0;
  for (int64_t i = 0; i < writers; i++) {
    if (fork() != 0) continue;
    shared[i].n = acts(place, &shared[i].worst);
    _exit(0);
  }
  int status;
  while (wait(&status) > 0)
    if (status != 0) exit(1);
  double took = clock_seconds() - start;
  int64_t n = 0;
  for (int64_t i = 0; i < writers; i++) {
    n += shared[i].n;
    if (shared[i].worst > worst) worst = shared[i].worst;
  }
  printf("commit %10.0f a second, %lld writers (the longest took %.0f ms)\n", (double)n / took,
         (long long)writers, worst * 1000);
  munmap(shared, sizeof *shared * WRITERS_MAX);
}

int main(int argc, char **argv) {
  int64_t rows = 1000000, writers = 8;
  if (argc < 2 || (argc > 2 && parse_int(str_of(argv[2]), &rows) != OK) ||
      (argc > 3 && parse_int(str_of(argv[3]), &writers) != OK) || rows < 1 || writers < 1 ||
      writers > WRITERS_MAX) {
    fprintf(stderr, "bench_store PLACE [ROWS [WRITERS]]\n");
    return 2;
  }
  struct db *db;
  must(db_remove(argv[1]), NULL, argv[1]);
  must(store_open(argv[1], DB_CREATE, &ours, &db), NULL, argv[1]);
  must(db_migrate(db), db, "migrate");
  load(db, rows);
  scan(db, rows);
  scan(db, rows);
  db_close(db);
  fflush(stdout);
  commits(argv[1], 1);
  fflush(stdout);
  commits(argv[1], writers);
  must(db_remove(argv[1]), NULL, argv[1]);
  return 0;
}
