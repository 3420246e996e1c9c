/* desk: what the commands over the register share: opening it, reading the law, the month and days
 * asked. */
#ifndef ANSINH_CLI_DESK_H
#define ANSINH_CLI_DESK_H

#include "faces/cli/law_commands.h"
#include "faces/cli/sheet.h"
#include "office/office.h"
#include "registry/file.h"

/* Until there are accounts, commands act as the one the register was made with. */
enum { DESK_ACCOUNT = 1 };

struct desk {
  struct cli_call *call;
  struct db *db;
  struct viewer viewer; /* made once: commands may all */
  struct law_program *law;
  struct office_when when; /* --for, --known (law and facts), --law-day, --facts; its act from here on */
  struct reg_areas *areas; /* the tree of the facts day */
  struct people *people;   /* everybody, once desk_columns has read them; let go of by desk_close */
  int threads;
  enum office_standing standing; /* of the packs, and what was adopted: desk_packs */
  struct reg_adopted adopted;
  bool invented; /* nobody in the register exists: what goes out says so */
};
/* --db or its default. */
const char *desk_file(const struct cli_call *call);
/* Opens --db and the packs, reads the days; DB_CREATE makes a new register's place (db_make). 0, or an exit
 * code after a message. */
int desk_open(struct cli_call *call, enum db_mode mode, struct desk *ret_o);
/* Closes the database; more than once is allowed. */
void desk_close(struct desk *o);
/* The valid day and the act the command asks at. */
struct reg_at desk_at(const struct desk *o, date valid);
/* Says on stderr which packs, language, meaning and act the answer goes by; adopted are those that were as
 * known at the act or are now. 0, or an exit code after a
 * message, and the desk is closed. */
int desk_packs_told(struct desk *o);
/* The same; a real register whose packs are not those adopted is refused without --unadopted. */
int desk_packs(struct desk *o);
/* After desk_packs or desk_packs_told: that the packs are not those adopted, and what to do; else nothing. */
void desk_standing(const struct desk *o, FILE *to);
/* What stands at the head of an answer on stdout: that its people are invented, and desk_standing. */
void desk_head(const struct desk *o);
/* Reads the register into columns, with progress on a terminal. */
int desk_columns(struct desk *o, struct people **ret_c);
struct desk_people {
  int64_t n;
  const int64_t *id;
};
/* Who they are on the facts day, in the order asked, read in one snapshot with a statement for many; in the
 * call's arena. Errors are the store's: nobody is then called by anything. */
enum err desk_named(const struct desk *o, struct desk_people people, struct reg_named **ret_named);
/* How a person is called outside: the public id; "?" where there is nobody of that number or what stands
 * there is no id; "" where no person is meant (0). */
struct str desk_id_shown(const struct reg_named *who);
/* The same for a list of them, in its order, and for one. `ret_ids` has room for them. Errors are the
 * store's.
 */
enum err desk_person_ids(const struct desk *o, struct desk_people people, struct str *ret_ids);
enum err desk_person_id(const struct desk *o, int64_t person, const char **ret_id);
/* Says how many rows of the register could not be read, names the first of them by whose they are, and how
 * many people are not answered for it, the first of them by name. 0, or CLI_LEFT_OUT: there are some, and the
 * answer given is one of the others; another code after a message: whose they are could not be read. */
int desk_left_out(const struct desk *o, const struct people *c, struct desk_people unread);
/* The answer about one person is not given for want of a row: says so, names it by whose it is, table and
 * number, closes the desk; the exit code. */
int desk_row_unread(struct desk *o, const struct reg_bad *bad);
/* The same as desk_left_out of a determination; CLI_LEFT_OUT also where it could not answer for want of
 * anything else. */
int desk_unanswered(const struct desk *o, const struct people *c, const struct office_determination *d);
enum { CLI_LEFT_OUT = 3 };
/* Tells on stderr what stands in the register under names the packs gone by lack, by kind and name with its
 * rows; how many names there are. Nothing is told where there are none. */
enum err desk_lacking(const struct desk *o, int *ret_names);
/* The exit code of an error, by the one rule of doc/operations.md; `db` the database it came from, NULL one
 * that could not be opened. */
int desk_code(enum err e, const struct db *db);
/* Why, in the caller's language: what the database says (NULL: of the one that could not be opened), else
 * what the error means; never empty. */
const char *desk_reason(const struct cli_call *call, enum err e, const struct db *db);
/* 0, or 2 after a message: the day is set from outside and the register is of real people. */
int desk_own_day(const struct cli_call *call, bool invented);
/* A fault: message, the desk closed, and its exit code. */
int desk_fault(struct desk *o, enum err e, const char *doing_vi, const char *doing_en);
/* desk_fault of a file that could not be written; names it. */
int desk_unwritten(struct desk *o, enum err e, const char *path);
/* Tells a person at a terminal what is being done. */
void desk_step(const struct cli_call *call, const char *vi, const char *en);
/* The step is over: its line goes away. */
void desk_step_done(const struct cli_call *call);
/* The one of two texts in the caller's language; CW_BOTH gives both of the catalogue. */
const char *desk_say(const struct cli_call *call, const char *vi, const char *en);
/* 0 where a file of people may be written (or `path` is empty); an exit code after a message that names the
 * option (output.h). Asked before the work begins. */
int desk_place(const struct cli_call *call, const char *option, struct str path);
/* "Xã A Lưới 2" and the village of a lowest unit; empty when unknown. */
struct str desk_commune(const struct desk *o, int64_t area);
struct str desk_village(const struct desk *o, int64_t area);

#endif
