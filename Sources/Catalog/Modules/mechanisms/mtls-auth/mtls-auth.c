/* The hooks: a connection asks for a certificate, and its requests come by the name in it. */
#include "mtls-auth.h"
#include "options.h"
#include "packet.h"

#define SECOND 1000000000u

void mtls_auth_start(void);
int mtls_auth_tls_begin(struct tls_connection *connection);
int mtls_auth_tls_end(struct tls_connection *connection);
int mtls_auth_http_request(struct http_request *request);

void mtls_auth_start(void) { mtls_auth_read_authorities(); }

int mtls_auth_tls_begin(struct tls_connection *connection) {
  connection->state = mtls_auth_client_make(connection->server);
  return connection->state == NULL;
}

int mtls_auth_tls_end(struct tls_connection *connection) {
  mtls_auth_client_free(connection->state);
  connection->state = NULL;
  return 0;
}

int mtls_auth_http_request(struct http_request *request) {
  struct mtls_auth_client *client = tls_connection_of(request->session)->state;
  struct http_text name;
  /* A connection outlives what it was let in by. */
  if (!mtls_auth_client_name(client, network_wall() / SECOND, &name)) return 403;
  if (name.length > 0) request->principal = name;
  else if (MERLON_OPTION_REQUIRED) return 403; /* the handshake has seen to it; twice is cheap */
  return 0;
}
