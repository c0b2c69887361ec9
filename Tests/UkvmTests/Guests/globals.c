/* What the loader has to put in place: initialised data, data that nobody initialised, constants,
 * and thread-local data, which the guest sets up itself; ends with the number of what is wrong. */
#include "guest.h"

static const uint64_t constant[] = {3, 5, 7, 0x123456789abcdef0};
static uint64_t data[512] = {11, 13, [511] = 17};
static const uint64_t *pointer = &constant[3];
static uint64_t bss[3000];
static char small;
__attribute__((aligned(64))) static char aligned[64];

/* Local-exec, variant II: what lies before the pointer to itself. */
struct thread { uint64_t first, second, self; };
static struct thread thread = {23, 29, 0};

static uint64_t thread_word(long offset) {
  uint64_t value;
  __asm__ volatile("movq %%fs:(%1), %0" : "=r"(value) : "r"(offset));
  return value;
}

static void set_thread(struct thread *to) {
  to->self = (uint64_t)(uintptr_t)&to->self;
#ifdef HVT
  __asm__ volatile("wrmsr" :: "c"(0xc0000100), "a"((uint32_t)to->self), "d"((uint32_t)(to->self >> 32)));
#else
  system_call(158, 0x1002, (long)to->self, 0, 0, 0, 0);
#endif
}

static int guest_main(void) {
  const volatile uint64_t *read = data;
  if (read[0] != 11 || read[1] != 13 || read[2] != 0 || read[511] != 17) return 1;
  if (*pointer != constant[3] || constant[0] + constant[1] + constant[2] != 15) return 2;
  for (int i = 0; i < 3000; i++) if (((volatile uint64_t *)bss)[i] != 0) return 3;
  if (small != 0 || ((uintptr_t)aligned & 63) != 0) return 4;
  for (int i = 0; i < 3000; i++) bss[i] = (uint64_t)i;
  data[1] = 19;
  if (read[0] != 11 || read[1] != 19 || bss[2999] != 2999) return 5;
  set_thread(&thread);
  if (thread_word(-16) != 23 || thread_word(-8) != 29) return 6;
  if (thread_word(0) != (uint64_t)(uintptr_t)&thread.self) return 7;
  /* The end that it was told lies behind all that was loaded, and may lie before what was not. */
  if (info->kernel_end <= (uintptr_t)&data[511] || info->kernel_end & 0xfff) return 8;
  return 0;
}
