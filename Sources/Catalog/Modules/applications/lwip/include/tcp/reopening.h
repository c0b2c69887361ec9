/* Connections that begin where another one has just ended; see reopening.c. */
#ifndef MERLON_REOPENING_H
#define MERLON_REOPENING_H

#include "lwip/tcp.h"

#include <stdbool.h>

struct tcp_hdr;

/* Sees each packet of a connection, or of none, before it is processed. True when the packet has
 * ended what was left of the connection: it is dropped, and its frame has to be given again. */
bool reopening_input(struct tcp_pcb *pcb, const struct tcp_hdr *header);
/* Whether the frame given last has to be given again; says so once. */
bool reopening_is_due(void);

#endif
