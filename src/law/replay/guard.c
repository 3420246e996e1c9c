/* guard: what of an answer is told to who may not see secret facts, and what of its tree may be shared. */
#include "law/replay/guard.h"

static bool rests_on_secrets(const struct law_program *p, const struct benefit *b) {
  bool any = false;
  for (int i = 0; i < b->n; i++)
    any |= law_node_secret(p, b->at[i].value);
  return any;
}

static bool case_secret(const struct law_program *p, struct law_case_id c) {
  const struct rule *q = &p->rule.at[c.rule];
  for (int i = 0; i < q->n; i++)
    for (int k = 0; k < q->at[i].n; k++)
      if (q->at[i].at[k].ix == c.kase && q->at[i].at[k].secret) return true;
  return false;
}

static void tell_no_secret_cases(const struct law_program *p, struct arena *a, struct law_result *q) {
  struct law_case_id *told = NEW_ARRAY(a, struct law_case_id, q->n_cases + 1);
  int n = 0;
  for (int i = 0; i < q->n_cases; i++)
    if (!case_secret(p, q->cases[i])) told[n++] = q->cases[i];
  q->cases = told;
  q->n_cases = n;
}

static bool missing_secret(const struct law_program *p, const struct law_missing *m) {
  return m->fact >= 0 && p->fact.at[m->fact].secret;
}

/* A secret fact counts as missing, whether it is or not, only where nothing else is. */
static void tell_no_secret_missing(const struct law_program *p, struct arena *a, struct law_result *q) {
  struct law_missing *told = NEW_ARRAY(a, struct law_missing, q->n_missing + 1);
  int n = 0;
  for (int i = 0; i < q->n_missing; i++)
    if (!missing_secret(p, &q->missing[i])) told[n++] = q->missing[i];
  if (!n) return;
  q->missing = told;
  q->n_missing = n;
}

bool run_guard(struct law_session *r, struct arena *a, struct law_result *q) {
  struct law_result open;
  if (!rests_on_secrets(r->p, &r->p->benefit.at[q->benefit])) return false;
  r->masked = true;
  law_ask(r, q->benefit, q->subject, &open);
  r->masked = false;
  bool same = open.status == q->status && open.amount == q->amount && open.amount_high == q->amount_high;
  if (q->status == LAW_VALUE && !q->kept && !same) return false;
  bool missing = q->status == LAW_UNKNOWN;
  q->cases = open.cases;
  q->n_cases = open.n_cases;
  q->missing = open.missing;
  q->n_missing = missing ? open.n_missing : 0;
  q->alternatives = open.alternatives;
  q->n_alternatives = open.n_alternatives;
  q->touched = open.touched;
  q->n_touched = open.n_touched;
  q->unverified = open.unverified;
  q->joined = open.joined;
  q->reading = open.reading;
  tell_no_secret_cases(r->p, a, q);
  tell_no_secret_missing(r->p, a, q);
  return true;
}

bool law_reason_hidden(const struct law_reason *x) {
  bool is_case = x->role == LAW_ROLE_CASE || x->role == LAW_ROLE_DECIDING;
  bool container = x->mark == LAW_MARK_NONE || (x->n && x->mark == LAW_MARK_VALUE && !is_case);
  return x->secret && !container;
}

struct law_reason *law_shareable(struct arena *a, const struct law_reason *why) {
  struct law_reason *x = NEW(a, struct law_reason);
  *x = *why;
  x->n = 0;
  x->kid = NEW_ARRAY(a, struct law_reason *, why->n + 1);
  for (int i = 0; i < why->n; i++)
    if (!law_reason_hidden(why->kid[i])) x->kid[x->n++] = law_shareable(a, why->kid[i]);
  return x;
}
