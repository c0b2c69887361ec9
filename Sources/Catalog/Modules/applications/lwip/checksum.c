/* The Internet checksum (RFC 1071), eight bytes at a time. lwIP's own takes two, and each byte that
 * goes in or out is summed. */
#include "arch/cc.h"

#define ADD(type)                            \
  do {                                       \
    type word;                               \
    __builtin_memcpy(&word, at, sizeof word); \
    carries += __builtin_add_overflow(sum, (uint64_t)word, &sum); \
    at += sizeof word;                       \
  } while (0)

/* The sum, not inverted, of words in this machine's order that begin at `bytes`, even or odd. */
unsigned short lwip_checksum(const void *bytes, int length) {
  const unsigned char *at = bytes;
  uint64_t sum = 0, carries = 0;
  for (; length >= 32; length -= 32) {
    ADD(uint64_t);
    ADD(uint64_t);
    ADD(uint64_t);
    ADD(uint64_t);
  }
  for (; length >= 8; length -= 8) ADD(uint64_t);
  if ((length & 4) != 0) ADD(uint32_t);
  if ((length & 2) != 0) ADD(uint16_t);
  if ((length & 1) != 0) ADD(uint8_t);
  /* 2^16 is 1 to a sum that carries around, and so is each power of it. */
  sum = (sum & 0xffffffff) + (sum >> 32) + carries;
  sum = (sum & 0xffff) + (sum >> 16 & 0xffff) + (sum >> 32);
  sum = (sum & 0xffff) + (sum >> 16);
  return (unsigned short)((sum & 0xffff) + (sum >> 16));
}
