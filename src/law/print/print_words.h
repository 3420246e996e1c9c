/* print_words: the texts of the law's printer, both languages side by side in print_words.def. */
#ifndef ANSINH_LAW_PRINT_WORDS_H
#define ANSINH_LAW_PRINT_WORDS_H

#include "base/base.h"

enum print_word {
#define W(id, vi, en) PW_##id,
#include "law/print/print_words.def"
#undef W
  PRINT_WORDS
};
/* The text of the catalogue, closed by NUL, never NULL; its {0}, {1} … are not yet filled in. */
const char *print_word(enum print_word id, enum lang lang);
/* Writes the text with {0}.. replaced by the `count` arguments, texts closed by NUL. PRINT counts them itself
 * and wants at least one. */
void print_fill(struct buf *b, enum lang lang, enum print_word id, int count, const char *const *args);
#define PRINT(b, lang, id, ...)                                                                              \
  print_fill((b), (lang), (id), (int)(sizeof((const char *[]) { __VA_ARGS__ }) / sizeof(char *)),            \
             (const char *[]) { __VA_ARGS__ })

#endif
