/* Breaks a rule of memory, by its command line; survives only what is allowed. */
#include "guest.h"
static volatile char data[64] = {(char)0xc3};
static int guest_main(void) {
  switch (info->command_line[0]) {
    case 't': *(volatile char *)(uintptr_t)_start = 1; break;          /* write to text */
    case 'x': __asm__ volatile("call *%0" :: "r"(data) : "memory"); break; /* execute data */
    case 's': { volatile char stack[8] = {(char)0xc3};                 /* execute stack */
                __asm__ volatile("call *%0" :: "r"(stack) : "memory"); break; }
    case 'n': *(volatile char *)(uintptr_t)info->memory_size = 1; break; /* past the end */
    case 'z': *(volatile char *)0 = 1; break;
    default: for (uint64_t at = 0x200000; at < info->memory_size - 0x10000; at += 0x100000) {
               if (*(volatile char *)at != 0) return 9;                /* fresh memory is zero */
               *(volatile char *)at = 1;
             }
  }
  say("alive\n");
  return 0;
}
