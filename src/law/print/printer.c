/* printer: values, and expressions in the language's own form.
 *
 * What holds here:
 * 1. A part stands in brackets exactly when it binds less tightly than its place demands; `tightness` is the
 * table of parse_expr.c, so that reading the text again gives the same tree.
 * 2. Each operator asks of its left side its own tightness and of its right side one more (they join to the
 * left); comparisons ask both sides to be sums. */
#include "law/print/printer.h"
#include "law/print/print_words.h"

enum {
  TIGHT_OR = 1,
  TIGHT_AND,
  TIGHT_NOT,
  TIGHT_COMPARE,
  TIGHT_ROUND,
  TIGHT_SUM,
  TIGHT_PRODUCT,
  TIGHT_POSTFIX,
  TIGHT_NAME
};

static void expression(struct buf *b, const struct law_program *p, const struct node *n, int outside);

/* ---- values ---- */

void print_money(struct buf *b, money v, enum lang lang) {
  char z[32];
  PRINT(b, lang, PW_money, number_text(v, lang, z));
}

void print_day(struct buf *b, date d, enum lang lang) {
  char z[11];
  buf_z(b, d >= DATE_MAX ? print_word(PW_never, lang) : date_text(d, lang, z));
}

void print_number(struct buf *b, struct ratio r, enum kind kind, enum lang lang) {
  char z[48];
  assert(bound_has(r));
  bool whole = r.den == 1;
  if ((kind == K_MONEY || kind == K_SUM) && whole)
    print_money(b, r.num, lang);
  else if (kind == K_DATE)
    print_day(b, (date)r.num, lang);
  else if (kind == K_MONTH)
    buf_z(b, month_text((month)r.num, lang, z));
  else if (whole && kind != K_RATE)
    buf_int(b, r.num);
  else if (kind == K_MONEY || kind == K_SUM)
    PRINT(b, lang, PW_money, ratio_text(r, lang == VI ? ',' : '.', z));
  else
    buf_z(b, ratio_text(r, lang == VI ? ',' : '.', z));
}

static const char *yes_or_no(bool yes, enum lang lang) { return print_word(yes ? PW_yes : PW_no, lang); }

void print_choice(struct buf *b, const struct law_program *p, struct type t, int64_t v, enum lang lang) {
  const struct title *title = t.enumeration < CHOICE_BASE
                                  ? &p->enumeration.at[t.enumeration].at[v].title
                                  : &p->interpretation.at[t.enumeration - CHOICE_BASE].choice[v].title;
  buf_str(b, lang == VI ? title->vi : title->en);
}

struct str law_value_text(struct arena *a, enum law_kind kind, int64_t v, enum lang lang) {
  static const enum kind kinds[] = { [LAW_BOOL] = K_BOOL, [LAW_INTEGER] = K_INT, [LAW_MONEY] = K_MONEY,
                                     [LAW_RATE] = K_RATE, [LAW_DATE] = K_DATE,   [LAW_MONTH] = K_MONTH };
  struct buf b = buf_growing(a);
  assert(kind != LAW_ENUM);
  if (kind == LAW_BOOL)
    buf_z(&b, yes_or_no(v, lang));
  else
    print_number(&b, (struct ratio) { v, 1 }, kinds[kind], lang);
  return buf_view(&b);
}

static void bound(struct buf *b, struct ratio r, enum kind kind, enum lang lang) {
  if (bound_has(r))
    print_number(b, r, kind, lang);
  else
    buf_z(b, print_word(PW_x_cut, lang));
}

void print_val(struct buf *b, const struct law_program *p, const struct val *v, struct type t,
               enum lang lang) {
  bool one = set_only(v->set) >= 0, numbers = bound_has(v->lo) || bound_has(v->hi);
  if (!v->some)
    buf_z(b, print_word(PW_nothing, lang));
  else if (kind_is_set(t.kind) ? !one : !numbers)
    buf_z(b, print_word(PW_open, lang));
  else if (t.kind == K_BOOL)
    buf_z(b, yes_or_no(set_only(v->set) == 1, lang));
  else if (t.kind == K_ENUM)
    print_choice(b, p, t, set_only(v->set), lang);
  else {
    bound(b, v->lo, t.kind, lang);
    if (bound_has(v->lo) && bound_has(v->hi) && ratio_cmp(v->lo, v->hi) == 0) return;
    buf_z(b, " – ");
    bound(b, v->hi, t.kind, lang);
  }
}

void print_constant(struct buf *b, const struct law_program *p, const struct node *n, enum lang lang) {
  if (n->type.kind == K_BOOL)
    buf_z(b, yes_or_no(n->i, lang));
  else if (n->type.kind == K_ENUM)
    print_choice(b, p, n->type, n->i, lang);
  else
    print_number(b, n->r, n->type.kind, lang);
}

/* ---- the language's own form ---- */

static void choice_id(struct buf *b, const struct law_program *p, struct type t, int64_t v) {
  if (t.enumeration < CHOICE_BASE)
    buf_str(b, p->enumeration.at[t.enumeration].at[v].id);
  else
    buf_str(b, p->interpretation.at[t.enumeration - CHOICE_BASE].choice[v].id);
}

/* A rate keeps its decimal: without it the number would be read as an integer. */
static void constant(struct buf *b, const struct law_program *p, const struct node *n) {
  char z[48];
  if (n->type.kind == K_BOOL)
    buf_z(b, n->i ? "yes" : "no");
  else if (n->type.kind == K_ENUM)
    choice_id(b, p, n->type, n->i);
  else if (n->type.kind == K_DATE)
    buf_z(b, n->r.num >= DATE_MAX ? "never" : date_iso((date)n->r.num, z));
  else if (n->type.kind == K_MONTH)
    buf_z(b, month_iso((month)n->r.num, z));
  else if (n->r.den == 1 && n->type.kind != K_RATE)
    buf_int(b, n->r.num);
  else
    buf_z(b, ratio_text(n->r, '.', z));
}

static void listed(struct buf *b, const struct law_program *p, const struct node *n) {
  buf_c(b, '(');
  for (int i = 0; i < n->n_list; i++) {
    if (i) buf_z(b, ", ");
    expression(b, p, n->list[i], 0);
  }
  buf_c(b, ')');
}

static void aggregate(struct buf *b, const struct law_program *p, const struct node *n) {
  static const char *const words[] = { "count", "any", "all", "sum", "highest", "lowest" };
  buf_z(b, words[n->op - N_COUNT]);
  buf_c(b, ' ');
  if (n->kid[0]) {
    expression(b, p, n->kid[0], TIGHT_NAME);
    buf_z(b, " over ");
  }
  buf_str(b, n->name);
  if (!n->kid[1]) return;
  buf_z(b, " where (");
  expression(b, p, n->kid[1], 0);
  buf_c(b, ')');
}

static bool compares(const struct node *n) { return n->op >= N_EQ && n->op <= N_GE; }

/* a < b < c: what the reader made of it holds its middle twice. */
static bool is_chain(const struct node *n) {
  if (n->op != N_AND || !compares(n->kid[1])) return false;
  const struct node *left = n->kid[0];
  if (left->op == N_AND && is_chain(left)) left = left->kid[1];
  return compares(left) && left->kid[1] == n->kid[1]->kid[0];
}

static void two(struct buf *b, const struct law_program *p, const struct node *n, const char *sign,
                int tight) {
  expression(b, p, n->kid[0], compares(n) ? TIGHT_ROUND : tight);
  buf_print(b, " %s ", sign);
  expression(b, p, n->kid[1], tight + 1);
}

static void rounding(struct buf *b, const struct law_program *p, const struct node *n) {
  static const char *const words[] = {
    [ROUND_DOWN] = "down", [ROUND_UP] = "up", [ROUND_HALF_UP] = "half_up"
  };
  expression(b, p, n->kid[0], TIGHT_SUM);
  if (n->how == ROUND_EXACT)
    buf_z(b, " exactly");
  else if (n->how == ROUND_UNROUNDED)
    buf_z(b, " unrounded");
  else
    buf_print(b, " rounded %s to %lld", words[n->how], (long long)n->i);
  if (!n->cites.n) return;
  buf_z(b, " [");
  print_cite_ids(b, p, &n->cites);
  buf_c(b, ']');
}

static int tightness(const struct node *n) {
  switch (n->op) {
  case N_IF: return 0;
  case N_OR: return TIGHT_OR;
  case N_AND: return is_chain(n) ? TIGHT_COMPARE : TIGHT_AND;
  case N_NOT: return TIGHT_NOT;
  case N_EQ:
  case N_NE:
  case N_LT:
  case N_LE:
  case N_GT:
  case N_GE:
  case N_IN:
  case N_BY: return TIGHT_COMPARE;
  case N_ROUND: return TIGHT_ROUND;
  case N_ADD:
  case N_SUB: return TIGHT_SUM;
  case N_MUL:
  case N_DIV: return TIGHT_PRODUCT;
  case N_OTHERWISE:
  case N_AT:
  case N_PLUS: return TIGHT_POSTFIX;
  case N_PARAM: return n->kid[0] ? TIGHT_POSTFIX : TIGHT_NAME;
  default: return TIGHT_NAME;
  }
}

static void decided_by(struct buf *b, const struct law_program *p, const struct node *n) {
  bool first = true;
  expression(b, p, n->kid[0], TIGHT_ROUND);
  buf_z(b, " by (");
  for (int k = set_next(n->cases, 0); k >= 0; k = set_next(n->cases, k + 1)) {
    if (!first) buf_z(b, ", ");
    first = false;
    buf_str(b, p->rule.at[n->ref].case_ids[k].id);
  }
  buf_c(b, ')');
}

static void subject(struct buf *b, const struct law_program *p, const struct node *n) {
  buf_z(b, n->op == N_HOUSEHOLD ? "household." : n->op == N_AREA ? "area." : "outer.");
  expression(b, p, n->kid[0], TIGHT_NAME);
}

static const char *sign_of(enum op op) {
  static const char *const signs[N_OPS] = { [N_OR] = "or",
                                            [N_AND] = "and",
                                            [N_EQ] = "=",
                                            [N_NE] = "!=",
                                            [N_LT] = "<",
                                            [N_LE] = "<=",
                                            [N_GT] = ">",
                                            [N_GE] = ">=",
                                            [N_ADD] = "+",
                                            [N_SUB] = "-",
                                            [N_MUL] = "*",
                                            [N_DIV] = "/",
                                            [N_OTHERWISE] = "otherwise" };
  return signs[op];
}

static void chain(struct buf *b, const struct law_program *p, const struct node *n) {
  if (n->kid[0]->op == N_AND)
    chain(b, p, n->kid[0]);
  else
    two(b, p, n->kid[0], sign_of(n->kid[0]->op), TIGHT_COMPARE);
  buf_print(b, " %s ", sign_of(n->kid[1]->op));
  expression(b, p, n->kid[1]->kid[1], TIGHT_ROUND);
}

static void of_dates(struct buf *b, const struct law_program *p, const struct node *n) {
  static const char *const units[] = { "days", "months", "years" };
  if (n->op == N_PLUS) {
    expression(b, p, n->kid[0], TIGHT_POSTFIX);
    buf_z(b, " plus ");
    expression(b, p, n->kid[1], TIGHT_NAME);
    buf_print(b, " %s", units[n->i]);
    return;
  }
  if (n->op == N_YEAR_OF) {
    buf_z(b, "year of ");
    expression(b, p, n->kid[0], TIGHT_NAME);
    return;
  }
  buf_print(b, "%s from ", n->op == N_YEARS ? "years" : n->op == N_MONTHS ? "months" : "days");
  expression(b, p, n->kid[0], TIGHT_NAME);
  buf_z(b, " to ");
  expression(b, p, n->kid[1], TIGHT_NAME);
}

/* A word and what it is said of. */
static void before(struct buf *b, const struct law_program *p, const char *word, const struct node *n,
                   int tight) {
  buf_z(b, word);
  expression(b, p, n, tight);
}

static void choice_between(struct buf *b, const struct law_program *p, const struct node *n) {
  before(b, p, "if ", n->kid[0], 0);
  before(b, p, " then ", n->kid[1], 0);
  before(b, p, " else ", n->kid[2], 0);
}

/* Names, and what is built of names and lists. */
static void named(struct buf *b, const struct law_program *p, const struct node *n) {
  char z[11];
  switch (n->op) {
  case N_CONST: constant(b, p, n); return;
  case N_DAY: buf_z(b, "day"); return;
  case N_FACT: buf_str(b, p->fact.at[n->ref].id); return;
  case N_FIELD: buf_str(b, p->record.at[n->how].field[n->ref].id); return;
  case N_RULE: buf_str(b, p->rule.at[n->ref].id); return;
  case N_CHOICE: buf_str(b, p->interpretation.at[n->ref].id); return;
  case N_TABLE:
    buf_str(b, p->table.at[n->ref].id);
    listed(b, p, n);
    return;
  case N_PARAM:
    buf_str(b, p->param.at[n->ref].id);
    if (n->kid[0]) before(b, p, " at ", n->kid[0], TIGHT_NAME);
    return;
  case N_RECEIVES: buf_print(b, "receives %s", p->benefit.at[n->ref].id.p); return;
  case N_SUSPENDED: buf_print(b, "suspended %s", p->benefit.at[n->ref].id.p); return;
  case N_GRANTED:
    buf_print(b, "granted %s before ", p->benefit.at[n->ref].id.p);
    if (n->kid[0])
      expression(b, p, n->kid[0], TIGHT_NAME);
    else
      buf_z(b, date_iso((date)n->r.num, z));
    return;
  default: buf_str(b, n->name);
  }
}

static void plain(struct buf *b, const struct law_program *p, const struct node *n) {
  if (n->op == N_AND && is_chain(n)) {
    chain(b, p, n);
    return;
  }
  if (sign_of(n->op)) {
    two(b, p, n, sign_of(n->op), tightness(n));
    return;
  }
  switch (n->op) {
  case N_HOUSEHOLD:
  case N_AREA:
  case N_OUTER: subject(b, p, n); return;
  case N_COUNT:
  case N_ANY:
  case N_ALL:
  case N_SUM:
  case N_HIGHEST:
  case N_LOWEST: aggregate(b, p, n); return;
  case N_NOT: before(b, p, "not ", n->kid[0], TIGHT_NOT); return;
  case N_NEG: before(b, p, "-", n->kid[0], TIGHT_NAME); return;
  case N_HOLDS: before(b, p, "holds ", n->kid[0], TIGHT_NAME); return;
  case N_AT:
    expression(b, p, n->kid[0], TIGHT_POSTFIX);
    before(b, p, " at ", n->kid[1], TIGHT_NAME);
    return;
  case N_IN:
    expression(b, p, n->kid[0], TIGHT_ROUND);
    buf_z(b, " in ");
    listed(b, p, n);
    return;
  case N_MIN:
  case N_MAX:
    buf_z(b, n->op == N_MIN ? "min" : "max");
    listed(b, p, n);
    return;
  case N_IF: choice_between(b, p, n); return;
  case N_BY: decided_by(b, p, n); return;
  case N_ROUND: rounding(b, p, n); return;
  case N_YEARS:
  case N_MONTHS:
  case N_DAYS:
  case N_PLUS:
  case N_YEAR_OF: of_dates(b, p, n); return;
  default: named(b, p, n);
  }
}

static void expression(struct buf *b, const struct law_program *p, const struct node *n, int outside) {
  bool brackets = tightness(n) < outside;
  if (brackets) buf_c(b, '(');
  plain(b, p, n);
  if (brackets) buf_c(b, ')');
}

void print_source(struct buf *b, const struct law_program *p, const struct node *n) {
  expression(b, p, n, 0);
}

void print_source_tree(struct buf *b, const struct rule_version *v, const struct tree *t) {
  static const char *const words[] = { "", "highest of", "lowest of", "first of", "all of", "" };
  if (t->op == T_CASE) {
    buf_str(b, t->kase >= 0 ? v->at[t->kase].id : t->name);
    return;
  }
  if (t->op == T_EXCEPT) {
    print_source_tree(b, v, t->kid[0]);
    buf_z(b, " except ");
    print_source_tree(b, v, t->kid[1]);
    return;
  }
  buf_print(b, "%s (", words[t->op]);
  for (int i = 0; i < t->n; i++) {
    if (i) buf_z(b, ", ");
    print_source_tree(b, v, t->kid[i]);
  }
  buf_c(b, ')');
}
