/* How connections are protected: what every one of them is configured with. */
#ifndef MERLON_TLS_ENGINE_H
#define MERLON_TLS_ENGINE_H

#include "bearssl_ssl.h"
#include "identity.h"
#include "tls-connection.h"

/* A record that we send carries at most this; one that we get, the 16 KiB of the protocol. */
#define ENGINE_FRAGMENT 4096u

struct engine {
  br_ssl_server_context server;
  struct identity_choice choice;
  struct tls_connection connection; /* what tls.begin was given */
  bool is_closing;
  size_t in_used, out_used; /* how far the buffers have ever held anything */
  unsigned char out[ENGINE_FRAGMENT + 85];
  unsigned char in[BR_SSL_BUFSIZE_INPUT];
};

/* The place of a cipher suite in the server's order of preference: the less, the better. */
unsigned engine_rank(uint16_t suite);
/* Prepares what all connections share; `sessions` are remembered for resumption. */
void engine_start(size_t sessions);
/* Begins a connection; the memory need not be zero. False when that fails. */
bool engine_begin(struct engine *engine);
/* Zeroes all that the connection has used. */
void engine_wipe(struct engine *engine);

#endif
