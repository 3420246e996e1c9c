/* Text: pieces, growing buffers, UTF-8 and the search form of Vietnamese. */
#include "base/base.h"

#include <stdarg.h>
#include <utf8proc.h>

/* ---- pieces of text ---- */

struct str str_of(const char *z) {
  assert(z);
  return (struct str) { z, strlen(z) };
}

bool str_eq(struct str a, struct str b) { return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0); }

bool str_is(struct str a, const char *z) { return str_eq(a, str_of(z)); }

int str_cmp(struct str a, struct str b) {
  size_t n = a.n < b.n ? a.n : b.n;
  int c = n ? memcmp(a.p, b.p, n) : 0;
  if (c) return c < 0 ? -1 : 1;
  return a.n < b.n ? -1 : a.n > b.n;
}

static bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

struct str str_shortened(struct arena *a, struct str s, size_t max) {
  assert(a && (s.p || s.n == 0));
  if (s.n <= max) return s;
  size_t n = max;
  while (n && ((unsigned char)s.p[n] & 0xC0) == 0x80)
    n--;
  return str_of(arena_print(a, "%.*s…", (int)n, s.p));
}

struct str str_trim(struct str s) {
  while (s.n && is_blank(s.p[0])) {
    s.p++;
    s.n--;
  }
  while (s.n && is_blank(s.p[s.n - 1]))
    s.n--;
  return s;
}

/* ---- UTF-8 ---- */

/* The length of the well-formed character at the start, or 0. Table 3-7 of the Unicode standard. */
static size_t utf8_step(struct str s) {
  const unsigned char *p = (const unsigned char *)s.p;
  unsigned char c = p[0], low = 0x80, high = 0xBF;
  size_t n;
  if (c < 0x80) return c != 0;
  if (c >= 0xC2 && c <= 0xDF)
    n = 2;
  else if (c >= 0xE0 && c <= 0xEF)
    n = 3;
  else if (c >= 0xF0 && c <= 0xF4)
    n = 4;
  else
    return 0;
  if (c == 0xE0)
    low = 0xA0;
  else if (c == 0xED)
    high = 0x9F;
  else if (c == 0xF0)
    low = 0x90;
  else if (c == 0xF4)
    high = 0x8F;
  if (s.n < n || p[1] < low || p[1] > high) return 0;
  for (size_t i = 2; i < n; i++)
    if (p[i] < 0x80 || p[i] > 0xBF) return 0;
  return n;
}

bool utf8_valid(struct str s, size_t *ret_bad) {
  assert(s.p || s.n == 0);
  for (size_t i = 0; i < s.n;) {
    size_t step = utf8_step((struct str) { s.p + i, s.n - i });
    if (step == 0) {
      if (ret_bad) *ret_bad = i;
      return false;
    }
    i += step;
  }
  return true;
}

size_t utf8_count(struct str s) {
  size_t n = 0;
  for (size_t i = 0; i < s.n; i++)
    n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
  return n;
}

#define WORD_MAX 64

/* The letters of a word; -1 when there are more than WORD_MAX. */
static int letters(struct str s, utf8proc_int32_t out[WORD_MAX]) {
  int n = 0;
  for (size_t i = 0; i < s.n; n++) {
    if (n == WORD_MAX) return -1;
    size_t step = utf8_step((struct str) { s.p + i, s.n - i });
    out[n] = (unsigned char)s.p[i];
    if (step > 1) utf8proc_iterate((const utf8proc_uint8_t *)s.p + i, (utf8proc_ssize_t)step, &out[n]);
    i += step ? step : 1;
  }
  return n;
}

int str_distance(struct str a, struct str b, int limit) {
  assert(limit >= 0);
  utf8proc_int32_t x[WORD_MAX], y[WORD_MAX];
  int nx = letters(a, x), ny = letters(b, y);
  if (nx < 0 || ny < 0 || abs(nx - ny) > limit) return limit + 1;
  int row[WORD_MAX + 1];
  for (int j = 0; j <= ny; j++)
    row[j] = j;
  for (int i = 1; i <= nx; i++) {
    int corner = row[0];
    row[0] = i;
    for (int j = 1; j <= ny; j++) {
      int change = corner + (x[i - 1] != y[j - 1]);
      corner = row[j];
      int step = 1 + (row[j] < row[j - 1] ? row[j] : row[j - 1]);
      row[j] = change < step ? change : step;
    }
  }
  return row[ny] > limit ? limit + 1 : row[ny];
}

/* ---- growing text ---- */

struct buf buf_new(struct arena *a, size_t ceiling) {
  assert(a && ceiling < SIZE_MAX);
  size_t cap = ceiling < 255 ? ceiling + 1 : 256;
  return (struct buf) { .a = a, .p = arena_alloc(a, cap), .cap = cap, .ceiling = ceiling };
}

struct buf buf_growing(struct arena *a) {
  return buf_new(a, SIZE_MAX / 2);
}

/* Room for `n` more bytes and the NUL; false once the ceiling is passed. */
static bool buf_room(struct buf *b, size_t n) {
  assert(b->p && b->n < b->cap && b->n <= b->ceiling);
  if (b->full || n > b->ceiling - b->n) {
    b->full = true;
    return false;
  }
  size_t need = b->n + n + 1;
  if (need <= b->cap) return true;
  size_t cap = b->cap > b->ceiling / 2 ? b->ceiling + 1 : b->cap * 2;
  if (cap < need) cap = need;
  b->p = arena_grow(b->a, b->p, b->cap, cap);
  b->cap = cap;
  return true;
}

void buf_add(struct buf *b, const char *p, size_t n) {
  assert(p || n == 0);
  if (n == 0 || !buf_room(b, n)) return;
  memcpy(b->p + b->n, p, n);
  b->n += n;
  b->p[b->n] = 0;
}

void buf_str(struct buf *b, struct str s) { buf_add(b, s.p, s.n); }

void buf_z(struct buf *b, const char *z) { buf_add(b, z, strlen(z)); }

void buf_c(struct buf *b, char c) { buf_add(b, &c, 1); }

void buf_print(struct buf *b, const char *format, ...) {
  assert(format);
  va_list args;
  va_start(args, format);
  int n = vsnprintf(NULL, 0, format, args);
  va_end(args);
  assert(n >= 0);
  if (!buf_room(b, (size_t)n)) return;
  va_start(args, format);
  vsnprintf(b->p + b->n, (size_t)n + 1, format, args);
  va_end(args);
  b->n += (size_t)n;
}

void buf_int(struct buf *b, int64_t v) {
  char digits[20];
  size_t at = sizeof digits;
  uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
  do
    digits[--at] = (char)('0' + u % 10);
  while (u /= 10);
  if (v < 0) digits[--at] = '-';
  buf_add(b, digits + at, sizeof digits - at);
}

struct str buf_view(const struct buf *b) {
  assert(b->p && b->p[b->n] == 0);
  return (struct str) { b->p, b->n };
}

void buf_fill(struct buf *b, const char *pattern, int count, const char *const *args) {
  assert(pattern && count >= 0 && count <= 10 && (args || count == 0));
  for (const char *p = pattern; *p;) {
    if (p[0] == '{' && p[1] >= '0' && p[1] <= '9' && p[2] == '}') {
      int k = p[1] - '0';
      assert(args && k < count && args[k]);
      buf_z(b, args[k]);
      p += 3;
      continue;
    }
    size_t n = 1 + strcspn(p + 1, "{");
    buf_add(b, p, n);
    p += n;
  }
}

/* ---- the search form ---- */

/* A text on its way into the search form, or, `spelled`, into the spelling form. */
struct folding {
  struct buf out;
  bool spelled;
  bool gap;              /* a blank is owed before the next letter */
  utf8proc_int32_t tone; /* of the word at hand, written at its end; 0 none */
};

/* What a decomposed character is to a reader of names. */
enum part { PART_LETTER, PART_MARK, PART_NOTHING, PART_BLANK };

static enum part part_of(utf8proc_int32_t c) {
  /* Modifier letters stand for apostrophes and accents in names, not for letters. */
  if (c >= 0x2B0 && c <= 0x2FF) return PART_BLANK;
  switch (utf8proc_category(c)) {
  case UTF8PROC_CATEGORY_LU:
  case UTF8PROC_CATEGORY_LL:
  case UTF8PROC_CATEGORY_LT:
  case UTF8PROC_CATEGORY_LM:
  case UTF8PROC_CATEGORY_LO:
  case UTF8PROC_CATEGORY_ND:
  case UTF8PROC_CATEGORY_NL:
  case UTF8PROC_CATEGORY_NO: return PART_LETTER;
  case UTF8PROC_CATEGORY_MN:
  case UTF8PROC_CATEGORY_MC:
  case UTF8PROC_CATEGORY_ME: return PART_MARK;
  case UTF8PROC_CATEGORY_CF: return PART_NOTHING;
  default: return PART_BLANK;
  }
}

static void fold_put(struct buf *b, utf8proc_int32_t c) {
  utf8proc_uint8_t z[4];
  utf8proc_ssize_t n = utf8proc_encode_char(c, z);
  assert(n > 0);
  buf_add(b, (const char *)z, (size_t)n);
}

static void fold_end_word(struct folding *f) {
  if (f->tone) fold_put(&f->out, f->tone);
  f->tone = 0;
  f->gap = true;
}

/* Huyền, sắc, ngã, hỏi, nặng: the marks that belong to the syllable and not to one letter. */
static bool is_tone(utf8proc_int32_t c) {
  return c == 0x300 || c == 0x301 || c == 0x303 || c == 0x309 || c == 0x323;
}

static void fold_mark(struct folding *f, utf8proc_int32_t c) {
  if (!f->spelled || f->gap || f->out.n == 0) return;
  if (is_tone(c))
    f->tone = c;
  else
    fold_put(&f->out, c);
}

static void fold_part(struct folding *f, utf8proc_int32_t c) {
  enum part part = part_of(c);
  if (part == PART_BLANK) fold_end_word(f);
  if (part == PART_MARK) fold_mark(f, c);
  if (part != PART_LETTER) return;
  if (f->gap && f->out.n) buf_c(&f->out, ' ');
  f->gap = false;
  /* Old lists write đ as the Icelandic or the African letter that looks the same. */
  bool d_with_bar = c == 0x111 || c == 0xF0 || c == 0x256;
  if (d_with_bar) c = f->spelled ? 0x111 : 'd';
  fold_put(&f->out, c);
}

static void fold_ascii(struct folding *f, char c) {
  bool capital = c >= 'A' && c <= 'Z';
  fold_part(f, capital ? c + ('a' - 'A') : c);
}

static struct str fold(struct arena *a, struct str s, bool spelled) {
  assert(a && (s.p || s.n == 0));
  /* The longest compatibility form in Unicode is 18 characters for one; 24 bytes a byte is past it. */
  struct folding f = { .spelled = spelled, .out = { .a = a } };
  f.out.ceiling = s.n > SIZE_MAX / 32 ? SIZE_MAX / 2 : s.n * 24;
  f.out.cap = s.n + 1; /* Nearly always enough, so that a kept search form wastes nothing. */
  f.out.p = arena_alloc(a, f.out.cap);
  for (size_t i = 0; i < s.n;) {
    size_t step = utf8_step((struct str) { s.p + i, s.n - i });
    if (step == 0) fold_end_word(&f);
    if (step == 1) fold_ascii(&f, s.p[i]);
    if (step <= 1) {
      i++;
      continue;
    }
    utf8proc_int32_t letter = 0, parts[32];
    utf8proc_iterate((const utf8proc_uint8_t *)s.p + i, (utf8proc_ssize_t)step, &letter);
    int last = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char(
        letter, parts, 32, UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE, &last);
    for (utf8proc_ssize_t k = 0; k < n && k < 32; k++)
      fold_part(&f, parts[k]);
    i += step;
  }
  if (f.tone) fold_put(&f.out, f.tone);
  return buf_view(&f.out);
}

struct str text_fold(struct arena *a, struct str s) {
  return fold(a, s, false);
}

struct str text_spell(struct arena *a, struct str s) {
  return fold(a, s, true);
}

struct str text_parted(struct arena *a, struct str s, bool spaces) {
  assert(a && (s.p || s.n == 0));
  char *out = NULL;
  size_t n = 0;
  for (size_t i = 0, step; i < s.n; i += step ? step : 1) {
    utf8proc_int32_t letter = 0;
    step = utf8_step((struct str) { s.p + i, s.n - i });
    if (step > 1) utf8proc_iterate((const utf8proc_uint8_t *)s.p + i, (utf8proc_ssize_t)step, &letter);
    bool parts = spaces ? letter == 0x200B : letter && part_of(letter) == PART_NOTHING;
    if (parts && !out) {
      out = arena_alloc(a, s.n);
      n = i;
      memcpy(out, s.p, n);
    }
    if (!out) continue;
    if (parts) out[n++] = ' ';
    for (size_t k = 0; !parts && k < (step ? step : 1); k++)
      out[n++] = s.p[i + k];
  }
  assert(n <= s.n);
  return out ? (struct str) { out, n } : s;
}

/* ---- whole numbers ---- */

enum err parse_int(struct str s, int64_t *ret_v) {
  assert(ret_v && (s.p || s.n == 0));
  bool minus = s.n && s.p[0] == '-';
  if (s.n == (size_t)minus) return INVALID;
  int64_t v = 0;
  /* Counted downwards, where int64 has one more number. */
  for (size_t i = minus; i < s.n; i++) {
    if (s.p[i] < '0' || s.p[i] > '9') return INVALID;
    if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, s.p[i] - '0', &v)) return INVALID;
  }
  if (!minus && __builtin_sub_overflow((int64_t)0, v, &v)) return INVALID;
  *ret_v = v;
  return OK;
}
