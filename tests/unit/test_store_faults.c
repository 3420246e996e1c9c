/* The SQLite engine on a disk that fails: what was confirmed stays, nothing is half, every fault has its
 * word. ANSINH_SEED chooses where a run of losses of power begins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sqlite3.h>

#include "store/driver.h"
#include "db_for_test.h"
#include "fault_vfs.h"

#define TABLES                                                                                               \
  "CREATE TABLE act ( id INTEGER PRIMARY KEY, parts BIGINT NOT NULL );\n"                                    \
  "CREATE TABLE part ( act BIGINT NOT NULL REFERENCES act(id), n BIGINT NOT NULL, text TEXT NOT NULL );\n"   \
  "CREATE INDEX part_act ON part(act);\n"

static const struct migration list[] = { { "0001_acts", TABLES, sizeof TABLES - 1 } };
static const struct migrations ours = { list, 1 };

static char path[] = "test_store_faults.db";

#define ok(call) assert_int_equal((call), OK)

struct act {
  int64_t number, parts;
  size_t length;
};

static char letters[4000];

/* One act: a row, and as many parts as it says. */
static enum err write_act(struct db *db, void *context) {
  const struct act *act = context;
  struct stmt *s;
  enum err e = db_query(db, "INSERT INTO act(id, parts) VALUES ($1, $2)", &s);
  if (e != OK) return e;
  bind_int(s, 1, act->number);
  bind_int(s, 2, act->parts);
  e = db_run(s);
  for (int64_t i = 0; e == OK && i < act->parts; i++) {
    e = db_query(db, "INSERT INTO part(act, n, text) VALUES ($1, $2, $3)", &s);
    if (e != OK) return e;
    bind_int(s, 1, act->number);
    bind_int(s, 2, i);
    bind_text(s, 3, (struct str) { letters, act->length });
    e = db_run(s);
  }
  return e;
}

static struct act act_of(int64_t number, struct rng *r) {
  return (struct act) { number, (int64_t)rng_below(r, 6), (size_t)rng_below(r, sizeof letters) };
}

/* What is there is whole; the highest act of it. */
static int64_t check(struct db *db) {
  struct stmt *s;
  ok(db_query(db, "PRAGMA integrity_check", &s));
  ok(db_step(s));
  assert_string_equal(col_text(s, 0).p, "ok");
  db_reset(s);
  assert_int_equal(
      test_int(db,
               "SELECT count(*) FROM act WHERE parts <> (SELECT count(*) FROM part WHERE part.act = "
               "act.id)",
               0, NULL),
      0);
  assert_int_equal(test_int(db, "SELECT count(*) FROM part WHERE act NOT IN (SELECT id FROM act)", 0, NULL),
                   0);
  int64_t highest = test_int(db, "SELECT coalesce(max(id), 0) FROM act", 0, NULL);
  assert_int_equal(test_int(db, "SELECT count(*) FROM act", 0, NULL), highest);
  return highest;
}

/* ---- the power goes ---- */

/* Acts until the power goes at a random call; how many are there after that, beside how many were confirmed.
 */
static void until_the_power_goes(struct rng *r, bool derived, int64_t *confirmed, int64_t *ret_there) {
  struct db *db;
  ok(store_open(path, DB_WRITE, &ours, &db));
  if (!derived) ok(db_script(db, "PRAGMA wal_autocheckpoint = 30"));
  if (derived) ok(db_derived(db, true));
  fault_vfs_fail(fault_vfs_calls() + 1 + (int64_t)rng_below(r, 500), true, FAULT_ERROR);
  for (enum err e = OK; e == OK;) {
    struct act act = act_of(*confirmed + 1, r);
    e = db_transaction(db, write_act, &act);
    if (e == OK) ++*confirmed;
    if (e != OK) assert_true(*db_message(db) != 0);
  }
  fault_vfs_power_off();
  db_close(db);
  fault_vfs_power_back();
  enum err e = store_open(path, DB_WRITE, &ours, &db);
  if (e != OK) fail_msg("%s", db_message(NULL));
  *ret_there = check(db);
  db_close(db);
}

static void begin(uint64_t seed) {
  struct db *db;
  ok(db_remove(path));
  fault_vfs_begin(seed);
  ok(store_open(path, DB_CREATE, &ours, &db));
  ok(db_migrate(db));
  db_close(db);
}

static void what_was_confirmed_is_there_and_nothing_is_half(void **state) {
  (void)state;
  int64_t first = 1, all = 0, in_flight = 0;
  const char *chosen = getenv("ANSINH_SEED");
  if (chosen != NULL) ok(parse_int(str_of(chosen), &first));
  for (int64_t seed = first; seed < first + 60; seed++) {
    struct rng r = { (uint64_t)seed };
    int64_t confirmed = 0, there;
    begin((uint64_t)seed);
    for (int round = 0; round < 3; round++) {
      until_the_power_goes(&r, false, &confirmed, &there);
      /* The one that was being written may stand or not. */
      if (there != confirmed && there != confirmed + 1)
        fail_msg("ANSINH_SEED=%lld: %lld confirmed, %lld there", (long long)seed, (long long)confirmed,
                 (long long)there);
      in_flight += there - confirmed;
      confirmed = there;
    }
    all += confirmed;
  }
  print_message("# seeds from %lld: %lld acts, %lld of them stood unconfirmed\n", (long long)first,
                (long long)all, (long long)in_flight);
  assert_true(all > 300);
  ok(db_remove(path));
}

/* Without it the test above would show nothing. */
static void the_disk_does_lose_what_was_not_synced(void **state) {
  (void)state;
  int64_t lost = 0;
  for (uint64_t seed = 1; seed < 20; seed++) {
    struct rng r = { seed };
    int64_t confirmed = 0, there;
    begin(seed);
    until_the_power_goes(&r, true, &confirmed, &there);
    assert_true(there <= confirmed + 1);
    lost += there < confirmed;
  }
  assert_true(lost > 5);
  ok(db_remove(path));
}

/* ---- one call fails ---- */

struct life {
  int64_t confirmed;
  bool made; /* db_migrate said OK */
  enum err e;
};

static void faulty(struct db *db, enum err e) {
  if (e != IO && e != NOMEM && e != CONFLICT && e != DENIED) fail_msg("%d: %s", e, db_message(db));
  const char *said = db_message(db);
  assert_true(*said != 0);
  assert_null(strstr(said, "not an error"));
  assert_null(strstr(said, "another row"));
}

/* A place is made, acted on and read; whatever fails is told, and the next call goes on. */
static struct life live(void) {
  struct life life = { 0 };
  struct db *db;
  struct rng r = { 7 };
  life.e = store_open(path, DB_CREATE, &ours, &db);
  if (life.e != OK) {
    faulty(NULL, life.e);
    return life;
  }
  life.e = db_migrate(db);
  life.made = life.e == OK;
  for (int i = 0; life.made && i < 12; i++) {
    struct act act = act_of(life.confirmed + 1, &r);
    enum err e = db_transaction(db, write_act, &act);
    if (e == OK) life.confirmed++;
    /* A failed COMMIT may yet stand: then the number is taken, which is not a fault. */
    if (e != OK && life.e == OK) life.e = e;
    if (e != OK) break;
  }
  int64_t n;
  if (life.e == OK) life.e = db_int(db, "SELECT count(*) FROM part", 0, NULL, &n);
  if (life.e != OK) faulty(db, life.e);
  db_close(db);
  return life;
}

static void each_call_that_fails(bool for_ever, enum fault_kind kind) {
  int64_t told = 0;
  fault_vfs_begin(1);
  for (int64_t at = 1;; at += at < 80 ? 1 : 5) {
    ok(db_remove(path));
    fault_vfs_begin(1);
    fault_vfs_fail(at, for_ever, kind);
    struct life life = live();
    bool failed = fault_vfs_failed();
    told += life.e != OK;
    fault_vfs_fail(0, false, kind);
    struct db *db;
    enum err e = store_open(path, DB_CREATE, &ours, &db);
    if (e != OK) fail_msg("call %lld: %s", (long long)at, db_message(NULL));
    ok(db_migrate(db));
    int64_t there = check(db);
    if (there != life.confirmed && there != life.confirmed + 1)
      fail_msg("call %lld: %lld confirmed, %lld there", (long long)at, (long long)life.confirmed,
               (long long)there);
    db_close(db);
    if (!failed) break;
  }
  assert_true(told > 60);
  ok(db_remove(path));
}

static void one_failing_call_leaves_nothing_half(void **state) {
  (void)state;
  each_call_that_fails(false, FAULT_ERROR);
}

static void a_disk_that_stays_broken_leaves_nothing_half(void **state) {
  (void)state;
  each_call_that_fails(true, FAULT_ERROR);
}

static void a_full_disk_leaves_nothing_half(void **state) {
  (void)state;
  each_call_that_fails(true, FAULT_FULL);
}

static void nothing_told(void *context, enum db_object_fault what, const char *object, bool table) {
  (void)context, (void)what, (void)object, (void)table;
}

/* Memory that runs out is the world's: whatever the engine calls it, wherever it was wanted, it is no bug. */
static void no_memory_is_no_bug(void **state) {
  (void)state;
  const struct db_object_watch watch = { NULL, nothing_told };
  int opened = 0, checked = 0;
  fault_vfs_begin(1);
  ok(db_remove(path));
  assert_int_equal(live().e, OK);
  for (int64_t more = 0; more < 200000; more += 700) { /* while it is opened, and then beside it */
    struct db *db;
    sqlite3_hard_heap_limit64(20000 + more);
    enum err e = store_open(path, DB_WRITE, &ours, &db);
    sqlite3_hard_heap_limit64(0);
    if (e != OK) faulty(NULL, e);
    if (e == OK) db_close(db);
    ok(store_open(path, DB_WRITE, &ours, &db));
    sqlite3_hard_heap_limit64(sqlite3_memory_used() + more);
    enum err objects = db_objects_check(db, &watch);
    sqlite3_hard_heap_limit64(0);
    if (objects != OK) faulty(db, objects);
    opened += e == NOMEM;
    checked += objects == NOMEM;
    db_close(db);
  }
  assert_true(opened > 20 && checked > 20);
  ok(db_remove(path));
}

static int setup(void **state) {
  (void)state;
  memset(letters, 'a', sizeof letters);
  fault_vfs_install();
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_was_confirmed_is_there_and_nothing_is_half),
    cmocka_unit_test(the_disk_does_lose_what_was_not_synced),
    cmocka_unit_test(one_failing_call_leaves_nothing_half),
    cmocka_unit_test(a_disk_that_stays_broken_leaves_nothing_half),
    cmocka_unit_test(a_full_disk_leaves_nothing_half),
    cmocka_unit_test(no_memory_is_no_bug), /* last: the engine keeps the limit it once had */
  };
  return cmocka_run_group_tests(tests, setup, NULL);
}
