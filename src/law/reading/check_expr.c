/* check_expr: what a name in an expression means, and whether the units fit. */
#include "law/reading/check.h"
#include "law/reading/nouns.h"

static struct type plain(enum kind k) { return (struct type) { .kind = k, .enumeration = -1 }; }

static bool typed(struct node *n, enum kind k) {
  n->type = plain(k);
  return true;
}

static const char *type_z(struct law_program *p, struct type t) {
  return arena_print(p->a, "%s / %s", law_type_name(p, t, VI), law_type_name(p, t, EN));
}

static bool wrong_type(struct law_program *p, struct node *n, struct type want) {
  COMPLAIN(p, n->at, M_TYPE, type_z(p, want), type_z(p, n->type));
  return false;
}

static bool same(struct type a, struct type b) {
  return a.kind == b.kind && (a.kind != K_ENUM || a.enumeration == b.enumeration);
}

/* A point and exactly three digits, as decrees write thousands. */
static bool is_thousands(struct str written) { return written.n > 4 && written.p[written.n - 4] == '.'; }

/* Gives a literal, or an expression of literals, its type. */
static bool settle(struct law_program *p, struct node *n, enum kind k) {
  if (n->type.kind != K_NUMBER) return true;
  if (k != K_RATE && n->op == N_CONST && is_thousands(n->name)) {
    COMPLAIN(p, n->at, M_THOUSANDS, check_z(p, n->name));
    return false;
  }
  if ((k == K_INT || k == K_MONEY) && n->op == N_CONST && n->r.den != 1) return wrong_type(p, n, plain(k));
  n->type = plain(k);
  for (int i = 0; i < 3; i++)
    if (n->kid[i] && n->op != N_IF && !settle(p, n->kid[i], k)) return false;
  if (n->op == N_IF)
    for (int i = 1; i < 3; i++)
      if (!settle(p, n->kid[i], k)) return false;
  for (int i = 0; i < n->n_list; i++)
    if (!settle(p, n->list[i], k)) return false;
  return true;
}

bool check_fit(struct law_program *p, struct node *n, struct type t) {
  if (n->type.kind == K_ERROR || t.kind == K_ERROR) return false;
  if (n->type.kind == K_NUMBER &&
      (t.kind == K_INT || t.kind == K_MONEY || t.kind == K_RATE || t.kind == K_SUM)) {
    if (!settle(p, n, t.kind)) return false;
    if (t.kind == K_INT && t.ranged && n->op == N_CONST && (n->r.num < t.lo || n->r.num > t.hi)) {
      COMPLAIN(p, n->at, M_RANGE, arena_print(p->a, "%lld", (long long)n->r.num),
               arena_print(p->a, "%lld", (long long)t.lo), arena_print(p->a, "%lld", (long long)t.hi));
      return false;
    }
    return true;
  }
  if (same(n->type, t)) return true;
  if (n->type.kind == K_INT && t.kind == K_RATE) return true;
  if (n->type.kind == K_MONEY && t.kind == K_SUM) return true;
  if (n->type.kind == K_SUM && t.kind == K_MONEY) {
    COMPLAIN(p, n->at, M_ROUND);
    return false;
  }
  return wrong_type(p, n, t);
}

static const char *sign(enum op op) {
  static const char *const of[] = {
    [N_EQ] = "=",  [N_NE] = "!=",   [N_LT] = "<",    [N_LE] = "<=",        [N_GT] = ">",
    [N_GE] = ">=", [N_ADD] = "+",   [N_SUB] = "-",   [N_MUL] = "*",        [N_DIV] = "/",
    [N_IN] = "in", [N_MIN] = "min", [N_MAX] = "max", [N_IF] = "if … else", [N_OTHERWISE] = "otherwise"
  };
  assert((size_t)op < sizeof of / sizeof *of && of[op]);
  return of[op];
}

/* Both sides of `op` to one type; the result in *ret. */
static bool unify(struct law_program *p, enum op op, struct node *a, struct node *b, struct type *ret) {
  if (a->type.kind == K_ERROR || b->type.kind == K_ERROR) return false;
  if (a->type.kind == K_NUMBER && b->type.kind == K_NUMBER) {
    *ret = a->type;
    return true;
  }
  if (a->type.kind == K_NUMBER && b->type.kind == K_INT && a->op == N_CONST && a->r.den != 1) {
    *ret = plain(K_RATE);
    return settle(p, a, K_RATE);
  }
  if (b->type.kind == K_NUMBER && a->type.kind == K_INT && b->op == N_CONST && b->r.den != 1) {
    *ret = plain(K_RATE);
    return settle(p, b, K_RATE);
  }
  if (a->type.kind == K_NUMBER) {
    *ret = b->type;
    ret->ranged = false;
    return check_fit(p, a, *ret);
  }
  if (b->type.kind == K_NUMBER) {
    *ret = a->type;
    ret->ranged = false;
    return check_fit(p, b, *ret);
  }
  if (same(a->type, b->type)) {
    *ret = a->type;
    ret->ranged = false;
    return true;
  }
  enum kind x = a->type.kind, y = b->type.kind;
  if ((x == K_INT && y == K_RATE) || (x == K_RATE && y == K_INT)) {
    *ret = plain(K_RATE);
    return true;
  }
  if ((x == K_MONEY && y == K_SUM) || (x == K_SUM && y == K_MONEY)) {
    *ret = plain(K_SUM);
    return true;
  }
  COMPLAIN(p, b->at, M_UNITS, sign(op), type_z(p, a->type), type_z(p, b->type));
  return false;
}

struct offered {
  enum entity on;
};

static struct str offer(const struct law_program *p, int i, const void *context) {
  const struct offered *o = context;
  size_t k = (size_t)i;
  if (k < p->fact.n) return p->fact.at[k].on == o->on ? p->fact.at[k].id : (struct str) { 0 };
  k -= p->fact.n;
  if (k < p->rule.n) return p->rule.at[k].on == o->on ? p->rule.at[k].id : (struct str) { 0 };
  k -= p->rule.n;
  if (k < p->param.n) return p->param.at[k].id;
  k -= p->param.n;
  if (k < p->link.n) return p->link.at[k].id;
  k -= p->link.n;
  return p->interpretation.at[k].id;
}

/* What a bare name may be on a subject, the nearest meaning first. */
static int bare_lists(enum entity on, enum names lists[4]) {
  int n = 0;
  if (on != E_RECORD) {
    lists[n++] = (enum names)(NX_FACT + (int)on);
    lists[n++] = (enum names)(NX_RULE + (int)on);
  }
  lists[n++] = NX_PARAM;
  lists[n++] = NX_INTERPRETATION;
  return n;
}

static bool is_named(const struct law_program *p, struct place at, struct str name, enum entity on) {
  enum names lists[4], list;
  struct str two[2];
  return law_resolve(p, at.file, name, bare_lists(on, lists), lists, &list, two) != NAMED_NONE;
}

static bool unknown_name(struct law_program *p, struct node *n, struct str name, enum entity on) {
  const char *const where[] = { NOUN(fact_rule_person_parameter), NOUN(fact_rule_household_parameter),
                                NOUN(fact_area_parameter), NOUN(field_record_parameter) };
  struct offered o = { on };
  int all = (int)(p->fact.n + p->rule.n + p->param.n + p->link.n + p->interpretation.n);
  for (enum entity e = E_PERSON; e <= E_AREA; e++) {
    enum names lists[2] = { (enum names)(NX_FACT + (int)e), (enum names)(NX_RULE + (int)e) }, list;
    struct str two[2];
    if (e != on && law_resolve(p, n->at.file, name, 2, lists, &list, two) != NAMED_NONE) {
      const char *const is[] = { NOUN(a_person), NOUN(household), NOUN(area), NOUN(a_record) };
      const char *const how[] = { NOUN(use_any_members_where), NOUN(write_household), NOUN(write_area) };
      COMPLAIN(p, n->at, M_SUBJECT, check_z(p, name), is[e], is[on], how[e]);
      return false;
    }
  }
  check_unknown(p, n->at, where[on], name, check_nearest(p, name, offer, all, &o));
  return false;
}

static bool field(struct law_program *p, struct node *n, struct str name, const struct scope *s) {
  const struct record *r = &p->record.at[s->record];
  for (int i = 0; i < r->n; i++) {
    if (!str_eq(r->field[i].id, name)) continue;
    n->op = N_FIELD;
    n->ref = i;
    n->how = s->record;
    n->type = r->field[i].type;
    return true;
  }
  return false;
}

/* A name on a subject: bare, or with its pack before it. */
static bool bare(struct law_program *p, struct node *n, struct str name, const struct scope *s) {
  n->on = s->on;
  if (s->on == E_RECORD && field(p, n, name, s)) return true;
  enum names lists[4], list = NX_PARAM;
  int i = check_find_in(p, n->at, name, bare_lists(s->on, lists), lists, &list);
  if (i == NAMED_TWICE) return false;
  if (i == NAMED_NONE) return unknown_name(p, n, name, s->on);
  n->ref = i;
  if (list == NX_PARAM) {
    n->op = N_PARAM;
    n->type = p->param.at[i].type;
  } else if (list == NX_INTERPRETATION) {
    n->op = N_CHOICE;
    n->type = law_choice_type(i);
  } else if (list >= NX_RULE) {
    n->op = N_RULE;
    n->type = p->rule.at[i].type;
  } else {
    n->op = N_FACT;
    n->type = p->fact.at[i].type;
  }
  return true;
}

/* The written parts as one name. */
static struct str joined(struct law_program *p, const struct node *n) {
  struct str z = n->name;
  for (int i = 0; i < n->n_path; i++)
    z = str_of(arena_print(p->a, "%.*s.%.*s", (int)z.n, z.p, (int)n->path[i].n, n->path[i].p));
  return z;
}

/* household.x, area.x, outer.x, and person.x of a person: one step to another subject, then the rest. */
static bool resolve(struct law_program *p, struct node *n, const struct scope *s) {
  struct str first = n->name;
  if (!n->n_path) return bare(p, n, first, s);
  struct scope to = *s;
  n->on = s->on;
  if (str_is(first, "household") && s->on == E_PERSON) {
    n->op = N_HOUSEHOLD;
    to.on = E_HOUSEHOLD;
  } else if (str_is(first, "area") && (s->on == E_PERSON || s->on == E_HOUSEHOLD)) {
    n->op = N_AREA;
    to.on = E_AREA;
  } else if (str_is(first, "outer")) {
    if (!s->outer) {
      COMPLAIN(p, n->at, M_OUTER);
      return false;
    }
    n->op = N_OUTER;
    to = *s->outer;
  } else if ((str_is(first, "person") && s->on == E_PERSON) ||
             (str_is(first, "household") && s->on == E_HOUSEHOLD)) {
    n->name = n->path[0]; /* the subject at hand, named */
    n->path++;
    n->n_path--;
    return resolve(p, n, s);
  } else
    return bare(p, n, joined(p, n), s);
  struct node *rest = law_node(p, N_NAME, n->at);
  rest->name = n->path[0];
  rest->path = n->path + 1;
  rest->n_path = n->n_path - 1;
  n->kid[0] = rest;
  if (!resolve(p, rest, &to)) return false;
  n->type = rest->type;
  return true;
}

/* A name that may be a value of the enumeration `t`. */
static bool as_value(struct law_program *p, struct node *n, struct type t) {
  if (n->op != N_NAME || n->n_path || t.kind != K_ENUM) return false;
  int v = law_enum_value_of(p, t, n->name);
  if (v < 0) return false;
  n->op = N_CONST;
  n->type = t;
  n->i = v;
  return true;
}

bool check_as(struct law_program *p, struct node *n, const struct scope *s, struct type t) {
  if (as_value(p, n, t)) return true;
  if (n->op == N_IF && t.kind == K_ENUM) { /* the branches may be bare values */
    n->type = t;
    n->on = s->on;
    return check_as(p, n->kid[0], s, plain(K_BOOL)) && check_as(p, n->kid[1], s, t) &&
           check_as(p, n->kid[2], s, t);
  }
  return check_expression(p, n, s) && check_fit(p, n, t);
}

/* What stands beside a choice and is nothing by name was meant as one of its values. */
static bool value_or(struct law_program *p, struct node *n, struct type t, const struct scope *s) {
  if (t.kind != K_ENUM || n->op != N_NAME || n->n_path || is_named(p, n->at, n->name, s->on) ||
      s->on == E_RECORD)
    return check_expression(p, n, s);
  check_unknown(p, n->at, NOUN_WITH(p->a, value_of, law_type_name(p, t, VI), law_type_name(p, t, EN)),
                n->name, check_like_value(p, t, n->name));
  return false;
}

/* A bare name that stands for nothing. */
static bool nothing(const struct law_program *p, const struct node *n, enum entity on) {
  return n->op == N_NAME && !n->n_path && !is_named(p, n->at, n->name, on);
}

/* Is it a value of an enumeration, or a choice, whichever? */
static bool some_value(const struct law_program *p, const struct node *n) {
  for (size_t i = 0; i < p->enumeration.n; i++)
    if (law_find_enum_value(p, (int)i, n->name) >= 0) return true;
  for (size_t i = 0; i < p->interpretation.n; i++)
    for (int k = 0; k < p->interpretation.at[i].n; k++)
      if (str_eq(p->interpretation.at[i].choice[k].id, n->name)) return true;
  return false;
}

static bool compare(struct law_program *p, struct node *n, const struct scope *s) {
  struct node *a = n->kid[0], *b = n->kid[1];
  struct type t;
  n->type = plain(K_BOOL);
  if (s->on != E_RECORD && nothing(p, a, s->on) && nothing(p, b, s->on)) {
    /* A value is written by its bare name, so that two names of nothing are a subject and its value. The
     * one that is a value of some enumeration is not the misspelt one. */
    struct node *misspelt = some_value(p, b) || !some_value(p, a) ? a : b;
    return unknown_name(p, misspelt, misspelt->name, s->on);
  }
  bool swapped = s->on != E_RECORD && nothing(p, a, s->on);
  if (swapped) {
    if (!check_expression(p, b, s)) return false;
    if (!as_value(p, a, b->type) && !value_or(p, a, b->type, s)) return false;
  } else {
    if (!check_expression(p, a, s)) return false;
    if (!as_value(p, b, a->type) && !value_or(p, b, a->type, s)) return false;
  }
  if (!unify(p, n->op, a, b, &t)) return false;
  if ((n->op != N_EQ && n->op != N_NE) && (t.kind == K_BOOL || t.kind == K_ENUM)) {
    COMPLAIN(p, n->at, M_UNITS, sign(n->op), type_z(p, a->type), type_z(p, b->type));
    return false;
  }
  if (t.kind == K_NUMBER) settle(p, a, K_RATE), settle(p, b, K_RATE);
  return true;
}

static bool minus(struct ratio x, struct ratio *ret) {
  return ratio_mul(x, (struct ratio) { -1, 1 }, ret) == OK;
}

/* The value of an expression of numbers alone. */
static bool constant(const struct node *n, struct ratio *ret) {
  struct ratio a, b;
  if (n->op == N_CONST) return *ret = n->r, n->type.kind != K_BOOL && n->type.kind != K_ENUM;
  if (n->op == N_NEG) return constant(n->kid[0], &a) && minus(a, ret);
  if (n->op != N_ADD && n->op != N_SUB && n->op != N_MUL && n->op != N_DIV) return false;
  if (!constant(n->kid[0], &a) || !constant(n->kid[1], &b)) return false;
  if (n->op == N_ADD) return ratio_add(a, b, ret) == OK;
  if (n->op == N_SUB) return minus(b, &b) && ratio_add(a, b, ret) == OK;
  if (n->op == N_MUL) return ratio_mul(a, b, ret) == OK;
  return b.num != 0 && ratio_div(a, b, ret) == OK;
}

static bool arithmetic(struct law_program *p, struct node *n, const struct scope *s) {
  struct node *a = n->kid[0], *b = n->kid[1];
  if (!check_expression(p, a, s) || !check_expression(p, b, s)) return false;
  if (n->op == N_ADD || n->op == N_SUB) {
    if (!unify(p, n->op, a, b, &n->type)) return false;
    enum kind k = n->type.kind;
    if (k == K_INT || k == K_MONEY || k == K_SUM || k == K_RATE || k == K_NUMBER) return true;
    COMPLAIN(p, n->at, M_UNITS, sign(n->op), type_z(p, a->type), type_z(p, b->type));
    return false;
  }
  struct ratio divisor;
  if (n->op == N_DIV && constant(b, &divisor) && divisor.num == 0) {
    COMPLAIN(p, n->at, M_DIVIDE_ZERO);
    return false;
  }
  enum kind x = a->type.kind, y = b->type.kind;
  if (x == K_NUMBER && y == K_NUMBER) {
    n->type = a->type;
    return true;
  }
  if (x == K_NUMBER) {
    x = a->r.den == 1 && a->op == N_CONST ? K_INT : K_RATE;
    if (!settle(p, a, x)) return false;
  }
  if (y == K_NUMBER) {
    y = b->r.den == 1 && b->op == N_CONST ? K_INT : K_RATE;
    if (!settle(p, b, y)) return false;
  }
  bool sum_x = x == K_MONEY || x == K_SUM, sum_y = y == K_MONEY || y == K_SUM,
       num_x = x == K_INT || x == K_RATE, num_y = y == K_INT || y == K_RATE;
  enum kind k = K_ERROR;
  if (n->op == N_MUL) {
    if (sum_x && sum_y) {
      COMPLAIN(p, n->at, M_MONEY_MONEY);
      return false;
    }
    if (x == K_INT && y == K_INT)
      k = K_INT;
    else if (num_x && num_y)
      k = K_RATE;
    else if ((x == K_MONEY && y == K_INT) || (x == K_INT && y == K_MONEY))
      k = K_MONEY;
    else if ((sum_x && num_y) || (num_x && sum_y))
      k = K_SUM;
  } else {
    if (num_x && num_y)
      k = K_RATE;
    else if (sum_x && sum_y)
      k = K_RATE;
    else if (sum_x && num_y)
      k = K_SUM;
  }
  n->type = plain(k);
  if (k != K_ERROR) return true;
  COMPLAIN(p, n->at, M_UNITS, sign(n->op), type_z(p, a->type), type_z(p, b->type));
  return false;
}

static bool aggregate(struct law_program *p, struct node *n, const struct scope *s) {
  struct scope in = { .outer = s, .record = -1 };
  bool on_person = s->on == E_PERSON;
  n->on = s->on;
  if (str_is(n->name, "members") && (on_person || s->on == E_HOUSEHOLD)) {
    n->set = SET_MEMBERS;
    in.on = E_PERSON;
  } else {
    static const enum names sets[] = { NX_RECORD, NX_LINK };
    enum names list = NX_RECORD;
    int i = check_find_in(p, n->at, n->name, on_person ? 2 : 1, sets, &list);
    if (i == NAMED_TWICE) return false;
    if (i < 0 || (list == NX_RECORD && p->record.at[i].on != s->on)) {
      check_unknown(p, n->at, NOUN(set_link_record), n->name, check_like(p, LIKE_SET, n->name));
      return false;
    }
    n->set = list == NX_LINK ? SET_LINK : SET_RECORD;
    n->ref = i;
    in.record = list == NX_LINK ? -1 : i;
    in.on = list == NX_LINK ? E_PERSON : E_RECORD;
  }
  if (n->kid[1] && !check_as(p, n->kid[1], &in, plain(K_BOOL))) return false;
  if (n->op == N_COUNT) {
    n->type = plain(K_INT);
    return true;
  }
  if (n->op == N_ANY || n->op == N_ALL) {
    n->type = plain(K_BOOL);
    if (!n->kid[1]) {
      COMPLAIN(p, n->at, M_EXPECTED, "where (…)", "…");
      return false;
    }
    return true;
  }
  if (!check_expression(p, n->kid[0], &in)) return false;
  n->type = n->kid[0]->type;
  n->type.ranged = false;
  if (n->type.kind == K_NUMBER) {
    settle(p, n->kid[0], K_INT);
    n->type = plain(K_INT);
  }
  enum kind k = n->type.kind;
  if (k == K_INT || k == K_MONEY || k == K_RATE || k == K_SUM ||
      (n->op != N_SUM && (k == K_DATE || k == K_MONTH)))
    return true;
  return wrong_type(p, n->kid[0], plain(K_MONEY));
}

static bool table_call(struct law_program *p, struct node *n, const struct scope *s) {
  int t = check_find(p, n->at, NX_TABLE, n->name);
  if (t == NAMED_NONE) check_unknown(p, n->at, NOUN(table), n->name, check_like(p, LIKE_TABLE, n->name));
  if (t < 0) return false;
  const struct table *q = &p->table.at[t];
  n->op = N_TABLE;
  n->ref = t;
  n->on = s->on;
  n->type = q->type;
  if (n->n_list != q->n_key) {
    COMPLAIN(p, n->at, M_KEYS, check_z(p, q->id), arena_print(p->a, "%d", q->n_key),
             arena_print(p->a, "%d", n->n_list));
    return false;
  }
  for (int i = 0; i < n->n_list; i++)
    if (!check_as(p, n->list[i], s, q->key[i].type)) return false;
  return true;
}

static bool decided_by(struct law_program *p, struct node *n, const struct scope *s) {
  if (!check_expression(p, n->kid[0], s)) return false;
  const struct node *r = n->kid[0];
  while (r->op == N_HOUSEHOLD || r->op == N_OUTER)
    r = r->kid[0];
  if (r->op != N_RULE || !p->rule.at[r->ref].cases) {
    COMPLAIN(p, n->at, M_NOT_CASES, check_z(p, n->kid[0]->name));
    return false;
  }
  n->type = plain(K_BOOL);
  n->ref = r->ref;
  for (int i = 0; i < n->n_list; i++) {
    int k = n->list[i]->op == N_NAME ? law_find_case(&p->rule.at[r->ref], n->list[i]->name) : -1;
    if (k < 0) {
      COMPLAIN(p, n->list[i]->at, M_UNKNOWN_NAME, NOUN(case), check_z(p, n->list[i]->name),
               check_like(p, LIKE_CASE, n->list[i]->name));
      return false;
    }
    n->cases = set_with(p->a, n->cases, k);
  }
  n->n_list = 0;
  return true;
}

static bool dates(struct law_program *p, struct node *n, const struct scope *s) {
  if (!check_as(p, n->kid[0], s, plain(K_DATE))) return false;
  n->type = plain(n->op == N_PLUS ? K_DATE : K_INT);
  if (n->op == N_YEAR_OF) return true;
  return check_as(p, n->kid[1], s, plain(n->op == N_PLUS ? K_INT : K_DATE));
}

static bool listed(struct law_program *p, struct node *n, const struct scope *s) {
  if (n->op == N_IN) {
    if (!check_expression(p, n->kid[0], s)) return false;
    for (int i = 0; i < n->n_list; i++) {
      if (!as_value(p, n->list[i], n->kid[0]->type) && !value_or(p, n->list[i], n->kid[0]->type, s))
        return false;
      struct type t;
      if (!unify(p, n->op, n->kid[0], n->list[i], &t)) return false;
    }
    n->type = plain(K_BOOL);
    return true;
  }
  for (int i = 0; i < n->n_list; i++)
    if (!check_expression(p, n->list[i], s)) return false;
  struct type t = n->list[0]->type;
  for (int i = 1; i < n->n_list; i++)
    if (!unify(p, n->op, n->list[0], n->list[i], &t)) return false;
  for (int i = 0; i < n->n_list; i++)
    if (!check_fit(p, n->list[i], t)) return false;
  n->type = t;
  return true;
}

static bool rounded(struct law_program *p, struct node *n, const struct scope *s) {
  if (!check_expression(p, n->kid[0], s)) return false;
  enum kind k = n->kid[0]->type.kind;
  if (k == K_NUMBER) {
    settle(p, n->kid[0], K_RATE);
    k = K_RATE;
  }
  if (k != K_MONEY && k != K_SUM && k != K_RATE && k != K_INT) return wrong_type(p, n->kid[0], plain(K_SUM));
  n->type = plain(k == K_MONEY || k == K_SUM ? K_MONEY : K_INT);
  if (n->i < 1) {
    COMPLAIN(p, n->at, M_RANGE, "0", "1", "…");
    return false;
  }
  return true;
}

/* Something `at` a day: kid 0 what, kid 1 its day. A parameter alone needs no change of days: it is looked up
 * on its own. */
static bool at_a_day(struct law_program *p, struct node *n, const struct scope *s) {
  if (!check_expression(p, n->kid[0], s) || !check_as(p, n->kid[1], s, plain(K_DATE))) return false;
  n->type = n->kid[0]->type;
  if (n->kid[0]->op != N_PARAM || n->kid[0]->kid[0]) return true;
  n->op = N_PARAM;
  n->ref = n->kid[0]->ref;
  n->kid[0] = n->kid[1];
  n->kid[1] = NULL;
  return true;
}

/* Both sides of `and`, `or` are told when both are wrong. */
static bool both(struct law_program *p, struct node *n, const struct scope *s) {
  n->type = plain(K_BOOL);
  bool a = check_as(p, n->kid[0], s, n->type), b = check_as(p, n->kid[1], s, n->type);
  return a && b;
}

/* Two expressions one of which is the result; the second may be a bare value of the first's enumeration. */
static bool either(struct law_program *p, struct node *n, struct node *a, struct node *b,
                   const struct scope *s) {
  if (!check_expression(p, a, s)) return false;
  if (as_value(p, b, a->type)) {
    n->type = a->type;
    return true;
  }
  return check_expression(p, b, s) && unify(p, n->op, a, b, &n->type);
}

static bool benefit_named(struct law_program *p, struct node *n) {
  n->type = plain(K_BOOL);
  n->ref = check_find(p, n->at, NX_BENEFIT, n->name);
  if (n->ref == NAMED_NONE)
    check_unknown(p, n->at, NOUN(benefit), n->name, check_like(p, LIKE_BENEFIT, n->name));
  return n->ref >= 0;
}

bool check_expression(struct law_program *p, struct node *n, const struct scope *s) {
  n->on = s->on;
  switch (n->op) {
  case N_CONST: return true;
  case N_NAME: return resolve(p, n, s);
  case N_CALL: return table_call(p, n, s);
  case N_DAY: return typed(n, K_DATE);
  case N_AT: return at_a_day(p, n, s);
  case N_COUNT:
  case N_ANY:
  case N_ALL:
  case N_SUM:
  case N_HIGHEST:
  case N_LOWEST: return aggregate(p, n, s);
  case N_NOT: return typed(n, K_BOOL) && check_as(p, n->kid[0], s, n->type);
  case N_AND:
  case N_OR: return both(p, n, s);
  case N_EQ:
  case N_NE:
  case N_LT:
  case N_LE:
  case N_GT:
  case N_GE: return compare(p, n, s);
  case N_ADD:
  case N_SUB:
  case N_MUL:
  case N_DIV: return arithmetic(p, n, s);
  case N_NEG:
    if (!check_expression(p, n->kid[0], s)) return false;
    n->type = n->kid[0]->type;
    n->type.ranged = false;
    return true;
  case N_MIN:
  case N_MAX:
  case N_IN: return listed(p, n, s);
  case N_IF: return check_as(p, n->kid[0], s, plain(K_BOOL)) && either(p, n, n->kid[1], n->kid[2], s);
  case N_OTHERWISE: return either(p, n, n->kid[0], n->kid[1], s);
  case N_HOLDS: return typed(n, K_BOOL) && check_expression(p, n->kid[0], s);
  case N_BY: return decided_by(p, n, s);
  case N_ROUND: return rounded(p, n, s);
  case N_YEARS:
  case N_MONTHS:
  case N_DAYS:
  case N_PLUS:
  case N_YEAR_OF: return dates(p, n, s);
  case N_RECEIVES:
  case N_SUSPENDED:
  case N_GRANTED: return benefit_named(p, n) && (!n->kid[0] || check_as(p, n->kid[0], s, plain(K_DATE)));
  default: return true; /* already resolved: a node is checked once */
  }
}

bool law_check_literal(struct law_program *p, struct node *n, struct type t) {
  static const struct scope nobody = { .on = E_AREA, .record = -1 };
  if (n->op == N_NAME && t.kind == K_ENUM && law_enum_value_of(p, t, n->name) < 0) {
    COMPLAIN(p, n->at, M_UNKNOWN_NAME,
             NOUN_WITH(p->a, value, law_type_name(p, t, VI), law_type_name(p, t, EN)), check_z(p, n->name),
             check_like_value(p, t, n->name));
    return false;
  }
  if (n->op == N_NAME && t.kind == K_DATE && str_is(n->name, "never")) {
    n->op = N_CONST;
    n->type = plain(K_DATE);
    n->r = (struct ratio) { DATE_MAX, 1 };
    return true;
  }
  return check_as(p, n, &nobody, t);
}
