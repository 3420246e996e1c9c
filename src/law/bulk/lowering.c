/* lowering: a lowering at its beginning, and what is seen of the rules before any is lowered. */
#include "law/bulk/plan.h"

bool node_guarded(const struct lowering *L, const struct node *n) {
  if (!n) return false;
  if (n->op == N_RULE && L->guarded[n->ref]) return true;
  if (n->op == N_PARAM)
    for (int i = 0; i < L->p->param.at[n->ref].n; i++)
      if (L->p->param.at[n->ref].at[i].d.guarded) return true;
  for (int i = 0; i < 3; i++)
    if (node_guarded(L, n->kid[i])) return true;
  for (int i = 0; i < n->n_list; i++)
    if (node_guarded(L, n->list[i])) return true;
  return false;
}

void find_guarded(struct lowering *L) {
  L->guarded = NEW_ARRAY(L->a, bool, L->p->rule.n + 1);
  for (int k = 0; k < L->p->n_rule_order; k++) {
    const struct rule *q = &L->p->rule.at[L->p->rule_order[k]];
    bool *g = &L->guarded[L->p->rule_order[k]];
    for (int i = 0; i < q->n; i++) {
      *g |= q->at[i].d.guarded || node_guarded(L, q->at[i].body);
      for (int c = 0; c < q->at[i].n; c++)
        *g |= q->at[i].at[c].d.guarded || node_guarded(L, q->at[i].at[c].when) ||
              node_guarded(L, q->at[i].at[c].then);
    }
  }
}

static bool meet(struct lowering *L, const struct node *n);

static bool meet_rule(struct lowering *L, int rule) {
  const struct rule *q = &L->p->rule.at[rule];
  bool marked = false;
  if (L->met[rule]) return false;
  L->met[rule] = true;
  for (int i = 0; i < q->n; i++) {
    const struct rule_version *v = &q->at[i];
    marked |= v->status.unverified;
    marked |= meet(L, v->body);
    for (int c = 0; c < v->n; c++) {
      marked |= v->at[c].status.unverified;
      marked |= meet(L, v->at[c].when);
      marked |= meet(L, v->at[c].then);
    }
  }
  return marked;
}

static bool meet(struct lowering *L, const struct node *n) {
  bool marked = false;
  if (!n) return false;
  if (n->op == N_CHOICE) L->touched = set_with(L->a, L->touched, n->ref);
  if (n->op == N_RULE) marked |= meet_rule(L, n->ref);
  for (int i = 0; n->op == N_PARAM && i < L->p->param.at[n->ref].n; i++)
    marked |= L->p->param.at[n->ref].at[i].status.unverified;
  for (int i = 0; n->op == N_TABLE && i < L->p->table.at[n->ref].n; i++)
    marked |= L->p->table.at[n->ref].at[i].status.unverified;
  for (int i = 0; i < 3; i++)
    marked |= meet(L, n->kid[i]);
  for (int i = 0; i < n->n_list; i++)
    marked |= meet(L, n->list[i]);
  return marked;
}

bool lower_meets(struct lowering *L, const struct node *n) {
  L->met = NEW_ARRAY(L->a, bool, L->p->rule.n + 1);
  return meet(L, n);
}

void lowering_law(struct lowering *L, int law) {
  L->law = law;
  L->view = L->laws[law].view;
  L->choice = L->laws[law].choice;
}

void lowering_start(struct lowering *L, const struct law_bulk *b, struct arena *a, bool holes) {
  *L = (struct lowering) { .a = a,
                           .p = b->p,
                           .laws = b->law,
                           .other = b->other.at,
                           .n_other = (int)b->other.n,
                           .cols = { b->cols[0], b->cols[1] },
                           .holes = holes,
                           .benefit = -1,
                           .first = month_first(b->q.for_month),
                           .last = month_last(b->q.for_month),
                           .layers = b->layers,
                           .two = !b->same };
  L->g = ir_graph(a);
  L->g->most = b->most;
  L->memo_of = NEW_ARRAY(a, int, b->p->rule.n + 1);
  for (size_t i = 0; i < b->p->rule.n; i++)
    L->memo_of[i] = -1;
  lowering_law(L, 0);
  find_guarded(L);
  L->trouble[0] = L->trouble[1] = L->g->no;
  L->doubt = doubt_none(L);
}

static int tree_most(const struct tree *t) {
  int most = t->op == T_CASE;
  for (int i = 0; i < t->n; i++) {
    int n = tree_most(t->kid[i]);
    most = t->op == T_ALL ? most + n : n > most ? n : most;
  }
  return most;
}

int plan_rule_most(const struct rule *q) {
  int most = 1;
  for (int i = 0; i < q->n; i++) {
    int n = q->at[i].choose ? tree_most(q->at[i].choose) : 1;
    most = n > most ? n : most;
  }
  return most;
}

void plan_variant_rows(struct variant *v, const struct lowering *L) {
  v->row = L->row.at;
  v->n_row = (int)L->row.n;
  for (int i = 0; i < v->n_row; i++) {
    int n = row_part_count(L->p, &v->row[i]);
    v->row_parts = n > v->row_parts ? n : v->row_parts;
  }
}
