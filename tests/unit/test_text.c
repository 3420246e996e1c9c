/* Vietnamese text as it is folded, spelled and sorted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/base.h"

#define CEILING ((size_t)64 << 20)

static int arena_setup(void **state) {
  *state = arena_new("test", CEILING);
  return *state ? 0 : -1;
}

static int arena_teardown(void **state) {
  arena_free(*state);
  return 0;
}

static void assert_str(struct str s, const char *z) {
  if (!str_is(s, z)) fail_msg("'%.*s' is not '%s'", (int)s.n, s.p, z);
}

static void what_is_shortened_says_so(void **state) {
  struct arena *a = *state;
  assert_true(str_is(str_shortened(a, S("xã"), 3), "xã"));
  assert_true(str_is(str_shortened(a, S("xã A"), 3), "xã…"));
  assert_true(str_is(str_shortened(a, S("xã A"), 2), "x…"));
  assert_true(str_is(str_shortened(a, S("ã"), 0), "…"));
}

static void text_is_folded(void **state) {
  struct arena *a = *state;
  assert_str(text_fold(a, S("Nguyễn Thị Ổi  ĐỒNG")), "nguyen thi oi dong");
  assert_str(text_fold(a, S("NGUYÊ\xCC\x83N")), "nguyen"); /* a combining tilde */
  assert_str(text_fold(a, S(" \t\xC2\xA0 Đường\n\xE2\x80\x89Lê Lợi ")), "duong le loi");
  assert_str(text_fold(a, S("ﬁ Ⅳ ²")), "fi iv 2");
  assert_str(text_fold(a, S("A\xE2\x80\x8B"
                            "B")),
             "ab"); /* zero-width space */
  const struct str parted = S("A\u200BB\u00AD \xFF");
  assert_str(text_parted(a, parted, true), "A B\u00AD \xFF");
  assert_str(text_parted(a, parted, false), "A B  \xFF");
  const struct str plain = S("Á b");
  assert_ptr_equal(text_parted(a, plain, false).p, plain.p);
  assert_str(text_fold(a, S("a\xFF"
                            "b")),
             "a b");
  assert_str(text_fold(a, S("")), "");
  assert_str(text_fold(a, S("ẠẢÃÀÁÂẬẦẤẨẪĂẮẰẶẲẴ ÓÒỌÕỎÔỘỔỖỒỐƠỜỚỢỞỠ ÉÈẺẸẼÊẾỀỆỂỄ ÚÙỤỦŨƯỰỮỬỪỨ ÍÌỊỈĨ ÝỲỶỴỸ Đđ")),
             "aaaaaaaaaaaaaaaaa ooooooooooooooooo eeeeeeeeeee uuuuuuuuuuu iiiii yyyyy dd");
  struct str folded = text_fold(a, S("\xEF\xB7\xBA\xEF\xB7\xBA")); /* 18 characters each */
  assert_true(utf8_valid(folded, NULL) && utf8_count(folded) > 30);
}

static void marks_part_words_and_invisible_characters_are_nothing(void **state) {
  struct arena *a = *state;
  assert_str(text_fold(a, S("Nguyễn-Lài")), "nguyen lai");
  assert_str(text_fold(a, S("H'Lê O’Lài ʼY ‘Bã’")), "h le o lai y ba");
  assert_str(text_fold(a, S("(Lài) Hồ.Thị,Hồ/Thị")), "lai ho thi ho thi");
  assert_str(text_fold(a, S("Ho\u00ADa Ng\u200Buyễn\u200F \uFEFFVăn")), "hoa nguyen van");
  assert_str(text_fold(a, S("Đặng Ðặng Ɖặng đặng ðặng ɖặng")), "dang dang dang dang dang dang");
  assert_str(text_fold(a, S("１６／０１／１９７２")), "16 01 1972");
}

static void two_spellings_of_a_word_are_one(void **state) {
  struct arena *a = *state;
  struct str hoa = text_spell(a, S("hòa"));
  assert_true(str_eq(text_spell(a, S("HOÀ")), hoa));
  assert_true(str_eq(text_spell(a, S("hoa\xCC\x80")), hoa));
  assert_false(str_eq(text_spell(a, S("hóa")), hoa));
  assert_false(str_eq(text_spell(a, S("hoa")), hoa));
  assert_str(text_spell(a, S("Ðào đào")), "đao\xCC\x80 đao\xCC\x80");
  assert_false(str_eq(text_spell(a, S("tâm")), text_spell(a, S("tăm"))));
  assert_true(str_eq(text_spell(a, S("Thuý Nguyễn")), text_spell(a, S("Thúy Nguyê\xCC\x83n"))));
  assert_true(str_eq(text_spell(a, S("ộ")), text_spell(a, S("o\xCC\xA3\xCC\x82"))));
}

static int words_in(struct str s) {
  int n = s.n > 0;
  for (size_t i = 0; i < s.n; i++)
    n += s.p[i] == ' ';
  return n;
}

/* Latin, its marks, spaces and dashes, symbols, CJK, wide forms, private use, tags. */
static void every_character_leaves_words_or_nothing(void **state) {
  (void)state;
  static const int32_t blocks[][2] = { { 1, 0x6FF },         { 0x1E00, 0x1EFF },  { 0x2000, 0x2BFF },
                                       { 0x3000, 0x33FF },   { 0xE000, 0xE0FF },  { 0xF900, 0xFFFF },
                                       { 0x1F300, 0x1F6FF }, { 0xE0000, 0xE01FF } };
  struct arena *a = arena_new("characters", CEILING);
  for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++)
    for (int32_t c = blocks[k][0]; c <= blocks[k][1]; c++) {
      if (c >= 0xD800 && c <= 0xDFFF) continue;
      char z[5] = { 0 };
      if (c < 0x80)
        z[0] = (char)c;
      else if (c < 0x800)
        snprintf(z, sizeof z, "%c%c", 0xC0 | c >> 6, 0x80 | (c & 63));
      else if (c < 0x10000)
        snprintf(z, sizeof z, "%c%c%c", 0xE0 | c >> 12, 0x80 | (c >> 6 & 63), 0x80 | (c & 63));
      else
        snprintf(z, sizeof z, "%c%c%c%c", 0xF0 | c >> 18, 0x80 | (c >> 12 & 63), 0x80 | (c >> 6 & 63),
                 0x80 | (c & 63));
      struct str alone = text_fold(a, str_of(z)), before = text_fold(a, str_of(arena_print(a, "%sLài", z))),
                 after = text_fold(a, str_of(arena_print(a, "Lài%s", z))),
                 inside = text_fold(a, str_of(arena_print(a, "L%sài", z)));
      bool nothing = str_is(inside, "lai"), parts = str_is(inside, "l ai");
      if ((nothing || parts) != (alone.n == 0)) fail_msg("U+%04X alone is '%s'", (unsigned)c, alone.p);
      if (alone.n == 0 && !(str_is(before, "lai") && str_is(after, "lai")))
        fail_msg("U+%04X: '%s', '%s'", (unsigned)c, before.p, after.p);
      struct str spelled = text_spell(a, str_of(arena_print(a, "L%sài %s lài", z, z)));
      struct str folded = text_fold(a, str_of(arena_print(a, "L%sài %s lài", z, z)));
      if (words_in(spelled) != words_in(folded) || !str_eq(text_fold(a, spelled), folded))
        fail_msg("U+%04X: '%s', '%s'", (unsigned)c, spelled.p, folded.p);
      arena_reset(a);
    }
  arena_free(a);
}

static void names_sort_as_vietnamese_lists_do(void **state) {
  /* Sorted by hand: given name, family name, middle; letters before tones; ngang huyền hỏi ngã sắc nặng. */
  static const char *const sorted[] = {
    "An",       "Đỗ An",   "Lê An",    "Lê Thị An",  "Lê Văn An",  "Nguyễn Ân", "Trần Văn Ba",
    "Lê Bà",    "Lê Bả",   "Lê Bã",    "Lê Bá",      "Lê Bạ",      "Lê Bảng",   "Lê Bằng",
    "Lê Cường", "Lê Dũng", "Lê Đào",   "Lê Em",      "Lê Ên",      "Lê Giang",  "Lê Hoa",
    "Lê Hòa",   "Lê Hóa",  "Lê Hoàng", "Ksor H’Jok", "Lê Khánh",   "Lê Lan",    "Lê Nga",
    "Lê Oanh",  "Lê Ông",  "Lê Ơn",    "Lê Phước",   "Lê Quân",    "Lê Thu",    "Lê Thư",
    "Lê Uyên",  "Lê Ước",  "Lê Vân",   "Lê Xuân",    "Đỗ Thị Yên", "Lê Yên",    "Lê Yến",
  };
  struct arena *a = *state;
  for (size_t i = 0; i + 1 < sizeof sorted / sizeof *sorted; i++) {
    struct str one = text_sort_key(a, str_of(sorted[i])), next = text_sort_key(a, str_of(sorted[i + 1]));
    if (str_cmp(one, next) >= 0) fail_msg("%s (%s) before %s (%s)", sorted[i], one.p, sorted[i + 1], next.p);
    for (size_t k = 0; k < one.n; k++)
      assert_true(one.p[k] >= ' ' && one.p[k] <= '~');
  }
  assert_true(str_eq(text_sort_key(a, S("Lê Thị HOÀ")), text_sort_key(a, S(" lê  thị hòa"))));
  assert_true(str_eq(text_sort_key(a, S("\xC3\x90\xE1\xBA\xB7ng")), text_sort_key(a, S("Đặng"))));
  assert_int_equal(text_sort_key(a, S("")).n, 0);
  assert_int_equal(text_sort_key(a, S(" - ")).n, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_shortened_says_so),
    cmocka_unit_test(text_is_folded),
    cmocka_unit_test(marks_part_words_and_invisible_characters_are_nothing),
    cmocka_unit_test(two_spellings_of_a_word_are_one),
    cmocka_unit_test(every_character_leaves_words_or_nothing),
    cmocka_unit_test(names_sort_as_vietnamese_lists_do),
  };
  return cmocka_run_group_tests_name("text", tests, arena_setup, arena_teardown);
}
