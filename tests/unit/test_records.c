/* Survey forms and spells through acts: typed, under a layout written once, corrected, taken back. */
#include "world_for_test.h"

#include "registry/correct.h"

#define FOREVER DATE_MAX

static int64_t home(struct world *w) { return household(w, "Phú Xuân", day(2026, 1, 1)); }

static const struct reg_item_input filled[] = { { S("water"), true, 1, S("") },
                                                { S("worst"), true, 0, S("severe") },
                                                { S("rooms"), true, 4, S("") } };

static struct reg_record_input form(int64_t h, const struct reg_item_input *items, int n) {
  return (struct reg_record_input) { .v = &test_vocabulary,
                                     .kind = REG_HOUSEHOLD,
                                     .subject = h,
                                     .record = S("form"),
                                     .items = items,
                                     .item_count = n,
                                     .valid_from = day(2026, 1, 1),
                                     .valid_to = FOREVER };
}

static int64_t added(struct world *w, const struct reg_record_input *in) {
  int64_t id = 0;
  ok(reg_record_add(w->me, w->db, &w->act, in, &id, &w->no));
  assert_true(id > 0);
  return id;
}

static struct reg_record_list of(struct world *w, int64_t h, int64_t act) {
  struct reg_record_list all;
  ok(reg_records_of(w->me, w->a, w->db, (struct reg_fact_ask) { REG_HOUSEHOLD, h, 0 },
                    (struct reg_at) { day(2026, 6, 1), act }, &all));
  return all;
}

static void a_form_is_packed_by_its_layout(void **state) {
  struct world *w = *state;
  int64_t h = home(w), severe;
  struct reg_record_input in = form(h, filled, 3);
  int64_t id = added(w, &in);
  ok(reg_symbol_find(w->db, S("disability_degree.severe"), &severe));
  struct reg_record_list all = of(w, h, REG_ACT_OPEN - 1);
  assert_int_equal(all.n, 1);
  assert_int_equal(all.at[0].id, id);
  assert_int_equal(all.at[0].item_count, 3);
  assert_true(str_is(all.at[0].items[0].name, "rooms") && all.at[0].items[0].value == 4);
  assert_true(str_is(all.at[0].items[1].name, "worst") && all.at[0].items[1].value == severe);
  assert_true(str_is(all.at[0].items[2].name, "water") && all.at[0].items[2].value == 1);
  in.item_count = 1; /* what is not filled in is not known */
  in.valid_from = day(2026, 2, 1);
  added(w, &in);
  all = of(w, h, REG_ACT_OPEN - 1);
  assert_int_equal(all.n, 2);
  assert_false(all.at[1].items[0].known || all.at[1].items[1].known);
  assert_true(all.at[1].items[2].known);
  assert_int_equal(count(w, "SELECT count(*) FROM record_layout"), 1);
}

static void what_is_no_form_is_refused(void **state) {
  struct world *w = *state;
  int64_t h = home(w), id = 0;
  struct reg_item_input one[2] = { { S("rooms"), true, 21, S("") }, { S("rooms"), true, 2, S("") } };
  struct reg_record_input in = form(h, one, 1);
#define REFUSED(code) refused_as(w, code, reg_record_add(w->me, w->db, &w->act, &in, &id, &w->no))
  REFUSED("value_range");
  one[0] = (struct reg_item_input) { S("worst"), true, 0, S("sever") };
  REFUSED("symbol_near");
  one[0] = (struct reg_item_input) { S("room"), true, 2, S("") };
  REFUSED("symbol_near");
  one[0] = one[1];
  in.item_count = 2;
  REFUSED("item_twice");
  in.item_count = 1;
  in.record = S("spelling");
  REFUSED("symbol_unknown");
  in.record = S("service");
  REFUSED("kind_wrong");
  in = form(h, one, 1);
  in.valid_to = in.valid_from;
  REFUSED("span");
  in = form(4711, one, 1);
  REFUSED("no_household");
  assert_int_equal(count(w, "SELECT count(*) FROM record"), 0);
}

static void a_record_of_a_person_begins_in_his_life(void **state) {
  struct world *w = *state;
  int64_t p = person(w, "Lê Thị Mận", 1960, 5, 5, REG_FEMALE), id = 0;
  on(w, 2026, 7, 1);
  ok(reg_death(w->me, w->db, &w->act, p, day(2026, 6, 15), &w->no));
  const struct reg_item_input until = { S("until"), true, day(1980, 1, 1), S("") };
  struct reg_record_input in = { .v = &test_vocabulary,
                                 .kind = REG_PERSON,
                                 .subject = p,
                                 .record = S("service"),
                                 .items = &until,
                                 .item_count = 1,
                                 .valid_from = day(1960, 5, 4),
                                 .valid_to = FOREVER };
  REFUSED("before_birth");
  in.valid_from = day(2026, 6, 16);
  REFUSED("after_death");
  in.valid_from = day(1978, 1, 1);
  ok(reg_record_add(w->me, w->db, &w->act, &in, &id, &w->no));
}

static void the_same_form_again_is_asked_back(void **state) {
  struct world *w = *state;
  int64_t h = home(w), id = 0;
  struct reg_record_input in = form(h, filled, 3);
  added(w, &in);
  REFUSED("record_again");
  assert_true(w->no.held);
  w->act.confirmed = S("record_again");
  added(w, &in);
  assert_int_equal(of(w, h, REG_ACT_OPEN - 1).n, 2);
}

static void a_correction_stands_in_the_place_of_the_row(void **state) {
  struct world *w = *state;
  int64_t h = home(w), other = home(w), first, second, third, got = 0;
  struct reg_record_input in = form(h, filled, 3);
  in.row = 0;
  w->act.ret_act = &first;
  int64_t id = added(w, &in);
  struct reg_item_input five[] = { { S("rooms"), true, 5, S("") } };
  in = form(h, five, 1);
  in.row = id;
  on(w, 2026, 6, 2);
  w->act.ret_act = &second;
  struct reg_record_input elsewhere = in;
  elsewhere.subject = other;
  refused_as(w, "kind_wrong", reg_record_correct(w->me, w->db, &w->act, &elsewhere, &got, &w->no));
  ok(reg_record_correct(w->me, w->db, &w->act, &in, &got, &w->no));
  refused_as(w, "row_gone", reg_record_correct(w->me, w->db, &w->act, &in, &got, &w->no));
  assert_int_equal(of(w, h, first).at[0].items[0].value, 4);
  assert_int_equal(of(w, h, second).n, 1);
  assert_int_equal(of(w, h, second).at[0].items[0].value, 5);
  assert_int_equal(of(w, h, second).at[0].id, got);
  w->act.ret_act = &third;
  struct reg_record_input strike = { .row = got, .strike = true };
  ok(reg_record_correct(w->me, w->db, &w->act, &strike, &got, &w->no));
  assert_int_equal(got, 0);
  assert_int_equal(of(w, h, third).n, 0);
  ok(reg_undo(w->me, w->db, &w->act, &test_vocabulary, third, &w->no));
  assert_int_equal(of(w, h, REG_ACT_OPEN - 1).n, 1);
  assert_int_equal(of(w, h, REG_ACT_OPEN - 1).at[0].items[0].value, 5);
}

static int64_t last_first(struct world *w) {
  return count(w, "SELECT first FROM record WHERE id = (SELECT max(id) FROM record)");
}

static enum err granted_for(struct world *w, int64_t p, int64_t record) {
  int64_t id;
  const struct reg_grant g = { .person = p,
                               .record = record,
                               .amount = 1,
                               .decided = day(2026, 1, 5),
                               .first_month = mon(2026, 1),
                               .running = true };
  return reg_grant_add(w->me, w->db, &w->act, &(struct reg_grant_input) { S("assistance.monthly"), &g, NULL },
                       &id, &w->no);
}

/* Corrected, struck, taken back: the record goes on under the number of its first row, so that a grant for it
 * is in the way of another whichever row is named. */
static void a_corrected_record_keeps_its_number(void **state) {
  struct world *w = *state;
  int64_t h = home(w), p = person(w, "Lê Thị Mận", 1960, 5, 5, REG_FEMALE), second = 0, act = 0, none = 0;
  struct reg_record_input in = form(h, filled, 3);
  int64_t first = added(w, &in);
  assert_int_equal(of(w, h, REG_ACT_OPEN - 1).at[0].first, first);
  ok(granted_for(w, p, first));
  in.item_count = 1;
  in.row = first;
  w->act.ret_act = &act;
  ok(reg_record_correct(w->me, w->db, &w->act, &in, &second, &w->no));
  w->act.ret_act = NULL;
  assert_int_not_equal(second, first);
  assert_int_equal(of(w, h, REG_ACT_OPEN - 1).at[0].id, second);
  assert_int_equal(of(w, h, REG_ACT_OPEN - 1).at[0].first, first);
  refused_as(w, "grant_overlap", granted_for(w, p, second));
  refused_as(w, "grant_overlap", granted_for(w, p, first));
  int64_t other = person(w, "Lê Thị Na", 1961, 5, 5, REG_FEMALE);
  ok(granted_for(w, other, second));
  assert_int_equal(count(w, "SELECT count(*) FROM grant_ WHERE record = (SELECT min(id) FROM record)"), 2);
  ok(reg_undo(w->me, w->db, &w->act, &test_vocabulary, act, &w->no));
  assert_int_equal(of(w, h, REG_ACT_OPEN - 1).at[0].item_count, 3);
  assert_int_equal(of(w, h, REG_ACT_OPEN - 1).at[0].first, first);
  refused_as(w, "grant_overlap", granted_for(w, p, of(w, h, REG_ACT_OPEN - 1).at[0].id));
  const struct reg_record_input strike = { .row = of(w, h, REG_ACT_OPEN - 1).at[0].id, .strike = true };
  refused_as(w, "record_granted", reg_record_correct(w->me, w->db, &w->act, &strike, &none, &w->no));
  ok(reg_grant_strike(w->me, w->db, &w->act, count(w, "SELECT min(id) FROM grant_"), &w->no));
  refused_as(w, "record_granted", reg_record_correct(w->me, w->db, &w->act, &strike, &none, &w->no));
  ok(reg_grant_strike(w->me, w->db, &w->act, count(w, "SELECT max(id) FROM grant_"), &w->no));
  ok(reg_record_correct(w->me, w->db, &w->act, &strike, &none, &w->no));
  int64_t third = person(w, "Lê Thị Ba", 1962, 5, 5, REG_FEMALE);
  refused_as(w, "row_gone", granted_for(w, third, first));
}

/* A later birth cuts the record: the rest of it is the same record. */
static void a_record_cut_at_birth_keeps_its_number(void **state) {
  struct world *w = *state;
  const struct reg_item_input until = { S("until"), true, day(1980, 1, 1), S("") };
  int64_t p = person(w, "Lê Thị Mận", 1960, 5, 5, REG_FEMALE);
  struct reg_record_input in = { .v = &test_vocabulary,
                                 .kind = REG_PERSON,
                                 .subject = p,
                                 .record = S("service"),
                                 .items = &until,
                                 .item_count = 1,
                                 .valid_from = day(1960, 6, 1),
                                 .valid_to = FOREVER };
  int64_t first = added(w, &in);
  struct reg_person_input born = someone("Lê Thị Mận", 1961, 5, 5, REG_FEMALE);
  born.person = p;
  born.day = day(2026, 1, 1);
  ok(reg_person_correct(w->me, w->db, &w->act, &born, &w->no));
  assert_int_equal(count(w, "SELECT count(*) FROM record"), 2);
  assert_int_equal(last_first(w), first);
}

static void a_row_that_does_not_fit_its_layout_is_damage(void **state) {
  struct world *w = *state;
  struct reg_record_list all;
  int64_t h = home(w);
  struct reg_record_input in = form(h, filled, 3);
  added(w, &in);
  ok(db_script(w->db, "UPDATE record SET fields = '1,2'"));
  assert_int_equal(reg_records_of(w->me, w->a, w->db, (struct reg_fact_ask) { REG_HOUSEHOLD, h, 0 },
                                  (struct reg_at) { day(2026, 6, 1), REG_ACT_OPEN - 1 }, &all),
                   IO);
}

#define each(f) cmocka_unit_test_setup_teardown(f, world_setup, world_teardown)
int main(void) {
  const struct CMUnitTest tests[] = {
    each(a_form_is_packed_by_its_layout),
    each(what_is_no_form_is_refused),
    each(a_record_of_a_person_begins_in_his_life),
    each(the_same_form_again_is_asked_back),
    each(a_correction_stands_in_the_place_of_the_row),
    each(a_corrected_record_keeps_its_number),
    each(a_record_cut_at_birth_keeps_its_number),
    each(a_row_that_does_not_fit_its_layout_is_damage),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
