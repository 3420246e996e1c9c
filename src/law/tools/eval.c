/* eval: the answer to a situation, in JSON (doc/law-eval.md). */
#include "law/tools/eval.h"
#include "law/print/printer.h"
#include "law/replay/run.h"
#include "law/tools/tools.h"
#include "law/reading/check.h"

struct answerer {
  struct arena *a;
  const struct law_program *p;
  struct law_session *session;
  struct eval_question *q;
  struct json *j;
  enum lang lang;
  int whose;
  struct law_result *all, *due;
};

static void both(struct json *j, struct str vi, struct str en) {
  json_open(j);
  json_key(j, "vi");
  json_str(j, vi);
  json_key(j, "en");
  json_str(j, en);
  json_close(j);
}

static void status(struct json *j, enum law_status s) {
  static const char *const words[] = { [LAW_NOT_ENTITLED] = "not_entitled",
                                       [LAW_VALUE] = "value",
                                       [LAW_UNKNOWN] = "unknown",
                                       [LAW_FAULT] = "error" };
  json_key(j, "status");
  json_z(j, words[s]);
}

static const char *known_as(struct arena *a, struct answerer *w, enum law_entity e, int64_t subject,
                            const char **ret_key) {
  *ret_key = e == LAW_PERSON ? "person" : "household";
  if (subject < 0 || subject >= (int64_t)w->q->s->subject.n || e == LAW_RECORD) return NULL;
  return arena_text(a, w->q->s->subject.at[subject].id.p, w->q->s->subject.at[subject].id.n);
}

static void missing(struct answerer *w, enum law_entity e, int64_t subject, int fact, struct str vi,
                    struct str en) {
  const char *key, *who = known_as(w->a, w, e, subject, &key);
  json_open(w->j);
  if (fact >= 0) {
    json_key(w->j, "fact");
    json_str(w->j, w->p->fact.at[fact].full);
  }
  if (who) {
    json_key(w->j, key);
    json_z(w->j, who);
  }
  json_key(w->j, "text");
  both(w->j, vi, en);
  json_close(w->j);
}

/* ---- explanation ---- */

static void reason(struct answerer *w, struct json *j, const struct law_reason *x) {
  static const char *const marks[] = { [LAW_MARK_YES] = "yes",
                                       [LAW_MARK_NO] = "no",
                                       [LAW_MARK_OPEN] = "unknown",
                                       [LAW_MARK_VALUE] = "value",
                                       [LAW_MARK_NONE] = "none" };
  char z[11];
  json_open(j);
  json_key(j, "role");
  json_z(j, law_role_name(x->role));
  json_key(j, "mark");
  json_z(j, marks[x->mark]);
  json_key(j, "text");
  both(j, x->text[VI], x->text[EN]);
  if (x->value[VI].n) {
    json_key(j, "value");
    both(j, x->value[VI], x->value[EN]);
  }
  if (x->cite_id.n) {
    json_key(j, "citation");
    json_str(j, x->cite_id);
    json_key(j, "cited");
    both(j, x->cite[VI], x->cite[EN]);
  }
  if (x->source[VI].n) {
    json_key(j, "source");
    json_str(j, x->source[VI]);
  }
  if (x->since) {
    json_key(j, "since");
    json_z(j, date_iso(x->since, z));
  }
  if (x->secret) {
    json_key(j, "secret");
    json_bool(j, true);
  }
  json_key(j, "short");
  json_bool(j, x->decisive);
  if (x->n) { /* each child has a writer of its own: a tree may be deeper than one writer nests */
    json_key(j, "because");
    buf_c(j->b, '[');
    for (int i = 0; i < x->n; i++) {
      struct json inner = json_new(j->b);
      if (i) buf_c(j->b, ',');
      reason(w, &inner, x->kid[i]);
    }
    buf_c(j->b, ']');
    j->after_key = false;
  }
  json_close(j);
}

static void explanation(struct answerer *w, int benefit, int subject) {
  struct law_result again;
  struct law_reason *why;
  if (!w->q->explain) return;
  law_explain(w->session, benefit, subject, w->all, &again, &why);
  json_key(w->j, "explanation");
  reason(w, w->j, why);
}

/* ---- a benefit ---- */

/* "a; b" as a list. */
static void cite_list(struct json *j, struct str cites) {
  json_list(j);
  for (size_t from = 0; from < cites.n;) {
    size_t to = from;
    while (to < cites.n && cites.p[to] != ';')
      to++;
    json_str(j, str_trim((struct str) { cites.p + from, to - from }));
    from = to + 1;
  }
  json_end(j);
}

static void citations(struct answerer *w, const struct law_result *q) {
  json_key(w->j, "cases");
  json_list(w->j);
  for (int i = 0; i < q->n_cases; i++) {
    json_open(w->j);
    json_key(w->j, "rule");
    json_str(w->j, w->p->rule.at[q->cases[i].rule].full);
    json_key(w->j, "id");
    json_z(w->j, law_case_name(w->p, q->cases[i]));
    json_key(w->j, "title");
    both(w->j, str_of(law_case_title(w->p, q->cases[i], VI)), str_of(law_case_title(w->p, q->cases[i], EN)));
    json_key(w->j, "citations");
    cite_list(w->j, law_case_cites(w->session, q->cases[i], w->a, w->lang, true));
    json_key(w->j, "cited");
    both(w->j, law_case_cites(w->session, q->cases[i], w->a, VI, false),
         law_case_cites(w->session, q->cases[i], w->a, EN, false));
    json_close(w->j);
  }
  json_end(w->j);
  const struct clause *amount = view_clause(w->session->view, &w->p->benefit.at[q->benefit], CLAUSE_AMOUNT,
                                            q->reading ? month_last(w->q->for_month)
                                                       : month_first(w->q->for_month));
  json_key(w->j, "citations");
  json_list(w->j);
  for (int i = 0; amount && i < amount->cites.n; i++) {
    const struct cite *c = &amount->cites.at[i];
    if (c->document >= 0)
      json_z(w->j, arena_print(w->a, "%s %.*s", w->p->document.at[c->document].id.p, (int)c->article.n,
                               c->article.p));
  }
  json_end(w->j);
}

static void clause(struct answerer *w, const struct clause *c) {
  if (!c) return;
  struct buf ids = buf_growing(w->a), says[2];
  json_open(w->j);
  json_key(w->j, "clause");
  json_z(w->j, print_clause_id(c->kind));
  for (int l = 0; l < 2; l++) {
    says[l] = buf_growing(w->a);
    print_clause(&says[l], w->p, c, (enum lang)l);
  }
  json_key(w->j, "says");
  both(w->j, buf_view(&says[VI]), buf_view(&says[EN]));
  print_cite_ids(&ids, w->p, &c->cites);
  json_key(w->j, "citations");
  cite_list(w->j, buf_view(&ids));
  for (int l = 0; l < 2; l++) {
    says[l] = buf_growing(w->a);
    print_cites(&says[l], w->p, &c->cites, (enum lang)l);
  }
  json_key(w->j, "cited");
  both(w->j, buf_view(&says[VI]), buf_view(&says[EN]));
  json_key(w->j, "unverified");
  json_bool(w->j, c->status.unverified);
  json_close(w->j);
}

/* What decided the month beside the amount: which reading counts, which month is the first. */
static void clauses(struct answerer *w, const struct law_result *q) {
  json_key(w->j, "clauses");
  json_list(w->j);
  clause(w, q->joined);
  clause(w, q->started);
  json_end(w->j);
}

static void lost(struct answerer *w, const struct law_result *q) {
  if (!q->lost) return;
  json_key(w->j, "lost");
  json_open(w->j);
  json_key(w->j, "group");
  json_str(w->j, w->p->concurrency.at[q->lost_group].id);
  json_key(w->j, "to");
  json_str(w->j, w->p->benefit.at[q->lost_to].id);
  json_key(w->j, "forgone");
  json_int(w->j, q->forgone);
  json_close(w->j);
}

static void side(struct answerer *w, const struct law_result *q) {
  json_key(w->j, "interpretations");
  json_list(w->j);
  for (int n = 0; n < q->n_touched; n++) {
    int i = q->touched[n];
    const struct interpretation *x = &w->p->interpretation.at[i];
    json_open(w->j);
    json_key(w->j, "id");
    json_str(w->j, x->id);
    json_key(w->j, "choice");
    json_str(w->j, x->choice[w->session->choice[i]].id);
    json_key(w->j, "default");
    json_bool(w->j, w->session->choice[i] == x->standard);
    json_key(w->j, "alternatives");
    json_list(w->j);
    for (int k = 0; k < q->n_alternatives; k++) {
      const struct law_alternative *t = &q->alternatives[k];
      if (t->interpretation != i) continue;
      json_open(w->j);
      json_key(w->j, "choice");
      json_str(w->j, x->choice[t->choice].id);
      status(w->j, t->status);
      if (t->status == LAW_VALUE) {
        json_key(w->j, "value");
        json_int(w->j, t->amount);
      }
      json_close(w->j);
    }
    json_end(w->j);
    json_close(w->j);
  }
  json_end(w->j);
  lost(w, q);
}

static void failed(struct answerer *w, const char *message) {
  json_key(w->j, "status");
  json_z(w->j, "error");
  json_key(w->j, "message");
  json_z(w->j, message);
}

/* What the grant that stands in the month comes to beside the other grants. */
static void due(struct answerer *w, const struct eval_ask *k) {
  if (!law_granted(w->session, k->benefit, k->subject)) return;
  const struct law_result *q = &w->due[k->benefit];
  bool pays = q->status == LAW_VALUE && !q->lost;
  json_key(w->j, "due");
  json_open(w->j);
  if (q->status == LAW_FAULT)
    failed(w, law_fault_text(w->a, &q->fault, w->lang));
  else
    status(w->j, q->lost ? LAW_NOT_ENTITLED : q->status);
  if (q->status != LAW_FAULT) {
    json_key(w->j, "value");
    json_int(w->j, pays ? q->amount : 0);
    json_key(w->j, "unverified");
    json_bool(w->j, q->unverified);
  }
  lost(w, q);
  json_close(w->j);
}

/* Every benefit of the subject, so that groups are seen; kept while the questions stay with the same subject.
 */
static void ask_subject(struct answerer *w, int subject) {
  bool household = w->q->s->subject.at[subject].household;
  if (w->whose != subject)
    law_ask_both(w->session, household ? LAW_HOUSEHOLD : LAW_PERSON, subject, w->all, w->due);
  for (int b = 0; w->whose != subject && b < (int)w->p->benefit.n; b++)
    w->all[b].stands = w->due[b].status == LAW_VALUE && !w->due[b].lost;
  w->whose = subject;
}

static void one_benefit(struct answerer *w, const struct eval_ask *k) {
  const struct benefit *b = &w->p->benefit.at[k->benefit];
  ask_subject(w, k->subject);
  const struct law_result *q = &w->all[k->benefit];
  json_key(w->j, "benefit");
  json_str(w->j, b->id);
  json_key(w->j, "title");
  both(w->j, b->title.vi, b->title.en);
  if (b->once) {
    json_key(w->j, "once");
    json_bool(w->j, true);
  }
  if (q->status == LAW_FAULT) {
    failed(w, law_fault_text(w->a, &q->fault, w->lang));
    due(w, k);
    return;
  }
  status(w->j, q->status);
  if (q->status == LAW_VALUE) {
    json_key(w->j, "value");
    json_int(w->j, q->amount);
    if (q->amount_high != q->amount) {
      json_key(w->j, "value_high");
      json_int(w->j, q->amount_high);
    }
  }
  citations(w, q);
  clauses(w, q);
  json_key(w->j, "unverified");
  json_bool(w->j, q->unverified);
  json_key(w->j, "at_least");
  json_bool(w->j, q->at_least);
  json_key(w->j, "missing");
  json_list(w->j);
  for (int i = 0; i < q->n_missing; i++)
    missing(w, q->missing[i].entity, q->missing[i].subject, q->missing[i].fact, q->missing[i].text_vi,
            q->missing[i].text_en);
  json_end(w->j);
  side(w, q);
  due(w, k);
  json_key(w->j, "reading");
  json_z(w->j, q->reading ? "last_day" : "first_day");
  explanation(w, k->benefit, k->subject);
}

/* ---- a rule ---- */

static void rule_value(struct answerer *w, struct type t, struct val v) {
  char z[48];
  json_key(w->j, "value");
  if (t.kind == K_BOOL)
    json_bool(w->j, v.set.low == IS_YES);
  else if (t.kind == K_ENUM)
    json_str(w->j, w->p->enumeration.at[t.enumeration].at[set_only(v.set)].id);
  else if (t.kind == K_DATE)
    json_z(w->j, date_iso((date)v.lo.num, z));
  else if (t.kind == K_MONTH)
    json_z(w->j, month_iso((month)v.lo.num, z));
  else if (v.lo.den == 1 && t.kind != K_RATE)
    json_int(w->j, v.lo.num);
  else
    json_z(w->j, ratio_text(v.lo, '.', z));
}

static void one_rule(struct answerer *w, const struct eval_ask *k) {
  const struct rule *q = &w->p->rule.at[k->rule];
  struct law_session *r = w->session;
  run_clean(r);
  r->collect = true;
  run_start(r, 1);
  struct val v = run_rule(r, k->rule, (struct subject) { .e = q->on, .id = k->subject });
  r->collect = false;
  bool known = val_known(v, q->type.kind);
  json_key(w->j, "rule");
  json_str(w->j, q->full);
  json_key(w->j, "title");
  both(w->j, q->title.vi, q->title.en);
  if (r->err != OK) {
    struct law_fault fault = run_fault(r, w->a);
    failed(w, law_fault_text(w->a, &fault, w->lang));
    return;
  }
  status(w->j, !known ? LAW_UNKNOWN : v.some ? LAW_VALUE : LAW_NOT_ENTITLED);
  if (known && v.some) rule_value(w, q->type, v);
  json_key(w->j, "cases");
  json_list(w->j);
  for (int i = 0; i < q->n_case_ids; i++)
    if (known && v.some && set_has(v.cases, i)) json_str(w->j, q->case_ids[i].id);
  json_end(w->j);
  json_key(w->j, "unverified");
  json_bool(w->j, r->unverified);
  json_key(w->j, "missing");
  json_list(w->j);
  for (int i = 0; !known && i < r->n_missing; i++) {
    const struct missing *m = &r->missing[i];
    struct str vi = m->fact >= 0 ? w->p->fact.at[m->fact].title.vi : m->vi,
               en = m->fact >= 0 ? w->p->fact.at[m->fact].title.en : m->en;
    missing(w, m->entity, m->subject, m->fact, vi, en);
  }
  json_end(w->j);
}

/* ---- the whole ---- */

static void coordinates(struct answerer *w) {
  char z[11];
  json_key(w->j, "for");
  json_z(w->j, month_iso(w->q->for_month, z));
  json_key(w->j, "law");
  json_z(w->j, date_iso(w->q->law, z));
  json_key(w->j, "facts");
  json_z(w->j, date_iso(w->q->facts, z));
  json_key(w->j, "packs");
  json_z(w->j, w->p->hash);
  json_key(w->j, "warnings");
  json_list(w->j);
  for (size_t i = 0; i < w->q->warning.n; i++) {
    json_open(w->j);
    json_key(w->j, "path");
    json_str(w->j, w->q->warning.at[i].path);
    json_key(w->j, "message");
    json_str(w->j, w->q->warning.at[i].text);
    json_close(w->j);
  }
  json_end(w->j);
}

enum err law_tool_eval(struct arena *a, struct law_program *p, struct str text, enum lang lang,
                       struct buf *out) {
  struct eval_question q;
  enum err e = law_eval_read(a, p, text, lang, out, &q);
  if (e != OK) return e;
  struct law_source source = sit_source(q.s);
  struct json j = json_new(out);
  struct answerer w = { .a = a, .p = p, .q = &q, .j = &j, .lang = lang, .whose = -1 };
  w.session = law_session_new(a, p, &source, (struct law_question) { q.for_month, q.law });
  for (int i = 0; i < (int)p->interpretation.n; i++)
    if (q.choice[i] >= 0) law_choose(w.session, i, q.choice[i]);
  w.all = NEW_ARRAY(a, struct law_result, p->benefit.n + 1);
  w.due = NEW_ARRAY(a, struct law_result, p->benefit.n + 1);
  json_open(&j);
  coordinates(&w);
  json_key(&j, "answers");
  json_list(&j);
  for (size_t i = 0; i < q.ask.n; i++) {
    const struct sit_subject *s = &q.s->subject.at[q.ask.at[i].subject];
    json_open(&j);
    json_key(&j, s->household ? "household" : "person");
    json_str(&j, s->id);
    if (q.ask.at[i].benefit >= 0)
      one_benefit(&w, &q.ask.at[i]);
    else
      one_rule(&w, &q.ask.at[i]);
    json_close(&j);
  }
  json_end(&j);
  json_close(&j);
  buf_c(out, '\n');
  law_session_free(w.session);
  return out->full ? LIMIT : OK;
}
