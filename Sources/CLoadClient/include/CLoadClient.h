/* The client of `merlon-bench figures`: what wrk does not measure. Numbers below zero are failures;
   times are CLOCK_MONOTONIC in nanoseconds. Nothing here is fit for anything but measuring: a server's
   certificate is not checked. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* How many TLS handshakes were completed, and how many of them resumed a session. */
struct handshake_tally {
  long completed;
  long resumed;
  long failed;
};

/* Makes TLS 1.2 handshakes for `milliseconds`, `connections` at a time, each on a TCP connection that
   is reset afterwards; `resume` offers the session of an earlier one. False if nothing could start. */
bool merlon_handshakes(const char *address, int port, int connections, int milliseconds, bool resume,
                       struct handshake_tally *tally);

/* Prepares libraries, so that the first question pays for none of it. */
bool merlon_client_prepare(void);

/* Asks until there is an answer, of the status 200 or of any, from a server that may only just be
   starting: another connection is tried every half millisecond. Tells when the answer came. */
int64_t merlon_first_answer(const char *address, int port, bool tls, bool any_status,
                            const char *request, int milliseconds);

/* Opens a connection that stays open; tells its descriptor. */
int merlon_keepalive_open(const char *address, int port);

/* Asks one question over it, and tells how long the whole answer took; its status must be 200. */
int64_t merlon_keepalive_ask(int connection, const char *request);

/* Closes it. */
void merlon_keepalive_close(int connection);

/* Binds this thread, and what it starts from now on, to one processor. */
bool merlon_use_processor(int number);
