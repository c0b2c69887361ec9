#pragma once
#include <openssl/ssl.h>

/* Adds a certificate (DER) to those that follow the client's own; OpenSSL has a macro for it. */
static inline int merlon_ssl_add_to_chain(SSL *session, const unsigned char *bytes, long length) {
  X509 *certificate = d2i_X509(NULL, &bytes, length);
  if (certificate == NULL) return 0;
  int is_added = SSL_add1_chain_cert(session, certificate) == 1;
  X509_free(certificate);
  return is_added;
}
