/* From the platform's entry to the main loop. */
#include "boot.h"
#include "string.h"

extern char merlon_image_end[];
struct boot merlon_boot;

#define STACK_BYTES (256u << 10)
#define PAGE 4096u
#define HEAP_BYTES_MIN (512u << 10)

/* link.ld says where. */
static unsigned char stack[STACK_BYTES] __attribute__((section(".bss.merlon_stack"), aligned(PAGE)));

__attribute__((no_stack_protector)) static _Noreturn void run(void) {
  uintptr_t start = ((uintptr_t)merlon_image_end + PAGE - 1) & ~(uintptr_t)(PAGE - 1);
  uintptr_t end = (uintptr_t)merlon_boot.memory_size;
  merlon_stack_protector_init();
  if (end < start + HEAP_BYTES_MIN) {
    merlon_abort("not enough memory: give the image more with --mem");
  }
  merlon_memory_init(start, end);
  merlon_start_modules();
  merlon_run();
}

/* Leaves the tender's stack, at the top of memory, which has no guard below it. */
__attribute__((no_stack_protector)) _Noreturn void merlon_main(void) {
  __asm__ volatile("movq %0, %%rsp\n\txorl %%ebp, %%ebp\n\tcall *%1"
                   :
                   : "r"(stack + sizeof stack), "r"(run)
                   : "memory");
  __builtin_unreachable();
}

/* The handle of an attached device, or 0, which is the manifest's reserved entry. */
static unsigned find(const char *name, uint32_t type) {
  const struct manifest *manifest = merlon_boot.manifest;
  for (uint32_t handle = 1; handle < manifest->entries; handle++) {
    const struct manifest_entry *entry = &manifest->entry[handle];
    if (entry->type == type && entry->attached && strcmp(entry->name, name) == 0) return handle;
  }
  return 0;
}

bool merlon_net_find(const char *name, struct merlon_net *net) {
  unsigned handle = find(name, MERLON_DEVICE_NET);
  const struct manifest_entry *entry = &merlon_boot.manifest->entry[handle];
  if (handle == 0) return false;
  net->handle = handle;
  net->mtu = entry->device.net.mtu;
  memcpy(net->mac, entry->device.net.mac, sizeof net->mac);
  return true;
}

bool merlon_block_find(const char *name, struct merlon_block *block) {
  unsigned handle = find(name, MERLON_DEVICE_BLOCK);
  const struct manifest_entry *entry = &merlon_boot.manifest->entry[handle];
  if (handle == 0) return false;
  block->handle = handle;
  block->block_size = entry->device.block.block_size;
  block->capacity = entry->device.block.capacity;
  return true;
}

bool merlon_argument(const char *name, char *value, size_t capacity) {
  size_t name_length = strlen(name);
  for (const char *word = merlon_boot.command_line; *word != 0;) {
    size_t length = 0;
    while (word[length] != 0 && word[length] != ' ') length++;
    if (length > name_length + 3 && word[0] == '-' && word[1] == '-' &&
        strncmp(word + 2, name, name_length) == 0 && word[2 + name_length] == '=') {
      size_t value_length = length - name_length - 3;
      if (value_length >= capacity) return false;
      memcpy(value, word + name_length + 3, value_length);
      value[value_length] = 0;
      return true;
    }
    word += length;
    while (*word == ' ') word++;
  }
  return false;
}
