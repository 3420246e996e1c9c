/* touches: which interpretations a benefit may hang on, read from the checked tree: all versions, and what
 * the replay alone can say too. */
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
