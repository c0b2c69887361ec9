/* What modules may do to the handshake of a connection.
 *
 * tls.begin  configures the server of a new connection; not 0 ends the connection at once.
 * tls.end    is called once for each that tls.begin was, however the connection ends. Returns 0. */
#ifndef MERLON_TLS_CONNECTION_H
#define MERLON_TLS_CONNECTION_H

#include <http-server.h>

struct br_ssl_server_context_; /* BearSSL's */

struct tls_connection {
  struct br_ssl_server_context_ *server;
  void *state; /* of the module that fills the hooks */
};

/* The connection that a request came by. */
struct tls_connection *tls_connection_of(const struct http_session *session);

#endif
