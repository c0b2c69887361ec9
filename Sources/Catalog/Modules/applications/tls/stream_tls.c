/* The http-server's stream over TLS: replaces its plain one when the image is linked. */
#include "engine.h"
#include "hooks.h"
#include "http-limits.h"
#include "stdlib.h"
#include "http/stream.h"
#include "string.h"

_Static_assert(ENGINE_FRAGMENT >= HTTP_HEAD_OUT_MAX, "a head fits in a record");

/* lwIP refuses a write that would need more segments than this; two more may be cut. */
#define SEGMENTS_MAX (TCP_SND_QUEUELEN - 4)

static br_ssl_engine_context *engine_of(struct http_stream *stream) {
  return &((struct engine *)stream->state)->server.eng;
}

bool http_stream_open(struct http_stream *stream) {
  struct engine *engine = malloc(sizeof *engine);
  if (engine == NULL) return false;
  stream->state = engine;
  if (!engine_begin(engine)) return false;
  return merlon_hook_tls_begin(&engine->connection) == 0;
}

struct tls_connection *tls_connection_of(const struct http_session *session) {
  return &((struct engine *)session->transport)->connection;
}

/* Gives lwIP the records that are ready, as far as they fit. */
static void push(struct http_stream *stream) {
  br_ssl_engine_context *engine = engine_of(stream);
  unsigned char *bytes;
  size_t length;
  while ((bytes = br_ssl_engine_sendrec_buf(engine, &length)) != NULL) {
    size_t space = tcp_sndqueuelen(stream->pcb) < SEGMENTS_MAX ? tcp_sndbuf(stream->pcb) : 0;
    if (length > space) length = space;
    if (length == 0 ||
        tcp_write(stream->pcb, bytes, (u16_t)length, TCP_WRITE_FLAG_COPY) != ERR_OK) {
      return;
    }
    br_ssl_engine_sendrec_ack(engine, length);
  }
}

size_t http_stream_room(struct http_stream *stream) {
  br_ssl_engine_context *engine = engine_of(stream);
  size_t room = 0;
  bool is_open = br_ssl_engine_sendapp_buf(engine, &room) != NULL;
  if (is_open && room >= HTTP_HEAD_OUT_MAX) return room;
  if (is_open) br_ssl_engine_flush(engine, 0); /* the rest of this record is too small a room */
  push(stream);
  return br_ssl_engine_sendapp_buf(engine, &room) == NULL ? 0 : room;
}

/* What is written waits for flush, so that the responses of one event share a record. */
size_t http_stream_write(struct http_stream *stream, const void *bytes, size_t length, bool stays,
                         bool more) {
  struct engine *engine = stream->state;
  size_t written = 0, room;
  unsigned char *to;
  (void)stays, (void)more;
  while (written < length &&
         (to = br_ssl_engine_sendapp_buf(&engine->server.eng, &room)) != NULL) {
    size_t count = length - written < room ? length - written : room;
    memcpy(to, (const char *)bytes + written, count);
    size_t end = (size_t)(to - engine->out) + count;
    if (end > engine->out_used) engine->out_used = end;
    br_ssl_engine_sendapp_ack(&engine->server.eng, count);
    written += count;
    if (count == room) push(stream);
  }
  return written;
}

/* Moves what the client sent into the engine; false when nothing more can be. */
static bool feed(struct http_stream *stream) {
  struct engine *engine = stream->state;
  size_t length;
  unsigned char *to = br_ssl_engine_recvrec_buf(&engine->server.eng, &length);
  if (to == NULL) {
    if (stream->arrived == NULL) return false;
    push(stream); /* a handshake says its part before it listens again */
    to = br_ssl_engine_recvrec_buf(&engine->server.eng, &length);
  }
  size_t count = to == NULL ? 0 : http_stream_take(stream, to, length);
  if (count == 0) return false;
  size_t end = (size_t)(to - engine->in) + count;
  if (end > engine->in_used) engine->in_used = end;
  br_ssl_engine_recvrec_ack(&engine->server.eng, count);
  return true;
}

long http_stream_read(struct http_stream *stream, void *bytes, size_t capacity) {
  br_ssl_engine_context *engine = engine_of(stream);
  for (;;) {
    size_t length;
    unsigned char *plain = br_ssl_engine_recvapp_buf(engine, &length);
    if (plain != NULL) {
      size_t count = length < capacity ? length : capacity;
      if (count == 0) return 0;
      memcpy(bytes, plain, count);
      br_ssl_engine_recvapp_ack(engine, count);
      return (long)count;
    }
    if (br_ssl_engine_current_state(engine) == BR_SSL_CLOSED) return -1;
    if (!feed(stream)) return 0;
  }
}

void http_stream_flush(struct http_stream *stream) {
  br_ssl_engine_flush(engine_of(stream), 0);
  push(stream);
  tcp_output(stream->pcb);
}

bool http_stream_finish(struct http_stream *stream) {
  struct engine *engine = stream->state;
  size_t left;
  if (!engine->is_closing) br_ssl_engine_close(&engine->server.eng);
  engine->is_closing = true;
  push(stream);
  if (br_ssl_engine_sendrec_buf(engine_of(stream), &left) != NULL) return false;
  return tcp_shutdown(stream->pcb, 0, 1) == ERR_OK;
}

void http_stream_release(struct http_stream *stream) {
  if (stream->state == NULL) return;
  (void)merlon_hook_tls_end(&((struct engine *)stream->state)->connection);
  engine_wipe(stream->state);
  free(stream->state);
  stream->state = NULL;
}
