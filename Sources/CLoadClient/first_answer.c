#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "CLoadClient.h"
#include "sockets.h"
#include "tls.h"

enum { attempts_max = 64 };

/* Tries another connection every half millisecond: a packet to a server that is not there yet is
   lost, and the kernel would send it again only after a second. */
static int connect_soon(const char *address, int port, int64_t deadline) {
  struct pollfd attempts[attempts_max];
  int count = 0, winner = -1;
  const struct timespec pause = {.tv_nsec = 500000};
  while (winner < 0 && client_now() < deadline) {
    if (count == attempts_max) {
      client_reset(attempts[0].fd);
      memmove(attempts, attempts + 1, sizeof *attempts * (size_t)--count);
    }
    int descriptor = client_connect(address, port);
    if (descriptor >= 0) attempts[count++] = (struct pollfd){.fd = descriptor, .events = POLLOUT};
    ppoll(attempts, (nfds_t)count, &pause, NULL);
    for (int index = count - 1; index >= 0; index--) {
      if (!attempts[index].revents) continue;
      if (winner < 0 && client_is_connected(attempts[index].fd)) {
        winner = attempts[index].fd;
      } else {
        client_reset(attempts[index].fd);
      }
      attempts[index] = attempts[--count];
    }
  }
  for (int index = 0; index < count; index++) client_reset(attempts[index].fd);
  return winner;
}

/* Waits for what is left of the time until there is something to read. */
static bool wait_to_read(int descriptor, int64_t deadline) {
  int64_t left = deadline - client_now();
  if (left <= 0) return false;
  struct pollfd poller = {.fd = descriptor, .events = POLLIN};
  struct timespec patience = {.tv_sec = left / 1000000000, .tv_nsec = left % 1000000000};
  return ppoll(&poller, 1, &patience, NULL) == 1;
}

static bool is_fine(const char *answer, int length, bool any_status) {
  return length > 12 && (any_status || memcmp(answer + 8, " 200", 4) == 0);
}

static bool ask_plain(int descriptor, bool any_status, const char *request, int64_t deadline) {
  char answer[2048];
  if (send(descriptor, request, strlen(request), MSG_NOSIGNAL) < 0) return false;
  if (!wait_to_read(descriptor, deadline)) return false;
  return is_fine(answer, (int)recv(descriptor, answer, sizeof answer, 0), any_status);
}

static bool ask_tls(int descriptor, bool any_status, const char *request, int64_t deadline) {
  char answer[2048];
  SSL *tls = client_tls() ? SSL_new(client_tls()) : NULL;
  bool is_answered = false;
  if (tls && SSL_set_fd(tls, descriptor)) {
    SSL_set_connect_state(tls);
    bool is_sent = false;
    while (client_now() < deadline) {
      int result = is_sent ? SSL_read(tls, answer, sizeof answer)
                           : SSL_write(tls, request, (int)strlen(request));
      if (result > 0 && is_sent) {
        is_answered = is_fine(answer, result, any_status);
        break;
      }
      if (result > 0) {
        is_sent = true;
        continue;
      }
      if (SSL_get_error(tls, result) != SSL_ERROR_WANT_READ) break;
      if (!wait_to_read(descriptor, deadline)) break;
    }
  }
  SSL_free(tls);
  return is_answered;
}

int64_t merlon_first_answer(const char *address, int port, bool tls, bool any_status,
                            const char *request, int milliseconds) {
  int64_t deadline = client_now() + milliseconds * INT64_C(1000000);
  while (client_now() < deadline) {
    int descriptor = connect_soon(address, port, deadline);
    if (descriptor < 0) continue;
    bool is_answered = tls ? ask_tls(descriptor, any_status, request, deadline)
                           : ask_plain(descriptor, any_status, request, deadline);
    int64_t now = client_now();
    client_reset(descriptor);
    if (is_answered) return now;
  }
  return -ETIMEDOUT;
}
