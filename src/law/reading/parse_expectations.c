/* parse: the test declaration. */
#include "law/reading/parse.h"

static struct str subject(struct parser *q) { return parse_name(q, NOUN(person_household_test)); }

static void case_list(struct parser *q, struct str **ret, int *ret_n) {
  VEC(struct str) v = { 0 };
  parse_need(q, "(");
  if (!parse_is(q, ")")) do
      *VEC_PUSH(q->a, &v) = parse_name(q, NOUN(a_case));
    while (parse_take(q, ","));
  parse_need(q, ")");
  *ret = v.at;
  *ret_n = (int)v.n;
}

/* FACT = VALUE [from D] [until D], … up to the end of the list. */
static void values(struct parser *q, struct test *t, struct str who) {
  if (!parse_more(q) || q->t.kind != TK_NAME) return;
  static const char *const next[] = { "person", "household",      "link",   "record",
                                      "grant",  "interpretation", "expect", "vary" };
  for (size_t i = 0; i < sizeof next / sizeof *next; i++)
    if (parse_is(q, next[i])) return;
  do {
    struct test_value *v = VEC_PUSH(q->a, &t->value);
    v->at = q->t.at;
    v->subject = who;
    v->fact = parse_dotted(q, NOUN(a_facts_name));
    v->from = DATE_MIN;
    v->until = DATE_MAX;
    parse_need(q, "=");
    if (parse_take(q, "missing"))
      v->missing = true;
    else
      v->value = parse_literal(q);
    if (parse_take(q, "from")) v->from = parse_day(q);
    if (parse_take(q, "until")) v->until = parse_day(q);
  } while (parse_take(q, ","));
}

static void expectation(struct parser *q, struct expect *e) {
  e->at = q->t.at;
  if (parse_take(q, "procedure")) {
    e->kind = EXPECT_PROCEDURE;
    e->what = parse_dotted(q, NOUN(a_benefits_name));
    parse_need(q, "filed");
    e->filed = parse_day(q);
    parse_need(q, "=");
    parse_need(q, "within");
    e->within = (int)parse_whole(q);
    if (parse_take(q, "working_days"))
      e->working_days = true;
    else
      parse_need(q, "days");
    return;
  }
  if (parse_take(q, "first")) {
    e->kind = EXPECT_FIRST;
    e->what = parse_dotted(q, NOUN(a_benefits_name));
    parse_need(q, "signed");
    e->filed = e->since = parse_day(q);
    if (parse_take(q, "since")) e->since = parse_day(q);
    parse_need(q, "=");
    e->first = parse_a_month(q);
    return;
  }
  e->subject = subject(q);
  e->what = parse_dotted(q, NOUN(name_benefit_rule));
  parse_need(q, "=");
  if (parse_take(q, "not"))
    e->kind = EXPECT_NOT;
  else if (parse_take(q, "unknown")) {
    e->kind = EXPECT_UNKNOWN;
    if (parse_take(q, "because")) {
      VEC(struct str) v = { 0 };
      parse_need(q, "(");
      do
        *VEC_PUSH(q->a, &v) = parse_dotted(q, NOUN(a_fact));
      while (parse_take(q, ","));
      parse_need(q, ")");
      e->because = v.at;
      e->n_because = (int)v.n;
    }
  } else
    e->value = parse_literal(q);
  if (parse_take(q, "by")) {
    e->has_cases = true;
    case_list(q, &e->cases, &e->n_cases);
  }
}

static void one_grant(struct parser *q, struct test *t) {
  struct test_grant g = { .at = q->t.at, .from = -1, .until = -1, .suspended = -1, .amount = -1 };
  g.person = subject(q);
  g.benefit = parse_dotted(q, NOUN(a_benefits_name));
  parse_need(q, "decided");
  g.decided = parse_day(q);
  for (;;) {
    if (parse_take(q, "from"))
      g.from = parse_a_month(q);
    else if (parse_take(q, "until"))
      g.until = parse_a_month(q);
    else if (parse_take(q, "suspended"))
      g.suspended = parse_a_month(q);
    else if (parse_take(q, "by"))
      case_list(q, &g.cases, &g.n_cases);
    else if (parse_take(q, "amount"))
      g.amount = parse_whole(q);
    else
      break;
  }
  if (g.from < 0) g.from = month_of(g.decided);
  *VEC_PUSH(q->a, &t->grant) = g;
}

static void one_record(struct parser *q, struct test *t) {
  struct test_record *r = VEC_PUSH(q->a, &t->record);
  r->place = q->t.at;
  r->at = arena_array(q->a, LAW_FIELDS_MAX, sizeof *r->at);
  r->subject = subject(q);
  r->record = parse_dotted(q, NOUN(a_records_name));
  parse_need(q, "(");
  do {
    if (r->n == LAW_FIELDS_MAX) parse_expected(q, ")");
    r->at[r->n].field = parse_name(q, NOUN(fields_name));
    parse_need(q, "=");
    r->at[r->n++].value = parse_literal(q);
  } while (parse_take(q, ","));
  parse_need(q, ")");
}

static void variation(struct parser *q, struct test *t) {
  struct test_vary v = { .place = q->t.at };
  size_t cap = 0;
  v.subject = subject(q);
  v.fact = parse_dotted(q, NOUN(a_facts_name));
  while (parse_more(q) && (q->t.kind == TK_NUMBER || q->t.kind == TK_DATE || q->t.kind == TK_MONTH ||
                           q->t.kind == TK_NAME || parse_is(q, "-"))) {
    if (parse_is(q, "expect") || parse_is(q, "vary")) break;
    vec_grow(q->a, (void **)&v.at, &cap, (size_t)v.n, sizeof *v.at);
    if (parse_take(q, "missing"))
      v.at[v.n].value = NULL;
    else
      v.at[v.n].value = parse_literal(q);
    parse_need(q, ":");
    expectation(q, &v.at[v.n].expect);
    v.n++;
  }
  if (!v.n) parse_expected(q, NOUN(value_subject_benefit_result));
  *VEC_PUSH(q->a, &t->vary) = v;
}

static void one_household(struct parser *q, struct test *t) {
  struct test_household h = { .at = q->t.at };
  VEC(struct str) v = { 0 };
  h.id = subject(q);
  if (parse_take(q, "of")) {
    parse_need(q, "(");
    if (!parse_is(q, ")")) do
        *VEC_PUSH(q->a, &v) = subject(q);
      while (parse_take(q, ","));
    parse_need(q, ")");
  }
  h.members = v.at;
  h.n = (int)v.n;
  *VEC_PUSH(q->a, &t->household) = h;
  values(q, t, h.id);
}

static void part(struct parser *q, struct test *t) {
  if (parse_take(q, "person")) {
    struct str who = subject(q);
    VEC_PUSH(q->a, &t->person)->id = who;
    values(q, t, who);
  } else if (parse_take(q, "household")) {
    one_household(q, t);
  } else if (parse_take(q, "link")) {
    struct test_link *l = VEC_PUSH(q->a, &t->link);
    l->at = q->t.at;
    l->from = subject(q);
    l->link = parse_dotted(q, NOUN(a_links_name));
    l->to = subject(q);
  } else if (parse_take(q, "record"))
    one_record(q, t);
  else if (parse_take(q, "grant"))
    one_grant(q, t);
  else if (parse_take(q, "interpretation")) {
    struct test_choice *c = VEC_PUSH(q->a, &t->choice);
    c->at = q->t.at;
    c->name = parse_dotted(q, NOUN(an_interpretations_name));
    parse_need(q, "=");
    c->value = parse_name(q, NOUN(a_choice));
  } else if (parse_take(q, "expect"))
    expectation(q, VEC_PUSH(q->a, &t->expect));
  else if (parse_take(q, "vary"))
    variation(q, t);
  else
    parse_expected(q, "person, household, link, record, grant, interpretation, expect, vary");
}

void parse_test(struct parser *q) {
  struct test t = { .at = q->t.at, .for_month = -1 };
  bool known = false, law = false;
  t.title = parse_title(q, true);
  parse_cited(q, &t.cites);
  if (parse_take(q, "source")) t.source = parse_string(q, NOUN(where_value_comes_from));
  if (!t.source.n) {
    COMPLAIN(q->p, t.at, M_TEST_SOURCE);
    longjmp(q->fail, 1);
  }
  if (!parse_take(q, "for")) {
    COMPLAIN(q->p, t.at, M_TEST_MONTH);
    longjmp(q->fail, 1);
  }
  t.for_month = parse_a_month(q);
  t.law = t.facts = month_last(t.for_month);
  for (;;) {
    if (parse_take(q, "known")) {
      known = true;
      t.facts = parse_day(q);
      if (!law) t.law = t.facts;
    } else if (parse_take(q, "law")) {
      law = true;
      t.law = parse_day(q);
    } else
      break;
  }
  (void)known;
  while (parse_more(q))
    part(q, &t);
  if (!t.expect.n && !t.vary.n) {
    COMPLAIN(q->p, t.at, M_TEST_EMPTY);
    longjmp(q->fail, 1);
  }
  *VEC_PUSH(q->a, &q->p->test) = t;
}
