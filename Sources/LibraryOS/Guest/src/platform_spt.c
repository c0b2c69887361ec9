/* spt: system calls that the tender's seccomp filter allows, and nothing else. */
#include "boot.h"

struct boot_info {
  uint64_t memory_size, kernel_end;
  const char *command_line;
  const struct manifest *manifest;
  int32_t epoll_fd, timer_fd;
};

struct timespec64 { int64_t seconds, nanoseconds; };
struct epoll_event { uint32_t events; uint64_t data; } __attribute__((packed));

enum {
  SYS_READ = 0, SYS_WRITE = 1, SYS_PREAD64 = 17, SYS_ARCH_PRCTL = 158,
  SYS_CLOCK_GETTIME = 228, SYS_EXIT_GROUP = 231, SYS_EPOLL_PWAIT = 281, SYS_TIMERFD_SETTIME = 286,
};
#define ARCH_SET_FS 0x1002
#define TIMER_DATA 0xfffffffeu
#define EINTR 4
#define DEVICES_MAX 64

const bool merlon_has_vectors = true;

static int epoll_fd, timer_fd;

/* Two fixed instructions at each call, never a shared function: which calls an image can make is
 * read off its code (Solo5/CallSites.swift). */
static inline __attribute__((always_inline)) int64_t system_call(
  const int number, long a, long b, long c, long d, long e, long f) {
  int64_t result;
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  register long r9 __asm__("r9") = f;
  __asm__ volatile("movl %1, %%eax\n\tsyscall"
                   : "=&a"(result)
                   : "i"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}

__attribute__((no_stack_protector)) _Noreturn void _start(const struct boot_info *info);
__attribute__((no_stack_protector)) _Noreturn void _start(const struct boot_info *info) {
  /* Let no stray thread-local access reach the tender's. */
  system_call(SYS_ARCH_PRCTL, ARCH_SET_FS, 0, 0, 0, 0, 0);
  merlon_boot.memory_size = info->memory_size;
  merlon_boot.command_line = info->command_line;
  merlon_boot.manifest = info->manifest;
  epoll_fd = info->epoll_fd;
  timer_fd = info->timer_fd;
  merlon_main();
}

void merlon_console_write(const char *text, size_t length) {
  system_call(SYS_WRITE, 1, (long)text, (long)length, 0, 0, 0);
}

_Noreturn void merlon_exit(int status) {
  system_call(SYS_EXIT_GROUP, status, 0, 0, 0, 0, 0);
  __builtin_trap();
}

static uint64_t clock(int which) {
  struct timespec64 now;
  system_call(SYS_CLOCK_GETTIME, which, (long)&now, 0, 0, 0, 0);
  return (uint64_t)now.seconds * 1000000000u + (uint64_t)now.nanoseconds;
}

uint64_t merlon_clock_monotonic(void) { return clock(1); }
uint64_t merlon_clock_wall(void) { return clock(0); }

uint64_t merlon_yield(uint64_t deadline) {
  struct timespec64 timer[2] = {
    {0, 0}, {(int64_t)(deadline / 1000000000u), (int64_t)(deadline % 1000000000u) | 1}};
  struct epoll_event events[DEVICES_MAX];
  int64_t count;
  system_call(SYS_TIMERFD_SETTIME, timer_fd, 1 /* absolute */, (long)timer, 0, 0, 0);
  do {
    count = system_call(SYS_EPOLL_PWAIT, epoll_fd, (long)events,
                        (long)merlon_boot.manifest->entries, -1, 0, 0);
  } while (count == -EINTR);
  uint64_t ready = 0;
  for (int64_t i = 0; i < count; i++) {
    if (events[i].data != TIMER_DATA) ready |= (uint64_t)1 << (events[i].data & 63);
  }
  return ready;
}

static int32_t fd_of(unsigned handle) { return merlon_boot.manifest->entry[handle].fd; }

bool merlon_net_write(unsigned handle, const void *frame, size_t length) {
  return system_call(SYS_WRITE, fd_of(handle), (long)frame, (long)length, 0, 0, 0) ==
         (int64_t)length;
}

size_t merlon_net_read(unsigned handle, void *buffer, size_t capacity) {
  int64_t count = system_call(SYS_READ, fd_of(handle), (long)buffer, (long)capacity, 0, 0, 0);
  return count > 0 ? (size_t)count : 0;
}

bool merlon_block_read(const struct merlon_block *block, uint64_t offset, void *buffer) {
  return system_call(SYS_PREAD64, fd_of(block->handle), (long)buffer, block->block_size,
                     (long)offset, 0, 0) == block->block_size;
}
