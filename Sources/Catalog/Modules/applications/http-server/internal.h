/* Between the parts of the server: parsing is pure, responding only formats, server.c moves bytes. */
#ifndef MERLON_HTTP_INTERNAL_H
#define MERLON_HTTP_INTERNAL_H

#include "http-server.h"

enum { HTTP_NEED_MORE = 0 };

struct http_parsed {
  int error;          /* status to refuse with, 0 when the request is well formed */
  size_t head_length; /* bytes of the head, terminator included */
  size_t body_length; /* bytes of the body that follow it, to be skipped */
  bool keep_alive;
};

/* Reads one request head at the start of `bytes`. Returns HTTP_NEED_MORE when it is not complete,
 * else 1 and fills `parsed` and `request`. */
int http_parse(const char *bytes, size_t length, struct http_parsed *parsed,
               struct http_request *request);
/* Writes the head of the response into `head` and returns its length. */
size_t http_format_head(const struct http_request *request, bool keep_alive, char *head,
                        size_t capacity);
/* Makes `status` the response, with its reason phrase as the body. */
void http_respond_status(struct http_request *request, int status);

#endif
