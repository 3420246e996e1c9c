/* ask: a benefit for a month: two readings joined, completions where it stays open, other choices.
 * Decision records 0001 and 0002. Groups: share.c. Invariants, asserted:
 * 1. of the ways the two readings may come out, one at least makes the month;
 * 2. no more than LAW_COMPLETIONS_MAX completions are tried of one answer;
 * 3. a question leaves no completion behind it;
 * 4. a sum that is known is one sum, or two apart by the đồng that silent rounding leaves open. */
#include "law/print/printer.h"
#include "law/replay/outside.h"
#include "law/replay/replay_words.h"
#include "law/replay/run.h"

enum { SCRATCH_BYTES = 256 << 20, EXPLAINED_BYTES = 256 << 20 };

/* What a benefit was asked for, and the case rules that decide it. */
struct about {
  int benefit;
  struct subject s;
  int n_rules;
  const struct deciding_rule *rule;
};
struct reading {
  struct val v;
  struct val *deciding; /* by the rules of `about` */
  bool unverified;      /* it read a provision that is marked so */
};

struct law_session *law_session_new(struct arena *a, const struct law_program *p, const struct law_source *s,
                                    struct law_question q) {
  return run_session_without(a, p, s, q, 0);
}

struct law_session *run_session_without(struct arena *a, const struct law_program *p,
                                        const struct law_source *s, struct law_question q, int without) {
  struct law_session *r = NEW(a, struct law_session);
  r->a = r->keep = a;
  r->p = p;
  r->s = *s;
  r->q = q;
  r->scratch = arena_new("law scratch", SCRATCH_BYTES);
  r->explained = arena_new("law explanation", EXPLAINED_BYTES);
  r->memo = NEW_ARRAY(a, struct memo, MEMO_SLOTS);
  r->deciding = NEW_ARRAY(a, struct deciding, p->benefit.n + 1);
  r->view = view_without(a, p, q.law_day, without);
  r->granted = DATE_MAX;
  r->choice = NEW_ARRAY(a, int, p->interpretation.n + 1);
  for (size_t i = 0; i < p->interpretation.n; i++)
    r->choice[i] = p->interpretation.at[i].standard;
  return r;
}

void law_session_free(struct law_session *r) {
  if (!r) return;
  arena_free(r->scratch);
  arena_free(r->explained);
  arena_free(r->sharing);
  for (size_t i = 0; i < r->eves.n; i++)
    law_session_free(r->eves.at[i]);
}

void law_session_turn(struct law_session *r, month for_month) {
  assert(r->view->law_day == r->q.law_day);
  r->q.for_month = for_month;
  r->groups = NULL; /* those in force on the month's last day */
  run_clean(r);
}

void law_session_brief(struct law_session *r, bool brief) { r->brief = brief; }

void law_session_short(struct law_session *r, bool without_everything) { r->short_why = without_everything; }

void law_choose(struct law_session *r, int interpretation, int choice) {
  assert(interpretation >= 0 && interpretation < (int)r->p->interpretation.n);
  assert(choice >= 0 && choice < r->p->interpretation.at[interpretation].n);
  r->choice[interpretation] = choice;
}

/* ---- which cases decide ---- */

struct collected {
  const struct law_program *p;
  bool *seen;             /* by rule */
  const struct node *day; /* of the `at` around */
  struct deciding_rule *rule;
  int n;
};

/* Case rules that an amount rests on, through plain rules of the same subject, each looked into once. */
static void collect_rules(struct collected *c, const struct node *n) {
  if (!n) return;
  if (n->op == N_RULE) {
    const struct rule *q = &c->p->rule.at[n->ref];
    if (c->seen[n->ref]) return;
    c->seen[n->ref] = true;
    if (q->cases) c->rule[c->n++] = (struct deciding_rule) { n->ref, c->day };
    for (int i = 0; !q->cases && i < q->n; i++)
      collect_rules(c, q->at[i].body);
    return;
  }
  if (n->op == N_HOUSEHOLD || n->op == N_AREA || n->op == N_OUTER || n->op == N_BY || n->op == N_HOLDS)
    return;
  if (n->op >= N_COUNT && n->op <= N_LOWEST) return;
  if (n->op == N_AT) {
    bool nested = c->day != NULL; /* of a day on another day: cases that no reading names */
    if (nested) return;
    c->day = n->kid[1];
    collect_rules(c, n->kid[0]);
    c->day = NULL;
    return;
  }
  for (int i = 0; i < 3; i++)
    collect_rules(c, n->kid[i]);
  for (int i = 0; i < n->n_list; i++)
    collect_rules(c, n->list[i]);
}

int run_deciding_rules(struct arena *a, const struct law_program *p, const struct benefit *b,
                       const struct deciding_rule **ret_rules) {
  struct collected c = { .p = p };
  c.seen = NEW_ARRAY(a, bool, p->rule.n + 1);
  c.rule = NEW_ARRAY(a, struct deciding_rule, p->rule.n + 1);
  for (int i = 0; i < b->n; i++)
    if (b->at[i].kind == CLAUSE_AMOUNT) collect_rules(&c, b->at[i].value);
  *ret_rules = c.rule;
  return c.n;
}

static struct about about(struct law_session *r, int benefit, struct subject s) {
  struct deciding *d = &r->deciding[benefit];
  if (!d->made) d->n = run_deciding_rules(r->a, r->p, &r->p->benefit.at[benefit], &d->rule);
  d->made = true;
  return (struct about) { benefit, s, d->n, d->rule };
}

/* ---- a reading ---- */

static struct reading nothing(struct law_session *r, const struct about *q) {
  struct reading out = { .v = val_none(), .deciding = NEW_ARRAY(r->scratch, struct val, q->n_rules + 1) };
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

static struct reading read_benefit(struct law_session *r, const struct about *q, int reading) {
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

static bool reading_known(const struct law_session *r, const struct about *q, const struct reading *x) {
  if (!val_known(x->v, K_MONEY)) {
    bool silent = x->v.some && !x->v.none && r->rounding_silent && bound_has(x->v.lo) && bound_has(x->v.hi) &&
                  x->v.hi.num - x->v.lo.num == 1;
    if (!silent) return false;
  }
  for (int i = 0; x->v.some && i < q->n_rules; i++) {
    const struct val *d = &x->deciding[i];
    if (d->open_cases || d->none == d->some) return false;
  }
  return true;
}

static bool bound_same(struct ratio a, struct ratio b) {
  return bound_has(a) && bound_has(b) ? ratio_cmp(a, b) == 0 : a.den == b.den && a.num == b.num;
}

static bool reading_same(const struct about *q, const struct reading *a, const struct reading *b) {
  if (a->v.some != b->v.some) return false;
  if (!a->v.some) return true;
  if (!bound_same(a->v.lo, b->v.lo) || !bound_same(a->v.hi, b->v.hi)) return false;
  bool same = true;
  for (int i = 0; i < q->n_rules && same; i++)
    same = set_same(a->deciding[i].cases, b->deciding[i].cases);
  return same;
}

/* A month and how it was made. */
struct made_month {
  struct reading v;
  int reading;
  const struct clause *joined, *started;
};

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
    struct reading x = take[i] == 0 ? j->f : take[i] == 1 ? j->z : nothing(r, q);
    if (take[i] >= 0) x.v.none = false;
    if (take[i] < 0) x.unverified = j->z.unverified;
    if (take[i] == 0) out->reading = 0;
    if (j->differ && fh) out->joined = by;
    if (j->differ && fh && by) x.unverified |= by->status.unverified;
    out->v = j->any ? either(r, q, out->v, x) : x;
    j->any = true;
  }
}

static struct made_month read_month(struct law_session *r, const struct about *q) {
  const struct benefit *b = &r->p->benefit.at[q->benefit];
  struct law_grant g = run_granted(r, q->s, q->benefit, r->q.for_month);
  r->granted = run_guarded_by(b, &g);
  struct joining j = { .f = read_benefit(r, q, 0), .z = read_benefit(r, q, 1) };
  j.changes = view_joining(r->view, b, CLAUSE_CHANGES, r->q.for_month);
  j.stops = view_joining(r->view, b, CLAUSE_STOPS, r->q.for_month);
  j.differ = !reading_same(q, &j.f, &j.z);
  struct made_month out = { .v = nothing(r, q), .reading = 1 };
  for (int fh = 0; fh < 2; fh++)
    for (int zh = 0; zh < 2; zh++)
      join(r, q, &j, fh, zh, &out);
  if (g.stands && g.first == r->q.for_month) out.started = view_clause(r->view, b, CLAUSE_STARTS, g.decided);
  if (BROKEN(1)) j.any = false;
  INVARIANT(1, j.any);
  assert(!out.joined || out.joined->kind == CLAUSE_CHANGES || out.joined->kind == CLAUSE_STOPS);
  assert(!out.started || out.started->kind == CLAUSE_STARTS);
  return out;
}

/* ---- completions ---- */

int64_t run_domain_size(const struct missing *m) {
  if (kind_is_set(m->kind)) return set_count(m->domain);
  uint64_t wide = (uint64_t)m->hi - (uint64_t)m->lo;
  return m->hi < m->lo ? 0 : wide > LAW_COMPLETIONS_MAX ? LAW_COMPLETIONS_MAX + 1 : (int64_t)wide + 1;
}

int64_t run_domain_value(const struct missing *m, int64_t k) {
  if (!kind_is_set(m->kind)) return m->lo + k;
  int element = set_next(m->domain, 0);
  while (k-- > 0)
    element = set_next(m->domain, element + 1);
  assert(element >= 0);
  return element;
}

int run_completable(struct law_session *r, const int **ret_at, int64_t *ret_all) {
  if (!r->n_missing || r->n_missing > LAW_COMPLETED_FACTS_MAX) return 0;
  int *at = NEW_ARRAY(r->scratch, int, r->n_missing), n = 0;
  int64_t all = 1;
  for (int i = 0; i < r->n_missing; i++) {
    const struct missing *m = &r->missing[i];
    int64_t d = m->finite && m->fact >= 0 ? run_domain_size(m) : 0;
    if (d < 1 || all * d > LAW_COMPLETIONS_MAX) continue;
    all *= d;
    at[n++] = i;
  }
  if (BROKEN(2)) all = LAW_COMPLETIONS_MAX + 1;
  INVARIANT(2, all >= 1 && all <= LAW_COMPLETIONS_MAX);
  r->over = NEW_ARRAY(r->scratch, struct override, n + 1);
  *ret_at = at;
  *ret_all = all;
  return n;
}

void run_complete_with(struct law_session *r, const int *at, int i, int64_t k) {
  const struct missing *m = &r->missing[at[i]];
  r->over[i] = (struct override) { m->entity, m->subject, m->fact, run_domain_value(m, k) };
}

/* Do all completions of the facts at[i .. n - 1] agree with *first (the first answer met)? Values are given
 * one fact at a time: where the rest no longer matters the answer is known already, and the whole branch with
 * it. */
struct agreement {
  struct law_session *r;
  const struct about *q;
  const int *at;
  int n;
  struct reading first;
  bool any, unverified; /* unverified: in some completion */
};

static bool all_agree(struct agreement *g, int i) {
  g->r->n_over = i;
  struct reading x = read_month(g->r, g->q).v;
  if (reading_known(g->r, g->q, &x)) {
    g->unverified |= x.unverified;
    if (g->any) return reading_same(g->q, &g->first, &x);
    g->first = x;
    g->any = true;
    return true;
  }
  if (i == g->n) return false;
  bool agree = true;
  int64_t values = run_domain_size(&g->r->missing[g->at[i]]);
  for (int64_t k = 0; k < values && agree; k++) {
    run_complete_with(g->r, g->at, i, k);
    agree = all_agree(g, i + 1);
  }
  return agree;
}

/* The months with completions, each worked out when it is first asked for. */
struct tried {
  struct agreement *g;
  struct reading *seen;
  bool *made;
};

static const struct reading *completion(struct tried *t, int64_t k) {
  struct agreement *g = t->g;
  if (t->made[k]) return &t->seen[k];
  for (int64_t i = 0, rest = k; i < g->n; i++) {
    int64_t d = run_domain_size(&g->r->missing[g->at[i]]);
    assert(d >= 1);
    run_complete_with(g->r, g->at, (int)i, rest % d);
    rest /= d;
  }
  g->r->n_over = g->n;
  t->seen[k] = read_month(g->r, g->q).v;
  t->made[k] = true;
  return &t->seen[k];
}

/* Leaves in r->missing what makes a difference, as far as the enumeration can tell: a fact matters when
 * changing it alone changes the answer. */
static void keep_what_matters(struct agreement *g, int64_t all) {
  struct law_session *r = g->r;
  struct tried t = { g, NEW_ARRAY(r->scratch, struct reading, all), NEW_ARRAY(r->scratch, bool, all) };
  bool *drop = NEW_ARRAY(r->scratch, bool, r->n_missing);
  int64_t stride = 1;
  for (int i = 0; i < g->n; i++) {
    int64_t d = run_domain_size(&r->missing[g->at[i]]);
    bool matters = false;
    assert(d >= 1 && stride >= 1);
    for (int64_t k = 0; k + stride < all && !matters; k++) {
      if (k / stride % d + 1 == d) continue;
      const struct reading *x = completion(&t, k), *y = completion(&t, k + stride);
      matters = !reading_same(g->q, x, y) || !reading_known(r, g->q, x);
    }
    drop[g->at[i]] = !matters;
    stride *= d;
  }
  int left = 0;
  for (int i = 0; i < r->n_missing; i++)
    if (!drop[i]) r->missing[left++] = r->missing[i];
  r->n_missing = left;
  r->missing_slots = 0; /* places have moved: nothing more is noted in this question */
}

/* Tries the completions of the missing facts with small domains. True when all agree: *ret is then the
 * answer; false: some differ, and r->missing is reduced to what makes a difference, where that is wanted. */
static bool complete(struct law_session *r, const struct about *q, bool with_missing, struct reading *ret) {
  const int *at;
  int64_t all;
  int n = run_completable(r, &at, &all);
  if (!n) return false;
  struct agreement g = { .r = r, .q = q, .at = at, .n = n };
  r->collect = false;
  bool agree = all_agree(&g, 0);
  g.first.unverified = g.unverified;
  if (agree)
    *ret = g.first;
  else if (with_missing)
    keep_what_matters(&g, all);
  if (!BROKEN(3)) r->n_over = 0;
  return agree;
}

/* ---- one benefit ---- */

/* The day a deciding rule was read `at`; 0: the reading's, or no single day. */
static date day_of(struct law_session *r, const struct deciding_rule *x, struct subject s) {
  if (!x->day) return 0;
  struct val day = run_node(r, x->day, s);
  return val_known(day, K_DATE) && day.some ? (date)day.lo.num : 0;
}

static void fill_cases(struct law_session *r, const struct about *q, const struct reading *x,
                       struct law_result *ret) {
  int n = 0;
  for (int i = 0; i < q->n_rules; i++)
    if (x->deciding[i].some) n += set_count(x->deciding[i].cases);
  if (!n) return;
  struct law_case_id *list = NEW_ARRAY(r->keep, struct law_case_id, n);
  for (int i = 0; i < q->n_rules; i++) {
    struct law_set cases = x->deciding[i].some ? x->deciding[i].cases : set_none();
    date day = set_empty(cases) ? 0 : day_of(r, &q->rule[i], q->s);
    for (int k = set_next(cases, 0); k >= 0; k = set_next(cases, k + 1))
      list[ret->n_cases++] = (struct law_case_id) { q->rule[i].rule, k, day };
  }
  assert(ret->n_cases == n);
  ret->cases = list;
}

static struct str kept(struct law_session *r, struct str s) {
  return s.n ? (struct str) { arena_text(r->keep, s.p, s.n), s.n } : S("");
}

static void fill_missing(struct law_session *r, struct law_result *ret) {
  struct law_missing *list = NEW_ARRAY(r->keep, struct law_missing, r->n_missing + 1);
  for (int i = 0; i < r->n_missing; i++) {
    const struct missing *m = &r->missing[i];
    struct str vi = m->fact >= 0 ? r->p->fact.at[m->fact].title.vi : kept(r, m->vi);
    struct str en = m->fact >= 0 ? r->p->fact.at[m->fact].title.en : kept(r, m->en);
    list[i] = (struct law_missing) { m->entity, m->subject, m->fact, vi, en };
  }
  ret->missing = list;
  ret->n_missing = r->n_missing;
}

static struct law_result ask_once(struct law_session *r, int benefit, struct subject s, bool with_missing) {
  struct law_result ret = { .benefit = benefit, .subject = s.id, .lost_group = -1, .lost_to = -1 };
  run_clean(r);
  struct about q = about(r, benefit, s);
  r->collect = true;
  struct made_month made = read_month(r, &q);
  struct reading x = made.v;
  ret.reading = made.reading;
  ret.joined = made.joined;
  ret.started = made.started;
  r->collect = false;
  bool known = reading_known(r, &q, &x);
  if (!known && r->err == OK) known = complete(r, &q, with_missing, &x);
  INVARIANT(3, r->n_over == 0);
  if (r->err != OK) {
    ret.status = LAW_FAULT;
    ret.fault = run_fault(r, r->keep);
    return ret;
  }
  ret.unverified = x.unverified;
  ret.status = !known ? LAW_UNKNOWN : x.v.some ? LAW_VALUE : LAW_NOT_ENTITLED;
  if (!known) {
    if (with_missing) fill_missing(r, &ret);
    if (x.v.some && bound_has(x.v.lo) && !x.v.none) ret.amount = x.v.lo.num;
  } else if (x.v.some) {
    if (BROKEN(4)) x.v.hi.num = x.v.lo.num + 2;
    INVARIANT(4, x.v.hi.num == x.v.lo.num || x.v.hi.num == x.v.lo.num + 1);
    ret.amount = x.v.lo.num;
    ret.amount_high = x.v.hi.num;
    fill_cases(r, &q, &x, &ret);
  }
  return ret;
}

static bool same_answer(const struct law_result *a, const struct law_result *b) {
  return a->status == b->status && a->amount == b->amount && a->n_cases == b->n_cases &&
         (!a->n_cases || !memcmp(a->cases, b->cases, sizeof *a->cases * (size_t)a->n_cases));
}

/* What it would be under each other choice of an interpretation it rests on, one changed at a time. */
static void other_choices(struct law_session *r, struct subject s, struct law_result *ret) {
  VEC(struct law_alternative) list = { 0 };
  for (int t = 0; t < ret->n_touched; t++) {
    int i = ret->touched[t], mine = r->choice[i];
    for (int c = 0; c < r->p->interpretation.at[i].n; c++) {
      if (c == mine) continue;
      r->choice[i] = c;
      struct law_result other = ask_once(r, ret->benefit, s, false);
      if (!same_answer(ret, &other))
        *VEC_PUSH(r->keep, &list) = (struct law_alternative) { i, c, other.status, other.amount };
    }
    r->choice[i] = mine;
  }
  ret->alternatives = list.at;
  ret->n_alternatives = (int)list.n;
}

void law_ask(struct law_session *r, int benefit, int64_t id, struct law_result *ret_r) {
  assert(benefit >= 0 && benefit < (int)r->p->benefit.n);
  struct subject s = { .e = r->p->benefit.at[benefit].on, .id = id };
  struct law_result ret = ask_once(r, benefit, s, !r->brief && !r->unnamed);
  struct law_set touched = r->touched;
  if (!r->brief && !set_empty(touched)) {
    int *list = NEW_ARRAY(r->keep, int, set_count(touched));
    for (int i = set_next(touched, 0); i >= 0; i = set_next(touched, i + 1))
      list[ret.n_touched++] = i;
    ret.touched = list;
    other_choices(r, s, &ret);
  }
  *ret_r = ret;
}

/* The same questions under the law of another day, by the same choices. */
static struct law_session *under(struct law_session *r, date law_day) {
  struct law_session *then = NULL;
  for (size_t i = 0; i < r->eves.n && !then; i++)
    if (r->eves.at[i]->q.law_day == law_day) then = r->eves.at[i];
  if (!then) {
    struct law_question q = { r->q.for_month, law_day };
    then = run_session_without(r->a, r->p, &r->s, q, r->view->without);
    *VEC_PUSH(r->a, &r->eves) = then;
  }
  if (then->q.for_month != r->q.for_month) law_session_turn(then, r->q.for_month);
  then->keep = r->keep;
  then->brief = r->brief;
  memcpy(then->choice, r->choice, sizeof *r->choice * r->p->interpretation.n);
  return then;
}

struct law_result run_not_lowered(struct law_session *r, struct law_result q) {
  date over = month_last(r->q.for_month), eve = r->q.law_day;
  while (q.status <= LAW_VALUE &&
         (eve = law_raises_only_eve_without(r->p, r->view->without, over, eve)) > DATE_MIN) {
    struct law_result was;
    law_ask(under(r, eve), q.benefit, q.subject, &was);
    bool more = was.status == LAW_VALUE && (q.status != LAW_VALUE || was.amount > q.amount);
    if (!more && was.status <= LAW_VALUE) continue;
    q = was;
    q.kept = eve;
  }
  return q;
}

/* ---- procedure ---- */

enum err law_procedure(struct law_session *r, int benefit, date filed, struct law_procedure *ret) {
  const struct clause *c = view_clause(r->view, &r->p->benefit.at[benefit], CLAUSE_APPLY, filed);
  if (!c) return NOT_FOUND;
  *ret = (struct law_procedure) { .form = c->form,
                                  .within = c->within,
                                  .working_days = c->working_days,
                                  .decided_by = c->decided_by,
                                  .unverified = c->status.unverified };
  return OK;
}

enum err law_first_month(struct law_session *r, int benefit, date signed_on, date since, month *ret_first) {
  const struct clause *c = view_clause(r->view, &r->p->benefit.at[benefit], CLAUSE_STARTS, signed_on);
  if (!c) return NOT_FOUND;
  *ret_first = c->word == MONTH_AFTER_DECISION  ? month_of(signed_on) + 1
               : c->word == MONTH_OF_CONDITIONS ? month_of(since)
                                                : month_of(signed_on);
  return OK;
}

const char *law_fault_text(struct arena *a, const struct law_fault *f, enum lang lang) {
  if (f->err == OK) return "";
  const char *what = f->err == INVALID ? WORD(RW_not_whole, lang) : WORD(RW_beyond_limits, lang);
  return *f->place ? arena_print(a, "%s: %s", f->place, what) : what;
}

const char *law_case_name(const struct law_program *p, struct law_case_id c) {
  return p->rule.at[c.rule].case_ids[c.kase].id.p;
}

const char *law_case_title(const struct law_program *p, struct law_case_id c, enum lang lang) {
  const struct title *t = &p->rule.at[c.rule].case_ids[c.kase].title;
  return lang == VI ? t->vi.p : t->en.p;
}
