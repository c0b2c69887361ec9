/* The curve P-256 in 64-bit words and constant time: several times as fast as what Debian's
 * BearSSL has, which counts in words of 31 bits. */
#ifndef MERLON_TLS_P256_H
#define MERLON_TLS_P256_H

#include "bearssl_ec.h"

/* Makes the table of multiples of the generator; once, before anything else. */
void p256_init(void);
/* For key exchange. It has no `muladd`: only verifying needs that, and a server that asks for no
 * client certificates verifies nothing. */
extern const br_ec_impl p256_ec;
/* ECDSA (a br_ecdsa_sign): deterministic nonce of RFC 6979, signature in ASN.1. */
size_t p256_sign(const br_ec_impl *ec, const br_hash_class *hash, const void *hash_value,
                 const br_ec_private_key *key, void *signature);

#endif
