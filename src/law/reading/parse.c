/* parse: declarations. See parse.h and doc/law-language.md. A file's head (language, pack) is read in head.c.
 */
#include "law/reading/parse.h"

static void the_type(struct parser *q, struct type *t) {
  struct str s = parse_dotted(q, NOUN(a_type));
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
    t->enumeration = -2 - (int)q->p->type_name.n; /* the enumeration may come later */
    *VEC_PUSH(q->a, &q->p->type_name) = s;
  }
}

static struct str full_name(struct parser *q, enum entity e, struct str id) {
  static const char *const prefix[] = { "person", "household", "area", "record" };
  return str_of(arena_print(q->a, "%s.%.*s", prefix[e], (int)id.n, id.p));
}

static void ids(struct parser *q, struct str **ret, int *ret_n) {
  VEC(struct str) v = { 0 };
  do
    *VEC_PUSH(q->a, &v) = parse_dotted(q, NOUN(a_documents_id));
  while (parse_take(q, ","));
  *ret = v.at;
  *ret_n = (int)v.n;
}

/* a b c d đ e g h i k l m n o p q r s t u v x y */
static const char *const letters[] = { "a", "b", "c", "d", "đ", "e", "g", "h", "i", "k", "l", "m", /* data */
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
      parse_expected(q, NOUN(article));
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
        parse_expected(q, NOUN(range_articles_such_as));
      }
    }
    parse_advance(q);
  } while (parse_is(q, ","));
}

static void document(struct parser *q) {
  struct document d = { .at = q->t.at, .expires = DATE_MAX };
  d.id = parse_declared(q, NOUN(the_documents_id));
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

static void enumeration(struct parser *q) {
  struct enumeration e = { .at_ = q->t.at };
  e.id = parse_declared(q, NOUN(enumerations_name));
  e.title = parse_title(q, false);
  size_t room = 0;
  parse_need(q, "(");
  do {
    parse_room_for(q, e.n, LAW_ENUM_MAX, "enum");
    vec_grow(q->a, (void **)&e.at, &room, (size_t)e.n, sizeof *e.at);
    e.at[e.n].id = parse_name(q, NOUN(a_value));
    e.at[e.n].title = parse_title(q, false);
    if (!e.at[e.n].title.vi.n) e.at[e.n].title = (struct title) { e.at[e.n].id, e.at[e.n].id };
    e.n++;
  } while (parse_take(q, ","));
  parse_need(q, ")");
  *VEC_PUSH(q->a, &q->p->enumeration) = e;
}

static void fact(struct parser *q) {
  struct fact f = { .at = q->t.at };
  f.on = parse_entity(q);
  parse_need(q, ".");
  f.id = parse_declared(q, NOUN(the_facts_name));
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
    else if (f.on == E_PERSON && parse_take(q, "deceased"))
      f.deceased = true;
    else if (parse_take(q, "partial")) {
      parse_need(q, "first_day");
      f.partial_first_day = true;
      parse_cites(q, &f.partial_cites);
    } else
      parse_expected(q, "absent, required, secret, deceased, partial");
  }
  *VEC_PUSH(q->a, &q->p->fact) = f;
}

static void link(struct parser *q) {
  struct link l = { .at = q->t.at, .inverse_of = -1 };
  l.id = parse_declared(q, NOUN(the_links_name));
  parse_need(q, ":");
  parse_need(q, "person");
  l.title = parse_title(q, true);
  while (parse_more(q)) {
    if (parse_take(q, "inverse"))
      l.inverse = parse_dotted(q, NOUN(a_links_name));
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
  r.id = parse_declared(q, NOUN(the_records_name));
  parse_need(q, "of");
  r.on = parse_entity(q);
  r.title = parse_title(q, true);
  r.field = arena_array(q->a, LAW_FIELDS_MAX, sizeof *r.field);
  parse_need(q, "(");
  do {
    parse_room_for(q, r.n, LAW_FIELDS_MAX, "record");
    r.field[r.n].at = q->t.at;
    r.field[r.n].id = parse_name(q, NOUN(fields_name));
    parse_need(q, ":");
    the_type(q, &r.field[r.n++].type);
  } while (parse_take(q, ","));
  parse_need(q, ")");
  *VEC_PUSH(q->a, &q->p->record) = r;
}

static void parameter(struct parser *q) {
  struct param m = { .place = q->t.at };
  VEC(struct param_version) v = { 0 };
  m.id = parse_declared(q, NOUN(parameters_name));
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
      x.unknown = parse_string(q, NOUN(what_missing));
    } else
      x.value = parse_literal(q);
    parse_cited(q, &x.cites);
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
  t.id = parse_declared(q, NOUN(tables_name));
  parse_need(q, "(");
  do {
    if (t.n_key == LAW_TABLE_KEYS_MAX) {
      COMPLAIN(q->p, q->t.at, M_TOO_MANY, "table", "6");
      longjmp(q->fail, 1);
    }
    t.key[t.n_key].at = q->t.at;
    t.key[t.n_key].id = parse_name(q, NOUN(keys_name));
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
      x.file = parse_string(q, NOUN(name_csv));
    else if (parse_take(q, "empty")) {
      x.is_empty = true;
      x.empty = parse_string(q, NOUN(what_missing));
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
    parse_cited(q, &x.cites);
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
  struct str word = parse_name(q, NOUN(case_highest));
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
  r.on = parse_entity(q);
  parse_need(q, ".");
  r.id = parse_declared(q, NOUN(rules_name));
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
      parse_cites_of(q, x.body, &x.cites);
      x.status = parse_status(q);
    } else {
      VEC(struct kase) cases = { 0 };
      if (parse_take(q, "choose")) {
        x.choose = tree(q);
        parse_cited(q, &x.cites);
      }
      while (parse_is(q, "case")) {
        struct kase k = { .at = q->t.at };
        parse_advance(q);
        k.id = parse_name(q, NOUN(cases_id));
        k.title = parse_title(q, false);
        if (!k.title.vi.n) k.title = (struct title) { k.id, k.id };
        parse_dating(q, &k.d);
        parse_need(q, "when");
        k.when = parse_expression(q);
        parse_need(q, "then");
        k.then = parse_expression(q);
        if (!parse_cites_of(q, k.then, &k.cites)) parse_cited(q, &k.cites);
        k.status = parse_status(q);
        *VEC_PUSH(q->a, &cases) = k;
      }
      if (!cases.n) parse_expected(q, NOUN(expression_choose_case));
      x.at = cases.at;
      x.n = (int)cases.n;
    }
    *VEC_PUSH(q->a, &v) = x;
  }
  r.at = v.at;
  r.n = (int)v.n;
  *VEC_PUSH(q->a, &q->p->rule) = r;
}

static _Noreturn void misplaced(struct parser *q) {
  COMPLAIN(q->p, q->t.at, M_HEAD_PLACE);
  longjmp(q->fail, 1);
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
                   { "benefit", parse_benefit },
                   { "concurrency", parse_concurrency },
                   { "interpretation", parse_interpretation },
                   { "renamed", parse_renamed },
                   { "language", misplaced },
                   { "pack", misplaced },
                   { "test", parse_test } };
  if (!q->t.first) {
    COMPLAIN(q->p, q->t.at, M_INDENT);
    longjmp(q->fail, 1);
  }
  for (size_t i = 0; i < sizeof table_of / sizeof *table_of; i++)
    if (q->t.kind == TK_NAME && str_is(q->t.text, table_of[i].word)) {
      if (law_is_test_file(q->t.at.file->name) && table_of[i].read != parse_test) {
        COMPLAIN(q->p, q->t.at, M_TEST_FILE, parse_shown(q, q->t));
        longjmp(q->fail, 1);
      }
      parse_advance(q);
      table_of[i].read(q);
      if (parse_more(q)) parse_expected(q, NOUN(end_declaration));
      return;
    }
  COMPLAIN(q->p, q->t.at, M_EXPECTED_DECLARATION, parse_shown(q, q->t));
  longjmp(q->fail, 1);
}

/* One declaration; after a mistake, on to the next line in column 1 (which may be the very word that was not
 * expected). */
static void guarded(struct parser *q) {
  struct place start = q->t.at;
  q->declaring = (struct str) { 0 };
  if (setjmp(q->fail) == 0) {
    declaration(q);
    return;
  }
  q->depth = 0;
  if (q->declaring.n) *VEC_PUSH(q->a, &q->p->broken) = q->declaring;
  bool moved = q->t.at.line != start.line;
  if (q->t.first && moved && q->t.kind != TK_BAD) return;
  lex_skip(&q->lx);
  do
    q->t = lex_next(&q->lx);
  while (q->t.kind == TK_BAD && q->p->errors < LAW_ERRORS_MAX);
}

void law_parse(struct law_program *p, const struct file *f) {
  struct place start = { f, 1, 1 };
  if (f->headless) return;
  struct parser *q = NEW(p->a, struct parser);
  q->p = p;
  q->a = p->a;
  q->lx = lex_body(p, f);
  do
    q->t = lex_next(&q->lx);
  while (q->t.kind == TK_BAD && p->errors < LAW_ERRORS_MAX);
  while (q->t.kind != TK_END && p->errors < LAW_ERRORS_MAX && p->n_node <= LAW_NODES_MAX)
    guarded(q);
  if (p->errors >= LAW_ERRORS_MAX) WARN(p, start, M_STOPPED, arena_print(p->a, "%d", LAW_ERRORS_MAX));
  if (p->n_node > LAW_NODES_MAX)
    COMPLAIN(p, start, M_TOO_MANY, NOUN(expressions), arena_print(p->a, "%d", LAW_NODES_MAX));
}
