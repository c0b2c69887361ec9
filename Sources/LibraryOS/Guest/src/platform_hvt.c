/* hvt: hypercalls by 32-bit port writes, the address of the arguments in EAX. */
#include "boot.h"

struct boot_info {
  uint64_t memory_size, kernel_end, tsc_hz;
  const char *command_line;
  const struct manifest *manifest;
};

enum {
  WALLTIME = 1, PUTS = 2, POLL = 3, BLOCK_READ = 5, NET_WRITE = 6, NET_READ = 7, HALT = 8,
};
#define NSEC 1000000000u

const bool merlon_has_vectors = false;

void merlon_exceptions_init(void); /* exceptions_hvt.c */

/* Two fixed instructions at each call, never a shared function: which calls an image can make is
 * read off its code (Solo5/CallSites.swift). */
static inline __attribute__((always_inline)) void hypercall(
  const int number, volatile void *arguments) {
  __asm__ volatile("movl %1, %%edx\n\toutl %%eax, %%dx"
                   :
                   : "a"((uint32_t)(uintptr_t)arguments), "i"(0x500 + number)
                   : "rdx", "memory");
}

/* --- Clock: nanoseconds = ticks * multiplier >> shift, summed so that nothing overflows. ----- */

static uint64_t tsc_base, time_base, multiplier;
static unsigned shift;

static uint64_t ticks(void) {
  uint32_t low, high;
  __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
  return (uint64_t)high << 32 | low;
}

static uint64_t scale(uint64_t count) {
  return (uint64_t)((unsigned __int128)count * multiplier >> shift);
}

static void clock_init(uint64_t hz) {
  for (shift = 32; shift > 0; shift--) {
    multiplier = ((uint64_t)NSEC << shift) / hz;
    if (multiplier >> 32 == 0) break;
  }
  tsc_base = ticks();
  time_base = scale(tsc_base);
}

uint64_t merlon_clock_monotonic(void) {
  uint64_t now = ticks();
  time_base += scale(now - tsc_base);
  tsc_base = now;
  return time_base;
}

uint64_t merlon_clock_wall(void) {
  struct { uint64_t nanoseconds; } arguments = {0};
  hypercall(WALLTIME, &arguments);
  return arguments.nanoseconds;
}

/* --- Start and end --------------------------------------------------------------------------- */

__attribute__((no_stack_protector)) _Noreturn void _start(const struct boot_info *info);
__attribute__((no_stack_protector)) _Noreturn void _start(const struct boot_info *info) {
  merlon_boot.memory_size = info->memory_size;
  merlon_boot.command_line = info->command_line;
  merlon_boot.manifest = info->manifest;
  merlon_exceptions_init();
  clock_init(info->tsc_hz);
  merlon_main();
}

_Noreturn void merlon_exit(int status) {
  struct { const void *cookie; int32_t status; } arguments = {0, status};
  hypercall(HALT, &arguments);
  __builtin_trap();
}

void merlon_console_write(const char *text, size_t length) {
  struct { const char *text; uint64_t length; } arguments = {text, length};
  hypercall(PUTS, &arguments);
}

uint64_t merlon_yield(uint64_t deadline) {
  uint64_t now = merlon_clock_monotonic();
  struct { uint64_t timeout, ready; uint32_t count; } arguments = {
    deadline > now ? deadline - now : 0, 0, 0};
  hypercall(POLL, &arguments);
  return arguments.ready;
}

/* --- Network --------------------------------------------------------------------------------- */

struct net_arguments {
  uint64_t handle;
  const void *data;
  uint64_t length;
  int32_t result;
};

bool merlon_net_write(unsigned handle, const void *frame, size_t length) {
  struct net_arguments arguments = {handle, frame, length, 0};
  hypercall(NET_WRITE, &arguments);
  return arguments.result == 0;
}

size_t merlon_net_read(unsigned handle, void *buffer, size_t capacity) {
  struct net_arguments arguments = {handle, buffer, capacity, 0};
  hypercall(NET_READ, &arguments);
  return arguments.result == 0 ? arguments.length : 0;
}

/* --- Blocks ---------------------------------------------------------------------------------- */

bool merlon_block_read(const struct merlon_block *block, uint64_t offset, void *buffer) {
  struct {
    uint64_t handle, offset;
    void *data;
    uint64_t length;
    int32_t result;
  } arguments = {block->handle, offset, buffer, block->block_size, -1};
  hypercall(BLOCK_READ, &arguments);
  return arguments.result == 0;
}
