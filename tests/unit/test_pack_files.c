/* The files of packs: what the hash is over is what an answer hangs on, and what is kept makes the same
 * program again. */
#include "law_for_test.h"
#include <sys/stat.h>
#include <unistd.h>

#include "law/form/program.h"

#define PACK                                                                                                 \
  "language 1\npack mine \"M\"\ndocument d \"D\" issued 2020-01-01 in_force 2020-01-01 articles 1\n"         \
  "enum class (poor, other)\n"                                                                               \
  "table gift (k : class, n : integer) : money \"G\"\n  file \"gift.csv\" [d 1]\n"                           \
  "table same (k : class, n : integer) : money \"G\"\n  file \"same.csv\" [d 1]\n"                           \
  "table points (day_ : date) : rate \"P\"\n  file \"points.csv\" [d 1]\n"
#define GIFT "k,n,gift\npoor,1,50_000\n\nother,2,360000\n"
#define SAME "k,n,same\npoor,1,1\n"
#define POINTS                                                                                               \
  "\xEF\xBB\xBF"                                                                                             \
  "day_,points\r\n2026-01-01,2.5\r\nnever,1\r\n"

static const char *told(struct arena *a, const struct law_program *p) {
  struct buf b = buf_new(a, 1 << 20);
  law_print_diagnostics(p, &b, EN);
  return b.p;
}

static struct law_program *with_gift(struct arena *a, const char *gift, enum err *ret_e) {
  struct str names[] = { S("mine/p.luat"), S("mine/points.csv"), S("mine/same.csv"), S("mine/gift.csv") };
  struct str texts[] = { S(PACK), S(POINTS), S(SAME), str_of(gift) };
  struct law_program *p;
  *ret_e = law_load_text(a, 4, names, texts, &p);
  return p;
}

static void the_hash_covers_tables_and_nothing_else(void **state) {
  struct arena *a = *state;
  enum err e;
  struct law_program *one = with_gift(a, GIFT, &e);
  if (e != OK) fail_msg("%s", told(a, one));
  struct law_program *other = with_gift(a, "k,n,gift\npoor,1,50_000\n\nother,2,360001\n", &e);
  assert_int_equal(e, OK);
  assert_string_not_equal(law_hash(one), law_hash(other));
  assert_int_equal(law_text_count(one), 4);
  assert_int_equal(one->table.at[0].at[0].row[0].value.num, 50000);
  assert_int_equal(one->table.at[2].at[0].row[0].value.den, 2);
  assert_int_equal(one->table.at[2].at[0].row[0].key[0], date_of(2026, 1, 1));
  assert_int_equal(one->table.at[2].at[0].row[1].key[0], DATE_MAX);
}

/* From a file system, then from the texts the record would keep. */
static void what_is_kept_makes_the_same_program(void **state) {
  struct arena *a = *state;
  const char *somewhere = getenv("TMPDIR");
  char *folder = arena_print(a, "%s/ansinh-files-XXXXXX", somewhere ? somewhere : P_tmpdir);
  assert_non_null(mkdtemp(folder));
  static const struct {
    const char *name, *text;
  } files[] = { { "vn/a.luat", "language 1\npack vn \"V\" shared\n" },
                { "vn-x/a.luat", "language 1\npack x \"X\"\n" },
                { "mine/p.luat", PACK },
                { "mine/gift.csv", GIFT },
                { "mine/same.csv", SAME },
                { "mine/points.csv", POINTS },
                { "mine/unused.csv", "never read\n" },
                { "mine/p_test.luat", "language 1\npack mine\n" } };
  enum { FILES = sizeof files / sizeof *files };
  const char *paths[3], *back[3];
  for (int i = 0; i < FILES; i++) {
    const char *path = arena_print(a, "%s/%s", folder, files[i].name);
    (void)mkdir(arena_text(a, path, (size_t)(strrchr(path, '/') - path)), 0700);
    assert_int_equal(file_write(path, str_of(files[i].text)), OK);
    if (i < 3) back[2 - i] = paths[i] = arena_text(a, path, (size_t)(strrchr(path, '/') - path));
  }
  struct law_program *p, *turned, *again;
  enum err e = law_load(a, 3, paths, &p);
  if (e != OK) fail_msg("%s", told(a, p));
  assert_int_equal(law_load(a, 3, back, &turned), OK);
  assert_string_equal(law_hash(p), law_hash(turned)); /* the order of the paths is none of the packs' */
  assert_int_equal(law_load(a, 1, (const char *[]) { folder }, &turned), OK);
  assert_string_equal(law_hash(p), law_hash(turned));
  int n = law_text_count(p);
  assert_int_equal(n, 6);
  struct str names[FILES], texts[FILES];
  for (int i = 0; i < n; i++) {
    names[i] = law_text(p, i).name;
    texts[i] = law_text(p, i).body;
  }
  assert_true(str_is(names[0], "mine/p.luat") && str_is(names[1], "vn/a.luat") &&
              str_is(names[2], "vn-x/a.luat"));
  assert_true(str_is(names[3], "mine/gift.csv"));
  for (int i = 0; i < FILES; i++)
    unlink(arena_print(a, "%s/%s", folder, files[i].name));
  assert_int_equal(law_load_text(a, n, names, texts, &again), OK);
  assert_string_equal(law_hash(p), law_hash(again));
  assert_int_equal(again->table.at[0].at[0].n_row, 2);
  assert_int_equal(law_load_text(a, n - 1, names, texts, &again),
                   INVALID); /* none is read from a disk instead */
  for (int i = 0; i < 3; i++)
    rmdir(paths[i]);
  rmdir(folder);
}

static void a_mistake_in_a_table_is_told_at_its_place(void **state) {
  static const struct {
    const char *gift, *place, *words;
  } rows[] = {
    { "k,n,gift\npoor,1,5\n\nother,2,360.000\n", "gift.csv:4:9:", "Write an underscore" },
    { "k,n,gift\npoor,1, 5x\n", "gift.csv:2:9:", "The number 5x is too large or badly written" },
    { "k,n,gift\npoor,1,5\npor,2,5\n", "gift.csv:3:1:", "Did you mean" },
    { "k,n,gift\npoor,1,-5\n", "gift.csv:2:8:", "is negative" },
    { "k,n,gift\npoor,1,\n", "gift.csv:2:8:", "Expected a value" },
    { "k,n,gift\npoor,1,#5\nother,1,6\n", "gift.csv:2:8:", "Expected a value, found «#5»" },
    { "k,n,gift\npoor,1,5 6\n", "gift.csv:2:8:", "Expected a value, found «5 6»" },
    { "k,n,gift\npoor,1,5\n\n\npoor,1,6\n", "gift.csv:5:1:", "the other is at mine/gift.csv:2" },
    { "n,k,gift\n1,poor,5\n", "gift.csv:1:1:", "must be «k,n,gift»" },
    { "poor,1,5\n", "gift.csv:1:1:", "must be «k,n,gift»" },
    { "", "gift.csv:1:1:", "exactly 3 columns" },
    { "k,n,gift\npoor,1\n", "gift.csv:2:1:", "exactly 3 columns" },
    { "k,n,gift\n\"poor,1,5\n", "gift.csv:2:1:", "exactly 3 columns" },
    { "k,n,gift\npoor,1,\"\"\"5\"\n", "gift.csv:2:", "Expected a value" },
    { "k,n,gift\npoor,1,\xff\n", "gift.csv:2:8:", "not UTF-8" },
  };
  struct arena *a = *state;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    enum err e;
    struct law_program *p = with_gift(a, rows[i].gift, &e);
    const char *out = told(a, p);
    assert_int_equal(e, INVALID);
    if (p->errors != 1 || !strstr(out, rows[i].place) || !strstr(out, rows[i].words))
      fail_msg("%s\nshould say %s %s:\n%s", rows[i].gift, rows[i].place, rows[i].words, out);
  }
}

#define TWICE                                                                                                \
  PACK "table other (k : class, n : integer) : money \"G\"\n  from 2020-01-01 file \"gift.csv\" [d 1]\n"     \
       "  from 2021-01-01 file \"gift.csv\" [d 1]\n"

/* A file whose bytes are no text is complained of once, and nothing of it is shown, however many name it. */
static void a_table_that_is_no_text_is_never_read(void **state) {
  struct arena *a = *state;
  struct str names[] = { S("mine/p.luat"), S("mine/points.csv"), S("mine/same.csv"), S("mine/gift.csv") };
  struct str texts[] = { S(TWICE), S(POINTS), S(SAME),
                         S("k,n,gift\npoor,1,\xe2"
                           "before 2022\n") };
  struct law_program *p;
  assert_int_equal(law_load_text(a, 4, names, texts, &p), INVALID);
  const char *out = told(a, p);
  if (p->errors != 1 || !utf8_valid(str_of(out), NULL)) fail_msg("%s", out);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_hash_covers_tables_and_nothing_else),
    cmocka_unit_test(what_is_kept_makes_the_same_program),
    cmocka_unit_test(a_mistake_in_a_table_is_told_at_its_place),
    cmocka_unit_test(a_table_that_is_no_text_is_never_read),
  };
  return cmocka_run_group_tests_name("pack_files", tests, arena_setup, arena_teardown);
}
