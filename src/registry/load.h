/* load: a new register filled in one go by its only writer, from nothing: the sample province, a copy from
 * another engine.
 *
 * Not for acts: nothing is checked here but what the tables check, indexes are made at the end, and a load
 * that fails leaves a database to be thrown away. What is loaded was recorded on days: each day is one act,
 * flagged as a load of everything (act.whole), so that a question as of any of those days is answered as if
 * the office had kept its register then.
 *
 * Rows go in as the readers give them out (registry.h); ids are the caller's, rising. Text is copied. */
#ifndef ANSINH_REGISTRY_LOAD_H
#define ANSINH_REGISTRY_LOAD_H

#include "registry/registry.h"

struct reg_load;

/* Begins: one transaction, indexes dropped, an act for each day from `first` to `last` (of the account
 * `account`, at noon in Việt Nam). `seed` makes the public ids, the same for the same seed. CONFLICT when the
 * register holds acts already. */
struct reg_load_options {
  int64_t account;
  date first, last;
  uint64_t seed;
};
/* Begins a load in one transaction, recorded by the acts of the options; in `a`. Refused where people are
 * there already. Ends with reg_load_end. */
enum err reg_load_begin(struct arena *a, struct db *db, const struct reg_load_options *options,
                        struct reg_load **ret_load);
/* The act of a day: a day before the first one is the first one's, one after the last the last one's;
 * DATE_MAX is REG_ACT_OPEN. */
int64_t reg_load_act(const struct reg_load *load, date day);

/* A row whose record would end with the act that began it is left out: nobody ever believed it. */
enum err reg_load_area(struct reg_load *load, int64_t area);
enum err reg_load_area_version(struct reg_load *load, const struct reg_area *area, struct reg_period period);
enum err reg_load_person(struct reg_load *load, int64_t person);
/* The public id a row is or will be loaded with, closed by NUL. */
void reg_load_public_id(const struct reg_load *load, enum reg_entity entity, int64_t id,
                        char ret_id[REG_PUBLIC_ID + 1]);
enum err reg_load_person_version(struct reg_load *load, const struct reg_person *person);
/* A household by its number, which must be new; then where it lives and who is in it, spell by spell. Nothing
 * is checked but what the schema checks. */
enum err reg_load_household(struct reg_load *load, int64_t household);
enum err reg_load_residence(struct reg_load *load, const struct reg_residence *residence);
enum err reg_load_membership(struct reg_load *load, const struct reg_membership *membership);
/* `id` is not read. What a person is (reg_held) is no fact: nobody would read it, and `db check` tells such a
 * row. */
enum err reg_load_fact(struct reg_load *load, const struct reg_fact *fact);
enum err reg_load_link(struct reg_load *load, const struct reg_link *link);
/* A record of a household or person; `layout` from reg_load_layout. */
struct reg_load_record {
  int64_t layout, subject;
  enum reg_kind kind;
  struct str fields, source;
  struct reg_period period;
};
/* A record's layout by its items, then the records that name it. */
enum err reg_load_layout(struct reg_load *load, int64_t kind, struct str items, int64_t *ret_layout);
enum err reg_load_record(struct reg_load *load, const struct reg_load_record *record);
/* The grant, its one version and what was suspended and paid; each spell is recorded by the act given beside
 * it. */
struct reg_load_spell {
  month from, to;
  bool open;
  money amount;
  struct str reason;
  int64_t act;
};
/* See above; CONFLICT for a number twice. */
enum err reg_load_grant(struct reg_load *load, const struct reg_grant *grant, int64_t act);
enum err reg_load_paid(struct reg_load *load, int64_t grant, const struct reg_load_spell *spell);
enum err reg_load_suspension(struct reg_load *load, int64_t grant, const struct reg_load_spell *spell);
/* A fact of a person whose paper is lost: every row of it becomes "asked, not known". */
enum err reg_load_forget(struct reg_load *load, int64_t person, int64_t fact, struct str source);

/* In the middle of a load, so that the caller may ask the register: indexes of what is loaded so far are
 * made, and the transaction is committed; the load goes on. */
enum err reg_load_pause(struct reg_load *load);
/* Makes the indexes, sets the counter and commits. */
enum err reg_load_end(struct reg_load *load);
/* Lets go of what a load that did not come to its end holds in memory; the caller rolls back. NULL allowed.
 */
void reg_load_drop(struct reg_load *load);

#endif
