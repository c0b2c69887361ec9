/* The sealed users of basic-auth and the arithmetic of their verifiers. */
#ifndef MERLON_BASIC_AUTH_H
#define MERLON_BASIC_AUTH_H

#include <http-server.h>

#define BASIC_AUTH_CREDENTIALS_MAX 512u

int basic_auth_user_count(void);
struct http_text basic_auth_user_name(int index);
/* The zero-terminated challenge, `Basic realm="..."`. */
const char *basic_auth_challenge(void);
/* SHA-256 of `text` into 32 bytes. */
void basic_auth_digest(struct http_text text, uint8_t *digest);
/* Compares 32 bytes in constant time. */
bool basic_auth_same(const uint8_t *left, const uint8_t *right);
/* Checks `password` against the verifier of the user `index`; -1 spends the same time and fails. */
bool basic_auth_verify(int index, struct http_text password);

#endif
