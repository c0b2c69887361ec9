#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "CLoadClient.h"
#include "sockets.h"

enum { patience_milliseconds = 5000, answer_max = 16384 };

int merlon_keepalive_open(const char *address, int port) {
  int descriptor = client_connect(address, port);
  if (descriptor < 0) return -1;
  struct pollfd poller = {.fd = descriptor, .events = POLLOUT};
  if (poll(&poller, 1, patience_milliseconds) == 1 && client_is_connected(descriptor)) {
    return descriptor;
  }
  close(descriptor);
  return -1;
}

/* The length of the whole answer, or 0 while its head is not there, or below 0 if it tells none. */
static long length(char *answer) {
  char *end = strstr(answer, "\r\n\r\n");
  if (!end) return 0;
  char *field = strcasestr(answer, "\r\ncontent-length:");
  if (!field || field > end) return -1;
  return end + 4 - answer + strtol(field + 17, NULL, 10);
}

int64_t merlon_keepalive_ask(int connection, const char *request) {
  static char answer[answer_max + 1];
  long count = 0, whole = 0;
  int64_t start = client_now();
  if (send(connection, request, strlen(request), MSG_NOSIGNAL) < 0) return -errno;
  while (whole == 0 || count < whole) {
    struct pollfd poller = {.fd = connection, .events = POLLIN};
    if (poll(&poller, 1, patience_milliseconds) != 1) return -ETIMEDOUT;
    ssize_t more = recv(connection, answer + count, (size_t)(answer_max - count), 0);
    if (more <= 0) return more < 0 ? -errno : -EPIPE;
    count += more;
    answer[count] = 0;
    if (whole == 0) whole = length(answer);
    if (whole < 0 || whole > answer_max) return -EBADMSG;
  }
  int64_t time = client_now() - start;
  return memcmp(answer + 8, " 200", 4) == 0 ? time : -EACCES;
}

void merlon_keepalive_close(int connection) { close(connection); }
