/* Reads thread-local data without having set any up. */
#include "guest.h"
static int guest_main(void) {
  uint64_t value;
  __asm__ volatile("movq %%fs:0, %0" : "=r"(value));
  say("survived\n");
  return 0;
}
