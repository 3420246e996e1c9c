/* CSV, read by RFC 4180 and written back. */
#include "base/base.h"

struct csv csv_new(struct arena *a, struct str text, char delimiter) {
  assert(a && (text.p || text.n == 0));
  assert(delimiter && delimiter != '"' && delimiter != '\n' && delimiter != '\r');
  bool mark = text.n >= 3 && memcmp(text.p, "\xEF\xBB\xBF", 3) == 0;
  return (struct csv) {
    .text = text, .at = mark ? 3 : 0, .delimiter = delimiter, .line = 1, .next_line = 1, .a = a
  };
}

static bool at_line_end(const struct csv *c) {
  return c->at >= c->text.n || c->text.p[c->at] == '\n' || c->text.p[c->at] == '\r';
}

static void skip_line_end(struct csv *c) {
  if (c->at >= c->text.n) return;
  bool cr = c->text.p[c->at] == '\r';
  c->at++;
  if (cr && c->at < c->text.n && c->text.p[c->at] == '\n') c->at++;
  c->next_line++;
}

/* The field after an opening quote. Copied only when it holds a doubled quote. */
static enum err quoted_field(struct csv *c, struct str *ret_field) {
  const char *p = c->text.p;
  size_t start = ++c->at, doubled = 0;
  for (;; c->at++) {
    if (c->at >= c->text.n) return INVALID;
    if (p[c->at] == '"') {
      if (c->at + 1 >= c->text.n || p[c->at + 1] != '"') break;
      doubled++;
      c->at++;
    } else if (p[c->at] == '\n' || (p[c->at] == '\r' && (c->at + 1 >= c->text.n || p[c->at + 1] != '\n'))) {
      c->next_line++;
    }
  }
  struct str s = { p + start, c->at - start };
  c->at++;
  if (!at_line_end(c) && p[c->at] != c->delimiter) return INVALID;
  if (doubled) {
    char *copy = arena_alloc(c->a, s.n - doubled + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
      copy[n++] = s.p[i];
      i += s.p[i] == '"';
    }
    assert(n == s.n - doubled);
    s = (struct str) { copy, n };
  }
  *ret_field = s;
  return OK;
}

static struct str plain_field(struct csv *c) {
  size_t start = c->at;
  while (!at_line_end(c) && c->text.p[c->at] != c->delimiter)
    c->at++;
  return (struct str) { c->text.p + start, c->at - start };
}

enum err csv_row(struct csv *c, int max, struct str *ret_fields, int *ret_count) {
  assert(max > 0 && ret_fields && ret_count && c->at <= c->text.n);
  while (c->at < c->text.n && at_line_end(c))
    skip_line_end(c);
  if (c->at >= c->text.n) return NOT_FOUND;
  c->line = c->next_line;
  enum err result = OK;
  int count = 0;
  for (;;) {
    struct str field = { c->text.p + c->at, 0 };
    if (c->at < c->text.n && c->text.p[c->at] == '"') {
      enum err e = quoted_field(c, &field);
      if (e != OK) {
        while (!at_line_end(c))
          c->at++;
        skip_line_end(c);
        return e;
      }
    } else {
      field = plain_field(c);
    }
    if (count < max)
      ret_fields[count++] = field;
    else
      result = LIMIT;
    if (at_line_end(c)) break;
    c->at++;
  }
  skip_line_end(c);
  if (result == OK) *ret_count = count;
  return result;
}

void csv_field(struct buf *b, struct str s, bool first) {
  assert(s.p || s.n == 0);
  if (!first) buf_c(b, ',');
  bool quote = s.n && (s.p[0] == ' ' || s.p[s.n - 1] == ' ');
  for (size_t i = 0; i < s.n && !quote; i++)
    quote = strchr("\",;\t\r\n", s.p[i]) && s.p[i];
  if (!quote) {
    buf_str(b, s);
    return;
  }
  buf_c(b, '"');
  for (size_t i = 0; i < s.n; i++) {
    if (s.p[i] == '"') buf_c(b, '"');
    buf_c(b, s.p[i]);
  }
  buf_c(b, '"');
}
