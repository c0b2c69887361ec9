#include "sha256.h"

#include <immintrin.h>
#include <merlon.h>

#include "string.h"

#define SHA __attribute__((target("sha,sse4.1,ssse3")))

static const uint32_t rounds[64] = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/* The instructions want the eight words of the state as (A,B,E,F) and (C,D,G,H). */
SHA static void compress(uint32_t state[8], const unsigned char *bytes, size_t blocks) {
  const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  __m128i low = _mm_loadu_si128((const __m128i *)state);
  __m128i high = _mm_loadu_si128((const __m128i *)(state + 4));
  low = _mm_shuffle_epi32(low, 0xb1);
  high = _mm_shuffle_epi32(high, 0x1b);
  __m128i abef = _mm_alignr_epi8(low, high, 8);
  __m128i cdgh = _mm_blend_epi16(high, low, 0xf0);
  for (; blocks > 0; blocks--, bytes += 64) {
    __m128i abef_before = abef, cdgh_before = cdgh, words[4];
    for (int i = 0; i < 4; i++) {
      words[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(bytes + 16 * i)), swap);
    }
    _Pragma("clang loop unroll(full)") for (int i = 0; i < 16; i++) {
      __m128i *now = &words[i % 4];
      if (i >= 4) {
        __m128i middle = _mm_alignr_epi8(words[(i + 3) % 4], words[(i + 2) % 4], 4);
        __m128i next = _mm_add_epi32(_mm_sha256msg1_epu32(*now, words[(i + 1) % 4]), middle);
        *now = _mm_sha256msg2_epu32(next, words[(i + 3) % 4]);
      }
      __m128i keyed = _mm_add_epi32(*now, _mm_loadu_si128((const __m128i *)(rounds + 4 * i)));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, keyed);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(keyed, 0x0e));
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  low = _mm_shuffle_epi32(abef, 0x1b);
  high = _mm_shuffle_epi32(cdgh, 0xb1);
  _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(low, high, 0xf0));
  _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(high, low, 8));
}

/* --- As BearSSL asks, on its own context ------------------------------------------------------ */

static const br_hash_class fast;

static void start(const br_hash_class **context) {
  br_sha256_init((br_sha256_context *)context);
  *context = &fast;
}

static void update(const br_hash_class **context, const void *data, size_t length) {
  br_sha256_context *sha = (br_sha256_context *)context;
  const unsigned char *bytes = data;
  size_t held = sha->count & 63;
  sha->count += length;
  if (held + length >= 64 && held > 0) {
    memcpy(sha->buf + held, bytes, 64 - held);
    bytes += 64 - held;
    length -= 64 - held;
    compress(sha->val, sha->buf, 1);
    held = 0;
  }
  if (length >= 64) {
    compress(sha->val, bytes, length / 64);
    bytes += length / 64 * 64;
    length %= 64;
  }
  memcpy(sha->buf + held, bytes, length);
}

static void finish(const br_hash_class *const *context, void *result) {
  const br_sha256_context *sha = (const br_sha256_context *)context;
  unsigned char last[128] = {0}, *out = result;
  size_t held = sha->count & 63, blocks = held < 56 ? 1 : 2;
  uint32_t state[8];
  memcpy(state, sha->val, sizeof state);
  memcpy(last, sha->buf, held);
  last[held] = 0x80;
  for (int i = 0; i < 8; i++) {
    last[64 * blocks - 1 - (size_t)i] = (unsigned char)(sha->count << 3 >> (8 * i));
  }
  compress(state, last, blocks);
  for (int i = 0; i < 32; i++) out[i] = (unsigned char)(state[i / 4] >> (24 - 8 * (i % 4)));
}

static uint64_t save(const br_hash_class *const *context, void *state) {
  return br_sha256_state((const br_sha256_context *)context, state);
}

static void restore(const br_hash_class **context, const void *state, uint64_t count) {
  br_sha256_set_state((br_sha256_context *)context, state, count);
}

static const br_hash_class fast = {
  .context_size = sizeof(br_sha256_context),
  .desc = BR_HASHDESC_ID(br_sha256_ID) | BR_HASHDESC_OUT(32) | BR_HASHDESC_STATE(32) |
          BR_HASHDESC_LBLEN(6) | BR_HASHDESC_MD_PADDING | BR_HASHDESC_MD_PADDING_BE,
  .init = start, .update = update, .out = finish, .state = save, .set_state = restore,
};

const br_hash_class *sha256_class(void) {
  static const br_hash_class *chosen;
  if (chosen == NULL) {
    uint32_t a = 7, b, c = 0, d; /* CPUID costs a trip to the host where there is a hypervisor */
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    chosen = merlon_has_vectors && (b >> 29 & 1) != 0 ? &fast : &br_sha256_vtable;
  }
  return chosen;
}
