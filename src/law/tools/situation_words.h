/* situation_words: the texts of this room, both languages side by side in situation_words.def. */
#ifndef ANSINH_SITUATION_WORDS_H
#define ANSINH_SITUATION_WORDS_H

#include "base/word_pairs.h"

#define W(id, vi, en) WORDS_DEFINE(EW_##id, vi, en);
#include "law/tools/situation_words.def"
#undef W

#endif
