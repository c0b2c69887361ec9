/* Connections to the upstream, a bounded number of them. What arrives is copied out of the network
 * stack's buffers at once, and its window is opened only as bytes are used: so each has at most
 * TCP_WND of them, and a client that does not read makes the upstream wait. */
#ifndef MERLON_REVERSE_PROXY_UPSTREAM_H
#define MERLON_REVERSE_PROXY_UPSTREAM_H

#include "http-server.h"
#include "network.h"

struct upstream {
  struct upstream *next; /* among those that are idle */
  struct tcp_pcb *pcb;   /* NULL when the connection broke */
  struct http_request *user; /* NULL when it is idle */
  bool is_connected, is_reused;
  bool has_ended; /* the upstream's FIN is here */
  uint64_t idle_since;
  size_t start, end; /* of what is here and not used */
  char bytes[TCP_WND];
};

void upstream_start(void);
/* Finds an idle connection unless a new one is asked for, or begins one; NULL when there are as
 * many as there may be, or, with `*is_refused`, when the network has no way there. */
struct upstream *upstream_take(struct http_request *user, bool wants_new, bool *is_refused);
/* Lets go of one: for another request when it can be used again. */
void upstream_return(struct upstream *upstream, bool is_reusable);
/* How many bytes upstream_send takes now. */
size_t upstream_room(const struct upstream *upstream);
/* Queues a copy; false when there is no memory for that. */
bool upstream_send(struct upstream *upstream, const char *bytes, size_t length);
void upstream_flush(struct upstream *upstream);
/* Drops the first `count` bytes of what is here. */
void upstream_use(struct upstream *upstream, size_t count);
/* Moves what is here to the start of `bytes`, where it stays until some of it is used. */
void upstream_settle(struct upstream *upstream);

#endif
