/* touches: which interpretations a benefit may hang on, and what the law reads of people at all; from the
 * checked tree: all versions, and what the replay alone can say too. */
#include "law/bulk/bulk.h"
#include "law/form/program.h"

enum { TOUCHES_BYTES = 64 << 20 };

struct touching {
  const struct law_program *p;
  int interpretation;
  bool *seen; /* by rule: looked into already */
};

static bool node_touches(struct touching *w, const struct node *n);

static bool rule_touches(struct touching *w, int rule) {
  const struct rule *q = &w->p->rule.at[rule];
  bool any = false;
  if (w->seen[rule]) return false;
  w->seen[rule] = true;
  for (int i = 0; i < q->n && !any; i++) {
    any = node_touches(w, q->at[i].body);
    for (int c = 0; c < q->at[i].n && !any; c++)
      any = node_touches(w, q->at[i].at[c].when) || node_touches(w, q->at[i].at[c].then);
  }
  return any;
}

static bool node_touches(struct touching *w, const struct node *n) {
  if (!n) return false;
  if (n->op == N_CHOICE) return n->ref == w->interpretation;
  bool any = n->op == N_RULE && rule_touches(w, n->ref);
  for (int i = 0; i < 3 && !any; i++)
    any = node_touches(w, n->kid[i]);
  for (int i = 0; i < n->n_list && !any; i++)
    any = node_touches(w, n->list[i]);
  return any;
}

bool law_bulk_touches(const struct law_program *p, int benefit, int interpretation) {
  assert(benefit >= 0 && benefit < (int)p->benefit.n);
  assert(interpretation >= 0 && interpretation < (int)p->interpretation.n);
  struct arena *a = arena_new("what a benefit hangs on", TOUCHES_BYTES);
  if (!a) return true; /* asking once too often does no harm */
  struct touching w = { p, interpretation, NEW_ARRAY(a, bool, p->rule.n + 1) };
  const struct benefit *b = &p->benefit.at[benefit];
  bool any = false;
  for (int i = 0; i < b->n && !any; i++)
    any = node_touches(&w, b->at[i].value);
  arena_free(a);
  return any;
}

static void node_reads(const struct node *n, bool *facts, bool *links) {
  if (!n) return;
  if (n->op == N_FACT) facts[n->ref] = true;
  if (n->op >= N_COUNT && n->op <= N_LOWEST && n->set == SET_LINK) links[n->ref] = true;
  for (int i = 0; i < 3; i++)
    node_reads(n->kid[i], facts, links);
  for (int i = 0; i < n->n_list; i++)
    node_reads(n->list[i], facts, links);
}

void law_bulk_reads(const struct law_program *p, bool *facts, bool *links) {
  if (p->fact_birth >= 0) facts[p->fact_birth] = true;
  if (p->fact_death >= 0) facts[p->fact_death] = true;
  for (size_t r = 0; r < p->rule.n; r++)
    for (int v = 0; v < p->rule.at[r].n; v++) {
      const struct rule_version *x = &p->rule.at[r].at[v];
      node_reads(x->body, facts, links);
      for (int c = 0; c < x->n; c++) {
        node_reads(x->at[c].when, facts, links);
        node_reads(x->at[c].then, facts, links);
      }
    }
  for (size_t b = 0; b < p->benefit.n; b++)
    for (int v = 0; v < p->benefit.at[b].n; v++)
      node_reads(p->benefit.at[b].at[v].value, facts, links);
  for (size_t g = 0; g < p->concurrency.n; g++)
    if (p->concurrency.at[g].link >= 0) links[p->concurrency.at[g].link] = true;
}
