/* ask: a benefit for a month: two readings joined, completions where it stays open, other choices, groups.
 * Decision records 0001 and 0002. */
#include "law/replay/run.h"

enum { SCRATCH_BYTES = 64 << 20, EXPLAINED_BYTES = 256 << 20 };

struct reading {
  struct val v;
  struct val deciding[DECIDING_RULES_MAX];
};

struct law_session *law_session_new(struct arena *a, const struct law_program *p, const struct law_source *s,
                                    struct law_question q) {
  struct law_session *r = NEW(a, struct law_session);
  r->a = a;
  r->p = p;
  r->s = *s;
  r->q = q;
  r->scratch = arena_new("law scratch", SCRATCH_BYTES);
  r->explained = arena_new("law explanation", EXPLAINED_BYTES);
  r->memo = NEW_ARRAY(a, struct memo, MEMO_SLOTS);
  r->view = view_new(a, p, q.law_day);
  r->granted = DATE_MAX;
  for (size_t i = 0; i < p->interpretation.n && i < CHOICES_MAX; i++)
    r->choice[i] = p->interpretation.at[i].standard;
  return r;
}

void law_session_free(struct law_session *r) {
  if (!r) return;
  arena_free(r->scratch);
  arena_free(r->explained);
}

void law_choose(struct law_session *r, int interpretation, int choice) {
  assert(interpretation >= 0 && interpretation < (int)r->p->interpretation.n);
  assert(choice >= 0 && choice < r->p->interpretation.at[interpretation].n);
  r->choice[interpretation] = choice;
}

void run_start(struct law_session *r, int reading) {
  r->reading = reading;
  r->day = reading ? month_last(r->q.for_month) : month_first(r->q.for_month);
  r->generation++;
  r->depth = 0;
}

/* Case rules that an amount rests on, through plain rules of the same subject, each looked into once. */
static void collect_rules(const struct law_program *p, const struct node *n, int *rules, int *n_rules,
                          uint64_t *seen) {
  if (!n) return;
  if (n->op == N_RULE) {
    const struct rule *q = &p->rule.at[n->ref];
    if (seen[n->ref / 64] >> (n->ref % 64) & 1) return;
    seen[n->ref / 64] |= 1ull << (n->ref % 64);
    if (q->cases) {
      for (int i = 0; i < *n_rules; i++)
        if (rules[i] == n->ref) return;
      if (*n_rules < DECIDING_RULES_MAX) rules[(*n_rules)++] = n->ref;
      return;
    }
    for (int i = 0; i < q->n; i++)
      collect_rules(p, q->at[i].body, rules, n_rules, seen);
    return;
  }
  if (n->op == N_HOUSEHOLD || n->op == N_AREA || n->op == N_OUTER || n->op == N_BY || n->op == N_HOLDS)
    return;
  if (n->op >= N_COUNT && n->op <= N_LOWEST) return;
  for (int i = 0; i < 3; i++)
    collect_rules(p, n->kid[i], rules, n_rules, seen);
  for (int i = 0; i < n->n_list; i++)
    collect_rules(p, n->list[i], rules, n_rules, seen);
}

int run_deciding_rules(const struct law_program *p, const struct benefit *b, int *rules) {
  int n = 0;
  uint64_t seen[LAW_DECLARATIONS_MAX / 64 + 1] = { 0 };
  for (int i = 0; i < b->n; i++)
    if (b->at[i].kind == CLAUSE_AMOUNT) collect_rules(p, b->at[i].value, rules, &n, seen);
  return n;
}

static struct reading read_benefit(struct law_session *r, const struct benefit *b, struct subject s,
                                   int reading, const int *rules, int n_rules) {
  struct reading out = { .v = val_none() };
  run_start(r, reading);
  const struct clause *amount = view_clause(r->view, b, CLAUSE_AMOUNT, r->day),
                      *when = view_clause(r->view, b, CLAUSE_WHEN, r->day);
  for (int i = 0; i < n_rules; i++)
    out.deciding[i] = val_none();
  if (!amount) return out;
  unsigned c = when ? val_truth(run_node(r, when->value, s)) : IS_YES;
  if (c == IS_NO && !r->tracing) return out;
  out.v = run_node(r, amount->value, s);
  for (int i = 0; i < n_rules; i++)
    out.deciding[i] = run_rule(r, rules[i], s);
  if (c == IS_YES) {
    if (amount->status.unverified && out.v.some) r->unverified = true;
  } else {
    out.v.none = true;
    if (c == IS_NO) out.v = val_none();
    for (int i = 0; i < n_rules; i++) {
      out.deciding[i].none = true;
      if (c == IS_NO) out.deciding[i] = val_none();
    }
  }
  return out;
}

static struct reading either(struct reading a, struct reading b, int n) {
  a.v = val_either(a.v, b.v);
  for (int i = 0; i < n; i++)
    a.deciding[i] = val_either(a.deciding[i], b.deciding[i]);
  return a;
}

/* The table of decision record 0001: which reading makes the month. -1 neither. */
static int month_takes(bool first, bool last, enum clause_word changes, enum clause_word stops) {
  if (first && last) return changes == MONTH_AFTER ? 0 : 1;
  if (last) return 1;
  if (first) return stops == SAME_MONTH ? -1 : 0;
  return -1;
}

static struct reading part_that(struct reading x, bool holds, int n) {
  if (holds)
    x.v.none = false;
  else {
    x.v = val_none();
    for (int i = 0; i < n; i++)
      x.deciding[i] = val_none();
  }
  return x;
}

static struct reading read_month(struct law_session *r, int benefit, struct subject s, const int *rules,
                                 int n_rules, int *ret_reading) {
  const struct benefit *b = &r->p->benefit.at[benefit];
  struct law_grant g = { 0 };
  bool granted = s.e == E_PERSON && r->s.grant && r->s.grant(r->s.context, s.id, benefit, r->q.for_month, &g);
  r->granted = granted ? g.decided : DATE_MAX;
  struct reading f = read_benefit(r, b, s, 0, rules, n_rules), z = read_benefit(r, b, s, 1, rules, n_rules);
  date last = month_last(r->q.for_month);
  const struct clause *c = view_clause(r->view, b, CLAUSE_CHANGES, last),
                      *k = view_clause(r->view, b, CLAUSE_STOPS, last);
  enum clause_word changes = c ? c->word : SAME_MONTH, stops = k ? k->word : MONTH_AFTER;
  struct reading out = { .v = val_none() };
  bool any = false;
  *ret_reading = 1;
  for (int fh = 0; fh < 2; fh++)
    for (int zh = 0; zh < 2; zh++) {
      if ((fh ? !f.v.some : !f.v.none) || (zh ? !z.v.some : !z.v.none)) continue;
      int take = month_takes(fh, zh, changes, stops);
      struct reading x = take == 0 ? part_that(f, true, n_rules) : part_that(z, take == 1, n_rules);
      out = any ? either(out, x, n_rules) : x;
      if (take == 0) *ret_reading = 0;
      any = true;
    }
  return out;
}

static bool reading_known(const struct law_session *r, const struct reading *x, const int *rules,
                          int n_rules) {
  if (!val_known(x->v, K_MONEY)) {
    bool silent = x->v.some && !x->v.none && r->rounding_silent && bound_has(x->v.lo) && bound_has(x->v.hi) &&
                  x->v.hi.num - x->v.lo.num == 1;
    if (!silent) return false;
  }
  if (!x->v.some) return true;
  for (int i = 0; i < n_rules; i++) {
    const struct val *d = &x->deciding[i];
    if (d->open_cases || d->none == d->some) return false;
    (void)rules;
  }
  return true;
}

static bool bound_same(struct ratio a, struct ratio b) {
  return bound_has(a) && bound_has(b) ? ratio_cmp(a, b) == 0 : a.den == b.den && a.num == b.num;
}

static bool reading_same(const struct reading *a, const struct reading *b, int n_rules) {
  if (a->v.some != b->v.some) return false;
  if (!a->v.some) return true;
  if (!bound_same(a->v.lo, b->v.lo) || !bound_same(a->v.hi, b->v.hi)) return false;
  for (int i = 0; i < n_rules; i++)
    if (a->deciding[i].cases[0] != b->deciding[i].cases[0] ||
        a->deciding[i].cases[1] != b->deciding[i].cases[1])
      return false;
  return true;
}

/* ---- completions ---- */

static int64_t domain_size(const struct missing *m) {
  if (kind_is_set(m->kind)) return __builtin_popcountll(m->domain);
  uint64_t wide = (uint64_t)m->hi - (uint64_t)m->lo;
  return m->hi < m->lo ? 0 : wide > LAW_COMPLETIONS_MAX ? LAW_COMPLETIONS_MAX + 1 : (int64_t)wide + 1;
}

static int64_t domain_value(const struct missing *m, int64_t k) {
  if (!kind_is_set(m->kind)) return m->lo + k;
  uint64_t d = m->domain;
  while (k-- > 0)
    d &= d - 1;
  return __builtin_ctzll(d);
}

/* The month with the k-th completion of the missing facts at[0 .. n - 1]. */
static struct reading completion(struct law_session *r, int benefit, struct subject s, const int *rules,
                                 int n_rules, const int *at, int n, int64_t k) {
  int reading;
  for (int i = 0; i < n; i++) {
    const struct missing *m = &r->missing[at[i]];
    r->over[i] = (struct override) { m->entity, m->subject, m->fact, domain_value(m, k % domain_size(m)) };
    k /= domain_size(m);
  }
  r->n_over = n;
  return read_month(r, benefit, s, rules, n_rules, &reading);
}

/* Do all completions of the facts at[i .. n - 1] agree with *first (the first answer met)? Values are given
 * one fact at a time: where the rest no longer matters the answer is known already, and the whole branch with
 * it. */
struct agreement {
  struct law_session *r;
  int benefit;
  struct subject s;
  const int *rules;
  int n_rules;
  const int *at;
  int n;
  struct reading first;
  bool any;
};

static bool all_agree(struct agreement *g, int i) {
  int reading;
  g->r->n_over = i;
  struct reading x = read_month(g->r, g->benefit, g->s, g->rules, g->n_rules, &reading);
  if (reading_known(g->r, &x, g->rules, g->n_rules)) {
    if (g->any) return reading_same(&g->first, &x, g->n_rules);
    g->first = x;
    g->any = true;
    return true;
  }
  if (i == g->n) return false;
  const struct missing *m = &g->r->missing[g->at[i]];
  for (int64_t v = 0; v < domain_size(m); v++) {
    g->r->over[i] = (struct override) { m->entity, m->subject, m->fact, domain_value(m, v) };
    if (!all_agree(g, i + 1)) return false;
  }
  return true;
}

/* Tries the completions of the missing facts with small domains. True when all agree: *ret is then the
 * answer; false: some differ, and missing[] is cut to what makes a difference (as far as the enumeration can
 * tell). */
static bool complete(struct law_session *r, int benefit, struct subject s, const int *rules, int n_rules,
                     struct reading *ret) {
  int at[OVERRIDES_MAX], n = 0;
  int64_t all = 1;
  for (int i = 0; i < r->n_missing; i++) {
    const struct missing *m = &r->missing[i];
    if (!m->finite || m->fact < 0 || n == OVERRIDES_MAX) continue;
    int64_t d = domain_size(m);
    if (d < 1 || all * d > LAW_COMPLETIONS_MAX) continue;
    all *= d;
    at[n++] = i;
  }
  if (!n || r->more_missing) return false;
  struct agreement g = {
    .r = r, .benefit = benefit, .s = s, .rules = rules, .n_rules = n_rules, .at = at, .n = n
  };
  r->collect = false;
  bool agree = all_agree(&g, 0);
  r->n_over = 0;
  if (agree) {
    *ret = g.first;
    return true;
  }
  if (r->brief) return false;
  struct reading *seen = NEW_ARRAY(r->scratch, struct reading, all);
  for (int64_t k = 0; k < all; k++)
    seen[k] = completion(r, benefit, s, rules, n_rules, at, n, k);
  r->n_over = 0;
  int64_t stride = 1; /* a fact matters when changing it alone changes the answer */
  bool keep[MISSING_MAX];
  for (int i = 0; i < r->n_missing; i++)
    keep[i] = true;
  for (int i = 0; i < n; i++) {
    int64_t d = domain_size(&r->missing[at[i]]);
    bool matters = false;
    for (int64_t k = 0; k + stride < all && !matters; k++)
      if (k / stride % d + 1 < d)
        matters = !reading_same(&seen[k], &seen[k + stride], n_rules) ||
                  !reading_known(r, &seen[k], rules, n_rules);
    keep[at[i]] = matters;
    stride *= d;
  }
  int left = 0;
  for (int i = 0; i < r->n_missing; i++)
    if (keep[i]) r->missing[left++] = r->missing[i];
  r->n_missing = left;
  return false;
}

/* ---- one benefit ---- */

static void fill_cases(struct law_result *q, const struct reading *x, const int *rules, int n_rules) {
  q->n_cases = 0;
  for (int i = 0; i < n_rules; i++)
    for (int k = 0; k < LAW_CASES_MAX; k++)
      if (x->deciding[i].cases[k / 64] >> (k % 64) & 1 && q->n_cases < LAW_DECIDING_MAX &&
          x->deciding[i].some)
        q->cases[q->n_cases++] = (struct law_case_id) { rules[i], k };
}

static enum err ask_once(struct law_session *r, int benefit, struct subject s, bool with_missing,
                         struct law_result *q) {
  int rules[DECIDING_RULES_MAX], n_rules = run_deciding_rules(r->p, &r->p->benefit.at[benefit], rules),
                                 reading = 1;
  *q = (struct law_result) { .benefit = benefit, .subject = s.id, .lost_group = -1, .lost_to = -1 };
  r->n_missing = 0;
  r->more_missing = r->unverified = r->rounding_silent = false;
  r->collect = true;
  r->err = OK;
  struct reading x = read_month(r, benefit, s, rules, n_rules, &reading);
  r->collect = false;
  bool known = reading_known(r, &x, rules, n_rules);
  if (!known && r->err == OK) known = complete(r, benefit, s, rules, n_rules, &x);
  if (r->err != OK) return r->err;
  q->reading = reading;
  q->unverified = r->unverified && x.v.some;
  if (!known) {
    q->status = LAW_UNKNOWN;
    for (int i = 0; with_missing && i < r->n_missing && q->n_missing < LAW_MISSING_MAX; i++) {
      const struct missing *m = &r->missing[i];
      struct str vi = m->vi, en = m->en;
      if (m->fact >= 0) vi = r->p->fact.at[m->fact].title.vi, en = r->p->fact.at[m->fact].title.en;
      q->missing[q->n_missing++] = (struct law_missing) { m->entity, m->subject, m->fact, vi, en };
    }
    if (x.v.some && bound_has(x.v.lo) && !x.v.none) q->amount = x.v.lo.num;
    return OK;
  }
  q->status = x.v.some ? LAW_VALUE : LAW_NOT_ENTITLED;
  if (x.v.some) {
    q->amount = x.v.lo.num;
    q->amount_high = x.v.hi.num;
    fill_cases(q, &x, rules, n_rules);
  }
  return OK;
}

static bool same_answer(const struct law_result *a, const struct law_result *b) {
  return a->status == b->status && a->amount == b->amount && a->n_cases == b->n_cases &&
         !memcmp(a->cases, b->cases, sizeof *a->cases * (size_t)a->n_cases);
}

enum err law_ask(struct law_session *r, int benefit, int64_t id, struct law_result *ret_r) {
  assert(benefit >= 0 && benefit < (int)r->p->benefit.n);
  struct subject s = { .e = r->p->benefit.at[benefit].on, .id = id };
  struct law_result q, other;
  arena_reset(r->scratch);
  r->touched = 0;
  enum err e = ask_once(r, benefit, s, true, &q);
  if (e != OK) return e;
  uint64_t touched = r->touched;
  for (int i = 0; touched && !r->brief && i < (int)r->p->interpretation.n && i < CHOICES_MAX; i++) {
    if (!(touched >> i & 1)) continue;
    int mine = r->choice[i];
    for (int c = 0; c < r->p->interpretation.at[i].n; c++) {
      if (c == mine) continue;
      r->choice[i] = c;
      e = ask_once(r, benefit, s, false, &other);
      if (e == OK && !same_answer(&q, &other) && q.n_alternatives < LAW_ALTERNATIVES_MAX)
        q.alternatives[q.n_alternatives++] = (struct law_alternative) { i, c, other.status, other.amount };
    }
    r->choice[i] = mine;
    r->err = OK;
  }
  *ret_r = q;
  return OK;
}

static enum err beside_household(struct law_session *r, int64_t person, uint64_t considered,
                                 struct law_result *results);

enum err law_ask_all(struct law_session *r, int64_t person, uint64_t considered, struct law_result *results) {
  for (int b = 0; b < (int)r->p->benefit.n; b++) {
    results[b] = (struct law_result) { .benefit = b, .subject = person, .lost_group = -1, .lost_to = -1 };
    if (!(considered >> b & 1) || r->p->benefit.at[b].on != E_PERSON) continue;
    enum err e = law_ask(r, b, person, &results[b]);
    if (e != OK) return e;
  }
  law_apply_groups(r, considered, results);
  return beside_household(r, person, considered, results);
}

static bool of_household(const struct law_session *r, const struct concurrency *c) {
  return c->per == E_HOUSEHOLD && view_governs(r->view, &c->d, month_last(r->q.for_month));
}

/* Where a group is shared by a household, the other members are asked too. */
static enum err beside_household(struct law_session *r, int64_t person, uint64_t considered,
                                 struct law_result *results) {
  uint64_t shared = 0;
  for (size_t g = 0; g < r->p->concurrency.n; g++)
    for (int k = 0; of_household(r, &r->p->concurrency.at[g]) && k < r->p->concurrency.at[g].n; k++) {
      int b = r->p->concurrency.at[g].benefit[k];
      if (considered >> b & 1 && results[b].status == LAW_VALUE && !results[b].lost) shared |= 1ull << b;
    }
  int64_t home = shared ? r->s.household(r->s.context, person, r->q.for_month) : -1;
  const int64_t *list;
  int n = home < 0 ? 0 : r->s.members(r->s.context, home, r->q.for_month, &list);
  if (n < 2) return OK;
  struct arena *a = arena_new("household group", (size_t)16 << 20);
  struct law_result **each = NEW_ARRAY(a, struct law_result *, n);
  uint64_t *asked = NEW_ARRAY(a, uint64_t, n);
  enum err e = OK;
  for (int i = 0; i < n && e == OK; i++) {
    asked[i] = shared;
    each[i] = list[i] == person ? results : NEW_ARRAY(a, struct law_result, r->p->benefit.n);
    for (int b = 0; list[i] != person && b < (int)r->p->benefit.n && e == OK; b++)
      if (shared >> b & 1) e = law_ask(r, b, list[i], &each[i][b]);
  }
  if (e == OK) law_apply_household_groups(r, n, asked, each);
  arena_free(a);
  return e;
}

void law_apply_household_groups(struct law_session *r, int n, const uint64_t *considered,
                                struct law_result *const *results) {
  for (size_t g = 0; g < r->p->concurrency.n; g++) {
    const struct concurrency *c = &r->p->concurrency.at[g];
    if (!of_household(r, c)) continue;
    for (int kept = 0;; kept++) { /* the best of those that still stand, most times; the rest loses */
      int best = -1, best_benefit = -1;
      for (int i = 0; i < n; i++)
        for (int k = 0; k < c->n; k++) {
          int b = c->benefit[k];
          const struct law_result *x = &results[i][b];
          if (!(considered[i] >> b & 1) || x->status != LAW_VALUE || x->lost || x->kept_by_household)
            continue;
          if (best < 0 || (!c->keep_first && x->amount > results[best][best_benefit].amount))
            best = i, best_benefit = b;
        }
      if (best < 0) break;
      struct law_result *x = &results[best][best_benefit];
      if (kept < c->most) {
        x->kept_by_household = true;
        continue;
      }
      x->lost = true;
      x->lost_group = (int)g;
      x->lost_to = best_benefit;
      x->forgone = x->amount;
    }
    for (int i = 0; i < n; i++)
      for (int k = 0; k < c->n; k++)
        results[i][c->benefit[k]].kept_by_household = false;
  }
}

/* ---- groups ---- */

void law_apply_groups(struct law_session *r, uint64_t considered, struct law_result *results) {
  date last = month_last(r->q.for_month);
  for (size_t g = 0; g < r->p->concurrency.n; g++) {
    const struct concurrency *c = &r->p->concurrency.at[g];
    if (c->per != E_PERSON || !view_governs(r->view, &c->d, last)) continue;
    bool taken[LAW_CONCURRENT_MAX] = { 0 };
    bool open = false;
    for (int k = 0; k < c->n; k++)
      open |= (considered >> c->benefit[k] & 1) && results[c->benefit[k]].status == LAW_UNKNOWN;
    int winner = -1;
    for (int place = 0; place < c->most; place++) {
      int best = -1;
      for (int k = 0; k < c->n; k++) {
        const struct law_result *x = &results[c->benefit[k]];
        if (taken[k] || !(considered >> c->benefit[k] & 1) || x->status != LAW_VALUE || x->lost) continue;
        if (best < 0 || (!c->keep_first && x->amount > results[c->benefit[best]].amount)) best = k;
      }
      if (best < 0) break;
      taken[best] = true;
      if (winner < 0) winner = best;
      if (open) results[c->benefit[best]].at_least = true;
    }
    for (int k = 0; k < c->n; k++) {
      struct law_result *x = &results[c->benefit[k]];
      if (taken[k] || winner < 0 || !(considered >> c->benefit[k] & 1) || x->status != LAW_VALUE || x->lost)
        continue;
      x->lost = true;
      x->lost_group = (int)g;
      x->lost_to = c->benefit[winner];
      x->forgone = x->amount;
    }
  }
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

month law_first_month(struct law_session *r, int benefit, date signed_on, date since) {
  const struct clause *c = view_clause(r->view, &r->p->benefit.at[benefit], CLAUSE_STARTS, signed_on);
  enum clause_word w = c ? c->word : MONTH_OF_DECISION;
  return w == MONTH_AFTER_DECISION  ? month_of(signed_on) + 1
         : w == MONTH_OF_CONDITIONS ? month_of(since)
                                    : month_of(signed_on);
}

const char *law_session_message(const struct law_session *r, enum lang lang) {
  if (r->err == OK) return "";
  const char *what = r->err == INVALID ? (lang == VI ? "kết quả không tròn đồng như luật đã ghi «exactly»"
                                                     : "a sum declared «exactly» does not come out whole")
                                       : (lang == VI ? "số vượt quá giới hạn tính toán"
                                                     : "a number beyond what can be computed exactly");
  if (!r->err_at) return what;
  return arena_print(r->scratch, "%.*s:%d:%d: %s", (int)r->err_at->at.file->name.n,
                     r->err_at->at.file->name.p, r->err_at->at.line, r->err_at->at.col, what);
}

const char *law_case_name(const struct law_program *p, struct law_case_id c) {
  return p->rule.at[c.rule].case_ids[c.kase].id.p;
}

const char *law_case_title(const struct law_program *p, struct law_case_id c, enum lang lang) {
  const struct title *t = &p->rule.at[c.rule].case_ids[c.kase].title;
  return lang == VI ? t->vi.p : t->en.p;
}
