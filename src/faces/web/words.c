/* The catalogue of the pages in both languages. */
#include "faces/web/words.h"

static const char *const words[WEB_WORDS][2] = {
#define W(id, vi, en) { vi, en },
#include "faces/web/words.def"
#undef W
};

const char *web_word(enum web_word id, enum lang lang) {
  assert(id < WEB_WORDS && (lang == VI || lang == EN));
  return words[id][lang];
}
