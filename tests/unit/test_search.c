#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "search/query.h"
#include "search/search.h"

#include <dirent.h>
#include <unistd.h>

/* A register of invented people in memory, with a log of whom each act touched; the index is fed from it. */

enum { PEOPLE_MAX = 4000, LOG_MAX = 20000, PAGE = 20 };

struct world {
  struct arena *a;
  struct search_person person[PEOPLE_MAX]; /* by id; gone: not there */
  int people;
  struct {
    int64_t act, person;
  } log[LOG_MAX];
  int logged;
  int64_t act;
  int asked_everybody;
  struct search *s;
  struct search_page page;
};

static char folder[64];
static const date today = 20600; /* 2026-05-27 */

/* Areas 1 to 6 lie in 101 (odd) or 102 (even). */
static const char *const places[] = { "",
                                      "Thôn 1 Xã A Lưới 2",
                                      "Tổ dân phố 3 Phường Vỹ Dạ",
                                      "Thôn A Roằng Xã A Lưới 4",
                                      "Phường Phú Xuân",
                                      "Thôn Hà Trung Xã Vinh Lộc",
                                      "Xã Chân Mây - Lăng Cô" };

static bool lies_in(const void *areas, int64_t area, int64_t above) {
  (void)areas;
  return area == above || (above > 100 && area > 0 && above == 102 - area % 2);
}

/* ---- the feed ---- */

static int64_t stamp_of(int64_t act) { return act * 7 + 1; }

static enum err feed_last(void *context, struct kept_point *ret_point) {
  const struct world *w = context;
  *ret_point = (struct kept_point) { w->act, stamp_of(w->act) };
  return OK;
}

static enum err feed_stamp(void *context, int64_t act, int64_t *ret_stamp) {
  const struct world *w = context;
  if (act > w->act) return NOT_FOUND;
  *ret_stamp = stamp_of(act);
  return OK;
}

static enum err feed_everybody(void *context, int64_t act, const struct search_take *take) {
  struct world *w = context;
  assert_int_equal(act, w->act);
  w->asked_everybody++;
  enum err e = OK;
  for (int i = 1; i <= w->people && e == OK; i++)
    if (!w->person[i].gone) e = take->person(take->context, &w->person[i]);
  return e;
}

static enum err feed_touched(void *context, int64_t from, int64_t to, const struct search_take *take,
                             bool *ret_all) {
  struct world *w = context;
  bool seen[PEOPLE_MAX + 1] = { 0 };
  assert_int_equal(to, w->act);
  *ret_all = false;
  enum err e = OK;
  for (int i = 0; i < w->logged && e == OK; i++) {
    int64_t p = w->log[i].person;
    if (w->log[i].act <= from || seen[p]) continue;
    seen[p] = true;
    e = take->person(take->context, &w->person[p]);
  }
  return e;
}

static enum err feed_id(void *context, struct str typed, int64_t *ret_people, int *ret_count) {
  (void)context;
  if (!str_is(typed, "ID-OF-TWO")) return NOT_FOUND;
  ret_people[0] = 2;
  ret_people[1] = 1;
  *ret_count = 2;
  return OK;
}

static struct search *opened(struct world *w) {
  const struct kept_set set = { .folder = folder, .register_id = "REGISTER00000000A" };
  const struct search_feed feed = { w, feed_last, feed_stamp, feed_everybody, feed_touched, feed_id };
  struct search *s;
  assert_int_equal(search_open(w->a, &set, &feed, &s), OK);
  return s;
}

static int setup(void **state) {
  snprintf(folder, sizeof folder, "test_search_XXXXXX");
  if (mkdtemp(folder) == NULL) return -1;
  struct arena *a = arena_new("test", (size_t)1 << 30);
  struct world *w = NEW(a, struct world);
  w->a = a;
  w->s = opened(w);
  *state = w;
  return 0;
}

static int teardown(void **state) {
  struct world *w = *state;
  search_close(w->s);
  arena_free(w->a);
  DIR *d = opendir(folder);
  char path[400];
  for (struct dirent *f; d && (f = readdir(d)) != NULL;) {
    snprintf(path, sizeof path, "%s/%s", folder, f->d_name);
    unlink(path);
  }
  if (d) closedir(d);
  rmdir(folder);
  return 0;
}

/* The register's own key is richer; the index only needs one key a name. */
static struct str key_of(struct world *w, const char *name) {
  const char *given = strrchr(name, ' ');
  struct str fold = text_fold(w->a, str_of(given ? given + 1 : name));
  return str_of(arena_print(w->a, "%s|%s", fold.p, text_fold(w->a, str_of(name)).p));
}

static void touch(struct world *w, int64_t p) {
  assert_true(w->logged < LOG_MAX);
  w->log[w->logged].act = ++w->act;
  w->log[w->logged++].person = p;
}

static void rename_to(struct world *w, int64_t p, const char *name) {
  w->person[p].name = str_of(arena_print(w->a, "%s", name));
  w->person[p].sort_key = key_of(w, name);
}

static int64_t add(struct world *w, const char *name, date birth) {
  int64_t id = ++w->people;
  assert_true(id < PEOPLE_MAX);
  w->person[id] = (struct search_person) { .person = id, .birth = birth, .birth_known = 3 };
  w->person[id].head = w->person[id].place = w->person[id].citizen_no = w->person[id].phone = S("");
  rename_to(w, id, name);
  touch(w, id);
  return id;
}

static void lives(struct world *w, int64_t p, int64_t household, int64_t head, int64_t area) {
  w->person[p].household = household;
  w->person[p].head = w->person[head].name;
  w->person[p].is_head = head == p;
  w->person[p].area = area;
  w->person[p].place = str_of(places[area]);
  touch(w, p);
}

static void ready(struct world *w) { assert_int_equal(search_bring(w->s, w->act), OK); }

static void look_as(struct world *w, const struct viewer *viewer, const char *typed, int64_t within) {
  const struct search_ask ask = {
    .typed = str_of(typed), .within = within, .lies_in = lies_in, .today = today, .max = PAGE
  };
  assert_int_equal(search_find(viewer, w->a, w->s, &ask, &w->page), OK);
}

static void look(struct world *w, const char *typed) { look_as(w, &(struct viewer) { 0 }, typed, 0); }

static int place_of(const struct world *w, int64_t p) {
  for (int i = 0; i < w->page.count; i++)
    if (w->page.list[i].person == p) return i;
  return -1;
}

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

static void people_are_found_as_typed(void **state) {
  struct world *w = *state;
  int64_t lai = add(w, "Nguyễn Thị Lài", date_of(1949, 8, 1)),
          lan = add(w, "Nguyễn Thị Lan", date_of(1950, 1, 1)),
          lai2 = add(w, "Lê Văn Lại", date_of(1949, 1, 1)),
          minh = add(w, "Đặng Văn Minh", date_of(1945, 1, 1)),
          dao = add(w, "Hồ Thị Đào", date_of(1990, 1, 1));
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

/* ---- against a plain scan ---- */

struct plain_word {
  struct str fold, spelled;
};
struct plain {
  struct plain_word word[40];
  int n;
};

static struct plain words_of(struct arena *a, struct str text) {
  struct plain p = { 0 };
  for (size_t at = 0; at < text.n;) {
    size_t end = at;
    while (end < text.n && text.p[end] != ' ')
      end++;
    struct str piece = { text.p + at, end - at }, fold = text_fold(a, piece), spelled = text_spell(a, piece);
    at = end + 1;
    if (memchr(fold.p, ' ', fold.n)) {
      struct buf b = buf_new(a, fold.n);
      for (size_t i = 0; i < fold.n; i++)
        if (fold.p[i] != ' ') buf_c(&b, fold.p[i]);
      p.word[p.n++] = (struct plain_word) { buf_view(&b), buf_view(&b) };
    }
    while (fold.n) {
      const char *f = memchr(fold.p, ' ', fold.n), *s = memchr(spelled.p, ' ', spelled.n);
      size_t nf = f ? (size_t)(f - fold.p) : fold.n, ns = s ? (size_t)(s - spelled.p) : spelled.n;
      p.word[p.n++] = (struct plain_word) { { fold.p, nf }, { spelled.p, ns } };
      fold = (struct str) { fold.p + nf + (f != NULL), fold.n - nf - (f != NULL) };
      spelled = (struct str) { spelled.p + ns + (s != NULL), spelled.n - ns - (s != NULL) };
    }
  }
  return p;
}

static bool begins(struct str word, struct str typed) {
  return word.n >= typed.n && memcmp(word.p, typed.p, typed.n) == 0;
}

static bool word_met(const struct plain *p, const struct query_word *typed, bool beginning) {
  for (int i = 0; i < p->n; i++)
    if (beginning ? begins(p->word[i].fold, typed->fold) : str_eq(p->word[i].fold, typed->fold)) return true;
  return false;
}

static bool spelled_met(const struct plain *p, const struct query_word *typed) {
  for (int i = 0; i < p->n; i++)
    if (str_eq(p->word[i].fold, typed->fold) && str_eq(p->word[i].spelled, typed->spelled)) return true;
  return false;
}

static bool number_met(struct str number, const struct query *q, int i) {
  int n;
  uint64_t key = query_number(number, &n);
  return n > 0 && key >= q->number[i].from && key <= q->number[i].to;
}

enum { OWN = 1, BEGINNINGS, PLACE, NAMED, HEAD, ANY, SURE = 0 };

/* Does the person fit the reading? Written from the manual in search.h, word by word. */
static bool fits(struct arena *a, const struct query *q, int reading, const struct search_person *p) {
  struct plain own = words_of(a, p->name), head = words_of(a, p->head), place = words_of(a, p->place);
  int last = q->words - 1;
  bool by_own[SEARCH_WORDS_MAX], by_head[SEARCH_WORDS_MAX], by_place[SEARCH_WORDS_MAX], any_own = false;
  for (int i = 0; i < q->words; i++) {
    bool beginning = reading == BEGINNINGS || reading == NAMED || reading == SURE || i == last;
    bool at = i > 0 && p->area && (str_is(q->word[i].fold, "o") || str_is(q->word[i].fold, "tai"));
    by_own[i] = word_met(&own, &q->word[i], beginning);
    by_head[i] = word_met(&head, &q->word[i], beginning);
    by_place[i] = word_met(&place, &q->word[i], beginning) || at;
    any_own |= by_own[i];
  }
  if (reading == SURE || reading == NAMED) {
    for (int i = 0; i < q->words; i++)
      if ((i < q->own_to && !by_own[i]) || (i >= q->head_from && !by_head[i])) return false;
    return true;
  }
  if (reading == PLACE) { /* some run of words, not all, is the place's; the rest his own */
    for (int from = 0; from < q->words; from++)
      for (int to = from; to <= q->words; to++) {
        bool ok = to - from < q->words;
        for (int i = 0; i < q->words; i++)
          ok &= i >= from && i < to ? by_place[i] : by_own[i];
        if (ok) return true;
      }
    return false;
  }
  for (int i = 0; i < q->words; i++)
    if (!(by_own[i] || (reading >= HEAD && by_head[i]) || (reading == ANY && by_place[i]))) return false;
  return any_own || reading < PLACE;
}

static int rank_of(struct arena *a, const struct query *q, int reading, const struct search_person *p) {
  struct plain own = words_of(a, p->name);
  if (q->numbers || q->words == 0) return 0;
  bool whole = true, spelled = true, accents = false, given = false;
  int at = 0;
  for (int i = 0; i < q->words; i++) {
    whole &= word_met(&own, &q->word[i], false);
    accents |= q->word[i].accented;
    spelled &= !q->word[i].accented || spelled_met(&own, &q->word[i]);
    given |= own.n && str_eq(own.word[own.n - 1].fold, q->word[i].fold);
  }
  for (int i = 0; i < own.n && at < q->words; i++)
    at += begins(own.word[i].fold, q->word[at].fold);
  int rank = 3 - given * 2 - (at == q->words);
  return reading != OWN ? rank : rank + 4 * (!whole ? 2 : accents && spelled ? 0 : 1);
}

static bool sensible(const struct query *q, int reading) {
  if (q->numbers) return reading == BEGINNINGS;
  if (q->words == 0) return reading == OWN && q->dated;
  if (reading == SURE) return q->head_sure;
  if (reading == NAMED) return q->head_from && !q->head_sure;
  return reading < PLACE || q->words > 1;
}

struct expected {
  int rank, standing;
  const struct search_person *p;
};

static int by_expectation(const void *x, const void *y) {
  const struct expected *a = x, *b = y;
  if (a->rank != b->rank) return a->rank - b->rank;
  if (a->standing != b->standing) return a->standing - b->standing;
  int c = str_cmp(a->p->sort_key, b->p->sort_key);
  if (c == 0) c = str_cmp(a->p->name, b->p->name);
  return c ? c : a->p->person < b->p->person ? -1 : 1;
}

static int expect(struct world *w, struct arena *a, const struct viewer *viewer, const char *typed,
                  int64_t within, struct expected *ret_list) {
  struct query q;
  query_read(a, str_of(typed), today, &q);
  int n = 0;
  for (int reading = SURE; reading <= ANY && n == 0; reading++) {
    if (!sensible(&q, reading)) continue;
    for (int i = 1; i <= w->people; i++) {
      const struct search_person *p = &w->person[i];
      if (p->gone || (viewer->area && !lies_in(NULL, p->area, viewer->area)) ||
          (within && !lies_in(NULL, p->area, within)))
        continue;
      int y, m, d;
      date_split(p->birth, &y, &m, &d);
      date to = p->birth_known == 3   ? p->birth
                : p->birth_known == 2 ? month_last(month_of(p->birth))
                                      : date_of(y, 12, 31);
      bool ok = !q.dated || (q.from <= q.to && p->birth <= q.to && to >= q.from);
      for (int k = 0; k < q.numbers; k++)
        ok &= number_met(p->citizen_no, &q, k) || number_met(p->phone, &q, k);
      if (!ok || !fits(a, &q, reading, p)) continue;
      int standing = p->dead ? 2 : p->has_grant || p->is_head ? 0 : 1;
      ret_list[n++] = (struct expected) { rank_of(a, &q, reading, p), standing, p };
    }
  }
  qsort(ret_list, (size_t)n, sizeof *ret_list, by_expectation);
  return n;
}

/* All pages, one after another, against the plain scan. */
static void compare(struct world *w, struct rng *r, const char *typed) {
  struct arena *a = arena_new("compare", (size_t)256 << 20);
  struct viewer viewer = { .area = rng_below(r, 3) ? 0 : (int64_t)(1 + rng_below(r, 6)) };
  int64_t within = rng_below(r, 4) ? 0 : (int64_t)(101 + rng_below(r, 2));
  struct expected *want = NEW_ARRAY(a, struct expected, PEOPLE_MAX);
  int n = expect(w, a, &viewer, typed, within, want), at = 0;
  struct search_ask ask = { .typed = str_of(typed), .within = within, .lies_in = lies_in, .today = today };
  ask.max = 1 + (int)rng_below(r, 30);
  struct search_page page;
  struct search_key after;
  do {
    assert_int_equal(search_find(&viewer, a, w->s, &ask, &page), OK);
    if (page.total != n) fail_msg("«%s»: %lld found, %d expected", typed, (long long)page.total, n);
    for (int i = 0; i < page.count; i++, at++)
      if (at >= n || page.list[i].person != want[at].p->person)
        fail_msg("«%s», place %d: %s, not %s", typed, at, page.list[i].full_name.p,
                 at < n ? want[at].p->name.p : "nobody");
    after = page.next;
    ask.after = &after;
  } while (page.more);
  assert_int_equal(at, n);
  arena_free(a);
}

static const char *const surnames[] = { "Nguyễn", "Trần", "Lê", "Hồ", "Đặng", "Ðặng", "Tôn Nữ", "A", "H'Lê" };
static const char *const middles[] = { "Thị", "Văn", "thi", "Hữu", "Xuân" };
static const char *const givens[] = { "Lài",  "Lại", "Lan", "Hoà", "Hòa",    "Hoa",
                                      "Minh", "Đào", "Sửu", "Phú", "Nguyên", "An-Na" };

#define ANY_OF(r, list) list[rng_below(r, sizeof list / sizeof *list)]

static const char *some_name(struct world *w, struct rng *r) {
  return arena_print(w->a, "%s %s %s", ANY_OF(r, surnames), ANY_OF(r, middles), ANY_OF(r, givens));
}

static void some_act(struct world *w, struct rng *r) {
  int64_t p = 1 + (int64_t)rng_below(r, (uint64_t)w->people),
          other = 1 + (int64_t)rng_below(r, (uint64_t)w->people);
  struct search_person *x = &w->person[p];
  switch (rng_below(r, 9)) {
  case 0:
    if (w->people < PEOPLE_MAX - 1)
      add(w, some_name(w, r), date_of(1930 + (int)rng_below(r, 90), 1 + (int)rng_below(r, 12), 7));
    return;
  case 1: rename_to(w, p, some_name(w, r)); break;
  case 2: x->dead = !x->dead; break;
  case 3: x->has_grant = !x->has_grant; break;
  case 4: x->gone = !x->gone; break;
  case 5:
    x->citizen_no = str_of(arena_print(w->a, "046%09d", (int)rng_below(r, 1000) * 1000 + (int)p));
    break;
  case 6: x->phone = str_of(arena_print(w->a, "+84 9%02d 123 %03d", (int)rng_below(r, 4), (int)p)); break;
  case 7: x->birth_known = 1 + (int)rng_below(r, 3); break;
  default: lives(w, p, other, rng_below(r, 2) ? p : other, (int64_t)rng_below(r, 7)); return;
  }
  touch(w, p);
}

static const char *some_query(struct world *w, struct rng *r) {
  struct buf b = buf_new(w->a, 300);
  int words = 1 + (int)rng_below(r, 4);
  for (int i = 0; i < words; i++) {
    const char *word = ANY_OF(r, givens);
    switch (rng_below(r, 12)) {
    case 0: word = ANY_OF(r, surnames); break;
    case 1: word = ANY_OF(r, middles); break;
    case 2: word = "hộ"; break;
    case 3: word = "ho"; break;
    case 4: word = arena_print(w->a, "%d", 1930 + (int)rng_below(r, 90)); break;
    case 5: word = "phú xuân"; break;
    case 6: word = "ở a lưới"; break;
    case 7: word = rng_below(r, 4) ? "Nguyễn Thị" : "0461"; break;
    case 8: word = rng_below(r, 4) ? "Trần Văn" : "09 01 123"; break;
    default: break;
    }
    struct str typed = str_of(word);
    if (rng_below(r, 2)) typed = text_fold(w->a, typed);
    if (i + 1 == words && rng_below(r, 3) == 0 && typed.n > 2)
      typed = text_fold(w->a, typed), typed.n = 1 + rng_below(r, typed.n);
    buf_print(&b, "%s%.*s", i ? " " : "", (int)typed.n, typed.p);
  }
  return b.p;
}

static void it_agrees_with_a_plain_scan(void **state) {
  struct world *w = *state;
  uint64_t seed = (uint64_t)(clock_seconds() * 1e6);
  struct rng r = { seed };
  print_message("seed %llu\n", (unsigned long long)seed);
  for (int i = 0; i < 300; i++)
    add(w, some_name(w, &r), date_of(1930 + (int)rng_below(&r, 90), 1 + (int)rng_below(&r, 12), 7));
  for (int round = 0; round < 60; round++) {
    for (int acts = (int)rng_below(&r, 30); acts > 0; acts--)
      some_act(w, &r);
    if (rng_below(&r, 5) == 0) {
      search_close(w->s);
      w->s = opened(w);
    }
    ready(w);
    assert_int_equal(search_act(w->s), w->act);
    for (int i = 0; i < 25; i++)
      compare(w, &r, some_query(w, &r));
  }
}

/* More people touched than the journal holds: a new generation, made from what is known, answers the same. */
static void a_new_generation_answers_the_same(void **state) {
  struct world *w = *state;
  struct rng r = { 11 };
  for (int i = 0; i < 3900; i++)
    add(w, some_name(w, &r), date_of(1930 + (int)rng_below(&r, 90), 1, 7));
  ready(w);
  for (int turn = 0; turn < 4; turn++) {
    for (int i = 0; i < 3800; i++) {
      int64_t p = 1 + (int64_t)rng_below(&r, (uint64_t)w->people);
      w->person[p].has_grant = !w->person[p].has_grant;
      if (i % 50 == 0) w->person[p].gone = true;
      touch(w, p);
    }
    ready(w);
    w->logged = 0;
    for (int i = 0; i < 5; i++)
      compare(w, &r, some_query(w, &r));
  }
  assert_int_equal(w->asked_everybody, 1);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
  const struct CMUnitTest tests[] = {
    T(what_is_typed_is_read),
    T(nothing_is_there_before_it_is_brought),
    T(people_are_found_as_typed),
    T(places_and_birthdays_narrow),
    T(the_viewer_comes_first),
    T(acts_bring_it_forward),
    T(every_character_is_answered),
    T(it_agrees_with_a_plain_scan),
    T(a_new_generation_answers_the_same),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
