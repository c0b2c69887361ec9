/* Tokens by keys that the host shares with who signs them (HMAC-SHA-256, RFC 7518 §3.2). */
#include "bearer-auth.h"
#include "bearssl_hmac.h"
#include "options.h"
#include "secrets.h"
#include "string.h"

#define KEY_BYTES_MIN 32u /* as many as the hash has */
#define HASH_BYTES 32u

_Static_assert(MERLON_OPTION_KEYS_COUNT >= 1 && MERLON_OPTION_KEYS_COUNT <= SECRETS_MAX,
               "bearer-hs256.keys: 1 to 16 keys");

#define ENTRY(kid, kid_length, secret, secret_length) {{kid, kid_length}, {secret, secret_length}},
static const struct {
  struct http_text kid, secret;
} names[] = {MERLON_OPTION_KEYS(ENTRY)};
static br_hmac_key_context keys[MERLON_OPTION_KEYS_COUNT];

void bearer_hs256_start(void);
int bearer_hs256_verify(const struct bearer_token *token);

void bearer_hs256_start(void) {
  static struct secret secrets[SECRETS_MAX];
  size_t count;
  uint8_t *random = secrets_read_device("bearer-hs256", "tokens", secrets, &count);
  memset(random, 0, SECRETS_SEED);
  for (size_t i = 0; i < MERLON_OPTION_KEYS_COUNT; i++) {
    const struct secret *secret = secrets_named("bearer-hs256", secrets, count,
                                                names[i].secret.bytes, names[i].secret.length);
    if (secret->key.length < KEY_BYTES_MIN) {
      merlon_abort("bearer-hs256: a key of the host's secrets has fewer than 32 bytes");
    }
    br_hmac_key_init(&keys[i], &br_sha256_vtable, secret->key.bytes, secret->key.length);
  }
  for (size_t i = 0; i < count; i++) memset(secrets[i].key.bytes, 0, secrets[i].key.length);
}

/* In the same time wherever they differ. */
static bool is_same(const uint8_t *left, const uint8_t *right) {
  unsigned difference = 0;
  for (size_t i = 0; i < HASH_BYTES; i++) difference |= left[i] ^ right[i];
  return difference == 0;
}

/* A token without `kid` means the only key, if there is only one. */
static bool is_named(size_t key, const struct bearer_text *kid) {
  if (kid->length == 0) return MERLON_OPTION_KEYS_COUNT == 1;
  return kid->length == names[key].kid.length &&
         memcmp(kid->bytes, names[key].kid.bytes, kid->length) == 0;
}

int bearer_hs256_verify(const struct bearer_token *token) {
  for (size_t i = 0; i < MERLON_OPTION_KEYS_COUNT; i++) {
    if (!is_named(i, token->kid)) continue;
    br_hmac_context context;
    uint8_t code[HASH_BYTES];
    br_hmac_init(&context, &keys[i], 0);
    br_hmac_update(&context, token->text, token->length);
    br_hmac_out(&context, code);
    return token->signature_length == HASH_BYTES && is_same(code, token->signature);
  }
  return false;
}
