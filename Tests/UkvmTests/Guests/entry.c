/* The state in which a guest begins; ends with the number of what is wrong. */
#define _start guest_start
#include "guest.h"
#undef _start

__attribute__((used)) static uint64_t stack, flags, first, others;
__attribute__((naked, used)) void _start(void);
__attribute__((naked, used)) void _start(void) {
  __asm__("mov %rsp, stack\n"
          "pushfq\n popq flags\n"
          "mov %rdi, first\n"
          "or %rsi, %rax\n or %rbx, %rax\n or %rcx, %rax\n or %rdx, %rax\n or %rbp, %rax\n"
          "or %r8, %rax\n or %r9, %rax\n or %r10, %rax\n or %r11, %rax\n or %r12, %rax\n"
          "or %r13, %rax\n or %r14, %rax\n or %r15, %rax\n"
          "mov %rax, others\n"
          "jmp guest_start\n");
}

#ifdef HVT
static uint64_t model(uint32_t number) {
  uint32_t low, high;
  __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(number));
  return (uint64_t)high << 32 | low;
}
static int machine(void) {
  uint64_t cr0, cr3, cr4;
  uint16_t code, data;
  struct { uint16_t limit; uint64_t base; } __attribute__((packed)) gdt, idt;
  __asm__ volatile("mov %%cr0, %0\n mov %%cr3, %1\n mov %%cr4, %2" : "=r"(cr0), "=r"(cr3), "=r"(cr4));
  __asm__ volatile("mov %%cs, %0\n mov %%ss, %1" : "=r"(code), "=r"(data));
  __asm__ volatile("sgdt %0\n sidt %1" : "=m"(gdt), "=m"(idt));
  if (first != 0x10000) return 10;
  if (flags != 2) return 11;
  if (others != 0) return 12;
  if ((cr0 & 0x80010001) != 0x80010001) return 13; /* pages, kept by the kernel's own writes, too */
  if (cr3 != 0x2000) return 14;
  if ((cr4 & 0x620) != 0x620) return 15; /* wide pages' addresses, vectors */
  if ((model(0xc0000080) & 0x500) != 0x500) return 16; /* long mode */
  if (code != 8 || data != 16) return 17;
  if (gdt.base != 0x1000 || gdt.limit != 0x17 || idt.limit != 0) return 18;
  if (model(0xc0000100) != 0) return 19;
  if (info->tsc_hz < 1000000 || info->host_features != 0 || info->ring != 0) return 20;
  return 0;
}
#else
static int machine(void) { return first == 0x11000 ? 0 : 10; }
#endif

static int guest_main(void) {
  if (stack != info->memory_size - 8) return 1; /* as after a call */
  if (flags & 0x400) return 2;                  /* strings go up */
  if (info->command_line[0] != 0) return 3;
  if (info->manifest->version != 1 || info->manifest->entries != 1) return 4;
  if (info->manifest->entry[0].type != RESERVED_FIRST || info->manifest->entry[0].attached) return 5;
  return machine();
}
