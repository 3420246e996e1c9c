/* What was erased is out of the database's files, or it is said that it is not yet and what to do. People are
 * invented. */
#include "world_for_test.h"

static const char told[] = "người con gái thứ hai đã bỏ đi";

/* How often the text stands in a file of the database. */
static int in_file(struct world *w, const char *end) {
  struct str bytes;
  size_t length = sizeof told - 1;
  int n = 0;
  if (file_read(w->a, arena_print(w->a, "%s%s", w->place.path, end), 64 << 20, &bytes) != OK) return 0;
  for (size_t i = 0; i + length <= bytes.n; i++)
    n += memcmp(bytes.p + i, told, length) == 0;
  return n;
}

static int in_table_file(struct world *w) {
  struct stmt *s;
  ok(db_script(w->db, "CHECKPOINT"));
  ok(db_query(w->db,
              "SELECT CASE WHEN position(convert_to($1, 'UTF8') IN"
              " pg_read_binary_file(pg_relation_filepath('act_text'))) > 0 THEN 1 ELSE 0 END",
              &s));
  bind_text(s, 1, str_of(told));
  ok(db_step(s));
  int n = (int)col_int(s, 0);
  db_reset(s);
  return n;
}

static int in_files(struct world *w) {
  return test_db_on_server() ? in_table_file(w) : in_file(w, "") + in_file(w, "-wal");
}

static int64_t written(struct world *w) {
  int64_t act = 0;
  w->act.text = str_of(told);
  w->act.ret_act = &act;
  person(w, "Lê Thị Mai", 1960, 5, 2, REG_FEMALE);
  w->act.text = S("");
  w->act.ret_act = NULL;
  assert_true(in_files(w) > 0);
  return act;
}

static void what_was_erased_is_in_no_file(void **state) {
  struct world *w = *state;
  int64_t act = written(w);
  ok(db_scrub(w->db, "VACUUM act_text", "act_text"));
  assert_true(in_files(w) > 0);
  double from = clock_seconds();
  ok(reg_text_erase(w->me, w->db, &w->act, act, &w->no));
  assert_int_equal(in_files(w), 0);
  assert_true(clock_seconds() - from < 8); /* nobody was waited for */
}

struct reading {
  struct world *w;
  int64_t act;
};

/* While another connection has read, and goes on. */
static enum err erased_meanwhile(struct db *reader, void *context) {
  struct reading *x = context;
  struct world *w = x->w;
  assert_int_equal(test_int(reader, "SELECT count(*) FROM act_text", 0, NULL), 1);
  assert_int_equal(reg_text_erase(w->me, w->db, &w->act, x->act, &w->no), RETRY);
  assert_non_null(strstr(db_message(w->db), "erase again"));
  assert_non_null(strstr(db_message_in(w->db, VI), "xóa lại"));
  assert_int_equal(count(w, "SELECT count(*) FROM act_text"), 0); /* it is recorded */
  assert_true(in_files(w) > 0);
  return OK;
}

static void what_is_read_meanwhile_is_said_not_to_be_out(void **state) {
  struct world *w = *state;
  struct reading x = { w, written(w) };
  struct db *reader;
  assert_int_equal(db_open(w->place.path, DB_READ, &reader), OK);
  assert_int_equal(db_read(reader, erased_meanwhile, &x), OK);
  /* Asked again when nobody reads it any more. */
  refused_as(w, "no_text", reg_text_erase(w->me, w->db, &w->act, x.act, &w->no));
  assert_int_equal(in_files(w), 0);
  db_close(reader);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)
  const struct CMUnitTest tests[] = {
    T(what_was_erased_is_in_no_file),
    T(what_is_read_meanwhile_is_said_not_to_be_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
