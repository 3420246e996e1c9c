/* table: the one table of everything the program can be asked for: pages, API routes and commands.
 *
 * Owns: what a row is, the reading of its arguments (arguments.c), and what is made from the rows: `--help`,
 * the menus of the pages, shell completion. The rows themselves stand in faces/ansinh/rows.def; `main.c`
 * finds a command among them and calls its handler; the server finds a page in the same table. Never: does
 * the work itself, knows any law or any person.
 *
 * To add a command: write faces/cli/cmd_<command>.c with `int cli_<command>(struct cli_call *call)`, declare
 * it in commands.h, and give it a row in rows.def. To add a page: the same in faces/web with
 * `web_page_<name>`. A row without a permission does not compile. A name of two words ("law check") is a
 * command of its own. */
#ifndef ANSINH_TABLE_H
#define ANSINH_TABLE_H

#include "base/base.h"

#define CLI_ARGS_MAX  24   /* arguments of one row */
#define CLI_REST_MAX  256  /* words given to a row's REST argument */
#define CLI_VALUE_MAX 4096 /* bytes of one argument's value */

enum cli_kind { CLI_PAGE, CLI_API, CLI_COMMAND };
enum cli_method { CLI_LOCAL, CLI_GET }; /* LOCAL: a command, no request */

/* Who may ask. There are no accounts yet: the pages are read on this machine only and everything is allowed,
 * but each row already says what it needs. 0 is no permission and is refused by the row macros. */
enum cli_permission {
  CLI_MAY_ANYONE = 1,
  CLI_MAY_READ_TOTALS,
  CLI_MAY_READ_PERSON,
  CLI_MAY_READ_LAW,
  CLI_MAY_OPERATE
};

/* Both languages of one text. */
struct cli_words {
  const char *vi, *en;
};
/* The text in that language; never NULL. */
const char *cli_say(struct cli_words w, enum lang lang);

/* FLAG takes no value. CHOICE: one of `choices`, separated by '|'. */
enum cli_type { CLI_FLAG, CLI_TEXT, CLI_INT, CLI_MONTH, CLI_DATE, CLI_CHOICE };
/* OPTION is written --name VALUE (or ?name=value), REQUIRED is an option that must be there, PLACE is a bare
 * word (or a {name} in the path), PLACE_IF a bare word that may be left out, REST all bare words that are
 * left. */
enum cli_need { CLI_OPTION, CLI_REQUIRED, CLI_PLACE, CLI_PLACE_IF, CLI_REST };
struct cli_arg {
  const char *name;
  enum cli_type type;
  enum cli_need need;
  const char *choices;
  struct cli_words help;
};

struct cli_entry;
/* The values of a row's arguments, checked against their types. */
struct cli_args {
  const struct cli_entry *entry;
  bool given[CLI_ARGS_MAX];
  struct str value[CLI_ARGS_MAX];
  struct str rest[CLI_REST_MAX];
  int rest_count;
};

/* One call of a command. The arena lives as long as the call; `table` holds all rows, `entry` is one of them.
 */
struct cli_call {
  struct arena *a;
  const struct cli_entry *table;
  size_t table_count;
  const struct cli_entry *entry;
  enum lang lang;
  bool terminal; /* progress and colours only then */
  struct cli_args args;
};

struct web_request;
/* The exit code: 0 done, 1 a fault of the world, 2 the user's input was refused, 3 found something to look
 * at, 70 a bug. */
typedef int cli_command(struct cli_call *call);
/* Writes the page into the request; NOT_FOUND, INVALID, LIMIT, IO ... become clear pages. */
typedef enum err cli_page(struct web_request *r);

struct cli_entry {
  const char *name; /* command words, or the page's name */
  enum cli_kind kind;
  enum cli_method method;
  const char *path; /* "/person/{id}"; NULL for a command */
  enum cli_permission permission;
  const struct cli_arg *args;
  size_t arg_count;
  struct cli_words title; /* in menus; one line of help */
  struct cli_words help;  /* a paragraph; may be NULL */
  const char *examples;   /* lines to type, NULL for none */
  int section;            /* place in the pages' menu, 0 for none */
  cli_page *page;
  cli_command *command;
};

/* ---- reading arguments (arguments.c) ---- */

/* Reads the words after the command's name. --name=value and --name value are the same; an option is given
 * once. A month or a day is one of those served (DATE_SERVED_MIN in base.h). INVALID with a message that
 * names the word and says what to write instead. */
enum err cli_args_read(struct arena *a, const struct cli_entry *e, int count, char *const *words,
                       enum lang lang, struct cli_args *ret_args, struct str *ret_message);
/* Sets one argument by name (a query field). NOT_FOUND for a name the row does not have, INVALID with a
 * message. */
enum err cli_args_set(struct arena *a, struct cli_args *args, struct str name, struct str value,
                      enum lang lang, struct str *ret_message);
bool cli_given(const struct cli_args *args, const char *name);
/* The name must be one of the row's arguments of that type: anything else is a bug and ends the program. */
struct str cli_text(const struct cli_args *args, const char *name); /* empty when not given */
int64_t cli_int(const struct cli_args *args, const char *name, int64_t otherwise);
month cli_month(const struct cli_args *args, const char *name, month otherwise);
date cli_date(const struct cli_args *args, const char *name, date otherwise);

/* Does the path fit the row's pattern? Each {name} takes one part (not empty, no '/') into ret_parts at the
 * argument's place, still to be checked. The path is decoded already. */
bool cli_path_fits(const struct cli_entry *e, struct str path, struct str ret_parts[CLI_ARGS_MAX]);

/* ---- made from the table (help.c) ---- */

/* The command whose name is the longest beginning of the words; `ret_used` words are its name. NULL when
 * none. */
const struct cli_entry *cli_find(const struct cli_entry *table, size_t count, int words, char *const *word,
                                 int *ret_used);
/* The name nearest to what was typed, NULL when none is near. */
const char *cli_nearest(const struct cli_entry *table, size_t count, const char *typed);
void cli_help_all(struct buf *b, const struct cli_entry *table, size_t count, enum lang lang);
void cli_help_one(struct buf *b, const struct cli_entry *e, enum lang lang);
/* Every command that begins with these words ("law"): help for a group. False when there is none. */
bool cli_help_group(struct buf *b, const struct cli_entry *table, size_t count, const char *group,
                    enum lang lang);
void cli_completion_bash(struct buf *b, const struct cli_entry *table, size_t count);
/* Does the table keep its promises (unique names and paths, a permission, help in both languages, a handler)?
 * The first broken one goes to `ret_what`. */
bool cli_table_sound(const struct cli_entry *table, size_t count, const char **ret_what);

#endif
