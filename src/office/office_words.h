/* office_words: the texts of this room, both languages side by side in office_words.def. */
#ifndef ANSINH_OFFICE_WORDS_H
#define ANSINH_OFFICE_WORDS_H

#include "base/word_pairs.h"

#define W(id, vi, en) WORDS_DEFINE(OW_##id, vi, en);
#include "office/office_words.def"
#undef W

#endif
