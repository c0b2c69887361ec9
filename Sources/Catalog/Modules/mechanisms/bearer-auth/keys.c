/* The sealed keys, read once at boot. */
#include "bearer-auth.h"
#include "bearssl_ec.h"
#include "bearssl_hash.h"
#include "hooks.h"
#include "options.h"
#include "pem.h"
#include "string.h"

#define POINT_LENGTH 65u /* 4, x, y */
_Static_assert(MERLON_OPTION_KEYS_COUNT >= 1 || MERLON_HOOK_BEARER_VERIFY_FILLED,
               "bearer-auth.keys: at least one key");

struct key {
  struct http_text kid, text;
};
#define ENTRY(kid, kid_length, key, key_length) {{kid, kid_length}, {key, key_length}},
static const struct key keys[] = {MERLON_OPTION_KEYS(ENTRY){{NULL, 0}, {NULL, 0}}};
static uint8_t points[MERLON_OPTION_KEYS_COUNT + 1][POINT_LENGTH];

/* The beginning of every SubjectPublicKeyInfo (RFC 5480) of a P-256 key. */
static const uint8_t prefix[] = {0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
                                 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
                                 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00};

/* Reads one of them. */
static bool read_key(struct http_text text, uint8_t *point) {
  uint8_t bytes[sizeof prefix + POINT_LENGTH];
  size_t count = merlon_pem_decode(text.bytes, text.length, bytes, sizeof bytes);
  if (count != sizeof bytes || memcmp(bytes, prefix, sizeof prefix) != 0) return false;
  memcpy(point, bytes + sizeof prefix, POINT_LENGTH);
  /* One times the point: false when it is not on the curve. */
  static const uint8_t one[1] = {1};
  memcpy(bytes, point, POINT_LENGTH);
  return point[0] == 4 && br_ec_p256_m31.mul(bytes, POINT_LENGTH, one, 1, BR_EC_secp256r1) == 1;
}

void bearer_auth_read_keys(void) {
  for (int i = 0; i < MERLON_OPTION_KEYS_COUNT; i++) {
    if (read_key(keys[i].text, points[i])) continue;
    merlon_puts(keys[i].kid.bytes);
    merlon_puts("\n");
    merlon_abort("bearer-auth: this is no P-256 key; give what `openssl pkey -pubout` writes");
  }
}

bool bearer_auth_verify(const struct bearer_text *kid, const uint8_t digest[32],
                        const uint8_t *signature) {
  for (int i = 0; i < MERLON_OPTION_KEYS_COUNT; i++) {
    bool is_named = kid->length == 0
                      ? MERLON_OPTION_KEYS_COUNT == 1
                      : kid->length == keys[i].kid.length &&
                          memcmp(kid->bytes, keys[i].kid.bytes, kid->length) == 0;
    if (!is_named) continue;
    br_ec_public_key key = {BR_EC_secp256r1, points[i], POINT_LENGTH};
    return br_ecdsa_i31_vrfy_raw(&br_ec_p256_m31, digest, 32, &key, signature, 64) == 1;
  }
  return false;
}
