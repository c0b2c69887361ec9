/* The seam between the conversation and its transport. stream_tcp.c is the plain one; its
 * functions are weak symbols, so a module that defines these seven itself, as `tls` does, takes
 * their place when the image is linked, and nothing of them remains.
 *
 * server.c owns the connection: it accepts, calls these functions, keeps the deadlines, and alone
 * closes or aborts the pcb. After each event of the pcb (accepted, received, sent, poll) it calls
 * http_stream_read until that returns 0, and then http_stream_flush. So a transport that has a
 * handshake, or bytes that did not fit before, makes its progress in read and flush, and never
 * sets callbacks of its own. */
#ifndef MERLON_HTTP_STREAM_H
#define MERLON_HTTP_STREAM_H

#include "lwip/tcp.h"
#include "network.h"

struct http_stream {
  struct tcp_pcb *pcb;
  struct pbuf *arrived; /* what the peer sent and http_stream_take has not taken; or NULL */
  void *state;          /* the transport's own; NULL means that it encrypts nothing */
};

/* Begins a stream whose other members are zero. False when there is no memory for it. */
bool http_stream_open(struct http_stream *stream);
/* How many bytes of plaintext http_stream_write takes now. At least HTTP_HEAD_OUT_MAX whenever
 * all that was written has been acknowledged by the peer; 0 during a handshake. */
size_t http_stream_room(struct http_stream *stream);
/* Takes at most http_stream_room bytes and returns how many it took; fewer only when memory is
 * short. `stays`: the bytes remain where they are as long as the image runs, so that they need
 * not be copied. `more`: another write follows at once. */
size_t http_stream_write(struct http_stream *stream, const void *bytes, size_t length, bool stays,
                         bool more);
/* Gets up to `capacity` bytes of plaintext from what arrived; `capacity` may be 0. Returns their
 * count, or -1 when the stream cannot go on (a record that is forged, a handshake that fails);
 * server.c then drops what is left of a reply and finishes, so that an alert gets out. */
long http_stream_read(struct http_stream *stream, void *bytes, size_t capacity);
/* Hands to lwIP what was written, as far as it fits. */
void http_stream_flush(struct http_stream *stream);
/* Says that nothing more will be written; sends what the transport ends with, and FIN. False when
 * that did not fit: it is called again after the next event. */
bool http_stream_finish(struct http_stream *stream);
/* Lets go of `state`, with every secret in it zeroed. The pcb may be gone. */
void http_stream_release(struct http_stream *stream);

/* For transports: copies up to `length` of the arrived bytes to `bytes`, drops them, and opens
 * the peer's window by as much. Returns how many. */
size_t http_stream_take(struct http_stream *stream, void *bytes, size_t length);
/* For server.c: puts what arrived and was not taken where it can stay. False when there is no memory
 * for it. */
bool http_stream_gather(struct http_stream *stream);

#endif
