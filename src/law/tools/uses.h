/* uses: which provision reads which, from the checked tree: a parameter in a rule's condition, a rule in
 * another, a rule in a benefit's amount, a benefit in a group. Names in titles, comments and citations are no
 * use. Provisions are numbered as in provisions.h. */
#ifndef ANSINH_LAW_USES_H
#define ANSINH_LAW_USES_H

#include "law/tools/provisions.h"

struct law_uses;

/* Over all versions of everything, or over those that govern at some time in [from, to] by the documents in
 * force on `law_day`. Lives in `a`. */
struct law_uses *law_uses_new(struct arena *a, const struct law_program *p);
struct law_uses *law_uses_in_force(struct arena *a, const struct law_program *p, date law_day, date from,
                                   date to);
/* Those that read the provision themselves, ascending, each once; a case reads for its rule. Returns their
 * number. */
int law_used_by(const struct law_uses *u, struct arena *a, int provision, const int **ret_readers);
/* Those and all that read them in turn. */
int law_used_by_all(const struct law_uses *u, struct arena *a, int provision, const int **ret_readers);

/* An answer kept: a benefit with a value, and its deciding cases as "k1a+k5". Does it rest on the provision,
 * or on that case of a rule (`kase`, empty: the whole provision)? What a case that did not decide reads does
 * not count, and neither does what another benefit only `receives` or was `granted`. */
bool law_rests_on(const struct law_uses *u, int benefit, struct str cases, int provision, struct str kase);

#endif
