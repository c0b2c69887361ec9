/* Bounds what guessing passwords can cost and gain: each verification is slow by design, so that all
 * together have a bound; and wrong ones have a bound for each address, so that who guesses does not
 * use up what others need to sign in. */
#include "basic-auth.h"
#include "buckets.h"
#include "options.h"
#include "packet.h"
#include "string.h"

_Static_assert(MERLON_OPTION_ATTEMPTS >= 1 && MERLON_OPTION_ATTEMPTS <= 1000,
               "basic-auth.attempts: 1 to 1000");

#define SECOND 1000000000u
#define INTERVAL ((uint64_t)SECOND / MERLON_OPTION_ATTEMPTS)
#define FAILURES_MAX 8u
#define KNOWN_MAX 64u

/* Credentials that were right, by digest, so that who comes back on another connection neither
 * pays nor counts. */
static struct known {
  uint8_t digest[32];
  int user;
  bool is_used;
} known[KNOWN_MAX];

/* Wrong ones of an address: some at once, as people mistype, and then a few a minute. */
#define WRONG_INTERVAL (10 * (uint64_t)SECOND)
#define WRONG_BURST 4u
#define SETS 128u

static struct bucket *bucket_of(const struct http_session *session) {
  static struct bucket table[SETS][BUCKETS_WAYS];
  static struct buckets buckets = {table, SETS, 0};
  return buckets_find(&buckets, session->peer);
}

uint64_t basic_auth_wait(const struct http_session *session) {
  static uint64_t full_at;
  uint64_t now = network_now();
  if (session->failures >= FAILURES_MAX) return WRONG_INTERVAL;
  uint64_t wait = bucket_wait(bucket_of(session)->full_at, now, WRONG_INTERVAL, WRONG_BURST);
  if (wait == 0) wait = bucket_wait(full_at, now, INTERVAL, MERLON_OPTION_ATTEMPTS);
  if (wait == 0) bucket_take(&full_at, now, INTERVAL);
  return wait;
}

void basic_auth_was_wrong(struct http_session *session) {
  session->failures++;
  bucket_take(&bucket_of(session)->full_at, network_now(), WRONG_INTERVAL);
}

int basic_auth_known(const uint8_t *digest) {
  int user = -1;
  /* All of them, in the same time whichever fits. */
  for (unsigned i = 0; i < KNOWN_MAX; i++) {
    bool fits = basic_auth_same(known[i].digest, digest) & known[i].is_used;
    user = fits ? known[i].user : user;
  }
  return user;
}

void basic_auth_learn(const uint8_t *digest, int user) {
  static unsigned next;
  struct known *entry = &known[next++ % KNOWN_MAX];
  memcpy(entry->digest, digest, sizeof entry->digest);
  entry->user = user;
  entry->is_used = true;
}
