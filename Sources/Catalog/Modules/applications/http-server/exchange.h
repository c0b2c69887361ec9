/* One connection as a conversation: bytes of the client go in, responses come out. It knows
 * neither clock nor network, so that tests drive it with bytes alone.
 *
 * Its user puts what the client sent where http_exchange_space says, and asks http_exchange_next
 * until it is false. Each time it is true, the reply has to go out whole before the next call. */
#ifndef MERLON_HTTP_EXCHANGE_H
#define MERLON_HTTP_EXCHANGE_H

#include "internal.h"

/* What the conversation waits for from the client. */
enum http_waiting {
  HTTP_WAITS_REQUEST, /* nothing of a request is here */
  HTTP_WAITS_HEAD,
  HTTP_WAITS_BODY,
  HTTP_WAITS_CLOSE, /* the last reply was given */
};

struct http_exchange {
  enum http_waiting waiting;
  int refusal;       /* status that answers whatever comes, 0 for none */
  int verdict;       /* status that mechanisms or the method have decided on, 0 for none */
  bool skipped_line; /* an empty one, before the request */
  int requests;  /* how many were answered */
  size_t received, searched, head_length;
  struct http_parsed parsed;
  struct http_body body;
  struct http_session session;
  struct http_request request;
  char in[HTTP_HEAD_MAX + HTTP_BODY_WINDOW];
};

struct http_reply {
  size_t head_length;
  const unsigned char *body; /* stays where it is, unchanged, for as long as the image runs */
  size_t body_length;
  bool is_last; /* close the connection after it */
};

/* Begins a conversation with the client at `peer`, in memory that is all zeroes. */
void http_exchange_begin(struct http_exchange *exchange, uint32_t peer);
/* Where bytes of the client go, and how many; none while a reply has to be made first. */
char *http_exchange_space(struct http_exchange *exchange, size_t *capacity);
/* Says that `count` bytes were put there. */
void http_exchange_received(struct http_exchange *exchange, size_t count);
/* Makes the next reply, when the bytes so far ask for one. */
bool http_exchange_next(struct http_exchange *exchange, char head[HTTP_HEAD_OUT_MAX],
                        struct http_reply *reply);
/* Refuses the request that has not come completely (408), or all that may come (503): the next
 * reply is `status` and the last. */
void http_exchange_refuse(struct http_exchange *exchange, int status);

#endif
