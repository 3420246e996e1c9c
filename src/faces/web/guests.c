/* The watch over connections: each has a place in a table while it lasts; once a second the late ones are
 * ended. A socket is touched only while its place is taken, under the lock: the library tells of the end of a
 * connection before it closes the socket. */
#include "faces/web/guests.h"

#include <pthread.h>
#include <sys/socket.h>

enum guest_state { GUEST_NONE, GUEST_ASKING, GUEST_WORKING, GUEST_TAKING };
struct guest {
  enum guest_state state;
  int socket;
  double since; /* of GUEST_ASKING and GUEST_TAKING */
};
struct guests {
  pthread_mutex_t lock;
  pthread_cond_t over;
  pthread_t watch;
  bool ending;
  int seconds;
  struct guest at[GUESTS_MAX];
};

static struct guest *guest_of(struct MHD_Connection *c) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return info ? info->socket_context : NULL;
}

static int socket_of(struct MHD_Connection *c) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info ? info->connect_fd : -1;
}

static void enter(struct guests *guests, struct MHD_Connection *c, enum guest_state state) {
  struct guest *guest = guest_of(c);
  if (!guest) return; /* turned away at the door: its socket is shut already */
  pthread_mutex_lock(&guests->lock);
  assert(guest->state != GUEST_NONE);
  guest->state = state;
  guest->since = clock_seconds();
  pthread_mutex_unlock(&guests->lock);
}

/* A client that does not take what it is told is not waited for. */
static void write_line(int socket, unsigned status, enum web_word id) {
  char line[512], head[256];
  int length = snprintf(line, sizeof line, "%s / %s\n", web_word(id, VI), web_word(id, EN));
  assert(length > 0 && length < (int)sizeof line);
  int n = snprintf(head, sizeof head,
                   "HTTP/1.1 %u %s\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n"
                   "X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n",
                   status, MHD_get_reason_phrase_for(status), length);
  assert(n > 0 && n < (int)sizeof head);
  if (send(socket, head, (size_t)n, MSG_NOSIGNAL | MSG_DONTWAIT) == n)
    (void)!send(socket, line, (size_t)length, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void end_late(struct guests *guests) {
  double now = clock_seconds();
  for (int i = 0; i < GUESTS_MAX; i++) {
    struct guest *guest = &guests->at[i];
    bool timed = guest->state == GUEST_ASKING || guest->state == GUEST_TAKING;
    if (!timed || now - guest->since < guests->seconds) continue;
    if (guest->state == GUEST_ASKING) write_line(guest->socket, MHD_HTTP_REQUEST_TIMEOUT, W_too_slow);
    shutdown(guest->socket, SHUT_RDWR);
  }
}

static void *watch(void *context) {
  struct guests *guests = context;
  pthread_mutex_lock(&guests->lock);
  while (!guests->ending) {
    struct timespec next;
    clock_gettime(CLOCK_MONOTONIC, &next);
    next.tv_sec++;
    pthread_cond_timedwait(&guests->over, &guests->lock, &next);
    end_late(guests);
  }
  pthread_mutex_unlock(&guests->lock);
  return NULL;
}

enum err web_guests_begin(struct arena *a, int seconds, struct guests **ret_guests) {
  assert(a && seconds > 0 && ret_guests);
  struct guests *guests = NEW(a, struct guests);
  guests->seconds = seconds;
  pthread_condattr_t monotonic;
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_mutex_init(&guests->lock, NULL);
  pthread_cond_init(&guests->over, &monotonic);
  pthread_condattr_destroy(&monotonic);
  if (pthread_create(&guests->watch, NULL, watch, guests) != 0) {
    pthread_cond_destroy(&guests->over);
    pthread_mutex_destroy(&guests->lock);
    return IO;
  }
  *ret_guests = guests;
  return OK;
}

void web_guests_end(struct guests *guests) {
  assert(guests && !guests->ending);
  pthread_mutex_lock(&guests->lock);
  guests->ending = true;
  pthread_cond_signal(&guests->over);
  pthread_mutex_unlock(&guests->lock);
  pthread_join(guests->watch, NULL);
  for (int i = 0; i < GUESTS_MAX; i++)
    assert(guests->at[i].state == GUEST_NONE);
  pthread_cond_destroy(&guests->over);
  pthread_mutex_destroy(&guests->lock);
}

void web_guests_notify(void *context, struct MHD_Connection *c, void **socket_context,
                       enum MHD_ConnectionNotificationCode code) {
  struct guests *guests = context;
  pthread_mutex_lock(&guests->lock);
  if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
    if (*socket_context) *(struct guest *)*socket_context = (struct guest) { .state = GUEST_NONE };
  } else {
    struct guest *guest = NULL;
    for (int i = 0; i < GUESTS_MAX && !guest; i++)
      if (guests->at[i].state == GUEST_NONE) guest = &guests->at[i];
    int socket = socket_of(c);
    if (guest)
      *guest = (struct guest) { .state = GUEST_ASKING, .socket = socket, .since = clock_seconds() };
    else
      shutdown(socket, SHUT_RDWR);
    *socket_context = guest;
  }
  pthread_mutex_unlock(&guests->lock);
}

void web_guests_completed(void *context, struct MHD_Connection *c, void **state,
                          enum MHD_RequestTerminationCode code) {
  (void)state;
  (void)code;
  enter(context, c, GUEST_ASKING);
}

void web_guest_asked(struct guests *guests, struct MHD_Connection *c) { enter(guests, c, GUEST_WORKING); }

void web_guest_answered(struct guests *guests, struct MHD_Connection *c) { enter(guests, c, GUEST_TAKING); }

void web_guest_refuse(struct guests *guests, struct MHD_Connection *c, unsigned status, enum web_word id) {
  pthread_mutex_lock(&guests->lock);
  write_line(socket_of(c), status, id);
  shutdown(socket_of(c), SHUT_WR);
  pthread_mutex_unlock(&guests->lock);
  MHD_set_connection_option(c, MHD_CONNECTION_OPTION_TIMEOUT, 1u);
}
