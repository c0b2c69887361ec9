/* P-256 against OpenSSL: multiples of the generator and of other points, signatures, and what is
 * no point. */
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/obj_mac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bearssl_hash.h"
#include "p256.h"

#define CURVE BR_EC_secp256r1

static void fail(const char *what, int round) {
  fprintf(stderr, "%s, round %d\n", what, round);
  exit(1);
}

/* Every third scalar has long runs of equal bits, the first ones are small, and some are near the
 * order, where windows and reductions have their edges. */
static void scalar(unsigned char *bytes, int round, const BIGNUM *order) {
  BIGNUM *number = BN_new();
  for (int i = 0; i < 32; i++) bytes[i] = (unsigned char)(random() >> 7);
  if (round % 3 == 0) {
    int from = (int)(random() % 32), to = from + (int)(random() % (33 - from));
    memset(bytes + from, random() % 2 == 0 ? 0x00 : 0xff, (size_t)(to - from));
  }
  BN_bin2bn(bytes, 32, number);
  if (round < 300) BN_set_word(number, (BN_ULONG)round + 1);
  if (round >= 300 && round < 600) BN_sub(number, order, BN_value_one()), BN_sub_word(number, (BN_ULONG)round - 300);
  BN_CTX *context = BN_CTX_new();
  BN_mod(number, number, order, context);
  if (BN_is_zero(number)) BN_one(number);
  BN_bn2binpad(number, bytes, 32);
  BN_free(number);
  BN_CTX_free(context);
}

static void check_signature(const EC_GROUP *group, const unsigned char *key,
                            const unsigned char *point, int round) {
  unsigned char hash[64], signature[80];
  for (size_t i = 0; i < sizeof hash; i++) hash[i] = (unsigned char)(random() >> 7);
  if (round % 5 == 0) memset(hash, 0xff, sizeof hash);
  const br_hash_class *class = round % 2 == 0 ? &br_sha256_vtable : &br_sha384_vtable;
  br_ec_private_key private = {CURVE, (unsigned char *)(uintptr_t)key, 32};
  size_t length = p256_sign(&p256_ec, class, hash, &private, signature);
  EC_KEY *public = EC_KEY_new();
  EC_KEY_set_group(public, group);
  if (!EC_KEY_oct2key(public, point, 65, NULL)) fail("OpenSSL takes no such point", round);
  if (ECDSA_verify(0, hash, round % 2 == 0 ? 32 : 48, signature, (int)length, public) != 1) {
    fail("OpenSSL refuses the signature", round);
  }
  EC_KEY_free(public);
}

static void check_rfc6979(void) {
  /* A.2.5, "sample" with SHA-256. */
  static const char key_text[] = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721";
  static const char hash_text[] = "AF2BDBE1AA9B6EC1E2ADE1D694F41FC71A831D0268E9891562113D8A62ADD1BF";
  static const char r[] = "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716";
  static const char s[] = "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8";
  unsigned char key[32], hash[32], signature[80];
  char text[161] = "";
  for (int i = 0; i < 32; i++) {
    sscanf(key_text + 2 * i, "%2hhx", &key[i]);
    sscanf(hash_text + 2 * i, "%2hhx", &hash[i]);
  }
  br_ec_private_key private = {CURVE, key, 32};
  size_t length = p256_sign(&p256_ec, &br_sha256_vtable, hash, &private, signature);
  for (size_t i = 0; i < length; i++) snprintf(text + 2 * i, 3, "%02X", signature[i]);
  if (strstr(text, r) == NULL || strstr(text, s) == NULL) fail("not the signature of RFC 6979", 0);
}

int main(int count, char **words) {
  int rounds = count > 1 ? atoi(words[1]) : 1000;
  EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
  const BIGNUM *order = EC_GROUP_get0_order(group);
  EC_POINT *point = EC_POINT_new(group), *product = EC_POINT_new(group);
  BIGNUM *number = BN_new();
  srandom(count > 2 ? (unsigned)atoi(words[2]) : 1);
  p256_init();
  check_rfc6979();
  for (int round = 0; round < rounds; round++) {
    unsigned char first[32], second[32], ours[65], theirs[65];
    scalar(first, round, order);
    scalar(second, round + 7, order);
    BN_bin2bn(first, 32, number);
    EC_POINT_mul(group, point, number, NULL, NULL, NULL);
    EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, theirs, 65, NULL);
    p256_ec.mulgen(ours, first, 32, CURVE);
    if (memcmp(ours, theirs, 65) != 0) fail("another multiple of the generator", round);
    check_signature(group, first, ours, round);
    BN_bin2bn(second, 32, number);
    EC_POINT_mul(group, product, NULL, point, number, NULL);
    EC_POINT_point2oct(group, product, POINT_CONVERSION_UNCOMPRESSED, theirs, 65, NULL);
    if (!p256_ec.mul(ours, 65, second, 32, CURVE) || memcmp(ours, theirs, 65) != 0) {
      fail("another multiple of a point", round);
    }
    ours[1 + random() % 64] ^= (unsigned char)(1 << random() % 8);
    if (p256_ec.mul(ours, 65, second, 32, CURVE)) fail("a point that is none", round);
    if (p256_ec.mul(theirs, 64, second, 32, CURVE)) fail("a point that is cut", round);
    theirs[0] = 2;
    if (p256_ec.mul(theirs, 65, second, 32, CURVE)) fail("a compressed point", round);
  }
  unsigned char high[65] = {4};
  memset(high + 1, 0xff, 64);
  if (p256_ec.mul(high, 65, high + 1, 32, CURVE)) fail("coordinates over p", 0);
  static unsigned char zero[32];
  br_ec_private_key none = {CURVE, zero, 32};
  if (p256_sign(&p256_ec, &br_sha256_vtable, zero, &none, high) != 0) fail("a key of zero", 0);
  printf("%d rounds\n", rounds);
  EC_POINT_free(point), EC_POINT_free(product), EC_GROUP_free(group), BN_free(number);
  return 0;
}
