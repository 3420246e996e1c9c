/* telling: an explanation's tree, which holds codes and data, as sentences. */
#ifndef ANSINH_LAW_TELLING_H
#define ANSINH_LAW_TELLING_H

#include "law/law.h"
#include "law/form/program.h"

/* What the whole tree is about. `name` may be empty; `result` is that of the benefit explained. */
struct telling {
  const struct law_program *p;
  const struct law_result *result;
  month for_month;
  struct str name;
};
/* Fills text, value, cite and cite_id of the reason and of all below it, in both languages, from its role and
 * data. The only place where reasons become words. Texts are closed by NUL and live in `a`. */
void tell_reasons(struct arena *a, const struct telling *t, struct law_reason *x);

#endif
