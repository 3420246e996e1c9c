/* What Vietnamese names are sorted by. */
#include "base/base.h"

#include <utf8proc.h>

enum { BREVE = 0x306, HAT = 0x302, HORN = 0x31B, D_WITH_BAR = 0x111, WORDS_MAX = 64 };

/* The letters in the order of the alphabet; f j w z stand where Latin has them. The key of a letter is 'A' +
 * its place. */
static const struct {
  utf8proc_int32_t letter, mark;
} alphabet[] = {
  { 'a', 0 }, { 'a', BREVE }, { 'a', HAT }, { 'b', 0 }, { 'c', 0 }, { 'd', 0 },   { D_WITH_BAR, 0 },
  { 'e', 0 }, { 'e', HAT },   { 'f', 0 },   { 'g', 0 }, { 'h', 0 }, { 'i', 0 },   { 'j', 0 },
  { 'k', 0 }, { 'l', 0 },     { 'm', 0 },   { 'n', 0 }, { 'o', 0 }, { 'o', HAT }, { 'o', HORN },
  { 'p', 0 }, { 'q', 0 },     { 'r', 0 },   { 's', 0 }, { 't', 0 }, { 'u', 0 },   { 'u', HORN },
  { 'v', 0 }, { 'w', 0 },     { 'x', 0 },   { 'y', 0 }, { 'z', 0 },
};
enum { LETTERS = sizeof alphabet / sizeof *alphabet };

/* Ngang, huyền, hỏi, ngã, sắc, nặng. */
static const utf8proc_int32_t tones[] = { 0, 0x300, 0x309, 0x303, 0x301, 0x323 };

static int tone_of(utf8proc_int32_t c) {
  for (int i = 1; i < 6; i++)
    if (tones[i] == c) return i;
  return 0;
}

static utf8proc_int32_t next(struct str word, size_t *at) {
  utf8proc_int32_t c = 0;
  if (*at >= word.n) return 0;
  utf8proc_ssize_t step = utf8proc_iterate((const utf8proc_uint8_t *)word.p + *at,
                                           (utf8proc_ssize_t)(word.n - *at), &c);
  assert(step > 0 && "spelled text is well formed");
  *at += (size_t)step;
  return c;
}

static void letter_key(struct buf *key, utf8proc_int32_t c, utf8proc_int32_t mark) {
  int plain = -1;
  for (int i = 0; i < LETTERS; i++) {
    if (alphabet[i].letter != c) continue;
    if (alphabet[i].mark == 0) plain = i;
    if (alphabet[i].mark != mark) continue;
    buf_c(key, (char)('A' + i));
    return;
  }
  if (plain >= 0)
    buf_c(key, (char)('A' + plain));
  else if (c >= '0' && c <= '9')
    buf_c(key, (char)c);
  else
    buf_print(key, "~%06x", (unsigned)c);
}

/* A word of spelled text: its letters, a blank (below every letter), its tone. */
static void word_key(struct buf *key, struct str word) {
  size_t at = 0;
  int tone = 0;
  if (key->n > 0) buf_c(key, ' ');
  for (utf8proc_int32_t c = next(word, &at), follows; c != 0; c = follows) {
    follows = next(word, &at);
    bool mark = utf8proc_category(follows) == UTF8PROC_CATEGORY_MN && tone_of(follows) == 0;
    if (tone_of(c) > 0)
      tone = tone_of(c);
    else if (utf8proc_category(c) != UTF8PROC_CATEGORY_MN)
      letter_key(key, c, mark ? follows : 0);
  }
  buf_print(key, " %d", tone);
}

struct str text_sort_key(struct arena *a, struct str name) {
  struct str spelled = text_spell(a, name), word[WORDS_MAX];
  int n = 0;
  for (size_t i = 0; i < spelled.n && n < WORDS_MAX; n++) {
    size_t end = i;
    while (end < spelled.n && spelled.p[end] != ' ' && n + 1 < WORDS_MAX)
      end++;
    if (n + 1 == WORDS_MAX) end = spelled.n;
    word[n] = (struct str) { spelled.p + i, end - i };
    i = end + 1;
  }
  /* Seven bytes at most for a letter, four for a word. */
  struct buf key = buf_new(a, spelled.n * 8 + 8);
  if (n > 0) word_key(&key, word[n - 1]);
  for (int i = 0; i < n - 1; i++)
    word_key(&key, word[i]);
  assert(!key.full);
  return buf_view(&key);
}
