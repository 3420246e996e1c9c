/* A table's rows as people see them: which of them two laws have differently, and those of a version. */
#include "law_for_test.h"

#include "law/tools/provisions.h"
#include "law/tools/tools.h"

#define D                                                                                                    \
  "document d \"D\" issued 2020-01-01 in_force 2020-01-01\n"                                                 \
  "document e \"E\" issued 2026-01-01 in_force 2026-05-01 amends d\n"                                        \
  "fact person.birth : date \"B\" required\nfact person.c : integer 0..99 \"C\" absent 0\n"                  \
  "enum colour \"X\" (red \"đỏ\" | \"red\", blue \"xanh\" | \"blue\")\n"                                  \
  "fact person.hue : colour \"H\" absent red\n"

static void says(struct str text, const char *want) {
  if (!str_is(text, want)) fail_msg("%.*s, not %s", (int)text.n, text.p, want);
}

static const struct law_change *changed(struct arena *a, struct law_program *p, const char *name) {
  struct law_change *list;
  int n = law_tool_diff(a, p, date_of(2026, 4, 1), date_of(2026, 6, 1), &list);
  for (int i = 0; i < n; i++)
    if (str_is(list[i].name, name)) return &list[i];
  return NULL;
}

/* Changed, new and gone, by both keys; what stays is not told. */
static void rows_that_differ_are_told(void **state) {
  struct arena *a = *state;
  struct law_program *p = load(a,
                               S(D "table t (h : colour, c : integer) : money \"T\"\n"
                                   "  rows (red, 1) = 100, (red, 2) = 200, (blue, 1) = 300 [d 1]\n"
                                   "  rows (blue, 2) = 400, (red, 2) = 250, (red, 1) = 100 [e 1]\n"
                                   "table same (c : integer) : money \"S\"\n  rows (1) = 1, (2) = 2 [d 1]\n"
                                   "  rows (2) = 2, (1) = 1 [e 1]\n"
                                   "rule person.r : money = t(hue, c) + same(c) [d 1]\n"));
  const struct law_change *x = changed(a, p, "t");
  assert_non_null(x);
  assert_int_equal(x->n_rows, 3);
  says(x->row[0].key[EN], "blue, 2");
  says(x->row[0].key[VI], "xanh, 2");
  says(x->row[0].before[EN], "");
  says(x->row[0].after[EN], "400 đồng");
  says(x->row[1].key[EN], "red, 2");
  says(x->row[1].before[VI], "200 đ");
  says(x->row[1].after[VI], "250 đ");
  says(x->row[2].key[EN], "blue, 1");
  says(x->row[2].before[EN], "300 đồng");
  says(x->row[2].after[EN], "");
  assert_null(changed(a, p, "same")); /* in another order it is the same table */
}

/* More than anyone reads are counted. */
static void many_rows_are_counted(void **state) {
  struct arena *a = *state;
  struct buf text = buf_new(a, 1 << 16);
  buf_z(&text, D "table t (c : integer) : money \"T\"\n  rows ");
  for (int version = 0; version < 2; version++) {
    for (int i = 0; i < 90; i++)
      buf_print(&text, "%s(%d) = %d", i ? ", " : "", i, i + version);
    buf_z(&text, version ? " [e 1]\n" : " [d 1]\n  rows ");
  }
  buf_z(&text, "rule person.r : money = t(c) [d 1]\n");
  struct law_program *p = load(a, buf_view(&text));
  const struct law_change *x = changed(a, p, "t");
  assert_non_null(x);
  assert_int_equal(x->n_rows, 90);
  says(x->row[LAW_ROWS_SHOWN - 1].after[EN], "50 đồng");
  struct buf shown = buf_new(a, 1 << 16);
  assert_int_equal(law_tool_show(p, S("t"), date_of(2026, 6, 1), EN, &shown), OK);
  assert_non_null(strstr(shown.p, "      49 = 49 đồng\n      … and 40 rows more\n")); /* of what was before */
  assert_non_null(strstr(shown.p, "      89 = 90 đồng\n"));
}

/* The history that a page shows holds the rows of each version. */
static void each_version_has_its_rows(void **state) {
  struct arena *a = *state;
  struct law_program *p = load(a, S(D "table t (c : integer) : money \"T\"\n  rows (1) = 1, (2) = 2 [d 1]\n"
                                      "  rows (1) = 3 [e 1]\nrule person.r : money = t(c) [d 1]\n"));
  struct law_history h;
  law_history(a, law_as_of(a, p, date_of(2026, 6, 1)), law_provision_find(p, S("t")), &h);
  assert_int_equal(h.n, 2);
  assert_int_equal(h.stretch[0].n_rows, 1);
  assert_int_equal(h.stretch[1].n_rows, 2);
  says(h.stretch[0].row[0].value[EN], "3 đồng");
  says(h.stretch[1].row[1].key[EN], "2");
  says(h.stretch[1].row[1].value[EN], "2 đồng");
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(rows_that_differ_are_told),
    cmocka_unit_test(many_rows_are_counted),
    cmocka_unit_test(each_version_has_its_rows),
  };
  return cmocka_run_group_tests_name("table_rows", tests, arena_setup, arena_teardown);
}
