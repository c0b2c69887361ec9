/* Between the parts of reverse-proxy: proxy.c answers requests, upstream.c owns the connections;
 * the others are pure and read or write heads. */
#ifndef MERLON_REVERSE_PROXY_H
#define MERLON_REVERSE_PROXY_H

#include "http-server.h"

/* Every length and count that an upstream can drive. */
#define PROXY_HEAD_MAX 8192u      /* head of a response; else 502 */
#define PROXY_FIELD_COUNT_MAX 128 /* its fields; else 502 */
#define PROXY_INTERIM_MAX 8       /* responses 1xx before the one that counts; else 502 */
#define PROXY_BODY_MAX ((size_t)1 << 60)
/* And a client. */
#define PROXY_HOPS_MAX 16       /* names in Connection; else 400 */
#define PROXY_REQUEST_MAX 12288 /* head of a request, written anew; else 431 */

/* --- fields.c ------------------------------------------------------------------------------- */

/* What a message says of fields that are for one connection only (RFC 9110 §7.6.1). */
struct proxy_hops {
  struct http_text names[PROXY_HOPS_MAX];
  int count;
  bool close; /* one of them */
};

/* Reads Connection in fields that were checked; false when it names too many. */
bool proxy_read_hops(struct http_text fields, struct proxy_hops *hops);
/* Whether a field is for one connection only, or for whoever frames the message. */
bool proxy_is_hop(const struct proxy_hops *hops, struct http_text name);
/* Whether `name` is `word`, which is in lower case. An underscore is a hyphen: programs that get
 * fields as variables cannot tell them apart. */
bool proxy_is_named(struct http_text name, const char *word);
/* Whether `name` begins with `word`, in the same way. */
bool proxy_begins(struct http_text name, const char *word);

/* --- request.c ------------------------------------------------------------------------------ */

/* Writes the head of what the upstream is asked; returns its length, 0 when it is too long. */
size_t proxy_write_request(const struct http_request *request, const struct proxy_hops *hops,
                           char out[PROXY_REQUEST_MAX]);

/* --- response.c ----------------------------------------------------------------------------- */

struct proxy_response {
  int status;
  enum http_framing framing;
  size_t length; /* of the body: HTTP_LENGTH_UNKNOWN when nothing says so */
  bool keep_alive;
  size_t fields_length; /* of those to pass on, which are where the head was */
};

/* Reads a head that http_find_head has found, the answer to HEAD or not, and leaves in its place
 * the fields that are to be passed on. False when a careful server would not have sent it. */
bool proxy_read_response(char *head, size_t length, bool is_head, struct proxy_response *response);

#endif
