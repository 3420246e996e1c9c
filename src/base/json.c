/* The JSON writer: commas, quoting and nesting. */
#include "base/base.h"

#define DEPTH_MAX 31

struct json json_new(struct buf *b) {
  assert(b && b->p);
  struct json j = { .b = b };
  j.first[0] = true;
  return j;
}

/* What comes before any value: nothing after a key, else a comma unless it is the first. */
static void before_value(struct json *j) {
  if (j->after_key) {
    j->after_key = false;
    return;
  }
  assert(j->first[j->depth] || j->depth > 0);
  if (!j->first[j->depth]) buf_c(j->b, ',');
  j->first[j->depth] = false;
}

static void open_with(struct json *j, char c) {
  before_value(j);
  assert(j->depth < DEPTH_MAX);
  buf_c(j->b, c);
  j->first[++j->depth] = true;
}

static void close_with(struct json *j, char c) {
  assert(j->depth > 0 && !j->after_key);
  j->depth--;
  buf_c(j->b, c);
}

void json_open(struct json *j) { open_with(j, '{'); }
void json_close(struct json *j) { close_with(j, '}'); }
void json_list(struct json *j) { open_with(j, '['); }
void json_end(struct json *j) { close_with(j, ']'); }

static void escape(struct buf *b, unsigned char c) {
  static const char hex[] = "0123456789abcdef";
  switch (c) {
  case '"': buf_z(b, "\\\""); break;
  case '\\': buf_z(b, "\\\\"); break;
  case '\n': buf_z(b, "\\n"); break;
  case '\r': buf_z(b, "\\r"); break;
  case '\t': buf_z(b, "\\t"); break;
  default:
    buf_z(b, "\\u00");
    buf_c(b, hex[c >> 4]);
    buf_c(b, hex[c & 15]);
  }
}

static void quoted(struct buf *b, struct str s) {
  buf_c(b, '"');
  size_t start = 0, bad = s.n;
  bool valid = utf8_valid(s, &bad);
  for (size_t i = 0; i < s.n; i++) {
    unsigned char c = (unsigned char)s.p[i];
    bool wrong = !valid && i == bad && c != 0;
    if (!wrong && c >= 0x20 && c != '"' && c != '\\' && c != 0x7f) continue;
    buf_add(b, s.p + start, i - start);
    if (wrong)
      buf_z(b, "\xEF\xBF\xBD");
    else
      escape(b, c);
    start = i + 1;
    if (!valid && i == bad) {
      size_t next = 0;
      valid = utf8_valid((struct str) { s.p + start, s.n - start }, &next);
      bad = start + next;
    }
  }
  if (s.n > start) buf_add(b, s.p + start, s.n - start);
  buf_c(b, '"');
}

void json_key(struct json *j, const char *key) {
  assert(j->depth > 0 && !j->after_key);
  before_value(j);
  quoted(j->b, str_of(key));
  buf_c(j->b, ':');
  j->after_key = true;
}

void json_str(struct json *j, struct str s) {
  assert(s.p || s.n == 0);
  before_value(j);
  quoted(j->b, s);
}

void json_z(struct json *j, const char *z) {
  if (z)
    json_str(j, str_of(z));
  else
    json_nothing(j);
}

void json_int(struct json *j, int64_t v) {
  before_value(j);
  buf_int(j->b, v);
}

void json_bool(struct json *j, bool v) {
  before_value(j);
  buf_z(j->b, v ? "true" : "false");
}

void json_nothing(struct json *j) {
  before_value(j);
  buf_z(j->b, "null");
}
