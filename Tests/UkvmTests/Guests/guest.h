/* The smallest Solo5 guest runtime: written from the ABI tables, for hvt and spt.
 * Compile with -DHVT or -DSPT, and with GUEST_DEVICES as a list of {name, type} entries. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OK = 0, AGAIN = 1, EINVAL = 2, EUNSPEC = 3 };
enum { BLOCK = 1, NET = 2, RESERVED_FIRST = 0x40000000 };

struct entry {
  char name[68];
  uint32_t type;
  union {
    struct { uint64_t capacity; uint16_t block_size; } block;
    struct { uint8_t mac[6]; uint16_t mtu; } net;
    uint64_t space[2];
  };
  uint64_t fd;
  uint8_t attached, padding[7];
};
struct manifest { uint32_t version, entries; struct entry entry[]; };

struct boot_info {
  uint64_t memory_size, kernel_end;
#ifdef HVT
  uint64_t tsc_hz;
  const char *command_line;
  const struct manifest *manifest;
  uint32_t host_features, guest_features;
  uint64_t ring;
#else
  const char *command_line;
  const struct manifest *manifest;
  int32_t epoll, timer;
#endif
};

#ifndef GUEST_DEVICES
#define GUEST_DEVICES
#endif
#define GUEST_ENTRIES (sizeof((struct entry[]){{"", RESERVED_FIRST}, GUEST_DEVICES}) / 104)
__attribute__((section(".note.abi"), used, aligned(4))) static const struct {
  uint32_t name_size, size, type;
  char owner[8];
  uint32_t target, version, reserved[2];
} guest_abi = {6, 16, 0x31494241, "Solo5",
#ifdef HVT
               1,
#else
               2,
#endif
               2, {0, 0}};
__attribute__((section(".note.manifest"), used, aligned(8))) static const struct {
  uint32_t name_size, size, type;
  char owner[8];
  uint32_t padding, version, entries;
  struct entry entry[GUEST_ENTRIES];
} guest_manifest = {6, 12 + 104 * GUEST_ENTRIES, 0x3154464d, "Solo5", 0, 1, GUEST_ENTRIES,
                    {{"", RESERVED_FIRST}, GUEST_DEVICES}};

static const struct boot_info *info;
static int guest_main(void);

#ifdef HVT
static inline void hypercall(unsigned number, volatile void *arguments) {
  __asm__ volatile("outl %0, %w1"
                   :: "a"((uint32_t)(uintptr_t)arguments), "d"(0x500 + number) : "memory");
}
static inline void put(const char *text, size_t length) {
  volatile struct { const char *data; uint64_t length; } call = {text, length};
  hypercall(2, &call);
}
_Noreturn static inline void stop(int status) {
  volatile struct { uint64_t cookie; int32_t status; uint32_t pad; } call = {0, status, 0};
  hypercall(8, &call);
  for (;;) __asm__ volatile("hlt");
}
static inline uint64_t wall(void) {
  volatile uint64_t now = 0;
  hypercall(1, &now);
  return now;
}
static inline uint64_t wait_relative(uint64_t nanoseconds) {
  volatile struct { uint64_t timeout, ready; uint32_t count, pad; } call = {nanoseconds, 0, 0, 0};
  hypercall(3, &call);
  return call.ready;
}
static inline int block(unsigned number, uint64_t handle, uint64_t offset, void *data, size_t n) {
  volatile struct { uint64_t handle, offset; void *data; uint64_t n; int32_t ret, pad; } call = {
      handle, offset, data, n, 99, 0};
  hypercall(number, &call);
  return call.ret;
}
static inline int block_write(uint64_t handle, uint64_t offset, void *data, size_t n) {
  return block(4, handle, offset, data, n);
}
static inline int block_read(uint64_t handle, uint64_t offset, void *data, size_t n) {
  return block(5, handle, offset, data, n);
}
static inline int net_write(uint64_t handle, const void *data, size_t n) {
  volatile struct { uint64_t handle; const void *data; uint64_t n; int32_t ret, pad; } call = {
      handle, data, n, 99, 0};
  hypercall(6, &call);
  return call.ret;
}
static inline size_t net_read(uint64_t handle, void *data, size_t n) {
  volatile struct { uint64_t handle; void *data; uint64_t n; int32_t ret, pad; } call = {
      handle, data, n, 99, 0};
  hypercall(7, &call);
  return call.ret == OK ? call.n : 0;
}
#else
static inline long system_call(long number, long a, long b, long c, long d, long e, long f) {
  long result;
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  register long r9 __asm__("r9") = f;
  __asm__ volatile("syscall" : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}
static inline void put(const char *text, size_t length) {
  system_call(1, 1, (long)text, (long)length, 0, 0, 0);
}
_Noreturn static inline void stop(int status) {
  system_call(231, status, 0, 0, 0, 0, 0);
  for (;;) __asm__ volatile("hlt");
}
static inline uint64_t clock(int which) {
  int64_t now[2];
  system_call(228, which, (long)now, 0, 0, 0, 0);
  return (uint64_t)now[0] * 1000000000u + (uint64_t)now[1];
}
static inline uint64_t wall(void) { return clock(0); }
static inline uint64_t wait_relative(uint64_t nanoseconds) {
  uint64_t deadline = clock(1) + nanoseconds;
  int64_t timer[4] = {0, 0, (int64_t)(deadline / 1000000000u),
                      (int64_t)(deadline % 1000000000u) | 1};
  struct { uint32_t events; uint64_t data; } __attribute__((packed)) events[64];
  system_call(286, info->timer, 1, (long)timer, 0, 0, 0);
  long count = system_call(281, info->epoll, (long)events, 64, -1, 0, 0);
  uint64_t ready = 0;
  for (long i = 0; i < count; i++)
    if (events[i].data != 0xfffffffe) ready |= (uint64_t)1 << events[i].data;
  return ready;
}
static inline long device_fd(uint64_t handle) { return (int)info->manifest->entry[handle].fd; }
static inline int block_write(uint64_t handle, uint64_t offset, void *data, size_t n) {
  return system_call(18, device_fd(handle), (long)data, (long)n, (long)offset, 0, 0) == (long)n
             ? OK : EUNSPEC;
}
static inline int block_read(uint64_t handle, uint64_t offset, void *data, size_t n) {
  return system_call(17, device_fd(handle), (long)data, (long)n, (long)offset, 0, 0) == (long)n
             ? OK : EUNSPEC;
}
static inline int net_write(uint64_t handle, const void *data, size_t n) {
  return system_call(1, device_fd(handle), (long)data, (long)n, 0, 0, 0) == (long)n ? OK : EUNSPEC;
}
static inline size_t net_read(uint64_t handle, void *data, size_t n) {
  long count = system_call(0, device_fd(handle), (long)data, (long)n, 0, 0, 0);
  return count > 0 ? (size_t)count : 0;
}
#endif

static inline size_t length(const char *text) {
  size_t n = 0;
  while (text[n]) n++;
  return n;
}
static inline void say(const char *text) { put(text, length(text)); }
static inline void say_number(uint64_t number) {
  char digits[20];
  int at = 20;
  do digits[--at] = (char)('0' + number % 10); while (number /= 10);
  put(digits + at, (size_t)(20 - at));
}

__attribute__((used)) _Noreturn void _start(const struct boot_info *given);
__attribute__((used)) _Noreturn void _start(const struct boot_info *given) {
  info = given;
  stop(guest_main());
}
