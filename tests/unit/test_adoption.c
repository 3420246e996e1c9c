/* Adopting a document over a few invented people: what it changes for whom, and that its tables add up. */
#include "office_for_test.h"
#include "office/answer.h"

/* ---- adopting Decree 335 ---- */

static const struct office_arrear *arrear(struct world *w, const struct office_adoption *x, enum who i,
                                          int64_t grant, const struct people_grant *rows) {
  (void)w;
  const struct office_arrear *found = NULL;
  for (int64_t k = 0; k < x->n; k++)
    if (x->at[k].person == w->person[i] && rows[x->at[k].grant].id == grant) {
      assert_null(found);
      found = &x->at[k];
    }
  return found;
}

/* Law: July, August, September, October. Facts: what Decree 20 would have given less what was paid, owed or
 * (back) paid too much. Whom the decree changes nothing for is not listed: Em's pension, lost to assistance;
 * Nam, paid after death. Who was paid more than the new level is changed by it all the same: Mỹ, Ri. */
static const struct {
  enum who who;
  enum office_group group;
  money law, facts, back, other;
  const char *reason;
} arrears[] = {
  { AN, GROUP_SURE, 240000, 0, 0, 0, "" },  /* 4 × (810,000 - 750,000) */
  { BAO, GROUP_SURE, 360000, 0, 0, 0, "" }, /* 3 × (1,350,000 - 1,250,000) + 810,000 - 750,000 */
  { CUC, GROUP_INTERPRETATION, 510000, 0, 0, 810000,
    NULL }, /* 3 × 60,000 + 1,080,000 - 750,000; by the other reading 3 × (1,080,000 - 810,000) more */
  { DUNG, GROUP_ANSWER, 160000, 0, 0, 0,
    "not eligible by the document from 2026-11 on; on the facts recorded, eligible for no further benefit" },
  /* 4 × 40,000 */
  { EM, GROUP_SURE, 400000, 0, 0, 0, "" }, /* 4 × 100,000 */
  { PHUC, GROUP_SURE, 180000, 2250000, 0, 0,
    "" }, /* whole again: three months of 750,000 unpaid; October's payments may still be recorded */
  { GIANG, GROUP_ANSWER, 120000, 0, -750000, 0,
    "has died: who receives the arrears" }, /* July, August; September paid after death */
  { HANH, GROUP_ANSWER, 240000, 0, 0, 0, "moved to another commune" },
  { KHOA, GROUP_ANSWER, 0, 0, 0, 0, "cannot be determined: facts missing" }, /* unknown is not zero */
  { LAN, GROUP_SURE, 240000, 840000, 0, 0, "" },                             /* 4 × (750,000 - 540,000) */
  { MY, GROUP_ANSWER, 0, 0, -2760000, 0,
    "was paid too much: is it to be recovered" }, /* 4 × (810,000 - 1,500,000) */
  { PHAP, GROUP_SURE, 240000, 0, 0, 0, "" },
  { RI, GROUP_ANSWER, 0, 0, -760000, 0,
    "was paid too much: is it to be recovered" },                /* 4 × (810,000 - 1,000,000) */
  { SAU, GROUP_ANSWER, 120000, 0, 0, 0, "the grant has ended" }, /* July, August */
  { UT, GROUP_SURE, 240000, 0, 0, 0, "" },
  { VUI, GROUP_SURE, 240000, 0, 0, 0, "" }, /* stops by age, not by the document */
};
enum { ARREARS = sizeof arrears / sizeof *arrears };

static struct office_adoption adopted(struct world *w, const char *document, month to, date known) {
  struct office_adoption x;
  ok(office_adopt(w->a, w->p, columns(w, known), w->areas, str_of(document), when(w, to, 0, known), 2, &x));
  return x;
}

static void adoption_of_the_decree(void **state) {
  struct world *w = *state;
  struct office_adoption x;
  struct people *c = columns(w, date_of(2026, 11, 5));
  const struct people_grant *rows;
  people_grants(c, &rows);
  assert_int_equal(office_adopt(w->a, w->p, c, w->areas, S("nd999_2026"),
                                when(w, mon(2026, 10), 0, date_of(2026, 11, 5)), 1, &x),
                   NOT_FOUND);
  ok(office_adopt(w->a, w->p, c, w->areas, S("nd335_2026"), when(w, mon(2026, 10), 0, date_of(2026, 11, 5)),
                  2, &x));
  assert_int_equal(x.from, mon(2026, 7));
  assert_int_equal(x.to, mon(2026, 10));
  for (int i = 0; i < ARREARS; i++) {
    const struct office_arrear *r = arrear(w, &x, arrears[i].who, w->grant[arrears[i].who], rows);
    if (!r) fail_msg("%s is not there", people[arrears[i].who].name);
    if (r->law != arrears[i].law || r->facts != arrears[i].facts || r->other_choice != arrears[i].other ||
        r->back[CAUSE_LAW] + r->back[CAUSE_FACTS] != arrears[i].back || r->group != arrears[i].group)
      fail_msg("%s: group %d law %lld facts %lld back %lld other %lld", people[arrears[i].who].name,
               (int)r->group, (long long)r->law, (long long)r->facts, (long long)r->back[CAUSE_FACTS],
               (long long)r->other_choice);
    if (arrears[i].reason) assert_string_equal(r->reason[EN].n ? r->reason[EN].p : "", arrears[i].reason);
    assert_int_equal(r->reason[VI].n > 0, r->reason[EN].n > 0);
  }
  assert_int_equal(x.n, ARREARS);
  /* Sure: 5 × 240,000 + 360,000 + 400,000 + 180,000. Answer: 160 + 120 + 240 + 120 thousand. */
  assert_int_equal(x.sum[GROUP_SURE][CAUSE_LAW], 2140000);
  assert_int_equal(x.sum[GROUP_INTERPRETATION][CAUSE_LAW], 510000);
  assert_int_equal(x.sum[GROUP_ANSWER][CAUSE_LAW], 640000);
  assert_int_equal(x.sum[GROUP_SURE][CAUSE_FACTS], 3090000);
  assert_int_equal(x.sum[GROUP_ANSWER][CAUSE_FACTS], 0);
  assert_int_equal(x.back[GROUP_SURE] + x.back[GROUP_INTERPRETATION], 0); /* never sure */
  assert_int_equal(x.back[GROUP_ANSWER], -4270000);
  assert_int_equal(x.people[GROUP_SURE], 8);
  assert_int_equal(x.people[GROUP_INTERPRETATION], 1);
  assert_int_equal(x.people[GROUP_ANSWER], 7);
  /* July and August: ten of 60,000, Dũng 40,000, Bảo and Em 100,000. September without Giang and Sáu. October
   * without Phúc: Bảo 60,000, Cúc 330,000. */
  static const money months[] = { 840000, 840000, 720000, 890000 };
  assert_int_equal(x.n_months, 4);
  for (int i = 0; i < 4; i++) {
    assert_int_equal(x.month[i].law, months[i]);
    assert_int_equal(x.month[i].back, -880000 - (i == 2 ? 750000 : 0));
  }
  /* 3,290,000 in all; Út's 240,000 lie nowhere; Hạnh's September and October, 120,000, where she went. */
  for (int i = 0; i < x.n_communes; i++) {
    bool here = x.commune[i].commune == w->here, there = x.commune[i].commune == w->there;
    bool nowhere = x.commune[i].commune == 0;
    assert_int_equal(x.commune[i].law, here ? 2930000 : there ? 120000 : nowhere ? 240000 : 0);
    assert_int_equal(x.commune[i].facts, here ? 3090000 : 0);
    assert_int_equal(x.commune[i].back, here ? -4270000 : 0);
    assert_int_equal(x.commune[i].grants, here ? 14 : there || nowhere ? 1 : 0);
  }
  assert_int_equal(x.gained.people, 1); /* Im */
  assert_int_equal(x.gained.sum, 810000);
  assert_int_equal(x.lost.people, 0); /* Dũng still holds in October */
}

static void a_month_costs_more_by_the_decree(void **state) {
  struct office_adoption x = adopted(*state, "nd335_2026", mon(2026, 7), date_of(2026, 11, 5));
  /* Twelve of 750,000 and 810,000, Bảo and Em of 1,250,000, Dũng of 500,000; Khoa's is not known. */
  assert_int_equal(x.month[0].grants, 16);
  assert_int_equal(x.month[0].before, 12000000);
  assert_int_equal(x.month[0].after, 12960000);
}

static void adoption_to_november_shows_what_is_lost(void **state) {
  struct world *w = *state;
  struct office_adoption x;
  struct people *c = columns(w, date_of(2026, 11, 5));
  ok(office_adopt(w->a, w->p, c, w->areas, S("nd335_2026"), when(w, mon(2026, 11), 0, date_of(2026, 11, 5)),
                  1, &x));
  assert_int_equal(x.n_months, 5);
  assert_int_equal(x.lost.people, 1); /* Dũng's 500,000 */
  assert_int_equal(x.lost.sum, 500000);
  assert_int_equal(x.gained.people, 1);
  assert_int_equal(x.month[4].law, 0); /* its list is still to be paid */
  assert_int_equal(x.month[4].back, 0);
}

/* Who must be asked about hangs on what is known, not on the months; a month one person was paid for is no
 * other's; a month not paid is nobody's arrears. */
static void months_asked_about_move_no_group(void **state) {
  struct world *w = *state;
  date known = date_of(2026, 11, 5);
  struct office_adoption october = adopted(w, "nd335_2026", mon(2026, 10), known),
                         july = adopted(w, "nd335_2026", mon(2026, 7), known),
                         november = adopted(w, "nd335_2026", mon(2026, 11), known);
  for (int g = 0; g < GROUPS; g++) {
    assert_int_equal(november.people[g], october.people[g]);
    assert_int_equal(november.back[g], october.back[g]);
    for (int k = 0; k < CAUSES; k++)
      assert_int_equal(november.sum[g][k], october.sum[g][k]);
  }
  for (int64_t i = 0; i < july.n; i++) {
    const struct office_arrear *x = &july.at[i];
    if (x->person == w->person[GIANG])
      assert_string_equal(x->reason[EN].p, "has died: who receives the arrears");
    if (x->person == w->person[SAU]) assert_string_equal(x->reason[EN].p, "the grant has ended");
  }
}

/* What a month was paid by was known on its first day: nothing of a document in force that day is owed. Of
 * two documents of one day each is told by itself. */
static void a_document_paid_by_is_owed_nothing(void **state) {
  struct world *w = *state;
  date known = date_of(2026, 11, 5);
  struct office_adoption one = adopted(w, "nd147_2025", mon(2025, 9), known),
                         other = adopted(w, "nd176_2025", mon(2025, 9), known);
  for (int g = 0; g < GROUPS; g++) {
    assert_int_equal(one.sum[g][CAUSE_LAW] + other.sum[g][CAUSE_LAW], 0);
    assert_int_equal(one.back[g] + other.back[g], 0);
  }
  assert_int_equal(one.gained.people, 0); /* procedures */
  assert_true(other.gained.people > 0);   /* the social pension */
}

/* ---- people who cannot be read ---- */

/* The tables by commune and month against those by group. */
static void adoption_adds_up(const struct office_adoption *x) {
  money groups[CAUSES] = { 0 }, communes[CAUSES] = { 0 }, months = 0, back = 0, back_communes = 0,
        back_months = 0;
  int64_t people_groups = 0, people_communes = 0;
  for (int g = 0; g < GROUPS; g++) {
    groups[CAUSE_LAW] += x->sum[g][CAUSE_LAW];
    groups[CAUSE_FACTS] += x->sum[g][CAUSE_FACTS];
    back += x->back[g];
    people_groups += x->people[g];
  }
  for (int i = 0; i < x->n_communes; i++) {
    communes[CAUSE_LAW] += x->commune[i].law;
    communes[CAUSE_FACTS] += x->commune[i].facts;
    back_communes += x->commune[i].back;
    people_communes += x->commune[i].grants;
  }
  for (int i = 0; i < x->n_months; i++) {
    months += x->month[i].law;
    back_months += x->month[i].back;
  }
  assert_int_equal(communes[CAUSE_LAW], groups[CAUSE_LAW]);
  assert_int_equal(communes[CAUSE_FACTS], groups[CAUSE_FACTS]);
  assert_int_equal(months, groups[CAUSE_LAW]);
  assert_int_equal(back_communes, back);
  assert_int_equal(back_months, back);
  assert_int_equal(people_communes, people_groups);
  assert_int_equal(people_groups, x->n);
}

/* The file and the tables: the parts of the lines against all of them. */
static void parts_add_up(const struct office_adoption *x) {
  for (int i = 0; i < x->n_communes; i++) {
    struct office_adopted_commune sum = { .commune = x->commune[i].commune };
    for (int64_t k = 0; k < x->n; k++)
      for (int j = 0; j < x->at[k].n_parts; j++) {
        const struct office_arrear_part *part = &x->at[k].part[j];
        if (part->commune != sum.commune) continue;
        sum.grants += part->grants;
        sum.law += part->law;
        sum.facts += part->facts;
        sum.back += part->back[CAUSE_LAW] + part->back[CAUSE_FACTS];
      }
    assert_memory_equal(&sum, &x->commune[i], sizeof sum);
  }
  money before = 0, after = 0, owed = 0;
  for (int64_t k = 0; k < x->n; k++) {
    int grants = 0;
    for (int j = 0; j < x->at[k].n_parts; j++) {
      before += x->at[k].part[j].before;
      after += x->at[k].part[j].after;
      owed += x->at[k].part[j].facts;
      grants += x->at[k].part[j].grants;
    }
    assert_int_equal(grants, 1);
  }
  for (int i = 0; i < x->n_months; i++) {
    before -= x->month[i].before;
    after -= x->month[i].after;
    owed -= x->month[i].facts;
  }
  assert_int_equal(before, 0);
  assert_int_equal(after, 0);
  assert_int_equal(owed, 0);
}

/* What the pages of the months say of a person's benefit. */
static struct office_arrears of_pages(struct world *w, const struct office_adoption *x, date known,
                                      const struct office_arrear *r) {
  struct office_arrears all = { 0 };
  struct people *c = columns(w, known);
  struct office_asker *k = office_asker_new(w->a, w->p, c, people_source_new(w->a, c),
                                            when(w, x->to, known, known));
  for (month m = x->from; m <= x->to; m++) {
    struct office_answer page;
    ok(office_ask(k, r->person, m, false, &page));
    for (int cause = 0; cause < CAUSES; cause++)
      all.cause[cause] += page.item[r->benefit].arrears.cause[cause];
  }
  office_asker_free(k);
  return all;
}

/* The list, its file and the pages say the same of everybody listed: overpaid, moved, dead or owed. */
static void what_is_listed_is_what_the_pages_say(void **state) {
  struct world *w = *state;
  date known = date_of(2026, 11, 5);
  struct office_adoption x = adopted(w, "nd335_2026", mon(2026, 10), known);
  parts_add_up(&x);
  for (int64_t i = 0; i < x.n; i++) {
    const struct office_arrear *r = &x.at[i];
    struct office_arrears pages = of_pages(w, &x, known, r);
    assert_int_equal(r->law + r->back[CAUSE_LAW], pages.cause[CAUSE_LAW]);
    assert_int_equal(r->facts + r->back[CAUSE_FACTS], pages.cause[CAUSE_FACTS]);
  }
}

/* Who moved after the months listed, by the day asked, is somewhere else when the arrears are paid: as who
 * has died or ended since. Nothing to pay, nothing to ask. */
static void who_moved_by_the_day_asked_needs_an_answer(void **state) {
  struct world *w = *state;
  on(w, 2026, 11, 3);
  struct reg_home_input away = { w->home[LAN], w->there, S("tổ 3"), date_of(2026, 10, 31) },
                        later = { w->home[PHAP], w->there, S("tổ 4"), date_of(2026, 11, 20) };
  ok(reg_move(&w->viewer, w->db, &w->act, &away, &w->no));
  ok(reg_move(&w->viewer, w->db, &w->act, &later, &w->no));
  const struct people_grant *rows;
  people_grants(columns(w, date_of(2026, 11, 5)), &rows);
  struct office_adoption x = adopted(w, "nd335_2026", mon(2026, 10), date_of(2026, 11, 2));
  assert_int_equal(arrear(w, &x, LAN, w->grant[LAN], rows)->group, GROUP_SURE);
  x = adopted(w, "nd335_2026", mon(2026, 10), date_of(2026, 11, 5));
  const struct office_arrear *lan = arrear(w, &x, LAN, w->grant[LAN], rows);
  assert_int_equal(lan->group, GROUP_ANSWER);
  assert_string_equal(lan->reason[EN].p, "moved to another commune");
  assert_int_equal(lan->n_parts, 1);
  assert_true(lan->part[0].commune == w->here && lan->part[0].law == 240000);
  assert_int_equal(arrear(w, &x, PHAP, w->grant[PHAP], rows)->group, GROUP_SURE);
  x = adopted(w, "nd335_2026", mon(2026, 10), date_of(2026, 11, 20));
  assert_int_equal(arrear(w, &x, PHAP, w->grant[PHAP], rows)->group, GROUP_ANSWER);
  parts_add_up(&x);
}

static bool unanswered(const struct office_adoption *x, int64_t person) {
  int found = 0;
  for (int64_t i = 0; i < x->n_unread; i++)
    found += x->unread[i] == person;
  assert_true(found < 2);
  return found == 1;
}

/* Nobody is counted of whom the law could not be asked, whether anything was granted to him or not. */
static void an_adoption_counts_nobody_who_cannot_be_read(void **state) {
  struct world *w = *state;
  date known = date_of(2026, 11, 5);
  struct office_adoption before = adopted(w, "nd335_2026", mon(2026, 10), known);
  adoption_adds_up(&before);
  assert_int_equal(before.n_unread, 0);
  if (!test_db_on_server()) ok(db_script(w->db, "PRAGMA ignore_check_constraints = ON"));
  static const char *const damage =
      "UPDATE fact SET valid_from = -9000000 WHERE id IN (SELECT min(id) FROM fact WHERE"
      " kind = %d AND subject = %lld OR kind = %d AND subject IN (%lld, %lld) GROUP BY kind, subject)";
  if (db_script(w->db, arena_print(w->a, damage, (int)REG_PERSON, (long long)w->person[UT],
                                   (int)REG_HOUSEHOLD, (long long)w->home[AN], (long long)w->home[IM])) !=
      OK) {
    assert_true(test_db_on_server()); /* it lets no such row in */
    return;
  }
  struct office_adoption x = adopted(w, "nd335_2026", mon(2026, 10), known);
  adoption_adds_up(&x);
  assert_int_equal(x.n_unread, 3);
  assert_true(unanswered(&x, w->person[AN]) && unanswered(&x, w->person[IM]) &&
              unanswered(&x, w->person[UT]));
  assert_int_equal(x.gained.people, 0); /* Im was the one */
  assert_int_equal(x.gained.sum, 0);
  assert_int_equal(x.n, before.n - 2);
  assert_int_equal(x.sum[GROUP_SURE][CAUSE_LAW], before.sum[GROUP_SURE][CAUSE_LAW] - 2 * 240000);
}

/* A commune is told of its own what is told to who sees all, though others, whom it does not see, stand
 * before them in every list. */
static void a_commune_is_told_its_own(void **state) {
  struct world *w = *state;
  date known = date_of(2026, 11, 5);
  struct viewer everybody = w->viewer;
  struct reg_home_input away = { w->home[AN], w->there, S("tổ 3"), date_of(2026, 6, 1) };
  ok(reg_move(&w->viewer, w->db, &w->act, &away, &w->no));
  struct office_adoption all = adopted(w, "nd335_2026", mon(2026, 10), known);
  w->viewer.area = w->here;
  struct office_adoption own = adopted(w, "nd335_2026", mon(2026, 10), known);
  w->viewer = everybody;
  assert_true(own.n > 2 && own.n < all.n);
  int64_t k = 0;
  for (int64_t i = 0; i < own.n; i++) {
    while (k < all.n && all.at[k].grant != own.at[i].grant)
      k++;
    assert_true(k < all.n && all.at[k].person != w->person[AN] && all.at[k].person != w->person[UT]);
    bool left = own.at[i].person == w->person[HANH]; /* July and August are theirs to see */
    assert_int_equal(own.at[i].law, left ? 120000 : all.at[k].law);
    assert_int_equal(own.at[i].facts, all.at[k].facts);
    assert_int_equal(own.at[i].group, all.at[k].group);
    assert_int_equal(own.at[i].other_choice, all.at[k].other_choice);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(adoption_of_the_decree),
    cmocka_unit_test(a_month_costs_more_by_the_decree),
    cmocka_unit_test(adoption_to_november_shows_what_is_lost),
    cmocka_unit_test(months_asked_about_move_no_group),
    cmocka_unit_test(a_document_paid_by_is_owed_nothing),
    cmocka_unit_test(what_is_listed_is_what_the_pages_say),
    cmocka_unit_test(who_moved_by_the_day_asked_needs_an_answer),
    cmocka_unit_test(a_commune_is_told_its_own),
    cmocka_unit_test(an_adoption_counts_nobody_who_cannot_be_read),
  };
  return cmocka_run_group_tests(tests, office_setup, office_teardown);
}
