/* Every length and count that a client of the server can drive, and where it ends. Times are in
 * server.c: they need a clock, and some are options. */
#ifndef MERLON_HTTP_LIMITS_H
#define MERLON_HTTP_LIMITS_H

#define HTTP_HEAD_MAX 4096u     /* request line and header fields together; else 431 or 414 */
#define HTTP_PATH_MAX 512u      /* normalised path; else 414 */
#define HTTP_FIELD_COUNT_MAX 64 /* header fields of a request; else 431 */
#define HTTP_REQUESTS_MAX 10000 /* requests of one connection; the last answer closes it */

/* The body of a request; its own bytes have the option body-limit, else 413. */
#define HTTP_CHUNK_LINE_MAX 256u    /* size and extensions of one chunk; else 400 */
#define HTTP_CHUNKED_MAX(limit) (4 * (limit)) /* a chunked body with all its lines; else 413 */
#define HTTP_TRAILER_MAX 1024u      /* trailer fields together, which nobody sees; else 431 */
#define HTTP_BODY_WINDOW 1024u      /* bytes of a body that are in memory at a time */

/* The response. */
#define HTTP_FIELDS_MAX 1024u /* header fields that modules add; else the answer is a 500 */
#define HTTP_HEAD_OUT_MAX (HTTP_FIELDS_MAX + 512u)

/* After the last response the connection is read, and thrown away, until the client closes too:
 * closing at once would reset it, and the response could be lost with it. */
#define HTTP_LINGER_MAX (256u << 10)

#endif
