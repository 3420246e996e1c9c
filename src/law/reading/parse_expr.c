/* parse: expressions, by precedence as in doc/law-language.md. */
#include "law/reading/parse.h"

/* A chain such as a and b and c … is as deep as it is long, though nothing nests: its height is bounded as it
 * grows. */
static void on_top_of(struct parser *q, struct node *n, const struct node *part) {
  if (!part || part->height < n->height) return;
  n->height = part->height + 1;
  if (n->height <= LAW_HEIGHT_MAX) return;
  COMPLAIN(q->p, n->at, M_DEEP, arena_print(q->a, "%d", LAW_HEIGHT_MAX));
  longjmp(q->fail, 1);
}

static struct node *make(struct parser *q, enum op op, struct place at, struct node *a, struct node *b) {
  struct node *n = law_node(q->p, op, at);
  n->kid[0] = a;
  n->kid[1] = b;
  on_top_of(q, n, a);
  on_top_of(q, n, b);
  return n;
}

static void deeper(struct parser *q) {
  if (++q->depth <= LAW_DEPTH_MAX) return;
  char z[16];
  snprintf(z, sizeof z, "%d", LAW_DEPTH_MAX);
  COMPLAIN(q->p, q->t.at, M_DEEP, z);
  longjmp(q->fail, 1);
}

static void list_of(struct parser *q, struct node *n) {
  VEC(struct node *) v = { 0 };
  parse_need(q, "(");
  do {
    if (v.n >= LAW_LIST_MAX) {
      COMPLAIN(q->p, q->t.at, M_TOO_MANY, "(…, …)", arena_print(q->a, "%d", LAW_LIST_MAX));
      longjmp(q->fail, 1);
    }
    *VEC_PUSH(q->a, &v) = parse_expression(q);
    on_top_of(q, n, v.at[v.n - 1]);
  } while (parse_take(q, ","));
  parse_need(q, ")");
  n->list = v.at;
  n->n_list = (int)v.n;
}

static struct node *constant(struct parser *q, enum kind k) {
  struct node *n = law_node(q->p, N_CONST, q->t.at);
  n->type.kind = k;
  n->r = q->t.r;
  n->name = q->t.text;
  n->how = q->t.whole; /* a literal without decimals may become an integer or money */
  parse_advance(q);
  return n;
}

struct node *parse_literal(struct parser *q) {
  if (q->t.kind == TK_NUMBER && parse_more(q)) return constant(q, K_NUMBER);
  if (q->t.kind == TK_DATE && parse_more(q)) return constant(q, K_DATE);
  if (q->t.kind == TK_MONTH && parse_more(q)) return constant(q, K_MONTH);
  if (parse_is(q, "-")) {
    struct place at = q->t.at;
    parse_advance(q);
    if (q->t.kind != TK_NUMBER) parse_expected(q, NOUN(number));
    struct node *n = constant(q, K_NUMBER);
    n->at = at;
    n->r.num = -n->r.num;
    return n;
  }
  struct node *n = law_node(q->p, N_NAME, q->t.at);
  n->name = parse_name(q, NOUN(a_value));
  if (str_is(n->name, "yes") || str_is(n->name, "no")) {
    n->op = N_CONST;
    n->type.kind = K_BOOL;
    n->i = str_is(n->name, "yes");
  }
  return n;
}

static struct node *unary(struct parser *q);

/* count SET where (…), sum E over SET where (…) and their kin. */
static struct node *aggregate(struct parser *q, enum op op, bool valued) {
  struct node *n = law_node(q->p, op, q->t.at);
  parse_advance(q);
  if (valued) {
    n->kid[0] = unary(q);
    parse_need(q, "over");
  }
  n->name = parse_dotted(q, NOUN(set_members_link_record));
  if (parse_take(q, "where")) {
    parse_need(q, "(");
    n->kid[1] = parse_expression(q);
    parse_need(q, ")");
  }
  on_top_of(q, n, n->kid[0]);
  on_top_of(q, n, n->kid[1]);
  return n;
}

static struct node *between(struct parser *q, enum op op) {
  struct place at = q->t.at;
  parse_advance(q);
  parse_need(q, "from");
  struct node *a = unary(q);
  parse_need(q, "to");
  return make(q, op, at, a, unary(q));
}

static struct node *named(struct parser *q) {
  struct node *n = law_node(q->p, N_NAME, q->t.at);
  n->name = parse_name(q, NOUN(an_expression));
  VEC(struct str) path = { 0 };
  while (parse_is(q, ".")) {
    parse_advance(q);
    *VEC_PUSH(q->a, &path) = parse_name(q, NOUN(name_after_dot));
  }
  n->path = path.at;
  n->n_path = (int)path.n;
  if (parse_is(q, "(")) {
    n->op = N_CALL;
    for (int i = 0; i < n->n_path; i++)
      n->name = str_of(
          arena_print(q->a, "%.*s.%.*s", (int)n->name.n, n->name.p, (int)n->path[i].n, n->path[i].p));
    n->n_path = 0;
    list_of(q, n);
  }
  return n;
}

static struct node *primary(struct parser *q) {
  struct place at = q->t.at;
  if (!parse_more(q)) parse_expected(q, NOUN(an_expression));
  if (q->t.kind == TK_NUMBER) return constant(q, K_NUMBER);
  if (q->t.kind == TK_DATE) return constant(q, K_DATE);
  if (q->t.kind == TK_MONTH) return constant(q, K_MONTH);
  if (parse_take(q, "(")) {
    struct node *n = parse_expression(q);
    parse_need(q, ")");
    return n;
  }
  if (parse_is(q, "yes") || parse_is(q, "no")) return parse_literal(q);
  if (parse_is(q, "day")) {
    parse_advance(q);
    return make(q, N_DAY, at, NULL, NULL);
  }
  if (parse_is(q, "years")) return between(q, N_YEARS);
  if (parse_is(q, "months")) return between(q, N_MONTHS);
  if (parse_is(q, "days")) return between(q, N_DAYS);
  if (parse_take(q, "year")) {
    parse_need(q, "of");
    return make(q, N_YEAR_OF, at, unary(q), NULL);
  }
  if (parse_is(q, "count")) return aggregate(q, N_COUNT, false);
  if (parse_is(q, "any")) return aggregate(q, N_ANY, false);
  if (parse_is(q, "all")) return aggregate(q, N_ALL, false);
  if (parse_is(q, "sum")) return aggregate(q, N_SUM, true);
  if (parse_is(q, "highest")) return aggregate(q, N_HIGHEST, true);
  if (parse_is(q, "lowest")) return aggregate(q, N_LOWEST, true);
  if (parse_is(q, "min") || parse_is(q, "max")) {
    struct node *n = law_node(q->p, parse_is(q, "min") ? N_MIN : N_MAX, at);
    parse_advance(q);
    list_of(q, n);
    return n;
  }
  if (parse_take(q, "holds")) {
    struct node *n = law_node(q->p, N_HOLDS, at);
    n->kid[0] = named(q);
    return n;
  }
  if (parse_is(q, "receives") || parse_is(q, "suspended") || parse_is(q, "granted")) {
    enum op op = parse_is(q, "receives") ? N_RECEIVES : parse_is(q, "suspended") ? N_SUSPENDED : N_GRANTED;
    struct node *n = law_node(q->p, op, at);
    parse_advance(q);
    n->name = parse_dotted(q, NOUN(name_benefit));
    if (n->op == N_GRANTED) {
      parse_need(q, "before");
      if (q->t.kind == TK_DATE && parse_more(q)) {
        n->r = (struct ratio) { parse_day(q), 1 };
      } else {
        n->kid[0] = unary(q);
        on_top_of(q, n, n->kid[0]);
      }
    }
    return n;
  }
  return named(q);
}

static struct node *unary(struct parser *q) {
  if (!parse_is(q, "-")) return primary(q);
  struct place at = q->t.at;
  deeper(q);
  parse_advance(q);
  struct node *n = make(q, N_NEG, at, unary(q), NULL);
  q->depth--;
  return n;
}

/* otherwise, plus, at: as tight as a name. */
static struct node *postfix(struct parser *q) {
  struct node *n = unary(q);
  for (;;) {
    struct place at = q->t.at;
    if (parse_take(q, "otherwise")) {
      n = make(q, N_OTHERWISE, at, n, unary(q));
    } else if (parse_take(q, "plus")) {
      n = make(q, N_PLUS, at, n, unary(q));
      if (parse_take(q, "days"))
        n->i = 0;
      else if (parse_take(q, "months"))
        n->i = 1;
      else {
        parse_need(q, "years");
        n->i = 2;
      }
    } else if (parse_take(q, "at")) {
      n = make(q, N_AT, at, n, unary(q)); /* of a parameter alone check_expr.c makes N_PARAM */
    } else {
      return n;
    }
  }
}

static struct node *product(struct parser *q) {
  struct node *n = postfix(q);
  while (parse_is(q, "*") || parse_is(q, "/")) {
    struct place at = q->t.at;
    enum op op = parse_is(q, "*") ? N_MUL : N_DIV;
    parse_advance(q);
    n = make(q, op, at, n, postfix(q));
  }
  return n;
}

/* exactly, unrounded, rounded …: of everything before them in the sum. */
static struct node *rounding(struct parser *q, struct node *n) {
  struct place at = q->t.at;
  struct node *r;
  if (parse_is(q, "exactly") || parse_is(q, "unrounded")) {
    r = make(q, N_ROUND, at, n, NULL);
    r->how = parse_is(q, "exactly") ? ROUND_EXACT : ROUND_UNROUNDED;
    r->i = 1;
    parse_advance(q);
  } else if (parse_take(q, "rounded")) {
    r = make(q, N_ROUND, at, n, NULL);
    if (parse_take(q, "down"))
      r->how = ROUND_DOWN;
    else if (parse_take(q, "up"))
      r->how = ROUND_UP;
    else {
      parse_need(q, "half_up");
      r->how = ROUND_HALF_UP;
    }
    parse_need(q, "to");
    r->i = parse_whole(q);
    parse_cites(q, &r->cites);
  } else {
    return n;
  }
  return r;
}

static struct node *sum(struct parser *q) {
  struct node *n = product(q);
  while (parse_is(q, "+") || parse_is(q, "-")) {
    struct place at = q->t.at;
    enum op op = parse_is(q, "+") ? N_ADD : N_SUB;
    parse_advance(q);
    n = make(q, op, at, n, product(q));
  }
  return rounding(q, n);
}

static bool comparing(struct parser *q, enum op *ret_op) {
  static const struct {
    const char *sign;
    enum op op;
  } table[] = { { "=", N_EQ }, { "!=", N_NE }, { "<", N_LT }, { "<=", N_LE }, { ">", N_GT }, { ">=", N_GE } };
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (q->t.kind == TK_SIGN && parse_is(q, table[i].sign)) {
      *ret_op = table[i].op;
      return true;
    }
  return false;
}

static struct node *comparison(struct parser *q) {
  struct node *n = sum(q), *whole = NULL;
  enum op op;
  while (comparing(q, &op)) { /* a chain a < b < c is (a < b) and (b < c) */
    struct place at = q->t.at;
    parse_advance(q);
    struct node *right = sum(q);
    struct node *c = make(q, op, at, n, right);
    whole = whole ? make(q, N_AND, at, whole, c) : c;
    n = right;
  }
  if (whole) return whole;
  struct place at = q->t.at;
  bool negated = parse_is(q, "not");
  if (negated) {
    parse_advance(q);
    if (!parse_is(q, "in") && !parse_is(q, "by")) parse_expected(q, "in");
  }
  if (parse_take(q, "in")) {
    n = make(q, N_IN, at, n, NULL);
    list_of(q, n);
  } else if (parse_take(q, "by")) {
    n = make(q, N_BY, at, n, NULL);
    list_of(q, n);
  }
  return negated ? make(q, N_NOT, at, n, NULL) : n;
}

static struct node *negation(struct parser *q) {
  if (!parse_is(q, "not")) return comparison(q);
  struct place at = q->t.at;
  deeper(q);
  parse_advance(q);
  struct node *n = make(q, N_NOT, at, negation(q), NULL);
  q->depth--;
  return n;
}

static struct node *conjunction(struct parser *q) {
  struct node *n = negation(q);
  while (parse_is(q, "and")) {
    struct place at = q->t.at;
    parse_advance(q);
    n = make(q, N_AND, at, n, negation(q));
  }
  return n;
}

struct node *parse_expression(struct parser *q) {
  deeper(q);
  struct place at = q->t.at;
  struct node *n;
  if (parse_take(q, "if")) {
    struct node *c = parse_expression(q);
    parse_need(q, "then");
    struct node *yes = parse_expression(q);
    parse_need(q, "else");
    n = make(q, N_IF, at, c, yes);
    n->kid[2] = parse_expression(q);
    on_top_of(q, n, n->kid[2]);
  } else {
    n = conjunction(q);
    while (parse_is(q, "or")) {
      at = q->t.at;
      parse_advance(q);
      n = make(q, N_OR, at, n, conjunction(q));
    }
  }
  q->depth--;
  return n;
}
