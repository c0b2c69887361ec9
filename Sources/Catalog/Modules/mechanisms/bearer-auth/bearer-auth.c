/* The hooks: whose token it is, and what refuses one. */
#include "bearer-auth.h"
#include "buckets.h"
#include "options.h"
#include "packet.h"
#include "string.h"

_Static_assert(MERLON_OPTION_ATTEMPTS >= 1 && MERLON_OPTION_ATTEMPTS <= 10000,
               "bearer-auth.attempts: 1 to 10000");

#define SECOND 1000000000u
#define INTERVAL ((uint64_t)SECOND / MERLON_OPTION_ATTEMPTS)
#define FAILURES_MAX 8u

void bearer_auth_start(void);
int bearer_auth_http_request(struct http_request *request);
int bearer_auth_http_response(struct http_request *request);

void bearer_auth_start(void) { bearer_auth_read_keys(); }

/* Wrong tokens of an address. */
#define WRONG_INTERVAL ((uint64_t)SECOND / 5)
#define WRONG_BURST 20u
#define SETS 128u

static struct bucket *bucket_of(const struct http_session *session) {
  static struct bucket table[SETS][BUCKETS_WAYS];
  static struct buckets buckets = {table, SETS, 0};
  return buckets_find(&buckets, session->peer);
}

/* A signature costs much to verify: all together have a bound; and wrong ones for each address, so
 * that who makes them up does not use up what others need. */
static uint64_t wait_to_try(const struct http_session *session) {
  static uint64_t full_at;
  uint64_t now = network_now();
  if (session->failures >= FAILURES_MAX) return SECOND;
  uint64_t wait = bucket_wait(bucket_of(session)->full_at, now, WRONG_INTERVAL, WRONG_BURST);
  if (wait == 0) wait = bucket_wait(full_at, now, INTERVAL, MERLON_OPTION_ATTEMPTS);
  if (wait == 0) bucket_take(&full_at, now, INTERVAL);
  return wait;
}

static void was_wrong(struct http_session *session) {
  session->failures++;
  bucket_take(&bucket_of(session)->full_at, network_now(), WRONG_INTERVAL);
}

#define ADD_LINE(request, line) http_response_lines(request, line "\r\n", sizeof line "\r\n" - 1)

static bool is_bearer(struct http_text field) {
  static const char scheme[] = "bearer ";
  if (field.length <= sizeof scheme - 1) return false;
  for (size_t i = 0; i < sizeof scheme - 1; i++) {
    if ((field.bytes[i] | 0x20) != scheme[i]) return false;
  }
  return true;
}

int bearer_auth_http_request(struct http_request *request) {
  struct http_text field = request->authorization;
  if (!is_bearer(field)) return 0;
  uint64_t now = network_wall() / SECOND, expires;
  if (http_session_recognise(request, field, now)) return 0;
  uint64_t wait = wait_to_try(request->session);
  if (wait > 0) return http_refuse_for(request, wait);
  struct http_text token = {field.bytes + 7, field.length - 7};
  static struct bearer_text subject;
  if (!bearer_auth_check(token, now, &subject, &expires)) {
    was_wrong(request->session);
    ADD_LINE(request, "WWW-Authenticate: Bearer error=\"invalid_token\"");
    return 401;
  }
  struct http_text principal = {subject.bytes, subject.length};
  if (!http_session_remember(request->session, field, principal, expires)) return 503;
  (void)http_session_recognise(request, field, now); /* its own copy of the name */
  return 0;
}

int bearer_auth_http_response(struct http_request *request) {
  /* A client that brought no token is told that one would help. */
  if (request->status == 403 && request->principal.length == 0) {
    ADD_LINE(request, "WWW-Authenticate: Bearer");
  }
  return 0;
}
