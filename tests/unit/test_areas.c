/* The areas of a made-up province: what its files may say, and how each slip in them is told. */
#include "world_for_test.h"

#include <sys/stat.h>

#define FOLDER "areas_province"
#define HEAD   "code,full_name,parent_code,level\n"

/* One district and two communes. Then the district is renamed and one commune gives a quarter to the other;
 * then both are one, without a district. */
static const struct {
  const char *name, *text;
} files[] = {
  { "steps.csv", "day,resolution,list,became,merged\n"
                 "2019-04-01,,first.csv,,\n"
                 "2021-01-01,NQ 7/NQ-UBTVQH14,second.csv,became_second.csv,kept\n"
                 "01/07/2025,NQ 9/NQ-UBTVQH15,third.csv,became_third.csv,new\n" },
  { "first.csv", HEAD "91,Tỉnh Mẫu,,1\n"
                      "910,Huyện Suối,91,2\n"
                      "09101,Xã Đồi,910,3\n"
                      "09102,Xã Bãi,910,3\n" },
  { "second.csv", HEAD "91,Tỉnh Mẫu,,1\n"
                       "910,Thị xã Suối,91,2\n"
                       "09101,Xã Đồi,910,3\n"
                       "09102,Xã Bãi,910,3\n" },
  { "became_second.csv", "old_code,old_name,new_code,new_name,share\n"
                         "910,Huyện Suối,910,Thị xã Suối,\n"
                         "09101,Xã Đồi,09101,Xã Đồi,0.75\n"
                         "09101,Xã Đồi,09102,Xã Bãi,0.25\n"
                         "09102,Xã Bãi,09102,Xã Bãi,1\n" },
  { "third.csv", HEAD "91,Tỉnh Mẫu,,1\n"
                      "09101,Xã Đồi,91,3\n" },
  { "became_third.csv", "old_code,new_code\n"
                        "09101,09101\n"
                        "09102,09101\n" },
};

static void write_text(struct world *w, const char *file, struct str text) {
  ok(file_write(arena_print(w->a, "%s/%s", FOLDER, file), text));
}

/* The province in a folder, one file written otherwise: `was` in it is `is`; `is` NULL: the file is missing.
 */
static void write_province(struct world *w, const char *file, const char *was, const char *is) {
  bool found = file[0] == 0;
  test_folder_remove(FOLDER);
  mkdir(FOLDER, 0700);
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    const char *text = files[i].text, *place = strcmp(files[i].name, file) == 0 ? strstr(text, was) : NULL;
    struct buf b = buf_growing(w->a);
    found |= place != NULL;
    if (place != NULL && is == NULL) continue;
    buf_str(&b, place != NULL ? (struct str) { text, (size_t)(place - text) } : str_of(text));
    if (place != NULL) {
      buf_z(&b, is);
      buf_z(&b, place + strlen(was));
    }
    write_text(w, files[i].name, buf_view(&b));
  }
  assert_true(found);
}

static enum err import(struct world *w) { return reg_areas_import(w->me, w->db, &w->act, FOLDER, &w->no); }

static void a_province_is_what_its_files_say(void **state) {
  (void)state;
  struct world *w;
  world_open(&w, "areas", true, false);
  write_province(w, "", "", NULL);
  ok(import(w));
  struct reg_areas *of_2020 = tree(w, day(2020, 1, 1)), *of_2025 = tree(w, day(2025, 1, 1)),
                   *of_2026 = tree(w, day(2026, 1, 1));
  assert_int_equal(reg_commune_count(of_2020), 2);
  assert_int_equal(reg_commune_count(of_2025), 2);
  assert_int_equal(reg_commune_count(of_2026), 1);
  const struct reg_area *bai = reg_area_by_code(of_2020, S("09102")),
                        *suoi = reg_area_by_code(of_2025, S("910"));
  assert_int_equal(reg_area_by_code(of_2025, S("09102"))->id, bai->id); /* kept */
  assert_int_equal(reg_area_by_code(of_2020, S("910"))->id, suoi->id);
  assert_true(str_is(suoi->name, "Thị xã Suối"));
  assert_true(reg_area_by_code(of_2025, S("09101"))->id != reg_area_by_code(of_2020, S("09101"))->id);
  assert_null(reg_area_by_code(of_2026, S("910")));
  assert_true(str_is(reg_area(of_2026, bai->id)->name, "Xã Đồi"));
  assert_int_equal(count(w, "SELECT count(*) FROM area"), 6);
  assert_int_equal(count(w, "SELECT count(*) FROM area_version"), 7);
  assert_int_equal(count(w, "SELECT sum(share_ppm) FROM area_succession"), 3000000);
  assert_int_equal(count(w, "SELECT count(*) FROM area_succession WHERE basis = 'NQ 7/NQ-UBTVQH14'"), 2);
  test_folder_remove(FOLDER);
  world_end(w);
}

/* line: what the message says of it, "" the file alone; told: the file that is named when it is another, for
 * a unit without a fate is named where it stands. */
static const struct slip {
  const char *file, *was, *is, *code, *line, *told;
} slips[] = {
  { "steps.csv", "day", NULL, "table_no_file", "", NULL },
  { "second.csv", "91", NULL, "table_no_file", "", NULL },
  { "became_third.csv", "old", NULL, "table_no_file", "", NULL },
  { "became_third.csv", "old_code,new_code\n09101,09101\n09102,09101\n", "\n", "table_empty", "", NULL },
  { "steps.csv", "day,resolution,list,became,merged", "day;resolution;list;became;merged", "table_semicolons",
    "line 1:", NULL },
  { "steps.csv", "resolution", "document", "table_no_column", "line 1:", NULL },
  { "first.csv", "level", "rank", "table_no_column", "line 1:", NULL },
  { "became_second.csv", "old_code", "from", "table_no_column", "line 1:", NULL },
  { "first.csv", "09102,Xã Bãi", "09102,Xã Bãi,", "table_row", "line 5:", NULL },
  { "first.csv", "Xã Bãi", "Xã B\xE3i", "area_not_text", "line 5,", NULL },
  { "steps.csv", "2019-04-01", "2019-02-30", "area_day", "line 2:", NULL },
  { "steps.csv", "2021-01-01", "2019-04-01", "area_day_order", "line 3:", NULL },
  { "steps.csv", "NQ 7/NQ-UBTVQH14", "", "area_empty", "line 3:", NULL },
  { "steps.csv", "first.csv,,", "first.csv,became_second.csv,", "area_first_step", "line 2:", NULL },
  { "steps.csv", "kept", "same", "area_merged", "line 3:", NULL },
  { "steps.csv", "third.csv", "../third.csv", "area_file_name", "line 4:", NULL },
  { "first.csv", "910,3\n09102", "910,xã\n09102", "area_level", "line 4:", NULL },
  { "first.csv", "Xã Bãi", "Bãi", "area_kind", "line 5:", NULL },
  { "first.csv", "09102", "09101", "area_code_twice", "line 5:", NULL },
  { "first.csv", ",,1", ",,2", "area_one_province", "line 1:", NULL },
  { "first.csv", "Xã Bãi,910", "Xã Bãi,911", "area_parent", "line 5:", NULL },
  { "first.csv", "Xã Bãi,910", "Xã Bãi,09101", "area_parent", "line 5:", NULL },
  { "first.csv", "09102", "", "area_empty", "line 5:", NULL },
  { "became_second.csv", "09102,Xã Bãi,09102", "09103,Xã Bãi,09102", "area_old_unknown", "line 5:", NULL },
  { "became_second.csv", "09102,Xã Bãi,09102", "09102,Xã Bãi,09103", "area_new_unknown", "line 5:", NULL },
  { "became_second.csv", "910,Thị xã Suối", "910,Thị xã Sông", "area_pair_name", "line 2:", NULL },
  { "became_second.csv", "09102,Xã Bãi,09102,Xã Bãi", "910,,09102,", "area_pair_level", "line 5:", NULL },
  { "became_second.csv", "09102,Xã Bãi,09102", "09101,Xã Đồi,09102", "area_pair_twice", "line 5:", NULL },
  { "became_second.csv", "0.75", "75%", "area_share", "line 3:", NULL },
  { "became_second.csv", "0.75", "0", "area_share", "line 3:", NULL },
  { "became_second.csv", "0.75", "1.5", "area_share", "line 3:", NULL },
  { "became_second.csv", "0.75", "0.8", "area_share_sum", "line 3:", NULL },
  { "became_second.csv", "910,Huyện Suối,910,Thị xã Suối,\n", "", "area_nowhere", "line 3:", "first.csv" },
  { "became_third.csv", "09102,09101\n", "", "area_nowhere", "line 5:", "second.csv" },
  { "third.csv", "09101,Xã Đồi,91,3\n", "09101,Xã Đồi,91,3\n09109,Xã Mới,91,3\n", "area_from_nowhere",
    "line 4:", NULL },
};

static void each_slip_is_told_with_its_place(void **state) {
  (void)state;
  struct world *w;
  world_open(&w, "areas", true, false);
  for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) {
    const struct slip *s = &slips[i];
    write_province(w, s->file, s->was, s->is);
    refused_as(w, s->code, import(w));
    const char *file = s->told ? s->told : s->file;
    if (strstr(w->no.en, file) == NULL || strstr(w->no.vi, file) == NULL || strstr(w->no.en, s->line) == NULL)
      fail_msg("%s: %s", s->code, w->no.en);
    assert_int_equal(count(w, "SELECT count(*) FROM area"), 0);
  }
  test_folder_remove(FOLDER);
  world_end(w);
}

/* Shares that are not known, and the marks and ends of lines other programs write. */
static void what_is_not_known_may_be_left_empty(void **state) {
  (void)state;
  struct world *w;
  world_open(&w, "areas", true, false);
  write_province(w, "became_second.csv", "0.75\n09101,Xã Đồi,09102,Xã Bãi,0.25",
                 "\r\n09101,Xã Đồi,09102,Xã Bãi,");
  ok(import(w));
  assert_int_equal(count(w, "SELECT count(*) FROM area_succession WHERE share_ppm = 0"), 2);
  test_folder_remove(FOLDER);
  world_end(w);
}

static void list_of(struct world *w, int communes) {
  struct buf b = buf_growing(w->a);
  buf_z(&b, "\xEF\xBB\xBF" HEAD "91,Tỉnh Mẫu,,1\r\n910,Huyện Suối,91,2\r\n");
  for (int i = 0; i < communes; i++)
    buf_print(&b, "%05d,Xã Số %d,910,3\r\n", i, i);
  write_text(w, "first.csv", buf_view(&b));
  write_text(w, "second.csv", buf_view(&b));
  write_text(w, "steps.csv",
             S("day,resolution,list,became,merged\n2019-04-01,,first.csv,,\n"
               "2021-01-01,NQ 7,second.csv,,kept\n"));
}

/* No province has a tenth of it. */
static void a_list_holds_ten_thousand_units(void **state) {
  (void)state;
  struct world *w;
  world_open(&w, "areas", true, false);
  write_province(w, "", "", NULL);
  list_of(w, 9999);
  refused_as(w, "area_units", import(w));
  assert_non_null(strstr(w->no.en, "10000"));
  list_of(w, 9998);
  ok(import(w));
  assert_int_equal(count(w, "SELECT count(*) FROM area_version"), 10000);
  test_folder_remove(FOLDER);
  world_end(w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_province_is_what_its_files_say),
    cmocka_unit_test(each_slip_is_told_with_its_place),
    cmocka_unit_test(what_is_not_known_may_be_left_empty),
    cmocka_unit_test(a_list_holds_ten_thousand_units),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
