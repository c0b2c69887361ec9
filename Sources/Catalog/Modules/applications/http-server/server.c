/* Moves bytes between lwIP and the requests: one connection, one request at a time, pipelined
 * requests wait in the buffer until the response before them is queued. */
#include "hooks.h"
#include "internal.h"
#include "lwip/tcp.h"
#include "network.h"
#include "options.h"
#include "stdlib.h"
#include "string.h"

#define POLL_HALF_SECONDS 2 /* lwIP calls poll once a second */
#define IDLE_SECONDS_MAX 30
#define HEAD_OUT_MAX 1536u
#define BODY_IN_MAX (64u << 10)

struct connection {
  struct tcp_pcb *pcb;
  size_t received; /* bytes in `in` */
  size_t to_skip;  /* bytes of a request body still to come */
  const unsigned char *body;
  size_t body_left;
  unsigned idle_seconds;
  bool closing; /* close once everything is queued */
  struct http_session session;
  char in[HTTP_HEAD_MAX];
};

void http_server_start(void);

static void release(struct connection *connection) {
  http_session_forget(&connection->session);
  memset(connection, 0, sizeof *connection); /* may hold credentials */
  free(connection);
}

/* Closes politely, or resets when lwIP has no memory for that. Returns what the callback must. */
static err_t finish(struct connection *connection) {
  struct tcp_pcb *pcb = connection->pcb;
  tcp_arg(pcb, NULL);
  tcp_recv(pcb, NULL);
  tcp_sent(pcb, NULL);
  tcp_err(pcb, NULL);
  tcp_poll(pcb, NULL, 0);
  release(connection);
  if (tcp_close(pcb) == ERR_OK) return ERR_OK;
  tcp_abort(pcb);
  return ERR_ABRT;
}

static void send_body(struct connection *connection) {
  while (connection->body_left > 0) {
    size_t space = tcp_sndbuf(connection->pcb);
    size_t length = connection->body_left < space ? connection->body_left : space;
    if (length == 0 || tcp_write(connection->pcb, connection->body, (u16_t)length, 0) != ERR_OK) {
      return;
    }
    connection->body += length;
    connection->body_left -= length;
  }
}

static void answer(struct http_request *request) {
  int refused = merlon_hook_http_request(request);
  if (refused != 0) {
    http_respond_status(request, refused);
  } else if (!request->is_head &&
             !(request->method.length == 3 && memcmp(request->method.bytes, "GET", 3) == 0)) {
    http_respond_status(request, 405);
    http_response_field(request, "Allow", "GET, HEAD");
  } else if (!merlon_hook_http_handle(request)) {
    http_respond_status(request, 404);
  }
}

/* Answers the first request in the buffer. False when there is none, or no room for its head. */
static bool serve_one(struct connection *connection) {
  static struct http_request request;
  static char head[HEAD_OUT_MAX];
  struct http_parsed parsed;
  if (tcp_sndbuf(connection->pcb) < HEAD_OUT_MAX) return false;
  request.session = &connection->session;
  request.principal = (struct http_text){NULL, 0};
  request.response_fields_length = 0;
  request.is_head = false;
  request.method = request.target = request.fields = (struct http_text){NULL, 0};
  request.path_length = 0;
  request.content_type = NULL;
  request.body_length = 0;
  if (!http_parse(connection->in, connection->received, &parsed, &request)) return false;
  if (parsed.error == 0 && parsed.body_length > BODY_IN_MAX) {
    parsed.error = 413;
    parsed.keep_alive = false;
  }
  if (parsed.error != 0) {
    http_respond_status(&request, parsed.error);
  } else {
    answer(&request);
  }
  (void)merlon_hook_http_response(&request);
  size_t length = http_format_head(&request, parsed.keep_alive, head, sizeof head);
  connection->body = request.body;
  connection->body_left = request.is_head ? 0 : request.body_length;
  connection->closing = !parsed.keep_alive;
  u8_t flags = TCP_WRITE_FLAG_COPY | (connection->body_left > 0 ? TCP_WRITE_FLAG_MORE : 0);
  if (tcp_write(connection->pcb, head, (u16_t)length, flags) != ERR_OK) {
    connection->body_left = 0;
    connection->closing = true;
    return true;
  }
  size_t used = parsed.head_length + parsed.body_length;
  if (used > connection->received || connection->closing) {
    connection->to_skip = connection->closing ? 0 : used - connection->received;
    used = connection->received;
  }
  connection->received -= used;
  memmove(connection->in, connection->in + used, connection->received);
  send_body(connection);
  return true;
}

static err_t serve(struct connection *connection) {
  while (connection->body_left == 0 && !connection->closing && serve_one(connection)) {
    connection->idle_seconds = 0;
  }
  tcp_output(connection->pcb);
  if (connection->closing && connection->body_left == 0) return finish(connection);
  return ERR_OK;
}

/* Takes what fits and leaves the rest with lwIP, whose window then closes on the peer. */
static err_t on_receive(void *argument, struct tcp_pcb *pcb, struct pbuf *packet, err_t error) {
  struct connection *connection = argument;
  if (packet == NULL) return finish(connection);
  if (error != ERR_OK) return error;
  size_t skip = connection->to_skip < packet->tot_len ? connection->to_skip : packet->tot_len;
  size_t count = packet->tot_len - skip;
  if (count > sizeof connection->in - connection->received) return ERR_MEM;
  pbuf_copy_partial(packet, connection->in + connection->received, (u16_t)count, (u16_t)skip);
  connection->to_skip -= skip;
  connection->received += count;
  tcp_recved(pcb, packet->tot_len);
  pbuf_free(packet);
  return serve(connection);
}

static err_t on_sent(void *argument, struct tcp_pcb *pcb, u16_t length) {
  struct connection *connection = argument;
  (void)pcb;
  (void)length;
  connection->idle_seconds = 0;
  send_body(connection);
  return serve(connection);
}

static void on_error(void *argument, err_t error) {
  (void)error;
  if (argument != NULL) release(argument);
}

static err_t on_poll(void *argument, struct tcp_pcb *pcb) {
  struct connection *connection = argument;
  (void)pcb;
  if (++connection->idle_seconds > IDLE_SECONDS_MAX) return finish(connection);
  send_body(connection);
  return serve(connection);
}

static err_t on_accept(void *argument, struct tcp_pcb *pcb, err_t error) {
  struct connection *connection;
  (void)argument;
  if (error != ERR_OK || pcb == NULL) return ERR_VAL;
  connection = calloc(1, sizeof *connection);
  if (connection == NULL) {
    tcp_abort(pcb);
    return ERR_ABRT;
  }
  connection->pcb = pcb;
  connection->session.peer = ip4_addr_get_u32(ip_2_ip4(&pcb->remote_ip));
  tcp_nagle_disable(pcb);
  tcp_arg(pcb, connection);
  tcp_recv(pcb, on_receive);
  tcp_sent(pcb, on_sent);
  tcp_err(pcb, on_error);
  tcp_poll(pcb, on_poll, POLL_HALF_SECONDS);
  return ERR_OK;
}

void http_server_start(void) {
  struct tcp_pcb *pcb = tcp_new();
  if (pcb == NULL || tcp_bind(pcb, IP_ANY_TYPE, MERLON_OPTION_PORT) != ERR_OK) {
    merlon_abort("http-server: cannot listen");
  }
  pcb = tcp_listen_with_backlog(pcb, TCP_DEFAULT_LISTEN_BACKLOG);
  if (pcb == NULL) merlon_abort("http-server: cannot listen");
  tcp_accept(pcb, on_accept);
  merlon_puts("http-server: listening on port ");
  merlon_put_unsigned(MERLON_OPTION_PORT);
  merlon_puts("\n");
}
