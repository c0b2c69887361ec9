/* One instance after another, told by whom frames are for. */
#include "succession.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEMAND(condition)                                                \
  do {                                                                   \
    if (!(condition)) {                                                  \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);    \
      exit(1);                                                           \
    }                                                                    \
  } while (0)

#define OWN "06:00:00:00:00:01"
#define FORMER "06:00:00:00:00:aF"
#define LENGTH 60

static uint8_t sent[LENGTH];
static unsigned count;

static bool send_frame(const void *frame, size_t length) {
  DEMAND(length == LENGTH);
  memcpy(sent, frame, length);
  count++;
  return true;
}

static void see(const char address[6]) {
  /* Exactly as long as it is said to be, so that a byte too far is noticed. */
  static uint8_t *frame;
  free(frame);
  frame = malloc(LENGTH);
  for (unsigned i = 0; i < LENGTH; i++) frame[i] = (uint8_t)i;
  memcpy(frame, address, 6);
  succession_see(frame, LENGTH);
}

static void refuses(const char *text) { DEMAND(!succession_start(text, "", send_frame)); }

int main(void) {
  static const char own[] = {6, 0, 0, 0, 0, 1}, former[] = {6, 0, 0, 0, 0, 0x2f},
                    shared[] = {2, 0x4d, 10, 0, 0, 1}, all[] = {-1, -1, -1, -1, -1, -1};
  refuses(FORMER);
  refuses("06:00:00:00:00");
  refuses("06:00:00:00:00:0");
  refuses("06:00:00:00:00:01:");
  refuses("06:00:00:00:00:01 ");
  refuses("06-00-00-00-00-01");
  refuses("07:00:00:00:00:01");
  refuses("x");

  /* Without a predecessor nothing is passed on. */
  DEMAND(succession_start(OWN, "", send_frame));
  DEMAND(!succession_pass_on());
  see(shared);
  DEMAND(!succession_pass_on() && !succession_is_over());
  see(all);
  DEMAND(!succession_is_over());
  uint8_t runt[13];
  memcpy(runt, own, 6);
  succession_see(runt, sizeof runt);
  DEMAND(!succession_is_over());
  see(own);
  DEMAND(succession_is_over());
  see(shared);
  DEMAND(succession_is_over());

  /* What goes to the predecessor is the frame as it was, but for whom it is. */
  DEMAND(succession_start(OWN, "06:00:00:00:00:2f", send_frame));
  DEMAND(!succession_is_over() && !succession_pass_on());
  see(shared);
  DEMAND(succession_pass_on() && count == 1 && memcmp(sent, former, 6) == 0);
  for (unsigned i = 6; i < LENGTH; i++) DEMAND(sent[i] == i);
  succession_see(runt, sizeof runt);
  DEMAND(!succession_pass_on() && count == 1);
  /* One that comes back says that nobody is there any more. */
  see(former);
  DEMAND(!succession_pass_on() && !succession_is_over() && count == 1);
  see(shared);
  DEMAND(!succession_pass_on());

  /* Nobody without an address of its own is ever replaced. */
  DEMAND(succession_start("", "", send_frame));
  see("\0\0\0\0\0\0");
  DEMAND(!succession_is_over() && !succession_pass_on());
  printf("done\n");
  return 0;
}
