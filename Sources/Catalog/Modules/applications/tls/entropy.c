/* RDSEED, or where there is none RDRAND. Neither is a call to the host. */
#include "entropy.h"

#include <merlon.h>

#include "bearssl_rand.h"
#include "sha256.h"
#include "string.h"

#define START_WORDS 128  /* 1024 samples: the health tests' start, and as much as 4096 bits */
#define RESEED_WORDS 16
#define RESEED_AFTER 1024u /* requests, each of a connection */
#define TRIES_MAX 1000     /* RDSEED is slower than a loop; what fails for this long is broken */

static struct entropy_health health;
static br_hmac_drbg_context generator;
static unsigned requests;
static bool has_seed_instruction;

/* Leaf 7 and leaf 1 of CPUID. */
static bool has_flag(uint32_t leaf, bool in_ebx, unsigned bit) {
  uint32_t a = leaf, b, c = 0, d;
  __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
  return ((in_ebx ? b : c) >> bit & 1) != 0;
}

static bool next_word(uint64_t *word) {
  for (int i = 0; i < TRIES_MAX; i++) {
    unsigned char is_valid;
    if (has_seed_instruction) {
      __asm__ volatile("rdseed %0; setc %1" : "=r"(*word), "=qm"(is_valid) : : "cc");
    } else {
      __asm__ volatile("rdrand %0; setc %1" : "=r"(*word), "=qm"(is_valid) : : "cc");
    }
    if (is_valid) return true;
    __builtin_ia32_pause();
  }
  return false;
}

static void mix_noise(int words) {
  uint64_t word;
  for (int i = 0; i < words; i++) {
    if (!next_word(&word)) merlon_abort("tls: the processor gives no random numbers");
    for (unsigned byte = 0; byte < 8; byte++) {
      if (!entropy_is_healthy(&health, (uint8_t)(word >> (8 * byte)))) {
        merlon_abort("tls: the processor's random numbers fail their health test");
      }
    }
    br_hmac_drbg_update(&generator, &word, sizeof word);
  }
}

void entropy_start(const uint8_t *boot_seed, size_t length) {
  struct { uint64_t wall, monotonic; } now = {merlon_clock_wall(), merlon_clock_monotonic()};
  has_seed_instruction = has_flag(7, true, 18);
  if (!has_seed_instruction && !has_flag(1, false, 30)) {
    merlon_abort("tls: this processor has neither RDSEED nor RDRAND, so there is nothing to make "
                 "keys of");
  }
  br_hmac_drbg_init(&generator, sha256_class(), boot_seed, length);
  br_hmac_drbg_update(&generator, &now, sizeof now);
  mix_noise(START_WORDS);
}

void entropy_generate(uint8_t *bytes, size_t length) {
  if (++requests % RESEED_AFTER == 0) mix_noise(RESEED_WORDS);
  br_hmac_drbg_generate(&generator, bytes, length);
}
