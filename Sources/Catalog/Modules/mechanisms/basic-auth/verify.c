/* Credentials (RFC 7617 §2) against the users' verifiers: PBKDF2-HMAC-SHA-256 (RFC 8018 §5.2, one
 * block) over BearSSL's HMAC. */
#include "basic-auth.h"
#include "bearssl_hash.h"
#include "bearssl_hmac.h"
#include "options.h"
#include "string.h"

struct user {
  struct http_text name, verifier;
};

#define ENTRY(name, name_length, verifier, verifier_length) \
  {{name, name_length}, {verifier, verifier_length}},
static const struct user users[] = {MERLON_OPTION_USERS(ENTRY){{NULL, 0}, {NULL, 0}}};

#define SCHEME_LENGTH 6u /* "Basic " */
#define CREDENTIALS_MAX 512u
#define SALT_MAX 64u
#define ITERATIONS_MAX 10000000u
#define PREFIX "$pbkdf2-sha256$"

struct http_text basic_auth_user_name(int index) { return users[index].name; }

_Static_assert(__builtin_strchr(MERLON_OPTION_REALM, '"') == NULL &&
                 __builtin_strchr(MERLON_OPTION_REALM, '\\') == NULL &&
                 __builtin_strchr(MERLON_OPTION_REALM, '\r') == NULL &&
                 __builtin_strchr(MERLON_OPTION_REALM, '\n') == NULL,
               "basic-auth.realm: without quote, backslash and line end");

void basic_auth_challenge(struct http_request *request) {
  static const char line[] =
    "WWW-Authenticate: Basic realm=\"" MERLON_OPTION_REALM "\", charset=\"UTF-8\"\r\n";
  http_response_lines(request, line, sizeof line - 1);
}

void basic_auth_digest(struct http_text text, uint8_t *digest) {
  br_sha256_context context;
  br_sha256_init(&context);
  br_sha256_update(&context, text.bytes, text.length);
  br_sha256_out(&context, digest);
}

bool basic_auth_same(const uint8_t *left, const uint8_t *right) {
  unsigned difference = 0;
  for (size_t i = 0; i < 32; i++) difference |= left[i] ^ right[i];
  return difference == 0;
}

static int value64(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Decodes base 64 without padding up to '$' or the end; returns the bytes used of `text`. */
static size_t decode64(struct http_text text, uint8_t *bytes, size_t capacity, size_t *count) {
  uint32_t group = 0;
  unsigned bits = 0;
  size_t at = 0;
  *count = 0;
  for (; at < text.length && text.bytes[at] != '$'; at++) {
    int value = value64(text.bytes[at]);
    if (value < 0) break;
    group = group << 6 | (uint32_t)value;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    if (*count == capacity) break;
    bytes[(*count)++] = (uint8_t)(group >> bits);
  }
  return at;
}

struct verifier {
  uint32_t iterations;
  uint8_t salt[SALT_MAX], hash[32];
  size_t salt_length;
};

static bool parse(struct http_text text, struct verifier *verifier) {
  size_t at = sizeof PREFIX - 1, count;
  if (text.length < at || memcmp(text.bytes, PREFIX, at) != 0) return false;
  verifier->iterations = 0;
  for (; at < text.length && text.bytes[at] >= '0' && text.bytes[at] <= '9'; at++) {
    verifier->iterations = verifier->iterations * 10 + (uint32_t)(text.bytes[at] - '0');
    if (verifier->iterations > ITERATIONS_MAX) return false;
  }
  if (verifier->iterations == 0 || at == text.length || text.bytes[at++] != '$') return false;
  struct http_text rest = {text.bytes + at, text.length - at};
  at = decode64(rest, verifier->salt, SALT_MAX, &verifier->salt_length);
  if (at == rest.length || rest.bytes[at++] != '$') return false;
  rest = (struct http_text){rest.bytes + at, rest.length - at};
  return decode64(rest, verifier->hash, 32, &count) == rest.length && count == 32;
}

static void pbkdf2(struct http_text password, const struct verifier *verifier, uint8_t *result) {
  static const uint8_t block[4] = {0, 0, 0, 1};
  br_hmac_key_context key;
  br_hmac_context hmac;
  uint8_t round[32];
  br_hmac_key_init(&key, &br_sha256_vtable, password.bytes, password.length);
  br_hmac_init(&hmac, &key, 0);
  br_hmac_update(&hmac, verifier->salt, verifier->salt_length);
  br_hmac_update(&hmac, block, sizeof block);
  br_hmac_out(&hmac, round);
  memcpy(result, round, 32);
  for (uint32_t i = 1; i < verifier->iterations; i++) {
    br_hmac_init(&hmac, &key, 0);
    br_hmac_update(&hmac, round, sizeof round);
    br_hmac_out(&hmac, round);
    for (int byte = 0; byte < 32; byte++) result[byte] ^= round[byte];
  }
}

/* Checks `password` against the verifier of the user `index`; -1 takes as long and fails. */
static bool verify(int index, struct http_text password) {
  struct verifier verifier;
  uint8_t hash[32];
  /* Nobody's name takes as long as somebody's: the first user's verifier stands in. */
  if (MERLON_OPTION_USERS_COUNT == 0) return false;
  if (!parse(users[index < 0 ? 0 : index].verifier, &verifier)) return false;
  pbkdf2(password, &verifier, hash);
  return basic_auth_same(hash, verifier.hash) & (index >= 0);
}

static int user_named(struct http_text name) {
  for (int i = 0; i < MERLON_OPTION_USERS_COUNT; i++) {
    if (users[i].name.length == name.length &&
        memcmp(users[i].name.bytes, name.bytes, name.length) == 0) {
      return i;
    }
  }
  return -1;
}

int basic_auth_user_of(struct http_text field) {
  char bytes[CREDENTIALS_MAX];
  struct http_text token = {field.bytes + SCHEME_LENGTH, field.length - SCHEME_LENGTH};
  size_t count, split = 0;
  size_t end = decode64(token, (uint8_t *)bytes, sizeof bytes, &count);
  bool is_whole = end == token.length || token.bytes[end] == '=';
  while (split < count && bytes[split] != ':') split++;
  int user = -1;
  if (is_whole && split < count) {
    user = user_named((struct http_text){bytes, split});
    if (!verify(user, (struct http_text){bytes + split + 1, count - split - 1})) user = -1;
  }
  memset(bytes, 0, sizeof bytes);
  __asm__ volatile("" : : "r"(bytes) : "memory");
  return user;
}
