/* The health tests of the entropy source, with sources that are sound and that are not. */
#include <stdio.h>
#include <stdlib.h>

#include "entropy.h"

/* How many samples of `source` pass before the first that does not; at most `most`. */
static unsigned passed(int (*source)(void), unsigned most) {
  struct entropy_health health = {0};
  unsigned count = 0;
  while (count < most && entropy_is_healthy(&health, (uint8_t)source())) count++;
  return count;
}

static int at;
static int stuck(void) { return 0xff; }
static int two_values(void) { return at++ & 1; }
static int sixteen_values(void) { return (int)(random() >> 9) & 15; }
static int biased(void) { return random() % 4 == 0 ? 7 : (int)(random() >> 9) & 255; }
static int sound(void) { return (int)(random() >> 9) & 255; }

int main(void) {
  srandom(1);
  printf("stuck %u\n", passed(stuck, 1000));
  printf("two values %s\n", passed(two_values, 1000) < 512 ? "found" : "missed");
  printf("biased %s\n", passed(biased, 100000) < 100000 ? "found" : "missed");
  printf("sixteen values %u\n", passed(sixteen_values, 1000000));
  printf("sound %u\n", passed(sound, 4000000));
  return 0;
}
