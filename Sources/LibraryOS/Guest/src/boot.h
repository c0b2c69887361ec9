/* What the tender hands over at start (Solo5 ABI 2); private to u0. */
#ifndef MERLON_BOOT_H
#define MERLON_BOOT_H

#include "merlon.h"

#define MERLON_DEVICE_BLOCK 1u
#define MERLON_DEVICE_NET 2u

struct manifest_entry {
  char name[68];
  uint32_t type;
  union {
    struct { uint64_t capacity; uint16_t block_size; } block;
    struct { uint8_t mac[6]; uint16_t mtu; } net;
  } device;
  int32_t fd;
  uint32_t reserved;
  uint8_t attached;
  uint8_t padding[7];
};
_Static_assert(sizeof(struct manifest_entry) == 104, "Solo5 manifest entry");

struct manifest {
  uint32_t version;
  uint32_t entries;
  struct manifest_entry entry[];
};

/* The fields that both targets share. */
struct boot {
  uint64_t memory_size;
  const char *command_line;
  const struct manifest *manifest;
};

/* Read once by the platform's entry, constant afterwards. */
extern struct boot merlon_boot;

/* Common part of the start: memory, stack protector, modules, main loop. */
_Noreturn void merlon_main(void);
/* Gives [start, end) to the allocator. */
void merlon_memory_init(uintptr_t start, uintptr_t end);
/* Seeds the stack protector; the caller must not be protected itself. */
void merlon_stack_protector_init(void);

#endif
