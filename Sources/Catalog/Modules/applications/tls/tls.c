/* Takes the host's secrets in and starts TLS with them. */
#include <merlon.h>

#include "engine.h"
#include "entropy.h"
#include "options.h"
#include "stdlib.h"
#include "string.h"

#define BLOCK_MAX 32768u

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

/* Reads all of the device that counts into memory of its own. */
static uint8_t *read_device(size_t *length) {
  static uint8_t block[BLOCK_MAX];
  struct merlon_block device;
  if (!merlon_block_find("secrets", &device) || device.block_size > sizeof block ||
      device.block_size < SECRETS_HEADER) {
    merlon_abort("tls: the host has attached no block device 'secrets'");
  }
  uint8_t *bytes = NULL;
  *length = 0;
  for (size_t at = 0; at == 0 || at < *length; at += device.block_size) {
    if (at + device.block_size > device.capacity ||
        !merlon_block_read(&device, at, block)) {
      merlon_abort("tls: the block device 'secrets' cannot be read to its end");
    }
    if (at == 0) {
      *length = secrets_length(block);
      bytes = *length == 0 ? NULL : malloc(*length);
      if (bytes == NULL) {
        merlon_abort("tls: the block device 'secrets' is not one that the host agent makes");
      }
    }
    size_t count = *length - at < device.block_size ? *length - at : device.block_size;
    memcpy(bytes + at, block, count);
  }
  memset(block, 0, sizeof block);
  return bytes;
}

void tls_start(void) {
  static struct secret secrets[SECRETS_MAX];
  size_t length;
  uint8_t *bytes = read_device(&length);
  identity_count = secrets_read(bytes, length, secrets);
  if (identity_count == 0) merlon_abort("tls: what the block device 'secrets' holds is malformed");
  entropy_start(bytes + SECRETS_HEADER - SECRETS_SEED, SECRETS_SEED);
  memset(bytes + SECRETS_HEADER - SECRETS_SEED, 0, SECRETS_SEED);
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
