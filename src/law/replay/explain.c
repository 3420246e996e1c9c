/* explain: from the recorded steps of a replay to reasons a person can read, short first, everything last. */
#include "law/replay/run.h"

enum { TEXT_BYTES = 8192, KIDS_MAX = 4000 };

struct writer {
  struct law_session *r;
  struct arena *a;
  const struct law_program *p;
  int budget;
};

static struct str title_of(const struct title *t, enum lang lang) { return lang == VI ? t->vi : t->en; }

/* ---- values ---- */

static void enum_title(const struct law_program *p, struct type t, int v, enum lang lang, struct buf *b) {
  if (t.enumeration < (int)p->enumeration.n)
    buf_str(b, title_of(&p->enumeration.at[t.enumeration].at[v].title, lang));
  else {
    const struct interpretation *x = &p->interpretation.at[t.enumeration - CHOICE_BASE];
    buf_str(b, title_of(&x->choice[v].title, lang));
  }
}

static void one_bound(struct ratio v, struct type t, struct buf *b) {
  char z[48];
  if (!bound_has(v)) {
    buf_z(b, v.num < 0 ? "…" : "…");
    return;
  }
  if ((t.kind == K_MONEY || t.kind == K_SUM) && v.den == 1)
    buf_print(b, "%s đ", money_vn(v.num, z));
  else if (t.kind == K_INT && v.den == 1)
    buf_print(b, "%lld", (long long)v.num);
  else if (t.kind == K_DATE)
    buf_z(b, v.num >= DATE_MAX ? "—" : date_vn((date)v.num, z));
  else if (t.kind == K_MONTH)
    buf_z(b, month_vn((month)v.num, z));
  else {
    buf_z(b, ratio_text(v, ',', z));
    if (t.kind == K_SUM) buf_z(b, " đ");
  }
}

static void value_text(const struct law_program *p, struct val v, struct type t, enum lang lang,
                       struct buf *b) {
  static const char *const yes[] = { "có", "yes" }, *const no[] = { "không", "no" },
                           *const open[] = { "chưa rõ", "not known" };
  if (!v.some) {
    buf_z(b, "—");
    return;
  }
  if (t.kind == K_BOOL) {
    buf_z(b, v.set.low == IS_YES ? yes[lang] : v.set.low == IS_NO ? no[lang] : open[lang]);
    return;
  }
  if (t.kind == K_ENUM) {
    if (set_only(v.set) >= 0)
      enum_title(p, t, set_only(v.set), lang, b);
    else
      buf_z(b, open[lang]);
    return;
  }
  if (!bound_has(v.lo) && !bound_has(v.hi)) {
    buf_z(b, open[lang]);
    return;
  }
  one_bound(v.lo, t, b);
  if (!bound_has(v.hi) || ratio_cmp(v.lo, v.hi) != 0) {
    buf_z(b, " – ");
    one_bound(v.hi, t, b);
  }
}

/* ---- citations ---- */

/* 6.1.đ is "điểm đ khoản 1 Điều 6"; anything else is shown as it stands. */
static void article_text(struct str s, enum lang lang, struct buf *b) {
  struct str part[3];
  int n = 0;
  size_t from = 0;
  for (size_t i = 0; i <= s.n && n < 3; i++)
    if (i == s.n || s.p[i] == '.') {
      part[n++] = (struct str) { s.p + from, i - from };
      from = i + 1;
    }
  bool article = n && part[0].n && part[0].p[0] >= '0' && part[0].p[0] <= '9' && from >= s.n;
  if (!article) {
    buf_print(b, "%.*s", (int)s.n, s.p);
    return;
  }
  bool letter = n > 1 && !(part[n - 1].p[0] >= '0' && part[n - 1].p[0] <= '9');
  if (lang == VI) {
    if (n == 3) buf_print(b, "%s %.*s ", letter ? "điểm" : "mục", (int)part[2].n, part[2].p);
    if (n >= 2) buf_print(b, "%s %.*s ", n == 2 && letter ? "điểm" : "khoản", (int)part[1].n, part[1].p);
    buf_print(b, "Điều %.*s", (int)part[0].n, part[0].p);
  } else {
    if (n == 3) buf_print(b, "point %.*s, ", (int)part[2].n, part[2].p);
    if (n >= 2) buf_print(b, "%s %.*s, ", n == 2 && letter ? "point" : "clause", (int)part[1].n, part[1].p);
    buf_print(b, "Article %.*s", (int)part[0].n, part[0].p);
  }
}

/* A document's title up to its number is enough beside an article: "Nghị định 20/2021/NĐ-CP". */
static struct str short_title(const struct document *d, enum lang lang) {
  struct str t = lang == VI ? d->title.vi : d->title.en;
  for (size_t i = 0; i < t.n; i++)
    if (t.p[i] == '/') {
      while (i < t.n && t.p[i] != ' ')
        i++;
      return (struct str) { t.p, i };
    }
  return t;
}

static void cites_text(const struct law_program *p, const struct cites *c, enum lang lang, bool ids,
                       struct buf *b) {
  for (int i = 0; i < c->n; i++) {
    if (c->at[i].document < 0) continue;
    const struct document *d = &p->document.at[c->at[i].document];
    if (i) buf_z(b, "; ");
    if (ids)
      buf_print(b, "%s %s", d->id.p, c->at[i].article.p);
    else {
      article_text(c->at[i].article, lang, b);
      bool next_same = i + 1 < c->n && c->at[i + 1].document == c->at[i].document;
      struct str t = short_title(d, lang);
      if (!next_same) buf_print(b, " %.*s", (int)t.n, t.p);
    }
  }
}

static struct str in_arena(struct buf *b) { return buf_view(b); }

static void put_cites(struct writer *w, struct law_reason *x, const struct cites *c) {
  if (!c || !c->n) return;
  for (int l = 0; l < 2; l++) {
    struct buf b = buf_new(w->a, TEXT_BYTES);
    cites_text(w->p, c, (enum lang)l, false, &b);
    x->cite[l] = in_arena(&b);
  }
  struct buf b = buf_new(w->a, TEXT_BYTES);
  cites_text(w->p, c, VI, true, &b);
  x->cite_id = in_arena(&b);
}

/* ---- conditions in words ---- */

static void node_text(struct writer *w, const struct node *n, enum lang lang, struct buf *b, int depth);

static void constant_text(struct writer *w, const struct node *n, enum lang lang, struct buf *b) {
  struct val v = kind_is_set(n->type.kind) ? val_one(w->a, n->i) : val_ratio(n->r);
  value_text(w->p, v, n->type, lang, b);
}

static void infix(struct writer *w, const struct node *n, const char *sign, enum lang lang, struct buf *b,
                  int depth) {
  node_text(w, n->kid[0], lang, b, depth);
  buf_print(b, " %s ", sign);
  node_text(w, n->kid[1], lang, b, depth);
}

static void aggregate_text(struct writer *w, const struct node *n, enum lang lang, struct buf *b, int depth) {
  static const char *const vi[] = { "số", "có trong", "tất cả", "tổng", "cao nhất", "thấp nhất" },
                           *const en[] = { "number of", "any of", "all of", "sum", "highest", "lowest" };
  struct str set = n->set == SET_MEMBERS ? (lang == VI ? S("thành viên hộ") : S("household members"))
                   : n->set == SET_LINK  ? title_of(&w->p->link.at[n->ref].title, lang)
                                         : title_of(&w->p->record.at[n->ref].title, lang);
  buf_print(b, "%s ", (lang == VI ? vi : en)[n->op - N_COUNT]);
  if (n->kid[0]) {
    node_text(w, n->kid[0], lang, b, depth);
    buf_z(b, lang == VI ? " của " : " of ");
  }
  buf_str(b, set);
  if (n->kid[1]) {
    buf_z(b, " (");
    node_text(w, n->kid[1], lang, b, depth);
    buf_c(b, ')');
  }
}

static void compare_text(struct writer *w, const struct node *n, enum lang lang, struct buf *b, int depth) {
  static const char *const signs[] = { "=", "≠", "<", "≤", ">", "≥" };
  const struct node *x = n->kid[0], *y = n->kid[1];
  if (y->op == N_CONST && y->type.kind == K_BOOL && n->op == N_EQ) { /* fact = yes */
    if (!y->i) buf_z(b, lang == VI ? "không " : "not ");
    node_text(w, x, lang, b, depth);
    return;
  }
  if (y->op == N_CONST && y->type.kind == K_ENUM && (n->op == N_EQ || n->op == N_NE)) {
    node_text(w, x, lang, b, depth);
    buf_z(b, n->op == N_EQ ? ": " : lang == VI ? " khác: " : " other than: ");
    constant_text(w, y, lang, b);
    return;
  }
  infix(w, n, signs[n->op - N_EQ], lang, b, depth);
}

static bool is_between(const struct node *n) {
  return n->op == N_AND && n->kid[0]->op >= N_LT && n->kid[0]->op <= N_GE && n->kid[1]->op >= N_LT &&
         n->kid[1]->op <= N_GE && n->kid[0]->kid[0]->op == N_CONST && n->kid[1]->kid[1]->op == N_CONST &&
         n->kid[0]->kid[1] == n->kid[1]->kid[0];
}

static void node_text(struct writer *w, const struct node *n, enum lang lang, struct buf *b, int depth) {
  const struct law_program *p = w->p;
  char z[16];
  if (depth > 30 || b->n > TEXT_BYTES / 2) {
    buf_z(b, "…");
    return;
  }
  depth++;
  switch (n->op) {
  case N_CONST: constant_text(w, n, lang, b); return;
  case N_DAY: buf_z(b, lang == VI ? "ngày xét" : "the day considered"); return;
  case N_FACT: buf_str(b, title_of(&p->fact.at[n->ref].title, lang)); return;
  case N_RULE: buf_str(b, title_of(&p->rule.at[n->ref].title, lang)); return;
  case N_PARAM:
    buf_str(b, title_of(&p->param.at[n->ref].title, lang));
    if (n->kid[0]) {
      buf_z(b, lang == VI ? " vào " : " on ");
      node_text(w, n->kid[0], lang, b, depth);
    }
    return;
  case N_TABLE: buf_str(b, title_of(&p->table.at[n->ref].title, lang)); return;
  case N_CHOICE: buf_str(b, title_of(&p->interpretation.at[n->ref].title, lang)); return;
  case N_FIELD: buf_str(b, p->record.at[n->how].field[n->ref].id); return;
  case N_HOUSEHOLD:
  case N_AREA:
  case N_OUTER: node_text(w, n->kid[0], lang, b, depth); return;
  case N_NOT:
    buf_z(b, lang == VI ? "không phải: " : "not: ");
    node_text(w, n->kid[0], lang, b, depth);
    return;
  case N_AND:
    if (is_between(n)) {
      node_text(w, n->kid[0]->kid[1], lang, b, depth);
      buf_z(b, lang == VI ? " từ " : " from ");
      node_text(w, n->kid[0]->kid[0], lang, b, depth);
      if (n->kid[1]->op == N_LT)
        buf_z(b, lang == VI ? " đến dưới " : " to under ");
      else
        buf_z(b, lang == VI ? " đến " : " to ");
      node_text(w, n->kid[1]->kid[1], lang, b, depth);
      return;
    }
    infix(w, n, lang == VI ? "và" : "and", lang, b, depth);
    return;
  case N_OR: infix(w, n, lang == VI ? "hoặc" : "or", lang, b, depth); return;
  case N_EQ:
  case N_NE:
  case N_LT:
  case N_LE:
  case N_GT:
  case N_GE: compare_text(w, n, lang, b, depth); return;
  case N_IN:
    node_text(w, n->kid[0], lang, b, depth);
    buf_z(b, lang == VI ? " là một trong: " : " is one of: ");
    for (int i = 0; i < n->n_list; i++) {
      if (i) buf_z(b, ", ");
      node_text(w, n->list[i], lang, b, depth);
    }
    return;
  case N_COUNT:
  case N_ANY:
  case N_ALL:
  case N_SUM:
  case N_HIGHEST:
  case N_LOWEST: aggregate_text(w, n, lang, b, depth); return;
  case N_ADD: infix(w, n, "+", lang, b, depth); return;
  case N_SUB: infix(w, n, "−", lang, b, depth); return;
  case N_MUL: infix(w, n, "×", lang, b, depth); return;
  case N_DIV: infix(w, n, ":", lang, b, depth); return;
  case N_NEG:
    buf_z(b, "−");
    node_text(w, n->kid[0], lang, b, depth);
    return;
  case N_MIN:
  case N_MAX:
    buf_z(b, n->op == N_MIN ? (lang == VI ? "mức thấp nhất của " : "the lowest of ")
                            : (lang == VI ? "mức cao nhất của " : "the highest of "));
    for (int i = 0; i < n->n_list; i++) {
      if (i) buf_z(b, ", ");
      node_text(w, n->list[i], lang, b, depth);
    }
    return;
  case N_IF:
    buf_z(b, lang == VI ? "nếu " : "if ");
    node_text(w, n->kid[0], lang, b, depth);
    return;
  case N_OTHERWISE:
  case N_HOLDS:
  case N_ROUND:
  case N_BY: node_text(w, n->kid[0], lang, b, depth); return;
  case N_YEARS: buf_z(b, lang == VI ? "số năm tròn" : "completed years"); return;
  case N_MONTHS: buf_z(b, lang == VI ? "số tháng tròn" : "completed months"); return;
  case N_DAYS: buf_z(b, lang == VI ? "số ngày" : "days"); return;
  case N_PLUS: node_text(w, n->kid[0], lang, b, depth); return;
  case N_YEAR_OF:
    buf_z(b, lang == VI ? "năm của " : "the year of ");
    node_text(w, n->kid[0], lang, b, depth);
    return;
  case N_RECEIVES:
    buf_print(b, "%s %s", lang == VI ? "đang hưởng" : "receives",
              title_of(&p->benefit.at[n->ref].title, lang).p);
    return;
  case N_GRANTED:
    buf_print(b, lang == VI ? "đã có quyết định %s trước %s" : "granted %s before %s",
              title_of(&p->benefit.at[n->ref].title, lang).p, date_vn((date)n->r.num, z));
    return;
  case N_NAME:
  case N_CALL:
  case N_OPS: return;
  }
}

static struct law_reason *reason(struct writer *w, enum law_mark mark) {
  struct law_reason *x = NEW(w->a, struct law_reason);
  x->mark = mark;
  return x;
}

static void adopt(struct writer *w, struct law_reason *up, struct law_reason *kid) {
  if (!kid || up->n >= KIDS_MAX) return;
  if (!(up->n & (up->n - 1))) { /* grows at powers of two */
    struct law_reason **more = NEW_ARRAY(w->a, struct law_reason *, up->n ? up->n * 2 : 1);
    if (up->n) memcpy(more, up->kid, sizeof *more * (size_t)up->n);
    up->kid = more;
  }
  up->kid[up->n++] = kid;
  up->secret |= kid->secret && up->mark != LAW_MARK_NONE;
}

static struct law_reason *say(struct writer *w, enum law_mark mark, const char *vi, const char *en) {
  struct law_reason *x = reason(w, mark);
  x->text[VI] = str_of(vi);
  x->text[EN] = str_of(en);
  return x;
}

static enum law_mark mark_of(struct val v, enum kind k) {
  if (k != K_BOOL) return LAW_MARK_VALUE;
  unsigned t = val_truth(v);
  return t == IS_YES ? LAW_MARK_YES : t == IS_NO ? LAW_MARK_NO : LAW_MARK_OPEN;
}

static bool node_secret(const struct law_program *p, const struct node *n) {
  if (!n) return false;
  if (n->op == N_FACT && p->fact.at[n->ref].secret) return true;
  if (n->op == N_RULE && p->rule.at[n->ref].secret) return true;
  for (int i = 0; i < 3; i++)
    if (node_secret(p, n->kid[i])) return true;
  for (int i = 0; i < n->n_list; i++)
    if (node_secret(p, n->list[i])) return true;
  return false;
}

/* The first fact read below a step lends its source to the condition. */
static const struct step *first_fact(const struct step *t) {
  if (t->node && t->node->op == N_FACT) return t;
  if (t->rule) return NULL;
  for (size_t i = 0; i < t->kid.n; i++) {
    const struct step *f = first_fact(t->kid.at[i]);
    if (f) return f;
  }
  return NULL;
}

static void put_source(struct law_reason *x, const struct step *f) {
  if (!f) return;
  x->source = f->fact.source;
  x->since = f->fact.since;
  if (f->given == LAW_NOTHING) x->source = S("");
}

static struct law_reason *condition(struct writer *w, const struct step *t);

static void conditions_of_kids(struct writer *w, struct law_reason *up, const struct step *t) {
  for (size_t i = 0; i < t->kid.n; i++)
    adopt(w, up, condition(w, t->kid.at[i]));
}

static struct law_reason *rule_reason(struct writer *w, const struct step *t);

/* A condition: an atom, or what it is made of. */
static struct law_reason *condition(struct writer *w, const struct step *t) {
  if (w->budget-- <= 0) return NULL;
  if (t->rule && !t->kase) return rule_reason(w, t);
  const struct node *n = t->node;
  if (!n) return NULL;
  if (n->op == N_HOUSEHOLD || n->op == N_AREA || n->op == N_OUTER || n->op == N_ROUND)
    return t->kid.n == 1 ? condition(w, t->kid.at[0]) : NULL;
  struct law_reason *x = reason(w, mark_of(t->v, t->kind));
  for (int l = 0; l < 2; l++) {
    struct buf b = buf_new(w->a, TEXT_BYTES), v = buf_new(w->a, TEXT_BYTES);
    node_text(w, n, (enum lang)l, &b, 0);
    x->text[l] = in_arena(&b);
    const struct step *shown = t;
    bool between = is_between(n);
    const struct step *inner = between && t->kid.n ? t->kid.at[0] : t;
    if (n->op == N_EQ || n->op == N_NE || (n->op >= N_LT && n->op <= N_GE) || between || n->op == N_IN)
      for (size_t i = 0; i < inner->kid.n; i++)
        if (inner->kid.at[i]->node || inner->kid.at[i]->rule) {
          shown = inner->kid.at[i];
          break;
        }
    while (shown->node && (shown->node->op == N_HOUSEHOLD || shown->node->op == N_AREA) && shown->kid.n)
      shown = shown->kid.at[0];
    struct type ty = shown->rule ? shown->rule->type : shown->node->type;
    if (shown != t || t->kind != K_BOOL) value_text(w->p, shown->v, ty, (enum lang)l, &v);
    x->value[l] = in_arena(&v);
  }
  x->secret = node_secret(w->p, n);
  put_source(x, first_fact(t));
  if (n->op == N_PARAM && t->param) {
    put_cites(w, x, &t->param->cites);
    x->since = w->r->view->from[t->param->d.id];
  }
  if (n->op == N_TABLE && t->table) put_cites(w, x, &t->table->cites);
  bool leaf = n->op == N_FACT || is_between(n);
  if (!leaf) conditions_of_kids(w, x, t);
  if (x->n == 1 && x->kid[0]->n == 0 && n->op != N_NOT && n->op != N_AND && n->op != N_OR)
    x->n = 0; /* one fact says the same again */
  return x;
}

/* The members of a chain of `and`. */
static void conjuncts(const struct step *t, const struct step **list, int *n) {
  if (t->node && t->node->op == N_AND && !is_between(t->node)) {
    for (size_t i = 0; i < t->kid.n; i++)
      conjuncts(t->kid.at[i], list, n);
  } else if (*n < 64)
    list[(*n)++] = t;
}

static struct law_reason *case_reason(struct writer *w, const struct step *t) {
  struct law_reason *x = reason(w, t->chosen                 ? LAW_MARK_YES
                                   : t->v.some && !t->v.none ? LAW_MARK_VALUE
                                   : t->v.some               ? LAW_MARK_OPEN
                                                             : LAW_MARK_NO);
  x->text[VI] = t->kase->title.vi;
  x->text[EN] = t->kase->title.en;
  x->secret = t->kase->secret;
  x->decisive = t->chosen;
  put_cites(w, x, &t->kase->cites);
  for (int l = 0; t->v.some && l < 2; l++) {
    struct buf v = buf_new(w->a, TEXT_BYTES);
    value_text(w->p, t->v, t->rule->type, (enum lang)l, &v);
    x->value[l] = in_arena(&v);
  }
  const struct step *list[64];
  int n = 0;
  if (t->kid.n) conjuncts(t->kid.at[0], list, &n);
  for (int i = 0; i < n; i++) {
    struct law_reason *k = condition(w, list[i]);
    if (k) k->decisive = t->chosen;
    adopt(w, x, k);
  }
  return x;
}

/* The one fact or parameter a plain rule rests on, through other plain rules: it lends the rule its paper and
 * its article. NULL when there is none or more than one. */
static const struct step *rests_on(const struct step *t, enum op op, int *found) {
  if (t->node && t->node->op == op) {
    ++*found;
    return t;
  }
  if (t->kase) {
    *found += 2;
    return NULL;
  }
  const struct step *one = NULL;
  for (size_t i = 0; i < t->kid.n && *found < 2; i++) {
    const struct step *k = rests_on(t->kid.at[i], op, found);
    if (k) one = k;
  }
  return *found == 1 ? one : NULL;
}

static void borrow(struct writer *w, struct law_reason *x, const struct step *t) {
  int facts = 0, params = 0;
  const struct step *f = rests_on(t, N_FACT, &facts), *q = rests_on(t, N_PARAM, &params);
  if (f && facts == 1) put_source(x, f);
  if (q && params == 1 && q->param && !facts) {
    put_cites(w, x, &q->param->cites);
    x->since = w->r->view->from[q->param->d.id];
  }
}

static struct law_reason *rule_reason(struct writer *w, const struct step *t) {
  struct law_reason *x = reason(w, mark_of(t->v, t->kind));
  x->text[VI] = t->rule->title.vi;
  x->text[EN] = t->rule->title.en;
  x->secret = t->rule->secret && !t->rule->cases;
  for (int l = 0; l < 2; l++) {
    struct buf v = buf_new(w->a, TEXT_BYTES);
    value_text(w->p, t->v, t->rule->type, (enum lang)l, &v);
    x->value[l] = in_arena(&v);
  }
  if (t->version) put_cites(w, x, &t->version->cites);
  if (!t->rule->cases) borrow(w, x, t);
  for (size_t i = 0; i < t->kid.n; i++)
    adopt(w, x, t->kid.at[i]->kase ? case_reason(w, t->kid.at[i]) : condition(w, t->kid.at[i]));
  return x;
}

/* ---- how far a case is from holding: failed conditions it would take to mend ---- */

static int distance(const struct step *t, bool want) {
  if (!t->node && !t->rule) return 0;
  unsigned v = val_truth(t->v);
  if (v == (want ? IS_YES : IS_NO)) return 0;
  if (t->node && t->node->op == N_NOT && t->kid.n == 1) return distance(t->kid.at[0], !want);
  bool both = t->node && (t->node->op == N_AND || t->node->op == N_OR) && t->kid.n == 2;
  if (!both) return 1;
  int a = distance(t->kid.at[0], want), b = distance(t->kid.at[1], want);
  return (t->node->op == N_AND) == want ? a + b : a < b ? a : b;
}

static void all_cases(const struct step *t, const struct step **list, int *n) {
  if (t->kase) {
    if (*n < 256) list[(*n)++] = t;
    return;
  }
  for (size_t i = 0; i < t->kid.n; i++)
    all_cases(t->kid.at[i], list, n);
}

/* ---- the whole ---- */

static void amount_text(struct writer *w, const struct step *t, enum lang lang, struct buf *b) {
  if (t->rule) {
    value_text(w->p, t->v, t->rule->type, lang, b);
    return;
  }
  const struct node *n = t->node;
  static const struct {
    enum op op;
    const char *sign;
  } signs[] = { { N_ADD, " + " }, { N_SUB, " − " }, { N_MUL, " × " }, { N_DIV, " : " } };
  if (n->op == N_ROUND && t->kid.n) {
    amount_text(w, t->kid.at[0], lang, b);
    return;
  }
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    if (n->op == signs[i].op) {
      size_t k = 0; /* constants leave no step */
      for (int side = 0; side < 2; side++) {
        if (side) buf_z(b, signs[i].sign);
        if (n->kid[side]->op == N_CONST)
          constant_text(w, n->kid[side], lang, b);
        else if (k < t->kid.n)
          amount_text(w, t->kid.at[k++], lang, b);
      }
      return;
    }
  value_text(w->p, t->v, n->type, lang, b);
}

static void amount_parts(struct writer *w, const struct step *t, struct law_reason *up) {
  struct law_reason *x;
  if (t->rule) {
    x = rule_reason(w, t);
    x->decisive = true;
    adopt(w, up, x);
    return;
  }
  if (t->node->op == N_PARAM || t->node->op == N_TABLE) {
    x = condition(w, t);
    if (x) x->decisive = true;
    adopt(w, up, x);
    return;
  }
  for (size_t i = 0; i < t->kid.n; i++)
    amount_parts(w, t->kid.at[i], up);
}

static struct law_reason *sentence(struct writer *w, const struct law_result *q, struct str name) {
  char sum[32], mon[8];
  const char *who = name.n ? arena_text(w->a, name.p, name.n) : NULL;
  month_vn(w->r->q.for_month, mon);
  money_vn(q->amount, sum);
  const char *bv = w->p->benefit.at[q->benefit].title.vi.p, *be = w->p->benefit.at[q->benefit].title.en.p;
  const char *vi, *en, *wv = who ? who : "Người này", *we = who ? who : "This person";
  if (q->status == LAW_VALUE && q->lost) {
    vi = arena_print(w->a,
                     "%s đủ điều kiện hưởng %s đồng (%s, tháng %s) nhưng không được trả thêm, vì đã hưởng "
                     "chế độ khác cao hơn.",
                     wv, sum, bv, mon);
    en = arena_print(w->a,
                     "%s meets the conditions for %s đồng (%s, %s) but is not paid it, because another "
                     "benefit of the same group is paid.",
                     we, sum, be, mon);
  } else if (q->status == LAW_VALUE) {
    vi = arena_print(w->a, "%s được hưởng %s%s đồng, %s, tháng %s.", wv, q->at_least ? "ít nhất " : "", sum,
                     bv, mon);
    en = arena_print(w->a, "%s is entitled to %s%s đồng, %s, for %s.", we, q->at_least ? "at least " : "",
                     sum, be, mon);
  } else if (q->status == LAW_UNKNOWN) {
    vi = arena_print(w->a, "Chưa xác định được %s có được hưởng %s tháng %s hay không.",
                     who ? who : "người này", bv, mon);
    en = arena_print(w->a, "It cannot yet be said whether %s is entitled to %s for %s.",
                     who ? who : "this person", be, mon);
  } else if (q->status == LAW_FAULT) {
    vi = arena_print(w->a, "%s%s%s, %s: %s.", who ? who : "", who ? ", " : "", bv, mon,
                     law_fault_text(w->a, &q->fault, VI));
    en = arena_print(w->a, "%s%s%s, %s: %s.", who ? who : "", who ? ", " : "", be, mon,
                     law_fault_text(w->a, &q->fault, EN));
  } else {
    vi = arena_print(w->a, "%s không thuộc diện hưởng %s tháng %s.", wv, bv, mon);
    en = arena_print(w->a, "%s is not entitled to %s for %s.", we, be, mon);
  }
  struct law_reason *x = say(w,
                             q->status == LAW_VALUE && !q->lost ? LAW_MARK_YES
                             : q->status == LAW_UNKNOWN         ? LAW_MARK_OPEN
                             : q->status == LAW_FAULT           ? LAW_MARK_OPEN
                                                                : LAW_MARK_NO,
                             vi, en);
  x->decisive = true;
  return x;
}

static void nearest(struct writer *w, const struct step *root, struct law_reason *up) {
  const struct step *list[256];
  int n = 0, best = -1, least = 1 << 30;
  all_cases(root, list, &n);
  for (int i = 0; i < n; i++) {
    int d = list[i]->kid.n ? distance(list[i]->kid.at[0], true) : 1 << 20;
    if (d < least) {
      least = d;
      best = i;
    }
  }
  if (best < 0) return;
  struct law_reason *x = case_reason(w, list[best]);
  struct law_reason *head = say(w, LAW_MARK_NO, "Gần đủ điều kiện nhất", "Nearest to being met");
  head->decisive = true;
  for (int i = 0; i < x->n; i++)
    x->kid[i]->decisive = true;
  x->decisive = true;
  head->secret = x->secret;
  adopt(w, head, x);
  adopt(w, up, head);
}

static void side_matters(struct writer *w, const struct law_result *q, const struct law_result *all,
                         struct law_reason *up) {
  const struct law_program *p = w->p;
  char sum[32];
  if (q->lost) {
    struct law_reason *x = reason(w, LAW_MARK_NO);
    x->text[VI] = str_of(arena_print(w->a, "Chỉ hưởng một mức: %s", p->benefit.at[q->lost_to].title.vi.p));
    x->text[EN] = str_of(arena_print(w->a, "Only one is paid: %s", p->benefit.at[q->lost_to].title.en.p));
    x->value[VI] = x->value[EN] = str_of(arena_print(w->a, "%s đ", money_vn(q->lost_to_amount, sum)));
    x->decisive = true;
    put_cites(w, x, &p->concurrency.at[q->lost_group].cites);
    adopt(w, up, x);
  }
  for (int b = 0; all && b < (int)p->benefit.n; b++)
    if (all[b].lost && all[b].lost_to == q->benefit && all[b].lost_to_subject == q->subject) {
      struct law_reason *x = reason(w, LAW_MARK_NO);
      x->text[VI] = str_of(arena_print(w->a, "Không được thêm: %s", p->benefit.at[b].title.vi.p));
      x->text[EN] = str_of(arena_print(w->a, "Not added: %s", p->benefit.at[b].title.en.p));
      x->value[VI] = x->value[EN] = str_of(arena_print(w->a, "%s đ", money_vn(all[b].forgone, sum)));
      x->decisive = true;
      put_cites(w, x, &p->concurrency.at[all[b].lost_group].cites);
      adopt(w, up, x);
    }
  for (int i = 0; i < q->n_alternatives; i++) {
    const struct law_alternative *t = &q->alternatives[i];
    const struct interpretation *n = &p->interpretation.at[t->interpretation];
    struct law_reason *x = reason(w, LAW_MARK_OPEN);
    x->text[VI] = str_of(arena_print(w->a, "Nếu theo cách hiểu «%s: %s» (đang chờ ý kiến)", n->title.vi.p,
                                     n->choice[t->choice].title.vi.p));
    x->text[EN] = str_of(arena_print(w->a, "Under the reading «%s: %s» (awaiting an answer)", n->title.en.p,
                                     n->choice[t->choice].title.en.p));
    x->value[VI] = str_of(t->status == LAW_VALUE     ? arena_print(w->a, "%s đ", money_vn(t->amount, sum))
                          : t->status >= LAW_UNKNOWN ? "chưa rõ"
                                                     : "không hưởng");
    x->value[EN] = str_of(t->status == LAW_VALUE     ? arena_print(w->a, "%s đ", money_vn(t->amount, sum))
                          : t->status >= LAW_UNKNOWN ? "not known"
                                                     : "not entitled");
    x->decisive = true;
    put_cites(w, x, &n->cites);
    adopt(w, up, x);
  }
  for (int i = 0; i < q->n_missing; i++) {
    const struct law_missing *m = &q->missing[i];
    struct law_reason *x = reason(w, LAW_MARK_OPEN);
    struct str who = w->r->s.name && m->subject >= 0 && m->subject != q->subject
                         ? w->r->s.name(w->r->s.context, m->entity, m->subject)
                         : S("");
    bool secret = m->fact >= 0 && p->fact.at[m->fact].secret;
    x->text[VI] = str_of(arena_print(w->a, "Còn thiếu: %.*s%s%.*s", (int)m->text_vi.n, m->text_vi.p,
                                     who.n ? " — " : "", (int)who.n, who.n ? who.p : ""));
    x->text[EN] = str_of(arena_print(w->a, "Missing: %.*s%s%.*s", (int)m->text_en.n, m->text_en.p,
                                     who.n ? " — " : "", (int)who.n, who.n ? who.p : ""));
    x->decisive = true;
    x->secret = secret;
    adopt(w, up, x);
  }
  if (q->unverified) {
    struct law_reason *x = say(w, LAW_MARK_OPEN, "Có quy định chưa được đối chiếu với văn bản gốc",
                               "Rests on a provision not yet checked against the official text");
    x->decisive = true;
    adopt(w, up, x);
  }
  if (q->status == LAW_VALUE && q->amount_high != q->amount) {
    struct law_reason *x = say(w, LAW_MARK_OPEN, "Luật không nói cách làm tròn",
                               "The law does not say how to round");
    x->value[VI] = x->value[EN] = str_of(
        arena_print(w->a, "%lld – %lld đ", (long long)q->amount, (long long)q->amount_high));
    x->decisive = true;
    adopt(w, up, x);
  }
}

void law_explain(struct law_session *r, int benefit, int64_t id, enum law_reckoning what,
                 struct law_result *ret_r, struct law_reason **ret_why) {
  const struct benefit *b = &r->p->benefit.at[benefit];
  struct law_result *all = NULL, q;
  arena_reset(r->explained);
  struct writer w = { r, r->explained, r->p, 20000 };
  if (b->on == E_PERSON) {
    all = NEW_ARRAY(w.a, struct law_result, r->p->benefit.n);
    law_ask_all(r, id, what, all);
    q = all[benefit];
  } else
    law_ask(r, benefit, id, &q);

  struct subject s = { .e = b->on, .id = id };
  struct law_grant g;
  bool granted = s.e == E_PERSON && r->s.grant && r->s.grant(r->s.context, id, benefit, r->q.for_month, &g);
  r->granted = granted ? g.decided : DATE_MAX;
  run_start(r, q.reading);
  const struct clause *amount = view_clause(r->view, b, CLAUSE_AMOUNT, r->day),
                      *when = view_clause(r->view, b, CLAUSE_WHEN, r->day);
  struct step *root = NEW(w.a, struct step), *sum = NEW(w.a, struct step);
  r->tracing = true;
  r->parent = root;
  if (when) run_node(r, when->value, s);
  r->parent = sum;
  if (amount) run_node(r, amount->value, s);
  r->tracing = false;
  r->parent = NULL;

  struct law_reason *why = sentence(&w, &q,
                                    r->s.name ? r->s.name(r->s.context, (enum law_entity)b->on, id) : S(""));
  if (sum->kid.n && q.status == LAW_VALUE) {
    struct law_reason *x = reason(&w, LAW_MARK_VALUE);
    char z[32];
    for (int l = 0; l < 2; l++) {
      struct buf t = buf_new(w.a, TEXT_BYTES);
      amount_text(&w, sum->kid.at[0], (enum lang)l, &t);
      buf_print(&t, " = %s đ", money_vn(q.amount, z));
      x->text[l] = in_arena(&t);
    }
    x->decisive = true;
    if (amount) put_cites(&w, x, &amount->cites);
    adopt(&w, why, x);
    amount_parts(&w, sum->kid.at[0], why);
  }
  if (q.status != LAW_VALUE && q.status != LAW_FAULT) nearest(&w, sum, why);
  side_matters(&w, &q, all, why);
  struct law_reason *everything = say(&w, LAW_MARK_NONE, "Toàn bộ các bước", "Every step");
  for (size_t i = 0; i < root->kid.n; i++)
    adopt(&w, everything, condition(&w, root->kid.at[i]));
  for (size_t i = 0; i < sum->kid.n; i++)
    adopt(&w, everything, condition(&w, sum->kid.at[i]));
  adopt(&w, why, everything);
  why->secret = false;
  *ret_r = q;
  *ret_why = why;
}

struct law_reason *law_shareable(struct arena *a, const struct law_reason *why) {
  struct law_reason *x = NEW(a, struct law_reason);
  *x = *why;
  x->n = 0;
  x->kid = NEW_ARRAY(a, struct law_reason *, why->n + 1);
  for (int i = 0; i < why->n; i++) {
    const struct law_reason *k = why->kid[i];
    bool container = k->mark == LAW_MARK_NONE || (k->n && k->mark == LAW_MARK_VALUE);
    if (k->secret && !container) continue;
    x->kid[x->n++] = law_shareable(a, k);
  }
  return x;
}

struct str law_case_cites(struct law_session *r, struct law_case_id c, struct arena *a, enum lang lang,
                          bool ids) {
  const struct rule *q = &r->p->rule.at[c.rule];
  struct buf b = buf_new(a, TEXT_BYTES);
  const struct kase *found = NULL;
  for (int i = 0; i < q->n; i++)
    for (int k = 0; k < q->at[i].n; k++) {
      const struct kase *x = &q->at[i].at[k];
      date d = month_last(r->q.for_month), f = month_first(r->q.for_month);
      bool now = view_governs(r->view, &q->at[i].d, d) && view_governs(r->view, &x->d, d),
           then = view_governs(r->view, &q->at[i].d, f) && view_governs(r->view, &x->d, f);
      if (x->ix == c.kase && (now || (then && !found))) found = x;
    }
  if (found) cites_text(r->p, &found->cites, lang, ids, &b);
  return buf_view(&b);
}
