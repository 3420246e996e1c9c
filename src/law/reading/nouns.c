/* The catalogue of nouns in memory. */
#include "law/reading/nouns.h"

#define BETWEEN " / "

static const struct {
  const char *both, *vi, *en;
} nouns[LAW_NOUNS] = {
#define W(id, vi, en) { vi BETWEEN en, vi, en },
#include "law/reading/nouns.def"
#undef W
};

const char *law_noun(enum law_noun id) {
  assert(id < LAW_NOUNS);
  return nouns[id].both;
}

const char *law_noun_with(struct arena *a, enum law_noun id, const char *vi, const char *en) {
  assert(id < LAW_NOUNS && vi && en);
  struct buf b = buf_new(a, 4096);
  buf_fill(&b, nouns[id].vi, 1, &vi);
  buf_z(&b, BETWEEN);
  buf_fill(&b, nouns[id].en, 1, &en);
  assert(!b.full);
  return b.p;
}
