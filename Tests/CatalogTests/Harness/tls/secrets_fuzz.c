/* Any bytes as secrets: first as they are, then with a header that lets them through to what
 * follows it. */
#include <stdlib.h>
#include <string.h>

#include "secrets.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void parse(const uint8_t *bytes, size_t length, int is_mended) {
  struct secret secrets[SECRETS_MAX];
  uint8_t *copy = malloc(length);
  memcpy(copy, bytes, length);
  if (is_mended) {
    memcpy(copy, "MRLNSECR\1\0\0\0", 12);
    for (int i = 0; i < 4; i++) copy[12 + i] = (uint8_t)(length >> (8 * i));
    memset(copy + 20, 0, 4);
  }
  size_t count = secrets_read(copy, length, secrets);
  for (size_t i = 0; i < count; i++) {
    if (secrets[i].chain_length > SECRETS_CHAIN_MAX || secrets[i].key.length == 0) abort();
    memset(secrets[i].key.bytes, 0, secrets[i].key.length);
  }
  free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  if (length < SECRETS_HEADER) return 0;
  parse(bytes, length, 0);
  parse(bytes, length, 1);
  return 0;
}
