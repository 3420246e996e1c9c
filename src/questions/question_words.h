/* question_words: the texts of this room, both languages side by side in question_words.def. */
#ifndef ANSINH_QUESTION_WORDS_H
#define ANSINH_QUESTION_WORDS_H

#include "base/word_pairs.h"

#define W(id, vi, en) WORDS_DEFINE(QW_##id, vi, en);
#include "questions/question_words.def"
#undef W

#endif
