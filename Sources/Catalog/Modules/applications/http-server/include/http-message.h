/* The grammar that requests and responses share (RFC 9110 §5, RFC 9112 §5-§7). Pure: no clock, no
 * network, no allocation. */
#ifndef MERLON_HTTP_MESSAGE_H
#define MERLON_HTTP_MESSAGE_H

#include <merlon.h>
#include <string.h>

/* A text inside a message; not zero-terminated. */
struct http_text {
  const char *bytes;
  size_t length;
};

/* --- text.c ------------------------------------------------------------------------------- */

/* What kinds of byte each is: text may stand in a head, token in a name, and the values of most
 * fields have no use for what is odd. */
enum { HTTP_TEXT = 1, HTTP_TOKEN = 2, HTTP_ODD = 4 };
extern const uint8_t http_bytes[256];
static inline bool http_is_token(char c) { return (http_bytes[(uint8_t)c] & HTTP_TOKEN) != 0; }
static inline bool http_is_text(char c) { return (http_bytes[(uint8_t)c] & HTTP_TEXT) != 0; }
char http_lower(char c);
int http_digit16(char c); /* -1 when it is none */
static inline bool http_is(struct http_text text, const char *word) {
  size_t length = strlen(word);
  return text.length == length && memcmp(text.bytes, word, length) == 0;
}
/* The same for `word` in lower case and a text in any. */
bool http_is_name(struct http_text text, const char *word);
struct http_text http_trimmed(const char *bytes, size_t length);
/* Takes the next element of a comma-separated list off `list`; false at the end. */
bool http_next_element(struct http_text *list, struct http_text *element);

/* --- fields.c: the lines of a head ---------------------------------------------------------- */

/* Finds the end of the head at the start of `bytes`: its length, with the empty line; 0 when it
 * is not there yet, -1 when a byte stands there that no head holds. `searched` is how many bytes
 * an earlier search of the same head has seen. */
long http_find_head(const char *bytes, size_t length, size_t *searched);
/* Counts the lines of `fields`, of a head that http_find_head has found; -1 when one is not
 * `token ":" value CRLF`. `kinds` become all that their bytes are. */
int http_check_fields(struct http_text fields, uint8_t *kinds);
/* Takes the next of fields that were checked, from `*at` on; false at the end. */
bool http_next_field(struct http_text fields, size_t *at, struct http_text *name,
                     struct http_text *value);
/* Reads a decimal number; false when it is none. What does not fit is the largest number. */
bool http_read_length(struct http_text text, size_t *value);

/* --- body.c --------------------------------------------------------------------------------- */

/* How the end of a body is known; HTTP_TO_CLOSE is for responses only. */
enum http_framing { HTTP_NO_BODY, HTTP_SIZED, HTTP_CHUNKED, HTTP_TO_CLOSE };

struct http_body {
  enum http_framing framing;
  unsigned char state;
  size_t limit;   /* for `length` */
  size_t left;    /* bytes of the body, or of the chunk, still to come */
  size_t length;  /* bytes of the body so far */
  size_t taken;   /* bytes so far, framing included */
  size_t line;    /* bytes of the line or of the trailers so far */
  size_t digits;
};

/* Begins a body, of `length` bytes when it is HTTP_SIZED; not for HTTP_NO_BODY. */
void http_body_begin(struct http_body *body, enum http_framing framing, size_t length,
                     size_t limit);
/* Reads bytes of a body up to the end of one run of its data, which becomes `*data`. Returns how
 * many it has read, and in `*status` 0 when more must come, 1 when the body is complete, else the
 * status to refuse with. */
size_t http_body_take(struct http_body *body, const char *bytes, size_t length,
                      struct http_text *data, int *status);

#endif
