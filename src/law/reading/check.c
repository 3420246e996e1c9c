/* check: declarations. See check.h. */
#include "law/reading/check.h"
#include "law/reading/nouns.h"

static void type_of(struct law_program *p, struct type *t, struct place at) {
  if (t->kind != K_ENUM || t->enumeration >= 0) return;
  struct str id = p->type_name.at[-2 - t->enumeration];
  t->enumeration = check_find(p, at, NX_ENUM, id);
  if (t->enumeration >= 0) return;
  if (t->enumeration == NAMED_NONE) check_unknown(p, at, NOUN(type), id, check_like(p, LIKE_ENUM, id));
  t->kind = K_ERROR;
}

static void cites(struct law_program *p, struct cites *c) {
  for (int i = 0; i < c->n; i++) {
    struct cite *x = &c->at[i];
    if (x->document < 0) x->document = check_document(p, x->written, x->document_at);
    if (x->document < 0) continue;
    const struct document *d = &p->document.at[x->document];
    bool found = !d->lists_articles;
    for (size_t k = 0; k < d->articles.n && !found; k++) {
      struct str a = d->articles.at[k];
      found = str_eq(a, x->article) ||
              (a.n > x->article.n && !memcmp(a.p, x->article.p, x->article.n) && a.p[x->article.n] == '.');
    }
    if (!found) COMPLAIN(p, x->at, M_UNKNOWN_ARTICLE, check_z(p, d->id), check_z(p, x->article));
  }
}

static void documents(struct law_program *p) {
  for (size_t i = 0; i < p->document.n; i++) {
    struct document *d = &p->document.at[i];
    if (d->in_force < d->issued && !d->status.unverified) WARN(p, d->at, M_EXPIRED_ORDER, check_z(p, d->id));
    d->amends_ref = NEW_ARRAY(p->a, int, d->n_amends + 1);
    d->repeals_ref = NEW_ARRAY(p->a, int, d->n_repeals + 1);
    for (int k = 0; k < d->n_amends; k++)
      d->amends_ref[k] = check_document(p, d->amends[k], d->at);
    for (int k = 0; k < d->n_repeals; k++)
      d->repeals_ref[k] = check_document(p, d->repeals[k], d->at);
    cites(p, &d->raises_cites);
  }
}

static int64_t literal_value(const struct node *n) {
  return n->type.kind == K_BOOL || n->type.kind == K_ENUM ? n->i : n->r.num;
}

static const char *line_noun(struct law_program *p, int line) {
  const char *number = arena_print(p->a, "%d", line);
  return NOUN_WITH(p->a, line, number, number);
}

/* The near name, or how the missing other end is declared. */
static const char *no_link(struct law_program *p, struct str name) {
  const char *like = check_like(p, LIKE_LINK, name);
  const char *z = check_z(p, name);
  return *like ? like : NOUN_WITH(p->a, add_link_person, z, z);
}

static void facts(struct law_program *p) {
  p->fact_birth = law_find_fact(p, E_PERSON, S("birth"));
  p->fact_death = law_find_fact(p, E_PERSON, S("death"));
  for (size_t i = 0; i < p->fact.n; i++) {
    struct fact *f = &p->fact.at[i];
    type_of(p, &f->type, f->at);
    cites(p, &f->partial_cites);
    if (f->type.kind == K_RATE) COMPLAIN(p, f->at, M_WORD, "rate", "bool, integer, money, date, month, enum");
    if (!f->absent_node || f->type.kind == K_ERROR) continue;
    if (law_check_literal(p, f->absent_node, f->type))
      f->absent = literal_value(f->absent_node);
    else
      COMPLAIN(p, f->at, M_ABSENT,
               arena_print(p->a, "%s / %s", law_type_name(p, f->type, VI), law_type_name(p, f->type, EN)));
  }
  for (size_t i = 0; i < p->record.n; i++)
    for (int k = 0; k < p->record.at[i].n; k++) {
      type_of(p, &p->record.at[i].field[k].type, p->record.at[i].field[k].at);
      if (p->record.at[i].field[k].type.kind == K_RATE)
        COMPLAIN(p, p->record.at[i].field[k].at, M_WORD, "rate", "bool, integer, money, date, month, enum");
    }
  for (size_t i = 0; i < p->link.n; i++) {
    struct link *l = &p->link.at[i];
    if (!l->inverse.n) continue;
    l->inverse_of = check_find(p, l->at, NX_LINK, l->inverse);
    if (l->inverse_of == NAMED_NONE) check_unknown(p, l->at, NOUN(link), l->inverse, no_link(p, l->inverse));
  }
}

static void not_negative(struct law_program *p, const struct node *n, struct type t) {
  if (t.kind == K_MONEY && n->r.num < 0)
    COMPLAIN(p, n->at, M_NEGATIVE, arena_print(p->a, "%lld", (long long)n->r.num));
}

static void parameters(struct law_program *p) {
  for (size_t i = 0; i < p->param.n; i++) {
    struct param *q = &p->param.at[i];
    type_of(p, &q->type, q->place);
    if (!q->n) COMPLAIN(p, q->place, M_NO_VERSION, check_z(p, q->id));
    for (int k = 0; k < q->n; k++) {
      struct param_version *v = &q->at[k];
      cites(p, &v->cites);
      check_dating(p, &v->d, &v->cites, &v->status);
      check_early(p, &v->d);
      if (v->value && q->type.kind != K_ERROR && law_check_literal(p, v->value, q->type))
        not_negative(p, v->value, q->type);
      for (int j = 0; j < k; j++)
        check_overlap(p, check_z(p, q->id), &q->at[j].d, &v->d);
      char a[11], b[11]; /* a hole between an `until` and what follows */
      if (k && q->at[k - 1].d.has_until && check_begins(p, &v->d) > q->at[k - 1].d.until)
        COMPLAIN(p, v->d.at, M_GAP, check_z(p, q->id), date_iso(q->at[k - 1].d.until, a),
                 date_iso(check_begins(p, &v->d), b));
    }
  }
}

struct keyed_row {
  const int64_t *key;
  int row, n_key;
};

static int by_key(const void *a, const void *b) {
  const struct keyed_row *x = a, *y = b;
  for (int k = 0; k < x->n_key; k++)
    if (x->key[k] != y->key[k]) return x->key[k] < y->key[k] ? -1 : 1;
  return (x->row > y->row) - (x->row < y->row);
}

static const char *key_text(struct law_program *p, const struct table *t, struct node *const *cell) {
  struct buf b = buf_growing(p->a);
  for (int k = 0; k < t->n_key; k++) {
    if (k) buf_z(&b, ", ");
    if (cell[k]->name.n)
      buf_str(&b, cell[k]->name);
    else
      buf_z(&b, "…");
  }
  return arena_text(p->a, b.p, b.n);
}

/* A key twice: one row would be passed over in silence. */
static void keys_twice(struct law_program *p, const struct table *t, const struct table_version *v) {
  struct keyed_row *rows = NEW_ARRAY(p->a, struct keyed_row, v->n_row + 1);
  int width = t->n_key + 1;
  for (int r = 0; r < v->n_row; r++)
    rows[r] = (struct keyed_row) { v->row[r].key, r, t->n_key };
  qsort(rows, (size_t)v->n_row, sizeof *rows, by_key);
  for (int r = 1; r < v->n_row && p->errors < LAW_ERRORS_MAX; r++) {
    if (memcmp(rows[r].key, rows[r - 1].key, (size_t)t->n_key * sizeof *rows[r].key)) continue;
    struct node *const *cell = v->cells.at + (size_t)rows[r].row * (size_t)width;
    COMPLAIN(p, cell[0]->at, M_ROW_TWICE, check_z(p, t->id), key_text(p, t, cell),
             check_place(p, v->cells.at[(size_t)rows[r - 1].row * (size_t)width]->at));
  }
}

static void tables(struct law_program *p) {
  for (size_t i = 0; i < p->table.n; i++) {
    struct table *t = &p->table.at[i];
    type_of(p, &t->type, t->place);
    for (int k = 0; k < t->n_key; k++)
      type_of(p, &t->key[k].type, t->key[k].at);
    if (!t->n) COMPLAIN(p, t->place, M_NO_VERSION, check_z(p, t->id));
    for (int k = 0; k < t->n; k++) {
      struct table_version *v = &t->at[k];
      cites(p, &v->cites);
      check_dating(p, &v->d, &v->cites, &v->status);
      check_early(p, &v->d);
      for (int j = 0; j < k; j++)
        check_overlap(p, check_z(p, t->id), &t->at[j].d, &v->d);
      int before = p->errors, width = t->n_key + 1;
      if (v->csv) check_table_file(p, t, v);
      v->n_row = (int)v->cells.n / width;
      v->row = NEW_ARRAY(p->a, struct table_row, v->n_row + 1);
      for (int r = 0; r < v->n_row; r++) {
        struct node **cell = v->cells.at + (size_t)r * (size_t)width;
        for (int j = 0; j < t->n_key; j++)
          if (law_check_literal(p, cell[j], t->key[j].type)) v->row[r].key[j] = literal_value(cell[j]);
        if (!law_check_literal(p, cell[t->n_key], t->type)) continue;
        not_negative(p, cell[t->n_key], t->type);
        v->row[r].value = cell[t->n_key]->type.kind == K_BOOL || cell[t->n_key]->type.kind == K_ENUM
                              ? (struct ratio) { cell[t->n_key]->i, 1 }
                              : cell[t->n_key]->r;
      }
      if (p->errors == before) keys_twice(p, t, v);
    }
  }
}

/* ---- rules ---- */

static void case_ids(struct law_program *p, struct rule *r) {
  size_t room = 0;
  for (int i = 0; i < r->n; i++)
    for (int k = 0; k < r->at[i].n; k++) {
      struct kase *c = &r->at[i].at[k];
      c->ix = law_find_case(r, c->id);
      if (c->ix >= 0) continue;
      if (r->n_case_ids == LAW_CASES_MAX) {
        COMPLAIN(p, c->at, M_TOO_MANY, "case", arena_print(p->a, "%d", LAW_CASES_MAX));
        c->ix = 0;
        return;
      }
      vec_grow(p->a, (void **)&r->case_ids, &room, (size_t)r->n_case_ids, sizeof *r->case_ids);
      r->case_ids[r->n_case_ids].id = c->id;
      r->case_ids[r->n_case_ids].title = c->title;
      c->ix = r->n_case_ids++;
    }
}

/* Names in a choose tree to indexes; `k6*` becomes all its cases in order. */
static void tree(struct law_program *p, struct rule_version *v, struct tree *t, int *uses) {
  VEC(struct tree *) kids = { 0 };
  if (t->op == T_CASE && !t->star) {
    for (int i = 0; i < v->n; i++)
      if (str_eq(v->at[i].id, t->name)) {
        t->kase = i;
        uses[i]++;
        return;
      }
    COMPLAIN(p, t->at, M_UNKNOWN_NAME, NOUN(case), check_z(p, t->name), check_like(p, LIKE_CASE, t->name));
    return;
  }
  if (t->op == T_CASE) { /* a star outside a list */
    COMPLAIN(p, t->at, M_EXPECTED, "highest of (k6*)", check_z(p, t->name));
    return;
  }
  for (int i = 0; i < t->n; i++) {
    struct tree *k = t->kid[i];
    if (k->op != T_CASE || !k->star) {
      *VEC_PUSH(p->a, &kids) = k;
      continue;
    }
    size_t before = kids.n;
    for (int c = 0; c < v->n; c++) {
      if (v->at[c].id.n < k->name.n || memcmp(v->at[c].id.p, k->name.p, k->name.n)) continue;
      struct tree *x = NEW(p->a, struct tree);
      *x = (struct tree) { .op = T_CASE, .name = v->at[c].id, .at = k->at, .kase = -1 };
      *VEC_PUSH(p->a, &kids) = x;
    }
    if (kids.n == before)
      COMPLAIN(p, k->at, M_UNKNOWN_NAME, NOUN(case), arena_print(p->a, "%.*s*", (int)k->name.n, k->name.p),
               "");
  }
  t->kid = kids.at;
  t->n = (int)kids.n;
  for (int i = 0; i < t->n; i++)
    tree(p, v, t->kid[i], uses);
}

static bool tree_twice(const struct tree *t, const struct tree *top, int kase, int *seen) {
  (void)top;
  if (t->op == T_CASE) return t->kase == kase && ++*seen > 1;
  for (int i = 0; i < t->n; i++)
    if (tree_twice(t->kid[i], top, kase, seen)) return true;
  return false;
}

/* The same case twice within one list and its parts, where it could be counted twice: under `all of`. */
static void tree_sums(struct law_program *p, const struct rule_version *v, const struct tree *t) {
  if (t->op == T_ALL)
    for (int k = 0; k < v->n; k++) {
      int seen = 0;
      if (tree_twice(t, t, k, &seen)) COMPLAIN(p, t->at, M_CASE_TWICE, check_z(p, v->at[k].id), "all of");
    }
  for (int i = 0; i < t->n; i++)
    tree_sums(p, v, t->kid[i]);
}

/* Bounds that one chain of `and` puts on one thing: age >= 80 and age < 60 can never hold. */
struct bound {
  const struct node *what;
  struct ratio lo, hi;
  bool has_lo, has_hi, open_lo, open_hi;
};
struct bounds {
  struct arena *a;
  struct bound *at;
  size_t n, cap;
  bool empty;
};

static bool same_thing(const struct node *a, const struct node *b) {
  if (a->op != b->op || a->ref != b->ref) return false;
  if (a->op == N_FACT || a->op == N_RULE) return true;
  return (a->op == N_HOUSEHOLD || a->op == N_AREA || a->op == N_OUTER) && same_thing(a->kid[0], b->kid[0]);
}

static void bound(struct bounds *b, const struct node *what, enum op op, struct ratio v) {
  size_t i = 0;
  while (i < b->n && !same_thing(b->at[i].what, what))
    i++;
  if (i == b->n) *VEC_PUSH(b->a, b) = (struct bound) { .what = what };
  struct bound *x = &b->at[i];
  if ((op == N_GE || op == N_GT || op == N_EQ) &&
      (!x->has_lo || ratio_cmp(v, x->lo) > 0 || (ratio_cmp(v, x->lo) == 0 && op == N_GT))) {
    x->has_lo = true;
    x->lo = v;
    x->open_lo = op == N_GT;
  }
  if ((op == N_LE || op == N_LT || op == N_EQ) &&
      (!x->has_hi || ratio_cmp(v, x->hi) < 0 || (ratio_cmp(v, x->hi) == 0 && op == N_LT))) {
    x->has_hi = true;
    x->hi = v;
    x->open_hi = op == N_LT;
  }
  if (!x->has_lo || !x->has_hi) return;
  int c = ratio_cmp(x->lo, x->hi);
  if (c > 0 || (c == 0 && (x->open_lo || x->open_hi))) b->empty = true;
}

static void bounds(struct bounds *b, const struct node *n) {
  static const enum op mirror[] = {
    [N_LT] = N_GT, [N_LE] = N_GE, [N_GT] = N_LT, [N_GE] = N_LE, [N_EQ] = N_EQ
  };
  if (n->op == N_AND) {
    bounds(b, n->kid[0]);
    bounds(b, n->kid[1]);
    return;
  }
  if (n->op != N_EQ && n->op != N_LT && n->op != N_LE && n->op != N_GT && n->op != N_GE) return;
  const struct node *l = n->kid[0], *r = n->kid[1];
  if (r->op == N_CONST && l->op != N_CONST)
    bound(b, l, n->op, r->type.kind == K_ENUM || r->type.kind == K_BOOL ? (struct ratio) { r->i, 1 } : r->r);
  else if (l->op == N_CONST && r->op != N_CONST)
    bound(b, r, mirror[n->op],
          l->type.kind == K_ENUM || l->type.kind == K_BOOL ? (struct ratio) { l->i, 1 } : l->r);
}

static const struct node *first_number(const struct node *n) {
  if (!n) return NULL;
  if (n->op == N_CONST &&
      (n->type.kind == K_INT || n->type.kind == K_MONEY || n->type.kind == K_RATE || n->type.kind == K_SUM ||
       n->type.kind == K_DATE || n->type.kind == K_NUMBER) &&
      !(n->r.den == 1 && (n->r.num == 0 || n->r.num == 1)))
    return n;
  for (int i = 0; i < 3; i++)
    if (first_number(n->kid[i])) return first_number(n->kid[i]);
  for (int i = 0; i < n->n_list; i++)
    if (first_number(n->list[i])) return first_number(n->list[i]);
  return NULL;
}

static void cite_nodes(struct law_program *p, struct node *n) {
  if (!n) return;
  if (n->op == N_ROUND) cites(p, &n->cites);
  for (int i = 0; i < 3; i++)
    cite_nodes(p, n->kid[i]);
  for (int i = 0; i < n->n_list; i++)
    cite_nodes(p, n->list[i]);
}

static void rule_version(struct law_program *p, struct rule *r, struct rule_version *v) {
  struct scope s = { .on = r->on, .record = -1 };
  cites(p, &v->cites);
  check_dating(p, &v->d, &v->cites, &v->status);
  if (v->body) {
    cite_nodes(p, v->body);
    if (!check_as(p, v->body, &s, r->type)) return;
    const struct node *x = first_number(v->body);
    if (x && !v->cites.n) COMPLAIN(p, x->at, M_UNCITED, check_z(p, x->name), NOUN(the_expression));
    return;
  }
  for (int k = 0; k < v->n; k++) {
    struct kase *c = &v->at[k];
    struct type yes = { .kind = K_BOOL };
    cites(p, &c->cites);
    c->d.document = v->d.document; /* a case lives as long as its version */
    check_dating(p, &c->d, &c->cites, &c->status);
    check_case_lives(p, &v->d, &c->d);
    cite_nodes(p, c->when);
    cite_nodes(p, c->then);
    for (int j = 0; j < k; j++)
      if (str_eq(v->at[j].id, c->id))
        COMPLAIN(p, c->at, M_TWICE, check_z(p, c->id), line_noun(p, v->at[j].at.line));
    if (!check_as(p, c->when, &s, yes) || !check_as(p, c->then, &s, r->type)) continue;
    struct bounds b = { .a = p->a };
    bounds(&b, c->when);
    if (b.empty) COMPLAIN(p, c->at, M_CASE_NEVER, check_z(p, c->id), NOUN(ranges_do_not_meet));
    if (c->when->op == N_CONST && !c->when->i) COMPLAIN(p, c->at, M_CASE_NEVER, check_z(p, c->id), "no");
  }
  int *uses = NEW_ARRAY(p->a, int, v->n + 1);
  if (v->choose) {
    tree(p, v, v->choose, uses);
    for (int k = 0; k < v->n; k++)
      if (!uses[k]) COMPLAIN(p, v->at[k].at, M_CASE_UNUSED, check_z(p, v->at[k].id));
    tree_sums(p, v, v->choose);
  } else if (v->n > 1) {
    COMPLAIN(p, v->place, M_NO_CHOOSE);
  } else {
    v->choose = NEW(p->a, struct tree);
    *v->choose = (struct tree) { .op = T_CASE, .name = v->at[0].id, .kase = 0, .at = v->place };
  }
}

static void rules(struct law_program *p) {
  for (size_t i = 0; i < p->rule.n; i++) { /* types and case ids first: a rule may use any other */
    type_of(p, &p->rule.at[i].type, p->rule.at[i].place);
    case_ids(p, &p->rule.at[i]);
  }
  for (size_t i = 0; i < p->rule.n; i++) {
    struct rule *r = &p->rule.at[i];
    if (!r->n) COMPLAIN(p, r->place, M_NO_VERSION, check_z(p, r->full));
    for (int k = 0; k < r->n; k++) {
      rule_version(p, r, &r->at[k]);
      for (int j = 0; j < k; j++)
        check_overlap(p, check_z(p, r->full), &r->at[j].d, &r->at[k].d);
    }
  }
}

/* ---- circles, order ---- */

struct walk {
  struct law_program *p;
  char *state;
  int depth;
  int *height;
};
static void visit(struct walk *w, int rule);

/* Returns how high the expression is with the rules it reads. */
static int visit_node(struct walk *w, const struct node *n) {
  int height = 0;
  if (!n) return 0;
  if (n->op == N_RULE && n->ref >= 0) {
    visit(w, n->ref);
    height = w->height[n->ref];
  }
  for (int i = 0; i < 3 + n->n_list; i++) {
    int part = visit_node(w, i < 3 ? n->kid[i] : n->list[i - 3]);
    if (part > height) height = part;
  }
  return height + 1;
}

static void higher(struct walk *w, int rule, int height) {
  if (height <= w->height[rule]) return;
  bool was = w->height[rule] > LAW_HEIGHT_MAX;
  w->height[rule] = height;
  if (height > LAW_HEIGHT_MAX && !was)
    COMPLAIN(w->p, w->p->rule.at[rule].place, M_DEEP, arena_print(w->p->a, "%d", LAW_HEIGHT_MAX));
}

static void visit(struct walk *w, int rule) {
  struct law_program *p = w->p;
  if (w->state[rule] == 2) return;
  assert(w->state[rule] == 0);     /* check_circles found none */
  if (w->depth >= LAW_DEPTH_MAX) { /* a longer chain of rules than any law; going on would run out of stack */
    COMPLAIN(p, p->rule.at[rule].place, M_DEEP, arena_print(p->a, "%d", LAW_DEPTH_MAX));
    w->state[rule] = 2;
    return;
  }
  w->state[rule] = 1;
  w->depth++;
  struct rule *r = &p->rule.at[rule];
  for (int k = 0; k < r->n; k++) {
    higher(w, rule, visit_node(w, r->at[k].body));
    for (int c = 0; c < r->at[k].n; c++) {
      higher(w, rule, visit_node(w, r->at[k].at[c].when));
      higher(w, rule, visit_node(w, r->at[k].at[c].then));
    }
  }
  w->depth--;
  w->state[rule] = 2;
  p->rule_order[p->n_rule_order++] = rule;
}

static void order(struct law_program *p) {
  struct walk w = { .p = p,
                    .state = NEW_ARRAY(p->a, char, p->rule.n + 1),
                    .height = NEW_ARRAY(p->a, int, p->rule.n + 1) };
  p->rule_order = NEW_ARRAY(p->a, int, p->rule.n + 1);
  for (size_t i = 0; i < p->rule.n; i++)
    visit(&w, (int)i);
  law_spread_secrecy(p);
}

/* ---- benefits, groups, interpretations, tests ---- */

static int need_benefit(struct law_program *p, struct str id, struct place at) {
  int b = check_find(p, at, NX_BENEFIT, id);
  if (b == NAMED_NONE) check_unknown(p, at, NOUN(benefit), id, check_like(p, LIKE_BENEFIT, id));
  return b;
}

/* Whom a group joins must be known from the packs. */
static void group_people(struct law_program *p, struct concurrency *c) {
  if (c->per == PER_COUPLE) {
    c->link = law_find_link(p, S("spouse"));
    if (c->link < 0 && !c->or_household)
      COMPLAIN(p, c->at, M_GROUP_NEEDS, "couple", "link spouse, «per couple or household»");
  }
  if (c->per == PER_CARED_FOR) {
    c->link = check_find(p, c->at, NX_LINK, c->link_name);
    if (c->link < 0 && c->link != NAMED_TWICE)
      COMPLAIN(p, c->at, M_UNKNOWN_NAME, "link", check_z(p, c->link_name), "");
    else if (c->link >= 0 && p->link.at[c->link].inverse_of < 0)
      COMPLAIN(p, c->at, M_GROUP_NEEDS, "cared_for", "link … inverse …");
  }
  if (c->per == PER_DECEASED && p->fact_death < 0)
    COMPLAIN(p, c->at, M_GROUP_NEEDS, "deceased", "fact person … death");
  for (int k = 0; k < c->n; k++)
    if (c->benefit[k] >= 0 && c->per != PER_HOUSEHOLD && c->per != PER_PERSON &&
        p->benefit.at[c->benefit[k]].on != E_PERSON)
      COMPLAIN(p, c->at, M_GROUP_NEEDS, check_z(p, c->names[k]), "benefit … for person");
}

static void benefits(struct law_program *p) {
  static const char *const needed[] = {
    [CLAUSE_CHANGES] = "changes", [CLAUSE_STOPS] = "stops", [CLAUSE_STARTS] = "starts"
  };
  for (size_t i = 0; i < p->benefit.n; i++) {
    struct benefit *b = &p->benefit.at[i];
    struct scope s = { .on = b->on, .record = -1 };
    bool has[CLAUSE_ON_REQUEST + 1] = { 0 };
    for (int k = 0; k < b->n; k++) {
      struct clause *c = &b->at[k];
      has[c->kind] = true;
      cites(p, &c->cites);
      check_dating(p, &c->d, &c->cites, &c->status);
      for (int j = 0; j < k; j++)
        if (b->at[j].kind == c->kind) check_overlap(p, check_z(p, b->id), &b->at[j].d, &c->d);
      if (!c->value) continue;
      cite_nodes(p, c->value);
      struct type want = { .kind = c->kind == CLAUSE_AMOUNT ? K_MONEY : K_BOOL };
      if (check_as(p, c->value, &s, want) && first_number(c->value) && !c->cites.n)
        COMPLAIN(p, c->at, M_UNCITED, check_z(p, first_number(c->value)->name), NOUN(the_expression));
    }
    if (!has[CLAUSE_AMOUNT]) COMPLAIN(p, b->place, M_NO_AMOUNT, check_z(p, b->id));
    for (int k = CLAUSE_STARTS; k <= CLAUSE_STOPS; k++)
      if (!has[k]) COMPLAIN(p, b->place, M_NO_CLAUSE, check_z(p, b->id), needed[k]);
  }
  for (size_t i = 0; i < p->concurrency.n; i++) {
    struct concurrency *c = &p->concurrency.at[i];
    cites(p, &c->cites);
    check_dating(p, &c->d, &c->cites, &c->status);
    c->benefit = NEW_ARRAY(p->a, int, c->n);
    for (int k = 0; k < c->n; k++)
      c->benefit[k] = need_benefit(p, c->names[k], c->at);
    group_people(p, c);
  }
  for (size_t i = 0; i < p->interpretation.n; i++) {
    struct interpretation *x = &p->interpretation.at[i];
    cites(p, &x->cites);
    x->standard = law_enum_value_of(p, law_choice_type((int)i), x->standard_name);
    if (x->standard < 0) COMPLAIN(p, x->at, M_UNKNOWN_NAME, NOUN(choice), check_z(p, x->standard_name), "");
  }
  for (size_t i = 0; i < p->test.n; i++)
    cites(p, &p->test.at[i].cites);
}

#define TWICE(list, field, place_, first)                                                                    \
  for (size_t i = 0, j; i < p->list.n; i++)                                                                  \
    if ((j = (size_t)(first)) != i)                                                                          \
  COMPLAIN(p, p->list.at[i].place_, M_TWICE, check_z(p, p->list.at[i].field),                                \
           check_place(p, p->list.at[j].place_))

static size_t first_group(const struct law_program *p, struct str id) {
  size_t i = 0;
  while (!str_eq(p->concurrency.at[i].id, id))
    i++;
  return i;
}

static void twice(struct law_program *p) {
  TWICE(document, id, at, law_find_document(p, p->document.at[i].id));
  TWICE(enumeration, id, at_, law_find_enum(p, p->enumeration.at[i].id));
  TWICE(fact, full, at, law_find_fact(p, p->fact.at[i].on, p->fact.at[i].id));
  TWICE(link, id, at, law_find_link(p, p->link.at[i].id));
  TWICE(record, id, at, law_find_record(p, p->record.at[i].id));
  TWICE(param, id, place, law_find_param(p, p->param.at[i].id));
  TWICE(table, id, place, law_find_table(p, p->table.at[i].id));
  TWICE(rule, full, place, law_find_rule(p, p->rule.at[i].on, p->rule.at[i].id));
  TWICE(benefit, id, place, law_find_benefit(p, p->benefit.at[i].id));
  TWICE(concurrency, id, at, first_group(p, p->concurrency.at[i].id));
  TWICE(interpretation, id, at, law_find_interpretation(p, p->interpretation.at[i].id));
  for (size_t i = 0; i < p->rule.n; i++) {
    int j = law_find_fact(p, p->rule.at[i].on, p->rule.at[i].id);
    if (j < 0) continue;
    struct place was = p->fact.at[j].at;
    COMPLAIN(p, p->rule.at[i].place, M_TWICE, check_z(p, p->rule.at[i].full), check_place(p, was));
  }
}

void law_check_program(struct law_program *p) {
  law_index_names(p);
  twice(p);
  check_renames(p);
  documents(p);
  facts(p);
  parameters(p);
  tables(p);
  rules(p);
  benefits(p);
  if (!check_circles(p)) order(p);
  check_sense(p);
  if (!p->errors) law_check_tests(p);
}
