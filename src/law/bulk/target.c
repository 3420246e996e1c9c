/* target: a benefit's month, or a rule on its day, as nodes. The joining of the two readings is decision
 * record 0001. */
#include "law/bulk/plan.h"

#define NO  (L->g->no)
#define YES (L->g->yes)
#define G   (L->g)

struct reading {
  struct lv v;
  int n;
  struct rv *deciding; /* by the target's rules */
};

static struct reading nothing(struct lowering *L, int n_rules) {
  struct reading r = { rv_none(L, K_MONEY).v, n_rules, NEW_ARRAY(L->a, struct rv, n_rules + 1) };
  for (int i = 0; i < n_rules; i++)
    r.deciding[i] = rv_none(L, K_MONEY);
  return r;
}

static struct reading choose(struct lowering *L, int c, struct reading a, struct reading b) {
  if (ir_is_const(G, c)) return ir_at(G, c)->imm ? a : b;
  struct reading r = { lv_select(L, c, a.v, b.v), a.n, NEW_ARRAY(L->a, struct rv, a.n + 1) };
  for (int i = 0; i < a.n; i++)
    r.deciding[i] = rv_select(L, c, a.deciding[i], b.deciding[i]);
  return r;
}

/* What is read `at` a day is known to the replay alone: some case may decide. */
static struct rv deciding(struct lowering *L, const struct deciding_rule *x) {
  if (!x->day) return lower_rule(L, x->rule);
  struct rv r = rv_none(L, L->p->rule.at[x->rule].type.kind);
  r.v.some_hi = r.v.open = YES;
  return r;
}

static struct reading read(struct lowering *L, const struct benefit *b, const struct target_plan *t) {
  struct reading r = nothing(L, t->n_rules);
  const struct clause *amount = view_clause(L->view, b, CLAUSE_AMOUNT, L->day),
                      *when = view_clause(L->view, b, CLAUSE_WHEN, L->day);
  if (!amount) return r;
  L->unverified |= amount->status.unverified;
  int yes = YES, maybe = YES;
  if (when) {
    L->unverified |= when->status.unverified;
    struct lv c = lower(L, when->value, b->on);
    yes = lv_surely(L, c);
    maybe = lv_possibly(L, c);
  }
  if (b->on == E_PERSON) lower_born(L, &yes, &maybe);
  r.v = lower(L, amount->value, b->on);
  if (r.v.by >= 0) ir_fail(G, WHY(amount_unrounded));
  if (r.v.den != 1) { /* money in a unit of its own: whole by its type */
    r.v.lo = ir_div_floor(G, r.v.lo, ir_const(G, r.v.den));
    r.v.hi = ir_div_floor(G, r.v.hi, ir_const(G, r.v.den));
    r.v.den = 1;
  }
  r.v.some_lo = ir_and(G, r.v.some_lo, yes);
  r.v.some_hi = ir_and(G, r.v.some_hi, maybe);
  for (int i = 0; i < t->n_rules; i++) {
    r.deciding[i] = deciding(L, &t->rules[i]);
    r.deciding[i].v.some_lo = ir_and(G, r.deciding[i].v.some_lo, yes);
    r.deciding[i].v.some_hi = ir_and(G, r.deciding[i].v.some_hi, maybe);
  }
  return r;
}

static struct reading surely(struct lowering *L, struct reading r) {
  r.v.some_lo = r.v.some_hi = YES;
  return r;
}

static struct reading open(struct lowering *L, int n_rules) {
  struct reading r = nothing(L, n_rules);
  r.v.some_hi = r.v.open = YES;
  return r;
}

static struct reading join(struct lowering *L, struct reading f, struct reading z, enum clause_word changes,
                           enum clause_word stops) {
  struct reading none = nothing(L, f.n), unsure = open(L, f.n);
  int fy = f.v.some_lo, fm = f.v.some_hi, zy = z.v.some_lo, zm = z.v.some_hi;
  if (changes != MONTH_AFTER)
    return choose(L, zy, surely(L, z), choose(L, zm, unsure, stops == SAME_MONTH ? none : f));
  struct reading first = surely(L, f);
  if (stops != SAME_MONTH) return choose(L, fy, first, choose(L, fm, unsure, z));
  return choose(L, zy, choose(L, fy, first, choose(L, fm, unsure, surely(L, z))),
                choose(L, zm, unsure, none));
}

/* Whose month two different readings may have been joined to. */
static int joined(struct lowering *L, struct reading f, struct reading z) {
  int differ = ir_not(G, ir_and(G, ir_eq(G, f.v.lo, z.v.lo), ir_eq(G, f.v.some_lo, z.v.some_lo)));
  for (int i = 0; i < f.n; i++)
    for (int k = 0; k < f.deciding[i].n || k < z.deciding[i].n; k++) {
      int one = k < f.deciding[i].n ? f.deciding[i].lo[k] : NO,
          other = k < z.deciding[i].n ? z.deciding[i].lo[k] : NO;
      differ = ir_or(G, differ, ir_not(G, ir_eq(G, one, other)));
    }
  return ir_and(G, f.v.some_hi, differ);
}

static void start(struct lowering *L, int reading, date day) {
  L->reading = reading;
  L->day = day;
}

static void finish(struct lowering *L, struct lv v, int n, const struct rv *rule,
                   const struct deciding_rule *rules, struct target_nodes *out) {
  int unsettled = lv_unsettled(L, v), keys = 0;
  for (int i = 0; i < n; i++)
    keys += rule[i].n;
  out->n = 0;
  out->key = NEW_ARRAY(L->a, int, keys + 1);
  out->key_rule = NEW_ARRAY(L->a, int, keys + 1);
  for (int i = 0; i < n; i++) {
    const struct rv *d = &rule[i];
    if (d->v.some_lo != d->v.some_hi)
      unsettled = ir_or(G, unsettled, ir_and(G, d->v.some_hi, ir_not(G, d->v.some_lo)));
    unsettled = ir_or(
        G, unsettled,
        ir_and(G, d->v.some_hi,
               d->v.open)); /* its cases may be open with it, though the amount rests on something else */
    for (int k = 0; k < d->n; k++) {
      if (d->lo[k] != d->hi[k]) unsettled = ir_or(G, unsettled, ir_not(G, ir_eq(G, d->lo[k], d->hi[k])));
      out->key_rule[out->n] = rules[i].rule;
      out->key[out->n++] = ir_select(G, ir_and(G, v.some_lo, d->v.some_lo), d->lo[k], NO);
    }
  }
  out->unsettled = ir_and(G, v.some_hi, unsettled);
  out->status = v.some_lo;
  out->value = ir_select(G, v.some_lo, v.lo, NO);
  out->den = v.den;
}

static bool attempt(struct lowering *L, const struct target_plan *t, struct target_nodes *ret) {
  const struct law_grant_column *grant = L->cols[1]->grant;
  *ret = (struct target_nodes) { 0 };
  L->unverified = false;
  L->touched = set_none();
  if (t->t.kind == LAW_BULK_RULE) {
    L->granted = ir_const(G, DATE_MAX);
    L->benefit = -1;
    start(L,
          t->t.day == L->first  ? READING_FIRST
          : t->t.day == L->last ? READING_LAST
                                : READING_DAY,
          t->t.day);
    struct rv r = lower_rule(L, t->t.index);
    if (!G->why) finish(L, r.v, L->p->rule.at[t->t.index].cases ? 1 : 0, &r, t->rules, ret);
  } else {
    const struct benefit *b = &L->p->benefit.at[t->t.index];
    L->benefit = t->t.index;
    L->granted = b->on == E_PERSON && grant && grant[t->t.index].decided
                     ? ir_load(G, AT_PERSON, grant[t->t.index].decided, 4, DATE_MIN, DATE_MAX)
                     : ir_const(G, DATE_MAX);
    start(L, READING_FIRST, L->first);
    struct reading f = read(L, b, t);
    start(L, READING_LAST, L->last);
    struct reading z = read(L, b, t);
    const struct clause *c = view_clause(L->view, b, CLAUSE_CHANGES, L->last),
                        *k = view_clause(L->view, b, CLAUSE_STOPS, L->last);
    if (!G->why) {
      struct reading r = join(L, f, z, c ? c->word : SAME_MONTH, k ? k->word : MONTH_AFTER);
      if (!G->why) finish(L, r.v, r.n, r.deciding, t->rules, ret);
      bool doubted = (c && c->status.unverified) || (k && k->status.unverified);
      if (!G->why && doubted) ret->unsettled = ir_or(G, ret->unsettled, joined(L, f, z));
    }
  }
  ret->unverified = L->unverified;
  ret->touched = L->touched;
  if (G->why) return false;
  const struct ir *x = ir_at(G, ret->value);
  ret->lo = x->lo;
  ret->hi = x->hi;
  return true;
}

/* False: not even where what vectors cannot say stays open. */
static bool lower_month(struct lowering *L, const struct target_plan *t, struct target_nodes *ret) {
  int before[2] = { L->trouble[0], L->trouble[1] };
  if (attempt(L, t, ret)) return true;
  const struct bulk_reason *why = G->why;
  bool unverified = ret->unverified;
  struct law_set touched = ret->touched;
  G->why = NULL;
  L->depth = L->inside = 0;
  L->guard_inside = false;
  L->trouble[0] = before[0];
  L->trouble[1] = before[1];
  L->lenient = true; /* what vectors cannot say stays open: such rows alone go to the replay */
  bool done = attempt(L, t, ret);
  L->lenient = false;
  ret->unverified |= unverified;
  ret->touched = set_union(L->a, ret->touched, touched);
  if (!done) G->why = why;
  return done;
}

/* ---- other choices ---- */

/* Two answers of a target: where they differ; *unsure takes where only the replay can say. */
static int apart(struct lowering *L, const struct target_nodes *x, const struct target_nodes *y,
                 int *unsure) {
  int same = ir_eq(G, x->value, y->value), crowded = NO;
  if (x->den != y->den) return *unsure = YES;
  for (int k = 0; k < x->n || k < y->n; k++) {
    int one = k < x->n ? x->key[k] : NO, other = k < y->n ? y->key[k] : NO;
    bool alike = k < x->n && k < y->n && x->key_rule[k] == y->key_rule[k];
    bool alone = alike && (k == 0 || x->key_rule[k - 1] != x->key_rule[k]) &&
                 (k + 1 >= x->n || x->key_rule[k + 1] != x->key_rule[k]) &&
                 (k + 1 >= y->n || y->key_rule[k + 1] != y->key_rule[k]);
    int differ = ir_not(G, ir_eq(G, one, other));
    if (alone)
      same = ir_and(G, same, ir_not(G, differ));
    else
      crowded = ir_or(G, crowded, alike ? differ : ir_or(G, ir_le(G, YES, one), ir_le(G, YES, other)));
  }
  int some = ir_and(G, x->status, y->status);
  *unsure = ir_or(G, y->unsettled, ir_and(G, some, crowded));
  return ir_or(G, ir_not(G, ir_eq(G, x->status, y->status)), ir_and(G, some, ir_not(G, same)));
}

/* What the target comes to under each other choice of an interpretation met, one changed at a time, as
 * law_ask does. Of whom vectors cannot say it, the replay answers. */
static void other_choices(struct lowering *L, const struct target_plan *t, struct target_nodes *ret) {
  int law = L->law;
  for (int k = 0; k < L->n_other; k++) {
    const struct other_law *o = &L->other[k];
    struct target_nodes other;
    int before[2] = { L->trouble[0], L->trouble[1] }, unsure = YES;
    if (o->of != law || !set_has(ret->touched, o->interpretation)) continue;
    lowering_law(L, o->law);
    bool done = lower_month(L, t, &other);
    int differ = done ? apart(L, ret, &other, &unsure) : NO;
    if (!done || G->why) {
      G->why = NULL;
      L->depth = L->inside = 0;
      L->guard_inside = false;
      L->trouble[0] = before[0];
      L->trouble[1] = before[1];
      differ = NO;
      unsure = YES;
    }
    ret->otherwise = ir_or(G, ret->otherwise, differ);
    ret->unsettled = ir_or(G, ret->unsettled, unsure);
  }
  lowering_law(L, law);
}

/* Keys stand rule by rule in the same number of places, whatever the version or the kind of block. */
bool lower_target(struct lowering *L, const struct target_plan *t, struct target_nodes *ret) {
  if (!lower_month(L, t, ret)) return false;
  ret->otherwise = NO;
  if (t->t.kind != LAW_BULK_BENEFIT || t->t.brief) return true;
  if (ret->unverified) { /* who is refused without a grant is not asked about */
    int granted = ir_lt(G, L->granted, ir_const(G, DATE_MAX));
    ret->unsettled = ir_all(G, 3, (int[]) { ret->unsettled, ret->status, granted }, true);
  }
  other_choices(L, t, ret);
  return true;
}
