/* Bounds what guessing passwords can cost: each verification is slow by design. */
#include "basic-auth.h"
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

bool basic_auth_may_try(const struct http_session *session) {
  static uint64_t full_at; /* a token bucket, as in rate-limit */
  uint64_t now = network_now();
  if (session->failures >= FAILURES_MAX) return false;
  if (full_at < now) full_at = now;
  if (full_at - now > SECOND - INTERVAL) return false;
  full_at += INTERVAL;
  return true;
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
