/* hvt starts with an empty IDT, where any fault is a silent triple fault. This one says which
 * fault it was and where, then gives up. To get there the processor reads a segment from the GDT, and
 * the one that it starts with is in no page of the image: so the image has its own. */
#include "boot.h"

struct gate {
  uint16_t offset_low, selector;
  uint8_t stack, type;
  uint16_t offset_middle;
  uint32_t offset_high, reserved;
} __attribute__((packed));

#define VECTORS 32
#define CODE_SELECTOR 0x08
#define INTERRUPT_GATE 0x8e

/* Code and data as they are loaded already, marked as accessed: the processor would write that. */
static const uint64_t segments[] = {0, 0x00af9b000000ffff, 0x00cf93000000ffff};

extern const uintptr_t merlon_exception_stubs[VECTORS]; /* vectors_hvt.S */

static struct gate gates[VECTORS];

struct frame {
  uint64_t vector, error, rip;
};

_Noreturn void merlon_exception(const struct frame *frame);

static void put_hex(uint64_t value) {
  char digits[16];
  for (int i = 0; i < 16; i++) digits[i] = "0123456789abcdef"[value >> (60 - 4 * i) & 15];
  merlon_console_write(digits, sizeof digits);
}

_Noreturn void merlon_exception(const struct frame *frame) {
  uint64_t address;
  __asm__ volatile("mov %%cr2, %0" : "=r"(address));
  merlon_puts("merlon: exception ");
  merlon_put_unsigned(frame->vector);
  merlon_puts(" error ");
  merlon_put_unsigned(frame->error);
  merlon_puts(" rip ");
  put_hex(frame->rip);
  merlon_puts(" cr2 ");
  put_hex(address);
  merlon_puts("\n");
  merlon_exit(MERLON_EXIT_ABORT);
}

__attribute__((no_stack_protector)) void merlon_exceptions_init(void);
__attribute__((no_stack_protector)) void merlon_exceptions_init(void) {
  for (int vector = 0; vector < VECTORS; vector++) {
    uintptr_t stub = merlon_exception_stubs[vector];
    gates[vector] = (struct gate){(uint16_t)stub, CODE_SELECTOR, 0, INTERRUPT_GATE,
                                  (uint16_t)(stub >> 16), (uint32_t)(stub >> 32), 0};
  }
  struct { uint16_t limit; const void *base; } __attribute__((packed))
    descriptors = {sizeof segments - 1, segments}, table = {sizeof gates - 1, gates};
  __asm__ volatile("lgdt %0\n\tlidt %1" : : "m"(descriptors), "m"(table) : "memory");
}
