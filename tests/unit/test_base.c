/* Arenas, text, dates, exact numbers, hashes, JSON and CSV. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/base.h"

#include <sys/wait.h>
#include <unistd.h>

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

/* ---- arenas ---- */

/* Sizes of every kind of chunk, filled and given back: what comes next is zero again. */
static void large_arena_is_zeroed_after_a_reset(void **state) {
  (void)state;
  static const size_t sizes[] = {
    1, 100000, (size_t)1 << 20, ((size_t)2 << 20) + 5, (size_t)3 << 20, (size_t)70 << 20
  };
  struct arena *a = arena_new_large("large", (size_t)1 << 30);
  for (int round = 0; round < 4; round++) {
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
      unsigned char *p = arena_alloc(a, sizes[i]);
      for (size_t k = 0; k < sizes[i]; k += 997)
        assert_int_equal(p[k], 0);
      memset(p, 0xAB, sizes[i]);
      if (i % 3 == (size_t)round % 3) arena_reset(a); /* after a small, a middling, a mapped chunk */
    }
    arena_reset(a);
  }
  arena_free(a);
}

static void arena_memory_is_zeroed_and_aligned(void **state) {
  struct arena *a = *state;
  for (int round = 0; round < 2; round++) {
    for (size_t n = 0; n < 3000; n++) {
      unsigned char *p = arena_alloc(a, n);
      assert_int_equal((uintptr_t)p % 16, 0);
      for (size_t i = 0; i < n; i++)
        assert_int_equal(p[i], 0);
      memset(p, 0xAA, n);
    }
    arena_reset(a);
    assert_int_equal(arena_used(a), 0);
  }
}

static void arena_ceiling_jumps_to_guard(void **state) {
  (void)state;
  static struct arena *a;
  static volatile int allocated;
  a = arena_new("small", 100000);
  jmp_buf guard;
  int why = setjmp(guard);
  if (why == 0) {
    arena_guard(a, &guard);
    for (allocated = 0; allocated < 1000; allocated++)
      arena_alloc(a, 1000);
    fail_msg("the ceiling was not noticed");
  }
  assert_int_equal(why, LIMIT);
  assert_in_range(allocated, 95, 100);
  assert_true(arena_used(a) <= 100000);
  arena_reset(a);
  why = setjmp(guard);
  if (why == 0) {
    arena_array(a, SIZE_MAX / 2, 3);
    fail_msg("the overflow was not noticed");
  }
  assert_int_equal(why, LIMIT);
  arena_guard(a, NULL);
  arena_free(a);
}

/* A limit of the program's is its own, memory that the system has no more of is the world's. */
static void arena_ends_with_the_code_of_what_was_reached(void **state) {
  static const struct {
    size_t ceiling;
    int code;
  } end[] = { { 100000, 70 }, { SIZE_MAX / 2, 1 } };
  (void)state;
  for (int i = 0; i < 2; i++) {
    int status;
    pid_t child = fork();
    if (child == 0) {
      if (!freopen("/dev/null", "w", stderr)) _exit(9);
      arena_alloc(arena_new("small", end[i].ceiling), SIZE_MAX / 4);
      _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), end[i].code);
  }
}

static void arena_grow_keeps_content(void **state) {
  struct arena *a = *state;
  unsigned char *p = NULL;
  size_t n = 0;
  for (size_t next = 1; next < 3000000; next = next * 3 + 1) {
    p = arena_grow(a, p, n, next);
    for (size_t i = 0; i < n; i += 7)
      assert_int_equal(p[i], (unsigned char)(i * 31));
    for (size_t i = n; i < next; i++) {
      assert_int_equal(p[i], 0);
      p[i] = (unsigned char)(i * 31);
    }
    n = next;
    if (next % 2) arena_alloc(a, 5);
  }
}

static void vec_holds_what_was_pushed(void **state) {
  struct arena *a = *state;
  VEC(int) v = { 0 };
  for (int i = 0; i < 100000; i++) {
    int *slot = VEC_PUSH(a, &v);
    assert_int_equal(*slot, 0);
    *slot = i;
  }
  assert_int_equal(v.n, 100000);
  for (int i = 0; i < 100000; i++)
    assert_int_equal(v.at[i], i);
}

static void arena_texts(void **state) {
  struct arena *a = *state;
  assert_string_equal(arena_text(a, "abcdef", 3), "abc");
  assert_string_equal(arena_print(a, "%d-%s", 7, "x"), "7-x");
}

/* ---- text ---- */

static void str_functions(void **state) {
  (void)state;
  assert_true(str_eq(S("ab"), S("ab")) && !str_eq(S("ab"), S("abc")) &&
              str_eq(S(""), (struct str) { NULL, 0 }));
  assert_true(str_cmp(S("a"), S("b")) < 0 && str_cmp(S("ab"), S("a")) > 0 && str_cmp(S("a"), S("a")) == 0);
  assert_true(str_cmp(S("z"), S("\xC4\x91")) < 0);
  assert_str(str_trim(S(" \t a b \r\n")), "a b");
  assert_str(str_trim(S("  ")), "");
  assert_int_equal(str_distance(S("huyen"), S("huyện"), 3), 1);
  assert_int_equal(str_distance(S("kitten"), S("sitting"), 5), 3);
  assert_int_equal(str_distance(S("kitten"), S("sitting"), 2), 3);
  assert_int_equal(str_distance(S(""), S("abc"), 5), 3);
}

static void buf_drops_whole_pieces_past_its_ceiling(void **state) {
  struct buf b = buf_new(*state, 10);
  buf_z(&b, "12345");
  buf_print(&b, "%s", "67890");
  assert_false(b.full);
  assert_str(buf_view(&b), "1234567890");
  buf_c(&b, 'x');
  assert_true(b.full);
  b = buf_new(*state, 10);
  buf_z(&b, "123456789");
  buf_z(&b, "ổ");
  buf_c(&b, 'x');
  assert_true(b.full);
  assert_str(buf_view(&b), "123456789");
}

static void buf_grows(void **state) {
  struct buf b = buf_growing(*state);
  for (int i = 0; i < 50000; i++)
    buf_z(&b, "chữ");
  assert_int_equal(b.n, 50000 * strlen("chữ"));
  assert_false(b.full);
  b = buf_new(*state, 1 << 20);
  for (int i = 0; i < 100000; i++)
    buf_print(&b, "%d,", i % 10);
  assert_int_equal(b.n, 200000);
  assert_int_equal(strlen(b.p), 200000);
  b = buf_new(*state, 100);
  buf_int(&b, INT64_MIN);
  buf_c(&b, ' ');
  buf_int(&b, 0);
  buf_c(&b, ' ');
  buf_int(&b, INT64_MAX);
  assert_str(buf_view(&b), "-9223372036854775808 0 9223372036854775807");
}

static void buf_fill_replaces_places(void **state) {
  struct buf b = buf_new(*state, 200);
  const char *args[] = { "Huế", "Thuận Hóa" };
  buf_fill(&b, "{1}, {0} { {x} {1}{", 2, args);
  assert_str(buf_view(&b), "Thuận Hóa, Huế { {x} Thuận Hóa{");
  b = buf_new(*state, 200);
  buf_fill(&b, "", 0, NULL);
  assert_str(buf_view(&b), "");
}

static void utf8_is_checked(void **state) {
  (void)state;
  static const struct {
    const char *z;
    size_t n;
    int bad;
  } cases[] = {
    { "Nguyễn Thị Ổi 😀", 24, -1 },
    { "", 0, -1 },
    { "a\0b", 3, 1 },
    { "ab\xC0\x80", 4, 2 },
    { "\xE0\x80\x80", 3, 0 },
    { "x\xED\xA0\x80", 4, 1 },
    { "\xF4\x90\x80\x80", 4, 0 },
    { "\xF4\x8F\xBF\xBF", 4, -1 },
    { "\xE1\xBB", 2, 0 },
    { "\x80", 1, 0 },
    { "\xF0\x8F\xBF\xBF", 4, 0 },
    { "\xFF", 1, 0 },
    { "\xED\x9F\xBF", 3, -1 },
    { "\xEF\xBF\xBF", 3, -1 },
    { "\xC1\xBF", 2, 0 },
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    size_t bad = 99;
    bool good = utf8_valid((struct str) { cases[i].z, cases[i].n }, &bad);
    assert_int_equal(good, cases[i].bad < 0);
    assert_int_equal(bad, cases[i].bad < 0 ? 99 : cases[i].bad);
  }
  assert_int_equal(utf8_count(S("Huế")), 3);
  assert_false(utf8_valid(S("\xFF"), NULL));
}

static void utf8_exhaustive_over_code_points(void **state) {
  (void)state;
  for (uint32_t c = 1; c < 0x110000; c++) {
    char z[4];
    size_t n;
    if (c < 0x80) {
      z[0] = (char)c;
      n = 1;
    } else if (c < 0x800) {
      z[0] = (char)(0xC0 | c >> 6);
      n = 2;
    } else if (c < 0x10000) {
      z[0] = (char)(0xE0 | c >> 12);
      n = 3;
    } else {
      z[0] = (char)(0xF0 | c >> 18);
      n = 4;
    }
    for (size_t i = 1; i < n; i++)
      z[i] = (char)(0x80 | (c >> (6 * (n - 1 - i)) & 0x3F));
    bool surrogate = c >= 0xD800 && c <= 0xDFFF;
    if (utf8_valid((struct str) { z, n }, NULL) == surrogate) fail_msg("U+%04X", c);
    if (n > 1 && utf8_valid((struct str) { z, n - 1 }, NULL)) fail_msg("U+%04X cut", c);
  }
}

static void whole_numbers_are_strict(void **state) {
  (void)state;
  static const char *const bad[] = { "",
                                     "-",
                                     "+1",
                                     " 1",
                                     "1 ",
                                     "1.0",
                                     "9223372036854775808",
                                     "-9223372036854775809",
                                     "0x1",
                                     "1e3",
                                     "--1",
                                     "99999999999999999999999" };
  int64_t v = 77;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    assert_int_equal(parse_int(str_of(bad[i]), &v), INVALID);
    assert_int_equal(v, 77);
  }
  assert_int_equal(parse_int(S("9223372036854775807"), &v), OK);
  assert_true(v == INT64_MAX);
  assert_int_equal(parse_int(S("-9223372036854775808"), &v), OK);
  assert_true(v == INT64_MIN);
  assert_int_equal(parse_int(S("-007"), &v), OK);
  assert_true(v == -7);
}

/* ---- dates ---- */

static void dates_1800_to_2200_go_round(void **state) {
  (void)state;
  date expected = date_of(1800, 1, 1);
  int count = 0;
  for (int y = 1800; y <= 2200; y++)
    for (int m = 0; m <= 13; m++)
      for (int d = 0; d <= 32; d++) {
        if (!date_valid(y, m, d)) continue;
        date n = date_of(y, m, d);
        assert_int_equal(n, expected);
        int y2, m2, d2;
        date_split(n, &y2, &m2, &d2);
        assert_true(y2 == y && m2 == m && d2 == d);
        char iso[11], vn[11];
        date from_iso = 0, from_vn = 0;
        assert_int_equal(parse_date(str_of(date_iso(n, iso)), &from_iso), OK);
        assert_int_equal(parse_date(str_of(date_vn(n, vn)), &from_vn), OK);
        assert_true(from_iso == n && from_vn == n && month_of(n) == y * 12 + m - 1);
        assert_true(month_first(month_of(n)) <= n && n <= month_last(month_of(n)));
        expected++;
        count++;
      }
  assert_int_equal(
      count, 401 * 365 + 97); /* leap years: 100 of four, less 1800, 1900, 2100 and 2200, and 2000 back */
}

static void dates_known(void **state) {
  (void)state;
  char z[11], m[8];
  assert_int_equal(date_of(1970, 1, 1), 0);
  assert_int_equal(date_of(2000, 3, 1), 11017);
  assert_int_equal(date_of(1, 1, 1), DATE_MIN);
  assert_int_equal(date_of(9999, 12, 31), DATE_MAX);
  int y, mm, d;
  date_split(DATE_MIN, &y, &mm, &d);
  assert_true(y == 1 && mm == 1 && d == 1);
  assert_string_equal(date_vn(date_of(2026, 10, 5), z), "05/10/2026");
  assert_string_equal(date_iso(DATE_MAX, z), "9999-12-31");
  date leap = date_of(2024, 2, 5);
  assert_string_equal(date_known_text(leap, 3, VI, z), "05/02/2024");
  assert_string_equal(date_known_text(leap, 2, VI, z), "02/2024");
  assert_string_equal(date_known_text(leap, 2, EN, z), "2024-02");
  assert_string_equal(date_known_text(leap, 1, EN, z), "2024");
  assert_int_equal(date_latest(leap, 3), leap);
  assert_int_equal(date_latest(leap, 2), date_of(2024, 2, 29));
  assert_int_equal(date_latest(date_of(2024, 1, 1), 1), date_of(2024, 12, 31));
  assert_int_equal(date_latest(date_of(2024, 12, 1), 2), date_of(2024, 12, 31));
  assert_string_equal(month_iso(month_of(date_of(2026, 10, 5)), m), "2026-10");
  assert_string_equal(month_vn(month_of(date_of(2026, 1, 5)), m), "01/2026");
}

static void dates_refused(void **state) {
  (void)state;
  static const char *const bad[] = { "30/02/1951", "29/02/1900", "1951-02-30", "2025-13-01",  "2025-00-01",
                                     "00/01/2025", "0000-01-01", "5/10/2026",  "2026-10-5",   "2026/10/05",
                                     "05-10-2026", "05.10.2026", "",           "2026-10-05 ", "2026-1a-05",
                                     "-026-10-05", "31/04/2024", "20261005  " };
  date v = 77;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    if (parse_date(str_of(bad[i]), &v) != INVALID) fail_msg("accepted: %s", bad[i]);
    assert_int_equal(v, 77);
  }
  assert_int_equal(parse_date(S("29/02/2000"), &v), OK);
  assert_int_equal(v, date_of(2000, 2, 29));
  month m = 77;
  static const char *const bad_months[] = { "2026-13", "2026-00", "13/2026", "2026/10",
                                            "10-2026", "",        "0000-01" };
  for (size_t i = 0; i < sizeof bad_months / sizeof *bad_months; i++)
    assert_int_equal(parse_month(str_of(bad_months[i]), &m), INVALID);
  assert_int_equal(m, 77);
  assert_int_equal(parse_month(S("10/2026"), &m), OK);
  assert_int_equal(m, 2026 * 12 + 9);
  assert_int_equal(parse_month(S("2026-01"), &m), OK);
  assert_int_equal(m, 2026 * 12);
}

static int years(int y1, int m1, int d1, int y2, int m2, int d2) {
  return years_between(date_of(y1, m1, d1), date_of(y2, m2, d2));
}

static void ages(void **state) {
  (void)state;
  assert_int_equal(years(1945, 10, 5, 2025, 10, 4), 79);
  assert_int_equal(years(1945, 10, 5, 2025, 10, 5), 80);
  assert_int_equal(years(2004, 2, 29, 2020, 2, 28), 15);
  assert_int_equal(years(2004, 2, 29, 2020, 2, 29), 16);
  assert_int_equal(years(2004, 2, 29, 2022, 2, 28), 17);
  assert_int_equal(years(2004, 2, 29, 2022, 3, 1), 18);
  assert_int_equal(years(2000, 1, 1, 2000, 1, 1), 0);
  assert_int_equal(years(2000, 1, 2, 2000, 1, 1), -1);
  assert_int_equal(months_between(date_of(2025, 1, 31), date_of(2025, 2, 28)), 0);
  assert_int_equal(months_between(date_of(2025, 1, 31), date_of(2025, 3, 1)), 1);
  assert_int_equal(months_between(date_of(2024, 11, 15), date_of(2026, 2, 14)), 14);
  for (date d = date_of(1999, 12, 1); d < date_of(2001, 3, 5); d++)
    for (date e = d; e < d + 1500; e += 13) {
      assert_int_equal(years_between(d, e), months_between(d, e) / 12);
      assert_true(years_between(d, e) <= years_between(d, e + 1));
    }
}

static void months_are_added(void **state) {
  (void)state;
  assert_int_equal(date_add_months(date_of(2025, 1, 31), 1), date_of(2025, 2, 28));
  assert_int_equal(date_add_months(date_of(2024, 1, 31), 1), date_of(2024, 2, 29));
  assert_int_equal(date_add_months(date_of(2024, 3, 31), -1), date_of(2024, 2, 29));
  assert_int_equal(date_add_months(date_of(2024, 1, 15), -1), date_of(2023, 12, 15));
  assert_int_equal(date_add_months(date_of(2024, 11, 30), 15), date_of(2026, 2, 28));
  assert_int_equal(date_add_months(DATE_MAX, -5), DATE_MAX);
  assert_int_equal(date_add_months(date_of(9999, 12, 1), 1), DATE_MAX);
  assert_int_equal(date_add_months(date_of(1, 1, 1), -1), DATE_MIN);
}

/* ---- exact numbers ---- */

static struct ratio ratio(int64_t num, int64_t den) {
  struct ratio r = { 0, 0 };
  assert_int_equal(ratio_make(num, den, &r), OK);
  return r;
}

static void assert_ratio(struct ratio r, int64_t num, int64_t den) {
  assert_true(r.num == num && r.den == den);
}

static void ratios(void **state) {
  (void)state;
  struct ratio r = { 7, 7 };
  assert_ratio(ratio(6, -4), -3, 2);
  assert_ratio(ratio(0, -4), 0, 1);
  assert_ratio(ratio(INT64_MIN, 2), INT64_MIN / 2, 1);
  assert_int_equal(ratio_make(1, 0, &r), INVALID);
  assert_int_equal(ratio_make(INT64_MIN, -1, &r), LIMIT);
  assert_ratio(r, 7, 7);
  assert_int_equal(ratio_add(ratio(1, 6), ratio(1, 10), &r), OK);
  assert_ratio(r, 4, 15);
  assert_int_equal(ratio_mul(ratio(3, 2), ratio(540000, 1), &r), OK);
  assert_ratio(r, 810000, 1);
  assert_int_equal(ratio_div(ratio(1, 2), ratio(-3, 4), &r), OK);
  assert_ratio(r, -2, 3);
  assert_int_equal(ratio_div(ratio(1, 2), ratio(0, 4), &r), INVALID);
  assert_true(ratio_cmp(ratio(INT64_MAX, 2), ratio(INT64_MAX - 1, 2)) > 0);
  assert_true(ratio_cmp(ratio(-1, 3), ratio(1, INT64_MAX)) < 0 && ratio_cmp(ratio(2, 4), ratio(1, 2)) == 0);
}

static void ratios_do_not_overflow(void **state) {
  (void)state;
  struct ratio r = { 7, 7 };
  assert_int_equal(ratio_add(ratio(INT64_MAX, 1), ratio(1, 1), &r), LIMIT);
  assert_int_equal(ratio_mul(ratio(INT64_MAX, 1), ratio(2, 1), &r), LIMIT);
  assert_int_equal(ratio_add(ratio(1, INT64_MAX), ratio(1, INT64_MAX - 1), &r), LIMIT);
  assert_int_equal(ratio_mul(ratio(1, INT64_MAX), ratio(1, 2), &r), LIMIT);
  assert_int_equal(ratio_div(ratio(INT64_MIN, 1), ratio(-1, 1), &r), LIMIT);
  assert_int_equal(ratio_div(ratio(INT64_MIN, INT64_MAX), ratio(INT64_MIN, INT64_MAX), &r), OK);
  assert_ratio(r, 1, 1);
  r = (struct ratio) { 7, 7 };
  assert_int_equal(ratio_add(ratio(INT64_MIN, INT64_MAX), ratio(INT64_MIN, INT64_MAX), &r), LIMIT);
  assert_ratio(r, 7, 7);
  assert_int_equal(ratio_mul(ratio(INT64_MAX, 3), ratio(3, INT64_MAX), &r), OK);
  assert_ratio(r, 1, 1);
}

static void ratios_as_text(void **state) {
  (void)state;
  char z[48];
  assert_string_equal(ratio_text(ratio(3, 2), ',', z), "1,5");
  assert_string_equal(ratio_text(ratio(2, 1), '.', z), "2.0");
  assert_string_equal(ratio_text(ratio(-1, 8), '.', z), "-0.125");
  assert_string_equal(ratio_text(ratio(1, 3), '.', z), "1/3");
  assert_string_equal(ratio_text(ratio(1, 1000000), '.', z), "0.000001");
  assert_string_equal(ratio_text(ratio(INT64_MIN, 1), '.', z), "-9223372036854775808.0");
  assert_string_equal(ratio_text(ratio(1, (int64_t)1 << 62), '.', z), "1/4611686018427387904");
  assert_string_equal(ratio_text(ratio(INT64_MIN + 1, INT64_MAX - 1), '.', z),
                      "-9223372036854775807/9223372036854775806");
  assert_string_equal(ratio_text(ratio(INT64_MAX, 1000000000000000000), '.', z), "9.223372036854775807");
}

static int64_t rounded(int64_t num, int64_t den, int64_t unit, enum rounding how) {
  int64_t v = 0;
  assert_int_equal(ratio_round(ratio(num, den), unit, how, &v), OK);
  return v;
}

static void ratios_are_rounded(void **state) {
  (void)state;
  assert_true(rounded(5, 2, 1, ROUND_DOWN) == 2 && rounded(5, 2, 1, ROUND_UP) == 3);
  assert_true(rounded(5, 2, 1, ROUND_HALF_UP) == 3 && rounded(7, 3, 1, ROUND_HALF_UP) == 2);
  assert_true(rounded(-5, 2, 1, ROUND_DOWN) == -3 && rounded(-5, 2, 1, ROUND_UP) == -2);
  assert_true(rounded(-5, 2, 1, ROUND_HALF_UP) == -2);
  assert_true(rounded(1350499, 1, 1000, ROUND_HALF_UP) == 1350000);
  assert_true(rounded(1350500, 1, 1000, ROUND_HALF_UP) == 1351000);
  assert_true(rounded(1350001, 1, 1000, ROUND_UP) == 1351000 &&
              rounded(1350000, 1, 1000, ROUND_EXACT) == 1350000);
  int64_t v = 77;
  assert_int_equal(ratio_round(ratio(5, 2), 1, ROUND_EXACT, &v), INVALID);
  assert_int_equal(ratio_round(ratio(INT64_MAX, 1), INT64_MAX - 1, ROUND_UP, &v), LIMIT);
  assert_int_equal(ratio_round(ratio(INT64_MIN, 1), INT64_MAX, ROUND_DOWN, &v), LIMIT);
  assert_true(v == 77);
  char z[32];
  assert_string_equal(money_vn(1350000, z), "1.350.000");
  assert_string_equal(money_vn(-1000, z), "-1.000");
  assert_string_equal(money_vn(999, z), "999");
  assert_string_equal(money_vn(0, z), "0");
  assert_string_equal(money_vn(INT64_MIN, z), "-9.223.372.036.854.775.808");
}

/* ---- hashing, time, files ---- */

static void sha256_known_answers(void **state) {
  (void)state;
  char z[65];
  sha256_hex("", 0, z);
  assert_string_equal(z, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  sha256_hex("abc", 3, z);
  assert_string_equal(z, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const char *two = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  sha256_hex(two, strlen(two), z);
  assert_string_equal(z, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void sha256_of_a_million(void **state) {
  char *p = arena_alloc(*state, 1000000), z[65];
  memset(p, 'a', 1000000);
  sha256_hex(p, 1000000, z);
  assert_string_equal(z, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void hashes_and_random_numbers_spread(void **state) {
  (void)state;
  int counts[64] = { 0 }, throws[6] = { 0 };
  for (uint64_t i = 0; i < 64000; i++)
    counts[hash64(&i, sizeof i, 1) & 63]++;
  for (int i = 0; i < 64; i++)
    assert_in_range(counts[i], 850, 1150);
  assert_true(hash64("ab", 2, 0) != hash64("ab\0", 3, 0) && hash64("ab", 2, 0) != hash64("ab", 2, 1));
  struct rng r = { 7 }, same = { 7 };
  for (int i = 0; i < 60000; i++) {
    uint64_t v = rng_below(&r, 6);
    assert_true(v == rng_below(&same, 6) && v < 6);
    throws[v]++;
  }
  for (int i = 0; i < 6; i++)
    assert_in_range(throws[i], 9500, 10500);
}

/* ---- JSON ---- */

static void json_is_well_formed(void **state) {
  struct buf b = buf_new(*state, 1000);
  struct json j = json_new(&b);
  json_open(&j);
  json_key(&j, "tên");
  json_z(&j, "Lê \"Ổi\"\\\n\t\x01\x7f");
  json_key(&j, "list");
  json_list(&j);
  json_int(&j, INT64_MIN);
  json_bool(&j, true);
  json_nothing(&j);
  json_z(&j, NULL);
  json_open(&j);
  json_close(&j);
  json_list(&j);
  json_end(&j);
  json_end(&j);
  json_key(&j, "x");
  json_str(&j, S("a\0\xFF"
                 "b\xE1\xBBổ"));
  json_close(&j);
  assert_str(buf_view(&b),
             "{\"tên\":\"Lê \\\"Ổi\\\"\\\\\\n\\t\\u0001\\u007f\",\"list\":[-9223372036854775808,true,null,"
             "null,{},[]],\"x\":\"a\\u0000\xEF\xBF\xBD"
             "b\xEF\xBF\xBD\xEF\xBF\xBDổ\"}");
}

/* ---- CSV ---- */

static void csv_is_read(void **state) {
  struct arena *a = *state;
  struct csv c = csv_new(a, S("\xEF\xBB\xBFho,ten\r\n\"Lê, \"\"Ổi\"\"\",\"hai\nhàng\"\n\n,\rx\"y,z"), ',');
  struct str f[4];
  int n = 0;
  assert_int_equal(csv_row(&c, 4, f, &n), OK);
  assert_true(n == 2 && c.line == 1);
  assert_str(f[0], "ho");
  assert_str(f[1], "ten");
  assert_int_equal(csv_row(&c, 4, f, &n), OK);
  assert_true(n == 2 && c.line == 2);
  assert_str(f[0], "Lê, \"Ổi\"");
  assert_str(f[1], "hai\nhàng");
  assert_int_equal(csv_row(&c, 4, f, &n), OK);
  assert_true(n == 2 && c.line == 5 && f[0].n == 0 && f[1].n == 0);
  assert_int_equal(csv_row(&c, 4, f, &n), OK);
  assert_int_equal(c.line, 6);
  assert_str(f[0], "x\"y");
  assert_str(f[1], "z");
  assert_int_equal(csv_row(&c, 4, f, &n), NOT_FOUND);
  assert_int_equal(n, 2);
}

static void csv_errors(void **state) {
  struct arena *a = *state;
  struct str f[2];
  int n = 77;
  struct csv c = csv_new(a, S("\"a\"b;c\na;b;c\nd;e\n\"never\nclosed"), ';');
  assert_int_equal(csv_row(&c, 2, f, &n), INVALID);
  assert_int_equal(c.line, 1);
  assert_int_equal(csv_row(&c, 2, f, &n), LIMIT);
  assert_true(c.line == 2 && n == 77);
  assert_int_equal(csv_row(&c, 2, f, &n), OK);
  assert_true(c.line == 3 && n == 2);
  assert_str(f[1], "e");
  assert_int_equal(csv_row(&c, 2, f, &n), INVALID);
  assert_int_equal(c.line, 4);
  assert_int_equal(csv_row(&c, 2, f, &n), NOT_FOUND);
  c = csv_new(a, S(""), ',');
  assert_int_equal(csv_row(&c, 2, f, &n), NOT_FOUND);
  c = csv_new(a, S("\""), ',');
  assert_int_equal(csv_row(&c, 2, f, &n), INVALID);
  c = csv_new(a, S("a,"), ',');
  assert_int_equal(csv_row(&c, 2, f, &n), OK);
  assert_true(n == 2 && f[1].n == 0);
}

static void csv_quotes_where_needed(void **state) {
  static const struct str fields[] = { { "a b", 3 }, { " a", 2 }, { "a ", 2 },
                                       { "a;b", 3 }, { "", 0 },   { "\"", 1 } };
  struct buf b = buf_new(*state, 100);
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    csv_field(&b, fields[i], i == 0);
  assert_str(buf_view(&b), "a b,\" a\",\"a \",\"a;b\",,\"\"\"\"");
}

static void csv_goes_round(void **state) {
  struct arena *a = *state;
  static const char *const parts[] = { "a", "\"", ",", "\n", "\r", "ổ", " ", ";", "x,y" };
  struct rng r = { 3 };
  for (int round = 0; round < 2000; round++) {
    struct buf b = buf_new(a, 1000);
    struct str in[3], out[3];
    for (int i = 0; i < 3; i++) {
      struct buf field = buf_new(a, 100);
      for (uint64_t k = rng_below(&r, 5); k > 0; k--)
        buf_z(&field, parts[rng_below(&r, sizeof parts / sizeof *parts)]);
      in[i] = buf_view(&field);
      csv_field(&b, in[i], i == 0);
    }
    buf_c(&b, '\n');
    struct csv c = csv_new(a, buf_view(&b), ',');
    int n = 0;
    assert_int_equal(csv_row(&c, 3, out, &n), OK);
    assert_int_equal(n, 3);
    for (int i = 0; i < 3; i++)
      assert_true(str_eq(in[i], out[i]));
    assert_int_equal(csv_row(&c, 3, out, &n), NOT_FOUND);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(arena_memory_is_zeroed_and_aligned),
    cmocka_unit_test(large_arena_is_zeroed_after_a_reset),
    cmocka_unit_test(arena_ceiling_jumps_to_guard),
    cmocka_unit_test(arena_ends_with_the_code_of_what_was_reached),
    cmocka_unit_test(arena_grow_keeps_content),
    cmocka_unit_test(vec_holds_what_was_pushed),
    cmocka_unit_test(arena_texts),
    cmocka_unit_test(str_functions),
    cmocka_unit_test(buf_drops_whole_pieces_past_its_ceiling),
    cmocka_unit_test(buf_grows),
    cmocka_unit_test(buf_fill_replaces_places),
    cmocka_unit_test(utf8_is_checked),
    cmocka_unit_test(utf8_exhaustive_over_code_points),
    cmocka_unit_test(whole_numbers_are_strict),
    cmocka_unit_test(dates_1800_to_2200_go_round),
    cmocka_unit_test(dates_known),
    cmocka_unit_test(dates_refused),
    cmocka_unit_test(ages),
    cmocka_unit_test(months_are_added),
    cmocka_unit_test(ratios),
    cmocka_unit_test(ratios_do_not_overflow),
    cmocka_unit_test(ratios_as_text),
    cmocka_unit_test(ratios_are_rounded),
    cmocka_unit_test(sha256_known_answers),
    cmocka_unit_test(sha256_of_a_million),
    cmocka_unit_test(hashes_and_random_numbers_spread),
    cmocka_unit_test(json_is_well_formed),
    cmocka_unit_test(csv_is_read),
    cmocka_unit_test(csv_errors),
    cmocka_unit_test(csv_quotes_where_needed),
    cmocka_unit_test(csv_goes_round),
  };
  return cmocka_run_group_tests_name("base", tests, arena_setup, arena_teardown);
}
