/* Says its command line and ends with status 7. */
#include "guest.h"
static int guest_main(void) {
  say("hello [");
  say(info->command_line);
  say("]\n");
  return 7;
}
