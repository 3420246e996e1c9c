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
  if (amount->status.unverified) L->flags |= LAW_BULK_UNVERIFIED;
  int yes = YES, maybe = YES;
  if (when) {
    struct lv c = lower(L, when->value, b->on);
    yes = lv_surely(L, c);
    maybe = lv_possibly(L, c);
  }
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
  L->flags = 0;
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
    }
  }
  ret->flags = L->flags;
  if (G->why) return false;
  const struct ir *x = ir_at(G, ret->value);
  ret->lo = x->lo;
  ret->hi = x->hi;
  return true;
}

/* Keys stand rule by rule in the same number of places, whatever the version or the kind of block. */
bool lower_target(struct lowering *L, const struct target_plan *t, struct target_nodes *ret) {
  int before[2] = { L->trouble[0], L->trouble[1] };
  if (attempt(L, t, ret)) return true;
  const struct bulk_reason *why = G->why;
  uint8_t flags = ret->flags;
  G->why = NULL;
  L->depth = L->inside = 0;
  L->guard_inside = false;
  L->trouble[0] = before[0];
  L->trouble[1] = before[1];
  L->lenient = true; /* what vectors cannot say stays open: such rows alone go to the replay */
  bool done = attempt(L, t, ret);
  L->lenient = false;
  ret->flags |= flags;
  if (!done) G->why = why;
  return done;
}
