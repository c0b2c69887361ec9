/* Computes with the old unit and with vectors; both are its own, and nobody else's values are in
 * them. Waits in between, so that the kernel has to keep them for it. */
#include "guest.h"

static int guest_main(void) {
  static const double two = 2, pair[2] __attribute__((aligned(16))) = {1.5, -2.25};
  volatile double root, sums[2] __attribute__((aligned(16)));
  uint32_t control;
  __asm__ volatile("stmxcsr %0" : "=m"(control));
  if ((control & 0x1f80) != 0x1f80) return 1; /* no arithmetic of its own traps */
  __asm__ volatile("fninit\n fldl %0" :: "m"(two));
  __asm__ volatile("movapd %0, %%xmm7" :: "m"(pair));
  wait_relative(2000000);
  __asm__ volatile("fsqrt\n fstpl %0" : "=m"(root));
  __asm__ volatile("addpd %%xmm7, %%xmm7\n movapd %%xmm7, (%0)" :: "r"(sums) : "memory");
  if (root < 1.41421356237 || root > 1.41421356238) return 2;
  if (sums[0] != 3 || sums[1] != -4.5) return 3;
  return 0;
}
