/* Between the parts of the server that are pure: no clock, no network, no allocation. */
#ifndef MERLON_HTTP_INTERNAL_H
#define MERLON_HTTP_INTERNAL_H

#include "http-server.h"

/* --- parse.c: the head of a request ------------------------------------------------------- */

struct http_parsed {
  int error; /* status to refuse with, 0 when the request is well formed */
  enum http_framing framing;
  size_t body_length; /* when it is HTTP_SIZED */
  bool keep_alive, is_1_0, expects_continue;
};

/* Reads a head that http_find_head has found. */
void http_parse(const char *bytes, size_t head_length, struct http_parsed *parsed,
                struct http_request *request);

/* --- target.c: what a request is for ------------------------------------------------------ */

/* Reads the target into `path`; `host` is the Host field. Returns 0 or the status to refuse with. */
int http_read_target(struct http_request *request, struct http_text host);
/* Tells whether `host` is `host [":" port]`, or empty. */
bool http_is_host(struct http_text host);

/* --- respond.c ------------------------------------------------------------------------------ */

/* The value of Date until the next call, for a time in seconds since 1970. */
void http_date_set(uint64_t seconds);
/* Writes the head of the response into `head`, but for the empty line when its answer has fields
 * of its own to follow, and returns its length. */
size_t http_format_head(struct http_request *request, bool keep_alive, bool is_1_0,
                        char head[HTTP_HEAD_OUT_MAX]);
/* Whether mechanisms have added more than fits. */
static inline bool http_fields_overflow(const struct http_request *request) {
  return request->response_fields_length > HTTP_FIELDS_MAX;
}
/* Removes from the answer's own fields those that mechanisms have added a value of: theirs holds. */
void http_drop_overruled(struct http_request *request);

#endif
