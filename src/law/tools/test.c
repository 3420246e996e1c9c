/* test: see test.h and doc/law-language.md. */
#include "law/tools/test.h"
#include "law/print/print_words.h"
#include "law/reading/check.h"
#include "law/tools/tools.h"

/* ---- building ---- */

static int64_t literal(const struct node *n) {
  return n->type.kind == K_BOOL || n->type.kind == K_ENUM ? n->i : n->r.num;
}

/* A fact as a test gives it; one marked missing is asked. */
static void put_fact(struct situation *s, const struct test *t, const struct test_value *v) {
  int f = law_test_fact(s->p, t, v->subject, v->fact);
  struct sit_fact *x = VEC_PUSH(s->a, &s->fact);
  *x = (struct sit_fact) { .e = s->p->fact.at[f].on,
                           .subject = sit_find(s, v->subject),
                           .fact = f,
                           .from = v->from,
                           .until = v->until,
                           .asked = v->missing };
  if (!v->missing) x->lo = x->hi = literal(v->value);
}

static struct situation *build(struct arena *a, const struct law_program *p, const struct test *t) {
  struct situation *s = NEW(a, struct situation);
  s->a = a;
  s->p = p;
  for (size_t i = 0; i < t->person.n; i++)
    if (sit_find(s, t->person.at[i].id) < 0) sit_add(s, t->person.at[i].id, false);
  for (size_t i = 0; i < t->household.n; i++) {
    const struct test_household *h = &t->household.at[i];
    int home = sit_add(s, h->id, true);
    for (int k = 0; k < h->n; k++) {
      int m = sit_find(s, h->members[k]);
      if (m < 0) m = sit_add(s, h->members[k], false);
      sit_join(s, m, home);
    }
  }
  sit_house_all(s);
  for (size_t i = 0; i < t->value.n; i++)
    put_fact(s, t, &t->value.at[i]);
  for (size_t i = 0; i < t->link.n; i++)
    (void)sit_link_add(s, sit_find(s, t->link.at[i].from), law_find_link(p, t->link.at[i].link),
                       sit_find(s, t->link.at[i].to)); /* the check refused what stands twice */
  for (size_t i = 0; i < t->grant.n; i++) {
    const struct test_grant *g = &t->grant.at[i];
    *VEC_PUSH(a, &s->grant) = (struct sit_grant) {
      sit_find(s, g->person), law_find_benefit(p, g->benefit), g->decided, g->from, g->until, g->suspended
    };
  }
  for (size_t i = 0; i < t->record.n; i++) {
    const struct test_record *r = &t->record.at[i];
    struct sit_record *x = VEC_PUSH(a, &s->record);
    x->record = law_find_record(p, r->record);
    x->e = p->record.at[x->record].on;
    x->subject = sit_find(s, r->subject);
    for (int j = 0; j < r->n; j++)
      for (int f = 0; f < p->record.at[x->record].n; f++)
        if (str_eq(p->record.at[x->record].field[f].id, r->at[j].field)) {
          x->given[f] = true;
          x->value[f] = literal(r->at[j].value);
        }
  }
  return s;
}

/* ---- comparing ---- */

static void show_value(const struct law_program *p, struct buf *b, struct val v, struct type t) {
  char z[48];
  if (!v.some) {
    buf_z(b, "not");
    return;
  }
  if (!val_known(v, t.kind)) {
    buf_z(b, "unknown");
    return;
  }
  if (t.kind == K_BOOL)
    buf_z(b, v.set.low == IS_YES ? "yes" : "no");
  else if (t.kind == K_ENUM && t.enumeration < (int)p->enumeration.n)
    buf_str(b, p->enumeration.at[t.enumeration].at[set_only(v.set)].id);
  else if (t.kind == K_DATE)
    buf_z(b, date_iso((date)v.lo.num, z));
  else if (t.kind != K_RATE && v.lo.den == 1)
    buf_print(b, "%lld", (long long)v.lo.num);
  else
    buf_z(b, ratio_text(v.lo, '.', z));
}

static void show_missing(const struct law_result *q, enum lang lang, struct buf *b) {
  for (int i = 0; i < q->n_missing; i++) {
    buf_z(b, i ? ", " : " (");
    buf_str(b, lang == VI ? q->missing[i].text_vi : q->missing[i].text_en);
  }
  if (q->n_missing) buf_c(b, ')');
}

static bool cases_match(const struct law_program *p, const struct expect *e, const struct law_result *q) {
  if (!e->has_cases) return true;
  if (q->n_cases != e->n_cases) return false;
  for (int i = 0; i < e->n_cases; i++) {
    bool found = false;
    for (int k = 0; k < q->n_cases; k++)
      found |= str_eq(p->rule.at[q->cases[k].rule].case_ids[q->cases[k].kase].id, e->cases[i]);
    if (!found) return false;
  }
  return true;
}

static bool names_missing(const struct law_program *p, const struct expect *e, const struct law_result *q) {
  for (int i = 0; i < e->n_because; i++) {
    bool found = false;
    for (int k = 0; k < q->n_missing; k++) {
      const struct law_missing *m = &q->missing[k];
      if (m->fact >= 0)
        found |= str_eq(p->fact.at[m->fact].full, e->because[i]) ||
                 str_eq(p->fact.at[m->fact].id, e->because[i]);
      else { /* a parameter, table or link by a word of its text */
        struct str n = e->because[i];
        for (size_t c = 0; c + n.n <= m->text_vi.n; c++)
          found |= !memcmp(m->text_vi.p + c, n.p, n.n);
        int table = law_find_table(p, n), param = law_find_param(p, n), link = law_find_link(p, n);
        if (link >= 0) found |= str_eq(m->text_vi, p->link.at[link].title.vi);
        if (param >= 0)
          for (int j = 0; j < p->param.at[param].n; j++)
            found |= str_eq(m->text_vi, p->param.at[param].at[j].unknown);
        if (table >= 0)
          for (int j = 0; j < p->table.at[table].n; j++)
            found |= str_eq(m->text_vi, p->table.at[table].at[j].empty);
      }
    }
    if (!found) return false;
  }
  return true;
}

struct runner {
  struct arena *a;
  struct law_program *p;
  const struct test *t;
  struct situation *s;
  struct test_watch watch;
};

static void failed(struct runner *u, const struct expect *e, const char *got) {
  if (!u->watch.out) return;
  buf_print(u->watch.out, "%.*s:%d: %s: %.*s\n", (int)u->t->at.file->name.n, u->t->at.file->name.p,
            e->at.line, print_word(PW_t_failed, u->watch.lang),
            (int)(u->watch.lang == VI ? u->t->title.vi.n : u->t->title.en.n),
            u->watch.lang == VI ? u->t->title.vi.p : u->t->title.en.p);
  buf_print(u->watch.out, "    %s %.*s %.*s ", print_word(PW_t_expected, u->watch.lang), (int)e->subject.n,
            e->subject.p ? e->subject.p : "", (int)e->what.n, e->what.p);
  struct val v = { .some = true };
  if (e->kind == EXPECT_NOT)
    buf_z(u->watch.out, "= not");
  else if (e->kind == EXPECT_UNKNOWN)
    buf_z(u->watch.out, "= unknown");
  else if (e->kind == EXPECT_PROCEDURE)
    buf_print(u->watch.out, "= within %d", e->within);
  else if (e->kind == EXPECT_FIRST) {
    char z[8];
    buf_print(u->watch.out, "= %s", month_iso(e->first, z));
  } else {
    v.lo = v.hi = e->value->r;
    if (kind_is_set(e->value->type.kind)) v.set = set_one(u->a, (int)e->value->i);
    buf_z(u->watch.out, "= ");
    show_value(u->p, u->watch.out, v, e->value->type);
  }
  for (int i = 0; i < e->n_because; i++)
    buf_print(u->watch.out, "%s%.*s", i ? ", " : " because ", (int)e->because[i].n, e->because[i].p);
  for (int i = 0; i < e->n_cases; i++)
    buf_print(u->watch.out, "%s%.*s", i ? ", " : " by ", (int)e->cases[i].n, e->cases[i].p);
  buf_print(u->watch.out, "\n    %s %s\n", print_word(PW_t_got, u->watch.lang), got);
}

static bool one_procedure(struct runner *u, struct law_session *r, const struct expect *e) {
  struct law_procedure q;
  char got[64] = "—";
  bool ok = law_procedure(r, law_find_benefit(u->p, e->what), e->filed, &q) == OK;
  if (ok) snprintf(got, sizeof got, "within %d %s", q.within, q.working_days ? "working_days" : "days");
  ok = ok && q.within == e->within && q.working_days == e->working_days;
  if (!ok) failed(u, e, got);
  return ok;
}

static bool one_first(struct runner *u, struct law_session *r, const struct expect *e) {
  char z[8];
  month got = 0;
  bool found = law_first_month(r, law_find_benefit(u->p, e->what), e->filed, e->since, &got) == OK;
  if (!found || got != e->first) failed(u, e, found ? month_iso(got, z) : "—");
  return found && got == e->first;
}

static bool one_benefit(struct runner *u, struct law_session *r, const struct expect *e, int benefit,
                        int subject) {
  struct law_result q = { 0 }, *all = NEW_ARRAY(u->a, struct law_result, u->p->benefit.n);
  if (u->p->benefit.at[benefit].on == E_PERSON) {
    law_ask_all(r, subject, LAW_ELIGIBLE, all);
    q = all[benefit];
  } else
    law_ask(r, benefit, subject, &q);
  bool ok = q.status != LAW_FAULT;
  /* the law on the facts: losing to another benefit of a group is "not" */
  if (e->kind == EXPECT_NOT)
    ok = ok && (q.status == LAW_NOT_ENTITLED || q.lost);
  else if (e->kind == EXPECT_UNKNOWN)
    ok = ok && q.status == LAW_UNKNOWN && names_missing(u->p, e, &q);
  else
    ok = ok && q.status == LAW_VALUE && !q.lost && q.amount == e->value->r.num && q.amount_high == q.amount &&
         cases_match(u->p, e, &q);
  if (ok || !u->watch.out) return ok;
  struct buf b = buf_growing(u->a);
  if (q.status == LAW_FAULT)
    buf_z(&b, law_fault_text(u->a, &q.fault, u->watch.lang));
  else if (q.status == LAW_UNKNOWN) {
    buf_z(&b, "unknown");
    show_missing(&q, u->watch.lang, &b);
  } else if (q.status == LAW_NOT_ENTITLED)
    buf_z(&b, "not");
  else
    buf_print(&b, "%lld%s", (long long)q.amount, q.lost ? print_word(PW_t_lost, u->watch.lang) : "");
  for (int i = 0; i < q.n_cases; i++)
    buf_print(&b, "%s%s", i ? ", " : " by ", law_case_name(u->p, q.cases[i]));
  failed(u, e, b.p);
  return false;
}

static bool one_rule(struct runner *u, struct law_session *r, const struct expect *e, int rule, int subject) {
  const struct rule *q = &u->p->rule.at[rule];
  struct subject s = { .e = q->on, .id = subject };
  run_clean(r);
  run_start(r, 1);
  struct val v = run_rule(r, rule, s);
  bool ok = r->err == OK, known = val_known(v, q->type.kind);
  if (e->kind == EXPECT_NOT)
    ok = ok && known && v.none;
  else if (e->kind == EXPECT_UNKNOWN)
    ok = ok && !known;
  else if (q->type.kind == K_BOOL || q->type.kind == K_ENUM)
    ok = ok && known && v.some && set_only(v.set) == (int)e->value->i;
  else
    ok = ok && known && v.some && ratio_cmp(v.lo, e->value->r) == 0;
  if (ok && e->has_cases)
    for (int i = 0; i < e->n_cases; i++) {
      int k = law_find_case(q, e->cases[i]);
      ok &= k >= 0 && set_has(v.cases, k);
    }
  if (ok && e->has_cases) ok = set_count(v.cases) == e->n_cases;
  if (ok || !u->watch.out) return ok;
  struct buf b = buf_growing(u->a);
  show_value(u->p, &b, v, q->type);
  for (int k = set_next(v.cases, 0); k >= 0; k = set_next(v.cases, k + 1))
    buf_print(&b, " by %.*s", (int)q->case_ids[k].id.n, q->case_ids[k].id.p);
  failed(u, e, b.p);
  return false;
}

static bool one(struct runner *u, const struct expect *e) {
  struct law_source source = sit_source(u->s);
  struct law_session *r = law_session_new(u->a, u->p, &source,
                                          (struct law_question) { u->t->for_month, u->t->law });
  r->coverage = u->watch.coverage;
  for (size_t i = 0; i < u->t->choice.n; i++) {
    int x = law_find_interpretation(u->p, u->t->choice.at[i].name);
    law_choose(r, x, law_enum_value_of(u->p, law_choice_type(x), u->t->choice.at[i].value));
  }
  int benefit = law_find_benefit(u->p, e->what), subject = sit_find(u->s, e->subject);
  bool ok;
  if (e->kind == EXPECT_PROCEDURE)
    ok = one_procedure(u, r, e);
  else if (e->kind == EXPECT_FIRST)
    ok = one_first(u, r, e);
  else if (benefit >= 0)
    ok = one_benefit(u, r, e, benefit, subject);
  else
    ok = one_rule(
        u, r, e,
        law_find_rule(u->p, law_test_is_household(u->t, e->subject) ? E_HOUSEHOLD : E_PERSON, e->what),
        subject);
  law_session_free(r);
  return ok;
}

int law_test_run(struct arena *a, struct law_program *p, const struct test *t, const struct test_watch *watch,
                 int *ret_done) {
  struct runner u = { a, p, t, build(a, p, t), *watch };
  int failures = 0;
  for (size_t i = 0; i < t->expect.n; i++) {
    ++*ret_done;
    failures += !one(&u, &t->expect.at[i]);
    if (failures && !watch->out) return failures;
  }
  for (size_t i = 0; i < t->vary.n; i++)
    for (int k = 0; k < t->vary.at[i].n; k++) {
      const struct test_vary *v = &t->vary.at[i];
      int f = law_test_fact(p, t, v->subject, v->fact), who = sit_find(u.s, v->subject);
      size_t kept = 0;
      u.s = build(a, p, t);
      for (size_t j = 0; j < u.s->fact.n; j++)
        if (u.s->fact.at[j].fact != f || u.s->fact.at[j].subject != who)
          u.s->fact.at[kept++] = u.s->fact.at[j];
      u.s->fact.n = kept;
      const struct test_value now = {
        .subject = v->subject, .fact = v->fact, .value = v->at[k].value, .from = DATE_MIN, .until = DATE_MAX
      };
      if (now.value) put_fact(u.s, t, &now);
      ++*ret_done;
      failures += !one(&u, &v->at[k].expect);
      if (failures && !watch->out) return failures;
    }
  return failures;
}

static bool contains(struct str s, struct str part) {
  for (size_t i = 0; i + part.n <= s.n; i++)
    if (!memcmp(s.p + i, part.p, part.n)) return true;
  return false;
}

int law_tool_test(struct law_program *p, struct str filter, enum lang lang, struct buf *out,
                  int *ret_expectations) {
  struct arena *a = arena_new("law tests", 512 << 20);
  int failures = 0;
  *ret_expectations = 0;
  for (size_t i = 0; i < p->test.n; i++) {
    const struct test *t = &p->test.at[i];
    if (filter.n && !contains(t->title.vi, filter) && !contains(t->at.file->name, filter)) continue;
    arena_reset(a);
    failures += law_test_run(a, p, t, &(struct test_watch) { .lang = lang, .out = out }, ret_expectations);
  }
  arena_free(a);
  return failures;
}
