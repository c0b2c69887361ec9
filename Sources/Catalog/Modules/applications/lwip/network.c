/* One lwIP interface on the Solo5 device "service", and the image's main loop. */
#include "network.h"

#include "tcp/half_open.h"
#include "tcp/reopening.h"
#include "hooks.h"
#include "lwip/etharp.h"
#include "lwip/init.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/timeouts.h"
#include "netif/ethernet.h"
#include "options.h"
#include "packet.h"
#include "string.h"
#include "succession.h"

#define FRAME_MAX 2048u
#define BATCH_MAX 64

static struct netif interface;
static struct merlon_net device;
static void (*after_receive)(void);

void lwip_start(void);
_Noreturn void lwip_run(void);

void lwip_after_receive(void (*work)(void)) { after_receive = work; }

static uint64_t now, wall_offset, wall_read;

uint64_t network_now(void) { return now; }
uint64_t network_wall(void) { return now + wall_offset; }

/* lwIP asks in each turn of the loop; who asks for network_now() gets what it was told. */
u32_t sys_now(void) {
  now = merlon_clock_monotonic();
  return (u32_t)(now / 1000000u);
}

/* The wall clock may be set while the image runs. */
static void follow_wall_clock(void) {
  if (wall_read != 0 && now - wall_read < 1000000000u) return;
  wall_offset = merlon_clock_wall() - now;
  wall_read = now;
}

#if MERLON_HOOK_NET_INPUT_FILLED
static bool is_refused(const uint8_t *frame, size_t length) {
  struct packet packet;
  switch (packet_parse(frame, length, &packet)) {
  case PACKET_PASS: return false;
  case PACKET_DROP: return true;
  default: return merlon_hook_net_input(&packet) != 0;
  }
}
#else
#define is_refused(frame, length) false
#endif

/* RDRAND, where the processor runs the image itself and has it; or 0. */
static uint64_t processor_random(void) {
  uint32_t a = 1, b, c = 0, d;
  uint64_t word = 0;
  unsigned char is_valid = 0;
  if (!merlon_has_vectors) return 0;
  __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
  if ((c >> 30 & 1) == 0) return 0;
  for (int i = 0; i < 10 && !is_valid; i++) {
    __asm__ volatile("rdrand %0; setc %1" : "=r"(word), "=qm"(is_valid) : : "cc");
  }
  return word;
}

/* The key of what peers must not guess: initial sequence numbers and ports. Without RDRAND it is
 * no better than the clocks and the processor's counter at boot. */
static void make_key(void) {
  uint32_t low, high;
  __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
  half_open_start(merlon_clock_wall() ^ (uint64_t)high << 32 ^ low, merlon_clock_monotonic());
  uint64_t words[4] = {processor_random(), processor_random(), processor_random(), 0};
  uint64_t first = half_open_hash(words, 4);
  words[3] = 1;
  half_open_start(first, half_open_hash(words, 4));
}

unsigned lwip_random(void) {
  static uint64_t count;
  count++;
  return (unsigned)half_open_hash(&count, 1);
}

static bool send_bytes(const void *frame, size_t length) {
  return merlon_net_write(device.handle, frame, length);
}

static err_t send_frame(struct netif *netif, struct pbuf *packet) {
  static uint8_t frame[FRAME_MAX];
  (void)netif;
  if (packet->tot_len > sizeof frame) return ERR_IF;
  const void *bytes = packet->payload;
  if (packet->next != NULL) {
    pbuf_copy_partial(packet, frame, packet->tot_len, 0);
    bytes = frame;
  }
  return send_bytes(bytes, packet->tot_len) ? ERR_OK : ERR_IF;
}

static err_t configure(struct netif *netif) {
  netif->name[0] = 's';
  netif->name[1] = 'v';
  netif->mtu = device.mtu != 0 && device.mtu <= 1500 ? device.mtu : 1500;
  netif->hwaddr_len = sizeof device.mac;
  memcpy(netif->hwaddr, device.mac, sizeof device.mac);
  netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET | NETIF_FLAG_LINK_UP;
  netif->output = etharp_output;
  netif->linkoutput = send_frame;
  return ERR_OK;
}

/* Splits "A.B.C.D/LEN" into address and mask. */
static bool parse_address(const char *text, ip4_addr_t *address, ip4_addr_t *mask) {
  char host[16];
  size_t length = 0;
  while (text[length] != 0 && text[length] != '/') {
    if (length == sizeof host - 1) return false;
    host[length] = text[length];
    length++;
  }
  host[length] = 0;
  if (text[length] != '/' || !ip4addr_aton(host, address)) return false;
  unsigned bits = 0;
  for (const char *digit = text + length + 1; *digit != 0; digit++) {
    if (*digit < '0' || *digit > '9') return false;
    bits = bits * 10 + (unsigned)(*digit - '0');
    if (bits > 32) return false;
  }
  mask->addr = bits == 0 ? 0 : lwip_htonl(0xffffffffu << (32 - bits));
  return true;
}

/* Where nobody but this instance knows what connections it has, it ends itself with the last one.
 * Behind a user network the host knows more: of clients that wait for their SYN to be sent again. */
static bool ends_itself;

static void start_succession(void) {
  char own[18], predecessor[18], when[32];
  ends_itself = !merlon_argument("when-replaced", when, sizeof when);
  if (!ends_itself && strcmp(when, "wait") != 0) merlon_abort("lwip: bad --when-replaced=wait");
  if (!merlon_argument("own-mac", own, sizeof own)) own[0] = 0;
  if (!merlon_argument("predecessor-mac", predecessor, sizeof predecessor)) predecessor[0] = 0;
  if (!succession_start(own, predecessor, send_bytes)) {
    merlon_abort("lwip: bad --own-mac or --predecessor-mac=aa:bb:cc:dd:ee:ff");
  }
}

void lwip_start(void) {
  char text[32];
  ip4_addr_t address, mask, gateway;
  if (!merlon_net_find("service", &device)) merlon_abort("lwip: no network device 'service'");
  if (!merlon_argument("ipv4", text, sizeof text)) {
    memcpy(text, MERLON_OPTION_ADDRESS, MERLON_OPTION_ADDRESS_LENGTH + 1);
  }
  if (!parse_address(text, &address, &mask)) merlon_abort("lwip: bad --ipv4=ADDRESS/LENGTH");
  if (!merlon_argument("ipv4-gateway", text, sizeof text)) {
    memcpy(text, MERLON_OPTION_GATEWAY, MERLON_OPTION_GATEWAY_LENGTH + 1);
  }
  if (!ip4addr_aton(text, &gateway)) merlon_abort("lwip: bad --ipv4-gateway=ADDRESS");
  start_succession();
  make_key();
  lwip_init();
  netif_add(&interface, &address, &mask, &gateway, NULL, configure, ethernet_input);
  netif_set_default(&interface);
  netif_set_up(&interface);
}

static void take(const uint8_t *frame, size_t length) {
  struct pbuf *packet = pbuf_alloc(PBUF_RAW, (u16_t)length, PBUF_POOL);
  if (packet == NULL) return; /* out of buffers: the peer sends it again */
  pbuf_take(packet, frame, (u16_t)length);
  if (interface.input(packet, &interface) != ERR_OK) pbuf_free(packet);
}

/* Takes up to a batch of frames; returns false when none is left. */
static bool receive(void) {
  static uint8_t frame[FRAME_MAX];
  for (int i = 0; i < BATCH_MAX; i++) {
    size_t length = merlon_net_read(device.handle, frame, sizeof frame);
    if (length == 0) return false;
    succession_see(frame, length);
    if (is_refused(frame, length)) continue;
    take(frame, length);
    if (reopening_is_due()) take(frame, length);
  }
  return true;
}

_Noreturn void lwip_run(void) {
  (void)sys_now();
  for (;;) {
    follow_wall_clock();
    bool more = receive();
    if (after_receive != NULL) after_receive();
    sys_check_timeouts();
    (void)merlon_hook_net_batch();
    if (more) continue;
    /* Replaced, and nobody is left to be served. */
    if (ends_itself && succession_is_over() && tcp_active_pcbs == NULL) merlon_exit(0);
    u32_t sleep = sys_timeouts_sleeptime();
    if (sleep > 1000) sleep = 1000;
    merlon_yield(now + (uint64_t)sleep * 1000000u);
    (void)sys_now();
  }
}
