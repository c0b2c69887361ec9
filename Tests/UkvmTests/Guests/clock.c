/* The wall clock is after 2020 and goes on, and a wait with nothing to wait for ends;
 * with an argument, waits for ever. */
#include "guest.h"
static int guest_main(void) {
  while (info->command_line[0]) wait_relative(1000000000);
  uint64_t before = wall();
  if (before / 1000000000u < 1577836800u) return 1;
  if (wait_relative(20000000) != 0) return 2;
  if (wait_relative(0) != 0) return 3;
  return wall() - before >= 20000000 ? 0 : 4;
}
