/* The parts of bearer-auth: JSON, keys, tokens, and the hooks that use them. */
#ifndef MERLON_BEARER_AUTH_H
#define MERLON_BEARER_AUTH_H

#include <http-server.h>

#define BEARER_AUTH_TOKEN_MAX 2048u  /* longer ones are refused */
#define BEARER_AUTH_SUBJECT_MAX 64u  /* of printable ASCII */
#define BEARER_AUTH_TEXT_MAX 256u    /* strings of a token that are compared */
#define BEARER_AUTH_DEPTH_MAX 8u     /* of nested JSON */

/* A text that was decoded. */
struct bearer_text {
  size_t length;
  char bytes[BEARER_AUTH_TEXT_MAX];
};

/* --- JSON (RFC 8259), read strictly and without building a tree --- */

struct bearer_json {
  const char *at, *end;
};
enum bearer_kind { BEARER_BROKEN, BEARER_STRING, BEARER_NUMBER, BEARER_ARRAY, BEARER_OTHER };
/* Tells what value comes next. */
enum bearer_kind bearer_json_kind(const struct bearer_json *json);
/* Reads a string; one that is too long for `text` is broken. */
bool bearer_json_string(struct bearer_json *json, struct bearer_text *text);
/* Reads a number of seconds since 1970; a fraction is let go of. */
bool bearer_json_seconds(struct bearer_json *json, uint64_t *seconds);
/* Reads any value and lets go of it. */
bool bearer_json_skip(struct bearer_json *json, unsigned depth);
/* Takes `c`, with the white space around it. */
bool bearer_json_take(struct bearer_json *json, char c);

/* --- Keys --- */

/* Reads the sealed keys; ends the image when one is no key. */
void bearer_auth_read_keys(void);
/* Verifies a signature (r and s) of the digest by the key that `kid` names. An empty `kid` names
 * the only key, if there is only one. */
bool bearer_auth_verify(const struct bearer_text *kid, const uint8_t digest[32],
                        const uint8_t *signature);

/* --- Tokens --- */

enum bearer_algorithm { BEARER_NONE, BEARER_ES256, BEARER_HS256 };
struct bearer_header {
  enum bearer_algorithm algorithm;
  struct bearer_text kid; /* empty when it names no key */
};

/* What bearer.verify verifies, for algorithms that are not bearer-auth's own, which is HS256: not 0
 * when the signature is right. */
struct bearer_token {
  const struct bearer_text *kid;
  const char *text; /* what is signed */
  size_t length;
  const uint8_t *signature;
  size_t signature_length;
};

/* Decodes base64url without padding (RFC 7515 §2), canonical only. Returns the count of bytes, or
 * SIZE_MAX. */
size_t bearer_auth_decode(const char *text, size_t length, uint8_t *bytes, size_t capacity);
/* Reads a header, which must name an algorithm that this image knows. */
bool bearer_auth_read_header(const char *bytes, size_t length, struct bearer_header *header);
/* Reads claims, which must hold at `now`, in seconds since 1970. */
bool bearer_auth_read_claims(const char *bytes, size_t length, uint64_t now,
                             struct bearer_text *subject, uint64_t *expires);
/* Verifies a token at `now`; fills the principal and when it ends. */
bool bearer_auth_check(struct http_text token, uint64_t now, struct bearer_text *subject,
                       uint64_t *expires);

#endif
