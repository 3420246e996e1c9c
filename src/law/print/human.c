/* human: expressions in the words of people. The patterns are those of the catalogue; what this file adds is
 * which pattern, and brackets.
 *
 * What holds here:
 * 1. A part stands in brackets exactly when it binds less tightly than its place in the pattern demands.
 * `and`, `or`, + and × join: a longer chain of one of them needs none.
 * 2. Steps to another subject, `exactly` and `unrounded` say nothing by themselves: what is inside them is
 * printed.
 * 3. Nothing is cut without a visible "…". */
#include "law/print/print_words.h"
#include "law/print/printer.h"

enum {
  TIGHT_LIST = 0,
  TIGHT_IF = 1,
  TIGHT_OR,
  TIGHT_AND,
  TIGHT_NOT,
  TIGHT_COMPARE,
  TIGHT_PHRASE, /* "số năm tròn từ … đến …": clear beside a sign of comparison, not beside + or × */
  TIGHT_SUM,
  TIGHT_PRODUCT,
  TIGHT_NAME
};

struct writer {
  struct buf *b;
  const struct law_program *p;
  enum lang lang;
  size_t end; /* bytes of the buffer at which the rest is left out */
  bool cut;
};

/* What fills a pattern's {k}: a node and how tightly it must bind there, or a text. */
struct slot {
  const struct node *node;
  int outside;
  struct str text;
};

static void expression(struct writer *w, const struct node *n, int outside);

static struct str title_of(const struct writer *w, const struct title *t) {
  return w->lang == VI ? t->vi : t->en;
}

static struct slot words(struct str s) { return (struct slot) { .text = s }; }
static struct slot part(const struct node *n, int outside) {
  return (struct slot) { .node = n, .outside = outside };
}

static void fill(struct writer *w, enum print_word id, int n, const struct slot *slots) {
  for (const char *z = print_word(id, w->lang); *z && !w->cut; z++) {
    if (z[0] != '{' || z[1] < '0' || z[1] > '9' || z[2] != '}') {
      buf_c(w->b, *z);
      continue;
    }
    const struct slot *s = &slots[z[1] - '0'];
    assert(z[1] - '0' < n);
    if (s->node)
      expression(w, s->node, s->outside);
    else
      buf_str(w->b, s->text);
    z += 2;
  }
}

#define FILL(w, id, ...)                                                                                     \
  fill((w), (id), (int)(sizeof((struct slot[]) { __VA_ARGS__ }) / sizeof(struct slot)),                      \
       (const struct slot[]) { __VA_ARGS__ })

/* Invariant 2. */
static const struct node *through(const struct node *n) {
  assert(n != NULL);
  while (n->op == N_HOUSEHOLD || n->op == N_AREA || n->op == N_OUTER ||
         (n->op == N_ROUND && (n->how == ROUND_EXACT || n->how == ROUND_UNROUNDED))) {
    n = n->kid[0];
    assert(n != NULL);
  }
  return n;
}

bool print_is_between(const struct node *n) {
  if (n->op != N_AND) return false;
  const struct node *low = n->kid[0], *high = n->kid[1];
  return low->op == N_LE && (high->op == N_LT || high->op == N_LE) && low->kid[0]->op == N_CONST &&
         high->kid[1]->op == N_CONST && low->kid[1] == high->kid[0];
}

static bool is_truth(const struct node *n) { return n->op == N_CONST && n->type.kind == K_BOOL; }

/* `fact = yes` is said as the fact itself. */
static bool is_plain_yes(const struct node *n) {
  return (n->op == N_EQ || n->op == N_NE) && is_truth(n->kid[1]) && (n->kid[1]->i != 0) == (n->op == N_EQ);
}

static int tightness(const struct node *n) {
  switch (n->op) {
  case N_IF:
  case N_ROUND: return TIGHT_IF;
  case N_OR: return TIGHT_OR;
  case N_AND: return print_is_between(n) ? TIGHT_COMPARE : TIGHT_AND;
  case N_NOT: return TIGHT_NOT;
  case N_EQ:
  case N_NE: return is_truth(n->kid[1]) ? TIGHT_NOT : TIGHT_COMPARE;
  case N_LT:
  case N_LE:
  case N_GT:
  case N_GE:
  case N_IN:
  case N_BY: return TIGHT_COMPARE;
  case N_PLUS:
  case N_YEARS:
  case N_MONTHS:
  case N_DAYS:
  case N_YEAR_OF:
  case N_SUM:
  case N_HIGHEST:
  case N_LOWEST:
  case N_GRANTED:
  case N_AT: return TIGHT_PHRASE;
  case N_PARAM: return n->kid[0] ? TIGHT_PHRASE : TIGHT_NAME;
  case N_ADD:
  case N_SUB: return TIGHT_SUM;
  case N_MUL:
  case N_DIV: return TIGHT_PRODUCT;
  default: return TIGHT_NAME;
  }
}

/* ---- lists and sets ---- */

static void list(struct writer *w, enum print_word id, const struct node *first, const struct node *n) {
  for (const char *z = print_word(id, w->lang); *z && !w->cut; z++) {
    bool here = z[0] == '{' && z[2] == '}', all = here && z[1] == (first ? '1' : '0');
    if (here && !all)
      expression(w, first, TIGHT_PHRASE);
    else if (!here)
      buf_c(w->b, *z);
    for (int i = 0; all && i < n->n_list && !w->cut; i++) {
      if (i) buf_z(w->b, ", ");
      expression(w, n->list[i], TIGHT_OR);
    }
    if (here) z += 2;
  }
}

static void aggregate(struct writer *w, const struct node *n) {
  static const enum print_word kinds[] = {
    PW_x_count, PW_x_any, PW_x_all, PW_x_sum, PW_x_highest, PW_x_lowest
  };
  struct str members = str_of(print_word(PW_x_members, w->lang));
  struct str set = n->set == SET_MEMBERS ? members
                   : n->set == SET_LINK  ? title_of(w, &w->p->link.at[n->ref].title)
                                         : title_of(w, &w->p->record.at[n->ref].title);
  if (n->kid[0])
    FILL(w, kinds[n->op - N_COUNT], part(n->kid[0], TIGHT_NAME), words(set));
  else
    FILL(w, kinds[n->op - N_COUNT], words(set));
  if (n->kid[1]) FILL(w, PW_x_such_that, words(S("")), part(n->kid[1], TIGHT_LIST));
}

static void decided_by(struct writer *w, const struct node *n) {
  const struct rule *r = &w->p->rule.at[n->ref];
  expression(w, n->kid[0], TIGHT_PHRASE);
  buf_z(w->b, print_word(PW_x_by, w->lang));
  bool first = true;
  for (int k = 0; k < r->n_case_ids; k++) {
    if (w->cut || !set_has(n->cases, k)) continue;
    if (!first) buf_z(w->b, "; ");
    first = false;
    buf_str(w->b, title_of(w, &r->case_ids[k].title));
  }
  buf_c(w->b, ')');
}

/* ---- conditions ---- */

static void compare(struct writer *w, const struct node *n) {
  static const enum print_word signs[] = { PW_x_eq, PW_x_ne, PW_x_lt, PW_x_le, PW_x_gt, PW_x_ge };
  const struct node *x = n->kid[0], *y = n->kid[1];
  bool equality = n->op == N_EQ || n->op == N_NE;
  if (equality && is_truth(y)) {
    FILL(w, PW_x_is_no, part(x, TIGHT_NAME));
  } else if (equality && y->op == N_CONST && y->type.kind == K_ENUM) {
    FILL(w, n->op == N_EQ ? PW_x_is : PW_x_is_not, part(x, TIGHT_PHRASE), part(y, TIGHT_PHRASE));
  } else {
    FILL(w, signs[n->op - N_EQ], part(x, TIGHT_PHRASE), part(y, TIGHT_PHRASE));
  }
}

static void conjunction(struct writer *w, const struct node *n) {
  const struct node *low = n->kid[0], *high = n->kid[1];
  if (print_is_between(n))
    FILL(w, high->op == N_LT ? PW_x_from_to_under : PW_x_from_to, part(low->kid[1], TIGHT_PHRASE),
         part(low->kid[0], TIGHT_PHRASE), part(high->kid[1], TIGHT_PHRASE));
  else
    FILL(w, PW_x_and, part(low, TIGHT_AND), part(high, TIGHT_AND));
}

/* ---- sums and days ---- */

static void arithmetic(struct writer *w, const struct node *n) {
  const struct node *x = n->kid[0], *y = n->kid[1];
  switch (n->op) {
  case N_ADD: FILL(w, PW_x_add, part(x, TIGHT_SUM), part(y, TIGHT_SUM)); return;
  case N_SUB: FILL(w, PW_x_sub, part(x, TIGHT_SUM), part(y, TIGHT_PRODUCT)); return;
  case N_MUL:
    FILL(w, PW_x_mul, part(x, TIGHT_PRODUCT), part(y, through(y)->op == N_MUL ? TIGHT_PRODUCT : TIGHT_NAME));
    return;
  case N_DIV: FILL(w, PW_x_div, part(x, TIGHT_PRODUCT), part(y, TIGHT_NAME)); return;
  default: FILL(w, PW_x_neg, part(x, TIGHT_NAME));
  }
}

static void of_days(struct writer *w, const struct node *n) {
  static const enum print_word plus[] = { PW_x_plus_days, PW_x_plus_months, PW_x_plus_years };
  enum print_word id = n->op == N_PLUS     ? plus[n->i]
                       : n->op == N_YEARS  ? PW_x_years
                       : n->op == N_MONTHS ? PW_x_months
                                           : PW_x_days;
  FILL(w, id, part(n->kid[0], TIGHT_NAME), part(n->kid[1], TIGHT_NAME));
}

static void rounding(struct writer *w, const struct node *n) {
  enum print_word id = n->how == ROUND_DOWN ? PW_x_round_down
                       : n->how == ROUND_UP ? PW_x_round_up
                                            : PW_x_round_half;
  struct node unit = { .op = N_CONST, .type.kind = n->type.kind, .r = { n->i, 1 } };
  FILL(w, id, part(n->kid[0], TIGHT_OR), part(&unit, TIGHT_NAME));
}

static void granted(struct writer *w, const struct node *n) {
  char z[11];
  struct str title = title_of(w, &w->p->benefit.at[n->ref].title);
  if (n->op == N_RECEIVES || n->op == N_SUSPENDED)
    FILL(w, n->op == N_RECEIVES ? PW_x_receives : PW_x_suspended, words(title));
  else if (n->kid[0])
    FILL(w, PW_x_granted, words(title), part(n->kid[0], TIGHT_PHRASE));
  else
    FILL(w, PW_x_granted, words(title), words(str_of(date_text((date)n->r.num, w->lang, z))));
}

/* ---- names ---- */

static void named(struct writer *w, const struct node *n) {
  const struct law_program *p = w->p;
  switch (n->op) {
  case N_CONST: print_constant(w->b, p, n, w->lang); return;
  case N_DAY: buf_z(w->b, print_word(PW_x_day, w->lang)); return;
  case N_FACT: buf_str(w->b, title_of(w, &p->fact.at[n->ref].title)); return;
  case N_FIELD: buf_str(w->b, p->record.at[n->how].field[n->ref].id); return;
  case N_RULE: buf_str(w->b, title_of(w, &p->rule.at[n->ref].title)); return;
  case N_CHOICE: buf_str(w->b, title_of(w, &p->interpretation.at[n->ref].title)); return;
  case N_TABLE: buf_str(w->b, title_of(w, &p->table.at[n->ref].title)); return;
  case N_PARAM: {
    struct slot title = words(title_of(w, &p->param.at[n->ref].title));
    if (n->kid[0])
      FILL(w, PW_x_param_at, title, part(n->kid[0], TIGHT_NAME));
    else
      buf_str(w->b, title.text);
    return;
  }
  default: buf_str(w->b, n->name);
  }
}

static void plain(struct writer *w, const struct node *n) {
  switch (n->op) {
  case N_OR: FILL(w, PW_x_or, part(n->kid[0], TIGHT_OR), part(n->kid[1], TIGHT_OR)); return;
  case N_AND: conjunction(w, n); return;
  case N_NOT: FILL(w, PW_x_not, part(n->kid[0], TIGHT_NOT)); return;
  case N_EQ:
  case N_NE:
  case N_LT:
  case N_LE:
  case N_GT:
  case N_GE: compare(w, n); return;
  case N_IN: list(w, PW_x_in, n->kid[0], n); return;
  case N_MIN: list(w, PW_x_min, NULL, n); return;
  case N_MAX: list(w, PW_x_max, NULL, n); return;
  case N_COUNT:
  case N_ANY:
  case N_ALL:
  case N_SUM:
  case N_HIGHEST:
  case N_LOWEST: aggregate(w, n); return;
  case N_ADD:
  case N_SUB:
  case N_MUL:
  case N_DIV:
  case N_NEG: arithmetic(w, n); return;
  case N_IF:
    FILL(w, PW_x_if, part(n->kid[0], TIGHT_OR), part(n->kid[1], TIGHT_OR), part(n->kid[2], TIGHT_OR));
    return;
  case N_OTHERWISE: FILL(w, PW_x_otherwise, part(n->kid[0], TIGHT_NAME), part(n->kid[1], TIGHT_OR)); return;
  case N_HOLDS: FILL(w, PW_x_holds, part(n->kid[0], TIGHT_NAME)); return;
  case N_BY: decided_by(w, n); return;
  case N_ROUND: rounding(w, n); return;
  case N_PLUS:
  case N_YEARS:
  case N_MONTHS:
  case N_DAYS: of_days(w, n); return;
  case N_YEAR_OF: FILL(w, PW_x_year_of, part(n->kid[0], TIGHT_NAME)); return;
  case N_RECEIVES:
  case N_SUSPENDED:
  case N_GRANTED: granted(w, n); return;
  case N_AT: FILL(w, PW_x_param_at, part(n->kid[0], TIGHT_NAME), part(n->kid[1], TIGHT_PHRASE)); return;
  default: named(w, n);
  }
}

static void expression(struct writer *w, const struct node *n, int outside) {
  if (w->cut) return;
  if (w->b->n >= w->end) {
    w->cut = true;
    buf_z(w->b, print_word(PW_x_cut, w->lang));
    return;
  }
  n = through(n);
  while (is_plain_yes(n))
    n = through(n->kid[0]);
  bool brackets = tightness(n) < outside;
  if (brackets) buf_c(w->b, '(');
  plain(w, n);
  if (brackets && !w->cut) buf_c(w->b, ')');
}

void print_expression(struct buf *b, const struct law_program *p, const struct node *n, enum lang lang) {
  struct writer w = { .b = b, .p = p, .lang = lang, .end = b->n + PRINT_TEXT_MAX };
  expression(&w, n, TIGHT_LIST);
}
