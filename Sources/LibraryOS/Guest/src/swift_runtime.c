/* What Embedded Swift leaves undefined besides memory and console. */
#include "merlon.h"

/* Seeds hash tables only; key material never comes from here. */
void arc4random_buf(void *buffer, size_t count);
void arc4random_buf(void *buffer, size_t count) {
  static uint64_t state;
  if (state == 0) state = merlon_clock_wall() | 1;
  for (unsigned char *byte = buffer; count-- != 0; byte++) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    *byte = (unsigned char)(state >> 24);
  }
}
