/* nouns: what a complaint about a law file speaks of, both languages side by side in nouns.def. */
#ifndef ANSINH_LAW_NOUNS_H
#define ANSINH_LAW_NOUNS_H

#include "base/base.h"

enum law_noun {
#define W(id, vi, en) NN_##id,
#include "law/reading/nouns.def"
#undef W
  LAW_NOUNS
};
/* Both languages as one argument of law_complain, "tiếng Việt / English"; it lives as long as the program. */
const char *law_noun(enum law_noun id);
/* The same with {0} replaced: by `vi` in the Vietnamese, by `en` in the English. In `a`. */
const char *law_noun_with(struct arena *a, enum law_noun id, const char *vi, const char *en);
#define NOUN(id)                 law_noun(NN_##id)
#define NOUN_WITH(a, id, vi, en) law_noun_with((a), NN_##id, (vi), (en))

#endif
