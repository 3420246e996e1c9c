/* The rows of the one table: every page and every command, its permission, its arguments, its help. */
#include "faces/ansinh/rows.h"

#include "faces/cli/commands.h"
#include "faces/web/web.h"

/* A row's permission is its third word; leaving it out, or writing one that does not exist, does not compile.
 */
#define COMMAND(words, handler, may)                                                                         \
  .name = words, .kind = CLI_COMMAND, .method = CLI_LOCAL, .permission = CLI_MAY_##may, .command = handler
#define PAGE(words, where, may, handler, place)                                                              \
  .name = words, .kind = CLI_PAGE, .method = CLI_GET, .path = where, .permission = CLI_MAY_##may,            \
  .page = handler, .section = place
#define TITLE(vi_text, en_text) .title = { vi_text, en_text }
#define HELP(vi_text, en_text)  .help = { vi_text, en_text }
#define ARGS(...)                                                                                            \
  .args = (const struct cli_arg[]) { __VA_ARGS__ },                                                          \
  .arg_count = sizeof((const struct cli_arg[]) { __VA_ARGS__ }) / sizeof(struct cli_arg)

static const struct cli_entry table[] = {
#include "faces/ansinh/rows.def"
};

const struct cli_entry *cli_entries(size_t *ret_count) {
  *ret_count = sizeof table / sizeof table[0];
  return table;
}
