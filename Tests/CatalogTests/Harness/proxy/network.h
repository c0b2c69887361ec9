/* Stands where lwIP does: fake_upstream.c has no network. */
#ifndef HARNESS_NETWORK_H
#define HARNESS_NETWORK_H
struct tcp_pcb;
#define TCP_WND 23360
#endif
