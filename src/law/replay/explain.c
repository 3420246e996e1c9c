/* explain: from the recorded steps of a replay to the reasons of a benefit, short first, everything last. The
 * tree made here holds roles, numbers and pieces of the program; print/telling.c makes the words.
 *
 * Invariants, asserted:
 * 1. what a reason needs to be told stands in it (law.h says which fields each role has);
 * 2. nothing is cut in silence: no more than LAW_REASONS_MAX steps stand in the tree, and where everything is
 *    told the number of those left out stands in it;
 * 3. a reason that says more than its parts is secret where one of them is;
 * 4. where secret facts are masked, what rests on them has a value only if it has it whatever they are. */
#include "law/print/print_words.h"
#include "law/print/printer.h"
#include "law/print/telling.h"
#include "law/replay/guard.h"
#include "law/replay/run.h"

struct writer {
  struct law_session *r;
  struct arena *a;
  const struct law_program *p;
  int written;
  int64_t left_out;
};

/* Steps gathered from a tree of them. */
struct gathered {
  VEC(const struct step *) list;
  int walked;
};

static struct law_reason *reason(struct writer *w, enum law_role role, enum law_mark mark) {
  struct law_reason *x = NEW(w->a, struct law_reason);
  x->role = role;
  x->mark = mark;
  x->index = x->part = -1;
  x->subject = -1;
  return x;
}

/* Has a reason what it is told by? */
static bool whole(const struct law_reason *x) {
  switch (x->role) {
  case LAW_ROLE_RULE:
  case LAW_ROLE_PARAMETER:
  case LAW_ROLE_TABLE: return x->index >= 0;
  case LAW_ROLE_DECIDING:
  case LAW_ROLE_CASE:
  case LAW_ROLE_LOST_TO:
  case LAW_ROLE_LOSER:
  case LAW_ROLE_ALTERNATIVE: return x->index >= 0 && x->part >= 0;
  case LAW_ROLE_MISSING: return x->part >= 0;
  case LAW_ROLE_CLAUSE: return x->index >= 0 && x->part >= 0;
  case LAW_ROLE_SUM:
  case LAW_ROLE_ROUNDED:
  case LAW_ROLE_CONDITION: return x->node != NULL;
  default: return x->role >= 0 && x->role < LAW_ROLES;
  }
}

static void adopt(struct writer *w, struct law_reason *up, struct law_reason *kid) {
  if (!kid) return;
  if (BROKEN(1)) kid->role = LAW_ROLES;
  INVARIANT(1, whole(kid));
  if (!(up->n & (up->n - 1))) { /* grows at powers of two */
    struct law_reason **more = NEW_ARRAY(w->a, struct law_reason *, up->n ? up->n * 2 : 1);
    if (up->n) memcpy(more, up->kid, sizeof *more * (size_t)up->n);
    up->kid = more;
  }
  up->kid[up->n++] = kid;
  if (!BROKEN(3)) up->secret |= kid->secret && up->mark != LAW_MARK_NONE;
  INVARIANT(3, up->secret || !kid->secret || up->mark == LAW_MARK_NONE);
}

/* A reason of the short form. */
static struct law_reason *decisive(struct law_reason *x) {
  x->decisive = true;
  return x;
}

/* One value, or none, whichever cases it comes of. */
static bool settled(struct val v, enum kind k) {
  v.open_cases = false;
  return val_known(v, k);
}

static void show_value(struct law_reason *x, const struct val *v, const struct type *t) {
  x->v = v;
  x->type = t;
}

/* The value of what may rest on secret facts. */
static void show_guarded(const struct writer *w, struct law_reason *x, const struct step *t, bool secret) {
  const struct type *type = t->rule ? &t->rule->type : &t->node->type;
  bool open = w->r->masked && secret && !settled(t->v, type->kind);
  if (!open || BROKEN(4)) show_value(x, &t->v, type);
  INVARIANT(4, !open || !x->v);
}

static enum law_mark mark_of(struct val v, enum kind k) {
  if (k != K_BOOL) return LAW_MARK_VALUE;
  unsigned t = val_truth(v);
  return t == IS_YES ? LAW_MARK_YES : t == IS_NO ? LAW_MARK_NO : LAW_MARK_OPEN;
}

/* The first fact read below a step lends its source to the condition. */
static const struct step *first_fact(const struct step *t) {
  if (t->node && t->node->op == N_FACT) return t;
  if (t->rule) return NULL;
  for (size_t i = 0; i < t->kid.n; i++) {
    const struct step *f = first_fact(t->kid.at[i]);
    if (f) return f;
  }
  return NULL;
}

static void put_source(struct law_reason *x, const struct step *f) {
  if (!f) return;
  x->since = f->fact.since;
  if (f->given == LAW_NOTHING) return;
  x->source[VI] = f->fact.source;
  x->source[EN] = f->fact.source_en.n ? f->fact.source_en : f->fact.source;
}

/* A rule read twice stands twice in the steps, and so does all below it: ways down may be more than anyone
 * counts. */
enum { WALKED_MAX = 1000000, REST_WALKED_MAX = 10000 };

static void leave_out(struct writer *w, const struct step *t) {
  if (w->left_out >= WALKED_MAX) return;
  w->left_out++;
  for (size_t i = 0; i < t->kid.n; i++)
    leave_out(w, t->kid.at[i]);
}

/* Is there room for one more step? What is left out is counted with all below it, up to WALKED_MAX. */
static bool room(struct writer *w, const struct step *t) {
  if (w->written < LAW_REASONS_MAX) {
    w->written++;
    return true;
  }
  leave_out(w, t);
  return false;
}

/* Who does not receive because the grant is suspended is told so. */
static void put_suspension(struct writer *w, const struct step *t, struct law_reason *x) {
  struct subject s = { .e = t->entity, .id = t->subject };
  if (t->node->op != N_RECEIVES || x->mark != LAW_MARK_NO) return;
  struct law_grant g = run_granted(w->r, s, t->node->ref, w->r->q.for_month);
  if (!g.stands || !g.suspended) return;
  x->source[VI] = str_of(print_word(PW_suspended_now, VI));
  x->source[EN] = str_of(print_word(PW_suspended_now, EN));
}

static struct law_reason *condition(struct writer *w, const struct step *t);
static struct law_reason *rule_reason(struct writer *w, const struct step *t);

static bool is_step_aside(const struct node *n) {
  return n->op == N_HOUSEHOLD || n->op == N_AREA || n->op == N_OUTER || n->op == N_ROUND;
}

/* The step whose value a condition shows: the left side of a comparison, else its own. */
static const struct step *shown_by(const struct step *t) {
  const struct node *n = t->node;
  bool between = print_is_between(n), compares = (n->op >= N_EQ && n->op <= N_GE) || n->op == N_IN;
  const struct step *inner = between && t->kid.n ? t->kid.at[0] : t, *shown = t;
  for (size_t i = 0; (between || compares) && shown == t && i < inner->kid.n; i++)
    if (inner->kid.at[i]->node || inner->kid.at[i]->rule) shown = inner->kid.at[i];
  while (shown->node && (shown->node->op == N_HOUSEHOLD || shown->node->op == N_AREA) && shown->kid.n)
    shown = shown->kid.at[0];
  return shown;
}

/* A condition: an atom, or what it is made of. */
static struct law_reason *condition(struct writer *w, const struct step *t) {
  if (t->rule && !t->kase) return rule_reason(w, t);
  const struct node *n = t->node;
  if (!n) return NULL;
  if (is_step_aside(n)) return t->kid.n == 1 ? condition(w, t->kid.at[0]) : NULL;
  if (!room(w, t)) return NULL;
  enum law_role role = n->op == N_PARAM   ? LAW_ROLE_PARAMETER
                       : n->op == N_TABLE ? LAW_ROLE_TABLE
                                          : LAW_ROLE_CONDITION;
  struct law_reason *x = reason(w, role, mark_of(t->v, t->kind));
  const struct step *shown = shown_by(t);
  x->node = n;
  x->entity = (enum law_entity)t->entity;
  x->subject = t->subject;
  if (n->op == N_FACT || role != LAW_ROLE_CONDITION) x->index = n->ref;
  x->secret = law_node_secret(w->p, n);
  if (shown != t || t->kind != K_BOOL) show_guarded(w, x, shown, x->secret);
  put_source(x, first_fact(t));
  put_suspension(w, t, x);
  if (n->op == N_PARAM && t->param) {
    x->cites = &t->param->cites;
    x->since = w->r->view->from[t->param->d.id];
  }
  if (n->op == N_TABLE && t->table) x->cites = &t->table->cites;
  bool leaf = n->op == N_FACT || print_is_between(n);
  for (size_t i = 0; !leaf && i < t->kid.n; i++)
    adopt(w, x, condition(w, t->kid.at[i]));
  bool joins = n->op == N_NOT || n->op == N_AND || n->op == N_OR;
  if (x->n == 1 && x->kid[0]->n == 0 && !joins) x->n = 0; /* one fact says the same again */
  return x;
}

/* The members of a chain of `and`. */
static void conjuncts(struct writer *w, const struct step *t, struct gathered *g) {
  bool chain = t->node && t->node->op == N_AND && !print_is_between(t->node);
  if (!chain) *VEC_PUSH(w->a, &g->list) = t;
  for (size_t i = 0; chain && i < t->kid.n; i++)
    conjuncts(w, t->kid.at[i], g);
}

static struct law_reason *case_reason(struct writer *w, const struct step *t) {
  if (!room(w, t)) return NULL;
  enum law_mark mark = t->chosen                 ? LAW_MARK_YES
                       : t->v.some && !t->v.none ? LAW_MARK_VALUE
                       : t->v.some               ? LAW_MARK_OPEN
                                                 : LAW_MARK_NO;
  struct law_reason *x = reason(w, t->chosen ? LAW_ROLE_DECIDING : LAW_ROLE_CASE, mark);
  x->index = (int)(t->rule - w->p->rule.at);
  x->part = t->kase->ix;
  x->entity = (enum law_entity)t->entity;
  x->subject = t->subject;
  x->secret = t->kase->secret;
  x->decisive = t->chosen;
  x->cites = &t->kase->cites;
  if (t->v.some) show_value(x, &t->v, &t->rule->type);
  struct gathered g = { 0 };
  if (t->kid.n) conjuncts(w, t->kid.at[0], &g);
  for (size_t i = 0; i < g.list.n; i++) {
    struct law_reason *k = condition(w, g.list.at[i]);
    if (k) k->decisive = t->chosen;
    adopt(w, x, k);
  }
  return x;
}

/* The one fact or parameter a plain rule rests on, through other plain rules: it lends the rule its paper and
 * its article. */
struct rest {
  enum op op;
  const struct step *one;
  int found, walked;
};

static void rests_on(const struct step *t, struct rest *x) {
  bool here = t->node && t->node->op == x->op;
  if (t->kase || ++x->walked > REST_WALKED_MAX) x->found += 2; /* a case has an article of its own */
  if (here) x->one = t;
  x->found += here;
  for (size_t i = 0; !here && i < t->kid.n && x->found < 2; i++)
    rests_on(t->kid.at[i], x);
}

static void borrow(struct writer *w, struct law_reason *x, const struct step *t) {
  struct rest fact = { .op = N_FACT }, param = { .op = N_PARAM };
  rests_on(t, &fact);
  rests_on(t, &param);
  if (fact.found == 1) put_source(x, fact.one);
  if (param.found == 1 && !fact.found && param.one->param) {
    x->cites = &param.one->param->cites;
    x->since = w->r->view->from[param.one->param->d.id];
  }
}

static struct law_reason *rule_reason(struct writer *w, const struct step *t) {
  if (!room(w, t)) return NULL;
  struct law_reason *x = reason(w, LAW_ROLE_RULE, mark_of(t->v, t->kind));
  x->index = (int)(t->rule - w->p->rule.at);
  x->entity = (enum law_entity)t->entity;
  x->subject = t->subject;
  x->secret = t->rule->secret && !t->rule->cases;
  show_guarded(w, x, t, t->rule->secret);
  if (t->version) x->cites = &t->version->cites;
  if (!t->rule->cases) borrow(w, x, t);
  for (size_t i = 0; i < t->kid.n; i++)
    adopt(w, x, t->kid.at[i]->kase ? case_reason(w, t->kid.at[i]) : condition(w, t->kid.at[i]));
  return x;
}

/* What the replay did for the reading that decided: its condition and its amount. */
struct recorded {
  struct step when, sum;
  const struct clause *amount;
  bool unborn; /* nothing was read */
};

/* ---- how far a case is from holding: failed conditions it would take to mend ---- */

static int distance(const struct step *t, bool want) {
  if (!t->node && !t->rule) return 0;
  unsigned v = val_truth(t->v);
  if (v == (want ? IS_YES : IS_NO)) return 0;
  if (t->node && t->node->op == N_NOT && t->kid.n == 1) return distance(t->kid.at[0], !want);
  bool both = t->node && (t->node->op == N_AND || t->node->op == N_OR) && t->kid.n == 2;
  if (!both) return 1;
  int a = distance(t->kid.at[0], want), b = distance(t->kid.at[1], want);
  return (t->node->op == N_AND) == want ? a + b : a < b ? a : b;
}

static void all_cases(struct writer *w, const struct step *t, struct gathered *g) {
  if (++g->walked > WALKED_MAX) return;
  if (t->kase) *VEC_PUSH(w->a, &g->list) = t;
  for (size_t i = 0; !t->kase && i < t->kid.n; i++)
    all_cases(w, t->kid.at[i], g);
}

static void nearest(struct writer *w, const struct step *root, struct law_reason *up) {
  struct gathered g = { 0 };
  const struct step *best = NULL;
  int least = INT32_MAX;
  all_cases(w, root, &g);
  for (size_t i = 0; i < g.list.n; i++) {
    const struct step *t = g.list.at[i];
    int d = t->kid.n ? distance(t->kid.at[0], true) : INT32_MAX - 1;
    if (d < least) {
      least = d;
      best = t;
    }
  }
  struct law_reason *x = best ? case_reason(w, best) : NULL;
  if (!x) return;
  struct law_reason *head = decisive(reason(w, LAW_ROLE_NEAREST, LAW_MARK_NO));
  for (int i = 0; i < x->n; i++)
    x->kid[i]->decisive = true;
  head->secret = x->secret;
  adopt(w, head, decisive(x));
  adopt(w, up, head);
}

/* Where the benefit's own condition fails that is the reason, whatever its cases say. */
static bool refused(struct writer *w, const struct recorded *t, struct law_reason *up) {
  const struct step *when = t->when.kid.n ? t->when.kid.at[0] : NULL;
  if (!when || val_truth(when->v) != IS_NO) return false;
  struct gathered g = { 0 };
  conjuncts(w, when, &g);
  struct law_reason *head = decisive(reason(w, LAW_ROLE_NEAREST, LAW_MARK_NO));
  for (size_t i = 0; i < g.list.n; i++) {
    struct law_reason *x = condition(w, g.list.at[i]);
    if (x) adopt(w, head, decisive(x));
  }
  adopt(w, up, head);
  return true;
}

/* ---- the sum ---- */

/* What a step came to, as a constant that the printer prints; "…" where it is no single value. */
static const struct node *value_node(struct writer *w, const struct val *v, struct type t) {
  struct node *n = NEW(w->a, struct node);
  bool known = v->some && val_known(*v, t.kind);
  n->op = known ? N_CONST : N_NAME;
  n->name = S("…");
  n->type = t;
  n->r = v->lo;
  n->i = known && kind_is_set(t.kind) ? set_only(v->set) : 0;
  return n;
}

/* The amount's expression with each part replaced by what it came to. */
static const struct node *formula(struct writer *w, const struct step *t) {
  const struct node *n = t->node;
  if (t->rule) return value_node(w, &t->v, t->rule->type);
  bool silent = n->op == N_ROUND && (n->how == ROUND_EXACT || n->how == ROUND_UNROUNDED);
  bool computes = (n->op >= N_ADD && n->op <= N_NEG) || n->op == N_ROUND;
  if (silent && t->kid.n) return formula(w, t->kid.at[0]);
  if (!computes) return value_node(w, &t->v, n->type);
  struct node *out = NEW(w->a, struct node);
  size_t k = 0; /* constants leave no step */
  *out = *n;
  for (int side = 0; side < 2 && n->kid[side]; side++)
    if (n->kid[side]->op != N_CONST) {
      if (k >= t->kid.n) return value_node(w, &t->v, n->type);
      out->kid[side] = (struct node *)(uintptr_t)formula(w, t->kid.at[k++]);
    }
  return out;
}

/* Where the whole amount is one case of a rule, read on whatever day: what that case gave, where it computes.
 */
static const struct step *one_case_gave(const struct step *t) {
  const struct step *rule = t->rule ? t : NULL, *found = NULL;
  int rules = 0, decide = 0;
  bool secret = false; /* how it computes would tell which case it is */
  for (size_t i = 0; t->node && t->node->op == N_AT && i < t->kid.n; i++)
    if (t->kid.at[i]->rule && t->node->kid[0]->op == N_RULE) {
      rule = t->kid.at[i];
      rules++;
    }
  for (size_t i = 0; rule && rules < 2 && i < rule->kid.n; i++) {
    const struct step *k = rule->kid.at[i];
    if (!k->kase || !k->chosen) continue;
    decide++;
    secret |= k->kase->secret;
    for (size_t j = 0; j < k->kid.n; j++)
      if (k->kid.at[j]->node == k->kase->then) found = k->kid.at[j];
  }
  bool computes = found && found->node->op >= N_ADD && found->node->op <= N_NEG;
  return decide == 1 && computes && !secret ? found : NULL;
}

static void amount_parts(struct writer *w, const struct step *t, struct law_reason *up) {
  bool provision = t->rule || t->node->op == N_PARAM || t->node->op == N_TABLE;
  if (!provision) {
    for (size_t i = 0; i < t->kid.n; i++)
      amount_parts(w, t->kid.at[i], up);
    return;
  }
  struct law_reason *x = t->rule ? rule_reason(w, t) : condition(w, t);
  if (x) adopt(w, up, decisive(x));
}

/* ---- what stands beside ---- */

static void lost(struct writer *w, const struct law_result *q, const struct law_result *all,
                 struct law_reason *up) {
  if (q->lost) {
    struct law_reason *x = decisive(reason(w, LAW_ROLE_LOST_TO, LAW_MARK_NO));
    x->index = q->lost_to;
    x->part = q->lost_group;
    x->subject = q->lost_to_subject;
    x->vnd = q->lost_to_amount;
    x->cites = &w->p->concurrency.at[q->lost_group].cites;
    adopt(w, up, x);
  }
  for (int b = 0; all && b < (int)w->p->benefit.n; b++) {
    bool gives_way = all[b].lost && all[b].lost_to == q->benefit && all[b].lost_to_subject == q->subject;
    if (!gives_way) continue;
    enum law_role role = all[b].stands ? LAW_ROLE_REPLACES : LAW_ROLE_LOSER;
    struct law_reason *x = decisive(reason(w, role, LAW_MARK_NO));
    x->index = b;
    x->part = all[b].lost_group;
    x->vnd = all[b].forgone;
    x->cites = &w->p->concurrency.at[all[b].lost_group].cites;
    adopt(w, up, x);
  }
}

static void other_readings(struct writer *w, const struct law_result *q, struct law_reason *up) {
  for (int i = 0; i < q->n_alternatives; i++) {
    const struct law_alternative *t = &q->alternatives[i];
    struct law_reason *x = decisive(reason(w, LAW_ROLE_ALTERNATIVE, LAW_MARK_OPEN));
    x->index = t->interpretation;
    x->part = t->choice;
    x->status = t->status;
    x->vnd = t->amount;
    x->cites = &w->p->interpretation.at[t->interpretation].cites;
    adopt(w, up, x);
  }
}

static void unknowns(struct writer *w, const struct law_result *q, struct law_reason *up) {
  for (int i = 0; i < q->n_missing; i++) {
    const struct law_missing *m = &q->missing[i];
    struct law_reason *x = decisive(reason(w, LAW_ROLE_MISSING, LAW_MARK_OPEN));
    x->index = m->fact;
    x->part = i;
    x->entity = m->entity;
    x->subject = m->subject;
    x->secret = m->fact >= 0 && w->p->fact.at[m->fact].secret;
    bool other = m->subject >= 0 && m->subject != q->subject;
    if (other && w->r->s.name) x->who = w->r->s.name(w->r->s.context, m->entity, m->subject);
    adopt(w, up, x);
  }
}

/* A clause of the benefit that decided the month. */
static void clause(struct writer *w, const struct law_result *q, const struct clause *c,
                   struct law_reason *up) {
  if (!c) return;
  struct law_reason *x = decisive(reason(w, LAW_ROLE_CLAUSE, LAW_MARK_VALUE));
  x->index = q->benefit;
  x->part = (int)(c - w->p->benefit.at[q->benefit].at);
  assert(x->part >= 0 && x->part < w->p->benefit.at[q->benefit].n);
  x->cites = &c->cites;
  adopt(w, up, x);
}

static void side_matters(struct writer *w, const struct law_result *q, const struct law_result *all,
                         struct law_reason *up) {
  clause(w, q, q->joined, up);
  clause(w, q, q->started, up);
  lost(w, q, all, up);
  other_readings(w, q, up);
  unknowns(w, q, up);
  if (q->unverified) adopt(w, up, decisive(reason(w, LAW_ROLE_UNVERIFIED, LAW_MARK_OPEN)));
  if (q->status == LAW_VALUE && q->amount_high != q->amount)
    adopt(w, up, decisive(reason(w, LAW_ROLE_ROUNDING, LAW_MARK_OPEN)));
}

/* ---- the whole ---- */

static void record(struct writer *w, const struct law_result *q, struct subject s, struct recorded *ret) {
  struct law_session *r = w->r;
  const struct benefit *b = &r->p->benefit.at[q->benefit];
  struct law_grant g = run_granted(r, s, q->benefit, r->q.for_month);
  r->granted = run_guarded_by(b, &g);
  r->err = OK;
  r->faulty = false;
  run_start(r, q->reading);
  ret->unborn = run_born(r, s) == IS_NO;
  if (ret->unborn) return;
  const struct clause *when = view_clause(r->view, b, CLAUSE_WHEN, r->day);
  ret->amount = view_clause(r->view, b, CLAUSE_AMOUNT, r->day);
  r->tracing = true;
  r->parent = &ret->when;
  if (when) run_node(r, when->value, s);
  r->parent = &ret->sum;
  if (ret->amount) run_node(r, ret->amount->value, s);
  r->tracing = false;
  r->parent = NULL;
}

static struct law_reason *sentence(struct writer *w, const struct law_result *q) {
  enum law_mark mark = q->status == LAW_VALUE && !q->lost                   ? LAW_MARK_YES
                       : q->status == LAW_UNKNOWN || q->status == LAW_FAULT ? LAW_MARK_OPEN
                                                                            : LAW_MARK_NO;
  struct law_reason *x = decisive(reason(w, LAW_ROLE_SENTENCE, mark));
  x->index = q->benefit;
  x->subject = q->subject;
  x->entity = (enum law_entity)w->p->benefit.at[q->benefit].on;
  x->status = q->status;
  x->vnd = q->amount;
  return x;
}

/* The roundings of the sum that changed it. */
static void rounded(struct writer *w, const struct step *t, struct law_reason *up) {
  if (t->rule) return; /* a rule tells its own */
  for (size_t i = 0; i < t->kid.n; i++)
    rounded(w, t->kid.at[i], up);
  const struct node *n = t->node;
  if (n->op != N_ROUND || n->how == ROUND_EXACT || n->how == ROUND_UNROUNDED || t->kid.n != 1) return;
  const struct val *before = &t->kid.at[0]->v;
  bool same = t->v.some && before->some && bound_has(t->v.lo) && bound_has(before->lo) &&
              ratio_cmp(t->v.lo, before->lo) == 0;
  if (same) return;
  struct law_reason *x = decisive(reason(w, LAW_ROLE_ROUNDED, LAW_MARK_VALUE));
  x->node = n;
  x->cites = &n->cites;
  show_value(x, before, t->kid.at[0]->rule ? &t->kid.at[0]->rule->type : &t->kid.at[0]->node->type);
  adopt(w, up, x);
}

static void sum(struct writer *w, const struct law_result *q, const struct recorded *t,
                struct law_reason *up) {
  struct law_reason *x = decisive(reason(w, LAW_ROLE_SUM, LAW_MARK_VALUE));
  const struct step *whole_sum = t->sum.kid.at[0], *gave = one_case_gave(whole_sum);
  x->node = formula(w, gave ? gave : whole_sum);
  x->vnd = q->amount;
  if (t->amount) x->cites = &t->amount->cites;
  adopt(w, up, x);
  rounded(w, t->sum.kid.at[0], up);
  amount_parts(w, t->sum.kid.at[0], up);
}

/* The sum of an earlier law, which no step of this one gives. */
static void kept(struct writer *w, const struct law_result *q, struct law_reason *up) {
  struct law_reason *x = decisive(reason(w, LAW_ROLE_KEPT, LAW_MARK_VALUE));
  x->since = q->kept;
  x->vnd = q->amount;
  adopt(w, up, x);
}

static void everything(struct writer *w, const struct recorded *t, struct law_reason *up) {
  struct law_reason *all = reason(w, LAW_ROLE_EVERYTHING, LAW_MARK_NONE);
  for (size_t i = 0; i < t->when.kid.n; i++)
    adopt(w, all, condition(w, t->when.kid.at[i]));
  for (size_t i = 0; i < t->sum.kid.n; i++)
    adopt(w, all, condition(w, t->sum.kid.at[i]));
  if (w->left_out) {
    struct law_reason *more = reason(w, LAW_ROLE_MORE, LAW_MARK_NONE);
    more->vnd = w->left_out;
    adopt(w, all, more);
  }
  if (BROKEN(2)) w->left_out++;
  const struct law_reason *last = all->n ? all->kid[all->n - 1] : NULL;
  bool told = last && last->role == LAW_ROLE_MORE && last->vnd == w->left_out;
  INVARIANT(2, w->written <= LAW_REASONS_MAX && told == (w->left_out > 0));
  adopt(w, up, all);
}

/* ---- the explanation ---- */

/* The sum of an earlier law has its cases by that law: this one's are told. */
static void tell_this_law(struct law_session *r, struct law_result *q) {
  struct law_result own;
  law_ask(r, q->benefit, q->subject, &own);
  q->cases = own.cases;
  q->n_cases = own.n_cases;
}

void law_explain(struct law_session *r, int benefit, int64_t id, const struct law_result *results,
                 struct law_result *ret_r, struct law_reason **ret_why) {
  const struct benefit *b = &r->p->benefit.at[benefit];
  const struct law_result *all = results;
  struct law_result *q;
  arena_reset(r->explained);
  struct writer w = { .r = r, .a = r->explained, .p = r->p };
  q = NEW(w.a, struct law_result);
  if (all) {
    assert(all[benefit].benefit == benefit && all[benefit].subject == id);
    *q = all[benefit];
  } else {
    law_ask(r, benefit, id, q);
  }
  struct recorded t = { 0 };
  bool masked = r->guarded && run_guard(r, w.a, q);
  if (q->kept && !masked) tell_this_law(r, q);
  r->masked = masked;
  record(&w, q, (struct subject) { .e = b->on, .id = id }, &t);
  struct law_reason *why = sentence(&w, q);
  if (t.unborn) adopt(&w, why, decisive(reason(&w, LAW_ROLE_UNBORN, LAW_MARK_NO)));
  if (q->kept) kept(&w, q, why);
  if (t.sum.kid.n && q->status == LAW_VALUE && !q->kept) sum(&w, q, &t, why);
  if (q->status != LAW_VALUE && q->status != LAW_FAULT && !t.unborn && !refused(&w, &t, why))
    nearest(&w, &t.sum, why);
  side_matters(&w, q, all, why);
  if (!r->short_why) everything(&w, &t, why);
  r->masked = false;
  why->secret = false;
  struct str name = r->s.name ? r->s.name(r->s.context, (enum law_entity)b->on, id) : S("");
  tell_reasons(w.a, &(struct telling) { r->p, q, r->q.for_month, name }, why);
  *ret_r = *q;
  *ret_why = why;
}

const char *law_role_name(enum law_role r) {
  static const char *const names[] = { [LAW_ROLE_SENTENCE] = "sentence",
                                       [LAW_ROLE_SUM] = "sum",
                                       [LAW_ROLE_RULE] = "rule",
                                       [LAW_ROLE_DECIDING] = "deciding",
                                       [LAW_ROLE_CASE] = "case",
                                       [LAW_ROLE_PARAMETER] = "parameter",
                                       [LAW_ROLE_TABLE] = "table",
                                       [LAW_ROLE_CONDITION] = "condition",
                                       [LAW_ROLE_NEAREST] = "nearest",
                                       [LAW_ROLE_LOST_TO] = "lost_to",
                                       [LAW_ROLE_LOSER] = "loser",
                                       [LAW_ROLE_REPLACES] = "replaces",
                                       [LAW_ROLE_UNBORN] = "unborn",
                                       [LAW_ROLE_KEPT] = "kept",
                                       [LAW_ROLE_ALTERNATIVE] = "alternative",
                                       [LAW_ROLE_MISSING] = "missing",
                                       [LAW_ROLE_UNVERIFIED] = "unverified",
                                       [LAW_ROLE_ROUNDING] = "rounding",
                                       [LAW_ROLE_ROUNDED] = "rounded",
                                       [LAW_ROLE_CLAUSE] = "clause",
                                       [LAW_ROLE_EVERYTHING] = "everything",
                                       [LAW_ROLE_MORE] = "more" };
  assert(r >= 0 && r < LAW_ROLES);
  return names[r];
}

struct str law_case_cites(struct law_session *r, struct law_case_id c, struct arena *a, enum lang lang,
                          bool ids) {
  const struct rule *q = &r->p->rule.at[c.rule];
  struct buf b = buf_growing(a);
  const struct kase *found = NULL;
  for (int i = 0; i < q->n; i++)
    for (int k = 0; k < q->at[i].n; k++) {
      const struct kase *x = &q->at[i].at[k];
      date d = c.day ? c.day : month_last(r->q.for_month), f = c.day ? c.day : month_first(r->q.for_month);
      bool now = view_governs(r->view, &q->at[i].d, d) && view_governs(r->view, &x->d, d),
           then = view_governs(r->view, &q->at[i].d, f) && view_governs(r->view, &x->d, f);
      if (x->ix == c.kase && (now || (then && !found))) found = x;
    }
  if (found && ids) print_cite_ids(&b, r->p, &found->cites);
  if (found && !ids) print_cites(&b, r->p, &found->cites, lang);
  return buf_view(&b);
}
