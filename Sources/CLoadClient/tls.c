#include "tls.h"

#include "CLoadClient.h"

SSL_CTX *client_tls(void) {
  static SSL_CTX *context;
  if (context) return context;
  SSL_CTX *made = SSL_CTX_new(TLS_client_method());
  if (!made) return NULL;
  // What every server here has, so that all do the same work.
  if (!SSL_CTX_set_max_proto_version(made, TLS1_2_VERSION) ||
      !SSL_CTX_set_cipher_list(made, "ECDHE-ECDSA-AES128-GCM-SHA256") ||
      !SSL_CTX_set1_groups_list(made, "P-256")) {
    SSL_CTX_free(made);
    return NULL;
  }
  SSL_CTX_set_verify(made, SSL_VERIFY_NONE, NULL);
  SSL_CTX_set_session_cache_mode(made, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  return context = made;
}

bool merlon_client_prepare(void) {
  SSL_CTX *context = client_tls();
  SSL *first = context ? SSL_new(context) : NULL;
  SSL_free(first);
  return first != NULL;
}
