/* file: what the page of a person shows of the register beside what people (src/people) hold in memory:
 * texts, papers and the histories of what is no longer believed, read in one statement. */
#ifndef ANSINH_REGISTRY_FILE_H
#define ANSINH_REGISTRY_FILE_H

#include "registry/registry.h"

/* Whose file, of which month, as known at which act. */
struct reg_file_ask {
  int64_t person, household; /* the household he counts in for the month, 0 none */
  month m;
  int64_t act;
};
/* The days on which the acts of a row's period happened: when it came to be known, and when it ceased to be;
 * DATE_MAX while it is believed, 0 where the act itself is not there. */
struct reg_known_days {
  date from, to;
};
struct reg_file_membership {
  struct reg_membership row;
  struct reg_known_days known;
};
struct reg_file_fact {
  struct reg_fact row;
  struct reg_known_days known;
};
/* What stands in a decision, beside the sums and months people_grant has. */
struct reg_file_grant {
  int64_t id; /* of the grant */
  struct str decision_no, signer, payee;
};
struct reg_file {
  struct reg_person who; /* on the last day of the month */
  struct str address;    /* of the household in the month, by the rule of people_place; "" none */
  int n_member, n_membership, n_fact, n_grant;
  struct reg_file_membership *member; /* believed rows of the household, also outside the month, by person */
  struct reg_person *member_who;      /* as far as they are there on the last day; id 0: not */
  struct str *member_id;              /* their public ids */
  struct reg_file_membership *membership; /* every row ever written of the person */
  struct reg_file_fact *fact;             /* ever written of the person and his household, by fact */
  struct reg_file_grant *grant;           /* by number */
};
/* One statement. NOT_FOUND: nobody whom the viewer sees in the month (by its place), or not born or not known
 * by its last day. LIMIT: more than REG_LIST_MAX rows. */
enum err reg_file_read(const struct viewer *viewer, struct arena *a, struct db *db,
                       const struct reg_file_ask *ask, struct reg_file *ret_file);

/* Who somebody is on a list of people. */
struct reg_named {
  int64_t person;
  struct str public_id;  /* "": nobody of that number, or one that is no public id */
  struct reg_person who; /* as of the day asked; id 0: not born, not known, or not to be seen by the viewer */
  int64_t damaged;       /* the row of person_version that cannot be read; 0 none. `who` is then id 0 */
};
enum { REG_NAMED_MAX = 28 }; /* people a statement of reg_people_named asks for */
/* People by their numbers; the same may stand among them twice. */
struct reg_named_ask {
  const int64_t *persons;
  int count;
  bool of_month; /* seen by where they are listed in a month (record 0004), not by the day asked */
  month listed;
};
/* Those of a list, in its order, in `ret_list[count]`, their texts in `a`. A statement for every
 * REG_NAMED_MAX of them. Errors are the store's; `ret_list` is then half filled. */
enum err reg_people_named(const struct viewer *viewer, struct arena *a, struct db *db,
                          const struct reg_named_ask *ask, struct reg_at at, struct reg_named *ret_list);

#endif
