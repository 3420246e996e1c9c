/* concurrency: see concurrency.h. Invariants, asserted:
 * 1. a claim loses at most once, and to a claim of its group that has not lost;
 * 2. no key of a group has more than `most` claims that stand;
 * 3. in a group without an unknown member nothing becomes open. */
#include "law/replay/concurrency.h"

/* A claim in a group by one of its keys; `root` leads to the first of those it is connected with. */
struct share {
  struct group_key key;
  int64_t claim;
};
struct member {
  int64_t claim;
  int64_t root; /* place of a member; its own where it is the first */
  int first, n; /* its keys' places in `slot` */
  bool maybe;
};
struct work {
  struct arena *a;
  const struct group *g;
  struct claim *claim;
  int64_t n;
  struct member *member;
  VEC(struct share) share;
  int64_t *slot;   /* by member's keys: which distinct key */
  int64_t *stand;  /* by distinct key: how many stand */
  int64_t *holder; /* by distinct key: the first that stands, a claim */
};

/* ---- groups in force ---- */

static enum group_scope scope_of(const struct concurrency *c) {
  return c->per == PER_COUPLE && c->link < 0 ? PER_HOUSEHOLD : c->per;
}

struct groups *law_groups_new(struct arena *a, const struct view *v, date day) {
  const struct law_program *p = v->p;
  struct groups *g = NEW(a, struct groups);
  g->at = NEW_ARRAY(a, struct group, p->concurrency.n + 1);
  g->shared = NEW_ARRAY(a, bool, p->benefit.n + 1);
  for (enum group_scope scope = PER_PERSON; scope <= PER_HOUSEHOLD; scope++)
    for (size_t i = 0; i < p->concurrency.n; i++) {
      const struct concurrency *c = &p->concurrency.at[i];
      if (scope_of(c) != scope || !view_governs(v, &c->d, day)) continue;
      struct group *x = &g->at[g->n++];
      *x = (struct group) { c, (int)i, NEW_ARRAY(a, int, p->benefit.n + 1), scope };
      for (size_t b = 0; b < p->benefit.n; b++)
        x->place[b] = -1;
      for (int k = c->n - 1; k >= 0; k--)
        x->place[c->benefit[k]] = k;
      bool joins = scope >= PER_COUPLE;
      for (int k = 0; joins && k < c->n; k++)
        g->shared[c->benefit[k]] = true;
      g->any_shared |= joins;
      g->any_linked |= scope == PER_COUPLE || scope == PER_CARED_FOR;
    }
  return g;
}

/* ---- who is connected with whom ---- */

static int key_order(const struct group_key *x, const struct group_key *y) {
  if (x->a != y->a) return x->a < y->a ? -1 : 1;
  return x->b == y->b ? 0 : x->b < y->b ? -1 : 1;
}

static int by_key(const void *p, const void *q) {
  const struct share *x = p, *y = q;
  int c = key_order(&x->key, &y->key);
  return c ? c : x->claim < y->claim ? -1 : x->claim > y->claim;
}

static int64_t root_of(struct work *w, int64_t i) {
  while (w->member[i].root != i) {
    w->member[i].root = w->member[w->member[i].root].root;
    i = w->member[i].root;
  }
  return i;
}

/* A value that stands, or something that may turn out to be one. */
static bool takes_part(const struct claim *x) {
  return x->status != LAW_NOT_ENTITLED && (!x->lost || x->open);
}

static bool may_come(const struct claim *x) { return x->open || x->status != LAW_VALUE; }

static void collect(struct work *w, const struct group_keys *keys, int64_t claims) {
  w->n = 0;
  w->share.n = 0;
  for (int64_t i = 0; i < claims; i++) {
    struct claim *x = &w->claim[i];
    const struct group_key *k;
    bool open = false;
    if (w->g->place[x->benefit] < 0 || !takes_part(x)) continue;
    int n = keys->of(keys->context, w->g->c, x, &k, &open);
    if (!n) continue;
    w->member[w->n] = (struct member) { i, w->n, 0, n, open || may_come(x) };
    for (int j = 0; j < n; j++)
      *VEC_PUSH(w->a, &w->share) = (struct share) { k[j], w->n };
    w->n++;
  }
}

static void join(struct work *w) {
  if (w->share.n > 1) qsort(w->share.at, w->share.n, sizeof *w->share.at, by_key);
  size_t kept = w->share.n > 0;
  for (size_t i = 1; i < w->share.n; i++) /* one person may be named twice by a link */
    if (by_key(&w->share.at[i - 1], &w->share.at[i])) w->share.at[kept++] = w->share.at[i];
  w->share.n = kept;
  for (size_t i = 1; i < w->share.n; i++) {
    if (key_order(&w->share.at[i - 1].key, &w->share.at[i].key)) continue;
    int64_t x = root_of(w, w->share.at[i - 1].claim), y = root_of(w, w->share.at[i].claim);
    w->member[x > y ? x : y].root = x > y ? y : x;
  }
}

/* Numbers the distinct keys, and writes each member's into its slots. */
static int64_t number_keys(struct work *w) {
  int64_t distinct = 0;
  int next = 0;
  for (int64_t i = 0; i < w->n; i++) {
    w->member[i].first = next;
    next += w->member[i].n;
    w->member[i].n = 0;
  }
  for (size_t i = 0; i < w->share.n; i++) {
    struct member *m = &w->member[w->share.at[i].claim];
    distinct += i > 0 && key_order(&w->share.at[i - 1].key, &w->share.at[i].key) != 0;
    w->slot[m->first + m->n++] = distinct;
  }
  return w->share.n ? distinct + 1 : 0;
}

/* ---- one group ---- */

struct rank {
  bool by_amount;
  money amount;
  int64_t subject, member;
  int place;
};

static int by_rank(const void *p, const void *q) {
  const struct rank *x = p, *y = q;
  if (x->by_amount && x->amount != y->amount) return x->amount > y->amount ? -1 : 1;
  if (!x->by_amount && x->place != y->place) return x->place - y->place;
  if (x->subject != y->subject) return x->subject < y->subject ? -1 : 1;
  if (x->place != y->place) return x->place - y->place;
  return x->member < y->member ? -1 : x->member > y->member;
}

static void choose(struct work *w) {
  struct rank *rank = NEW_ARRAY(w->a, struct rank, w->n + 1);
  int64_t n = 0;
  for (int64_t i = 0; i < w->n; i++) {
    const struct claim *x = &w->claim[w->member[i].claim];
    if (x->status == LAW_VALUE && !x->lost)
      rank[n++] = (struct rank) { !w->g->c->keep_first, x->amount, x->subject, i, w->g->place[x->benefit] };
  }
  if (n > 1) qsort(rank, (size_t)n, sizeof *rank, by_rank);
  for (int64_t i = 0; i < n; i++) {
    const struct member *m = &w->member[rank[i].member];
    int64_t full = -1;
    for (int k = 0; k < m->n && full < 0; k++)
      if (w->stand[w->slot[m->first + k]] >= w->g->c->most) full = w->slot[m->first + k];
    for (int k = 0; k < m->n && full < 0; k++) {
      int64_t key = w->slot[m->first + k];
      if (!w->stand[key]++) w->holder[key] = m->claim;
      if (BROKEN(2)) w->stand[key] = w->g->c->most + 1;
      INVARIANT(2, w->stand[key] <= w->g->c->most);
    }
    if (full < 0) continue;
    struct claim *x = &w->claim[m->claim];
    if (BROKEN(1)) x->lost = true;
    INVARIANT(1, !x->lost && !w->claim[w->holder[full]].lost);
    x->lost = true;
    x->group = w->g->index;
    x->to = (int)w->holder[full];
    x->forgone = x->amount;
  }
}

/* Where somebody may come and a key is asked for more than it pays, all that hang together are open. */
static void open_up(struct work *w) {
  bool *maybe = NEW_ARRAY(w->a, bool, w->n + 1), *crowded = NEW_ARRAY(w->a, bool, w->n + 1), any = false;
  for (size_t from = 0, to; from < w->share.n; from = to) {
    for (to = from + 1; to < w->share.n && !key_order(&w->share.at[from].key, &w->share.at[to].key);)
      to++;
    if (to - from > (size_t)w->g->c->most) crowded[root_of(w, w->share.at[from].claim)] = true;
  }
  for (int64_t i = 0; i < w->n; i++) {
    maybe[root_of(w, i)] |= w->member[i].maybe;
    any |= w->member[i].maybe;
  }
  for (int64_t i = 0; i < w->n && any; i++) {
    const struct member *m = &w->member[i];
    int64_t root = root_of(w, i);
    bool alone = m->maybe && w->claim[m->claim].status == LAW_VALUE && !w->claim[m->claim].open;
    if ((maybe[root] && crowded[root]) || alone) w->claim[m->claim].open = true;
  }
  if (BROKEN(3)) w->claim[w->member[0].claim].open = true;
  for (int64_t i = 0; i < w->n && !any; i++)
    INVARIANT(3, !w->claim[w->member[i].claim].open);
}

void law_settle(struct arena *a, const struct groups *g, const struct group_keys *keys, int64_t n,
                struct claim *claims) {
  assert(n <= INT32_MAX);
  struct work w = { .a = a, .claim = claims };
  for (int64_t i = 0; i < n; i++) {
    claims[i].lost = claims[i].open = false;
    claims[i].group = claims[i].to = -1;
    claims[i].forgone = 0;
  }
  for (int i = 0; i < g->n && n > 0; i++) {
    w.g = &g->at[i];
    if (!w.member) w.member = NEW_ARRAY(a, struct member, n);
    collect(&w, keys, n);
    if (!w.n) continue;
    w.slot = NEW_ARRAY(a, int64_t, w.share.n); /* also of keys that a member has twice */
    join(&w);
    int64_t distinct = number_keys(&w);
    w.stand = NEW_ARRAY(a, int64_t, distinct);
    w.holder = NEW_ARRAY(a, int64_t, distinct);
    choose(&w);
    open_up(&w);
  }
}
