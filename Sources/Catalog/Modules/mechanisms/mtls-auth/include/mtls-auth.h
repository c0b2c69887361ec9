/* The parts of mtls-auth: sealed authorities, what a certificate says beyond what BearSSL reads,
 * chains that clients show, and the hooks that use them. */
#ifndef MERLON_MTLS_AUTH_H
#define MERLON_MTLS_AUTH_H

#include <http-server.h>

#include "tls-connection.h"

/* Every length and count that a client can drive, and where it ends. */
#define MTLS_AUTH_CHAIN_MAX 4u          /* certificates that a client shows, its own first */
#define MTLS_AUTH_CERTIFICATE_MAX 4096u /* bytes of each, and of an authority's */
#define MTLS_AUTH_PRINCIPAL_MAX 64u     /* bytes of a name */

/* --- What a certificate says --- */

struct mtls_auth_facts {
  uint64_t expires; /* the last second of its validity, since 1970 */
  bool is_for_clients; /* it lists no extended usages, or client authentication among them */
};
/* Reads an X.509 certificate (DER) that nobody has verified yet; false when it is none. */
bool mtls_auth_read_certificate(const uint8_t *bytes, size_t length,
                                struct mtls_auth_facts *facts);

/* --- Authorities --- */

/* Reads the sealed certificates; ends the image when one is not an authority's. */
void mtls_auth_read_authorities(void);

/* --- Clients --- */

struct mtls_auth_client;
/* Makes the server of a connection ask for a certificate. NULL when there is no memory. */
struct mtls_auth_client *mtls_auth_client_make(struct br_ssl_server_context_ *server);
void mtls_auth_client_free(struct mtls_auth_client *client);
/* After the handshake: lets go of what only that needed, and tells who the client is at `now`, in
 * seconds since 1970. Empty for one that showed no certificate; false when its time is over. */
bool mtls_auth_client_name(struct mtls_auth_client *client, uint64_t now, struct http_text *name);

#endif
