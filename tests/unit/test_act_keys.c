/* Whose a client key is, whom a load of everything has moved, what an undo writes
 * again of areas. */
#include "world_for_test.h"

/* A key is its account's: another's act under the same one is an act of its own. */
static void a_key_is_its_accounts(void **state) {
  struct world *w = *state;
  struct viewer other = *w->me;
  struct reg_person_input in = someone("Lê Thị Mai", 1960, 5, 2, REG_FEMALE);
  int64_t one = 0, two = 0;
  ok(db_script(w->db, "INSERT INTO account(public_id, name) VALUES ('0000000000000000A', 'can_bo_b')"));
  other.account = count(w, "SELECT id FROM account WHERE name = 'can_bo_b'");
  w->act.client_key = S("khóa-1");
  ok(reg_person_add(w->me, w->db, &w->act, &in, &one, &w->no));
  w->act.confirmed = S("person_again");
  ok(reg_person_add(&other, w->db, &w->act, &in, &two, &w->no));
  assert_int_not_equal(one, two);
  w->act.confirmed = S("");
  in.full_name = S("Lê Thị Mây");
  w->act.client_key = S("khóa-2");
  ok(reg_person_add(&other, w->db, &w->act, &in, &two, &w->no));
  in.full_name = S("Lê Thị Na");
  ok(reg_person_add(w->me, w->db, &w->act, &in, &one, &w->no));
}

/* A load of everything lists nobody it touched; whoever looked before it has not seen what is there. */
static void a_load_of_everything_has_moved_everybody(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Lê Thị Mai", 1960, 5, 2, REG_FEMALE), seen = 0, load = 0;
  ok(reg_known(w->db, day(2026, 6, 1), &seen));
  w->act.ret_act = &load;
  household(w, "A Lưới 2", day(2026, 1, 1));
  w->act.ret_act = NULL;
  w->act.seen = seen;
  ok(db_script(w->db, "DELETE FROM act_object WHERE act = (SELECT max(act) FROM act)"));
  ok(db_script(w->db, "UPDATE act SET whole = 1 WHERE act = (SELECT max(act) FROM act)"));
  refused_as(w, "moved_since", reg_death(w->me, w->db, &w->act, p, day(2026, 5, 1), &w->no));
  assert_int_equal(w->no.act, load);
  w->act.seen = load;
  ok(reg_death(w->me, w->db, &w->act, p, day(2026, 5, 1), &w->no));
}

/* What followed an area is written again, and what the act began is closed. */
static void an_undo_reopens_what_followed_an_area(void **state) {
  struct world *w = *state;
  int64_t village = 0, act = 0;
  const struct reg_area_new thon = { S("99999"), S("Thôn Mới"), REG_VILLAGE,
                                     commune(w, "A Lưới 2", day(2026, 5, 1)), day(2026, 5, 1) };
  w->act.ret_act = &act;
  ok(reg_area_add(w->me, w->db, &w->act, &thon, &village, &w->no));
  w->act.ret_act = NULL;
  ok(db_script(w->db,
               "INSERT INTO area_succession(from_area, to_area, day, share_ppm, basis, act_from, act_to)"
               " SELECT max(v.area), min(v.area), 20000, 7, '', 1, max(v.act_from) FROM area_version v"));
  ok(db_script(w->db,
               "INSERT INTO area_succession(from_area, to_area, day, share_ppm, basis, act_from, act_to)"
               " SELECT max(v.area), min(v.area), 20000, 8, '', max(v.act_from), 9223372036854775807"
               " FROM area_version v"));
  struct reg_succession_list next;
  ok(reg_area_successors(w->me, w->a, w->db, village, act, &next));
  assert_true(next.n == 1 && next.at[0].share_ppm == 8);
  int64_t undo = 0;
  w->act.ret_act = &undo;
  ok(reg_undo(w->me, w->db, &w->act, &test_vocabulary, act, &w->no));
  ok(reg_area_successors(w->me, w->a, w->db, village, undo, &next));
  assert_true(next.n == 1 && next.at[0].share_ppm == 7);
  ok(reg_area_successors(w->me, w->a, w->db, village, act, &next));
  assert_true(next.n == 1 && next.at[0].share_ppm == 8);
}

int main(void) {
#define T(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)
  const struct CMUnitTest tests[] = {
    T(a_key_is_its_accounts),
    T(a_load_of_everything_has_moved_everybody),
    T(an_undo_reopens_what_followed_an_area),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
