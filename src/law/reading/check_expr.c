/* check_expr: what a name in an expression means, and whether the units fit. */
#include "law/reading/check.h"

static struct type plain(enum kind k) { return (struct type) { .kind = k, .enumeration = -1 }; }

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

/* Gives a literal, or an expression of literals, its type. */
static bool settle(struct law_program *p, struct node *n, enum kind k) {
  if (n->type.kind != K_NUMBER) return true;
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

/* Both sides to one type; the result in *ret. */
static bool unify(struct law_program *p, struct node *a, struct node *b, struct type *ret) {
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
  COMPLAIN(p, b->at, M_UNITS, "=, <, +", type_z(p, a->type), type_z(p, b->type));
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

static bool unknown_name(struct law_program *p, struct node *n, struct str name, enum entity on) {
  static const char *const where[] = {
    "dữ kiện, quy tắc của người, hoặc tham số / fact or rule of a person, or parameter",
    "dữ kiện, quy tắc của hộ, hoặc tham số / fact or rule of a household, or parameter",
    "dữ kiện của địa bàn, hoặc tham số / fact of an area, or parameter",
    "trường của bản ghi, hoặc tham số / field of the record, or parameter"
  };
  struct offered o = { on };
  int all = (int)(p->fact.n + p->rule.n + p->param.n + p->link.n + p->interpretation.n);
  for (enum entity e = E_PERSON; e <= E_AREA; e++)
    if (e != on && (law_find_fact(p, e, name) >= 0 || law_find_rule(p, e, name) >= 0)) {
      static const char *const is[] = { "người / a person", "hộ / a household", "địa bàn / an area",
                                        "bản ghi / a record" };
      static const char *const how[] = {
        "Dùng any members where (…), count … / Use any members where (…), count …",
        "Viết household.… / Write household.…", "Viết area.… / Write area.…"
      };
      COMPLAIN(p, n->at, M_SUBJECT, check_z(p, name), is[e], is[on], how[e]);
      return false;
    }
  COMPLAIN(p, n->at, M_UNKNOWN_NAME, where[on], check_z(p, name), check_nearest(p, name, offer, all, &o));
  return false;
}

/* A bare name on a subject. */
static bool bare(struct law_program *p, struct node *n, struct str name, const struct scope *s) {
  int i;
  n->on = s->on;
  if (s->on == E_RECORD) {
    const struct record *r = &p->record.at[s->record];
    for (i = 0; i < r->n; i++)
      if (str_eq(r->field[i].id, name)) {
        n->op = N_FIELD;
        n->ref = i;
        n->how = s->record;
        n->type = r->field[i].type;
        return true;
      }
  } else if ((i = law_find_fact(p, s->on, name)) >= 0) {
    n->op = N_FACT;
    n->ref = i;
    n->type = p->fact.at[i].type;
    return true;
  } else if ((i = law_find_rule(p, s->on, name)) >= 0) {
    n->op = N_RULE;
    n->ref = i;
    n->type = p->rule.at[i].type;
    return true;
  }
  if ((i = law_find_param(p, name)) >= 0) {
    n->op = N_PARAM;
    n->ref = i;
    n->type = p->param.at[i].type;
    return true;
  }
  if ((i = law_find_interpretation(p, name)) >= 0) {
    n->op = N_CHOICE;
    n->ref = i;
    n->type = law_choice_type(i);
    return true;
  }
  return unknown_name(p, n, name, s->on);
}

/* household.x, area.x, outer.x: one step to another subject, then the rest. */
static bool resolve(struct law_program *p, struct node *n, const struct scope *s) {
  struct str first = n->name;
  if (!n->n_path) return bare(p, n, first, s);
  struct node *rest = law_node(p, N_NAME, n->at);
  rest->name = n->path[0];
  rest->path = n->path + 1;
  rest->n_path = n->n_path - 1;
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
  } else
    return unknown_name(p, n, first, s->on);
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

static bool compare(struct law_program *p, struct node *n, const struct scope *s) {
  struct node *a = n->kid[0], *b = n->kid[1];
  struct type t;
  n->type = plain(K_BOOL);
  bool swapped = a->op == N_NAME && !a->n_path && law_find_fact(p, s->on, a->name) < 0 &&
                 law_find_rule(p, s->on, a->name) < 0 && s->on != E_RECORD &&
                 law_find_param(p, a->name) < 0 && law_find_interpretation(p, a->name) < 0;
  if (swapped) {
    if (!check_expression(p, b, s)) return false;
    if (!as_value(p, a, b->type) && !check_expression(p, a, s)) return false;
  } else {
    if (!check_expression(p, a, s)) return false;
    if (!as_value(p, b, a->type) && !check_expression(p, b, s)) return false;
  }
  if (!unify(p, a, b, &t)) return false;
  if ((n->op != N_EQ && n->op != N_NE) && (t.kind == K_BOOL || t.kind == K_ENUM)) {
    COMPLAIN(p, n->at, M_UNITS, "<, >", type_z(p, a->type), type_z(p, b->type));
    return false;
  }
  if (t.kind == K_NUMBER) settle(p, a, K_RATE), settle(p, b, K_RATE);
  return true;
}

static bool arithmetic(struct law_program *p, struct node *n, const struct scope *s) {
  struct node *a = n->kid[0], *b = n->kid[1];
  if (!check_expression(p, a, s) || !check_expression(p, b, s)) return false;
  if (n->op == N_ADD || n->op == N_SUB) {
    if (!unify(p, a, b, &n->type)) return false;
    enum kind k = n->type.kind;
    if (k == K_INT || k == K_MONEY || k == K_SUM || k == K_RATE || k == K_NUMBER) return true;
    COMPLAIN(p, n->at, M_UNITS, n->op == N_ADD ? "+" : "-", type_z(p, a->type), type_z(p, b->type));
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
  COMPLAIN(p, n->at, M_UNITS, n->op == N_MUL ? "*" : "/", type_z(p, a->type), type_z(p, b->type));
  return false;
}

static bool aggregate(struct law_program *p, struct node *n, const struct scope *s) {
  struct scope in = { .outer = s, .record = -1 };
  bool on_person = s->on == E_PERSON;
  n->on = s->on;
  if (str_is(n->name, "members") && (on_person || s->on == E_HOUSEHOLD)) {
    n->set = SET_MEMBERS;
    in.on = E_PERSON;
  } else if (on_person && law_find_link(p, n->name) >= 0) {
    n->set = SET_LINK;
    n->ref = law_find_link(p, n->name);
    in.on = E_PERSON;
  } else if (law_find_record(p, n->name) >= 0 && p->record.at[law_find_record(p, n->name)].on == s->on) {
    n->set = SET_RECORD;
    n->ref = in.record = law_find_record(p, n->name);
    in.on = E_RECORD;
  } else {
    COMPLAIN(p, n->at, M_UNKNOWN_NAME, "tập hợp, liên kết hoặc bản ghi / set, link or record",
             check_z(p, n->name), check_like(p, LIKE_SET, n->name));
    return false;
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
  int t = law_find_table(p, n->name);
  if (t < 0) {
    COMPLAIN(p, n->at, M_UNKNOWN_NAME, "bảng / table", check_z(p, n->name),
             check_like(p, LIKE_TABLE, n->name));
    return false;
  }
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
      COMPLAIN(p, n->list[i]->at, M_UNKNOWN_NAME, "trường hợp / case", check_z(p, n->list[i]->name),
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
      if (!as_value(p, n->list[i], n->kid[0]->type) && !check_expression(p, n->list[i], s)) return false;
      struct type t;
      if (!unify(p, n->kid[0], n->list[i], &t)) return false;
    }
    n->type = plain(K_BOOL);
    return true;
  }
  for (int i = 0; i < n->n_list; i++)
    if (!check_expression(p, n->list[i], s)) return false;
  struct type t = n->list[0]->type;
  for (int i = 1; i < n->n_list; i++)
    if (!unify(p, n->list[0], n->list[i], &t)) return false;
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

bool check_expression(struct law_program *p, struct node *n, const struct scope *s) {
  n->on = s->on;
  switch (n->op) {
  case N_CONST: return true;
  case N_NAME: return resolve(p, n, s);
  case N_CALL: return table_call(p, n, s);
  case N_DAY: n->type = plain(K_DATE); return true;
  case N_PARAM: /* from the parser: kid 0 the parameter, kid 1 its day */
    if (!n->kid[1]) return true;
    if (!check_expression(p, n->kid[0], s) || !check_as(p, n->kid[1], s, plain(K_DATE))) return false;
    if (n->kid[0]->op != N_PARAM || n->kid[0]->kid[0]) {
      COMPLAIN(p, n->at, M_AT);
      return false;
    }
    n->ref = n->kid[0]->ref;
    n->type = n->kid[0]->type;
    n->kid[0] = n->kid[1];
    n->kid[1] = NULL;
    return true;
  case N_COUNT:
  case N_ANY:
  case N_ALL:
  case N_SUM:
  case N_HIGHEST:
  case N_LOWEST: return aggregate(p, n, s);
  case N_NOT: n->type = plain(K_BOOL); return check_as(p, n->kid[0], s, n->type);
  case N_AND:
  case N_OR:
    n->type = plain(K_BOOL);
    {
      bool a = check_as(p, n->kid[0], s, n->type), b = check_as(p, n->kid[1], s, n->type);
      return a && b;
    }
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
  case N_IF:
    if (!check_as(p, n->kid[0], s, plain(K_BOOL)) || !check_expression(p, n->kid[1], s)) return false;
    if (as_value(p, n->kid[2], n->kid[1]->type)) {
      n->type = n->kid[1]->type;
      return true;
    }
    return check_expression(p, n->kid[2], s) && unify(p, n->kid[1], n->kid[2], &n->type);
  case N_OTHERWISE:
    return check_expression(p, n->kid[0], s) &&
           (as_value(p, n->kid[1], n->kid[0]->type)
                ? (n->type = n->kid[0]->type, true)
                : check_expression(p, n->kid[1], s) && unify(p, n->kid[0], n->kid[1], &n->type));
  case N_HOLDS: n->type = plain(K_BOOL); return check_expression(p, n->kid[0], s);
  case N_BY: return decided_by(p, n, s);
  case N_ROUND: return rounded(p, n, s);
  case N_YEARS:
  case N_MONTHS:
  case N_DAYS:
  case N_PLUS:
  case N_YEAR_OF: return dates(p, n, s);
  case N_RECEIVES:
  case N_GRANTED:
    n->type = plain(K_BOOL);
    n->ref = law_find_benefit(p, n->name);
    if (n->ref >= 0) return true;
    COMPLAIN(p, n->at, M_UNKNOWN_NAME, "chế độ / benefit", check_z(p, n->name),
             check_like(p, LIKE_BENEFIT, n->name));
    return false;
  default: return true; /* already resolved: a node is checked once */
  }
}

bool law_check_literal(struct law_program *p, struct node *n, struct type t) {
  static const struct scope nobody = { .on = E_AREA, .record = -1 };
  if (n->op == N_NAME && t.kind == K_ENUM && law_enum_value_of(p, t, n->name) < 0) {
    COMPLAIN(p, n->at, M_UNKNOWN_NAME,
             arena_print(p->a, "giá trị %s / value %s", law_type_name(p, t, VI), law_type_name(p, t, EN)),
             check_z(p, n->name), check_like_value(p, t, n->name));
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
