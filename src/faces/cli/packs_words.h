/* packs_words: the texts of the commands on packs, both languages side by side in packs_words.def. */
#ifndef ANSINH_PACKS_WORDS_H
#define ANSINH_PACKS_WORDS_H

#include "base/word_pairs.h"

#define W(id, vi, en) WORDS_DEFINE(PACKS_##id, vi, en);
#include "faces/cli/packs_words.def"
#undef W

#endif
