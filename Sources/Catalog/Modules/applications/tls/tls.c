/* Takes the host's secrets in and starts TLS with them. */
#include <merlon.h>

#include "engine.h"
#include "entropy.h"
#include "options.h"
#include "stdlib.h"
#include "string.h"

struct server_name {
  const char *name;
  size_t name_length;
  const char *secret;
  size_t secret_length;
};

#define ENTRY(name, name_length, secret, secret_length) {name, name_length, secret, secret_length},
static const struct server_name server_names[] = {MERLON_OPTION_NAMES(ENTRY){NULL, 0, NULL, 0}};

static struct identity identities[SECRETS_MAX];
static size_t identity_count;
static const struct identity *by_default;
static const struct identity *by_name[MERLON_OPTION_NAMES_COUNT + 1];

void tls_start(void);

/* --- Which identity a client gets ------------------------------------------------------------ */

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c; }

static bool is_text(const char *text, const char *pattern, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if (lower(text[i]) != lower(pattern[i])) return false;
  }
  return text[length] == 0;
}

/* `*.example.org` stands for one label in the place of the star, as in certificates. */
static bool matches(const char *text, const struct server_name *name) {
  if (name->name_length < 2 || name->name[0] != '*' || name->name[1] != '.') {
    return is_text(text, name->name, name->name_length);
  }
  const char *rest = text;
  while (*rest != 0 && *rest != '.') rest++;
  return rest > text && is_text(rest, name->name + 1, name->name_length - 1);
}

const struct identity *identity_for(const char *server_name) {
  for (size_t i = 0; server_name != NULL && i < MERLON_OPTION_NAMES_COUNT; i++) {
    if (matches(server_name, &server_names[i])) return by_name[i];
  }
  return by_default;
}

static const struct identity *named(const char *name, size_t length) {
  for (size_t i = 0; i < identity_count; i++) {
    if (identities[i].name.length == length &&
        memcmp(identities[i].name.bytes, name, length) == 0) {
      return &identities[i];
    }
  }
  merlon_puts("merlon: tls: the host gave this image no secret '");
  merlon_console_write(name, length);
  merlon_puts("'\n");
  merlon_exit(MERLON_EXIT_ABORT);
}

/* --- The start ------------------------------------------------------------------------------- */

void tls_start(void) {
  static struct secret secrets[SECRETS_MAX];
  uint8_t *seed = secrets_read_device("tls", "secrets", secrets, &identity_count);
  entropy_start(seed, SECRETS_SEED);
  memset(seed, 0, SECRETS_SEED);
  for (size_t i = 0; i < identity_count; i++) {
    if (identity_make(&identities[i], &secrets[i])) continue;
    merlon_abort("tls: a key of the host's secrets is neither ECDSA on P-256 nor RSA of 2048 to "
                 "4096 bits");
  }
  by_default = named(MERLON_OPTION_CERTIFICATE, MERLON_OPTION_CERTIFICATE_LENGTH);
  for (size_t i = 0; i < MERLON_OPTION_NAMES_COUNT; i++) {
    by_name[i] = named(server_names[i].secret, server_names[i].secret_length);
  }
  engine_start(MERLON_OPTION_SESSIONS);
}
