/* Reads frames and networks for the mechanisms that judge packets. */
#include "packet.h"

#include "string.h"

#define ETHERNET_HEADER 14u
#define IPV4_HEADER_MIN 20u

static unsigned be16(const uint8_t *bytes) { return (unsigned)bytes[0] << 8 | bytes[1]; }

enum packet_verdict packet_parse(const uint8_t *frame, size_t length, struct packet *packet) {
  if (length < ETHERNET_HEADER) return PACKET_DROP;
  if (be16(frame + 12) != 0x0800) return PACKET_PASS;
  const uint8_t *ip = frame + ETHERNET_HEADER;
  length -= ETHERNET_HEADER;
  if (length < IPV4_HEADER_MIN || ip[0] >> 4 != 4) return PACKET_DROP;
  size_t header = (size_t)(ip[0] & 15) * 4, total = be16(ip + 2);
  if (header < IPV4_HEADER_MIN || total < header || total > length) return PACKET_DROP;
  if ((be16(ip + 6) & 0x3fff) != 0) return PACKET_DROP; /* a fragment */
  *packet = (struct packet){.protocol = ip[9]};
  memcpy(&packet->source, ip + 12, 4);
  memcpy(&packet->destination, ip + 16, 4);
  if (packet->protocol == PACKET_TCP || packet->protocol == PACKET_UDP) {
    if (total < header + 4) return PACKET_DROP;
    packet->source_port = (uint16_t)be16(ip + header);
    packet->destination_port = (uint16_t)be16(ip + header + 2);
  }
  return PACKET_JUDGE;
}

/* Reads a decimal number of at most three digits at `*at`, without a zero in front. */
static bool number(const char *text, size_t length, size_t *at, unsigned max, unsigned *value) {
  size_t start = *at;
  *value = 0;
  while (*at < length && *at - start < 3 && text[*at] >= '0' && text[*at] <= '9') {
    *value = *value * 10 + (unsigned)(text[(*at)++] - '0');
  }
  return *at > start && *value <= max && (*at - start == 1 || text[start] != '0');
}

bool packet_network_parse(const char *text, size_t length, struct packet_network *network) {
  uint8_t bytes[4], mask[4];
  size_t at = 0;
  unsigned value, bits = 32;
  for (int i = 0; i < 4; i++) {
    if (i > 0 && (at == length || text[at++] != '.')) return false;
    if (!number(text, length, &at, 255, &value)) return false;
    bytes[i] = (uint8_t)value;
  }
  if (at < length && (text[at++] != '/' || !number(text, length, &at, 32, &bits))) return false;
  if (at != length) return false;
  for (unsigned i = 0; i < 4; i++) {
    unsigned left = bits > i * 8 ? bits - i * 8 : 0;
    mask[i] = left >= 8 ? 0xff : (uint8_t)(0xff00u >> left);
    if ((bytes[i] & ~mask[i] & 0xff) != 0) return false;
  }
  memcpy(&network->address, bytes, 4);
  memcpy(&network->mask, mask, 4);
  return true;
}
