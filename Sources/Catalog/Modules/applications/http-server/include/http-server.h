/* HTTP as the modules around the server see it.
 *
 * http.resolve  says what a request leads to, before it is judged: non-zero when it set `resource`.
 * http.request  judges a request: 0 lets it pass, any other value is the status that refuses it.
 *               Called when the head is complete, before its body is.
 * http.stream   may take a request of any method, to answer it in pieces and in its own time:
 *               non-zero when it set `answer`. Called when the head is complete, after
 *               http.request has let it pass; http.handle is not asked then.
 * http.handle   answers GET and HEAD: non-zero when it filled the response. Called when the body
 *               is complete, too, which it never sees.
 * http.response may add header fields to every response; returns 0. Responses to what is no
 *               request have an empty method, target and path. */
#ifndef MERLON_HTTP_SERVER_H
#define MERLON_HTTP_SERVER_H

#include <merlon.h>

#include "http-limits.h"
#include "http-message.h"

/* What one connection keeps between requests for its mechanisms. */
struct http_session {
  struct http_verified *verified; /* who was recognised; see http_session_remember */
  unsigned failures;              /* wrong credentials so far */
  unsigned requests;              /* how many were answered */
  uint32_t peer;                  /* IPv4 address of the client, in network byte order */
  void *transport;                /* the state of one that encrypts; NULL for the plain one */
};

/* The length of a body that ends in its own time. */
#define HTTP_LENGTH_UNKNOWN SIZE_MAX

struct http_request {
  bool is_head;
  struct http_text method, target, fields;
  uint8_t field_kinds; /* all that the bytes of the fields are; see http_bytes */
  /* The field of that name, found once for all that ask; `bytes` is NULL when it is absent. */
  struct http_text authorization;
  /* Percent-decoded, without query, always starting with '/'; has no empty, "." or ".."
   * segment. This is what mechanisms decide on and what applications look up. Empty when the
   * request could not be read. */
  char path[HTTP_PATH_MAX];
  size_t path_length;
  /* What the path leads to when that has a path of its own, as `/docs/` to `/docs/index.html`:
   * empty otherwise. Who may not have the one shall not have it by the other name. */
  struct http_text resource;
  /* Of the body that the client sends: 0 without one, HTTP_LENGTH_UNKNOWN when it is chunked. */
  size_t content_length;
  struct http_text host;
  /* Who asks, when a mechanism has verified it: empty otherwise. */
  struct http_text principal;
  struct http_session *session;
  /* The response. */
  int status;
  const char *content_type;
  const unsigned char *body; /* must stay: it is sent without a copy */
  size_t body_length;        /* HTTP_LENGTH_UNKNOWN only with an answer */
  /* Who answers in pieces, and what it keeps for that; NULL when nobody does. */
  const struct http_answer *answer;
  void *answer_state;
  char *answer_fields; /* whole lines, which stay until `give` or `release` is called */
  size_t answer_fields_length;
  char response_fields[HTTP_FIELDS_MAX];
  size_t response_fields_length; /* more than HTTP_FIELDS_MAX: one did not fit */
};

enum http_begin { HTTP_LATER, HTTP_IN_PIECES, HTTP_WHOLE };
enum { HTTP_GIVE_END = -1, HTTP_GIVE_BROKEN = -2 };

/* An answer in pieces. The server calls these, whenever the client or http_wake says that something
 * may have changed, and twice a second besides: nothing here waits. */
struct http_answer {
  /* How many bytes of the request's body `take` accepts now; not 0 means that a client that waits
   * for 100 (Continue) is told to go on. */
  size_t (*room)(struct http_request *request);
  void (*take)(struct http_request *request, const char *bytes, size_t length);
  void (*end)(struct http_request *request); /* the body is complete, or there is none */
  /* Whether the response has begun: HTTP_IN_PIECES with status, content_type, body_length and
   * answer_fields, or HTTP_WHOLE with a response as http.handle would have made it. */
  enum http_begin (*begin)(struct http_request *request);
  /* Writes the body's next bytes and returns how many; 0 when there are none yet. Nothing is asked
   * for beyond body_length. */
  long (*give)(struct http_request *request, char *bytes, size_t capacity);
  /* Called once in any case: the answer was given, or nobody wants it any more. */
  void (*release)(struct http_request *request);
};

/* Says that an answer can go on. Takes effect after the packets at hand. */
void http_wake(struct http_request *request);
/* Makes `status` the response, with its reason phrase as the body. */
void http_respond_status(struct http_request *request, int status);

/* Finds the first header field `name` (lower case) of the request; false when it is absent. A
 * request that repeats a field which may stand once only was refused before. */
bool http_request_field(const struct http_request *request, const char *name,
                        struct http_text *value);
/* Adds a field to the response; both texts are zero-terminated and trusted. When the fields
 * together would be longer than HTTP_FIELDS_MAX, the client gets a bare 500 instead: a response
 * without one of its security fields must not leave the image. */
void http_response_field(struct http_request *request, const char *name, const char *value);
/* Adds whole lines, each `Name: value` CRLF, which were formatted before. */
void http_response_lines(struct http_request *request, const char *lines, size_t length);
/* Tells the client to ask again after that many nanoseconds, and returns 429. */
int http_refuse_for(struct http_request *request, uint64_t wait);

/* Remembers for the connection that this Authorization field names `principal` until `expires`, in
 * the caller's unit of time; both texts are copied. False when there is no memory for that. */
bool http_session_remember(struct http_session *session, struct http_text credentials,
                           struct http_text principal, uint64_t expires);
/* Makes who was remembered the request's principal when it brings the same field, compared in
 * constant time, before it expires. */
bool http_session_recognise(struct http_request *request, struct http_text credentials,
                            uint64_t now);
/* Forgets, and overwrites what was remembered. */
void http_session_forget(struct http_session *session);

#endif
