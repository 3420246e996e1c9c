/* outside: what a run takes from outside its expressions: facts and fields from the source, parameters and
 * tables from the law, whom an aggregate goes over. What is not there is noted in the session. Private to
 * src/law/replay. */
#ifndef ANSINH_LAW_OUTSIDE_H
#define ANSINH_LAW_OUTSIDE_H

#include "law/replay/run.h"

/* Notes what is missing, each thing once, while the session collects. Its texts must live as long as the
 * scratch memory. */
void run_missing(struct law_session *r, struct missing m);
/* What is said of the subject on the session's day: the value, the range it lies in, or any value of its type
 * where nothing is said (noted as missing). A completion being tried goes before the source. `t` (NULL: not
 * recorded) takes what the source answered. */
struct val run_fact(struct law_session *r, const struct node *n, struct subject s, struct step *t);
/* The same for a field of a record. */
struct val run_field(struct law_session *r, const struct node *n, struct subject s);
/* A constant of the law. */
struct val run_constant(const struct law_session *r, const struct node *n);
/* A parameter on the day it is asked for (NULL: the session's): of a range of days all that it may be. Any
 * value where nothing governs, noted as missing. */
struct val run_param(struct law_session *r, const struct node *n, const struct val *day, struct step *t);
/* A table's cell by its keys (as many as the table has; those after one that is none are not read): all cells
 * that may be meant; any value where a row may be missing, noted. */
struct val run_table(struct law_session *r, const struct node *n, const struct val *key, struct step *t);
/* The people or records an aggregate goes over, as the source holds them; -1 where that is not known. */
int run_others(struct law_session *r, const struct node *n, struct subject s, const int64_t **ret_ids);
/* Notes that it is not known whom the aggregate goes over. */
void run_others_missing(struct law_session *r, const struct node *n, struct subject s);

#endif
