/* parse_benefit: what is paid and how: benefits with their clauses, groups, interpretations. */
#include "law/reading/parse.h"

static void clause(struct parser *q, struct clause *c) {
  static const struct {
    const char *word;
    enum clause_kind kind;
  } kinds[] = { { "amount", CLAUSE_AMOUNT },        { "when", CLAUSE_WHEN },   { "starts", CLAUSE_STARTS },
                { "changes", CLAUSE_CHANGES },      { "stops", CLAUSE_STOPS }, { "apply", CLAUSE_APPLY },
                { "on_request", CLAUSE_ON_REQUEST } };
  static const struct {
    const char *word;
    enum clause_word id;
  } words[] = { { "month_of_decision", MONTH_OF_DECISION },
                { "month_of_conditions", MONTH_OF_CONDITIONS },
                { "month_after_decision", MONTH_AFTER_DECISION },
                { "same_month", SAME_MONTH },
                { "month_after", MONTH_AFTER } };
  c->at = q->t.at;
  size_t k = 0;
  while (k < 7 && !parse_is(q, kinds[k].word))
    k++;
  if (k == 7) parse_expected(q, "amount, when, starts, changes, stops, apply, on_request");
  c->kind = kinds[k].kind;
  parse_advance(q);
  if (c->kind == CLAUSE_AMOUNT || c->kind == CLAUSE_WHEN)
    c->value = parse_expression(q);
  else if (c->kind == CLAUSE_APPLY) {
    parse_need(q, "form");
    c->form = parse_string(q, NOUN(form));
    parse_need(q, "within");
    c->within = parse_count(q, 1, 10000);
    if (parse_take(q, "working_days"))
      c->working_days = true;
    else
      parse_need(q, "days");
    parse_need(q, "decided_by");
    c->decided_by = parse_name(q, "commune, district, province");
  } else if (c->kind != CLAUSE_ON_REQUEST) {
    struct token t = q->t;
    struct str w = parse_name(q, "month_of_decision, same_month, month_after …");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
      if (str_is(w, words[i].word)) c->word = words[i].id;
    if (!c->word) {
      COMPLAIN(q->p, t.at, M_WORD, arena_text(q->a, w.p, w.n),
               "month_of_decision, month_of_conditions, month_after_decision, same_month, month_after");
      longjmp(q->fail, 1);
    }
  }
  parse_dating(q, &c->d);
  if (c->kind == CLAUSE_AMOUNT || c->kind == CLAUSE_WHEN)
    parse_cites_of(q, c->value, &c->cites);
  else
    parse_cited(q, &c->cites);
  c->status = parse_status(q);
}

void parse_benefit(struct parser *q) {
  struct benefit b = { .place = q->t.at };
  VEC(struct clause) v = { 0 };
  const char *what = NOUN(the_benefits_name);
  /* files without a pack have no namespace: their benefits write both parts themselves */
  b.id = q->lx.f->pack == 0 ? parse_dotted(q, what) : parse_declared(q, what);
  parse_need(q, "for");
  b.on = parse_entity(q);
  b.title = parse_title(q, true);
  b.once = parse_take(q, "once");
  b.deceased = b.on == E_PERSON && parse_take(q, "deceased");
  while (parse_more(q))
    clause(q, VEC_PUSH(q->a, &v));
  b.at = v.at;
  b.n = (int)v.n;
  *VEC_PUSH(q->a, &q->p->benefit) = b;
}

static void group_scope(struct parser *q, struct concurrency *c) {
  c->link = -1;
  if (parse_take(q, "person"))
    c->per = PER_PERSON;
  else if (parse_take(q, "household"))
    c->per = PER_HOUSEHOLD;
  else if (parse_take(q, "deceased"))
    c->per = PER_DECEASED;
  else if (parse_take(q, "couple")) {
    c->per = PER_COUPLE;
    c->or_household = parse_take(q, "or");
    if (c->or_household) parse_need(q, "household");
  } else if (parse_take(q, "cared_for")) {
    c->per = PER_CARED_FOR;
    parse_need(q, "through");
    c->link_name = parse_dotted(q, NOUN(a_links_name));
  } else
    parse_expected(q, "person, household, couple, cared_for, deceased");
}

void parse_concurrency(struct parser *q) {
  struct concurrency c = { .at = q->t.at };
  VEC(struct str) v = { 0 };
  c.id = parse_declared(q, NOUN(groups_name));
  parse_need(q, "per");
  group_scope(q, &c);
  c.title = parse_title(q, true);
  parse_dating(q, &c.d);
  parse_need(q, "at");
  parse_need(q, "most");
  c.most = parse_count(q, 1, LAW_MOST_MAX);
  parse_need(q, "of");
  parse_need(q, "(");
  do
    *VEC_PUSH(q->a, &v) = parse_dotted(q, NOUN(a_benefits_name));
  while (parse_take(q, ","));
  parse_need(q, ")");
  parse_need(q, "keeping");
  if (parse_take(q, "first"))
    c.keep_first = true;
  else
    parse_need(q, "highest");
  parse_cited(q, &c.cites);
  c.status = parse_status(q);
  c.names = v.at;
  c.n = (int)v.n;
  *VEC_PUSH(q->a, &q->p->concurrency) = c;
}

void parse_interpretation(struct parser *q) {
  struct interpretation x = { .at = q->t.at };
  x.id = parse_declared(q, NOUN(the_interpretations_name));
  x.title = parse_title(q, true);
  parse_need(q, "question");
  x.question = parse_title(q, true);
  parse_need(q, "choices");
  parse_need(q, "(");
  size_t room = 0;
  do {
    parse_room_for(q, x.n, LAW_ENUM_MAX, "choices");
    vec_grow(q->a, (void **)&x.choice, &room, (size_t)x.n, sizeof *x.choice);
    x.choice[x.n].id = parse_name(q, NOUN(a_choice));
    x.choice[x.n++].title = parse_title(q, true);
  } while (parse_take(q, ","));
  parse_need(q, ")");
  parse_need(q, "default");
  x.standard_name = parse_name(q, NOUN(a_choice));
  parse_need(q, "author");
  x.author = parse_string(q, NOUN(who_put_forward));
  parse_cited(q, &x.cites);
  *VEC_PUSH(q->a, &q->p->interpretation) = x;
}
