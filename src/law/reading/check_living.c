/* check_living: whether who is entitled to a benefit of the living has to be living. The dead stay in the
 * register, and of them almost every condition goes on to hold: only one on the day of death ends with it. */
#include "law/reading/check.h"

/* What is asked of an expression of the person: that it cannot hold, fail to hold, or have a value after his
 * death. */
enum asked { HOLDS, FAILS, HAS_VALUE, ASKED };

struct living {
  const struct law_program *p;
  signed char *of_rule[ASKED]; /* 0 not yet asked, 1 yes, -1 no */
};

static bool ends(struct living *w, const struct node *n, enum asked what);

static bool ends_case(struct living *w, const struct kase *k) {
  return ends(w, k->when, HOLDS) || ends(w, k->then, HAS_VALUE);
}

/* Any of its versions may govern. Of cases nothing but their having a value is asked. */
static bool rule_ends(struct living *w, const struct rule *r, enum asked what) {
  if (r->on != E_PERSON) return false;
  for (int i = 0; i < r->n; i++) {
    const struct rule_version *v = &r->at[i];
    if (v->body && !ends(w, v->body, what)) return false;
    for (int k = 0; k < v->n; k++)
      if (what == FAILS || !ends_case(w, &v->at[k])) return false;
  }
  return r->n > 0;
}

static bool rule_of(struct living *w, int rule, enum asked what) {
  signed char *known = &w->of_rule[what][rule];
  if (!*known) *known = rule_ends(w, &w->p->rule.at[rule], what) ? 1 : -1;
  return *known > 0;
}

static bool is_death(const struct living *w, const struct node *n) {
  return n->op == N_FACT && n->ref == w->p->fact_death;
}

static bool is_day(const struct node *n) {
  return n->op == N_DAY || (n->op == N_PLUS && n->kid[0]->op == N_DAY);
}

/* The death set beside the day, or beside never: does it lie behind the day no more where that holds (fails)?
 */
static bool compared(const struct living *w, const struct node *n, bool holds) {
  bool left = is_death(w, n->kid[0]), right = is_death(w, n->kid[1]);
  if (left == right) return false;
  const struct node *other = n->kid[left];
  bool later = n->op == N_GT || n->op == N_GE, earlier = n->op == N_LT || n->op == N_LE;
  if (!is_day(other) || (!later && !earlier)) return false;
  return (later == left) == holds;
}

static bool comparison(struct living *w, const struct node *n, enum asked what) {
  if (what == HAS_VALUE) return false;
  if (compared(w, n, what == HOLDS)) return true;
  /* no comparison with none holds */
  return what == HOLDS && (ends(w, n->kid[0], HAS_VALUE) || ends(w, n->kid[1], HAS_VALUE));
}

static bool any_value(struct living *w, const struct node *n) {
  for (int i = 0; i < 3; i++)
    if (n->kid[i] && ends(w, n->kid[i], HAS_VALUE)) return true;
  for (int i = 0; i < n->n_list; i++)
    if (ends(w, n->list[i], HAS_VALUE)) return true;
  return false;
}

static bool ends(struct living *w, const struct node *n, enum asked what) {
  switch (n->op) {
  case N_RULE: return rule_of(w, n->ref, what);
  case N_AND:
    return what == HOLDS ? ends(w, n->kid[0], HOLDS) || ends(w, n->kid[1], HOLDS)
                         : what == FAILS && ends(w, n->kid[0], FAILS) && ends(w, n->kid[1], FAILS);
  case N_OR:
    return what == FAILS ? ends(w, n->kid[0], FAILS) || ends(w, n->kid[1], FAILS)
                         : what == HOLDS && ends(w, n->kid[0], HOLDS) && ends(w, n->kid[1], HOLDS);
  case N_NOT: return what != HAS_VALUE && ends(w, n->kid[0], what == HOLDS ? FAILS : HOLDS);
  case N_IF:
    return (ends(w, n->kid[1], what) || ends(w, n->kid[0], HOLDS)) &&
           (ends(w, n->kid[2], what) || ends(w, n->kid[0], FAILS));
  case N_OTHERWISE: return ends(w, n->kid[0], what) && ends(w, n->kid[1], what);
  case N_EQ:
  case N_NE:
  case N_LT:
  case N_LE:
  case N_GT:
  case N_GE: return comparison(w, n, what);
  case N_HOLDS: return what == HOLDS && ends(w, n->kid[0], HAS_VALUE);
  case N_BY: return what == HOLDS && rule_of(w, n->ref, HAS_VALUE);
  case N_IN: return what == HOLDS && ends(w, n->kid[0], HAS_VALUE);
  case N_ADD:
  case N_SUB:
  case N_MUL:
  case N_DIV:
  case N_NEG:
  case N_ROUND:
  case N_MIN:
  case N_MAX: return what == HAS_VALUE && any_value(w, n);
  default: return false; /* of another subject, of another day, or nothing of a life */
  }
}

/* Every one of its clauses of a kind; false where there is none. */
static bool all_end(struct living *w, const struct benefit *b, enum clause_kind kind, enum asked what,
                    struct place *ret_first) {
  bool any = false, all = true;
  for (int i = 0; i < b->n; i++) {
    if (b->at[i].kind != kind) continue;
    any = true;
    if (!all || ends(w, b->at[i].value, what)) continue;
    all = false;
    *ret_first = b->at[i].at;
  }
  return any && all;
}

void check_living(struct law_program *p) {
  struct living w = { .p = p };
  if (p->fact_death < 0) return;
  for (int i = 0; i < ASKED; i++)
    w.of_rule[i] = NEW_ARRAY(p->a, signed char, p->rule.n + 1);
  for (size_t i = 0; i < p->benefit.n; i++) {
    const struct benefit *b = &p->benefit.at[i];
    struct place when = b->place, amount = b->place;
    if (b->on != E_PERSON || b->deceased) continue;
    if (all_end(&w, b, CLAUSE_WHEN, HOLDS, &when) || all_end(&w, b, CLAUSE_AMOUNT, HAS_VALUE, &amount))
      continue;
    WARN(p, when, M_COUNTS_DEAD, check_z(p, b->id));
  }
}
