/* telling: reasons into words, role by role. */
#include "law/print/telling.h"
#include "law/print/print_words.h"
#include "law/print/printer.h"

struct teller {
  struct arena *a;
  const struct telling *t;
  const struct law_program *p;
  enum lang lang;
};

static const char *title_of(const struct teller *w, const struct title *t) {
  return w->lang == VI ? t->vi.p : t->en.p;
}

static const char *benefit(const struct teller *w, int i) { return title_of(w, &w->p->benefit.at[i].title); }

static struct str filled(struct teller *w, enum print_word id, const char *first, const char *second) {
  struct buf b = buf_growing(w->a);
  PRINT(&b, w->lang, id, first, second);
  return buf_view(&b);
}

static struct str said(struct teller *w, enum print_word id) { return str_of(print_word(id, w->lang)); }

static struct str sum_text(struct teller *w, money v) {
  struct buf b = buf_growing(w->a);
  print_money(&b, v, w->lang);
  return buf_view(&b);
}

static struct str sentence(struct teller *w, int shown) {
  const struct law_result *q = w->t->result;
  char sum[32], when[8];
  bool named = w->t->name.n > 0, inside = q->status == LAW_UNKNOWN || q->status == LAW_FAULT;
  bool household = w->p->benefit.at[shown].on == E_HOUSEHOLD;
  const char *name = named       ? arena_text(w->a, w->t->name.p, w->t->name.n)
                     : household ? print_word(inside ? PW_s_household_inside : PW_s_household, w->lang)
                     : inside    ? print_word(PW_s_someone_inside, w->lang)
                                 : print_word(PW_s_someone, w->lang);
  const char *what = benefit(w, shown);
  number_text(q->amount, w->lang, sum);
  month_text(w->t->for_month, w->lang, when);
  struct buf b = buf_growing(w->a);
  if (q->status == LAW_FAULT)
    PRINT(&b, w->lang, PW_s_fault, name, what, when, law_fault_text(w->a, &q->fault, w->lang));
  else if (q->status == LAW_UNKNOWN)
    PRINT(&b, w->lang, PW_s_unknown, name, what, when);
  else if (q->status != LAW_VALUE)
    PRINT(&b, w->lang, PW_s_not, name, what, when);
  else if (q->lost && q->lost_to_subject != q->subject)
    PRINT(&b, w->lang, PW_s_lost_household, name, sum, what, when);
  else if (q->lost)
    PRINT(&b, w->lang, PW_s_lost, name, sum, what, when, benefit(w, q->lost_to));
  else
    PRINT(&b, w->lang, q->at_least ? PW_s_at_least : PW_s_value, name, sum, what, when);
  return buf_view(&b);
}

/* "540.000 đ × 1,5 = 810.000 đ"; a sum that is one figure is not said to be itself. */
static struct str formula(struct teller *w, const struct law_reason *x) {
  if (x->node->op == N_CONST) return sum_text(w, x->vnd);
  struct buf left = buf_growing(w->a);
  print_expression(&left, w->p, x->node, w->lang);
  return filled(w, PW_r_sum, left.p, sum_text(w, x->vnd).p);
}

static struct str missing(struct teller *w, const struct law_reason *x) {
  const struct law_missing *m = &w->t->result->missing[x->part];
  struct str text = w->lang == VI ? m->text_vi : m->text_en;
  const char *what = arena_text(w->a, text.p, text.n);
  if (!x->who.n) return filled(w, PW_r_missing, what, "");
  return filled(w, PW_r_missing_of, what, arena_text(w->a, x->who.p, x->who.n));
}

static struct str rounded(struct teller *w, const struct node *n) {
  enum print_word id = n->how == ROUND_DOWN ? PW_x_round_down
                       : n->how == ROUND_UP ? PW_x_round_up
                                            : PW_x_round_half;
  struct buf unit = buf_growing(w->a);
  print_number(&unit, (struct ratio) { n->i, 1 }, n->type.kind, w->lang);
  return filled(w, id, print_word(PW_r_rounded, w->lang), buf_view(&unit).p);
}

/* What a clause did to the month: which day was read, or which month is the first. */
static struct str clause(struct teller *w, const struct clause *c) {
  date day = w->t->result->reading ? month_last(w->t->for_month) : month_first(w->t->for_month);
  char z[11];
  struct buf b = buf_growing(w->a);
  print_clause(&b, w->p, c, w->lang);
  const char *what = buf_view(&b).p;
  if (c->kind == CLAUSE_STARTS) return filled(w, PW_r_starts, what, "");
  return filled(w, c->kind == CLAUSE_STOPS ? PW_r_stops : PW_r_changes, what, date_text(day, w->lang, z));
}

static struct str text_of(struct teller *w, const struct law_reason *x) {
  const struct law_program *p = w->p;
  struct buf b;
  char z[32];
  switch (x->role) {
  case LAW_ROLE_SENTENCE: return sentence(w, x->index);
  case LAW_ROLE_SUM: return formula(w, x);
  case LAW_ROLE_RULE: return str_of(title_of(w, &p->rule.at[x->index].title));
  case LAW_ROLE_DECIDING:
  case LAW_ROLE_CASE: return str_of(title_of(w, &p->rule.at[x->index].case_ids[x->part].title));
  case LAW_ROLE_PARAMETER:
  case LAW_ROLE_TABLE:
  case LAW_ROLE_CONDITION:
    b = buf_growing(w->a);
    print_expression(&b, p, x->node, w->lang);
    return buf_view(&b);
  case LAW_ROLE_NEAREST: return said(w, PW_r_nearest);
  case LAW_ROLE_LOST_TO: {
    bool own = x->subject != w->t->result->subject;
    return filled(w, own ? PW_r_lost_household : PW_r_lost_to, benefit(w, x->index), "");
  }
  case LAW_ROLE_LOSER: return filled(w, PW_r_loser, benefit(w, x->index), "");
  case LAW_ROLE_REPLACES: return filled(w, PW_r_replaces, benefit(w, x->index), "");
  case LAW_ROLE_UNBORN: return said(w, PW_r_unborn);
  case LAW_ROLE_KEPT: return filled(w, PW_r_kept, date_text(x->since, w->lang, z), "");
  case LAW_ROLE_ALTERNATIVE: {
    const struct interpretation *n = &p->interpretation.at[x->index];
    return filled(w, PW_r_alternative, title_of(w, &n->title), title_of(w, &n->choice[x->part].title));
  }
  case LAW_ROLE_MISSING: return missing(w, x);
  case LAW_ROLE_UNVERIFIED: return said(w, PW_r_unverified);
  case LAW_ROLE_ROUNDING: return said(w, PW_r_rounding);
  case LAW_ROLE_ROUNDED: return rounded(w, x->node);
  case LAW_ROLE_CLAUSE: return clause(w, &p->benefit.at[x->index].at[x->part]);
  case LAW_ROLE_EVERYTHING: return said(w, PW_r_everything);
  case LAW_ROLE_MORE: return filled(w, PW_r_more, number_text(x->vnd, w->lang, z), "");
  case LAW_ROLES: break;
  }
  assert(!"a role without words");
  return S("");
}

static struct str value_of(struct teller *w, const struct law_reason *x) {
  switch (x->role) {
  case LAW_ROLE_LOST_TO:
  case LAW_ROLE_REPLACES:
  case LAW_ROLE_KEPT:
  case LAW_ROLE_LOSER: return sum_text(w, x->vnd);
  case LAW_ROLE_ALTERNATIVE:
    return x->status == LAW_VALUE     ? sum_text(w, x->vnd)
           : x->status == LAW_UNKNOWN ? said(w, PW_open)
           : x->status == LAW_FAULT   ? said(w, PW_r_fault)
                                      : said(w, PW_r_not_entitled);
  case LAW_ROLE_ROUNDING:
    return filled(w, PW_between_two, sum_text(w, w->t->result->amount).p,
                  sum_text(w, w->t->result->amount_high).p);
  default: break;
  }
  if (!x->v) return S("");
  struct buf b = buf_growing(w->a);
  print_val(&b, w->p, x->v, *x->type, w->lang);
  return buf_view(&b);
}

static void cited(struct teller *w, struct law_reason *x) {
  if (!x->cites || !x->cites->n) return;
  for (int l = 0; l < 2; l++) {
    struct buf b = buf_growing(w->a);
    print_cites(&b, w->p, x->cites, (enum lang)l);
    x->cite[l] = buf_view(&b);
  }
  struct buf ids = buf_growing(w->a);
  print_cite_ids(&ids, w->p, x->cites);
  x->cite_id = buf_view(&ids);
}

void tell_reasons(struct arena *a, const struct telling *t, struct law_reason *x) {
  struct teller w = { .a = a, .t = t, .p = t->p };
  assert(x->role < LAW_ROLES);
  for (int l = 0; l < 2; l++) {
    w.lang = (enum lang)l;
    x->text[l] = text_of(&w, x);
    x->value[l] = value_of(&w, x);
  }
  cited(&w, x);
  for (int i = 0; i < x->n; i++)
    tell_reasons(a, t, x->kid[i]);
}
