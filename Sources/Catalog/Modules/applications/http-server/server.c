/* Moves bytes between lwIP and conversations, and ends those that take too long. */
#include "connection.h"
#include "hooks.h"
#include "options.h"
#include "stdlib.h"
#include "string.h"
#include "succession.h"

#define LINGER_TICKS TICKS(5)
/* For how long clients may wait between requests once another instance has taken this one's place:
 * less than a host waits for connections to end. */
#define REPLACED_TICKS TICKS(4)
/* A client that takes less of a response in the time of the option send-timeout is dropped, and
 * one that sends less of a body in that of request-timeout is told so. */
#define SENT_MIN (TICKS(MERLON_OPTION_SEND_TIMEOUT) * 2048u)
#define TAKEN_MIN (TICKS(MERLON_OPTION_REQUEST_TIMEOUT) * 2048u)
/* Connections over the maximum that are told so (503); any beyond them are reset. */
#define TURNED_AWAY_MAX 32

_Static_assert(MERLON_OPTION_PORT > 0 && MERLON_OPTION_PORT < 65536, "port: 1 to 65535");
_Static_assert(MERLON_OPTION_CONNECTIONS > 0 &&
                 MERLON_OPTION_CONNECTIONS + TURNED_AWAY_MAX < MEMP_NUM_TCP_PCB,
               "connections: 1 to 991");
#define IS_TIME(seconds) ((seconds) > 0 && (seconds) <= 3600)
_Static_assert(IS_TIME(MERLON_OPTION_IDLE_TIMEOUT), "idle-timeout: 1 to 3600");
_Static_assert(IS_TIME(MERLON_OPTION_REQUEST_TIMEOUT), "request-timeout: 1 to 3600");
_Static_assert(IS_TIME(MERLON_OPTION_SEND_TIMEOUT), "send-timeout: 1 to 3600");

_Static_assert(MERLON_OPTION_BODY_LIMIT >= 1024 && MERLON_OPTION_BODY_LIMIT <= 1 << 30,
               "body-limit: 1024 to 1073741824");

void http_server_start(void);

static struct connection *connections;
static int admitted, turned_away; /* how many of either kind */
/* How many of the admitted come from an address, or from one that shares its bucket. */
static u16_t held[256];

/* What a conversation takes is most of a connection's memory, and few are in the middle of a request
 * at a time: one that has ended is kept warm for the next. */
static struct http_exchange *spare;

/* Makes sure that the connection can converse; false when there is no memory for it. */
static bool attach(struct connection *connection) {
  if (connection->exchange != NULL) return true;
  struct http_exchange *exchange = spare != NULL ? spare : malloc(sizeof *exchange);
  if (exchange == NULL) return false;
  spare = NULL;
  http_exchange_begin(exchange, &connection->session, MERLON_OPTION_BODY_LIMIT);
  connection->exchange = exchange;
  return true;
}

static void wipe_and_free(void *block, size_t size) {
  memset(block, 0, size);
  __asm__ volatile("" : : "r"(block) : "memory");
  free(block);
}

static void detach(struct connection *connection) {
  struct http_exchange *exchange = connection->exchange;
  if (exchange == NULL) return;
  http_exchange_end(exchange);
  connection->exchange = NULL;
  if (spare == NULL) spare = exchange;
  else wipe_and_free(exchange, sizeof *exchange);
}

static void release(struct connection *connection) {
  detach(connection);
  http_stream_release(&connection->stream);
  if (connection->stream.arrived != NULL) pbuf_free(connection->stream.arrived);
  http_session_forget(&connection->session);
  if (connection->is_turned_away) turned_away--;
  else admitted--, held[connection->bucket]--;
  if (connection->previous != NULL) connection->previous->next = connection->next;
  else connections = connection->next;
  if (connection->next != NULL) connection->next->previous = connection->previous;
  wipe_and_free(connection, sizeof *connection);
}

static bool is_in_sent; /* on_sent is under way */

static err_t abort_now(void *argument, struct tcp_pcb *pcb) {
  (void)argument;
  tcp_abort(pcb);
  return ERR_ABRT;
}

/* Lets go of the connection; lwIP sends what is queued, or drops it when `is_broken`. Returns
 * what the callback must. */
static err_t leave(struct connection *connection, bool is_broken) {
  struct tcp_pcb *pcb = connection->stream.pcb;
  tcp_arg(pcb, NULL);
  tcp_recv(pcb, NULL);
  tcp_sent(pcb, NULL);
  tcp_err(pcb, NULL);
  tcp_poll(pcb, NULL, 0);
  release(connection);
  /* What lwIP keeps of it, a peer that is gone can make it keep for minutes: it gives way. */
  tcp_setprio(pcb, TCP_PRIO_MIN);
  if (!is_broken && tcp_close(pcb) == ERR_OK) return ERR_OK;
  if (!is_in_sent) return abort_now(NULL, pcb);
  /* lwIP 2.1.3 would lose the buffer of what came with the acknowledgement, for good. */
  tcp_poll(pcb, abort_now, 1);
  return ERR_OK;
}

/* Queues what there is room for; true when all of the reply is. */
static bool send_body(struct connection *connection) {
  while (connection->body_left > 0) {
    size_t room = http_stream_room(&connection->stream);
    size_t length = connection->body_left < room ? connection->body_left : room;
    size_t count = length == 0 ? 0
                               : http_stream_write(&connection->stream, connection->body, length,
                                                   true, false);
    if (count == 0) return false;
    connection->body += count;
    connection->body_left -= count;
    connection->sent += count;
  }
  return true;
}

/* Makes and queues the next reply; false when the client has to send more first. */
static bool reply_next(struct connection *connection, bool *is_broken) {
  static char head[HTTP_HEAD_OUT_MAX];
  struct http_reply reply;
  /* The next connection will be the other instance's. */
  if (succession_is_over()) connection->session.requests = HTTP_REQUESTS_MAX;
  if (!http_exchange_next(connection->exchange, head, &reply)) return false;
  http_reply_join(head, &reply);
  *is_broken = http_stream_write(&connection->stream, head, reply.head_length, false,
                                 reply.body_length > 0) != reply.head_length;
  connection->body = reply.body;
  connection->body_left = reply.body_length;
  connection->is_last = reply.is_last;
  connection->sent += reply.head_length;
  *is_broken = *is_broken || reply.is_broken;
  return !*is_broken;
}

/* Takes what has arrived and replies to it, until one of the two sides has to wait. True when the
 * connection is broken. */
static bool converse(struct connection *connection) {
  struct http_stream *stream = &connection->stream;
  bool is_broken = !attach(connection);
  while (!is_broken) {
    bool can_reply = send_body(connection) && !connection->is_last &&
                     http_stream_room(stream) >= HTTP_HEAD_OUT_MAX;
    if (can_reply && reply_next(connection, &is_broken)) continue;
    if (is_broken) break;
    size_t capacity;
    char *space = http_exchange_space(connection->exchange, &capacity);
    long count = http_stream_read(stream, space, capacity);
    if (count < 0) { /* what the transport says last goes out all the same */
      connection->body_left = 0;
      connection->is_last = true;
      return false;
    }
    if (count > 0) {
      http_exchange_received(connection->exchange, (size_t)count);
      continue;
    }
    /* With nothing under way there is room, or a handshake that the client will not end now. */
    bool is_able = can_reply || (connection->body_left == 0 && tcp_sndqueuelen(stream->pcb) == 0);
    if (is_able && connection->input_ended && stream->arrived == NULL &&
        connection->exchange->waiting != HTTP_WAITS_ANSWER) {
      connection->is_last = true;
    }
    return false;
  }
  return true;
}

/* After the last reply: throws away what still comes. True when the connection is over. */
static bool linger(struct connection *connection) {
  char scratch[512];
  size_t count;
  do {
    count = http_stream_take(&connection->stream, scratch, sizeof scratch);
    connection->lingered += count;
  } while (count > 0);
  return connection->input_ended;
}

/* What the connection waits for, and until when: a deadline stands until that changes, however
 * many bytes drip in or out meanwhile. */
static void set_deadline(struct connection *connection) {
  static const enum waits from_exchange[] = {
    [HTTP_WAITS_REQUEST] = WAITS_REQUEST, [HTTP_WAITS_HEAD] = WAITS_HEAD,
    [HTTP_WAITS_BODY] = WAITS_BODY, [HTTP_WAITS_CLOSE] = WAITS_ROOM,
    [HTTP_WAITS_ANSWER] = WAITS_ANSWER,
  };
  struct http_exchange *exchange = connection->exchange;
  enum waits waits = exchange == NULL ? WAITS_REQUEST : from_exchange[exchange->waiting];
  if (connection->is_finished) {
    waits = tcp_sndqueuelen(connection->stream.pcb) > 0 ? WAITS_ROOM : WAITS_PEER;
  } else if (connection->body_left > 0 || connection->is_last ||
             http_stream_room(&connection->stream) < HTTP_HEAD_OUT_MAX) {
    waits = WAITS_ROOM;
  }
  if (waits == connection->waits && connection->counted == connection->session.requests) return;
  connection->waits = waits;
  connection->counted = connection->session.requests;
  u32_t ticks = TICKS(MERLON_OPTION_IDLE_TIMEOUT);
  if (waits == WAITS_HEAD || waits == WAITS_BODY) ticks = TICKS(MERLON_OPTION_REQUEST_TIMEOUT);
  if (waits == WAITS_PEER) ticks = LINGER_TICKS;
  if (waits == WAITS_ROOM) ticks = TICKS(MERLON_OPTION_SEND_TIMEOUT);
  connection->mark = waits == WAITS_BODY ? exchange->body.taken : connection->sent;
  connection->since = tcp_ticks;
  connection->deadline = tcp_ticks + ticks;
}

/* Does all that an event has made possible. */
static err_t serve(struct connection *connection) {
  struct http_stream *stream = &connection->stream;
  if (!connection->is_finished && converse(connection)) return leave(connection, true);
  http_stream_flush(stream);
  if (connection->is_last && connection->body_left == 0 && !connection->is_finished) {
    connection->is_finished = http_stream_finish(stream);
    if (connection->is_finished && connection->input_ended) return leave(connection, false);
  }
  if (connection->is_finished) {
    if (linger(connection)) return leave(connection, false);
    if (connection->lingered > HTTP_LINGER_MAX) return leave(connection, true);
  }
  if (!http_stream_gather(stream)) return leave(connection, true);
  if (connection->exchange != NULL && http_exchange_rests(connection->exchange)) detach(connection);
  set_deadline(connection);
  return ERR_OK;
}

static err_t on_receive(void *argument, struct tcp_pcb *pcb, struct pbuf *packet, err_t error) {
  struct connection *connection = argument;
  (void)pcb;
  if (error != ERR_OK) return error;
  if (packet == NULL) connection->input_ended = true;
  else if (connection->stream.arrived == NULL) connection->stream.arrived = packet;
  else pbuf_cat(connection->stream.arrived, packet);
  return serve(connection);
}

static err_t on_sent(void *argument, struct tcp_pcb *pcb, u16_t length) {
  (void)pcb;
  (void)length;
  is_in_sent = true;
  err_t result = serve(argument);
  is_in_sent = false;
  return result;
}

static void on_error(void *argument, err_t error) {
  struct connection *connection = argument;
  (void)error;
  connection->stream.pcb = NULL; /* lwIP has freed it */
  release(connection);
}

/* Ends what has taken too long: politely, and with a reason when a request was begun. */
static err_t expire(struct connection *connection) {
  switch (connection->waits) {
  case WAITS_BODY:
    if (connection->exchange->body.taken - connection->mark >= TAKEN_MIN) break;
    http_exchange_refuse(connection->exchange, 408);
    return serve(connection);
  case WAITS_HEAD:
    http_exchange_refuse(connection->exchange, 408);
    return serve(connection);
  case WAITS_REQUEST:
    connection->is_last = true;
    return serve(connection);
  case WAITS_ROOM:
    if (connection->sent - connection->mark < SENT_MIN) return leave(connection, true);
    break;
  case WAITS_ANSWER: break; /* who answers has a clock of its own */
  case WAITS_PEER:
  case WAITS_NOTHING: return leave(connection, false);
  }
  connection->waits = WAITS_NOTHING; /* time begins to count anew */
  return serve(connection);
}

#if MERLON_HOOK_HTTP_STREAM_FILLED
static bool has_woken; /* some connection is */

void http_wake(struct http_request *request) {
  char *session = (char *)request->session;
  struct connection *connection =
    (struct connection *)(session - offsetof(struct connection, session));
  connection->is_woken = has_woken = true;
}

/* Not at once: whoever wakes is in the middle of something. One that is served can end others that
 * were woken, or wake them. */
static void serve_woken(void) {
  while (has_woken) {
    struct connection *next = connections;
    has_woken = false;
    while (next != NULL) {
      struct connection *connection = next;
      next = connection->next;
      if (!connection->is_woken) continue;
      connection->is_woken = false;
      serve(connection);
    }
  }
}
#endif

/* The text of Date follows the clock as often as lwIP's ticks do. */
static void set_date(void) { http_date_set(merlon_clock_wall() / 1000000000u); }

static err_t on_poll(void *argument, struct tcp_pcb *pcb) {
  static u32_t dated;
  struct connection *connection = argument;
  (void)pcb;
  if (dated != tcp_ticks) set_date();
  dated = tcp_ticks;
  bool waits_in_vain = succession_is_over() && connection->waits == WAITS_REQUEST &&
                       tcp_ticks - connection->since >= REPLACED_TICKS;
  if (waits_in_vain || (s32_t)(tcp_ticks - connection->deadline) >= 0) return expire(connection);
  return serve(connection);
}

/* Makes place for a client that has something to ask. */
static bool make_place(u8_t bucket) {
  enum dispensable reason;
  struct connection *chosen = http_dispensable(connections, bucket, held, &reason);
  if (chosen != NULL) leave(chosen, reason != BETWEEN_REQUESTS);
  return chosen != NULL;
}

static u8_t bucket_of(const struct tcp_pcb *pcb) {
  u32_t address = ip4_addr_get_u32(ip_2_ip4(&pcb->remote_ip));
  return (u8_t)(address ^ address >> 8 ^ address >> 16 ^ address >> 24);
}

static err_t on_accept(void *argument, struct tcp_pcb *pcb, err_t error) {
  (void)argument;
  if (error != ERR_OK || pcb == NULL) return ERR_VAL;
  struct connection *connection = NULL;
  u8_t bucket = bucket_of(pcb);
  bool is_full = admitted >= MERLON_OPTION_CONNECTIONS && !make_place(bucket);
  if (!is_full || turned_away < TURNED_AWAY_MAX) connection = calloc(1, sizeof *connection);
  if (connection == NULL) {
    tcp_abort(pcb);
    return ERR_ABRT;
  }
  connection->is_turned_away = is_full;
  connection->bucket = bucket;
  if (is_full) turned_away++;
  else admitted++, held[bucket]++;
  connection->next = connections;
  if (connections != NULL) connections->previous = connection;
  connections = connection;
  connection->stream.pcb = pcb;
  set_date();
  tcp_nagle_disable(pcb);
  tcp_arg(pcb, connection);
  tcp_recv(pcb, on_receive);
  tcp_sent(pcb, on_sent);
  tcp_err(pcb, on_error);
  tcp_poll(pcb, on_poll, 1);
  if (!http_stream_open(&connection->stream)) return leave(connection, true);
  connection->session.peer = ip4_addr_get_u32(ip_2_ip4(&pcb->remote_ip));
  connection->session.transport = connection->stream.state;
  if (!attach(connection)) return leave(connection, true);
  if (is_full) http_exchange_refuse(connection->exchange, 503);
  return serve(connection);
}

void http_server_start(void) {
  struct tcp_pcb *pcb = tcp_new();
  if (pcb == NULL || tcp_bind(pcb, IP_ANY_TYPE, MERLON_OPTION_PORT) != ERR_OK) {
    merlon_abort("http-server: cannot listen");
  }
  pcb = tcp_listen_with_backlog(pcb, TCP_DEFAULT_LISTEN_BACKLOG);
  if (pcb == NULL) merlon_abort("http-server: cannot listen");
  tcp_accept(pcb, on_accept);
#if MERLON_HOOK_HTTP_STREAM_FILLED
  lwip_after_receive(serve_woken);
#endif
  merlon_puts("http-server: listening on port ");
  merlon_put_unsigned(MERLON_OPTION_PORT);
  merlon_puts("\n");
}
