/* cli_words: the texts of the command line, both languages side by side in cli_words.def. */
#ifndef ANSINH_CLI_WORDS_H
#define ANSINH_CLI_WORDS_H

#include "base/base.h"

enum cli_word {
#define W(id, vi, en) CW_##id,
#include "faces/table/cli_words.def"
#undef W
  CLI_WORDS
};
/* The text in that language; it lives as long as the program. Its {0}, {1} … are not yet filled in. */
const char *cli_word(enum cli_word id, enum lang lang);
/* Both languages of a text, as two arguments. */
#define CW_BOTH(id) cli_word(CW_##id, VI), cli_word(CW_##id, EN)

/* The text with {0}.. replaced by the `count` arguments, texts closed by NUL; in `a`. What would pass
 * CLI_FILLED_MAX bytes is left out, and … says so. CLI_FILL counts them itself and wants at least one. */
const char *cli_fill(struct arena *a, enum lang lang, enum cli_word id, int count, const char *const *args);
#define CLI_FILL(a, lang, id, ...)                                                                           \
  cli_fill((a), (lang), (id), (int)(sizeof((const char *[]) { __VA_ARGS__ }) / sizeof(char *)),              \
           (const char *[]) { __VA_ARGS__ })
enum { CLI_FILLED_MAX = 64 << 10 };

#endif
