/* BearSSL's server handshake, compiled with room for as many cipher suites as this server has.
 *
 * For each handshake it looks up every place of its table of the client's suites, the empty ones
 * too, in a list of 45, in its own byte code. With 48 places, which is what BearSSL's header says,
 * that takes longer than all arithmetic of the curve. The structures keep their 48. */
#include "inner.h"
#undef BR_MAX_CIPHER_SUITES
#define BR_MAX_CIPHER_SUITES 6
#include "ssl/ssl_hs_server.c"
