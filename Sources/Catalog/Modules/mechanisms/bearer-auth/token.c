/* Tokens in compact form (RFC 7515 §3.1). What a token says of its own algorithm chooses among those
 * of the image, each of which has keys of its own; no key is one for two. */
#include "bearer-auth.h"
#include "bearssl_hash.h"
#include "hooks.h"
#include "options.h"
#include "string.h"

_Static_assert(MERLON_OPTION_LEEWAY >= 0 && MERLON_OPTION_LEEWAY <= 600,
               "bearer-auth.leeway: 0 to 600");
_Static_assert(MERLON_OPTION_ISSUER_LENGTH > 0 &&
                 MERLON_OPTION_ISSUER_LENGTH <= BEARER_AUTH_TEXT_MAX,
               "bearer-auth.issuer: 1 to 256 bytes");
_Static_assert(MERLON_OPTION_AUDIENCE_LENGTH > 0 &&
                 MERLON_OPTION_AUDIENCE_LENGTH <= BEARER_AUTH_TEXT_MAX,
               "bearer-auth.audience: 1 to 256 bytes");

#define SIGNATURE_MAX 64u /* r and s of ES256; HS256 has 32 */

static int value64url(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '-' ? 62 : c == '_' ? 63 : -1;
}

size_t bearer_auth_decode(const char *text, size_t length, uint8_t *bytes, size_t capacity) {
  size_t count = 0;
  uint32_t group = 0;
  unsigned bits = 0;
  for (size_t i = 0; i < length; i++) {
    int value = value64url(text[i]);
    if (value < 0) return SIZE_MAX;
    group = group << 6 | (uint32_t)value;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    if (count == capacity) return SIZE_MAX;
    bytes[count++] = (uint8_t)(group >> bits);
  }
  /* One letter too many, or bits that mean nothing and are set: another text for the same bytes. */
  if (bits == 6 || (group & ((1u << bits) - 1)) != 0) return SIZE_MAX;
  return count;
}

#define IS(text, literal) is(text, literal, sizeof(literal) - 1)
static bool is(const struct bearer_text *text, const char *bytes, size_t length) {
  return text->length == length && memcmp(text->bytes, bytes, length) == 0;
}

/* Reads the members of an object: `member` is given each name and reads its value. */
static bool read_object(struct bearer_json json, void *into,
                        bool (*member)(void *into, const struct bearer_text *name,
                                       struct bearer_json *json)) {
  struct bearer_text name;
  if (!bearer_json_take(&json, '{')) return false;
  if (bearer_json_take(&json, '}')) return json.at == json.end;
  do {
    if (!bearer_json_string(&json, &name) || !bearer_json_take(&json, ':')) return false;
    if (!member(into, &name, &json)) return false;
  } while (bearer_json_take(&json, ','));
  return bearer_json_take(&json, '}') && json.at == json.end;
}

static enum bearer_algorithm algorithm(const struct bearer_text *alg) {
  if (IS(alg, "ES256")) return BEARER_ES256;
  return MERLON_HOOK_BEARER_VERIFY_FILLED && IS(alg, "HS256") ? BEARER_HS256 : BEARER_NONE;
}

static bool header_member(void *into, const struct bearer_text *name, struct bearer_json *json) {
  struct bearer_header *header = into;
  if (IS(name, "alg")) {
    struct bearer_text alg;
    if (header->algorithm != BEARER_NONE || !bearer_json_string(json, &alg)) return false;
    header->algorithm = algorithm(&alg);
    return header->algorithm != BEARER_NONE;
  }
  if (IS(name, "kid")) {
    bool is_first = header->kid.length == 0;
    return is_first && bearer_json_string(json, &header->kid) && header->kid.length > 0;
  }
  /* Extensions that must be understood: none is. */
  if (IS(name, "crit") || IS(name, "b64")) return false;
  return bearer_json_skip(json, 1);
}

struct claims {
  bool has_expiry, has_start, has_subject, has_issuer, has_audience;
  bool is_issuer, is_audience;
  uint64_t expiry, start;
  struct bearer_text *subject;
};

/* The audience is a string, or an array of strings that holds it. */
static bool read_audience(struct claims *claims, struct bearer_json *json) {
  struct bearer_text text;
  if (bearer_json_kind(json) == BEARER_STRING) {
    if (!bearer_json_string(json, &text)) return false;
    claims->is_audience = IS(&text, MERLON_OPTION_AUDIENCE);
    return true;
  }
  if (!bearer_json_take(json, '[')) return false;
  if (bearer_json_take(json, ']')) return true;
  do {
    if (!bearer_json_string(json, &text)) return false;
    claims->is_audience = claims->is_audience || IS(&text, MERLON_OPTION_AUDIENCE);
  } while (bearer_json_take(json, ','));
  return bearer_json_take(json, ']');
}

/* Notes that a claim is there; false when it is there twice. */
static bool once(bool *is_there) {
  bool was_there = *is_there;
  *is_there = true;
  return !was_there;
}

static bool claim(void *into, const struct bearer_text *name, struct bearer_json *json) {
  struct claims *claims = into;
  if (IS(name, "exp")) return once(&claims->has_expiry) && bearer_json_seconds(json, &claims->expiry);
  if (IS(name, "nbf")) return once(&claims->has_start) && bearer_json_seconds(json, &claims->start);
  if (IS(name, "sub")) {
    return once(&claims->has_subject) && bearer_json_string(json, claims->subject);
  }
  if (IS(name, "aud")) return once(&claims->has_audience) && read_audience(claims, json);
  if (IS(name, "iss")) {
    struct bearer_text text;
    if (!once(&claims->has_issuer) || !bearer_json_string(json, &text)) return false;
    claims->is_issuer = IS(&text, MERLON_OPTION_ISSUER);
    return true;
  }
  return bearer_json_skip(json, 1);
}

/* A subject becomes a principal, which is compared, logged and shown. */
static bool is_principal(const struct bearer_text *subject) {
  if (subject->length == 0 || subject->length > BEARER_AUTH_SUBJECT_MAX) return false;
  for (size_t i = 0; i < subject->length; i++) {
    if (subject->bytes[i] <= ' ' || subject->bytes[i] >= 0x7f) return false;
  }
  return true;
}

static bool are_valid(const struct claims *claims, uint64_t now) {
  return claims->has_expiry && now < claims->expiry + MERLON_OPTION_LEEWAY &&
         (!claims->has_start || claims->start <= now + MERLON_OPTION_LEEWAY) &&
         claims->is_issuer && claims->is_audience && claims->has_subject &&
         is_principal(claims->subject);
}

bool bearer_auth_read_header(const char *bytes, size_t length, struct bearer_header *header) {
  header->algorithm = BEARER_NONE;
  header->kid.length = 0;
  return read_object((struct bearer_json){bytes, bytes + length}, header, header_member) &&
         header->algorithm != BEARER_NONE;
}

bool bearer_auth_read_claims(const char *bytes, size_t length, uint64_t now,
                             struct bearer_text *subject, uint64_t *expires) {
  struct claims claims = {.subject = subject};
  if (!read_object((struct bearer_json){bytes, bytes + length}, &claims, claim) ||
      !are_valid(&claims, now)) {
    return false;
  }
  *expires = claims.expiry + MERLON_OPTION_LEEWAY;
  return true;
}

/* The length of the part before the next dot, or of all. */
static size_t part(const char *text, size_t length) {
  size_t at = 0;
  while (at < length && text[at] != '.') at++;
  return at;
}

static bool is_signed(const struct bearer_header *header, const struct bearer_token *token) {
  if (header->algorithm == BEARER_HS256) return merlon_hook_bearer_verify(token) != 0;
  br_sha256_context context;
  uint8_t digest[br_sha256_SIZE];
  br_sha256_init(&context);
  br_sha256_update(&context, token->text, token->length);
  br_sha256_out(&context, digest);
  return token->signature_length == SIGNATURE_MAX &&
         bearer_auth_verify(token->kid, digest, token->signature);
}

bool bearer_auth_check(struct http_text token, uint64_t now, struct bearer_text *subject,
                       uint64_t *expires) {
  static uint8_t text[BEARER_AUTH_TOKEN_MAX];
  static struct bearer_header header;
  uint8_t signature[SIGNATURE_MAX];
  if (token.length > BEARER_AUTH_TOKEN_MAX) return false;
  size_t head = part(token.bytes, token.length);
  if (head == token.length) return false;
  const char *body = token.bytes + head + 1;
  size_t body_length = part(body, token.length - head - 1), signed_length = head + 1 + body_length;
  if (signed_length == token.length) return false;
  size_t signature_length = bearer_auth_decode(
    token.bytes + signed_length + 1, token.length - signed_length - 1, signature, sizeof signature);
  if (signature_length == SIZE_MAX) return false;
  size_t length = bearer_auth_decode(token.bytes, head, text, sizeof text);
  if (length == SIZE_MAX || !bearer_auth_read_header((const char *)text, length, &header)) {
    return false;
  }
  struct bearer_token checked = {&header.kid, token.bytes, signed_length, signature,
                                 signature_length};
  if (!is_signed(&header, &checked)) return false;
  /* Nothing that a stranger wrote is read as claims. */
  length = bearer_auth_decode(body, body_length, text, sizeof text);
  return length != SIZE_MAX &&
         bearer_auth_read_claims((const char *)text, length, now, subject, expires);
}
