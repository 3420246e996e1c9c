/* test: running the tests of the packs. Private to src/law (the tools share it). */
#ifndef ANSINH_LAW_TEST_H
#define ANSINH_LAW_TEST_H

#include "law/tools/situation.h"
#include "law/replay/run.h"

/* Who looks on while tests run. */
struct test_watch {
  enum lang lang;
  struct buf *out;   /* takes a line for each failure; NULL: the first failure ends the test */
  uint8_t *coverage; /* by node id, gathers what was reached; NULL nobody asks */
};
/* Runs one test. Returns failures; adds the number of expectations to *ret_done. Memory from `a` (may be
 * reset afterwards). */
int law_test_run(struct arena *a, struct law_program *p, const struct test *t, const struct test_watch *watch,
                 int *ret_done);

#endif
