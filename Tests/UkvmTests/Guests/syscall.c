/* spt: makes the system call that its command line names as NUMBER [FIRST-ARGUMENT]. */
#include "guest.h"
static int guest_main(void) {
  long number[2] = {0, 0};
  int at = 0;
  for (const char *c = info->command_line; *c; c++)
    if (*c == ' ') at = 1; else number[at] = number[at] * 10 + (*c - '0');
  system_call(number[0], number[1], (long)"x", 1, 0, 0, 0);
  say("returned\n");
  return 0;
}
