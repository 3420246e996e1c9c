/* print_words: the catalogue in memory. */
#include "law/print/print_words.h"

static const char *const texts[PRINT_WORDS][2] = {
#define W(id, vi, en) { vi, en },
#include "law/print/print_words.def"
#undef W
};

const char *print_word(enum print_word id, enum lang lang) {
  assert(id < PRINT_WORDS && (lang == VI || lang == EN));
  return texts[id][lang];
}

void print_fill(struct buf *b, enum lang lang, enum print_word id, int count, const char *const *args) {
  buf_fill(b, print_word(id, lang), count, args);
}
