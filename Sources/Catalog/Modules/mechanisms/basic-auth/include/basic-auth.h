/* The sealed users of basic-auth, the arithmetic of their verifiers, and what bounds its cost. */
#ifndef MERLON_BASIC_AUTH_H
#define MERLON_BASIC_AUTH_H

#include <http-server.h>

struct http_text basic_auth_user_name(int index);
/* Adds the challenge to the response. */
void basic_auth_challenge(struct http_request *request);
/* SHA-256 of `text` into 32 bytes. */
void basic_auth_digest(struct http_text text, uint8_t *digest);
/* Compares 32 bytes in constant time. */
bool basic_auth_same(const uint8_t *left, const uint8_t *right);
/* The user whose credentials an Authorization field of the scheme Basic holds, or -1, which takes as
 * long. */
int basic_auth_user_of(struct http_text field);

/* How many nanoseconds to wait before credentials that are not known are verified; with 0 they may
 * be now, and it is counted. */
uint64_t basic_auth_wait(const struct http_session *session);
/* Counts wrong ones for the connection, its address and its network. */
void basic_auth_was_wrong(struct http_session *session);
/* Notes that somebody signs in from the connection's address. */
void basic_auth_was_right(const struct http_session *session);
/* The user whose credentials had this digest before, or -1. */
int basic_auth_known(const uint8_t *digest);
/* Keeps the digest of credentials that were right. */
void basic_auth_learn(const uint8_t *digest, int user);

#endif
