/* readings: see readings.h. Decision record 0001. Invariants, asserted:
 * 1. of the ways the two readings may come out, one at least makes the month. */
#include "law/replay/readings.h"

#include "law/print/printer.h"
#include "law/replay/outside.h"
#include "law/replay/replay_words.h"

static struct reading nothing(struct law_session *r, const struct about *q) {
  struct reading out = { .v = val_none(),
                         .deciding = NEW_ARRAY(r->scratch, struct val, q->n_rules + 1),
                         .needed = NEW_ARRAY(r->scratch, bool, q->n_rules + 1) };
  for (int i = 0; i < q->n_rules; i++)
    out.deciding[i] = val_none();
  return out;
}

/* A deciding rule, on the day the amount reads it. */
static struct val read_rule(struct law_session *r, const struct deciding_rule *x, struct subject s) {
  assert(x->rule >= 0 && x->rule < (int)r->p->rule.n);
  struct node rule = { .op = N_RULE,
                       .id = x->day ? x->day->id : 0,
                       .ref = x->rule,
                       .type = r->p->rule.at[x->rule].type,
                       .on = s.e };
  return x->day ? run_at(r, &rule, x->day, s) : run_rule(r, x->rule, s);
}

/* Is an amount none where the rule is: through what computes of its parts, and plain rules of the same
 * subject? No more than `*left` nodes are looked at: then it may be, which is not said. */
static bool is_none_with(const struct law_session *r, const struct node *n, const struct deciding_rule *x,
                         const struct node *day, int *left) {
  if (!n || --*left < 0) return false;
  if (n->op == N_RULE && n->ref == x->rule) return day == x->day;
  if (n->op == N_RULE) {
    const struct rule_version *v = day ? NULL
                                       : view_rule(r->view, &r->p->rule.at[n->ref], r->day, r->granted);
    return v && v->body && is_none_with(r, v->body, x, day, left);
  }
  if (n->op == N_AT) return !day && is_none_with(r, n->kid[0], x, n->kid[1], left);
  bool computes = (n->op >= N_ADD && n->op <= N_NEG) || n->op == N_ROUND;
  return computes && (is_none_with(r, n->kid[0], x, day, left) || is_none_with(r, n->kid[1], x, day, left));
}

/* Which deciding rules are there wherever the amount is. */
static void find_needed(const struct law_session *r, const struct about *q, const struct node *amount,
                        struct reading *x) {
  enum { NODES_LOOKED_AT = 1000 };
  for (int i = 0; i < q->n_rules; i++) {
    int left = NODES_LOOKED_AT;
    x->needed[i] = !x->deciding[i].none || is_none_with(r, amount, &q->rule[i], NULL, &left);
  }
}

struct reading run_reading(struct law_session *r, const struct about *q, int reading) {
  const struct benefit *b = &r->p->benefit.at[q->benefit];
  struct reading out = nothing(r, q);
  run_start(r, reading);
  r->unverified = false;
  const struct clause *amount = view_clause(r->view, b, CLAUSE_AMOUNT, r->day),
                      *when = view_clause(r->view, b, CLAUSE_WHEN, r->day);
  if (!amount) return out;
  unsigned born = run_born(r, q->s), c = IS_YES;
  if (born == IS_NO) return out;
  r->unverified |= when && when->status.unverified;
  if (when) c = val_truth(run_node(r, when->value, q->s));
  if (born == IS_OPEN && c == IS_YES) c = IS_OPEN;
  bool unverified = r->unverified; /* of a refusal */
  out.unverified = unverified;
  if (c == IS_NO && !r->tracing) return out;
  r->unverified |= amount->status.unverified;
  out.v = run_node(r, amount->value, q->s);
  for (int i = 0; i < q->n_rules; i++)
    out.deciding[i] = read_rule(r, &q->rule[i], q->s);
  if (out.v.none || c == IS_OPEN) find_needed(r, q, amount->value, &out);
  if (c == IS_NO) {
    out = nothing(r, q);
    out.unverified = unverified;
    return out;
  }
  out.unverified = r->unverified;
  if (c == IS_YES) return out;
  out.v.none = true;
  for (int i = 0; i < q->n_rules; i++)
    out.deciding[i].none = true;
  return out;
}

static struct reading either(struct law_session *r, const struct about *q, struct reading a,
                             struct reading b) {
  struct reading out = nothing(r, q);
  out.v = val_either(r->scratch, a.v, b.v);
  out.unverified = a.unverified || b.unverified;
  for (int i = 0; i < q->n_rules; i++)
    out.deciding[i] = val_either(r->scratch, a.deciding[i], b.deciding[i]);
  return out;
}

/* The table of decision record 0001: which reading makes the month. -1 neither. */
static int month_takes(bool first, bool last, enum clause_word changes, enum clause_word stops) {
  if (first && last) return changes == MONTH_AFTER ? 0 : 1;
  if (last) return 1;
  if (first) return stops == SAME_MONTH ? -1 : 0;
  return -1;
}

bool run_reading_known(const struct law_session *r, const struct about *q, const struct reading *x) {
  if (!val_known(x->v, K_MONEY)) {
    bool silent = x->v.some && !x->v.none && r->rounding_silent && bound_has(x->v.lo) && bound_has(x->v.hi) &&
                  x->v.hi.num - x->v.lo.num == 1;
    if (!silent) return false;
  }
  for (int i = 0; x->v.some && !q->sums_only && i < q->n_rules; i++) {
    const struct val *d = &x->deciding[i];
    if (d->open_cases || d->none == d->some) return false;
  }
  return true;
}

static bool bound_same(struct ratio a, struct ratio b) {
  return bound_has(a) && bound_has(b) ? ratio_cmp(a, b) == 0 : a.den == b.den && a.num == b.num;
}

bool run_reading_same(const struct about *q, const struct reading *a, const struct reading *b) {
  if (a->v.some != b->v.some) return false;
  if (!a->v.some) return true;
  if (!bound_same(a->v.lo, b->v.lo) || !bound_same(a->v.hi, b->v.hi)) return false;
  bool same = true;
  for (int i = 0; !q->sums_only && i < q->n_rules && same; i++)
    same = set_same(a->deciding[i].cases, b->deciding[i].cases);
  return same;
}

/* Nothing says which reading the month takes. */
static void no_clause(struct law_session *r, const struct benefit *b, enum clause_kind kind) {
  char day[11];
  date last = month_last(r->q.for_month);
  struct missing m = { .entity = LAW_AREA, .subject = -1, .fact = -1 };
  m.vi = str_of(arena_print(r->scratch, RW_no_clause_VI, (int)b->title.vi.n, b->title.vi.p,
                            print_clause_id(kind), date_text(last, VI, day)));
  m.en = str_of(arena_print(r->scratch, RW_no_clause_EN, (int)b->title.en.n, b->title.en.p,
                            print_clause_id(kind), date_text(last, EN, day)));
  run_missing(r, m);
}

/* The two readings, and the clauses that join them: NULL none governs. */
struct joining {
  struct reading f, z;
  const struct clause *changes, *stops;
  bool differ, any;
};

/* What it is where it holds. */
static struct reading holding(struct law_session *r, const struct about *q, const struct reading *x) {
  struct reading out = nothing(r, q);
  out.v = x->v;
  out.v.none = false;
  out.unverified = x->unverified;
  for (int i = 0; i < q->n_rules; i++) {
    out.deciding[i] = x->deciding[i];
    if (x->needed[i] && x->deciding[i].some) out.deciding[i].none = false;
  }
  return out;
}

/* Adds to the month what it is where the first reading holds or not, and the last. Without a clause that says
 * which reading then goes before, it is either. */
static void join(struct law_session *r, const struct about *q, struct joining *j, bool fh, bool zh,
                 struct made_month *out) {
  const struct clause *by = zh ? j->changes : j->stops;
  int take[2], ways = 1;
  if ((fh ? !j->f.v.some : !j->f.v.none) || (zh ? !j->z.v.some : !j->z.v.none)) return;
  take[0] = month_takes(fh, zh, j->changes ? j->changes->word : SAME_MONTH,
                        j->stops ? j->stops->word : SAME_MONTH);
  if (fh && !by && j->differ) {
    take[ways++] = month_takes(fh, zh, MONTH_AFTER, MONTH_AFTER);
    no_clause(r, &r->p->benefit.at[q->benefit], zh ? CLAUSE_CHANGES : CLAUSE_STOPS);
  }
  for (int i = 0; i < ways; i++) {
    struct reading x = take[i] < 0 ? nothing(r, q) : holding(r, q, take[i] == 0 ? &j->f : &j->z);
    if (take[i] < 0) x.unverified = j->z.unverified;
    if (take[i] == 0) out->reading = 0;
    if (j->differ && fh) out->joined = by;
    if (j->differ && fh && by) x.unverified |= by->status.unverified;
    out->v = j->any ? either(r, q, out->v, x) : x;
    j->any = true;
  }
}

struct made_month run_month_of(struct law_session *r, const struct about *q, struct reading first,
                               struct reading last) {
  const struct benefit *b = &r->p->benefit.at[q->benefit];
  struct joining j = { .f = first, .z = last };
  j.changes = view_joining(r->view, b, CLAUSE_CHANGES, r->q.for_month);
  j.stops = view_joining(r->view, b, CLAUSE_STOPS, r->q.for_month);
  j.differ = !run_reading_same(q, &j.f, &j.z);
  struct made_month out = { .v = nothing(r, q), .reading = 1 };
  for (int fh = 0; fh < 2; fh++)
    for (int zh = 0; zh < 2; zh++)
      join(r, q, &j, fh, zh, &out);
  if (BROKEN(1)) j.any = false;
  INVARIANT(1, j.any);
  assert(!out.joined || out.joined->kind == CLAUSE_CHANGES || out.joined->kind == CLAUSE_STOPS);
  return out;
}
