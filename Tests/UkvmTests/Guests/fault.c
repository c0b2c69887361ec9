/* Faults, by its command line. An hvt guest has a table for that: it says the fault's number and
 * ends as one that gave up. */
#include "guest.h"

#ifdef HVT
struct gate {
  uint16_t low, selector;
  uint8_t stack, type;
  uint16_t middle;
  uint32_t high, reserved;
} __attribute__((packed));
static struct gate gates[32];
/* The one that it starts with is not in its address space. */
static const uint64_t segments[] = {0, 0x00af9b000000ffff, 0x00cf93000000ffff};

__attribute__((used)) _Noreturn static void end(uint64_t number) {
  say("fault ");
  say_number(number);
  say("\n");
  stop(255);
}

#define HANDLER(n)                                                                                 \
  __attribute__((naked)) static void handler_##n(void) {                                           \
    __asm__("mov $" #n ", %edi\n and $-16, %rsp\n call end");                                       \
  }
HANDLER(0) HANDLER(6) HANDLER(14)

static void set(int number, void (*handler)(void)) {
  uintptr_t at = (uintptr_t)handler;
  gates[number] = (struct gate){(uint16_t)at, 0x08, 0, 0x8e, (uint16_t)(at >> 16), 0, 0};
}
static void prepare(void) {
  set(0, handler_0);
  set(6, handler_6);
  set(14, handler_14);
  struct { uint16_t limit; const void *base; } __attribute__((packed))
  memory = {sizeof segments - 1, segments}, table = {sizeof gates - 1, gates};
  __asm__ volatile("lgdt %0" :: "m"(memory) : "memory");
  __asm__ volatile("lidt %0" :: "m"(table) : "memory");
}
#else
static void prepare(void) {}
#endif

static int guest_main(void) {
  prepare();
  switch (info->command_line[0]) {
  case 'd': __asm__ volatile("xor %%edx, %%edx\n mov $1, %%eax\n xor %%ecx, %%ecx\n div %%ecx" ::: "eax", "ecx", "edx"); break;
  case 'u': __asm__ volatile("ud2"); break;
  case 'p': *(volatile char *)8 = 1; break;
  }
  say("survived\n");
  return 0;
}
