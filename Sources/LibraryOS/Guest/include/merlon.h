/* u0: what every Merlon image is rooted on. Boot, memory, console, clocks, yield, devices.
 *
 * One CPU, no interrupts, no threads: a module runs until it returns. Nothing here allocates
 * behind the caller's back. */
#ifndef MERLON_H
#define MERLON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exit statuses (solo5): 0-254 belong to the application, 255 means that the image gave up. */
#define MERLON_EXIT_ABORT 255

/* --- Console ----------------------------------------------------------------------------- */

/* Writes `length` bytes to the console; short writes are lost. */
void merlon_console_write(const char *text, size_t length);
/* Writes a zero-terminated text. */
void merlon_puts(const char *text);
/* Writes `value` in decimal. */
void merlon_put_unsigned(uint64_t value);

/* --- Numbers ----------------------------------------------------------------------------- */

#define MERLON_DECIMAL_MAX 20 /* digits of the greatest number */

/* Writes `value` in decimal to the end of `digits`, and returns where it begins. */
static inline char *merlon_decimal(uint64_t value, char digits[MERLON_DECIMAL_MAX]) {
  char *at = digits + MERLON_DECIMAL_MAX;
  do {
    *--at = (char)('0' + value % 10);
    value /= 10;
  } while (value != 0);
  return at;
}

/* --- Ending ------------------------------------------------------------------------------ */

/* Ends the image with `status`. */
_Noreturn void merlon_exit(int status);
/* Says why and ends the image with MERLON_EXIT_ABORT. */
_Noreturn void merlon_abort(const char *reason);

/* --- Clocks ------------------------------------------------------------------------------ */

/* Nanoseconds since an arbitrary moment; never goes back. */
uint64_t merlon_clock_monotonic(void);
/* Nanoseconds since 1970-01-01 UTC. */
uint64_t merlon_clock_wall(void);
/* Sleeps until a network device can be read or `deadline` (monotonic) has passed. Returns the
 * handles of the devices that can be read, one bit each. */
uint64_t merlon_yield(uint64_t deadline);

/* --- Devices, as the manifest declares them ------------------------------------------------ */

struct merlon_net {
  unsigned handle;
  uint8_t mac[6];
  uint16_t mtu;
};

/* Finds the network device `name`, or returns false. */
bool merlon_net_find(const char *name, struct merlon_net *net);
/* Sends one Ethernet frame. */
bool merlon_net_write(unsigned handle, const void *frame, size_t length);
/* Receives one frame into `buffer`; 0 when none waits. */
size_t merlon_net_read(unsigned handle, void *buffer, size_t capacity);

struct merlon_block {
  unsigned handle;
  uint16_t block_size;
  uint64_t capacity; /* bytes, a multiple of the block size */
};

/* Finds the block device `name`, or returns false. */
bool merlon_block_find(const char *name, struct merlon_block *block);
/* Reads the block at `offset`, a multiple of the block size, into `buffer`. */
bool merlon_block_read(const struct merlon_block *block, uint64_t offset, void *buffer);

/* --- What the processor may be used for ---------------------------------------------------- */

/* Whether vector registers can be used: always on spt; on hvt u0 does not set them up. Code that
 * needs them asks this first, and the processor's own flags second. */
extern const bool merlon_has_vectors;

/* --- Command line: where this instance is placed, never what it enforces ------------------- */

/* Copies the value of `--NAME=VALUE` into `value`; false when absent or too long. */
bool merlon_argument(const char *name, char *value, size_t capacity);

/* --- Generated for each image -------------------------------------------------------------- */

/* Calls the `_start` of every module that has one, in the order of installation. */
void merlon_start_modules(void);
/* Enters the module that owns the main loop. */
_Noreturn void merlon_run(void);

#endif
