/* Sends frames until one cannot be sent, and ends with 20. */
#define GUEST_DEVICES {"service", 2}
#include "guest.h"
static uint8_t frame[60] = {255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 1, 0x88, 0xb5};
static int guest_main(void) {
  say("ready\n");
  while (net_write(1, frame, sizeof frame) == OK) wait_relative(10000000);
  return 20;
}
