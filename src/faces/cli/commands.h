/* commands: the handlers of the table's commands, one file each in this folder. */
#ifndef ANSINH_CLI_COMMANDS_H
#define ANSINH_CLI_COMMANDS_H

#include "faces/table/table.h"

cli_command cli_synth, cli_determine, cli_due, cli_explain, cli_adopt, cli_check_caseload;
cli_command cli_db_copy, cli_db_check, cli_backup, cli_restore;
cli_command cli_register_new, cli_packs_adopt, cli_packs_adopted, cli_replay;
cli_command cli_serve, cli_completion, cli_version;
cli_command cli_law_check, cli_law_test, cli_law_eval, cli_law_mutate, cli_law_coverage, cli_law_show,
    cli_law_diff, cli_law_vocabulary, cli_law_run, cli_law_plan;

/* The database when the command line names none. */
#define CLI_DB_DEFAULT "var/ansinh.db"

#endif
