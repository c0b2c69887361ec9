/* SHA-256 by the processor's instructions against BearSSL's: whatever the pieces, and in HMAC,
 * which saves and restores states. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bearssl_hmac.h"
#include "sha256.h"

const _Bool merlon_has_vectors = 1;

static unsigned char data[2048], ours[32], theirs[32];

static void fail(const char *what, int round) {
  fprintf(stderr, "%s, round %d\n", what, round);
  exit(1);
}

static void check_hash(const br_hash_class *fast, size_t length, int round) {
  br_sha256_context left, right;
  fast->init(&left.vtable);
  br_sha256_init(&right);
  for (size_t at = 0; at < length;) {
    size_t piece = (size_t)random() % 200;
    if (piece > length - at) piece = length - at;
    fast->update(&left.vtable, data + at, piece);
    br_sha256_update(&right, data + at, piece);
    at += piece;
  }
  /* Twice: giving the result changes nothing. */
  for (int i = 0; i < 2; i++) {
    fast->out(&left.vtable, ours);
    br_sha256_out(&right, theirs);
    if (memcmp(ours, theirs, 32) != 0) fail("another hash", round);
  }
}

static void check_hmac(const br_hash_class *fast, size_t length, int round) {
  br_hmac_key_context left_key, right_key;
  br_hmac_context left, right;
  size_t key_length = (size_t)random() % 100;
  br_hmac_key_init(&left_key, fast, data, key_length);
  br_hmac_key_init(&right_key, &br_sha256_vtable, data, key_length);
  br_hmac_init(&left, &left_key, 0);
  br_hmac_init(&right, &right_key, 0);
  br_hmac_update(&left, data, length);
  br_hmac_update(&right, data, length);
  br_hmac_out(&left, ours);
  br_hmac_out(&right, theirs);
  if (memcmp(ours, theirs, 32) != 0) fail("another HMAC", round);
}

int main(int count, char **words) {
  const br_hash_class *fast = sha256_class();
  srandom(count > 1 ? (unsigned)atoi(words[1]) : 1);
  if (fast == &br_sha256_vtable) printf("this processor has no SHA instructions; ");
  for (int round = 0; round < 5000; round++) {
    size_t length = round < 300 ? (size_t)round : (size_t)random() % sizeof data;
    for (size_t i = 0; i < length; i++) data[i] = (unsigned char)(random() >> 7);
    check_hash(fast, length, round);
    check_hmac(fast, length, round);
  }
  printf("done\n");
  return 0;
}
