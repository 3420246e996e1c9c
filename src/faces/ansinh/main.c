/* ansinh: finds the row of the one table that the words on the command line name, and calls its handler. */
#include "faces/ansinh/rows.h"
#include "faces/table/cli_words.h"

#include <unistd.h>

#define CALL_BYTES_MAX ((size_t)4 << 30)
#define LINE_BYTES_MAX ((size_t)64 << 10)

/* --lang, --help and -h may stand anywhere and are not among a row's arguments; `ansinh help law check` asks
 * the same as `ansinh law check --help`, and --version as the first word is the command version. */
struct words {
  char **at;
  int count;
  enum lang lang;
  bool help;
  int lang_count;
  bool bad_lang;
};

static struct words sift(struct arena *a, int argc, char **argv) {
  struct words w = { .at = NEW_ARRAY(a, char *, argc + 1), .lang = VI };
  const char *wish = getenv("ANSINH_LANG");
  static char version[] = "version";
  bool only_words = false;
  for (int i = 1; i < argc; i++) {
    if (!only_words && (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)) {
      w.help = true;
    } else if (!only_words && strncmp(argv[i], "--lang=", 7) == 0) {
      wish = argv[i] + 7;
      w.lang_count++;
    } else if (!only_words && strcmp(argv[i], "--lang") == 0 && i + 1 < argc) {
      wish = argv[++i];
      w.lang_count++;
    } else {
      w.at[w.count++] = argv[i];
    }
    only_words = only_words || strcmp(argv[i], "--") == 0;
  }
  if (w.count > 0 && strcmp(w.at[0], "help") == 0) {
    w.help = true;
    w.at++;
    w.count--;
  }
  if (w.count > 0 && strcmp(w.at[0], "--version") == 0) w.at[0] = version;
  w.bad_lang = wish && *wish && strcmp(wish, "vi") != 0 && strcmp(wish, "en") != 0;
  if (wish && strcmp(wish, "en") == 0) w.lang = EN;
  return w;
}

static int print(FILE *to, const struct buf *b, int code) {
  fwrite(b->p, 1, b->n, to);
  return code;
}

static int no_such_command(struct buf *b, const struct cli_entry *table, size_t count,
                           const struct words *w) {
  const char *typed = w->at[0];
  if (cli_help_group(b, table, count, typed, w->lang))
    return print(w->help ? stdout : stderr, b, w->help ? 0 : 2);
  const char *near = cli_nearest(table, count, typed);
  const char *said[] = { typed, near ? near : "" };
  buf_fill(b, cli_word(near ? CW_no_such_command_near : CW_no_such_command, w->lang), 2, said);
  return print(stderr, b, 2);
}

static int run(struct cli_call *call, const struct words *w, int used) {
  struct str message;
  if (cli_args_read(call->a, call->entry, w->count - used, w->at + used, w->lang, &call->args, &message) !=
      OK) {
    fprintf(stderr, "ansinh %s: %.*s\n", call->entry->name, (int)message.n, message.p);
    return 2;
  }
  return call->entry->command(call);
}

int main(int argc, char **argv) {
  /* Whole lines, wherever they go: what stands on stderr must not fall into the middle of one. */
  setvbuf(stdout, NULL, _IOLBF, LINE_BYTES_MAX);
  struct arena *a = arena_new_large("command", CALL_BYTES_MAX);
  if (!a) {
    fprintf(stderr, "ansinh: %s / %s\n", cli_word(CW_out_memory, VI), cli_word(CW_out_memory, EN));
    return 1;
  }
  size_t count;
  const struct cli_entry *table = cli_entries(&count);
  const char *what = NULL;
  if (!cli_table_sound(table, count, &what)) {
    fprintf(stderr, "ansinh: the table: %s\n", what);
    arena_free(a);
    return 70;
  }
  struct words w = sift(a, argc, argv);
  struct buf b = buf_growing(a);
  int used = 0, code;
  const struct cli_entry *e = cli_find(table, count, w.count, w.at, &used);
  if (w.bad_lang || w.lang_count > 1) {
    buf_z(&b, w.bad_lang ? "ansinh: --lang: vi | en\n" : cli_word(CW_lang_twice, w.lang));
    code = print(stderr, &b, 2);
  } else if (w.count == 0) {
    cli_help_all(&b, table, count, w.lang);
    code = print(stdout, &b, 0);
  } else if (!e) {
    code = no_such_command(&b, table, count, &w);
  } else if (w.help) {
    cli_help_one(&b, e, w.lang);
    code = print(stdout, &b, 0);
  } else {
    struct cli_call call = { .a = a,
                             .table = table,
                             .table_count = count,
                             .entry = e,
                             .lang = w.lang,
                             .terminal = isatty(STDERR_FILENO) };
    code = run(&call, &w, used);
  }
  if (fflush(stdout) != 0 || ferror(stdout)) { /* an earlier write may have failed where the last did not */
    fprintf(stderr, "ansinh: %s\n", cli_word(CW_output_could_not_written, w.lang));
    if (code == 0) code = 1;
  }
  arena_free(a);
  return code;
}
