/* The guest's Internet checksum beside the text of RFC 1071, one word at a time. Argument: a seed. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned short lwip_checksum(const void *bytes, int length);

#define LENGTH_MAX 2048u

static uint64_t state;
static unsigned below(unsigned bound) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (unsigned)(state >> 33) % bound;
}

static unsigned expected(const unsigned char *bytes, unsigned length) {
  uint32_t sum = 0;
  for (unsigned i = 0; i + 1 < length; i += 2) sum += bytes[i] | (unsigned)bytes[i + 1] << 8;
  if (length % 2 == 1) sum += bytes[length - 1];
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return sum;
}

int main(int argc, char **argv) {
  state = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
  for (int round = 0; round < 100000; round++) {
    unsigned length = below(round % 2 == 0 ? 80 : LENGTH_MAX), start = below(16);
    /* A block of just that size: the sanitizer sees a byte too far. */
    unsigned char *block = malloc(start + length), *bytes = block + start;
    if (block == NULL) return 2;
    /* Mostly ones now and then: carries everywhere. */
    unsigned kind = below(3);
    for (unsigned i = 0; i < length; i++) {
      unsigned char byte = (unsigned char)below(256);
      bytes[i] = kind == 0 ? 0xff : kind == 1 && below(8) != 0 ? 0 : byte;
    }
    if (lwip_checksum(bytes, (int)length) != expected(bytes, length)) {
      fprintf(stderr, "%u bytes from %u on differ\n", length, start);
      return 1;
    }
    free(block);
  }
  return 0;
}
