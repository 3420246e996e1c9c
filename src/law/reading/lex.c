/* lex: see lex.h. A mistake inside a word (a day not in the calendar, a number too large) is told and the
 * word is taken as the nearest that could stand there, so that one slip does not undo the declaration around
 * it. */
#include "law/reading/lex.h"

struct lexer lex_new(struct law_program *p, const struct file *f) {
  size_t mark = f->text.n >= 3 && !memcmp(f->text.p, "\xEF\xBB\xBF", 3) ? 3 : 0; /* an editor's BOM */
  return (struct lexer) { .p = p, .f = f, .pos = mark, .line_start = mark, .line = 1 };
}

struct lexer lex_body(struct law_program *p, const struct file *f) {
  return (struct lexer) { .p = p, .f = f, .pos = f->body, .line_start = f->body, .line = f->body_line };
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

/* The nearest day or month to digits that name none. */
static int32_t near_day(const char *s, bool day) {
  int year = (s[0] - '0') * 1000 + (s[1] - '0') * 100 + (s[2] - '0') * 10 + s[3] - '0';
  int m = (s[5] - '0') * 10 + s[6] - '0';
  int64_t d = day ? (s[8] - '0') * 10 + s[9] - '0' : 1;
  char z[16];
  int32_t at = 0;
  if (year < 1) year = 1;
  m = m < 1 ? 1 : m > 12 ? 12 : m;
  snprintf(z, sizeof z, "%04d-%02d", year, m);
  if (parse_month(str_of(z), &at) != OK || !day) return at;
  date first = month_first(at), last = month_last(at);
  return d < 1 ? first : first + d - 1 > last ? last : first + (date)d - 1;
}

/* The whole run of letters, digits and marks around a number: what was written, to be shown. */
static size_t written(const struct lexer *l, size_t start) {
  size_t n = l->pos - start;
  const char *s = l->f->text.p + start;
  size_t rest = l->f->text.n - start;
  while (n < rest && n < 60 &&
         (is_letter(s[n]) || is_digit(s[n]) || (s[n] == '.' && n + 1 < rest && is_digit(s[n + 1]))))
    n++;
  return n;
}

static struct token bad_number(struct lexer *l, struct token t, size_t start, enum message m) {
  size_t n = written(l, start);
  l->pos = start + n;
  COMPLAIN(l->p, t.at, m, arena_text(l->p->a, l->f->text.p + start, n));
  t.kind = TK_NUMBER;
  t.r = (struct ratio) { 1, 1 };
  t.whole = true;
  t.text = S("1");
  return t;
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
      t.day = near_day(s, day);
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
    if (bad) {
      num = 0;
      den = 1;
    }
  }
  t.whole = !point;
  if (at(l, 0) == '%') {
    l->pos++;
    t.whole = false;
    if (__builtin_mul_overflow(den, (int64_t)100, &den)) {
      bad = true;
      den = 1;
    }
  }
  t.text = (struct str) { s, l->pos - start };
  t.kind = TK_NUMBER;
  if (is_letter(at(l, 0))) bad = true;
  if (!bad && point && at(l, 0) == '.' && is_digit(at(l, 1))) return bad_number(l, t, start, M_THOUSANDS);
  if (bad || ratio_make(num, den, &t.r) != OK) return bad_number(l, t, start, M_NUMBER);
  return t;
}

static struct token string(struct lexer *l, struct token t) {
  struct buf b = buf_growing(l->p->a);
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
    if (n <= LAW_NAME_MAX) return t;
    COMPLAIN(l->p, t.at, M_NAME_LONG, arena_text(l->p->a, s, 20), arena_print(l->p->a, "%d", LAW_NAME_MAX));
    t.kind = TK_BAD;
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
  COMPLAIN(l->p, t.at, M_BAD_CHAR, arena_text(l->p->a, s, n));
  l->pos += n;
  t.kind = TK_BAD;
  return t;
}

struct str lex_document(struct lexer *l, struct str first) {
  assert(first.p + first.n == l->f->text.p + l->pos);
  while (at(l, 0) == '.' && is_letter(at(l, 1))) {
    l->pos++;
    while (is_letter(at(l, 0)) || is_digit(at(l, 0)))
      l->pos++;
  }
  return (struct str) { first.p, (size_t)(l->f->text.p + l->pos - first.p) };
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
