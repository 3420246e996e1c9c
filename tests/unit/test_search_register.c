/* The index fed from a register: what acts do shows in the next search, and everybody read at once is the
 * same as one by one. */
#include "world_for_test.h"
#include "kept_for_test.h"

#include "registry/listing.h"
#include "search/search_register.h"

#include <dirent.h>
#include <unistd.h>

static struct search_register *opened(struct world *w) {
  struct search_register *r;
  setenv("ANSINH_KEPT", "test_search_register.kept", 1);
  ok(search_register_open(w->a, w->db, w->place.path, &r));
  return r;
}

static void remove_index(struct world *w) {
  struct str id;
  ok(reg_keep_id(w->a, w->db, &id));
  remove_kept(w->a, w->place.path, id.p);
  rmdir("test_search_register.kept");
}

static void look_as(struct world *w, struct search_register *r, const struct viewer *viewer,
                    const char *typed, struct search_page *ret_page) {
  const struct search_ask ask = { .typed = str_of(typed), .max = 20 };
  ok(search_register_find(viewer, w->a, r, &ask, ret_page));
}

static int place_of(const struct search_page *page, int64_t p) {
  for (int i = 0; i < page->count; i++)
    if (page->list[i].person == p) return i;
  return -1;
}

/* Where nothing can be kept people are found all the same, and acts show. */
static void searches_in_memory_where_nothing_can_be_kept(void **state) {
  struct world *w = *state;
  struct search_register *r;
  struct search_page page;
  struct str id;
  int64_t p = person(w, "Trần Thị Hoa", 1940, 1, 1, REG_FEMALE);
  ok(reg_keep_id(w->a, w->db, &id));
  setenv("ANSINH_KEPT", "/proc/nope", 1);
  const char *folder = kept_folder(w->a, w->place.path, id.p);
  FILE *in_the_way = test_db_on_server() ? NULL : fopen(folder, "w"); /* a plain file */
  if (in_the_way) fclose(in_the_way);
  ok(search_register_open(w->a, w->db, w->place.path, &r));
  look_as(w, r, w->me, "hoa", &page);
  assert_int_equal(place_of(&page, p), 0);
  int64_t q = person(w, "Trần Văn Nam", 1970, 1, 1, REG_MALE), last = 0;
  look_as(w, r, w->me, "nam", &page);
  assert_int_equal(place_of(&page, q), 0);
  for (int i = 0; i < 30; i++) /* entry after entry */
    last = person(w, arena_print(w->a, "Lê Văn %c%c", 'a' + i / 5, 'a' + i % 5), 1950, 1, 1, REG_MALE);
  look_as(w, r, w->me, "le van", &page);
  assert_int_equal(page.total, 30);
  last = person(w, "Hồ Thị Cuối", 1950, 1, 1, REG_FEMALE);
  look_as(w, r, w->me, "cuoi", &page);
  assert_int_equal(place_of(&page, last), 0);
  look_as(w, r, w->me, "hoa", &page);
  assert_int_equal(place_of(&page, p), 0);
  search_register_close(r);
  if (in_the_way) unlink(folder);
}

static int64_t found_by(struct world *w, struct search_register *r, const struct viewer *viewer,
                        const char *typed) {
  struct search_page page;
  look_as(w, r, viewer, typed, &page);
  return page.total;
}

/* Recorded on one day, moved from a later one, and nothing else done to her: when the day comes, what is kept
 * says where she lives, as if it were made anew. */
static void days_move_people(void **state) {
  struct world *w = *state;
  const date from = day(2026, 1, 1);
  struct viewer old = *w->me, new = *w->me;
  int64_t h = household(w, "A Lưới 2", from), p = person(w, "Trần Thị Hoa", 1940, 1, 1, REG_FEMALE);
  setenv("ANSINH_TODAY", "2026-06-01", 1);
  on(w, 2026, 6, 1);
  belongs(w, p, h, S("head"), from);
  old.area = commune(w, "A Lưới 2", from);
  new.area = commune(w, "Vỹ Dạ", from);
  struct reg_home_input home = {
    .household = h, .area = new.area, .address = S("tổ 2"), .from = day(2026, 6, 15)
  };
  ok(reg_move(w->me, w->db, &w->act, &home, &w->no));
  struct search_register *r = opened(w);
  assert_int_equal(found_by(w, r, &old, "hoa"), 1);
  assert_int_equal(found_by(w, r, &new, "hoa"), 0);
  setenv("ANSINH_TODAY", "2026-06-14", 1);
  assert_int_equal(found_by(w, r, &old, "hoa"), 1);
  setenv("ANSINH_TODAY", "2026-06-15", 1); /* the same one goes on through the night */
  for (int again = 0; again < 3; again++) {
    assert_int_equal(found_by(w, r, &old, "hoa"), 0);
    assert_int_equal(found_by(w, r, &new, "hoa"), 1);
    assert_int_equal(found_by(w, r, w->me, "hoa vy da"), 1);
    assert_int_equal(found_by(w, r, w->me, "hoa a luoi"), 0);
    if (again == 0) { /* and an act beside it */
      on(w, 2026, 6, 15);
      (void)person(w, "Lê Văn Khác", 1950, 1, 1, REG_MALE);
    }
    search_register_close(r);
    r = opened(w);
  }
  search_register_close(r);
  unsetenv("ANSINH_TODAY");
  remove_index(w);
}

/* Two copies of one register on one server: what is kept of one is not the other's. */
static void copies_do_not_share_what_is_kept(void **state) {
  struct world *w = *state, *copy;
  struct str one, other, again;
  if (!test_db_on_server()) return; /* files lie beside their own */
  world_open(&copy, "search_copy", true, false);
  ok(db_script(w->db, "UPDATE register SET public_id = '0000000000000000A'"));
  ok(db_script(copy->db, "UPDATE register SET public_id = '0000000000000000A'"));
  ok(reg_keep_id(w->a, w->db, &one));
  ok(reg_keep_id(w->a, w->db, &again));
  ok(reg_keep_id(w->a, copy->db, &other));
  assert_true(str_eq(one, again));
  assert_false(str_eq(one, other));
  world_end(copy);
}

static void acts_show_in_the_next_search(void **state) {
  struct world *w = *state;
  struct search_register *r = opened(w);
  struct search_page page;
  date from = day(2026, 1, 1);
  look_as(w, r, w->me, "hoa", &page);
  assert_int_equal(page.total, 0);
  int64_t home = household(w, "A Lưới 2", from), p = person(w, "Trần Thị Hoa", 1940, 1, 1, REG_FEMALE);
  int64_t q = person(w, "Trần Văn Nam", 1970, 1, 1, REG_MALE);
  look_as(w, r, w->me, "hoa", &page);
  assert_int_equal(place_of(&page, p), 0);
  belongs(w, p, home, S("spouse"), from);
  belongs(w, q, home, S("head"), from);
  look_as(w, r, w->me, "hoa nam", &page);
  assert_int_equal(place_of(&page, p), 0);
  assert_true(page.list[0].by_head && str_is(page.list[0].head, "Trần Văn Nam"));
  assert_int_equal(page.list[0].household, home);
  look_as(w, r, w->me, "hoa a luoi 2", &page);
  assert_true(page.total == 1 && page.list[0].by_place);
  struct viewer there = *w->me, elsewhere = *w->me;
  there.area = commune(w, "A Lưới 2", from);
  elsewhere.area = commune(w, "Vỹ Dạ", from);
  look_as(w, r, &there, "tran", &page);
  assert_int_equal(page.total, 2);
  look_as(w, r, &elsewhere, "tran", &page);
  assert_int_equal(page.total, 0);
  /* A public id, and that of a household, as written and as typed. */
  char id[REG_PUBLIC_ID + 1], home_id[REG_PUBLIC_ID + 1];
  ok(reg_id_of(w->me, w->db, REG_ID_PERSON, p, id));
  ok(reg_id_of(w->me, w->db, REG_ID_HOUSEHOLD, home, home_id));
  look_as(w, r, w->me, id, &page);
  assert_true(page.total == 1 && page.list[0].person == p && page.list[0].by_number);
  look_as(w, r, &elsewhere, id, &page);
  assert_int_equal(page.total, 0);
  look_as(w, r, w->me, home_id, &page);
  assert_int_equal(page.total, 2);
  /* Another name of the head shows with all of the household. */
  struct reg_person_input in = someone("Trần Văn Tư", 1970, 1, 1, REG_MALE);
  in.person = q;
  in.day = from;
  ok(reg_person_correct(w->me, w->db, &w->act, &in, &w->no));
  look_as(w, r, w->me, "hoa tu", &page);
  assert_true(page.total == 1 && place_of(&page, p) == 0);
  look_as(w, r, w->me, "nam", &page);
  assert_int_equal(page.total, 0);
  search_register_close(r);
  r = opened(w);
  look_as(w, r, w->me, "tran", &page);
  assert_int_equal(page.total, 2);
  search_register_close(r);
  remove_index(w);
}

/* A village made while somebody searches: who comes to live there is found by the commune's viewer and by its
 * name, by him who searched before and by who opens the kept index after him. */
static void a_new_village_is_known_to_the_next_search(void **state) {
  struct world *w = *state;
  struct search_page page;
  struct viewer there = *w->me;
  date from = day(2026, 5, 2);
  there.area = commune(w, "A Lưới 2", from);
  struct search_register *r = opened(w);
  look_as(w, r, &there, "lan", &page);
  assert_int_equal(page.total, 0);
  const struct reg_area_new thon = { S("99999"), S("Thôn Mới Tinh"), REG_VILLAGE, there.area,
                                     day(2026, 5, 1) };
  int64_t village = 0, home = 0;
  ok(reg_area_add(w->me, w->db, &w->act, &thon, &village, &w->no));
  const struct reg_home_input in = { .area = village, .address = S("x"), .from = from };
  ok(reg_household_add(w->me, w->db, &w->act, &in, &home, &w->no));
  int64_t p = person(w, "Trần Thị Lan", 1950, 1, 1, REG_FEMALE);
  belongs(w, p, home, S("head"), from);
  for (int opening = 0; opening < 2; opening++) {
    look_as(w, r, &there, "lan", &page);
    assert_int_equal(place_of(&page, p), 0);
    look_as(w, r, w->me, "lan moi tinh", &page);
    assert_true(page.total == 1 && page.list[0].by_place);
    search_register_close(r);
    r = opening == 0 ? opened(w) : NULL;
  }
  remove_index(w);
}

/* A move is the household's; its members are found where they live now. */
static void a_household_that_moved_is_found_where_it_lives(void **state) {
  struct world *w = *state;
  struct search_page page;
  date from = day(2026, 1, 1);
  int64_t home = household(w, "A Lưới 2", from), p = person(w, "Trần Thị Hoa", 1940, 1, 1, REG_FEMALE);
  belongs(w, p, home, S("head"), from);
  struct search_register *r = opened(w);
  look_as(w, r, w->me, "hoa luoi", &page);
  assert_true(page.total == 1 && page.list[0].by_place);
  const struct reg_home_input in = {
    .household = home, .area = commune(w, "Vỹ Dạ", from), .address = S("x"), .from = day(2026, 5, 2)
  };
  ok(reg_move(w->me, w->db, &w->act, &in, &w->no));
  look_as(w, r, w->me, "hoa vy da", &page);
  assert_true(page.total == 1 && page.list[0].by_place);
  look_as(w, r, w->me, "hoa luoi", &page);
  assert_false(page.total > 0 && page.list[0].by_place);
  search_register_close(r);
  remove_index(w);
}

static enum err write_down(void *context, const struct reg_listed *p) {
  struct buf *b = context;
  buf_print(b, "%lld %lld %lld %s|%s|%s|%s|%s %d %d %d%d%d\n", (long long)p->person, (long long)p->household,
            (long long)p->area, p->name.p, p->sort_key.p, p->head.p, p->citizen_no.p, p->phone.p, p->birth,
            p->birth_known, p->dead, p->has_grant, p->is_head);
  return OK;
}

static void everybody_at_once_is_everybody_one_by_one(void **state) {
  struct world *w = *state;
  date from = day(2026, 1, 1);
  int64_t home = household(w, "A Lưới 2", from), other = household(w, "Vỹ Dạ", from), last = 0;
  static const char *const names[] = { "Trần Thị Hoa", "Lê Văn Tám", "Đặng Thị Mẫu", "Hồ Văn Đào" };
  for (int i = 0; i < 12; i++) {
    last = person(w, arena_print(w->a, "%s %d", names[i % 4], i), 1940 + i, 1 + i, 1, REG_FEMALE);
    if (i % 4 != 3) belongs(w, last, i % 2 ? home : other, i < 2 ? S("head") : S("child"), from);
  }
  struct reg_at now = { day(2026, 7, 1), at(w, 0, DATE_MAX - 1).act };
  struct buf all = buf_new(w->a, 1 << 16), one = buf_new(w->a, 1 << 16);
  const struct reg_listing to_all = { &all, write_down }, to_one = { &one, write_down };
  ok(reg_list_everybody(w->me, w->a, w->db, now, &to_all));
  for (int64_t p = 1; p <= last; p++)
    ok(reg_list_person(w->me, w->db, p, now, &to_one));
  assert_string_equal(all.p, one.p);
  assert_non_null(strstr(all.p, "Đặng Thị Mẫu 2|"));
  assert_int_equal(reg_list_person(w->me, w->db, last + 1, now, &to_one), NOT_FOUND);
}

/* The register is put back to what it was, and goes another way to the same number at the same instant. */
static void what_is_kept_of_another_history_is_not_used(void **state) {
  struct world *w = *state;
  struct search_register *r;
  struct search_page page;
  struct str before;
  int64_t stamp[2];
  if (test_db_on_server()) return; /* a file is put back by copying it */
  person(w, "Trần Thị Hoa", 1940, 1, 1, REG_FEMALE);
  db_close(w->db);
  ok(file_read(w->a, w->place.path, (size_t)64 << 20, &before));
  for (int i = 0; i < 2; i++) {
    ok(file_write(w->place.path, before));
    assert_int_equal(db_open(w->place.path, DB_WRITE, &w->db), OK);
    w->place.db = w->db;
    int64_t one = person(w, i ? "Lê Văn Nam" : "Hồ Thị Lan", 1950, 1, 1, REG_MALE);
    r = opened(w);
    look_as(w, r, w->me, "lan", &page);
    assert_int_equal(page.total, i == 0);
    look_as(w, r, w->me, i ? "nam" : "lan", &page);
    assert_int_equal(place_of(&page, one), 0);
    search_register_close(r);
    ok(reg_act_stamp(w->me, w->db, count(w, "SELECT last_act FROM register"), &stamp[i]));
    if (i == 0) db_close(w->db);
  }
  assert_int_not_equal(stamp[0], stamp[1]);
  remove_index(w);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)
  const struct CMUnitTest tests[] = {
    T(searches_in_memory_where_nothing_can_be_kept),
    T(copies_do_not_share_what_is_kept),
    T(acts_show_in_the_next_search),
    T(days_move_people),
    T(a_new_village_is_known_to_the_next_search),
    T(a_household_that_moved_is_found_where_it_lives),
    T(what_is_kept_of_another_history_is_not_used),
    T(everybody_at_once_is_everybody_one_by_one),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
