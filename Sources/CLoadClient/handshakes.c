#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "CLoadClient.h"
#include "sockets.h"
#include "tls.h"

/* One place of the load: a connection after the other. */
struct place {
  const char *address;
  int port;
  int descriptor;
  SSL *tls;
  SSL_SESSION *session;
};

/* Starts the next connection. */
static bool begin(struct place *place, int poller) {
  place->descriptor = client_connect(place->address, place->port);
  if (place->descriptor < 0) return false;
  place->tls = SSL_new(client_tls());
  if (!place->tls || !SSL_set_fd(place->tls, place->descriptor)) return false;
  if (place->session) SSL_set_session(place->tls, place->session);
  SSL_set_connect_state(place->tls);
  // Edges suffice: each is followed until OpenSSL wants more.
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = place};
  return epoll_ctl(poller, EPOLL_CTL_ADD, place->descriptor, &event) == 0;
}

static void end(struct place *place) {
  if (place->tls) {
    // Otherwise OpenSSL takes the end for a fault and never offers the session again.
    SSL_set_quiet_shutdown(place->tls, 1);
    SSL_shutdown(place->tls);
    SSL_free(place->tls);
    place->tls = NULL;
  }
  if (place->descriptor >= 0) client_reset(place->descriptor);
  place->descriptor = -1;
}

/* Goes on with a handshake; true when the connection is at its end, in either way. */
static bool step(struct place *place, bool resume, struct handshake_tally *tally) {
  int result = SSL_do_handshake(place->tls);
  if (result == 1) {
    tally->completed++;
    if (SSL_session_reused(place->tls)) tally->resumed++;
    if (resume && !place->session) place->session = SSL_get1_session(place->tls);
    return true;
  }
  int reason = SSL_get_error(place->tls, result);
  if (reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE) return false;
  if (reason == SSL_ERROR_SYSCALL && errno == ENOTCONN) return false;
  tally->failed++;
  return true;
}

bool merlon_handshakes(const char *address, int port, int connections, int milliseconds, bool resume,
                       struct handshake_tally *tally) {
  *tally = (struct handshake_tally){0};
  int poller = epoll_create1(EPOLL_CLOEXEC);
  struct place *places = calloc((size_t)connections, sizeof *places);
  bool is_well = poller >= 0 && places && client_tls();
  for (int index = 0; is_well && index < connections; index++) {
    places[index] = (struct place){.address = address, .port = port, .descriptor = -1};
    is_well = begin(&places[index], poller);
  }
  int64_t deadline = client_now() + milliseconds * INT64_C(1000000);
  while (is_well && client_now() < deadline) {
    struct epoll_event events[64];
    int count = epoll_wait(poller, events, 64, 10);
    for (int index = 0; index < count && is_well; index++) {
      struct place *place = events[index].data.ptr;
      if (!step(place, resume, tally)) continue;
      end(place);
      is_well = begin(place, poller);
    }
  }
  for (int index = 0; places && index < connections; index++) {
    if (places[index].address) end(&places[index]);
    SSL_SESSION_free(places[index].session);
  }
  free(places);
  if (poller >= 0) close(poller);
  return is_well;
}
