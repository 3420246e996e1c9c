/* What is made from the rows: help, completion, the nearest name, the soundness of the table. */
#include "faces/table/cli_words.h"
#include "faces/table/table.h"

const struct cli_entry *cli_find(const struct cli_entry *table, size_t count, int words, char *const *word,
                                 int *ret_used) {
  assert(table && ret_used);
  const struct cli_entry *best = NULL;
  int used = 0;
  for (size_t i = 0; i < count; i++) {
    if (table[i].kind != CLI_COMMAND) continue;
    const char *p = table[i].name;
    int k = 0;
    while (*p && k < words) {
      size_t n = strcspn(p, " ");
      if (strlen(word[k]) != n || memcmp(word[k], p, n) != 0) break;
      k++;
      p += n + (p[n] == ' ' ? 1 : 0);
    }
    if (!*p && k > used) {
      best = &table[i];
      used = k;
    }
  }
  if (best) *ret_used = used;
  return best;
}

const char *cli_nearest(const struct cli_entry *table, size_t count, const char *typed) {
  const char *near = NULL;
  int best = 3;
  for (size_t i = 0; i < count; i++) {
    if (table[i].kind != CLI_COMMAND) continue;
    struct str first = { table[i].name, strcspn(table[i].name, " ") };
    int d = str_distance(str_of(typed), first, 3);
    int whole = str_distance(str_of(typed), str_of(table[i].name), 3);
    if (whole < d) d = whole;
    if (d < best) {
      best = d;
      near = table[i].name;
    }
  }
  return near;
}

static void pad(struct buf *b, size_t from, size_t to) {
  while (from++ < to)
    buf_c(b, ' ');
}

static void command_line(struct buf *b, const struct cli_entry *e, enum lang lang, size_t width) {
  buf_print(b, "  %s", e->name);
  pad(b, strlen(e->name), width);
  buf_print(b, "  %s\n", cli_say(e->title, lang));
}

void cli_help_all(struct buf *b, const struct cli_entry *table, size_t count, enum lang lang) {
  size_t width = 0;
  for (size_t i = 0; i < count; i++)
    if (table[i].kind == CLI_COMMAND && strlen(table[i].name) > width) width = strlen(table[i].name);
  buf_z(b, cli_word(CW_who_is_owed_what, lang));
  for (size_t i = 0; i < count; i++)
    if (table[i].kind == CLI_COMMAND) command_line(b, &table[i], lang, width);
  buf_z(b, cli_word(CW_ansinh_command_help_shows, lang));
}

bool cli_help_group(struct buf *b, const struct cli_entry *table, size_t count, const char *group,
                    enum lang lang) {
  size_t n = strlen(group), width = 0;
  bool any = false;
  for (size_t i = 0; i < count; i++)
    if (table[i].kind == CLI_COMMAND && strncmp(table[i].name, group, n) == 0 && table[i].name[n] == ' ') {
      any = true;
      if (strlen(table[i].name) > width) width = strlen(table[i].name);
    }
  if (!any) return false;
  buf_fill(b, cli_word(CW_use_group, lang), 1, &group);
  for (size_t i = 0; i < count; i++)
    if (table[i].kind == CLI_COMMAND && strncmp(table[i].name, group, n) == 0 && table[i].name[n] == ' ')
      command_line(b, &table[i], lang, width);
  return true;
}

static const char *placeholder(const struct cli_arg *arg) {
  switch (arg->type) {
  case CLI_FLAG: return "";
  case CLI_INT: return "N";
  case CLI_MONTH: return "YYYY-MM";
  case CLI_DATE: return "YYYY-MM-DD";
  case CLI_CHOICE: return arg->choices;
  case CLI_TEXT: return "…";
  }
  return "";
}

static void synopsis(struct buf *b, const struct cli_entry *e) {
  for (size_t i = 0; i < e->arg_count; i++) {
    const struct cli_arg *arg = &e->args[i];
    if (arg->need == CLI_PLACE)
      buf_print(b, " %s", arg->name);
    else if (arg->need == CLI_PLACE_IF)
      buf_print(b, " [%s]", arg->name);
    else if (arg->need == CLI_REST)
      buf_print(b, " [%s …]", arg->name);
    else if (arg->need == CLI_REQUIRED)
      buf_print(b, " --%s %s", arg->name, placeholder(arg));
    else
      buf_print(b, arg->type == CLI_FLAG ? " [--%s]" : " [--%s %s]", arg->name, placeholder(arg));
  }
}

void cli_help_one(struct buf *b, const struct cli_entry *e, enum lang lang) {
  assert(e->kind == CLI_COMMAND);
  buf_print(b, "%s\n\n%s ansinh %s", cli_say(e->title, lang), cli_word(CW_use, lang), e->name);
  synopsis(b, e);
  buf_z(b, "\n");
  if (e->help.vi) buf_print(b, "\n%s\n", cli_say(e->help, lang));
  size_t width = 0;
  for (size_t i = 0; i < e->arg_count; i++)
    if (strlen(e->args[i].name) > width) width = strlen(e->args[i].name);
  if (e->arg_count) buf_c(b, '\n');
  for (size_t i = 0; i < e->arg_count; i++) {
    bool option = e->args[i].need == CLI_OPTION || e->args[i].need == CLI_REQUIRED;
    buf_print(b, "  %s%s", option ? "--" : "  ", e->args[i].name);
    pad(b, strlen(e->args[i].name), width);
    buf_print(b, "  %s%s\n", cli_say(e->args[i].help, lang),
              e->args[i].need == CLI_REQUIRED ? (cli_word(CW_needed, lang)) : "");
  }
  if (e->examples) buf_print(b, "\n%s\n%s\n", cli_word(CW_examples, lang), e->examples);
}

void cli_completion_bash(struct buf *b, const struct cli_entry *table, size_t count) {
  buf_z(
      b,
      "# bash: source <(ansinh completion)\n_ansinh() {\n  local words=\"${COMP_WORDS[*]:1:COMP_CWORD-1}\"\n"
      "  local now=\"${COMP_WORDS[COMP_CWORD]}\"\n  local list=\"\"\n  case \"$words\" in\n");
  for (size_t i = 0; i < count; i++) {
    if (table[i].kind != CLI_COMMAND) continue;
    buf_print(b, "    \"%s\"*) list=\"--help --lang", table[i].name);
    for (size_t k = 0; k < table[i].arg_count; k++)
      if (table[i].args[k].need == CLI_OPTION || table[i].args[k].need == CLI_REQUIRED)
        buf_print(b, " --%s", table[i].args[k].name);
    buf_z(b, "\" ;;\n");
  }
  buf_z(b, "    \"\") list=\"--help");
  for (size_t i = 0; i < count; i++)
    if (table[i].kind == CLI_COMMAND) {
      buf_c(b, ' ');
      buf_add(b, table[i].name, strcspn(table[i].name, " "));
    }
  buf_z(b, "\" ;;\n");
  for (size_t i = 0; i < count; i++) {
    const char *blank = table[i].kind == CLI_COMMAND ? strchr(table[i].name, ' ') : NULL;
    if (!blank) continue;
    buf_z(b, "    \"");
    buf_add(b, table[i].name, (size_t)(blank - table[i].name));
    buf_print(b, "\") list=\"$list %s\" ;;&\n", blank + 1);
  }
  buf_z(b, "  esac\n  COMPREPLY=($(compgen -W \"$list\" -- \"$now\"))\n}\ncomplete -o default -F _ansinh "
           "ansinh\n");
}

static const char *broken(const struct cli_entry *e) {
  if (!e->name || !e->title.vi || !e->title.en) return "a row without name or title in both languages";
  if (e->permission == 0) return "a row without permission";
  if (e->arg_count > CLI_ARGS_MAX) return "too many arguments";
  if ((e->help.vi == NULL) != (e->help.en == NULL)) return "help in one language only";
  if (e->kind == CLI_COMMAND ? !e->command || e->path : !e->page || !e->path)
    return "a row without handler or path";
  for (size_t i = 0; i < e->arg_count; i++)
    if (!e->args[i].name || !e->args[i].help.vi || !e->args[i].help.en ||
        (e->args[i].type == CLI_CHOICE) != (e->args[i].choices != NULL))
      return "an argument without help, or choices where they do not belong";
  return NULL;
}

bool cli_table_sound(const struct cli_entry *table, size_t count, const char **ret_what) {
  assert(table && ret_what);
  for (size_t i = 0; i < count; i++) {
    const char *what = broken(&table[i]);
    for (size_t k = 0; k < i && !what; k++) {
      if (table[k].kind == table[i].kind && strcmp(table[k].name, table[i].name) == 0)
        what = "two rows of one name";
      else if (table[k].path && table[i].path && strcmp(table[k].path, table[i].path) == 0)
        what = "two rows of one path";
    }
    if (what) {
      *ret_what = what;
      return false;
    }
  }
  return true;
}
