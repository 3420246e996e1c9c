/* register_words: the texts of register new, both languages side by side in register_words.def. */
#ifndef ANSINH_REGISTER_WORDS_H
#define ANSINH_REGISTER_WORDS_H

#include "base/word_pairs.h"

#define W(id, vi, en) WORDS_DEFINE(NEW_##id, vi, en);
#include "faces/cli/register_words.def"
#undef W

#endif
