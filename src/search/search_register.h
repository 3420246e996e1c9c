/* search_register: the index of one register's people, fed from its tables.
 *
 * A person is as he is on the day of the database's clock. What begins or ends on a later day than that of a
 * kept generation's act is read from the register once a day; where areas change by a day, everything is. */
#ifndef ANSINH_SEARCH_REGISTER_H
#define ANSINH_SEARCH_REGISTER_H

#include "registry/registry.h"
#include "search/search.h"

struct search_register;
/* `database` is the address `db` was opened with: the keep lies beside it (kept_folder). The arena and `db`
 * must outlive it; one thread, that of `db`. */
enum err search_register_open(struct arena *a, struct db *db, const char *database,
                              struct search_register **ret_r);
void search_register_close(struct search_register *r); /* NULL allowed */
/* Brings the index to the register's last act and finds. ask->today and the areas are set here. */
enum err search_register_find(const struct viewer *viewer, struct arena *a, struct search_register *r,
                              const struct search_ask *ask, struct search_page *ret_page);
/* Brings the index to the last act: after a load, so that the first search need not. */
enum err search_register_bring(struct search_register *r);

#endif
