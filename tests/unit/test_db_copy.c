/* A register as a whole: copied between engines and compared, snapshotted while acts go on, and what the
 * audit finds in rows written past the acts. */
#include "lax_for_test.h"
#include "whole_for_test.h"

#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOUND_MAX = 64 };

/* ---- what is moved ---- */

static const char columns_sqlite[] =
    "SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_table_info($1) ORDER BY cid)";
static const char columns_postgres[] =
    "SELECT string_agg(CAST(column_name AS TEXT), ', ' ORDER BY ordinal_position)"
    " FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1";
static const char names_sqlite[] =
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    " AND name <> 'schema_migration' ORDER BY name";
static const char names_postgres[] =
    "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = current_schema()"
    " AND table_name <> 'schema_migration' ORDER BY table_name";

/* Every column stands in the order it is moved in, so that none was forgotten. */
static void has_all_columns(struct world *w, const struct db_table *table) {
  struct stmt *s;
  ok(db_query(w->db, test_db_on_server() ? columns_postgres : columns_sqlite, &s));
  bind_text(s, 1, str_of(table->name));
  ok(db_step(s));
  const char *want = arena_print(w->a, "INSERT INTO %s(%.*s) ", table->name, (int)col_text(s, 0).n,
                                 col_text(s, 0).p);
  db_reset(s);
  if (strncmp(want, table->load.insert_sql, strlen(want)) != 0)
    fail_msg("%s is not %s", table->load.insert_sql, want);
  assert_int_equal(strlen(table->kinds), table->load.columns);
}

static void every_table_is_moved(void **state) {
  struct world *w = *state;
  struct db_table tables[TABLES_MAX];
  struct stmt *s;
  int count = all_tables(tables), known = 0, there = 0;
  ok(db_query(w->db, test_db_on_server() ? names_postgres : names_sqlite, &s));
  for (enum err e; (e = db_step(s)) != NOT_FOUND; there++) {
    assert_int_equal(e, OK);
    bool found = false;
    for (int i = 0; i < count; i++)
      found |= str_is(col_text(s, 0), tables[i].name);
    if (!found) fail_msg("%.*s is not moved", (int)col_text(s, 0).n, col_text(s, 0).p);
    known++;
  }
  assert_int_equal(known, count);
  for (int i = 0; i < count; i++)
    has_all_columns(w, &tables[i]);
}

static void there_and_back_again(void **state) {
  struct world *w = *state;
  struct db *file, *back;
  struct db_copied out, home;
  bool cut;
  live(w);
  const char *second = second_place(w, "copy_second"), *third = third_place(w, "copy_third");
  ok(db_make(second, &file, &cut));
  assert_false(cut);
  ok(copy_with(w->db, file, NULL, &out));
  ok(db_make(third, &back, &cut));
  ok(copy_with(file, back, NULL, &home));
  assert_true(out.rows > 300 && out.rows == home.rows);
  assert_true(out.hash == home.hash);
  /* The copy lives on: counters stand behind the highest keys. */
  struct db *mine = w->db;
  w->db = back;
  int64_t before = last_act(back);
  on(w, 2026, 6, 3);
  person(w, "Trần Văn Mới", 1990, 1, 1, REG_MALE);
  assert_int_equal(last_act(back), before + 1);
  w->db = mine;
  /* And is no longer what it was made from. */
  db_close(back);
  ok(db_open(third, DB_READ, &back));
  const char *fourth = second_place(w, "copy_fourth");
  struct db *other;
  ok(db_make(fourth, &other, &cut));
  ok(copy_with(back, other, NULL, &home));
  assert_true(out.hash != home.hash);
  db_close(other);
  db_close(back);
  db_close(file);
  ok(db_remove(second));
  ok(db_remove(third));
  ok(db_remove(fourth));
}

static void what_holds_something_is_not_written_over(void **state) {
  struct world *w = *state;
  struct db *db;
  bool cut, holds;
  assert_int_equal(db_make(w->place.path, &db, &cut), CONFLICT);
  assert_non_null(strstr(db_message_in(NULL, EN), "not written over"));
  ok(db_holds(w->place.path, &holds));
  assert_true(holds);
}

static void what_was_cut_short_says_so(void **state) {
  struct world *w = *state;
  struct db *db, *second;
  bool cut, holds;
  const char *place = third_place(w, "copy_cut");
  ok(db_make(place, &db, &cut));
  assert_int_equal(db_make(place, &second, &cut), RETRY); /* somebody is at it */
  assert_non_null(strstr(db_message_in(NULL, EN), "another run"));
  ok(db_begin(db));
  db_rollback(db);
  db_close(db);
  assert_int_equal(db_open(place, DB_READ, &db), CONFLICT);
  assert_non_null(strstr(db_message_in(NULL, EN), "cut short"));
  ok(db_holds(place, &holds));
  assert_false(holds);
  ok(db_make(place, &db, &cut));
  assert_true(cut);
  db_close(db);
  ok(db_remove(place));
}

static void *close_soon(void *db) {
  usleep(300000);
  db_close(db);
  return NULL;
}

/* A server lets go of what a connection held a little after it was closed: that is waited for. */
static void who_is_leaving_is_waited_for(void **state) {
  struct world *w = *state;
  struct db *leaving, *db;
  bool cut;
  pthread_t thread;
  if (!test_db_on_server()) return; /* a file's lock is gone with its closing */
  const char *place = third_place(w, "copy_leaving");
  ok(db_make(place, &leaving, &cut));
  assert_int_equal(pthread_create(&thread, NULL, close_soon, leaving), 0);
  ok(db_make(place, &db, &cut));
  assert_true(cut);
  pthread_join(thread, NULL);
  db_close(db);
  ok(db_remove(place));
}

/* A damaged file may hold anything in any column; PostgreSQL would not. */
static void a_row_that_cannot_be_moved_is_named(void **state) {
  struct world *w = *state;
  struct db *to;
  struct db_copied copied;
  bool cut;
  if (test_db_on_server()) return; /* a matter of SQLite files */
  live(w);
  test_lax(w->place.path, "UPDATE act SET paper = x'00ff' WHERE act = 3");
  const char *second = second_place(w, "copy_damaged");
  ok(db_make(second, &to, &cut));
  assert_int_equal(copy_with(w->db, to, NULL, &copied), IO);
  assert_true(db_damaged(w->db));
  assert_non_null(strstr(db_message(w->db), "act, row 3"));
  db_close(to);
  assert_int_equal(db_open(second, DB_READ, &to), CONFLICT);
  ok(db_remove(second));
}

struct spoiling {
  const char *place;
};

/* Before it is compared, a text of what was copied becomes no text. */
static void spoil_a_kind(void *context, enum db_copy_step step, const char *table, int64_t rows) {
  const struct spoiling *x = context;
  if (step != DB_COMPARING || strcmp(table, "act") != 0 || rows > 0) return;
  test_lax(x->place, "UPDATE act SET paper = x'00ff' WHERE act = 3");
}

static void a_row_that_came_out_damaged_is_named(void **state) {
  struct world *w = *state;
  struct db *to;
  struct db_copied copied;
  bool cut;
  if (test_db_on_server()) return; /* a matter of SQLite files */
  live(w);
  struct spoiling x = { second_place(w, "copy_spoiled") };
  struct db_copy_watch watch = { &x, spoil_a_kind };
  ok(db_make(x.place, &to, &cut));
  assert_int_equal(copy_with(w->db, to, &watch, &copied), IO);
  assert_true(db_damaged(to));
  assert_non_null(strstr(db_message(to), "act, row 3"));
  db_close(to);
  ok(db_remove(x.place));
}

/* ---- one moment of it ---- */

struct meanwhile {
  struct world *w;
  int acts;
};

/* Somebody acts while it is copied. */
static void act_meanwhile(void *context, enum db_copy_step step, const char *table, int64_t rows) {
  struct meanwhile *m = context;
  (void)rows;
  /* The moment is that of the first reading, which is said before it is done. */
  if (step == DB_INDEXING || m->acts == 5 || strcmp(table, "register") == 0) return;
  m->acts++;
  person(m->w, arena_print(m->w->a, "Lê Thị %d", m->acts), 1950 + m->acts, 1, 1, REG_FEMALE);
}

static void a_copy_is_one_moment(void **state) {
  struct world *w = *state;
  struct meanwhile m = { .w = w };
  struct db_copy_watch watch = { &m, act_meanwhile };
  struct db *from, *to;
  struct db_copied copied;
  bool cut;
  live(w);
  int64_t before = last_act(w->db);
  const char *second = second_place(w, "copy_moment");
  ok(db_open(w->place.path, DB_READ, &from));
  ok(db_make(second, &to, &cut));
  ok(copy_with(from, to, &watch, &copied));
  assert_int_equal(m.acts, 5);
  assert_int_equal(last_act(w->db), before + 5);
  assert_int_equal(last_act(to), before);
  assert_int_equal(audited(w, to), 0);
  db_close(to);
  db_close(from);
  ok(db_remove(second));
}

/* Before it is compared, one letter of what was copied becomes another. */
static void spoil_a_letter(void *context, enum db_copy_step step, const char *table, int64_t rows) {
  struct db *to = context;
  if (step != DB_COMPARING || strcmp(table, "person_version") != 0 || rows > 0) return;
  assert_int_equal(db_script(to, "UPDATE person_version SET ethnic = 'Kanh' WHERE id = 1"), OK);
}

static void a_letter_that_differs_is_found(void **state) {
  struct world *w = *state;
  struct db *to;
  struct db_copied copied;
  bool cut;
  live(w);
  const char *second = second_place(w, "copy_letter");
  ok(db_make(second, &to, &cut));
  struct db_copy_watch watch = { to, spoil_a_letter };
  assert_int_equal(copy_with(w->db, to, &watch, &copied), IO);
  assert_non_null(strstr(db_message(to), "person_version, row 1"));
  db_close(to);
  ok(db_remove(second));
}

static void a_snapshot_is_one_moment(void **state) {
  struct world *w = *state;
  struct meanwhile m = { .w = w };
  struct db_copy_watch watch = { &m, act_meanwhile };
  struct db *from, *copy;
  struct stat file;
  if (test_db_on_server()) return; /* a matter of SQLite files */
  live(w);
  int64_t before = last_act(w->db);
  const char *second = second_place(w, "snapshot");
  ok(db_open(w->place.path, DB_READ, &from));
  struct db_beside *beside;
  ok(db_beside_begin(second, &beside));
  ok(db_beside_snapshot(beside, from, &watch));
  ok(db_beside_take_place(beside));
  db_beside_end(beside);
  db_close(from);
  assert_true(m.acts > 1);
  assert_int_equal(last_act(w->db), before + m.acts);
  assert_int_equal(stat(second, &file), 0);
  assert_int_equal(file.st_mode & 07777, 0600);
  assert_int_not_equal(access(arena_print(w->a, "%s-wal", second), F_OK), 0);
  ok(db_open(second, DB_READ, &copy));
  assert_int_equal(last_act(copy), before);
  assert_int_equal(audited(w, copy), 0);
  db_close(copy);
  ok(db_remove(second));
}

/* ---- the audit ---- */

struct found {
  struct reg_audit_finding at[FOUND_MAX];
  int n;
};

static void keep_finding(void *context, const struct reg_audit_finding *finding) {
  struct found *f = context;
  assert_true(finding->words[VI][0] != 0 && finding->words[EN][0] != 0);
  assert_null(strstr(finding->words[EN], "{"));
  if (f->n < FOUND_MAX) f->at[f->n++] = *finding;
}

static void sound_is_sound(void **state) {
  struct world *w = *state;
  live(w);
  assert_int_equal(audited(w, w->db), 0);
  struct viewer some = *w->me;
  int told = 0;
  int64_t none;
  struct reg_audit_watch watch = { &told, NULL, count_finding };
  some.area = 1;
  assert_int_equal(reg_audit(&some, w->db, NULL, &watch, &none), DENIED);
}

/* Each written past the acts, on an engine that lets it: `sql`, and what the audit must say of which table.
 */
static const struct planted {
  const char *sql, *code, *table;
  bool sqlite_only; /* PostgreSQL cannot be brought to hold it */
} planted[] = {
  { "UPDATE membership SET household = 99999 WHERE person = 1", "reference", "membership", true },
  { "UPDATE fact SET subject = 99999 WHERE id = (SELECT min(id) FROM fact)", "reference", "fact", false },
  { "UPDATE person_version SET valid_to = valid_from WHERE id = 1", "days", "person_version", true },
  { "UPDATE membership SET act_to = act_from WHERE id = 1", "record", "membership", true },
  { "UPDATE membership SET act_to = 4000 WHERE id = 1", "act_missing", "membership", false },
  { "INSERT INTO membership(person, household, role, valid_from, valid_to, act_from, act_to) SELECT person,"
    " household, role, valid_from + 10, valid_to, act_from, act_to FROM membership WHERE id = 1",
    "overlap", "membership", false },
  { "UPDATE act SET instant = 5 WHERE act = 4", "order", "act", false },
  { "UPDATE register SET last_act = 2", "counter", "register", false },
  { "UPDATE person SET public_id = '0000000000000000X' WHERE id = 1", "public_id", "person", false },
  { "DROP INDEX person_public;"
    "UPDATE person SET public_id = (SELECT public_id FROM person WHERE id = 1) WHERE id = 2",
    "public_id_twice", "person", false },
  { "UPDATE act_text SET body = 'không phải'", "commitment", "act_text", false },
  { "UPDATE symbol SET marks = 0 WHERE name = 'person.grave_illness'", "marks", "symbol", false },
  { "UPDATE person_version SET full_name = 'Ai Khác' WHERE id = 2", "sort_key", "person_version", false },
  { "INSERT INTO pack_text(hash, name, body) VALUES"
    " ('0000000000000000000000000000000000000000000000000000000000000000', 'a', 'b')",
    "pack_text", "pack_text", false },
  { "INSERT INTO act(act, instant, kind, account, paper, answer, whole)"
    " VALUES (5000, 9000000000000000, 'x', 1, '', '', 0)",
    "gap", "act", false },
  /* What a CHECK forbids, told of the row it is in. */
  { "UPDATE person_version SET sex = 'zzz' WHERE id = 1", "value", "person_version", true },
  { "UPDATE person_version SET birth_known = 9 WHERE id = 1", "value", "person_version", true },
  { "UPDATE person_version SET citizen_no = '12' WHERE id = 1", "value", "person_version", true },
  { "UPDATE membership SET role = 'zzz' WHERE id = 1", "value", "membership", true },
  { "UPDATE area_version SET type = 'zzz' WHERE id = 1", "value", "area_version", true },
  { "UPDATE register SET invented = 7", "value", "register", true },
  { "UPDATE fact SET kind = 9 WHERE id = (SELECT min(id) FROM fact)", "value", "fact", true },
  /* What SQLite takes into any column. */
  { "UPDATE fact SET value = 'poor' WHERE id = (SELECT min(id) FROM fact)", "kind", "fact", true },
  { "UPDATE fact SET value = 1.5 WHERE id = (SELECT min(id) FROM fact)", "kind", "fact", true },
  { "UPDATE membership SET valid_from = 20400.5 WHERE id = 1", "kind", "membership", true },
  { "UPDATE act SET paper = x'00ff' WHERE act = 3", "kind", "act", true },
  /* What rows say together. */
  { "INSERT INTO person(id, public_id) SELECT max(id) + 1, '0000000000000000X' FROM person", "nothing",
    "person", false },
  { "INSERT INTO area(id) VALUES (5555)", "nothing", "area", false },
  { "UPDATE area_version SET parent = (SELECT max(v.area) FROM area_version v WHERE v.parent ="
    " area_version.area) WHERE id = (SELECT min(v.id) FROM area_version v WHERE v.parent IS NOT NULL"
    " AND EXISTS (SELECT 1 FROM area_version c WHERE c.parent = v.area))",
    "circle", "area", false },
  { "INSERT INTO link(kind, person, other, valid_from, valid_to, act_from, act_to) SELECT kind, other, "
    "person,"
    " valid_from, valid_to, act_from, act_to FROM link WHERE id = 1",
    "circle", "person", false },
  { "INSERT INTO pack_text(hash, name, body) VALUES"
    " ('3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d', 'b', 'b');"
    "INSERT INTO pack_set(packs, place, text_hash) SELECT hash, 0, hash FROM pack_text",
    "packs", "pack_set", false },
  { "INSERT INTO record_layout(id, kind, items) VALUES (1, 1, 'one,two');"
    "INSERT INTO record(layout, subject_kind, subject, fields, source, valid_from, valid_to, act_from, "
    "act_to)"
    " VALUES (1, 1, 1, 'a,b', '', 20400, 20500, 1, 9223372036854775807)",
    "fields", "record", false },
  { "INSERT INTO record_layout(id, kind, items) VALUES (1, 1, 'one,two');"
    "INSERT INTO record(layout, subject_kind, subject, fields, source, valid_from, valid_to, act_from, "
    "act_to)"
    " VALUES (1, 1, 1, '1,2,3', '', 20400, 20500, 1, 9223372036854775807)",
    "fields", "record", false },
  { "INSERT INTO grant_(id, public_id, person, benefit) SELECT 1, '0000000000000000X', 1, min(id) FROM "
    "symbol;"
    "INSERT INTO grant_paid(grant_id, from_month, to_month, amount, act_from, act_to) SELECT id, 24312, "
    "24315, 1,"
    " 1, 9223372036854775807 FROM grant_;"
    "INSERT INTO grant_paid(grant_id, from_month, to_month, amount, act_from, act_to) SELECT id, 24315, "
    "24316, 1,"
    " 1, 9223372036854775807 FROM grant_",
    "overlap", "grant_paid", false },
  { "INSERT INTO record_layout(id, kind, items) VALUES (1, 1, 'one');"
    "INSERT INTO record(id, layout, subject_kind, subject, fields, source, valid_from, valid_to, act_from,"
    " act_to) VALUES (1, 1, 1, 1, '1', '', 20400, 20500, 1, 9223372036854775807);"
    "INSERT INTO record(id, layout, subject_kind, subject, fields, first, source, valid_from, valid_to,"
    " act_from, act_to) VALUES (2, 1, 1, 1, '1', 1, '', 20400, 20500, 2, 9223372036854775807)",
    "overlap", "record", false },
  { "INSERT INTO record_layout(id, kind, items) VALUES (1, 1, 'one');"
    "INSERT INTO record(id, layout, subject_kind, subject, fields, source, valid_from, valid_to, act_from,"
    " act_to) VALUES (1, 1, 1, 1, '1', '', 20400, 20500, 1, 2);"
    "INSERT INTO record(id, layout, subject_kind, subject, fields, first, source, valid_from, valid_to,"
    " act_from, act_to) VALUES (2, 1, 1, 1, '1', 1, '', 20400, 20500, 2, 9223372036854775807);"
    "INSERT INTO grant_(id, public_id, person, benefit, record) SELECT 1, '0000000000000000X', 1, min(id), 2 "
    "FROM symbol",
    "value", "grant_", false },
  { "UPDATE fact SET value = 99999 WHERE id = (SELECT min(id) FROM fact)", "choice", "fact", false },
  { "UPDATE fact SET value = 7 WHERE id = (SELECT min(id) FROM fact)", "choice", "fact", false },
  { "UPDATE fact SET fact = (SELECT id FROM symbol WHERE name = 'person.disability'), value = fact", "choice",
    "fact", false },
  { "INSERT INTO grant_(id, public_id, person, benefit) SELECT 1, '0000000000000000X', 1, min(id) FROM "
    "symbol WHERE name = 'person.disability'",
    "benefit", "grant_", false },
  /* Known before what it speaks of. */
  { "UPDATE person_version SET act_from = act_from + 1 WHERE person = 1;"
    "UPDATE membership SET act_from = 1 WHERE person = 1",
    "too_early", "membership", false },
  { "UPDATE residence SET act_from = (SELECT max(act) FROM act);"
    "UPDATE fact SET act_from = 1 WHERE kind = 2",
    "too_early", "fact", false },
  { "UPDATE link SET act_from = 1", "too_early", "link", false },
};

static void plant(struct world *w, const struct planted *p) {
  if (!test_db_on_server()) {
    ok(db_script(w->db, "PRAGMA ignore_check_constraints = ON"));
    ok(db_script(w->db, "PRAGMA foreign_keys = OFF"));
  }
  if (strcmp(p->code, "kind") == 0)
    test_lax(w->place.path, p->sql);
  else
    ok(db_script(w->db, p->sql));
}

static void one_is_found(const struct planted *p) {
  void *state;
  struct found f = { 0 };
  int64_t found = 0;
  world_setup(&state);
  struct world *w = state;
  live(w);
  int64_t home = 1;
  struct reg_fact_input fact = { .kind = REG_HOUSEHOLD,
                                 .subject = home,
                                 .fact = S("household.poor"),
                                 .known = true,
                                 .value = 1,
                                 .valid_from = day(2026, 1, 1),
                                 .valid_to = DATE_MAX };
  ok(reg_fact_change(w->me, w->db, &w->act, &test_vocabulary, &fact, &w->no));
  plant(w, p);
  struct reg_audit_watch watch = { &f, NULL, keep_finding };
  if (reg_audit(w->me, w->db, &test_vocabulary, &watch, &found) != OK)
    fail_msg("not looked through: %s: %s", p->sql, db_message(w->db));
  bool told = false;
  for (int i = 0; i < f.n; i++)
    told |= strcmp(f.at[i].code, p->code) == 0 && strcmp(f.at[i].table, p->table) == 0;
  if (!told) fail_msg("not found (%lld others): %s", (long long)found, p->sql);
  world_teardown(&state);
}

static void planted_damage_is_found(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof planted / sizeof *planted; i++)
    if (!planted[i].sqlite_only || !test_db_on_server()) one_is_found(&planted[i]);
}

struct whose {
  enum reg_entity entity;
  char id[REG_PUBLIC_ID + 1];
  int n;
};

static void keep_owner(void *context, const struct reg_audit_finding *finding) {
  struct whose *whose = context;
  if (strcmp(finding->code, "overlap") != 0) return;
  assert_non_null(finding->owner);
  whose->entity = finding->owner->entity;
  memcpy(whose->id, finding->owner->id, sizeof whose->id);
  whose->n++;
}

static void a_finding_says_whose_row_it_is(void **state) {
  struct world *w = *state;
  char id[REG_PUBLIC_ID + 1];
  int64_t found;
  live(w);
  struct reg_audit_watch watch = { NULL, NULL, keep_owner };
  static const struct {
    const char *again;
    enum reg_entity entity;
    int64_t of;
  } rows[] = {
    { "INSERT INTO membership(person, household, role, valid_from, valid_to, act_from, act_to) SELECT person,"
      " household, role, valid_from, valid_to, act_from, act_to FROM membership WHERE person = 1",
      REG_ID_PERSON, 1 },
    { "DELETE FROM membership WHERE id = (SELECT max(id) FROM membership); INSERT INTO residence(household,"
      " area, address, valid_from, valid_to, act_from, act_to) SELECT household, area, address, valid_from,"
      " valid_to, act_from, act_to FROM residence WHERE household = 1",
      REG_ID_HOUSEHOLD, 1 },
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct whose whose = { 0 };
    watch.context = &whose;
    ok(db_script(w->db, rows[i].again));
    ok(reg_audit(w->me, w->db, NULL, &watch, &found));
    ok(reg_id_of(w->me, w->db, rows[i].entity, rows[i].of, id));
    assert_true(whose.n > 0 && whose.entity == rows[i].entity);
    assert_string_equal(whose.id, id);
  }
}

static void a_determination_of_no_act_is_found(void **state) {
  struct world *w = *state;
  struct found f = { 0 };
  int64_t found = 0;
  struct reg_audit_watch watch = { &f, NULL, keep_finding };
  ok(office_audit(w->me, w->db, &watch, &found));
  assert_int_equal(found, 0);
  ok(db_script(w->db, "INSERT INTO pack_text(hash, name, body) VALUES"
                      " ('3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d', 'b', 'b')"));
  ok(db_script(w->db, "INSERT INTO pack_set(packs, place, text_hash) SELECT hash, 0, hash FROM pack_text"));
  ok(db_script(w->db,
               "INSERT INTO determination(id, for_month, law_day, facts_act, facts_day, packs, language,"
               " meaning, people, faults) VALUES (1, 24300, 20400, 4000, 20400,"
               " '3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d', 1, 1, 0, 0)"));
  ok(office_audit(w->me, w->db, &watch, &found));
  assert_int_equal(found, 1);
  assert_string_equal(f.at[0].table, "determination");
  assert_int_equal(f.at[0].row, 1);
}

#define T(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
    T(every_table_is_moved),
    T(a_letter_that_differs_is_found),
    T(there_and_back_again),
    T(what_holds_something_is_not_written_over),
    T(what_was_cut_short_says_so),
    T(who_is_leaving_is_waited_for),
    T(a_row_that_cannot_be_moved_is_named),
    T(a_row_that_came_out_damaged_is_named),
    T(a_copy_is_one_moment),
    T(a_snapshot_is_one_moment),
    T(sound_is_sound),
    cmocka_unit_test(planted_damage_is_found),
    T(a_finding_says_whose_row_it_is),
    T(a_determination_of_no_act_is_found),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
