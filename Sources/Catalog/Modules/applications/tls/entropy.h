/* Random bytes for keys: the processor's noise under health tests, mixed with what the host gave at
 * boot, spread by HMAC-DRBG (SP 800-90A). There are no weak keys: without a source that passes its
 * tests the image ends. */
#ifndef MERLON_TLS_ENTROPY_H
#define MERLON_TLS_ENTROPY_H

#include <stddef.h>
#include <stdint.h>

/* Seeds the generator, also from `boot_seed`. */
void entropy_start(const uint8_t *boot_seed, size_t length);
/* Fills `bytes`. */
void entropy_generate(uint8_t *bytes, size_t length);

/* --- The health tests of SP 800-90B §4.4, for bytes of at least 4 bits of entropy each; either
 * fails by chance once in 2^30 samples. Apart so that tests reach them. ------------------------ */

struct entropy_health {
  uint8_t last, watched;
  unsigned repetitions; /* of `last`, in a row */
  unsigned seen, matches; /* samples of the window, and those equal to `watched` */
};

/* Takes the next sample; 0 when the source has failed. */
int entropy_is_healthy(struct entropy_health *health, uint8_t sample);

#endif
