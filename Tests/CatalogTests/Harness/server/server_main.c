/* The whole server on lwIP, with clients that do anything at any time, a wire that loses packets
 * and changes them, a heap that fails, and a clock that jumps. Sanitizers look for what is used after it is gone;
 * at the end nothing may be left. Arguments: the first seed, and how many. */
#include "drive.h"
#include "hooks.h"

#include "chance.h"
#ifdef HARNESS_STREAM
#include "random_upstream.h"
#endif

static void harness_free(void *block);
#define calloc harness_calloc
#define free harness_free
#include "server.c"
#undef calloc
#undef free

#include "succession.h"
#include "tcp/half_open.h"
#include "tcp/reopening.h"
#include "lwip/init.h"
#include "lwip/timeouts.h"

#define CLIENTS 12
#define STEPS 1500
#define WIRE_MAX 512

static uint64_t state;
static u32_t now;
static unsigned failures, losses, changes; /* of a thousand */

unsigned chance(unsigned limit) {
  uint64_t mixed = state += 0x9e3779b97f4a7c15u;
  mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
  mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
  return (unsigned)((mixed ^ mixed >> 31) % limit);
}

u32_t sys_now(void) { return now; }
unsigned lwip_random(void) { return chance(1u << 30); }
uint64_t merlon_clock_wall(void) { return (784111777ull * 1000 + now) * 1000000; }
uint64_t network_now(void) { return now * 1000000ull; }
static void (*after_receive)(void);
void lwip_after_receive(void (*work)(void)) { after_receive = work; }
void merlon_put_unsigned(uint64_t value) { (void)value; }
/* Without a timer lwIP gives up, and the image with it. */
void *harness_malloc(size_t size) {
  bool is_timer = size == LWIP_MEM_ALIGN_SIZE(sizeof(struct sys_timeo));
  return !is_timer && chance(1000) < failures ? NULL : malloc(size);
}
void *harness_calloc(size_t count, size_t size) {
  return chance(1000) < failures ? NULL : calloc(count, size);
}

/* What the server lets go of holds no byte of a request any more: there may be a password in it. */
static void harness_free(void *block) {
  const char *bytes = block;
  for (size_t i = 0; i < sizeof(struct connection); i++) DEMAND(bytes[i] == 0);
  free(block);
}

int merlon_hook_http_resolve(struct http_request *request) {
  (void)request;
  return 0;
}

int merlon_hook_http_handle(struct http_request *request) {
  static const unsigned char big[150000];
  request->status = 200;
  request->body = big;
  request->body_length = strcmp(request->path, "/big") == 0 ? sizeof big : 10;
  return 1;
}

/* --- The wire ----------------------------------------------------------------------------- */

static struct netif interface;
static struct pbuf *wire[WIRE_MAX];
static unsigned wire_count;

static err_t put_on_wire(struct netif *netif, struct pbuf *packet, const ip4_addr_t *address) {
  (void)netif;
  (void)address;
  if (chance(1000) < losses || wire_count == WIRE_MAX) return ERR_OK;
  struct pbuf *copy = pbuf_clone(PBUF_RAW, PBUF_POOL, packet);
  if (copy == NULL) return ERR_MEM;
  if (chance(1000) < changes) {
    u16_t at = (u16_t)chance(copy->tot_len < 60 ? copy->tot_len : 60);
    pbuf_put_at(copy, at, (u8_t)(chance(2) == 0 ? chance(256) : pbuf_get_at(copy, at) + 1u));
  }
  wire[wire_count++] = copy;
  return ERR_OK;
}

static err_t configure(struct netif *netif) {
  netif->mtu = 1500;
  netif->output = put_on_wire;
  netif->flags = NETIF_FLAG_LINK_UP;
  return ERR_OK;
}

/* Delivers what is on the wire, mostly in its order, and what that makes the others send. */
static void deliver(void) {
  for (unsigned rounds = 0; wire_count > 0 && rounds < 2000; rounds++) {
    unsigned at = wire_count > 1 && chance(20) == 0 ? 1 : 0;
    struct pbuf *packet = wire[at];
    memmove(wire + at, wire + at + 1, (--wire_count - at) * sizeof wire[0]);
    struct pbuf *copy = pbuf_clone(PBUF_RAW, PBUF_POOL, packet);
    if (interface.input(packet, &interface) != ERR_OK) pbuf_free(packet);
    bool is_due = reopening_is_due() && copy != NULL;
    if (copy != NULL && (!is_due || interface.input(copy, &interface) != ERR_OK)) pbuf_free(copy);
  }
}

/* --- Clients ------------------------------------------------------------------------------ */

static struct client {
  struct tcp_pcb *pcb;
  const char *text;
  size_t left, owed, received;
  bool is_reader, is_connected, has_ended;
} clients[CLIENTS];

/* More than the server takes while it is busy. */
#define FOUR(text) text text text text
#define FLOOD FOUR(FOUR(FOUR(FOUR("GET /big HTTP/1.1\r\nHost: a\r\n\r\n"))))

static const char *const texts[] = {
  FLOOD,
  "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
  "GET /big HTTP/1.1\r\nHost: a\r\n\r\n",
  "GET /big HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /big HTTP/1.1\r\nHost: a\r\n\r\nHEAD / HTTP/1.1\r\nHost: a\r\n\r\n",
  "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\n01234567890123456789",
  "GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
  "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: a\r\n",
  "nonsense\r\n\r\n",
};

static void client_gone(void *argument, err_t error) {
  (void)error;
  ((struct client *)argument)->pcb = NULL;
}

static void client_end(struct client *client, bool is_abort) {
  struct tcp_pcb *pcb = client->pcb;
  client->pcb = NULL;
  tcp_arg(pcb, NULL);
  tcp_err(pcb, NULL);
  tcp_recv(pcb, NULL);
  if (is_abort || tcp_close(pcb) != ERR_OK) tcp_abort(pcb);
}

static err_t client_receive(void *argument, struct tcp_pcb *pcb, struct pbuf *packet, err_t error) {
  static const char start[] = "HTTP/1.1 ";
  struct client *client = argument;
  (void)pcb;
  (void)error;
  if (packet == NULL) {
    /* Both sides have ended: lwIP frees the pcb when it likes. Else a later step closes it, or
     * goes on sending. */
    if (client->has_ended) client_end(client, false);
    return ERR_OK;
  }
  for (size_t i = 0; i < packet->tot_len && client->received + i < sizeof start - 1; i++) {
    DEMAND(changes > 0 || pbuf_get_at(packet, (u16_t)i) == start[client->received + i]);
  }
  client->received += packet->tot_len;
  client->owed += packet->tot_len;
  pbuf_free(packet);
  return ERR_OK;
}

static err_t client_connected(void *argument, struct tcp_pcb *pcb, err_t error) {
  (void)pcb;
  (void)error;
  ((struct client *)argument)->is_connected = true;
  return ERR_OK;
}

static void client_begin(struct client *client) {
  struct tcp_pcb *pcb = tcp_new();
  if (pcb == NULL) return;
  *client = (struct client){.pcb = pcb, .is_reader = chance(4) != 0};
  tcp_arg(pcb, client);
  tcp_err(pcb, client_gone);
  tcp_recv(pcb, client_receive);
  if (tcp_connect(pcb, &interface.ip_addr, 80, client_connected) == ERR_OK) return;
  tcp_arg(pcb, NULL);
  tcp_err(pcb, NULL);
  tcp_abort(pcb);
  client->pcb = NULL;
}

static void client_send(struct client *client) {
  if (client->left == 0) {
    client->text = texts[chance(sizeof texts / sizeof texts[0])];
    client->left = strlen(client->text);
  }
  size_t count = 1 + chance((unsigned)client->left);
  if (count > tcp_sndbuf(client->pcb)) count = tcp_sndbuf(client->pcb);
  if (count == 0) return;
  if (tcp_write(client->pcb, client->text, (u16_t)count, TCP_WRITE_FLAG_COPY) != ERR_OK) return;
  client->text += count;
  client->left -= count;
  tcp_output(client->pcb);
}

static void client_step(struct client *client) {
  if (client->pcb == NULL) {
    if (chance(10) == 0) client_begin(client);
    return;
  }
  unsigned what = chance(200);
  if (what == 0 || what == 1) client_end(client, what == 0);
  else if (!client->is_connected) return;
  else if (what == 2) client->has_ended |= tcp_shutdown(client->pcb, 0, 1) == ERR_OK;
  else if (what < 60 && client->pcb->state == ESTABLISHED) client_send(client);
  else if (what < 160 && client->is_reader && client->owed > 0) {
    size_t count = client->owed > 60000 ? 60000 : client->owed;
    tcp_recved(client->pcb, (u16_t)count);
    client->owed -= count;
  }
}

/* --- The run ------------------------------------------------------------------------------ */

static void pass_time(u32_t milliseconds) {
  now += milliseconds;
  sys_check_timeouts();
  deliver();
  for (int i = 0; after_receive != NULL && i < 2; i++) {
    after_receive();
    deliver();
  }
}

static bool send_to_nobody(const void *frame, size_t length) {
  (void)frame;
  (void)length;
  return true;
}

/* Another instance takes this one's place: whoever rests soon loses its connection, politely. */
static void replace(void) {
  static uint8_t frame[14] = {6, 0, 0, 0, 0, 1};
  succession_see(frame, sizeof frame);
  DEMAND(succession_is_over());
}

static size_t run(uint64_t seed) {
  size_t received = 0;
  state = seed;
  DEMAND(succession_start("06:00:00:00:00:01", "", send_to_nobody));
  int end = chance(3) == 0 ? STEPS / 2 : STEPS;
  losses = chance(3) == 0 ? 50 : 0;
  failures = chance(3) == 0 ? 20 : 0;
  changes = chance(3) == 0 ? 50 : 0;
  for (int step = 0; step < STEPS; step++) {
    for (int i = 0; i < CLIENTS; i++) {
      client_step(&clients[i]);
      received += clients[i].received > 0;
    }
    if (step == end) replace();
    pass_time(chance(50) == 0 ? 700 : chance(20));
    DEMAND(admitted <= MERLON_OPTION_CONNECTIONS && turned_away <= TURNED_AWAY_MAX);
  }
  losses = failures = changes = 0;
  for (int i = 0; i < CLIENTS; i++) {
    if (clients[i].pcb != NULL) client_end(&clients[i], chance(2) == 0);
  }
  for (int i = 0; i < 1200; i++) pass_time(250);
  DEMAND(connections == NULL && admitted == 0 && turned_away == 0);
  DEMAND(tcp_active_pcbs == NULL && tcp_tw_pcbs == NULL);
  return received;
}

/* The vectors of SipHash's authors, for messages of 0 and 8 bytes. */
static void check_hash(void) {
  uint64_t word = 0x0706050403020100u;
  half_open_start(0x0706050403020100u, 0x0f0e0d0c0b0a0908u);
  DEMAND(half_open_hash(&word, 0) == 0x726fdb47dd0e0e31u);
  DEMAND(half_open_hash(&word, 1) == 0x93f5f5799a932462u);
}

int main(int count, char **arguments) {
  ip4_addr_t address = {CLIENT_ADDRESS}, mask = {PP_HTONL(0xffffff00)}, none = {0};
  DEMAND(count == 3);
  check_hash();
  lwip_init();
  netif_add(&interface, &address, &mask, &none, NULL, configure, ip_input);
  netif_set_default(&interface);
  netif_set_up(&interface);
  http_server_start();
#ifdef HARNESS_STREAM
  random_upstream_start();
  reverse_proxy_start();
#endif
  uint64_t first = strtoull(arguments[1], NULL, 10), seeds = strtoull(arguments[2], NULL, 10);
  size_t received = 0;
  for (uint64_t seed = first; seed < first + seeds; seed++) {
    fprintf(stderr, "seed %llu\n", (unsigned long long)seed);
    received += run(seed);
  }
  DEMAND(received > 0);
#ifdef HARNESS_STREAM
  DEMAND(random_upstream_asked > seeds);
  fprintf(stderr, "the upstream was asked %u times\n", random_upstream_asked);
#endif
  return 0;
}
