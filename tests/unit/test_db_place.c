/* Where a register stands: what is made beside the place it shall have, what may get a name and what may not,
 * who has it open, and what else may not be in it. */
#include "whole_for_test.h"

#include <unistd.h>

/* ---- another's place ---- */

/* An empty register of one's own at `place`. */
static struct db *empty_register(const char *place) {
  struct db *db;
  bool cut;
  assert_int_equal(db_make(place, &db, &cut), OK);
  assert_int_equal(db_made(db), OK);
  return db;
}

static struct db_beside *copied_beside(struct world *w, const char *place) {
  struct db_beside *beside;
  struct db_copied copied;
  struct db *part;
  ok(db_beside_begin(place, &beside));
  ok(db_beside_make(beside, &part));
  ok(copy_with(w->db, part, NULL, &copied));
  db_close(part);
  return beside;
}

static void a_register_takes_the_place_of_another(void **state) {
  struct world *w = *state;
  struct db_beside *second;
  const char *place = third_place(w, "copy_place");
  live(w);
  struct db *db = empty_register(place);
  assert_int_equal(db_beside_begin(place, &second), RETRY); /* it is being made */
  db_close(db);
  ok(db_open(place, DB_WRITE, &db));
  struct db_beside *beside = copied_beside(w, place);
  assert_int_equal(db_beside_begin(place, &second), RETRY); /* one is at it */
  assert_int_equal(db_beside_take_place(beside), RETRY);    /* somebody has it open */
  assert_non_null(strstr(db_message_in(NULL, EN), "has it open"));
  db_close(db);
  /* Nor under one who only reads, and is idle. */
  ok(db_open(place, DB_READ, &db));
  ok(db_begin(db));
  db_rollback(db);
  assert_int_equal(db_beside_take_place(beside), RETRY);
  db_close(db);
  ok(db_beside_take_place(beside));
  const char *part = arena_print(w->a, "%s", db_beside_path(beside));
  db_beside_end(beside);
  ok(db_open(place, DB_READ, &db));
  assert_int_equal(last_act(db), last_act(w->db));
  db_close(db);
  bool holds = true;
  ok(db_holds(part, &holds));
  assert_false(holds);
  ok(db_remove(place));
}

static void what_was_not_put_is_taken_away(void **state) {
  struct world *w = *state;
  const char *place = third_place(w, "copy_given_up");
  live(w);
  struct db_beside *beside = copied_beside(w, place);
  const char *part = arena_print(w->a, "%s", db_beside_path(beside));
  bool holds = false;
  ok(db_holds(part, &holds));
  assert_true(holds);
  db_beside_end(beside);
  ok(db_holds(part, &holds));
  assert_false(holds);
}

/* A restore that was killed when all but the name was done: what it left holds everybody, and goes. */
static void what_a_killed_restore_left_goes(void **state) {
  struct world *w = *state;
  const char *place = third_place(w, "copy_killed");
  live(w);
  struct db_beside *beside;
  ok(db_beside_begin(place, &beside));
  const char *part = arena_print(w->a, "%s", db_beside_path(beside));
  db_beside_end(beside);
  struct db *left = empty_register(part);
  db_close(left);
  beside = copied_beside(w, place);
  ok(db_beside_take_place(beside));
  db_beside_end(beside);
  ok(db_remove(place));
}

/* The longest names have room for what is made beside them. */
static void a_long_name_has_a_part(void **state) {
  struct world *w = *state;
  char name[64];
  if (!test_db_on_server()) return; /* a matter of PostgreSQL's names */
  snprintf(name, sizeof name, "l%062d", (int)getpid());
  live(w);
  const char *place = arena_print(w->a, "%s#%s", getenv("ANSINH_TEST_DB"), name);
  ok(db_remove(place));
  struct db_beside *beside = copied_beside(w, place);
  ok(db_beside_take_place(beside));
  db_beside_end(beside);
  bool holds = false;
  ok(db_holds(place, &holds));
  assert_true(holds);
  ok(db_remove(place));
}

static void put_file(const char *path, const char *text) {
  FILE *f = fopen(path, "w");
  assert_non_null(f);
  fputs(text, f);
  fclose(f);
}

static void holds_text(const char *path, const char *text) {
  char read[64] = "";
  FILE *f = fopen(path, "r");
  assert_non_null(f);
  size_t n = fread(read, 1, sizeof read - 1, f);
  fclose(f);
  assert_int_equal(n, strlen(text));
  assert_string_equal(read, text);
}

/* The journal of a file that is gone would be written over whatever takes the name. */
static void no_name_beside_anothers_journal(void **state) {
  struct world *w = *state;
  struct db *db;
  struct db_beside *beside;
  bool cut, holds;
  if (test_db_on_server()) return; /* a matter of SQLite files */
  live(w);
  const char *place = second_place(w, "copy_journal"), *wal = arena_print(w->a, "%s-wal", place);
  put_file(wal, "what was written last");
  assert_int_equal(db_make(place, &db, &cut), CONFLICT);
  assert_int_equal(db_holds(place, &holds), CONFLICT);
  assert_int_equal(db_beside_begin(place, &beside), CONFLICT);
  assert_non_null(strstr(db_message_in(NULL, EN), "journal"));
  holds_text(wal, "what was written last");
  assert_int_equal(unlink(wal), 0);
  /* One that comes while the register is made beside it. */
  beside = copied_beside(w, place);
  put_file(wal, "what was written last");
  assert_int_equal(db_beside_take_place(beside), CONFLICT);
  holds_text(wal, "what was written last");
  assert_int_equal(unlink(wal), 0);
  ok(db_beside_take_place(beside));
  db_beside_end(beside);
  ok(db_remove(place));
}

static void what_is_not_ours_is_not_written_over(void **state) {
  struct world *w = *state;
  struct db_beside *beside;
  struct db *from, *part;
  if (test_db_on_server()) return; /* a matter of SQLite files */
  live(w);
  const char *place = second_place(w, "copy_foreign"), *beside_it = arena_print(w->a, "%s.part", place),
             *letter = arena_print(w->a, "%s.letter", place);
  ok(db_open(w->place.path, DB_READ, &from));
  put_file(letter, "a letter");
  assert_int_equal(symlink(letter, beside_it), 0);
  for (int i = 0; i < 2; i++) { /* a link, then a file */
    ok(db_beside_begin(place, &beside));
    assert_int_equal(db_beside_snapshot(beside, from, NULL), CONFLICT);
    assert_int_equal(db_beside_make(beside, &part), CONFLICT);
    db_beside_end(beside);
    holds_text(letter, "a letter");
    holds_text(beside_it, "a letter");
    assert_int_equal(unlink(beside_it), 0);
    put_file(beside_it, "a letter");
  }
  db_close(from);
  assert_int_equal(unlink(beside_it), 0);
  assert_int_equal(unlink(letter), 0);
}

/* A file that was never written to holds no lock for who reads it idly: he notices. */
static void another_register_in_its_place_is_noticed(void **state) {
  struct world *w = *state;
  struct db *from, *reader;
  struct db_beside *beside;
  if (test_db_on_server()) return; /* a matter of SQLite files */
  live(w);
  const char *place = second_place(w, "copy_noticed");
  ok(db_open(w->place.path, DB_READ, &from));
  for (int i = 0; i < 2; i++) {
    if (i == 1) ok(db_open(place, DB_READ, &reader));
    ok(db_beside_begin(place, &beside));
    ok(db_beside_snapshot(beside, from, NULL));
    ok(db_beside_take_place(beside));
    db_beside_end(beside);
  }
  assert_int_equal(db_begin(reader), CONFLICT);
  assert_true(db_replaced(reader));
  db_close(reader);
  struct db *again;
  ok(db_open(place, DB_READ, &again));
  assert_int_equal(last_act(again), last_act(w->db));
  db_close(again);
  db_close(from);
  ok(db_remove(place));
}

/* ---- what else is in it ---- */

static const struct {
  const char *file, *server, *told;
  bool copied; /* its rows can still be trusted */
} foreign[] = {
  { "CREATE TRIGGER evil AFTER INSERT ON determination BEGIN DELETE FROM fact; END",
    "CREATE FUNCTION evil() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
    "CREATE TRIGGER evil AFTER INSERT ON determination EXECUTE FUNCTION evil()",
    "evil", true },
  { "CREATE TABLE mine(x)", "CREATE TABLE mine(x BIGINT)", "table mine", true },
  { "CREATE VIEW seen AS SELECT 1", "CREATE VIEW seen AS SELECT 1", "view seen", true },
  { "DROP INDEX person_public", "DROP INDEX person_public", "index person_public", true },
  { "DROP INDEX person_public; CREATE INDEX person_public ON person(public_id)",
    "DROP INDEX person_public; CREATE INDEX person_public ON person(public_id)", "index person_public",
    true },
  { "DROP TABLE finding; CREATE VIEW finding AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n)"
    " SELECT x AS id FROM n",
    "DROP TABLE finding; CREATE VIEW finding AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n)"
    " SELECT x AS id FROM n",
    "table finding", false },
  { "ALTER TABLE finding ADD COLUMN more INT", "ALTER TABLE finding ADD COLUMN more BIGINT", "table finding",
    false },
  { "ALTER TABLE finding RENAME TO found", "ALTER TABLE finding RENAME TO found", "table finding", false },
};

struct told {
  const char *words;
  bool found;
};

static void note_object(void *context, enum db_object_fault what, const char *object, bool table) {
  struct told *t = context;
  (void)what;
  (void)table;
  t->found |= strstr(object, t->words) != NULL;
}

static void one_object(struct world *w, size_t i) {
  struct db *db, *to;
  struct db_copied copied;
  bool cut;
  live(w);
  ok(db_script(w->db, test_db_on_server() ? foreign[i].server : foreign[i].file));
  assert_int_equal(db_open(w->place.path, DB_READ, &db), CONFLICT);
  /* What it says to do is what can be done. */
  assert_non_null(
      strstr(db_message_in(NULL, EN), foreign[i].copied ? "not of the program" : "not as they were"));
  assert_int_equal(strstr(db_message_in(NULL, EN), "ansinh db copy") != NULL, foreign[i].copied);
  assert_int_equal(db_open(w->place.path, DB_WRITE, &db), CONFLICT);
  ok(db_open(w->place.path, DB_CHECK, &db));
  struct told t = { foreign[i].told, false };
  ok(db_objects_check(db, &(struct db_object_watch) { &t, note_object }));
  if (!t.found) fail_msg("not told: %s", foreign[i].file);
  assert_true(audited(w, db) > 0);
  const char *second = second_place(w, "copy_objects");
  ok(db_make(second, &to, &cut));
  assert_int_equal(copy_with(db, to, NULL, &copied), foreign[i].copied ? OK : CONFLICT);
  db_unmake(to);
  db_close(db);
  assert_int_not_equal(access(second, F_OK), 0);
}

static void what_is_not_the_programs_is_named(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
    void *s;
    world_setup(&s);
    one_object(s, i);
    world_teardown(&s);
  }
}

/* Two names have two logs: what came by one would be lost by the other. */
static void a_file_of_two_names_is_not_written_to(void **state) {
  struct world *w = *state;
  struct db *db;
  if (test_db_on_server()) return;
  live(w);
  const char *other = arena_print(w->a, "%s.other", w->place.path),
             *soft = arena_print(w->a, "%s.soft", w->place.path);
  assert_int_equal(link(w->place.path, other), 0);
  for (int i = 0; i < 2; i++) {
    assert_int_equal(db_open(i ? other : w->place.path, DB_WRITE, &db), CONFLICT);
    assert_non_null(strstr(db_message_in(NULL, EN), "more than one name"));
  }
  assert_int_equal(db_open(w->place.path, DB_READ, &db), CONFLICT); /* a log lies beside this name */
  int64_t acts = last_act(w->db);
  db_close(w->db); /* and is written back */
  ok(db_open(other, DB_READ, &db));
  assert_int_equal(last_act(db), acts);
  db_close(db);
  assert_int_not_equal(access(arena_print(w->a, "%s-shm", other), F_OK), 0);
  unlink(other);
  /* A symbolic link is the file itself, and so is what is kept beside it. */
  assert_int_equal(symlink(w->place.path, soft), 0);
  assert_int_equal(db_open(soft, DB_WRITE, &w->db), OK);
  w->place.db = w->db;
  ok(db_script(w->db, "UPDATE register SET name = name"));
  assert_int_not_equal(access(arena_print(w->a, "%s-wal", soft), F_OK), 0);
  assert_int_equal(access(arena_print(w->a, "%s-wal", w->place.path), F_OK), 0);
  unlink(soft);
}

static void a_lost_list_of_migrations_is_damage(void **state) {
  struct world *w = *state;
  struct db *db;
  live(w);
  ok(db_script(w->db, "DELETE FROM schema_migration"));
  assert_int_equal(db_open(w->place.path, DB_READ, &db), IO);
  assert_true(db_damaged(NULL));
  assert_int_equal(db_open(w->place.path, DB_WRITE, &db), IO);
}

#define T(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
    T(a_register_takes_the_place_of_another),    T(what_was_not_put_is_taken_away),
    T(what_a_killed_restore_left_goes),          T(a_long_name_has_a_part),
    T(no_name_beside_anothers_journal),          T(what_is_not_ours_is_not_written_over),
    T(another_register_in_its_place_is_noticed), cmocka_unit_test(what_is_not_the_programs_is_named),
    T(a_lost_list_of_migrations_is_damage),      T(a_file_of_two_names_is_not_written_to),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
