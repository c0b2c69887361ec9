#include "identity.h"

#include "bearssl_rsa.h"
#include "engine.h"
#include "p256.h"
#include "sha256.h"
#include "string.h"

#define RSA_BITS_MIN 2048u
#define RSA_BITS_MAX 4096u
#define PKCS1_PREFIX_LENGTH 9u /* bytes of an SHA-2's object identifier */

bool identity_make(struct identity *identity, struct secret *secret) {
  br_skey_decoder_init(&identity->key);
  br_skey_decoder_push(&identity->key, secret->key.bytes, secret->key.length);
  memset(secret->key.bytes, 0, secret->key.length);
  identity->key_type = br_skey_decoder_key_type(&identity->key);
  identity->name = secret->name;
  identity->chain_length = secret->chain_length;
  for (size_t i = 0; i < secret->chain_length; i++) {
    identity->chain[i] =
      (br_x509_certificate){secret->chain[i].bytes, secret->chain[i].length};
  }
  if (secret->chain_length == 0) return false;
  if (identity->key_type == BR_KEYTYPE_EC) {
    return br_skey_decoder_get_ec(&identity->key)->curve == BR_EC_secp256r1;
  }
  if (identity->key_type != BR_KEYTYPE_RSA) return false;
  unsigned bits = br_skey_decoder_get_rsa(&identity->key)->n_bitlen;
  return bits >= RSA_BITS_MIN && bits <= RSA_BITS_MAX;
}

/* SHA-256 before the longer ones: no weaker here, and faster. */
static unsigned preferred_hash(unsigned offered) {
  static const unsigned char order[] = {br_sha256_ID, br_sha384_ID, br_sha512_ID};
  for (size_t i = 0; i < sizeof order; i++) {
    if (offered >> order[i] & 1) return order[i];
  }
  return 0;
}

static int choose(const br_ssl_server_policy_class **context, const br_ssl_server_context *server,
                  br_ssl_server_choices *choices) {
  struct identity_choice *choice = (struct identity_choice *)context;
  const struct identity *identity = identity_for(br_ssl_engine_get_server_name(&server->eng));
  bool is_ec = identity->key_type == BR_KEYTYPE_EC;
  uint32_t offered = br_ssl_server_get_client_hashes(server);
  unsigned hash = preferred_hash(is_ec ? offered >> 8 & 0xff : offered & 0xff);
  size_t count;
  const br_suite_translated *suites = br_ssl_server_get_client_suites(server, &count);
  choice->identity = identity;
  choices->chain = identity->chain;
  choices->chain_len = identity->chain_length;
  if (hash == 0) return 0;
  unsigned best = UINT32_MAX;
  for (size_t i = 0; i < count; i++) {
    if (suites[i][1] >> 12 != (is_ec ? BR_SSLKEYX_ECDHE_ECDSA : BR_SSLKEYX_ECDHE_RSA)) continue;
    unsigned rank = engine_rank(suites[i][0]);
    if (rank >= best) continue;
    best = rank;
    choices->cipher_suite = suites[i][0];
  }
  choices->algo_id = 0xff00 + hash;
  return best != UINT32_MAX;
}

/* No suite of ours uses the certificate's key for key exchange. */
static uint32_t exchange_keys(const br_ssl_server_policy_class **context, unsigned char *data,
                              size_t *length) {
  (void)context, (void)data, (void)length;
  return 0;
}

static size_t sign_rsa(const br_rsa_private_key *key, unsigned hash, const unsigned char *value,
                       size_t value_length, unsigned char *signature, size_t capacity) {
  /* 2.16.840.1.101.3.4.2.x: 1, 2 and 3 are SHA-256, SHA-384 and SHA-512. */
  unsigned char identifier[PKCS1_PREFIX_LENGTH + 1] = {
    PKCS1_PREFIX_LENGTH, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
    (unsigned char)(hash - br_sha256_ID + 1)};
  size_t length = (key->n_bitlen + 7) / 8;
  if (length > capacity) return 0;
  return br_rsa_i62_pkcs1_sign(identifier, value, value_length, key, signature) ? length : 0;
}

static size_t sign(const br_ssl_server_policy_class **context, unsigned algorithm,
                   unsigned char *data, size_t value_length, size_t capacity) {
  const br_hash_class *const hashes[] = {sha256_class(), &br_sha384_vtable, &br_sha512_vtable};
  struct identity_choice *choice = (struct identity_choice *)context;
  unsigned hash = algorithm & 0xff;
  unsigned char value[64];
  if (hash < br_sha256_ID || hash > br_sha512_ID || value_length > sizeof value) return 0;
  memcpy(value, data, value_length);
  if (choice->identity->key_type == BR_KEYTYPE_RSA) {
    return sign_rsa(br_skey_decoder_get_rsa(&choice->identity->key), hash, value, value_length,
                    data, capacity);
  }
  if (capacity < 80) return 0;
  return p256_sign(&p256_ec, hashes[hash - br_sha256_ID], value,
                   br_skey_decoder_get_ec(&choice->identity->key), data);
}

const br_ssl_server_policy_class identity_policy = {
  sizeof(struct identity_choice), choose, exchange_keys, sign};
