/* The server: a pool of threads, each with its arena and its session; a request becomes a row of the table,
 * its checked arguments and one page. */
#include "faces/web/web.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>

#include "faces/web/assets.h"
#include "faces/web/guests.h"
#include "faces/web/html.h"
#include "faces/web/parts.h"

#define SESSIONS_MAX  (WEB_THREADS * 2)
#define URL_BYTES_MAX 4096
/* Path and query, and the fields of a query, before the library takes them apart in CONNECTION_BYTES_MAX. */
enum {
  URI_BYTES_MAX = 4 * URL_BYTES_MAX,
  URI_FIELDS_MAX = 256,
  CONNECTION_BYTES_MAX = 65536,
  IDLE_SECONDS_MAX = 30
};

struct worker {
  const struct web_server *server;
  struct arena *a;
  void *session;
};
struct web_server {
  struct web_config config;
  struct MHD_Daemon *daemon;
  struct arena *a;
  struct guests *guests;
  uint16_t port;
  pthread_mutex_t lock;
  struct worker *workers[SESSIONS_MAX]; /* one a thread of the pool */
  int worker_count;
};

/* Threads of the pool live as long as the server, so what they keep is closed by web_stop. */
static _Thread_local struct worker *here;

static const char security[] =
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
static struct worker *worker_here(struct web_server *s) {
  if (here && here->server == s) return here;
  struct worker *w = NULL;
  pthread_mutex_lock(&s->lock);
  if (s->worker_count < SESSIONS_MAX) {
    struct arena *a = arena_new("web request", WEB_REQUEST_BYTES_MAX);
    if (a) {
      w = NEW(s->a, struct worker);
      *w = (struct worker) { .server = s, .a = a };
      s->workers[s->worker_count++] = w;
    }
  }
  pthread_mutex_unlock(&s->lock);
  here = w;
  return w;
}

static enum MHD_Result answer(struct web_server *s, struct MHD_Connection *c, unsigned status,
                              struct MHD_Response *response) {
  if (!response) return MHD_NO;
  MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
  MHD_add_response_header(response, "Content-Security-Policy", security);
  MHD_add_response_header(response, "Referrer-Policy", "same-origin");
  MHD_add_response_header(response, "Cross-Origin-Opener-Policy", "same-origin");
  MHD_add_response_header(response, "Cross-Origin-Resource-Policy", "same-origin");
  enum MHD_Result done = MHD_queue_response(c, status, response);
  MHD_destroy_response(response);
  web_guest_answered(s->guests, c);
  return done;
}

static enum MHD_Result answer_text(struct web_server *s, struct MHD_Connection *c, unsigned status,
                                   const char *type, const char *text) {
  /* The library never writes to the memory it is given; its parameter only lacks the const. */
  struct MHD_Response *response = MHD_create_response_from_buffer(strlen(text), (void *)(uintptr_t)text,
                                                                  MHD_RESPMEM_MUST_COPY);
  if (response) {
    MHD_add_response_header(response, "Content-Type", type);
    MHD_add_response_header(response, "Cache-Control", "no-store");
    if (status == MHD_HTTP_METHOD_NOT_ALLOWED) MHD_add_response_header(response, "Allow", "GET, HEAD");
  }
  return answer(s, c, status, response);
}

/* A line in both languages: no page, and so no language, was asked for. */
static enum MHD_Result answer_line(struct web_server *s, struct MHD_Connection *c, unsigned status,
                                   enum web_word id) {
  char line[512];
  int n = snprintf(line, sizeof line, "%s / %s\n", web_word(id, VI), web_word(id, EN));
  assert(n > 0 && n < (int)sizeof line);
  return answer_text(s, c, status, "text/plain; charset=utf-8", line);
}

/* Told without an arena: its memory is used up. */
static enum MHD_Result answer_memory(struct web_server *s, struct MHD_Connection *c) {
  char page[1024];
  int n = snprintf(
      page, sizeof page,
      "<!doctype html><html lang=\"vi\"><meta charset=\"utf-8\"><title>An Sinh</title><h1>%s</h1><p>%s</p>"
      "<p lang=\"en\">%s</p><p><a href=\"/\">An Sinh</a></p></html>",
      web_word(W_limit_title, VI), web_word(W_memory_what, VI), web_word(W_memory_what, EN));
  assert(n > 0 && n < (int)sizeof page);
  return answer_text(s, c, MHD_HTTP_SERVICE_UNAVAILABLE, "text/html; charset=utf-8", page);
}

static const char *type_of(const char *name) {
  const char *dot = strrchr(name, '.');
  static const char *const types[][2] = { { ".css", "text/css; charset=utf-8" },
                                          { ".js", "text/javascript; charset=utf-8" },
                                          { ".svg", "image/svg+xml" },
                                          { ".woff2", "font/woff2" },
                                          { ".txt", "text/plain; charset=utf-8" } };
  for (size_t i = 0; dot && i < sizeof types / sizeof types[0]; i++)
    if (strcmp(dot, types[i][0]) == 0) return types[i][1];
  return "application/octet-stream";
}

static enum MHD_Result answer_asset(struct web_server *s, struct MHD_Connection *c, const struct asset *f) {
  char tag[17], quoted[20];
  snprintf(quoted, sizeof quoted, "\"%s\"", asset_tag(f, tag));
  const char *known = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "If-None-Match");
  const char *version = MHD_lookup_connection_value(c, MHD_GET_ARGUMENT_KIND, "v");
  bool same = known && strstr(known, quoted);
  struct MHD_Response *response = MHD_create_response_from_buffer(
      same ? 0 : f->size, (void *)(uintptr_t)f->at, MHD_RESPMEM_PERSISTENT);
  if (response) {
    MHD_add_response_header(response, "Content-Type", type_of(f->name));
    MHD_add_response_header(response, "ETag", quoted);
    MHD_add_response_header(response, "Cache-Control",
                            version && strcmp(version, tag) == 0 ? "public, max-age=31536000, immutable"
                                                                 : "no-cache");
  }
  return answer(s, c, same ? MHD_HTTP_NOT_MODIFIED : MHD_HTTP_OK, response);
}

/* Another site's page may not read ours through a name of its own that leads to this machine. */
static bool host_is_ours(struct MHD_Connection *c) {
  const char *host = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Host");
  if (!host) return false;
  size_t n = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");
  struct str name = { host, n > strlen(host) ? strlen(host) : n };
  const char *port = host + name.n;
  if (*port && (*port != ':' || port[1 + strspn(port + 1, "0123456789")])) return false;
  return str_is(name, "127.0.0.1") || str_is(name, "localhost") || str_is(name, "[::1]");
}

struct fields {
  struct web_request *r;
  struct buf query;
  enum err err;
  int count;
};

static enum MHD_Result field(void *context, enum MHD_ValueKind kind, const char *key, const char *value) {
  struct fields *f = context;
  struct web_request *r = f->r;
  (void)kind;
  if (++f->count > WEB_QUERY_FIELDS_MAX) {
    f->err = INVALID; /* what would be passed over may change the question */
    return MHD_NO;
  }
  struct str v = value ? str_trim(str_of(value)) : S("");
  if (strcmp(key, "lang") == 0 || v.n == 0) return MHD_YES;
  if (strcmp(key, "part") == 0) {
    r->part = true;
    return MHD_YES;
  }
  enum err err = cli_args_set(r->a, &r->args, str_of(key), v, r->lang, &r->refused);
  if (err == INVALID) f->err = INVALID;
  if (err != OK) return MHD_YES;
  struct buf page = r->out;
  r->out = f->query;
  if (r->out.n) buf_c(&r->out, '&');
  h_url(r, str_of(key));
  buf_c(&r->out, '=');
  h_url(r, v);
  f->query = r->out;
  r->out = page;
  return MHD_YES;
}

static bool row_has(const struct cli_entry *e, const char *name) {
  for (size_t i = 0; i < e->arg_count; i++)
    if (strcmp(e->args[i].name, name) == 0) return true;
  return false;
}

static void choose_when(struct web_request *r) {
  r->when = (struct web_when) { month_of(r->today), r->today };
  if (row_has(r->entry, "for")) {
    r->when.for_month = cli_month(&r->args, "for", r->when.for_month);
    r->other_month = r->when.for_month != month_of(r->today);
  }
  if (row_has(r->entry, "known")) {
    r->when.known = cli_date(&r->args, "known", r->today);
    r->other_known = r->when.known != r->today;
  }
}

/* Finds the row and reads path and query into r. */
static enum err route(struct web_request *r, struct MHD_Connection *c) {
  struct str parts[CLI_ARGS_MAX];
  const struct cli_entry *found = NULL;
  /* A row without {…} goes before one with: /law/diff before /law/{name}. */
  for (int open = 0; open < 2 && !found; open++)
    for (size_t i = 0; i < r->config->table_count && !found; i++) {
      const struct cli_entry *e = &r->config->table[i];
      if (e->path && e->method == CLI_GET && (strchr(e->path, '{') != NULL) == (open == 1) &&
          cli_path_fits(e, r->path, parts))
        found = e;
    }
  if (!found) return NOT_FOUND;
  assert(found->permission != 0 && found->page);
  r->entry = found;
  r->args.entry = found;
  for (size_t i = 0; i < found->arg_count; i++)
    if (parts[i].n &&
        cli_args_set(r->a, &r->args, str_of(found->args[i].name), parts[i], r->lang, &r->refused) != OK)
      return NOT_FOUND;
  struct fields f = { .r = r, .query = buf_new(r->a, URI_BYTES_MAX * 3), .err = OK };
  MHD_get_connection_values(c, MHD_GET_ARGUMENT_KIND, field, &f);
  assert(!f.query.full); /* a byte becomes three at most */
  r->query = buf_view(&f.query);
  choose_when(r);
  return f.err;
}

static unsigned status_of(enum err err) {
  switch (err) {
  case OK: return MHD_HTTP_OK;
  case NOT_FOUND: return MHD_HTTP_NOT_FOUND;
  case INVALID: return MHD_HTTP_BAD_REQUEST;
  case DENIED: return MHD_HTTP_FORBIDDEN;
  case LIMIT:
  case NOMEM:
  case RETRY: return MHD_HTTP_SERVICE_UNAVAILABLE;
  case CONFLICT:
  case IO:
  case BUG: return MHD_HTTP_INTERNAL_SERVER_ERROR;
  }
  return MHD_HTTP_INTERNAL_SERVER_ERROR;
}

/* The page, begun anew each time it is asked for: a question may be run again. */
static enum err handle_page(void *context) {
  struct web_request *r = context;
  r->out = buf_new(r->a, WEB_ANSWER_BYTES_MAX);
  enum err err = r->data->packs(r->session, r->a, &r->packs);
  return err == OK ? r->entry->page(r) : err;
}

static enum err render(struct web_request *r, struct worker *w, struct MHD_Connection *c) {
  enum err err = route(r, c);
  if (err == OK && !w->session) err = r->data->open(r->data->config, &w->session);
  r->session = w->session;
  if (err == OK) err = r->data->question(r->session, handle_page, r);
  if (err == IO && r->session && r->data->damage) r->refused = r->data->damage(r->session, r->a, r->lang);
  if (err == OK && r->out.full) err = LIMIT;
  if (err != OK) {
    r->out = buf_new(r->a, WEB_ANSWER_BYTES_MAX);
    part_trouble(r, err);
  }
  return err;
}

static void choose_language(struct web_request *r, struct MHD_Connection *c, const char **ret_cookie) {
  const char *asked = MHD_lookup_connection_value(c, MHD_GET_ARGUMENT_KIND, "lang");
  const char *kept = MHD_lookup_connection_value(c, MHD_COOKIE_KIND, "lang");
  if (asked && strcmp(asked, "en") == 0) {
    r->lang = EN;
    *ret_cookie = "lang=en; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly";
  } else if (asked && strcmp(asked, "vi") == 0) {
    r->lang = VI;
    *ret_cookie = "lang=vi; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly";
  } else {
    r->lang = kept && strcmp(kept, "en") == 0 ? EN : VI;
  }
}

static enum MHD_Result answer_page(struct web_server *s, struct worker *w, struct MHD_Connection *c,
                                   const char *url) {
  jmp_buf guard;
  arena_reset(w->a);
  int jumped = setjmp(guard);
  if (jumped) {
    /* Statements of the session may be half read: a new one is opened for the next request. */
    arena_guard(w->a, NULL);
    if (w->session) s->config.data->close(w->session);
    w->session = NULL;
    arena_reset(w->a);
    return answer_memory(s, c);
  }
  arena_guard(w->a, &guard);
  struct web_request *r = NEW(w->a, struct web_request);
  r->a = w->a;
  r->config = &s->config;
  r->data = s->config.data;
  r->today = s->config.today ? s->config.today : clock_today();
  r->when = (struct web_when) { month_of(r->today), r->today };
  r->path = str_of(arena_text(w->a, url, strlen(url)));
  r->out = buf_new(w->a, WEB_ANSWER_BYTES_MAX);
  const char *cookie = NULL;
  choose_language(r, c, &cookie);
  enum err err = render(r, w, c);
  arena_guard(w->a, NULL);
  struct MHD_Response *response = MHD_create_response_from_buffer(r->out.n, r->out.p, MHD_RESPMEM_MUST_COPY);
  if (response) {
    MHD_add_response_header(response, "Content-Type", "text/html; charset=utf-8");
    MHD_add_response_header(response, "Cache-Control", "no-store");
    if (cookie) MHD_add_response_header(response, "Set-Cookie", cookie);
  }
  return answer(s, c, status_of(err), response);
}

/* What the library is told of a request whose first line was refused, and of one whose head was seen. */
static const int refused, seen;

/* Before the library takes the line apart: of more fields than its memory has room for it says nothing at all
 * (libmicrohttpd 0.9.75), so they are refused here. */
static void *first_line(void *context, const char *uri, struct MHD_Connection *c) {
  struct web_server *s = context;
  size_t n = strlen(uri), fields = 1;
  for (const char *p = uri; (p = strchr(p, '&')); p++)
    fields++;
  if (n <= URI_BYTES_MAX && fields <= URI_FIELDS_MAX) return NULL;
  if (n > URI_BYTES_MAX)
    web_guest_refuse(s->guests, c, MHD_HTTP_URI_TOO_LONG, W_too_long);
  else
    web_guest_refuse(s->guests, c, MHD_HTTP_BAD_REQUEST, W_too_many_fields);
  return (void *)(uintptr_t)&refused;
}

/* A body in a coding the library does not know would have no end. */
static bool coding_unknown(struct MHD_Connection *c) {
  const char *coding = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Transfer-Encoding");
  return coding && strcasecmp(coding, "chunked") != 0;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *c, const char *url, const char *method,
                              const char *version, const char *upload, size_t *upload_size, void **state) {
  struct web_server *s = context;
  (void)version;
  (void)upload;
  /* The library calls once with the head, then again; what a refused method uploads is passed over. */
  if (*state == &refused) return MHD_NO;
  if (!*state) {
    *state = (void *)(uintptr_t)&seen;
    return coding_unknown(c) ? answer_line(s, c, MHD_HTTP_BAD_REQUEST, W_coding_unknown) : MHD_YES;
  }
  if (*upload_size) {
    *upload_size = 0;
    return MHD_YES;
  }
  web_guest_asked(s->guests, c);
  if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
    return answer_line(s, c, MHD_HTTP_METHOD_NOT_ALLOWED, W_reading_only);
  if (!host_is_ours(c)) return answer_line(s, c, MHD_HTTP_MISDIRECTED_REQUEST, W_not_here);
  if (strlen(url) > URL_BYTES_MAX) return answer_line(s, c, MHD_HTTP_URI_TOO_LONG, W_too_long);
  if (strncmp(url, "/static/", 8) == 0) {
    const struct asset *f = asset_find(str_of(url + 8));
    if (f) return answer_asset(s, c, f);
  }
  struct worker *w = worker_here(s);
  if (!w) return answer_line(s, c, MHD_HTTP_SERVICE_UNAVAILABLE, W_busy);
  return answer_page(s, w, c, url);
}

static enum err listen_here(struct web_server *s, uint16_t port) {
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  s->daemon = MHD_start_daemon(
      MHD_USE_EPOLL_INTERNAL_THREAD, port, NULL, NULL, handle, s, MHD_OPTION_SOCK_ADDR,
      (struct sockaddr *)&address, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)WEB_THREADS,
      MHD_OPTION_CONNECTION_LIMIT, (unsigned)GUESTS_MAX, MHD_OPTION_CONNECTION_TIMEOUT,
      (unsigned)IDLE_SECONDS_MAX, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES_MAX,
      MHD_OPTION_URI_LOG_CALLBACK, first_line, s, MHD_OPTION_NOTIFY_CONNECTION, web_guests_notify, s->guests,
      MHD_OPTION_NOTIFY_COMPLETED, web_guests_completed, s->guests, MHD_OPTION_END);
  return s->daemon ? OK : IO;
}

enum err web_start(const struct web_config *config, struct web_server **ret_server) {
  assert(config && config->table && config->data && config->agency && ret_server);
  struct arena *a = arena_new("web server", 1 << 20);
  if (!a) return NOMEM;
  struct web_server *s = NEW(a, struct web_server);
  s->a = a;
  s->config = *config;
  pthread_mutex_init(&s->lock, NULL); /* before the first of its threads */
  int seconds = config->request_seconds ? config->request_seconds : WEB_REQUEST_SECONDS;
  enum err err = web_guests_begin(a, seconds, &s->guests);
  if (err == OK && (err = listen_here(s, config->port)) != OK) web_guests_end(s->guests);
  if (err != OK) {
    pthread_mutex_destroy(&s->lock);
    arena_free(a);
    return err;
  }
  const union MHD_DaemonInfo *info = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT);
  s->port = info ? info->port : config->port;
  *ret_server = s;
  return OK;
}

uint16_t web_port(const struct web_server *s) {
  assert(s && s->port);
  return s->port;
}

void web_stop(struct web_server *s) {
  assert(s && s->daemon);
  MHD_stop_daemon(s->daemon);
  web_guests_end(s->guests);
  for (int i = 0; i < s->worker_count; i++) {
    if (s->workers[i]->session) s->config.data->close(s->workers[i]->session);
    arena_free(s->workers[i]->a);
  }
  pthread_mutex_destroy(&s->lock);
  arena_free(s->a);
}
