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
  struct doubt doubt;
};

static struct reading nothing(struct lowering *L, int n_rules) {
  struct reading r = { rv_none(L, K_MONEY).v, n_rules, NEW_ARRAY(L->a, struct rv, n_rules + 1),
                       doubt_none(L) };
  for (int i = 0; i < n_rules; i++)
    r.deciding[i] = rv_none(L, K_MONEY);
  return r;
}

static struct reading choose(struct lowering *L, int c, struct reading a, struct reading b) {
  if (ir_is_const(G, c)) return ir_at(G, c)->imm ? a : b;
  struct reading r = { lv_select(L, c, a.v, b.v), a.n, NEW_ARRAY(L->a, struct rv, a.n + 1), a.doubt };
  for (int i = 0; i < a.n; i++)
    r.deciding[i] = rv_select(L, c, a.deciding[i], b.deciding[i]);
  return r;
}

/* What is read `at` a day is known to the replay alone: some case may decide. */
static struct rv deciding(struct lowering *L, const struct deciding_rule *x) {
  if (!x->day) return lower_rule(L, x->rule);
  struct node rule = { .op = N_RULE, .ref = x->rule };
  bool marked = lower_meets(L, x->day);
  marked |= lower_meets(L, &rule);
  doubt_open(L, YES, marked);
  struct rv r = rv_none(L, L->p->rule.at[x->rule].type.kind);
  r.v.some_hi = r.v.open = YES;
  return r;
}

static void narrow(struct lowering *L, struct lv *v, int yes, int maybe) {
  v->some_lo = ir_and(G, v->some_lo, yes);
  v->some_hi = ir_and(G, v->some_hi, maybe);
}

static struct reading read(struct lowering *L, const struct benefit *b, const struct target_plan *t) {
  struct reading r = nothing(L, t->n_rules);
  const struct clause *amount = view_clause(L->view, b, CLAUSE_AMOUNT, L->day),
                      *when = view_clause(L->view, b, CLAUSE_WHEN, L->day);
  if (!amount) return r;
  int yes = YES, maybe = YES, born = YES, may_be_born = YES;
  L->doubt = doubt_marked(L, when && when->status.unverified);
  if (when) {
    struct lv c = lower(L, when->value, b->on);
    yes = lv_surely(L, c);
    maybe = lv_possibly(L, c);
  }
  struct doubt refusal = doubt_aside(L);
  if (b->on == E_PERSON) lower_born(L, &born, &may_be_born);
  doubt_note(L, doubt_marked(L, amount->status.unverified));
  r.v = lower(L, amount->value, b->on);
  if (r.v.by >= 0) ir_fail(G, WHY(amount_unrounded));
  if (r.v.den != 1) { /* money in a unit of its own: whole by its type */
    r.v.lo = ir_div_floor(G, r.v.lo, ir_const(G, r.v.den));
    r.v.hi = ir_div_floor(G, r.v.hi, ir_const(G, r.v.den));
    r.v.den = 1;
  }
  for (int i = 0; i < t->n_rules; i++)
    r.deciding[i] = deciding(L, &t->rules[i]);
  doubt_read_where(L, refusal, yes, maybe);
  r.doubt = doubt_where(L, L->doubt, born, may_be_born);
  yes = ir_and(G, yes, born);
  maybe = ir_and(G, maybe, may_be_born);
  narrow(L, &r.v, yes, maybe);
  for (int i = 0; i < t->n_rules; i++)
    narrow(L, &r.deciding[i].v, yes, maybe);
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

/* Do two readings differ in a rule's cases? More than one of them may stand in any order. */
static int cases_differ(struct lowering *L, const struct rv *f, const struct rv *z) {
  int differ = NO;
  for (int k = 0; k < f->n || k < z->n; k++) {
    int one = k < f->n ? f->lo[k] : NO, other = k < z->n ? z->lo[k] : NO;
    differ = ir_or(G, differ, ir_not(G, ir_eq(G, one, other)));
  }
  return differ;
}

static int reading_unsettled(struct lowering *L, const struct reading *x) {
  int open = lv_unsettled(L, x->v);
  for (int i = 0; i < x->n; i++)
    for (int k = 0; k < x->deciding[i].n; k++)
      open = ir_or(G, open, ir_not(G, ir_eq(G, x->deciding[i].lo[k], x->deciding[i].hi[k])));
  return ir_and(G, x->v.some_hi, open);
}

/* Where the two readings differ: surely, possibly. */
static struct doubt apart_readings(struct lowering *L, const struct reading *f, const struct reading *z) {
  int differ = ir_not(G, ir_and(G, ir_eq(G, f->v.lo, z->v.lo), ir_eq(G, f->v.some_lo, z->v.some_lo)));
  int crowded = ir_or(G, reading_unsettled(L, f), reading_unsettled(L, z));
  int sure = ir_not(G, crowded);
  for (int i = 0; i < f->n; i++) {
    int cases = cases_differ(L, &f->deciding[i], &z->deciding[i]);
    bool alone = f->deciding[i].n <= 1 && z->deciding[i].n <= 1;
    int *to = alone ? &differ : &crowded;
    *to = ir_or(G, *to, cases);
  }
  return (struct doubt) { ir_and(G, differ, sure), ir_or(G, differ, crowded) };
}

/* Of the reading that the month takes; of a refusal the last. Of two that differ also the clause that joins
 * them, where the first held. */
static struct doubt month_doubt(struct lowering *L, const struct reading *f, const struct reading *z,
                                const struct clause *changes, const struct clause *stops) {
  int fy = f->v.some_lo, fm = f->v.some_hi, zy = z->v.some_lo, zm = z->v.some_hi;
  bool after = changes && changes->word == MONTH_AFTER, same = stops && stops->word == SAME_MONTH;
  int first = after ? (same ? ir_and(G, fy, zy) : fy) : same ? NO : ir_and(G, fy, ir_not(G, zy));
  struct doubt d = doubt_select(L, first, f->doubt, z->doubt);
  int change = changes && changes->status.unverified ? YES : NO,
      stop = stops && stops->status.unverified ? YES : NO;
  if (change == NO && stop == NO) return d;
  struct doubt apart = apart_readings(L, f, z);
  int sure = ir_or(G, ir_and(G, change, zy), ir_and(G, stop, ir_not(G, zm))),
      maybe = ir_or(G, ir_and(G, change, zm), ir_and(G, stop, ir_not(G, zy)));
  return doubt_either(L, d, doubt_where(L, apart, ir_and(G, fy, sure), ir_and(G, fm, maybe)));
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
  L->doubt = doubt_none(L);
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
    L->granted = b->on == E_PERSON && !b->once && grant && grant[t->t.index].few.has
                     ? ir_load_granted(G, AT_PERSON, &grant[t->t.index])
                     : ir_const(G, DATE_MAX);
    start(L, READING_FIRST, L->first);
    struct reading f = read(L, b, t);
    start(L, READING_LAST, L->last);
    struct reading z = read(L, b, t);
    const struct clause *c = view_joining(L->view, b, CLAUSE_CHANGES, month_of(L->last)),
                        *k = view_joining(L->view, b, CLAUSE_STOPS, month_of(L->last));
    if (!G->why) {
      struct reading r = join(L, f, z, c ? c->word : SAME_MONTH, k ? k->word : MONTH_AFTER);
      if (!G->why) finish(L, r.v, r.n, r.deciding, t->rules, ret);
      if (!c || !k)
        ret->unsettled = ir_or(G, ret->unsettled, f.v.some_hi); /* the replay says what is missing */
      ret->doubt = month_doubt(L, &f, &z, c, k);
    }
  }
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
  struct law_set touched = ret->touched;
  G->why = NULL;
  L->depth = L->inside = 0;
  L->guard_inside = false;
  L->trouble[0] = before[0];
  L->trouble[1] = before[1];
  L->lenient = true; /* what vectors cannot say stays open: such rows alone go to the replay */
  bool done = attempt(L, t, ret);
  L->lenient = false;
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

/* Rows of which anything is told: of a list those in it. */
static int told(struct lowering *L, const struct target_plan *t, const struct target_nodes *x) {
  if (!t->t.found) return YES;
  if (!t->granted.has) return x->status;
  enum level at = t->on == E_PERSON ? AT_PERSON : AT_HOUSEHOLD;
  int ungranted = ir_load_few(G, at, &t->granted, (struct ir_few) { NULL, 1, 0, 1, 1 });
  return ir_or(G, x->status, ir_not(G, ungranted));
}

/* Keys stand rule by rule in the same number of places, whatever the version or the kind of block. */
bool lower_target(struct lowering *L, const struct target_plan *t, struct target_nodes *ret) {
  if (!lower_month(L, t, ret)) return false;
  ret->otherwise = NO;
  if (t->t.kind != LAW_BULK_BENEFIT || t->t.only) return true;
  int unsure = doubt_unsure(L, ret->doubt);
  if (unsure != NO) ret->unsettled = ir_or(G, ret->unsettled, ir_and(G, unsure, told(L, t, ret)));
  if (!t->t.brief) other_choices(L, t, ret);
  return true;
}
