/* Numbers of 256 bits as four words, least first: what field and scalars share. Nothing here, and
 * nothing that is made of it, branches on a value or uses one as an address. */
#ifndef MERLON_TLS_WORDS_H
#define MERLON_TLS_WORDS_H

#include <stdint.h>

typedef unsigned __int128 wide;
#define UNROLL _Pragma("clang loop unroll(full)")
#define INLINE static inline __attribute__((always_inline))

/* All ones when `bit` is 1, zero when it is 0. */
INLINE uint64_t mask_of(uint64_t bit) { return (uint64_t)0 - bit; }

/* 1 when `value` is not 0. */
INLINE uint64_t is_set(uint64_t value) { return (value | ((uint64_t)0 - value)) >> 63; }

INLINE uint64_t words_add(uint64_t *to, const uint64_t *a, const uint64_t *b) {
  wide sum = 0;
  UNROLL for (int i = 0; i < 4; i++) {
    sum += (wide)a[i] + b[i];
    to[i] = (uint64_t)sum;
    sum >>= 64;
  }
  return (uint64_t)sum;
}

INLINE uint64_t words_subtract(uint64_t *to, const uint64_t *a, const uint64_t *b) {
  uint64_t borrow = 0;
  UNROLL for (int i = 0; i < 4; i++) {
    wide difference = (wide)a[i] - b[i] - borrow;
    to[i] = (uint64_t)difference;
    borrow = (uint64_t)(difference >> 64) & 1;
  }
  return borrow;
}

/* `to` becomes `from` where `mask` is all ones, and stays where it is zero. */
INLINE void words_move(uint64_t *to, const uint64_t *from, uint64_t mask) {
  UNROLL for (int i = 0; i < 4; i++) to[i] ^= mask & (to[i] ^ from[i]);
}

/* Takes `modulus` off a number below twice the modulus, whose bit 256 is `carry`. */
INLINE void words_reduce(uint64_t *value, uint64_t carry, const uint64_t *modulus) {
  uint64_t less[4];
  uint64_t borrow = words_subtract(less, value, modulus);
  words_move(value, less, mask_of(carry | (borrow ^ 1)));
}

INLINE uint64_t words_is_zero(const uint64_t *value) {
  return is_set(value[0] | value[1] | value[2] | value[3]) ^ 1;
}

/* 32 bytes, most significant first. */
INLINE void words_decode(uint64_t *words, const unsigned char *bytes) {
  for (int i = 0; i < 4; i++) {
    uint64_t word = 0;
    for (int byte = 0; byte < 8; byte++) word = word << 8 | bytes[8 * (3 - i) + byte];
    words[i] = word;
  }
}

INLINE void words_encode(unsigned char *bytes, const uint64_t *words) {
  for (int i = 0; i < 32; i++) bytes[i] = (unsigned char)(words[3 - i / 8] >> (56 - 8 * (i % 8)));
}

#endif
