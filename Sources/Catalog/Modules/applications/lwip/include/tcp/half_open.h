/* Connections that are not open yet; see half_open.c. */
#ifndef MERLON_HALF_OPEN_H
#define MERLON_HALF_OPEN_H

#include "lwip/tcp.h"

struct tcp_hdr;

/* Takes the key of all initial sequence numbers. */
void half_open_start(uint64_t first, uint64_t second);
/* SipHash-2-4 of `count` words under the key. */
uint64_t half_open_hash(const uint64_t *words, size_t count);
/* The initial sequence number of a connection. */
u32_t half_open_number(const ip_addr_t *local, u16_t local_port, const ip_addr_t *remote,
                       u16_t remote_port);
/* Sees each packet of a connection, or of none, before it is processed. `options` bytes of options
 * follow the header. Anything but ERR_OK drops the packet. */
err_t half_open_input(struct tcp_pcb *pcb, struct tcp_hdr *header, u16_t options);

#endif
