/* Says what it was given. */
#define GUEST_DEVICES {"service", 2}, {"disk", 1}
#include "guest.h"
static int guest_main(void) {
  say("memory "); say_number(info->memory_size);
  say("\nkernel-end-in-range "); say_number(info->kernel_end > 0x100000 && info->kernel_end <= info->memory_size);
  say("\n");
  for (uint32_t i = 1; i < info->manifest->entries; i++) {
    const struct entry *entry = &info->manifest->entry[i];
    say(entry->name); say(" attached "); say_number(entry->attached);
    if (entry->type == NET) {
      say(" mtu "); say_number(entry->net.mtu);
      say(" mac");
      for (int k = 0; k < 6; k++) { say(" "); say_number(entry->net.mac[k]); }
    } else {
      say(" capacity "); say_number(entry->block.capacity);
      say(" block "); say_number(entry->block.block_size);
    }
    say("\n");
  }
  return 0;
}
