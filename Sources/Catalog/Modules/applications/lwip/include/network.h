/* The network that the image's service listens on. */
#ifndef MERLON_NETWORK_H
#define MERLON_NETWORK_H

#include "lwip/tcp.h"

/* Work that waits for the end of a batch of received frames, such as sending what they asked
 * for; called once after each batch. One user: the server that owns the port. */
void lwip_after_receive(void (*work)(void));

#endif
