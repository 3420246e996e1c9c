/* The law's texts in the register: kept by hash, adopted by an act, read back. */
#include "world_for_test.h"

#include "registry/packs.h"

static const struct reg_pack_text old_texts[] = { { S("vn/a.luat"), S("language 1\nđiều một\n") },
                                                  { S("vn/b.luat"), S("language 1\nđiều hai\n") } };
static const struct reg_pack_text new_texts[] = { { S("vn/a.luat"), S("language 1\nđiều một\n") },
                                                  { S("vn/b.luat"), S("language 1\nđiều ba\n") } };
static const struct reg_pack_set old_set = { 2, old_texts }, new_set = { 2, new_texts };

static void a_set_is_kept_once_and_read_back(void **state) {
  struct world *w = *state;
  char hash[65], again[65], other[65];
  struct reg_pack_set got;
  ok(reg_packs_keep(w->db, w->a, &old_set, hash, &w->no));
  ok(reg_packs_keep(w->db, w->a, &old_set, again, &w->no));
  ok(reg_packs_keep(w->db, w->a, &new_set, other, &w->no));
  assert_string_equal(hash, again);
  assert_string_not_equal(hash, other);
  assert_int_equal(count(w, "SELECT count(*) FROM pack_text"), 3); /* one text is of both */
  assert_int_equal(count(w, "SELECT count(*) FROM pack_set"), 4);
  ok(reg_packs_read(w->me, w->a, w->db, str_of(hash), &got));
  assert_int_equal(got.n, 2);
  for (int i = 0; i < 2; i++) {
    assert_true(str_eq(got.text[i].name, old_texts[i].name));
    assert_true(str_eq(got.text[i].body, old_texts[i].body));
  }
  assert_int_equal(reg_packs_read(w->me, w->a, w->db, S("none"), &got), NOT_FOUND);
}

/* A table is found by its file's name, and two may be alike; the same text lies in another folder of another
 * set. */
static void a_text_has_the_name_of_its_set(void **state) {
  static const struct reg_pack_text first_texts[] = { { S("vn/a.luat"), S("language 1\n") },
                                                      { S("vn/low.csv"), S("k,low\n") },
                                                      { S("vn/high.csv"), S("k,low\n") } },
                                    second_texts[] = { { S("my/a.luat"), S("language 1\n") },
                                                       { S("my/b.luat"), S("language 1\nhai\n") } };
  static const struct reg_pack_set sets[] = { { 3, first_texts }, { 2, second_texts } };
  struct world *w = *state;
  for (int k = 0; k < 2; k++) {
    char hash[65];
    struct reg_pack_set got;
    ok(reg_packs_keep(w->db, w->a, &sets[k], hash, &w->no));
    ok(reg_packs_keep(w->db, w->a, &sets[k], hash, &w->no));
    ok(reg_packs_read(w->me, w->a, w->db, str_of(hash), &got));
    assert_int_equal(got.n, sets[k].n);
    for (int i = 0; i < got.n; i++)
      assert_true(str_eq(got.text[i].name, sets[k].text[i].name));
  }
}

static void a_text_that_was_changed_behind_its_hash_is_damage(void **state) {
  struct world *w = *state;
  char hash[65];
  struct reg_pack_set got;
  ok(reg_packs_keep(w->db, w->a, &old_set, hash, &w->no));
  ok(db_script(w->db, "UPDATE pack_text SET body = 'language 1' WHERE name = 'vn/b.luat'"));
  assert_int_equal(reg_packs_read(w->me, w->a, w->db, str_of(hash), &got), IO);
  assert_true(db_damaged(w->db));
}

static void a_set_that_lacks_a_text_is_damage(void **state) {
  struct world *w = *state;
  char hash[65];
  struct reg_pack_set got;
  ok(reg_packs_keep(w->db, w->a, &old_set, hash, &w->no));
  ok(db_script(w->db, "DELETE FROM pack_set WHERE place = 1"));
  assert_int_equal(reg_packs_read(w->me, w->a, w->db, str_of(hash), &got), IO);
}

static void adopting_is_an_act_and_is_known_at_acts(void **state) {
  struct world *w = *state;
  int64_t first, second;
  struct reg_adopted got;
  struct reg_adopted_list all;
  char hash[65], other[65];
  reg_packs_hash(w->a, &old_set, hash);
  reg_packs_hash(w->a, &new_set, other);
  assert_int_equal(reg_packs_at(w->me, w->db, REG_ACT_OPEN - 1, &got), NOT_FOUND);
  w->act.ret_act = &first;
  ok(reg_packs_adopt(w->me, w->db, &w->act, &(struct reg_adopt_input) { &old_set, 1, 2 }, &w->no));
  on(w, 2026, 6, 2);
  w->act.ret_act = &second;
  ok(reg_packs_adopt(w->me, w->db, &w->act, &(struct reg_adopt_input) { &new_set, 1, 2 }, &w->no));
  assert_int_equal(second, first + 1);
  assert_int_equal(reg_packs_at(w->me, w->db, first - 1, &got), NOT_FOUND);
  ok(reg_packs_at(w->me, w->db, first, &got));
  assert_string_equal(got.hash, hash);
  assert_int_equal(got.act, first);
  assert_int_equal(got.language, 1);
  assert_int_equal(got.meaning, 2);
  ok(reg_packs_at(w->me, w->db, second, &got));
  assert_string_equal(got.hash, other);
  ok(reg_packs_history(w->me, w->a, w->db, second, &all));
  assert_int_equal(all.n, 2);
  struct reg_act_row row;
  ok(reg_act_get(w->me, w->a, w->db, second, &row));
  assert_true(str_is(row.kind, "packs.adopt"));
}

static void the_same_set_is_adopted_once_unless_the_meaning_moved(void **state) {
  struct world *w = *state;
  ok(reg_packs_adopt(w->me, w->db, &w->act, &(struct reg_adopt_input) { &old_set, 1, 2 }, &w->no));
  refused_as(w, "packs_already",
             reg_packs_adopt(w->me, w->db, &w->act, &(struct reg_adopt_input) { &old_set, 1, 2 }, &w->no));
  ok(reg_packs_adopt(w->me, w->db, &w->act, &(struct reg_adopt_input) { &old_set, 1, 3 }, &w->no));
}

static void what_is_no_set_of_texts_is_refused(void **state) {
  struct world *w = *state;
  const struct reg_pack_text broken = { S("vn/a.luat"), S("language 1\n\xff\n") };
  const struct reg_pack_set none = { 0, NULL }, bad = { 1, &broken };
  struct viewer reads = viewer_pages();
  refused_as(w, "packs_empty",
             reg_packs_adopt(w->me, w->db, &w->act, &(struct reg_adopt_input) { &none, 1, 2 }, &w->no));
  refused_as(w, "packs_not_text",
             reg_packs_adopt(w->me, w->db, &w->act, &(struct reg_adopt_input) { &bad, 1, 2 }, &w->no));
  refused_as(w, "may_not_write",
             reg_packs_adopt(&reads, w->db, &w->act, &(struct reg_adopt_input) { &old_set, 1, 2 }, &w->no));
  assert_int_equal(count(w, "SELECT count(*) FROM pack_text"), 0);
}

static void expect_lacking(struct world *w, const struct reg_vocabulary *v, const char *want) {
  struct reg_lacking_list all;
  struct buf b = buf_new(w->a, 4096);
  ok(reg_packs_lacking(w->me, w->a, w->db, v, &all));
  for (int i = 0; i < all.n; i++)
    buf_print(&b, "%d %.*s %lld+%lld; ", (int)all.at[i].kind, (int)all.at[i].name.n, all.at[i].name.p,
              (long long)all.at[i].rows, (long long)all.at[i].records);
  assert_string_equal(b.p, want);
}

/* What is believed under names the vocabulary of other packs lacks, unless a line renames them. */
static void what_other_packs_have_no_name_for_is_counted(void **state) {
  struct world *w = *state;
  ok(db_script(
      w->db,
      "INSERT INTO symbol(id, name) SELECT 900, 'person.gone' UNION SELECT 901, 'disability_degree.gone'"
      " UNION SELECT 902, 'person.cousin' UNION SELECT 903, 'gone.monthly' UNION SELECT 904, 'sheet'"));
  int64_t one = person(w, "Lê An", 1950, 1, 1, REG_FEMALE),
          other = person(w, "Lê Bình", 1960, 1, 1, REG_FEMALE);
  int64_t account = count(w, "SELECT last_act FROM register");
  const char *sql = arena_print(
      w->a,
      "INSERT INTO fact(id, kind, subject, fact, value, source, valid_from, valid_to, act_from, act_to) "
      "VALUES"
      " (1, 1, %lld, 900, 1, '', 0, 9, 1, 9223372036854775807), (2, 1, %lld, 900, 1, '', 0, 9, 1, %lld),"
      " (3, 1, %lld, (SELECT id FROM symbol WHERE name = 'person.disability'), 901, '', 0, 9, 1, "
      "9223372036854775807),"
      " (4, 1, %lld, (SELECT id FROM symbol WHERE name = 'person.pregnant'), 901, '', 0, 9, 1, "
      "9223372036854775807);"
      "INSERT INTO link(id, kind, person, other, valid_from, valid_to, act_from, act_to) VALUES"
      " (1, 902, %lld, %lld, 0, 9, 1, 9223372036854775807);"
      "INSERT INTO record_layout(id, kind, items) VALUES (1, 904, 'rooms');"
      "INSERT INTO record(id, layout, subject_kind, subject, fields, source, valid_from, valid_to, act_from, "
      "act_to)"
      " VALUES (1, 1, 1, %lld, '1', '', 0, 9, 1, 9223372036854775807);"
      "INSERT INTO grant_(id, public_id, person, benefit) VALUES (1, '0000000000000000A', %lld, 903),"
      " (2, '0000000000000000B', %lld, 903);"
      "INSERT INTO grant_version(id, grant_id, cases, amount, decision_no, decided, signer, first_month, "
      "last_month,"
      " payee, act_from, act_to) VALUES (1, 1, '', 5, '', 0, '', 24000, NULL, '', 1, 9223372036854775807),"
      " (2, 2, '', 5, '', 0, '', 24000, 24100, '', 1, 9223372036854775807)",
      (long long)one, (long long)other, (long long)account + 1, (long long)one, (long long)other,
      (long long)one, (long long)other, (long long)one, (long long)one, (long long)other);
  ok(db_script(w->db, sql));
  expect_lacking(w, &test_vocabulary,
                 "2 gone.monthly 1+0; 0 person.gone 1+0; 5 disability_degree.gone 1+0; 1 person.cousin 1+0; "
                 "3 sheet 1+0; ");
  static const struct reg_rename lines[] = {
    { REG_NAMED_FACT, S("person.gone"), S("person.pregnant") },
    { REG_NAMED_VALUE, S("disability_degree.gone"), S("disability_degree.mild") },
    { REG_NAMED_LINK, S("person.cousin"), S("person.child") },
    { REG_NAMED_BENEFIT, S("gone.monthly"), S("social_pension") },
    { REG_NAMED_RECORD, S("sheet"), S("form") },
  };
  struct reg_vocabulary renamed = test_vocabulary;
  renamed.renames = lines;
  renamed.rename_count = 5;
  expect_lacking(w, &renamed, "");
  struct viewer reads = viewer_pages();
  struct reg_lacking_list none;
  reads.area = 1;
  assert_int_equal(reg_packs_lacking(&reads, w->a, w->db, &renamed, &none), DENIED);
}

/* Values of enumerations that stand inside records, by the items' types; a row counts once. */
static void what_records_say_is_counted_too(void **state) {
  struct world *w = *state;
  static const struct str colours[] = { S("red") };
  static const struct reg_fact_type items[] = {
    { .name = S("rooms"), .type = REG_INTEGER },
    { .name = S("wall"), .type = REG_ENUM, .enumeration = S("colour"), .values = colours, .value_count = 1 },
    { .name = S("roof"), .type = REG_ENUM, .enumeration = S("colour"), .values = colours, .value_count = 1 },
  };
  static const struct reg_record_type sheet = { S("sheet"), REG_HOUSEHOLD, items, 3 };
  struct reg_vocabulary v = test_vocabulary;
  v.records = &sheet;
  v.record_count = 1;
  ok(db_script(w->db, "INSERT INTO symbol(id, name) SELECT 900, 'sheet' UNION SELECT 901, 'colour.red'"
                      " UNION SELECT 902, 'colour.blue' UNION SELECT 903, 'colour.green'"));
  int64_t one = person(w, "Lê An", 1950, 1, 1, REG_FEMALE), last = count(w, "SELECT last_act FROM register");
  ok(db_script(
      w->db, arena_print(w->a,
                         "INSERT INTO record_layout(id, kind, items) VALUES (7, 900, 'roof,gone,rooms,wall'),"
                         " (8, 900, 'rooms,wall');"
                         "INSERT INTO record(layout, subject_kind, subject, fields, source, valid_from, "
                         "valid_to, act_from, act_to) SELECT layout, 1, %lld, fields, '', 0, 9, 1, until FROM"
                         " (SELECT 7 AS layout, '902,903,903,902' AS fields, 9223372036854775807 AS until"
                         " UNION SELECT 7, '901,902,902,', 9223372036854775807"
                         " UNION SELECT 8, '902,902', 9223372036854775807"
                         " UNION SELECT 8, '1,903', %lld) AS rows",
                         (long long)one, (long long)last + 1)));
  expect_lacking(w, &v, "5 colour.blue 0+2; ");
  static const struct reg_rename line = { REG_NAMED_VALUE, S("colour.blue"), S("colour.red") };
  v.renames = &line;
  v.rename_count = 1;
  expect_lacking(w, &v, "");
}

static int setup(void **state) {
  struct world *w;
  world_open(&w, "register_packs", true, false);
  *state = w;
  return 0;
}

#define each(f) cmocka_unit_test_setup_teardown(f, setup, world_teardown)
int main(void) {
  const struct CMUnitTest tests[] = {
    each(a_set_is_kept_once_and_read_back),
    each(a_text_has_the_name_of_its_set),
    each(a_text_that_was_changed_behind_its_hash_is_damage),
    each(a_set_that_lacks_a_text_is_damage),
    each(adopting_is_an_act_and_is_known_at_acts),
    each(the_same_set_is_adopted_once_unless_the_meaning_moved),
    each(what_other_packs_have_no_name_for_is_counted),
    each(what_records_say_is_counted_too),
    each(what_is_no_set_of_texts_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
