/* A bucket of requests for each client address. */
#include "buckets.h"
#include "http-server.h"
#include "options.h"
#include "packet.h"

_Static_assert(MERLON_OPTION_RATE >= 1 && MERLON_OPTION_RATE <= 10000000,
               "rate-limit.rate: 1 to 10000000");
_Static_assert(MERLON_OPTION_BURST >= 1 && MERLON_OPTION_BURST <= 1000000,
               "rate-limit.burst: 1 to 1000000");

#define SECOND 1000000000u
#define INTERVAL ((uint64_t)SECOND * 60 / MERLON_OPTION_RATE)
#define SETS 512u

int rate_limit_http_request(struct http_request *request);

int rate_limit_http_request(struct http_request *request) {
  static struct bucket table[SETS][BUCKETS_WAYS];
  static struct buckets buckets = {table, SETS, 0};
  uint64_t now = network_now();
  struct bucket *bucket = buckets_find(&buckets, request->session->peer);
  uint64_t wait = bucket_wait(bucket->full_at, now, INTERVAL, MERLON_OPTION_BURST);
  if (wait > 0) return http_refuse_for(request, wait);
  bucket_take(&bucket->full_at, now, INTERVAL);
  return 0;
}
