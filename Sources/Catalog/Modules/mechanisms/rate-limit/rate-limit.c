/* Token buckets, each kept as the moment at which it is full again (generic cell rate algorithm):
 * one number for an address, and no work for those that do not ask. */
#include "http-server.h"
#include "options.h"
#include "packet.h"

_Static_assert(MERLON_OPTION_RATE >= 1 && MERLON_OPTION_RATE <= 10000000,
               "rate-limit.rate: 1 to 10000000");
_Static_assert(MERLON_OPTION_BURST >= 1 && MERLON_OPTION_BURST <= 1000000,
               "rate-limit.burst: 1 to 1000000");

#define SECOND 1000000000u
#define INTERVAL ((uint64_t)SECOND * 60 / MERLON_OPTION_RATE)
#define TOLERANCE (INTERVAL * (MERLON_OPTION_BURST - 1))
#define SETS 512u
#define WAYS 8u

struct bucket {
  uint64_t full_at;
  uint32_t address;
  bool is_used;
};
static struct bucket table[SETS][WAYS];

int rate_limit_http_request(struct http_request *request);

/* Clients must not be able to choose addresses that meet in one set. */
static unsigned set_of(uint32_t address) {
  static uint64_t key;
  if (key == 0) key = (merlon_clock_monotonic() ^ merlon_clock_wall() << 20) | 1;
  uint64_t mixed = (address ^ key) * 0x9e3779b97f4a7c15u;
  mixed = (mixed ^ mixed >> 29 ^ key >> 7) * 0xbf58476d1ce4e5b9u;
  return (unsigned)(mixed >> 40) % SETS;
}

/* Finds the bucket of an address, or makes it in place of the one with the most tokens. */
static struct bucket *find(uint32_t address) {
  struct bucket *set = table[set_of(address)], *victim = &set[0];
  for (unsigned i = 0; i < WAYS; i++) {
    if (set[i].is_used && set[i].address == address) return &set[i];
    if (set[i].full_at < victim->full_at) victim = &set[i];
  }
  *victim = (struct bucket){.address = address, .is_used = true};
  return victim;
}

static void tell_when(struct http_request *request, uint64_t wait) {
  char seconds[MERLON_DECIMAL_MAX + 1];
  seconds[MERLON_DECIMAL_MAX] = 0;
  http_response_field(request, "Retry-After",
                      merlon_decimal((wait + SECOND - 1) / SECOND, seconds));
}

int rate_limit_http_request(struct http_request *request) {
  uint64_t now = network_now();
  struct bucket *bucket = find(request->session->peer);
  uint64_t full_at = bucket->full_at > now ? bucket->full_at : now;
  if (full_at - now > TOLERANCE) {
    tell_when(request, full_at - now - TOLERANCE);
    return 429;
  }
  bucket->full_at = full_at + INTERVAL;
  return 0;
}
