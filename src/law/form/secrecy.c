/* What is secret because something secret stands behind it. */
#include "law/form/program.h"

bool law_node_secret(const struct law_program *p, const struct node *n) {
  if (!n) return false;
  if (n->op == N_FACT && n->ref >= 0 && p->fact.at[n->ref].secret) return true;
  if (n->op == N_RULE && n->ref >= 0 && p->rule.at[n->ref].secret) return true;
  for (int i = 0; i < 3; i++)
    if (law_node_secret(p, n->kid[i])) return true;
  for (int i = 0; i < n->n_list; i++)
    if (law_node_secret(p, n->list[i])) return true;
  return false;
}

static void spread(struct law_program *p, struct rule *r) {
  for (int k = 0; k < r->n; k++) {
    r->secret |= law_node_secret(p, r->at[k].body);
    for (int c = 0; c < r->at[k].n; c++) {
      struct kase *x = &r->at[k].at[c];
      x->secret = law_node_secret(p, x->when);
      r->secret |= x->secret || law_node_secret(p, x->then);
    }
  }
}

void law_spread_secrecy(struct law_program *p) {
  for (int i = 0; i < p->n_rule_order; i++) /* a rule stands behind those it reads */
    spread(p, &p->rule.at[p->rule_order[i]]);
}

void law_keep_secret(struct law_program *p, const bool *facts) {
  for (size_t i = 0; i < p->fact.n; i++)
    if (facts[i] && !p->fact.at[i].secret) p->fact.at[i].secret = p->fact.at[i].only_kept_secret = true;
  law_spread_secrecy(p);
}
