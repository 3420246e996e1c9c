/* share: a person's benefits with the concurrency groups applied, also those he shares with others: the
 * others are asked as far as they matter, by the same reckoning, and all claims are settled together
 * (concurrency.h). Invariants, asserted:
 * 1. no more than LAW_SHARING_MAX are asked;
 * 2. what matters is closed: of a group with one that matters, all matter;
 * 3. the person's own claims come first: only they come out. */
#include "law/replay/run.h"
#include "law/replay/concurrency.h"

enum { SHARING_BYTES = 256 << 20 };

struct sharing {
  struct law_session *r;
  struct arena *a;
  const struct groups *g;
  enum law_reckoning what;
  bool *matters; /* by benefit: asked of others */
  VEC(struct claim) claim;
  VEC(struct subject) who;
  size_t asked; /* of `who` */
  bool too_many;
};

/* ---- keys ---- */

static const struct group_key *one_key(struct sharing *w, int64_t a, int64_t b) {
  struct group_key *k = NEW(w->a, struct group_key);
  *k = (struct group_key) { a, b };
  return k;
}

struct found {
  int n;
  int64_t *at;
  bool open; /* nothing is recorded, and that says nothing */
};

static void find(struct sharing *w, struct found *f, int64_t person) {
  for (int i = 0; i < f->n; i++)
    if (f->at[i] == person) return;
  if (run_there_in_month(w->r, person)) f->at[f->n++] = person;
}

/* Whom a link leads to in the month: on its last day, and, where one of the two dies within it and the link
 * with him, on its first. */
static struct found linked_in_month(struct sharing *w, int link, int64_t person) {
  struct law_session *r = w->r;
  const int64_t *last, *first;
  run_start(r, 1);
  int n = r->s.linked(r->s.context, person, link, r->day, &last);
  struct found f = { .open = n < 0 && !r->p->link.at[link].absent_none };
  int64_t *of_last = NEW_ARRAY(w->a, int64_t, (n > 0 ? n : 0) + 1);
  for (int i = 0; i < n; i++)
    of_last[i] = last[i];
  int before = r->s.linked(r->s.context, person, link, month_first(r->q.for_month), &first);
  f.at = NEW_ARRAY(w->a, int64_t, (n > 0 ? n : 0) + (before > 0 ? before : 0) + 1);
  for (int i = 0; i < n; i++)
    find(w, &f, of_last[i]);
  bool dies = before > 0 && run_dies_in_month(r, person);
  for (int i = 0; i < before; i++)
    if (dies || run_dies_in_month(r, first[i])) find(w, &f, first[i]);
  return f;
}

static int keys_of_link(struct sharing *w, const struct concurrency *c, const struct claim *x,
                        const struct group_key **ret, bool *ret_open) {
  struct found f = linked_in_month(w, c->link, x->subject);
  *ret_open = f.open;
  if (!f.n) {
    *ret = one_key(w, x->subject, x->subject);
    return c->per == PER_COUPLE || f.open; /* who cares for nobody stands outside */
  }
  struct group_key *k = NEW_ARRAY(w->a, struct group_key, f.n);
  for (int i = 0; i < f.n; i++) {
    bool first = x->subject < f.at[i];
    k[i] = c->per == PER_CARED_FOR
               ? (struct group_key) { f.at[i], -1 }
               : (struct group_key) { first ? x->subject : f.at[i], first ? f.at[i] : x->subject };
  }
  *ret = k;
  return f.n;
}

static int keys_of(void *context, const struct concurrency *c, const struct claim *x,
                   const struct group_key **ret, bool *ret_open) {
  struct sharing *w = context;
  struct law_session *r = w->r;
  bool person = x->on == E_PERSON, shared = c->per != PER_PERSON && c->per != PER_DECEASED;
  if (shared && person) {
    run_start(r, 1);
    if (!run_there_in_month(r, x->subject)) return 0;
  }
  if (person && c->link >= 0) return keys_of_link(w, c, x, ret, ret_open);
  if (c->per == PER_DECEASED && !(person && run_dead(r, x->subject))) return 0;
  *ret = one_key(w, x->subject, person ? -1 : -2);
  if (c->per != PER_HOUSEHOLD && c->per != PER_COUPLE) return 1;
  int64_t home = person ? r->s.household(r->s.context, x->subject, r->q.for_month) : x->subject;
  if (home >= 0) *ret = one_key(w, home, -2);
  return 1;
}

/* ---- who is asked ---- */

/* A household's benefit is granted to it through one of its members; who died before the month holds it only
 * where nobody living does. */
bool law_granted(struct law_session *r, int benefit, int64_t subject) {
  enum entity on = r->p->benefit.at[benefit].on;
  const int64_t *who = &subject;
  bool living = false, pays[2] = { false, false }; /* of the dead, of the living */
  if (!r->s.grant || subject < 0) return false;
  if (on != E_PERSON && r->s.granted_home)
    return r->s.granted_home(r->s.context, subject, benefit, r->q.for_month);
  int n = on == E_PERSON ? 1 : r->s.members(r->s.context, subject, r->q.for_month, &who);
  for (int i = 0; i < n; i++) {
    struct law_grant g = run_granted(r, (struct subject) { .e = E_PERSON, .id = who[i] }, benefit,
                                     r->q.for_month);
    if (!g.stands) continue;
    if (on != E_PERSON) run_start(r, 1);
    bool lives = on == E_PERSON || run_there_in_month(r, who[i]);
    living |= lives;
    pays[lives] |= !g.suspended;
  }
  return pays[living];
}

static bool considered(const struct sharing *w, int benefit, struct subject s) {
  if (w->r->p->benefit.at[benefit].on != s.e) return false;
  return w->what == LAW_ELIGIBLE || law_granted(w->r, benefit, s.id);
}

static void claim(struct sharing *w, const struct law_result *q, enum entity on) {
  if (q->status != LAW_NOT_ENTITLED)
    *VEC_PUSH(w->a, &w->claim) = (struct claim) {
      .benefit = q->benefit, .subject = q->subject, .on = on, .status = q->status, .amount = q->amount
    };
}

/* Benefits of groups that join others with this person's, and what stands in groups with those. */
static bool find_what_matters(struct sharing *w) {
  const struct law_program *p = w->r->p;
  bool any = false, more;
  w->matters = NEW_ARRAY(w->a, bool, p->benefit.n + 1);
  for (size_t i = 0; i < w->claim.n; i++)
    any |= w->matters[w->claim.at[i].benefit] = w->g->shared[w->claim.at[i].benefit];
  do {
    more = false;
    for (int i = 0; any && i < w->g->n; i++) {
      const struct concurrency *c = w->g->at[i].c;
      bool in = false;
      for (int k = 0; k < c->n; k++)
        in |= w->matters[c->benefit[k]];
      for (int k = 0; in && k < c->n; k++) {
        more |= !w->matters[c->benefit[k]];
        w->matters[c->benefit[k]] = true;
      }
    }
  } while (more);
  for (int i = 0; any && i < w->g->n; i++) {
    const struct concurrency *c = w->g->at[i].c;
    int those = 0;
    if (BROKEN(2)) w->matters[c->benefit[0]] = !w->matters[c->benefit[c->n - 1]];
    for (int k = 0; k < c->n; k++)
      those += w->matters[c->benefit[k]];
    INVARIANT(2, those == 0 || those == c->n);
  }
  return any;
}

static void add(struct sharing *w, enum entity e, int64_t id) {
  for (size_t i = 0; i < w->who.n; i++)
    if (w->who.at[i].e == e && w->who.at[i].id == id) return;
  w->too_many |= w->who.n == LAW_SHARING_MAX;
  if (!w->too_many) *VEC_PUSH(w->a, &w->who) = (struct subject) { .e = e, .id = id };
  if (BROKEN(1)) w->who.n = LAW_SHARING_MAX + 1;
  INVARIANT(1, w->who.n <= LAW_SHARING_MAX);
}

static void add_all(struct sharing *w, int n, const int64_t *list) {
  for (int i = 0; i < n; i++)
    add(w, E_PERSON, list[i]);
}

/* Everybody who may share a group with a claim. */
static void add_sharers(struct sharing *w, const struct group *g, const struct claim *x) {
  struct law_session *r = w->r;
  bool person = x->on == E_PERSON;
  if (g->scope == PER_HOUSEHOLD) {
    int64_t home = person ? r->s.household(r->s.context, x->subject, r->q.for_month) : x->subject;
    const int64_t *list;
    if (home < 0) return;
    add(w, E_HOUSEHOLD, home);
    int n = r->s.members(r->s.context, home, r->q.for_month, &list);
    add_all(w, n, list);
    return;
  }
  if (!person || (g->scope != PER_COUPLE && g->scope != PER_CARED_FOR)) return;
  struct found f = linked_in_month(w, g->c->link, x->subject);
  if (g->scope == PER_COUPLE) add_all(w, f.n, f.at);
  for (int i = 0; i < f.n && g->scope == PER_CARED_FOR; i++) {
    struct found carers = linked_in_month(w, r->p->link.at[g->c->link].inverse_of, f.at[i]);
    add_all(w, carers.n, carers.at);
  }
}

static void ask_others(struct sharing *w) {
  struct law_session *r = w->r;
  bool brief = r->brief;
  r->brief = true; /* of others only what they claim is wanted */
  for (size_t done = 0; !w->too_many && done < w->claim.n; done++) {
    struct claim x = w->claim.at[done];
    for (int i = 0; i < w->g->n && w->matters[x.benefit]; i++)
      if (w->g->at[i].place[x.benefit] >= 0) add_sharers(w, &w->g->at[i], &x);
    for (; !w->too_many && w->asked < w->who.n; w->asked++) {
      struct subject s = w->who.at[w->asked];
      for (int b = 0; b < (int)r->p->benefit.n; b++) {
        struct law_result q;
        if (!w->matters[b] || !considered(w, b, s)) continue;
        law_ask(r, b, s.id, &q);
        if (w->what == LAW_DUE) q = run_not_lowered(r, q);
        claim(w, &q, s.e);
      }
    }
  }
  r->brief = brief;
}

/* ---- all of a person ---- */

static struct sharing sharing_of(struct law_session *r, enum law_reckoning what) {
  if (!r->sharing) r->sharing = arena_new("law groups", SHARING_BYTES);
  if (!r->groups) r->groups = law_groups_new(r->a, r->view, month_last(r->q.for_month));
  arena_reset(r->sharing);
  return (struct sharing) { .r = r, .a = r->sharing, .g = r->groups, .what = what };
}

static void outcome(const struct sharing *w, const struct claim *x, struct law_result *q) {
  const struct law_program *p = w->r->p;
  q->unverified |= x->lost && p->concurrency.at[x->group].status.unverified;
  q->unverified |= w->what == LAW_DUE && q->started && q->started->status.unverified;
  q->open = x->open;
  q->at_least = x->open && x->status == LAW_VALUE && !x->lost;
  if (!x->lost) return;
  const struct claim *to = &w->claim.at[x->to];
  q->lost = true;
  q->lost_group = x->group;
  q->lost_to = to->benefit;
  q->lost_to_subject = to->subject;
  q->lost_to_amount = to->amount;
  q->forgone = x->forgone;
}

static struct law_result not_considered(int benefit, int64_t person) {
  return (struct law_result) { .benefit = benefit, .subject = person, .lost_group = -1, .lost_to = -1 };
}

/* `pure`: the subject's results before the groups, worked out already; NULL: they are asked. */
static void all_of(struct law_session *r, struct subject s, enum law_reckoning what,
                   const struct law_result *pure, struct law_result *results) {
  struct sharing w = sharing_of(r, what);
  for (int b = 0; b < (int)r->p->benefit.n; b++) {
    results[b] = not_considered(b, s.id);
    bool asked = considered(&w, b, s);
    if (asked && pure) results[b] = pure[b];
    if (asked && !pure) law_ask(r, b, s.id, &results[b]);
    if (asked && what == LAW_DUE) results[b] = run_not_lowered(r, results[b]);
    claim(&w, &results[b], s.e);
  }
  size_t own = w.claim.n;
  *VEC_PUSH(w.a, &w.who) = s;
  w.asked = 1;
  if (w.g->any_shared && find_what_matters(&w)) ask_others(&w);
  for (size_t i = 0; w.too_many && i < own; i++) {
    struct law_result *q = &results[w.claim.at[i].benefit];
    if (!w.g->shared[q->benefit]) continue;
    *q = not_considered(q->benefit, s.id);
    q->status = LAW_FAULT;
    q->fault = (struct law_fault) { LIMIT, "" };
    w.claim.at[i].status = LAW_FAULT;
  }
  if (w.too_many) w.claim.n = own;
  struct group_keys keys = { &w, keys_of };
  law_settle(w.a, w.g, &keys, (int64_t)w.claim.n, w.claim.at);
  if (BROKEN(3) && own) w.claim.at[0].subject = -1;
  for (size_t i = 0; i < own; i++) {
    const struct claim *x = &w.claim.at[i];
    INVARIANT(3, x->on == s.e && x->subject == s.id);
    outcome(&w, x, &results[x->benefit]);
  }
  for (size_t i = 0; i < w.claim.n; i++) { /* what is paid because another is not */
    const struct claim *x = &w.claim.at[i];
    if (x->lost && x->to < (int64_t)own)
      results[w.claim.at[x->to].benefit].unverified |= r->p->concurrency.at[x->group].status.unverified;
  }
}

void law_ask_all(struct law_session *r, int64_t person, enum law_reckoning what, struct law_result *results) {
  all_of(r, (struct subject) { .e = E_PERSON, .id = person }, what, NULL, results);
}

void law_ask_both(struct law_session *r, enum law_entity on, int64_t subject, struct law_result *eligible,
                  struct law_result *due) {
  assert(on == LAW_PERSON || on == LAW_HOUSEHOLD);
  struct subject s = { .e = (enum entity)on, .id = subject };
  int n = (int)r->p->benefit.n;
  struct law_result *pure = NEW_ARRAY(r->keep, struct law_result, n + 1);
  for (int b = 0; b < n; b++) {
    pure[b] = not_considered(b, subject);
    if (r->p->benefit.at[b].on == s.e) law_ask(r, b, subject, &pure[b]);
  }
  all_of(r, s, LAW_ELIGIBLE, pure, eligible);
  all_of(r, s, LAW_DUE, pure, due);
}
