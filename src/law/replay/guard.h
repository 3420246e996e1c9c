/* guard: explanations for who may not see secret facts. Private to src/law. */
#ifndef ANSINH_LAW_GUARD_H
#define ANSINH_LAW_GUARD_H

#include "law/replay/run.h"

/* Leaves of an answer its status and sums, and makes all that stands beside them what it would be if secret
 * facts were open: deciding cases, what is missing, other choices; in `a`. A secret fact counts as missing,
 * whether it is or not, only where nothing else is. True: so are its steps to be read (`masked`). False: it
 * rests on no secret fact, or it is a sum that would not be sure without them; then it says by itself what
 * they are, and stays as it is. */
bool run_guard(struct law_session *r, struct arena *a, struct law_result *q);

#endif
