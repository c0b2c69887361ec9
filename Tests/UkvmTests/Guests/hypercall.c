/* hvt: misuses the hypercall interface, by its command line. */
#include "guest.h"
static volatile struct { const char *data; uint64_t length; } call = {"x", 1};
static int guest_main(void) {
  switch (info->command_line[0]) {
    case 'e': hypercall(2, (void *)(info->memory_size - 16)); break;   /* structure at the end */
    case 'y': call.data = (const char *)(info->memory_size - 1); hypercall(2, &call); break; /* the last byte */
    case 'l': call.length = ~(uint64_t)0; hypercall(2, &call); break;  /* length overflows */
    case 'b': call.data = (const char *)0x4000000000; hypercall(2, &call); break;
    case 'r': hypercall(0, &call); break;                              /* reserved */
    case 'u': hypercall(99, &call); break;
    case 'd': hypercall(6, &call); break;                              /* no network declared */
    case 'p': __asm__ volatile("outl %0, %w1" :: "a"(0), "d"(0x80)); break;
    case 'i': __asm__ volatile("inl %%dx, %%eax" :: "d"(0x501) : "rax"); break;
    case 'w': __asm__ volatile("outb %b0, %w1" :: "a"(0), "d"(0x502)); break;
    case 'h': __asm__ volatile("hlt"); break;
    case 'f': __asm__ volatile("ud2"); break;
  }
  say("survived\n");
  return 0;
}
