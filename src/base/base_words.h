/* base_words: the texts of this room, both languages side by side in base_words.def. */
#ifndef ANSINH_BASE_WORDS_H
#define ANSINH_BASE_WORDS_H

#include "base/word_pairs.h"

#define W(id, vi, en) WORDS_DEFINE(BASE_##id, vi, en);
#include "base/base_words.def"
#undef W

#endif
