#include "CSlirp.h"

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>

static struct {
  __typeof__(slirp_new) *new;
  __typeof__(slirp_pollfds_fill) *pollfds_fill;
  __typeof__(slirp_pollfds_poll) *pollfds_poll;
  __typeof__(slirp_input) *input;
  __typeof__(slirp_add_hostfwd) *add_hostfwd;
  __typeof__(slirp_connection_info) *connection_info;
} library;

int cslirp_load(void) {
  if (library.connection_info != NULL) return 0;
  void *handle = dlopen("libslirp.so.0", RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL) return -ELIBACC;
#define FIND(name) \
  if ((library.name = (__typeof__(library.name))dlsym(handle, "slirp_" #name)) == NULL) return -ELIBBAD
  FIND(new);
  FIND(pollfds_fill);
  FIND(pollfds_poll);
  FIND(input);
  FIND(add_hostfwd);
  FIND(connection_info);
#undef FIND
  return 0;
}

Slirp *cslirp_new(const SlirpConfig *configuration, const SlirpCb *callbacks, void *opaque) {
  return library.new(configuration, callbacks, opaque);
}

void cslirp_pollfds_fill(Slirp *slirp, uint32_t *milliseconds, SlirpAddPollCb add, void *opaque) {
  library.pollfds_fill(slirp, milliseconds, add, opaque);
}

void cslirp_pollfds_poll(Slirp *slirp, int has_failed, SlirpGetREventsCb get, void *opaque) {
  library.pollfds_poll(slirp, has_failed, get, opaque);
}

void cslirp_input(Slirp *slirp, const uint8_t *packet, int length) {
  library.input(slirp, packet, length);
}

int cslirp_add_hostfwd(Slirp *slirp, int is_udp, struct in_addr host, int host_port,
                       struct in_addr guest, int guest_port) {
  return library.add_hostfwd(slirp, is_udp, host, host_port, guest, guest_port);
}

char *cslirp_connection_info(Slirp *slirp) { return library.connection_info(slirp); }
