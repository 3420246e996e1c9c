/* Reading what is typed, and whom it finds. All people are invented. */
#include "search_for_test.h"

/* ---- reading ---- */

/* "nguyen thi lai" · "^" before a word with accents · "[from,to]" · "#digits" · "own/head" words of a head.
 */
static const char *described(struct arena *a, const char *typed) {
  struct query q;
  struct buf b = buf_new(a, 1000);
  char z1[11], z2[11], digits[17];
  query_read(a, str_of(typed), today, &q);
  for (int i = 0; i < q.words; i++)
    buf_print(&b, "%s%s%.*s", b.n ? " " : "", q.word[i].accented ? "^" : "", (int)q.word[i].fold.n,
              q.word[i].fold.p);
  if (q.dated) buf_print(&b, "%s[%s,%s]", b.n ? " " : "", date_iso(q.from, z1), date_iso(q.to, z2));
  for (int i = 0; i < q.numbers; i++)
    buf_print(&b, "%s#%s", b.n ? " " : "", query_digits(q.number[i].from, digits).p);
  if (q.head_from) buf_print(&b, " %d/%d%s", q.own_to, q.head_from, q.head_sure ? "!" : "");
  return b.p;
}

static void what_is_typed_is_read(void **state) {
  struct world *w = *state;
  static const char *const cases[][2] = {
    { "nguyen thi lai", "nguyen thi lai" },
    { "  Nguyễn-Lài ", "^nguyen ^lai" },
    { "H'Lê O’Lài", "h ^le o ^lai" },
    { "Nguyễn\u200B Văn Ho\u00ADa \u202Bx", "^nguyen ^van hoa x" },
    { "Ðặng Ɖặng ðặng dang", "^dang ^dang ^dang dang" },
    { "hòa hoà Hoa\u0300", "^hoa ^hoa ^hoa" },
    { "(Lài) Hồ.Thị,x", "^lai ^ho ^thi x 1/2" },
    { "lai 1949", "lai [1949-01-01,1949-12-31]" },
    { "16/01/1972", "[1972-01-16,1972-01-16]" },
    { "１６／０１／１９７２", "[1972-01-16,1972-01-16]" },
    { "1972-01-16 lai", "lai [1972-01-16,1972-01-16]" },
    { "16 1 1972", "[1972-01-16,1972-01-16]" },
    { "16.01.1972", "[1972-01-16,1972-01-16]" },
    { "01/1972", "[1972-01-01,1972-01-31]" },
    { "2/1972 x", "x [1972-02-01,1972-02-29]" },
    { "lai 1949 1950", "lai [1950-01-01,1949-12-31]" },
    { "30/02/1972", "[1972-02-01,1972-02-29]" },
    { "10/16/1972 x", "x [1972-01-01,1972-12-31]" },
    { "a luoi 2 1949", "a luoi 2 [1949-01-01,1949-12-31]" },
    { "2027", "#2027" },
    { "046149001234", "#046149001234" },
    { "046 149 001 234", "#046149001234" },
    { "0905.123.456", "#0905123456" },
    { "+84 905 123 456", "#0905123456" },
    { "+84905123456", "#0905123456" },
    { "０９０５１２", "#090512" },
    { "0905123456 1949", "[1949-01-01,1949-12-31] #0905123456" },
    { "12345678901234567890", "#1234567890123456" },
    { "lai ho nguyen van minh", "lai ho nguyen van minh 1/2" },
    { "lai chu ho minh", "lai chu ho minh 1/3" },
    { "chủ hộ minh", "^chu ^ho minh 0/2!" },
    { "hồ thị hộ minh", "^ho ^thi ^ho minh 2/3!" },
    { "ho", "ho" },
    { "sửu phường phú xuân", "^suu ^phuong ^phu ^xuan" },
    { "\" OR * ( ' -- ", "or" },
    { "\xFF\xC3", "" },
    { "", "" },
    { "a b c d e f g h i j k l m n", "a b c d e f g h i j k l" },
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const char *is = described(w->a, cases[i][0]);
    if (strcmp(is, cases[i][1]) != 0)
      fail_msg("«%s» is read as «%s», not «%s»", cases[i][0], is, cases[i][1]);
  }
}

/* ---- what is found, as before ---- */

static void nothing_is_there_before_it_is_brought(void **state) {
  struct world *w = *state;
  const struct search_ask ask = { .typed = S("lai"), .today = today, .max = PAGE };
  assert_int_equal(search_find(&(struct viewer) { 0 }, w->a, w->s, &ask, &w->page), NOT_FOUND);
  assert_int_equal(search_act(w->s), -1);
  ready(w);
  assert_int_equal(search_act(w->s), 0);
  look(w, "lai");
  assert_int_equal(w->page.count, 0);
}

/* Whatever else speaks for the others: heads of households, grants, the alphabet. */
static void the_whole_name_goes_first(void **state) {
  struct world *w = *state;
  int64_t khoa = add(w, "Nguyễn Khoa Thị Lài", date_of(1949, 8, 1)),
          beside = add(w, "Bùi Nguyễn Thị Lài", date_of(1950, 1, 1)),
          exact = add(w, "Nguyễn Thị Lài", date_of(1999, 1, 1)),
          turned = add(w, "Thị Nguyễn Lài", date_of(1945, 1, 1));
  w->person[khoa].has_grant = w->person[beside].has_grant = w->person[turned].has_grant = true;
  lives(w, khoa, 1, khoa, 1);
  lives(w, turned, 2, turned, 2);
  ready(w);
  static const char *const typed[] = { "nguyen thi lai", "Nguyễn Thị Lài", "NGUYEN THI LÀI" };
  for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
    look(w, typed[i]);
    assert_int_equal(w->page.count, 4);
    assert_int_equal(place_of(w, exact), 0);
    assert_int_equal(place_of(w, beside), 1);
    assert_int_equal(place_of(w, khoa), 2);
    assert_int_equal(place_of(w, turned), 3);
  }
  look(w, "thi lai"); /* of nobody the whole name */
  assert_int_equal(place_of(w, turned), 3);
}

static void people_are_found_as_typed(void **state) {
  struct world *w = *state;
  int64_t lai = add(w, "Nguyễn Thị Lài", date_of(1949, 8, 1)),
          lan = add(w, "Nguyễn Thị Lan", date_of(1950, 1, 1)),
          lai2 = add(w, "Lê Văn Lại", date_of(1949, 1, 1)),
          minh = add(w, "Đặng Văn Minh", date_of(1945, 1, 1));
  w->person[lai].citizen_no = S("046149001234");
  w->person[lai].phone = S("0905 123 456");
  lives(w, minh, 1, minh, 1);
  lives(w, lai, 1, minh, 1);
  lives(w, lan, 2, lan, 2);
  ready(w);
  look(w, "nguyen thi lai");
  assert_int_equal(place_of(w, lai), 0);
  assert_int_equal(w->page.list[0].matched, 7);
  assert_int_equal(w->page.count, 1);
  assert_true(str_is(w->page.list[0].head, "Đặng Văn Minh"));
  assert_true(str_is(w->page.list[0].citizen_no, "046149001234"));
  assert_int_equal(w->page.list[0].household, 1);
  assert_int_equal(w->page.list[0].area, 1);
  look(w, "lai nguyen");
  assert_int_equal(place_of(w, lai), 0);
  look(w, "Lài");
  assert_int_equal(place_of(w, lai), 0);
  assert_int_equal(place_of(w, lai2), 1);
  look(w, "Lại");
  assert_int_equal(place_of(w, lai2), 0);
  look(w, "lai 1949");
  assert_true(place_of(w, lai) >= 0 && place_of(w, lai2) >= 0);
  assert_int_equal(w->page.count, 2);
  look(w, "nguyen la");
  assert_true(place_of(w, lai) >= 0 && place_of(w, lan) >= 0);
  look(w, "ng");
  assert_true(place_of(w, lai) >= 0 && place_of(w, lan) >= 0);
  look(w, "046149001234");
  assert_int_equal(place_of(w, lai), 0);
  assert_true(w->page.list[0].by_number && w->page.count == 1);
  look(w, "046149");
  assert_int_equal(place_of(w, lai), 0);
  look(w, "0905123");
  assert_int_equal(place_of(w, lai), 0);
  look(w, "+84 905 123 456");
  assert_int_equal(place_of(w, lai), 0);
  look(w, "lan 0905123");
  assert_int_equal(w->page.count, 0);
}

/* What was copied may have an invisible character within a word, in the place of a blank, or both. */
static void invisible_characters_hide_nobody(void **state) {
  static const char *const typed[] = {
    "nguyễn\xE2\x80\x8Bthị sửu",                   /* a zero-width space */
    "ngu\xE2\x80\x8Byễn thị s\xC2\xADửu",          /* the same within a word, and a soft hyphen */
    "ngu\xC2\xADyễn\xE2\x80\x8Bthị sửu",           /* a soft hyphen within, a zero-width space between */
    "nguyễn\xEF\xBB\xBFthị\xE2\x80\x8Dsửu",        /* others in the place of blanks */
    "\xE2\x80\x8Bnguyễn thị sửu\xE2\x80\x8B 1949", /* at the ends */
  };
  struct world *w = *state;
  int64_t suu = add(w, "Nguyễn Thị Sửu", date_of(1949, 8, 1));
  add(w, "Nguyễn Thị Lan", date_of(1949, 1, 1));
  ready(w);
  for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
    look(w, typed[i]);
    assert_int_equal(w->page.total, 1);
    assert_int_equal(place_of(w, suu), 0);
  }
  look(w, "nguyễn\xE2\x80\x8Bvăn sửu");
  assert_int_equal(w->page.total, 0);
}

static void heads_areas_and_ids_lead_to_people(void **state) {
  struct world *w = *state;
  int64_t lai = add(w, "Nguyễn Thị Lài", date_of(1949, 8, 1)),
          lan = add(w, "Nguyễn Thị Lan", date_of(1950, 1, 1)),
          minh = add(w, "Đặng Văn Minh", date_of(1945, 1, 1)),
          dao = add(w, "Hồ Thị Đào", date_of(1990, 1, 1));
  add(w, "Lê Văn Lại", date_of(1949, 1, 1));
  w->person[lai].citizen_no = S("046149001234");
  lives(w, minh, 1, minh, 1);
  lives(w, lai, 1, minh, 1);
  lives(w, lan, 2, lan, 2);
  ready(w);
  look(w, "dang van minh");
  assert_int_equal(place_of(w, minh), 0);
  look(w, "dao");
  assert_int_equal(place_of(w, dao), 0);
  assert_int_equal(w->page.list[0].household, 0);
  look(w, "lai minh");
  assert_int_equal(place_of(w, lai), 0);
  assert_true(w->page.list[0].by_head && !w->page.list[0].by_place);
  look(w, "lai ho dang van minh");
  assert_int_equal(place_of(w, lai), 0);
  look(w, "hộ đặng văn minh");
  assert_true(w->page.count == 2 && place_of(w, lai) >= 0 && place_of(w, minh) >= 0);
  look(w, "");
  assert_int_equal(w->page.count, 0);
  look(w, "\" OR * ( ' -- zzz");
  assert_int_equal(w->page.count, 0);
  look(w, "le thi lai");
  assert_int_equal(w->page.count, 0);
  look(w, "Nguyễn thị la");
  assert_int_equal(w->page.count, 2);
  look(w, "lai nguyen thi 1949");
  assert_int_equal(w->page.count, 1);
  look_as(w, &(struct viewer) { 0 }, "nguyen", 2);
  assert_int_equal(w->page.count, 1);
  assert_int_equal(place_of(w, lan), 0);
  look_as(w, &(struct viewer) { 0 }, "046", 2);
  assert_int_equal(w->page.count, 0);
  look(w, "ID-OF-TWO");
  assert_true(w->page.count == 2 && place_of(w, lan) == 0 && place_of(w, lai) == 1 &&
              w->page.list[0].by_number);
}

/* A household of more people than a page holds: a page of them, and how many there are. */
static void a_large_household_is_told_whole(void **state) {
  struct world *w = *state;
  for (int i = 0; i < SEARCH_PAGE_MAX + 30; i++)
    lives(w, add(w, "Nguyễn Thị Lài", date_of(1972, 1, 16)), 1, 1, 1);
  ready(w);
  look(w, "ID-OF-ALL");
  assert_int_equal(w->page.count, SEARCH_PAGE_MAX);
  assert_int_equal(w->page.total, SEARCH_PAGE_MAX + 30);
}

static void places_and_birthdays_narrow(void **state) {
  struct world *w = *state;
  int64_t lai = add(w, "Nguyễn Thị Lài", date_of(1972, 1, 16)),
          other = add(w, "Nguyễn Thị Lài", date_of(1972, 1, 1)),
          suu = add(w, "Hồ Thị Sửu", date_of(1980, 5, 5)), suu2 = add(w, "Trần Văn Sửu", date_of(1981, 5, 5)),
          year_only = add(w, "Nguyễn Thị Mơ", date_of(1972, 1, 1));
  w->person[year_only].birth_known = 1;
  lives(w, lai, 1, lai, 1);
  lives(w, other, 2, other, 2);
  lives(w, suu, 3, suu, 4);
  lives(w, suu2, 4, suu2, 5);
  ready(w);
  look(w, "nguyen thi lai a luoi");
  assert_true(w->page.count == 1 && place_of(w, lai) == 0 && w->page.list[0].by_place);
  look(w, "lài ở a lưới 2");
  assert_true(w->page.count == 1 && place_of(w, lai) == 0);
  look(w, "thon 1 lai");
  assert_true(w->page.count == 1 && place_of(w, lai) == 0);
  look(w, "sửu phường phú xuân");
  assert_true(w->page.count == 1 && place_of(w, suu) == 0);
  look(w, "suu ha trung");
  assert_true(w->page.count == 1 && place_of(w, suu2) == 0);
  look(w, "16/01/1972");
  assert_true(w->page.count == 2 && place_of(w, lai) >= 0 && place_of(w, year_only) >= 0);
  look(w, "lai 01/1972");
  assert_int_equal(w->page.count, 2);
  look(w, "lai 16/01/1972");
  assert_true(w->page.count == 1 && place_of(w, lai) == 0);
  look(w, "lai 17/01/1972");
  assert_int_equal(w->page.count, 0);
}

static void the_viewer_comes_first(void **state) {
  struct world *w = *state;
  int64_t a = add(w, "Nguyễn Thị Lài", date_of(1950, 1, 1)),
          b = add(w, "Nguyễn Văn Lai", date_of(1950, 1, 1));
  int64_t nowhere = add(w, "Nguyễn Lai", date_of(1950, 1, 1));
  lives(w, a, 1, a, 1);
  lives(w, b, 2, b, 2);
  w->person[a].citizen_no = w->person[b].citizen_no = S("046149001234");
  ready(w);
  struct viewer commune = { .area = 2 }, odd = { .area = 101 };
  look(w, "lai");
  assert_true(w->page.total == 3 && place_of(w, nowhere) >= 0);
  look_as(w, &commune, "lai", 0);
  assert_true(w->page.total == 1 && place_of(w, b) == 0);
  look_as(w, &odd, "lai", 0);
  assert_true(w->page.total == 1 && place_of(w, a) == 0);
  look_as(w, &odd, "046149", 0);
  assert_true(w->page.total == 1 && place_of(w, a) == 0);
  look_as(w, &odd, "ID-OF-TWO", 0);
  assert_true(w->page.total == 1 && place_of(w, a) == 0);
  look_as(w, &odd, "lai", 2);
  assert_int_equal(w->page.total, 0);
  /* Accents agree with somebody he may not see: that must not show in what he finds. */
  look_as(w, &commune, "Lài", 0);
  assert_true(w->page.total == 1 && place_of(w, b) == 0);
}

static void acts_bring_it_forward(void **state) {
  struct world *w = *state;
  ready(w);
  int64_t p = add(w, "Trần Thị Hoa", date_of(1940, 1, 1)), q = add(w, "Trần Văn Nam", date_of(1970, 1, 1));
  lives(w, p, 1, p, 1);
  ready(w);
  look(w, "hoa");
  assert_int_equal(place_of(w, p), 0);
  lives(w, q, 1, q, 1);
  lives(w, p, 1, q, 1);
  ready(w);
  look(w, "hoa nam");
  assert_int_equal(place_of(w, p), 0);
  rename_to(w, p, "Trần Thị Huệ");
  touch(w, p);
  ready(w);
  look(w, "hoa");
  assert_int_equal(w->page.count, 0);
  look(w, "hue tran");
  assert_int_equal(place_of(w, p), 0);
  int64_t r = add(w, "Trần Văn Tư", date_of(1970, 1, 1));
  w->person[p].dead = true;
  touch(w, p);
  ready(w);
  look(w, "tran");
  assert_int_equal(place_of(w, q), 0);
  assert_int_equal(place_of(w, r), 1);
  assert_int_equal(place_of(w, p), 2);
  assert_true(w->page.list[2].dead);
  assert_int_equal(w->asked_everybody, 1);
  w->person[r].gone = true;
  touch(w, r);
  ready(w);
  look(w, "tran");
  assert_true(w->page.total == 2 && place_of(w, r) < 0);
}

/* Who stands in what was kept and was touched since is met once, as he is now. */
static void whom_an_act_touched_is_met_once(void **state) {
  struct world *w = *state;
  int64_t p = add(w, "Trần Thị Hoa", date_of(1940, 1, 1)), q = add(w, "Trần Văn Nam", date_of(1970, 1, 1));
  ready(w);
  w->person[p].dead = true;
  touch(w, p);
  ready(w);
  assert_int_equal(w->asked_everybody, 1);
  look(w, "tran");
  assert_int_equal(w->page.total, 2);
  assert_int_equal(place_of(w, q), 0);
  assert_int_equal(place_of(w, p), 1);
  assert_true(w->page.list[1].dead);
}

/* Whatever stands around or in a word, it is answered; around it, the person is found. */
static void every_character_is_answered(void **state) {
  struct world *w = *state;
  int64_t lai = add(w, "Nguyễn Thị Lài", date_of(1949, 8, 1));
  ready(w);
  static const int32_t blocks[][2] = {
    { 1, 0x36F }, { 0x1E00, 0x1EFF }, { 0x2000, 0x22FF }, { 0x3000, 0x303F }, { 0xFE00, 0xFFFF }
  };
  for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++)
    for (int32_t c = blocks[k][0]; c <= blocks[k][1]; c++) {
      char z[5] = { 0 };
      if (c < 0x80)
        z[0] = (char)c;
      else if (c < 0x800)
        snprintf(z, sizeof z, "%c%c", 0xC0 | c >> 6, 0x80 | (c & 63));
      else
        snprintf(z, sizeof z, "%c%c%c", 0xE0 | c >> 12, 0x80 | (c >> 6 & 63), 0x80 | (c & 63));
      struct arena *a = arena_new("typed", 1 << 20);
      bool word = text_fold(a, str_of(z)).n > 0;
      const char *typed[] = { arena_print(a, "%sNguyễn %s Lài", z, z),
                              arena_print(a, "Nguyễn%s Thị%sLài%s", z, z, z), arena_print(a, "Ngu%syễn", z),
                              arena_print(a, "Ng%s", z) };
      for (int i = 0; i < 4; i++) {
        look(w, typed[i]);
        bool joined = i == 1 && str_is(text_fold(a, str_of(typed[i])), "nguyen thilai");
        if (i < 2 && !word && !joined && place_of(w, lai) != 0)
          fail_msg("U+%04X: «%s»", (unsigned)c, typed[i]);
      }
      arena_free(a);
    }
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, search_setup, search_teardown)
  const struct CMUnitTest tests[] = {
    T(what_is_typed_is_read),           T(nothing_is_there_before_it_is_brought),
    T(people_are_found_as_typed),       T(invisible_characters_hide_nobody),
    T(the_whole_name_goes_first),       T(heads_areas_and_ids_lead_to_people),
    T(a_large_household_is_told_whole), T(places_and_birthdays_narrow),
    T(the_viewer_comes_first),          T(acts_bring_it_forward),
    T(whom_an_act_touched_is_met_once), T(every_character_is_answered),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
