/* Takes away what a test kept beside its register. */
#ifndef ANSINH_TESTS_KEPT_FOR_TEST_H
#define ANSINH_TESTS_KEPT_FOR_TEST_H

#include "base/base.h"

/* The folder of keeps of the register `register_id` at `path`, with all in it. Nothing there is OK. */
void remove_kept(struct arena *a, const char *path, const char *register_id);

#endif
