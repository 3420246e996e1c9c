/* people_words: the texts of this room, both languages side by side in people_words.def. */
#ifndef ANSINH_PEOPLE_WORDS_H
#define ANSINH_PEOPLE_WORDS_H

#include "base/word_pairs.h"

#define W(id, vi, en) WORDS_DEFINE(PEOPLE_##id, vi, en);
#include "people/people_words.def"
#undef W

#endif
