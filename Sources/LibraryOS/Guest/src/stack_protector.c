/* The canary is a global (not %fs:0x28, which belongs to the tender on spt). */
#include "boot.h"

uintptr_t __stack_chk_guard = 0x00000aff0d0a0000u;

__attribute__((no_stack_protector)) void merlon_stack_protector_init(void) {
  uint32_t low, high;
  __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
  uint64_t seed = ((uint64_t)high << 32 | low) ^ merlon_clock_wall();
  seed = (seed ^ seed >> 30) * 0xbf58476d1ce4e5b9u;
  seed = (seed ^ seed >> 27) * 0x94d049bb133111ebu;
  /* A zero byte stops string functions from writing the canary back. */
  __stack_chk_guard = (uintptr_t)((seed ^ seed >> 31) & ~(uint64_t)0xff);
}

_Noreturn void __stack_chk_fail(void);
_Noreturn void __stack_chk_fail(void) { merlon_abort("stack corruption detected"); }
