/* office (cli): what the commands over the register share: opening it, reading the law, the month and days
 * asked. */
#ifndef ANSINH_CLI_OFFICE_H
#define ANSINH_CLI_OFFICE_H

#include "cli/law.h"
#include "cli/table.h"
#include "work/work.h"

struct office {
  struct cli_call *call;
  struct db *db;
  struct law_program *law;
  struct work_when when;   /* --for, --known (law and facts), --law-day, --facts */
  struct reg_areas *areas; /* the tree of the facts day */
  int threads;
};
/* --db or its default; DB_CREATE makes FILE.part, which takes its name when it is whole. */
const char *office_file(const struct cli_call *call);
const char *office_part(const struct cli_call *call);
/* Opens --db and the packs, reads the days. 0, or an exit code after a message. */
int office_open(struct cli_call *call, enum db_mode mode, struct office *ret_o);
void office_close(struct office *o);
/* Reads the register into columns, with progress on a terminal. */
int office_columns(struct office *o, struct cols **ret_c);
/* A fault of the world: message and code 1; LIMIT and INVALID say so. */
int office_fault(struct office *o, enum err e, const char *doing_vi, const char *doing_en);
/* Tells a person at a terminal what is being done. */
void office_step(const struct cli_call *call, const char *vi, const char *en);
const char *office_say(const struct cli_call *call, const char *vi, const char *en);
/* "Xã A Lưới 2" and the village of a lowest unit; empty when unknown. */
struct str office_commune(const struct office *o, int64_t area);
struct str office_village(const struct office *o, int64_t area);

#endif
