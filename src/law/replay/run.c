/* run: the replay, one subject at a time. Every operation follows decision record 0002: nothing that could
 * matter is skipped while it is open, so what one completion reads, this pass has read too.
 *
 * Invariants, asserted where they are made or used:
 * 1. a value is something: it may be none, or some value, or both;
 * 2. of a number both bounds of which are known, the lower is not above the upper;
 * 3. a set of what may be is not empty, and of a truth has no more than no and yes;
 * 4. only rules of cases have deciding cases;
 * 5. a memo is used on the day, with the grant and the completion it was made with: each gives a new
 * generation, and so does each day something is read `at`.
 *
 * A fault is noted once, the first, and never unset while the question lasts. */
#include "law/replay/combine.h"
#include "law/replay/outside.h"
#include "law/replay/replay_words.h"

static bool bounds_hold(const struct val *v, enum kind k) {
  if (!v->some || kind_is_set(k) || !bound_has(v->lo) || !bound_has(v->hi)) return true;
  return ratio_cmp(v->lo, v->hi) <= 0;
}

static bool set_holds(const struct val *v, enum kind k) {
  if (!v->some || !kind_is_set(k)) return true;
  return !set_empty(v->set) && (k != K_BOOL || set_within(v->set, set_bits(IS_OPEN)));
}

/* What a rule's value promises when no fault was met. */
static void check_value(const struct rule *q, struct val *v) {
  enum kind k = q->type.kind;
  if (BROKEN(1)) v->some = v->none = false;
  INVARIANT(1, v->some || v->none);
  if (BROKEN(2) && !kind_is_set(k)) *v = (struct val) { .some = true, .lo = { 1, 1 }, .hi = { 0, 1 } };
  INVARIANT(2, bounds_hold(v, k));
  if (BROKEN(3) && kind_is_set(k)) *v = (struct val) { .some = true, .set = set_none() };
  INVARIANT(3, set_holds(v, k));
}

/* ---- steps ---- */

static struct step *begin(struct law_session *r, struct subject s) {
  if (!r->tracing) return NULL;
  struct step *t = NEW(r->explained, struct step);
  t->subject = s.id;
  t->entity = s.e;
  if (r->parent) *VEC_PUSH(r->explained, &r->parent->kid) = t;
  r->parent = t;
  return t;
}

static void end(struct law_session *r, struct step *t, struct step *before, struct val v, enum kind k) {
  if (!t) return;
  t->v = v;
  t->kind = k;
  r->parent = before;
}

/* ---- what went wrong ---- */

static void broken(struct law_session *r, enum err e, const struct node *n) {
  assert(e == LIMIT || e == INVALID);
  if (r->err != OK) return;
  r->err = e;
  r->faulty = true;
  r->err_at = n;
}

void run_renew(struct law_session *r) { r->generation = ++r->newest; }

void run_forget_fault(struct law_session *r) {
  r->err = OK;
  r->err_at = NULL;
  r->faulty = false;
}

void run_clean(struct law_session *r) {
  arena_reset(r->scratch);
  r->missing = NULL;
  r->missing_slot = NULL;
  r->missing_room = r->missing_slots = 0;
  r->n_missing = r->n_things = r->n_over = 0;
  r->over = NULL;
  r->touched = set_none();
  r->unverified = r->rounding_silent = r->collect = false;
  r->granted = DATE_MAX;
  r->at = false;
  run_forget_fault(r);
  run_renew(r);
}

void run_start(struct law_session *r, int reading) {
  r->reading = reading;
  r->day = reading ? month_last(r->q.for_month) : month_first(r->q.for_month);
  if (!BROKEN(5)) run_renew(r);
  r->at = false;
  r->depth = 0;
}

struct law_fault run_fault(const struct law_session *r, struct arena *a) {
  struct law_fault f = { .err = r->err, .place = "" };
  assert(r->err != OK);
  if (r->err_at)
    f.place = arena_print(a, "%.*s:%d:%d", (int)r->err_at->at.file->name.n, r->err_at->at.file->name.p,
                          r->err_at->at.line, r->err_at->at.col);
  return f;
}

/* ---- aggregates and cases ---- */

static struct val aggregate(struct law_session *r, const struct node *n, struct subject s) {
  const int64_t *id = NULL;
  int count = run_others(r, n, s, &id);
  bool open = count < 0, truth_only = n->op == N_ANY || n->op == N_ALL;
  struct subject in = { .e = n->set == SET_RECORD ? E_RECORD : E_PERSON, .outer = &s };
  unsigned truth = n->op == N_ALL ? IS_YES : IS_NO;
  struct val total = val_int(0);
  struct best best = { .v = val_none() };
  enum err err = OK;
  if (open) run_others_missing(r, n, s);
  for (int i = 0; i < count; i++) {
    in.id = id[i];
    if (in.e == E_PERSON && !run_there(r, in.id)) continue;
    unsigned c = n->kid[1] ? val_truth(run_node(r, n->kid[1], in)) : IS_YES;
    if (truth_only) {
      truth = run_truth_with(n->op, truth, c);
      continue;
    }
    if (c == IS_NO) continue;
    struct val x = n->op == N_COUNT ? val_int(1) : run_node(r, n->kid[0], in);
    if (n->op == N_COUNT || n->op == N_SUM)
      total = run_total_with(run_arena(r), total, x, c == IS_YES, &err);
    else
      run_best_with(run_arena(r), &best, x, c == IS_YES && !x.none, n->op == N_HIGHEST);
    if (err != OK) broken(r, err, n);
  }
  if (open) return run_opened(n, truth, total);
  if (truth_only) return val_set(truth);
  if (n->op == N_COUNT || n->op == N_SUM) return total;
  best.v.none = !best.v.some || best.maybe;
  return best.v;
}

static struct val cases_value(struct law_session *r, const struct rule *rule, const struct rule_version *v,
                              struct subject s, struct step *above) {
  struct val *held = NEW_ARRAY(r->scratch, struct val, v->n + 1);
  struct step **steps = NEW_ARRAY(r->scratch, struct step *, v->n + 1);
  for (int i = 0; i < v->n; i++) {
    const struct kase *c = &v->at[i];
    held[i] = val_none();
    if (!view_governs(r->view, &c->d, r->day) || (c->d.guarded && r->granted >= c->d.granted_before))
      continue;
    struct step *t = begin(r, s);
    if (t) {
      t->kase = c;
      t->rule = rule;
    }
    r->unverified |= c->status.unverified; /* it may have been meant otherwise: a refusal rests on it too */
    unsigned when = val_truth(run_node(r, c->when, s));
    if (r->coverage) r->coverage[c->when->id] |= when == IS_YES ? COVER_YES : when == IS_NO ? COVER_NO : 0;
    if (when != IS_NO) {
      struct val x = run_node(r, c->then, s);
      x = val_plain(x);
      x.cases = set_one(run_arena(r), c->ix);
      if (when == IS_OPEN) x.none = true;
      if (!x.some) x = val_none();
      held[i] = x;
    }
    steps[i] = t;
    end(r, t, above, held[i], rule->type.kind);
  }
  struct combining c = { .a = r->scratch, .keep = run_arena(r), .held = held, .err = OK };
  struct val out = run_tree(&c, v->choose);
  if (c.err != OK) broken(r, c.err, v->at[0].then);
  if (!out.some) out = val_none();
  for (int i = 0; i < v->n; i++) {
    bool decides = set_has(out.cases, v->at[i].ix);
    if (steps[i]) steps[i]->chosen = decides;
    if (!decides || !held[i].some) continue;
    if (r->coverage) r->coverage[v->at[i].then->id] |= COVER_DECIDED;
  }
  return out;
}

/* ---- rules ---- */

struct val run_rule(struct law_session *r, int rule, struct subject s) {
  const struct rule *q = &r->p->rule.at[rule];
  uint64_t h =
      ((uint64_t)s.id * 0x9E3779B97F4A7C15u + (uint64_t)rule * 0xC2B2AE3D27D4EB4Fu + (uint64_t)s.e) >> 20;
  struct memo *m = &r->memo[h % MEMO_SLOTS];
  if (m->generation == r->generation && m->rule == rule && m->subject == s.id && m->entity == (int)s.e) {
    INVARIANT(5, m->day == r->day && m->granted == r->granted && m->n_over == r->n_over);
    if (r->tracing && m->step && r->parent) *VEC_PUSH(r->explained, &r->parent->kid) = m->step;
    if (!r->tracing || m->step) return m->v;
  }
  struct step *before = r->parent, *t = begin(r, s);
  if (t) t->rule = q;
  if (++r->depth > LAW_HEIGHT_MAX) {
    broken(r, LIMIT, NULL);
    r->depth--;
    return val_none();
  }
  const struct rule_version *v = view_rule(r->view, q, r->day, r->granted);
  struct val out = val_none();
  if (t) t->version = v;
  if (v) {
    if (r->coverage) r->coverage[v->body ? v->body->id : v->at[0].when->id] |= COVER_VERSION;
    r->unverified |= v->status.unverified;
    if (v->body) {
      out = val_plain(run_node(r, v->body, s)); /* 4 */
    } else {
      out = cases_value(r, q, v, s, t);
    }
  } else if (!q->cases) { /* nothing governs: not known, unless the rule speaks of cases, where it means none
                           */
    char z[11];
    run_missing(
        r, (struct missing) { .entity = (enum law_entity)s.e,
                              .subject = s.id,
                              .fact = -1,
                              .vi = str_of(arena_print(r->scratch, RW_nothing_governs_VI, (int)q->title.vi.n,
                                                       q->title.vi.p, date_text(r->day, VI, z))),
                              .en = str_of(arena_print(r->scratch, RW_nothing_governs_EN, (int)q->title.en.n,
                                                       q->title.en.p, date_text(r->day, EN, z))) });
    out = val_any(run_arena(r), r->p, q->type);
  }
  r->depth--;
  assert((r->err != OK) == r->faulty); /* what was noted stands */
  if (r->err == OK) check_value(q, &out);
  if (BROKEN(4) && !q->cases) out.open_cases = true;
  INVARIANT(4, q->cases || (set_empty(out.cases) && !out.open_cases));
  end(r, t, before, out, q->type.kind);
  *m = (struct memo) { r->generation, rule, s.id, (int)s.e, r->day, r->granted, r->n_over, out, t };
  return out;
}

/* ---- expressions ---- */

static int64_t whole_years(date a, date b) { return years_between(a, b); }
static int64_t whole_months(date a, date b) { return months_between(a, b); }
static int64_t whole_days(date a, date b) { return (int64_t)b - a; }

/* Completed years, months or days from one day to another that does not lie before it; none where it does. */
static struct val passed(const struct node *n, struct val a, struct val b) {
  struct val v = { .none = a.none || b.none, .some = a.some && b.some };
  if (!v.some) return v;
  v.lo = (struct ratio) { 0, 1 };
  if (!bound_has(a.lo) || !bound_has(a.hi) || !bound_has(b.lo) || !bound_has(b.hi)) {
    v.none = true;
    v.hi = (struct ratio) { 1, 0 };
    return v;
  }
  date al = (date)a.lo.num, ah = (date)a.hi.num, bl = (date)b.lo.num, bh = (date)b.hi.num;
  int64_t (*since)(date, date) = n->op == N_YEARS    ? whole_years
                                 : n->op == N_MONTHS ? whole_months
                                                     : whole_days;
  v.none |= ah > bl;
  v.some = al <= bh;
  if (!v.some) return val_none();
  if (ah <= bl) v.lo.num = since(ah, bl);
  v.hi = (struct ratio) { since(al, bh), 1 };
  return v;
}

static date add_to_date(date d, int64_t n, int64_t unit) {
  if (d == DATE_MAX) return DATE_MAX; /* never, whatever is taken from it */
  if (n > 120000 || n < -120000) return n < 0 ? DATE_MIN : DATE_MAX;
  int64_t x = unit == 0 ? (int64_t)d + n : date_add_months(d, (int)(unit == 1 ? n : n * 12));
  return x > DATE_MAX ? DATE_MAX : x < DATE_MIN ? DATE_MIN : (date)x;
}

static struct val plus_date(const struct node *n, struct val a, struct val b) {
  struct val v = { .none = a.none || b.none, .some = a.some && b.some };
  if (!v.some) return v;
  bool known = bound_has(a.lo) && bound_has(a.hi) && bound_has(b.lo) && bound_has(b.hi);
  v.lo = (struct ratio) { known ? add_to_date((date)a.lo.num, b.lo.num, n->i) : DATE_MIN, 1 };
  v.hi = (struct ratio) { known ? add_to_date((date)a.hi.num, b.hi.num, n->i) : DATE_MAX, 1 };
  return v;
}

static int year_of(int64_t d) {
  int y, m, k;
  date_split((date)d, &y, &m, &k);
  return y;
}

/* Granted before a day: by a decision before it, whether or not that grant still stands. Receives: it stood
 * at the month's start and stands; `at` a day: it stands in that day's month by a decision signed by the day.
 * Suspended: so it stands, but nothing of it is due. */
static struct val grant_value(struct law_session *r, const struct node *n, struct subject s) {
  struct law_grant g = run_granted(r, s, n->ref, r->at ? month_of(r->day) : r->q.for_month);
  if (n->op == N_GRANTED && n->kid[0]) {
    struct val before = run_node(r, n->kid[0], s);
    return val_compare(val_int(g.granted), before, N_LT, false);
  }
  if (n->op == N_GRANTED) return val_bool(g.granted < (date)n->r.num);
  bool stands = g.stands && (!r->at || g.unbroken <= r->day);
  if (n->op == N_SUSPENDED) return val_bool(stands && g.suspended);
  if (r->at) return val_bool(stands && !g.suspended);
  return val_bool(g.active);
}

/* ---- another day ---- */

/* Any value of the node's type, or none. */
static struct val maybe_any(struct law_session *r, const struct node *n) {
  struct val v = val_any(run_arena(r), r->p, n->type);
  v.none = true;
  return v;
}

static uint32_t generation_on(struct law_session *r, date day) {
  struct at_day *x = &r->at_memo[((uint32_t)day + r->generation * 7u) % AT_MEMOS];
  if (x->generation && x->day == day && x->from == r->generation) return x->generation;
  *x = (struct at_day) { day, r->generation, ++r->newest };
  return x->generation;
}

/* What a node comes to on another day than the session's; on a day that never comes, nothing. */
static struct val on_day(struct law_session *r, const struct node *n, struct subject s, date day) {
  if (day >= DATE_MAX || day <= DATE_MIN) return val_none();
  date before = r->day;
  bool at = r->at;
  uint32_t generation = r->generation;
  r->generation = generation_on(r, day);
  assert(r->generation != generation && r->generation <= r->newest);
  r->day = day;
  r->at = true;
  struct val v = run_node(r, n, s);
  assert(r->day == day && r->at); /* whoever went on to another day came back */
  r->day = before;
  r->at = at;
  r->generation = generation;
  return v;
}

/* Of a day known only to lie in a range everything that it comes to within; of a longer range than a month
 * nothing is known, but what the two ends read is noted. */
struct val run_at(struct law_session *r, const struct node *n, const struct node *day, struct subject s) {
  enum { DAYS_TRIED = 31 };
  struct val when = run_node(r, day, s);
  if (!when.some) return val_none();
  if (!bound_has(when.lo) || !bound_has(when.hi)) return maybe_any(r, n);
  date lo = (date)when.lo.num, hi = (date)when.hi.num;
  assert(lo <= hi); /* 2 */
  struct val v = on_day(r, n, s, lo);
  if (hi - (int64_t)lo >= DAYS_TRIED) {
    on_day(r, n, s, hi);
    return maybe_any(r, n);
  }
  for (date d = lo + 1; d <= hi; d++)
    v = val_either(run_arena(r), v, on_day(r, n, s, d));
  v.none |= when.none;
  return v;
}

static struct val decided_by(struct law_session *r, const struct node *n, struct subject s) {
  struct val v = run_node(r, n->kid[0], s);
  bool sure = set_meet(v.cases, n->cases);
  if (!v.some) return val_bool(false);
  if (sure && !v.none) return val_bool(true);
  if (!v.open_cases && !sure) return val_bool(false);
  return val_set(IS_OPEN);
}

static struct val step_to(struct law_session *r, const struct node *n, struct subject s) {
  if (n->op == N_OUTER) {
    assert(s.outer);
    return run_node(r, n->kid[0], *s.outer);
  }
  struct subject to = { .outer = s.outer };
  int64_t h = s.e == E_PERSON ? r->s.household(r->s.context, s.id, r->q.for_month) : s.id;
  to.id = h;
  to.e = n->op == N_HOUSEHOLD ? E_HOUSEHOLD : E_AREA;
  if (h >= 0) return run_node(r, n->kid[0], to);
  run_missing(r, (struct missing) { .entity = (enum law_entity)s.e,
                                    .subject = s.id,
                                    .fact = -1,
                                    .vi = WORD_STR(RW_their_household, VI),
                                    .en = WORD_STR(RW_their_household, EN) });
  return val_any(run_arena(r), r->p, n->type);
}

static struct val logic(struct law_session *r, const struct node *n, struct subject s) {
  unsigned stop = n->op == N_AND ? IS_NO : IS_YES, other = stop ^ 3u;
  unsigned a = val_truth(run_node(r, n->kid[0], s));
  if (a == stop && !r->tracing) return val_set(stop);
  unsigned b = val_truth(run_node(r, n->kid[1], s));
  if (a == stop || b == stop) return val_set(stop);
  return val_set(a == other && b == other ? other : IS_OPEN);
}

static struct val chosen(struct law_session *r, const struct node *n, struct subject s) {
  unsigned c = val_truth(run_node(r, n->kid[0], s));
  if (c == IS_YES) return run_node(r, n->kid[1], s);
  if (c == IS_NO) return run_node(r, n->kid[2], s);
  struct val a = run_node(r, n->kid[1], s), b = run_node(r, n->kid[2], s);
  return val_either(run_arena(r), a, b);
}

static struct val listed(struct law_session *r, const struct node *n, struct subject s) {
  if (n->op != N_IN) {
    struct val v = run_node(r, n->list[0], s);
    for (int i = 1; i < n->n_list; i++) {
      struct val x = run_node(r, n->list[i], s);
      v = n->op == N_MIN ? val_min(v, x) : val_max(v, x);
    }
    return v;
  }
  struct val a = run_node(r, n->kid[0], s);
  bool as_set = kind_is_set(n->kid[0]->type.kind);
  if (as_set && a.some && !a.none) { /* exact for a set of values: inside, outside or both */
    struct law_set in = set_none();
    bool plain = true;
    for (int i = 0; i < n->n_list; i++) {
      struct val x = run_node(r, n->list[i], s);
      plain &= val_known(x, n->kid[0]->type.kind) && x.some;
      in = set_union(run_arena(r), in, x.set);
    }
    if (plain) return val_set(!set_meet(a.set, in) ? IS_NO : set_within(a.set, in) ? IS_YES : IS_OPEN);
  }
  unsigned t = IS_NO;
  for (int i = 0; i < n->n_list; i++) {
    unsigned c = val_truth(val_compare(a, run_node(r, n->list[i], s), N_EQ, as_set));
    t = c == IS_YES || t == IS_YES ? IS_YES : c == IS_OPEN || t == IS_OPEN ? IS_OPEN : IS_NO;
  }
  return val_set(t);
}

static struct val rounded(struct law_session *r, const struct node *n, struct subject s) {
  struct val a = run_node(r, n->kid[0], s);
  enum err e = OK;
  struct val v = val_round(a, n->how, n->i, &e);
  if (e != OK) broken(r, e, n);
  if (n->how == ROUND_UNROUNDED && bound_has(v.lo) && bound_has(v.hi) && ratio_cmp(v.lo, v.hi) != 0)
    r->rounding_silent = true;
  return v;
}

static struct val of_param(struct law_session *r, const struct node *n, struct subject s, struct step *t) {
  if (!n->kid[0]) return run_param(r, n, NULL, t);
  struct val day = run_node(r, n->kid[0], s);
  return run_param(r, n, &day, t);
}

static struct val of_table(struct law_session *r, const struct node *n, struct subject s, struct step *t) {
  struct val key[LAW_TABLE_KEYS_MAX] = { 0 };
  int keys = r->p->table.at[n->ref].n_key;
  assert(keys <= LAW_TABLE_KEYS_MAX);
  for (int k = 0; k < keys; k++) {
    key[k] = run_node(r, n->list[k], s);
    if (!key[k].some) break;
  }
  return run_table(r, n, key, t);
}

/* What needs both of its sides. */
static struct val of_two(struct law_session *r, const struct node *n, struct subject s) {
  struct val a = run_node(r, n->kid[0], s), b = run_node(r, n->kid[1], s), v;
  enum err e = OK;
  switch (n->op) {
  case N_ADD: v = val_add(a, b, &e); break;
  case N_SUB: v = val_sub(a, b, &e); break;
  case N_MUL: v = val_mul(a, b, &e); break;
  case N_DIV: v = val_div(a, b, &e); break;
  case N_PLUS: v = plus_date(n, a, b); break;
  case N_YEARS:
  case N_MONTHS:
  case N_DAYS: v = passed(n, a, b); break;
  default:
    assert(n->op >= N_EQ && n->op <= N_GE);
    v = val_compare(a, b, n->op, kind_is_set(n->kid[0]->type.kind));
  }
  if (e != OK) broken(r, e, n);
  return v;
}

static struct val otherwise(struct law_session *r, const struct node *n, struct subject s) {
  struct val a = run_node(r, n->kid[0], s);
  if (!a.none) return a;
  struct val b = run_node(r, n->kid[1], s);
  if (!a.some) return b;
  a.none = false;
  return val_either(run_arena(r), a, b);
}

/* What needs one side only. */
static struct val of_one(struct law_session *r, const struct node *n, struct subject s) {
  struct val a = run_node(r, n->kid[0], s);
  unsigned truth = val_truth(a);
  switch (n->op) {
  case N_NOT: return val_set(truth == IS_OPEN ? IS_OPEN : truth ^ 3u);
  case N_NEG: return val_neg(a);
  case N_HOLDS: return val_set((a.some ? IS_YES : 0u) | (a.none ? IS_NO : 0u));
  default: assert(n->op == N_YEAR_OF);
  }
  if (!a.some) return a;
  a.lo = (struct ratio) { year_of(a.lo.num), 1 };
  a.hi = (struct ratio) { year_of(a.hi.num), 1 };
  return a;
}

static struct val evaluate(struct law_session *r, const struct node *n, struct subject s, struct step *t) {
  switch (n->op) {
  case N_CONST: return run_constant(r, n);
  case N_DAY: return val_int(r->day);
  case N_FACT: return run_fact(r, n, s, t);
  case N_FIELD: return run_field(r, n, s);
  case N_PARAM: return of_param(r, n, s, t);
  case N_TABLE: return of_table(r, n, s, t);
  case N_CHOICE:
    r->touched = set_with(r->keep, r->touched, n->ref);
    return val_one(run_arena(r), r->choice[n->ref]);
  case N_RULE: return run_rule(r, n->ref, s);
  case N_HOUSEHOLD:
  case N_AREA:
  case N_OUTER: return step_to(r, n, s);
  case N_COUNT:
  case N_ANY:
  case N_ALL:
  case N_SUM:
  case N_HIGHEST:
  case N_LOWEST: return aggregate(r, n, s);
  case N_AND:
  case N_OR: return logic(r, n, s);
  case N_MIN:
  case N_MAX:
  case N_IN: return listed(r, n, s);
  case N_IF: return chosen(r, n, s);
  case N_OTHERWISE: return otherwise(r, n, s);
  case N_BY: return decided_by(r, n, s);
  case N_ROUND: return rounded(r, n, s);
  case N_RECEIVES:
  case N_SUSPENDED:
  case N_GRANTED: return grant_value(r, n, s);
  case N_AT: return run_at(r, n->kid[0], n->kid[1], s);
  case N_NOT:
  case N_NEG:
  case N_HOLDS:
  case N_YEAR_OF: return of_one(r, n, s);
  case N_EQ:
  case N_NE:
  case N_LT:
  case N_LE:
  case N_GT:
  case N_GE:
  case N_ADD:
  case N_SUB:
  case N_MUL:
  case N_DIV:
  case N_PLUS:
  case N_YEARS:
  case N_MONTHS:
  case N_DAYS: return of_two(r, n, s);
  case N_NAME:
  case N_CALL:
  case N_OPS: break;
  }
  assert(!"an expression that was checked has no names left");
  return val_none();
}

struct val run_node(struct law_session *r, const struct node *n, struct subject s) {
  r->spent++;
  if (!r->tracing || n->op == N_CONST || n->op == N_RULE) {
    struct val v = evaluate(r, n, s, NULL);
    if (r->coverage)
      r->coverage[n->id] |= (uint8_t)(COVER_RUN | (n->type.kind != K_BOOL   ? 0
                                                   : val_truth(v) == IS_YES ? COVER_YES
                                                   : val_truth(v) == IS_NO  ? COVER_NO
                                                                            : 0));
    return v;
  }
  struct step *before = r->parent, *t = begin(r, s);
  t->node = n;
  struct val v = evaluate(r, n, s, t);
  end(r, t, before, v, n->type.kind);
  return v;
}
