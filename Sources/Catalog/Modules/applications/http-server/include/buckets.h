/* Token buckets, each kept as the moment at which it is full again (generic cell rate algorithm):
 * one number, and no work for those that nobody takes from. Times are in nanoseconds. */
#ifndef MERLON_BUCKETS_H
#define MERLON_BUCKETS_H

#include <merlon.h>

/* How long until a bucket that holds `burst` tokens, a new one each `interval`, has one: 0 for now. */
static inline uint64_t bucket_wait(uint64_t full_at, uint64_t now, uint64_t interval,
                                   uint64_t burst) {
  uint64_t tolerance = interval * (burst - 1);
  return full_at > now && full_at - now > tolerance ? full_at - now - tolerance : 0;
}
static inline void bucket_take(uint64_t *full_at, uint64_t now, uint64_t interval) {
  *full_at = (*full_at > now ? *full_at : now) + interval;
}

/* A bucket for each client address that is remembered, of a bounded number. When more come, those
 * with the most tokens are forgotten first, so that nobody wins by it. */
#define BUCKETS_WAYS 8u
struct bucket {
  uint64_t full_at;
  uint32_t address;
  bool is_used;
};
struct buckets {
  struct bucket (*sets)[BUCKETS_WAYS];
  unsigned count; /* of sets */
  uint64_t key;   /* 0 at first */
};

/* Finds the bucket of an address, or makes a full one. */
struct bucket *buckets_find(struct buckets *buckets, uint32_t address);

#endif
