/* over: people read again since everybody was kept, and laid over him. Private to src/people.
 *
 * What acts touched since a generation is read again whole: of a touched person or household every row whose
 * subject he or it is. An entry of the journal says who was touched and holds these rows as people_pack
 * writes them. Rows below of a subject that is touched count no more, also when nothing came in their place.
 */
#ifndef ANSINH_PEOPLE_OVER_H
#define ANSINH_PEOPLE_OVER_H

#include "people/spells.h"

/* Reads those touched again at ask->act and writes an entry into `a`. NOT_FOUND: it cannot be said by an
 * entry (a row that cannot be, rows of nobody): read everybody. */
enum err people_entry_make(struct arena *a, const struct people_ask *ask,
                           const struct reg_touched_since *since, struct str *ret_entry);

/* Lays the entries, oldest first, over `p`, which people_unpack_rows made of the generation; it is then as it
 * was at `act`. INVALID: an entry is not whole. */
enum err people_lay_over(struct arena *a, const struct people_ask *ask, const struct str *entries, int n,
                         struct people *p);
/* How many subjects the entry names. */
int64_t people_entry_subjects(struct str entry);
/* How many rows were left out when the people were read whose first part this is. */
int64_t people_packed_bad(const void *head, size_t size);
/* As people_unpack, but facts are not found by the law's numbers yet (people_find_sections). */
enum err people_unpack_rows(struct arena *a, const struct people_ask *ask,
                            const void *const parts[PEOPLE_PARTS], const size_t sizes[PEOPLE_PARTS],
                            struct people **ret_people);

#endif
