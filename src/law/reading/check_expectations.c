/* check_expectations: names, types and cases of the tests beside the law. */
#include "law/reading/check.h"

/* A test's subjects by name: persons first, then households. -1 unknown. */
bool law_test_is_household(const struct test *t, struct str id) {
  for (size_t i = 0; i < t->household.n; i++)
    if (str_eq(t->household.at[i].id, id)) return true;
  return false;
}

static bool is_person(const struct test *t, struct str id) {
  for (size_t i = 0; i < t->person.n; i++)
    if (str_eq(t->person.at[i].id, id)) return true;
  for (size_t i = 0; i < t->household.n; i++)
    for (int k = 0; k < t->household.at[i].n; k++)
      if (str_eq(t->household.at[i].members[k], id)) return true;
  return false;
}

/* 'birth' of a person, 'poverty' or 'area.urban' of a household. */
int law_test_fact(const struct law_program *p, const struct test *t, struct str subject, struct str name) {
  if (name.n > 5 && !memcmp(name.p, "area.", 5))
    return law_find_fact(p, E_AREA, (struct str) { name.p + 5, name.n - 5 });
  return law_find_fact(p, law_test_is_household(t, subject) ? E_HOUSEHOLD : E_PERSON, name);
}

static struct str fact_at(const struct law_program *p, int i, const void *context) {
  (void)context;
  return p->fact.at[i].id;
}

static void check_fact(struct law_program *p, const struct test *t, struct str subject, struct str fact,
                       struct node *value, struct place at) {
  if (!law_test_is_household(t, subject) && !is_person(t, subject)) {
    COMPLAIN(p, at, M_UNKNOWN_NAME, "người hay hộ / person or household", check_z(p, subject), "");
    return;
  }
  int f = law_test_fact(p, t, subject, fact);
  if (f < 0)
    COMPLAIN(p, at, M_UNKNOWN_NAME, "dữ kiện / fact", check_z(p, fact),
             check_nearest(p, fact, fact_at, (int)p->fact.n, NULL));
  else if (value)
    law_check_literal(p, value, p->fact.at[f].type);
}

static void check_expect(struct law_program *p, const struct test *t, struct expect *e) {
  int b = law_find_benefit(p, e->what);
  if (e->kind == EXPECT_PROCEDURE || e->kind == EXPECT_FIRST) {
    if (b < 0)
      COMPLAIN(p, e->at, M_UNKNOWN_NAME, "chế độ / benefit", check_z(p, e->what),
               check_like(p, LIKE_BENEFIT, e->what));
    return;
  }
  bool household = law_test_is_household(t, e->subject);
  if (!household && !is_person(t, e->subject)) {
    COMPLAIN(p, e->at, M_UNKNOWN_NAME, "người hay hộ / person or household", check_z(p, e->subject), "");
    return;
  }
  int q = law_find_rule(p, household ? E_HOUSEHOLD : E_PERSON, e->what);
  if (b < 0 && q < 0) {
    COMPLAIN(p, e->at, M_UNKNOWN_NAME, "chế độ hay quy tắc / benefit or rule", check_z(p, e->what),
             check_like(p, LIKE_RESULT, e->what));
    return;
  }
  struct type whole_dong = { .kind = K_MONEY };
  if (e->value) law_check_literal(p, e->value, b >= 0 ? whole_dong : p->rule.at[q].type);
  for (int i = 0; i < e->n_cases; i++) {
    bool found = false;
    for (size_t r = 0; r < p->rule.n; r++)
      found |= law_find_case(&p->rule.at[r], e->cases[i]) >= 0;
    if (!found)
      COMPLAIN(p, e->at, M_UNKNOWN_NAME, "trường hợp / case", check_z(p, e->cases[i]),
               check_like(p, LIKE_CASE, e->cases[i]));
  }
}

void law_check_tests(struct law_program *p) {
  for (size_t i = 0; i < p->test.n; i++) {
    struct test *t = &p->test.at[i];
    for (size_t k = 0; k < t->value.n; k++)
      check_fact(p, t, t->value.at[k].subject, t->value.at[k].fact, t->value.at[k].value, t->value.at[k].at);
    for (size_t k = 0; k < t->expect.n; k++)
      check_expect(p, t, &t->expect.at[k]);
    for (size_t k = 0; k < t->vary.n; k++)
      for (int j = 0; j < t->vary.at[k].n; j++) {
        check_fact(p, t, t->vary.at[k].subject, t->vary.at[k].fact, t->vary.at[k].at[j].value,
                   t->vary.at[k].place);
        check_expect(p, t, &t->vary.at[k].at[j].expect);
      }
    for (size_t k = 0; k < t->link.n; k++) {
      const struct test_link *l = &t->link.at[k];
      if (law_find_link(p, l->link) < 0)
        COMPLAIN(p, l->at, M_UNKNOWN_NAME, "liên kết / link", check_z(p, l->link),
                 check_like(p, LIKE_LINK, l->link));
      if (!is_person(t, l->from) || !is_person(t, l->to))
        COMPLAIN(p, l->at, M_UNKNOWN_NAME, "người / person",
                 check_z(p, is_person(t, l->from) ? l->to : l->from), "");
    }
    for (size_t k = 0; k < t->grant.n; k++) {
      const struct test_grant *g = &t->grant.at[k];
      if (law_find_benefit(p, g->benefit) < 0)
        COMPLAIN(p, g->at, M_UNKNOWN_NAME, "chế độ / benefit", check_z(p, g->benefit),
                 check_like(p, LIKE_BENEFIT, g->benefit));
      if (!is_person(t, g->person))
        COMPLAIN(p, g->at, M_UNKNOWN_NAME, "người / person", check_z(p, g->person), "");
    }
    for (size_t k = 0; k < t->choice.n; k++) {
      int x = law_find_interpretation(p, t->choice.at[k].name);
      if (x < 0 || law_enum_value_of(p, law_choice_type(x), t->choice.at[k].value) < 0)
        COMPLAIN(p, t->choice.at[k].at, M_UNKNOWN_NAME, "cách hiểu / interpretation",
                 check_z(p, x < 0 ? t->choice.at[k].name : t->choice.at[k].value),
                 x < 0 ? check_like(p, LIKE_INTERPRETATION, t->choice.at[k].name)
                       : check_like_value(p, law_choice_type(x), t->choice.at[k].value));
    }
    for (size_t k = 0; k < t->record.n; k++) {
      const struct test_record *r = &t->record.at[k];
      int x = law_find_record(p, r->record);
      if (x < 0) {
        COMPLAIN(p, r->place, M_UNKNOWN_NAME, "bản ghi / record", check_z(p, r->record),
                 check_like(p, LIKE_RECORD, r->record));
        continue;
      }
      for (int j = 0; j < r->n; j++) {
        int f = 0;
        while (f < p->record.at[x].n && !str_eq(p->record.at[x].field[f].id, r->at[j].field))
          f++;
        if (f == p->record.at[x].n)
          COMPLAIN(p, r->place, M_UNKNOWN_NAME, "trường / field", check_z(p, r->at[j].field), "");
        else
          law_check_literal(p, r->at[j].value, p->record.at[x].field[f].type);
      }
    }
  }
}
