/* mutants: what can be changed in a pack. See mutate.h. */
#include "law/tools/mutate.h"

enum { KINDS_MAX = 64 };

struct maker {
  struct arena *a;
  struct law_program *p;
  struct mutants *m;
  const char *prefix; /* of the keys: declaration, version, case */
  int node;           /* what a test must reach */
  struct {
    const char *kind;
    int n;
  } count[KINDS_MAX];
  int n_count;
  bool *read[N_OPS]; /* by operation and number: facts, parameters, tables, choices that some expression reads
                      */
  bool *read_link, *rested_on; /* links; documents that some provision stands on */
};

void law_mutant_swap(struct mutant *m) {
  unsigned char *x = m->where, *y = m->bytes;
  for (size_t i = 0; i < m->n; i++) {
    unsigned char b = x[i];
    x[i] = y[i];
    y[i] = b;
  }
}

static void at(struct maker *w, const char *prefix, int node) {
  w->prefix = prefix;
  w->node = node;
  w->n_count = 0;
}

static int ordinal(struct maker *w, const char *kind) {
  int i = 0;
  while (i < w->n_count && strcmp(w->count[i].kind, kind))
    i++;
  assert(i < KINDS_MAX);
  if (i == w->n_count) {
    w->count[i].kind = kind;
    w->count[i].n = 0;
    w->n_count++;
  }
  return ++w->count[i].n;
}

/* `like`: all of a mutant but its key, where it is and its bytes, which are copied. */
static void put(struct maker *w, const char *kind, struct mutant like, void *where, const void *bytes) {
  struct mutant *m = VEC_PUSH(w->a, w->m);
  *m = like;
  m->where = where;
  m->key = arena_print(w->a, "%s/%s.%d", w->prefix, kind, ordinal(w, kind));
  m->bytes = arena_alloc(w->a, m->n);
  memcpy(m->bytes, bytes, m->n);
}

#define PUT(w, kind, place, node, where, value, what, from, to)                                              \
  do {                                                                                                       \
    __typeof__(*(where)) new_ = (value);                                                                     \
    const struct mutant like_ = { NULL, (what), (from), (to), (place), (node), NULL, NULL, sizeof new_ };    \
    put((w), (kind), like_, (where), &new_);                                                                 \
  } while (0)

static const char *day_z(struct maker *w, date d) {
  char z[11];
  return arena_print(w->a, "%s", date_iso(d, z));
}
static const char *ratio_z(struct maker *w, struct ratio r) {
  char z[48];
  return arena_print(w->a, "%s", ratio_text(r, '.', z));
}

/* ---- values ---- */

static const char *choice_z(const struct law_program *p, struct type t, int64_t i, int *ret_n) {
  if (t.enumeration < (int)p->enumeration.n) {
    *ret_n = p->enumeration.at[t.enumeration].n;
    return p->enumeration.at[t.enumeration].at[i % *ret_n].id.p;
  }
  const struct interpretation *x = &p->interpretation.at[t.enumeration - CHOICE_BASE];
  *ret_n = x->n;
  return x->choice[i % x->n].id.p;
}

static void constant(struct maker *w, struct node *n, const char *what) {
  struct ratio up, down, step = { 1, n->type.kind == K_RATE ? 2 : 1 }, back = { -1, step.den };
  int choices = 0;
  switch (n->type.kind) {
  case K_BOOL:
    PUT(w, "truth", n->at, n->id, &n->i, !n->i, what, n->i ? "yes" : "no", n->i ? "no" : "yes");
    return;
  case K_ENUM: {
    const char *now = choice_z(w->p, n->type, n->i, &choices);
    if (choices > 1)
      PUT(w, "value", n->at, n->id, &n->i, (n->i + 1) % choices, what, now,
          choice_z(w->p, n->type, n->i + 1, &choices));
    return;
  }
  case K_DATE:
    if (n->r.num >= DATE_MAX || n->r.num <= DATE_MIN) return;
    PUT(w, "day_up", n->at, n->id, &n->r, ((struct ratio) { n->r.num + 1, 1 }), what,
        day_z(w, (date)n->r.num), day_z(w, (date)n->r.num + 1));
    PUT(w, "day_down", n->at, n->id, &n->r, ((struct ratio) { n->r.num - 1, 1 }), what,
        day_z(w, (date)n->r.num), day_z(w, (date)n->r.num - 1));
    return;
  default:
    if (ratio_add(n->r, step, &up) == OK)
      PUT(w, "number_up", n->at, n->id, &n->r, up, what, ratio_z(w, n->r), ratio_z(w, up));
    if (ratio_add(n->r, back, &down) == OK)
      PUT(w, "number_down", n->at, n->id, &n->r, down, what, ratio_z(w, n->r), ratio_z(w, down));
  }
}

/* ---- expressions ---- */

static void operation(struct maker *w, struct node *n) {
  static const struct {
    enum op from, to;
    const char *kind, *a, *b;
  } swaps[] = { { N_LT, N_LE, "lt", "<", "<=" },
                { N_LE, N_LT, "le", "<=", "<" },
                { N_GT, N_GE, "gt", ">", ">=" },
                { N_GE, N_GT, "ge", ">=", ">" },
                { N_EQ, N_NE, "eq", "=", "!=" },
                { N_NE, N_EQ, "ne", "!=", "=" },
                { N_AND, N_OR, "and", "and", "or" },
                { N_OR, N_AND, "or", "or", "and" },
                { N_ANY, N_ALL, "any", "any", "all" },
                { N_ALL, N_ANY, "all", "all", "any" },
                { N_MIN, N_MAX, "min", "min", "max" },
                { N_MAX, N_MIN, "max", "max", "min" },
                { N_HIGHEST, N_LOWEST, "highest", "highest", "lowest" },
                { N_LOWEST, N_HIGHEST, "lowest", "lowest", "highest" },
                { N_ADD, N_SUB, "plus", "+", "-" },
                { N_SUB, N_ADD, "minus", "-", "+" },
                { N_MUL, N_DIV, "times", "*", "/" },
                { N_DIV, N_MUL, "over", "/", "*" } };
  for (size_t i = 0; i < sizeof swaps / sizeof *swaps; i++)
    if (n->op == swaps[i].from)
      PUT(w, swaps[i].kind, n->at, n->id, &n->op, swaps[i].to, "", swaps[i].a, swaps[i].b);
}

static void listed(struct maker *w, struct node *n) {
  for (int i = 0; i < n->n_list && n->n_list > 1 && n->op == N_IN; i++) {
    struct node x = *n;
    x.list = NEW_ARRAY(w->a, struct node *, n->n_list);
    x.n_list = 0;
    for (int k = 0; k < n->n_list; k++)
      if (k != i) x.list[x.n_list++] = n->list[k];
    PUT(w, "in", n->list[i]->at, n->id, n, x, "in (…)",
        n->list[i]->name.n ? arena_text(w->a, n->list[i]->name.p, n->list[i]->name.n) : "…", "—");
  }
  if (n->op != N_BY) return;
  int cases = set_count(n->cases);
  for (int k = set_next(n->cases, 0); k >= 0 && cases > 1; k = set_next(n->cases, k + 1)) {
    struct node x = *n;
    x.cases = set_without(w->a, n->cases, k);
    PUT(w, "by", n->at, n->id, n, x, "by (…)", w->p->rule.at[n->ref].case_ids[k].id.p, "—");
  }
}

static void expression(struct maker *w, struct node *n) {
  if (!n) return;
  operation(w, n);
  listed(w, n);
  if (n->op == N_CONST)
    constant(w, n, "");
  else if (n->op == N_NOT)
    PUT(w, "not", n->at, n->id, n, *n->kid[0], "", "not", "—");
  else if (n->op == N_AT)
    PUT(w, "at", n->at, n->id, n, *n->kid[0], "", "at …", "—");
  else if (n->op == N_GRANTED && !n->kid[0]) {
    PUT(w, "granted_up", n->at, n->id, &n->r.num, n->r.num + 1, "granted before", day_z(w, (date)n->r.num),
        day_z(w, (date)n->r.num + 1));
    PUT(w, "granted_down", n->at, n->id, &n->r.num, n->r.num - 1, "granted before", day_z(w, (date)n->r.num),
        day_z(w, (date)n->r.num - 1));
  } else if (n->op == N_ROUND && n->how != ROUND_EXACT && n->how != ROUND_UNROUNDED) {
    int to = n->how == ROUND_DOWN ? ROUND_UP : ROUND_DOWN;
    PUT(w, "rounded", n->at, n->id, &n->how, to, "rounded",
        n->how == ROUND_DOWN ? "down"
        : n->how == ROUND_UP ? "up"
                             : "half_up",
        to == ROUND_UP ? "up" : "down");
  } else if (n->op >= N_COUNT && n->op <= N_LOWEST && n->kid[1])
    PUT(w, "where", n->at, n->id, &n->kid[1], NULL, "", "where (…)", "—");
  for (int i = 0; i < 3; i++)
    expression(w, n->kid[i]);
  for (int i = 0; i < n->n_list; i++)
    expression(w, n->list[i]);
}

/* ---- dates of provisions ---- */

static void move(struct maker *w, const char *up, const char *down, struct place place, date *d,
                 const char *what) {
  PUT(w, up, place, w->node, d, *d + 1, what, day_z(w, *d), day_z(w, *d + 1));
  PUT(w, down, place, w->node, d, *d - 1, what, day_z(w, *d), day_z(w, *d - 1));
}

static void dating(struct maker *w, struct dating *d) {
  int node = w->node;
  w->node = -1; /* a day that moves may open or close it for any test */
  if (d->has_from) move(w, "from_up", "from_down", d->at, &d->from, "from");
  if (d->has_until) move(w, "until_up", "until_down", d->at, &d->until, "until");
  if (d->guarded) {
    move(w, "guard_up", "guard_down", d->at, &d->granted_before, "only granted before");
    PUT(w, "guard", d->at, -1, &d->guarded, false, "", "only granted before …", "—");
  }
  w->node = node;
}

/* @document, @day or @number of a version. */
static const char *version(struct maker *w, const char *name, const struct dating *d, int number) {
  if (d->has_from) return arena_print(w->a, "%s@%s%s", name, day_z(w, d->from), d->guarded ? "g" : "");
  if (d->document >= 0) return arena_print(w->a, "%s@%s", name, w->p->document.at[d->document].id.p);
  return arena_print(w->a, "%s@%d", name, number + 1);
}

/* ---- what nothing reads cannot be tested ---- */

static void reads(struct maker *w, const struct node *n) {
  if (!n) return;
  if (w->read[n->op] && n->ref >= 0) w->read[n->op][n->ref] = true;
  if (n->op >= N_COUNT && n->op <= N_LOWEST && n->set == SET_LINK) {
    w->read_link[n->ref] = true;
    if (w->p->link.at[n->ref].inverse_of >= 0) w->read_link[w->p->link.at[n->ref].inverse_of] = true;
  }
  for (int i = 0; i < 3; i++)
    reads(w, n->kid[i]);
  for (int i = 0; i < n->n_list; i++)
    reads(w, n->list[i]);
}

static void rests(struct maker *w, const struct dating *d) {
  if (d->document >= 0) w->rested_on[d->document] = true;
}

static void what_is_read(struct maker *w) {
  struct law_program *p = w->p;
  w->read[N_FACT] = NEW_ARRAY(w->a, bool, p->fact.n + 1);
  w->read[N_PARAM] = NEW_ARRAY(w->a, bool, p->param.n + 1);
  w->read[N_TABLE] = NEW_ARRAY(w->a, bool, p->table.n + 1);
  w->read[N_CHOICE] = NEW_ARRAY(w->a, bool, p->interpretation.n + 1);
  w->read_link = NEW_ARRAY(w->a, bool, p->link.n + 1);
  w->rested_on = NEW_ARRAY(w->a, bool, p->document.n + 1);
  for (size_t i = 0; i < p->rule.n; i++)
    for (int k = 0; k < p->rule.at[i].n; k++) {
      const struct rule_version *v = &p->rule.at[i].at[k];
      rests(w, &v->d);
      reads(w, v->body);
      for (int c = 0; c < v->n; c++) {
        rests(w, &v->at[c].d);
        reads(w, v->at[c].when);
        reads(w, v->at[c].then);
      }
    }
  for (size_t i = 0; i < p->benefit.n; i++)
    for (int k = 0; k < p->benefit.at[i].n; k++) {
      rests(w, &p->benefit.at[i].at[k].d);
      reads(w, p->benefit.at[i].at[k].value);
    }
  for (size_t i = 0; i < p->param.n; i++)
    for (int k = 0; w->read[N_PARAM][i] && k < p->param.at[i].n; k++)
      rests(w, &p->param.at[i].at[k].d);
  for (size_t i = 0; i < p->table.n; i++)
    for (int k = 0; w->read[N_TABLE][i] && k < p->table.at[i].n; k++)
      rests(w, &p->table.at[i].at[k].d);
  for (size_t i = 0; i < p->concurrency.n; i++)
    rests(w, &p->concurrency.at[i].d);
  for (size_t i = 0; i < p->document.n; i++) /* what ends something that stands matters too */
    for (int k = 0; k < p->document.at[i].n_repeals; k++)
      if (w->rested_on[p->document.at[i].repeals_ref[k]]) w->rested_on[i] = true;
}

/* ---- declarations ---- */

static void documents(struct maker *w) {
  for (size_t i = 0; i < w->p->document.n; i++) {
    struct document *d = &w->p->document.at[i];
    if (!w->rested_on[i]) continue;
    at(w, arena_print(w->a, "document.%s", d->id.p), -1);
    move(w, "in_force_up", "in_force_down", d->at, &d->in_force, "in_force");
    if (d->expires < DATE_MAX) move(w, "expires_up", "expires_down", d->at, &d->expires, "expires");
    for (int k = 0; k < d->n_repeals; k++)
      if (w->rested_on[d->repeals_ref[k]])
        PUT(w, "repeals", d->at, -1, &d->repeals_ref[k], -1, "repeals",
            arena_text(w->a, d->repeals[k].p, d->repeals[k].n), "—");
  }
}

static void facts(struct maker *w) {
  for (size_t i = 0; i < w->p->fact.n; i++) {
    struct fact *f = &w->p->fact.at[i];
    int n = 2;
    if (!w->read[N_FACT][i]) continue;
    at(w, f->full.p, -1);
    if (f->partial_first_day)
      PUT(w, "partial", f->at, -1, &f->partial_first_day, false, "", "partial first_day", "—");
    if (f->absence != ABSENT_VALUE) continue;
    if (f->type.kind == K_BOOL)
      PUT(w, "absent", f->at, -1, &f->absent, !f->absent, "absent", f->absent ? "yes" : "no",
          f->absent ? "no" : "yes");
    else if (f->type.kind == K_ENUM) {
      const char *now = choice_z(w->p, f->type, f->absent, &n);
      if (n > 1)
        PUT(w, "absent", f->at, -1, &f->absent, (f->absent + 1) % n, "absent", now,
            choice_z(w->p, f->type, f->absent + 1, &n));
    } else
      PUT(w, "absent", f->at, -1, &f->absence, ABSENT_UNKNOWN, "", "absent …", "—");
  }
  for (size_t i = 0; i < w->p->link.n; i++) {
    struct link *l = &w->p->link.at[i];
    at(w, arena_print(w->a, "link.%s", l->id.p), -1);
    if (l->absent_none && w->read_link[i])
      PUT(w, "absent", l->at, -1, &l->absent_none, false, "", "absent none", "—");
  }
}

static void parameters(struct maker *w) {
  for (size_t i = 0; i < w->p->param.n; i++)
    for (int k = 0; w->read[N_PARAM][i] && k < w->p->param.at[i].n; k++) {
      struct param_version *v = &w->p->param.at[i].at[k];
      at(w, version(w, w->p->param.at[i].id.p, &v->d, k), -1);
      if (v->value) constant(w, v->value, "");
      dating(w, &v->d);
    }
  for (size_t i = 0; i < w->p->table.n; i++)
    for (int k = 0; w->read[N_TABLE][i] && k < w->p->table.at[i].n; k++) {
      struct table *t = &w->p->table.at[i];
      struct table_version *v = &t->at[k];
      struct ratio up, one = { 1, t->type.kind == K_RATE ? 2 : 1 };
      at(w, version(w, t->id.p, &v->d, k), -1);
      dating(w, &v->d);
      for (int row = 0; row < v->n_row; row++)
        if (t->type.kind != K_BOOL && t->type.kind != K_ENUM && ratio_add(v->row[row].value, one, &up) == OK)
          PUT(w, "row", v->cells.at[row * (t->n_key + 1)]->at, -1, &v->row[row].value, up, "",
              ratio_z(w, v->row[row].value), ratio_z(w, up));
    }
}

static void tree(struct maker *w, struct tree *t) {
  static const char *const words[] = { "case", "highest of", "lowest of", "first of", "all of", "except" };
  static const enum tree_op to[] = { T_CASE, T_LOWEST, T_HIGHEST, T_HIGHEST, T_HIGHEST, T_CASE };
  if (t->op == T_EXCEPT) {
    struct tree first = *t;
    first.op = T_FIRST;
    first.n = 1;
    PUT(w, "except", t->at, w->node, t, first, "", "A except B", "A");
  } else if (t->op != T_CASE && t->n > 1)
    PUT(w, "choose", t->at, w->node, &t->op, to[t->op], "choose", words[t->op], words[to[t->op]]);
  for (int i = 0; i < t->n; i++)
    tree(w, t->kid[i]);
}

static void rules(struct maker *w) {
  for (size_t i = 0; i < w->p->rule.n; i++) {
    struct rule *r = &w->p->rule.at[i];
    for (int k = 0; k < r->n; k++) {
      struct rule_version *v = &r->at[k];
      const char *name = version(w, r->full.p, &v->d, k);
      at(w, name, v->body ? v->body->id : v->at[0].when->id);
      dating(w, &v->d);
      if (v->body) {
        expression(w, v->body);
        continue;
      }
      if (v->choose) tree(w, v->choose);
      for (int c = 0; c < v->n; c++) {
        struct kase *x = &v->at[c];
        at(w, arena_print(w->a, "%s/%s", name, x->id.p), x->when->id);
        if (x->d.until > DATE_MIN)
          PUT(w, "drop", x->at, x->when->id, &x->d.until, DATE_MIN, "case", x->id.p, "—");
        expression(w, x->when);
        expression(w, x->then);
        dating(w, &x->d);
      }
    }
  }
}

static void clause(struct maker *w, struct clause *c) {
  static const char *const words[] = {
    "", "month_of_decision", "month_of_conditions", "month_after_decision", "same_month", "month_after"
  };
  static const enum clause_word next[] = { WORD_NONE,         MONTH_OF_CONDITIONS, MONTH_AFTER_DECISION,
                                           MONTH_OF_DECISION, MONTH_AFTER,         SAME_MONTH };
  dating(w, &c->d);
  if (c->value) expression(w, c->value);
  if (c->word) PUT(w, "word", c->at, -1, &c->word, next[c->word], "", words[c->word], words[next[c->word]]);
  if (c->kind != CLAUSE_APPLY) return;
  PUT(w, "within_up", c->at, -1, &c->within, c->within + 1, "within", arena_print(w->a, "%d", c->within),
      arena_print(w->a, "%d", c->within + 1));
  PUT(w, "within_down", c->at, -1, &c->within, c->within - 1, "within", arena_print(w->a, "%d", c->within),
      arena_print(w->a, "%d", c->within - 1));
  PUT(w, "days", c->at, -1, &c->working_days, !c->working_days, "", c->working_days ? "working_days" : "days",
      c->working_days ? "days" : "working_days");
}

static void benefits(struct maker *w) {
  static const char *const kinds[] = {
    "amount", "when", "starts", "changes", "stops", "apply", "on_request"
  };
  for (size_t i = 0; i < w->p->benefit.n; i++)
    for (int k = 0; k < w->p->benefit.at[i].n; k++) {
      struct benefit *b = &w->p->benefit.at[i];
      at(w, version(w, arena_print(w->a, "%s/%s", b->id.p, kinds[b->at[k].kind]), &b->at[k].d, k), -1);
      clause(w, &b->at[k]);
    }
  for (size_t i = 0; i < w->p->concurrency.n; i++) {
    struct concurrency *c = &w->p->concurrency.at[i];
    at(w, arena_print(w->a, "concurrency.%s", c->id.p), -1);
    dating(w, &c->d);
    PUT(w, "most", c->at, -1, &c->most, c->most + 1, "at most", arena_print(w->a, "%d", c->most),
        arena_print(w->a, "%d", c->most + 1));
    PUT(w, "keeping", c->at, -1, &c->keep_first, !c->keep_first, "keeping",
        c->keep_first ? "first" : "highest", c->keep_first ? "highest" : "first");
  }
  for (size_t i = 0; i < w->p->interpretation.n; i++) {
    struct interpretation *x = &w->p->interpretation.at[i];
    at(w, arena_print(w->a, "interpretation.%s", x->id.p), -1);
    if (x->n > 1 && w->read[N_CHOICE][i])
      PUT(w, "default", x->at, -1, &x->standard, (x->standard + 1) % x->n, "default",
          x->choice[x->standard].id.p, x->choice[(x->standard + 1) % x->n].id.p);
  }
}

/* The same key twice (two versions under one document): the later ones get ~2, ~3. */
static void tell_apart(struct maker *w) {
  for (size_t i = 0; i < w->m->n; i++) {
    int same = 1;
    const char *key = w->m->at[i].key;
    for (size_t k = i + 1; k < w->m->n; k++)
      if (!strcmp(w->m->at[k].key, key)) w->m->at[k].key = arena_print(w->a, "%s~%d", key, ++same);
  }
}

void law_mutants(struct arena *a, struct law_program *p, struct mutants *ret_m) {
  struct maker *w = NEW(a, struct maker);
  *ret_m = (struct mutants) { 0 };
  *w = (struct maker) { .a = a, .p = p, .m = ret_m };
  what_is_read(w);
  documents(w);
  facts(w);
  parameters(w);
  rules(w);
  benefits(w);
  tell_apart(w);
}
