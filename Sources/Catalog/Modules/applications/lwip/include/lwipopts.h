/* lwIP for one interface and one thread: TCP, ICMP echo, ARP, IPv4, and nothing else. */
#ifndef MERLON_LWIPOPTS_H
#define MERLON_LWIPOPTS_H

#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_NETCONN 0
#define LWIP_SOCKET 0
#define LWIP_UDP 0
#define LWIP_RAW 0
#define LWIP_DNS 0
#define LWIP_DHCP 0
#define LWIP_IPV6 0
#define LWIP_IPV4 1
#define LWIP_ARP 1
#define ARP_TABLE_SIZE 127 /* the most; neighbours that are not there push out those that are */
#define ARP_QUEUEING 1 /* the first burst of connections comes before the gateway is resolved */
#define LWIP_ICMP 1
#define LWIP_TCP 1
#define IP_FORWARD 0
#define IP_REASSEMBLY 0
#define IP_FRAG 0
#define LWIP_STATS 0
#define LWIP_PROVIDE_ERRNO 1
#define LWIP_NETIF_HOSTNAME 0
#define LWIP_SINGLE_NETIF 1
#define LWIP_HAVE_LOOPIF 0

/* Memory: pools in .bss; a page that no connection needs is never touched. */
#define MEM_ALIGNMENT 16
#define MEM_SIZE (2 << 20)
#define MEMP_NUM_TCP_PCB 1024
#define MEMP_NUM_TCP_PCB_LISTEN 4
#define MEMP_NUM_TCP_SEG 4096
#define MEMP_NUM_PBUF 2048
#define PBUF_POOL_SIZE 512
#define TCP_MSL 1000UL /* behind a forward, a client's port comes again within seconds */
#define LWIP_TCP_RTO_TIME 1000 /* before a round trip is measured (RFC 6298 §2.1) */
#define TCP_MSS 1460
#define TCP_WND (16 * TCP_MSS)
#define TCP_SND_BUF (16 * TCP_MSS)
#define TCP_SND_QUEUELEN 64
#define TCP_OVERSIZE 0 /* what follows a copied head is a body that stays: nothing to append */
#define TCP_LISTEN_BACKLOG 1
#define TCP_DEFAULT_LISTEN_BACKLOG 255
/* What comes out of order is sent again. lwIP 2.1.3 keeps it in a queue where a longer copy of the
 * last segment can overrun the window, and its assertion then ends the image (lwIP patch 10106):
 * anybody could. */
#define TCP_QUEUE_OOSEQ 0
#define LWIP_TCP_KEEPALIVE 1
#define LWIP_HOOK_FILENAME "tcp/hooks.h"

/* The processor checks nothing here: frames come from the host's memory, but peers are remote. */
#define LWIP_CHECKSUM_ON_COPY 0

#endif
