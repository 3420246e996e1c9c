/* law (cli): what the commands `ansinh law …` share: finding and reading the packs, printing. */
#ifndef ANSINH_CLI_LAW_H
#define ANSINH_CLI_LAW_H

#include <unistd.h>

#include "faces/cli/commands.h"
#include "faces/table/cli_words.h"
#include "law/law.h"
#include "law/tools/tools.h"

/* Reads the packs named by paths or --law ("a,b"), else law/vn and law/vn-hue. 0, or the exit code after a
 * message. The program may hold errors. */
int cli_law_read(struct cli_call *call, struct law_program **ret_p);
/* The same; errors in the packs are printed and end with code 2. */
int cli_law_load(struct cli_call *call, struct law_program **ret_p);
/* An empty text for the answer. */
struct buf cli_law_out(struct cli_call *call);
/* Prints it; returns the code, or 1 when it did not fit. */
int cli_law_print(struct cli_call *call, FILE *to, const struct buf *b, int code);
/* "ansinh law …: what: message"; returns the code. */
int cli_law_refuse(const struct cli_call *call, int code, const char *vi, const char *en, const char *what);

#endif
