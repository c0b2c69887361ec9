/* What a connection remembers of who was recognised on it. */
#include "http-server.h"
#include "stdlib.h"
#include "string.h"

struct http_verified {
  uint64_t expires;
  size_t size; /* of all this */
  size_t principal_length, credentials_length;
  char bytes[]; /* the principal, then the Authorization field */
};

bool http_session_remember(struct http_session *session, struct http_text credentials,
                           struct http_text principal, uint64_t expires) {
  http_session_forget(session);
  size_t size = sizeof(struct http_verified) + principal.length + credentials.length;
  struct http_verified *verified = malloc(size);
  if (verified == NULL) return false;
  verified->expires = expires;
  verified->size = size;
  verified->principal_length = principal.length;
  verified->credentials_length = credentials.length;
  memcpy(verified->bytes, principal.bytes, principal.length);
  memcpy(verified->bytes + principal.length, credentials.bytes, credentials.length);
  session->verified = verified;
  return true;
}

bool http_session_recognise(struct http_request *request, struct http_text credentials,
                            uint64_t now) {
  const struct http_verified *verified = request->session->verified;
  if (verified == NULL || verified->credentials_length != credentials.length) return false;
  const char *known = verified->bytes + verified->principal_length;
  uint64_t difference = 0, left, right;
  size_t i = 0;
  for (; i + 8 <= credentials.length; i += 8) {
    __builtin_memcpy(&left, known + i, 8);
    __builtin_memcpy(&right, credentials.bytes + i, 8);
    difference |= left ^ right;
  }
  for (; i < credentials.length; i++) {
    difference |= (uint64_t)(unsigned char)(known[i] ^ credentials.bytes[i]);
  }
  if (difference != 0 || now >= verified->expires) return false;
  request->principal = (struct http_text){verified->bytes, verified->principal_length};
  return true;
}

void http_session_forget(struct http_session *session) {
  struct http_verified *verified = session->verified;
  if (verified == NULL) return;
  memset(verified, 0, verified->size);
  free(verified);
  session->verified = NULL;
}
