/* The guest's memory functions, under names of their own, beside this machine's: same bytes, and
 * none beyond. Argument: a seed. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *guest_memcpy(void *to, const void *from, size_t count);
void *guest_memmove(void *to, const void *from, size_t count);
void *guest_memset(void *at, int byte, size_t count);
int guest_memcmp(const void *left, const void *right, size_t count);

#define SIZE 512u

static uint64_t state;
static size_t below(size_t bound) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (size_t)(state >> 33) % bound;
}

static void fail(const char *what, size_t count) {
  fprintf(stderr, "%s of %zu bytes differs\n", what, count);
  exit(1);
}

static int sign(int value) { return (value > 0) - (value < 0); }

int main(int argc, char **argv) {
  static unsigned char ours[SIZE], theirs[SIZE];
  state = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
  for (int round = 0; round < 200000; round++) {
    size_t count = below(round % 4 == 0 ? 200 : 40), to = below(SIZE - count);
    size_t from = round % 2 == 0 ? below(SIZE - count) : to + below(9);
    if (from > SIZE - count) from = SIZE - count;
    for (size_t i = 0; i < SIZE; i++) ours[i] = theirs[i] = (unsigned char)below(256);
    guest_memmove(ours + to, ours + from, count);
    memmove(theirs + to, theirs + from, count);
    if (memcmp(ours, theirs, SIZE) != 0) fail("memmove", count);
    guest_memset(ours + to, (int)below(512), 0);
    int byte = (int)below(512);
    guest_memset(ours + from, byte, count);
    memset(theirs + from, byte, count);
    if (memcmp(ours, theirs, SIZE) != 0) fail("memset", count);
    if (from + count <= to || to + count <= from) {
      for (size_t i = 0; i < count; i++) ours[from + i] = theirs[from + i] = (unsigned char)below(256);
      guest_memcpy(ours + to, ours + from, count);
      memcpy(theirs + to, theirs + from, count);
      if (memcmp(ours, theirs, SIZE) != 0) fail("memcpy", count);
      if (count > 0) ours[to + below(count)] ^= (unsigned char)below(2);
      int order = sign(memcmp(ours + to, ours + from, count));
      if (sign(guest_memcmp(ours + to, ours + from, count)) != order) fail("memcmp", count);
    }
  }
  return 0;
}
