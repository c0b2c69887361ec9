// libslirp, loaded by the process that needs it: with GLib and all else that it brings, loading it
// takes longer than everything else that a guest without a user network waits for.
#pragma once
#include <slirp/libslirp.h>

// Loads libslirp, unless it is loaded; 0 or a negated errno. First of all functions here.
int cslirp_load(void);

// The functions of libslirp.
Slirp *cslirp_new(const SlirpConfig *configuration, const SlirpCb *callbacks, void *opaque);
void cslirp_pollfds_fill(Slirp *slirp, uint32_t *milliseconds, SlirpAddPollCb add, void *opaque);
void cslirp_pollfds_poll(Slirp *slirp, int has_failed, SlirpGetREventsCb get, void *opaque);
void cslirp_input(Slirp *slirp, const uint8_t *packet, int length);
int cslirp_add_hostfwd(Slirp *slirp, int is_udp, struct in_addr host, int host_port,
                       struct in_addr guest, int guest_port);
char *cslirp_connection_info(Slirp *slirp);
