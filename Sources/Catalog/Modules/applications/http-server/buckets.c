#include "buckets.h"

/* Clients must not be able to choose addresses that meet in one set. */
static unsigned set_of(struct buckets *buckets, uint32_t address) {
  if (buckets->key == 0) buckets->key = (merlon_clock_monotonic() ^ merlon_clock_wall() << 20) | 1;
  uint64_t key = buckets->key;
  uint64_t mixed = (address ^ key) * 0x9e3779b97f4a7c15u;
  mixed = (mixed ^ mixed >> 29 ^ key >> 7) * 0xbf58476d1ce4e5b9u;
  return (unsigned)((mixed >> 32) * buckets->count >> 32);
}

struct bucket *buckets_find(struct buckets *buckets, uint32_t address) {
  struct bucket *set = buckets->sets[set_of(buckets, address)], *victim = &set[0];
  for (unsigned i = 0; i < BUCKETS_WAYS; i++) {
    if (set[i].is_used && set[i].address == address) return &set[i];
    if (set[i].full_at < victim->full_at) victim = &set[i];
  }
  *victim = (struct bucket){.address = address, .is_used = true};
  return victim;
}
