/* check_expectations: names, types and cases of the tests beside the law. */
#include "law/reading/check.h"
#include "law/reading/nouns.h"

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
static int fact_meant(struct law_program *p, const struct test *t, struct place at, struct str subject,
                      struct str name) {
  static const char area[] = "area.";
  size_t n = sizeof area - 1;
  if (name.n > n && !memcmp(name.p, area, n))
    return check_find(p, at, (enum names)(NX_FACT + (int)E_AREA), (struct str) { name.p + n, name.n - n });
  enum entity on = law_test_is_household(t, subject) ? E_HOUSEHOLD : E_PERSON;
  return check_find(p, at, (enum names)(NX_FACT + (int)on), name);
}

int law_test_fact(const struct law_program *p, const struct test *t, struct str subject, struct str name) {
  if (name.n > 5 && !memcmp(name.p, "area.", 5))
    return law_find_fact(p, E_AREA, (struct str) { name.p + 5, name.n - 5 });
  return law_find_fact(p, law_test_is_household(t, subject) ? E_HOUSEHOLD : E_PERSON, name);
}

/* A resolved name becomes the full one: the tools find it without knowing packs. */
static void whole(struct law_program *p, struct str *name, const struct fact *f) {
  *name = f->on == E_AREA ? str_of(arena_print(p->a, "area.%.*s", (int)f->id.n, f->id.p)) : f->id;
}

static struct str fact_at(const struct law_program *p, int i, const void *context) {
  (void)context;
  return p->fact.at[i].id;
}

static void check_fact(struct law_program *p, const struct test *t, struct str subject, struct str *fact,
                       struct node *value, struct place at) {
  if (!law_test_is_household(t, subject) && !is_person(t, subject)) {
    COMPLAIN(p, at, M_UNKNOWN_NAME, NOUN(person_household), check_z(p, subject), "");
    return;
  }
  int f = fact_meant(p, t, at, subject, *fact);
  if (f == NAMED_NONE)
    check_unknown(p, at, NOUN(fact), *fact, check_nearest(p, *fact, fact_at, (int)p->fact.n, NULL));
  if (f < 0) return;
  whole(p, fact, &p->fact.at[f]);
  if (value) law_check_literal(p, value, p->fact.at[f].type);
}

/* Facts, and what else may be missing, by their names in the test's pack; other words are of a text. */
static void check_because(struct law_program *p, struct expect *e) {
  static const enum names lists[] = {
    NX_FACT + (int)E_PERSON, NX_FACT + (int)E_HOUSEHOLD, NX_FACT + (int)E_AREA, NX_PARAM, NX_TABLE, NX_LINK
  };
  for (int i = 0; i < e->n_because; i++) {
    enum names list = NX_PARAM;
    int at = check_find_in(p, e->at, e->because[i], 6, lists, &list);
    if (at < 0) continue;
    e->because[i] = list == NX_PARAM   ? p->param.at[at].id
                    : list == NX_TABLE ? p->table.at[at].id
                    : list == NX_LINK  ? p->link.at[at].id
                                       : p->fact.at[at].id;
  }
}

static void check_expect(struct law_program *p, const struct test *t, struct expect *e) {
  if (e->kind == EXPECT_PROCEDURE || e->kind == EXPECT_FIRST) {
    int b = check_find(p, e->at, NX_BENEFIT, e->what);
    if (b == NAMED_NONE)
      check_unknown(p, e->at, NOUN(benefit), e->what, check_like(p, LIKE_BENEFIT, e->what));
    else if (b >= 0)
      e->what = p->benefit.at[b].id;
    return;
  }
  bool household = law_test_is_household(t, e->subject);
  if (!household && !is_person(t, e->subject)) {
    COMPLAIN(p, e->at, M_UNKNOWN_NAME, NOUN(person_household), check_z(p, e->subject), "");
    return;
  }
  enum names lists[] = { NX_BENEFIT, (enum names)(NX_RULE + (int)(household ? E_HOUSEHOLD : E_PERSON)) };
  enum names list = NX_BENEFIT;
  int found = check_find_in(p, e->at, e->what, 2, lists, &list);
  if (found == NAMED_NONE)
    check_unknown(p, e->at, NOUN(benefit_rule), e->what, check_like(p, LIKE_RESULT, e->what));
  if (found < 0) return;
  e->what = list == NX_BENEFIT ? p->benefit.at[found].id : p->rule.at[found].id;
  check_because(p, e);
  struct type whole_dong = { .kind = K_MONEY };
  if (e->value) law_check_literal(p, e->value, list == NX_BENEFIT ? whole_dong : p->rule.at[found].type);
  for (int i = 0; i < e->n_cases; i++) {
    bool known = false;
    for (size_t r = 0; r < p->rule.n; r++)
      known |= law_find_case(&p->rule.at[r], e->cases[i]) >= 0;
    if (!known)
      COMPLAIN(p, e->at, M_UNKNOWN_NAME, NOUN(case), check_z(p, e->cases[i]),
               check_like(p, LIKE_CASE, e->cases[i]));
  }
}

/* From the other end, by the inverse name, it may be told again. */
static void check_link_once(struct law_program *p, const struct test *t, const struct test_link *l) {
  for (const struct test_link *x = t->link.at; x < l; x++)
    if (str_eq(x->link, l->link) && str_eq(x->from, l->from) && str_eq(x->to, l->to))
      COMPLAIN(
          p, l->at, M_TWICE,
          arena_print(p->a, "link %s %s %s", check_z(p, l->from), check_z(p, l->link), check_z(p, l->to)),
          check_place(p, x->at));
}

static void check_link(struct law_program *p, const struct test *t, struct test_link *l) {
  int x = check_find(p, l->at, NX_LINK, l->link);
  if (x == NAMED_NONE) check_unknown(p, l->at, NOUN(link), l->link, check_like(p, LIKE_LINK, l->link));
  if (x >= 0) l->link = p->link.at[x].id;
  if (!is_person(t, l->from) || !is_person(t, l->to))
    COMPLAIN(p, l->at, M_UNKNOWN_NAME, NOUN(person), check_z(p, is_person(t, l->from) ? l->to : l->from), "");
  check_link_once(p, t, l);
}

/* A person counts once in a household, and in one. */
static void check_members_once(struct law_program *p, const struct test *t, const struct test_household *h) {
  for (int k = 0; k < h->n; k++)
    for (const struct test_household *x = t->household.at; x <= h; x++)
      for (int j = 0; j < (x == h ? k : x->n); j++)
        if (str_eq(x->members[j], h->members[k]))
          COMPLAIN(p, h->at, M_TWICE, arena_print(p->a, "household … of (%s)", check_z(p, h->members[k])),
                   check_place(p, x->at));
}

static void check_grant(struct law_program *p, const struct test *t, struct test_grant *g) {
  int x = check_find(p, g->at, NX_BENEFIT, g->benefit);
  if (x == NAMED_NONE)
    check_unknown(p, g->at, NOUN(benefit), g->benefit, check_like(p, LIKE_BENEFIT, g->benefit));
  if (x >= 0) g->benefit = p->benefit.at[x].id;
  if (!is_person(t, g->person)) COMPLAIN(p, g->at, M_UNKNOWN_NAME, NOUN(person), check_z(p, g->person), "");
}

static void check_choice(struct law_program *p, struct test_choice *c) {
  int x = check_find(p, c->at, NX_INTERPRETATION, c->name);
  if (x == NAMED_TWICE) return;
  if (x >= 0) c->name = p->interpretation.at[x].id;
  if (x < 0 || law_enum_value_of(p, law_choice_type(x), c->value) < 0)
    COMPLAIN(p, c->at, M_UNKNOWN_NAME, NOUN(interpretation), check_z(p, x < 0 ? c->name : c->value),
             x < 0 ? check_like(p, LIKE_INTERPRETATION, c->name)
                   : check_like_value(p, law_choice_type(x), c->value));
}

static void check_record(struct law_program *p, struct test_record *r) {
  int x = check_find(p, r->place, NX_RECORD, r->record);
  if (x == NAMED_NONE)
    check_unknown(p, r->place, NOUN(record), r->record, check_like(p, LIKE_RECORD, r->record));
  if (x < 0) return;
  const struct record *of = &p->record.at[x];
  r->record = of->id;
  for (int j = 0; j < r->n; j++) {
    int f = 0;
    while (f < of->n && !str_eq(of->field[f].id, r->at[j].field))
      f++;
    if (f == of->n)
      COMPLAIN(p, r->place, M_UNKNOWN_NAME, NOUN(field), check_z(p, r->at[j].field), "");
    else
      law_check_literal(p, r->at[j].value, of->field[f].type);
  }
}

static void check_one(struct law_program *p, struct test *t) {
  for (size_t k = 0; k < t->value.n; k++)
    check_fact(p, t, t->value.at[k].subject, &t->value.at[k].fact, t->value.at[k].value, t->value.at[k].at);
  for (size_t k = 0; k < t->expect.n; k++)
    check_expect(p, t, &t->expect.at[k]);
  for (size_t k = 0; k < t->vary.n; k++) {
    struct test_vary *v = &t->vary.at[k];
    for (int j = 0; j < v->n; j++) {
      check_fact(p, t, v->subject, &v->fact, v->at[j].value, v->place);
      check_expect(p, t, &v->at[j].expect);
    }
  }
  for (size_t k = 0; k < t->household.n; k++)
    check_members_once(p, t, &t->household.at[k]);
  for (size_t k = 0; k < t->link.n; k++)
    check_link(p, t, &t->link.at[k]);
  for (size_t k = 0; k < t->grant.n; k++)
    check_grant(p, t, &t->grant.at[k]);
  for (size_t k = 0; k < t->choice.n; k++)
    check_choice(p, &t->choice.at[k]);
  for (size_t k = 0; k < t->record.n; k++)
    check_record(p, &t->record.at[k]);
}

void law_check_tests(struct law_program *p) {
  for (size_t i = 0; i < p->test.n; i++)
    check_one(p, &p->test.at[i]);
}
