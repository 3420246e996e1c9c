/* What the tests of a register as a whole share. */
#ifndef ANSINH_TESTS_WHOLE_FOR_TEST_H
#define ANSINH_TESTS_WHOLE_FOR_TEST_H

#include "world_for_test.h"
#include "office/office.h"

enum { TABLES_MAX = 64 };

/* All tables of a register; how many. */
int all_tables(struct db_table tables[TABLES_MAX]);
/* db_copy of all of them. */
enum err copy_with(struct db *from, struct db *to, const struct db_copy_watch *watch,
                   struct db_copied *ret_copied);
/* A second place, empty, always a file: on PostgreSQL the copy crosses engines. */
const char *second_place(struct world *w, const char *name);
/* A third, on the engine that is being tested. */
const char *third_place(struct world *w, const char *name);
int64_t last_act(struct db *db);
/* A dozen acts with everything an act may carry. */
void live(struct world *w);
/* Writes what a table's columns would not take: in a SQLite file as if its tables were not strict, which is how
 * a damaged file, or another program, may leave one. */
void past_types(struct world *w, const char *sql);
/* The audit's findings: one told, into an int; and how many there are. */
void count_finding(void *context, const struct reg_audit_finding *finding);
int64_t audited(struct world *w, struct db *db);

#endif
