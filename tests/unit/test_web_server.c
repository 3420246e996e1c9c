/* Requests the library would leave without an answer, and clients that take their time: sent byte by byte to
 * a server of this process. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/base.h"
#include "faces/web/web.h"

enum { REQUEST_SECONDS = 2 };
#define HOST " HTTP/1.1\r\nHost: 127.0.0.1\r\n"

static enum err page(struct web_request *r) {
  (void)r;
  return OK;
}
static enum err open_session(void *config, void **ret_session) {
  *ret_session = config;
  return OK;
}
static void close_session(void *session) { (void)session; }
static enum err question(void *session, enum err (*work)(void *context), void *context) {
  (void)session;
  return work(context);
}
static enum err packs(void *session, struct arena *a, struct web_packs *ret_p) {
  (void)session;
  (void)a;
  *ret_p = (struct web_packs) { 0 };
  return OK;
}

static const struct cli_entry table[] = { { .name = "page",
                                            .kind = CLI_PAGE,
                                            .method = CLI_GET,
                                            .path = "/page",
                                            .permission = CLI_MAY_READ_LAW,
                                            .title = { "a", "b" },
                                            .page = page } };
static int anything;
static const struct web_data data = {
  .config = &anything, .open = open_session, .close = close_session, .question = question, .packs = packs
};
static struct web_server *server;
static struct arena *a;

static int connected(void) {
  struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(web_port(server)) };
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int s = socket(AF_INET, SOCK_STREAM, 0);
  assert_true(s >= 0);
  assert_int_equal(connect(s, (struct sockaddr *)&to, sizeof to), 0);
  return s;
}

static void send_all(int s, const char *text) {
  assert_int_equal(send(s, text, strlen(text), MSG_NOSIGNAL), strlen(text));
}

/* The status of the answer that comes within `seconds`; 0: none. */
static int status(int s, int seconds) {
  char head[16] = "";
  size_t n = 0;
  struct pollfd p = { .fd = s, .events = POLLIN };
  while (n < sizeof head - 1 && poll(&p, 1, seconds * 1000) == 1) {
    ssize_t k = recv(s, head + n, sizeof head - 1 - n, 0);
    if (k <= 0) break;
    n += (size_t)k;
  }
  int64_t number = 0;
  return n > 12 && strncmp(head, "HTTP/1.1 ", 9) == 0 &&
                 parse_int((struct str) { head + 9, 3 }, &number) == OK
             ? (int)number
             : 0;
}

static int asked(const char *text) {
  int s = connected();
  send_all(s, text);
  int got = status(s, 10);
  close(s);
  return got;
}

/* n times the text, with the number in it. */
static const char *times(int n, const char *text) {
  struct buf b = buf_new(a, 1 << 20);
  for (int i = 0; i < n; i++)
    buf_print(&b, "%s%d=1&", text, i);
  assert_false(b.full);
  return b.p;
}

/* Another site's name is not ours, wherever in the field it stands. */
static void only_this_machine_is_asked(void **state) {
  static const struct {
    const char *host;
    int status;
  } asks[] = {
    { "127.0.0.1", 200 },
    { "127.0.0.1:8080", 200 },
    { "localhost:8080", 200 },
    { "[::1]:8080", 200 },
    { "evil.com", 421 },
    { "127.0.0.1.evil.com", 421 },
    { "127.0.0.1@evil.com", 421 },
    { "127.0.0.1:8080@evil.com", 421 },
    { "127.0.0.1:80.evil.com", 421 },
    { "[::1]evil.com", 421 },
    { "[::1]:8080@evil.com", 421 },
  };
  (void)state;
  for (size_t i = 0; i < sizeof asks / sizeof *asks; i++)
    assert_int_equal(asked(arena_print(a, "GET /page HTTP/1.1\r\nHost: %s\r\n\r\n", asks[i].host)),
                     asks[i].status);
}

static void many_fields_are_refused(void **state) {
  (void)state;
  static const char long_name[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
  assert_int_equal(asked("GET /page?q=1" HOST "\r\n"), 200);
  assert_int_equal(asked(arena_print(a, "GET /page?%s" HOST "\r\n", times(200, "a"))), 400);
  assert_int_equal(asked(arena_print(a, "GET /page?%s" HOST "\r\n", times(255, long_name))), 414);
  assert_int_equal(asked(arena_print(a, "GET /page?%s" HOST "\r\n", times(2000, "a"))), 400);
  assert_int_equal(asked(arena_print(a, "GET /page?%s" HOST "\r\n", times(5000, "a"))), 414);
  const char *form = times(2000, "a");
  assert_int_equal(asked(arena_print(a,
                                     "POST /page" HOST "Content-Type: application/x-www-form-urlencoded\r\n"
                                     "Content-Length: %zu\r\n\r\n%s",
                                     strlen(form), form)),
                   405);
}

static void unknown_codings_are_refused(void **state) {
  (void)state;
  assert_int_equal(asked("GET /page" HOST "Transfer-Encoding: gzip\r\n\r\n"), 400);
  assert_int_equal(
      asked("POST /page" HOST "Transfer-Encoding: nothing, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"), 400);
  assert_int_equal(asked("POST /page" HOST "Transfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"), 405);
}

/* Drips `text` from `begun` on, four bytes a second; seconds until the server had enough, its status in
 * *ret_status. */
static double dripped(const char *begun, const char *text, int *ret_status) {
  int s = connected();
  send_all(s, begun);
  double start = clock_seconds();
  *ret_status = 0;
  while (clock_seconds() - start < 10 * REQUEST_SECONDS) {
    struct pollfd p = { .fd = s, .events = POLLIN };
    if (poll(&p, 1, 250) == 1) {
      *ret_status = status(s, 1);
      break;
    }
    send(s, text, 1, MSG_NOSIGNAL);
  }
  close(s);
  return clock_seconds() - start;
}

static void who_drips_is_not_waited_for(void **state) {
  (void)state;
  int got;
  assert_true(dripped("GET /page" HOST "X: ", "a", &got) < 3 * REQUEST_SECONDS);
  assert_int_equal(got, 408);
  assert_true(dripped("POST /page" HOST "Content-Length: 100000\r\n\r\n", "a", &got) < 3 * REQUEST_SECONDS);
  assert_int_equal(got, 408);
}

/* A second request on a connection has its own time. */
static void the_time_begins_anew_with_each_answer(void **state) {
  (void)state;
  int s = connected();
  for (int i = 0; i < 4; i++) {
    send_all(s, "GET /static/icon.svg" HOST "\r\n");
    assert_int_equal(status(s, 5), 200);
    char rest[1 << 16];
    usleep(100000);
    while (recv(s, rest, sizeof rest, MSG_DONTWAIT) > 0) {}
    usleep(REQUEST_SECONDS * 1000000 / 2);
  }
  close(s);
}

int main(void) {
  a = arena_new("test", 64 << 20);
  struct web_config config = { .agency = "UBND",
                               .today = date_of(2026, 11, 1),
                               .request_seconds = REQUEST_SECONDS,
                               .table = table,
                               .table_count = 1,
                               .data = &data };
  if (web_start(&config, &server) != OK) return 1;
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(only_this_machine_is_asked),
    cmocka_unit_test(many_fields_are_refused),
    cmocka_unit_test(unknown_codings_are_refused),
    cmocka_unit_test(who_drips_is_not_waited_for),
    cmocka_unit_test(the_time_begins_anew_with_each_answer),
  };
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  web_stop(server);
  arena_free(a);
  return failed;
}
