/* output: may what a command writes have the place it was told? One rule for every command and every option
 * that names a place to write to:
 *  1. No database is ever written over, nor what lies beside one (its log, its lock, its keep), by whatever
 * name.
 *  2. Nothing that is there is written over, but what the same command wrote and nobody changed since: a
 * folder is known by its manifest (folder.h), the sample's answers by their first line. It is asked before
 * the work begins, and again by who puts the file in its place. */
#ifndef ANSINH_CLI_OUTPUT_H
#define ANSINH_CLI_OUTPUT_H

#include "faces/table/table.h"

/* A place to write to, as the option names it. */
struct cli_output {
  const char *option;    /* "--out"; "" for a word without one */
  const char *path;      /* "" is no place: nothing is written */
  const char *database;  /* the register the command works on; NULL: on none */
  struct str first_line; /* of a file this command wrote before, which may be replaced; "" none may */
};
/* Each 0, or an exit code after a message that names option and place. */
int cli_output_file(const struct cli_call *call, const struct cli_output *out);
/* A folder of which nothing may be there yet but an earlier one of the same command, unchanged, by its
 * manifest (`listed`; NULL: nothing). */
int cli_output_folder(const struct cli_call *call, const struct cli_output *out, const char *listed);
/* After a write that answered IO, before anything else is asked of the system: exit code 1 after a message
 * that names the place, and says so where the disk is full. */
int cli_output_failed(const struct cli_call *call, const char *path);
/* Of a register that is to be made or replaced: rule 1 for what lies beside others; what is there is looked
 * at by who makes it. */
int cli_output_register(const struct cli_call *call, const struct cli_output *out);

#endif
