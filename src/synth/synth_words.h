/* synth_words: the texts of this room, both languages side by side in synth_words.def. */
#ifndef ANSINH_SYNTH_WORDS_H
#define ANSINH_SYNTH_WORDS_H

#include "base/word_pairs.h"

#define W(id, vi, en) WORDS_DEFINE(SW_##id, vi, en);
#include "synth/synth_words.def"
#undef W

#endif
