/* A conversation on a connection: bytes of the client go in, responses come out. It knows
 * neither clock nor network, so that tests drive it with bytes alone. Between requests nothing of
 * it is needed but the session, and its memory can serve another connection meanwhile.
 *
 * Its user puts what the client sent where http_exchange_space says, and asks http_exchange_next
 * until it is false. Each time it is true, the reply has to go out whole before the next call. */
#ifndef MERLON_HTTP_EXCHANGE_H
#define MERLON_HTTP_EXCHANGE_H

#include "internal.h"

/* What the conversation waits for. */
enum http_waiting {
  HTTP_WAITS_REQUEST, /* nothing of a request is here */
  HTTP_WAITS_HEAD,
  HTTP_WAITS_BODY,
  HTTP_WAITS_ANSWER, /* not for the client: who answers in pieces has to go on */
  HTTP_WAITS_CLOSE,  /* the last reply was given */
};

/* How far an answer in pieces is. */
enum http_stage { HTTP_NOT_STREAMED, HTTP_BEFORE_HEAD, HTTP_IN_FIELDS, HTTP_IN_BODY };

struct http_exchange {
  enum http_waiting waiting;
  enum http_stage stage;
  int refusal;       /* status that answers whatever comes, 0 for none */
  int verdict;       /* status that mechanisms or the method have decided on, 0 for none */
  bool skipped_line; /* an empty one, before the request */
  bool body_ended;   /* of a request that is answered in pieces */
  bool owes_continue;
  bool keep_alive, is_chunked; /* the answer in pieces */
  size_t body_limit;
  size_t fields_sent, body_left; /* of the answer in pieces */
  size_t received, searched, head_length;
  size_t used; /* how far `in` has ever held anything */
  struct http_parsed parsed;
  struct http_body body;
  struct http_request request;
  char in[HTTP_HEAD_MAX + HTTP_BODY_WINDOW];
};

struct http_reply {
  size_t head_length; /* or of a piece */
  const unsigned char *body; /* stays where it is, unchanged, for as long as the image runs */
  size_t body_length;
  bool is_last;   /* close the connection after it */
  bool is_broken; /* an answer in pieces breaks off: the client must not take it for whole */
};

/* Begins the conversation of `session`, or goes on with it. No body may be longer than
 * `body_limit`. */
void http_exchange_begin(struct http_exchange *exchange, struct http_session *session,
                         size_t body_limit);
/* Whether the conversation is between requests, so that it can be ended and begun again. */
bool http_exchange_rests(const struct http_exchange *exchange);
/* Where bytes of the client go, and how many; none while a reply has to be made first. */
char *http_exchange_space(struct http_exchange *exchange, size_t *capacity);
/* Says that `count` bytes were put there. */
void http_exchange_received(struct http_exchange *exchange, size_t count);
/* Makes the next reply, when the bytes so far ask for one. */
bool http_exchange_next(struct http_exchange *exchange, char head[HTTP_HEAD_OUT_MAX],
                        struct http_reply *reply);
/* Puts the reply's body behind its head if it is short, so that there is one thing to send. */
void http_reply_join(char head[HTTP_HEAD_OUT_MAX], struct http_reply *reply);
/* Refuses the request that has not come completely (408), or all that may come (503): the next
 * reply is `status` and the last. */
void http_exchange_refuse(struct http_exchange *exchange, int status);
/* Ends the conversation, wherever it is, and overwrites what the client sent. */
void http_exchange_end(struct http_exchange *exchange);

/* --- piecewise.c: an answer in pieces ------------------------------------------------------- */

/* Begins it, for the request that is in the exchange and whose body is still to come. */
void http_piecewise_begin(struct http_exchange *exchange);
/* Takes what is there of the body, and makes the next piece; false when there is none. */
bool http_piecewise_next(struct http_exchange *exchange, char head[HTTP_HEAD_OUT_MAX],
                         struct http_reply *reply);
/* Lets go of who answers. */
void http_piecewise_end(struct http_exchange *exchange);

/* --- exchange.c, for piecewise.c ------------------------------------------------------------ */

/* Removes `count` bytes at `start` of the buffer. */
void http_exchange_drop(struct http_exchange *exchange, size_t start, size_t count);
/* Has mechanisms see the response that is in the request, and writes its head. */
void http_exchange_reply(struct http_exchange *exchange, bool keep_alive, char *head,
                         struct http_reply *reply);
/* Is ready for the next request, or for none. */
void http_exchange_finish(struct http_exchange *exchange, bool keep_alive);

#define HTTP_CONTINUE "HTTP/1.1 100 Continue\r\n\r\n"

#endif
