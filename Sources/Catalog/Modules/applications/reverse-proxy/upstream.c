/* The callbacks of the network only note what happened and wake the request; whatever follows from
 * it is done later, when no callback is under way. */
#include "upstream.h"

#include "options.h"
#include "packet.h"
#include "stdlib.h"
#include "string.h"

_Static_assert(MERLON_OPTION_CONNECTIONS >= 1 && MERLON_OPTION_CONNECTIONS <= 256,
               "reverse-proxy.connections: 1 to 256");

/* Programs close idle connections after five seconds and more; one that is closed while it is asked
 * something cannot be told from one that failed. */
#define IDLE_MAX 4000000000u
/* What the framing of a chunk takes, twice. */
#define ROOM_KEPT 64u

static struct upstream *idle; /* the one used last is first */
static int count;             /* of all */
static ip_addr_t address;
static u16_t port;

void upstream_start(void) {
  static const char text[] = MERLON_OPTION_UPSTREAM;
  struct packet_network network;
  size_t colon = 0;
  unsigned number = 0;
  while (text[colon] != 0 && text[colon] != ':') colon++;
  bool is_right = text[colon] == ':' && packet_network_parse(text, colon, &network) &&
                  network.mask == 0xffffffffu && network.address != 0;
  for (size_t i = colon; is_right && text[++i] != 0;) {
    is_right = text[i] >= '0' && text[i] <= '9' && number <= 65535;
    number = number * 10 + (unsigned)(text[i] - '0');
  }
  if (!is_right || number == 0 || number > 65535) {
    merlon_abort("reverse-proxy: upstream has to be ADDRESS:PORT, as 192.0.2.1:8080");
  }
  ip_addr_set_ip4_u32(&address, network.address);
  port = (u16_t)number;
}

/* Ends the connection in the network, without a word when something of it is unfinished. Returns
 * what a callback of it must. */
static err_t disconnect(struct upstream *upstream, bool is_unfinished) {
  struct tcp_pcb *pcb = upstream->pcb;
  upstream->pcb = NULL;
  if (pcb == NULL) return ERR_OK;
  tcp_arg(pcb, NULL);
  tcp_recv(pcb, NULL);
  tcp_sent(pcb, NULL);
  tcp_err(pcb, NULL);
  tcp_poll(pcb, NULL, 0);
  if (!is_unfinished && tcp_close(pcb) == ERR_OK) return ERR_OK;
  tcp_abort(pcb);
  return ERR_ABRT;
}

static err_t drop(struct upstream *upstream, bool is_unfinished) {
  err_t result = disconnect(upstream, is_unfinished);
  count--;
  memset(upstream, 0, sizeof *upstream);
  __asm__ volatile("" : : "r"(upstream) : "memory");
  free(upstream);
  return result;
}

static err_t drop_idle(struct upstream *upstream, bool is_unfinished) {
  struct upstream **at = &idle;
  while (*at != upstream) at = &(*at)->next;
  *at = upstream->next;
  return drop(upstream, is_unfinished);
}

static err_t on_connected(void *argument, struct tcp_pcb *pcb, err_t error) {
  struct upstream *upstream = argument;
  (void)pcb;
  (void)error;
  upstream->is_connected = true;
  http_wake(upstream->user);
  return ERR_OK;
}

/* Takes what is within the window that was opened. What comes unasked ends the connection: it
 * would be taken for the answer to a later request. */
static bool keep(struct upstream *upstream, struct pbuf *packet) {
  if (upstream->user == NULL) return false;
  if (packet->tot_len > sizeof upstream->bytes - upstream->end) upstream_settle(upstream);
  if (packet->tot_len > sizeof upstream->bytes - upstream->end) return false;
  pbuf_copy_partial(packet, upstream->bytes + upstream->end, packet->tot_len, 0);
  upstream->end += packet->tot_len;
  return true;
}

static err_t on_receive(void *argument, struct tcp_pcb *pcb, struct pbuf *packet, err_t error) {
  struct upstream *upstream = argument;
  (void)pcb;
  if (error != ERR_OK) return error;
  bool is_kept = packet == NULL || keep(upstream, packet);
  if (packet == NULL) upstream->has_ended = true;
  else pbuf_free(packet);
  if (upstream->user == NULL) return drop_idle(upstream, !is_kept);
  http_wake(upstream->user);
  return is_kept ? ERR_OK : disconnect(upstream, true); /* beyond the window: as if it broke */
}

static err_t on_sent(void *argument, struct tcp_pcb *pcb, u16_t length) {
  struct upstream *upstream = argument;
  (void)pcb;
  (void)length;
  if (upstream->user != NULL) http_wake(upstream->user);
  return ERR_OK;
}

static void on_error(void *argument, err_t error) {
  struct upstream *upstream = argument;
  (void)error;
  upstream->pcb = NULL; /* lwIP has freed it */
  if (upstream->user != NULL) {
    http_wake(upstream->user);
  } else {
    drop_idle(upstream, true);
  }
}

static err_t on_poll(void *argument, struct tcp_pcb *pcb) {
  struct upstream *upstream = argument;
  (void)pcb;
  if (upstream->user != NULL || network_now() - upstream->idle_since < IDLE_MAX) return ERR_OK;
  return drop_idle(upstream, false);
}

static struct upstream *connect(struct http_request *user) {
  struct upstream *upstream = malloc(sizeof *upstream);
  if (upstream == NULL) return NULL;
  memset(upstream, 0, offsetof(struct upstream, bytes));
  upstream->user = user;
  upstream->pcb = tcp_new();
  count++;
  if (upstream->pcb != NULL) {
    tcp_nagle_disable(upstream->pcb);
    tcp_arg(upstream->pcb, upstream);
    tcp_recv(upstream->pcb, on_receive);
    tcp_sent(upstream->pcb, on_sent);
    tcp_err(upstream->pcb, on_error);
    tcp_poll(upstream->pcb, on_poll, 1);
    if (tcp_connect(upstream->pcb, &address, port, on_connected) == ERR_OK) return upstream;
  }
  drop(upstream, true);
  return NULL;
}

struct upstream *upstream_take(struct http_request *user, bool wants_new, bool *is_refused) {
  struct upstream *upstream = idle;
  *is_refused = false;
  if (upstream != NULL && (!wants_new || count >= MERLON_OPTION_CONNECTIONS)) {
    idle = upstream->next;
    if (!wants_new) {
      upstream->user = user;
      upstream->is_reused = true;
      return upstream;
    }
    drop(upstream, false);
  }
  if (count >= MERLON_OPTION_CONNECTIONS) return NULL;
  upstream = connect(user);
  *is_refused = upstream == NULL;
  return upstream;
}

void upstream_return(struct upstream *upstream, bool is_reusable) {
  bool is_clean = is_reusable && upstream->pcb != NULL && !upstream->has_ended &&
                  upstream->start == upstream->end;
  upstream->user = NULL;
  if (!is_clean) {
    drop(upstream, !is_reusable);
    return;
  }
  upstream->idle_since = network_now();
  upstream->next = idle;
  idle = upstream;
}

size_t upstream_room(const struct upstream *upstream) {
  if (upstream->pcb == NULL || !upstream->is_connected) return 0;
  size_t room = tcp_sndbuf(upstream->pcb);
  /* Each copy is one or two buffers of a queue that lwIP limits. */
  if (tcp_sndqueuelen(upstream->pcb) + 16 > TCP_SND_QUEUELEN) return 0;
  return room > ROOM_KEPT ? room - ROOM_KEPT : 0;
}

bool upstream_send(struct upstream *upstream, const char *bytes, size_t length) {
  return tcp_write(upstream->pcb, bytes, (u16_t)length, TCP_WRITE_FLAG_COPY) == ERR_OK;
}

void upstream_flush(struct upstream *upstream) { tcp_output(upstream->pcb); }

void upstream_use(struct upstream *upstream, size_t used) {
  upstream->start += used;
  if (upstream->start == upstream->end) upstream->start = upstream->end = 0;
  if (upstream->pcb != NULL && used > 0) tcp_recved(upstream->pcb, (u16_t)used);
}

void upstream_settle(struct upstream *upstream) {
  size_t length = upstream->end - upstream->start;
  if (upstream->start > 0) memmove(upstream->bytes, upstream->bytes + upstream->start, length);
  upstream->start = 0;
  upstream->end = length;
}
