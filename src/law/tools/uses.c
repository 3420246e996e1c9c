/* uses: see uses.h.
 *
 * What holds here:
 * 1. The nodes of the graph are the provisions and, after them, the cases of all rules; a rule reads its
 * cases and a case what its condition and value read.
 * 2. An edge stands for a place in the checked tree: `node.ref` of a fact, parameter, table, rule or
 * interpretation, a clause's expression, a group's list.
 * 3. `receives` and `granted` read that another benefit is held, not what the law gives: they are edges of
 * use, and no answer rests on them. */
#include "law/tools/uses.h"
#include "law/replay/run.h"

struct edge {
  int to;
  bool held; /* invariant 3 */
};
struct readers {
  VEC(struct edge) list;
};

struct law_uses {
  struct arena *a;
  const struct law_program *p;
  const struct view *v; /* NULL: all versions */
  date from, to;
  int base[LAW_THINGS + 1]; /* the first provision of each thing */
  int *cases;               /* by rule: its first case */
  int n;                    /* nodes */
  int *rule_of;             /* by case node - base[LAW_THINGS]: its rule */
  struct readers *readers;  /* by node: who reads it */
  bool **decides;           /* by benefit: which rules' cases decide it */
};

/* ---- making ---- */

static void add(struct law_uses *u, int reader, int read, bool held) {
  struct readers *x = &u->readers[read];
  assert(reader >= 0 && reader < u->n && read >= 0 && read < u->n);
  if (reader == read) return;
  for (size_t i = 0; i < x->list.n; i++)
    if (x->list.at[i].to == reader) {
      x->list.at[i].held = x->list.at[i].held && held;
      return;
    }
  *VEC_PUSH(u->a, &x->list) = (struct edge) { reader, held };
}

static int case_node(const struct law_uses *u, int rule, int kase) { return u->cases[rule] + kase; }

static void cases_named(struct law_uses *u, int reader, const struct node *n) {
  for (int k = 0; k < u->p->rule.at[n->ref].n_case_ids; k++)
    if (set_has(n->cases, k)) add(u, reader, case_node(u, n->ref, k), false);
}

static void expression(struct law_uses *u, int reader, const struct node *n) {
  if (!n) return;
  switch (n->op) {
  case N_FACT: add(u, reader, u->base[LAW_THING_FACT] + n->ref, false); break;
  case N_PARAM: add(u, reader, u->base[LAW_THING_PARAMETER] + n->ref, false); break;
  case N_TABLE: add(u, reader, u->base[LAW_THING_TABLE] + n->ref, false); break;
  case N_RULE: add(u, reader, u->base[LAW_THING_RULE] + n->ref, false); break;
  case N_CHOICE: add(u, reader, u->base[LAW_THING_INTERPRETATION] + n->ref, false); break;
  case N_RECEIVES:
  case N_SUSPENDED:
  case N_GRANTED: add(u, reader, u->base[LAW_THING_BENEFIT] + n->ref, true); break;
  case N_BY: cases_named(u, reader, n); break;
  default: break;
  }
  for (int i = 0; i < 3; i++)
    expression(u, reader, n->kid[i]);
  for (int i = 0; i < n->n_list; i++)
    expression(u, reader, n->list[i]);
}

static bool counts(const struct law_uses *u, const struct dating *d) {
  return !u->v || (u->v->from[d->id] <= u->to && u->v->until[d->id] > u->from);
}

static void rule(struct law_uses *u, int at) {
  const struct rule *q = &u->p->rule.at[at];
  int me = u->base[LAW_THING_RULE] + at;
  for (int k = 0; k < q->n; k++) {
    const struct rule_version *v = &q->at[k];
    if (!counts(u, &v->d)) continue;
    expression(u, me, v->body);
    for (int c = 0; c < v->n; c++) {
      if (!counts(u, &v->at[c].d)) continue;
      int kase = case_node(u, at, v->at[c].ix);
      add(u, me, kase, false);
      expression(u, kase, v->at[c].when);
      expression(u, kase, v->at[c].then);
    }
  }
}

static void benefit(struct law_uses *u, int at) {
  const struct benefit *q = &u->p->benefit.at[at];
  const struct deciding_rule *rules;
  int n = run_deciding_rules(u->a, u->p, q, &rules);
  for (int k = 0; k < q->n; k++)
    if (counts(u, &q->at[k].d)) expression(u, u->base[LAW_THING_BENEFIT] + at, q->at[k].value);
  u->decides[at] = NEW_ARRAY(u->a, bool, u->p->rule.n + 1);
  for (int i = 0; i < n; i++)
    u->decides[at][rules[i].rule] = true;
}

static void number(struct law_uses *u) {
  const struct law_program *p = u->p;
  int at = 0, all = law_provision_count(p);
  for (int i = 0; i < all; i++) { /* provisions stand thing after thing */
    for (enum law_thing t = law_provision_thing(p, i); at <= (int)t; at++)
      u->base[at] = i;
  }
  while (at <= LAW_THINGS)
    u->base[at++] = all;
  u->n = all;
  u->cases = NEW_ARRAY(u->a, int, p->rule.n + 1);
  for (size_t r = 0; r < p->rule.n; r++) {
    u->cases[r] = u->n;
    u->n += p->rule.at[r].n_case_ids;
  }
  u->rule_of = NEW_ARRAY(u->a, int, u->n - all + 1);
  for (size_t r = 0; r < p->rule.n; r++)
    for (int k = 0; k < p->rule.at[r].n_case_ids; k++)
      u->rule_of[u->cases[r] - all + k] = (int)r;
}

static struct law_uses *make(struct law_uses like) {
  struct law_uses *u = NEW(like.a, struct law_uses);
  const struct law_program *p = like.p;
  *u = like;
  number(u);
  u->readers = NEW_ARRAY(u->a, struct readers, u->n + 1);
  u->decides = NEW_ARRAY(u->a, bool *, p->benefit.n + 1);
  for (size_t i = 0; i < p->rule.n; i++)
    rule(u, (int)i);
  for (size_t i = 0; i < p->benefit.n; i++)
    benefit(u, (int)i);
  for (size_t i = 0; i < p->concurrency.n; i++)
    for (int k = 0; k < p->concurrency.at[i].n && counts(u, &p->concurrency.at[i].d); k++)
      add(u, u->base[LAW_THING_GROUP] + (int)i, u->base[LAW_THING_BENEFIT] + p->concurrency.at[i].benefit[k],
          false);
  return u;
}

struct law_uses *law_uses_new(struct arena *a, const struct law_program *p) {
  return make((struct law_uses) { .a = a, .p = p });
}

struct law_uses *law_uses_in_force(struct arena *a, const struct law_program *p, date law_day, date from,
                                   date to) {
  assert(from <= to);
  return make((struct law_uses) { .a = a, .p = p, .v = view_new(a, p, law_day), .from = from, .to = to });
}

/* ---- asking ---- */

static bool is_case(const struct law_uses *u, int node) { return node >= u->base[LAW_THINGS]; }

static int rule_node(const struct law_uses *u, int node) {
  return is_case(u, node) ? u->base[LAW_THING_RULE] + u->rule_of[node - u->base[LAW_THINGS]] : node;
}

/* Marks who reads the node; a case stands for its rule as well. */
static void mark(const struct law_uses *u, int node, bool deep, bool *seen) {
  const struct readers *x = &u->readers[node];
  for (size_t i = 0; i < x->list.n; i++) {
    int reader = x->list.at[i].to;
    if (seen[reader]) continue;
    seen[reader] = true;
    seen[rule_node(u, reader)] = true;
    if (deep) mark(u, reader, true, seen);
    if (deep && is_case(u, reader)) mark(u, rule_node(u, reader), true, seen);
  }
}

static int used_by(const struct law_uses *u, struct arena *a, int provision, bool deep, const int **ret) {
  bool *seen = NEW_ARRAY(a, bool, u->n + 1);
  int *list = NEW_ARRAY(a, int, u->base[LAW_THINGS] + 1), n = 0;
  assert(provision >= 0 && provision < u->base[LAW_THINGS]);
  mark(u, provision, deep, seen);
  for (int i = 0; i < u->base[LAW_THINGS]; i++)
    if (seen[i] && i != provision) list[n++] = i;
  *ret = list;
  return n;
}

int law_used_by(const struct law_uses *u, struct arena *a, int provision, const int **ret_readers) {
  return used_by(u, a, provision, false, ret_readers);
}

int law_used_by_all(const struct law_uses *u, struct arena *a, int provision, const int **ret_readers) {
  return used_by(u, a, provision, true, ret_readers);
}

/* One answer and the way up to it. */
struct answer {
  const struct law_uses *u;
  int benefit;
  struct str cases;
  bool *seen;
};

/* Is `id` one of "k1+k2"? */
static bool listed(struct str cases, struct str id) {
  for (size_t from = 0, to; from <= cases.n; from = to + 1) {
    for (to = from; to < cases.n && cases.p[to] != '+';)
      to++;
    if (str_eq((struct str) { cases.p + from, to - from }, id)) return true;
  }
  return false;
}

/* A case of a deciding rule carries the answer only where it decided. */
static bool carries(const struct answer *w, int node) {
  const struct law_uses *u = w->u;
  if (!is_case(u, node)) return true;
  int r = u->rule_of[node - u->base[LAW_THINGS]];
  if (!u->decides[w->benefit][r]) return true;
  return listed(w->cases, u->p->rule.at[r].case_ids[node - u->cases[r]].id);
}

static bool leads_to(struct answer *w, int node) {
  const struct readers *x = &w->u->readers[node];
  if (node == w->u->base[LAW_THING_BENEFIT] + w->benefit) return true;
  if (w->seen[node] || !carries(w, node)) return false;
  w->seen[node] = true;
  for (size_t i = 0; i < x->list.n; i++)
    if (!x->list.at[i].held && leads_to(w, x->list.at[i].to)) return true;
  return false;
}

bool law_rests_on(const struct law_uses *u, int benefit, struct str cases, int provision, struct str kase) {
  int node = provision, r = provision - u->base[LAW_THING_RULE];
  if (kase.n) {
    bool is_rule = r >= 0 && r < (int)u->p->rule.n;
    int k = is_rule ? law_find_case(&u->p->rule.at[r], kase) : -1;
    if (k < 0) return false;
    node = case_node(u, r, k);
  }
  struct arena *scratch = arena_new("uses", (size_t)u->n + 65536);
  if (!scratch) return false;
  struct answer w = { u, benefit, cases, NEW_ARRAY(scratch, bool, u->n + 1) };
  bool yes = leads_to(&w, node);
  arena_free(scratch);
  return yes;
}
