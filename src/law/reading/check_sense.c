/* check_sense: what is written rightly and cannot be meant: circles of rules and of documents, a value twice
 * in a list. */
#include "law/reading/check.h"
#include "law/reading/nouns.h"

/* ---- circles of rules ---- */

/* The rules each rule reads, as one list with a start for each. */
struct graph {
  int *start, *to;
  int n;
};

static void collect(const struct node *n, struct arena *a, int **to, int *count, size_t *room) {
  if (!n) return;
  if (n->op == N_RULE && n->ref >= 0) {
    vec_grow(a, (void **)to, room, (size_t)*count, sizeof **to);
    (*to)[(*count)++] = n->ref;
  }
  for (int i = 0; i < 3; i++)
    collect(n->kid[i], a, to, count, room);
  for (int i = 0; i < n->n_list; i++)
    collect(n->list[i], a, to, count, room);
}

static struct graph graph_of(const struct law_program *p) {
  struct graph g = { .start = NEW_ARRAY(p->a, int, p->rule.n + 1) };
  size_t room = 0;
  for (size_t i = 0; i < p->rule.n; i++) {
    g.start[i] = g.n;
    for (int k = 0; k < p->rule.at[i].n; k++) {
      const struct rule_version *v = &p->rule.at[i].at[k];
      collect(v->body, p->a, &g.to, &g.n, &room);
      for (int c = 0; c < v->n; c++) {
        collect(v->at[c].when, p->a, &g.to, &g.n, &room);
        collect(v->at[c].then, p->a, &g.to, &g.n, &room);
      }
    }
  }
  g.start[p->rule.n] = g.n;
  return g;
}

enum { CIRCLE_SHOWN = 8 };

/* The path from `rule` back to itself; of a long one the beginning and how many follow. */
static void circle(struct law_program *p, const int *path, int n) {
  struct buf b = buf_growing(p->a);
  for (int i = 0; i < n && i < CIRCLE_SHOWN; i++) {
    buf_str(&b, p->rule.at[path[i]].full);
    buf_z(&b, " → ");
  }
  if (n > CIRCLE_SHOWN) buf_print(&b, "… (%d) → ", n - CIRCLE_SHOWN);
  buf_str(&b, p->rule.at[path[0]].full);
  COMPLAIN(p, p->rule.at[path[0]].place, M_CIRCLE, arena_text(p->a, b.p, b.n));
}

/* Walked with a stack of our own: a circle may be as long as there are rules. */
bool check_circles(struct law_program *p) {
  struct graph g = graph_of(p);
  char *state = NEW_ARRAY(p->a, char, p->rule.n + 1); /* 1 on the path, 2 done */
  int *path = NEW_ARRAY(p->a, int, p->rule.n + 1), *next = NEW_ARRAY(p->a, int, p->rule.n + 1);
  bool found = false;
  for (size_t first = 0; first < p->rule.n; first++) {
    if (state[first]) continue;
    int depth = 0;
    path[0] = (int)first;
    next[0] = g.start[first];
    state[first] = 1;
    while (depth >= 0) {
      int me = path[depth];
      if (next[depth] == g.start[me + 1]) {
        state[me] = 2;
        depth--;
        continue;
      }
      int to = g.to[next[depth]++];
      if (state[to] == 1) {
        int from = depth;
        while (path[from] != to)
          from--;
        circle(p, path + from, depth - from + 1);
        found = true;
      } else if (!state[to]) {
        depth++;
        path[depth] = to;
        next[depth] = g.start[to];
        state[to] = 1;
      }
    }
  }
  return found;
}

/* ---- documents ---- */

static void self(struct law_program *p, const struct document *d, const int *list, int n, const char *does) {
  int me = (int)(d - p->document.at);
  for (int i = 0; i < n; i++)
    if (list[i] == me) COMPLAIN(p, d->at, M_DOCUMENT_SELF, check_z(p, d->id), does);
}

enum follow { REPEALS = 1, AMENDS = 2, EITHER = 3 };
struct circle {
  struct law_program *p;
  int first;
  enum follow follow;
  char *seen;
  struct buf *path; /* from the first back to it, once a circle is found */
};

/* Follows what is amended or repealed, each document once; a circle is told at the one of its documents that
 * stands first. */
static bool in_circle(struct circle *w, int at, int depth) {
  const struct document *d = &w->p->document.at[at];
  int amends = w->follow & AMENDS ? d->n_amends : 0, repeals = w->follow & REPEALS ? d->n_repeals : 0;
  if (depth > LAW_DEPTH_MAX) return false;
  w->seen[at] = 1;
  for (int i = 0; i < amends + repeals; i++) {
    int to = i < amends ? d->amends_ref[i] : d->repeals_ref[i - amends];
    if (to < w->first || to == at) continue;
    if (to == w->first)
      buf_str(w->path, w->p->document.at[to].id);
    else if (w->seen[to] || !in_circle(w, to, depth + 1))
      continue;
    buf_z(w->path, " ← ");
    buf_str(w->path, d->id);
    return true;
  }
  return false;
}

/* Of one kind, else of both: then the one amends who repeals it. */
static void circles(struct law_program *p, int i) {
  const struct document *d = &p->document.at[i];
  bool any = false;
  for (enum follow f = REPEALS; f <= EITHER && !(f == EITHER && any); f++) {
    if (!(f & AMENDS ? d->n_amends : 0) && !(f & REPEALS ? d->n_repeals : 0)) continue;
    struct buf b = buf_growing(p->a);
    struct circle w = { p, i, f, NEW_ARRAY(p->a, char, p->document.n), &b };
    if (!in_circle(&w, i, 0)) continue;
    any = true;
    const char *path = arena_text(p->a, b.p, b.n);
    if (f == AMENDS)
      COMPLAIN(p, d->at, M_AMENDS_CIRCLE, path);
    else if (f == REPEALS)
      COMPLAIN(p, d->at, M_DOCUMENT_CIRCLE, path);
    else
      COMPLAIN(p, d->at, M_DOCUMENTS_MIXED, path);
  }
}

static void document_sense(struct law_program *p, int i) {
  const struct document *d = &p->document.at[i];
  char x[11], y[11];
  self(p, d, d->repeals_ref, d->n_repeals, NOUN(repeals));
  self(p, d, d->amends_ref, d->n_amends, NOUN(amends));
  if (d->expires <= d->in_force)
    COMPLAIN(p, d->at, M_DOCUMENT_LIFE, check_z(p, d->id), date_iso(d->expires, x), date_iso(d->in_force, y));
  check_document_lives(p, i);
  circles(p, i);
}

/* ---- a name twice in one list ---- */

static int by_text(const void *a, const void *b) {
  const struct str *x = a, *y = b;
  size_t n = x->n < y->n ? x->n : y->n;
  int c = memcmp(x->p, y->p, n);
  return c ? c : (x->n > y->n) - (x->n < y->n);
}

/* Sorted first: a list may be long. */
static void twice_in(struct law_program *p, struct str *ids, int n, struct place at) {
  qsort(ids, (size_t)n, sizeof *ids, by_text);
  for (int i = 1; i < n; i++)
    if (str_eq(ids[i], ids[i - 1])) COMPLAIN(p, at, M_TWICE, check_z(p, ids[i]), check_place(p, at));
}

#define TWICE_IN(list, count, at)                                                                            \
  do {                                                                                                       \
    struct str *ids_ = NEW_ARRAY(p->a, struct str, (count) + 1);                                             \
    for (int x_ = 0; x_ < (count); x_++)                                                                     \
      ids_[x_] = (list)[x_].id;                                                                              \
    twice_in(p, ids_, (count), (at));                                                                        \
  } while (0)

static void lists(struct law_program *p) {
  for (size_t i = 0; i < p->enumeration.n; i++)
    TWICE_IN(p->enumeration.at[i].at, p->enumeration.at[i].n, p->enumeration.at[i].at_);
  for (size_t i = 0; i < p->interpretation.n; i++)
    TWICE_IN(p->interpretation.at[i].choice, p->interpretation.at[i].n, p->interpretation.at[i].at);
  for (size_t i = 0; i < p->record.n; i++)
    TWICE_IN(p->record.at[i].field, p->record.at[i].n, p->record.at[i].at);
  for (size_t i = 0; i < p->table.n; i++)
    TWICE_IN(p->table.at[i].key, p->table.at[i].n_key, p->table.at[i].place);
}

/* ---- groups that count one benefit twice, or can never refuse one ---- */

/* Where each person, or each household, has every one of the benefits once: nobody else shares the group. */
static bool has_each_once(const struct law_program *p, const struct concurrency *c) {
  bool own = c->per == PER_PERSON || c->per == PER_HOUSEHOLD;
  for (int i = 0; i < c->n && own; i++)
    own = c->benefit[i] >= 0 &&
          p->benefit.at[c->benefit[i]].on == (c->per == PER_PERSON ? E_PERSON : E_HOUSEHOLD);
  return own;
}

static void groups(struct law_program *p) {
  for (size_t g = 0; g < p->concurrency.n; g++) {
    const struct concurrency *c = &p->concurrency.at[g];
    bool *seen = NEW_ARRAY(p->a, bool, p->benefit.n + 1), twice = false;
    for (int i = 0; i < c->n; i++) {
      int b = c->benefit[i];
      if (b < 0) continue;
      if (seen[b]) COMPLAIN(p, c->at, M_GROUP_TWICE, check_z(p, p->benefit.at[b].id), check_z(p, c->id));
      twice |= seen[b];
      seen[b] = true;
    }
    if (!twice && c->most >= c->n && has_each_once(p, c))
      COMPLAIN(p, c->at, M_GROUP_IDLE, check_z(p, c->id), arena_print(p->a, "%d", c->most),
               arena_print(p->a, "%d", c->n));
  }
}

void check_sense(struct law_program *p) {
  for (size_t i = 0; i < p->document.n; i++)
    document_sense(p, (int)i);
  lists(p);
  groups(p);
  if (p->errors) return;
  check_intervals(p);
  check_clauses(p);
  check_living(p);
}
