/* What mechanisms see of the network: each IPv4 packet before TCP/IP does, and the time.
 *
 * net.input  judges a packet: 0 lets it pass, any other value drops it without an answer. ARP is
 *            not asked about. What cannot be judged (a broken header, a fragment, whose ports are
 *            elsewhere) is dropped as soon as the hook is filled; TCP/IP would not use it either.
 * net.batch  is called after each batch of packets, and at least once in a second. */
#ifndef MERLON_PACKET_H
#define MERLON_PACKET_H

#include <merlon.h>

enum { PACKET_ICMP = 1, PACKET_TCP = 6, PACKET_UDP = 17 };

struct packet {
  uint32_t source, destination; /* IPv4 addresses in network byte order */
  uint8_t protocol;             /* as in the IP header */
  uint16_t source_port, destination_port; /* of TCP and UDP, in host byte order; else 0 */
};

/* IPv4 networks as options write them: `192.0.2.0/24`, or `192.0.2.1` for one address. */
struct packet_network {
  uint32_t address, mask; /* network byte order */
};

/* Reads `length` bytes of text; false when they are no network, or have bits beyond the mask. */
bool packet_network_parse(const char *text, size_t length, struct packet_network *network);
static inline bool packet_network_holds(const struct packet_network *network, uint32_t address) {
  return (address & network->mask) == network->address;
}

enum packet_verdict { PACKET_JUDGE, PACKET_PASS, PACKET_DROP };
/* Reads an Ethernet frame: PACKET_JUDGE fills `packet`, PACKET_PASS is for what is not IPv4. */
enum packet_verdict packet_parse(const uint8_t *frame, size_t length, struct packet *packet);

/* Nanoseconds since an arbitrary moment, as of the current batch of packets: no call to the
 * monitor or kernel. */
uint64_t network_now(void);
/* Nanoseconds since 1970-01-01 UTC, in the same way; follows the host's clock within a second. */
uint64_t network_wall(void);

#endif
