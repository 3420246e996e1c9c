/* bulk_words: the texts of this room, both languages side by side in bulk_words.def. */
#ifndef ANSINH_BULK_WORDS_H
#define ANSINH_BULK_WORDS_H

#include "base/word_pairs.h"

#define W(id, vi, en) WORDS_DEFINE(BW_##id, vi, en);
#include "law/bulk/bulk_words.def"
#undef W

#endif
