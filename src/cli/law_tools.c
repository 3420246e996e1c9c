#include "cli/law.h"

int cli_law_vocabulary(struct cli_call *call) {
  struct law_program *p;
  int code = cli_law_load(call, &p);
  if (code)
    return code;
  struct buf b = cli_law_out(call);
  law_tool_vocabulary(p, call->lang, cli_given(&call->args, "json"), &b);
  return cli_law_print(call, stdout, &b, 0);
}
