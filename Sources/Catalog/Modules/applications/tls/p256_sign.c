/* ECDSA over P-256 (FIPS 186-5), with the nonce of RFC 6979: one value signed twice gives the same
 * signature, so no weakness of a random generator can give the key away. */
#include "bearssl_rand.h"
#include "p256.h"
#include "string.h"
#include "words.h"

typedef uint64_t scalar[4];

static const scalar order = {0xf3b9cac2fc632551, 0xbce6faada7179e84, 0xffffffffffffffff,
                             0xffffffff00000000};
/* -1/order modulo 2^64, then 2^256 and 2^512 modulo the order. */
#define ORDER_INVERSE 0xccd1c8aaee00bc4fu
static const scalar one = {0x0c46353d039cdaaf, 0x4319055258e8617b, 0, 0x00000000ffffffff};
static const scalar square_of_radix = {0x83244c95be79eea2, 0x4699799c49bd6fa6, 0x2845b2392b6bec59,
                                       0x66e12d94f3d95620};

/* a * b / 2^256 modulo the order; for products below 2^256 times the order. */
static void multiply(scalar to, const scalar a, const scalar b) {
  uint64_t t[5] = {0};
  UNROLL for (int i = 0; i < 4; i++) {
    wide sum = 0;
    UNROLL for (int j = 0; j < 4; j++) {
      sum += (wide)a[j] * b[i] + t[j];
      t[j] = (uint64_t)sum;
      sum >>= 64;
    }
    sum += t[4];
    uint64_t fourth = (uint64_t)sum, fifth = (uint64_t)(sum >> 64), factor = t[0] * ORDER_INVERSE;
    sum = (wide)factor * order[0] + t[0];
    UNROLL for (int j = 1; j < 4; j++) {
      sum = (sum >> 64) + (wide)factor * order[j] + t[j];
      t[j - 1] = (uint64_t)sum;
    }
    sum = (sum >> 64) + fourth;
    t[3] = (uint64_t)sum;
    t[4] = fifth + (uint64_t)(sum >> 64);
  }
  words_reduce(t, t[4], order);
  for (int i = 0; i < 4; i++) to[i] = t[i];
}

/* a^(order - 2): the exponent is public, so its digits may be addresses. */
static void invert(scalar to, const scalar a) {
  scalar powers[16], result;
  memcpy(powers[0], one, sizeof(scalar));
  for (int i = 1; i < 16; i++) multiply(powers[i], powers[i - 1], a);
  memcpy(result, one, sizeof(scalar));
  for (int window = 63; window >= 0; window--) {
    uint64_t word = order[window / 16] - (window / 16 == 0 ? 2 : 0);
    for (int i = 0; i < 4; i++) multiply(result, result, result);
    multiply(result, result, powers[word >> (4 * (window % 16)) & 15]);
  }
  memcpy(to, result, sizeof(scalar));
  memset(powers, 0, sizeof powers);
  memset(result, 0, sizeof result);
}

/* 1 when 0 < a < order. */
static uint64_t is_in_range(const scalar a) {
  scalar less;
  return words_subtract(less, a, order) & (words_is_zero(a) ^ 1);
}

/* The first 256 bits of a hash, as a number modulo the order. */
static void from_hash(scalar to, const br_hash_class *hash, const unsigned char *value) {
  unsigned char padded[32] = {0};
  size_t length = (hash->desc >> BR_HASHDESC_OUT_OFF) & BR_HASHDESC_OUT_MASK;
  if (length >= 32) memcpy(padded, value, 32);
  else memcpy(padded + 32 - length, value, length);
  words_decode(to, padded);
  words_reduce(to, 0, order);
}

struct signing {
  scalar x, m, k, r, s, t;
  br_hmac_drbg_context nonces;
  unsigned char bytes[65];
};

/* False when the nonce is one of those, never met, that make r or s vanish. */
static uint64_t sign_with_nonce(struct signing *signing) {
  scalar inverse;
  words_encode(signing->bytes, signing->k);
  p256_ec.mulgen(signing->bytes, signing->bytes, 32, BR_EC_secp256r1);
  words_decode(signing->r, signing->bytes + 1);
  words_reduce(signing->r, 0, order);
  multiply(signing->k, signing->k, square_of_radix);
  invert(inverse, signing->k);
  multiply(signing->t, signing->x, square_of_radix);
  multiply(signing->t, signing->t, signing->r); /* r x */
  uint64_t carry = words_add(signing->t, signing->t, signing->m);
  words_reduce(signing->t, carry, order);
  multiply(signing->s, signing->t, inverse); /* the inverse is a residue, so s is plain */
  memset(inverse, 0, sizeof inverse);
  return (words_is_zero(signing->r) | words_is_zero(signing->s)) ^ 1;
}

size_t p256_sign(const br_ec_impl *ec, const br_hash_class *hash, const void *hash_value,
                 const br_ec_private_key *key, void *signature) {
  struct signing signing;
  unsigned char seed[64], padded[32] = {0}, raw[64];
  (void)ec;
  if (key->curve != BR_EC_secp256r1 || key->xlen > 32) return 0;
  memcpy(padded + 32 - key->xlen, key->x, key->xlen);
  words_decode(signing.x, padded);
  if (!is_in_range(signing.x)) return 0;
  from_hash(signing.m, hash, hash_value);
  words_encode(seed, signing.x);
  words_encode(seed + 32, signing.m);
  br_hmac_drbg_init(&signing.nonces, hash, seed, sizeof seed);
  do {
    br_hmac_drbg_generate(&signing.nonces, padded, sizeof padded);
    words_decode(signing.k, padded);
  } while (!is_in_range(signing.k) || !sign_with_nonce(&signing));
  words_encode(raw, signing.r);
  words_encode(raw + 32, signing.s);
  memset(&signing, 0, sizeof signing);
  memset(seed, 0, sizeof seed);
  memset(padded, 0, sizeof padded);
  memcpy(signature, raw, sizeof raw);
  return br_ecdsa_raw_to_asn1(signature, sizeof raw);
}
