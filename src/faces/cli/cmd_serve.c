/* serve: the pages until a signal ends them. */
#include <signal.h>

#include "faces/cli/desk.h"
#include "faces/web/web.h"
#include "registry/registry.h"

static int complain(const struct cli_call *call, int code, const char *vi, const char *en) {
  fprintf(stderr, "ansinh serve: %s\n", call->lang == EN ? en : vi);
  return code;
}

static void wait_for_the_end(void) {
  sigset_t ends;
  int which;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  sigwait(&ends, &which);
}

/* Blocked before the pool starts, so that every thread of it inherits the mask and sigwait alone takes the
 * signal. */
static void block_the_end(void) {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  sigprocmask(SIG_BLOCK, &ends, NULL);
  signal(SIGPIPE, SIG_IGN);
}

/* The first visitor should not wait for the totals of the month to be added up. */
static void warm(const struct web_data *data, struct cli_call *call) {
  void *session;
  struct web_overview overview;
  date today = clock_today();
  if (data->open(data->config, &session) != OK) return;
  data->overview(session, call->a, call->lang, (struct web_when) { month_of(today), today }, &overview);
  data->close(session);
}

/* Of a register that cannot be read the pages say so themselves; its people are not called invented, and no
 * day is refused for it. 0, or an exit code after a message. */
static int whose(const struct cli_call *call, const char *place, bool *ret_invented) {
  struct db *db;
  struct reg_clock clock = { .invented = false };
  enum err e = db_open(place, DB_READ, &db);
  *ret_invented = false;
  if (e != OK) return 0;
  e = reg_clock_read(db, &clock);
  db_close(db);
  if (e != OK) return 0;
  *ret_invented = clock.invented;
  return desk_own_day(call, clock.invented);
}

/* One word of a shell's. */
static void shell_word(struct buf *b, struct str word) {
  bool plain = word.n > 0;
  for (size_t i = 0; i < word.n; i++) {
    char c = word.p[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    plain = plain && (letter || (c && strchr("/._-,:@#=", c)));
  }
  if (plain) {
    buf_str(b, word);
    return;
  }
  buf_c(b, '\'');
  for (size_t i = 0; i < word.n; i++)
    if (word.p[i] == '\'')
      buf_z(b, "'\\''");
    else
      buf_c(b, word.p[i]);
  buf_c(b, '\'');
}

/* The address of a server without the password in it, which no page shows: before `@`, or among the
 * parameters. */
static struct str without_password(struct arena *a, struct str place) {
  if (!db_is_server(place.p)) return place;
  const char *begin = strstr(place.p, "://") + 3, *at = strchr(begin, '@'),
             *word = strstr(begin, "password=");
  const char *colon = at ? memchr(begin, ':', (size_t)(at - begin)) : NULL;
  if (word) return str_of("postgresql://…");
  if (!colon) return place;
  return str_of(arena_print(a, "%.*s%s", (int)(colon - place.p), place.p, at));
}

static const char *option_text(struct arena *a, const char *name, struct str value) {
  if (!value.n) return NULL;
  struct buf b = buf_new(a, value.n * 4 + 64);
  buf_print(&b, " --%s ", name);
  shell_word(&b, value);
  assert(!b.full);
  return b.p;
}

/* What whoever reads a command on a page has to say besides, so that it is about what is served here. */
static struct web_commands commands_of(struct cli_call *call) {
  struct web_commands c = { 0 };
  date set;
  char day[11];
  struct str db = cli_text(&call->args, "db");
  if (clock_day_set(&set)) c.day = arena_print(call->a, "ANSINH_TODAY=%s ", date_iso(set, day));
  if (db.n) c.db = option_text(call->a, "db", without_password(call->a, db));
  c.law = option_text(call->a, "law", cli_text(&call->args, "law"));
  return c;
}

int cli_serve(struct cli_call *call) {
  int64_t port = cli_int(&call->args, "port", 8080);
  if (port < 0 || port > 65535) return complain(call, 2, CW_BOTH(port_port_between_0));
  struct str db = cli_text(&call->args, "db"), agency = cli_text(&call->args, "office");
  struct law_program *law;
  bool invented;
  int code = cli_law_load(call, &law);
  if (code == 0) code = whose(call, db.n ? db.p : CLI_DB_DEFAULT, &invented);
  if (code != 0) return code;
  struct web_data data;
  struct str message;
  struct viewer pages = viewer_pages();
  struct questions_place place = { db.n ? db.p : CLI_DB_DEFAULT, law, call->lang };
  enum err err = questions_open(&pages, call->a, &place, &data, &message);
  if (err != OK) return complain(call, desk_code(err, NULL), message.p, message.p);
  struct web_config config = { .port = (uint16_t)port,
                               .agency = agency.n ? agency.p : "An Sinh",
                               .table = call->table,
                               .table_count = call->table_count,
                               .data = &data,
                               .commands = commands_of(call),
                               .invented = invented };
  block_the_end();
  struct web_server *server;
  if (web_start(&config, &server) != OK) {
    questions_end(&data);
    const char *taken = CLI_FILL(call->a, call->lang, CW_port_taken, arena_print(call->a, "%d", (int)port));
    return complain(call, 1, taken, taken);
  }
  fputs(CLI_FILL(call->a, call->lang, CW_open_in_browser, arena_print(call->a, "%u", web_port(server))),
        stdout);
  fflush(stdout);
  warm(&data, call);
  wait_for_the_end();
  web_stop(server);
  questions_end(&data);
  return 0;
}
