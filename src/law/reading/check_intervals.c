/* check_intervals: time that has passed is none where the later day comes first (decision 0001), and then no
 * comparison with it holds: `years from X to day < 16` is no before X, as it should be. What turns that round
 * is a negation, `not (years from X to day >= 16)`, or `!=`: it holds of whoever is not yet born. Such places
 * are told, unless a condition beside them says that the day has come. */
#include "law/reading/check.h"

/* What is looked at: the negations and comparisons that hold together where a node stands. */
struct looking {
  struct law_program *p;
  const struct node *all;
};

enum { RULES_DEEP = 8 };

/* The interval an expression is: itself, or the whole of a rule it reads. */
static const struct node *interval(const struct law_program *p, const struct node *n, int depth) {
  if (n->op == N_YEARS || n->op == N_MONTHS || n->op == N_DAYS) return n;
  if (n->op != N_RULE || n->ref < 0 || depth > RULES_DEEP) return NULL;
  const struct rule *r = &p->rule.at[n->ref];
  for (int k = 0; k < r->n; k++) {
    const struct node *x = r->at[k].body ? interval(p, r->at[k].body, depth + 1) : NULL;
    if (x) return x;
  }
  return NULL;
}

/* The fact whose day, the wrong way round with the other, leaves a comparison without an interval; NULL none.
 */
static const struct node *may_be_none(const struct law_program *p, const struct node *n) {
  for (int i = 0; i < 2; i++) {
    const struct node *x = interval(p, n->kid[i], 0);
    for (int end = 0; x && end < 2; end++)
      if (x->kid[end]->op == N_FACT) return x->kid[end];
  }
  return NULL;
}

static bool compares(const struct node *n) { return n->op >= N_EQ && n->op <= N_GE; }

/* Do the conditions joined by `and` ask that this fact's day has come: by a comparison of it, or of an
 * interval from it, which none does not meet? */
static bool bounded(const struct law_program *p, const struct node *all, int fact) {
  if (!all) return false;
  if (all->op == N_AND) return bounded(p, all->kid[0], fact) || bounded(p, all->kid[1], fact);
  if (!compares(all) || all->op == N_NE) return false;
  const struct node *x = may_be_none(p, all);
  if (x && x->ref == fact) return true;
  for (int i = 0; i < 2; i++)
    if (all->kid[i]->op == N_FACT && all->kid[i]->ref == fact) return true;
  return false;
}

/* The fact for whose coming later a truth changes its side: it is `side` then only because an interval is
 * none. NULL where it does not. */
static const struct node *turned(const struct law_program *p, const struct node *n, bool side, int depth) {
  const struct node *x = NULL;
  if (depth > RULES_DEEP) return NULL;
  if (compares(n)) return side == (n->op == N_NE) ? may_be_none(p, n) : NULL;
  if (n->op == N_NOT) return turned(p, n->kid[0], !side, depth);
  if (n->op == N_AND || n->op == N_OR) {
    bool every = side == (n->op == N_AND); /* both sides must be so, not one */
    for (int i = 0; i < 2; i++) {
      const struct node *y = turned(p, n->kid[i], side, depth);
      if (every && !y) return NULL;
      x = y ? y : x;
    }
    return x;
  }
  if (n->op != N_RULE || n->ref < 0) return NULL;
  const struct rule *r = &p->rule.at[n->ref];
  for (int k = 0; k < r->n && !x; k++)
    x = r->at[k].body && r->type.kind == K_BOOL ? turned(p, r->at[k].body, side, depth + 1) : NULL;
  return x;
}

static void told(const struct looking *w, const struct node *n, const struct node *fact) {
  if (!fact || bounded(w->p, w->all, fact->ref)) return;
  WARN(w->p, n->at, M_REVERSED, check_z(w->p, w->p->fact.at[fact->ref].id), n->op == N_NOT ? "not" : "!=");
}

static void look(struct looking w, const struct node *n) {
  if (!n) return;
  if (n->op == N_NOT) told(&w, n, turned(w.p, n->kid[0], false, 0));
  if (n->op == N_NE) told(&w, n, may_be_none(w.p, n));
  for (int i = 0; i < 3; i++)
    look((struct looking) { w.p, n->op == N_AND ? w.all : n->kid[i] }, n->kid[i]);
  for (int i = 0; i < n->n_list; i++)
    look((struct looking) { w.p, n->list[i] }, n->list[i]);
}

void check_intervals(struct law_program *p) {
  for (size_t i = 0; i < p->rule.n; i++)
    for (int k = 0; k < p->rule.at[i].n; k++) {
      const struct rule_version *v = &p->rule.at[i].at[k];
      look((struct looking) { p, v->body }, v->body);
      for (int c = 0; c < v->n; c++) {
        look((struct looking) { p, v->at[c].when }, v->at[c].when);
        look((struct looking) { p, v->at[c].then }, v->at[c].then);
      }
    }
  for (size_t i = 0; i < p->benefit.n; i++)
    for (int k = 0; k < p->benefit.at[i].n; k++)
      look((struct looking) { p, p->benefit.at[i].at[k].value }, p->benefit.at[i].at[k].value);
}
