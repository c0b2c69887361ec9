/* lwIP as in the image, but with a heap of this machine's, which sanitizers watch over, and no
 * Ethernet below IP. */
#ifndef HARNESS_LWIPOPTS_H
#define HARNESS_LWIPOPTS_H

#include <stddef.h>

#include_next "lwipopts.h"

#undef LWIP_ARP
#define LWIP_ARP 0
#define LWIP_ETHERNET 0
/* So that packets which the wire has changed are not thrown away at once. */
#define CHECKSUM_CHECK_IP 0
#define CHECKSUM_CHECK_TCP 0
#define CHECKSUM_CHECK_ICMP 0
#undef MEM_SIZE
#define MEM_LIBC_MALLOC 1
#define MEMP_MEM_MALLOC 1
void *harness_malloc(size_t size);
#define mem_clib_malloc harness_malloc

#endif
