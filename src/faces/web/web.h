/* web: the pages, served to browsers on this machine.
 *
 * Owns: the server (libmicrohttpd, a pool of threads, loopback only, reading only), the writers of HTML
 * (html.h), the components (parts.h), the texts in both languages (words.def), style, script and fonts
 * (static/, built into the program). Never: works out an entitlement, writes to the database, listens beyond
 * this machine, sends anything that was not escaped.
 *
 * Each request has an arena with a ceiling; reaching it gives a clear page (503), not a crash. Pages come
 * from the rows of the table (faces/table/table.h) whose kind is CLI_PAGE; data comes through struct web_data
 * (questions/questions.h). */
#ifndef ANSINH_WEB_H
#define ANSINH_WEB_H

#include "faces/table/table.h"
#include "questions/questions.h"

enum {
  WEB_THREADS = 16,
  WEB_REQUEST_BYTES_MAX = 48 << 20, /* memory of one request */
  WEB_ANSWER_BYTES_MAX = 4 << 20,   /* one page */
  WEB_QUERY_FIELDS_MAX = 32,
  WEB_REQUEST_SECONDS = 40 /* to send a request, and to take its answer: above it the connection is ended */
};

/* What a command named on a page needs to be about this register, as a shell reads it: `day` goes before the
 * program ("ANSINH_TODAY=2026-11-01 "), the others behind (" --db var/hue.db", " --law my"). NULL: nothing.
 */
struct web_commands {
  const char *day, *db, *law;
};
struct web_config {
  uint16_t port;       /* 0: any free one */
  const char *agency;  /* shown in the top bar */
  date today;          /* 0: the clock's */
  int request_seconds; /* 0: WEB_REQUEST_SECONDS */
  struct web_commands commands;
  bool invented; /* nobody in the register exists: every page and every printed sheet says so */
  const struct cli_entry *table;
  size_t table_count;
  const struct web_data *data;
};

struct web_server;
/* Starts listening on 127.0.0.1. IO when the port is taken. */
enum err web_start(const struct web_config *config, struct web_server **ret_server);
uint16_t web_port(const struct web_server *s);
/* Stops, after the requests at hand have been answered. */
void web_stop(struct web_server *s);

/* The pages, one handler a row of the table. */
cli_page web_page_overview, web_page_search, web_page_person, web_page_why, web_page_law, web_page_provision,
    web_page_law_diff, web_page_check;

#endif
