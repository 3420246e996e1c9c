/* parse_words: the small things every declaration is made of: names, days, titles, citations, dating. */
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
  size_t told = q->p->diagnostic.n;
  int errors = q->p->errors;
  q->before = q->lx;
  q->t = lex_next(&q->lx);
  if (q->heading && q->t.kind == TK_BAD && q->t.at.line > q->before.line) {
    q->p->diagnostic.n = told;
    q->p->errors = errors;
    q->lx = q->before;
    q->t = (struct token) { .kind = TK_END, .at = q->t.at, .first = true };
    return;
  }
  if (q->t.kind == TK_BAD || q->p->n_node > LAW_NODES_MAX) longjmp(q->fail, 1);
}

const char *parse_shown(struct parser *q, struct token t) {
  if (t.kind == TK_END) return NOUN(end_file);
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
  if (parse_take(q, word)) return;
  if (q->t.first && str_is(q->t.text, word)) { /* it is there, but begins a declaration of its own */
    COMPLAIN(q->p, q->t.at, M_NOT_INDENTED, word);
    longjmp(q->fail, 1);
  }
  parse_expected(q, arena_print(q->a, "«%s»", word));
}

struct str parse_name(struct parser *q, const char *what) {
  if (!parse_more(q) || q->t.kind != TK_NAME) parse_expected(q, what);
  struct str s = { arena_text(q->a, q->t.text.p, q->t.text.n),
                   q->t.text.n }; /* every kept name is closed by NUL */
  parse_advance(q);
  return s;
}

struct str parse_declared(struct parser *q, const char *what) {
  struct place at = q->t.at;
  struct str name = parse_name(q, what);
  if (parse_is(q, ".")) {
    COMPLAIN(q->p, at, M_DECLARED_DOTTED, arena_text(q->a, name.p, name.n));
    longjmp(q->fail, 1);
  }
  q->declaring = law_full_name(q->p, q->lx.f->pack, name);
  return q->declaring;
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
  if (!parse_more(q) || q->t.kind != TK_DATE) parse_expected(q, NOUN(day_2026_10_05));
  date d = q->t.day;
  parse_advance(q);
  return d;
}

month parse_a_month(struct parser *q) {
  if (!parse_more(q) || q->t.kind != TK_MONTH) parse_expected(q, NOUN(month_2026_08));
  month m = q->t.day;
  parse_advance(q);
  return m;
}

int64_t parse_whole(struct parser *q) {
  if (!parse_more(q) || q->t.kind != TK_NUMBER || !q->t.whole) parse_expected(q, NOUN(whole_number));
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
  t.vi = t.en = parse_string(q, NOUN(vietnamese_english));
  if (parse_take(q, "|")) t.en = parse_string(q, "\"English\"");
  return t;
}

bool parse_cites(struct parser *q, struct cites *c) {
  if (!parse_is(q, "[")) return false;
  VEC(struct cite) v = { 0 };
  do {
    parse_advance(q);
    if (q->t.kind != TK_NAME || q->t.first) parse_expected(q, NOUN(a_documents_id));
    struct place doc_at = q->t.at;
    struct str doc = lex_document(&q->lx, q->t.text);
    doc = (struct str) { arena_text(q->a, doc.p, doc.n), doc.n };
    do {
      struct token article = lex_article(&q->lx);
      if (article.kind == TK_BAD) {
        q->t = article;
        if (!article.text.n) q->t.text = S("]");
        parse_expected(q, NOUN(article_example_6_1));
      }
      struct cite *n = VEC_PUSH(q->a, &v);
      n->article = (struct str) { arena_text(q->a, article.text.p, article.text.n), article.text.n };
      n->at = article.at;
      n->document_at = doc_at;
      n->document = -1; /* may stand in a later file: found when all is read */
      n->written = doc;
      parse_advance(q);
    } while (parse_is(q, ","));
  } while (parse_is(q, ";"));
  parse_need(q, "]");
  c->at = v.at;
  c->n = (int)v.n;
  return true;
}

bool parse_cites_of(struct parser *q, const struct node *value, struct cites *c) {
  if (parse_cites(q, c)) return true;
  if (value->op != N_ROUND || !value->cites.n) return false;
  *c = value->cites;
  return true;
}

void parse_cited(struct parser *q, struct cites *c) {
  if (parse_cites(q, c)) return;
  struct place end = { q->lx.f, q->before.line, (int)(q->before.pos - q->before.line_start) + 1 };
  COMPLAIN(q->p, end, M_EXPECTED, NOUN(document_article), parse_shown(q, q->t));
  longjmp(q->fail, 1);
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
      d->under = parse_dotted(q, NOUN(a_documents_id));
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
    s.why = parse_string(q, NOUN(why_not_verified));
  }
  return s;
}

enum entity parse_entity(struct parser *q) {
  if (parse_take(q, "person")) return E_PERSON;
  if (parse_take(q, "household")) return E_HOUSEHOLD;
  if (parse_take(q, "area")) return E_AREA;
  parse_expected(q, "person, household, area");
}

/* A small count, such as days or places. */
int parse_count(struct parser *q, int least, int most) {
  struct place at = q->t.at;
  int64_t v = parse_whole(q);
  if (v >= least && v <= most) return (int)v;
  COMPLAIN(q->p, at, M_RANGE, arena_print(q->a, "%lld", (long long)v), arena_print(q->a, "%d", least),
           arena_print(q->a, "%d", most));
  longjmp(q->fail, 1);
}

void parse_room_for(struct parser *q, int n, int max, const char *what) {
  if (n < max) return;
  COMPLAIN(q->p, q->t.at, M_TOO_MANY, what, arena_print(q->a, "%d", max));
  longjmp(q->fail, 1);
}
