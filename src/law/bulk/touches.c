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

/* ---- what governs ---- */

/* Sets the lives of provisions by one law in one month beside those by another in another. */
struct moving {
  const struct law_program *p;
  const struct view *view[2];
  month m[2];
  bool *seen;     /* by rule */
  bool any, days; /* one differs; one lives otherwise, which matters once another day is read (`at`) */
  bool at;
};

static void life_moves(struct moving *w, const struct dating *d) {
  bool governs[2][2];
  for (int k = 0; k < 2; k++) {
    governs[k][0] = view_governs(w->view[k], d, month_first(w->m[k]));
    governs[k][1] = view_governs(w->view[k], d, month_last(w->m[k]));
  }
  w->any |= governs[0][0] != governs[1][0] || governs[0][1] != governs[1][1];
  w->days |= w->view[0]->from[d->id] != w->view[1]->from[d->id] ||
             w->view[0]->until[d->id] != w->view[1]->until[d->id];
}

static void node_moves(struct moving *w, const struct node *n);

static void rule_moves(struct moving *w, int rule) {
  const struct rule *q = &w->p->rule.at[rule];
  if (w->seen[rule]) return;
  w->seen[rule] = true;
  for (int i = 0; i < q->n; i++) {
    life_moves(w, &q->at[i].d);
    node_moves(w, q->at[i].body);
    for (int c = 0; c < q->at[i].n; c++) {
      life_moves(w, &q->at[i].at[c].d);
      node_moves(w, q->at[i].at[c].when);
      node_moves(w, q->at[i].at[c].then);
    }
  }
}

static void node_moves(struct moving *w, const struct node *n) {
  if (!n) return;
  w->at |= n->op == N_AT;
  if (n->op == N_RULE) rule_moves(w, n->ref);
  for (int i = 0; n->op == N_PARAM && i < w->p->param.at[n->ref].n; i++)
    life_moves(w, &w->p->param.at[n->ref].at[i].d);
  for (int i = 0; n->op == N_TABLE && i < w->p->table.at[n->ref].n; i++)
    life_moves(w, &w->p->table.at[n->ref].at[i].d);
  for (int i = 0; i < 3; i++)
    node_moves(w, n->kid[i]);
  for (int i = 0; i < n->n_list; i++)
    node_moves(w, n->list[i]);
}

static void groups_move(struct moving *w, int benefit) {
  for (size_t g = 0; g < w->p->concurrency.n; g++) {
    const struct concurrency *x = &w->p->concurrency.at[g];
    for (int i = 0; i < x->n; i++)
      if (x->benefit[i] == benefit) life_moves(w, &x->d);
  }
}

bool law_bulk_moves(const struct law_program *p, int benefit, const struct law_bulk_law *law, month m,
                    const struct law_bulk_law *other, month other_m) {
  assert(benefit >= 0 && benefit < (int)p->benefit.n);
  struct arena *a = arena_new("what moves a benefit", TOUCHES_BYTES);
  if (!a) return true; /* nobody is left out for want of memory */
  struct moving w = { .p = p, .m = { m, other_m }, .seen = NEW_ARRAY(a, bool, p->rule.n + 1) };
  w.view[0] = view_without(a, p, law->day, law->without);
  w.view[1] = view_without(a, p, other->day, other->without);
  const struct benefit *b = &p->benefit.at[benefit];
  for (int i = 0; i < b->n; i++) {
    if (b->at[i].kind == CLAUSE_STARTS || b->at[i].kind == CLAUSE_APPLY) continue;
    life_moves(&w, &b->at[i].d);
    node_moves(&w, b->at[i].value);
  }
  groups_move(&w, benefit);
  arena_free(a);
  return w.any || (w.at && w.days);
}

/* ---- what is read of people ---- */

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
