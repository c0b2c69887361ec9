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

/* And of a network, whose addresses may all be one guesser's: more than those of three make others'
 * attempts come first. They are not refused for it, since they may as well be one office's. */
#define CROWD_INTERVAL (2 * (uint64_t)SECOND)
#define CROWD_BURST 12u
#define CROWD_SETS 32u
#define NETWORK_MASK 0x00ffffffu /* a /24, in the order of bytes on the wire */

static struct bucket *crowd_of(const struct http_session *session) {
  static struct bucket table[CROWD_SETS][BUCKETS_WAYS];
  static struct buckets buckets = {table, CROWD_SETS, 0};
  return buckets_find(&buckets, session->peer & NETWORK_MASK);
}

static bool is_crowd(const struct http_session *session, uint64_t now) {
  return bucket_wait(crowd_of(session)->full_at, now, CROWD_INTERVAL, CROWD_BURST) > 0;
}

/* Addresses from which somebody signed in, the last of them. */
static uint32_t guests[KNOWN_MAX];

static bool is_guest(const struct http_session *session) {
  bool is_known = false;
  for (unsigned i = 0; i < KNOWN_MAX; i++) is_known |= guests[i] == session->peer;
  return is_known && session->peer != 0;
}

/* How many of a second's attempts this client may find used up and still try. What it may not find
 * used up is left for others: who has enough addresses to use up what strangers have does not keep
 * out those who were here before. */
#define RESERVE ((MERLON_OPTION_ATTEMPTS + 2) / 4)
static unsigned share(const struct http_session *session, uint64_t now) {
  if (is_guest(session)) return MERLON_OPTION_ATTEMPTS;
  unsigned rest = MERLON_OPTION_ATTEMPTS - RESERVE;
  return rest > RESERVE && is_crowd(session, now) ? rest - RESERVE : rest;
}

uint64_t basic_auth_wait(const struct http_session *session) {
  static uint64_t full_at;
  uint64_t now = network_now();
  if (session->failures >= FAILURES_MAX) return WRONG_INTERVAL;
  uint64_t wait = bucket_wait(bucket_of(session)->full_at, now, WRONG_INTERVAL, WRONG_BURST);
  if (wait == 0) wait = bucket_wait(full_at, now, INTERVAL, share(session, now));
  if (wait == 0) bucket_take(&full_at, now, INTERVAL);
  return wait;
}

void basic_auth_was_wrong(struct http_session *session) {
  uint64_t now = network_now();
  session->failures++;
  bucket_take(&bucket_of(session)->full_at, now, WRONG_INTERVAL);
  /* Not more than it holds, so that the network is forgiven soon after the last guess. */
  if (!is_crowd(session, now)) bucket_take(&crowd_of(session)->full_at, now, CROWD_INTERVAL);
}

void basic_auth_was_right(const struct http_session *session) {
  static unsigned next;
  if (!is_guest(session)) guests[next++ % KNOWN_MAX] = session->peer;
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
