/* guests (web): the connections at hand, and how long each may take. The library closes who is silent; a
 * client that sends, or takes, a byte a second is never silent, and is ended here. Also says no to a request
 * the library cannot answer itself. */
#ifndef ANSINH_WEB_GUESTS_H
#define ANSINH_WEB_GUESTS_H

#include <microhttpd.h>

#include "faces/web/words.h"

enum { GUESTS_MAX = 512 };

struct guests;
/* Begins the watch, a thread of its own. A request must have come in whole `seconds` after its connection or
 * the answer before it, and its answer be taken `seconds` after it was ready; how long the answer takes to
 * make is not counted. NOMEM or IO when it cannot begin. Lives in `a` until web_guests_end. */
enum err web_guests_begin(struct arena *a, int seconds, struct guests **ret_guests);
/* Ends the watch; the daemon whose callbacks these are must have stopped. */
void web_guests_end(struct guests *guests);

/* MHD_OPTION_NOTIFY_CONNECTION and MHD_OPTION_NOTIFY_COMPLETED, with the guests as context. */
void web_guests_notify(void *context, struct MHD_Connection *c, void **socket_context,
                       enum MHD_ConnectionNotificationCode code);
void web_guests_completed(void *context, struct MHD_Connection *c, void **state,
                          enum MHD_RequestTerminationCode code);

/* The request is whole, its answer is being made. */
void web_guest_asked(struct guests *guests, struct MHD_Connection *c);
/* The answer is ready to be taken. */
void web_guest_answered(struct guests *guests, struct MHD_Connection *c);
/* Writes `status` and the line `id`, in both languages, past the library, and closes the sending side. Only
 * while no answer was queued. */
void web_guest_refuse(struct guests *guests, struct MHD_Connection *c, unsigned status, enum web_word id);

#endif
