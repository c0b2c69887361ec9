/* The plain transport: what is written is what TCP sends. Weak, so that another can replace it. */
#include "http/stream.h"

#include "string.h"

/* Buffers that may be queued before a write. A full window of a body needs 32, and lwIP refuses
 * what would make more than TCP_SND_QUEUELEN. It is also what bounds the copies of heads that a
 * client can have made by asking and not reading. */
#define QUEUED_MAX 32

size_t http_stream_take(struct http_stream *stream, void *bytes, size_t length) {
  struct pbuf *packet = stream->arrived;
  size_t taken = 0;
  while (packet != NULL && taken < length) {
    size_t count = length - taken < packet->len ? length - taken : packet->len;
    memcpy((char *)bytes + taken, packet->payload, count);
    memset(packet->payload, 0, count); /* credentials do not stay in the pool */
    packet = pbuf_free_header(packet, (u16_t)count);
    taken += count;
  }
  stream->arrived = packet;
  if (taken > 0 && stream->pcb != NULL) tcp_recved(stream->pcb, (u16_t)taken);
  return taken;
}

/* What stays is copied out of the driver's pool, all into one block: a client that sends single
 * bytes to a server that is busy must not hold a buffer of the pool for each. */
bool http_stream_gather(struct http_stream *stream) {
  struct pbuf *arrived = stream->arrived;
  if (arrived == NULL || (arrived->next == NULL && pbuf_match_allocsrc(
                           arrived, PBUF_TYPE_ALLOC_SRC_MASK_STD_HEAP))) {
    return true;
  }
  struct pbuf *block = pbuf_clone(PBUF_RAW, PBUF_RAM, arrived);
  if (block == NULL) return false;
  for (struct pbuf *part = arrived; part != NULL; part = part->next) {
    memset(part->payload, 0, part->len);
  }
  pbuf_free(arrived);
  stream->arrived = block;
  return true;
}

#define WEAK __attribute__((weak))

WEAK bool http_stream_open(struct http_stream *stream) {
  (void)stream;
  return true;
}

WEAK size_t http_stream_room(struct http_stream *stream) {
  if (tcp_sndqueuelen(stream->pcb) > QUEUED_MAX) return 0;
  return tcp_sndbuf(stream->pcb);
}

WEAK size_t http_stream_write(struct http_stream *stream, const void *bytes, size_t length,
                              bool stays, bool more) {
  u8_t flags = (stays ? 0 : TCP_WRITE_FLAG_COPY) | (more ? TCP_WRITE_FLAG_MORE : 0);
  if (length == 0) return 0;
  return tcp_write(stream->pcb, bytes, (u16_t)length, flags) == ERR_OK ? length : 0;
}

WEAK long http_stream_read(struct http_stream *stream, void *bytes, size_t capacity) {
  return (long)http_stream_take(stream, bytes, capacity);
}

WEAK void http_stream_flush(struct http_stream *stream) { tcp_output(stream->pcb); }

WEAK bool http_stream_finish(struct http_stream *stream) {
  return tcp_shutdown(stream->pcb, 0, 1) == ERR_OK;
}

WEAK void http_stream_release(struct http_stream *stream) { (void)stream; }
