/* Who the server is: private keys and certificate chains, and which of them a client gets. */
#ifndef MERLON_TLS_IDENTITY_H
#define MERLON_TLS_IDENTITY_H

#include "bearssl_ssl.h"
#include "bearssl_x509.h"
#include "secrets.h"

struct identity {
  struct secret_bytes name;
  br_x509_certificate chain[SECRETS_CHAIN_MAX];
  size_t chain_length;
  int key_type; /* BR_KEYTYPE_EC or BR_KEYTYPE_RSA */
  br_skey_decoder_context key; /* holds the decoded key itself */
};

/* Makes a secret an identity and zeroes the bytes of its key. False when the key is neither ECDSA
 * on P-256 nor RSA of 2048 to 4096 bits. */
bool identity_make(struct identity *identity, struct secret *secret);

/* The choice for one connection (a br_ssl_server_policy_class). */
struct identity_choice {
  const br_ssl_server_policy_class *vtable;
  const struct identity *identity;
};
extern const br_ssl_server_policy_class identity_policy;

/* The identity for a server name that the client may have given; tls.c has the sealed table. */
const struct identity *identity_for(const char *server_name);

#endif
