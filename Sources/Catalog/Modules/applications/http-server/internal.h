/* Between the parts of the server that are pure: no clock, no network, no allocation. */
#ifndef MERLON_HTTP_INTERNAL_H
#define MERLON_HTTP_INTERNAL_H

#include "http-server.h"

/* --- parse.c: the head of a request ------------------------------------------------------- */

enum http_framing { HTTP_NO_BODY, HTTP_SIZED, HTTP_CHUNKED };

struct http_parsed {
  int error; /* status to refuse with, 0 when the request is well formed */
  enum http_framing framing;
  size_t body_length; /* when it is HTTP_SIZED */
  bool keep_alive, is_1_0, expects_continue;
};

/* Finds the end of the head at the start of `bytes`: its length, with the empty line; 0 when it
 * is not there yet, -1 when a byte stands there that no head holds. `searched` is how many bytes
 * an earlier search of the same head has seen. */
long http_find_head(const char *bytes, size_t length, size_t *searched);
/* Reads a head that http_find_head has found. */
void http_parse(const char *bytes, size_t head_length, struct http_parsed *parsed,
                struct http_request *request);

/* --- target.c: what a request is for ------------------------------------------------------ */

/* Reads the target into `path`; `host` is the Host field. Returns 0 or the status to refuse with. */
int http_read_target(struct http_request *request, struct http_text host);
/* Tells whether `host` is `host [":" port]`, or empty. */
bool http_is_host(struct http_text host);

/* --- text.c ------------------------------------------------------------------------------- */

/* What kind of byte each is: text may stand in a head, and token in a name. */
enum { HTTP_TEXT = 1, HTTP_TOKEN = 2 };
extern const uint8_t http_bytes[256];
static inline bool http_is_token(char c) { return (http_bytes[(uint8_t)c] & HTTP_TOKEN) != 0; }
static inline bool http_is_text(char c) { return (http_bytes[(uint8_t)c] & HTTP_TEXT) != 0; }
char http_lower(char c);
int http_digit16(char c); /* -1 when it is none */
bool http_is(struct http_text text, const char *word);
/* The same for `word` in lower case and a text in any. */
bool http_is_name(struct http_text text, const char *word);
struct http_text http_trimmed(const char *bytes, size_t length);
/* Takes the next element of a comma-separated list off `list`; false at the end. */
bool http_next_element(struct http_text *list, struct http_text *element);

/* --- body.c: the body of a request --------------------------------------------------------- */

struct http_body {
  enum http_framing framing;
  unsigned char state;
  size_t left;    /* bytes of the body, or of the chunk, still to come */
  size_t length;  /* bytes of the body so far */
  size_t taken;   /* bytes so far, framing included */
  size_t line;    /* bytes of the line or of the trailers so far */
  size_t digits;
};

void http_body_begin(struct http_body *body, const struct http_parsed *parsed);
/* Takes bytes of a body and lets go of them. Returns how many belonged to it, and in `*status`
 * 0 when more must come, 1 when it is complete, else the status to refuse with. */
size_t http_body_take(struct http_body *body, const char *bytes, size_t length, int *status);

/* --- respond.c ------------------------------------------------------------------------------ */

/* Makes `status` the response, with its reason phrase as the body. */
void http_respond_status(struct http_request *request, int status);
/* The value of Date until the next call, for a time in seconds since 1970. */
void http_date_set(uint64_t seconds);
/* Writes the head of the response into `head` and returns its length. */
size_t http_format_head(struct http_request *request, bool keep_alive, bool is_1_0,
                        char head[HTTP_HEAD_OUT_MAX]);

#endif
