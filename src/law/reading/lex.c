/* lex: see lex.h. */
#include "law/reading/lex.h"

struct lexer lex_new(struct law_program *p, const struct file *f) {
  return (struct lexer) { .p = p, .f = f, .line = 1 };
}

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static char at(const struct lexer *l, size_t ahead) {
  return l->pos + ahead < l->f->text.n ? l->f->text.p[l->pos + ahead] : '\0';
}

static struct place here(const struct lexer *l) {
  return (struct place) { l->f, l->line, (int)(l->pos - l->line_start) + 1 };
}

static void blanks(struct lexer *l) {
  for (;;) {
    char c = at(l, 0);
    if (l->pos >= l->f->text.n) return;
    if (c == '\n') {
      l->pos++;
      l->line++;
      l->line_start = l->pos;
    } else if (c == ' ' || c == '\t' || c == '\r')
      l->pos++;
    else if (c == '#') {
      while (l->pos < l->f->text.n && at(l, 0) != '\n')
        l->pos++;
    } else
      return;
  }
}

void lex_skip(struct lexer *l) {
  while (l->pos < l->f->text.n) {
    bool line_begin = l->pos == l->line_start;
    char c = at(l, 0);
    if (line_begin && c != ' ' && c != '\t' && c != '\n' && c != '#' && c != '\r') return;
    if (c == '\n') {
      l->line++;
      l->line_start = l->pos + 1;
    }
    l->pos++;
  }
}

/* A number, a date or a month; they share their first digits. */
static struct token number(struct lexer *l, struct token t) {
  size_t start = l->pos;
  const char *s = l->f->text.p + start;
  size_t rest = l->f->text.n - start;
  if (rest >= 7 && is_digit(s[0]) && is_digit(s[1]) && is_digit(s[2]) && is_digit(s[3]) && s[4] == '-' &&
      is_digit(s[5]) && is_digit(s[6]) && (rest == 7 || !is_digit(s[7]))) {
    bool day = rest >= 10 && s[7] == '-' && is_digit(s[8]) && is_digit(s[9]);
    size_t n = day ? 10 : 7;
    t.text = (struct str) { s, n };
    l->pos += n;
    enum err e = day ? parse_date(t.text, &t.day) : parse_month(t.text, &t.day);
    t.kind = day ? TK_DATE : TK_MONTH;
    if (e != OK) {
      COMPLAIN(l->p, t.at, M_DATE, arena_text(l->p->a, s, n));
      t.kind = TK_BAD;
    }
    t.r = (struct ratio) { t.day, 1 };
    return t;
  }
  int64_t num = 0, den = 1;
  bool point = false, bad = false;
  while (is_digit(at(l, 0)) || (at(l, 0) == '_' && is_digit(at(l, 1))) ||
         (!point && at(l, 0) == '.' && is_digit(at(l, 1)))) {
    char c = at(l, 0);
    l->pos++;
    if (c == '_') continue;
    if (c == '.') {
      point = true;
      continue;
    }
    if (__builtin_mul_overflow(num, (int64_t)10, &num) ||
        __builtin_add_overflow(num, (int64_t)(c - '0'), &num))
      bad = true;
    if (point && __builtin_mul_overflow(den, (int64_t)10, &den)) bad = true;
    if (bad) num = 0, den = 1;
  }
  t.whole = !point;
  if (at(l, 0) == '%') {
    l->pos++;
    t.whole = false;
    if (__builtin_mul_overflow(den, (int64_t)100, &den)) bad = true, den = 1;
  }
  t.text = (struct str) { s, l->pos - start };
  t.kind = TK_NUMBER;
  if (is_letter(at(l, 0))) bad = true;
  if (bad || ratio_make(num, den, &t.r) != OK) {
    COMPLAIN(l->p, t.at, M_NUMBER, arena_text(l->p->a, s, t.text.n));
    t.kind = TK_BAD;
  }
  return t;
}

static struct token string(struct lexer *l, struct token t) {
  struct buf b = buf_new(l->p->a, LAW_FILE_BYTES_MAX);
  l->pos++;
  for (;;) {
    char c = at(l, 0);
    if (l->pos >= l->f->text.n || c == '\n') {
      COMPLAIN(l->p, t.at, M_STRING_OPEN);
      t.kind = TK_BAD;
      return t;
    }
    l->pos++;
    if (c == '"') break;
    if (c == '\\' && (at(l, 0) == '"' || at(l, 0) == '\\')) {
      c = at(l, 0);
      l->pos++;
    }
    buf_c(&b, c);
  }
  t.kind = TK_STRING;
  t.text = buf_view(&b);
  return t;
}

struct token lex_next(struct lexer *l) {
  blanks(l);
  struct token t = { .at = here(l), .first = l->pos == l->line_start };
  if (l->pos >= l->f->text.n) {
    t.first = true;
    return t;
  }
  char c = at(l, 0);
  const char *s = l->f->text.p + l->pos;
  if (is_digit(c)) return number(l, t);
  if (c == '"') return string(l, t);
  if (is_letter(c)) {
    size_t n = 1;
    while (is_letter(at(l, n)) || is_digit(at(l, n)))
      n++;
    l->pos += n;
    t.kind = TK_NAME;
    t.text = (struct str) { s, n };
    return t;
  }
  static const char *const signs[] = { "<=", ">=", "!=", "..", "<", ">", "=", "+", "-", "*",
                                       "/",  "(",  ")",  "[",  "]", ",", ";", ":", "|", "." };
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
    size_t n = strlen(signs[i]);
    if (l->f->text.n - l->pos >= n && !memcmp(s, signs[i], n)) {
      l->pos += n;
      t.kind = TK_SIGN;
      t.text = (struct str) { s, n };
      return t;
    }
  }
  size_t n = 1;
  while (l->pos + n < l->f->text.n && ((unsigned char)s[n] & 0xC0) == 0x80)
    n++;
  COMPLAIN(l->p, t.at, M_BAD_CHAR, (unsigned char)c < 32 ? "\\x.." : arena_text(l->p->a, s, n));
  l->pos += n;
  t.kind = TK_BAD;
  return t;
}

struct token lex_article(struct lexer *l) {
  blanks(l);
  struct token t = { .kind = TK_BAD, .at = here(l) };
  size_t start = l->pos;
  while (l->pos < l->f->text.n) {
    unsigned char c = (unsigned char)at(l, 0);
    if (is_letter((char)c) || is_digit((char)c) || c == '.' || c == '-' || c >= 0x80)
      l->pos++;
    else
      break;
  }
  t.text = (struct str) { l->f->text.p + start, l->pos - start };
  if (t.text.n && t.text.n <= 40 && t.at.col > 1) t.kind = TK_NAME;
  return t;
}
