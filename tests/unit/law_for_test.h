/* What the tests of the law share: an arena a test, and small packs read from their texts. */
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
/* The same of a text that may hold mistakes: the program is there whatever *ret_e says. The first line of the
 * text stands on line 2. */
struct law_program *try_load(struct arena *a, struct str text, enum err *ret_e);
/* Of 1 to 32 files with their first lines, t0.luat, t1.luat ...; one alone is t.luat. */
struct law_program *try_load_files(struct arena *a, int n, const struct str *texts, enum err *ret_e);
/* `before`, `part` so many times, `after`. At most 32 MiB. */
struct str repeated(struct arena *a, const char *before, const char *part, int times, const char *after);

#endif
