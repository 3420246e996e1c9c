#include <unistd.h>

#include "faces/cli/commands.h"

#define CALL_BYTES_MAX ((size_t)4 << 30)
#define HELP_BYTES_MAX (256 << 10)

/* --lang and --help may stand anywhere and are not among a row's arguments. */
struct words {
  char **at;
  int count;
  enum lang lang;
  bool help, bad_lang;
};

static struct words sift(struct arena *a, int argc, char **argv) {
  struct words w = { .at = NEW_ARRAY(a, char *, argc + 1), .lang = VI };
  const char *wish = getenv("ANSINH_LANG");
  bool only_words = false;
  for (int i = 1; i < argc; i++) {
    if (!only_words && strcmp(argv[i], "--help") == 0)
      w.help = true;
    else if (!only_words && strncmp(argv[i], "--lang=", 7) == 0)
      wish = argv[i] + 7;
    else if (!only_words && strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
      wish = argv[++i];
    else
      w.at[w.count++] = argv[i];
    only_words = only_words || strcmp(argv[i], "--") == 0;
  }
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
  buf_fill(b,
           w->lang == EN ? (near ? "ansinh: there is no command “{0}”. Did you mean “ansinh {1}”?\n"
                                 : "ansinh: there is no command “{0}”. See “ansinh --help”.\n")
                         : (near ? "ansinh: không có lệnh “{0}”. Có phải là “ansinh {1}”?\n"
                                 : "ansinh: không có lệnh “{0}”. Xem “ansinh --help”.\n"),
           2, said);
  return print(stderr, b, 2);
}

static int run(struct arena *a, const struct cli_entry *e, const struct words *w, int used) {
  struct cli_call call = { .a = a, .entry = e, .lang = w->lang, .terminal = isatty(STDERR_FILENO) };
  struct str message;
  if (cli_args_read(a, e, w->count - used, w->at + used, w->lang, &call.args, &message) != OK) {
    fprintf(stderr, "ansinh %s: %.*s\n", e->name, (int)message.n, message.p);
    return 2;
  }
  return e->command(&call);
}

int main(int argc, char **argv) {
  struct arena *a = arena_new("command", CALL_BYTES_MAX);
  if (!a) return 1;
  size_t count;
  const struct cli_entry *table = cli_entries(&count);
  const char *what = NULL;
  if (!cli_table_sound(table, count, &what)) {
    fprintf(stderr, "ansinh: registry: %s\n", what);
    arena_free(a);
    return 70;
  }
  struct words w = sift(a, argc, argv);
  struct buf b = buf_new(a, HELP_BYTES_MAX);
  int used = 0, code;
  const struct cli_entry *e = cli_find(table, count, w.count, w.at, &used);
  if (w.bad_lang) {
    buf_z(&b, "ansinh: --lang: vi | en\n");
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
    code = run(a, e, &w, used);
  }
  if (fflush(stdout) != 0 || ferror(stdout)) { /* an earlier write may have failed where the last did not */
    fprintf(stderr, "ansinh: %s\n",
            w.lang == EN
                ? "the output could not be written in full (disk full, or closed); what was written is "
                  "incomplete"
                : "không ghi được hết kết quả (đĩa đầy hoặc đầu ra đã đóng); phần đã ghi không đủ");
    if (code == 0) code = 1;
  }
  arena_free(a);
  return code;
}
