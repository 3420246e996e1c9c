/* The catalogue of the command line in memory. */
#include "faces/table/cli_words.h"

static const char *const words[CLI_WORDS][2] = {
#define W(id, vi, en) { vi, en },
#include "faces/table/cli_words.def"
#undef W
};

const char *cli_word(enum cli_word id, enum lang lang) {
  assert(id < CLI_WORDS && (lang == VI || lang == EN));
  return words[id][lang];
}

const char *cli_fill(struct arena *a, enum lang lang, enum cli_word id, int count, const char *const *args) {
  struct buf b = buf_new(a, CLI_FILLED_MAX);
  buf_fill(&b, cli_word(id, lang), count, args);
  return b.full ? arena_print(a, "%s…\n", b.p) : b.p;
}
