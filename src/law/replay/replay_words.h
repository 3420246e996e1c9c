/* replay_words: the texts of this room, both languages side by side in replay_words.def. */
#ifndef ANSINH_REPLAY_WORDS_H
#define ANSINH_REPLAY_WORDS_H

#include "base/word_pairs.h"

#define W(id, vi, en) WORDS_DEFINE(RW_##id, vi, en);
#include "law/replay/replay_words.def"
#undef W

#endif
