/* words: the texts of the pages, both languages side by side in words.def. */
#ifndef ANSINH_WEB_WORDS_H
#define ANSINH_WEB_WORDS_H

#include "base/base.h"

enum web_word {
#define W(id, vi, en) W_##id,
#include "faces/web/words.def"
#undef W
  WEB_WORDS
};
/* The text in that language; it lives as long as the program. */
const char *web_word(enum web_word id, enum lang lang);

#endif
