/* ask: a benefit for a month: two readings joined, completions where it stays open, other choices.
 * Decision records 0001 and 0002. Readings: readings.c. Completions: completions.c. Groups: share.c.
 * Invariants, asserted:
 * 1. a question leaves no completion behind it;
 * 2. a sum that is known is one sum, or two apart by the đồng that silent rounding leaves open. */
#include "law/print/printer.h"
#include "law/replay/outside.h"
#include "law/replay/readings.h"
#include "law/replay/replay_words.h"

enum { SCRATCH_BYTES = 256 << 20, EXPLAINED_BYTES = 256 << 20 };

struct law_session *law_session_new(struct arena *a, const struct law_program *p, const struct law_source *s,
                                    struct law_question q) {
  return run_session_without(a, p, s, q, (struct law_without) { 0 });
}

struct law_session *run_session_without(struct arena *a, const struct law_program *p,
                                        const struct law_source *s, struct law_question q,
                                        struct law_without without) {
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
  for (size_t i = 0; i < r->unraised.n; i++)
    law_session_free(r->unraised.at[i]);
}

void law_session_turn(struct law_session *r, month for_month) {
  assert(r->view->law_day == r->q.law_day);
  r->q.for_month = for_month;
  r->groups = NULL; /* those in force on the month's last day */
  run_clean(r);
}

void law_session_brief(struct law_session *r, bool brief) { r->brief = brief; }

void law_session_short(struct law_session *r, bool without_everything) { r->short_why = without_everything; }

void law_session_guarded(struct law_session *r, bool guarded) { r->guarded = guarded; }

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
  return (struct about) { benefit, s, d->n, d->rule, r->masked };
}

static struct made_month read_month(struct law_session *r, const struct about *q) {
  const struct benefit *b = &r->p->benefit.at[q->benefit];
  struct law_grant g = run_granted(r, q->s, q->benefit, r->q.for_month);
  r->granted = run_guarded_by(b, &g);
  struct reading first = run_reading(r, q, 0), last = run_reading(r, q, 1);
  struct made_month out = run_month_of(r, q, first, last);
  if (g.stands && g.first == r->q.for_month) out.started = view_clause(r->view, b, CLAUSE_STARTS, g.decided);
  assert(!out.started || out.started->kind == CLAUSE_STARTS);
  return out;
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

/* Each thing once, though it may be missing on more than one day. */
static void fill_missing(struct law_session *r, struct law_result *ret) {
  struct law_missing *list = NEW_ARRAY(r->keep, struct law_missing, r->n_missing + 1);
  bool *named = NEW_ARRAY(r->scratch, bool, r->n_things + 1);
  for (int i = 0; i < r->n_missing; i++) {
    const struct missing *m = &r->missing[i];
    if (named[m->thing]) continue;
    named[m->thing] = true;
    struct str vi = m->fact >= 0 ? r->p->fact.at[m->fact].title.vi : kept(r, m->vi);
    struct str en = m->fact >= 0 ? r->p->fact.at[m->fact].title.en : kept(r, m->en);
    list[ret->n_missing++] = (struct law_missing) { m->entity, m->subject, m->fact, vi, en };
  }
  ret->missing = list;
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
  bool known = run_reading_known(r, &q, &x);
  if (!known && r->err == OK) known = run_completed(r, &q, with_missing, &x);
  if (!BROKEN(1)) r->n_over = 0;
  INVARIANT(1, r->n_over == 0);
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
    if (BROKEN(2)) x.v.hi.num = x.v.lo.num + 2;
    INVARIANT(2, x.v.hi.num == x.v.lo.num || x.v.hi.num == x.v.lo.num + 1);
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

/* The same questions under the law without some documents, by the same choices. */
static struct law_session *under(struct law_session *r, struct law_without without) {
  struct law_session *then = NULL;
  for (size_t i = 0; i < r->unraised.n && !then; i++)
    if (view_same_without(r->unraised.at[i]->view->without, without)) then = r->unraised.at[i];
  if (!then) {
    then = run_session_without(r->a, r->p, &r->s, r->q, without);
    *VEC_PUSH(r->a, &r->unraised) = then;
  }
  if (then->q.for_month != r->q.for_month) law_session_turn(then, r->q.for_month);
  then->keep = r->keep;
  then->brief = r->brief;
  memcpy(then->choice, r->choice, sizeof *r->choice * r->p->interpretation.n);
  return then;
}

struct law_result run_not_lowered(struct law_session *r, struct law_result q) {
  struct law_without without = r->view->without;
  while (q.status <= LAW_VALUE && law_unraised(r->p, month_last(r->q.for_month), r->q.law_day, &without)) {
    struct law_result was;
    law_ask(under(r, without), q.benefit, q.subject, &was);
    bool more = was.status == LAW_VALUE && (q.status != LAW_VALUE || was.amount > q.amount);
    if (!more && was.status <= LAW_VALUE) continue;
    q = was;
    q.kept = without.raised;
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
