/* text: see text.h. */
#include "law/print/printer.h"

enum {
  TIGHT_OR = 1,
  TIGHT_AND,
  TIGHT_NOT,
  TIGHT_COMPARE,
  TIGHT_SUM,
  TIGHT_PRODUCT,
  TIGHT_POSTFIX,
  TIGHT_NAME
};

static void expression(struct buf *b, const struct law_program *p, const struct node *n, int outside);

static void choice(struct buf *b, const struct law_program *p, struct type t, int64_t i, int lang) {
  struct str id;
  struct title title;
  if (t.enumeration < (int)p->enumeration.n) {
    id = p->enumeration.at[t.enumeration].at[i].id;
    title = p->enumeration.at[t.enumeration].at[i].title;
  } else {
    id = p->interpretation.at[t.enumeration - CHOICE_BASE].choice[i].id;
    title = p->interpretation.at[t.enumeration - CHOICE_BASE].choice[i].title;
  }
  buf_str(b, lang < 0 ? id : lang == VI ? title.vi : title.en);
}

void text_value(struct buf *b, const struct law_program *p, const struct node *n, enum lang lang) {
  char z[48];
  if (n->type.kind == K_BOOL)
    buf_z(b, n->i ? (lang == VI ? "có" : "yes") : (lang == VI ? "không" : "no"));
  else if (n->type.kind == K_ENUM)
    choice(b, p, n->type, n->i, lang);
  else if (n->type.kind == K_DATE)
    buf_z(b, date_vn((date)n->r.num, z));
  else if (n->type.kind == K_MONTH)
    buf_z(b, month_vn((month)n->r.num, z));
  else if (n->type.kind == K_MONEY && n->r.den == 1)
    buf_print(b, "%s đ", money_vn(n->r.num, z));
  else if (n->r.den == 1)
    buf_print(b, "%lld", (long long)n->r.num);
  else
    buf_z(b, ratio_text(n->r, lang == VI ? ',' : '.', z));
}

static void constant(struct buf *b, const struct law_program *p, const struct node *n) {
  char z[48];
  if (n->type.kind == K_BOOL)
    buf_z(b, n->i ? "yes" : "no");
  else if (n->type.kind == K_ENUM)
    choice(b, p, n->type, n->i, -1);
  else if (n->type.kind == K_DATE)
    buf_z(b, n->r.num >= DATE_MAX ? "never" : date_iso((date)n->r.num, z));
  else if (n->type.kind == K_MONTH)
    buf_z(b, month_iso((month)n->r.num, z));
  else if (n->r.den == 1)
    buf_print(b, "%lld", (long long)n->r.num);
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

static void two(struct buf *b, const struct law_program *p, const struct node *n, const char *sign,
                int tight) {
  expression(b, p, n->kid[0], tight);
  buf_print(b, " %s ", sign);
  expression(b, p, n->kid[1], n->op == N_AND || n->op == N_OR ? tight : tight + 1);
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
}

static int tightness(const struct node *n) {
  switch (n->op) {
  case N_IF: return 0;
  case N_OR: return TIGHT_OR;
  case N_AND: return TIGHT_AND;
  case N_NOT: return TIGHT_NOT;
  case N_EQ:
  case N_NE:
  case N_LT:
  case N_LE:
  case N_GT:
  case N_GE:
  case N_IN:
  case N_BY: return TIGHT_COMPARE;
  case N_ADD:
  case N_SUB:
  case N_ROUND: return TIGHT_SUM;
  case N_MUL:
  case N_DIV: return TIGHT_PRODUCT;
  case N_OTHERWISE:
  case N_PLUS: return TIGHT_POSTFIX;
  case N_PARAM: return n->kid[0] ? TIGHT_POSTFIX : TIGHT_NAME;
  default: return TIGHT_NAME;
  }
}

static void decided_by(struct buf *b, const struct law_program *p, const struct node *n) {
  bool first = true;
  expression(b, p, n->kid[0], TIGHT_SUM);
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

static void plain(struct buf *b, const struct law_program *p, const struct node *n) {
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
  static const char *const units[] = { "days", "months", "years" };
  char z[11];
  if (signs[n->op]) {
    two(b, p, n, signs[n->op], tightness(n));
    return;
  }
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
    if (n->kid[0]) {
      buf_z(b, " at ");
      expression(b, p, n->kid[0], TIGHT_NAME);
    }
    return;
  case N_HOUSEHOLD:
  case N_AREA:
  case N_OUTER: subject(b, p, n); return;
  case N_COUNT:
  case N_ANY:
  case N_ALL:
  case N_SUM:
  case N_HIGHEST:
  case N_LOWEST: aggregate(b, p, n); return;
  case N_NOT:
    buf_z(b, "not ");
    expression(b, p, n->kid[0], TIGHT_NOT);
    return;
  case N_NEG:
    buf_c(b, '-');
    expression(b, p, n->kid[0], TIGHT_NAME);
    return;
  case N_IN:
    expression(b, p, n->kid[0], TIGHT_SUM);
    buf_z(b, " in ");
    listed(b, p, n);
    return;
  case N_MIN:
  case N_MAX:
    buf_z(b, n->op == N_MIN ? "min" : "max");
    listed(b, p, n);
    return;
  case N_IF:
    buf_z(b, "if ");
    expression(b, p, n->kid[0], 0);
    buf_z(b, " then ");
    expression(b, p, n->kid[1], 0);
    buf_z(b, " else ");
    expression(b, p, n->kid[2], 0);
    return;
  case N_HOLDS:
    buf_z(b, "holds ");
    expression(b, p, n->kid[0], TIGHT_NAME);
    return;
  case N_BY: decided_by(b, p, n); return;
  case N_ROUND: rounding(b, p, n); return;
  case N_YEARS:
  case N_MONTHS:
  case N_DAYS:
    buf_print(b, "%s from ", n->op == N_YEARS ? "years" : n->op == N_MONTHS ? "months" : "days");
    expression(b, p, n->kid[0], TIGHT_NAME);
    buf_z(b, " to ");
    expression(b, p, n->kid[1], TIGHT_NAME);
    return;
  case N_PLUS:
    expression(b, p, n->kid[0], TIGHT_POSTFIX);
    buf_z(b, " plus ");
    expression(b, p, n->kid[1], TIGHT_NAME);
    buf_print(b, " %s", units[n->i]);
    return;
  case N_YEAR_OF:
    buf_z(b, "year of ");
    expression(b, p, n->kid[0], TIGHT_NAME);
    return;
  case N_RECEIVES: buf_print(b, "receives %s", p->benefit.at[n->ref].id.p); return;
  case N_GRANTED:
    buf_print(b, "granted %s before %s", p->benefit.at[n->ref].id.p, date_iso((date)n->r.num, z));
    return;
  default: buf_str(b, n->name);
  }
}

static void expression(struct buf *b, const struct law_program *p, const struct node *n, int outside) {
  bool brackets = tightness(n) < outside;
  if (brackets) buf_c(b, '(');
  plain(b, p, n);
  if (brackets) buf_c(b, ')');
}

void text_expression(struct buf *b, const struct law_program *p, const struct node *n) {
  expression(b, p, n, 0);
}

void text_tree(struct buf *b, const struct rule_version *v, const struct tree *t) {
  static const char *const words[] = { "", "highest of", "lowest of", "first of", "all of", "" };
  if (t->op == T_CASE) {
    buf_str(b, t->kase >= 0 ? v->at[t->kase].id : t->name);
    return;
  }
  if (t->op == T_EXCEPT) {
    text_tree(b, v, t->kid[0]);
    buf_z(b, " except ");
    text_tree(b, v, t->kid[1]);
    return;
  }
  buf_print(b, "%s (", words[t->op]);
  for (int i = 0; i < t->n; i++) {
    if (i) buf_z(b, ", ");
    text_tree(b, v, t->kid[i]);
  }
  buf_c(b, ')');
}

void text_cites(struct buf *b, const struct law_program *p, const struct cites *c) {
  for (int i = 0; i < c->n; i++) {
    if (c->at[i].document < 0) continue;
    if (i) buf_z(b, "; ");
    buf_print(b, "%s %.*s", p->document.at[c->at[i].document].id.p, (int)c->at[i].article.n,
              c->at[i].article.p);
  }
}

void text_period(struct buf *b, const struct view *v, const struct dating *d, enum lang lang) {
  char x[11];
  date from = v->from[d->id], until = v->until[d->id];
  if (from > until) { /* not visible: what it will say, by its own words */
    const struct document *doc = d->document >= 0 ? &v->p->document.at[d->document] : NULL;
    buf_print(b, lang == VI ? "(chưa có hiệu lực) từ %s" : "(not yet in force) from %s",
              date_vn(d->has_from || !doc ? d->from : doc->in_force, x));
    if (d->guarded)
      buf_print(b, lang == VI ? ", chỉ người được quyết định trước %s" : ", only those granted before %s",
                date_vn(d->granted_before, x));
    return;
  }
  if (from > DATE_MIN) buf_print(b, lang == VI ? "từ %s" : "from %s", date_vn(from, x));
  if (until < DATE_MAX)
    buf_print(b, lang == VI ? "%sđến trước %s" : "%sto before %s", from > DATE_MIN ? " " : "",
              date_vn(until, x));
  if (d->guarded)
    buf_print(b, lang == VI ? ", chỉ người được quyết định trước %s" : ", only those granted before %s",
              date_vn(d->granted_before, x));
}

const char *text_clause_kind(enum clause_kind k) {
  static const char *const kinds[] = {
    "amount", "when", "starts", "changes", "stops", "apply", "on_request"
  };
  return kinds[k];
}

void text_clause(struct buf *b, const struct law_program *p, const struct clause *c, enum lang lang) {
  static const char *const words[2][6] = {
    { "", "từ tháng ra quyết định", "từ tháng đủ điều kiện", "từ tháng sau tháng ra quyết định",
      "trong tháng đó", "từ tháng sau" },
    { "", "from the month of the decision", "from the month the conditions are met",
      "from the month after the decision", "in the same month", "from the month after" }
  };
  if (c->value)
    text_expression(b, p, c->value);
  else if (c->kind == CLAUSE_APPLY) {
    buf_print(b, lang == VI ? "mẫu %.*s, trong %d %s, " : "form %.*s, within %d %s, ", (int)c->form.n,
              c->form.p, c->within,
              c->working_days ? (lang == VI ? "ngày làm việc" : "working days")
                              : (lang == VI ? "ngày" : "days"));
    const char *who = str_is(c->decided_by, "commune")
                          ? (lang == VI ? "cấp xã quyết định" : "decided by the commune")
                      : str_is(c->decided_by, "district")
                          ? (lang == VI ? "cấp huyện quyết định" : "decided by the district")
                      : str_is(c->decided_by, "province")
                          ? (lang == VI ? "cấp tỉnh quyết định" : "decided by the province")
                          : c->decided_by.p;
    buf_z(b, who);
  } else if (c->kind == CLAUSE_ON_REQUEST)
    buf_z(b, lang == VI ? "khi có đề nghị" : "on request");
  else
    buf_z(b, words[lang][c->word]);
}
