/* Ends with the status that its command line names. */
#include "guest.h"
static int guest_main(void) {
  int status = 0;
  for (const char *c = info->command_line; *c; c++) status = status * 10 + (*c - '0');
  return status;
}
