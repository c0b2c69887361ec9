/* Connections that are half open, of which anybody can begin any number.
 *
 * When the backlog is full, the oldest gives way to a new one. It loses nothing by that: what the
 * image said of itself, the initial sequence number, is a keyed hash of what the client said (RFC
 * 6528, and "SYN cookies"), so that the client's next packet proves that it was asked, and the
 * connection is made again from it. Nobody else can know that number. */
#include "tcp/half_open.h"

#include "lwip/priv/tcp_priv.h"
#include "succession.h"

#define RECALL_TICKS 120u  /* how long after an eviction packets are looked at: a minute */
#define EPOCH_SHIFT 7      /* numbers are good for one to two epochs of 64 seconds */

/* What is kept of the client's greatest segment; the first is what TCP assumes. */
static const u16_t sizes[] = {536, 1200, 1400, 1460};
#define SIZES (sizeof sizes / sizeof sizes[0])

static uint64_t key[2];
static bool has_evicted;
static u32_t evicted_at;
/* Of the SYN under way: lwIP asks for a number without telling what for. */
static u32_t asked_number;
static unsigned asked_size;

void half_open_start(uint64_t first, uint64_t second) {
  key[0] = first;
  key[1] = second;
}

static uint64_t turn(uint64_t word, int bits) { return word << bits | word >> (64 - bits); }

static void rounds(uint64_t v[4], int count) {
  while (count-- > 0) {
    v[0] += v[1], v[1] = turn(v[1], 13) ^ v[0], v[0] = turn(v[0], 32);
    v[2] += v[3], v[3] = turn(v[3], 16) ^ v[2];
    v[0] += v[3], v[3] = turn(v[3], 21) ^ v[0];
    v[2] += v[1], v[1] = turn(v[1], 17) ^ v[2], v[2] = turn(v[2], 32);
  }
}

uint64_t half_open_hash(const uint64_t *words, size_t count) {
  uint64_t v[4] = {key[0] ^ 0x736f6d6570736575u, key[1] ^ 0x646f72616e646f6du,
                   key[0] ^ 0x6c7967656e657261u, key[1] ^ 0x7465646279746573u};
  for (size_t i = 0; i <= count; i++) {
    uint64_t word = i < count ? words[i] : (uint64_t)count * 8 << 56;
    v[3] ^= word;
    rounds(v, 2);
    v[0] ^= word;
  }
  v[2] ^= 0xff;
  rounds(v, 4);
  return v[0] ^ v[1] ^ v[2] ^ v[3];
}

static u32_t number(const ip_addr_t *local, u16_t local_port, const ip_addr_t *remote,
                    u16_t remote_port, u32_t peer_number, u32_t epoch, unsigned size) {
  uint64_t words[3] = {
    (uint64_t)ip4_addr_get_u32(ip_2_ip4(local)) << 32 | ip4_addr_get_u32(ip_2_ip4(remote)),
    (uint64_t)local_port << 48 | (uint64_t)remote_port << 32 | peer_number,
    (uint64_t)epoch << 32 | size,
  };
  return (u32_t)half_open_hash(words, 3);
}

u32_t half_open_number(const ip_addr_t *local, u16_t local_port, const ip_addr_t *remote,
                       u16_t remote_port) {
  return number(local, local_port, remote, remote_port, asked_number, tcp_ticks >> EPOCH_SHIFT,
                asked_size);
}

/* The greatest of the sizes that is no greater than the client's (RFC 9293 §3.7.1). */
static unsigned size_of(const struct tcp_hdr *header, u16_t length) {
  const u8_t *options = (const u8_t *)(header + 1);
  unsigned size = 0;
  for (u16_t at = 0; at < length && options[at] != 0;) {
    if (options[at] == 1) {
      at++;
      continue;
    }
    if (at + 1 >= length || options[at + 1] < 2 || at + options[at + 1] > length) return 0;
    if (options[at] == 2 && options[at + 1] == 4) {
      unsigned most = (unsigned)options[at + 2] << 8 | options[at + 3];
      while (size + 1 < SIZES && sizes[size + 1] <= most) size++;
      return size;
    }
    at = (u16_t)(at + options[at + 1]);
  }
  return 0;
}

/* Lets the one go that has waited longest, without a word. */
static void make_room(const struct tcp_pcb_listen *listener) {
  if (listener->accepts_pending < listener->backlog) return;
  struct tcp_pcb *oldest = NULL;
  for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb != NULL; pcb = pcb->next) {
    if (pcb->state != SYN_RCVD || pcb->listener != listener) continue;
    /* Of those of one tick the last in the list is the oldest. */
    if (oldest == NULL || tcp_ticks - pcb->tmr >= tcp_ticks - oldest->tmr) oldest = pcb;
  }
  if (oldest == NULL) return;
  tcp_abandon(oldest, 0);
  has_evicted = true;
  evicted_at = tcp_ticks;
}

/* Makes a connection again as it was when the SYN had been answered. */
static bool make_again(struct tcp_pcb_listen *listener, const struct tcp_hdr *header, u16_t size) {
  make_room(listener);
  struct tcp_pcb *pcb = tcp_alloc(listener->prio);
  if (pcb == NULL) return false;
  listener->accepts_pending++;
  tcp_set_flags(pcb, TF_BACKLOGPEND);
  ip_addr_copy(pcb->local_ip, *ip_current_dest_addr());
  ip_addr_copy(pcb->remote_ip, *ip_current_src_addr());
  pcb->local_port = listener->local_port;
  pcb->remote_port = header->src;
  pcb->state = SYN_RCVD;
  pcb->rcv_nxt = header->seqno;
  pcb->rcv_ann_right_edge = pcb->rcv_nxt + pcb->rcv_ann_wnd;
  pcb->lastack = pcb->snd_wl2 = header->ackno - 1;
  pcb->snd_nxt = pcb->snd_lbb = header->ackno;
  pcb->snd_wl1 = header->seqno - 2; /* the window of the next packet counts */
  pcb->snd_wnd = pcb->snd_wnd_max = header->wnd;
  pcb->callback_arg = listener->callback_arg;
  pcb->listener = listener;
  pcb->so_options = listener->so_options & SOF_INHERITED;
  pcb->netif_idx = listener->netif_idx;
  TCP_REG_ACTIVE(pcb);
  pcb->mss = tcp_eff_send_mss(size, &pcb->local_ip, &pcb->remote_ip);
  return true;
}

/* Whether a packet proves that it answers what was said to it; the connection is there then. */
static bool recall(struct tcp_pcb_listen *listener, const struct tcp_hdr *header) {
  if (!has_evicted || tcp_ticks - evicted_at > RECALL_TICKS) return false;
  for (u32_t age = 0; age < 2; age++) {
    for (unsigned size = 0; size < SIZES; size++) {
      u32_t said = number(ip_current_dest_addr(), header->dest, ip_current_src_addr(), header->src,
                          header->seqno - 1, (tcp_ticks >> EPOCH_SHIFT) - age, size);
      if (said == header->ackno - 1) return make_again(listener, header, sizes[size]);
    }
  }
  return false;
}

err_t half_open_input(struct tcp_pcb *pcb, struct tcp_hdr *header, u16_t options) {
  if (pcb->state != LISTEN) return ERR_OK;
  if ((TCPH_FLAGS(header) & TCP_RST) != 0) return succession_pass_on() ? ERR_ABRT : ERR_OK;
  struct tcp_pcb_listen *listener = (struct tcp_pcb_listen *)pcb;
  if ((TCPH_FLAGS(header) & (TCP_ACK | TCP_SYN)) == TCP_ACK) {
    /* This packet is dropped: the next one, the request, finds the connection. */
    return recall(listener, header) || succession_pass_on() ? ERR_ABRT : ERR_OK;
  }
  if ((TCPH_FLAGS(header) & (TCP_ACK | TCP_SYN)) == TCP_SYN) {
    asked_number = header->seqno;
    asked_size = size_of(header, options);
    make_room(listener);
  }
  return ERR_OK;
}
