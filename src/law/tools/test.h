/* test: running the tests of the packs. Private to src/law (the tools share it). */
#ifndef ANSINH_LAW_TEST_H
#define ANSINH_LAW_TEST_H

#include "law/tools/situation.h"
#include "law/replay/run.h"

/* Runs one test; prints each failure to `out` when it is not NULL. Returns failures; adds the number of
 * expectations to *ret_done. `coverage` (by node id, or NULL) gathers what was reached. Memory from `a` (may
 * be reset afterwards). Stops at the first failure when `out` is NULL. */
int law_test_run(struct arena *a, struct law_program *p, const struct test *t, enum lang lang,
                 struct buf *out, uint8_t *coverage, int *ret_done);

#endif
