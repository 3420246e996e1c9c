/* What the tests of the law's meaning share: an arena a test, and a small pack read from its text. */
#ifndef ANSINH_TESTS_LAW_FOR_TEST_H
#define ANSINH_TESTS_LAW_FOR_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "law/law.h"

/* cmocka's: the state is an arena. */
int arena_setup(void **state);
int arena_teardown(void **state);
/* The pack of a text without its first line, `language 1`. Mistakes in it fail the test. */
struct law_program *load(struct arena *a, struct str text);

#endif
