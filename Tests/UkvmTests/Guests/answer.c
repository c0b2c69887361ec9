/* A TCP server without memory: what to answer follows from the segment alone. Port 80 answers the
 * first data of a connection with "answer\n" and the end; other ports refuse. */
#define GUEST_DEVICES {"service", 2}
#include "guest.h"

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16, ISS = 1000 };
static const uint8_t address[4] = {10, 0, 2, 15};
static const char text[] = "answer\n";
static uint8_t in[2048], out[256];

static uint32_t get(const uint8_t *p, int n) {
  uint32_t value = 0;
  for (int i = 0; i < n; i++) value = value << 8 | p[i];
  return value;
}
static void set(uint8_t *p, uint32_t value, int n) {
  for (int i = n - 1; i >= 0; i--, value >>= 8) p[i] = (uint8_t)value;
}
static void copy(uint8_t *to, const void *from, size_t n) {
  for (size_t i = 0; i < n; i++) to[i] = ((const uint8_t *)from)[i];
}
static uint32_t sum(const uint8_t *p, size_t n, uint32_t start) {
  for (size_t i = 0; i < n; i++) start += i % 2 ? p[i] : (uint32_t)p[i] << 8;
  return start;
}
static uint32_t fold(uint32_t total) {
  while (total >> 16) total = (total & 0xffff) + (total >> 16);
  return ~total & 0xffff;
}
static void ethernet(const uint8_t *mac) {
  copy(out, in + 6, 6);
  copy(out + 6, mac, 6);
}

static void arp(const uint8_t *mac) {
  if (get(in + 20, 2) != 1 || get(in + 38, 4) != get(address, 4)) return;
  copy(out, in, 42);
  ethernet(mac);
  set(out + 20, 2, 2);
  copy(out + 22, mac, 6);
  copy(out + 28, address, 4);
  copy(out + 32, in + 22, 10);
  net_write(1, out, 42);
}

static void segment(const uint8_t *mac, int flags, uint32_t seq, uint32_t ack, bool answer) {
  size_t size = answer ? sizeof text - 1 : 0;
  uint8_t *ip = out + 14, *tcp = ip + 20;
  for (size_t i = 0; i < sizeof out; i++) out[i] = 0;
  ethernet(mac);
  set(out + 12, 0x0800, 2);
  ip[0] = 0x45;
  set(ip + 2, (uint32_t)(40 + size), 2);
  ip[8] = 64;
  ip[9] = 6;
  copy(ip + 12, address, 4);
  copy(ip + 16, in + 26, 4);
  set(ip + 10, fold(sum(ip, 20, 0)), 2);
  copy(tcp, in + 36, 2);
  copy(tcp + 2, in + 34, 2);
  set(tcp + 4, seq, 4);
  set(tcp + 8, ack, 4);
  tcp[12] = 0x50;
  tcp[13] = (uint8_t)flags;
  set(tcp + 14, 8192, 2);
  copy(tcp + 20, text, size);
  set(tcp + 16, fold(sum(tcp, 20 + size, sum(ip + 12, 8, (uint32_t)(6 + 20 + size)))), 2);
  net_write(1, out, 54 + size);
}

static void tcp(const uint8_t *mac) {
  const uint8_t *ip = in + 14, *header = ip + 20;
  if (ip[0] != 0x45 || ip[9] != 6 || get(ip + 16, 4) != get(address, 4)) return;
  uint32_t seq = get(header + 4, 4), ack = get(header + 8, 4);
  uint32_t size = get(ip + 2, 2) - 20 - (header[12] >> 4) * 4u;
  int flags = header[13];
  bool ended = ack >= ISS + sizeof text;
  if (flags & RST) return;
  if (get(header + 2, 2) != 80) segment(mac, RST | ACK, 0, seq + 1, false);
  else if (flags & SYN) segment(mac, SYN | ACK, ISS, seq + 1, false);
  else if (size) segment(mac, PSH | FIN | ACK, ISS + 1, seq + size + !!(flags & FIN), true);
  else if (flags & FIN) segment(mac, ended ? ACK : FIN | ACK, ack, seq + 1, false);
}

static int guest_main(void) {
  const uint8_t *mac = info->manifest->entry[1].net.mac;
  say("ready\n");
  for (;;) {
    size_t n = net_read(1, in, sizeof in);
    if (n == 0) wait_relative(1000000000);
    else if (n >= 42 && get(in + 12, 2) == 0x0806) arp(mac);
    else if (n >= 54 && get(in + 12, 2) == 0x0800) tcp(mac);
  }
}
