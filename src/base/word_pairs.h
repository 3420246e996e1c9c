/* word_pairs: how a room keeps its texts. They stand in its catalogue, a .def of lines W(id, Vietnamese,
 * English), and become pairs of constants whose formats the compiler checks in both languages:
 *
 *   #define W(id, vi, en) WORDS_DEFINE(OW_##id, vi, en);
 *   #include "office/office_words.def"
 *   #undef W
 *
 * A text that lacks a language does not compile; tests/style/texts.pl reads the catalogues for what a
 * compiler cannot know. */
#ifndef ANSINH_WORD_PAIRS_H
#define ANSINH_WORD_PAIRS_H

#include "base/base.h"

/* The pair `id`: constants of the file that reads the catalogue. */
#define WORDS_DEFINE(id, vi, en)                                                                             \
  _Static_assert(sizeof(vi) > 1 && sizeof(en) > 1, #id " lacks a language");                                 \
  static const char id##_VI[] __attribute__((unused)) = "" vi;                                               \
  static const char id##_EN[] __attribute__((unused)) = "" en

/* One of the two, closed by NUL; a format for printf stays one. It lives as long as the program. */
#define WORD(id, lang) ((lang) == EN ? id##_EN : id##_VI)
/* Both, as two arguments or initial values: Vietnamese, English. */
#define WORDS(id) id##_VI, id##_EN
/* The same as struct str. */
#define WORD_STR(id, lang)                                                                                   \
  ((lang) == EN ? (struct str) { id##_EN, sizeof id##_EN - 1 } : (struct str) { id##_VI, sizeof id##_VI - 1 })
#define WORDS_STR(id)                                                                                        \
  { id##_VI, sizeof id##_VI - 1 }, { id##_EN, sizeof id##_EN - 1 }

#endif
