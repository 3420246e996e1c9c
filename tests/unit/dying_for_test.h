/* A disk whose writer is killed at one of its steps, for the tests of what is kept. */
#ifndef ANSINH_TESTS_DYING_FOR_TEST_H
#define ANSINH_TESTS_DYING_FOR_TEST_H

#include "kept/kept.h"

/* The machine, but that the process is killed at the step set by dying_at; a write then leaves half of it. */
extern const struct kept_system dying_system;
/* From here on steps are counted anew; at step `at` (from 1) the process is killed, 0 never. */
void dying_at(int at);

#endif
