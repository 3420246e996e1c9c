/* stored: a determination's rows in the words they are stored in. Private to src/office. */
#ifndef ANSINH_OFFICE_STORED_H
#define ANSINH_OFFICE_STORED_H

#include "office/office.h"

struct office_storing;
/* Puts rows of one determination into words, each combination of cases once. `benefit`: symbols by the law's
 * benefit. */
struct office_storing *office_storing_new(struct arena *a, const struct office_determination *d,
                                          const int64_t *benefit);
/* Lets go of the law it asked for words. */
void office_storing_end(struct office_storing *w);
/* The row as it is stored; its texts live in the arena. */
struct office_stored_row office_as_stored(struct office_storing *w, const struct office_row *r);
/* Keeps the texts an answer comes from (packs_used.c): without them it could not be worked out again, and
 * what is stored would name a set that is nowhere. */
enum err office_packs_keep(struct db *db, struct arena *a, const struct law_program *p);

#endif
