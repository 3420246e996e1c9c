/* parse: declarations. See parse.h and doc/law-language.md. */
#include "law/reading/parse.h"

struct node *law_node(struct law_program *p, enum op op, struct place at) {
  struct node *n = NEW(p->a, struct node);
  n->op = op;
  n->at = at;
  n->id = p->n_node++;
  n->ref = -1;
  return n;
}

void parse_advance(struct parser *q) {
  q->t = lex_next(&q->lx);
  if (q->t.kind == TK_BAD || q->p->n_node > LAW_NODES_MAX) longjmp(q->fail, 1);
}

const char *parse_shown(struct parser *q, struct token t) {
  if (t.kind == TK_END) return "hết tệp / the end of the file";
  size_t n = t.text.n > 40 ? 40 : t.text.n;
  while (n < t.text.n && n && ((unsigned char)t.text.p[n] & 0xC0) == 0x80)
    n--; /* not in the middle of a letter */
  const char *z = arena_text(q->a, t.text.p, n);
  return t.kind == TK_STRING ? arena_print(q->a, "\"%s\"", z) : arena_print(q->a, "«%s»", z);
}

void parse_expected(struct parser *q, const char *what) {
  COMPLAIN(q->p, q->t.at, M_EXPECTED, what, parse_shown(q, q->t));
  longjmp(q->fail, 1);
}

bool parse_more(const struct parser *q) { return !q->t.first && q->t.kind != TK_END; }

bool parse_is(const struct parser *q, const char *word) {
  return parse_more(q) && (q->t.kind == TK_NAME || q->t.kind == TK_SIGN) && str_is(q->t.text, word);
}

bool parse_take(struct parser *q, const char *word) {
  if (!parse_is(q, word)) return false;
  parse_advance(q);
  return true;
}

void parse_need(struct parser *q, const char *word) {
  if (!parse_take(q, word)) parse_expected(q, arena_print(q->a, "«%s»", word));
}

struct str parse_name(struct parser *q, const char *what) {
  if (!parse_more(q) || q->t.kind != TK_NAME) parse_expected(q, what);
  struct str s = { arena_text(q->a, q->t.text.p, q->t.text.n),
                   q->t.text.n }; /* every kept name is closed by NUL */
  parse_advance(q);
  return s;
}

struct str parse_dotted(struct parser *q, const char *what) {
  struct str s = parse_name(q, what);
  while (parse_is(q, ".")) {
    parse_advance(q);
    struct str more = parse_name(q, what);
    const char *z = arena_print(q->a, "%.*s.%.*s", (int)s.n, s.p, (int)more.n, more.p);
    s = str_of(z);
  }
  return s;
}

date parse_day(struct parser *q) {
  if (!parse_more(q) || q->t.kind != TK_DATE) parse_expected(q, "ngày (2026-10-05) / a day (2026-10-05)");
  date d = q->t.day;
  parse_advance(q);
  return d;
}

month parse_a_month(struct parser *q) {
  if (!parse_more(q) || q->t.kind != TK_MONTH) parse_expected(q, "tháng (2026-08) / a month (2026-08)");
  month m = q->t.day;
  parse_advance(q);
  return m;
}

int64_t parse_whole(struct parser *q) {
  if (!parse_more(q) || q->t.kind != TK_NUMBER || !q->t.whole)
    parse_expected(q, "số nguyên / a whole number");
  int64_t v = q->t.r.num;
  parse_advance(q);
  return v;
}

struct str parse_string(struct parser *q, const char *what) {
  if (!parse_more(q) || q->t.kind != TK_STRING) parse_expected(q, what);
  struct str s = q->t.text;
  parse_advance(q);
  return s;
}

struct title parse_title(struct parser *q, bool needed) {
  if (!needed && (q->t.kind != TK_STRING || !parse_more(q))) return (struct title) { 0 };
  struct title t;
  t.vi = t.en = parse_string(q, "\"tên tiếng Việt\" | \"English\"");
  if (parse_take(q, "|")) t.en = parse_string(q, "\"English\"");
  return t;
}

bool parse_cites(struct parser *q, struct cites *c) {
  if (!parse_is(q, "[")) return false;
  VEC(struct cite) v = { 0 };
  do {
    parse_advance(q);
    struct token doc = q->t;
    if (doc.kind != TK_NAME || doc.first) parse_expected(q, "mã văn bản / a document's id");
    do {
      struct token article = lex_article(&q->lx);
      if (article.kind == TK_BAD) {
        q->t = article;
        if (!article.text.n) q->t.text = S("]");
        parse_expected(q, "điều, ví dụ 6.1.đ / an article, for example 6.1.đ");
      }
      struct cite *n = VEC_PUSH(q->a, &v);
      n->article = (struct str) { arena_text(q->a, article.text.p, article.text.n), article.text.n };
      n->at = article.at;
      n->document = law_find_document(q->p, doc.text);
      if (n->document < 0) { /* may stand in a later file: checked again when all is read */
        n->document = -2 - (int)(doc.text.p - q->lx.f->text.p);
        n->at = doc.at;
        n->at.col = doc.at.col;
      }
      parse_advance(q);
    } while (parse_is(q, ","));
  } while (parse_is(q, ";"));
  parse_need(q, "]");
  c->at = v.at;
  c->n = (int)v.n;
  return true;
}

bool parse_dating(struct parser *q, struct dating *d) {
  bool any = false;
  d->document = -1;
  d->until = DATE_MAX;
  d->from = DATE_MIN;
  d->at = q->t.at;
  d->id = q->p->n_dating++;
  for (;; any = true) {
    if (parse_is(q, "under")) {
      parse_advance(q);
      d->under_at = q->t.at;
      d->under = parse_name(q, "mã văn bản / a document's id");
    } else if (parse_take(q, "from")) {
      d->has_from = true;
      d->from = parse_day(q);
    } else if (parse_take(q, "until")) {
      d->has_until = true;
      d->until = parse_day(q);
    } else if (parse_take(q, "only")) {
      parse_need(q, "granted");
      parse_need(q, "before");
      d->guarded = true;
      d->granted_before = parse_day(q);
    } else if (parse_take(q, "review")) {
      d->review = parse_day(q);
    } else {
      return any;
    }
  }
}

struct status parse_status(struct parser *q) {
  struct status s = { 0 };
  if (parse_take(q, "status")) {
    parse_need(q, "unverified");
    s.unverified = true;
    s.why = parse_string(q, "\"vì sao chưa xác minh\"");
  }
  return s;
}

static void the_type(struct parser *q, struct type *t) {
  const char *written = q->t.text.p;
  struct str s = parse_name(q, "kiểu (bool, integer, money, rate, date, month hoặc một enum) / a type");
  *t = (struct type) { .kind = K_ENUM, .enumeration = -1 };
  if (str_is(s, "bool"))
    t->kind = K_BOOL;
  else if (str_is(s, "money"))
    t->kind = K_MONEY;
  else if (str_is(s, "rate"))
    t->kind = K_RATE;
  else if (str_is(s, "date"))
    t->kind = K_DATE;
  else if (str_is(s, "month"))
    t->kind = K_MONTH;
  else if (str_is(s, "integer")) {
    t->kind = K_INT;
    if (q->t.kind == TK_NUMBER && parse_more(q)) {
      t->ranged = true;
      t->lo = parse_whole(q);
      parse_need(q, "..");
      t->hi = parse_whole(q);
      if (t->hi < t->lo) {
        COMPLAIN(q->p, q->t.at, M_RANGE, arena_print(q->a, "%lld", (long long)t->hi),
                 arena_print(q->a, "%lld", (long long)t->lo), "…");
        longjmp(q->fail, 1);
      }
    }
  } else {
    t->enumeration = -2 - (int)(written - q->lx.f->text.p); /* the enumeration may come later */
  }
}

static enum entity entity(struct parser *q) {
  if (parse_take(q, "person")) return E_PERSON;
  if (parse_take(q, "household")) return E_HOUSEHOLD;
  if (parse_take(q, "area")) return E_AREA;
  parse_expected(q, "person, household, area");
}

/* A small count, such as days or places. */
static int parse_count(struct parser *q, int least, int most) {
  struct place at = q->t.at;
  int64_t v = parse_whole(q);
  if (v >= least && v <= most) return (int)v;
  COMPLAIN(q->p, at, M_RANGE, arena_print(q->a, "%lld", (long long)v), arena_print(q->a, "%d", least),
           arena_print(q->a, "%d", most));
  longjmp(q->fail, 1);
}

static struct str full_name(struct parser *q, enum entity e, struct str id) {
  static const char *const prefix[] = { "person", "household", "area", "record" };
  return str_of(arena_print(q->a, "%s.%.*s", prefix[e], (int)id.n, id.p));
}

static void ids(struct parser *q, struct str **ret, int *ret_n) {
  VEC(struct str) v = { 0 };
  do
    *VEC_PUSH(q->a, &v) = parse_name(q, "mã văn bản / a document's id");
  while (parse_take(q, ","));
  *ret = v.at;
  *ret_n = (int)v.n;
}

/* a b c d đ e g h i k l m n o p q r s t u v x y */
static const char *const letters[] = { "a", "b", "c", "d", "đ", "e", "g", "h", "i", "k", "l", "m",
                                       "n", "o", "p", "q", "r", "s", "t", "u", "v", "x", "y" };
static int letter(struct str s) {
  for (int i = 0; i < (int)(sizeof letters / sizeof *letters); i++)
    if (str_is(s, letters[i])) return i;
  return -1;
}

/* One item of a document's article list: 6.2, 5.1.a-l, 4.1-3, pl3. */
static void articles(struct parser *q, struct document *d) {
  d->lists_articles = true;
  do {
    struct token t = lex_article(&q->lx);
    if (t.kind == TK_BAD) {
      q->t = t;
      parse_expected(q, "điều / an article");
    }
    size_t dash = 0;
    while (dash < t.text.n && t.text.p[dash] != '-')
      dash++;
    if (dash == t.text.n)
      *VEC_PUSH(q->a, &d->articles) = (struct str) { arena_text(q->a, t.text.p, t.text.n), t.text.n };
    else {
      size_t dot = dash;
      while (dot > 0 && t.text.p[dot - 1] != '.')
        dot--;
      struct str base = { t.text.p, dot }, a = { t.text.p + dot, dash - dot },
                 b = { t.text.p + dash + 1, t.text.n - dash - 1 };
      int64_t x, y;
      int la = letter(a), lb = letter(b);
      if (la >= 0 && lb > la)
        for (int i = la; i <= lb; i++)
          *VEC_PUSH(q->a,
                    &d->articles) = str_of(arena_print(q->a, "%.*s%s", (int)base.n, base.p, letters[i]));
      else if (parse_int(a, &x) == OK && parse_int(b, &y) == OK && x < y && y - x < 500)
        for (int64_t i = x; i <= y; i++)
          *VEC_PUSH(q->a,
                    &d->articles) = str_of(arena_print(q->a, "%.*s%lld", (int)base.n, base.p, (long long)i));
      else {
        q->t = t;
        parse_expected(q,
                       "khoảng điều như 5.1.a-l hoặc 4.1-3 / a range of articles such as 5.1.a-l or 4.1-3");
      }
    }
    parse_advance(q);
  } while (parse_is(q, ","));
}

static void document(struct parser *q) {
  struct document d = { .at = q->t.at, .expires = DATE_MAX };
  d.id = parse_name(q, "mã văn bản / the document's id");
  d.title = parse_title(q, true);
  parse_need(q, "issued");
  d.issued = parse_day(q);
  parse_need(q, "in_force");
  d.in_force = parse_day(q);
  while (parse_more(q)) {
    if (parse_take(q, "amends"))
      ids(q, &d.amends, &d.n_amends);
    else if (parse_take(q, "repeals"))
      ids(q, &d.repeals, &d.n_repeals);
    else if (parse_take(q, "expires"))
      d.expires = parse_day(q);
    else if (parse_take(q, "retroactive")) {
      parse_need(q, "raises_only");
      d.raises_only = true;
      parse_cites(q, &d.raises_cites);
    } else if (parse_is(q, "articles"))
      articles(q, &d);
    else if (parse_is(q, "status"))
      d.status = parse_status(q);
    else
      parse_expected(q, "amends, repeals, retroactive, articles, expires, status");
  }
  *VEC_PUSH(q->a, &q->p->document) = d;
}

static void too_many(struct parser *q, int n, int max, const char *what) {
  if (n < max) return;
  COMPLAIN(q->p, q->t.at, M_TOO_MANY, what, arena_print(q->a, "%d", max));
  longjmp(q->fail, 1);
}

static void enumeration(struct parser *q) {
  struct enumeration e = { .at_ = q->t.at };
  e.id = parse_name(q, "tên enum / the enumeration's name");
  e.title = parse_title(q, false);
  size_t room = 0;
  parse_need(q, "(");
  do {
    too_many(q, e.n, LAW_ENUM_MAX, "enum");
    vec_grow(q->a, (void **)&e.at, &room, (size_t)e.n, sizeof *e.at);
    e.at[e.n].id = parse_name(q, "giá trị / a value");
    e.at[e.n].title = parse_title(q, false);
    if (!e.at[e.n].title.vi.n) e.at[e.n].title = (struct title) { e.at[e.n].id, e.at[e.n].id };
    e.n++;
  } while (parse_take(q, ","));
  parse_need(q, ")");
  *VEC_PUSH(q->a, &q->p->enumeration) = e;
}

static void fact(struct parser *q) {
  struct fact f = { .at = q->t.at };
  f.on = entity(q);
  parse_need(q, ".");
  f.id = parse_name(q, "tên dữ kiện / the fact's name");
  f.full = full_name(q, f.on, f.id);
  parse_need(q, ":");
  the_type(q, &f.type);
  f.title = parse_title(q, true);
  while (parse_more(q)) {
    if (parse_take(q, "absent")) {
      f.absence = ABSENT_VALUE;
      f.absent_node = parse_literal(q);
    } else if (parse_take(q, "required"))
      f.absence = ABSENT_REQUIRED;
    else if (parse_take(q, "secret"))
      f.secret = true;
    else if (parse_take(q, "partial")) {
      parse_need(q, "first_day");
      f.partial_first_day = true;
      parse_cites(q, &f.partial_cites);
    } else
      parse_expected(q, "absent, required, secret, partial");
  }
  *VEC_PUSH(q->a, &q->p->fact) = f;
}

static void link(struct parser *q) {
  struct link l = { .at = q->t.at, .inverse_of = -1 };
  l.id = parse_name(q, LINK_NAME);
  parse_need(q, ":");
  parse_need(q, "person");
  l.title = parse_title(q, true);
  while (parse_more(q)) {
    if (parse_take(q, "inverse"))
      l.inverse = parse_name(q, LINK_NAME);
    else {
      parse_need(q, "absent");
      parse_need(q, "none");
      l.absent_none = true;
    }
  }
  *VEC_PUSH(q->a, &q->p->link) = l;
}

static void record(struct parser *q) {
  struct record r = { .at = q->t.at };
  r.id = parse_name(q, "tên bản ghi / the record's name");
  parse_need(q, "of");
  r.on = entity(q);
  r.title = parse_title(q, true);
  r.field = arena_array(q->a, LAW_FIELDS_MAX, sizeof *r.field);
  parse_need(q, "(");
  do {
    too_many(q, r.n, LAW_FIELDS_MAX, "record");
    r.field[r.n].at = q->t.at;
    r.field[r.n].id = parse_name(q, "tên trường / a field's name");
    parse_need(q, ":");
    the_type(q, &r.field[r.n++].type);
  } while (parse_take(q, ","));
  parse_need(q, ")");
  *VEC_PUSH(q->a, &q->p->record) = r;
}

static void parameter(struct parser *q) {
  struct param m = { .place = q->t.at };
  VEC(struct param_version) v = { 0 };
  m.id = parse_name(q, "tên tham số / the parameter's name");
  parse_need(q, ":");
  the_type(q, &m.type);
  m.title = parse_title(q, true);
  while (parse_more(q)) {
    struct param_version x = { 0 };
    parse_dating(q, &x.d);
    parse_need(q, "=");
    if (parse_is(q, "unknown")) {
      parse_advance(q);
      x.is_unknown = true;
      x.unknown = parse_string(q, "\"thiếu gì\" / \"what is missing\"");
    } else
      x.value = parse_literal(q);
    if (!parse_cites(q, &x.cites)) parse_expected(q, "[văn bản điều] / [document article]");
    x.status = parse_status(q);
    *VEC_PUSH(q->a, &v) = x;
  }
  m.at = v.at;
  m.n = (int)v.n;
  *VEC_PUSH(q->a, &q->p->param) = m;
}

static void table(struct parser *q) {
  struct table t = { .place = q->t.at };
  VEC(struct table_version) v = { 0 };
  t.id = parse_name(q, "tên bảng / the table's name");
  parse_need(q, "(");
  do {
    if (t.n_key == LAW_TABLE_KEYS_MAX) {
      COMPLAIN(q->p, q->t.at, M_TOO_MANY, "table", "6");
      longjmp(q->fail, 1);
    }
    t.key[t.n_key].at = q->t.at;
    t.key[t.n_key].id = parse_name(q, "tên khóa / a key's name");
    parse_need(q, ":");
    the_type(q, &t.key[t.n_key++].type);
  } while (parse_take(q, ","));
  parse_need(q, ")");
  parse_need(q, ":");
  the_type(q, &t.type);
  t.title = parse_title(q, true);
  while (parse_more(q)) {
    struct table_version x = { 0 };
    parse_dating(q, &x.d);
    if (parse_take(q, "file"))
      x.file = parse_string(q, "\"tên.csv\"");
    else if (parse_take(q, "empty")) {
      x.is_empty = true;
      x.empty = parse_string(q, "\"thiếu gì\" / \"what is missing\"");
    } else {
      parse_need(q, "rows");
      do { /* cells hold the keys and then the value, row by row; typed in check.c */
        parse_need(q, "(");
        int n = 0;
        do {
          *VEC_PUSH(q->a, &x.cells) = parse_literal(q);
          n++;
        } while (parse_take(q, ","));
        parse_need(q, ")");
        if (n != t.n_key) {
          COMPLAIN(q->p, q->t.at, M_KEYS, arena_text(q->a, t.id.p, t.id.n), arena_print(q->a, "%d", t.n_key),
                   arena_print(q->a, "%d", n));
          longjmp(q->fail, 1);
        }
        parse_need(q, "=");
        *VEC_PUSH(q->a, &x.cells) = parse_literal(q);
      } while (parse_take(q, ","));
    }
    if (!parse_cites(q, &x.cites)) parse_expected(q, "[văn bản điều] / [document article]");
    x.status = parse_status(q);
    *VEC_PUSH(q->a, &v) = x;
  }
  t.at = v.at;
  t.n = (int)v.n;
  *VEC_PUSH(q->a, &q->p->table) = t;
}

static struct tree *tree(struct parser *q) {
  if (++q->depth > LAW_DEPTH_MAX) {
    COMPLAIN(q->p, q->t.at, M_DEEP, "200");
    longjmp(q->fail, 1);
  }
  int outside = q->depth;
  struct tree *t = NEW(q->a, struct tree);
  t->at = q->t.at;
  t->kase = -1;
  struct str word = parse_name(
      q, "một trường hợp, hoặc highest of (…), first of (…), all of (…) / a case, or highest of (…) …");
  static const struct {
    const char *word;
    enum tree_op op;
  } ops[] = { { "highest", T_HIGHEST }, { "lowest", T_LOWEST }, { "first", T_FIRST }, { "all", T_ALL } };
  t->op = T_CASE;
  for (size_t i = 0; i < sizeof ops / sizeof *ops; i++)
    if (str_is(word, ops[i].word) && parse_is(q, "of")) t->op = ops[i].op;
  if (t->op == T_CASE) {
    t->name = word;
    t->star = parse_take(q, "*");
  } else {
    VEC(struct tree *) v = { 0 };
    parse_need(q, "of");
    parse_need(q, "(");
    do
      *VEC_PUSH(q->a, &v) = tree(q);
    while (parse_take(q, ","));
    parse_need(q, ")");
    t->kid = v.at;
    t->n = (int)v.n;
  }
  while (parse_is(q, "except")) {
    struct tree *x = NEW(q->a, struct tree);
    if (++q->depth > LAW_DEPTH_MAX) {
      COMPLAIN(q->p, q->t.at, M_DEEP, "200");
      longjmp(q->fail, 1);
    }
    x->op = T_EXCEPT;
    x->at = q->t.at;
    x->kase = -1;
    parse_advance(q);
    x->kid = NEW_ARRAY(q->a, struct tree *, 2);
    x->n = 2;
    x->kid[0] = t;
    x->kid[1] = tree(q);
    t = x;
  }
  q->depth = outside - 1;
  return t;
}

static void rule(struct parser *q) {
  struct rule r = { .place = q->t.at };
  VEC(struct rule_version) v = { 0 };
  r.on = entity(q);
  parse_need(q, ".");
  r.id = parse_name(q, "tên quy tắc / the rule's name");
  r.full = full_name(q, r.on, r.id);
  parse_need(q, ":");
  if (parse_take(q, "cases")) {
    parse_need(q, "of");
    r.cases = true;
  }
  the_type(q, &r.type);
  r.title = parse_title(q, false);
  if (!r.title.vi.n) r.title = (struct title) { r.id, r.id };
  while (parse_more(q)) {
    struct rule_version x = { .place = q->t.at };
    parse_dating(q, &x.d);
    if (parse_take(q, "=")) {
      x.body = parse_expression(q);
      parse_cites(q, &x.cites);
      x.status = parse_status(q);
    } else {
      VEC(struct kase) cases = { 0 };
      if (parse_take(q, "choose")) {
        x.choose = tree(q);
        if (!parse_cites(q, &x.cites)) parse_expected(q, "[văn bản điều] / [document article]");
      }
      while (parse_is(q, "case")) {
        struct kase k = { .at = q->t.at };
        parse_advance(q);
        k.id = parse_name(q, "mã trường hợp / the case's id");
        k.title = parse_title(q, false);
        if (!k.title.vi.n) k.title = (struct title) { k.id, k.id };
        parse_dating(q, &k.d);
        parse_need(q, "when");
        k.when = parse_expression(q);
        parse_need(q, "then");
        k.then = parse_expression(q);
        if (!parse_cites(q, &k.cites)) parse_expected(q, "[văn bản điều] / [document article]");
        k.status = parse_status(q);
        *VEC_PUSH(q->a, &cases) = k;
      }
      if (!cases.n) parse_expected(q, "= biểu thức, choose hoặc case / = expression, choose or case");
      x.at = cases.at;
      x.n = (int)cases.n;
    }
    *VEC_PUSH(q->a, &v) = x;
  }
  r.at = v.at;
  r.n = (int)v.n;
  *VEC_PUSH(q->a, &q->p->rule) = r;
}

static void clause(struct parser *q, struct clause *c) {
  static const struct {
    const char *word;
    enum clause_kind kind;
  } kinds[] = { { "amount", CLAUSE_AMOUNT },        { "when", CLAUSE_WHEN },   { "starts", CLAUSE_STARTS },
                { "changes", CLAUSE_CHANGES },      { "stops", CLAUSE_STOPS }, { "apply", CLAUSE_APPLY },
                { "on_request", CLAUSE_ON_REQUEST } };
  static const struct {
    const char *word;
    enum clause_word id;
  } words[] = { { "month_of_decision", MONTH_OF_DECISION },
                { "month_of_conditions", MONTH_OF_CONDITIONS },
                { "month_after_decision", MONTH_AFTER_DECISION },
                { "same_month", SAME_MONTH },
                { "month_after", MONTH_AFTER } };
  c->at = q->t.at;
  size_t k = 0;
  while (k < 7 && !parse_is(q, kinds[k].word))
    k++;
  if (k == 7) parse_expected(q, "amount, when, starts, changes, stops, apply, on_request");
  c->kind = kinds[k].kind;
  parse_advance(q);
  if (c->kind == CLAUSE_AMOUNT || c->kind == CLAUSE_WHEN)
    c->value = parse_expression(q);
  else if (c->kind == CLAUSE_APPLY) {
    parse_need(q, "form");
    c->form = parse_string(q, "\"mẫu\" / \"form\"");
    parse_need(q, "within");
    c->within = parse_count(q, 0, 10000);
    if (parse_take(q, "working_days"))
      c->working_days = true;
    else
      parse_need(q, "days");
    parse_need(q, "decided_by");
    c->decided_by = parse_name(q, "commune, district, province");
  } else if (c->kind != CLAUSE_ON_REQUEST) {
    struct token t = q->t;
    struct str w = parse_name(q, "month_of_decision, same_month, month_after …");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
      if (str_is(w, words[i].word)) c->word = words[i].id;
    if (!c->word) {
      COMPLAIN(q->p, t.at, M_WORD, arena_text(q->a, w.p, w.n),
               "month_of_decision, month_of_conditions, month_after_decision, same_month, month_after");
      longjmp(q->fail, 1);
    }
  }
  parse_dating(q, &c->d);
  if (!parse_cites(q, &c->cites) && c->kind != CLAUSE_AMOUNT && c->kind != CLAUSE_WHEN)
    parse_expected(q, "[văn bản điều] / [document article]");
  c->status = parse_status(q);
}

static void benefit(struct parser *q) {
  struct benefit b = { .place = q->t.at };
  VEC(struct clause) v = { 0 };
  b.id = parse_dotted(q, "tên chế độ / the benefit's name");
  parse_need(q, "for");
  b.on = entity(q);
  b.title = parse_title(q, true);
  b.once = parse_take(q, "once");
  while (parse_more(q))
    clause(q, VEC_PUSH(q->a, &v));
  b.at = v.at;
  b.n = (int)v.n;
  *VEC_PUSH(q->a, &q->p->benefit) = b;
}

static void group_scope(struct parser *q, struct concurrency *c) {
  c->link = -1;
  if (parse_take(q, "person"))
    c->per = PER_PERSON;
  else if (parse_take(q, "household"))
    c->per = PER_HOUSEHOLD;
  else if (parse_take(q, "deceased"))
    c->per = PER_DECEASED;
  else if (parse_take(q, "couple")) {
    c->per = PER_COUPLE;
    c->or_household = parse_take(q, "or");
    if (c->or_household) parse_need(q, "household");
  } else if (parse_take(q, "cared_for")) {
    c->per = PER_CARED_FOR;
    parse_need(q, "through");
    c->link_name = parse_name(q, LINK_NAME);
  } else
    parse_expected(q, "person, household, couple, cared_for, deceased");
}

static void concurrency(struct parser *q) {
  struct concurrency c = { .at = q->t.at };
  VEC(struct str) v = { 0 };
  c.id = parse_name(q, "tên nhóm / the group's name");
  parse_need(q, "per");
  group_scope(q, &c);
  c.title = parse_title(q, true);
  parse_dating(q, &c.d);
  parse_need(q, "at");
  parse_need(q, "most");
  c.most = parse_count(q, 1, LAW_MOST_MAX);
  parse_need(q, "of");
  parse_need(q, "(");
  do
    *VEC_PUSH(q->a, &v) = parse_dotted(q, "tên chế độ / a benefit's name");
  while (parse_take(q, ","));
  parse_need(q, ")");
  parse_need(q, "keeping");
  if (parse_take(q, "first"))
    c.keep_first = true;
  else
    parse_need(q, "highest");
  if (!parse_cites(q, &c.cites)) parse_expected(q, "[văn bản điều] / [document article]");
  c.names = v.at;
  c.n = (int)v.n;
  *VEC_PUSH(q->a, &q->p->concurrency) = c;
}

static void interpretation(struct parser *q) {
  struct interpretation x = { .at = q->t.at };
  x.id = parse_name(q, "tên cách hiểu / the interpretation's name");
  x.title = parse_title(q, true);
  parse_need(q, "question");
  x.question = parse_title(q, true);
  parse_need(q, "choices");
  parse_need(q, "(");
  size_t room = 0;
  do {
    too_many(q, x.n, LAW_ENUM_MAX, "choices");
    vec_grow(q->a, (void **)&x.choice, &room, (size_t)x.n, sizeof *x.choice);
    x.choice[x.n].id = parse_name(q, "lựa chọn / a choice");
    x.choice[x.n++].title = parse_title(q, true);
  } while (parse_take(q, ","));
  parse_need(q, ")");
  parse_need(q, "default");
  x.standard_name = parse_name(q, "lựa chọn / a choice");
  parse_need(q, "author");
  x.author = parse_string(q, "\"ai nêu\" / \"who put it forward\"");
  if (!parse_cites(q, &x.cites)) parse_expected(q, "[văn bản điều] / [document article]");
  *VEC_PUSH(q->a, &q->p->interpretation) = x;
}

static void declaration(struct parser *q) {
  static const struct {
    const char *word;
    void (*read)(struct parser *);
  } table_of[] = { { "document", document },
                   { "enum", enumeration },
                   { "fact", fact },
                   { "link", link },
                   { "record", record },
                   { "parameter", parameter },
                   { "table", table },
                   { "rule", rule },
                   { "benefit", benefit },
                   { "concurrency", concurrency },
                   { "interpretation", interpretation },
                   { "test", parse_test } };
  if (!q->t.first) {
    COMPLAIN(q->p, q->t.at, M_INDENT);
    longjmp(q->fail, 1);
  }
  for (size_t i = 0; i < sizeof table_of / sizeof *table_of; i++)
    if (q->t.kind == TK_NAME && str_is(q->t.text, table_of[i].word)) {
      parse_advance(q);
      table_of[i].read(q);
      if (parse_more(q)) parse_expected(q, "hết khai báo / the end of the declaration");
      return;
    }
  COMPLAIN(q->p, q->t.at, M_EXPECTED_DECLARATION, parse_shown(q, q->t));
  longjmp(q->fail, 1);
}

/* One declaration; after a mistake, on to the next line in column 1 (which may be the very word that was not
 * expected). */
static void guarded(struct parser *q) {
  struct place start = q->t.at;
  if (setjmp(q->fail) == 0) {
    declaration(q);
    return;
  }
  q->depth = 0;
  bool moved = q->t.at.line != start.line;
  if (q->t.first && moved && q->t.kind != TK_BAD) return;
  lex_skip(&q->lx);
  do
    q->t = lex_next(&q->lx);
  while (q->t.kind == TK_BAD && q->p->errors < LAW_ERRORS_MAX);
}

void law_parse(struct law_program *p, const struct file *f) {
  size_t bad;
  struct place start = { f, 1, 1 };
  if (f->text.n > LAW_FILE_BYTES_MAX) {
    COMPLAIN(p, start, M_TOO_LARGE, arena_print(p->a, "%d", LAW_FILE_BYTES_MAX));
    return;
  }
  if (!utf8_valid(f->text, &bad)) {
    COMPLAIN(p, start, M_UTF8, arena_print(p->a, "%zu", bad));
    return;
  }
  struct parser *q = NEW(p->a, struct parser);
  q->p = p;
  q->a = p->a;
  q->lx = lex_new(p, f);
  do
    q->t = lex_next(&q->lx);
  while (q->t.kind == TK_BAD && p->errors < LAW_ERRORS_MAX);
  while (q->t.kind != TK_END && p->errors < LAW_ERRORS_MAX && p->n_node <= LAW_NODES_MAX)
    guarded(q);
  if (p->errors >= LAW_ERRORS_MAX) WARN(p, start, M_STOPPED, arena_print(p->a, "%d", LAW_ERRORS_MAX));
  if (p->n_node > LAW_NODES_MAX)
    COMPLAIN(p, start, M_TOO_MANY, "biểu thức / expressions", arena_print(p->a, "%d", LAW_NODES_MAX));
}
